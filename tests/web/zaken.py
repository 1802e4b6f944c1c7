#!/usr/bin/env python3
"""A control from its opening to its end in the workbench: the steps in their order, what may not be done yet, the documents; what it comes to is what
'dubbelloop zaak' makes of the same.

    zaken.py DUBBELLOOP SOURCE      ends with "N passed, N failed"
"""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402
from werkbank import Person, Workbench, ask_database, make_database, patients, re, subprocess  # noqa: E402

program, source = sys.argv[1:3]

# what of the form of a new case, status; each from the good one
GOOD = {"agb": "53999907", "rol": "ketencontractant", "van": "2023Q1", "tm": "2023", "doel": "samenloop <b>naast</b> de keten", "datum": "2024-01-15"}
NEW = [({"agb": "5399990"}, 400), ({"agb": "5399990x"}, 400), ({"van": "2023Q5"}, 400), ({"tm": "2021"}, 400), ({"doel": ""}, 400), ({"datum": "15-1-2024"}, 400),
       ({"datum": "2999-01-01"}, 400), ({"agb": "99999999"}, 400), ({"terugblik": "2021-01-01"}, 400), ({"terugblik": "ooit", "terugblik_reden": "aanwijzing"}, 400)]
PLAN = {"objecten": "dossiers", "methode": "steekproef", "noodzaak": "declaraties zeggen het niet", "evenredig": "alleen deze regels", "adviseur": "A. Arts",
        "toelichting": "plan"}
# what is done with the case, status, and what then stands in its events (of a refusal: what is said)
MATERIEEL = [
    ({"wat": "stap", "stap": "aankondiging"}, 400, "Eerst komt een stap"),
    ({"wat": "stap", "stap": "bestaat_niet"}, 400, "Zo&#39;n stap is er niet"),
    ({"wat": "niets"}, 400, "geen handeling"),
    ({"wat": "stap", "stap": "algemene_risicoanalyse"}, 400, "vul elk veld in"),
    ({"wat": "stap", "stap": "algemene_risicoanalyse", "toelichting": "analyse", "datum": "2023-12-31"}, 400, "voor die van de vorige"),
    ({"wat": "stap", "stap": "algemene_risicoanalyse", "toelichting": "analyse", "datum": "2098-12-31"}, 400, "moet nog komen"),
    ({"wat": "stap", "stap": "algemene_risicoanalyse", "toelichting": "analyse", "datum": "morgen"}, 400, "JJJJ-MM-DD"),
    ({"wat": "stap", "stap": "algemene_risicoanalyse", "toelichting": "analyse <i>1</i>"}, 303, "analyse &lt;i&gt;1"),
    ({"wat": "stap", "stap": "algemene_risicoanalyse", "toelichting": "nog eens"}, 400, "al gezet"),
    ({"wat": "stap", "stap": "algemeen_controleplan", "toelichting": "openbaar"}, 303, "openbaar"),
    ({"wat": "stap", "stap": "spiegelinformatie", "overslaan": "ja"}, 400, "vul elk veld in"),
    ({"wat": "stap", "stap": "spiegelinformatie", "overslaan": "ja", "toelichting": "was er niet"}, 303, "overgeslagen"),
    ({"wat": "stap", "stap": "specifiek_controleplan", "skip": "samen\ngedaan", **PLAN}, 400, "een regel tekst"),
    ({"wat": "stap", "stap": "specifiek_controleplan", "skip": "samen gedaan", **PLAN}, 303, "Medisch adviseur: A. Arts"),
    ({"wat": "trekking", "zaad": "x", "hoeveel": "2"}, 400, "zaadgetal"),
    ({"wat": "notitie", "tekst": ""}, 400, "een regel tekst"),
    ({"wat": "notitie", "tekst": "telefonisch uitstel"}, 303, "telefonisch uitstel"),
    ({"wat": "bevinding", "bevinding_id": "niets"}, 400, "16 tekens"),
    ({"wat": "bevinding", "bevinding_id": "0123456789abcdef", "reden": "a\tb"}, 400, "Een reden is een regel tekst"),
    ({"wat": "toestemming", "nummer": "een", "tekst": "verklaring"}, 400, "Noem het nummer"),
    ({"wat": "toestemming", "nummer": "1", "tekst": ""}, 400, "waar de schriftelijke toestemming is"),
    ({"wat": "toestemming", "nummer": "1", "tekst": "verklaring bij de praktijk"}, 303, "verklaring bij de praktijk"),
    ({"wat": "enquete", "tekst": "40 gevraagd"}, 400, "antwoorden niet hoeft"),
    ({"wat": "enquete", "tekst": "", "vrijwillig": "ja"}, 400, "wat gevraagd is"),
    ({"wat": "enquete", "tekst": "40 gevraagd", "vrijwillig": "ja"}, 303, "enquête"),
    ({"wat": "stap", "stap": "aankondiging"}, 303, "Aankondiging"),
    ({"wat": "sluiten"}, 400, "nog stappen te doen"),
    ({"wat": "sluiten", "reden": "klaar\x1b[2J"}, 400, "een regel tekst"),
    ({"wat": "uitkomsten"}, 400, "Kies het ingevulde formulier"),
]
FORMEEL_END = [
    ({"wat": "stap", "stap": "voorgenomen_uitkomst", "skip": "de dossiers zijn niet nodig", "termijn": "2024-03-01"}, 303, "Reactie uiterlijk: 2024-03-01"),
    ({"wat": "stap", "stap": "definitieve_uitkomst", "skip": "geen reactie"}, 400, "De termijn om te reageren"),
    ({"wat": "uitstel", "termijn": "2024-03-01", "tekst": "ziekte"}, 400, "na die waarop de termijn nu eindigt"),
    ({"wat": "uitstel", "termijn": "2024-04-01", "tekst": ""}, 400, "waarom er uitstel is"),
    ({"wat": "uitstel", "termijn": "2024-04-01", "tekst": "ziekte"}, 303, "ziekte"),
    ({"wat": "stap", "stap": "reactie", "toelichting": "het contract sluit dit in"}, 303, "het contract sluit dit in"),
    ({"wat": "stap", "stap": "definitieve_uitkomst"}, 400, "Weeg eerst"),
    ({"wat": "weging", "punt": "1", "tekst": ""}, 400, "een regel tekst"),
    ({"wat": "weging", "punt": "1", "tekst": "dat contract gold nog niet"}, 303, "dat contract gold nog niet"),
    ({"wat": "stap", "stap": "definitieve_uitkomst"}, 303, "Definitieve uitkomst"),
    ({"wat": "stap", "stap": "terugvordering", "bedrag": "12,345"}, 400, "Een bedrag is"),
    ({"wat": "sluiten", "reden": "verder schriftelijk"}, 303, "verder schriftelijk"),
    ({"wat": "notitie", "tekst": "te laat"}, 400, "gesloten"),
]


def do(person, number, form, status, says):
    done = person.post(f"/zaak/{number}", {"datum": "2024-01-20", **form})
    named = {name: value for name, value in form.items() if name in ("wat", "stap", "datum", "overslaan")}
    check(f"zaak {number} {named}: {status}", done.status == status, (done.status, re.sub("<[^>]*>", " ", done.text)[-250:]))
    shown = done.text if status == 400 else person.get(f"/zaak/{number}").text
    check(f"zaak {number} {named}: {says}", says in shown)


def open_case(person, **other):
    return person.post("/zaken", {**GOOD, **other})


def results(person, db, folder):
    """What the files show, in the form that the page gives."""
    got = person.get("/zaak/1/stuk?stuk=formulier")
    check("the form is a workbook", got.status == 200 and got.body.startswith(b"PK"))
    form = subprocess.run([program, "zaak", "form", "--db", db, "--format", "csv-excel", "1"], capture_output=True, text=True, check=True).stdout
    lines = form.splitlines()

    def filled(word):  # the three columns at the end of a row are to be filled in
        return "\n".join([lines[0], re.sub(r";;;$", f";{word};;", lines[1]), *lines[2:]]).encode() + b"\n"

    def send(content):
        edge = "----rand"
        body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                       for name, value in (("_csrf", person.csrf), ("wat", "uitkomsten"), ("datum", "2024-01-21"))).encode()
        body += f'--{edge}\r\nContent-Disposition: form-data; name="formulier"; filename="f.csv"\r\n\r\n'.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return person.ask("POST", "/zaak/1", body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    for content, status in ((b"rommel", 400), (form.encode(), 400), (filled("misschien"), 400), (filled("terecht"), 303)):
        done = send(content)
        check(f"{content[:12]}...: {status}", done.status == status, (done.status, re.sub("<[^>]*>", " ", done.text)[-300:]))
    check("one outcome is on record", ask_database(db, "SELECT uitkomst FROM zaak_uitkomst") == [("terecht",)])


def documents(person, db, number):
    for word, kind, begin in (("aankondiging", "application/pdf", b"%PDF"), ("voorgenomen_uitkomst", "application/pdf", b"%PDF"), ("dossier", "application/pdf", b"%PDF"),
                              ("specificatie", "application/vnd", b"PK")):
        got = person.get(f"/zaak/{number}/stuk?stuk={word}")
        check(f"{word} is a file", got.status == 200 and got.headers["Content-Type"].startswith(kind) and got.body.startswith(begin), (got.status, got.text[:300]))
        check(f"{word} is saved under its name", f"zaak_{number}_{word}" in got.headers.get("Content-Disposition", ""))
        found = [patient for patient in patients(db) if patient.encode() in got.body]
        check(f"{word} names no patient", not found)
    got = person.get(f"/zaak/{number}/stuk?stuk=eigen_risico")
    check("whose own risk must be worked out again is a workbook", got.status == 200 and got.body.startswith(b"PK"))
    check("there is no other", person.get(f"/zaak/{number}/stuk?stuk=geen").status == 404)


def main():
    with tempfile.TemporaryDirectory(prefix="zaken-") as name:
        folder = pathlib.Path(name)
        db = make_database(program, source, folder)
        sample = pathlib.Path(source) / "sample_data"  # a register of contacts makes findings of which only a file can tell
        subprocess.run([program, "run", "--quiet", "--db", db, "--contracts", sample / "contracts_met_register.csv", "--profile",
                        sample / "profiel_contactregister.ini", "--out", folder / "uit2", sample / "contactregister_delta_2023.csv", sample / "2023Q4.csv"],
                       check=False, capture_output=True)
        with Workbench(program, db, folder) as workbench:
            anna, lies = Person(workbench, "anna"), Person(workbench, "lies")
            for person in (anna, lies):
                person.get("/")
            check("the list asks for no reason", anna.get("/zaken").status == 200)
            check("a case does", anna.get("/zaak/1").location.startswith("/reden"))
            check("a lezer sees none", lies.get("/zaken").status == 403)
            anna.give_reason()
            check("there is no case yet", anna.get("/zaak/1").status == 404)
            for other, status in NEW:
                done = open_case(anna, **other)
                check(f"no case with {other}", done.status == status, (done.status, done.text[-300:]))
            check("nothing is on record", ask_database(db, "SELECT count(*) FROM zaak") == [(0,)])
            done = open_case(anna, agb=" 53999907 ", van="2023Q1 ", tm=" 2023", datum="2024-01-15 ", terugblik="2021-01-01", terugblik_reden="aanwijzing van buiten")
            check("a case is opened, blanks around what is typed or not", (done.status, done.location) == (303, "/zaak/1"), (done.status, done.text[-300:]))
            check("under the login", ask_database(db, "SELECT DISTINCT door, inlog FROM zaak_gebeurtenis") == [("anna", "anna")])
            page = anna.get("/zaak/1")
            numbers = [row[0] for row in ask_database(db, "SELECT bevinding_id FROM zaak_bevinding WHERE zaak = 1")]
            check("its findings stand in it", numbers and all(f'href="/bevinding/{number}"' in page.text for number in numbers), len(numbers))
            check("it is as it should be", not page.parsed().wrong, page.parsed().wrong[:3])
            check("why it looks further back stands on it", "aanwijzing van buiten" in page.text and "01-01-2021" in page.text)
            check("each finding says of which control it is", ">materieel<" in page.text)
            check("its goal is text", "samenloop &lt;b&gt;naast" in page.text)
            check("each finding is on record as seen", {row[0] for row in ask_looks(db)} >= set(numbers))
            check("no patient stands on it", not [patient for patient in patients(db) if patient in page.text])
            materieel = ask_database(db, "SELECT count(*) FROM zaak_bevinding WHERE controle = 'materieel'")[0][0]
            check("it is a materiële controle", materieel, materieel)
            for form, status, says in MATERIEEL:
                do(anna, 1, form, status, says)
            results(anna, db, folder)
            documents(anna, db, 1)
            for form, status, says in FORMEEL_END:
                do(anna, 1, form, status, says)
            status = subprocess.run([program, "zaak", "status", "--db", db, "1"], capture_output=True, text=True, check=True).stdout
            check("the verb tells the same case", "dat contract gold nog niet" in status and "verder schriftelijk" in status)
            check("the list has it", 'href="/zaak/1"' in anna.get("/zaken").text)
            check("and its provider", 'href="/zaak/1"' in anna.get("/aanbieder/53999907").text and "/zaak/" not in lies.get("/aanbieder/53999907").text)
            check("its findings are in no other case", open_case(anna).status == 400)
            check("no word of it in the log", "samenloop" not in workbench.said() and "contract" not in workbench.said())
    return finish()


def ask_looks(db):
    """Looks are in the journal until it is settled: the verb shows both."""
    said = subprocess.run([program, "inzage", "--db", db, "--format", "csv"], capture_output=True, text=True, check=True).stdout
    return [(word,) for word in re.findall(r"\b[0-9a-f]{16}\b", said)]


sys.exit(main())
