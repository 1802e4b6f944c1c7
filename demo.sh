#!/usr/bin/env bash
# Shows dubbelloop at work on sample_data/: installs what is missing (Debian 12 or 13), builds, runs, and tells what
# came out and where. What it makes is in build-release/ and in demo_out/, which is emptied first.
set -euo pipefail
cd "$(dirname "$0")"

if [ -t 1 ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi
heading() { printf '\n%s== %s%s\n\n' "$bold" "$1" "$plain"; }
quietly() {
    local log
    log=$("$@" 2>&1) || { printf '%s\n' "$log" >&2; exit 1; }
}
# Shows a command as a user would type it, runs it, and fails when it does not end with the status that is expected.
try() {
    local expected=$1 command=$2 output status=0
    printf '  %s$ %s%s\n' "$bold" "$command" "$plain"
    output=$(eval "$command" 2>&1) || status=$?
    sed '/./s/^/    /' <<<"$output"
    if [ "$status" != "$expected" ]; then
        echo "demo.sh: this ended with status $status, not $expected" >&2
        exit 1
    fi
}

heading "Install and build"
.ci/install build
[ -f build-release/build.ninja ] || quietly meson setup build-release
quietly ninja -C build-release engine/dubbelloop
try 0 'build-release/engine/dubbelloop --version'

heading "Three insurers, two years, a file a quarter (4563 invented lines)"
rm -rf demo_out
mkdir demo_out
try 3 'build-release/engine/dubbelloop run --db demo_out/voorbeeld.db --contracts sample_data/contracts.csv \
        --relaties sample_data/relaties.csv --out demo_out/uit \
        sample_data/2022Q1.csv sample_data/2022Q2.csv sample_data/2022Q3.csv sample_data/2022Q4.csv \
        sample_data/2023Q1.csv sample_data/2023Q2.csv.gz sample_data/2023Q3.csv sample_data/2023Q4.csv'
cat <<'TEXT'

  Status 3 says: done, but some lines were rejected. The files hold ten bad lines on purpose; they are in rejects.csv, and
  as they were read in *.rejects.raw.csv, to be corrected and loaded. All the others count.
  NOT CHECKED: the table of insurer 3332 (Menzis) begins in 2023, so its keten lines of 2022 are only held against the
  rules that hold for every insurer; that of 7085 (Zorg en Zekerheid) has no rules for keten-dbc's. OF NO PROGRAMME: a code
  that looks like a keten-dbc and is none. A run never leaves that unsaid.
TEXT

heading "A late delivery of dietists: semicolons, cp1252, decimal commas; the profile says so"
try 3 'build-release/engine/dubbelloop run --db demo_out/voorbeeld.db \
        --out demo_out/uit_nalevering --profile sample_data/profiel_dietisten.ini sample_data/dietisten_2023.csv'
printf '\n  What that second run changed:\n\n'
try 0 'cut -d, -f1-4,9,13,18,28 demo_out/uit_nalevering/changes.csv'

heading "A provider answers: the annex of its report comes back from a spreadsheet"
try 0 "printf 'bevinding_id;antwoord;toelichting;rol\n2d3a-6796-cac3-0539;credit;;declarant\n784c-f2f3-11f0-652c;credit;;declarant
8b5c-cb86-b8e0-e213;terecht;andere aandoening;declarant\n' | build-release/engine/dubbelloop respond --db demo_out/voorbeeld.db \\
        --by 'J. Jansen' --agb 53999902 -"

heading "What came out"
cat <<'TEXT'
  demo_out/uit_nalevering/findings.csv    every finding that stands, one a row
  demo_out/uit_nalevering/changes.csv     what the last run found, changed or withdrew
  demo_out/uit_nalevering/summary.json    the figures: lines, money, coverage, per grade, category and table
  demo_out/uit_nalevering/rejects.csv     the bad lines: file, line, column, reason
  demo_out/uit/                           the same four of the first run
  demo_out/voorbeeld.db                   the database: an SQLite file with the lines, findings, history and tables used
TEXT
echo
try 0 "sqlite3 -box demo_out/voorbeeld.db \\
        \"SELECT zekerheid, count(*) AS bevindingen, printf('%.2f', sum(verhaal_bedrag_euro)) AS euro
           FROM v_bevinding WHERE status <> 'vervallen' GROUP BY 1 ORDER BY 2 DESC\""

heading "What to do next: which providers, and for how much (a line counts once)"
try 0 "sqlite3 -box demo_out/voorbeeld.db \\
        \"SELECT agb, bevindingen, regels, vast_euro, waarschijnlijk_euro, signaal_euro, netto_euro
           FROM v_aanbieder ORDER BY netto_euro DESC LIMIT 5\""

heading "What to do next: the findings in which one provider has a line, on either side"
try 0 'build-release/engine/dubbelloop findings --db demo_out/voorbeeld.db --agb 06999951 | cut -d, -f1-3,6-8,11,17,27'

heading "What to do next: the proof of one of them"
try 0 'build-release/engine/dubbelloop explain --db demo_out/voorbeeld.db 9efdebcbec02223c'

heading "What to do next: how the database stands"
try 0 'build-release/engine/dubbelloop status --db demo_out/voorbeeld.db'

heading "Done"
cat <<'TEXT'
  The findings are in demo_out/uit_nalevering/findings.csv, the database is demo_out/voorbeeld.db.
  What is in the sample files, and why each finding is there: sample_data/README.md.
  More to try: build-release/engine/dubbelloop --help, docs/sql.md.
TEXT
