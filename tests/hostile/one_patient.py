"""A number that is nobody's: every export has one, and what it brings together may not bring a run down. usage: one_patient.py DUBBELLOOP [count]

With `count` the growth within a patient is held against what a line more may cost, in instructions: a machine that is busy
counts no others.
"""

import contextlib
import csv
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import time

from hostile import PROGRAM, STATUSES, TABLES, dubbelloop, main, needs, run

HEADER = ("bsn,verzekerdennummer,uzovi,agb_declarant,agb_uitvoerder,specialisme,prestatiecodelijst,prestatiecode,zorgproductcode,"
          "begindatum,einddatum,bedrag_cent,debet_credit,referentienummer,vorig_referentienummer")
MORE = "--max-bevindingen-per-patient"


def _keten(who, i, day="2022-04-01", agb=53999901, code="40001"):
    return f",{who},3311,{agb},,,056,{code},,{day},,10465,D,K{i:08d},"


def _smr(who, i, kind="D", day="2022-05-01", vorig="", agb="01999912"):
    return f",{who},3311,{agb},,,008,12850,,{day},,1022,{kind},{'C' if kind == 'D' else 'X'}{i:08d},{vorig}"


def _specialist(who, i, performer="", first="2022-05-01", last=""):
    return f",{who},3311,06999951,{performer},0313,041,15A291,040201008,{first},{last},9999,D,S{i:08d},"


def _write(name, lines):
    pathlib.Path(name).write_text("\n".join([HEADER, *lines, ""]), encoding="ascii")


def _quarter(i):
    return f"{1990 + i // 4 % 30}-{1 + 3 * (i % 4):02d}-01"


# One patient each, in n lines. Of one with too many findings none is looked for any more, so that most are about those of
# which nearly nothing, or nothing, is found.
SHAPES = {
    "a bundle, n times": lambda p, n: [_keten(p, i) for i in range(n)],
    "a bundle of n declarants": lambda p, n: [_keten(p, i, agb=53000000 + i) for i in range(n)],
    "n bundles over all quarters": lambda p, n: [_keten(p, i, _quarter(i // 4)) for i in range(n)],
    "bundles of before any table, beside care": lambda p, n: [f(p, i) for i in range(n // 2) for f in (
        lambda p, i: _keten(p, i, "2015-04-01", 53000000 + i), lambda p, i: _smr(p, i, day="2015-05-01"))],
    "a bundle and n consults": lambda p, n: [_keten(p, 0), *(_smr(p, i) for i in range(n))],
    "half bundles, half consults": lambda p, n: [f(p, i) for i in range(n // 2) for f in (_keten, _smr)],
    "n visits to one specialist": lambda p, n: [_keten(p, 0), *(_specialist(p, i) for i in range(n))],
    "n visits to n specialists": lambda p, n: [_keten(p, 0), *(_specialist(p, i, f"06{i:06d}") for i in range(n))],
    "n treatments on end": lambda p, n: [_keten(p, 0, "2010-04-01"), *(
        _specialist(p, i, first=f"{2012 + i // 12 % 8}-{1 + i % 12:02d}-01", last=f"{2012 + i // 12 % 8}-{1 + i % 12:02d}-28") for i in range(n))],
    "n credits that name their debit": lambda p, n: [_keten(p, 0), *(f(i) for i in range(n // 2) for f in (
        lambda i: _smr(p, i), lambda i: _smr(p, i, "C", vorig=f"C{i:08d}")))],
    "n credits that name none": lambda p, n: [_keten(p, 0), *(f(i) for i in range(n // 2) for f in (lambda i: _smr(p, i), lambda i: _smr(p, i, "C")))],
    "n credits that wait": lambda p, n: [_keten(p, 0), *(_smr(p, i, "C", _quarter(i)) for i in range(n))],
    "a reference, n times": lambda p, n: [_keten(p, 0), *(_smr(p, 0, day=f"2022-05-{1 + i % 28:02d}") for i in range(n))],
}


def _instructions(*files, db):
    done = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", PROGRAM, "run", "--db", db,
                           "--tables", TABLES, "--out", "uit", "--threads", "1", "--max-rejects", "100%", *files],
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=900)
    assert done.returncode in (0, 3), done
    return int(re.search(rb"I +refs: +([0-9,]+)", done.stderr).group(1).replace(b",", b""))


def _grows(shapes, n):
    """Instructions of a first night with n lines a shape, and of a second with as many that sort between them."""
    for night in (0, 1):
        lines = []
        for number, shape in enumerate(shapes):
            lines += [line for i, line in enumerate(SHAPES[shape](f"N{number}", n)) if i % 2 == night]
        _write(f"{night}.csv", lines)
    with contextlib.suppress(FileNotFoundError):
        os.remove("x.db")
    return [_instructions(f"{night}.csv", db="x.db") for night in (0, 1)]


def _too_steep(shapes, small=500, times=4):
    """The nights that cost more than so many times a third more, for so many times the lines."""
    none, few, many = (_grows(shapes, n) for n in (2, small, times * small))
    return [(night, few[night] - none[night], many[night] - none[night]) for night in (0, 1)
            if many[night] - none[night] > times * 4 / 3 * (few[night] - none[night])]


def one_patient_costs_by_its_lines_and_not_by_their_square():
    needs("valgrind")
    steep = _too_steep(list(SHAPES))
    assert not steep, f"{steep}; of these shapes alone: {[(shape, found) for shape in SHAPES if (found := _too_steep([shape]))]}"


def _findings(out="uit"):
    with open(f"{out}/findings.csv", encoding="ascii", newline="") as file:
        return [row["patient"] for row in csv.DictReader(file)]


def _two_patients(of_nobody):
    """Somebody with a finding, and a number that is nobody's with n (n - 1) / 2 of them."""
    _write("in.csv", [_keten("V1", 1), _keten("V1", 2), *(_keten("9876", 100 + i) for i in range(of_nobody))])


def a_patient_with_as_many_findings_as_are_allowed_is_shown_and_one_with_more_is_not():
    for n, most, shown in ((4, 6, 6), (4, 5, 0), (5, 10, 10), (5, 9, 0), (5, 1, 0)):
        _two_patients(n)
        for path in pathlib.Path().glob("x.db*"):
            path.unlink()
        done = run("in.csv", more=[MORE, str(most), "--metrics", "figuren.prom"], status=0)
        summary = json.loads(pathlib.Path("uit/summary.json").read_text(encoding="ascii"))
        figures = pathlib.Path("figuren.prom").read_text(encoding="ascii")
        assert _findings() == ["3311/9876"] * shown + ["3311/V1"], (n, most)
        assert (b"in.csv:4: NOT SHOWN" in done.err) == (not shown), done
        assert b"9876" not in done.err
        assert summary.get("te_veel_bevindingen", 0) == (not shown), summary
        assert f"dubbelloop_patients_with_too_many_findings {int(not shown)}\n" in figures
        assert f'dubbelloop_run_warnings{{code="te_veel_bevindingen"}} {int(not shown)}\n' in figures
        assert summary["keten_lines"]["DM2"] == 2 + n, summary
        assert (b"meer dan %d bevindingen" % most in dubbelloop("status", "--db", "x.db", status=0).out) == (not shown)
        dubbelloop("verify", "--db", "x.db", status=0)


def what_was_shown_of_a_patient_that_grows_beyond_it_lapses_and_says_why():
    _two_patients(4)
    run("in.csv", more=[MORE, "6"], status=0)
    _write("erbij.csv", [_keten("9876", 104)])
    done = run("erbij.csv", more=[MORE, "6"], status=0)
    assert b"erbij.csv:2: NOT SHOWN" in done.err and _findings() == ["3311/V1"], done
    with contextlib.closing(sqlite3.connect("x.db")) as db:
        assert db.execute("SELECT DISTINCT reden FROM gebeurtenis WHERE run = 2 AND soort = 'vervallen'").fetchall() == [
            ("meer bevindingen dan van één patiënt worden getoond",)]
    _write("niets.csv", [_keten("V1", 3, "2023-01-01")])
    done = run("niets.csv", more=[MORE, "6"], status=0)
    assert b"NOT SHOWN: 1 patient in the database" in done.err, "a night that does not touch it says it too"
    # All of it comes back with another limit, as it would have been found.
    done = run("niets.csv", more=[MORE, "10"], status=0)
    assert b"NOT SHOWN" not in done.err and len(_findings()) == 11, done
    run("in.csv", "erbij.csv", "niets.csv", more=[MORE, "10"], db="y.db", out="anders", status=0)
    assert pathlib.Path("uit/findings.csv").read_bytes() == pathlib.Path("anders/findings.csv").read_bytes()
    dubbelloop("verify", "--db", "x.db", status=0)
    done = dubbelloop("recheck", "--db", "x.db", "--out", "uit", "--tables", TABLES, MORE, "3", status=0)
    assert b"in.csv:4: NOT SHOWN" in done.err and _findings() == ["3311/V1"], done
    dubbelloop("verify", "--db", "x.db", status=0)


def a_run_stops_in_the_middle_of_a_patient():
    _write("in.csv", SHAPES["a bundle, n times"]("N", 20000))  # 200 million findings, if it were to look for them all
    process = subprocess.Popen([PROGRAM, "run", "--db", "x.db", "--tables", TABLES, "--out", "uit", MORE, "1000000", "in.csv"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while not list(pathlib.Path("uit").glob(".*changes*")) and not list(pathlib.Path("uit").glob("changes*")):
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=900)
    assert process.returncode == 143 and process.returncode in STATUSES and b"interrupted" in said, (process.returncode, said)
    assert not os.path.exists("x.db")


if sys.argv[2:] != ["count"]:
    del one_patient_costs_by_its_lines_and_not_by_their_square
main()
