#!/usr/bin/env python3
"""The contracts and relations that a database remembers: shown, compared, and what other ones would do.

    agreed.py DUBBELLOOP SOURCE      ends with "N passed, N failed"

What `contracts` and `relaties` print can be given again and changes nothing; what they say that a new file would do is, byte for byte,
what a recheck with that file does; nobody's forgetting an option makes a finding lapse."""

import csv
import io
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402


def invoke(*command, status=(0,)):
    done = subprocess.run(list(map(str, command)), capture_output=True, timeout=300, check=False)
    if done.returncode not in status:
        raise RuntimeError(f"{' '.join(map(str, command[1:]))}: {done.returncode}: {done.stderr.decode().strip()}")
    return done.stdout.decode()


def recheck(binary, db, scratch, *options):
    """The changes of a recheck, in a copy of the database; the copy too."""
    copy = scratch / "kopie.db"
    copy.unlink(missing_ok=True)
    shutil.copy(db, copy)
    invoke(binary, "recheck", "--db", copy, "--out", scratch / "uit2", "--tables", scratch / "tables", *options)
    return (scratch / "uit2" / "changes.csv").read_text(), copy


def changed(rng, text):
    """The file without some rows, and with others changed."""
    rows = list(csv.reader(io.StringIO(text)))
    kept = [row for row in rows[1:] if rng.random() < 0.8]
    for row in kept:
        if "tarief_cent" in rows[0] and rng.random() < 0.4:
            row[rows[0].index("tarief_cent")] = "" if row[2] == "*" else rng.choice(["1", "500", ""])
        if rng.random() < 0.2:
            row[rows[0].index("geldig_van")] = "2022-07-01"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([rows[0], *kept])
    return out.getvalue()


def look_at(verb, binary, db, scratch, given):
    shown = invoke(binary, verb, "--db", db)
    check(f"{verb}: all rows of the file are shown",
          sorted(shown.splitlines()[1:]) == sorted(given.read_text().splitlines()[1:]))
    again = scratch / f"{verb}.csv"
    again.write_text(shown)
    check(f"{verb}: what is shown can be compared, and nothing differs", "0 nieuw, 0 gewijzigd, 0 vervallen"
          in invoke(binary, verb, "--db", db, again))
    changes, _ = recheck(binary, db, scratch, f"--{verb}", again)
    check(f"{verb}: what is shown can be given again, and changes nothing", len(changes.splitlines()) == 1)
    rng, some = random.Random(7), 0
    for number in range(6):
        other = scratch / f"{verb}{number}.csv"
        other.write_text(changed(rng, shown))
        predicted = invoke(binary, verb, "--db", db, other, "--format", "csv")
        changes, copy = recheck(binary, db, scratch, f"--{verb}", other)
        some += len(changes.splitlines()) - 1
        check(f"{verb}: change {number} does what was said", predicted == changes)
        text = invoke(binary, verb, "--db", db, other)
        check(f"{verb}: change {number} names its rows", "Rijen: " in text and "Bevindingen: " in text)
        check(f"{verb}: change {number} is remembered", sorted(invoke(binary, verb, "--db", copy).splitlines()[1:])
              == sorted(set(other.read_text().splitlines()[1:])))
        history = list(csv.DictReader(io.StringIO(invoke(binary, verb, "--db", copy, "--history"))))
        check(f"{verb}: change {number}: the history has both", {row["van_run"] for row in history} <= {"1", "2"}
              and sum(row["tot_run"] == "" for row in history) == len(set(other.read_text().splitlines()[1:])))
    check(f"{verb}: some change changes findings", some > 0)
    changes, copy = recheck(binary, db, scratch)
    check(f"{verb}: forgetting the option changes nothing",
          len(changes.splitlines()) == 1 and invoke(binary, verb, "--db", copy) == shown)
    changes, copy = recheck(binary, db, scratch, f"--no-{verb}")
    check(f"{verb}: --no-{verb} drops them",
          invoke(binary, verb, "--db", copy).splitlines() == shown.splitlines()[:1] and len(changes.splitlines()) > 1)
    check(f"{verb}: text says that there are none", "geen " in invoke(binary, verb, "--db", copy, "--format", "text"))


def wrong_use(binary, db, scratch):
    wrong = scratch / "fout.csv"
    wrong.write_text("uzovi\n1\n")
    for verb in "contracts", "relaties":
        for what, status, arguments in (("a wrong file", 4, [wrong]), ("no file", 1, [scratch / "nergens.csv"]),
                                        ("two files", 2, [wrong, wrong]), ("a workbook of a comparison", 2,
                                                                           [wrong, "--format", "xlsx"]),
                                        ("a history of a file", 2, [wrong, "--history"])):
            done = subprocess.run([binary, verb, "--db", db, *arguments], capture_output=True, check=False)
            check(f"{verb}: {what}", done.returncode == status and done.stderr and not done.stdout, done)
        for name in "xlsx", "jsonl", "csv-excel", "text":
            check(f"{verb}: {name}", len(subprocess.run([binary, verb, "--db", db, "--format", name], capture_output=True, check=True).stdout) > 100)


def main(binary, source):
    binary, source = pathlib.Path(binary).resolve(), pathlib.Path(source).resolve()
    sample = source / "sample_data"
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        shutil.copytree(source / "conflict_tables", scratch / "tables")
        db = scratch / "voorbeeld.db"
        contracts, relaties = sample / "contracts.csv", sample / "relaties.csv"
        invoke(binary, "run", "--db", db, "--out", scratch / "uit", "--tables", scratch / "tables", "--contracts",
               contracts, "--relaties", relaties, *sorted(sample.glob("202*Q*.csv*")), status=(0, 3))
        look_at("contracts", binary, db, scratch, contracts)
        look_at("relaties", binary, db, scratch, relaties)
        wrong_use(binary, db, scratch)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
