#!/usr/bin/env python3
"""Does what there is to do stay until it is done, and not longer?

    te_doen.py DUBBELLOOP SOURCE     through the program itself; ends with "N passed, N failed"
"""

import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

HEADER = ("bsn,uzovi,agb_declarant,specialisme,prestatiecodelijst,prestatiecode,zorgproductcode,verwijsdiagnosecode,diagnosecode,"
          "begindatum,einddatum,bedrag_cent,debet_credit,referentienummer,vorig_referentienummer\n")
DAY = 86400
BEGUN = 1_700_000_000


class Desk:
    """A database in a folder of its own; its clock is set by hand."""

    def __init__(self, program, folder, source):
        self.program, self.folder, self.source = os.path.realpath(program), pathlib.Path(folder), pathlib.Path(source)
        self.now = BEGUN

    def call(self, *words, login="jansen"):
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(self.now), "SUDO_USER": login}
        return subprocess.run([self.program, words[0], "--db", "x.db", *words[1:]] if words[0] != "backup" else [self.program, *words],
                              cwd=self.folder, env=environment, capture_output=True, text=True)

    def run(self, *words):
        """A night; returns what it said."""
        self.now += DAY
        done = self.call("run", "--quiet", "--max-rejects", "50%", "--out", "out", "--metrics", "m.prom", *words)
        check(f"run {words} ends", done.returncode in (0, 3), done.stderr)
        return done.stderr

    def verdict(self, oordeel, *ids, confirm=False, login="jansen", reason="gezien"):
        done = self.call("decide", *ids, oordeel, "--by", f"{login} {login}", "--reason", reason, *(["--confirm"] if confirm else []), login=login)
        check(f"the verdict {oordeel}", done.returncode == 0, done.stderr)

    def put(self, name, lines, header=HEADER):
        (self.folder / name).write_text(header + "".join(line + "\n" for line in lines))

    def waits(self):
        """{word: how much}; the same in every way that it is told."""
        told = self.call("status", "--check", "--format", "json")
        steps = json.loads(told.stdout)["wat_nu"]
        whole = json.loads(self.call("status", "--format", "json").stdout)["wat_nu"]
        people = self.call("status", "--check")
        check("--check is the end of status", steps == whole)
        check("the status says whether something waits", told.returncode == people.returncode == bool(steps), told.returncode)
        check("people get a sentence each", people.stdout == "Wat nu\n" + ("".join(f"  - {step['wat']}\n" for step in steps) or "  niets\n"))
        sums = {}
        for step in steps:
            sums[step["soort"]] = sums.get(step["soort"], 0) + step["aantal"]
        return sums

    def figures(self):
        """{word: how much} as the last run left it for Prometheus."""
        found = (line.split() for line in (self.folder / "m.prom").read_text().splitlines() if line.startswith("dubbelloop_waiting{"))
        return {name.split('"')[1]: int(n) for name, n in found if n != "0"}


def credit_free(n, reference=""):
    return f"99999{n:04d},3332,01000001,,008,12000,,,,2023-05-01,,1000,D,R{n}{reference},"


def deliveries(desk):
    """Refused files and rejected lines."""
    good = [credit_free(n) for n in (7, 19, 20)]
    bad = [credit_free(32), "999990044,3332,01000001,,008,12000,,,,2023-02-30,,1000,D,R44,"]
    desk.put("goed.csv", good)
    desk.put("half.csv", bad)
    (desk.folder / "punt.csv").write_text((HEADER + good[0] + "\n").replace(",", ";"))
    (desk.folder / "blad.xlsx").write_bytes(b"PK\3\4 niets")
    first = desk.run("goed.csv", "half.csv", "punt.csv", "blad.xlsx")
    check("a run does not speak of its own as of earlier ones", "of earlier runs" not in first)
    wanted = {"geweigerd": 2, "afgekeurd": 1}
    check("refused files and rejected lines wait", desk.waits() == wanted, desk.waits())
    desk.put("goed_2.csv", [credit_free(56)])
    said = desk.run("goed_2.csv")
    check("the next night says it", "of earlier runs wait: 2 refused files and 1 rejected line;" in said, said)
    check("and its status", desk.waits() == wanted, desk.waits())
    check("and its figures", desk.figures() == wanted, desk.figures())

    refused = desk.call("dismiss", "goed.csv", "--by", "J. Jansen", "--reason", "x")
    check("a good file is not dismissed", refused.returncode == 2, refused.stderr)
    check("nor is anything dismissed without a name", desk.call("dismiss", "blad.xlsx", "--by", " ", "--reason", "x").returncode == 2)
    check("nor without a reason", desk.call("dismiss", "blad.xlsx", "--by", "J. Jansen", "--reason", " ").returncode == 2)
    done = desk.call("dismiss", "blad.xlsx", "--by", "J. Jansen", "--reason", "geen levering")
    check("a refused file is dismissed", done.returncode == 0 and "blad.xlsx" in done.stdout, done.stderr)
    check("it waits no more", desk.waits() == {"geweigerd": 1, "afgekeurd": 1}, desk.waits())
    check("and is not dismissed twice", desk.call("dismiss", "blad.xlsx", "--by", "J. Jansen", "--reason", "x").returncode == 2)

    # The very bytes again, by a profile that knows them: repaired. The same bytes refused again are one thing to do.
    desk.run("punt.csv", "goed_2.csv", "--again")
    check("the same bytes refused again wait once", desk.waits() == {"geweigerd": 1, "afgekeurd": 1}, desk.waits())
    (desk.folder / "p.ini").write_text("[csv]\ndelimiter = ;\n")
    desk.run("--profile", "p.ini", "punt.csv")
    check("a refused file that was read with a profile is done", desk.waits() == {"afgekeurd": 1}, desk.waits())

    # The rejected line, corrected; one of as many lines and another name does not count.
    desk.put("half.csv.rejects.raw.csv", ["999990044,3332,01000001,,008,12000,,,,2023-02-28,,1000,D,R44,"])
    desk.run("half.csv.rejects.raw.csv")
    check("repaired lines are done", desk.waits() == {}, desk.waits())
    desk.put("heel.csv", [credit_free(68), "999990081,3332,01000001,,008,12000,,,,2023-02-30,,1000,D,R81,"])
    desk.run("heel.csv")
    desk.put("heel.csv", [credit_free(68), "999990081,3332,01000001,,008,12000,,,,2023-02-28,,1000,D,R81,"])
    desk.run("heel.csv")
    check("a whole file that came again, corrected, is done", desk.waits() == {}, desk.waits())
    desk.put("weg.csv", [credit_free(93), "999990100,3332,01000001,,008,12000,,,,2023-02-30,,1000,D,R100,"])
    desk.run("weg.csv")
    check("rejected lines wait", desk.waits() == {"afgekeurd": 1}, desk.waits())
    desk.call("withdraw", "--quiet", "--out", "out", "--by", "J. Jansen", "--reason", "verkeerd", "weg.csv")
    check("and go with their file when it is withdrawn", desk.waits() == {}, desk.waits())

    # A name that says which delivery it is, and one that comes back each month.
    (desk.folder / "maart.csv").write_text("a;b\n")
    (desk.folder / "export.csv").write_text("c;d\n")
    desk.run("maart.csv", "export.csv")
    desk.put("maart.csv", [credit_free(111)])
    desk.put("export.csv", [credit_free(123)])
    desk.run("maart.csv", "export.csv")
    desk.put("export.csv", [credit_free(135)])
    desk.run("export.csv")
    steps = json.loads(desk.call("status", "--check", "--format", "json").stdout)["wat_nu"]
    check("a file corrected under its own name is done; of a name that comes back nobody knows",
          [(step["soort"], step["naam"]) for step in steps] == [("geweigerd", "export.csv")], steps)
    (desk.folder / "export.csv").write_text("e;f\n")
    desk.run("export.csv")
    check("of two that wait under one name the number is asked", desk.call("dismiss", "export.csv", "--by", "J", "--reason", "x").returncode == 2)
    for step in json.loads(desk.call("status", "--check", "--format", "json").stdout)["wat_nu"]:
        desk.call("dismiss", str(step["bestand"]), "--by", "J. Jansen", "--reason", "opnieuw geleverd")
    check("and by it both are dismissed", desk.waits() == {}, desk.waits())
    # Credits whose debit is not there, by quarter; a run over some patients keeps count, and one whose debit comes waits no more.
    credits = ["999990147,3332,01000001,,008,12000,,,,2023-05-01,,1000,C,X1,weg", "999990159,3332,53010001,,056,40001,,,,2022-01-05,,9000,C,X2,K9"]
    desk.put("credits.csv", credits)
    desk.run("credits.csv")
    steps = json.loads(desk.call("status", "--check", "--format", "json").stdout)["wat_nu"]
    check("credits wait, by the quarter that they are of", "(2022Q1: 1, 2023Q2: 1)" in steps[0]["wat"] and steps[0]["aantal"] == 2, steps)
    desk.put("debet.csv", ["999990159,3332,53010001,,056,40001,,,,2022-01-05,,9000,D,K9,"])
    desk.run("debet.csv")
    steps = json.loads(desk.call("status", "--check", "--format", "json").stdout)["wat_nu"]
    check("until the debit is there", "(2023Q2: 1)" in steps[0]["wat"] and steps[0]["aantal"] == 1, steps)
    check("the database is sound", desk.call("verify").returncode == 0)
    # A database that did not keep them by quarter gets them of the next run, whatever that reads.
    with sqlite3.connect(desk.folder / "x.db") as db:
        db.execute("DELETE FROM stand WHERE soort = 'credits_wachten'")
    db.close()
    desk.put("nog_een.csv", [credit_free(160)])
    desk.run("nog_een.csv")
    check("a database of before keeps them by quarter from its next run", desk.call("verify").returncode == 0, desk.call("verify").stderr)


KETEN = "999990{0},3332,53010001,,056,40001,,,,2023-01-05,,{1},D,K{0},"
CONSULT = "999990{0},3332,01000001,,008,12850,,,,2023-02-01,,1500,D,C{0},"


def verdicts(desk):
    """Findings, by what waits for a person."""
    who = ["007", "019", "020", "032", "044"]
    desk.put("een.csv", [line.format(n, 10000) for n in who for line in (KETEN, CONSULT)])
    desk.run("een.csv")
    found = [json.loads(line) for line in desk.call("findings", "--format", "jsonl").stdout.splitlines()]
    ids = {row["patient"][6:]: row["bevinding_id"] for row in found}
    check("there are five findings", len(ids) == 5, found)
    grade = found[0]["zekerheid"]
    check("all wait for a verdict", desk.waits() == {grade: 5}, desk.waits())
    desk.verdict("bevestigd", ids["007"])
    desk.verdict("terugvordering", ids["019"])
    desk.verdict("wacht_op_aanbieder", ids["020"])
    check("a judged one does not; a terugvordering waits for a second name; who was asked has time",
          desk.waits() == {grade: 2, "te_bevestigen": 1}, desk.waits())
    desk.verdict("terugvordering", ids["019"], confirm=True, login="devries")
    check("until it is confirmed", desk.waits() == {grade: 2}, desk.waits())
    desk.now += 42 * DAY
    check("on the last day of the term nobody is late", desk.waits() == {grade: 2}, desk.waits())
    desk.now += DAY
    check("on the day after it is", desk.waits() == {grade: 2, "termijn": 1}, desk.waits())
    (desk.folder / "a.csv").write_text(f"bevinding_id,antwoord\n{ids['020']},credit\n{ids['007']},terecht\n{ids['032']},onbekend\n")
    done = desk.call("respond", "--by", "J. Jansen", "--agb", "01000001", "a.csv")
    check("answers are taken", done.returncode == 0, done.stderr)
    check("answers wait for a verdict, also where there was one", desk.waits() == {grade: 1, "beantwoord": 3}, desk.waits())
    desk.now += 60
    for n in ("020", "032", "007"):
        desk.verdict("afgewezen", ids[n])
    check("until there is one", desk.waits() == {grade: 1}, desk.waits())
    desk.verdict("bevestigd", ids["044"])
    check("nothing waits", desk.waits() == {}, desk.waits())
    desk.put("twee.csv", ["999990019,3332,01000001,,008,12850,,,,2023-02-01,,1500,C,X19,C019"])
    desk.run("twee.csv")
    check("a confirmed terugvordering whose finding lapsed waits", desk.waits() == {"vervallen_terugvordering": 1}, desk.waits())
    check("the figures of the run say the same", desk.figures() == desk.waits(), desk.figures())
    shown = desk.call("findings", "--status", "vervallen", "--oordeel", "terugvordering", "--format", "jsonl").stdout
    check("and the filter shows it", ids["019"] in shown, shown)
    desk.verdict("afgewezen", ids["019"])
    check("until somebody judges again", desk.waits() == {}, desk.waits())
    # The rule says another grade than it did when the findings were judged.
    shutil.copytree(desk.source / "conflict_tables", desk.folder / "tables")
    for path in (desk.folder / "tables").glob("*.csv"):
        path.write_text("".join(re.sub(",(vast|waarschijnlijk),", ",signaal,", line) if line.startswith(found[0]["regels"].split(";")[0] + ",")
                                else line for line in path.read_text().splitlines(keepends=True)))
    done = desk.call("recheck", "--quiet", "--out", "out", "--tables", "tables")
    check("the findings are looked at by it", done.returncode == 0, done.stderr)
    check("facts that are others now wait", desk.waits() == {"herzien": 4}, desk.waits())
    desk.verdict("bevestigd", *(ids[n] for n in ("007", "020", "032", "044")))
    check("until somebody judges again", desk.waits() == {}, desk.waits())


# What is said of a finding, each so long after its first, and what of it then waits.
SAID = {
    "an answer after a verdict, by a clock that went back": ([("wacht_op_aanbieder", 0), ("credit", -DAY)], "beantwoord"),
    "an answer after a verdict that ends it, by a clock that went back": ([("afgewezen", 0), ("terecht", -DAY)], "beantwoord"),
    "an answer in the second of the verdict": ([("bevestigd", 0), ("terecht", 0)], "beantwoord"),
    "a verdict after an answer, by a clock that went back": ([("credit", 0), ("bevestigd", -DAY)], None),
    "a verdict in the second of the answer": ([("credit", 0), ("wacht_op_aanbieder", 0)], "wacht_op_aanbieder"),
    "each before the one before it": ([("wacht_op_aanbieder", 0), ("credit", -DAY), ("bevestigd", -2 * DAY)], None),
    "a second answer, by a clock that went back": ([("credit", 0), ("bevestigd", 60), ("terecht", -DAY)], "beantwoord"),
    "an answer after a night": ([("bevestigd", 0), ("run", -2 * DAY), ("terecht", -DAY)], "beantwoord"),
    "an answer after a purge that took the last verdict and answer": ([("bevestigd", 0), ("purge", -DAY), ("terecht", -2 * DAY)], "beantwoord"),
    "a verdict after a purge that took the last verdict and answer": ([("terecht", 0), ("purge", -DAY), ("bevestigd", -2 * DAY)], None),
}
PURGED = {"Q1": "2023-04-01", "Q2": "2023-07-01"}  # findings of a quarter, and a day on which it is over


def say(desk, what, finding):
    if what in ("credit", "terecht", "onbekend"):
        (desk.folder / "a.csv").write_text(f"bevinding_id,antwoord\n{finding},{what}\n")
        done = desk.call("respond", "--by", "J. Jansen", "--agb", "01000001", "a.csv")
    else:
        done = desk.call("decide", finding, what, "--by", "J. Jansen", "--reason", "gezien")
    check(f"{what} is taken", done.returncode == 0, done.stderr)


def clocks(desk):
    """What was put on record last is last, whatever the clock says."""
    def ask(sql, *values):
        db = sqlite3.connect(f"file:{desk.folder}/x.db?mode=ro", uri=True)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def purge(quarter):
        for what in ("bevestigd", "credit"):
            say(desk, what, ids[quarter])
        done = desk.call("purge", "--quiet", "--before", PURGED[quarter], "--by", "J. Jansen", "--reason", "termijn")
        check(f"{quarter} is purged", done.returncode == 0 and not ask("SELECT 1 FROM bevinding WHERE bevinding_id = ?", ids[quarter]), done.stderr)

    of = dict(zip([*PURGED, *SAID], ("007", "019", "020", "032", "044", "056", "068", "081", "093", "111", "123", "147")))
    month = {"Q1": "01", "Q2": "04"}
    desk.put("in.csv", [line.replace("2023-01", f"2023-{month.get(case, '07')}").replace("2023-02", f"2023-{month.get(case, '07')}").format(n, 10000)
                        for case, n in of.items() for line in (KETEN, CONSULT)])
    desk.run("in.csv")
    found = {patient[6:]: finding for patient, finding in ask("SELECT patient, bevinding_id FROM bevinding")}
    ids = {case: found[n] for case, n in of.items()}
    quarters = iter(PURGED)
    for case, (steps, waits) in SAID.items():
        begun = desk.now
        for what, after in steps:
            desk.now = begun + after
            if what == "run":
                desk.put("nacht.csv", [credit_free(135)])
                desk.run("nacht.csv")
            elif what == "purge":
                purge(next(quarters))
            else:
                say(desk, what, ids[case])
        desk.now = begun + DAY
        said = [what for what, _ in steps if what not in ("run", "purge")]
        answers = [what for what in said if what in ("credit", "terecht")]
        kind, verdict = ask("SELECT t.soort, oordeel FROM v_te_oordelen t JOIN v_beoordeeld USING (patient, bevinding_id) WHERE bevinding_id = ?", ids[case])[0]
        check(f"{case}: what waits", kind == waits, kind)
        check(f"{case}: the last verdict counts", verdict == [what for what in said if what not in answers][-1], verdict)
        check(f"{case}: the last answer counts", ask("SELECT antwoord FROM v_antwoord WHERE telt AND bevinding_id = ?", ids[case]) == [(answers[-1],)])
    check("the database is sound", desk.call("verify").returncode == 0, desk.call("verify").stderr)


def main(program, source):
    for part in (deliveries, verdicts, clocks):
        with tempfile.TemporaryDirectory() as folder:
            part(Desk(program, folder, source))
    return finish()


sys.exit(main(*sys.argv[1:]))
