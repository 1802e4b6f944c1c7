/* titels.c - see titels.h. Each thread keeps a list of what it counted, a few entries a patient, and adds up those of one key when the list
 * has doubled: so the memory goes with keys, not with patients. */
#include "passes/titels.h"

#include <stdio.h>

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

static int by_key(const void *a, const void *b)
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
    to->cent += from->cent;
    to->kleinste = smaller(to->kleinste, from->kleinste);
    to->grootste = larger(to->grootste, from->grootste);
    to->tarief = larger(to->tarief, from->tarief);
    to->boven_tarief += from->boven_tarief;
}

/* Adds up the entries of one key from `from` on. */
static void compact(struct entries *entries, size_t from)
{
    size_t kept = from;
    if (entries->n > from)
        qsort(entries->at + from, entries->n - from, sizeof *entries->at, by_key);
    for (size_t i = from; i < entries->n; i++)
        if (kept > from && by_key(&entries->at[kept - 1], &entries->at[i]) == 0)
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

/* A thread. */
struct counter {
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
    struct counter *c = ctx;
    c->enrolled.agb = naar;
    append(&c->entries, c->enrolled);
}

/* An enrolment counts in every quarter that it shares a day with, for the practice and for all that it leads to then. */
static void count_enrolment(struct counter *c, const struct line *line)
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

static bool is_of_budget(const struct counter *c, const struct keten *keten, const struct contract_rij *rij, const struct line *line)
{
    return rij->budget_cent >= 0 && rij->programma != ALLE_PROGRAMMAS && keten_contract(c->rules, keten, rij)
           && (rij->code.n == 0 || contract_names_code(rij, line));
}

static void count_taking(struct counter *c, const struct line *line, const struct keten *keten)
{
    for (programma_set rest = keten->programmas; rest; rest &= rest - 1) {
        const unsigned programma = (unsigned)__builtin_ctzll(rest);
        const struct tarief tarief = tarief_of(c->rules, keten, line, programma);
        const int64_t units = tarief.aantal * tarief.kwartalen, unit = (2 * line->bedrag_cent + units) / (2 * units);
        append(&c->entries, (struct entry){.soort = TEL_TITEL,
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

static bool count_dossier(void *ctx, unsigned worker, size_t range, const struct dossier *dossier, struct error *err)
{
    struct counter *c = (struct counter *)ctx + worker;
    const size_t from = c->entries.n;
    (void)range, (void)err;
    while (c->cap < dossier->n)
        ARRAY_ROOM(c->seen, c->cap, c->cap);
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
    return true;
}

static const struct codeset *codeset_named(const struct ruleset *rules, const char *naam)
{
    for (size_t i = 0; rules->relaties && i < rules->codesets; i++)
        if (text_equal(rules->codeset[i].naam, text_of(naam)))
            return &rules->codeset[i];
    return NULL;
}

static bool count_lines(struct store *store, const struct ruleset *rules, unsigned threads, struct progress *progress,
                        struct entries *all, struct error *err)
{
    struct counter *counter = xcalloc(threads, sizeof *counter);
    struct walk walk = {.store = store, .threads = threads, .look = count_dossier, .ctx = counter, .progress = progress};
    for (unsigned i = 0; i < threads; i++)
        counter[i] = (struct counter){.rules = rules,
                                      .inschrijving = codeset_named(rules, CODESET_INSCHRIJVING),
                                      .plus = codeset_named(rules, CODESET_75PLUS),
                                      .detector = detector_new(rules)};
    bool ok = walk_dossiers(&walk, err);
    for (unsigned i = 0; i < threads; i++) {
        for (size_t k = 0; k < counter[i].entries.n; k++)
            append(all, counter[i].entries.at[k]);
        detector_free(counter[i].detector);
        free(counter[i].seen);
        free(counter[i].entries.at);
    }
    free(counter);
    compact(all, 0);
    return ok;
}

static const struct entry *find_entry(const struct entries *all, const struct entry *key)
{
    return all->n ? bsearch(key, all->at, all->n, sizeof *key, by_key) : NULL;
}

/* What the quarter adds to what is above the budget of a contract row, counted from where the row begins. */
static int64_t above_budget(const struct entries *all, const struct titel_kwartaal *t, uint32_t rij, int64_t budget_cent)
{
    const struct entry key = {.soort = TEL_BUDGET, .uzovi = t->uzovi, .agb = t->agb_declarant, .wie = rij, .kwartaal = t->kwartaal};
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
    t->budget_cent = -1;
    for (size_t i = 0; i < n; i++)
        if (rij[i].budget_cent >= 0 && rij[i].programma == t->programma && valid_on(rij[i].geldig, t->kwartaal)) {
            t->budget_cent = larger(0, t->budget_cent) + rij[i].budget_cent;
            t->boven_budget_cent += above_budget(all, t, (uint32_t)(&rij[i] - rules->contract), rij[i].budget_cent);
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

bool titels_count(struct store *store, const struct ruleset *rules, unsigned threads, struct progress *progress,
                  struct titels *titels, struct error *err)
{
    struct entries all = {0};
    *titels = (struct titels){0};
    bool ok = count_lines(store, rules, threads, progress, &all, err);
    titels->at = xcalloc(all.n, sizeof *titels->at);
    for (size_t i = 0; ok && i < all.n && all.at[i].soort == TEL_TITEL; i++) {
        const struct entry *e = &all.at[i];
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
                                     .boven_tarief_cent = e->boven_tarief};
        add_budget(rules, &all, t);
        add_enrolled(rules, &all, t);
    }
    free(all.at);
    return ok;
}

void titels_release(struct titels *titels)
{
    free(titels->at);
    *titels = (struct titels){0};
}

/* A row of the table: its columns in order, numbers -1 as NULL. */
static bool write_row(sqlite3_stmt *stmt, const struct ruleset *rules, const struct titel_kwartaal *t, struct error *err)
{
    const struct programma *programma = &rules->programma[t->programma];
    char uzovi[5], agb[9], kwartaal[7];
    const struct {
        const char *name;
        int64_t number;
    } numbers[] = {{":volgorde", programma->volgorde},
                   {":regels", t->regels},
                   {":verzekerden", t->verzekerden},
                   {":bedrag_cent", t->cent},
                   {":kleinste_cent", t->kleinste_cent},
                   {":grootste_cent", t->grootste_cent},
                   {":tarief_cent", t->tarief_cent},
                   {":boven_tarief_cent", t->tarief_cent < 0 ? -1 : t->boven_tarief_cent},
                   {":budget_cent", t->budget_cent},
                   {":boven_budget_cent", t->budget_cent < 0 ? -1 : t->boven_budget_cent},
                   {":ingeschreven", t->ingeschreven},
                   {":ingeschreven_75", t->ingeschreven_75}};
    digits_print(t->uzovi, 4, uzovi);
    digits_print(t->agb_declarant, 8, agb);
    quarter_print(t->kwartaal, kwartaal);
    db_set_string(stmt, ":uzovi", uzovi);
    db_set_string(stmt, ":agb_declarant", agb);
    db_set_text(stmt, ":programma", programma->naam);
    db_set_string(stmt, ":soort", programma->titel ? "titel" : "keten");
    db_set_string(stmt, ":kwartaal", kwartaal);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].number < 0)
            db_set_string(stmt, numbers[i].name, NULL);
        else
            db_set_integer(stmt, numbers[i].name, numbers[i].number);
    return db_run(stmt, err);
}

static bool write_rows(struct store *store, const struct ruleset *rules, const struct titels *titels, int64_t run, struct error *err)
{
    static const char insert[] =
        "INSERT INTO titel_kwartaal (uzovi, agb_declarant, programma, volgorde, soort, kwartaal, regels, verzekerden, bedrag_cent,"
        " kleinste_cent, grootste_cent, tarief_cent, boven_tarief_cent, budget_cent, boven_budget_cent, ingeschreven, ingeschreven_75)"
        " VALUES (:uzovi, :agb_declarant, :programma, :volgorde, :soort, :kwartaal, :regels, :verzekerden, :bedrag_cent,"
        " :kleinste_cent, :grootste_cent, :tarief_cent, :boven_tarief_cent, :budget_cent, :boven_budget_cent, :ingeschreven,"
        " :ingeschreven_75)";
    sqlite3_stmt *stmt = NULL, *stand = NULL;
    bool ok = db_exec(store->db, "DELETE FROM titel_kwartaal; DELETE FROM titel_stand", err)
              && db_prepare(store->db, &stmt, insert, err)
              && db_prepare(store->db, &stand, "INSERT INTO titel_stand (run) VALUES (:run)", err);
    for (size_t i = 0; ok && i < titels->n; i++)
        ok = write_row(stmt, rules, &titels->at[i], err);
    if (ok)
        db_set_integer(stand, ":run", run);
    ok = ok && db_run(stand, err);
    sqlite3_finalize(stmt);
    sqlite3_finalize(stand);
    return ok;
}

static bool find_state(struct store *store, int64_t *run, bool *current, struct error *err)
{
    int64_t counted = 0;
    bool ok = db_integer(store->db, "SELECT max(run) FROM run", run, err)
              && db_integer(store->db, "SELECT max(run) FROM titel_stand", &counted, err);
    *current = *run == 0 || *run == counted;
    return ok;
}

/* The figures as the last run left the lines; `rules` too. */
static bool count_anew(struct store *store, int64_t run, unsigned threads, struct progress *progress, struct ruleset *rules,
                       struct titels *titels, struct error *err)
{
    bool sound = false;
    return ledger_rules_of_run(store, run, rules, &sound, err)
           && (sound || error_set(err, STATUS_FAILED, "%s: what the last run recorded of its tables is not as it was; verify the database",
                                  store->path))
           && titels_count(store, rules, threads, progress, titels, err);
}

/* In a transaction of its own, so that a run does not wait for the counting. */
static bool replace_rows(const char *path, int wait_seconds, const struct ruleset *rules, const struct titels *titels, int64_t run,
                         struct error *err)
{
    struct store store = STORE_CLOSED;
    int64_t now = 0;
    bool current = false;
    bool ok = store_open_change(&store, path, wait_seconds, err) && find_state(&store, &now, &current, err)
              && (now == run || error_set(err, STATUS_FAILED, "%s: a run changed the database meanwhile; do it again", path))
              && write_rows(&store, rules, titels, run, err) && store_commit(&store, err);
    store_close(&store);
    return ok;
}

bool titels_refresh(const char *path, int wait_seconds, unsigned threads, struct progress *progress, struct error *err)
{
    struct store store = STORE_CLOSED;
    struct ruleset rules = {0};
    struct titels titels = {0};
    int64_t run = 0;
    bool current = false;
    bool ok = store_open_read(&store, path, err) && find_state(&store, &run, &current, err)
              && (current || count_anew(&store, run, threads, progress, &rules, &titels, err));
    store_close(&store);
    ok = ok && (current || replace_rows(path, wait_seconds, &rules, &titels, run, err));
    titels_release(&titels);
    ruleset_release(&rules);
    return ok;
}
