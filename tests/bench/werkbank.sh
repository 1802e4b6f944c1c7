#!/usr/bin/env bash
# The workbench with 50 readers at once: how long the slowest of a hundred answers takes, page by page, on the sample or on a
# database of yours. Not a test: times are for docs/performance.md.
# usage: tests/bench/werkbank.sh DUBBELLOOP [DB [SECONDS]]       needs wrk and curl
set -euo pipefail
export LC_ALL=C
program=$(realpath "${1:?usage: werkbank.sh DUBBELLOOP [DB [SECONDS]]}") db=${2-} seconds=${3-10}
sample=$(cd "$(dirname "$0")/../../sample_data" && pwd)
scratch=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$scratch"' EXIT
server=
if [ -z "$db" ]; then
    db=$scratch/nacht.db
    "$program" run --quiet --db "$db" --contracts "$sample/contracts.csv" --relaties "$sample/relaties.csv" --out "$scratch/uit" "$sample"/202*.csv "$sample"/*.gz \
        2>/dev/null || [ $? = 3 ]
fi
# One person for each reader, as in a house; the limit of a person's requests is not what is measured.
{
    printf '[server]\nuser_header = X-User\nproxy = 127.0.0.1\nverzoeken_per_seconde = 999999\n[gebruikers]\n'
    for i in $(seq 50); do echo "lezer$i = analist"; done
} >"$scratch/web.ini"
port=8642
"$program" serve --db "$db" --config "$scratch/web.ini" --listen 127.0.0.1:$port >"$scratch/said" 2>/dev/null &
server=$!
until grep -q klaar "$scratch/said"; do sleep 0.1; kill -0 "$server"; done
# Each has a session and has said why.
for i in $(seq 50); do
    page=$(curl -s -c "$scratch/jar$i" -H "X-User: lezer$i" http://127.0.0.1:$port/reden)
    csrf=$(grep -o 'name="_csrf" value="[0-9a-f]*"' <<<"$page" | head -n 1 | grep -o '[0-9a-f]\{64\}')
    curl -s -o /dev/null -b "$scratch/jar$i" -H "X-User: lezer$i" --data-urlencode 'reden=meting' --data "_csrf=$csrf" http://127.0.0.1:$port/reden
    awk -v who="lezer$i" 'NF == 7 { print who, $6 "=" $7 }' "$scratch/jar$i"
done >"$scratch/people"
cat >"$scratch/people.lua" <<LUA
local people, n = {}, 0
for line in io.lines("$scratch/people") do
  local who, cookie = line:match("(%S+) (%S+)")
  people[#people + 1] = {["X-User"] = who, ["Cookie"] = cookie}
end
request = function()
  n = n % #people + 1
  return wrk.format("GET", nil, people[n])
end
done = function(summary, latency)
  io.write(string.format("%d %d a second, p50 %.1f ms, p99 %.1f ms, %d not 200\n", summary.requests, summary.requests * 1e6 / summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status))
end
LUA
ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
finding=$("$program" findings --db "$db" | sed -n '2s/,.*//p')
for page in / /bevindingen "/bevindingen?zekerheid=vast&sort=bedrag" "/bevinding/$finding" /aanbieders /regels /runs; do
    before=$(ticks)
    wrk -t 2 -c 50 -d "$seconds" -s "$scratch/people.lua" "http://127.0.0.1:$port$page" | tail -n 1 >"$scratch/answer"
    awk -v page="${page/$finding/ID}" -v ticks=$(($(ticks) - before)) -v hertz="$(getconf CLK_TCK)" '{
        n = $1; sub(/^[0-9]+ /, "")
        printf "%-40s %6d requests, %s, %.1f ms of processor each\n", page, n, $0, n ? 1000 * ticks / hertz / n : 0 }' "$scratch/answer"
done
