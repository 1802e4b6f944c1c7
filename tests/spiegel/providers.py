#!/usr/bin/env python3
"""An invented export for `dubbelloop spiegel`: so many providers over eight quarters (2022Q1-2023Q4), with peers that differ as real ones do.

    providers.py PROVIDERS SEED [TIMES] > export.csv    run it with: --patient-id opaque --extend-tables

Of every 100 providers 76 are general practices, 10 dietitians, 10 podiatrists and 4 care groups. A practice has 12 to 60 patients (TIMES as many) in keten care of one group;
each comes now and then (a consult for something else, which only makes N), and a share of what is done for them is declared beside the keten line: a rate of the
practice's own, drawn from a gamma distribution, and for 1 in 40 ten times as high. Patients are numbers of nobody."""

import random
import sys
from datetime import date, timedelta

HEADER = (
    "bsn,verzekerdennummer,uzovi,agb_declarant,agb_uitvoerder,specialisme,prestatiecodelijst,prestatiecode,zorgproductcode,verwijsdiagnosecode,"
    "diagnosecode,begindatum,einddatum,aantal,bedrag_cent,debet_credit,referentienummer,vorig_referentienummer\n")
QUARTERS = [date(year, month, 1) for year in (2022, 2023) for month in (1, 4, 7, 10)]
KETEN = {"DM2": ("40001", "T90.02", "0055"), "VRM": ("40011", "K86", "0025"), "COPD": ("40021", "R95", "0032")}
UZOVI = "3311"  # Zilveren Kruis, whose table of 2022 --extend-tables takes on


def main():
    providers, rng = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    practices, each, groups = providers * 76 // 100, max(providers // 10, 1), max(providers // 25, 1)
    out, number = [HEADER], 0

    def line(patient, agb, lijst, code, day, cent, referral="", diagnosis="", credit=""):
        nonlocal number
        number += 1
        out.append(
            f"P{patient},,{UZOVI},{agb},,,{lijst},{code},,{referral},{diagnosis},{day.isoformat()},,1,{cent},{'C' if credit else 'D'},R{number},{credit}\n"
        )
        return f"R{number}"

    patient = 0
    for practice in range(practices):
        agb, group = f"01{practice:06}", f"53{practice % groups:06}"
        rate = rng.gammavariate(2, 0.015) * (10 if rng.random() < 0.025 else 1)
        for _ in range(times * rng.randint(12, 60)):
            patient += 1
            programme = rng.choices(list(KETEN), (6, 3, 1))[0]
            code, diagnosis, referral = KETEN[programme]
            first = rng.choice((0, 0, 0, 1, 2, 4))
            other = f"24{rng.randrange(each):06}", f"26{rng.randrange(each):06}"
            for quarter in QUARTERS[first:]:
                def day():
                    return quarter + timedelta(days=rng.randrange(88))
                reference = line(patient, group, "056", code, quarter, 10842)
                if rng.random() < 0.005:
                    line(patient, group, "056", code, quarter, 10842, credit=reference)
                if rng.random() < 0.6:
                    line(patient, agb, "008", "12010", day(), 511, diagnosis="S74")
                if rng.random() < rate:
                    reference = line(patient, agb, "008", "12850", day(), 3890)
                    if rng.random() < 0.1:
                        line(patient, agb, "008", "12850", quarter, 3890, credit=reference)
                if rng.random() < rate:
                    line(patient, agb, "008", "12011", day(), 1092, diagnosis=diagnosis if rng.random() < 0.5 else "")
                if rng.random() < 0.08:
                    line(patient, other[0], "012", "6300", day(), 3470, referral=rng.choice(
                        (referral, "0099", "0099", "")))
                if programme == "DM2" and rng.random() < 0.08:
                    line(patient, other[1], "054", rng.choice(("9200", "9201")), day(), 2950)
        if len(out) > 10000:
            sys.stdout.write("".join(out))
            out.clear()
    sys.stdout.write("".join(out))


if __name__ == "__main__":
    main()
