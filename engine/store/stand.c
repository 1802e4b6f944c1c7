/* stand.c - see stand.h. */
#include "store/stand.h"

#include <stdio.h>

#include "rules/keten.h"

static uint32_t number_in_stand(sqlite3_stmt *stmt, int column)
{
    uint64_t number = 0;
    return text_digits(db_text(stmt, column), 9, &number) ? (uint32_t)number : 0;
}

/* "2023Q1" to its first day. */
static day quarter_at(sqlite3_stmt *stmt, int column)
{
    const struct text text = db_text(stmt, column);
    uint64_t year, quarter;
    char date[9];
    day d = 0;
    if (text.n != 6 || !text_digits((struct text){text.at, 4}, 4, &year)
        || !text_digits((struct text){text.at + 5, 1}, 1, &quarter) || quarter < 1 || quarter > 4)
        return 0;
    snprintf(date, sizeof date, "%04u%02u01", (unsigned)year % 10000, (unsigned)quarter % 10 * 3 - 2);
    return day_parse(text_of(date), DAY_ISO, &d) == DAY_OK ? d : 0;
}

/* A figure of table stand. */
#define SELECT_FIGURE "SELECT waarde FROM stand WHERE soort = :soort AND sleutel = :sleutel"

/* Calls `each` for every figure of the totals: its kind, its key and where it stands. */
static bool each_figure(const struct ruleset *rules, struct totals *totals,
                        bool (*each)(void *ctx, const char *soort, struct text sleutel, int64_t *waarde,
                                     struct error *err),
                        void *ctx, struct error *err)
{
    const struct text none = {"", 0};
    bool ok = each(ctx, "credits_applied", none, &totals->credits_applied, err)
              && each(ctx, "credits_waiting", none, &totals->credits_waiting, err)
              && each(ctx, "anomalies", none, &totals->anomalies, err)
              && each(ctx, "nul_regels", none, &totals->nul_regels, err)
              && each(ctx, "te_veel", none, &totals->te_veel, err);
    for (size_t i = 0; ok && i < rules->programmas; i++)
        ok = each(ctx, "keten_lines", rules->programma[i].naam, &totals->keten_lines[i], err);
    for (size_t i = 0; ok && i < CATEGORIEEN; i++)
        ok = each(ctx, "per_categorie", text_of(categorie_name[i]), &totals->per_categorie[i], err);
    for (size_t i = 0; ok && i < REGEL_SOORTEN; i++)
        ok = each(ctx, "per_soort", text_of(regel_soort_name[i]), &totals->per_soort[i], err);
    for (size_t i = 0; ok && i < rules->tabellen; i++)
        ok = each(ctx, "per_tabel", rules->tabel[i].naam, &totals->per_tabel[i], err);
    for (size_t i = 0; ok && i < ZEKERHEDEN; i++)
        ok = each(ctx, "findings", text_of(zekerheid_name[i]), &totals->findings[i], err)
             && each(ctx, "findings_cent", text_of(zekerheid_name[i]), &totals->findings_cent[i], err)
             && each(ctx, "net_cent", text_of(zekerheid_name[i]), &totals->net_cent[i], err)
             && each(ctx, "wacht_op_grond_cent", text_of(zekerheid_name[i]), &totals->wacht_op_grond_cent[i], err);
    return ok;
}

static void bind_figure(sqlite3_stmt *stmt, const char *soort, struct text sleutel)
{
    db_set_string(stmt, ":soort", soort);
    db_set_text(stmt, ":sleutel", sleutel);
}

static bool read_figure(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err)
{
    sqlite3_stmt *stmt = ctx;
    bool row;
    bind_figure(stmt, soort, sleutel);
    if (!db_step(stmt, &row, err))
        return false;
    if (row)
        *waarde += db_only_integer(stmt);
    sqlite3_reset(stmt);
    return true;
}

static bool write_figure(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err)
{
    sqlite3_stmt *stmt = ctx;
    bind_figure(stmt, soort, sleutel);
    db_set_integer(stmt, ":waarde", *waarde);
    return db_run(stmt, err);
}

/* The programme of this name; `programmas`: the rules do not know it any more. */
static unsigned programma_of(const struct ruleset *rules, struct text naam)
{
    unsigned p = 0;
    while (p < rules->programmas && !text_equal(rules->programma[p].naam, naam))
        p++;
    return p;
}

/* The columns of a row of coverage, in the order of the query. */
enum { DEKKING_UZOVI, DEKKING_KWARTAAL, DEKKING_PROGRAMMA, DEKKING_LINES, DEKKING_ONGEDEKT, DEKKING_TABEL };
#define SELECT_DEKKING                                                                                                 \
    "SELECT uzovi, kwartaal, programma, keten_lines, ongedekt, tabel FROM dekking"                                     \
    " ORDER BY uzovi, kwartaal, volgorde, programma"

static bool read_dekking(sqlite3_stmt *stmt, const struct ruleset *rules, struct totals *totals, struct error *err)
{
    bool ok = true;
    while (db_next(stmt, &ok, err)) {
        const unsigned programma = programma_of(rules, db_text(stmt, DEKKING_PROGRAMMA));
        if (programma < rules->programmas)
            totals_add_dekking(totals, (struct dekking){(uint16_t)number_in_stand(stmt, DEKKING_UZOVI),
                                                        quarter_at(stmt, DEKKING_KWARTAAL), programma,
                                                        sqlite3_column_int64(stmt, DEKKING_LINES),
                                                        sqlite3_column_int64(stmt, DEKKING_ONGEDEKT)});
    }
    return ok;
}

/* Credits that wait, per quarter that has some. */
#define CREDITS_WACHTEN "credits_wachten"

static bool read_credits_wachten(struct store *store, struct totals *totals, struct error *err)
{
    enum { SLEUTEL, WAARDE };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, "SELECT sleutel, waarde FROM stand WHERE soort = '" CREDITS_WACHTEN "'",
                         err);
    while (db_next(stmt, &ok, err))
        totals->credits_wachten[quarter_number(quarter_at(stmt, SLEUTEL))] += sqlite3_column_int64(stmt, WAARDE);
    sqlite3_finalize(stmt);
    return ok;
}

static bool each_credits_wachten(struct totals *totals,
                                 bool (*each)(void *ctx, const char *soort, struct text sleutel, int64_t *waarde,
                                              struct error *err),
                                 void *ctx, struct error *err)
{
    bool ok = true;
    for (unsigned q = 0; ok && q < QUARTERS; q++) {
        char kwartaal[7];
        quarter_print(quarter_of_number(q), kwartaal);
        ok = totals->credits_wachten[q] == 0
             || each(ctx, CREDITS_WACHTEN, text_of(kwartaal), &totals->credits_wachten[q], err);
    }
    return ok;
}

bool stand_read(struct store *store, const struct ruleset *rules, struct totals *totals, struct error *err)
{
    sqlite3_stmt *figure = NULL, *dekking = NULL;
    bool ok = db_prepare(store->db, &figure, SELECT_FIGURE, err) && each_figure(rules, totals, read_figure, figure, err)
              && db_prepare(store->db, &dekking, SELECT_DEKKING, err) && read_dekking(dekking, rules, totals, err)
              && read_credits_wachten(store, totals, err);
    sqlite3_finalize(figure);
    sqlite3_finalize(dekking);
    return ok;
}

bool stand_is_whole(struct store *store, bool *whole, struct error *err)
{
    int64_t lacking;
    bool ok = db_integer(store->db,
                         "SELECT coalesce(sum(CASE soort WHEN 'credits_waiting' THEN waarde"
                         " WHEN '" CREDITS_WACHTEN "' THEN -waarde END), 0) FROM stand",
                         &lacking, err);
    *whole = lacking == 0;
    return ok;
}

/* The name of the table that applies to the insurer on the first day of the quarter; at NULL: none. */
static struct text tabel_naam(const struct ruleset *rules, const struct dekking *d)
{
    const unsigned tabel = tabel_of(rules, d->uzovi, d->kwartaal);
    return tabel == GEEN_TABEL ? (struct text){NULL, 0} : rules->tabel[tabel].naam;
}

static bool write_stand_dekking(struct store *store, const struct ruleset *rules, const struct totals *totals,
                                struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO dekking (uzovi, kwartaal, programma, volgorde, soort,"
                         " keten_lines, ongedekt, tabel)"
                         " VALUES (:uzovi, :kwartaal, :programma, :volgorde, :soort, :keten_lines, :ongedekt, :tabel)",
                         err);
    for (size_t i = 0; ok && i < totals->dekkingen; i++) {
        const struct dekking *d = &totals->dekking[i];
        if (d->keten_lines == 0)
            continue;
        const struct programma *programma = &rules->programma[d->programma];
        const struct text tabel = tabel_naam(rules, d);
        char uzovi[5] = "", kwartaal[7];
        digits_print(d->uzovi, 4, uzovi);
        quarter_print(d->kwartaal, kwartaal);
        db_set_text(stmt, ":uzovi", (struct text){uzovi, 4});
        db_set_string(stmt, ":kwartaal", kwartaal);
        db_set_text(stmt, ":programma", programma->naam);
        db_set_integer(stmt, ":volgorde", programma->volgorde);
        db_set_string(stmt, ":soort", programma->titel ? "titel" : "keten");
        db_set_integer(stmt, ":keten_lines", d->keten_lines);
        db_set_integer(stmt, ":ongedekt", d->ongedekt);
        if (tabel.at)
            db_set_text(stmt, ":tabel", tabel);
        else
            db_set_null(stmt, ":tabel");
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool stand_write(struct store *store, const struct ruleset *rules, const struct totals *totals, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    struct totals copy = *totals; /* each_figure serves reading too */
    bool ok = db_exec(store->db, "DELETE FROM stand; DELETE FROM dekking", err)
              && db_prepare(store->db, &stmt, "INSERT INTO stand (soort, sleutel, waarde) VALUES (:soort,"
                                              " :sleutel, :waarde)", err)
              && each_figure(rules, &copy, write_figure, stmt, err)
              && each_credits_wachten(&copy, write_figure, stmt, err);
    sqlite3_finalize(stmt);
    return ok && write_stand_dekking(store, rules, totals, err);
}

/* Looks a figure up among the stored ones. */
struct figure_check {
    sqlite3_stmt *stmt;
    int64_t figures; /* looked up */
    bool is;
    char *what;
};

static bool check_figure(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err)
{
    struct figure_check *check = ctx;
    bool row;
    bind_figure(check->stmt, soort, sleutel);
    if (!db_step(check->stmt, &row, err))
        return false;
    check->figures++;
    if (check->is && (!row || db_only_integer(check->stmt) != *waarde)) {
        check->is = false;
        snprintf(check->what, 64, "stand, %s %.*s", soort, (int)sleutel.n, sleutel.at);
    }
    sqlite3_reset(check->stmt);
    return true;
}

/* Whether the row that the statement is on is this one. */
static bool is_dekking(sqlite3_stmt *stmt, const struct ruleset *rules, const struct dekking *d)
{
    const struct text tabel = tabel_naam(rules, d);
    return number_in_stand(stmt, DEKKING_UZOVI) == d->uzovi && quarter_at(stmt, DEKKING_KWARTAAL) == d->kwartaal
           && programma_of(rules, db_text(stmt, DEKKING_PROGRAMMA)) == d->programma
           && sqlite3_column_int64(stmt, DEKKING_LINES) == d->keten_lines
           && sqlite3_column_int64(stmt, DEKKING_ONGEDEKT) == d->ongedekt
           && text_equal(db_text(stmt, DEKKING_TABEL), tabel);
}

static bool check_dekking(struct store *store, const struct ruleset *rules, const struct totals *totals, bool *is,
                          char what[static 64], struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    size_t i = 0;
    bool row = true, ok = db_prepare(store->db, &stmt, SELECT_DEKKING, err);
    while (ok && row && *is) {
        while (i < totals->dekkingen && totals->dekking[i].keten_lines == 0)
            i++;
        ok = db_step(stmt, &row, err);
        const struct dekking *d = i < totals->dekkingen ? &totals->dekking[i++] : NULL;
        if (!ok || (!row && !d))
            break;
        *is = row && d && is_dekking(stmt, rules, d);
        if (!*is && d) {
            char kwartaal[7];
            quarter_print(d->kwartaal, kwartaal);
            snprintf(what, 64, "dekking, uzovi %04u in %s", d->uzovi, kwartaal);
        } else if (!*is)
            snprintf(what, 64, "dekking, a row too many");
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool stand_is(struct store *store, const struct ruleset *rules, const struct totals *totals, bool *is,
              char what[static 64], struct error *err)
{
    struct totals copy = *totals; /* each_figure serves reading too */
    struct figure_check check = {.is = true, .what = what};
    int64_t stored;
    bool ok = db_prepare(store->db, &check.stmt, SELECT_FIGURE, err)
              && each_figure(rules, &copy, check_figure, &check, err)
              && each_credits_wachten(&copy, check_figure, &check, err)
              && db_integer(store->db, "SELECT count(*) FROM stand", &stored, err);
    sqlite3_finalize(check.stmt);
    *is = check.is;
    if (ok && *is && stored != check.figures) {
        *is = false;
        snprintf(what, 64, "stand, a row too many");
    }
    return ok && (!*is || check_dekking(store, rules, totals, is, what, err));
}
