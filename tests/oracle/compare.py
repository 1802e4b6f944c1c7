#!/usr/bin/env python3
"""The differential test: the binary against the oracle, on random cases, on the worked examples and on the conformance folders.

Every case is run in five variants (one run; one thread; four threads in little memory; a run per file; a recheck), because the
contract promises the same bytes for all of them. Prints every difference, goes on, and ends with `N passed, N failed`.
"""

import argparse
import concurrent.futures
import contextlib
import itertools
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import oracle
import random_exports

REPOSITORY = Path(__file__).resolve().parents[2]
RUN_VARIANTS = {"run": [], "threads-1": ["--threads", "1"], "memory-1M": ["--threads", "4", "--memory", "1M"]}
TIMEOUT_SECONDS = 300
COUNT_KEYS = ("read", "accepted", "duplicate", "rejected", "relevant")
EXACT_KEYS = COUNT_KEYS + ("credits_applied", "credits_waiting", "anomalies", "money")
# The text names the key `status` of a file and not its values.
STATUS_WORDS = {
    "ingested": {"ingested", "ingelezen", "verwerkt"},
    "skipped": {"skipped", "overgeslagen"},
    "refused": {"refused", "geweigerd"},
}


# ---------------------------------------------------------------------------------------------------------------------
# Running the binary


def invoke(command, case):
    """(exit status, stderr); a crash or a time-out has a text for a status."""
    try:
        done = subprocess.run(command, cwd=case.directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "time-out", ""
    return done.returncode, done.stderr.decode(errors="replace")


def run_command(binary, case, db, out, options, files):
    return [binary, "run", "--db", str(db), "--out", str(out), "--tables", str(case.tables), *case.args, *options, *files]


def recheck_command(binary, case, db, out):
    command = [binary, "recheck", "--db", str(db), "--out", str(out), "--tables", str(case.tables)]
    for option in ("--contracts", "contracts.csv"), ("--extend-tables",):
        if option[0] in case.args:
            command += option
    return command


# ---------------------------------------------------------------------------------------------------------------------
# Comparing


def line_differences(what, expected, actual, limit=4):
    """The first lines that differ, by number. Empty when the bytes are the same."""
    if expected == actual:
        return []
    pairs = itertools.zip_longest(expected.splitlines(keepends=True), actual.splitlines(keepends=True))
    different = [(number, pair) for number, pair in enumerate(pairs, start=1) if pair[0] != pair[1]]
    text = [f"{what}: {len(different)} lines differ"]
    for number, (wanted, got) in different[:limit]:
        text += [f"  line {number} oracle {wanted[:600] if wanted else wanted}", f"  line {number} binary {got[:600] if got else got}"]
    return text


def value_difference(what, expected, actual):
    return [] if expected == actual else [f"{what}: oracle {expected!r}, binary {actual!r}"[:1500]]


def read_output(out, name):
    path = Path(out) / name
    return path.read_bytes() if path.exists() else None


def compare_findings(result, out):
    actual = read_output(out, "findings.csv")
    return ["findings.csv is missing"] if actual is None else line_differences("findings.csv", result.findings_csv(), actual)


def reject_rows(out):
    return [tuple(row[name] for name in oracle.REJECT_COLUMNS[:4]) for row in oracle.csv_rows(read_output(out, "rejects.csv") or b"")]


def compare_rejects(result, out):
    def as_lines(rows):
        return "".join(",".join(row) + "\n" for row in rows).encode()
    differences = line_differences("rejects.csv", as_lines(result.reject_rows()), as_lines(reject_rows(out)))
    expected = result.raw_files()
    names = sorted(set(expected) | {path.name for path in Path(out).glob("*.rejects.raw.csv")})
    for name in names:
        raw = read_output(out, name)
        if raw is None or name not in expected:
            differences.append(f"{name}: {'missing' if raw is None else 'not expected'}")
        else:
            differences += line_differences(name, expected[name], raw)
    return differences


def without_zeros(counts):
    return {name: count for name, count in counts.items() if count}


def coverage_rows(rows):
    return sorted((row["uzovi"], row.get("kwartaal") or row.get("quarter"), row["keten_lines"], row["tabel"] or "") for row in rows)


def concept_ids(rules):
    return sorted(rule["regel"] if isinstance(rule, dict) else rule for rule in rules)


def compare_file_summary(expected, actual):
    differences = value_difference("summary bestand", expected["bestand"], actual["bestand"])
    what = f"summary files[{expected['bestand']}]"
    if actual["status"] not in STATUS_WORDS[expected["status"]]:
        differences.append(f"{what} status: oracle {expected['status']}, binary {actual['status']}")
    keys = COUNT_KEYS if expected["status"] == "ingested" else ()
    if not expected["bestand"].endswith((".gz", ".zst")):
        keys += ("sha256", "bytes")
    for key in keys:
        differences += value_difference(f"{what} {key}", expected[key], actual[key])
    return differences


def compare_summary(result, out):
    data = read_output(out, "summary.json")
    if data is None:
        return ["summary.json is missing"]
    expected, actual = result.summary, json.loads(data)
    missing = [key for key in expected if key not in actual and not key.endswith("_cent")]
    if missing:
        return [f"summary.json lacks {missing}"]
    differences = []
    for key in EXACT_KEYS:
        differences += value_difference(f"summary {key}", expected[key], actual[key])
    for key in ("findings", "keten_lines", "per_categorie", "per_tabel"):
        differences += value_difference(f"summary {key}", without_zeros(expected[key]), without_zeros(actual[key]))
    differences += value_difference("summary coverage", coverage_rows(expected["coverage"]), coverage_rows(actual["coverage"]))
    differences += value_difference("summary concept_rules", concept_ids(expected["concept_rules"]), concept_ids(actual["concept_rules"]))
    differences += value_difference("summary number of files", len(expected["files"]), len(actual["files"]))
    for one, other in zip(expected["files"], actual["files"]):
        differences += compare_file_summary(one, other)
    return differences


def report(name, variant, command, differences, stderr=""):
    """The text of a failed variant."""
    text = [f"{name} [{variant}]", *(f"  {difference}" for difference in differences), f"  reproduce: {shlex.join(command)}"]
    if stderr:
        text.append(f"  stderr: {stderr[:500].strip()}")
    return "\n".join(text)


# ---------------------------------------------------------------------------------------------------------------------
# A case in all variants


def guarded(comparison, *arguments):
    """Output that cannot even be read is a difference too."""
    try:
        return comparison(*arguments)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [f"{comparison.__name__}: unreadable output: {error!r}"]


def compare_case(name, binary, case, scratch, with_folder_expectation):
    """The reports of the variants that differ."""
    result = oracle.run_case(case)
    failures = []
    for variant, options in RUN_VARIANTS.items():
        db, out = scratch / f"{variant}.db", scratch / f"{variant}.out"
        out.mkdir()
        command = run_command(binary, case, db, out, options, case.files)
        status, stderr = invoke(command, case)
        differences = value_difference("exit status", result.exit_status, status)
        if status in (0, 3) and result.exit_status != 4:
            for comparison in (compare_findings, compare_rejects, compare_summary):
                differences += guarded(comparison, result, out)
            if with_folder_expectation:
                differences += guarded(check_folder, case, status, out)
        if differences:
            failures.append(report(name, variant, command, differences, stderr))
    if result.exit_status == 4:
        return failures

    db = scratch / "per-file.db"
    for number, file in enumerate(case.files):
        out = scratch / f"per-file-{number}.out"
        out.mkdir()
        command = run_command(binary, case, db, out, [], [file])
        status, stderr = invoke(command, case)
        differences = [] if status in (0, 3) else [f"exit status of {file}: {status}"]
        if not differences and number == len(case.files) - 1:
            differences = guarded(compare_findings, result, out)
        if differences:
            failures.append(report(name, "run per file", command, differences, stderr))
            break

    out = scratch / "recheck.out"
    out.mkdir()
    command = recheck_command(binary, case, scratch / "run.db", out)
    status, stderr = invoke(command, case)
    differences = value_difference("exit status", 0, status) or guarded(compare_findings, result, out)
    if differences:
        failures.append(report(name, "recheck", command, differences, stderr))
    return failures


def check_folder(case, status, out):
    return oracle.check_expectation(case.directory, status, read_output(out, "findings.csv"), reject_rows(out),
                                    json.loads(read_output(out, "summary.json")))


@contextlib.contextmanager
def work_folder(name, keep):
    """A scratch folder; with --keep it stays when the case fails (the caller removes it when it does not)."""
    if keep:
        folder = Path(keep).resolve() / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        yield folder
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def test_one(name, binary, tables, keep, seed=None, directory=None):
    """One random case (seed) or one folder (directory); its failures as texts."""
    with work_folder(name, keep) as scratch:
        try:
            if directory is None:
                directory = scratch / "case"
                random_exports.make_case(seed, directory, tables)
            case = oracle.open_case(directory, tables, scratch)
            failures = compare_case(name, binary, case, scratch, with_folder_expectation=seed is None)
        except Exception as error:  # one case that breaks the test itself must not stop the others
            failures = [f"{name}: the test itself failed: {error!r}"]
        if failures and seed is not None:
            failures.append(f"  make this case: random_exports.py {seed} DIR {tables}")
        if keep and not failures:
            shutil.rmtree(scratch)
    return failures


def folders(root):
    return sorted(path.resolve() for path in Path(root).iterdir() if path.is_dir() and path.name != "tables")


def planned(options):
    """(name, arguments of test_one) of every case asked for."""
    tables = Path(options.tables).resolve()
    if options.examples:
        for directory in folders(options.examples):
            yield directory.name, {"tables": tables, "directory": directory}
    if options.conformance:
        own_tables = Path(options.conformance).resolve() / "tables"
        for directory in folders(options.conformance):
            yield f"conformance-{directory.name}", {"tables": own_tables if own_tables.exists() else tables, "directory": directory}
    if options.seeds or not (options.examples or options.conformance):
        first, _, last = (options.seeds or "1-100").partition("-")
        for seed in range(int(first), int(last or first) + 1):
            yield f"seed-{seed}", {"tables": tables, "seed": seed}


def main():
    parser = argparse.ArgumentParser(description="Compare the binary with the oracle")
    parser.add_argument("binary", metavar="BINARY")
    parser.add_argument("--tables", default=REPOSITORY / "conflict_tables", help="base tables (default: the repository's conflict_tables)")
    parser.add_argument("--seeds", metavar="A-B", help="random cases (default 1-100 when no folders are given)")
    parser.add_argument("--examples", metavar="DIR", help="folder of worked examples")
    parser.add_argument("--conformance", metavar="DIR", help="folder of conformance exports; its tables/ replace --tables")
    parser.add_argument("--keep", metavar="DIR", help="keep the folder of every failed case here")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())

    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        running = [pool.submit(test_one, name, binary, keep=options.keep, **arguments) for name, arguments in planned(options)]
        for future in running:
            failures = future.result()
            passed, failed = passed + (not failures), failed + bool(failures)
            for failure in failures:
                print(failure, flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
