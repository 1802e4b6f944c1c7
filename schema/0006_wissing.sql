-- What left the database since it was older than the retention term (`dubbelloop purge`): a row a purge, without any value
-- of a patient. Lines that end before the greatest `voor` do not come in again.
CREATE TABLE wissing (
  wissing        INTEGER PRIMARY KEY,
  voor           TEXT NOT NULL,            -- lines of quarters that were over on this day, YYYY-MM-DD
  op             TEXT NOT NULL,            -- UTC, YYYY-MM-DDTHH:MM:SSZ
  door           TEXT NOT NULL CHECK (door <> ''),
  reden          TEXT NOT NULL CHECK (reden <> ''),
  versie         TEXT NOT NULL,            -- of dubbelloop
  run            INTEGER NOT NULL REFERENCES run, -- the last one at that moment
  regels         INTEGER NOT NULL,         -- how many left: lines,
  patienten      INTEGER NOT NULL,         -- patients of whom no line is left,
  bevindingen    INTEGER NOT NULL,         -- findings, standing or lapsed,
  gebeurtenissen INTEGER NOT NULL,         -- their events,
  oordelen       INTEGER NOT NULL,         -- verdicts on them,
  antwoorden     INTEGER NOT NULL,         -- and answers of providers;
  gebleven       INTEGER NOT NULL          -- lines as old that stayed: a line or finding that is not needs them
) STRICT;
CREATE TRIGGER wissing_blijft_staan BEFORE UPDATE ON wissing
BEGIN SELECT RAISE(ABORT, 'wissingen worden niet gewijzigd'); END;
CREATE TRIGGER wissing_blijft_bestaan BEFORE DELETE ON wissing
BEGIN SELECT RAISE(ABORT, 'wissingen worden niet verwijderd'); END;

-- How many events of a run purges took: with those that are left they are what the run counted.
CREATE TABLE gewiste_gebeurtenis (
  run    INTEGER NOT NULL REFERENCES run,
  soort  TEXT NOT NULL CHECK (soort IN ('nieuw', 'herzien', 'vervallen')),
  aantal INTEGER NOT NULL,
  PRIMARY KEY (run, soort)
) STRICT, WITHOUT ROWID;

-- Of the file's relevant lines, so many purges took.
ALTER TABLE bestand ADD COLUMN gewist INTEGER NOT NULL DEFAULT 0;

-- instelling has a further key: pseudonym_sleutel, the fingerprint of the key by which patients are stored under
-- pseudonyms (engine/base/secret.h). Without it they are stored by their numbers.
