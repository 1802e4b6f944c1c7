-- Cases of which the provider was told what is intended and the final outcome is not told yet, with the day until which it may react.
CREATE VIEW v_zaak_wacht AS
SELECT g.zaak, max(v.waarde) AS termijn
  FROM zaak_gebeurtenis g JOIN zaak_veld v ON v.gebeurtenis = g.gebeurtenis AND v.veld = 'termijn'
 WHERE g.soort = 'stap' AND g.stap = 'voorgenomen_uitkomst'
   AND NOT EXISTS (SELECT 1 FROM zaak_gebeurtenis l WHERE l.zaak = g.zaak AND (l.soort = 'sluiting' OR l.stap = 'definitieve_uitkomst'))
 GROUP BY g.zaak;
