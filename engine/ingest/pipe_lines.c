/* pipe_lines.c - see pipe_lines.h. */
#include "ingest/pipe_lines.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/search.h"
#include "base/tempfile.h"

/* In front of each line of a stretch. */
struct pipe_line_head {
    uint64_t regelnr, n;
};

struct stretch {
    uint64_t regelnr, offset, n; /* of its first line; where it stands, and its bytes */
};

struct pipe_lines {
    int fd;
    pthread_mutex_t lock; /* over what follows, while it is written */
    uint64_t end;
    struct stretch *stretch;
    size_t stretches, cap;
    bool sorted;
    size_t loaded; /* the stretch that is in `bytes`; SIZE_MAX: none */
    struct buf bytes;
    size_t passed;  /* of these: only lines up to the one that was taken last, so that a stretch is gone through once */
    uint64_t taken; /* the one that was taken last */
};

bool pipe_lines_open(struct pipe_lines **out, const char *dir, struct error *err)
{
    const int fd = tempfile_open(dir);
    *out = NULL;
    if (fd < 0)
        return error_errno(err, errno, "%s: no temporary file for a pipe can be made", dir);
    *out = xcalloc(1, sizeof **out);
    **out = (struct pipe_lines){.fd = fd, .lock = PTHREAD_MUTEX_INITIALIZER, .loaded = SIZE_MAX};
    return true;
}

void pipe_lines_close(struct pipe_lines *pipe)
{
    if (!pipe)
        return;
    close(pipe->fd);
    free(pipe->stretch);
    buf_release(&pipe->bytes);
    free(pipe);
}

void pipe_lines_add(struct buf *stretch, uint64_t regelnr, struct text bytes)
{
    const struct pipe_line_head head = {regelnr, bytes.n};
    buf_add(stretch, &head, sizeof head);
    buf_add(stretch, bytes.at, bytes.n);
}

static struct pipe_line_head head_at(const struct buf *stretch, size_t at)
{
    struct pipe_line_head head;
    memcpy(&head, stretch->at + at, sizeof head);
    return head;
}

static uint64_t place_of_stretch(struct pipe_lines *pipe, const struct buf *stretch)
{
    pthread_mutex_lock(&pipe->lock);
    const uint64_t offset = pipe->end;
    ARRAY_ROOM(pipe->stretch, pipe->stretches, pipe->cap);
    pipe->stretch[pipe->stretches++] = (struct stretch){head_at(stretch, 0).regelnr, offset, stretch->n};
    pipe->end += stretch->n;
    pthread_mutex_unlock(&pipe->lock);
    return offset;
}

bool pipe_lines_write(struct pipe_lines *pipe, struct buf *stretch, struct error *err)
{
    if (stretch->n == 0)
        return true;
    const uint64_t offset = place_of_stretch(pipe, stretch);
    for (size_t done = 0; done < stretch->n;) {
        const ssize_t n = pwrite(pipe->fd, stretch->at + done, stretch->n - done, (off_t)(offset + done));
        if (n < 0 && errno != EINTR)
            return error_errno(err, errno, "the temporary copy of a pipe cannot be written");
        done += n > 0 ? (size_t)n : 0;
    }
    stretch->n = 0;
    return true;
}

/* Pieces of one line have the same number, and stay in their order. */
static int in_order_of_lines(const void *a, const void *b)
{
    const struct stretch *p = a, *q = b;
    return p->regelnr != q->regelnr ? (p->regelnr > q->regelnr) - (p->regelnr < q->regelnr)
                                    : (p->offset > q->offset) - (p->offset < q->offset);
}

static bool load_pipe_lines(struct pipe_lines *pipe, size_t i, struct error *err)
{
    const struct stretch *stretch = &pipe->stretch[i];
    if (pipe->loaded == i)
        return true;
    pipe->bytes.n = pipe->passed = 0;
    pipe->loaded = i;
    char *room = buf_room(&pipe->bytes, stretch->n);
    while (pipe->bytes.n < stretch->n) {
        const ssize_t n = pread(pipe->fd, room + pipe->bytes.n, stretch->n - pipe->bytes.n,
                                (off_t)(stretch->offset + pipe->bytes.n));
        if (n == 0 || (n < 0 && errno != EINTR))
            return error_errno(err, n ? errno : EIO, "the temporary copy of a pipe cannot be read back");
        pipe->bytes.n += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* What the stretch that is loaded has of a line. */
static bool take_from_stretch(struct pipe_lines *pipe, uint64_t regelnr, raw_line_fn *take, void *ctx)
{
    bool found = false;
    size_t at = regelnr > pipe->taken ? pipe->passed : 0;
    while (at < pipe->bytes.n) {
        const struct pipe_line_head head = head_at(&pipe->bytes, at);
        if (head.regelnr > regelnr)
            break;
        at += sizeof head;
        if (head.regelnr == regelnr)
            take(ctx, pipe->bytes.at + at, head.n);
        found |= head.regelnr == regelnr;
        at += head.n;
    }
    pipe->passed = at;
    return found;
}

bool pipe_lines_take(struct pipe_lines *pipe, uint64_t regelnr, raw_line_fn *take, void *ctx, struct error *err)
{
    size_t i, behind;
    bool found = false;
    if (!pipe->sorted && pipe->stretches)
        qsort(pipe->stretch, pipe->stretches, sizeof *pipe->stretch, in_order_of_lines);
    pipe->sorted = true;
    /* The last one that begins before the line, or the first that begins with it; and what follows with more of it. */
    SEARCH_FIRST(i, pipe->stretches, k, pipe->stretch[k].regelnr < regelnr);
    SEARCH_FIRST(behind, pipe->stretches, k, pipe->stretch[k].regelnr <= regelnr);
    for (i -= i && i == behind; i < behind; i++) {
        if (!load_pipe_lines(pipe, i, err))
            return false;
        found |= take_from_stretch(pipe, regelnr, take, ctx);
    }
    pipe->taken = regelnr;
    return found
           || error_set(err, STATUS_FAILED, "line %llu of a pipe was not kept", (unsigned long long)regelnr);
}
