-- What providers answered to findings on their own lines: a row an answer. The latest one of a role counts; nothing is ever
-- changed or deleted here. The key is the two lines, as with a verdict, and the role of the provider that answers.
CREATE TABLE antwoord (
  nummer              INTEGER PRIMARY KEY, -- in the order in which they were taken
  bevinding_id        TEXT NOT NULL,
  patient             TEXT NOT NULL,
  keten_agb           TEXT NOT NULL,
  keten_referentie    TEXT NOT NULL,
  conflict_agb        TEXT NOT NULL,
  conflict_referentie TEXT NOT NULL,
  agb                 TEXT NOT NULL,       -- of the provider that answers
  rol                 TEXT NOT NULL CHECK (rol IN ('declarant', 'ketencontractant')),
  antwoord            TEXT NOT NULL CHECK (antwoord IN ('credit', 'terecht', 'onbekend')),
  toelichting         TEXT NOT NULL,       -- in the provider's own words; may be empty
  door                TEXT NOT NULL CHECK (door <> ''), -- who took it in
  op                  TEXT NOT NULL,       -- UTC, YYYY-MM-DDTHH:MM:SSZ
  run                 INTEGER NOT NULL REFERENCES run, -- the last one at that moment
  bestand             TEXT NOT NULL,       -- name of the file that it came in
  CHECK (agb = iif(rol = 'declarant', conflict_agb, keten_agb)) -- it is about a line of one's own
) STRICT;
CREATE INDEX antwoord_op_bevinding
    ON antwoord (patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie, rol);
CREATE TRIGGER antwoord_blijft_staan BEFORE UPDATE ON antwoord
BEGIN SELECT RAISE(ABORT, 'antwoorden worden niet gewijzigd'); END;
CREATE TRIGGER antwoord_blijft_bestaan BEFORE DELETE ON antwoord
BEGIN SELECT RAISE(ABORT, 'antwoorden worden niet verwijderd'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER antwoord_wordt_niet_vervangen BEFORE INSERT ON antwoord
WHEN EXISTS (SELECT 1 FROM antwoord WHERE nummer = NEW.nummer)
BEGIN SELECT RAISE(ABORT, 'antwoorden worden niet vervangen'); END;

-- Every answer, in the order in which they were taken. telt: 1 when no later one of the same role took its place.
CREATE VIEW v_antwoord AS
SELECT a.nummer, a.bevinding_id, a.patient, a.keten_agb, a.keten_referentie, a.conflict_agb, a.conflict_referentie,
       a.agb, a.rol, a.antwoord, a.toelichting, a.door, a.op, a.run, a.bestand,
       NOT EXISTS (SELECT 1 FROM antwoord l
                    WHERE l.patient = a.patient AND l.keten_agb = a.keten_agb AND l.keten_referentie = a.keten_referentie
                      AND l.conflict_agb = a.conflict_agb AND l.conflict_referentie = a.conflict_referentie
                      AND l.rol = a.rol AND l.nummer > a.nummer) AS telt
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
                    WHERE l.patient = b.patient AND l.keten_agb = b.keten_agb
                      AND l.keten_referentie = b.keten_referentie AND l.conflict_agb = b.conflict_agb
                      AND l.conflict_referentie = b.conflict_referentie AND l.rol = 'declarant')
  LEFT JOIN antwoord k
    ON k.nummer = (SELECT max(l.nummer) FROM antwoord l
                    WHERE l.patient = b.patient AND l.keten_agb = b.keten_agb
                      AND l.keten_referentie = b.keten_referentie AND l.conflict_agb = b.conflict_agb
                      AND l.conflict_referentie = b.conflict_referentie AND l.rol = 'ketencontractant');

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
          FROM v_antwoord a
          JOIN bevinding b USING (patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie)
         WHERE a.telt
         GROUP BY b.patient, b.keten_agb, b.keten_referentie, b.conflict_agb, b.conflict_referentie)
 GROUP BY leidende_regel;

-- v_bevinding of step 3, with the answers behind it.
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
       b.oordeel, b.oordeel_door, b.oordeel_op, b.oordeel_reden, b.herzien,
       b.antwoord_declarant, b.toelichting_declarant, b.antwoord_ketencontractant, b.toelichting_ketencontractant
  FROM v_beantwoord b
  JOIN run g ON g.run = b.gewijzigd_run
  LEFT JOIN regelset s ON s.vingerafdruk = g.vingerafdruk AND s.regel = b.leidende_regel
  LEFT JOIN regel r ON r.rij = s.rij
  LEFT JOIN bestand kb ON kb.bestand = b.keten_bestand
  LEFT JOIN bestand cb ON cb.bestand = b.conflict_bestand;
