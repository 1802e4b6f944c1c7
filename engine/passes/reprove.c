/* reprove.c - see reprove.h. */
#include "passes/reprove.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/ledger.h"
#include "store/queries.h"

static bool take_run(void *ctx, const struct query_row *row, struct error *err)
{
    uint64_t number = 0;
    (void)err;
    if (text_digits(query_value(row, "run"), 18, &number))
        *(int64_t *)ctx = (int64_t)number;
    return true;
}

static bool run_of_file(struct store *store, uint32_t bestand, int64_t *run, struct error *err)
{
    char id[24];
    snprintf(id, sizeof id, "%u", bestand);
    const struct query_param param = {":bestand", text_of(id)};
    return query_rows(store, QUERY_BESTAND, &param, 1, take_run, run, err);
}

static const struct line *line_of_side(const struct dossier *dossier, const struct bevinding_kant *side)
{
    for (size_t i = 0; i < dossier->n; i++)
        if (dossier->line[i].agb_declarant == side->agb && text_equal(dossier->line[i].referentie, side->referentie))
            return &dossier->line[i];
    return NULL;
}

/* The dossier, the run that read each line, and the run that found the finding. */
static bool gather_dossier(struct reproof *r, struct error *err)
{
    const struct bevinding *b = &r->finding->bevinding;
    const struct query_param param[] = {{":id", text_of(b->id)}, {":patient", b->patient}};
    r->dossier.patient = b->patient;
    bool ok = layers_open(&r->layers, r->store->db, err) && layers_take(r->layers, b->patient, &r->dossier, err)
              && query_rows(r->store, QUERY_FOUND, param, 2, take_run, &r->found, err);
    r->line_run = xcalloc(r->dossier.n, sizeof *r->line_run);
    for (size_t i = 0; ok && i < r->dossier.n; i++)
        ok = run_of_file(r->store, r->dossier.line[i].bestand, &r->line_run[i], err);
    r->keten = line_of_side(&r->dossier, &b->keten);
    r->conflict = bevinding_is_paar(b) ? line_of_side(&r->dossier, &b->conflict) : NULL;
    return ok;
}

/* Looks as a run did; *sound false: its tables are damaged. */
static bool look_again(const struct reproof *r, int64_t run, struct reseen *seen, bool *sound, struct error *err)
{
    seen->run = run;
    if (!ledger_rules_of_run(r->store, run, &seen->rules, sound, err) || !*sound)
        return err->status == STATUS_DONE;
    seen->detector = detector_new(&seen->rules);
    seen->take = xcalloc(r->dossier.n, sizeof *seen->take);
    for (size_t i = 0; i < r->dossier.n; i++)
        seen->take[i] = r->line_run[i] <= run;
    detect_finding(seen->detector, r->dossier.line, seen->take, r->dossier.n, r->keten, r->conflict, &seen->seen);
    return true;
}

static void reseen_release(struct reseen *seen)
{
    detector_free(seen->detector);
    ruleset_release(&seen->rules);
    free(seen->take);
    *seen = (struct reseen){0};
}

/* Whether the lines and rules of then give the finding as it is in the database. */
static bool follows(const struct reproof *r, const struct reseen *seen)
{
    struct outcome outcome = {0};
    struct totals totals;
    struct detector *detector = detector_new(&seen->rules);
    struct buf stored = {0}, now = {0};
    totals_init(&totals, &seen->rules);
    detect_patient(detector, r->dossier.line, seen->take, r->dossier.n, 1, &outcome, &totals);
    bevinding_csv(&r->finding->bevinding, &stored);
    for (size_t i = 0; i < outcome.n && now.n == 0; i++)
        if (bevinding_compare(&outcome.bevinding[i], &r->finding->bevinding) == 0)
            bevinding_csv(&outcome.bevinding[i], &now);
    bool same = text_equal((struct text){stored.at, stored.n}, (struct text){now.at, now.n});
    totals_release(&totals);
    outcome_release(&outcome);
    detector_free(detector);
    buf_release(&stored);
    buf_release(&now);
    return same;
}

/* As the run saw it; *proved false: the finding does not follow from that. */
static bool prove_by(struct reproof *r, int64_t run, bool *proved, struct error *err)
{
    bool sound = false;
    reseen_release(&r->then);
    if (!look_again(r, run, &r->then, &sound, err))
        return false;
    *proved = sound && r->keten && !r->conflict == !bevinding_is_paar(&r->finding->bevinding) && follows(r, &r->then);
    return true;
}

/* Of a finding that lapsed with a file that was taken back: its lines are gone, and that is said. True: it is not that.
 */
static bool is_not_withdrawn(struct reproof *r, struct error *err)
{
    enum { NAAM, OP, DOOR, REDEN };
    const struct bevinding *b = &r->finding->bevinding;
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(r->store->db, &stmt,
                         "SELECT f.naam, i.op, i.door, i.reden FROM intrekking i JOIN bestand f USING (bestand)"
                         " WHERE bestand IN (:keten, :conflict) LIMIT 1",
                         err);
    if (ok) {
        db_set_integer(stmt, ":keten", b->keten.bestand);
        db_set_integer(stmt, ":conflict", b->conflict.bestand);
    }
    if (ok && db_next(stmt, &ok, err)) {
        const struct text naam = db_text(stmt, NAAM), op = db_text(stmt, OP), door = db_text(stmt, DOOR),
                          reden = db_text(stmt, REDEN);
        ok = error_set(err, STATUS_FAILED,
                       "finding %s lapsed since file %.*s, in which a line of it stood, was withdrawn on %.10s by "
                       "%.*s: %.*s; the line is not stored any "
                       "more, so that there is nothing to prove it by",
                       b->id, (int)naam.n, naam.at, op.at, (int)door.n, door.at, (int)reden.n, reden.at);
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* A finding of version 1 that stands is one of version 2 too: the run that brought the database there looked at
 * everybody, and left it as it was. */
static bool prove(struct reproof *r, struct error *err)
{
    bool proved = false;
    int64_t last = 0;
    if (!prove_by(r, r->found, &proved, err))
        return false;
    if (!proved && !r->finding->vervallen)
        if (!db_integer(r->store->db, "SELECT max(run) FROM run", &last, err) || !prove_by(r, last, &proved, err))
            return false;
    if (!proved && r->finding->vervallen && !is_not_withdrawn(r, err))
        return false;
    return proved
           || error_set(err, STATUS_FAILED,
                        r->finding->vervallen ? "finding %s, which lapsed, does not follow from the lines and tables "
                                                "that are stored: it was found under an earlier "
                                                "version of the contract, or 'dubbelloop verify' tells what is wrong"
                                              : "finding %s does not follow from the lines and tables that are stored; "
                                                "'dubbelloop verify' tells what is wrong",
                        r->finding->bevinding.id);
}

bool reprove(struct reproof *r, struct store *store, const struct bevinding_reader *finding, struct error *err)
{
    bool sound = false;
    *r = (struct reproof){.store = store, .finding = finding};
    return gather_dossier(r, err) && prove(r, err) && look_again(r, finding->changed_by, &r->last, &sound, err)
           && (sound
               || error_set(err, STATUS_FAILED,
                            "the tables of run %lld are damaged; 'dubbelloop verify' tells what is wrong",
                            (long long)finding->changed_by));
}

void reproof_release(struct reproof *r)
{
    reseen_release(&r->then);
    reseen_release(&r->last);
    dossier_release(&r->dossier);
    free(r->line_run);
    layers_close(r->layers);
    *r = (struct reproof){0};
}
