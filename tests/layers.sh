#!/usr/bin/env bash
# The shape of the tree: each folder of the engine uses itself and the folders before it only; a third-party header has
# one place; only main.c and cli/ print or end the program; no file holds a path of some machine; every schema step and
# table is listed.
# usage: layers.sh ENGINE_DIR
set -u
export LC_ALL=C
engine=${1:?usage: layers.sh ENGINE_DIR}
root=$(cd "$engine/.." && pwd) || exit 2
cd "$root" || exit 2
engine=$(basename "$engine")
wrong=0 looked=0
complain() {
    printf '%s\n' "$*"
    wrong=$((wrong + 1))
}

# Layers. pipeline.c sees all but cli/, main.c all; tools/ are programs of their own.
layers=(base csv xlsx model rules ingest dossier detect store passes report spiegel zaak web cli)
declare -A level
for i in "${!layers[@]}"; do level[${layers[$i]}]=$i; done
for folder in "$engine"/*/; do
    folder=$(basename "$folder")
    [ "$folder" = tools ] || [ -n "${level[$folder]-}" ] || complain "$engine/$folder/: no layer of this name"
done
while IFS=: read -r file line text; do
    looked=$((looked + 1))
    name=${text#*\"} name=${name%%\"*}
    from=${file#"$engine"/}
    to=${name%%/*}
    if [ "$to" = "$name" ]; then
        [ "$name" = pipeline.h ] || complain "$file:$line: \"$name\": an include names its folder"
        case $from in cli/* | main.c | pipeline.c) ;; *) complain "$file:$line: only cli/ may use pipeline.h" ;; esac
        continue
    fi
    [ -n "${level[$to]-}" ] || { complain "$file:$line: \"$name\": no layer of this name"; continue; }
    [ -f "$engine/$name" ] || complain "$file:$line: \"$name\": no such file"
    case $from in
        main.c) ;;
        pipeline.[ch]) [ "$to" != cli ] || complain "$file:$line: pipeline may not use cli/" ;;
        tools/*) ;;
        *) [ "${level[$to]}" -le "${level[${from%%/*}]}" ] || complain "$file:$line: ${from%%/*}/ may not use $to/" ;;
    esac
done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' --include='*.[ch]' "$engine")
[ "$looked" -gt 50 ] || complain "only $looked includes were found: the check looks in the wrong place"

# No headers that include each other.
loop=$(grep -roE '^#include "[^"]+' --include='*.h' "$engine" | sed -E "s|^$engine/([^:]*):#include \"|\1 |" |
    tsort 2>&1 >/dev/null)
[ -z "$loop" ] || complain "headers that include each other: $loop"

# Third-party headers.
fence() { # HEADER FOLDER...
    local file header=$1 folder home
    shift
    while IFS= read -r file; do
        folder=${file#"$engine"/} folder=${folder%%/*} home=
        for at; do [ "$at" = "$folder" ] && home=yes; done
        [ -n "$home" ] || complain "$file: <$header> belongs in: $*"
    done < <(grep -rlE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]$header" --include='*.[ch]' "$engine")
}
fence sqlite3.h store
fence csv.h csv
fence ini.h ingest spiegel web # profiles; the sender of reports; roles
fence zlib.h ingest xlsx # a packed export; the parts of a workbook
fence expat.h xlsx
fence zstd.h ingest
fence sodium base web # web: what nobody may guess
fence microhttpd web
fence openssl/ base
fence xlsxwriter.h report
fence cairo spiegel
fence pango spiegel
fence fontconfig spiegel
fence glib spiegel

# Printing and ending. base/memory.c ends the program when there is no memory; tools/ are programs of their own.
while IFS= read -r hit; do
    case $hit in
        "$engine/main.c:"* | "$engine/cli/"* | "$engine/tools/"*) ;;
        "$engine/base/memory.c:"*STDERR_FILENO*) ;;
        "$engine/base/outfile.c:"*STDOUT_FILENO*) ;; # an output that was asked for on standard output
        *) complain "$hit: only main.c and cli/ print or end the program" ;;
    esac
done < <(grep -rnE '^' --include='*.[ch]' "$engine" | grep -vE ':[0-9]+:[[:space:]]*(/?\*|//)' | sed -E 's/"([^"\\]|\\.)*"/""/g' |
    grep -E '\b(_?exit|_Exit|quick_exit|err|errx|warn|warnx|perror|printf|vprintf|puts|putchar|psignal)[[:space:]]*\(|\b(stderr|stdout|STDERR_FILENO|STDOUT_FILENO)\b')

# No path of a machine in any file of the project; generated reports of others (.git) aside.
list() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard
    else
        # Not a checkout: everything but what meson made.
        local made=(-path ./.git)
        for folder in */build.ninja; do made+=(-o -path "./${folder%/*}"); done
        find . \( "${made[@]}" \) -prune -o -type f -print | sed 's|^\./||'
    fi
}
place='/(wo''rk|ro''ot|ho''me/[a-z])/?'
while IFS= read -r hit; do
    complain "$hit: a path of some machine"
done < <(list | xargs -d '\n' grep -snIE -m 3 "(^|[^A-Za-z0-9_.~*<-])$place[A-Za-z0-9_]" /dev/null)

# Every step of the schema, numbered without gaps, and every table, in meson.build.
number=0
for step in schema/*.sql; do
    number=$((number + 1))
    case $step in schema/$(printf '%04d' "$number")_*.sql) ;; *) complain "$step: step $number is expected here" ;; esac
    grep -qF "'$step'" meson.build || complain "$step is not listed in meson.build"
done
[ "$number" -gt 0 ] || complain "there are no steps in schema/"
for table in conflict_tables/*.csv; do
    grep -qF "'$table'" meson.build || complain "$table is not listed in meson.build"
done
grep -oE "'(schema|conflict_tables)/[^']*'" meson.build | tr -d "'" | while IFS= read -r file; do
    [ -f "$file" ] || echo "$file is listed in meson.build and not there"
done | { ! grep . ; } || wrong=$((wrong + 1))

# Every source and every test is built. The file of a verb is listed by the verb's name.
while IFS= read -r source; do
    name=${source#"$engine"/}
    case $name in cli/cmd_*.c) name=${name#cli/cmd_} name=${name%.c} ;; esac
    [ "$name" = main.c ] || grep -qF "'$name'" "$engine/meson.build" || complain "$source is not listed in $engine/meson.build"
done < <(find "$engine" -name '*.c')
while IFS= read -r test; do
    name=$(basename "$test" .c)
    grep -qE "'${name#test_}'" tests/meson.build || complain "$test is not listed in tests/meson.build"
done < <(find tests -name 'test_*.c')

# A column is read by a name, a parameter is bound by one or from a list of columns, and by what looks whether it was bound.
while IFS= read -r hit; do
    complain "$hit: a column or parameter by a bare number, or bound past store/db.c"
done < <(grep -rnE '\b(sqlite3_column_[a-z0-9]+|db_text|db_bind_[a-z]+)\([^(),]+, [0-9]+[,)]|\bsqlite3_bind_(int|int64|text|text64|blob|blob64|zeroblob|null|double)\(' \
    --include='*.[ch]' "$engine" | grep -v "^$engine/store/db\.c:")

# 120 columns.
while IFS= read -r line; do
    complain "$line: more than 120 columns"
done < <(LC_ALL=C.UTF-8 grep -rnE '^.{121,}$' --include='*.[ch]' "$engine")

# A static function has its name to itself, so that a backtrace tells where it stands. Two forms of one function in one
# file are one.
while IFS= read -r name; do
    complain "$name: static functions of two files have this name"
done < <(grep -rnE '^static [A-Za-z_][^=;(]*[ *][a-z_0-9]+\(' --include='*.[ch]' "$engine" |
    sed -E 's/^([^:]*):[0-9]+:[^(]*[ *]([a-z_0-9]+)\(.*/\2 \1/' | sort -u | cut -d' ' -f1 | uniq -d)

[ "$wrong" = 0 ] || { echo "$wrong faults"; exit 1; }
