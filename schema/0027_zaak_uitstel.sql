-- As in step 26; a provider may get more time, by a note with a later term.
DROP VIEW v_zaak_wacht;
CREATE VIEW v_zaak_wacht AS
SELECT g.zaak, max(v.waarde) AS termijn
  FROM zaak_gebeurtenis g JOIN zaak_veld v ON v.gebeurtenis = g.gebeurtenis AND v.veld = 'termijn'
 WHERE EXISTS (SELECT 1 FROM zaak_gebeurtenis l WHERE l.zaak = g.zaak AND l.soort = 'stap' AND l.stap = 'voorgenomen_uitkomst')
   AND NOT EXISTS (SELECT 1 FROM zaak_gebeurtenis l WHERE l.zaak = g.zaak AND (l.soort = 'sluiting' OR l.stap = 'definitieve_uitkomst'))
 GROUP BY g.zaak;
