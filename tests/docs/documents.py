#!/usr/bin/env python3
"""Do the documents show what really happens? Every example in them is run on the sample data, and its output compared.

    documents.py DUBBELLOOP SAMPLE_DATA DOCUMENT.md... [METADATA.json]      ends with "N passed, N failed"
    UPDATE=1 documents.py ...                                               writes what came out into the documents

Looked at are the blocks
    ```console     commands behind "$ " (a line that ends in \\ goes on), each with its output, both streams; one shell in a folder of its own
    ```sql         a query on the database of the first two runs of sample_data/README.md, and the next block with its output, by sqlite3 -box
A line "[...]" in an output stands for any number of lines. A query without a result is a failure. The clock is set: each run is a day later.
METADATA.json is that of Datasette: it may name only views and columns that there are.
"""

import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
FIRST_RUN = 1705280400  # 2024-01-15T01:00:00Z


def lines_of(text):
    return [line.rstrip() for line in text.rstrip("\n").split("\n")] if text.strip() else []


def agrees(shown, real):
    """Whether `real` is what is shown; "[...]" stands for any lines."""
    parts, at = [[]], 0
    for line in shown:
        if line == "[...]":
            parts.append([])
        else:
            parts[-1].append(line)
    if len(parts) == 1:
        return shown == real
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        places = [at] if number == 0 else [len(real) - len(part)] if last else range(at, len(real) - len(part) + 1)
        at = next((place + len(part) for place in places if place >= at and real[place:place + len(part)] == part),
                  None)
        if at is None:
            return False
    return True


def updated(shown, real):
    """What to show now: as many lines before the first and behind the last "[...]" as before."""
    if agrees(shown, real):
        return shown
    if "[...]" not in shown:
        return real
    head = shown.index("[...]")
    tail = shown[::-1].index("[...]")
    return real[:head] + ["[...]"] + real[len(real) - tail:] if head + tail < len(real) else real


class Place:
    """A folder with the sample data in it, the program on the PATH, and a clock."""

    def __init__(self, folder, program, sample):
        self.folder, self.runs, self.status = folder, 0, 0
        os.symlink(program, folder / "dubbelloop")
        shutil.copytree(sample, folder / "work" / "sample_data")
        self.database = folder / "work" / "voorbeeld.db"

    def shell(self, command):
        if re.match(r"dubbelloop (run|recheck)\b", command):
            self.runs += 1
        env = {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8",
               "SOURCE_DATE_EPOCH": str(FIRST_RUN + 86400 * (self.runs - 1))}
        done = subprocess.run(["bash", "-c", f"(exit {self.status})\n{command}"], cwd=self.folder / "work", env=env,
                              text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.status = done.returncode
        return lines_of(done.stdout)

    def make_database(self):
        if self.database.exists():
            return
        quarters = " ".join(f"sample_data/{y}Q{q}.csv{'.gz' if (y, q) == (2023, 2) else ''}" for y in (2022, 2023)
                            for q in (1, 2, 3, 4))
        job = "dubbelloop run --db voorbeeld.db --out"
        self.shell(f"{job} uit --contracts sample_data/contracts.csv --relaties sample_data/relaties.csv {quarters}")
        self.shell(f"{job} uit_nalevering --profile sample_data/profiel_dietisten.ini sample_data/dietisten_2023.csv")
        self.shell(
            "printf 'bevinding_id;antwoord;toelichting;rol\\n2d3a-6796-cac3-0539;credit;;declarant\\n"
            "784c-f2f3-11f0-652c;credit;;declarant\\n8b5c-cb86-b8e0-e213;terecht;andere aandoening;declarant\\n' |"
            " dubbelloop respond --db voorbeeld.db --by 'J. Jansen' --agb 53999902 -")


def try_console(place, name, text):
    """The block with what came out now."""
    new, lines = [], text.rstrip("\n").split("\n")
    check(f"{name}: a console block begins with a command", lines[0].startswith("$ "))
    while lines:
        command = [lines.pop(0)]
        while command[-1].endswith("\\") and lines:
            command.append(lines.pop(0))
        shown = []
        while lines and not lines[0].startswith("$ "):
            shown.append(lines.pop(0))
        real = place.shell("\n".join(command)[2:])
        if not check(f"{name}: $ {command[0][2:]}", agrees(shown, real)) and not os.environ.get("UPDATE"):
            print("\n".join(real), file=sys.stderr)
        new += command + updated(shown, real)
    return "\n".join(new) + "\n"


def try_query(place, name, query, shown):
    place.make_database()
    done = subprocess.run(["sqlite3", "-readonly", "-bail", "-box", place.database, query], capture_output=True,
                          text=True)
    title = f"{name}: {' '.join(query.split())[:70]}"
    check(f"{title}: runs: {done.stderr.strip()}", done.returncode == 0 and not done.stderr)
    check(f"{title}: has a result", done.stdout.strip())
    real = lines_of(done.stdout)
    if not check(f"{title}: gives what is shown", agrees(shown, real)) and not os.environ.get("UPDATE"):
        print("\n".join(real), file=sys.stderr)
    return "\n".join(updated(shown, real)) + "\n"


def try_document(path, place):
    text, new, at, query = path.read_text(encoding="utf-8"), [], 0, None
    for block in BLOCK.finditer(text):
        language, body = block[1], block[2]
        name = f"{path.name}:{text[:block.start()].count(chr(10)) + 1}"
        if query is not None:
            check(f"{name}: the output stands behind its query", language == "")
            body, query = try_query(place, name, query, lines_of(body)), None
        elif language == "console":
            body = try_console(place, name, body)
        elif language == "sql":
            query = body
        new += [text[at:block.start()], f"```{language}\n{body}```"]
        at = block.end()
    check(f"{path.name}: every query has its output", query is None)
    check(f"{path.name}: has examples", at > 0)
    if os.environ.get("UPDATE"):
        path.write_text("".join(new) + text[at:], encoding="utf-8")


def try_metadata(path, place):
    place.make_database()
    db = sqlite3.connect(f"file:{place.database}?mode=ro", uri=True)
    views = {name: {row[1] for row in db.execute(f"PRAGMA table_info({name})")}
             for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for database, described in json.loads(path.read_text(encoding="utf-8"))["databases"].items():
        told = described["tables"]
        check(f"{path.name}: {database}: every view is described or hidden: {set(views) - set(told)}",
              set(views) <= set(told))
        for name, one in told.items():
            check(f"{path.name}: {name} is there", name in views or name in tables)
            if one.get("hidden"):
                continue
            check(f"{path.name}: {name} has a title, a description and a source",
                  all(one.get(key) for key in ("title", "description", "source")))
            columns = set(one.get("columns", {}))
            check(f"{path.name}: {name}: columns {columns ^ views[name]}", columns == views[name])
            more = set(one.get("units", {})) | set(one.get("facets",
                                                           [])) | {one.get("sort") or one.get("sort_desc")} - {None}
            check(f"{path.name}: {name}: units, facets and order are of columns: {more - columns}", more <= columns)
        for name, query in described.get("queries", {}).items():
            check(f"{path.name}: {name} gives something", db.execute(query["sql"]).fetchall())


def main(program, sample, *documents):
    for document in map(pathlib.Path, documents):
        with tempfile.TemporaryDirectory() as folder:
            place = Place(pathlib.Path(folder), os.path.realpath(program), pathlib.Path(sample).resolve())
            (try_metadata if document.suffix == ".json" else try_document)(document, place)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
