/* table_diff.c - see table_diff.h. The rows of both versions of a file are sorted by key and merged; rows with one key
 * (an error of the user that no check forbids in every file) pair off in their order. */
#include "rules/table_diff.h"

/* A row, on its way through a sort by key. */
struct keyed {
    const struct rule_source *source;
    const struct csv_row *row;
};

static int compare_keys(const struct keyed *a, const struct keyed *b)
{
    for (size_t c = 0; c < a->source->columns; c++) {
        int order = a->source->key >> c & 1 ? text_compare(a->row->value[c], b->row->value[c]) : 0;
        if (order)
            return order;
    }
    return 0;
}

static int by_row_key(const void *a, const void *b)
{
    const struct keyed *p = a, *q = b;
    int order = compare_keys(p, q);
    return order ? order : (p->row > q->row) - (p->row < q->row);
}

static struct keyed *sorted_rows(const struct rule_source *source)
{
    size_t n = source ? source->table.n : 0;
    struct keyed *keyed = xcalloc(n, sizeof *keyed);
    for (size_t i = 0; i < n; i++)
        keyed[i] = (struct keyed){source, &source->table.row[i]};
    if (n)
        qsort(keyed, n, sizeof *keyed, by_row_key);
    return keyed;
}

static bool same_row(const struct rule_source *source, const struct csv_row *a, const struct csv_row *b)
{
    for (size_t c = 0; c < source->columns; c++)
        if (!text_equal(a->value[c], b->value[c]))
            return false;
    return true;
}

static void add_row_change(struct table_diff *diff, enum rij_wijziging wijziging, const struct rule_source *source,
                           const struct csv_row *was, const struct csv_row *now)
{
    ARRAY_ROOM(diff->rij, diff->n, diff->cap);
    diff->rij[diff->n++] = (struct rij_verschil){wijziging, source, was, now};
}

static int by_place(const void *a, const void *b)
{
    const struct rij_verschil *p = a, *q = b;
    size_t p_line = p->now ? p->now->line : p->was->line, q_line = q->now ? q->now->line : q->was->line;
    bool p_gone = p->wijziging == RIJ_VERVALLEN, q_gone = q->wijziging == RIJ_VERVALLEN;
    if (p_gone != q_gone)
        return p_gone ? -1 : 1;
    return (p_line > q_line) - (p_line < q_line);
}

static int by_new_row(const void *a, const void *b)
{
    const struct rij_verschil *p = a, *q = b;
    return (p->now > q->now) - (p->now < q->now);
}

/* Whether the rows that both have come in another order; the first that comes too early is shown. */
static void find_moved(struct table_diff *diff, const struct rule_source *source, struct rij_verschil *both, size_t n)
{
    if (n)
        qsort(both, n, sizeof *both, by_new_row);
    for (size_t i = 1; i < n; i++)
        if (both[i].was < both[i - 1].was) {
            add_row_change(diff, RIJEN_VERZET, source, both[i].was, both[i].now);
            return;
        }
}

static void diff_file(struct table_diff *diff, const struct rule_source *was, const struct rule_source *now)
{
    struct keyed *old = sorted_rows(was), *new = sorted_rows(now);
    size_t old_n = was ? was->table.n : 0, new_n = now ? now->table.n : 0, first = diff->n, both_n = 0;
    struct rij_verschil *both = xcalloc(old_n, sizeof *both);
    for (size_t i = 0, k = 0; i < old_n || k < new_n;) {
        int order = i == old_n ? 1 : k == new_n ? -1 : compare_keys(&old[i], &new[k]);
        if (order < 0)
            add_row_change(diff, RIJ_VERVALLEN, was, old[i].row, NULL);
        else if (order > 0)
            add_row_change(diff, RIJ_NIEUW, now, NULL, new[k].row);
        else {
            both[both_n++] = (struct rij_verschil){.was = old[i].row, .now = new[k].row};
            if (!same_row(now, old[i].row, new[k].row))
                add_row_change(diff, RIJ_GEWIJZIGD, now, old[i].row, new[k].row);
        }
        i += order <= 0;
        k += order >= 0;
    }
    if (diff->n > first)
        qsort(diff->rij + first, diff->n - first, sizeof *diff->rij, by_place);
    if (now && now->ordered)
        find_moved(diff, now, both, both_n);
    free(both);
    free(old);
    free(new);
}

/* The same file in the other version. A table of rules goes by its name; of every other kind there is one, whatever it
 * is called: contracts of the database beside a new file of them. */
static const struct rule_source *source_of(const struct ruleset *rules, const struct rule_source *source)
{
    for (size_t s = 0; s < rules->sources; s++)
        if (rules->source[s].column == source->column
            && (source->column != regel_column || strcmp(rules->source[s].file, source->file) == 0))
            return &rules->source[s];
    return NULL;
}

void table_diff_make(struct table_diff *diff, const struct ruleset *was, const struct ruleset *now)
{
    *diff = (struct table_diff){0};
    for (size_t s = 0; s < now->sources; s++)
        diff_file(diff, source_of(was, &now->source[s]), &now->source[s]);
    for (size_t s = 0; s < was->sources; s++)
        if (!source_of(now, &was->source[s]))
            diff_file(diff, &was->source[s], NULL);
}

void table_diff_remembered(struct table_diff *diff, const struct rule_source *was, const struct rule_source *now)
{
    *diff = (struct table_diff){.was_is_stored = true};
    diff_file(diff, was, now);
}

void table_diff_release(struct table_diff *diff)
{
    free(diff->rij);
    *diff = (struct table_diff){0};
}
