#!/usr/bin/env python3
"""A whole control through the program: a materiële one on the sample data with its letters, a formele one whose line is credited, a
sample that is extrapolated; what may not be done, and where no patient may be.

    zaak.py DUBBELLOOP SOURCE     UPDATE=1 rewrites verwacht/; read the diff
"""

import calendar
import contextlib
import csv
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402
from workbooks import saved_by_office, type_in  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
WANTED = HERE / "verwacht"
AFZENDER = """naam = Zorgverzekeraar Voorbeeld N.V.
afdeling = Afdeling Naleving en Controle
adres = Postbus 1, 1000 AA Amsterdam
telefoon = 020 000 00 00
email = controle@voorbeeld.example
kenmerk = NC
"""
ADRESSEN = "agb,naam,adres,postcode,plaats,tav\n53999907,Zorggroep Delta,Deltalaan 7,1234 AB,Delfzijl,de administratie\n"


def at(day):
    return str(calendar.timegm(time.strptime(day, "%Y-%m-%d")))


class Desk:
    def __init__(self, program, folder, today):
        self.program, self.folder, self.today = os.path.realpath(program), pathlib.Path(folder), today

    def call(self, *words, login="jjansen", today=None):
        environment = {**os.environ, "SOURCE_DATE_EPOCH": at(today or self.today), "SUDO_USER": login}
        return subprocess.run([self.program, *words], cwd=self.folder, env=environment, capture_output=True, text=True)

    def good(self, *words, **how):
        done = self.call(*words, **how)
        check(f"{' '.join(words[:2])} {words[-1]}", done.returncode == 0, done.stderr)
        return done.stdout

    def refused(self, why, part, *words, **how):
        before = self.dump()
        done = self.call(*words, **how)
        check(f"refused: {why}", done.returncode == 2 and part in done.stderr, (done.returncode, done.stderr))
        check(f"and nothing is on record: {why}", self.dump() == before)

    def ask(self, sql, *values):
        with contextlib.closing(sqlite3.connect(self.folder / "x.db")) as db:
            return db.execute(sql, values).fetchall()

    def dump(self):
        return [self.ask(f"SELECT * FROM {table}") for table in
                ("zaak", "zaak_gebeurtenis", "zaak_veld", "zaak_bevinding", "zaak_trekking", "zaak_uitkomst")]

    def zaak(self, verb, *words):
        return ("zaak", verb, "--db", "x.db", "--by", "J. Jansen", *words)

    def step(self, day, case, step, *words):
        return self.zaak("step", "--date", day, *words, case, step)


def as_wanted(name, got):
    path = WANTED / name
    if os.environ.get("UPDATE"):
        WANTED.mkdir(exist_ok=True)
        path.write_text(got)
    want = path.read_text() if path.exists() else ""
    check(f"{name} is as expected", got == want, next((pair for pair in zip(got.split("\n"), want.split("\n")) if pair[0] != pair[1]), "length"))


def letter(desk, case, kind, today=None):
    """The text; the PDF says the same."""
    words = ("zaak", "document", "--db", "x.db", "--afzender", "afzender.ini", "--adressen", "adressen.csv")
    text = desk.good(*words, "--format", "text", case, kind, today=today)
    desk.good(*words, "-o", f"{kind}.pdf", case, kind, today=today)
    pdf = subprocess.run(["pdftotext", "-raw", desk.folder / f"{kind}.pdf", "-"], capture_output=True, text=True, check=True).stdout
    squeezed = re.sub(r"\s+", "", re.sub(r"[^\n]* – AGB \d+\npagina \d+ van \d+\n", "", pdf))
    for line in text.split("\n"):
        # A list has no point in the PDF, and a cell of a table may be broken.
        line = re.sub(r"^(\w{1,2})\. ", r"\1", line)
        for part in re.split(r"(?<=\)): |: ", line, maxsplit=1) if not line.startswith("  ") else ():
            check(f"{kind}: the PDF says it too: {part[:50]}", re.sub(r"\s+", "", part) in squeezed)
    return text


def whole_case(desk):
    """Zorggroep Delta: its keten-dbc's of 2023 of insured without any contact."""
    new = desk.zaak("new", "--agb", "53999907", "--rol", "ketencontractant", "--period", "2023", "--kenmerk", "NC-2023-014")
    goal = ("--doel", "Zekerheid dat voor elk gedeclareerd ketenkwartaal van 2023 zorg voor de aandoening is geleverd")
    desk.refused("a day that has not come", "has not come", *new, *goal, "--date", "2024-03-02")
    desk.refused("further back without a reason", "unless a reason", *new, *goal, "--date", "2023-10-02", "--terugblik", "2021-10-01")
    desk.refused("a provider without findings", "may come into a case", *desk.zaak("new", "--agb", "99000000", "--rol", "declarant", "--period", "2023"), *goal)
    out = desk.good(*new, *goal, "--date", "2023-10-02")
    check("eight findings, all materieel", out == "zaak 1: 8 bevindingen, 8 materieel en 0 formeel, samen € 639,20\n", out)
    desk.refused("the same lines once more", "8 in a case", *new, *goal, "--date", "2023-10-02")

    desk.refused("a check of files at once", "algemene_risicoanalyse comes before", *desk.step("2023-10-03", "1", "detailcontrole", "--toelichting", "x"))
    done = desk.call(*desk.step("2023-10-03", "1", "detailcontrole_"))
    check("a step that there is not is told once", done.returncode == 2 and done.stderr.count("zaak step --help") == 1, done.stderr)
    desk.refused("an analysis without words", "needs --toelichting", *desk.step("2023-10-02", "1", "algemene_risicoanalyse"))
    desk.good(*desk.step("2023-10-02", "1", "algemene_risicoanalyse", "--toelichting", "Uit onze declaratiegegevens blijkt samenloop."))
    desk.good(*desk.step("2023-10-02", "1", "algemeen_controleplan", "--toelichting", "Algemeen Controlejaarplan Zvw 2023, op onze website."))
    desk.good(*desk.step("2023-11-20", "1", "specifieke_risicoanalyse", "--toelichting", "Acht keten-dbc’s van vier verzekerden zonder contact.",
                         "--skip", "er ging al spiegelinformatie uit over 2022"))
    desk.refused("no sample before the plan", "part of the plan", *desk.zaak("sample", "--seed", "7", "--size", "5", "1"))
    plan = ("--objecten", "de genoemde keten-dbc’s", "--methode", "inzage in de contactregistratie, bij een steekproef van vijf regels",
            "--noodzaak", "de declaratie zegt niet of er een contact was", "--evenredig", "alleen of er een contact was, niet meer dan de getrokken regels")
    desk.refused("no adviser", "needs --adviseur", *desk.step("2023-11-27", "1", "specifiek_controleplan", *plan))
    desk.good(*desk.step("2023-11-27", "1", "specifiek_controleplan", *plan, "--adviseur", "A. Arts"))
    desk.refused("fewer than the rules", "each has at least one", *desk.zaak("sample", "--seed", "20231128", "--size", "1", "1"))
    for why_not, day in (("before the case", "2023-10-01"), ("on a day to come", "2024-03-02")):
        desk.refused(f"a sample {why_not}", "or has not come", *desk.zaak("sample", "--date", day, "--seed", "20231128", "--size", "5", "1"))
    desk.good(*desk.zaak("sample", "--date", "2023-11-28", "--seed", "20231128", "--size", "5", "1"))
    desk.refused("a second sample", "has its sample", *desk.zaak("sample", "--seed", "8", "--size", "5", "1"))
    concept = letter(desk, "1", "aankondiging", today="2023-12-01")
    check("before its step a letter is a draft of today", "CONCEPT: " in concept and "Datum: 1 december 2023" in concept)

    desk.good("zaak", "form", "--db", "x.db", "--format", "csv-excel", "-o", "form.csv", "1")
    with open(desk.folder / "form.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    check("the form has the lines that were drawn", len(rows) == 6, len(rows))
    outcome, wrong, why = (rows[0].index(name) for name in ("Uitkomst", "Onterecht (euro)", "Toelichting"))
    found = [("onterecht", "", "geen contact in het jaar"), ("onterecht", "20,00", "één kwartaal wel contact"), ("terecht", "", "contact op 3 mei"),
             ("onterecht", "", "geen contact"), ("onbekend", "", "het register van de praktijk ontbreekt")]
    for row, (row[outcome], row[wrong], row[why]) in zip(rows[1:], found):
        assert row[outcome]

    def fill(name, changed):
        with open(desk.folder / name, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(changed)
    fill("filled.csv", rows)
    results = desk.zaak("results", "--date", "2023-12-18", "--from")
    desk.refused("no file before the announcement", "take step aankondiging first", *results, "filled.csv", "1")
    desk.good(*desk.step("2023-12-04", "1", "aankondiging"))
    announced = letter(desk, "1", "aankondiging")
    for why_not, row, column, value in (("a word", 1, outcome, "fout"), ("more than the line", 1, wrong, "999,00"), ("not the finding", 2, 0, "1"),
                                        ("an amount that is right", 3, wrong, "1,00")):
        changed = [list(one) for one in rows]
        changed[row][column] = value
        fill("wrong.csv", changed)
        desk.refused(why_not, "nothing of it was taken", *results, "wrong.csv", "1")
    desk.refused("outcomes of a day to come", "or has not come", *desk.zaak("results", "--date", "2024-03-02", "--from", "filled.csv", "1"))
    desk.good(*results, "filled.csv", "1", login="aarts")
    desk.good(*desk.step("2023-12-18", "1", "detailcontrole", "--toelichting", "Contactregistratie van vijf regels ingezien bij Zorggroep Delta"))
    desk.refused("a term of no day", "--termijn takes a day", *desk.step("2023-12-20", "1", "voorgenomen_uitkomst", "--termijn", "2023-12-20"))
    desk.good(*desk.step("2023-12-20", "1", "voorgenomen_uitkomst", "--termijn", "2024-01-31"))
    intended = letter(desk, "1", "voorgenomen_uitkomst")
    check("the term is across the year", "Datum: 20 december 2023" in intended and "Reactie uiterlijk: 31 januari 2024" in intended)
    for day, waits in (("2024-01-31", False), ("2024-02-01", True)):
        told = desk.call("status", "--db", "x.db", "--check", today=day).stdout
        check(f"the term waits for somebody on {day}: {waits}", ("zaak 1: de termijn voor een reactie was tot en met 2024-01-31" in told) == waits, told)
    desk.refused("no end on the last day of the term", "may react until 2024-01-31", *desk.step("2024-01-31", "1", "definitieve_uitkomst", "--skip", "geen reactie"))
    desk.good(*desk.step("2024-01-15", "1", "reactie", "--toelichting", "Bij regel 1 was er een telefonisch contact dat niet is geregistreerd."))
    desk.good(*desk.step("2024-01-15", "1", "reactie", "--toelichting", "De voorwaarde van een contactregister gold pas vanaf juli."))
    report = letter(desk, "1", "reactie")
    desk.good(*desk.zaak("weigh", "--date", "2024-01-22", "--text", "Zonder registratie is het contact niet vast te stellen.", "1", "1"))
    desk.refused("weighed twice", "weighed already", *desk.zaak("weigh", "--text", "nog eens", "1", "1"))
    desk.refused("no such point", "has no point 3", *desk.zaak("weigh", "--text", "x", "1", "3"))
    desk.refused("a point that is not weighed", "1 of 2 points not weighed", *desk.step("2024-02-05", "1", "definitieve_uitkomst"))
    desk.good(*desk.zaak("weigh", "--date", "2024-01-22", "--text", "De contractrij geldt vanaf 1 januari 2023.", "1", "2"))
    desk.good(*desk.step("2024-02-05", "1", "definitieve_uitkomst"))
    check("and then no more", "zaak 1" not in desk.call("status", "--db", "x.db", "--check").stdout)
    desk.refused("nothing is recovered that nobody decided", "none of its findings has a confirmed", *desk.step("2024-02-12", "1", "terugvordering"))
    ids = [row[0] for row in desk.ask("SELECT bevinding_id FROM zaak_bevinding JOIN zaak_uitkomst USING (zaak, nummer) WHERE uitkomst = 'onterecht'")]
    desk.good("decide", "--db", "x.db", *ids, "terugvordering", "--by", "J. Jansen", "--reason", "geen contact vastgesteld")
    desk.refused("nor that one person decided", "none of its findings has a confirmed", *desk.step("2024-02-12", "1", "terugvordering"))
    desk.good("decide", "--db", "x.db", *ids, "terugvordering", "--confirm", "--by", "P. de Vries", "--reason", "akkoord", login="pdevries")
    check("what is decided is in the status", "Besloten terug te vorderen: 3 regels, samen € 248,80\n" in desk.good("zaak", "status", "--db", "x.db", "1"))
    desk.refused("more than was found and told", "no more can be asked", *desk.step("2024-02-12", "1", "terugvordering", "--bedrag", "248,81"))
    desk.good(*desk.step("2024-02-12", "1", "terugvordering"))
    final = letter(desk, "1", "definitieve_uitkomst")
    desk.refused("closed with a step to do", "evaluatie is to do", *desk.zaak("close", "--date", "2024-02-21", "1"))
    desk.good(*desk.step("2024-02-20", "1", "evaluatie", "--toelichting", "Telefonische contacten worden met de zorggroep besproken."))
    desk.good(*desk.zaak("close", "--date", "2024-02-21", "1"))
    desk.refused("a closed case", "closed", *desk.zaak("note", "--text", "nog iets", "1"))
    desk.refused("nor what a file shows", "this case is closed", *desk.zaak("results", "--from", "filled.csv", "1"))
    specification = desk.good("zaak", "document", "--db", "x.db", "--format", "csv-excel", "1", "specificatie")
    desk.good("zaak", "document", "--db", "x.db", "-o", "specificatie.xlsx", "1", "specificatie")
    for name, text in (("aankondiging.txt", announced), ("voorgenomen_uitkomst.txt", intended), ("reactie.txt", report),
                       ("definitieve_uitkomst.txt", final), ("specificatie.csv", specification),
                       ("dossier.txt", desk.good("zaak", "status", "--db", "x.db", "1"))):
        as_wanted(name, text)
    return [announced, intended, report, final, specification]


def formal_case(desk):
    """A dietist, formeel: no announcement; a line that is credited meanwhile leaves the case, and nobody pays twice."""
    out = desk.good(*desk.zaak("new", "--agb", "24999921", "--rol", "declarant", "--period", "2022", "--to", "2023", "--doel", "Geen dieetadvies naast de keten",
                               "--date", "2023-12-11"))
    check("all formeel", "0 materieel" in out, out)
    desk.refused("no check of files in a formele controle", "of a materiële controle only", *desk.step("2023-12-12", "2", "detailcontrole", "--toelichting", "x"))
    desk.refused("nor a sample", "no file is looked at", *desk.zaak("sample", "--seed", "1", "--size", "3", "2"))
    desk.refused("nor a form for one", "no file is looked at", "zaak", "form", "--db", "x.db", "-o", "leeg.xlsx", "2")
    desk.refused("nor an insured who consents", "no file and no insured is asked", *desk.zaak("consent", "--text", "x", "2", "1"))
    own = [line.split(";") for line in desk.good("zaak", "document", "--db", "x.db", "--format", "csv-excel", "2", "eigen_risico").splitlines()[1:]]
    same = [line.split(",") for line in desk.good("findings", "--db", "x.db", "--herrekenen", "--zaak", "2").splitlines()[1:]]
    check("whose own risk must be worked out again, as findings says it", own and [row[0] for row in own] == [row[0] for row in same], (own, same))
    many = len({row[0] for row in same})
    check("and how many that are is in the status", re.search(rf"Eigen risico: +van {'één verzekerde' if many == 1 else f'{many} verzekerden'} opnieuw te berekenen", desk.good("zaak", "status", "--db", "x.db", "2")),
          desk.good("zaak", "status", "--db", "x.db", "2")[:900])
    done = desk.call("zaak", "document", "--db", "x.db", "--afzender", "afzender.ini", "2", "aankondiging")
    check("nor an announcement", done.returncode == 2 and "needs no aankondiging" in done.stderr, done.stderr)
    desk.good(*desk.step("2023-12-12", "2", "voorgenomen_uitkomst", "--termijn", "2024-01-09"))
    text = letter(desk, "2", "voorgenomen_uitkomst")
    check("what the law does not ask is not said to be asked", "schrijft de Regeling zorgverzekering (hierna Rzv) dit niet voor" in text)
    (bsn, reference, agb, cent, day, code), = desk.ask(
        "SELECT patient, conflict_referentie, conflict_agb, conflict_bedrag_cent, conflict_begindatum, conflict_prestatiecode FROM bevinding"
        " JOIN zaak_bevinding USING (patient, bevinding_id) WHERE zaak = 2 AND nummer = 1")
    listed, uzovi = desk.ask("SELECT conflict_prestatiecodelijst, uzovi FROM bevinding WHERE conflict_referentie = ?", reference)[0]
    (desk.folder / "credit.csv").write_text(
        "bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,einddatum,bedrag_cent,debet_credit,referentienummer,vorig_referentienummer\n"
        f"{bsn},{uzovi},{agb},{listed},{code},{day},{day},{cent},C,CR-1,{reference}\n")
    desk.call("run", "--quiet", "--db", "x.db", "--out", "out", "credit.csv", today="2024-01-05")
    status = desk.good("zaak", "status", "--db", "x.db", "2")
    check("what changed since is shown", "1. herzien: vervallen: nee -> ja" in status, status[:3000])
    extend = desk.zaak("extend", "--date", "2024-01-08", "--text", "op verzoek van de aanbieder", "--termijn")
    desk.refused("less time", "ends after the day", *extend, "2024-01-09", "2")
    desk.good(*extend, "2024-01-10", "2")
    for day, waits in (("2024-01-10", False), ("2024-01-11", True)):
        check(f"the later term waits for somebody on {day}: {waits}",
              ("zaak 2: de termijn" in desk.call("status", "--db", "x.db", "--check", today=day).stdout) == waits)
    desk.refused("nobody waited until the later day", "may react until 2024-01-10", *desk.step("2024-01-10", "2", "reactie", "--overslaan", "--toelichting", "geen"))
    desk.good(*desk.step("2024-01-11", "2", "reactie", "--overslaan", "--toelichting", "geen reactie binnen de termijn"))
    desk.good(*desk.step("2024-01-11", "2", "definitieve_uitkomst"))
    text = letter(desk, "2", "definitieve_uitkomst")
    check("a credited line is not recovered", "vervallen sinds het begin van de zaak" in text)
    check("what was left out is told", "Stappen die niet zijn gezet" in text and "geen reactie binnen de termijn" in text)
    as_wanted("formeel_definitief.txt", text)


def a_year(desk):
    for year in ("2023", "2024"):
        as_wanted(f"jaarverslag_{year}.csv", desk.good("jaarverslag", "--db", "x.db", "--year", year, "--format", "csv"))
    as_wanted("jaarverslag_2024.txt", desk.good("jaarverslag", "--db", "x.db", "--year", "2024", "--format", "text"))
    desk.good("jaarverslag", "--db", "x.db", "--year", "2024", "-o", "jaarverslag.pdf")
    as_wanted("register.csv", desk.good("zaak", "list", "--db", "x.db", "--format", "csv"))
    check("a year without controls", "geen controle geweest" in desk.good("jaarverslag", "--db", "x.db", "--year", "2020", "--format", "text"))


def no_patient(desk, texts):
    patients = {row[0] for row in desk.ask("SELECT patient FROM zaak_bevinding")}
    check("there are patients to look for", len(patients) > 4)
    texts = [*texts, desk.good("zaak", "list", "--db", "x.db"), desk.good("zaak", "status", "--db", "x.db", "1"), desk.good("zaak", "status", "--db", "x.db", "2")]
    with zipfile.ZipFile(desk.folder / "specificatie.xlsx") as book:
        texts += [book.read(name).decode(errors="replace") for name in book.namelist()]
    for name in ("form.csv", "aankondiging.pdf", "definitieve_uitkomst.pdf", "jaarverslag.pdf"):
        data = (desk.folder / name).read_bytes()
        texts.append(subprocess.run(["pdftotext", desk.folder / name, "-"], capture_output=True, text=True, check=True).stdout if name.endswith(".pdf")
                     else data.decode())
    for number, text in enumerate(texts):
        check(f"no patient is in text {number}", not any(patient in text for patient in patients))


def said_by_insured(desk):
    """Consent to a look at one file, before the announcement and beside the sample; a survey; and what is no control."""
    drawn = {row[0] for row in desk.ask("SELECT nummer FROM zaak_trekking")}
    one, other = sorted(set(range(1, 61)) - drawn)[:2]
    consent = desk.zaak("consent", "--date", "2023-09-04", "--text", "verklaring van 1 september, bij de praktijk", "1")
    desk.refused("consent of who is not in the case", "no materiële finding with number 61", *consent, str(one), "61")
    ids = dict(desk.ask("SELECT nummer, bevinding_id FROM zaak_bevinding"))
    for number, outcome in ((one, "terecht"), (other, "onterecht")):
        (desk.folder / f"{outcome}.csv").write_text(f"Nummer;Bevinding;Uitkomst\n{number};{ids[number]};{outcome}\n")
    results = desk.zaak("results", "--date", "2023-09-04", "--from")
    desk.refused("a file that nobody consented to, before the announcement", "take step aankondiging first", *results, "terecht.csv", "1")
    desk.good(*consent, str(one))
    desk.refused("the same consent again", "the consent is on record", *consent, str(one))
    desk.refused("results of before the consent", "take step aankondiging first", *desk.zaak("results", "--date", "2023-09-03", "--from", "terecht.csv", "1"))
    desk.good(*results, "terecht.csv", "1")
    desk.refused("a file beside the sample without consent", f"finding {other} was not drawn", *results, "onterecht.csv", "1")
    survey = desk.zaak("survey", "--date", "2023-09-04", "--text", "40 gevraagd, 31 antwoordden: 29 kregen de zorg")
    desk.refused("a survey of who was not told that answering is voluntary", "7.5 lid 4", *survey, "1")
    desk.good(*survey, "--vrijwillig", "1")
    desk.refused("fraud is no step of a control", "artikel 7.10", *desk.step("2023-09-04", "1", "fraudeonderzoek"))
    text = letter(desk, "1", "aankondiging")
    check("the letter names the line whose file was seen with consent, and the survey", f"Bij nummer {one} gaf de verzekerde u schriftelijk toestemming" in text
          and "Enquête onder verzekerden (Rzv artikel 7.5 lid 3): 4 september 2023: 40 gevraagd" in text and "Van verzekerden: wat zij op een enquête" in text, text)
    status = desk.good("zaak", "status", "--db", "x.db", "1")
    check("and the dossier has both as what they are", "toestemming, J. Jansen" in status and "enquête, J. Jansen" in status
          and f"{one}. Dossier (ingezien met toestemming van de verzekerde): terecht." in status, status)


def extrapolated(desk):
    """Sixty consults for diabetes beside a keten-dbc, twenty looked up, eighteen wrong."""
    header = "bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,diagnosecode,begindatum,einddatum,bedrag_cent,debet_credit,referentienummer\n"
    (desk.folder / "veel.csv").write_text(header + "".join(
        f"Q{n:03},3332,53000001,056,40001,,2023-04-01,2023-06-30,10000,D,K{n:03}\n"
        f"Q{n:03},3332,01000001,008,12000,T90.02,2023-05-{n % 28 + 1:02},2023-05-{n % 28 + 1:02},1500,D,C{n:03}\n" for n in range(60)))
    done = desk.call("run", "--quiet", "--patient-id", "opaque", "--no-contracts", "--db", "x.db", "--out", "out", "veel.csv", today="2023-08-01")
    check("sixty findings", done.returncode == 0 and desk.ask("SELECT count(*) FROM bevinding") == [(60,)], done.stderr)
    out = desk.good(*desk.zaak("new", "--agb", "01000001", "--rol", "declarant", "--period", "2023Q2", "--doel", "geen consult naast de keten", "--date", "2023-09-01"))
    check("sixty lines, all materieel", "60 bevindingen, 60 materieel" in out, out)
    plan = ("--objecten", "de regels", "--methode", "een steekproef van twintig", "--noodzaak", "de reden staat niet in de declaratie", "--evenredig",
            "twintig van zestig", "--adviseur", "A. Arts")
    desk.good(*desk.step("2023-09-04", "1", "specifiek_controleplan", *plan, "--skip", "voor deze proef"))
    desk.good(*desk.zaak("sample", "--date", "2023-09-04", "--seed", "11", "--size", "20", "1"))
    said_by_insured(desk)
    desk.good(*desk.step("2023-09-05", "1", "aankondiging"))
    desk.good("zaak", "form", "--db", "x.db", "-o", "form.xlsx", "1")
    desk.good("zaak", "form", "--db", "x.db", "--format", "csv-excel", "-o", "form.csv", "1")
    # Filled in as a person does, and saved by a spreadsheet: an amount is a number there, and one that is left out is all of it.
    words = 'consult voor diabetes; zie "dossier" é €'
    with open(desk.folder / "form.csv", encoding="utf-8-sig", newline="") as file:
        rows = [number for number, row in enumerate(csv.DictReader(file, delimiter=";"), 2) if row["Trekking"]]
    check("on the form stand those that were drawn, and the one whose insured consented", len(rows) == 20, rows)
    type_in(desk.folder / "form.xlsx", desk.folder / "ingevuld.xlsx", {
        **{row: {"J": "onterecht"} for row in rows[:18]}, rows[0]: {"J": "onterecht", "K": 15, "L": words}, rows[1]: {"J": "Onterecht", "K": "15,00"},
        rows[18]: {"J": "terecht"}, rows[19]: {"J": "terecht"}})
    filled = saved_by_office(desk.folder / "ingevuld.xlsx", desk.folder / "uit_office")
    said = desk.good(*desk.zaak("results", "--date", "2023-09-18", "--from", str(filled), "1"))
    desk.refused("the same form once more", "no outcome that is not on record", *desk.zaak("results", "--date", "2023-09-18", "--from", str(filled), "1"))
    check("who takes it in is told what the letter will not explain", "20 uitkomsten vastgelegd\nonterecht zonder toelichting: 17;" in said, said)
    taken = desk.ask("SELECT uitkomst, cent, toelichting FROM zaak_trekking JOIN zaak_uitkomst USING (zaak, nummer) ORDER BY nummer")
    check("the workbook that came back says what was typed into it", taken == [("onterecht", 1500, words)] + [("onterecht", 1500, "")] * 17 + [("terecht", 0, "")] * 2, taken)
    type_in(desk.folder / "form.xlsx", desk.folder / "fout.xlsx", {rows[0]: {"J": "misschien"}, rows[1]: {"J": "terecht", "K": 15}, rows[2]: {"K": 15.005, "J": "onterecht"}})
    desk.refused("a workbook with faults", "3 faults in the form", *desk.zaak("results", "--date", "2023-09-18", "--from", "fout.xlsx", "1"))
    desk.good(*desk.step("2023-09-18", "1", "detailcontrole", "--toelichting", "twintig dossiers"))
    desk.refused("more time for what was not asked", "was not asked to react yet", *desk.zaak("extend", "--termijn", "2025-01-01", "--text", "x", "1"))
    desk.good(*desk.step("2023-09-19", "1", "voorgenomen_uitkomst", "--termijn", "2023-10-31"))
    text = letter(desk, "1", "voorgenomen_uitkomst")
    # Clopper and Pearson for 18 of 20, one-sided 90%: 0.7552 (R: qbeta(0.1, 18, 3)); times EUR 900.
    check("the letter has the derivation and the bound", "Eenzijdige ondergrens van 90% van het aandeel: 75,5%" in text and "ten hoogste € 679,71" in text, text[-5000:])
    desk.good(*desk.step("2023-11-01", "1", "reactie", "--overslaan", "--toelichting", "geen reactie"))
    desk.good(*desk.step("2023-11-01", "1", "definitieve_uitkomst"))
    ids = [row[0] for row in desk.ask("SELECT bevinding_id FROM zaak_bevinding JOIN zaak_uitkomst USING (zaak, nummer) WHERE uitkomst = 'onterecht'")]
    for some, part in ((ids[:17], "nothing is extrapolated"), (ids[17:], None)):
        desk.good("decide", "--db", "x.db", *some, "terugvordering", "--by", "J. Jansen", "--reason", "dossier")
        desk.good("decide", "--db", "x.db", *some, "terugvordering", "--confirm", "--by", "P. de Vries", "--reason", "akkoord", login="pdevries")
        if part:
            desk.refused("not all that is wrong is decided", part, *desk.step("2023-11-06", "1", "terugvordering", "--bedrag", "679,71"))
    desk.refused("a cent above the bound", "no more can be asked", *desk.step("2023-11-06", "1", "terugvordering", "--bedrag", "679,72"))
    desk.good(*desk.step("2023-11-06", "1", "terugvordering", "--bedrag", "679,71"))
    text = letter(desk, "1", "definitieve_uitkomst")
    check("the outcome says what is extrapolated", "Wij vorderen € 679,71 terug: € 270,00 volgt uit de uitkomst per regel, en € 409,71 uit de steekproef." in text)
    check("and from what", "18 fout, samen € 270,00" in text)
    done = desk.call("purge", "--db", "x.db", "--before", "2023-08-01", "--by", "x", "--reason", "y")
    check("what is being controlled is not purged", done.returncode == 1 and "case 1, which is open" in done.stderr, done.stderr)
    desk.good(*desk.zaak("close", "--date", "2023-11-07", "--reason", "evaluatie volgt in de volgende zaak", "1"))
    desk.good("purge", "--db", "x.db", "--before", "2023-08-01", "--by", "x", "--reason", "y")
    check("a purge takes who it was", desk.ask("SELECT count(*) FROM zaak_bevinding") == desk.ask("SELECT count(*) FROM zaak_uitkomst") == [(0,)])
    check("and leaves what was done", "teruggevorderde_regels,Declaratieregels waarover tot terugvordering is besloten,18," in
          desk.good("jaarverslag", "--db", "x.db", "--year", "2023", "--format", "csv"))
    year = desk.good("jaarverslag", "--db", "x.db", "--year", "2023", "--format", "csv")
    check("the year counts consents and surveys", "toestemming gaf het dossier in te zien,1," in year and "Enquêtes onder verzekerden,1," in year, year)
    done = desk.call("zaak", "document", "--db", "x.db", "--format", "text", "--afzender", "afzender.ini", "1", "definitieve_uitkomst")
    check("no letter is made of what is gone", done.returncode == 2 and "were purged" in done.stderr, done.stderr)
    check("the dossier says so", "60 bevindingen" in desk.good("zaak", "status", "--db", "x.db", "1"))


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        folders = []
        for name in ("monster", "veel"):
            folder = pathlib.Path(scratch) / name
            folder.mkdir()
            (folder / "afzender.ini").write_text(AFZENDER)
            (folder / "adressen.csv").write_text(ADRESSEN)
            folders.append(folder)
        desk = Desk(program, folders[0], "2024-03-01")
        data = source.resolve() / "sample_data"
        first = ("--contracts", str(data / "contracts.csv"), "--relaties", str(data / "relaties.csv"), *(str(path) for path in sorted(data.glob("202?Q?.csv*"))))
        register = ("--contracts", str(data / "contracts_met_register.csv"), "--profile", str(data / "profiel_contactregister.ini"),
                    str(data / "contactregister_delta_2023.csv"))
        for words in (first, register):
            done = desk.call("run", "--quiet", "--db", "x.db", "--out", "out", *words, today="2023-09-01")
            check("the sample data are read", done.returncode in (0, 3), done.stderr)
        texts = whole_case(desk)
        formal_case(desk)
        a_year(desk)
        no_patient(desk, texts)
        extrapolated(Desk(program, folders[1], "2024-03-01"))
    return finish()


sys.exit(main())
