#!/usr/bin/env python3
"""Every row of the conflict tables, tried at its edges.

    rule_rows.py BINARY [TABLES_DIR]

TABLES_DIR is the project's conflict_tables/ when left out. A BINARY that ends in .py is taken for the oracle of tests/oracle.

rule_rows.csv holds the cases, one a row. The first column is the statement that must be true. What is expected follows from the row of the table and
the text of the contract, none of it from the program that is tested.

    bij           empty: a patient of its own, with one keten line and this other line. Otherwise the name of a case above: one more line of
                  that patient, beside its keten line
    regel         the rules that the case is about
    keten_*       the keten line; its declarant is 53010001, or that of the contract; keten_cent empty: 10000
    contract      empty, or a name of rule_contracts.csv; the relations of rule_relations.csv hold in every case
    uzovi .. debet_credit   the other line, columns as in an export; no agb_declarant: there is none; cent empty: 1500
    keten_is      C: the finding has the other line of this row as its keten line
    verwacht      of the pair, empty: no finding of these two lines; else zekerheid|redenen|regels|categorie|tabel|verhaal
    alleen        of the keten line by itself, empty: no finding; else soort|zekerheid|redenen|regels|categorie|tabel|verhaal_bedrag_cent

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
LINE = [
    "uzovi", "agb_declarant", "agb_uitvoerder", "specialisme", "prestatiecodelijst", "prestatiecode", "zorgproductcode",
    "verwijsdiagnosecode", "diagnosecode", "begindatum", "einddatum", "debet_credit"
]
CONTRACT = [
    "uzovi", "agb_declarant", "programma", "prestatiecode", "geldig_van", "geldig_tot", "voorwaarden", "extra_tabel",
    "tarief_cent", "budget_cent"
]
RELATION = ["van_agb", "naar_agb", "soort", "geldig_van", "geldig_tot", "bron"]
PAIR = ["zekerheid", "redenen", "regels", "categorie", "tabel", "verhaal"]
ALONE = ["soort", "zekerheid", "redenen", "regels", "categorie", "tabel", "verhaal_bedrag_cent"]


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(header)
        w.writerows(rows)


# The cases

def rules_of(expected, columns):
    return set(expected.split("|")[columns.index("regels")].split(";")) if expected else set()


class Case:
    def __init__(self, number, row, root):
        self.row = row
        self.name = row["naam"]
        self.root = root or self                # the case that has the keten line
        self.patient = root.patient if root else "geval-%04d" % number
        self.keten_reference = root.keten_reference if root else "K%04d" % number
        self.reference = "C%04d" % number
        self.about = set(row["regel"].split())
        self.expected, self.alone = row["verwacht"], row["alleen"]
        self.hits = rules_of(self.expected, PAIR)
        self.alone_hits = rules_of(self.alone, ALONE)
        self.siblings = 0                       # other lines of the same patient
        self.contract = []                      # its rows of rule_contracts.csv
        self.conditions = None                  # of its contract; None: no contract

    def wants(self):
        """{(keten_referentie, conflict_referentie): text} of the findings that the case speaks of."""
        pair = (self.reference, self.keten_reference) if self.row["keten_is"] == "C" else (self.keten_reference,
                                                                                           self.reference)
        found = {pair: self.expected} if self.expected else {}
        if self.alone:
            found[(self.keten_reference, "")] = self.alone
        return found


def load_cases(contracts):
    """Cases in the order of the file. A table that is written wrong stops the test."""
    cases, by_name = [], {}
    for number, row in enumerate(read(os.path.join(HERE, "rule_rows.csv")), 1):
        where = "rule_rows.csv, case %d (%s)" % (number, row["naam"])
        if not row["naam"] or row["naam"] in by_name:
            sys.exit(where + ": a name is needed, and only once")
        if row["bij"] and row["bij"] not in by_name:
            sys.exit(where + ": bij names no case above it: " + row["bij"])
        for column, parts in ("verwacht", PAIR), ("alleen", ALONE):
            if row[column] and len(row[column].split("|")) != len(parts):
                sys.exit(where + ": " + column + " is empty or " + "|".join(parts))
        if row["bij"] and row["alleen"]:
            sys.exit(where + ": alleen is of a keten line, and this case has none")
        root = by_name[row["bij"]].root if row["bij"] else None
        case = Case(number, row, root)
        contract = case.root.row["contract"]
        if contract and contract not in contracts:
            sys.exit(where + ": no such contract in rule_contracts.csv: " + contract)
        if contract:
            case.contract = contracts[contract]
            case.conditions = set(" ".join(c["voorwaarden"] for c in case.contract).split())
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
    header = ["bsn"] + LINE + ["aantal", "bedrag_cent", "referentienummer"]
    rows = []
    for case in cases:
        row = case.row
        if case.root is case:
            agb = contracts[row["contract"]][0]["agb_declarant"] if row["contract"] else "53010001"
            keten = dict.fromkeys(LINE, "")
            keten.update(uzovi=row["keten_uzovi"], agb_declarant=agb, prestatiecodelijst=row["keten_lijst"],
                         prestatiecode=row["keten_code"], begindatum=row["keten_van"], einddatum=row["keten_tm"])
            rows.append([case.patient] + [keten[c] for c in LINE] +
                        [row["keten_aantal"], row["keten_cent"] or "10000", case.keten_reference])
        if row["agb_declarant"]:
            rows.append([case.patient] + [row[c] for c in LINE] + ["", row["cent"] or "1500", case.reference])
    write(path, header, rows)


# The run

class RunFailed(Exception):
    pass


def run(binary, tables, export, contracts, relations, tmp):
    """findings.csv of one run over the export."""
    out = os.path.join(tmp, "out")
    os.mkdir(out)
    options = [
        "--tables", tables, "--contracts", contracts, "--relaties", relations, "--patient-id", "opaque", "--out", out
    ]
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
        raise RunFailed("the run ended with status %d, without usable findings:\n%s" %
                        (done.returncode, done.stdout[-4000:]))
    return read(os.path.join(out, "findings.csv"))


def compare(cases, findings):
    """The failing cases, with what was expected and what came."""
    wanted_of = {}                              # (patient, the two references) -> text
    case_of = {}  # (patient, the other line's reference, or the keten line's when alone) -> case
    for case in cases:
        for pair, text in case.wants().items():
            wanted_of[(case.patient,) + pair] = text
        case_of[(case.patient, frozenset((case.keten_reference, case.reference)))] = case
        case_of[(case.patient, frozenset((case.root.keten_reference, "")))] = case.root
    failures = []
    got = set()

    def told(name, key, want, came):
        failures.append("%s (%s)\n    expected: %s\n    got:      %s" %
                        (name, ", ".join(filter(None, key)), want or "no such finding", came or "no such finding"))
    for f in findings:
        pair = (f["keten_referentie"], f["conflict_referentie"])
        text = "|".join(f[c] for c in (PAIR if pair[1] else ALONE))
        key = (f["patient"],) + pair
        got.add(key)
        if wanted_of.get(key) != text:
            case = case_of.get((f["patient"], frozenset(pair)))
            told(case.name if case else "a finding that no case speaks of", key, wanted_of.get(key), text)
    for case in cases:
        for pair, text in case.wants().items():
            if (case.patient,) + pair not in got:
                told(case.name, (case.patient,) + pair, text, None)
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


def full_product(rule):
    return rule["zorgproduct"] and not rule["zorgproduct"].endswith("*")


def in_codeset(case, rows):
    return any((r["prestatiecodelijst"], r["code"]) == (value(case, "prestatiecodelijst"), case.row["prestatiecode"])
               for r in rows)


def wanted_selector(rule, tables):
    """Edges of what a pair rule matches: (hit or not, in words, a test of a case)."""
    code_van, code_tm = rule["code_van"], rule["code_tm"] or rule["code_van"]
    product = rule["zorgproduct"]
    lists = rule["prestatiecodelijst"].split()
    codes = [row for row in tables.codesets if row["codeset"] == rule["codeset"]]
    if lists:
        for l in [] if codes else lists:
            yield True, "list " + l, lambda c, l=l: value(c, "prestatiecodelijst") == l
        yield True, "an empty list", lambda c: value(c, "prestatiecodelijst") == "" and "lijst_onbekend" in c.expected
        yield False, "another list", lambda c: value(c, "prestatiecodelijst") not in [""] + lists
    for row in codes:
        yield True, "code %s of its set" % row["code"], lambda c, row=row: in_codeset(c, [row])
    if codes:
        yield False, "a code outside its set", lambda c: not in_codeset(c, codes) and value(c, "prestatiecodelijst"
                                                                                            ) in lists

    if code_van:
        def code(c):
            return c.row["prestatiecode"].upper()

        def no_product(c):
            return not full_product(rule) or value(c, "zorgproductcode") == ""
        yield True, "the first code", lambda c: code(c) == code_van
        yield True, "the last code", lambda c: code(c) == code_tm
        yield False, "a code below", lambda c: len(code(c)) == len(code_van) and code(c) < code_van and no_product(c)
        yield False, "a code above", lambda c: len(code(c)) == len(code_tm) and code(c) > code_tm and no_product(c)
        if full_product(rule):
            yield True, "no zorgproduct", lambda c: value(c, "zorgproductcode"
                                                          ) =="" and "zorgproduct_onbekend" in c.expected
            yield True, "another declaratiecode", lambda c: code(
                c) != code_van and "declaratiecode_wijkt_af" in c.expected

    if full_product(rule):
        yield True, "the zorgproduct", lambda c: value(c, "zorgproductcode") == product
        yield False, "another zorgproduct", lambda c: value(c, "zorgproductcode") not in ("", product)
    elif product:
        prefix = product[:-1]
        yield True, "a zorgproduct of the group", lambda c: value(c, "zorgproductcode").startswith(prefix)
        yield False, "another zorgproduct", lambda c: value(c, "zorgproductcode") and not value(c, "zorgproductcode"
                                                                                                ).startswith(prefix)
        yield False, "no zorgproduct", lambda c: value(c, "zorgproductcode") == ""

    for s in rule["specialisme"].split():
        yield True, "specialisme %s in its column" % s, lambda c, s=s: value(c, "specialisme") == s
        yield True, "specialisme %s by agb_uitvoerder" % s, lambda c, s=s: value(c, "specialisme") =="" and c.row[
            "agb_uitvoerder"][:4] == s
        yield False, "another specialisme", lambda c: value(c, "specialisme") not in [""] + rule["specialisme"].split()

    for z in rule["zorgsoort"].split():
        yield True, "zorgsoort %s of the uitvoerder" % z, lambda c, z=z: value(c, "agb_uitvoerder")[:2] == z
        yield True, "zorgsoort %s of the declarant" % z, lambda c, z=z: value(c, "agb_uitvoerder") =="" and c.row[
            "agb_declarant"][:2] == z
        yield False, "another zorgsoort", lambda c: (value(c, "agb_uitvoerder") or c.row["agb_declarant"]
                                                     )[:2] not in rule["zorgsoort"].split()

    day = quarter(rule["geldig_van"])
    for programme in rule["conflict_programma"].split():
        for row in tables.programmes:
            if row["programma"] == programme and row["geldig_van"] <= day and (row["geldig_tot"] or "9") > day:
                yield True, "%s %s of %s" % (row["prestatiecodelijst"], row["code_van"],
                                             programme), lambda c, row=row: (value(c, "prestatiecodelijst") == row[
                                                 "prestatiecodelijst"] and c.row["prestatiecode"] == row["code_van"])
        yield True, "a code of %s without a list" % programme, lambda c: value(c, "prestatiecodelijst"
                                                                               ) =="" and "lijst_onbekend" in c.expected
    if rule["conflict_programma"]:
        yield False, "a line of another programme", lambda c: c.row["agb_declarant"].startswith("53")


def wanted_pair(rule, tables):
    """Edges of a pair rule."""
    yield from wanted_selector(rule, tables)
    referrals = [int(v) for v in rule["verwijsdiagnoses"].split()]
    for v in referrals:
        yield True, "verwijsdiagnose %d" % v, lambda c, v=v: int(c.row["verwijsdiagnosecode"] or 0) == v
    if referrals:
        yield True, "no verwijsdiagnose", lambda c: value(c, "verwijsdiagnosecode"
                                                          ) =="" and "verwijsdiagnose_onbekend" in c.expected
        yield False, "another verwijsdiagnose", lambda c: int(c.row["verwijsdiagnosecode"] or 0) not in [0] + referrals

    if rule["betreft"]:
        def in_group(c):
            return any(c.row["diagnosecode"].upper().startswith(p) for p in tables.groups[rule["betreft"]])
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
        yield rule["overlap"] == "elk", "a line begun before the keten period and ended in it", lambda c: begun_before(
            c) and c.row["einddatum"]
        yield True, "a keten line without a list", lambda c: not c.root.row["keten_lijst"
                                                                            ] and "lijst_onbekend" in c.expected
    if rule["gedoogkwartaal"] == "1":
        yield True, "a full grade for a line begun before the keten period", lambda c: begun_before(
            c) and "gedoogkwartaal" not in c.expected
        yield True, "a line begun on its first day", lambda c: (
            c.row["begindatum"] == quarter(c.root.row["keten_van"]) and "gedoogkwartaal" in c.expected)
        yield True, "a line that ends in the keten period, of a patient who is new in the programme", lambda c: (
            begun_before(c) and not c.siblings and "gedoogkwartaal" in c.expected)
    if rule["max_dagen"]:
        yield True, "a line that lasts longer than max_dagen", lambda c: "duur_onwaarschijnlijk" in c.expected
        yield True, "a line that lasts long", lambda c: c.row["einddatum"] and "duur_onwaarschijnlijk" not in c.expected
    if rule["eenmalig"] == "1":
        yield True, "a single line", lambda c: "eenmalig_consult" in c.expected and not c.siblings
        yield True, "two lines of one visit", lambda c: "eenmalig_consult" in c.expected and c.siblings
        yield False, "two lines of one performer", lambda c: c.siblings > 0


def wanted_contract(rule, tables):
    def says(word):
        return lambda c: any(word in row["voorwaarden"].split() for row in c.contract)

    def agreed(c):
        return any(row["programma"] == rule["programma"] for row in c.contract)
    yield True, "contracts that are complete", says("volledig")
    yield False, "an agreement for its programme", lambda c: says("volledig")(c) and agreed(c)
    yield True, "only a row for every programme", lambda c: any(row["programma"] == "*" for row in c.contract)
    yield False, "contracts that are not said to be complete", lambda c: c.contract and not says("volledig")(
        c) and not agreed(c)
    yield False, "no contract", lambda c: not c.contract


def wanted_tarief(rule, tables):
    def tariff(c):
        return [row["tarief_cent"] for row in c.contract if row["programma"] == rule["programma"]]

    def cent(c):
        return int(c.row["keten_cent"] or 10000)
    yield True, "a cent above the tariff", lambda c: str(cent(c) - 1) in tariff(c)
    yield False, "just the tariff", lambda c: str(cent(c)) in tariff(c)
    yield False, "twice the tariff for two units", lambda c: c.row["keten_aantal"] == "2"
    yield False, "twice the tariff for two quarters", lambda c: c.row["keten_tm"] > c.row["keten_van"]
    yield True, "above it for two quarters", lambda c: c.row["keten_tm"] > c.row["keten_van"]
    yield False, "a contract without a tariff", lambda c: c.contract and not any(row["tarief_cent"]
                                                                                 for row in c.contract)
    yield False, "no contract", lambda c: not c.contract


def wanted_vereist(rule, tables):
    def evidence(c):
        return any(in_codeset(c, [row]) for row in tables.codesets if row["codeset"] == rule["codeset"])
    yield True, "no contact at all", lambda c: not c.row["agb_declarant"]
    yield False, "a contact", lambda c: evidence(c) and c.row["diagnosecode"]
    yield False, "a contact without diagnose", lambda c: evidence(c) and not c.row["diagnosecode"]
    yield True, "a contact for another diagnose", lambda c: evidence(c) and c.row["diagnosecode"]
    yield True, "a contact in another year", lambda c: evidence(c) and c.row["begindatum"][:4] != c.row["keten_van"][:4]
    yield True, "a contact of another code", lambda c: c.row["agb_declarant"] and not evidence(c)
    yield True, "a contact that was taken back", lambda c: evidence(c) and c.siblings
    yield False, "contracts without its condition", lambda c: c.conditions is not None and "contactregister" not in c.conditions
    yield False, "a contract that is open", lambda c: any(not row["geldig_tot"] for row in c.contract
                                                          ) and "contactregister" in (c.conditions or ())
    yield False, "a contract that ends in the year", lambda c: any(row["geldig_tot"][5:] == "12-31"
                                                                   for row in c.contract)
    yield False, "no contract", lambda c: not c.contract


def wanted_lid(rule, tables):
    def enrolled_at(agb):
        return lambda c: c.row["agb_declarant"] == agb and c.row["begindatum"] == quarter(c.row["keten_van"]
                                                                                          ) and not c.siblings

    def steps(agb, declarant):
        """How many relations lead from the one to the other; 0: none."""
        here = {agb}
        for n in range(1, 6):
            here = {row["naar_agb"] for row in tables.relations if row["van_agb"] in here and not row["geldig_tot"]}
            if declarant in here:
                return n
        return 0

    def far(n):
        return lambda c: c.contract and c.row["agb_declarant"] and steps(c.row["agb_declarant"], c.contract[0][
            "agb_declarant"]) == n
    yield True, "an enrolment at no member", lambda c: far(0)(c) and enrolled_at("01000001")(c)
    for n in 1, 2, 3:
        yield False, "an enrolment %d steps away" % n, far(n)
    yield True, "an enrolment four steps away", far(4)
    yield False, "an enrolment at the declarant", lambda c: c.contract and c.row["agb_declarant"] == c.contract[0][
        "agb_declarant"]
    yield True, "no enrolment", lambda c: not c.row["agb_declarant"] and "inschrijving_onbekend" in c.alone
    yield True, "an enrolment of another quarter", lambda c: c.row["begindatum"] < c.row[
        "keten_van"] and "inschrijving_onbekend" in c.alone
    yield True, "an enrolment that was taken back", lambda c: c.siblings and "inschrijving_onbekend" in c.alone
    yield True, "a code that is no enrolment", lambda c: c.row["prestatiecode"] == "11119"
    yield False, "contracts without its condition", lambda c: c.conditions is not None and "ledenlijst" not in c.conditions
    yield False, "a declarant without relations", lambda c: not c.contract


def wanted_verboden(rule, tables):
    for row in tables.programmes:
        if row["programma"] == rule["programma"]:
            there = (row["geldig_tot"] or "9") > rule["geldig_van"]
            yield there, "code " + row["code_van"], lambda c, row=row: c.row["keten_code"] == row["code_van"]
    yield False, "another programme", lambda c: not any(
        row["code_van"] == c.row["keten_code"] and row["programma"] == rule["programma"] for row in tables.programmes)

WANTED = {
    "": wanted_pair, "paar": wanted_pair, "contract": wanted_contract, "tarief": wanted_tarief,
    "vereist": wanted_vereist, "lid": wanted_lid, "verboden": wanted_verboden
}


def wanted(rule, tables):
    """What the cases must hold for one rule: (hit or not, in words, a test of a case)."""
    yield True, "anything at all", lambda c: True
    yield False, "anything at all", lambda c: True
    yield from WANTED[rule["soort"]](rule, tables)
    if rule["soort"] not in ("", "paar"):
        yield True, "a keten line without a list", lambda c: not c.row["keten_lijst"] and "lijst_onbekend" in c.alone
    # The rules for every insurer have a first day long before programme codes and no last day; their edges in time are
    # cases of their own.
    if rule["geldig_tot"]:
        first, after = first_quarter(rule["geldig_van"]), first_quarter(rule["geldig_tot"])
        for hit, words, day in ((True, "the first valid quarter " + first, first), (False, "the quarter before it",
                                                                                    quarter_before(first)),
                                (True, "the last valid quarter", quarter_before(after)), (False, "the quarter after it",
                                                                                          after)):
            yield hit, words, lambda c, day=day: quarter(c.root.row["keten_van"]) == day


class Tables:
    def __init__(self, folder):
        self.codesets = read(os.path.join(folder, "codesets.csv"))
        self.programmes = read(os.path.join(folder, "programmas.csv"))
        self.relations = read(os.path.join(HERE, "rule_relations.csv"))
        self.groups = {}
        for row in read(os.path.join(folder, "diagnosegroepen.csv")):
            self.groups.setdefault(row["groep"], []).append(row["icpc"])
        self.rules = [
            rule for table in read(os.path.join(folder, "tabellen.csv"))
            for rule in read(os.path.join(folder, table["tabel"] + ".csv"))
        ]


def completeness(cases, folder):
    """Which case is missing, per rule."""
    tables = Tables(folder)
    missing = []
    known = {rule["regel"] for rule in tables.rules}
    for case in cases:
        for regel in sorted((case.about | case.hits | case.alone_hits) - known):
            missing.append("%s: speaks of %s, which no table has" % (case.name, regel))
    for rule in tables.rules:
        regel = rule["regel"]
        of_pair = rule["soort"] in ("", "paar")
        hits = [c for c in cases if regel in (c.hits if of_pair else c.alone_hits)]
        # A line by itself is judged once, by the case that has it.
        others = [
            c for c in cases if regel in c.about and regel not in c.hits | c.alone_hits and (of_pair or c.root is c)
        ]
        if rule["status"] == "concept":
            if hits or not others:
                missing.append("%s: a concept rule needs a case, and may hit in none" % regel)
            continue
        for hit, what, test in wanted(rule, tables):
            if not any(test(c) for c in (hits if hit else others)):
                missing.append("%s: no case that %s with %s" % (regel, "hits" if hit else "does not hit", what))
    for group in sorted({rule["betreft"] for rule in tables.rules if rule["betreft"]}):
        about = {rule["regel"] for rule in tables.rules if rule["betreft"] == group}
        for prefix in tables.groups[group]:
            if not any(c.row["diagnosecode"].upper().startswith(prefix) and c.hits & about for c in cases):
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
        relation_file = os.path.join(tmp, "relaties.csv")
        write(relation_file, RELATION,
              [[row[c] for c in RELATION] for row in read(os.path.join(HERE, "rule_relations.csv"))])
        write(contract_file, CONTRACT, [[row[c] for c in CONTRACT] for rows in contracts.values() for row in rows])
        try:
            findings = run(binary, tables, export, contract_file, relation_file, tmp)
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
