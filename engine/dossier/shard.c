/* shard.c - see shard.h. */
#include "dossier/shard.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/workers.h"
#include "dossier/line_pack.h"

enum { FRAME_MIN = 4096, FRAME_MAX = 256 * 1024, FRAME_LINE = 1 << 17 /* no line takes more */ };

struct frame_head {
    uint64_t length, sum;
};

struct shard_frame {
    struct buf bytes;
    uint64_t lines;
};

char *shard_name(unsigned number)
{
    return xprintf("shard-%04u", number);
}

/* The sum before the first frame. */
static uint64_t sum_of_none(const char *split, unsigned number)
{
    return hash_bytes(split, strlen(split), number);
}

static uint64_t sum_of_frame(const char *at, size_t n, uint64_t before)
{
    return hash_bytes(at, n, before);
}

bool shards_open(struct shards *shards, const char *dir, const char *split, unsigned n, unsigned threads,
                 uint64_t memory, struct error *err)
{
    const uint64_t share = memory / 2 / threads / n;
    bool ok = true;
    shards->n = n;
    shards->threads = threads;
    shards->frame_size = share < FRAME_MIN ? FRAME_MIN : share > FRAME_MAX ? FRAME_MAX : (size_t)share;
    shards->out = xcalloc(n, sizeof *shards->out);
    shards->frame = xcalloc((size_t)n * threads, sizeof *shards->frame);
    for (unsigned i = 0; i < n; i++) {
        shards->out[i].file = OUTFILE_NONE;
        shards->out[i].sum.sum = sum_of_none(split, i + 1);
        pthread_mutex_init(&shards->out[i].lock, NULL);
    }
    for (unsigned i = 0; ok && i < n; i++) {
        char *name = shard_name(i + 1);
        ok = outfile_open(&shards->out[i].file, dir, name, err);
        free(name);
    }
    return ok;
}

/* Appends a frame to its shard. */
static void write_frame(struct shard_out *out, struct shard_frame *frame)
{
    pthread_mutex_lock(&out->lock);
    out->sum.sum = sum_of_frame(frame->bytes.at, frame->bytes.n, out->sum.sum);
    const struct frame_head head = {htole64(frame->bytes.n), htole64(out->sum.sum)};
    outfile_write(&out->file, &head, sizeof head);
    outfile_write(&out->file, frame->bytes.at, frame->bytes.n);
    out->sum.lines += frame->lines;
    out->sum.bytes += sizeof head + frame->bytes.n;
    pthread_mutex_unlock(&out->lock);
    frame->bytes.n = frame->lines = 0;
}

static uint8_t *put_shard_text(uint8_t *to, struct text text)
{
    to = varint_put(to, text.n);
    memcpy(to, text.at, text.n);
    return to + text.n;
}

void shards_take(struct shards *shards, unsigned worker, const struct line *line, struct text raw)
{
    const unsigned shard = shard_of(&shards->key, line->patient, shards->n);
    struct shard_frame *frame = &shards->frame[(size_t)worker * shards->n + shard];
    uint8_t content[LINE_PACK_MAX];
    const struct text packed = {(const char *)content, line_pack(line, content)};
    uint8_t *begin = (uint8_t *)buf_room(&frame->bytes, 6 * VARINT_MAX + PATIENT_MAX + sizeof content + raw.n);
    uint8_t *to = varint_put(begin, line->bestand);
    to = varint_put(to, line->regelnr);
    to = varint_put(to, line->keten_code || line->credit || line->bedrag_cent == 0);
    to = put_shard_text(put_shard_text(put_shard_text(to, line->patient), packed), raw);
    frame->bytes.n += (size_t)(to - begin);
    frame->lines++;
    if (frame->bytes.n >= shards->frame_size)
        write_frame(&shards->out[shard], frame);
}

bool shards_finish(struct shards *shards, struct error *err)
{
    bool ok = true;
    for (unsigned i = 0; i < shards->n * shards->threads; i++)
        if (shards->frame[i].lines)
            write_frame(&shards->out[i % shards->n], &shards->frame[i]);
    for (unsigned i = 0; ok && i < shards->n; i++)
        ok = outfile_finish(&shards->out[i].file, err);
    return ok;
}

bool shards_publish(struct shards *shards, struct error *err)
{
    bool ok = true;
    for (unsigned i = 0; ok && i < shards->n; i++)
        ok = outfile_publish(&shards->out[i].file, err);
    return ok;
}

void shards_release(struct shards *shards)
{
    for (unsigned i = 0; i < shards->n; i++)
        outfile_release(&shards->out[i].file);
    for (unsigned i = 0; i < shards->n * shards->threads; i++)
        buf_release(&shards->frame[i].bytes);
    free(shards->out);
    free(shards->frame);
    *shards = (struct shards){0};
}

/* What the threads that read a shard share. */
struct shard_in {
    const struct shard_reading *reading;
    pthread_mutex_t lock;
    int fd;
    struct shard_sum sum; /* of what was read */
    uint64_t lines;       /* of what was taken */
    bool stop;
};

static bool damaged_shard(const struct shard_reading *reading, struct error *err)
{
    return error_set(err, STATUS_DIFFERENCE,
                     "%s: is not what the split wrote: damaged, cut short, or of another split; copy it again, or "
                     "split anew",
                     reading->path);
}

/* Reads `n` bytes, or what there is. */
static bool read_bytes(struct shard_in *in, void *to, size_t n, size_t *got, struct error *err)
{
    for (*got = 0; *got < n;) {
        const ssize_t more = read(in->fd, (char *)to + *got, n - *got);
        if (more == 0)
            break;
        if (more < 0 && errno != EINTR)
            return error_errno(err, errno, "%s: cannot be read", in->reading->path);
        *got += more > 0 ? (size_t)more : 0;
    }
    return true;
}

/* The next frame into `bytes`, which is empty when there is none. Under the lock. */
static bool read_frame(struct shard_in *in, struct buf *bytes, struct error *err)
{
    struct frame_head head;
    size_t got;
    bytes->n = 0;
    if (in->stop)
        return true;
    if (!go_on(err) || !read_bytes(in, &head, sizeof head, &got, err))
        return false;
    if (got == 0)
        return true;
    const uint64_t length = le64toh(head.length);
    if (got < sizeof head || length > FRAME_MAX + FRAME_LINE)
        return damaged_shard(in->reading, err);
    if (!read_bytes(in, buf_room(bytes, (size_t)length), (size_t)length, &bytes->n, err))
        return false;
    const uint64_t sum = sum_of_frame(bytes->at, bytes->n, in->sum.sum);
    if (bytes->n < length || sum != le64toh(head.sum))
        return damaged_shard(in->reading, err);
    in->sum.sum = sum;
    in->sum.bytes += sizeof head + length;
    return true;
}

static bool get_shard_text(const uint8_t **at, const uint8_t *end, size_t most, struct text *text)
{
    uint64_t n;
    if (!varint_get(at, end, &n) || n > most || n > (uint64_t)(end - *at))
        return false;
    *text = (struct text){(const char *)*at, (size_t)n};
    *at += n;
    return true;
}

static bool get_shard_line(const uint8_t **at, const uint8_t *end, struct line *line, struct text *raw)
{
    uint64_t bestand, regelnr, look;
    struct text patient, content;
    *line = (struct line){0};
    if (!varint_get(at, end, &bestand) || bestand > UINT32_MAX || !varint_get(at, end, &regelnr)
        || !varint_get(at, end, &look) || !get_shard_text(at, end, PATIENT_MAX, &patient)
        || !get_shard_text(at, end, LINE_PACK_MAX, &content) || !get_shard_text(at, end, FRAME_LINE, raw))
        return false;
    const uint8_t *packed = (const uint8_t *)content.at;
    if (!line_unpack(&packed, packed + content.n, line))
        return false;
    line->patient = patient;
    line->bestand = (uint32_t)bestand;
    line->regelnr = regelnr;
    line->keten_code = look;
    return true;
}

static bool take_frame(struct shard_in *in, unsigned worker, const struct buf *bytes, uint64_t *lines,
                       struct error *err)
{
    const uint8_t *at = (const uint8_t *)bytes->at, *end = bytes->n ? at + bytes->n : at;
    while (at < end) {
        struct line line;
        struct text raw;
        if (!get_shard_line(&at, end, &line, &raw))
            return damaged_shard(in->reading, err);
        if (!in->reading->take(in->reading->ctx, worker, &line, raw, err))
            return false;
        ++*lines;
    }
    return true;
}

static bool read_frames(void *ctx, unsigned worker, struct error *err)
{
    struct shard_in *in = ctx;
    struct buf bytes = {0};
    uint64_t lines = 0;
    bool ok = true;
    do {
        pthread_mutex_lock(&in->lock);
        ok = read_frame(in, &bytes, err);
        in->stop |= !ok;
        pthread_mutex_unlock(&in->lock);
        ok = ok && take_frame(in, worker, &bytes, &lines, err);
    } while (ok && bytes.n);
    pthread_mutex_lock(&in->lock);
    in->stop |= !ok;
    in->lines += lines;
    pthread_mutex_unlock(&in->lock);
    buf_release(&bytes);
    return ok;
}

bool shard_read(const struct shard_reading *reading, struct error *err)
{
    struct shard_in in = {.reading = reading,
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .fd = open(reading->path, O_RDONLY | O_CLOEXEC),
                          .sum.sum = sum_of_none(reading->split, reading->number)};
    if (in.fd < 0)
        return error_errno(err, errno, "%s: cannot be read", reading->path);
    posix_fadvise(in.fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    bool ok = workers_run(reading->threads, read_frames, &in, err);
    close(in.fd);
    if (ok && (in.lines != reading->sum.lines || in.sum.bytes != reading->sum.bytes || in.sum.sum != reading->sum.sum))
        ok = damaged_shard(reading, err);
    return ok;
}
