#!/usr/bin/env bash
# Runs the golden cases through the real binary and compares what comes out. Speaks TAP, a line a case.
# usage: golden.sh BINARY [CASE...]        UPDATE=1 rewrites what is expected: read the diff before it is committed
#
# A case is a folder: inputs, `args` and `expected/`. It is run in a copy of its own. A line of `args` is the arguments
# of one run of the binary, split as the shell splits words; one that begins with `$` is a command of the shell, for
# inputs that are made at test time and for looking at what came out; one that begins with `#` is a comment. `expected/`
# holds `status` (one a run), `stdout`, `stderr`, and every file that the runs left in folders out*. What no case may
# do: end with a status of 126 or more, name a place of this machine, or say a BSN (any 9 digits) or a word that begins
# with GEHEIM of its inputs on standard error or in a melding.
set -uo pipefail
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1700000000
binary=$(realpath "${1:?usage: golden.sh BINARY [CASE...]}") || exit 2
shift
here=$(cd "$(dirname "$0")" && pwd)
[ -x "$binary" ] || { echo "Bail out! $binary cannot be run"; exit 2; }
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cases=("$@")
[ $# -gt 0 ] || for folder in "$here"/*/; do cases+=("$(basename "$folder")"); done
[ ${#cases[@]} -gt 0 ] || { echo 'Bail out! there are no cases'; exit 2; }
failed=0 number=0

# Runs the lines of args; leaves status, stdout and stderr in $results.
run_case() {
    local line status words
    : >"$results/status" >"$results/stdout" >"$results/stderr"
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            '' | '#'*) continue ;;
            '$'*) BINARY=$binary bash -c "${line#?}" >>"$results/stdout" 2>>"$results/stderr" </dev/null || {
                echo "this command failed: $line"
                return 1
            } ;;
            *)
                eval "words=($line)" || return 1
                printf '$ dubbelloop %s\n' "$line" | tee -a "$results/stderr" >>"$results/stdout"
                "$binary" "${words[@]}" >>"$results/stdout" 2>>"$results/stderr" </dev/null
                status=$?
                [ "$status" -lt 126 ] || {
                    echo "status $status of: $line"
                    tail -n 5 "$results/stderr"
                    return 1
                }
                echo "$status" >>"$results/status"
                ;;
        esac
    done <args
}

# What came out, in $results: the files of out*, the version taken out.
collect() {
    local folder
    for folder in out*/; do
        [ -d "$folder" ] && cp -r "$folder" "$results/"
    done
    find "$results" -name summary.json -exec sed -i -E 's/"version": "[^"]*"/"version": "VERSION"/' {} +
}

# What no case may do.
check_rules() {
    local secret name
    if grep -rnI -F -e "$scratch" -e "$here" "$results"; then
        echo 'a place of this machine is named'
        return 1
    fi
    if find . -name '*.part*' | grep .; then
        echo 'something half-done was left'
        return 1
    fi
    # Whatever could be a patient in any input, that is in no name of a file.
    find . -type f -not -path './out*' -not -name '*.db*' -not -name args -exec grep -aohE '\b[0-9]{9}\b|GEHEIM[A-Za-z0-9]*' {} + | sort -u >"$scratch/secrets"
    sed 's/^\$ dubbelloop .*//' "$results/stderr" >"$scratch/said"
    for name in "$results"/out*/rejects.csv; do
        [ -f "$name" ] && cat "$name" >>"$scratch/said"
    done
    if [ -s "$scratch/secrets" ] && secret=$(grep -nF -f "$scratch/secrets" "$scratch/said"); then
        echo "a patient is named: $secret"
        return 1
    fi
}

one_case() {
    local expected=$here/$1/expected
    results=$scratch/results
    rm -rf "$results" "$scratch/case"
    mkdir "$results" "$scratch/case"
    cp -r "$here/$1/." "$scratch/case" && rm -rf "$scratch/case/expected" && cd "$scratch/case" || return 1
    run_case && collect && check_rules || return 1
    if [ "${UPDATE-}" = 1 ]; then
        rm -rf "$expected"
        cp -r "$results" "$expected"
    elif ! diff -ruN "$expected" "$results" >"$scratch/diff"; then
        sed -E "s|$scratch/results/||; s|$here/||" "$scratch/diff" | head -n 60
        return 1
    fi
}

echo "1..${#cases[@]}"
for name in "${cases[@]}"; do
    number=$((number + 1))
    if report=$(one_case "$name"); then
        echo "ok $number - $name"
    else
        failed=$((failed + 1))
        echo "not ok $number - $name"
        printf '%s\n' "$report" | sed 's/^/# /'
    fi
done
[ "$failed" = 0 ]
