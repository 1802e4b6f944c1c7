#!/usr/bin/env bash
# Every proof of sample_data must be confirmed by the independent checker, and every doctored one refused.
# usage: check.sh DUBBELLOOP [confirm]     confirm: no doctored ones, which ask nothing of DUBBELLOOP. Ends with "N passed, N failed".
set -u
export SOURCE_DATE_EPOCH=1700000000
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dubbelloop=$(realpath "$1")
sample=$root/sample_data
. "$root/tests/checks.sh"
checker() { # RAW CONTRACTS PROOF...
    local raw=$1 contracts=$2
    shift 2
    python3 "$here/check_proof.py" --raw "$raw" --tables "$root/conflict_tables" --contracts "$sample/$contracts" --relaties "$sample/relaties.csv" \
        --profile "dietisten_2023.csv=$sample/profiel_dietisten.ini" \
        --profile "contactregister_delta_2023.csv=$sample/profiel_contactregister.ini" "$@"
}
run() { # STATUS ARGUMENT...
    local wanted=$1
    shift
    "$dubbelloop" run --quiet --db proef.db --tables "$root/conflict_tables" --out uit "$@" 2>run.log
    [ $? = "$wanted" ] && return
    cat run.log >&2
    bad "run $*"
}
# Explains all findings into FOLDER, and has them checked against the exports in RAW; COUNT of them are expected.
confirm_all() { # FOLDER RAW CONTRACTS COUNT
    local folder=$1 raw=$2 contracts=$3 count=$4 id line
    mkdir "$folder"
    for id in $("$dubbelloop" findings --db proef.db --status nieuw,open,vervallen | tail -n +2 | cut -d, -f1); do
        "$dubbelloop" explain --db proef.db --json -o "$folder/$id.json" "$id" || bad "explain $id"
    done
    checker "$raw" "$contracts" "$folder"/*.json >"$folder.log"
    while read -r line; do
        case $line in
            *': confirmed') good ;;
            *) bad "$folder: $line" ;;
        esac
    done <"$folder.log"
    [ "$(wc -l <"$folder.log")" = "$count" ] && good || bad "$folder: $(wc -l <"$folder.log") proofs, not $count"
}
# A proof with an edit (Python, on `p`) must be refused with a reason that holds WHY. With it go the proofs of the other
# findings.
refuse() { # ID WHY EDIT
    python3 -c 'import json, sys
p = json.load(open(sys.argv[1]))
exec(sys.argv[2])
json.dump(p, open("vals.json", "w"))' "derde/$1.json" "$3" || { bad "edit: $3"; return; }
    local said
    if said=$(checker "$sample" contracts_met_register.csv vals.json "${@:4}"); then
        bad "confirmed in spite of: $3"
    elif [[ $said == *"$2"* ]]; then
        good
    else
        bad "$3: expected '$2', it said: $said"
    fi
}

mkdir eerst
cp "$sample"/202* eerst/
run 3 --contracts "$sample/contracts.csv" --relaties "$sample/relaties.csv" "$sample"/2022Q?.csv "$sample"/2023Q1.csv "$sample"/2023Q2.csv.gz "$sample"/2023Q[34].csv
confirm_all eerste eerst contracts.csv 85
run 3 --profile "$sample/profiel_dietisten.ini" "$sample/dietisten_2023.csv"
run 0 --contracts "$sample/contracts_met_register.csv" --profile "$sample/profiel_contactregister.ini" "$sample/contactregister_delta_2023.csv"
confirm_all derde "$sample" contracts_met_register.csv 96
[ "${2-}" != confirm ] || finish

dot=9efdebcbec02223c keten=82a36d87bcf00557 code=218ded2f67cb6deb credited=e5d0f120217f4b17 dieet=55068edbdae2ea0d grond=3016dc6692d86e0e
vereist=0d319e311f384e0c lid=488f5af93498eb0e tarief=55ce5f811facde99 contract=628cffa23b24016c verboden=63074a7a36eabd4c
refuse $dot 'bedrag_cent is another one' 'p["ketenregel"]["bedrag_cent"] = "10466"'
refuse $dot 'the amount is another one' 'p["bevinding"]["bedrag_euro"] = "104,66"'
refuse $dot 'begindatum is another one' 'p["conflictregel"]["begindatum"] = "2022-02-11"'
refuse $dot 'on line 421' 'p["conflictregel"]["regelnummer"] = "421"'
refuse $dot 'no good line' 'p["conflictregel"]["regelnummer"] = "48900"'
refuse $dot 'another SHA-256' 'p["conflictregel"]["sha256"] = "0" * 64'
refuse $dot 'there is no file' 'p["conflictregel"]["bestand"] = "2021Q1.csv"'
refuse $dot 'conflictperiode is' 'p["perioden"]["conflictperiode"] = "2022-01-01 t/m 2022-06-30"'
refuse $dot 'dagen_overlap' 'p["perioden"]["dagen_overlap"] = "41"'
refuse $dot 'overlap is' 'p["perioden"]["overlap"] = "2022-04-01 t/m 2022-05-11"'
refuse $dot 'timeline' 'p["perioden"]["tijdlijn"] = p["perioden"]["tijdlijn"].replace("2022-05-10", "2022-05-12")'
refuse $dot 'zorgproduct is not what the row says' 'p["regels"][0]["zorgproduct"] = "0402*"'
refuse $dot 'is no rule of' 'p["regels"][0]["regel"] = "ZK22-DM2-99"'
refuse $dot 'does not hit' 'import csv
row = next(r for r in csv.DictReader(open("'"$root"'/conflict_tables/zilveren_kruis_2022.csv")) if r["regel"] == "ZK22-DM2-15")
row["basiszekerheid"] = row.pop("zekerheid")
p["regels"][0].update(row)'
refuse $dot 'its reasons are' 'p["regels"][0]["redenen"] = "gedoogkwartaal"'
refuse $dot 'its grade is' 'p["regels"][0]["zekerheid"] = "vast"'
refuse $dot 'its table applies' 'p["regels"][0]["tabel_geldt"] = "door het contract"'
refuse $dieet 'list of reasons' 'p["redenen"] = []'
refuse $keten 'another rule leads' 'p["regels"][0]["leidt"], p["regels"][1]["leidt"] = p["regels"][1]["leidt"], p["regels"][0]["leidt"]'
refuse $dot 'line is to be recovered' 'p["bevinding"]["terug_te_vorderen"] = "de conflictregel"'
refuse $dot 'not of one patient' 'p["bevinding"]["patient"] = "999990433"'
refuse $dot 'do not know this patient' 'p["bevinding"]["patient"] = "999999999"'
refuse $dot 'the id is not' 'p["bevinding"]["bevinding_id"] = "0123456789abcdef"'
refuse $keten 'no keten line of' 'p["regels"][1]["richting"] = "K naar C"'
refuse $keten 'conflict_peildag' 'del p["perioden"]["conflict_peildag"]'
refuse $code 'its reasons are' 'p["regels"][0]["redenen"] = ""'
refuse $credited 'was reversed by a credit' 'p["bevinding"]["status"] = "open"'
refuse $credited 'a credit reverses de conflictregel' 'p["credits"][0]["draait_terug"] = "geen van beide"'
refuse $credited 'is not shown' 'p["credits"].pop(0)'
refuse $dieet 'verwijsdiagnosecode is another one' 'p["conflictregel"]["verwijsdiagnosecode"] = "55"'
refuse $grond 'ground is recovered by nothing' ''
refuse $grond 'its reasons are' 'del p["zekerheid"]["grond_terug_door"]'
refuse $grond 'the grade that it would have' 'p["zekerheid"]["zonder_verlies_van_grond"] = "signaal"' derde/$keten.json
refuse $grond 'the proof says' 'p["zekerheid"]["grond_terug_door"] = "'$dot'"' derde/$keten.json
refuse $vereist 'soort is not that of' 'p["bevinding"]["soort"] = "lid"'
refuse $vereist 'gezocht is not about' 'p["gezocht"] = []'
refuse $vereist 'a contract row that is not in the file' 'p["contracten"][0]["geldig_tot"] = ""'
refuse $vereist 'not a rule of this kind' 'p["regels"][0]["richting"] = "K naar C"'
refuse $lid 'a relation that is not in the file' 'p["relaties"][0]["van_agb"] = "01999919"'
refuse $lid 'the amount is another one' 'p["bevinding"]["bedrag_euro"] = "2,46"'
refuse $tarief 'afgesproken_cent is' 'p["gezocht"][0]["afgesproken_cent"] = "385"'
refuse $tarief 'kwartalen is' 'p["gezocht"][0]["kwartalen"] = "2"'
refuse $tarief 'the amount is another one' 'p["bevinding"]["bedrag_euro"] = "3,85"'
refuse $contract 'its reasons are' 'p["regels"][0]["redenen"] = "contract_onbekend"'
refuse $verboden 'ketenperiode is' 'p["perioden"]["ketenperiode"] = "2022-01-01 t/m 2022-06-30"'

# What is confirmed rests on the contracts, the relations and the other lines of the patient.
if checker eerst contracts.csv derde/$vereist.json >/dev/null; then bad "a vereist without the contract that asks for a register"; else good; fi
if checker "$sample" contracts.csv derde/$vereist.json >/dev/null; then bad "a vereist with the contracts of before"; else good; fi

finish
