/* file.h - a file as a whole. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>

#include "base/error.h"

/* Reads a whole file (up to 128 MiB: more than that SQLite is not to hold as one value) into memory;
 * the caller frees. */
bool read_whole_file(const char *path, char **content, size_t *n, struct error *err) MUST_CHECK;
/* The same of a file that this program made, of any length. */
bool read_long_file(const char *path, char **content, size_t *n, struct error *err) MUST_CHECK;

/* Whether a file begins with these bytes, 64 at most; false with errno when there is none that can be read, else with
 * errno 0. */
bool file_begins(const char *path, const void *begin, size_t n) MUST_CHECK;

/* Lets this process have `n` files open beside what it has, as far as the system allows it. */
void allow_open_files(unsigned n);

#endif
