#!/usr/bin/env bash
# A backup is one state of the database, also while runs go on; it is checked, private, and replaces nothing.
# usage: backup.sh DUBBELLOOP SOURCE     Ends with "N passed, N failed".
set -u
export SOURCE_DATE_EPOCH=1700000000
dubbelloop=$(realpath "$1")
source=$(realpath "$2")
sample=$source/sample_data
. "$source/tests/checks.sh"
umask 000
expect() { # WHAT STATUS PART COMMAND...     PART: of its output and messages
    local what=$1 status=$2 part=$3 said got
    shift 3
    said=$("$@" 2>&1)
    got=$?
    [[ $got = "$status" && $said == *"$part"* ]] || what="$what: status $got, it said: $said"
    check "$what" test "$got" = "$status" -a -z "${said##*"$part"*}"
}
run() {
    "$dubbelloop" run --quiet --wait 60 --db a.db --contracts "$sample/contracts.csv" --out uit "$@"
}
files=("$sample"/2022Q?.csv "$sample"/2023Q1.csv "$sample"/2023Q2.csv.gz "$sample"/2023Q[34].csv)

expect 'first run' 3 '' run "${files[0]}"
expect 'backup' 0 'b.db: in orde: 1 runs, 1 bestanden' "$dubbelloop" backup a.db b.db
check 'mode 0600 at umask 0' test "$(stat -c %a b.db)" = 600
check 'nothing is beside it' test "$(echo b.db*)" = b.db
expect 'verify of the copy' 0 'in orde' "$dubbelloop" verify --db b.db
check 'verify left nothing beside it' test "$(echo b.db*)" = b.db
check 'it holds the same lines' cmp <("$dubbelloop" lines --db a.db) <("$dubbelloop" lines --db b.db)
expect 'it replaces nothing' 2 'is there already' "$dubbelloop" backup a.db b.db
expect 'not over the database itself' 2 'is there already' "$dubbelloop" backup a.db a.db
: >c.db-wal
expect 'not beside a log of another' 2 'c.db-wal is there already' "$dubbelloop" backup a.db c.db
rm c.db-wal
expect 'no database' 1 'make one with' "$dubbelloop" backup nergens.db c.db
expect 'no folder' 1 'cannot be made' "$dubbelloop" backup a.db nergens/c.db
expect 'a database of another program' 1 '' "$dubbelloop" backup "$sample/contracts.csv" c.db
printf 'what an interrupted backup left' >d.db.part
expect 'a part that was left is replaced' 0 'in orde' "$dubbelloop" backup a.db d.db
ln -s a.db e.db.part
expect 'a link in the way is not followed' 1 'cannot be made' "$dubbelloop" backup a.db e.db
check 'and what it points at is whole' "$dubbelloop" verify --quiet --db a.db
rm -f e.db.part
exec 9>f.db.part
flock 9
expect 'a part that is being written is waited for by nobody' 1 'another run' "$dubbelloop" backup a.db f.db
exec 9>&-
rm -f f.db.part
check 'no part is left' test -z "$(echo ./*.part | grep -v '\*')"

# What a backup is for: the copy, on which a run goes on as on the original.
expect 'restored' 0 '' "$dubbelloop" backup --quiet b.db hersteld.db
expect 'a run on it' 3 '' "$dubbelloop" run --quiet --db hersteld.db --contracts "$sample/contracts.csv" --out uit_h "${files[@]}"
expect 'the same on the original' 3 '' run "${files[@]}"
check 'the same findings' cmp uit/findings.csv uit_h/findings.csv

# Damage is not copied in silence.
cp a.db kapot.db
sqlite3 kapot.db "UPDATE blok SET inhoud = CAST(substr(inhoud, 1, 200) || x'55' || substr(inhoud, 202) AS BLOB) WHERE blok = 5"
expect 'a difference' 5 'its bytes are not those that were written' "$dubbelloop" backup kapot.db k.db
check 'no copy of it is left' test ! -e k.db -a ! -e k.db.part
# Of an older schema: tests/oude_databases.
cp a.db oud.db
sqlite3 oud.db 'PRAGMA user_version = 99'
expect 'a newer schema' 1 'newer dubbelloop' "$dubbelloop" backup oud.db nieuw.db

# Runs that write all the time, and backups meanwhile: each is whole, and none is of half a run.
{ while [ ! -e genoeg ]; do
    run --again "${files[@]}" 2>/dev/null || [ $? = 3 ] || touch kapot
    "$dubbelloop" recheck --quiet --wait 900 --db a.db --out uit || touch kapot
done; } &
n=0
i=0 runs=0
while [ $i -lt 12 ] || [ "${runs:-0}" -le "${first:-0}" ]; do
    i=$((i + 1))
    "$dubbelloop" backup a.db "lus_$i.db" >said 2>&1 || cat said >&2
    runs=$("$dubbelloop" verify --db "lus_$i.db" | sed -n 's/.*in orde: \([0-9]*\) runs.*/\1/p')
    [ -n "$runs" ] && n=$((n + 1))
    first=${first:-$runs}
done
touch genoeg
wait
check "all $i backups are sound, $n are" test "$n" = $i
check "runs were made meanwhile, from $first to $runs" test "$runs" -gt "$first"
check 'no run failed for a backup' test ! -e kapot

# A signal leaves nothing.
"$dubbelloop" run --quiet --db groot.db --out uit "${files[@]}"
cp groot.db nog.db
for i in 1 2 3 4 5 6; do
    "$dubbelloop" backup groot.db "stop_$i.db" >/dev/null 2>&1 &
    child=$!
    sleep "0.00$i"
    kill -TERM $child 2>/dev/null
    wait $child
    status=$?
    check "stopped ($status): a whole copy or none" test -z "$(echo stop_"$i".db?* | grep -v '?')" -a \( "$status" != 0 -o -e "stop_$i.db" \)
done
finish
