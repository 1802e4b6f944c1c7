#!/usr/bin/env bash
# Looks for inputs that break what must hold: each fuzz target replays its kept corpus and then executes as many new
# inputs as the list below says, as many targets at a time as there are processors. What is found lies in
# BUILD/fuzz/NAME/ (crash-*, leak-*, timeout-*); copied to tests/fuzz/corpus/NAME/ it is a test of every round.
# Executions are counted, never seconds: how busy a machine is decides how long it takes, not what is looked at. Speaks
# TAP.
# usage: tests/fuzz/fuzz.sh BUILD_FOLDER TIMES [NAME...]      the build: CC=clang, -Dfuzz=true
# -Db_sanitize=address,undefined
#   TIMES: so many times the numbers of the list; 1 is a minute or two on two processors, all night is 500
set -uo pipefail
export LC_ALL=C
usage='usage: fuzz.sh BUILD_FOLDER TIMES [NAME...]'
build=$(realpath "${1:?$usage}") times=${2:?$usage} || exit 2
shift 2
# Some seconds each.
declare -A executions=([split]=300000 [input]=3000 [ingest]=200 [run]=500 [kern]=3000 [profile]=6000 [sniff]=1000 [tables]=800 [contracts]=2000 [relations]=2000
                       [dossier]=200000 [answers]=800 [results]=300 [database]=150 [workbook]=2000 [web]=400)
here=$(cd "$(dirname "$0")" && pwd) || exit 2
names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(cd "$here/corpus" && printf '%s\n' *)
# Files are made and removed thousands of times: in memory, where there is room.
[ -n "${TMPDIR-}" ] || ! [ -w /dev/shm ] || export TMPDIR=/dev/shm
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1

look() { # NAME RUNS
    local folder=$build/fuzz/$1
    rm -rf "$folder"
    mkdir -p "$folder/new"
    # An input that takes ten minutes is one that hangs.
    "$build/tests/fuzz/fuzz_$1" -runs="$2" -entropic=0 -timeout=600 -rss_limit_mb=3000 -print_final_stats=1 \
        -artifact_prefix="$folder/" "$folder/new" "$here/corpus/$1" >"$folder/log" 2>&1
    echo $? >"$folder/status"
}
export -f look
export build here
for name in "${names[@]}"; do
    kept=("$here/corpus/$name"/*)
    echo "$name $((${#kept[@]} + ${executions[$name]:-0} * times))"
done >"$build/fuzz.list"
xargs -P "$(nproc)" -L 1 bash -c 'look "$1" "$2"' _ <"$build/fuzz.list"

. "$here/../tap.sh"
echo "1..${#names[@]}"
while read -r name runs; do
    folder=$build/fuzz/$name
    ran=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/log") reached=$(grep -o 'cov: [0-9]*' "$folder/log" | tail -n 1)
    wrong=
    if [ "$(cat "$folder/status")" != 0 ] || [ "${ran:-0}" -lt "$runs" ]; then
        wrong="status $(cat "$folder/status"), $runs executions were to be made"$'\n'$(tail -n 59 "$folder/log")
    elif [ -z "${executions[$name]-}" ]; then
        wrong="how many executions it makes is not in the list of tests/fuzz/fuzz.sh"
    fi
    ok "fuzz_$name: ${ran:-no} executions, ${reached/cov:/edges reached:}" "$wrong"
done <"$build/fuzz.list"
[ "$failed" = 0 ]
