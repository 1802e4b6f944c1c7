#!/usr/bin/env python3
"""Does this program do right by the databases that earlier ones made?

    check.py DUBBELLOOP      ends with "N passed, N failed"

A database of every schema that was released (README.md beside), each copied and put before every verb. A verb that only reads changes no
byte of one, and says which command brings it up to date; that command, given as it is said, keeps every finding, verdict and answer, and
comes to the findings that a new database has of the same files. So does a run of the next night.
"""

import csv
import io
import os
import pathlib
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent))

from checks import check, finish  # noqa: E402

SCHEMAS = range(2, 8)
EXTENDED = (4, 7)  # made with --extend-tables, by which one finding more is there
PURGED = (6, 7)    # lines of 2022Q1, which no finding needs
BY_EXTENSION = "e078ecd74be0445f"
LAPSED = "9b7fe117d126c22e"  # credited in the second night, after it was judged
VERDICTS = {
    "3bb65ecbb69a6132": "bevestigd", LAPSED: "bevestigd", "378f185a84b42a2f": "afgewezen",
    "82a36d87bcf00557": "terugvordering", "c9ea4ffee0c5a208": "wacht_op_aanbieder",
    "c1277e68d9d4bcb5": "terugvordering (te bevestigen)"
}
ANSWERS = {"3bb65ecbb69a6132": "terecht", "fe2576ef91d1b1f2": "credit", "a6cca4fb3731b3b0": "onbekend"}
PURGE = ["--before", "2022-04-01", "--by", "F. Functionaris", "--reason", "bewaartermijn"]
READING = (["status"], ["findings"], ["findings", "--group-by", "regel"], ["explain", "82a36d87bcf00557"], ["lines"],
           ["verify"], ["tables list"], ["sample", "--size", "3", "--seed",
                                         "1"], ["spiegel", "--period", "2023Q1", "--out", "sp"])
CHANGING = (["decide", "82a36d87bcf00557", "afgewezen", "--by", "J", "--reason", "r"], ["purge", *PURGE],
            ["respond", "--by", "J", "--agb", "53999901", str(here / "antwoorden.csv")])


class Desk:
    """A folder in which the program is used."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        folder.mkdir()

    def call(self, *arguments, status=(0,)):
        """What it prints, and what it says."""
        done = subprocess.run([self.program, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True,
                              timeout=900, env={**os.environ, "SOURCE_DATE_EPOCH": "1700100000"})
        check(f"{' '.join(map(str, arguments))} ends with {status}", done.returncode in status,
              f"{done.returncode}: {done.stderr[-500:]}")
        return done.stdout, done.stderr

    def ask(self, db, sql):
        base = sqlite3.connect(f"file:{self.folder / db}?mode=ro", uri=True)
        try:
            return base.execute(sql).fetchall()
        finally:
            base.close()

    def bytes(self):
        """Of the database and of what is still to be written into it. (A reader leaves an empty log beside.)"""
        wal = self.folder / "x.db-wal"
        return (self.folder / "x.db").read_bytes(), wal.read_bytes() if wal.exists() else b""

    def findings(self, db):
        """The rows of findings.csv, all that stand."""
        return list(csv.DictReader(io.StringIO(self.call("findings", "--db", db)[0])))


def night(number):
    return here / f"nacht_{number}.csv"


def look_without_changing(desk, name):
    """What a verb says of a database that is older; returns the one command that is advised."""
    before, advice = desk.bytes(), set()
    for verb, *more in (*READING, *CHANGING):
        said = desk.call(*verb.split(), "--db", "x.db", *more, status=(0, 1))[1]
        advice |= set(re.findall(r"'dubbelloop ([^']*)'", said)) if "earlier dubbelloop" in said else set()
        check(f"{name}: {verb} changes nothing", desk.bytes() == before)
    check(f"{name}: all verbs advise the same", len(advice) == 1, advice)
    return shlex.split(next(iter(advice), "verify"))


def new_database(desk, extended, purged):
    """Of the same files, by this program."""
    for number in (1, 2):
        desk.call("run", "--db", "nieuw.db", "--contracts", here / "contracten.csv", *extended, "--out", "nieuw",
                  night(number), status=(0, 3))
    if purged:
        desk.call("purge", "--db", "nieuw.db", *PURGE)


def check_what_people_said(desk, schema, name, ids):
    told = {
        row[0]: row[1:]
        for row in desk.ask("x.db", "SELECT bevinding_id, oordeel, oordeel_door, status FROM v_bevinding")
    }
    if schema >= 3:
        for number, verdict in VERDICTS.items():
            check(f"{name}: {number} is {verdict}", told[number][0] == verdict, told[number])
        check(f"{name}: by whom", told["82a36d87bcf00557"][1] == "J. Jansen, bevestigd door P. de Vries",
              told["82a36d87bcf00557"])
        if schema in EXTENDED:
            check(f"{name}: a confirmed terugvordering stands", told[BY_EXTENSION][0] == "terugvordering" and
                  told[BY_EXTENSION][2] != "vervallen", told[BY_EXTENSION])
    if schema >= 5:
        answers = dict(desk.ask("x.db", "SELECT bevinding_id, antwoord FROM v_antwoord WHERE telt"))
        check(f"{name}: the answers are there", answers == ANSWERS, answers)
    check(f"{name}: no finding was lost", ids <= set(told), ids - set(told))


def check_history(desk, name, ids, before):
    """What a run of version 2 changed of version 1 says so."""
    events = desk.ask(
        "x.db",
        "SELECT bevinding_id, soort, reden FROM gebeurtenis WHERE run = (SELECT min(run) FROM run WHERE run > 2)")
    check(f"{name}: what changed, changed for the contract",
          all(reason == "contract versie 2" for number, soort, reason in events if number in ids and soort != "nieuw"),
          events)
    changed = {number for number, _, _ in events}
    now = {row["bevinding_id"]: row for row in desk.findings("x.db")}
    was = {row["bevinding_id"]: row for row in before}
    unchanged = [
        number for number in ids & set(was) & set(now)
        if any(now[number][column] != value for column, value in was[number].items()) and number not in changed
    ]
    check(f"{name}: nothing changed without an event", not unchanged, unchanged)
    gone = ids & set(was) - set(now)
    check(f"{name}: what is gone lapsed", gone <= {number for number, soort, _ in events if soort == "vervallen"}, gone)


def check_brought_up_to_date(desk, schema, name, ids, before, same_as):
    desk.call("verify", "--db", "x.db")
    check_what_people_said(desk, schema, name, ids)
    check_history(desk, name, ids, before)
    rows = {
        desk_name: sorted(map(tuple, (row.values() for row in desk.findings(desk_name))))
        for desk_name in ("x.db", same_as)
    }
    other = set(rows["x.db"]) ^ set(rows[same_as])
    check(f"{name}: the findings are those of a new database", not other, sorted(other)[:4])
    # A third of them in each schema, all in all.
    for number, patient in desk.ask("x.db",
                                    "SELECT bevinding_id, patient FROM bevinding ORDER BY bevinding_id")[schema % 3::3]:
        out = desk.call("explain", "--db", "x.db", "--patient", patient, number)[0]
        check(f"{name}: {number} is explained", number in out.replace("-", ""), out[:200])
    for verb, *more in READING:
        desk.call(*verb.split(), "--db", "x.db", *more)


def go_on(desk, schema, name):
    """What comes after: a night, a backup, a purge."""
    desk.call("run", "--db", "x.db", *(["--extend-tables"] if schema in EXTENDED else []), "--out", "uit", night(3),
              status=(0, 3))
    desk.call("backup", "x.db", "kopie.db")
    check(f"{name}: the backup has the same findings", desk.findings("kopie.db") == desk.findings("x.db"))
    desk.call("purge", "--db", "x.db", "--before", "2022-10-01", *PURGE[2:])
    desk.call("verify", "--db", "x.db")
    desk.call("recheck", "--db", "x.db", *(["--extend-tables"] if schema in EXTENDED else []), "--out", "uit",
              status=(0, 3))
    desk.call("verify", "--db", "x.db")


def check_schema(program, scratch, schema):
    name = f"schema {schema}"
    desk = Desk(program, scratch / str(schema))
    packed = here / f"schema_{schema}.db.zst"
    subprocess.run(["zstd", "-dq", packed, "-o", desk.folder / "x.db"], check=True)
    check(f"{name}: it has that schema", desk.ask("x.db", "PRAGMA user_version") == [(schema,)])
    desk.folder.joinpath("oud.db").write_bytes((desk.folder / "x.db").read_bytes())
    with open(here / "versie_1.csv", encoding="utf-8") as rows:
        before = [row for row in csv.DictReader(rows) if schema in EXTENDED or row["bevinding_id"] != BY_EXTENSION]
    ids = {row["bevinding_id"] for row in before} | {LAPSED}
    check(f"{name}: it has the findings of version 1",
          {row[0] for row in desk.ask("x.db", "SELECT bevinding_id FROM bevinding")} == ids)

    advice = look_without_changing(desk, name)
    said = desk.call("backup", "x.db", "kopie.db")[1]
    check(f"{name}: a backup says that less was checked", "earlier dubbelloop" in said or "older schema" in said, said)
    check(f"{name}: and is of the same schema", desk.ask("kopie.db", "PRAGMA user_version") == [(schema,)])
    desk.folder.joinpath("kopie.db").unlink()

    extended = ["--extend-tables"] if schema in EXTENDED else []
    new_database(desk, extended, schema in PURGED)
    desk.call(*advice, status=(0, 3))
    check_brought_up_to_date(desk, schema, f"{name}, as advised", ids, before, "nieuw.db")
    go_on(desk, schema, f"{name}, as advised")

    # A night straight away does the same.
    (desk.folder / "x.db").write_bytes((desk.folder / "oud.db").read_bytes())
    (desk.folder / "kopie.db").unlink()
    for db in ("x.db", "nieuw.db"):
        desk.call("run", "--db", db, *extended, "--out", "uit", night(3), status=(0, 3))
    check_what_people_said(desk, schema, f"{name}, in a night", ids)
    desk.call("verify", "--db", "x.db")
    check(f"{name}, in a night: the findings are those of a new database",
          desk.findings("x.db") == desk.findings("nieuw.db"))
    go_on(desk, schema, f"{name}, in a night")


def further_night(desk, number):
    """The lines of the first night once more, under references of their own."""
    path = desk.folder / f"verder_{number}.csv"
    with open(night(1), encoding="utf-8") as lines, open(path, "w", encoding="utf-8", newline="") as out:
        rows = csv.DictReader(lines)
        to = csv.DictWriter(out, rows.fieldnames, lineterminator="\n")
        to.writeheader()
        for row in rows:
            to.writerow({**row, "referentienummer": f"V{number}-{row['referentienummer']}"[:20], "vorig_referentienummer": ""})
    return path


def check_blocks(program, scratch):
    """Blocks of before they had a form are read as they are, and written anew when their layers are merged."""
    desk = Desk(program, scratch / "blokken")
    whole = "SELECT count(*) FROM blok WHERE substr(inhoud, 1, 1) <> x'00'"
    subprocess.run(["zstd", "-dq", here / "schema_17.db.zst", "-o", desk.folder / "x.db"], check=True)
    there = desk.ask("x.db", whole)
    check("blocks: they are of before", there > [(0,)] and there == desk.ask("x.db", "SELECT count(*) FROM blok"))
    files = [night(number) for number in (1, 2, 3)]
    desk.call("run", "--db", "x.db", "--out", "uit", night(3), status=(0, 3))
    desk.call("verify", "--db", "x.db")
    check("blocks: a night leaves them", desk.ask("x.db", whole) == there)
    desk.call("run", "--db", "nieuw.db", "--contracts", here / "contracten.csv", "--out", "nieuw", *files, status=(0, 3))
    check("blocks: the same lines", desk.call("lines", "--db", "x.db")[0] == desk.call("lines", "--db", "nieuw.db")[0])
    check("blocks: the same findings", desk.findings("x.db") == desk.findings("nieuw.db"))
    for number in range(14):
        files.append(further_night(desk, number))
        desk.call("run", "--db", "x.db", "--out", "uit", files[-1], status=(0, 3))
    desk.call("verify", "--db", "x.db")
    check("blocks: a merge writes them anew", desk.ask("x.db", whole) == [(0,)])
    (desk.folder / "nieuw.db").unlink()
    desk.call("run", "--db", "nieuw.db", "--contracts", here / "contracten.csv", "--out", "nieuw", *files, status=(0, 3))
    check("blocks: merged, the same lines",
          desk.call("lines", "--db", "x.db")[0] == desk.call("lines", "--db", "nieuw.db")[0])
    check("blocks: merged, the same findings", desk.findings("x.db") == desk.findings("nieuw.db"))


def main():
    program = os.path.realpath(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        for schema in SCHEMAS:
            check_schema(program, pathlib.Path(scratch), schema)
        check_blocks(program, pathlib.Path(scratch))
    return finish()


if __name__ == "__main__":
    sys.exit(main())
