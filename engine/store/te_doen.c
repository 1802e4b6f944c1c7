/* te_doen.c - see te_doen.h. The views say what waits; what only the rules of the last run can say is asked of them. */
#include "store/te_doen.h"

#include <assert.h>

#include "rules/letop.h"
#include "store/antwoorden.h"
#include "store/ledger.h"
#include "store/queries.h"

#define TE_DOEN_WORD(name, word) [TE_DOEN_##name] = #word,
const char *const te_doen_word[TE_DOEN_SOORTEN] = {TE_DOEN_LIST(TE_DOEN_WORD)};
#undef TE_DOEN_WORD

struct telling_items {
    te_doen_fn *each;
    void *ctx;
    struct letop *letop; /* of the last run; only while codes are told */
};

/* Each gives soort, aantal, bestand, naam, programmas and kwartalen; that of findings soort and aantal only. */
#define OPEN_OF(e) "FROM dekking " e " WHERE " e ".uzovi = d.uzovi AND " e ".ongedekt AND " e ".soort = 'keten'"
enum {
    ITEMS_REFUSED, ITEMS_REJECTS, ITEMS_UNCOVERED, ITEMS_CODES, ITEMS_TOO_MANY, ITEMS_CREDITS, ITEMS_CASES,
    ITEMS_FINDINGS
};
static const char *const item_sql[] = {
    [ITEMS_REFUSED] = "SELECT soort, 1 AS aantal, bestand, naam, NULL AS programmas, NULL AS kwartalen"
                      " FROM v_te_herstellen WHERE soort = 'geweigerd' ORDER BY bestand",
    [ITEMS_REJECTS] = "SELECT soort, regels AS aantal, bestand, naam, NULL AS programmas, NULL AS kwartalen"
                      " FROM v_te_herstellen WHERE soort = 'afgekeurd' ORDER BY bestand",
    [ITEMS_UNCOVERED] =
        "SELECT 'ongedekt' AS soort, sum(ongedekt) AS aantal, 0 AS bestand, uzovi AS naam,"
        " (SELECT group_concat(programma, ', ')"
        " FROM (SELECT DISTINCT programma, volgorde " OPEN_OF("e") " ORDER BY volgorde, programma)) AS programmas,"
        " (SELECT group_concat(kwartaal, ', ')"
        " FROM (SELECT DISTINCT kwartaal " OPEN_OF("e") " ORDER BY kwartaal)) AS kwartalen"
        " FROM dekking d WHERE ongedekt AND soort = 'keten' GROUP BY uzovi ORDER BY uzovi",
    [ITEMS_CODES] = "SELECT 'zonder_programma' AS soort, regels AS aantal, 0 AS bestand, prestatiecode AS naam,"
                    " prestatiecodelijst AS programmas, NULL AS kwartalen FROM v_te_plaatsen"
                    " ORDER BY prestatiecodelijst, prestatiecode",
    [ITEMS_TOO_MANY] = "SELECT 'te_veel' AS soort, waarde AS aantal, 0 AS bestand,"
                       " (SELECT max_bevindingen FROM run ORDER BY run DESC LIMIT 1) AS naam,"
                       " NULL AS programmas, NULL AS kwartalen FROM stand WHERE soort = 'te_veel' AND waarde",
    [ITEMS_CREDITS] = "SELECT 'credits' AS soort, waarde AS aantal, 0 AS bestand, NULL AS naam, NULL AS programmas,"
                      " (SELECT group_concat(sleutel || ': ' || waarde, ', ') FROM (SELECT sleutel, waarde FROM stand"
                      " WHERE soort = 'credits_wachten' ORDER BY sleutel)) AS kwartalen"
                      " FROM stand WHERE soort = 'credits_waiting' AND waarde",
    [ITEMS_CASES] = "SELECT 'zaak_termijn' AS soort, 1 AS aantal, 0 AS bestand, zaak AS naam, NULL AS programmas,"
                    " termijn AS kwartalen FROM v_zaak_wacht WHERE termijn < substr(:nu, 1, 10) ORDER BY zaak",
    [ITEMS_FINDINGS] =
        "SELECT iif(soort = 'wacht_op_aanbieder', 'termijn', soort) AS soort, count(*) AS aantal"
        " FROM v_te_oordelen WHERE soort IS NOT NULL"
        " AND (soort <> 'wacht_op_aanbieder' OR julianday(:nu) - julianday(sinds) > :termijn)"
        " GROUP BY v_te_oordelen.soort",
};

/* The views have no other words, unless a value that they pass on is damaged. */
static bool soort_of(struct text word, enum te_doen_soort *out, struct error *err)
{
    int soort = 0;
    while (soort < TE_DOEN_SOORTEN && !text_equal(word, text_of(te_doen_word[soort])))
        soort++;
    *out = (enum te_doen_soort)soort;
    return soort < TE_DOEN_SOORTEN
           || error_set(err, STATUS_FAILED, "the database holds what no run wrote; 'dubbelloop verify' tells where");
}

static int64_t number_of(struct text value)
{
    uint64_t number = 0;
    return text_digits(value, 18, &number) ? (int64_t)number : 0;
}

static bool tell_item(void *ctx, const struct query_row *row, struct error *err)
{
    const struct telling_items *telling = ctx;
    enum te_doen_soort soort;
    if (!soort_of(query_value(row, "soort"), &soort, err))
        return false;
    const struct te_doen item = {.soort = soort,
                                 .aantal = number_of(query_value(row, "aantal")),
                                 .bestand = number_of(query_value(row, "bestand")),
                                 .naam = query_value(row, "naam"),
                                 .programmas = query_value(row, "programmas"),
                                 .kwartalen = query_value(row, "kwartalen")};
    return go_on(err) && telling->each(telling->ctx, &item, err);
}

static bool count_findings(void *ctx, const struct query_row *row, struct error *err)
{
    struct te_doen_sums *sums = ctx;
    enum te_doen_soort soort;
    const bool ok = soort_of(query_value(row, "soort"), &soort, err);
    if (ok)
        sums->aantal[soort] = number_of(query_value(row, "aantal"));
    return ok;
}

/* A code that letop.csv does not tell of any more is no work. */
static bool tell_code(void *ctx, const struct query_row *row, struct error *err)
{
    const struct telling_items *telling = ctx;
    const uint16_t lijst = (uint16_t)number_of(query_value(row, "programmas"));
    return !letop_tells(telling->letop, lijst, query_value(row, "naam")) || tell_item(ctx, row, err);
}

static bool read_items(struct store *store, int which, query_row_fn *row, void *ctx, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    char now[21];
    ledger_now(now);
    bool ok = db_prepare(store->db, &stmt, item_sql[which], err);
    if (ok && (which == ITEMS_FINDINGS || which == ITEMS_CASES))
        db_set_string(stmt, ":nu", now);
    if (ok && which == ITEMS_FINDINGS) {
        db_set_integer(stmt, ":termijn", ANTWOORDTERMIJN);
    }
    ok = ok && statement_rows(stmt, row, ctx, err);
    sqlite3_finalize(stmt);
    return ok;
}

/* Findings come last, and in the order of the list. */
static bool tell_findings(struct store *store, const struct telling_items *telling, struct error *err)
{
    struct te_doen_sums sums = {{0}};
    bool ok = read_items(store, ITEMS_FINDINGS, count_findings, &sums, err);
    for (int soort = 0; ok && soort < TE_DOEN_SOORTEN; soort++)
        if (sums.aantal[soort])
            ok = go_on(err)
                 && telling->each(telling->ctx,
                                  &(struct te_doen){.soort = (enum te_doen_soort)soort, .aantal = sums.aantal[soort]},
                                  err);
    return ok;
}

struct telling_outdated {
    struct telling_items *items;
    struct error *err;
    bool ok;
};

static void tell_outdated(void *ctx, const char *naam)
{
    struct telling_outdated *telling = ctx;
    const struct te_doen item = {.soort = TE_DOEN_OPNIEUW, .aantal = 1, .naam = text_of(naam)};
    telling->ok = telling->ok && telling->items->each(telling->items->ctx, &item, telling->err);
}

bool te_doen_each(struct store *store, te_doen_fn *each, void *ctx, struct error *err)
{
    struct ruleset rules = {0};
    struct telling_items telling = {each, ctx, NULL};
    struct telling_outdated outdated = {&telling, err, true};
    int64_t last_run = 0;
    bool sound = false;
    bool ok = ledger_last_run(store, &last_run, err) && ledger_rules_of_run(store, last_run, &rules, &sound, err)
              && read_items(store, ITEMS_REFUSED, tell_item, &telling, err)
              && (!sound || ledger_outdated(store, &rules, tell_outdated, &outdated, err)) && outdated.ok
              && read_items(store, ITEMS_REJECTS, tell_item, &telling, err)
              && read_items(store, ITEMS_UNCOVERED, tell_item, &telling, err);
    if (ok && sound) {
        telling.letop = letop_new(&rules);
        ok = read_items(store, ITEMS_CODES, tell_code, &telling, err);
        letop_free(telling.letop);
    }
    ok = ok && read_items(store, ITEMS_TOO_MANY, tell_item, &telling, err)
         && read_items(store, ITEMS_CREDITS, tell_item, &telling, err)
         && read_items(store, ITEMS_CASES, tell_item, &telling, err)
         && tell_findings(store, &telling, err);
    ruleset_release(&rules);
    return ok;
}

static bool add_item(void *ctx, const struct te_doen *item, struct error *err)
{
    struct te_doen_sums *sums = ctx;
    (void)err;
    sums->aantal[item->soort] += item->aantal;
    return true;
}

bool te_doen_sum(struct store *store, struct te_doen_sums *sums, struct error *err)
{
    *sums = (struct te_doen_sums){0};
    return te_doen_each(store, add_item, sums, err);
}

bool te_herstellen_before(struct store *store, int64_t run, int64_t *files, int64_t *lines, struct error *err)
{
    enum { FILES, LINES };
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *files = *lines = 0;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT count(*) FILTER (WHERE soort = 'geweigerd'),"
                         " coalesce(sum(regels) FILTER (WHERE soort = 'afgekeurd'), 0)"
                         " FROM v_te_herstellen WHERE run < :run",
                         err);
    if (ok)
        db_set_integer(stmt, ":run", run);
    ok = ok && db_step(stmt, &row, err);
    if (ok && row) {
        *files = sqlite3_column_int64(stmt, FILES);
        *lines = sqlite3_column_int64(stmt, LINES);
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* What was typed is not repeated: it may be somebody's number. */
static bool is_the_one(int64_t found, struct error *err)
{
    if (found == 1)
        return true;
    if (found == 0)
        return error_set(err, STATUS_USAGE,
                         "that is not the name (without its folder) or the number of a file that waits to be repaired; "
                         "'dubbelloop status --check' names them");
    return error_set(err, STATUS_USAGE,
                     "%lld files of that name wait; give the number of the one that is meant: 'dubbelloop status "
                     "--check --format json'",
                     (long long)found);
}

static bool find_waiting(struct store *store, const char *file, int64_t *bestand, char **naam, struct error *err)
{
    enum { BESTAND, NAAM };
    sqlite3_stmt *stmt = NULL;
    uint64_t id = 0;
    int64_t found = 0;
    const bool number = text_digits(text_of(file), 9, &id);
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT bestand, naam FROM v_te_herstellen WHERE naam = :naam OR bestand = :bestand", err);
    if (ok) {
        db_set_string(stmt, ":naam", file);
        db_set_integer(stmt, ":bestand", number ? (int64_t)id : -1);
    }
    while (ok && db_next(stmt, &ok, err)) {
        const struct text shown = db_text(stmt, NAAM);
        found++;
        *bestand = sqlite3_column_int64(stmt, BESTAND);
        free(*naam);
        *naam = xprintf("%.*s", (int)shown.n, shown.at);
    }
    sqlite3_finalize(stmt);
    return ok && is_the_one(found, err);
}

bool afhandelen(struct store *store, const struct afhandeling *a, char **naam, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int64_t bestand = 0;
    char now[21];
    *naam = NULL;
    ledger_now(now);
    bool ok = find_waiting(store, a->file, &bestand, naam, err)
              && db_prepare(store->db, &stmt,
                            "INSERT INTO afhandeling (bestand, op, door, reden, inlog)"
                            " VALUES (:bestand, :op, :door, :reden, :inlog)",
                            err);
    if (ok) {
        db_set_integer(stmt, ":bestand", bestand);
        db_set_string(stmt, ":op", now);
        db_set_text(stmt, ":door", a->door);
        db_set_text(stmt, ":reden", a->reden);
        db_set_text(stmt, ":inlog", a->inlog);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}
