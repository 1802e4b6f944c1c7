#!/usr/bin/env python3
"""Does every file that a document or a comment names exist?

    references.py SOURCE        ends with "N passed, N failed"

Looked at are
    the links of every .md: [text](FILE), [text](FILE#heading)
    paths behind a folder of the project, in documents, comments and scripts: engine/..., docs/..., store/ledger.c (without engine/)
    names of documents and headers in the comments of engine/: "see x.h", "cli.md"
Words in capitals, "..." and "*" stand for names that vary, and are passed over.
"""

import fnmatch
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

source = pathlib.Path(sys.argv[1])
TOP = ["engine", "docs", "tests", "schema", "conflict_tables", "sample_data", ".ci", "shared"]
LAYERS = sorted(folder.name for folder in (source / "engine").iterdir() if folder.is_dir())
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(
    r"(?<![\w./$}{<>-])((?:%s)/[\w./-]*\w\.(?:md|c|h|sql|py|sh|csv|build|css|js|html|awk|mjs)|(?:%s)/\w+\.[ch])\b(?!\.\w)"
    % ("|".join(map(re.escape, TOP)), "|".join(LAYERS)))
NAME = re.compile(r"(?<![\w./-])(\w+\.(?:md|h))\b")


def files(*patterns):
    """What git has or would have; in a copy without git all that is not built."""
    try:
        listed = subprocess.run(["git", "-C", source, "ls-files", "-co", "--exclude-standard", *patterns],
                                capture_output=True, text=True)
    except FileNotFoundError:
        listed = None
    if listed and listed.returncode == 0:
        return [source / name for name in listed.stdout.splitlines() if (source / name).is_file()]
    every = (path.relative_to(source) for path in source.rglob("*") if path.is_file())
    return [source / path for path in every if not path.parts[0].startswith((".git", "build", "demo_out"))
            and any(fnmatch.fnmatch(str(path), pattern) for pattern in patterns)]


def varies(name):
    return re.search(r"(?<![A-Za-z])[A-Z]{2,}(?![a-z])|\.\.\.|\*",
                     name.removesuffix(".md").replace("README", "").replace("CONTRIBUTING", "")) is not None


def exists(name, beside):
    places = [beside.parent / name, source / name, source / "engine" / name, source / "docs" / name]
    return any(place.exists() for place in places)


def comments(text):
    return "\n".join(re.findall(r"/\*.*?\*/|//[^\n]*", text, re.S))


looked = 0
headers = {path.name for path in files("engine/*.h")}
for path in files("*.md", "*.c", "*.h", "*.sql", "*.py", "*.sh", "*.build"):
    if "/examples/" in str(path) or "/conformance/" in str(path):
        continue
    text = path.read_text(encoding="utf-8", errors="replace")
    shown = path.relative_to(source)
    wanted = set()
    if path.suffix == ".md":
        wanted |= {target for target in LINK.findall(text) if "://" not in target and not target.startswith("mailto:")}
    body = comments(text) if path.suffix in (".c", ".h") else text
    wanted |= set(PATH.findall(body))
    if str(shown).startswith("engine/"):
        wanted |= {
            name for name in NAME.findall(comments(text))
            if name.endswith(".md") or name not in headers and f"<{name}>" not in text
        }
    for name in sorted(wanted):
        if not varies(name):
            looked += 1
            check(f"{shown} names {name}", exists(name, path), "there is no such file")
check("references were found to look at", looked > 200, str(looked))
finish()
