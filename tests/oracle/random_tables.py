"""Random conflict tables, contracts and relations for random_exports.py: small, and such that rare columns meet."""

import csv
from datetime import date, timedelta

from findings import quarter_end
from tables import ALG_DUBBEL, CATEGORIEEN, SOORTEN

INSURERS = ["3332", "3311", "3313", "7777"]
KETEN_AGBS = ["53010001", "53010002", "53530001"]
OTHER_AGBS = ["01000001", "01000002", "06010001", "24000001", "26000001", "00000000", "53010001"]
MEMBERS = ["01000001", "01000002", "01000003", "01000004", "53010001", "53020001"]
HUISARTS_CODES = [
    "12000", "12001", "12005", "12006", "12010", "12011", "12850", "13004", "14610", "14611", "31020", "31023"
]
DOTS = [("15A295", "040201013"), ("15C409", "090301010"), ("15C413", "090301015"), ("15A883", "100501036"),
        ("15X001", "040201999")]
VERWIJSCODES = ["55", "25", "26", "27", "57", "32", "99"]
DIAGNOSES = ["T90", "T90.0", "T90.02", "T90.1", "K74", "K86", "K87.01", "R95", "R95.01", "R96", "T93", "A01", "T89"]
GROUPS = {"GA": ["T90.02", "R95"], "GB": ["K74.01", "K86", "K87.0", "T93"], "GC": ["R96", "R96.01", "T90"]}
ENROLMENT, CONTACT = "11100", "KETENCONTACT"
PROGRAMMA_CODES = {
    "PA": ["40001", "11613", "500"], "PB": ["40011", "11613", "40010"], "PC": ["40021", "K1A"], "NG": ["11620"], "TA": ["11610", "020002"], "TB": ["11624"],
}
TITLES = ["TA", "TB"]
CONTRACT_CODES = ["40091", "40092", "040091", "40001", "11613"]

TABLE_FILES = {
    "programmas": "programma,volgorde,soort,prestatiecodelijst,code_van,code_tm,geldig_van,geldig_tot,bron,herkomst",
    "letop": "prestatiecodelijst,code_van,code_tm,wat,betekenis,bron",
    "tabellen": "tabel,titel,uzovi,geldig_van,geldig_tot,keten_periode,bron,herkomst",
    "codesets": "codeset,prestatiecodelijst,code",
    "diagnosegroepen": "groep,icpc,bron,herkomst",
    "rules":
        "regel,soort,programma,categorie,controle,prestatiecodelijst,code_van,code_tm,codeset,zorgproduct,specialisme,zorgsoort,"
        "conflict_programma,verwijsdiagnoses,betreft,voorwaarde,overlap,max_dagen,gedoogkwartaal,eenmalig,zekerheid,verhaal,"
        "geldig_van,geldig_tot,status,omschrijving,bron,herkomst",
    "contracts": "uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel,tarief_cent,budget_cent",
    "relaties": "van_agb,naar_agb,soort,geldig_van,geldig_tot,bron",
}


def write_table(path, kind, rows, without=()):
    """Without some columns: as a file of version 1 lacks them."""
    names = [name for name in TABLE_FILES[kind].split(",") if name not in without]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({"bron": "proef"} | ({"herkomst": "interpretatie"} if kind != "relaties" else {}) | row
                         for row in rows)


class Window:
    """A few quarters around which everything of a case happens, so that periods meet and edges are hit."""

    def __init__(self, rng, of_documents):
        self.rng = rng
        starts = [(2021, 10), (2022, 4), (2022, 10), (2023, 1), (2023, 7),
                  (2023, 10)]  # when the tables of the documents hold
        start = rng.choice(starts if of_documents else [*starts, (1990, 1), (2098, 10)])
        self.quarters = [date(*start, 1)]
        while len(self.quarters) < 5:
            self.quarters.append(quarter_end(self.quarters[-1]) + timedelta(days=1))

    def day(self):
        quarter = self.rng.choice(self.quarters)
        last = quarter_end(quarter)
        return self.clamp(
            self.rng.choice([
                quarter, last, quarter + timedelta(days=self.rng.randrange(90)),
                quarter + timedelta(days=self.rng.randrange(90)), quarter + timedelta(days=1), last - timedelta(days=1),
                quarter - timedelta(days=1)
            ]))

    @staticmethod
    def clamp(day):
        return min(max(day, date(1990, 1, 1)), date(2099, 12, 31))

    def boundary(self):
        """A day on which a validity may begin or end: at a quarter edge, or mid-quarter."""
        quarter = self.rng.choice(self.quarters)
        return (quarter + timedelta(days=self.rng.choice([0, 0, 0, 1, 35, 89]))).isoformat()

    def validity(self, whole=0.75):
        """(geldig_van, geldig_tot): mostly over the whole window."""
        rng = self.rng
        if rng.random() < whole:
            return "1990-01-01", rng.choice(["", "", "", "2100-01-01"])
        if rng.random() < 0.5:
            return self.boundary(), ""
        return tuple(sorted([self.boundary(), self.boundary()]))

    def year_end(self):
        """A day after some last day of a year of the window, so that rows that end there say that the year is complete."""
        return date(self.rng.choice(self.quarters[1:]).year + 1, 1, 1).isoformat()


# ---------------------------------------------------------------------------------------------------------------------
# Rules


def random_selector(rng, soort):
    """The columns that decide whether a line matches, and sometimes a condition that goes with them."""
    if soort in ("contract", "tarief"):
        return {}
    if soort == "lid":
        return rng.choice([{"codeset": "inschrijving"}, {"codeset": "inschrijving", "prestatiecodelijst": "008"},
                           {"code_van": ENROLMENT}, {"zorgsoort": "01"}, {"code_van": "011100", "code_tm": "11108"}])
    if soort == "vereist":
        return rng.choice([{"codeset": "contact"}, {"code_van": CONTACT, "prestatiecodelijst": "990"},
                           {"codeset": "contact",
                            "prestatiecodelijst": "990 008"}, {"code_van": "40001"}, {"zorgproduct": "0402*"}])
    if soort == "verboden" and rng.random() < 0.5:
        return rng.choice([{}, {"prestatiecodelijst": "008"}, {"code_van": "40001", "prestatiecodelijst": "056"},
                           {"codeset": "set_keten"}, {"specialisme": "0101 0313"}, {"code_van": "0500"}])
    kind = rng.choice([
        "range", "range", "code", "dot", "dot", "dot_only", "prefix", "prefix_code", "dieet", "voet", "specialisme",
        "zorgsoort", "codeset", "codeset", "codeset_dot", "keten", "conflict", "conflict", "conflict_code", "list_only",
        "mixed"
    ])
    dot_code, dot = rng.choice(DOTS)
    programmas = " ".join(rng.sample(list(PROGRAMMA_CODES), rng.choice([1, 1, 2])))
    van, tm = sorted(rng.sample(HUISARTS_CODES, 2))
    return {
        "range": {"prestatiecodelijst": rng.choice(["008", "", "008 012"]), "code_van": van, "code_tm": tm},
        "code": {
            "prestatiecodelijst": rng.choice(["008", "", "001 008"]),
            "code_van": rng.choice(["0", ""]) + rng.choice(HUISARTS_CODES)
        },
        "dot": {"prestatiecodelijst": "041", "code_van": dot_code, "zorgproduct": dot},
        "dot_only": {"prestatiecodelijst": rng.choice(["041", ""]), "zorgproduct": dot},
        "prefix": {"prestatiecodelijst": "041", "zorgproduct": dot[:rng.choice([2, 6, 9])] + "*"},
        "prefix_code":
            {"prestatiecodelijst": "041", "code_van": "15A000", "code_tm": "15C999", "zorgproduct": dot[:6] + "*"},
        "dieet": {
            "prestatiecodelijst": "012 076", "code_van": "6000", "code_tm": rng.choice(["6001", "6301", ""]),
            "verwijsdiagnoses": " ".join(code.zfill(4) for code in rng.sample(VERWIJSCODES, rng.randint(1, 3)))
        },
        "voet": {"prestatiecodelijst": "054 080", "code_van": "9200", "code_tm": rng.choice(["9203", "9201", ""])},
        "specialisme":
            {"prestatiecodelijst": rng.choice(["041", ""]), "specialisme": rng.choice(["0313", "0313 0301", "0322"])},
        "zorgsoort": {
            "prestatiecodelijst": rng.choice(["080", "", "041"]), "zorgsoort": rng.choice(["26", "26 96", "03", "06"])
        },
        "codeset": {
            "prestatiecodelijst": rng.choice(["", "", "001", "008 041"]), "codeset": rng.choice(
                ["set_a", "set_b", "set_keten"])
        },
        "codeset_dot": {"prestatiecodelijst": rng.choice(["041", ""]), "codeset": "set_dot", "zorgproduct": dot},
        "keten": {
            "prestatiecodelijst": rng.choice(["056", ""]), "code_van": rng.choice(
                ["40001", "40011", "40021", "40091", "0500"])
        },
        "conflict": {"conflict_programma": programmas},
        "conflict_code": {"conflict_programma": programmas, "code_van": rng.choice(["40001", "40011", "11613"])},
        "list_only": {"prestatiecodelijst": "008", "conflict_programma": rng.choice(["", programmas])},
        "mixed": {
            "prestatiecodelijst": "008 041", "code_van": "12000", "code_tm": "15Z99", "zorgsoort": "01 03",
            "specialisme": "0100 0313 0301"
        },
    }[kind] | ({"code_tm": "31023"} if kind == "code" and rng.random() < 0.2 else {})


def random_rule(rng, window, regel, soort, programmas):
    van, tot = window.validity(0.85)
    rule = {
        "regel": regel,
        "soort": soort if soort != "paar" or rng.random() < 0.5 else "",
        "programma": rng.choice(programmas),
        "categorie": rng.choice(CATEGORIEEN),
        "controle": rng.choice(["", "", "formeel", "materieel"]),
        "zekerheid": rng.choice(["vast", "vast", "vast", "waarschijnlijk", "signaal"]),
        "verhaal": rng.choice(["conflict", "conflict", "keten", ""]),
        "geldig_van": van,
        "geldig_tot": tot,
        "status": "concept" if rng.random() < 0.06 else "actief",
        "omschrijving": "proef",
        "overlap": rng.choice(["", "elk"]),
        "gedoogkwartaal": rng.choice(["", "0"]),
        "eenmalig": rng.choice(["", "0"]),
    } | random_selector(rng, soort)
    if soort == "verboden":
        rule = {
            column: value for column, value in rule.items() if column not in ("conflict_programma", "verwijsdiagnoses")
        }
    if soort == "paar":
        rule |= {column: "1" for column in ("gedoogkwartaal", "eenmalig") if rng.random() < 0.22}
        rule["overlap"] = "start" if rng.random() < 0.12 else rule["overlap"]
        rule["max_dagen"] = rng.choice(["", "", "", "1", "30", "90"])
    if soort in ("paar", "vereist"):
        if rng.random() < 0.3:
            rule["betreft"] = rng.choice(list(GROUPS))
        if rng.random() < 0.1:
            rule["verwijsdiagnoses"] = rng.choice(["0055", "0025 0026", "00000032"])
    if soort == "vereist":
        rule["voorwaarde"] = rng.choice(["contactregister", "contactregister", "contactregister voetzorg"])
    elif soort == "lid":
        rule["voorwaarde"] = rng.choice(["", "ledenlijst", "ledenlijst"])
    elif rng.random() < 0.2:
        rule["voorwaarde"] = rng.choice(["voetzorg", "meekijk", "voetzorg meekijk", "contactregister"])
    if rng.random() < 0.1 and not rule.get("code_van") and not rule.get("codeset") and soort == "paar":
        rule |= {"codeset": "leeg", "status": "concept"}  # of an active rule exit status 4
    return rule


def random_rules(rng, window, prefix, programmas):
    """Every soort at least once, in any order."""
    soorten = [*SOORTEN, *rng.choices(["paar"] * 8 + SOORTEN, k=rng.randint(4, 16))]
    rng.shuffle(soorten)
    return [
        random_rule(rng, window,
                    f"{rng.choice([prefix, prefix.lower()])}-{rng.randrange(100):02d}-{prefix}{number:02d}", soort,
                    programmas) for number, soort in enumerate(soorten)
    ]


# ---------------------------------------------------------------------------------------------------------------------
# The files of a tables directory


def random_programmas(rng, window):
    volgorde = dict(zip(PROGRAMMA_CODES, rng.sample(range(1, 20), len(PROGRAMMA_CODES))))
    rows = []
    for programma, codes in PROGRAMMA_CODES.items():
        for code in codes:
            for lists in rng.choice([["056"], ["056", "008"], [""], ["056 008"], ["056", ""], ["008"]]):
                row = {
                    "programma": programma, "volgorde": volgorde[programma], "prestatiecodelijst": lists,
                    "code_van": code, "code_tm": rng.choice(["", "", code, "40012" if code == "40011" else ""]),
                    "geldig_van": "1990-01-01",
                    "soort": "titel" if programma in TITLES else rng.choice(["keten", "", "keten"])
                }
                middle = window.boundary()
                if rng.random() < 0.15:  # two stretches, with or without a gap
                    rows += [row | {"geldig_tot": middle}, row | {"geldig_van": max(middle, window.boundary())}]
                else:
                    rows.append(row | {"geldig_van": rng.choice(["1990-01-01"] * 9 + [middle])})
    rows.append({"programma": "NA", "volgorde": 99, "geldig_van": "1990-01-01",
                 "soort": "keten"})  # gives only its volgorde
    rng.shuffle(rows)
    return rows


def random_letop(rng):
    rows = [
        {"prestatiecodelijst": "008", "code_van": "11600", "code_tm": "11612", "wat": rng.choice(["meld", "negeer"])},
        {"prestatiecodelijst": "056", "code_van": "40012", "code_tm": "40030", "wat": "negeer"},
        {"prestatiecodelijst": "056", "wat": "meld"},
        {"code_van": "40000", "code_tm": "40099", "wat": "meld"},
        {"code_van": "0500", "wat": "meld"},
        {"code_van": "12000", "code_tm": "12005", "wat": "meld"},
        {"prestatiecodelijst": "041", "wat": rng.choice(["meld", "negeer"])},
        {"wat": rng.choice(["meld", "negeer"])},
    ]
    return rng.sample(rows, rng.randint(2, len(rows)))


def random_tabellen(rng, window):
    first_end, second_start = sorted([window.boundary(), window.boundary()])
    tables = [
        {"tabel": "algemeen", "uzovi": "*", "geldig_van": rng.choice(["1990-01-01"] * 4 + [window.boundary()])},
        {"tabel": "eerste", "uzovi": "3332", "geldig_van": "1990-01-01", "geldig_tot": first_end},
        {
            "tabel": "tweede", "uzovi": "3332", "geldig_van": second_start,
            "geldig_tot": rng.choice(["", "", max(second_start, window.boundary())])
        },
        {
            "tabel": "derde", "uzovi": "3311 3313", "geldig_van": "1990-01-01",
            "geldig_tot": rng.choice([window.boundary(), "", "2100-01-01"])
        },
        {
            "tabel": "bijlage", "uzovi": rng.choice(["", "7777"]),
            "geldig_van": rng.choice(["1990-01-01",
                                      window.boundary()]), "geldig_tot": rng.choice(["", "", window.boundary()])
        },
    ]
    if rng.random() < 0.3:
        tables.append({
            "tabel": "overal", "uzovi": "*", "geldig_van": "1990-01-01",
            "geldig_tot": rng.choice(["", window.boundary()])
        })
    for table in tables:
        if table.get("geldig_tot"):  # a reversed validity is exit status 4
            table["geldig_tot"] = max(table["geldig_van"], table["geldig_tot"])
        table |= {"titel": "Proef", "keten_periode": rng.choice(["kwartaal", "kwartaal", "datum"])}
    rng.shuffle(tables)
    return tables


def write_random_tables(rng, window, directory):
    directory.mkdir()
    write_table(directory / "programmas.csv", "programmas", random_programmas(rng, window))
    if rng.random() < 0.95:
        write_table(directory / "letop.csv", "letop", random_letop(rng))
    tables = random_tabellen(rng, window)
    write_table(directory / "tabellen.csv", "tabellen", tables)
    programmas = rng.choice([list(PROGRAMMA_CODES), ["PA", "PA", "PA", "PB", "TA"], ["PA", "PB", "PC", "TB"]])
    for table in tables:
        if table["tabel"] == "algemeen":
            van, tot = window.validity(0.9)
            rules = [{
                "regel": ALG_DUBBEL, "soort": rng.choice(["", "paar"]), "programma": "*", "categorie": "keten",
                "zekerheid": rng.choice(["vast", "vast",
                                         "signaal"]), "verhaal": rng.choice(["conflict", "conflict",
                                                                             "keten"]), "geldig_van": van,
                "geldig_tot": tot, "status": rng.choice(["actief"] * 7 + ["concept"]), "omschrijving": "Dubbele keten"
            }]
            rules += [
                random_rule(rng, window, f"ALG-{number}", "paar", programmas) for number in range(rng.choice([0, 1, 2]))
            ]
            rng.shuffle(rules)
        else:
            rules = random_rules(rng, window, table["tabel"][:2].upper(), programmas)
            for rule in rules:  # so that --extend-tables finds rules, and others that it must not open
                if table.get("geldig_tot") and rng.random() < 0.6:
                    rule["geldig_tot"] = table["geldig_tot"]
                    rule["geldig_van"] = min(rule["geldig_van"], table["geldig_tot"])
        old = all(
            rule.get("soort") in ("", "paar")
            for rule in rules) and not any(rule.get("max_dagen") or rule.get("conflict_programma") for rule in rules)
        write_table(
            directory / f"{table['tabel']}.csv", "rules", rules,
            without=("soort", "controle", "conflict_programma", "max_dagen") if old and rng.random() < 0.5 else ())
    write_table(directory / "codesets.csv", "codesets", [{
        "codeset": name, "prestatiecodelijst": lijst, "code": code
    } for name, lijst, code in [("set_a", "", "12000"), ("set_a", "001", "123456789012"), (
        "set_a", "008", "012001"), ("set_b", "008", "12850"), ("set_b", "041", "12850"), (
            "set_b", "", "14610"), ("set_dot", "", "15A295"), ("set_dot", "041", "15X001"), (
                "set_keten", "056", "40001"), ("set_keten", "008",
                                               "40001"), ("set_keten", "",
                                                          "0011610"), ("inschrijving", "008",
                                                                       ENROLMENT), ("inschrijving", "008", "11101"),
                                ("inschrijving", "", "11102"), ("contact", "990", CONTACT), ("contact", "", "12010")]])
    write_table(directory / "diagnosegroepen.csv", "diagnosegroepen",
                [{"groep": groep, "icpc": icpc} for groep, icpcs in GROUPS.items() for icpc in icpcs])


# ---------------------------------------------------------------------------------------------------------------------
# Contracts and relations


def write_contracts(rng, window, path, tables):
    rows = []
    extra_tables = [table.tabel for table in tables.tables if "*" not in table.uzovi]
    ends = [table.geldig_tot for table in tables.tables if table.geldig_tot]
    insurers = sorted({uzovi for table in tables.tables for uzovi in table.uzovi if uzovi != "*"})[:6] or INSURERS
    words = [
        "", "voetzorg", "meekijk", "meekijk voetzorg", "volledig", "contactregister", "contactregister voetzorg",
        "ledenlijst", "ledenlijst volledig", "contactregister ledenlijst anders"
    ]
    for _ in range(rng.randint(6, 40)):
        programma = rng.choice([*tables.volgorde, *tables.volgorde, "*", "*"])
        van, tot = window.validity(0.6)
        kind = rng.random()
        if ends and kind < 0.25:
            tot = rng.choice(ends)
            van = min(van, tot)
        elif kind < 0.6:
            van, tot = rng.choice(["1990-01-01", window.boundary()]), window.year_end()
            van = min(van, tot)
        code = rng.choice(CONTRACT_CODES) if programma != "*" and rng.random() < 0.4 else ""
        rows.append({
            "uzovi": rng.choice(insurers), "agb_declarant": rng.choice(KETEN_AGBS), "programma": programma,
            "prestatiecode": code, "geldig_van": van, "geldig_tot": tot, "voorwaarden": rng.choice(words),
            "extra_tabel": rng.choice(extra_tables) if extra_tables and rng.random() < 0.2 else "",
            "tarief_cent": rng.choice(["", "4500", "9000", "10000", "0"]) if programma != "*" else "",
            "budget_cent": rng.choice(["", "", "1000000"])
        })
    money = any(row["tarief_cent"] or row["budget_cent"] for row in rows)
    write_table(path, "contracts", rows, without=() if money or rng.random() < 0.5 else ("tarief_cent", "budget_cent"))


def write_relaties(rng, window, path):
    rows = []
    for _ in range(rng.choice([0, 3, 5, 8, 12])):
        van, naar = rng.sample(sorted({*MEMBERS, *KETEN_AGBS}), 2)
        if rng.random() < 0.5:
            naar = rng.choice(KETEN_AGBS)
        if van != naar:
            start, end = window.validity(0.7)
            rows.append({
                "van_agb": van, "naar_agb": naar, "soort": rng.choice(["wsv", "ro", ""]), "geldig_van": start,
                "geldig_tot": end
            })
    write_table(path, "relaties", rows)
