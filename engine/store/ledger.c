/* ledger.c - see ledger.h. What is written of a table is one list X(column, kind, value): from it come the names, the
 * marks and the binding, so that none of them can be a place off. */
#include "store/ledger.h"

#include <stdlib.h>
#include <time.h>

#include "base/search.h"
#include "base/sum.h"
#include "model/version.h"
#include "rules/covers.h"
#include "store/categorieen.h"

/* An INSERT of such a list: the first column stands by itself, the list begins each of its own with a comma. */
#define COLUMN_NAME(column, kind, value) ", " #column
#define COLUMN_MARK(column, kind, value) ", ?"
#define COLUMN_BIND(column, kind, value) db_bind_##kind(stmt, ++at, value);
#define INSERT_INTO(table, first, list) \
    "INSERT INTO " table " (" first list(COLUMN_NAME) ") VALUES (?" list(COLUMN_MARK) ")"

void ledger_now(char out[static 21])
{
    time_t now = (time_t)clock_now();
    struct tm tm;
    if (!gmtime_r(&now, &tm) || strftime(out, 21, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        out[0] = '\0';
}

bool ledger_begin(struct store *store, const char *opdracht, struct run_record *run, struct error *err)
{
    *run = (struct run_record){.opdracht = opdracht};
    ledger_now(run->begonnen);
    return db_integer(store->db, "SELECT coalesce(max(run), 0) + 1 FROM run", &run->run, err);
}

static char *copy_text(struct text text)
{
    return xprintf("%.*s", (int)text.n, text.at);
}

bool ledger_last_fingerprint(struct store *store, char **fingerprint, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *fingerprint = NULL;
    bool ok = db_prepare(store->db, &stmt, "SELECT vingerafdruk || iif(max_bevindingen, '', ' zonder grens') FROM run"
                         " ORDER BY run DESC LIMIT 1", err)
              && db_step(stmt, &row, err);
    if (ok && row)
        *fingerprint = copy_text(db_only_text(stmt));
    sqlite3_finalize(stmt);
    return ok;
}

bool ledger_bestand_naam(struct store *store, const struct bestand *bestand, size_t bestanden, uint32_t id, char **naam,
                         struct error *err)
{
    if (bestanden && id >= bestand[0].id && id - bestand[0].id < bestanden) {
        *naam = xstrdup(bestand[id - bestand[0].id].naam);
        return true;
    }
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, "SELECT naam FROM bestand WHERE bestand = :bestand", err);
    if (ok)
        db_set_integer(stmt, ":bestand", id);
    *naam = ok && db_next(stmt, &ok, err) ? copy_text(db_only_text(stmt)) : xstrdup("?");
    sqlite3_finalize(stmt);
    return ok;
}

bool ledger_next_bestand(struct store *store, int64_t *id, struct error *err)
{
    return db_integer(store->db, "SELECT coalesce(max(bestand), 0) + 1 FROM bestand", id, err);
}

bool ledger_knows(struct store *store, const char *sha256, const char *profile, bool *known, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    *known = false;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT 1 FROM bestand WHERE sha256 = :sha256 AND profiel = :profiel AND status = 'ingelezen'"
                         " AND bestand NOT IN (SELECT bestand FROM intrekking) LIMIT 1", err);
    if (ok) {
        db_set_string(stmt, ":sha256", sha256);
        db_set_string(stmt, ":profiel", profile);
        ok = db_step(stmt, known, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

struct file_sums bestand_sums(const struct bestand *bestand)
{
    struct file_sums sums = {0};
    if (bestand->status == BESTAND_OVERGESLAGEN)
        return sums;
    sums.gelezen = bestand->gelezen;
    sums.afgekeurd = bestand->afgekeurd;
    if (bestand->status == BESTAND_GEWEIGERD)
        return sums;
    sums.dubbel = bestand->dubbel;
    sums.afgekeurd.n += bestand->niet_uniek.n;
    sum_add_up(&sums.afgekeurd.cent, bestand->niet_uniek.cent);
    sums.aanvaard.n = sums.gelezen.n - sums.afgekeurd.n - sums.dubbel.n;
    sums.aanvaard.cent = sums.gelezen.cent - sums.afgekeurd.cent - sums.dubbel.cent;
    sums.relevant = bestand->relevant - bestand->dubbel.n - bestand->niet_uniek.n;
    return sums;
}

static void sum_telling(struct telling *to, struct telling from)
{
    to->n += from.n;
    sum_add_up(&to->cent, from.cent);
}

struct file_sums ledger_sums(const struct bestand *bestand, size_t bestanden)
{
    struct file_sums sums = {0};
    for (size_t i = 0; i < bestanden; i++) {
        if (bestand[i].status != BESTAND_INGELEZEN)
            continue;
        struct file_sums one = bestand_sums(&bestand[i]);
        sum_telling(&sums.gelezen, one.gelezen);
        sum_telling(&sums.aanvaard, one.aanvaard);
        sum_telling(&sums.dubbel, one.dubbel);
        sum_telling(&sums.afgekeurd, one.afgekeurd);
        sums.relevant += one.relevant;
    }
    return sums;
}

static bool write_rejects(sqlite3_stmt *stmt, const struct bestand *bestand, struct error *err)
{
    uint64_t count[AFKEUREN] = {0};
    bool ok = true;
    for (size_t i = 0; i < bestand->rejects; i++)
        count[bestand->reject[i].reden]++;
    for (int reden = 0; ok && reden < AFKEUREN; reden++) {
        if (!count[reden])
            continue;
        db_set_integer(stmt, ":bestand", bestand->id);
        db_set_string(stmt, ":reden", afkeur_name[reden]);
        db_set_integer(stmt, ":regels", (int64_t)count[reden]);
        ok = db_run(stmt, err);
    }
    return ok;
}

/* What came in must be what is accounted for: every rejected line was kept, and what is left over was accepted. */
static bool balances(const struct bestand *bestand, const struct file_sums *sums, struct error *err)
{
    uint64_t kept = bestand->rejects;
    if (bestand->status != BESTAND_INGELEZEN)
        return true;
    if (kept == sums->afgekeurd.n && sums->gelezen.n >= sums->afgekeurd.n + sums->dubbel.n
        && sums->gelezen.cent >= sums->afgekeurd.cent + sums->dubbel.cent && sums->gelezen.cent <= INT64_MAX)
        return true;
    return error_set(err, STATUS_FAILED,
                     "%s: the control totals do not balance (lines read %llu, rejected %llu, duplicate %llu); "
                     "nothing was stored",
                     bestand->naam, (unsigned long long)sums->gelezen.n, (unsigned long long)kept,
                     (unsigned long long)sums->dubbel.n);
}

#define BESTAND_LIST(X)                                                                                                \
    X(run, integer, run->run)                                                                                          \
    X(naam, string, b->naam)                                                                                           \
    X(sha256, string, b->sha256)                                                                                       \
    X(profiel, string, profile)                                                                                        \
    X(bytes, integer, (int64_t)b->bytes)                                                                               \
    X(status, string, bestand_status_name[b->status])                                                                  \
    X(vingerafdruk, string, rules->fingerprint)                                                                        \
    X(gelezen, integer, (int64_t)sums.gelezen.n)                                                                       \
    X(aanvaard, integer, (int64_t)sums.aanvaard.n)                                                                     \
    X(dubbel, integer, (int64_t)sums.dubbel.n)                                                                         \
    X(afgekeurd, integer, (int64_t)sums.afgekeurd.n)                                                                   \
    X(relevant, integer, (int64_t)sums.relevant)                                                                       \
    X(gelezen_cent, integer, (int64_t)sums.gelezen.cent)                                                               \
    X(aanvaard_cent, integer, (int64_t)sums.aanvaard.cent)                                                             \
    X(dubbel_cent, integer, (int64_t)sums.dubbel.cent)                                                                 \
    X(afgekeurd_cent, integer, (int64_t)sums.afgekeurd.cent)

static bool write_bestand(sqlite3_stmt *stmt, const struct run_record *run, const struct ruleset *rules,
                          const char *profile, const struct bestand *b, struct error *err)
{
    const struct file_sums sums = bestand_sums(b);
    int at = 0;
    if (!balances(b, &sums, err))
        return false;
    db_bind_integer(stmt, ++at, b->id);
    BESTAND_LIST(COLUMN_BIND)
    return db_run(stmt, err);
}

static bool write_bestanden(struct store *store, const struct run_record *run, const struct ruleset *rules,
                            const char *profile, const struct bestand *bestand, size_t bestanden, struct error *err)
{
    sqlite3_stmt *file = NULL, *reject = NULL;
    bool ok = db_prepare(store->db, &file, INSERT_INTO("bestand", "bestand", BESTAND_LIST), err)
              && db_prepare(store->db, &reject,
                            "INSERT INTO afkeuring (bestand, reden, regels) VALUES (:bestand, :reden, :regels)", err);
    for (size_t i = 0; ok && i < bestanden; i++)
        ok = write_bestand(file, run, rules, profile, &bestand[i], err)
             && (bestand[i].status == BESTAND_OVERGESLAGEN || write_rejects(reject, &bestand[i], err));
    sqlite3_finalize(file);
    sqlite3_finalize(reject);
    return ok;
}

#define RUN_LIST(X)                                                                                                    \
    X(opdracht, string, run->opdracht)                                                                                 \
    X(versie, string, DUBBELLOOP_VERSION)                                                                              \
    X(begonnen, string, run->begonnen)                                                                                 \
    X(vingerafdruk, string, rules->fingerprint)                                                                        \
    X(contracten, string, rules->contracts_sha256[0] ? rules->contracts_sha256 : NULL)                                 \
    X(relaties, string, rules->relaties_sha256[0] ? rules->relaties_sha256 : NULL)                                     \
    X(relevantie, string, relevantie)                                                                                  \
    X(extend_tables, integer, rules->extend_tables)                                                                    \
    X(max_bevindingen, integer, rules->max_bevindingen)                                                                \
    X(gelezen, integer, (int64_t)sums.gelezen.n)                                                                       \
    X(aanvaard, integer, (int64_t)sums.aanvaard.n)                                                                     \
    X(dubbel, integer, (int64_t)sums.dubbel.n)                                                                         \
    X(afgekeurd, integer, (int64_t)sums.afgekeurd.n)                                                                   \
    X(relevant, integer, (int64_t)sums.relevant)                                                                       \
    X(patienten, integer, (int64_t)run->patienten)                                                                     \
    X(nieuw, integer, (int64_t)run->nieuw)                                                                             \
    X(herzien, integer, (int64_t)run->herzien)                                                                         \
    X(vervallen, integer, (int64_t)run->vervallen)

bool ledger_write(struct store *store, const struct run_record *run, const struct ruleset *rules, const char *profile,
                  const struct bestand *bestand, size_t bestanden, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    char relevantie[DIGEST_HEX + 1];
    const struct file_sums sums = ledger_sums(bestand, bestanden);
    ruleset_relevantie(rules, relevantie);
    bool ok = write_bestanden(store, run, rules, profile, bestand, bestanden, err)
              && db_prepare(store->db, &stmt, INSERT_INTO("run", "run", RUN_LIST), err);
    if (ok) {
        int at = 0;
        db_bind_integer(stmt, ++at, run->run);
        RUN_LIST(COLUMN_BIND)
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* The columns of table regel: the row's hash, its table, and those of a rule. */
enum { RIJ_HASH, RIJ_TABEL, RIJ_WAARDE };
#define NAME_OF(name, column, version) ", " column
#define MARK_OF(name, column, version) ", ?"
#define NAME_IN_R(name, column, version) ", r." column

static bool write_regels(struct store *store, const struct ruleset *rules, struct error *err)
{
    sqlite3_stmt *row = NULL, *set = NULL;
    bool ok = db_prepare(store->db, &row,
                         "INSERT OR IGNORE INTO regel (rij, tabel" REGEL_COLUMNS_LIST(NAME_OF)
                         ") VALUES (?, ?" REGEL_COLUMNS_LIST(MARK_OF) ")", err)
              && db_prepare(store->db, &set,
                            "INSERT OR IGNORE INTO regelset (vingerafdruk, regel, rij)"
                            " VALUES (:vingerafdruk, :regel, :rij)", err);
    for (size_t i = 0; ok && i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[i];
        db_bind_string(row, 1 + RIJ_HASH, regel->hash);
        db_bind_text(row, 1 + RIJ_TABEL, rules->tabel[regel->tabel].naam);
        for (int c = 0; c < REGEL_COLUMNS; c++)
            db_bind_text(row, 1 + RIJ_WAARDE + c, regel->value[c]);
        db_set_string(set, ":vingerafdruk", rules->fingerprint);
        db_set_text(set, ":regel", regel->id);
        db_set_string(set, ":rij", regel->hash);
        ok = db_run(row, err) && db_run(set, err);
    }
    sqlite3_finalize(row);
    sqlite3_finalize(set);
    return ok;
}

static bool write_table_files(struct store *store, const struct ruleset *rules, const struct table_files *files,
                              struct error *err)
{
    sqlite3_stmt *content = NULL, *set = NULL;
    bool ok = db_prepare(store->db, &content,
                         "INSERT OR IGNORE INTO tabelbestand (sha256, inhoud) VALUES (:sha256, :inhoud)", err)
              && db_prepare(store->db, &set,
                            "INSERT INTO tabelset (vingerafdruk, naam, sha256)"
                            " VALUES (:vingerafdruk, :naam, :sha256) ON CONFLICT (vingerafdruk, naam)"
                            " DO UPDATE SET sha256 = excluded.sha256", /* of what no fingerprint is about */
                            err);
    for (size_t i = 0; ok && i < files->n; i++) {
        const struct table_file *file = &files->file[i];
        db_set_string(content, ":sha256", file->sha256);
        db_set_blob(content, ":inhoud", (struct text){file->content, file->n});
        db_set_string(set, ":vingerafdruk", rules->fingerprint);
        db_set_string(set, ":naam", file->name);
        db_set_string(set, ":sha256", file->sha256);
        ok = db_run(content, err) && db_run(set, err);
    }
    sqlite3_finalize(content);
    sqlite3_finalize(set);
    return ok;
}

bool ledger_write_tables(struct store *store, int64_t run, const struct ruleset *rules, const struct table_files *files,
                         struct error *err)
{
    return write_table_files(store, rules, files, err) && write_regels(store, rules, err)
           && categorieen_write(store, rules, err)
           && remembered_write(store, REMEMBERED_CONTRACTEN, run, ruleset_contract_source(rules), err)
           && remembered_write(store, REMEMBERED_RELATIES, run, ruleset_relatie_source(rules), err);
}

/* What a run recorded of its tables, contracts and relations. */
struct recorded {
    bool there;
    char *fingerprint;
    struct table_files files;
    struct buf csv[2]; /* by enum remembered */
    bool has[2];
    bool by_bytes; /* the contracts are the file that version 1 recorded */
    bool extend_tables;
    uint32_t max_bevindingen;
};

static void recorded_release(struct recorded *r)
{
    free(r->fingerprint);
    table_files_release(&r->files);
    buf_release(&r->csv[REMEMBERED_CONTRACTEN]);
    buf_release(&r->csv[REMEMBERED_RELATIES]);
}

/* The row of the run: fingerprint, and what there is beside tables. */
static bool read_run(struct store *store, int64_t run, struct recorded *r, struct error *err)
{
    enum { VINGERAFDRUK, CONTRACTEN, RELATIES, EXTEND, MAX };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT vingerafdruk, contracten IS NOT NULL, relaties IS NOT NULL, extend_tables,"
                         " max_bevindingen FROM run WHERE run = :run",
                         err);
    if (ok) {
        db_set_integer(stmt, ":run", run);
        ok = db_step(stmt, &r->there, err);
    }
    if (ok && r->there) {
        r->fingerprint = copy_text(db_text(stmt, VINGERAFDRUK));
        r->has[REMEMBERED_CONTRACTEN] = sqlite3_column_int(stmt, CONTRACTEN);
        r->has[REMEMBERED_RELATIES] = sqlite3_column_int(stmt, RELATIES);
        r->extend_tables = sqlite3_column_int(stmt, EXTEND);
        r->max_bevindingen = (uint32_t)sqlite3_column_int64(stmt, MAX);
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* The files of its tables; among those of version 1 its contracts, under the name ''. */
static bool read_tabelset(struct store *store, struct recorded *r, struct error *err)
{
    enum { NAAM, INHOUD };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT s.naam, f.inhoud FROM tabelset s JOIN tabelbestand f USING (sha256)"
                         " WHERE s.vingerafdruk = :vingerafdruk",
                         err);
    if (ok)
        db_set_string(stmt, ":vingerafdruk", r->fingerprint);
    while (db_next(stmt, &ok, err)) {
        char *naam = copy_text(db_text(stmt, NAAM));
        struct text content = db_text(stmt, INHOUD);
        if (naam[0])
            table_files_add(&r->files, naam, content.at, content.n);
        else {
            buf_add(&r->csv[REMEMBERED_CONTRACTEN], content.at, content.n);
            r->by_bytes = true;
        }
        free(naam);
    }
    sqlite3_finalize(stmt);
    return ok;
}

static bool read_recorded(struct store *store, int64_t run, struct recorded *r, struct error *err)
{
    *r = (struct recorded){0};
    if (!read_run(store, run, r, err) || !r->there || !read_tabelset(store, r, err))
        return !r->there && err->status == STATUS_DONE;
    for (int kind = REMEMBERED_CONTRACTEN; kind <= REMEMBERED_RELATIES; kind++)
        if (r->has[kind] && !(kind == REMEMBERED_CONTRACTEN && r->by_bytes)
            && !remembered_csv(store, (enum remembered)kind, run, &r->csv[kind], err))
            return false;
    return true;
}

/* The rules of what was recorded, with other contracts or relations where `contracts` or `relaties` is given. */
static void load_recorded(struct recorded *r, const struct rule_file *contracts, const struct rule_file *relaties,
                          struct ruleset *rules, struct problems *problems)
{
    static const char *const name[] = {"contracts", "relaties"};
    struct rule_file recorded[2] = {{0}};
    for (int kind = REMEMBERED_CONTRACTEN; kind <= REMEMBERED_RELATIES; kind++)
        if (r->has[kind])
            recorded[kind] = (struct rule_file){name[kind], {buf_string(&r->csv[kind]), r->csv[kind].n}};
    ruleset_load(rules,
                 &(struct rule_input){.files = &r->files,
                                      .contracts = contracts ? *contracts : recorded[REMEMBERED_CONTRACTEN],
                                      .relaties = relaties ? *relaties : recorded[REMEMBERED_RELATIES],
                                      .extend_tables = r->extend_tables,
                                      .max_bevindingen = r->max_bevindingen,
                                      .by_bytes = r->by_bytes && !contracts},
                 problems);
}

bool ledger_rules_of_run(struct store *store, int64_t run, struct ruleset *rules, bool *sound, struct error *err)
{
    struct recorded r;
    struct problems problems = {0};
    *rules = (struct ruleset){0};
    bool ok = read_recorded(store, run, &r, err);
    if (ok && r.there)
        load_recorded(&r, NULL, NULL, rules, &problems);
    *sound = ok && r.there && problems.count == 0 && strcmp(rules->fingerprint, r.fingerprint) == 0;
    problems_release(&problems);
    recorded_release(&r);
    return ok;
}

bool ledger_tables_of_run(struct store *store, int64_t run, struct run_tables *tables, struct error *err)
{
    struct recorded r;
    bool ok = read_recorded(store, run, &r, err);
    if (ok && r.there)
        table_files_overlay(tables->files, &r.files);
    tables->there = ok && r.there;
    tables->extend_tables = r.extend_tables;
    tables->max_bevindingen = r.max_bevindingen;
    recorded_release(&r);
    return ok;
}

bool ledger_rules_with(struct store *store, int64_t run, const struct rules_instead *instead, struct ruleset *rules,
                       struct problems *problems, struct error *err)
{
    struct recorded r;
    *rules = (struct ruleset){0};
    bool ok = read_recorded(store, run, &r, err)
              && (r.there || error_set(err, STATUS_FAILED, "there was no run yet; make one with 'dubbelloop run'"));
    if (ok && instead->files)
        table_files_overlay(&r.files, instead->files);
    if (ok)
        load_recorded(&r, instead->contracts, instead->relaties, rules, problems);
    recorded_release(&r);
    return ok;
}

bool ledger_last_run(struct store *store, int64_t *run, struct error *err)
{
    return db_integer(store->db, "SELECT coalesce(max(run), 0) FROM run", run, err);
}

bool ledger_remembered(struct store *store, enum remembered kind, int64_t run, struct buf *csv, bool *any,
                       struct error *err)
{
    struct recorded r;
    bool ok = read_recorded(store, run, &r, err);
    *any = ok && r.there && r.has[kind];
    if (*any)
        buf_add(csv, r.csv[kind].at, r.csv[kind].n);
    recorded_release(&r);
    return ok;
}

bool ledger_holds_rules(struct store *store, const struct ruleset *rules, bool *holds, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    size_t rows = 0;
    *holds = true;
    bool ok = db_prepare(
        store->db, &stmt,
        "SELECT r.rij, r.tabel" REGEL_COLUMNS_LIST(NAME_IN_R)
        " FROM regelset s JOIN regel r USING (rij) WHERE s.vingerafdruk = :vingerafdruk AND s.regel = :regel", err);
    for (size_t i = 0; ok && *holds && i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[i];
        bool row;
        db_set_string(stmt, ":vingerafdruk", rules->fingerprint);
        db_set_text(stmt, ":regel", regel->id);
        ok = db_step(stmt, &row, err);
        *holds = row && text_equal(db_text(stmt, RIJ_HASH), text_of(regel->hash))
                 && text_equal(db_text(stmt, RIJ_TABEL), rules->tabel[regel->tabel].naam);
        for (int c = 0; *holds && c < REGEL_COLUMNS; c++)
            *holds = text_equal(db_text(stmt, RIJ_WAARDE + c), regel->value[c]);
        rows += row;
        sqlite3_reset(stmt);
    }
    *holds &= rows == rules->regels;
    sqlite3_finalize(stmt);
    return ok;
}

/* Files to ingest again. */

/* A run that read files: whether it looked at every line that the rules look at. */
struct reading {
    int64_t run;
    char *relevantie;
    bool covers;
};

/* A contract row that made a code a keten code, for the runs van <= run < tot. */
struct known_code {
    uint16_t uzovi;
    uint32_t agb;
    struct code code;
    int64_t van, tot; /* tot 0: still */
};

struct readings {
    struct reading *at; /* by run */
    size_t n, cap;
    struct known_code *known; /* sorted */
    size_t knowns, knowns_cap;
};

static void readings_release(struct readings *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->at[i].relevantie);
    free(r->at);
    free(r->known);
}

static bool find_readings(struct store *store, struct readings *r, struct error *err)
{
    enum { RUN, RELEVANTIE };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT run, relevantie FROM run WHERE run IN"
                         " (SELECT run FROM bestand WHERE status = 'ingelezen') ORDER BY run",
                         err);
    while (db_next(stmt, &ok, err)) {
        ARRAY_ROOM(r->at, r->n, r->cap);
        r->at[r->n++] =
            (struct reading){sqlite3_column_int64(stmt, RUN), copy_text(db_text(stmt, RELEVANTIE)), false};
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* By tables: of those with one relevantie one is looked at. Version 1 kept no credits without a code of their own, and
 * compared codes with their zeros: what it read does not do. */
static bool hold_against_tables(struct store *store, const struct ruleset *rules, struct readings *r, struct error *err)
{
    const struct rule_file none = {0};
    char current[DIGEST_HEX + 1];
    ruleset_relevantie(rules, current);
    for (size_t i = 0; i < r->n; i++) {
        size_t same = 0;
        while (same < i && strcmp(r->at[same].relevantie, r->at[i].relevantie) != 0)
            same++;
        r->at[i].covers = strcmp(r->at[i].relevantie, current) == 0 || (same < i && r->at[same].covers);
        if (same < i || r->at[i].covers || !r->at[i].relevantie[0])
            continue;
        struct ruleset earlier = {0};
        struct problems problems = {0};
        bool ok = ledger_rules_with(store, r->at[i].run, &(struct rules_instead){.contracts = &none}, &earlier,
                                    &problems, err);
        r->at[i].covers = ok && problems.count == 0 && ruleset_covers(&earlier, rules);
        problems_release(&problems);
        ruleset_release(&earlier);
        if (!ok)
            return false;
    }
    return true;
}

static int by_known_code(const void *a, const void *b)
{
    const struct known_code *p = a, *q = b;
    if (p->uzovi != q->uzovi)
        return p->uzovi < q->uzovi ? -1 : 1;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    return code_compare(&p->code, &q->code);
}

static bool find_known_codes(struct store *store, struct readings *r, struct error *err)
{
    enum { UZOVI, AGB, CODE, VAN, TOT };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT uzovi, agb_declarant, prestatiecode, van_run, coalesce(tot_run, 0) FROM contract"
                         " WHERE prestatiecode <> ''",
                         err);
    while (db_next(stmt, &ok, err)) {
        uint64_t uzovi = 0, agb = 0;
        struct text code = db_text(stmt, CODE);
        if (!text_digits(db_text(stmt, UZOVI), 4, &uzovi) || !text_digits(db_text(stmt, AGB), 8, &agb)
            || code.n > PRESTATIECODE_MAX)
            continue; /* not what was recorded: verify says so */
        ARRAY_ROOM(r->known, r->knowns, r->knowns_cap);
        r->known[r->knowns++] = (struct known_code){(uint16_t)uzovi, (uint32_t)agb, code_of(code),
                                                    sqlite3_column_int64(stmt, VAN), sqlite3_column_int64(stmt, TOT)};
    }
    sqlite3_finalize(stmt);
    if (r->knowns)
        qsort(r->known, r->knowns, sizeof *r->known, by_known_code);
    return ok;
}

static size_t first_known(const struct readings *r, const struct known_code *key)
{
    size_t low;
    SEARCH_FIRST(low, r->knowns, i, by_known_code(&r->known[i], key) < 0);
    return low;
}

/* By contracts: a code that they make a keten code now must have been one then. */
static bool hold_against_contracts(struct store *store, const struct ruleset *rules, struct readings *r,
                                   struct error *err)
{
    bool read = false;
    for (size_t c = 0; c < rules->contracten; c++) {
        const struct contract_rij *rij = &rules->contract[c];
        if (rij->code.n == 0)
            continue;
        if (!read && !find_known_codes(store, r, err))
            return false;
        read = true;
        const struct known_code key = {.uzovi = rij->uzovi, .agb = rij->agb_declarant, .code = rij->code};
        size_t first = first_known(r, &key), end = first;
        while (end < r->knowns && by_known_code(&r->known[end], &key) == 0)
            end++;
        for (size_t i = 0; i < r->n; i++) {
            bool known = false;
            for (size_t k = first; k < end && !known; k++)
                known = r->known[k].van <= r->at[i].run && (r->known[k].tot == 0 || r->at[i].run < r->known[k].tot);
            r->at[i].covers &= known;
        }
    }
    return true;
}

/* A file that was ingested again counts as it was read then. */
static bool name_files(struct store *store, const struct readings *r, void (*name)(void *ctx, const char *naam),
                       void *ctx, struct error *err)
{
    enum { NAAM, RUN };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT naam, run FROM bestand b WHERE status = 'ingelezen'"
                         " AND bestand NOT IN (SELECT bestand FROM intrekking)"
                         " AND NOT EXISTS"
                         " (SELECT 1 FROM bestand l WHERE l.sha256 = b.sha256 AND l.profiel = b.profiel"
                         "  AND l.status = 'ingelezen' AND l.bestand > b.bestand) ORDER BY bestand",
                         err);
    while (db_next(stmt, &ok, err)) {
        size_t i = 0;
        while (i < r->n && r->at[i].run != sqlite3_column_int64(stmt, RUN))
            i++;
        if (i < r->n && r->at[i].covers)
            continue;
        char *naam = copy_text(db_text(stmt, NAAM));
        name(ctx, naam);
        free(naam);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool ledger_outdated(struct store *store, const struct ruleset *rules, void (*name)(void *ctx, const char *naam),
                     void *ctx, struct error *err)
{
    struct readings readings = {0};
    bool ok = find_readings(store, &readings, err) && hold_against_tables(store, rules, &readings, err)
              && hold_against_contracts(store, rules, &readings, err) && name_files(store, &readings, name, ctx, err);
    readings_release(&readings);
    return ok;
}
