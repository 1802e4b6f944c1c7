#!/usr/bin/env bash
# Looks for inputs that break what must hold: each fuzz target for some seconds, as many at a time as there are processors, beginning
# with its kept corpus. What is found lies in BUILD/fuzz/NAME/ (crash-*, leak-*, timeout-*); copied to tests/fuzz/corpus/NAME/ it is
# a test of every round. Speaks TAP.
# usage: tests/fuzz/fuzz.sh BUILD_FOLDER SECONDS [NAME...]      the build: CC=clang, -Dfuzz=true -Db_sanitize=address,undefined
set -uo pipefail
export LC_ALL=C
build=$(realpath "${1:?usage: fuzz.sh BUILD_FOLDER SECONDS [NAME...]}") seconds=${2:?for how many seconds?} || exit 2
shift 2
here=$(cd "$(dirname "$0")" && pwd) || exit 2
names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(cd "$here/corpus" && printf '%s\n' *)
# Files are made and removed thousands of times: in memory, where there is room.
[ -n "${TMPDIR-}" ] || ! [ -w /dev/shm ] || export TMPDIR=/dev/shm
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1

look() { # NAME
    local folder=$build/fuzz/$1
    rm -rf "$folder"
    mkdir -p "$folder/new"
    # A whole run takes long under the sanitizers, and machines are busy: 60 seconds is a hang.
    timeout $((seconds + 120)) "$build/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=3000 -print_final_stats=1 \
        -artifact_prefix="$folder/" "$folder/new" "$here/corpus/$1" >"$folder/log" 2>&1
    echo $? >"$folder/status"
}
export -f look
export build here seconds
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I{} bash -c 'look "$1"' _ {}

. "$here/../tap.sh"
echo "1..${#names[@]}"
for name in "${names[@]}"; do
    folder=$build/fuzz/$name
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/log") reached=$(grep -o 'cov: [0-9]*' "$folder/log" | tail -n 1)
    wrong=
    if [ "$(cat "$folder/status")" != 0 ] || ! [ "${runs:-0}" -gt 0 ]; then
        wrong="status $(cat "$folder/status")"$'\n'$(tail -n 59 "$folder/log")
    fi
    ok "fuzz_$name: ${runs:-no} runs, ${reached/cov:/edges reached:}" "$wrong"
done
[ "$failed" = 0 ]
