-- Per leading rule: the findings that were answered by the side that is to pay, and how. An answer of the other side says nothing of
-- the rule, and neither does one on a finding of which the data do not show which side that is. Of findings that lapsed too: a credit
-- makes them lapse.
DROP VIEW v_precisie;
CREATE VIEW v_precisie AS
SELECT b.leidende_regel AS regel, count(*) AS beantwoord,
       count(*) FILTER (WHERE a.antwoord = 'credit')   AS credit,
       count(*) FILTER (WHERE a.antwoord = 'terecht')  AS terecht,
       count(*) FILTER (WHERE a.antwoord = 'onbekend') AS onbekend
  FROM v_antwoord a JOIN bevinding b USING (patient, bevinding_id)
 WHERE a.telt AND a.rol = iif(b.verhaal = 'keten', 'ketencontractant', 'declarant')
   AND NOT instr(';' || b.redenen || ';', ';kant_onbepaald;')
 GROUP BY b.leidende_regel;

-- A round of reports out of which some providers were left by chance. Nothing is ever changed or deleted here.
CREATE TABLE ronde (
  ronde    INTEGER PRIMARY KEY,
  kwartaal TEXT NOT NULL,                   -- of the reports: 2023Q2
  op       TEXT NOT NULL,                   -- UTC, YYYY-MM-DDTHH:MM:SSZ
  run      INTEGER NOT NULL REFERENCES run, -- the last one at that moment
  procent  INTEGER NOT NULL CHECK (procent BETWEEN 1 AND 99),
  zaad     INTEGER NOT NULL
) STRICT;
-- Who would have got a report in it, in which role, and whether it was left out.
CREATE TABLE ronde_aanbieder (
  ronde          INTEGER NOT NULL REFERENCES ronde,
  agb            TEXT NOT NULL,
  rol            TEXT NOT NULL CHECK (rol IN ('declarant', 'ketencontractant')),
  achtergehouden INTEGER NOT NULL CHECK (achtergehouden IN (0, 1)),
  PRIMARY KEY (ronde, agb, rol)
) STRICT, WITHOUT ROWID;
