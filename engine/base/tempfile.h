/* tempfile.h - a file without a name: it is gone when it is closed, whatever happens to the program. */
#ifndef BASE_TEMPFILE_H
#define BASE_TEMPFILE_H

/* Opens one in `dir`, for reading and writing, mode 0600; -1 with errno when that cannot be. */
int tempfile_open(const char *dir);

#endif
