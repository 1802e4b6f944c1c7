"""Random lines for random_exports.py: a dict of canonical values each, dates as date, bedrag_cent as int. Made in scenes: a keten line
and what may or may not stand beside it, so that every soort of finding and every reason meets its boundaries."""

from datetime import date, timedelta

from findings import quarter_end, quarter_start
from lines import COLUMNS, NO_BSN, elfproef
from random_tables import CONTACT, CONTRACT_CODES, DIAGNOSES, DOTS, ENROLMENT, INSURERS, KETEN_AGBS, MEMBERS, OTHER_AGBS, VERWIJSCODES
from tables import ALG_DUBBEL

PERFORMERS = ["", "", "", "03130001", "03220002", "03010001", "26000009", "01000001", "00000000"]
NOBODY = ["0", "0000", "-", "nvt", "N.V.T.", "NULL", "onbekend", "Geen"]
UNKNOWN_CODES = ["11000", "ZZ", "X" * 12, "11605", "11609", "40005", "040008", "40052", "00", "500"]


class LineMaker:
    def __init__(self, rng, window, tables, opaque):
        self.rng = rng
        self.window = window
        self.tables = tables
        self.patients = self.make_patients(opaque)
        self.patient = self.patients[0]
        self.reference_number = 0
        self.amounts = [rng.randrange(1, 100000) for _ in range(4)] + [8999, 9000, 9001, 10000, 0, 0, 999999999999]
        self.rules = [rule for rule in tables.rules if rule.regel != ALG_DUBBEL]
        self.programma_rows = [row for row in tables.programma_rows if row.code_van]

    def make_patients(self, opaque):
        rng = self.rng
        if opaque:
            known = rng.sample(
                ["p-1", "P-1", "aé,b", 'q"p', "x" * 64, "日本" * 16, "3332-V1", "p 1", "999999990", "~", "null1", "00a"],
                rng.randint(2, 5))
        else:
            known = rng.sample(
                [bsn for bsn in (str(number) for number in range(999990000, 999999999)) if elfproef(bsn)],
                rng.randint(2, 5))
        patients = [{"bsn": key, "verzekerdennummer": rng.choice(["", "", "V1", "nvt"])} for key in known]
        for number in rng.sample(["V1", "v1", "V 1", "é/9", "1", "123456789012345", "geen1"], rng.choice([0, 0, 1, 2])):
            patients.append(
                {"bsn": rng.choice(["", NO_BSN, *(["NULL", "0"] if opaque else [])]), "verzekerdennummer": number})
        if rng.random() < 0.1:  # rejected: nobody
            patients.append({"bsn": "", "verzekerdennummer": rng.choice(NOBODY)})
        return patients

    def reference(self):
        self.reference_number += 1
        n = self.reference_number
        if self.rng.random() < 0.8:
            return f"R{n}"
        return self.rng.choice(
            [f"r,{n}", f'q"{n}', f"é{n}", f"{n}".rjust(20, "z"), f"{n}".rjust(20, "日"), f"{n}", f"a b {n}", f"'{n}'"])

    # One line

    def line(self, begin, end=None):
        rng = self.rng
        return dict.fromkeys(COLUMNS, "") | dict(self.patient) | {
            "uzovi": rng.choice(INSURERS), "agb_declarant": rng.choice(OTHER_AGBS), "begindatum":
                self.window.clamp(begin), "einddatum": self.window.clamp(end) if end and end >= begin else "",
            "bedrag_cent": rng.choice(self.amounts), "aantal": rng.choice(["", "1", "1", "2", "0", "3"]),
            "debet_credit": rng.choice(["", "D"]), "referentienummer": self.reference()
        }

    def spelled(self, code):
        """A code of digits may be zero-filled."""
        return "0" + code if code.isdigit() and len(code) < 12 and self.rng.random() < 0.12 else code

    def keten(self, programma=None, begin=None, uzovi=None):
        """A keten line, mostly of this programme; by the conflict tables, or by a contract."""
        rng = self.rng
        begin = begin or self.window.day()
        end = rng.choice([
            None, None, None, begin + timedelta(days=20),
            quarter_end(begin),
            quarter_end(begin) + timedelta(days=rng.choice([1, 1, 2])), begin + timedelta(days=150)
        ])
        line = self.line(begin, end) | {"agb_declarant": rng.choice(KETEN_AGBS)}
        if uzovi:
            line["uzovi"] = uzovi
        rows = [row for row in self.programma_rows if row.programma == programma] or self.programma_rows
        row = rng.choice(rows)
        line["prestatiecode"] = self.spelled(rng.choice([row.code_van, row.code_tm or row.code_van]))
        line["prestatiecodelijst"] = rng.choice([*row.lists, *row.lists, "056"]) if rng.random() < 0.8 else rng.choice(
            ["", "", "008", "001"])
        contracts = [row for row in self.tables.contracts if row.programma in (programma, "*") or not programma]
        if contracts and rng.random() < 0.6:
            contract = rng.choice(contracts)
            line |= {"agb_declarant": contract.agb_declarant
                     } | ({} if uzovi and rng.random() < 0.5 else {"uzovi": contract.uzovi})
            if contract.prestatiecode and rng.random() < 0.5:
                line |= {
                    "prestatiecode": self.spelled(contract.prestatiecode),
                    "prestatiecodelijst": rng.choice(["", "056", "008", "001"])
                }
            if contract.tarief_cent and rng.random() < 0.7:
                line["bedrag_cent"] = max(1,
                                          contract.tarief_cent * rng.choice([1, 1, 2, 3]) + rng.choice([-1, 0, 1, 500]))
        if rng.random() < 0.1:
            line |= {
                "specialisme": rng.choice(["0313", "0101"]), "zorgproductcode": rng.choice(["", rng.choice(DOTS)[1]])
            }
        return line

    def matching(self, rule, begin, end=None):
        """A line made after the selector and the conditions of some rule, now and then missing one of its columns or with another value."""
        rng = self.rng
        line = self.line(begin, end) | {"agb_uitvoerder": rng.choice(PERFORMERS)}
        if rule.conflict_programma and rng.random() < 0.9:
            line = self.keten(rng.choice(rule.conflict_programma), begin)
        if rule.has_selector() or not line["prestatiecode"]:
            line["prestatiecodelijst"] = rng.choice(rule.lists or ["008"]) if rng.random() < 0.8 else rng.choice(
                ["", "", "041", "999"])
        codes = [rule.code_van, rule.code_tm or rule.code_van] if rule.code_van else ["15X001", "12000", "12850"]
        if rule.codeset:
            lijst, code = rng.choice([(lijst, code)
                                      for name, lijst, code in self.tables.codesets if name == rule.codeset] or
                                     [("", "12000")])
            codes = [code]
            line["prestatiecodelijst"] = lijst if lijst and rng.random() < 0.6 else line["prestatiecodelijst"]
        if rule.has_selector() or not line["prestatiecode"]:
            line["prestatiecode"] = self.spelled(rng.choice(codes)) if rng.random() < 0.9 else rng.choice(
                ["15A295", "12850", "1200", "123456789012"])
        if rule.zorgproduct:
            product = rule.zorgproduct.rstrip("*")
            line["zorgproductcode"] = rng.choice(
                [product.ljust(9, "1"),
                 product.ljust(9, "1"),
                 product.ljust(9, "1"), "", "040201014"])
            if rng.random() < 0.15:
                line["prestatiecode"] = "15Z999"
        elif rng.random() < 0.05:
            line["zorgproductcode"] = rng.choice(DOTS)[1]
        if rule.specialisme:
            specialisme = rng.choice([*rule.specialisme, *rule.specialisme, "0320"])
            column, value = rng.choice([("specialisme", specialisme), ("agb_uitvoerder", specialisme + "0001")])
            line[column] = value
        if rule.zorgsoort and rng.random() < 0.9:
            column = rng.choice(["agb_uitvoerder", "agb_declarant"])
            line |= {column: rng.choice(rule.zorgsoort) + "000001"
                     } | ({"agb_uitvoerder": ""} if column == "agb_declarant" else {})
        if rule.verwijsdiagnoses or rng.random() < 0.05:
            line["verwijsdiagnosecode"] = rng.choice(
                [*(str(code) for code in rule.verwijsdiagnoses), "",
                 rng.choice(VERWIJSCODES)])
        if rule.betreft or rng.random() < 0.1:
            group = self.tables.diagnosegroepen.get(rule.betreft, DIAGNOSES)
            icpc = rng.choice(group)
            line["diagnosecode"] = rng.choice([
                "", icpc, icpc, icpc + "1" if "." in icpc and len(icpc) < 6 else icpc, icpc[:3],
                rng.choice(DIAGNOSES),
                rng.choice(["geen icpc", "T9002", "T90.", "T90.123"])
            ])
        return line

    # Scenes: some lines of one patient that belong together

    def rule_of(self, soort):
        """A rule of this soort, and an insurer and day by which it may apply to a keten line."""
        rng = self.rng
        rules = [rule for rule in self.rules if rule.soort == soort] or self.rules
        rule = rng.choice(rules)
        insurers = [uzovi for uzovi in rule.table.uzovi if uzovi != "*"] or INSURERS
        days = [
            day for day in (self.window.day() for _ in range(12))
            if all(row.geldig_van <= quarter_start(day).isoformat() and
                   (not row.geldig_tot or quarter_start(day).isoformat() < row.geldig_tot)
                   for row in (rule, rule.table))
        ]
        return rule, rng.choice(insurers), days[0] if days and rng.random() < 0.9 else self.window.day()

    def begin_near(self, keten):
        """(begin, end) of other care, at the edges of a keten line and its quarter."""
        rng = self.rng
        begin = keten["begindatum"]
        first, last = quarter_start(begin), quarter_end(begin)
        start = rng.choice([
            first, last, begin, begin - timedelta(days=1), begin + timedelta(days=rng.randrange(60)),
            first + timedelta(days=rng.randrange(90)), first - timedelta(days=1),
            first - timedelta(days=rng.randrange(90)), last + timedelta(days=1), last - timedelta(days=1)
        ])
        end = rng.choice([
            None, None, None, start + timedelta(days=1), start + timedelta(days=rng.choice([28, 29, 30, 88, 89, 90])),
            first, last, last + timedelta(days=1), begin - timedelta(days=1), begin,
            last + timedelta(days=rng.randrange(100)),
            date(2032, 1, 1)
        ])
        return start, end

    def scene_pair(self):
        rng = self.rng
        rule, uzovi, day = self.rule_of("paar")
        keten = self.keten(rule.programma, day, uzovi)
        lines = [keten]
        for _ in range(rng.choice([1, 1, 2])):
            care = self.matching(rule, *self.begin_near(keten))
            lines.append(care)
            if rule.eenmalig and rng.random() < 0.6:  # a second visit, or a supplement, of the same performer
                other = self.matching(rule, care["begindatum"] + timedelta(days=rng.choice([0, 0, 1, 7])))
                lines.append(other | {name: care[name] for name in ("agb_declarant", "agb_uitvoerder", "prestatiecodelijst", "zorgproductcode")})
            if rule.gedoogkwartaal and rng.random() < 0.6:  # what came before it, of one series or not
                end = care["begindatum"] - timedelta(days=rng.choice([1, 30, 31, 31, 32, 32, 60]))
                lines.append(self.matching(rule, end - timedelta(days=rng.choice([0, 20, 89])), end))
            if rng.random() < 0.15:
                lines.append(self.waiting_credit(rng.choice(lines)))
        if rng.random() < 0.35:  # the patient was in the programme before, or not
            lines.append(
                self.keten(rule.programma,
                           quarter_start(day) - timedelta(days=rng.choice([1, 40, 91, 100])), uzovi))
        return lines

    def scene_double(self):
        """Two keten lines, mostly of one programme: the same day or not, of one declarant or not."""
        rng = self.rng
        programma = rng.choice(self.programma_rows).programma
        one = self.keten(programma)
        begin = one["begindatum"]
        other = self.keten(
            programma,
            rng.choice([begin, begin, begin + timedelta(days=1), begin + timedelta(days=31),
                        quarter_start(begin)]), one["uzovi"])
        if rng.random() < 0.5:
            other["agb_declarant"] = one["agb_declarant"]
        if rng.random() < 0.4:
            one["einddatum"] = ""
        return [one, other, *([self.waiting_credit(rng.choice([one, other]))] if rng.random() < 0.2 else [])]

    def scene_circle(self):
        """Keten lines of all programmes in one quarter, of one insurer: what is recovered may be the ground of something else."""
        rng = self.rng
        day, uzovi = self.window.day(), rng.choice(INSURERS[:3])
        lines = [self.keten(programma, quarter_start(day) + timedelta(days=rng.choice([0, 0, 1, 40])), uzovi)
                 for programma in rng.sample(sorted({row.programma for row in self.programma_rows}), 3)]
        rule = rng.choice(self.rules)
        return [*lines, self.matching(rule, quarter_start(day) + timedelta(days=rng.randrange(90)))]

    def scene_single(self, soort):
        rng = self.rng
        rule, uzovi, day = self.rule_of(soort)
        keten = self.keten(rule.programma, day, uzovi)
        lines = [keten]
        if soort == "verboden" and rule.has_selector():
            made = self.matching(rule, day)
            lines[0] = keten = keten | {
                name: made[name] for name in ("prestatiecodelijst", "prestatiecode", "specialisme", "zorgproductcode")
            }
        if soort == "vereist" and rng.random() < 0.5:
            begin = rng.choice([day, date(day.year, 1, 1), date(day.year, 12, 31), date(day.year - 1, 12, 31), date(day.year + 1, 1, 1), self.window.day()])
            lines.append(self.matching(rule, begin, begin + timedelta(days=rng.choice([0, 1, 40]))) | {"bedrag_cent": rng.choice([0, 0, 5])})
        if soort == "lid":
            for _ in range(rng.choice([0, 1, 1, 2])):
                begin = rng.choice([day, quarter_start(day), quarter_end(day), quarter_start(day) - timedelta(days=1), quarter_end(day) + timedelta(days=1)])
                enrolment = self.matching(rule, begin, rng.choice([None, begin + timedelta(days=1), begin + timedelta(days=91)]))
                lines.append(enrolment | {"agb_declarant": rng.choice([*MEMBERS, keten["agb_declarant"]]), "bedrag_cent": rng.choice([0, 600, 600])})
        if rng.random() < 0.1:
            lines.append(self.waiting_credit(keten))
        return lines

    def scene_loose(self):
        """Lines that are nothing in particular: other codes, codes that look like a bundle, a rule's line by itself."""
        rng = self.rng
        line = self.matching(rng.choice(self.rules), self.window.day(), self.window.day())
        if rng.random() < 0.6:
            line |= {
                "prestatiecode": rng.choice([*UNKNOWN_CODES, *CONTRACT_CODES]), "zorgproductcode": "",
                "prestatiecodelijst": rng.choice(["008", "056", "", "012"])
            }
        if rng.random() < 0.1:
            line |= {
                "prestatiecodelijst": rng.choice(["990", "008"]), "prestatiecode": rng.choice([CONTACT, ENROLMENT]),
                "bedrag_cent": 0
            }
        return [line]

    def waiting_credit(self, line):
        """A credit that finds no debit, mostly with declarant, code and day of this line."""
        rng = self.rng
        credit = line | {
            "debet_credit": "C", "referentienummer": self.reference(), "vorig_referentienummer": rng.choice(["weg", ""])
        }
        credit["bedrag_cent"] = line["bedrag_cent"] + 1 if line["bedrag_cent"] < 10 ** 11 else 7
        credit["prestatiecode"] = self.spelled(credit["prestatiecode"])
        if rng.random() < 0.2:
            credit |= {"prestatiecodelijst": "", "zorgproductcode": "", "specialisme": ""}
        if rng.random() < 0.15:
            credit |= rng.choice([{"agb_declarant": "01009999"}, {"prestatiecode": "11000"},
                                  {"begindatum": self.window.clamp(line["begindatum"] - timedelta(days=1))}])
        return credit

    def credit(self, lines):
        """A credit on some line: naming it or not, in all the ways that go wrong too."""
        rng = self.rng
        target = rng.choice(lines)
        credit = target | {
            "debet_credit": "C", "referentienummer": self.reference(),
            "vorig_referentienummer": target["referentienummer"]
        }
        kind = rng.random()
        if kind < 0.3:
            credit["vorig_referentienummer"] = ""
            credit["prestatiecode"] = self.spelled(credit["prestatiecode"])
            if rng.random() < 0.2:
                credit["bedrag_cent"] = rng.choice(self.amounts)
        elif kind < 0.38:
            credit["vorig_referentienummer"] = credit["referentienummer"]
        elif kind < 0.46:
            credit["vorig_referentienummer"] = rng.choice(lines)["referentienummer"]
        elif kind < 0.55:
            return self.waiting_credit(target)
        elif kind < 0.65:  # it names its debit, whatever its other columns say
            credit |= {
                "bedrag_cent": 1, "begindatum": self.window.day(), "einddatum": "",
                "prestatiecode": rng.choice(["12850", "11000"])
            }
        elif kind < 0.8:  # it does not repeat the columns by which its debit was
            credit |= {"zorgproductcode": "", "specialisme": "", "prestatiecodelijst": "", "agb_uitvoerder": ""}
        return credit

    # A whole export

    def scene(self):
        rng = self.rng
        self.patient = rng.choice(self.patients)
        kind = rng.random()
        if kind < 0.45:
            return self.scene_pair()
        if kind < 0.58:
            return self.scene_double()
        if kind < 0.64:
            return self.scene_circle()
        if kind < 0.88:
            return self.scene_single(rng.choice(["verboden", "contract", "tarief", "vereist", "lid"]))
        return self.scene_loose()

    def bulk(self, count):
        """Many lines of many patients, so that reading goes over many blocks and memory ceilings are met."""
        lines = []
        while len(lines) < count:
            number = {"bsn": "", "verzekerdennummer": f"B{self.rng.randrange(count // 3)}"}
            lines += [line | number for line in self.scene()]
        return lines

    def lines(self, count):
        rng = self.rng
        lines = self.scene() + self.scene()
        while len(lines) < count:
            kind = rng.random()
            if kind < 0.72:
                lines += self.scene()
            elif kind < 0.76:  # an equal debit under another reference: equal candidates for a credit
                lines.append(rng.choice(lines) | {"referentienummer": self.reference()})
            elif kind < 0.88:
                lines.append(self.credit(lines))
            elif kind < 0.94:  # the same line again
                lines.append(dict(rng.choice(lines)))
            elif kind < 0.97:  # the same identity with other content
                changed = {
                    "bedrag_cent": rng.randrange(100), "aantal": "7", "diagnosecode": "A99",
                    "vorig_referentienummer": "anders", "uzovi": "3311", "begindatum": self.window.day(),
                    "debet_credit": "C"
                }
                column = rng.choice(list(changed))
                line = rng.choice(lines) | {column: changed[column]}
                if line["einddatum"] and line["einddatum"] < line["begindatum"]:
                    line["einddatum"] = ""
                lines.append(line)
            else:  # the reference of another line, so mostly of another patient or declarant
                lines.append(self.scene()[0] | {"referentienummer": rng.choice(lines)["referentienummer"]})
        for line in lines:
            if line["einddatum"] and line["einddatum"] < line["begindatum"]:
                line["einddatum"] = ""
        if rng.random() < 0.6:
            rng.shuffle(lines)
        return lines
