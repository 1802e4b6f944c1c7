#!/usr/bin/env python3
"""Makes system calls of the program as it is fail, with strace: whoever makes them, the engine, SQLite or another library. Speaks TAP.

    syscalls.py BINARY [--points N | --all] [--only CALL]

A night into a database that is there. A call fails with "no space left" or "input/output error", once, or from then on as well; the first ones,
of the loader, do not. The run must end as an undisturbed one, or fail with status 1, a message that says what to do, and everything as it was. The
same command again must then give the very bytes of an undisturbed one. Of each call and error one place is tried, in the middle, N spread evenly
with --points, every one with --all (which takes an hour or so).
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import tempfile

from trial import State, Tap, call, export, message_wrong

FAILS = {
    "ENOSPC": ["openat", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "renameat2", "mkdir"],
    "EIO": ["openat", "read", "pread64", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "renameat2", "close", "unlink", "lseek",
            "newfstatat", "getdents64"],
}
RUN = ["run", "--threads", "1", "--max-rejects", "50", "--db", "x.db", "--out", "out", "second.csv"]
CALL = re.compile(r"^(\d+) +(\w+)\(")


class Bench:
    """The night, with its states before and after."""

    def __init__(self, binary, scratch):
        self.binary, self.scratch = binary, scratch
        self.template = scratch / "template"
        self.template.mkdir()
        (self.template / "first.csv").write_text(export(999990000, 999990200, 4, "a"))
        (self.template / "second.csv").write_text(export(999990100, 999990300, 4, "b"))
        self.must(call([binary, *RUN[:-1], "first.csv"], self.template))
        self.before = State(self.template)
        folder = self.folder("undisturbed")
        self.result = call([binary, *RUN], folder)
        self.must(self.result)
        self.after = State(folder)
        self.first, self.calls = self.count()

    @staticmethod
    def must(result):
        if result[0]:
            raise SystemExit(f"Bail out! an undisturbed run ends with {result[0]}: {result[2]}")

    def folder(self, name):
        return pathlib.Path(shutil.copytree(self.template, self.scratch / name))

    def traced(self, folder, *options):
        return call(["strace", "-f", "-qq", "-o", folder.parent / (folder.name + ".strace"), *options, self.binary, *RUN], folder)

    def count(self):
        """Of each call: how many the loader makes, and how many there are. Only of the first thread: strace counts by thread."""
        folder = self.folder("counted")
        self.must(self.traced(folder))
        first, calls, main, begun = collections.Counter(), collections.Counter(), None, False
        for line in (self.scratch / "counted.strace").read_text(errors="replace").splitlines():
            begun = begun or "x.db" in line and "execve" not in line
            found = CALL.match(line)
            if found and found[1] == (main := main or found[1]):
                calls[found[2]] += 1
                first[found[2]] += not begun
        return first, calls

    def point(self, name, error, when):
        """(whether the call failed, what is wrong)"""
        folder = self.folder(f"{name}_{error}_{when}")
        try:
            result = self.traced(folder, "-e", f"trace={name}", "-e", f"inject={name}:error={error}:when={when}")
            hit = "(INJECTED)" in (self.scratch / (folder.name + ".strace")).read_text(errors="replace")
            wrong = self.judge(name, when, result, folder)
            return hit, f"{name} {error} at {when}: {wrong}" if wrong else ""
        finally:
            shutil.rmtree(folder)

    def judge(self, name, when, result, folder):
        status, _, stderr = result
        try:
            now = State(folder)
        except Exception as error:  # whatever SQLite has to say of a damaged file
            return f"status {status}, and the database is damaged: {error}; {stderr}"
        if status == self.result[0]:
            wrong = now.unlike(self.after)
            return f"says that it is done, but {wrong}" if wrong else ""
        if status != 1 and not (status == 4 and "conflict_tables" in stderr):
            return f"status {status}: {stderr}"
        # Standard error fails with all other writes; and the way back with all other renames.
        wrong = "" if name == "write" and when.endswith("+") else message_wrong(status, stderr)
        if name == "renameat2" and when.endswith("+"):
            wrong = wrong or ("" if now.database == self.before.database else "the database is another")
        else:
            wrong = wrong or now.unlike(self.before)
        if wrong:
            return f"{wrong}; {stderr}"
        again = call([self.binary, *RUN], folder)
        wrong = again[0] != self.result[0] or State(folder).unlike(self.after)
        return f"the next time status {again[0]}, {wrong}: {again[2]}" if wrong else ""


def spread(first, last, most):
    """At most `most` numbers of first..last, spread evenly; one alone is the middle one."""
    n = last - first + 1
    return sorted({first + (2 * i + 1) * n // (2 * most) for i in range(min(n, most))}) if n > 0 else []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--points", type=int, default=1)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    tap = Tap()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as scratch, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        bench = Bench(options.binary.resolve(), pathlib.Path(scratch))
        missing = []
        for error, names in FAILS.items():
            for name in names:
                if options.only not in ("", name):
                    continue
                first, last = bench.first[name] + 1, bench.calls[name]
                points = spread(first, last, last if options.all else options.points)
                results = list(pool.map(lambda when: bench.point(name, error, when), [f"{n}{how}" for n in points for how in ("", "+")]))
                hits = sum(hit for hit, _ in results)
                if not points:  # this system's libraries do it by another call
                    missing.append(name)
                    continue
                tap.ok(f"{name} fails with {error}: {hits} times, of {last - first + 1} calls",
                       [wrong for _, wrong in results if wrong] + ([] if hits else ["no call failed"]))
        tap.ok(f"nearly every call is made, but {missing}", ["too many are not"] if len(missing) > 3 else [])
    tap.end()


main()
