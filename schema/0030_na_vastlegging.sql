-- Which of a verdict, an answer and a round of reports came first is told by what was on record before it, not by the clock, which may
-- go back: the number of the last link (step 29) then. What was there before this step has none, and comes before what has; among
-- those the run tells, and within a run only the clock can.
ALTER TABLE oordeel ADD COLUMN na_vastlegging INTEGER;
ALTER TABLE antwoord ADD COLUMN na_vastlegging INTEGER;
ALTER TABLE ronde ADD COLUMN na_vastlegging INTEGER;

-- As in step 22, with that order.
DROP VIEW v_te_oordelen;
CREATE VIEW v_te_oordelen AS
SELECT CASE WHEN vervallen_run IS NOT NULL THEN iif(oordeel = 'terugvordering', 'vervallen_terugvordering', NULL)
            WHEN oordeel = 'terugvordering (te bevestigen)' THEN 'te_bevestigen'
            WHEN herzien IS NOT NULL THEN 'herzien'
            WHEN beantwoord THEN 'beantwoord'
            WHEN oordeel = 'wacht_op_aanbieder' THEN 'wacht_op_aanbieder'
            WHEN oordeel IS NULL THEN zekerheid END AS soort,
       patient, bevinding_id, oordeel_op AS sinds
  FROM (SELECT b.patient, b.bevinding_id, b.zekerheid, b.vervallen_run, b.oordeel, b.oordeel_op, b.herzien,
               EXISTS (SELECT 1 FROM antwoord a LEFT JOIN oordeel o ON o.nummer = b.oordeel_nummer
                        WHERE a.patient = b.patient AND a.bevinding_id = b.bevinding_id
                          AND (o.nummer IS NULL
                               OR (coalesce(a.na_vastlegging, -1), a.run, a.op) > (coalesce(o.na_vastlegging, -1), o.run, o.op)
                               -- in one second: who asks and gets an answer does so in that order
                               OR (o.oordeel = 'wacht_op_aanbieder' AND a.na_vastlegging IS NULL AND o.na_vastlegging IS NULL
                                   AND a.run = o.run AND a.op = o.op))) AS beantwoord
          FROM (SELECT patient, bevinding_id FROM oordeel UNION SELECT patient, bevinding_id FROM antwoord) t
         CROSS JOIN v_beoordeeld b USING (patient, bevinding_id))
UNION ALL
SELECT b.zekerheid, b.patient, b.bevinding_id, NULL
  FROM bevinding b
 WHERE b.vervallen_run IS NULL
   AND NOT EXISTS (SELECT 1 FROM oordeel o WHERE o.patient = b.patient AND o.bevinding_id = b.bevinding_id)
   AND NOT EXISTS (SELECT 1 FROM antwoord a WHERE a.patient = b.patient AND a.bevinding_id = b.bevinding_id);
