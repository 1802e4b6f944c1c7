/* input.c - see input.h. */
#include "ingest/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/memory.h"
#include "base/text.h"

enum { RAW = 256 * 1024, PIPE_BYTES = 1 << 20 /* as much as anybody may ask for */ };

enum packing { UNKNOWN, PLAIN, GZIP, ZSTD };

struct input {
    char *path;
    int fd;
    bool pipe;
    enum packing packing;
    z_stream gzip;
    ZSTD_DStream *zstd;
    char *raw; /* bytes of the file itself: raw[at..n) are not used yet */
    size_t at, n;
    uint64_t consumed, size;
    uint64_t offset; /* of the decompressed content */
    bool raw_end;    /* the file has no more */
    bool frame_open; /* a gzip member or zstd frame has begun and not ended */
    struct input_limits limits;
    char *fault; /* owned; NULL: none */
};

/* The largest window of a zstd frame that is unpacked: 128 MiB of memory,
 * as much as the zstd program takes by itself. */
enum { ZSTD_WINDOW_LOG = 27, WAIT_MS = 200, SAID_AFTER = 15 /* times that */ };

static bool failed(const struct input *input, const char *what, struct error *err)
{
    return error_set(err, STATUS_FAILED, "%s: %s", input->path, what);
}

/* The content is at fault; `what` is taken over. Always false. */
static bool fault(struct input *input, char *what)
{
    free(input->fault);
    input->fault = what;
    return false;
}

const char *input_fault(const struct input *input)
{
    return input->fault;
}

static bool errno_failed(const struct input *input, struct error *err)
{
    return error_errno(err, errno, "%s", input->path);
}

/* Opening a named pipe does not wait for who writes to it: read_raw does, and can be interrupted. */
static int open_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0)
        fcntl(fd, F_SETFL, 0);
    return fd;
}

bool input_open(struct input **out, const char *path, struct input_limits limits, struct error *err)
{
    struct input *input = xcalloc(1, sizeof *input);
    struct stat info;
    bool standard_input = strcmp(path, "-") == 0;
    *out = NULL;
    input->path = xstrdup(path);
    input->limits = limits;
    input->raw = xmalloc(RAW);
    input->fd = standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open_path(path);
    if (input->fd < 0 || fstat(input->fd, &info))
        goto failed;
    if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        goto failed;
    }
    if (S_ISBLK(info.st_mode) || (S_ISCHR(info.st_mode) && !standard_input)) {
        failed(input, "is a device, not an export", err);
        input_close(input);
        return false;
    }
    if (S_ISREG(info.st_mode) && lseek(input->fd, 0, SEEK_SET) == 0) {
        input->size = (uint64_t)info.st_size;
        posix_fadvise(input->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    } else {
        input->pipe = true;
        fcntl(input->fd, F_SETPIPE_SZ, PIPE_BYTES); /* it is only a wish, for fewer turns with who writes */
    }
    *out = input;
    return true;
failed:
    errno_failed(input, err);
    input_close(input);
    return false;
}

/* Nobody would know otherwise why nothing happens: a named pipe waits for whoever writes to it as long as it takes. */
static void say_that_it_waits(const struct input *input)
{
    struct buf name = {0};
    text_add_printable(&name, text_of(strcmp(input->path, "-") == 0 ? "standard input" : input->path));
    if (input->limits.log)
        log_emit(input->limits.log, LOG_WARNING, "pipe_waits",
                 "%s is a pipe, and nothing has come out of it yet: this waits until something is written to it",
                 buf_string(&name));
    buf_release(&name);
}

/* Reads bytes of the file itself. */
static bool read_raw(struct input *input, char *to, size_t size, size_t *got, struct error *err)
{
    ssize_t n;
    struct pollfd ready = {.fd = input->fd, .events = POLLIN};
    /* A pipe may never bring anything, and a signal may have been handled by another thread. */
    for (unsigned waited = 1; input->pipe && poll(&ready, 1, WAIT_MS) <= 0; waited++) {
        if (waited == SAID_AFTER && input->consumed == 0)
            say_that_it_waits(input);
        if (!go_on(err))
            return false;
        if (input->limits.unwanted && *input->limits.unwanted)
            return failed(input, "nobody waits for it any more", err);
    }
    while ((n = read(input->fd, to, size)) < 0) {
        if (errno != EINTR)
            return errno_failed(input, err);
        if (!go_on(err))
            return false;
    }
    *got = (size_t)n;
    input->consumed += (size_t)n;
    input->raw_end = n == 0;
    return true;
}

/* Fills `raw` when it is used up. */
static bool fill(struct input *input, struct error *err)
{
    if (input->at < input->n || input->raw_end)
        return true;
    input->at = 0;
    if (!go_on(err)) /* packed files may go on without bringing a byte */
        return false;
    return read_raw(input, input->raw, RAW, &input->n, err);
}

static bool tell_packing(struct input *input, struct error *err)
{
    /* Four bytes tell; a pipe may bring them one by one. */
    while (input->n < 4 && !input->raw_end) {
        size_t got = 0;
        if (!read_raw(input, input->raw + input->n, RAW - input->n, &got, err))
            return false;
        input->n += got;
    }
    input->raw_end = false; /* let fill() find the end again */
    input->packing = PLAIN;
    if (input->n >= 2 && memcmp(input->raw, "\x1F\x8B", 2) == 0) {
        input->packing = GZIP;
        if (inflateInit2(&input->gzip, 15 + 16) != Z_OK)
            return failed(input, "zlib has no memory; give less --memory and --threads, or a larger machine", err);
    } else if (input->n >= 4 && memcmp(input->raw, "\x28\xB5\x2F\xFD", 4) == 0) {
        input->packing = ZSTD;
        input->zstd = ZSTD_createDStream();
        if (!input->zstd || ZSTD_isError(ZSTD_DCtx_setParameter(input->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG)))
            return failed(input, "libzstd has no memory; give less --memory and --threads, or a larger machine", err);
    }
    return true;
}

static bool read_gzip(struct input *input, char *to, size_t size, size_t *got, struct error *err)
{
    z_stream *z = &input->gzip;
    z->next_out = (Bytef *)to;
    z->avail_out = (uInt)(size > UINT32_MAX / 2 ? UINT32_MAX / 2 : size);
    uInt room = z->avail_out;
    while (z->avail_out == room) {
        if (!fill(input, err))
            return false;
        if (input->raw_end && input->at == input->n) {
            if (input->frame_open)
                return fault(input, xstrdup("the gzip file ends too early: it was cut off"));
            break;
        }
        if (!input->frame_open && inflateReset(z) != Z_OK)
            return failed(input, "zlib cannot start", err);
        input->frame_open = true;
        z->next_in = (Bytef *)input->raw + input->at;
        z->avail_in = (uInt)(input->n - input->at);
        int result = inflate(z, Z_NO_FLUSH);
        input->at = input->n - z->avail_in;
        if (result == Z_STREAM_END)
            input->frame_open = false;
        else if (result != Z_OK && result != Z_BUF_ERROR)
            return fault(input, xstrdup(input->offset ? "the gzip file is damaged, or something else follows it"
                                                      : "the gzip file is damaged"));
    }
    *got = room - z->avail_out;
    return true;
}

static bool read_zstd(struct input *input, char *to, size_t size, size_t *got, struct error *err)
{
    ZSTD_outBuffer out = {to, size, 0};
    while (out.pos == 0) {
        if (!fill(input, err))
            return false;
        bool no_more = input->raw_end && input->at == input->n;
        if (no_more && !input->frame_open)
            break;
        ZSTD_inBuffer in = {input->raw, input->n, input->at};
        size_t result = ZSTD_decompressStream(input->zstd, &out, &in);
        if (ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge)
            return fault(input,
                         xstrdup("the zst file takes more than 128 MiB of memory to unpack: pack it without --long, or "
                                 "give it through zstd -dc"));
        if (ZSTD_isError(result))
            return fault(input, xstrdup(input->offset ? "the zst file is damaged, or something else follows it"
                                                      : "the zst file is damaged"));
        input->at = in.pos;
        input->frame_open = result != 0;
        if (no_more && out.pos == 0 && input->frame_open)
            return fault(input, xstrdup("the zst file ends too early: it was cut off"));
    }
    *got = out.pos;
    return true;
}

/* Both limits look at what came so far, so little more than allowed is ever unpacked. */
static bool within_limits(struct input *input)
{
    uint64_t packed = input->consumed - (input->n - input->at);
    if (input->offset > input->limits.bytes)
        return fault(input,
                     xprintf("it holds more than %llu bytes%s; if that is right, raise --max-file",
                             (unsigned long long)input->limits.bytes, input->packing == PLAIN ? "" : ", unpacked"));
    if (input->packing != PLAIN && input->offset > INPUT_RATIO_FREE && input->offset / input->limits.ratio > packed)
        return fault(input, xprintf("it unpacks to more than %llu times its size; if that is right, raise --max-ratio",
                                    (unsigned long long)input->limits.ratio));
    return true;
}

bool input_read(struct input *input, char *to, size_t size, size_t *got, struct error *err)
{
    bool ok = true;
    *got = 0;
    if (input->packing == UNKNOWN && !tell_packing(input, err))
        return false;
    if (input->packing == GZIP)
        ok = read_gzip(input, to, size, got, err);
    else if (input->packing == ZSTD)
        ok = read_zstd(input, to, size, got, err);
    else if (input->at < input->n) {
        *got = input->n - input->at < size ? input->n - input->at : size;
        memcpy(to, input->raw + input->at, *got);
        input->at += *got;
    } else
        ok = read_raw(input, to, size, got, err);
    input->offset += *got;
    return ok && within_limits(input);
}

bool input_is_pipe(const struct input *input)
{
    return input->pipe;
}

bool input_rewind(struct input *input, struct error *err)
{
    if (lseek(input->fd, 0, SEEK_SET) != 0)
        return errno_failed(input, err);
    if (input->packing == GZIP)
        inflateEnd(&input->gzip);
    if (input->packing == ZSTD)
        ZSTD_freeDStream(input->zstd);
    input->zstd = NULL;
    input->gzip = (z_stream){0};
    input->packing = UNKNOWN;
    input->at = input->n = 0;
    input->offset = input->consumed = 0;
    input->limits = INPUT_NO_LIMITS; /* it was within them; in other steps a packed file may not be at every one */
    input->raw_end = input->frame_open = false;
    return true;
}

bool input_seek(struct input *input, uint64_t offset, struct error *err)
{
    if (offset < input->offset && !input_rewind(input, err))
        return false;
    if (input->packing == UNKNOWN && !tell_packing(input, err))
        return false;
    if (input->packing == PLAIN && !input->pipe) {
        if (lseek(input->fd, (off_t)offset, SEEK_SET) < 0)
            return errno_failed(input, err);
        input->at = input->n = 0;
        input->offset = offset;
        return true;
    }
    while (input->offset < offset) {
        char skipped[4096];
        size_t want = offset - input->offset < sizeof skipped ? (size_t)(offset - input->offset) : sizeof skipped, got;
        if (!input_read(input, skipped, want, &got, err))
            return err->status ? false : failed(input, input->fault, err);
        if (got == 0)
            return failed(input,
                          "is shorter than when it was read before; wait until it is complete, and give it again", err);
    }
    return true;
}

uint64_t input_consumed(const struct input *input)
{
    return input->consumed;
}

uint64_t input_size(const struct input *input)
{
    return input->size;
}

void input_close(struct input *input)
{
    if (!input)
        return;
    if (input->packing == GZIP)
        inflateEnd(&input->gzip);
    ZSTD_freeDStream(input->zstd);
    if (input->fd >= 0)
        close(input->fd);
    free(input->fault);
    free(input->raw);
    free(input->path);
    free(input);
}
