#!/usr/bin/env bash
# A profile that is proposed, and the run that uses it: exports in other dialects than the canonical one, made of
# sample_data.
# usage: profile.sh DUBBELLOOP SOURCE_DIR     prints "N passed, N failed"
set -u
program=$(realpath "${1:?usage: profile.sh DUBBELLOOP SOURCE_DIR}")
source=$(realpath "${2:?usage: profile.sh DUBBELLOOP SOURCE_DIR}")
sample=$source/sample_data
. "$source/tests/checks.sh"
has() { grep -qxF -- "$2" "$1" || { echo "no line '$2'"; return 1; }; }
lacks() { ! grep -qF -- "$2" "$1"; }
# A run over one file by a profile, into findings NAME.findings, and its counts.
run_by() { # NAME PROFILE FILE
    mkdir -p "$1"
    "$program" run --quiet --db "$1/a.db" --out "$1" --profile "$2" "$3" 2>"$1/err"
    local status=$?
    [ "$status" = 0 ] || [ "$status" = 3 ] || { cat "$1/err"; return 1; }
}
lines() { "$program" lines --db "$1/a.db" | cut -d, -f1-18; }

# The clearing house for dietists.
check 'a proposal' gives 0 "$program" profile "$sample/dietisten_2023.csv" -o dietist.ini
check 'nothing goes to the terminal' test ! -s err -a ! -s out
for line in 'delimiter=;' 'encoding=cp1252' 'decimal=komma' 'date=dmy' 'bsn = Burgerservicenr' 'verzekerdennummer = Patiëntnummer' \
    'uzovi = Maatschappij' 'agb_declarant = Praktijk' 'agb_uitvoerder = Behandelaar' 'prestatiecode = Prestatie' \
    'verwijsdiagnosecode = Verwijsdiagnose' 'begindatum = Datum behandeling' 'aantal = Keren' 'bedrag_cent = Bedrag' 'debet_credit = D/C' \
    'referentienummer = Kenmerk' 'vorig_referentienummer = Oorspronkelijk kenmerk' "# niet gebruikt: 'Toelichting'"; do
    check "the proposal says $line" has dietist.ini "$line"
done
check 'run takes it' run_by dietist dietist.ini "$sample/dietisten_2023.csv"
grep -v '^prestatiecodelijst' "$sample/profiel_dietisten.ini" >eigen.ini
check 'the profile made by hand, without its default' run_by hand eigen.ini "$sample/dietisten_2023.csv"
check 'both store the same lines' same <(lines dietist) <(lines hand)
check 'something is stored' test "$(lines dietist | wc -l)" -gt 100

# After the first run, as sample_data/README.md has it; the default is what a person fills in.
sed 's/^# prestatiecodelijst =$/prestatiecodelijst = 076/' dietist.ini >vol.ini
check 'the default waits for a person' test "$(diff dietist.ini vol.ini | grep -c '^>')" = 1
for name in proposed made; do
    mkdir "$name"
    "$program" run --quiet --db "$name/a.db" --out "$name" --contracts "$sample/contracts.csv" "$sample"/202*.csv* 2>/dev/null
    profile=vol.ini
    [ "$name" = proposed ] || profile=$sample/profiel_dietisten.ini
    "$program" run --quiet --db "$name/a.db" --out "$name" --contracts "$sample/contracts.csv" --profile "$profile" "$sample/dietisten_2023.csv" 2>/dev/null
    check "the second run with the $name profile" test $? = 3
done
check 'the same findings, byte for byte' same proposed/findings.csv made/findings.csv
check 'the same changes' same proposed/changes.csv made/changes.csv
check 'the same rejects' same proposed/rejects.csv made/rejects.csv

# Privacy.
check 'no BSN in the preview' test -z "$(cut -d';' -f2 "$sample/dietisten_2023.csv" | tail -n +2 | grep . | sort -u | grep -Ff - dietist.ini)"
check 'no verzekerdennummer in the preview' test -z "$(cut -d';' -f3 "$sample/dietisten_2023.csv" | tail -n +2 | grep . | sort -u | grep -aFf - dietist.ini)"
check 'but masked' grep -q '^# bsn .*9999\*\*\*\*\*' dietist.ini

# Canonical files.
for file in "$sample"/202*.csv*; do
    check 'a canonical file' gives 0 "$program" profile "$file"
    check "$(basename "$file") needs no profile" grep -q ': canoniek: geen profiel nodig' out
done
check 'through a pipe' gives 0 "$program" profile - <"$sample/2022Q1.csv"
check 'it is canonical too' grep -q ': canoniek: geen profiel nodig' out

# The canonical file in other dialects: the lines stored are the same.
mkdir canonical
"$program" run --quiet --db canonical/a.db --out canonical "$sample/2022Q2.csv" 2>/dev/null
lines canonical >want
python3 - "$sample/2022Q2.csv" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8")))
header, rows = rows[0], rows[1:]
begin, end, cent = (header.index(name) for name in ("begindatum", "einddatum", "bedrag_cent"))
EI = {"bsn": "BURGERSERVICENUMMER (BSN) VERZEKERDE", "uzovi": "UZOVI-NUMMER", "agb_declarant": "PRAKTIJKCODE",
      "agb_uitvoerder": "ZORGVERLENERSCODE BEHANDELAAR/UITVOERDER", "prestatiecodelijst": "AANDUIDING PRESTATIECODELIJST",
      "begindatum": "BEGINDATUM PRESTATIE", "einddatum": "EINDDATUM PRESTATIE", "aantal": "AANTAL UITGEVOERDE PRESTATIES",
      "bedrag_cent": "TOEGEKEND BEDRAG", "debet_credit": "INDICATIE DEBET/CREDIT",
      "referentienummer": "REFERENTIENUMMER DIT PRESTATIERECORD",
      "vorig_referentienummer": "REFERENTIENUMMER VOORGAANDE GERELATEERDE PRESTATIERECORD"}

def write(name, names, day, money, encoding="utf-8", **dialect):
    with open(name, "w", encoding=encoding, newline="") as file:
        out = csv.writer(file, lineterminator="\n", **dialect)
        out.writerow([names.get(name, name) for name in header])
        for row in rows:
            row = list(row)
            for c in (begin, end):
                row[c] = row[c] and day(*row[c].split("-"))
            row[cent] = money(int(row[cent]))
            out.writerow(row)

write("ei.csv", EI, lambda y, m, d: y + m + d, lambda n: "%08d" % n, delimiter=";")
write("tab.csv", {"bedrag_cent": "Toegekend bedrag", "begindatum": "Begin datum"}, lambda y, m, d: f"{d}/{m}/{y}", lambda n: "%d.%02d" % divmod(n, 100),
      delimiter="\t")
write("pipe.csv", {"bedrag_cent": "Bedrag", "bsn": "Burgerservicenummer"}, lambda y, m, d: f"{y}/{m}/{d}", lambda n: "%d,%02d" % divmod(n, 100),
      delimiter="|", quotechar="'", quoting=csv.QUOTE_ALL)
write("latijn.csv", {"verzekerdennummer": "Patiëntnummer"}, lambda y, m, d: f"{int(d)}.{int(m)}.{y}", str, encoding="cp1252", delimiter=";")
write("inhoud.csv", {"bsn": "kolom a", "begindatum": "kolom b", "debet_credit": "kolom c", "bedrag_cent": "kolom d"},
      lambda y, m, d: f"{d}-{m}-{y}", lambda n: "%d,%02d" % divmod(n, 100), delimiter=";")
write("geheel.csv", {"bedrag_cent": "Bedrag"}, lambda y, m, d: f"{y}-{m}-{d}", str)
PYTHON
# They hold an end date where the canonical one has none, so the begin date alone tells the columns apart.
for name in ei tab pipe latijn inhoud; do
    check "$name: a proposal" gives 0 "$program" profile "$name.csv" -o "$name.ini"
    check "$name: run takes it" run_by "$name" "$name.ini" "$name.csv"
    lines "$name" >got
    check "$name: the same lines" same want got
done
check 'a delimiter that has a name' has tab.ini 'delimiter=tab'
check 'another quote' has pipe.ini "quote='"
check 'zero-filled amounts are cents' has ei.ini 'decimal=cent'
check 'a column known by its content is called so' grep -q '^# aan de inhoud herkend: ' inhoud.ini
gzip -k tab.csv
check 'packed' gives 0 "$program" profile tab.csv.gz
check 'the same profile' same <(tail -n +3 tab.ini) <(tail -n +3 out)

# What cannot be told is said, and left out.
check 'whole amounts' gives 0 "$program" profile geheel.csv -o geheel.ini
check 'cents or euros cannot be told' grep -q "^# niet vast te stellen: decimal: " geheel.ini
check 'and is left to a person' has geheel.ini '# decimal=cent'
cut -d';' -f1-16,18 ei.csv >zonder.csv
check 'a column that is needed is missing' gives 3 "$program" profile zonder.csv -o zonder.ini
check 'it is named' grep -q '^# niet vast te stellen: welke kolom referentienummer is' zonder.ini
check 'the message has no values' test -z "$(cut -d';' -f1 ei.csv | tail -n +2 | grep . | grep -Ff - err)"
tail -n +2 ei.csv >kop.csv
check 'a file without a header' gives 3 "$program" profile kop.csv
check 'is known by it' grep -q '^# niet vast te stellen: de kolommen: de eerste regel lijkt geen kopregel' out
check 'and its first line is not shown' lacks out "$(head -n 1 kop.csv | cut -d';' -f1)"
iconv -t UTF-16 ei.csv >utf16.csv
check 'UTF-16' gives 3 "$program" profile utf16.csv
check 'is named' grep -q 'UTF-16' out
: >leeg.csv
check 'an empty file' gives 3 "$program" profile leeg.csv
check 'no file' gives 1 "$program" profile nergens.csv
check 'no argument' gives 2 "$program" profile
check 'two files' gives 2 "$program" profile ei.csv tab.csv

finish
