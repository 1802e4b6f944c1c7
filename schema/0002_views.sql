-- What an analyst reads. Views, so that they can be tried and copied in any SQL tool.

-- Every finding with both lines, where they stand, and the rule that leads in the words of its source.
CREATE VIEW v_bevinding AS
SELECT CASE WHEN b.vervallen_run IS NOT NULL THEN 'vervallen'
            WHEN b.gevonden_run = (SELECT max(run) FROM run) THEN 'nieuw'
            ELSE 'open' END                           AS status,
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
       b.gevonden_run, b.gewijzigd_run, b.vervallen_run
  FROM bevinding b
  JOIN run g ON g.run = b.gewijzigd_run
  LEFT JOIN regelset s ON s.vingerafdruk = g.vingerafdruk AND s.regel = b.leidende_regel
  LEFT JOIN regel r ON r.rij = s.rij
  LEFT JOIN bestand kb ON kb.bestand = b.keten_bestand
  LEFT JOIN bestand cb ON cb.bestand = b.conflict_bestand;

-- What was checked and what was not, per insurer and quarter.
CREATE VIEW v_dekking AS
SELECT uzovi, kwartaal, keten_lines, ongedekt, tabel,
       iif(ongedekt = 0, 'gecontroleerd',
           iif(ongedekt = keten_lines, 'niet gecontroleerd', 'deels gecontroleerd')) AS oordeel
  FROM dekking;

-- Every run with its figures, newest first.
CREATE VIEW v_run AS
SELECT r.run, r.opdracht, r.begonnen, r.versie,
       (SELECT count(*) FROM bestand f WHERE f.run = r.run)                               AS bestanden,
       (SELECT count(*) FROM bestand f WHERE f.run = r.run AND f.status = 'geweigerd')    AS geweigerd,
       (SELECT count(*) FROM bestand f WHERE f.run = r.run AND f.status = 'overgeslagen') AS overgeslagen,
       r.gelezen, r.aanvaard, r.dubbel, r.afgekeurd, r.relevant, r.patienten, r.nieuw, r.herzien, r.vervallen,
       r.vingerafdruk, r.contracten, r.extend_tables
  FROM run r ORDER BY r.run DESC;

-- Per provider: the findings in which one of its lines is to be recovered, and the net euros: a line counts once, under
-- its best grade, however many findings name it.
CREATE VIEW v_aanbieder AS
WITH regel_van AS (
  SELECT iif(verhaal = 'keten', keten_agb, conflict_agb) AS agb,
         iif(verhaal = 'keten', keten_referentie, conflict_referentie) AS referentie,
         patient, verhaal_bedrag_cent AS cent, count(*) AS bevindingen,
         max(CASE zekerheid WHEN 'vast' THEN 3 WHEN 'waarschijnlijk' THEN 2 ELSE 1 END) AS graad
    FROM bevinding WHERE vervallen_run IS NULL
   GROUP BY agb, referentie, patient, cent)
SELECT agb,
       sum(bevindingen)                            AS bevindingen,
       count(*)                                    AS regels,
       count(DISTINCT patient)                     AS patienten,
       sum(iif(graad = 3, cent, 0)) / 100.0        AS vast_euro,
       sum(iif(graad = 2, cent, 0)) / 100.0        AS waarschijnlijk_euro,
       sum(iif(graad = 1, cent, 0)) / 100.0        AS signaal_euro,
       sum(cent) / 100.0                           AS netto_euro
  FROM regel_van GROUP BY agb;
