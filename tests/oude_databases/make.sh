#!/usr/bin/env bash
# Makes the databases again, each by the last program that had its schema, built from its commit in a folder of its own.
# What comes out is what is kept, but for the version of SQLite in each file. For who wants to know how they came about;
# no test runs it.
# usage: tests/oude_databases/make.sh OUT_FOLDER
set -euo pipefail
out=$(realpath -m "${1:?usage: make.sh OUT_FOLDER}")
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
scratch=$(mktemp -d)
trap 'cd "$here"; git worktree list --porcelain | sed -n "s/^worktree //p" | grep "^$scratch/" | xargs -r -n 1 git worktree remove --force; rm -rf "$scratch"' EXIT
export SOURCE_DATE_EPOCH=1700000000 LC_ALL=C TZ=UTC
mkdir -p "$out"

run() { # FILE: a night
    "$program" run --quiet --db x.db --contracts "$here/contracten.csv" "${options[@]}" --out uit "$here/$1" || [ $? = 3 ]
}
decide() { # ID VERDICT WHO WHY [--confirm]
    "$program" decide --db x.db "$1" "$2" --by "$3" --reason "$4" "${@:5}"
}
make() { # SCHEMA COMMIT OPTIONS...
    local schema=$1 commit=$2
    options=("${@:3}")
    git worktree add -q --detach "$scratch/$schema" "$commit"
    (cd "$scratch/$schema" && meson setup build -Db_lto=false && ninja -C build engine/dubbelloop) >"$scratch/log" 2>&1
    program=$scratch/$schema/build/engine/dubbelloop
    mkdir "$scratch/db$schema"
    cd "$scratch/db$schema"
    run nacht_1.csv
    if [ "$schema" -ge 3 ] && [ "$schema" -lt 17 ]; then
        decide 3bb65ecbb69a6132 bevestigd 'J. Jansen' 'dossier gezien'
        decide 9b7fe117d126c22e bevestigd 'J. Jansen' 'dossier gezien'       # the second night credits it
        decide 378f185a84b42a2f afgewezen 'J. Jansen' 'andere aandoening'
        decide 82a36d87bcf00557 terugvordering 'J. Jansen' 'dubbel betaald'
        decide 82a36d87bcf00557 terugvordering 'P. de Vries' 'akkoord' --confirm
    fi
    run nacht_2.csv
    if [ "$schema" -ge 3 ] && [ "$schema" -lt 17 ]; then
        decide c9ea4ffee0c5a208 wacht_op_aanbieder 'P. de Vries' 'gemaild'
        decide c1277e68d9d4bcb5 terugvordering 'P. de Vries' 'dubbel betaald' # nobody confirmed it
        if [ ${#options[@]} -gt 0 ]; then # there by --extend-tables alone
            decide e078ecd74be0445f terugvordering 'J. Jansen' 'dubbel betaald'
            decide e078ecd74be0445f terugvordering 'P. de Vries' 'akkoord' --confirm
        fi
    fi
    [ "$schema" -lt 5 ] || [ "$schema" -ge 17 ] || "$program" respond --db x.db --by 'J. Jansen' --agb 53999901 "$here/antwoorden.csv"
    [ "$schema" -lt 6 ] || [ "$schema" -ge 17 ] || "$program" purge --quiet --db x.db --before 2022-04-01 --by 'F. Functionaris' --reason bewaartermijn
    zstd -q -19 -f x.db -o "$out/schema_$schema.db.zst"
    "$program" findings --db x.db >"$out/schema_$schema.csv"
    cd "$here"
}
make 2 2b28937
make 3 ecdcbee
make 4 44e0c2a --extend-tables
make 5 1c33304
make 6 a584097
make 7 36aadb9 --extend-tables
make 17 f8f0fa6
