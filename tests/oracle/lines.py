"""Declaration lines: profile, physical lines, fields, header, values, rejects, duplicates and control totals (s1, s6, s7)."""

import configparser
import gzip
import hashlib
import re
import subprocess
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tables import Invalid, digits, must

# s1: the columns in the order in which they are checked
COLUMNS = [
    "bsn", "verzekerdennummer", "uzovi", "agb_declarant", "agb_uitvoerder", "specialisme", "prestatiecodelijst",
    "prestatiecode", "zorgproductcode", "verwijsdiagnosecode", "diagnosecode", "begindatum", "einddatum", "aantal",
    "bedrag_cent", "debet_credit", "referentienummer", "vorig_referentienummer",
]
REQUIRED = ["uzovi", "agb_declarant", "prestatiecode", "begindatum", "bedrag_cent", "referentienummer"]
ZEROS_ARE_EMPTY = {
    "agb_uitvoerder", "specialisme", "prestatiecodelijst", "zorgproductcode", "verwijsdiagnosecode", "aantal",
    "einddatum"
}
DIGITS = {
    "uzovi": (4, 4), "agb_declarant": (8, 8), "agb_uitvoerder": (8, 8), "specialisme": (4, 4), "prestatiecodelijst": (3, 3),
    "zorgproductcode": (9, 9), "verwijsdiagnosecode": (1, 8), "aantal": (1, 9),
}
TEXT = {"verzekerdennummer": 15, "referentienummer": 20, "vorig_referentienummer": 20}
UPPERCASE = {"prestatiecode", "diagnosecode", "debet_credit"}
MAX_LINE_BYTES = 65536
MAX_FIELD_BYTES = 4096
NO_BSN = "999999999"
NOBODY = {"-", ".", "?", "null", "none", "nan", "n/a", "na", "nvt", "n.v.t.", "onbekend", "unknown", "geen"}
NOT_IN_A_NAME = dict.fromkeys(map(ord, " _-.\u00a0\u200b\ufeff"))
BOM = b"\xef\xbb\xbf"


class Reject(Exception):
    """A line is rejected (s6): the column, empty when the line as such is at fault, and the reason."""

    def __init__(self, veld, reden):
        super().__init__(reden)
        self.veld = veld
        self.reden = reden


def ascii_lower(text):
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def ascii_upper(text):
    return "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in text)


# ---------------------------------------------------------------------------------------------------------------------
# Profile (s7)


@dataclass
class Profile:
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    decimal: str = "cent"
    decimalen: str = "2"
    date: str = "iso"
    tijd: str = "nee"
    columns: dict = field(default_factory=dict)  # canonical -> own name
    defaults: dict = field(default_factory=dict)  # canonical -> value in its canonical form
    leeg: dict = field(default_factory=dict)  # canonical or * -> the values that mean "empty"


ALLOWED = {
    "encoding": ("utf-8", "cp1252", "latin-1"),
    "decimal": ("cent", "punt", "komma"),
    "decimalen": ("2", "0-2"),
    "date": ("iso", "dmy", "ymd"),
    "tijd": ("nee", "ja"),
}


def load_profile(path):
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    try:
        parser.read_string(Path(path).read_text(encoding="utf-8-sig"))
    except (configparser.Error, OSError, ValueError) as error:
        raise Invalid(str(error)) from error
    must(set(parser.sections()) <= {"csv", "columns", "defaults", "leeg"}, "profile: unknown section")
    profile = Profile()
    for name, value in (parser["csv"].items() if parser.has_section("csv") else ()):
        must(name in ("delimiter", "quote", *ALLOWED), f"profile: unknown key {name}")
        must(value in ALLOWED[name] if name in ALLOWED else len(value) == 1, f"profile: {name} = {value}")
        setattr(profile, name, value)
    for section in ("columns", "defaults", "leeg"):
        values = dict(parser[section].items()) if parser.has_section(section) else {}
        must(
            set(values) <= {*COLUMNS, *(["*"] if section == "leeg" else [])}, f"profile: unknown column in [{section}]")
        setattr(profile, section, values)
    profile.leeg = {column: value.split() for column, value in profile.leeg.items()}
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


def plain_name(name):
    """s1: column names are compared ASCII-case-insensitively, without what programs put between words or before the first."""
    return ascii_lower(name.translate(NOT_IN_A_NAME))


def read_header(content, profile):
    """Per column the canonical name (None: unknown column) and the name as it stands; None when the header is refused."""
    if not content or len(content) > MAX_LINE_BYTES:
        return None
    try:
        decode(content, profile.encoding)
        names = [value.decode(profile.encoding).strip(" ") for value in split_fields(content, profile)]
    except Reject:
        return None
    own_names = {plain_name(profile.columns.get(column, column)): column for column in COLUMNS}
    canonical = [own_names.get(plain_name(name)) for name in names]
    found = [name for name in canonical if name]
    if len(set(found)) != len(found) or not set(profile.columns) <= set(found):
        return None
    given = set(found) | set(profile.defaults)
    if not set(REQUIRED) <= given or not given & {"bsn", "verzekerdennummer"}:
        return None
    return list(zip(canonical, names))


def lacking(header, profile):
    """summary.json, `ontbreekt`: the canonical columns that neither the file nor a default gives."""
    found = {column for column, _ in header}
    return [column for column in COLUMNS if column not in found and column not in profile.defaults]


# ---------------------------------------------------------------------------------------------------------------------
# Values (s1)


def is_text(value, high):
    return 1 <= len(value) <= high and all(ord(c) >= 0x20 and ord(c) != 0x7F for c in value)


def is_nobody(value):
    """s1, "Nothing is nobody"."""
    return value.strip("0") == "" or ascii_lower(value) in NOBODY


def elfproef(bsn):
    total = sum(weight * int(digit) for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), bsn))
    return total % 11 == 0 and bsn != "000000000"


def normal_bsn(value, opaque):
    """The bsn column: empty means none."""
    if value in ("", NO_BSN) or (opaque and is_nobody(value)):
        return ""
    if opaque:
        if not is_text(value, 64) or "/" in value:
            raise Reject("bsn", "vorm_onjuist")
        return value
    if not digits(value, 8, 9):
        raise Reject("bsn", "vorm_onjuist")
    value = value.zfill(9)
    if not elfproef(value):
        raise Reject("bsn", "bsn_elfproef")
    return value


def normal_date(column, value, profile):
    if profile.tijd == "ja":
        value = re.sub(r"[ T][0-9:.]+\Z", "", value)
    if profile.date == "iso":
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2})", value)
        parts = [part for part in match.groups() if part is not None] if match else None
    elif profile.date == "ymd":
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


def normal_bedrag(value, profile):
    if profile.decimal == "cent":
        if digits(value, 1, 12):
            return int(value)
    else:
        separator = {"punt": r"\.", "komma": ","}[profile.decimal]
        decimals = f"(?:{separator}([0-9]{{1,2}}))?" if profile.decimalen == "0-2" else f"{separator}([0-9]{{2}})"
        match = re.fullmatch(f"([0-9]{{1,10}}){decimals}", value)
        if match:
            return int(match[1] + (match[2] or "").ljust(2, "0"))
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

    def shares_day(self, van, tm):
        return self.begindatum <= tm and van <= self.einddatum


CANONICAL = Profile()


def given_value(column, values, profile):
    """The trimmed value and the profile by which it is read: what the file says, or the default, which is in canonical form."""
    value = values.get(column, "").strip(" ")
    if value in profile.leeg.get(column, []) or value in profile.leeg.get("*", []):
        value = ""
    if column in ZEROS_ARE_EMPTY and value.strip("0") == "":
        value = ""
    if value or column not in profile.defaults:
        return value, profile
    value = profile.defaults[column].strip(" ")
    return ("" if column in ZEROS_ARE_EMPTY and value.strip("0") == "" else value), CANONICAL


def normalise(values, profile, opaque):
    """One pass, column by column in the order of s1; the first column that does not fit rejects the line."""
    line = {}
    for column in COLUMNS:
        value, form = given_value(column, values, profile)
        if column in UPPERCASE:
            value = ascii_upper(value)
        if not value and column in REQUIRED:
            raise Reject(column, "veld_ontbreekt")

        if column == "bsn":
            value = normal_bsn(value, opaque)
        elif column == "verzekerdennummer":
            value = "" if is_nobody(value) else value
            if value and not is_text(value, TEXT[column]):
                raise Reject(column, "vorm_onjuist")
            if not value and not line["bsn"]:
                raise Reject("bsn", "patient_onbekend")
        elif column == "diagnosecode":
            if not re.fullmatch(r"[A-Z][0-9]{2}(\.[0-9]{1,2})?", value):
                value = ""
        elif column == "begindatum":
            value = normal_date(column, value, form)
        elif column == "einddatum":
            value = normal_date(column, value, form) if value else line["begindatum"]
            if value < line["begindatum"]:
                raise Reject(column, "einde_voor_begin")
        elif column == "bedrag_cent":
            value = normal_bedrag(value, form)
        elif column == "debet_credit":
            value = value or "D"
            if value not in ("D", "C"):
                raise Reject(column, "vorm_onjuist")
        elif column == "prestatiecode":
            if not re.fullmatch(r"[A-Z0-9]{1,12}", value):
                raise Reject(column, "vorm_onjuist")
        elif value and column in DIGITS:
            if not digits(value, *DIGITS[column]):
                raise Reject(column, "vorm_onjuist")
        elif value and column in TEXT:
            if not is_text(value, TEXT[column]):
                raise Reject(column, "vorm_onjuist")

        if column == "verwijsdiagnosecode" and value:
            value = str(int(value))
        if column == "aantal":
            value = int(value or 1)
        line[column] = value
    return Line(**line)


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
    ontbreekt: list = field(default_factory=list)
    rejects: list = field(default_factory=list)  # (regel, veld, reden)
    accepted: list = field(default_factory=list)  # the lines, stored or not
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
        cents = normal_bedrag(*given_value("bedrag_cent", values, profile))
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


def ingest_file(bestand, data, store, is_relevant, profile, opaque, max_rejects):
    """store: identity -> Line of all lines stored so far; it changes only when the file is not refused."""
    result = FileResult(bestand, hashlib.sha256(data).hexdigest(), len(data), "ingested")
    bom = BOM if data.startswith(BOM) else b""
    lines = list(physical_lines(data[len(bom):]))
    header = read_header(lines[0][2], profile)
    if header is None:
        result.status = "refused"
        result.rejects = [(1, "", "kop_onjuist")]
        return result

    result.ontbreekt = lacking(header, profile)
    parsed = [(number, *parse_line(content, header, profile, opaque)) for number, _, content in lines[1:] if content]
    totals = result.totals
    totals.read = len(parsed)
    faulty = sum(1 for _, _, _, reject in parsed if reject)
    refused = above_limit(faulty, len(parsed), max_rejects)

    for number, line, cents, reject in parsed:
        if not reject and not refused and is_relevant(line):
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
            if not refused:
                result.accepted.append(line)

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
