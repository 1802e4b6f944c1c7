#!/usr/bin/env python3
"""The page Bevindingen: what a list shows is what `findings` gives; one verdict for many; lists that are kept; files; a patient in no address.

    lijst.py DUBBELLOOP SOURCE                   ends with "N passed, N failed"
    lijst.py DUBBELLOOP SOURCE --meet DATABASE   instead: how long pages of that database take (docs/performance.md)
"""

import csv
import io
import pathlib
import sys
import tempfile
import urllib.parse
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402
from werkbank import Person, Workbench, ask_database, html, make_database, patients, re, subprocess, time  # noqa: E402

program, source = sys.argv[1:3]

# Each: what stands in the address, and the options of `findings` that mean the same.
LISTS = [
    ("", []),
    ("zekerheid=vast", ["--zekerheid", "vast"]),
    ("status=nieuw", ["--status", "nieuw"]),
    ("status=nieuw&status=vervallen", ["--status", "nieuw,vervallen"]),
    ("agb=53999902&sort=bedrag", ["--agb", "53999902"]),
    ("uzovi=3332&oordeel=geen&sort=datum", ["--uzovi", "3332", "--oordeel", "geen"]),
    ("period=2022Q4&sort=zekerheid&om=ja", ["--period", "2022Q4"]),
    ("min-bedrag=25,50&categorie=consult", ["--min-bedrag", "25,50", "--categorie", "consult"]),
    ("since=2&eigen-risico=ja,onbekend&sort=gewijzigd", ["--since", "2", "--eigen-risico", "ja,onbekend"]),
    ("oordeel=bevestigd,terugvordering&herzien=", ["--oordeel", "bevestigd,terugvordering"]),
    ("regel=M7C-DM2-04", ["--regel", "M7C-DM2-04"]),
]


def findings(db, options, *more):
    out = subprocess.run([program, "findings", "--db", db, *options, *more], check=True, capture_output=True, text=True).stdout
    return list(csv.DictReader(io.StringIO(out)))


def rows(page):
    """The findings of a page, in its order: their ids."""
    return re.findall(r'<tr data-rij>.*?href="/bevinding/([0-9a-f]{16})', page.text)


def values(page):
    return re.findall(r'type="checkbox" name="id" value="([^"]*)"', page.text)


def next_of(page):
    found = re.search(r'href="([^"]*)" rel="next"', page.text)
    return html.unescape(found[1]) if found else None


def whole(person, address):
    """All pages of a list, forward."""
    pages, ids = [], []
    while address:
        pages.append(person.get(address))
        ids += rows(pages[-1])
        address = next_of(pages[-1])
    return pages, ids


def with_query(path, query, *more):
    parts = [part for part in (query, *more) if part]
    return path + ("?" + "&".join(parts) if parts else "")


def lists(person, db):
    for query, options in LISTS:
        want = [row["bevinding_id"] for row in findings(db, options)]
        pages, got = whole(person, with_query("/bevindingen", query, "per=10"))
        check(f"{query}: is about something", bool(want) or "bevestigd" in query)
        check(f"{query}: as findings {' '.join(options)}", sorted(got) == sorted(want), (len(got), len(want)))
        if "sort" not in query:
            check(f"{query}: in the order of findings.csv", got == want)
        back = re.search(r'href="([^"]*)" rel="prev"', pages[-1].text)
        check(f"{query}: back from the last page to the one before it",
              len(pages) == 1 or rows(person.get(html.unescape(back[1]))) == rows(pages[-2]))
    _, up = whole(person, "/bevindingen?sort=bedrag&om=ja&per=10")
    _, down = whole(person, "/bevindingen?sort=bedrag&per=10")
    cents = {row["bevinding_id"]: int(row["verhaal_bedrag_cent"]) for row in findings(db, [])}
    check("by amount, the highest first", [cents[i] for i in down] == sorted(cents.values(), reverse=True))
    check("the other way round it is the same list backwards", up == down[::-1])


def totals(person, db):
    page = person.get("/bevindingen?zekerheid=vast")
    groups = findings(db, ["--zekerheid", "vast", "--group-by", "agb"])
    lines = sum(int(row["regels"]) for row in groups)
    cent = round(sum(float(row["netto_euro"]) for row in groups) * 100)
    said = re.search(r"<summary>([\d.]+) bevindingen, netto €\u00a0([\d.,]+) te verhalen op ([\d.]+) declaratieregels", page.text)
    check("totals: each line once, as --group-by adds it up", said is not None and int(said[3].replace(".", "")) == lines
          and int(re.sub("[.,]", "", said[2])) == cent, (said and said[0], lines, cent))


def wrong_addresses(person):
    for query in ("zekerheid=zeker", "agb=1", "uzovi=33321", "period=2023Q5", "min-bedrag=veel", "status=nieuw,oud", "sort=naam",
                  "per=100000", "na=zzz", "since=een", "oordeel=ja", "verzekerde=AAAA", "verzekerde=%00"):
        page = person.get("/bevindingen?" + query)
        check(f"{query} is said to be wrong", page.status == 200 and 'class="fout"' in page.text and not page.parsed().wrong,
              (page.status, page.parsed().wrong))
    typed = {"agb": "53<\"'&", "uzovi": "33", "period": "2023Q5", "regel": "<b>", "min-bedrag": "veel", "since": "één"}
    page = person.get("/bevindingen?" + urllib.parse.urlencode(typed))
    for name, value in typed.items():
        check(f"a wrong {name} stays in its field", f'name="{name}" value="{html.escape(value)}"' .replace("&#x27;", "&#39;") in page.text)
    page = person.get("/bevindingen?agb=999990019&regel=999990019")
    check("but for the number of a patient", "999990019" not in page.text and 'class="fout"' in page.text)


def judge(person, address, oordeel, which, reden="samen bekeken", **more):
    """Judges findings of the page: `which` of its values, or "alle", "bladzijde"."""
    page = person.get(address)
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page.text)[1] for name in ("lijst", "terug", "run", "laatste", "n")}
    form = [(name, html.unescape(value)) for name, value in {**hidden, **more}.items()] + [("oordeel", oordeel), ("reden", reden)]
    if isinstance(which, str):
        form.append(("welke", which))
        form += [("rij", value) for value in values(page)]
    else:
        form += [("id", value) for value in which]
    return person.post("/bevindingen/oordeel", form)


def verdicts(db, **where):
    sql = "SELECT count(*) FROM oordeel WHERE " + (" AND ".join(f"{name} = ?" for name in where) or "1")
    return ask_database(db, sql, *where.values())[0][0]


def judging(anna, bram, cora, db):
    geen = "/bevindingen?oordeel=geen&per=10"
    first = values(anna.get(geen))
    done = judge(anna, geen, "bevestigd", first[:3])
    check("three are judged", done.status == 303 and done.location == geen + "&gedaan=3" and verdicts(db, oordeel="bevestigd") == 3,
          (done.status, done.location))
    check("and it is said", "vastgelegd bij 3 bevindingen" in anna.get(done.location).text)
    check("under her login", ask_database(db, "SELECT DISTINCT door, inlog, reden FROM oordeel") == [("anna", "anna", "samen bekeken")])
    again = judge(bram, geen, "afgewezen", [first[2], *values(bram.get(geen))[:2]])
    check("what was judged since one looked: none of them", again.status == 409 and verdicts(db, oordeel="afgewezen") == 0
          and "Geen oordeel vastgelegd" in again.text and "van anna: bevestigd" in html.unescape(again.text), again.text[-1500:])
    rest = re.findall(r'name="id" value="([^"]*)"', again.text)
    check("the others can be judged with one press", len(rest) == 2 and judge(bram, geen, "afgewezen", rest).status == 303
          and verdicts(db, oordeel="afgewezen") == 2)
    check("a whole page without a script", judge(anna, geen, "terugvordering", "bladzijde").status == 303
          and verdicts(db, oordeel="terugvordering") == 10)
    pending = "/bevindingen?oordeel=te_bevestigen&per=10"
    check("an analist confirms nothing", judge(bram, pending, "bevestig", "bladzijde").status == 400
          and 'value="bevestig"' not in bram.get(pending).text)
    second = judge(cora, pending, "bevestig", values(cora.get(pending))[:4])
    check("a controleur does", second.status == 303 and verdicts(db, door="cora") == 4, second.text[-500:])
    judge(cora, geen, "terugvordering", values(cora.get(geen))[:1])
    own = judge(cora, pending, "bevestig", "bladzijde")
    check("but not what she asked for herself: then none", own.status == 409 and verdicts(db, door="cora") == 5
          and "u zelf vroeg" in own.text)
    check("nothing chosen", judge(anna, geen, "bevestigd", []).status == 400)
    check("no reason", judge(anna, geen, "bevestigd", values(anna.get(geen))[:1], reden=" ").status == 400)
    check("no such verdict", judge(anna, geen, "geen", values(anna.get(geen))[:1]).status == 400)
    check("no such finding", judge(anna, geen, "bevestigd", ["0123456789abcdef/0-0/0"]).status == 409)
    check("no finding at all", judge(anna, geen, "bevestigd", ["x"]).status == 400)


def judging_all(anna, db):
    vast = "/bevindingen?zekerheid=signaal&oordeel=geen"
    want = len(findings(db, ["--zekerheid", "signaal", "--oordeel", "geen"]))
    asked = judge(anna, vast, "wacht_op_aanbieder", "alle")
    check("all of a list is asked once more", asked.status == 200 and "Alle bevindingen van deze lijst?" in asked.text
          and verdicts(db, oordeel="wacht_op_aanbieder") == 0)
    check("a list that has other findings by now is looked at again", judge(anna, vast, "wacht_op_aanbieder", "alle", n="1", zeker="ja").status == 409
          and verdicts(db, oordeel="wacht_op_aanbieder") == 0)
    before = verdicts(db)
    early = judge(anna, "/bevindingen", "wacht_op_aanbieder", "alle", laatste="0", zeker="ja")
    check("what was judged since holds it up", early.status == 409 and "kreeg sinds u de lijst zag een oordeel" in early.text
          and verdicts(db) == before, early.status)
    done = judge(anna, vast, "wacht_op_aanbieder", "alle", zeker="ja")
    check("then all of it is judged", want > 10 and done.status == 303 and verdicts(db, oordeel="wacht_op_aanbieder") == want,
          (want, done.status, verdicts(db, oordeel="wacht_op_aanbieder")))
    check("a list of all findings that stand has them too", len(rows(anna.get("/bevindingen?oordeel=wacht_op_aanbieder&per=250"))) == want)


def kept(anna, bram):
    keep = {"naam": "Vast, nog te doen", "lijst": "zekerheid=vast&oordeel=geen&sort=bedrag"}
    check("a list is kept", anna.post("/bevindingen/bewaar", keep).location == "/bevindingen?zekerheid=vast&oordeel=geen&sort=bedrag")
    check("one's own is there", keep["naam"] in anna.get("/bevindingen").text)
    check("and nobody else's", keep["naam"] not in bram.get("/bevindingen").text)
    anna.post("/bevindingen/bewaar", {**keep, "gedeeld": "ja"})
    page = bram.get("/bevindingen")
    check("until it is shared", keep["naam"] in page.text and "/bevindingen?zekerheid=vast&amp;oordeel=geen&amp;sort=bedrag" in page.text)
    number = re.search(r'name="nummer" value="(\d+)"', anna.get("/bevindingen").text)[1]
    bram.post("/bevindingen/lijst-weg", {"nummer": number})
    check("nobody else takes it away", keep["naam"] in anna.get("/bevindingen").text)
    anna.post("/bevindingen/lijst-weg", {"nummer": number})
    check("who kept it does", keep["naam"] not in bram.get("/bevindingen").text)
    for what, wrong in {"no name": {"naam": ""}, "a number in its name": {"naam": "zaak 999990019"}, "a list that is none": {"lijst": "agb=1"}}.items():
        check(f"{what} is not kept", anna.post("/bevindingen/bewaar", {**keep, **wrong}).status == 400)


def searching(anna, bram, workbench):
    db = workbench.db
    patient, count = ask_database(db, "SELECT patient, count(*) FROM bevinding WHERE patient GLOB '[0-9]*' AND length(patient) = 9"
                                      " GROUP BY 1 ORDER BY 2 DESC LIMIT 1")[0]
    def seek(what):
        return anna.post("/bevindingen/zoek", {"zoek": what})
    found = seek(patient)
    check("a patient's list has an address without the patient", found.status == 303 and "verzekerde=" in found.location
          and patient not in found.location, found.location)
    check("and has all findings of that patient", len(rows(anna.get(found.location))) == count)
    check("a colleague may open it", len(rows(bram.get(found.location))) == count)
    spaced = seek(patient[:4] + "." + patient[4:6] + " " + patient[6:])
    check("typed with points and blanks", len(rows(anna.get(spaced.location))) == count)
    check("two searches tell nobody that they are the same", seek(patient).location != found.location)
    check("it is not kept", anna.post("/bevindingen/bewaar", {"naam": "iemand", "lijst": found.location.split("?")[1]}).status == 400)
    token = re.search(r"verzekerde=([\w-]+)", found.location)[1]
    forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    check("a token that was changed is none", "geldt niet meer" in anna.get("/bevindingen?verzekerde=" + forged).text)
    finding = rows(anna.get("/bevindingen"))[0]
    check("a finding by its number", seek(finding).location == "/bevinding/" + finding)
    check("in fours too", seek("-".join(re.findall("....", finding))).location == "/bevinding/" + finding)
    check("a provider by its code", seek("53999902").location == "/bevindingen?agb=53999902")
    nobody = seek("123456782")
    check("somebody without findings", "is van deze verzekerde. Is dat goed getypt?" in anna.get(nobody.location).text)
    typed = anna.get("/bevindingen?agb=00000001&zekerheid=vast&uzovi=3332").text
    check("a code that occurs nowhere is said", "heeft een regel van deze AGB-code" in typed and "UZOVI-code. Is" not in typed)
    workbench.stop()
    workbench.start()
    for person in (anna, bram):
        person.give_reason()
    check("when the program began again the address is none", "geldt niet meer" in anna.get(found.location).text)


def files(anna, db):
    for query, options in LISTS[1:4]:
        text = anna.get(with_query("/bevindingen/csv-excel", query))
        got = [row["bevinding_id"] for row in csv.DictReader(io.StringIO(text.body.decode("utf-8-sig")), delimiter=";")] \
            if "bevinding_id" in text.text.split("\n")[0] else re.findall(r"^\"?([0-9a-f-]{16,19})", text.text, re.M)
        want = [row["bevinding_id"] for row in findings(db, options)]
        check(f"csv-excel of {query}", [i.replace("-", "") for i in got] == want, (text.status, len(got), len(want), text.text[:200]))
        check("as a download", "attachment" in text.headers["Content-Disposition"])
        for word in ("xlsx", "werklijst"):
            book = anna.get(with_query("/bevindingen/" + word, query))
            inside = b"".join(zipfile.ZipFile(io.BytesIO(book.body)).read(name)
                              for name in zipfile.ZipFile(io.BytesIO(book.body)).namelist() if name.endswith(".xml")).decode()
            ids = ["-".join(re.findall("....", i)) if word == "werklijst" else i for i in want]
            check(f"{word} of {query}", all(i in inside for i in ids), book.status)
    order = re.findall(r"([0-9a-f]{4}(?:-?[0-9a-f]{4}){3})", anna.get("/bevindingen/csv-excel?sort=bedrag&zekerheid=vast").text)
    _, shown = whole(anna, "/bevindingen?sort=bedrag&zekerheid=vast&per=10")
    check("in the order of the list", [i.replace("-", "") for i in order if i.replace("-", "") in shown] == shown)
    check("no other file", anna.get("/bevindingen/csv").status == 404)
    check("a wrong filter gives no file", anna.get("/bevindingen/xlsx?agb=1").status == 400)


def secrets(anna, workbench):
    numbers = patients(workbench.db)
    pages, _ = whole(anna, "/bevindingen?status=nieuw,open,vervallen&per=10")
    shown = re.sub(r"\d{2}-\d{2}-\d{4}", "", " ".join(page.text for page in pages))
    check("no page of a list shows a patient", not any(number in shown for number in numbers))
    log = workbench.said()
    check("no log holds a patient or a reason", not any(number in log for number in numbers) and "samen bekeken" not in log)
    page = anna.get("/bevindingen?sort=volgorde&per=10")
    letters = re.findall(r"<td>([A-Z]+)</td>", page.text)
    who = {row["bevinding_id"]: row["patient"] for row in findings(workbench.db, [])}
    pairs = {(letter, who[i]) for letter, i in zip(letters, rows(page))}
    check("a letter is a patient", len(letters) == len(rows(page)) and len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs))
    workbench.stop()
    seen = ask_database(workbench.db, "SELECT count(DISTINCT bevinding_id) FROM inzage WHERE inlog = 'anna' AND blad = '/bevindingen'")[0][0]
    everything = ask_database(workbench.db, "SELECT count(*) FROM bevinding")[0][0]
    check("every finding that a page showed is on record", seen == everything, (seen, everything))
    files_seen = ask_database(workbench.db, "SELECT count(DISTINCT bevinding_id) FROM inzage WHERE blad = '/bevindingen/*'")[0][0]
    check("so is every one of a file", files_seen > 0, files_seen)


def neighbours(anna):
    pages, ids = whole(anna, "/bevindingen?sort=bedrag&zekerheid=vast&per=10")
    link = html.unescape(re.search(rf'href="(/bevinding/{ids[4]}[^"]*)"', pages[0].text)[1])
    page = anna.get(link)
    around = re.findall(r'href="/bevinding/([0-9a-f]{16})[^"]*" rel="(prev|next)"', page.text) \
        or [(i, rel) for rel, i in re.findall(r'rel="(prev|next)" href="/bevinding/([0-9a-f]{16})', page.text)]
    back = re.search(r'href="(/bevindingen[^"]*bij=[^"]*)"', page.text)
    check("and leads back to its page of the list", back is not None and ids[4] in rows(anna.get(html.unescape(back[1]))))
    third = anna.get(f"/bevindingen?sort=bedrag&zekerheid=vast&per=10&bij={ids[25]}")
    check("which is the page that it stands on", rows(third) == ids[20:30], (rows(third), ids[20:30]))
    every = anna.get("/bevindingen")
    first = anna.get(html.unescape(re.search(rf'href="(/bevinding/{rows(every)[1]}[^"]*)"', every.text)[1]))
    check("all findings that stand are a list too", f"/bevinding/{rows(every)[0]}" in first.text and 'rel="prev"' in first.text)
    check("the page of a finding goes on in its list", (ids[3], "prev") in around and (ids[5], "next") in around, (around, ids[3:6]))


def measure(db):
    with tempfile.TemporaryDirectory() as folder, Workbench(program, db, folder) as workbench:
        person = Person(workbench, "anna")
        person.give_reason()
        began = time.monotonic()
        person.get("/bevindingen")
        print(f"| until the first page after the start | {time.monotonic() - began:.2f} s | | |")
        for query in ["", "zekerheid=vast", "oordeel=geen&sort=bedrag", "agb=53999902&sort=datum",
                      "status=nieuw,open,vervallen&sort=gewijzigd&per=250", "antwoord=credit&sort=zekerheid&om=ja",
                      "period=2023Q3&oordeel=terugvordering,te_bevestigen", "categorie=dot&min-bedrag=50&herzien=ja"]:
            times, far = [], []
            for _ in range(5):
                address = with_query("/bevindingen", query)
                for spent in (times, far):
                    began = time.monotonic()
                    page = person.get(address)
                    spent.append(time.monotonic() - began)
                    address = next_of(page) or address
            size = re.search(r"Bevinding .*? van ([\d.]+)", page.text)[1]
            print(f"| `{query}` | {1000 * sorted(times)[2]:.0f} ms | {1000 * sorted(far)[2]:.0f} ms | {size} |")
        status = pathlib.Path(f"/proc/{workbench.process.pid}/status").read_text()
        print("resident, kB:", re.search(r"VmRSS:\s+(\d+)", status)[1])


def main():
    if len(sys.argv) > 4:
        return measure(sys.argv[4])
    with tempfile.TemporaryDirectory() as folder:
        db = make_database(program, source, folder)
        with Workbench(program, db, folder) as workbench:
            anna, bram, cora, lies = (Person(workbench, name) for name in ("anna", "bram", "cora", "lies"))
            for person in (anna, bram, cora):
                person.give_reason()
            check("a lezer sees no list", lies.get("/bevindingen").status == 403)
            lists(anna, db)
            totals(anna, db)
            wrong_addresses(anna)
            neighbours(anna)
            judging(anna, bram, cora, db)
            judging_all(anna, db)
            lists(anna, db)
            kept(anna, bram)
            searching(anna, bram, workbench)
            files(anna, db)
            secrets(anna, workbench)
    return finish()


if __name__ == "__main__":
    main()
