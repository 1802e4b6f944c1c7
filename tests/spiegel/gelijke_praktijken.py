#!/usr/bin/env python3
"""Whether the verdict `hoger dan verwacht` is fair: identical practices, of insurers that are checked and that are not.

    gelijke_praktijken.py DUBBELLOOP SOURCE [--rounds N]

400 practices have one rate of lines beside the keten-dbc; every tenth is wholly at an insurer with a table (3311), the others have 0 to 90% of their patients at one
without (9999). By chance alone at most one in a thousand may be called `hoger dan verwacht` (docs/spiegel.md): over all rates the number is held against the 99.9% point of
what that gives. Then one practice has three times the rate of the others, and must be found. Ends with "N passed, N failed"."""

import argparse
import csv
import math
import pathlib
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta

HEADER = (
    "bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,diagnosecode,begindatum,aantal,bedrag_cent,debet_credit,referentienummer\n"
)
PRACTICES, PLANTED = 400, 17
QUARTER = date(2022, 4, 1)


def export(rate, seed, planted):
    rng, out, patient = random.Random(seed), [HEADER], 0
    for practice in range(PRACTICES):
        own = 3 * rate if planted and practice == PLANTED else rate
        unchecked = 0 if practice % 10 == 0 else rng.uniform(0, 0.9)
        if planted and practice == PLANTED:
            unchecked = 0
        for _ in range(rng.randint(60, 160)):
            patient += 1
            uzovi = "9999" if rng.random() < unchecked else "3311"
            out.append(f"P{patient},{uzovi},53{practice % 8:06},056,40001,,{QUARTER},1,10842,D,K{patient}\n")
            day = QUARTER + timedelta(days=rng.randrange(88))
            if rng.random() < own:
                out.append(f"P{patient},{uzovi},01{practice:06},008,12850,,{day},1,2360,D,C{patient}\n")
            else:  # something that may stand beside it
                out.append(f"P{patient},{uzovi},01{practice:06},008,12010,S74,{day},1,511,D,C{patient}\n")
    return "".join(out)


def verdicts(binary, source, scratch, rate, seed, planted):
    """{agb: verdict} of the practices."""
    file, db, out = scratch / "export.csv", scratch / "proef.db", scratch / f"sp{seed}"
    file.write_text(export(rate, seed, planted))
    db.unlink(missing_ok=True)
    for command in ([
            "run", "--db", db, "--tables", source / "conflict_tables", "--patient-id", "opaque", "--out",
            scratch / "uit", "--quiet", file
    ], ["spiegel", "--db", db, "--period", "2022Q2", "--out", out, "--min-lines", "0", "--zorgsoort", "01", "--quiet"]):
        subprocess.run([binary, *map(str, command)], check=True, capture_output=True, timeout=900)
    with open(out / "manifest.csv", newline="") as manifest:
        return {row["agb"]: row["verdict"] for row in csv.DictReader(manifest)}


def most_by_chance(n, share):
    """The least k with P(more than k of n) < 0.001, each with this share."""
    total = k = 0
    while (total := total + math.comb(n, k) * share ** k * (1 - share) ** (n - k)) < 0.999:
        k += 1
    return k


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=1)
    args = parser.parse_args()
    binary, faults, judged, higher, checks = str(pathlib.Path(args.binary).resolve()), [], 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        for number in range(args.rounds):
            for rate in 0.02, 0.08, 0.25:
                found = verdicts(binary, args.source.resolve(), scratch, rate, 100 * number + int(100 * rate), False)
                compared = [
                    verdict for verdict in found.values() if verdict in ("hoger dan verwacht", "binnen verwachting")
                ]
                judged += len(compared)
                higher += compared.count("hoger dan verwacht")
                checks += 2
                if len(compared) < 80 or "deels gecontroleerd" not in found.values():
                    faults.append(f"rate {rate}: {len(compared)} practices were compared")
                if any(verdict == "hoger dan verwacht" for agb, verdict in found.items()
                       if int(agb) % 10 == 0) and higher > most_by_chance(judged, 0.001):
                    faults.append(f"rate {rate}: practices of a checked insurer are called higher")
            found = verdicts(binary, args.source.resolve(), scratch, 0.08, 7000 + number, True)
            checks += 1
            if found[f"01{PLANTED:06}"] != "hoger dan verwacht":
                faults.append(f"the practice at three times the rate is called {found[f'01{PLANTED:06}']}")
        checks += 1
        if higher > most_by_chance(judged, 0.001):
            faults.append(
                f"{higher} of {judged} identical practices are called higher; chance gives at most {most_by_chance(judged, 0.001)}"
            )
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{higher} of {judged} identical practices hoger dan verwacht", file=sys.stderr)
    print(f"{checks - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
