#!/usr/bin/env bash
# Does what is old go, and nothing else?
# usage: clearing.sh SOURCE_TREE      ends with "N passed, N failed"
set -u
tree=$(realpath "$1")
. "$tree/tests/checks.sh"
root=$scratch/root state=$scratch/root/var/lib/dubbelloop

mkdir -p "$root/etc" "$state/in"
echo 'dubbelloop:x:999:999::/var/lib/dubbelloop:/usr/sbin/nologin' >"$root/etc/passwd"
printf 'dubbelloop:x:999:\ndubbelloop-lezers:x:998:\n' >"$root/etc/group"
for run in oud nieuw; do
    mkdir -p "$state/out/$run" "$state/done/$run" "$state/refused/$run"
    for file in findings.csv changes.csv changes_run_3.csv summary.json rejects.csv e.csv.rejects.raw.csv; do
        echo x >"$state/out/$run/$file"
    done
    echo x | tee "$state/done/$run/e.csv" >"$state/refused/$run/r.csv"
done
ln -s oud "$state/out/latest"
echo x | tee "$state/dubbelloop.db" >"$state/in/e.csv"
past() { touch -h -d "$1 days ago" "$state"/*/oud/* "$state"/*/oud "$state/out/latest" "$state/dubbelloop.db" "$state/in/e.csv"; }
# What is left, with the rules that are given.
left() { # RULES...
    systemd-tmpfiles --clean --root="$root" "$@" 2>err && (cd "$state" && find . -type f -o -type l) | sort | xargs
}
all=$( (cd "$state" && find . -type f -o -type l) | sort | xargs)
kept='./out/oud/(findings|rejects|e\.csv\.rejects\.raw)\.csv'
output=$(tr ' ' '\n' <<<"$all" | grep -vE "$kept" | xargs)
exports=$(tr ' ' '\n' <<<"$output" | grep -vE './(done|refused)/oud/' | xargs)

past 80
check 'after 80 days all is there' test "$(left "$tree/service/dubbelloop.tmpfiles" "$tree/service/dubbelloop-exports.tmpfiles")" = "$all"
past 100
check 'the rules of a package leave the exports alone' test "$(left "$tree/service/dubbelloop.tmpfiles")" = "$output"
check 'and of a run what it changed and its summary' grep -q './out/oud/changes.csv ./out/oud/changes_run_3.csv ./out/oud/summary.json' <<<"$output"
past 700
check 'exports stay for two years' test "$(left "$tree/service/dubbelloop.tmpfiles" "$tree/service/dubbelloop-exports.tmpfiles")" = "$output"
past 800
check 'then they go' test "$(left "$tree/service/dubbelloop.tmpfiles" "$tree/service/dubbelloop-exports.tmpfiles")" = "$exports"
check 'nothing is wrong with the rules' test ! -s err
finish
