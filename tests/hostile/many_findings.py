"""What a list costs grows with the list, of findings or of rejected lines: a verb that looks all of them through for each one is fast with a hundred and
never ends with a million. In instructions, which a busy machine counts too. usage: many_findings.py DUBBELLOOP
"""

import csv
import pathlib
import re
import shutil
import subprocess

from hostile import PROGRAM, TABLES, dubbelloop, main, needs, run

HEADER = "bsn,verzekerdennummer,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer"
WHO = ["--by", "J. Jansen", "--reason", "gezien"]
SIZES = (1, 25, 100)  # patients, with ten findings each


def _database(patients):
    """x.db, with all its ids in ids.csv and verdicts for all of them in werk.csv. One finding is of 01000002, all others of 01000001."""
    for path in pathlib.Path().glob("*.db*"):
        path.unlink()
    lines = [f",V{p:04d},3332,{line}" for p in range(patients) for line in [f"53010001,056,40001,2023-01-15,10000,K{p:04d}"]
             + [f"0100000{1 + (p == 0 and i == 8)},008,12850,2023-0{1 + i % 3}-{1 + i:02d},1500,C{p:04d}{i}" for i in range(10)]]
    pathlib.Path("in.csv").write_text("\n".join([HEADER, *lines, ""]), encoding="ascii")
    run("in.csv", status=0)
    with open("uit/findings.csv", encoding="ascii", newline="") as rows:
        ids = [row["bevinding_id"] for row in csv.DictReader(rows)]
    assert len(ids) == 10 * patients, len(ids)
    pathlib.Path("ids.csv").write_text("\n".join(sorted(ids)) + "\n", encoding="ascii")
    dubbelloop("findings", "--db", "x.db", "--werklijst", "--format", "csv-excel", "-o", "leeg.csv", status=0)
    with open("leeg.csv", encoding="utf-8-sig", newline="") as rows, open("werk.csv", "w", encoding="utf-8", newline="") as out:
        work = csv.DictReader(rows, delimiter=";")
        filled = csv.DictWriter(out, work.fieldnames, delimiter=";")
        filled.writeheader()
        filled.writerows({**row, "Oordeel": "bevestigd", "Reden": "gezien"} for row in work)
    shutil.copy("x.db", "y.db")


ZAAK = ["zaak", "new", "--db", "x.db", "--rol", "declarant", "--period", "2023", "--doel", "proef", "--date", "2023-06-01", "--by", "J. Jansen", "--agb"]
# In this order: x.db and y.db go on with what the one before did.
VERBS = {
    "decide --ids": ["decide", "--db", "x.db", "--ids", "ids.csv", "bevestigd", *WHO],
    "decide --from": ["decide", "--db", "y.db", "--from", "werk.csv", "--by", "J. Jansen"],
    "zaak new": [*ZAAK, "01000001"],
    "findings": ["findings", "--db", "x.db", "--format", "csv-excel", "-o", "lijst.csv"],
    "findings --werklijst": ["findings", "--db", "x.db", "--werklijst", "--format", "csv-excel", "-o", "werk.uit"],
    "sample": ["sample", "--db", "x.db", "--seed", "1", "--size", "5", "-o", "steekproef.csv"],
    "zaak status": ["zaak", "status", "--db", "x.db", "1", "-o", "zaak.txt"],
    "zaak new of one": [*ZAAK, "01000002"],
    "zaak status of one": ["zaak", "status", "--db", "x.db", "2", "-o", "zaak.txt"],
    "purge": ["purge", "--db", "y.db", "--before", "2023-07-01", *WHO],
}
# At most so often what `findings` takes for each of them.
LIMITS = {"findings --werklijst": 2, "sample": 0.6, "zaak status": 1.5, "zaak status of one": 0.1}


def _instructions(verb, status=0, **options):
    done = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", PROGRAM, *verb],
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=900, **options)
    assert done.returncode == status, done
    return int(re.search(rb"I +refs: +([0-9,]+)", done.stderr).group(1).replace(b",", b""))


def a_finding_costs_what_a_finding_costs_however_many_there_are():
    needs("valgrind")
    counts = []
    for patients in SIZES:
        _database(patients)
        counts.append({name: _instructions(verb) for name, verb in VERBS.items()})
    none, few, many = counts
    each = {name: (many[name] - none[name]) / 10 / (SIZES[2] - SIZES[0]) for name in VERBS}
    print("#", {name: round(cost) for name, cost in each.items()}, flush=True)
    times = (SIZES[2] - SIZES[0]) / (SIZES[1] - SIZES[0])
    steep = [name for name in VERBS if name != "zaak status of one" and many[name] - none[name] > 1.15 * times * (few[name] - none[name])]
    assert not steep, (steep, counts)
    dear = [name for name, limit in LIMITS.items() if each[name] > limit * each["findings"]]
    assert not dear, (dear, each)


def a_rejected_line_of_a_pipe_costs_what_one_costs_however_many_there_are():
    """Short ones, so that many are kept together: each of them is asked for again."""
    needs("valgrind")
    few, many = 4000, 16000
    none, some, all_of_them = (_instructions(["run", "--db", f"pijp_{n}.db", "--tables", TABLES, "--out", "uit", "--threads", "1", "-"], status=3,
                                             input=HEADER.encode() + b"\nx\n" + b"x\n" * n) for n in (0, few, many))
    assert all_of_them - none < 1.15 * many / few * (some - none), (some - none, all_of_them - none)


main()
