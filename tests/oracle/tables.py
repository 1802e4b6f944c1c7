"""Conflict tables, contracts and relations (s3, s5): what they hold, when it is valid, and what makes them unusable (exit status 4)."""

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ALG_DUBBEL = "ALG-DUBBEL"
SOORTEN = ["paar", "verboden", "contract", "tarief", "vereist", "lid"]
GRADES = ["vast", "waarschijnlijk", "signaal"]  # best first
CATEGORIEEN = (
    "consult smr meekijk keten dot dieet voetzorg spirometrie module fundus teststrips specialist oi s3 ehealth palliatief "
    "tarief contract inzorg lidmaatschap").split()
VOORWAARDEN = {*CATEGORIEEN, "contactregister", "ledenlijst"}
MAX_STEPS = 3  # relations in a row that lead from one AGB to another


class Invalid(Exception):
    """Conflict tables, contracts, relations or profile that cannot be used: exit status 4."""


def must(condition, what):
    if not condition:
        raise Invalid(what)


# ---------------------------------------------------------------------------------------------------------------------
# Cells


def plain_code(code):
    """s3: a code of digits only is taken without its leading zeros, wherever codes are compared."""
    return (code.lstrip("0") or "0") if code and all("0" <= c <= "9" for c in code) else code


def in_range(row, code):
    """Both ends and the code have one length, compared bytewise, each without its leading zeros."""
    code_van, code_tm = plain_code(row.code_van), plain_code(row.code_tm or row.code_van)
    code = plain_code(code)
    return len(code_van) == len(code) == len(code_tm) and code_van <= code <= code_tm


def valid_on(row, d, open_tot=None):
    """Half-open: van <= d < tot, empty tot = open. A tot equal to open_tot counts as open (--extend-tables)."""
    if d < row.geldig_van:
        return False
    return not row.geldig_tot or (open_tot is not None and row.geldig_tot == open_tot) or d < row.geldig_tot


def list_holds(lists, line):
    return not lists or not line.prestatiecodelijst or line.prestatiecodelijst in lists


def cells(path, required):
    """The rows of a CSV file, each a dict that gives an empty text for a column that the file lacks."""
    class Row(dict):
        def __missing__(self, column):
            return ""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            must(set(required.split()) <= set(reader.fieldnames or []), f"{path}: a column is lacking")
            rows = list(reader)
    except (OSError, ValueError, csv.Error) as error:
        raise Invalid(str(error)) from error
    for row in rows:
        must(None not in row and None not in row.values(), f"{path}: a row has another number of fields")
    return [Row((name, value.strip()) for name, value in row.items()) for row in rows]


def checked_validity(row, what):
    for name in ("geldig_van", "geldig_tot"):
        value = row[name]
        if value or name == "geldig_van":
            try:
                must(
                    re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and date.fromisoformat(value), f"{what}: {name}")
            except ValueError as error:
                raise Invalid(f"{what}: {name}") from error
    must(not row["geldig_tot"] or row["geldig_van"] <= row["geldig_tot"], f"{what}: reversed validity")


def checked_range(row, what):
    van, tm = plain_code(row["code_van"]), plain_code(row["code_tm"])
    must(van or not tm, f"{what}: code_tm without code_van")
    must(not tm or len(van) != len(tm) or van <= tm, f"{what}: reversed range")


def one_of(row, column, values, what):
    must(row[column] in values, f"{what}: {column} {row[column]!r}")
    return row[column]


def flag(row, column, what):
    return one_of(row, column, ("", "0", "1"), what) == "1"


def digits(value, low, high):
    return low <= len(value) <= high and all("0" <= c <= "9" for c in value)


def agb(row, column, what):
    must(digits(row[column], 8, 8), f"{what}: {column}")
    return row[column]


def cents(row, column, what):
    """An amount, or None when the cell is empty."""
    must(not row[column] or digits(row[column], 1, 12), f"{what}: {column}")
    return int(row[column]) if row[column] else None


# ---------------------------------------------------------------------------------------------------------------------
# Rows


@dataclass
class ProgrammaRow:
    programma: str
    volgorde: int
    soort: str
    lists: list
    code_van: str
    code_tm: str
    geldig_van: str
    geldig_tot: str

    def matches(self, line):
        return bool(self.code_van) and list_holds(self.lists, line) and in_range(self, line.prestatiecode)


@dataclass
class LetopRow:
    lijst: str
    code_van: str
    code_tm: str
    wat: str

    def takes(self, line):
        """s3: a row with a list takes only lines of that list, not one without a list; a row without a code any code."""
        return self.lijst in ("", line.prestatiecodelijst) and (not self.code_van or in_range(self, line.prestatiecode))


@dataclass
class Table:
    tabel: str
    uzovi: list
    geldig_van: str
    geldig_tot: str
    keten_periode: str
    order: int
    rules: list = field(default_factory=list)


@dataclass
class Rule:
    regel: str
    soort: str
    programma: str
    categorie: str
    lists: list
    code_van: str
    code_tm: str
    codeset: str
    zorgproduct: str
    specialisme: list
    zorgsoort: list
    conflict_programma: list
    verwijsdiagnoses: list
    betreft: str
    voorwaarde: list
    overlap: str
    max_dagen: int  # 0: none
    gedoogkwartaal: bool
    eenmalig: bool
    zekerheid: str
    verhaal: str
    geldig_van: str
    geldig_tot: str
    status: str
    table: Table
    order: int

    def selects(self):
        """The selector holds a column that a line can match by (a list alone is none)."""
        return bool(self.code_van or self.codeset or self.zorgproduct or self.specialisme or self.zorgsoort)

    def has_selector(self):
        """Some column of the selector is filled in."""
        return bool(self.lists) or self.selects()


@dataclass
class ContractRow:
    uzovi: str
    agb_declarant: str
    programma: str
    prestatiecode: str
    geldig_van: str
    geldig_tot: str
    voorwaarden: list
    extra_tabel: str
    tarief_cent: int  # or None
    budget_cent: int  # or None

    def of_declarant(self, line):
        return self.uzovi == line.uzovi and self.agb_declarant == line.agb_declarant

    def names_code(self, line):
        return bool(self.prestatiecode) and plain_code(self.prestatiecode) == plain_code(line.prestatiecode)

    def makes_keten(self, line):
        """s5: its prestatiecode, on any list or none, is a keten code of its programma for its uzovi and declarant."""
        return self.of_declarant(line) and self.names_code(line)


@dataclass
class RelatieRow:
    van_agb: str
    naar_agb: str
    geldig_van: str
    geldig_tot: str


@dataclass
class Tables:
    programma_rows: list
    volgorde: dict  # programma -> volgorde
    soort: dict  # programma -> keten or titel
    letop: list
    tables: list
    rules: list
    codesets: list  # (codeset, prestatiecodelijst, code)
    diagnosegroepen: dict  # groep -> icpc prefixes
    contracts: list = field(default_factory=list)
    relaties: list = field(default_factory=list)
    extend: bool = False

    def insurer_tables(self, uzovi):
        return [table for table in self.tables if uzovi in table.uzovi]

    def extension(self, uzovi, d):
        """--extend-tables (s3): the table T that is extended to a keten line of this insurer on d, or None."""
        named = self.insurer_tables(uzovi)
        if not self.extend or not named or any(not table.geldig_tot for table in named):
            return None
        last = max(named, key=lambda table: table.geldig_tot)
        return last if d >= last.geldig_tot else None

    def insurer_table(self, uzovi, d):
        """The table that names the insurer on d, or None."""
        for table in self.insurer_tables(uzovi):
            if valid_on(table, d):
                return table
        return self.extension(uzovi, d)

    def open_tot(self, uzovi, d):
        """The geldig_tot that counts as open for a keten line of this insurer on d."""
        extended = self.extension(uzovi, d)
        return extended.geldig_tot if extended else None

    def leads_to(self, naar, d):
        """The AGBs that lead to this one on d: by one to three rows valid on d, each beginning where the one before ends."""
        found, last = set(), {naar}
        for _ in range(MAX_STEPS):
            last = {row.van_agb for row in self.relaties if row.naar_agb in last and valid_on(row, d)}
            found |= last
        return found


# ---------------------------------------------------------------------------------------------------------------------
# Loading


def load_tables(directory, contracts=None, relaties=None, extend=False):
    tables = load_table_files(Path(directory))
    if contracts:
        tables.contracts = load_contracts(contracts, tables)
    if relaties:
        tables.relaties = load_relaties(relaties)
    tables.extend = extend
    return tables


def load_table_files(directory):
    programma_rows, volgorde, soort = load_programmas(directory / "programmas.csv")
    letop = load_letop(directory / "letop.csv") if (directory / "letop.csv").exists() else []
    codesets = [(row["codeset"], row["prestatiecodelijst"], row["code"])
                for row in cells(directory / "codesets.csv", "codeset code")]
    groups = {}
    for row in cells(directory / "diagnosegroepen.csv", "groep icpc"):
        groups.setdefault(row["groep"], []).append(row["icpc"])
    tables = load_tabellen(directory / "tabellen.csv")
    rules = []
    for table in tables:
        for order, row in enumerate(cells(directory / f"{table.tabel}.csv", "regel programma")):
            table.rules.append(make_rule(row, table, order, volgorde, codesets, groups))
        rules.extend(table.rules)
    must(len({rule.regel for rule in rules}) == len(rules), "a rule id occurs twice")
    return Tables(programma_rows, volgorde, soort, letop, tables, rules, codesets, groups)


def load_programmas(path):
    rows, volgorde, soort = [], {}, {}
    for row in cells(path, "programma volgorde"):
        what = f"programmas: {row['programma']}"
        checked_validity(row, what)
        checked_range(row, what)
        one_of(row, "soort", ("", "keten", "titel"), what)
        must(row["programma"] and digits(row["volgorde"], 1, 9), what)
        rows.append(
            ProgrammaRow(row["programma"], int(row["volgorde"]), row["soort"] or "keten",
                         row["prestatiecodelijst"].split(), row["code_van"], row["code_tm"], row["geldig_van"],
                         row["geldig_tot"]))
    for row in rows:
        must(
            volgorde.setdefault(row.programma, row.volgorde) == row.volgorde,
            f"programma {row.programma} has two volgordes")
        must(soort.setdefault(row.programma, row.soort) == row.soort, f"programma {row.programma} has two soorten")
    return rows, volgorde, soort


def load_letop(path):
    rows = []
    for row in cells(path, "prestatiecodelijst code_van code_tm wat"):
        checked_range(row, "letop")
        one_of(row, "wat", ("meld", "negeer"), "letop")
        rows.append(LetopRow(row["prestatiecodelijst"], row["code_van"], row["code_tm"], row["wat"]))
    return rows


def load_tabellen(path):
    tables = []
    for order, row in enumerate(cells(path, "tabel uzovi")):
        checked_validity(row, row["tabel"])
        one_of(row, "keten_periode", ("kwartaal", "datum"), row["tabel"])
        tables.append(
            Table(row["tabel"], row["uzovi"].split(), row["geldig_van"], row["geldig_tot"], row["keten_periode"],
                  order))
    for table in tables:
        for other in tables[:table.order]:
            shared_days = (not other.geldig_tot or table.geldig_van < other.geldig_tot) and (
                not table.geldig_tot or other.geldig_van < table.geldig_tot)
            never_valid = table.geldig_van == table.geldig_tot or other.geldig_van == other.geldig_tot
            must(not shared_days or never_valid or not set(table.uzovi) & set(other.uzovi) - {"*"},
                 f"{table.tabel} and {other.tabel} name one insurer on the same day")
    return tables


def make_rule(row, table, order, volgorde, codesets, groups):
    what = f"rule {row['regel']}"
    checked_validity(row, what)
    checked_range(row, what)
    must(row["regel"], what)
    one_of(row, "soort", ("", *SOORTEN), what)
    one_of(row, "categorie", CATEGORIEEN, what)
    one_of(row, "controle", ("", "formeel", "materieel"), what)
    one_of(row, "overlap", ("", "elk", "start"), what)
    one_of(row, "zekerheid", GRADES, what)
    one_of(row, "verhaal", ("", "conflict", "keten"), what)
    one_of(row, "status", ("actief", "concept"), what)
    must(not row["max_dagen"] or digits(row["max_dagen"], 1, 9), f"{what}: max_dagen")
    must(all(digits(code, 1, 8) for code in row["verwijsdiagnoses"].split()), f"{what}: verwijsdiagnoses")
    soort = row["soort"] or "paar"
    rule = Rule(row["regel"], soort, row["programma"], row["categorie"], row["prestatiecodelijst"].split(),
                row["code_van"], row["code_tm"], row["codeset"], row["zorgproduct"], row["specialisme"].split(),
                row["zorgsoort"].split(), row["conflict_programma"].split(),
                [int(code) for code in row["verwijsdiagnoses"].split()], row["betreft"], row["voorwaarde"].split(),
                row["overlap"] or "elk", int(row["max_dagen"] or 0), flag(row, "gedoogkwartaal", what),
                flag(row, "eenmalig",
                     what), row["zekerheid"], "keten" if soort != "paar" else row["verhaal"] or "conflict",
                row["geldig_van"], row["geldig_tot"], row["status"], table, order)
    check_rule(rule, row, volgorde, codesets, groups)
    return rule


def check_rule(rule, row, volgorde, codesets, groups):
    """s3, "Exit 4 as well"."""
    what = f"rule {rule.regel}"
    must(rule.programma in volgorde or (rule.regel == ALG_DUBBEL and rule.programma == "*"),
         f"{what}: unknown programma")
    must(set(rule.conflict_programma) <= set(volgorde), f"{what}: unknown conflict_programma")
    must(not rule.betreft or rule.betreft in groups, f"{what}: unknown group")
    must(set(rule.voorwaarde) <= VOORWAARDEN, f"{what}: unknown condition")
    must(not rule.codeset or rule.status == "concept" or any(name == rule.codeset for name, _, _ in codesets),
         f"{what}: codeset without rows")
    must(not (rule.codeset and rule.code_van), f"{what}: a codeset beside a range")
    if rule.soort == "paar":
        must(not row["max_dagen"] or rule.max_dagen > 0, f"{what}: max_dagen 0")
    else:
        must(
            not (rule.gedoogkwartaal or rule.eenmalig or rule.conflict_programma or rule.max_dagen or
                 rule.overlap == "start"), f"{what}: a column that only a paar has")
    if rule.soort not in ("paar", "vereist"):
        must(not rule.verwijsdiagnoses and not rule.betreft, f"{what}: a diagnosis, soort {rule.soort}")
    if rule.soort in ("vereist", "lid"):
        must(rule.selects(), f"{what}: no selector that matches something")
    if rule.soort == "vereist":
        must(rule.voorwaarde, f"{what}: no voorwaarde")
    if rule.soort in ("contract", "tarief"):
        must(not rule.has_selector(), f"{what}: a selector, soort {rule.soort}")


def load_contracts(path, tables):
    rows = []
    for row in cells(path, "uzovi agb_declarant programma prestatiecode geldig_van geldig_tot voorwaarden extra_tabel"):
        what = f"contract of {row['agb_declarant']}"
        checked_validity(row, what)
        must(digits(row["uzovi"], 4, 4), f"{what}: uzovi")
        must(row["programma"] == "*" or row["programma"] in tables.volgorde, f"{what}: unknown programma")
        must(row["programma"] != "*" or not (row["prestatiecode"] or row["tarief_cent"]),
             f"{what}: * with a prestatiecode or a tarief")
        must(not row["extra_tabel"] or row["extra_tabel"] in [table.tabel for table in tables.tables],
             f"{what}: unknown table")
        rows.append(
            ContractRow(row["uzovi"], agb(row, "agb_declarant", what), row["programma"], row["prestatiecode"],
                        row["geldig_van"], row["geldig_tot"], row["voorwaarden"].split(), row["extra_tabel"],
                        cents(row, "tarief_cent", what), cents(row, "budget_cent", what)))
    return rows


def load_relaties(path):
    rows = []
    for row in cells(path, "van_agb naar_agb soort geldig_van geldig_tot bron"):
        checked_validity(row, "relaties")
        must(row["van_agb"] != row["naar_agb"], "relaties: a row to itself")
        rows.append(
            RelatieRow(agb(row, "van_agb", "relaties"), agb(row, "naar_agb", "relaties"), row["geldig_van"],
                       row["geldig_tot"]))
    return rows
