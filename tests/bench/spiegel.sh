#!/usr/bin/env bash
# spiegel.sh - how fast `dubbelloop spiegel` makes reports, and whether its memory depends on patients: reports for all
# of so many providers over eight quarters, then for as many providers with four times the patients.
set -euo pipefail
export LC_ALL=C

usage() {
    cat <<'END'
usage: tests/bench/spiegel.sh [options] BINARY
  --providers 5000
  --threads 2         of the program
  --runs 3            of each size; the fastest is shown
  --keep              keep the work folder
environment: BENCH_DIR (build/bench) is the work folder, some 2 GB; the goal is 100 reports a second on two cores.
END
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
providers=5000 threads=2 runs=3 keep=no binary=''
while [ $# -gt 0 ]; do
    case $1 in
        --providers | --threads | --runs)
            [ $# -ge 2 ] && [[ $2 =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
            declare "${1#--}=$2"
            shift 2 ;;
        --keep) keep=yes; shift ;;
        --help) usage; exit 0 ;;
        -*) usage >&2; exit 2 ;;
        *) [ -z "$binary" ] || { usage >&2; exit 2; }
           binary=$1; shift ;;
    esac
done
[ -n "$binary" ] || { usage >&2; exit 2; }
binary=$(realpath "$(command -v "$binary")")
mkdir -p "${BENCH_DIR:-$root/build/bench}"
work=$(mktemp -d "$(realpath "${BENCH_DIR:-$root/build/bench}")/spiegel.XXXXXX")
[ $keep = yes ] || trap 'rm -rf "$work"' EXIT

echo '| providers | patients | reports | MB | wall s | CPU s | reports/s | reports/CPU s | peak MiB |'
echo '|---:|---:|---:|---:|---:|---:|---:|---:|---:|'
for times in 1 4; do
    python3 "$here/../spiegel/providers.py" "$providers" 1 $times > "$work/export.csv"
    rm -f "$work"/proef.db*
    "$binary" run --db "$work/proef.db" --tables "$root/conflict_tables" --patient-id opaque --extend-tables --out "$work/uit" \
        --quiet "$work/export.csv" 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
    patients=$(cut -d, -f1 "$work/export.csv" | sort -u | wc -l)
    for ((run = 0; run < runs; run++)); do
        rm -rf "$work/spiegel"
        /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$binary" spiegel --db "$work/proef.db" --period 2023Q4 --out "$work/spiegel" \
            --min-lines 0 --threads "$threads" --quiet 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
        cat "$work/time"
    done | sort -n > "$work/times"
    reports=$(($(wc -l < "$work/spiegel/manifest.csv") - 1))
    megabytes=$(du -sm "$work/spiegel" | cut -f1)
    head -n 1 "$work/times" | awk -v p="$providers" -v n=$((patients - 1)) -v r="$reports" -v m="$megabytes" \
        '{ c = $2 + $3; printf "| %d | %d | %d | %d | %.1f | %.1f | %.0f | %.0f | %.0f |\n", p, n, r, m, $1, c, r / $1, r / c, $4 / 1024 }'
done
