#!/usr/bin/env python3
"""The page of a finding, as two analysts and a controleur use it: proof, dossier, verdict, second name, what changed meanwhile, notes, a run beside.

    bevinding.py DUBBELLOOP SOURCE      ends with "N passed, N failed"
"""

import csv
import io
import json
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402
from werkbank import Person, Workbench, ask_database, html, make_database, re, subprocess  # noqa: E402

program, source = sys.argv[1:3]


def say(*words, status=(0, )):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    check(f"{words[:1]}: {done.stderr[-300:]}", done.returncode in status, done.returncode)
    return done.stdout


def known(desk, name):
    person = Person(desk, name)
    person.get("/")
    person.give_reason()
    return person


def text_of(page):
    return re.sub(r"\s+", " ", " ".join(page.parsed().shown))


def fields(page, action):
    """The form of the page whose action ends so: what a browser would send back."""
    form = re.search(rf'<form[^>]*action="[^"]*/{action}(?:\?[^"]*)?".*?</form>', page.text, re.S)[0]
    return {html.unescape(name): html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)}


def alert(page):
    found = re.search(r'<p class="fout" role="alert">(.*?)</p>', page.text, re.S)
    return html.unescape(found[1]) if found else ""


def judge(person, page, choice, reason, **more):
    form = {**fields(page, "oordeel"), "oordeel": choice, "reden": reason, **more}
    form.pop("_csrf", None)
    return person.post(page.address.split("?")[0].removesuffix("/oordeel") + "/oordeel", form)


def verdicts(db, number):
    return ask_database(db, "SELECT oordeel, door, reden, inlog FROM oordeel WHERE bevinding_id = ? ORDER BY nummer", number)


def told_by_explain(db, number):
    told = json.loads(say("explain", "--db", db, "--json", number))
    values = [rule[key] for rule in told["regels"] for key in ("regel", "omschrijving", "bron", "zekerheid_is")]
    values += [reason["want"] for reason in told["redenen"]] + [told["ketenregel"]["sha256"], told["bevinding"]["tabellen_vingerafdruk"]]
    return values + [sought[key] for sought in told.get("gezocht", []) for key in ("gezocht", "gevonden") if key in sought]


def all_pages(db, person):
    """Every finding has its page, with what explain tells of it, and with every line of the dossier, drawn and in the table."""
    rows = ask_database(db, "SELECT bevinding_id, patient, soort FROM bevinding ORDER BY bevinding_id")
    lines = list(csv.DictReader(io.StringIO(say("lines", "--db", db))))
    for at, (number, patient, soort) in enumerate(rows):
        page = person.get(f"/bevinding/{number}")
        parsed = page.parsed()
        check(f"{number} is there", page.status == 200, page.text[-300:])
        check(f"{number} is HTML", not parsed.wrong, parsed.wrong)
        if at % 3 == 0:
            lacks = [value for value in told_by_explain(db, number) if value and re.sub(r"\s+", " ", value) not in text_of(page)]
            check(f"{number} tells what explain tells", not lacks, lacks[:2])
        own = [line for line in lines if patient in (line["bsn"], f"{line['uzovi']}/{line['verzekerdennummer']}")]
        drawn, rows_of_table = set(re.findall(r'<a href="#(regel-\d+)"', page.text)), set(re.findall(r'<tr id="(regel-\d+)"', page.text))
        check(f"{number}: every line is drawn and in the table", len(own) == len(drawn) == len(rows_of_table) and drawn == rows_of_table,
              (len(own), len(drawn), len(rows_of_table)))
        check(f"{number}: each drawn line says what it is", page.text.count("<title>", page.text.index("<svg")) >= len(own))
        check(f"{number}: its lines are marked", len(re.findall(r'<tr id="[^"]*" class="dit"', page.text)) == len(re.findall(r'<a [^>]* dit[" ]', page.text)) == (2 if soort == "paar" else 1))
        letter = re.search(r'<pre class="brief".*?</pre>', page.text, re.S)[0]
        check(f"{number}: the letter holds no number of a patient", patient.split("/")[-1] not in letter)
    return rows


def no_finding(person):
    for address, word in (("/bevinding/0000000000000000", "niet"), ("/bevinding/x", "geen bevinding"), ("/bevinding/999999886", "geen bevinding")):
        page = person.get(address)
        check(f"{address} is none", page.status == 404 and word in page.text, page.status)


def verdict_day(db, desk, numbers):
    anna, bram, cora = (known(desk, name) for name in ("anna", "bram", "cora"))
    number = numbers[0]
    address = f"/bevinding/{number}"
    fours = "-".join(number[i:i + 4] for i in range(0, 16, 4))
    check("an id in fours is the same finding", anna.get(f"/bevinding/{fours}").status == 200)
    page = anna.get(address)
    check("keys for the verdicts", re.findall(r'data-toets="(.)"', page.text) == ["b", "a", "t", "w"])
    check("a verdict needs a choice", (lambda p: p.status == 400 and "Kies" in alert(p) and "mijn tekst" in p.text)(judge(anna, page, "", "mijn tekst")))
    check("and a reason", (lambda p: p.status == 400 and 'value="bevestigd"' in p.text and "checked" in p.text)(judge(anna, page, "bevestigd", " ")))
    check("in letters: what is no UTF-8 is none, and nobody waits for it", judge(anna, page, "bevestigd", b"caf\xe9").status == 400)
    check("and says what was looked at", judge(anna, page, "bevestigd", "x", stand="").status == 409)
    check("nothing was recorded", not verdicts(db, number))
    done = judge(anna, page, "terugvordering", "komt\r\nterug <b>")
    check("a verdict leads back", (done.status, done.location) == (303, f"{address}?gedaan=oordeel"), done.location)
    check("it is recorded under the login", verdicts(db, number) == [("terugvordering", "anna", "komt terug <b>", "anna")], verdicts(db, number))
    page = anna.get(done.location)
    check("and said", "Uw oordeel is vastgelegd" in page.text and "terugvordering (te bevestigen)" in page.text and "terug &lt;b&gt;" in page.text)
    check("who asked does not confirm", 'value="bevestig"' not in page.text and "iemand anders moet haar bevestigen" in page.text)
    page = bram.get(address)
    check("an analist does not confirm", 'value="bevestig"' not in page.text and "een controleur kan haar bevestigen" in page.text)
    check("not even by hand", judge(bram, page, "bevestig", "ook").status == 403)
    check("nor asks again", (lambda p: p.status == 409 and "anna vroeg deze terugvordering al" in alert(p) and "ook" in p.text)(judge(bram, page, "terugvordering", "ook")))
    page = cora.get(address)
    check("a controleur does", 'value="bevestig"' in page.text and 'value="terugvordering"' not in page.text)
    check("as the second name", judge(cora, page, "bevestig", "gezien").status == 303)
    check("it counts", [row[0] for row in ask_database(db, "SELECT oordeel FROM v_beoordeeld WHERE bevinding_id = ?", number)] == ["terugvordering"])


def changed_meanwhile(db, desk, number):
    anna, bram = known(desk, "anna"), known(desk, "bram")
    page, other = anna.get(f"/bevinding/{number}"), bram.get(f"/bevinding/{number}")
    check("somebody judges", judge(bram, other, "bevestigd", "gezien").status == 303)
    late = judge(anna, page, "afgewezen", "een lange reden\u20ac")
    check("who looked before is told", late.status == 409 and "een oordeel van bram sinds u haar opende: bevestigd" in alert(late), (late.status, alert(late)))
    check("and keeps the text and the choice", "een lange reden\u20ac" in late.text and re.search(r'value="afgewezen"[^>]*checked', late.text))
    check("on a page that can be sent", judge(anna, late, "afgewezen", "een lange reden").status == 303)
    page = anna.get(f"/bevinding/{number}")
    base = sqlite3.connect(db)
    base.execute("UPDATE bevinding SET som = NULL, verhaal_bedrag_cent = verhaal_bedrag_cent - 1 WHERE bevinding_id = ?", (number, ))
    base.commit()
    late = judge(anna, page, "bevestigd", "tekst die blijft")
    check("a finding that changed is not judged", late.status == 409 and "veranderd" in alert(late) and "tekst die blijft" in late.text, alert(late))
    check("and has no proof: that is said plainly", late.text.index("geen bewijs") < late.text.index('id="oordeel"') and "<svg" in late.text)
    base.execute("UPDATE bevinding SET verhaal_bedrag_cent = verhaal_bedrag_cent + 1 WHERE bevinding_id = ?", (number, ))
    base.commit()
    base.close()


def notes(db, desk, number):
    anna = known(desk, "anna")
    page = anna.get(f"/bevinding/{number}")
    done = anna.post(f"/bevinding/{number}/notitie", {"notitie": "eerste regel\r\n\r\n<script>alert(1)</script>"})
    check("a note leads back", (done.status, done.location) == (303, f"/bevinding/{number}?gedaan=notitie"))
    page = anna.get(done.location)
    check("it stands there, as text", "eerste regel\n\n&lt;script&gt;" in page.text and "anna, " in page.text)
    check("an empty one does not", anna.post(f"/bevinding/{number}/notitie", {"notitie": " \r\n"}).status == 400)
    wrong = anna.post(f"/bevinding/{number}/notitie", {"notitie": "goed\x07fout"})
    check("nor what no text holds; it is kept", wrong.status == 400 and "goed" in wrong.text)
    rows = ask_database(db, "SELECT bevinding_id, inlog, tekst FROM notitie")
    check("one is on record", rows == [(number, "anna", "eerste regel\n\n<script>alert(1)</script>")], rows)
    base = sqlite3.connect(db)
    for sql in ("UPDATE notitie SET tekst = 'x'", "DELETE FROM notitie", "INSERT OR REPLACE INTO notitie SELECT * FROM notitie"):
        try:
            base.execute(sql)
            check(f"{sql} is refused", False)
        except sqlite3.IntegrityError:
            check(f"{sql} is refused", True)
    base.rollback()
    base.close()


def while_busy(db, desk, number):
    anna = known(desk, "anna")
    page = anna.get(f"/bevinding/{number}")
    run = sqlite3.connect(db, isolation_level=None)
    run.execute("BEGIN IMMEDIATE")
    check("a run beside holds up no reader", anna.get(f"/bevinding/{number}").status == 200)
    busy = judge(anna, page, "wacht_op_aanbieder", "brief verstuurd")
    check("a verdict waits, and it is said", busy.status == 503 and "bezet" in alert(busy), (busy.status, alert(busy)))
    check("with all that was typed", "brief verstuurd" in busy.text and re.search(r'value="wacht_op_aanbieder"[^>]*checked', busy.text))
    note = anna.post(f"/bevinding/{number}/notitie", {"notitie": "gebeld"})
    check("a note too", note.status == 503 and "gebeld" in note.text)
    run.execute("ROLLBACK")
    run.close()
    check("then it is taken", judge(anna, busy, "wacht_op_aanbieder", "brief verstuurd").status == 303)


def same_id(db, desk, rows):
    """Two patients with one id: a choice, and no number in an address."""
    number, patient = rows[-1][:2]
    base = sqlite3.connect(db)
    base.row_factory = sqlite3.Row
    row = dict(base.execute("SELECT * FROM bevinding WHERE bevinding_id = ? AND patient = ?", (number, patient)).fetchone())
    row.update(som=None, patient="999990019", keten_regelnummer=row["keten_regelnummer"] + 1)
    base.execute(f"INSERT INTO bevinding ({','.join(row)}) VALUES ({','.join('?' * len(row))})", list(row.values()))
    base.commit()
    anna = known(desk, "anna")
    page = anna.get(f"/bevinding/{number}")
    links = [link for link in page.parsed().links if link.startswith(f"/bevinding/{number}?")]
    check("a choice of two", page.status == 200 and len(links) == 2 and "Welke bevinding" in page.text, links)
    check("that tells no number", not any(who in page.text for who in (patient, "999990019")))
    chosen = [anna.get(link) for link in links]
    check("each leads to its own", all(sum(f"<dd>{who}</dd>" in page.text for page in chosen) == 1 for who in (patient, "999990019")))
    mine = next(page for page in chosen if f"<dd>{patient}</dd>" in page.text)
    done = judge(anna, mine, "bevestigd", "deze")
    check("and is judged by itself", done.status == 303 and "plaats=" in done.location
          and ask_database(db, "SELECT patient FROM oordeel WHERE bevinding_id = ?", number)[-1:] == [(patient, )], done.location)
    base.execute("DELETE FROM bevinding WHERE patient = '999990019' AND bevinding_id = ?", (number, ))
    base.commit()
    base.close()


def in_a_list(desk):
    anna = known(desk, "anna")
    first, *others = [number for number, in ask_database(desk.db, "SELECT bevinding_id FROM bevinding WHERE zekerheid = 'vast'"
                                                              " AND vervallen_run IS NULL ORDER BY 1")]
    page = anna.get(f"/bevinding/{first}?lijst=zekerheid%3Dvast")
    while (link := re.search(r'<a href="([^"]*)" rel="prev"', page.text)):
        page = anna.get(html.unescape(link[1]))
    seen = {re.match(r"/bevinding/(\w+)", page.address)[1]}
    while (link := re.search(r'<a href="([^"]*)" rel="next"', page.text)):
        page = anna.get(html.unescape(link[1]))
        seen.add(re.match(r"/bevinding/(\w+)", page.address)[1])
    check("next and next goes through the list", seen == {first, *others}, (seen ^ {first, *others}, len(seen)))
    done = judge(anna, anna.get(f"/bevinding/{others[-1]}?lijst=zekerheid%3Dvast"), "bevestigd", "x")
    check("without the list a verdict leads back without it", done.status == 303 and "lijst" not in done.location)
    page = anna.get(f"/bevinding/{others[-2]}?lijst=zekerheid%3Dvast")
    action = html.unescape(re.search(r'action="([^"]*/oordeel[^"]*)"', page.text)[1])
    done = anna.post(action, {**fields(page, "oordeel"), "oordeel": "bevestigd", "reden": "x"}, csrf=False)
    check("the form takes the list along", done.status == 303 and "lijst=zekerheid" in done.location, done.location)


def in_a_case(db, desk):
    say("zaak", "new", "--db", db, "--agb", "24999921", "--rol", "declarant", "--period", "2022", "--to", "2023", "--doel", "zekerheid", "--by", "J",
        "--signalen", "--terugblik", "2022-01-01", "--terugblik-reden", "proef")
    number, place = ask_database(db, "SELECT bevinding_id, nummer FROM zaak_bevinding ORDER BY nummer DESC LIMIT 1")[0]
    page = known(desk, "anna").get(f"/bevinding/{number}")
    check("a finding tells of its case", f'<a href="/zaak/1">Zaak 1</a>, bevinding {place}' in page.text)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        db = make_database(program, source, scratch)
        with Workbench(program, db, scratch) as desk:
            anna = known(desk, "anna")
            rows = all_pages(db, anna)
            no_finding(anna)
            numbers = [number for number, *_ in rows]
            verdict_day(db, desk, numbers)
            changed_meanwhile(db, desk, numbers[1])
            notes(db, desk, numbers[2])
            while_busy(db, desk, numbers[3])
            same_id(db, desk, rows)
            in_a_list(desk)
            in_a_case(db, desk)
            looks = say("inzage", "--db", db, "--format", "csv")
            check("looks are on record", all(number in looks for number in numbers))
            one = say("inzage", "--db", db, "--format", "csv", "--bevinding", numbers[0])
            fours = "-".join(numbers[0][at:at + 4] for at in range(0, 16, 4)).upper()
            check("a finding is asked for in fours too", one.count("\n") > 1 and say("inzage", "--db", db, "--format", "csv", "--bevinding", fours) == one, one)
            say("inzage", "--db", db, "--bevinding", numbers[0][1:], status=(2, ))
        check("nothing failed", "Sanitizer" not in desk.said() and "failed" not in desk.said(), desk.said()[-2000:])
        say("verify", "--quiet", "--db", db)
    return finish()


sys.exit(main())
