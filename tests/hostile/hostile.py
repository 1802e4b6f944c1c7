"""What the hostile tests share: a case is a function whose name is a statement, run in a folder of its own. Speaks TAP.

Every run of the program is watched: it may end with a status of its own, never by a signal, and never says more than a person
can read, whatever it was given.
"""

import inspect
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM = os.path.realpath(sys.argv[1])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
TABLES = str(SOURCE / "conflict_tables")
HEADER = "bsn,verzekerdennummer,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer"
STATUSES = {0, 1, 2, 3, 4, 5, 130, 143}
NOBODY = 65534

# C0 but for LF, TAB and a CR before LF; DEL; C1; directions and other letters that act and are not seen.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff"
                         "\U000e0000-\U000e007f]|\r(?!\n)")


def lines(*more, patient="999990007", reference="K1"):
    """An export with a keten line and a consult beside it, and `more` lines."""
    return "\n".join([HEADER, f"{patient},,3332,53010001,056,40001,2023-01-05,10000,{reference}",
                      f"{patient},,3332,01000001,008,12850,2023-02-01,1500,C{reference}", *more, ""])


def printable(data):
    """Nothing in it is obeyed by a terminal."""
    text = data.decode("utf-8")  # a UnicodeDecodeError is a failure too
    found = UNPRINTABLE.search(text)
    assert not found, f"{found.group()!r} in {text!r}"
    return text


class Done:
    def __init__(self, process):
        self.status, self.out, self.err = process.returncode, process.stdout, process.stderr

    def __repr__(self):
        return f"status {self.status}, said {self.err!r}, wrote {self.out[:500]!r}"


def dubbelloop(*arguments, status=None, raw_output=False, cwd=None, **options):
    """Runs the program; `status`: what it must be."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", "SOURCE_DATE_EPOCH": "1700000000",
                   **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}, **options.pop("environment", {})}
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    done = Done(subprocess.run([*options.pop("wrapper", []), PROGRAM, *arguments], timeout=options.pop("timeout", 900), cwd=cwd,
                               env=environment, check=False, **options))
    assert done.status in STATUSES, done
    if done.err is not None:
        printable(done.err)
    assert status is None or done.status == status, f"expected status {status}: {done}"
    return done


def run(*files, status=None, db="x.db", out="uit", more=(), **options):
    return dubbelloop("run", "--db", db, "--tables", TABLES, "--out", out, *more, "--", *files, status=status, **options)


def sql(db, script):
    """As somebody would who does not mean well."""
    done = subprocess.run(["sqlite3", "-bail", "-cmd", "PRAGMA synchronous = OFF", "-cmd", "PRAGMA ignore_check_constraints = ON", db], input=script.encode("utf-8", "surrogateescape"), check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=900)
    assert done.returncode == 0, f"{script}: {done.stderr!r}"


def wait_until_it_waits(process):
    """Until a process has its signal handlers and sleeps, however long that takes."""
    while process.poll() is None:
        said = dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines())
        if said["State"].startswith("S") and int(said["SigCgt"], 16) & 1 << signal.SIGTERM - 1:
            return
        time.sleep(0.01)


def as_root(*command):
    subprocess.run([*([] if os.geteuid() == 0 else ["sudo", "-n"]), *command], check=True)


def untouched(path):
    """For a file that a test points a link at."""
    with open(path, "w", encoding="ascii") as file:
        file.write("van een ander\n")
    return lambda: pathlib.Path(path).read_text(encoding="ascii") == "van een ander\n"


def needs(*programs):
    for name in programs:
        assert shutil.which(name), f"{name} is missing: .ci/packages.txt"


def main():
    """Runs every case of the calling script, in its order."""
    module = sys.modules["__main__"]
    cases = [f for n, f in vars(module).items() if inspect.isfunction(f) and f.__module__ == "__main__" and not n.startswith("_")]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o022)
    print(f"1..{len(cases)}")
    failed = 0
    for number, case in enumerate(cases, 1):
        folder = tempfile.mkdtemp()
        os.chmod(folder, 0o755)
        os.chdir(folder)
        try:
            case()
            print(f"ok {number} - {case.__name__}", flush=True)
        except Exception:  # a case that breaks down is a case that failed
            failed += 1
            print(f"not ok {number} - {case.__name__}")
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), flush=True)
        finally:
            os.chdir("/")
            as_root("rm", "-rf", folder)
    sys.exit(failed > 0)
