#!/usr/bin/env python3
"""A database in which every text that people or files bring means harm: HTML, quotes, formulas, letters that turn the order about; and forms that are filled in
so. Whatever page shows it shows it as text.

    vijandig.py DUBBELLOOP SOURCE      ends with "N passed, N failed"
"""

import csv
import gzip
import io
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402
from werkbank import HANGS, Person, Workbench, ask_database, os, re, shutil, subprocess, urllib  # noqa: E402

program, source = sys.argv[1], pathlib.Path(sys.argv[2])
HARM = "<xss onload=x()>\"'&amp;</td></table></script><script>xss()</script>"
TURNED = HARM + "\u202e\u2066\x1b[2J\x00=1+1"
WHO = "<xss>\"'&wie"


def harmful_file(path, columns, text=HARM):
    """Puts it into these columns of a CSV."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        row.update({name: row[name] + text for name in columns if name in row and row[name]})
        writer.writerow(row)
    path.write_text(out.getvalue(), encoding="utf-8")


def make(folder):
    sample = source / "sample_data"
    shutil.copytree(source / "conflict_tables", folder / "tabellen")
    for table in (folder / "tabellen").glob("*.csv"):
        harmful_file(table, ["omschrijving", "bron", "titel"])
    for name in ("2023Q1.csv", "2023Q3.csv"):
        harmful = shutil.copy(sample / name, folder / f"{HARM.replace('/', '_')}{name}")
        harmful_file(pathlib.Path(harmful), ["referentienummer", "vorig_referentienummer"], "<xss>\"'&")
    db = folder / "nacht.db"
    run = [program, "run", "--quiet", "--db", db, "--tables", folder / "tabellen", "--contracts", sample / "contracts.csv", "--relaties",
           sample / "relaties.csv", "--max-rejects", "100%", "--out", folder / "uit"]
    done = subprocess.run([*run, *sorted(folder.glob("*2023Q*.csv"))], capture_output=True, timeout=HANGS, check=False)
    assert done.returncode in (0, 3), done.stderr
    (folder / f"geweigerd{HARM.replace('/', '_')}.csv").write_bytes(gzip.compress(b"x"))
    subprocess.run([*run, *folder.glob("geweigerd*")], capture_output=True, timeout=HANGS, check=False)
    ids = [row[0] for row in ask_database(db, "SELECT bevinding_id FROM bevinding WHERE vervallen_run IS NULL ORDER BY 1 LIMIT 8")]
    for number, verdict in enumerate(("bevestigd", "afgewezen", "wacht_op_aanbieder", "terugvordering")):
        subprocess.run([program, "decide", "--db", db, ids[number], verdict, "--by", WHO, "--reason", HARM], check=True, capture_output=True)
    return db, ids


def turn(db):
    """What the verbs would not take is put there by hand: triggers go and come back, so that the schema is what it was."""
    base = sqlite3.connect(db)
    triggers = base.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        base.execute(f"DROP TRIGGER {name}")
    run = base.execute("SELECT max(run) FROM run").fetchone()[0]
    for table, columns in {"oordeel": ["reden", "door", "inlog"], "bestand": ["naam"], "regel": ["omschrijving", "bron"], "gebeurtenis": ["reden"]}.items():
        for column in columns:
            base.execute(f"UPDATE {table} SET {column} = {column} || ? WHERE coalesce({column}, '') <> ''", (TURNED,))
    for finding, patient in base.execute("SELECT bevinding_id, patient FROM bevinding").fetchall():
        base.execute("INSERT INTO notitie (patient, bevinding_id, op, inlog, tekst, run) VALUES (?, ?, '2024-01-01T00:00:00Z', ?, ?, ?)",
                     (patient, finding, TURNED, TURNED + "\n" + TURNED, run))
    base.execute("INSERT INTO inzage (merk, op, inlog, blad, patient, bevinding_id, reden) VALUES ('x', '2024-01-01T00:00:00Z', ?, ?, ?, ?, ?)", (TURNED,) * 5)
    for _, sql in triggers:
        base.execute(sql)
    base.commit()
    base.close()


ODD = ("", " ", "-1", "9" * 20, "x" * 5000, "\r\nSet-Cookie: x=1", "\x00\u202e\u00ad", "2023-13-45", "2023Q9", "=1+1", HARM, "999990019")


def fill_in(person, pages):
    """Every form, with odd values in all its fields: a page of ours comes back, and no number of nine digits in where it leads."""
    forms = {}
    for page in pages:
        for form in page.parsed().forms if page.is_html and page.status == 200 else []:
            fields = tuple(sorted({name for name, _ in form["fields"] if name and name != "_csrf"}))
            forms.setdefault((form["method"], re.sub(r"/[0-9a-f]{16}|/\d+", "/*", form["action"]), fields), form["action"])
    for number, ((method, route, fields), action) in enumerate(sorted(forms.items())):
        for turn in range(0 if action == "/afmelden" else 3):
            odd = {name: ODD[(number + 5 * turn + place) % len(ODD)] for place, name in enumerate(fields)}
            page = person.post(action, odd) if method == "post" else person.get(action + "?" + urllib.parse.urlencode(odd))
            wrong = page.parsed().wrong if page.is_html and page.status != 303 else []
            check(f"{method} {route} with odd values is answered", page.status in (200, 303, 400, 403, 404) and not wrong, (page.status, wrong[:2], odd))
            check(f"{method} {route} leads to a page of ours", page.status != 303 or re.match(r"/(?!/)[^\r\n]*$", page.location), page.location)
            check(f"{method} {route} puts no number in an address", "999990019" not in page.location and page.headers.get("Set-Cookie") is None)
    check("there are forms", len(forms) > 5, list(forms))


def look(desk, ids):
    for who in (WHO, "bert"):
        person = Person(desk, who)
        person.get("/")
        if who == WHO:
            check("a reason that means harm is taken", person.give_reason(HARM).status == 303)
        pages = person.crawl(most=100, same=2)
        if who == WHO:
            pages += [person.get("/bevinding/" + finding) for finding in ids]
        shown = 0
        for page in pages:
            where = f"{'analist' if who == WHO else 'beheerder'}: {re.sub('[=/][^&/]*$', '', page.address)}"
            check(f"{where} is answered", page.status in (200, 303, 404), page.status)
            if not page.is_html:
                continue
            read = page.parsed()
            check(f"{where} has no element of theirs", "xss" not in read.tags and read.tags.get("script", 0) <= 1, page.address)
            check(f"{where} is as it should be", not read.wrong, read.wrong[:3])
            check(f"{where} turns nothing about", not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b\x7f]", page.text))
            shown += "<xss" in "".join(read.shown)
            for link in read.links:
                check(f"{where} leads to no other house", link.startswith(("/", "?", "#")) and not link.startswith("//"), link[:50])
        check(f"{who[:4]}: they were shown, as text", shown >= (3 if who == WHO else 1), shown)
        fill_in(person, pages)
        check("every header is of ours", not any("xss" in value for page in pages for name, value in (page.headers or {}).items()
                                                 if name not in ("Location", "Content-Disposition")))
    for address in ("/regels?tabel=%3Cxss%3E%22", "/?%3Cxss%3E=%22%3E", "/regel/%3Cxss%3E%22'", "/bevinding/%3Cxss%3E", "/aanbieder/%22%3E%3Cxss%3E",
                    "/reden?terug=/%22%3E%3Cxss%3E", "/inzage?inlog=%22%3E%3Cxss%3E&sinds=%22%3E%3Cxss%3E", "/%3Cxss%3E"):
        for who in (WHO, "bert"):
            person = Person(desk, who)
            person.get("/")
            if who == WHO:
                person.give_reason()
            page = person.get(address)
            check(f"{address} comes back as text", page.status < 500 and "xss" not in page.parsed().tags and not page.parsed().wrong, (page.status, page.parsed().wrong[:3]))


with tempfile.TemporaryDirectory() as scratch:
    database, findings = make(pathlib.Path(scratch))
    turn(database)
    with Workbench(program, database, scratch, people={WHO: "analist controleur", "bert": "beheerder"}) as bench:
        look(bench, findings)
        said = bench.said()
    check("the log has lines of ours only", all(line.startswith("dubbelloop: ") for line in said.splitlines()), said[:300])
    check("nothing was found by a sanitizer", "Sanitizer" not in said and "runtime error" not in said)
    assert os.path.exists(database)
sys.exit(finish())
