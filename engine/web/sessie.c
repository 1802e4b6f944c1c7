/* sessie.c - see sessie.h. */
#include "web/sessie.h"

#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum { SESSIES_MAX = 10000 };

struct kept_session {
    struct sessie sessie;
    double began, used; /* seconds of a clock that nobody sets */
};
struct asker { /* somebody of the configuration, who asked something since the program began */
    char naam[NAAM_MAX];
    double asked, allowance; /* requests that may be made at once, as it was when one was `asked` */
};
struct sessies {
    pthread_mutex_t lock;
    unsigned idle, whole;
    struct kept_session *kept;
    size_t n, cap;
    struct asker *asker;
    size_t askers, askers_cap;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void geheim_new(char out[static GEHEIM_TEXT + 1])
{
    unsigned char bytes[GEHEIM];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(out, GEHEIM_TEXT + 1, bytes, sizeof bytes);
}

bool geheim_equal(struct text given, const char secret[static GEHEIM_TEXT + 1])
{
    return given.n == GEHEIM_TEXT && sodium_memcmp(given.at, secret, GEHEIM_TEXT) == 0;
}

struct sessies *sessies_new(unsigned idle, unsigned whole)
{
    struct sessies *sessies = xcalloc(1, sizeof *sessies);
    pthread_mutex_init(&sessies->lock, NULL);
    sessies->idle = idle;
    sessies->whole = whole;
    return sessies;
}

void sessies_free(struct sessies *sessies)
{
    if (!sessies)
        return;
    pthread_mutex_destroy(&sessies->lock);
    free(sessies->kept);
    free(sessies->asker);
    free(sessies);
}

static struct kept_session *kept_of(struct sessies *sessies, struct text id)
{
    for (size_t i = 0; i < sessies->n; i++)
        if (geheim_equal(id, sessies->kept[i].sessie.id))
            return &sessies->kept[i];
    return NULL;
}

static void drop(struct sessies *sessies, struct kept_session *kept)
{
    *kept = sessies->kept[--sessies->n];
}

static void drop_ended(struct sessies *sessies, double at)
{
    for (size_t i = sessies->n; i-- > 0;)
        if (at - sessies->kept[i].used > sessies->idle || at - sessies->kept[i].began > sessies->whole)
            drop(sessies, &sessies->kept[i]);
}

static void drop_oldest(struct sessies *sessies)
{
    struct kept_session *oldest = sessies->kept;
    for (size_t i = 1; i < sessies->n; i++)
        if (sessies->kept[i].used < oldest->used)
            oldest = &sessies->kept[i];
    drop(sessies, oldest);
}

bool sessies_find(struct sessies *sessies, struct text cookie, struct text naam, struct sessie *out)
{
    const double at = now();
    pthread_mutex_lock(&sessies->lock);
    drop_ended(sessies, at);
    struct kept_session *kept = kept_of(sessies, cookie);
    if (kept && naam.n && !text_equal(naam, text_of(kept->sessie.naam)))
        kept = NULL;
    if (kept) {
        kept->used = at;
        *out = kept->sessie;
    }
    pthread_mutex_unlock(&sessies->lock);
    return kept != NULL;
}

void sessies_begin(struct sessies *sessies, struct text naam, unsigned rechten, const char *vorige,
                   struct sessie *out)
{
    const double at = now();
    struct kept_session begun = {.sessie.rechten = rechten, .began = at, .used = at};
    geheim_new(begun.sessie.id);
    geheim_new(begun.sessie.csrf);
    snprintf(begun.sessie.naam, sizeof begun.sessie.naam, "%.*s", (int)naam.n, naam.at);
    snprintf(begun.sessie.vorige, sizeof begun.sessie.vorige, "%s", vorige);
    pthread_mutex_lock(&sessies->lock);
    drop_ended(sessies, at);
    if (sessies->n == SESSIES_MAX)
        drop_oldest(sessies);
    ARRAY_ROOM(sessies->kept, sessies->n, sessies->cap);
    sessies->kept[sessies->n++] = begun;
    pthread_mutex_unlock(&sessies->lock);
    *out = begun.sessie;
}

void sessies_end(struct sessies *sessies, const char *id)
{
    pthread_mutex_lock(&sessies->lock);
    struct kept_session *kept = kept_of(sessies, text_of(id));
    if (kept)
        drop(sessies, kept);
    pthread_mutex_unlock(&sessies->lock);
}

void sessies_set_reden(struct sessies *sessies, const char *id, struct text reden)
{
    pthread_mutex_lock(&sessies->lock);
    struct kept_session *kept = kept_of(sessies, text_of(id));
    if (kept)
        snprintf(kept->sessie.reden, sizeof kept->sessie.reden, "%.*s", (int)reden.n, reden.at);
    pthread_mutex_unlock(&sessies->lock);
}

static struct asker *asker_of(struct sessies *sessies, struct text naam)
{
    for (size_t i = 0; i < sessies->askers; i++)
        if (text_equal(naam, text_of(sessies->asker[i].naam)))
            return &sessies->asker[i];
    ARRAY_ROOM(sessies->asker, sessies->askers, sessies->askers_cap);
    struct asker *asker = &sessies->asker[sessies->askers++];
    *asker = (struct asker){.asked = 0};
    snprintf(asker->naam, sizeof asker->naam, "%.*s", (int)naam.n, naam.at);
    return asker;
}

bool sessies_within_rate(struct sessies *sessies, struct text naam, unsigned per_second)
{
    const double at = now();
    pthread_mutex_lock(&sessies->lock);
    struct asker *asker = asker_of(sessies, naam);
    asker->allowance = fmin(asker->allowance + (at - asker->asked) * per_second, 2.0 * per_second);
    asker->asked = at;
    const bool within = asker->allowance >= 1;
    asker->allowance -= within;
    pthread_mutex_unlock(&sessies->lock);
    return within;
}
