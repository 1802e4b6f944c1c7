#!/usr/bin/env python3
"""Writes the invented export set of sample_data/ into a folder.

usage: generate.py FOLDER

Persons, providers, amounts and reference numbers are made up; every BSN lies in the test range 99999xxxx. What the set holds and
which findings come out of it stands in sample_data/README.md. Two layers:

  stories()     the patients that something happens to, written out one by one; their lines carry the story's label as
                referentienummer (A1-01, A1-02, ...), so that a finding leads back to its story;
  background()  everybody else, and the ordinary care of everybody: lines that no rule objects to.

Only random() of a generator seeded per person is used, so the same bytes come out on every machine, and a change to one person
leaves the others alone. (The compressed file's bytes depend on the zlib at hand; what is in it does not.)
"""

import datetime
import os
import random
import sys
import zlib
from dataclasses import dataclass, field, replace

QUARTERS = ["2022Q1", "2022Q2", "2022Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3", "2023Q4"]
PERSONS = 250
PERSONS_WITHOUT_BSN = 6
PERSONS_IN_KETEN = 210

MENZIS, ZILVEREN_KRUIS, ZORG_EN_ZEKERHEID = "3332", "3311", "7085"

# Zorggroepen: ZG_ZUID has no row in contracts.csv. RO_WEST is a regio-organisatie, and a zorggroep as well; WSV_WEST
# its wijksamenwerkingsverband, of the practices 7 and 8; WSV_STRAND another one; ZG_DELTA a small zorggroep that
# delivers a contact register.
ZG_NOORD, ZG_OOST, ZG_ZUID = "53999901", "53999902", "53999903"
RO_WEST, WSV_WEST, WSV_STRAND, ZG_DELTA = "53999904", "53999905", "53999906", "53999907"
PRACTICES = ["01999911", "01999912", "01999913", "01999914", "01999915", "01999916"]
PRACTICES_WEST = ["01999917", "01999918"]
PRACTICE_ELSEWHERE = "01999919"
ZORGGROEP_OF = dict(
    zip(PRACTICES + PRACTICES_WEST, [ZG_NOORD, ZG_NOORD, ZG_OOST, ZG_OOST, ZG_ZUID, ZG_ZUID, RO_WEST, RO_WEST]))
DIETIST, DIETIST_LATE = "24999921", "24999922"
PODO, PODO_2 = "26999931", "26999932"
PEDICURE = "96999941"
ZIEKENHUIS, ZIEKENHUIS_2 = "06999951", "06999952"
OOGKLINIEK = "22999961"
OPTOMETRIST = "44999971"
LAB = "50999981"
FYSIO = "04999991"
APOTHEEK = "02999996"
HULPMIDDELEN = "76999997"

COLUMNS = [
    "bsn", "verzekerdennummer", "uzovi", "agb_declarant", "agb_uitvoerder", "specialisme", "prestatiecodelijst",
    "prestatiecode", "zorgproductcode", "verwijsdiagnosecode", "diagnosecode", "begindatum", "einddatum", "aantal",
    "bedrag_cent", "debet_credit", "referentienummer", "vorig_referentienummer"
]

# Eurocents in 2022 and 2023, of a realistic order.
PRICES = {
    "12000": (1022, 1092), "12001": (2044, 2184), "12002": (1533, 1638), "12003": (2555, 2730),
    "12006": (511, 546), "12008": (455, 486), "12010": (511, 546), "12011": (1022, 1092),
    "12117": (1022, 1092), "12850": (2210, 2360), "13004": (6154, 6572), "13005": (4620, 4935), "14610": (5125, 5475),
    "14611": (5125, 5475), "31020": (25, 25), "31022": (8650, 9240), "31023": (8650, 9240), "31257": (4100, 4300),
    "6000": (1735, 1840), "6001": (2600, 2760), "6300": (1735, 1840), "9200": (3650, 3890), "9201": (3120, 3340), "9202": (6480, 6920),
    "9203": (9350, 9985), "9100": (3400, 3600), "22017": (6480, 6920), "1000": (3225, 3380),
    "11609": (4210, 4380), "11602": (350, 360), "13029": (9100, 9500), "12904": (2750, 2890), "10302": (2750, 2890),
}
# The zorggroepen differ in what they declare under: Noord in the old list 056; Oost on list 008, organisation and
# infrastructure in the tariff; Zuid, West and Delta on list 008 without it.
KETEN_CODE = {
    ZG_NOORD: {"DM2": ("056", "40001"), "VRM": ("056", "40011"), "COPD": ("056", "40021"), "DM2VRM": ("008", "11613")},
    ZG_OOST: {"DM2": ("008", "40001"), "VRM": ("008", "40011"), "COPD": ("008", "40021"), "ASTMA": ("008", "11618"),
              "COPDASTMA": ("008", "11627")},
    ZG_ZUID: {"DM2": ("008", "11616"), "VRM": ("008", "11617"), "COPD": ("008", "11623")},
}
KETEN_CODE[RO_WEST] = KETEN_CODE[ZG_DELTA] = KETEN_CODE[ZG_ZUID]
KETEN_PRICES = {
    (ZG_NOORD, "40001"): (10842, 11375), (ZG_OOST, "40001"): (10465, 10990), (ZG_ZUID, "11616"): (11120, 11680),
    (ZG_NOORD, "40011"): (4310, 4525), (ZG_OOST, "40011"): (4180, 4390), (ZG_ZUID, "11617"): (4405, 4620),
    (ZG_NOORD, "40021"): (5870, 6160), (ZG_OOST, "40021"): (5725, 6010), (ZG_ZUID, "11623"): (5990, 6285),
    (ZG_NOORD, "11613"): (12940, 12940), (ZG_OOST, "11618"): (4460, 4460), (ZG_OOST, "11627"): (6380, 6700),
    (RO_WEST, "11616"): (10950, 11500), (RO_WEST, "11617"): (4350, 4570), (RO_WEST, "11623"): (5900, 6200),
    (ZG_DELTA, "11616"): (10900, 11440), (ZG_DELTA, "11617"): (4320, 4540),
    # Titles: a fee a quarter for each insured that is enrolled at a practice that belongs to it.
    (ZG_NOORD, "11610"): (310, 310), (ZG_NOORD, "11612"): (290, 290), (ZG_NOORD, "11624"): (410, 430),
    (WSV_WEST, "11624"): (410, 430), (RO_WEST, "11611"): (245, 255), (WSV_STRAND, "11624"): (395, 415),
    (WSV_WEST, "31175"): (95, 100), (ZG_OOST, "31060"): (1840, 1930),
}

# Inschrijving, by age and by year: younger than 65, up to 75, up to 85, older.
ENROLMENT = [(("11000", 1618), ("11115", 1706)), (("11100", 1912), ("11116", 2017)), (("11105", 2516), ("11117", 2651)),
             (("11107", 2731), ("11118", 2880))]

# The names of 2023Q1's extra column, which the canonical header does not know.
DESCRIPTIONS = {
    "11115": "Inschrijving tot 65 jaar, per kwartaal",
    "11116": "Inschrijving 65 tot 75 jaar, per kwartaal",
    "12001": "Consult, 20 minuten en langer",
    "12002": "Visite, korter dan 20 minuten",
    "12003": "Visite, 20 minuten en langer",
    "12010": "Consult, korter dan 5 minuten",
    "12011": "Consult, 5 tot 20 minuten",
    "12850": 'Begeleiding "Stoppen met roken"',
    "13004": "Longfunctieonderzoek (spirometrie)",
    "40001": "Keten-dbc DM2",
    "40011": "Keten-dbc VRM",
    "40021": "Keten-dbc COPD",
    "11613": "Keten-dbc DM2/VRM",
    "11610": "O&I ketenzorg",
    "11611": "O&I regiomanagement",
    "11624": "O&I wijkmanagement",
}

# ICPC of complaints that have nothing to do with a keten: none begins with a prefix of diagnosegroepen.csv.
OTHER_COMPLAINTS = [
    "A04", "A97", "B80", "D01", "D73", "F72", "H81", "L03", "L15", "L86.01", "N01", "N89", "P01", "P06", "R05", "R74",
    "R78", "S03", "S74.01", "S88", "U71", "X11", "Y85", "L91"
]
# Verwijsdiagnoses of dietetics that belong to no programme: overweight, bowels, allergy and so on.
OTHER_DIETS = ["0010", "0012", "0041", "0048", "0063"]
# Specialisms that no rule asks for.
OTHER_SPECIALISTS = ["0302", "0303", "0305", "0307", "0310", "0330"]


def first_day(quarter):
    year, number = int(QUARTERS[quarter][:4]), int(QUARTERS[quarter][5])
    return datetime.date(year, 3 * number - 2, 1)


def last_day(quarter):
    start = first_day(quarter)
    year, month = (start.year + 1, 1) if start.month == 10 else (start.year, start.month + 3)
    return datetime.date(year, month, 1) - datetime.timedelta(days=1)


def quarter_of(day):
    return (day.year - 2022) * 4 + (day.month - 1) // 3


def day_of(text):
    return datetime.date.fromisoformat(text)


def price(prices, day):
    return prices[0 if day.year < 2023 else 1]


@dataclass
class Person:
    number: int
    bsn: str
    verzekerdennummer: str
    practice: str
    insurers: list                      # (first quarter, uzovi), ascending
    ketens: list = field(default_factory=list)   # (programma, zorggroep, first quarter, last quarter)
    label: str = ""                     # of its story
    story_lines: int = 0

    def uzovi(self, day):
        return [uzovi for first, uzovi in self.insurers if first <= max(quarter_of(day), 0)][-1]


@dataclass
class Line:
    """One declaration. `file` is the quarter whose export brings it, `order` the day that decides its place in there."""
    person: Person
    declarant: str
    lijst: str
    code: str
    begin: datetime.date
    end: datetime.date = None
    amount: int = 0
    file: str = ""
    order: datetime.date = None
    uzovi: str = ""
    uitvoerder: str = ""
    specialisme: str = ""
    zorgproduct: str = ""
    verwijs: str = ""
    icpc: str = ""
    aantal: int = 1
    credit: bool = False
    reverses: object = None             # the Line that the credit names, if it names one
    reference: str = ""
    bsn: str = None                     # instead of the person's

    def values(self):
        """The canonical values, as text, by column."""
        return {
            "bsn": self.person.bsn if self.bsn is None else self.bsn,
            "verzekerdennummer": self.person.verzekerdennummer,
            "uzovi": self.uzovi,
            "agb_declarant": self.declarant,
            "agb_uitvoerder": self.uitvoerder,
            "specialisme": self.specialisme,
            "prestatiecodelijst": self.lijst,
            "prestatiecode": self.code,
            "zorgproductcode": self.zorgproduct,
            "verwijsdiagnosecode": self.verwijs,
            "diagnosecode": self.icpc,
            "begindatum": self.begin.isoformat(),
            "einddatum": self.end.isoformat() if self.end else "",
            "aantal": str(self.aantal),
            "bedrag_cent": str(self.amount),
            "debet_credit": "C" if self.credit else "D",
            "referentienummer": self.reference,
            "vorig_referentienummer": self.reverses.reference if self.reverses else "",
        }


class Dice:
    """A person's own chance. random() is the one call whose sequence Python promises to keep."""

    def __init__(self, seed):
        self.source = random.Random(seed)

    def below(self, n):
        return int(self.source.random() * n)

    def chance(self, p):
        return self.source.random() < p

    def of(self, things):
        return things[self.below(len(things))]

    def day(self, quarter):
        return first_day(quarter) + datetime.timedelta(days=self.below((last_day(quarter) - first_day(quarter)).days +
                                                                       1))


class Exports:
    """All lines so far, and the people they are about."""

    def __init__(self):
        self.lines = []
        self.persons = []
        self.bad = []                   # (file, order, Line, break), see broken_lines()
        self.contacts = []              # (person, ICPC, day) of the contact register

    def add(self, person, declarant, lijst, code, begin, **more):
        """A line of background or, when `story=True`, one with the story's label as reference."""
        begin = day_of(begin) if isinstance(begin, str) else begin
        refused = more.pop("refused", False)                    # by the insurer: a line for which nothing was granted
        end = more.pop("end", None)
        end = day_of(end) if isinstance(end, str) else end
        line = Line(person, declarant, lijst, code, begin, end)
        known = KETEN_PRICES.get((declarant, code)) or PRICES.get(code)
        line.uzovi = person.uzovi(begin)
        line.order = end or begin
        line.file = QUARTERS[quarter_of(line.order)] if quarter_of(line.order) < len(QUARTERS) else ""
        if more.pop("story", False):
            person.story_lines += 1
            line.reference = f"{person.label}-{person.story_lines:02d}"
        for name, value in more.items():
            setattr(line, name, value)
        if not line.amount:
            line.amount = 0 if refused else price(known, begin) * line.aantal
        assert line.file, f"{person.label} {code}: falls outside the exports"
        self.lines.append(line)
        return line

    def credit(self, debit, file, order, named=True, **more):
        """Takes `debit` back in the export `file`; `order` (a date) places it there."""
        order = day_of(order)
        credit = replace(debit, credit=True, reverses=debit if named else None, file=file, order=order)
        debit.person.story_lines += 1
        credit.reference = f"{debit.person.label}-{debit.person.story_lines:02d}"
        for name, value in more.items():
            setattr(credit, name, value)
        self.lines.append(credit)
        return credit

    def again(self, line, file, order):
        """The same line once more, unchanged, in another export."""
        self.lines.append(replace(line, file=file, order=day_of(order)))

    def keten(self, person, programma, zorggroep, first, last, story=False):
        """The quarter declarations of one programme. Each zorggroep has its own way of dating them."""
        person.ketens.append((programma, zorggroep, first, last))
        lijst, code = KETEN_CODE[zorggroep][programma]
        made = {}
        for quarter in range(first, last + 1):
            begin, end = first_day(quarter), None
            if zorggroep == ZG_OOST:
                end = last_day(quarter)
            made[quarter] = self.add(person, zorggroep, lijst, code, begin, end=end, story=story,
                                     file=QUARTERS[quarter], order=begin + datetime.timedelta(days=20))
        return made

    def title(self, person, contractant, code, first, last, story=False):
        """A title such as O&I: a line a quarter."""
        return [self.add(person, contractant, "008", code, first_day(quarter), story=story, file=QUARTERS[quarter],
                         order=first_day(quarter) + datetime.timedelta(days=25)) for quarter in range(first, last + 1)]


# ---------------------------------------------------------------------------------------------------------------------
# Stories

def stories(x, person):
    """`person(label, uzovi, practice, switch=(quarter, uzovi))` takes the next free person for a story."""
    gp = dict(enumerate(PRACTICES + PRACTICES_WEST + [PRACTICE_ELSEWHERE], 1))
    s = {"story": True}

    # A: two keten-dbc's
    p = person("A1", MENZIS, gp[1])                       # moved in May: the old zorggroep and the new one
    x.keten(p, "DM2", ZG_NOORD, 0, 5, **s)
    x.keten(p, "DM2", ZG_OOST, 6, 7, **s)
    x.add(p, ZG_OOST, "008", "40001", "2023-05-15", end="2023-06-30", **s)

    p = person("A2", MENZIS, gp[3])                       # VRM was never closed when DM2 began
    x.keten(p, "DM2", ZG_OOST, 2, 7, **s)
    x.keten(p, "VRM", ZG_OOST, 0, 7, **s)

    p = person("A3", MENZIS, gp[2])                       # combined programme here, VRM still running there
    x.keten(p, "VRM", ZG_OOST, 0, 4, **s)
    x.keten(p, "DM2VRM", ZG_NOORD, 4, 7, **s)

    p = person("A4", MENZIS, gp[5])  # twice from one day, in a quarter for which Menzis has no table
    x.keten(p, "DM2", ZG_ZUID, 0, 7, **s)
    x.add(p, ZG_NOORD, "056", "40001", "2022-10-01", **s)

    p = person("A5", ZILVEREN_KRUIS, gp[6])               # one quarter with both
    x.keten(p, "VRM", ZG_ZUID, 0, 2, **s)
    x.keten(p, "DM2", ZG_ZUID, 2, 7, **s)
    x.add(p, DIETIST, "012", "6000", "2022-08-04", verwijs="0026", aantal=2,
          **s)  # beside both; the VRM is itself a double

    p = person("A6", ZILVEREN_KRUIS, gp[5])               # treatment dates that touch two quarters
    x.add(p, ZG_ZUID, "008", "11623", "2022-03-15", end="2022-04-30", **s)
    x.keten(p, "COPD", ZG_ZUID, 1, 7, **s)

    p = person("A7", MENZIS, gp[2], switch=(4, ZILVEREN_KRUIS))   # changed insurer within the quarter
    x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    x.add(p, ZG_OOST, "008", "40011", "2022-11-01", end="2022-12-31", uzovi=ZILVEREN_KRUIS, **s)

    p = person("A8", ZILVEREN_KRUIS, gp[4])               # allowed: COPD beside DM2
    x.keten(p, "DM2", ZG_OOST, 0, 7, **s)
    x.keten(p, "COPD", ZG_OOST, 0, 7, **s)

    # B: consults, house calls, meekijkconsult, module, stop smoking
    p = person("B1", MENZIS, gp[1])
    x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    x.add(p, gp[1], "008", "12011", "2023-02-14", icpc="T90.02", **s)
    x.add(p, gp[1], "008", "12010", "2023-03-02", **s)                      # no diagnosis on the line
    x.add(p, gp[1], "008", "12008", "2023-05-22", icpc="T90",
          **s)  # no consult, but inside Menzis' range; T90 may be T90.02

    p = person("B2", MENZIS, gp[5])                       # a practice that did not know of the keten
    x.keten(p, "VRM", ZG_ZUID, 4, 7, **s)
    x.add(p, gp[5], "008", "14611", "2023-01-17", **s)
    x.add(p, gp[5], "008", "12003", "2023-08-09", icpc="K86", **s)
    x.add(p, DIETIST, "076", "6300", "2023-08-23", aantal=2, **s)           # no verwijsdiagnose

    p = person("B3", MENZIS, gp[4])
    x.keten(p, "DM2", ZG_OOST, 3, 7, **s)
    x.add(p, gp[4], "008", "31023", "2023-04-19", icpc="T90.02", **s)
    x.add(p, gp[4], "008", "31022", "2023-10-11", **s)
    x.add(p, gp[4], "008", "31020", "2023-10-12", icpc="T90.02", **s)       # a tariff per enrolled insured: nothing

    p = person("B4", ZILVEREN_KRUIS, gp[2])
    x.keten(p, "VRM", ZG_NOORD, 0, 7, **s)
    x.add(p, gp[2], "008", "12002", "2022-05-12", icpc="K86", **s)
    x.add(p, gp[2], "008", "12850", "2022-09-06", **s)

    p = person("B5", ZILVEREN_KRUIS, gp[6])
    x.keten(p, "COPD", ZG_ZUID, 0, 7, **s)
    x.add(p, gp[6], "008", "12011", "2022-11-03", icpc="R95", **s)
    x.add(p, gp[6], "008", "12850", "2023-01-26", **s)

    p = person("B6", ZILVEREN_KRUIS, gp[3])
    x.keten(p, "DM2", ZG_OOST, 2, 7, **s)
    x.add(p, gp[3], "008", "12011", "2022-05-03", icpc="T90.02", **s)       # before inclusion: nothing
    x.add(p, gp[3], "008", "12008", "2022-09-15", icpc="T90.02", **s)       # no consult at Zilveren Kruis: nothing
    x.add(p, gp[3], "008", "12010", "2023-08-29", **s)

    # C: stop smoking and spirometry
    p = person("C1", MENZIS, gp[2])                       # one line beside two programmes: two findings, one amount
    x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    x.keten(p, "COPD", ZG_NOORD, 2, 7, **s)
    x.add(p, gp[2], "008", "12850", "2023-06-08", **s)

    p = person("C2", MENZIS, gp[6])
    x.keten(p, "COPD", ZG_ZUID, 4, 7, **s)
    x.add(p, gp[6], "008", "14610", "2023-01-10", **s)
    x.add(p, gp[6], "008", "13004", "2023-01-10", **s)
    x.add(p, gp[6], "008", "12001", "2023-01-24", icpc="R95", **s)

    p = person("C3", ZILVEREN_KRUIS, gp[1])
    x.keten(p, "COPD", ZG_NOORD, 1, 7, **s)
    x.add(p, gp[1], "008", "13004", "2022-03-08", **s)                      # diagnostic, the quarter before: nothing
    x.add(p, DIETIST, "012", "6000", "2022-08-18", verwijs="0032", aantal=3, **s)
    x.add(p, gp[1], "008", "13004", "2022-11-29", **s)

    # D: hospital care
    p = person("D1", MENZIS, gp[1])                       # a DOT over two quarters: two findings, one amount
    x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    x.add(p, ZIEKENHUIS, "041", "15A295", "2023-02-06", end="2023-05-05", zorgproduct="040201013", specialisme="0313",
          uitvoerder="03139991", amount=21540, **s)

    p = person("D2", MENZIS, gp[3])                       # zorgproduct of one row, declaratiecode of another
    x.keten(p, "VRM", ZG_OOST, 0, 7, **s)
    x.add(p, ZIEKENHUIS, "041", "15C412", "2023-07-04", end="2023-09-12", zorgproduct="090301015", specialisme="0320",
          uitvoerder="03209991", amount=13260, **s)

    p = person("D3", MENZIS, gp[5])                       # no zorgproduct
    x.keten(p, "COPD", ZG_ZUID, 0, 7, **s)
    x.add(p, ZIEKENHUIS_2, "041", "15A883", "2023-10-09", end="2023-12-11", specialisme="0322", amount=24875, **s)

    p = person("D4", ZILVEREN_KRUIS, gp[4])  # the keten should have closed after the quarter of the referral
    x.keten(p, "DM2", ZG_OOST, 0, 7, **s)
    x.add(p, ZIEKENHUIS, "041", "15A291", "2022-02-10", end="2022-05-10", zorgproduct="040201008", specialisme="0313",
          uitvoerder="03139991", amount=48820, **s)

    p = person("D5", ZILVEREN_KRUIS, gp[6])               # the same, and the zorggroep did close it
    made = x.keten(p, "VRM", ZG_ZUID, 0, 3, **s)
    x.add(p, ZIEKENHUIS_2, "041", "15C406", "2022-08-15", end="2022-11-10", zorgproduct="090301007", specialisme="0320",
          uitvoerder="03209992", amount=15480, **s)
    x.credit(made[3], "2023Q1", "2023-01-25")

    p = person("D6", MENZIS, gp[2], switch=(4, ZILVEREN_KRUIS))   # the DOT was opened at the old insurer's expense
    x.keten(p, "VRM", ZG_NOORD, 0, 7, **s)
    x.add(p, ZIEKENHUIS, "041", "15C413", "2022-11-20", end="2023-02-10", zorgproduct="090301015", specialisme="0320",
          uitvoerder="03209991", amount=13260, uzovi=MENZIS, **s)

    # E: dietetics
    p = person("E1", MENZIS, gp[2])                       # and a keten line that was corrected: credit and new debit
    made = x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    x.add(p, DIETIST, "076", "6000", "2023-01-31", verwijs="0055", aantal=2, **s)
    x.add(p, DIETIST, "076", "6000", "2023-03-14", verwijs="0055", **s)     # credited in the late delivery
    wrong = made[4]
    wrong.amount = 10842                                  # the tariff of the year before
    x.credit(wrong, "2023Q2", "2023-04-20")
    x.add(p, ZG_NOORD, "056", "40001", "2023-01-01", file="2023Q2", order=day_of("2023-04-20"), **s)

    p = person("E2", MENZIS, gp[3])                       # 2022: no table for Menzis, so nothing is found
    x.keten(p, "DM2", ZG_OOST, 0, 7, **s)
    x.add(p, DIETIST, "012", "6000", "2022-08-30", verwijs="0055", aantal=2, **s)

    # F: foot care
    p = person("F1", ZILVEREN_KRUIS, gp[1])
    x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    x.add(p, DIETIST, "012", "6000", "2022-04-14", verwijs="0026", aantal=2, **s)   # nevendiagnose
    x.add(p, PEDICURE, "012", "9200", "2022-09-21", **s)
    x.add(p, gp[1], "008", "31257", "2023-05-10", **s)                      # fundusfoto in the practice

    p = person("F2", ZILVEREN_KRUIS, gp[2])               # foot care is in this contract
    x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    x.add(p, PODO, "012", "9201", "2022-04-01", end="2022-06-30", **s)
    x.add(p, gp[2], "008", "12010", "2022-11-16", icpc="T90.02", **s)

    p = person("F3", ZILVEREN_KRUIS, gp[3])               # in this one from 2023
    x.keten(p, "DM2", ZG_OOST, 0, 7, **s)
    x.add(p, PEDICURE, "012", "9202", "2022-10-01", end="2022-12-31", **s)      # agreed to be outside: nothing
    x.add(p, PEDICURE, "054", "22017", "2023-01-01", end="2023-03-31", **s)

    p = person("F4", ZILVEREN_KRUIS, gp[5])               # here nobody knows
    x.keten(p, "DM2", ZG_ZUID, 0, 7, **s)
    x.add(p, PODO_2, "012", "9202", "2022-07-01", end="2022-09-30", **s)

    p = person("F5", MENZIS, gp[6])
    x.keten(p, "DM2", ZG_ZUID, 0, 7, **s)
    x.add(p, PODO_2, "080", "9203", "2023-07-01", end="2023-09-30", **s)
    x.add(p, PODO_2, "080", "9203", "2023-10-01", end="2023-12-31", **s)
    late(x, p, "6000", "2023-09-05", "0055", 3)
    late(x, p, "6000", "2023-09-26", "55", 1)

    # G: one visit to a specialist
    p = person("G1", ZILVEREN_KRUIS, gp[4])
    x.keten(p, "DM2", ZG_OOST, 0, 7, **s)
    x.add(p, OOGKLINIEK, "041", "15A487", "2022-06-02", zorgproduct="070401008", specialisme="0301",
          uitvoerder="03019991", amount=11890, **s)
    late(x, p, "6300", "2023-11-07", "", 2)

    p = person("G2", ZILVEREN_KRUIS, gp[1])               # twice in one quarter is not "once": nothing
    x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    for begin, end in ("2022-10-05", "2022-10-05"), ("2022-12-07", "2022-12-07"):
        x.add(p, ZIEKENHUIS, "041", "15A295", begin, end=end, specialisme="0313", uitvoerder="03139991", amount=14350,
              **s)

    p = person("G3", ZILVEREN_KRUIS, gp[5])               # specialism only from the performer's AGB
    x.keten(p, "COPD", ZG_ZUID, 0, 7, **s)
    x.add(p, ZIEKENHUIS_2, "041", "15A883", "2023-05-11", uitvoerder="03229992", amount=16725, **s)

    p = person("G4", ZILVEREN_KRUIS, gp[6])
    x.keten(p, "DM2", ZG_ZUID, 0, 7, **s)
    x.add(p, PODO_2, "080", "9100", "2023-02-20", **s)

    p = person("G5", ZILVEREN_KRUIS, gp[2])               # two rules at first; the second visit, late, takes one away
    x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    x.add(p, PODO, "080", "9200", "2023-06-13", **s)
    x.add(p, PODO, "080", "9100", "2023-06-27", file="2023Q3", order=day_of("2023-07-03"), **s)

    # H: credits. None of these leaves a finding.
    p = person("H1", ZILVEREN_KRUIS, gp[3])
    x.keten(p, "VRM", ZG_OOST, 0, 7, **s)
    x.credit(x.add(p, gp[3], "008", "12011", "2022-06-09", icpc="K86", **s), "2022Q3", "2022-08-02")

    p = person("H2", MENZIS, gp[4])                       # sent twice, taken back without a reference
    made = x.keten(p, "DM2", ZG_OOST, 0, 7, **s)
    twice = x.add(p, ZG_OOST, "008", "40001", "2023-04-01", end="2023-06-30", file="2023Q2", order=day_of("2023-04-28"),
                  **s)
    assert twice.amount == made[5].amount
    x.credit(twice, "2023Q2", "2023-05-04", named=False)

    p = person("H3", ZILVEREN_KRUIS, gp[1])               # the credit is exported before its debit
    x.keten(p, "VRM", ZG_NOORD, 0, 7, **s)
    debit = x.add(p, gp[1], "008", "12850", "2022-12-06", file="2023Q1", order=day_of("2023-01-09"), **s)
    x.credit(debit, "2022Q4", "2022-12-22")

    p = person("H4", MENZIS, gp[5])                       # its debit is of 2021 and not in the set
    x.keten(p, "VRM", ZG_ZUID, 0, 7, **s)
    x.credit(Line(p, ZG_ZUID, "008", "11617", day_of("2021-10-01"), amount=4280, uzovi=MENZIS, reference="K21-00871"),
             "2022Q1", "2022-02-03")

    p = person("H5", ZILVEREN_KRUIS, gp[6])               # credited twice
    x.keten(p, "COPD", ZG_ZUID, 0, 7, **s)
    debit = x.add(p, gp[6], "008", "13004", "2022-07-19", **s)
    x.credit(debit, "2022Q3", "2022-09-01")
    x.credit(debit, "2022Q4", "2022-10-13")

    p = person("H6", ZILVEREN_KRUIS, gp[4])               # a credit on a credit
    x.keten(p, "DM2", ZG_OOST, 0, 7, **s)
    first = x.credit(x.add(p, PEDICURE, "012", "9200", "2022-03-17", **s), "2022Q2", "2022-04-21")
    x.credit(first, "2022Q3", "2022-07-07")

    p = person("H7", MENZIS, gp[2])                       # the keten gave way, the dietist may declare
    made = x.keten(p, "DM2", ZG_NOORD, 0, 6, **s)
    x.add(p, DIETIST, "076", "6000", "2023-08-16", verwijs="00000055", aantal=2, **s)
    x.credit(made[6], "2023Q4", "2023-10-19")

    p = person("H8", ZILVEREN_KRUIS, gp[2])               # the debit comes with the late delivery, a run later
    x.keten(p, "VRM", ZG_NOORD, 0, 7, **s)
    x.credit(late(x, p, "6000", "2023-10-10", "0025", 2), "2023Q4", "2023-12-14")

    p = person("H9", MENZIS, gp[1])                       # the credit names a debit that nobody knows
    x.keten(p, "DM2", ZG_NOORD, 4, 7, **s)
    debit = x.add(p, gp[1], "008", "12850", "2023-08-17", **s)
    x.credit(replace(debit, reference="H9-0S"), "2023Q4", "2023-10-05", reference="H9-06")

    # J: dates, and what a line does not say
    p = person("J1", MENZIS, gp[2])                       # stop smoking just before inclusion
    x.keten(p, "VRM", ZG_NOORD, 6, 7, **s)
    x.add(p, gp[2], "008", "12850", "2023-03-28", **s)                      # a quarter before: nothing
    x.add(p, ZG_NOORD, "056", "40011", "2023-06-12", **s)
    x.add(p, gp[2], "008", "12850", "2023-06-02", **s)

    p = person("J2", MENZIS, gp[3])                       # a DOT that shares one day with the first quarter
    x.keten(p, "DM2", ZG_OOST, 3, 7, **s)
    x.add(p, ZIEKENHUIS, "041", "15A295", "2023-03-31", end="2023-05-19", zorgproduct="040201013", specialisme="0313",
          uitvoerder="03139991", amount=21540, **s)

    p = person("J3", MENZIS, gp[5])  # a DOT of seven months: closed too late in the hospital's system
    x.keten(p, "VRM", ZG_ZUID, 4, 5, **s)
    x.add(p, ZIEKENHUIS_2, "041", "15C413", "2023-01-16", end="2023-08-15", zorgproduct="090301015", specialisme="0320",
          uitvoerder="03209992", amount=13260, **s)

    p = person("J4", MENZIS, gp[3])                       # the keten-dbc a month at a time
    for begin, end in ("2023-07-01", "2023-07-31"), ("2023-08-01", "2023-08-31"):
        x.add(p, ZG_OOST, "008", "40021", begin, end=end, amount=2003, **s)

    p = person("J5", MENZIS, gp[1])                       # lines without a list
    x.keten(p, "COPD", ZG_NOORD, 4, 7, **s)
    x.add(p, gp[1], "", "12850", "2023-02-21", **s)

    p = person("J6", MENZIS, gp[5])                       # two of one programme, and what stands beside both
    x.keten(p, "DM2", ZG_ZUID, 4, 7, **s)
    x.add(p, ZG_NOORD, "056", "40001", "2023-10-16", **s)
    x.add(p, DIETIST, "076", "6300", "2023-11-21", verwijs="0055", aantal=2, **s)

    p = person("J7", ZILVEREN_KRUIS, gp[4])               # up to, not up to and including: nothing
    x.add(p, ZG_ZUID, "008", "11617", "2022-04-01", end="2022-07-01", **s)
    x.keten(p, "VRM", ZG_OOST, 2, 7, **s)

    p = person("J8", ZILVEREN_KRUIS, gp[6])               # declared ahead, for a quarter after the table's end
    x.keten(p, "DM2", ZG_ZUID, 0, 7, **s)
    x.add(p, ZG_ZUID, "008", "11616", "2024-01-01", file="2023Q4", order=day_of("2023-12-20"), amount=11680, **s)
    late(x, p, "6000", "2024-01-11", "0055", 2)

    # K: titles
    p = person("K1", ZORG_EN_ZEKERHEID, gp[9])            # enrolled at a practice that is no member
    x.title(p, RO_WEST, "11611", 0, 0, **s)
    x.title(p, WSV_WEST, "11624", 0, 0, **s)

    p = person("K2", ZORG_EN_ZEKERHEID, gp[8])            # its practice left the wijksamenwerkingsverband in October
    x.title(p, RO_WEST, "11611", 2, 3, **s)

    p = person("K3", ZORG_EN_ZEKERHEID, gp[9])            # nothing is known of an enrolment
    x.title(p, WSV_WEST, "11624", 1, 1, **s)

    p = person("K4", ZORG_EN_ZEKERHEID,
               gp[7])  # two wijksamenwerkingsverbanden for one insured, one without an agreement
    x.title(p, WSV_WEST, "11624", 0, 2, **s)
    x.add(p, WSV_STRAND, "008", "11624", "2022-05-02", **s)
    x.add(p, WSV_STRAND, "008", "11624", "2022-11-01", **s)

    p = person("K5", ZORG_EN_ZEKERHEID, gp[7])  # praktijkmanagement at the practice and at its wijksamenwerkingsverband
    x.title(p, WSV_WEST, "31175", 0, 3, **s)
    x.add(p, gp[7], "008", "31174", "2022-07-01", amount=61, **s)

    p = person("K6", ZILVEREN_KRUIS, gp[1])               # GEZ has lapsed
    x.title(p, ZG_NOORD, "11612", 0, 0, **s)

    p = person("K7", MENZIS, gp[2])  # O&I ketenzorg is agreed, wijkmanagement is not; and ketenzorg too dear
    x.title(p, ZG_NOORD, "11610", 4, 6, **s)
    x.title(p, ZG_NOORD, "11624", 5, 5, **s)
    x.add(p, ZG_NOORD, "008", "11610", "2023-10-01", amount=385, **s)

    p = person("K8", ZILVEREN_KRUIS, gp[3])  # kwetsbare ouderen: agreed, and enrolled at a practice of the region
    x.title(p, ZG_OOST, "31060", 4, 7, **s)

    # L: tariffs
    p = person("L1", ZILVEREN_KRUIS,
               gp[4])  # 65.45 where 60.10 is agreed; then two quarters at once, at twice the tariff
    x.keten(p, "COPD", ZG_OOST, 0, 4, **s)
    x.add(p, ZG_OOST, "008", "40021", "2023-04-01", end="2023-06-30", amount=6545, **s)
    x.add(p, ZG_OOST, "008", "40021", "2023-07-01", end="2023-12-31", amount=12020, **s)

    p = person("L2", ZILVEREN_KRUIS, gp[3])  # the amount of another zorggroep; and a dietist beside it stays vast
    x.keten(p, "DM2", ZG_OOST, 4, 6, **s)
    x.add(p, ZG_OOST, "008", "40001", "2023-10-01", end="2023-12-31", amount=11375, **s)
    x.add(p, DIETIST, "076", "6302", "2023-11-02", verwijs="0055", amount=2210, **s)

    # M: the contact register of Delta, read with its own profile
    for label, contacts in ("M1", ["2023-02-14", "2023-09-05"]), ("M2", []), ("M3", ["2023-03-22"]):
        p = person(label, ZILVEREN_KRUIS, gp[6])
        x.keten(p, "DM2" if label != "M3" else "VRM", ZG_DELTA, 4, 7, **s)
        for day in contacts:
            x.contacts.append((p, "T90.02" if label != "M3" else "L15", day))
    p = person("M4", ZILVEREN_KRUIS, gp[6])               # its VRM contact has no diagnosis: that speaks for it
    x.keten(p, "VRM", ZG_DELTA, 4, 7, **s)
    x.contacts.append((p, "", "2023-06-13"))

    # N: nothing was granted, and codes that look like a keten-dbc
    p = person("N1", ZILVEREN_KRUIS, gp[4])               # refused, and declared again
    x.keten(p, "VRM", ZG_OOST, 1, 7, **s)
    x.add(p, ZG_OOST, "008", "40011", "2022-01-01", end="2022-03-31", refused=True, **s)
    x.add(p, ZG_OOST, "008", "40011", "2022-01-02", end="2022-03-31", **s)
    x.add(p, gp[4], "008", "12850", "2022-10-18", refused=True, **s)

    p = person("N2", MENZIS, gp[5])                       # a module that is no programme; a koptarief
    x.keten(p, "DM2", ZG_ZUID, 4, 7, **s)
    x.add(p, ZG_ZUID, "008", "11609", "2023-01-01", **s)
    x.add(p, ZG_ZUID, "008", "11609", "2023-04-01", **s)
    x.add(p, ZG_ZUID, "008", "11602", "2023-04-01", **s)

    p = person("N3", MENZIS, gp[5])  # DM2 once more without a contract, and the yearly begeleiding of a practice
    x.keten(p, "DM2", ZG_ZUID, 4, 7, **s)
    x.add(p, gp[9], "008", "11620", "2023-04-17", amount=8100, **s)
    x.add(p, gp[9], "008", "13029", "2023-09-28", **s)

    p = person("N4", ZILVEREN_KRUIS, gp[1])  # teststrips: of a hulpmiddelenleverancier, and in the practice
    x.keten(p, "DM2", ZG_NOORD, 0, 7, **s)
    x.add(p, HULPMIDDELEN, "064", "10302", "2022-08-03", **s)

    p = person("A9", ZILVEREN_KRUIS, gp[3])               # COPD and Astma in one: the Astma of a quarter is in it twice
    x.keten(p, "COPDASTMA", ZG_OOST, 2, 5, **s)
    x.add(p, ZG_OOST, "008", "11618", "2022-12-15", end="2022-12-31", **s)

    # I: no BSN
    p = person("I1", MENZIS, gp[3], bsn=False)
    x.keten(p, "VRM", ZG_OOST, 2, 7, **s)
    x.add(p, gp[3], "008", "12011", "2023-03-21", icpc="K87", bsn="999999999", **s)

    p = person("I2", ZILVEREN_KRUIS, gp[1], bsn=False)
    x.keten(p, "DM2", ZG_NOORD, 1, 7, **s)
    x.add(p, DIETIST, "012", "6300", "2022-11-22", verwijs="0055", aantal=2, **s)

    # The credit of E1's second visit to the dietist, in the late delivery: its finding lapses.
    visit = next(line for line in x.lines if line.person.label == "E1" and line.begin == day_of("2023-03-14"))
    x.credit(visit, "late", "2023-11-30")


def late(x, person, code, begin, verwijs, aantal):
    """A dietist's line that the clearing house delivers after the year; its own kind of reference."""
    person.story_lines += 1
    return x.add(person, DIETIST_LATE, "076", code, begin, verwijs=verwijs, aantal=aantal, file="late",
                 reference=f"DIËT-{person.label}-{person.story_lines:02d}")


# ---------------------------------------------------------------------------------------------------------------------
# Background

def background(x, persons):
    in_keten = len([p for p in x.persons if p.ketens])
    for p in persons:
        dice = Dice(f"keten {p.number}")
        if not p.ketens and in_keten < PERSONS_IN_KETEN and not p.label:
            in_keten += 1
            enrol(x, p, dice)
    for p in persons:
        ordinary_care(x, p, Dice(f"care {p.number}"))
        titles(x, p)


def enrol(x, p, dice):
    zorggroep = ZORGGROEP_OF[p.practice]
    west = zorggroep == RO_WEST
    first = 0 if dice.chance(0.8) else 1 + dice.below(5)
    last = 7 if dice.chance(0.9) else max(first, 4 + dice.below(3))
    pick = dice.source.random()
    only_2023 = first <= 4 <= last and [uzovi for _, uzovi in p.insurers] == [MENZIS]
    if only_2023 and zorggroep == ZG_NOORD and pick < 0.35:       # from DM2 to the combined programme
        if first < 4:
            x.keten(p, "DM2", zorggroep, first, 3)
        x.keten(p, "DM2VRM", zorggroep, 4, last)
    elif only_2023 and zorggroep == ZG_OOST and pick < 0.2:
        x.keten(p, "ASTMA", zorggroep, 4, last)
    elif pick < 0.5 or (west and pick > 0.95):
        x.keten(p, "DM2", zorggroep, first, last)
    elif pick < 0.82:
        x.keten(p, "VRM", zorggroep, first, last)
    else:
        x.keten(p, "COPD", zorggroep, first, last)
        if pick > 0.95:
            x.keten(p, "DM2" if pick > 0.975 else "VRM", zorggroep, first, last)


def ordinary_care(x, p, dice):
    """Eight quarters of care beside which a keten-dbc may stand: another complaint, another diagnosis, no rule."""
    for quarter in range(len(QUARTERS)):
        begin = first_day(quarter)
        if p.uzovi(begin) != MENZIS and (dice.chance(0.97) or p.uzovi(begin) == ZORG_EN_ZEKERHEID) and p.label != "K3":
            enrolment(x, p, begin)                                              # Menzis' exports leave them out
        for _ in range(3):
            if dice.chance(0.16):
                consult(x, p, quarter, dice)
        if dice.chance(0.035):
            x.add(p, p.practice, "008", "12117", dice.day(quarter))             # POH-GGZ
        if dice.chance(0.02):
            x.add(p, p.practice, "008", "13005", dice.day(quarter))             # ECG
        if dice.chance(0.05):
            x.add(p, LAB, "016", dice.of(["070442", "070716", "074892"]), dice.day(quarter),
                  amount=310 + 10 * dice.below(90))
        if dice.chance(0.05):
            x.add(p, APOTHEEK, "001", dice.of(["16012345", "16023456", "16034567"]), dice.day(quarter),
                  amount=650 + dice.below(2400))  # glucose-teststrips among them: rule is a concept
        if dice.chance(0.025):
            specialist(x, p, quarter, dice)
        if dice.chance(0.025):
            for _ in range(1 + dice.below(3)):
                day = dice.day(quarter)
                x.add(p, FYSIO, "012" if day.year < 2023 else "073", "1000", day)
        if dice.chance(0.012 if quarter < 4 else 0.005):
            day = dice.day(quarter)
            x.add(p, DIETIST if quarter >= 4 or dice.chance(0.5) else DIETIST_LATE, "012" if day.year < 2023 else "076",
                  "6000", day, verwijs=dice.of(OTHER_DIETS), aantal=1 + dice.below(3))
        if quarter >= 4 and dice.chance(0.09):
            x.add(p, DIETIST_LATE, "076", dice.of(["6000", "6000", "6001"]), dice.day(quarter),
                  verwijs=dice.of(OTHER_DIETS), aantal=1 + dice.below(3), file="late")
        if dice.chance(0.01):
            x.add(p, OPTOMETRIST, "990", "OPT01", dice.day(quarter),
                  amount=3850)  # fundusfoto: no code known, rule is a concept
    if not p.ketens and not p.label:
        without_keten(x, p, dice)


def enrolment(x, p, begin):
    code, amount = price(ENROLMENT[3 if p.label == "K8" else [0, 0, 1, 0, 2, 0, 1, 0, 3][p.number % 9]], begin)
    x.add(p, p.practice, "008", code, begin, order=begin + datetime.timedelta(days=5), amount=amount)


def titles(x, p):
    """O&I for everybody who is enrolled: at Zorg en Zekerheid in the west, and at Menzis for the practices of Noord."""
    if p.label:
        return
    if p.insurers == [(0, ZORG_EN_ZEKERHEID)]:
        x.title(p, WSV_WEST, "11624", 0, 7)
        x.title(p, RO_WEST, "11611", 0, 7)
    elif p.insurers == [(0, MENZIS)] and p.practice == PRACTICES[0]:
        x.title(p, ZG_NOORD, "11610", 4, 7)


def consult(x, p, quarter, dice):
    day = dice.day(quarter)
    code = dice.of(["12010"] * 5 + ["12011"] * 9 + ["12001"] * 3 + ["12002", "12003", "12008"])
    icpc = dice.of(OTHER_COMPLAINTS)
    if quarter in (3, 7) and dice.chance(0.15):
        code, icpc = "12006", "A44"                                             # the flu jab
    if not p.ketens and dice.chance(0.6):
        icpc = ""                                                               # as most real consults
    line = x.add(p, p.practice, "008", code, day, icpc=icpc,
                 uitvoerder=dice.of(["", "", p.practice[:6] + "71", p.practice[:6] + "72"]))
    if quarter < 7 and dice.chance(0.04):                                       # sent in a quarter late
        line.file, line.order = QUARTERS[quarter + 1], first_day(quarter + 1) + datetime.timedelta(days=dice.below(30))


def specialist(x, p, quarter, dice):
    start = dice.day(quarter)
    end = min(start + datetime.timedelta(days=dice.of([0, 0, 28, 63, 90])), last_day(len(QUARTERS) - 1))
    kind = dice.of(OTHER_SPECIALISTS)
    x.add(p, dice.of([ZIEKENHUIS, ZIEKENHUIS_2]), "041", dice.of(["15B104", "15B212", "15C027", "15D118"]), start,
          end=end, zorgproduct=dice.of(["131999104", "029099012", "090501008", "140301021"]), specialisme=kind,
          uitvoerder=kind + "9995", amount=9000 + 10 * dice.below(4200))


def without_keten(x, p, dice):
    """Care that would be a double beside a keten-dbc, for somebody who is in none."""
    if dice.chance(0.25):
        x.add(p, p.practice, "008", "12850", dice.day(dice.below(8)))
    if dice.chance(0.25):
        x.add(p, p.practice, "008", "13004", dice.day(dice.below(8)))
    if dice.chance(0.3):
        x.add(p, p.practice, "008", "12011", dice.day(dice.below(8)), icpc=dice.of(["K86", "R96", "T93"]))
    if dice.chance(0.2):
        day = dice.day(dice.below(8))
        x.add(p, PODO, "080" if day.year > 2022 else "012", "9100", day)


# ---------------------------------------------------------------------------------------------------------------------
# What goes wrong in an export

def overlapping_windows(x):
    """Lines of the last days of a quarter that the next export brings once more."""
    for file, count, order in ("2022Q3", 3, "2022-07-01"), ("2023Q1", 4, "2023-01-02"), ("2023Q3", 2, "2023-07-03"):
        before = QUARTERS[QUARTERS.index(file) - 1]
        consults = [
            line for line in in_file_order(x.lines, before)
            if line.code in ("12001", "12010", "12011") and not line.credit
        ]
        for line in consults[-count:]:
            x.again(line, file, order)
    fysio = [line for line in in_file_order(x.lines, "2022Q4") if line.declarant == FYSIO]
    x.again(fysio[-1], "2023Q1", "2023-01-02")            # not relevant, so not stored: counted as accepted


def broken_lines(x):
    """Bad lines: a copy of a good one under a new reference, and what to change in its values (or in its bytes)."""
    def spoil(file, code, reference, **values):
        model = [
            line for line in in_file_order(x.lines, file)
            if line.code == code and line.person.bsn and not line.person.label
        ]
        line = model[len(model) // 2]
        x.bad.append((file, replace(line, reference=reference), values))

    def other_last_digit(v):
        return v["bsn"][:-1] + str((int(v["bsn"][-1]) + 1) % 10)

    spoil("2022Q1", "12011", "FOUT-01", bsn=other_last_digit)                                   # bsn_elfproef
    spoil("2022Q3", "12011", "FOUT-02", begindatum="20220931")                                  # datum_onmogelijk
    spoil("2022Q3", "12010", "FOUT-03", drop_last=True)                                         # te_weinig_velden
    spoil("2022Q4", "12011", "FOUT-04", bedrag_cent="10.22")                                    # vorm_onjuist
    spoil("2023Q1", "12011", "FOUT-05", open_quote=True)  # aanhaling_niet_gesloten
    spoil("2023Q2", "40001", "FOUT-06", begindatum="2023-04-01", einddatum="2023-03-31")        # einde_voor_begin
    spoil("2023Q3", "12011", "FOUT-07", bsn="", verzekerdennummer="")                           # patient_onbekend
    spoil("2023Q3", "12010", "FOUT-08", prestatiecode="")                                       # veld_ontbreekt
    spoil("2023Q4", "12011", "FOUT-09", cp1252="DIËT")                                          # codering_ongeldig
    spoil("late", "6000", "FOUT-10", bedrag_cent="18,4")                                        # vorm_onjuist

    # The same reference with another amount: referentie_niet_uniek, the first one stays.
    consults = [line for line in in_file_order(x.lines, "2022Q4") if line.code == "12001" and not line.credit]
    clash = consults[len(consults) // 2]
    x.lines.append(replace(clash, file="2023Q1", order=day_of("2023-02-01"), amount=clash.amount + 140))


# ---------------------------------------------------------------------------------------------------------------------
# Writing

def in_file_order(lines, file):
    return sorted((line for line in lines if line.file == file), key=lambda line:
                  (line.order, line.declarant, line.person.number, line.code, line.credit, line.reference))


def number(lines):
    """Reference numbers of the background: counted per declarant, in the order of the exports."""
    counts = {}
    for file in QUARTERS + ["late"]:
        for line in in_file_order(lines, file):
            if not line.reference:
                counts[line.declarant] = counts.get(line.declarant, 0) + 1
                prefix = "DIËT-" if file == "late" else "K" if line.declarant.startswith("53") else ""
                line.reference = f"{prefix}{line.begin.year % 100}-{counts[line.declarant]:05d}"


def plain(v):
    return v


def filled_with_zeros(v):
    """As EI exports do: no dashes in dates, empty numeric fields full of zeros."""
    v = dict(v)
    v["begindatum"] = v["begindatum"].replace("-", "")
    v["einddatum"] = v["einddatum"].replace("-", "") or "00000000"
    for column, width in ("agb_uitvoerder", 8), ("specialisme", 4), ("zorgproductcode", 9), ("verwijsdiagnosecode", 8), \
                         ("bedrag_cent", 8), ("aantal", 4):
        v[column] = v[column].rjust(width, "0")
    return v


def with_description(v):
    return dict(v, prestatie_omschrijving=DESCRIPTIONS.get(v["prestatiecode"], ""))


LATE_COLUMNS = {
    "uzovi": "Maatschappij",
    "bsn": "Burgerservicenr",
    "verzekerdennummer": "Patiëntnummer",
    "agb_declarant": "Praktijk",
    "agb_uitvoerder": "Behandelaar",
    "prestatiecode": "Prestatie",
    "verwijsdiagnosecode": "Verwijsdiagnose",
    "begindatum": "Datum behandeling",
    "aantal": "Keren",
    "bedrag_cent": "Bedrag",
    "debet_credit": "D/C",
    "referentienummer": "Kenmerk",
    "vorig_referentienummer": "Oorspronkelijk kenmerk",
}


def late_dialect(v):
    own = {name: v[column] for column, name in LATE_COLUMNS.items()}
    if own["Bedrag"].isdigit():
        own["Bedrag"] = f"{int(v['bedrag_cent']) // 100},{int(v['bedrag_cent']) % 100:02d}"
    day = day_of(v["begindatum"])
    own["Datum behandeling"] = f"{day.day}-{day.month}-{day.year}"
    own["Toelichting"] = "Diëtetiek – ketenzorg; zie verwijzing" if v[
        "prestatiecode"] == "6300" else "Diëtetiek – behandeling à 15 min"
    return own


@dataclass
class Dialect:
    columns: list = field(default_factory=lambda: COLUMNS)
    dress: object = plain
    delimiter: str = ","
    encoding: str = "utf-8"
    newline: str = "\n"
    bom: bool = False


DIALECTS = {
    "2022Q3": Dialect(dress=filled_with_zeros),
    "2022Q4": Dialect(newline="\r\n", bom=True),
    "2023Q1": Dialect(
        columns=[
            "referentienummer", "vorig_referentienummer", "debet_credit", "uzovi", "verzekerdennummer", "bsn",
            "agb_declarant", "agb_uitvoerder", "specialisme", "prestatiecodelijst", "prestatiecode",
            "prestatie_omschrijving", "zorgproductcode", "verwijsdiagnosecode", "diagnosecode", "begindatum",
            "einddatum", "aantal", "bedrag_cent"
        ], dress=with_description),
    "late": Dialect(columns=list(LATE_COLUMNS.values()) + ["Toelichting"], dress=late_dialect, delimiter=";",
                    encoding="cp1252", newline="\r\n"),
}


def quoted(value, delimiter):
    if value and (delimiter in value or '"' in value):
        return '"' + value.replace('"', '""') + '"'
    return value


def record(line, dialect, changes=None):
    """One record as bytes. `changes`: what broken_lines() wants different, after the dialect's dress."""
    changes = dict(changes or {})
    drop_last, open_quote, cp1252 = (changes.pop(key, "") for key in ("drop_last", "open_quote", "cp1252"))
    v = line.values()
    if dialect.dress is not late_dialect:
        v = dialect.dress(v)
    v.update({column: value(v) if callable(value) else value for column, value in changes.items()})
    if dialect.dress is late_dialect:
        v = late_dialect(v)
    fields = [quoted(v[column], dialect.delimiter) for column in dialect.columns]
    if drop_last:
        fields.pop()
    text = dialect.delimiter.join(fields)
    if open_quote:
        assert text.count('"') == 2
        text = text.replace('",', ",")
    data = text.encode(dialect.encoding)
    if cp1252:
        data = data.replace(b"FOUT", cp1252.encode("cp1252"))
    return data + dialect.newline.encode()


def export(x, file):
    dialect = DIALECTS.get(file, Dialect())
    header = dialect.delimiter.join(dialect.columns) + dialect.newline
    records = [record(line, dialect) for line in in_file_order(x.lines, file)]
    for place, (_, line, changes) in enumerate((bad for bad in x.bad if bad[0] == file), 1):
        records.insert(len(records) * place // 3, record(line, dialect, changes))
    return (b"\xef\xbb\xbf" if dialect.bom else b"") + header.encode(dialect.encoding) + b"".join(records)


def gzipped(data):
    """gzip without a name and with time 0."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(data) + packer.flush()
    tail = zlib.crc32(data).to_bytes(4, "little") + (len(data) % 2**32).to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00" + b"\x00" * 4 + b"\x02\xff" + body + tail


def contracts(register):
    """contracts.csv; with `register` as it is once Delta's contact register is in: that word is for complete years only."""
    rows = [
        # Menzis has written down all that it agreed with Noord.
        (MENZIS, ZG_NOORD, "DM2", "", "2023-01-01", "2025-01-01", "volledig", "", 11375, ""),
        (MENZIS, ZG_NOORD, "VRM", "", "2023-01-01", "2025-01-01", "volledig", "", 4525, ""),
        (MENZIS, ZG_NOORD, "COPD", "", "2023-01-01", "2025-01-01", "volledig", "", 6160, ""),
        (MENZIS, ZG_NOORD, "DM2", "11613", "2023-01-01", "2025-01-01", "volledig", "", 12940, ""),
        (MENZIS, ZG_NOORD, "VRM", "11613", "2023-01-01", "2025-01-01", "volledig", "", 12940, ""),
        (MENZIS, ZG_NOORD, "OI_KETEN", "", "2023-01-01", "2025-01-01", "volledig", "", 310, 14000),
        (ZILVEREN_KRUIS, ZG_NOORD, "DM2", "", "2022-01-01", "2024-01-01", "voetzorg", "", "", ""),
        (ZILVEREN_KRUIS, ZG_OOST, "DM2", "", "2022-01-01", "2023-01-01", "", "", 10465, ""),
        (ZILVEREN_KRUIS, ZG_OOST, "DM2", "", "2023-01-01", "2024-01-01", "voetzorg", "", 10990, ""),
        (ZILVEREN_KRUIS, ZG_OOST, "COPD", "", "2022-01-01", "2023-01-01", "", "", 5725, ""),
        (ZILVEREN_KRUIS, ZG_OOST, "COPD", "", "2023-01-01", "2024-01-01", "", "", 6010, ""),
        (ZILVEREN_KRUIS, ZG_OOST, "COPD", "11627", "2022-01-01", "2023-01-01", "", "", 6380, ""),
        (ZILVEREN_KRUIS, ZG_OOST, "COPD", "11627", "2023-01-01", "2024-01-01", "", "", 6700, ""),
        (ZILVEREN_KRUIS, ZG_OOST, "OUDEREN", "", "2023-01-01", "2024-01-01", "ledenlijst", "", 1930, ""),
        (ZORG_EN_ZEKERHEID, RO_WEST, "OI_REGIO", "", "2022-01-01", "2023-01-01", "ledenlijst volledig", "", 245, 15000),
        (ZORG_EN_ZEKERHEID, WSV_WEST, "OI_WIJK", "", "2022-01-01", "2023-01-01", "ledenlijst volledig", "", 410, 25000),
        (ZORG_EN_ZEKERHEID, WSV_WEST, "PM_WSV", "", "2022-01-01", "2023-01-01", "ledenlijst volledig", "", 95, ""),
        (ZORG_EN_ZEKERHEID, WSV_STRAND, "OI_WIJK", "", "2022-01-01", "2022-07-01", "", "", 395, ""),
        (ZORG_EN_ZEKERHEID, WSV_STRAND, "PM_WSV", "", "2022-01-01", "2023-01-01", "volledig", "", "", ""),
    ]
    if register:
        rows.append((ZILVEREN_KRUIS, ZG_DELTA, "*", "", "2023-01-01", "2024-01-01", "contactregister", "", "", ""))
    header = "uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel,tarief_cent,budget_cent"
    return "".join(line + "\n" for line in [header] + [",".join(map(str, row)) for row in rows])


RELATIONS = f"""\
van_agb,naar_agb,soort,geldig_van,geldig_tot,bron
{PRACTICES_WEST[0]},{WSV_WEST},wsv,2020-01-01,,ledenlijst WSV West 2022
{PRACTICES_WEST[1]},{WSV_WEST},wsv,2020-01-01,2022-10-01,ledenlijst WSV West 2022
{WSV_WEST},{RO_WEST},ro,2020-01-01,,AGB-register
{PRACTICES[2]},{ZG_OOST},ro,2023-01-01,,aanvraag kwetsbare ouderen Oost
{PRACTICES[3]},{ZG_OOST},ro,2023-01-01,,aanvraag kwetsbare ouderen Oost
"""

REGISTER_NAME = "contactregister_delta_2023.csv"
REGISTER_PROFILE_NAME = "profiel_contactregister.ini"
REGISTER_PROFILE = f"""\
# {REGISTER_NAME}: which patients had a contact with whom, of the zorggroep's own system. Read as declarations of nothing.

[csv]
delimiter=;
date=dmy

[columns]
bsn = BSN
agb_uitvoerder = Zorgverlener
diagnosecode = ICPC
begindatum = Contactdatum
referentienummer = Contact-id

[defaults]
# What makes a contact of a line: the list of bilateral codes, our code, no money.
uzovi = {ZILVEREN_KRUIS}
agb_declarant = {ZG_DELTA}
prestatiecodelijst = 990
prestatiecode = KETENCONTACT
bedrag_cent = 0
debet_credit = D
"""


def register(x):
    lines = ["BSN;Zorgverlener;ICPC;Contactdatum;Contact-id;Soort contact"]
    for number_, (p, icpc, day) in enumerate(sorted(x.contacts, key=lambda c: c[2]), 1):
        date = day_of(day)
        lines.append(
            f"{p.bsn};{PRACTICES[5]};{icpc};{date.day}-{date.month}-{date.year};CR-23-{number_:04d};POH-S spreekuur")
    return "".join(line + "\n" for line in lines)


LATE_NAME = "dietisten_2023.csv"
PROFILE_NAME = "profiel_dietisten.ini"


def profile():
    columns = "".join(f"{column} = {name}\n" for column, name in LATE_COLUMNS.items())
    return f"""\
# {LATE_NAME}: a clearing house for dietists, straight from its own system.

[csv]
delimiter=;
quote="
encoding=cp1252
decimal=komma
date=dmy

[columns]
# canonical = own name; the column Toelichting is not needed
{columns}
[defaults]
# The file has no such column: it holds nothing but dietetics.
prestatiecodelijst = 076
"""


def write(folder, name, data):
    with open(os.path.join(folder, name), "wb") as out:
        out.write(data)


# ---------------------------------------------------------------------------------------------------------------------

def test_bsns():
    """The numbers of 99999xxxx that pass the elfproef, 999999999 (which means: none) not among them."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return [
        bsn for bsn in (f"99999{n:04d}" for n in range(10000))
        if sum(w * int(d) for w, d in zip(weights, bsn)) % 11 == 0
    ]


# With which a verzekerdennummer begins.
LETTER = {MENZIS: "M", ZILVEREN_KRUIS: "Z", ZORG_EN_ZEKERHEID: "W"}


def people():
    """Persons in a fixed, mixed order: insurer, practice and number tell nothing about each other."""
    dice = Dice("people")
    bsns = test_bsns()
    persons = []
    for number_ in range(PERSONS + PERSONS_WITHOUT_BSN):
        bsn = bsns.pop(dice.below(len(bsns))) if number_ < PERSONS else ""
        practice = PRACTICES[dice.below(len(PRACTICES))]
        which = dice.below(100)
        insurers = [(0, MENZIS if which < 46 else ZILVEREN_KRUIS if which < 92 else ZORG_EN_ZEKERHEID)]
        changes = bsn and dice.chance(0.03)
        if insurers[0][1] == ZORG_EN_ZEKERHEID:
            practice = PRACTICES_WEST[0]
        elif changes:                                                           # at the turn of the year
            insurers.append((4, ZILVEREN_KRUIS if insurers[0][1] == MENZIS else MENZIS))
        persons.append(Person(number_, bsn, f"{LETTER[insurers[0][1]]}{410000 + 37 * number_:08d}", practice, insurers))
    return persons


def build():
    x = Exports()
    x.persons = people()
    free = {True: [p for p in x.persons if p.bsn], False: [p for p in x.persons if not p.bsn]}

    def person(label, uzovi, practice, switch=None, bsn=True):
        p = free[bsn].pop(0)
        p.label, p.practice, p.insurers = label, practice, [(0, uzovi)] + ([switch] if switch else [])
        p.verzekerdennummer = LETTER[uzovi] + p.verzekerdennummer[1:]
        return p

    stories(x, person)
    background(x, x.persons)
    number(x.lines)
    overlapping_windows(x)
    broken_lines(x)
    return x


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.exit(__doc__.split("\n\n")[1])
    folder = arguments[0]
    os.makedirs(folder, exist_ok=True)
    x = build()
    for file in QUARTERS:
        data = export(x, file)
        if file == "2023Q2":
            write(folder, file + ".csv.gz", gzipped(data))
        else:
            write(folder, file + ".csv", data)
    write(folder, LATE_NAME, export(x, "late"))
    write(folder, PROFILE_NAME, profile().encode())
    write(folder, "contracts.csv", contracts(register=False).encode())
    write(folder, "contracts_met_register.csv", contracts(register=True).encode())
    write(folder, "relaties.csv", RELATIONS.encode())
    write(folder, REGISTER_NAME, register(x).encode())
    write(folder, REGISTER_PROFILE_NAME, REGISTER_PROFILE.encode())
    write(
        folder, ".gitattributes",
        b"# The bytes count: line ends and encodings differ from file to file on purpose.\n*.csv -text -whitespace\n")


if __name__ == "__main__":
    main(sys.argv[1:])
