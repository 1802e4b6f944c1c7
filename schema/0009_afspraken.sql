-- The columns that version 2 of the contract gives a rule; the hash of a row has them only when they are filled.
ALTER TABLE regel ADD COLUMN soort              TEXT NOT NULL DEFAULT '';
ALTER TABLE regel ADD COLUMN controle           TEXT NOT NULL DEFAULT '';
ALTER TABLE regel ADD COLUMN conflict_programma TEXT NOT NULL DEFAULT '';
ALTER TABLE regel ADD COLUMN max_dagen          TEXT NOT NULL DEFAULT '';

-- Contracts and relations of every run, each row once for the runs that had it: van_run <= run < tot_run. (Those of version 1
-- are files in tabelset, under the name ''.)
CREATE TABLE contract (
  rij           INTEGER PRIMARY KEY,
  uzovi         TEXT NOT NULL,
  agb_declarant TEXT NOT NULL,
  programma     TEXT NOT NULL,
  prestatiecode TEXT NOT NULL,
  geldig_van    TEXT NOT NULL,
  geldig_tot    TEXT NOT NULL,
  voorwaarden   TEXT NOT NULL,
  extra_tabel   TEXT NOT NULL,
  tarief_cent   TEXT NOT NULL,
  budget_cent   TEXT NOT NULL,
  van_run       INTEGER NOT NULL REFERENCES run,
  tot_run       INTEGER REFERENCES run         -- the first that had it no more; NULL: the last run has it
) STRICT;
CREATE INDEX contract_van_kracht ON contract (tot_run, van_run);
CREATE TABLE relatie (
  rij        INTEGER PRIMARY KEY,
  van_agb    TEXT NOT NULL,
  naar_agb   TEXT NOT NULL,
  soort      TEXT NOT NULL,
  geldig_van TEXT NOT NULL,
  geldig_tot TEXT NOT NULL,
  bron       TEXT NOT NULL,
  van_run    INTEGER NOT NULL REFERENCES run,
  tot_run    INTEGER REFERENCES run
) STRICT;
CREATE INDEX relatie_van_kracht ON relatie (tot_run, van_run);

-- run.contracten is of the rows now, in whatever order they stood in the file.
ALTER TABLE run ADD COLUMN relaties   TEXT;                     -- sha256 of the rows, NULL: none
ALTER TABLE run ADD COLUMN relevantie TEXT NOT NULL DEFAULT ''; -- sha256 of what of the tables makes lines relevant; '': version 1
