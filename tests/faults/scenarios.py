"""The commands that the tests of faults disturb: each in its folder, what it gives undisturbed, and what a disturbed one may leave."""

import csv
import dataclasses
import gzip
import pathlib
import shutil
import signal
import sys

from trial import State, answers, call, export, message_wrong

FIRST = export(999990000, 999990200, 4, "a")  # the fourth is in the next quarter: a purge leaves it
SECOND = "".join(line.replace(",1500,", ",x,") if line.endswith("b_3\n") and n < 20 else line  # some rejects
                 for n, line in enumerate(export(999990100, 999990300, 4, "b").splitlines(keepends=True)))
RUN = ["run", "--threads", "1", "--max-rejects", "50", "--db", "x.db", "--out", "out"]
HERE = pathlib.Path(__file__).resolve().parent
TABLES = HERE.parents[1] / "conflict_tables"
OLD = HERE.parent / "oude_databases"
# What stands under the names of outputs before.
OF_BEFORE = ["werklijst.csv", "werklijst.xlsx", "lines.csv", "steekproef.csv", "formulier.xlsx", "brief.pdf", "kaart.pdf", "now.csv"]
WORKBENCH = "verdict.py"

# What is written into every row of a form: its file shows that the line was wrongly declared; a verdict.
FORMS = {"formulier.csv": {"Uitkomst": "onterecht"}, "oordelen.csv": {"Oordeel": "bevestigd", "Reden": "gezien"}}


@dataclasses.dataclass
class Scenario:
    """A command, and the folder in which it is given."""

    name: str
    argv: list  # ID is a finding of the database
    stdin: bytes = None
    has_database: bool = True
    once: object = False  # it is refused where it was done, or was killed half way; "database": where its database is there
    schema: int = 0       # the database is that of an earlier program (tests/oude_databases), and what matters is what changes the disk
    before: tuple = ()    # what was done in the folder
    first: str = FIRST    # the export that is in its database
    rare: bool = False    # of a kind that another scenario is of as well, so not where there is little time
    driver: str = ""      # a script in this folder that does it, and ends as a command would

    def command(self, program):
        """`program`, with what stands before it, doing this."""
        return [*([sys.executable, HERE / self.driver] if self.driver else []), *program, *self.argv]


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


def case(name, argv, *before, new=NEW, first=CONSULTS, **how):
    return Scenario(name, argv, before=(new, *before), first=first, **how)


# A load in parts; a part, and the whole of them, is made once.
SPLIT = ["split", "--shards", "2", "--key", "key", "--threads", "1", "--out", "delen", "first.csv.gz"]


def part(number, db, out):
    return ["run", "--threads", "1", "--shard", f"delen/shard-000{number}", "--db", db, "--out", out]


def to_stdout(name, *argv, **how):
    return Scenario(name, [*argv], rare=True, **how)


BY = ["--by", "J. Jansen", "--reason", "verkeerd"]
SPIEGEL = ["spiegel", "--threads", "1", "--db", "x.db", "--period", "2023Q1"]
SCENARIOS = [
    Scenario("new", [*RUN, "first.csv.gz", "second.csv"], has_database=False),
    Scenario("new_pipe", [*RUN, "--memory", "1", "--metrics", "run.prom", "-"], stdin=SECOND.encode(), has_database=False),
    Scenario("new_key", [*RUN, "--pseudonym-key", "key", "second.csv"], has_database=False),
    Scenario("state", [*RUN, "--state", "stand", "second.csv"], rare=True),
    Scenario("split", SPLIT, has_database=False, once=True, rare=True),
    Scenario("shard", part(1, "x.db", "out"), has_database=False, once="database", before=(SPLIT, ), rare=True),
    Scenario("merge", ["merge", "--threads", "1", "--shards", "delen", "--db", "x.db", "--out", "out", "deel_2.db", "deel_1.db"], has_database=False,
             once="database",
             before=(SPLIT, part(1, "deel_1.db", "uit_1"), part(2, "deel_2.db", "uit_2")), rare=True),
    Scenario("existing", [*RUN, "second.csv"]),
    Scenario("existing_spill", [*RUN, "--memory", "1", "second.csv"]),
    Scenario("recheck", ["recheck", "--threads", "1", "--db", "x.db", "--out", "out", "--tables", "tables"]),
    Scenario("withdraw", ["withdraw", "--threads", "1", "--db", "x.db", "--out", "out", *BY, "first.csv.gz"]),
    Scenario("decide", ["decide", "--db", "x.db", "--ids", "out/findings.csv", "bevestigd", "--by", "J. Jansen", "--reason", "gezien"]),
    Scenario("decide_from", ["decide", "--db", "x.db", "--by", "J. Jansen", "--from", "oordelen.csv"],
             before=(["findings", "--db", "x.db", "--werklijst", "--format", "csv-excel", "-o", "oordelen.csv"], ), rare=True),
    Scenario("decide_beside", ["decide", "--db", "x.db", "--ids", "out/findings.csv", "bevestigd", "--by", "J. Jansen", "--reason", "gezien"],
             driver="beside.py", rare=True),
    Scenario("existing_beside", [*RUN, "second.csv"], driver="beside.py", rare=True),
    Scenario("serve", [], driver=WORKBENCH, rare=True),
    Scenario("findings", ["findings", "--db", "x.db", "-o", "werklijst.csv"]),
    Scenario("workbook", ["findings", "--db", "x.db", "--format", "xlsx", "-o", "werklijst.xlsx"]),
    Scenario("worklist", ["findings", "--db", "x.db", "--werklijst", "--format", "xlsx", "-o", "werklijst.xlsx"], rare=True),
    Scenario("lines", ["lines", "--db", "x.db", "-o", "lines.csv"]),
    Scenario("changes", ["changes", "--db", "x.db", "-o", "now.csv"], rare=True),
    Scenario("sample", ["sample", "--db", "x.db", "--seed", "1", "--size", "5", "-o", "steekproef.csv"]),
    Scenario("status", ["status", "--db", "x.db"]),
    Scenario("titels", ["titels", "--threads", "1", "--db", "x.db", "-o", "titels.csv"]),
    Scenario("gewoonten", ["gewoonten", "--threads", "1", "--db", "x.db", "-o", "gewoonten.csv"]),
    Scenario("zelfcheck", ["zelfcheck", "--threads", "1", "--uzovi", "3332", "--max-rejects", "50", "--out", "zelf", "second.csv"]),
    Scenario("contracts", ["contracts", "--db", "x.db", "-o", "contracten.csv"]),
    Scenario("relaties", ["relaties", "--db", "x.db", "-o", "now.csv"], rare=True),
    Scenario("profile", ["profile", "second.csv", "-o", "now.csv"], has_database=False, rare=True),
    Scenario("inzage", ["inzage", "--db", "x.db", "--format", "csv", "-o", "now.csv"], rare=True),
    Scenario("explain", ["explain", "--db", "x.db", "ID", "-o", "now.csv"], rare=True),
    Scenario("import", ["tables", "import", "--threads", "1", "--today", "2024-01-01", "--out", "nieuw", "tables"], once=True),
    Scenario("import_db", ["tables", "import", "--threads", "1", "--today", "2024-01-01", "--db", "x.db", "--out", "nieuw", "tables"], once=True, rare=True),
    Scenario("export", ["tables", "export", "-o", "werklijst.xlsx"], has_database=False, rare=True),
    Scenario("export_csv", ["tables", "export", "--format", "csv", "--out", "nieuw"], has_database=False, once=True, rare=True),
    Scenario("diff", ["tables", "diff", "embedded", "tables", "--threads", "1", "--db", "x.db", "--format", "csv", "-o", "now.csv"], rare=True),
    Scenario("verify", ["verify", "--db", "x.db"]),
    Scenario("spiegel", [*SPIEGEL, "--agb", "01000001", "--out", "sp"]),
    Scenario("spiegel_holdout", [*SPIEGEL, "--holdout", "50%", "--seed", "7", "--out", "sp"], rare=True),
    Scenario("spiegel_brief", [*SPIEGEL, "--afzender", "huis.ini", "--brief", "--adressen", "adressen.csv", "--agb", "01000001", "--out", "sp"], rare=True),
    Scenario("zaak", ["zaak", "new", "--db", "x.db", "--agb", "01000001", "--rol", "declarant", "--period", "2023", "--doel", "proef", "--date", "2023-06-01",
                      "--by", "J. Jansen"], once=True),
    case("zaak_add", ["zaak", "add", *DONE, "1", "ID"], new=[word for word in NEW if word != "--signalen"], first=FIRST, once=True, rare=True),
    case("zaak_step", INTENDED, once=True, rare=True),
    case("zaak_sample", DRAW, PLAN, once=True, rare=True),
    case("zaak_form", [*FORM, "-o", "formulier.xlsx", "1"], PLAN, DRAW, rare=True),
    case("zaak_results", ["zaak", "results", *DONE, "--from", "formulier.csv", "1"], step("aankondiging", "--skip", "proef"),
         [*FORM, "--format", "csv-excel", "-o", "formulier.csv", "1"]),
    case("zaak_consent", ["zaak", "consent", *DONE, "--text", "verklaring", "1", "1", "2"], once=True, rare=True),
    case("zaak_survey", ["zaak", "survey", *DONE, "--vrijwillig", "--text", "gevraagd", "1"], rare=True),
    case("zaak_weigh", ["zaak", "weigh", *DONE, "--text", "gewogen", "1", "1"], INTENDED, step("reactie", "--toelichting", "met reden"), once=True, rare=True),
    case("zaak_extend", ["zaak", "extend", *DONE, "--termijn", "2023-10-01", "--text", "op verzoek", "1"], INTENDED, rare=True),
    case("zaak_note", ["zaak", "note", *DONE, "--text", "gebeld", "1"], rare=True),
    case("zaak_status", ["zaak", "status", "--db", "x.db", "-o", "now.csv", "1"], INTENDED, rare=True),
    case("zaak_list", ["zaak", "list", "--db", "x.db", "--format", "xlsx", "-o", "werklijst.xlsx"], INTENDED, rare=True),
    case("zaak_document", ["zaak", "document", "--db", "x.db", "--afzender", "huis.ini", "-o", "brief.pdf", "1", "aankondiging"], PLAN, step("aankondiging")),
    case("zaak_close", ["zaak", "close", *DONE, "--reason", "proef", "1"], once=True, rare=True),
    case("jaarverslag", ["jaarverslag", "--db", "x.db", "--year", "2023", "-o", "jaar.pdf"], INTENDED, rare=True),
    Scenario("kaart", ["tables", "show", "--tables", "tables", "--kaart", "--uzovi", "3332", "--period", "2023Q2", "--programma", "COPD", "--format", "pdf",
                       "-o", "kaart.pdf"], rare=True),
    Scenario("respond", ["respond", "--db", "x.db", "--by", "J. Jansen", "answers.csv"]),
    Scenario("dismiss", ["dismiss", "--db", "x.db", "--by", "J. Jansen", "--reason", "geen levering", "refused.csv"]),
    Scenario("purge", ["purge", "--db", "x.db", "--before", "2023-04-01", "--by", "J. Jansen", "--reason", "bewaartermijn"]),
    Scenario("backup", ["backup", "x.db", "y.db"]),
    # What only reads, to standard output.
    to_stdout("findings >", "findings", "--db", "x.db"),
    to_stdout("findings jsonl >", "findings", "--db", "x.db", "--format", "jsonl"),
    to_stdout("findings xlsx >", "findings", "--db", "x.db", "--format", "xlsx"),
    to_stdout("lines >", "lines", "--db", "x.db"),
    to_stdout("changes >", "changes", "--db", "x.db"),
    to_stdout("explain >", "explain", "--db", "x.db", "ID"),
    to_stdout("sample >", "sample", "--db", "x.db", "--seed", "1", "--size", "5"),
    to_stdout("status json >", "status", "--db", "x.db", "--format", "json"),
    to_stdout("titels >", "titels", "--threads", "1", "--db", "x.db"),
    to_stdout("tables check >", "tables", "check", "--tables", "tables", "--db", "x.db", "--threads", "1", "--today", "2024-01-01"),
    to_stdout("tables list >", "tables", "list", "--db", "x.db"),
    to_stdout("tables show >", "tables", "show", "M7C-DM2-01"),
    to_stdout("tables diff >", "tables", "diff", "embedded", "tables", "--threads", "1"),
    to_stdout("spiegel effect >", "spiegel", "effect", "--db", "x.db", "--period", "2023Q1", before=([*SPIEGEL, "--holdout", "50%", "--seed", "7", "--out", "effect"], )),
    to_stdout("purge --dry-run >", "purge", "--db", "x.db", "--before", "2023-04-01", "--dry-run"),
    *(Scenario(f"upgrade_{schema}", ["recheck", "--threads", "1", "--db", "x.db", "--out", "out"], schema=schema, rare=2 < schema < 17)
      for schema in (*range(2, 8), 17)),
]


@dataclasses.dataclass
class Fault:
    """What is done to a command, and what that excuses."""

    words: str
    harmless: bool = False     # it must not disturb at all
    kills: bool = False
    aborts: bool = False       # without memory it ends with abort() and its message
    silent: bool = False       # standard error fails as well
    no_way_back: bool = False  # what was renamed cannot be renamed back
    leaves: str = ""           # "all": temporary files stay; "lock": that of a database, when it is not surely this run's


class Bench:
    """A scenario with its states before and after, undisturbed."""

    made = {}  # folders with a database, by what is in it

    def __init__(self, scenario, binary, scratch):
        self.scenario, self.binary, self.scratch = scenario, binary, scratch / scenario.name.replace(" ", "_")
        self.scratch.mkdir()
        self.template = self.scratch / "template"
        self.make_template(scratch)
        self.one_id = self.first_finding()
        self.prepare()
        self.before = self.state(self.template)
        folder = self.folder("undisturbed")
        self.result = self.undisturbed(folder)
        self.must(self.result, {0, 3})
        self.after = self.state(folder)
        if (folder / "x.db").exists():
            self.must(call([binary, "verify", "--db", "x.db"], folder), {0})

    def undisturbed(self, folder):
        return self.run(folder, [self.binary])

    def state(self, folder):
        # Who looked at what in the workbench is on record whatever becomes of a verdict, in the database or in its journal.
        return State(folder, without=("inzage", "vastlegging", "na_vastlegging", "sqlite_sequence") if self.scenario.driver == WORKBENCH else ())

    def make_template(self, scratch):
        """A copy of what scenarios share: most of the time is spent there."""
        kind = (self.scenario.first, self.scenario.has_database and not self.scenario.schema)
        if kind not in self.made:
            self.made[kind] = scratch / f"shared {len(self.made)}"
            self.make_shared(self.made[kind], *kind)
        shutil.copytree(self.made[kind], self.template)

    def make_shared(self, folder, first, has_database):
        folder.mkdir()
        (folder / "first.csv.gz").write_bytes(gzip.compress(first.encode(), mtime=0))
        (folder / "second.csv").write_text(SECOND)
        (folder / "key").write_text("0123456789abcdef" * 4)
        (folder / "key").chmod(0o600)
        (folder / "huis.ini").write_text("naam = Voorbeeld\nretour = Straat 1, 1000 AA Plaats\n")
        (folder / "adressen.csv").write_text("agb,naam,adres,postcode,plaats\n01000001,Praktijk,Weg 2,1000 AB,Plaats\n")
        (folder / "out").mkdir()
        if has_database:
            self.must(call([self.binary, *RUN, "first.csv.gz"], folder), {0})
            (folder / "answers.csv").write_text(answers(folder / "out" / "findings.csv"))
            (folder / "sp").mkdir()
            for name in ("2023Q1_01000001_declarant.pdf", "overzicht.html", "manifest.csv"):
                (folder / "sp" / name).write_text("of before\n")

    def first_finding(self):
        path = self.template / "out" / "findings.csv"
        return path.read_text().splitlines()[1].split(",")[0] if path.exists() else ""

    def prepare(self):
        """What was done before the command."""
        scenario, folder = self.scenario, self.template
        if "tables" in scenario.argv:
            shutil.copytree(TABLES, folder / "tables")
        if scenario.schema:
            self.must(call(["zstd", "-dq", OLD / f"schema_{scenario.schema}.db.zst", "-o", folder / "x.db"], folder), {0})
        for argv in scenario.before:
            self.must(call([self.binary, *argv], folder), {0})
        for form, words in FORMS.items():
            if (folder / form).exists():
                fill_in(folder / form, words)
        if scenario.name == "dismiss":
            (folder / "refused.csv").write_text("no;export\n")
            self.must(call([self.binary, *RUN, "refused.csv"], folder), {3})
        for name in OF_BEFORE:
            (folder / name).write_text("of before\n")
        (folder / "run.prom").write_text("# HELP dubbelloop_before of before\ndubbelloop_run_duration_seconds 1\n")
        if not scenario.has_database:
            (folder / "x.db.part").write_bytes(b"of a run that was killed")

    @staticmethod
    def must(result, statuses):
        if result[0] not in statuses:
            raise SystemExit(f"Bail out! an undisturbed command ends with {result[0]}: {result[2]}")

    def folder(self, name):
        return pathlib.Path(shutil.copytree(self.template, self.scratch / name))

    def run(self, folder, program, **environment):
        argv = [self.one_id if word == "ID" else word for word in self.scenario.command(program)]
        return call(argv, folder, self.scenario.stdin, **environment)

    def judge(self, fault, hit, result, folder):
        """What is wrong with how a disturbed command ended, and with what the next one does; empty: nothing."""
        status, stdout, stderr = result
        try:
            now = self.state(folder)
        except Exception as error:  # whatever SQLite has to say of a damaged file
            return f"status {status}, and the database is damaged: {error}; {stderr}"
        as_after = now.unlike(self.after)
        if not hit or fault.harmless:
            return f"status {status} though nothing is wrong: {as_after}; {stderr}" if result != self.result or as_after else ""
        if status == self.result[0]:
            if as_after or stdout != self.result[1]:
                return f"says that it is done, but {as_after or 'with other output'}"
            return self.no_parts(now, fault)
        if fault.kills and status == -signal.SIGKILL or fault.aborts and status == -signal.SIGABRT:
            if now.database not in (self.before.database, self.after.database):
                return "the database is neither as before nor as after"
            wrong = "" if fault.kills else message_wrong(status, stderr)
            if now.database == self.after.database != self.before.database:
                return wrong or as_after  # committed: then the outputs are there
            wrong = wrong or now.between(self.before, self.after)
        elif status == 1 and (fault.silent or "on record: " in stderr or "copy is made: " in stderr) and not as_after:
            return ""  # what it did is done; what it says of it came nowhere
        elif status == 1 and "the purge is done" in stderr:
            return message_wrong(status, stderr) or as_after or self.once_more(folder)
        elif status == 1 or (status == 4 and "tables" in stderr):
            wrong = "" if fault.silent else message_wrong(status, stderr)
            stays = fault.no_way_back or fault.leaves == "all" and self.scenario.once is True
            wrong = wrong or (self.lost(now) if stays else now.unlike(self.before)) or self.no_parts(now, fault)
        else:
            wrong = f"status {status}"
        return f"{wrong}; {stderr}" if wrong else self.again(folder)

    def lost(self, now):
        """What there was before must be there, under its name or as NAME.part."""
        lost = [name for name, content in self.before.files.items()
                if content not in (now.files.get(name), now.parts.get(name + ".part"))]
        return f"{lost} lost" if lost else "" if now.database == self.before.database else "the database is another"

    def no_parts(self, now, fault):
        left = [part for part, content in now.parts.items()
                if not part.endswith(".db.part") or fault.leaves != "lock" and content != self.before.parts.get(part)]
        return f"{left} left" if left and fault.leaves != "all" else ""

    def once_more(self, folder):
        """A purge that was done and could not give the room back: the next one does."""
        status, _, stderr = self.run(folder, [self.binary])
        free = call(["sqlite3", "x.db", "PRAGMA freelist_count"], folder)[1]
        return "" if (status, free) == (0, b"0\n") else f"the next time status {status}: {stderr}; free pages {free}"

    def again(self, folder):
        now = self.state(folder)
        left = (self.scenario.once == "database" and now.database != self.before.database
                or self.scenario.once is True and now.unlike(self.before))
        result = self.run(folder, [self.binary])
        if left:
            return "" if result[0] == 2 else f"{left}, and the next time it is not refused: {result}"
        if self.scenario.once is True and now.parts != self.before.parts and result[0] == 2:
            return ""  # the folder is not empty
        if result != self.result:
            return f"the next time it ends otherwise: {result}"
        now = self.state(folder)
        wrong = now.unlike(self.after)
        # What a library could not remove has another name each time.
        left = [part for part in now.parts if part not in self.after.parts and not pathlib.Path(part).name.startswith("tmp.")]
        if wrong or left:
            return f"after the next time {wrong}, {left} left"
        status, _, stderr = call([self.binary, "verify", "--db", "x.db"], folder) if self.scenario.driver == WORKBENCH else (0, "", "")
        return f"verify: {stderr}" if status else ""


def fill_in(form, words):
    with open(form, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    with open(form, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        out.writeheader()
        out.writerows({**row, **words} for row in rows)
