/* cijfers.c - see cijfers.h. */
#include "web/cijfers.h"

#include <pthread.h>
#include <time.h>

#include "web/bladeren.h"

enum { KEPT = 8, TURN_SECONDS = 5 };

struct kept_quarter {
    int64_t run, oordelen, wissingen; /* what the database was when it was read */
    day kwartaal;
    struct compilation *of; /* NULL: this place is free */
};
/* What stands in one state of the database, for as long as somebody looks at it. */
struct kept_staat {
    struct wat_staat staat; /* first: who has this has the whole */
    unsigned refs;          /* guarded by staat_lock */
    struct kept_quarter of;
};
struct cijfers {
    pthread_mutex_t turn;
    unsigned threads;
    struct kept_quarter kept[KEPT];
    size_t next; /* which goes when another comes */
    pthread_mutex_t staat_lock;
    struct kept_staat *latest; /* one reference is its own; NULL: none was read */
};

struct cijfers *cijfers_new(unsigned threads)
{
    struct cijfers *cijfers = xcalloc(1, sizeof *cijfers);
    pthread_mutex_init(&cijfers->turn, NULL);
    pthread_mutex_init(&cijfers->staat_lock, NULL);
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
    staat_unref(cijfers->latest);
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
static bool state_now(struct call *call, day kwartaal, struct kept_quarter *now, struct error *err)
{
    *now = (struct kept_quarter){.kwartaal = quarter_first(kwartaal)};
    return db_integer(call->store.db, "SELECT coalesce(max(run), 0) FROM run", &now->run, err)
           && db_integer(call->store.db, "SELECT coalesce(max(nummer), 0) FROM oordeel", &now->oordelen, err)
           && db_integer(call->store.db, "SELECT coalesce(max(wissing), 0) FROM wissing", &now->wissingen, err);
}

static bool is_the_same(const struct kept_quarter *a, const struct kept_quarter *b)
{
    return a->of && a->run == b->run && a->oordelen == b->oordelen && a->wissingen == b->wissingen
           && a->kwartaal == b->kwartaal;
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
    struct kept_quarter now;
    int64_t lines = 0;
    *of = NULL;
    if (!state_now(call, kwartaal, &now, err)
        || !db_integer(call->store.db, "SELECT coalesce(sum(regels), 0) FROM laag", &lines, err))
        return false;
    for (size_t i = 0; i < KEPT && !*of; i++)
        if (is_the_same(&cijfers->kept[i], &now))
            *of = cijfers->kept[i].of;
    if (*of || (!anyway && (lines > LINES_AT_ONCE || bevindingen > FINDINGS_AT_ONCE)) || !now.run)
        return true;
    if (!read_quarter(call, &now, threads, err))
        return false;
    drop_quarter(&cijfers->kept[cijfers->next]);
    cijfers->kept[cijfers->next] = now;
    cijfers->next = (cijfers->next + 1) % KEPT;
    *of = now.of;
    return true;
}

static bool read_staat(struct call *call, const struct kept_quarter *now, struct error *err)
{
    struct cijfers *cijfers = call->desk->cijfers;
    struct kept_staat *kept = xcalloc(1, sizeof *kept);
    kept->refs = 1;
    kept->of = *now;
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
    struct kept_quarter now;
    if (!state_now(call, DAY_FIRST, &now, err))
        return false;
    pthread_mutex_lock(&cijfers->staat_lock);
    const struct kept_staat *latest = cijfers->latest;
    bool ok = (latest && latest->of.run == now.run && latest->of.wissingen == now.wissingen)
              || read_staat(call, &now, err);
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

#define SOM_NAME(name, title, kind) #name,
static const char *const som_column[SOM_CELLS] = {SOM_CELLS_LIST(SOM_NAME)};
#undef SOM_NAME
const char *const som_sorts[] = {"netto_cent",   "vast_cent",   "waarschijnlijk_cent",
                                 "signaal_cent", "bevindingen", "regels",
                                 "patienten",    "agb",         NULL};

bool som_is_few(const struct call *call, const struct som *som)
{
    return som && som->patienten < FEW_PATIENTS && !call_may(call, RECHT_PATIENT);
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

void som_row_fill(const struct call *call, const struct som *som, struct som_row *row)
{
    const bool few = som_is_few(call, som);
    for (enum som_cell cell = 0; cell < SOM_CELLS; cell++)
        row->value[cell] = !som                         ? TEXT("")
                           : !few                       ? number_text(som_figure(som, cell), row->room[cell])
                           : cell == SOM_CELL_patienten ? TEXT("minder dan 5")
                                                        : TEXT("\u2013");
}

int64_t som_key(const struct som *som, struct text column)
{
    for (enum som_cell cell = 0; som && cell < SOM_CELLS; cell++)
        if (text_equal(column, text_of(som_column[cell])))
            return som_figure(som, cell);
    return 0;
}
