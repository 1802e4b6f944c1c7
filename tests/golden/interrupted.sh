#!/usr/bin/env bash
# A run that is interrupted, killed, or finds no room leaves the database as it was, and the next run gives what an undisturbed one
# gives. Speaks TAP.
# usage: interrupted.sh BINARY
set -uo pipefail
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1700000000
binary=$(realpath "${1:?usage: interrupted.sh BINARY}") || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2
number=0 failed=0
ok() { # NAME REPORT: it is right when there is nothing to report
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        failed=$((failed + 1))
        echo "not ok $number - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}

# Two exports of test BSNs (99999xxxx that pass the elfproef), a keten line and conflicts for each patient.
export_of() { # FROM TO LINES_PER_PATIENT SUFFIX
    awk -v from="$1" -v to="$2" -v lines="$3" -v suffix="$4" 'BEGIN {
        print "bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer"
        for (n = from; n <= to; n++) {
            sum = 0
            for (i = 1; i <= 8; i++) sum += substr(n, i, 1) * (10 - i)
            if ((sum - substr(n, 9, 1)) % 11) continue
            print n ",3332,53010001,056,40001,2023-01-15,10000,K" suffix
            for (i = 0; i < lines; i++) print n ",3332,01000001,008,12850,2023-0" 1 + i % 6 "-01,1500,C" suffix "_" i
        }
    }'
}
export_of 999990000 999999999 12 a >first.csv
export_of 999995000 999999999 30 b >second.csv

# What there is after the first run, and after the second.
state() { # DB NAME
    "$binary" lines --db "$1" -o "$2.lines" && "$binary" findings --db "$1" -o "$2.findings"
}
"$binary" run --quiet --db before.db --out before first.csv && state before.db before || { echo 'Bail out! the first run failed'; exit 2; }
cp before.db after.db
"$binary" run --quiet --db after.db --out after second.csv && state after.db after || { echo 'Bail out! the second run failed'; exit 2; }
"$binary" run --quiet --db fresh.db --out fresh second.csv && state fresh.db fresh || { echo 'Bail out! the run in a new database failed'; exit 2; }

same_state() { # DB NAME
    state "$1" now && cmp now.lines "$2.lines" && cmp now.findings "$2.findings"
}
same_outputs() { # OUT NAME
    diff -rq "$1" "$2"
}
# The database is as before, or as after when the run got there in time; then the run is done again.
as_before_then_again() { # DB: x.db (the first run is in it) or new.db; OUT
    local whole=after none=before
    [ "$1" = x.db ] || whole=fresh none=
    if [ -z "$none" ] && [ ! -e "$1" ]; then
        :
    elif { [ -n "$none" ] && same_state "$1" "$none" >/dev/null 2>&1; } || same_state "$1" "$whole" >/dev/null 2>&1; then
        :
    else
        echo 'the database is neither as before nor as after the run'
        return
    fi
    if ! same_state "$1" "$whole" >/dev/null 2>&1; then
        "$binary" run --quiet --db "$1" --out "$2" second.csv 2>&1 || echo "the next run ends with $?"
        same_outputs "$2" "$whole" 2>&1
    fi
    same_state "$1" "$whole" 2>&1
    [ ! -e "$1.part" ] || echo "$1.part is left"
    find "$2" -name '*.part'
}
prepare() { # DB
    rm -rf x.db* new.db* out out.err
    [ "$1" = new.db ] || cp before.db x.db
}

# A signal while half of the input is there: with a pipe that is surely in the middle.
mkfifo pipe
half=$(($(wc -c <second.csv) / 2))
for signal in INT TERM KILL; do
    for db in new.db x.db; do
        prepare "$db"
        # In a shell of its own: one without job control starts what runs in the background with SIGINT ignored.
        (
            trap - INT
            exec "$binary" run --quiet --db "$db" --out out - <pipe 2>out.err
        ) &
        pid=$!
        exec 3>pipe
        head -c "$half" second.csv >&3
        sleep 0.2
        kill -"$signal" "$pid"
        tail -c 100 second.csv >&3 2>/dev/null
        exec 3>&-
        wait "$pid" 2>/dev/null
        status=$?
        report=
        case $signal$status in INT130 | TERM143 | KILL137) ;; *) report="status $status" ;; esac
        [ "$signal" = KILL ] || [ ! -e "$db.part" ] || report="$report $db.part is left"
        [ "$signal" = KILL ] || [ -s out.err ] || report="$report nothing was said"
        [ ! -d out ] || [ "$signal" = KILL ] || report="$report$(find out -type f)"
        report=$report$(as_before_then_again "$db" out)
        ok "SIG$signal while reading into $db" "$report"
    done
done

# SIGKILL at any moment.
begun=$(date +%s%N)
prepare x.db
"$binary" run --quiet --db x.db --out out second.csv
took=$((($(date +%s%N) - begun) / 1000000))
report=
killed=0
for i in $(seq 1 12); do
    db=x.db
    [ $((i % 3)) != 0 ] || db=new.db
    prepare "$db"
    "$binary" run --quiet --db "$db" --out out second.csv 2>out.err &
    pid=$!
    delay=$((took * i / 11))
    sleep "$((delay / 1000)).$(printf '%03d' $((delay % 1000)))"
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    [ $? != 137 ] || killed=$((killed + 1))
    this=$(as_before_then_again "$db" out)
    [ -z "$this" ] || report="$report after $delay of $took ms, $db: $this;"
done
ok "SIGKILL at any moment ($killed of 12 runs were killed)" "$report"
[ "$killed" -gt 0 ] || ok 'some run is killed' 'none was: the machine is too fast for this test'

# No room: a limit on the size of files does as a full disk does.
for db in new.db x.db; do
    prepare "$db"
    (
        trap '' XFSZ
        ulimit -f 400
        exec "$binary" run --quiet --db "$db" --out out second.csv 2>out.err
    )
    status=$?
    report=
    [ "$status" = 1 ] || report="status $status: $(cat out.err)"
    [ -s out.err ] || report="$report nothing was said"
    [ ! -e "$db.part" ] || report="$report $db.part is left"
    [ ! -d out ] || report=$report$(find out -type f)
    report=$report$(as_before_then_again "$db" out)
    ok "no room to write $db" "$report"
done

# One writer at a time; a second one waits when it is asked to.
for db in new.db x.db; do
    prepare "$db"
    "$binary" run --quiet --db "$db" --out out - <pipe &
    pid=$!
    exec 3>pipe
    head -c "$half" second.csv >&3
    sleep 0.2
    report=
    "$binary" run --quiet --db "$db" --out out2 first.csv 2>out.err 3>&-
    status=$?
    [ "$status" = 1 ] && grep -q -e '--wait' out.err || report="the second ends with $status: $(cat out.err)"
    if [ "$db" = x.db ]; then
        same_state x.db before >/dev/null || report="$report a reader does not see the state before;"
    fi
    "$binary" run --quiet --db "$db" --out out2 --wait 20 first.csv 2>out.err 3>&- &
    waiting=$!
    tail -c +$((half + 1)) second.csv >&3
    exec 3>&-
    wait "$pid" || report="$report the first fails;"
    wait "$waiting" || report="$report the one that waited fails: $(cat out.err);"
    # Both are in it. (x.db had the first file: it is passed over.)
    state "$db" now
    cut -d , -f 1-18 now.lines | cmp - <(cut -d , -f 1-18 after.lines) >/dev/null || report="$report a run is lost;"
    cmp -s now.findings after.findings || report="$report other findings;"
    ok "two writers of $db" "$report"
done
echo "1..$number"
[ "$failed" = 0 ]
