/* oordelen_form.h - the verdicts that the page Bevindingen offers for many findings at once. */
#ifndef WEB_OORDELEN_FORM_H
#define WEB_OORDELEN_FORM_H

#include "store/bevindingen.h"

enum { OORDEEL_KEUZES = 5 };
extern const struct oordeel_keuze {
    const char *word, *key, *label; /* of the form; the key that chooses it */
    enum oordeel oordeel;
    bool bevestig; /* as the second person: for who may */
} oordeel_keuzes[OORDEEL_KEUZES];

#endif
