#!/usr/bin/env bash
# verify finds what was changed behind the program's back, status says what to do next, and both leave the database
# alone.
# usage: verify.sh DUBBELLOOP     Ends with "N passed, N failed".
set -u
export SOURCE_DATE_EPOCH=1700000000
root=$(cd "$(dirname "$0")/../.." && pwd)
dubbelloop=$(realpath "$1")
sample=$root/sample_data
. "$root/tests/checks.sh"

expect() { # WHAT STATUS PART COMMAND...     PART: of its output and messages
    local what=$1 status=$2 part=$3 said got
    shift 3
    said=$("$@" 2>&1)
    got=$?
    if [ "$got" = "$status" ] && [[ $said == *"$part"* ]]; then
        good
    else
        bad "$what: status $got (expected $status), it said: $said (expected: $part)"
    fi
}
# A copy with this change must be found out.
found() { # SQL MESSAGE
    cp goed.db kapot.db
    expect "$1" 0 '' sqlite3 kapot.db "$1"
    expect "$1" 5 "$2" "$dubbelloop" verify --db kapot.db
}
# No message may name a patient of the sample.
silent_about_patients() {
    local said
    cp goed.db kapot.db
    sqlite3 kapot.db "$1"
    said=$("$dubbelloop" verify --db kapot.db 2>&1)
    expect "no patient: $said" 1 '' grep -qE '99999[0-9]{4}|[MZW]00[0-9]{6}' <<<"$said"
}
run() {
    "$dubbelloop" run --quiet --db goed.db --tables "$root/conflict_tables" --contracts "$sample/contracts.csv" --relaties "$sample/relaties.csv" --out uit "$@"
}

expect 'first run' 3 '' run "$sample"/2022Q?.csv "$sample"/2023Q1.csv "$sample"/2023Q2.csv.gz "$sample"/2023Q[34].csv
expect 'after one run' 0 'in orde: 1 runs, 8 bestanden, 4056 regels' "$dubbelloop" verify --db goed.db
expect 'second run' 3 '' run --profile "$sample/profiel_dietisten.ini" "$sample/dietisten_2023.csv"
expect 'after two runs' 0 'in orde: 2 runs, 9 bestanden, 4160 regels' "$dubbelloop" verify --db goed.db
expect 'quiet' 0 '' "$dubbelloop" verify --quiet --db goed.db
sum=$(sha256sum <goed.db)

# What a step of the schema made is not taken away for good: then the database is not used at all
# (tests/hostile/database.py).
trigger=$(sqlite3 goed.db "SELECT sql FROM sqlite_schema WHERE name = 'gebeurtenis_blijft_bestaan'")
found "UPDATE blok SET inhoud = CAST(substr(inhoud, 1, 200) || x'55' || substr(inhoud, 202) AS BLOB) WHERE blok = 5" \
    'block 5 of layer 1: its bytes are not those that were written'
found "UPDATE blok SET som = NULL, inhoud = substr(inhoud, 1, length(inhoud) - 1) WHERE blok = 5" 'block 5 of layer 1: a dossier cannot be read'
found "UPDATE blok SET som = NULL, inhoud = CAST(inhoud || inhoud AS BLOB) WHERE blok = 5" 'block 5 of layer 1: '
found "UPDATE blok SET laag = 3 WHERE blok = 5" 'block 5 is of layer 3, which has no row'
found "DELETE FROM blok WHERE blok = 5" 'layer 1 holds'
found "UPDATE zeef SET inhoud = CAST(iif(substr(inhoud, 1, 1) = x'00', x'ff', x'00') || substr(inhoud, 2) AS BLOB) WHERE zeef = 1" 'sieve 1 of layer 1: its bytes are not those that were written'
found "DELETE FROM zeef WHERE zeef = 2" 'layer 1: a line is not in the sieve'
found "UPDATE zeef SET laag = 2 WHERE zeef = 1" 'layer 1: a line is not in the sieve'
found "UPDATE zeef SET laag = 3 WHERE zeef = 1" 'sieve 1 is of layer 3, which has none'
found "UPDATE laag SET gezeefd = 0 WHERE laag = 1" 'sieve 1 is of layer 1, which has none'
found "UPDATE laag SET gezeefd = 1 WHERE laag = 1; INSERT INTO zeef (laag, eerste_patient, laatste_patient, inhoud, som)
 SELECT laag, eerste_patient, laatste_patient, inhoud, som FROM zeef WHERE zeef = 1" 'layer 1: the patients are not in order'
found "INSERT INTO laag (laag, run, regels) SELECT 3, 2, regels FROM laag WHERE laag = 2; INSERT INTO blok (laag, eerste_patient, laatste_patient, inhoud)
 SELECT 3, eerste_patient, laatste_patient, inhoud FROM blok WHERE laag = 2; UPDATE bestand SET relevant = 2 * relevant, aanvaard = aanvaard
 + relevant, gelezen = gelezen + relevant WHERE run = 2; UPDATE run SET (gelezen, aanvaard, relevant) = (SELECT gelezen, aanvaard, relevant
 FROM bestand b WHERE b.run = 2) WHERE run = 2" 'has a line in two layers'
found "DELETE FROM bevinding WHERE bevinding_id = '9efdebcbec02223c'" 'finding 9efdebcbec02223c has events and no row'
found "DROP TRIGGER gebeurtenis_blijft_bestaan; DELETE FROM bevinding WHERE bevinding_id = '9efdebcbec02223c'; DELETE FROM gebeurtenis WHERE
 bevinding_id = '9efdebcbec02223c'; UPDATE run SET nieuw = nieuw - 1 WHERE run = 1; $trigger" 'finding 9efdebcbec02223c is missing'
found "UPDATE bevinding SET verhaal_bedrag_cent = verhaal_bedrag_cent + 1 WHERE bevinding_id = '9efdebcbec02223c'" \
    'finding 9efdebcbec02223c: verhaal_bedrag_cent is not what'
for column in keten_bedrag_cent conflict_bedrag_cent keten_regelnummer; do
    found "UPDATE bevinding SET $column = $column + 1 WHERE bevinding_id = '9efdebcbec02223c'" "finding 9efdebcbec02223c: $column is not what"
done
for column in categorie redenen leidende_regel conflict_einddatum keten_prestatiecode; do
    found "UPDATE bevinding SET $column = 'x' WHERE bevinding_id = '9efdebcbec02223c'" "finding 9efdebcbec02223c: $column is not what"
done
found "UPDATE bevinding SET conflict_bestand = 3 WHERE bevinding_id = '9efdebcbec02223c'" 'finding 9efdebcbec02223c: conflict_bestand is not what'
found "UPDATE bevinding SET vervallen_run = NULL WHERE bevinding_id = 'e5d0f120217f4b17'" 'finding e5d0f120217f4b17: its last event is not that it changed'
found "UPDATE bevinding SET vervallen_run = 2, gewijzigd_run = 2 WHERE bevinding_id = '9efdebcbec02223c'" 'its last event is not that it lapsed in run 2'
found "INSERT INTO gebeurtenis (run, patient, bevinding_id, soort, was) SELECT 2, patient, bevinding_id, 'nieuw', '' FROM bevinding
 WHERE bevinding_id = 'c2362ffeddd5f35f'" 'finding c2362ffeddd5f35f: event'
found "UPDATE bevinding SET patient = '999990000' WHERE bevinding_id = '9efdebcbec02223c'" 'finding 9efdebcbec02223c has events and no row'
found "UPDATE bevinding SET tabel = 'x' WHERE vervallen_run IS NOT NULL" 'a finding is damaged'
found "UPDATE bevinding SET som = som + 1 WHERE bevinding_id = '9efdebcbec02223c'" 'a finding is damaged'
# What the schema would not have let in.
free='PRAGMA ignore_check_constraints = ON'
found "$free; UPDATE run SET opdracht = 'lezen' WHERE run = 2" 'run 2 has a value that no run has'
found "$free; UPDATE bestand SET status = 'weg' WHERE bestand = 3" 'file 3 has status weg, which no file has'
found "$free; UPDATE bevinding SET verhaal = 'beide' WHERE bevinding_id = 'e5d0f120217f4b17'" 'finding e5d0f120217f4b17 has a value that no finding has'
found "$free; INSERT INTO gebeurtenis (run, patient, bevinding_id, soort, was) SELECT 2, patient, bevinding_id, 'weg', '' FROM bevinding
 WHERE bevinding_id = 'c2362ffeddd5f35f'" 'is of kind weg, which no event is'
found "$free; INSERT INTO oordeel (nummer, patient, bevinding_id, oordeel, bevestigt, door, op, reden, run, rij)
 SELECT 1, patient, bevinding_id, 'schuldig',
 NULL, 'K', '2024-01-01T00:00:00Z', 'gezien', 2, '' FROM bevinding LIMIT 1" 'verdict 1 has a value that no verdict has'
found "$free; INSERT INTO antwoord SELECT 1, patient, bevinding_id, conflict_agb,
 'declarant', 'misschien', '', 'K', '2024-01-01T00:00:00Z', 2, 'a.csv', 0 FROM bevinding LIMIT 1" 'answer 1 has a value that no answer has'
found "$free; INSERT INTO wissing VALUES (1, '2015-01-01', '2024-01-01T00:00:00Z', '', 'x', '0', 2, 0, 0, 0, 0, 0, 0, 0, 0)" 'purge 1 has a value'
found "DELETE FROM bestand WHERE bestand = 2" 'the row of file 2 is missing'
found "UPDATE bestand SET bestand = -5 WHERE bestand = 9" 'file -5: no file has that number'
found "DELETE FROM bestand WHERE bestand = 9" 'names file 9, which has no row'
found "DELETE FROM bestand WHERE bestand = 9; DELETE FROM bevinding WHERE 9 IN (keten_bestand, conflict_bestand)" 'a line is of file 9, which has no row'
found "UPDATE bestand SET relevant = relevant - 1 WHERE bestand = 3" 'file 3 (2022Q3.csv): 493 of its lines are stored, and its row says 492'
found "UPDATE bestand SET gelezen_cent = gelezen_cent + 1 WHERE bestand = 3" 'file 3 (2022Q3.csv): what was read is not'
found "UPDATE bestand SET status = 'overgeslagen' WHERE bestand = 3" 'file 3 (2022Q3.csv), which was not taken'
found "UPDATE run SET aanvaard = aanvaard + 1 WHERE run = 1" 'run 1: its totals are not those of its files'
found "UPDATE run SET vervallen = 0 WHERE run = 2" 'run 2: its counts of findings are not those of its events'
found "UPDATE afkeuring SET regels = regels + 1 WHERE bestand = 1" 'file 1 (2022Q1.csv): the rejected lines by reason'
found "UPDATE regel SET omschrijving = 'x' WHERE regel = 'ZK22-DM2-14'" 'the rows of table regel are not those'
found "UPDATE tabelbestand SET inhoud = CAST(replace(inhoud, 'vast', 'signaal') AS BLOB)" 'run 1: its tables or contracts are not those'
found "UPDATE stand SET waarde = waarde + 1 WHERE soort = 'net_cent' AND sleutel = 'vast'" 'table stand, net_cent vast'
found "INSERT INTO stand VALUES ('findings', 'zeker', 1)" 'table stand, a row too many'
found "UPDATE dekking SET ongedekt = 1 WHERE uzovi = '3311' AND kwartaal = '2022Q3'" 'table dekking, uzovi 3311 in 2022Q3'
found "DELETE FROM dekking WHERE uzovi = '3332' AND kwartaal = '2023Q4'" 'table dekking, uzovi 3332 in 2023Q4'
found "INSERT INTO dekking VALUES ('9999', '2023Q1', 'DM2', 1, 'keten', 1, 0, NULL)" 'table dekking, a row too many'
silent_about_patients "DELETE FROM bevinding WHERE bevinding_id = '9efdebcbec02223c'"
silent_about_patients "UPDATE bevinding SET keten_bedrag_cent = 1"
silent_about_patients "UPDATE blok SET inhoud = x'00'"

# The first bytes of a page of the file: one of blocks, so that the database can still be opened.
cp goed.db kapot.db
page=$(sqlite3 goed.db "SELECT max(pageno) FROM dbstat WHERE name = 'blok' AND pagetype = 'leaf'" 2>dd.log) || page=$(($(stat -c %s goed.db) / 8192))
printf '\377\377\377\377' | dd of=kapot.db bs=1 seek=$((8192 * (page - 1))) conv=notrunc 2>dd.log
expect 'a page that is no page' 5 'damaged' "$dubbelloop" verify --db kapot.db

# A recheck with other tables, and everything follows from those.
cp goed.db anders.db
cp -r "$root/conflict_tables" tabellen
sed -i '/^M7C-DM2-06,/d' tabellen/menzis_2023.csv
expect 'recheck' 0 '' "$dubbelloop" recheck --quiet --db anders.db --tables tabellen --contracts "$sample/contracts.csv" --out uit
expect 'after a recheck' 0 'in orde: 3 runs' "$dubbelloop" verify --db anders.db
expect 'a finding that lapsed with its rule can still be explained' 0 'M7C-DM2-06' "$dubbelloop" explain --db anders.db a8a9e402d761d548
expect 'and why it lapsed' 0 'met de tabellen, de contracten en de regels van die run raakt geen regel' "$dubbelloop" explain --db anders.db a8a9e402d761d548
cp goed.db kapot.db
sqlite3 kapot.db "UPDATE bevinding SET som = NULL, zekerheid = 'signaal' WHERE bevinding_id = '9efdebcbec02223c'"
expect 'a proof that does not follow is none' 1 "'dubbelloop verify'" "$dubbelloop" explain --db kapot.db 9efdebcbec02223c

for point in 'verbeter 1 regel in dietisten_2023.csv.rejects.raw.csv' '338 ketenregels van uzovi 3332 in 2022Q1, 2022Q2, 2022Q3, 2022Q4' \
    '2 credits wachten op' 'beoordeel 49 vaste bevindingen' 'Hoe lang ze staan'; do
    expect "status: $point" 0 "$point" "$dubbelloop" status --db goed.db
done

expect 'usage' 2 'give --db DB' "$dubbelloop" verify
expect 'no database' 1 'make one with' "$dubbelloop" verify --db nergens.db
expect 'nothing was changed' 0 "$sum" sha256sum <goed.db

finish
