/* voorkomt.c - see voorkomt.h. */
#include "store/voorkomt.h"

#include "ingest/normalise.h"
#include "store/layers.h"

/* Whether the question, with :value, has an answer other than 0. */
static bool ask(struct store *store, const char *sql, struct text value, bool *yes, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, sql, err);
    if (ok)
        db_set_text(stmt, ":value", value);
    *yes = ok && db_next(stmt, &ok, err) && db_only_integer(stmt) != 0;
    sqlite3_finalize(stmt);
    return ok;
}

static bool say_absent(struct store *store, const char *sql, struct text value, const char *what, struct buf *out,
                       struct error *err)
{
    bool yes = true;
    if (value.n && !ask(store, sql, value, &yes, err))
        return false;
    if (!yes)
        buf_printf(out, "%s %.*s\n", what, (int)value.n, value.at);
    return true;
}

/* The keten lines of a database are of quarters from the first to the last that it was asked to cover. */
static bool say_period(struct store *store, const struct period *period, struct buf *out, struct error *err)
{
    char first[7], last[7], both[14];
    bool yes = true;
    if (period->last == 0)
        return true;
    quarter_print(period->first, first);
    quarter_print(period->last, last);
    memcpy(both, first, 6);
    memcpy(both + 6, last, 7);
    if (!ask(store,
             "SELECT EXISTS (SELECT 1 FROM dekking WHERE kwartaal BETWEEN substr(:value, 1, 6) AND substr(:value, 7))",
             text_of(both), &yes, err))
        return false;
    if (!yes && strcmp(first, last) == 0)
        buf_printf(out, "there is no keten line in %s\n", first);
    else if (!yes)
        buf_printf(out, "there is no keten line in %s to %s\n", first, last);
    return true;
}

static bool say_since(struct store *store, int64_t since, struct buf *out, struct error *err)
{
    int64_t run = 0;
    if (since <= 0)
        return true;
    if (!db_integer(store->db, "SELECT max(run) FROM run", &run, err))
        return false;
    if (since > run)
        buf_printf(out, "run %lld was not there yet: the last one is %lld\n", (long long)since, (long long)run);
    return true;
}

static bool say_zaak(struct store *store, int64_t zaak, struct buf *out, struct error *err)
{
    char number[NUMBER_TEXT];
    bool yes = true;
    if (zaak
        && !ask(store, "SELECT EXISTS (SELECT 1 FROM zaak WHERE zaak = CAST(:value AS INTEGER))",
                number_text(zaak, number), &yes, err))
        return false;
    if (!yes)
        buf_printf(out, "there is no case %lld: 'dubbelloop zaak list' shows those that there are\n", (long long)zaak);
    return true;
}

/* A number that fails its own check was mistyped; the number of somebody else may be right. */
static bool say_patient(struct store *store, struct text patient, struct buf *out, struct error *err)
{
    struct layers *layers = NULL;
    struct text found = {NULL, 0};
    bool known = false;
    if (patient.n == 0)
        return true;
    bool ok = ask(store, "SELECT EXISTS (SELECT 1 FROM bevinding WHERE patient = :value)", patient, &known, err);
    if (ok && !known)
        ok = layers_open(&layers, store->db, err) && layers_seek(layers, patient, &found, err);
    known = known || (found.at && text_equal(found, patient));
    layers_close(layers);
    uint64_t number;
    if (ok && !known && patient.n == 9 && text_digits(patient, 9, &number) && !elfproef(patient.at))
        buf_text(out, "the number of --patient fails its own check (elfproef), and no line of it is stored\n");
    else if (ok && !known)
        buf_text(out, "no line of the patient of --patient is stored: look whether the number is typed well\n");
    return ok;
}

/* Without the value: what is typed for a rule may be anything. */
static bool say_regel(struct store *store, struct text regel, struct buf *out, struct error *err)
{
    bool yes = true;
    if (regel.n
        && !ask(store, "SELECT EXISTS (SELECT 1 FROM bevinding WHERE leidende_regel = :value)", regel, &yes, err))
        return false;
    if (!yes)
        buf_text(out, "no finding, also none that lapsed, is led by the rule of --regel\n");
    return true;
}

bool filter_absent(struct store *store, const struct bevinding_filter *filter, struct buf *out, struct error *err)
{
    return say_absent(store,
                      "SELECT EXISTS (SELECT 1 FROM bevinding WHERE keten_agb = :value OR conflict_agb = :value)",
                      filter->agb, "no finding, also none that lapsed, has a line of AGB", out, err)
           && say_absent(store, "SELECT EXISTS (SELECT 1 FROM dekking WHERE uzovi = :value)", filter->uzovi,
                         "there is no keten line of insurer", out, err)
           && say_regel(store, filter->regel, out, err)
           && say_period(store, &filter->period, out, err) && say_since(store, filter->since, out, err)
           && say_zaak(store, filter->zaak, out, err) && say_patient(store, filter->patient, out, err);
}
