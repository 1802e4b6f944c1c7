-- What one patient can give is bounded: of a patient with more findings than this none is shown, since so many are of a number that is
-- nobody's. 0: no limit. Runs of before had none: they keep that word only where it made a difference.
ALTER TABLE run ADD COLUMN max_bevindingen INTEGER NOT NULL DEFAULT 10000;
UPDATE run SET max_bevindingen = 0
 WHERE EXISTS (SELECT 1 FROM bevinding WHERE vervallen_run IS NULL GROUP BY patient HAVING count(*) > 10000);
-- How many patients that is, beside the other figures.
INSERT INTO stand (soort, sleutel, waarde) SELECT 'te_veel', '', 0 WHERE EXISTS (SELECT 1 FROM stand);
