"""What the lines of one patient say: relevance, credits, keten lines, hits, reasons, findings and their ground (s1, s2, s4, s5)."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta

from lines import Line
from tables import ALG_DUBBEL, GRADES, Rule, Table, in_range, list_holds, plain_code, valid_on

FINDING_COLUMNS = (
    "bevinding_id,zekerheid,redenen,uzovi,patient,programma,categorie,regels,tabel,keten_agb,keten_referentie,"
    "keten_prestatiecode,keten_van,keten_tm,keten_bedrag_cent,conflict_agb,conflict_referentie,"
    "conflict_prestatiecodelijst,conflict_prestatiecode,conflict_zorgproductcode,conflict_begindatum,"
    "conflict_einddatum,conflict_bedrag_cent,overlap_van,overlap_tm,verhaal,verhaal_bedrag_cent,soort"
).split(",")

# s4: the reasons, and the grade to which each lowers a hit at most
REASONS = {
    "declaratiecode_wijkt_af": "waarschijnlijk", "zorgproduct_onbekend": "waarschijnlijk", "lijst_onbekend": "signaal",
    "verwijsdiagnose_onbekend": "signaal", "diagnose_onbekend": "signaal", "diagnose_grof": "waarschijnlijk",
    "contract_onbekend": "signaal", "tabel_verlengd": "waarschijnlijk", "gedoogkwartaal": "signaal", "eenmalig_consult": "signaal",
    "voor_inclusie": "signaal", "enkele_dag": "waarschijnlijk", "duur_onwaarschijnlijk": "signaal", "kant_onbepaald": "waarschijnlijk",
    "data_gescheiden": "waarschijnlijk", "credit_wacht": "waarschijnlijk", "inschrijving_onbekend": "signaal", "keten_zelf_terug": "signaal",
}
SERIES_DAYS = 31


# ---------------------------------------------------------------------------------------------------------------------
# Days


def quarter_start(day):
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_end(day):
    start = quarter_start(day)
    following = date(start.year + 1, 1, 1) if start.month == 10 else date(start.year, start.month + 3, 1)
    return following - timedelta(days=1)


def quarters(van, tm):
    """The first days of the calendar quarters that van..tm touches."""
    quarter = quarter_start(van)
    while quarter <= tm:
        yield quarter
        quarter = quarter_end(quarter) + timedelta(days=1)


# ---------------------------------------------------------------------------------------------------------------------
# Matching (s3, s4) and relevance (s1)


def fitting_codeset_rows(rule, line, tables):
    """The lists of the codeset rows by which the line fits."""
    return [
        lijst for name, lijst, code in tables.codesets if name == rule.codeset and
        plain_code(code) == plain_code(line.prestatiecode) and list_holds(lijst.split(), line)
    ]


def code_fits(rule, line, tables):
    if rule.codeset:
        return bool(fitting_codeset_rows(rule, line, tables))
    return not rule.code_van or in_range(rule, line.prestatiecode)


def matches(rule, line, tables):
    """None when the line does not match the rule's selector, else the reasons that the match itself gives (s4, Matching)."""
    if not rule.selects() or not list_holds(rule.lists, line):
        return None
    if rule.specialisme and (line.specialisme or line.agb_uitvoerder[:4]) not in rule.specialisme:
        return None
    if rule.zorgsoort and line.performer()[:2] not in rule.zorgsoort:
        return None
    fits = code_fits(rule, line, tables)
    if rule.zorgproduct.endswith("*"):
        return [] if fits and line.zorgproductcode and line.zorgproductcode.startswith(rule.zorgproduct[:-1]) else None
    if rule.zorgproduct and not (rule.code_van or rule.codeset):
        return [] if line.zorgproductcode == rule.zorgproduct else None
    if rule.zorgproduct and line.zorgproductcode:
        if line.zorgproductcode != rule.zorgproduct:
            return None
        return [] if fits else ["declaratiecode_wijkt_af"]
    if not fits:
        return None
    return ["zorgproduct_onbekend"] if rule.zorgproduct else []


def is_relevant_debit(line, tables):
    return (any(row.matches(line) for row in tables.programma_rows) or
            any(row.makes_keten(line) for row in tables.contracts) or any(
                matches(rule, line, tables) is not None
                for rule in tables.rules if rule.soort != "lid" or tables.relaties))


def is_relevant(line, tables):
    return line.debet_credit == "C" or is_relevant_debit(line, tables)


def programmas_on(line, tables):
    """{programma: of it by some row that names no list} for the programmes of which the line is a keten line on its own day d."""
    d = day_d(line)
    open_tot = tables.open_tot(line.uzovi, d)
    found = {}
    for row in tables.programma_rows:
        if valid_on(row, d, open_tot) and row.matches(line):
            found[row.programma] = found.get(row.programma, False) or not row.lists
    for row in tables.contracts:
        if valid_on(row, d, open_tot) and row.makes_keten(line):
            found[row.programma] = True
    return found


def day_d(line):
    return quarter_start(line.begindatum).isoformat()


def diagnosis_in_group(code, icpcs):
    """s4, Inside a group: inside, grof (inside, but coarser than the group says) or outside."""
    if any(code.startswith(icpc) for icpc in icpcs):
        return "inside"
    return "grof" if any(icpc.startswith(code) for icpc in icpcs) else "outside"


# ---------------------------------------------------------------------------------------------------------------------
# Credits (s2)


@dataclass
class Credits:
    """What the credits of one patient do."""
    reversed: set = field(default_factory=set)  # identities of debits
    waiting: list = field(default_factory=list)
    applied: int = 0
    anomalies: int = 0


def work_out_credits(lines, tables):
    found = Credits()
    debits = [line for line in lines if line.debet_credit == "D" and is_relevant_debit(line, tables)]
    credits = sorted((line for line in lines if line.debet_credit == "C"), key=Line.order)
    for credit in [line for line in credits if line.vorig_referentienummer]:
        key = credit.agb_declarant, credit.vorig_referentienummer
        if any((other.agb_declarant, other.referentienummer) == key for other in credits):
            found.anomalies += 1  # it points at a credit or at itself
            continue
        reverse(credit, [line for line in debits if (line.agb_declarant, line.referentienummer) == key], found)
    for credit in [line for line in credits if not line.vorig_referentienummer]:
        same = ("agb_declarant", "prestatiecodelijst", "zorgproductcode", "begindatum", "einddatum", "bedrag_cent")
        candidates = [line for line in debits if line.identity() not in found.reversed
                      and plain_code(line.prestatiecode) == plain_code(credit.prestatiecode)
                      and all(getattr(line, column) == getattr(credit, column) for column in same)]
        reverse(credit, sorted(candidates, key=Line.order)[:1], found)
    return found


def reverse(credit, debits, found):
    """debits: the one that the credit reverses, or none."""
    if not debits:
        found.waiting.append(credit)
    elif debits[0].identity() in found.reversed:
        found.anomalies += 1
    else:
        found.reversed.add(debits[0].identity())
        found.applied += 1


# ---------------------------------------------------------------------------------------------------------------------
# A line in its dossier


@dataclass
class Taking:
    """A taking line (s2), with what its own day d says about it."""
    line: Line
    d: str
    programmas: dict  # see programmas_on; empty: no keten line
    declarant_rows: list  # contract rows of its uzovi and declarant, valid on d
    contracts: list  # those of them that belong to it (s5)
    insurer_table: Table  # or None
    applying: list  # (rank, rule): the rules that apply to it
    van: date  # its keten period, or its dates when it is no keten line
    tm: date

    def contracts_for(self, programma):
        return [row for row in self.contracts if row.programma in (programma, "*")]

    def only_by_lists(self, programma):
        """It has no list, and is of the programme only by rows of programmas.csv that name one."""
        return not self.line.prestatiecodelijst and not self.programmas[programma]


RANK_INSURER, RANK_EXTRA, RANK_ALL = 0, 1, 2


def applying_tables(line, d, contracts, tables):
    """(rank, table, geldig_tot that counts as open) of every table that applies."""
    insurer_table, extra = tables.insurer_table(line.uzovi, d), {row.extra_tabel for row in contracts}
    for table in tables.tables:
        if table is insurer_table:
            yield RANK_INSURER, table, tables.open_tot(line.uzovi, d)
        elif table.tabel in extra and valid_on(table, d):
            yield RANK_EXTRA, table, None
        elif "*" in table.uzovi and valid_on(table, d):
            yield RANK_ALL, table, None


def take(line, tables):
    d = day_d(line)
    programmas = programmas_on(line, tables)
    open_tot = tables.open_tot(line.uzovi, d)
    declarant_rows = [row for row in tables.contracts if row.of_declarant(line) and valid_on(row, d, open_tot)]
    contracts = [row for row in declarant_rows if row.programma in programmas or row.programma == "*"]
    insurer_table = tables.insurer_table(line.uzovi, d)
    van, tm, applying = line.begindatum, line.einddatum, []
    if programmas:
        if not insurer_table or insurer_table.keten_periode == "kwartaal":
            up_to = tm - timedelta(days=1) if van < tm and tm == quarter_start(tm) else tm
            van, tm = quarter_start(van), quarter_end(up_to)
        applying = [(rank, rule) for rank, table, rule_open_tot in applying_tables(line, d, contracts, tables)
                    for rule in table.rules if rule.status == "actief" and valid_on(rule, d, rule_open_tot) and
                    (rule.programma in programmas or rule.regel == ALG_DUBBEL)]
    return Taking(line, d, programmas, declarant_rows, contracts, insurer_table, applying, van, tm)


@dataclass
class Dossier:
    """One patient."""
    tables: object
    without_extension: object  # the same tables as they are without --extend-tables
    debits: list  # stored, relevant now, not reversed; those of 0 cent too
    credits: Credits
    takings: list

    def was_in_before(self, programma, keten):
        """s4: the patient was in the programme before K."""
        this_quarter = date.fromisoformat(keten.d)
        before = quarter_start(this_quarter - timedelta(days=1)), this_quarter - timedelta(days=1)
        return any(
            other is not keten and programma in other.programmas and other.van <= before[1] and before[0] <= other.tm
            for other in self.takings)

    def series_begin(self, rule, conflict):
        """s4, gedoogkwartaal: the first day of the series of C."""
        begin = conflict.van
        while True:
            earlier = [other.van for other in self.takings if matches(rule, other.line, self.tables) is not None
                       and other.van < begin and (begin - other.line.einddatum).days <= SERIES_DAYS]
            if not earlier:
                return begin
            begin = min(earlier)

    def credit_waits(self, line):
        return any((credit.agb_declarant, plain_code(credit.prestatiecode),
                    credit.begindatum) == (line.agb_declarant, plain_code(line.prestatiecode), line.begindatum)
                   for credit in self.credits.waiting)

    def is_extended(self, rule, keten, programmas):
        """s4, tabel_verlengd: without --extend-tables the rule would not apply to K, or K would be of none of these programmes."""
        if not self.tables.extend:
            return False
        unextended = take(keten.line, self.without_extension)
        return not any(other is rule
                       for _, other in unextended.applying) or not set(programmas) & set(unextended.programmas)


def open_dossier(lines, tables, without_extension):
    credits = work_out_credits(lines, tables)
    debits = [
        line for line in lines
        if line.debet_credit == "D" and is_relevant_debit(line, tables) and line.identity() not in credits.reversed
    ]
    return Dossier(tables, without_extension, debits, credits,
                   [take(line, tables) for line in debits if line.bedrag_cent > 0])


# ---------------------------------------------------------------------------------------------------------------------
# Hits of pairs (s4)


@dataclass
class Hit:
    rule: Rule
    rank: int
    turned: bool  # direction C to K
    reasons: list
    programmas: set
    cent: int = 0  # of a single: the sum recovered

    def grade(self):
        return max([self.rule.zekerheid, *(REASONS[reason] for reason in self.reasons)], key=GRADES.index)

    def leading_order(self):
        return GRADES.index(self.grade()), self.turned, self.rank, self.rule.table.order, self.rule.order

    def verhaal(self):
        if not self.turned:
            return self.rule.verhaal
        return {"conflict": "keten", "keten": "conflict"}[self.rule.verhaal]


def share_day(keten, conflict):
    return keten.van <= conflict.tm and conflict.van <= keten.tm


def condition_reasons(rule, keten):
    """The condition `voorwaarde` on K's day d: None when it does not hold."""
    if not rule.voorwaarde:
        return []
    rows = keten.contracts_for(rule.programma)
    if not rows:
        return ["contract_onbekend"]
    return [] if set(rule.voorwaarde) <= {condition for row in rows for condition in row.voorwaarden} else None


def diagnosis_reasons(rule, line, tables):
    """The conditions `verwijsdiagnoses` and `betreft` on C: None when they do not hold."""
    reasons = []
    if rule.verwijsdiagnoses:
        if not line.verwijsdiagnosecode:
            reasons.append("verwijsdiagnose_onbekend")
        elif int(line.verwijsdiagnosecode) not in rule.verwijsdiagnoses:
            return None
    if rule.betreft:
        if not line.diagnosecode:
            return [*reasons, "diagnose_onbekend"]
        where = diagnosis_in_group(line.diagnosecode, tables.diagnosegroepen[rule.betreft])
        if where == "outside":
            return None
        if where == "grof":
            reasons.append("diagnose_grof")
    return reasons


def list_unknown_of_match(rule, line, tables):
    """s4, lijst_onbekend: the line without a list, where the selector holds only because an empty list does."""
    if line.prestatiecodelijst:
        return False
    if rule.lists:
        return True
    by = fitting_codeset_rows(rule, line, tables) if rule.codeset else []
    return bool(by) and all(by)


def list_unknown_of_programme(rule, conflict):
    """The same of a conflict_programma: C is of each of its programmes that the rule names only by rows that name a list."""
    return bool(rule.conflict_programma) and all(
        conflict.only_by_lists(programma) for programma in conflict.programmas if programma in rule.conflict_programma)


def base_hit(rule, keten, conflict, dossier):
    """The reasons of selector, conflict_programma and conditions when rule hits the pair, apart from eenmalig; else None."""
    line, tables = conflict.line, dossier.tables
    reasons = matches(rule, line, tables) if rule.has_selector() else [] if rule.conflict_programma else None
    if reasons is None or (rule.conflict_programma and not set(rule.conflict_programma) & set(conflict.programmas)):
        return None
    if not share_day(keten, conflict) or (rule.overlap == "start" and not keten.van <= conflict.van):
        return None
    for more in (diagnosis_reasons(rule, line, tables), condition_reasons(rule, keten)):
        if more is None:
            return None
        reasons = reasons + more
    return reasons


def one_visit(rule, keten, conflict, dossier):
    """s4, eenmalig: C and all other lines that hit this rule with K and have C's performer share one day (of their conflict periods)."""
    of_performer = [
        other for other in dossier.takings if other is not keten and
        other.line.performer() == conflict.line.performer() and base_hit(rule, keten, other, dossier) is not None
    ]
    return max(other.van for other in of_performer) <= min(other.tm for other in of_performer)


def is_tolerated(rule, keten, conflict, dossier):
    """s4, gedoogkwartaal (a) and (b)."""
    return dossier.series_begin(rule, conflict) >= keten.van or (
        conflict.tm <= keten.tm and not dossier.was_in_before(rule.programma, keten))


def period_reasons(rule, keten, conflict, dossier):
    """Reasons that rest on when the two lines are."""
    line = conflict.line
    if rule.gedoogkwartaal and is_tolerated(rule, keten, conflict, dossier):
        yield "gedoogkwartaal"
    if rule.max_dagen and (line.einddatum - line.begindatum).days + 1 > rule.max_dagen:
        yield "duur_onwaarschijnlijk"
    if not conflict.programmas:
        if line.einddatum < keten.line.begindatum and not dossier.was_in_before(rule.programma, keten):
            yield "voor_inclusie"
        if line.begindatum < line.einddatum and min(keten.tm, conflict.tm) == max(keten.van, conflict.van):
            yield "enkele_dag"


def doubling_reasons(one, other):
    """Of two keten lines that share a programme, by whatever rule."""
    if not set(one.programmas) & set(other.programmas):
        return
    if one.line.begindatum == other.line.begindatum and one.line.agb_declarant != other.line.agb_declarant:
        yield "kant_onbepaald"
    if one.line.agb_declarant == other.line.agb_declarant and not one.line.shares_day(
            other.line.begindatum, other.line.einddatum):
        yield "data_gescheiden"


def hits_in_direction(keten, conflict, dossier, turned):
    hits = []
    for rank, rule in keten.applying:
        if rule.soort != "paar" or rule.regel == ALG_DUBBEL:
            continue
        reasons = base_hit(rule, keten, conflict, dossier)
        if reasons is None:
            continue
        if rule.eenmalig:
            if not one_visit(rule, keten, conflict, dossier):
                continue
            reasons.append("eenmalig_consult")
        without_list = not conflict.line.prestatiecodelijst and (
            list_unknown_of_match(rule, conflict.line, dossier.tables) or list_unknown_of_programme(rule, conflict))
        if without_list or keten.only_by_lists(rule.programma):
            reasons.append("lijst_onbekend")
        if dossier.is_extended(rule, keten, [rule.programma]):
            reasons.append("tabel_verlengd")
        reasons += period_reasons(rule, keten, conflict, dossier)
        reasons += doubling_reasons(keten, conflict)
        if dossier.credit_waits(keten.line) or dossier.credit_waits(conflict.line):
            reasons.append("credit_wacht")
        hits.append(Hit(rule, rank, turned, reasons, {rule.programma}))
    return hits


def alg_dubbel_hits(keten, conflict, dossier):
    shared = {
        programma for programma in keten.programmas
        if programma in conflict.programmas and dossier.tables.soort[programma] == "keten"
    }
    if not shared or not share_day(keten, conflict):
        return []
    hits = []
    for rank, rule in keten.applying:
        if rule.regel == ALG_DUBBEL:
            reasons = list(doubling_reasons(keten, conflict))
            if any(all(side.only_by_lists(programma) for programma in shared) for side in (keten, conflict)):
                reasons.append("lijst_onbekend")
            if dossier.is_extended(rule, keten, shared):
                reasons.append("tabel_verlengd")
            if dossier.credit_waits(keten.line) or dossier.credit_waits(conflict.line):
                reasons.append("credit_wacht")
            hits.append(Hit(rule, rank, False, reasons, shared))
    return hits


def keten_side_first(one, other, tables):
    """Of two keten lines: K and C (s4, Two keten lines)."""
    def key(taking):
        return taking.line.begindatum, min(tables.volgorde[programma]
                                           for programma in taking.programmas), taking.line.order()
    return (one, other) if key(one) < key(other) else (other, one)


# ---------------------------------------------------------------------------------------------------------------------
# Hits of singles (s4). Each function: None when the rule does not hit, else (reasons, sum recovered).


def verboden(rule, keten, dossier):
    reasons = matches(rule, keten.line, dossier.tables) if rule.has_selector() else []
    if reasons is None:
        return None
    if rule.has_selector() and list_unknown_of_match(rule, keten.line, dossier.tables):
        reasons = [*reasons, "lijst_onbekend"]
    return reasons, keten.line.bedrag_cent


def contract(rule, keten, _):
    known = any("volledig" in row.voorwaarden for row in keten.declarant_rows)
    agreed = any(row.programma == rule.programma and (not row.prestatiecode or row.names_code(keten.line))
                 for row in keten.declarant_rows)
    return ([], keten.line.bedrag_cent) if known and not agreed else None


def tarief(rule, keten, _):
    priced = [row for row in keten.contracts if row.tarief_cent is not None]
    counting = [row for row in priced if row.names_code(keten.line)] or [
        row for row in priced if row.programma == rule.programma and not row.prestatiecode]
    if not counting:
        return None
    agreed = max(row.tarief_cent for row in counting) * keten.line.aantal * len(list(quarters(keten.van, keten.tm)))
    return ([], keten.line.bedrag_cent - agreed) if keten.line.bedrag_cent > agreed else None


def vereist(rule, keten, dossier):
    year = int(keten.d[:4])
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = [
        row for row in dossier.tables.contracts if row.of_declarant(keten.line) and row.programma in (
            rule.programma, "*") and row.geldig_tot and valid_on(row, last.isoformat())
    ]
    if not set(rule.voorwaarde) <= {condition for row in rows for condition in row.voorwaarden}:
        return None
    evidence = any(
        line is not keten.line and line.shares_day(first, last) and matches(rule, line, dossier.tables) is not None and
        diagnosis_reasons(rule, line, dossier.tables) is not None for line in dossier.debits)
    return None if evidence else ([], keten.line.bedrag_cent)


def lid(rule, keten, dossier):
    declarant, quarter = keten.line.agb_declarant, date.fromisoformat(keten.d)
    members = dossier.tables.leads_to(declarant, keten.d)
    if not members:
        return None
    enrolments = [line for line in dossier.debits if line.shares_day(quarter, quarter_end(quarter))
                  and matches(rule, line, dossier.tables) is not None]
    if any(line.agb_declarant in {declarant, *members} for line in enrolments):
        return None
    return ([] if enrolments else ["inschrijving_onbekend"]), keten.line.bedrag_cent


SINGLES = {"verboden": verboden, "contract": contract, "tarief": tarief, "vereist": vereist, "lid": lid}


def single_hits(keten, dossier):
    hits = []
    for rank, rule in keten.applying:
        if rule.soort == "paar":
            continue
        found = SINGLES[rule.soort](rule, keten, dossier)
        conditions = condition_reasons(rule, keten) if rule.soort != "vereist" else []
        if found is None or conditions is None:
            continue
        reasons = found[0] + conditions
        if keten.only_by_lists(rule.programma):
            reasons.append("lijst_onbekend")
        if dossier.is_extended(rule, keten, [rule.programma]):
            reasons.append("tabel_verlengd")
        if dossier.credit_waits(keten.line):
            reasons.append("credit_wacht")
        hits.append(Hit(rule, rank, False, reasons, {rule.programma}, found[1]))
    return hits


# ---------------------------------------------------------------------------------------------------------------------
# Findings (s4, s8)


@dataclass
class Finding:
    keten: Taking
    conflict: Taking  # None: a single
    hits: list
    leading: Hit
    zekerheid: str  # before any lowering by Ground
    lost_ground: bool = False

    def sides(self):
        """(the line to recover, its ground or None)."""
        if not self.conflict:
            return self.keten, None
        return (self.keten, self.conflict) if self.leading.verhaal() == "keten" else (self.conflict, self.keten)

    def recovered(self):
        return self.sides()[0].line

    def recovers_whole(self):
        return self.leading.rule.soort != "tarief"

    def cent(self):
        return self.recovered().bedrag_cent if self.conflict else self.leading.cent

    def grade(self):
        return "signaal" if self.lost_ground else self.zekerheid

    def row(self, tables):
        all_hits = [(hit.grade(), hit.reasons) for hit in self.hits]
        if self.lost_ground:
            all_hits = [("signaal", [*reasons, "keten_zelf_terug"]) for _, reasons in all_hits]
        best = [reasons for grade, reasons in all_hits if grade == self.grade()]
        reasons = sorted({reason for hit in best for reason in hit}) if all(best) else []
        programmas = sorted({programma for hit in self.hits for programma in hit.programmas}, key=tables.volgorde.get)
        keten, k = self.keten, self.keten.line
        conflict, overlap = [""] * 8, (keten.van, keten.tm)
        if self.conflict:
            c = self.conflict.line
            conflict = [
                c.agb_declarant, c.referentienummer, c.prestatiecodelijst, c.prestatiecode, c.zorgproductcode,
                c.begindatum, c.einddatum, c.bedrag_cent
            ]
            overlap = max(keten.van, self.conflict.van), min(keten.tm, self.conflict.tm)
        values = [
            bevinding_id(k.agb_declarant, k.referentienummer, conflict[0], conflict[1]), self.grade(), ";".join(reasons), k.uzovi,
            k.patient(), ";".join(programmas), self.leading.rule.categorie,
            ";".join(sorted({hit.rule.regel for hit in self.hits}, key=str.encode)), self.leading.rule.table.tabel,
            k.agb_declarant, k.referentienummer, k.prestatiecode, keten.van, keten.tm, k.bedrag_cent, *conflict, *overlap,
            self.leading.verhaal(), self.cent(), self.leading.rule.soort,
        ]
        return dict(zip(FINDING_COLUMNS, map(str, values), strict=True))


def bevinding_id(*parts):
    return hashlib.blake2b(b"\x1f".join(part.encode() for part in parts), digest_size=32).hexdigest()[:16]


def make_finding(keten, conflict, hits):
    leading = min(hits, key=Hit.leading_order)
    return Finding(keten, conflict, hits, leading, leading.grade())


def mark_lost_ground(findings):
    """s4, Ground: by the grades as they are before any lowering."""
    for finding in findings:
        ground = finding.sides()[1]
        if ground:
            finding.lost_ground = any(
                other.recovered() is ground.line and other.recovers_whole()
                and GRADES.index(other.zekerheid) <= GRADES.index(finding.zekerheid) for other in findings)


def patient_findings(dossier):
    findings = []
    for index, one in enumerate(dossier.takings):
        for other in dossier.takings[index + 1:]:
            if one.programmas and other.programmas:
                keten, conflict = keten_side_first(one, other, dossier.tables)
                hits = hits_in_direction(keten, conflict, dossier, turned=False)
                hits += hits_in_direction(conflict, keten, dossier, turned=True)
                hits += alg_dubbel_hits(keten, conflict, dossier)
            elif one.programmas or other.programmas:
                keten, conflict = (one, other) if one.programmas else (other, one)
                hits = hits_in_direction(keten, conflict, dossier, turned=False)
            else:
                continue
            if hits:
                findings.append(make_finding(keten, conflict, hits))
        hits = single_hits(one, dossier)
        if hits:
            findings.append(make_finding(one, None, hits))
    mark_lost_ground(findings)
    return findings


def checked_programmas(keten, tables):
    """s3, Coverage: the programmes of which a table of its insurer, or an extra_tabel of its contract, holds a rule for K."""
    return {
        rule.programma for rank, table, open_tot in applying_tables(keten.line, keten.d, keten.contracts, tables)
        if rank != RANK_ALL for rule in table.rules if rule.status == "actief" and valid_on(rule, keten.d, open_tot)
    }
