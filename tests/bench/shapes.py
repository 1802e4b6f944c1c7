#!/usr/bin/env python3
"""Does a line cost what a line costs, whatever the export looks like? In instructions, which a busy machine counts too.

    shapes.py GENERATE DUBBELLOOP     speaks TAP

GENERATE is generate.c, built. A year of 20,000 lines of it is the plain shape; the others are that year with one thing that
there is far too much of, at a hundredth of what docs/performance.md names. A line of a shape, with what it takes to read the
tables that belong to it, may cost LIMIT times a plain one, or what its reason allows.
"""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "web"))

from werkbank import Person, Workbench  # noqa: E402

GENERATE, PROGRAM = (str(pathlib.Path(at).resolve()) for at in sys.argv[1:3])
TABLES = pathlib.Path(__file__).resolve().parents[2] / "conflict_tables"
LINES, LIMIT = 20000, 3


def rows(text):
    return list(csv.DictReader(text.splitlines()))


def write(path, lines):
    with open(path, "w", encoding="ascii", newline="") as file:
        out = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(lines)


def append(path, lines):
    with open(path, "a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def every(year, **columns):
    write("in.csv", [{**line, **columns} for line in year])
    return ["in.csv"]


def distinct_codes(year):
    write("in.csv", [{**line, "prestatiecodelijst": "008", "prestatiecode": f"9{i:07d}"} for i, line in enumerate(year)])
    return ["in.csv"]


def many_files(year):
    size = len(year) // 100
    for i in range(100):
        write(f"in_{i}.csv", year[i * size:(i + 1) * size])
    return [f"in_{i}.csv" for i in range(100)]


def many_rules(year):
    shutil.copytree(TABLES, "tabellen")
    with open(TABLES / "menzis_2023.csv", encoding="utf-8") as file:
        rule = next(row for row in csv.DictReader(file) if row["regel"] == "M7C-DM2-02")
    append("tabellen/menzis_2023.csv", ({**rule, "regel": f"VEEL-{i}", "code_van": f"7{i:04d}"}.values() for i in range(1000)))
    return [*every(year), "--tables", "tabellen"]


def many_codes(year):
    shutil.copytree(TABLES, "tabellen")
    append("tabellen/codesets.csv", (("huisartsconsult", "008", f"7{i:05d}") for i in range(10000)))
    return [*every(year), "--tables", "tabellen"]


def many_contracts(year):
    write("contracten.csv", [{"uzovi": "3332", "agb_declarant": f"5301{i:04d}", "programma": "DM2", "prestatiecode": f"4{i % 900 + 9000}",
                              "geldig_van": "2023-01-01", "geldig_tot": "", "voorwaarden": "", "extra_tabel": ""} for i in range(5000)])
    return [*every(year), "--contracts", "contracten.csv"]


def many_relations(year):
    write("relaties.csv", [{"van_agb": f"0101{i:04d}", "naar_agb": f"5301{i % 100:04d}", "soort": "wsv", "geldig_van": "2023-01-01",
                            "geldig_tot": "", "bron": "ledenlijst"} for i in range(5000)])
    return [*every(year), "--relaties", "relaties.csv"]


def many_findings(year):
    """A bundle of each patient's first, and three courses to stop smoking beside it: a finding each."""
    patients = sorted({line["bsn"] for line in year})
    lines = []
    for i in range(LINES):
        keten = i % 4 == 0
        lines.append({**year[0], "bsn": patients[i // 4 % len(patients)], "agb_declarant": "53010001" if keten else "01010001",
                      "agb_uitvoerder": "", "specialisme": "", "prestatiecodelijst": "056" if keten else "008",
                      "prestatiecode": "40001" if keten else "12850", "zorgproductcode": "", "verwijsdiagnosecode": "", "diagnosecode": "",
                      "begindatum": f"2023-{1 + 3 * (i // 4 // len(patients) % 4):02d}-05", "einddatum": "", "aantal": "1",
                      "bedrag_cent": "1500", "debet_credit": "D", "referentienummer": f"{i:09d}", "vorig_referentienummer": ""})
    return every(lines)


SHAPES = {
    "one declarant": (lambda year: every(year, agb_declarant="01010001", agb_uitvoerder="01100001"), LIMIT),
    "one day": (lambda year: every(year, begindatum="2023-03-01", einddatum="2023-03-01"), LIMIT),
    "all codes distinct": (distinct_codes, LIMIT),
    "1,000 rules": (many_rules, LIMIT),
    "10,000 codes": (many_codes, LIMIT),
    "5,000 contract rows": (many_contracts, LIMIT),
    "5,000 relations": (many_relations, LIMIT),
    "100 files": (many_files, LIMIT),
    # A finding is a row with four indexes, an event and two lines of output, and a plain year has one of 250 lines.
    "three findings of four lines": (many_findings, 15),
}
# What is asked of a database with 15,000 findings, and how often what finding them took it may cost. verify finds them again, and reads
# the lines twice.
VERBS = {"recheck": (["recheck", "--tables", str(TABLES), "--out", "uit"], 1), "findings": (["findings"], 0.6),
         "findings --group-by": (["findings", "--group-by", "agb"], 1), "status": (["status"], 1), "verify": (["verify"], 2)}


# Pages of the workbench of that database, times the same page of the plain year, which has some eighty findings. A list goes over
# all findings, which stand in memory.
PAGES = {"the list of findings": ("/bevindingen?sort=bedrag", 4), "a finding": ("/bevinding/{id}", LIMIT)}

COUNT = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]


def counted(said):
    return int(re.search(r"I +refs: +([0-9,]+)", said).group(1).replace(",", ""))


def instructions(*arguments):
    done = subprocess.run([*COUNT, PROGRAM, *arguments], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=900)
    assert done.returncode in (0, 3), done.stderr[-2000:]
    return counted(done.stderr)


def served(db, pages):
    """What a server takes, from its start to its end, that is asked these pages."""
    with tempfile.TemporaryDirectory() as folder:
        workbench = Workbench(PROGRAM, db, folder).start(COUNT)
        person = Person(workbench, "anna")
        person.give_reason()
        for page in pages:
            assert person.get(page).status == 200, page
        workbench.stop()
        return counted(workbench.said())


def page_costs(db):
    """Each of PAGES, without what the server takes that shows it."""
    found = subprocess.run([PROGRAM, "findings", "--db", db], check=True, capture_output=True, text=True).stdout
    nothing, first = served(db, []), rows(found)[0]["bevinding_id"]
    return {name: served(db, [address.format(id=first)] * 2) / 2 - nothing / 2 for name, (address, _) in PAGES.items()}


def load(arguments):
    for path in pathlib.Path().glob("x.db*"):
        path.unlink()
    tables = [] if "--tables" in arguments else ["--tables", str(TABLES)]
    return instructions("run", "--quiet", "--threads", "1", "--db", "x.db", "--out", "uit", *tables, *arguments)


def compare(year):
    nothing = load(every(year[:1]))
    plain = (load(every(year)) - nothing) / LINES
    shutil.copy("x.db", "plain.db")
    told = 0
    print(f"1..{len(SHAPES) + len(VERBS) + len(PAGES)}\n# a plain line: {plain:.0f} instructions")

    def tell(what, good, how):
        nonlocal told
        told += 1
        print(f"{'ok' if good else 'not ok'} {told} - {what}: {how}", flush=True)
        return good

    good = True
    for name, (make, limit) in SHAPES.items():
        shutil.rmtree("tabellen", ignore_errors=True)
        cost = load(make(year))
        times = (cost - nothing) / LINES / plain
        good &= tell(name, times <= limit, f"{times:.2f} times a plain line, at most {limit}")
    for name, (verb, limit) in VERBS.items():  # of the last shape, which stands in x.db
        share = instructions(verb[0], "--db", "x.db", *verb[1:]) / cost
        good &= tell(name, share <= limit, f"{share:.2f} of what finding them took, at most {limit}")
    few, many = page_costs("plain.db"), page_costs("x.db")
    for name, (_, limit) in PAGES.items():
        times = many[name] / few[name]
        good &= tell(name, times <= limit, f"{times:.2f} times that of few findings ({few[name] / 1e6:.1f} million instructions), at most {limit}")
    return good


def main():
    year = rows(subprocess.run([GENERATE, "--lines", str(LINES), "--seed", "1"], check=True, capture_output=True, text=True).stdout)
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        good = compare(year)
        os.chdir("/")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
