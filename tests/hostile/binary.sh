#!/usr/bin/env bash
# Is the program built with every hardening that meson.build asks for? Speaks TAP.
# usage: binary.sh DUBBELLOOP FORTIFIED      FORTIFIED: yes when the build optimises and has no sanitizers
set -uo pipefail
export LC_ALL=C
program=$1 fortified=$2
number=0 failed=0
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
readelf -hlWd "$program" >"$scratch/elf" && readelf -sW "$program" >"$scratch/symbols" \
    && objdump -d --no-show-raw-insn "$program" >"$scratch/code" || { echo 'Bail out! readelf or objdump cannot read it'; exit 2; }

has() { # STATEMENT FILE PATTERN [AT_LEAST]
    number=$((number + 1))
    local count
    count=$(grep -cE -- "$3" "$scratch/$2")
    if [ "$count" -ge "${4:-1}" ]; then
        echo "ok $number - $1"
    else
        failed=$((failed + 1))
        echo "not ok $number - $1 ($count times)"
    fi
}
hasnot() { # STATEMENT FILE PATTERN
    number=$((number + 1))
    if grep -nE -- "$3" "$scratch/$2" | head -n 3 | grep .; then
        failed=$((failed + 1))
        echo "not ok $number - $1"
    else
        echo "ok $number - $1"
    fi
}

has 'it is loaded at a random place (PIE)' elf 'Type: +DYN \(Position-Independent Executable'
has 'its tables of addresses are read-only (RELRO)' elf '^ +GNU_RELRO '
has 'all of them, from the start (NOW)' elf 'Flags:.*NOW|FLAGS.*BIND_NOW'
has 'its stack holds no code' elf '^ +GNU_STACK .* RW +0x'
hasnot 'nothing of it can be both written and run' elf '^ +LOAD .* RWE '
hasnot 'it looks for libraries in no folder of its own' elf 'RPATH|RUNPATH'
hasnot 'no text is relocated' elf 'TEXTREL'
has 'functions guard their return addresses (stack protector)' symbols '__stack_chk_fail'
case $(uname -m) in
    x86_64)
        has 'functions are landed in by their begin only (endbr64)' code '\<endbr64\>' 200
        has 'large frames touch each page (stack clash)' code '(or[qb]|movq) +\$0x0,(0x[0-9a-f]+)?\(%rsp\)' 3 ;;
esac
hasnot 'no function is used that cannot be used safely' symbols ' UND (gets|strcpy|strcat|sprintf|vsprintf|mktemp|tmpnam|tempnam|system|popen|execl?[vp]*|dlopen)(@|$)'
[ "$fortified" != yes ] || has 'copies and formats know the size of what they fill (fortify)' symbols '__(memcpy|memset|snprintf|vsnprintf|printf|fprintf)_chk' 3
# Only what it needs: each library is named in meson.build.
number=$((number + 1))
unknown=$(grep -oE 'NEEDED.*\[[^]]*\]' "$scratch/elf" | sed 's/.*\[//; s/\]//' \
    | grep -vE '^(libsqlite3|libsodium|libcrypto|libxxhash|libinih|libz|libexpat|libzstd|libcsv|libxlsxwriter|libmicrohttpd|libcairo|libpango-1\.0|libpangocairo-1\.0|libpangoft2-1\.0|libgobject-2\.0|libglib-2\.0|libfontconfig|libc|libm|libasan|libubsan|libgcc_s|libpthread|ld-linux[^.]*)\.so')
if [ -z "$unknown" ]; then
    echo "ok $number - it needs the libraries of meson.build and no others"
else
    failed=$((failed + 1))
    echo "not ok $number - it needs $unknown"
fi
echo "1..$number"
[ "$failed" = 0 ]
