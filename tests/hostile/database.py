"""A database that somebody made to do harm, or that was damaged. usage: database.py DUBBELLOOP"""

import json
import os
import pathlib
import shutil
import struct

from hostile import TABLES, dubbelloop, lines, main, needs, run, sql


def _database():
    rows = [f"999990007,,3332,01000001,008,12850,2023-02-{d:02},1500,D{d}" for d in range(1, 20)]
    credit = "999990019,,3332,53010001,056,40001,2023-01-05,10000,K1"
    pathlib.Path("in.csv").write_text(lines(*rows, credit), encoding="ascii")
    run("in.csv", db="goed.db", status=0)
    return dubbelloop("findings", "--db", "goed.db").out.decode().splitlines()[1].split(",")[0]


def _verbs(finding):
    """Every verb that opens a database, by the arguments behind --db."""
    return {
        "status": [], "verify": [], "findings": [], "findings --format jsonl": [], "findings --format xlsx -o w.xlsx": [],
        "findings --group-by agb": [], "lines": [], "sample --seed 1 --size 3": [], "explain": [finding], "explain --json": [finding],
        f"tables diff {TABLES} {TABLES}": [], f"tables check --tables {TABLES}": [],
        f"recheck --out uit2 --tables {TABLES}": [], f"run --again --out uit2 --tables {TABLES}": ["in.csv"],
        "decide --by J --reason r": [finding, "bevestigd"],
    }


def _every_verb(db, finding, status=None, without=(), **options):
    said = []
    for verb, rest in _verbs(finding).items():
        if verb.split()[0] in without:
            continue
        shutil.copy(db, "k.db")
        done = dubbelloop(*verb.split(), "--db", "k.db", *rest, status=status, **options)
        for rests in ("k.db-wal", "k.db-shm"):
            if os.path.exists(rests):
                os.unlink(rests)
        said.append((verb, done))
    return said


def a_schema_that_is_not_what_the_steps_make_is_not_used():
    finding = _database()
    table = {
        "a trigger": "CREATE TRIGGER t AFTER INSERT ON bevinding BEGIN DELETE FROM bevinding; END",
        "a trigger on a view": "CREATE TRIGGER t INSTEAD OF INSERT ON v_bevinding BEGIN DELETE FROM bevinding; END",
        "a trigger less": "DROP TRIGGER gebeurtenis_blijft_bestaan",
        "a trigger with another body": "DROP TRIGGER gebeurtenis_blijft_bestaan; CREATE TRIGGER gebeurtenis_blijft_bestaan BEFORE DELETE ON"
                                       " gebeurtenis BEGIN SELECT 1; END",
        "a view that shadows a table": "ALTER TABLE bevinding RENAME TO b; CREATE VIEW bevinding AS SELECT * FROM b WHERE 0",
        "a view of ours with another text": "DROP VIEW v_run; CREATE VIEW v_run AS SELECT 1 AS run",
        "a view less": "DROP VIEW v_aanbieder",
        "a table less": "DROP TABLE stand",
        "an index less": "DROP INDEX bevinding_op_id",
        "a column more": "ALTER TABLE bestand ADD COLUMN x TEXT",
        "a computed column": "ALTER TABLE bestand ADD COLUMN x TEXT AS (printf('%.*c', 1000000000, 'x'))",
        "a virtual table": "CREATE VIRTUAL TABLE v USING fts5(x)",
        "a virtual table in the place of one of ours": "DROP TABLE instelling; CREATE VIRTUAL TABLE instelling USING fts5(sleutel, waarde)",
        "a table without its checks": "PRAGMA legacy_alter_table = ON; CREATE TABLE x AS SELECT * FROM dekking; DROP TABLE dekking; ALTER TABLE x RENAME TO dekking",
        "a text changed behind SQLite's back": "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'vast', 'zeker') WHERE"
                                               " name = 'bevinding'",
        "a root page changed": "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = 'x' WHERE name = 'stand'",
    }
    for why, script in table.items():
        shutil.copy("goed.db", "x.db")
        sql("x.db", script)
        number = list(table).index(why)
        for verb, rest in list(_verbs(finding).items())[number % 3::3]:
            done = dubbelloop(*verb.split(), "--db", "x.db", *rest)
            assert done.status == 1 and b"database" in done.err, (why, verb, done)


def what_somebody_adds_for_himself_may_stay():
    finding = _database()
    sql("goed.db", "CREATE INDEX mijn_index ON bevinding (conflict_agb); CREATE VIEW mijn_view AS SELECT * FROM v_bevinding;"
                   "CREATE TABLE mijn_tabel (x); ANALYZE; CREATE UNIQUE INDEX mijn_sleutel ON mijn_tabel (x)")
    _every_verb("goed.db", finding, status=0)


def a_schema_runs_no_function_that_does_more_than_compute():
    finding = _database()
    sql("goed.db", "CREATE VIEW mijn AS SELECT load_extension('x'); CREATE TABLE t (x, y AS (hex(x)))")
    _every_verb("goed.db", finding, status=0)


def verbs_that_only_read_write_nothing():
    needs("strace")
    finding = _database()
    os.chmod("goed.db", 0o400)
    before = (pathlib.Path("goed.db").read_bytes(), os.stat("goed.db").st_mtime_ns)
    for verb, rest in _verbs(finding).items():
        if verb.split()[0] in ("run", "recheck", "decide"):
            continue
        # Under LeakSanitizer strace is not possible.
        dubbelloop(*verb.split(), "--db", "goed.db", *rest, status=0, wrapper=["strace", "-f", "-qq", "-e", "trace=openat", "-o", "open.txt"],
                   environment={"ASAN_OPTIONS": "detect_leaks=0"})
        for line in pathlib.Path("open.txt").read_text(encoding="utf-8").splitlines():
            if "goed.db\"" in line:
                assert "O_RDONLY" in line and "O_RDWR" not in line, (verb, line)
        assert before == (pathlib.Path("goed.db").read_bytes(), os.stat("goed.db").st_mtime_ns), verb


def hostile_content_is_told_and_never_crashes():
    finding = _database()
    huge = "CAST(zeroblob(200000) AS TEXT)"
    texts = ["''", "'x'", "CAST(x'ff00fe' AS TEXT)", "char(0) || 'x'", huge, "'2023-99-99'", "'-1'", "'999999999999999999999'"]
    numbers = ["0", "-1", "9223372036854775807", "-9223372036854775808", "4294967296"]
    blobs = ["x''", "x'00'", "x'ffffffffffffffffffff'", "zeroblob(100000)", "randomblob(4000)", "substr(inhoud, 1, 7)", "inhoud || inhoud",
             "x'80808080808080808080' || inhoud", "inhoud || x'ff'", "substr(inhoud, 2)"]
    scripts = []
    for column in ("bevinding_id", "redenen", "uzovi", "patient", "regels", "keten_agb", "keten_referentie", "keten_van", "conflict_begindatum",
                   "leidende_regel", "programma", "soort", "conflict_agb"):
        scripts += [f"PRAGMA ignore_check_constraints = ON; UPDATE OR REPLACE bevinding SET som = NULL, {column} = {value}" for value in texts]
    for column in ("verhaal_bedrag_cent", "keten_bestand", "conflict_regelnummer", "gevonden_run", "vervallen_run"):
        scripts += [f"PRAGMA ignore_check_constraints = ON; UPDATE bevinding SET som = NULL, {column} = {value}" for value in numbers]
    scripts += [f"UPDATE blok SET som = NULL, inhoud = CAST({value} AS BLOB)" for value in blobs]
    scripts += [f"UPDATE zeef SET inhoud = CAST({value} AS BLOB)" for value in blobs]
    scripts += [f"UPDATE blok SET eerste_patient = {value}" for value in ("x''", "zeroblob(100)", "x'ff'")]
    scripts += [f"UPDATE bestand SET {column} = {value}" for column in ("naam", "sha256", "vingerafdruk", "profiel") for value in texts[:5]]
    scripts += [f"UPDATE bestand SET {column} = {value}" for column in ("gelezen", "relevant", "bytes", "run") for value in numbers]
    scripts += [f"UPDATE run SET {column} = {value}" for column in ("vingerafdruk", "begonnen", "versie", "contracten") for value in texts[:5]]
    scripts += [f"UPDATE OR REPLACE run SET run = {value}" for value in numbers]
    scripts += [f"UPDATE OR REPLACE bestand SET bestand = {value}" for value in numbers]
    scripts += [f"UPDATE OR REPLACE laag SET laag = {value}" for value in numbers] + [f"UPDATE laag SET regels = {v}" for v in numbers]
    scripts += [f"UPDATE tabelbestand SET inhoud = {value}" for value in ("x''", "zeroblob(100000)", "x'ff00'", "CAST('a,b' AS BLOB)")]
    scripts += [f"UPDATE OR REPLACE tabelset SET naam = {value}" for value in texts] + ["DELETE FROM tabelset", "DELETE FROM run", "DELETE FROM bestand"]
    scripts += [f"UPDATE OR REPLACE stand SET {column} = {value}" for column in ("soort", "sleutel") for value in texts[:5]]
    scripts += [f"UPDATE stand SET waarde = {value}" for value in numbers]
    scripts += [f"UPDATE OR REPLACE dekking SET {column} = {value}" for column in ("uzovi", "kwartaal", "tabel") for value in texts[:5]]
    scripts += [f"UPDATE instelling SET waarde = {value}" for value in texts[:5]]
    # Each with a verb in turn, so that every verb meets every table.
    verbs = list(_verbs(finding).items())
    for number, script in enumerate(scripts):
        shutil.copy("goed.db", "x.db")
        sql("x.db", script)
        verb, rest = verbs[number % len(verbs)]
        done = dubbelloop(*verb.split(), "--db", "x.db", *rest, timeout=900)
        if done.status == 0 and "json" in verb:
            for line in done.out.decode("utf-8").splitlines() if "jsonl" in verb else [done.out]:
                json.loads(line)
        for rests in ("x.db-wal", "x.db-shm"):
            pathlib.Path(rests).unlink(missing_ok=True)


def a_finding_that_is_not_what_was_written_is_shown_to_nobody():
    """A bit that flipped in its row, which only verify found: lists, reports and controls had the other amount."""
    finding = _database()
    who = ["--by", "J", "--reason", "r"]
    for column, value in (("verhaal_bedrag_cent", "verhaal_bedrag_cent + 1"), ("conflict_referentie", "upper(conflict_referentie || 'x')"), ("som", "som + 1")):
        shutil.copy("goed.db", "k.db")
        sql("k.db", f"UPDATE bevinding SET {column} = {value} WHERE bevinding_id = '{finding}'")
        before = pathlib.Path("k.db").read_bytes()
        for verb in (["findings"], ["findings", "--format", "jsonl"], ["findings", "--werklijst", "--format", "csv-excel"], ["explain", finding],
                     ["sample", "--seed", "1", "--size", "30"], ["changes", "--run", "1"], ["gewoonten"], ["verify"],
                     ["spiegel", "--period", "2023Q1", "--out", "sp"], ["recheck", "--out", "uit2", "--tables", TABLES],
                     ["withdraw", "--out", "uit2", "--tables", TABLES, *who, "in.csv"], ["run", "--again", "--out", "uit2", "--tables", TABLES, "in.csv"]):
            done = dubbelloop(verb[0], "--db", "k.db", *verb[1:], status=5)
            assert b"damaged" in done.err or verb == ["verify"], (verb, done)
        dubbelloop("zaak", "new", "--db", "k.db", "--agb", "01000001", "--rol", "declarant", "--period", "2023", "--doel", "x", "--by", "J", status=5)
        assert pathlib.Path("k.db").read_bytes() == before


def a_value_of_300_megabytes_is_told():
    finding = _database()
    sql("goed.db", "UPDATE bestand SET naam = CAST(zeroblob(300000000) AS TEXT)")
    for verb in ("status", "verify", "lines"):
        done = dubbelloop(verb, "--db", "goed.db", status=1, timeout=900)
        assert b"too big" in done.err, (verb, done)
    assert finding


def a_file_with_other_bytes_in_it_never_crashes():
    finding = _database()
    good = pathlib.Path("goed.db").read_bytes()
    table = {"empty": b"", "short": good[:100], "half a page": good[:5000], "half": good[: len(good) // 2], "no header": b"\0" * len(good),
             "text": b"SQLite format 3\0" + b"x" * 5000}
    for at, form, value in ((16, ">H", 1), (16, ">H", 512), (18, ">B", 9), (20, ">B", 255), (28, ">I", 0xFFFFFFFF), (32, ">I", 7), (44, ">I", 99),
                            (52, ">I", 3), (56, ">I", 2), (60, ">I", 999), (100, ">B", 13), (103, ">H", 60000), (105, ">H", 1)):
        changed = bytearray(good)
        struct.pack_into(form, changed, at, value)
        table[f"byte {at} is {value}"] = bytes(changed)
    for page in range(1, len(good) // 8192, 5):
        changed = bytearray(good)
        changed[page * 8192 : page * 8192 + 16] = b"\xff" * 16
        table[f"page {page}"] = bytes(changed)
    for number, content in enumerate(table.values()):
        pathlib.Path("x.db").write_bytes(content)
        verbs = list(_verbs(finding).items())
        for step in range(2):
            verb, rest = verbs[(number * 2 + step) % len(verbs)]
            shutil.copy("x.db", "k.db")
            dubbelloop(*verb.split(), "--db", "k.db", *rest, timeout=900)
            os.system("rm -f k.db-*")


def a_write_ahead_log_that_is_not_its_own_changes_nothing():
    _database()
    before = dubbelloop("findings", "--db", "goed.db", status=0).out
    for content in (b"", b"\x37\x7f\x06\x82" + b"\0" * 5000, os.urandom(40000)):
        for suffix in ("-wal", "-journal"):
            shutil.copy("goed.db", "x.db")
            pathlib.Path("x.db" + suffix).write_bytes(content)
            done = dubbelloop("findings", "--db", "x.db")
            assert done.out == before if done.status == 0 else done.status == 1, (suffix, content[:8], done)
            os.system("rm -f x.db*")


main()
