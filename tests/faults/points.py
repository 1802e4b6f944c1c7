#!/usr/bin/env python3
"""Makes every call of a small run fail in turn: what SQLite asks of the disk, what the engine does, memory. Speaks TAP.

    points.py BINARY FAULTS [--points N | --long] [--only SCENARIO[/KIND]]

BINARY is the program, FAULTS the same with the fault layer (fault.c). A disturbed command (scenarios.py) must end as an undisturbed one, or fail
with status 1, a message that says what to do, and everything as it was; without memory it aborts with its message. The same command again
must then give the very bytes of an undisturbed one. Of a kind with many calls N points are tried, 6 by default, spread evenly; with
--long all of them.
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import tempfile

from scenarios import SCENARIOS, Bench, Fault
from trial import Tap

KINDS_DB = ["db_open", "db_read", "db_write", "db_full", "db_sync", "db_truncate", "db_size", "db_lock", "db_shm", "db_delete",
            "db_access", "db_memory"]
KINDS_FILE = ["file_open", "file_read", "file_write", "file_sync", "file_rename", "file_close", "file_truncate", "file_seek",
              "file_stat", "file_mkdir", "file_unlink", "file_lock", "file_folder", "memory", "thread", "library"]
# What must not disturb at all: half of what was asked for, a signal, a file system that cannot do something.
KINDS_HARMLESS = ["file_short_read", "file_short_write", "file_eintr", "file_exchange", "file_nameless"]
KINDS_KILL = ["db_write", "db_sync", "db_truncate", "db_delete", "file_open", "file_write", "file_sync", "file_rename", "file_close",
              "file_unlink"]

KINDS_UPGRADE = ["db_write", "db_sync", "db_truncate", "file_rename"]


class Points(Bench):
    """A scenario, and how many calls of each kind it makes."""

    def __init__(self, scenario, binary, faults, scratch):
        self.faults = faults
        super().__init__(scenario, binary, scratch)
        self.calls = {name: int(n) for name, n in (line.split() for line in (self.scratch / "counts").read_text().splitlines())}

    def undisturbed(self, folder):
        return self.run(folder, [self.faults], FAULT_COUNTS=str(self.scratch / "counts"), FAULT_ARMED=self.armed(folder))

    def armed(self, folder):
        """The file that a driver makes when calls are to be counted from then on; a command's are from the start."""
        return f"{folder}.armed" if self.scenario.driver else ""

    def kinds(self):
        return KINDS_UPGRADE if self.scenario.schema else KINDS_DB + KINDS_FILE + KINDS_HARMLESS

    def faults_of(self, kind, points):
        """An upgrade is one transaction: it is killed at several places of it, and each place fails too."""
        return [f"{kind}:{n}{how}" for n in points for how in (("", "!") if self.scenario.schema else hows(kind))]

    def point(self, words):
        """Runs with this fault; (whether it happened, what is wrong)."""
        folder = self.folder(words.replace(":", "_"))
        mark = self.scratch / (folder.name + ".hit")
        try:
            result = self.run(folder, [self.faults], FAULT=words, FAULT_HIT=str(mark), FAULT_ARMED=self.armed(folder))
            hit = mark.exists()
            wrong = self.judge(fault_of(words), hit, result, folder)
            return hit, f"{words}: {wrong}" if wrong else ""
        finally:
            shutil.rmtree(folder)
            mark.unlink(missing_ok=True)


def fault_of(words):
    kind = words.split(":")[0]
    from_then_on = words.endswith("+")
    return Fault(words, harmless=kind in KINDS_HARMLESS, kills=words.endswith("!"), aborts=kind in ("memory", "thread", "library"),
                 no_way_back=kind == "file_rename" and from_then_on,
                 leaves="all" if kind == "file_unlink" or from_then_on and kind in ("file_rename", "db_delete")
                 else "lock" if kind in ("file_lock", "file_stat") else "")


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
            if only not in ("", scenario.name) or (not only and options.points == 1 and scenario.rare):
                continue
            bench = Points(scenario, options.binary.resolve(), options.faults.resolve(), pathlib.Path(scratch))
            for kind in bench.kinds():
                calls = bench.calls[kind]
                met[kind] = met.get(kind, 0) + calls
                if not calls or kind_only not in ("", kind):
                    continue
                points = [*range(1, calls + 1)] if options.long else spread(calls, max(options.points, 3 if scenario.schema else 1))
                faults = bench.faults_of(kind, points)
                results = list(pool.map(bench.point, faults))
                hits = sum(hit for hit, _ in results)
                problems = [wrong for _, wrong in results if wrong]
                tap.ok(f"{scenario.name}: {kind}: {hits} faults of {len(faults)} tried ({calls} calls)",
                       problems + ([] if hits else ["no fault happened"]))
        if not options.only:
            tap.ok("every kind of call is made", [kind for kind, calls in met.items() if not calls])
    tap.end()


if __name__ == "__main__":
    main()
