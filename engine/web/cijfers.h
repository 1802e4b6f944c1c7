/* cijfers.h - work that takes a pass over all stored lines: one request at a time does it, so that two analysts do not
 * take the machine from a night; and the figures of a quarter are kept for the others who ask. */
#ifndef WEB_CIJFERS_H
#define WEB_CIJFERS_H

#include "spiegel/compile.h"
#include "spiegel/gewoonte.h"
#include "store/wat_staat.h"
#include "web/call.h"

/* More than this is not passed over because somebody opened a page, but when somebody asks for it: stored lines, and
 * findings that stand. */
enum { LINES_AT_ONCE = 2000000, FINDINGS_AT_ONCE = 100000 };

struct cijfers *cijfers_new(unsigned threads);
void cijfers_free(struct cijfers *cijfers);

/* Takes the turn, waiting some seconds; false: somebody else is at work. Who took it gives it back. */
bool work_begin(struct call *call, unsigned *threads) MUST_CHECK;
void work_end(struct call *call);
/* The page that says that somebody is at work. */
void refuse_busy(struct call *call);

/* Of all providers in a quarter (any day of it), by what the database holds now: from what is kept, or worked out.
 * *of NULL: it is not kept, and `anyway` is false while there are too many lines, or findings that stand, to do it at
 * once. Called with the turn
 * taken; it lives until the turn is given back. */
bool cijfers_of_quarter(struct call *call, day kwartaal, bool anyway, int64_t bevindingen, unsigned threads,
                        const struct compilation **of, struct error *err) MUST_CHECK;

/* The same of what providers do time after time; a verdict or an answer makes them others. */
bool cijfers_gewoonten(struct call *call, bool anyway, int64_t bevindingen, unsigned threads,
                       const struct gewoonten **of, struct error *err) MUST_CHECK;

/* What stands, by provider and rule, as the database is now: from what is kept, or read anew after a run or a purge.
 * Who took it gives it back; it does not change meanwhile. */
bool staat_take(struct call *call, const struct wat_staat **staat, struct error *err) MUST_CHECK;
void staat_give(struct call *call, const struct wat_staat *staat);

/* The table of what stands by whose line is to be recovered: it takes seconds when there are a million findings, and is
 * kept as what stands is. */
bool show_by_side(struct call *call, struct error *err) MUST_CHECK;

/* All providers whose AGB begins with these digits and who have a line that this rule (its number; SOM_ALLE: any) leads
 * to, as a list to sort. */
bool show_aanbieders(struct call *call, const struct wat_staat *staat, struct text agb, uint32_t regel,
                     struct error *err) MUST_CHECK;
/* A sum as cells of a table; of few patients as who asks may see it (web/bladeren.h). */
#define SOM_CELLS_LIST(X) \
    X(bevindingen, "Bevindingen", CELL_NUMBER) \
    X(regels, "Declaratieregels", CELL_NUMBER) \
    X(patienten, "Verzekerden", CELL_NUMBER) \
    X(vast_cent, "Vast", CELL_CENT) \
    X(waarschijnlijk_cent, "Waarschijnlijk", CELL_CENT) \
    X(signaal_cent, "Signaal", CELL_CENT) \
    X(netto_cent, "Samen", CELL_CENT)
#define SOM_CELL(name, title, kind) SOM_CELL_##name,
enum som_cell { SOM_CELLS_LIST(SOM_CELL) SOM_CELLS };
#undef SOM_CELL
#define SOM_COLUMN(name, title, kind) {#name, title, kind, 0},
#define SOM_COLUMNS SOM_CELLS_LIST(SOM_COLUMN)
extern const char *const som_sorts[]; /* their names, with agb; the sum first */
struct som_row {
    struct text value[SOM_CELLS];
    char room[SOM_CELLS][NUMBER_TEXT];
};
/* Sums beside their total: of all providers, or of all rules, of one provider or rule or of everything. */
enum som_group { PER_AANBIEDER, PER_REGELNAAM };
/* Where the sums that are too small to show could be worked out from the total and the others, one more is not shown:
 * the smallest of those; NULL: that need not be. `of`: the rule, or the provider; SOM_ALLE: of everything. */
const struct som *som_hidden(const struct call *call, const struct wat_staat *staat, enum som_group group, uint32_t of);
/* Whether who asks is not told of it; `hidden`: what som_hidden says of its group. */
bool som_is_few(const struct call *call, const struct som *som, const struct som *hidden);
/* `som` NULL: nothing stands. The euros of a grade stand apart only when each grade is of enough patients. */
void som_row_fill(const struct call *call, const struct som *som, const struct som *hidden, struct som_row *row);
/* The same in cards; 0 where nothing stands. */
void som_cards(struct call *call, const struct som *som, const struct som *hidden);
/* What a list of sums is ordered by, by the name of the column; 0 for one that is no figure. */
int64_t som_key(const struct som *som, struct text column);

#endif
