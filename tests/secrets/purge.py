#!/usr/bin/env python3
"""Does `purge` take out what is older, all of it, and nothing that the rest needs?

    purge.py DUBBELLOOP [--seeds A-B] [--explain-one-in N]      ends with "N passed, N failed"

On random exports (tests/oracle/random_exports.py) after several runs: a line goes when its quarter was over, unless a finding,
standing or lapsed, that is not older has a line in that quarter, or a credit ties it to a line that stays; counted here by
other means. What stays is sound, is explained as it was, and is what a recheck and a second delivery of all files give.
What went stands nowhere in the bytes of the file. Then single stories by hand.
"""

import argparse
import contextlib
import csv
import datetime
import io
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here.parent), str(here.parent / "oracle"), str(here.parent / "desk")]

import compare  # noqa: E402
import oracle  # noqa: E402
import random_exports  # noqa: E402
from checks import check, finish  # noqa: E402

TABLES = here.parent.parent / "conflict_tables"
HEADER = ("bsn,verzekerdennummer,uzovi,agb_declarant,agb_uitvoerder,specialisme,prestatiecodelijst,prestatiecode,"
          "zorgproductcode,verwijsdiagnosecode,diagnosecode,begindatum,einddatum,aantal,bedrag_cent,debet_credit,"
          "referentienummer,vorig_referentienummer")
exceptions = purged_lines = kept_older = 0
explain_one_in = 3
os.environ["SOURCE_DATE_EPOCH"] = "4102444800"  # DATE may not lie in the future, and random exports may


def quarter(text):
    return int(text[:4]) * 4 + (int(text[5:7]) - 1) // 3


def quarters(line):
    return set(range(quarter(line["begindatum"]), quarter(line["einddatum"]) + 1))


class Store:
    def __init__(self, program, directory, db):
        self.program, self.directory, self.db = program, directory, db

    def say(self, *args, status=0, stdin=None):
        done = subprocess.run([self.program, *map(str, args)], cwd=self.directory, capture_output=True, input=stdin,
                              timeout=900)
        check(f"{args}: status {done.returncode}, not {status}: {done.stderr.decode()[-400:]}",
              status is None or done.returncode in (status if isinstance(status, tuple) else (status,)))
        return done.stdout.decode() + (done.stderr.decode() if status != 0 else "")

    def lines(self):
        """{(patient, agb, reference): line}"""
        rows = csv.DictReader(io.StringIO(self.say("lines", "--db", self.db)))
        return {(row["bsn"] or
                 f"{row['uzovi']}/{row['verzekerdennummer']}", row["agb_declarant"], row["referentienummer"]): row
                for row in rows}

    def ask(self, sql):
        base = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)
        try:
            return base.execute(sql).fetchall()
        finally:
            base.close()

    def findings(self):
        """{(patient, keten line, conflict line): (whole row, proof)}, standing and lapsed. One in so many is explained, the same before and after."""
        found = {}
        base = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)
        base.row_factory = sqlite3.Row
        rows = [dict(row) for row in base.execute("SELECT * FROM bevinding")]
        base.close()
        for row in rows:
            proof = "" if int(row["bevinding_id"], 16) % explain_one_in else self.say(
                "explain", "--db", self.db, "--patient", row["patient"], row["bevinding_id"])
            keten = (row["patient"], row["keten_agb"], row["keten_referentie"])
            conflict = (row["patient"], row["conflict_agb"], row["conflict_referentie"])
            found[(keten, conflict) if row["soort"] == "paar" else (keten,)] = (row, proof)
        return found

    def purge(self, date, *more, status=0):
        return self.say("purge", "--db", self.db, "--before", date, "--by", "J. Jansen", "--reason", "bewaartermijn",
                        *more, status=status)


def must_stay(lines, findings, date):
    """The lines that are not older, or that one of these needs: by the text of docs/privacy.md."""
    def older(key):
        last = quarter(lines[key]["einddatum"])
        return datetime.date((last + 1) // 4, (last + 1) % 4 * 3 + 1, 1) <= datetime.date.fromisoformat(date)
    stay = {key for key in lines if not older(key)}
    held = {}
    for pair in findings:
        if not all(older(key) for key in pair):
            for key in pair:
                held.setdefault(key[0], set()).update(quarters(lines[key]))
    stay |= {key for key, line in lines.items() if quarters(line) & held.get(key[0], set())}
    ties = [(key, (key[0], key[1], line["vorig_referentienummer"])) for key, line in lines.items()
            if line["debet_credit"] == "C" and line["vorig_referentienummer"]]
    before = None
    while before != len(stay):
        before = len(stay)
        for one, other in ties:
            if other in lines and (one in stay or other in stay):
                stay |= {one, other}
    return stay, {key for key in lines if older(key)}


WORDS = "SELECT toelichting FROM antwoord UNION ALL SELECT tekst FROM notitie"


def look_at_purge(store, date):
    """Purges, and holds what is left against what was."""
    global exceptions, purged_lines, kept_older
    lines, findings = store.lines(), store.findings()
    words = store.ask(WORDS)
    stay, older = must_stay(lines, findings, date)
    bytes_before = store.db.read_bytes()
    told = store.say("purge", "--db", store.db, "--before", date, "--dry-run")
    check("a dry run changes no byte", store.db.read_bytes() == bytes_before)
    said = store.purge(date)
    check(f"the dry run told what came: {told} {said}", told.replace("te wissen", "gewist") == said)
    store.say("verify", "--db", store.db)
    left, after = store.lines(), store.findings()
    gone = set(lines) - set(left)
    check("no line came or changed", all(lines.get(key) == line for key, line in left.items()))
    check("nothing went that had to stay", not gone & stay)
    # More may stay only where the rest would be judged otherwise without it.
    more = set(left) - stay
    exceptions, purged_lines, kept_older = exceptions + len(more), purged_lines + len(gone), kept_older + len(
        older & set(left))
    wanted = {pair: row for pair, row in findings.items() if all(key in left for key in pair)}
    check("the findings that stay are those of which all lines stay", set(after) == set(wanted))
    for pair in set(after) & set(wanted):
        # Credits that have nothing to do with the two lines are told too; such a one may be gone.
        was, now = (re.sub(r"(?m)^Credits.*\n((?: .*)?\n)*", "", row[1]) for row in (wanted[pair], after[pair]))
        new = [
            line for line in after[pair][1].splitlines()
            if line not in wanted[pair][1].splitlines() and not line.startswith("Credits ")
        ]
        check(f"{pair} is explained as it was: {new}", was == now and not new)
        check(f"{pair} is what it was", after[pair][0] == wanted[pair][0])
    gewist = store.ask(
        "SELECT sum(regels), sum(bevindingen) FROM (SELECT * FROM wissing ORDER BY wissing DESC LIMIT 1)")[0]
    check(f"the record is right: {gewist}", gewist == (len(gone), len(findings) - len(after)))
    check(
        "verdicts, answers and notes go with their findings",
        store.ask(
            "SELECT count(*) FROM (SELECT bevinding_id, patient FROM oordeel UNION ALL SELECT bevinding_id, patient FROM antwoord"
            " UNION ALL SELECT bevinding_id, patient FROM notitie)"
            " WHERE (bevinding_id, patient) NOT IN (SELECT bevinding_id, patient FROM bevinding)") == [(0, )])
    said_still = set(store.ask(WORDS))
    data = b"".join(path.read_bytes() for path in store.db.parent.glob(store.db.name + "*"))
    texts = {key[2] for key in gone} | {
        line[name] for key in gone for name in ("vorig_referentienummer", "verzekerdennummer")
        for line in [lines[key]] if line[name]
    } | {key[0] for key in gone}
    living = "\n".join(",".join(line.values()) for line in left.values()) + "\n".join(
        str(row) for table in ("bestand", "bevinding", "gebeurtenis", "oordeel", "antwoord", "notitie", "tabelbestand", "regel")
        for row in store.ask(f"SELECT * FROM {table}"))
    living += "\n".join(key[0] for key in left)
    texts |= {text for text, in set(words) - said_still}
    sought = [text for text in texts if len(text) >= 6 and text not in living]
    there = [text for text in sought if text.encode() in data]
    check(f"what went is not in the bytes of the file, or beside it: {there[:3]}", not there)
    check("nothing is left for the same purge", "gewist" in store.purge(date) and set(store.lines()) == set(left))
    return len(sought)


def check_seed(program, seed):
    sought = 0
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        random_exports.make_case(seed, scratch / "case", TABLES)
        case = oracle.open_case(scratch / "case", TABLES, scratch)
        db, out = scratch / "proef.db", scratch / "uit"
        store = Store(program, case.directory, db)
        back = compare.recheck_command(program, case, db, out)
        steps = [compare.run_command(program, case, db, out, (), [name]) for name in case.files]
        steps += [[*back[: back.index("--tables") + 1], str(TABLES)], back]
        for step in steps:
            store.say(*step[1:], status=(0, 3, 4))
        if not db.exists() or not store.lines():
            return 0
        rows = store.ask(
            "SELECT patient, bevinding_id, iif(soort = 'paar', conflict_agb, keten_agb),"
            " iif(soort = 'paar', 'declarant', 'ketencontractant') FROM bevinding WHERE vervallen_run IS NULL")
        annex = scratch / "antwoorden.csv"
        annex.write_text("bevinding_id;antwoord;toelichting;agb;rol\n" + "".join(
            f"{number};terecht;uitleg van {number};{agb};{rol}\n" for _, number, agb, rol in rows[1::3]))
        store.say("respond", "--db", db, "--by", "K", annex, status=(0, 3)) # 3: an id that two patients share
        with contextlib.closing(sqlite3.connect(db)) as base, base: # as the workbench makes them; the verdicts put them on record too
            base.executemany("INSERT INTO notitie (patient, bevinding_id, op, inlog, tekst, run) VALUES (?, ?, 'op', 'K', ?, 1)",
                             [(patient, number, f"notitie bij {number}") for patient, number, *_ in rows[::2]])
        for patient, number, *_ in rows[::3]:
            store.say("decide", "--db", db, number, "bevestigd", "--by", "K", "--reason", "gezien", "--patient",
                      patient)
        ends = sorted(line["einddatum"] for line in store.lines().values())
        for part in (0.25, 0.6):
            end = datetime.date.fromisoformat(ends[int(part * (len(ends) - 1))]) + datetime.timedelta(days=60)
            sought += look_at_purge(store, str(end))
        lines = store.lines()
        for step in [back] + [[*compare.run_command(program, case, db, out, (), [name]), "--again"]
                              for name in case.files]:
            said = store.say(*step[1:], status=(0, 3, 4))
            rows = list(csv.DictReader((out / "changes.csv").open())) if (out / "changes.csv").exists() else []
            # A line that was rejected for a reference that is free again is taken now, and may be a finding.
            check(
                f"nothing comes of it that was purged: {said[-300:]}", not [
                    row for row in rows if row["wijziging"] == "nieuw" and
                    (row["patient"], row["keten_agb"], row["keten_referentie"]) in lines and
                    (row["soort"] != "paar" or
                     (row["patient"], row["conflict_agb"], row["conflict_referentie"]) in lines)
                ])
            store.say("verify", "--db", db)
        check(
            "a second delivery stores no old line",
            all(key in lines or quarter(line["einddatum"]) >= quarter(str(end)) for key, line in store.lines().items()))
    return sought


def line(reference, first, last="", code="", credit="D", previous="", bsn="123456782", amount=10000):
    """One line; `code`: agb, uitvoerder, specialisme, lijst, code, zorgproduct."""
    return f"{bsn},,3311,{code},,,{first},{last},,{amount},{credit},{reference},{previous}"


KETEN = "53010001,,,056,40021,"
LONGARTS = "06010001,03220001,0322,041,15A883,990000001"
SMR = "01000001,,,008,12850,"


def stories(program):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        db = scratch / "a.db"
        store = Store(program, scratch, db)

        def deliver(name, *rows):
            (scratch / name).write_text("\n".join([HEADER, *rows]) + "\n")
            store.say("run", "--db", db, "--out", "uit", "--tables", TABLES, name, status=(0, 3))

        def references():
            return {key[2] for key in store.lines()}
        deliver(
            "a.csv",
            line("KETEN1", "2022-12-01", "2023-01-31", KETEN),  # a keten period of two quarters
            line("LONG01", "2022-11-01", "", LONGARTS),
            line("LONG02", "2023-01-15", "", LONGARTS),
            line("KETEN2", "2022-10-01", "", KETEN, bsn="999990007"),
            line("SMRMRT", "2022-10-05", "2023-01-05", SMR, bsn="999990007"),
            line("OUDEKC", "2022-07-01", "", KETEN, bsn="999990019"),
            line("OUDSMR", "2022-07-05", "", SMR, bsn="999990019"),
            line("LAATOP", "2023-05-01", "", SMR, bsn="999990019"))
        before = store.findings()
        check("two consults are no single one", not any("LONG" in str(pair) for pair in before))
        check("there are two findings", len(before) == 2)
        # A reader holds it up, and nothing is changed.
        held = sqlite3.connect(db, isolation_level=None)
        held.execute("BEGIN")
        held.execute("SELECT count(*) FROM run").fetchone()
        check("a reader is named", "holds a transaction" in store.purge("2023-01-01", status=1))
        held.close()
        check("nothing was purged", len(references()) == 8)
        store.purge("2023-01-01", "--log-format", "json")
        check(f"an old consult stays where it makes a newer one no single one: {references()}",
              references() == {"KETEN1", "LONG01", "LONG02", "KETEN2", "SMRMRT", "LAATOP"})
        after = store.findings()
        check("the finding across the day stays", len(after) == 1 and "KETEN2" in str(after))
        check("status tells of it", "Gewist" in store.say("status", "--db", db))
        # Old lines that come again, or late.
        deliver("b.csv", line("OUDEKC", "2022-07-01", "", KETEN, bsn="999990019"),
                line("OUDSMR", "2022-07-05", "", SMR, bsn="999990019"),
                line("OUDCRE", "2022-07-05", "", SMR, "C", "OUDSMR", bsn="999990019"),
                line("ANDER1", "2022-07-05", "", SMR, "C", "NOOIT1", bsn="999990020"))
        check("they are not stored", references() == {"KETEN1", "LONG01", "LONG02", "KETEN2", "SMRMRT", "LAATOP"})
        check("and accuse nobody", len(store.findings()) == 1)
        deliver("c.csv", line("CREDIT", "2022-10-01", "", KETEN, "C", "KETEN2", bsn="999990007"))
        check("a late credit of a line that stayed counts", "CREDIT" in references()
              and [row["vervallen_run"] for row, _ in store.findings().values()] == [3])
        store.say("verify", "--db", db)
        base = sqlite3.connect(db)
        for sql in ("DELETE FROM wissing", "UPDATE wissing SET regels = 0", "DELETE FROM gebeurtenis"):
            try:
                base.execute(sql)
                check(f"{sql} is refused", False)
            except sqlite3.IntegrityError:
                check(f"{sql} is refused", True)
        base.rollback()
        base.close()
        for wrong in (["--before", "2999-01-01"], ["--before", "1-1-2020"], ["--by", " "], ["--reason", ""]):
            store.purge("2023-01-01", *wrong, status=2)
        # Verify sees a purge that is not what its record says.
        for sql in ("UPDATE bestand SET gewist = gewist - 1 WHERE gewist", "DELETE FROM gewiste_gebeurtenis",
                    "DROP TRIGGER wissing_blijft_staan; UPDATE wissing SET regels = regels + 1"):
            (scratch / "kapot.db").write_bytes(db.read_bytes())
            base = sqlite3.connect(scratch / "kapot.db")
            trigger, = base.execute("SELECT sql FROM sqlite_schema WHERE name = 'wissing_blijft_staan'").fetchone()
            base.executescript(sql + (f"; {trigger}" if "DROP" in sql else ""))
            base.close()
            store.say("verify", "--db", "kapot.db", status=5)
        # A database that is not sound is not purged.
        (scratch / "kapot.db").write_bytes(db.read_bytes())
        base = sqlite3.connect(scratch / "kapot.db")
        base.executescript("UPDATE stand SET waarde = waarde + 1 WHERE soort = 'net_cent'")
        base.close()
        said = store.say("purge", "--db", "kapot.db", "--before", "2023-07-01", "--by", "J", "--reason", "r", status=5)
        check(f"it says so: {said}", "nothing was purged" in said)
        check("and did nothing",
              Store(program, scratch, scratch / "kapot.db").ask("SELECT count(*) FROM wissing") == [(1, )])
        # Killed or stopped at any moment: as before, or done.
        for number in (signal.SIGTERM, signal.SIGKILL):
            for delay in range(1, 40, 6):
                copy = scratch / "stop.db"
                for path in scratch.glob("stop.db*"):
                    path.unlink()
                copy.write_bytes(db.read_bytes())
                child = subprocess.Popen(
                    [program, "purge", "--db", copy, "--before", "2023-10-01", "--by", "J", "--reason", "r"],
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                try:
                    child.wait(delay / 1000)
                except subprocess.TimeoutExpired:
                    child.send_signal(number)
                child.wait()
                stop = Store(program, scratch, copy)
                stop.say("verify", "--db", copy)
                check("all or nothing",
                      len(stop.lines()) == (7 if stop.ask("SELECT count(*) FROM wissing") == [(1, )] else 0))
        check("a purge of everything", "7 regels" in store.purge("2023-10-01") and not store.lines())
        store.say("verify", "--db", db)
        deliver("d.csv", line("NIEUWK", "2023-10-01", "", KETEN), line("NIEUWS", "2023-10-02", "", SMR))
        check("and life goes on", len(store.findings()) == 1)
        store.say("verify", "--db", db)


def sample(program):
    """The sample data: long references, so that there is much to look for in the bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        data = here.parent.parent / "sample_data"
        store = Store(program, scratch, scratch / "a.db")
        store.say("run", "--db", store.db, "--out", "uit", "--tables", TABLES, "--contracts", data / "contracts.csv",
                  *sorted(data.glob("20*")), status=3)
        return look_at_purge(store, "2022-10-15") + look_at_purge(store, "2023-04-01")


def main():
    global explain_one_in
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seeds", default="1-8")
    parser.add_argument("--explain-one-in", type=int, default=explain_one_in)
    options = parser.parse_args()
    explain_one_in = options.explain_one_in
    program = os.path.realpath(options.binary)
    first, last = map(int, options.seeds.split("-"))
    stories(program)
    sought = sample(program) + sum(check_seed(program, seed) for seed in range(first, last + 1))
    check(f"much was purged ({purged_lines} lines, {sought} texts sought)", purged_lines > 1000 and sought > 300)
    check(f"and lines were kept for others ({kept_older})", kept_older > 10)
    check(f"few lines stay for another reason ({exceptions})", exceptions <= kept_older / 4)
    print(
        f"{purged_lines} lines purged, {kept_older} older ones kept, {exceptions} of them so that no finding changes; {sought} texts sought"
    )
    return finish()


if __name__ == "__main__":
    sys.exit(main())
