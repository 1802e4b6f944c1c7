-- What files lack, what was odd about them, and which were taken back. No value of a patient stands in any of it.
CREATE TABLE bestand_kolom (
  bestand INTEGER NOT NULL REFERENCES bestand,
  soort   TEXT NOT NULL CHECK (soort IN ('ontbreekt', 'genegeerd')),
  naam    TEXT NOT NULL,                -- canonical, or as the header of the file says
  PRIMARY KEY (bestand, soort, naam)
) STRICT, WITHOUT ROWID;

-- Accepted debits that look like a bundle and are of no programme (letop.csv), per list and code.
CREATE TABLE zonder_programma (
  bestand            INTEGER NOT NULL REFERENCES bestand,
  prestatiecodelijst TEXT NOT NULL,     -- '' = none
  prestatiecode      TEXT NOT NULL,     -- as declared, upper-cased
  regels             INTEGER NOT NULL,
  cent               INTEGER NOT NULL,
  PRIMARY KEY (bestand, prestatiecodelijst, prestatiecode)
) STRICT, WITHOUT ROWID;

-- The warnings of each run, by the code that the log has.
CREATE TABLE waarschuwing (
  run     INTEGER NOT NULL REFERENCES run,
  nummer  INTEGER NOT NULL,
  code    TEXT NOT NULL,
  bestand INTEGER REFERENCES bestand,   -- NULL: of the whole run
  aantal  INTEGER NOT NULL,             -- lines, columns, patients: what it counts
  PRIMARY KEY (run, nummer)
) STRICT, WITHOUT ROWID;

-- What a FILE.controle beside the file said and was found right: words of 'regels', 'euro', 'sha256'; '' = there was none.
ALTER TABLE bestand ADD COLUMN controle TEXT NOT NULL DEFAULT '';

-- Files that were taken back (`dubbelloop withdraw`): their lines left the dossiers, in a run of its own.
CREATE TABLE intrekking (
  bestand INTEGER PRIMARY KEY REFERENCES bestand,
  run     INTEGER NOT NULL REFERENCES run,
  op      TEXT NOT NULL,                -- UTC, YYYY-MM-DDTHH:MM:SSZ
  door    TEXT NOT NULL CHECK (door <> ''),
  reden   TEXT NOT NULL CHECK (reden <> ''),
  versie  TEXT NOT NULL,                -- of dubbelloop
  regels  INTEGER NOT NULL              -- stored lines that left
) STRICT;
CREATE TRIGGER intrekking_blijft_staan BEFORE UPDATE ON intrekking
BEGIN SELECT RAISE(ABORT, 'intrekkingen worden niet gewijzigd'); END;
CREATE TRIGGER intrekking_blijft_bestaan BEFORE DELETE ON intrekking
BEGIN SELECT RAISE(ABORT, 'intrekkingen worden niet verwijderd'); END;

-- Per run, list and code; the files of one run do not hold a line twice.
CREATE VIEW v_zonder_programma AS
SELECT f.run, z.prestatiecodelijst, z.prestatiecode, sum(z.regels) AS regels, sum(z.cent) / 100.0 AS euro,
       count(*) AS bestanden
  FROM zonder_programma z JOIN bestand f USING (bestand)
 GROUP BY f.run, z.prestatiecodelijst, z.prestatiecode;
