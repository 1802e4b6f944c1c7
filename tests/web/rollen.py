#!/usr/bin/env python3
"""Who may what in the workbench: every route by every role; what each role gets to see, in pages, addresses and the log; what is put on record of it.

    rollen.py DUBBELLOOP LIST_ROUTES SOURCE      ends with "N passed, N failed"
"""

import functools
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402
from werkbank import PEOPLE, ROLES, Person, Workbench, ask_database, make_database, patients, re, subprocess  # noqa: E402

RIGHT_PATIENT = 2
program, lister, source = sys.argv[1:4]


@functools.cache
def routes():
    rows = [line.split("\t") for line in subprocess.run([lister], check=True, capture_output=True, text=True).stdout.splitlines()]
    return [(method, path, int(right), open_ == "1", no_reason == "1") for method, path, right, open_, no_reason in rows]


def example(db, path):
    """An address of the route that leads to something."""
    sql = {"/bevinding": "SELECT bevinding_id FROM bevinding WHERE vervallen_run IS NULL ORDER BY 1 LIMIT 1",
           "/aanbieder": "SELECT conflict_agb FROM bevinding WHERE conflict_agb <> '' ORDER BY 1 LIMIT 1",
           "/regel": "SELECT leidende_regel FROM bevinding ORDER BY 1 LIMIT 1"}.get(path.split("/*")[0])
    word = ask_database(db, sql)[0][0] if sql else "stijl.css" if path == "/bestand/*" else "1"
    return path.replace("*", word)


def matrix(workbench):
    for who, role in PEOPLE.items():
        for method, path, right, open_, no_reason in routes():
            address = example(workbench.db, path)
            person = Person(workbench, who)
            person.get("/")
            may = open_ or (ROLES[role] & right) == right
            if may and right & RIGHT_PATIENT and not no_reason:
                page = person.ask(method, address, "_csrf=" + person.csrf if method == "POST" else None,
                                  {"Content-Type": "application/x-www-form-urlencoded"})
                wants = (403,) if method == "POST" else (303,)
                check(f"{role} gives a reason before {method} {path}", page.status in wants
                      and (method == "POST" or page.location.startswith("/reden?terug=")), (page.status, page.location))
                person.give_reason()
            page = person.post(address) if method == "POST" else person.get(address)
            if path == "/aanmelden":
                check("in a house nobody comes in by a link", page.status == 403, page.status)
            elif may:
                check(f"{role} may {method} {path}", page.status not in (401, 403, 500, 503), (page.status, page.text[-600:]))
            else:
                check(f"{role} may not {method} {path}", page.status == 403, page.status)
                check(f"{method} {path} shows {role} nothing of a patient",
                      not any(patient in page.text for patient in patients(workbench.db)))


def strangers(workbench):
    for method, path, _, open_, _ in routes():
        address = example(workbench.db, path)
        for name, status in ((None, 401), ("niemand", 403), ("x" * 300, 401), ("jan\tde vries", 401)):
            page = Person(workbench, name).ask(method, address, "" if method == "POST" else None,
                                               {"Content-Type": "application/x-www-form-urlencoded"})
            check(f"{method} {path} for {str(name)[:12]!r}", open_ or page.status == status, page.status)


def look_at(page, role):
    """What is true of every page."""
    where = f"{role}: {re.sub('=[^&]*', '=', page.address)}"
    check(f"{where}: is answered", page.status in (200, 303), (page.status, page.text[-700:] if page.status != 404 else ""))
    for name, value in (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin")):
        check(f"{where}: {name}", page.headers.get(name) == value)
    policy = page.headers.get("Content-Security-Policy", "")
    check(f"{where}: its policy", "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy)
    if page.is_html and page.status == 200:
        read = page.parsed()
        check(f"{where}: is as it should be", not read.wrong, read.wrong[:5])
        check(f"{where}: has a title", read.title.endswith("dubbelloop") and len(read.title) > 12, read.title)
        check(f"{where}: is not kept", page.headers.get("Cache-Control") == "no-store")
    return page


def addresses_of(pages):
    found = [page.address for page in pages] + [page.location for page in pages]
    for page in pages:
        if page.is_html:
            read = page.parsed()
            found += read.links + [form["action"] for form in read.forms]
    return found


def secrets(workbench):
    """Walks through all that a role gets to see."""
    numbers = patients(workbench.db)
    findings = {row[0] for row in ask_database(workbench.db, "SELECT bevinding_id FROM bevinding")}
    references = {row[0] for row in ask_database(workbench.db, "SELECT keten_referentie FROM bevinding UNION SELECT conflict_referentie FROM bevinding")}
    references = {reference for reference in references if len(reference) > 5}
    for who, role in PEOPLE.items():
        person = Person(workbench, who)
        person.get("/")
        if ROLES[role] & RIGHT_PATIENT:
            person.give_reason()
        pages = [look_at(page, role) for page in person.crawl(most=100, same=2)]
        if ROLES[role] & RIGHT_PATIENT:
            pages.append(look_at(person.get(example(workbench.db, "/bevinding/*")), role))
        check(f"{role} walked", len(pages) >= (2 if role == "beheerder" else 3), [page.address for page in pages])
        told = " ".join(addresses_of(pages))
        check(f"no address that {role} sees holds the number of a patient", not [number for number in numbers if number in told])
        if not ROLES[role] & RIGHT_PATIENT:
            text = "\n".join(page.text for page in pages)
            check(f"{role} sees no number of a patient", not [number for number in numbers if number in text])
            check(f"{role} sees no reference of a line", not [reference for reference in references if reference in text])
            if role == "lezer":
                check("lezer sees no finding", not [finding for finding in findings if finding in text])
    log = workbench.said()
    check("the log holds no number of a patient", not [number for number in numbers if number in log])
    check("the log holds requests", "GET / 200 anna" in log)
    check("the log holds no finding either: routes, not addresses", not [finding for finding in findings if finding in log])


def on_record(workbench):
    """Who looked, as the verb tells it while the server runs; and the page of it."""
    said = subprocess.run([program, "inzage", "--db", workbench.db, "--format", "csv"], capture_output=True, text=True, check=True).stdout
    for who in PEOPLE:
        check(f"{who} is on record", f",{who},/aanmelden," in said)
    looks = [line for line in said.splitlines() if ",/bevinding/" in line]
    if any(path.startswith("/bevinding/") for _, path, *_ in routes()):
        check("looks at a finding are on record, with the patient and the reason",
              any(number in line for line in looks for number in patients(workbench.db))
              and all("controle op dubbele declaraties" in line for line in looks) and looks, looks[:2])
    bert = Person(workbench, "bert")
    page = bert.get("/inzage")
    check("the beheerder sees who looked", page.status == 200 and "cora" in page.text and "/aanmelden" in page.text, page.status)
    check("and no patient", not any(number in page.text for number in patients(workbench.db)))
    check("of one login", "cora" not in bert.get("/inzage?inlog=anna").parsed().shown)
    for address in ("/inzage?voor_nummer=x", "/inzage?voor_nummer=999999999999999999", "/inzage?sinds=%00'", "/inzage?bevinding=%22%3E"):
        check(f"{address} is answered", bert.get(address).status == 200)


with tempfile.TemporaryDirectory() as scratch:
    database = make_database(program, source, scratch)
    with Workbench(program, database, scratch) as desk:
        secrets(desk)
        on_record(desk)
        strangers(desk)
        matrix(desk)
    check("it ends as it should", "Sanitizer" not in desk.said())
    subprocess.run([program, "verify", "--quiet", "--db", database], check=True, stdout=subprocess.DEVNULL)
sys.exit(finish())
