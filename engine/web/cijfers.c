/* cijfers.c - see cijfers.h. */
#include "web/cijfers.h"

#include <pthread.h>
#include <time.h>

#include "report/findings_report.h"
#include "web/bladeren.h"

enum { KEPT = 8, TURN_SECONDS = 5, ALLE_GEWOONTEN = (1 << GEWOONTEN) - 1 };

/* How far a database is. */
struct data_state {
    int64_t run, oordelen, antwoorden, wissingen;
    char begonnen[MADE_TEXT]; /* the last run: two databases may have as many runs */
};
struct kept_quarter {
    struct data_state state; /* when it was read */
    day kwartaal;
    struct compilation *of; /* NULL: this place is free */
};
/* What stands in one state of the database, for as long as somebody looks at it. */
struct kept_staat {
    struct wat_staat staat; /* first: who has this has the whole */
    unsigned refs;          /* guarded by staat_lock */
    struct data_state state;
};
struct cijfers {
    pthread_mutex_t turn;
    unsigned threads;
    struct kept_quarter kept[KEPT];
    size_t next;                       /* which goes when another comes */
    struct data_state gewoonten_state; /* run 0: there are none */
    struct gewoonten gewoonten;
    pthread_mutex_t staat_lock;
    struct kept_staat *latest; /* one reference is its own; NULL: none was read */
    pthread_mutex_t side_lock;
    struct data_state side_state;
    struct html by_side; /* empty: it was not written yet */
};

struct cijfers *cijfers_new(unsigned threads)
{
    struct cijfers *cijfers = xcalloc(1, sizeof *cijfers);
    pthread_mutex_init(&cijfers->turn, NULL);
    pthread_mutex_init(&cijfers->staat_lock, NULL);
    pthread_mutex_init(&cijfers->side_lock, NULL);
    cijfers->threads = threads ? threads : 1;
    return cijfers;
}

static void drop_quarter(struct kept_quarter *kept)
{
    if (kept->of)
        compilation_close(kept->of);
    free(kept->of);
    *kept = (struct kept_quarter){0};
}

static void staat_unref(struct kept_staat *kept)
{
    if (!kept || --kept->refs)
        return;
    wat_staat_release(&kept->staat);
    free(kept);
}

void cijfers_free(struct cijfers *cijfers)
{
    if (!cijfers)
        return;
    for (size_t i = 0; i < KEPT; i++)
        drop_quarter(&cijfers->kept[i]);
    gewoonten_release(&cijfers->gewoonten);
    staat_unref(cijfers->latest);
    html_release(&cijfers->by_side);
    pthread_mutex_destroy(&cijfers->side_lock);
    pthread_mutex_destroy(&cijfers->staat_lock);
    pthread_mutex_destroy(&cijfers->turn);
    free(cijfers);
}

bool work_begin(struct call *call, unsigned *threads)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += TURN_SECONDS;
    *threads = call->desk->cijfers->threads;
    return pthread_mutex_timedlock(&call->desk->cijfers->turn, &until) == 0;
}

void work_end(struct call *call)
{
    pthread_mutex_unlock(&call->desk->cijfers->turn);
}

void refuse_busy(struct call *call)
{
    reply_refused(call, 503, "Even geduld",
                  "Iemand anders laat nu iets uitrekenen over alle opgeslagen regels. Probeer "
                  "het over een minuut opnieuw.");
}

/* What the figures depend on: lines and findings change with a run or a purge, what is decided with a verdict. */
static bool state_now(struct call *call, struct data_state *now, struct error *err)
{
    sqlite3 *db = call->store.db;
    *now = (struct data_state){.run = 0};
    return db_integer(db, "SELECT coalesce(max(run), 0) FROM run", &now->run, err)
           && db_integer(db, "SELECT coalesce(max(nummer), 0) FROM oordeel", &now->oordelen, err)
           && db_integer(db, "SELECT coalesce(max(nummer), 0) FROM antwoord", &now->antwoorden, err)
           && db_integer(db, "SELECT coalesce(max(wissing), 0) FROM wissing", &now->wissingen, err)
           && made_by_last_run(&call->store, now->begonnen, err);
}

/* Whether no run and no purge came between. */
static bool has_the_same_lines(const struct data_state *a, const struct data_state *b)
{
    return a->run == b->run && a->wissingen == b->wissingen && strcmp(a->begonnen, b->begonnen) == 0;
}

/* Whether it is worked out for who opens a page; *may false: not without being asked. */
static bool may_be_read(struct call *call, int64_t bevindingen, bool anyway, bool *may, struct error *err)
{
    int64_t lines = 0;
    if (!db_integer(call->store.db, "SELECT coalesce(sum(regels), 0) FROM laag", &lines, err))
        return false;
    *may = anyway || (lines <= LINES_AT_ONCE && bevindingen <= FINDINGS_AT_ONCE);
    return true;
}

static bool read_quarter(struct call *call, struct kept_quarter *quarter, unsigned threads, struct error *err)
{
    struct progress progress = {0};
    quarter->of = xcalloc(1, sizeof *quarter->of);
    if (compilation_open(quarter->of, &call->store, quarter->kwartaal, ANTWOORD_VOOR_DEFAULT, threads, &progress,
                         err)) {
        compilation_settle(quarter->of);
        return true;
    }
    drop_quarter(quarter);
    return false;
}

bool cijfers_of_quarter(struct call *call, day kwartaal, bool anyway, int64_t bevindingen, unsigned threads,
                        const struct compilation **of, struct error *err)
{
    struct cijfers *cijfers = call->desk->cijfers;
    struct kept_quarter now = {.kwartaal = quarter_first(kwartaal)};
    bool may;
    *of = NULL;
    if (!state_now(call, &now.state, err) || !may_be_read(call, bevindingen, anyway, &may, err))
        return false;
    for (size_t i = 0; i < KEPT && !*of; i++)
        if (cijfers->kept[i].kwartaal == now.kwartaal && has_the_same_lines(&cijfers->kept[i].state, &now.state)
            && cijfers->kept[i].state.oordelen == now.state.oordelen)
            *of = cijfers->kept[i].of;
    if (*of || !may || !now.state.run)
        return true;
    if (!read_quarter(call, &now, threads, err))
        return false;
    drop_quarter(&cijfers->kept[cijfers->next]);
    cijfers->kept[cijfers->next] = now;
    cijfers->next = (cijfers->next + 1) % KEPT;
    *of = now.of;
    return true;
}

bool cijfers_gewoonten(struct call *call, bool anyway, int64_t bevindingen, unsigned threads,
                       const struct gewoonten **of, struct error *err)
{
    struct cijfers *cijfers = call->desk->cijfers;
    const struct data_state *kept = &cijfers->gewoonten_state;
    struct progress progress = {0};
    struct data_state now;
    bool may;
    *of = NULL;
    if (!state_now(call, &now, err) || !may_be_read(call, bevindingen, anyway, &may, err))
        return false;
    const bool same = kept->run && has_the_same_lines(kept, &now) && kept->oordelen == now.oordelen
                      && kept->antwoorden == now.antwoorden;
    if (!same && (!may || !now.run))
        return true;
    if (!same) {
        gewoonten_release(&cijfers->gewoonten);
        cijfers->gewoonten_state = (struct data_state){.run = 0};
        if (!gewoonten_read(&call->store, ALLE_GEWOONTEN, threads, &progress, &cijfers->gewoonten, err))
            return false;
        cijfers->gewoonten_state = now;
    }
    *of = &cijfers->gewoonten;
    return true;
}

static bool read_staat(struct call *call, const struct data_state *now, struct error *err)
{
    struct cijfers *cijfers = call->desk->cijfers;
    struct kept_staat *kept = xcalloc(1, sizeof *kept);
    kept->refs = 1;
    kept->state = *now;
    if (!wat_staat_read(&call->store, &kept->staat, err)) {
        staat_unref(kept);
        return false;
    }
    staat_unref(cijfers->latest);
    cijfers->latest = kept;
    return true;
}

bool staat_take(struct call *call, const struct wat_staat **staat, struct error *err)
{
    struct cijfers *cijfers = call->desk->cijfers;
    struct data_state now;
    if (!state_now(call, &now, err))
        return false;
    pthread_mutex_lock(&cijfers->staat_lock);
    const struct kept_staat *latest = cijfers->latest;
    bool ok = (latest && has_the_same_lines(&latest->state, &now)) || read_staat(call, &now, err);
    if (ok) {
        cijfers->latest->refs++;
        *staat = &cijfers->latest->staat;
    }
    pthread_mutex_unlock(&cijfers->staat_lock);
    return ok;
}

void staat_give(struct call *call, const struct wat_staat *staat)
{
    pthread_mutex_lock(&call->desk->cijfers->staat_lock);
    staat_unref((struct kept_staat *)(uintptr_t)staat);
    pthread_mutex_unlock(&call->desk->cijfers->staat_lock);
}

static bool write_by_side(struct store *store, struct html *html, struct error *err)
{
    const struct bevinding_filter all = {0};
    struct html_table table;
    struct table_writer *writer = html_table_open(&table, html);
    table.headless = true;
    bool ok = groepen_table(writer, store, PER_VERHAAL, &all, err);
    html_table_close(&table);
    return ok;
}

bool show_by_side(struct call *call, struct error *err)
{
    struct cijfers *cijfers = call->desk->cijfers;
    struct buf *kept = &cijfers->by_side.out;
    struct data_state now;
    bool ok = true;
    if (!state_now(call, &now, err))
        return false;
    pthread_mutex_lock(&cijfers->side_lock);
    if (!kept->n || !has_the_same_lines(&cijfers->side_state, &now)) {
        kept->n = 0;
        ok = write_by_side(&call->store, &cijfers->by_side, err);
        cijfers->side_state = now;
    }
    if (ok)
        buf_add(&call->html.out, kept->at, kept->n);
    else
        kept->n = 0;
    pthread_mutex_unlock(&cijfers->side_lock);
    return ok;
}

#define SOM_NAME(name, title, kind) #name,
static const char *const som_column[SOM_CELLS] = {SOM_CELLS_LIST(SOM_NAME)};
#undef SOM_NAME
const char *const som_sorts[] = {"netto_cent",   "vast_cent",   "waarschijnlijk_cent",
                                 "signaal_cent", "bevindingen", "regels",
                                 "patienten",    "agb",         NULL};

static bool is_of_group(const struct som *som, enum som_group group, uint32_t of)
{
    if (som->soort != SOM_STAAT)
        return false;
    return group == PER_AANBIEDER ? som->bij == of && som->agb != SOM_ALLE : som->agb == of && som->bij != SOM_ALLE;
}

const struct som *som_hidden(const struct call *call, const struct wat_staat *staat, enum som_group group, uint32_t of)
{
    const struct som *smallest = NULL;
    int64_t few = 0;
    for (size_t i = 0; i < staat->n; i++) { /* there need be none, and no place for them */
        const struct som *som = &staat->som[i];
        if (!is_of_group(som, group, of))
            continue;
        if (som->patienten < FEW_PATIENTS)
            few += som->patienten;
        else if (!smallest || som->patienten < smallest->patienten)
            smallest = som;
    }
    return few && few < FEW_PATIENTS && !call_may(call, RECHT_PATIENT) ? smallest : NULL;
}

bool som_is_few(const struct call *call, const struct som *som, const struct som *hidden)
{
    return som && !call_may(call, RECHT_PATIENT) && (som == hidden || som->patienten < FEW_PATIENTS);
}

static bool grades_stand_apart(const struct call *call, const struct som *som)
{
    for (int z = 0; z < ZEKERHEDEN; z++)
        if (som->per_graad[z] && som->per_graad[z] < FEW_PATIENTS && !call_may(call, RECHT_PATIENT))
            return false;
    return true;
}

static int64_t som_figure(const struct som *som, enum som_cell cell)
{
    switch (cell) {
    case SOM_CELL_bevindingen:
        return som->bevindingen;
    case SOM_CELL_regels:
        return som->regels;
    case SOM_CELL_patienten:
        return som->patienten;
    case SOM_CELL_vast_cent:
        return som->cent[VAST];
    case SOM_CELL_waarschijnlijk_cent:
        return som->cent[WAARSCHIJNLIJK];
    case SOM_CELL_signaal_cent:
        return som->cent[SIGNAAL];
    case SOM_CELL_netto_cent:
        return som_cent(som);
    case SOM_CELLS:
        break;
    }
    return 0;
}

static bool is_of_a_grade(enum som_cell cell)
{
    return cell == SOM_CELL_vast_cent || cell == SOM_CELL_waarschijnlijk_cent || cell == SOM_CELL_signaal_cent;
}

void som_row_fill(const struct call *call, const struct som *som, const struct som *hidden, struct som_row *row)
{
    const bool few = som_is_few(call, som, hidden), apart = som && grades_stand_apart(call, som);
    for (enum som_cell cell = 0; cell < SOM_CELLS; cell++)
        if (!som)
            row->value[cell] = TEXT("");
        else if (few && cell == SOM_CELL_patienten)
            row->value[cell] = som == hidden ? TEXT("niet getoond") : TEXT(FEW_WORDS);
        else if (few || (!apart && is_of_a_grade(cell)))
            row->value[cell] = TEXT("\u2013");
        else
            row->value[cell] = number_text(som_figure(som, cell), row->room[cell]);
}

void som_cards(struct call *call, const struct som *som, const struct som *hidden)
{
    struct som_row cells;
    som_row_fill(call, som, hidden, &cells);
    html_raw(&call->html, "<div class=\"kaarten\">");
#define CARD(name, title, kind) figure_card(&call->html, title, kind, cells.value[SOM_CELL_##name]);
    SOM_CELLS_LIST(CARD)
#undef CARD
    html_raw(&call->html, "</div>");
}

int64_t som_key(const struct som *som, struct text column)
{
    for (enum som_cell cell = 0; som && cell < SOM_CELLS; cell++)
        if (text_equal(column, text_of(som_column[cell])))
            return som_figure(som, cell);
    return 0;
}
