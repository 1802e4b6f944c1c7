#!/usr/bin/env bash
# `tables check` and `tables diff` as an analyst uses them. The heart: what `tables diff OLD NEW --db` predicts is byte
# for byte what `recheck --tables NEW` then reports, on the sample data and on random exports with random changes of the
# tables; and the prediction leaves the database as it was.
# usage: tables.sh DUBBELLOOP [SEEDS]      ends with "N passed, N failed"; SEEDS: how many random cases, default 60
set -u
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
engine=$(realpath "$1")
seeds=${2:-60}
. "$source/tests/checks.sh"
changes=0
verdict() { # NAME STATUS
    if [ "$2" = 0 ]; then good; else bad "$1"; fi
}
holds() { # NAME COMMAND...
    local name=$1
    shift
    "$@" >/dev/null 2>&1
    verdict "$name" $?
}
status_is() { # NAME STATUS COMMAND...
    local name=$1 want=$2
    shift 2
    "$@" >out.txt 2>err.txt </dev/null
    [ $? = "$want" ]
    verdict "$name" $?
}
content() { # DB: all that is in it
    "$engine" lines --db "$1"
    "$engine" findings --db "$1" --format jsonl --status nieuw,open,vervallen
    "$engine" status --db "$1"
}

# Predicts, rechecks, and holds one against the other. Leaves the database rechecked.
predicted() { # NAME DB OLD NEW ARGUMENTS...
    local name=$1 db=$2 old=$3 new=$4
    shift 4
    content "$db" >before.txt
    if ! "$engine" tables diff "$old" "$new" --db "$db" --format csv -o predicted.csv "$@" 2>err.txt \
        || ! "$engine" tables diff "$old" "$new" --db "$db" "$@" >predicted.txt 2>>err.txt; then
        cat err.txt
        verdict "$name: diff" 1
        return
    fi
    "$engine" tables diff "$old" "$new" --db "$db" --format csv --threads 1 "$@" 2>/dev/null | cmp -s - predicted.csv
    verdict "$name: the same on one thread" $?
    content "$db" | cmp -s - before.txt
    verdict "$name: the database is as it was" $?
    rm -rf uit
    "$engine" recheck --db "$db" --tables "$new" --out uit "$@" 2>recheck.txt
    verdict "$name: recheck" $?
    cmp predicted.csv uit/changes.csv
    verdict "$name: changes.csv is what was predicted" $?
    # The figures of the text: of the changes, and of what stands afterwards.
    changes=$((changes + $(wc -l <predicted.csv) - 1))
    local told
    told=$(sed -n 's/^Bevindingen: \([0-9]*\) nieuw, \([0-9]*\) herzien, \([0-9]*\) vervallen .*/\1 \2 \3/p' predicted.txt)
    [ "$told" = "$(awk -F, 'NR > 1 { n[$1]++ } END { print n["nieuw"] + 0, n["herzien"] + 0, n["vervallen"] + 0 }' uit/changes.csv)" ]
    verdict "$name: the numbers of the text" $?
    python3 - predicted.txt uit/summary.json <<'PYTHON'
import json, re, sys
text, summary = open(sys.argv[1], encoding="utf-8").read(), json.load(open(sys.argv[2], encoding="utf-8"))
for grade in ("vast", "waarschijnlijk", "signaal"):
    row = re.search(rf"^  {grade} +\d+ +(\d+) +[+-]?\d+ +\S+ +(\S+) +\S+$", text, re.MULTILINE)
    told = int(row[1]), int(row[2].replace(",", ""))
    if told != (summary["findings"][grade], summary["money"]["net_cent"][grade]):
        sys.exit(f"{grade}: {told}")
PYTHON
    verdict "$name: grades and euros of the text" $?
}

# check
tables=$source/conflict_tables
contracts=$source/sample_data/contracts.csv relaties=$source/sample_data/relaties.csv
status_is "check of the tables inside" 0 "$engine" tables check --tables "$tables" --contracts "$contracts" --today 2023-05-17
holds "check counts its warnings" grep -q 'in order, 9 warnings$' out.txt
status_is "check of years later" 0 "$engine" tables check --tables "$tables" --today 2026-01-01
holds "check names insurers without a table" grep -q '^tabellen.csv:3: no table for 3311 3313 3314 3329 3351 3358 8971 9086 on 2026-01-01' out.txt
SOURCE_DATE_EPOCH=1684281600 status_is "check by the set clock" 0 "$engine" tables check --tables "$tables"
holds "the clock is SOURCE_DATE_EPOCH" grep -q 'in order, 9 warnings$' out.txt
cp -r "$tables" odd
sed -i 's/^M7C-DM2-01,paar,DM2,consult,/M7C-DM2-01,paar,DM2,consulten,/' odd/menzis_2023.csv
status_is "check of tables that cannot be used" 4 "$engine" tables check --tables odd
status_is "check of a wrong day" 2 "$engine" tables check --today gisteren
status_is "diff of one folder" 2 "$engine" tables diff "$tables"
status_is "diff as csv without a database" 2 "$engine" tables diff - "$tables" --format csv
status_is "diff of a folder that is not there" 4 "$engine" tables diff - nergens
status_is "diff of a database that is not there" 1 "$engine" tables diff - "$tables" --db nergens.db

# The sample data
"$engine" run --quiet --db sample.db --contracts "$contracts" --relaties "$relaties" --out uit "$source"/sample_data/20*.csv "$source"/sample_data/2023Q2.csv.gz 2>err.txt
[ $? = 3 ]
verdict "the sample data are read, but for the lines that are wrong" $?
status_is "check against the sample data" 0 "$engine" tables check --contracts "$contracts" --today 2023-05-17 --db sample.db
holds "a rule without lines is told" grep -q '^zilveren_kruis_2022.csv:26: ZK22-DM2-28 never hits: no stored line matches it' out.txt
holds "a rule with a finding is not" sh -c '! grep -q "M7C-DM2-02 never" out.txt'
status_is "diff of the same tables" 0 "$engine" tables diff - "$tables" --db sample.db --contracts "$contracts" --relaties "$relaties"
holds "no row differs" grep -q '^Rijen: 0 nieuw, 0 gewijzigd, 0 vervallen$' out.txt
holds "no finding differs" grep -q '^Bevindingen: 0 nieuw, 0 herzien, 0 vervallen ' out.txt
holds "no warning" cmp -s /dev/null err.txt
status_is "diff without the contracts of the last run" 0 "$engine" tables diff - "$tables" --db sample.db --no-contracts
holds "it is told that the recheck will report otherwise" grep -q 'did not use OLD' err.txt
cp -r "$tables" new
sed -i 's/^\(M7C-DM2-05,.*\),vast,/\1,waarschijnlijk,/; /^M7C-DM2-11,/d; s/^\(M7C-VRM-04,.*\),conflict,/\1,keten,/' new/menzis_2023.csv
predicted "sample data" sample.db "$tables" new --contracts "$contracts"
holds "a dropped rule is shown" grep -q '^  vervallen  M7C-DM2-11 (regel 12)$' predicted.txt
holds "a changed column is shown" grep -q '^      zekerheid           vast -> waarschijnlijk$' predicted.txt
holds "a changed grade is counted" grep -q '^  herzien, zekerheid vast -> waarschijnlijk: 3$' predicted.txt
holds "euros per rule" grep -qE '^  M7C-DM2-11 +0 +0 +2 +-199,70$' predicted.txt
holds "euros per provider" grep -qE '^  26999932 +0 +0 +2 +-199,70$' predicted.txt
predicted "sample data, extended" sample.db new new --contracts "$contracts" --extend-tables
predicted "sample data, back" sample.db new "$tables" --contracts "$contracts"

# Random exports, random changes
for seed in $(seq 1 "$seeds"); do
    case=case-$seed
    python3 - "$source" "$seed" "$case" <<'PYTHON'
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1] + "/tests/oracle")
import random_exports
random_exports.make_case(int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[1]) / "conflict_tables")
PYTHON
    old=$tables arguments=()
    [ -d "$case/tables" ] && old=$case/tables
    [ -f "$case/contracts.csv" ] && arguments+=(--contracts "$case/contracts.csv")
    [ -f "$case/relaties.csv" ] && arguments+=(--relaties "$case/relaties.csv")
    [ $((seed % 4)) = 0 ] && arguments+=(--extend-tables)
    reading=(--max-rejects 100%)
    grep -q opaque "$case/args" && reading+=(--patient-id opaque)
    [ -f "$case/profile.ini" ] && reading+=(--profile "$case/profile.ini")
    rm -rf uit
    "$engine" run --quiet --db "$case.db" --tables "$old" --out uit "${reading[@]}" "${arguments[@]}" "$case"/in_*.csv* >/dev/null 2>&1
    # A case with a header that is no header is refused and gives nothing to compare.
    [ "$(wc -l <uit/findings.csv)" -gt 1 ] || continue
    for attempt in $(seq 1 20); do
        new=$case/new-$attempt
        python3 "$here/change_tables.py" $((seed * 100 + attempt)) "$old" "$new" uit/findings.csv || { verdict "seed $seed: a change" 1; break; }
        "$engine" tables check --tables "$new" "${arguments[@]}" >/dev/null 2>&1 && break
        new=
    done
    [ -n "$new" ] && predicted "seed $seed" "$case.db" "$old" "$new" "${arguments[@]}"
done

[ "$changes" -gt $((seeds * 5)) ] # a test in which nothing changes shows nothing
verdict "there were changes to predict: $changes" $?

finish
