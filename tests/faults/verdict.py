#!/usr/bin/env python3
"""Gives a verdict in the workbench, and ends as a command would: 0 when the page says that it is recorded, 1 when it says that it is not.

    verdict.py PROGRAM...       in the folder of x.db; PROGRAM with what stands before it

A server that ends by a signal ends this too. With FAULT_ARMED that file is made once the page of the finding is there, before the verdict is sent.
"""

import os
import pathlib
import re
import signal
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "web"))

from werkbank import HANGS, Person, Workbench, ask_database, html  # noqa: E402


def not_recorded(page):
    """Whether the page says that nothing was recorded and that it must be sent again."""
    shown = re.sub(r"\s+", " ", " ".join(page.parsed().shown))
    return re.search("Er is (nog )?niets vastgelegd", shown) and "verstuur het" in shown


def give(person, number):
    """(status, what is said)"""
    person.get("/")
    person.give_reason()
    page = person.get(f"/bevinding/{number}")
    form = re.search(r'<form[^>]*action="[^"]*/oordeel".*?</form>', page.text, re.S)
    if not form:
        return 1, f"dubbelloop: the page of the finding is not there ({page.status}); try again: {page.text[-500:]}"
    fields = {html.unescape(name): html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form[0])}
    fields.pop("_csrf")
    if os.environ.get("FAULT_ARMED"):
        pathlib.Path(os.environ["FAULT_ARMED"]).touch()
    page = person.post(f"/bevinding/{number}/oordeel", {**fields, "oordeel": "bevestigd", "reden": "komt terug"})
    if page.status == 303:
        return 0, page.location
    if page.is_html and not_recorded(page):
        return 1, f"dubbelloop: the page says {page.status}, not recorded, send it again"
    return 9, f"the page says {page.status}: {page.text[-2000:]}"


def end(desk, wrapper):
    """Ends the server; what stands before it, a tracer, ends by itself then."""
    pid = str(desk.process.pid)
    if not wrapper:
        return desk.stop()
    os.kill(int(pathlib.Path("/proc", pid, "task", pid, "children").read_text().split()[0]), signal.SIGTERM)
    return desk.process.wait(timeout=HANGS)


def main():
    *wrapper, program = sys.argv[1:]
    number = ask_database("x.db", "SELECT bevinding_id FROM bevinding ORDER BY bevinding_id")[0][0]
    with tempfile.TemporaryDirectory() as folder:
        desk = Workbench(program, "x.db", folder)
        try:
            desk.start(wrapper)
        except SystemExit:
            ended, status, said = desk.process.wait(), 0, ""
        else:
            status, said = give(Person(desk, "anna"), number)
            ended = desk.process.poll() or end(desk, wrapper)
        if status or ended:
            print(desk.said(), file=sys.stderr)
    if ended is not None and ended < 0:
        os.kill(os.getpid(), -ended)
    if ended:
        sys.exit(ended)
    print(said, file=sys.stdout if status == 0 else sys.stderr)
    sys.exit(status)


main()
