"""What a terminal or a spreadsheet would act on never reaches it. usage: terminal.py DUBBELLOOP"""

import csv
import io
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import zipfile

from hostile import PROGRAM, TABLES, dubbelloop, lines, main, printable, run, sql

CSI = "\u009b31m"  # C1: allowed in a referentienummer, and a terminal acts on it
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\uff1d1", "=HYPERLINK(1;2)", "=A;B", "'=1", '"=1']


def _field(value):
    return '"' + value.replace('"', '""') + '"' if any(c in value for c in '",') else value


def _database(references):
    """A finding for each reference; gives their ids by reference."""
    rows = [f"999990007,,3332,01000001,008,12850,2023-02-01,1500,{_field(r)}" for r in references]
    pathlib.Path("in.csv").write_text(lines(*rows), encoding="utf-8")
    run("in.csv", status=0)
    with open("uit/findings.csv", encoding="utf-8", newline="") as file:
        found = {row["conflict_referentie"]: row["bevinding_id"] for row in csv.DictReader(file)}
    assert set(references) <= set(found), (references, found)
    return found


def _on_a_terminal(*arguments):
    """What a terminal gets of standard output and standard error."""
    mine, theirs = pty.openpty()
    process = subprocess.Popen([PROGRAM, *arguments], stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL)
    os.close(theirs)
    got = b""
    while True:
        try:
            piece = os.read(mine, 65536)
        except OSError:
            break
        if not piece:
            break
        got += piece
    os.close(mine)
    assert process.wait(900) in (0, 1, 2, 3, 4, 5), process.returncode
    return got.replace(b"\r\n", b"\n").replace(b"\r\r\n", b"\n")


def a_terminal_obeys_nothing_from_an_export():
    found = _database([CSI + "R1", "\u202eomgekeerd"])
    for arguments in (["findings"], ["findings", "--format", "jsonl"], ["findings", "--format", "csv-excel"], ["lines"],
                      ["sample", "--seed", "1", "--size", "5"], ["status"], ["verify"], ["explain", found[CSI + "R1"]],
                      ["explain", "--json", found[CSI + "R1"]], ["findings", "--group-by", "patient"]):
        said = printable(_on_a_terminal(arguments[0], "--db", "x.db", *arguments[1:]).replace(b"\r", b""))
        assert "31m" in said or "\\u009b" in said or arguments[0] in ("status", "verify") or "--group-by" in arguments, (arguments, said)


def a_pipe_gets_the_bytes_of_the_contract():
    _database([CSI + "R1"])
    done = dubbelloop("findings", "--db", "x.db", status=0)
    assert done.out == pathlib.Path("uit/findings.csv").read_bytes() and CSI.encode() in done.out


def explain_is_printable_in_a_file_too():
    found = _database([CSI + "R1"])
    text = printable(dubbelloop("explain", "--db", "x.db", found[CSI + "R1"], status=0).out)
    assert "\\xc2\\x9b31mR1" in text
    proof = dubbelloop("explain", "--json", "--db", "x.db", found[CSI + "R1"], status=0).out
    printable(proof)
    assert CSI + "R1" in json.dumps(json.loads(proof), ensure_ascii=False), "JSON says the value itself"


def tables_cannot_write_on_the_terminal():
    shutil.copytree(TABLES, "tabellen")
    path = pathlib.Path("tabellen/menzis_2023.csv")
    text = path.read_text(encoding="utf-8").split("\n")
    fields = next(csv.reader([text[1]]))
    header = next(csv.reader([text[0]]))
    fields[header.index("omschrijving")] = "\x1b]0;titel\x07\u009b2J\u202e"
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow(fields)
    path.write_text("\n".join([text[0], row.getvalue(), *text[2:]]), encoding="utf-8")
    rule = fields[header.index("regel")]
    for arguments in (["show", "--tables", "tabellen", rule], ["check", "--tables", "tabellen"], ["list", "--tables", "tabellen"],
                      ["diff", TABLES, "tabellen"]):
        printable(_on_a_terminal("tables", *arguments).replace(b"\r", b""))
    printable(dubbelloop("tables", "show", "--tables", "tabellen", rule).out)
    for column in ("regel", "programma", "categorie", "code_van", "status", "geldig_van"):
        fields = next(csv.reader([text[1]]))
        fields[header.index(column)] = "\x1b[2J\u009b"
        row = io.StringIO()
        csv.writer(row, lineterminator="").writerow(fields)
        path.write_text("\n".join([text[0], row.getvalue(), *text[2:]]), encoding="utf-8")
        for arguments in (["check", "--tables", "tabellen"], ["list", "--tables", "tabellen"]):
            printable(_on_a_terminal("tables", *arguments).replace(b"\r", b""))


def arguments_cannot_write_on_the_terminal():
    bad = "\x1b[2J\udc9b\udcff"
    for arguments in ([bad], ["run", "--" + bad], ["run", "--db", bad + "/x.db", "--out", "uit", bad], ["status", "--db", bad],
                      ["explain", "--db", "x.db", bad], ["tables", "show", bad], ["profile", bad], ["tables", "check", "--tables", bad],
                      ["run", "--db", "x.db", "--profile", bad, "in.csv"], ["findings", "--db", "x.db", "--agb", bad]):
        printable(_on_a_terminal(*arguments).replace(b"\r", b""))


def the_header_of_a_foreign_file_cannot_write_on_the_terminal():
    pathlib.Path("vreemd.csv").write_bytes(b"\x1b[2Jbsn;agb\xc2\x9b;bedrag\x07;=1+1\n\x1b]0;x\x07;1;2;3\n" * 20)
    os.symlink("vreemd.csv", "regel\n[defaults]\nuzovi = 3332\n.csv")
    for name in ("vreemd.csv", "regel\n[defaults]\nuzovi = 3332\n.csv"):
        printable(_on_a_terminal("profile", name).replace(b"\r", b""))
        proposal = dubbelloop("profile", name).out
        assert b"\nuzovi = 3332" not in proposal, proposal


def no_spreadsheet_finds_a_formula():
    _database(FORMULAS)
    dubbelloop("zelfcheck", "--uzovi", "3332", "--tables", TABLES, "--out", "zelf", "in.csv", status=3)
    for made in (dubbelloop("findings", "--db", "x.db", "--format", "csv-excel", status=0).out, pathlib.Path("zelf/zelfcheck.csv").read_bytes()):
        table = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))
        seen = 0
        for row in table:
            for cell in row:
                assert cell[:1] not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"), cell
                seen += cell.startswith("'")
        assert seen >= len(FORMULAS) - 1, table
    dubbelloop("findings", "--db", "x.db", "--format", "xlsx", "-o", "w.xlsx", status=0)
    with zipfile.ZipFile("w.xlsx") as book:
        for name in book.namelist():
            content = book.read(name).decode("utf-8")
            assert not re.search(r"<f[ >]", content), f"a formula in {name}"
            assert "externalLink" not in name and "<hyperlink" not in content, name
        strings = "".join(book.read(n).decode("utf-8") for n in book.namelist())
        assert "'=1+1" in strings and ">=1+1<" not in strings


def the_database_cannot_write_on_the_terminal():
    _database(["R1"])
    bad = "\x1b[2J\u009b31m\u202e"
    sql("x.db", f"UPDATE bestand SET naam = '{bad}'; UPDATE run SET versie = '{bad}';"
                f"UPDATE dekking SET tabel = '{bad}'; UPDATE instelling SET waarde = '{bad}' WHERE sleutel = 'patient_id';"
                "CREATE TEMP TABLE copy AS SELECT * FROM bestand; UPDATE copy SET bestand = bestand + 1, naam = CAST(x'ff1bfe00' AS TEXT);"
                "INSERT INTO bestand SELECT * FROM copy")
    for arguments in (["status"], ["verify"], ["findings"], ["lines"], ["sample", "--seed", "1", "--size", "2"]):
        printable(_on_a_terminal(arguments[0], "--db", "x.db", *arguments[1:]).replace(b"\r", b""))
    printable(dubbelloop("status", "--db", "x.db").out)
    done = dubbelloop("findings", "--db", "x.db", "--format", "jsonl")
    for line in done.out.splitlines():
        json.loads(line)
    printable(_on_a_terminal("run", "--db", "x.db", "--tables", TABLES, "--out", "uit", "in.csv").replace(b"\r", b"").replace(b"\x1b[K", b""))


main()
