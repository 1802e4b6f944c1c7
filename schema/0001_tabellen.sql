-- The tables of a dubbelloop database. A patient key is a BSN, an insurer and verzekerdennummer ("3332/A1"), or an opaque
-- id: medical data, the whole file. Days are text YYYY-MM-DD, money is whole eurocents, AGB codes are text of 8 digits.

-- What holds for the database as a whole: patient_id = bsn | opaque.
CREATE TABLE instelling (
  sleutel TEXT PRIMARY KEY NOT NULL,
  waarde  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a run or recheck that came to its end. Each is one transaction, so there are no others.
CREATE TABLE run (
  run            INTEGER PRIMARY KEY,
  opdracht       TEXT NOT NULL CHECK (opdracht IN ('run', 'recheck')),
  versie         TEXT NOT NULL,            -- of dubbelloop
  begonnen       TEXT NOT NULL,            -- UTC, YYYY-MM-DDTHH:MM:SSZ
  vingerafdruk   TEXT NOT NULL,            -- of tables, contracts and --extend-tables: which rows, in regelset
  contracten     TEXT,                     -- sha256 of the contracts file, NULL: none
  extend_tables  INTEGER NOT NULL CHECK (extend_tables IN (0, 1)),
  gelezen        INTEGER NOT NULL,         -- lines of this run's files, refused and skipped ones left out
  aanvaard       INTEGER NOT NULL,
  dubbel         INTEGER NOT NULL,
  afgekeurd      INTEGER NOT NULL,
  relevant       INTEGER NOT NULL,
  patienten      INTEGER NOT NULL,         -- patients looked at
  nieuw          INTEGER NOT NULL,         -- findings that this run found,
  herzien        INTEGER NOT NULL,         -- found otherwise than before,
  vervallen      INTEGER NOT NULL          -- or found no more
) STRICT;

-- The file ledger. The counts balance: gelezen = aanvaard + dubbel + afgekeurd, in lines and in cents.
CREATE TABLE bestand (
  bestand        INTEGER PRIMARY KEY,      -- stored lines refer to it
  run            INTEGER NOT NULL REFERENCES run,
  naam           TEXT NOT NULL,
  sha256         TEXT NOT NULL,            -- of the decompressed bytes
  profiel        TEXT NOT NULL,            -- fingerprint of the profile, '' = canonical
  bytes          INTEGER NOT NULL,
  status         TEXT NOT NULL CHECK (status IN ('ingelezen', 'geweigerd', 'overgeslagen')),
  vingerafdruk   TEXT NOT NULL,            -- of the tables that decided which lines were relevant
  gelezen        INTEGER NOT NULL,
  aanvaard       INTEGER NOT NULL,
  dubbel         INTEGER NOT NULL,
  afgekeurd      INTEGER NOT NULL,
  relevant       INTEGER NOT NULL,
  gelezen_cent   INTEGER NOT NULL,
  aanvaard_cent  INTEGER NOT NULL,
  dubbel_cent    INTEGER NOT NULL,
  afgekeurd_cent INTEGER NOT NULL
) STRICT;
CREATE INDEX bestand_op_inhoud ON bestand (sha256, profiel, status);

-- How many lines of a file were rejected, for which reason. Which lines: rejects.csv of that run.
CREATE TABLE afkeuring (
  bestand INTEGER NOT NULL REFERENCES bestand,
  reden   TEXT NOT NULL,
  regels  INTEGER NOT NULL,
  PRIMARY KEY (bestand, reden)
) STRICT, WITHOUT ROWID;

-- The stored lines. A layer is the new lines of one run, or several layers merged, sorted by patient and cut into blocks;
-- a block is dossiers, one after another, packed (engine/dossier/dossier.h). `dubbelloop lines` gives them as CSV.
CREATE TABLE laag (
  laag   INTEGER PRIMARY KEY,
  run    INTEGER NOT NULL REFERENCES run,
  regels INTEGER NOT NULL
) STRICT;
CREATE TABLE blok (
  blok             INTEGER PRIMARY KEY,
  laag             INTEGER NOT NULL REFERENCES laag,
  eerste_patient   BLOB NOT NULL,
  laatste_patient  BLOB NOT NULL,
  inhoud           BLOB NOT NULL
) STRICT;
CREATE INDEX blok_op_patient ON blok (laag, eerste_patient);

-- The conflict tables and contracts of every run, as files and as rows.
CREATE TABLE tabelbestand (
  sha256 TEXT PRIMARY KEY NOT NULL,
  inhoud BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tabelset (
  vingerafdruk TEXT NOT NULL,
  naam         TEXT NOT NULL,              -- tabellen.csv, menzis_7c_2023.csv, ... ; '' = the contracts
  sha256       TEXT NOT NULL REFERENCES tabelbestand,
  PRIMARY KEY (vingerafdruk, naam)
) STRICT, WITHOUT ROWID;
CREATE TABLE regel (
  rij                TEXT PRIMARY KEY NOT NULL, -- sha256 of the table's name and the row: which row it was
  tabel              TEXT NOT NULL,
  regel              TEXT NOT NULL,
  programma          TEXT NOT NULL,
  categorie          TEXT NOT NULL,
  prestatiecodelijst TEXT NOT NULL,
  code_van           TEXT NOT NULL,
  code_tm            TEXT NOT NULL,
  codeset            TEXT NOT NULL,
  zorgproduct        TEXT NOT NULL,
  specialisme        TEXT NOT NULL,
  zorgsoort          TEXT NOT NULL,
  verwijsdiagnoses   TEXT NOT NULL,
  betreft            TEXT NOT NULL,
  voorwaarde         TEXT NOT NULL,
  overlap            TEXT NOT NULL,
  gedoogkwartaal     TEXT NOT NULL,
  eenmalig           TEXT NOT NULL,
  zekerheid          TEXT NOT NULL,
  verhaal            TEXT NOT NULL,
  geldig_van         TEXT NOT NULL,
  geldig_tot         TEXT NOT NULL,
  status             TEXT NOT NULL,
  omschrijving       TEXT NOT NULL,
  bron               TEXT NOT NULL,
  herkomst           TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE regelset (
  vingerafdruk TEXT NOT NULL,
  regel        TEXT NOT NULL,
  rij          TEXT NOT NULL REFERENCES regel,
  PRIMARY KEY (vingerafdruk, regel)
) STRICT, WITHOUT ROWID;

-- Findings: a keten line and a conflict line of one patient. Each is there once for ever; vervallen_run says that it does
-- not stand any more. The key is the order of findings.csv.
CREATE TABLE bevinding (
  bevinding_id         TEXT NOT NULL,      -- the same in every run; unique within a patient
  zekerheid            TEXT NOT NULL CHECK (zekerheid IN ('vast', 'waarschijnlijk', 'signaal')),
  redenen              TEXT NOT NULL,
  uzovi                TEXT NOT NULL,
  patient              TEXT NOT NULL,
  programma            TEXT NOT NULL,
  categorie            TEXT NOT NULL,
  regels               TEXT NOT NULL,
  tabel                TEXT NOT NULL,
  keten_agb            TEXT NOT NULL,
  keten_referentie     TEXT NOT NULL,
  keten_prestatiecode  TEXT NOT NULL,
  keten_van            TEXT NOT NULL,
  keten_tm             TEXT NOT NULL,
  keten_bedrag_cent    INTEGER NOT NULL,
  conflict_agb         TEXT NOT NULL,
  conflict_referentie  TEXT NOT NULL,
  conflict_prestatiecodelijst TEXT NOT NULL,
  conflict_prestatiecode      TEXT NOT NULL,
  conflict_zorgproductcode    TEXT NOT NULL,
  conflict_begindatum  TEXT NOT NULL,
  conflict_einddatum   TEXT NOT NULL,
  conflict_bedrag_cent INTEGER NOT NULL,
  overlap_van          TEXT NOT NULL,
  overlap_tm           TEXT NOT NULL,
  verhaal              TEXT NOT NULL CHECK (verhaal IN ('keten', 'conflict')),
  verhaal_bedrag_cent  INTEGER NOT NULL,
  leidende_regel       TEXT NOT NULL,      -- the rule of the leading hit
  keten_bestand        INTEGER NOT NULL REFERENCES bestand, -- where the lines stand
  keten_regelnummer    INTEGER NOT NULL,
  conflict_bestand     INTEGER NOT NULL REFERENCES bestand,
  conflict_regelnummer INTEGER NOT NULL,
  gevonden_run         INTEGER NOT NULL REFERENCES run, -- found (again) by
  gewijzigd_run        INTEGER NOT NULL REFERENCES run, -- last changed by
  vervallen_run        INTEGER REFERENCES run,          -- NULL: it stands
  PRIMARY KEY (patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie)
) STRICT, WITHOUT ROWID;
CREATE INDEX bevinding_op_id ON bevinding (bevinding_id);

-- Every change of a finding and the run that made it; nothing is ever changed or deleted here.
CREATE TABLE gebeurtenis (
  gebeurtenis  INTEGER PRIMARY KEY,
  run          INTEGER NOT NULL REFERENCES run,
  patient      TEXT NOT NULL,
  bevinding_id TEXT NOT NULL,
  soort        TEXT NOT NULL CHECK (soort IN ('nieuw', 'herzien', 'vervallen')),
  was          TEXT NOT NULL               -- the row of findings.csv before a herziening, else ''
) STRICT;
CREATE INDEX gebeurtenis_op_bevinding ON gebeurtenis (bevinding_id);
CREATE TRIGGER gebeurtenis_blijft_staan BEFORE UPDATE ON gebeurtenis
BEGIN SELECT RAISE(ABORT, 'gebeurtenissen worden niet gewijzigd'); END;
CREATE TRIGGER gebeurtenis_blijft_bestaan BEFORE DELETE ON gebeurtenis
BEGIN SELECT RAISE(ABORT, 'gebeurtenissen worden niet verwijderd'); END;

-- The figures of summary.json over the stored lines, kept up by every run.
CREATE TABLE stand (
  soort   TEXT NOT NULL,                   -- keten_lines, findings, per_categorie, net_cent, ...
  sleutel TEXT NOT NULL,                   -- programme, grade, category, table, or ''
  waarde  INTEGER NOT NULL,
  PRIMARY KEY (soort, sleutel)
) STRICT, WITHOUT ROWID;
-- Coverage: keten lines of an insurer in a quarter.
CREATE TABLE dekking (
  uzovi       TEXT NOT NULL,
  kwartaal    TEXT NOT NULL,               -- 2023Q1
  keten_lines INTEGER NOT NULL,            -- a line counts in every quarter that it touches
  ongedekt    INTEGER NOT NULL,            -- of those, not checked: no table names the insurer on their own day
  tabel       TEXT,                        -- that names the insurer on the first day of the quarter
  PRIMARY KEY (uzovi, kwartaal)
) STRICT, WITHOUT ROWID;
