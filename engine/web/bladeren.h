/* bladeren.h - a long table of figures on a page: some rows at a time, sorted by a column, both told by the address;
 * and what of few patients is shown to who may see none of them. */
#ifndef WEB_BLADEREN_H
#define WEB_BLADEREN_H

#include "web/call.h"
#include "web/html_table.h"

/* Adds the address of this page with what it was asked, but for the values of these names (NULL at the end); it ends in
 * ? or &. A number that is too long to be of these pages is left out: it may be a patient's. */
void address_without(const struct call *call, const char *const *names, struct buf *url);

/* For :minst of a query: of fewer patients than this nobody is told how many, who may not see them; "0": of any. */
struct text few_patients(const struct call *call);
/* The sentence that says so, for those it holds for. */
void say_few_patients(struct call *call);

/* What a page may be asked for: 1 to `max` digits, as they came, or nothing; anything else is nothing too. */
struct text query_digits(const struct call *call, const char *name, size_t max);

enum { BLAD_RIJEN = 100, FEW_PATIENTS = 5 };
#define FEW_WORDS "minder dan 5"
struct listing {
    const struct table *table;
    enum query query;                /* its columns are the table's; it takes :aantal and :vanaf */
    const struct query_param *param; /* the others */
    size_t params;
    bool few; /* it takes :minst */
};
/* The table, and where its further rows are. */
bool show_listing(struct call *call, const struct listing *listing, struct error *err) MUST_CHECK;
/* The same of rows that are in memory; it is sorted by one of `sorts`, the first by itself, from high to low. */
struct sorted_listing {
    const struct table *table;
    const char *const *sorts;
    size_t n;
    void *ctx;
    int64_t (*key)(void *ctx, size_t i, struct text column); /* what row i is ordered by; equal ones stay as they are */
    bool (*last)(void *ctx, size_t i);                       /* whatever the order; NULL: none is */
    bool (*row)(void *ctx, size_t i, struct table_writer *writer, struct error *err);
};
bool show_sorted(struct call *call, const struct sorted_listing *listing, struct error *err) MUST_CHECK;
/* A query that is not long, under its title; it takes :minst. */
bool show_few(struct call *call, const struct table *table, enum query query, const char *name, struct text value,
              struct error *err) MUST_CHECK;

/* A select of a form in the address: its choices come one by one; the empty one, `all`, is the first. */
bool show_filter(struct call *call, const char *label, const char *name, enum query query,
                 struct error *err) MUST_CHECK; /* the choices are column `name` of a query without parameters */
void filter_begin(struct call *call, const char *label, const char *name, const char *all);
void filter_choice(struct call *call, const char *name, struct text value);
void filter_end(struct call *call);

/* What was filled in cannot be taken: why, and the way back to it. */
void refuse_form(struct call *call, const char *title, const char *why);
/* A card with one large figure. */
void figure_card(struct html *html, const char *title, enum cell_kind kind, struct text value);
/* A pair of a dl.feiten; nothing when the value is empty. */
void fact(struct html *html, const char *name, struct text value);

#endif
