#!/usr/bin/env python3
"""Does every row of the conflict tables stand in its source?

    sources.py [TABLES_DIR]        (default: the conflict_tables/ of this source tree)

What the documents and the code lists say is in passages/ and codelijst.csv: see README.md. Looked at is

- the wording: what `omschrijving` says stands, word for word, in the passage that `bron` names ("…" is what was left out);
- a code of `herkomst = document`: it stands in that passage, by itself or within a range;
- a code of `herkomst = interpretatie`: it stands in one of the code lists that the rule names, and is valid on some day of the rule;
- a row of a codeset: it stands in its list, and is valid on some day of a rule that uses the set, but for the codes of ENDED;
- a programme: each code has the validity of the code list, and `bron` has its name;
- a verwijsdiagnose, and a code of letop.csv: they stand in their list.

At the end the tables are made wrong, a row at a time, and each time this must be noticed. Last line: "N passed, N failed".
"""

import csv
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from checks import check, finish

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENTS = {
    "Menzis Bijlage 7C": "menzis_bijlage_7c.txt",
    "Menzis Bijlage 7": "menzis_bijlage_7.txt",
    "Menzis Bijlage 9": "menzis_bijlage_9.txt",
    "Zilveren Kruis inkoopbeleid 2022": "zilveren_kruis_2022.txt",
    "Zorg en Zekerheid inkoopbeleid 2022": "zorg_en_zekerheid_2022.txt",
    "Zorg en Zekerheid inkoopbeleid 2024": "zorg_en_zekerheid_2024.txt",
    "NZa Regeling multidisciplinaire zorg (BWBR0035972), art. 5.1": "nza_regeling_multidisciplinaire_zorg.txt",
}
# Lists that took over the codes of an older one when paramedics went to another standard.
TOOK_OVER = {"076": "012", "080": "012"}
# Codes of a set that had ended before the first table that uses the set: they stay, for a contract that still names
# them. A set that only figures use (`dubbelloop titels`), and the set of the rules that it is a part of.
PART_OF = {"inschrijving_75plus": "inschrijving"}
ENDED = {("008", code) for code in ("12000", "12004", "12007", "11101", "11104")}
# Not a code of any list: what a user's own profile makes of a contact register.
OWN = {("990", "KETENCONTACT")}


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def squeezed(text):
    """Without blanks: a source breaks its lines where it likes."""
    return re.sub(r"\s", "", text)


def passages(path):
    """[(place, text)]: a line "== place", then what stands there."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            found.append([line[3:], ""])
        else:
            found[-1][1] += " " + line
    return found


SOURCES = {document: passages(HERE / "passages" / file) for document, file in DOCUMENTS.items()}
CODES = {(row["lijst"], row["code"]): row for row in read(HERE / "codelijst.csv")}


def passage_of(bron):
    """The passage whose document and place bron begins with: the longest that fits."""
    fits = []
    for document, found in SOURCES.items():
        for place, text in found:
            start = document if document.endswith(place) else f"{document}, {place}"
            if bron == start or (bron.startswith(start) and bron[len(start)] in ",;:"):
                fits.append((len(start), text))
    return max(fits)[1] if fits else None


def in_passage(code, text):
    """By itself, or within a range that the text prints (12000 t/m 12011, 31020 - 31023)."""
    if re.search(rf"(?<![A-Za-z0-9]){re.escape(code)}(?![A-Za-z0-9])", text):
        return True
    ranges = re.findall(r"(?<!\d)(?:\d\d/)?(\d+)\s*(?:t/m|–|-)\s*(?:\d\d/)?(\d+)(?!\d)", text)
    return any(len(low) == len(code) == len(high) and low <= code <= high for low, high in ranges)


def in_lists(code, lists):
    """The rows of the code list for it, on any of the lists or the one that they took over from."""
    keys = [(l, code) for l in lists] + [(TOOK_OVER[l], code) for l in lists if l in TOOK_OVER]
    return [CODES[key] for key in keys if key in CODES]


def meet(a, b):
    """Do the two rows share a day? Empty: without an end."""
    return (a["geldig_van"] or "0") < (b["geldig_tot"] or "9") and (b["geldig_van"] or "0") < (a["geldig_tot"] or "9")


def rule_troubles(rule, codesets):
    text = passage_of(rule["bron"])
    own = rule["bron"].startswith("Eigen regel")
    if not own:
        if text is None:
            yield "bron names no passage: " + rule["bron"]
            return
        for part in rule["omschrijving"].split("…"):
            if squeezed(part) not in squeezed(text):
                yield "the passage does not say: " + part.strip()
    lists = rule["prestatiecodelijst"].split()
    ends = {code for code in (rule["code_van"], rule["code_tm"]) if code}
    if rule["herkomst"] == "document":
        for code in sorted(ends | {rule["zorgproduct"]} - {""}) + rule["verwijsdiagnoses"].split():
            if text and not in_passage(code, text):
                yield "the passage does not name " + code
    else:
        for code in sorted(ends):
            rows = in_lists(code, lists)
            if not rows:
                yield f"{code} is on none of the lists {' '.join(lists)}"
            elif not any(meet(row, rule) for row in rows):
                yield f"{code} is valid on no day of the rule"
            if "code: " in rule["bron"] and code not in rule["bron"]:
                yield f"bron names another code than {code}"
        group = rule["zorgproduct"].rstrip("*")
        if group and not any(group in text for _, text in SOURCES["Menzis Bijlage 7C"]):
            yield "no source knows the zorgproductgroep " + group
    for row in codesets:
        if row["codeset"] == rule["codeset"] and row["prestatiecodelijst"] not in lists:
            yield f"codeset {rule['codeset']}: list {row['prestatiecodelijst']} is none of the rule's"
    for code in rule["verwijsdiagnoses"].split():
        if ("025", code) not in CODES:
            yield f"verwijsdiagnose {code} is not on list 025"


def codeset_troubles(row, rules):
    key = (row["prestatiecodelijst"], row["code"])
    found = in_lists(row["code"], [row["prestatiecodelijst"]])
    if not found and key not in OWN:
        yield f"{row['code']} is not on list {row['prestatiecodelijst']}"
    elif found and key not in ENDED:
        users = [rule for rule in rules if rule["codeset"] == PART_OF.get(row["codeset"], row["codeset"])]
        if not any(meet(code, rule) for code in found for rule in users):
            yield f"{row['code']} is valid on no day of a rule that uses the set"


def programme_troubles(row):
    code = CODES.get((row["prestatiecodelijst"], row["code_van"]))
    if code is None:
        yield f"{row['code_van']} is not on list {row['prestatiecodelijst']}"
        return
    if row["prestatiecodelijst"] == "008":
        if (row["geldig_van"], row["geldig_tot"]) != (code["geldig_van"], code["geldig_tot"]):
            yield f"{row['code_van']} is valid from {code['geldig_van']} to {code['geldig_tot'] or 'now'}"
        if f"{row['code_van']} {code['naam']}" not in row["bron"]:
            yield f"bron does not have the name of {row['code_van']}: {code['naam']}"
    elif row["herkomst"] == "document":
        text = passage_of(row["bron"])
        if text is None or not in_passage(row["code_van"], text):
            yield f"bron names no passage with {row['code_van']}"


def letop_troubles(row):
    for code in (row["code_van"], row["code_tm"]):
        # The part outside the Zvw and the keten-dbc's are known by list 056, on whatever list they come in.
        if code and not in_lists(code, [row["prestatiecodelijst"], "056"]):
            yield f"{code} is on no list"


class Tables:
    def __init__(self, folder):
        self.codesets = read(folder / "codesets.csv")
        self.programmes = read(folder / "programmas.csv")
        self.letop = read(folder / "letop.csv")
        self.rules = [dict(rule, uzovi=table["uzovi"])
                      for table in read(folder / "tabellen.csv") for rule in read(folder / (table["tabel"] + ".csv"))]

    def troubles(self):
        for rule in self.rules:
            for trouble in rule_troubles(rule, self.codesets):
                yield f"{rule['regel']}: {trouble}"
        for row in self.codesets:
            for trouble in codeset_troubles(row, self.rules):
                yield f"codeset {row['codeset']}: {trouble}"
        for row in self.programmes:
            for trouble in programme_troubles(row):
                yield f"programma {row['programma']}: {trouble}"
        for row in self.letop:
            for trouble in letop_troubles(row):
                yield f"letop: {trouble}"


def with_rule(tables, regel, **changes):
    for rule in tables.rules:
        if rule["regel"] == regel:
            rule.update(changes)
            return
    raise KeyError(regel)


def with_first(rows, **changes):
    rows[0].update(changes)


# What a careless hand might do to the tables.
CARELESS = {
    "a word of the wording is another": lambda t: with_rule(t, "M7C-DM2-02", omschrijving="Stoppen met roken"),
    "a rule speaks of another row": lambda t: with_rule(t, "M7C-DM2-02", bron=
                                                        "Menzis Bijlage 7C, 1 Controle ketenzorg DM2, rij 3"),
    "a row that the document does not have": lambda t: with_rule(
        t, "M7C-DM2-02", bron="Menzis Bijlage 7C, 1 Controle ketenzorg DM2, rij 9"),
    "a code of the document is one off": lambda t: with_rule(t, "M7C-DM2-02", code_van="12851"),
    "the end of a range is one off": lambda t: with_rule(t, "M7C-DM2-01", code_tm="12012"),
    "a zorgproduct is one off": lambda t: with_rule(t, "M7C-DM2-05", zorgproduct="040201014"),
    "a verwijsdiagnose is of another programme": lambda t: with_rule(t, "M7C-DM2-06", verwijsdiagnoses="0032"),
    "our code is one off": lambda t: with_rule(t, "M7C-DM2-17", code_van="31256"),
    "our code is on another list": lambda t: with_rule(t, "ZK22-DM2-12", prestatiecodelijst="041"),
    "our code was not there yet": lambda t: with_rule(t, "M7C-DM2-17", geldig_van="2010-01-01", geldig_tot="2012-01-01"
                                                      ),
    "a zorgproductgroep that nobody knows": lambda t: with_rule(t, "ZK22-DM2-14", zorgproduct="040202*"),
    "a code of a set is on no list": lambda t: with_first(t.codesets, code="12005"),
    "a programme begins too early": lambda t: with_first([r for r in t.programmes
                                                          if r["code_van"] == "11616"], geldig_van="2015-01-01"),
    "a programme goes on after its code": lambda t: with_first([r for r in t.programmes
                                                                if r["code_van"] == "11601"], geldig_tot=""),
    "a code under another name": lambda t: with_first([r for r in t.programmes
                                                       if r["code_van"] == "11616"], code_van="11617"),
    "a letop code that is nowhere": lambda t: with_first(t.letop, code_tm="11699"),
}


def main(args):
    folder = pathlib.Path(args[0]) if args else HERE.parents[1] / "conflict_tables"
    tables = Tables(folder)
    troubles = {}
    for trouble in tables.troubles():
        troubles.setdefault(trouble.split(":")[0], []).append(trouble)
    for rule in tables.rules:
        check(rule["regel"] + " stands in its source", rule["regel"] not in troubles,
              "\n  ".join(troubles.pop(rule["regel"], [])))
    check("codesets, programmes and letop stand in their lists", not troubles,
          "\n  ".join(t for found in troubles.values() for t in found))
    used = {rule["codeset"] for rule in tables.rules} - {""}
    check("every codeset is used", {row["codeset"] for row in tables.codesets} <= used | set(PART_OF))
    check("every code that had ended is still in a set",
          ENDED <= {(r["prestatiecodelijst"], r["code"]) for r in tables.codesets})
    for what, spoil in CARELESS.items():
        wrong = Tables(folder)
        spoil(wrong)
        check("noticed: " + what, any(wrong.troubles()))
    return finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
