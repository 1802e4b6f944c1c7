-- What people say and do is on record at once: each command that adds such rows makes a link of them, with their digest, in a chain of its own
-- that the next run's link in the chain of runs (step 17) holds. Nothing is ever changed or deleted here. A purge takes rows of links that are
-- there: then a further link says what is left of each of those.
CREATE TABLE vastlegging (
  nummer   INTEGER PRIMARY KEY,          -- from 1, without gaps
  run      INTEGER NOT NULL,             -- the run that holds it: the first after it
  soort    TEXT NOT NULL,                -- which table (engine/store/vastleggingen.c)
  van      INTEGER NOT NULL,             -- its rows: their numbers, first and last
  tot      INTEGER NOT NULL,
  aantal   INTEGER NOT NULL CHECK (aantal >= 0),
  sha256   TEXT NOT NULL,                -- of them
  vervangt INTEGER REFERENCES vastlegging, -- a purge: what is left of the rows of that one
  verloop  TEXT NOT NULL                 -- SHA-256 over that of the one before, and this row
) STRICT;
CREATE INDEX vastlegging_op_soort ON vastlegging (soort, tot);
CREATE INDEX vastlegging_op_run ON vastlegging (run);
CREATE INDEX vastlegging_vervangen ON vastlegging (vervangt);
CREATE TRIGGER vastlegging_blijft_staan BEFORE UPDATE ON vastlegging
BEGIN SELECT RAISE(ABORT, 'vastleggingen worden niet gewijzigd'); END;
CREATE TRIGGER vastlegging_blijft_bestaan BEFORE DELETE ON vastlegging
BEGIN SELECT RAISE(ABORT, 'vastleggingen worden niet verwijderd'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER vastlegging_wordt_niet_vervangen BEFORE INSERT ON vastlegging
WHEN EXISTS (SELECT 1 FROM vastlegging WHERE nummer = NEW.nummer)
BEGIN SELECT RAISE(ABORT, 'vastleggingen worden niet vervangen'); END;

-- The rows of an event of a case are looked up by it.
CREATE INDEX zaak_bevinding_op_gebeurtenis ON zaak_bevinding (gebeurtenis);
CREATE INDEX zaak_trekking_op_gebeurtenis ON zaak_trekking (gebeurtenis);
