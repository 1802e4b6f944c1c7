-- A million findings, out of a database of the sample data (tests/bench/README.md): each finding 11,765 times, of other
-- patients, with other amounts and dates; on one in ten a verdict, on one in thirty an answer. Nobody stands behind them.
--   sqlite3 voorbeeld.db < tests/bench/miljoen.sql
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
BEGIN;
CREATE TEMP TABLE voorbeeld AS
SELECT *, dense_rank() OVER (ORDER BY patient) AS wie FROM bevinding;
CREATE TEMP TABLE keer AS
WITH RECURSIVE keer (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM keer WHERE k < 11765) SELECT k FROM keer;
INSERT INTO bevinding
SELECT printf('%08x', (k * 2654435761 + wie * 40503) & 0xffffffff) || substr(v.bevinding_id, 9),
       zekerheid, redenen, uzovi, printf('9%08d', k * 100 + wie), programma, categorie, regels, tabel, keten_agb,
       keten_referentie, keten_prestatiecode, date(keten_van, (k % 700) || ' days'), date(keten_tm, (k % 700) || ' days'),
       keten_bedrag_cent + k % 97, conflict_agb, conflict_referentie, conflict_prestatiecodelijst, conflict_prestatiecode,
       conflict_zorgproductcode, conflict_begindatum, conflict_einddatum, conflict_bedrag_cent + k % 89,
       date(overlap_van, (k % 700) || ' days'), date(overlap_tm, (k % 700) || ' days'), verhaal,
       verhaal_bedrag_cent + k % 83, soort, leidende_regel, keten_bestand, keten_regelnummer, conflict_bestand,
       conflict_regelnummer, gevonden_run, gewijzigd_run, iif(k % 50 = 0, gewijzigd_run, NULL)
  FROM keer, voorbeeld v ORDER BY patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie;
INSERT INTO oordeel (patient, bevinding_id, oordeel, door, op, reden, run, rij, inlog)
SELECT patient, bevinding_id,
       CASE verhaal_bedrag_cent % 4 WHEN 0 THEN 'bevestigd' WHEN 1 THEN 'afgewezen' WHEN 2 THEN 'terugvordering'
            ELSE 'wacht_op_aanbieder' END,
       'J. Jansen', '2024-01-01T00:00:00Z', 'gezien', gewijzigd_run, iif(verhaal_bedrag_cent % 40 = 7, rij || 'x: y' || char(10), rij), 'jansen'
  FROM v_bevinding_rij WHERE bevinding_id GLOB '*[05]?????????????' AND verhaal_bedrag_cent % 10 < 8;
INSERT INTO antwoord (patient, bevinding_id, agb, rol, antwoord, toelichting, door, op, run, bestand)
SELECT patient, bevinding_id, keten_agb, 'ketencontractant',
       CASE verhaal_bedrag_cent % 3 WHEN 0 THEN 'credit' WHEN 1 THEN 'terecht' ELSE 'onbekend' END, '', 'J. Jansen',
       '2024-02-01T00:00:00Z', gewijzigd_run, 'antwoord.csv'
  FROM bevinding WHERE bevinding_id GLOB '*[37a]??????????????' AND bevinding_id GLOB '[0-5]*' AND verhaal_bedrag_cent % 2 = 0;
COMMIT;
SELECT count(*) || ' bevindingen, ' || (SELECT count(*) FROM oordeel) || ' oordelen, '
       || (SELECT count(*) FROM antwoord) || ' antwoorden' FROM bevinding;
