/* inzage_journal.h - the journal of looks beside the database, NAME.inzage: a line a look, until store/inzage.c moves
 * it into table inzage.
 *
 * A line is its texts with TABs between (INZAGE_TEXTS) and a sum of them behind, what is no plain character as \xNN, so
 * that it can be read by eye. Each has a mark of its own, at random: what is moved twice, since the program was killed
 * before it could empty the journal, stands in the table once.
 *
 * Every use opens the file, and locks it (flock) while it reads, adds or empties it, so that threads and programs may
 * use it side by side. What is added begins on a line of its own, also behind one that a crash cut short. */
#ifndef STORE_INZAGE_JOURNAL_H
#define STORE_INZAGE_JOURNAL_H

#include "base/memory.h"
#include "base/text.h"

/* What one look leaves, in the order of the line; the columns of table inzage (schema/0021_inzage.sql). */
#define INZAGE_TEXTS(X) X(merk) X(op) X(inlog) X(blad) X(patient) X(bevinding_id) X(reden)
#define INZAGE_MEMBER(name) struct text name;
struct inzage_row {
    INZAGE_TEXTS(INZAGE_MEMBER)
};
#undef INZAGE_MEMBER

/* The lines of a journal. A line that is not what was written becomes a row too, of blad BLAD_DAMAGED: somebody looked
 * and it is not known who; `reden` is what can be read of it, and `op` the time at which that was found. */
#define BLAD_DAMAGED "(beschadigd)"
struct inzage_lines {
    struct inzage_row *row; /* oldest first */
    size_t n, cap;
    size_t damaged; /* how many of them are of BLAD_DAMAGED */
    struct arena arena;
};
void inzage_lines_release(struct inzage_lines *lines);

/* The journal of the database at `db`; the caller frees. */
char *inzage_journal_path(const char *db);
/* Reads it. There need be none. */
bool inzage_journal_read(const char *path, struct inzage_lines *lines, struct error *err) MUST_CHECK;
/* Adds rows without a mark: each gets one. On disk when this returns true; else nothing of it is there. */
bool inzage_journal_add(const char *path, const struct inzage_row *row, size_t n, struct error *err) MUST_CHECK;

/* Reads it and keeps others out until inzage_journal_give, which empties it when `taken`: its lines are somewhere else,
 * on disk. *fd -1: there is no journal. */
bool inzage_journal_take(const char *path, int *fd, struct inzage_lines *lines, struct error *err) MUST_CHECK;
bool inzage_journal_give(const char *path, int fd, bool taken, struct error *err) MUST_CHECK;

#endif
