/* groepen.c - see groepen.h. */
#include "store/groepen.h"

const char *const groepering_name[GROEPERINGEN] = {
    [PER_AGB] = "agb", [PER_REGEL] = "regel", [PER_CATEGORIE] = "categorie", [PER_PATIENT] = "patient",
    [PER_VERHAAL] = "verhaal"};

/* `regel`: the lines to recover, each once in a group, under its best grade with the largest sum of that grade, and how
 * many findings name it. */
#define REGELS(key)                                                                                                    \
    "WITH gekozen AS MATERIALIZED (SELECT " key " AS sleutel, patient,"                                                \
    " iif(verhaal = 'keten', keten_agb, conflict_agb) AS agb,"                                                         \
    " iif(verhaal = 'keten', keten_referentie, conflict_referentie) AS referentie, verhaal_bedrag_cent AS cent,"       \
    " CASE zekerheid WHEN 'vast' THEN 3 WHEN 'waarschijnlijk' THEN 2 ELSE 1 END AS graad " BEVINDING_CHOSEN            \
    "), beste AS (SELECT sleutel, count(*) AS bevindingen, max(graad * 1000000000000 + cent) AS graad_en_cent"         \
    " FROM gekozen GROUP BY sleutel, patient, agb, referentie)," /* no amount has more than 12 digits */               \
    " regel AS MATERIALIZED (SELECT sleutel, bevindingen, graad_en_cent / 1000000000000 AS graad,"                     \
    " graad_en_cent % 1000000000000 AS cent FROM beste) "
#define GROUPS(name, key) \
    REGELS(key) \
    "SELECT sleutel AS " name \
    ", sum(bevindingen) AS bevindingen, count(*) AS regels, sum(iif(graad = 3, cent, 0)) AS vast_euro," \
    " sum(iif(graad = 2, cent, 0)) AS waarschijnlijk_euro, sum(iif(graad = 1, cent, 0)) AS signaal_euro," \
    " sum(cent) AS netto_euro FROM regel GROUP BY sleutel ORDER BY sum(cent) DESC, sleutel"

static const char *const groups_sql[GROEPERINGEN] = {
    [PER_AGB] = GROUPS("agb", "iif(verhaal = 'keten', keten_agb, conflict_agb)"),
    [PER_REGEL] = GROUPS("regel", "leidende_regel"),
    [PER_CATEGORIE] = GROUPS("categorie", "categorie"),
    [PER_PATIENT] = GROUPS("patient", "patient"),
    [PER_VERHAAL] = GROUPS("verhaal", "verhaal"),
};

static const char totals_sql[] =
    REGELS("''")
    "SELECT column1 AS zekerheid,"
    " (SELECT count(*) FROM gekozen WHERE graad BETWEEN column2 AND column3) AS bevindingen,"
    " (SELECT coalesce(sum(cent), 0) FROM gekozen WHERE graad BETWEEN column2 AND column3) AS euro,"
    " (SELECT count(*) FROM regel WHERE graad BETWEEN column2 AND column3) AS regels,"
    " (SELECT coalesce(sum(cent), 0) FROM regel WHERE graad BETWEEN column2 AND column3) AS netto_euro"
    " FROM (VALUES ('vast', 3, 3), ('waarschijnlijk', 2, 2), ('signaal', 1, 1), ('totaal', 1, 3))";

static bool read_rows(struct store *store, const char *sql, const struct bevinding_filter *filter, query_row_fn *row,
                      void *ctx, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, sql, err);
    if (ok)
        bevinding_filter_bind(stmt, filter);
    ok = ok && statement_rows(stmt, row, ctx, err);
    sqlite3_finalize(stmt);
    return ok;
}

bool groepen_read(struct store *store, enum groepering groepering, const struct bevinding_filter *filter,
                  query_row_fn *row, void *ctx, struct error *err)
{
    return read_rows(store, groups_sql[groepering], filter, row, ctx, err);
}

bool groepen_totals(struct store *store, const struct bevinding_filter *filter, query_row_fn *row, void *ctx,
                    struct error *err)
{
    return read_rows(store, totals_sql, filter, row, ctx, err);
}
