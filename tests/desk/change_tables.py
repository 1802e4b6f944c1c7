#!/usr/bin/env python3
"""Copies a folder of conflict tables with random changes, the same for one seed: rules dropped, copied, moved and changed in a
column, programmes and tables with another validity, codes of a set taken out; mostly rules that made findings. The result may be
invalid: the caller tries it.

usage: change_tables.py SEED FROM TO FINDINGS.csv
"""

import csv
import random
import shutil
import sys
from pathlib import Path

GRADES = ["vast", "waarschijnlijk", "signaal"]
DAYS = ["1990-01-01", "2022-01-01", "2022-10-01", "2023-01-01", "2023-02-01", "2023-07-01", "2024-01-01"]
VALUES = {
    "programma": ["DM2", "VRM", "COPD"], "categorie": ["consult", "dieet", "dot", "keten", "smr"],
    "prestatiecodelijst": ["", "008", "041", "056", "012 076"], "code_tm": [""], "verwijsdiagnoses": ["", "0055", "0025 0026"],
    "betreft": ["", "DM2", "VRM"], "voorwaarde": ["", "voetzorg"], "overlap": ["elk", "start"], "gedoogkwartaal": ["0", "1"],
    "eenmalig": ["0", "1"], "zekerheid": GRADES, "verhaal": ["conflict", "keten"], "geldig_van": DAYS, "geldig_tot": ["", *DAYS],
    "status": ["actief", "concept"], "specialisme": ["", "0313"], "zorgsoort": ["", "26"],
}


def change_rules(rng, rows, hit):
    for _ in range(rng.choice([1, 1, 2, 3, 6])):
        if not rows:
            return
        row = rng.choice([row for row in rows if row["regel"] in hit and rng.random() < 0.8] or rows)
        what = rng.choice(["drop", "copy", "move", "value", "value", "value"])
        if what == "drop":
            rows.remove(row)
        elif what == "copy":
            rows.insert(rng.randrange(len(rows) + 1), row | {"regel": f"{row['regel']}-{rng.randrange(10000)}"})
        elif what == "move":
            rows.remove(row)
            rows.insert(rng.randrange(len(rows) + 1), row)
        else:
            column = rng.choice([column for column in VALUES if column in row])
            row[column] = rng.choice(VALUES[column])


def main():
    seed, source, target = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    rng = random.Random(seed)
    shutil.copytree(source, target)
    with open(sys.argv[4], encoding="utf-8", newline="") as file:
        hit = {regel for row in csv.DictReader(file) for regel in row["regels"].split(";")}
    tables = sorted(path for path in target.glob("*.csv")
                    if path.name not in ("codesets.csv", "diagnosegroepen.csv", "algemeen.csv"))
    for path in [*rng.sample(tables, rng.randint(1, len(tables))), *rng.sample(sorted(target.glob("*.csv")), 1)]:
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            names, rows = reader.fieldnames, list(reader)
        if "regel" in names:
            change_rules(rng, rows, hit)
        elif "geldig_van" in names and rows and rng.random() < 0.5:
            rng.choice(rows)[rng.choice(["geldig_van", "geldig_tot"])] = rng.choice(DAYS)
        elif rows and rng.random() < 0.3:
            rows.remove(rng.choice(rows))
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


main()
