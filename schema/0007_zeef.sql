-- What a layer surely does not hold: for some hundred patients next to each other a Bloom filter of their lines
-- (engine/dossier/sieve.h). A night reads it before, and mostly instead of, their blocks.
ALTER TABLE laag ADD COLUMN gezeefd INTEGER NOT NULL DEFAULT 0 CHECK (gezeefd IN (0, 1)); -- 1: all its patients are in a zeef
CREATE TABLE zeef (
  zeef             INTEGER PRIMARY KEY,
  laag             INTEGER NOT NULL REFERENCES laag,
  eerste_patient   BLOB NOT NULL,
  laatste_patient  BLOB NOT NULL,
  inhoud           BLOB NOT NULL,
  som              TEXT NOT NULL            -- of the three before it, as of a blok
) STRICT;
CREATE INDEX zeef_op_patient ON zeef (laag, eerste_patient);
