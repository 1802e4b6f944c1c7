-- What stays to be done with a database, over all runs, until it is done.

-- Files of which something was left out, and that somebody need not repair (`dubbelloop dismiss`). Nothing is ever changed or deleted here.
CREATE TABLE afhandeling (
  bestand INTEGER PRIMARY KEY REFERENCES bestand,
  op      TEXT NOT NULL,                -- UTC, YYYY-MM-DDTHH:MM:SSZ
  door    TEXT NOT NULL CHECK (door <> ''),
  reden   TEXT NOT NULL CHECK (reden <> ''),
  inlog   TEXT NOT NULL CHECK (inlog <> '')
) STRICT;
CREATE TRIGGER afhandeling_blijft_staan BEFORE UPDATE ON afhandeling
BEGIN SELECT RAISE(ABORT, 'afhandelingen worden niet gewijzigd'); END;
CREATE TRIGGER afhandeling_blijft_bestaan BEFORE DELETE ON afhandeling
BEGIN SELECT RAISE(ABORT, 'afhandelingen worden niet verwijderd'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER afhandeling_wordt_niet_vervangen BEFORE INSERT ON afhandeling
WHEN EXISTS (SELECT 1 FROM afhandeling WHERE bestand = NEW.bestand)
BEGIN SELECT RAISE(ABORT, 'afhandelingen worden niet vervangen'); END;
CREATE INDEX bestand_op_naam ON bestand (naam, status);

-- Files that were refused, or of which lines were rejected, and that wait: not dismissed, not withdrawn, not read again with the same
-- bytes (what came of that waits then, if it must), and not repaired. Repaired is
--   a refused file, when a file of its name was read later, and no other content ever was under that name: a name that comes back every
--     month says nothing of which delivery it is;
--   rejected lines, when as many were read later from NAAM.rejects.raw.csv, or when a file of that name was read later that is not
--     shorter and held all the stored lines of this one.
CREATE VIEW v_te_herstellen AS
SELECT b.bestand, b.run, b.naam, iif(b.status = 'geweigerd', 'geweigerd', 'afgekeurd') AS soort, b.afgekeurd AS regels
  FROM bestand b
 WHERE (b.status = 'geweigerd' OR (b.status = 'ingelezen' AND b.afgekeurd > 0))
   AND b.bestand NOT IN (SELECT bestand FROM afhandeling)
   AND b.bestand NOT IN (SELECT bestand FROM intrekking)
   AND NOT EXISTS (SELECT 1 FROM bestand l
                    WHERE l.sha256 = b.sha256 AND l.bytes = b.bytes AND (l.bytes > 0 OR l.naam = b.naam)
                      AND l.bestand > b.bestand AND l.status <> 'overgeslagen')
   AND NOT (b.status = 'geweigerd'
            AND (SELECT count(DISTINCT l.sha256) = 1 AND max(l.bestand) > b.bestand FROM bestand l
                  WHERE l.naam = b.naam AND l.status = 'ingelezen'
                    AND l.bestand NOT IN (SELECT bestand FROM intrekking)))
   AND NOT (b.status = 'ingelezen'
            AND EXISTS (SELECT 1 FROM bestand l
                         WHERE l.naam = replace(b.naam, '/', '_') || '.rejects.raw.csv' AND l.status = 'ingelezen'
                           AND l.bestand > b.bestand AND l.gelezen = b.afgekeurd
                           AND l.bestand NOT IN (SELECT bestand FROM intrekking)
                           AND NOT EXISTS (SELECT 1 FROM bestand n
                                            WHERE n.naam = b.naam AND n.status = 'ingelezen' AND n.afgekeurd = b.afgekeurd
                                              AND n.bestand > b.bestand AND n.bestand < l.bestand)))
   AND NOT (b.status = 'ingelezen' AND b.relevant > 0
            AND EXISTS (SELECT 1 FROM bestand l
                         WHERE l.naam = b.naam AND l.status = 'ingelezen' AND l.bestand > b.bestand
                           AND l.gelezen >= b.gelezen AND l.dubbel >= b.relevant
                           AND l.bestand NOT IN (SELECT bestand FROM intrekking)));

-- Findings by what waits for a person: a second name for a terugvordering, facts that are not those that were judged, an answer that
-- came in after the verdict or without one, a provider who was asked, a confirmed terugvordering of which the finding lapsed, or a first verdict. A finding
-- waits for one thing, the first of these. sinds: of the verdict; NULL: there is none.
CREATE VIEW v_te_oordelen AS
SELECT CASE WHEN vervallen_run IS NOT NULL THEN iif(oordeel = 'terugvordering', 'vervallen_terugvordering', NULL)
            WHEN oordeel = 'terugvordering (te bevestigen)' THEN 'te_bevestigen'
            WHEN herzien IS NOT NULL THEN 'herzien'
            WHEN beantwoord_op > coalesce(oordeel_op, '')
                 OR (oordeel = 'wacht_op_aanbieder' AND beantwoord_op >= oordeel_op) THEN 'beantwoord'
            WHEN oordeel = 'wacht_op_aanbieder' THEN 'wacht_op_aanbieder'
            WHEN oordeel IS NULL THEN zekerheid END AS soort,
       patient, bevinding_id, oordeel_op AS sinds
  FROM (SELECT b.patient, b.bevinding_id, b.zekerheid, b.vervallen_run, b.oordeel, b.oordeel_op, b.herzien,
               (SELECT max(a.op) FROM antwoord a WHERE a.patient = b.patient AND a.bevinding_id = b.bevinding_id)
                 AS beantwoord_op
          FROM v_beoordeeld b);

-- Debits that look like a bundle and are of no programme, of all files that count: each as it was read last.
CREATE VIEW v_te_plaatsen AS
SELECT z.prestatiecodelijst, z.prestatiecode, sum(z.regels) AS regels, sum(z.cent) AS cent, count(*) AS bestanden
  FROM zonder_programma z JOIN bestand b USING (bestand)
 WHERE b.bestand NOT IN (SELECT bestand FROM intrekking)
   AND NOT EXISTS (SELECT 1 FROM bestand l
                    WHERE l.sha256 = b.sha256 AND l.profiel = b.profiel AND l.status = 'ingelezen' AND l.bestand > b.bestand)
 GROUP BY z.prestatiecodelijst, z.prestatiecode;
