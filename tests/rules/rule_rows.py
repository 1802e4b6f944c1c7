#!/usr/bin/env python3
"""Every row of the conflict tables, tried at its edges.

    rule_rows.py BINARY [TABLES_DIR]

TABLES_DIR is the project's conflict_tables/ when left out. A BINARY that ends in .py is taken for the oracle of tests/oracle.

rule_rows.csv holds the cases, one a row. The first column is the statement that must be true. The expectations were worked out by hand from
the insurers' documents; none comes from a program.

    bij           empty: a patient of its own, with one keten line and this conflict line. Otherwise the name of a case above: one more line of
                  that patient, beside its keten line
    regel         the rules that the case is about
    keten_*       the keten line; its declarant is 53010001, or that of the contract
    contract      empty, or a name of rule_contracts.csv
    uzovi .. debet_credit   the conflict line, columns as in an export
    keten_is      C: the finding has the conflict line of this row as its keten line
    verwacht      empty: no finding of these two lines; else zekerheid|redenen|regels|categorie|tabel|verhaal

All cases go through one run, and its findings are compared with them; a finding that no case speaks of fails as well. Then the cases themselves are
looked at: every rule needs its edges, inside and outside (see wanted()), so that a new row without cases is noticed.

Last line: "N passed, N failed". Exit status 1 when something failed.
"""

import csv
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LINE = ["uzovi", "agb_declarant", "agb_uitvoerder", "specialisme", "prestatiecodelijst", "prestatiecode", "zorgproductcode",
        "verwijsdiagnosecode", "diagnosecode", "begindatum", "einddatum", "debet_credit"]
CONTRACT = ["uzovi", "agb_declarant", "programma", "prestatiecode", "geldig_van", "geldig_tot", "voorwaarden", "extra_tabel"]
EXPECTED = ["zekerheid", "redenen", "regels", "categorie", "tabel", "verhaal"]


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(header)
        w.writerows(rows)


# The cases

class Case:
    def __init__(self, number, row, root):
        self.row = row
        self.name = row["naam"]
        self.root = root or self                # the case that has the keten line
        self.patient = root.patient if root else "geval-%04d" % number
        self.keten_reference = root.keten_reference if root else "K%04d" % number
        self.reference = "C%04d" % number
        self.about = set(row["regel"].split())
        self.expected = row["verwacht"]
        self.hits = set(self.expected.split("|")[2].split(";")) if self.expected else set()
        self.siblings = 0                       # other lines of the same patient
        self.conditions = None                  # of its contract; None: no contract

    def pair(self):
        """What findings.csv should name: (keten_referentie, conflict_referentie)."""
        if self.row["keten_is"] == "C":
            return self.reference, self.keten_reference
        return self.keten_reference, self.reference


def load_cases(contracts):
    """Cases in the order of the file. A table that is written wrong stops the test."""
    cases, by_name = [], {}
    for number, row in enumerate(read(os.path.join(HERE, "rule_rows.csv")), 1):
        where = "rule_rows.csv, case %d (%s)" % (number, row["naam"])
        if not row["naam"] or row["naam"] in by_name:
            sys.exit(where + ": a name is needed, and only once")
        if row["bij"] and row["bij"] not in by_name:
            sys.exit(where + ": bij names no case above it: " + row["bij"])
        if row["verwacht"] and len(row["verwacht"].split("|")) != len(EXPECTED):
            sys.exit(where + ": verwacht is empty or " + "|".join(EXPECTED))
        root = by_name[row["bij"]].root if row["bij"] else None
        case = Case(number, row, root)
        contract = case.root.row["contract"]
        if contract and contract not in contracts:
            sys.exit(where + ": no such contract in rule_contracts.csv: " + contract)
        if contract:
            case.conditions = set(" ".join(c["voorwaarden"] for c in contracts[contract]).split())
        by_name[case.name] = case
        cases.append(case)
    for case in cases:
        case.siblings = sum(c.root is case.root for c in cases) - 1
    return cases


def load_contracts():
    contracts = {}
    for row in read(os.path.join(HERE, "rule_contracts.csv")):
        contracts.setdefault(row["contract"], []).append(row)
    return contracts


def write_export(path, cases, contracts):
    header = ["bsn"] + LINE + ["bedrag_cent", "referentienummer"]
    rows = []
    for case in cases:
        row = case.row
        if case.root is case:
            agb = contracts[row["contract"]][0]["agb_declarant"] if row["contract"] else "53010001"
            keten = dict.fromkeys(LINE, "")
            keten.update(uzovi=row["keten_uzovi"], agb_declarant=agb, prestatiecodelijst=row["keten_lijst"],
                         prestatiecode=row["keten_code"], begindatum=row["keten_van"], einddatum=row["keten_tm"])
            rows.append([case.patient] + [keten[c] for c in LINE] + ["10000", case.keten_reference])
        rows.append([case.patient] + [row[c] for c in LINE] + ["1500", case.reference])
    write(path, header, rows)


# The run

class RunFailed(Exception):
    pass


def run(binary, tables, export, contracts, tmp):
    """findings.csv of one run over the export."""
    out = os.path.join(tmp, "out")
    os.mkdir(out)
    options = ["--tables", tables, "--contracts", contracts, "--patient-id", "opaque", "--out", out]
    if binary.endswith(".py"):
        command = [sys.executable, binary] + options + [export]
    else:
        command = [binary, "run", "--db", os.path.join(tmp, "store.db")] + options + [export]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    except OSError as e:
        raise RunFailed("cannot start %s: %s" % (binary, e.strerror))
    if done.returncode != 0 or not os.path.exists(os.path.join(out, "findings.csv")):
        rejects = os.path.join(out, "rejects.csv")
        if os.path.exists(rejects):
            with open(rejects, encoding="utf-8") as f:
                sys.stdout.write(f.read(4000))
        raise RunFailed("the run ended with status %d, without usable findings:\n%s" % (done.returncode, done.stdout[-4000:]))
    return read(os.path.join(out, "findings.csv"))


def compare(cases, findings):
    """Names of failing cases, with what was expected and what came."""
    by_line = {(c.patient, c.reference): c for c in cases}
    got = {}
    failures = []
    for f in findings:
        text = "|".join(f[c] for c in EXPECTED)
        pair = (f["keten_referentie"], f["conflict_referentie"])
        case = None
        for one, other in (pair, pair[::-1]):
            candidate = by_line.get((f["patient"], other))
            if candidate and candidate.keten_reference == one:
                case = candidate
        if case is None or case in got:
            failures.append("a finding that no case speaks of: patient %s, %s, %s: %s" % (f["patient"], pair[0], pair[1], text))
        else:
            got[case] = (pair, text)
    for case in cases:
        pair, text = got.get(case, (case.pair(), ""))
        if text != case.expected:
            failures.append("%s (%s)\n    expected: %s\n    got:      %s"
                            % (case.name, case.patient, case.expected or "no finding", text or "no finding"))
        elif text and pair != case.pair():
            failures.append("%s (%s)\n    expected as keten line: %s\n    got:                    %s"
                            % (case.name, case.patient, case.pair()[0], pair[0]))
    return failures


# Is every edge of every rule tried?

def quarter(day):
    """First day of the calendar quarter, as YYYY-MM-DD."""
    return "%s-%02d-01" % (day[:4], (int(day[5:7]) - 1) // 3 * 3 + 1)


def quarter_before(day):
    year, month = int(day[:4]), int(day[5:7]) - 3
    return "%04d-%02d-01" % ((year, month) if month > 0 else (year - 1, month + 12))


def quarter_after(day):
    year, month = int(day[:4]), int(day[5:7]) + 3
    return "%04d-%02d-01" % ((year, month) if month <= 12 else (year + 1, month - 12))


def first_quarter(day):
    """The first quarter that begins on the day or later."""
    return day if quarter(day) == day else quarter_after(quarter(day))


def value(case, column):
    """A column of the conflict line; zeros count as empty, as in an export."""
    text = case.row[column]
    return "" if text.strip("0") == "" else text


def wanted(rule, groups):
    """What the cases must hold for one rule: (hit or not, in words, a test of a case)."""
    code_van, code_tm = rule["code_van"], rule["code_tm"] or rule["code_van"]
    product = rule["zorgproduct"]
    full_product = product and not product.endswith("*")

    yield True, "anything at all", lambda c: True
    yield False, "anything at all", lambda c: True

    lists = rule["prestatiecodelijst"].split()
    for l in lists:
        yield True, "list " + l, lambda c, l=l: value(c, "prestatiecodelijst") == l
    if lists:
        yield True, "an empty list", lambda c: value(c, "prestatiecodelijst") == ""
        yield False, "another list", lambda c: value(c, "prestatiecodelijst") not in [""] + lists

    if code_van:
        def code(c):
            return c.row["prestatiecode"].upper()

        def no_product(c):
            return not full_product or value(c, "zorgproductcode") == ""
        yield True, "the first code", lambda c: code(c) == code_van
        yield True, "the last code", lambda c: code(c) == code_tm
        yield False, "a code below", lambda c: len(code(c)) == len(code_van) and code(c) < code_van and no_product(c)
        yield False, "a code above", lambda c: len(code(c)) == len(code_tm) and code(c) > code_tm and no_product(c)
        if full_product:
            yield True, "no zorgproduct", lambda c: value(c, "zorgproductcode") == "" and "zorgproduct_onbekend" in c.expected
            yield True, "another declaratiecode", lambda c: code(c) != code_van and "declaratiecode_wijkt_af" in c.expected

    if full_product:
        yield True, "the zorgproduct", lambda c: value(c, "zorgproductcode") == product
        yield False, "another zorgproduct", lambda c: value(c, "zorgproductcode") not in ("", product)
    elif product:
        prefix = product[:-1]
        yield True, "a zorgproduct of the group", lambda c: value(c, "zorgproductcode").startswith(prefix)
        yield False, "another zorgproduct", lambda c: value(c, "zorgproductcode") and not value(c, "zorgproductcode").startswith(prefix)
        yield False, "no zorgproduct", lambda c: value(c, "zorgproductcode") == ""

    for s in rule["specialisme"].split():
        yield True, "specialisme %s in its column" % s, lambda c, s=s: value(c, "specialisme") == s
        yield True, "specialisme %s by agb_uitvoerder" % s, lambda c, s=s: value(c, "specialisme") == "" and c.row["agb_uitvoerder"][:4] == s
        yield False, "another specialisme", lambda c: value(c, "specialisme") not in [""] + rule["specialisme"].split()

    for z in rule["zorgsoort"].split():
        yield True, "zorgsoort %s of the uitvoerder" % z, lambda c, z=z: value(c, "agb_uitvoerder")[:2] == z
        yield True, "zorgsoort %s of the declarant" % z, lambda c, z=z: value(c, "agb_uitvoerder") == "" and c.row["agb_declarant"][:2] == z
        yield False, "another zorgsoort", lambda c: (value(c, "agb_uitvoerder") or c.row["agb_declarant"])[:2] not in rule["zorgsoort"].split()

    referrals = [int(v) for v in rule["verwijsdiagnoses"].split()]
    for v in referrals:
        yield True, "verwijsdiagnose %d" % v, lambda c, v=v: int(c.row["verwijsdiagnosecode"] or 0) == v
    if referrals:
        yield True, "no verwijsdiagnose", lambda c: value(c, "verwijsdiagnosecode") == "" and "verwijsdiagnose_onbekend" in c.expected
        yield False, "another verwijsdiagnose", lambda c: int(c.row["verwijsdiagnosecode"] or 0) not in [0] + referrals

    if rule["betreft"]:
        def in_group(c):
            return any(c.row["diagnosecode"].upper().startswith(p) for p in groups[rule["betreft"]])
        yield True, "a diagnose of the group", in_group
        yield True, "no diagnose", lambda c: c.row["diagnosecode"] == "" and "diagnose_onbekend" in c.expected
        yield False, "another diagnose", lambda c: c.row["diagnosecode"] and not in_group(c)

    needed = set(rule["voorwaarde"].split())
    if needed:
        yield True, "a contract that agrees it", lambda c: c.conditions is not None and needed <= c.conditions
        yield False, "a contract that does not", lambda c: c.conditions is not None and not needed <= c.conditions
        yield True, "no contract", lambda c: c.conditions is None and "contract_onbekend" in c.expected

    def begun_before(c):
        return c.row["begindatum"] < quarter(c.root.row["keten_van"])
    if rule["programma"] != "*":
        yield rule["overlap"] == "elk", "a line begun before the keten period and ended in it", lambda c: begun_before(c) and c.row["einddatum"]

    if rule["gedoogkwartaal"] == "1":
        def on_first_day(c):
            return c.row["begindatum"] == quarter(c.root.row["keten_van"])
        yield True, "a full grade for a line begun before the keten period", lambda c: begun_before(c) and "gedoogkwartaal" not in c.expected
        yield True, "a line begun on its first day", lambda c: on_first_day(c) and "gedoogkwartaal" in c.expected

    if rule["eenmalig"] == "1":
        yield True, "a single line", lambda c: "eenmalig_consult" in c.expected
        yield False, "two lines of one performer", lambda c: c.siblings > 0

    # ALG-DUBBEL alone has a first day without programme codes and no last day; its edges in time are cases of their own.
    if rule["programma"] != "*":
        first = first_quarter(rule["geldig_van"])
        yield True, "the first valid quarter " + first, lambda c: quarter(c.root.row["keten_van"]) == first
        yield False, "the quarter before it", lambda c: quarter(c.root.row["keten_van"]) == quarter_before(first)
        if rule["geldig_tot"]:
            after = first_quarter(rule["geldig_tot"])
            yield True, "the last valid quarter", lambda c: quarter(c.root.row["keten_van"]) == quarter_before(after)
            yield False, "the quarter after it", lambda c: quarter(c.root.row["keten_van"]) == after


def completeness(cases, tables):
    """Which case is missing, per rule."""
    groups = {}
    for row in read(os.path.join(tables, "diagnosegroepen.csv")):
        groups.setdefault(row["groep"], []).append(row["icpc"])
    rules = [rule for table in read(os.path.join(tables, "tabellen.csv")) for rule in read(os.path.join(tables, table["tabel"] + ".csv"))]
    missing = []
    known = {rule["regel"] for rule in rules}
    for case in cases:
        for regel in sorted((case.about | case.hits) - known):
            missing.append("%s: speaks of %s, which no table has" % (case.name, regel))
    for rule in rules:
        regel = rule["regel"]
        hits = [c for c in cases if regel in c.hits]
        others = [c for c in cases if regel in c.about and regel not in c.hits]
        if rule["status"] == "concept":
            if hits or not others:
                missing.append("%s: a concept rule needs a case, and may hit in none" % regel)
            continue
        for hit, what, test in wanted(rule, groups):
            if not any(test(c) for c in (hits if hit else others)):
                missing.append("%s: no case that %s with %s" % (regel, "hits" if hit else "does not hit", what))
    for group in sorted({rule["betreft"] for rule in rules if rule["betreft"]}):
        for prefix in groups[group]:
            about = [rule["regel"] for rule in rules if rule["betreft"] == group]
            if not any(c.row["diagnosecode"].upper().startswith(prefix) and c.hits & set(about) for c in cases):
                missing.append("diagnosegroep %s: no case with %s" % (group, prefix))
    return missing


def main(args):
    if len(args) not in (1, 2):
        sys.exit("usage: rule_rows.py BINARY [TABLES_DIR]")
    binary = args[0] if os.path.sep not in args[0] and not args[0].endswith(".py") else os.path.abspath(args[0])
    tables = os.path.abspath(args[1] if len(args) == 2 else os.path.join(HERE, "..", "..", "conflict_tables"))
    contracts = load_contracts()
    cases = load_cases(contracts)
    with tempfile.TemporaryDirectory() as tmp:
        export = os.path.join(tmp, "export.csv")
        contract_file = os.path.join(tmp, "contracts.csv")
        write_export(export, cases, contracts)
        write(contract_file, CONTRACT, [[row[c] for c in CONTRACT] for rows in contracts.values() for row in rows])
        try:
            findings = run(binary, tables, export, contract_file, tmp)
        except RunFailed as e:
            print("FAIL %s\n0 passed, %d failed" % (e, len(cases)))
            return 1
    wrong = compare(cases, findings)
    missing = completeness(cases, tables)
    for text in wrong:
        print("FAIL " + text)
    for text in missing:
        print("MISSING " + text)
    failed = len(wrong) + len(missing)
    print("%d passed, %d failed" % (len(cases) - min(len(wrong), len(cases)), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
