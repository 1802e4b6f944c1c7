#!/usr/bin/env python3
"""Who may only read can read: the database as a run leaves it, in a folder and a file that may not be written to, and the copy for readers.

    lezer.py DUBBELLOOP SOURCE     ends with "N passed, N failed". As root it reads as another user; else as who may not write.
"""

import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from checks import check, finish  # noqa: E402

VERBS = (["status"], ["findings"], ["lines"], ["verify"], ["titels"], ["contracts"], ["sample", "--seed", "1", "--size", "2"],
         ["spiegel", "--period", "2023Q1", "--out", "OUT"])


def main(program, source):
    other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        place.chmod(0o755)
        shutil.copy(program, place / "dubbelloop")
        folder, own = place / "db", place / "own"
        folder.mkdir()
        own.mkdir()
        if other:
            os.chown(own, 65534, 65534)

        def read(db, *words):
            for path in own.iterdir():
                shutil.rmtree(path, ignore_errors=True)
            words = [str(own / "uit") if word == "OUT" else word for word in words]
            return subprocess.run([*other, place / "dubbelloop", words[0], "--db", db, *words[1:]], cwd=own, capture_output=True, text=True)

        def write(*words, **options):
            return subprocess.run([program, words[0], "--db", folder / "x.db", *words[1:]], capture_output=True, text=True, **options)

        def shut(to):
            """May be written to by nobody but root; or by its owner again."""
            for path in folder.iterdir():
                path.chmod(0o644 if to == "owner" else 0o444)
            folder.chmod(0o755 if to == "owner" else 0o555)

        sample = pathlib.Path(source) / "sample_data"
        write("run", "--quiet", "--out", place / "uit", sample / "2022Q1.csv", sample / "2023Q1.csv")
        write("titels")  # works its figures out, and keeps them
        before = {path.name for path in folder.iterdir()}
        check("a run leaves one file", before == {"x.db"}, before)
        shutil.copytree(folder, place / "kopie")
        whole = {words[0]: subprocess.run([program, words[0], "--db", place / "kopie" / "x.db", *(str(place / "sp") if w == "OUT" else w for w in words[1:])],
                                          capture_output=True, text=True).stdout for words in VERBS}
        shut("all")
        for words in VERBS:
            done = read(folder / "x.db", *words)
            check(f"{words[0]} reads a database where nothing may be written", done.returncode == 0, done.stderr)
            if words[0] not in ("spiegel", "verify"):
                check(f"{words[0]} says what its owner reads", done.stdout == whole[words[0]].replace(str(place / "kopie"), str(folder)))
        done = read(folder / "x.db", "decide", "0" * 16, "bevestigd", "--by", "J", "--reason", "r")
        check("who may not write is told so, and nothing of a run", done.returncode == 1 and "no right to write" in done.stderr and "in use" not in done.stderr,
              done.stderr)
        check("readers leave nothing", {path.name for path in folder.iterdir()} == before)

        # Somebody has it open: the file beside it is there, and readers go by its locks.
        shut("owner")
        holder = sqlite3.connect(folder / "x.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        (folder / "x.db-shm").chmod(0o444)
        (folder / "x.db-wal").chmod(0o444)
        done = read(folder / "x.db", "findings")
        check("also while somebody has it open", done.returncode == 0 and done.stdout == whole["findings"], done.stderr)
        done = write("run", "--quiet", "--out", place / "uit", sample / "2022Q2.csv")
        check("a program that holds a transaction is named as another program", done.returncode == 1 and "another program (" in done.stderr, done.stderr)
        holder.execute("ROLLBACK")
        holder.close()

        # A run is going on.
        going = subprocess.Popen([program, "run", "--quiet", "--wait", "600", "--db", folder / "x.db", "--out", place / "uit", "-"],
                                 stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)  # one of those below may be before it
        content = (sample / "2022Q2.csv").read_bytes()
        going.stdin.write(content[:100])
        going.stdin.flush()
        for _ in range(600):
            done = write("run", "--quiet", "--out", place / "uit2", sample / "2022Q3.csv")
            if done.returncode == 1:
                break
            time.sleep(0.1)
        check("a run that is going on is named as one", "in use by another run;" in done.stderr, done.stderr)
        going.stdin.write(content[100:])
        going.stdin.close()
        check("it ends well", going.wait() in (0, 3))

        # Written to while it is read without locks: what comes out may be of two states, and says so.
        shut("all")
        reader = subprocess.Popen([*other, place / "dubbelloop", "lines", "--db", folder / "x.db"], cwd=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        reader.stdout.read(10)  # it is open, and waits for us: the pipe is full
        os.utime(folder / "x.db")
        _, said = reader.communicate()
        check("a database that was written to meanwhile is told", reader.returncode == 1 and b"do it again" in said, said)

        # The copy that the night publishes.
        shut("owner")
        write("titels")
        readers = place / "lezen"
        readers.mkdir()
        subprocess.run([program, "backup", "--quiet", folder / "x.db", readers / "x.db"], check=True)
        (readers / "x.db").chmod(0o444)
        readers.chmod(0o555)
        for words in VERBS:
            done = read(readers / "x.db", *words)
            check(f"{words[0]} reads the copy", done.returncode == 0, done.stderr)
        done = subprocess.run([*other, "sqlite3", "-readonly", readers / "x.db", "SELECT count(*) FROM v_bevinding"], capture_output=True, text=True)
        check("so does any SQLite tool", done.returncode == 0 and done.stdout.strip().isdigit(), done.stderr)
        readers.chmod(0o755)
    return finish()


sys.exit(main(os.path.realpath(sys.argv[1]), sys.argv[2]))
