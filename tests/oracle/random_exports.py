#!/usr/bin/env python3
"""Random, dense and adversarial exports for the differential test.

`make_case(seed, directory)` writes a case folder: inputs (in_1.csv ..), `args`, and by chance `contracts.csv`, `profile.ini`,
`tables/` and `files` (the inputs in the order of the arguments, when that is not the numeric one). The same seed and the same
base tables always give the same folder. Nothing here knows what should come out: that is for oracle.py to say.
"""

import csv
import gzip
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import oracle

INSURERS = ["3332", "3311", "3313", "7777"]
KETEN_AGBS = ["53010001", "53010002", "53010003"]
OTHER_AGBS = ["01000001", "01000002", "06010001", "24000001", "26000001", "96000001", "00000000", "53010001"]
PERFORMERS = ["", "", "", "03130001", "03220002", "03010001", "26000009", "01000001", "00000000"]
HUISARTS_CODES = ["12000", "12001", "12005", "12006", "12010", "12011", "12850", "13004", "14610", "14611", "31020", "31023"]
DOTS = [("15A295", "040201013"), ("15C409", "090301010"), ("15C413", "090301015"), ("15A883", "100501036"), ("15X001", "040201999")]
DIET_CODES = ["6000", "6001", "6300", "6301"]
VERWIJSCODES = ["55", "25", "26", "27", "57", "32", "99"]
VOET_CODES = ["9200", "9201", "9202", "9203"]
CONTRACT_CODES = ["40091", "40092"]
DIAGNOSES = ["T90", "T90.02", "T90.1", "K74", "K86", "K87.01", "R95", "R96", "T93", "A01", "T89"]
CONDITIONS = ["voetzorg", "meekijk"]
CATEGORIES = ["consult", "smr", "meekijk", "keten", "dot", "dieet", "voetzorg", "spirometrie", "module", "fundus", "teststrips", "specialist"]
TABLE_FILES = {
    "programmas": "programma,volgorde,prestatiecodelijst,code_van,code_tm,geldig_van,geldig_tot,bron,herkomst",
    "tabellen": "tabel,titel,uzovi,geldig_van,geldig_tot,keten_periode,bron,herkomst",
    "codesets": "codeset,prestatiecodelijst,code",
    "diagnosegroepen": "groep,icpc,bron,herkomst",
    "rules": "regel,programma,categorie,prestatiecodelijst,code_van,code_tm,codeset,zorgproduct,specialisme,zorgsoort,verwijsdiagnoses,"
             "betreft,voorwaarde,overlap,gedoogkwartaal,eenmalig,zekerheid,verhaal,geldig_van,geldig_tot,status,omschrijving,bron,herkomst",
    "contracts": "uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel",
}


def write_table(path, kind, rows):
    names = TABLE_FILES[kind].split(",")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({"bron": "proef", "herkomst": "interpretatie"} | row if "bron" in names else row for row in rows)


# ---------------------------------------------------------------------------------------------------------------------
# Days


class Window:
    """A few quarters around which everything of a case happens, so that periods meet and edges are hit."""

    def __init__(self, rng):
        self.rng = rng
        start = rng.choice([(2022, 10), (2023, 1), (2023, 7), (2021, 10), (2024, 4), (2023, 10), (1990, 1), (2099, 1)])
        self.quarters = [date(*start, 1)]
        while len(self.quarters) < 4:
            self.quarters.append(oracle.quarter_end(self.quarters[-1]) + timedelta(days=1))

    def day(self):
        quarter = self.rng.choice(self.quarters)
        last = oracle.quarter_end(quarter)
        day = self.rng.choice([
            quarter, last, quarter + timedelta(days=self.rng.randrange(90)), quarter + timedelta(days=self.rng.randrange(90)),
            quarter + timedelta(days=1), last - timedelta(days=1), quarter - timedelta(days=1)])
        return min(max(day, date(1990, 1, 1)), date(2099, 12, 31))

    def boundary(self):
        """A day on which a validity may begin or end: at a quarter edge, mid-quarter, or at the year edge."""
        quarter = self.rng.choice(self.quarters)
        return (quarter + timedelta(days=self.rng.choice([0, 0, 0, 1, 35, 89]))).isoformat()

    def validity(self):
        """(geldig_van, geldig_tot): mostly over the whole window."""
        rng = self.rng
        if rng.random() < 0.6:
            return "1990-01-01", rng.choice(["", "", self.boundary()])
        if rng.random() < 0.5:
            return self.boundary(), ""
        return tuple(sorted([self.boundary(), self.boundary()]))


# ---------------------------------------------------------------------------------------------------------------------
# Random conflict tables


def random_rule_codes(rng):
    """The columns that decide whether a line matches."""
    kind = rng.choice(["range", "range", "code", "dot", "dot", "dot_only", "prefix", "prefix_code", "dieet", "voet", "specialisme",
                       "zorgsoort", "codeset", "codeset_dot", "keten", "keten", "list_only", "mixed"])
    dot_code, dot = rng.choice(DOTS)
    if kind == "range":
        van, tm = sorted(rng.sample(HUISARTS_CODES, 2))
        return {"prestatiecodelijst": rng.choice(["008", "", "008 012"]), "code_van": van, "code_tm": tm}
    if kind == "code":
        return {"prestatiecodelijst": rng.choice(["008", "", "001 008"]), "code_van": rng.choice(HUISARTS_CODES)}
    if kind == "dot":
        return {"prestatiecodelijst": "041", "code_van": dot_code, "zorgproduct": dot}
    if kind == "dot_only":
        return {"prestatiecodelijst": rng.choice(["041", ""]), "zorgproduct": dot}
    if kind == "prefix":
        return {"prestatiecodelijst": "041", "zorgproduct": dot[:rng.choice([2, 6, 9])] + "*"}
    if kind == "prefix_code":
        return {"prestatiecodelijst": "041", "code_van": "15A000", "code_tm": "15C999", "zorgproduct": dot[:6] + "*"}
    if kind == "dieet":
        return {"prestatiecodelijst": "012 076", "code_van": "6000", "code_tm": rng.choice(["6001", "6301", ""]),
                "verwijsdiagnoses": " ".join(code.zfill(4) for code in rng.sample(VERWIJSCODES, rng.randint(1, 3)))}
    if kind == "voet":
        return {"prestatiecodelijst": "054 080", "code_van": "9200", "code_tm": rng.choice(["9203", "9201", ""])}
    if kind == "specialisme":
        return {"prestatiecodelijst": rng.choice(["041", ""]), "specialisme": rng.choice(["0313", "0313 0301", "0322"])}
    if kind == "zorgsoort":
        return {"prestatiecodelijst": rng.choice(["080", "", "041"]), "zorgsoort": rng.choice(["26", "26 96", "03", "06"])}
    if kind == "codeset":
        return {"prestatiecodelijst": rng.choice(["", "001", "008 041"]), "codeset": rng.choice(["set_a", "set_b", "leeg"])}
    if kind == "codeset_dot":
        return {"prestatiecodelijst": "041", "codeset": "set_dot", "zorgproduct": dot}
    if kind == "keten":
        return {"prestatiecodelijst": rng.choice(["056", ""]), "code_van": rng.choice(["40001", "40011", "40021", "40091"])}
    if kind == "list_only":
        return {"prestatiecodelijst": "008"}
    return {"prestatiecodelijst": "008 041", "code_van": "12000", "code_tm": "15Z99", "zorgsoort": "01 03", "specialisme": "0100 0313 0301"}


def random_rules(rng, window, prefix, programmas, count):
    rules = []
    for number in range(count):
        van, tot = window.validity()
        rule = {
            "regel": f"{prefix}-{rng.randrange(100):02d}-{number:02d}", "programma": rng.choice(programmas),
            "categorie": rng.choice(CATEGORIES), "overlap": "start" if rng.random() < 0.15 else "elk",
            "gedoogkwartaal": int(rng.random() < 0.2), "eenmalig": int(rng.random() < 0.2),
            "zekerheid": rng.choice(["vast", "vast", "waarschijnlijk", "signaal"]),
            "verhaal": rng.choice(["conflict", "conflict", "keten"]), "geldig_van": van, "geldig_tot": tot,
            "status": "concept" if rng.random() < 0.08 else "actief", "omschrijving": "proef",
        } | random_rule_codes(rng)
        if rng.random() < 0.3:
            rule["betreft"] = rng.choice(["DM2", "VRM", "COPD"])
        if rng.random() < 0.25:
            rule["voorwaarde"] = rng.choice(["voetzorg", "meekijk", "voetzorg meekijk"])
        if rng.random() < 0.1:
            rule["verwijsdiagnoses"] = rng.choice(["0055", "0025 0026", "00000032"])
        if rule.get("codeset") == "leeg":
            rule["status"] = "concept"  # an active rule with an unknown codeset is exit status 4
        rules.append(rule)
    return rules


def write_random_tables(rng, window, directory):
    directory.mkdir()
    volgorde = dict(zip(["DM2", "VRM", "COPD", "ASTMA"], rng.choice([(1, 2, 3, 4), (1, 2, 3, 4), (3, 1, 2, 4)])))
    codes = {"DM2": "40001", "VRM": "40011", "COPD": "40021"}
    programma_rows = [{"programma": "ASTMA", "prestatiecodelijst": rng.choice(["056", "", "056 001"]), "geldig_van": "1990-01-01"}]
    for programma, code in codes.items():
        row = {"programma": programma, "prestatiecodelijst": rng.choice(["056", "056", "", "056 008"]), "code_van": code,
               "code_tm": rng.choice(["", "", "40012", code]) if programma == "VRM" else ""}
        middle = window.boundary()
        if rng.random() < 0.3:  # two stretches, with or without a gap
            programma_rows.append(row | {"geldig_van": "1990-01-01", "geldig_tot": middle})
            if rng.random() < 0.6:
                programma_rows.append(row | {"geldig_van": max(middle, window.boundary()), "code_tm": "", "geldig_tot": ""})
        else:
            programma_rows.append(row | {"geldig_van": "1990-01-01"})
    if rng.random() < 0.2:  # one code of two programmes
        programma_rows.append({"programma": "VRM", "prestatiecodelijst": "056", "code_van": "40001", "geldig_van": "1990-01-01"})
    for row in programma_rows:
        row["volgorde"] = volgorde[row["programma"]]
    rng.shuffle(programma_rows)
    write_table(directory / "programmas.csv", "programmas", programma_rows)

    first_end, second_start = sorted([window.boundary(), window.boundary()])
    end = rng.choice([window.boundary(), "", "2100-01-01"])
    tables = [
        {"tabel": "algemeen", "uzovi": "*", "geldig_van": rng.choice(["1990-01-01", "1990-01-01", window.boundary()])},
        {"tabel": "eerste", "uzovi": "3332", "geldig_van": "1990-01-01", "geldig_tot": first_end},
        {"tabel": "tweede", "uzovi": "3332", "geldig_van": second_start,
         "geldig_tot": rng.choice(["", max(second_start, window.boundary())])},
        {"tabel": "derde", "uzovi": "3311 3313", "geldig_van": "1990-01-01", "geldig_tot": end},
        {"tabel": "bijlage", "uzovi": rng.choice(["", "7777"]), "geldig_van": rng.choice(["1990-01-01", window.boundary()]),
         "geldig_tot": rng.choice(["", window.boundary()])},
    ]
    if rng.random() < 0.3:
        tables.append({"tabel": "overal", "uzovi": "*", "geldig_van": "1990-01-01", "geldig_tot": rng.choice(["", window.boundary()])})
    for table in tables:
        if table.get("geldig_tot"):  # a reversed interval is exit status 4
            table["geldig_tot"] = max(table["geldig_van"], table["geldig_tot"])
        table |= {"titel": "Proef", "keten_periode": rng.choice(["kwartaal", "kwartaal", "datum"])}
    rng.shuffle(tables)
    write_table(directory / "tabellen.csv", "tabellen", tables)

    programmas = rng.sample(["DM2", "DM2", "VRM", "COPD", "ASTMA"], 5)
    for table in tables:
        if table["tabel"] == "algemeen":
            van, tot = window.validity() if rng.random() < 0.2 else ("1990-01-01", "")
            rules = [{"regel": oracle.ALG_DUBBEL, "programma": "*", "categorie": "keten", "overlap": "elk", "gedoogkwartaal": 0,
                      "eenmalig": 0, "zekerheid": rng.choice(["vast", "vast", "signaal"]), "verhaal": rng.choice(["conflict", "keten"]),
                      "geldig_van": van, "geldig_tot": tot, "status": rng.choice(["actief", "actief", "actief", "concept"]),
                      "omschrijving": "Dubbele keten"}]
        else:
            rules = random_rules(rng, window, table["tabel"][:2].upper(), programmas, rng.randint(3, 22))
            for rule in rules:  # so that --extend-tables finds rules, and others that it must not open
                if table.get("geldig_tot") and rng.random() < 0.6:
                    rule["geldig_tot"] = table["geldig_tot"]
                    rule["geldig_van"] = min(rule["geldig_van"], table["geldig_tot"])
        write_table(directory / f"{table['tabel']}.csv", "rules", rules)
    write_table(directory / "codesets.csv", "codesets", [
        {"codeset": "set_a", "prestatiecodelijst": "", "code": "12000"}, {"codeset": "set_a", "prestatiecodelijst": "001", "code": "123456789012"},
        {"codeset": "set_b", "prestatiecodelijst": "008", "code": "12850"}, {"codeset": "set_b", "prestatiecodelijst": "041", "code": "12850"},
        {"codeset": "set_dot", "prestatiecodelijst": "", "code": "15A295"}, {"codeset": "set_dot", "prestatiecodelijst": "041", "code": "15X001"}])
    write_table(directory / "diagnosegroepen.csv", "diagnosegroepen", [
        {"groep": groep, "icpc": icpc} for groep, icpc in
        [("DM2", "T90"), ("VRM", "K74"), ("VRM", "K86"), ("VRM", "K87.0"), ("VRM", "T93"), ("COPD", "R95"), ("ASTMA", "R96")]])


def write_contracts(rng, window, path, tables):
    rows = []
    extra_tables = [table.tabel for table in tables.tables if "*" not in table.uzovi]
    ends = [table.geldig_tot for table in tables.tables if table.geldig_tot]
    for _ in range(rng.randint(2, 14)):
        programma = rng.choice([*tables.volgorde, "*"])
        van, tot = window.validity()
        if ends and rng.random() < 0.3:
            tot = rng.choice(ends)
            van = min(van, tot)
        rows.append({
            "uzovi": rng.choice(INSURERS), "agb_declarant": rng.choice(KETEN_AGBS), "programma": programma,
            "prestatiecode": rng.choice(CONTRACT_CODES) if programma != "*" and rng.random() < 0.5 else "",
            "geldig_van": van, "geldig_tot": tot, "voorwaarden": rng.choice(["", "voetzorg", "meekijk", "meekijk voetzorg"]),
            "extra_tabel": rng.choice(extra_tables) if extra_tables and rng.random() < 0.35 else ""})
    write_table(path, "contracts", rows)


# ---------------------------------------------------------------------------------------------------------------------
# Lines: a dict of canonical values, dates as date, bedrag_cent as int


class LineMaker:
    def __init__(self, rng, window, tables, opaque):
        self.rng = rng
        self.window = window
        self.tables = tables
        self.patients = self.make_patients(opaque)
        self.reference_number = 0
        self.amounts = [rng.randrange(100000) for _ in range(5)] + [0, 999999999999]
        self.rules = [rule for rule in tables.rules if rule.regel != oracle.ALG_DUBBEL]

    def make_patients(self, opaque):
        rng = self.rng
        if opaque:
            known = rng.sample(["p-1", "P-1", "aé,b", 'q"p', "x" * 64, "日本" * 16, "3332-V1", "p 1", "999999990", "~"], rng.randint(1, 3))
        else:
            valid = [bsn for bsn in (str(number) for number in range(999990000, 999999999)) if oracle.elfproef(bsn)]
            known = rng.sample(valid, rng.randint(1, 3))
        patients = [{"bsn": key, "verzekerdennummer": rng.choice(["", "", "V1"])} for key in known]
        for number in rng.sample(["V1", "v1", "V 1", "é/9", "0", "123456789012345"], rng.choice([0, 0, 1, 2])):
            patients.append({"bsn": rng.choice(["", oracle.NO_BSN]), "verzekerdennummer": number})
        return patients

    def reference(self):
        self.reference_number += 1
        n = self.reference_number
        style = self.rng.random()
        if style < 0.8:
            return f"R{n}"
        return self.rng.choice([f"r,{n}", f'q"{n}', f"é{n}", f"{n}".rjust(20, "z"), "日" * 17 + f"{n:03d}", f"{n}", f"a b {n}", f"'{n}'"])

    def period(self):
        """(begindatum, einddatum or None)."""
        begin = self.window.day()
        length = self.rng.choice([None, None, None, 0, 1, 20, 95, 200])
        if length is None:
            return begin, None
        return begin, min(begin + timedelta(days=length), date(2099, 12, 31))

    def base_line(self):
        begin, end = self.period()
        return dict.fromkeys(oracle.COLUMNS, "") | dict(self.rng.choice(self.patients)) | {
            "uzovi": self.rng.choice(INSURERS), "agb_declarant": self.rng.choice(OTHER_AGBS),
            "begindatum": begin, "einddatum": end or "", "bedrag_cent": self.rng.choice(self.amounts),
            "aantal": self.rng.choice(["", "1", "2", "0", "999999999"]), "debet_credit": self.rng.choice(["", "D"]),
            "referentienummer": self.reference()}

    def keten_line(self):
        rng = self.rng
        line = self.base_line() | {"agb_declarant": rng.choice(KETEN_AGBS), "uzovi": rng.choice(INSURERS[:3] + ["7777", "7085"])}
        row = rng.choice([row for row in self.tables.programma_rows if row.code_van])
        line["prestatiecode"] = rng.choice([row.code_van, row.code_tm, "40091"])
        if self.tables.contracts and rng.random() < 0.6:
            contract = rng.choice(self.tables.contracts)
            line |= {"uzovi": contract.uzovi, "agb_declarant": contract.agb_declarant}
            if contract.prestatiecode:
                line["prestatiecode"] = contract.prestatiecode
        line["prestatiecodelijst"] = rng.choice(["056", "056", "056", "", "008", "001"])
        return line

    def conflict_line(self):
        """A line made after some rule, now and then missing one of its columns or with another value there."""
        rng = self.rng
        rule = rng.choice(self.rules)
        line = self.base_line()
        line["agb_uitvoerder"] = rng.choice(PERFORMERS)
        line["prestatiecodelijst"] = rng.choice([*(rule.lists or ["008"]), "", "041"]) if rng.random() < 0.85 else "999"
        codes = [rule.code_van, rule.code_tm] if rule.code_van else ["15X001", "12000", "12850"]
        if rule.codeset:
            codes = [code for name, _, code in self.tables.codesets if name == rule.codeset] or codes
        line["prestatiecode"] = rng.choice(codes) if rng.random() < 0.85 else rng.choice(["15A295", "12850", "1200", "123456789012"])
        if rule.zorgproduct:
            product = rule.zorgproduct.rstrip("*")
            line["zorgproductcode"] = rng.choice([product.ljust(9, "1"), product.ljust(9, "1"), "", "040201014"])
        elif rng.random() < 0.1:
            line["zorgproductcode"] = rng.choice(DOTS)[1]
        if rule.specialisme:
            specialisme = rng.choice([*rule.specialisme, "0320"])
            if rng.random() < 0.5:
                line["specialisme"] = specialisme
            else:
                line["agb_uitvoerder"] = specialisme + "0001"
        if rule.zorgsoort and rng.random() < 0.8:
            line[rng.choice(["agb_uitvoerder", "agb_declarant"])] = rng.choice(rule.zorgsoort) + "000001"
        if rule.verwijsdiagnoses or rng.random() < 0.05:
            line["verwijsdiagnosecode"] = rng.choice([*(str(code) for code in rule.verwijsdiagnoses), "", rng.choice(VERWIJSCODES)])
        if rule.betreft or rng.random() < 0.1:
            group = self.tables.diagnosegroepen.get(rule.betreft, DIAGNOSES)
            line["diagnosecode"] = rng.choice(["", rng.choice(group), rng.choice(group), rng.choice(group), rng.choice(DIAGNOSES),
                                              rng.choice(["geen icpc", "T9002", "T90.", "T90.123"])])
        return line

    def debit(self):
        kind = self.rng.random()
        if kind < 0.35:
            return self.keten_line()
        line = self.conflict_line()
        if kind > 0.92:
            line |= {"prestatiecode": self.rng.choice(["11000", "ZZ", "X" * 12]), "zorgproductcode": "", "prestatiecodelijst": "008"}
        return line

    def credit(self, lines):
        """A credit on some line: naming it or not, in all the ways that go wrong too."""
        rng = self.rng
        target = rng.choice(lines)
        credit = target | {"debet_credit": "C", "referentienummer": self.reference(), "vorig_referentienummer": target["referentienummer"]}
        kind = rng.random()
        if kind < 0.4:
            credit["vorig_referentienummer"] = ""
            if rng.random() < 0.2:
                credit["bedrag_cent"] = rng.choice(self.amounts)
        elif kind < 0.5:
            credit["vorig_referentienummer"] = credit["referentienummer"]
        elif kind < 0.6:
            credit["vorig_referentienummer"] = rng.choice(lines)["referentienummer"]
        elif kind < 0.65:
            credit["vorig_referentienummer"] = "weg"
        elif kind < 0.75:  # it names its debit, whatever its other columns say
            credit |= {"bedrag_cent": 1, "begindatum": self.window.day(), "einddatum": "", "prestatiecode": rng.choice(["12850", "11000"])}
        return credit

    def bulk(self, count):
        """Many lines of many patients, so that reading goes over many blocks and memory ceilings are met."""
        return [self.debit() | {"bsn": "", "verzekerdennummer": f"B{self.rng.randrange(count // 3)}"} for _ in range(count)]

    def lines(self, count):
        rng = self.rng
        lines = [self.debit() for _ in range(4)]
        while len(lines) < count:
            kind = rng.random()
            if kind < 0.62:
                lines.append(self.debit())
            elif kind < 0.72:  # an equal debit under another reference: equal candidates for a credit
                lines.append(rng.choice(lines) | {"referentienummer": self.reference()})
            elif kind < 0.86:
                lines.append(self.credit(lines))
            elif kind < 0.93:  # the same line again
                lines.append(dict(rng.choice(lines)))
            elif kind < 0.97:  # the same identity with other content
                changed = {"bedrag_cent": rng.randrange(100), "aantal": "7", "diagnosecode": "A99", "vorig_referentienummer": "anders",
                           "uzovi": "3311", "begindatum": self.window.day(), "debet_credit": "C"}
                column = rng.choice(list(changed))
                line = rng.choice(lines) | {column: changed[column]}
                if line["einddatum"] and line["einddatum"] < line["begindatum"]:
                    line["einddatum"] = ""
                lines.append(line)
            else:  # the reference of another line, so mostly of another patient or declarant
                lines.append(self.debit() | {"referentienummer": rng.choice(lines)["referentienummer"]})
        if rng.random() < 0.6:
            rng.shuffle(lines)
        return lines


# ---------------------------------------------------------------------------------------------------------------------
# Dialects and files


class Dialect:
    """How all files of a case are written: canonical, or a foreign dialect that the case's profile describes."""

    def __init__(self, rng, foreign):
        self.profile = oracle.Profile()
        self.lacking = []  # columns that the files lack and [defaults] supplies
        if foreign:
            profile = self.profile
            profile.delimiter = rng.choice([",", ";", ";", "|"])
            profile.quote = rng.choice(['"', '"', "'"])
            profile.encoding = rng.choice(["utf-8", "cp1252", "latin-1"])
            profile.decimal = rng.choice(["cent", "punt", "komma"])
            profile.date = rng.choice(["iso", "dmy", "ymd"])
            own_names = {"bsn": "Burgerservicenummer", "begindatum": "Datum begin", "bedrag_cent": "Toegekend bedrag",
                         "referentienummer": "Ref. nr", "uzovi": "UZOVI-code", "diagnosecode": "Diagnose (é)"}
            profile.columns = {column: own_names[column] for column in rng.sample(list(own_names), rng.randint(0, 4))}
            profile.defaults = dict(rng.sample([("uzovi", "3332"), ("debet_credit", "D"), ("prestatiecodelijst", "008"), ("specialisme", "0313")],
                                               rng.randint(0, 1)))
            self.lacking = list(profile.defaults)

    def ini(self):
        profile = self.profile
        lines = ["[csv]", *(f"{key} = {getattr(profile, key)}" for key in ("delimiter", "quote", "encoding", "decimal", "date"))]
        lines += ["[columns]", *(f"{column} = {name}" for column, name in profile.columns.items())]
        lines += ["[defaults]", *(f"{column} = {value}" for column, value in profile.defaults.items())]
        return "\n".join(lines) + "\n"

    def encode(self, text):
        return text.encode(self.profile.encoding, "replace")


class FileWriter:
    def __init__(self, rng, dialect):
        self.rng = rng
        self.dialect = dialect
        optional = [column for column in oracle.COLUMNS if column not in oracle.REQUIRED + ["bsn", "verzekerdennummer"]]
        dropped = set(dialect.lacking)
        if rng.random() < 0.3:
            dropped |= set(rng.sample(optional, rng.randint(1, 3)))
        self.columns = [column for column in oracle.COLUMNS if column not in dropped]
        self.columns += rng.choice([[], [], ["Opmerking"], ["Opmerking", "x,y", ""], [f"extra{n}" for n in range(18)]])
        self.header_bytes = rng.choice([0, 0, 0, 0, 0, 65536, 65536, 65537]) if "extra17" in self.columns else 0
        if rng.random() < 0.7:
            rng.shuffle(self.columns)
        self.quoting = rng.choice([0, 0, 0.05, 0.3, 1])
        self.padding = rng.choice([0, 0, 0.05, 0.3])
        self.zeros = rng.choice([0, 0.1, 0.8])
        self.line_end = rng.choice([b"\n", b"\n", b"\r\n", None])  # None: mixed

    def header(self):
        rng = self.rng
        names = []
        for column in self.columns:
            name = self.dialect.profile.columns.get(column, column)
            if name.isascii():
                name = rng.choice([name, name, name.upper(), name.title()])
            names.append(self.field(name))
        delimiter = self.dialect.profile.delimiter.encode()
        missing = max(0, self.header_bytes - len(delimiter.join(names)))
        for index, column in enumerate(self.columns):  # up to a wanted length, by long names of unknown columns
            if column.startswith("extra") and not names[index].endswith(self.dialect.profile.quote.encode()):
                names[index] += b"x" * min(4000, missing)
                missing -= min(4000, missing)
        return delimiter.join(names)

    def field(self, text):
        """One field's bytes, quoted when it must be and now and then when it need not be."""
        rng, profile = self.rng, self.dialect.profile
        if rng.random() < self.padding:
            text = " " * rng.randint(0, 3) + text + " " * rng.randint(0, 3)
        data, quote = self.dialect.encode(text), profile.quote.encode()
        if quote in data or profile.delimiter.encode() in data or rng.random() < self.quoting:
            data = quote + data.replace(quote, quote * 2) + quote
        return data

    def text_of(self, column, value):
        """The value as a text, in one of the forms that mean the same."""
        rng, profile = self.rng, self.dialect.profile
        if column in oracle.ZEROS_ARE_EMPTY and value == "" and rng.random() < self.zeros:
            return "0" * rng.choice([1, 4, 8, 8, 9, 30])
        if isinstance(value, date):
            if profile.date == "dmy":
                separator = rng.choice("-/.")
                day, month = rng.choice([(f"{value.day:02d}", f"{value.month:02d}"), (str(value.day), str(value.month))])
                return separator.join([day, month, f"{value.year:04d}"])
            return value.strftime("%Y%m%d") if profile.date == "ymd" or rng.random() < 0.3 else value.isoformat()
        if column == "bedrag_cent" and isinstance(value, int):
            if profile.decimal != "cent":
                return f"{value // 100}{'.' if profile.decimal == 'punt' else ','}{value % 100:02d}"
            return str(value).zfill(rng.choice([1, 1, 1, 8, 12]))
        if column in ("verwijsdiagnosecode", "aantal") and value and len(value) < 8 and rng.random() < 0.4:
            return value.zfill(8)
        if column in oracle.UPPERCASE and rng.random() < 0.2:
            return value.lower()
        if column == "bsn" and not value:
            return rng.choice(["", oracle.NO_BSN])
        if column not in oracle.COLUMNS:
            return rng.choice(["", "x", "é", 'a, "b"', "0", "a\rb", "\x01", "'"])
        return value

    def texts(self, line):
        return {column: self.text_of(column, line.get(column, "")) for column in self.columns}

    def record(self, texts):
        return self.dialect.profile.delimiter.encode().join(self.field(texts[column]) for column in self.columns)

    def spoiled(self, line):
        """A line with a fault in it, or with something at the edge of a fault."""
        rng, profile = self.rng, self.dialect.profile
        texts = self.texts(line)
        delimiter, quote = profile.delimiter.encode(), profile.quote.encode()
        kind = rng.random()
        if kind < 0.45:
            for column in rng.sample(sorted(set(self.columns) & set(BAD_VALUES)), rng.choice([1, 1, 2])):
                texts[column] = rng.choice(BAD_VALUES[column])
                if profile.date == "ymd" and column in ("begindatum", "einddatum"):
                    texts[column] = rng.choice(["20230229", "19891231", "21000101", "00000000", "2023010", "2023010x"])
            return self.record(texts)
        if kind < 0.55:
            texts |= {column: "" for column in rng.sample(oracle.REQUIRED + ["bsn", "verzekerdennummer"], rng.choice([1, 2, 3])) if column in texts}
            return self.record(texts)
        if kind < 0.6:  # no patient
            return self.record(texts | {column: "" for column in ("bsn", "verzekerdennummer") if column in texts})
        if kind < 0.65:  # end before begin
            begin, end = line["begindatum"], line["begindatum"] - timedelta(days=1)
            if "einddatum" in texts and end >= date(1990, 1, 1):
                texts |= {"begindatum": self.text_of("begindatum", begin), "einddatum": self.text_of("einddatum", end)}
            return self.record(texts)
        if kind < 0.72:  # at the edge of the field length
            column = rng.choice(self.columns)
            texts[column] = rng.choice(["x", " ", "0", "é" if profile.encoding == "utf-8" else "x"]) * rng.choice([2048, 4095, 4096, 4097])
            return self.record(texts)
        if kind < 0.77:  # at the edge of the line length
            record = self.record(texts)
            return rng.choice([record + b"x" * (length - len(record)) for length in (65536, 65537, 70000)] + [b"\xff" * 65537, self.full_line(texts)])
        record = self.record(texts)
        at = rng.randrange(len(record) + 1)
        return rng.choice([
            record[:at] + b"\0" + record[at:],
            record[:at] + b"\xff\xc0\x80" + record[at:] if profile.encoding == "utf-8" else record + b"\0",
            record + b"\xed\xa0\x80" if profile.encoding == "utf-8" else record,
            record + delimiter + b"x", record + delimiter, record.rpartition(delimiter)[0], b"x", quote,
            quote + record, record + quote, record[:at] + quote + record[at:], quote + b"a" + quote + b" " + delimiter + record,
            b" " + quote + b"a" + quote + delimiter + record.partition(delimiter)[2], record + b"\r", b"\r" + record, b"\r",
            delimiter * (len(self.columns) - 1), delimiter * len(self.columns), record + b"\xef\xbb\xbf" if profile.encoding == "utf-8" else record,
        ])

    def full_line(self, texts):
        """A good line of 65,536 or 65,537 bytes, for files with many unknown columns."""
        unknown = [column for column in self.columns if column not in oracle.COLUMNS]
        if len(unknown) < 18:
            return self.record(texts)
        wanted = self.rng.choice([65536, 65537])
        record = self.record(texts | dict.fromkeys(unknown, ""))
        for column in unknown:
            texts[column] = "x" * min(4096, max(0, wanted - len(record)))
            record = self.record(texts | {other: "" for other in unknown if unknown.index(other) > unknown.index(column)})
        return record

    def file(self, lines, spoil):
        """The bytes of a file with these lines, each spoiled with the given chance."""
        rng = self.rng
        records = [self.header()]
        for line in lines:
            records.append(self.spoiled(line) if rng.random() < spoil else self.record(self.texts(line)))
            if rng.random() < 0.01:
                records.append(b"")
        data = b"\xef\xbb\xbf" if self.dialect.profile.encoding == "utf-8" and rng.random() < 0.25 else b""
        for record in records:
            data += record + (self.line_end or rng.choice([b"\n", b"\r\n"]))
        kind = rng.random()
        if kind < 0.2:
            data = data[:-1]
        elif kind < 0.3:
            data += rng.choice([b"\n", b"\r\n", b"\r"])
        return data

    def bad_header_file(self, lines):
        rng = self.rng
        data = self.file(lines, 0)
        first, rest = data.split(b"\n", 1)
        delimiter, quote = self.dialect.profile.delimiter.encode(), self.dialect.profile.quote.encode()
        required = [name for name in oracle.REQUIRED if name in self.columns and name not in self.dialect.profile.columns]
        lacking = dict.fromkeys(self.columns, "x") | {column: column for column in oracle.COLUMNS if column in self.columns and column not in required[:1]}
        doubled = [*self.columns, rng.choice(required).upper()]
        return rng.choice([
            delimiter.join(self.dialect.encode(lacking[column]) for column in self.columns) + b"\n" + rest,
            delimiter.join(name.encode() for name in doubled if name not in ("x,y", "")) + b"\n" + rest,
            first + quote + b"\n" + rest, first + delimiter + b"\0\n" + rest, first + delimiter + b"x" * 66000 + b"\n" + rest,
            b"\n" + data, b"", b"\xef\xbb\xbf" if self.dialect.profile.encoding == "utf-8" else b"", b"\r\n" + data, rest])


BAD_VALUES = {
    "bsn": ["123456783", "999990018", "000000000", "00000000", "99999001", "1234567", "1234567890", "12345678x", "-99999001", "１２３４５６７８９",
            "a/b", "x" * 65, "é" * 64, "é" * 65, "\x7f", "0"],
    "verzekerdennummer": ["x" * 15, "x" * 16, "é" * 15, "é" * 16, "a\tb", "\x7f", "a\rb", "\u0080", "/"],
    "uzovi": ["333", "33322", "333x", "0000", "x", "３３３２"],
    "agb_declarant": ["5301000", "530100011", "0000000x", "00000000", "0"],
    "agb_uitvoerder": ["0000000", "1", "000000000", "0x", "abcdefgh"],
    "specialisme": ["0", "00000", "313", "03131", "03x3"],
    "prestatiecodelijst": ["0", "0000", "8", "0081", "00x"],
    "prestatiecode": ["1234567890123", "12-00", "12 00", "é", "15a295", "0", "ſ"],
    "zorgproductcode": ["0402010130", "40201013", "0000000000", "04020101x", "040201 13"],
    "verwijsdiagnosecode": ["000000000", "000000055", "123456789", "5x", "0", "-5", "00000055"],
    "diagnosecode": ["T9002", "T90.", "T90.123", "é", "\x01", "x" * 100, "TT0", "t90.0", "T９0", "ſ90"],
    "begindatum": ["2023-02-29", "2023-13-01", "1989-12-31", "2100-01-01", "00000000", "0000-00-00", "2023-1-1", "20230101x", "2023/01/01",
                   "202301", "2023-0101", "31-12-2022", "31.02.2023", "2023-00-10", "20230431"],
    "einddatum": ["2023-02-30", "00000000", "0", "0000-00-00", "2100-01-01", "x", "1990-01-01", "2099-12-31", "20991231", "1-1-2024", "00-00-0000"],
    "aantal": ["1000000000", "-1", "1.0", "x", "000000001", "0", "0000000000"],
    "bedrag_cent": ["1000000000000", "000000000001", "-1", "1.50", "1,50", "1.5", "x", "1 000", "１", "+1", ",50", "1.500,00"],
    "debet_credit": ["DC", "X", "1", "c", "d", "é"],
    "referentienummer": ["x" * 20, "x" * 21, "é" * 20, "é" * 21, "a\tb", "a\rb", "\x7f", "\x1f"],
    "vorig_referentienummer": ["x" * 20, "x" * 21, "日" * 20, "日" * 21, "a\x0bb", "\x7f"],
}


# ---------------------------------------------------------------------------------------------------------------------
# A case


def write_input(directory, name, data, compression):
    if compression == "gz":
        (directory / f"{name}.gz").write_bytes(gzip.compress(data, mtime=0))
        return f"{name}.gz"
    (directory / name).write_bytes(data)
    if compression == "zst":
        subprocess.run(["zstd", "-q", "--rm", str(directory / name)], check=True)
        return f"{name}.zst"
    return name


def make_case(seed, directory, base_tables=None):
    """Writes the case of this seed. Without base tables, or by chance, it brings tables of its own."""
    rng = random.Random(seed)
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    window = Window(rng)
    own_tables = rng.random() < 0.75
    tables_dir = directory / "tables" if own_tables or not base_tables else Path(base_tables)
    if tables_dir == directory / "tables":
        write_random_tables(rng, window, tables_dir)
    contracts = directory / "contracts.csv"
    if rng.random() < 0.7:
        write_contracts(rng, window, contracts, oracle.load_tables(tables_dir))
    tables = oracle.load_tables(tables_dir, contracts if contracts.exists() else None)

    opaque = rng.random() < 0.35
    dialect = Dialect(rng, foreign=rng.random() < 0.25)
    if dialect.profile != oracle.Profile():
        (directory / "profile.ini").write_text(dialect.ini(), encoding="utf-8")

    spoil = rng.choice([0, 0.01, 0.05, 0.15])
    maker = LineMaker(rng, window, tables, opaque)
    lines = maker.lines(rng.choice([50, 80, 120, 200, 300]))
    if rng.random() < 0.02:
        lines += maker.bulk(5000)
        rng.shuffle(lines)
    file_count = rng.randint(1, 4)
    cuts = [0, *sorted(rng.sample(range(len(lines)), file_count - 1)), len(lines)]
    inputs, written = [], []
    for number, (begin, end) in enumerate(zip(cuts, cuts[1:]), start=1):
        data = FileWriter(rng, dialect).file(lines[begin:end], spoil)
        name = write_input(directory, f"in_{number}.csv", data, rng.choice([None, None, None, None, "gz", "zst"]))
        inputs.append(name)
        written.append(data)
    if rng.random() < 0.15:
        inputs.insert(rng.randrange(len(inputs) + 1),
                      write_input(directory, "in_bad.csv", FileWriter(rng, dialect).bad_header_file(lines[:3]), None))
    if rng.random() < 0.1:  # the bytes of an earlier file under another name
        inputs.append(write_input(directory, "in_again.csv", rng.choice(written), rng.choice([None, "gz"])))
    if rng.random() < 0.08:  # one base name twice
        (directory / "map").mkdir()
        inputs.append("map/" + write_input(directory / "map", "in_1.csv", FileWriter(rng, dialect).file(rng.sample(lines, 20), spoil), None))

    max_rejects = rng.choice(["100%"] * 7 + ["10%", "1%", "3", "0", None])
    if max_rejects == "100%" and rng.random() < 0.08:  # the same path twice
        inputs.append(inputs[0])
    (directory / "files").write_text("\n".join(inputs) + "\n")
    args = ["--max-rejects", max_rejects] if max_rejects else []
    args += ["--patient-id", "opaque"] if opaque else []
    args += ["--extend-tables"] if rng.random() < 0.35 else []
    (directory / "args").write_text(" ".join(args) + "\n")


if __name__ == "__main__":
    make_case(int(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
