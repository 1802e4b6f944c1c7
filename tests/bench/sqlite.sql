-- sqlite.sql - the findings of dubbelloop in SQLite's SQL; run by sqlite.sh, which fills line, regel, codesets, programmas and diagnosegroepen.
-- It goes as far as duckdb.mjs does: one insurer (3332), BSN known, no contracts and relations, keten period by the quarter.
-- Everything behind the first two steps looks only at patients with a keten line, so nearly all of the time is the import.

CREATE TABLE actief AS
SELECT rowid AS id, *, CASE zekerheid WHEN 'vast' THEN 2 WHEN 'waarschijnlijk' THEN 1 ELSE 0 END AS graad
FROM regel WHERE status = 'actief' AND soort IN ('', 'paar') AND regel <> 'ALG-DUBBEL';
-- What a rule names: its range, or each code of its codeset with the set's own list.
CREATE TABLE regel_code AS
SELECT id AS regel, '' AS lijst, code_van AS van, iif(code_tm = '', code_van, code_tm) AS tm FROM actief WHERE code_van <> ''
UNION ALL
SELECT a.id, s.prestatiecodelijst, s.code, s.code FROM actief AS a JOIN codesets AS s ON s.codeset = a.codeset WHERE a.codeset <> '';

-- Codes that any rule or programme speaks of; ranges written out as all-digit codes.
CREATE TABLE code (code TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO code
WITH RECURSIVE bereik (van, tm) AS (
    SELECT van, tm FROM regel_code
    UNION ALL
    SELECT code_van, iif(code_tm = '', code_van, code_tm) FROM programmas WHERE code_van <> ''),
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
SELECT bsn, uzovi, agb_declarant AS agb, iif(agb_uitvoerder = '', agb_declarant, agb_uitvoerder) AS uitvoerder,
       iif(specialisme = '', substr(agb_uitvoerder, 1, 4), specialisme) AS specialisme,
       prestatiecodelijst AS lijst, prestatiecode AS code, zorgproductcode AS product,
       iif(verwijsdiagnosecode = '', NULL, CAST(verwijsdiagnosecode AS INTEGER)) AS verwijs,
       iif(diagnosecode = '', NULL, diagnosecode) AS diagnose,
       begindatum AS van, iif(einddatum = '', begindatum, einddatum) AS tm, CAST(bedrag_cent AS INTEGER) AS bedrag,
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
CREATE TABLE naamloos AS
WITH los AS (
    SELECT rowid AS credit, *, row_number() OVER (PARTITION BY bsn, agb, lijst, code, product, van, tm, bedrag ORDER BY ref) AS n
    FROM dossier WHERE credit AND vorig = ''),
open AS (
    SELECT rowid AS id, *, row_number() OVER (PARTITION BY bsn, agb, lijst, code, product, van, tm, bedrag ORDER BY ref) AS n
    FROM dossier WHERE NOT credit AND rowid NOT IN terug)
SELECT los.credit, open.id
FROM los LEFT JOIN open USING (bsn, agb, lijst, code, product, van, tm, bedrag, n);
INSERT OR IGNORE INTO terug SELECT id FROM naamloos WHERE id IS NOT NULL;
-- Credits that wait.
CREATE TABLE wacht AS
SELECT bsn, agb, code, van FROM dossier WHERE rowid IN (SELECT credit FROM naamloos WHERE id IS NULL)
UNION
SELECT bsn, agb, code, van FROM dossier AS c
WHERE credit AND vorig <> '' AND NOT EXISTS (SELECT 1 FROM dossier AS d WHERE d.bsn = c.bsn AND d.agb = c.agb AND d.ref = c.vorig);

CREATE TABLE lijn AS
SELECT l.rowid AS id, l.*, EXISTS (SELECT 1 FROM wacht AS w WHERE w.bsn = l.bsn AND w.agb = l.agb AND w.code = l.code AND w.van = l.van) AS wacht,
       date(van, 'start of month', '-' || ((strftime('%m', van) - 1) % 3) || ' months') AS d
FROM dossier AS l WHERE NOT credit AND bedrag > 0 AND l.rowid NOT IN terug;
CREATE INDEX lijn_bsn ON lijn (bsn);

-- A row a keten line and programme; op_lijst: only because the line names no list. An end on the first day of a quarter does not touch it.
CREATE TABLE keten AS
SELECT id, bsn, agb, ref, begin, einde, wacht, programma, volgorde, titel, min(op_lijst) AS op_lijst, d,
       date(laatste, 'start of month', '-' || ((strftime('%m', laatste) - 1) % 3) || ' months', '+3 months', '-1 day') AS tot
FROM (
    SELECT l.id, l.bsn, l.agb, l.ref, l.van AS begin, l.tm AS einde, l.wacht, l.d, p.programma, CAST(p.volgorde AS INTEGER) AS volgorde, p.soort = 'titel' AS titel,
           l.lijst = '' AND p.prestatiecodelijst <> '' AS op_lijst,
           iif(l.tm > l.van AND substr(l.tm, 6) IN ('01-01', '04-01', '07-01', '10-01'), date(l.tm, '-1 day'), l.tm) AS laatste
    FROM lijn AS l
    JOIN programmas AS p ON p.code_van <> '' AND l.code BETWEEN p.code_van AND iif(p.code_tm = '', p.code_van, p.code_tm)
        AND length(l.code) = length(p.code_van)
        AND (l.lijst = '' OR p.prestatiecodelijst = '' OR instr(' ' || p.prestatiecodelijst || ' ', ' ' || l.lijst || ' '))
    WHERE p.geldig_van <= l.d AND (p.geldig_tot = '' OR l.d < p.geldig_tot))
GROUP BY id, programma;
CREATE INDEX keten_bsn ON keten (bsn);
CREATE TABLE ketenregel AS
SELECT id, bsn, d, tot, begin, volgorde, agb, ref FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY volgorde) AS n FROM keten) WHERE n = 1;
CREATE INDEX ketenregel_id ON ketenregel (id);
CREATE TABLE eerder AS -- the patient was in that programme before this keten line
SELECT DISTINCT k.id, o.programma FROM ketenregel AS k JOIN keten AS o ON o.bsn = k.bsn AND o.id <> k.id AND o.d < k.d AND o.tot >= date(k.d, '-3 months');
CREATE INDEX eerder_id ON eerder (id, programma);

CREATE TABLE ander AS
SELECT l.*, k.id IS NOT NULL AS keten, coalesce(k.d, l.van) AS eerste, coalesce(k.tot, l.tm) AS laatste FROM lijn AS l LEFT JOIN ketenregel AS k USING (id);
CREATE INDEX ander_bsn ON ander (bsn);

-- Which rules a line matches, and the grade that the reasons of the matching leave.
CREATE TABLE op_code AS
SELECT l.id, a.id AS regel,
       CASE WHEN min(l.lijst = '' AND (a.prestatiecodelijst <> '' OR c.lijst <> '')) THEN 0
            WHEN max(a.zorgproduct <> '' AND l.product = '') THEN 1 ELSE 2 END AS graad
FROM lijn AS l
JOIN regel_code AS c ON l.code BETWEEN c.van AND c.tm AND length(l.code) = length(c.van) AND (c.lijst = '' OR l.lijst = '' OR c.lijst = l.lijst)
JOIN actief AS a ON a.id = c.regel
WHERE (a.prestatiecodelijst = '' OR l.lijst = '' OR instr(' ' || a.prestatiecodelijst || ' ', ' ' || l.lijst || ' '))
  AND (a.specialisme = '' OR instr(' ' || a.specialisme || ' ', ' ' || l.specialisme || ' '))
  AND (a.zorgproduct = '' OR l.product = '' OR l.product = a.zorgproduct)
GROUP BY l.id, a.id;
CREATE INDEX op_code_id ON op_code (id, regel);
CREATE TABLE past AS
SELECT * FROM op_code
UNION ALL
SELECT l.id, a.id, iif(l.lijst = '' AND a.prestatiecodelijst <> '', 0, 1)
FROM lijn AS l JOIN actief AS a ON a.zorgproduct <> '' AND a.zorgproduct = l.product
WHERE (a.prestatiecodelijst = '' OR l.lijst = '' OR instr(' ' || a.prestatiecodelijst || ' ', ' ' || l.lijst || ' '))
  AND NOT EXISTS (SELECT 1 FROM op_code AS o WHERE o.id = l.id AND o.regel = a.id)
UNION ALL
SELECT k.id, a.id, iif(min(k.op_lijst), 0, 2)
FROM keten AS k JOIN actief AS a ON a.conflict_programma <> '' AND instr(' ' || a.conflict_programma || ' ', ' ' || k.programma || ' ') GROUP BY k.id, a.id;
CREATE INDEX past_id ON past (id);

CREATE TABLE hit AS
SELECT k.id AS k, c.id AS c, a.id AS regel, a.eenmalig = '1' AS eenmalig, c.uitvoerder, c.van, c.tm,
       min(a.graad, p.graad,
           CASE WHEN k.op_lijst OR (a.verwijsdiagnoses <> '' AND c.verwijs IS NULL) OR (a.betreft <> '' AND c.diagnose IS NULL) OR a.eenmalig = '1'
                     OR (a.max_dagen <> '' AND julianday(c.tm) - julianday(c.van) + 1 > CAST(a.max_dagen AS INTEGER))
                     OR (NOT c.keten AND c.tm < k.begin AND NOT EXISTS (SELECT 1 FROM eerder AS e WHERE e.id = k.id AND e.programma = a.programma)) THEN 0
                WHEN k.wacht OR c.wacht
                     OR (a.betreft <> '' AND NOT EXISTS (SELECT 1 FROM diagnosegroepen AS g
                                                         WHERE g.groep = a.betreft AND substr(c.diagnose, 1, length(g.icpc)) = g.icpc))
                     OR (NOT c.keten AND c.tm > c.van AND min(c.laatste, k.tot) = max(c.eerste, k.d)) THEN 1
                ELSE 2 END) AS graad
FROM keten AS k
JOIN ander AS c ON c.bsn = k.bsn AND c.id <> k.id AND c.eerste <= k.tot AND k.d <= c.laatste
JOIN past AS p ON p.id = c.id
JOIN actief AS a ON a.id = p.regel AND a.programma = k.programma AND a.geldig_van <= k.d AND (a.geldig_tot = '' OR k.d < a.geldig_tot)
WHERE (a.verwijsdiagnoses = '' OR c.verwijs IS NULL OR instr(' ' || a.verwijsdiagnoses || ' ', ' ' || printf('%04d', c.verwijs) || ' '))
  AND (a.betreft = '' OR c.diagnose IS NULL
       OR EXISTS (SELECT 1 FROM diagnosegroepen AS g WHERE g.groep = a.betreft
                  AND (substr(c.diagnose, 1, length(g.icpc)) = g.icpc OR substr(g.icpc, 1, length(c.diagnose)) = c.diagnose)));

CREATE TABLE deelt AS -- two keten lines that share a programme and whose periods overlap
SELECT k.id AS k, c.id AS c, max(NOT k.titel) AS keten,
       min(iif(k.titel, 1, k.op_lijst)) OR min(iif(k.titel, 1, c.op_lijst)) AS op_lijst, max(k.wacht OR c.wacht) AS wacht, k.d AS d,
       max((k.begin = c.begin AND k.agb <> c.agb) OR (k.agb = c.agb AND (k.einde < c.begin OR c.einde < k.begin))) AS twijfel
FROM keten AS k JOIN keten AS c ON c.bsn = k.bsn AND c.programma = k.programma AND c.id <> k.id AND c.d <= k.tot AND k.d <= c.tot
GROUP BY k.id, c.id;

CREATE TABLE bevinding AS
WITH bezoek AS (
    SELECT *, max(van) OVER w <= min(tm) OVER w AS een_bezoek FROM hit WHERE eenmalig WINDOW w AS (PARTITION BY k, regel, uitvoerder)),
staat AS (SELECT k, c, graad FROM hit WHERE NOT eenmalig UNION ALL SELECT k, c, graad FROM bezoek WHERE een_bezoek),
treffer AS (
    SELECT s.k, s.c, iif(d.twijfel, min(s.graad, 1), s.graad) AS graad FROM staat AS s LEFT JOIN deelt AS d ON d.k = s.k AND d.c = s.c
    UNION ALL
    SELECT e.k, e.c, min(CASE r.zekerheid WHEN 'vast' THEN 2 WHEN 'waarschijnlijk' THEN 1 ELSE 0 END,
                         CASE WHEN e.op_lijst THEN 0 WHEN e.wacht OR e.twijfel THEN 1 ELSE 2 END)
    FROM deelt AS e JOIN ketenregel AS a ON a.id = e.k JOIN ketenregel AS b ON b.id = e.c
    JOIN regel AS r ON r.regel = 'ALG-DUBBEL' AND r.status = 'actief' AND r.geldig_van <= e.d AND (r.geldig_tot = '' OR e.d < r.geldig_tot)
    WHERE e.keten AND (a.begin, a.volgorde, a.agb, a.ref) < (b.begin, b.volgorde, b.agb, b.ref)),
gericht AS (
    SELECT t.graad, t.k, t.c, b.id IS NOT NULL AND (a.begin, a.volgorde, a.agb, a.ref) > (b.begin, b.volgorde, b.agb, b.ref) AS terug
    FROM treffer AS t JOIN ketenregel AS a ON a.id = t.k LEFT JOIN ketenregel AS b ON b.id = t.c)
SELECT iif(terug, c, k) AS een, iif(terug, k, c) AS ander, max(graad) AS graad, max(iif(terug, -1, graad)) >= max(iif(terug, graad, -1)) AS heen
FROM gericht GROUP BY 1, 2;

-- Ground: what may not stand beside a line that is to be recovered itself is a signal.
WITH verhaald AS (SELECT iif(heen, ander, een) AS id, max(graad) AS graad FROM bevinding GROUP BY 1),
eind AS (
    SELECT iif(v.graad >= b.graad, 0, b.graad) AS graad FROM bevinding AS b LEFT JOIN verhaald AS v ON v.id = iif(b.heen, b.een, b.ander))
SELECT printf('{"findings":{"vast":%d,"waarschijnlijk":%d,"signaal":%d}}',
              total(graad = 2), total(graad = 1), total(graad = 0)) FROM eind;
