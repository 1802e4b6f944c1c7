"""Inputs with names that are meant to do something. usage: names.py DUBBELLOOP"""

import csv
import json
import os
import pathlib

from hostile import HEADER, dubbelloop, lines, main, printable, run

BAD = "999990007,,3332,53010001,056,40001,2023-02-30,10000,K2"  # a day that does not exist: a rejected line


def _write(name, text=None):
    with open(name, "w", encoding="ascii") as file:
        file.write(text or lines(BAD))


def _only(folder, *names):
    found = sorted(os.listdir(folder))
    expected = sorted(["findings.csv", "changes.csv", "summary.json", "rejects.csv", *names])
    assert found == expected, f"{found}, expected {expected}"


def names_are_shown_and_never_obeyed():
    table = [  # the name of the input, and how it is written
        ("-rf", "-rf"),
        ("--db=y.db", "--db=y.db"),
        ("$(touch gedaan)", "$(touch gedaan)"),
        ("a;touch gedaan|b`touch gedaan`", "a;touch gedaan|b`touch gedaan`"),
        ("%s%n%n%n", "%s%n%n%n"),
        ("\x1b]0;titel\x07\x1b[2J", "\\x1b]0;titel\\x07\\x1b[2J"),
        ("twee\nregels: dubbelloop: alles in orde", "twee\\x0aregels: dubbelloop: alles in orde"),
        (b"geen\xff\xfeutf8", "geen\\xff\\xfeutf8"),
        ("omge\u202edraaid\u009b31m", "omge\\xe2\\x80\\xaedraaid\\xc2\\x9b31m"),
        ('a,"b"\'c', 'a,"b"\'c'),
        ("=cmd|'C calc'!A0", "=cmd|'C calc'!A0"),
        ("findings.csv", "findings.csv"),
        ("rejects.csv", "rejects.csv"),
        ("summary.json.part", "summary.json.part"),
        (".verborgen", ".verborgen"),
        ("x" * 255, "x" * 255),
        ("\u00e9" * 127, "\u00e9" * 127),
    ]
    for number, (name, shown) in enumerate(table):
        folder = f"in{number}"
        os.mkdir(folder)
        _write(os.path.join(os.fsencode(folder), os.fsencode(name)))
        for out, given in ("uit", os.fsencode(name)), ("uit2", b"./" + os.fsencode(name)):
            done = run(given, cwd=folder, db=f"../{number}{out}.db", out=f"../{number}{out}", more=["--max-rejects", "50%"], status=3)
            said = printable(done.err)
            assert "1 rejected" in said and len(said.splitlines()) == 5, said
            raw = shown.encode()[:200].decode(errors="ignore") + ".rejects.raw.csv"
            _only(f"{number}{out}", raw)
            written = pathlib.Path(f"{number}{out}", raw).read_text(encoding="ascii")
            assert written == f"{HEADER}\n{BAD}\n", written
            with open(f"{number}{out}/rejects.csv", encoding="utf-8", newline="") as file:
                assert [row["bestand"] for row in csv.DictReader(file)] == [shown], shown
            with open(f"{number}{out}/summary.json", encoding="utf-8") as file:
                assert [f["bestand"] for f in json.load(file)["files"]] == [shown], shown
            status = printable(dubbelloop("status", "--db", f"{number}{out}.db", status=0).out)
            assert shown in status, status
            with open(f"{number}{out}/findings.csv", encoding="utf-8", newline="") as file:
                finding = next(csv.DictReader(file))["bevinding_id"]
            explained = printable(dubbelloop("explain", "--db", f"{number}{out}.db", finding, status=0).out)
            assert shown.split(" ")[0] in explained, explained
            assert json.loads(dubbelloop("explain", "--json", "--db", f"{number}{out}.db", finding, status=0).out)
        assert len(os.listdir(folder)) == 1 and not os.path.exists("gedaan"), os.listdir(folder)


def _other_verbs(here, name):
    """What writes or reads a file beside those of a run."""
    with open(os.path.join(os.fsencode(here), name, b"findings.csv"), encoding="ascii", newline="") as file:
        finding = next(csv.DictReader(file))
    who = ["--by", "J. Jansen"]
    for verb, *more in (
            ["sample", "--seed=1", "--size=1", b"--output=" + name + b".trek", b"--frame=" + name + b".kader"],
            ["changes", b"--output=" + name + b".wijz"], ["titels", b"--output=" + name + b".titels"],
            ["gewoonten", "--format=xlsx", b"--output=" + name + b".xlsx"], ["jaarverslag", "--year=2023", b"--output=" + name + b".pdf"],
            ["spiegel", "--period=2023Q1", "--quiet", b"--out=" + name + b".spiegel"],
            ["zaak", "new", "--agb=01000001", "--rol=declarant", "--period=2023", "--doel=proef", "--date=2023-06-01", *who],
            ["zaak", "status", b"--output=" + name + b".zaak", "1"], ["zaak", "document", b"--output=" + name + b".dossier", "1", "dossier"],
            ["zaak", "close", "--reason=proef", *who, "1"],
            ["decide", b"--ids=" + name + b"/findings.csv", "bevestigd", "--reason=gezien", *who], ["respond", *who, "--", name + b".antwoord"]):
        if verb == "respond":
            pathlib.Path(os.fsdecode(os.path.join(os.fsencode(here), name + b".antwoord"))).write_text(
                f"bevinding_id;antwoord;toelichting;agb;rol\n{finding['bevinding_id']};terecht;;{finding['conflict_agb']};declarant\n", encoding="ascii")
        words = [verb, more.pop(0)] if verb == "zaak" else [verb]
        done = dubbelloop(*words, b"--db=" + name + b".db", *more, cwd=here, status=0)
        printable(done.err + done.out)
    done = dubbelloop("purge", b"--db=" + name + b".kopie", "--before=2023-07-01", "--reason=termijn", *who, cwd=here, status=0)
    printable(done.err + done.out)


def other_files_may_have_such_names_too():
    """Databases, output folders, contracts, states, metrics and what -o writes."""
    _write("in.csv", lines())
    with open("contracten.csv", "w", encoding="ascii") as file:
        file.write("uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel\n")
    for number, name in enumerate((b"-rf", b"--db", b"twee\nregels", b"geen\xff\xfeutf8", b"%s%n", "omge\u202edraaid".encode(), b"\x1b[2J",
                                   b"x" * 230)):
        here = f"plek{number}"
        os.mkdir(here)
        os.rename("contracten.csv", os.path.join(os.fsencode(here), name + b".contracten"))
        done = run("../in.csv", cwd=here, db=name + b".db", out=name, status=0,
                   more=[b"--contracts=" + name + b".contracten", b"--state=" + name + b".state", b"--metrics=" + name + b".prom"])
        printable(done.err)
        _only(os.path.join(os.fsencode(here), name).decode(errors="surrogateescape"))
        for verb, *more in (["findings", b"--output=" + name + b".csv"], ["lines", b"--output=" + name + b".lines"], ["status"],
                            ["verify", b"--out=" + name]):
            done = dubbelloop(verb, b"--db=" + name + b".db", *more, cwd=here, status=0)
            printable(done.err + done.out)
        dubbelloop("backup", "--", name + b".db", name + b".kopie", cwd=here, status=0)
        _other_verbs(here, name)
        assert b"is not what" not in run("../in.csv", cwd=here, db=name + b".db", out=name, status=0,
                                         more=["--again", b"--state=" + name + b".state"]).err
        os.rename(os.path.join(os.fsencode(here), name + b".contracten"), "contracten.csv")
    for option in ("--db", "--out", "--state", "--metrics"):
        # Longer than a file system takes, with what stands behind it while it is written.
        given = {"--db": "y.db", "--out": "uit", "--state": "y.state", "--metrics": "y.prom", option: option[2] * 253}
        done = dubbelloop("run", *(f"{key}={value}" for key, value in given.items()), "in.csv")
        assert (option == "--out" and done.status == 0) or (done.status in (0, 1) and b"name" in done.err), (option, done)


def a_path_of_4_kilobytes_leads_nowhere_else():
    deep = "/".join(["d" * 200] * 19)
    os.makedirs(deep)
    _write(f"{deep}/in.csv")
    os.mkdir("ook")
    _write("ook/in.csv")
    # They share a base name, so both are called by their path.
    run(f"{deep}/in.csv", "ook/in.csv", more=["--max-rejects", "50%", "--again"], status=3)
    _only("uit", ("d" * 200)[:200] + ".rejects.raw.csv", "ook_in.csv.rejects.raw.csv")


def dots_lead_nowhere_else():
    os.makedirs("a/b")
    _write("in.csv")
    _write("a/in.csv", lines(BAD, patient="999990019"))
    run("a/b/../../in.csv", "./a/in.csv", more=["--max-rejects", "50%"], out="a/b/uit", status=3)
    _only("a/b/uit", "a_b_.._.._in.csv.rejects.raw.csv", "._a_in.csv.rejects.raw.csv")
    assert sorted(os.listdir("a/b")) == ["uit"] and sorted(os.listdir("a")) == ["b", "in.csv"]


def inputs_whose_names_fall_together_keep_their_own_rejects():
    for folder in ("x", "y"):
        os.mkdir(folder)
    _write("x/b.csv")
    _write("y/b.csv", lines(BAD.replace("K2", "K3"), patient="999990019"))
    _write("x_b.csv", lines(BAD.replace("K2", "K4"), patient="999990020"))
    run("x/b.csv", "y/b.csv", "x_b.csv", more=["--max-rejects", "50%"], status=3)
    _only("uit", "x_b.csv.rejects.raw.csv", "y_b.csv.rejects.raw.csv", "x_b.csv.2.rejects.raw.csv")
    for name, reference in ("x_b.csv", "K2"), ("y_b.csv", "K3"), ("x_b.csv.2", "K4"):
        assert pathlib.Path("uit", name + ".rejects.raw.csv").read_text(encoding="ascii").endswith(f",{reference}\n"), name


def one_input_given_twice_keeps_its_rejects():
    _write("in.csv")
    for more in ["--max-rejects", "50%", "--again"], ["--max-rejects", "0"]:
        os.system("rm -rf uit x.db*")
        run("in.csv", "in.csv", more=more, status=3)
        _only("uit", "in.csv.rejects.raw.csv", "in.csv.2.rejects.raw.csv")


def no_output_takes_the_place_of_an_input():
    os.mkdir("uit")
    for name in ("findings.csv", "rejects.csv", "a.csv.rejects.raw.csv"):
        _write(f"uit/{name}")
        _write("uit/a.csv", lines(BAD, patient="999990019"))
        before = pathlib.Path("uit", name).read_bytes()
        done = run("uit/a.csv", f"uit/{name}", more=["--max-rejects", "50%"], status=2)
        assert b"is an output of this run too" in done.err, done
        assert pathlib.Path("uit", name).read_bytes() == before
        assert sorted(os.listdir("uit")) == sorted(["a.csv", name]) and not os.path.exists("x.db"), os.listdir("uit")
        os.unlink(f"uit/{name}")
    # A link to it is the same file.
    _write("uit/a.csv.rejects.raw.csv")
    os.link("uit/a.csv.rejects.raw.csv", "anders.csv")
    run("uit/a.csv", "anders.csv", more=["--max-rejects", "50%"], status=2)


def rejected_lines_come_back_byte_for_byte():
    header = "bsn,verzekerdennummer,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer\r\n".encode()
    bad = [b"=1+1,,3332,x\r\n", b"\x1b[31m,\x00\x00\n", b"\xff\xfe\xfd\n", b'"open,,,\n', b"@SUM(A1)|cmd,,,,,,,,,,,,,\r\n", b"\x9b" * 50 + b"\n",
           b"x" * 70000 + b"\n", b"\r\r\r\n", b"zonder einde"]
    good = b"999990007,,3332,53010001,056,40001,2023-01-05,10000,K1\n"
    pathlib.Path("in.csv").write_bytes(header + good.join([b"", *bad]))
    run("in.csv", more=["--max-rejects", "100%"], status=3)
    assert pathlib.Path("uit/in.csv.rejects.raw.csv").read_bytes() == header + b"".join(bad)
    printable(pathlib.Path("uit/rejects.csv").read_bytes())


main()
