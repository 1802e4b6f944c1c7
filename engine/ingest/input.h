/* input.h - the decompressed bytes of an export: plain, .gz (zlib), .zst (libzstd) or standard input, told apart by
 * their first bytes. */
#ifndef INGEST_INPUT_H
#define INGEST_INPUT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/log.h"

struct input;

/* What a file may hold. A packed file of a few kilobytes can hold terabytes. */
struct input_limits {
    uint64_t bytes; /* of content, unpacked */
    uint64_t ratio; /* 1 or more; of content to packed bytes, beyond INPUT_RATIO_FREE bytes of content */
    /* Not limits, for what waits has none: who says that a pipe brings nothing (NULL: nobody is told), and what another
     * thread sets when nobody wants the file any more, so that a pipe is not waited for (NULL: never). */
    const struct log *log;
    const atomic_bool *unwanted;
};
enum { INPUT_RATIO_FREE = 16 << 20 };
#define INPUT_NO_LIMITS ((struct input_limits){.bytes = UINT64_MAX, .ratio = UINT64_MAX})

/* `path` "-" is standard input. A folder or a device is no export. */
bool input_open(struct input **input, const char *path, struct input_limits limits, struct error *err) MUST_CHECK;
/* It is read once: a pipe. */
bool input_is_pipe(const struct input *input);
/* Reads up to `size` bytes; *got 0 = the end. False with `err` empty: the content itself is at fault, and no further
 * bytes can be had; input_fault says how. Else `err` says why the file cannot be read. */
bool input_read(struct input *input, char *to, size_t size, size_t *got, struct error *err) MUST_CHECK;
/* What is wrong with the content (input_read), without the path; NULL: nothing. Lives as long as the input. */
const char *input_fault(const struct input *input);
/* Back to the first byte, not of a pipe; from there on without limits: what is read again was within them. */
bool input_rewind(struct input *input, struct error *err) MUST_CHECK;
/* Goes to a byte of the decompressed content; forward at will, backward only by rewinding. */
bool input_seek(struct input *input, uint64_t offset, struct error *err) MUST_CHECK;
/* Bytes read from the file itself, compressed or not: for progress. */
uint64_t input_consumed(const struct input *input);
/* Size of the file itself, 0 when not known. */
uint64_t input_size(const struct input *input);
void input_close(struct input *input);

#endif
