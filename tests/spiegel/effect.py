#!/usr/bin/env python3
"""A round with a hold-out: whom chance leaves out is what sha256 says, the round is kept, and `spiegel effect` counts what was credited since, of both groups.

    effect.py DUBBELLOOP SOURCE"""

import csv
import hashlib
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402


def main():
    binary, source = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    here = pathlib.Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)

        def run(*command, status=0, clock=1_700_000_000):
            done = subprocess.run([binary, *map(str, command)], capture_output=True, text=True, timeout=900,
                                  cwd=scratch, env={**os.environ, "SOURCE_DATE_EPOCH": str(clock)})
            check(f"{' '.join(map(str, command[:2]))}: {done.returncode}", done.returncode == status, done.stderr)
            return done.stdout, done.stderr

        def manifest(name):
            with open(scratch / name / "manifest.csv", newline="") as file:
                return list(csv.DictReader(file))

        export = subprocess.run([sys.executable, here / "providers.py", "100", "4"], capture_output=True, text=True,
                                check=True).stdout
        (scratch / "export.csv").write_text(export)
        run("run", "--db", "n.db", "--tables", source / "conflict_tables", "--patient-id", "opaque", "--extend-tables",
            "--out", "uit", "export.csv")
        run("spiegel", "--db", "n.db", "--period", "2023Q2", "--out", "alle")
        run("spiegel", "effect", "--db", "n.db", "--period", "2023Q2", status=2)
        run("spiegel", "--db", "n.db", "--period", "2023Q2", "--out", "x", "--holdout", "20%", status=2)
        run("spiegel", "--db", "n.db", "--period", "2023Q2", "--out", "x", "--holdout", "100%", "--seed", "7", status=2)
        # A finding that was rejected before the round, and one after it, by clocks that say otherwise.
        with sqlite3.connect(f"file:{scratch}/n.db?mode=ro", uri=True) as db:
            rejected, later = db.execute(
                "SELECT min(bevinding_id), max(bevinding_id) FROM bevinding WHERE overlap_van BETWEEN '2023-04-01'"
                " AND '2023-06-30' AND verhaal = 'conflict'").fetchone()
        why = ["--by", "J. Jansen", "--reason", "gezien"]
        run("decide", "--db", "n.db", rejected, "afgewezen", *why, clock=1_700_000_060)
        run("spiegel", "--db", "n.db", "--period", "2023Q2", "--out", "ronde", "--holdout", "20%", "--seed", "7")
        run("decide", "--db", "n.db", later, "afgewezen", *why, clock=1_699_999_940)

        # The draw, by hand.
        agbs = sorted({row["agb"] for row in manifest("alle")},
                      key=lambda agb: hashlib.sha256(f"7/{agb}".encode()).hexdigest())
        out = set(agbs[:(len(agbs) * 20 + 50) // 100])
        check("who is left out is what sha256 says", {row["agb"] for row in manifest("ronde")} == set(agbs) - out and
              out)
        with sqlite3.connect(f"file:{scratch}/n.db?mode=ro", uri=True) as db:
            check("and is kept",
                  {agb for agb, in db.execute("SELECT agb FROM ronde_aanbieder WHERE achtergehouden")} == out)
            check("with the others",
                  db.execute("SELECT count(*) FROM ronde_aanbieder").fetchone()[0] == len(manifest("alle")))
            asked = db.execute(
                "SELECT DISTINCT patient, conflict_agb, conflict_referentie, verhaal_bedrag_cent FROM bevinding WHERE overlap_van BETWEEN '2023-04-01'"
                " AND '2023-06-30' AND verhaal = 'conflict' AND vervallen_run IS NULL AND bevinding_id <> ?", [rejected]).fetchall()

        # Every third line of who got a report is credited, every tenth of the others.
        lines = {(row["bsn"], row["agb_declarant"], row["referentienummer"]): row
                 for row in csv.DictReader(export.splitlines())}
        credits, count = [], {False: [0, 0, 0], True: [0, 0, 0]}
        for patient, agb, reference, cent in sorted(asked):
            if agb not in agbs:
                continue
            group = count[agb in out]
            group[0] += 1
            if group[0] % (10 if agb in out else 3) == 0:
                group[1] += 1
                group[2] += cent
                credits.append({
                    **lines[patient, agb, reference], "debet_credit": "C", "referentienummer": f"CR{len(credits)}",
                    "vorig_referentienummer": reference
                })
        with open(scratch / "credits.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, credits[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(credits)
        run("run", "--db", "n.db", "--extend-tables", "--tables", source / "conflict_tables", "--out", "uit",
            "credits.csv")
        told, _ = run("spiegel", "effect", "--db", "n.db", "--period", "2023Q2")
        for name, group in ("rapport", count[False]), ("achtergehouden", count[True]):
            share = f"{100 * group[1] / group[0]:.1f}".replace(".", r"\.")
            check(f"{name}: {group}", re.search(rf"^declarant +{name} +\d+ +{group[0]} +{group[1]} +{share}% +{group[2] // 100}\.{group[2] % 100:02}$", told, re.M), told)
        check("with the difference", re.search(r"^declarant +verschil \+\d+\.\d procentpunt \(95%: \+\d+\.\d tot \+\d+\.\d\)$", told, re.M), told)
        run("verify", "--db", "n.db", "--quiet")
    return finish()


sys.exit(main())
