#!/usr/bin/env bash
# Static analysis of engine/ and of the fuzz targets: clang-tidy (.clang-tidy), cppcheck and clang's analyzer by
# scan-build. Any warning is a failure, but for the ones in known.txt, each with its reason; one in known.txt that does
# not come any more is a failure too. Speaks TAP.
# usage: tests/analysis/run.sh      from anywhere; builds in build-analysis/
set -uo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 2
here=tests/analysis build=build-analysis
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
jobs=$(nproc)
. tests/tap.sh
echo 1..4

# The analyzer is a compiler that looks and then compiles, so it is run by a build; what it says does not depend on how
# that build was made, and one that is there already would be looked at by nobody.
rm -rf "$build"
if ! log=$(CC=clang scan-build -o "$scratch/scan" meson setup "$build" --native-file engine/tools/dev.ini -Db_lto=false 2>&1); then
    echo "Bail out! meson: $(tail -n 1 <<<"$log")"
    exit 2
fi
scan-build -o "$scratch/scan" ninja -C "$build" engine/dubbelloop >"$scratch/scan.log" 2>&1
status=$?
# FILE:CHECKER, a line a warning; "known" are the first words of the lines of known.txt.
plain() { sed -E 's/\x1b\[[0-9;]*m//g; s/^.*(engine|tests)\//\1\//'; }
grep ' warning: .*\[[a-z]' "$scratch/scan.log" | plain | sort -u >"$scratch/warnings"
sed -E 's/^([^:]*):.*\[(.*)\]$/\1:\2/' "$scratch/warnings" | sort -u >"$scratch/came"
grep -v '^#' "$here/known.txt" | awk 'NF { print $1 }' | sort -u >"$scratch/known"
new=$(comm -23 "$scratch/came" "$scratch/known")
ok 'scan-build' "$([ -z "$new" ] || { cat "$scratch/warnings"; }
    [ "$status" = 0 ] || echo "the build failed: $(tail -n 3 "$scratch/scan.log")"
    [ -f "$build/engine/dubbelloop" ] || echo 'the build made no program')"
ok 'known.txt names nothing that does not come any more' "$(comm -13 "$scratch/came" "$scratch/known")"

# clang-tidy, over the same build's list of commands. GLib's headers have formats that are no literals (in our files the
# compilers look for those), and the list has options of gcc.
python3 - "$build" >"$scratch/files" <<'LIST'
import json, os, sys
for entry in json.load(open(os.path.join(sys.argv[1], "compile_commands.json"))):
    path = os.path.relpath(os.path.join(entry["directory"], entry["file"]))
    if path.startswith(("engine/", "tests/fuzz/")) and "build" not in path and "/tools/" not in path:
        print(path)
LIST
sort -u "$scratch/files" | xargs -P "$jobs" -n 4 clang-tidy -quiet -p "$build" --extra-arg=-Wno-format-nonliteral \
    --extra-arg=-Wno-unknown-warning-option >"$scratch/tidy" 2>/dev/null
status=$?
ok "clang-tidy ($(sort -u "$scratch/files" | wc -l) files)" "$(plain <"$scratch/tidy" | grep -A 3 'warning:\|error:')$(
    [ "$status" = 0 ] || printf '\nclang-tidy ended with status %s' "$status")"

sed 's/#.*//; /^[[:space:]]*$/d; s/[[:space:]]*$//' "$here/cppcheck.txt" >"$scratch/suppressions"
cppcheck -q -j "$jobs" --enable=warning,style,performance,portability --std=c11 --library=posix --inline-suppr --error-exitcode=1 \
    --suppressions-list="$scratch/suppressions" --template='{file}:{line}: {severity}: {message} [{id}]' \
    -I engine -I tests/fuzz -D_GNU_SOURCE '-DDUBBELLOOP_VERSION="0"' engine tests/fuzz >"$scratch/cppcheck" 2>&1
status=$?
ok 'cppcheck' "$(cat "$scratch/cppcheck")$([ "$status" = 0 ] || printf '\ncppcheck ended with status %s' "$status")"
[ "$failed" = 0 ]
