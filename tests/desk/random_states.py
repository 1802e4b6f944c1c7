#!/usr/bin/env python3
"""After every run on random exports `verify` must find the database sound, `explain` must prove every finding, lapsed ones too (or one in N of
them, the same after every run), and `changes` must give the changes.csv of every run so far.

    random_states.py DUBBELLOOP [--seeds A-B] [--explain-one-in N]

The exports, tables and contracts are those of tests/oracle/random_exports.py. Each case: a run a file, then a recheck with other tables (those of the
source tree), then one back. Ends with "N passed, N failed"."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "oracle"))

import compare  # noqa: E402
import oracle  # noqa: E402
import random_exports  # noqa: E402

TABLES = here.parent.parent / "conflict_tables"


def said(binary, case, *arguments):
    result = subprocess.run([binary, *map(str, arguments)], cwd=case.directory, capture_output=True, timeout=900)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def troubles_of(binary, case, db, changes, one_in):
    """What is wrong with the database as it is now; `changes` are the changes.csv of its runs."""
    status, out, err = said(binary, case, "verify", "--db", db)
    troubles = [] if status == 0 else [f"verify: {status}: {err.strip()}"]
    status, out, err = said(binary, case, "findings", "--db", db, "--status", "nieuw,open,vervallen", "--format",
                            "jsonl")
    for row in map(json.loads, out.splitlines()):
        if int(row["bevinding_id"], 16) % one_in:
            continue
        status, _, err = said(binary, case, "explain", "--db", db, "--patient", row["patient"], "--json",
                              row["bevinding_id"])
        if status:
            troubles.append(f"explain {row['bevinding_id']} ({row['status']}): {status}: {err.strip()}")
    for number, written in enumerate(changes, 1):
        status, out, err = said(binary, case, "changes", "--db", db, "--run", number)
        if status or out != written:
            troubles.append(f"changes --run {number}: {status}: {err.strip()}")
    return troubles


def check_seed(binary, seed, one_in):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        random_exports.make_case(seed, scratch / "case", TABLES)
        case = oracle.open_case(scratch / "case", TABLES, scratch)
        db, out = scratch / "proef.db", scratch / "uit"
        steps = [compare.run_command(binary, case, db, out, (), [name]) for name in case.files]
        back = compare.recheck_command(binary, case, db, out)
        steps += [[*back[: back.index("--tables") + 1], str(TABLES)], back]
        changes = []
        for step in steps:
            status, _, err = said(binary, case, *step[1:])
            if status == 4:
                continue
            if status not in (0, 3):
                return [f"{step[1]}: {status}: {err.strip()}"]
            changes.append((out / "changes.csv").read_text(encoding="utf-8"))
            if db.exists() and (troubles := troubles_of(binary, case, db, changes, one_in)):
                return [f"after {' '.join(step[1:])}", *troubles]
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--seeds", default="1-10")
    parser.add_argument("--explain-one-in", type=int, default=1)
    args = parser.parse_args()
    binary = str(pathlib.Path(args.binary).resolve())
    first, last = map(int, args.seeds.split("-"))
    failed = 0
    for seed in range(first, last + 1):
        troubles = check_seed(binary, seed, args.explain_one_in)
        failed += bool(troubles)
        for trouble in troubles[:5]:
            print(f"seed {seed}: {trouble}", file=sys.stderr)
    print(f"{last - first + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
