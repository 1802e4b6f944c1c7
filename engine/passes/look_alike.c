/* look_alike.c - see look_alike.h. */
#include "passes/look_alike.h"

enum { LOOK_UP_TO = 2000 /* lines of a patient: nobody has more, and every new line is held against each */ };

/* Of a packed line: its flags, its declarant, its reference, and all behind that. */
struct parts {
    struct text before, reference, behind;
};

static struct parts parts_of(struct text content)
{
    const struct text identity = line_head(content).identity;
    enum { AGB = 4, LENGTH = 1 };
    const size_t flags = (size_t)(identity.at - content.at), reference = flags + AGB + LENGTH;
    const size_t end = flags + identity.n;
    return (struct parts){
        {content.at, flags + AGB}, {content.at + reference, end - reference}, {content.at + end, content.n - end}};
}

static struct text without_zeros(struct text reference)
{
    while (reference.n && reference.at[0] == '0')
        reference = (struct text){reference.at + 1, reference.n - 1};
    return reference;
}

/* Holds a new line against the lines of other files. */
static void hold_against(const struct dossier *dossier, const struct record *record, struct oddities *odd)
{
    const struct parts new = parts_of(record_content(record));
    bool others = false, same = false, zeros = false;
    for (size_t i = 0; i < dossier->n && !zeros; i++) {
        if (dossier->line[i].bestand >= record->bestand)
            continue;
        const struct parts old = parts_of(dossier->content[i]);
        others = true;
        if (!text_equal(old.behind, new.behind) || !text_equal(old.before, new.before))
            continue;
        same = true;
        zeros = old.reference.n > new.reference.n &&text_equal(without_zeros(old.reference), new.reference);
    }
    odd->compared += others;
    odd->same_but_reference += same;
    odd->zeros_lost += zeros;
}

void look_alike(const struct dossier *dossier, const struct record *const *record, const enum new_line *fate, size_t n,
                uint32_t first_bestand, struct oddities *odd)
{
    if (dossier->n > LOOK_UP_TO)
        return;
    for (size_t i = 0; i < n; i++)
        if (fate[i] == LINE_TAKEN)
            hold_against(dossier, record[i], &odd[record[i]->bestand - first_bestand]);
}

static int by_first_day(const void *a, const void *b)
{
    const day *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

bool is_crowded(const struct dossier *dossier, const struct record *const *record, size_t n)
{
    const size_t lines = dossier ? dossier->n : n;
    if (lines <= CROWDED_LINES)
        return false;
    day *quarter = xcalloc(lines, sizeof *quarter);
    for (size_t i = 0; i < lines; i++)
        quarter[i] = quarter_first(dossier ? dossier->line[i].period.first
                                           : line_head(record_content(record[i])).begin);
    qsort(quarter, lines, sizeof *quarter, by_first_day);
    bool crowded = false;
    for (size_t i = CROWDED_LINES; i < lines && !crowded; i++)
        crowded = quarter[i] == quarter[i - CROWDED_LINES];
    free(quarter);
    return crowded;
}
