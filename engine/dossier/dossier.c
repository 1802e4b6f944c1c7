/* dossier.c - see dossier.h. */
#include "dossier/dossier.h"

#include <assert.h>

#include "base/search.h"
#include "dossier/line_pack.h"

void dossier_clear(struct dossier *dossier)
{
    dossier->n = dossier->stored = dossier->doubled = 0;
}

void dossier_release(struct dossier *dossier)
{
    free(dossier->line);
    free(dossier->content);
    free(dossier->is_new);
    *dossier = (struct dossier){0};
}

static void make_line_room(struct dossier *dossier, size_t more)
{
    if (dossier->n + more <= dossier->cap)
        return;
    while (dossier->cap < dossier->n + more)
        dossier->cap = dossier->cap ? 2 * dossier->cap : 64;
    dossier->line = xrealloc(dossier->line, dossier->cap * sizeof *dossier->line);
    dossier->content = xrealloc(dossier->content, dossier->cap * sizeof *dossier->content);
    dossier->is_new = xrealloc(dossier->is_new, dossier->cap * sizeof *dossier->is_new);
}

/* Where the identity stands, or would stand, among the first n lines. */
static size_t find(const struct dossier *dossier, size_t n, const struct line *line, bool *there)
{
    size_t low;
    SEARCH_FIRST(low, n, i, line_compare_identity(&dossier->line[i], line) < 0);
    *there = low < n && line_compare_identity(&dossier->line[low], line) == 0;
    return low;
}

static void append_line(struct dossier *dossier, const struct line *line, struct text content, bool is_new)
{
    make_line_room(dossier, 1);
    const size_t at = dossier->n++;
    dossier->line[at] = *line;
    dossier->content[at] = content;
    dossier->is_new[at] = is_new;
    dossier->stored += !is_new;
}

static void insert_line(struct dossier *dossier, size_t at, const struct line *line, struct text content, bool is_new)
{
    append_line(dossier, line, content, is_new);
    const size_t rest = dossier->n - 1 - at;
    if (rest == 0)
        return;
    memmove(dossier->line + at + 1, dossier->line + at, rest * sizeof *dossier->line);
    memmove(dossier->content + at + 1, dossier->content + at, rest * sizeof *dossier->content);
    memmove(dossier->is_new + at + 1, dossier->is_new + at, rest * sizeof *dossier->is_new);
    dossier->line[at] = *line;
    dossier->content[at] = content;
    dossier->is_new[at] = is_new;
}

void dossier_add(struct dossier *dossier, const struct line *line, struct text content, bool is_new)
{
    bool there = false;
    /* Lines mostly come in order. */
    size_t at = dossier->n;
    if (at && line_compare_identity(&dossier->line[at - 1], line) >= 0)
        at = find(dossier, dossier->n, line, &there);
    if (there)
        dossier->doubled++;
    else
        insert_line(dossier, at, line, content, is_new);
}

static void move_line(const struct dossier *from, size_t at, const struct dossier *to, size_t place)
{
    to->line[place] = from->line[at];
    to->content[place] = from->content[at];
    to->is_new[place] = from->is_new[at];
}

static void move_lines_down(const struct dossier *dossier, size_t from, size_t to, size_t n)
{
    memmove(dossier->line + to, dossier->line + from, n * sizeof *dossier->line);
    memmove(dossier->content + to, dossier->content + from, n * sizeof *dossier->content);
    memmove(dossier->is_new + to, dossier->is_new + from, n * sizeof *dossier->is_new);
}

/* Merges the lines from `from` on, which are in order among themselves, into those before them. A line whose identity
 * is there already goes. From behind, so that every line moves once: a patient whose lines come interleaved, night
 * after night, must not cost the square of them. */
static void merge_behind(struct dossier *dossier, size_t from)
{
    const size_t n = dossier->n;
    if (from == 0 || from == n || line_compare_identity(&dossier->line[from - 1], &dossier->line[from]) < 0)
        return;
    struct dossier behind = {0};
    make_line_room(&behind, n - from);
    for (size_t i = from; i < n; i++)
        move_line(dossier, i, &behind, i - from);
    size_t i = from, k = n - from, to = n;
    while (k > 0) {
        const int order = i ? line_compare_identity(&dossier->line[i - 1], &behind.line[k - 1]) : -1;
        if (order > 0)
            move_line(dossier, --i, dossier, --to);
        else if (order < 0)
            move_line(&behind, --k, dossier, --to);
        else {
            dossier->doubled++;
            dossier->stored -= !behind.is_new[--k];
        }
    }
    move_lines_down(dossier, to, i, n - to);
    dossier->n = i + n - to;
    dossier_release(&behind);
}

/* What becomes of a new line, when those before `stored` were there and those behind it came before it. */
static enum new_line fate_of(const struct dossier *dossier, size_t stored, const struct line *line, struct text content)
{
    bool there = stored < dossier->n && line_compare_identity(&dossier->line[dossier->n - 1], line) == 0;
    const size_t at = there ? dossier->n - 1 : find(dossier, stored, line, &there);
    if (!there)
        return LINE_TAKEN;
    return text_equal(dossier->content[at], content) ? LINE_DUPLICATE : LINE_REFERENCE_TAKEN;
}

void dossier_add_new(struct dossier *dossier, const struct record *const *record, size_t n, enum new_line *fate)
{
    const size_t stored = dossier->n;
    for (size_t i = 0; i < n; i++) {
        struct line line = {.patient = record_patient(record[i]),
                            .bestand = record[i]->bestand,
                            .regelnr = record_regelnr(record[i])};
        struct text content = record_content(record[i]);
        const uint8_t *at = (const uint8_t *)content.at;
        const bool good = line_unpack(&at, at + content.n, &line);
        assert(good);
        (void)good;
        fate[i] = fate_of(dossier, stored, &line, content);
        if (fate[i] == LINE_TAKEN)
            append_line(dossier, &line, content, true);
    }
    merge_behind(dossier, stored);
}

void dossier_add_next(struct dossier *dossier, size_t *from, const struct line *line, struct text content)
{
    if (*from == dossier->n || line_compare_identity(&dossier->line[dossier->n - 1], line) < 0) {
        append_line(dossier, line, content, false);
        return;
    }
    merge_behind(dossier, *from);
    dossier_add(dossier, line, content, false);
    *from = dossier->n;
}

void dossier_join(struct dossier *dossier, size_t from)
{
    merge_behind(dossier, from);
}
