#!/usr/bin/env python3
"""Databases of released versions (tests/oude_databases), brought up to date: what stands then is what the oracle finds in their lines.

    old_database.py DUBBELLOOP SOURCE     ends with "N passed, N failed"

Twice: after a recheck, and after a run of the next night. What the oracle looks at is what `lines` says is stored: what version 1 did not keep, or
a purge took out, is not there for either."""

import dataclasses
import pathlib
import shutil
import subprocess
import sys
import tempfile
from datetime import date

import oracle
from lines import COLUMNS, Line, is_nobody

OPTIONS = oracle.Options(contracts="contracten.csv")


def stored(program, db):
    """The lines of the database, by identity."""
    data = subprocess.run([program, "lines", "--db", db], check=True, capture_output=True).stdout
    store = {}
    for row in oracle.csv_rows(data):
        kind = {"begindatum": date.fromisoformat, "einddatum": date.fromisoformat, "aantal": int, "bedrag_cent": int}
        line = Line(**{column: kind.get(column, str)(row[column]) for column in COLUMNS})
        line.aantal = line.aantal or 1  # to version 1 zeros were a number
        if line.bsn or not is_nobody(line.verzekerdennummer):  # and strangers without a number were a patient
            store[line.identity()] = line
    return store


def check(program, db, source, folder, extended, args):
    """What is wrong after this call, as texts."""
    out = folder / "uit"
    tables = source / "conflict_tables"
    command = [
        program, args[0], "--db",
        str(db), "--tables",
        str(tables), "--contracts",
        str(folder / "contracten.csv"), "--out",
        str(out), *(["--extend-tables"] if extended else []), *args[1:]
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in (0, 3):
        return [f"{args[0]} ends with {done.returncode}: {done.stderr.decode()[-300:]}"]
    store = stored(program, db)
    wanted = oracle.recheck(store, tables, dataclasses.replace(OPTIONS, extend_tables=extended), folder).findings_csv()
    got = (out / "findings.csv").read_bytes()
    if len(got.splitlines()) < 10:
        return [f"{args[0]}: hardly any findings"]
    return [] if got == wanted else [
        f"{args[0]}: findings.csv: {len(set(wanted.splitlines()) ^ set(got.splitlines()))} lines differ, such as "
        f"{sorted(set(wanted.splitlines()) ^ set(got.splitlines()))[0]}"
    ]


def main():
    program, source = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    nights = source / "tests" / "oude_databases"
    passed = failed = 0
    for kept in sorted(nights.glob("schema_*.db.zst")):
        for extended in (False, True):
            with tempfile.TemporaryDirectory() as scratch:
                folder = pathlib.Path(scratch)
                shutil.copy(nights / "contracten.csv", folder)
                subprocess.run(["zstd", "-dq", str(kept), "-o", str(folder / "x.db")], check=True)
                troubles = check(program, folder / "x.db", source, folder, extended, ["recheck"])
                troubles += check(program, folder / "x.db", source, folder, extended,
                                  ["run", str(nights / "nacht_3.csv")])
            passed, failed = passed + (not troubles), failed + bool(troubles)
            for trouble in troubles:
                print(f"{kept.name}{' --extend-tables' if extended else ''}: {trouble}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
