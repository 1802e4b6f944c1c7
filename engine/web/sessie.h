/* sessie.h - who is at the other end, from one request to the next. Sessions live in memory: when the program ends they
 * end, and a proxy's user gets a new one without noticing. Any thread may ask. */
#ifndef WEB_SESSIE_H
#define WEB_SESSIE_H

#include <time.h>

#include "base/error.h"
#include "base/text.h"

/* Bytes of what nobody may guess, and of it as hex digits. */
enum { GEHEIM = 32, GEHEIM_TEXT = 2 * GEHEIM, NAAM_MAX = 256, REDEN_MAX = 400 };
void geheim_new(char out[static GEHEIM_TEXT + 1]);
/* In a time that does not tell how much of it is right. */
bool geheim_equal(struct text given, const char secret[static GEHEIM_TEXT + 1]);

/* What a request knows of its session: a copy. */
struct sessie {
    char id[GEHEIM_TEXT + 1];   /* the cookie */
    char csrf[GEHEIM_TEXT + 1]; /* every form brings it back */
    char naam[NAAM_MAX];        /* the login */
    unsigned rechten;           /* enum recht */
    char reden[REDEN_MAX];      /* why patients are looked at; "": not asked yet */
    char vorige[21];            /* when this person was here before, UTC; "": never */
};

struct sessies;
/* `idle`, `whole`: seconds after which a session ends: unused, and in any case. */
struct sessies *sessies_new(unsigned idle, unsigned whole);
void sessies_free(struct sessies *sessies);
/* The session of a cookie. False: there is none, or it ended, or it is not `naam`'s (empty: whoever's). */
bool sessies_find(struct sessies *sessies, struct text cookie, struct text naam, struct sessie *out);
/* Begins one; `vorige`: when this person was here before, "" never. There is room for ten thousand; the one that was
 * used longest ago goes. */
void sessies_begin(struct sessies *sessies, struct text naam, unsigned rechten, const char *vorige,
                   struct sessie *out);
void sessies_end(struct sessies *sessies, const char *id);
void sessies_set_reden(struct sessies *sessies, const char *id, struct text reden);
/* Whether this person may ask one thing more, with whatever cookie: at most `per_second` in the long run, twice as many
 * at once. */
bool sessies_within_rate(struct sessies *sessies, struct text naam, unsigned per_second);

#endif
