#!/usr/bin/env python3
"""Does a command while somebody reads the database, who then has it open longest: who may only read leaves the -wal as it is.

    beside.py PROGRAM... ARGUMENT...       in the folder of x.db; ends as the program does
"""

import os
import pathlib
import sqlite3
import subprocess
import sys

reader = sqlite3.connect("file:x.db?mode=ro", uri=True)
reader.execute("SELECT count(*) FROM run").fetchall()
if os.environ.get("FAULT_ARMED"):
    pathlib.Path(os.environ["FAULT_ARMED"]).touch()
status = subprocess.run(sys.argv[1:], check=False).returncode
reader.close()
if status < 0:
    os.kill(os.getpid(), -status)
sys.exit(status)
