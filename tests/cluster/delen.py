#!/usr/bin/env python3
"""Exports that are split, run in shards and merged give what one run of them gives, to the byte.

    delen.py DUBBELLOOP SOURCE [--seeds A-B]      ends with "N passed, N failed"

Compared are the messages, every output file, the stored lines, the findings, the status, and the rows of every table of the database but
the blocks (which depend on the number of threads) and the shard's own. Then what a later night, a recheck, verify and spiegel make of it.
"""

import argparse
import os
import pathlib
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "oracle"))

import oracle  # noqa: E402
import random_exports  # noqa: E402
from checks import check, finish  # noqa: E402

OF_BLOCKS = {"blok", "zeef"}
OF_SHARDS = ("--tables", "--contracts", "--relaties", "--max-bevindingen-per-patient")  # what `run --shard` must be told again
HEADER = "bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,einddatum,bedrag_cent,debet_credit,referentienummer\n"


class Work:
    """A folder, and the program in it."""

    def __init__(self, binary, folder):
        self.binary, self.folder = str(binary), pathlib.Path(folder)

    def call(self, *command, stdin=None, before=None):
        done = subprocess.run([self.binary, *map(str, command)], cwd=self.folder, capture_output=True, stdin=stdin, timeout=600, check=False, preexec_fn=before,
                              env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
        return done.returncode, done.stdout, done.stderr.decode(errors="replace")

    def must(self, *command, status=(0,), stdin=None):
        code, out, err = self.call(*command, stdin=stdin)
        if code not in status:
            raise RuntimeError(f"{' '.join(map(str, command))}: {code}: {err.strip()}")
        return out

    def split(self, shards, options, files, out="delen", stdin=None):
        return self.call("split", "--shards", shards, "--out", out, *options, *files, stdin=stdin)

    def run_shard(self, number, rules, split="delen", more=()):
        return self.call("run", "--shard", f"{split}/shard-{number:04}", "--db", f"{split}-{number}.db", "--out", f"{split}-{number}", *rules, *more)

    def merge(self, db, out, databases, split="delen", more=()):
        return self.call("merge", "--shards", split, "--db", db, "--out", out, *more, *databases)


def rules_of(options):
    """What of the options of a run is about tables and contracts."""
    rules, at = [], 0
    while at < len(options):
        takes = 2 if at + 1 < len(options) and not options[at + 1].startswith("--") else 1
        if options[at] in OF_SHARDS or options[at] in ("--extend-tables", "--no-contracts", "--no-relaties"):
            rules += options[at:at + takes]
        at += takes
    return rules


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rows(database):
    """Every table, in no order; and the sums of the blocks' lines."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        db.text_factory = bytes
        tables = [name.decode() for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {name: sorted(map(repr, db.execute(f'SELECT * FROM "{name}"'))) for name in tables if name not in OF_BLOCKS}


def messages(text, out):
    return text.replace(f"written to {out}", "written to OUT")


def unlike(a, b):
    """The names of what differs."""
    return ", ".join(name for name in sorted(a.keys() | b.keys()) if a.get(name) != b.get(name))


def same_store(what, work, one, other):
    """Two databases hold the same."""
    differs = unlike(rows(work.folder / one), rows(work.folder / other))
    check(f"{what}: every table has the same rows", not differs, differs)
    for verb in (["lines"], ["findings", "--format", "jsonl"], ["status", "--format", "json"]):
        said = [work.must(*verb, "--db", db).replace(f"--db '{db}'".encode(), b"--db DB") for db in (one, other)] # what it advises names the database
        check(f"{what}: {verb[0]} says the same", said[0] == said[1])


def same_as_one_run(what, work, options, files, shards, threads=(), stdin=None):
    """Runs the files in one go and in shards. Returns whether there was a database."""
    def given():
        return open(stdin, "rb") if stdin else None  # noqa: SIM115

    code, _, told = work.call("run", "--db", "een.db", "--out", "een", *options, *files, stdin=given())
    split_code, _, split_told = work.split(shards, [*options, *threads], files, stdin=given())
    if code not in (0, 3):
        check(f"{what}: what a run refuses, a split refuses", split_code == code and not (work.folder / "delen" / "manifest").exists(), split_told)
        return False
    if not check(f"{what}: is split", split_code in (0, 3), split_told):
        return False
    for number in range(1, shards + 1):
        shard_code, _, shard_told = work.run_shard(number, rules_of(options), more=threads)
        if not check(f"{what}: shard {number} is done, whatever was rejected", shard_code == 0, shard_told):
            return False
    databases = [f"delen-{number}.db" for number in range(shards, 0, -1)]
    merged_code, _, merged_told = work.merge("alle.db", "alle", databases, more=threads)
    check(f"{what}: the merge ends as the run does", merged_code == code, merged_told)
    if merged_code not in (0, 3):
        return False
    check(f"{what}: the merge says what the run says", messages(merged_told, "alle") == messages(told, "een"), merged_told)
    differs = unlike(tree(work.folder / "een"), tree(work.folder / "alle"))
    check(f"{what}: every output has the same bytes", not differs, differs)
    same_store(what, work, "een.db", "alle.db")
    verified, _, why = work.call("verify", "--db", "alle.db", "--out", "alle")
    check(f"{what}: verify finds it in order", verified == 0, why)
    return True


# --- What is compared ---


def random_case(binary, tables, seed):
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="dubbelloop-delen-") as scratch:
        folder = pathlib.Path(scratch) / "case"
        folder.mkdir()
        random_exports.make_case(seed, folder, tables)
        case = oracle.open_case(folder, tables, pathlib.Path(scratch) / "rules")
        options = [*case.args, "--tables", str(case.tables)]
        if rng.random() < 0.2:
            (folder / "sleutel").write_text(bytes(rng.randrange(256) for _ in range(32)).hex() + "\n")
            (folder / "sleutel").chmod(0o600)
            options += ["--pseudonym-key", "sleutel"]
        options += ["--strict"] if rng.random() < 0.1 else []
        options += ["--again"] if rng.random() < 0.1 else []
        options += ["--max-bevindingen-per-patient", str(rng.choice([1, 5]))] if rng.random() < 0.2 else []
        threads = rng.choice([[], ["--threads", "1"], ["--threads", "7", "--memory", "1M"]])
        same_as_one_run(f"seed {seed}", Work(binary, folder), options, case.files, rng.choice([1, 2, 3, 7]), threads)


def keten(patient, day, reference):
    return f"{patient},3332,53010001,056,40001,{day},{day},10000,D,{reference}\n"


def consult(patient, day, reference):
    return f"{patient},3332,01000001,008,12850,{day},{day},1500,D,{reference}\n"


def bsn(number):
    """The first one from `number` on."""
    while sum(weight * int(digit) for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), f"{number:09}")) % 11:
        number += 1
    return number


def odd_cases():
    """Each: what is odd, the files, the arguments, the shards, and what its output must say for it to be so."""
    people = [bsn(999990000 + 50 * i) for i in range(8)]
    lines = [keten(person, "2023-02-01", f"r{i}") + consult(person, "2023-02-01", f"k{i}") for i, person in enumerate(people)]
    other = HEADER + "".join(lines).replace("2023-02-01", "2023-03-01")
    credits_first = HEADER + "".join(lines).replace(",D,r", ",C,r").replace(",r", ",c").replace(",D,k", ",C,k")
    taken = keten(people[3], "2023-05-01", "r3")
    one = HEADER + "".join(lines)
    return [
        ("a file without one line, beside another", {"a.csv": HEADER, "b.csv": one}, ["a.csv", "b.csv"], 3, '"no_lines"'),
        ("one patient and seven shards", {"a.csv": HEADER + lines[0]}, ["a.csv"], 7, '"read": 2'),
        ("the last line has no end, and the reference of another", {"a.csv": one + taken[:-1]}, ["a.csv"], 2, "a.csv,18,referentienummer"),
        ("lines with CR, the last with the reference of another", {"a.csv": (one + taken).replace("\n", "\r\n")}, ["a.csv"], 2, "a.csv,18,referentienummer"),
        ("the same file again under another name", {"a.csv": one, "b.csv": one}, ["a.csv", "b.csv"], 3, '"overgeslagen"'),
        ("the same lines in two files", {"a.csv": one, "b.csv": HEADER + "".join(reversed(lines))}, ["a.csv", "b.csv"], 3, '"duplicate": 16'),
        ("references of another file", {"a.csv": one, "b.csv": other}, ["a.csv", "b.csv"], 3, "b.csv,17,referentienummer"),
        ("the same, in the other order", {"a.csv": one, "b.csv": other}, ["b.csv", "a.csv"], 3, "a.csv,17,referentienummer"),
        ("credits before their debits, in another file", {"a.csv": credits_first, "b.csv": one}, ["a.csv", "b.csv"], 3, '"credits_applied": 8'),
        ("a refused file between others", {"a.csv": one, "b.csv": one.replace("2023-02-01", "gisteren"), "c.csv": HEADER + lines[0].replace(",r0", ",x0")}, ["a.csv", "b.csv", "c.csv"], 3, '"geweigerd"'),
        ("a file that is none", {"a.csv": one, "b.csv": "PK\x03\x04"}, ["a.csv", "b.csv"], 2, "b.csv,1,,kop_onjuist"),
        ("a file with a controle that is not right", {"a.csv": one, "b.csv": other, "b.csv.controle": "regels 9\n"}, ["a.csv", "b.csv"], 2, "b.csv,1,,bestand_onleesbaar"),
        ("no line that is right", {"a.csv": HEADER + "x\n"}, ["a.csv", "--max-rejects", "100%"], 2, '"accepted": 0'),
        ("rejects, a line that is too long, and references that are in use", {"a.csv": one + "x\n" + "y" * 70000 + "\n" + taken}, ["a.csv", "--max-rejects", "100%"], 2, "a.csv,19,,veld_te_lang"),
        ("a code of no programme, delivered twice", {"a.csv": one + consult(people[0], "2023-03-01", "z").replace("12850", "11609"), "b.csv": HEADER + consult(people[0], "2023-03-01", "z").replace("12850", "11609")}, ["a.csv", "b.csv"], 2, '"zonder_programma"'),
    ]


def odd_case(binary, tables, case):
    name, content, arguments, shards, says = case
    with tempfile.TemporaryDirectory(prefix="dubbelloop-delen-") as scratch:
        work = Work(binary, scratch)
        for file, text in content.items():
            (work.folder / file).write_text(text, newline="")
        options = [argument for argument in arguments if not argument.endswith(".csv")] + ["--tables", str(tables)]
        files = [argument for argument in arguments if argument.endswith(".csv")]
        same_as_one_run(name, work, options, files, shards, ["--threads", "3"])
        said = "".join((work.folder / "een" / file).read_text() for file in ("rejects.csv", "summary.json"))
        check(f"{name}: it is so", says in said, said)


def a_pipe(binary, tables):
    with tempfile.TemporaryDirectory(prefix="dubbelloop-delen-") as scratch:
        work = Work(binary, scratch)
        file = work.folder / "a.csv"
        file.write_text(odd_cases()[2][1]["a.csv"])
        same_as_one_run("standard input", work, ["--tables", str(tables)], ["-"], 2, stdin=file)


def sample(binary, source, shards):
    """The sample; then what comes after a first load."""
    files = [source / "sample_data" / name for name in
             ("2022Q1.csv", "2022Q2.csv", "2022Q3.csv", "2022Q4.csv", "2023Q1.csv", "2023Q2.csv.gz", "2023Q3.csv", "2023Q4.csv")]
    options = ["--contracts", str(source / "sample_data" / "contracts.csv"), "--relaties", str(source / "sample_data" / "relaties.csv")]
    with tempfile.TemporaryDirectory(prefix="dubbelloop-delen-") as scratch:
        work = Work(binary, scratch)
        what = f"the sample in {shards}"
        if not same_as_one_run(what, work, options, files, shards) or shards != 3:
            return
        check("a split is for its owner only", all(path.stat().st_mode & 0o077 == 0 for path in [work.folder / "delen", *(work.folder / "delen").iterdir()]))
        later(work, what, source)


def later(work, what, source):
    """A night, a recheck and a round of reports over both databases."""
    profile = ["--profile", source / "sample_data" / "profiel_dietisten.ini", source / "sample_data" / "dietisten_2023.csv"]
    for verb, more in (("run", profile), ("recheck", ["--extend-tables"]), ("recheck", ["--no-contracts"])):
        for db, out in (("een.db", "een"), ("alle.db", "alle")):
            work.must(verb, "--db", db, "--out", out, *more, status=(0, 3))
        differs = unlike(tree(work.folder / "een"), tree(work.folder / "alle"))
        check(f"{what}, then {verb} {more[0]}: every output has the same bytes", not differs, differs)
        same_store(f"{what}, then {verb} {more[0]}", work, "een.db", "alle.db")
    for db, out in (("een.db", "een-sp"), ("alle.db", "alle-sp")):
        work.must("spiegel", "--db", db, "--period", "2023Q2", "--out", out)
    differs = unlike(tree(work.folder / "een-sp"), tree(work.folder / "alle-sp"))
    check(f"{what}: the reports have the same bytes", not differs, differs)


def few_open_files(binary):
    """More shards than files that a process may have open, as the system has it at first."""
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (24, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))

    with tempfile.TemporaryDirectory(prefix="dubbelloop-delen-") as scratch:
        work = Work(binary, scratch)
        (work.folder / "a.csv").write_text(odd_cases()[2][1]["a.csv"])
        code, _, told = work.call("split", "--shards", 25, "--out", "delen", "a.csv", "--max-rejects", "100%", before=few)
        check("25 shards are made with 24 open files", code in (0, 3), told)
        for number in range(1, 26):
            work.run_shard(number, [], more=["--threads", "1"])
        merge = ["merge", "--shards", "delen", "--db", "alle.db", "--out", "alle", *(f"delen-{number}.db" for number in range(1, 26))]
        code, _, told = work.call(*merge, before=few)
        check("and merged", code in (0, 3) and work.call("verify", "--db", "alle.db", "--out", "alle")[0] == 0, told)


# --- What is refused ---


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def wrong_shards(work, rules):
    """Each: what is wrong, how it is made, the shard, the status, a word of what is said."""
    delen = work.folder / "delen"
    return [
        ("a byte of a shard is another", lambda: flip(delen / "shard-0001", 40), 1, 5, "damaged"),
        ("a shard is cut short", lambda: os.truncate(delen / "shard-0001", (delen / "shard-0001").stat().st_size - 1), 1, 5, "damaged"),
        ("a shard is empty", lambda: os.truncate(delen / "shard-0001", 0), 1, 5, "damaged"),
        ("a shard has the name of another", lambda: shutil.copy(delen / "shard-0002", delen / "shard-0001"), 1, 5, "of another split"),
        ("a shard of another split is in its place", lambda: shutil.copy(work.folder / "ander" / "shard-0001", delen / "shard-0001"), 1, 5, "of another split"),
        ("there is no such shard", lambda: shutil.copy(delen / "shard-0001", delen / "shard-0009"), 9, 2, "no shard of the split"),
        ("a shard is not there", (delen / "shard-0001").unlink, 1, 1, "cannot be read"),
        ("the manifest is not there: the split was not done", (delen / "manifest").unlink, 1, 1, "no split that was done"),
        ("a byte of the manifest is another", lambda: flip(delen / "manifest", 90), 1, 5, "damaged"),
        ("the manifest is cut short", lambda: os.truncate(delen / "manifest", 100), 1, 5, "damaged"),
    ]


def small_split(work, out="delen", shards=2, prefix="r"):
    """Two lines of it are rejected by the split, and one of each person by the run of its shard."""
    people = [bsn(999990000 + 50 * i) for i in range(40)]
    text = HEADER + "".join(keten(person, "2023-02-01", f"{prefix}{i}") + consult(person, "2023-02-01", f"k{i}") for i, person in enumerate(people))
    (work.folder / f"{out}.csv").write_text(text + f"{out}\ny\n" + "".join(keten(person, "2023-07-01", f"{prefix}{i}") for i, person in enumerate(people)))
    code, _, told = work.split(shards, ["--max-rejects", "100%"], [f"{out}.csv"], out=out)
    if code not in (0, 3):
        raise RuntimeError(told)


def refused_shards(binary):
    with tempfile.TemporaryDirectory(prefix="dubbelloop-delen-") as scratch:
        work = Work(binary, scratch)
        small_split(work)
        small_split(work, "ander")
        shutil.copytree(work.folder / "delen", work.folder / "heel")
        for name, spoil, shard, status, word in wrong_shards(work, []):
            spoil()
            code, _, told = work.run_shard(shard, [])
            check(f"{name}: it is refused", code == status and word in told, f"{code}: {told}")
            check(f"{name}: no database is left", not (work.folder / f"delen-{shard}.db").exists() and not (work.folder / f"delen-{shard}" / "findings.csv").exists())
            shutil.rmtree(work.folder / "delen")
            shutil.copytree(work.folder / "heel", work.folder / "delen")
        code, _, told = work.run_shard(1, ["--extend-tables"])
        check("other tables than those of the split are refused", code == 2 and "other tables" in told, told)
        check("a shard is run", work.run_shard(1, [])[0] == 0)
        code, _, told = work.run_shard(1, [])
        check("a shard makes a new database", code == 2 and "is there already" in told, told)
        code, _, told = work.call("run", "--shard", "delen/shard-0002", "--db", "x.db", "--out", "x", "delen.csv")
        check("a shard goes with no file", code == 2 and "not both" in told, told)
        code, _, told = work.call("run", "--shard", "delen/shard-0002", "--db", "x.db", "--out", "x", "--patient-id", "bsn")
        check("how files are read is for the split to say", code == 2 and "split" in told, told)
        code, _, told = work.split(2, [], ["delen.csv"])
        check("a split makes a new folder", code == 2 and "not empty" in told and (work.folder / "delen" / "manifest").exists(), told)


def change_database(work, sql):
    with sqlite3.connect(work.folder / "delen-1.db") as db:
        db.execute(sql)
        db.commit()
    db.close()


def refused_merges(binary):
    with tempfile.TemporaryDirectory(prefix="dubbelloop-delen-") as scratch:
        work = Work(binary, scratch)
        small_split(work)
        small_split(work, "ander", prefix="x")
        for split in ("delen", "ander"):
            for number in (1, 2):
                work.run_shard(number, [], split)
        both = ["delen-1.db", "delen-2.db"]
        work.must("run", "--db", "los.db", "--out", "los", "delen.csv", "--max-rejects", "100%", status=(0, 3))
        finding = "UPDATE run SET nieuw = nieuw + 1"
        cases = [
            ("a shard lacks", None, ["delen-2.db"], 2, "shard-0001"),
            ("a shard is given twice", None, [*both, "delen-1.db"], 2, "the same shard"),
            ("a shard is of another split", None, ["ander-1.db", "delen-2.db"], 2, "of this split"),
            ("a database is of no shard", None, ["los.db", "delen-2.db"], 2, "of this split"),
            ("a database is not there", None, ["niets.db", "delen-2.db"], 1, "niets.db"),
            ("a shard was looked at again", lambda: work.must("recheck", "--db", "delen-1.db", "--out", "delen-1", "--extend-tables"), both, 2, "run the shard again"),
            ("a row of a shard's run is another", lambda: change_database(work, finding), both, 5, "damaged"),
            ("a finding of a shard is another", lambda: change_database(work, "UPDATE bevinding SET conflict_einddatum = '2023-02-02'"), both, 5, "delen-1.db: a finding is damaged"),
            ("lines of a shard are gone", lambda: change_database(work, "DELETE FROM blok"), both, 5, "has not the lines"),
            ("a block of a shard is another", lambda: change_database(work, "UPDATE blok SET inhoud = CAST(substr(inhoud, 1, length(inhoud) - 1) || x'00' AS BLOB)"), both, 5, "damaged"),
        ]
        kept = work.folder / "delen" / "rejects-0001"
        cases += [
            ("a byte of rejected lines is another", lambda: flip(kept, -2), both, 5, "rejects-0001: is not what the split wrote"),
            ("a rejected line is gone", lambda: os.truncate(kept, kept.stat().st_size - 2), both, 5, "is not what the split wrote"),
            ("there are more rejected lines", lambda: kept.write_bytes(kept.read_bytes() * 2), both, 5, "is not what the split wrote"),
            ("the rejected lines are those of another split", lambda: shutil.copy(work.folder / "ander" / "rejects-0001", kept), both, 5, "is not what the split wrote"),
            ("a line whose reference is not unique is another", lambda: change_database(work, "UPDATE deel_regel SET regel = CAST(upper(regel) AS BLOB)"), both, 5, "delen-1.db: is damaged"),
            ("a line whose reference is not unique is gone", lambda: change_database(work, "DELETE FROM deel_regel WHERE regelnr = (SELECT max(regelnr) FROM deel_regel)"), both, 1,
             "do not balance"),
            ("what a shard counted is another", lambda: change_database(work, "UPDATE instelling SET waarde = replace(waarde, 'dubbel 0', 'dubbel 1') WHERE sleutel = 'deel'"), both, 5,
             "delen-1.db: is damaged"),
        ]
        whole, rejects = (work.folder / "delen-1.db").read_bytes(), kept.read_bytes()
        for name, spoil, databases, status, word in cases:
            if spoil:
                spoil()
            code, _, told = work.merge("alle.db", "alle", databases)
            check(f"{name}: the merge is refused", code == status and word in told, f"{code}: {told}")
            check(f"{name}: nothing is left", not (work.folder / "alle.db").exists() and not list((work.folder / "alle").glob("*.csv")))
            for beside in work.folder.glob("delen-1.db*"):
                beside.unlink()
            (work.folder / "delen-1.db").write_bytes(whole)
            kept.write_bytes(rejects)
        check("the same shards, whole, are merged", work.merge("alle.db", "alle", both)[0] in (0, 3))
        code, _, told = work.merge("alle.db", "alle", both)
        check("a merge makes a new database", code == 2 and "is there already" in told, told)
        manifest = work.folder / "delen" / "manifest"
        manifest.unlink()
        check("without a manifest nothing is merged", work.merge("nog.db", "nog", both)[0] == 1 and not (work.folder / "nog.db").exists())


def killed(binary):
    """A split that waits for the rest of its input is killed: what it left is no split."""
    with tempfile.TemporaryDirectory(prefix="dubbelloop-delen-") as scratch:
        work = Work(binary, scratch)
        for name, number in (("killed", signal.SIGKILL), ("interrupted", signal.SIGTERM)):
            process = subprocess.Popen([binary, "split", "--shards", "2", "--out", name, "-"], cwd=scratch, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
            process.stdin.write(HEADER.encode())
            process.stdin.flush()
            while not (work.folder / name / "shard-0002.part").exists() and process.poll() is None:
                pass
            process.send_signal(number)
            process.stdin.close()
            process.wait()
            left = sorted(path.name for path in (work.folder / name).iterdir())
            check(f"a split that is {name} leaves no shard", not [entry for entry in left if not entry.endswith(".part")], left)
            code, _, told = work.call("run", "--shard", f"{name}/shard-0001", "--db", "x.db", "--out", "x")
            check(f"a split that was {name} is none", code == 1 and "no split" in told, told)
            check(f"and no merge begins with it ({name})", work.merge("alle.db", "alle", ["x.db"], split=name)[0] == 1)
        check("what was interrupted cleans up", left == [], left)


def same_key(binary):
    with tempfile.TemporaryDirectory(prefix="dubbelloop-delen-") as scratch:
        work = Work(binary, scratch)
        small_split(work)
        (work.folder / "sleutel").write_text("0123456789abcdef" * 4)
        (work.folder / "sleutel").chmod(0o600)
        for out in ("a", "b"):
            work.must("split", "--shards", 5, "--out", out, "--threads", 1, "--key", "sleutel", "--max-rejects", "100%", "delen.csv", status=(0, 3))
        sizes = [[(work.folder / out / f"shard-{number:04}").stat().st_size for number in range(1, 6)] for out in ("a", "b")]
        check("the same key gives the same shards", sizes[0] == sizes[1] and len(set(sizes[0])) > 1, sizes)
        (work.folder / "sleutel").chmod(0o644)
        check("a key that others can read is none", work.split(2, ["--key", "sleutel"], ["delen.csv"], out="c")[0] == 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--seeds", default="1-12")
    options = parser.parse_args()
    binary, source = options.binary.resolve(), options.source.resolve()
    tables = source / "conflict_tables"
    first, last = map(int, options.seeds.split("-"))
    for shards in (1, 3, 7):
        sample(binary, source, shards)
    for case in odd_cases():
        odd_case(binary, tables, case)
    a_pipe(binary, tables)
    for seed in range(first, last + 1):
        random_case(binary, tables, seed)
    refused_shards(binary)
    refused_merges(binary)
    killed(binary)
    same_key(binary)
    few_open_files(binary)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
