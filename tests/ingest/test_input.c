/* The bytes of an export: plain, .gz, .zst and pipes, whole and damaged, from the start and from the middle. */
#include "ingest/input.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "harness.h"

/* Bytes that pack a little. */
static struct buf make_content(uint64_t seed, size_t n)
{
    struct random random = {seed};
    struct buf buf = {0};
    while (buf.n < n)
        buf_printf(&buf, "%llu,regel,%zu\n", (unsigned long long)random_next(&random), buf.n);
    buf.n = n;
    return buf;
}

static void add_gzip(struct buf *out, const char *from, size_t n)
{
    z_stream z = {0};
    if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        ck_abort_msg("zlib");
    size_t room = deflateBound(&z, n) + 64;
    z.next_out = (Bytef *)buf_room(out, room);
    z.avail_out = (uInt)room;
    z.next_in = (Bytef *)(uintptr_t)from;
    z.avail_in = (uInt)n;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        ck_abort_msg("deflate");
    out->n += room - z.avail_out;
    deflateEnd(&z);
}

static void add_zstd(struct buf *out, const char *from, size_t n)
{
    ZSTD_CCtx *ctx = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(ctx, ZSTD_c_checksumFlag, 1);
    size_t room = ZSTD_compressBound(n), size = ZSTD_compress2(ctx, buf_room(out, room), room, from, n);
    if (ZSTD_isError(size))
        ck_abort_msg("zstd");
    out->n += size;
    ZSTD_freeCCtx(ctx);
}

enum packing { AS_IT_IS, GZ, GZ_MEMBERS, ZST, ZST_FRAMES, PACKINGS };
static const char *const packing_name[] = {"plain", "gz", "gz of three members", "zst", "zst of three frames"};

static struct buf pack(enum packing packing, const struct buf *content)
{
    struct buf out = {0};
    size_t third = content->n / 3, cut[] = {0, third, third, content->n};
    if (packing == AS_IT_IS)
        buf_add(&out, content->at, content->n);
    else if (packing == GZ)
        add_gzip(&out, content->at, content->n);
    else if (packing == ZST)
        add_zstd(&out, content->at, content->n);
    else
        for (int i = 0; i < 3; i++) /* the one in the middle is empty */
            (packing == GZ_MEMBERS ? add_gzip : add_zstd)(&out, content->at ? content->at + cut[i] : "",
                                                          cut[i + 1] - cut[i]);
    return out;
}

/* Reads to the end in bites of `bite` bytes. A fault of the content becomes an error that begins with "fault: ". */
static bool read_all(struct input *input, size_t bite, struct buf *out, struct error *err)
{
    for (size_t got = 1; got;) {
        if (!input_read(input, buf_room(out, bite), bite, &got, err))
            return err->status ? false : error_set(err, STATUS_FAILED, "fault: %s", input_fault(input));
        out->n += got;
    }
    return true;
}

static void check_content(const char *what, const struct buf *got, const struct buf *want)
{
    if (got->n != want->n || (got->n && memcmp(got->at, want->at, got->n) != 0))
        ck_abort_msg("%s: %zu bytes, expected %zu, or other ones", what, got->n, want->n);
}

START_TEST(every_packing_gives_the_same_bytes)
{
    static const size_t size[] = {0, 1, 2, 3, 4, 100, 262143, 262144, 262145, 700001}, bite[] = {1000003, 4096, 777};
    char *path = scratch("in");
    for (size_t s = 0; s < COUNT_OF(size); s++)
        for (enum packing p = 0; p < PACKINGS; p++) {
            struct buf content = make_content(s, size[s]), packed = pack(p, &content);
            write_file(path, packed.at ? packed.at : "", packed.n);
            for (size_t b = 0; b < COUNT_OF(bite); b++) {
                struct input *input;
                struct error err = {0};
                struct buf got = {0};
                check_good(input_open(&input, path, INPUT_NO_LIMITS, &err), &err, packing_name[p]);
                for (int again = 0; again < 2; again++) {
                    got.n = 0;
                    check_good(read_all(input, bite[b], &got, &err), &err, packing_name[p]);
                    check_content(packing_name[p], &got, &content);
                    if (input_consumed(input) != packed.n || input_size(input) != packed.n)
                        ck_abort_msg("%s: %llu of %llu bytes of the file are read, expected %zu", packing_name[p],
                                     (unsigned long long)input_consumed(input), (unsigned long long)input_size(input),
                                     packed.n);
                    check_good(input_rewind(input, &err), &err, "rewind");
                }
                input_close(input);
                buf_release(&got);
            }
            buf_release(&content);
            buf_release(&packed);
        }
    free(path);
}
END_TEST

START_TEST(a_seek_goes_to_its_byte)
{
    char *path = scratch("in");
    struct buf content = make_content(9, 600000);
    for (enum packing p = 0; p < PACKINGS; p++) {
        struct buf packed = pack(p, &content);
        struct input *input;
        struct error err = {0};
        struct random random = {p + 1};
        write_file(path, packed.at, packed.n);
        check_good(input_open(&input, path, INPUT_NO_LIMITS, &err), &err, packing_name[p]);
        for (int i = 0; i < 40; i++) {
            char got[3000];
            size_t offset = random_below(&random, content.n + 1), want = random_below(&random, sizeof got), n = 0;
            check_good(input_seek(input, offset, &err), &err, "seek");
            while (n < want) {
                size_t some;
                check_good(input_read(input, got + n, want - n, &some, &err), &err, "read");
                n += some;
                if (some == 0)
                    break;
            }
            size_t left = content.n - offset;
            if (n != (want < left ? want : left) || memcmp(got, content.at + offset, n) != 0)
                ck_abort_msg("%s: %zu bytes at %zu are not those", packing_name[p], n, offset);
        }
        input_close(input);
        buf_release(&packed);
    }
    buf_release(&content);
    free(path);
}
END_TEST

START_TEST(a_packed_file_that_was_cut_off_is_an_error)
{
    char *path = scratch("in");
    struct buf content = make_content(5, 30000);
    for (enum packing p = GZ; p < PACKINGS; p++) {
        struct buf packed = pack(p, &content);
        struct random random = {p};
        for (int i = 0; i < 60; i++) {
            /* All of the first and last bytes, and some between them. */
            size_t cut = i < 20   ? 4 + (size_t)i
                         : i < 40 ? packed.n - 1 - (size_t)(i - 20)
                                  : 4 + random_below(&random, packed.n - 4);
            struct input *input;
            struct error err = {0};
            struct buf got = {0};
            write_file(path, packed.at, cut);
            check_good(input_open(&input, path, INPUT_NO_LIMITS, &err), &err, packing_name[p]);
            bool ok = read_all(input, 10000, &got, &err);
            /* Between two members nothing is missing that can be seen. */
            bool whole_members = (p == GZ_MEMBERS || p == ZST_FRAMES) && ok && got.n >= content.n / 3 - 1
                                 && got.n < content.n;
            if (!whole_members)
                check_failed(ok, &err, STATUS_FAILED, "file ends too early: it was cut off");
            input_close(input);
            buf_release(&got);
        }
        buf_release(&packed);
    }
    buf_release(&content);
    free(path);
}
END_TEST

START_TEST(a_packed_file_that_was_damaged_is_an_error)
{
    char *path = scratch("in");
    struct buf content = make_content(6, 30000);
    for (enum packing p = GZ; p < PACKINGS; p++) {
        struct buf packed = pack(p, &content);
        size_t seen = 0;
        for (uint64_t seed = 1; seed <= 100; seed++) {
            struct random random = {seed};
            struct input *input;
            struct error err = {0};
            struct buf got = {0};
            size_t at = 10 + random_below(&random, packed.n - 10);
            unsigned char was = (unsigned char)packed.at[at];
            packed.at[at] = (char)(was ^ (1U << random_below(&random, 8)));
            write_file(path, packed.at, packed.n);
            packed.at[at] = (char)was;
            check_good(input_open(&input, path, INPUT_NO_LIMITS, &err), &err, packing_name[p]);
            bool ok = read_all(input, 10000, &got, &err);
            if (ok && (got.n != content.n || memcmp(got.at, content.at, got.n) != 0))
                ck_abort_msg("%s, seed %llu: other bytes are given without a word", packing_name[p],
                             (unsigned long long)seed);
            seen += !ok;
            if (!ok && strncmp(err.text, "fault: the ", 11) != 0)
                ck_abort_msg("%s, seed %llu: %s", packing_name[p], (unsigned long long)seed, err.text);
            input_close(input);
            buf_release(&got);
        }
        if (seen < 90)
            ck_abort_msg("%s: only %zu of 100 damages are seen", packing_name[p], seen);
        /* Something else behind the end. */
        buf_text(&packed, "zomaar wat tekst");
        struct input *input;
        struct error err = {0};
        struct buf got = {0};
        write_file(path, packed.at, packed.n);
        check_good(input_open(&input, path, INPUT_NO_LIMITS, &err), &err, packing_name[p]);
        check_failed(read_all(input, 10000, &got, &err), &err, STATUS_FAILED, "damaged");
        input_close(input);
        buf_release(&got);
        buf_release(&packed);
    }
    buf_release(&content);
    free(path);
}
END_TEST

START_TEST(no_more_is_unpacked_than_the_limits_allow)
{
    enum { MILLION = 1 << 20 };
    static const struct {
        const char *reason;
        size_t zeros;
        struct input_limits limits;
        const char *fault; /* NULL: it is read to its end */
    } cases[] = {
        {"few bytes may be packed as densely as they like", INPUT_RATIO_FREE, {.bytes = UINT64_MAX, .ratio = 2}, NULL},
        {"a bomb is seen before it is unpacked", 64 * MILLION, {.bytes = UINT64_MAX, .ratio = 200},
         "more than 200 times its size"},
        {"the ratio can be raised", 64 * MILLION, {.bytes = UINT64_MAX, .ratio = 1000000}, NULL},
        {"a file of just the size that is allowed", 3 * MILLION, {.bytes = 3 * MILLION, .ratio = 200}, NULL},
        {"a file of a byte more", 3 * MILLION + 1, {.bytes = 3 * MILLION, .ratio = 200},
         "holds more than 3145728 bytes"},
    };
    char *path = scratch("in");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (enum packing p = 0; p < PACKINGS; p++) {
            struct buf content = {0};
            memset(buf_room(&content, cases[i].zeros), '0', cases[i].zeros);
            content.n = cases[i].zeros;
            struct buf packed = pack(p, &content), got = {0};
            struct input *input;
            struct error err = {0};
            bool ratio = cases[i].limits.bytes == UINT64_MAX;
            write_file(path, packed.at, packed.n);
            check_good(input_open(&input, path, cases[i].limits, &err), &err, cases[i].reason);
            bool ok = read_all(input, 300000, &got, &err);
            if (!cases[i].fault || (ratio && p == AS_IT_IS))
                check_good(ok, &err, cases[i].reason);
            else
                check_failed(ok, &err, STATUS_FAILED, cases[i].fault);
            if (!ok && ratio && got.n > INPUT_RATIO_FREE + 300000)
                ck_abort_msg("%s: %zu bytes were unpacked", packing_name[p], got.n);
            input_close(input);
            buf_release(&got);
            buf_release(&content);
            buf_release(&packed);
        }
    free(path);
}
END_TEST

/* Zeros, and then bytes that cannot be packed: at the end of the zeros it is a bomb, and a step further no more. */
START_TEST(what_was_within_the_limits_is_so_in_smaller_steps_too)
{
    enum { ZEROS = INPUT_RATIO_FREE + (1 << 16), NOISE = 1 << 20, ONE_STEP = ZEROS + NOISE, RATIO = 100 };
    struct random random = {1};
    struct buf content = {0}, packed = {0}, got = {0};
    struct input *input;
    struct error err = {0};
    char *path = scratch("in");
    memset(buf_room(&content, ONE_STEP), 0, ONE_STEP);
    for (size_t i = ZEROS; i < ONE_STEP; i++)
        content.at[i] = (char)random_below(&random, 256);
    content.n = ONE_STEP;
    add_gzip(&packed, content.at, content.n);
    write_file(path, packed.at, packed.n);
    check_good(input_open(&input, path, (struct input_limits){.bytes = UINT64_MAX, .ratio = RATIO}, &err), &err, "open");
    check_good(read_all(input, ONE_STEP, &got, &err), &err, "in one step");
    check_good(input_seek(input, ONE_STEP - 1, &err), &err, "a byte of it is asked for again");
    input_close(input);
    free(path);
    buf_release(&content);
    buf_release(&packed);
    buf_release(&got);
}
END_TEST

struct feed {
    int fd;
    const struct buf *bytes;
    size_t bite;
};

static void *write_pipe(void *ctx)
{
    const struct feed *feed = ctx;
    for (size_t at = 0; at < feed->bytes->n;) {
        size_t n = feed->bytes->n - at < feed->bite ? feed->bytes->n - at : feed->bite;
        ssize_t done = write(feed->fd, feed->bytes->at + at, n);
        if (done < 0)
            break;
        at += (size_t)done;
    }
    close(feed->fd);
    return NULL;
}

START_TEST(a_pipe_can_be_read_once)
{
    int standard_input = dup(STDIN_FILENO);
    for (enum packing p = 0; p < PACKINGS; p++)
        for (size_t size = 0; size < 2; size++) {
            struct buf content = make_content(7, size ? 300000 : 3), packed = pack(p, &content), got = {0};
            struct input *input;
            struct error err = {0};
            int ends[2];
            pthread_t thread;
            if (pipe(ends))
                ck_abort_msg("pipe: %s", strerror(errno));
            struct feed feed = {ends[1], &packed, size ? 5000 : 1};
            dup2(ends[0], STDIN_FILENO);
            close(ends[0]);
            pthread_create(&thread, NULL, write_pipe, &feed);
            check_good(input_open(&input, "-", INPUT_NO_LIMITS, &err), &err, "a pipe");
            check_good(read_all(input, 70000, &got, &err), &err, packing_name[p]);
            check_content(packing_name[p], &got, &content);
            if (!input_is_pipe(input))
                ck_abort_msg("%s: not a pipe", packing_name[p]);
            check_failed(input_rewind(input, &err), &err, STATUS_FAILED, "Illegal seek");
            pthread_join(thread, NULL);
            input_close(input);
            buf_release(&got);
            buf_release(&content);
            buf_release(&packed);
        }
    dup2(standard_input, STDIN_FILENO);
    close(standard_input);
}
END_TEST

START_TEST(what_cannot_be_read_is_an_error_that_names_it)
{
    struct input *input = NULL;
    struct error err = {0};
    char *nowhere = scratch("nowhere.csv");
    check_failed(input_open(&input, nowhere, INPUT_NO_LIMITS, &err), &err, STATUS_FAILED,
                 "nowhere.csv: No such file");
    check_failed(input_open(&input, scratch_dir(), INPUT_NO_LIMITS, &err), &err, STATUS_FAILED,
                 "Is a directory");
    if (input)
        ck_abort_msg("an input that was not opened");
    input_close(NULL);
    free(nowhere);
}
END_TEST

Suite *suite(void)
{
    return suite_of("input", (const TTest *const[]){
                                 every_packing_gives_the_same_bytes, a_seek_goes_to_its_byte,
                                 a_packed_file_that_was_cut_off_is_an_error, a_packed_file_that_was_damaged_is_an_error,
                                 no_more_is_unpacked_than_the_limits_allow,
                                 what_was_within_the_limits_is_so_in_smaller_steps_too,
                                 a_pipe_can_be_read_once, what_cannot_be_read_is_an_error_that_names_it, NULL});
}
