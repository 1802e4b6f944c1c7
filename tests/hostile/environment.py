"""The program in surroundings that nobody thought of. usage: environment.py DUBBELLOOP"""

import csv
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess

from hostile import PROGRAM, TABLES, dubbelloop, lines, main, needs, run, wait_until_it_waits

BAD = "999990007,,3332,53010001,056,40001,2023-02-30,10000,K2"
SANITIZED = b"__asan_init" in pathlib.Path(PROGRAM).read_bytes()


def _input():
    pathlib.Path("in.csv").write_text(lines(BAD), encoding="ascii")


def _everything(name, **options):
    """What comes out of a run and of every form of findings."""
    run("in.csv", more=["--max-rejects", "50%"], status=3, db=f"{name}.db", out=name, **options)
    result = {n: pathlib.Path(name, n).read_bytes() for n in sorted(os.listdir(name))}
    for form in "csv", "jsonl", "csv-excel", "xlsx":
        result[form] = dubbelloop("findings", "--db", f"{name}.db", "--format", form, status=0, **options).out
    result["status"] = dubbelloop("status", "--db", f"{name}.db", status=0, **options).out.replace(name.encode(), b"")
    result["verify"] = dubbelloop("verify", "--db", f"{name}.db", status=0, **options).out.replace(name.encode(), b"")
    return result


def the_same_bytes_come_out_whatever_the_environment():
    _input()
    expected = _everything("zo_kaal")
    os.mkdir("tmp")
    table = [
        {"LC_ALL": "nl_NL.UTF-8", "LC_NUMERIC": "nl_NL.UTF-8", "LANG": "nl_NL.UTF-8"},
        {"LC_ALL": "", "LC_NUMERIC": "de_DE.UTF-8"},
        {"LC_ALL": "tr_TR.UTF-8"},
        {"LC_ALL": "../../../etc/passwd", "LANGUAGE": "%s%n"},
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": ":/etc/passwd"},
        {"TZ": "x" * 5000},
        {"TMPDIR": "/nergens"},
        {"TMPDIR": "/etc/passwd", "SQLITE_TMPDIR": "/nergens"},
        {"HOME": "/nergens", "PATH": ""},
        {"MALLOC_PERTURB_": "165"},
        {"MALLOC_ARENA_MAX": "1", "GLIBC_TUNABLES": "glibc.malloc.check=3:glibc.malloc.tcache_count=0"},
        {"COLUMNS": "-1", "TERM": "", "XDG_CONFIG_HOME": "/nergens"},
    ]
    for number, environment in enumerate(table):
        found = _everything(f"zo{number}", environment=environment)
        for name, content in expected.items():
            assert found[name] == content, (environment, name, found[name][:300], content[:300])


def without_any_environment_it_works():
    _input()
    subprocess.run(["env", "-i", PROGRAM, "run", "--db", "x.db", "--tables", TABLES, "--out", "uit", "--max-rejects", "50%", "in.csv"],
                   stderr=subprocess.DEVNULL, check=False)
    subprocess.run(["env", "-i", PROGRAM, "verify", "--db", "x.db"], stdout=subprocess.DEVNULL, check=True)


def a_clock_that_is_no_clock_is_refused():
    _input()
    for epoch in ("gisteren", "-1", "1e9", " 1", "1 ", "0x10", "99999999999999999999", "253402300800", "1700000000.5"):
        done = run("in.csv", status=2, environment={"SOURCE_DATE_EPOCH": epoch})
        assert b"SOURCE_DATE_EPOCH is not a number" in done.err and not os.path.exists("x.db"), done
    for epoch, moment in (("0", "1970-01-01T00:00:00Z"), ("1", "1970-01-01T00:00:01Z"), ("253402300799", "9999-12-31T23:59:59Z"), ("", "20")):
        run("in.csv", more=["--max-rejects", "50%", "--again"], status=3, environment={"SOURCE_DATE_EPOCH": epoch})
        begun = json.loads(dubbelloop("status", "--db", "x.db", "--format", "json", status=0).out)["runs"][0]["begonnen"]
        assert begun.startswith(moment), (epoch, begun)
    dubbelloop("verify", "--db", "x.db", status=0)


def a_clock_that_goes_back_or_stands_in_another_age_changes_what_was_said_in_nothing():
    _input()
    run("in.csv", more=["--max-rejects", "50%"], status=3)
    with open("uit/findings.csv", encoding="ascii", newline="") as rows:
        finding = next(csv.DictReader(rows))["bevinding_id"]
    # 2038, beyond 32 bits without a sign, the last day that has a name, and 1970; then before all that.
    for number, epoch in enumerate(("2147483648", "4294967297", "253402300799", "0", "1700000000", "1699999999")):
        clock = {"environment": {"SOURCE_DATE_EPOCH": epoch}}
        verdict = ("afgewezen", "bevestigd")[number % 2]
        dubbelloop("decide", "--db", "x.db", finding, verdict, "--by", "J. Jansen", "--reason", f"gezien {number}", status=0, **clock)
        back = run("in.csv", more=["--max-rejects", "50%", "--again"], status=3, **clock)
        assert (b"the clock of this machine says" in back.err) == (number in (3, 5)), (epoch, back)
        for verb in (["spiegel", "--period", "2023Q1", "--quiet", "--out", f"spiegel{number}"], ["status"], ["gewoonten"], ["explain", finding],
                     ["jaarverslag", "--year", "9999", "--format", "text"], ["sample", "--seed", "1", "--size", "1"]):
            dubbelloop(verb[0], "--db", "x.db", *verb[1:], status=0, **clock)
        # The last one that was given counts, whatever its time.
        said = dubbelloop("findings", "--db", "x.db", "--format", "jsonl", status=0, **clock).out
        assert verdict.encode() in next(row for row in said.splitlines() if finding.encode() in row), (epoch, said)
        dubbelloop("verify", "--db", "x.db", status=0, **clock)
    # Nothing is done in a control before it began.
    who = ["--db", "x.db", "--by", "J. Jansen"]
    dubbelloop("zaak", "new", *who, "--agb", "01000001", "--rol", "declarant", "--period", "2023", "--doel", "proef", status=0)
    for epoch, status in (("1600000000", 2), ("1700100000", 0), ("1699900000", 2)):
        done = dubbelloop("zaak", "note", *who, "--text", "gebeld", "1", environment={"SOURCE_DATE_EPOCH": epoch})
        assert done.status == status, (epoch, done)
    dubbelloop("verify", "--db", "x.db", status=0)


def no_other_process_of_the_user_sees_what_a_run_or_the_workbench_holds():
    """By /proc or a core dump; and nothing that opens a door stands on a command line."""
    _input()
    run("in.csv", more=["--max-rejects", "50%"], status=3)
    os.mkfifo("pijp")
    for arguments in (["run", "--db", "y.db", "--tables", TABLES, "--out", "y", "pijp"], ["serve", "--db", "x.db", "--listen", "127.0.0.1:0"]):
        with subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "GEHEIM": "sleutel"}) as process:
            try:
                token = b""
                while arguments[0] == "serve" and not token:
                    line = process.stdout.readline()
                    assert line, process.stderr.read()
                    token = line.partition(b"?token=")[2].strip()
                wait_until_it_waits(process)
                proc = pathlib.Path("/proc", str(process.pid))
                assert re.search(r"Max core file size +0 +0 ", (proc / "limits").read_text(encoding="ascii")), arguments
                words = (proc / "cmdline").read_bytes()
                assert words.split(b"\0")[1:-1] == [os.fsencode(word) for word in arguments] and (not token or token not in words), words
                for name in ("mem", "environ", "maps"):
                    assert os.stat(proc / name).st_uid == 0, (arguments, name)
                    if os.geteuid():
                        try:
                            (proc / name).open("rb").close()
                            raise AssertionError(f"{arguments}: /proc/PID/{name} can be opened")
                        except PermissionError:
                            pass
            finally:
                process.terminate()
                process.communicate(timeout=900)


def a_closed_standard_stream_is_not_the_database():
    _input()
    _everything("zo_kaal")
    for number, closed in enumerate([(0,), (1,), (2,), (0, 1), (1, 2), (0, 2), (0, 1, 2)]):
        redirections = " ".join(f"{fd}{'<' if fd == 0 else '>'}&-" for fd in closed)
        script = (f'"$0" run --db z{number}.db --tables "$1" --out z{number} --max-rejects 50% in.csv onzin.csv {redirections};'
                  f'"$0" run --db z{number}.db --tables "$1" --out z{number} --max-rejects 50% in.csv {redirections}; echo $? >status')
        done = subprocess.run(["bash", "-c", script, PROGRAM, TABLES], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              stdin=subprocess.DEVNULL, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}, timeout=900)
        assert pathlib.Path("status").read_text(encoding="ascii") == "3\n", (closed, done)
        dubbelloop("verify", "--db", f"z{number}.db", status=0)
        for name in os.listdir("zo_kaal"):
            assert pathlib.Path("zo_kaal", name).read_bytes() == pathlib.Path(f"z{number}", name).read_bytes(), (closed, name)
    # Standard input that is closed cannot be read, and output that goes nowhere is not a success.
    for verb, redirection in (("run --db y.db --out y -", "<&-"), ("findings --db zo_kaal.db", ">&-"), ("status --db zo_kaal.db", ">&-"),
                              ("lines --db zo_kaal.db", ">&-"), ("tables list", ">&-"), ("verify --db zo_kaal.db", ">&-"), ("--help", ">&-"),
                              ("--version", ">&-"), ("run --help", ">&-")):
        done = subprocess.run(["bash", "-c", f'"$0" {verb} {redirection}', PROGRAM], stderr=subprocess.PIPE, stdout=subprocess.PIPE, check=False)
        assert done.returncode == 1, (verb, done)


def a_full_device_is_told_and_a_reader_that_stops_is_not():
    _input()
    _everything("zo_kaal")
    for verb in (["findings"], ["findings", "--format", "xlsx"], ["lines"], ["status"], ["verify"]):
        with open("/dev/full", "wb") as full:
            done = dubbelloop(*verb, "--db", "zo_kaal.db", stdout=full)
        assert done.status == 1 and b"standard output" in done.err, (verb, done)
        theirs, mine = os.pipe()
        os.close(theirs)
        done = dubbelloop(*verb, "--db", "zo_kaal.db", stdout=mine)
        os.close(mine)
        assert done.status == 0 and done.err == b"", (verb, done)


def small_limits_are_told_or_do_not_matter():
    _input()
    # Descriptors, stack, size of files; address space only where no sanitizer takes terabytes of it.
    table = [(resource.RLIMIT_NOFILE, n) for n in (3, 4, 5, 6, 8, 10, 12, 16)]
    table += [(resource.RLIMIT_STACK, n << 10) for n in (256, 512, 1024)] if not SANITIZED else []
    table += [(resource.RLIMIT_FSIZE, n) for n in (0, 100, 8192, 100000)]
    table += [(resource.RLIMIT_NPROC, 1)] if os.geteuid() else []
    for limit, value in table:
        shutil.rmtree("uit", ignore_errors=True)
        for rest in ("x.db", "x.db.part"):
            pathlib.Path(rest).unlink(missing_ok=True)

        def lower(limit=limit, value=value):
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(limit, (value, value))

        try:
            done = run("in.csv", more=["--max-rejects", "50%", "--threads", "4"], preexec_fn=lower)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            # With three descriptors the program's libraries cannot be loaded: that is not its own doing.
            assert limit == resource.RLIMIT_NOFILE and value <= 4 and "127" in str(error), (limit, value, error)
            continue
        assert done.status in (1, 3, 4) and done.err, (limit, value, done)  # 4: the tables cannot be read
        if done.status != 3:
            assert not os.path.exists("x.db") and not os.path.exists("x.db.part"), (limit, value, os.listdir("."))
            assert not os.path.isdir("uit") or os.listdir("uit") == [], (limit, value, os.listdir("uit"))
        else:
            dubbelloop("verify", "--db", "x.db", status=0)


def temporary_files_have_no_name_and_no_readers():
    needs("strace")
    rows = "\n".join(f"999990007,,3332,01000001,008,12850,2023-02-{1 + d % 28:02},1500,D{d}" for d in range(3000))
    pathlib.Path("in.csv").write_text(lines(rows), encoding="ascii")
    os.mkdir("tmp")
    for verb in (["run", "--db", "x.db", "--tables", TABLES, "--out", "uit", "--memory", "1M", "-"], ["findings", "--db", "x.db", "--format", "xlsx"],
                 ["sample", "--db", "x.db", "--seed", "1", "--size", "9"], ["findings", "--db", "x.db", "--group-by", "regel"]):
        with open("in.csv", "rb") as file:
            pipe = subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE)
            dubbelloop(*verb, status=0, stdin=pipe.stdout, environment={"TMPDIR": "tmp", "ASAN_OPTIONS": "detect_leaks=0"},
                       wrapper=["strace", "-f", "-qq", "-e", "trace=openat,open,creat", "-o", "open.txt"])
            pipe.stdout.close()
            pipe.wait()
        for line in pathlib.Path("open.txt").read_text(encoding="utf-8", errors="replace").splitlines():
            if ("O_CREAT" in line or "O_TMPFILE" in line) and "ENOENT" not in line and "/dev/" not in line and "/proc/self/fd/" not in line \
                    and ".gcda" not in line:  # where a build for coverage keeps its counts
                mode = line.rsplit(", ", 1)[-1].split(")")[0]
                shared = "x.db-wal" in line or "x.db-shm" in line  # as the database, says SQLite
                assert mode.startswith("0600") or shared, line
                assert shared or "O_EXCL" in line or "O_TMPFILE" in line or "O_NOFOLLOW" in line or "x.db.part" in line, line
        assert os.listdir("tmp") == [], os.listdir("tmp")


def words_that_look_like_options_are_told():
    _input()
    for arguments in (["run", "--db"], ["run", "--db=", "in.csv"], ["run", "--", "--db", "x.db"], ["run", "-x", "in.csv"], ["run", "--db", "x.db", "--memory",
                      "99999999999T", "in.csv"], ["run", "--db", "x.db", "--threads", "-1", "in.csv"], ["run", "--db", "x.db", "--max-ratio", "9999999999",
                      "in.csv"], ["run", "--db", "x.db", "--max-file", "0", "in.csv"], ["a" * 100000], ["--db", "x.db", "run"], [""]):
        dubbelloop(*arguments, status=2)
        assert not os.path.exists("x.db")


main()
