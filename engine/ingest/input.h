/* input.h - the decompressed bytes of an export: plain, .gz (zlib), .zst (libzstd) or standard input, told apart by their
 * first bytes. What cannot be read twice (a pipe) is copied to a nameless temporary file while it is read, so that
 * rejected lines can be shown as they were. */
#ifndef INGEST_INPUT_H
#define INGEST_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct input;

/* `path` "-" is standard input. `temp_dir` is where a pipe is kept. */
bool input_open(struct input **input, const char *path, const char *temp_dir, struct error *err) MUST_CHECK;
/* Reads up to `size` bytes; *got 0 = the end. */
bool input_read(struct input *input, char *to, size_t size, size_t *got, struct error *err) MUST_CHECK;
/* Back to the first byte. */
bool input_rewind(struct input *input, struct error *err) MUST_CHECK;
/* Goes to a byte of the decompressed content; forward at will, backward only by rewinding. */
bool input_seek(struct input *input, uint64_t offset, struct error *err) MUST_CHECK;
/* Bytes read from the file itself, compressed or not: for progress. */
uint64_t input_consumed(const struct input *input);
/* Size of the file itself, 0 when not known. */
uint64_t input_size(const struct input *input);
void input_close(struct input *input);

#endif
