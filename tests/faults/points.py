#!/usr/bin/env python3
"""Makes every call of a small run fail in turn: what SQLite asks of the disk, what the engine does, memory. Speaks TAP.

    points.py BINARY FAULTS TABLES [--points N | --long] [--only SCENARIO[/KIND]]

BINARY is the program, FAULTS the same with the fault layer (fault.c), TABLES conflict_tables/. A disturbed command must end as an undisturbed one, or fail with
status 1, a message that says what to do, and everything as it was; without memory it aborts with its message. The same command again
must then give the very bytes of an undisturbed one. Of a kind with many calls N points are tried, 6 by default, spread evenly; with
--long all of them.
"""

import argparse
import concurrent.futures
import csv
import gzip
import os
import pathlib
import shutil
import signal
import tempfile

from trial import State, Tap, answers, call, export, message_wrong

KINDS_DB = ["db_open", "db_read", "db_write", "db_full", "db_sync", "db_truncate", "db_size", "db_lock", "db_shm", "db_delete",
            "db_access", "db_memory"]
KINDS_FILE = ["file_open", "file_read", "file_write", "file_sync", "file_rename", "file_close", "file_truncate", "file_seek",
              "file_stat", "file_mkdir", "file_unlink", "file_lock", "file_folder", "memory", "thread", "library"]
# What must not disturb at all: half of what was asked for, a signal, a file system that cannot do something.
KINDS_HARMLESS = ["file_short_read", "file_short_write", "file_eintr", "file_exchange", "file_nameless"]
KINDS_KILL = ["db_write", "db_sync", "db_truncate", "db_delete", "file_open", "file_write", "file_sync", "file_rename", "file_close",
              "file_unlink"]

KINDS_UPGRADE = ["db_write", "db_sync", "db_truncate", "file_rename"]

FIRST = export(999990000, 999990200, 4, "a")  # the fourth is in the next quarter: a purge leaves it
SECOND = "".join(line.replace(",1500,", ",x,") if line.endswith("b_3\n") and n < 20 else line  # some rejects
                 for n, line in enumerate(export(999990100, 999990300, 4, "b").splitlines(keepends=True)))
RUN = ["run", "--threads", "1", "--max-rejects", "50", "--db", "x.db", "--out", "out"]


class Scenario:
    """A command, and the folder in which it is given. `once`: it is refused where it was done, or was killed half way; "database": where its database
    is there. `schema`: the database is
    that of an earlier program with this schema (tests/oude_databases), and what matters is what changes the disk. `before`: what was done in the
    folder; `first`: the export that is in its database. `rare`: of a kind that another scenario is of as well, so not with one point only."""

    def __init__(self, name, argv, stdin=None, has_database=True, once=False, schema=0, before=(), first=FIRST, rare=False):
        self.name, self.argv, self.stdin, self.has_database, self.once, self.schema = name, argv, stdin, has_database, once, schema
        self.before, self.first, self.rare = before, first, rare

    def kinds(self):
        return KINDS_UPGRADE if self.schema else KINDS_DB + KINDS_FILE + KINDS_HARMLESS

    def faults(self, kind, points):
        """An upgrade is one transaction: it is killed at several places of it, and each place fails too."""
        return [f"{kind}:{n}{how}" for n in points for how in (("", "!") if self.schema else hows(kind))]


# A control: consults whose double only a file can tell.
CONSULTS = FIRST.replace(",12850,", ",12000,")
DONE = ["--db", "x.db", "--date", "2023-08-01", "--by", "J. Jansen"]
NEW = ["zaak", "new", *DONE, "--agb", "01000001", "--rol", "declarant", "--period", "2023", "--signalen", "--doel", "proef"]


def step(name, *words):
    return ["zaak", "step", *DONE, *words, "1", name]


PLAN = step("specifiek_controleplan", "--skip", "proef", *(word for field in ("objecten", "methode", "noodzaak", "evenredig", "adviseur") for word in (f"--{field}", "proef")))
DRAW = ["zaak", "sample", *DONE, "--seed", "1", "--size", "5", "1"]
INTENDED = step("voorgenomen_uitkomst", "--skip", "proef", "--termijn", "2023-09-01")
FORM = ["zaak", "form", "--db", "x.db"]


def case(name, argv, *before, **how):
    return Scenario(name, argv, before=(NEW, *before), first=CONSULTS, **how)


# A load in parts; a part, and the whole of them, is made once.
SPLIT = ["split", "--shards", "2", "--key", "key", "--threads", "1", "--out", "delen", "first.csv.gz"]


def part(number, db, out):
    return ["run", "--threads", "1", "--shard", f"delen/shard-000{number}", "--db", db, "--out", out]


SCENARIOS = [
    Scenario("new", [*RUN, "first.csv.gz", "second.csv"], has_database=False),
    Scenario("new_pipe", [*RUN, "--memory", "1", "--metrics", "run.prom", "-"], stdin=SECOND.encode(), has_database=False),
    Scenario("new_key", [*RUN, "--pseudonym-key", "key", "second.csv"], has_database=False),
    Scenario("shard", part(1, "x.db", "out"), has_database=False, once="database", before=[SPLIT], rare=True),
    Scenario("merge", ["merge", "--threads", "1", "--shards", "delen", "--db", "x.db", "--out", "out", "deel_2.db", "deel_1.db"], has_database=False,
             once="database",
             before=[SPLIT, part(1, "deel_1.db", "uit_1"), part(2, "deel_2.db", "uit_2")], rare=True),
    Scenario("existing", [*RUN, "second.csv"]),
    Scenario("existing_spill", [*RUN, "--memory", "1", "second.csv"]),
    Scenario("recheck", ["recheck", "--threads", "1", "--db", "x.db", "--out", "out", "--tables", "tables"]),
    Scenario("withdraw", ["withdraw", "--threads", "1", "--db", "x.db", "--out", "out", "--by", "J. Jansen", "--reason", "verkeerd", "first.csv.gz"]),
    Scenario("decide", ["decide", "--db", "x.db", "--ids", "out/findings.csv", "bevestigd", "--by", "J. Jansen", "--reason", "gezien"]),
    Scenario("findings", ["findings", "--db", "x.db", "-o", "werklijst.csv"]),
    Scenario("workbook", ["findings", "--db", "x.db", "--format", "xlsx", "-o", "werklijst.xlsx"]),
    Scenario("lines", ["lines", "--db", "x.db", "-o", "lines.csv"]),
    Scenario("sample", ["sample", "--db", "x.db", "--seed", "1", "--size", "5", "-o", "steekproef.csv"]),
    Scenario("status", ["status", "--db", "x.db"]),
    Scenario("titels", ["titels", "--threads", "1", "--db", "x.db", "-o", "titels.csv"]),
    Scenario("gewoonten", ["gewoonten", "--threads", "1", "--db", "x.db", "-o", "gewoonten.csv"]),
    Scenario("zelfcheck", ["zelfcheck", "--threads", "1", "--uzovi", "3332", "--max-rejects", "50", "--out", "zelf", "second.csv"]),
    Scenario("contracts", ["contracts", "--db", "x.db", "-o", "contracten.csv"]),
    Scenario("import", ["tables", "import", "--threads", "1", "--today", "2024-01-01", "--out", "nieuw", "tables"], once=True),
    Scenario("verify", ["verify", "--db", "x.db"]),
    Scenario("spiegel", ["spiegel", "--threads", "1", "--db", "x.db", "--period", "2023Q1", "--agb", "01000001", "--out", "sp"]),
    Scenario("zaak", ["zaak", "new", "--db", "x.db", "--agb", "01000001", "--rol", "declarant", "--period", "2023", "--doel", "proef", "--date", "2023-06-01",
                      "--by", "J. Jansen"], once=True),
    case("zaak_step", INTENDED, once=True, rare=True),
    case("zaak_sample", DRAW, PLAN, once=True, rare=True),
    case("zaak_form", [*FORM, "-o", "formulier.xlsx", "1"], PLAN, DRAW, rare=True),
    case("zaak_results", ["zaak", "results", *DONE, "--from", "formulier.csv", "1"], step("aankondiging", "--skip", "proef"),
         [*FORM, "--format", "csv-excel", "-o", "formulier.csv", "1"]),
    case("zaak_weigh", ["zaak", "weigh", *DONE, "--text", "gewogen", "1", "1"], INTENDED, step("reactie", "--toelichting", "met reden"), once=True, rare=True),
    case("zaak_document", ["zaak", "document", "--db", "x.db", "--afzender", "huis.ini", "-o", "brief.pdf", "1", "aankondiging"], PLAN, step("aankondiging")),
    case("zaak_close", ["zaak", "close", *DONE, "--reason", "proef", "1"], once=True, rare=True),
    case("jaarverslag", ["jaarverslag", "--db", "x.db", "--year", "2023", "-o", "jaar.pdf"], INTENDED, rare=True),
    Scenario("kaart", ["tables", "show", "--tables", "tables", "--kaart", "--uzovi", "3332", "--period", "2023Q2", "--programma", "COPD", "--format", "pdf",
                       "-o", "kaart.pdf"], rare=True),
    Scenario("respond", ["respond", "--db", "x.db", "--by", "J. Jansen", "answers.csv"]),
    Scenario("dismiss", ["dismiss", "--db", "x.db", "--by", "J. Jansen", "--reason", "geen levering", "refused.csv"]),
    Scenario("purge", ["purge", "--db", "x.db", "--before", "2023-04-01", "--by", "J. Jansen", "--reason", "bewaartermijn"]),
    Scenario("backup", ["backup", "x.db", "y.db"]),
    *(Scenario(f"upgrade_{schema}", ["recheck", "--threads", "1", "--db", "x.db", "--out", "out"], schema=schema)
      for schema in (*range(2, 8), 17)),
]
OLD = pathlib.Path(__file__).resolve().parent.parent / "oude_databases"


class Bench:
    """A scenario with its states before and after, undisturbed."""

    def __init__(self, scenario, binary, faults, tables, scratch):
        self.scenario, self.binary, self.faults, self.scratch = scenario, binary, faults, scratch
        self.template = scratch / "template"
        self.template.mkdir()
        (self.template / "first.csv.gz").write_bytes(gzip.compress(scenario.first.encode(), mtime=0))
        (self.template / "second.csv").write_text(SECOND)
        (self.template / "key").write_text("0123456789abcdef" * 4)
        (self.template / "key").chmod(0o600)
        (self.template / "out").mkdir()
        if "tables" in scenario.argv:
            shutil.copytree(tables, self.template / "tables")
        if scenario.schema:
            self.must(call(["zstd", "-dq", OLD / f"schema_{scenario.schema}.db.zst", "-o", self.template / "x.db"], self.template), {0})
        elif scenario.has_database:
            self.must(call([binary, *RUN, "first.csv.gz"], self.template), {0})
            (self.template / "answers.csv").write_text(answers(self.template / "out" / "findings.csv"))
            (self.template / "sp").mkdir()
            for name in ("2023Q1_01000001_declarant.pdf", "overzicht.html", "manifest.csv"):
                (self.template / "sp" / name).write_text("of before\n")
        (self.template / "huis.ini").write_text("naam = Voorbeeld\n")
        for argv in scenario.before:
            self.must(call([binary, *argv], self.template), {0})
        if (self.template / "formulier.csv").exists():
            fill_in(self.template / "formulier.csv")
        if scenario.name == "dismiss":
            (self.template / "refused.csv").write_text("no;export\n")
            self.must(call([binary, *RUN, "refused.csv"], self.template), {3})
        for name in ("werklijst.csv", "werklijst.xlsx", "lines.csv", "steekproef.csv", "formulier.xlsx", "brief.pdf", "kaart.pdf"):
            (self.template / name).write_text("of before\n")
        (self.template / "run.prom").write_text("# HELP of before\ndubbelloop_run_duration_seconds 1\n")
        if not scenario.has_database:
            (self.template / "x.db.part").write_bytes(b"of a run that was killed")
        self.before = State(self.template)
        folder = self.folder("undisturbed")
        self.result = self.run(folder, FAULT_COUNTS=str(scratch / "counts"))
        self.must(self.result, {0, 3})
        self.after = State(folder)
        if (folder / "x.db").exists():
            self.must(call([binary, "verify", "--db", "x.db"], folder), {0})
        self.calls = {name: int(n) for name, n in (line.split() for line in (scratch / "counts").read_text().splitlines())}

    @staticmethod
    def must(result, statuses):
        if result[0] not in statuses:
            raise SystemExit(f"Bail out! an undisturbed command ends with {result[0]}: {result[2]}")

    def folder(self, name):
        return pathlib.Path(shutil.copytree(self.template, self.scratch / name))

    def run(self, folder, **environment):
        return call([self.faults, *self.scenario.argv], folder, self.scenario.stdin, **environment)

    def point(self, fault):
        """Runs with this fault; (whether it happened, what is wrong)."""
        folder = self.folder(fault.replace(":", "_"))
        mark = self.scratch / (folder.name + ".hit")
        try:
            result = self.run(folder, FAULT=fault, FAULT_HIT=str(mark))
            hit = mark.exists()
            wrong = self.judge(fault, hit, result, folder)
            return hit, f"{fault}: {wrong}" if wrong else ""
        finally:
            shutil.rmtree(folder)
            mark.unlink(missing_ok=True)

    def judge(self, fault, hit, result, folder):
        kind = fault.split(":")[0]
        status, _, stderr = result
        try:
            now = State(folder)
        except Exception as error:  # whatever SQLite has to say of a damaged file
            return f"status {status}, and the database is damaged: {error}; {stderr}"
        as_before, as_after = now.unlike(self.before), now.unlike(self.after)
        killed = fault.endswith("!") and status == -signal.SIGKILL
        if not hit or kind in KINDS_HARMLESS:
            if result != self.result or as_after:
                return f"status {status} though nothing is wrong: {as_after}; {stderr}"
            return ""
        if status == self.result[0]:
            if as_after:
                return f"says that it is done, but {as_after}"
            if result[1] != self.result[1]:
                return "says that it is done, with other output"
            return self.no_parts(now, fault)
        if killed or (status == -signal.SIGABRT and kind in ("memory", "thread", "library")):
            wrong = "" if killed else message_wrong(status, stderr)
            if now.database not in (self.before.database, self.after.database):
                return "the database is neither as before nor as after"
            if now.database == self.after.database != self.before.database:
                return wrong or as_after  # committed: then the outputs are there
            wrong = wrong or now.between(self.before, self.after)
        elif status == 1 and "the purge is done" in stderr:
            return message_wrong(status, stderr) or as_after or self.once_more(folder)
        elif status == 1 or (status == 4 and "tables" in stderr):
            if fault.startswith("file_rename") and fault.endswith("+"):  # then the way back fails as well
                as_before = self.lost(now)
            wrong = message_wrong(status, stderr) or as_before or self.no_parts(now, fault)
        else:
            wrong = f"status {status}: {stderr}"
        return wrong or self.again(folder)

    def lost(self, now):
        """What there was before must be there, under its name or as NAME.part."""
        lost = [name for name, content in self.before.files.items()
                if content not in (now.files.get(name), now.parts.get(name + ".part"))]
        return f"{lost} lost" if lost else "" if now.database == self.before.database else "the database is another"

    def no_parts(self, now, fault):
        """What may be left: what cannot be removed or renamed, and a lock that is not surely this run's."""
        if fault.startswith("file_unlink") or (fault.startswith(("file_rename", "db_delete")) and fault.endswith("+")):
            return ""
        left = [part for part in now.parts if not part.endswith(".db.part") or not fault.startswith(("file_lock", "file_stat"))
                and now.parts[part] != self.before.parts.get(part)]
        return f"{left} left" if left else ""

    def once_more(self, folder):
        """A purge that was done and could not give the room back: the next one does."""
        status, _, stderr = self.run(folder)
        free = call(["sqlite3", "x.db", "PRAGMA freelist_count"], folder)[1]
        return "" if (status, free) == (0, b"0\n") else f"the next time status {status}: {stderr}; free pages {free}"

    def again(self, folder):
        now = State(folder)
        left = self.scenario.once == "database" and now.database != self.before.database or self.scenario.once is True and now.unlike(self.before)
        result = self.run(folder)
        if left:
            return "" if result[0] == 2 else f"{left}, and the next time it is not refused: {result}"
        if result != self.result:
            return f"the next time it ends otherwise: {result}"
        now = State(folder)
        wrong = now.unlike(self.after)
        return f"after the next time {wrong}" if wrong else f"{list(now.parts)} left by the next time" if now.parts else ""


def fill_in(form):
    """Every file shows that the line was wrongly declared."""
    with open(form, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    with open(form, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        out.writeheader()
        out.writerows({**row, "Uitkomst": "onterecht"} for row in rows)


def spread(n, most):
    """At most `most` of 1..n, spread evenly, the first and the last among them."""
    k = min(n, most)
    return sorted({1 + round(i * (n - 1) / max(1, k - 1)) for i in range(k)})


def hows(kind):
    """Once; from then on; killed there (between two changes of the disk, so not where it only reads)."""
    if kind in KINDS_HARMLESS:
        return [""]
    return ["", "+", "!"] if kind in KINDS_KILL else ["", "+"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("faults", type=pathlib.Path)
    parser.add_argument("tables", type=pathlib.Path)
    parser.add_argument("--points", type=int, default=6)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    tap = Tap()
    # The faults are made up, so the disk need not be real; in memory a sync costs nothing.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as scratch, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        met = {}
        for scenario in SCENARIOS:
            only, _, kind_only = options.only.partition("/")
            # With one point the first and the last schema that was released are enough.
            if only not in ("", scenario.name) or (not only and options.points == 1 and (scenario.schema in range(3, 8) or scenario.rare)):
                continue
            folder = pathlib.Path(scratch) / scenario.name
            folder.mkdir()
            bench = Bench(scenario, options.binary.resolve(), options.faults.resolve(), options.tables, folder)
            for kind in scenario.kinds():
                calls = bench.calls[kind]
                met[kind] = met.get(kind, 0) + calls
                if not calls or kind_only not in ("", kind):
                    continue
                points = [*range(1, calls + 1)] if options.long else spread(calls, max(options.points, 3 if scenario.schema else 1))
                faults = scenario.faults(kind, points)
                results = list(pool.map(bench.point, faults))
                hits = sum(hit for hit, _ in results)
                problems = [wrong for _, wrong in results if wrong]
                tap.ok(f"{scenario.name}: {kind}: {hits} faults of {len(faults)} tried ({calls} calls)",
                       problems + ([] if hits else ["no fault happened"]))
        if not options.only:
            tap.ok("every kind of call is made", [kind for kind, calls in met.items() if not calls])
    tap.end()


main()
