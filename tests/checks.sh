# What the shell tests share: an empty folder to work in, checks that are counted, and the last line "N passed, N
# failed". Sourced at the top, when the arguments were made absolute: . ".../tests/checks.sh"; at the end: finish
export LC_ALL=C
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

passed=0 failed=0
good() { passed=$((passed + 1)); }
bad() { # WHAT
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$1"
}
check() { # STATEMENT COMMAND...
    local statement=$1
    shift
    if "$@"; then good; else bad "$statement"; fi
}
same() { # FILE FILE
    local difference
    difference=$(diff -u "$1" "$2") || { head -n 20 <<<"$difference"; return 1; }
}
# What it prints is in the files out and err.
gives() { # STATUS COMMAND...
    local want=$1 got
    shift
    "$@" >out 2>err
    got=$?
    [ "$got" = "$want" ] || { echo "status $got, not $want"; cat err; return 1; }
}
finish() {
    printf '%s passed, %s failed\n' "$passed" "$failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
}
