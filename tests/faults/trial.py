"""What the tests of faults share: small inputs, the state of a database and of its outputs, and the question whether all is as it was."""

import array
import csv
import fcntl
import os
import pathlib
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import termios
import time

ENVIRONMENT = {**os.environ, "LC_ALL": "C", "TZ": "UTC", "SOURCE_DATE_EPOCH": "1700000000"}

HANGS_AFTER = 900  # seconds: for what hangs, and nothing else

# Every message of a failure says what to do as well.
REMEDY = re.compile(r"make room|install the package|again|--wait|--memory|--threads|give |use |look at|check |choose |restore|'dubbelloop ")


def no_core():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def call(argv, cwd, stdin=None, **environment):
    """(status, standard output, standard error); a signal is a negative status, "hangs" is one too."""
    try:
        done = subprocess.run([str(a) for a in argv], cwd=cwd, input=stdin, capture_output=True, timeout=HANGS_AFTER,
                              env={**ENVIRONMENT, **environment}, preexec_fn=no_core)
    except subprocess.TimeoutExpired:
        return "hangs", b"", ""
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def test_bsn(n):
    """Whether 99999xxxx passes the elfproef."""
    digits = [int(d) for d in str(n)]
    return (sum(d * (9 - i) for i, d in enumerate(digits[:8])) - digits[8]) % 11 == 0


def export(first, last, lines, suffix):
    """An export of test BSNs: a keten line and `lines` consults for each patient."""
    out = ["bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer"]
    for bsn in filter(test_bsn, range(first, last + 1)):
        out.append(f"{bsn},3332,53010001,056,40001,2023-01-15,10000,K{bsn % 10000}{suffix}")
        out += [f"{bsn},3332,01000001,008,12850,2023-0{1 + i % 6}-01,1500,C{bsn % 10000}{suffix}_{i}" for i in range(lines)]
    return "\n".join(out) + "\n"


def answers(findings):
    """The annex of 01000001, filled in: its first findings as findings.csv has them."""
    with open(findings, newline="") as lines:
        own = [row["bevinding_id"] for row in csv.DictReader(lines) if row["conflict_agb"] == "01000001"][:20]
    return "bevinding_id;antwoord;toelichting;agb;rol\n" + "".join(
        f"{name};{('credit', 'terecht', '')[n % 3]};{('', 'met reden', '')[n % 3]};01000001;declarant\n" for n, name in enumerate(own))


def columns(db, table, without):
    return ", ".join(f'"{row[1]}"' for row in db.execute(f'PRAGMA table_info("{table}")') if row[1] not in without)


def database_state(path, binary=None, without=()):
    """Everything that a database says, as one value; None: there is none. Looks at a copy, so that what an interrupted run
    left is still there for the next one to deal with. Raises when the database is damaged. How lines are cut into blocks and sieves depends
    on the threads; with `binary`, the program, their content is compared instead. Tables and
    columns that are not looked at: `without`."""
    if not path.exists():
        return None
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch)
        for suffix in ("", "-wal", "-journal"):
            if (path.parent / (path.name + suffix)).exists():
                shutil.copy(path.parent / (path.name + suffix), copy / ("x.db" + suffix))
        db = sqlite3.connect(copy / "x.db")
        try:
            found = db.execute("PRAGMA integrity_check").fetchall()
            if found != [("ok",)]:
                raise ValueError(f"integrity_check: {found[:3]}")
            schema = db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
            return (db.execute("PRAGMA application_id").fetchall(), db.execute("PRAGMA user_version").fetchall(), schema,
                    [(name, sorted(db.execute(f'SELECT {columns(db, name, without)} FROM "{name}"').fetchall(), key=repr))
                     for kind, name, _ in schema if kind == "table" and name not in without and not (binary and name in ("blok", "zeef"))],
                    binary and call([binary, "lines", "--db", "x.db"], copy))
        finally:
            db.close()


TEMPORARY = re.compile(r"\.part|^tmp\.\w{10}$")  # of the engine; of libxlsxwriter
OF_A_DATABASE = re.compile(r".*\.db(-wal|-shm|-journal|\.inzage)?$")


def files_in(folder):
    """Name and content of every file but databases and temporary ones."""
    return {str(p.relative_to(folder)): what_stays(p, folder) for p in sorted(folder.rglob("*"))
            if p.is_file() and not TEMPORARY.search(p.name) and not OF_A_DATABASE.match(p.name)}


def what_stays(path, folder):
    """The content, but for what is another each time: of the figures for Prometheus, which hold how long a run took and that it failed, only
    whether they are whole; of a split, which has a number of its own, how much there is; no name of the folder itself."""
    content = path.read_bytes()
    if path.parent.name == "delen":
        return re.sub(rb"\b([0-9]{6,}|[0-9a-f]{32})\b", b"N", content) if path.name == "manifest" else len(content)
    whole = content.startswith(b"# HELP ") and b"\ndubbelloop_run_duration_seconds " in content and content.endswith(b"\n")
    return b"whole" if path.suffix == ".prom" and whole else content.replace(str(folder).encode(), b"FOLDER")


class State:
    """Of a working folder with the database x.db, and y.db, its copy."""

    def __init__(self, folder, binary=None, without=()):
        self.database = [database_state(folder / name, binary, without) for name in ("x.db", "y.db")]
        self.files = files_in(folder)
        self.parts = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and TEMPORARY.search(p.name)}

    def between(self, before, after):
        """Each file must be as before or as after, and none of before gone; in words what is not."""
        other = [name for name, content in self.files.items() if content not in (before.files.get(name), after.files.get(name))]
        gone = [name for name in before.files if name not in self.files]
        return f"{other} neither as before nor as after, {gone} gone" if other or gone else ""

    def unlike(self, other):
        """In words; empty: they are the same."""
        words = []
        if self.database != other.database:
            words.append("the database is another" if self.database[0] else "the database is not there")
        for name in sorted(self.files.keys() | other.files.keys()):
            if self.files.get(name) != other.files.get(name):
                words.append(f"{name} " + ("is new" if name not in other.files else "is gone" if name not in self.files else "differs"))
        return ", ".join(words)


def message_wrong(status, stderr):
    """What is wrong with what a failure says; empty: nothing."""
    lines = [line for line in stderr.splitlines() if line.startswith("dubbelloop: ")]
    if not lines:
        return f"status {status} without a message"
    if not REMEDY.search(lines[-1]):
        return "the message does not say what to do: " + lines[-1]
    if re.search(r"9999\d{5}", stderr):
        return "the message names a patient"
    return ""


class Tap:
    """Prints results as TAP."""

    def __init__(self):
        self.number = self.failed = 0

    def ok(self, name, problems):
        """It is right when there are no problems (a list, or a text)."""
        problems = [problems] if isinstance(problems, str) and problems else problems
        self.number += 1
        self.failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.number} - {name}")
        for problem in problems or []:
            print("# " + problem.replace("\n", "\n# "))
        sys.stdout.flush()

    def end(self):
        print(f"1..{self.number}")
        sys.exit(self.failed > 0)


def feed_half(process, content):
    """Gives the first half of its input to a process, and waits until that has been read."""
    os.set_blocking(process.stdin.fileno(), True)
    process.stdin.write(content[: len(content) // 2])
    process.stdin.flush()
    while unread(process.stdin):
        time.sleep(0.01)


def unread(pipe):
    """Bytes in a pipe that nobody has read yet."""
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]
