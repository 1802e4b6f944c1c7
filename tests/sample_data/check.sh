#!/usr/bin/env bash
# Is sample_data/ what its generator makes, and does it hold test BSNs only?
# usage: check.sh [FOLDER]   (default: the sample_data/ of this source tree)
set -u
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../../sample_data}
made=$(mktemp -d) || exit 1
trap 'rm -rf "$made"' EXIT

python3 "$here/generate.py" "$made" || exit 1

python3 - "$made" "$folder" <<'PYTHON'
import configparser, csv, gzip, pathlib, re, sys

made, folder = map(pathlib.Path, sys.argv[1:])
troubles = []

def content(path):
    """A packed file: its header and what is in it. The packed bytes between them differ from one zlib to the next."""
    data = path.read_bytes()
    return (data[:10], gzip.decompress(data)) if path.suffix == ".gz" else data

want = {path.name for path in made.iterdir()}
have = {path.name for path in folder.iterdir()} - {"README.md"}
troubles += [f"{name}: missing" for name in sorted(want - have)]
troubles += [f"{name}: the generator does not make this file" for name in sorted(have - want)]
for name in sorted(want & have):
    if content(made / name) != content(folder / name):
        troubles.append(f"{name}: differs from what the generator makes")

# The bsn column, by its canonical name or by the one that a profile gives it.
bsn_columns = {"bsn"}
for path in folder.glob("*.ini"):
    ini = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    ini.read(path, encoding="utf-8")
    bsn_columns.add(ini.get("columns", "bsn").lower())

seen = 0
for path in sorted(folder.glob("*.csv*")):
    if path.name in ("contracts.csv", "contracts_met_register.csv", "relaties.csv"):        # of no patient
        continue
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    # Every byte a character, every line a record: broken lines must be looked at too.
    lines = (data[3:] if data.startswith(b"\xef\xbb\xbf") else data).decode("latin-1").split("\n")
    delimiter = ";" if ";" in lines[0] else ","
    columns = [i for i, name in enumerate(lines[0].rstrip("\r").split(delimiter)) if name.lower() in bsn_columns]
    if len(columns) != 1:
        troubles.append(f"{path.name}: {len(columns)} bsn columns")
        continue
    for number, line in enumerate(lines[1:], 2):
        for fields in csv.reader([line.rstrip("\r")], delimiter=delimiter):
            value = fields[columns[0]].strip() if columns[0] < len(fields) else ""
            seen += value != ""
            # 8 digits too: an engine pads them to a BSN.
            if re.fullmatch("[0-9]{8,9}", value) and not re.fullmatch("99999[0-9]{4}", value):
                troubles.append(f"{path.name}:{number}: a BSN outside 99999xxxx")
if not seen:
    troubles.append("no BSN found at all: the check looks in the wrong place")

for trouble in troubles:
    print(trouble, file=sys.stderr)
sys.exit(1 if troubles else 0)
PYTHON
