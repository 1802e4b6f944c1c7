-- What is declared per insurer, contractant, keten programme or title, and quarter, beside what is agreed and how many are enrolled.
-- Figures, no findings: `dubbelloop titels` works them out from the lines, by the rules of the last run.
CREATE TABLE titel_kwartaal (
  uzovi             TEXT NOT NULL,
  agb_declarant     TEXT NOT NULL,
  programma         TEXT NOT NULL,
  volgorde          INTEGER NOT NULL,
  soort             TEXT NOT NULL CHECK (soort IN ('keten', 'titel')),
  kwartaal          TEXT NOT NULL,      -- 2023Q1: of the begindatum
  regels            INTEGER NOT NULL,   -- taking keten lines; a line of two programmes counts in both
  verzekerden       INTEGER NOT NULL,   -- distinct patients of those
  bedrag_cent       INTEGER NOT NULL,
  kleinste_cent     INTEGER NOT NULL,   -- per unit of `aantal` and quarter of the keten period
  grootste_cent     INTEGER NOT NULL,
  tarief_cent       INTEGER,            -- the highest that is agreed for any of the lines; NULL: none
  boven_tarief_cent INTEGER,            -- of the lines with an agreed tariff, what is above it
  budget_cent       INTEGER,            -- of the contract rows of the programme on the quarter's first day; NULL: none
  boven_budget_cent INTEGER,            -- what this quarter adds to what is above it, counted from where a row begins
  ingeschreven      INTEGER,            -- insured enrolled with the contractant or a member; NULL: no relation leads to it
  ingeschreven_75   INTEGER,            -- of those, by the code of the enrolment, 75 or older
  aandeel_75        REAL GENERATED ALWAYS AS -- of OUDEREN: its lines per hundred of those
                    (iif(programma = 'OUDEREN' AND ingeschreven_75 > 0, round(100.0 * regels / ingeschreven_75, 1), NULL)) VIRTUAL,
  PRIMARY KEY (uzovi, agb_declarant, programma, kwartaal)
) STRICT, WITHOUT ROWID;

-- The run whose lines and rules they are of; no row: they were not worked out.
CREATE TABLE titel_stand (run INTEGER NOT NULL REFERENCES run) STRICT;

-- The same in euros, with the run that it is of.
CREATE VIEW v_titel_kwartaal AS
SELECT t.uzovi, t.agb_declarant, t.programma, t.soort, t.kwartaal, t.regels, t.verzekerden,
       t.bedrag_cent / 100.0       AS bedrag_euro,
       t.kleinste_cent / 100.0     AS kleinste_euro,
       t.grootste_cent / 100.0     AS grootste_euro,
       t.tarief_cent / 100.0       AS tarief_euro,
       t.boven_tarief_cent / 100.0 AS boven_tarief_euro,
       t.budget_cent / 100.0       AS budget_euro,
       t.boven_budget_cent / 100.0 AS boven_budget_euro,
       t.ingeschreven, t.ingeschreven_75, t.aandeel_75,
       s.run                       AS na_run
  FROM titel_kwartaal t, titel_stand s;
