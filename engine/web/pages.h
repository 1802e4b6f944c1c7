/* pages.h - the functions that web/routes.c lists, each in the file of its subject. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/routes.h"

/* page_vandaag.c */
page_fn page_vandaag;

/* page_bevindingen.c, page_lijst_bestand.c, page_oordelen.c, page_lijsten.c: lists of findings, one as a file, one
 * verdict for many, lists to keep */
page_fn page_bevindingen, page_lijst_bestand, action_oordelen, action_zoeken, action_lijst_bewaren, action_lijst_weg;

/* page_aanmelden.c: who you are, why you look */
page_fn page_aanmelden, action_afmelden, page_reden, action_reden;

/* page_aanbieders.c, page_aanbieder.c */
page_fn page_aanbieders, page_aanbieder, action_aanbieder;

/* page_bevinding.c, bevinding_oordeel.c: one finding, its verdict and its notes */
page_fn page_bevinding, action_oordeel, action_notitie;

/* page_regels.c */
page_fn page_regels, page_regel;
void refuse_unknown_regel(struct call *call);

/* page_runs.c, page_intrekken.c: what was read, and what becomes of a file that was wrong */
page_fn page_runs, page_levering, action_afhandelen, page_intrekken, action_intrekken;
/* Whether the path names a file by its number; the answer when it does not, or there is none. */
bool is_file_number(const struct call *call);
void refuse_unknown_file(struct call *call);

/* page_tabellen.c, page_proef.c: what is in force; what other tables, or a rule that says something else, would do */
page_fn page_tabellen, page_tabellen_bestand, action_tabellen, action_regel;

/* page_zaken.c, page_zaak.c, zaak_daad.c: controls of a provider */
page_fn page_zaken, action_zaken, page_zaak, page_zaak_stuk, action_zaak;

/* page_titels.c */
page_fn page_titels, action_titels;

/* page_inzage.c: who looked at what */
page_fn page_inzage;

/* page_hulp.c */
page_fn page_hulp;

/* page_static.c: the stylesheet and the script */
page_fn page_static;
/* The address of one of them, with its version in it. */
const char *static_url(const char *name);

#endif
