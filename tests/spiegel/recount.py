#!/usr/bin/env python3
"""The figures of `dubbelloop spiegel`, counted again by another program, and what may not change them.

    recount.py DUBBELLOOP SOURCE [--seeds A-B]

From the stored lines (`lines`), the findings that stand (`findings`) with their verdicts and the conflict tables every N, N_ongedekt, y, s, euros, E, z, phi, verdict and rank of a
quarter is counted anew, with the oracle's classification, in plain sets (spiegel.md "Numbers", docs/decisions.md, passes and spiegel); all of manifest.csv must be equal. On the sample
data, on random exports (tests/oracle) and on one with so many patients that there are verdicts (providers.py). Then: the same bytes twice and with other threads; what
is decided, and what lapsed, is not counted; a broken call leaves nothing. Ends with "N passed, N failed"."""

import argparse
import csv
import hashlib
import io
import json
import math
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "oracle"))

import compare  # noqa: E402
import findings as rules_of_oracle  # noqa: E402
import lines as lines_of_oracle  # noqa: E402
import oracle  # noqa: E402
import random_exports  # noqa: E402

ROLES = "declarant", "ketencontractant"
SMALL, FEW = 11, 5
COMPARES = "hoger dan verwacht", "binnen verwachting"


def invoke(*command, cwd=None, status=(0,), **options):
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, timeout=900, **options)
    if done.returncode not in status:
        raise RuntimeError(f"{' '.join(map(str, command[1:]))}: {done.returncode}: {done.stderr.decode().strip()}")
    return done.stdout.decode()


# ---------------------------------------------------------------------------------------------------------------------
# Counting


def stored_lines(binary, db):
    for row in csv.DictReader(io.StringIO(invoke(binary, "lines", "--db", db))):
        row = {name: row[name] for name in lines_of_oracle.COLUMNS}
        for column in ("begindatum", "einddatum"):
            row[column] = date.fromisoformat(row[column])
        for column in ("aantal", "bedrag_cent"):
            row[column] = int(row[column])
        yield lines_of_oracle.Line(**row)


def standing(binary, db):
    """The findings that stand, each with its verdict in `oordeel`; geen: none."""
    rows = list(csv.DictReader(io.StringIO(invoke(binary, "findings", "--db", db))))
    verdicts = {}
    for verdict in "afgewezen", "bevestigd", "terugvordering", "te_bevestigen", "wacht_op_aanbieder":
        for row in csv.DictReader(io.StringIO(invoke(binary, "findings", "--db", db, "--oordeel", verdict))):
            verdicts[row["patient"], row["bevinding_id"]] = verdict
    for row in rows:
        row["oordeel"] = verdicts.get((row["patient"], row["bevinding_id"]), "geen")
    return rows


def quarter_of(day):
    return f"{day.year}Q{(day.month + 2) // 3}"


def touched(first, last):
    return {quarter_of(day) for day in rules_of_oracle.quarters(first, last)}


def take_dossiers(lines, tables):
    """Per patient its taking lines."""
    patients = defaultdict(list)
    for line in lines:
        patients[line.patient()].append(line)
    return {patient: rules_of_oracle.open_dossier(own, tables, tables).takings for patient, own in patients.items()}


def keten_lines(dossiers):
    return {taking.line.identity() for takings in dossiers.values() for taking in takings if taking.programmas}


def count_n(dossiers, tables):
    """{(agb, role, quarter): {who or what: programmes for which it is checked}}; none: it is not checked at all"""
    found = defaultdict(dict)
    for patient, takings in dossiers.items():
        programmes = defaultdict(set)  # of each quarter that some keten line touches
        for taking in takings:
            if not taking.programmas:
                continue
            checked = set(taking.programmas) & rules_of_oracle.checked_programmas(taking, tables)
            for quarter in touched(taking.van, taking.tm):
                found[taking.line.agb_declarant, "ketencontractant", quarter][taking.line.identity()] = checked
                programmes[quarter] |= checked
        for taking in takings:
            quarter = quarter_of(taking.line.begindatum)
            if not taking.programmas and quarter in programmes:
                found[taking.line.agb_declarant, "declarant", quarter][patient] = programmes[quarter]
    return found


def sides_of(row, ketens):
    """(side, agb, role, reference) of each line of a finding."""
    yield "keten", row["keten_agb"], "ketencontractant", row["keten_referentie"]
    if row["conflict_agb"]:
        identity = row["patient"], row["conflict_agb"], row["conflict_referentie"]
        yield "conflict", row["conflict_agb"], "ketencontractant" if identity in ketens else "declarant", row[
            "conflict_referentie"]


def is_undecided_side(row):
    return "kant_onbepaald" in row["redenen"].split(";")


def is_asked(row, side):
    return row["verhaal"] == side or is_undecided_side(row)


GRADES = "signaal", "waarschijnlijk", "vast"


def count_y(findings, ketens):
    """{(agb, role, quarter): {line: what the findings make of it}}"""
    found = defaultdict(
        lambda: defaultdict(lambda: {"y": [], "s": [], "info": False, "beslist": False, "p": set(), "ids": set()}))
    for row in findings:
        quarter = quarter_of(date.fromisoformat(row["overlap_van"]))
        is_open = row["oordeel"] in ("geen", "wacht_op_aanbieder")
        for side, agb, role, reference in sides_of(row, ketens):
            line = found[agb, role, quarter][row["patient"], reference]
            if not is_asked(row, side):
                line["info"] |= is_open
                continue
            if not is_open:
                line["beslist"] |= row["oordeel"] in ("bevestigd", "terugvordering")
                continue
            cent = int(row["verhaal_bedrag_cent"] if row["verhaal"] == side else row[side + "_bedrag_cent"])
            counts = row["zekerheid"] != "signaal" and not is_undecided_side(row)
            line["y" if counts else "s"].append((GRADES.index(row["zekerheid"]), cent))
            line["p"] |= set(row["programma"].split(";")) if counts else set()
            line["ids"].add((row["patient"], row["bevinding_id"]))
    return found


def poisson_tail(y, mean):
    """P(Y >= y), term by term."""
    below = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))
                      for k in range(y)) if mean > 0 else (0.0 if y else 1.0)
    if mean > 0 and below > 0.5:  # what is small is summed itself
        return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(y, y + 2000))
    return 1 - below


def quantile(values, p):
    values = sorted(values)
    h = (len(values) - 1) * p
    low = math.floor(h)
    return values[low] + (h - low) * (values[min(low + 1, len(values) - 1)] - values[low])


def ratio(one):
    return one["y"] / one["verwacht"] if one["verwacht"] else 0.0


def judge(one, large):
    """The first verdict that holds."""
    expected = one["verwacht"]
    if one["n"] < SMALL:
        return "te klein om te beoordelen"
    if large < FEW:
        return "geen vergelijking mogelijk"
    if one["n_ongedekt"] > one["n"] / 4:
        return "deels gecontroleerd"
    above = expected and one["y"] > expected + 3.09 * math.sqrt(one["phi"] * expected)
    return "hoger dan verwacht" if above and poisson_tail(one["y"], expected) < 0.001 else "binnen verwachting"


def recount(lines, findings, tables, quarter):
    """{(agb, role): figures} of everybody of whom there is something to tell in the quarter."""
    dossiers = take_dossiers(lines, tables)
    patients, named = count_n(dossiers, tables), count_y(findings, keten_lines(dossiers))
    groups = defaultdict(list)
    for agb, role in {key[:2] for key in (*patients, *named) if key[2] == quarter}:
        own, hit = patients.get((agb, role, quarter), {}), named.get((agb, role, quarter), {})
        n_p, y_p = defaultdict(int), defaultdict(int)
        for programmes in own.values():
            for programme in programmes:
                n_p[programme] += 1
        for line in hit.values():
            for programme in line["p"]:
                y_p[programme] += 1
        signals = [line for line in hit.values() if line["s"] and not line["y"]]
        one = {
            "agb": agb,
            "rol": role,
            "n": sum(bool(p) for p in own.values()),
            "n_ongedekt": sum(not p for p in own.values()),
            "n_p": n_p,
            "y_p": y_p,
            "y": sum(bool(line["y"]) for line in hit.values()),
            "s": len(signals),
            "y_cent": sum(max(line["y"])[1] for line in hit.values() if line["y"]),
            "s_cent": sum(max(line["s"])[1] for line in signals),
            "ter_informatie": sum(line["info"] for line in hit.values()),
            "beslist": sum(line["beslist"] for line in hit.values()),
            "bevindingen": sum(len(line["ids"]) for line in hit.values()),
        }
        if any(one[figure] for figure in ("n", "n_ongedekt", "y", "s", "ter_informatie", "beslist")):
            groups[agb[:2], role].append(one)
    for group in groups.values():
        for one in group:
            one["verwacht"] = sum(n * sum(other["y_p"][p] for other in group) / sum(other["n_p"][p] for other in group)
                                  for p, n in one["n_p"].items() if n)
            one["z"] = (one["y"] - one["verwacht"]) / math.sqrt(one["verwacht"]) if one["verwacht"] else 0.0
        z = [one["z"] for one in group if one["n"] >= SMALL and one["verwacht"]]
        phi = 1.0
        if z:
            low, high = quantile(z, 0.1), quantile(z, 0.9)
            phi = max(1.0, math.fsum(min(max(x, low), high) ** 2 for x in z) / len(z))
        large = [one for one in group if one["n"] >= SMALL]
        for one in group:
            one["phi"] = phi
            one["verdict"] = judge(one, len(large))
            ranked = one["verdict"] in COMPARES and one["y"] > one["verwacht"]
            one["hoger_dan"] = sum(ratio(other) < ratio(one) - 1e-9 for other in large) if ranked else 0
            one["van"] = len(large) - 1 if ranked else 0
    return {(one["agb"], one["rol"]): one for group in groups.values() for one in group}


# ---------------------------------------------------------------------------------------------------------------------
# Comparing


def spiegel(binary, db, quarter, out, *options, **kwargs):
    return invoke(binary, "spiegel", "--db", db, "--period", quarter, "--out", out, "--quiet", *options, **kwargs)


def manifest(out):
    with open(out / "manifest.csv", newline="") as file:
        return list(csv.DictReader(file))


def check_files(out):
    """The files are those of the manifest, with their hashes."""
    rows = manifest(out)
    named = {"manifest.csv", "overzicht.html", "overzicht.xlsx"}
    for row in rows:
        for kind in ("pdf", "xlsx", "csv", *(["informatie"] if row["informatie"] else [])):
            named.add(row[kind])
            if hashlib.sha256((out / row[kind]).read_bytes()).hexdigest() != row[kind + "_sha256"]:
                yield f"{row[kind]} is not what the manifest says"
    if named != {path.name for path in out.iterdir()}:
        yield f"files: {sorted(named ^ {path.name for path in out.iterdir()})}"


def code_text(lijst, code, product=""):
    return f"DOT {product}" if product else f"{lijst}/{code}" if lijst else code


def annex_rows(path):
    """Ids without their hyphens; what a spreadsheet would change or run has an apostrophe in front."""
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";")
    return [{
        column: value.removeprefix("'").replace("-", "" if column == "bevinding_id" else "-")
        for column, value in row.items()
    } for row in rows]


def check_annexes(out, findings, lines, tables, quarter, alle=False):
    """An annex holds a row for each open finding of the quarter on a line of that provider to look at, with that line's date, code and euros; beside it stand
    the lines for information. Neither holds a patient."""
    stored, ketens = {line.identity(): line for line in lines}, keten_lines(take_dossiers(lines, tables))
    expected = defaultdict(lambda: ([], [], set()))
    for row in findings:
        if quarter_of(date.fromisoformat(
                row["overlap_van"])) == quarter and row["oordeel"] in ("geen", "wacht_op_aanbieder"):
            for side, agb, role, reference in sides_of(row, ketens):
                line = stored[row["patient"], agb, reference]
                code = code_text(line.prestatiecodelijst, line.prestatiecode,
                                 line.zorgproductcode if side == "conflict" else "")
                cent = int(row["verhaal_bedrag_cent"] if row["verhaal"] == side else row[side + "_bedrag_cent"])
                one = row["bevinding_id"], reference, line.begindatum.isoformat(), code, agb, role
                expected[agb, role][2].add(row["patient"])
                expected[agb, role][0 if is_asked(row, side) else 1].append((
                    *one, f"{cent // 100},{cent % 100:02}") if is_asked(row, side) else one)
    columns = "bevinding_id", "referentienummer", "datum", "code", "agb", "rol"
    for row in manifest(out):
        asked, informed, patients = expected.pop((row["agb"], row["rol"]), ([], [], set()))
        for kind, wanted, more in ("csv", asked, ("te crediteren (euro)",)), ("informatie", informed, ()):
            got = sorted(
                tuple(line[column] for column in (*columns, *more))
                for line in (annex_rows(out / row[kind]) if row[kind] else []))
            if got != sorted(wanted):
                yield f"{row['csv']} {kind}: {[line for line in got if line not in wanted][:2]}, not {[line for line in wanted if line not in got][:2]}"
            if row[kind] and any(len(patient) > 5 and patient in (out / row[kind]).read_text() for patient in patients):
                yield f"{row[kind]} holds a patient"
    if expected:
        yield f"findings without a report: {list(expected)[:3]}"


def check_peers(out, expected, seen):
    """Page 2 shows what the group has per programme when nobody can be picked out of it: at least five have each of the provider's programmes."""
    for row in manifest(out):
        one = expected[row["agb"], row["rol"]]
        group = [other for (agb, role), other in expected.items() if agb[:2] == row["agb"][:2] and role == row["rol"]]
        own = {p for counts in (one["n_p"], one["y_p"]) for p, n in counts.items() if n}
        compared = row["verdict"] in COMPARES
        few = any(sum(other["n_p"][p] > 0 for other in group) < FEW for p in own)
        text = subprocess.run(["pdftotext", "-raw", out / row["pdf"], "-"], check=True, capture_output=True,
                              timeout=900).stdout.decode()
        if ("Gemiddelde" in text) != (compared and not few) or ("groep per programma staan hier niet"
                                                                in text) != (compared and few):
            yield f"{row['pdf']} {'hides' if few else 'should show'} what its group has per programme"
        seen.add("small" if not compared else "hidden" if few else "shown")


def check_quarter(binary, db, quarter, tables, out, seen=None):
    """What is wrong with the reports of a quarter, and how many verdicts of each kind there were; with `seen` the pages are looked at too."""
    findings = standing(binary, db)
    lines = list(stored_lines(binary, db))
    expected = recount(lines, findings, tables, quarter)
    spiegel(binary, db, quarter, out, "--min-lines", "0")
    rows = {(row["agb"], row["rol"]): row for row in manifest(out)}
    troubles = [*check_files(out), *check_annexes(out, findings, lines, tables, quarter)]
    if set(rows) != set(expected):
        troubles.append(f"providers: {sorted(set(rows) ^ set(expected))}")
    order = [(row["zorgsoort"], ROLES.index(row["rol"]), row["agb"]) for row in manifest(out)]
    if order != sorted(order):
        troubles.append("the manifest is not in order")
    for key in sorted(set(rows) & set(expected)):
        for column in ("n", "n_ongedekt", "y", "s", "y_cent", "s_cent", "ter_informatie", "beslist", "bevindingen",
                       "verdict", "hoger_dan", "van"):
            if str(expected[key][column]) != rows[key][column]:
                troubles.append(
                    f"{quarter} {key} {column}: {expected[key][column]}, the manifest has {rows[key][column]}")
        for column in ("verwacht", "z", "phi"):
            if abs(expected[key][column] - float(rows[key][column])) > 2e-6:
                troubles.append(
                    f"{quarter} {key} {column}: {expected[key][column]}, the manifest has {rows[key][column]}")
    if seen is not None and not troubles:
        troubles += check_peers(out, expected, seen)
    verdicts = defaultdict(int)
    for row in rows.values():
        verdicts[row["verdict"]] += 1
    return troubles, verdicts


# ---------------------------------------------------------------------------------------------------------------------
# The cases


def quarters_with_findings(binary, db):
    counts = defaultdict(int)
    for row in csv.DictReader(io.StringIO(invoke(binary, "findings", "--db", db))):
        counts[quarter_of(date.fromisoformat(row["overlap_van"]))] += 1
    return sorted(counts, key=lambda quarter: (-counts[quarter], quarter))


def sample_db(binary, source, scratch):
    sample = source / "sample_data"
    files = sorted(path for path in sample.iterdir() if path.name[:2] == "20")
    db = scratch / "voorbeeld.db"
    if len(files) != 8:
        raise RuntimeError("sample_data has other files than it had")
    invoke(binary, "run", "--db", db, "--tables", source / "conflict_tables", "--contracts", sample / "contracts.csv",
           "--out", scratch / "uit", *files, status=(3, ))
    return db, oracle.load_tables(source / "conflict_tables", sample / "contracts.csv", None, False)


def the_sample_data_is_counted_as_by_hand(binary, source, scratch):
    db, tables = sample_db(binary, source, scratch)
    troubles, seen = [], set()
    for year in 2022, 2023:
        for quarter in range(1, 5):
            troubles += check_quarter(binary, db, f"{year}Q{quarter}", tables, scratch / f"sp{year}{quarter}",
                                      seen=seen)[0]
    if "hidden" not in seen:
        troubles.append(f"no page had to hide what its group has: {seen}")
    return troubles


def what_is_decided_or_lapsed_is_not_counted(binary, source, scratch):
    db, tables = sample_db(binary, source, scratch)
    quarter = quarters_with_findings(binary, db)[0]
    ids = [row["bevinding_id"] for row in csv.DictReader(io.StringIO(invoke(binary, "findings", "--db", db)))
           if quarter_of(date.fromisoformat(row["overlap_van"])) == quarter]
    away, kept, claimed, waiting = ids[::5], ids[1::5], ids[2::5], ids[3::5]
    decide = binary, "decide", "--db", db, "--reason", "gezien"
    invoke(*decide, "--by", "proef", *away, "afgewezen")
    invoke(*decide, "--by", "proef", *kept, "bevestigd")
    invoke(*decide, "--by", "proef", *claimed, *waiting, "terugvordering")
    os.environ["SUDO_USER"] = "ander"  # another login: four eyes
    invoke(*decide, "--by", "ander", "--confirm", *claimed, "terugvordering")
    del os.environ["SUDO_USER"]
    troubles, _ = check_quarter(binary, db, quarter, tables, scratch / "oordeel")
    rows = manifest(scratch / "oordeel")
    if not sum(int(row["beslist"]) for row in rows) or not sum(int(row["bevindingen"]) for row in rows):
        troubles.append("of what was decided nothing is told, or nothing is open")
    # A later verdict takes the place of afgewezen.
    invoke(*decide, "--by", "proef", *away, "wacht_op_aanbieder")
    troubles += check_quarter(binary, db, quarter, tables, scratch / "weer")[0]
    # Without contracts and Menzis' tables findings lapse or get another grade.
    other = scratch / "andere"
    other.mkdir()
    for file in (source / "conflict_tables").glob("*.csv"):
        (other / file.name).write_bytes(file.read_bytes())
    listing = (other / "tabellen.csv").read_text().splitlines(keepends=True)
    (other / "tabellen.csv").write_text("".join(line for line in listing if not line.startswith("menzis")))
    invoke(binary, "recheck", "--db", db, "--tables", other, "--out", scratch / "uit")
    if json.loads((scratch / "uit" / "summary.json").read_text())["findings"] == {}:
        troubles.append("nothing stands")
    for quarter in "2022Q2", "2023Q2":
        troubles += check_quarter(binary, db, quarter, oracle.load_tables(other, None, None, False),
                                  scratch / f"vervallen{quarter}")[0]
    return troubles


def tree(out):
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def bytes_depend_on_the_database_alone(binary, source, scratch):
    db, _ = sample_db(binary, source, scratch)
    troubles = []
    before = db.read_bytes()
    spiegel(binary, db, "2023Q2", scratch / "een", "--threads", "1")
    spiegel(binary, db, "2023Q2", scratch / "twee", "--threads", "2",
            env={**os.environ, "SOURCE_DATE_EPOCH": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"})
    spiegel(binary, db, "2023Q2", scratch / "acht", "--threads", "8")
    spiegel(binary, db, "2023Q2", scratch / "acht")  # over what is there
    for other in "twee", "acht":
        if tree(scratch / "een") != tree(scratch / other):
            troubles.append(f"een and {other} differ")
    if before != db.read_bytes():
        troubles.append("the database was changed")
    # A choice of providers changes which reports there are, and nothing in them.
    all_rows = {(row["agb"], row["rol"]): row for row in manifest(scratch / "een")}
    for number, (options, wanted) in enumerate([
        (["--agb", "01999911,53999902"], lambda row: row["agb"] in ("01999911", "53999902")),
        (["--rol", "ketencontractant"], lambda row: row["rol"] == "ketencontractant"),
        (["--zorgsoort", "01,26"], lambda row: row["zorgsoort"] in ("01", "26")),
        (["--zorgsoort", "26", "--rol",
          "declarant"], lambda row: row["zorgsoort"] == "26" and row["rol"] == "declarant"),
        (["--min-lines", "2"], lambda row: int(row["y"]) + int(row["s"]) >= 2),
    ]):
        out = scratch / f"keus{number}"
        spiegel(binary, db, "2023Q2", out, *options)
        rows = manifest(out)
        if rows != [row for row in all_rows.values() if wanted(row)] or not rows:
            troubles.append(f"{' '.join(options)}: {[(row['agb'], row['rol']) for row in rows]}")
        troubles += check_files(out)
        for name, content in tree(out).items():
            if name != "manifest.csv" and not name.startswith("overzicht") and content != (scratch / "een" /
                                                                                           name).read_bytes():
                troubles.append(f"{' '.join(options)}: {name} differs")
    spiegel(binary, db, "2023Q2", scratch / "dag", "--answer-by", "2031-05-06")
    if {row["antwoord_voor"] for row in manifest(scratch / "dag")} != {"2031-05-06"}:
        troubles.append("--answer-by is not the day in the manifest")
    return troubles


def an_answer_comes_back_in_the_next_report(binary, source, scratch):
    """And in nobody else's: the other side of the finding is not told."""
    db, _ = sample_db(binary, source, scratch)
    spiegel(binary, db, "2023Q2", scratch / "heen")
    name = next(row["csv"] for row in manifest(scratch / "heen")
                if int(row["bevindingen"]) > 1 and row["rol"] == "declarant")
    text = (scratch / "heen" / name).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    rows[0].update(antwoord="credit", toelichting="dubbel ingevoerd")
    rows[1].update(antwoord="terecht", toelichting="andere klacht")
    filled = scratch / name
    with filled.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    invoke(binary, "respond", "--db", db, "--by", "proef", filled)
    spiegel(binary, db, "2023Q2", scratch / "terug")
    troubles = []
    back = list(
        csv.DictReader(io.StringIO((scratch / "terug" / name).read_text(encoding="utf-8-sig"), newline=""),
                       delimiter=";"))
    if back != rows:
        troubles.append(f"{name}: {back}, not {rows}")
    before, after = tree(scratch / "heen"), tree(scratch / "terug")
    own = {name, name.replace(".csv", ".xlsx"), "manifest.csv", "overzicht.html", "overzicht.xlsx"}
    changed = {file for file in before if before[file] != after[file]} - {name.replace(".csv", ".pdf")}
    if changed != own:
        troubles.append(f"after an answer these files differ: {sorted(changed)}, not {sorted(own)}")
    return troubles


def no_room():
    """No file may be longer than 300 bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))


def wrong_use_and_failures_leave_nothing(binary, source, scratch):
    db, _ = sample_db(binary, source, scratch)
    troubles = []
    good = ["--db", db, "--period", "2023Q2", "--out", scratch / "uit2"]
    for why, arguments in {
            "no database": good[2:],
            "no period": [*good[:2], *good[4:]],
            "no directory": good[:4],
            "an argument too many": [*good, "x"],
            "a year": [*good, "--period", "2023"],
            "no quarter": [*good, "--period", "2023Q5"],
            "no AGB": [*good, "--agb", "1234567"],
            "an AGB too few": [*good, "--agb", "01999911,"],
            "no zorgsoort": [*good, "--zorgsoort", "1"],
            "no role": [*good, "--rol", "huisarts"],
            "no date": [*good, "--answer-by", "2023-02-30"],
            "no language": [*good, "--lang", "fr"],
            "no threads": [*good, "--threads", "0"],
            "no format": [*good, "--log-format", "xml"],
            "no number": [*good, "--min-lines", "-1"],
    }.items():
        done = subprocess.run([binary, "spiegel", *map(str, arguments)], capture_output=True, timeout=900)
        if done.returncode != 2 or b"spiegel --help" not in done.stderr or (scratch / "uit2").exists():
            troubles.append(f"{why}: {done.returncode} {done.stderr.decode()}")
    # Whatever goes wrong: the old reports stand whole, and no temporary file is left.
    out = scratch / "oud"
    spiegel(binary, db, "2023Q1", out)
    before = tree(out)

    def fails(why, status, arguments, **options):
        done = subprocess.run([binary, "spiegel", "--db", str(db), *map(str, arguments)], capture_output=True,
                              timeout=900, **options)
        if done.returncode != status or not done.stderr:
            troubles.append(f"{why}: {done.returncode} {done.stderr.decode()}")
        if tree(out) != before:
            troubles.append(f"{why}: left {sorted(set(tree(out)) ^ set(before))}")

    fails("no such folder", 1, ["--period", "2023Q2", "--out", scratch / "nergens" / "x"])
    fails("a file", 1, ["--period", "2023Q2", "--out", db])
    fails("the disk is full", 1, ["--period", "2023Q2", "--out", out], preexec_fn=no_room)
    (out / "2023Q2_01999911_declarant.pdf").mkdir()
    done = subprocess.run(
        [binary, "spiegel", "--db", str(db), "--period", "2023Q2", "--out",
         str(out)], capture_output=True, timeout=900)
    if done.returncode != 1 or (out / "manifest.csv").read_bytes() != before["manifest.csv"] or list(
            out.glob("*.part")):
        troubles.append(f"a name that is taken: {done.returncode} {done.stderr.decode()}")
    return troubles


def large_db(binary, source, scratch):
    db, export = scratch / "groot.db", scratch / "groot.csv"
    export.write_text(invoke(sys.executable, here / "providers.py", 100, 4))
    invoke(binary, "run", "--db", db, "--tables", source / "conflict_tables", "--patient-id", "opaque",
           "--extend-tables", "--out", scratch / "uit", export)
    return db


def many_providers_are_counted_the_same(binary, source, scratch):
    db, tables = large_db(binary, source, scratch), oracle.load_tables(source / "conflict_tables", None, None, True)
    troubles, total, seen = [], defaultdict(int), set()
    for quarter in "2022Q1", "2023Q3":
        found, verdicts = check_quarter(binary, db, quarter, tables, scratch / quarter, seen=seen)
        troubles += found
        for verdict, n in verdicts.items():
            total[verdict] += n
    if not {"shown", "small"} <= seen:
        troubles.append(f"no page showed what its group has: {seen}")
    if len(total) < 3:
        troubles.append(f"not every verdict was there: {dict(total)}")
    if not any(float(row["phi"]) > 1.05 for row in manifest(scratch / "2023Q3")):
        troubles.append("no group was overdispersed")
    return troubles


def a_signal_leaves_the_old_reports(binary, source, scratch):
    db, out = large_db(binary, source, scratch), scratch / "oud"
    spiegel(binary, db, "2023Q3", out)
    before, troubles, interrupted, pause = tree(out), [], 0, 0.01
    while True:
        running = subprocess.Popen(
            [binary, "spiegel", "--db",
             str(db), "--period", "2023Q3", "--out",
             str(out), "--answer-by", "2031-01-01"], stderr=subprocess.PIPE)
        try:
            running.wait(pause)
        except subprocess.TimeoutExpired:
            running.terminate()
        running.communicate(timeout=900)
        if running.returncode == 0:
            break
        interrupted += 1
        if running.returncode not in (143, -15) or tree(out) != before:
            troubles.append(f"after {pause} s: {running.returncode}, {len(set(tree(out)) ^ set(before))} other files")
        pause *= 2.5
    if not interrupted or running.returncode:
        troubles.append(f"{interrupted} calls were interrupted, and the last one ended with {running.returncode}")
    if tree(out) == before:
        troubles.append("a call that came to its end changed nothing")
    return troubles + list(check_files(out))


def check_seed(binary, source, seed):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        random_exports.make_case(seed, scratch / "case", source / "conflict_tables")
        case = oracle.open_case(scratch / "case", source / "conflict_tables", scratch)
        db, out = scratch / "proef.db", scratch / "uit"
        command = compare.run_command(binary, case, db, out, (), case.files)
        done = subprocess.run(list(map(str, command)), cwd=case.directory, capture_output=True, timeout=900)
        if done.returncode == 4:
            return [], 0
        parser = argparse.ArgumentParser()
        oracle.add_run_options(parser)
        options = parser.parse_args(case.args)
        tables = oracle.load(oracle.options_of(options), case.tables, case.directory)
        troubles, compared = [], 0
        for quarter in quarters_with_findings(binary, db)[:3]:
            found, verdicts = check_quarter(binary, db, quarter, tables, scratch / quarter)
            troubles += found
            compared += sum(verdicts.values())
        return troubles, compared


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--seeds", default="1-10")
    args = parser.parse_args()
    binary, source = str(pathlib.Path(args.binary).resolve()), args.source.resolve()
    passed = failed = 0

    def judge(name, troubles):
        nonlocal passed, failed
        passed, failed = passed + (not troubles), failed + bool(troubles)
        for trouble in troubles[:6]:
            print(f"{name}: {trouble}", file=sys.stderr)

    for case in (the_sample_data_is_counted_as_by_hand, what_is_decided_or_lapsed_is_not_counted,
                 bytes_depend_on_the_database_alone, an_answer_comes_back_in_the_next_report,
                 wrong_use_and_failures_leave_nothing, many_providers_are_counted_the_same,
                 a_signal_leaves_the_old_reports):
        with tempfile.TemporaryDirectory() as scratch:
            judge(case.__name__, case(binary, source, pathlib.Path(scratch)))
    first, last = map(int, args.seeds.split("-"))
    compared = 0
    for seed in range(first, last + 1):
        troubles, reports = check_seed(binary, source, seed)
        judge(f"seed {seed}", troubles)
        compared += reports
    if compared < 10 * (last - first + 1):
        judge("random exports", [f"only {compared} reports were compared"])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
