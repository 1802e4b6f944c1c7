/* Credits: which debits they reverse, in whatever order the lines came (semantics.md 2). */
#include "detect/credits.h"

#include <stdio.h>

#include "dossier/dossier.h"
#include "random_lines.h"

/* A line of a test: `K1` or `53:K1` (declarant 1 when there is none), then D or C, then what it copies (list, code,
 * product, days, amount in one word), then what it points at. */
static struct line parse_line(const char *text, struct line_room *room)
{
    char *identity = room->text[0], *kind = room->text[1], *copied = room->text[2], *vorig = room->text[3];
    vorig[0] = '\0';
    if (sscanf(text, "%19s %1s %12s %20s", identity, kind, copied, vorig) < 3)
        ck_abort_msg("'%s' is no line", text);
    struct line line = {.agb_declarant = 1,
                        .referentie = text_of(identity),
                        .prestatiecode = text_of(copied),
                        .vorig = text_of(vorig),
                        .credit = kind[0] == 'C',
                        .aantal = 1};
    char *colon = strchr(identity, ':');
    if (colon) {
        line.agb_declarant = (uint32_t)strtoul(identity, NULL, 10);
        line.referentie = text_of(colon + 1);
    }
    return line;
}

/* How many credits came to what. */
struct counts {
    size_t fate[CREDIT_ANOMALY + 1];
};

static struct counts counts_of(const struct credit_use *use, size_t n)
{
    struct counts counts = {{0}};
    for (size_t i = 0; i < n; i++)
        counts.fate[use[i].fate]++;
    return counts;
}

/* "credit>debit .." in order of debits, then the counts. */
static void show(const struct line *const *line, size_t n, const struct credit_use *use, struct buf *out)
{
    const struct counts counts = counts_of(use, n);
    out->n = 0;
    for (size_t i = 0; i < n; i++)
        if (use[i].reversed_by) {
            const struct line *credit = line[use[i].reversed_by - 1];
            buf_printf(out, "%.*s>%.*s ", (int)credit->referentie.n, credit->referentie.at, (int)line[i]->referentie.n,
                       line[i]->referentie.at);
        }
    buf_printf(out, "a%zu w%zu x%zu", counts.fate[CREDIT_APPLIED], counts.fate[CREDIT_WAITS],
               counts.fate[CREDIT_ANOMALY]);
}

static const struct dossier_case {
    const char *reason, *line[6], *result; /* applied, waiting, anomalies */
} cases[] = {
    {"a credit reverses the debit that it names", {"D1 D a", "C1 C a D1"}, "C1>D1 a1 w0 x0"},
    {"whatever its other columns say", {"D1 D a", "C1 C b D1"}, "C1>D1 a1 w0 x0"},
    {"without a name the debit that it copies", {"D1 D a", "C1 C a"}, "C1>D1 a1 w0 x0"},
    {"no other", {"D1 D a", "C1 C b"}, "a0 w1 x0"},
    {"of several the smallest reference", {"D3 D a", "D1 D a", "D2 D a", "C1 C a"}, "C1>D1 a1 w0 x0"},
    {"bytewise: D10 before D9", {"D9 D a", "D10 D a", "C1 C a"}, "C1>D10 a1 w0 x0"},
    {"two credits, two debits", {"D1 D a", "D2 D a", "C1 C a", "C2 C a"}, "C1>D1 C2>D2 a2 w0 x0"},
    {"two credits, one debit: the second waits", {"D1 D a", "C1 C a", "C2 C a"}, "C1>D1 a1 w1 x0"},
    {"named credits go first", {"D1 D a", "D2 D a", "C1 C a", "C2 C a D1"}, "C2>D1 C1>D2 a2 w0 x0"},
    {"a named credit takes the only one", {"D1 D a", "C1 C a", "C2 C a D1"}, "C2>D1 a1 w1 x0"},
    {"a second named credit is an anomaly", {"D1 D a", "C1 C a D1", "C2 C a D1"}, "C1>D1 a1 w0 x1"},
    {"a third one too", {"D1 D a", "C1 C a D1", "C2 C a D1", "C3 C a D1"}, "C1>D1 a1 w0 x2"},
    {"a credit that names a credit", {"D1 D a", "C1 C a D1", "C2 C a C1"}, "C1>D1 a1 w0 x1"},
    {"a credit that names itself", {"D1 D a", "C1 C a C1"}, "a0 w0 x1"},
    {"two credits that name each other", {"C1 C a C2", "C2 C a C1"}, "a0 w0 x2"},
    {"a named debit that is not there", {"D1 D a", "C1 C a D2"}, "a0 w1 x0"},
    {"of another declarant, named", {"2:D1 D a", "C1 C a D1"}, "a0 w1 x0"},
    {"of another declarant, copied", {"2:D1 D a", "C1 C a"}, "a0 w1 x0"},
    {"each declarant its own", {"1:D1 D a", "2:D1 D a", "2:C1 C a", "1:C1 C a D1"}, "C1>D1 C1>D1 a2 w0 x0"},
    {"a credit reverses no credit that copies it", {"C1 C a", "C2 C a"}, "a0 w2 x0"},
    {"a debit with a previous reference is a debit", {"D1 D a", "D2 D a D1", "C1 C a D2"}, "C1>D2 a1 w0 x0"},
    {"credits without a name in order of declarant and reference", {"D1 D a", "D2 D a", "C2 C a", "C10 C a"}, "C10>D1 C2>D2 a2 w0 x0"},
    {"a code that is written with zeros in front is the same", {"D1 D 012011", "C1 C 12011"}, "C1>D1 a1 w0 x0"},
    {"but not one with a letter", {"D1 D 0A", "C1 C A"}, "a0 w1 x0"},
    {"equal debits are used up one by one, a named credit between", {"D1 D a", "D2 D a", "D3 D a", "C1 C a D2", "C2 C a", "C3 C a"}, "C2>D1 C1>D2 C3>D3 a3 w0 x0"},
    {"all at once", {"D1 D a", "D2 D a", "D3 D b", "C1 C a D2", "C2 C a D2", "C3 C a"}, "C3>D1 C1>D2 a2 w0 x1"},
};

static void check_order(const struct dossier_case *c, const struct line *line, const size_t *order, size_t n)
{
    struct dossier dossier = {.n = 0};
    const struct line *sorted[6] = {NULL};
    struct credit_use use[6];
    struct buf got = {0};
    for (size_t i = 0; i < n; i++)
        dossier_add(&dossier, &line[order[i]], TEXT(""), true);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &dossier.line[i];
    credits_apply(sorted, n, use);
    show(sorted, n, use, &got);
    if (!text_equal((struct text){got.at, got.n}, text_of(c->result)))
        ck_abort_msg("%s, in order %zu %zu %zu ..: %s, expected %s", c->reason, order[0], order[1],
                     n > 2 ? order[2] : 9, shown((struct text){got.at, got.n}), c->result);
    buf_release(&got);
    dossier_release(&dossier);
}

static void all_orders(const struct dossier_case *c, const struct line *line, size_t *order, size_t n, size_t at)
{
    if (at == n) {
        check_order(c, line, order, n);
        return;
    }
    for (size_t i = at; i < n; i++) {
        size_t swap = order[at];
        order[at] = order[i];
        order[i] = swap;
        all_orders(c, line, order, n, at + 1);
        order[i] = order[at];
        order[at] = swap;
    }
}

START_TEST(credits_do_the_same_in_every_order_of_arrival)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct line_room room[6];
        struct line line[6];
        size_t order[6], n = 0;
        for (; n < 6 && cases[i].line[n]; n++) {
            line[n] = parse_line(cases[i].line[n], &room[n]);
            order[n] = n;
        }
        all_orders(&cases[i], line, order, n, 0);
    }
}
END_TEST

START_TEST(a_debit_is_copied_in_all_that_counts)
{
    struct line debit = {.agb_declarant = 1,
                         .referentie = TEXT("D1"),
                         .prestatiecode = TEXT("A"),
                         .lijst = 8,
                         .zorgproduct = 5,
                         .period = {10, 20},
                         .bedrag_cent = 100,
                         .aantal = 1,
                         .uzovi = 1,
                         .specialisme = 2,
                         .agb_uitvoerder = 3,
                         .verwijsdiagnose = 4,
                         .diagnosecode = TEXT("T90"),
                         .verzekerdennummer = TEXT("V")};
    struct line change[11];
    for (size_t i = 0; i < COUNT_OF(change); i++) {
        change[i] = debit;
        change[i].credit = true;
        change[i].referentie = TEXT("C1");
    }
    change[0].lijst = 0;
    change[1].prestatiecode = TEXT("B");
    change[2].zorgproduct = 0;
    change[3].period.first = 11;
    change[4].period.last = 21;
    change[5].bedrag_cent = 101;
    /* These do not count. */
    change[6].aantal = 2;
    change[7].uzovi = 9;
    change[8].specialisme = 0;
    change[9].agb_uitvoerder = 0;
    change[10].verwijsdiagnose = 0;
    change[10].diagnosecode = TEXT("");
    change[10].verzekerdennummer = TEXT("");
    for (size_t i = 0; i < COUNT_OF(change); i++) {
        const struct line *line[] = {&change[i], &debit}; /* C1 sorts before D1 */
        struct credit_use use[2];
        credits_apply(line, 2, use);
        if (use[0].fate != (i >= 6 ? CREDIT_APPLIED : CREDIT_WAITS) || (use[1].reversed_by == 1) != (i >= 6)
            || use[1].fate != CREDIT_NONE)
            ck_abort_msg("change %zu: fate %d", i, (int)use[0].fate);
    }
}
END_TEST

/* The text of semantics.md 2, with nothing clever. */
static void credits_by_definition(const struct line *line, size_t n, size_t *reverser, struct counts *counts)
{
    bool done[8] = {false};
    for (size_t i = 0; i < n; i++)
        reverser[i] = SIZE_MAX;
    for (int named = 1; named >= 0; named--)
        for (;;) {
            size_t next = SIZE_MAX; /* the first credit of this group that is not done */
            for (size_t i = 0; i < n; i++)
                if (line[i].credit && (line[i].vorig.n > 0) == named && !done[i]
                    && (next == SIZE_MAX || line_compare_identity(&line[i], &line[next]) < 0))
                    next = i;
            if (next == SIZE_MAX)
                break;
            done[next] = true;
            size_t debit = SIZE_MAX;
            for (size_t i = 0; i < n; i++) {
                const struct line *d = &line[i], *c = &line[next];
                if (d->agb_declarant != c->agb_declarant)
                    continue;
                if (named && text_equal(d->referentie, c->vorig))
                    debit = i;
                if (!named && !d->credit && reverser[i] == SIZE_MAX && d->lijst == c->lijst
                    && text_equal(d->prestatiecode, c->prestatiecode) && d->zorgproduct == c->zorgproduct
                    && d->period.first == c->period.first && d->period.last == c->period.last
                    && d->bedrag_cent == c->bedrag_cent
                    && (debit == SIZE_MAX || text_compare(d->referentie, line[debit].referentie) < 0))
                    debit = i;
            }
            if (debit == SIZE_MAX)
                counts->fate[CREDIT_WAITS]++;
            else if (line[debit].credit || reverser[debit] != SIZE_MAX)
                counts->fate[CREDIT_ANOMALY]++;
            else {
                reverser[debit] = next;
                counts->fate[CREDIT_APPLIED]++;
            }
        }
}

START_TEST(random_credits_do_what_the_definition_says)
{
    struct seeds seeds = seeds_up_to(20000);
    static const char *const name[] = {"A", "AB", "B", "C", "D", "E"};
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct line line[8];
        size_t n = 1 + random_below(&random, 8), reverser[8];
        for (size_t i = 0; i < n; i++)
            line[i] = (struct line){.agb_declarant = 1 + (uint32_t)random_below(&random, 2),
                                    .referentie = text_of(name[random_below(&random, 6)]),
                                    .prestatiecode = one_in(&random, 4) ? TEXT("X") : TEXT("Y"),
                                    .lijst = one_in(&random, 5),
                                    .bedrag_cent = one_in(&random, 6),
                                    .zorgproduct = one_in(&random, 6),
                                    .period = {0, one_in(&random, 6)},
                                    .credit = one_in(&random, 2),
                                    .vorig = one_in(&random, 2) ? TEXT("") : text_of(name[random_below(&random, 6)]),
                                    .regelnr = i + 1};
        struct dossier dossier = {.n = 0};
        for (size_t i = 0; i < n; i++)
            dossier_add(&dossier, &line[i], TEXT(""), true);
        struct counts want = {{0}};
        struct credit_use use[8];
        const struct line *sorted[8];
        /* The definition sees them in the order in which they came. */
        struct line unique[8];
        size_t u = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < dossier.n; k++)
                if (dossier.line[k].regelnr == line[i].regelnr)
                    unique[u++] = line[i];
        credits_by_definition(unique, u, reverser, &want);
        for (size_t i = 0; i < dossier.n; i++)
            sorted[i] = &dossier.line[i];
        credits_apply(sorted, dossier.n, use);
        const struct counts got = counts_of(use, dossier.n);
        bool same = memcmp(want.fate + 1, got.fate + 1, sizeof want.fate - sizeof *want.fate) == 0;
        for (size_t i = 0; same && i < u; i++)
            for (size_t k = 0; k < dossier.n; k++)
                if (dossier.line[k].regelnr == unique[i].regelnr)
                    same &= use[k].reversed_by
                                ? reverser[i] != SIZE_MAX
                                      && dossier.line[use[k].reversed_by - 1].regelnr == unique[reverser[i]].regelnr
                                : reverser[i] == SIZE_MAX;
        if (!same)
            ck_abort_msg("TEST_SEED=%llu: applied %zu, waiting %zu, anomalies %zu; expected %zu, %zu, %zu",
                         (unsigned long long)seed, got.fate[CREDIT_APPLIED], got.fate[CREDIT_WAITS],
                         got.fate[CREDIT_ANOMALY], want.fate[CREDIT_APPLIED], want.fate[CREDIT_WAITS],
                         want.fate[CREDIT_ANOMALY]);
        dossier_release(&dossier);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("credits", (const TTest *const[]){credits_do_the_same_in_every_order_of_arrival,
                                                      a_debit_is_copied_in_all_that_counts,
                                                      random_credits_do_what_the_definition_says, NULL});
}
