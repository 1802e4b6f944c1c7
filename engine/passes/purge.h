/* purge.h - takes out of a database what is older than the retention term (docs/privacy.md).
 *
 * A line is older when the calendar quarter in which it ends was over on the day that is given. It goes, unless
 *   - it shares a quarter with a line of a finding that is not older: of the two lines of that finding one is not; or
 *   - it is the credit of a line that stays, or the other way round; or
 *   - without it the lines that stay would give another finding than they gave with it.
 * A finding, standing or lapsed, goes with a line of it, and its events, verdicts and answers go with it. So what stays
 * can still be explained, and nobody is accused since somebody else's line was purged.
 *
 * Who looked at what (table inzage) has a term of its own: a look stays until that, whatever happens to what was looked
 * at. Either may be given alone. */
#ifndef PASSES_PURGE_H
#define PASSES_PURGE_H

#include "base/day.h"
#include "base/log.h"
#include "store/store.h"

struct purge {
    day voor;                /* lines that end before it, by quarters; 0: none */
    day inzage_voor;         /* looks before it; 0: none */
    struct text door, reden; /* who, and why */
    bool dry_run;            /* only counts; the store may be open for reading */
    struct progress *progress;
    /* What left, or would. */
    int64_t regels, patienten, bevindingen, gebeurtenissen, oordelen, antwoorden, notities;
    int64_t gebleven; /* lines that are older and stay */
    int64_t inzagen;  /* looks */
};

/* `store` must be opened by store_open_alone, or for a dry run by store_open_read. Commits, when all that is left
 * passes `verify`, and then leaves no byte of what went in the file or beside it. A failure before the commit changes
 * nothing; one after it says so. */
bool purge(struct store *store, struct purge *purge, struct error *err) MUST_CHECK;
/* The greatest day that was purged before; 0: none. */
bool purge_date(struct store *store, day *voor, struct error *err) MUST_CHECK;

#endif
