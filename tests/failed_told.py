#!/usr/bin/env python3
"""What ./test.sh tells, last, of checks that failed: each by its suite, test and name, with the end of its output.

    tests/failed_told.py SOURCE
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from checks import check, finish

TOTALS = pathlib.Path(sys.argv[1]) / ".ci" / "totals"

# (what is so, result of the test, stdout, stderr, what is told of it, "PASSED FAILED")
CASES = [
    ("what passed is not told", "OK", "1..1\nok 1 - x\n", "", "", "1 0"),
    ("TAP tells its name and what follows", "FAIL", "1..3\nok 1 - x\nnot ok 2 - a_thing_is_so\n# at a.c:3\nok 3 - z\n", "w\n",
     "d:s / t (FAIL): not ok 2 - a_thing_is_so\n    # at a.c:3\n", "2 1"),
    ("a shell test says what differs, then its name", "FAIL", "-1\n+2\nFAILED: it is so\nFAILED: that too\n3 passed, 2 failed\n", "",
     "d:s / t (FAIL): FAILED: it is so\n    -1\n    +2\nd:s / t (FAIL): FAILED: that too\n", "3 2"),
    ("a Python test says so on standard error", "FAIL", "3 passed, 1 failed\n", "not so: it is so: 1\n",
     "d:s / t (FAIL): not so: it is so: 1\n", "3 1"),
    ("a test that broke off tells the end of what it said", "TIMEOUT", "1..2\nok 1 - x\n", "".join(f"{i}\n" for i in range(20)),
     "d:s / t (TIMEOUT)\n" + "".join(f"    {i}\n" for i in range(10, 20)), "1 1"),
    ("a long line is cut", "ERROR", "", "x" * 1000, "d:s / t (ERROR)\n    " + "x" * 300 + "\n", "0 1"),
]


def said(*arguments, **more):
    return subprocess.run([TOTALS, *arguments], capture_output=True, text=True, check=True, **more).stdout


with tempfile.TemporaryDirectory() as folder:
    log = pathlib.Path(folder) / "log.json"
    for what, result, stdout, stderr, told, totals in CASES:
        log.write_text(json.dumps({"name": "d:s / t", "result": result, "stdout": stdout, "stderr": stderr}) + "\n")
        got = said("--failed", log)
        check(what, got == told, got)
        got = said(log)
        check(f"{what}: counts", got == totals + "\n", got)
got = said("--failed-tap", "threads", input="1..2\nok 1 - x\nnot ok 2 - y\n# z\n")
check("a program of its own", got == "threads: not ok 2 - y\n    # z\n", got)
sys.exit(finish())
