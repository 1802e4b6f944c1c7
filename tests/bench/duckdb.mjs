// duckdb.mjs - the findings of dubbelloop in DuckDB's SQL, as fast as we can make DuckDB do it.
//
//   node duckdb.mjs --modules DIR --tables DIR query FILE...            read, apply credits, grade, count
//   node duckdb.mjs --modules DIR --tables DIR --store DB load FILE     the same, and keep lines and findings in DB
//   node duckdb.mjs --modules DIR --tables DIR --store DB night FILE    new lines into DB, the touched patients anew
//
// Prints one JSON object: the seconds from the first SQL on the data to the last (the commit included; the start of node,
// the opening of the database and the reading of the rules are left out, in DuckDB's favour) and the findings per grade.
// --modules is the folder whose node_modules holds @duckdb/node-api. --threads N (2).
//
// What it does for the semantics: it reads the tables' CSV, so the rules are not written down a second time here, but only as far as
// the benchmark's data goes: one insurer (3332), BSN known, no contracts, no bad lines. A table that needs more is refused
// (checkRule), so that it cannot count something else than the engine without anybody noticing.
//
// What makes it fast, each measured: explicit types, with numbers for everything that is a number; a hash look-up of the code on
// the scan, so that unrelated lines are never materialised; every later step on the patients with a keten line only; in a night one
// narrow scan of the store for the identities, one for the keten patients; insertion order not preserved. (A store sorted by BSN was
// no faster and twice as large; a first scan for the keten patients alone costs more than it saves.)
import { createRequire } from 'node:module';
import path from 'node:path';

const UZOVI = 3332;
const COLUMNS = {
  bsn: 'UINTEGER', verzekerdennummer: 'VARCHAR', uzovi: 'USMALLINT', agb_declarant: 'UINTEGER', agb_uitvoerder: 'UINTEGER',
  specialisme: 'USMALLINT', prestatiecodelijst: 'USMALLINT', prestatiecode: 'VARCHAR', zorgproductcode: 'UINTEGER',
  verwijsdiagnosecode: 'UINTEGER', diagnosecode: 'VARCHAR', begindatum: 'DATE', einddatum: 'DATE', aantal: 'UINTEGER',
  bedrag_cent: 'BIGINT', debet_credit: 'VARCHAR', referentienummer: 'VARCHAR', vorig_referentienummer: 'VARCHAR',
};
const NEEDED = `bsn, uzovi, agb_declarant, prestatiecodelijst, prestatiecode, zorgproductcode, verwijsdiagnosecode, diagnosecode,
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
      else rules.push({ ...rule, table });
    }
  for (const rule of rules) checkRule(rule);
  if (used.some((table) => table.uzovi !== '*' && table.keten_periode !== 'kwartaal')) fail('only keten_periode = kwartaal is known here');
  return { programmes, rules, double, groups: await rows('diagnosegroepen.csv') };
}

function checkRule(rule) {
  const beyond = rule.codeset || rule.specialisme || rule.zorgsoort || rule.voorwaarde || rule.zorgproduct.endsWith('*') ||
    rule.overlap !== 'elk' || rule.gedoogkwartaal !== '0' || rule.eenmalig !== '0' || rule.programma === '*' || !(rule.code_van || rule.zorgproduct);
  const range = rule.code_tm && rule.code_tm !== rule.code_van;
  if (beyond || (range && !/^[0-9]+$/.test(rule.code_van + rule.code_tm))) fail(`rule ${rule.regel} needs more than this script knows`);
}

const lists = (row) => words(row.prestatiecodelijst).map(Number);
const within = (row) => (row.code_van === (row.code_tm || row.code_van)
  ? `prestatiecode = ${text(row.code_van)}`
  : `prestatiecode BETWEEN ${text(row.code_van)} AND ${text(row.code_tm)} AND length(prestatiecode) = ${row.code_van.length}`);

// Which lines can matter: a hash look-up on the code is the cheapest thing on a scan. It may let too much through (another list);
// the rules themselves are applied later, to few lines. A range is written out as its all-digit codes, which is all that the
// benchmark's data holds.
function relevantFilter({ programmes, rules }) {
  const codes = new Set();
  for (const row of [...programmes, ...rules].filter((row) => row.code_van)) {
    const [first, last] = [row.code_van, row.code_tm || row.code_van];
    if (first === last) codes.add(first);
    else for (let n = Number(first); n <= Number(last); n++) codes.add(String(n).padStart(first.length, '0'));
  }
  const products = rules.filter((rule) => rule.zorgproduct).map((rule) => Number(rule.zorgproduct));
  return `(prestatiecode IN (${[...codes].map(text)})${products.length ? ` OR zorgproductcode IN (${products})` : ''})`;
}

async function writeRules(sql, { programmes, rules, double, groups }) {
  const day = (value) => (value ? `DATE ${text(value)}` : `DATE '2100-01-01'`);
  const list = (row) => (lists(row).length ? `[${lists(row)}]` : 'NULL');
  const code = (value) => (value ? text(value) : 'NULL');
  const values = (rows) => rows.map((row) => `(${row.join(', ')})`).join(',\n');
  await sql(`CREATE TEMP TABLE programma AS SELECT * FROM (VALUES ${values(programmes.map((row) => [
    text(row.programma), list(row), text(row.code_van), text(row.code_tm || row.code_van), day(row.geldig_van), day(row.geldig_tot)]))})
    AS t(programma, lijsten, van, tm, geldig_van, geldig_tot)`);
  await sql(`CREATE TEMP TABLE regel AS SELECT * FROM (VALUES ${values(rules.map((rule) => [
    text(rule.programma), `${list(rule)}::INTEGER[]`, code(rule.code_van), code(rule.code_tm || rule.code_van),
    `${rule.zorgproduct ? Number(rule.zorgproduct) : 'NULL'}::UINTEGER`,
    `${rule.verwijsdiagnoses ? `[${words(rule.verwijsdiagnoses).map(Number)}]` : 'NULL'}::INTEGER[]`, `${code(rule.betreft)}::VARCHAR`,
    GRADES.indexOf(rule.zekerheid), rule.table.uzovi === '*' ? 'NULL::INTEGER' : UZOVI, `greatest(${day(rule.geldig_van)}, ${day(rule.table.geldig_van)})`,
    `least(${day(rule.geldig_tot)}, ${day(rule.table.geldig_tot)})`]))})
    AS t(programma, lijsten, van, tm, zorgproduct, verwijs, betreft, graad, uzovi, geldig_van, geldig_tot)`);
  await sql(`CREATE TEMP TABLE groep AS SELECT * FROM (VALUES ${values(groups.map((row) => [text(row.groep), text(row.icpc)]))}) AS t(groep, icpc)`);
  await sql(`CREATE TEMP TABLE dubbel AS SELECT * FROM (VALUES (${double ? GRADES.indexOf(double.zekerheid) : -1}, ${day(double?.geldig_van)},
    ${day(double?.geldig_tot)})) AS t(graad, geldig_van, geldig_tot) WHERE graad >= 0`);
}

// ---- the work ----

const scan = (files) => `read_csv([${files.map(text)}], header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
  columns = {${Object.entries(COLUMNS).map(([name, type]) => `${name}: ${text(type)}`)}})`;

const ketenCode = ({ programmes }) => programmes.map((row) =>
  `((prestatiecodelijst IS NULL OR prestatiecodelijst IN (${lists(row)})) AND ${within(row)})`).join(' OR ');

// From the relevant lines in `regel_line` of the patients in `keten_patient` to table `paar`: one row a finding. A line that was
// delivered twice counts once.
async function detect(sql) {
  await sql(`CREATE TEMP TABLE dossier AS
    SELECT DISTINCT ON (bsn, agb_declarant, referentienummer) bsn, uzovi, agb_declarant AS agb, prestatiecodelijst AS lijst, prestatiecode AS code,
           zorgproductcode AS product, verwijsdiagnosecode AS verwijs,
           CASE WHEN regexp_full_match(diagnosecode, '[A-Z][0-9]{2}([.][0-9]{1,2})?') THEN diagnosecode END AS diagnose,
           begindatum AS van, coalesce(einddatum, begindatum) AS tm, bedrag_cent AS bedrag,
           coalesce(debet_credit, 'D') = 'C' AS credit, referentienummer AS ref, vorig_referentienummer AS vorig
    FROM regel_line WHERE bsn IN (SELECT bsn FROM keten_patient)`);
  // Credits that name their debit go first; the n-th that names none takes the n-th debit that is left with its columns.
  await sql(`CREATE TEMP TABLE terug AS
    WITH genoemd AS (
      SELECT DISTINCT d.rowid AS id FROM dossier d JOIN dossier c ON c.bsn = d.bsn AND c.agb = d.agb AND c.vorig = d.ref
      WHERE c.credit AND NOT d.credit),
    open AS (
      SELECT rowid AS id, bsn, agb, lijst, code, product, van, tm, bedrag,
             row_number() OVER (PARTITION BY bsn, agb, lijst, code, product, van, tm, bedrag ORDER BY ref) AS n
      FROM dossier WHERE NOT credit AND rowid NOT IN (SELECT id FROM genoemd)),
    naamloos AS (
      SELECT bsn, agb, lijst, code, product, van, tm, bedrag,
             row_number() OVER (PARTITION BY bsn, agb, lijst, code, product, van, tm, bedrag ORDER BY ref) AS n
      FROM dossier WHERE credit AND vorig IS NULL)
    SELECT id FROM genoemd
    UNION ALL
    SELECT o.id FROM open o JOIN naamloos c ON o.bsn = c.bsn AND o.agb = c.agb AND o.code = c.code AND o.van = c.van AND o.tm = c.tm
      AND o.bedrag = c.bedrag AND o.n = c.n AND o.lijst IS NOT DISTINCT FROM c.lijst AND o.product IS NOT DISTINCT FROM c.product`);
  await sql(`CREATE TEMP TABLE keten AS
    SELECT l.rowid AS id, l.bsn, l.uzovi, p.programma, date_trunc('quarter', l.van)::DATE AS d, date_trunc('quarter', l.van)::DATE AS van,
           (date_trunc('quarter', l.tm) + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE AS tm
    FROM dossier l JOIN programma p ON (l.lijst IS NULL OR list_contains(p.lijsten, l.lijst)) AND l.code BETWEEN p.van AND p.tm
         AND length(l.code) = length(p.van)
    WHERE NOT l.credit AND l.rowid NOT IN (SELECT id FROM terug) AND p.geldig_van <= date_trunc('quarter', l.van)
          AND date_trunc('quarter', l.van) < p.geldig_tot`);
  await sql(`CREATE TEMP TABLE paar AS
    WITH ander AS (
      SELECT l.rowid AS id, l.* REPLACE (coalesce(k.van, l.van) AS van, coalesce(k.tm, l.tm) AS tm)
      FROM dossier l LEFT JOIN (SELECT DISTINCT id, van, tm FROM keten) k ON k.id = l.rowid
      WHERE NOT l.credit AND l.rowid NOT IN (SELECT id FROM terug)),
    treffer AS (
      SELECT k.bsn, k.id AS k, c.id AS c,
        CASE WHEN (r.verwijs IS NOT NULL AND c.verwijs IS NULL) OR (r.betreft IS NOT NULL AND c.diagnose IS NULL) THEN 0
             ELSE least(CASE WHEN r.betreft IS NULL THEN r.graad ELSE 2 END,
                        CASE WHEN r.zorgproduct IS NOT NULL AND r.van IS NOT NULL
                                  AND (c.product IS NULL OR NOT (c.code BETWEEN r.van AND r.tm AND length(c.code) = length(r.van)))
                             THEN 1 ELSE 2 END)
        END AS graad
      FROM keten k
      JOIN ander c ON c.bsn = k.bsn AND c.id <> k.id AND c.van <= k.tm AND k.van <= c.tm
      JOIN regel r ON r.programma = k.programma AND (r.uzovi IS NULL OR r.uzovi = k.uzovi)
        AND r.geldig_van <= k.d AND k.d < r.geldig_tot
        AND (r.lijsten IS NULL OR c.lijst IS NULL OR list_contains(r.lijsten, c.lijst))
        AND CASE WHEN r.zorgproduct IS NULL OR c.product IS NULL
                 THEN r.van IS NOT NULL AND c.code BETWEEN r.van AND r.tm AND length(c.code) = length(r.van)
                 ELSE c.product = r.zorgproduct END
        AND (r.verwijs IS NULL OR c.verwijs IS NULL OR list_contains(r.verwijs, c.verwijs))
      LEFT JOIN groep g ON g.groep = r.betreft AND starts_with(c.diagnose, g.icpc)
      WHERE r.betreft IS NULL OR c.diagnose IS NULL OR g.groep IS NOT NULL
      UNION ALL
      SELECT k.bsn, k.id, c.id, r.graad
      FROM keten k
      JOIN keten c ON c.bsn = k.bsn AND c.programma = k.programma AND k.id < c.id AND c.van <= k.tm AND k.van <= c.tm
      JOIN dubbel r ON r.geldig_van <= k.d AND k.d < r.geldig_tot)
    SELECT bsn, least(k, c) AS een, greatest(k, c) AS ander, max(graad) AS graad FROM treffer GROUP BY ALL`);
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
  await sql('BEGIN');
  await sql(`CREATE TABLE regels AS SELECT * FROM ${scan([file])} WHERE ${relevantFilter(rules)}`);
  await sql(`CREATE TEMP TABLE keten_patient AS SELECT DISTINCT bsn FROM regels WHERE ${ketenCode(rules)}`);
  await sql(`CREATE TEMP VIEW regel_line AS SELECT ${NEEDED} FROM regels`);
  await detect(sql);
  await sql(`CREATE TABLE bevindingen AS ${findings}`);
  const count = await sql('SELECT graad, count(*)::INTEGER AS n FROM bevindingen GROUP BY graad');
  await sql('COMMIT');
  return countBy(count);
}

async function night(sql, rules, [file]) {
  await sql('BEGIN');
  await sql(`CREATE TEMP TABLE geleverd AS SELECT * FROM ${scan([file])} WHERE ${relevantFilter(rules)}`);
  await sql('CREATE TEMP TABLE nieuw AS SELECT * FROM geleverd ANTI JOIN regels USING (bsn, agb_declarant, referentienummer)');
  await sql(`CREATE TEMP TABLE keten_patient AS
    SELECT DISTINCT bsn FROM nieuw
    WHERE bsn IN (SELECT bsn FROM regels WHERE ${ketenCode(rules)} UNION ALL SELECT bsn FROM nieuw WHERE ${ketenCode(rules)})`);
  await sql(`CREATE TEMP TABLE regel_line AS
    SELECT ${NEEDED} FROM regels WHERE bsn IN (SELECT bsn FROM keten_patient)
    UNION ALL SELECT ${NEEDED} FROM nieuw`);
  await sql('INSERT INTO regels SELECT * FROM nieuw');
  await detect(sql);
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
