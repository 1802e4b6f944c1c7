/* pipe_lines.h - the lines of a pipe that may be asked for again, as they were read: its header, what is rejected, and
 * what is relevant, which the merge may still reject (referentie_niet_uniek). A pipe is read once.
 *
 * How it works. Each thread collects such lines of the chunk that it works on, and writes them to one temporary file
 * without a name, as a stretch. A line that is too long to hold comes in pieces, each a stretch of its own. */
#ifndef INGEST_PIPE_LINES_H
#define INGEST_PIPE_LINES_H

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

/* Takes bytes of lines as they were read, with their line ends; a long line comes in pieces. */
typedef void raw_line_fn(void *ctx, const char *at, size_t n);

struct pipe_lines;
/* The file is made in `dir`. */
bool pipe_lines_open(struct pipe_lines **pipe, const char *dir, struct error *err) MUST_CHECK;
void pipe_lines_close(struct pipe_lines *pipe);

/* Adds a line with its line end, or a piece of one, to a stretch. */
void pipe_lines_add(struct buf *stretch, uint64_t regelnr, struct text bytes);
/* Writes a stretch, whose lines stand in order, and empties it; any thread may, at any time. Only stretches with pieces
 * of one line must come in their order. */
bool pipe_lines_write(struct pipe_lines *pipe, struct buf *stretch, struct error *err) MUST_CHECK;

/* Calls `take` with the bytes of a line that was kept; when all is written, and for lines in ascending order. */
bool pipe_lines_take(struct pipe_lines *pipe, uint64_t regelnr, raw_line_fn *take, void *ctx,
                     struct error *err) MUST_CHECK;

#endif
