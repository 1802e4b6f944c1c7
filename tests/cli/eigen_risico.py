#!/usr/bin/env python3
"""Does a finding say whether its conflict line counts for the eigen risico of the insured, and who must be worked out again?

    eigen_risico.py DUBBELLOOP SOURCE     through the program itself; ends with "N passed, N failed"
"""

import csv
import io
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

HEADER = ("bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,zorgproductcode,verwijsdiagnosecode,diagnosecode,begindatum,"
          "einddatum,bedrag_cent,debet_credit,referentienummer,vorig_referentienummer\n")
PATIENTS = ["999990007", "999990019", "999990020", "999990032", "999990044", "999990056", "999990068", "999990081", "999990093", "999990111"]
# What stands beside a keten line DM2 of Menzis (3332) or Zilveren Kruis (3311) in 2023Q1: why, uzovi, declarant, list, code, zorgproduct,
# verwijsdiagnose, and what a finding says of it (None: there is none).
CASES = [
    ("care of a hospital counts", 3332, "06000001", "041", "15A295", "040201013", "", "ja"),
    ("dietetics outside the keten counts", 3332, "24000001", "012", "6000", "", "0055", "ja"),
    ("foot care outside the keten counts", 3332, "26000001", "054", "9200", "", "", "ja"),
    ("care of a general practitioner does not", 3332, "01000001", "008", "12010", "", "", "nee"),
    ("another keten does not", 3332, "53010001", "056", "40011", "", "", "nee"),
    ("strips of a pharmacy count", 3311, "02000001", "064", "10302", "", "", "ja"),
    ("strips of a general practitioner do not", 3311, "01000001", "008", "12904", "", "", "nee"),
    ("smoking on a list that nobody names is not settled", 3332, "01000001", "", "12850", "", "", "onbekend"),
    ("a hospital beside which the keten is recovered counts too", 3311, "06000001", "041", "15A291", "040201008", "", "ja"),
]


class Desk:
    def __init__(self, program, source, folder):
        self.program, self.source, self.folder = os.path.realpath(program), pathlib.Path(source), pathlib.Path(folder)

    def call(self, *words, status=0):
        done = subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True, text=True,
                              env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
        check(f"{' '.join(map(str, words[:3]))} ends with {status}", done.returncode == status, (done.returncode, done.stderr))
        return done

    def run(self, *files, **more):
        return self.call("run", "--db", "x.db", "--out", "out", "--quiet", *more.get("options", ()), *files)

    def put(self, name, lines):
        (self.folder / name).write_text(HEADER + "".join(line + "\n" for line in lines))

    def findings(self, *filters):
        return [json.loads(line) for line in self.call("findings", "--db", "x.db", "--format", "jsonl", *filters).stdout.splitlines()]

    def herrekenen(self, *filters):
        return list(csv.DictReader(io.StringIO(self.call("findings", "--db", "x.db", "--herrekenen", *filters).stdout)))


def credit(line, reference):
    part = line.split(",")
    part[11], part[13], part[12] = "C", part[12], reference
    return ",".join(part)


def flags(desk):
    """A case a patient."""
    lines = []
    for number, (_, uzovi, agb, lijst, code, product, verwijs, _) in enumerate(CASES):
        patient = PATIENTS[number]
        lines.append(f"{patient},{uzovi},53010001,056,40001,,,,2023-01-01,,10000,D,K{number},")
        lines.append(f"{patient},{uzovi},{agb},{lijst},{code},{product},{verwijs},T90.02,2023-02-01,2023-02-20,1500,D,C{number},")
    desk.put("een.csv", lines)
    desk.run("een.csv")
    found = {f["patient"]: f for f in desk.findings()}
    for number, (why, *_, flag) in enumerate(CASES):
        told = found.get(PATIENTS[number], {}).get("eigen_risico")
        check(why, told == flag, told)
    for word in ("ja", "nee", "onbekend"):
        chosen = {f["patient"] for f in desk.findings("--eigen-risico", word)}
        check(f"the filter takes {word}", chosen == {p for p, f in found.items() if f["eigen_risico"] == word}, chosen)
    check("the contract's own form has no such column", "eigen_risico" not in (desk.folder / "out" / "findings.csv").read_text())
    return lines


def who(desk, lines):
    """The list, before and after a credit, a verdict and a second finding on one line."""
    rows = {row["patient"]: row for row in desk.herrekenen()}
    to_do = {PATIENTS[n] for n, case in enumerate(CASES) if case[-1] == "ja" and "the keten is recovered" not in case[0]}
    check("who paid for care that is to be credited is on the list, who keeps the care is not", set(rows) == to_do, rows)
    row = rows[PATIENTS[0]]
    check("with year, insurer and amount", [*row.values()][1:] == ["3332", "2023", "1", "15.00", "0", "0.00"], row)
    check("what is not settled is on it when it is asked for", PATIENTS[7] in {r["patient"] for r in desk.herrekenen("--eigen-risico", "ja,onbekend")})
    desk.call("zaak", "new", "--db", "x.db", "--agb", "26000001", "--rol", "declarant", "--period", "2023Q1", "--doel", "d", "--by", "J. Jansen")
    check("of a control case: the insured of its findings", [r["patient"] for r in desk.herrekenen("--zaak", "1")] == [PATIENTS[2]])
    check("and its findings", {f["conflict_agb"] for f in desk.findings("--zaak", "1")} == {"26000001"})
    check("a case that is not there has none", not desk.findings("--zaak", "7"))
    dieet = next(f for f in desk.findings() if f["patient"] == PATIENTS[1])
    desk.call("decide", "--db", "x.db", dieet["bevinding_id"], "--patient", PATIENTS[1], "afgewezen", "--by", "J. Jansen", "--reason", "gezien")
    check("a finding that was rejected asks nothing", PATIENTS[1] not in {r["patient"] for r in desk.herrekenen()})
    # A second keten line beside the foot care: two findings, one line.
    desk.put("twee.csv", [credit(lines[1], "X0"), f"{PATIENTS[2]},3332,53010002,056,40001,,,,2023-01-01,,10000,D,K9,"])
    desk.run("twee.csv")
    rows = {row["patient"]: row for row in desk.herrekenen()}
    check("a line that is credited counts as credited, though its finding lapsed",
          [*rows[PATIENTS[0]].values()][3:] == ["0", "0.00", "1", "15.00"], rows[PATIENTS[0]])
    voetzorg = [f for f in desk.findings("--categorie", "voetzorg") if f["patient"] == PATIENTS[2]]
    check("two findings name one line", len(voetzorg) == 2, voetzorg)
    check("it counts once", rows[PATIENTS[2]]["te_crediteren_regels"] == "1" and rows[PATIENTS[2]]["te_crediteren_euro"] == "15.00", rows[PATIENTS[2]])
    check("findings that lapsed are left out on request", PATIENTS[0] not in {r["patient"] for r in desk.herrekenen("--status", "nieuw,open")})
    desk.call("findings", "--db", "x.db", "--herrekenen", "--group-by", "agb", status=2)
    desk.call("verify", "--db", "x.db")


def tables(desk):
    """Another word in categorieen.csv changes what is said, and nothing that was found."""
    shutil.copytree(desk.source / "conflict_tables", desk.folder / "tabellen", ignore=shutil.ignore_patterns("*.md"))
    path = desk.folder / "tabellen" / "categorieen.csv"
    path.write_text(path.read_text().replace("voetzorg,,ja", "voetzorg,,nee"))
    before = (desk.folder / "out" / "findings.csv").read_bytes()
    desk.run("een.csv", options=("--tables", "tabellen"))
    with sqlite3.connect(desk.folder / "x.db") as db:
        looked_at = db.execute("SELECT patienten, herzien, vingerafdruk = (SELECT vingerafdruk FROM run WHERE run = 1) FROM run"
                               " ORDER BY run DESC LIMIT 1").fetchone()
    check("no patient is looked at again, no finding is revised", looked_at == (0, 0, 1), looked_at)
    check("findings.csv stays as it is", (desk.folder / "out" / "findings.csv").read_bytes() == before)
    check("the word is that of the last run", {f["eigen_risico"] for f in desk.findings("--categorie", "voetzorg")} == {"nee"})
    desk.call("verify", "--db", "x.db")
    path.unlink()
    desk.run("een.csv", options=("--tables", "tabellen"))
    check("tables without the file do not know", {f["eigen_risico"] for f in desk.findings()} == {"onbekend"})
    shutil.copy(desk.folder / "x.db", desk.folder / "anders.db")
    with sqlite3.connect(desk.folder / "anders.db") as db:
        db.execute("INSERT INTO categorie VALUES ('dot', '', 'nee', '', 'document')")
    check("verify sees a row that no table gave", "table categorie" in desk.call("verify", "--db", "anders.db", status=5).stderr)
    desk.run("een.csv")


def everything_in(folder):
    """The bytes of all files, those in workbooks and the text of PDFs too."""
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{path.name}:{name}", book.read(name)) for name in book.namelist())
        elif path.suffix == ".pdf":
            yield path.name, subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout
        elif path.is_file():
            yield path.name, path.read_bytes()


def providers(desk):
    """Nothing that a provider receives tells what an insured pays."""
    (desk.folder / "afzender.ini").write_text("[afzender]\nnaam = Verzekeraar\nretour = post@voorbeeld.nl\n")
    desk.call("spiegel", "--db", "x.db", "--period", "2023Q1", "--out", "spiegel", "--alle", "--brief", "--afzender", "afzender.ini")
    seen = list(everything_in(desk.folder / "spiegel"))
    check("reports were made", sum(name.endswith(".pdf") for name, _ in seen) >= 4, [name for name, _ in seen])
    for name, content in seen:
        told = content.lower().replace(b"_", b" ").replace(b"\xc2\xa0", b" ")
        check(f"{name} does not speak of the eigen risico", b"eigen risico" not in told and b"eigenrisico" not in told)
    bevinding = next(f for f in desk.findings("--eigen-risico", "ja"))
    proof = desk.call("explain", "--db", "x.db", bevinding["bevinding_id"], "--patient", bevinding["patient"]).stdout
    check("nor does a proof, which may go along", "eigen risico" not in proof and "eigen_risico" not in proof)


def main(program, source):
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(program, source, folder)
        who(desk, flags(desk))
        tables(desk)
        providers(desk)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
