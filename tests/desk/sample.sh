#!/usr/bin/env bash
# A sample of findings, drawn by the program and drawn again with sha256sum and sort from its frame, as the man page
# says.
# usage: sample.sh DUBBELLOOP SOURCE_DIR     prints "N passed, N failed"
set -u
program=$(realpath "${1:?usage: sample.sh DUBBELLOOP SOURCE_DIR}")
source=$(realpath "${2:?usage: sample.sh DUBBELLOOP SOURCE_DIR}")
. "$source/tests/checks.sh"

mkdir uit
"$program" run --quiet --db a.db --out uit --contracts "$source/sample_data/contracts.csv" "$source"/sample_data/202*.csv* 2>/dev/null
[ $? = 3 ] || { echo '0 passed, 1 failed'; exit 1; }

# The recipe: the keys of the frame in order, "key id regel".
keys() { # FRAME SEED
    tail -n +2 "$1" | while IFS=, read -r id regel; do
        printf '%s %s %s\n' "$(printf '%s/%s' "$2" "$id" | sha256sum | cut -c1-64)" "$id" "$regel"
    done | sort -s -k1,1
}
hash_of() { tail -n +2 "$1" | cut -d, -f1 | sort | sha256sum | cut -c1-64; }

check 'a sample is drawn' gives 0 "$program" sample --db a.db --seed 7 --size 10 --frame kader.csv -o trekking.csv
check 'nothing goes to the terminal when it has a file' test ! -s err
keys kader.csv 7 | head -n 10 | cut -d' ' -f2 >want
tail -n +2 trekking.csv | cut -d, -f2 >got
check 'sha256sum draws the same findings in the same order' same want got
check 'the draw is numbered' same <(seq 10) <(tail -n +2 trekking.csv | cut -d, -f1)
check 'the protocol has the hash of the frame' grep -qx "kader_sha256   $(hash_of kader.csv)" trekking.csv.txt
"$program" findings --db a.db >alle.csv
check 'the frame is what findings shows' same <(tail -n +2 alle.csv | cut -d, -f1 | sort) <(tail -n +2 kader.csv | cut -d, -f1)
check 'behind trekking stand the columns of findings.csv' test "$(head -n 1 trekking.csv)" = "trekking,$(head -n 1 alle.csv)"
tail -n +2 trekking.csv | cut -d, -f2- | sort >rows
check 'every row is a row of findings.csv' test -z "$(comm -23 rows <(sort alle.csv))"

check 'again' gives 0 "$program" sample --db a.db --seed 7 --size 10
check 'the same seed gives the same bytes, on standard output too' same trekking.csv out
check 'the protocol is then on standard error' same trekking.csv.txt err
check 'no patient is in the protocol or the frame' test -z "$(cut -d, -f5 alle.csv | tail -n +2 | sort -u | grep -Ff - err kader.csv)"
check 'a bigger one' gives 0 "$program" sample --db a.db --seed 7 --size 15
check 'a bigger sample begins with the smaller one' same trekking.csv <(head -n 11 out)
check 'another seed' gives 0 "$program" sample --db a.db --seed 8 --size 10
check 'another seed gives another sample' test "$(cut -d, -f2 out)" != "$(cut -d, -f2 trekking.csv)"

check 'filters' gives 0 "$program" sample --db a.db --seed 3 --size 4 --zekerheid signaal --uzovi 3332 --frame smal.csv
check 'a filter makes the frame narrower' same <("$program" findings --db a.db --zekerheid signaal --uzovi 3332 | tail -n +2 | cut -d, -f1 | sort) \
    <(tail -n +2 smal.csv | cut -d, -f1)
check 'the protocol names the filters' grep -qx 'filters        --zekerheid signaal --uzovi 3332' err

# Strata by the leading rule.
check 'a stratified sample' gives 0 "$program" sample --db a.db --seed 7 --size 60 --stratify regel --frame kader2.csv -o strata.csv
check 'the frame does not depend on the strata' same kader.csv kader2.csv
sed -n '/^  leidende regel/,/^$/p' strata.csv.txt | tail -n +2 | grep . >strata
check 'the strata of the protocol are those of the frame' same <(tail -n +2 kader.csv | cut -d, -f2 | sort | uniq -c | awk '{print $2, $1}') <(awk '{print $1, $2}' strata)
check 'every stratum is drawn from' test -z "$(awk '$3 < 1' strata)"
check 'together they are the sample' test "$(awk '{s += $3} END {print s}' strata)" = 60
keys kader.csv 7 >sleutels
while read -r regel _ n; do
    grep " $regel\$" sleutels | head -n "$n"
done <strata | sort -s -k1,1 | cut -d' ' -f2 >want
check 'each stratum gives its lowest keys' same want <(tail -n +2 strata.csv | cut -d, -f3)
check 'the stratum stands behind the draw' test "$(head -n 1 strata.csv)" = "trekking,stratum,$(head -n 1 alle.csv)"

check 'more than there is' gives 0 "$program" sample --db a.db --seed 7 --size 100000
check 'gives the whole frame' test "$(wc -l <out)" = "$(wc -l <alle.csv)"
check 'an empty frame' gives 0 "$program" sample --db a.db --seed 7 --size 5 --agb 99999999
check 'gives a header alone' test "$(wc -l <out)" = 1
check 'too few for the strata' gives 2 "$program" sample --db a.db --seed 7 --size 3 --stratify regel -o weinig.csv --frame weinig.kader
check 'leaves nothing behind' test -z "$(find . -name "weinig*")"
check 'no seed' gives 2 "$program" sample --db a.db --size 3
check 'a seed of letters' gives 2 "$program" sample --db a.db --seed zeven --size 3
check 'no size' gives 2 "$program" sample --db a.db --seed 7
check 'strata by something else' gives 2 "$program" sample --db a.db --seed 7 --size 3 --stratify agb
check 'no such grade' gives 2 "$program" sample --db a.db --seed 7 --size 3 --zekerheid zeker
check 'no database' gives 1 "$program" sample --db nergens.db --seed 7 --size 3

finish
