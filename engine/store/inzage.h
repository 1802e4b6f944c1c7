/* inzage.h - who looked at which patient or finding, when and why (schema: table inzage). It is only added to; nothing
 * but a purge takes it away.
 *
 * A look must be on record before the page is shown, also while a nightly run holds the database. So it is written to
 * a journal beside it first, NAME.inzage, synced; inzage_settle moves what is there into the database when that is
 * free. A line of the journal has a mark of its own, so what was moved twice, because the program was killed in
 * between, stands there once. */
#ifndef STORE_INZAGE_H
#define STORE_INZAGE_H

#include "store/store.h"

struct inzage {
    struct text inlog;        /* who; not empty */
    struct text blad;         /* which page, by its route: "/bevinding/ID" */
    struct text patient;      /* as it is stored; empty: the page was about no single patient */
    struct text bevinding_id; /* empty: about no single finding */
    struct text reden;        /* why, in that person's words */
};

struct inzage_journal;
/* The journal beside the database; made when it is not there. Never followed when it is a link or somebody else's. */
bool inzage_journal_open(struct inzage_journal **journal, const char *db, struct error *err) MUST_CHECK;
/* Any thread may add. It is on disk when this returns true. */
bool inzage_add(struct inzage_journal *journal, const struct inzage *look, size_t n, struct error *err) MUST_CHECK;
/* Moves the journal into the database; *busy: somebody else is writing there, so it was left for the next time. */
bool inzage_settle(struct inzage_journal *journal, bool *busy, struct error *err) MUST_CHECK;
void inzage_journal_close(struct inzage_journal *journal);

#endif
