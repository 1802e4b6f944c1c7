/* examine.c - see examine.h.
 *
 * What a patient contributed to the totals before is worked out again from the lines that were stored, so that the
 * totals move by the difference and no figure a patient has to be kept. When the rules changed (`everybody`) the totals
 * start from nothing. */
#include "passes/examine.h"

#include <assert.h>
#include <pthread.h>

#include "base/sum.h"
#include "detect/detect.h"
#include "dossier/line_pack.h"
#include "passes/compare.h"
#include "passes/look_alike.h"
#include "rules/letop.h"

enum {
    RANGE_LINES = 40000,   /* new lines in a range, at most about, */
    RANGE_RUN_LINES = 500, /* and so many more for each run: it is read from a fence before the range to one behind */
    RANGE_FINDINGS = 5000, /* the same of findings that stand: their rows of findings.csv wait for the writer */
    WRITE_BACK = 16,     /* ranges between two times that the system is asked to begin writing */
    RANGES_MIN = 16,     /* times the workers, so that all have work to the end */
    KETENCODES_MAX = 256,
    AHEAD = 4,           /* ranges a worker may be ahead of the writer, times the workers */
};

struct change {
    enum wijziging wijziging;
    struct bevinding bevinding;
    struct text was;
    const char *reden; /* "": that of the run */
};

/* Why findings of a patient with more than max_bevindingen lapse. */
#define LAPSED_TOO_MANY "meer bevindingen dan van één patiënt worden getoond"

struct double_reference {
    uint32_t bestand;
    uint64_t regelnr;
};

/* What came out of a range. */
struct result {
    struct arena arena; /* texts of the changes */
    struct layer_part part;
    struct change *change;
    size_t changes, changes_cap;
    struct buf csv, findings; /* the rows of changes.csv and findings.csv */
    struct telling *dubbel, *niet_uniek; /* one a file */
    uint64_t *te_oud;
    struct oddities *odd;
    struct code_counts *zonder_programma; /* of lines that were not taken: to be taken off */
    struct double_reference *reference;
    size_t references, references_cap;
    struct too_many *te_veel;
    size_t te_velen, te_velen_cap;
    struct totals totals;
    uint64_t patients;
};

struct board {
    struct examination *e;
    struct letop *letop;
    struct text *bound; /* range i is [bound[i], bound[i+1]); the first begins at "" and the last has no end */
    size_t ranges;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct result **result; /* one a range, until written */
    size_t next, written;
    bool stop;
};

/* A worker. */
struct examiner {
    struct board *board;
    sqlite3 *db; /* its own, reading; NULL when the database is new */
    struct layers *layers;
    struct bevinding_reader standing; /* the findings that stand, of the range */
    bool row;                         /* it is on one that was not handed on yet */
    struct detector *detector;
    struct classifier *classifier; /* for letop, of duplicates; NULL: none came */
    struct run_cursor *cursor;
    uint64_t *prefix; /* of each cursor's patient; at its end above all */
    struct dossier dossier;
    struct outcome before, after;
    struct arena arena; /* records of a patient that came from files */
    const struct record **record;
    enum new_line *fate;
    size_t records, records_cap, fates_cap;
    uint64_t ketencode[KETENCODES_MAX]; /* a line with a keten code has one of these sieve_code()s */
    size_t ketencodes;                  /* SIZE_MAX: or another one */
    uint64_t *key;                         /* of a patient, for the sieves */
    size_t keys_cap;
    struct layer_maker maker; /* of the part of the range */
    struct result *result;
    struct buf old_row;
};

static void result_free(struct result *result, size_t bestanden)
{
    if (!result)
        return;
    for (size_t i = 0; i < bestanden; i++)
        code_counts_release(&result->zonder_programma[i]);
    free(result->zonder_programma);
    free(result->odd);
    arena_release(&result->arena);
    layer_part_release(&result->part);
    free(result->change);
    buf_release(&result->csv);
    buf_release(&result->findings);
    free(result->dubbel);
    free(result->niet_uniek);
    free(result->te_oud);
    free(result->reference);
    free(result->te_veel);
    totals_release(&result->totals);
    free(result);
}

static struct text keep(struct result *result, struct text text)
{
    return (struct text){arena_copy(&result->arena, text.at, text.n), text.n};
}

static void add_change(struct examiner *x, enum wijziging wijziging, const struct bevinding *b, struct text was)
{
    struct result *result = x->result;
    ARRAY_ROOM(result->change, result->changes, result->changes_cap);
    result->change[result->changes++] =
        (struct change){wijziging, bevinding_keep(b, &result->arena), keep(result, was),
                        x->after.te_veel ? LAPSED_TOO_MANY : ""};
    wijziging_csv(wijziging, b, &result->csv);
}

static bool next_of_range(struct examiner *x, struct error *err)
{
    return bevinding_reader_step(&x->standing, &x->row, err);
}

/* Hands on the findings of patients before `patient` (NULL: of all that are left), which stand as they stood. */
static bool pass_standing(struct examiner *x, struct text patient, struct error *err)
{
    while (x->row && (!patient.at || text_compare(x->standing.bevinding.patient, patient) < 0)) {
        if (x->board->e->findings)
            bevinding_reader_csv(&x->standing, &x->result->findings);
        if (!next_of_range(x, err))
            return false;
    }
    return true;
}

/* The finding of this patient that the reader is on, or NULL. */
static const struct bevinding *standing_here(struct examiner *x)
{
    if (!x->row || !text_equal(x->standing.bevinding.patient, x->dossier.patient))
        return NULL;
    bevinding_reader_fill(&x->standing);
    return &x->standing.bevinding;
}

/* Holds the findings that stand in the database against those of now; both are in the order of findings.csv. */
static bool compare_with_standing(struct examiner *x, struct error *err)
{
    const struct outcome *now = &x->after;
    size_t i = 0;
    if (!pass_standing(x, x->dossier.patient, err))
        return false;
    const struct bevinding *old = standing_here(x);
    while (old || i < now->n) {
        const struct bevinding *new = i < now->n ? &now->bevinding[i] : NULL;
        const struct difference v = difference_of(old, new);
        x->old_row.n = 0;
        if (v.changed && v.wijziging == WIJZIGING_HERZIEN)
            bevinding_csv(old, &x->old_row);
        if (v.changed) /* what it was comes without the line end */
            add_change(x, v.wijziging, v.order < 0 ? old : new,
                       x->old_row.n ? (struct text){x->old_row.at, x->old_row.n - 1} : (struct text){"", 0});
        if (v.order >= 0 && x->board->e->findings)
            bevinding_csv(new, &x->result->findings);
        i += v.order >= 0;
        if (v.order <= 0 && !next_of_range(x, err))
            return false;
        if (v.order <= 0)
            old = standing_here(x);
    }
    return true;
}

static struct bestand *bestand_of(const struct examination *e, uint32_t id)
{
    return &e->bestand[id - e->bestand[0].id];
}

static bool is_letop(struct examiner *x, const struct line *line)
{
    if (!x->classifier)
        x->classifier = classifier_new(x->board->e->rules);
    return letop_of(x->board->letop, x->classifier, line);
}

/* Counts what became of the new lines. */
static void count_fates(struct examiner *x)
{
    const struct examination *e = x->board->e;
    for (size_t i = 0; i < x->records; i++) {
        if (x->fate[i] == LINE_TAKEN)
            continue;
        const struct record *record = x->record[i];
        struct line line;
        struct text content = record_content(record);
        const uint8_t *at = (const uint8_t *)content.at;
        struct result *result = x->result;
        size_t file = (size_t)(bestand_of(e, record->bestand) - e->bestand);
        struct telling *telling = x->fate[i] == LINE_DUPLICATE ? &result->dubbel[file] : &result->niet_uniek[file];
        telling->n++;
        if (line_unpack(&at, at + content.n, &line)) {
            sum_add_up(&telling->cent, (uint64_t)line.bedrag_cent);
            if (is_letop(x, &line))
                code_counts_add(&result->zonder_programma[file], line.lijst, line.prestatiecode, -1, -line.bedrag_cent);
        }
        if (x->fate[i] == LINE_REFERENCE_TAKEN) {
            ARRAY_ROOM(result->reference, result->references, result->references_cap);
            result->reference[result->references++] = (struct double_reference){record->bestand,
                                                                                record_regelnr(record)};
        }
    }
}

/* Whether one of the new lines has a keten code or is a credit. */
static bool worth_a_look(const struct examiner *x)
{
    for (size_t i = 0; i < x->records; i++)
        if (x->record[i]->look)
            return true;
    return false;
}

/* Whether the stored lines of the patient must be read. Not when its new lines need no look, none of them can be there
 * already or be the debit of a stored credit, and no stored line is of a keten: then nothing that is known of it
 * changes but that it has more lines. */
static bool may_meet(struct examiner *x, struct text patient, bool *meets, struct error *err)
{
    const uint64_t hash = sieve_patient(patient);
    size_t n = 0;
    *meets = true;
    if (x->board->e->everybody || x->ketencodes == SIZE_MAX || worth_a_look(x))
        return true;
    if (x->keys_cap < x->ketencodes + SIEVE_LINE_KEYS * x->records) {
        x->keys_cap = 2 * (x->ketencodes + SIEVE_LINE_KEYS * x->records);
        x->key = xrealloc(x->key, x->keys_cap * sizeof *x->key);
    }
    for (size_t i = 0; i < x->ketencodes; i++)
        x->key[n++] = sieve_key_code(hash, x->ketencode[i]);
    for (size_t i = 0; i < x->records; i++, n += SIEVE_LINE_KEYS)
        sieve_keys_met(hash, record_content(x->record[i]), x->key + n);
    return layers_may_have(x->layers, patient, x->key, n, meets, err);
}

static struct line line_of(const struct record *record)
{
    struct line line = {.patient = record_patient(record)};
    struct text content = record_content(record);
    const uint8_t *at = (const uint8_t *)content.at;
    bool good = line_unpack(&at, at + content.n, &line);
    assert(good);
    (void)good;
    return line;
}

/* What a credit may be about: the identity of a line, and, without its reference, the days of it. Sorted, so that many
 * old credits of one patient do not look at many lines each. */
struct about {
    uint32_t agb;
    struct text referentie; /* empty: the days count */
    struct period period;
};
struct abouts {
    struct about *at;
    size_t n, cap;
};

static int by_about(const void *a, const void *b)
{
    const struct about *p = a, *q = b;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    const int order = text_compare(p->referentie, q->referentie);
    if (order)
        return order;
    if (p->period.first != q->period.first)
        return p->period.first < q->period.first ? -1 : 1;
    return (p->period.last > q->period.last) - (p->period.last < q->period.last);
}

static void add_about(struct abouts *abouts, const struct line *line)
{
    ARRAY_ROOM(abouts->at, abouts->n, abouts->cap);
    abouts->at[abouts->n++] = (struct about){line->agb_declarant, line->referentie, {0, 0}};
    ARRAY_ROOM(abouts->at, abouts->n, abouts->cap);
    abouts->at[abouts->n++] = (struct about){line->agb_declarant, {"", 0}, line->period};
}

/* The lines that stayed, and the debits that come now. */
static struct abouts abouts_of(const struct examiner *x)
{
    struct abouts abouts = {0};
    for (size_t i = 0; i < x->dossier.n; i++)
        add_about(&abouts, &x->dossier.line[i]);
    for (size_t i = 0; i < x->records; i++) {
        const struct line line = line_of(x->record[i]);
        if (!line.credit)
            add_about(&abouts, &line);
    }
    if (abouts.n)
        qsort(abouts.at, abouts.n, sizeof *abouts.at, by_about);
    return abouts;
}

static bool has_about(const struct abouts *abouts, struct about about)
{
    return abouts->n && bsearch(&about, abouts->at, abouts->n, sizeof *abouts->at, by_about);
}

/* The credit is about one of these, or is one of them itself. */
static bool is_about_any(const struct abouts *abouts, const struct line *credit)
{
    const uint32_t agb = credit->agb_declarant;
    if (has_about(abouts, (struct about){agb, credit->referentie, {0, 0}}))
        return true;
    return credit->vorig.n ? has_about(abouts, (struct about){agb, credit->vorig, {0, 0}})
                           : has_about(abouts, (struct about){agb, {"", 0}, credit->period});
}

/* Takes the credits that a purge would have taken out of x->record, unless they are about a line that stayed or comes
 * now. */
static void leave_old_credits(struct examiner *x)
{
    const struct examination *e = x->board->e;
    struct abouts abouts = {0};
    size_t kept = 0, old = 0;
    for (size_t i = 0; i < x->records; i++) {
        const struct line line = line_of(x->record[i]);
        const bool is_old = line.credit && line_older(&line, e->bewaard_vanaf);
        if (is_old && old++ == 0)
            abouts = abouts_of(x);
        if (!is_old || is_about_any(&abouts, &line))
            x->record[kept++] = x->record[i];
        else
            x->result->te_oud[bestand_of(e, x->record[i]->bestand) - e->bestand]++;
    }
    x->records = kept;
    free(abouts.at);
}

/* The patient has more lines than a person has: said of each file that has new ones of it. */
static void count_crowded(struct examiner *x)
{
    const struct bestand *last = NULL;
    for (size_t i = 0; i < x->records; i++) {
        const struct bestand *bestand = bestand_of(x->board->e, x->record[i]->bestand);
        bool counted = bestand == last;
        for (size_t k = 0; k < i && !counted; k++)
            counted = x->record[k]->bestand == x->record[i]->bestand;
        x->result->odd[bestand - x->board->e->bestand].crowded += !counted;
        last = bestand;
    }
}

/* Takes the lines of a file that is withdrawn out of a dossier of stored lines; whether there were any. */
static bool leave_withdrawn(struct dossier *dossier, uint32_t bestand)
{
    size_t kept = 0;
    const size_t was = dossier->n;
    for (size_t i = 0; i < was; i++)
        if (dossier->line[i].bestand != bestand) {
            dossier->line[kept] = dossier->line[i];
            dossier->content[kept] = dossier->content[i];
            dossier->is_new[kept++] = dossier->is_new[i];
        }
    dossier->n = dossier->stored = kept;
    return kept < was;
}

/* Which line to name of a patient with too many findings: its first new one, else the first of all. */
static void note_too_many(struct examiner *x)
{
    const struct dossier *dossier = &x->dossier;
    size_t first = 0;
    for (size_t i = 1; i < dossier->n; i++) {
        const struct line *a = &dossier->line[i], *b = &dossier->line[first];
        if (dossier->is_new[i] != dossier->is_new[first] ? dossier->is_new[i]
            : a->bestand != b->bestand                   ? a->bestand < b->bestand
                                                         : a->regelnr < b->regelnr)
            first = i;
    }
    struct result *result = x->result;
    ARRAY_ROOM(result->te_veel, result->te_velen, result->te_velen_cap);
    result->te_veel[result->te_velen++] =
        (struct too_many){dossier->line[first].bestand, dossier->line[first].regelnr, dossier->n};
}

/* One patient: x->record are its new lines. */
static bool examine_patient(struct examiner *x, struct text patient, struct error *err)
{
    const struct examination *e = x->board->e;
    struct dossier *dossier = &x->dossier;
    bool meets = false;
    dossier_clear(dossier);
    dossier->patient = patient;
    if (x->layers && (!may_meet(x, patient, &meets, err) || (meets && !layers_take(x->layers, patient, dossier, err))))
        return false;
    const bool left = e->withdrawn && leave_withdrawn(dossier, e->withdrawn);
    size_t stored = dossier->n;
    if (e->bewaard_vanaf && !left) {
        leave_old_credits(x);
        if (x->records == 0 && stored == 0)
            return true;
    }
    x->result->patients++;
    if (x->records > x->fates_cap) {
        x->fates_cap = x->records;
        x->fate = xrealloc(x->fate, x->fates_cap * sizeof *x->fate);
    }
    if (stored == 0 && !left && !worth_a_look(x)) { /* nearly all patients of a first load */
        block_add_records(&x->maker.block, patient, x->record, x->records, x->fate);
        count_fates(x);
        if (is_crowded(NULL, x->record, x->records))
            count_crowded(x);
        layer_made(&x->maker, patient, &x->result->part);
        return true;
    }
    outcome_clear(&x->before);
    outcome_clear(&x->after);
    if (stored && !e->everybody)
        detect_patient(x->detector, dossier->line, NULL, stored, -1, &x->before, &x->result->totals);
    dossier_add_new(dossier, x->record, x->records, x->fate);
    count_fates(x);
    if (x->records)
        look_alike(dossier, x->record, x->fate, x->records, e->bestand[0].id, x->result->odd);
    if (x->records && is_crowded(dossier, x->record, x->records))
        count_crowded(x);
    if (dossier->n > stored) {
        block_add(&x->maker.block, dossier, true);
        layer_made(&x->maker, patient, &x->result->part);
    }
    detect_patient(x->detector, dossier->line, NULL, dossier->n, 1, &x->after, &x->result->totals);
    if (x->after.te_veel)
        note_too_many(x);
    bool any = e->everybody || x->before.n || x->after.n;
    return go_on(err) && (!any || compare_with_standing(x, err));
}

/* Notes where cursor i stands. The prefixes stand together, as they are looked through for each patient. */
static void note_prefix(struct examiner *x, size_t i)
{
    x->prefix[i] = x->cursor[i].record ? x->cursor[i].prefix : UINT64_MAX;
}

/* The smallest patient under the cursors, before `end`; NULL text: none. */
static struct text first_new(struct examiner *x, struct text end)
{
    const size_t n = x->board->e->n;
    struct text patient = {NULL, 0};
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < n; i++)
        least = x->prefix[i] < least ? x->prefix[i] : least;
    for (size_t i = 0; i < n && least < UINT64_MAX; i++) {
        if (x->prefix[i] != least || (patient.at && text_compare(record_patient(x->cursor[i].record), patient) >= 0))
            continue;
        patient = record_patient(x->cursor[i].record);
        if (prefix_is_whole(least)) /* any of them will do */
            break;
    }
    return patient.at && end.at && text_compare(patient, end) >= 0 ? (struct text){NULL, 0} : patient;
}

/* Moves the new lines of one patient from the cursors to x->record, in order.
 * Lines of a file that was not taken are left behind. */
static bool take_new(struct examiner *x, struct text patient, struct error *err)
{
    uint64_t prefix = patient_prefix(patient);
    const struct examination *e = x->board->e;
    size_t sources = 0;
    x->records = 0;
    for (size_t i = 0; i < e->n; i++) {
        struct run_cursor *c = &x->cursor[i];
        size_t before = x->records;
        if (x->prefix[i] != prefix)
            continue;
        while (c->record && c->prefix == prefix
               && (prefix_is_whole(prefix) || text_equal(record_patient(c->record), patient))) {
            if (bestand_of(e, c->record->bestand)->status == BESTAND_INGELEZEN) {
                const struct record *record = c->record;
                if (c->buffer) /* the cursor's buffer moves on */
                    record = (const void *)arena_copy(&x->arena, record,
                                                      sizeof *record + record->patient_n + record->content_n);
                ARRAY_ROOM(x->record, x->records, x->records_cap);
                x->record[x->records++] = record;
            }
            if (!run_cursor_next(c, err))
                return false;
        }
        note_prefix(x, i);
        sources += x->records > before;
    }
    if (sources > 1)
        records_sort(x->record, x->records);
    return true;
}

static bool examine_range(struct examiner *x, struct text from, struct text end, struct error *err)
{
    const struct examination *e = x->board->e;
    bool ok = true;
    struct arena keys = {0};
    struct text stored = {NULL, 0};
    for (size_t i = 0; ok && i < e->n; i++) {
        ok = run_cursor_open(&x->cursor[i], e->runs[i], from, err);
        note_prefix(x, i);
    }
    if (ok && x->db) {
        bevinding_reader_range(&x->standing, from, end);
        ok = next_of_range(x, err);
    }
    if (ok && e->everybody && x->layers)
        ok = layers_seek(x->layers, from, &stored, err);
    while (ok) {
        struct text patient = first_new(x, end);
        if (stored.at && end.at && text_compare(stored, end) >= 0)
            stored.at = NULL;
        if (stored.at && (!patient.at || text_compare(stored, patient) < 0))
            patient = stored;
        if (!patient.at || !(ok = go_on(err)))
            break;
        bool was_stored = stored.at && text_equal(stored, patient);
        arena_reset(&keys);
        arena_reset(&x->arena);
        patient = (struct text){arena_copy(&keys, patient.at, patient.n), patient.n};
        ok = take_new(x, patient, err);
        if (ok && (x->records || was_stored))
            ok = examine_patient(x, patient, err);
        if (ok && was_stored) /* on to the next: nothing sorts between a key and the key with a NUL behind it */
            ok = layers_seek(x->layers, (struct text){patient.at, patient.n + 1}, &stored, err);
    }
    ok = ok && pass_standing(x, (struct text){NULL, 0}, err);
    if (ok)
        layer_made_all(&x->maker, &x->result->part);
    for (size_t i = 0; i < e->n; i++)
        run_cursor_close(&x->cursor[i]);
    arena_release(&keys);
    return ok;
}

/* What the sieves are asked for, once each. */
static void note_ketencodes(struct examiner *x)
{
    struct code code[KETENCODES_MAX];
    x->ketencodes = ruleset_ketencodes(x->board->e->rules, code, KETENCODES_MAX);
    if (x->ketencodes == SIZE_MAX)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < x->ketencodes; i++) {
        const uint64_t begin = sieve_code((struct text){code[i].at, code[i].n});
        size_t k = 0;
        while (k < kept && x->ketencode[k] != begin)
            k++;
        x->ketencode[k] = begin;
        kept += k == kept;
    }
    x->ketencodes = kept;
}

static bool examiner_open(struct examiner *x, struct board *board, struct error *err)
{
    const struct examination *e = board->e;
    x->board = board;
    x->detector = detector_new(e->rules);
    x->cursor = xcalloc(e->n, sizeof *x->cursor);
    x->prefix = xcalloc(e->n, sizeof *x->prefix);
    note_ketencodes(x);
    if (e->store->part)
        return true;
    /* Its own connection sees the state before this run: exactly what was stored. One transaction, not one a query. */
    return db_open(&x->db, e->store->path, DB_READ, 0, err) && db_exec(x->db, "BEGIN", err)
           && layers_open(&x->layers, x->db, err) && bevinding_reader_open_range(&x->standing, x->db, err);
}

static void examiner_close(struct examiner *x)
{
    bevinding_reader_close(&x->standing);
    layers_close(x->layers);
    db_close(x->db);
    detector_free(x->detector);
    classifier_free(x->classifier);
    free(x->cursor);
    free(x->prefix);
    dossier_release(&x->dossier);
    outcome_release(&x->before);
    outcome_release(&x->after);
    arena_release(&x->arena);
    free(x->record);
    free(x->fate);
    free(x->key);
    layer_maker_release(&x->maker);
    buf_release(&x->old_row);
}

/* The next range for a worker; SIZE_MAX: no more. Waits while the writer is far behind. */
static size_t take_range(struct board *board)
{
    size_t range = SIZE_MAX;
    pthread_mutex_lock(&board->lock);
    while (!board->stop && board->next < board->ranges && board->next >= board->written + AHEAD * board->e->threads)
        pthread_cond_wait(&board->moved, &board->lock);
    if (!board->stop && board->next < board->ranges)
        range = board->next++;
    pthread_mutex_unlock(&board->lock);
    return range;
}

static void stop_all(struct board *board)
{
    pthread_mutex_lock(&board->lock);
    board->stop = true;
    pthread_cond_broadcast(&board->moved);
    pthread_mutex_unlock(&board->lock);
}

static bool work(struct board *board, struct error *err)
{
    const struct examination *e = board->e;
    struct examiner x = {0};
    bool ok = examiner_open(&x, board, err);
    size_t range;
    while (ok && (range = take_range(board)) != SIZE_MAX) {
        x.result = xcalloc(1, sizeof *x.result);
        totals_init(&x.result->totals, e->rules);
        x.result->dubbel = xcalloc(e->bestanden, sizeof *x.result->dubbel);
        x.result->niet_uniek = xcalloc(e->bestanden, sizeof *x.result->niet_uniek);
        x.result->te_oud = xcalloc(e->bestanden, sizeof *x.result->te_oud);
        x.result->odd = xcalloc(e->bestanden, sizeof *x.result->odd);
        x.result->zonder_programma = xcalloc(e->bestanden, sizeof *x.result->zonder_programma);
        struct text end = range + 1 < board->ranges ? board->bound[range + 1] : (struct text){NULL, 0};
        ok = examine_range(&x, board->bound[range], end, err);
        if (!ok) {
            result_free(x.result, e->bestanden);
            break;
        }
        e->progress->done += x.result->patients;
        pthread_mutex_lock(&board->lock);
        board->result[range] = x.result;
        pthread_cond_broadcast(&board->moved);
        pthread_mutex_unlock(&board->lock);
    }
    examiner_close(&x);
    if (!ok)
        stop_all(board);
    return ok;
}

static bool write_result(struct examination *e, const struct result *result, struct layer_writer *layer,
                         struct bevinding_writer *findings, struct error *err)
{
    if (!layer_add(layer, &result->part, err))
        return false;
    for (size_t i = 0; i < result->changes; i++) {
        const struct change *change = &result->change[i];
        findings->reden = change->reden[0] ? change->reden : e->reden ? e->reden : "";
        if (!bevinding_writer_add(findings, change->wijziging, &change->bevinding, change->was, err))
            return false;
        e->run->nieuw += change->wijziging == WIJZIGING_NIEUW;
        e->run->herzien += change->wijziging == WIJZIGING_HERZIEN;
        e->run->vervallen += change->wijziging == WIJZIGING_VERVALLEN;
    }
    outfile_write(e->changes, result->csv.at, result->csv.n);
    if (e->findings)
        outfile_write(e->findings, result->findings.at, result->findings.n);
    for (size_t i = 0; i < e->bestanden; i++) {
        struct bestand *bestand = &e->bestand[i];
        bestand->dubbel.n += result->dubbel[i].n;
        sum_add_up(&bestand->dubbel.cent, result->dubbel[i].cent);
        bestand->niet_uniek.n += result->niet_uniek[i].n;
        sum_add_up(&bestand->niet_uniek.cent, result->niet_uniek[i].cent);
        bestand->relevant -= result->te_oud[i];
        bestand->te_oud += result->te_oud[i];
        bestand->odd.compared += result->odd[i].compared;
        bestand->odd.same_but_reference += result->odd[i].same_but_reference;
        bestand->odd.zeros_lost += result->odd[i].zeros_lost;
        bestand->odd.crowded += result->odd[i].crowded;
        code_counts_add_all(&bestand->zonder_programma, &result->zonder_programma[i]);
    }
    for (size_t i = 0; i < result->references; i++)
        bestand_add_reject(bestand_of(e, result->reference[i].bestand),
                           (struct reject){.regelnr = result->reference[i].regelnr,
                                           .reden = REFERENTIE_NIET_UNIEK,
                                           .veld = COL_REFERENTIENUMMER});
    for (size_t i = 0; i < result->te_velen; i++) {
        ARRAY_ROOM(e->te_veel, e->te_velen, e->te_velen_cap);
        e->te_veel[e->te_velen++] = result->te_veel[i];
    }
    totals_add(e->totals, &result->totals, 1);
    e->run->patienten += result->patients;
    return true;
}

/* The writer: takes the results in order. */
static bool write_results(struct board *board, struct error *err)
{
    struct examination *e = board->e;
    struct layer_writer layer = {0};
    struct bevinding_writer findings = {0};
    bool ok = layer_begin(&layer, e->store, e->run->run, err)
              && bevinding_writer_open(&findings, e->store, e->run->run, e->reden ? e->reden : "", err);
    for (size_t i = 0; ok && i < board->ranges; i++) {
        pthread_mutex_lock(&board->lock);
        while (!board->stop && !board->result[i])
            pthread_cond_wait(&board->moved, &board->lock);
        struct result *result = board->result[i];
        board->result[i] = NULL;
        pthread_mutex_unlock(&board->lock);
        if (!result) /* a worker failed, and says why */
            break;
        ok = write_result(e, result, &layer, &findings, err);
        if (i % WRITE_BACK == 0)
            store_write_back(e->store);
        result_free(result, e->bestanden);
        pthread_mutex_lock(&board->lock);
        board->written = i + 1;
        pthread_cond_broadcast(&board->moved);
        pthread_mutex_unlock(&board->lock);
    }
    ok = ok && layer_end(&layer, err);
    layer_writer_release(&layer);
    bevinding_writer_close(&findings);
    if (!ok)
        stop_all(board);
    return ok;
}

/* The calling thread (worker 0) writes, the others work. */
static bool either(void *ctx, unsigned worker, struct error *err)
{
    return worker == 0 ? write_results(ctx, err) : work(ctx, err);
}

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* Cuts the patients into ranges with about as many lines each. The runs' samples stand for as many bytes each, so that
 * every so many-th of all of them, sorted, is a bound. */
static bool cut_ranges(struct board *board, struct arena *arena, struct error *err)
{
    struct examination *e = board->e;
    struct text *stored = NULL;
    size_t stored_n = 0, samples = 0, n = 0;
    uint64_t lines = 0, findings = 0;
    for (int z = 0; z < ZEKERHEDEN; z++)
        findings += (uint64_t)e->totals->findings[z];
    for (size_t i = 0; i < e->n; i++) {
        samples += sorted_run_samples(e->runs[i]);
        lines += sorted_run_lines(e->runs[i]);
    }
    bool by_stored = e->everybody || findings / RANGE_FINDINGS > samples;
    if (by_stored && !e->store->part && !layers_sample(e->store->db, 256, arena, &stored, &stored_n, err))
        return false;
    struct text *bound = board->bound = xcalloc(1 + samples + stored_n, sizeof *bound);
    for (size_t i = 0; i < e->n; i++)
        n += sorted_run_sample(e->runs[i], bound + 1 + n, sorted_run_samples(e->runs[i]));
    qsort(bound + 1, n, sizeof *bound, by_text);
    assert(e->threads > 0);
    uint64_t ranges = lines / (RANGE_LINES + RANGE_RUN_LINES * (uint64_t)e->n);
    if (ranges < (uint64_t)RANGES_MIN * e->threads)
        ranges = (uint64_t)RANGES_MIN * e->threads;
    if (ranges < findings / RANGE_FINDINGS)
        ranges = findings / RANGE_FINDINGS;
    size_t step = n / ranges + 1, kept = 0;
    for (size_t i = step; i <= n; i += step)
        bound[1 + kept++] = bound[i];
    if (stored_n)
        memcpy(bound + 1 + kept, stored, stored_n * sizeof *stored);
    free(stored);
    bound[0] = (struct text){"", 0};
    n = 1 + kept + stored_n;
    qsort(bound, n, sizeof *bound, by_text);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !text_equal(bound[i], bound[board->ranges - 1]))
            bound[board->ranges++] = bound[i];
    return true;
}

bool examine(struct examination *e, struct error *err)
{
    struct board board = {.e = e,
                          .letop = letop_new(e->rules),
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .moved = PTHREAD_COND_INITIALIZER};
    struct arena arena = {0};
    bool ok = cut_ranges(&board, &arena, err);
    board.result = xcalloc(board.ranges, sizeof *board.result);
    ok = ok && workers_run(e->threads + 1, either, &board, err);
    for (size_t i = 0; i < board.ranges; i++)
        result_free(board.result[i], e->bestanden);
    letop_free(board.letop);
    free(board.result);
    free(board.bound);
    arena_release(&arena);
    return ok;
}
