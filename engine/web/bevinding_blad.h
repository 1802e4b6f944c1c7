/* bevinding_blad.h - the page of one finding: what page_bevinding.c and bevinding_oordeel.c share.
 *
 * An address tells a finding by its bevinding_id. Several patients may have that id; then `plaats`, the file and the
 * number of its keten line, tells which one is meant: nothing of a patient is in it. */
#ifndef WEB_BEVINDING_BLAD_H
#define WEB_BEVINDING_BLAD_H

#include "store/bevindingen.h"
#include "store/oordelen.h"
#include "web/lijst.h"

/* What somebody typed that could not be taken, and why; {0}: nothing. */
struct ingevuld {
    const char *fout;
    struct text keuze, reden, notitie;
};

struct bevinding_blad {
    struct call *call;
    char id[17];
    struct text plaats;  /* as it was asked; empty: it need not be told */
    struct text patient; /* in the arena of the request, as what follows */
    char stand[STAND_TEXT];
    struct text oordeel_door; /* who gave the latest verdict */
    struct text regel_omschrijving, regel_bron;
    struct bevinding_reader reader; /* on the finding */
    struct buren buren;             /* in the list that it was reached from */
    struct ingevuld ingevuld;
};

/* Finds the finding that the address and the form mean. *found false: there is none, or several, of which none is
 * meant; then the reply is complete. The caller closes in any case. */
bool bevinding_blad_open(struct bevinding_blad *blad, struct call *call, bool *found, struct error *err) MUST_CHECK;
void bevinding_blad_close(struct bevinding_blad *blad);
/* Puts the look on record, and then writes the page. */
bool bevinding_blad_show(struct bevinding_blad *blad, struct error *err) MUST_CHECK;
/* The page's own address, with the list that it was reached from; with `done` (a word, or NULL) for a notice. */
void bevinding_blad_url(const struct bevinding_blad *blad, const char *done, struct buf *url);

/* bevinding_oordeel.c */
void oordeel_form(struct bevinding_blad *blad);
void notitie_form(struct bevinding_blad *blad);

#endif
