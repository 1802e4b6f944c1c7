/* inzage.h - who looked at which patient or finding, when and why (schema: table inzage). It is only added to; nothing
 * but a purge by a term of its own takes it away (docs/privacy.md).
 *
 * A look must be on record before the page is shown, also while a nightly run holds the database. So it is written to
 * a journal beside it first, synced (store/inzage_journal.h); inzage_settle moves what is there into the database when
 * that is free. Who reads the log reads the journal first and then opens the database: what is moved in between is then
 * seen twice, and told once; the other way round it would not be seen. */
#ifndef STORE_INZAGE_H
#define STORE_INZAGE_H

#include "store/inzage_journal.h"
#include "store/store.h"

struct inzage {
    struct text inlog;        /* who; not empty */
    struct text blad;         /* which page, by its route: "/bevinding/ID"; not empty */
    struct text patient;      /* as it is stored; empty: the page was about no single patient */
    struct text bevinding_id; /* empty: about no single finding */
    struct text reden;        /* why, in that person's words */
};

struct inzage_journal;
/* The journal beside the database; made when it is not there. Never followed when it is a link or somebody else's. */
bool inzage_journal_open(struct inzage_journal **journal, const char *db, struct error *err) MUST_CHECK;
/* Any thread may add. It is on disk when this returns true. */
bool inzage_add(struct inzage_journal *journal, const struct inzage *look, size_t n, struct error *err) MUST_CHECK;
/* Moves the journal into the database, without waiting for who is writing there: then it fails, the journal stays as it
 * is, and the next time does it. *damaged: lines of it that were not what was written. */
bool inzage_settle(struct inzage_journal *journal, size_t *damaged, struct error *err) MUST_CHECK;
void inzage_journal_close(struct inzage_journal *journal);

/* For who has the database open for change already: puts lines into the table, those that it does not have. */
bool inzage_put(sqlite3 *db, const struct inzage_lines *lines, struct error *err) MUST_CHECK;

/* When this login was last seen before; "" when never. */
enum { INZAGE_TIME = 21 };
bool inzage_last(struct store *store, const struct inzage_lines *standing, struct text inlog,
                 char op[static INZAGE_TIME], struct error *err) MUST_CHECK;

/* What is asked of the log; an empty text: anything. */
struct inzage_filter {
    struct text inlog, patient, bevinding_id;
    struct text sinds, voor; /* YYYY-MM-DD: from this day on, before this day */
};
/* `nummer` 0: it stands in the journal still. The texts live until the function returns. */
typedef bool inzage_fn(void *ctx, int64_t nummer, const struct inzage_row *row, struct error *err);
/* All of them, oldest first; `standing`: the lines of the journal, read before the database was opened. */
bool inzage_each(struct store *store, const struct inzage_lines *standing, const struct inzage_filter *filter,
                 inzage_fn *each, void *ctx, struct error *err) MUST_CHECK;
/* A page of them, newest first: those of the journal when `before` is 0, and at most `most` of the table with a nummer
 * below `before` (0: the newest). */
bool inzage_newest(struct store *store, const struct inzage_lines *standing, const struct inzage_filter *filter,
                   int64_t before, size_t most, inzage_fn *each, void *ctx, struct error *err) MUST_CHECK;

#endif
