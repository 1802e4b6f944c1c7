#!/usr/bin/env python3
"""The figures of `dubbelloop titels`, counted again by another program.

    titels.py DUBBELLOOP SOURCE [--seeds A-B]      ends with "N passed, N failed"

From the stored lines, tables, contracts and relations every column is worked out anew with the oracle's classification, in plain sets
(docs/decisions.md, passes): on the sample data, and on random exports. Then: the figures are worked out once after each run, the view shows
them, all formats can be read, and a purge leaves none."""

import argparse
import csv
import dataclasses
import io
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent))
sys.path.insert(0, str(here.parent / "oracle"))

import findings  # noqa: E402
import oracle  # noqa: E402
import random_exports  # noqa: E402
from checks import check, finish  # noqa: E402
from lines import COLUMNS, Line  # noqa: E402
from tables import plain_code, valid_on  # noqa: E402


def invoke(*command, cwd=None, status=(0,)):
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, timeout=300, check=False)
    if done.returncode not in status:
        raise RuntimeError(f"{' '.join(map(str, command[1:]))}: {done.returncode}: {done.stderr.decode().strip()}")
    return done.stdout.decode()


def stored_lines(binary, db):
    for row in csv.DictReader(io.StringIO(invoke(binary, "lines", "--db", db), newline="")):
        row = {name: row[name] for name in COLUMNS}
        row |= {name: date.fromisoformat(row[name]) for name in ("begindatum", "einddatum")}
        row |= {name: int(row[name]) for name in ("aantal", "bedrag_cent")}
        yield Line(**row)


def dossiers(lines, tables):
    patients = defaultdict(list)
    for line in lines:
        patients[line.patient()].append(line)
    plain = dataclasses.replace(tables, extend=False)
    return {patient: findings.open_dossier(own, tables, plain) for patient, own in patients.items()}


def in_codeset(line, name, tables):
    return any(codeset == name and plain_code(code) == plain_code(line.prestatiecode)
               and (not lijst or not line.prestatiecodelijst or lijst == line.prestatiecodelijst)
               for codeset, lijst, code in tables.codesets)


def agreed(taking, programme):
    """The highest agreed tariff, or None."""
    priced = [row for row in taking.contracts if row.tarief_cent is not None]
    rows = [row for row in priced if row.names_code(taking.line)
            ] or [row for row in priced if row.programma == programme and not row.prestatiecode]
    return max((row.tarief_cent for row in rows), default=None)


def of_budget(row, taking):
    return (row.budget_cent is not None and row.programma != "*" and row in taking.contracts
            and (not row.prestatiecode or row.names_code(taking.line)))


def enrolled(own, uzovi, declarant, quarter, tables, codeset):
    members = {declarant, *tables.leads_to(declarant, quarter.isoformat())}
    return sum(
        any(line.uzovi == uzovi and line.agb_declarant in members and in_codeset(line, "inschrijving", tables) and
            in_codeset(line, codeset, tables) and line.shares_day(quarter, findings.quarter_end(quarter))
            for line in dossier.debits) for dossier in own)


def recount(lines, tables):
    """{(uzovi, declarant, programme, quarter): columns as text}"""
    own = dossiers(lines, tables)
    groups, spent = defaultdict(list), defaultdict(int)
    for patient, dossier in own.items():
        for taking in dossier.takings:
            for programme in taking.programmas:
                groups[taking.line.uzovi, taking.line.agb_declarant, programme, taking.d].append((patient, taking))
            for number, row in enumerate(tables.contracts):
                if taking.programmas and of_budget(row, taking):
                    spent[number, taking.d] += taking.line.bedrag_cent
    rows = {}
    for (uzovi, declarant, programme, d), group in groups.items():
        units = [(taking.line.bedrag_cent, taking.line.aantal * len(list(findings.quarters(taking.van, taking.tm))))
                 for _, taking in group]
        per_unit = [(2 * cent + n) // (2 * n) for cent, n in units]
        tariffs = [(agreed(taking, programme), cent, n) for (_, taking), (cent, n) in zip(group, units)]
        priced = [(tariff, cent, n) for tariff, cent, n in tariffs if tariff is not None]
        budgets = [(number, row) for number, row in enumerate(tables.contracts)
                   if row.budget_cent is not None and row.programma == programme and row.uzovi == uzovi and
                   row.agb_declarant == declarant and valid_on(row, d)]
        above = 0
        for number, row in budgets:
            before = sum(cent for (other, day), cent in spent.items() if other == number and day < d)
            above += max(0, before + spent[number, d] - row.budget_cent) - max(0, before - row.budget_cent)
        has_members = bool(tables.leads_to(declarant, d))
        quarter = date.fromisoformat(d)
        figures = [
            len(group),
            len({patient for patient, _ in group}),
            sum(cent for cent, _ in units),
            min(per_unit),
            max(per_unit),
            max((tariff for tariff, _, _ in priced), default=""),
            sum(max(0, cent - tariff * n) for tariff, cent, n in priced) if priced else "",
            sum(row.budget_cent for _, row in budgets) if budgets else "", above if budgets else "",
            enrolled(own.values(), uzovi, declarant, quarter, tables, "inschrijving") if has_members else "",
            enrolled(own.values(), uzovi, declarant, quarter, tables, "inschrijving_75plus") if has_members else ""
        ]
        rows[uzovi, declarant, programme, f"{d[:4]}Q{(int(d[5:7]) + 2) // 3}"] = [str(figure) for figure in figures]
    return rows


FIGURES = (
    "regels,verzekerden,bedrag_cent,kleinste_cent,grootste_cent,tarief_cent,boven_tarief_cent,budget_cent,boven_budget_cent,"
    "ingeschreven,ingeschreven_75").split(",")


def compare(what, binary, db, tables):
    rows = list(csv.DictReader(io.StringIO(invoke(binary, "titels", "--db", db))))
    got = {(row["uzovi"], row["agb_declarant"], row["programma"], row["kwartaal"]): [row[name] for name in FIGURES]
           for row in rows}
    wanted = recount(stored_lines(binary, db), tables)
    wrong = [(key, wanted.get(key), got.get(key)) for key in sorted({*wanted, *got}) if wanted.get(key) != got.get(key)]
    check(f"{what}: all figures are those of the second program", not wrong,
          f"{len(wrong)} of {len(wanted)}: {wrong[:2]}")
    order = [(row["uzovi"], row["agb_declarant"], tables.volgorde[row["programma"]], row["programma"], row["kwartaal"])
             for row in rows]
    check(f"{what}: the rows are in order", order == sorted(order))
    return rows


def the_sample(binary, source, scratch):
    sample, db = source / "sample_data", scratch / "voorbeeld.db"
    files = sorted(path for path in sample.glob("202*Q*.csv*"))
    contracts, relaties = sample / "contracts.csv", sample / "relaties.csv"
    run = [
        binary, "run", "--db", db, "--tables", source / "conflict_tables", "--contracts", contracts, "--relaties",
        relaties, "--out", scratch / "uit"
    ]
    invoke(*run, *files, status=(0, 3))
    tables = oracle.load_tables(source / "conflict_tables", contracts, relaties)
    rows = compare("sample_data", binary, db, tables)
    for column in (*FIGURES, "aandeel_75"):
        check(f"sample_data: some row has a {column} above 0", any(row[column] not in ("", "0") for row in rows))
    for row in rows:
        if row["aandeel_75"]:
            share = 100 * int(row["regels"]) / int(row["ingeschreven_75"])
            check("the share is of OUDEREN", row["programma"] == "OUDEREN" and
                  abs(share - float(row["aandeel_75"])) < 0.051, row)
    one = sqlite3.connect(db)
    seen = list(
        one.execute(
            "SELECT uzovi, agb_declarant, programma, kwartaal, regels, round(bedrag_euro * 100) FROM v_titel_kwartaal"))
    check("the view shows the same rows", {tuple(map(str, row[:5])) + (str(int(row[5])), ) for row in seen} == {
        (row["uzovi"], row["agb_declarant"], row["programma"], row["kwartaal"], row["regels"], row["bedrag_cent"])
        for row in rows
    })
    one.close()
    only = list(
        csv.DictReader(io.StringIO(invoke(binary, "titels", "--db", db, "--uzovi", "3332", "--programma", "DM2"))))
    check("the filters let through what they name",
          only == [row for row in rows if row["uzovi"] == "3332" and row["programma"] == "DM2"] and only)
    jsonl = [json.loads(line) for line in invoke(binary, "titels", "--db", db, "--format", "jsonl").splitlines()]
    check("jsonl holds the same",
          [{name: "" if value is None else str(value) for name, value in row.items()} for row in jsonl] == rows)
    before = db.read_bytes()
    invoke(binary, "titels", "--db", db, "--format", "xlsx", "-o", scratch / "titels.xlsx")
    check("a workbook is made", (scratch / "titels.xlsx").read_bytes()[:2] == b"PK")
    check("figures that are there are not worked out again", before == db.read_bytes())
    invoke(binary, "recheck", "--db", db, "--tables", source / "conflict_tables", "--no-relaties", "--out",
           scratch / "uit")
    rows = compare("after a recheck without relations", binary, db,
                   oracle.load_tables(source / "conflict_tables", contracts))
    check("without relations nobody is enrolled", {row["ingeschreven"] for row in rows} == {""})
    invoke(binary, "verify", "--db", db)
    damaged = scratch / "beschadigd.db"
    damaged.write_bytes(db.read_bytes())
    one = sqlite3.connect(damaged)
    one.execute("UPDATE titel_kwartaal SET regels = regels + 1 WHERE kwartaal = '2023Q2' AND uzovi = '3332'")
    one.commit()
    one.close()
    done = subprocess.run([binary, "verify", "--db", damaged], capture_output=True, check=False)
    check("verify looks at the figures", done.returncode == 5 and b"titel_kwartaal" in done.stderr, done.stderr)
    invoke(binary, "purge", "--db", db, "--before", "2022-07-01", "--by", "proef", "--reason", "proef")
    one = sqlite3.connect(db)
    check("a purge leaves no figures of before it",
          one.execute("SELECT count(*) FROM v_titel_kwartaal").fetchone()[0] == 0)
    one.close()
    compare("after a purge", binary, db, oracle.load_tables(source / "conflict_tables", contracts))


def random_case(binary, source, seed, scratch):
    base = source / "conflict_tables"
    random_exports.make_case(seed, scratch / "case", base)
    case = oracle.open_case(scratch / "case", base, scratch)
    db = scratch / "een.db"
    invoke(binary, "run", "--db", db, "--tables", case.tables, "--out", scratch / "uit", *case.args, *case.files,
           cwd=case.directory, status=(0, 3, 4))
    if db.exists():
        tables = oracle.load(oracle.case_options(case), case.tables, case.directory)
        compare(f"seed {seed}", binary, db, tables)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--seeds", default="1-6")
    options = parser.parse_args()
    binary, source = options.binary.resolve(), options.source.resolve()
    first, last = map(int, options.seeds.split("-"))
    with tempfile.TemporaryDirectory() as scratch:
        the_sample(binary, source, pathlib.Path(scratch))
    for seed in range(first, last + 1):
        with tempfile.TemporaryDirectory() as scratch:
            random_case(binary, source, seed, pathlib.Path(scratch))
    return finish()


if __name__ == "__main__":
    sys.exit(main())
