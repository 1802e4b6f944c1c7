-- As in steps 8 and 18, with less work a finding: nearly all of them are judged by nobody, and then their row need not be put in words
-- to see whether it changed; and a category is looked up by its whole key, where a set made for each finding took most of a list.
DROP VIEW v_beoordeeld;
CREATE VIEW v_beoordeeld AS
SELECT b.*,
       CASE WHEN b.vervallen_run IS NOT NULL THEN 'vervallen'
            WHEN b.gevonden_run = (SELECT max(run) FROM run) THEN 'nieuw'
            ELSE 'open' END AS status,
       o.nummer AS oordeel_nummer, o.oordeel,
       iif(o.bevestigt IS NULL, o.door, o.bevestigt_van || ', bevestigd door ' || o.door) AS oordeel_door,
       o.op AS oordeel_op, o.reden AS oordeel_reden,
       CASE WHEN o.nummer IS NOT NULL AND o.rij <> b.rij THEN (
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
DROP VIEW v_beantwoord;
CREATE VIEW v_beantwoord AS
SELECT b.*,
       d.antwoord AS antwoord_declarant, d.toelichting AS toelichting_declarant, d.op AS antwoord_declarant_op,
       k.antwoord AS antwoord_ketencontractant, k.toelichting AS toelichting_ketencontractant,
       k.op AS antwoord_ketencontractant_op,
       iif(b.soort = 'paar',
           coalesce((SELECT c.eigen_risico FROM categorie c
                      WHERE c.categorie = b.categorie AND c.prestatiecodelijst = b.conflict_prestatiecodelijst),
                    (SELECT c.eigen_risico FROM categorie c WHERE c.categorie = b.categorie AND c.prestatiecodelijst = ''),
                    'onbekend'), NULL) AS eigen_risico
  FROM v_beoordeeld b
  LEFT JOIN antwoord d
    ON d.nummer = (SELECT max(l.nummer) FROM antwoord l
                    WHERE l.patient = b.patient AND l.bevinding_id = b.bevinding_id AND l.rol = 'declarant')
  LEFT JOIN antwoord k
    ON k.nummer = (SELECT max(l.nummer) FROM antwoord l
                    WHERE l.patient = b.patient AND l.bevinding_id = b.bevinding_id AND l.rol = 'ketencontractant');
