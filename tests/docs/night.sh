#!/usr/bin/env bash
# Does the job at night do what docs/operations.md says, is its unit shut as tight as that says, and are its codes those
# of the log?
# usage: night.sh DUBBELLOOP SOURCE_TREE UNIT UNIT_OF_THE_WORKBENCH      ends with "N passed, N failed"
set -u
DUBBELLOOP=$(realpath "$1") tree=$(realpath "$2") unit=$(realpath "$3") web=$(realpath "$4")
sample=$tree/sample_data service=$tree/service
export DUBBELLOOP
. "$tree/tests/checks.sh"
state=$scratch/state prom=$scratch/state/dubbelloop.prom readers=$scratch/readers
mkdir "$state" "$readers"
ends() { # EXPECTED: the job ends with this status
    local status=0
    "$service/dubbelloop-night" "$state" "$prom" "$readers" 2>"$state/log" || status=$?
    [ "$status" = "$1" ] || { echo "status $status: $(cat "$state/log")" >&2; return 1; }
}
count() { find "$state/$1" -type f | wc -l; }
says() { grep -qx "dubbelloop_$1" "$prom"; }

check 'nothing delivered is no failure' ends 0
check 'and no run' test ! -e "$state/dubbelloop.db"
mkdir -p "$state/in/maart" && cp "$sample/2022Q1.csv" "$state/in/maart/"
check 'a folder is none either' ends 0
check 'and is said to be one' grep -q '"code": "folder_in_in"' "$state/log"
rm -r "$state/in/maart"
cp "$sample"/2022Q?.csv "$state/in/"
echo 'geen,contracten' >"$state/contracts.csv"
check 'contracts that are wrong end with 4' ends 4
check 'the files wait' test "$(count busy)" = 4
check 'the figures tell' says 'run_success 0'
check 'no output folder is left' test "$(find "$state/out" -mindepth 1 | wc -l)" = 0
cp "$sample/contracts.csv" "$state/"
cp "$sample/2023Q1.csv" "$state/in/"
check 'the next run takes them along' ends 3
check 'one file of five is done, and those with rejected lines are apart' \
    test "$(count busy)/$(count in)/$(count "done")/$(count refused)" = 0/0/1/4
check 'the figures tell that too' says 'run_files{status="ingelezen"} 5'
check 'the findings are there' test -s "$state/out/latest/findings.csv"
check 'the log is JSON, a line an object' python3 -c 'import json,sys; [json.loads(l)["code"] for l in open(sys.argv[1])]' "$state/log"
check 'for its user only' test "$(stat -c %a "$state/out/latest/findings.csv" "$state/dubbelloop.db" | sort -u)" = 600
first=$(readlink "$state/out/latest")
cp "$sample/2022Q1.csv" "$state/in/"
check 'a file that was delivered before is no failure' ends 0
check 'and is skipped' says 'run_files{status="overgeslagen"} 1'
check 'every run has its folder' test "$(readlink "$state/out/latest")" != "$first"

# A good file, one with semicolons and a workbook; then a night of one good file.
tr , ';' <"$sample/2023Q3.csv" >"$state/in/punt.csv"
printf 'PK\3\4' >"$state/in/blad.xlsx"
head -n 2 "$sample/2023Q3.csv" >"$state/in/heel.csv"
echo 'regels 1' | tee "$state/in/heel.csv.controle" >"$state/in/punt.csv.controle"
check 'a night with two files that cannot be read' ends 3
check 'they are apart, each with what came beside it' test "$(cd "$state/refused" && ls -d */blad.xlsx */punt.csv*)" = \
    "$(run=$(readlink "$state/out/latest") && echo "$run/blad.xlsx" && echo "$run/punt.csv" && echo "$run/punt.csv.controle")"
check 'the good one is with those that are done' test -f "$state/done/$(readlink "$state/out/latest")/heel.csv.controle"
sed -n '1p;3p' "$sample/2023Q3.csv" >"$state/in/heel_2.csv"
check 'a night with a good file' ends 0
check 'says in its log what waits' grep -q '"code": "waits", "text": "of earlier runs wait: 2 refused files and 6 rejected lines;' "$state/log"
check 'and in its figures' says 'waiting{wat="geweigerd"} 2'
check 'status --check says it, with its status' gives 1 "$DUBBELLOOP" status --db "$state/dubbelloop.db" --check
check 'and names the files' test "$(grep -cE '^  - (punt.csv|blad.xlsx) is geweigerd' out)" = 2
check 'the night says when it ended' grep -qE '^dubbelloop_night_success_timestamp_seconds [0-9]{10}$' "$state/dubbelloop-night.prom"
check 'readers have a copy, which their group may read and nothing belongs beside' \
    test "$(cd "$readers" && stat -c '%n %a' -- * .[!.]* 2>/dev/null)" = 'dubbelloop.db 640'
# What people do by day is in the copy of the next night, also when nothing is delivered.
"$DUBBELLOOP" dismiss --db "$state/dubbelloop.db" --by 'J. Jansen' --reason 'geen levering' blad.xlsx >"$state/log"
touch "$state/dubbelloop.db"
check 'a night without a delivery' ends 0
check 'publishes that too' test "$(sqlite3 -readonly "$readers/dubbelloop.db" 'SELECT count(*) FROM afhandeling')" = 1

# Killed after its commit: the run is in the database, its files wait in busy/, and what it wrote is nowhere.
cp "$sample/2023Q3.csv" "$state/busy/"
missed=$(($(sed -n 's/^run //p' "$state/last_run.state") + 1))
"$DUBBELLOOP" run --quiet --db "$state/dubbelloop.db" --contracts "$state/contracts.csv" --out "$state/weg" "$state/busy/2023Q3.csv" 2>"$state/log"
check 'the night after one that was killed at its very end' ends 0
check 'writes what that one changed' cmp "$state/weg/changes.csv" "$state/out/latest/changes_run_$missed.csv"
check 'which is something' test "$(wc -l <"$state/weg/changes.csv")" -gt 1
cp "$state/dubbelloop.db" "$state/oud.db"
cp "$sample/2023Q4.csv" "$state/in/"
check 'a night' ends 3
cp "$state/oud.db" "$state/dubbelloop.db"
rm -f "$state/dubbelloop.db-wal" "$state/dubbelloop.db-shm"
cp "$sample/2022Q1.csv" "$state/in/"
check 'a night on an older copy' ends 0
check 'says so' grep -q '"code": "state_back", "text": "THE DATABASE WENT BACK' "$state/log"
sed -i 's/^nieuw,/herzien,/' "$state/out/latest/changes.csv"
sed -i '$d' "$state/out/latest/findings.csv"
cp "$sample/2022Q2.csv" "$state/in/"
check 'a night after the output of the one before was changed' ends 0
check 'says which file' grep -q '"code": "output_changed", "text": "[^"]*/findings.csv is not what run' "$state/log"

for one in "$unit" "$web"; do
    level=$(systemd-analyze security --offline=true "$one" 2>/dev/null |
        sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p')
    check "the exposure of ${one##*/} is at most 2: ${level:-unknown}" awk -v level="${level:-10}" 'BEGIN { exit level > 2 }'
done
check 'systemd can read the timer' systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' "$service/dubbelloop.timer")"
check 'the timer is at a time that every night has' test -z "$(sed -n 's/^OnCalendar=.* 02:.*/&/p' "$service/dubbelloop.timer")"
# verify looks for the programs and pages that are not installed here; any other word of it is one too many.
words=$(systemd-analyze verify "$unit" "$web" "$service/dubbelloop.timer" "$service/dubbelloop-web.socket" 2>&1 | grep 'dubbelloop[-.]' |
    grep -vE "is not executable: No such file|Command 'man dubbelloop")
check "systemd has nothing to say of the units: $words" test -z "$words"

words=$(sed -nE 's/^ *X\([A-Z_]+, ([a-z_]+)\).*/\1/p' "$tree/engine/store/te_doen.h" | sort)
# shellcheck disable=SC2016 # backquotes of a document
shown=$(sed -n '/^## What waits/,/^## /p' "$tree/docs/operations.md" | grep '^| `' | cut -d'|' -f2 | grep -oE '[a-z_]+' | grep -v '^soort$' | sort)
check "docs/operations.md has every word for what waits: $(comm -3 <(echo "$words") <(echo "$shown") | xargs)" test "$words" = "$shown"
check 'nobody is told to copy a database by cp' test -z "$(grep -rnE '\bcp [^|]*\.db\b' "$tree"/docs/*.md "$tree/README.md" "$tree/engine/cli")"

# The codes of the log, in the engine and in the table of docs/operations.md.
codes=$({ grep -rhoE 'LOG_(INFO|WARNING|ERROR|TRACE), "[a-z_]+"' "$tree/engine"
    sed -n 's/^ *\(.*|| \)\{0,1\}say [a-z]* \([a-z_]*\) .*/"\2"/p' "$service/dubbelloop-night"
    sed -n 's/^ *X(WARN_[A-Z_]*, \("[a-z_]*"\).*/\1/p' "$tree/engine/ingest/warnings.h"
    grep -rhoE '"(failed|interrupted|progress)"' "$tree/engine/cli"; } | grep -oE '[a-z_]+"?$' | tr -d '"' | sort -u)
# shellcheck disable=SC2016 # backquotes of a document
told=$(grep -E '^\| `[a-z_`, ]+` \| (info|warning|error) \|' "$tree/docs/operations.md" | cut -d'|' -f2 | grep -oE '[a-z_]+' | sort -u)
check 'the engine has codes' grep -q not_checked <<<"$codes"
check "docs/operations.md has every code of the log and no other: $(comm -3 <(echo "$codes") <(echo "$told") | xargs)" \
    test "$codes" = "$told"
finish
