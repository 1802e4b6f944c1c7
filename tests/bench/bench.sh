#!/usr/bin/env bash
# bench.sh - how fast dubbelloop is, as ratios in one run, against wc -l, DuckDB and the sqlite3 shell. See README.md.
#
# Rounds alternate between the programs, so that a slow minute of the machine is a slow minute for all; a ratio is the
# median of the ratios within the rounds. Each program must come to the same number of findings per grade, or the run
# fails.
set -euo pipefail
export LC_ALL=C

usage() {
    cat <<'END'
usage: tests/bench/bench.sh [options] BINARY
  --sizes "1 10 50"   millions of lines (decimals allowed)
  --runs 5            rounds; at most three from 50 million on
  --nights 3          nights on the store of each size
  --night-lines 200000
  --seed 1            of the generated data
  --ceiling 256M      the second full run's --memory
  --libcsv BINARY2    a build that reads every line with libcsv
  --without LIST      of duckdb, sqlite: leave out
  --keep              keep the generated files and stores
environment: BENCH_DIR (build/bench) is the work folder, BENCH_TABLES (conflict_tables) the rules, BENCH_TIMEOUT (1800) the
seconds that one command may take, BENCH_GENERATE a built generator (otherwise it is compiled with cc).
END
}

fail() {
    echo "bench.sh: $*" >&2
    exit 1
}

# ---- options ----

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
sizes='1 10 50' runs=5 nights=3 night_lines=200000 seed=1 ceiling=256M libcsv='' without='' keep=no binary=''
while [ $# -gt 0 ]; do
    case $1 in
        --sizes | --runs | --nights | --night-lines | --seed | --ceiling | --libcsv | --without)
            [ $# -ge 2 ] || { usage >&2; exit 2; }
            name=${1#--}
            declare "${name/-/_}=$2"
            shift 2 ;;
        --keep) keep=yes; shift ;;
        --help) usage; exit 0 ;;
        -*) usage >&2; exit 2 ;;
        *) [ -z "$binary" ] || { usage >&2; exit 2; }
           binary=$1; shift ;;
    esac
done
[ -n "$binary" ] || { usage >&2; exit 2; }
[[ $runs =~ ^[1-9][0-9]*$ && $nights =~ ^[0-9]+$ && $night_lines =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]] || { usage >&2; exit 2; }
for size in $sizes; do
    [[ $size =~ ^[0-9]+([.][0-9]+)?$ ]] || { usage >&2; exit 2; }
done
binary=$(command -v "$binary") || fail 'BINARY is not a program'
binary=$(realpath "$binary")
[ -z "$libcsv" ] || libcsv=$(realpath "$(command -v "$libcsv")")
tables=$(realpath "${BENCH_TABLES:-$root/conflict_tables}")
work=${BENCH_DIR:-$root/build/bench}
limit=${BENCH_TIMEOUT:-1800}
mkdir -p "$work"
work=$(realpath "$work")
results=$work/results.tsv
table=$work/table.md
log=$work/log
: > "$results"
: > "$log"

wanted() { [[ " $without " != *" $1 "* ]]; }

# ---- what it needs ----

need() { # COMMAND PACKAGE
    command -v "$1" > /dev/null && return
    echo "bench.sh: installing $2" >&2
    local as=()
    [ "$(id -u)" -eq 0 ] || as=(sudo)
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$2" >> "$log" 2>&1 \
        || fail "cannot install $2, see $log"
}

[ -x /usr/bin/time ] || need /usr/bin/time time
if wanted sqlite; then need sqlite3 sqlite3; fi
if wanted duckdb; then
    need node nodejs
    if ! cmp -s "$here/package.json" "$work/package.json" || [ ! -d "$work/node_modules/@duckdb/node-api" ]; then
        need npm npm
        cp "$here/package.json" "$work/package.json"
        timeout 600 npm install --prefix "$work" --no-package-lock --no-audit --no-fund --ignore-scripts >> "$log" 2>&1 \
            || fail "npm install failed, see $log"
    fi
fi
generate=${BENCH_GENERATE:-}
if [ -z "$generate" ]; then
    generate=$work/generate
    "${CC:-cc}" -std=c17 -O2 -o "$generate" "$here/generate.c"
fi

child=
cleanup() {
    [ -z "$child" ] || kill "$child" 2> /dev/null || true
    [ $keep = yes ] || rm -rf "$work"/*.csv "$work"/store-* "$work"/out-* "$work"/measure "$work"/stdout
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- measuring ----

# measure SIZE WHAT ROUND COMMAND... adds a line to results.tsv: size, what, round, wall, cpu, peak in KiB, findings,
# counted time. The findings and the time that a program measured itself come from its standard output, or from
# OUT/summary.json. What it is going to read (`warm`) is read first: a machine that takes its cache back meanwhile would
# make whoever comes later slow.
warm=()
measure() {
    local size=$1 what=$2 round=$3 begin end status=0
    shift 3
    sync
    cat "${warm[@]}" > /dev/null
    begin=$EPOCHREALTIME
    timeout --kill-after=10 "$limit" /usr/bin/time -o "$work/measure" -f '%U %S %M' "$@" > "$work/stdout" 2>> "$log" < /dev/null &
    child=$!
    wait "$child" || status=$?
    child=
    end=$EPOCHREALTIME
    [ $status -eq 0 ] || fail "$what at $size million ended with status $status (124 = took over $limit s), see $log"
    local summary=$work/stdout
    [[ $what != engine* && $what != libcsv ]] || summary=$out/summary.json
    local findings='-' seconds='-'
    if [ "$what" != wc ]; then
        findings=$(findings_in "$summary")
        seconds=$(grep -o '"seconds":[0-9.]*' "$work/stdout" | cut -d: -f2 || true)
    fi
    tail -n 1 "$work/measure" | awk -v OFS='\t' -v size="$size" -v what="$what" -v round="$round" -v begin="$begin" -v end="$end" \
        -v findings="$findings" -v seconds="$seconds" '{
            wall = end - begin
            print size, what, round, wall, $1 + $2, $3, findings, (seconds ~ /^[0-9]/ ? seconds : wall) }' >> "$results"
    echo "bench.sh: $(tail -n 1 "$results" | awk -F '\t' '{ printf "%s M %-14s round %s %8.3f s  %s", $1, $2, $3, $8, $7 }')" >&2
}

# "vast/waarschijnlijk/signaal" of a JSON text, whatever its layout.
findings_in() {
    local object grade numbers=()
    object=$(tr -d ' \t\n' < "$1" | grep -o '"findings":{[^}]*}' | head -n 1) || fail "$1 holds no findings"
    for grade in vast waarschijnlijk signaal; do
        numbers+=("$(grep -o "\"$grade\":[0-9]*" <<< "$object" | cut -d: -f2)")
    done
    local IFS=/
    echo "${numbers[*]}"
}

engine() { # SIZE WHAT ROUND PROGRAM STORE FILE OPTION...
    local size=$1 what=$2 round=$3 program=$4 store=$5 file=$6
    shift 6
    out=$work/out-$what
    mkdir -p "$store" "$out"
    measure "$size" "$what" "$round" "$program" run --db "$store/bench.db" --tables "$tables" --out "$out" --quiet "$@" "$file"
}

duckdb() { # SIZE WHAT ROUND ARGUMENT...
    local size=$1 what=$2 round=$3
    shift 3
    measure "$size" "$what" "$round" node "$here/duckdb.mjs" --modules "$work" --tables "$tables" "$@"
}

same_findings() { # SIZE PATTERN: all results of these rows agree
    local kinds
    kinds=$(awk -F '\t' -v size="$1" -v pattern="$2" '$1 == size && $2 ~ pattern && $7 != "-" { print $7 }' "$results" | sort -u | wc -l)
    [ "$kinds" -eq 1 ] || {
        awk -F '\t' -v size="$1" -v pattern="$2" '$1 == size && $2 ~ pattern { print $2, $3, $7 }' "$results" >&2
        fail "different findings at $1 million"
    }
}

# ---- the rows ----

bench_size() {
    local size=$1 lines file=$work/year-$1.csv rounds=$runs round night
    lines=$(awk -v size="$size" 'BEGIN { printf "%d", size * 1000000 }')
    if [ "$lines" -ge 50000000 ] && [ "$rounds" -gt 3 ]; then rounds=3; fi
    "$generate" --lines "$lines" --seed "$seed" > "$file"
    for ((round = 1; round <= rounds; round++)); do
        warm=("$file")
        measure "$size" wc "$round" wc -l "$file"
        rm -rf "$work/store-main"
        engine "$size" engine "$round" "$binary" "$work/store-main" "$file"
        out=$work/out-engine
        warm=("$work/store-main/bench.db")
        measure "$size" engine_recheck "$round" "$binary" recheck --db "$work/store-main/bench.db" --tables "$tables" --out "$out" --quiet
        warm=("$file")
        ! wanted duckdb || duckdb "$size" duckdb "$round" query "$file"
        engine "$size" engine_ceiling "$round" "$binary" "$work/store-ceiling" "$file" --memory "$ceiling"
        rm -rf "$work/store-ceiling"
        if [ -n "$libcsv" ]; then
            engine "$size" libcsv "$round" "$libcsv" "$work/store-libcsv" "$file"
            rm -rf "$work/store-libcsv"
        fi
        if wanted sqlite && [ "$lines" -le 1000000 ]; then
            measure "$size" sqlite "$round" "$here/sqlite.sh" "$tables" "$file"
        fi
    done
    same_findings "$size" '^(engine|engine_recheck|engine_ceiling|libcsv|duckdb|sqlite)$'
    [ "$nights" -eq 0 ] || bench_nights "$size" "$lines" "$file"
    [ $keep = yes ] || rm -rf "$file" "$work"/store-*
}

bench_nights() {
    local size=$1 lines=$2 file=$3 night night_file
    if wanted duckdb; then
        rm -rf "$work/store-duckdb"
        mkdir -p "$work/store-duckdb"
        duckdb "$size" duckdb_load 1 --store "$work/store-duckdb/bench.duckdb" load "$file"
        same_findings "$size" '^(engine|duckdb_load)$'
    fi
    for ((night = 1; night <= nights; night++)); do
        night_file=$work/night-$size-$night.csv
        "$generate" --base-lines "$lines" --seed "$seed" --night "$night" --lines "$night_lines" > "$night_file"
        warm=("$night_file" "$work/store-main/bench.db")
        engine "$size" engine_night "$night" "$binary" "$work/store-main" "$night_file"
        if wanted duckdb; then
            warm=("$night_file" "$work/store-duckdb/bench.duckdb")
            duckdb "$size" duckdb_night "$night" --store "$work/store-duckdb/bench.duckdb" night "$night_file"
            [ "$(tail -n 2 "$results" | cut -f 7 | sort -u | wc -l)" -eq 1 ] || fail "different findings after night $night at $size million"
        fi
        [ $keep = yes ] || rm -f "$night_file"
    done
}

for size in $sizes; do
    bench_size "$size"
done

# ---- the table ----

{
    echo "$("$binary" --version 2> /dev/null | head -n 1); $(nproc) processors, $(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)," \
        "$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo); $(uname -sr); seed $seed"
    echo
    awk -F '\t' -v ceiling="$ceiling" -v night_lines="$night_lines" -f "$here/table.awk" "$results"
} | tee "$table"
