#!/usr/bin/env bash
# A night reads the stored lines of a patient when they can matter, and only then: the sieves (engine/dossier/sieve.h)
# may say "perhaps" too often, never "surely not" of what is there. All blocks are spoilt here, so that a run that reads
# one fails.
# usage: nacht.sh DUBBELLOOP     Ends with "N passed, N failed".
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
dubbelloop=$(realpath "$1")
. "$root/tests/checks.sh"

header=bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,debet_credit,referentienummer,vorig_referentienummer
consult=3332,01000001,008,12000,2023-05-01,1000,D
{
    echo "$header"
    echo "999990093,$consult,gewoon,"                                            # a patient with a consult and no more, whom no sieve mistakes
    echo "999990019,3332,53000001,056,40001,2023-04-01,9000,D,keten,"             # one with a keten-dbc
    echo "999990032,3332,01000001,008,12000,2023-05-01,1000,C,credit,"            # one with a credit of some consult,
    echo "999990044,3332,01000001,008,12000,2023-05-01,1000,C,credit,zulk"        # and one with a credit of a certain one
    echo "999990056,3332,53000001,,40001,2023-04-01,9000,D,zonder-lijst,"         # one with a keten code without a list
    echo "999990068,3332,01000001,,12001,2023-05-01,1000,D,geen-keten,"           # and one with another code without a list
} >jaar.csv
"$dubbelloop" run --quiet --db heel.db --out uit jaar.csv || bad 'the first run'
cp heel.db kapot.db
sqlite3 kapot.db "UPDATE blok SET inhoud = x'ff'" # not what was sealed

read_by() { # WHETHER LINE STATEMENT
    local want=$1 line=$2 said status
    printf '%s\n%s\n' "$header" "$line" >nacht.csv
    cp kapot.db nu.db
    said=$("$dubbelloop" run --quiet --db nu.db --out uit nacht.csv 2>&1)
    status=$?
    case $want:$status in
        no:0) good ;;
        yes:5) check "$3: it said $said" grep -q 'is damaged; restore the database from a backup' <<<"$said" ;;
        *) bad "$3: status $status, it said: $said" ;;
    esac
}
read_by no "999990093,$consult,nieuw," 'a consult of a patient with consults'
read_by no "999990081,$consult,nieuw," 'a consult of a patient that nobody knows'
read_by no "999990068,$consult,nieuw," 'a consult of a patient with a consult without a list'
read_by yes "999990093,$consult,gewoon," 'the same line once more'
read_by yes "999990093,3332,01000001,008,12001,2023-05-01,1000,D,gewoon," 'another line with the same reference'
read_by no "999990093,3332,01000002,008,12000,2023-05-01,1000,D,gewoon," 'the same reference of another declarant'
read_by yes "999990093,3332,53000001,056,40001,2023-04-01,9000,D,nieuw," 'a keten-dbc'
read_by yes "999990093,3332,01000001,008,12000,2023-05-01,1000,C,nieuw,gewoon" 'a credit'
read_by yes "999990019,$consult,nieuw," 'a consult of a patient with a keten-dbc'
read_by yes "999990032,$consult,nieuw," 'a consult that a credit can be of'
read_by no "999990032,3332,01000001,008,12000,2023-05-02,1000,D,nieuw," 'a consult of another day than the credit'
read_by yes "999990044,$consult,zulk," 'the consult that a credit names'
read_by no "999990044,$consult,nieuw," 'another consult than the one that a credit names'
read_by yes "999990056,$consult,nieuw," 'a consult of a patient with a keten code without a list'

# Contracts decide which codes are keten codes; when they change, everything is looked at again, whatever the sieves
# say.
echo 'uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel' >contracten.csv
echo '3332,53000001,DM2,40091,2023-01-01,,,' >>contracten.csv
cp kapot.db nu.db
printf '%s\n%s\n' "$header" "999990081,$consult,nieuw," >nacht.csv
check 'a run under other contracts reads all' gives 5 "$dubbelloop" run --quiet --db nu.db --contracts contracten.csv --out uit nacht.csv

# One letter of one stored reference is another one: nobody works with it, and nothing seals it anew.
cp heel.db letter.db
sqlite3 letter.db "UPDATE blok SET inhoud = CAST(substr(inhoud, 1, instr(inhoud, CAST('gewoon' AS BLOB)) - 1) || 'fewoon'
    || substr(inhoud, instr(inhoud, CAST('gewoon' AS BLOB)) + 6) AS BLOB)"
for verb in recheck verify 'run --again' 'purge --before 2024-01-01 --by J.Jansen --reason term'; do
    cp letter.db nu.db
    case $verb in run*) file=jaar.csv ;; *) file= ;; esac
    case $verb in recheck | run*) out='--out uit' ;; *) out= ;; esac
    # shellcheck disable=SC2086 # words
    check "$verb of a database with another letter in a line" gives 5 "$dubbelloop" $verb --quiet --db nu.db $out $file
    check "$verb left it as it was" [ "$(sqlite3 letter.db 'SELECT count(*), max(laag) FROM blok')" = "$(sqlite3 nu.db 'SELECT count(*), max(laag) FROM blok')" ]
done

# A layer without sieves, of an older version: everything is read.
sqlite3 kapot.db 'DELETE FROM zeef; UPDATE laag SET gezeefd = 0'
read_by yes "999990093,$consult,nieuw," 'a consult, of a layer without sieves'
# And with whole blocks all of it comes to the same, sieves or not.
for line in "999990093,$consult,gewoon," "999990093,$consult,nieuw," "999990019,$consult,nieuw," "999990032,$consult,nieuw," \
    "999990032,3332,01000002,008,12000,2023-05-01,1000,D,nieuw," "999990044,$consult,zulk," "999990044,$consult,nieuw,"; do
    printf '%s\n%s\n' "$header" "$line" >nacht.csv
    for way in met zonder; do
        cp heel.db nu.db
        [ $way = met ] || sqlite3 nu.db 'DELETE FROM zeef; UPDATE laag SET gezeefd = 0'
        check "$line, $way" gives 0 env SOURCE_DATE_EPOCH=1700000000 "$dubbelloop" run --quiet --db nu.db --out "uit_$way" nacht.csv
        check "$line, $way: verify" gives 0 "$dubbelloop" verify --db nu.db
    done
    check "$line: findings" same uit_met/findings.csv uit_zonder/findings.csv
    check "$line: summary" same uit_met/summary.json uit_zonder/summary.json
done
finish
