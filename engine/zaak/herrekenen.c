/* herrekenen.c - see herrekenen.h. */
#include "zaak/herrekenen.h"

#include <stdio.h>

#include "passes/eigen_risico.h"
#include "report/findings_report.h"

static struct bevinding_filter findings_of_case(int64_t nummer)
{
    return (struct bevinding_filter){.zaak = nummer};
}

/* They come by insured. */
struct insured_count {
    struct buf last;
    int64_t n;
};

static bool count_insured(void *ctx, const struct herrekening *h, struct error *err)
{
    struct insured_count *count = ctx;
    (void)err;
    count->n += count->n == 0 || !text_equal(h->patient, (struct text){count->last.at, count->last.n});
    count->last.n = 0;
    buf_add(&count->last, h->patient.at, h->patient.n);
    return true;
}

bool zaak_te_herrekenen(struct store *store, int64_t nummer, int64_t *verzekerden, struct error *err)
{
    const struct bevinding_filter filter = findings_of_case(nummer);
    struct insured_count count = {.n = 0};
    const bool ok = herrekeningen_read(store, &filter, count_insured, &count, err);
    *verzekerden = count.n;
    buf_release(&count.last);
    return ok;
}

bool zaak_herrekening(struct store *store, int64_t nummer, const struct table_format *format, struct outfile *out,
                      struct error *err)
{
    const struct bevinding_filter filter = findings_of_case(nummer);
    char selection[32];
    snprintf(selection, sizeof selection, "--zaak %lld", (long long)nummer);
    return herrekening_report(store, &filter, selection, format, out, err);
}
