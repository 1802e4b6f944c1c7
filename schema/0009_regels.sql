-- The columns that version 2 of the contract gives a rule; the hash of a row has them only when they are filled.
ALTER TABLE regel ADD COLUMN soort              TEXT NOT NULL DEFAULT '';
ALTER TABLE regel ADD COLUMN controle           TEXT NOT NULL DEFAULT '';
ALTER TABLE regel ADD COLUMN conflict_programma TEXT NOT NULL DEFAULT '';
ALTER TABLE regel ADD COLUMN max_dagen          TEXT NOT NULL DEFAULT '';
