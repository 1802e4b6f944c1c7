#!/usr/bin/env python3
"""The pages of figures: providers, rules, runs and files, titles, tables. What stands there is what the database, the verbs and the views say; what
is of few patients is not told to who may see none; what is tried out is not kept.

    bladen.py DUBBELLOOP SOURCE      ends with "N passed, N failed"
"""

import csv
import hashlib
import io
import os
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402
from werkbank import Person, Workbench, ask_database, html, make_database, patients, re, subprocess  # noqa: E402

program, source = sys.argv[1], pathlib.Path(sys.argv[2])


def rows(page, label):
    """The rows of the table of that name, as text."""
    found = re.search(r'aria-label="%s"><table>(.*?)</table>' % re.escape(label), page.text, re.S)
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)]
            for row in re.findall(r"<tr>(.*?)</tr>", found[1], re.S)[1:]] if found else []


def euro(cents):
    text = f"{abs(cents) // 100:,}".replace(",", ".") + f",{abs(cents) % 100:02d}"
    return "€\u00a0" + ("-" if cents < 0 else "") + text


def verb(*arguments, ok=(0,), epoch=None):
    more = {"env": {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}} if epoch else {}
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False, **more)
    assert done.returncode in ok, done.stderr
    return done.stdout


# who, address, status, what must stand there, what must not
PAGES = [
    ("lies", "/aanbieders", 200, ["Van minder dan 5 verzekerden", "minder dan 5"], ["/bevinding"]),
    ("anna", "/aanbieders", 200, ["Aanbieder (AGB)"], ["minder dan 5"]),
    ("lies", "/aanbieders?agb=99", 200, ["op geen regel van zo&#39;n aanbieder staat een bevinding"], []),
    ("lies", "/aanbieders?agb=999990019", 200, ['value=""'], ["999990019"]),  # the number of a patient in the wrong box is not said again
    ("lies", "/aanbieder/53999902", 200, ["Cijfers per kwartaal", "Regels die het meest raken"], ["/bevindingen"]),
    ("anna", "/aanbieder/53999902", 200, ['href="/bevindingen?agb=53999902"'], []),
    ("anna", "/aanbieder/99999999", 200, ["Er staat geen bevinding met verhaal"], []),
    ("anna", "/aanbieder/1234", 404, ["AGB-code van 8 cijfers"], []),
    ("anna", "/aanbieder/1234567x", 404, ["AGB-code van 8 cijfers"], []),
    ("lies", "/aanbieder/53999902?kwartaal=2099Q9", 200, ["Cijfers per kwartaal"], []),
    ("lies", "/regels", 200, ["M7C-DM2-01", "Van minder dan 5 verzekerden"], ["/bevindingen"]),
    ("lies", "/regels?tabel=menzis_2023&programma=COPD", 200, ["M7C-COPD-03"], ["ZK22-", "M7C-DM2"]),
    ("lies", "/regels?tabel=nergens", 200, ["geen regel die daaraan voldoet"], []),
    ("lies", "/regel/M7C-DM2-01", 200, ["Menzis Bijlage 7C", "Hoe zij luidde"], ["/bevindingen"]),
    ("anna", "/regel/M7C-DM2-01", 200, ['href="/bevindingen?regel=M7C-DM2-01"'], []),
    ("lies", "/regel/geen", 404, ["geen regel met deze naam"], []),
    ("lies", "/runs", 200, ['href="/runs?run=2"'], []),
    ("lies", "/runs?run=1", 200, ["2023Q1.csv", "Waarschuwingen"], ["2023Q3.csv"]),
    ("lies", "/runs?wat=bestanden", 200, ["2023Q3.csv", 'href="/levering/1"'], []),
    ("lies", "/runs?run=99", 200, ["geen bestanden in deze run"], []),
    ("lies", "/levering/1", 200, ["Controletotalen", "Afgekeurd, naar reden", "rejects.csv"], ["/afhandelen", "/intrekken"]),
    ("bert", "/levering/1", 200, ["/levering/1/afhandelen"], []),
    ("lies", "/levering/99", 404, ["geen bestand met dit nummer"], []),
    ("lies", "/levering/een", 404, ["geen bestand met dit nummer"], []),
    ("lies", "/titels", 200, ["nog niet uitgerekend"], []),
    ("lies", "/tabellen", 200, ["menzis_2023", "Conflicttabellen"], ["enctype"]),
    ("bert", "/tabellen", 200, ["menzis_2023", "multipart/form-data"], []),
    ("lies", "/tabellen?wat=contracten", 200, ["53999901"], []),
    ("lies", "/tabellen?wat=contracten&agb=53999902", 200, ["53999902"], ["53999901"]),
    ("lies", "/tabellen?wat=relaties", 200, ["Hoort bij (AGB)"], []),
]


def pages(people):
    for who, address, status, must, not_there in PAGES:
        page = people[who].get(address)
        check(f"{who} {address}: {status}", page.status == status, (page.status, page.text[-300:]))
        for word in must:
            check(f"{who} {address}: {word}", word in page.text)
        for word in not_there:
            check(f"{who} {address}: not {word}", word not in page.text)
        wrong = page.parsed().wrong
        check(f"{who} {address}: is as it should be", not wrong, wrong[:3])


def providers(people, db):
    view = {row[0]: row[1:] for row in ask_database(db, "SELECT * FROM v_aanbieder")}
    shown = {row[0]: row[1:] for row in rows(people["anna"].get("/aanbieders"), "Aanbieders")}
    check("an analist sees every provider of v_aanbieder", set(shown) == set(view), set(view) ^ set(shown))
    for agb, (findings, lines, persons, *euros) in view.items():
        wanted = [str(findings), str(lines), str(persons), *[euro(round(100 * value)) for value in euros]]
        check(f"{agb} as v_aanbieder has it", shown.get(agb) == wanted, (shown.get(agb), wanted))
    told = {row[0]: row[1:] for row in rows(people["lies"].get("/aanbieders"), "Aanbieders")}
    grades = {}
    for agb, patient, grade in ask_database(db, """SELECT agb, patient, max(graad) FROM (SELECT iif(verhaal = 'keten', keten_agb, conflict_agb) AS agb,
            iif(verhaal = 'keten', keten_referentie, conflict_referentie) AS referentie, patient, CASE zekerheid WHEN 'vast' THEN 0 WHEN 'waarschijnlijk' THEN -1
            ELSE -2 END AS graad FROM bevinding WHERE vervallen_run IS NULL) GROUP BY agb, patient, referentie"""):
        grades.setdefault(agb, {}).setdefault(grade, set()).add(patient)
    for agb, (_, _, persons, *_) in view.items():
        few, apart = persons < 5, all(len(of) >= 5 for of in grades[agb].values())
        wanted = ["–", "–", "minder dan 5", *4 * ["–"]] if few else shown[agb] if apart else [*shown[agb][:3], *3 * ["–"], shown[agb][6]]
        check(f"a lezer is told of {agb} what may be told", told[agb] == wanted, (told[agb], wanted))
    for column, place in (("bevindingen", 1), ("patienten", 3)):
        for down in (True, False):
            got = [int(row[place]) for row in rows(people["anna"].get(f"/aanbieders?op={column}&neer={'ja' if down else 'nee'}"), "Aanbieders")]
            check(f"sorted by {column}, {down}", got == sorted(got, reverse=down) and got)


def rules(people, db):
    grouped = {row["regel"]: row for row in csv.DictReader(io.StringIO(verb("findings", "--db", db, "--group-by", "regel", "--format", "csv")))}
    shown = {row[0]: row for row in rows(people["anna"].get("/regels"), "Regels van de laatste run")}
    check("there are rules that hit", len(grouped) > 10, len(grouped))
    for name, row in grouped.items():
        if name not in shown:
            continue  # on a further page
        money = [euro(round(100 * float(row[column]))) for column in ("vast_euro", "waarschijnlijk_euro", "signaal_euro", "netto_euro")]
        check(f"{name} as 'findings --group-by regel' has it", shown[name][6:8] + shown[name][9:13] == [row["bevindingen"], row["regels"], *money],
              (shown[name], row))
    check("rules that hit come first", set(grouped) <= {row[0] for row in list(shown.values())[:len(grouped)]})


def no_subtraction(people):
    """What a lezer is not shown cannot be worked out from a total and the other rows."""
    compared = 0
    for name in [row[0] for row in rows(people["anna"].get("/regels"), "Regels van de laatste run") if row[6]]:
        whole, part = (rows(people[who].get(f"/regel/{name}"), "Aanbieders") for who in ("anna", "lies"))
        hidden = {row[0] for row in part if "–" in row[:3]}
        persons = {row[0]: int(row[3]) for row in whole}
        away, left = sum(persons[agb] for agb in hidden), [agb for agb in persons if agb not in hidden]
        check(f"{name}: rows that are not shown are of enough persons together", not hidden or not left or away >= 5, (name, persons, hidden))
        compared += bool(hidden)
    check("there are rules with rows that are not shown", compared > 3, compared)


def quarters(people, db, folder):
    """Figures and funnel of a provider are those of its report."""
    verb("spiegel", "--db", db, "--period", "2023Q1", "--out", folder / "spiegel", "--min-lines", "0", "--alle", "--quiet")
    overview = next((folder / "spiegel").glob("*.html")).read_text()
    compared = 0
    for agb in ("01999911", "01999912", "24999921", "53999901"):
        page = people["anna"].get(f"/aanbieder/{agb}?kwartaal=2023Q1")
        for role, letter in (("declarant", "d"), ("ketencontractant", "k")):
            found = re.search(rf"<tr[^>]*id={letter}{agb}>(.*?)</?tr", overview, re.S)
            part = re.search(rf"<h3>2023Q1 als {role}.*?</table>", page.text, re.S)
            check(f"{agb} as {role}: on both or on neither", bool(found) == bool(part))
            if not found or not part:
                continue
            cells = [re.sub(r"<[^>]*>", "", cell) for cell in re.split("<td>", found[1])[1:]]
            latest = [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", part[0], re.S)[:6]]
            check(f"{agb} as {role}: N and y are the report's", {latest[1], latest[3]} <= set(cells), (latest, cells))
            compared += 1
    check("figures were compared", compared >= 4, compared)
    page = people["anna"].get("/aanbieder/01999911?kwartaal=2023Q1")
    dots = page.text.count('class="punt"') + page.text.count('class="hoger"')
    check("the funnel has its own dot and those of others", 'class="eigen"' in page.text and dots > 1, dots)
    told = people["lies"].get("/aanbieder/01999911?kwartaal=2023Q1")
    check("a lezer gets dots without names", 'class="punt"' in told.text and "<title>AGB" not in told.text and 'class="eigen"' not in told.text)


def deliveries(people, db):
    name, read, taken, double, rejected = ask_database(db, "SELECT naam, gelezen, aanvaard, dubbel, afgekeurd FROM bestand WHERE bestand = 1")[0]
    page = people["lies"].get("/levering/1")
    got = [row[1] for row in rows(page, "Controletotalen")]
    check("the control totals of a file", got == [f"{n:,}".replace(",", ".") for n in (read, taken, double, rejected)], got)
    check("rejects are counted by reason", sum(int(row[1]) for row in rows(page, "Afgekeurd, naar reden")) == rejected and rejected)
    bert = people["bert"]
    for form, status, where in (({}, 400, "no reason"), ({"reden": "   "}, 400, "blanks"), ({"reden": "x\ny"}, 400, "two lines")):
        check(f"not dismissed with {where}", bert.post("/levering/1/afhandelen", form).status == status)
    check("a lezer dismisses nothing", people["lies"].post("/levering/1/afhandelen", {"reden": "mag niet"}).status == 403)
    done = bert.post("/levering/1/afhandelen", {"reden": "geheime <b>reden</b>"})
    check("dismissed", done.status == 303 and done.location == "/levering/1", (done.status, done.text[-300:]))
    check("under the login of who did it", ask_database(db, "SELECT door, inlog FROM afhandeling WHERE bestand = 1") == [("bert", "bert")])
    check("its reason is text", "geheime &lt;b&gt;reden" in bert.get("/levering/1").text)
    check("a lezer is not told the reason", "geheime" not in people["lies"].get("/levering/1").text)
    check("it waits no more", "Dit bestand wacht" not in bert.get("/levering/1").text and name not in verb("status", "--db", db, "--check", ok=range(6)))
    check("not twice", bert.post("/levering/1/afhandelen", {"reden": "nog eens"}).status == 400)


def titles(people, db):
    done = people["lies"].post("/titels")
    check("titles are worked out when somebody asks", done.status == 303, (done.status, done.text[-300:]))
    wanted = list(csv.DictReader(io.StringIO(verb("titels", "--db", db))))
    page = people["anna"].get("/titels")
    shown = rows(page, "Titels per kwartaal")
    check("as many as the verb has, or a page of them", len(shown) == min(100, len(wanted)), (len(shown), len(wanted)))
    known = {(row["uzovi"], row["agb_declarant"], row["programma"], row["kwartaal"]): row for row in wanted}
    over = [int(row["boven_tarief_cent"] or 0) + int(row["boven_budget_cent"] or 0) for row in (known[row[0], row[1], row[2], row[4]] for row in shown)]
    check("what is above tariff or budget comes first", over == sorted(over, reverse=True))
    for row in shown:
        verbs = known[row[0], row[1], row[2], row[4]]
        check(f"{row[:5]} as the verb has it", row[5:8] == [verbs["regels"], verbs["verzekerden"], euro(int(verbs["bedrag_cent"]))], (row, verbs))
    few = {key for key, row in known.items() if int(row["verzekerden"]) < 5}
    for row in rows(people["lies"].get("/titels"), "Titels per kwartaal"):
        key = (row[0], row[1], row[2], row[4])
        check(f"a lezer: {key}", (row[5:8] == ["–", "minder dan 5", "–"]) == (key in few), row)
    check("there are titles of few", few)
    only = people["anna"].get("/titels?uzovi=3332&programma=DM2&agb=53999901")
    check("filters", {(row[0], row[1], row[2]) for row in rows(only, "Titels per kwartaal")} == {("3332", "53999901", "DM2")})


def upload(person, files, address="/tabellen"):
    edge, body = "----rand", b""
    person.get("/tabellen")
    for name, file, content in [("_csrf", None, person.csrf.encode()), *files]:
        body += f'--{edge}\r\nContent-Disposition: form-data; name="{name}"{f"; filename={chr(34)}{file}{chr(34)}" if file else ""}\r\n\r\n'.encode() + content + b"\r\n"
    return person.ask("POST", address, body + f"--{edge}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={edge}"})


def regel(people, folder):
    """One rule that says something else, as the same change in its table."""
    bert = people["bert"]
    page = bert.get("/regel/M7C-DM2-05")
    check("a rule can be tried", 'name="zekerheid"' in page.text and "Wat als deze regel anders was?" in page.text)
    check("by a beheerder", "Wat als deze regel" not in people["anna"].get("/regel/M7C-DM2-05").text)
    now = {"zekerheid": "vast", "status": "actief", "geldig_van": "2023-01-01", "geldig_tot": "2025-01-01"}
    for name, value in now.items():
        check(f"what it says now stands in the form: {name}", re.search(rf'name="{name}"[^>]*value="{value}"|value="{value}" selected', page.text), page.text[-900:])
    got = bert.post("/regel/M7C-DM2-05", now)
    check("as it is, nothing differs", got.status == 200 and "Rijen: 0 nieuw, 0 gewijzigd, 0 vervallen" in got.text, got.text[-600:])
    got = bert.post("/regel/M7C-DM2-05", {**now, "zekerheid": "signaal"})
    check("of another grade", "gewijzigd  M7C-DM2-05" in got.text and "zekerheid           vast -&gt; signaal" in got.text, got.text[-900:])
    check("one rule and no other", got.text.count("gewijzigd  ") == 1 and "vervallen  " not in got.text and "nieuw  " not in got.text)
    tables = folder / "een_regel"
    tables.mkdir()
    for file in (source / "conflict_tables").glob("*.csv"):
        (tables / file.name).write_bytes(file.read_bytes())
    text = (tables / "menzis_2023.csv").read_text()
    (tables / "menzis_2023.csv").write_text(re.sub(r"^(M7C-DM2-05,.*),vast,", r"\1,signaal,", text, flags=re.M))
    same = upload(bert, [("tabellen", "menzis_2023.csv", (tables / "menzis_2023.csv").read_bytes())])
    check("it does what that table would do", rows(same, "Samen") == rows(got, "Samen") and rows(same, "Regel") == rows(got, "Regel") and rows(got, "Regel"))
    page = bert.get("/regel/ALG-DUBBEL")
    check("a rule without an end stays without", re.search(r'name="geldig_tot" value="">', page.text), page.text[-900:])
    got = bert.post("/regel/ALG-DUBBEL", {"zekerheid": "vast", "status": "actief", "geldig_van": "1990-01-01", "geldig_tot": ""})
    check("as it is, too, nothing differs", "Rijen: 0 nieuw, 0 gewijzigd, 0 vervallen" in got.text, got.text[-600:])
    got = bert.post("/regel/M7C-DM2-05", {**now, "status": "concept"})
    check("switched off", "status              actief -&gt; concept" in got.text, got.text[-900:])
    check("what is odd is said in Dutch", "M7C-DM2-05 is een concept en raakt nooit" in got.text and "is a concept" not in got.text)
    for wrong in ({"geldig_tot": "2022-01-01"}, {"geldig_van": "ooit"}, {"zekerheid": '"<b>\n,'}, {"status": ""}, {"geldig_tot": "x\r\ny"}):
        got = bert.post("/regel/M7C-DM2-05", {**now, **wrong})
        check(f"{wrong} is a page", got.status == 200 and not got.parsed().wrong and ("niet te gebruiken" in got.text or "Wat opvalt" in got.text), (got.status, got.text[-300:]))
    check("a rule that there is not", bert.post("/regel/ONBEKEND", now).status == 404)
    check("an analist may not", people["anna"].post("/regel/M7C-DM2-05", now).status == 403)


def trial(people, db, folder):
    """What other tables would do, as 'tables diff' says it; of which nothing is kept."""
    tables = source / "conflict_tables"
    other = folder / "andere"
    other.mkdir()
    for file in tables.glob("*.csv"):
        (other / file.name).write_bytes(file.read_bytes())
    text = (tables / "menzis_2023.csv").read_text()
    changed = re.sub(r"^(M7C-DM2-(?:05|06),.*),vast,", r"\1,signaal,", text, flags=re.M)
    changed = "".join(line for line in changed.splitlines(True) if not line.startswith("M7C-DM2-02,"))
    check("the other table is another", changed != text)
    (other / "menzis_2023.csv").write_text(changed)
    said = verb("tables", "diff", tables, other, "--db", db)
    before = hashlib.sha256(db.read_bytes()).hexdigest(), sorted(path.name for path in db.parent.iterdir())
    bert = people["bert"]
    page = upload(bert, [("tabellen", "map/menzis_2023.csv", changed.encode())])
    check("tables are tried out", page.status == 200 and "Wat er verschilt" in page.text, (page.status, page.text[-300:]))
    check("a row that goes", "vervallen  M7C-DM2-02" in page.text and "zekerheid           vast -&gt; signaal" in page.text)
    check("and what that does", sum(int(row[2]) for row in rows(page, "Samen")) == int(sum(
        int(line.split()[2]) for line in said.splitlines() if re.match(r"(vast|waarschijnlijk|signaal) +\d", line.strip()))), said)
    effects = rows(page, "Regel")
    check("rules that it touches", {row[0] for row in effects} >= {"M7C-DM2-05"}, effects)
    check("of few findings a beheerder is told no more", all(row[1] == "minder dan 5 samen" for row in effects if "–" in row) and effects)
    for name, files, words in (
            ("no table at all", [("tabellen", "rommel.csv", b"\xff\xfe\x00rommel")], ["rommel.csv"]),
            ("no workbook", [("tabellen", "x.xlsx", b"PK rommel")], ["niet te gebruiken"]),
            ("wrong columns", [("contracten", "c.csv", b"uzovi,naam\n1,2\n")], ["niet te gebruiken", "contracts:1"]),
            ("a table that is wrong", [("tabellen", "menzis_2023.csv", b"regel,zekerheid\nX,misschien\n")], ["niet te gebruiken"]),
            ("HTML in it", [("tabellen", "<b>x.csv", b"<script>alert(1)</script>\n")], [])):
        got = upload(bert, files)
        check(f"{name}: is a page", got.status == 200 and not got.parsed().wrong, (got.status, got.parsed().wrong, got.text[-300:]))
        for word in words:
            check(f"{name}: {word}", word in got.text, got.text[-600:])
    check("nothing to try", upload(bert, []).status == 400)
    check("an analist may not", upload(people["anna"], [("tabellen", "menzis_2023.csv", changed.encode())]).status == 403)
    got = bert.get("/tabellen/menzis_2023.csv")
    check("a table as it is in force", (got.status, got.body) == (200, (tables / "menzis_2023.csv").read_bytes()), got.status)
    check("as a file of that name", got.headers.get("Content-Disposition") == 'attachment; filename="menzis_2023.csv"')
    for address in ("/tabellen/onbekend.csv", "/tabellen/..%2Fx", "/tabellen/contracts.csv"):
        check(f"{address} is not there", bert.get(address).status == 404)
    got = bert.get("/tabellen/tabellen.xlsx")
    got = upload(bert, [("tabellen", "tabellen (1).xlsx", got.body)])
    check("all of them as a workbook, which comes back the same", "Rijen: 0 nieuw, 0 gewijzigd, 0 vervallen" in got.text, got.text[-600:])
    got = upload(bert, [("tabellen", "menzis_2023 (12).csv", changed.encode())])
    check("a file that was fetched twice", "vervallen  M7C-DM2-02" in got.text)
    regel(people, folder)
    workbook = folder / "tabellen.xlsx"
    verb("tables", "export", "--tables", other, "-o", workbook)
    got = upload(bert, [("tabellen", "tabellen.xlsx", workbook.read_bytes())])
    check("a workbook is all tables", "vervallen  M7C-DM2-02" in got.text and "gewijzigd  M7C-DM2-05" in got.text, got.text[-600:])
    after = hashlib.sha256(db.read_bytes()).hexdigest(), sorted(path.name for path in db.parent.iterdir())
    check("nothing of it is kept", before == after, (before[1], after[1]))


def withdrawal(folder):
    """A file is taken back as 'withdraw' does it, by the tables of the last run, wherever those came from."""
    for name in ("hier", "daar", "tabellen", "uit"):
        (folder / name).mkdir()
    for file in (source / "conflict_tables").glob("*.csv"):
        (folder / "tabellen" / file.name).write_bytes(file.read_bytes())
    text = (folder / "tabellen" / "menzis_2023.csv").read_text()
    (folder / "tabellen" / "menzis_2023.csv").write_text("".join(line for line in text.splitlines(True) if not line.startswith("M7C-DM2-02,")))
    db = make_database(program, source, folder / "hier")
    verb("recheck", "--db", db, "--tables", folder / "tabellen", "--out", folder / "hier", "--extend-tables", "--quiet")
    other = folder / "daar" / "nacht.db"
    other.write_bytes(db.read_bytes())
    verb("withdraw", "--db", other, "--tables", folder / "tabellen", "--extend-tables", "--out", folder / "daar", "--by", "bert",
         "--reason", "dubbel geleverd", "--quiet", "3")
    with Workbench(program, db, folder) as workbench:
        bert = Person(workbench, "bert")
        page = bert.get("/levering/3/intrekken")
        check("without a place for output there is the command", f"dubbelloop withdraw --db &#39;{workbench.db}&#39; --out MAP --by &#39;bert&#39;" in page.text and "Ik weet zeker" not in page.text)
        check("and no more", bert.post("/levering/3/intrekken", {"reden": "dubbel geleverd", "zeker": "ja"}).status == 400)
    with Workbench(program, db, folder, arguments=["--socket", str(folder / "web.sock"), "--out", str(folder / "uit")]) as workbench:
        bert, lies = Person(workbench, "bert"), Person(workbench, "lies")
        bert.get("/"), lies.get("/")
        page = bert.get("/levering/3/intrekken")
        stored = ask_database(db, "SELECT relevant FROM bestand WHERE bestand = 3")[0][0]
        rest = ask_database(db, "SELECT count(*) FROM bevinding WHERE vervallen_run IS NULL AND 3 IN (keten_bestand, conflict_bestand)")[0][0]
        shown = sum(int(row[1]) for row in rows(page, "Bevindingen die op een regel van dit bestand rusten"))
        check("what goes is told first", f"{stored} regels" in page.text and shown == rest and rest, (stored, shown, rest))
        check("of a file that is none there is nothing to take back", bert.get("/levering/99/intrekken").status == 404)
        for form in ({"reden": "dubbel geleverd"}, {"zeker": "ja"}, {"reden": " ", "zeker": "ja"}):
            check(f"not with {list(form)}", bert.post("/levering/3/intrekken", form).status == 400)
        check("not by a lezer", lies.post("/levering/3/intrekken", {"reden": "x", "zeker": "ja"}).status == 403 and lies.get("/levering/3/intrekken").status == 403)
        check("nothing happened yet", not ask_database(db, "SELECT * FROM intrekking"))
        done = bert.post("/levering/3/intrekken", {"reden": "dubbel geleverd", "zeker": "ja"})
        check("withdrawn", (done.status, done.location) == (303, "/levering/3"), (done.status, done.text[-400:]))
        page = bert.get("/levering/3")
        check("its page says so", "Ingetrokken door" in page.text and "dubbel geleverd" in page.text and "/intrekken" not in page.text)
        check("not twice", bert.get("/levering/3/intrekken").status == 404)
    told = [verb("findings", "--db", place, "--status", "nieuw,open,vervallen", "--format", "csv") for place in (db, other)]
    check("the findings are those of 'withdraw'", told[0] == told[1] and len(told[0]) > 1000)
    last = "SELECT vingerafdruk, extend_tables, max_bevindingen, contracten, relaties FROM run ORDER BY run DESC LIMIT 2"
    pair = ask_database(db, last)
    check("by the tables of the run before it", pair[0] == pair[1], pair)
    check("under the login", ask_database(db, "SELECT door, reden FROM intrekking") == [("bert", "dubbel geleverd")])
    check("its output is there", (folder / "uit" / "changes.csv").read_text() == (folder / "daar" / "changes.csv").read_text())
    verb("verify", "--db", db, "--quiet")


def replaced(folder):
    """A database that takes the place of another one, with as many runs: what was kept of the other is not shown."""
    for name in ("een", "ander"):
        (folder / name).mkdir()
    sample = source / "sample_data"
    for name, files in (("een", ["2023Q2.csv.gz", "2023Q3.csv"]), ("ander", ["2023Q3.csv"])):
        verb("run", "--quiet", "--db", folder / name / "nacht.db", "--contracts", sample / "contracts.csv", "--relaties", sample / "relaties.csv",
             "--out", folder / name / "uit", *[sample / file for file in files], ok=range(6), epoch={"een": 1700000000, "ander": 1700009000}[name])
    with Workbench(program, folder / "een" / "nacht.db", folder) as workbench:
        lies = Person(workbench, "lies")
        before = rows(lies.get("/"), "Groepen")
        (folder / "ander" / "nacht.db").replace(folder / "een" / "nacht.db")
        after = rows(lies.get("/"), "Groepen")
    standing = dict(ask_database(folder / "een" / "nacht.db", "SELECT verhaal, count(*) FROM bevinding WHERE vervallen_run IS NULL GROUP BY verhaal"))
    check("Vandaag tells of another database what stands in that one", {row[0]: int(row[1].replace(".", "")) for row in after} == standing and standing,
          (after, standing))
    check("which is something else", before != after, before)


def worked_out(db, folder):
    """Where there are too many lines to pass over for who opens a page, each figure that is not there has the button that makes it."""
    base = sqlite3.connect(db)
    base.execute("UPDATE laag SET regels = regels + 3000000")
    base.commit()
    base.close()
    agb, finding = ask_database(db, """SELECT iif(verhaal = 'keten', keten_agb, conflict_agb), bevinding_id FROM bevinding WHERE vervallen_run IS NULL
        ORDER BY bevinding_id LIMIT 1""")[0]
    answers = folder / "antwoorden.csv"
    answers.write_text(f"bevinding_id,antwoord\n{finding},onbekend\n")
    with Workbench(program, db, folder) as workbench:
        anna = Person(workbench, "anna")
        anna.get("/")
        anna.give_reason()

        def asked():
            return re.findall(r"<p class=\"stil\">([^<]*) zijn nog niet uitgerekend.*?name=\"kwartaal\" value=\"(\d{4}Q\d)\"", anna.get(f"/aanbieder/{agb}").text, re.S)

        before = asked()
        check("neither is worked out by itself", [what for what, _ in before] == ["De cijfers van dit kwartaal", "De gewoonten"], before)
        quarter = before[0][1]
        done = anna.post(f"/aanbieder/{agb}", {"kwartaal": quarter})
        check("both are when somebody asks", (done.status, done.location, asked()) == (303, f"/aanbieder/{agb}?kwartaal={quarter}", []), (done.status, asked()))
        verb("respond", "--db", db, "--by", "J. Jansen", "--agb", agb, answers)
        check("an answer makes the habits others, and they can be asked for", asked() == [("De gewoonten", quarter)], asked())
        anna.post(f"/aanbieder/{agb}", {"kwartaal": quarter})
        check("and are there again", not asked(), asked())


def main():
    with tempfile.TemporaryDirectory(prefix="bladen-") as name:
        folder = pathlib.Path(name)
        (folder / "db").mkdir()
        (folder / "terug").mkdir()
        (folder / "anders").mkdir()
        db = make_database(program, source, folder / "db")
        numbers = patients(db)
        with Workbench(program, db, folder) as workbench:
            people = {who: Person(workbench, who) for who in ("lies", "anna", "bert")}
            for person in people.values():
                person.get("/")
            people["anna"].give_reason()
            pages(people)
            providers(people, db)
            rules(people, db)
            no_subtraction(people)
            quarters(people, db, folder)
            trial(people, db, folder)
            deliveries(people, db)
            titles(people, db)
            check("the log holds no number of a patient", not [number for number in numbers if number in workbench.said()])
        withdrawal(folder / "terug")
        replaced(folder / "anders")
        worked_out(folder / "anders" / "een" / "nacht.db", folder / "anders")
    return finish()


sys.exit(main())
