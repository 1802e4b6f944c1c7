#!/usr/bin/env python3
"""The oracle: a second, brute-force program for the contract in docs/semantics.md, version 2.

It exists to be compared with, so it is written to be read beside the text and not to be fast: per patient every pair of
lines is tried against every rule of every table that applies. Numbers such as "s4" in comments are sections of the text:
tables.py is s3 and s5, lines.py s1, s6 and s7, findings.py s2 and s4; here are the run and what it writes (s8).
"""

import argparse
import csv
import dataclasses
import hashlib
import io
import json
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from findings import FINDING_COLUMNS, bevinding_id, checked_programmas, is_relevant, is_relevant_debit, open_dossier, patient_findings, programmas_on, quarters
from lines import FileResult, Profile, Totals, bestand_names, ingest_file, load_profile, read_bytes
from tables import GRADES, Invalid, load_tables

REJECT_COLUMNS = ["bestand", "regel", "veld", "reden", "melding"]


# ---------------------------------------------------------------------------------------------------------------------
# Counts (s8)


def csv_bytes(header, rows):
    """s8: a field is quoted only when it holds a comma, a quote, CR or LF."""
    out = io.StringIO()
    for row in [header, *rows]:
        fields = ['"' + value.replace('"', '""') + '"' if any(c in value for c in ',"\r\n') else value for value in row]
        out.write(",".join(fields) + "\n")
    return out.getvalue().encode()


def count_by(values):
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def each_line_once(findings, grade_of):
    """s4, Money: per grade, every line to recover under its best grade with the largest sum of its findings of that grade."""
    best = {}
    for finding in findings:
        key = finding.recovered().identity()
        best[key] = min(best.get(key, (len(GRADES), 0)), (GRADES.index(grade_of(finding)), -finding.cent()))
    totals = dict.fromkeys(GRADES, 0)
    for grade, cent in best.values():
        totals[GRADES[grade]] -= cent
    return totals


def money(findings):
    per_finding = dict.fromkeys(GRADES, 0)
    for finding in findings:
        per_finding[finding.grade()] += finding.cent()
    return {"findings_cent": per_finding, "net_cent": each_line_once(findings, lambda finding: finding.grade())}


def coverage_of(ketens, tables):
    """Per uzovi, quarter and programme: the keten lines whose keten period touches it, and those of them that are not checked."""
    counts = {}
    for keten in ketens:
        checked = checked_programmas(keten, tables)
        for quarter in quarters(keten.van, keten.tm):
            for programma in keten.programmas:
                row = counts.setdefault((keten.line.uzovi, quarter, tables.volgorde[programma], programma), [0, 0])
                row[0] += 1
                row[1] += programma not in checked
    rows = []
    for (uzovi, quarter, _, programma), (ketenregels, ongedekt) in sorted(counts.items()):
        table = tables.insurer_table(uzovi, quarter.isoformat())
        rows.append({"uzovi": uzovi, "kwartaal": f"{quarter.year}Q{quarter.month // 3 + 1}", "programma": programma,
                     "ketenregels": ketenregels, "ongedekt": ongedekt, "tabel": table.tabel if table else None})
    return rows


def zonder_programma(accepted, tables):
    """s3, letop.csv: accepted debits, stored or not, that look like a bundle and are of no programme."""
    counts = {}
    for line in accepted:
        wat = next((row.wat for row in tables.letop if row.takes(line)), "negeer")
        if line.debet_credit == "D" and wat == "meld" and not programmas_on(line, tables):
            row = counts.setdefault((line.prestatiecodelijst, line.prestatiecode), [0, 0])
            row[0] += 1
            row[1] += line.bedrag_cent
    return [{"lijst": lijst, "code": code, "regels": regels, "cent": cent}
            for (lijst, code), (regels, cent) in sorted(counts.items())]


def summarise(files, dossiers, findings, tables):
    summary = {"run": 1, "version": "oracle"}
    summary["files"] = [{
        "bestand": file.bestand, "sha256": file.sha256, "bytes": file.bytes, "status": file.status,
        "ontbreekt": file.ontbreekt,
        **{name: getattr(file.totals, name) for name in ("read", "accepted", "duplicate", "rejected", "relevant")}
    } for file in files]
    ingested = [file for file in files if file.status == "ingested"]
    for name in vars(Totals()):
        summary[name] = sum(getattr(file.totals, name) for file in ingested)
    summary["zonder_programma"] = zonder_programma([line for file in ingested for line in file.accepted], tables)
    ketens = [keten for dossier in dossiers for keten in dossier.takings if keten.programmas]
    summary["keten_lines"] = count_by(programma for keten in ketens for programma in keten.programmas)
    summary["nul_regels"] = sum(line.bedrag_cent == 0 for dossier in dossiers for line in dossier.debits)
    summary["wacht_op_grond_cent"] = each_line_once([finding for finding in findings if finding.lost_ground],
                                                    lambda finding: finding.zekerheid)
    summary["credits_applied"] = sum(dossier.credits.applied for dossier in dossiers)
    summary["credits_waiting"] = sum(
        is_relevant_debit(credit, tables) for dossier in dossiers for credit in dossier.credits.waiting)
    summary["anomalies"] = sum(dossier.credits.anomalies for dossier in dossiers)
    summary["findings"] = dict.fromkeys(GRADES, 0) | count_by(finding.grade() for finding in findings)
    summary["per_soort"] = count_by(finding.leading.rule.soort for finding in findings)
    summary["per_categorie"] = count_by(finding.leading.rule.categorie for finding in findings)
    summary["per_tabel"] = count_by(finding.leading.rule.table.tabel for finding in findings)
    summary["money"] = money(findings)
    summary["coverage"] = coverage_of(ketens, tables)
    summary["concept_rules"] = [rule.regel for rule in tables.rules if rule.status == "concept"]
    return summary


# ---------------------------------------------------------------------------------------------------------------------
# A run


@dataclass
class Result:
    exit_status: int
    files: list = field(default_factory=list)
    rows: list = field(default_factory=list)  # of findings.csv, sorted
    summary: dict = field(default_factory=dict)
    store: dict = field(default_factory=dict)

    def findings_csv(self):
        return csv_bytes(FINDING_COLUMNS, [list(row.values()) for row in self.rows])

    def reject_rows(self):
        return [(file.bestand, str(regel), veld, reden) for file in self.files for regel, veld, reden in file.rejects]

    def rejects_csv(self):
        return csv_bytes(REJECT_COLUMNS, [[*row, ""] for row in self.reject_rows()])

    def raw_files(self):
        return {f"{file.bestand.replace('/', '_')}.rejects.raw.csv": file.raw for file in self.files if file.raw}


def by_pair(row):
    return [
        row[name].encode()
        for name in ("patient", "keten_agb", "keten_referentie", "conflict_agb", "conflict_referentie")
    ]


def look(store, files, tables):
    """All stored lines against these tables: the rows of findings.csv and the summary."""
    without_extension = dataclasses.replace(tables, extend=False)
    patients = {}
    for line in store.values():
        patients.setdefault(line.patient(), []).append(line)
    dossiers = [open_dossier(lines, tables, without_extension) for lines in patients.values()]
    findings = [finding for dossier in dossiers for finding in patient_findings(dossier)]
    return sorted((finding.row(tables) for finding in findings),
                  key=by_pair), summarise(files, dossiers, findings, tables)


@dataclass
class Options:
    """The options of a run; file names as given."""
    contracts: str = None
    relaties: str = None
    profile: str = None
    patient_id: str = "bsn"
    max_rejects: str = "1%"
    extend_tables: bool = False


def load(options, tables_dir, base):
    def path(name):
        return base / name if name else None
    return load_tables(tables_dir, path(options.contracts), path(options.relaties), options.extend_tables)


def run(paths, tables_dir, options, base=".", store=None, ingested=None):
    """One run over the files, into an empty store, or into the store and beside the bytes of files that runs before left. Relative paths
    are taken from base."""
    base, store, ingested = Path(base), {} if store is None else store, set() if ingested is None else ingested
    try:
        tables = load(options, tables_dir, base)
        profile = load_profile(base / options.profile) if options.profile else Profile()
    except Invalid as error:
        print(error, file=sys.stderr)
        return Result(4)

    files = []
    for bestand, path in zip(bestand_names(paths), paths):
        data = read_bytes(base / path)
        if data in ingested:
            files.append(FileResult(bestand, hashlib.sha256(data).hexdigest(), len(data), "skipped"))
            continue
        files.append(ingest_file(bestand, data, store, lambda line: is_relevant(line, tables), profile,
                                 options.patient_id == "opaque", options.max_rejects))
        if files[-1].status == "ingested":
            ingested.add(data)
    status = 3 if any(file.rejects or file.status == "refused" for file in files) else 0
    return Result(status, files, *look(store, files, tables), store)


def recheck(store, tables_dir, options, base="."):
    """The same store looked at again with other tables, contracts, relations or --extend-tables."""
    try:
        return Result(0, [], *look(store, [], load(options, tables_dir, Path(base))), store)
    except Invalid as error:
        print(error, file=sys.stderr)
        return Result(4)


def add_run_options(parser):
    parser.add_argument("--contracts")
    parser.add_argument("--relaties")
    parser.add_argument("--profile")
    parser.add_argument("--patient-id", choices=["bsn", "opaque"], default="bsn")
    parser.add_argument("--max-rejects", default="1%")
    parser.add_argument("--extend-tables", action="store_true")


def options_of(parsed):
    return Options(**{item.name: getattr(parsed, item.name) for item in dataclasses.fields(Options)})


# ---------------------------------------------------------------------------------------------------------------------
# Cases: a folder with inputs, args, contracts.csv, relaties.csv, profile.ini, tables/


@dataclass
class Case:
    directory: Path
    files: list  # paths relative to the directory, in the order of the arguments
    args: list  # options of `run`, paths in them relative to the directory
    tables: Path


def open_case(directory, base_tables, scratch):
    """The case's tables/ replace or join the base tables; the result is put together in the scratch folder."""
    directory, tables = Path(directory), Path(scratch) / "tables"
    tables.mkdir(parents=True)
    for source in (Path(base_tables), directory / "tables"):
        for file in sorted(source.glob("*.csv")):
            (tables / file.name).write_bytes(file.read_bytes())
    listing = directory / "files"
    if listing.exists():
        files = listing.read_text().split()
    else:
        def number(path):
            return int((re.findall(r"[0-9]+", path.name) or ["0"])[0])
        files = [path.name for path in sorted(directory.glob("in*.csv*"), key=number)]
    args = (directory / "args").read_text().split() if (directory / "args").exists() else []
    for option, name in (("--contracts", "contracts.csv"), ("--relaties", "relaties.csv"), ("--profile",
                                                                                            "profile.ini")):
        if (directory / name).exists():
            args += [option, name]
    return Case(directory, files, args, tables)


def case_options(case):
    parser = argparse.ArgumentParser()
    add_run_options(parser)
    return options_of(parser.parse_args(case.args))


def run_case(case):
    return run(case.files, case.tables, case_options(case), case.directory)


def csv_rows(data):
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


# ---------------------------------------------------------------------------------------------------------------------
# What a worked example or conformance folder expects


ROW_COLUMNS = {
    "coverage": ("uzovi", "kwartaal", "programma", "ketenregels", "ongedekt", "tabel"),
    "zonder_programma": ("lijst", "code", "regels", "cent"),
}
NAMED_COUNTS = ("findings", "keten_lines", "per_soort", "per_categorie", "per_tabel")
ABSENT = object()


def without_zeros(counts):
    return {name: count for name, count in counts.items() if count}


def as_rows(rows, columns):
    return [[row[column] for column in columns] if isinstance(row, dict) else row for row in rows]


def per_file(summary, value_of):
    return {file["bestand"]: value_of(file) for file in summary["files"]}


def counted(name, wanted, summary):
    """(expected, actual) of one entry of expect_counts.json or counts.json, written alike."""
    if name in GRADES:
        return wanted, summary["findings"].get(name, 0)
    if name in ("findings_cent", "net_cent"):
        return wanted, summary["money"][name]
    if name in ROW_COLUMNS:
        return as_rows(wanted, ROW_COLUMNS[name]), as_rows(summary[name], ROW_COLUMNS[name])
    if name in NAMED_COUNTS:
        return without_zeros(wanted), without_zeros(summary[name])
    if name == "ontbreekt":
        return wanted, {
            bestand: columns for bestand, columns in per_file(summary, lambda file: file.get(name)).items()
            if bestand in wanted
        }
    if name == "per_file":
        return wanted, {file["bestand"]: {count: file[count] for count in wanted[file["bestand"]]}
                        for file in summary["files"] if file["bestand"] in wanted}
    if name in ("refused", "skipped"):
        return wanted, [file["bestand"] for file in summary["files"] if file["status"] in STATUS_WORDS[name]]
    return wanted, summary.get(name, ABSENT)


# The text names the key `status` of a file and not its values.
STATUS_WORDS = {
    "ingested": {"ingested", "ingelezen", "verwerkt"},
    "skipped": {"skipped", "overgeslagen"},
    "refused": {"refused", "geweigerd"},
}


def check_expectation(directory, exit_status, findings_csv, reject_rows, summary):
    """The differences between what the folder expects and what came out, as text. With exit status 4 nothing came out."""
    directory, differences = Path(directory), []

    def check(what, expected, actual):
        if expected != actual:
            differences.append(f"{what}: expected {expected!r}, got {actual!r}")

    rejects_file = next(
        (directory / name for name in ("expect_rejects.csv", "rejects.csv") if (directory / name).exists()), None)
    counts_file = next(
        (directory / name for name in ("expect_counts.json", "counts.json") if (directory / name).exists()), None)
    counts = json.loads(counts_file.read_text()) if counts_file else {}
    exit_file = directory / "expect_exit"
    wanted_status = int(exit_file.read_text()) if exit_file.exists() else counts.pop(
        "exit_status", 3 if rejects_file else 0)
    check("exit", wanted_status, exit_status)
    if 4 in (wanted_status, exit_status):
        return differences

    if (directory / "expect.csv").exists():
        expected = csv_rows((directory / "expect.csv").read_bytes())
        names = (directory / "expect.csv").read_text().splitlines()[0].split(",")
        check("findings", expected, [{name: row[name] for name in names} for row in csv_rows(findings_csv)])
    else:
        check("findings.csv", (directory / "findings.csv").read_bytes(), findings_csv)
    expected = csv_rows(rejects_file.read_bytes()) if rejects_file else []
    names = list(expected[0]) if expected else REJECT_COLUMNS[:4]
    got = [{name: row[name] for name in names} for row in (dict(zip(REJECT_COLUMNS, row)) for row in reject_rows)]
    check("rejects", sorted(map(str, expected)), sorted(map(str, got)))
    for name, wanted in counts.items():
        check(name, *counted(name, wanted, summary))
    return differences


def selftest(examples, conformance, tables):
    """The examples with these tables, the conformance folders with their own."""
    passed, failed = 0, 0
    if bevinding_id("53010001", "K1", "01000001", "C1") != "5088a110b26db779":
        sys.exit("bevinding_id: the test vector of section 4 does not come out")
    for root, base in ((examples, tables), (conformance, Path(conformance) / "tables")):
        for directory in sorted(path for path in Path(root).iterdir() if path.is_dir() and path.name != "tables"):
            with tempfile.TemporaryDirectory() as scratch:
                result = run_case(open_case(directory, base, scratch))
            differences = check_expectation(directory, result.exit_status, result.findings_csv(), result.reject_rows(),
                                            result.summary)
            passed, failed = passed + (not differences), failed + bool(differences)
            for difference in differences:
                print(f"{directory.name}: {difference[:2000]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description="Reference implementation of docs/semantics.md")
    add_run_options(parser)
    parser.add_argument("--tables")
    parser.add_argument("--out")
    parser.add_argument("--selftest", nargs=3, metavar=("EXAMPLES_DIR", "CONFORMANCE_DIR", "TABLES_DIR"))
    parser.add_argument("files", nargs="*", metavar="FILE")
    options = parser.parse_args()
    if options.selftest:
        return selftest(*options.selftest)
    if not (options.tables and options.out and options.files):
        parser.error("--tables, --out and at least one FILE are needed")
    result = run(options.files, options.tables, options_of(options))
    if result.exit_status != 4:
        out = Path(options.out)
        out.mkdir(parents=True, exist_ok=True)
        (out / "findings.csv").write_bytes(result.findings_csv())
        (out / "rejects.csv").write_bytes(result.rejects_csv())
        (out / "summary.json").write_text(
            json.dumps(result.summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for name, raw in result.raw_files().items():
            (out / name).write_bytes(raw)
    return result.exit_status


if __name__ == "__main__":
    sys.exit(main())
