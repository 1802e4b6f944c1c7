#!/usr/bin/env python3
"""Is what --metrics writes the text format of Prometheus, as the textfile collector takes it, and does it say what the run did?

    metrics.py DUBBELLOOP SAMPLE_DATA     through the program itself; ends with "N passed, N failed"
"""

import json
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

KETENS = {"DM2", "VRM", "COPD", "ASTMA", "DM2_NG", "VRM_NG", "COPD_NG"}
NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:{{((?:{LABEL},?)*)}})? (-?[0-9]+(?:\.[0-9]+)?)")


def parse(text):
    """{(name, labels): value}; what is no good is a failed check."""
    found, family, seen = {}, None, set()
    check("it ends with a newline", text.endswith("\n"))
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ")[2]
            check(f"{family} has its help once, and a text", family not in seen and len(line.split(" ", 3)) == 4)
            seen.add(family)
        elif line.startswith("# TYPE "):
            check(f"{line}: behind its help, a gauge", line == f"# TYPE {family} gauge")
        else:
            sample = SAMPLE.fullmatch(line)
            check(f"{line}: a sample of {family}", sample is not None and sample[1] == family)
            if sample:
                key = (sample[1].removeprefix("dubbelloop_"), sample[2] or "")
                check(f"{line}: once, and ours", key not in found and sample[1].startswith("dubbelloop_"))
                found[key] = sample[3]
    return found


def main(program, sample):
    program, sample = os.path.realpath(program), pathlib.Path(sample).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        db, prom = folder / "m.db", folder / "dubbelloop.prom"

        def run(verb, *arguments, umask=0o077):
            before = os.umask(umask)
            done = subprocess.run([program, verb, "--db", db, "--out", folder, "--quiet", "--metrics", prom, *arguments],
                                  capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
            os.umask(before)
            return done.returncode

        files = sorted(sample.glob("202?Q?.csv*"))
        bad = folder / "geen_kop.csv"
        bad.write_text("dit is geen kop\n1\n")
        status = run("run", "--contracts", sample / "contracts.csv", "--threads", "2", *files, bad)
        check("a run with rejects ends with 3", status == 3)
        check("the collector, another user, can read it", stat.S_IMODE(prom.stat().st_mode) == 0o644)
        check("no temporary file is left", not list(folder.glob("*.part")))
        got = parse(prom.read_text())
        summary = json.loads((folder / "summary.json").read_text())
        want = {
            ("run_success", ""): "1",
            ("run_exit_status", ""): "3",
            ("run_begin_timestamp_seconds", ""): "1700000000",
            ("run_number", ""): str(summary["run"]),
            ("run_files", 'status="ingelezen"'): str(len(files)),
            ("run_files", 'status="geweigerd"'): "1",
            ("run_files", 'status="overgeslagen"'): "0",
            ("credits_waiting", ""): str(summary["credits_waiting"]),
            ("anomalies", ""): str(summary["anomalies"]),
        }
        for count in ("read", "accepted", "duplicate", "rejected", "relevant"):
            want[f"run_lines_{count}", ""] = str(summary[count])
        for grade, number in summary["findings"].items():
            want["findings", f'zekerheid="{grade}"'] = str(number)
            cents = summary["money"]["net_cent"][grade]
            want["net_euros", f'zekerheid="{grade}"'] = f"{cents // 100}.{cents % 100:02}"
        covered = [row for row in summary["coverage"] if row["programma"] in KETENS]
        check("several programmes are covered", len({row["programma"] for row in covered}) > 2)
        for uzovi, programma in {(row["uzovi"], row["programma"]) for row in covered}:
            lines = sum(row["ongedekt"] for row in covered if (row["uzovi"], row["programma"]) == (uzovi, programma))
            want["keten_lines_not_checked", f'uzovi="{uzovi}",programma="{programma}"'] = str(lines)
        want["run_lines_without_programme", ""] = str(sum(row["regels"] for row in summary["zonder_programma"]))
        check("some code is of no programme", summary["zonder_programma"])
        for soort, number in summary["per_soort"].items():
            want["findings_of_soort", f'soort="{soort}"'] = str(number)
        want["zero_lines", ""] = str(summary["nul_regels"])
        with open(folder / "changes.csv", encoding="utf-8") as changes:
            rows = [line.split(",")[0] for line in changes][1:]
        for kind in ("nieuw", "herzien", "vervallen"):
            want["run_changes", f'wijziging="{kind}"'] = str(rows.count(kind))
        # Everybody may read them: a figure is of the whole database, or of an insurer's programme, and of no provider, place or time.
        labels = {name for _, all_of_it in got for name in re.findall(r'([a-z_]+)="', all_of_it)}
        known = {"status", "code", "wijziging", "uzovi", "programma", "zekerheid", "soort", "wat", "opdracht", "version"}
        check(f"figures are told apart by {labels - known} too, which may single somebody out", labels <= known)
        for key, value in want.items():
            check(f"{key} is {value}, not {got.get(key)}", got.get(key) == value)

        check("the same files again are skipped", run("run", "--contracts", sample / "contracts.csv", *files) == 0)
        got = parse(prom.read_text())
        check("skipped files are counted", got.get(("run_files", 'status="overgeslagen"')) == str(len(files)))
        check("status 0 is told", got.get(("run_exit_status", "")) == "0")

        check("a file that is not there ends with 1", run("run", folder / "nergens.csv") == 1)
        got = parse(prom.read_text())
        check("a failure is told", got.get(("run_success", "")) == "0" and got.get(("run_exit_status", "")) == "1")
        check("and has no figures", ("run_number", "") not in got and ("findings", 'zekerheid="vast"') not in got)

        check("a recheck tells too", run("recheck", "--contracts", sample / "contracts.csv") == 0)
        check("who it was", any('opdracht="recheck"' in labels for _, labels in parse(prom.read_text())))

        bad_tables = folder / "tabellen"
        bad_tables.mkdir()
        check("bad tables end with 4", run("recheck", "--tables", bad_tables) == 4)
        check("and tell it", parse(prom.read_text()).get(("run_exit_status", "")) == "4")

        prom = folder / "nergens" / "dubbelloop.prom"
        check("a folder that is not there is told before the work", run("recheck") == 1)
        prom = bad
        before = prom.read_bytes()
        check("an input is never written over", run("run", bad) == 2 and prom.read_bytes() == before)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
