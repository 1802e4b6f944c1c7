#!/bin/sh
# sqlite.sh TABLES FILE - the findings of dubbelloop in the sqlite3 shell: import, then sqlite.sql. Everything in
# memory, no journal, one thread (the shell has no more). Prints {"findings":{...}}.
set -eu
[ $# -eq 2 ] || { echo 'usage: sqlite.sh TABLES FILE' >&2; exit 2; }
here=$(dirname "$0")
tables=$1
file=$2

used=$(sqlite3 :memory: -cmd ".import --csv '$tables/tabellen.csv' tabellen" \
    "SELECT tabel FROM tabellen WHERE ' ' || uzovi || ' ' LIKE '% 3332 %' OR uzovi = '*'")
{
    echo 'PRAGMA journal_mode = off;'
    echo 'PRAGMA synchronous = off;'
    for name in programmas diagnosegroepen codesets; do
        echo ".import --csv '$tables/$name.csv' $name"
    done
    first=yes
    for name in $used; do
        echo ".import --csv '$tables/$name.csv' rows_of_table"
        [ $first = no ] || echo 'CREATE TABLE regel AS SELECT * FROM rows_of_table LIMIT 0;'
        echo 'INSERT INTO regel SELECT * FROM rows_of_table; DROP TABLE rows_of_table;'
        first=no
    done
    echo 'CREATE TABLE line (bsn TEXT, verzekerdennummer TEXT, uzovi TEXT, agb_declarant TEXT, agb_uitvoerder TEXT, specialisme TEXT,'
    echo ' prestatiecodelijst TEXT, prestatiecode TEXT, zorgproductcode TEXT, verwijsdiagnosecode TEXT, diagnosecode TEXT, begindatum TEXT,'
    echo ' einddatum TEXT, aantal TEXT, bedrag_cent TEXT, debet_credit TEXT, referentienummer TEXT, vorig_referentienummer TEXT);'
    echo ".import --csv --skip 1 '$file' line"
    echo ".read '$here/sqlite.sql'"
} | sqlite3 -bail :memory: | tail -n 1
