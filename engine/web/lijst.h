/* lijst.h - a list of findings: which, in what order, from where on, as an address says it.
 *
 *     /bevindingen?status=nieuw,open&zekerheid=vast&agb=53010001&sort=bedrag&per=100&na=5088a110b26db779
 *
 * The filters are the options of `findings` by their own names (store/selectie.h), a list of words joined with ',' or
 * the name several times; `verzekerde` is a patient, sealed (web/zoeksleutel.h); `sort` one of orde_word, `om=ja` the
 * other way round; `na` and `voor` the finding behind or before which the page begins or ends, `bij` the one that
 * stands on it; `per` how many a page.
 * What stands in an address is said again in one form, whatever form it came in.
 *
 * A page about one finding that was reached from a list takes that list along as the parameter `lijst`: what stands
 * behind the ? of its address, but for the place. */
#ifndef WEB_LIJST_H
#define WEB_LIJST_H

#include "store/bevinding_index.h"
#include "store/selectie.h"
#include "web/call.h"

enum { PER_LEAST = 10, PER_USUAL = 50, PER_MOST = 250 };

struct lijst {
    struct selectie selectie;
    struct bevinding_filter filter; /* made of it, of the patient and of the order */
    struct text verzekerde;         /* the token; empty: nobody was searched for */
    struct text na, voor, bij;      /* a bevinding_id, or empty */
    unsigned per;
    /* What the fields of the form hold: the selection as it was typed, also what is wrong in it, but for what may be
     * the number of a patient: it would come back in an address. */
    struct selectie getypt;
    const char *since_getypt; /* NULL: nothing */
};
/* The most digits in a row: nine may be the number of a patient. */
size_t longest_digits(struct text text);
/* Reads the list of an address or a form; its texts live as long as the call. NULL: it is good; else what is wrong with
 * it, in Dutch, and the list is that of all findings that stand; what was typed is kept (`getypt`). */
const char *lijst_read(struct call *call, const struct params *from, struct lijst *lijst);
/* The same of a text "status=open&sort=bedrag". */
const char *lijst_read_text(struct call *call, struct text query, struct lijst *lijst);
/* Adds the list as such a text, without its place. */
void lijst_query(const struct lijst *lijst, struct buf *query);
/* The same for links to the page of a finding: never empty, so that all findings that stand are a list too. */
void lijst_link(const struct lijst *lijst, struct buf *query);
/* Adds its address, "/bevindingen?...". */
void lijst_address(const struct lijst *lijst, struct buf *url);
/* Adds the address of the page of a finding that takes the list along: lijst_link, or empty: it was in none. */
void bevinding_address(struct text id, struct text lijst, struct buf *url);
/* Adds the list in the reader's words, "zekerheid vast, AGB 53010001"; who the patient is, is not told. */
void lijst_say(const struct lijst *lijst, struct buf *out);

/* The version of the findings that call->store sees, and the list as it stands there. The caller releases both. */
bool lijst_choose(struct call *call, const struct lijst *lijst, struct keuze *keuze, struct error *err) MUST_CHECK;

/* What stands before and behind a finding in the list that the parameter `lijst` of this call's address names. A
 * finding that is not in it (any more) has neighbours too: those of the place where it would be. */
struct buren {
    bool is_lijst;       /* false: the address names no list, and all else is empty */
    char vorige[17], volgende[17]; /* ""; at an end */
    uint32_t plaats, n;  /* from 1; 0: it is not in it. Of n */
    struct text query;   /* the list as lijst_link says it; lives as long as the call */
};
bool lijst_buren(struct call *call, struct text bevinding_id, struct buren *buren, struct error *err) MUST_CHECK;

#endif
