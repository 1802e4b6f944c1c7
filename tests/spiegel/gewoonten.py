#!/usr/bin/env python3
"""Are the habits of providers counted as they are, and held against their peers as a funnel does?

    gewoonten.py DUBBELLOOP SOURCE     through the program itself; ends with "N passed, N failed"

Eight practices declare smoking cessation beside a keten-dbc, get a report, answer (or not), credit, and go on. Everything is counted again
here, from what was put in.
"""

import csv
import io
import json
import math
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

HEADER = "bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,diagnosecode,begindatum,bedrag_cent,debet_credit,referentienummer,vorig_referentienummer\n"
PATIENTS = 12
AGBS = [f"0199990{n}" for n in range(1, 9)]
# Of each practice, per habit: answered with terecht; how many lines it repeats afterwards; how many come back after a credit with the same
# code, and with another; how many stand a few days behind the keten.
TERECHT = [12, 2, 2, 2, 2, 2, None, None]  # None: it answers nothing
HERHAALD = [5, 1, 0, 0, 0, 0, 3, 3]
TERUG, ANDERS = [0, 4, 0, 0, 0, 1, 0, 0], [0, 2, 0, 0, 0, 0, 0, 0]
BUITEN = [0, 0, 4, 0, 0, 0, 0, 0]
RULE = "M7C-DM2-02"


def day(text):
    """Its number, with the clock of SOURCE_DATE_EPOCH."""
    return int(subprocess.run(["date", "-u", "-d", text, "+%s"], capture_output=True, text=True, check=True).stdout)


class Desk:
    def __init__(self, program, folder):
        self.program, self.folder, self.now = os.path.realpath(program), pathlib.Path(folder), "2023-04-01"

    def call(self, verb, *words, status=(0,)):
        database = () if verb == "zaak" else ("--db", "x.db")
        done = subprocess.run([self.program, verb, *database, *words], cwd=self.folder, capture_output=True, text=True,
                              env={**os.environ, "SOURCE_DATE_EPOCH": str(day(self.now))})
        check(f"{verb} {' '.join(words)[:60]} ends well", done.returncode in status, (done.returncode, done.stderr))
        return done.stdout

    def load(self, name, lines):
        (self.folder / name).write_text(HEADER + "".join(line + "\n" for line in lines))
        self.call("run", "--patient-id", "opaque", "--quiet", "--out", "out", name)

    def gewoonten(self, *words):
        return list(csv.DictReader(io.StringIO(self.call("gewoonten", *words))))


def line(patient, agb, code, date, reference, lijst="008", cent=2360, kind="D", previous=""):
    return f"{patient},3332,{agb},{lijst},{code},T90.02,{date},{cent},{kind},{reference},{previous}"


def patient(practice, number):
    return f"p{practice}-{number}"


def first_quarter():
    """A keten line and a double for every patient."""
    for practice, agb in enumerate(AGBS):
        for number in range(PATIENTS):
            yield line(patient(practice, number), "53010001", "40001", "2023-01-01", f"K{practice}-{number}", "056", 10000)
            yield line(patient(practice, number), agb, "12850", "2023-02-01", f"C{practice}-{number}")


def answers(desk):
    """Reports of a round that leaves some out; six practices answer."""
    desk.now = "2023-04-10"
    desk.call("spiegel", "--period", "2023Q1", "--out", "spiegel", "--holdout", "40%", "--seed", "4")
    desk.now = "2023-04-15"
    subprocess.run([desk.program, "spiegel", "--quiet", "--db", "x.db", "--period", "2023Q1", "--out", "alle"], cwd=desk.folder, capture_output=True,
                   env={**os.environ, "SOURCE_DATE_EPOCH": str(day(desk.now))}, check=False)
    for practice, agb in enumerate(AGBS):
        if TERECHT[practice] is None:
            continue
        path, = (desk.folder / "alle").glob(f"*{agb}*declarant.csv")
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        column = next(name for name in rows[0] if name.startswith("antwoord"))
        for number, row in enumerate(rows):
            row[column] = "terecht" if number < TERECHT[practice] else "credit"
        with open(desk.folder / f"terug_{agb}.csv", "w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, rows[0].keys(), delimiter=";")
            out.writeheader()
            out.writerows(rows)
        desk.call("respond", "--by", "J. Jansen", "--agb", agb, f"terug_{agb}.csv")


def afterwards():
    """Credits of ten lines each of who answered with credit, what came in their place, what was repeated, what moved."""
    for practice, agb in enumerate(AGBS):
        if TERECHT[practice] == 2:
            for number in range(2, PATIENTS):
                yield line(patient(practice, number), agb, "12850", "2023-02-01", f"X{practice}-{number}", kind="C", previous=f"C{practice}-{number}")
            for number in range(2, 2 + TERUG[practice]):
                yield line(patient(practice, number), agb, "12850", "2023-02-01", f"N{practice}-{number}")
            for number in range(2 + TERUG[practice], 2 + TERUG[practice] + ANDERS[practice]):
                yield line(patient(practice, number), agb, "12010", "2023-02-01", f"N{practice}-{number}")
            # The same day, but another practice: nothing comes back.
            yield line(patient(practice, 11), "01999999", "12850", "2023-02-01", f"V{practice}")
        for number in range(HERHAALD[practice]):
            yield line(patient(practice, number), "53010001", "40001", "2023-04-01", f"K2-{practice}-{number}", "056", 10000)
            yield line(patient(practice, number), agb, "12850", "2023-05-02", f"H{practice}-{number}")
        for number in range(BUITEN[practice]):
            yield line(patient(practice, number), agb, "12850", "2023-04-03", f"B{practice}-{number}")
        if BUITEN[practice]:
            yield line(patient(practice, 0), agb, "12850", "2023-04-25", f"W{practice}")  # too far
            yield line(patient(practice, 0), agb, "12010", "2023-04-04", f"A{practice}").replace("T90.02", "R95")  # for something else


def counted(rows, habit):
    return {row["agb"]: (int(row["van"]), int(row["aantal"])) for row in rows if row["gewoonte"] == habit and row["regel"] in ("", RULE)}


def counts(desk, rows):
    answered = {agb: (PATIENTS, TERECHT[n]) for n, agb in enumerate(AGBS) if TERECHT[n] is not None}
    check("terecht: of what was answered, what was called right", counted(rows, "terecht") == answered, counted(rows, "terecht"))
    back = {agb: (10, TERUG[n] + ANDERS[n]) for n, agb in enumerate(AGBS) if TERECHT[n] == 2}
    check("terug: of what was credited, what came back on the same day by the same declarant", counted(rows, "terug") == back, counted(rows, "terug"))
    check("terug: how much of it under another code", {row["agb"]: int(row["andere_code"]) for row in rows if row["gewoonte"] == "terug"} ==
          {agb: ANDERS[n] for n, agb in enumerate(AGBS) if TERECHT[n] == 2})
    with sqlite3.connect(desk.folder / "x.db") as db:
        told = {agb for agb, out in db.execute("SELECT agb, achtergehouden FROM ronde_aanbieder WHERE rol = 'declarant'") if not out}
    silent = {agb for n, agb in enumerate(AGBS) if TERECHT[n] is None}
    check("the round told one of the silent ones, and not the other", len(silent & told) == 1, (silent, told))
    knows = {agb: (PATIENTS + TERUG[n], HERHAALD[n]) for n, agb in enumerate(AGBS) if TERECHT[n] is not None or agb in told}
    check("herhaald: of who knew of the rule, by answer or report, the lines after that day beside those before", counted(rows, "herhaald") == knows,
          counted(rows, "herhaald"))
    outside = {}
    for n, agb in enumerate(AGBS):
        left = 2 + TERUG[n] + ANDERS[n] if TERECHT[n] == 2 else PATIENTS
        outside[agb] = (left + HERHAALD[n] + BUITEN[n], BUITEN[n])
    seen = {agb: pair for agb, pair in counted(rows, "net_buiten").items() if agb in AGBS}
    check("net_buiten: lines a few days outside the keten, without those far off or for something else", seen == outside, (seen, outside))


def told_by_a_control(desk, rows):
    """The practice that answered nothing and got no report of a round: the letter of a control tells it as well."""
    untold, = set(AGBS) - set(counted(rows, "herhaald"))
    who = ("--by", "J. Jansen", "--date", "2023-04-20")
    desk.call("zaak", "new", "--db", "x.db", "--agb", untold, "--rol", "declarant", "--period", "2023Q1", "--doel", "geen dubbele declaraties", *who)
    check("an open case tells nobody", untold not in counted(desk.gewoonten(), "herhaald"))
    desk.call("zaak", "step", "--db", "x.db", *who, "--termijn", "2023-05-20", "--skip", "voor deze proef", "1", "voorgenomen_uitkomst")
    told = counted(desk.gewoonten(), "herhaald").get(untold)
    check("herhaald: a letter of a control counts as being told", told == (PATIENTS, HERHAALD[AGBS.index(untold)]), told)


def told_after_the_last_run(desk):
    """Of who was told since the last run nothing can be known yet."""
    desk.now = "2023-08-20"
    before = counted(desk.gewoonten(), "herhaald")
    desk.call("zaak", "new", "--db", "x.db", "--agb", "01999999", "--rol", "declarant", "--period", "2023Q1", "--doel", "proef", "--by", "J. Jansen")
    desk.call("zaak", "step", "--db", "x.db", "--by", "J. Jansen", "--termijn", "2023-09-20", "--skip", "voor deze proef", "2", "voorgenomen_uitkomst")
    check("herhaald: who was told after the last run is not counted", counted(desk.gewoonten(), "herhaald") == before, counted(desk.gewoonten(), "herhaald"))


def funnel(rows):
    """E, z and limits, worked out again for every group of peers."""
    groups = {}
    for row in rows:
        groups.setdefault((row["gewoonte"], row["agb"][:2], row["rol"], row["regel"]), []).append(row)
    compared = 0
    for group in groups.values():
        n, y = sum(int(r["van"]) for r in group), sum(int(r["aantal"]) for r in group)
        enough = [r for r in group if int(r["van"]) >= 11]
        expected = {r["agb"]: int(r["van"]) * y / n for r in enough} if len(enough) >= 5 and y else {}
        z = {agb: (int(next(r["aantal"] for r in group if r["agb"] == agb)) - e) / math.sqrt(e) for agb, e in expected.items()}
        spread = sorted(z.values())

        def quantile(p):
            h = (len(spread) - 1) * p
            return spread[int(h)] + (h - int(h)) * (spread[min(int(h) + 1, len(spread) - 1)] - spread[int(h)])

        phi = max(1, sum(min(max(v, quantile(0.1)), quantile(0.9))**2 for v in spread) / len(spread)) if spread else 1
        for row in group:
            if row["agb"] not in expected:
                check(f"{row['gewoonte']} {row['agb']}: nothing of too few peers, or beside a small number", row["verwacht"] == row["z"] == row["grens_998"] == "")
                continue
            e = expected[row["agb"]]
            wanted = [f"{v:.2f}" for v in (e, z[row["agb"]], e + 1.96 * math.sqrt(phi * e), e + 3.09 * math.sqrt(phi * e))]
            told = [row[c] for c in ("verwacht", "z", "grens_95", "grens_998")]
            compared += 1
            check(f"{row['gewoonte']} {row['agb']}: expected, z and limits", all(abs(float(a) - float(b)) < 0.011 for a, b in zip(told, wanted)), (told, wanted))
    check("some were compared", compared >= 6, compared)


def main(program, source):
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(program, folder)
        desk.load("een.csv", list(first_quarter()))
        check("without an answer or a report nobody is counted but at the edge", {r["gewoonte"] for r in desk.gewoonten()} == {"net_buiten"})
        answers(desk)
        desk.now = "2023-08-01"
        desk.load("twee.csv", list(afterwards()))
        rows = desk.gewoonten()
        counts(desk, rows)
        funnel(rows)
        first = next(row for row in rows if row["gewoonte"] == "terecht")
        check("who always answers terecht stands first, above the limit", first["agb"] == AGBS[0] and float(first["aantal"]) > float(first["grens_95"]), first)
        check("one provider is shown beside its peers", [r for r in rows if r["agb"] == AGBS[1]] == desk.gewoonten("--agb", AGBS[1]))
        check("some habits only", [r for r in rows if r["gewoonte"] in ("terug", "terecht")] == desk.gewoonten("--gewoonte", "terug,terecht"))
        check("the same whatever the threads", rows == desk.gewoonten("--threads", "1") == desk.gewoonten("--threads", "7"))
        check("as JSON", [json.loads(r)["agb"] for r in desk.call("gewoonten", "--format", "jsonl").splitlines()] == [r["agb"] for r in rows])
        check("no patient is named", not any(f"p{n}-" in desk.call("gewoonten", "--format", "text") for n in range(8)))
        desk.call("gewoonten", "--gewoonte", "altijd", status=(2,))
        told_by_a_control(desk, rows)
        told_after_the_last_run(desk)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
