-- Lists of findings that people keep in the workbench: what an address of the page Bevindingen holds behind its ?, by name. A list never
-- names a patient, so that a purge has nothing to take here.
CREATE TABLE lijst (
  lijst   INTEGER PRIMARY KEY,
  inlog   TEXT NOT NULL CHECK (inlog <> ''), -- whose it is: nobody else changes it
  naam    TEXT NOT NULL CHECK (naam <> ''),
  gedeeld INTEGER NOT NULL CHECK (gedeeld IN (0, 1)), -- 1: everybody sees it
  vraag   TEXT NOT NULL,                     -- status=open&zekerheid=vast; '': all findings that stand
  op      TEXT NOT NULL,                     -- UTC, YYYY-MM-DDTHH:MM:SSZ
  UNIQUE (inlog, naam)
) STRICT;
