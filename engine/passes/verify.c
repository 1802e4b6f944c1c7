/* verify.c - see verify.h. One thread on one connection: all of it is one snapshot, also while a run commits. Lines are
 * read twice, once block by block as they lie there, once patient by patient as detection gets them. */
#include "passes/verify.h"

#include "detect/detect.h"
#include "dossier/line_pack.h"
#include "passes/titels.h"
#include "store/bevindingen.h"
#include "store/categorieen.h"
#include "store/inzage.h"
#include "store/layers.h"
#include "store/ledger.h"
#include "store/stand.h"
#include "store/schakels.h"
#include "store/vastleggingen.h"
#include "store/verloop.h"

/* A row of the file ledger. */
struct file_row {
    char *naam; /* owned; NULL: there is no such row */
    bool ingested;
    int64_t relevant, stored; /* lines: that it brought and no purge took, and that were found in blocks */
};

struct verifier {
    struct store *store;
    struct progress *progress;
    struct verified *verified;
    struct file_row *file; /* by id */
    size_t files, files_cap;
    int64_t last_run;
    struct block_reader reader;
    struct block_writer again; /* what is read of a block, written anew */
    struct dossier dossier;    /* the lines of it that were looked at */
};

#define DIFFERS(...) error_set(err, STATUS_DIFFERENCE, __VA_ARGS__)

/* Runs a query that gives a message for what is wrong: a row is a difference. */
static bool no_row(struct verifier *v, const char *sql, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    bool ok = go_on(err) && db_prepare(v->store->db, &stmt, sql, err) && db_step(stmt, &row, err);
    if (ok && row)
        ok = DIFFERS("%.*s", (int)db_only_text(stmt).n, db_only_text(stmt).at);
    sqlite3_finalize(stmt);
    return ok;
}

static bool no_rows(struct verifier *v, const char *const *sql, size_t n, struct error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!no_row(v, sql[i], err))
            return false;
    return true;
}

#define NO_ROWS(v, sql, err) no_rows(v, sql, sizeof(sql) / sizeof *(sql), err)

/* SQLite calls a page that the disk does not give damaged too. That is no difference: nobody is to throw a sound
 * database away for a loose cable. So damage must be found twice, in a file that can be read. */
bool verify_file(struct store *store, struct progress *progress, struct error *err)
{
    struct verifier v = {.store = store, .progress = progress};
    static const char sql[] = "SELECT 'the database file is damaged: ' || integrity_check FROM pragma_integrity_check"
                              " WHERE integrity_check <> 'ok'";
    progress_begin(v.progress, PHASE_CHECK_FILE);
    if (no_row(&v, sql, err))
        return true;
    if (err->status != STATUS_DIFFERENCE)
        return false;
    struct error again = {0};
    if (no_row(&v, sql, &again)) {
        *err = (struct error){0};
        return error_set(err, STATUS_FAILED,
                         "the database could be read at the second attempt only; look at the disk and at the log of "
                         "the system, then try again");
    }
    again = (struct error){0};
    if (!db_readable(store->db, &again))
        *err = again;
    return false;
}

/* Every run's tables are there, parse, and are those of its fingerprint. */
static bool check_tables(struct verifier *v, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    progress_begin(v->progress, PHASE_CHECK_TABLES);
    bool ok = db_prepare(v->store->db, &stmt, "SELECT min(run) FROM run GROUP BY vingerafdruk ORDER BY 1", err);
    while (db_next(stmt, &ok, err)) {
        struct ruleset rules = {0};
        bool sound, holds = false;
        int64_t run = db_only_integer(stmt);
        ok = go_on(err) && ledger_rules_of_run(v->store, run, &rules, &sound, err)
             && (!sound || ledger_holds_rules(v->store, &rules, &holds, err));
        if (ok && !sound)
            ok = DIFFERS("run %lld: its tables or contracts are not those that it recorded", (long long)run);
        else if (ok && !holds)
            ok = DIFFERS("run %lld: the rows of table regel are not those of the tables that it recorded",
                         (long long)run);
        ruleset_release(&rules);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool verify_vastleggingen(struct store *store, int64_t *vastleggingen, struct error *err)
{
    struct buf wrong = {0};
    bool ok = vastleggingen_check(store, vastleggingen, &wrong, err) && (!wrong.n || DIFFERS("%s", buf_string(&wrong)));
    buf_release(&wrong);
    return ok;
}

/* Nobody takes a run out, or changes what it and its files say of themselves. */
static bool check_verloop(struct verifier *v, struct error *err)
{
    int64_t run;
    const char *soort;
    return verloop_check(v->store, &run, err)
           && (run == 0
               || DIFFERS("run %lld: its row, or that of one of its files or outputs, is not what it was",
                          (long long)run))
           && schakels_check(v->store, &run, &soort, err)
           && (run == 0 || DIFFERS("run %lld: its %s are not those that it recorded", (long long)run, soort))
           && verify_vastleggingen(v->store, &v->verified->vastleggingen, err);
}

/* The rows of files and runs that others name. Numbers are given without gaps. */
static bool check_rows(struct verifier *v, struct error *err)
{
    static const char *const sql[] = {
        /* SQLite does not hold a database that is open for reading only against its CHECKs. */
        "SELECT printf('run %d has a value that no run has', run) FROM run"
        " WHERE opdracht NOT IN ('run', 'recheck') OR extend_tables NOT IN (0, 1) ORDER BY run LIMIT 1",
        "SELECT printf('file %d has status %s, which no file has', bestand, status) FROM bestand"
        " WHERE status NOT IN ('ingelezen', 'geweigerd', 'overgeslagen') ORDER BY bestand LIMIT 1",
        "SELECT printf('finding %s has a value that no finding has', bevinding_id) FROM bevinding"
        " WHERE zekerheid NOT IN ('vast', 'waarschijnlijk', 'signaal') OR verhaal NOT IN ('keten', 'conflict')"
        " OR soort NOT IN ('paar', 'verboden', 'contract', 'tarief', 'vereist', 'lid')"
        " OR (soort = 'paar') <> (conflict_agb <> '') OR (soort = 'paar') <> (conflict_bestand IS NOT NULL) LIMIT 1",
        "SELECT printf('event %d is of kind %s, which no event is', gebeurtenis, soort) FROM gebeurtenis"
        " WHERE soort NOT IN ('nieuw', 'herzien', 'vervallen') ORDER BY gebeurtenis LIMIT 1",
        "SELECT printf('verdict %d has a value that no verdict has', nummer) FROM oordeel"
        " WHERE oordeel NOT IN ('bevestigd', 'afgewezen', 'terugvordering', 'wacht_op_aanbieder') OR door = ''"
        " OR reden = '' ORDER BY nummer LIMIT 1",
        "SELECT printf('answer %d has a value that no answer has', nummer) FROM antwoord"
        " WHERE rol NOT IN ('declarant', 'ketencontractant') OR antwoord NOT IN ('credit', 'terecht', 'onbekend')"
        " OR door = '' ORDER BY nummer LIMIT 1",
        "SELECT printf('note %d is of no finding, or has a value that no note has', nummer) FROM notitie n"
        " WHERE inlog = '' OR tekst = '' OR NOT EXISTS (SELECT 1 FROM bevinding b WHERE b.patient = n.patient"
        " AND b.bevinding_id = n.bevinding_id) ORDER BY nummer LIMIT 1",
        "SELECT printf('purge %d has a value that no purge has', wissing) FROM wissing WHERE door = ''"
        " OR reden = '' LIMIT 1",
        "SELECT printf('look %d has a value that no look has', nummer) FROM inzage WHERE inlog = '' OR blad = ''"
        " OR op NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z' LIMIT 1",
        "SELECT printf('purge %d of looks has a value that no purge has', nummer) FROM inzage_wissing WHERE door = ''"
        " OR reden = '' LIMIT 1",
        "SELECT printf('file %d: no file has that number', bestand) FROM bestand WHERE bestand NOT BETWEEN 1"
        " AND 4294967295 LIMIT 1",
        "SELECT printf('the row of file %d is missing', f.bestand - 1) FROM bestand f WHERE f.bestand > 1"
        " AND NOT EXISTS (SELECT 1 FROM bestand e WHERE e.bestand = f.bestand - 1) ORDER BY f.bestand LIMIT 1",
        "SELECT printf('the row of run %d is missing', r.run - 1) FROM run r WHERE r.run > 1"
        " AND NOT EXISTS (SELECT 1 FROM run e WHERE e.run = r.run - 1) ORDER BY r.run LIMIT 1",
        "SELECT printf('finding %s names file %d, which has no row', b.bevinding_id,"
        " iif(k.bestand IS NULL, b.keten_bestand, b.conflict_bestand)) FROM bevinding b"
        " LEFT JOIN bestand k ON k.bestand = b.keten_bestand LEFT JOIN bestand c ON c.bestand = b.conflict_bestand"
        " WHERE k.bestand IS NULL OR (c.bestand IS NULL AND b.conflict_bestand IS NOT NULL) LIMIT 1",
    };
    return NO_ROWS(v, sql, err);
}

static bool read_files(struct verifier *v, struct error *err)
{
    enum { FILE_ID, FILE_NAME, FILE_INGESTED, FILE_RELEVANT };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(v->store->db, &stmt,
                         "SELECT bestand, naam, status = 'ingelezen', relevant - gewist - coalesce(i.regels, 0)"
                         " FROM bestand LEFT JOIN intrekking i USING (bestand) ORDER BY 1", err);
    while (db_next(stmt, &ok, err)) {
        size_t id = (size_t)sqlite3_column_int64(stmt, FILE_ID); /* without gaps: check_rows */
        while (v->files <= id) {
            ARRAY_ROOM(v->file, v->files, v->files_cap);
            v->file[v->files++] = (struct file_row){0};
        }
        struct text naam = db_text(stmt, FILE_NAME);
        v->file[id] = (struct file_row){.naam = xprintf("%.*s", (int)naam.n, naam.at),
                                        .ingested = sqlite3_column_int(stmt, FILE_INGESTED),
                                        .relevant = sqlite3_column_int64(stmt, FILE_RELEVANT)};
        v->verified->bestanden++;
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* A block as it lies there. */
struct block_row {
    int64_t blok, laag;
    struct block block;
    struct text som;
};

#define BLOCK_DIFFERS(row, what)                                                                                       \
    DIFFERS("block %lld of layer %lld: %s", (long long)(row)->blok, (long long)(row)->laag, what)

/* The sieves of a layer, in order of patient, as they are come to. */
struct sieves {
    sqlite3_stmt *stmt; /* NULL: the layer has none */
    int64_t laag;
    bool row; /* it is on one: */
    struct block sieve;
    struct buf last; /* patient of the one before it */
};

static bool next_sieve(struct sieves *s, struct error *err)
{
    bool ok = true;
    s->last.n = 0;
    buf_add(&s->last, s->sieve.last.at, s->sieve.last.n);
    s->row = db_next(s->stmt, &ok, err);
    if (!s->row)
        return ok;
    const long long sieve = sqlite3_column_int64(s->stmt, BLOCK_ID);
    s->sieve = block_of_row(s->stmt);
    if (!block_is_sealed(&s->sieve, db_text(s->stmt, BLOCK_SUM)))
        return DIFFERS("sieve %lld of layer %lld: its bytes are not those that were written", sieve,
                       (long long)s->laag);
    if (text_compare(s->sieve.first, s->sieve.last) > 0
        || (s->last.n && text_compare((struct text){s->last.at, s->last.n}, s->sieve.first) >= 0))
        return DIFFERS("sieve %lld of layer %lld: the patients are not in order", sieve, (long long)s->laag);
    return true;
}

/* To the sieve that the patient is in. */
static bool sieve_of(struct sieves *s, struct text patient, struct error *err)
{
    while (s->row && text_compare(patient, s->sieve.last) > 0)
        if (!next_sieve(s, err))
            return false;
    return true;
}

static bool is_in_sieve(const struct sieves *s, struct text patient, struct text content)
{
    uint64_t key[SIEVE_LINE_KEYS];
    const size_t n = sieve_keys_of(sieve_patient(patient), content, key);
    bool all = s->row && text_compare(patient, s->sieve.first) >= 0;
    for (size_t i = 0; i < n && all; i++)
        all = sieve_may_have(s->sieve.content, key[i]);
    return all;
}

/* The lines of one dossier, which come to v->dossier: they parse, are packed the one way, in order, each once, of a
 * file that was taken, and in the layer's sieve. */
static bool check_lines(struct verifier *v, const struct block_row *row, struct sieves *sieves, struct error *err)
{
    struct block_reader *reader = &v->reader;
    if (sieves->stmt && !sieve_of(sieves, reader->patient, err))
        return false;
    const uint8_t *at = NULL;
    uint8_t packed[LINE_PACK_MAX];
    struct line line, before = {0};
    struct text content;
    bool damaged;
    for (bool first = true; block_line(reader, &at, &line, &content, &damaged); first = false) {
        /* Packed anew it takes no more room than it took. */
        if (content.n > LINE_PACK_MAX
            || !text_equal(content, (struct text){(const char *)packed, line_pack(&line, packed)}))
            return BLOCK_DIFFERS(row, "a line is not packed as lines are");
        if (!first && line_compare_identity(&before, &line) >= 0)
            return BLOCK_DIFFERS(row, "the lines of a dossier are not in order, or one occurs twice");
        if (line.bestand >= v->files || !v->file[line.bestand].naam)
            return DIFFERS("block %lld of layer %lld: a line is of file %u, which has no row", (long long)row->blok,
                           (long long)row->laag, line.bestand);
        if (!v->file[line.bestand].ingested)
            return DIFFERS("block %lld of layer %lld: a line is of file %u (%s), which was not taken",
                           (long long)row->blok, (long long)row->laag, line.bestand, v->file[line.bestand].naam);
        if (sieves->stmt && !is_in_sieve(sieves, reader->patient, content))
            return BLOCK_DIFFERS(row, "a line is not in the sieve");
        dossier_add(&v->dossier, &line, content, false);
        v->file[line.bestand].stored++;
        v->verified->regels++;
        before = line;
    }
    return !damaged || BLOCK_DIFFERS(row, "a line cannot be read");
}

/* Written anew, a block has the bytes that it has. Those of earlier programs are not written any more; their lines are
 * held to it one by one. */
static bool check_bytes(struct verifier *v, const struct block_row *row, struct error *err)
{
    struct buf bytes = {0};
    block_write(&v->again, &bytes);
    const bool same = v->reader.whole || text_equal(row->block.content, (struct text){bytes.at, bytes.n});
    buf_release(&bytes);
    block_clear(&v->again);
    v->again.sieve.n = 0;
    return same || BLOCK_DIFFERS(row, "it is not packed as blocks are");
}

/* `last`: the last patient of the block before, in the same layer. */
static bool check_block(struct verifier *v, struct block_row *row, struct sieves *sieves, struct buf *last,
                        struct error *err)
{
    struct block_reader *reader = &v->reader;
    bool damaged, any = false;
    block_open(reader, row->block.content);
    if (row->som.n && !block_is_sealed(&row->block, row->som))
        return BLOCK_DIFFERS(row, "its bytes are not those that were written");
    while (block_next(reader, &damaged)) {
        if (last->n && text_compare((struct text){last->at, last->n}, reader->patient) >= 0)
            return BLOCK_DIFFERS(row, "the dossiers are not in order");
        if (!any && !text_equal(reader->patient, row->block.first))
            return BLOCK_DIFFERS(row, "it does not begin with the patient that the index says");
        dossier_clear(&v->dossier);
        v->dossier.patient = reader->patient;
        if (!check_lines(v, row, sieves, err))
            return false;
        block_add(&v->again, &v->dossier, false);
        any = true;
        last->n = 0;
        buf_add(last, reader->patient.at, reader->patient.n);
    }
    if (damaged)
        return BLOCK_DIFFERS(row, "a dossier cannot be read");
    if (!any || !text_equal((struct text){last->at, last->n}, row->block.last))
        return BLOCK_DIFFERS(row, "it does not end with the patient that the index says");
    return check_bytes(v, row, err);
}

static bool check_layer(struct verifier *v, int64_t laag, int64_t regels, bool sieved, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    struct sieves sieves = {.laag = laag};
    struct buf last = {0};
    int64_t before = v->verified->regels;
    bool ok = db_prepare(v->store->db, &stmt,
                         "SELECT " BLOCK_COLUMNS("blok", "som")
                         " FROM blok WHERE laag = :laag ORDER BY eerste_patient, blok",
                         err);
    if (ok)
        db_set_integer(stmt, ":laag", laag);
    if (ok && sieved) {
        ok = db_prepare(v->store->db, &sieves.stmt,
                        "SELECT " BLOCK_COLUMNS("zeef", "som")
                        " FROM zeef WHERE laag = :laag ORDER BY eerste_patient, zeef",
                        err);
        if (ok) {
            db_set_integer(sieves.stmt, ":laag", laag);
            ok = next_sieve(&sieves, err);
        }
    }
    while (db_next(stmt, &ok, err)) {
        struct block_row block = {sqlite3_column_int64(stmt, BLOCK_ID), laag, block_of_row(stmt),
                                  db_text(stmt, BLOCK_SUM)};
        ok = go_on(err) && check_block(v, &block, &sieves, &last, err);
    }
    while (ok && sieves.row)
        ok = next_sieve(&sieves, err);
    sqlite3_finalize(stmt);
    sqlite3_finalize(sieves.stmt);
    buf_release(&sieves.last);
    buf_release(&last);
    if (ok && v->verified->regels - before != regels)
        ok = DIFFERS("layer %lld holds %lld lines, and its row says %lld", (long long)laag,
                     (long long)(v->verified->regels - before), (long long)regels);
    return ok;
}

static bool check_layers(struct verifier *v, struct error *err)
{
    enum { LAAG_NUMMER, LAAG_REGELS, LAAG_GEZEEFD };
    sqlite3_stmt *stmt = NULL;
    progress_begin(v->progress, PHASE_CHECK_LINES);
    bool ok = no_row(v,
                     "SELECT printf('block %d is of layer %d, which has no row', blok, laag) FROM blok"
                     " WHERE laag NOT IN (SELECT laag FROM laag) LIMIT 1",
                     err)
              && no_row(v,
                        "SELECT printf('sieve %d is of layer %d, which has none', zeef, laag) FROM zeef"
                        " WHERE laag NOT IN (SELECT laag FROM laag WHERE gezeefd = 1) LIMIT 1",
                        err)
              && db_prepare(v->store->db, &stmt, "SELECT laag, regels, gezeefd FROM laag ORDER BY laag", err);
    while (db_next(stmt, &ok, err))
        ok = check_layer(v, sqlite3_column_int64(stmt, LAAG_NUMMER), sqlite3_column_int64(stmt, LAAG_REGELS),
                         sqlite3_column_int(stmt, LAAG_GEZEEFD) == 1, err);
    sqlite3_finalize(stmt);
    for (size_t id = 0; ok && id < v->files; id++)
        if (v->file[id].naam && v->file[id].stored != v->file[id].relevant)
            ok = DIFFERS("file %zu (%s): %lld of its lines are stored, and its row says %lld", id, v->file[id].naam,
                         (long long)v->file[id].stored, (long long)v->file[id].relevant);
    return ok;
}

/* What ledger_write wrote balances (semantics.md 6). */
static bool check_control_totals(struct verifier *v, struct error *err)
{
    static const char *const sql[] = {
        "SELECT printf('file %d (%s): what was read is not what was accepted, duplicate and rejected', bestand, naam)"
        " FROM bestand WHERE status = 'ingelezen' AND (gelezen <> aanvaard + dubbel + afgekeurd"
        " OR gelezen_cent <> aanvaard_cent + dubbel_cent + afgekeurd_cent OR relevant > aanvaard"
        " OR min(gelezen, aanvaard, dubbel, afgekeurd, relevant, gelezen_cent, aanvaard_cent, dubbel_cent, "
        "afgekeurd_cent) < 0)"
        " ORDER BY bestand LIMIT 1",
        "SELECT printf('file %d (%s) was %s, and has lines that were taken', bestand, naam, status) FROM bestand"
        " WHERE status <> 'ingelezen' AND (aanvaard OR dubbel OR relevant OR aanvaard_cent OR dubbel_cent) ORDER BY "
        "bestand LIMIT 1",
        /* A header that was refused, and a file that cannot be read,
         * are rejects of a file of which no line was read. */
        "SELECT printf('file %d (%s): the rejected lines by reason are not the lines rejected', bestand, naam) FROM "
        "bestand f"
        " WHERE afgekeurd <> (SELECT coalesce(sum(a.regels), 0) FROM afkeuring a WHERE a.bestand = f.bestand"
        " AND a.reden NOT IN ('kop_onjuist', 'bestand_onleesbaar')) ORDER BY bestand LIMIT 1",
        "SELECT printf('run %d: its totals are not those of its files', run) FROM run r"
        " WHERE (gelezen, aanvaard, dubbel, afgekeurd, relevant) <> (SELECT coalesce(sum(f.gelezen), 0),"
        " coalesce(sum(f.aanvaard), 0), coalesce(sum(f.dubbel), 0), coalesce(sum(f.afgekeurd), 0), "
        "coalesce(sum(f.relevant), 0)"
        " FROM bestand f WHERE f.run = r.run AND f.status = 'ingelezen') ORDER BY run LIMIT 1",
        ("SELECT printf('%s names a row of %s that is not there', \"table\", parent)"
         " FROM pragma_foreign_key_check LIMIT 1"),
    };
    progress_begin(v->progress, PHASE_CHECK_TOTALS);
    return NO_ROWS(v, sql, err);
}

/* Findings and their events tell the same story. */
static bool check_events(struct verifier *v, struct error *err)
{
    static const char *const sql[] = {
        "SELECT printf('finding %s has events and no row', g.bevinding_id) FROM gebeurtenis g WHERE NOT EXISTS"
        " (SELECT 1 FROM bevinding b WHERE b.bevinding_id = g.bevinding_id AND b.patient = g.patient) ORDER BY "
        "g.gebeurtenis LIMIT 1",
        "SELECT printf('finding %s: run %d found it, and has no event nieuw', b.bevinding_id, b.gevonden_run) FROM "
        "bevinding b"
        " WHERE NOT EXISTS (SELECT 1 FROM gebeurtenis g WHERE g.bevinding_id = b.bevinding_id AND g.patient = b.patient"
        " AND g.run = b.gevonden_run AND g.soort = 'nieuw') LIMIT 1",
        "SELECT printf('finding %s: its last event is not that it %s in run %d', b.bevinding_id,"
        " iif(b.vervallen_run IS NULL, 'changed', 'lapsed'), coalesce(b.vervallen_run, b.gewijzigd_run)) FROM "
        "bevinding b"
        " WHERE (b.gewijzigd_run, b.vervallen_run IS NOT NULL) <> (SELECT g.run, g.soort = 'vervallen' FROM "
        "gebeurtenis g"
        " WHERE g.bevinding_id = b.bevinding_id AND g.patient = b.patient ORDER BY g.gebeurtenis DESC LIMIT 1)"
        " OR b.vervallen_run <> b.gewijzigd_run LIMIT 1",
        "SELECT printf('finding %s: event %d cannot follow the one before', bevinding_id, gebeurtenis) FROM (SELECT "
        "bevinding_id,"
        " gebeurtenis, soort, lag(soort) OVER (PARTITION BY patient, bevinding_id ORDER BY gebeurtenis) AS voor FROM "
        "gebeurtenis)"
        " WHERE (soort = 'nieuw') <> (voor IS NULL OR voor = 'vervallen') ORDER BY gebeurtenis LIMIT 1",
        "SELECT printf('run %d: its counts of findings are not those of its events', run) FROM run r"
        " WHERE (nieuw, herzien, vervallen) <> (SELECT coalesce(sum(aantal) FILTER (WHERE soort = 'nieuw'), 0),"
        " coalesce(sum(aantal) FILTER (WHERE soort = 'herzien'), 0), coalesce(sum(aantal) FILTER (WHERE soort = "
        "'vervallen'), 0) FROM (SELECT run, soort, 1 AS aantal FROM gebeurtenis UNION ALL SELECT run, soort, aantal"
        " FROM gewiste_gebeurtenis) g WHERE g.run = r.run)"
        " ORDER BY run LIMIT 1",
        "SELECT 'the lines or events that the purges took are not those that are missing from files and runs' WHERE"
        " (SELECT coalesce(sum(gewist), 0) FROM bestand) <> (SELECT coalesce(sum(regels), 0) FROM wissing)"
        " OR (SELECT coalesce(sum(aantal), 0) FROM gewiste_gebeurtenis) <> (SELECT coalesce(sum(gebeurtenissen), 0)"
        " FROM wissing)",
    };
    progress_begin(v->progress, PHASE_CHECK_EVENTS);
    return NO_ROWS(v, sql, err);
}

/* Answers are of the provider of the line in that role; that they and verdicts are about a finding is a foreign key. */
static bool check_answers(struct verifier *v, struct error *err)
{
    static const char *const sql[] = {
        "SELECT printf('answer %d is of %s as %s, and that line of finding %s is of another provider', nummer, agb,"
        " rol, bevinding_id) FROM antwoord JOIN bevinding USING (patient, bevinding_id)"
        " WHERE agb <> iif(rol = 'declarant', conflict_agb, keten_agb) ORDER BY nummer LIMIT 1",
    };
    progress_begin(v->progress, PHASE_CHECK_ANSWERS);
    return NO_ROWS(v, sql, err);
}

/* Detection done again. */
struct again {
    struct verifier *v;
    struct ruleset rules; /* of the last run */
    struct detector *detector;
    struct layers *layers;
    struct bevinding_reader standing;
    bool row; /* the reader stands on a finding */
    struct outcome outcome;
    struct totals totals;
    struct titels_counter *titels; /* NULL: the database has no such figures of the last run */
};

static bool next_verified(struct again *a, struct error *err)
{
    return bevinding_reader_next(&a->standing, &a->row, err);
}

static bool open_standing(struct again *a, struct error *err)
{
    const struct bevinding_filter standing = {.since = 0};
    const bool ok = bevinding_reader_open(&a->standing, a->v->store->db, &standing, err);
    a->standing.unchecked = true;
    return ok && next_verified(a, err);
}

/* Holds the findings of one patient, and those that stand and sort before, against each other. A NULL outcome: all are
 * done. */
static bool verify_findings(struct again *a, struct text patient, const struct outcome *now, struct error *err)
{
    const struct bevinding *old = &a->standing.bevinding;
    long long run = (long long)a->v->last_run;
    for (size_t i = 0; now && i < now->n; i++) {
        const struct bevinding *new = &now->bevinding[i];
        int order = a->row ? bevinding_compare(old, new) : 1;
        if (order < 0)
            break; /* told below */
        if (order > 0)
            return DIFFERS("finding %s is missing: it follows from the stored lines by the tables of run %lld", new->id,
                           run);
        const char *column = bevinding_reader_difference(&a->standing, new);
        if (column)
            return DIFFERS("finding %s: %s is not what the stored lines give by the tables of run %lld", new->id,
                           column, run);
        a->v->verified->bevindingen++;
        if (!next_verified(a, err))
            return false;
    }
    if (a->row && (!now || text_compare(old->patient, patient) <= 0))
        return DIFFERS("finding %s stands, and does not follow from the stored lines by the tables of run %lld",
                       old->id, run);
    return true;
}

static bool look_at_dossier(struct again *a, const struct dossier *dossier, struct error *err)
{
    if (dossier->doubled)
        return DIFFERS("the patient of line %llu of file %u (%s) has a line in two layers",
                       (unsigned long long)dossier->line[0].regelnr, dossier->line[0].bestand,
                       a->v->file[dossier->line[0].bestand].naam);
    outcome_clear(&a->outcome);
    detect_patient(a->detector, dossier->line, NULL, dossier->n, 1, &a->outcome, &a->totals);
    if (a->titels)
        titels_add(a->titels, dossier);
    a->v->verified->patienten++;
    a->v->progress->done++;
    return verify_findings(a, dossier->patient, &a->outcome, err);
}

static bool look_at_everybody(struct again *a, struct error *err)
{
    struct dossier_walk walk = {.layers = a->layers, .from = {"", 0}};
    bool ok = true;
    while (dossier_walk_next(&walk, &ok, err))
        ok = look_at_dossier(a, &walk.dossier, err);
    dossier_walk_release(&walk);
    return ok && verify_findings(a, (struct text){NULL, 0}, NULL, err);
}

static bool begin_titels(struct again *a, struct error *err)
{
    int64_t run = 0;
    bool ok = titels_run(a->v->store, &run, err);
    if (ok && run == a->v->last_run)
        a->titels = titels_counter_new(&a->rules);
    return ok;
}

static bool check_titels(struct again *a, struct error *err)
{
    struct titels titels;
    bool hold = true;
    if (!a->titels)
        return true;
    titels_finish(a->titels, &titels);
    bool ok = titels_hold(a->v->store, &a->rules, &titels, &hold, err);
    titels_release(&titels);
    return ok && (hold || DIFFERS("table titel_kwartaal does not hold the figures of the stored lines"));
}

static bool check_findings(struct verifier *v, struct error *err)
{
    struct again a = {.v = v};
    bool sound, is = true;
    char what[64];
    progress_begin(v->progress, PHASE_DETECTING);
    bool ok = ledger_rules_of_run(v->store, v->last_run, &a.rules, &sound, err);
    if (ok) {
        totals_init(&a.totals, &a.rules);
        a.detector = detector_new(&a.rules);
    }
    ok = ok && layers_open(&a.layers, v->store->db, err)
         && open_standing(&a, err)
         && begin_titels(&a, err) && look_at_everybody(&a, err)
         && stand_is(v->store, &a.rules, &a.totals, &is, what, err)
         && (is || DIFFERS("the totals are not those of the stored lines: table %s", what)) && check_titels(&a, err)
         && categorieen_hold(v->store, &a.rules, &is, err)
         && (is || DIFFERS("table categorie does not hold the rows of the tables that the last run recorded"))
         && bevindingen_check(v->store->db, err);
    titels_counter_free(a.titels);
    bevinding_reader_close(&a.standing);
    layers_close(a.layers);
    detector_free(a.detector);
    totals_release(&a.totals);
    outcome_release(&a.outcome);
    ruleset_release(&a.rules);
    return ok;
}

bool verify_journal(const char *db, struct error *err)
{
    char *path = inzage_journal_path(db);
    struct inzage_lines lines;
    bool ok = inzage_journal_read(path, &lines, err)
              && (!lines.damaged
                  || error_set(err, STATUS_DIFFERENCE,
                               "%s: %zu of its %zu lines are not what was written; 'dubbelloop serve' puts what can be "
                               "read of them on record",
                               path, lines.damaged, lines.n));
    inzage_lines_release(&lines);
    free(path);
    return ok;
}

bool verify(struct store *store, struct progress *progress, struct verified *verified, struct error *err)
{
    struct verifier v = {.store = store, .progress = progress, .verified = verified};
    *verified = (struct verified){0};
    bool ok = verify_file(store, progress, err)
              && db_integer(store->db, "SELECT count(*) FROM run", &verified->runs, err)
              && db_integer(store->db, "SELECT max(run) FROM run", &v.last_run, err) && check_rows(&v, err)
              && check_tables(&v, err) && read_files(&v, err) && check_layers(&v, err) && check_control_totals(&v, err)
              && check_events(&v, err) && check_answers(&v, err) && check_findings(&v, err) && check_verloop(&v, err);
    for (size_t id = 0; id < v.files; id++)
        free(v.file[id].naam);
    free(v.file);
    block_close(&v.reader);
    block_release(&v.again);
    dossier_release(&v.dossier);
    /* A page that SQLite cannot read is a difference too. */
    if (!ok && err->status == STATUS_FAILED && (sqlite3_errcode(store->db) & 0xFF) == SQLITE_CORRUPT)
        err->status = STATUS_DIFFERENCE;
    return ok;
}
