#!/usr/bin/env python3
"""Does the card of a programme say what the tables say, all of it and nothing else?

    kaart.py DUBBELLOOP SOURCE     through the program itself; ends with "N passed, N failed"
"""

import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

# An insurer in a quarter, the table that it uses then, and the cards that come without --programma.
CARDS = [
    ("3332", "2023Q2", "menzis_2023", ["DM2", "VRM", "COPD"]),
    ("3333", "2024Q4", "menzis_2023", ["DM2", "VRM", "COPD"]),
    ("3311", "2022Q1", "zilveren_kruis_2022", ["DM2", "VRM", "COPD"]),
    ("9086", "2023Q4", "zilveren_kruis_2022", ["DM2", "VRM", "COPD"]),
]
# Why, the words, and what is said about it.
REFUSED = [
    ("an insurer that no table names", ["--uzovi", "0001", "--period", "2023Q2"], "no conflict table names insurer 0001 in 2023Q2"),
    ("a quarter without a table", ["--uzovi", "3332", "--period", "2022Q4"], "no conflict table names insurer 3332 in 2022Q4"),
    ("a quarter before any table, extended", ["--uzovi", "3332", "--period", "2022Q4", "--extend-tables"], "lets one that has ended go on"),
    ("a table that speaks of no keten", ["--uzovi", "7085", "--period", "2022Q2"], "has no rule of any keten programme"),
    ("a programme that there is not", ["--uzovi", "3332", "--period", "2023Q2", "--programma", "DM3"], "no programme of the name"),
    ("a year", ["--uzovi", "3332", "--period", "2023"], "--period takes a quarter"),
    ("no quarter", ["--uzovi", "3332"], "--kaart needs --uzovi and --period"),
    ("a PDF on the screen", ["--uzovi", "3332", "--period", "2023Q2", "--format", "pdf"], "give -o FILE"),
    ("a rule beside it", ["--uzovi", "3332", "--period", "2023Q2", "M7C-DM2-01"], "--kaart takes no rule"),
]
# On the card of DM2 of Menzis: why, the part, and what a row of it has in one of its columns.
SAID = [
    ("a code of the document", "niet", "codes", "12850 (lijst 008)"),
    ("a code set, as ranges", "niet", "codes", "12000 t/m 12004, 12007, 12010 t/m 12011 (lijst 008)"),
    ("two rules of one place, and their lists once", "niet", "codes", "9200, 9201, 9202, 9203 (lijsten 012, 054, 080)"),
    ("a hospital's product with its code", "niet", "codes", "15A295 met zorgproduct 040201013 (lijst 041)"),
    ("a second line of the programme", "niet", "codes", "een tweede van DM2"),
    ("a diagnosis", "niet", "wanneer", "als zij de aandoening van de keten betreft (ICPC T90.02)"),
    ("which of the two lapses", "niet", "gevolg", "mag niet: deze zorg vervalt"),
    ("a grade below certain", "niet", "gevolg", "mag in de regel niet: deze zorg vervalt"),
    ("a signal forbids nothing", "nakijken", "codes", "12000 t/m 12011 (lijst 008)"),
    ("another programme that no rule forbids", "wel", "codes", "COPD"),
    ("a consult for something else", "wel", "wanneer", "als de declaratie een diagnose heeft buiten ICPC T90.02"),
    ("dietetics for something else", "wel", "wanneer", "met een andere verwijsdiagnose dan 0055"),
    ("the agreement", "zelf", "wat", "alleen met een overeenkomst voor dit programma"),
    ("a concept rule", "open", "codes", "31020 t/m 31021 (lijst 008)"),
]


class Tables:
    def __init__(self, program, source, folder):
        self.program, self.source, self.folder = os.path.realpath(program), pathlib.Path(source), pathlib.Path(folder)

    def show(self, *words, status=0):
        done = subprocess.run([self.program, "tables", "show", "--kaart", *words], cwd=self.folder, capture_output=True, text=True)
        check(f"tables show {' '.join(words)} ends with {status}", done.returncode == status, (done.returncode, done.stderr))
        return done

    def rows(self, *words):
        self.show(*words, "--format", "json", "-o", "kaart.json")
        return json.loads((self.folder / "kaart.json").read_text())["kaart"]


def rules_of(folder, table, programme, first_day):
    """The ids of what stands in the tables, active or concept."""
    found = set()
    for name in (table, "algemeen"):
        with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
            found |= {row["regel"] for row in csv.DictReader(file)
                      if row["programma"] in (programme, "*") and row["geldig_van"] <= first_day < (row["geldig_tot"] or "9")}
    return found


def every_rule(tables):
    for uzovi, quarter, table, programmes in CARDS:
        rows = tables.rows("--uzovi", uzovi, "--period", quarter)
        check(f"{uzovi} {quarter}: the cards", list(dict.fromkeys(row["programma"] for row in rows)) == programmes)
        day = f"{quarter[:4]}-{int(quarter[5]) * 3 - 2:02d}-01"
        for programme in programmes:
            ids = [i for row in rows if row["programma"] == programme for i in row["regels"].split()]
            wanted = rules_of(tables.source / "conflict_tables", table, programme, day)
            check(f"{uzovi} {quarter} {programme}: every rule stands on the card once, and no other", sorted(ids) == sorted(wanted),
                  set(ids) ^ wanted)


def words(tables):
    rows = tables.rows("--uzovi", "3332", "--period", "2023Q2", "--programma", "DM2")
    for why, part, column, value in SAID:
        check(f"DM2 of Menzis: {why}", any(row["deel"] == part and row[column] == value for row in rows))
    check("what is not allowed is not called allowed", not any(row["deel"] == "wel" and "VRM" in row["codes"] for row in rows))
    rows = tables.rows("--uzovi", "3311", "--period", "2023Q2", "--programma", "DM2")
    check("care that a contract puts inside may stand outside without it",
          any(row["deel"] == "wel" and row["wat"] == "voetzorg" and "als de overeenkomst" in row["wanneer"] for row in rows))
    check("where the keten lapses the card says so", any("de keten-dbc vervalt" in row["gevolg"] for row in rows))
    rows = tables.rows("--uzovi", "7085", "--period", "2022Q2", "--programma", "OI_REGIO")
    check("a title has a card when it is asked for, without what is of ketens", rows and not any("ALG-DUBBEL" in row["regels"] for row in rows))
    text = tables.show("--uzovi", "3332", "--period", "2023Q2").stdout
    check("as text: every card, and what it does not say", text.count("\nMag niet daarnaast\n") == 3 and "wordt met deze tabellen niet getoetst" in
          re.sub(r"\s+", " ", text))
    extended = tables.show("--uzovi", "3332", "--period", "2025Q1", "--extend-tables").stdout
    check("an extended table says that it is", "verlengd" in extended)


def other_side(tables):
    """A programme that only the other's rules forbid."""
    folder = tables.folder / "tabellen"
    shutil.copytree(tables.source / "conflict_tables", folder, ignore=shutil.ignore_patterns("*.md"))
    path = folder / "menzis_2023.csv"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if not line.startswith(("M7C-DM2-04,", "M7C-DM2-14,"))))
    rows = tables.rows("--tables", "tabellen", "--uzovi", "3332", "--period", "2023Q2", "--programma", "DM2")
    check("what only the other programme forbids is forbidden",
          any(row["deel"] == "niet" and row["codes"] == "elke code van VRM" and row["regels"].startswith("M7C-VRM-") for row in rows))


def pages(tables):
    """As PDF: what may and may not on a page, the words behind it."""
    path = tables.folder / "kaart.pdf"
    for uzovi, quarter, _, programmes in CARDS:
        options = ("--uzovi", uzovi, "--period", quarter, "--format", "pdf", "-o", "kaart.pdf")
        tables.show(*options)
        once = path.read_bytes()
        tables.show(*options)
        check(f"{uzovi}: the same bytes each time", path.read_bytes() == once)
        check(f"{uzovi}: qpdf has nothing to say", subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0)
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout.split("\f")[:-1]
        check(f"{uzovi}: a card begins a page", sum(bool(re.search(r"Wat mag naast de keten-dbc \w+, en wat niet", p)) for p in text) == len(programmes))
        check(f"{uzovi}: two pages a card, three at the most", len(text) <= 3 * len(programmes), len(text))
        check(f"{uzovi}: no glyph lacks", "\ufffd" not in "".join(text))
        rows = tables.rows("--uzovi", uzovi, "--period", quarter)
        shown = re.sub(r"\s+", "", "".join(text))
        check(f"{uzovi}: every wording stands in it",
              all(re.sub(r"\s+", "", part) in shown for row in rows for part in row["omschrijving"].split()), uzovi)
    one = tables.rows("--uzovi", "3332", "--period", "2023Q2", "--programma", "COPD")
    tables.show("--uzovi", "3332", "--period", "2023Q2", "--programma", "COPD", "--format", "pdf", "-o", "kaart.pdf")
    first = subprocess.run(["pdftotext", "-l", "1", path, "-"], capture_output=True, text=True, check=True).stdout
    check("all that may and may not stands on the first page", "Over de declaratie zelf" in first and "niet getoetst" in first and len(one) > 10)


def main(program, source):
    with tempfile.TemporaryDirectory() as folder:
        tables = Tables(program, source, folder)
        every_rule(tables)
        words(tables)
        other_side(tables)
        pages(tables)
        for why, asked, told in REFUSED:
            check(f"{why} is refused", told in tables.show(*asked, status=2).stderr)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
