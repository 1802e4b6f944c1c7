// duckdb.mjs - the findings of dubbelloop in DuckDB's SQL, as fast as we can make DuckDB do it.
//
//   node duckdb.mjs --modules DIR --tables DIR query FILE...            read, apply credits, grade, count
//   node duckdb.mjs --modules DIR --tables DIR --store DB load FILE     the same, and keep lines and findings in DB
//   node duckdb.mjs --modules DIR --tables DIR --store DB night FILE    new lines into DB, the touched patients anew
//
// Prints one JSON object: the seconds from the first SQL on the data to the last (the commit included; the start of
// node, the opening of the database and the reading of the rules are left out, in DuckDB's favour) and the findings per
// grade.
// --modules is the folder whose node_modules holds @duckdb/node-api. --threads N (2).
//
// What it does for the semantics: it reads the tables' CSV, so the rules are not written down a second time here, but
// only as far as the benchmark's data goes: one insurer (3332), BSN known, no bad lines, no contracts and no relations,
// so that no rule of soort contract, tarief, vereist or lid can hit, codes without leading zeros. Pairs, both
// directions, combined programmes, titles, every reason that can then hold, and Ground are all there; totals, coverage,
// money and letop are not. A table that needs more is refused (checkRule), so that it cannot count something else than
// the engine without anybody noticing.
//
// What makes it fast, each measured: explicit types, with numbers for everything that is a number; a hash look-up of
// the code on the scan, so that unrelated lines are never materialised; every later step on the patients with a keten
// line only; in a night one narrow scan of the store for the identities, one for the keten patients; insertion order
// not preserved. (A store sorted by BSN was no faster and twice as large; a first scan for the keten patients alone
// costs more than it saves.)
import { createRequire } from 'node:module';
import path from 'node:path';

const UZOVI = 3332;
const COLUMNS = {
  bsn: 'UINTEGER', verzekerdennummer: 'VARCHAR', uzovi: 'USMALLINT', agb_declarant: 'UINTEGER', agb_uitvoerder: 'UINTEGER',
  specialisme: 'USMALLINT', prestatiecodelijst: 'USMALLINT', prestatiecode: 'VARCHAR', zorgproductcode: 'UINTEGER',
  verwijsdiagnosecode: 'UINTEGER', diagnosecode: 'VARCHAR', begindatum: 'DATE', einddatum: 'DATE', aantal: 'UINTEGER',
  bedrag_cent: 'BIGINT', debet_credit: 'VARCHAR', referentienummer: 'VARCHAR', vorig_referentienummer: 'VARCHAR',
};
const NEEDED = `bsn, uzovi, agb_declarant, agb_uitvoerder, specialisme, prestatiecodelijst, prestatiecode, zorgproductcode, verwijsdiagnosecode, diagnosecode,
  begindatum, einddatum, bedrag_cent, debet_credit, referentienummer, vorig_referentienummer`;
const GRADES = ['signaal', 'waarschijnlijk', 'vast'];

const text = (value) => `'${String(value).replaceAll("'", "''")}'`;
const words = (value) => (value ? value.split(' ').filter(Boolean) : []);

function fail(message) {
  process.stderr.write(`duckdb.mjs: ${message}\n`);
  process.exit(2);
}

function parseArguments(argv) {
  const options = { modules: '.', threads: '2' };
  let at = 0;
  for (; at < argv.length && argv[at].startsWith('--'); at += 2) {
    const name = argv[at].slice(2);
    if (!['modules', 'tables', 'store', 'threads'].includes(name) || argv[at + 1] === undefined) fail(`unknown option ${argv[at]}`);
    options[name] = argv[at + 1];
  }
  const [verb, ...files] = argv.slice(at);
  const wanted = { query: files.length > 0 && !options.store, load: files.length === 1 && options.store, night: files.length === 1 && options.store };
  if (!wanted[verb] || !options.tables) fail('usage: --tables DIR [--modules DIR] [--threads N] [--store DB] query|load|night FILE...');
  return { ...options, verb, files };
}

// ---- the rules, from the conflict tables ----

async function readRules(sql, tables) {
  const csv = (name) => `read_csv(${text(path.join(tables, name))}, header = true, all_varchar = true)`;
  const rows = async (name) => (await sql(`SELECT * FROM ${csv(name)}`)).map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v ?? ''])));
  const programmes = (await rows('programmas.csv')).filter((row) => row.code_van);
  const used = (await rows('tabellen.csv')).filter((row) => words(row.uzovi).includes(String(UZOVI)) || row.uzovi === '*');
  const rules = [];
  let double = null;
  for (const table of used)
    for (const rule of await rows(`${table.tabel}.csv`)) {
      if (rule.status !== 'actief') continue;
      if (rule.regel === 'ALG-DUBBEL') double = rule;
      else if (!['contract', 'tarief', 'vereist', 'lid'].includes(rule.soort)) rules.push({ ...rule, table, number: rules.length });
    }
  for (const rule of rules) checkRule(rule);
  if (used.some((table) => table.uzovi !== '*' && table.keten_periode !== 'kwartaal')) fail('only keten_periode = kwartaal is known here');
  const codesets = await rows('codesets.csv');
  for (const rule of rules)
    rule.codes = rule.codeset ? codesets.filter((row) => row.codeset === rule.codeset).map((row) => ({ ...row, code_van: row.code }))
      : rule.code_van ? [{ ...rule, prestatiecodelijst: '' }] : [];
  return { programmes, rules, double, groups: await rows('diagnosegroepen.csv') };
}

function checkRule(rule) {
  const beyond = (rule.soort || 'paar') !== 'paar' || rule.zorgsoort || rule.voorwaarde || rule.zorgproduct.endsWith('*') || rule.overlap !== 'elk' ||
    rule.gedoogkwartaal === '1' || rule.programma === '*' || rule.verhaal !== 'conflict' || !(rule.code_van || rule.codeset || rule.conflict_programma) ||
    (rule.conflict_programma && (rule.code_van || rule.codeset));
  const range = rule.code_tm && rule.code_tm !== rule.code_van;
  if (beyond || (range && !/^[0-9]+$/.test(rule.code_van + rule.code_tm))) fail(`rule ${rule.regel} needs more than this script knows`);
}

const lists = (row) => words(row.prestatiecodelijst).map(Number);
const within = (row) => (row.code_van === (row.code_tm || row.code_van)
  ? `prestatiecode = ${text(row.code_van)}`
  : `prestatiecode BETWEEN ${text(row.code_van)} AND ${text(row.code_tm)} AND length(prestatiecode) = ${row.code_van.length}`);

// Which lines can matter: a hash look-up on the code is the cheapest thing on a scan. It may let too much through
// (another list); the rules themselves are applied later, to few lines. A range is written out as its all-digit codes,
// which is all that the benchmark's data holds.
function relevantFilter({ programmes, rules }) {
  const codes = new Set();
  for (const row of [...programmes, ...rules.flatMap((rule) => rule.codes)]) {
    const [first, last] = [row.code_van, row.code_tm || row.code_van];
    if (first === last) codes.add(first);
    else for (let n = Number(first); n <= Number(last); n++) codes.add(String(n).padStart(first.length, '0'));
  }
  const products = rules.filter((rule) => rule.zorgproduct).map((rule) => Number(rule.zorgproduct));
  return `(prestatiecode IN (${[...codes].map(text)})${products.length ? ` OR zorgproductcode IN (${products})` : ''})`;
}

async function writeRules(sql, { programmes, rules, double, groups }) {
  const day = (value) => (value ? `DATE ${text(value)}` : `DATE '2100-01-01'`);
  const list = (row) => (lists(row).length ? `[${lists(row)}]` : 'NULL') + '::INTEGER[]';
  const numbers = (value) => (words(value).length ? `[${words(value).map(Number)}]` : 'NULL') + '::INTEGER[]';
  const values = (rows) => rows.map((row) => `(${row.join(', ')})`).join(',\n');
  const table = (name, columns, rows) => sql(`CREATE TEMP TABLE ${name} AS SELECT * FROM (VALUES ${values(rows)}) AS t(${columns})`);
  await table('programma', 'programma, volgorde, titel, lijsten, van, tm, geldig_van, geldig_tot', programmes.map((row) => [
    text(row.programma), Number(row.volgorde), row.soort === 'titel', list(row), text(row.code_van), text(row.code_tm || row.code_van), day(row.geldig_van),
    day(row.geldig_tot)]));
  await table('regel', 'regel, programma, lijsten, product, specialismen, conflict, verwijs, betreft, max_dagen, eenmalig, graad, uzovi, geldig_van, geldig_tot',
    rules.map((rule) => [
      rule.number, text(rule.programma), list(rule), `${rule.zorgproduct ? Number(rule.zorgproduct) : 'NULL'}::UINTEGER`, numbers(rule.specialisme),
      `${rule.conflict_programma ? `[${words(rule.conflict_programma).map(text)}]` : 'NULL'}::VARCHAR[]`, numbers(rule.verwijsdiagnoses),
      `${rule.betreft ? text(rule.betreft) : 'NULL'}::VARCHAR`, Number(rule.max_dagen) || 99999, rule.eenmalig === '1', GRADES.indexOf(rule.zekerheid),
      rule.table.uzovi === '*' ? 'NULL::INTEGER' : UZOVI, `greatest(${day(rule.geldig_van)}, ${day(rule.table.geldig_van)})`,
      `least(${day(rule.geldig_tot)}, ${day(rule.table.geldig_tot)})`]));
  await table('regel_code', 'regel, lijsten, van, tm', rules.flatMap((rule) => rule.codes.map((row) => [
    rule.number, list(row), text(row.code_van), text(row.code_tm || row.code_van)])));
  await table('groep', 'groep, icpc', groups.map((row) => [text(row.groep), text(row.icpc)]));
  await sql(`CREATE TEMP TABLE dubbel AS SELECT * FROM (VALUES (${double ? GRADES.indexOf(double.zekerheid) : -1}, ${day(double?.geldig_van)},
    ${day(double?.geldig_tot)})) AS t(graad, geldig_van, geldig_tot) WHERE graad >= 0`);
}

// ---- the work ----

const scan = (files) => `read_csv([${files.map(text)}], header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
  columns = {${Object.entries(COLUMNS).map(([name, type]) => `${name}: ${text(type)}`)}})`;

const ketenCode = ({ programmes }) => programmes.map((row) =>
  `((prestatiecodelijst IS NULL OR prestatiecodelijst IN (${lists(row)})) AND ${within(row)})`).join(' OR ');

// From the relevant lines in `regel_line` of the patients in `keten_patient` to table `paar`: one row a finding. A line
// that was delivered twice counts once.
async function detect(sql) {
  await sql(`CREATE TEMP TABLE dossier AS
    SELECT DISTINCT ON (bsn, agb_declarant, referentienummer) bsn, uzovi, agb_declarant AS agb, coalesce(agb_uitvoerder, agb_declarant) AS uitvoerder,
           coalesce(specialisme, agb_uitvoerder // 10000) AS specialisme, prestatiecodelijst AS lijst, prestatiecode AS code,
           zorgproductcode AS product, verwijsdiagnosecode AS verwijs,
           CASE WHEN regexp_full_match(diagnosecode, '[A-Z][0-9]{2}([.][0-9]{1,2})?') THEN diagnosecode END AS diagnose,
           begindatum AS van, coalesce(einddatum, begindatum) AS tm, bedrag_cent AS bedrag,
           coalesce(debet_credit, 'D') = 'C' AS credit, referentienummer AS ref, vorig_referentienummer AS vorig
    FROM regel_line WHERE bsn IN (SELECT bsn FROM keten_patient)`);
  // Credits that name their debit go first; the n-th that names none takes the n-th debit that is left with its
  // columns.
  await sql(`CREATE TEMP TABLE genoemd AS
    SELECT DISTINCT d.rowid AS id FROM dossier d JOIN dossier c ON c.bsn = d.bsn AND c.agb = d.agb AND c.vorig = d.ref
    WHERE c.credit AND NOT d.credit`);
  const numbered = (where) => `SELECT rowid AS id, bsn, agb, lijst, code, product, van, tm, bedrag,
      row_number() OVER (PARTITION BY bsn, agb, lijst, code, product, van, tm, bedrag ORDER BY ref) AS n FROM dossier WHERE ${where}`;
  await sql(`CREATE TEMP TABLE naamloos AS
    WITH open AS (${numbered('NOT credit AND rowid NOT IN (SELECT id FROM genoemd)')}), los AS (${numbered('credit AND vorig IS NULL')})
    SELECT c.id AS credit, o.id FROM los c LEFT JOIN open o ON o.bsn = c.bsn AND o.agb = c.agb AND o.code = c.code AND o.van = c.van AND o.tm = c.tm
      AND o.bedrag = c.bedrag AND o.n = c.n AND o.lijst IS NOT DISTINCT FROM c.lijst AND o.product IS NOT DISTINCT FROM c.product`);
  // Lines that take part, and of each whether a waiting credit may be of it (credit_wacht).
  await sql(`CREATE TEMP TABLE lijn AS
    WITH wacht AS (
      SELECT bsn, agb, code, van FROM dossier WHERE rowid IN (SELECT credit FROM naamloos WHERE id IS NULL)
      UNION
      SELECT c.bsn, c.agb, c.code, c.van FROM dossier c ANTI JOIN dossier d ON d.bsn = c.bsn AND d.agb = c.agb AND d.ref = c.vorig
      WHERE c.credit AND c.vorig IS NOT NULL)
    SELECT l.rowid AS id, l.*, w.bsn IS NOT NULL AS wacht
    FROM dossier l LEFT JOIN wacht w ON w.bsn = l.bsn AND w.agb = l.agb AND w.code = l.code AND w.van = l.van
    WHERE NOT l.credit AND l.bedrag > 0 AND l.rowid NOT IN (SELECT id FROM genoemd UNION ALL SELECT id FROM naamloos WHERE id IS NOT NULL)`);
  const lastDay = `CASE WHEN l.tm > l.van AND l.tm = date_trunc('quarter', l.tm) THEN l.tm - 1 ELSE l.tm END`;
  // A row a keten line and programme; \`op_lijst\`: only because the line names no list.
  await sql(`CREATE TEMP TABLE keten AS
    SELECT l.id, l.bsn, l.uzovi, l.agb, l.ref, l.van AS begin, l.tm AS einde, l.wacht, p.programma, p.volgorde, p.titel,
           bool_and(l.lijst IS NULL AND p.lijsten IS NOT NULL) AS op_lijst, date_trunc('quarter', l.van)::DATE AS d,
           (date_trunc('quarter', ${lastDay}) + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE AS tot
    FROM lijn l JOIN programma p ON (p.lijsten IS NULL OR l.lijst IS NULL OR list_contains(p.lijsten, l.lijst)) AND l.code BETWEEN p.van AND p.tm
         AND length(l.code) = length(p.van)
    WHERE p.geldig_van <= date_trunc('quarter', l.van) AND date_trunc('quarter', l.van) < p.geldig_tot
    GROUP BY ALL`);
  await sql(`CREATE TEMP TABLE ketenregel AS SELECT id, bsn, agb, ref, begin, einde, d, tot, min(volgorde) AS volgorde FROM keten GROUP BY ALL`);
  // Whether the patient was in a programme before a keten line.
  await sql(`CREATE TEMP TABLE eerder AS
    SELECT DISTINCT k.id, o.programma FROM ketenregel k JOIN keten o ON o.bsn = k.bsn AND o.id <> k.id AND o.d < k.d AND o.tot >= k.d - INTERVAL 3 MONTH`);
  await sql(`CREATE TEMP TABLE ander AS
    SELECT l.*, k.id IS NOT NULL AS keten, coalesce(k.d, l.van) AS eerste, coalesce(k.tot, l.tm) AS laatste FROM lijn l LEFT JOIN ketenregel k USING (id)`);
  // Which rules a line matches, the worst that a reason of the matching leaves of the grade with it.
  const lijstHolds = '(r.lijsten IS NULL OR l.lijst IS NULL OR list_contains(r.lijsten, l.lijst)) AND (r.specialismen IS NULL OR list_contains(r.specialismen, l.specialisme))';
  await sql(`CREATE TEMP TABLE past AS
    WITH op_code AS (
      SELECT l.id, r.regel, CASE WHEN bool_and(l.lijst IS NULL AND (r.lijsten IS NOT NULL OR c.lijsten IS NOT NULL)) THEN 0
                                 WHEN bool_or(r.product IS NOT NULL AND l.product IS NULL) THEN 1 ELSE 2 END AS graad
      FROM lijn l JOIN regel_code c ON (c.lijsten IS NULL OR l.lijst IS NULL OR list_contains(c.lijsten, l.lijst)) AND l.code BETWEEN c.van AND c.tm
           AND length(l.code) = length(c.van)
      JOIN regel r ON r.regel = c.regel AND ${lijstHolds} AND (r.product IS NULL OR l.product IS NULL OR l.product = r.product)
      GROUP BY l.id, r.regel)
    SELECT * FROM op_code
    UNION ALL
    SELECT l.id, r.regel, CASE WHEN l.lijst IS NULL AND r.lijsten IS NOT NULL THEN 0 ELSE 1 END
    FROM lijn l JOIN regel r ON r.product = l.product AND ${lijstHolds} ANTI JOIN op_code o ON o.id = l.id AND o.regel = r.regel
    UNION ALL
    SELECT k.id, r.regel, CASE WHEN bool_and(k.op_lijst) THEN 0 ELSE 2 END
    FROM keten k JOIN regel r ON list_contains(r.conflict, k.programma) GROUP BY k.id, r.regel`);
  await sql(`CREATE TEMP TABLE paar AS
    WITH hit AS (
      SELECT k.bsn, k.id AS k, c.id AS c, r.regel, r.eenmalig, c.uitvoerder, c.van, c.tm,
        least(r.graad, p.graad,
          CASE WHEN k.op_lijst OR (r.verwijs IS NOT NULL AND c.verwijs IS NULL) OR (r.betreft IS NOT NULL AND c.diagnose IS NULL) OR r.eenmalig
                    OR c.tm - c.van + 1 > r.max_dagen OR (NOT c.keten AND c.tm < k.begin AND e.id IS NULL) THEN 0
               WHEN k.wacht OR c.wacht OR (r.betreft IS NOT NULL AND NOT EXISTS (FROM groep g WHERE g.groep = r.betreft AND starts_with(c.diagnose, g.icpc)))
                    OR (NOT c.keten AND c.tm > c.van AND least(c.laatste, k.tot) = greatest(c.eerste, k.d)) THEN 1
               ELSE 2 END) AS graad
      FROM keten k
      JOIN ander c ON c.bsn = k.bsn AND c.id <> k.id AND c.eerste <= k.tot AND k.d <= c.laatste
      JOIN past p ON p.id = c.id
      JOIN regel r ON r.regel = p.regel AND r.programma = k.programma AND (r.uzovi IS NULL OR r.uzovi = k.uzovi) AND r.geldig_van <= k.d AND k.d < r.geldig_tot
        AND (r.verwijs IS NULL OR c.verwijs IS NULL OR list_contains(r.verwijs, c.verwijs))
      LEFT JOIN eerder e ON e.id = k.id AND e.programma = r.programma
      WHERE r.betreft IS NULL OR c.diagnose IS NULL
            OR EXISTS (FROM groep g WHERE g.groep = r.betreft AND (starts_with(c.diagnose, g.icpc) OR starts_with(g.icpc, c.diagnose)))),
    staat AS (
      SELECT k, c, graad FROM hit WHERE NOT eenmalig
      UNION ALL
      SELECT k, c, graad FROM (SELECT *, max(van) OVER w <= min(tm) OVER w AS een_bezoek FROM hit WHERE eenmalig WINDOW w AS (PARTITION BY k, regel, uitvoerder))
      WHERE een_bezoek),
    deelt AS (
      SELECT k.id AS k, c.id AS c, bool_or(NOT k.titel) AS keten, bool_and(k.op_lijst) FILTER (NOT k.titel) OR bool_and(c.op_lijst) FILTER (NOT k.titel) AS op_lijst,
             any_value(k.wacht OR c.wacht) AS wacht, any_value(k.d) AS d,
             any_value((k.begin = c.begin AND k.agb <> c.agb) OR (k.agb = c.agb AND (k.einde < c.begin OR c.einde < k.begin))) AS twijfel
      FROM keten k JOIN keten c ON c.bsn = k.bsn AND c.programma = k.programma AND c.id <> k.id AND c.d <= k.tot AND k.d <= c.tot
      GROUP BY k.id, c.id),
    treffer AS (
      SELECT s.k, s.c, CASE WHEN d.twijfel THEN least(s.graad, 1) ELSE s.graad END AS graad FROM staat s LEFT JOIN deelt d ON d.k = s.k AND d.c = s.c
      UNION ALL
      SELECT e.k, e.c, least(r.graad, CASE WHEN e.op_lijst THEN 0 WHEN e.wacht OR e.twijfel THEN 1 ELSE 2 END)
      FROM deelt e JOIN ketenregel a ON a.id = e.k JOIN ketenregel b ON b.id = e.c JOIN dubbel r ON r.geldig_van <= e.d AND e.d < r.geldig_tot
      WHERE e.keten AND (a.begin, a.volgorde, a.agb, a.ref) < (b.begin, b.volgorde, b.agb, b.ref)),
    gericht AS (
      SELECT a.bsn, t.graad, b.id IS NOT NULL AND (a.begin, a.volgorde, a.agb, a.ref) > (b.begin, b.volgorde, b.agb, b.ref) AS terug, t.k, t.c
      FROM treffer t JOIN ketenregel a ON a.id = t.k LEFT JOIN ketenregel b ON b.id = t.c),
    bevinding AS (
      SELECT bsn, CASE WHEN terug THEN c ELSE k END AS een, CASE WHEN terug THEN k ELSE c END AS ander, max(graad) AS graad,
             coalesce(max(graad) FILTER (NOT terug), -1) >= coalesce(max(graad) FILTER (terug), -1) AS heen
      FROM gericht GROUP BY ALL),
    terug AS (SELECT CASE WHEN heen THEN ander ELSE een END AS id, max(graad) AS graad FROM bevinding GROUP BY ALL)
    SELECT b.bsn, b.een, b.ander, CASE WHEN t.graad >= b.graad THEN 0 ELSE b.graad END AS graad
    FROM bevinding b LEFT JOIN terug t ON t.id = CASE WHEN b.heen THEN b.een ELSE b.ander END`);
}

const findings = `SELECT p.bsn, a.agb AS een_agb, a.ref AS een_ref, b.agb AS ander_agb, b.ref AS ander_ref, p.graad
  FROM paar p JOIN dossier a ON a.rowid = p.een JOIN dossier b ON b.rowid = p.ander`;

async function query(sql, rules, files) {
  const lines = `SELECT ${NEEDED} FROM ${scan(files)} WHERE ${relevantFilter(rules)}`;
  await sql(`CREATE TEMP TABLE regel_line AS ${lines}`);
  await sql(`CREATE TEMP TABLE keten_patient AS SELECT DISTINCT bsn FROM regel_line WHERE ${ketenCode(rules)}`);
  await detect(sql);
  return countBy(await sql('SELECT graad, count(*)::INTEGER AS n FROM paar GROUP BY graad'));
}

async function load(sql, rules, [file]) {
  await sql(`CREATE TABLE regels AS SELECT * FROM ${scan([file])} WHERE ${relevantFilter(rules)}`);
  await sql(`CREATE TEMP TABLE keten_patient AS SELECT DISTINCT bsn FROM regels WHERE ${ketenCode(rules)}`);
  await sql(`CREATE TEMP VIEW regel_line AS SELECT ${NEEDED} FROM regels`);
  await detect(sql);
  await sql(`CREATE TABLE bevindingen AS ${findings}`);
  const count = await sql('SELECT graad, count(*)::INTEGER AS n FROM bevindingen GROUP BY graad');
  return countBy(count);
}

// What is committed together begins after detection: of tables that a transaction made itself DuckDB has no statistics, and
// joined them in an order that took ten times as long.
async function night(sql, rules, [file]) {
  await sql(`CREATE TEMP TABLE geleverd AS SELECT * FROM ${scan([file])} WHERE ${relevantFilter(rules)}`);
  await sql('CREATE TEMP TABLE nieuw AS SELECT * FROM geleverd ANTI JOIN regels USING (bsn, agb_declarant, referentienummer)');
  await sql(`CREATE TEMP TABLE keten_patient AS
    SELECT DISTINCT bsn FROM nieuw
    WHERE bsn IN (SELECT bsn FROM regels WHERE ${ketenCode(rules)} UNION ALL SELECT bsn FROM nieuw WHERE ${ketenCode(rules)})`);
  await sql(`CREATE TEMP TABLE regel_line AS
    SELECT ${NEEDED} FROM regels WHERE bsn IN (SELECT bsn FROM keten_patient)
    UNION ALL SELECT ${NEEDED} FROM nieuw`);
  await detect(sql);
  await sql('BEGIN');
  await sql('INSERT INTO regels SELECT * FROM nieuw');
  await sql('DELETE FROM bevindingen WHERE bsn IN (SELECT bsn FROM keten_patient)');
  await sql(`INSERT INTO bevindingen ${findings}`);
  const count = await sql('SELECT graad, count(*)::INTEGER AS n FROM bevindingen GROUP BY graad');
  await sql('COMMIT');
  return countBy(count);
}

const countBy = (rows) => Object.fromEntries([...GRADES.keys()].reverse().map((grade) =>
  [GRADES[grade], rows.find((row) => Number(row.graad) === grade)?.n ?? 0]));

const options = parseArguments(process.argv.slice(2));
const { DuckDBInstance } = createRequire(path.resolve(options.modules, 'x.js'))('@duckdb/node-api');
const instance = await DuckDBInstance.create(options.store ?? ':memory:', { threads: options.threads, preserve_insertion_order: 'false' });
const connection = await instance.connect();
const steps = [];
const sql = async (statement) => {
  const start = performance.now();
  const rows = (await connection.runAndReadAll(statement)).getRowObjectsJS();
  steps.push([Math.round(performance.now() - start), statement.slice(0, 60).replaceAll(/\s+/g, ' ')]);
  return rows;
};
const rules = await readRules(sql, options.tables);
await writeRules(sql, rules);
const start = performance.now();
steps.length = 0;
const found = await { query, load, night }[options.verb](sql, rules, options.files);
const seconds = (performance.now() - start) / 1000;
if (process.env.BENCH_STEPS) for (const [ms, name] of steps) process.stderr.write(`${String(ms).padStart(7)} ms  ${name}\n`);
connection.closeSync();
instance.closeSync();
process.stdout.write(`${JSON.stringify({ seconds: Number(seconds.toFixed(3)), findings: found })}\n`);
