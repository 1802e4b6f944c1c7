/* vastleggingen.c - see vastleggingen.h. */
#include "store/vastleggingen.h"

#include <string.h>

#include "store/schakels.h"

/* The tables: how a link names them, the number that their rows are put in order by, the rest of that order, and their
 * columns. All rows of a number are written at once. A column that a later step of the schema adds is put last and is
 * NULL in rows of before: what is NULL at the end is in no digest. */
#define VASTLEGGINGEN_LIST(X)                                                                                          \
    X("oordelen", oordeel, nummer, "",                                                                                 \
      "nummer, patient, bevinding_id, oordeel, bevestigt, door, inlog, een_inlog, op, reden, run, rij,"                \
      " na_vastlegging")                                                                                               \
    X("antwoorden", antwoord, nummer, "",                                                                              \
      "nummer, patient, bevinding_id, agb, rol, antwoord, toelichting, door, op, run, bestand, na_vastlegging")        \
    X("notities", notitie, nummer, "", "nummer, patient, bevinding_id, op, inlog, tekst, run")                         \
    X("zaken", zaak, zaak, "", "zaak, agb, rol, van, tm, doel, kenmerk, begin, terugblik, terugblik_reden")            \
    X("stappen", zaak_gebeurtenis, gebeurtenis, "",                                                                    \
      "gebeurtenis, zaak, soort, stap, datum, bij, aantal, cent, op, door, inlog, run")                                \
    X("stapteksten", zaak_veld, gebeurtenis, ", veld", "gebeurtenis, veld, waarde")                                    \
    X("zaakbevindingen", zaak_bevinding, gebeurtenis, ", zaak, nummer",                                                \
      "gebeurtenis, zaak, nummer, patient, bevinding_id, referentie, datum, rij, controle, regel, omschrijving, bron") \
    X("trekkingen", zaak_trekking, gebeurtenis, ", zaak, nummer", "gebeurtenis, zaak, nummer, trekking")               \
    X("uitkomsten", zaak_uitkomst, uitkomst_nr, "",                                                                    \
      "uitkomst_nr, zaak, nummer, uitkomst, cent, toelichting, gebeurtenis")                                           \
    X("wissingen", wissing, wissing, "",                                                                               \
      "wissing, voor, op, door, reden, versie, run, regels, patienten, bevindingen, gebeurtenissen, oordelen,"         \
      " antwoorden, gebleven, notities")                                                                               \
    X("inzagen", inzage, nummer, "", "nummer, merk, op, inlog, blad, patient, bevinding_id, reden")                    \
    X("inzagewissingen", inzage_wissing, nummer, "", "nummer, voor, op, door, reden, versie, inzagen")

static const struct {
    const char *naam, *last, *count, *last_within, *rows;
} soort[] = {
#define SOORT(naam, table, key, order, columns)                                                                        \
    {naam, "SELECT coalesce(max(" #key "), 0) FROM " #table, "SELECT count(*) FROM " #table,                           \
     "SELECT coalesce(max(" #key "), :van - 1) FROM " #table " WHERE " #key " BETWEEN :van AND :tot",                  \
     "SELECT " columns " FROM " #table " WHERE " #key " BETWEEN :van AND :tot ORDER BY " #key order},
    VASTLEGGINGEN_LIST(SOORT)};
#undef SOORT
enum { SOORTEN = sizeof soort / sizeof *soort };

/* A link whose rows are looked at: not one that another replaced. */
#define LIVE " NOT EXISTS (SELECT 1 FROM vastlegging l WHERE l.vervangt = v.nummer)"

struct link {
    int64_t nummer, van, tot, aantal;
    int64_t vervangt; /* 0: none */
    char sha256[DIGEST_HEX + 1];
};

/* What no length of a value is. */
static const unsigned char end_of_row[8] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

static void add_link_row(struct sha256 *sha, sqlite3_stmt *row)
{
    int n = sqlite3_column_count(row);
    while (n && sqlite3_column_type(row, n - 1) == SQLITE_NULL)
        n--;
    for (int i = 0; i < n; i++)
        schakel_add_value(sha, db_text(row, i));
    sha256_add(sha, end_of_row, sizeof end_of_row);
}

/* Fills in how many rows a link is of, and their digest. */
static bool digest_of_link(struct store *store, size_t s, struct link *link, struct error *err)
{
    sqlite3_stmt *rows = NULL;
    struct sha256 *sha = sha256_new();
    bool ok = db_prepare(store->db, &rows, soort[s].rows, err);
    if (ok) {
        db_set_integer(rows, ":van", link->van);
        db_set_integer(rows, ":tot", link->tot);
    }
    for (link->aantal = 0; db_next(rows, &ok, err); link->aantal++)
        add_link_row(sha, rows);
    sqlite3_finalize(rows);
    sha256_finish(sha, link->sha256);
    return ok;
}

/* What a link says of itself, as its own digest has it, and the digest of the one before. */
#define LINK_SQL                                                                                                       \
    "SELECT coalesce((SELECT verloop FROM vastlegging e WHERE e.nummer = v.nummer - 1), '')"                           \
    " || json_array(nummer, run, soort, van, tot, aantal, sha256, vervangt)"

/* As put_link is asked, or the run to come. */
#define HOLDER "iif(:run > 0, :run, (SELECT coalesce(max(run), 0) + 1 FROM run))"

/* What it will say of itself is put together first: nothing changes a link that is there. */
static bool put_link(struct store *store, size_t s, int64_t run, const struct link *link, struct error *err)
{
    sqlite3_stmt *next = NULL, *insert = NULL;
    bool ok = db_prepare(store->db, &next,
                         LINK_SQL " FROM (SELECT coalesce((SELECT max(nummer) FROM vastlegging), 0) + 1 AS nummer,"
                                  " " HOLDER " AS run, :soort AS soort, :van AS van, :tot AS tot, :aantal AS aantal,"
                                  " :sha256 AS sha256, :vervangt AS vervangt) v",
                         err)
              && db_prepare(store->db, &insert,
                            "INSERT INTO vastlegging (run, soort, van, tot, aantal, sha256, vervangt, verloop)"
                            " VALUES (" HOLDER ", :soort, :van, :tot, :aantal, :sha256, :vervangt, :verloop)",
                            err);
    sqlite3_stmt *const both[] = {next, insert};
    for (size_t i = 0; ok && i < sizeof both / sizeof *both; i++) {
        db_set_integer(both[i], ":run", run);
        db_set_string(both[i], ":soort", soort[s].naam);
        db_set_integer(both[i], ":van", link->van);
        db_set_integer(both[i], ":tot", link->tot);
        db_set_integer(both[i], ":aantal", link->aantal);
        db_set_string(both[i], ":sha256", link->sha256);
        if (link->vervangt)
            db_set_integer(both[i], ":vervangt", link->vervangt);
    }
    if (ok && db_next(next, &ok, err)) {
        const struct text said = db_only_text(next);
        char verloop[DIGEST_HEX + 1];
        sha256_of(said.at, said.n, verloop);
        db_set_string(insert, ":verloop", verloop);
        ok = db_run(insert, err);
    }
    sqlite3_finalize(next);
    sqlite3_finalize(insert);
    return ok;
}

/* The last number that is in a link: one of which a purge left nothing has none, and its numbers are given again. */
static bool last_of(struct store *store, size_t s, int64_t *tot, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT tot FROM vastlegging v WHERE soort = :soort AND aantal > 0 AND" LIVE
                         " ORDER BY tot DESC LIMIT 1",
                         err);
    *tot = 0;
    if (ok)
        db_set_string(stmt, ":soort", soort[s].naam);
    if (ok && db_next(stmt, &ok, err))
        *tot = db_only_integer(stmt);
    sqlite3_finalize(stmt);
    return ok;
}

bool vastleggingen_add(struct store *store, int64_t run, struct error *err)
{
    bool ok = true;
    for (size_t s = 0; s < SOORTEN && ok; s++) {
        struct link link = {0};
        int64_t last = 0;
        ok = db_integer(store->db, soort[s].last, &link.tot, err) && last_of(store, s, &last, err);
        link.van = last + 1;
        if (ok && link.tot > last)
            ok = digest_of_link(store, s, &link, err) && put_link(store, s, run, &link, err);
    }
    return ok;
}

/* The links of a table whose rows are looked at; *n of them, owned by the caller. */
static bool live_links(struct store *store, size_t s, struct link **links, size_t *n, struct error *err)
{
    enum { NUMMER, VAN, TOT, AANTAL, SHA256 };
    sqlite3_stmt *stmt = NULL;
    size_t cap = 0;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT nummer, van, tot, aantal, sha256 FROM vastlegging v WHERE soort = :soort AND" LIVE
                         " ORDER BY tot, nummer",
                         err);
    *links = NULL;
    *n = 0;
    if (ok)
        db_set_string(stmt, ":soort", soort[s].naam);
    while (db_next(stmt, &ok, err)) {
        ARRAY_ROOM(*links, *n, cap);
        struct link *link = &(*links)[(*n)++];
        *link = (struct link){sqlite3_column_int64(stmt, NUMMER), sqlite3_column_int64(stmt, VAN),
                              sqlite3_column_int64(stmt, TOT), sqlite3_column_int64(stmt, AANTAL), 0, ""};
        const struct text sha256 = db_text(stmt, SHA256);
        if (sha256.n == DIGEST_HEX) /* of another length it is that of no rows */
            memcpy(link->sha256, sha256.at, sha256.n);
    }
    sqlite3_finalize(stmt);
    return ok;
}

static bool is_as_recorded(const struct link *link, const struct link *now)
{
    return link->aantal == now->aantal && strcmp(link->sha256, now->sha256) == 0;
}

/* The last number that is left within a link. */
static bool cut_link(struct store *store, size_t s, struct link *link, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, soort[s].last_within, err);
    if (ok) {
        db_set_integer(stmt, ":van", link->van);
        db_set_integer(stmt, ":tot", link->tot);
    }
    if (ok && db_next(stmt, &ok, err))
        link->tot = db_only_integer(stmt);
    sqlite3_finalize(stmt);
    return ok;
}

static bool renew_link(struct store *store, size_t s, const struct link *link, struct error *err)
{
    struct link now = *link;
    if (!digest_of_link(store, s, &now, err))
        return false;
    now.vervangt = link->nummer;
    return is_as_recorded(link, &now) || (cut_link(store, s, &now, err) && put_link(store, s, 0, &now, err));
}

bool vastleggingen_renew(struct store *store, struct error *err)
{
    bool ok = true;
    for (size_t s = 0; s < SOORTEN && ok; s++) {
        struct link *links;
        size_t n;
        ok = live_links(store, s, &links, &n, err);
        for (size_t i = 0; i < n && ok; i++)
            ok = renew_link(store, s, &links[i], err);
        free(links);
    }
    return ok && vastleggingen_add(store, 0, err);
}

/* The rows of a table are those of its links, and there are no others. */
static bool check_rows_of_links(struct store *store, size_t s, struct buf *wrong, struct error *err)
{
    struct link *links;
    size_t n;
    int64_t rows, linked = 0;
    bool ok = live_links(store, s, &links, &n, err);
    for (size_t i = 0; i < n && ok && !wrong->n; i++) {
        struct link now = links[i];
        ok = digest_of_link(store, s, &now, err);
        linked += now.aantal;
        if (ok && !is_as_recorded(&links[i], &now))
            buf_printf(wrong, "%s %lld to %lld are not those that were put on record (vastlegging %lld)", soort[s].naam,
                       (long long)links[i].van, (long long)links[i].tot, (long long)links[i].nummer);
    }
    free(links);
    ok = ok && db_integer(store->db, soort[s].count, &rows, err);
    if (ok && !wrong->n && rows != linked)
        buf_printf(wrong, "%s: there are rows that no command put on record", soort[s].naam);
    return ok;
}

/* The links themselves: each has the digest of what it says and of the one before. */
static bool check_links(struct store *store, int64_t *n, struct buf *wrong, struct error *err)
{
    enum { NUMMER, SAID, VERLOOP };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT nummer, (" LINK_SQL "), verloop FROM vastlegging v ORDER BY nummer", err);
    while (ok && !wrong->n && db_next(stmt, &ok, err)) {
        const struct text said = db_text(stmt, SAID);
        char digest[DIGEST_HEX + 1];
        sha256_of(said.at, said.n, digest);
        if (sqlite3_column_int64(stmt, NUMMER) != ++*n || !text_equal(db_text(stmt, VERLOOP), text_of(digest)))
            buf_printf(wrong, "vastlegging %lld is not what it was, or is gone", (long long)*n);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool vastleggingen_check(struct store *store, int64_t *n, struct buf *wrong, struct error *err)
{
    *n = 0;
    bool ok = check_links(store, n, wrong, err);
    for (size_t s = 0; s < SOORTEN && ok && !wrong->n; s++)
        ok = check_rows_of_links(store, s, wrong, err);
    return ok;
}
