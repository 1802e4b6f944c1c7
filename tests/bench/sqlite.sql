-- sqlite.sql - the findings of dubbelloop in SQLite's SQL; run by sqlite.sh, which fills line, regel, programmas and diagnosegroepen.
-- It goes as far as duckdb.mjs does: one insurer (3332), BSN known, no contracts, keten period by the quarter.
-- Everything behind the first two steps looks only at patients with a keten line, so nearly all of the time is the import.

-- Codes that any rule or programme speaks of; ranges written out as all-digit codes.
CREATE TABLE code (code TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO code
WITH RECURSIVE bereik (van, tm) AS (
    SELECT code_van, iif(code_tm = '', code_van, code_tm) FROM (
        SELECT code_van, code_tm FROM regel WHERE status = 'actief' UNION ALL SELECT code_van, code_tm FROM programmas)
    WHERE code_van <> ''),
telling (code, tm) AS (
    SELECT van, tm FROM bereik
    UNION
    SELECT printf('%0*d', length(tm), CAST(code AS INTEGER) + 1), tm FROM telling WHERE code < tm)
SELECT code FROM telling;

CREATE TABLE keten_patient (bsn TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO keten_patient
SELECT bsn FROM line
WHERE prestatiecode IN (SELECT code_van FROM programmas WHERE code_van <> '');

CREATE TABLE dossier AS
SELECT bsn, uzovi, agb_declarant AS agb, prestatiecodelijst AS lijst, prestatiecode AS code, zorgproductcode AS product,
       iif(verwijsdiagnosecode = '', NULL, CAST(verwijsdiagnosecode AS INTEGER)) AS verwijs,
       iif(diagnosecode = '', NULL, diagnosecode) AS diagnose,
       begindatum AS van, iif(einddatum = '', begindatum, einddatum) AS tm, bedrag_cent AS bedrag,
       debet_credit = 'C' AS credit, referentienummer AS ref, vorig_referentienummer AS vorig
FROM line
WHERE (prestatiecode IN code OR zorgproductcode IN (SELECT zorgproduct FROM regel WHERE zorgproduct <> ''))
  AND bsn IN keten_patient
GROUP BY bsn, agb_declarant, referentienummer; -- a line that was delivered twice counts once
CREATE INDEX dossier_bsn ON dossier (bsn);

-- Credits that name their debit go first; the n-th that names none takes the n-th debit that is left with its columns.
CREATE TABLE terug (id INTEGER PRIMARY KEY);
INSERT OR IGNORE INTO terug
SELECT d.rowid FROM dossier AS c JOIN dossier AS d ON d.bsn = c.bsn AND d.agb = c.agb AND d.ref = c.vorig
WHERE c.credit AND NOT d.credit;
INSERT OR IGNORE INTO terug
WITH naamloos AS (
    SELECT *, row_number() OVER (PARTITION BY bsn, agb, lijst, code, product, van, tm, bedrag ORDER BY ref) AS n
    FROM dossier WHERE credit AND vorig = ''),
open AS (
    SELECT rowid AS id, *, row_number() OVER (PARTITION BY bsn, agb, lijst, code, product, van, tm, bedrag ORDER BY ref) AS n
    FROM dossier WHERE NOT credit AND rowid NOT IN terug)
SELECT open.id
FROM naamloos JOIN open USING (bsn, agb, lijst, code, product, van, tm, bedrag, n);

CREATE TABLE keten AS
SELECT id, bsn, uzovi, programma, d, d AS van, date(laatste, '+3 months', '-1 day') AS tm
FROM (
    SELECT l.rowid AS id, l.bsn, l.uzovi, p.programma, p.geldig_van, p.geldig_tot,
           date(l.van, 'start of month', '-' || ((strftime('%m', l.van) - 1) % 3) || ' months') AS d,
           date(l.tm, 'start of month', '-' || ((strftime('%m', l.tm) - 1) % 3) || ' months') AS laatste
    FROM dossier AS l
    JOIN programmas AS p ON p.code_van <> '' AND l.code BETWEEN p.code_van AND iif(p.code_tm = '', p.code_van, p.code_tm)
        AND length(l.code) = length(p.code_van)
        AND (l.lijst = '' OR p.prestatiecodelijst = '' OR instr(' ' || p.prestatiecodelijst || ' ', ' ' || l.lijst || ' '))
    WHERE NOT l.credit AND l.rowid NOT IN terug)
WHERE geldig_van <= d AND (geldig_tot = '' OR d < geldig_tot);
CREATE INDEX keten_bsn ON keten (bsn);

CREATE TABLE ander AS
SELECT l.rowid AS id, l.bsn, l.lijst, l.code, l.product, l.verwijs, l.diagnose, coalesce(k.van, l.van) AS van, coalesce(k.tm, l.tm) AS tm
FROM dossier AS l LEFT JOIN (SELECT DISTINCT id, van, tm FROM keten) AS k ON k.id = l.rowid
WHERE NOT l.credit AND l.rowid NOT IN terug;
CREATE INDEX ander_bsn ON ander (bsn);

WITH actief AS (
    SELECT *, CASE zekerheid WHEN 'vast' THEN 2 WHEN 'waarschijnlijk' THEN 1 ELSE 0 END AS graad,
           iif(code_tm = '', code_van, code_tm) AS code_laatste
    FROM regel WHERE status = 'actief'),
paar AS (
    SELECT k.id AS k, c.id AS c, k.programma, k.d, c.lijst, c.code, c.product, c.verwijs, c.diagnose
    FROM keten AS k JOIN ander AS c ON c.bsn = k.bsn AND c.id <> k.id AND c.van <= k.tm AND k.van <= c.tm),
past AS (
    SELECT p.*, r.graad, r.zorgproduct, r.code_van, r.verwijsdiagnoses, r.betreft,
           p.code BETWEEN r.code_van AND r.code_laatste AND length(p.code) = length(r.code_van) AS code_past,
           EXISTS (SELECT 1 FROM diagnosegroepen AS g WHERE g.groep = r.betreft AND substr(p.diagnose, 1, length(g.icpc)) = g.icpc) AS binnen
    FROM paar AS p JOIN actief AS r ON r.programma = p.programma AND r.geldig_van <= p.d AND (r.geldig_tot = '' OR p.d < r.geldig_tot)
    WHERE p.lijst = '' OR r.prestatiecodelijst = '' OR instr(' ' || r.prestatiecodelijst || ' ', ' ' || p.lijst || ' ')),
treffer AS (
    SELECT k, c,
           CASE WHEN (verwijsdiagnoses <> '' AND verwijs IS NULL) OR (betreft <> '' AND diagnose IS NULL) THEN 0
                ELSE min(iif(betreft = '', graad, 2),
                         iif(zorgproduct <> '' AND code_van <> '' AND (product = '' OR NOT code_past), 1, 2)) END AS graad
    FROM past
    WHERE iif(zorgproduct = '' OR product = '', code_van <> '' AND code_past, product = zorgproduct)
      AND (verwijsdiagnoses = '' OR verwijs IS NULL
           OR instr(' ' || verwijsdiagnoses || ' ', ' ' || printf('%04d', verwijs) || ' '))
      AND (betreft = '' OR diagnose IS NULL OR binnen)
    UNION ALL
    SELECT k.id, c.id, r.graad
    FROM keten AS k JOIN keten AS c ON c.bsn = k.bsn AND c.programma = k.programma AND k.id < c.id AND c.van <= k.tm AND k.van <= c.tm
    JOIN actief AS r ON r.regel = 'ALG-DUBBEL' AND r.geldig_van <= k.d AND (r.geldig_tot = '' OR k.d < r.geldig_tot)),
bevinding AS (SELECT max(graad) AS graad FROM treffer GROUP BY min(k, c), max(k, c))
SELECT printf('{"findings":{"vast":%d,"waarschijnlijk":%d,"signaal":%d}}',
              total(graad = 2), total(graad = 1), total(graad = 0)) FROM bevinding;
