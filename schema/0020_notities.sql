-- Notes that people make at a finding: a row a note. Nothing is ever changed or deleted here but by a purge, with the finding.
CREATE TABLE notitie (
  nummer       INTEGER PRIMARY KEY,        -- in the order in which they were made
  patient      TEXT NOT NULL,
  bevinding_id TEXT NOT NULL,
  op           TEXT NOT NULL,              -- UTC, YYYY-MM-DDTHH:MM:SSZ
  inlog        TEXT NOT NULL CHECK (inlog <> ''),
  tekst        TEXT NOT NULL CHECK (tekst <> ''), -- may have several lines
  run          INTEGER NOT NULL REFERENCES run -- the last one at that moment
) STRICT;
CREATE INDEX notitie_op_bevinding ON notitie (patient, bevinding_id);
CREATE TRIGGER notitie_blijft_staan BEFORE UPDATE ON notitie
BEGIN SELECT RAISE(ABORT, 'notities worden niet gewijzigd'); END;
CREATE TRIGGER notitie_blijft_bestaan BEFORE DELETE ON notitie
BEGIN SELECT RAISE(ABORT, 'notities worden niet verwijderd'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER notitie_wordt_niet_vervangen BEFORE INSERT ON notitie
WHEN EXISTS (SELECT 1 FROM notitie WHERE nummer = NEW.nummer)
BEGIN SELECT RAISE(ABORT, 'notities worden niet vervangen'); END;

ALTER TABLE wissing ADD COLUMN notities INTEGER NOT NULL DEFAULT 0; -- notes at findings that left
