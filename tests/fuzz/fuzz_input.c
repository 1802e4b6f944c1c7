/* The decompressed bytes of an export: however they are read, they are the same.
 * Input: the bytes of the file, plain or packed. */
#include "fuzz.h"
#include "ingest/input.h"

enum { MOST = 4 << 20 /* a small file can hold a large one */ };

/* Reads on from where it stands, `step` bytes at a time. */
static bool read_on(struct input *input, size_t step, struct buf *out)
{
    struct error err = {0};
    out->n = 0;
    for (size_t got = 1; got && out->n < MOST;) {
        bool ok = input_read(input, buf_room(out, step), step, &got, &err);
        if (!ok && err.status == STATUS_DONE) { /* the content is at fault, which is no error of the run */
            MUST(input_fault(input), "nothing was read, and nobody says why");
            return false;
        }
        if (!must_tell(ok, &err))
            return false;
        MUST(got <= step, "%zu bytes for %zu", got, step);
        out->n += got;
    }
    return true;
}

static bool same_start(const struct buf *a, struct text b)
{
    size_t n = a->n < b.n ? a->n : b.n;
    return n == 0 || memcmp(a->at, b.at, n) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input *input = NULL;
    struct error err = {0};
    struct buf whole = {0}, again = {0};
    char *path = fuzz_file("input", data, size);
    if (must_tell(input_open(&input, path, INPUT_NO_LIMITS, &err), &err)) {
        MUST(input_size(input) == size, "%llu bytes", (unsigned long long)input_size(input));
        bool good = read_on(input, 65536, &whole);
        MUST(input_consumed(input) <= size, "%llu of %zu bytes", (unsigned long long)input_consumed(input), size);
        if (must_tell(input_rewind(input, &err), &err)) {
            size_t step = 1 + (size ? data[size - 1] : 0) * 37;
            bool also = read_on(input, step, &again);
            /* What comes before the damage may be handed over or not, but never otherwise. */
            MUST(good == also || whole.n >= MOST || again.n >= MOST, "%s, and read %zu bytes at a time %s",
                 good ? "good" : "damaged", step, also ? "good" : "damaged");
            MUST(same_start(&again, (struct text){whole.at, whole.n})
                     && (!good || !also || again.n == whole.n || whole.n >= MOST),
                 "%zu bytes, and read %zu at a time %zu", whole.n, step, again.n);
        }
        size_t offset = whole.n ? (size * 7919) % whole.n : 0;
        if (must_tell(input_seek(input, offset, &err), &err) && good) {
            MUST(read_on(input, 4096, &again), "damaged behind %zu", offset);
            MUST(same_start(&again, (struct text){whole.at + offset, whole.n - offset})
                     && (again.n == whole.n - offset || whole.n >= MOST),
                 "from byte %zu on it is another", offset);
        }
    }
    input_close(input);
    buf_release(&whole);
    buf_release(&again);
    free(path);
    return 0;
}
