#!/usr/bin/env bash
# How much of engine/ the tests of a build reached, by lines and branches, and that it is enough. The build has
# --coverage (-Db_coverage=true), and its tests were run: the counts are of all of them together.
# usage: tests/coverage.sh BUILD_FOLDER [--missing]      --missing: every line that was not reached
set -uo pipefail
export LC_ALL=C
least=95
build=$(realpath "${1:?usage: coverage.sh BUILD_FOLDER [--missing]}") || exit 2
cd "$(dirname "$0")/.." || exit 2
summary=$(mktemp) || exit 2
trap 'rm -f "$summary"' EXIT
# An assert is a branch that no sound program takes. Only what the program itself is made of: a test compiles a source
# its own way. Threads count without waiting for each other, so that a branch can come out as taken -1 times; such a
# line is passed over.
gcovr --gcov-ignore-parse-errors --root . --filter engine/ --exclude engine/tools/ --exclude-branches-by-pattern '\s*assert\(' --json-summary "$summary" \
    --txt "$build/coverage.txt" "$build/engine" || exit 2
[ "${2-}" != --missing ] || cat "$build/coverage.txt"
python3 - "$summary" "$least" <<'REPORT'
import json, sys
summary, least = json.load(open(sys.argv[1])), float(sys.argv[2])
folders = {}
for file in summary["files"]:
    parts = file["filename"].split("/")
    count = folders.setdefault(parts[1] if len(parts) > 2 else "(engine)", [0, 0, 0, 0])
    for i, key in enumerate(["line_covered", "line_total", "branch_covered", "branch_total"]):
        count[i] += file[key]
total = [sum(count[i] for count in folders.values()) for i in range(4)]
def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0
print(f"{'folder':<12}{'lines':>8}{'reached':>9}{'':>8}{'branches':>10}{'taken':>8}")
for name, count in [*sorted(folders.items()), ("engine/", total)]:
    print(f"{name:<12}{count[1]:>8}{count[0]:>9}{percent(count[0], count[1]):>7.1f}%{count[3]:>10}{count[2]:>8}{percent(count[2], count[3]):>7.1f}%")
good = total[1] > 5000 and percent(total[0], total[1]) >= least
print(f"{percent(total[0], total[1]):.1f}% of the lines are reached; at least {least:.0f}% must be")
sys.exit(0 if good else 1)
REPORT
