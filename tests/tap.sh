# What shell tests that speak TAP share. Sourced at the top: . ".../tests/tap.sh"; at the end: [ "$failed" = 0 ]
number=0 failed=0
ok() { # NAME REPORT: it is right when there is nothing to report
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        failed=$((failed + 1))
        echo "not ok $number - $1"
        printf '%s\n' "$2" | head -n 60 | sed 's/^/# /'
    fi
}
