#!/usr/bin/env python3
"""Confirms proofs of `dubbelloop explain --json` from the raw exports alone.

    check_proof.py --tables DIR --raw DIR [--profile FILE.csv=PROFILE.ini]... PROOF.json...

Written from docs/semantics.md, with code of its own: nothing of the engine and nothing of tests/oracle. A proof is refused when

- a line does not stand where the proof says (file, SHA-256 of the file, line number) or has another value in any column;
- the lines are not of one patient, a debit each, or a credit in the exports reverses one of them;
- periods, overlap or its days come out otherwise;
- a rule is not the row of the conflict tables, was not valid on the day that counts, is of a programme that its keten line does not carry, does
  not fit the line that it hits, or gives other reasons or another grade;
- grade, reasons, leading rule, side and amount to recover, or the id of the finding do not follow from all that.

Not looked at: which table belongs to which insurer, and what contracts say (contract_onbekend is believed), and whether more rules hit than the proof
names. Prints a line a proof, and exits with 1 when one is refused."""

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

COLUMNS = ("bsn verzekerdennummer uzovi agb_declarant agb_uitvoerder specialisme prestatiecodelijst prestatiecode zorgproductcode verwijsdiagnosecode "
           "diagnosecode begindatum einddatum aantal bedrag_cent debet_credit referentienummer vorig_referentienummer").split()
ZERO_IS_EMPTY = {"agb_uitvoerder", "specialisme", "prestatiecodelijst", "zorgproductcode", "verwijsdiagnosecode", "einddatum"}
GRADES = ["signaal", "waarschijnlijk", "vast"]
AT_MOST = {"declaratiecode_wijkt_af": "waarschijnlijk", "zorgproduct_onbekend": "waarschijnlijk", "verwijsdiagnose_onbekend": "signaal",
           "diagnose_onbekend": "signaal", "contract_onbekend": "signaal", "gedoogkwartaal": "signaal", "eenmalig_consult": "signaal"}


class Refused(Exception):
    pass


def require(holds, why):
    if not holds:
        raise Refused(why)


# ---------------------------------------------------------------------------------------------------------------------
# Raw exports


class Dialect:
    """What a profile says, or the canonical form."""

    def __init__(self, path=None):
        ini = configparser.ConfigParser(delimiters=("=",), comment_prefixes=("#",), interpolation=None)
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

    def day(self, text):
        if self.date == "dmy":
            d, m, y = re.split("[-/.]", text)
        elif re.fullmatch("[0-9]{8}", text):
            y, m, d = text[:4], text[4:6], text[6:]
        else:
            y, m, d = re.split("[-/.]", text)
        return datetime.date(int(y), int(m), int(d)).isoformat()

    def cent(self, text):
        if self.decimal == "cent":
            return str(int(text))
        whole, part = text.split("," if self.decimal == "komma" else ".")
        return str(int(whole + part))


class Export:
    """One file: its hash, and its lines by number."""

    def __init__(self, path, dialect):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.dialect = dialect
        self.lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        names = [name.strip(" ").lower() for name in self.fields(1)]
        own = {column: dialect.own_name.get(column, column).lower() for column in COLUMNS}
        self.place = {column: names.index(name) for column, name in own.items() if name in names}
        self.parsed = {}

    def fields(self, number):
        text = self.lines[number - 1].removesuffix(b"\r").decode(self.dialect.encoding)
        return next(csv.reader([text], delimiter=self.dialect.delimiter, quotechar=self.dialect.quote, strict=True))

    def line(self, number):
        """The values of a line after normalisation; raises when it is no good line."""
        if number in self.parsed:
            return self.parsed[number]
        fields = self.fields(number)
        row = {}
        for column in COLUMNS:
            value = fields[self.place[column]].strip(" ") if column in self.place else ""
            if column in ZERO_IS_EMPTY and value and not value.strip("0"):
                value = ""
            value = value or self.dialect.default.get(column, "")
            row[column] = value.upper() if column in ("prestatiecode", "diagnosecode", "debet_credit") else value
        row["bsn"] = row["bsn"].zfill(9) if row["bsn"] else ""
        if row["bsn"] == "999999999":
            row["bsn"] = ""
        if not re.fullmatch(r"[A-Z][0-9]{2}(\.[0-9]{1,2})?", row["diagnosecode"]):
            row["diagnosecode"] = ""
        row["begindatum"] = self.dialect.day(row["begindatum"])
        row["einddatum"] = self.dialect.day(row["einddatum"]) if row["einddatum"] else row["begindatum"]
        row["verwijsdiagnosecode"] = str(int(row["verwijsdiagnosecode"])) if row["verwijsdiagnosecode"] else ""
        row["aantal"] = str(int(row["aantal"] or "1"))
        row["bedrag_cent"] = self.dialect.cent(row["bedrag_cent"])
        row["debet_credit"] = row["debet_credit"] or "D"
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
    return tuple(row[c] for c in ("prestatiecodelijst", "prestatiecode", "zorgproductcode", "begindatum", "einddatum", "bedrag_cent"))


class Exports:
    def __init__(self, folder, dialects):
        self.file = {path.name: Export(path, dialects.get(path.name, Dialect())) for path in sorted(pathlib.Path(folder).iterdir())
                     if re.search(r"\.csv(\.gz)?$", path.name) and path.name != "contracts.csv"}
        self.of_declarant = {}  # (patient, agb) -> {reference: row}
        for export in self.file.values():
            for row in export.good_lines():
                self.of_declarant.setdefault((patient(row), row["agb_declarant"]), {}).setdefault(row["referentienummer"], row)

    def reversed_by(self, row):
        """The reference of the credit that reverses this debit, or None (semantics.md 2)."""
        lines = self.of_declarant[patient(row), row["agb_declarant"]]
        credits = sorted(ref for ref, line in lines.items() if line["debet_credit"] == "C")
        reversed_lines = {}
        for ref in credits:
            debit = lines[ref]["vorig_referentienummer"]
            if debit in lines and lines[debit]["debet_credit"] == "D":
                reversed_lines.setdefault(debit, ref)
        for ref in credits:
            if lines[ref]["vorig_referentienummer"]:
                continue
            for debit in sorted(lines, key=str.encode):
                if lines[debit]["debet_credit"] == "D" and debit not in reversed_lines and service(lines[debit]) == service(lines[ref]):
                    reversed_lines[debit] = ref
                    break
        return reversed_lines.get(row["referentienummer"])


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
            require(row[column] == said[column], f"{what}: {column} is another one on line {said['regelnummer']} of {said['bestand']}")
    return row


# ---------------------------------------------------------------------------------------------------------------------
# Periods


def day(text):
    return datetime.date.fromisoformat(text)


def quarter(d):
    first = datetime.date(d.year, (d.month - 1) // 3 * 3 + 1, 1)
    after = datetime.date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, after - datetime.timedelta(days=1)


def dates(row):
    return day(row["begindatum"]), day(row["einddatum"])


def keten_period(row, said):
    first, last = dates(row)
    return (first, last) if said.startswith("de datums") else (quarter(first)[0], quarter(last)[1])


def shown(period):
    return f"{period[0].isoformat()} t/m {period[1].isoformat()}"


def confirmed_periods(proof, keten, conflict):
    said = proof["perioden"]
    k = keten_period(keten, said["ketenperiode_is"])
    c = keten_period(conflict, said["conflictperiode_is"]) if "conflict_peildag" in said else dates(conflict)
    overlap = max(k[0], c[0]), min(k[1], c[1])
    require(overlap[0] <= overlap[1], "the periods share no day")
    wanted = {"ketenregel": shown(dates(keten)), "ketenperiode": shown(k), "conflictregel": shown(dates(conflict)), "conflictperiode": shown(c),
              "overlap": shown(overlap), "dagen_overlap": str((overlap[1] - overlap[0]).days + 1), "peildag": quarter(dates(keten)[0])[0].isoformat()}
    if "conflict_peildag" in said:
        wanted["conflict_peildag"] = quarter(dates(conflict)[0])[0].isoformat()
    for key, value in wanted.items():
        require(said[key] == value, f"perioden: {key} is {value}, the proof says {said[key]}")
    for period in (k, c, overlap):
        require(shown(period) in said["tijdlijn"], "the timeline lacks a period")
    return k, c


# ---------------------------------------------------------------------------------------------------------------------
# Rules


class Tables:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.group = {}
        for row in self.read("diagnosegroepen"):
            self.group.setdefault(row["groep"], []).append(row["icpc"])
        self.codeset = {}
        for row in self.read("codesets"):
            self.codeset.setdefault(row["codeset"], []).append((row["prestatiecodelijst"], row["code"]))
        self.programmes = self.read("programmas")
        self.tables = [row["tabel"] for row in self.read("tabellen")]

    def read(self, name):
        with open(self.folder / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def rule(self, tabel, regel):
        for number, row in enumerate(self.read(tabel)):
            if row["regel"] == regel:
                return row, (self.tables.index(tabel), number)
        raise Refused(f"{regel} is no rule of {tabel}")


def code_fits(rule, row, tables):
    code = row["prestatiecode"]
    if rule["codeset"]:
        return any(code == other and (not lijst or not row["prestatiecodelijst"] or lijst == row["prestatiecodelijst"])
                   for lijst, other in tables.codeset.get(rule["codeset"], []))
    first, last = rule["code_van"], rule["code_tm"] or rule["code_van"]
    return not first or (len(first) == len(code) and first <= code <= last)


def hit_reasons(rule, said, row, k, c, tables):
    """The reasons of a hit; refuses when the rule does not hit. `row` is the line that is hit; k and c are the periods."""
    name = rule["regel"]
    lijst, product = row["prestatiecodelijst"], row["zorgproductcode"]
    reasons = set()
    require(not rule["prestatiecodelijst"] or not lijst or lijst in rule["prestatiecodelijst"].split(), f"{name}: the list does not fit")
    has_code, fits = bool(rule["code_van"] or rule["codeset"]), code_fits(rule, row, tables)
    wanted = rule["zorgproduct"]
    if wanted and not wanted.endswith("*") and has_code:
        require(product in ("", wanted), f"{name}: the zorgproduct does not fit")
        if product and not fits:
            reasons.add("declaratiecode_wijkt_af")
        if not product:
            require(fits, f"{name}: the code does not fit")
            reasons.add("zorgproduct_onbekend")
    else:
        require(not wanted or (product.startswith(wanted[:-1]) and product if wanted.endswith("*") else product == wanted),
                f"{name}: the zorgproduct does not fit")
        require(fits, f"{name}: the code does not fit")
    specialisme = row["specialisme"] or row["agb_uitvoerder"][:4]
    require(not rule["specialisme"] or specialisme in rule["specialisme"].split(), f"{name}: the specialisme does not fit")
    zorgsoort = (row["agb_uitvoerder"] or row["agb_declarant"])[:2]
    require(not rule["zorgsoort"] or zorgsoort in rule["zorgsoort"].split(), f"{name}: the zorgsoort does not fit")
    if rule["verwijsdiagnoses"]:
        known = row["verwijsdiagnosecode"]
        require(not known or int(known) in map(int, rule["verwijsdiagnoses"].split()), f"{name}: the verwijsdiagnose does not fit")
        if not known:
            reasons.add("verwijsdiagnose_onbekend")
    if rule["betreft"]:
        group = tables.group[rule["betreft"]]
        require(sorted(said["betreft_icpc"].split()) == sorted(group), f"{name}: the diagnosis group is another one")
        require(not row["diagnosecode"] or any(row["diagnosecode"].startswith(icpc) for icpc in group), f"{name}: the diagnosis does not fit")
        if not row["diagnosecode"]:
            reasons.add("diagnose_onbekend")
    require(k[0] <= c[1] and c[0] <= k[1], f"{name}: the periods share no day")
    require(rule["overlap"] != "start" or c[0] >= k[0], f"{name}: the conflict period begins before the keten period")
    if rule["gedoogkwartaal"] == "1" and c[0] >= k[0]:
        reasons.add("gedoogkwartaal")
    if rule["eenmalig"] == "1":
        reasons.add("eenmalig_consult")
    if rule["voorwaarde"] and "contract_onbekend" in said["redenen"].split(";"):
        reasons.add("contract_onbekend")
    return reasons


def carries_programme(row, programme, contracts, tables):
    """Is it a keten line of this programme, by programmas.csv or by a contract row that the proof shows?"""
    def same(name):
        return programme in ("*", name)
    return (any(same(p["programma"]) and p["code_van"] and code_fits({**p, "codeset": ""}, row, tables)
                and row["prestatiecodelijst"] in ("", p["prestatiecodelijst"]) for p in tables.programmes)
            or any(same(c["programma"]) and c["prestatiecode"] == row["prestatiecode"] and c["agb_declarant"] == row["agb_declarant"]
                   for c in contracts))


def grade_of(rule, row, reasons):
    grade = "vast" if rule["betreft"] and row["diagnosecode"] else rule["zekerheid"]
    return min([grade, *(AT_MOST[reason] for reason in reasons)], key=GRADES.index)


def confirmed_hit(proof, said, lines, periods, tables):
    """(grade, reasons, turned, order) of a rule that the proof names."""
    rule, place = tables.rule(said["tabel"], said["regel"])
    name = rule["regel"]
    turned = {"K naar C": False, "C naar K": True}[said["richting"]]
    for column, value in rule.items():
        key = "basiszekerheid" if column == "zekerheid" else column
        require(said[key] == value, f"{name}: {key} is not what the row says")
    require(rule["status"] == "actief", f"{name} is no active rule")
    from_line, to_line = lines[turned], lines[not turned]
    d = quarter(dates(from_line)[0])[0].isoformat()
    require(carries_programme(from_line, rule["programma"], proof["contracten"], tables), f"{name}: no keten line of {rule['programma']}")
    require(rule["geldig_van"] <= d and (not rule["geldig_tot"] or d < rule["geldig_tot"]), f"{name} is not valid on {d}")
    if rule["programma"] == "*":
        require("conflict_peildag" in proof["perioden"] and not turned, f"{name}: not two keten lines")
        reasons = set()
    else:
        reasons = hit_reasons(rule, said, to_line, periods[turned], periods[not turned], tables)
    require(";".join(sorted(reasons)) == said["redenen"], f"{name}: its reasons are {sorted(reasons)}, the proof says {said['redenen']}")
    grade = rule["zekerheid"] if rule["programma"] == "*" else grade_of(rule, to_line, reasons)
    require(grade == said["zekerheid"], f"{name}: its grade is {grade}, the proof says {said['zekerheid']}")
    rang = ["van de verzekeraar", "door het contract", "voor elke verzekeraar"].index(said["tabel_geldt"])
    return {"regel": rule, "grade": grade, "reasons": reasons, "turned": turned, "leads": said["leidt"].startswith("ja"),
            "order": (-GRADES.index(grade), turned, rang, *place)}


# ---------------------------------------------------------------------------------------------------------------------
# A proof


def confirm_finding(proof, lines, hits):
    said = proof["bevinding"]
    leading = min(hits, key=lambda hit: hit["order"])
    require([hit for hit in hits if hit["leads"]] == [leading], "another rule leads")
    require(said["leidende_regel"] == leading["regel"]["regel"], "the leading rule is another one")
    require(said["zekerheid"] == leading["grade"], f"the grade is {leading['grade']}, the proof says {said['zekerheid']}")
    require(said["categorie"] == leading["regel"]["categorie"], "the category is not that of the leading rule")
    best = [hit["reasons"] for hit in hits if hit["grade"] == leading["grade"]]
    reasons = ";".join(sorted(set().union(*best))) if all(best) else ""
    require(proof["zekerheid"]["redenen"] == reasons, "the reasons of the finding are others")
    require({(r["regel"], r["reden"], r["richting"]) for r in proof["redenen"]}
            == {(h["regel"]["regel"], reason, "C naar K" if h["turned"] else "K naar C") for h in hits for reason in h["reasons"]},
            "the list of reasons is not complete")
    side = leading["regel"]["verhaal"]
    if leading["turned"]:
        side = {"keten": "conflict", "conflict": "keten"}[side]
    require(said["terug_te_vorderen"] == f"de {side}regel", f"the {side} line is to be recovered")
    cent = int(lines[side == "conflict"]["bedrag_cent"])
    require(said["bedrag_euro"] == f"{cent // 100},{cent % 100:02}", "the amount is another one")
    parts = [lines[i][column] for i in (0, 1) for column in ("agb_declarant", "referentienummer")]
    name = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=32).hexdigest()[:16]
    require(said["bevinding_id"] == name, "the id is not that of these two lines")


def confirm(proof, exports, tables):
    lines = [confirmed_line(exports, proof["ketenregel"], "ketenregel"), confirmed_line(exports, proof["conflictregel"], "conflictregel")]
    require(patient(lines[0]) == patient(lines[1]) == proof["bevinding"]["patient"], "the lines are not of one patient")
    require(lines[0] != lines[1], "it is one line")
    for line, what in zip(lines, ("keten line", "conflict line")):
        require(line["debet_credit"] == "D", f"the {what} is no debit")
    reversing = [exports.reversed_by(line) for line in lines]
    if proof["bevinding"]["status"] != "vervallen":
        require(reversing == [None, None], "one of the lines was reversed by a credit")
    for said in proof["credits"]:
        credit = confirmed_line(exports, said, "credit")
        ours = [credit["agb_declarant"] == line["agb_declarant"] and ref == credit["referentienummer"] for line, ref in zip(lines, reversing)]
        wanted = "de ketenregel" if ours[0] else "de conflictregel" if ours[1] else "geen van beide"
        require(said["draait_terug"] == wanted, f"a credit reverses {wanted}, the proof says {said['draait_terug']}")
    periods = confirmed_periods(proof, *lines)
    require(proof["regels"], "no rule hits")
    hits = [confirmed_hit(proof, said, lines, periods, tables) for said in proof["regels"]]
    confirm_finding(proof, lines, hits)


def main():
    parser = argparse.ArgumentParser(description="Confirms proofs of explain --json from the raw exports alone.")
    parser.add_argument("--raw", required=True, help="folder of the exports")
    parser.add_argument("--tables", required=True, help="folder of the conflict tables")
    parser.add_argument("--profile", action="append", default=[], metavar="FILE.csv=PROFILE.ini", help="the dialect of a file")
    parser.add_argument("proof", nargs="+")
    args = parser.parse_args()
    exports = Exports(args.raw, {name: Dialect(path) for name, path in (profile.split("=", 1) for profile in args.profile)})
    tables = Tables(args.tables)
    refused = 0
    for path in args.proof:
        with open(path, encoding="utf-8") as file:
            proof = json.load(file)
        try:
            confirm(proof, exports, tables)
            print(f"{pathlib.Path(path).name}: confirmed")
        except (Refused, KeyError, ValueError) as why:
            print(f"{pathlib.Path(path).name}: refused: {why if isinstance(why, Refused) else repr(why)}")
            refused += 1
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
