#!/usr/bin/env bash
# Do the alerts load, does each do what it is for, and do the figures that they look at exist?
# usage: alerts.sh DUBBELLOOP SOURCE_TREE      ends with "N passed, N failed"
set -u
dubbelloop=$(realpath "$1") tree=$(realpath "$2")
. "$tree/tests/checks.sh"
rules=$tree/service/dubbelloop.rules.yml

check 'Prometheus takes the rules' gives 0 promtool check rules "$rules"
check 'each alert says what it should, when it should' gives 0 promtool test rules "$tree/tests/docs/alerts.yml"
names=$(sed -n 's/^ *- alert: //p' "$rules" | sort)
for name in $names; do
    check "$name has a case in which it speaks" grep -A 2 "alertname: $name\$" "$tree/tests/docs/alerts.yml" -q
    check "$name has a case in which it is silent" grep -q "alertname: $name, exp_alerts: \[\]" "$tree/tests/docs/alerts.yml"
done
check 'docs/operations.md names every alert and no other' test "$names" = \
    "$(grep -oE '^\| `Dubbelloop[A-Za-z]+`' "$tree/docs/operations.md" | grep -oE 'Dubbelloop[A-Za-z]+' | sort)"

mkdir state
cp "$tree"/sample_data/2022Q1.csv "$tree/sample_data/2022Q3.csv" . && mkdir state/in && mv ./*.csv state/in/
DUBBELLOOP=$dubbelloop "$tree/service/dubbelloop-night" state "$PWD/run.prom" 2>log
check 'Prometheus takes the figures' gives 0 promtool check metrics <run.prom
check 'of the night too' gives 0 promtool check metrics <dubbelloop-night.prom
for figure in $(grep -oE 'dubbelloop_[a-z_]+' "$rules" | sort -u); do
    check "$figure is a figure" grep -q "^$figure[ {]" run.prom dubbelloop-night.prom
done
finish
