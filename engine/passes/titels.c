/* titels.c - see titels.h. Each thread keeps a list of what it counted, a few entries a patient, and adds up those of
 * one key when the list has doubled: so the memory goes with keys, not with patients. */
#include "passes/titels.h"

#include "base/sum.h"
#include "detect/detect.h"
#include "detect/singles.h"
#include "passes/walk.h"
#include "store/ledger.h"

/* What an entry counts. */
enum telsoort {
    TEL_TITEL,        /* lines of a programme */
    TEL_INSCHRIJVING, /* insured enrolled with a contractant or a member */
    TEL_BUDGET        /* euros of a contract row that has a budget */
};
struct entry {
    enum telsoort soort;
    uint16_t uzovi;
    uint32_t agb;
    uint32_t wie; /* the programme; of TEL_BUDGET the number of the contract row */
    day kwartaal;
    int64_t regels, patienten, cent, kleinste, grootste, tarief, boven_tarief;
    int64_t patienten_75;
};
struct entries {
    struct entry *at;
    size_t n, cap;
    size_t compact; /* so many were left the last time that entries of one key were added up */
};

static int by_titel_key(const void *a, const void *b)
{
    const struct entry *p = a, *q = b;
#define ORDER(member)                                                                                                  \
    if (p->member != q->member)                                                                                        \
        return p->member < q->member ? -1 : 1
    ORDER(soort);
    ORDER(uzovi);
    ORDER(agb);
    ORDER(wie);
    ORDER(kwartaal);
#undef ORDER
    return 0;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void add_entry(struct entry *to, const struct entry *from)
{
    to->regels += from->regels;
    to->patienten += from->patienten;
    to->patienten_75 += from->patienten_75;
    sum_add(&to->cent, from->cent);
    to->kleinste = smaller(to->kleinste, from->kleinste);
    to->grootste = larger(to->grootste, from->grootste);
    to->tarief = larger(to->tarief, from->tarief);
    sum_add(&to->boven_tarief, from->boven_tarief);
}

/* Adds up the entries of one key from `from` on. */
static void compact(struct entries *entries, size_t from)
{
    size_t kept = from;
    if (entries->n > from)
        qsort(entries->at + from, entries->n - from, sizeof *entries->at, by_titel_key);
    for (size_t i = from; i < entries->n; i++)
        if (kept > from && by_titel_key(&entries->at[kept - 1], &entries->at[i]) == 0)
            add_entry(&entries->at[kept - 1], &entries->at[i]);
        else
            entries->at[kept++] = entries->at[i];
    entries->n = kept;
}

static void append(struct entries *entries, struct entry entry)
{
    ARRAY_ROOM(entries->at, entries->n, entries->cap);
    entries->at[entries->n++] = entry;
}

struct titels_counter {
    const struct ruleset *rules;
    const struct codeset *inschrijving, *plus; /* NULL: there is none, or no relation */
    struct detector *detector;
    struct seen_line *seen;
    size_t cap;
    struct entries entries;
    struct entry enrolled; /* that is being added for each that the practice leads to */
};

static void add_leader(void *ctx, uint32_t naar)
{
    struct titels_counter *c = ctx;
    c->enrolled.agb = naar;
    append(&c->entries, c->enrolled);
}

/* An enrolment counts in every quarter that it shares a day with,
 * for the practice and for all that it leads to then. */
static void count_enrolment(struct titels_counter *c, const struct line *line)
{
    const struct code code = code_of(line->prestatiecode);
    if (!c->inschrijving || line->credit || !codeset_has(c->inschrijving, &code, line->lijst))
        return;
    bool is_75 = c->plus && codeset_has(c->plus, &code, line->lijst);
    for (day q = quarter_first(line->period.first); q <= line->period.last; q = quarter_last(q) + 1) {
        c->enrolled = (struct entry){
            .soort = TEL_INSCHRIJVING, .uzovi = line->uzovi, .kwartaal = q, .patienten = 1, .patienten_75 = is_75};
        add_leader(c, line->agb_declarant);
        ruleset_leaders(c->rules, line->agb_declarant, q, add_leader, c);
    }
}

static bool is_of_budget(const struct titels_counter *c, const struct keten *keten, const struct contract_rij *rij,
                         const struct line *line)
{
    return rij->budget_cent >= 0 && rij->programma != ALLE_PROGRAMMAS && keten_contract(c->rules, keten, rij)
           && (rij->code.n == 0 || contract_names_code(rij, line));
}

static void count_taking(struct titels_counter *c, const struct line *line, const struct keten *keten)
{
    for (programma_set rest = keten->programmas; rest; rest &= rest - 1) {
        const unsigned programma = (unsigned)__builtin_ctzll(rest);
        const struct tarief tarief = tarief_of(c->rules, keten, line, programma);
        const int64_t units = tarief.aantal * tarief.kwartalen, unit = (2 * line->bedrag_cent + units) / (2 * units);
        append(&c->entries,
               (struct entry){.soort = TEL_TITEL,
                              .uzovi = line->uzovi,
                              .agb = line->agb_declarant,
                              .wie = programma,
                              .kwartaal = keten->d,
                              .regels = 1,
                              .patienten = 1,
                              .cent = line->bedrag_cent,
                              .kleinste = unit,
                              .grootste = unit,
                              .tarief = tarief.rij ? tarief.rij->tarief_cent : -1,
                              .boven_tarief = tarief.rij ? larger(0, line->bedrag_cent - tarief.cent) : 0});
    }
    for (size_t i = 0; i < keten->contracten; i++)
        if (is_of_budget(c, keten, &keten->contract[i], line))
            append(&c->entries, (struct entry){.soort = TEL_BUDGET,
                                               .uzovi = line->uzovi,
                                               .agb = line->agb_declarant,
                                               .wie = (uint32_t)(&keten->contract[i] - c->rules->contract),
                                               .kwartaal = keten->d,
                                               .cent = line->bedrag_cent});
}

void titels_add(struct titels_counter *c, const struct dossier *dossier)
{
    const size_t from = c->entries.n;
    if (c->cap < dossier->n) {
        c->cap = 2 * dossier->n;
        c->seen = xrealloc(c->seen, c->cap * sizeof *c->seen);
    }
    detect_lines(c->detector, dossier->line, dossier->n, c->seen);
    for (size_t i = 0; i < dossier->n; i++) {
        const struct seen_line *seen = &c->seen[i];
        if (seen->taking && seen->keten.programmas)
            count_taking(c, &dossier->line[i], &seen->keten);
        if (seen->relevant && !seen->reversed_by)
            count_enrolment(c, &dossier->line[i]);
    }
    compact(&c->entries, from);
    for (size_t i = from; i < c->entries.n; i++) {
        c->entries.at[i].patienten = 1;
        c->entries.at[i].patienten_75 = c->entries.at[i].patienten_75 > 0;
    }
    if (c->entries.n > 2 * c->entries.compact + 4096) {
        compact(&c->entries, 0);
        c->entries.compact = c->entries.n;
    }
}

static const struct codeset *codeset_of_titels(const struct ruleset *rules, const char *naam)
{
    for (size_t i = 0; rules->relaties && i < rules->codesets; i++)
        if (text_equal(rules->codeset[i].naam, text_of(naam)))
            return &rules->codeset[i];
    return NULL;
}

struct titels_counter *titels_counter_new(const struct ruleset *rules)
{
    struct titels_counter *counter = xcalloc(1, sizeof *counter);
    *counter = (struct titels_counter){.rules = rules,
                                       .inschrijving = codeset_of_titels(rules, CODESET_INSCHRIJVING),
                                       .plus = codeset_of_titels(rules, CODESET_75PLUS),
                                       .detector = detector_new(rules)};
    return counter;
}

void titels_counter_free(struct titels_counter *counter)
{
    if (!counter)
        return;
    detector_free(counter->detector);
    free(counter->seen);
    free(counter->entries.at);
    free(counter);
}

static const struct entry *find_entry(const struct entries *all, const struct entry *key)
{
    return all->n ? bsearch(key, all->at, all->n, sizeof *key, by_titel_key) : NULL;
}

/* What the quarter adds to what is above the budget of a contract row, counted from where the row begins. */
static int64_t above_budget(const struct entries *all, const struct titel_kwartaal *t, uint32_t rij,
                            int64_t budget_cent)
{
    const struct entry key = {
        .soort = TEL_BUDGET, .uzovi = t->uzovi, .agb = t->agb_declarant, .wie = rij, .kwartaal = t->kwartaal};
    const struct entry *now = find_entry(all, &key);
    int64_t before = 0;
    if (!now)
        return 0;
    for (const struct entry *e = now; e > all->at && e[-1].soort == TEL_BUDGET && e[-1].uzovi == t->uzovi
                                      && e[-1].agb == t->agb_declarant && e[-1].wie == rij;
         e--)
        before += e[-1].cent;
    return larger(0, before + now->cent - budget_cent) - larger(0, before - budget_cent);
}

static void add_budget(const struct ruleset *rules, const struct entries *all, struct titel_kwartaal *t)
{
    size_t n;
    const struct contract_rij *rij = ruleset_contracts(rules, t->uzovi, t->agb_declarant, &n);
    t->budget_cent = t->boven_budget_cent = -1;
    for (size_t i = 0; i < n; i++)
        if (rij[i].budget_cent >= 0 && rij[i].programma == t->programma && valid_on(rij[i].geldig, t->kwartaal)) {
            t->budget_cent = larger(0, t->budget_cent) + rij[i].budget_cent;
            t->boven_budget_cent = larger(0, t->boven_budget_cent)
                                   + above_budget(all, t, (uint32_t)(&rij[i] - rules->contract), rij[i].budget_cent);
        }
}

static void add_enrolled(const struct ruleset *rules, const struct entries *all, struct titel_kwartaal *t)
{
    const struct entry key = {
        .soort = TEL_INSCHRIJVING, .uzovi = t->uzovi, .agb = t->agb_declarant, .kwartaal = t->kwartaal};
    const struct entry *entry = find_entry(all, &key);
    t->ingeschreven = t->ingeschreven_75 = -1;
    if (ruleset_has_members(rules, t->agb_declarant, t->kwartaal)) {
        t->ingeschreven = entry ? entry->patienten : 0;
        t->ingeschreven_75 = entry ? entry->patienten_75 : 0;
    }
}

void titels_finish(struct titels_counter *counter, struct titels *titels)
{
    struct entries *all = &counter->entries;
    const struct ruleset *rules = counter->rules;
    compact(all, 0);
    *titels = (struct titels){.at = xcalloc(all->n, sizeof *titels->at)};
    for (size_t i = 0; i < all->n && all->at[i].soort == TEL_TITEL; i++) {
        const struct entry *e = &all->at[i];
        struct titel_kwartaal *t = &titels->at[titels->n++];
        *t = (struct titel_kwartaal){.uzovi = e->uzovi,
                                     .agb_declarant = e->agb,
                                     .programma = e->wie,
                                     .kwartaal = e->kwartaal,
                                     .regels = e->regels,
                                     .verzekerden = e->patienten,
                                     .cent = e->cent,
                                     .kleinste_cent = e->kleinste,
                                     .grootste_cent = e->grootste,
                                     .tarief_cent = e->tarief,
                                     .boven_tarief_cent = e->tarief < 0 ? -1 : e->boven_tarief};
        add_budget(rules, all, t);
        add_enrolled(rules, all, t);
    }
}

static bool count_on_thread(void *ctx, unsigned worker, size_t range, const struct dossier *dossier, struct error *err)
{
    struct titels_counter *const *counter = ctx;
    (void)range, (void)err;
    titels_add(counter[worker], dossier);
    return true;
}

static bool titels_count(struct store *store, const struct ruleset *rules, unsigned threads, struct progress *progress,
                         struct titels *titels, struct error *err)
{
    struct titels_counter **counter = xcalloc(threads, sizeof *counter);
    struct walk walk = {
        .store = store, .threads = threads, .look = count_on_thread, .ctx = counter, .progress = progress};
    for (unsigned i = 0; i < threads; i++)
        counter[i] = titels_counter_new(rules);
    bool ok = walk_dossiers(&walk, err);
    for (unsigned i = 1; i < threads; i++) {
        for (size_t k = 0; k < counter[i]->entries.n; k++)
            append(&counter[0]->entries, counter[i]->entries.at[k]);
        titels_counter_free(counter[i]);
    }
    if (ok)
        titels_finish(counter[0], titels);
    titels_counter_free(counter[0]);
    free(counter);
    return ok;
}

void titels_release(struct titels *titels)
{
    free(titels->at);
    *titels = (struct titels){0};
}

/* The columns of the table, but for the one that it works out itself. */
#define TITEL_COLUMNS(X)                                                                                               \
    X(uzovi) X(agb_declarant) X(programma) X(volgorde) X(soort) X(kwartaal) X(regels) X(verzekerden) X(bedrag_cent)    \
    X(kleinste_cent) X(grootste_cent) X(tarief_cent) X(boven_tarief_cent) X(budget_cent) X(boven_budget_cent)          \
    X(ingeschreven) X(ingeschreven_75)
#define IN_ENUM(name) TITEL_##name,
#define IN_LIST(name) ", " #name
#define IN_MARKS(name) ", ?"
enum titel_column { TITEL_COLUMNS(IN_ENUM) TITEL_COLUMNS_N };
/* A list of SQL: without the comma in front. */
#define SQL_LIST(with) (&(TITEL_COLUMNS(with))[2])

/* The values of a row as text; at NULL: there is none. */
struct titel_row {
    struct text value[TITEL_COLUMNS_N];
    char uzovi[5], agb[9], kwartaal[7], number[TITEL_COLUMNS_N][NUMBER_TEXT];
};

static void fill_row(struct titel_row *row, const struct ruleset *rules, const struct titel_kwartaal *t)
{
    const struct programma *programma = &rules->programma[t->programma];
    const int64_t number[TITEL_COLUMNS_N] = {[TITEL_volgorde] = programma->volgorde,
                                             [TITEL_regels] = t->regels,
                                             [TITEL_verzekerden] = t->verzekerden,
                                             [TITEL_bedrag_cent] = t->cent,
                                             [TITEL_kleinste_cent] = t->kleinste_cent,
                                             [TITEL_grootste_cent] = t->grootste_cent,
                                             [TITEL_tarief_cent] = t->tarief_cent,
                                             [TITEL_boven_tarief_cent] = t->boven_tarief_cent,
                                             [TITEL_budget_cent] = t->budget_cent,
                                             [TITEL_boven_budget_cent] = t->boven_budget_cent,
                                             [TITEL_ingeschreven] = t->ingeschreven,
                                             [TITEL_ingeschreven_75] = t->ingeschreven_75};
    for (int c = 0; c < TITEL_COLUMNS_N; c++)
        row->value[c] = number[c] < 0 ? (struct text){NULL, 0} : number_text(number[c], row->number[c]);
    digits_print(t->uzovi, 4, row->uzovi);
    digits_print(t->agb_declarant, 8, row->agb);
    quarter_print(t->kwartaal, row->kwartaal);
    row->value[TITEL_uzovi] = text_of(row->uzovi);
    row->value[TITEL_agb_declarant] = text_of(row->agb);
    row->value[TITEL_programma] = programma->naam;
    row->value[TITEL_soort] = programma->titel ? TEXT("titel") : TEXT("keten");
    row->value[TITEL_kwartaal] = text_of(row->kwartaal);
}

static bool write_row(sqlite3_stmt *stmt, const struct titel_row *row, struct error *err)
{
    for (int c = 0; c < TITEL_COLUMNS_N; c++)
        if (row->value[c].at)
            db_bind_text(stmt, 1 + c, row->value[c]);
        else
            db_bind_string(stmt, 1 + c, NULL);
    return db_run(stmt, err);
}

static bool write_titel_rows(struct store *store, const struct ruleset *rules, const struct titels *titels, int64_t run,
                             struct error *err)
{
    char *insert = xprintf("INSERT INTO titel_kwartaal (%s) VALUES (%s)", SQL_LIST(IN_LIST), SQL_LIST(IN_MARKS));
    sqlite3_stmt *stmt = NULL, *stand = NULL;
    struct titel_row row;
    bool ok = titels_forget(store, err) && db_prepare(store->db, &stmt, insert, err)
              && db_prepare(store->db, &stand, "INSERT INTO titel_stand (run) VALUES (:run)", err);
    for (size_t i = 0; ok && i < titels->n; i++) {
        fill_row(&row, rules, &titels->at[i]);
        ok = write_row(stmt, &row, err);
    }
    if (ok)
        db_set_integer(stand, ":run", run);
    ok = ok && db_run(stand, err);
    sqlite3_finalize(stmt);
    sqlite3_finalize(stand);
    free(insert);
    return ok;
}

bool titels_forget(struct store *store, struct error *err)
{
    return db_exec(store->db, "DELETE FROM titel_kwartaal; DELETE FROM titel_stand", err);
}

bool titels_hold(struct store *store, const struct ruleset *rules, const struct titels *titels, bool *hold,
                 struct error *err)
{
    char *select = xprintf("SELECT %s FROM titel_kwartaal ORDER BY uzovi, agb_declarant, volgorde, programma, kwartaal",
                           SQL_LIST(IN_LIST));
    sqlite3_stmt *stmt = NULL;
    struct titel_row row;
    size_t n = 0;
    bool ok = db_prepare(store->db, &stmt, select, err);
    *hold = true;
    while (db_next(stmt, &ok, err)) {
        if (n < titels->n)
            fill_row(&row, rules, &titels->at[n]);
        for (int c = 0; n < titels->n && c < TITEL_COLUMNS_N; c++)
            *hold &= text_equal(db_text(stmt, c), row.value[c]);
        n++;
    }
    *hold &= n == titels->n;
    sqlite3_finalize(stmt);
    free(select);
    return ok;
}

bool titels_run(struct store *store, int64_t *run, struct error *err)
{
    return db_integer(store->db, "SELECT coalesce(max(run), 0) FROM titel_stand", run, err);
}

/* *current: the table has the figures of the last run, *run. */
static bool find_state(struct store *store, int64_t *run, bool *current, struct error *err)
{
    int64_t counted = 0;
    bool ok = ledger_last_run(store, run, err) && titels_run(store, &counted, err);
    *current = *run == counted;
    return ok;
}

/* The figures as the last run left the lines; `rules` too. */
static bool count_anew(struct store *store, int64_t run, unsigned threads, struct progress *progress,
                       struct ruleset *rules, struct titels *titels, struct error *err)
{
    bool sound = false;
    return ledger_rules_of_run(store, run, rules, &sound, err)
           && (sound
               || error_set(err, STATUS_FAILED,
                            "%s: what the last run recorded of its tables is not as it was; verify the database",
                            store->path))
           && titels_count(store, rules, threads, progress, titels, err);
}

/* Opens the database for change and puts the figures there, unless a run came between. */
static bool replace_rows(struct store *store, const char *path, int wait_seconds, const struct ruleset *rules,
                         const struct titels *titels, int64_t run, struct error *err)
{
    int64_t now = 0;
    bool current = false;
    return store_open_change(store, path, wait_seconds, err) && find_state(store, &now, &current, err)
           && (now == run
               || error_set(err, STATUS_FAILED, "%s: a run changed the database meanwhile; do it again", path))
           && write_titel_rows(store, rules, titels, run, err);
}

bool titels_open(struct store *store, const char *path, int wait_seconds, unsigned threads, struct progress *progress,
                 bool *changed, struct error *err)
{
    struct ruleset rules = {0};
    struct titels titels = {0};
    int64_t run = 0;
    bool current = false;
    bool ok = store_open_read(store, path, err) && find_state(store, &run, &current, err)
              && (current || count_anew(store, run, threads, progress, &rules, &titels, err));
    *changed = ok && !current;
    if (*changed) {
        store_close(store); /* it was read without holding up a run */
        ok = replace_rows(store, path, wait_seconds, &rules, &titels, run, err);
    }
    titels_release(&titels);
    ruleset_release(&rules);
    return ok;
}
