/* cijfers.c - see cijfers.h. */
#include "web/cijfers.h"

#include <pthread.h>
#include <time.h>

#include "store/queries.h"

enum { KEPT = 8, TURN_SECONDS = 5 };

struct kept_quarter {
    int64_t run, oordelen, wissingen; /* what the database was when it was read */
    day kwartaal;
    struct compilation *of; /* NULL: this place is free */
};
struct cijfers {
    pthread_mutex_t turn;
    unsigned threads;
    struct kept_quarter kept[KEPT];
    size_t next; /* which goes when another comes */
};

struct cijfers *cijfers_new(unsigned threads)
{
    struct cijfers *cijfers = xcalloc(1, sizeof *cijfers);
    pthread_mutex_init(&cijfers->turn, NULL);
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

void cijfers_free(struct cijfers *cijfers)
{
    if (!cijfers)
        return;
    for (size_t i = 0; i < KEPT; i++)
        drop_quarter(&cijfers->kept[i]);
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

bool cijfers_of_quarter(struct call *call, day kwartaal, bool anyway, unsigned threads, const struct compilation **of,
                        struct error *err)
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
    if (*of || (!anyway && lines > LINES_AT_ONCE) || !now.run)
        return true;
    if (!read_quarter(call, &now, threads, err))
        return false;
    drop_quarter(&cijfers->kept[cijfers->next]);
    cijfers->kept[cijfers->next] = now;
    cijfers->next = (cijfers->next + 1) % KEPT;
    *of = now.of;
    return true;
}
