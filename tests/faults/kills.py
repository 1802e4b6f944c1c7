#!/usr/bin/env python3
"""Kills commands at random moments, and interrupts runs in the middle of their input. Speaks TAP.

    kills.py BINARY [--kills N]       N kills in all, 20 by default; TEST_SEED repeats one test's moments

What was killed leaves the database as before or as after, never between; the next time ends as an undisturbed one.
"""

import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time

from trial import ENVIRONMENT, State, Tap, answers, call, export, feed_half, no_core

RUN = ["run", "--quiet", "--db", "x.db", "--out", "out"]

# A command, and whether there is a database before it. One line each: what is killed must end in one of two states.
COMMANDS = {
    "run (new database)": ([*RUN, "second.csv"], False),
    "run": ([*RUN, "second.csv"], True),
    "run --shard": ([*RUN, "--shard", "delen/shard-0001"], False),
    "merge": (["merge", "--quiet", "--db", "x.db", "--out", "out", "--shards", "delen", "deel_1.db", "deel_2.db"], False),
    "recheck": (["recheck", "--quiet", "--db", "x.db", "--out", "out", "--contracts", "contracts.csv"], True),
    "withdraw": (["withdraw", "--quiet", "--db", "x.db", "--out", "out", "--by", "J. Jansen", "--reason", "verkeerd", "first.csv"], True),
    "decide": (["decide", "--db", "x.db", "--ids", "ids.csv", "bevestigd", "--by", "J. Jansen", "--reason", "gezien"], True),
    "spiegel": (["spiegel", "--quiet", "--db", "x.db", "--period", "2023Q1", "--out", "sp"], True),
    "respond": (["respond", "--db", "x.db", "--by", "J. Jansen", "answers.csv"], True),
    "titels": (["titels", "--quiet", "--db", "x.db", "-o", "titels.csv"], True),
    "purge": (["purge", "--quiet", "--db", "x.db", "--before", "2023-04-01", "--by", "J. Jansen", "--reason", "bewaartermijn"], True),
    "backup": (["backup", "--quiet", "x.db", "y.db"], True),
    "findings -o": (["findings", "--db", "x.db", "--format", "xlsx", "-o", "werklijst.xlsx"], True),
}


class Bench:
    """A command with its states before and after."""

    def __init__(self, binary, argv, has_database, scratch):
        self.argv, self.scratch = [str(binary), *argv], scratch
        self.binary = binary
        self.template = scratch / "template"
        self.template.mkdir(parents=True)
        (self.template / "second.csv").write_text(export(999997500, 999999999, 30, "b"))
        (self.template / "contracts.csv").write_text("uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel\n")
        if has_database:
            (self.template / "first.csv").write_text(export(999995000, 999999999, 12, "a"))
            self.must(call([binary, *RUN, "first.csv"], self.template))
            shutil.copy(self.template / "out" / "findings.csv", self.template / "ids.csv")
            (self.template / "answers.csv").write_text(answers(self.template / "ids.csv"))
        if "delen" in " ".join(argv):
            self.must(call([binary, "split", "--quiet", "--shards", "2", "--out", "delen", "second.csv"], self.template))
            for number in ("1", "2") if argv[0] == "merge" else ():
                shard = ["--shard", f"delen/shard-000{number}", "--db", f"deel_{number}.db", "--out", f"uit_{number}"]
                self.must(call([binary, "run", "--quiet", *shard], self.template))
        self.before = State(self.template, self.binary)
        begun = time.monotonic()
        self.after = State(self.undisturbed(), self.binary)
        self.took = time.monotonic() - begun

    @staticmethod
    def must(result):
        if result[0]:
            raise SystemExit(f"Bail out! an undisturbed command ends with {result[0]}: {result[2]}")

    def folder(self):
        shutil.rmtree(self.scratch / "now", ignore_errors=True)
        return pathlib.Path(shutil.copytree(self.template, self.scratch / "now"))

    def undisturbed(self):
        folder = self.folder()
        self.must(call(self.argv, folder))
        return folder

    def state_wrong(self, now):
        """After a kill: the database is as before or as after; so is each output, and all are there once it is committed."""
        if now.database not in (self.before.database, self.after.database):
            return "the database is neither as before nor as after"
        if now.database != self.before.database:
            return now.unlike(self.after)
        return now.between(self.before, self.after)

    def again(self, folder, now):
        """The next time, unless it was done."""
        if now.database != self.after.database or now.unlike(self.after):
            result = call(self.argv, folder)
            if result[0]:
                return f"the next time ends with {result[0]}: {result[2]}"
        then = State(folder, self.binary)
        wrong = then.unlike(self.after)
        if wrong or then.parts and now.database == self.before.database:
            return f"after the next time: {wrong} {list(then.parts)}"
        result = call([self.binary, "verify", "--quiet", "--db", "x.db"], folder)
        return f"verify: {result[2]}" if result[0] else ""

    def kill_after(self, seconds):
        """(whether it was killed, what is wrong)"""
        folder = self.folder()
        process = subprocess.Popen(self.argv, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.kill()
        killed = process.wait() == -signal.SIGKILL
        now = State(folder, self.binary)
        wrong = self.state_wrong(now) or self.again(folder, now)
        return killed, f"killed after {seconds:.4f} of {self.took:.4f} s: {wrong}" if wrong else ""


def kill(tap, binary, scratch, kills):
    seed = int(os.environ.get("TEST_SEED", time.time_ns() % 1000000))
    random.seed(seed)
    for number, (name, (argv, has_database)) in enumerate(COMMANDS.items()):
        bench = Bench(binary, argv, has_database, scratch / str(number))
        times = kills // len(COMMANDS) + (number < kills % len(COMMANDS))
        results = [bench.kill_after(random.uniform(0, bench.took)) for _ in range(times)]
        # One that is surely in time, should the machine be too fast for all others.
        if not any(killed for killed, _ in results):
            results.append(bench.kill_after(0))
        problems = [wrong for _, wrong in results if wrong]
        if not any(killed for killed, _ in results):
            problems.append("none was killed")
        tap.ok(f"SIGKILL of {name}: {sum(killed for killed, _ in results)} of {len(results)} killed (TEST_SEED={seed})", problems)
        shutil.rmtree(scratch / str(number))


def interrupt(tap, binary, scratch):
    """A signal while half of the input is there: with a pipe that is surely in the middle."""
    for has_database in (False, True):
        bench = Bench(binary, [*RUN, "second.csv"], has_database, scratch / f"interrupt_{has_database}")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            folder = bench.folder()
            process = subprocess.Popen([binary, *RUN, "-"], cwd=folder, env=ENVIRONMENT, stdin=subprocess.PIPE,
                                       stderr=subprocess.PIPE, preexec_fn=no_core)
            feed_half(process, (folder / "second.csv").read_bytes())
            process.send_signal(number)
            stderr = process.communicate()[1].decode()
            problems = []
            if process.returncode != (-number if number == signal.SIGKILL else 128 + number):
                problems.append(f"status {process.returncode}")
            now = State(folder, binary)
            if now.unlike(bench.before):
                problems.append(now.unlike(bench.before))
            if number != signal.SIGKILL and (now.parts or "as it was before" not in stderr):
                problems.append(f"{list(now.parts)} left; {stderr}")
            problems.append(bench.again(folder, now))
            tap.ok(f"{number.name} while reading into a {'database' if has_database else 'new database'}", [p for p in problems if p])
        shutil.rmtree(bench.scratch)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        interrupt(tap, options.binary.resolve(), pathlib.Path(scratch))
        kill(tap, options.binary.resolve(), pathlib.Path(scratch), options.kills)
    tap.end()


main()
