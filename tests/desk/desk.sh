#!/usr/bin/env bash
# The analyst's desk through the real program: findings filtered, added up and in every format; verdicts, four eyes, and
# what a later run does to them. Ends with "N passed, N failed".
# usage: desk.sh DUBBELLOOP SOURCE_DIR
set -u
export SOURCE_DATE_EPOCH=1700000000
program=$(realpath "$1") source=$(realpath "$2")
. "$source/tests/checks.sh"
is() { # WHAT GOT WANT
    if [ "$2" = "$3" ]; then good; else bad "$1"$'\n'"  got:  $2"$'\n'"  want: $3"; fi
}
holds() { # WHAT TEXT PART
    case $2 in *"$3"*) is "$1" yes yes ;; *) is "$1" "$2" "...$3..." ;; esac
}
dubbelloop() { "$program" "$@" 2>messages; }
findings() { dubbelloop findings --db desk.db "$@"; }
decide() { # expects a status first
    local want=$1
    shift
    dubbelloop decide --db desk.db "$@"
    is "status of decide $*" $? "$want"
}
# A column of the one finding in jsonl.
value() { # ID COLUMN
    dubbelloop findings --db desk.db --status nieuw,open,vervallen --format jsonl | grep "$1" | sed "s/.*\"$2\": \"\([^\"]*\)\".*/\1/"
}
column() { awk -F, -v n="$1" 'NR > 1 { print $n }'; }
sum_cent() { awk -F, -v n="$1" 'NR > 1 { sub(/\./, "", $n); s += $n } END { print s + 0 }'; }

dubbelloop run --db desk.db --out uit --contracts "$source/sample_data/contracts.csv" --relaties "$source/sample_data/relaties.csv" "$source"/sample_data/202*.csv \
    "$source/sample_data/2023Q2.csv.gz"
is 'status of the run: it has rejects' $? 3

# -- findings: filters
is 'csv is findings.csv' "$(findings | cksum)" "$(cksum <uit/findings.csv)"
for period in 2022Q4 2023Q1 2023Q2; do
    from=${period%Q*}-$(printf %02d $((${period#*Q} * 3 - 2))) to=${period%Q*}-$(printf %02d $((${period#*Q} * 3)))
    is "--period $period: keten_van lies in it" "$(findings --period $period | column 1 | sort | cksum)" \
        "$(awk -F, -v f="$from-01" -v t="$to-31" 'NR > 1 && $13 >= f && $13 <= t { print $1 }' uit/findings.csv | sort | cksum)"
done
is '--period of a year is its quarters' "$(findings --period 2023 | column 1 | wc -l)" \
    "$(for q in 1 2 3 4; do findings --period 2023Q$q | column 1; done | wc -l)"
is '--min-bedrag keeps its own amount' "$(findings --min-bedrag 111,20 | column 1 | wc -l)" \
    "$(awk -F, 'NR > 1 && $27 >= 11120' uit/findings.csv | wc -l)"
is 'a point will do' "$(findings --min-bedrag 111.20 | cksum)" "$(findings --min-bedrag 111,20 | cksum)"
for wrong in '--period 2023Q5' '--period 23' '--min-bedrag 1,5' '--min-bedrag -1' '--oordeel weg' '--group-by uzovi' '--format pdf'; do
    # shellcheck disable=SC2086
    findings $wrong >/dev/null
    is "status of $wrong" $? 2
done

# -- findings: sums. A line counts once under its best grade: the net euros are those of v_aanbieder and of
# summary.json.
net=$(sed -n 's/.*"net_cent": {\([^}]*\)}.*/\1/p' uit/summary.json | tr -dc '0-9,' | tr ',' '+')
is 'by provider: the net sum of summary.json' "$(findings --group-by agb | sum_cent 7)" "$((net))"
is 'by patient too' "$(findings --group-by patient | sum_cent 7)" "$((net))"
is 'every finding is in one group' "$(findings --group-by regel | sum_cent 2)" "$(column 1 <uit/findings.csv | wc -l)"
for categorie in $(findings --group-by categorie | column 1); do
    is "the group $categorie is the filter $categorie" "$(findings --group-by categorie | grep "^$categorie," | cut -d, -f2-)" \
        "$(findings --categorie "$categorie" --group-by categorie | tail -n 1 | cut -d, -f2-)"
done
findings --group-by agb >groups
is 'most euros first' "$(cut -d, -f7 groups | tail -n +2)" "$(cut -d, -f7 groups | tail -n +2 | sort -t. -rn -k1)"

# -- findings: formats. Two lines with references that a spreadsheet would run.
cat >formule.csv <<'CSV'
bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer
999990019,3332,53010001,056,40001,2023-01-01,10842,=1+1
999990019,3332,53010002,056,40001,2023-02-01,123450,"-2;""x"
CSV
dubbelloop run --db formule.db --out uit_formule formule.csv
excel() { dubbelloop findings --db formule.db --format csv-excel; }
is 'csv-excel begins with a BOM' "$(excel | head -c 3 | od -An -tx1 | tr -d ' ')" efbbbf
is 'csv-excel ends its lines with CRLF' "$(excel | grep -c $'\r$')" 2
holds 'csv-excel: a formula is text, money has a decimal comma' "$(excel)" ";'=1+1;40001;"
holds 'csv-excel: a minus too, quotes and semicolons are quoted' "$(excel)" ";\"'-2;\"\"x\";"
holds 'csv-excel: decimal comma' "$(excel)" ';1234,50'
holds 'csv keeps the text as it is' "$(dubbelloop findings --db formule.db)" ',=1+1,'
dubbelloop findings --db formule.db --format xlsx -o a.xlsx
is 'status of xlsx' $? 0
is 'a workbook is readable by its owner only' "$(stat -c %a a.xlsx)" 600
dubbelloop findings --db formule.db --format xlsx >b.xlsx
is 'the same bytes twice, in a file and on standard output' "$(cksum <a.xlsx)" "$(cksum <b.xlsx)"
unzip -qo a.xlsx -d a || is 'the workbook can be unpacked' no yes
sheet=$(cat a/xl/worksheets/sheet1.xml)
holds 'xlsx: a formula is text' "$sheet" "t=\"inlineStr\"><is><t>'=1+1</t></is></c>"
is 'xlsx: no cell is a formula' "$(grep -c '<f' a/xl/worksheets/sheet1.xml)" 0
holds 'xlsx: a code is text' "$sheet" 't="inlineStr"><is><t>53010001</t></is></c>'
holds 'xlsx: money is a number of euros' "$sheet" '><v>1234.5</v></c>'
holds 'xlsx: a date is a day' "$sheet" '><v>44927</v></c>'
holds 'xlsx: the heading stays' "$sheet" 'state="frozen"'
holds 'xlsx: every row has its filter' "$sheet" '<autoFilter ref="A1:AO2"/>'
holds 'xlsx: Dutch headings' "$sheet" '<t>Te verhalen (euro)</t>'
is 'xlsx: its sheets' "$(grep -o 'sheet name="[^"]*"' a/xl/workbook.xml | cut -d'"' -f2 | tr '\n' ' ')" \
    'Bevindingen Totalen Dekking Conceptregels Herkomst '
holds 'xlsx: totals' "$(cat a/xl/worksheets/sheet2.xml)" '<t>totaal</t>'
holds 'xlsx: coverage' "$(cat a/xl/worksheets/sheet3.xml)" '<t>gecontroleerd</t>'
holds 'xlsx: made when the run was' "$(cat a/docProps/core.xml)" '2023-11-14T22:13:20Z</dcterms:created>'
dubbelloop findings --db formule.db --format xlsx --group-by agb -o g.xlsx && unzip -qo g.xlsx -d g
holds 'xlsx of groups' "$(cat g/xl/worksheets/sheet1.xml)" '<t>Netto (euro)</t>'

# -- no answer is not an empty answer
says() { # WHAT TEXT FILTER...
    local what=$1 text=$2
    shift 2
    is "$what: none" "$(findings "$@" 2>messages | wc -l)" 1
    holds "$what: said" "$(cat messages)" "dubbelloop: warning: $text"
}
says 'a provider of nowhere' 'no finding, also none that lapsed, has a line of AGB 01010101' --agb 01010101
says 'a rule of nowhere' 'no finding, also none that lapsed, is led by the rule of --regel' --regel NERGENS-01
says 'a case of nowhere' "there is no case 7: 'dubbelloop zaak list' shows those that there are" --zaak 7
says 'an insurer of nowhere' 'there is no keten line of insurer 9998' --uzovi 9998
says 'a period without lines' 'there is no keten line in 2031Q1' --period 2031Q1
says 'a year without lines' 'there is no keten line in 2019Q1 to 2019Q4' --period 2019
says 'a run to come' 'run 99 was not there yet' --since 99
says 'a number that fails its check' 'the number of --patient fails its own check (elfproef)' --patient 123456780
hides() { if grep -q 123456780 messages; then echo 'a number of a patient in a message'; else echo none; fi; }
is 'which is not told' "$(hides)" none
says 'a patient of nobody' 'no line of the patient of --patient is stored' --patient 111222333
is 'what there is, is said nothing of' "$(findings --agb "$(findings | sed -n '2s/^\([^,]*,\)\{9\}\([^,]*\).*/\2/p')" --period 2023 2>&1 >/dev/null)" ''

# -- decide
export SUDO_USER=jansen
mapfile -t id < <(awk -F, '$2 == "vast" { print $1 }' uit/findings.csv)
by='--by Jansen --reason gezien'
# shellcheck disable=SC2086
{
decide 2 "${id[0]}" $by
decide 2 "${id[0]}" bevestigd --by Jansen
decide 2 "${id[0]}" bevestigd --by '  ' --reason x
decide 2 bevestigd $by
decide 2 "${id[0]}" bevestigd --confirm $by
decide 2 "${id[0]}" 0000000000000000 bevestigd $by
holds 'an unknown id is named with its place' "$(cat messages)" 'BEVINDING_ID:2: there is no finding 0000000000000000'
is 'and nobody got a verdict' "$(findings --oordeel geen | cksum)" "$(findings | cksum)"
printf 'bevinding_id,x\r\n%s,1\r\n\r\nfout,2\r\n' "${id[0]}" >ids.csv
decide 2 --ids ids.csv bevestigd $by
holds 'a wrong id of a file is named with its line' "$(cat messages)" 'ids.csv:4: '
findings --zekerheid vast | head -n 4 >ids.csv
decide 0 --ids ids.csv "${id[3]}" "${id[0]}" bevestigd $by
holds 'it says how many' "$(cat messages)" '4 findings: bevestigd'
is 'ids of a file and of arguments, each once' "$(findings --oordeel bevestigd | column 1 | wc -l)" 4
decide 0 "${id[1]}" afgewezen $by
is 'a later verdict takes its place' "$(value "${id[1]}" oordeel)" afgewezen
printf '%s\n' "${id[2]}" | decide 0 --ids - wacht_op_aanbieder $by
is 'ids from standard input' "$(value "${id[2]}" oordeel)" wacht_op_aanbieder

# -- four eyes
decide 2 "${id[4]}" terugvordering --confirm $by
holds 'nothing to confirm' "$(cat messages)" 'has no terugvordering to confirm'
decide 0 "${id[4]}" "${id[5]}" terugvordering $by
is 'one name is not enough' "$(value "${id[4]}" oordeel)" 'terugvordering (te bevestigen)'
is 'and can be found' "$(findings --oordeel te_bevestigen | column 1 | sort | tr '\n' ' ')" "$(printf '%s\n' "${id[4]}" "${id[5]}" | sort | tr '\n' ' ')"
decide 2 "${id[4]}" terugvordering --confirm --by jansen --reason akkoord
decide 2 "${id[4]}" terugvordering --by 'de Vries' --reason akkoord
decide 2 "${id[4]}" "${id[3]}" terugvordering --confirm --by 'de Vries' --reason akkoord
is 'all or nothing' "$(value "${id[4]}" oordeel)" 'terugvordering (te bevestigen)'
decide 2 "${id[4]}" terugvordering --confirm --by 'de Vries' --reason akkoord
holds 'a second name under the same login is nobody else' "$(cat messages)" 'under the same login, jansen'
for name in jansen 'JANSEN,' ' jansen. '; do
    SUDO_USER=devries decide 2 "${id[4]}" terugvordering --confirm --by "$name" --reason akkoord
    holds "$name is Jansen" "$(cat messages)" 'somebody else must confirm it'
done
decide 2 "${id[4]}" --one-login ja --by Jansen --reason klein
decide 2 --one-login ja --by Jansen
decide 0 --one-login ja --by Jansen --reason 'een medewerker'
decide 0 "${id[6]}" terugvordering --by 'A. B. Jansen' --reason x
decide 2 "${id[6]}" terugvordering --confirm --by 'Jansen A  B' --reason x
decide 0 "${id[6]}" terugvordering --confirm --by 'de Vries' --reason x
is 'where one person does all it is marked' "$(value "${id[6]}" oordeel_door)" 'A. B. Jansen, bevestigd door de Vries (zelfde inlog)'
decide 0 --one-login nee --by Jansen --reason 'een tweede kwam erbij'
decide 2 "${id[4]}" terugvordering --confirm --by 'de Vries' --reason akkoord
SUDO_USER=devries decide 0 "${id[4]}" terugvordering --confirm --by 'de Vries' --reason akkoord
is 'the logins stand on record' "$(sqlite3 desk.db "SELECT group_concat(inlog, ' ') FROM (SELECT inlog FROM v_oordeel WHERE bevinding_id = '${id[4]}' ORDER BY nummer)")" 'jansen devries'
is 'a second name makes it one' "$(value "${id[4]}" oordeel)" terugvordering
is 'both names show' "$(value "${id[4]}" oordeel_door)" 'Jansen, bevestigd door de Vries'
decide 2 "${id[4]}" terugvordering --by 'de Vries' --reason nogmaals
holds 'explain tells both' "$(dubbelloop explain --db desk.db "${id[4]}")" 'bevestigt_nummer'
}

# -- a later run: other tables grade otherwise
is 'nothing changed yet' "$(findings --herzien | column 1 | wc -l)" 0
cp -r "$source/conflict_tables" tabellen
sed -i 's/,vast,/,waarschijnlijk,/' tabellen/*.csv
dubbelloop recheck --db desk.db --out uit2 --tables tabellen --contracts "$source/sample_data/contracts.csv"
is 'a verdict stays' "$(value "${id[4]}" oordeel)" terugvordering
is 'what changed is told' "$(value "${id[4]}" herzien)" 'zekerheid: vast -> waarschijnlijk'
holds 'explain tells it too' "$(dubbelloop explain --db desk.db "${id[4]}")" 'zekerheid: vast -> waarschijnlijk'
# shellcheck disable=SC2086
SUDO_USER=devries decide 2 "${id[5]}" terugvordering --confirm --by 'de Vries' --reason akkoord
holds 'other facts are not confirmed' "$(cat messages)" 'changed since Jansen judged it'
decide 0 "${id[4]}" afgewezen --by Jansen --reason 'minder zeker'
is 'judged anew it is as judged' "$(value "${id[4]}" herzien)" ''
# Nothing hits any more.
sed -i 's/,actief,/,concept,/' tabellen/*.csv
dubbelloop recheck --db desk.db --out uit2 --tables tabellen --contracts "$source/sample_data/contracts.csv"
is 'it lapsed' "$(value "${id[4]}" status)" vervallen
is 'which is a change' "$(value "${id[4]}" herzien)" 'vervallen: nee -> ja'
decide 2 "${id[4]}" terugvordering --by Jansen --reason x
holds 'nothing is recovered for it' "$(cat messages)" 'does not stand any more'
dubbelloop recheck --db desk.db --out uit2 --contracts "$source/sample_data/contracts.csv"
is 'it is back, with its verdict' "$(value "${id[4]}" oordeel)" afgewezen
is 'and as it was before' "$(value "${id[4]}" herzien)" 'zekerheid: waarschijnlijk -> vast'

# -- two patients with one id
cat >twee.csv <<'CSV'
bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer
999990019,3332,53010001,056,40001,2023-01-01,10842,K1
999990019,3332,53010002,056,40001,2023-02-01,10842,C1
999990032,3332,53010001,056,40001,2023-01-01,10842,K1
999990032,3332,53010002,056,40001,2023-02-01,10842,C1
CSV
dubbelloop run --db twee.db --out uit_twee --patient-id opaque twee.csv
same=$(dubbelloop findings --db twee.db | column 1 | uniq -d)
dubbelloop decide --db twee.db "$same" bevestigd --by Jansen --reason x
is 'an ambiguous id is refused' $? 2
holds 'and says what to do' "$(cat messages)" 'several patients have a finding'
dubbelloop decide --db twee.db "$same" bevestigd --by Jansen --reason x --patient 999990032
is 'of one patient it is taken' $? 0
is 'that of the other is not judged' "$(dubbelloop findings --db twee.db --oordeel geen | column 5)" 999990019

finish
