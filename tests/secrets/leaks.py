#!/usr/bin/env python3
"""Does a patient get out where no patient belongs?

    leaks.py DUBBELLOOP SOURCE      ends with "N passed, N failed"

Runs every verb and every failure that a user can cause, twice: with patients by their numbers, and under pseudonyms. Then
searches every byte of every output for every BSN and verzekerdennummer of the input. With numbers these may stand in the
database, in findings, changes and rejected lines, and in the output of the verbs that show lines or findings; nowhere else.
With pseudonyms they may stand in the rejected lines only. Nothing that is made may be read by others, whatever the umask.
"""

import csv
import gzip
import hashlib
import io
import os
import pathlib
import pty
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import zipfile

tests = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(tests), str(tests / "spiegel")]

from checks import check, finish  # noqa: E402
from geheim import contents  # noqa: E402

searched = outputs = 0
HEADER = ("bsn,verzekerdennummer,uzovi,agb_declarant,agb_uitvoerder,specialisme,prestatiecodelijst,prestatiecode,"
          "zorgproductcode,verwijsdiagnosecode,diagnosecode,begindatum,einddatum,aantal,bedrag_cent,debet_credit,"
          "referentienummer,vorig_referentienummer")
# Every reason for which a line is rejected, each with a number of its own. A line without one fails on its patient.
BAD = {
    "veld_te_lang": "999990305,,3332,53010001,,,056,40001,,,,2023-01-05,,,10000,,K1," + "x" * 70000,
    "codering_ongeldig": b"999990317,ONTDEK0\xff,3332,53010001,,,056,40001,,,,2023-01-05,,,10000,,K2,",
    "aanhaling_niet_gesloten": '"999990329,,3332,53010001,,,056,40001,,,,2023-01-05,,,10000,,K3,',
    "te_veel_velden": "999990330,,3332,53010001,,,056,40001,,,,2023-01-05,,,10000,,K4,,,",
    "te_weinig_velden": "999990342,,3332,53010001",
    "veld_ontbreekt": "999990354,,3332,53010001,,,056,40001,,,,,,,10000,,K5,",
    "vorm_onjuist": "999990366,ONTDEK1,ONTDEK2,53010001,,,056,40001,,,,2023-01-05,,,10000,,K6,",
    "bsn_elfproef": "999990379,,3332,53010001,,,056,40001,,,,2023-01-05,,,10000,,K7,",
    "patient_onbekend": "999999999,,3332,53010001,,,056,40001,,,,2023-01-05,,,10000,,K8,",
    "datum_onmogelijk": "999990391,,3332,53010001,,,056,40001,,,,2023-02-30,,,10000,,K9,",
    "einde_voor_begin": "999990408,,3332,53010001,,,056,40001,,,,2023-02-05,2023-01-05,,10000,,KA,",
    "referentie_niet_uniek": "999990007,ONTDEK3,3332,53010001,,,056,40001,,,,2023-01-05,,,20000,,KB,",
}
GOOD = ["999990007,ONTDEK3,3332,53010001,,,056,40001,,,,2023-01-05,,,10000,,KB,",
        "999999999,ONTDEK4,3332,53010001,,,056,40001,,,,2023-01-05,,,10000,,KC,",
        "999999999,ONTDEK4,3332,01000001,,,008,12850,,,,2023-02-05,,,10000,,C1,",
        "999990007,,3332,01000001,,,008,12850,,,,2023-02-05,,,10000,,C2,"]
INVENTED = re.findall(r"99999\d{4}", " ".join(map(str, BAD.values()))) + [f"ONTDEK{i}" for i in range(5)]


class Search:
    """All numbers of the input, sought in bytes; what is packed is unpacked first."""

    def __init__(self, numbers):
        self.numbers = {number.encode() for number in numbers}
        sizes = sorted({len(number) for number in self.numbers})
        # Each place where a number could begin; the set then says whether one does.
        self.places = re.compile(b"(?=(" + b"|".join(b"[0-9A-Z]{%d}" % size for size in reversed(sizes)) + b"))")
        self.sizes = sizes

    def found_in(self, path):
        """Every byte of a file as its readers get it: a page as text too, a workbook unpacked."""
        return next(filter(None, (self.found(data) for _, data in contents(str(path)))), None)

    def found(self, data):
        global searched, outputs
        searched, outputs = searched + len(data), outputs + 1
        if data[:4] == b"PK\3\4":
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                data = b"\n".join(book.read(member) for member in book.namelist())
        for place in self.places.finditer(data):
            for size in self.sizes:
                number = data[place.start():place.start() + size]
                if number in self.numbers:
                    return number.decode()
        return None


class Desk:
    """A folder with a database, and the commands that are tried on it."""

    def __init__(self, program, source, work, key, umask):
        self.program, self.source, self.work, self.key, self.umask = program, source, work, key, umask
        self.private, self.public, self.seen, self.search = {}, {}, set(), None

    def run(self, *args, status=0, private=False, env=None, stdin=None, before=None, cwd=None):
        """Tries a command; keeps what it says, to be searched later. `private`: its output may show patients."""
        args = [str(arg) for arg in args]
        done = subprocess.run([self.program, *args], cwd=cwd or self.work, capture_output=True, input=stdin,
                              umask=self.umask, preexec_fn=before,
                              env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **(env or {})})
        name = " ".join(args)[:150]
        check(f"{name}: status {done.returncode} is {status}: {done.stderr[-300:]}",
              status is None or done.returncode == status)
        self.seen.add(args[0] if args else "")
        (self.private
         if private else self.public)[f"{len(self.public) + len(self.private)} stdout of {name}"] = done.stdout
        self.public[f"{len(self.public) + len(self.private)} stderr of {name}"] = done.stderr
        return done

    def with_key(self):
        return ["--pseudonym-key", self.key] if self.key else []

    def load(self, *files, **more):
        return self.run("run", "--db", "a.db", "--out", "uit", *self.with_key(), "--contracts",
                        self.source / "sample_data/contracts.csv", *files, **more)


def rows_of(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", errors="replace") as text:
        return list(csv.DictReader(text))


def prepare(work, source):
    """Inputs; returns every number in them."""
    inputs = work / "in"
    inputs.mkdir(mode=0o700)
    for path in sorted((source / "sample_data").glob("20*")):
        shutil.copy(path, inputs)
    lines = [line if isinstance(line, bytes) else line.encode() for line in [HEADER, *GOOD, *BAD.values()]]
    (inputs / "slecht.csv").write_bytes(b"\n".join(lines) + b"\n")
    (inputs / "geweigerd.csv").write_bytes(b"\n".join(lines) + b"\n")
    (inputs / "zonder_kop.csv").write_text("\n".join(GOOD) + "\n")
    (inputs / "kop_open.csv").write_text('"' + GOOD[0] + "\n" + GOOD[1] + "\n")
    (inputs / "niets.csv").write_text("")
    (inputs / "stuk.gz").write_bytes(gzip.compress(("\n".join([HEADER, *GOOD]) + "\n").encode())[:-20])
    (inputs / "stuk.zst").write_bytes(b"\x28\xb5\x2f\xfd" + "\n".join(GOOD).encode())
    (inputs / "anders.csv").write_text(HEADER.replace(",", ";").replace("bsn;", "Burgerservicenummer;", 1) + "\n"
                                       + "\n".join(GOOD).replace(",", ";") + "\n")
    (inputs / "verwijst.csv").write_text(HEADER +
                                         "\n999990007,,3332,53010001,,,056,40001,,,,2023-04-05,,,10000,,R999990007,\n")
    numbers = set(INVENTED)
    for path in inputs.glob("20*"):
        for row in rows_of(path):
            numbers |= {row["bsn"], row["verzekerdennummer"]} - {"", None, "999999999", "000000000"}
    return {number for number in numbers if len(number) >= 6 and number != "999999999"}


def failures(desk, work):
    """What can go wrong, by the verb that it goes wrong with."""
    inputs, run, key = work / "in", desk.run, desk.with_key()
    bsn, out = "999990007", work / "uit"
    base = ["run", "--db", "a.db", "--out", "uit", *key]
    run(*base, inputs / "nergens.csv", status=1)
    run(*base, inputs / "stuk.gz", status=3)
    run(*base, inputs / "stuk.zst", status=3)
    run(*base, inputs, status=1)
    for name in ("zonder_kop.csv", "kop_open.csv", "niets.csv", "anders.csv"):
        run(*base, "--log-format", "json", inputs / name, status=3)
    run(*base, "--max-rejects", "0", "--again", inputs / "geweigerd.csv", status=3)
    run(*base, "--patient-id", "opaque", inputs / "slecht.csv", status=2)
    run(*base, out / "findings.csv", status=2)
    run(*base, "--pateint=" + bsn, "x", status=2)
    run(*base, "--threads", bsn, "x", status=2)
    run(*base, "--metrics", work / "nergens/m.prom", inputs / "slecht.csv", status=1)
    run("run", "--db", "a.db", "--out", inputs / "slecht.csv", *key, inputs / "slecht.csv", status=1)
    run("run", "--db", work / "nergens/a.db", "--out", "uit", *key, inputs / "slecht.csv", status=1)
    run("run", "--db", inputs / "slecht.csv", "--out", "uit", *key, inputs / "slecht.csv", status=1)
    for name, what in (("profiel.ini", "[csv]\ndelimiter = " + bsn), ("tabellen", None), ("contracten.csv", GOOD[0])):
        if what is None:
            (work / name).mkdir()
            (work / name / "tabellen.csv").write_text(GOOD[0])
        else:
            (work / name).write_text(what + "\n")
        option = {"profiel.ini": "--profile", "tabellen": "--tables", "contracten.csv": "--contracts"}[name]
        run(*base, option, name, inputs / "slecht.csv", status=None, private=False)
    run(bsn, status=2)
    run(status=2)
    for verb in ("findings", "lines", "status", "verify", "recheck"):
        run(verb, "--db", "nergens.db", status=None)
        run(verb, "--db", inputs / "slecht.csv", status=None)
        run(verb, "--db", "a.db", bsn, status=2)
    run("explain", "--db", "a.db", bsn, status=2)
    run("explain", "--db", "a.db", "0123456789abcdef", "--patient", bsn, *key, status=2)
    run("decide", "--db", "a.db", bsn, "bevestigd", "--by", "J", "--reason", "r", status=2)
    (work / "ids.csv").write_text("\n".join(GOOD) + "\n")
    run("decide", "--db", "a.db", "--ids", "ids.csv", "bevestigd", "--by", "J", "--reason", "r", status=2)
    run("findings", "--db", "a.db", "--zekerheid", bsn, status=2)
    run("findings", "--db", "a.db", "--patient", bsn, *key, "-o", work / "nergens/f.csv", status=1)
    run("sample", "--db", "a.db", "--seed", bsn + bsn + bsn, "--size", "3", status=2)
    run("profile", inputs / "nergens.csv", status=1)
    run("profile", inputs / "stuk.gz", status=None, private=True)
    run("tables", "show", bsn, status=None)
    run("backup", "a.db", inputs / "slecht.csv", status=2)
    run("backup", "a.db", work / "nergens/b.db", status=1)
    run("backup", inputs / "slecht.csv", "nieuw.db", status=1)
    run("purge", "--db", "a.db", "--before", bsn, "--by", "J", "--reason", "r", status=2)
    run("purge", "--db", inputs / "slecht.csv", "--before", "2000-01-01", "--by", "J", "--reason", "r", status=1)
    run("lines", "--db", "a.db", "-o", "/dev/full/x", status=1)
    run("spiegel", "--db", "a.db", "--period", bsn, "--out", "spiegel_3", status=2)
    run("spiegel", "--db", "a.db", "--period", "2023Q1", "--agb", bsn, "--out", "spiegel_3", status=2)
    run("spiegel", "--db", "a.db", "--period", "2023Q1", "--out", inputs / "slecht.csv", status=1)
    run("spiegel", "--db", inputs / "slecht.csv", "--period", "2023Q1", "--out", "spiegel_3", status=1)
    answers(desk, work)


def answers(desk, work):
    """Files of answers that are not: patients in every column, exports, what spreadsheets and transport made of them."""
    inputs, bsn, head = work / "in", "999990007", "bevinding_id;antwoord;toelichting;agb;rol\n"
    respond = ["respond", "--db", "a.db", "--by", "J"]
    sent = desk.annex.read_bytes()
    text = {
        "vreemd": head + f"{desk.finding};credit;;99999999;declarant\n",  # of another provider
        "onbekend": head + f"ffff-0000-ffff-0000;credit;{bsn};01000001;declarant\n{bsn}1234567;credit;;01000001;\n",
        "bsn": head +
               f"{bsn};{bsn};;;\n{desk.finding};{bsn};{bsn};{bsn};{bsn}\n{desk.finding};credit;;{bsn};declarant\n"
               f"{desk.finding};credit;;01000001;{bsn}\n{desk.finding};;{bsn};01000001;declarant\n",
        "kop": f"{bsn};{bsn}\n{bsn};credit\n",
        "kop_meer": head.strip() + f";{bsn}\n{desk.finding};ja;;;;{bsn}\n",
        "aanhaling": head + f'{desk.finding};credit;"{bsn};01000001;declarant\n{bsn};"a"{bsn};;;\n',
        "lang": head + f"{desk.finding};terecht;{'x' * 2001}{bsn};01000001;declarant\n",
    }
    raw = {
        "half": sent[:len(sent) // 2], "nullen": sent[:200] + bytes(50) + bsn.encode(), "leeg": b"",
        "boek": b"PK\3\4" + bsn.encode(), "utf16": (head + bsn).encode("utf-16"),
        "geen_tekst": head.encode() + bsn.encode() + b";\x81\x8d\n",
        **{name: content.encode() for name, content in text.items()}
    }
    for name, content in raw.items():
        path = inputs / f"antwoord_{name}.csv"
        path.write_bytes(content)
        desk.run(*respond, path, status=None if name == "half" else 3)
    desk.run(*respond, inputs / "slecht.csv", status=3)
    desk.run(*respond, work / "uit/findings.csv", status=3)
    desk.run(*respond, inputs / "nergens.csv", status=1)
    desk.run(*respond, "--agb", bsn, desk.annex, status=2)
    desk.run("respond", "--db", inputs / "slecht.csv", "--by", "J", desk.annex, status=1)
    desk.run("respond", "--db", "a.db", "--by", bsn + "\n", desk.annex, status=2)
    desk.run("verify", "--db", "a.db")


def damages(desk, work):
    """Databases that are not sound: everything that reads one, on each."""
    whole = (work / "a.db").read_bytes()
    changes = [
        "UPDATE blok SET inhoud = CAST(substr(inhoud, 1, 30) || x'55' || substr(inhoud, 32) AS BLOB)",
        "UPDATE blok SET som = NULL, inhoud = substr(inhoud, 1, length(inhoud) - 3)",
        "UPDATE bevinding SET som = NULL, zekerheid = 'vast', keten_bedrag_cent = 1", "DELETE FROM bevinding",
        "UPDATE bevinding SET keten_referentie = keten_referentie || 'x'", "DELETE FROM bestand",
        "UPDATE stand SET waarde = 7", "DROP TABLE blok", "UPDATE blok SET eerste_patient = laatste_patient"
    ]
    for number in range(len(changes) + 2):
        path = work / "stuk.db"
        path.unlink(missing_ok=True)
        data = bytearray(whole)
        if number == len(changes):
            del data[len(data) // 2:]
        elif number > len(changes):
            data[8192 * 3:] = bytes(byte ^ 0x15 for byte in data[8192 * 3:])
        path.write_bytes(data)
        path.chmod(0o600)
        if number < len(changes):
            done = subprocess.run(["sqlite3", "-bail", path, ".dbconfig defensive off", changes[number]],
                                  capture_output=True)
            check(f"the change is made: {done.stderr}", done.returncode == 0)
        desk.run("verify", "--db", path, status=None)
        desk.run("status", "--db", path, status=None)
        desk.run("lines", "--db", path, status=None, private=True)
        desk.run("findings", "--db", path, status=None, private=True)
        desk.run("explain", "--db", path, desk.finding, status=None, private=True)
        desk.run("backup", path, "stuk_kopie.db", status=None)
        desk.run("purge", "--db", path, "--before", "2022-07-01", "--by", "J", "--reason", "r", status=None)
        desk.run("recheck", "--db", path, "--out", "uit_stuk", status=None)
        desk.run("respond", "--db", path, "--by", "J", desk.annex, status=None)
        desk.run("spiegel", "--db", path, "--period", "2023Q1", "--out", "spiegel_stuk", status=None)
        (work / "stuk_kopie.db").unlink(missing_ok=True)
        for name in ("stuk.db", "stuk.db-wal", "stuk.db-shm"):
            (work / name).unlink(missing_ok=True)
        desk.damaged += 1


def uses(desk, work):
    """Every verb as it is meant."""
    inputs, run, key = work / "in", desk.run, desk.with_key()
    desk.load("--metrics", "cijfers.prom", "--progress", *sorted(inputs.glob("20*")), status=3)
    run("run", "--db", "b.db", "--out", "uit_b", *key, "--max-rejects", "100%", "--log-format", "json",
        inputs / "slecht.csv", inputs / "verwijst.csv", status=3)
    reasons = {row["reden"] for row in csv.DictReader((work / "uit_b/rejects.csv").open())}
    check(f"every reason is tried: {set(BAD) - reasons}", set(BAD) <= reasons)
    run("run", "--db", "c.db", "--out", "uit_c", *key, "--max-rejects", "100%", "-", status=3,
        stdin=(inputs / "slecht.csv").read_bytes())
    desk.load(*sorted(inputs.glob("20*")), status=0)
    run("recheck", "--db", "a.db", "--out", "uit_her", "--contracts", desk.source / "sample_data/contracts.csv")
    rows = list(csv.DictReader((work / "uit/findings.csv").open()))
    check("there are findings", len(rows) > 30)
    desk.finding, patient = rows[0]["bevinding_id"], rows[0]["patient"]
    for number, form in enumerate(("csv", "jsonl", "xlsx", "csv-excel")):
        run("findings", "--db", "a.db", "--format", form, private=True)
        run("findings", "--db", "a.db", "--format", form, "--group-by", "patient", "-o", f"prive_{number}")
    for by in ("agb", "regel", "categorie"):
        run("findings", "--db", "a.db", "--group-by", by)
    run("findings", "--db", "a.db", "--patient", patient, "--format", "xlsx", "-o", "prive.xlsx")
    for row in rows:
        run("explain", "--db", "a.db", row["bevinding_id"], private=True)
    run("explain", "--db", "a.db", desk.finding, "--json", "--patient", patient, private=True)
    run("lines", "--db", "a.db", private=True)
    run("lines", "--db", "a.db", "--patient", patient, "-o", "prive_regels.csv")
    run("changes", "--db", "a.db", private=True)
    for verb in ("contracts", "relaties", "titels", "gewoonten"):
        run(verb, "--db", "a.db")
    run("findings", "--db", "a.db", "--herrekenen", private=True)
    check_of_their_own(desk, work)
    run("decide", "--db", "a.db", desk.finding, "terugvordering", "--by", "J", "--reason", "r", "--patient", patient)
    os.environ["SUDO_USER"] = "k"  # another login: four eyes
    run("decide", "--db", "a.db", desk.finding, "terugvordering", "--confirm", "--by", "K", "--reason", "r")
    del os.environ["SUDO_USER"]
    run("decide", "--db", "a.db", desk.finding, "terugvordering", "--by", "L", "--reason", "r", status=2)
    run("sample", "--db", "a.db", "--seed", "7", "--size", "9", "--frame", "kader.csv", private=True)
    run("sample", "--db", "a.db", "--seed", "7", "--size", "9", "--patient", patient, "-o", "prive_steekproef.csv")
    run("profile", inputs / "anders.csv", private=True)
    run("tables", "check", "--db", "a.db", status=None)
    run("tables", "list")
    run("tables", "show", "M7C-DM2-01")
    run("tables", "show", "--kaart", "--uzovi", "3332", "--period", "2023Q1")
    tables = desk.source / "conflict_tables"
    run("tables", "diff", "embedded", tables, "--db", "a.db")
    run("tables", "diff", "embedded", tables, "--db", "a.db", "--format", "csv", private=True)
    run("status", "--db", "a.db")
    run("status", "--db", "a.db", "--check", "--format", "json", status=1)
    run("dismiss", "--db", "a.db", "--by", "J", "--reason", "r", patient, status=2)
    run("verify", "--db", "a.db")
    run("backup", "a.db", "kopie.db")
    run("verify", "--db", "kopie.db", "--log-format", "json")
    # A line of the journal of looks that is not what was written: told, and never what stands in it.
    journal = work / "kopie.db.inzage"
    journal.write_bytes(f"{patient} is no line\n".encode())
    journal.chmod(0o600)
    run("verify", "--db", "kopie.db", status=5)
    run("inzage", "--db", "kopie.db", "--format", "csv", private=True)
    run("inzage", "--db", "a.db", "--patient", patient, *desk.with_key(), private=True)
    journal.unlink()
    run("serve", "--db", "a.db", "--listen", "0.0.0.0:0", status=2)  # what it shows: tests/web/rollen.py
    run("withdraw", "--db", "kopie.db", "--out", "uit_terug", "--by", "J", "--reason", "r", "--log-format", "json", "1")
    in_parts(desk, work)
    a_control(desk, work, rows)
    reports(desk, work)


def a_control(desk, work, rows):
    """A case with everything that it prints, of consults, which need their files looked at; closed, for a purge leaves alone what is being controlled."""
    case, agb = ("--db", "a.db"), next(row["conflict_agb"] for row in rows if row["verhaal"] == "conflict" and row["categorie"] == "consult")
    by = (*case, "--by", "J")
    desk.run("zaak", "new", *by, "--agb", agb, "--rol", "declarant", "--period", "2022", "--to", "2023", "--doel", "d", "--signalen", "--terugblik", "2020-01-01",
             "--terugblik-reden", "r")
    desk.run("zaak", "new", *by, "--agb", rows[0]["patient"], "--rol", "declarant", "--period", "2022", "--doel", "d", status=2)
    desk.run("zaak", "add", *by, "1", rows[0]["patient"], status=2)
    desk.run("zaak", "step", *by, "--termijn", "2099-01-01", "--skip", "r", "1", "voorgenomen_uitkomst")
    desk.run("zaak", "step", *by, "--toelichting", "p", "1", "reactie")
    desk.run("zaak", "weigh", *by, "--text", "w", "1", "1")
    (work / "in/huis.ini").write_text("naam = V\n")
    for kind in ("voorgenomen_uitkomst", "reactie", "definitieve_uitkomst", "dossier"):
        for form in ("text", "pdf"):
            desk.run("zaak", "document", *case, "--afzender", work / "in/huis.ini", "--format", form, "-o", f"zaak_{kind}.{form}", "1", kind)
    for form in ("xlsx", "csv-excel"):
        desk.run("zaak", "document", *case, "--format", form, "-o", f"zaak_specificatie.{form}", "1", "specificatie")
        desk.run("zaak", "form", *case, "--format", form, "-o", f"zaak_form.{form}", "1")
    desk.run("zaak", "status", *case, "1")
    desk.run("zaak", "close", *by, "--reason", "r", "1")
    desk.run("zaak", "list", *case)
    for form in ("text", "csv", "pdf"):
        desk.run("jaarverslag", *case, "--year", "2024", "--format", form, "-o", f"jaarverslag.{form}")


def check_of_their_own(desk, work):
    """A provider's self-check: of numbers as of pseudonyms nothing stands in what it writes or says."""
    for number, name in enumerate(("slecht.csv", "2023Q1.csv")):
        desk.run("zelfcheck", "--uzovi", "3332", "--max-rejects", "100%", "--out", f"zelf_{number}", work / "in" / name, status=3)


def in_parts(desk, work):
    """A load in shards, of the sample and of every file that is refused; what is left when it is merged."""
    inputs, run = work / "in", desk.run
    contracts = ["--contracts", desk.source / "sample_data/contracts.csv"]
    files = [*sorted(inputs.glob("20*")), *(inputs / name for name in ("slecht.csv", "geweigerd.csv", "zonder_kop.csv", "kop_open.csv", "niets.csv", "stuk.gz"))]
    split = ["split", "--shards", "2", "--max-rejects", "50%", *desk.with_key(), *contracts]
    run(*split, "--out", "delen", "--log-format", "json", *files, status=3)
    run(*split, "--out", "delen", *files, status=2)
    run("run", "--shard", "delen/shard-0001", "--db", "deel_1.db", "--out", "uit_deel", status=2)
    for number in (1, 2):
        run("run", "--shard", f"delen/shard-000{number}", "--db", f"deel_{number}.db", "--out", f"uit_deel_{number}", *contracts, "--log-format", "json")
    run("merge", "--shards", "delen", "--db", "heel.db", "--out", "uit_heel", "deel_1.db", status=2)
    run("merge", "--shards", "delen", "--db", "heel.db", "--out", "uit_heel", "deel_2.db", "deel_1.db", "--log-format", "json", status=3)
    run("verify", "--db", "heel.db", "--out", "uit_heel")
    search = desk.search or Search(INVENTED)
    check("a shard has the lines as they were read", any(search.found_in(path) for path in (work / "delen").glob("shard-*")))


def reports(desk, work):
    """Reports to all providers, an annex that comes back, and the next reports."""
    run = desk.run
    make = ["spiegel", "--db", "a.db", "--period", "2023Q2", "--min-lines", "0", "--out"]
    run(*make, "spiegel", "--log-format", "json")
    annex = next(path for path in sorted((work / "spiegel").glob("*_declarant.csv"))
                 if len(path.read_bytes().splitlines()) > 2)
    lines = list(csv.reader(io.StringIO(annex.read_text(encoding="utf-8-sig")), delimiter=";"))
    answer, prose = lines[0].index("antwoord"), lines[0].index("toelichting")
    lines[1][answer:prose + 1] = ["credit", ""]
    lines[2][answer:prose + 1] = ["terecht", "nacontrole"]
    desk.annex = work / "in/terug.csv"
    with open(desk.annex, "w", encoding="cp1252", errors="replace", newline="") as out:
        csv.writer(out, delimiter=";").writerows(lines)
    agb = lines[1][lines[0].index("agb")].lstrip("'")
    check("two answers are taken", b": 2 taken, " in run("respond", "--db", "a.db", "--by", "J", "--agb", agb,
                                                         desk.annex).stdout)
    check("and once", b": 0 taken, 2 unchanged" in run("respond", "--db", "a.db", "--by", "J", desk.annex).stdout)
    run(*make, "spiegel_2", "--agb", agb, "--quiet")
    check("the answer is in the next annex", "nacontrole"
          in (work / "spiegel_2" / annex.name).read_text(encoding="utf-8-sig"))
    run("findings", "--db", "a.db", "-o", "prive_beantwoord.csv")
    for folder in ("spiegel", "spiegel_2"):
        told = subprocess.run(
            [sys.executable, desk.source / "tests/spiegel/geheim.py", desk.program, work / "a.db", work / folder],
            capture_output=True, text=True)
        check(f"what each reader of {folder} sees: {told.stdout}", told.returncode == 0)


def interruptions(desk, work):
    """Signals, memory, a terminal: none leaves a core or says a number."""
    def limits():
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    pipe = work / "pijp.csv"
    os.mkfifo(pipe)
    base = [desk.program, "run", "--db", "a.db", "--out", "uit_stop", *map(str, desk.with_key()), "--again", str(pipe)]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL):
        child = subprocess.Popen(base, cwd=work, stderr=subprocess.PIPE, preexec_fn=limits, umask=desk.umask)
        with open(pipe, "w") as feed:  # it is reading
            feed.write("\n".join([HEADER, *GOOD]) + "\n")
            feed.flush()
            time.sleep(0.2)
            wanted = re.search(r"Max core file size +(\d+) +(\d+)",
                               pathlib.Path(f"/proc/{child.pid}/limits").read_text())
            check("the process has no core dump", wanted and wanted.groups() == ("0", "0"))
            memory(desk, child.pid)
            child.send_signal(number)
        said = child.communicate()[1]
        desk.public[f"stderr after signal {number}"] = said
        # The sanitizers look at a segment violation first, and abort.
        ends = (-number, 128 + number,
                *([-signal.SIGABRT] if number == signal.SIGSEGV and "ASAN_OPTIONS" in os.environ else []))
        check(f"signal {number} ends it: {child.returncode}", child.returncode in ends)
    pipe.unlink()
    # Memory that is not there.
    said = desk.run(
        "run", "--db", "m.db", "--out", "uit_m", *desk.with_key(), "--memory", "4G", "--threads", "4",
        *sorted((work / "in").glob("20*")), status=None, before=None if desk.sanitized else lambda:
        (limits(), resource.setrlimit(resource.RLIMIT_AS, (30 << 20, ) * 2)))
    check(f"it runs out of memory, {said.returncode}", desk.sanitized or said.returncode not in (0, 3))
    # Progress on a terminal.
    leader, follower = pty.openpty()
    subprocess.run([*base[:5], "uit_tty", *base[6:-1], *map(str, sorted((work / "in").glob("20*")))], cwd=work,
                   stderr=follower, umask=desk.umask)
    os.close(follower)
    desk.public["on a terminal"] = os.read(leader, 1 << 16)
    os.close(leader)
    check("no core was left", not list(work.glob("core*")))


def memory(desk, pid):
    """The key stands in locked memory only; who is not root cannot even look."""
    if not desk.key or desk.sanitized:  # a sanitizer's mlock locks nothing
        return
    if os.geteuid():
        try:
            open(f"/proc/{pid}/mem", "rb").close()
            check("another process of the same user cannot read the memory", False)
        except PermissionError:
            check("another process of the same user cannot read the memory", True)
        return
    text = desk.key.read_text().strip()
    wanted, locked, loose = (bytes.fromhex(text), text.encode()), 0, []
    with open(f"/proc/{pid}/smaps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for block in re.split(r"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", maps.read())[1:]:
            first, last, mode = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", block).groups()
            first, last = int(first, 16), int(last, 16)
            if mode[0] != "r" or last - first > 1 << 30:
                continue
            try:
                mem.seek(first)
                data = mem.read(last - first)
            except (OSError, ValueError, OverflowError):
                continue
            if any(part in data for part in wanted):
                check("what holds the key is left out of a dump that somebody makes all the same",
                      " dd" in re.search(r"VmFlags:(.*)", block).group(1))
                if int(re.search(r"Locked: +(\d+)", block).group(1)):
                    locked += 1
                else:
                    loose.append(block.splitlines()[0])
    check("the key is found where it is locked", locked == 1)
    check(f"and nowhere else: {loose}", not loose)


def command_lines(desk, work):
    """What every user of the machine sees of a command: /proc/PID/cmdline, while the command waits for a reader."""
    number = "999990007"
    for words in (["--patient", number], [f"--patient={number}"]):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try:
            while os.write(writer, b"x" * 4096):
                pass
        except BlockingIOError:
            os.set_blocking(writer, True)
        child = subprocess.Popen([desk.program, "lines", "--db", "a.db", *words, *map(str, desk.with_key())], cwd=work, stdout=writer,
                                 stderr=subprocess.DEVNULL)
        os.close(writer)
        seen = number
        while (number in seen or "a.db" not in seen) and child.poll() is None:
            seen = pathlib.Path(f"/proc/{child.pid}/cmdline").read_text()
            time.sleep(0.01)
        check(f"a number in {words[0][:9]} is not for everybody to see, {child.poll()}", number not in seen and "a.db" in seen)
        while os.read(reader, 65536):
            pass
        os.close(reader)
        child.wait()


def modes(desk, work):
    """Everything that the program made is its owner's."""
    made = 0
    for path in work.rglob("*"):
        name = str(path.relative_to(work))
        if name.startswith(
            ("in/", "tabellen")) or name in ("in", "profiel.ini", "contracten.csv", "ids.csv") or path == desk.key:
            continue
        made += 1
        wanted = 0o700 if path.is_dir() else 0o644 if name == "cijfers.prom" else 0o600
        check(f"{name} has mode {wanted:o}, not {stat.S_IMODE(path.stat().st_mode):o}",
              stat.S_IMODE(path.stat().st_mode) == wanted)
    check("there is much that it made", made > 30)


# Of a split: the lines as they were read.
SHARDS = re.compile(r"delen/(?:shard|rejects)-\d+$|deel_\d\.db$")
PRIVATE = re.compile(r"(?:a|b|c|m|kopie|heel)\.db(?:-wal|-shm)?$|(?:findings|changes)\.csv$|prive|\.rejects\.raw\.csv$")


def search_all(desk, work):
    """No number where none belongs, and one where there is one, or the search is blind."""
    found = 0
    for name, data in desk.public.items():
        number = desk.search.found(data)
        check(f"{number} is not in {name}", number is None)
    for name, data in desk.private.items():
        number = desk.search.found(data)
        found += number is not None
        # The preview of a profile masks them; under pseudonyms there are none.
        if desk.key or " profile " in name:
            check(f"{number} is not in {name}", number is None)
    for path in sorted(work.rglob("*")):
        name = str(path.relative_to(work))
        if not path.is_file() or name.startswith("in/") or name in ("profiel.ini", "contracten.csv", "ids.csv",
                                                                    "tabellen/tabellen.csv"):
            continue
        number = desk.search.found_in(path)
        allowed = SHARDS.match(name) or (name.endswith(".rejects.raw.csv") if desk.key else PRIVATE.search(name))
        check(f"{number} is not in {name}", number is None or allowed)
        found += number is not None
    check(f"the search finds what is there ({found})", found > (5 if desk.key else 60))


def keys(desk, work):
    """The key, and what goes wrong with it."""
    run, inputs, bad = desk.run, work / "in", work / "sleutels"
    bad.mkdir(mode=0o700)
    good = desk.key.read_text()
    base = ["run", "--db", "k.db", "--out", "uit_k", inputs / "slecht.csv", "--max-rejects", "100%", "--pseudonym-key"]
    for name, text, mode in (("kort", good[:60], 0o600), ("lang", good.strip() + "00", 0o600), ("leeg", "", 0o600),
                             ("tekst", "z" * 64, 0o600), ("een", "ab" * 32, 0o600), ("groep", good, 0o640),
                             ("ieder", good, 0o604), ("regels", good + good, 0o600)):
        (bad / name).write_text(text)
        (bad / name).chmod(mode)
        said = run(*base, bad / name, status=2)
        check(f"the message for {name} does not hold the key", good[:16].encode() not in said.stderr and
              b"abab" not in said.stderr)
    run(*base, bad / "nergens", status=1)
    run(*base, bad, status=2)
    check("no database is made with a bad key", not list(work.glob("k.db*")))
    (bad / "crlf").write_text(good.strip().upper() + "\r\n")
    (bad / "crlf").chmod(0o400)
    run(*base, bad / "crlf", status=3)
    run("verify", "--db", "k.db")
    other = bad / "ander"
    other.write_text(hashlib.sha256(good.encode()).hexdigest())
    other.chmod(0o600)
    check("another key is refused", b"another key" in run(*base, other, status=2).stderr)
    check("no key is refused", b"holds pseudonyms" in run(*base[:-1], status=2).stderr)
    run("run", "--db", "n.db", "--out", "uit_n", "--max-rejects", "100%", inputs / "verwijst.csv")
    check(
        "a database of numbers refuses a key", b"by their numbers" in run("run", "--db", "n.db", "--out",
                                                                          "uit_n", inputs / "verwijst.csv",
                                                                          *desk.with_key(), status=2).stderr)
    (work / "n.db").unlink()
    shutil.rmtree(work / "uit_n")
    # What the analyst types.
    rows = list(csv.DictReader((work / "uit/findings.csv").open()))
    numbers = {hashlib.blake2b(n.encode(), key=bytes.fromhex(good), digest_size=16).hexdigest(): n
               for n in {line["bsn"] for path in inputs.glob("20*") for line in rows_of(path)}}
    row = next(row for row in rows if row["patient"] in numbers)
    bsn, other_bsn = numbers[row["patient"]], "999990007"
    own = [r for r in rows if r["patient"] == row["patient"]]
    for by in (["--patient", row["patient"]], ["--patient", bsn, *desk.with_key()]):
        said = run("findings", "--db", "a.db", *by).stdout.decode()
        check(f"the findings of one patient by {len(by)} arguments", list(csv.DictReader(io.StringIO(said))) == own)
        check("its lines", len(run("lines", "--db", "a.db", *by).stdout.splitlines()) > 2)
        run("explain", "--db", "a.db", row["bevinding_id"], *by)
        run("sample", "--db", "a.db", "--seed", "1", "--size", "1", *by)
        run("findings", "--db", "a.db", "--format", "xlsx", "-o", "een.xlsx", *by)
    for verb in (["findings"], ["lines"], ["explain", row["bevinding_id"]], ["sample", "--seed", "1", "--size", "1"]):
        said = run(*verb, "--db", "a.db", "--patient", bsn, status=2)
        check(f"{verb[0]}: a number where pseudonyms are is not silently nobody", b"holds pseudonyms" in said.stderr)
        run(*verb, "--db", "a.db", "--patient", other_bsn, "--pseudonym-key", other, status=2)
        run(*verb, "--db", "a.db", "--pseudonym-key", desk.key, status=2)
    # What cannot be locked is refused; root may lock anything, so as somebody else.
    def poor():
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
    place = work / "arm"
    place.mkdir()
    shutil.copy(desk.program, place / "dubbelloop")
    shutil.copy(inputs / "verwijst.csv", place)
    shutil.copy(desk.key, place / "sleutel")
    owner = 65534 if os.geteuid() == 0 else os.geteuid()
    for path in [place, *place.iterdir()]:
        os.chown(path, owner, -1)
    # mkdtemp's folder is closed to others.
    work.parent.chmod(0o711)
    work.chmod(0o711)
    command = [
        place / "dubbelloop", "run", "--db", "p.db", "--out", "uit", "--pseudonym-key", "sleutel", "verwijst.csv"
    ]
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    said = subprocess.run(command, cwd=place, capture_output=True, preexec_fn=poor, env=env)
    desk.public["locked memory"] = said.stderr
    if not desk.sanitized:  # a sanitizer's mlock does nothing, and says that it did
        check(f"a key that cannot be locked is refused: {said.stderr}",
              said.returncode == 1 and b"cannot be locked" in said.stderr and not (place / "p.db").exists())
    # The same user, with the room to lock: a process that nobody may look into still does its work.
    def ordinary():
        poor_limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
        assert poor_limit[1] != 0

    for args in (command[1:], ["findings", "--db", "p.db", "--format", "xlsx", "-o",
                               "f.xlsx"], ["backup", "p.db", "q.db"], ["recheck", "--db", "p.db", "--out", "uit"]):
        said = subprocess.run([command[0], *args], cwd=place, capture_output=True, preexec_fn=ordinary, env=env)
        check(f"an ordinary user: {args[0]}: {said.stderr}", said.returncode == 0)
    said = subprocess.run([command[0], *command[1:-1], "--again", "-"], cwd=place, capture_output=True,
                          preexec_fn=ordinary, env=env, input=(place / "verwijst.csv").read_bytes())
    check(f"an ordinary user: standard input: {said.stderr}", said.returncode == 0)
    shutil.rmtree(place)
    shutil.rmtree(bad)
    work.chmod(0o700)


def same_findings(plain, keyed, key):
    """With a key the findings are those without, but for the names of patients."""
    def rows(path, rename):
        with open(path) as lines:
            return sorted(tuple({**row, "patient": rename(row["patient"])}.items()) for row in csv.DictReader(lines))
    secret = bytes.fromhex(key.read_text())

    def pseudonym(patient):
        return hashlib.blake2b(patient.encode(), key=secret, digest_size=16).hexdigest()
    for name in ("uit/findings.csv", "uit/changes.csv", "uit_b/findings.csv", "uit_c/findings.csv"):
        check(f"{name} is the same under pseudonyms", rows(plain / name, pseudonym) == rows(keyed / name, str))
    check("patients by verzekerdennummer are in it", "3332/ONTDEK4" in (plain / "uit_b/findings.csv").read_text())
    for name in ("uit/rejects.csv", "uit_b/rejects.csv", "uit_b/slecht.csv.rejects.raw.csv", "uit/summary.json"):
        check(f"{name} is the same to the byte", (plain / name).read_bytes() == (keyed / name).read_bytes())


def temporary_files(desk, work):
    """Under pseudonyms the files without a name hold none either. They are looked at while the run is held."""
    big = work / "in/groot.csv"
    lines = (work / "in/2022Q1.csv").read_text().splitlines()
    with big.open("w") as out:
        out.write(lines[0] + "\n")
        for turn in range(100):
            for line in lines[1:]:
                fields = line.split(",")
                # Without keten lines: all pairs of these would be findings.
                if len(fields) == 18 and fields[16] and not fields[7].startswith("400"):
                    fields[16] = f"{turn}x{fields[16]}"[:20]
                    out.write(",".join(fields) + "\n")
    seen = leaks = 0
    for turn in range(20): # a look comes too late on a machine that is very busy
        child = subprocess.Popen([
            desk.program, "run", "--quiet", "--db", f"t{turn}.db", "--out", "uit_t", *map(str, desk.with_key()),
            "--memory", "1M", "--threads", "2", "--max-rejects", "100%", big
        ], cwd=work, umask=desk.umask, stderr=subprocess.PIPE)
        while child.poll() is None:
            time.sleep(0.002)
            if seen > 1 << 20 or os.geteuid():
                continue
            child.send_signal(signal.SIGSTOP)
            for fd in pathlib.Path(f"/proc/{child.pid}/fd").glob("*"):
                try:
                    if "(deleted)" in os.readlink(fd) and fd.stat().st_size > max(seen, 100000):
                        data = fd.read_bytes()[:4 << 20]
                        seen = len(data)
                        leaks += desk.search.found(data) is not None
                except OSError:
                    pass
            child.send_signal(signal.SIGCONT)
        child.communicate()
        if seen > 100000 or os.geteuid():
            break
    big.unlink()
    # Without root's eyes a process of ours cannot be looked into: interruptions() checks that.
    check(f"temporary files were seen ({seen} bytes)", seen > 100000 or os.geteuid())
    check("and no number in them", leaks == 0)


def main(program, source):
    program, source = os.path.realpath(program), pathlib.Path(source).resolve()
    sanitized = b"__asan_init" in pathlib.Path(program).read_bytes()
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        key = place / "sleutel"
        key.write_text(hashlib.sha256(b"tests/secrets").hexdigest() + "\n")
        key.chmod(0o600)
        desks = []
        for name, with_key, umask in (("met_nummers", None, 0o000), ("met_sleutel", key, 0o077), ("sleutel_umask_0",
                                                                                                  key, 0o000)):
            work = place / name
            work.mkdir(mode=0o700)
            numbers = prepare(work, source)
            desk = Desk(program, source, work, with_key, umask)
            desk.search, desk.sanitized, desk.damaged = Search(numbers), sanitized, 0
            desks.append(desk)
            check(f"{len(numbers)} numbers are sought", len(numbers) > 500)
            uses(desk, work)
            failures(desk, work)
            if umask == 0 and with_key:
                modes(desk, work)
                continue  # for the modes only
            damages(desk, work)
            check("all damages were tried", desk.damaged == 11)
            interruptions(desk, work)
            command_lines(desk, work)
            if with_key:
                said = desk.run("run", "--db", "h.db", "--out", "uit_h", *desk.with_key(), "--log-format", "json",
                                work / "in/verwijst.csv")
                check("a number in a reference is told", b'"number_in_reference"' in said.stderr)
                for path in [*work.glob("h.db*"), *work.glob("b.db*")]:
                    path.unlink()  # and is where the message says
                shutil.rmtree(work / "uit_h")
                keys(desk, work)
                temporary_files(desk, work)
            desk.run("purge", "--db", "a.db", "--before", "2023-01-01", "--dry-run")
            desk.run("purge", "--db", "a.db", "--before", "2023-01-01", "--by", "J", "--reason", "r", "--log-format",
                     "json")
            desk.run("verify", "--db", "a.db")
            help_text = subprocess.run([program, "--help"], capture_output=True, text=True).stdout
            verbs = set(re.findall(r"^  ([a-z]+) +[a-z]", help_text, re.M))
            check(f"every verb is tried: {verbs - desk.seen}", verbs <= desk.seen)
            modes(desk, work)
            search_all(desk, work)
        same_findings(desks[0].work, desks[1].work, key)
        print(f"{len(desks[0].search.numbers)} numbers sought in {outputs} outputs, {searched >> 20} MB")
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
