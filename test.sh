#!/usr/bin/env bash
# Installs what is missing (Debian 12 or 13), builds, and runs the tests: of each module, of the verbs, and against the
# second programs; some minutes from nothing installed. Ends with "N passed, N failed": every check of every program.
# usage: ./test.sh [--all]
# --all: every test there is, each round beside the count: gcc (and how much of the engine its tests reach), clang with
# ASan, UBSan and LeakSanitizer, the fuzz targets, ThreadSanitizer, valgrind on the unit tests, static analysis, the
# demo, and the two commands of the README on machines with nothing on them.
# Each check that failed is named once more before the last line, with the end of its output.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

all=no
case "$*" in
    '') ;;
    --all) all=yes ;;
    *) echo "usage: ./test.sh [--all]" >&2; exit 2 ;;
esac

passed=0 failed=0
failures=$(mktemp) # each check that failed, with the end of its output: told last, for who sees the last lines only
trap 'kill $(jobs -p) 2>/dev/null; rm -f "$failures"' EXIT
add() { # ROUND PASSED FAILED
    passed=$((passed + $2)) failed=$((failed + $3))
    printf '%s: %d passed, %d failed (%d s)\n' "$1" "$2" "$3" $((SECONDS - begun))
}
finish() {
    [ ! -s "$failures" ] || { echo '== failed'; cat "$failures"; }
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
}
failed_as_whole() { # NAME OUTPUT
    { printf '%s\n' "$1" && tail -n 10 <<<"$2" | cut -c 1-300 | sed 's/^/    /'; } >>"$failures"
}
# A check that is one command.
check() { # NAME COMMAND...
    local name=$1 log
    shift
    begun=$SECONDS
    echo "== $name"
    if log=$("$@" 2>&1); then
        add "$name" 1 0
    else
        printf '%s\n' "$log" | tail -n 40
        failed_as_whole "$name" "$log"
        add "$name" 0 1
    fi
}
build() { # FOLDER SETUP_ARGUMENTS... [-- TARGET...]
    local folder=$1 log setup=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        setup+=("$1")
        shift
    done
    [ $# = 0 ] || shift
    if [ ! -f "$folder/build.ninja" ]; then
        log=$(meson setup "$folder" --native-file engine/tools/dev.ini -Db_lto=false "${setup[@]}" 2>&1) || { printf '%s\n' "$log"; return 1; }
    fi
    log=$(ninja -C "$folder" "$@" 2>&1) || { printf '%s\n' "$log" | tail -n 40; return 1; }
}
# Runs the tests of a build folder and counts them.
round() { # NAME FOLDER TEST_ARGUMENTS...
    local name=$1 folder=$2 counts
    shift 2
    local log=$folder/meson-logs/$name.json
    case " $* " in *' --setup valgrind '*) log=$folder/meson-logs/$name-valgrind.json ;; esac # meson adds the setup's name
    rm -f "$log"
    meson test -C "$folder" --logbase "$name" --print-errorlogs "$@" </dev/null
    local status=$?
    counts=$([ -f "$log" ] && .ci/totals "$log") || counts='0 0'
    # A run that failed though no check did, or in which nothing ran, is a failure too.
    if [[ $counts != *' 0' ]]; then
        .ci/totals --failed "$log" | sed "s/^[^ ]/$name: &/" >>"$failures"
    elif [[ $status != 0 || $counts = '0 0' ]]; then
        counts="${counts% *} 1"
        failed_as_whole "$name: meson test: status $status" "$(cat "${log%.json}.txt" 2>&1)"
    fi
    # shellcheck disable=SC2086
    add "$name" $counts
}
# A program that speaks TAP; what it says is shown when something is wrong.
tap() { # NAME COMMAND...
    local name=$1 log plan good bad
    shift
    begun=$SECONDS
    echo "== $name"
    log=$("$@" 2>&1)
    local status=$?
    plan=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' <<<"$log" | head -n 1)
    good=$(grep -c '^ok ' <<<"$log") bad=$(grep -c '^not ok ' <<<"$log")
    # What was announced and did not come has failed.
    [ $((good + bad)) -ge "${plan:-1}" ] || bad=$((${plan:-1} - good))
    [ "$status" = 0 ] || [ "$bad" != 0 ] || bad=1
    grep '^ok ' <<<"$log"
    [ "$bad" = 0 ] || { grep -v '^ok ' <<<"$log"; .ci/totals --failed-tap "$name" <<<"$log" >>"$failures"; }
    add "$name" "$good" "$bad"
}
# shellcheck disable=SC2317 # called by tap
threads() {
    CC=clang build build-test-threads -Db_sanitize=thread -Db_lundef=false -- engine/dubbelloop && tests/threads.sh build-test-threads/engine/dubbelloop
}
build_and_round() { # NAME FOLDER [SETUP_ARGUMENTS... [-- TEST_ARGUMENTS...]]
    local name=$1 folder=$2 setup=()
    shift 2
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        setup+=("$1")
        shift
    done
    [ $# = 0 ] || shift
    begun=$SECONDS
    echo "== $name: build and test"
    local log=
    if log=$(build "$folder" "${setup[@]}"); then
        round "$name" "$folder" "$@"
    else
        printf '%s\n' "$log"
        failed_as_whole "$name (build)" "$log"
        add "$name (build)" 0 1
    fi
}

if [ "$all" = no ]; then
    .ci/install build test || { echo "0 passed, 1 failed"; exit 1; }
    build_and_round tests build-test -- --suite unit --suite golden --suite oracle --suite tree
    finish
fi

.ci/install build test all || { echo "0 passed, 1 failed"; exit 1; }
# What the sanitizers find ends the program that they find it in.
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1
# What the library of the fonts holds at the end is not ours (the file says why).
export LSAN_OPTIONS=suppressions=$PWD/tests/spiegel/lsan.supp:print_suppressions=0

# While the gcc tests run, of which many wait, the later rounds are built. What goes wrong is told when their turn
# comes.
sanitizers=(-Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true)
build_ahead() {
    renice -n 19 "$BASHPID"
    CC=clang build build-test-sanitizers-clang "${sanitizers[@]}"
    CC=gcc meson setup build-release
    ninja -C build-release engine/dubbelloop
}
build_ahead >/dev/null 2>&1 &
building=$!

# The demo tests the release build; these leave out link-time optimisation, which takes long for so many programs.
# Counts of a build before this one would be told on standard error, which tests look at.
find build-test-coverage -name '*.gcda' -delete 2>/dev/null
CC=gcc build_and_round gcc build-test-coverage -Db_coverage=true
check coverage tests/coverage.sh build-test-coverage
wait "$building"
# The fresh machines wait for packages much of the time, and some of the rounds from here on use one processor.
fresh_log=$(mktemp)
# Each release once; the others of its list by hand, before a release.
nice tests/fresh.sh bookworm:root:demo.sh,tests/package.sh trixie:user:demo.sh,test.sh >"$fresh_log" 2>&1 &
fresh_machines=$!
CC=clang build_and_round clang build-test-sanitizers-clang "${sanitizers[@]}"
tap fuzzing tests/fuzz/fuzz.sh build-test-sanitizers-clang 1
tap 'threads: ThreadSanitizer' threads
begun=$SECONDS
echo "== valgrind: the unit tests of the gcc build"
round unit build-test-coverage --setup valgrind --suite unit
tap 'static analysis' tests/analysis/run.sh
check demo ./demo.sh
tap 'the release build is hardened' tests/hostile/binary.sh build-release/engine/dubbelloop yes
wait "$fresh_machines"
tap 'fresh machines' bash -c 'cat "$1"; exit "$2"' _ "$fresh_log" $?
rm -f "$fresh_log"
finish
