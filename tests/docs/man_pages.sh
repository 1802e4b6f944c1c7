#!/usr/bin/env bash
# Has every verb a man page, and can man read all of them?
# usage: man_pages.sh DUBBELLOOP PAGE...      ends with "N passed, N failed"
set -u
export LC_ALL=C.UTF-8
command -v man >/dev/null || { echo "man is missing: .ci/install test" >&2; exit 1; }
program=$(realpath "$1")
shift
passed=0 failed=0
check() { # NAME, and success or not of the command before it
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not so: $1" >&2
    fi
}

for page in "$@"; do
    warnings=$(man --warnings -E UTF-8 -l "$page" 2>&1 >/dev/null)
    [ -z "$warnings" ]
    check "$(basename "$page"): man has nothing to say of it: $warnings" $?
done
main=$(man -E UTF-8 -l "$1" 2>/dev/null | col -b) # the first page is dubbelloop.1
while read -r verb; do
    grep -qE "dubbelloop +$verb " <<<"$main"
    check "$verb is on the main page" $?
    page=
    for one in "$@"; do [ "$(basename "$one")" = "dubbelloop-$verb.1" ] && page=$one; done
    [ -n "$page" ]
    check "$verb has a man page: add it to verbs in engine/meson.build" $?
    [ -n "$page" ] || continue
    # Every option of the help is an entry of the page or in its text.
    text=$(man -E UTF-8 -l "$page" 2>/dev/null | col -b)
    while read -r option; do
        grep -qF -- "$option" <<<"$text"
        check "$verb: $option is on its page" $?
        grep -qF -- "$option" <<<"$main"
        check "$verb: $option is on the main page" $?
    done < <("$program" "$verb" --help | grep -oE -- '--[a-z][a-z-]*[a-z]' | sort -u)
    for section in NAME SYNOPSIS DESCRIPTION EXAMPLES; do
        grep -qx "$section" <<<"$text"
        check "$verb: the page has $section" $?
    done
done < <("$program" --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p')
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
