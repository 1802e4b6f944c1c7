-- What people decided about findings: a row a verdict of one person. The latest one counts; nothing is ever changed or
-- deleted here. The key is the two lines, so that a verdict stays with its finding whatever later runs do.
CREATE TABLE oordeel (
  nummer              INTEGER PRIMARY KEY, -- in the order in which they were given
  bevinding_id        TEXT NOT NULL,
  patient             TEXT NOT NULL,
  keten_agb           TEXT NOT NULL,
  keten_referentie    TEXT NOT NULL,
  conflict_agb        TEXT NOT NULL,
  conflict_referentie TEXT NOT NULL,
  oordeel             TEXT NOT NULL
                      CHECK (oordeel IN ('bevestigd', 'afgewezen', 'terugvordering', 'wacht_op_aanbieder')),
  bevestigt           INTEGER REFERENCES oordeel, -- four eyes: the terugvordering that this row confirms
  door                TEXT NOT NULL COLLATE NOCASE CHECK (door <> ''), -- "J. Jansen" and "j. jansen" are one person
  op                  TEXT NOT NULL,       -- UTC, YYYY-MM-DDTHH:MM:SSZ
  reden               TEXT NOT NULL CHECK (reden <> ''),
  run                 INTEGER NOT NULL REFERENCES run, -- the last one at that moment
  rij                 TEXT NOT NULL        -- the finding as it was judged: v_bevinding_rij.rij
) STRICT;
CREATE INDEX oordeel_op_bevinding ON oordeel (patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie);
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
     AND o.nummer = (SELECT max(l.nummer) FROM oordeel l
                      WHERE l.patient = NEW.patient AND l.keten_agb = NEW.keten_agb
                        AND l.keten_referentie = NEW.keten_referentie AND l.conflict_agb = NEW.conflict_agb
                        AND l.conflict_referentie = NEW.conflict_referentie))
BEGIN SELECT RAISE(ABORT, 'een terugvordering wordt bevestigd door een ander, over dezelfde feiten'); END;

-- Every finding with its row of findings.csv as one text, a line "column: value" each (no value holds a line end), and
-- whether it lapsed: what a verdict is about.
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
       || 'conflict_bedrag_cent: ' || conflict_bedrag_cent || char(10)
       || 'overlap_van: ' || overlap_van || char(10)
       || 'overlap_tm: ' || overlap_tm || char(10)
       || 'verhaal: ' || verhaal || char(10)
       || 'verhaal_bedrag_cent: ' || verhaal_bedrag_cent || char(10) AS rij
  FROM bevinding b;

-- Every verdict, in the order in which they were given. A terugvordering that nobody confirmed (yet) says so; the row that
-- confirms it names it in bevestigt.
CREATE VIEW v_oordeel AS
SELECT o.nummer, o.bevinding_id, o.patient, o.keten_agb, o.keten_referentie, o.conflict_agb, o.conflict_referentie,
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
    ON o.nummer = (SELECT max(l.nummer) FROM oordeel l
                    WHERE l.patient = b.patient AND l.keten_agb = b.keten_agb
                      AND l.keten_referentie = b.keten_referentie AND l.conflict_agb = b.conflict_agb
                      AND l.conflict_referentie = b.conflict_referentie);

-- v_bevinding of step 2, with the verdict behind it.
DROP VIEW v_bevinding;
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
       iif(b.verhaal = 'keten', b.keten_agb, b.conflict_agb) AS verhaal_agb,
       b.leidende_regel, r.omschrijving               AS regel_omschrijving, r.bron AS regel_bron,
       kb.naam AS keten_bestand,    b.keten_regelnummer,
       cb.naam AS conflict_bestand, b.conflict_regelnummer,
       b.gevonden_run, b.gewijzigd_run, b.vervallen_run,
       b.oordeel, b.oordeel_door, b.oordeel_op, b.oordeel_reden, b.herzien
  FROM v_beoordeeld b
  JOIN run g ON g.run = b.gewijzigd_run
  LEFT JOIN regelset s ON s.vingerafdruk = g.vingerafdruk AND s.regel = b.leidende_regel
  LEFT JOIN regel r ON r.rij = s.rij
  LEFT JOIN bestand kb ON kb.bestand = b.keten_bestand
  LEFT JOIN bestand cb ON cb.bestand = b.conflict_bestand;
