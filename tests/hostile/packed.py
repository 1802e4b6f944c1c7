"""Packed files that are more than they seem, or less. usage: packed.py DUBBELLOOP"""

import gzip
import json
import os
import pathlib
import signal
import subprocess
import threading

from hostile import PROGRAM, TABLES, dubbelloop, lines, main, needs, run, wait_until_it_waits

MEGABYTE = 1 << 20


def _zstd(data, *options):
    needs("zstd")
    return subprocess.run(["zstd", "-q", "-c", *options], input=data, stdout=subprocess.PIPE, check=True).stdout


def _gzip(data):
    return gzip.compress(data, 9, mtime=0)


def _zeros(program, megabytes, byte=b"\n"):
    piece = byte * (MEGABYTE // len(byte))
    """Packed without ever being there."""
    needs(program[0])
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    collected = []
    reader = threading.Thread(target=lambda: collected.append(process.stdout.read()), daemon=True)
    reader.start()
    for _ in range(megabytes):
        process.stdin.write(piece)
    process.stdin.close()
    reader.join()
    assert process.wait() == 0
    return collected[0]


def _refused(name, data, message, more=()):
    """The file is refused, the other one goes on, and no more memory is taken than for that."""
    pathlib.Path(name).write_bytes(data)
    pathlib.Path("goed.csv").write_text(lines(), encoding="ascii")
    os.system("rm -rf uit x.db*")
    done = run(name, "goed.csv", more=["--threads", "2", *more], status=3, wrapper=["/usr/bin/time", "-f", "peak %M", "-o", "peak"])
    assert message in done.err.decode() and b"2 accepted" in done.err, done
    files = {f["bestand"]: f for f in json.loads(pathlib.Path("uit/summary.json").read_text(encoding="utf-8"))["files"]}
    assert files[name]["status"] == "geweigerd" and files["goed.csv"]["status"] == "ingelezen", files
    rejects = pathlib.Path("uit/rejects.csv").read_text(encoding="utf-8").splitlines()
    assert len(rejects) == 2 and rejects[1].startswith(f"{name},1,,"), rejects
    assert sorted(os.listdir("uit")) == ["changes.csv", "findings.csv", "rejects.csv", "summary.json"], os.listdir("uit")
    peak = int(pathlib.Path("peak").read_text(encoding="ascii").split()[-1])
    dubbelloop("verify", "--db", "x.db", status=0)
    return peak


def bombs_are_refused_while_memory_stays_flat():
    line = (lines().splitlines()[1] + "\n").encode()
    table = {
        "leeg.gz": _zeros(["gzip", "-9", "-c"], 80),
        "leeg.zst": _zeros(["zstd", "-q", "-19", "-c"], 40),
        "een_regel.gz": _zeros(["gzip", "-9", "-c"], 80, b"x"),
        "een_regel.zst": _zeros(["zstd", "-q", "-c"], 80, b"x"),
        "nullen.zst": _zeros(["zstd", "-q", "-c"], 80, b"\0"),
        "regels.zst": _zeros(["zstd", "-q", "-c"], 80, line),
        "kop_dan_bom.gz": _gzip(lines().encode()) + _zeros(["gzip", "-9", "-c"], 80),
        "bom_dan_bom.gz": _zeros(["gzip", "-9", "-c"], 20) * 4,
    }
    # What a run of this build takes when there is nothing wrong, sanitizers and all.
    plain = _refused("niets.csv", b"", "there is no header")
    for name, data in table.items():
        peak = _refused(name, data, "unpacks to more than 200 times its size")
        assert peak < plain + 60 * 1024, f"{name}: {peak} KiB, {plain} without"


def a_file_of_a_bomb_may_be_let_through():
    pathlib.Path("leeg.gz").write_bytes(_gzip(lines().encode()) + _zeros(["gzip", "-9", "-c"], 100))
    done = run("leeg.gz", more=["--max-ratio", "2000"], status=0)
    assert b"2 accepted" in done.err, done
    run("leeg.gz", more=["--max-ratio", "2000", "--max-file", "50M", "--again"], status=3)


def a_window_larger_than_128_mib_is_not_given():
    data = os.urandom(200_000)
    big = subprocess.run(["zstd", "-q", "-c", "--ultra", "--long=31", "-3"], input=data, stdout=subprocess.PIPE, check=True).stdout
    assert _refused("lang.zst", big, "takes more than 128 MiB of memory") < 4 << 20


def packed_in_every_way_that_is_whole_it_is_read():
    text = lines().encode()
    half = len(text) // 2
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    for name, data in {
        "leden.gz": _gzip(text[:half]) + _gzip(text[half:]),
        "lege_leden.gz": _gzip(text) + _gzip(b"") * 2000,
        "byte_voor_byte.gz": b"".join(_gzip(bytes([b])) for b in text),
        "frames.zst": _zstd(text[:half]) + _zstd(text[half:]),
        "met_overslaan.zst": _zstd(text[:half]) + skippable + _zstd(text[half:]),
    }.items():
        pathlib.Path(name).write_bytes(data)
        os.system("rm -rf uit x.db*")
        done = run(name, status=0)
        assert b"read 2 lines: 2 accepted" in done.err, (name, done)


def what_is_cut_off_damaged_or_followed_is_refused():
    text = lines().encode() * 50
    for pack, suffix in (_gzip, "gz"), (_zstd, "zst"):
        data = pack(text)
        for name, bad, message in (
            ("afgekapt", data[:-1], "ends too early"),
            ("alleen_begin", data[:4], "ends too early"),
            ("voor_de_som", data[:-4], "ends too early"),
            ("vuil", data + b"\0" * 512, "something else follows it"),
            ("vuil2", data + b"tekst", "something else follows it"),
            ("half_lid", data + pack(text)[:9], "ends too early"),
        ):
            _refused(f"{name}.{suffix}", bad, message)


def what_is_no_export_is_refused_without_a_crash():
    table = {
        "leeg.csv": b"", "nul.csv": b"\0", "alleen_bom.csv": b"\xef\xbb\xbf", "alleen_lf.csv": b"\n" * 1000,
        "kop.csv": b"x" * 70000, "nullen.csv": b"\0" * 100000, "elf": pathlib.Path(PROGRAM).read_bytes()[:65536],
        "zip.csv": b"PK\x03\x04" + b"\0" * 200, "xz.csv": b"\xfd7zXZ\0" + b"\0" * 200, "komma.csv": b"," * 60000 + b"\n",
    }
    for name, data in table.items():
        _refused(name, data, "refused")


def a_device_or_a_folder_is_wrong_use_of_the_command():
    pathlib.Path("goed.csv").write_text(lines(), encoding="ascii")
    os.mkdir("map")
    os.symlink("/dev/zero", "schijn.csv")
    for name in ("/dev/zero", "/dev/null", "schijn.csv", "map", "nergens.csv"):
        run("goed.csv", name, status=1)
        assert not os.path.exists("x.db") and os.listdir("uit") == [], os.listdir("uit")
    with open("/dev/null", "rb") as nothing:  # as a job without input has
        done = run("-", stdin=nothing, status=3)
    assert b"there is no header" in done.err


def what_is_read_as_one_has_a_size_that_is_told():
    with open("groot.csv", "wb") as file:
        file.truncate(129 << 20)
    done = run("groot.csv", more=["--contracts", "groot.csv"], status=4)
    assert b"groot.csv: is larger than 128 MiB" in done.err and b"make room" not in done.err, done


def a_pipe_has_the_limits_too():
    os.mkfifo("pijp")

    def endless():
        try:
            with open("pijp", "wb") as pipe:
                while True:
                    pipe.write(b"x" * MEGABYTE)
        except BrokenPipeError:
            pass

    threading.Thread(target=endless, daemon=True).start()
    done = run("pijp", more=["--max-file", "30M"], status=3)
    assert b"holds more than 31457280 bytes" in done.err, done


def a_pipe_that_brings_nothing_can_be_interrupted():
    os.mkfifo("pijp")
    held = os.open("pijp", os.O_RDWR)
    for name, stdin in ("pijp", subprocess.DEVNULL), ("-", held):
        for number, status in (signal.SIGTERM, 143), (signal.SIGINT, 130):
            process = subprocess.Popen([PROGRAM, "run", "--db", "x.db", "--tables", TABLES, "--out", "uit", "--threads", "4", name],
                                       stdin=stdin, stderr=subprocess.PIPE)
            wait_until_it_waits(process)
            process.send_signal(number)
            assert process.wait(900) == status, process.returncode
            process.stderr.close()
            assert not os.path.exists("x.db") and not os.path.exists("x.db.part")
    os.close(held)
    # Nobody opens it for writing.
    process = subprocess.Popen([PROGRAM, "run", "--db", "x.db", "--tables", TABLES, "--out", "uit", "pijp"], stderr=subprocess.PIPE)
    assert b"pijp is a pipe, and nothing has come out of it yet" in process.stderr.readline(), "it says that it waits"
    process.terminate()
    assert process.wait(900) == 143
    process.stderr.close()


def a_pipe_that_brings_nothing_does_not_hold_up_a_failure():
    os.mkfifo("pijp")
    done = run("nergens.csv", "pijp", more=["--threads", "4"], status=1)
    assert b"nergens.csv: No such file" in done.err, done
    assert not os.path.exists("x.db") and os.listdir("uit") == [], os.listdir("uit")


main()
