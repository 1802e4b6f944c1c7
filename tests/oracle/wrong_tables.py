#!/usr/bin/env python3
"""Tables, contracts, relations and profiles that a careless hand wrote: exit status 4, and what looks wrong and is not.

Each case changes one cell, row or file of a small set that is right. The oracle and the binary must both say what the case says;
with 4 every error stands on stderr with its file, and nothing is read, written or stored.
"""

import argparse
import contextlib
import csv
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import oracle
from random_tables import TABLE_FILES

RULE = {"programma": "DM2", "categorie": "smr", "zekerheid": "vast", "geldig_van": "2020-01-01", "status": "actief"}
INPUT = """bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer
999990019,7777,53010001,056,40001,2023-01-01,10000,K1
999990019,7777,01000001,008,12850,2023-02-01,1500,C1
"""

# The set that is right: file -> (kind of table, rows by name). A case is made from it.
RIGHT = {
    "programmas.csv": ("programmas", {
        "dm2": {
            "programma": "DM2", "volgorde": "1", "soort": "keten", "prestatiecodelijst": "056", "code_van": "40001",
            "geldig_van": "2010-01-01"
        }, "dm2_008": {
            "programma": "DM2", "volgorde": "1", "soort": "", "prestatiecodelijst": "008", "code_van": "11616",
            "geldig_van": "2018-01-01"
        },
        "oi": {"programma": "OI", "volgorde": "2", "soort": "titel", "code_van": "11610", "geldig_van": "2018-01-01"}
    }),
    "letop.csv":
        ("letop",
         {"meld": {"prestatiecodelijst": "056", "wat": "meld"}, "negeer": {"code_van": "40002", "wat": "negeer"}}),
    "tabellen.csv": ("tabellen", {
        "algemeen": {"tabel": "algemeen", "uzovi": "*", "geldig_van": "1990-01-01", "keten_periode": "kwartaal"},
        "proef": {
            "tabel": "proef", "uzovi": "7777 8888", "geldig_van": "2020-01-01", "geldig_tot": "2024-01-01",
            "keten_periode": "kwartaal"
        }, "later": {"tabel": "later", "uzovi": "8888", "geldig_van": "2024-01-01", "keten_periode": "kwartaal"}
    }),
    "codesets.csv": ("codesets", {"set": {"codeset": "set", "code": "12850"}}),
    "diagnosegroepen.csv": ("diagnosegroepen", {"dm2": {"groep": "DM2", "icpc": "T90.02"}}),
    "algemeen.csv": ("rules", {"dubbel": RULE | {"regel": "ALG-DUBBEL", "programma": "*", "categorie": "keten"}}),
    "later.csv": ("rules", {"l1": RULE | {"regel": "L-1", "code_van": "12850"}}),
    "proef.csv": ("rules", {
        "paar": RULE | {"regel": "P-1", "code_van": "12850"}, "concept": RULE | {"regel": "P-2", "status": "concept"},
        "verboden": RULE | {"regel": "P-3", "soort": "verboden", "code_van": "11616"},
        "contract": RULE | {"regel": "P-4", "soort": "contract", "categorie": "contract"},
        "tarief": RULE | {"regel": "P-5", "soort": "tarief", "categorie": "tarief"}, "vereist": RULE | {
            "regel": "P-6", "soort": "vereist", "categorie": "inzorg", "code_van": "1", "voorwaarde": "contactregister"
        },
        "lid": RULE
               | {"regel": "P-7", "soort": "lid", "programma": "OI", "categorie": "lidmaatschap", "code_van": "11100"}
    }),
    "contracts.csv": ("contracts", {
        "dm2": {
            "uzovi": "7777", "agb_declarant": "53010001", "programma": "DM2", "geldig_van": "2023-01-01",
            "voorwaarden": "voetzorg anders", "tarief_cent": "10000"
        }, "alle": {"uzovi": "7777", "agb_declarant": "53010001", "programma": "*", "geldig_van": "2023-01-01"}
    }),
    "relaties.csv": ("relaties", {
        "lid": {"van_agb": "01000001", "naar_agb": "53010001", "soort": "wsv", "geldig_van": "2023-01-01", "bron": "x"}
    }),
}
PROFILE = "[csv]\ndelimiter = ,\n"

# (name, file, row, cells to change): with exit status 4.
WRONG_CELLS = [
    ("a programme has two volgordes", "programmas.csv", "dm2_008", {"volgorde": "3"}),
    ("a programme has two soorten", "programmas.csv", "dm2_008", {"soort": "titel"}),
    ("a soort of programme that does not exist", "programmas.csv", "dm2", {"soort": "bundel"}),
    ("a volgorde that is no number", "programmas.csv", "oi", {"volgorde": "x"}),
    ("a programme row ends before it begins", "programmas.csv", "oi", {"geldig_tot": "2017-12-31"}),
    ("a programme row has a code_tm without a code_van", "programmas.csv", "oi", {"code_van": "", "code_tm": "11610"}),
    ("a range of a programme is reversed", "programmas.csv", "oi", {"code_tm": "11609"}),
    ("a zero-filled range is reversed", "programmas.csv", "oi", {"code_tm": "0011609"}),
    ("a date of a programme that does not exist", "programmas.csv", "oi", {"geldig_van": "2018-02-30"}),
    ("letop says something else than meld or negeer", "letop.csv", "meld", {"wat": "let op"}),
    ("letop says nothing", "letop.csv", "meld", {"wat": ""}),
    ("letop has a code_tm without a code_van", "letop.csv", "meld", {"code_tm": "40002"}),
    ("a range of letop is reversed", "letop.csv", "negeer", {"code_tm": "40001"}),
    ("two tables name one insurer on the same day", "tabellen.csv", "later", {"geldig_van": "2023-12-31"}),
    ("a table ends before it begins", "tabellen.csv", "proef", {"geldig_tot": "2019-12-31"}),
    ("a keten_periode that does not exist", "tabellen.csv", "proef", {"keten_periode": "maand"}),
    ("a rule of an unknown programme", "proef.csv", "paar", {"programma": "HVZ"}),
    ("a rule of all programmes that is not ALG-DUBBEL", "proef.csv", "paar", {"programma": "*"}),
    ("an unknown conflict_programma", "proef.csv", "paar", {"conflict_programma": "OI HVZ"}),
    ("a soort of rule that does not exist", "proef.csv", "paar", {"soort": "dubbel"}),
    ("a category that does not exist", "proef.csv", "paar", {"categorie": "overig"}),
    ("a controle that does not exist", "proef.csv", "paar", {"controle": "later"}),
    ("an unknown condition", "proef.csv", "paar", {"voorwaarde": "volledig"}),
    ("an unknown group", "proef.csv", "paar", {"betreft": "VRM"}),
    ("an unknown group, of a concept rule too", "proef.csv", "concept", {"betreft": "VRM"}),
    ("an active rule whose codeset has no rows", "proef.csv", "paar", {"code_van": "", "codeset": "leeg"}),
    ("a codeset beside a range", "proef.csv", "paar", {"codeset": "set"}),
    ("max_dagen 0 of a paar", "proef.csv", "paar", {"max_dagen": "0"}),
    ("max_dagen that is no number", "proef.csv", "paar", {"max_dagen": "x"}),
    ("an empty zekerheid", "proef.csv", "paar", {"zekerheid": ""}),
    ("a zekerheid that does not exist", "proef.csv", "paar", {"zekerheid": "zeker"}),
    ("an empty status", "proef.csv", "paar", {"status": ""}),
    ("a status that does not exist", "proef.csv", "paar", {"status": "aan"}),
    ("an overlap that does not exist", "proef.csv", "paar", {"overlap": "eind"}),
    ("a verhaal that does not exist", "proef.csv", "paar", {"verhaal": "beide"}),
    ("gedoogkwartaal is 0 or 1", "proef.csv", "paar", {"gedoogkwartaal": "2"}),
    ("eenmalig is 0 or 1", "proef.csv", "paar", {"eenmalig": "ja"}),
    ("a rule ends before it begins", "proef.csv", "paar", {"geldig_tot": "2019-12-31"}),
    ("a rule has a code_tm without a code_van", "proef.csv", "paar", {"code_van": "", "code_tm": "12850"}),
    ("a range of a rule is reversed", "proef.csv", "paar", {"code_tm": "12849"}),
    ("a rule id occurs twice", "proef.csv", "paar", {"regel": "P-3"}),
    ("a rule id occurs in two tables", "proef.csv", "paar", {"regel": "L-1"}),
    ("verwijsdiagnoses of a verboden", "proef.csv", "verboden", {"verwijsdiagnoses": "0055"}),
    ("betreft of a lid", "proef.csv", "lid", {"betreft": "DM2"}),
    ("betreft of a tarief", "proef.csv", "tarief", {"betreft": "DM2"}),
    ("gedoogkwartaal of a verboden", "proef.csv", "verboden", {"gedoogkwartaal": "1"}),
    ("eenmalig of a lid", "proef.csv", "lid", {"eenmalig": "1"}),
    ("conflict_programma of a verboden", "proef.csv", "verboden", {"conflict_programma": "OI"}),
    ("max_dagen of a vereist", "proef.csv", "vereist", {"max_dagen": "90"}),
    ("overlap start of a contract", "proef.csv", "contract", {"overlap": "start"}),
    ("a vereist without a selector", "proef.csv", "vereist", {"code_van": ""}),
    ("a vereist that has only a list", "proef.csv", "vereist", {"code_van": "", "prestatiecodelijst": "990"}),
    ("a vereist without a voorwaarde", "proef.csv", "vereist", {"voorwaarde": ""}),
    ("a lid without a selector", "proef.csv", "lid", {"code_van": ""}),
    ("a contract with a selector", "proef.csv", "contract", {"code_van": "40001"}),
    ("a contract with a list", "proef.csv", "contract", {"prestatiecodelijst": "056"}),
    ("a tarief with a selector", "proef.csv", "tarief", {"specialisme": "0313"}),
    ("a contract of an unknown programme", "contracts.csv", "dm2", {"programma": "HVZ"}),
    ("a contract without a programme", "contracts.csv", "dm2", {"programma": ""}),
    ("a contract of all programmes with a prestatiecode", "contracts.csv", "alle", {"prestatiecode": "40091"}),
    ("a contract of all programmes with a tarief", "contracts.csv", "alle", {"tarief_cent": "10000"}),
    ("a uzovi of three digits", "contracts.csv", "dm2", {"uzovi": "777"}),
    ("an AGB of seven digits", "contracts.csv", "dm2", {"agb_declarant": "5301001"}),
    ("a contract with an unknown table", "contracts.csv", "dm2", {"extra_tabel": "nergens"}),
    ("a contract ends before it begins", "contracts.csv", "dm2", {"geldig_tot": "2022-12-31"}),
    ("a contract without a begin", "contracts.csv", "dm2", {"geldig_van": ""}),
    ("a tarief with decimals", "contracts.csv", "dm2", {"tarief_cent": "100.00"}),
    ("a tarief of thirteen digits", "contracts.csv", "dm2", {"tarief_cent": "1000000000000"}),
    ("a budget below zero", "contracts.csv", "dm2", {"budget_cent": "-1"}),
    ("a relation to itself", "relaties.csv", "lid", {"naar_agb": "01000001"}),
    ("a relation of a malformed AGB", "relaties.csv", "lid", {"van_agb": "1000001"}),
    ("a relation to nobody", "relaties.csv", "lid", {"naar_agb": ""}),
    ("a relation ends before it begins", "relaties.csv", "lid", {"geldig_tot": "2022-12-31"}),
    ("a relation of a malformed date", "relaties.csv", "lid", {"geldig_van": "01-01-2023"}),
]
# With exit status 0: what the same sentences allow.
RIGHT_CELLS = [
    ("a programme row that is never valid", "programmas.csv", "oi", {"geldig_tot": "2018-01-01"}),
    ("a programme row without a code", "programmas.csv", "oi", {"code_van": ""}),
    ("a zero-filled end of a range", "programmas.csv", "oi", {"code_tm": "0011611"}),
    ("letop takes any code", "letop.csv", "negeer", {"code_van": ""}),
    ("a table that is never valid names an insurer too", "tabellen.csv", "later",
     {"geldig_van": "2023-06-01", "geldig_tot": "2023-06-01"}),
    ("a table of no insurer", "tabellen.csv", "later", {"uzovi": "", "geldig_van": "2020-01-01"}),
    ("soort paar is said", "proef.csv", "paar", {"soort": "paar"}),
    ("empty columns", "proef.csv", "paar",
     {"overlap": "", "verhaal": "", "gedoogkwartaal": "", "eenmalig": "", "max_dagen": "", "controle": ""}),
    ("a rule that is never valid", "proef.csv", "paar", {"geldig_tot": "2020-01-01"}),
    ("a concept rule whose codeset has no rows", "proef.csv", "concept", {"codeset": "leeg"}),
    ("a paar without a selector matches nothing", "proef.csv", "paar", {"code_van": ""}),
    ("a conflict_programma beside a list alone", "proef.csv", "paar",
     {"code_van": "", "prestatiecodelijst": "008", "conflict_programma": "OI"}),
    ("0 and elk say nothing", "proef.csv", "verboden",
     {"gedoogkwartaal": "0", "eenmalig": "0", "overlap": "elk", "max_dagen": "0"}),
    ("verhaal of a single says nothing", "proef.csv", "verboden", {"verhaal": "conflict"}),
    ("a verboden without a selector", "proef.csv", "verboden", {"code_van": ""}),
    ("betreft and verwijsdiagnoses of a vereist", "proef.csv", "vereist",
     {"betreft": "DM2", "verwijsdiagnoses": "0055"}),
    ("a voorwaarde of a lid", "proef.csv", "lid", {"voorwaarde": "ledenlijst contactregister smr"}),
    ("a contract that is never valid", "contracts.csv", "dm2", {"geldig_tot": "2023-01-01"}),
    ("a contract with a table that names insurers", "contracts.csv", "dm2", {"extra_tabel": "later"}),
    ("a tarief of twelve digits", "contracts.csv", "dm2", {"tarief_cent": "100000000000"}),
    ("a contract row about nothing", "contracts.csv", "dm2", {"tarief_cent": "", "voorwaarden": ""}),
    ("a relation of a soort in free text", "relaties.csv", "lid", {"soort": "wat dan ook"}),
    ("a relation that is never valid", "relaties.csv", "lid", {"geldig_tot": "2023-01-01"}),
]
# (name, file, columns that the file lacks, exit status)
LACKING = [
    ("contracts without the last two columns", "contracts.csv", ("tarief_cent", "budget_cent"), 0),
    ("contracts without voorwaarden", "contracts.csv", ("voorwaarden", ), 4),
    ("contracts without extra_tabel", "contracts.csv", ("extra_tabel", ), 4),
    ("relations without naar_agb", "relaties.csv", ("naar_agb", ), 4),
    ("programmes without soort: version 1", "programmas.csv", ("soort", ), 0),
    ("rules without the columns of version 2", "later.csv", ("soort", "controle", "conflict_programma", "max_dagen"),
     0),
]
# (name, text, exit status)
PROFILES = [
    ("a profile", PROFILE, 0),
    ("a key that does not exist", PROFILE + "scheiding = ;\n", 4),
    ("an encoding that does not exist", PROFILE + "encoding = utf-16\n", 4),
    ("decimalen that do not exist", PROFILE + "decimalen = 3\n", 4),
    ("tijd is ja or nee", PROFILE + "tijd = yes\n", 4),
    ("a column that does not exist", PROFILE + "[columns]\nprijs = bedrag\n", 4),
    ("a default of a column that does not exist", PROFILE + "[defaults]\nprijs = 1\n", 4),
    ("leeg of a column that does not exist", PROFILE + "[leeg]\nprijs = NULL\n", 4),
    ("leeg of every column", PROFILE + "[leeg]\n* = NULL\n", 0),
    ("a delimiter of two characters", "[csv]\ndelimiter = ;;\n", 4),
    ("a section that does not exist", PROFILE + "[kolommen]\nbsn = x\n", 4),
]


def table_text(kind, rows, lacking=()):
    names = [name for name in TABLE_FILES[kind].split(",") if name not in lacking]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def planned():
    """(name, {file: text} that replaces what is right, the file at fault with its line or None, exit status)."""
    for cases, status in ((WRONG_CELLS, 4), (RIGHT_CELLS, 0)):
        for name, file, row, cells in cases:
            kind, rows = RIGHT[file]
            text = table_text(kind, [one | cells if key == row else one for key, one in rows.items()])
            yield name, {file: text}, file, status
    for name, file, columns, status in LACKING:
        yield name, {file: table_text(RIGHT[file][0], RIGHT[file][1].values(), columns)}, file, status
    for name, text, status in PROFILES:
        yield name, {"profile.ini": text}, "profile.ini", status
    two = {
        file: table_text(*[RIGHT[file][0], [row | {"geldig_tot": "1980-01-01"} for row in RIGHT[file][1].values()]])
        for file in ("contracts.csv", "proef.csv")
    }
    yield "errors in two files are both told", two, "proef.csv", 4


def write_case(folder, changed):
    for file, (kind, rows) in RIGHT.items():
        place = folder if file in ("contracts.csv", "relaties.csv") else folder / "tables"
        place.mkdir(exist_ok=True)
        (place / file).write_text(changed.get(file) or table_text(kind, rows.values()))
    (folder / "profile.ini").write_text(changed.get("profile.ini", PROFILE))
    (folder / "in.csv").write_text(INPUT)


def check_case(binary, changed, file, wanted):
    """What is wrong, as texts."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_case(folder, changed)
        options = oracle.Options("contracts.csv", "relaties.csv", "profile.ini")
        with contextlib.redirect_stderr(io.StringIO()):
            said = oracle.run(["in.csv"], folder / "tables", options, folder).exit_status
        troubles = [] if said == wanted else [f"oracle: exit status {said}, not {wanted}"]
        if not binary:
            return troubles
        done = subprocess.run([
            binary, "run", "--db", "x.db", "--out", "out", "--tables", "tables", "--contracts", "contracts.csv",
            "--relaties", "relaties.csv", "--profile", "profile.ini", "in.csv"
        ], cwd=folder, capture_output=True, check=False)
        stderr = done.stderr.decode(errors="replace")
        if done.returncode != wanted:
            troubles.append(f"binary: exit status {done.returncode}, not {wanted}: {stderr.strip()[:300]}")
        elif wanted == 4:
            troubles += [
                f"binary: stderr does not name {name}: {stderr.strip()[:300]}" for name in {file, *changed}
                if f"{name}:" not in stderr
            ]
            if (folder / "out").exists() and list((folder / "out").iterdir()):
                troubles.append("binary: something was written")
    return troubles


def main():
    parser = argparse.ArgumentParser(description="Tables, contracts, relations and profiles with one fault each")
    parser.add_argument("binary", nargs="?", metavar="BINARY",
                        help="without it only the oracle is held against the cases")
    binary = parser.parse_args().binary
    passed = failed = 0
    for name, changed, file, wanted in planned():
        troubles = check_case(str(Path(binary).resolve()) if binary else None, changed, file, wanted)
        passed, failed = passed + (not troubles), failed + bool(troubles)
        for trouble in troubles:
            print(f"{file}: {name}: {trouble}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
