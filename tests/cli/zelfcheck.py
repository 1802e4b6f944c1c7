#!/usr/bin/env python3
"""Does a self-check find what a run finds, say what it could not look at, and leave nothing behind?

    zelfcheck.py DUBBELLOOP SOURCE     through the program itself; ends with "N passed, N failed"
"""

import csv
import gzip
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

HEADER = ("bsn,agb_declarant,prestatiecodelijst,prestatiecode,zorgproductcode,verwijsdiagnosecode,diagnosecode,begindatum,einddatum,bedrag_cent,"
          "debet_credit,referentienummer,vorig_referentienummer\n")
KETEN = "999990007,53010001,056,40001,,,,2023-01-01,,10000,D,K1,"
SMR = "999990007,01000001,008,12850,,,,2023-02-01,,2360,D,C1,"
CONSULT = "999990007,01000001,008,12010,,,,2023-02-02,,1500,D,C2,"
LOOSE = "999990019,01000001,008,12850,,,,2023-02-01,,2360,D,C3,"
# Why, the insurer, the lines, the exit status, how many rows, and what the outcome says.
CASES = [
    ("a line that may not stand beside the keten is found", "3332", [KETEN, SMR], 3, 1, "Er is 1 regel om na te kijken."),
    ("two lines", "3332", [KETEN, SMR, CONSULT], 3, 2, "Er zijn 2 regels om na te kijken."),
    ("of a keten line alone nothing is said", "3332", [KETEN, LOOSE], 0, 0, "In wat gecontroleerd is, is niets gevonden."),
    ("without a keten line there is nothing to compare", "3332", [SMR], 3, 0, "er viel niets te vergelijken"),
    ("an insurer without a table is not checked", "0001", [KETEN, SMR], 3, 0, "Niet gecontroleerd: 1 van de 1 keten-dbc's"),
    ("a line that is credited already is no line to look at", "3332",
     [KETEN, SMR, SMR.replace(",D,C1,", ",C,X1,C1")], 0, 0, "niets gevonden"),
    ("a rejected line is told of", "3332", [KETEN] + [LOOSE.replace("C3", f"L{n}") for n in range(120)] + [LOOSE.replace("2023-02-01", "2023-02-30")], 3, 0,
     "Niet gecontroleerd: 1 regel, die niet gelezen kon worden"),
    ("a refused file is told of", "3332", [KETEN, LOOSE.replace("2023-02-01", "2023-02-30")], 3, 0, "1 bestand, dat geweigerd is"),
]


class Bench:
    def __init__(self, program, source, folder):
        self.program, self.source, self.folder = os.path.realpath(program), pathlib.Path(source).resolve(), pathlib.Path(folder)
        self.temp = self.folder / "temp"
        self.temp.mkdir()
        self.environment = {**os.environ, "TMPDIR": str(self.temp), "SOURCE_DATE_EPOCH": "1700000000"}

    def call(self, *words, status=0):
        done = subprocess.run([self.program, "zelfcheck", "--quiet", *map(str, words)], cwd=self.folder, capture_output=True, text=True,
                              env=self.environment)
        check(f"zelfcheck {' '.join(map(str, words))} ends with {status}", done.returncode == status, (done.returncode, done.stdout, done.stderr))
        check("it leaves nothing behind", not list(self.temp.iterdir()), list(self.temp.iterdir()))
        return done

    def put(self, name, lines, header=HEADER):
        (self.folder / name).write_text(header + "".join(line + "\n" for line in lines))

    def rows(self, folder="uit"):
        with open(self.folder / folder / "zelfcheck.csv", encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def page(self, folder="uit"):
        return (self.folder / folder / "zelfcheck.html").read_text()


def cases(bench):
    for why, uzovi, lines, status, rows, outcome in CASES:
        bench.put("eigen.csv", lines)
        said = bench.call("--uzovi", uzovi, "--out", "uit", "eigen.csv", status=status).stdout
        check(f"{why}: the outcome", outcome in said, said)
        check(f"{why}: the lines", len(bench.rows()) == rows, bench.rows())
        page = bench.page().replace("&#39;", "'")
        check(f"{why}: the page says the same", outcome in page, page[-3000:])
        check(f"{why}: the files are the owner's", all((bench.folder / "uit" / name).stat().st_mode & 0o77 == 0
                                                        for name in ("zelfcheck.html", "zelfcheck.csv")))
    # Above the agreed tariff by 1250 cents.
    bench.put("afspraak.csv", ["3332,53010001,DM2,,2023-01-01,2024-01-01,,,8750,"], "uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,"
              "extra_tabel,tarief_cent,budget_cent\n")
    bench.put("duur.csv", [KETEN])
    bench.call("--uzovi", "3332", "--contracts", "afspraak.csv", "--out", "duur", "duur.csv", status=3)
    row = bench.rows("duur")[0]
    check("above a tariff not the line is wrong, but its amount", row["Wat te doen"] == "declareer het afgesproken tarief" and row["Bedrag (euro)"] == "12,50"
          and row["Waarom"].startswith("boven het afgesproken tarief: "), row)
    check("the page says in words why a line could not be read", "de datum bestaat niet" in bench.page(), bench.page()[-3000:])
    check("rejected lines are named in a file of their own", "eigen.csv,3," in (bench.folder / "uit" / "zelfcheck.afgekeurd.csv").read_text())


def what_is_said(bench):
    bench.put("keten.csv", [KETEN])
    bench.put("praktijk.csv", [SMR])
    bench.call("--uzovi", "3332", "--out", "uit", "keten.csv", "praktijk.csv", status=3)
    row, = bench.rows()
    check("a line is known by file, number and reference", (row["Bestand"], row["Regel"], row["Referentie"], row["Naast: bestand"]) ==
          ("praktijk.csv", "2", "C1", "keten.csv"), row)
    check("what to do, the rule and its words", (row["Wat te doen"], row["Regel van de tabel"], row["Bedrag (euro)"]) ==
          ("niet declareren", "M7C-DM2-02", "23,60") and row["Waarom"].startswith("Gedragsmatige"), row)
    everything = bench.page() + (bench.folder / "uit" / "zelfcheck.csv").read_text()
    check("no patient is named", "99999" not in everything)
    check("a page stands by itself", not re.search(r"""(?:src|href|url\()\s*=?\s*["']?(?:https?:|/)""", bench.page()))
    # Pseudonyms, a profile, an export that names its insurer.
    (bench.folder / "his.ini").write_text("[csv]\ndelimiter = ;\n[columns]\nbsn = pseudoniem\n")
    bench.put("his.csv", [f"{line.replace('999990007', 'p-17').replace(',', ';')};{uzovi}" for line, uzovi in ((KETEN, "3332"), (SMR, ""), )],
              (HEADER.strip() + ",uzovi\n").replace(",", ";").replace("bsn", "pseudoniem"))
    bench.call("--uzovi", "3332", "--patient-id", "opaque", "--profile", "his.ini", "--out", "uit", "his.csv", status=3)
    check("pseudonyms will do, and a line without an insurer is the insurer's", len(bench.rows()) == 1, bench.rows())
    check("a pseudonym is not named either", "p-17" not in bench.page())
    bench.put("ander.csv", [f"{KETEN},3311", f"{SMR},3311"], HEADER.strip() + ",uzovi\n")
    said = bench.call("--uzovi", "3332", "--out", "uit", "ander.csv", status=3).stdout
    check("of another insurer nothing is shown, and that is said", not bench.rows() and "Van andere verzekeraars is er 1 keten-dbc;" in said, said)
    check("nor how much of it was checked", ">3311<" not in bench.page(), bench.page()[-3000:])


def as_a_run(bench):
    """The sample data: the same findings as a run's, of that insurer."""
    sample = [p for p in sorted((bench.source / "sample_data").glob("202*.csv*"))]
    bench.call("--uzovi", "3332", "--contracts", bench.source / "sample_data/contracts.csv", "--relaties", bench.source / "sample_data/relaties.csv", "--out",
               "uit", *sample, status=3)
    subprocess.run([bench.program, "run", "--quiet", "--db", "x.db", "--contracts", bench.source / "sample_data/contracts.csv", "--relaties",
                    bench.source / "sample_data/relaties.csv", "--out", "run", *sample], cwd=bench.folder, capture_output=True, env=bench.environment)
    with open(bench.folder / "run" / "findings.csv", encoding="utf-8", newline="") as file:
        found = sorted((f["keten_referentie"] if f["verhaal"] == "keten" else f["conflict_referentie"]) for f in csv.DictReader(file) if f["uzovi"] == "3332")
    check("what a run finds, a check finds", sorted(row["Referentie"].lstrip("'") for row in bench.rows()) == found and len(found) > 20)


def gone(bench):
    """Whatever ends it, nothing is left."""
    with gzip.open(bench.source / "sample_data" / "2023Q2.csv.gz") as file:
        begin = file.read(40000)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # also under nohup, which passes on that it is ignored
    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -signal.SIGKILL)):
        process = subprocess.Popen([bench.program, "zelfcheck", "--uzovi", "3332", "--out", "weg", "-"], cwd=bench.folder, stdin=subprocess.PIPE,
                                   stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=bench.environment)
        process.stdin.write(begin)
        process.stdin.flush()
        while not list(bench.temp.glob("*/zelfcheck.db*")):
            time.sleep(0.01)
        modes = {oct(path.stat().st_mode & 0o777) for path in bench.temp.iterdir()}
        check("the place is the owner's", modes == {"0o700"}, modes)
        process.send_signal(number)
        process.stdin.close()
        process.wait()
        process.stdout.close()
        process.stderr.close()
        while list(bench.temp.iterdir()):  # a test that hangs here has found what it looks for
            time.sleep(0.01)
        check(f"after {signal.Signals(number).name} it ends so, and nothing is left", process.returncode == status, process.returncode)
        check("no page either", not list((bench.folder / "weg").glob("*")))


def main(program, source):
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(program, source, folder)
        cases(bench)
        what_is_said(bench)
        as_a_run(bench)
        gone(bench)
        bench.call("--out", "uit", "eigen.csv", status=2)
        bench.call("--uzovi", "3332", "--out", "uit", "nergens.csv", status=1)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
