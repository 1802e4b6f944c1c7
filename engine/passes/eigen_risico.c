/* eigen_risico.c - see eigen_risico.h. Findings come by patient; what they say of one is kept until the next. */
#include "passes/eigen_risico.h"

#include <stdlib.h>

#include "base/log.h"
#include "passes/seen_patient.h"

/* A line of the patient. */
struct last {
    size_t line; /* its number in the dossier */
    uint16_t uzovi;
    int jaar;
    bool gecrediteerd;
    int64_t cent;
};

struct herrekenaar {
    struct seen_patient patient;
    struct last *last;
    size_t lasten, cap;
    herrekening_fn *take;
    void *ctx;
};

static int by_jaar(const struct last *p, const struct last *q)
{
    if (p->uzovi != q->uzovi)
        return p->uzovi < q->uzovi ? -1 : 1;
    return (p->jaar > q->jaar) - (p->jaar < q->jaar);
}

static int by_last(const void *a, const void *b)
{
    const struct last *p = a, *q = b;
    const int order = by_jaar(p, q);
    return order ? order : (p->line > q->line) - (p->line < q->line);
}

static int year_of(day d)
{
    char text[DAY_TEXT + 1];
    day_print(d, text);
    return atoi(text);
}

static void take_bevinding(struct herrekenaar *h, const struct bevinding_reader *reader)
{
    const struct bevinding *b = &reader->bevinding;
    if (!bevinding_is_paar(b) || b->verhaal != VERHAAL_CONFLICT)
        return;
    const size_t i = seen_patient_find(&h->patient, b->conflict.agb, b->conflict.referentie);
    const bool reversed = i != SIZE_MAX && h->patient.seen[i].reversed_by;
    const bool afgewezen = text_equal(reader->oordeel, text_of(oordeel_name[OORDEEL_AFGEWEZEN]));
    if (i == SIZE_MAX || (!reversed && (reader->vervallen || afgewezen)))
        return;
    ARRAY_ROOM(h->last, h->lasten, h->cap);
    h->last[h->lasten++] = (struct last){.line = i,
                                         .uzovi = h->patient.dossier.line[i].uzovi,
                                         .jaar = year_of(b->conflict_periode.first),
                                         .gecrediteerd = reversed,
                                         .cent = b->conflict.bedrag_cent};
}

/* Tells what was kept of the patient, and forgets it. */
static bool tell_patient(struct herrekenaar *h, struct error *err)
{
    bool ok = true;
    if (h->lasten)
        qsort(h->last, h->lasten, sizeof *h->last, by_last);
    for (size_t i = 0; ok && i < h->lasten;) {
        const struct last *first = &h->last[i];
        struct herrekening sum = {
            .patient = h->patient.dossier.patient, .uzovi = first->uzovi, .jaar = first->jaar};
        for (; i < h->lasten && by_jaar(first, &h->last[i]) == 0; i++) {
            const struct last *last = &h->last[i];
            if (last > first && last[-1].line == last->line)
                continue;
            *(last->gecrediteerd ? &sum.regels_gecrediteerd : &sum.regels) += 1;
            *(last->gecrediteerd ? &sum.cent_gecrediteerd : &sum.cent) += last->cent;
        }
        ok = h->take(h->ctx, &sum, err);
    }
    h->lasten = 0;
    return ok;
}

bool herrekeningen_read(struct store *store, const struct bevinding_filter *filter, herrekening_fn *take, void *ctx,
                        struct error *err)
{
    struct herrekenaar h = {.take = take, .ctx = ctx};
    struct bevinding_filter all = *filter;
    struct bevinding_reader reader = {.stmt = NULL};
    all.statussen = filter->statussen ? filter->statussen : (1U << BEVINDING_STATUSSEN) - 1;
    all.eigen_risicos = filter->eigen_risicos ? filter->eigen_risicos : 1U << EIGEN_RISICO_JA;
    bool row = true, ok = seen_patient_begin(&h.patient, store, err)
                          && bevinding_reader_open(&reader, store->db, &all, err);
    while (ok && row) {
        ok = go_on(err) && bevinding_reader_next(&reader, &row, err);
        if (!ok || !row)
            break;
        if (!text_equal(reader.bevinding.patient, h.patient.dossier.patient))
            ok = tell_patient(&h, err) && seen_patient_open(&h.patient, reader.bevinding.patient, err);
        if (ok)
            take_bevinding(&h, &reader);
    }
    ok = ok && tell_patient(&h, err);
    bevinding_reader_close(&reader);
    seen_patient_close(&h.patient);
    free(h.last);
    return ok;
}
