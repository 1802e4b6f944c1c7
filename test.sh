#!/usr/bin/env bash
# Installs what is missing (Debian 12), builds, and runs all tests: gcc, gcc with ASan and UBSan, clang, valgrind on the unit
# tests, the demo and the man page. Ends with "N passed, N failed": every check of every program, in each of these rounds.
# usage: ./test.sh [--quick]      --quick: the gcc round only
set -uo pipefail
cd "$(dirname "$0")" || exit 1

quick=no
case "${1-}" in
    '') ;;
    --quick) quick=yes ;;
    *) echo "usage: ./test.sh [--quick]" >&2; exit 2 ;;
esac

passed=0 failed=0
add() { # ROUND PASSED FAILED
    passed=$((passed + $2)) failed=$((failed + $3))
    printf '%s: %d passed, %d failed (%d s)\n' "$1" "$2" "$3" $((SECONDS - begun))
}
finish() {
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
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
        add "$name" 0 1
    fi
}
# shellcheck disable=SC2317 # called by check
man_page_is_in_order() {
    local warnings
    warnings=$(man --warnings -E UTF-8 -l docs/man/dubbelloop.1 2>&1 >/dev/null) || return 1
    printf '%s' "$warnings"
    [ -z "$warnings" ]
}
build() { # FOLDER SETUP_ARGUMENTS...
    local folder=$1 log
    shift
    if [ ! -f "$folder/build.ninja" ]; then
        log=$(meson setup "$folder" --native-file engine/tools/dev.ini -Db_lto=false "$@" 2>&1) || { printf '%s\n' "$log"; return 1; }
    fi
    log=$(ninja -C "$folder" 2>&1) || { printf '%s\n' "$log" | tail -n 40; return 1; }
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
    [[ $status = 0 && $counts != '0 0' || $counts != *' 0' ]] || counts="${counts% *} 1"
    # shellcheck disable=SC2086
    add "$name" $counts
}
build_and_round() { # NAME FOLDER SETUP_ARGUMENTS...
    local name=$1 folder=$2
    begun=$SECONDS
    echo "== $name: build and test"
    if build "$folder" "${@:3}"; then
        round "$name" "$folder"
    else
        add "$name (build)" 0 1
    fi
}

.ci/install build test || { echo "0 passed, 1 failed"; exit 1; }
# What the sanitizers find ends the program that they find it in.
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1

# The demo tests the release build; these leave out link-time optimisation, which takes long for so many programs.
CC=gcc build_and_round gcc build-test-gcc
[ "$quick" = no ] || finish
# With sanitizers gcc warns of things that cannot be (a format that is NULL); the other two rounds have the warnings.
CC=gcc build_and_round sanitizers build-test-sanitizers -Db_sanitize=address,undefined -Dwerror=false
CC=clang build_and_round clang build-test-clang
begun=$SECONDS
echo "== valgrind: the unit tests of the gcc build"
round unit build-test-gcc --setup valgrind --suite unit
check demo ./demo.sh
check 'man page' man_page_is_in_order
finish
