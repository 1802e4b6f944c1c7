-- Who looked at which patient or finding in the workbench, when and why (`dubbelloop serve`): a row a look. It comes here by way of the
-- journal beside the database (engine/store/inzage.h). Nothing is ever changed here, and nothing deleted but by a purge of this table.
CREATE TABLE inzage (
  nummer       INTEGER PRIMARY KEY,               -- in the order in which they came in
  merk         TEXT NOT NULL UNIQUE,              -- of the journal's line: what is moved twice stands here once
  op           TEXT NOT NULL,                     -- UTC, YYYY-MM-DDTHH:MM:SSZ
  inlog        TEXT NOT NULL CHECK (inlog <> ''), -- who
  blad         TEXT NOT NULL CHECK (blad <> ''),  -- where: the route, '/bevinding/*'; '/aanmelden': a session began
  patient      TEXT NOT NULL,                     -- as it is stored; '': about no single one
  bevinding_id TEXT NOT NULL,                     -- '': about no single one
  reden        TEXT NOT NULL                      -- in that person's words; '': none was asked
) STRICT;
CREATE INDEX inzage_op_inlog ON inzage (inlog, op);
CREATE TRIGGER inzage_blijft_staan BEFORE UPDATE ON inzage
BEGIN SELECT RAISE(ABORT, 'inzagen worden niet gewijzigd'); END;
CREATE TRIGGER inzage_blijft_bestaan BEFORE DELETE ON inzage
BEGIN SELECT RAISE(ABORT, 'inzagen worden niet verwijderd'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER inzage_wordt_niet_vervangen BEFORE INSERT ON inzage
WHEN EXISTS (SELECT 1 FROM inzage WHERE nummer = NEW.nummer OR merk = NEW.merk)
BEGIN SELECT RAISE(ABORT, 'inzagen worden niet vervangen'); END;

-- What left table inzage since it was older than the term of its own (`dubbelloop purge --inzage-before`): a row a purge.
CREATE TABLE inzage_wissing (
  nummer  INTEGER PRIMARY KEY,
  voor    TEXT NOT NULL,                   -- looks before this day, YYYY-MM-DD
  op      TEXT NOT NULL,                   -- UTC, YYYY-MM-DDTHH:MM:SSZ
  door    TEXT NOT NULL CHECK (door <> ''),
  reden   TEXT NOT NULL CHECK (reden <> ''),
  versie  TEXT NOT NULL,                   -- of dubbelloop
  inzagen INTEGER NOT NULL                 -- how many left
) STRICT;
CREATE TRIGGER inzage_wissing_blijft_staan BEFORE UPDATE ON inzage_wissing
BEGIN SELECT RAISE(ABORT, 'wissingen worden niet gewijzigd'); END;
CREATE TRIGGER inzage_wissing_blijft_bestaan BEFORE DELETE ON inzage_wissing
BEGIN SELECT RAISE(ABORT, 'wissingen worden niet verwijderd'); END;
CREATE TRIGGER inzage_wissing_wordt_niet_vervangen BEFORE INSERT ON inzage_wissing
WHEN EXISTS (SELECT 1 FROM inzage_wissing WHERE nummer = NEW.nummer)
BEGIN SELECT RAISE(ABORT, 'wissingen worden niet vervangen'); END;
