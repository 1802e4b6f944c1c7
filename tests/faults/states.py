#!/usr/bin/env python3
"""Databases that are not as they should be, others that use them at once, disks that are full or may not be written, streams that are
closed. Speaks TAP.

    states.py BINARY

A full disk is a small tmpfs. It is mounted in a mount namespace of its own (unshare, as root or in a user namespace): where neither can
be, this test fails and says so.
"""

import argparse
import os
import pathlib
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time

from trial import ENVIRONMENT, State, Tap, call, export, feed_half, message_wrong, no_core

RUN = ["run", "--quiet", "--threads", "1", "--db", "x.db", "--out", "out"]
WRITERS = {
    "run": [*RUN, "second.csv"],
    "recheck": ["recheck", "--quiet", "--db", "x.db", "--out", "out"],
    "decide": ["decide", "--db", "x.db", "--ids", "ids.csv", "bevestigd", "--by", "J. Jansen", "--reason", "gezien"],
}
READERS = {
    "findings": ["findings", "--db", "x.db"],
    "lines": ["lines", "--db", "x.db"],
    "status": ["status", "--db", "x.db"],
    "explain": ["explain", "--db", "x.db", "ID"],
    "sample": ["sample", "--db", "x.db", "--seed", "1", "--size", "5"],
    "verify": ["verify", "--db", "x.db"],
}


def fail(what):
    raise SystemExit(f"Bail out! {what}")


class Place:
    """A folder with two exports and a database that has the first of them."""

    def __init__(self, binary, scratch):
        self.binary, self.scratch = binary, scratch
        self.template = scratch / "template"
        self.template.mkdir()
        (self.template / "first.csv").write_text(export(999990000, 999990400, 3, "a"))
        (self.template / "second.csv").write_text(export(999990200, 999990600, 4, "b"))
        if call([binary, *RUN, "first.csv"], self.template)[0]:
            fail("the first run fails")
        shutil.copy(self.template / "out" / "findings.csv", self.template / "ids.csv")
        self.one_id = (self.template / "ids.csv").read_text().splitlines()[1].split(",")[0]
        self.before = State(self.template)
        folder = self.folder("after")
        if call([binary, *RUN, "second.csv"], folder)[0]:
            fail("the second run fails")
        self.after = State(folder)

    def folder(self, name="now"):
        shutil.rmtree(self.scratch / name, ignore_errors=True)
        return pathlib.Path(shutil.copytree(self.template, self.scratch / name))

    def call(self, argv, folder, **more):
        return call([self.binary, *(self.one_id if a == "ID" else a for a in argv)], folder, **more)


# ---- databases that are no good ----

def truncated(part):
    def make(db):
        size = db.stat().st_size
        os.truncate(db, part if isinstance(part, int) and part >= 0 else size + part if isinstance(part, int) else int(size * part))
    return make


def statements(sql, fresh=False):
    def make(db):
        if fresh:
            db.unlink()
        connection = sqlite3.connect(db)
        connection.executescript(sql)
        connection.commit()
        connection.close()
    return make


def folder_for_it(db):
    db.unlink()
    db.mkdir()


def link_to_nothing(db):
    db.unlink()
    db.symlink_to("nowhere.db/x")


def overwritten(db):
    """Zeros in the middle of a page of every table: found whichever table is read."""
    content = bytearray(db.read_bytes())
    for at in range(8192, len(content), 8192):
        content[at:at + 512] = bytes(512)
    db.write_bytes(content)


NO_GOOD = {  # what is done to the database, and what the message must say
    "empty": (truncated(0), "another program"),
    "a header, cut off": (truncated(60), "damaged|another program"),
    "one page only": (truncated(8192), "damaged"),
    "half of it": (truncated(0.5), "damaged"),
    "the last page is gone": (truncated(-8192), "damaged"),
    "the last byte is gone": (truncated(-1), "damaged"),
    "pages with zeros": (overwritten, "damaged"),
    "text": (lambda db: db.write_text("bsn,uzovi\n" * 2000), "no database of dubbelloop"),
    "of another program": (statements("CREATE TABLE t (x); PRAGMA application_id = 7", fresh=True), "another program"),
    "of a program that does not say": (statements("CREATE TABLE run (x)", fresh=True), "another program"),
    "of a newer version": (statements("PRAGMA user_version = 99"), "newer dubbelloop .*99"),
    "without its tables": (statements("PRAGMA application_id = 1684171888; PRAGMA user_version = 4; CREATE TABLE t (x)", fresh=True),
                           r"table \w+ is not there"),
    "a folder": (folder_for_it, "is not a file"),
    "a link to nothing": (link_to_nothing, "not there|unable to open"),
}


def no_good(tap, place):
    for name, (make, says) in NO_GOOD.items():
        problems = []
        for verb, argv in {**WRITERS, **READERS}.items():
            folder = place.folder()
            make(folder / "x.db")
            database = (folder / "x.db").read_bytes() if (folder / "x.db").is_file() else None
            outputs = State.__new__(State)
            outputs.files = {p: (folder / p).read_bytes() for p in ("out/findings.csv", "out/changes.csv", "out/summary.json")}
            status, stdout, stderr = place.call(argv, folder)
            # A damaged file may only be seen by looking: then it is verify that says so, with 5.
            wrong = message_wrong(status, stderr) if verb != "verify" or status != 5 else ""
            if status != 1 and not (verb == "verify" and status == 5) and not (status == 2 and "not there" in stderr):
                problems.append(f"{verb} ends with {status}: {stderr}")
            elif wrong and status != 2:
                problems.append(f"{verb}: {wrong}")
            elif not re.search(says, stderr):
                problems.append(f"{verb} says {stderr}")
            elif database is not None and (folder / "x.db").read_bytes() != database and name != "without its tables":
                problems.append(f"{verb} changed the file")  # the other one is put in WAL mode before it is looked into
            elif any((folder / p).read_bytes() != content for p, content in outputs.files.items()):
                problems.append(f"{verb} changed the output")
            if list(folder.rglob("*.part")):
                problems.append(f"{verb} left a temporary file")
        tap.ok(f"a database that is no good: {name}", problems)


def foreign_wal(tap, place):
    """The -wal of another database beside this one: SQLite takes it in, and what comes out is half of each."""
    other = place.folder("other")
    (other / "x.db").unlink()
    (other / "third.csv").write_text(export(999993000, 999995000, 20, "c"))
    place.call([*RUN, "third.csv"], other)
    reader = sqlite3.connect(other / "x.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM run").fetchall()  # while it reads, the run cannot empty its -wal
    if place.call(WRITERS["run"], other)[0] or not (other / "x.db-wal").stat().st_size:
        fail("the run beside a reader leaves no -wal")
    folder = place.folder()
    (folder / "x.db").unlink()
    (folder / "fourth.csv").write_text(export(999991000, 999993000, 20, "d"))
    place.call([*RUN, "fourth.csv"], folder)
    shutil.copy(other / "x.db-wal", folder / "x.db-wal")
    reader.close()
    problems = []
    status, _, stderr = place.call(READERS["verify"], folder)
    if status not in (1, 5) or message_wrong(1, stderr) and status == 1:
        problems.append(f"verify ends with {status}: {stderr}")
    tap.ok("verify sees the -wal of another database", problems)


# ---- a database that may not be read or written ----

def rights(tap, place):
    """As a user who may not: root may everything, so then as nobody."""
    other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    program = place.scratch / "dubbelloop"
    shutil.copy(place.binary, program)
    program.chmod(0o755)
    place.scratch.chmod(0o755)
    for name, of_file, of_folder, verbs in [
        ("a read-only file", 0o444, 0o777, [*WRITERS]),
        ("a read-only file in a read-only folder", 0o444, 0o555, [*WRITERS]),
        ("a file that may not be read", 0o000, 0o777, [*WRITERS, *READERS]),
        ("a folder that may not be entered", 0o666, 0o000, [*READERS]),
    ]:
        problems = []
        for verb in verbs:
            folder = place.folder()
            for path in [folder, *folder.rglob("*")]:
                path.chmod(0o777 if path.is_dir() else 0o666)
            (folder / "db").mkdir()
            (folder / "x.db").rename(folder / "db" / "x.db")
            before = (folder / "db" / "x.db").read_bytes()
            (folder / "db" / "x.db").chmod(of_file)
            (folder / "db").chmod(of_folder)
            argv = ["db/x.db" if a == "x.db" else place.one_id if a == "ID" else a for a in {**WRITERS, **READERS}[verb]]
            status, _, stderr = call([*other, program, *argv], folder)
            (folder / "db").chmod(0o777)
            if status not in (1, 2) or message_wrong(status, stderr):
                problems.append(f"{verb} ends with {status}: {message_wrong(status, stderr)} {stderr}")
            if (folder / "db" / "x.db").read_bytes() != before:
                problems.append(f"{verb} changed the file")
        tap.ok(f"{name}", problems)


# ---- others at the same time ----

def locked(tap, place):
    for verb, argv in WRITERS.items():
        folder = place.folder()
        holder = sqlite3.connect(folder / "x.db", isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN EXCLUSIVE")
        status, _, stderr = place.call(argv, folder)
        problems = []
        if status != 1 or "--wait" not in stderr:
            problems.append(f"ends with {status}: {stderr}")
        release = threading.Timer(1, lambda: holder.execute("ROLLBACK"))
        release.start()
        status, _, stderr = place.call([*argv, "--wait", "900"], folder)
        release.join()
        if status:
            problems.append(f"--wait 30 ends with {status}: {stderr}")
        holder.close()
        tap.ok(f"{verb}: the database is locked by somebody else", problems)
    folder = place.folder()
    holder = sqlite3.connect(folder / "x.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    problems = [f"{verb} ends with {result[0]}: {result[2]}" for verb, argv in READERS.items()
                if (result := place.call(argv, folder))[0]]
    holder.close()
    tap.ok("a reader does not wait for a writer", problems)


def start_run(place, folder):
    """A run that has read half of its input and goes on when the rest comes."""
    process = subprocess.Popen([place.binary, *RUN, "-"], cwd=folder, env=ENVIRONMENT, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    content = (folder / "second.csv").read_bytes()
    feed_half(process, content)
    return process, content[len(content) // 2:]


def two_runs(tap, place):
    for has_database in (False, True):
        folder = place.folder()
        if not has_database:
            (folder / "x.db").unlink()
        problems = []
        process, rest = start_run(place, folder)
        second = [*RUN[:-1], "out2", "first.csv"]
        status, _, stderr = place.call(second, folder)
        if status != 1 or "--wait" not in stderr or message_wrong(status, stderr):
            problems.append(f"the second ends with {status}: {stderr}")
        waiting = subprocess.Popen([place.binary, *second, "--wait", "900"], cwd=folder, env=ENVIRONMENT, stderr=subprocess.PIPE)
        time.sleep(0.3)
        if waiting.poll() is not None:
            problems.append("the one that is to wait does not")
        errors = process.communicate(rest)[1].decode()
        if process.returncode:
            problems.append(f"the first ends with {process.returncode}: {errors}")
        errors = waiting.communicate()[1].decode()
        if waiting.returncode:
            problems.append(f"the one that waited ends with {waiting.returncode}: {errors}")
        # Both are in it, whichever came first.
        for verb in ("findings", "lines"):
            def as_set(where):
                # Without the run and the file that a line came from.
                rows = place.call(READERS[verb], where)[1].decode().splitlines()
                return sorted(row.split(",")[:18] for row in rows) if verb == "lines" else sorted(row.split(",")[0] for row in rows)
            if as_set(folder) != as_set(place.scratch / "after"):
                problems.append(f"other {verb} than of one after the other")
        if place.call(READERS["verify"], folder)[0]:
            problems.append("verify finds a difference")
        tap.ok(f"two runs at once in a {'database' if has_database else 'new database'}", problems)


def readers(tap, place):
    """Whoever reads while a run goes on sees the state before it or after it."""
    folder = place.folder()
    states = [place.call(READERS["findings"], where)[1] for where in (place.template, place.scratch / "after")]
    process, rest = start_run(place, folder)
    seen, wrong = [0, 0], []
    done = False
    while not done:
        done = process.poll() is not None
        status, stdout, stderr = place.call(READERS["findings"], folder)
        if status or stdout not in states:
            wrong.append(f"status {status}, {len(stdout)} bytes: {stderr}")
        else:
            seen[states.index(stdout)] += 1
        if process.stdin and seen[0] >= 3:
            process.stdin.write(rest)
            process.stdin.close()
            process.stdin = None
    process.wait()
    if process.returncode or not all(seen):
        wrong.append(f"the run ends with {process.returncode}; seen {seen}")
    tap.ok(f"a reader during a run: {seen[0]} times before, {seen[1]} after, never between", wrong)


# ---- streams ----

def streams(tap, place):
    problems = []
    for verb, argv in READERS.items():
        with open("/dev/full", "w") as full:
            done = subprocess.run([place.binary, *(place.one_id if a == "ID" else a for a in argv)], cwd=place.template, env=ENVIRONMENT,
                                  stdout=full, stderr=subprocess.PIPE, preexec_fn=no_core)
        wrong = message_wrong(done.returncode, done.stderr.decode())
        if done.returncode != 1 or wrong:
            problems.append(f"{verb} ends with {done.returncode}: {wrong}")
    tap.ok("standard output is full", problems)
    problems = []
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        folder = place.folder()
        status, _, stderr = call(["sh", "-c", f'exec "$@" {closed}', "sh", place.binary, *RUN, "second.csv"], folder)
        now = State(folder)
        if status or now.unlike(place.after):
            problems.append(f"{closed}: status {status}, {now.unlike(place.after)}: {stderr}")
    tap.ok("closed standard streams get no part in a file", problems)


# ---- a full disk ----

SMALL = {  # what is written where there is no room; the first three have their database there too
    "run (new database)": [*RUN, "first.csv", "second.csv"],
    "run": [*RUN, "second.csv"],
    "run with spill": [*RUN, "--memory", "1", "second.csv"],
    "findings -o": ["findings", "--db", "x.db", "-o", "now.csv"],
    "findings as workbook": ["findings", "--db", "x.db", "--format", "xlsx", "-o", "now.xlsx"],
    "lines -o": ["lines", "--db", "x.db", "-o", "now.csv"],
}


def full_disk(tap, place):
    disk = place.scratch / "disk"
    disk.mkdir()
    for name, argv in SMALL.items():
        expected = place.folder("expected")
        if "new" in name:
            (expected / "x.db").unlink()
        shutil.copytree(expected, place.scratch / "start")
        if place.call(argv, expected)[0]:
            fail(f"{name} fails where there is room")
        after, before = State(expected), State(place.scratch / "start")
        mount(disk, "8m")
        shutil.copytree(place.scratch / "start", disk, dirs_exist_ok=True)
        used = sum(p.stat().st_blocks * 512 for p in disk.rglob("*") if p.is_file()) // 1024
        failed, problems, status = 0, [], 1
        for room in [*range(0, 240, 8), *range(240, 4000, 40)]:
            remount(disk, f"{used + room}k")
            status, _, stderr = place.call(argv, disk)
            if status == 0:
                break
            failed += 1
            remount(disk, "8m")
            wrong = message_wrong(status, stderr) or State(disk).unlike(before)
            left = [str(p) for p in disk.rglob("*.part")]
            if status != 1 or wrong or left:
                problems.append(f"with {room} KB: status {status}, {wrong}, {left} left: {stderr}")
        remount(disk, "8m")
        now = State(disk)
        if status or now.unlike(after):
            problems.append(f"with room at last: status {status}, {now.unlike(after)}")
        if failed < 2:
            problems.append(f"only {failed} sizes were too small")
        subprocess.run(["umount", str(disk)], check=True)
        shutil.rmtree(place.scratch / "start")
        tap.ok(f"a disk that is full: {name}, {failed} sizes too small", problems)


# ---- a disk that may only be read ----

READ_ONLY_WRITERS = {
    **WRITERS,
    "zaak": ["zaak", "new", "--db", "x.db", "--agb", "01000001", "--rol", "declarant", "--period", "2023", "--doel", "proef", "--date", "2023-06-01",
             "--by", "J. Jansen"],
    "purge": ["purge", "--db", "x.db", "--before", "2023-04-01", "--by", "J. Jansen", "--reason", "bewaartermijn"],
    "findings -o": ["findings", "--db", "x.db", "-o", "now.csv"],
    "backup": ["backup", "x.db", "y.db"],
    "a new database": ["run", "--quiet", "--db", "z.db", "--out", "out", "second.csv"],
}


def read_only(tap, place):
    disk = place.scratch / "readonly"
    disk.mkdir()
    mount(disk, "8m")
    shutil.copytree(place.template, disk, dirs_exist_ok=True)
    before = State(disk)
    expected = {verb: place.call(argv, disk) for verb, argv in READERS.items()}
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    problems = [f"{verb}: {now}" for verb, argv in READERS.items() if (now := place.call(argv, disk)) != expected[verb]]
    tap.ok("a database on a disk that may only be read is read as ever", problems)
    problems = []
    for verb, argv in READ_ONLY_WRITERS.items():
        status, _, stderr = place.call(argv, disk)
        if status != 1 or message_wrong(status, stderr):
            problems.append(f"{verb}: status {status}: {message_wrong(status, stderr)}: {stderr}")
    if State(disk).unlike(before):
        problems.append(State(disk).unlike(before))
    tap.ok("and not written, with a message", problems)
    subprocess.run(["umount", str(disk)], check=True)


# ---- input without an end ----

def endless(tap, place):
    """Lines from a pipe for ever, each of another patient: the disk is full before the input is at its end."""
    disk = place.scratch / "endless"
    disk.mkdir()
    mount(disk, "3m")
    problems = []
    for more in ([], ["--memory", "1"]):
        with subprocess.Popen([place.binary, "run", "--quiet", "--threads", "1", "--db", "x.db", "--out", "out", "--max-rejects", "100%", *more, "-"], cwd=disk,
                              stdin=subprocess.PIPE, stderr=subprocess.PIPE, env={**ENVIRONMENT, "TMPDIR": str(disk)}, preexec_fn=no_core) as process:
            lines = 0
            try:
                process.stdin.write(b"verzekerdennummer,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer\n")
                while lines < 5_000_000:
                    process.stdin.write(b"".join(b"V%d,3332,53010001,056,40001,2023-01-15,10000,K%d\n" % (i, i) for i in range(lines, lines + 10000)))
                    lines += 10000
                process.stdin.close()
            except BrokenPipeError:
                process.stdin = None
            stderr = process.stderr.read().decode()
            status = process.wait()
        left = sorted(str(p.relative_to(disk)) for p in disk.rglob("*") if p.is_file())
        if status != 1 or message_wrong(status, stderr) or left:
            problems.append(f"{more}: status {status} after {lines} lines, {left} left: {stderr}")
    tap.ok("input without an end ends where the disk is full, with nothing left", problems)
    subprocess.run(["umount", str(disk)], check=True)


def mount(disk, size):
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], capture_output=True)
    if done.returncode:
        fail(f"a small tmpfs cannot be mounted, so a full disk cannot be tried: {done.stderr.decode()}")


def remount(disk, size):
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def in_own_mounts():
    """Starts this program again where it may mount: as root in a mount namespace, else in a user namespace as well."""
    if os.environ.get("IN_OWN_MOUNTS"):
        return
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*unshare, "true"], capture_output=True).returncode:
        fail(f"{' '.join(unshare)} is not allowed here: run the tests as root, or allow user namespaces")
    os.execvpe(unshare[0], [*unshare, sys.executable, *sys.argv], {**os.environ, "IN_OWN_MOUNTS": "1"})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    options = parser.parse_args()
    in_own_mounts()
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        place = Place(options.binary.resolve(), pathlib.Path(scratch))
        for test in (no_good, foreign_wal, rights, locked, two_runs, readers, streams, full_disk, read_only, endless):
            test(tap, place)
    tap.end()


main()
