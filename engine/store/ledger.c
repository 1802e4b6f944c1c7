/* ledger.c - see ledger.h. */
#include "store/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "model/version.h"
#include "rules/covers.h"

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
    bool ok = db_prepare(store->db, &stmt, "SELECT vingerafdruk FROM run ORDER BY run DESC LIMIT 1", err)
              && db_step(stmt, &row, err);
    if (ok && row)
        *fingerprint = copy_text(db_text(stmt, 0));
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
                         "SELECT 1 FROM bestand WHERE sha256 = ?1 AND profiel = ?2 AND status = 'ingelezen' LIMIT 1", err);
    if (ok) {
        db_bind_string(stmt, 1, sha256);
        db_bind_string(stmt, 2, profile);
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
    sums.afgekeurd.cent += bestand->niet_uniek.cent;
    sums.aanvaard.n = sums.gelezen.n - sums.afgekeurd.n - sums.dubbel.n;
    sums.aanvaard.cent = sums.gelezen.cent - sums.afgekeurd.cent - sums.dubbel.cent;
    sums.relevant = bestand->relevant - bestand->dubbel.n - bestand->niet_uniek.n;
    return sums;
}

static void add(struct telling *to, struct telling from)
{
    to->n += from.n;
    to->cent += from.cent;
}

struct file_sums ledger_sums(const struct bestand *bestand, size_t bestanden)
{
    struct file_sums sums = {0};
    for (size_t i = 0; i < bestanden; i++) {
        if (bestand[i].status != BESTAND_INGELEZEN)
            continue;
        struct file_sums one = bestand_sums(&bestand[i]);
        add(&sums.gelezen, one.gelezen);
        add(&sums.aanvaard, one.aanvaard);
        add(&sums.dubbel, one.dubbel);
        add(&sums.afgekeurd, one.afgekeurd);
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
        sqlite3_bind_int64(stmt, 1, bestand->id);
        db_bind_string(stmt, 2, afkeur_name[reden]);
        sqlite3_bind_int64(stmt, 3, (int64_t)count[reden]);
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
                     "%s: the control totals do not balance (lines read %llu, rejected %llu, duplicate %llu); nothing was "
                     "stored",
                     bestand->naam, (unsigned long long)sums->gelezen.n, (unsigned long long)kept,
                     (unsigned long long)sums->dubbel.n);
}

static bool write_bestanden(struct store *store, const struct run_record *run, const struct ruleset *rules,
                            const char *profile, const struct bestand *bestand, size_t bestanden, struct error *err)
{
    sqlite3_stmt *file = NULL, *reject = NULL;
    bool ok = db_prepare(store->db, &file,
                         "INSERT INTO bestand (bestand, run, naam, sha256, profiel, bytes, status, vingerafdruk, gelezen,"
                         " aanvaard, dubbel, afgekeurd, relevant, gelezen_cent, aanvaard_cent, dubbel_cent, afgekeurd_cent)"
                         " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17)",
                         err)
              && db_prepare(store->db, &reject, "INSERT INTO afkeuring (bestand, reden, regels) VALUES (?1,?2,?3)", err);
    for (size_t i = 0; ok && i < bestanden; i++) {
        const struct bestand *b = &bestand[i];
        struct file_sums sums = bestand_sums(b);
        ok = balances(b, &sums, err);
        if (!ok)
            break;
        sqlite3_bind_int64(file, 1, b->id);
        sqlite3_bind_int64(file, 2, run->run);
        db_bind_string(file, 3, b->naam);
        db_bind_string(file, 4, b->sha256);
        db_bind_string(file, 5, profile);
        sqlite3_bind_int64(file, 6, (int64_t)b->bytes);
        db_bind_string(file, 7, bestand_status_name[b->status]);
        db_bind_string(file, 8, rules->fingerprint);
        const uint64_t count[] = {sums.gelezen.n, sums.aanvaard.n, sums.dubbel.n,
                                  sums.afgekeurd.n, sums.relevant,      sums.gelezen.cent,
                                  sums.aanvaard.cent,    sums.dubbel.cent,   sums.afgekeurd.cent};
        for (int c = 0; c < (int)(sizeof count / sizeof *count); c++)
            sqlite3_bind_int64(file, 9 + c, (int64_t)count[c]);
        ok = db_run(file, err) && (b->status == BESTAND_OVERGESLAGEN || write_rejects(reject, b, err));
    }
    sqlite3_finalize(file);
    sqlite3_finalize(reject);
    return ok;
}

bool ledger_write(struct store *store, const struct run_record *run, const struct ruleset *rules, const char *profile,
                  const struct bestand *bestand, size_t bestanden, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    struct file_sums sums = ledger_sums(bestand, bestanden);
    bool ok = write_bestanden(store, run, rules, profile, bestand, bestanden, err)
              && db_prepare(store->db, &stmt,
                            "INSERT INTO run (run, opdracht, versie, begonnen, vingerafdruk, contracten, extend_tables,"
                            " gelezen, aanvaard, dubbel, afgekeurd, relevant, patienten, nieuw, herzien, vervallen)"
                            " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)",
                            err);
    if (ok) {
        sqlite3_bind_int64(stmt, 1, run->run);
        db_bind_string(stmt, 2, run->opdracht);
        db_bind_string(stmt, 3, DUBBELLOOP_VERSION);
        db_bind_string(stmt, 4, run->begonnen);
        db_bind_string(stmt, 5, rules->fingerprint);
        db_bind_string(stmt, 6, rules->contracts_sha256[0] ? rules->contracts_sha256 : NULL);
        sqlite3_bind_int64(stmt, 7, rules->extend_tables);
        const uint64_t count[] = {sums.gelezen.n,   sums.aanvaard.n, sums.dubbel.n,
                                  sums.afgekeurd.n, sums.relevant,        run->patienten,
                                  run->nieuw,            run->herzien,         run->vervallen};
        for (int c = 0; c < (int)(sizeof count / sizeof *count); c++)
            sqlite3_bind_int64(stmt, 8 + c, (int64_t)count[c]);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* The names in tabelset of what is no table. */
static const char CONTRACTS[] = "", RELATIES[] = ">";

static bool write_table_file(sqlite3_stmt *content, sqlite3_stmt *set, const char *fingerprint, const char *naam,
                             const char *sha256, struct text bytes, struct error *err)
{
    db_bind_string(content, 1, sha256);
    db_bind_blob(content, 2, bytes);
    db_bind_string(set, 1, fingerprint);
    db_bind_string(set, 2, naam);
    db_bind_string(set, 3, sha256);
    return db_run(content, err) && db_run(set, err);
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
                            "INSERT OR IGNORE INTO regelset (vingerafdruk, regel, rij) VALUES (?1, ?2, ?3)", err);
    for (size_t i = 0; ok && i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[i];
        db_bind_string(row, 1 + RIJ_HASH, regel->hash);
        db_bind_text(row, 1 + RIJ_TABEL, rules->tabel[regel->tabel].naam);
        for (int c = 0; c < REGEL_COLUMNS; c++)
            db_bind_text(row, 1 + RIJ_WAARDE + c, regel->value[c]);
        db_bind_string(set, 1, rules->fingerprint);
        db_bind_text(set, 2, regel->id);
        db_bind_string(set, 3, regel->hash);
        ok = db_run(row, err) && db_run(set, err);
    }
    sqlite3_finalize(row);
    sqlite3_finalize(set);
    return ok;
}

bool ledger_write_tables(struct store *store, const struct ruleset *rules, const struct table_files *files,
                         const struct text *contracts, const struct text *relaties, struct error *err)
{
    sqlite3_stmt *content = NULL, *set = NULL;
    bool ok = db_prepare(store->db, &content, "INSERT OR IGNORE INTO tabelbestand (sha256, inhoud) VALUES (?1, ?2)", err)
              && db_prepare(store->db, &set,
                            "INSERT OR IGNORE INTO tabelset (vingerafdruk, naam, sha256) VALUES (?1, ?2, ?3)", err);
    for (size_t i = 0; ok && i < files->n; i++) {
        const struct table_file *file = &files->file[i];
        ok = write_table_file(content, set, rules->fingerprint, file->name, file->sha256,
                              (struct text){file->content, file->n}, err);
    }
    if (ok && contracts)
        ok = write_table_file(content, set, rules->fingerprint, CONTRACTS, rules->contracts_sha256, *contracts, err);
    if (ok && relaties)
        ok = write_table_file(content, set, rules->fingerprint, RELATIES, rules->relaties_sha256, *relaties, err);
    sqlite3_finalize(content);
    sqlite3_finalize(set);
    return ok && write_regels(store, rules, err);
}

static const char *keep_content(struct buf *buf, struct text content)
{
    buf_add(buf, content.at, content.n);
    return buf_string(buf);
}

/* The rules with this fingerprint, parsed again from the recorded files. */
static bool load_recorded(struct store *store, const char *fingerprint, bool extend_tables, struct ruleset *rules,
                          bool *sound, struct error *err)
{
    struct table_files files = {0};
    struct problems problems = {0};
    struct buf contracts = {0}, relaties = {0};
    struct rule_input input = {.files = &files, .extend_tables = extend_tables};
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT s.naam, f.inhoud FROM tabelset s JOIN tabelbestand f USING (sha256)"
                         " WHERE s.vingerafdruk = ?1",
                         err);
    if (ok)
        db_bind_string(stmt, 1, fingerprint);
    while (db_next(stmt, &ok, err)) {
        char *naam = copy_text(db_text(stmt, 0));
        struct text content = db_text(stmt, 1);
        if (strcmp(naam, CONTRACTS) == 0)
            input.contracts = (struct rule_file){"contracts", {keep_content(&contracts, content), content.n}};
        else if (strcmp(naam, RELATIES) == 0)
            input.relaties = (struct rule_file){"relaties", {keep_content(&relaties, content), content.n}};
        else
            table_files_add(&files, naam, content.at, content.n);
        free(naam);
    }
    sqlite3_finalize(stmt);
    if (ok)
        ruleset_load(rules, &input, &problems);
    *sound = ok && problems.count == 0 && strcmp(rules->fingerprint, fingerprint) == 0;
    buf_release(&contracts);
    buf_release(&relaties);
    problems_release(&problems);
    table_files_release(&files);
    return ok;
}

bool ledger_rules_of_run(struct store *store, int64_t run, struct ruleset *rules, bool *sound, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *rules = (struct ruleset){0};
    *sound = false;
    bool ok = db_prepare(store->db, &stmt, "SELECT vingerafdruk, extend_tables FROM run WHERE run = ?1", err);
    if (ok) {
        sqlite3_bind_int64(stmt, 1, run);
        ok = db_step(stmt, &row, err);
    }
    if (ok && row) {
        char *fingerprint = copy_text(db_text(stmt, 0));
        ok = load_recorded(store, fingerprint, sqlite3_column_int(stmt, 1), rules, sound, err);
        free(fingerprint);
    }
    sqlite3_finalize(stmt);
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
        " FROM regelset s JOIN regel r USING (rij) WHERE s.vingerafdruk = ?1 AND s.regel = ?2", err);
    for (size_t i = 0; ok && *holds && i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[i];
        bool row;
        db_bind_string(stmt, 1, rules->fingerprint);
        db_bind_text(stmt, 2, regel->id);
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

static bool name_files(struct store *store, const char *fingerprint, void (*name)(void *ctx, const char *naam), void *ctx,
                       struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT naam FROM bestand b WHERE vingerafdruk = ?1 AND status = 'ingelezen' AND NOT EXISTS"
                         " (SELECT 1 FROM bestand l WHERE l.sha256 = b.sha256 AND l.profiel = b.profiel"
                         "  AND l.status = 'ingelezen' AND l.bestand > b.bestand) ORDER BY bestand",
                         err);
    if (ok)
        db_bind_string(stmt, 1, fingerprint);
    while (db_next(stmt, &ok, err)) {
        char *naam = copy_text(db_text(stmt, 0));
        name(ctx, naam);
        free(naam);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool ledger_outdated(struct store *store, const struct ruleset *rules, void (*name)(void *ctx, const char *naam), void *ctx,
                     struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT DISTINCT f.vingerafdruk, r.extend_tables FROM bestand f JOIN run r USING (run)"
                         " WHERE f.status = 'ingelezen' AND f.vingerafdruk <> ?1 ORDER BY f.vingerafdruk",
                         err);
    if (ok)
        db_bind_string(stmt, 1, rules->fingerprint);
    while (db_next(stmt, &ok, err)) {
        char *fingerprint = copy_text(db_text(stmt, 0));
        struct ruleset earlier = {0};
        bool sound;
        ok = load_recorded(store, fingerprint, sqlite3_column_int(stmt, 1), &earlier, &sound, err);
        if (ok && !ruleset_covers(&earlier, rules))
            ok = name_files(store, fingerprint, name, ctx, err);
        ruleset_release(&earlier);
        free(fingerprint);
    }
    sqlite3_finalize(stmt);
    return ok;
}
