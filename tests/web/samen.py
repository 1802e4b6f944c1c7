#!/usr/bin/env python3
"""Many ask at once, the same pages and the same findings, and each gets an answer of their own; what they record is recorded once.

    samen.py DUBBELLOOP SOURCE      ends with "N passed, N failed"
"""

import concurrent.futures
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402
from werkbank import HANGS, Person, Workbench, ask_database, make_database, subprocess, time  # noqa: E402

program, source = sys.argv[1:3]
READERS, TURNS = 6, 2


def one(desk, number, findings):
    """(statuses that are not 200, whether every page was of this person)"""
    me, wrong, mine = Person(desk, f"lezer{number}"), [], True
    me.get("/")
    me.give_reason(f"vraag {number}")
    for turn in range(TURNS):
        finding = findings[(number + turn) % len(findings)]
        for address in ("/", "/bevindingen", f"/bevinding/{finding}", "/aanbieders", "/regels"):
            page = me.get(address)
            wrong += [(address, page.status)] * (page.status != 200)
            mine = mine and f"lezer{number} (" in page.text and f"vraag {number}" in page.text
        until, page = time.monotonic() + HANGS, None
        while not page or (page.status == 503 and time.monotonic() < until):  # somebody else is writing: nothing was recorded, so ask again
            page = me.post(f"/bevinding/{finding}/notitie", {"notitie": f"notitie {number}/{turn}"})
        wrong += [("notitie", page.status)] * (page.status not in (200, 303))
    return wrong, mine


with tempfile.TemporaryDirectory() as scratch:
    database = make_database(program, source, scratch)
    ids = [row[0] for row in ask_database(database, "SELECT bevinding_id FROM bevinding WHERE vervallen_run IS NULL ORDER BY 1 LIMIT 3")]
    with Workbench(program, database, scratch, people={f"lezer{number}": "analist" for number in range(READERS)}) as bench:
        with concurrent.futures.ThreadPoolExecutor(READERS) as pool:
            results = list(pool.map(lambda number: one(bench, number, ids), range(READERS)))
    check("every answer is good", not any(wrong for wrong, _ in results), [wrong for wrong, _ in results if wrong][:3])
    check("and of who asked", all(mine for _, mine in results))
    notes = ask_database(database, "SELECT count(*), count(DISTINCT tekst) FROM notitie")[0]
    check("every note is there once", notes == (READERS * TURNS, READERS * TURNS), notes)
    looks = ask_database(database, "SELECT count(*) FROM inzage WHERE blad = '/bevinding/*' AND bevinding_id <> ''")[0][0]
    check("every look is there", looks >= READERS * TURNS, looks)
    log = bench.said()
    check("no sanitizer found anything", "Sanitizer" not in log and "runtime error" not in log, log[-3000:] if "anitizer" in log else "")
    check("the database is sound", subprocess.run([program, "verify", "--quiet", "--db", database], check=False).returncode == 0)
sys.exit(finish())
