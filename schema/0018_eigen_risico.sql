-- Whether care counts for the verplicht eigen risico of the insured: categorieen.csv of the last run, which plays no part in what is
-- found. The row of the conflict line's list counts, else the one without a list; without either nobody knows.
CREATE TABLE categorie (
  categorie          TEXT NOT NULL,
  prestatiecodelijst TEXT NOT NULL,        -- '': whatever has no row of its own
  eigen_risico       TEXT NOT NULL CHECK (eigen_risico = 'ja' OR eigen_risico = 'nee' OR eigen_risico = 'onbekend'),
  bron               TEXT NOT NULL,
  herkomst           TEXT NOT NULL,
  PRIMARY KEY (categorie, prestatiecodelijst)
) STRICT, WITHOUT ROWID;

-- As in step 8, with eigen_risico: of the conflict line; NULL: there is none.
DROP VIEW v_bevinding;
DROP VIEW v_beantwoord;
CREATE VIEW v_beantwoord AS
SELECT b.*,
       d.antwoord AS antwoord_declarant, d.toelichting AS toelichting_declarant, d.op AS antwoord_declarant_op,
       k.antwoord AS antwoord_ketencontractant, k.toelichting AS toelichting_ketencontractant,
       k.op AS antwoord_ketencontractant_op,
       iif(b.soort = 'paar',
           coalesce((SELECT c.eigen_risico FROM categorie c
                      WHERE c.categorie = b.categorie AND c.prestatiecodelijst IN ('', b.conflict_prestatiecodelijst)
                      ORDER BY c.prestatiecodelijst DESC LIMIT 1), 'onbekend'), NULL) AS eigen_risico
  FROM v_beoordeeld b
  LEFT JOIN antwoord d
    ON d.nummer = (SELECT max(l.nummer) FROM antwoord l
                    WHERE l.patient = b.patient AND l.bevinding_id = b.bevinding_id AND l.rol = 'declarant')
  LEFT JOIN antwoord k
    ON k.nummer = (SELECT max(l.nummer) FROM antwoord l
                    WHERE l.patient = b.patient AND l.bevinding_id = b.bevinding_id AND l.rol = 'ketencontractant');

-- Every finding with its lines, where they stand, the rule that leads in the words of its source, the verdict, the answers, and whether the
-- conflict line counts for the eigen risico of the insured.
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
       b.antwoord_declarant, b.toelichting_declarant, b.antwoord_ketencontractant, b.toelichting_ketencontractant, b.eigen_risico
  FROM v_beantwoord b
  JOIN run g ON g.run = b.gewijzigd_run
  LEFT JOIN regelset s ON s.vingerafdruk = g.vingerafdruk AND s.regel = b.leidende_regel
  LEFT JOIN regel r ON r.rij = s.rij
  LEFT JOIN bestand kb ON kb.bestand = b.keten_bestand
  LEFT JOIN bestand cb ON cb.bestand = b.conflict_bestand;
