"""Folders and files that somebody else prepared. usage: places.py DUBBELLOOP"""

import os
import pathlib
import shutil
import sqlite3
import stat
import subprocess

from hostile import NOBODY, PROGRAM, TABLES, as_root, dubbelloop, lines, main, run, untouched

OUTPUTS = ["findings.csv", "changes.csv", "summary.json", "rejects.csv", "in.csv.rejects.raw.csv"]
BAD = "999990007,,3332,53010001,056,40001,2023-02-30,10000,K2"


def _input():
    pathlib.Path("in.csv").write_text(lines(BAD), encoding="ascii")


def _run(status=3, **options):
    return run("in.csv", more=["--max-rejects", "50%"], status=status, **options)


def _mode(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


def links_under_the_names_of_outputs_are_replaced_not_followed():
    _input()
    os.mkdir("uit")
    checks = []
    for name in OUTPUTS:
        for suffix in ("", ".part"):
            checks.append(untouched(f"slachtoffer_{name}{suffix}"))
            os.symlink(f"../slachtoffer_{name}{suffix}", f"uit/{name}{suffix}")
    os.symlink("/nergens/heen", "uit/.part")
    _run()
    assert all(check() for check in checks)
    for name in OUTPUTS:
        assert stat.S_ISREG(os.lstat(f"uit/{name}").st_mode) and _mode(f"uit/{name}") == 0o600, name
        assert not os.path.lexists(f"uit/{name}.part")


def hard_links_under_the_names_of_outputs_are_replaced_not_written_to():
    _input()
    os.mkdir("uit")
    check, check_part = untouched("een"), untouched("twee")
    os.link("een", "uit/findings.csv")
    os.link("twee", "uit/findings.csv.part")
    _run()
    assert check() and check_part() and os.stat("uit/findings.csv").st_nlink == 1


def what_is_no_file_is_never_replaced():
    _input()
    _run()
    for name, make in (("findings.csv", os.mkdir), ("rejects.csv", os.mkfifo), ("summary.json", lambda p: os.symlink("/dev/null", p))):
        os.unlink(f"uit/{name}")
        make(f"uit/{name}")
        done = run("in.csv", more=["--max-rejects", "50%", "--again"], status=1)
        assert b"is there already, and is not a file" in done.err, done
        assert not any(n.endswith(".part") for n in os.listdir("uit"))
        as_root("rm", "-rf", f"uit/{name}")
        run("in.csv", more=["--max-rejects", "50%", "--again"], status=3)
    for device in ("/dev/null", "/dev/stdout", "/dev/full"):
        before = os.lstat(device)
        dubbelloop("findings", "--db", "x.db", "-o", device, status=1)
        after = os.lstat(device)
        assert (before.st_ino, before.st_mode) == (after.st_ino, after.st_mode), device


class _Halfway:
    """A run that has its database open and waits for its input, so that something can be done meanwhile."""

    def __init__(self, db, out):
        os.mkfifo("pijp")
        self.process = subprocess.Popen([PROGRAM, "run", "--db", db, "--tables", TABLES, "--out", out, "pijp"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.pipe = open("pijp", "wb")  # waits until the run reads it

    def end(self):
        with self.pipe:
            self.pipe.write(lines(patient="999990019").encode())
        os.unlink("pijp")
        said = self.process.communicate(timeout=900)[1]
        return self.process.returncode, said


def a_database_that_is_taken_away_meanwhile_is_no_success():
    _input()
    for what in ("removed", "replaced", "removed while it is made"):
        as_root("rm", "-rf", "uit", "x.db", "x.db-wal", "x.db-shm", "oud.db")
        if what != "removed while it is made":
            _run()
            shutil.copy("x.db", "oud.db")
        halfway = _Halfway("x.db", "uit")
        outputs = {name: pathlib.Path("uit", name).read_bytes() for name in os.listdir("uit") if not name.endswith(".part")}
        for name in [n for n in os.listdir(".") if n.startswith("x.db")]:
            os.unlink(name)
        if what == "replaced":
            os.rename("oud.db", "x.db")
        status, said = halfway.end()
        assert status == 1, (what, status, said)
        assert what != "replaced" or b"was removed, moved or replaced while this command worked on it" in said, (what, said)
        assert outputs == {name: pathlib.Path("uit", name).read_bytes() for name in os.listdir("uit")}, what


def an_output_folder_is_of_one_run_at_a_time():
    _input()
    halfway = _Halfway("een.db", "uit")
    done = _run(status=1, db="twee.db")
    assert b"another run writes into this folder; give another --out, or --wait SECONDS" in done.err, done
    assert not os.path.exists("twee.db")
    _run(db="twee.db", out="elders")
    status, said = halfway.end()
    assert status == 0, said
    assert len(pathlib.Path("uit/findings.csv").read_bytes().splitlines()) == 2
    _run(db="drie.db")


def a_folder_that_everybody_may_change_is_refused():
    _input()
    for name, kind in ("uit", "out"), ("dbmap", "db"):
        os.mkdir(name)
        os.chmod(name, 0o777)
        options = {"out": name} if kind == "out" else {"db": f"{name}/x.db"}
        done = _run(status=1, **options)
        assert b"everybody may write in this folder" in done.err, done
        assert os.listdir(name) == []
        os.chmod(name, 0o1777)  # as /tmp is
        _run(**options)
        as_root("rm", "-rf", name, "uit", "x.db")


def a_link_to_the_output_folder_is_followed_when_it_is_ours():
    _input()
    os.mkdir("echt")
    os.symlink("echt", "uit")
    _run()
    assert sorted(os.listdir("echt")) == sorted(OUTPUTS)


def in_a_folder_for_everybody_only_what_is_ours_is_used():
    _input()
    _run(db="goed.db", out="goed")
    os.mkdir("tmp")
    os.chmod("tmp", 0o1777)
    os.mkdir("van_een_ander")
    as_root("chown", str(NOBODY), "van_een_ander")
    for name in ("uit", "x.db", "x.db.part", "x.db-wal", "x.db-journal", "x.db-shm"):
        os.symlink("../van_een_ander" if name == "uit" else "../van_een_ander/x", f"tmp/{name}")
        as_root("chown", "-h", str(NOBODY), f"tmp/{name}")
        done = _run(status=1, db="tmp/x.db", out="tmp/uit")
        assert b"somebody else put this in a folder where everybody may write" in done.err, done
        assert sorted(os.listdir("van_een_ander")) == []
        as_root("rm", f"tmp/{name}")
        as_root("rm", "-rf", "tmp/x.db", "tmp/uit")
    # A database of somebody else, in that place.
    os.system("cp goed.db tmp/x.db")
    as_root("chown", str(NOBODY), "tmp/x.db")
    _run(status=1, db="tmp/x.db", out="goed")
    dubbelloop("status", "--db", "tmp/x.db", status=0)  # to read it is safe


def a_part_of_the_database_that_somebody_prepared_is_not_touched():
    _input()
    table = [
        ("a link", lambda: os.symlink("ander", "x.db.part")),
        ("a second name", lambda: os.link("ander", "x.db.part")),
        ("a pipe", lambda: os.mkfifo("x.db.part")),
        ("a folder", lambda: os.mkdir("x.db.part")),
        ("a file that its owner can go on reading", lambda: (pathlib.Path("x.db.part").write_bytes(b""),
                                                             as_root("chown", str(NOBODY), "x.db.part"))),
    ]
    for why, make in table:
        check = untouched("ander")
        make()
        before = os.lstat("x.db.part")
        _run(status=1)
        after = os.lstat("x.db.part")
        assert check() and before.st_ino == after.st_ino and not os.path.exists("x.db"), why
        as_root("rm", "-rf", "x.db.part", "ander")
    # What an interrupted run left is taken, whatever its mode.
    pathlib.Path("x.db.part").write_bytes(b"rest")
    os.chmod("x.db.part", 0o666)
    _run()
    assert _mode("x.db") == 0o600


def a_database_by_way_of_a_link_of_ours_works():
    _input()
    os.mkdir("echt")
    _run(db="echt/x.db")
    os.symlink("echt/x.db", "x.db")
    run("in.csv", more=["--max-rejects", "50%", "--again"], status=3)
    dubbelloop("verify", "--db", "x.db", status=0)
    assert os.path.islink("x.db")


def a_database_that_is_no_file_is_refused():
    _input()
    os.mkfifo("pijp")
    os.mkdir("map")
    for name in ("pijp", "map", "/dev/zero", "/dev/null"):
        for arguments in (["status"], ["verify"], ["findings"], ["lines"]):
            dubbelloop(*arguments, "--db", name, status=1, timeout=900)
        _run(status=1, db=name, timeout=900)
    assert stat.S_ISFIFO(os.lstat("pijp").st_mode) and stat.S_ISCHR(os.lstat("/dev/null").st_mode)


def metrics_follow_no_link():
    _input()
    check = untouched("ander")
    for suffix in ("", ".part"):
        os.symlink("ander", f"figuren.prom{suffix}")
    run("in.csv", more=["--max-rejects", "50%", "--metrics", "figuren.prom"], status=3)
    assert check() and stat.S_ISREG(os.lstat("figuren.prom").st_mode)



def figures_take_the_place_of_figures_only():
    """A name that was completed to the wrong one, of a file that is there or that this run makes."""
    _input()
    shutil.copy("in.csv", "contracten.csv")
    for name in ("contracten.csv", "in.csv"):
        done = run("in.csv", more=["--max-rejects", "50%", "--metrics", name], status=2)
        assert b"holds no figures" in done.err and not os.path.exists("x.db"), done
    os.mkdir("uit")
    for name in ("x.db", "uit/findings.csv", "x.state"):
        done = run("in.csv", more=["--max-rejects", "50%", "--again", "--metrics", name, "--state", "x.state"], status=3)
        assert b"warning" in done.err and b"give another name" in done.err, done
        dubbelloop("verify", "--db", "x.db", "--out", "uit", status=0)
        for made in ("x.db", "uit", "x.state"):
            as_root("rm", "-rf", made)
        os.mkdir("uit")
    for _ in range(2):
        run("in.csv", more=["--max-rejects", "50%", "--again", "--metrics", "figuren.prom"], status=3)


def no_output_takes_the_place_of_a_database():
    _input()
    _run()
    shutil.copy("x.db", "ander.db")
    before = pathlib.Path("ander.db").read_bytes()
    finding = pathlib.Path("uit/findings.csv").read_text(encoding="ascii").splitlines()[1].split(",")[0]
    for verb in (["findings"], ["findings", "--format", "xlsx"], ["explain", finding], ["lines"], ["status"], ["changes", "--run", "1"], ["inzage"],
                 ["gewoonten"], ["titels"], ["jaarverslag", "--year", "2023"], ["sample", "--size", "1", "--seed", "1"]):
        for name in ("x.db", "ander.db"):
            dubbelloop(*verb, "--db", "x.db", "-o", name, status=2)
    for verb in (["tables", "export", "-o"], ["profile", "in.csv", "-o"]):
        dubbelloop(*verb, "ander.db", status=2)
    os.rename("ander.db", "uit/summary.json")
    _run(status=2, db="nieuw.db")
    assert pathlib.Path("uit/summary.json").read_bytes() == before
    dubbelloop("verify", "--db", "x.db", status=0)


def a_database_with_two_names_is_read_and_not_written_to():
    """Each name would have a log of its own beside it: two runs at once were both done, and one of them was gone."""
    _input()
    _run()
    os.link("x.db", "y.db")
    before = pathlib.Path("x.db").read_bytes()
    for name in ("x.db", "y.db"):
        assert b"under another name too" in _run(status=1, db=name).err
        dubbelloop("recheck", "--db", name, "--tables", TABLES, "--out", "uit", status=1)
        dubbelloop("purge", "--db", name, "--before", "2000-01-01", "--by", "a", "--reason", "b", status=1)
        dubbelloop("verify", "--db", name, status=0)
    assert pathlib.Path("x.db").read_bytes() == before
    dubbelloop("backup", "y.db", "kopie.db", status=0)
    os.unlink("y.db")
    for name in ("x.db", "kopie.db"):
        run("in.csv", db=name, more=["--max-rejects", "50%", "--again"], status=3)


def _night(number, db="x.db", status=0):
    pathlib.Path("in.csv").write_text(lines(reference=f"N{number}"), encoding="ascii")
    return run("in.csv", more=["--state", "elders/x.state"], status=status, db=db)


def an_older_copy_of_the_database_that_was_put_back_is_said_and_so_is_another_database():
    os.mkdir("elders")
    for number in (1, 2):
        assert b"WENT BACK" not in _night(number).err
    shutil.copy("x.db", "oud.db")
    assert _mode("elders/x.state") == 0o600
    _night(3)
    _night(4)
    shutil.copy("oud.db", "x.db")
    done = _night(5)
    assert b"THE DATABASE WENT BACK: --state elders/x.state remembers run 4, and the last run of the database is 2" in done.err, done
    assert b"went back" not in _night(6).err.lower(), "it is said once, and on record"
    said = subprocess.run(["sqlite3", "x.db", "SELECT run, code, aantal FROM waarschuwing WHERE code = 'state_back'"],
                          check=True, stdout=subprocess.PIPE).stdout
    assert said == b"3|state_back|2\n", said
    # Runs were made on the older copy without the state, as many as were lost.
    shutil.copy("oud.db", "x.db")
    for number in (7, 8):
        pathlib.Path("in.csv").write_text(lines(reference=f"N{number}"), encoding="ascii")
        run("in.csv", status=0)
    assert b"ANOTHER DATABASE: run 4 of this database" in _night(9).err
    assert b"THE DATABASE WENT BACK" in _night(1, db="nieuw.db").err
    dubbelloop("verify", "--db", "x.db", status=0)
    for damage in ("UPDATE run SET relevant = relevant + 1, aanvaard = aanvaard WHERE run = 2",
                   "UPDATE bestand SET sha256 = 'x' || substr(sha256, 2) WHERE bestand = 1", "UPDATE run SET verloop = '' WHERE run = 2"):
        shutil.copy("x.db", "y.db")
        subprocess.run(["sqlite3", "y.db", damage], check=True)
        dubbelloop("verify", "--db", "y.db", status=5)


def _tampered(change, trigger):
    """A copy of x.db, changed past the trigger that guards it, if one does, which then stands there as before."""
    shutil.copy("x.db", "y.db")
    db = sqlite3.connect("y.db")
    (sql,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (trigger,)).fetchone() if trigger else ("SELECT 1",)
    if trigger:
        db.execute(f"DROP TRIGGER {trigger}")
    assert db.execute(change).rowcount > 0
    db.execute(sql)
    db.commit()
    db.close()
    return "y.db"


def what_a_run_wrote_and_changed_and_what_people_said_is_in_the_chain():
    os.mkdir("elders")
    _night(1)
    pathlib.Path("in.csv").write_text("bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer\n"
                                      "999990019,3332,53010001,056,40001,2023-01-15,10000,K1\n"
                                      "999990019,3332,01000001,008,12850,2023-02-01,1500,C1\n", encoding="ascii")
    run("in.csv", more=["--state", "elders/x.state", "--out", "uit"], status=0)
    name = pathlib.Path("uit/findings.csv").read_text(encoding="ascii").splitlines()[1].split(",")[0]
    dubbelloop("decide", "--db", "x.db", name, "bevestigd", "--by", "J. Jansen", "--reason", "gezien", status=0)
    assert b"wat run 2 schreef" in dubbelloop("verify", "--db", "x.db", "--out", "uit", status=0).out
    _night(3)
    for change, trigger, word in (
            ("UPDATE gebeurtenis SET reden = 'zomaar' WHERE run = 2", "gebeurtenis_blijft_staan", b"run 2: its gebeurtenissen are not those"),
            ("UPDATE oordeel SET reden = 'anders'", "oordeel_blijft_staan", b"oordelen 1 to 1 are not those"),
            ("DELETE FROM oordeel", "oordeel_blijft_bestaan", b"oordelen 1 to 1 are not those"),
            ("DELETE FROM vastlegging", "vastlegging_blijft_bestaan", b"run 3: its row"),
            ("UPDATE vastlegging SET aantal = 2", "vastlegging_blijft_staan", b"vastlegging 1 is not what it was")):
        done = dubbelloop("verify", "--db", _tampered(change, trigger), status=5)
        assert word in done.err, (change, done)
    shutil.copy("x.db", "y.db")
    subprocess.run(["sqlite3", "y.db", "UPDATE uitvoer SET bytes = bytes + 1 WHERE run = 2 AND naam = 'findings.csv'"], check=True)
    assert b"run 2: its row" in dubbelloop("verify", "--db", "y.db", status=5).err
    # The folder that the state remembers, and any folder that is named.
    shutil.copytree("uit", "oud")
    run("in.csv", more=["--again", "--state", "elders/x.state", "--out", "uit"], status=0)
    with open("uit/findings.csv", "a", encoding="ascii") as out:
        out.write("x\n")
    assert b"findings.csv: is not what the run wrote" in dubbelloop("verify", "--db", "x.db", "--out", "uit", status=5).err
    done = run("in.csv", more=["--again", "--state", "elders/x.state", "--out", "uit"], status=0)
    assert b"uit/findings.csv is not what run 4 of this database wrote" in done.err, done
    assert b"is not what" not in run("in.csv", more=["--again", "--state", "elders/x.state", "--out", "uit"], status=0).err
    dubbelloop("verify", "--db", "x.db", "--out", "oud", status=0)
    shutil.copytree("oud", "elders/vorige")
    os.remove("oud/changes.csv")
    assert b"changes.csv: is not there any more" in dubbelloop("verify", "--db", "x.db", "--out", "oud", status=5).err
    _night(1, db="nieuw.db")
    assert b"no run of this database wrote it" in dubbelloop("verify", "--db", "nieuw.db", "--out", "elders/vorige", status=5).err


_CASE = """bsn,uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,referentienummer
999990019,3332,53010001,056,40001,2023-01-15,10000,K1
999990019,3332,01000001,008,12850,2023-02-01,1500,C1
999990019,3332,01000001,008,12850,2023-03-01,1500,C2
"""
_WHO = ["--db", "x.db", "--by", "J. Jansen"]


def what_people_say_and_do_is_in_a_chain_at_once_and_a_purge_goes_on_with_it():
    pathlib.Path("in.csv").write_text(_CASE, encoding="ascii")
    run("in.csv", more=["--out", "uit"], status=0)
    one, two = (row.split(",")[0] for row in pathlib.Path("uit/findings.csv").read_text(encoding="ascii").splitlines()[1:])
    dubbelloop("decide", *_WHO, one, "bevestigd", "--reason", "gezien", status=0)
    dubbelloop("decide", *_WHO, two, "afgewezen", "--reason", "gezien", status=0)
    pathlib.Path("antwoord.csv").write_text(f"bevinding_id;antwoord;toelichting;agb;rol\n{one};terecht;met reden;01000001;declarant\n", encoding="ascii")
    dubbelloop("respond", *_WHO, "antwoord.csv", status=0)
    dubbelloop("zaak", "new", *_WHO, "--agb", "01000001", "--rol", "declarant", "--period", "2023", "--doel", "proef", "--date", "2023-06-01", status=0)
    dubbelloop("zaak", "note", *_WHO, "--text", "gebeld", "1", status=0)
    said = dubbelloop("verify", "--db", "x.db", status=0).out
    assert said.endswith(b", 8 vastleggingen\n"), said
    for change, trigger, word in (
            ("UPDATE oordeel SET door = 'A. Ander' WHERE nummer = 2", "oordeel_blijft_staan", b"oordelen 2 to 2 are not those"),
            ("DELETE FROM oordeel WHERE nummer = 2", "oordeel_blijft_bestaan", b"oordelen 2 to 2 are not those"),
            ("UPDATE antwoord SET toelichting = ''", "antwoord_blijft_staan", b"antwoorden 1 to 1 are not those"),
            ("UPDATE zaak SET doel = 'een ander doel'", "zaak_blijft_staan", b"zaken 1 to 1 are not those"),
            ("UPDATE zaak_gebeurtenis SET datum = '2023-05-01' WHERE gebeurtenis = 2", "zaak_gebeurtenis_blijft_staan", b"stappen 2 to 2 are not those"),
            ("DELETE FROM zaak_veld WHERE gebeurtenis = 2", None, b"are not those that were put on record"),
            ("UPDATE zaak_bevinding SET rij = replace(rij, 'vast', 'signaal')", "zaak_bevinding_blijft_staan", b"zaakbevindingen 1 to 1 are not those"),
            ("DELETE FROM vastlegging WHERE nummer = 2", "vastlegging_blijft_bestaan", b"vastlegging 2 is not what it was, or is gone"),
            ("INSERT INTO oordeel (patient, bevinding_id, oordeel, door, op, reden, run, rij, inlog) SELECT patient, bevinding_id, 'afgewezen',"
             " 'A. Ander', op, reden, run, rij, inlog FROM oordeel WHERE nummer = 1", None, b"oordelen: there are rows that no command put on record"),
            ("INSERT INTO notitie (patient, bevinding_id, op, inlog, tekst, run) SELECT patient, bevinding_id, op, inlog, 'x', run FROM oordeel"
             " WHERE nummer = 1", None, b"notities: there are rows that no command put on record")):
        done = dubbelloop("verify", "--db", _tampered(change, trigger), status=5)
        assert word in done.err, (change, done)
        # A purge would seal it.
        done = dubbelloop("purge", "--db", "y.db", "--by", "x", "--reason", "y", "--before", "2023-07-01", status=5)
        assert word in done.err, (change, done)
    dubbelloop("zaak", "close", *_WHO, "--reason", "proef", "1", status=0)
    dubbelloop("purge", *_WHO, "--reason", "termijn", "--before", "2023-07-01", status=0)
    dubbelloop("verify", "--db", "x.db", status=0)
    pathlib.Path("in.csv").write_text(_CASE.replace("-01-15", "-07-15").replace("-02-01", "-08-01").replace("-03-01", "-09-01").replace("K1", "K3").replace(",C", ",D"), encoding="ascii")
    run("in.csv", more=["--out", "uit"], status=0)
    new = pathlib.Path("uit/findings.csv").read_text(encoding="ascii").splitlines()[1].split(",")[0]
    dubbelloop("decide", *_WHO, new, "bevestigd", "--reason", "gezien", status=0)  # under the number of one that is gone
    dubbelloop("verify", "--db", "x.db", status=0)
    for change, trigger, word in (
            ("UPDATE oordeel SET reden = 'anders'", "oordeel_blijft_staan", b"oordelen 1 to 1 are not those"),
            ("UPDATE wissing SET oordelen = 0", "wissing_blijft_staan", b"wissingen 1 to 1 are not those")):
        assert word in dubbelloop("verify", "--db", _tampered(change, trigger), status=5).err, change


def a_state_that_is_none_is_refused_and_never_replaces_the_database():
    os.mkdir("elders")
    pathlib.Path("elders/x.state").write_text("iets anders\n", encoding="ascii")
    assert b"no state that a run wrote" in _night(1, status=1).err and not os.path.exists("x.db")
    pathlib.Path("in.csv").write_text(lines(), encoding="ascii")
    for name in ("./x.db", "uit/findings.csv"):
        assert b"no state that a run wrote" in run("in.csv", more=["--state", name, "--again"]).err, name
    dubbelloop("verify", "--db", "x.db", "--out", "uit", status=0)


main()
