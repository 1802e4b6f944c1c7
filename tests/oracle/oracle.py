#!/usr/bin/env python3
"""The oracle: a second, brute-force program for the contract in semantics.md.

It exists to be compared with, so it is written to be read beside the text and not to be fast: per patient every pair of
lines is tried against every rule of every table that applies. Numbers such as "s4" in comments are sections of the text.
"""

import argparse
import configparser
import csv
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from datetime import date, timedelta

# s1: the columns in the order in which they are checked
COLUMNS = [
    "bsn", "verzekerdennummer", "uzovi", "agb_declarant", "agb_uitvoerder", "specialisme", "prestatiecodelijst",
    "prestatiecode", "zorgproductcode", "verwijsdiagnosecode", "diagnosecode", "begindatum", "einddatum", "aantal",
    "bedrag_cent", "debet_credit", "referentienummer", "vorig_referentienummer",
]
REQUIRED = ["uzovi", "agb_declarant", "prestatiecode", "begindatum", "bedrag_cent", "referentienummer"]
ZEROS_ARE_EMPTY = {"agb_uitvoerder", "specialisme", "prestatiecodelijst", "zorgproductcode", "verwijsdiagnosecode", "einddatum"}
DIGITS = {
    "uzovi": (4, 4), "agb_declarant": (8, 8), "agb_uitvoerder": (8, 8), "specialisme": (4, 4), "prestatiecodelijst": (3, 3),
    "zorgproductcode": (9, 9), "verwijsdiagnosecode": (1, 8), "aantal": (1, 9),
}
TEXT = {"verzekerdennummer": 15, "referentienummer": 20, "vorig_referentienummer": 20}
UPPERCASE = {"prestatiecode", "diagnosecode", "debet_credit"}
MAX_LINE_BYTES = 65536
MAX_FIELD_BYTES = 4096
NO_BSN = "999999999"

GRADES = ["vast", "waarschijnlijk", "signaal"]  # best first
ALG_DUBBEL = "ALG-DUBBEL"
FINDING_COLUMNS = (
    "bevinding_id,zekerheid,redenen,uzovi,patient,programma,categorie,regels,tabel,keten_agb,keten_referentie,"
    "keten_prestatiecode,keten_van,keten_tm,keten_bedrag_cent,conflict_agb,conflict_referentie,"
    "conflict_prestatiecodelijst,conflict_prestatiecode,conflict_zorgproductcode,conflict_begindatum,"
    "conflict_einddatum,conflict_bedrag_cent,overlap_van,overlap_tm,verhaal,verhaal_bedrag_cent"
).split(",")
REJECT_COLUMNS = ["bestand", "regel", "veld", "reden", "melding"]


class Invalid(Exception):
    """Conflict tables, contracts or profile that cannot be used: exit status 4."""


class Reject(Exception):
    """A line is rejected (s6): the column, empty when the line as such is at fault, and the reason."""

    def __init__(self, veld, reden):
        super().__init__(reden)
        self.veld = veld
        self.reden = reden


# ---------------------------------------------------------------------------------------------------------------------
# Conflict tables and contracts (s3, s5)


def valid_on(row, d, open_tot=None):
    """Half-open: van <= d < tot, empty tot = open. A tot equal to open_tot counts as open (--extend-tables)."""
    if d < row.geldig_van:
        return False
    return not row.geldig_tot or (open_tot is not None and row.geldig_tot == open_tot) or d < row.geldig_tot


@dataclass
class ProgrammaRow:
    programma: str
    volgorde: int
    lists: list
    code_van: str
    code_tm: str
    geldig_van: str
    geldig_tot: str


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
    programma: str
    categorie: str
    lists: list
    code_van: str
    code_tm: str
    codeset: str
    zorgproduct: str
    specialisme: list
    zorgsoort: list
    verwijsdiagnoses: list
    betreft: str
    voorwaarde: list
    overlap: str
    gedoogkwartaal: bool
    eenmalig: bool
    zekerheid: str
    verhaal: str
    geldig_van: str
    geldig_tot: str
    status: str
    table: Table
    order: int


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


@dataclass
class Tables:
    programma_rows: list
    volgorde: dict
    tables: list
    rules: list
    codesets: list  # (codeset, prestatiecodelijst, code)
    diagnosegroepen: dict  # groep -> icpc prefixes
    contracts: list = field(default_factory=list)
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
        """The table that names the insurer on d, or None: not checked."""
        for table in self.insurer_tables(uzovi):
            if valid_on(table, d):
                return table
        return self.extension(uzovi, d)

    def open_tot(self, uzovi, d):
        """The geldig_tot that counts as open for a keten line of this insurer on d."""
        extended = self.extension(uzovi, d)
        return extended.geldig_tot if extended else None


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [{name: (value or "").strip() for name, value in row.items()} for row in csv.DictReader(file)]


def load_tables(directory, contracts=None, extend=False):
    try:
        tables = load_table_files(Path(directory))
        if contracts:
            tables.contracts = load_contracts(contracts, tables)
    except (OSError, KeyError, ValueError) as error:
        raise Invalid(str(error)) from error
    tables.extend = extend
    return tables


def load_table_files(directory):
    programma_rows = [
        ProgrammaRow(row["programma"], int(row["volgorde"]), row["prestatiecodelijst"].split(), row["code_van"],
                     row["code_tm"] or row["code_van"], row["geldig_van"], row["geldig_tot"])
        for row in read_csv(directory / "programmas.csv")
    ]
    volgorde = {}
    for row in programma_rows:
        if volgorde.setdefault(row.programma, row.volgorde) != row.volgorde:
            raise Invalid(f"programma {row.programma} has two volgordes")

    tables = [
        Table(row["tabel"], row["uzovi"].split(), row["geldig_van"], row["geldig_tot"], row["keten_periode"], order)
        for order, row in enumerate(read_csv(directory / "tabellen.csv"))
    ]
    for table in tables:
        for other in tables[:table.order]:
            shared = set(table.uzovi) & set(other.uzovi) - {"*"}
            if shared and (not other.geldig_tot or table.geldig_van < other.geldig_tot) and (
                    not table.geldig_tot or other.geldig_van < table.geldig_tot):
                raise Invalid(f"{table.tabel} and {other.tabel} name one insurer on the same day")

    rules = []
    for table in tables:
        for order, row in enumerate(read_csv(directory / f"{table.tabel}.csv")):
            table.rules.append(Rule(
                row["regel"], row["programma"], row["categorie"], row["prestatiecodelijst"].split(), row["code_van"],
                row["code_tm"] or row["code_van"], row["codeset"], row["zorgproduct"], row["specialisme"].split(),
                row["zorgsoort"].split(), [int(code) for code in row["verwijsdiagnoses"].split()], row["betreft"],
                row["voorwaarde"].split(), row["overlap"] or "elk", row["gedoogkwartaal"] == "1",
                row["eenmalig"] == "1", row["zekerheid"] or "vast", row["verhaal"] or "conflict", row["geldig_van"],
                row["geldig_tot"], row["status"], table, order))
        rules.extend(table.rules)
    if len({rule.regel for rule in rules}) != len(rules):
        raise Invalid("a rule id occurs twice")
    for rule in rules:
        if rule.programma not in volgorde and rule.regel != ALG_DUBBEL:
            raise Invalid(f"rule {rule.regel}: unknown programma {rule.programma}")

    codesets = [(row["codeset"], row["prestatiecodelijst"], row["code"]) for row in read_csv(directory / "codesets.csv")]
    groups = {}
    for row in read_csv(directory / "diagnosegroepen.csv"):
        groups.setdefault(row["groep"], []).append(row["icpc"])
    for rule in rules:
        if rule.betreft and rule.betreft not in groups:
            raise Invalid(f"rule {rule.regel}: unknown diagnosegroep {rule.betreft}")
    return Tables(programma_rows, volgorde, tables, rules, codesets, groups)


def load_contracts(path, tables):
    rows = [
        ContractRow(row["uzovi"], row["agb_declarant"], row["programma"], row["prestatiecode"], row["geldig_van"],
                    row["geldig_tot"], row["voorwaarden"].split(), row["extra_tabel"])
        for row in read_csv(path)
    ]
    for row in rows:
        if row.programma != "*" and row.programma not in tables.volgorde:
            raise Invalid(f"contract: unknown programma {row.programma}")
        if row.programma == "*" and row.prestatiecode:
            raise Invalid("contract: programma * with a prestatiecode")
        if row.extra_tabel and row.extra_tabel not in [table.tabel for table in tables.tables]:
            raise Invalid(f"contract: unknown table {row.extra_tabel}")
    return rows


# ---------------------------------------------------------------------------------------------------------------------
# Profile (s7)


@dataclass
class Profile:
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    decimal: str = "cent"
    date: str = "iso"
    columns: dict = field(default_factory=dict)
    defaults: dict = field(default_factory=dict)


def load_profile(path):
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    try:
        parser.read_string(Path(path).read_text(encoding="utf-8-sig"))
    except (configparser.Error, OSError, ValueError) as error:
        raise Invalid(str(error)) from error
    profile = Profile()
    for name, value in (parser["csv"].items() if parser.has_section("csv") else ()):
        if name not in ("delimiter", "quote", "encoding", "decimal", "date"):
            raise Invalid(f"profile: unknown key {name}")
        setattr(profile, name, value)
    for section in ("columns", "defaults"):
        values = dict(parser[section].items()) if parser.has_section(section) else {}
        if not set(values) <= set(COLUMNS):
            raise Invalid(f"profile: unknown column in [{section}]")
        setattr(profile, section, values)
    if profile.encoding not in ("utf-8", "cp1252", "latin-1") or profile.decimal not in ("cent", "punt", "komma") or (
            profile.date not in ("iso", "dmy", "ymd")) or len(profile.delimiter) != 1 or len(profile.quote) != 1:
        raise Invalid("profile: value out of range in [csv]")
    return profile


# ---------------------------------------------------------------------------------------------------------------------
# Physical lines and fields (s1)


def read_bytes(path):
    if str(path).endswith(".gz"):
        return gzip.decompress(Path(path).read_bytes())
    if str(path).endswith(".zst"):
        return subprocess.run(["zstd", "-dcq", str(path)], check=True, stdout=subprocess.PIPE).stdout
    return Path(path).read_bytes()


def physical_lines(data):
    """(number, bytes as read, bytes of the line): it ends at LF or the end of the file, one CR before that is not part of it."""
    for number, raw in enumerate(data.split(b"\n"), start=1):
        content = raw[:-1] if raw.endswith(b"\r") else raw
        yield number, raw, content


def decode(content, encoding):
    if b"\0" in content:
        raise Reject("", "codering_ongeldig")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Reject("", "codering_ongeldig") from error


def split_fields(content, profile):
    """The unquoted, untrimmed bytes of each field."""
    delimiter, quote = profile.delimiter.encode(), profile.quote.encode()
    fields = []
    at = 0
    while True:
        if content[at:at + 1] == quote:
            value = b""
            at += 1
            while True:
                close = content.find(quote, at)
                if close < 0:
                    raise Reject("", "aanhaling_niet_gesloten")
                value += content[at:close]
                at = close + 1
                if content[at:at + 1] != quote:
                    break
                value += quote
                at += 1
            if at < len(content) and content[at:at + 1] != delimiter:
                raise Reject("", "aanhaling_niet_gesloten")
        else:
            end = content.find(delimiter, at)
            value = content[at:] if end < 0 else content[at:end]
            if quote in value:
                raise Reject("", "aanhaling_niet_gesloten")
            at += len(value)
        fields.append(value)
        if at >= len(content):
            return fields
        at += 1  # past the delimiter


def ascii_lower(text):
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def ascii_upper(text):
    return "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in text)


def read_header(content, profile):
    """The canonical name (None: unknown column) and the name as it stands, per column; None when the header is refused."""
    if not content or len(content) > MAX_LINE_BYTES:
        return None
    try:
        decode(content, profile.encoding)
        names = [value.decode(profile.encoding).strip(" ") for value in split_fields(content, profile)]
    except Reject:
        return None
    own_names = {ascii_lower(profile.columns.get(column, column).strip(" ")): column for column in COLUMNS}
    canonical = [own_names.get(ascii_lower(name)) for name in names]
    found = [name for name in canonical if name]
    if len(set(found)) != len(found):
        return None
    present = set(found) | set(profile.defaults)
    if not set(REQUIRED) <= present or not present & {"bsn", "verzekerdennummer"}:
        return None
    return [(column, name) for column, name in zip(canonical, names)]


# ---------------------------------------------------------------------------------------------------------------------
# Values (s1)


def is_digits(value, low, high):
    return low <= len(value) <= high and all("0" <= c <= "9" for c in value)


def is_text(value, high):
    return 1 <= len(value) <= high and all(ord(c) >= 0x20 and ord(c) != 0x7F for c in value)


def elfproef(bsn):
    total = sum(weight * int(digit) for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), bsn))
    return total % 11 == 0 and bsn != "000000000"


def normal_bsn(value, opaque):
    """The bsn column: empty means none."""
    if value in ("", NO_BSN):
        return ""
    if opaque:
        if not is_text(value, 64) or "/" in value:
            raise Reject("bsn", "vorm_onjuist")
        return value
    if not is_digits(value, 8, 9):
        raise Reject("bsn", "vorm_onjuist")
    value = value.zfill(9)
    if not elfproef(value):
        raise Reject("bsn", "bsn_elfproef")
    return value


def normal_date(column, value, form):
    if form == "iso":
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2})", value)
        parts = [part for part in match.groups() if part is not None] if match else None
    elif form == "ymd":
        match = re.fullmatch(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})", value)
        parts = [match[1], match[3], match[4]] if match else None
    else:
        match = re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})", value)
        parts = [match[4], match[3], match[1]] if match else None
    if parts is None:
        raise Reject(column, "vorm_onjuist")
    try:
        day = date(*(int(part) for part in parts))
    except ValueError as error:
        raise Reject(column, "datum_onmogelijk") from error
    if not date(1990, 1, 1) <= day <= date(2099, 12, 31):
        raise Reject(column, "datum_onmogelijk")
    return day


def normal_bedrag(value, decimal):
    if decimal == "cent":
        if is_digits(value, 1, 12):
            return int(value)
    else:
        match = re.fullmatch(r"([0-9]{1,10})([.,])([0-9]{2})", value)
        if match and match[2] == {"punt": ".", "komma": ","}[decimal]:
            return int(match[1] + match[3])
    raise Reject("bedrag_cent", "vorm_onjuist")


@dataclass
class Line:
    """A line after normalisation: one attribute per column, then what is derived from it."""
    bsn: str
    verzekerdennummer: str
    uzovi: str
    agb_declarant: str
    agb_uitvoerder: str
    specialisme: str
    prestatiecodelijst: str
    prestatiecode: str
    zorgproductcode: str
    verwijsdiagnosecode: str
    diagnosecode: str
    begindatum: date
    einddatum: date
    aantal: int
    bedrag_cent: int
    debet_credit: str
    referentienummer: str
    vorig_referentienummer: str

    def content(self):
        return tuple(getattr(self, column) for column in COLUMNS)

    def patient(self):
        return self.bsn or f"{self.uzovi}/{self.verzekerdennummer}"

    def identity(self):
        return self.patient(), self.agb_declarant, self.referentienummer

    def order(self):
        """Bytewise order of (agb_declarant, referentienummer)."""
        return self.agb_declarant.encode(), self.referentienummer.encode()

    def performer(self):
        return self.agb_uitvoerder or self.agb_declarant


def normalise(values, profile, opaque):
    """One pass, column by column in the order of s1; the first column that does not fit rejects the line."""
    line = {}
    for column in COLUMNS:
        value = values.get(column, "").strip(" ")
        if not value:
            value = profile.defaults.get(column, "").strip(" ")
        if column in UPPERCASE:
            value = ascii_upper(value)
        if column in ZEROS_ARE_EMPTY and value.strip("0") == "":
            value = ""
        if not value and column in REQUIRED:
            raise Reject(column, "veld_ontbreekt")

        if column == "bsn":
            value = normal_bsn(value, opaque)
        elif column == "diagnosecode":
            if not re.fullmatch(r"[A-Z][0-9]{2}(\.[0-9]{1,2})?", value):
                value = ""
        elif column == "begindatum":
            value = normal_date(column, value, profile.date)
        elif column == "einddatum":
            value = normal_date(column, value, profile.date) if value else line["begindatum"]
            if value < line["begindatum"]:
                raise Reject(column, "einde_voor_begin")
        elif column == "bedrag_cent":
            value = normal_bedrag(value, profile.decimal)
        elif column == "debet_credit":
            value = value or "D"
            if value not in ("D", "C"):
                raise Reject(column, "vorm_onjuist")
        elif column == "prestatiecode":
            if not re.fullmatch(r"[A-Z0-9]{1,12}", value):
                raise Reject(column, "vorm_onjuist")
        elif value and column in DIGITS:
            if not is_digits(value, *DIGITS[column]):
                raise Reject(column, "vorm_onjuist")
        elif value and column in TEXT:
            if not is_text(value, TEXT[column]):
                raise Reject(column, "vorm_onjuist")

        if column == "verzekerdennummer" and not value and not line["bsn"]:
            raise Reject("bsn", "patient_onbekend")
        if column == "verwijsdiagnosecode" and value:
            value = str(int(value))
        if column == "aantal":
            value = int(value or 1)
        line[column] = value
    return Line(**line)


# ---------------------------------------------------------------------------------------------------------------------
# Matching (s3, s4) and relevance (s1)


def list_holds(lists, line):
    return not lists or not line.prestatiecodelijst or line.prestatiecodelijst in lists


def in_range(code_van, code_tm, code):
    return len(code_van) == len(code) == len(code_tm) and code_van <= code <= code_tm


def code_fits(rule, line, tables):
    if rule.codeset:
        return any(name == rule.codeset and code == line.prestatiecode and list_holds(lijst.split(), line)
                   for name, lijst, code in tables.codesets)
    return not rule.code_van or in_range(rule.code_van, rule.code_tm, line.prestatiecode)


def matches(rule, line, tables):
    """None when the line does not match the rule, else the reasons that the match itself gives (s4, Matching C)."""
    has_code = bool(rule.code_van or rule.codeset)
    if not (has_code or rule.zorgproduct or rule.specialisme or rule.zorgsoort):
        return None
    if not list_holds(rule.lists, line):
        return None
    reasons = []
    fits = code_fits(rule, line, tables)
    if rule.zorgproduct.endswith("*"):
        if not fits or not line.zorgproductcode.startswith(rule.zorgproduct[:-1]) or not line.zorgproductcode:
            return None
    elif rule.zorgproduct and not has_code:
        if line.zorgproductcode != rule.zorgproduct:
            return None
    elif rule.zorgproduct:
        if line.zorgproductcode:
            if line.zorgproductcode != rule.zorgproduct:
                return None
            if not fits:
                reasons.append("declaratiecode_wijkt_af")
        else:
            if not fits:
                return None
            reasons.append("zorgproduct_onbekend")
    elif not fits:
        return None
    if rule.specialisme and (line.specialisme or line.agb_uitvoerder[:4]) not in rule.specialisme:
        return None
    if rule.zorgsoort and line.performer()[:2] not in rule.zorgsoort:
        return None
    return reasons


def programma_row_matches(row, line):
    return bool(row.code_van) and list_holds(row.lists, line) and in_range(row.code_van, row.code_tm, line.prestatiecode)


def contract_code_matches(contract, line, tables):
    """The row makes its prestatiecode a keten code of its programma for its uzovi and declarant (s5)."""
    return (bool(contract.prestatiecode) and contract.prestatiecode == line.prestatiecode
            and contract.uzovi == line.uzovi and contract.agb_declarant == line.agb_declarant
            and any(list_holds(row.lists, line) for row in tables.programma_rows if row.programma == contract.programma))


def is_relevant(line, tables):
    return (any(programma_row_matches(row, line) for row in tables.programma_rows)
            or any(contract_code_matches(row, line, tables) for row in tables.contracts)
            or any(matches(rule, line, tables) is not None for rule in tables.rules))


# ---------------------------------------------------------------------------------------------------------------------
# Ingest: files, rejects, duplicates, control totals (s1, s6)


@dataclass
class Totals:
    read: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0
    relevant: int = 0
    accepted_cent: int = 0
    duplicate_cent: int = 0
    rejected_cent: int = 0


@dataclass
class FileResult:
    bestand: str
    sha256: str
    bytes: int
    status: str  # ingested, skipped, refused
    totals: Totals = field(default_factory=Totals)
    rejects: list = field(default_factory=list)  # (regel, veld, reden)
    raw: bytes = b""


def parse_line(content, header, profile, opaque):
    """(Line or None, cents or None, Reject or None). The cents stand also for a line that is rejected for another column."""
    if len(content) > MAX_LINE_BYTES:
        return None, None, Reject("", "veld_te_lang")
    try:
        decode(content, profile.encoding)
        fields = split_fields(content, profile)
        if len(fields) > len(header):
            raise Reject("", "te_veel_velden")
        if len(fields) < len(header):
            raise Reject("", "te_weinig_velden")
        for (column, name), value in zip(header, fields):
            if len(value) > MAX_FIELD_BYTES:
                raise Reject(column or name, "veld_te_lang")
    except Reject as reject:
        return None, None, reject
    values = {column: value.decode(profile.encoding) for (column, _), value in zip(header, fields) if column}
    try:
        bedrag = values.get("bedrag_cent", "").strip(" ") or profile.defaults.get("bedrag_cent", "").strip(" ")
        cents = normal_bedrag(bedrag, profile.decimal)
    except Reject:
        cents = None
    try:
        return normalise(values, profile, opaque), cents, None
    except Reject as reject:
        return None, cents, reject


def above_limit(rejected, read, max_rejects):
    if max_rejects.endswith("%"):
        return rejected * 100 > int(max_rejects[:-1]) * read
    return rejected > int(max_rejects)


def ingest_file(bestand, data, store, tables, profile, opaque, max_rejects):
    """store: identity -> Line of all relevant lines so far; it changes only when the file is not refused."""
    result = FileResult(bestand, hashlib.sha256(data).hexdigest(), len(data), "ingested")
    bom = b"\xef\xbb\xbf" if profile.encoding == "utf-8" and data.startswith(b"\xef\xbb\xbf") else b""
    lines = list(physical_lines(data[len(bom):]))
    header = read_header(lines[0][2], profile)
    if header is None:
        result.status = "refused"
        result.rejects = [(1, "", "kop_onjuist")]
        return result

    parsed = [(number, *parse_line(content, header, profile, opaque)) for number, _, content in lines[1:] if content]
    totals = result.totals
    totals.read = len(parsed)
    faulty = sum(1 for _, _, _, reject in parsed if reject)
    refused = above_limit(faulty, len(parsed), max_rejects)

    for number, line, cents, reject in parsed:
        if not reject and not refused and is_relevant(line, tables):
            first = store.setdefault(line.identity(), line)
            if first is line:
                totals.relevant += 1
            elif first.content() == line.content():
                totals.duplicate += 1
                totals.duplicate_cent += cents
                continue
            else:
                reject = Reject("referentienummer", "referentie_niet_uniek")
        if reject:
            totals.rejected += 1
            totals.rejected_cent += cents or 0
            result.rejects.append((number, reject.veld, reject.reden))
        else:
            totals.accepted += 1
            totals.accepted_cent += cents

    assert refused or totals.read == totals.accepted + totals.duplicate + totals.rejected
    if refused:
        result.status = "refused"
    if result.rejects:
        rejected_numbers = {number for number, _, _ in result.rejects}
        kept = [raw for number, raw, _ in lines if number == 1 or number in rejected_numbers]
        ends_with_file = lines[-1][0] in rejected_numbers
        result.raw = bom + b"\n".join(kept) + (b"" if ends_with_file else b"\n")
    return result


def bestand_names(paths):
    """The base name, or the path as given when two inputs share it (s6)."""
    bases = [Path(path).name for path in paths]
    return [str(path) if bases.count(base) > 1 else base for path, base in zip(paths, bases)]


# ---------------------------------------------------------------------------------------------------------------------
# Credits (s2)


@dataclass
class CreditCounts:
    applied: int = 0
    waiting: int = 0
    anomalies: int = 0


def reverse_debits(lines, counts):
    """The unreversed debits of one patient."""
    reversed_identities = set()
    credits = sorted((line for line in lines if line.debet_credit == "C"), key=Line.order)
    for credit in [line for line in credits if line.vorig_referentienummer]:
        named = [line for line in lines if line.agb_declarant == credit.agb_declarant
                 and line.referentienummer == credit.vorig_referentienummer]
        if not named:
            counts.waiting += 1
        elif named[0].debet_credit == "C" or named[0].identity() in reversed_identities:
            counts.anomalies += 1
        else:
            reversed_identities.add(named[0].identity())
            counts.applied += 1
    for credit in [line for line in credits if not line.vorig_referentienummer]:
        same = ("agb_declarant", "prestatiecodelijst", "prestatiecode", "zorgproductcode", "begindatum", "einddatum", "bedrag_cent")
        candidates = [line for line in lines if line.debet_credit == "D" and line.identity() not in reversed_identities
                      and all(getattr(line, column) == getattr(credit, column) for column in same)]
        if not candidates:
            counts.waiting += 1
        else:
            smallest = min(candidates, key=lambda line: line.referentienummer.encode())
            reversed_identities.add(smallest.identity())
            counts.applied += 1
    return [line for line in lines if line.debet_credit == "D" and line.identity() not in reversed_identities]


# ---------------------------------------------------------------------------------------------------------------------
# Keten lines, periods, hits (s3, s4)


def quarter_start(day):
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_end(day):
    start = quarter_start(day)
    following = date(start.year + 1, 1, 1) if start.month == 10 else date(start.year, start.month + 3, 1)
    return following - timedelta(days=1)


@dataclass
class Dossierline:
    """An unreversed debit of a patient, with what its own day d says about it."""
    line: Line
    d: str
    programmas: set  # empty: no keten line
    contracts: list  # contract rows that belong to it (s5)
    insurer_table: Table  # or None: not checked
    applying: list  # (rank, rule): the rules of tables that apply to it, valid on d, active, of its programmes
    van: date
    tm: date


RANK_INSURER, RANK_EXTRA, RANK_ALL = 0, 1, 2


def programmas_on(line, d, tables):
    """The programmes of which the line is a keten line on d."""
    open_tot = tables.open_tot(line.uzovi, d)
    found = {row.programma for row in tables.programma_rows if valid_on(row, d, open_tot) and programma_row_matches(row, line)}
    found |= {row.programma for row in tables.contracts if valid_on(row, d, open_tot) and contract_code_matches(row, line, tables)}
    return found


def applying_rules(line, d, programmas, contracts, insurer_table, tables):
    """Rules that may hit when the line is the keten side: active, valid on d, of a table that applies, of its programmes."""
    extra = {row.extra_tabel for row in contracts if row.extra_tabel}
    open_tot = tables.open_tot(line.uzovi, d)
    rules = []
    for table in tables.tables:
        rule_open_tot = None
        if table is insurer_table:
            rank, rule_open_tot = RANK_INSURER, open_tot
        elif table.tabel in extra and valid_on(table, d):
            rank = RANK_EXTRA
        elif "*" in table.uzovi and valid_on(table, d):
            rank = RANK_ALL
        else:
            continue
        rules.extend((rank, rule) for rule in table.rules
                     if rule.status == "actief" and valid_on(rule, d, rule_open_tot)
                     and (rule.programma in programmas or rule.regel == ALG_DUBBEL))
    return rules


def examine(line, tables):
    d = quarter_start(line.begindatum).isoformat()
    programmas = programmas_on(line, d, tables)
    if not programmas:
        return Dossierline(line, d, programmas, [], None, [], line.begindatum, line.einddatum)
    open_tot = tables.open_tot(line.uzovi, d)
    contracts = [row for row in tables.contracts
                 if row.uzovi == line.uzovi and row.agb_declarant == line.agb_declarant
                 and valid_on(row, d, open_tot) and (row.programma in programmas or row.programma == "*")]
    insurer_table = tables.insurer_table(line.uzovi, d)
    if insurer_table and insurer_table.keten_periode == "datum":
        van, tm = line.begindatum, line.einddatum
    else:
        van, tm = quarter_start(line.begindatum), quarter_end(line.einddatum)
    applying = applying_rules(line, d, programmas, contracts, insurer_table, tables)
    return Dossierline(line, d, programmas, contracts, insurer_table, applying, van, tm)


def overlaps(keten, conflict):
    return keten.van <= conflict.tm and conflict.van <= keten.tm


@dataclass
class Hit:
    rule: Rule
    rank: int
    turned: bool  # direction C to K
    grade: str
    reasons: list
    programmas: set

    def leading_order(self):
        return self.turned, self.rank, self.rule.table.order, self.rule.order

    def verhaal(self):
        if not self.turned:
            return self.rule.verhaal
        return {"conflict": "keten", "keten": "conflict"}[self.rule.verhaal]


def lowest(grade, limit):
    return max(grade, limit, key=GRADES.index)


def hit_apart_from_eenmalig(rule, keten, conflict, tables):
    """(grade, reasons) of the hit of this rule with keten side K on conflict line C, or None (s4)."""
    line = conflict.line
    reasons = matches(rule, line, tables)
    if reasons is None or not overlaps(keten, conflict):
        return None
    if rule.overlap == "start" and not keten.van <= conflict.van <= keten.tm:
        return None
    grade = rule.zekerheid
    limits = ["waarschijnlijk" for _ in reasons]
    if rule.verwijsdiagnoses:
        if not line.verwijsdiagnosecode:
            reasons.append("verwijsdiagnose_onbekend")
            limits.append("signaal")
        elif int(line.verwijsdiagnosecode) not in rule.verwijsdiagnoses:
            return None
    if rule.betreft:
        if not line.diagnosecode:
            reasons.append("diagnose_onbekend")
            limits.append("signaal")
        elif any(line.diagnosecode.startswith(icpc) for icpc in tables.diagnosegroepen[rule.betreft]):
            grade = "vast"
        else:
            return None
    if rule.voorwaarde:
        rows = [row for row in keten.contracts if row.programma in (rule.programma, "*")]
        if not rows:
            reasons.append("contract_onbekend")
            limits.append("signaal")
        elif not set(rule.voorwaarde) <= {condition for row in rows for condition in row.voorwaarden}:
            return None
    if rule.gedoogkwartaal and conflict.van >= keten.van:
        reasons.append("gedoogkwartaal")
        limits.append("signaal")
    for limit in limits:
        grade = lowest(grade, limit)
    return grade, reasons


def hits_in_direction(keten, conflict, dossier, tables, turned):
    hits = []
    for rank, rule in keten.applying:
        if rule.regel == ALG_DUBBEL:
            continue
        hit = hit_apart_from_eenmalig(rule, keten, conflict, tables)
        if hit is None:
            continue
        grade, reasons = hit
        if rule.eenmalig:
            of_performer = [other for other in dossier if other is not keten
                            and other.line.performer() == conflict.line.performer()
                            and hit_apart_from_eenmalig(rule, keten, other, tables) is not None]
            if len(of_performer) != 1:
                continue
            grade = lowest(grade, "signaal")
            reasons = reasons + ["eenmalig_consult"]
        hits.append(Hit(rule, rank, turned, grade, reasons, {rule.programma}))
    return hits


def alg_dubbel_hits(keten, conflict):
    shared = keten.programmas & conflict.programmas
    if not shared or not overlaps(keten, conflict):
        return []
    return [Hit(rule, rank, False, rule.zekerheid, [], shared) for rank, rule in keten.applying if rule.regel == ALG_DUBBEL]


def keten_side_first(one, other, tables):
    """Of two keten lines: K and C (s4, Two keten lines)."""
    def key(dossierline):
        lowest_volgorde = min(tables.volgorde[programma] for programma in dossierline.programmas)
        return lowest_volgorde, dossierline.line.begindatum, dossierline.line.order()
    return (one, other) if key(one) < key(other) else (other, one)


# ---------------------------------------------------------------------------------------------------------------------
# Findings (s4, s8)


def bevinding_id(keten, conflict):
    parts = (keten.agb_declarant, keten.referentienummer, conflict.agb_declarant, conflict.referentienummer)
    return hashlib.blake2b(b"\x1f".join(part.encode() for part in parts), digest_size=32).hexdigest()[:16]


@dataclass
class Finding:
    row: dict
    recovered: tuple  # identity of the line that verhaal names

    def sort_key(self):
        names = ("patient", "keten_agb", "keten_referentie", "conflict_agb", "conflict_referentie")
        return [self.row[name].encode() for name in names]


def make_finding(keten, conflict, hits, tables):
    best = min((hit.grade for hit in hits), key=GRADES.index)
    best_hits = [hit for hit in hits if hit.grade == best]
    reasons = [] if any(not hit.reasons for hit in best_hits) else sorted({r for hit in best_hits for r in hit.reasons})
    leading = min(best_hits, key=Hit.leading_order)
    programmas = sorted({programma for hit in hits for programma in hit.programmas}, key=tables.volgorde.get)
    recovered = keten.line if leading.verhaal() == "keten" else conflict.line
    k, c = keten.line, conflict.line
    values = [
        bevinding_id(k, c), best, ";".join(reasons), k.uzovi, k.patient(), ";".join(programmas), leading.rule.categorie,
        ";".join(sorted({hit.rule.regel for hit in hits}, key=str.encode)), leading.rule.table.tabel,
        k.agb_declarant, k.referentienummer, k.prestatiecode, keten.van, keten.tm, k.bedrag_cent,
        c.agb_declarant, c.referentienummer, c.prestatiecodelijst, c.prestatiecode, c.zorgproductcode,
        c.begindatum, c.einddatum, c.bedrag_cent,
        max(keten.van, conflict.van), min(keten.tm, conflict.tm), leading.verhaal(), recovered.bedrag_cent,
    ]
    return Finding(dict(zip(FINDING_COLUMNS, map(str, values))), recovered.identity())


def patient_findings(dossier, tables):
    findings = []
    for index, one in enumerate(dossier):
        for other in dossier[index + 1:]:
            if one.programmas and other.programmas:
                keten, conflict = keten_side_first(one, other, tables)
                hits = hits_in_direction(keten, conflict, dossier, tables, turned=False)
                hits += hits_in_direction(conflict, keten, dossier, tables, turned=True)
                hits += alg_dubbel_hits(keten, conflict)
            elif one.programmas or other.programmas:
                keten, conflict = (one, other) if one.programmas else (other, one)
                hits = hits_in_direction(keten, conflict, dossier, tables, turned=False)
            else:
                continue
            if hits:
                findings.append(make_finding(keten, conflict, hits, tables))
    return findings


def coverage_of(dossierlines, tables):
    """Per uzovi and quarter: the keten lines that touch it, and the table that names the insurer on its first day."""
    counts = {}
    for dossierline in dossierlines:
        quarter = quarter_start(dossierline.line.begindatum)
        while quarter <= dossierline.line.einddatum:
            key = dossierline.line.uzovi, quarter
            counts[key] = counts.get(key, 0) + 1
            quarter = quarter_end(quarter) + timedelta(days=1)
    rows = []
    for (uzovi, quarter), count in sorted(counts.items()):
        table = tables.insurer_table(uzovi, quarter.isoformat())
        rows.append({"uzovi": uzovi, "kwartaal": f"{quarter.year}Q{quarter.month // 3 + 1}", "keten_lines": count,
                     "tabel": table.tabel if table else None})
    return rows


# ---------------------------------------------------------------------------------------------------------------------
# A run


@dataclass
class Result:
    exit_status: int
    files: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    summary: dict = field(default_factory=dict)

    def findings_csv(self):
        return csv_bytes(FINDING_COLUMNS, [list(finding.row.values()) for finding in self.findings])

    def reject_rows(self):
        return [(file.bestand, str(regel), veld, reden) for file in self.files for regel, veld, reden in file.rejects]

    def rejects_csv(self):
        return csv_bytes(REJECT_COLUMNS, [[*row, ""] for row in self.reject_rows()])

    def raw_files(self):
        return {f"{file.bestand.replace('/', '_')}.rejects.raw.csv": file.raw for file in self.files if file.raw}


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


def money(findings):
    per_finding = dict.fromkeys(GRADES, 0)
    best = {}
    for finding in findings:
        grade, cents = finding.row["zekerheid"], int(finding.row["verhaal_bedrag_cent"])
        per_finding[grade] += cents
        known = best.get(finding.recovered, (grade, cents))
        best[finding.recovered] = (min(grade, known[0], key=GRADES.index), cents)
    net = dict.fromkeys(GRADES, 0)
    for grade, cents in best.values():
        net[grade] += cents
    return {"findings_cent": per_finding, "net_cent": net}


def summarise(files, credit_counts, keten_lines, findings, tables):
    summary = {"run": 1, "version": "oracle"}
    summary["files"] = [
        {"bestand": file.bestand, "sha256": file.sha256, "bytes": file.bytes, "status": file.status,
         **{name: getattr(file.totals, name) for name in ("read", "accepted", "duplicate", "rejected", "relevant")}}
        for file in files
    ]
    ingested = [file.totals for file in files if file.status == "ingested"]
    for name in vars(Totals()):
        summary[name] = sum(getattr(totals, name) for totals in ingested)
    summary["keten_lines"] = count_by(programma for keten in keten_lines for programma in keten.programmas)
    summary["credits_applied"] = credit_counts.applied
    summary["credits_waiting"] = credit_counts.waiting
    summary["anomalies"] = credit_counts.anomalies
    summary["findings"] = dict.fromkeys(GRADES, 0) | count_by(finding.row["zekerheid"] for finding in findings)
    summary["per_categorie"] = count_by(finding.row["categorie"] for finding in findings)
    summary["per_tabel"] = count_by(finding.row["tabel"] for finding in findings)
    summary["money"] = money(findings)
    summary["coverage"] = coverage_of(keten_lines, tables)
    summary["concept_rules"] = [rule.regel for rule in tables.rules if rule.status == "concept"]
    return summary


def run(paths, tables_dir, contracts=None, profile_path=None, patient_id="bsn", max_rejects="1%", extend=False, base="."):
    """One run over the files into an empty store. Relative paths are taken from base."""
    base = Path(base)
    try:
        tables = load_tables(tables_dir, base / contracts if contracts else None, extend)
        profile = load_profile(base / profile_path) if profile_path else Profile()
    except Invalid as error:
        print(error, file=sys.stderr)
        return Result(4)

    store, files, ingested = {}, [], set()
    for bestand, path in zip(bestand_names(paths), paths):
        data = read_bytes(base / path)
        if data in ingested:
            files.append(FileResult(bestand, hashlib.sha256(data).hexdigest(), len(data), "skipped"))
            continue
        files.append(ingest_file(bestand, data, store, tables, profile, patient_id == "opaque", max_rejects))
        if files[-1].status == "ingested":
            ingested.add(data)

    patients = {}
    for line in store.values():
        patients.setdefault(line.patient(), []).append(line)
    credit_counts, keten_lines, findings = CreditCounts(), [], []
    for lines in patients.values():
        dossier = [examine(line, tables) for line in reverse_debits(lines, credit_counts)]
        keten_lines += [dossierline for dossierline in dossier if dossierline.programmas]
        findings += patient_findings(dossier, tables)
    findings.sort(key=Finding.sort_key)

    status = 3 if any(file.rejects or file.status == "refused" for file in files) else 0
    return Result(status, files, findings, summarise(files, credit_counts, keten_lines, findings, tables))


def add_run_options(parser):
    parser.add_argument("--contracts")
    parser.add_argument("--profile")
    parser.add_argument("--patient-id", choices=["bsn", "opaque"], default="bsn")
    parser.add_argument("--max-rejects", default="1%")
    parser.add_argument("--extend-tables", action="store_true")


# ---------------------------------------------------------------------------------------------------------------------
# Cases: a folder with inputs, args, contracts.csv, profile.ini, tables/


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
    for option, name in (("--contracts", "contracts.csv"), ("--profile", "profile.ini")):
        if (directory / name).exists():
            args += [option, name]
    return Case(directory, files, args, tables)


def run_case(case):
    parser = argparse.ArgumentParser()
    add_run_options(parser)
    options = parser.parse_args(case.args)
    return run(case.files, case.tables, options.contracts, options.profile, options.patient_id, options.max_rejects,
               options.extend_tables, case.directory)


def csv_rows(data):
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def check_expectation(directory, exit_status, findings_csv, reject_rows, summary):
    """The differences between what a worked example or conformance folder expects and what came out, as text."""
    directory = Path(directory)
    differences = []

    def check(what, expected, actual):
        if expected != actual:
            differences.append(f"{what}: expected {expected!r}, got {actual!r}")

    if (directory / "expect.csv").exists():
        expected = csv_rows((directory / "expect.csv").read_bytes())
        actual = csv_rows(findings_csv)
        names = (directory / "expect.csv").read_text().splitlines()[0].split(",")
        check("findings", expected, [{name: row[name] for name in names} for row in actual])
        exit_file = directory / "expect_exit"
        check("exit", int(exit_file.read_text()) if exit_file.exists() else (3 if reject_rows else 0), exit_status)
    else:
        check("findings.csv", (directory / "findings.csv").read_bytes(), findings_csv)
    for name in ("expect_rejects.csv", "rejects.csv"):
        if (directory / name).exists():
            expected = csv_rows((directory / name).read_bytes())
            got = [dict(zip(REJECT_COLUMNS, row)) for row in reject_rows]
            check("rejects", expected, [{key: row[key] for key in (expected[0] if expected else row)} for row in got])
    for name in ("expect_counts.json", "counts.json"):
        if (directory / name).exists():
            for key, value in json.loads((directory / name).read_text()).items():
                if key in summary and key != "files":
                    actual = summary[key]
                    if key == "money":
                        value = {kind: value[kind] for kind in actual}
                    check(key, value, actual)
    return differences


def selftest(examples, conformance, tables):
    passed, failed = 0, 0
    if bevinding_id(*(Line(**(dict.fromkeys(COLUMNS, "") | {"agb_declarant": agb, "referentienummer": reference}))
                      for agb, reference in (("53010001", "K1"), ("01000001", "C1")))) != "5088a110b26db779":
        sys.exit("bevinding_id: the test vector of section 4 does not come out")
    for root in (examples, conformance):
        for directory in sorted(path for path in Path(root).iterdir() if path.is_dir() and path.name != "tables"):
            with tempfile.TemporaryDirectory() as scratch:
                result = run_case(open_case(directory, tables, scratch))
            differences = check_expectation(directory, result.exit_status, result.findings_csv(), result.reject_rows(), result.summary)
            passed, failed = passed + (not differences), failed + bool(differences)
            for difference in differences:
                print(f"{directory.name}: {difference[:2000]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description="Reference implementation of semantics.md")
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
    result = run(options.files, options.tables, options.contracts, options.profile, options.patient_id,
                 options.max_rejects, options.extend_tables)
    if result.exit_status != 4:
        out = Path(options.out)
        out.mkdir(parents=True, exist_ok=True)
        (out / "findings.csv").write_bytes(result.findings_csv())
        (out / "rejects.csv").write_bytes(result.rejects_csv())
        (out / "summary.json").write_text(json.dumps(result.summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for name, raw in result.raw_files().items():
            (out / name).write_bytes(raw)
    return result.exit_status


if __name__ == "__main__":
    sys.exit(main())
