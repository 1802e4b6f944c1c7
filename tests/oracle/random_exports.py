#!/usr/bin/env python3
"""Random, dense and adversarial exports for the differential test.

`make_case(seed, directory)` writes a case folder: inputs (in_1.csv ..), `args`, and by chance `contracts.csv`, `relaties.csv`, `profile.ini`,
`tables/` and `files` (the inputs in the order of the arguments, when that is not the numeric one); and in `later/` what the store is
looked at with afterwards: other tables, contracts, relations, options. The same seed and the same base tables always give the same
folder. Nothing here knows what should come out: that is for oracle.py to say.
"""

import gzip
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from lines import BOM, COLUMNS, NO_BSN, REQUIRED, UPPERCASE, ZEROS_ARE_EMPTY, Profile
from random_lines import LineMaker
from random_tables import Window, write_contracts, write_random_tables, write_relaties
from tables import load_tables

# ---------------------------------------------------------------------------------------------------------------------
# Dialects and files


class Dialect:
    """How all files of a case are written: canonical, or a foreign dialect that the case's profile describes."""

    def __init__(self, rng, foreign):
        self.rng = rng
        self.profile = Profile()
        self.lacking = []  # columns that the files lack and [defaults] supplies
        if foreign:
            profile = self.profile
            profile.delimiter = rng.choice([",", ";", ";", "|"])
            profile.quote = rng.choice(['"', '"', "'"])
            profile.encoding = rng.choice(["utf-8", "cp1252", "latin-1"])
            profile.decimal = rng.choice(["cent", "punt", "komma"])
            profile.decimalen = rng.choice(["2", "0-2"])
            profile.date = rng.choice(["iso", "dmy", "ymd"])
            profile.tijd = rng.choice(["nee", "ja"])
            own_names = {
                "bsn": "Burgerservicenummer", "begindatum": "Datum begin", "bedrag_cent": "Toegekend bedrag",
                "einddatum": "t/m", "referentienummer": "Ref. nr", "uzovi": "UZOVI-nummer",
                "diagnosecode": "Diagnose (é)", "debet_credit": "+/-"
            }
            profile.columns = {column: own_names[column] for column in rng.sample(list(own_names), rng.randint(0, 4))}
            profile.defaults = dict(
                rng.sample([("uzovi", "3332"), ("debet_credit", "D"), ("prestatiecodelijst", "008"),
                            ("specialisme", "0313"), ("bedrag_cent", "9000"), ("einddatum", "2099-12-31"),
                            ("aantal", "2"), ("begindatum", "20230101"), ("agb_uitvoerder", "03130001"),
                            ("specialisme", "0000")], rng.choice([0, 1, 2])))
            for column in profile.defaults:  # in place of a column, or where its values are empty; a column that a profile names must be there
                if column not in profile.columns and column not in ("begindatum", "bedrag_cent",
                                                                    "einddatum") and rng.random() < 0.6:
                    self.lacking.append(column)
            profile.leeg = dict(
                rng.sample([("*", ["NULL", "\\N"]), ("einddatum", ["9999-12-31", "31-12-9999", "99991231"]),
                            ("bedrag_cent", ["n.b."]), ("specialisme", ["9999", "0313"]), ("bsn", ["123456789"]),
                            ("prestatiecode", ["LEEG"])], rng.choice([0, 0, 1, 3])))

    def ini(self):
        profile = self.profile
        keys = [key for key in ("delimiter", "quote", "encoding", "decimal", "decimalen", "date", "tijd")
                if getattr(profile, key) != getattr(Profile(), key) or self.rng.random() < 0.5]
        lines = ["; profiel", "[csv]", *(f"{key} = {getattr(profile, key)}" for key in keys)]
        lines += ["[columns]", *(f"{column} = {name}" for column, name in profile.columns.items())]
        lines += ["[defaults]", *(f"{column} = {value}" for column, value in profile.defaults.items())]
        if profile.leeg:
            lines += ["[leeg]", *(f"{column} = {' '.join(values)}" for column, values in profile.leeg.items())]
        return "\n".join(lines) + "\n"

    def encode(self, text):
        return text.encode(self.profile.encoding, "replace")


class FileWriter:
    def __init__(self, rng, dialect):
        self.rng = rng
        self.dialect = dialect
        optional = [column for column in COLUMNS if column not in REQUIRED + ["bsn", "verzekerdennummer"]]
        dropped = set(dialect.lacking)
        if rng.random() < 0.3:
            dropped |= set(rng.sample(optional, rng.randint(1, 3)))
        self.columns = [column for column in COLUMNS if column not in dropped]
        self.columns += rng.choice([[], [], ["Opmerking"], ["Opmerking", "x,y", ""], [f"extra{n}" for n in range(18)]])
        self.header_bytes = rng.choice([0, 0, 0, 0, 0, 65536, 65536, 65537]) if "extra17" in self.columns else 0
        if rng.random() < 0.7:
            rng.shuffle(self.columns)
        self.quoting = rng.choice([0, 0, 0.05, 0.3, 1])
        self.padding = rng.choice([0, 0, 0.05, 0.3])
        self.zeros = rng.choice([0, 0.1, 0.8])
        self.line_end = rng.choice([b"\n", b"\n", b"\r\n", None])  # None: mixed

    def header(self):
        rng = self.rng
        names = []
        for column in self.columns:
            name = self.dialect.profile.columns.get(column, column)
            if rng.random() < 0.5:
                name = self.loose(name)
            names.append(self.field(name))
        delimiter = self.dialect.profile.delimiter.encode()
        missing = max(0, self.header_bytes - len(delimiter.join(names)))
        for index, column in enumerate(self.columns):  # up to a wanted length, by long names of unknown columns
            if column.startswith("extra") and not names[index].endswith(self.dialect.profile.quote.encode()):
                names[index] += b"x" * min(4000, missing)
                missing -= min(4000, missing)
        return delimiter.join(names)

    def loose(self, name):
        """The same name as programs write it: another case, other signs between the words."""
        rng = self.rng
        if name.isascii():
            name = rng.choice([name, name.upper(), name.title()])
        signs = [
            "_", "-", ".", " ", "",
            *(["\u00a0"] if self.dialect.profile.encoding != "utf-8" else ["\u00a0", "\u200b", "\ufeff"])
        ]
        name = name.replace("_", rng.choice(signs))
        at = rng.randrange(len(name) + 1)
        return name[:at] + rng.choice(["", "", *signs]) + name[at:]

    def field(self, text):
        """One field's bytes, quoted when it must be and now and then when it need not be."""
        rng, profile = self.rng, self.dialect.profile
        if rng.random() < self.padding:
            text = " " * rng.randint(0, 3) + text + " " * rng.randint(0, 3)
        data, quote = self.dialect.encode(text), profile.quote.encode()
        if quote in data or profile.delimiter.encode() in data or rng.random() < self.quoting:
            data = quote + data.replace(quote, quote * 2) + quote
        return data

    def text_of(self, column, value):
        """The value as a text, in one of the forms that mean the same."""
        rng, profile = self.rng, self.dialect.profile
        if value == "" and column in COLUMNS and rng.random() < 0.3:
            value = rng.choice(profile.leeg.get(column, []) + profile.leeg.get("*", []) or [""])
            if value:
                return value
        if column in ZEROS_ARE_EMPTY and value == "" and rng.random() < self.zeros:
            return "0" * rng.choice([1, 4, 8, 8, 9, 30])
        if isinstance(value, date) and profile.tijd == "ja" and rng.random() < 0.5:
            return self.date_of(value) + rng.choice([" 00:00:00", "T00:00", " 23:59:59.999", "T1"])
        if isinstance(value, date):
            return self.date_of(value)
        if column == "bedrag_cent" and isinstance(value, int):
            if profile.decimal == "cent":
                return str(value).zfill(rng.choice([1, 1, 1, 8, 12]))
            decimals = f"{value % 100:02d}"
            if profile.decimalen == "0-2" and decimals.endswith("0") and rng.random() < 0.7:
                decimals = decimals.rstrip("0")
            separator = "." if profile.decimal == "punt" else ","
            return str(value // 100) + (separator + decimals if decimals else "")
        if column in ("verwijsdiagnosecode", "aantal") and value and len(value) < 8 and rng.random() < 0.4:
            return value.zfill(8)
        if column in UPPERCASE and rng.random() < 0.2:
            return value.lower()
        if column == "bsn" and not value:
            return rng.choice(["", NO_BSN])
        if column not in COLUMNS:
            return rng.choice(["", "x", "é", 'a, "b"', "0", "a\rb", "\x01", "'"])
        return value

    def date_of(self, value):
        rng, profile = self.rng, self.dialect.profile
        if profile.date == "dmy":
            separator = rng.choice("-/.")
            day, month = rng.choice([(f"{value.day:02d}", f"{value.month:02d}"), (str(value.day), str(value.month))])
            return separator.join([day, month, f"{value.year:04d}"])
        return value.strftime("%Y%m%d") if profile.date == "ymd" or rng.random() < 0.3 else value.isoformat()

    def texts(self, line):
        return {column: self.text_of(column, line.get(column, "")) for column in self.columns}

    def record(self, texts):
        return self.dialect.profile.delimiter.encode().join(self.field(texts[column]) for column in self.columns)

    def spoiled(self, line):
        """A line with a fault in it, or with something at the edge of a fault."""
        rng, profile = self.rng, self.dialect.profile
        texts = self.texts(line)
        delimiter, quote = profile.delimiter.encode(), profile.quote.encode()
        kind = rng.random()
        if kind < 0.45:
            for column in rng.sample(sorted(set(self.columns) & set(BAD_VALUES)), rng.choice([1, 1, 2])):
                texts[column] = rng.choice(BAD_VALUES[column])
                if profile.date == "ymd" and column in ("begindatum", "einddatum"):
                    texts[column] = rng.choice(["20230229", "19891231", "21000101", "00000000", "2023010", "2023010x"])
            return self.record(texts)
        if kind < 0.55:
            texts |= {
                column: "" for column in rng.sample(REQUIRED + ["bsn", "verzekerdennummer"], rng.choice([1, 2, 3]))
                if column in texts
            }
            return self.record(texts)
        if kind < 0.6:  # no patient
            return self.record(texts | {column: "" for column in ("bsn", "verzekerdennummer") if column in texts})
        if kind < 0.65:  # end before begin
            begin, end = line["begindatum"], line["begindatum"] - timedelta(days=1)
            if "einddatum" in texts and end >= date(1990, 1, 1):
                texts |= {"begindatum": self.text_of("begindatum", begin), "einddatum": self.text_of("einddatum", end)}
            return self.record(texts)
        if kind < 0.72:  # at the edge of the field length
            column = rng.choice(self.columns)
            texts[column] = rng.choice(["x", " ", "0", "é" if profile.encoding == "utf-8" else "x"]) * rng.choice(
                [2048, 4095, 4096, 4097])
            return self.record(texts)
        if kind < 0.77:  # at the edge of the line length
            record = self.record(texts)
            return rng.choice([record + b"x" * (length - len(record)) for length in (65536, 65537, 70000)] +
                              [b"\xff" * 65537, self.full_line(texts)])
        record = self.record(texts)
        at = rng.randrange(len(record) + 1)
        return rng.choice([
            record[:at] + b"\0" + record[at:],
            record[:at] + b"\xff\xc0\x80" + record[at:] if profile.encoding == "utf-8" else record + b"\0",
            record + {"utf-8": b"\xed\xa0\x80", "cp1252": b"\x81"}.get(profile.encoding, b"\x81"),
            record + delimiter + b"x", record + delimiter, record.rpartition(delimiter)[0], b"x", quote,
            quote + record, record + quote, record[:at] + quote + record[at:], quote + b"a" + quote + b" " + delimiter + record,
            b" " + quote + b"a" + quote + delimiter + record.partition(delimiter)[2], record + b"\r", b"\r" + record, b"\r",
            delimiter * (len(self.columns) - 1), delimiter * len(self.columns), record + b"\xef\xbb\xbf" if profile.encoding == "utf-8" else record,
        ])

    def full_line(self, texts):
        """A good line of 65,536 or 65,537 bytes, for files with many unknown columns."""
        unknown = [column for column in self.columns if column not in COLUMNS]
        if len(unknown) < 18:
            return self.record(texts)
        wanted = self.rng.choice([65536, 65537])
        record = self.record(texts | dict.fromkeys(unknown, ""))
        for column in unknown:
            texts[column] = "x" * min(4096, max(0, wanted - len(record)))
            record = self.record(texts
                                 | {other: "" for other in unknown if unknown.index(other) > unknown.index(column)})
        return record

    def file(self, lines, spoil):
        """The bytes of a file with these lines, each spoiled with the given chance."""
        rng = self.rng
        records = [self.header()]
        for line in lines:
            records.append(self.spoiled(line) if rng.random() < spoil else self.record(self.texts(line)))
            if rng.random() < 0.01:
                records.append(b"")
        data = BOM if rng.random() < 0.25 else b""
        for record in records:
            data += record + (self.line_end or rng.choice([b"\n", b"\r\n"]))
        kind = rng.random()
        if kind < 0.2:
            data = data[:-1]
        elif kind < 0.3:
            data += rng.choice([b"\n", b"\r\n", b"\r"])
        return data

    def bad_header_file(self, lines):
        rng = self.rng
        data = self.file(lines, 0)
        first, rest = data.split(b"\n", 1)
        delimiter, quote = self.dialect.profile.delimiter.encode(), self.dialect.profile.quote.encode()
        profile = self.dialect.profile
        required = [
            name for name in REQUIRED
            if name in self.columns and name not in profile.columns and name not in profile.defaults
        ]
        lacking = dict.fromkeys(self.columns, "x") | {
            column: column for column in COLUMNS if column in self.columns and column not in required[:1]
        }
        doubled = [*self.columns, rng.choice(required).upper()]
        return rng.choice([
            delimiter.join(self.dialect.encode(lacking[column]) for column in self.columns) + b"\n" + rest,
            delimiter.join(name.encode()
                           for name in doubled if name not in ("x,y", "")) + b"\n" + rest, first + quote + b"\n" + rest,
            first + delimiter + b"\0\n" + rest, first + delimiter + b"x" * 66000 + b"\n" + rest, b"\n" + data, b"", BOM,
            b"\r\n" + data, rest, *self.without_own_column(data)
        ])

    def without_own_column(self, data):
        """A column that the profile names is not there under that name."""
        for column, name in self.dialect.profile.columns.items():
            own = self.dialect.encode(name)
            if own in data:
                yield data.replace(own, column.encode(), 1)


BAD_VALUES = {
    "bsn": [
        "123456783", "999990018", "000000000", "00000000", "99999001", "1234567", "1234567890", "12345678x",
        "-99999001", "１２３４５６７８９", "a/b", "NULL", "onbekend", "0000", "x" * 65, "é" * 64, "é" * 65, "\x7f", "0"
    ],
    "verzekerdennummer": [
        "0", "000000000000000000", "NvT", "n/a", "N.V.T.", "?", "-", "GEEN", "x" * 15, "x" * 16, "é" * 15, "é" * 16,
        "a\tb", "\x7f", "a\rb", "\u0080", "/"
    ],
    "uzovi": ["333", "33322", "333x", "0000", "x", "３３３２"],
    "agb_declarant": ["5301000", "530100011", "0000000x", "00000000", "0"],
    "agb_uitvoerder": ["0000000", "1", "000000000", "0x", "abcdefgh"],
    "specialisme": ["0", "00000", "313", "03131", "03x3"],
    "prestatiecodelijst": ["0", "0000", "8", "0081", "00x"],
    "prestatiecode": ["1234567890123", "12-00", "12 00", "é", "15a295", "0", "ſ"],
    "zorgproductcode": ["0402010130", "40201013", "0000000000", "04020101x", "040201 13"],
    "verwijsdiagnosecode": ["000000000", "000000055", "123456789", "5x", "0", "-5", "00000055"],
    "diagnosecode": ["T9002", "T90.", "T90.123", "é", "\x01", "x" * 100, "TT0", "t90.0", "T９0", "ſ90"],
    "begindatum": [
        "2023-02-29", "2023-13-01", "1989-12-31", "2100-01-01", "00000000", "0000-00-00", "2023-1-1", "20230101x",
        "2023/01/01", "202301", "2023-0101", "31-12-2022", "31.02.2023", "2023-00-10", "20230431", "2023-01-01 00:00",
        "2023-01-01T", "2023-01-01 x", "1-1-2023 0:00", "20230101T9", "2023-01-01  00:00"
    ],
    "einddatum": [
        "2023-02-30", "00000000", "0", "0000-00-00", "2100-01-01", "x", "1990-01-01", "2099-12-31", "20991231",
        "1-1-2024", "00-00-0000"
    ],
    "aantal": ["0000000000000", "1000000000", "-1", "1.0", "x", "000000001", "0", "0000000000"],
    "bedrag_cent": [
        "1000000000000", "000000000001", "-1", "1.50", "1,50", "1.5", "x", "1 000", "１", "+1", ",50", "1.500,00", "7",
        "7,5", "7.5", "7,", "7.", "7,500", "12345678901", "12345678901,00", "0,0"
    ],
    "debet_credit": ["DC", "X", "1", "c", "d", "é"],
    "referentienummer": ["x" * 20, "x" * 21, "é" * 20, "é" * 21, "a\tb", "a\rb", "\x7f", "\x1f"],
    "vorig_referentienummer": ["x" * 20, "x" * 21, "日" * 20, "日" * 21, "a\x0bb", "\x7f"],
}


# ---------------------------------------------------------------------------------------------------------------------
# A case


def write_input(directory, name, data, compression):
    if compression == "gz":
        (directory / f"{name}.gz").write_bytes(gzip.compress(data, mtime=0))
        return f"{name}.gz"
    (directory / name).write_bytes(data)
    if compression == "zst":
        subprocess.run(["zstd", "-q", "--rm", str(directory / name)], check=True)
        return f"{name}.zst"
    return name


def write_rules(rng, window, directory, base_tables, own_tables):
    """tables/ (or not), contracts.csv and relaties.csv (or not) in this directory; the tables that hold there."""
    directory.mkdir(parents=True, exist_ok=True)
    tables_dir = directory / "tables" if own_tables else Path(base_tables)
    if own_tables:
        write_random_tables(rng, window, tables_dir)
    contracts, relaties = directory / "contracts.csv", directory / "relaties.csv"
    if rng.random() < 0.85:
        write_contracts(rng, window, contracts, load_tables(tables_dir))
    if rng.random() < 0.75:
        write_relaties(rng, window, relaties)
    return load_tables(tables_dir, contracts if contracts.exists() else None, relaties if relaties.exists() else None)


def make_case(seed, directory, base_tables=None):
    """Writes the case of this seed. Without base tables, or by chance, it brings tables of its own."""
    rng = random.Random(seed)
    directory = Path(directory)
    own_tables = not base_tables or rng.random() < 0.65
    window = Window(rng, of_documents=not own_tables)
    tables = write_rules(rng, window, directory, base_tables, own_tables)
    write_rules(rng, window, directory / "later", directory / "tables" if own_tables else base_tables,
                rng.random() < 0.5)
    (directory / "later" / "args").write_text("--extend-tables\n" if rng.random() < 0.4 else "\n")

    opaque = rng.random() < 0.35
    dialect = Dialect(rng, foreign=rng.random() < 0.35)
    if dialect.profile != Profile():
        (directory / "profile.ini").write_text(dialect.ini(), encoding="utf-8")

    spoil = rng.choice([0, 0.01, 0.05, 0.15])
    maker = LineMaker(rng, window, tables, opaque)
    lines = maker.lines(rng.choice([80, 150, 250, 400]))
    if rng.random() < 0.02:
        lines += maker.bulk(4000)
        rng.shuffle(lines)
    inputs = write_inputs(rng, dialect, directory, lines, spoil)

    max_rejects = rng.choice(["100%"] * (7 if spoil < 0.05 else 30) + ["10%", "2%", "3", "0", None])
    if max_rejects == "100%" and rng.random() < 0.08:  # the same path twice
        inputs.append(inputs[0])
    (directory / "files").write_text("\n".join(inputs) + "\n")
    args = ["--max-rejects", max_rejects] if max_rejects else []
    args += ["--patient-id", "opaque"] if opaque else []
    args += ["--extend-tables"] if rng.random() < 0.4 else []
    (directory / "args").write_text(" ".join(args) + "\n")


def write_inputs(rng, dialect, directory, lines, spoil):
    """The files with these lines, and by chance some that are odd as a whole; their names in the order of the arguments."""
    file_count = rng.randint(1, 4)
    cuts = [0, *sorted(rng.sample(range(len(lines)), file_count - 1)), len(lines)]
    inputs, written = [], []
    for number, (begin, end) in enumerate(zip(cuts, cuts[1:]), start=1):
        data = FileWriter(rng, dialect).file(lines[begin:end], spoil)
        inputs.append(
            write_input(directory, f"in_{number}.csv", data, rng.choice([None, None, None, None, "gz", "zst"])))
        written.append(data)
    if rng.random() < 0.15:
        inputs.insert(rng.randrange(len(inputs) + 1),
                      write_input(directory, "in_bad.csv",
                                  FileWriter(rng, dialect).bad_header_file(lines[:3]), None))
    if rng.random() < 0.1:  # the bytes of an earlier file under another name
        inputs.append(write_input(directory, "in_again.csv", rng.choice(written), rng.choice([None, "gz"])))
    if rng.random() < 0.08:  # one base name twice
        (directory / "map").mkdir()
        inputs.append("map/" + write_input(directory / "map", "in_1.csv",
                                           FileWriter(rng, dialect).file(rng.sample(lines, 20), spoil), None))
    return inputs


if __name__ == "__main__":
    make_case(int(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
