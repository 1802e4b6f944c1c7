-- Version 2 of the contract. A finding is of two lines or, a single, of one; (patient, bevinding_id) is its key, for events,
-- verdicts and answers too; coverage is per programme. All that version 1 found stays, with its verdicts and answers: what
-- version 2 sees otherwise is changed by the first run, with `contract versie 2` as its reason.
DROP VIEW v_dekking;
DROP VIEW v_aanbieder;
DROP VIEW v_precisie;
DROP VIEW v_bevinding;
DROP VIEW v_beantwoord;
DROP VIEW v_beoordeeld;
DROP VIEW v_antwoord;
DROP VIEW v_oordeel;
DROP VIEW v_bevinding_rij;

-- instelling has a further key: contract, the version of the contract by which the findings were found; not set: 1.

-- Copied away and back: to rename a table SQLite reads the whole schema again, and every command makes it once, to compare.
CREATE TABLE bevinding_1 AS SELECT * FROM bevinding;
DROP TABLE bevinding;
-- Findings: what is said of a keten line, by itself or beside another line, of one patient. Each is there once for ever;
-- vervallen_run says that it does not stand any more. Where rows come by the hundred thousand, a value that is one of three or more is
-- checked with OR: for each IN SQLite makes a table of its own, a row of ours.
CREATE TABLE bevinding (
  bevinding_id         TEXT NOT NULL,      -- the same in every run; unique within a patient
  zekerheid            TEXT NOT NULL CHECK (zekerheid = 'vast' OR zekerheid = 'waarschijnlijk' OR zekerheid = 'signaal'),
  redenen              TEXT NOT NULL,
  uzovi                TEXT NOT NULL,
  patient              TEXT NOT NULL,
  programma            TEXT NOT NULL,
  categorie            TEXT NOT NULL,
  regels               TEXT NOT NULL,
  tabel                TEXT NOT NULL,
  keten_agb            TEXT NOT NULL,
  keten_referentie     TEXT NOT NULL,
  keten_prestatiecode  TEXT NOT NULL,
  keten_van            TEXT NOT NULL,
  keten_tm             TEXT NOT NULL,
  keten_bedrag_cent    INTEGER NOT NULL,
  conflict_agb         TEXT NOT NULL,      -- the other line; of a single all of conflict_ is empty, numbers are NULL
  conflict_referentie  TEXT NOT NULL,
  conflict_prestatiecodelijst TEXT NOT NULL,
  conflict_prestatiecode      TEXT NOT NULL,
  conflict_zorgproductcode    TEXT NOT NULL,
  conflict_begindatum  TEXT NOT NULL,
  conflict_einddatum   TEXT NOT NULL,
  conflict_bedrag_cent INTEGER,
  overlap_van          TEXT NOT NULL,      -- of a single its keten period
  overlap_tm           TEXT NOT NULL,
  verhaal              TEXT NOT NULL CHECK (verhaal IN ('keten', 'conflict')),
  verhaal_bedrag_cent  INTEGER NOT NULL,   -- what is recovered of that line: all of it, or what is above the agreed tariff
  soort                TEXT NOT NULL CHECK (soort = 'paar' OR soort = 'verboden' OR soort = 'contract' OR soort = 'tarief'
                                             OR soort = 'vereist' OR soort = 'lid'),
  leidende_regel       TEXT NOT NULL,      -- the rule of the leading hit
  keten_bestand        INTEGER NOT NULL REFERENCES bestand, -- where the lines stand
  keten_regelnummer    INTEGER NOT NULL,
  conflict_bestand     INTEGER REFERENCES bestand,
  conflict_regelnummer INTEGER,
  gevonden_run         INTEGER NOT NULL REFERENCES run, -- found (again) by
  gewijzigd_run        INTEGER NOT NULL REFERENCES run, -- last changed by
  vervallen_run        INTEGER REFERENCES run,          -- NULL: it stands
  PRIMARY KEY (patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie), -- the order of findings.csv
  CHECK (iif(soort = 'paar',
             conflict_agb <> '' AND conflict_bedrag_cent IS NOT NULL AND conflict_bestand IS NOT NULL
               AND conflict_regelnummer IS NOT NULL,
             conflict_agb = '' AND conflict_referentie = '' AND conflict_bedrag_cent IS NULL AND conflict_bestand IS NULL
               AND conflict_regelnummer IS NULL AND verhaal = 'keten'))
) STRICT, WITHOUT ROWID;
INSERT INTO bevinding
SELECT bevinding_id, zekerheid, redenen, uzovi, patient, programma, categorie, regels, tabel, keten_agb, keten_referentie,
       keten_prestatiecode, keten_van, keten_tm, keten_bedrag_cent, conflict_agb, conflict_referentie,
       conflict_prestatiecodelijst, conflict_prestatiecode, conflict_zorgproductcode, conflict_begindatum,
       conflict_einddatum, conflict_bedrag_cent, overlap_van, overlap_tm, verhaal, verhaal_bedrag_cent, 'paar',
       leidende_regel, keten_bestand, keten_regelnummer, conflict_bestand, conflict_regelnummer, gevonden_run,
       gewijzigd_run, vervallen_run
  FROM bevinding_1 ORDER BY patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie;
DROP TABLE bevinding_1;
CREATE UNIQUE INDEX bevinding_op_id ON bevinding (bevinding_id, patient); -- its key to everybody else

CREATE TABLE gebeurtenis_1 AS SELECT * FROM gebeurtenis;
DROP TABLE gebeurtenis;
-- Every change of a finding and the run that made it; nothing is ever changed or deleted here.
CREATE TABLE gebeurtenis (
  gebeurtenis  INTEGER PRIMARY KEY,
  run          INTEGER NOT NULL REFERENCES run,
  patient      TEXT NOT NULL,
  bevinding_id TEXT NOT NULL,
  soort        TEXT NOT NULL CHECK (soort = 'nieuw' OR soort = 'herzien' OR soort = 'vervallen'),
  was          TEXT NOT NULL,              -- the row of findings.csv before a herziening, else ''
  reden        TEXT NOT NULL DEFAULT ''    -- why, when it was neither lines nor tables: 'contract versie 2'
) STRICT;
INSERT INTO gebeurtenis SELECT gebeurtenis, run, patient, bevinding_id, soort, was, '' FROM gebeurtenis_1 ORDER BY gebeurtenis;
DROP TABLE gebeurtenis_1;
CREATE INDEX gebeurtenis_op_bevinding ON gebeurtenis (bevinding_id);
CREATE TRIGGER gebeurtenis_blijft_staan BEFORE UPDATE ON gebeurtenis
BEGIN SELECT RAISE(ABORT, 'gebeurtenissen worden niet gewijzigd'); END;
CREATE TRIGGER gebeurtenis_blijft_bestaan BEFORE DELETE ON gebeurtenis
BEGIN SELECT RAISE(ABORT, 'gebeurtenissen worden niet verwijderd'); END;

CREATE TABLE oordeel_1 AS SELECT * FROM oordeel;
DROP TABLE oordeel;
-- What people decided about findings: a row a verdict of one person. The latest one counts; nothing is ever changed or
-- deleted here.
CREATE TABLE oordeel (
  nummer       INTEGER PRIMARY KEY,        -- in the order in which they were given
  patient      TEXT NOT NULL,
  bevinding_id TEXT NOT NULL,
  oordeel      TEXT NOT NULL CHECK (oordeel IN ('bevestigd', 'afgewezen', 'terugvordering', 'wacht_op_aanbieder')),
  bevestigt    INTEGER REFERENCES oordeel, -- four eyes: the terugvordering that this row confirms
  door         TEXT NOT NULL COLLATE NOCASE CHECK (door <> ''), -- "J. Jansen" and "j. jansen" are one person
  op           TEXT NOT NULL,              -- UTC, YYYY-MM-DDTHH:MM:SSZ
  reden        TEXT NOT NULL CHECK (reden <> ''),
  run          INTEGER NOT NULL REFERENCES run, -- the last one at that moment
  rij          TEXT NOT NULL,              -- the finding as it was judged: v_bevinding_rij.rij
  FOREIGN KEY (patient, bevinding_id) REFERENCES bevinding (patient, bevinding_id)
) STRICT;
INSERT INTO oordeel SELECT nummer, patient, bevinding_id, oordeel, bevestigt, door, op, reden, run, rij FROM oordeel_1 ORDER BY nummer;
DROP TABLE oordeel_1;
CREATE INDEX oordeel_op_bevinding ON oordeel (patient, bevinding_id);
CREATE INDEX oordeel_bevestigd ON oordeel (bevestigt);
CREATE TRIGGER oordeel_blijft_staan BEFORE UPDATE ON oordeel
BEGIN SELECT RAISE(ABORT, 'oordelen worden niet gewijzigd'); END;
CREATE TRIGGER oordeel_blijft_bestaan BEFORE DELETE ON oordeel
BEGIN SELECT RAISE(ABORT, 'oordelen worden niet verwijderd'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER oordeel_wordt_niet_vervangen BEFORE INSERT ON oordeel
WHEN EXISTS (SELECT 1 FROM oordeel WHERE nummer = NEW.nummer)
BEGIN SELECT RAISE(ABORT, 'oordelen worden niet vervangen'); END;
-- Whoever writes it: a terugvordering is confirmed by somebody else, while it is the latest verdict, over the same facts.
CREATE TRIGGER oordeel_vier_ogen BEFORE INSERT ON oordeel
WHEN NEW.bevestigt IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM oordeel o
   WHERE o.nummer = NEW.bevestigt AND o.oordeel = 'terugvordering' AND NEW.oordeel = 'terugvordering'
     AND o.bevestigt IS NULL AND o.door <> NEW.door AND o.rij = NEW.rij
     AND o.nummer = (SELECT max(l.nummer) FROM oordeel l WHERE l.patient = NEW.patient AND l.bevinding_id = NEW.bevinding_id))
BEGIN SELECT RAISE(ABORT, 'een terugvordering wordt bevestigd door een ander, over dezelfde feiten'); END;

CREATE TABLE antwoord_1 AS SELECT * FROM antwoord;
DROP TABLE antwoord;
-- What providers answered to findings on their own lines: a row an answer. The latest one of a role counts; nothing is ever
-- changed or deleted here.
CREATE TABLE antwoord (
  nummer       INTEGER PRIMARY KEY,        -- in the order in which they were taken
  patient      TEXT NOT NULL,
  bevinding_id TEXT NOT NULL,
  agb          TEXT NOT NULL,              -- of the provider that answers
  rol          TEXT NOT NULL CHECK (rol IN ('declarant', 'ketencontractant')),
  antwoord     TEXT NOT NULL CHECK (antwoord IN ('credit', 'terecht', 'onbekend')),
  toelichting  TEXT NOT NULL,              -- in the provider's own words; may be empty
  door         TEXT NOT NULL CHECK (door <> ''), -- who took it in
  op           TEXT NOT NULL,              -- UTC, YYYY-MM-DDTHH:MM:SSZ
  run          INTEGER NOT NULL REFERENCES run, -- the last one at that moment
  bestand      TEXT NOT NULL,              -- name of the file that it came in
  FOREIGN KEY (patient, bevinding_id) REFERENCES bevinding (patient, bevinding_id)
) STRICT;
INSERT INTO antwoord
SELECT nummer, patient, bevinding_id, agb, rol, antwoord, toelichting, door, op, run, bestand FROM antwoord_1 ORDER BY nummer;
DROP TABLE antwoord_1;
CREATE INDEX antwoord_op_bevinding ON antwoord (patient, bevinding_id, rol);
CREATE TRIGGER antwoord_blijft_staan BEFORE UPDATE ON antwoord
BEGIN SELECT RAISE(ABORT, 'antwoorden worden niet gewijzigd'); END;
CREATE TRIGGER antwoord_blijft_bestaan BEFORE DELETE ON antwoord
BEGIN SELECT RAISE(ABORT, 'antwoorden worden niet verwijderd'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER antwoord_wordt_niet_vervangen BEFORE INSERT ON antwoord
WHEN EXISTS (SELECT 1 FROM antwoord WHERE nummer = NEW.nummer)
BEGIN SELECT RAISE(ABORT, 'antwoorden worden niet vervangen'); END;
-- It is about a line of one's own.
CREATE TRIGGER antwoord_over_eigen_regel BEFORE INSERT ON antwoord
WHEN NEW.agb IS NOT (SELECT iif(NEW.rol = 'declarant', b.conflict_agb, b.keten_agb) FROM bevinding b
                      WHERE b.patient = NEW.patient AND b.bevinding_id = NEW.bevinding_id)
BEGIN SELECT RAISE(ABORT, 'een antwoord gaat over een regel van de aanbieder zelf'); END;

-- Coverage: taking keten lines of an insurer in a quarter, per programme. The first run fills it.
DROP TABLE dekking;
CREATE TABLE dekking (
  uzovi       TEXT NOT NULL,
  kwartaal    TEXT NOT NULL,               -- 2023Q1
  programma   TEXT NOT NULL,
  volgorde    INTEGER NOT NULL,            -- of the programme, by which it is listed
  soort       TEXT NOT NULL CHECK (soort IN ('keten', 'titel')),
  keten_lines INTEGER NOT NULL,            -- a line counts in every quarter and programme that it touches
  ongedekt    INTEGER NOT NULL,            -- of those, not checked: on their own day no table holds a rule of the programme
  tabel       TEXT,                        -- that names the insurer on the first day of the quarter
  PRIMARY KEY (uzovi, kwartaal, programma)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_dekking AS
SELECT uzovi, kwartaal, programma, soort, keten_lines, ongedekt, tabel,
       iif(ongedekt = 0, 'gecontroleerd',
           iif(ongedekt = keten_lines, 'niet gecontroleerd', 'deels gecontroleerd')) AS oordeel, volgorde
  FROM dekking;

-- Per provider: the findings in which one of its lines is to be recovered, and the net euros: a line counts once, under its
-- best grade, with the largest sum among its findings of that grade. No amount has more than 12 digits, so that the grade
-- stands before the cents and one max() finds both.
CREATE VIEW v_aanbieder AS
WITH regel_van AS (
  SELECT iif(verhaal = 'keten', keten_agb, conflict_agb) AS agb,
         iif(verhaal = 'keten', keten_referentie, conflict_referentie) AS referentie,
         patient, count(*) AS bevindingen,
         max(CASE zekerheid WHEN 'vast' THEN 3000000000000 WHEN 'waarschijnlijk' THEN 2000000000000 ELSE 1000000000000 END
             + verhaal_bedrag_cent) AS graad_en_cent
    FROM bevinding WHERE vervallen_run IS NULL
   GROUP BY agb, referentie, patient)
SELECT agb, sum(bevindingen) AS bevindingen, count(*) AS regels, count(DISTINCT patient) AS patienten,
       sum(iif(graad = 3, cent, 0)) / 100.0 AS vast_euro,
       sum(iif(graad = 2, cent, 0)) / 100.0 AS waarschijnlijk_euro,
       sum(iif(graad = 1, cent, 0)) / 100.0 AS signaal_euro,
       sum(cent) / 100.0                    AS netto_euro
  FROM (SELECT *, graad_en_cent / 1000000000000 AS graad, graad_en_cent % 1000000000000 AS cent FROM regel_van)
 GROUP BY agb;

-- Every finding with its row of findings.csv as one text, a line "column: value" each (no value holds a line end), and
-- whether it lapsed: what a verdict is about. The soort is there of a single only: that of a pair is never another, and
-- verdicts of version 1 do not know it.
CREATE VIEW v_bevinding_rij AS
SELECT b.*,
       'vervallen: ' || iif(vervallen_run IS NULL, 'nee', 'ja') || char(10)
       || 'bevinding_id: ' || bevinding_id || char(10)
       || 'zekerheid: ' || zekerheid || char(10)
       || 'redenen: ' || redenen || char(10)
       || 'uzovi: ' || uzovi || char(10)
       || 'patient: ' || patient || char(10)
       || 'programma: ' || programma || char(10)
       || 'categorie: ' || categorie || char(10)
       || 'regels: ' || regels || char(10)
       || 'tabel: ' || tabel || char(10)
       || 'keten_agb: ' || keten_agb || char(10)
       || 'keten_referentie: ' || keten_referentie || char(10)
       || 'keten_prestatiecode: ' || keten_prestatiecode || char(10)
       || 'keten_van: ' || keten_van || char(10)
       || 'keten_tm: ' || keten_tm || char(10)
       || 'keten_bedrag_cent: ' || keten_bedrag_cent || char(10)
       || 'conflict_agb: ' || conflict_agb || char(10)
       || 'conflict_referentie: ' || conflict_referentie || char(10)
       || 'conflict_prestatiecodelijst: ' || conflict_prestatiecodelijst || char(10)
       || 'conflict_prestatiecode: ' || conflict_prestatiecode || char(10)
       || 'conflict_zorgproductcode: ' || conflict_zorgproductcode || char(10)
       || 'conflict_begindatum: ' || conflict_begindatum || char(10)
       || 'conflict_einddatum: ' || conflict_einddatum || char(10)
       || 'conflict_bedrag_cent: ' || coalesce(conflict_bedrag_cent, '') || char(10)
       || 'overlap_van: ' || overlap_van || char(10)
       || 'overlap_tm: ' || overlap_tm || char(10)
       || 'verhaal: ' || verhaal || char(10)
       || 'verhaal_bedrag_cent: ' || verhaal_bedrag_cent || char(10)
       || iif(soort = 'paar', '', 'soort: ' || soort || char(10)) AS rij
  FROM bevinding b;

-- Every verdict, in the order in which they were given. A terugvordering that nobody confirmed (yet) says so; the row that
-- confirms it names it in bevestigt.
CREATE VIEW v_oordeel AS
SELECT o.nummer, o.bevinding_id, o.patient,
       iif(o.oordeel = 'terugvordering' AND o.bevestigt IS NULL
             AND NOT EXISTS (SELECT 1 FROM oordeel e WHERE e.bevestigt = o.nummer),
           'terugvordering (te bevestigen)', o.oordeel) AS oordeel,
       o.door, o.op, o.reden, o.bevestigt,
       (SELECT e.door FROM oordeel e WHERE e.nummer = o.bevestigt) AS bevestigt_van,
       o.run, o.rij
  FROM oordeel o;

-- Every finding with its status and its latest verdict. herzien: the columns of findings.csv that differ from those that
-- were judged, "zekerheid: vast -> signaal; ..."; NULL: it is not judged, or as it was judged.
CREATE VIEW v_beoordeeld AS
SELECT b.*,
       CASE WHEN b.vervallen_run IS NOT NULL THEN 'vervallen'
            WHEN b.gevonden_run = (SELECT max(run) FROM run) THEN 'nieuw'
            ELSE 'open' END AS status,
       o.nummer AS oordeel_nummer, o.oordeel,
       iif(o.bevestigt IS NULL, o.door, o.bevestigt_van || ', bevestigd door ' || o.door) AS oordeel_door,
       o.op AS oordeel_op, o.reden AS oordeel_reden,
       CASE WHEN o.rij <> b.rij THEN (
         WITH RECURSIVE lijn (was_rest, nu_rest, was, nu) AS (
           SELECT o.rij, b.rij, '', ''
           UNION ALL
           SELECT substr(was_rest, instr(was_rest, char(10)) + 1), substr(nu_rest, instr(nu_rest, char(10)) + 1),
                  substr(was_rest, 1, instr(was_rest, char(10)) - 1), substr(nu_rest, 1, instr(nu_rest, char(10)) - 1)
             FROM lijn WHERE was_rest <> '')
         SELECT group_concat(was || ' -> ' || substr(nu, instr(nu, ':') + 2), '; ') FROM lijn WHERE was <> nu)
       END AS herzien
  FROM v_bevinding_rij b
  LEFT JOIN v_oordeel o
    ON o.nummer = (SELECT max(l.nummer) FROM oordeel l WHERE l.patient = b.patient AND l.bevinding_id = b.bevinding_id);

-- Every answer, in the order in which they were taken. telt: 1 when no later one of the same role took its place.
CREATE VIEW v_antwoord AS
SELECT a.nummer, a.bevinding_id, a.patient, a.agb, a.rol, a.antwoord, a.toelichting, a.door, a.op, a.run, a.bestand,
       NOT EXISTS (SELECT 1 FROM antwoord l
                    WHERE l.patient = a.patient AND l.bevinding_id = a.bevinding_id AND l.rol = a.rol
                      AND l.nummer > a.nummer) AS telt
  FROM antwoord a;

-- v_beoordeeld with the answer of each role that counts; NULL: none.
CREATE VIEW v_beantwoord AS
SELECT b.*,
       d.antwoord AS antwoord_declarant, d.toelichting AS toelichting_declarant, d.op AS antwoord_declarant_op,
       k.antwoord AS antwoord_ketencontractant, k.toelichting AS toelichting_ketencontractant,
       k.op AS antwoord_ketencontractant_op
  FROM v_beoordeeld b
  LEFT JOIN antwoord d
    ON d.nummer = (SELECT max(l.nummer) FROM antwoord l
                    WHERE l.patient = b.patient AND l.bevinding_id = b.bevinding_id AND l.rol = 'declarant')
  LEFT JOIN antwoord k
    ON k.nummer = (SELECT max(l.nummer) FROM antwoord l
                    WHERE l.patient = b.patient AND l.bevinding_id = b.bevinding_id AND l.rol = 'ketencontractant');

-- Per leading rule: the findings that were answered, and how. A finding counts once: credit when either role credits its
-- line, else terecht when either says so, else onbekend. Of findings that lapsed too: a credit makes them lapse.
CREATE VIEW v_precisie AS
SELECT leidende_regel AS regel, count(*) AS beantwoord,
       count(*) FILTER (WHERE antwoord = 'credit')   AS credit,
       count(*) FILTER (WHERE antwoord = 'terecht')  AS terecht,
       count(*) FILTER (WHERE antwoord = 'onbekend') AS onbekend
  FROM (SELECT b.leidende_regel,
               CASE max(CASE a.antwoord WHEN 'credit' THEN 3 WHEN 'terecht' THEN 2 ELSE 1 END)
                 WHEN 3 THEN 'credit' WHEN 2 THEN 'terecht' ELSE 'onbekend' END AS antwoord
          FROM v_antwoord a JOIN bevinding b USING (patient, bevinding_id)
         WHERE a.telt
         GROUP BY b.patient, b.bevinding_id)
 GROUP BY leidende_regel;

-- Every finding with its lines, where they stand, the rule that leads in the words of its source, the verdict and the answers.
CREATE VIEW v_bevinding AS
SELECT b.status,
       b.bevinding_id, b.zekerheid, b.redenen, b.uzovi, b.patient, b.programma, b.categorie, b.regels, b.tabel,
       b.keten_agb, b.keten_referentie, b.keten_prestatiecode, b.keten_van, b.keten_tm,
       b.keten_bedrag_cent / 100.0                    AS keten_bedrag_euro,
       b.conflict_agb, b.conflict_referentie, b.conflict_prestatiecodelijst, b.conflict_prestatiecode,
       b.conflict_zorgproductcode, b.conflict_begindatum, b.conflict_einddatum,
       b.conflict_bedrag_cent / 100.0                 AS conflict_bedrag_euro,
       b.overlap_van, b.overlap_tm, b.verhaal,
       b.verhaal_bedrag_cent / 100.0                  AS verhaal_bedrag_euro,
       iif(b.verhaal = 'keten', b.keten_agb, b.conflict_agb)               AS verhaal_agb,
       iif(b.verhaal = 'keten', b.keten_referentie, b.conflict_referentie) AS verhaal_referentie,
       b.soort, b.leidende_regel, r.omschrijving      AS regel_omschrijving, r.bron AS regel_bron,
       kb.naam AS keten_bestand,    b.keten_regelnummer,
       cb.naam AS conflict_bestand, b.conflict_regelnummer,
       b.gevonden_run, b.gewijzigd_run, b.vervallen_run,
       b.oordeel, b.oordeel_door, b.oordeel_op, b.oordeel_reden, b.herzien,
       b.antwoord_declarant, b.toelichting_declarant, b.antwoord_ketencontractant, b.toelichting_ketencontractant
  FROM v_beantwoord b
  JOIN run g ON g.run = b.gewijzigd_run
  LEFT JOIN regelset s ON s.vingerafdruk = g.vingerafdruk AND s.regel = b.leidende_regel
  LEFT JOIN regel r ON r.rij = s.rij
  LEFT JOIN bestand kb ON kb.bestand = b.keten_bestand
  LEFT JOIN bestand cb ON cb.bestand = b.conflict_bestand;
