#!/usr/bin/env python3
"""Makes system calls of the program as it is fail, with strace: whoever makes them, the engine, SQLite or another library. Speaks TAP.

    syscalls.py BINARY [--points N | --all] [--only SCENARIO[/CALL]] [--part I/N]

A call of a command (scenarios.py) fails with "no space left" or "input/output error", once, or from then on as well; the first ones, of the
loader, do not. The command must end as an undisturbed one, or fail with status 1, a message that says what to do, and everything as it was; what it
prints is whole, or its status is not 0. The same command again must then give the very bytes of an undisturbed one.

Without --points or --all: of a night each call and error at one place, in the middle; of the workbench a verdict; of the commands that points.py has
no time for the commit or what is printed. --points: of each command, call and error N places, spread evenly; --all: every one (a day or so). --part 1/4: the first of four parts.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import tempfile

from scenarios import SCENARIOS, WORKBENCH, Bench, Fault
from trial import Tap

FAILS = {
    "ENOSPC": ["openat", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "renameat2", "mkdir", "linkat"],
    "EIO": ["openat", "read", "pread64", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "renameat2", "close", "unlink", "lseek",
            "newfstatat", "getdents64", "fcntl", "flock", "fchown", "readlink", "linkat"],
}
NIGHT = "existing"  # of which every call is tried
PAGES = "kaart"  # a PDF
LOG = [("ENOSPC", "pwrite64"), ("ENOSPC", "fdatasync"), ("EIO", "pwrite64"), ("EIO", "fdatasync")]  # of the workbench, on the log of the database:
# only a verdict writes there, in a thread of its own
CALL = re.compile(r"^(\d+) +(\w+)\(")


class Calls(Bench):
    """A scenario, and the calls that it makes."""

    def undisturbed(self, folder):
        result = self.traced(folder)
        self.first, self.calls = self.count(folder)
        return result

    def log(self, folder):
        return self.scratch / f"{folder.name}.strace"

    def traced(self, folder, *options):
        return self.run(folder, ["strace", "-f", "-qq", "-o", self.log(folder), *options, self.binary])

    def count(self, folder):
        """Of each call: how many the loader makes, and how many there are. Only of the first thread: strace counts by thread."""
        first, calls, main, begun = collections.Counter(), collections.Counter(), None, False
        for line in self.log(folder).read_text(errors="replace").splitlines():
            begun = begun or "umask(" in line  # the engine's first words
            found = CALL.match(line)
            if found and found[1] == (main := main or found[1]):
                calls[found[2]] += 1
                first[found[2]] += not begun
        return first, calls

    def point(self, name, error, when):
        """(whether the call failed, what is wrong)"""
        folder = self.folder(f"{name}_{error}_{when}")
        try:
            of_log = ["-P", folder / "x.db-wal"] if self.scenario.driver == WORKBENCH else []
            result = self.traced(folder, "--seccomp-bpf", *of_log, "-e", f"trace={name}", "-e", f"inject={name}:error={error}:when={when}")
            hit = "(INJECTED)" in self.log(folder).read_text(errors="replace")
            wrong = self.judge(fault_of(name, error, when), hit, result, folder)
            return hit, f"{name} {error} at {when}: {wrong}" if wrong else ""
        finally:
            shutil.rmtree(folder)
            self.log(folder).unlink(missing_ok=True)


def fault_of(name, error, when):
    from_then_on = when.endswith("+")
    return Fault(f"{name} {error} {when}",
                 silent=name == "write" and from_then_on,
                 no_way_back=name == "renameat2" and from_then_on,
                 leaves="all" if name == "unlink" or name == "renameat2" and from_then_on else "lock" if name in ("newfstatat", "flock") else "")


def spread(first, last, most):
    """At most `most` numbers of first..last, spread evenly; one alone is the middle one."""
    n = last - first + 1
    return sorted({first + (2 * i + 1) * n // (2 * most) for i in range(min(n, most))}) if n > 0 else []


def quick(bench):
    """The commit of what changes the database; of another command what it writes or prints. Of pages every file that is opened: libraries go on without a font."""
    name, error = ("fdatasync", "EIO") if bench.calls["fdatasync"] else ("write", "ENOSPC")
    first = bench.first[name] + 1
    yield error, name, [f"{n}" for n in ([first] if name == "fdatasync" else spread(first, bench.calls[name], 1))]
    if bench.scenario.name == PAGES:
        yield "EIO", "openat", [f"{n}" for n in range(bench.first["openat"] + 1, bench.calls["openat"] + 1)]


def plan(bench, options):
    """What is done to a scenario: (error, call, places), a place as strace wants it."""
    if bench.scenario.driver == WORKBENCH:
        yield from ((error, name, ["1", "1+"]) for error, name in LOG)
        return
    if is_short(options) and bench.scenario.name != NIGHT:
        yield from quick(bench)
        return
    for error, names in FAILS.items():
        for name in names:
            first, last = bench.first[name] + 1, bench.calls[name]
            if (options.only.partition("/")[2] or name) == name:
                places = spread(first, last, last if options.all else options.points or 1)
                if (bench.scenario.name, name) != ("zelfcheck", "close"):  # strace does not close it, and a pipe that is open is waited for
                    yield error, name, [f"{n}{how}" for n in places for how in ("", "+")]


def disturb(tap, pool, bench, options):
    made, missing = 0, []
    for error, name, places in plan(bench, options):
        results = list(pool.map(lambda when: bench.point(name, error, when), places))
        hits = sum(hit for hit, _ in results)
        made += hits
        if places:
            tap.ok(f"{bench.scenario.name}: {name} fails with {error}: {hits} times",
                   [wrong for _, wrong in results if wrong] + ([] if hits else ["no call failed"]))
        else:
            missing.append(name)
    if bench.scenario.name == NIGHT and not options.only:  # this system's libraries do it by another call
        tap.ok(f"nearly every call is made, but {missing}", ["too many are not"] if len(missing) > 6 else [])
    return made


def is_short(options):
    return not (options.all or options.points)


def is_chosen(scenario, options):
    """Where there is little time: what points.py leaves out then, and a night."""
    only = options.only.partition("/")[0]
    return scenario.name == only if only else not is_short(options) or scenario.name == NIGHT or scenario.rare and not scenario.schema


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--points", type=int, default=0)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--part", default="1/1")
    options = parser.parse_args()
    tap, made = Tap(), 0
    part, parts = (int(word) for word in options.part.split("/"))
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as scratch, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        chosen = [scenario for scenario in SCENARIOS if is_chosen(scenario, options)]
        for scenario in chosen[part - 1::parts]:
            made += disturb(tap, pool, Calls(scenario, options.binary.resolve(), pathlib.Path(scratch)), options)
    print(f"# {made} calls failed")
    tap.end()


if __name__ == "__main__":
    main()
