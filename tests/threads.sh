#!/usr/bin/env bash
# The parallel part under ThreadSanitizer: reading, sorting, looking at patients, walking the store, with the progress
# line; and the workbench with six readers at once. What two threads do to the same memory without a lock ends the program. Speaks TAP.
# usage: tests/threads.sh BINARY      built with -fsanitize=thread
set -uo pipefail
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1700000000
export TSAN_OPTIONS=halt_on_error=1:abort_on_error=1:second_deadlock_stack=1
binary=$(realpath "${1:?usage: threads.sh BINARY}") || exit 2
root=$(cd "$(dirname "$0")/.." && pwd) || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2
. "$root/tests/tap.sh"
try() { # NAME COMMAND...: it ends with 0 or 3, and says nothing of a data race
    local name=$1 log status wrong=
    shift
    log=$("$@" 2>&1)
    status=$?
    if [[ $status != [03] ]] || grep -q ThreadSanitizer <<<"$log"; then
        wrong="status $status"$'\n'$log
    fi
    ok "$name" "$wrong"
}
echo 1..11
# Without the sanitizer in it this test would prove nothing.
try 'the program is built with ThreadSanitizer' grep -q __tsan_init "$binary"

# Many patients, so that every thread has chunks and ranges, and batches that go to disk.
awk 'BEGIN {
    print "bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer"
    for (n = 999970000; n <= 999999999; n++) {
        sum = 0
        for (i = 1; i <= 8; i++) sum += substr(n, i, 1) * (10 - i)
        if ((sum - substr(n, 9, 1)) % 11) continue
        print n ",3332,53010001,056,40001,2023-01-15,10000,K" n
        for (i = 0; i < 4; i++) print n ",3332,01000001,008,12010,2023-0" 1 + i % 6 "-01,1500,C" i
    }
}' >many.csv
shopt -s nullglob
samples=("$root"/sample_data/20*.csv "$root"/sample_data/20*.csv.gz)
# The progress line is the third thread that looks at what the others write.
try 'a run of several files' "$binary" run --threads 4 --progress --db a.db --contracts "$root/sample_data/contracts.csv" --out one "${samples[@]}" many.csv
try 'a run into what is there' "$binary" run --threads 4 --progress --again --db a.db --contracts "$root/sample_data/contracts.csv" --out two many.csv
try 'a recheck' "$binary" recheck --threads 4 --progress --db a.db --contracts "$root/sample_data/contracts.csv" --out three
gzip -k many.csv
try 'a run with rejects, from pipes and a packed file side by side' bash -c 'sed "s/^9999/x999/" many.csv |
    "$1" run --threads 4 --max-rejects 100% --db b.db --out four - <(sed "s/,K9/,P9/" many.csv) many.csv.gz <(sed "s/,C/,P/" many.csv)' _ "$binary"
nights() { # so many layers that the seventeenth is one too many: they are merged
    for i in {1..17}; do
        sed "s/,K9/,N$i-K9/; s/,C/,N$i-C/; 1n; $((i % 2 + 1))~7!d" many.csv >night.csv
        "$binary" run --threads 4 --max-rejects 100% --db d.db --out nights night.csv || [ $? = 3 ] || return 1
    done
    [ "$("$binary" verify --db d.db | grep -c 'in orde')" = 1 ]
}
try 'nights, and a merge of their layers' nights
try 'a run with little memory' "$binary" run --threads 4 --memory 32M --db c.db --out five many.csv
mkdir tables
cp "$root"/conflict_tables/*.csv tables/
sed -i 's/,vast,/,signaal,/' tables/menzis_2023.csv
try 'what other tables would do' "$binary" tables diff --db a.db "$root/conflict_tables" tables
try 'verify, with the progress line' "$binary" verify --progress --db a.db
cmp -s one/findings.csv <("$binary" findings --db a.db) && same=true || same=false
try 'the findings are those of the first run' "$same"
try 'the workbench, with many who read and write at once' python3 "$root/tests/web/samen.py" "$binary" "$root"
[ "$failed" = 0 ]
