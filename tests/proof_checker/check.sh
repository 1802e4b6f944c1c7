#!/usr/bin/env bash
# Every proof of sample_data must be confirmed by the independent checker, and every doctored one refused.
# usage: check.sh DUBBELLOOP     Ends with "N passed, N failed".
set -u
export SOURCE_DATE_EPOCH=1700000000
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dubbelloop=$(realpath "$1")
sample=$root/sample_data
. "$root/tests/checks.sh"
checker() { # RAW PROOF...
    local raw=$1
    shift
    python3 "$here/check_proof.py" --raw "$raw" --tables "$root/conflict_tables" \
        --profile "dietisten_2023.csv=$sample/profiel_dietisten.ini" "$@"
}
run() { # FILE...
    "$dubbelloop" run --quiet --db proef.db --tables "$root/conflict_tables" --contracts "$sample/contracts.csv" --out uit "$@" 2>run.log
    [ $? = 3 ] && return # lines of the sample are rejected
    cat run.log >&2
    bad "run $*"
}
# Explains all findings into FOLDER, and has them checked against the exports in RAW; COUNT of them are expected.
confirm_all() { # FOLDER RAW COUNT
    local folder=$1 raw=$2 count=$3 id line
    mkdir "$folder"
    for id in $("$dubbelloop" findings --db proef.db --status nieuw,open,vervallen | tail -n +2 | cut -d, -f1); do
        "$dubbelloop" explain --db proef.db --json -o "$folder/$id.json" "$id" || bad "explain $id"
    done
    checker "$raw" "$folder"/*.json >"$folder.log"
    while read -r line; do
        case $line in
            *': confirmed') good ;;
            *) bad "$folder: $line" ;;
        esac
    done <"$folder.log"
    [ "$(wc -l <"$folder.log")" = "$count" ] && good || bad "$folder: not $count proofs"
}
# A proof with an edit (Python, on `p`) must be refused with a reason that holds WHY.
refuse() { # ID WHY EDIT
    python3 -c 'import json, sys
p = json.load(open(sys.argv[1]))
exec(sys.argv[2])
json.dump(p, open("vals.json", "w"))' "tweede/$1.json" "$3" || { bad "edit: $3"; return; }
    local said
    if said=$(checker "$sample" vals.json); then
        bad "confirmed in spite of: $3"
    elif [[ $said == *"$2"* ]]; then
        good
    else
        bad "$3: expected '$2', it said: $said"
    fi
}

mkdir eerst
cp "$sample"/202* eerst/
run "$sample"/2022Q?.csv "$sample"/2023Q1.csv "$sample"/2023Q2.csv.gz "$sample"/2023Q[34].csv
confirm_all eerste eerst 56
run --profile "$sample/profiel_dietisten.ini" "$sample/dietisten_2023.csv"
confirm_all tweede "$sample" 59

dot=9efdebcbec02223c keten=82a36d87bcf00557 code=218ded2f67cb6deb credited=e5d0f120217f4b17 dieet=55068edbdae2ea0d
refuse $dot 'bedrag_cent is another one' 'p["ketenregel"]["bedrag_cent"] = "10466"'
refuse $dot 'the amount is another one' 'p["bevinding"]["bedrag_euro"] = "104,66"'
refuse $dot 'begindatum is another one' 'p["conflictregel"]["begindatum"] = "2022-02-11"'
refuse $dot 'on line 489' 'p["conflictregel"]["regelnummer"] = "489"'
refuse $dot 'no good line' 'p["conflictregel"]["regelnummer"] = "48900"'
refuse $dot 'another SHA-256' 'p["conflictregel"]["sha256"] = "0" * 64'
refuse $dot 'there is no file' 'p["conflictregel"]["bestand"] = "2021Q1.csv"'
refuse $dot 'conflictperiode is' 'p["perioden"]["conflictperiode"] = "2022-01-01 t/m 2022-06-30"'
refuse $dot 'dagen_overlap' 'p["perioden"]["dagen_overlap"] = "41"'
refuse $dot 'overlap is' 'p["perioden"]["overlap"] = "2022-04-01 t/m 2022-05-11"'
refuse $dot 'timeline' 'p["perioden"]["tijdlijn"] = p["perioden"]["tijdlijn"].replace("2022-05-10", "2022-05-12")'
refuse $dot 'zorgproduct is not what the row says' 'p["regels"][0]["zorgproduct"] = "0402*"'
refuse $dot 'is no rule of' 'p["regels"][0]["regel"] = "ZK22-DM2-99"'
refuse $dot 'specialisme does not fit' 'import csv
row = next(r for r in csv.DictReader(open("'"$root"'/conflict_tables/zilveren_kruis_2022.csv")) if r["regel"] == "ZK22-DM2-16")
row["basiszekerheid"] = row.pop("zekerheid")
p["regels"][1].update(row)'
refuse $dot 'its reasons are' 'p["regels"][0]["redenen"] = "gedoogkwartaal"'
refuse $dot 'its grade is' 'p["regels"][1]["zekerheid"] = "vast"'
refuse $dot 'list of reasons' 'p["redenen"] = []'
refuse $dot 'another rule leads' 'p["regels"][0]["leidt"], p["regels"][1]["leidt"] = p["regels"][1]["leidt"], p["regels"][0]["leidt"]'
refuse $dot 'line is to be recovered' 'p["bevinding"]["terug_te_vorderen"] = "de conflictregel"'
refuse $dot 'not of one patient' 'p["bevinding"]["patient"] = "999990019"'
refuse $dot 'the id is not' 'p["bevinding"]["bevinding_id"] = "0123456789abcdef"'
refuse $keten 'no keten line of' 'p["regels"][1]["richting"] = "K naar C"'
refuse $keten 'conflictperiode is' 'del p["perioden"]["conflict_peildag"]'
refuse $code 'its reasons are' 'p["regels"][0]["redenen"] = ""'
refuse $credited 'was reversed by a credit' 'p["bevinding"]["status"] = "open"'
refuse $credited 'a credit reverses de conflictregel' 'p["credits"][0]["draait_terug"] = "geen van beide"'
refuse $dieet 'verwijsdiagnosecode is another one' 'p["conflictregel"]["verwijsdiagnosecode"] = "55"'

finish
