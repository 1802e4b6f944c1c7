"""What antwoorden.py and ronde.py share: an empty folder with a database nacht.db in it, and the program that works on it."""
import contextlib
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402, F401: both for who imports this


@contextlib.contextmanager
def empty_folder():
    """It is where one works, until the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        os.chdir(work)
        yield


def run(program, *args, status=0):
    """What it prints, on both streams."""
    done = subprocess.run([program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=900)
    check(f'status of {" ".join(args[:6])}', done.returncode == status, f'{done.returncode}: {done.stderr.decode()}')
    return done.stdout.decode(), done.stderr.decode()


def query(sql, *values):
    with contextlib.closing(sqlite3.connect('file:nacht.db?mode=ro', uri=True)) as db:
        return db.execute(sql, values).fetchall()
