/* Reading files on threads, in chunks, against reading them from the first byte to the last: line numbers, counts,
 * rejects and the rejected bytes are the same wherever a chunk ends (semantics.md 1 "Lines" and 6). */
#include "ingest/ingest.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "ingest/input.h"
#include "small_rules.h"

static const char header[] = "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer,noot";

/* What reading gives, as text: a line `regelnr reden` for each reject, `regelnr bedrag` for each relevant line,
 * then the sums. */
struct outcome_text {
    struct buf rejects, relevant, raw;
    uint64_t lines, cent;
};

static void release(struct outcome_text *o)
{
    buf_release(&o->rejects);
    buf_release(&o->relevant);
    buf_release(&o->raw);
}

/* A file of about `size` bytes: good lines, bad ones, empty ones, long ones around the limit, lines with CR. */
static void make_file(struct random *random, size_t size, struct buf *out)
{
    static const char *const bad[] = {"999990018,3332,01000001,A1,2023-01-01,5,R,\n",
                                      "\"999990019,3332\n",
                                      "x\n",
                                      "999990019,3332,01000001,A1,2023-01-01,5,R,,\n",
                                      "999990019,3332,01000001,A1,2023-01-01,x,R,\xFF\n",
                                      "999990019,3332,01000001,A1,2023-13-01,5,R,\r\n"};
    out->n = 0;
    buf_text(out, one_in(random, 4) ? "\xEF\xBB\xBF" : "");
    buf_text(out, header);
    buf_text(out, one_in(random, 2) ? "\n" : "\r\n");
    while (out->n < size) {
        size_t what = random_below(random, 3000);
        if (what == 0) { /* around and far over the limit */
            size_t n = one_in(random, 3) ? 100000 + random_below(random, 900000)
                                         : CSV_LINE_MAX - 3 + random_below(random, 6);
            char *at = buf_room(out, n + 1);
            memset(at, one_in(random, 2) ? 'x' : '"', n);
            at[n] = '\n';
            if (one_in(random, 2))
                at[n - 1] = '\r';
            out->n += n + 1;
        } else if (what < 30)
            buf_text(out, bad[random_below(random, COUNT_OF(bad))]);
        else if (what < 60)
            buf_text(out, one_in(random, 2) ? "\n" : "\r\n");
        else
            buf_printf(out, "999990019,3332,01000001,%s,2023-01-01,%zu,R%zu,%.*s%s", one_in(random, 10) ? "A1" : "B1",
                       random_below(random, 1000), out->n, (int)random_below(random, 60),
                       "tekst tekst tekst tekst tekst tekst tekst tekst tekst tekst tekst",
                       one_in(random, 3) ? "\r\n" : "\n");
    }
    if (one_in(random, 2))
        out->n -= out->at[out->n - 1] == '\n'; /* the last line has no end */
}

/* Stands for the merge, which rejects relevant lines when all are known. */
static bool merge_rejects(uint64_t regelnr)
{
    return regelnr % 3 == 0;
}

/* The definition: line by line, from the first byte. */
static void read_by_definition(const struct buf *content, const struct ruleset *rules, struct outcome_text *out)
{
    const struct profile canonical = PROFILE_CANONICAL;
    struct csv_record record = CSV_RECORD(',');
    struct classifier *classifier = classifier_new(rules);
    struct layout layout = {0};
    struct buf room = {0};
    uint64_t regelnr = 0;
    for (size_t at = 0; at < content->n;) {
        const char *start = content->at + at, *lf = memchr(start, '\n', content->n - at);
        size_t whole = lf ? (size_t)(lf - start) + 1 : content->n - at, n = whole - (lf != NULL);
        n -= n && start[n - 1] == '\r';
        at += whole;
        regelnr++;
        if (regelnr > 1 && n == 0)
            continue;
        room.n = 0;
        buf_add(&room, start, n);
        memset(buf_room(&room, CSV_SLACK), 0, CSV_SLACK);
        struct text text = {room.at, n};
        if (regelnr == 1) {
            if (n >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0)
                text = (struct text){text.at + 3, n - 3};
            if (csv_record_split(&record, text) != CSV_RECORD_OK
                || !layout_read(&layout, &canonical, false, &record, &(struct two_languages){.english = {0}}))
                ck_abort_msg("the header of the test is not right");
            buf_add(&out->raw, start, whole);
            continue;
        }
        struct normal_room values;
        struct line line;
        struct reject reject = {.reden = AFKEUR_GEEN};
        bool good_amount = false, good = false;
        out->lines++;
        enum csv_result result = n > CSV_LINE_MAX ? CSV_RECORD_OK : csv_record_split(&record, text);
        if (n > CSV_LINE_MAX)
            reject.reden = VELD_TE_LANG;
        else if (result != CSV_RECORD_OK)
            reject.reden = result == CSV_RECORD_ENCODING ? CODERING_ONGELDIG : AANHALING_NIET_GESLOTEN;
        else
            good = normalise(&layout, &record, &values, &line, &reject, &good_amount);
        out->cent += good_amount ? (uint64_t)line.bedrag_cent : 0;
        if (!good) {
            buf_printf(&out->rejects, "%llu %s\n", (unsigned long long)regelnr, afkeur_name[reject.reden]);
            buf_add(&out->raw, start, whole);
        } else if (line_relevance(classifier, &line) != NOT_RELEVANT) {
            buf_printf(&out->relevant, "%llu %lld\n", (unsigned long long)regelnr, (long long)line.bedrag_cent);
            if (merge_rejects(regelnr))
                buf_add(&out->raw, start, whole);
        }
    }
    layout_release(&layout);
    classifier_free(classifier);
    csv_record_release(&record);
    buf_release(&room);
}

struct sink {
    struct spot {
        uint64_t regelnr;
        int64_t cent;
    } *spot[8];
    size_t n[8], cap[8];
};

static bool take(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    struct sink *sink = ctx;
    (void)err;
    (void)raw;
    ARRAY_ROOM(sink->spot[worker], sink->n[worker], sink->cap[worker]);
    sink->spot[worker][sink->n[worker]++] = (struct spot){line->regelnr, line->bedrag_cent};
    return true;
}

static int by_regel(const void *a, const void *b)
{
    const struct spot *p = a, *q = b;
    return (p->regelnr > q->regelnr) - (p->regelnr < q->regelnr);
}

static void take_raw(void *ctx, const char *at, size_t n)
{
    buf_add(ctx, at, n);
}

struct feed {
    const char *path;
    const struct buf *bytes;
};

static void *feed_pipe(void *ctx)
{
    enum { BITE = 70001 };
    const struct feed *feed = ctx;
    const int fd = open(feed->path, O_WRONLY | O_CLOEXEC);
    for (size_t at = 0; at < feed->bytes->n;) {
        const size_t rest = feed->bytes->n - at;
        const ssize_t n = write(fd, feed->bytes->at + at, rest < BITE ? rest : BITE);
        if (n < 0)
            break;
        at += (size_t)n;
    }
    close(fd);
    return NULL;
}

static void read_by_engine(const char *path, const struct ruleset *rules, unsigned threads, struct outcome_text *out)
{
    const struct profile canonical = PROFILE_CANONICAL;
    struct progress progress = {.done = 0};
    struct bestand bestand = {.path = path, .naam = xstrdup("in"), .id = 1};
    struct sink sink = {.n = {0}};
    struct error err = {0};
    struct ingest ingest = {.rules = rules,
                            .profile = &canonical,
                            .max_rejects = {100, true},
                            .limits = INPUT_NO_LIMITS,
                            .temp_dir = scratch_dir(),
                            .threads = threads,
                            .bestand = &bestand,
                            .bestanden = 1,
                            .progress = &progress,
                            .sink = take,
                            .ctx = &sink};
    check_good(ingest_files(&ingest, &err), &err, "ingest_files");
    if (bestand.status != BESTAND_INGELEZEN || bestand.afgekeurd.n != bestand.rejects)
        ck_abort_msg("status %d, %llu rejected, %zu rejects", bestand.status,
                     (unsigned long long)bestand.afgekeurd.n, bestand.rejects);
    out->lines = bestand.gelezen.n;
    out->cent = bestand.gelezen.cent;
    for (size_t i = 0; i < bestand.rejects; i++)
        buf_printf(&out->rejects, "%llu %s\n", (unsigned long long)bestand.reject[i].regelnr,
                   afkeur_name[bestand.reject[i].reden]);
    struct spot *all = NULL;
    size_t n = 0, cap = 0;
    for (unsigned w = 0; w < threads; w++) {
        for (size_t i = 0; i < sink.n[w]; i++) {
            ARRAY_ROOM(all, n, cap);
            all[n++] = sink.spot[w][i];
        }
        free(sink.spot[w]);
    }
    if (n)
        qsort(all, n, sizeof *all, by_regel);
    for (size_t i = 0; i < n; i++)
        buf_printf(&out->relevant, "%llu %lld\n", (unsigned long long)all[i].regelnr, (long long)all[i].cent);
    if (n != bestand.relevant)
        ck_abort_msg("%zu relevant lines, %llu counted", n, (unsigned long long)bestand.relevant);
    for (size_t i = 0; i < n; i++)
        if (merge_rejects(all[i].regelnr))
            bestand_add_reject(&bestand, (struct reject){.regelnr = all[i].regelnr, .reden = REFERENTIE_NIET_UNIEK});
    bestand_sort_rejects(&bestand);
    check_good(bestand_raw_rejects(&bestand, take_raw, &out->raw, &err), &err, "bestand_raw_rejects");
    free(all);
    bestand_release(&bestand);
}

static void check_same(const char *what, uint64_t seed, const struct buf *got, const struct buf *want)
{
    size_t i = 0;
    while (i < got->n && i < want->n && got->at[i] == want->at[i])
        i++;
    if (i < got->n || i < want->n) {
        size_t from = i < 30 ? 0 : i - 30;
        ck_abort_msg("TEST_SEED=%llu: %s differ at byte %zu; got ..%s; expected ..%s", (unsigned long long)seed, what,
                     i, shown((struct text){got->at + from, got->n - from < 60 ? got->n - from : 60}),
                     shown((struct text){want->at + from, want->n - from < 60 ? want->n - from : 60}));
    }
}

static void read_pipe_by_engine(const char *path, const struct buf *content, const struct ruleset *rules,
                                unsigned threads, struct outcome_text *out)
{
    struct feed feed = {path, content};
    pthread_t thread;
    if (pthread_create(&thread, NULL, feed_pipe, &feed))
        ck_abort_msg("no thread");
    read_by_engine(path, rules, threads, out);
    pthread_join(thread, NULL);
}

START_TEST(files_and_pipes_of_many_chunks_read_as_from_the_first_byte_to_the_last)
{
    struct ruleset rules;
    char *path = scratch("export.csv"), *fifo = scratch("fifo");
    if (mkfifo(fifo, 0600))
        ck_abort_msg("mkfifo: %s", strerror(errno));
    small_rules(&rules, "regel=R|code_van=A1\n", NULL, false);
    struct seeds seeds = seeds_up_to(12);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct buf content = {0};
        struct outcome_text want = {.lines = 0};
        make_file(&random, random_below(&random, 4000000), &content);
        write_file(path, content.at, content.n);
        read_by_definition(&content, &rules, &want);
        for (unsigned way = 0; way < 4; way++) {
            struct outcome_text got = {.lines = 0};
            const unsigned threads = way % 2 ? 4 : 1;
            if (way < 2)
                read_by_engine(path, &rules, threads, &got);
            else
                read_pipe_by_engine(fifo, &content, &rules, threads, &got);
            check_same("the rejects", seed, &got.rejects, &want.rejects);
            check_same("the relevant lines", seed, &got.relevant, &want.relevant);
            check_same("the raw rejects", seed, &got.raw, &want.raw);
            if (got.lines != want.lines || got.cent != want.cent)
                ck_abort_msg("TEST_SEED=%llu: %llu lines and %llu cents, expected %llu and %llu",
                             (unsigned long long)seed, (unsigned long long)got.lines, (unsigned long long)got.cent,
                             (unsigned long long)want.lines, (unsigned long long)want.cent);
            release(&got);
        }
        release(&want);
        buf_release(&content);
    }
    ruleset_release(&rules);
    free(path);
    free(fifo);
}
END_TEST

/* The file's fate: its status and its one reject, if any. */
static void check_header(const char *reason, const struct buf *content, bool refused)
{
    const struct profile canonical = PROFILE_CANONICAL;
    struct ruleset rules;
    struct progress progress = {.done = 0};
    struct error err = {0};
    char *path = scratch("export.csv");
    struct bestand bestand = {.path = path, .naam = xstrdup("in"), .id = 1};
    struct sink sink = {.n = {0}};
    struct ingest ingest = {.rules = &rules,
                            .profile = &canonical,
                            .max_rejects = {1, true},
                            .limits = INPUT_NO_LIMITS,
                            .temp_dir = scratch_dir(),
                            .threads = 1,
                            .bestand = &bestand,
                            .bestanden = 1,
                            .progress = &progress,
                            .sink = take,
                            .ctx = &sink};
    small_rules(&rules, "", NULL, false);
    write_file(path, content->at ? content->at : "", content->n);
    check_good(ingest_files(&ingest, &err), &err, reason);
    bool got = bestand.status == BESTAND_GEWEIGERD;
    if (got != refused || bestand.rejects != refused
        || (refused && (bestand.reject[0].reden != KOP_ONJUIST || bestand.reject[0].regelnr != 1)))
        ck_abort_msg("%s: %s, %zu rejects", reason, bestand_status_name[bestand.status], bestand.rejects);
    char sha[DIGEST_HEX + 1];
    sha256_of(content->n ? content->at : "", content->n, sha);
    if (!refused) {
        check_string(reason, bestand.sha256, sha);
        if (bestand.bytes != content->n)
            ck_abort_msg("%s: %llu bytes", reason, (unsigned long long)bestand.bytes);
    }
    bestand_release(&bestand);
    ruleset_release(&rules);
    free(path);
}

START_TEST(line_1_is_the_header_whatever_it_holds)
{
    static const char required[] = "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer";
    static const struct {
        const char *reason, *before, *behind;
        bool refused;
    } cases[] = {
        {"a header and nothing else", "", "", false},
        {"a header and a line end", "", "\n", false},
        {"a BOM", "\xEF\xBB\xBF", "\r\n", false},
        {"a BOM in quotes' way", "\xEF\xBB\xBF\"x\",", "\r\n", false},
        {"an empty line before it", "\n", "\n", true},
        {"a line of only CR before it", "\r\n", "\n", true},
        {"two BOMs: the second belongs to the first name, in which it does not count", "\xEF\xBB\xBF\xEF\xBB\xBF", "\n", false},
        {"a quote that does not close", "", ",\"x\n", true},
        {"a NUL is no end", "", ",x\xFF\n", true},
        {"blanks before the first name", "  ", "\n", false},
    };
    struct buf content = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        content.n = 0;
        buf_printf(&content, "%s%s%s", cases[i].before, required, cases[i].behind);
        check_header(cases[i].reason, &content, cases[i].refused);
    }
    content.n = 0;
    check_header("no bytes at all", &content, true);
    buf_text(&content, "\n");
    check_header("only a line end", &content, true);
    content.n = 0;
    buf_text(&content, "\xEF\xBB\xBF");
    check_header("only a BOM", &content, true);
    buf_release(&content);
}
END_TEST

START_TEST(a_header_may_have_65536_bytes_without_its_bom)
{
    static const char required[] = "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer,";
    static const char *const end[] = {"\n", "\r\n", "", "\r"};
    struct buf content = {0};
    for (int bom = 0; bom < 2; bom++)
        for (size_t e = 0; e < COUNT_OF(end); e++)
            for (size_t n = CSV_LINE_MAX - 1; n <= CSV_LINE_MAX + 1; n++) {
                content.n = 0;
                buf_text(&content, bom ? "\xEF\xBB\xBF" : "");
                buf_text(&content, required);
                while (content.n < n + (bom ? 3 : 0))
                    buf_text(&content, "x");
                buf_text(&content, end[e]);
                char *reason = xprintf("%zu bytes, %s BOM, %s", n, bom ? "a" : "no",
                                       e == 0   ? "LF"
                                       : e == 1 ? "CR LF"
                                       : e == 2 ? "no line end"
                                                : "CR");
                check_header(reason, &content, n > CSV_LINE_MAX);
                free(reason);
            }
    buf_release(&content);
}
END_TEST

Suite *suite(void)
{
    return suite_of("ingest", (const TTest *const[]){files_and_pipes_of_many_chunks_read_as_from_the_first_byte_to_the_last,
                                                     line_1_is_the_header_whatever_it_holds,
                                                     a_header_may_have_65536_bytes_without_its_bom, NULL});
}
