#!/usr/bin/env python3
"""Confirms proofs of `dubbelloop explain --json` from the raw exports alone.

    check_proof.py --tables DIR --raw DIR [--contracts FILE] [--relaties FILE] [--profile FILE.csv=PROFILE.ini]... PROOF.json...

Written from docs/semantics.md, version 2, with code of its own: nothing of the engine and nothing of tests/oracle. The exports in --raw are those
that the run of the proofs knew; all lines of the patient in them are looked at, since most reasons rest on other lines. A proof is refused when

- a line does not stand where the proof says (file, SHA-256 of the file, line number) or has another value in any column;
- the lines are not of one patient, a taking line each, or a credit in the exports reverses one of them (of a finding that lapsed that is why: the credit is left out);
- periods, overlap or its days come out otherwise;
- a rule is not the row of the conflict tables, is of a table that does not apply, was not valid on the day that counts, is of a programme that its keten line
  does not carry, does not hit, or has other reasons or another grade;
- what a single finding looked for (evidence, enrolments, members, agreed tariff and its arithmetic) is there after all, or comes out otherwise;
- grade, reasons, leading rule, soort, side and amount to recover, or the id of the finding do not follow from all that;
- a pair says that it lost its ground and no other proof of those given recovers it, or does not say so and one does.

Not looked at: --extend-tables, and whether more rules hit than the proof names. Prints a line a proof, and exits with 1 when one is refused."""

import argparse
import configparser
import csv
import datetime
import gzip
import hashlib
import json
import pathlib
import re
import sys

COLUMNS = (
    "bsn verzekerdennummer uzovi agb_declarant agb_uitvoerder specialisme prestatiecodelijst prestatiecode zorgproductcode verwijsdiagnosecode "
    "diagnosecode begindatum einddatum aantal bedrag_cent debet_credit referentienummer vorig_referentienummer"
).split()
ZERO_IS_EMPTY = {
    "agb_uitvoerder", "specialisme", "prestatiecodelijst", "zorgproductcode", "verwijsdiagnosecode", "aantal",
    "einddatum"
}
NOBODY = "- . ? null none nan n/a na nvt n.v.t. onbekend unknown geen".split()
# The form of each value after normalisation; a line in which one has another form was rejected.
TEXT = "[^\\x00-\\x1f\\x7f]"
FORM = {
    "bsn": "([0-9]{9})?", "verzekerdennummer": TEXT + "{0,15}", "uzovi": "[0-9]{4}", "agb_declarant": "[0-9]{8}",
    "agb_uitvoerder": "([0-9]{8})?", "specialisme": "([0-9]{4})?", "prestatiecodelijst": "([0-9]{3})?",
    "prestatiecode": "[A-Z0-9]{1,12}", "zorgproductcode": "([0-9]{9})?", "verwijsdiagnosecode": "([0-9]{1,8})?",
    "aantal": "[0-9]{1,9}", "bedrag_cent": "[0-9]{1,12}", "debet_credit": "[DC]", "referentienummer": TEXT + "{1,20}",
    "vorig_referentienummer": TEXT + "{0,20}"
}
GRADES = ["signaal", "waarschijnlijk", "vast"]
WAARSCHIJNLIJK = (
    "declaratiecode_wijkt_af zorgproduct_onbekend diagnose_grof tabel_verlengd enkele_dag kant_onbepaald data_gescheiden credit_wacht"
).split()
DIRECTIONS = {"K naar C": False, "C naar K": True, "K alleen": False}
TABLE_COLUMNS = (
    "prestatiecodelijst code_van code_tm codeset zorgproduct specialisme zorgsoort conflict_programma verwijsdiagnoses betreft voorwaarde overlap "
    "max_dagen gedoogkwartaal eenmalig zekerheid verhaal status geldig_tot soort").split()
SERIES = datetime.timedelta(days=31)
ONE_DAY = datetime.timedelta(days=1)


class Refused(Exception):
    pass


def require(holds, why):
    if not holds:
        raise Refused(why)


def bare(code):
    """Codes of digits are compared without their leading zeros."""
    return str(int(code)) if code.isascii() and code.isdigit() else code


def day(text):
    return datetime.date.fromisoformat(text)


def valid(row, d):
    return row["geldig_van"] <= d and (not row["geldig_tot"] or d < row["geldig_tot"])


def read_rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------------------------------------------------------------
# Raw exports


class Dialect:
    """What a profile says, or the canonical form."""

    def __init__(self, path=None):
        ini = configparser.ConfigParser(delimiters=("=",), comment_prefixes=("#", ";"), interpolation=None)
        ini.optionxform = str
        if path:
            ini.read(path, encoding="utf-8")
        self.delimiter = ini.get("csv", "delimiter", fallback=",")
        self.quote = ini.get("csv", "quote", fallback='"')
        self.encoding = ini.get("csv", "encoding", fallback="utf-8")
        self.decimal = ini.get("csv", "decimal", fallback="cent")
        self.date = ini.get("csv", "date", fallback="iso")
        self.own_name = dict(ini["columns"]) if "columns" in ini else {}
        self.default = dict(ini["defaults"]) if "defaults" in ini else {}
        self.empty = {column: words.split() for column, words in ini["leeg"].items()} if "leeg" in ini else {}

    def day(self, text):
        text = re.split("[ T]", text)[0]
        if re.fullmatch("[0-9]{8}", text):
            y, m, d = text[:4], text[4:6], text[6:]
        elif self.date == "dmy":
            d, m, y = re.split("[-/.]", text)
        else:
            y, m, d = re.split("[-/.]", text)
        return datetime.date(int(y), int(m), int(d)).isoformat()

    def cent(self, text):
        if self.decimal == "cent":
            return str(int(text))
        whole, _, part = text.partition("," if self.decimal == "komma" else ".")
        return str(int(whole + part.ljust(2, "0")))


def split(text, delimiter, quote):
    """The fields of a line; unlike the csv module it takes a CR for a character."""
    d, q = re.escape(delimiter), re.escape(quote)
    fields, at = [], 0
    while True:
        match = re.compile(f"{q}((?:[^{q}]|{q}{q})*){q}(?={d}|\\Z)|([^{d}{q}]*)(?={d}|\\Z)", re.DOTALL).match(text, at)
        if not match:
            raise ValueError("quotes")
        fields.append(match[2] if match[1] is None else match[1].replace(quote * 2, quote))
        if match.end() == len(text):
            return fields
        at = match.end() + 1


FIRST_DAY, LAST_DAY = "1990-01-01", "2099-12-31"


def elfproef(bsn):
    return not bsn or (int(bsn) > 0 and sum(w * int(c) for w, c in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), bsn)) % 11 == 0)


def loose(name):
    return re.sub("[ _.\u00a0\u200b\ufeff-]", "", name).lower()


class Export:
    """One file: its hash, and its lines by number."""

    def __init__(self, path, dialect):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.dialect = dialect
        self.lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        names = [loose(name) for name in self.fields(1)]
        own = {column: loose(dialect.own_name.get(column, column)) for column in COLUMNS}
        self.width = len(names)
        self.place = {column: names.index(name) for column, name in own.items() if name in names}
        self.parsed = {}

    def fields(self, number):
        text = self.lines[number - 1].removesuffix(b"\r").decode(self.dialect.encoding)
        return split(text, self.dialect.delimiter, self.dialect.quote)

    def value(self, column, fields):
        """(value, is it a default, so in canonical form)."""
        value = fields[self.place[column]].strip(" ") if column in self.place else ""
        if value in self.dialect.empty.get(column, []) + self.dialect.empty.get("*", []) or (column in ZERO_IS_EMPTY and
                                                                                             not value.strip("0")):
            value = ""
        return (value, False) if value else (self.dialect.default.get(column, ""), True)

    def line(self, number):
        """The values of a line after normalisation; raises when it is no good line."""
        if number in self.parsed:
            return self.parsed[number]
        fields = self.fields(number)
        row = {}
        for column in COLUMNS:
            value, canonical = self.value(column, fields)
            form = Dialect() if canonical else self.dialect
            if column in ("prestatiecode", "diagnosecode", "debet_credit"):
                value = value.upper()
            elif column in ("begindatum", "einddatum") and value:
                value = form.day(value)
            elif column == "bedrag_cent":
                value = form.cent(value)
            row[column] = value
        row["bsn"] = row["bsn"].zfill(9) if row["bsn"] else ""
        if row["bsn"] == "999999999":
            row["bsn"] = ""
        if not row["verzekerdennummer"].strip("0") or row["verzekerdennummer"].lower() in NOBODY:
            row["verzekerdennummer"] = ""
        if not re.fullmatch(r"[A-Z][0-9]{2}(\.[0-9]{1,2})?", row["diagnosecode"]):
            row["diagnosecode"] = ""
        row["einddatum"] = row["einddatum"] or row["begindatum"]
        row["aantal"], row["debet_credit"] = row["aantal"] or "1", row["debet_credit"] or "D"
        right = len(fields) == self.width and all(
            re.fullmatch(form, row[column], re.ASCII) for column, form in FORM.items())
        if not right or not (row["bsn"] or row["verzekerdennummer"]) or not elfproef(
                row["bsn"]) or not FIRST_DAY <= row["begindatum"] <= row["einddatum"] <= LAST_DAY:
            raise ValueError("a value of another form")
        row["verwijsdiagnosecode"] = str(int(row["verwijsdiagnosecode"])) if row["verwijsdiagnosecode"] else ""
        row["aantal"], row["bedrag_cent"] = str(int(row["aantal"])), str(int(row["bedrag_cent"]))
        self.parsed[number] = row
        return row

    def good_lines(self):
        for number in range(2, len(self.lines) + 1):
            if not self.lines[number - 1].removesuffix(b"\r"):
                continue
            try:
                yield self.line(number)
            except (ValueError, IndexError, csv.Error, StopIteration):
                pass  # a rejected line


def patient(row):
    return row["bsn"] or f"{row['uzovi']}/{row['verzekerdennummer']}"


def service(row):
    return (bare(row["prestatiecode"]),
            *(row[c] for c in ("prestatiecodelijst", "zorgproductcode", "begindatum", "einddatum", "bedrag_cent")))


class Exports:
    def __init__(self, folder, dialects):
        self.file = {
            path.name: Export(path, dialects.get(path.name, Dialect()))
            for path in sorted(pathlib.Path(folder).iterdir())
            if re.search(r"\.csv(\.gz)?$", path.name) and not re.match("contracts|relaties", path.name)
        }
        self.of_patient = {}  # patient -> {(agb, reference): row}
        for export in self.file.values():
            for row in export.good_lines():
                self.of_patient.setdefault(patient(row), {}).setdefault((row["agb_declarant"], row["referentienummer"]),
                                                                        row)


def credits_of(lines):
    """({debit: the credit that reverses it}, [credits that wait]), both by (agb, reference) (semantics.md 2)."""
    reversed_by, waiting = {}, []
    credits = sorted((key for key, line in lines.items() if line["debet_credit"] == "C"),
                     key=lambda key: [part.encode() for part in key])
    for key in credits:
        named = key[0], lines[key]["vorig_referentienummer"]
        if not named[1]:
            continue
        if named not in lines:
            waiting.append(key)
        elif lines[named]["debet_credit"] == "D":
            reversed_by.setdefault(named, key)
    for key in credits:
        if lines[key]["vorig_referentienummer"]:
            continue
        same = [
            debit for debit in lines if debit[0] == key[0] and lines[debit]["debet_credit"] == "D" and
            debit not in reversed_by and service(lines[debit]) == service(lines[key])
        ]
        if same:
            reversed_by[min(same, key=lambda debit: debit[1].encode())] = key
        else:
            waiting.append(key)
    return reversed_by, waiting


def confirmed_line(exports, said, what):
    """The raw line that the proof names, which must have the values that it shows."""
    require(said["bestand"] in exports.file, f"{what}: there is no file {said['bestand']}")
    export = exports.file[said["bestand"]]
    require(export.sha256 == said["sha256"], f"{what}: {said['bestand']} has another SHA-256")
    try:
        row = export.line(int(said["regelnummer"]))
    except (ValueError, IndexError, csv.Error, StopIteration):
        raise Refused(f"{what}: line {said['regelnummer']} of {said['bestand']} is no good line") from None
    for column in COLUMNS:
        if column in said:
            require(row[column] == said[column],
                    f"{what}: {column} is another one on line {said['regelnummer']} of {said['bestand']}")
    return row


# ---------------------------------------------------------------------------------------------------------------------
# Days


def quarter(d):
    first = datetime.date(d.year, (d.month - 1) // 3 * 3 + 1, 1)
    after = datetime.date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, after - ONE_DAY


def dates(row):
    return day(row["begindatum"]), day(row["einddatum"])


def share_day(one, other):
    return one[0] <= other[1] and other[0] <= one[1]


def day_d(row):
    return quarter(day(row["begindatum"]))[0].isoformat()


def quarters_of(period):
    first, count = quarter(period[0])[0], 0
    while first <= period[1]:
        first, count = quarter(first)[1] + ONE_DAY, count + 1
    return count


def shown(period):
    return f"{period[0].isoformat()} t/m {period[1].isoformat()}"


# ---------------------------------------------------------------------------------------------------------------------
# Tables, contracts, relations


class Rules:
    def __init__(self, folder, contracts, relations):
        self.folder = pathlib.Path(folder)
        self.group, self.codeset = {}, {}
        for row in read_rows(self.folder / "diagnosegroepen.csv"):
            self.group.setdefault(row["groep"], []).append(row["icpc"])
        for row in read_rows(self.folder / "codesets.csv"):
            self.codeset.setdefault(row["codeset"], []).append((row["prestatiecodelijst"], bare(row["code"])))
        self.programmes = read_rows(self.folder / "programmas.csv")
        self.keten = {row["programma"] for row in self.programmes if row.get("soort") != "titel"}
        self.tables = read_rows(self.folder / "tabellen.csv")
        self.rows = {table["tabel"]: read_rows(self.folder / f"{table['tabel']}.csv") for table in self.tables}
        self.contracts = read_rows(contracts) if contracts else []
        self.relations = read_rows(relations) if relations else []

    def rule(self, tabel, regel):
        for number, row in enumerate(self.rows.get(tabel, [])):
            if row["regel"] == regel:
                return row, ([table["tabel"] for table in self.tables].index(tabel), number)
        raise Refused(f"{regel} is no rule of {tabel}")

    def members(self, agb, d):
        """All that lead to this AGB on d, over at most three rows."""
        last, found = {agb}, set()
        for _ in range(3):
            last = {row["van_agb"] for row in self.relations if row["naar_agb"] in last and valid(row, d)}
            found |= last
        return found


def list_fits(lists, row):
    return not lists or not row["prestatiecodelijst"] or row["prestatiecodelijst"] in lists.split()


def in_range(row, code):
    first, last, code = bare(row["code_van"]), bare(row["code_tm"] or row["code_van"]), bare(code)
    return len(first) == len(code) == len(last) and first <= code <= last


def set_rows(rule, row, rules):
    return [
        lijst for lijst, code in rules.codeset.get(rule["codeset"], [])
        if code == bare(row["prestatiecode"]) and list_fits(lijst, row)
    ]


def match_reasons(rule, row, rules):
    """None when the line does not match the selector; else the reasons of the match."""
    if not any(rule[c] for c in ("code_van", "codeset", "zorgproduct", "specialisme", "zorgsoort")) or not list_fits(
            rule["prestatiecodelijst"], row):
        return None
    if rule["specialisme"] and (row["specialisme"] or row["agb_uitvoerder"][:4]) not in rule["specialisme"].split():
        return None
    if rule["zorgsoort"] and (row["agb_uitvoerder"] or row["agb_declarant"])[:2] not in rule["zorgsoort"].split():
        return None
    has_code = rule["code_van"] or rule["codeset"]
    fits = bool(set_rows(rule, row, rules)) if rule["codeset"] else not has_code or in_range(rule, row["prestatiecode"])
    wanted, product = rule["zorgproduct"], row["zorgproductcode"]
    if not wanted:
        return set() if fits else None
    if wanted.endswith("*"):
        return set() if fits and product and product.startswith(wanted[:-1]) else None
    if product:
        right = product == wanted and (has_code or fits)
        return None if not right else set() if fits else {"declaratiecode_wijkt_af"}
    return {"zorgproduct_onbekend"} if has_code and fits else None


class Side:
    """A taking line in its dossier: its programmes, contract rows, table and period."""

    def __init__(self, row, rules):
        self.row, self.d, self.dates = row, day_d(row), dates(row)
        of_declarant = [
            c for c in rules.contracts if c["uzovi"] == row["uzovi"] and c["agb_declarant"] == row["agb_declarant"]
        ]
        self.rows_of_declarant = [c for c in of_declarant if valid(c, self.d)]
        self.programmes = {}  # programme -> by some row that names no list
        for p in rules.programmes:
            if p["code_van"] and valid(p, self.d) and list_fits(p["prestatiecodelijst"], row) and in_range(
                    p, row["prestatiecode"]):
                self.programmes[p["programma"]] = self.programmes.get(p["programma"],
                                                                      False) or not p["prestatiecodelijst"]
        for c in self.rows_of_declarant:
            if c["prestatiecode"] and bare(c["prestatiecode"]) == bare(row["prestatiecode"]):
                self.programmes[c["programma"]] = True
        self.contracts = [c for c in self.rows_of_declarant if c["programma"] in ("*", *self.programmes)]
        self.all_contracts = of_declarant
        self.table = next((t for t in rules.tables if row["uzovi"] in t["uzovi"].split() and valid(t, self.d)), None)
        self.period = self.dates
        if self.programmes and not (self.table and self.table["keten_periode"] == "datum"):
            first, last = self.dates
            if first < last and last == quarter(last)[0]:
                last -= ONE_DAY  # "up to"
            self.period = quarter(first)[0], quarter(last)[1]

    def without_list(self, programme):
        return not self.row["prestatiecodelijst"] and not self.programmes[programme]

    def table_applies(self, name, rules):
        """How a table applies to it: the words of the proof, or None."""
        if self.table and self.table["tabel"] == name:
            return "van de verzekeraar"
        table = next(t for t in rules.tables if t["tabel"] == name)
        if not valid(table, self.d):
            return None
        if name in [c["extra_tabel"] for c in self.contracts]:
            return "door het contract"
        return "voor elke verzekeraar" if "*" in table["uzovi"].split() else None


class Dossier:
    """The patient: taking lines, debits and waiting credits."""

    def __init__(self, lines, rules):
        self.rules, self.lines = rules, lines
        self.reversed_by, waiting = credits_of(lines)
        self.waiting = [lines[key] for key in waiting]
        self.debits = [row for key, row in lines.items() if row["debet_credit"] == "D" and key not in self.reversed_by]
        self.sides = [Side(row, rules) for row in self.debits if int(row["bedrag_cent"])]

    def side(self, row):
        return next((side for side in self.sides if side.row is row), None)

    def was_in(self, programme, k):
        before = quarter(day(k.d) - ONE_DAY)
        return any(other is not k and programme in other.programmes and share_day(other.period, before)
                   for other in self.sides)

    def credit_waits(self, row):
        def key(line):
            return line["agb_declarant"], bare(line["prestatiecode"]), line["begindatum"]
        return any(key(credit) == key(row) for credit in self.waiting)

    def series_begin(self, rule, c):
        begin = c.period[0]
        while True:
            earlier = [
                s.period[0] for s in self.sides
                if match_reasons(rule, s.row, self.rules) is not None and s.period[0] < begin and begin -
                s.dates[1] <= SERIES
            ]
            if not earlier:
                return begin
            begin = min(earlier)


# ---------------------------------------------------------------------------------------------------------------------
# Hits. A function gives the reasons, or None when the rule does not hit


def diagnosis_reasons(rule, row, rules):
    reasons = set()
    if rule["verwijsdiagnoses"]:
        known = row["verwijsdiagnosecode"]
        if known and int(known) not in map(int, rule["verwijsdiagnoses"].split()):
            return None
        reasons |= set() if known else {"verwijsdiagnose_onbekend"}
    if rule["betreft"]:
        code, group = row["diagnosecode"], rules.group[rule["betreft"]]
        if not code:
            reasons.add("diagnose_onbekend")
        elif not any(code.startswith(icpc) for icpc in group):
            if not any(icpc.startswith(code) for icpc in group):
                return None
            reasons.add("diagnose_grof")
    return reasons


def condition_reasons(rule, k):
    if not rule["voorwaarde"]:
        return set()
    rows = [c for c in k.contracts if c["programma"] in (rule["programma"], "*")]
    if not rows:
        return {"contract_onbekend"}
    return set() if set(rule["voorwaarde"].split()) <= set(" ".join(c["voorwaarden"] for c in rows).split()) else None


def base_reasons(rule, k, c, dossier):
    selector = any(rule[column] for column in ("prestatiecodelijst", "code_van", "codeset", "zorgproduct",
                                               "specialisme", "zorgsoort"))
    reasons = match_reasons(rule, c.row, dossier.rules) if selector else set() if rule["conflict_programma"] else None
    if reasons is None or (rule["conflict_programma"] and
                           not set(rule["conflict_programma"].split()) & set(c.programmes)):
        return None
    if not share_day(k.period, c.period) or (rule["overlap"] == "start" and c.period[0] < k.period[0]):
        return None
    more = [diagnosis_reasons(rule, c.row, dossier.rules), condition_reasons(rule, k)]
    return None if None in more else reasons.union(*more)


def list_reason(rule, row, rules):
    by = set_rows(rule, row, rules) if rule["codeset"] else []
    return not row["prestatiecodelijst"] and bool(rule["prestatiecodelijst"] or (by and all(by)))


def doubling_reasons(k, c):
    if not set(k.programmes) & set(c.programmes):
        return set()
    same = k.row["agb_declarant"] == c.row["agb_declarant"]
    return ({"kant_onbepaald"} if k.dates[0] == c.dates[0] and not same else set()) | (
        {"data_gescheiden"} if same and not share_day(k.dates, c.dates) else set())


def dubbel_reasons(k, c, dossier):
    shared = set(k.programmes) & set(c.programmes) & dossier.rules.keten
    if not shared or not share_day(k.period, c.period):
        return None
    unknown = any(all(side.without_list(p) for p in shared) for side in (k, c))
    return doubling_reasons(k, c) | ({"lijst_onbekend"} if unknown else set())


def one_visit(rule, k, c, dossier):
    def performer(side):
        return side.row["agb_uitvoerder"] or side.row["agb_declarant"]
    visits = [s for s in dossier.sides if s is not k and performer(s) == performer(c) and base_reasons(rule, k, s, dossier) is not None]
    return max(s.period[0] for s in visits) <= min(s.period[1] for s in visits)


def pair_reasons(rule, k, c, dossier):
    if rule["regel"] == "ALG-DUBBEL":
        return dubbel_reasons(k, c, dossier)
    reasons = base_reasons(rule, k, c, dossier)
    if reasons is None or (rule["eenmalig"] == "1" and not one_visit(rule, k, c, dossier)):
        return None
    programme, named = rule["programma"], rule["conflict_programma"].split()
    length = (c.dates[1] - c.dates[0]).days + 1
    before = dossier.was_in(programme, k)
    tolerated = dossier.series_begin(rule, c) >= k.period[0] or (c.period[1] <= k.period[1] and not before)
    by_programme = bool(named) and not c.row["prestatiecodelijst"] and all(
        c.without_list(p) for p in c.programmes if p in named)
    holds = {
        "eenmalig_consult": rule["eenmalig"] == "1",
        "lijst_onbekend": k.without_list(programme) or list_reason(rule, c.row, dossier.rules) or by_programme,
        "gedoogkwartaal": rule["gedoogkwartaal"] == "1" and tolerated,
        "voor_inclusie": not c.programmes and c.dates[1] < k.dates[0] and not before,
        "enkele_dag": not c.programmes and length > 1
                      and max(k.period[0], c.period[0]) == min(k.period[1], c.period[1]),
        "duur_onwaarschijnlijk": bool(rule["max_dagen"]) and length > int(rule["max_dagen"]),
    }
    return reasons | doubling_reasons(k, c) | {reason for reason, so in holds.items() if so}


def agreed_cent(rule, k):
    """What the contracts agree for this line as a whole, or None."""
    priced = [c for c in k.contracts if c.get("tarief_cent")]
    named = [c for c in priced if c["prestatiecode"] and bare(c["prestatiecode"]) == bare(k.row["prestatiecode"])]
    counting = named or [c for c in priced if c["programma"] == rule["programma"] and not c["prestatiecode"]]
    if not counting:
        return None
    return max(int(c["tarief_cent"]) for c in counting) * int(k.row["aantal"]) * quarters_of(k.period)


def hits_contract(rule, k, _):
    agreed = [
        c for c in k.rows_of_declarant
        if c["programma"] == rule["programma"] and bare(c["prestatiecode"]) in ("", bare(k.row["prestatiecode"]))
    ]
    return set() if any("volledig" in c["voorwaarden"].split() for c in k.rows_of_declarant) and not agreed else None


def hits_tarief(rule, k, _):
    agreed = agreed_cent(rule, k)
    return set() if agreed is not None and int(k.row["bedrag_cent"]) > agreed else None


def hits_verboden(rule, k, dossier):
    if not any(rule[column]
               for column in ("prestatiecodelijst", "code_van", "codeset", "zorgproduct", "specialisme", "zorgsoort")):
        return set()
    reasons = match_reasons(rule, k.row, dossier.rules)
    return reasons if reasons is None or not list_reason(rule, k.row, dossier.rules) else reasons | {"lijst_onbekend"}


def hits_vereist(rule, k, dossier):
    year = datetime.date(int(k.d[:4]), 1, 1), datetime.date(int(k.d[:4]), 12, 31)
    rows = [
        c for c in k.all_contracts
        if c["programma"] in (rule["programma"], "*") and c["geldig_tot"] and valid(c, year[1].isoformat())
    ]
    if not set(rule["voorwaarde"].split()) <= set(" ".join(c["voorwaarden"] for c in rows).split()):
        return None
    evidence = [
        row for row in dossier.debits if row is not k.row and share_day(dates(row), year) and
        match_reasons(rule, row, dossier.rules) is not None and diagnosis_reasons(rule, row, dossier.rules) is not None
    ]
    return None if evidence else set()


def hits_lid(rule, k, dossier):
    members = dossier.rules.members(k.row["agb_declarant"], k.d)
    enrolled = [
        row["agb_declarant"] for row in dossier.debits
        if share_day(dates(row), quarter(day(k.d))) and match_reasons(rule, row, dossier.rules) is not None
    ]
    if not members or set(enrolled) & {k.row["agb_declarant"], *members}:
        return None
    return set() if enrolled else {"inschrijving_onbekend"}


SINGLES = {
    "contract": hits_contract, "tarief": hits_tarief, "verboden": hits_verboden, "vereist": hits_vereist,
    "lid": hits_lid
}


def single_reasons(rule, k, dossier):
    reasons = SINGLES[rule["soort"]](rule, k, dossier)
    conditions = condition_reasons(rule, k) if rule["soort"] != "vereist" else set()
    if reasons is None or conditions is None:
        return None
    return reasons | conditions | ({"lijst_onbekend"} if k.without_list(rule["programma"]) else set())


def grade_of(rule, reasons):
    at_most = ["waarschijnlijk" if reason in WAARSCHIJNLIJK else "signaal" for reason in reasons]
    return min([rule["zekerheid"], *at_most], key=GRADES.index)


def confirmed_hit(said, sides, dossier, lost_ground):
    """One rule that the proof names."""
    rules = dossier.rules
    rule, place = rules.rule(said["tabel"], said["regel"])
    name = rule["regel"]
    turned = DIRECTIONS[said["richting"]]
    for column, value in rule.items():
        key = "basiszekerheid" if column == "zekerheid" else column
        require(said[key] == value, f"{name}: {key} is not what the row says")
    rule = {**{column: "" for column in TABLE_COLUMNS}, **rule}
    rule["soort"], rule["verhaal"] = rule["soort"] or "paar", rule["verhaal"] or "conflict"
    require(rule["status"] == "actief", f"{name} is no active rule")
    require((rule["soort"] == "paar") == (len(sides) == 2) and (said["richting"] == "K alleen") == (len(sides) == 1),
            f"{name}: not a rule of this kind of finding")
    k, c = (sides[::-1] if turned else sides) if len(sides) == 2 else (sides[0], None)
    require(rule["programma"] in k.programmes or name == "ALG-DUBBEL", f"{name}: no keten line of {rule['programma']}")
    require(valid(rule, k.d), f"{name} is not valid on {k.d}")
    how = k.table_applies(said["tabel"], rules)
    require(how, f"{name}: table {said['tabel']} does not apply")
    require(how == said["tabel_geldt"], f"{name}: its table applies {how}")
    if rule["betreft"]:
        require(
            sorted(said["betreft_icpc"].split()) == sorted(rules.group[rule["betreft"]]),
            f"{name}: the diagnosis group is another one")
    reasons = pair_reasons(rule, k, c, dossier) if c else single_reasons(rule, k, dossier)
    require(reasons is not None, f"{name} does not hit")
    if any(dossier.credit_waits(side.row) for side in sides):
        reasons = reasons | {"credit_wacht"}
    before = grade_of(rule, reasons)
    if lost_ground:
        reasons = reasons | {"keten_zelf_terug"}
    require(";".join(sorted(reasons)) == said["redenen"],
            f"{name}: its reasons are {sorted(reasons)}, the proof says {said['redenen']}")
    grade = grade_of(rule, reasons)
    require(grade == said["zekerheid"], f"{name}: its grade is {grade}, the proof says {said['zekerheid']}")
    rang = ["van de verzekeraar", "door het contract", "voor elke verzekeraar"].index(how)
    return {
        "regel": rule, "grade": grade, "before": before, "reasons": reasons, "turned": turned,
        "leads": said["leidt"].startswith("ja"), "order": (-GRADES.index(before), turned, rang, *place)
    }


# ---------------------------------------------------------------------------------------------------------------------
# A proof


def confirmed_periods(proof, sides):
    said, k = proof["perioden"], sides[0]
    wanted = {"ketenregel": shown(k.dates), "ketenperiode": shown(k.period), "peildag": k.d}
    periods = [k.period]
    if len(sides) == 2:
        c = sides[1]
        overlap = max(k.period[0], c.period[0]), min(k.period[1], c.period[1])
        require(overlap[0] <= overlap[1], "the periods share no day")
        wanted |= {
            "conflictregel": shown(c.dates), "conflictperiode": shown(c.period), "overlap": shown(overlap),
            "dagen_overlap": str((overlap[1] - overlap[0]).days + 1)
        } | ({"conflict_peildag": c.d} if c.programmes else {})
        periods += [c.period, overlap]
    require(("conflict_peildag" in said) == ("conflict_peildag" in wanted),
            "perioden: conflict_peildag is that of a keten line")
    for key, value in wanted.items():
        require(said[key] == value, f"perioden: {key} is {value}, the proof says {said[key]}")
    for period in periods:
        require(shown(period) in said["tijdlijn"], "the timeline lacks a period")


def confirmed_sides(proof, exports, dossier):
    kinds = ["ketenregel", "conflictregel"] if "conflictregel" in proof else ["ketenregel"]
    lines = [confirmed_line(exports, proof[kind], kind) for kind in kinds]
    require({patient(line) for line in lines} == {proof["bevinding"]["patient"]}, "the lines are not of one patient")
    require(len(lines) == 1 or lines[0] is not lines[1], "it is one line")
    for line, what in zip(lines, ("keten line", "conflict line")):
        require(line["debet_credit"] == "D", f"the {what} is no debit")
        require(int(line["bedrag_cent"]), f"nothing was granted for the {what}")
    sides = [dossier.side(line) for line in lines]
    require(all(sides), "a line is delivered twice, otherwise")
    require(sides[0].programmes, "no keten line")
    return sides


def confirm_search(proof, sides, hits, dossier):
    """What a single finding looked for: the members that it shows, the lines that do not count, and the arithmetic of a tariff."""
    k = sides[0]
    told = {said["regel"]: said for said in proof["gezocht"]}
    require(set(told) == {hit["regel"]["regel"] for hit in hits}, "gezocht is not about the rules that hit")
    for hit in hits:
        rule, said = hit["regel"], told[hit["regel"]["regel"]]
        if rule["soort"] == "tarief":
            agreed = agreed_cent(rule, k)
            wanted = {
                "aantal": k.row["aantal"], "kwartalen": str(quarters_of(k.period)), "afgesproken_cent": str(agreed)
            }
            wanted["tarief_cent"] = str(agreed // (int(k.row["aantal"]) * quarters_of(k.period)))
            for key, value in wanted.items():
                require(said[key] == value, f"gezocht: {key} is {value}, the proof says {said[key]}")
    for row in proof.get("relaties", []):
        require(
            any(row["van_agb"] == r["van_agb"] and row["naar_agb"] == r["naar_agb"] and
                row["geldig_van"] == r["geldig_van"] and valid(r, k.d)
                for r in dossier.rules.relations), "a relation that is not in the file, or not valid then")


def confirm_contracts(proof, sides):
    known = [c for side in sides for c in side.all_contracts]
    for said in proof["contracten"]:
        require(any(all(said[column] == (c.get(column) or "") for column in c if column in said) for c in known),
                "a contract row that is not in the file")


def confirm_finding(proof, sides, hits):
    said = proof["bevinding"]
    leading = min(hits, key=lambda hit: hit["order"])
    require([hit for hit in hits if hit["leads"]] == [leading], "another rule leads")
    rule = leading["regel"]
    require(said["leidende_regel"] == rule["regel"], "the leading rule is another one")
    require(said["soort"] == rule["soort"], "the soort is not that of the leading rule")
    grade = max((hit["grade"] for hit in hits), key=GRADES.index)
    require(said["zekerheid"] == grade, f"the grade is {grade}, the proof says {said['zekerheid']}")
    require(said["categorie"] == rule["categorie"], "the category is not that of the leading rule")
    best = [hit["reasons"] for hit in hits if hit["grade"] == grade]
    reasons = ";".join(sorted(set().union(*best))) if all(best) else ""
    require(proof["zekerheid"]["redenen"] == reasons, "the reasons of the finding are others")
    ways = {False: "K alleen" if len(sides) == 1 else "K naar C", True: "C naar K"}
    require({(r["regel"], r["reden"], r["richting"]) for r in proof["redenen"]} == {
        (h["regel"]["regel"], reason, ways[h["turned"]]) for h in hits for reason in h["reasons"]
    }, "the list of reasons is not complete")
    side = rule["verhaal"] if len(sides) == 2 else "keten"
    if leading["turned"]:
        side = {"keten": "conflict", "conflict": "keten"}[side]
    require(said["terug_te_vorderen"] == f"de {side}regel", f"the {side} line is to be recovered")
    cent = int(sides[side == "conflict"].row["bedrag_cent"])
    if rule["soort"] == "tarief":
        cent -= agreed_cent(rule, sides[0])
    require(said["bedrag_euro"].replace(".", "") == f"{cent // 100},{cent % 100:02}", "the amount is another one")
    parts = [s.row[column] for s in sides
             for column in ("agb_declarant", "referentienummer")] + ([""] * 2 if len(sides) == 1 else [])
    name = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=32).hexdigest()[:16]
    require(said["bevinding_id"] == name, "the id is not that of these lines")
    other = None if len(sides) == 1 else sides[side == "keten"].row
    return {"id": name, "recovers": sides[side == "conflict"].row, "ground": other, "whole": rule["soort"] != "tarief",
            "before": max((hit["before"] for hit in hits), key=GRADES.index)}


def identity(row):
    return row["agb_declarant"], row["referentienummer"]


def confirm_credits(proof, exports, reversed_by):
    """What each credit that the proof shows does. Returns the ones that reverse a line of the finding."""
    debits = {identity(proof[kind]): f"de {kind}" for kind in ("ketenregel", "conflictregel") if kind in proof}
    undo = {credit: debits[debit] for debit, credit in reversed_by.items() if debit in debits}
    for said in proof["credits"]:
        credit = confirmed_line(exports, said, "credit")
        wanted = undo.get(identity(credit), "geen van beide")
        require(said["draait_terug"] == wanted or (wanted == "geen van beide" and len(debits) == 1),
                f"a credit reverses {wanted}, the proof says {said['draait_terug']}")
    require(set(undo) <= {identity(said) for said in proof["credits"]}, "a credit that reverses a line is not shown")
    return undo


def confirm(proof, exports, rules):
    """Refuses, or says what the finding recovers and what its ground is."""
    lines = exports.of_patient.get(proof["bevinding"]["patient"])
    require(lines, "the exports do not know this patient")
    undo = confirm_credits(proof, exports, credits_of(lines)[0])
    require(not undo or proof["bevinding"]["status"] == "vervallen", "one of the lines was reversed by a credit")
    dossier = Dossier({key: row for key, row in lines.items() if key not in undo}, rules)
    sides = confirmed_sides(proof, exports, dossier)
    confirmed_periods(proof, sides)
    require(proof["regels"], "no rule hits")
    lost_ground = "grond_terug_door" in proof["zekerheid"]
    hits = [confirmed_hit(said, sides, dossier, lost_ground) for said in proof["regels"]]
    if len(sides) == 1:
        confirm_search(proof, sides, hits, dossier)
    confirm_contracts(proof, sides)
    return confirm_finding(proof, sides, hits)


def confirm_ground(proof, found, all_found):
    """Against the other findings of the same patient of which proofs were given."""
    takers = [
        other["id"] for other in all_found if found["ground"] is not None and other["recovers"] is found["ground"] and
        other["whole"] and GRADES.index(other["before"]) >= GRADES.index(found["before"])
    ]
    said = proof["zekerheid"].get("grond_terug_door")
    require(bool(said) == bool(takers), f"its ground is recovered by {takers or 'nothing'}")
    require(not said or said in takers, f"its ground is recovered by {takers}, the proof says {said}")
    require(not said or proof["zekerheid"]["zonder_verlies_van_grond"] == found["before"],
            "the grade that it would have is another one")


def main():
    parser = argparse.ArgumentParser(description="Confirms proofs of explain --json from the raw exports alone.")
    parser.add_argument("--raw", required=True, help="folder of the exports")
    parser.add_argument("--tables", required=True, help="folder of the conflict tables")
    parser.add_argument("--contracts", help="the contracts of the run")
    parser.add_argument("--relaties", help="the relations of the run")
    parser.add_argument("--profile", action="append", default=[], metavar="FILE.csv=PROFILE.ini",
                        help="the dialect of a file")
    parser.add_argument("proof", nargs="+")
    args = parser.parse_args()
    exports = Exports(args.raw,
                      {name: Dialect(path) for name, path in (profile.split("=", 1) for profile in args.profile)})
    rules = Rules(args.tables, args.contracts, args.relaties)
    proofs = {}
    for path in args.proof:
        with open(path, encoding="utf-8") as file:
            proofs[pathlib.Path(path).name] = json.load(file)
    found, refused = {}, {}
    for name, proof in proofs.items():
        try:
            found[name] = confirm(proof, exports, rules)
        except (Refused, KeyError, ValueError) as why:
            refused[name] = why if isinstance(why, Refused) else repr(why)
    standing = {name: one for name, one in found.items() if proofs[name]["bevinding"]["status"] != "vervallen"}
    for name, one in standing.items():
        try:
            confirm_ground(proofs[name], one, standing.values())
        except Refused as why:
            refused[name] = why
    for name in proofs:
        print(f"{name}: refused: {refused[name]}" if name in refused else f"{name}: confirmed")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
