#!/usr/bin/env python3
"""Does sample_data/README.md say what comes out?

    readme.py DUBBELLOOP SOURCE_TREE        ends with "N passed, N failed"

Its commands are run as they stand, and then: every finding stands in its tables, as it says and after the run that it says; the figures per
run are those of summary.json; every reason and every soort of the contract occurs, and every story is found or is one that leaves nothing.
"""

import csv
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

OUT = ["uit", "uit_nalevering", "uit_register", "uit_verlengd"]
GRADES = ["vast", "waarschijnlijk", "signaal"]


def euro(cent):
    return f"{int(cent) // 100},{int(cent) % 100:02d}"


def commands(text):
    """The dubbelloop commands of the blocks under "Run it"."""
    part = text[text.index("## Run it"):text.index("## What is in it")]
    for block in re.findall(r"^```\n(.*?)^```$", part, re.M | re.S):
        for command in block.replace("\\\n", " ").strip().splitlines():
            if command.strip():
                yield shlex.split(command)


def told(text):
    """Per heading of a table of findings, bevinding_id -> the row as it is told."""
    tables = {}
    heading = None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| keten line |"):
            tables[heading] = {}
        elif line.startswith("| ") and re.fullmatch(r"`[0-9a-f]{16}`", cells[-1]):
            tables[heading][cells[-1].strip("`")] = cells[:-1]
        elif line and not line.startswith("|"):
            heading = line
    return list(tables.values())


def row(finding):
    """A finding as the README tells it."""
    reasons = f" ({finding['redenen']})" if finding["redenen"] else ""
    return [
        finding["keten_referentie"], finding["conflict_referentie"] or f"({finding['soort']})",
        finding["zekerheid"] + reasons, finding["categorie"], finding["regels"],
        f"{finding['verhaal']} {euro(finding['verhaal_bedrag_cent'])}"
    ]


def figures(summary, findings):
    """The figures of a run that the README has a row for."""
    def counts(key, names):
        return " / ".join(str(summary[key].get(name, 0)) for name in names)

    def money(key):
        return " / ".join(euro(summary["money"][key][grade]) for grade in GRADES)
    return {
        "findings": str(len(findings)),
        "vast / waarschijnlijk / signaal": counts("findings", GRADES),
        "sum over findings, euro": money("findings_cent"),
        "net: each line once": money("net_cent"),
        "soort: paar / verboden / contract / tarief / vereist / lid": counts(
            "per_soort", ["paar", "verboden", "contract", "tarief", "vereist", "lid"]),
        "tables: zilveren_kruis_2022 / menzis_2023 / zorg_en_zekerheid_2022 / algemeen": counts(
            "per_tabel", ["zilveren_kruis_2022", "menzis_2023", "zorg_en_zekerheid_2022", "algemeen"]),
        "keten lines DM2 / VRM / COPD / ASTMA": counts("keten_lines", ["DM2", "VRM", "COPD", "ASTMA"]),
        "titles OI_KETEN / OI_WIJK / OI_REGIO / OUDEREN / PM_WSV": counts(
            "keten_lines", ["OI_KETEN", "OI_WIJK", "OI_REGIO", "OUDEREN", "PM_WSV"]),
        "lines of 0 cent": str(summary["nul_regels"]),
        "credits applied / waiting / anomalies": f"{summary['credits_applied']} / {summary['credits_waiting']} / {summary['anomalies']}",
        "verhaal: conflict / keten": " / ".join(
            str(sum(f["verhaal"] == side for f in findings)) for side in ("conflict", "keten")),
        "patients with a finding": str(len({f["patient"] for f in findings})),
    }


def reasons_of_the_contract(source):
    """The reasons of the table in semantics.md, section 4."""
    text = (source / "docs/semantics.md").read_text(encoding="utf-8")
    table = text[text.index("| reason | at most | when |"):text.index("The finding's `zekerheid` is")]
    return {
        name for cells in re.findall(r"^\| (`.*?) \| (?:vast|waarschijnlijk|signaal) \|", table, re.M)
        for name in re.findall(r"`(\w+)`", cells)
    }


def main(program, source):
    program, source = os.path.realpath(program), pathlib.Path(source).resolve()
    text = (source / "sample_data/README.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(source / "sample_data", os.path.join(folder, "sample_data"))
        for command in commands(text):
            done = subprocess.run([program] + command[1:], cwd=folder, capture_output=True, text=True)
            check(" ".join(command[:2]) + " does what the README says", done.returncode in (0, 3) and
                  command[0] == "dubbelloop", done.stderr)
        findings = [
            list(csv.DictReader(open(os.path.join(folder, out, "findings.csv"), encoding="utf-8"))) for out in OUT
        ]
        rejects = [
            list(csv.DictReader(open(os.path.join(folder, out, "rejects.csv"), encoding="utf-8"))) for out in OUT[:3]
        ]
        summaries = [json.load(open(os.path.join(folder, out, "summary.json"), encoding="utf-8")) for out in OUT]

    tables = told(text)
    check("there is a table of findings per run", len(tables) == len(OUT), len(tables))
    before = set()
    for out, found, table in zip(OUT, findings, tables):
        new = {f["bevinding_id"]: row(f) for f in found if f["bevinding_id"] not in before}
        for id_ in sorted(new.keys() | table.keys()):
            check(f"{out}: {id_}", new.get(id_) == table.get(id_), f"{new.get(id_)}, told is {table.get(id_)}")
        before |= new.keys()
    for number, (summary, found) in enumerate(zip(summaries[:3], findings)):
        for what, figure in figures(summary, found).items():
            line = next((cells for cells in (l.strip().strip("|").split(" | ")
                                             for l in text.splitlines()) if cells[0].strip() == what), None)
            check(f"{OUT[number]}: {what}", line is not None and line[number + 1].strip() == figure, figure)

    lines = [[cell.strip(" `*|") for cell in line.strip().strip("|").split(" | ")] for line in text.splitlines()
             if line.startswith("| ")]
    for summary in summaries[:3]:
        for file in summary["files"]:
            figures_of = [str(file[key]) for key in ("read", "accepted", "relevant", "duplicate", "rejected")]
            check(f"lines of {file['bestand']}",
                  any(l[0].split("`")[0] == file["bestand"] and l[-5:] == figures_of for l in lines), figures_of)
    for reject in sum(rejects, []):
        where = f"{reject['bestand']}, {reject['regel']}"
        check(f"rejected: {where}", any(l[0] == where and reject["reden"] in l for l in lines))

    last = findings[-1]
    occur = {reason for f in sum(findings, []) for reason in f["redenen"].split(";")} - {""}
    wanted = reasons_of_the_contract(source)
    check("every reason of the contract occurs", occur == wanted, occur ^ wanted)
    check("every soort occurs",
          {f["soort"] for f in last} == {"paar", "verboden", "contract", "tarief", "vereist", "lid"})
    stories = dict(re.findall(r"^\| ([A-N]\d) \*? ?\| .*? \| (.*?) \|$", text, re.M))
    found = {f["keten_referentie"][:2] for f in sum(findings, [])}
    check("every finding has a story", found <= stories.keys(), found - stories.keys())
    for story, what in sorted(stories.items()):
        check(f"story {story}", (story in found) or what.startswith("nothing"), what)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
