/* Reading files on threads, in chunks, against reading them from the first byte to the last: line numbers, counts,
 * rejects and the rejected bytes are the same wherever a chunk ends (semantics.md 1 "Lines" and 6). */
#include "ingest/ingest.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
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
        uint32_t bestand;
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
    sink->spot[worker][sink->n[worker]++] = (struct spot){line->bestand, line->regelnr, line->bedrag_cent};
    return true;
}

static int by_regel(const void *a, const void *b)
{
    const struct spot *p = a, *q = b;
    return p->bestand != q->bestand ? (p->bestand > q->bestand) - (p->bestand < q->bestand)
                                    : (p->regelnr > q->regelnr) - (p->regelnr < q->regelnr);
}

/* The relevant lines that all threads found, in their order; the caller frees. */
static size_t spots_of(struct sink *sink, struct spot **all)
{
    size_t n = 0, cap = 0;
    *all = NULL;
    for (unsigned w = 0; w < COUNT_OF(sink->spot); w++) {
        for (size_t i = 0; i < sink->n[w]; i++) {
            ARRAY_ROOM(*all, n, cap);
            (*all)[n++] = sink->spot[w][i];
        }
        free(sink->spot[w]);
    }
    if (n)
        qsort(*all, n, sizeof **all, by_regel);
    return n;
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

/* What the engine says of one file, of which `spot` are the relevant lines. */
static void tell(struct bestand *bestand, const struct spot *spot, size_t n, struct outcome_text *out)
{
    struct error err = {0};
    if (bestand->status != BESTAND_INGELEZEN || bestand->afgekeurd.n != bestand->rejects)
        ck_abort_msg("status %d, %llu rejected, %zu rejects", bestand->status,
                     (unsigned long long)bestand->afgekeurd.n, bestand->rejects);
    if (n != bestand->relevant)
        ck_abort_msg("%zu relevant lines, %llu counted", n, (unsigned long long)bestand->relevant);
    out->lines = bestand->gelezen.n;
    out->cent = bestand->gelezen.cent;
    for (size_t i = 0; i < bestand->rejects; i++)
        buf_printf(&out->rejects, "%llu %s\n", (unsigned long long)bestand->reject[i].regelnr,
                   afkeur_name[bestand->reject[i].reden]);
    for (size_t i = 0; i < n; i++) {
        buf_printf(&out->relevant, "%llu %lld\n", (unsigned long long)spot[i].regelnr, (long long)spot[i].cent);
        if (merge_rejects(spot[i].regelnr))
            bestand_add_reject(bestand, (struct reject){.regelnr = spot[i].regelnr, .reden = REFERENTIE_NIET_UNIEK});
    }
    bestand_sort_rejects(bestand);
    check_good(bestand_raw_rejects(bestand, take_raw, &out->raw, &err), &err, "bestand_raw_rejects");
}

/* A reading of files, which are given the numbers from 0. */
static struct ingest reading_of(char *const *path, struct bestand *bestand, size_t files, const struct ruleset *rules,
                                unsigned threads, struct sink *sink)
{
    static struct profile canonical;
    static struct progress progress;
    canonical = PROFILE_CANONICAL;
    for (uint32_t i = 0; i < files; i++)
        bestand[i] = (struct bestand){.path = path[i], .naam = xstrdup("in"), .id = i};
    return (struct ingest){.rules = rules,
                           .profile = &canonical,
                           .max_rejects = {100, true},
                           .limits = INPUT_NO_LIMITS,
                           .temp_dir = scratch_dir(),
                           .threads = threads,
                           .bestand = bestand,
                           .bestanden = files,
                           .progress = &progress,
                           .sink = take,
                           .ctx = sink};
}

enum { FILES = 6 };

static void read_by_engine(char *const *path, size_t files, const struct ruleset *rules, unsigned threads,
                           struct outcome_text *out)
{
    struct bestand bestand[FILES];
    struct sink sink = {.n = {0}};
    struct spot *spot;
    struct error err = {0};
    struct ingest ingest = reading_of(path, bestand, files, rules, threads, &sink);
    check_good(ingest_files(&ingest, &err), &err, "ingest_files");
    const size_t n = spots_of(&sink, &spot);
    for (size_t i = 0, at = 0, end = 0; i < files; i++, at = end) {
        while (end < n && spot[end].bestand == i)
            end++;
        tell(&bestand[i], spot + at, end - at, &out[i]);
        bestand_release(&bestand[i]);
    }
    free(spot);
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

static void check_as_defined(uint64_t seed, const struct outcome_text *got, const struct outcome_text *want)
{
    check_same("the rejects", seed, &got->rejects, &want->rejects);
    check_same("the relevant lines", seed, &got->relevant, &want->relevant);
    check_same("the raw rejects", seed, &got->raw, &want->raw);
    if (got->lines != want->lines || got->cent != want->cent)
        ck_abort_msg("TEST_SEED=%llu: %llu lines and %llu cents, expected %llu and %llu", (unsigned long long)seed,
                     (unsigned long long)got->lines, (unsigned long long)got->cent, (unsigned long long)want->lines,
                     (unsigned long long)want->cent);
}

/* Some random files, and what they are by definition. */
struct files {
    size_t n;
    char *path[FILES], *fifo[FILES];
    struct buf content[FILES];
    struct outcome_text want[FILES];
};

static void make_files(struct files *files, size_t n, struct random *random, size_t size, const struct ruleset *rules)
{
    files->n = n;
    for (size_t i = 0; i < n; i++) {
        char name[] = "export-0.csv", fifo[] = "fifo-0";
        name[7] = fifo[5] = (char)('0' + i);
        files->path[i] = scratch(name);
        files->fifo[i] = scratch(fifo);
        if (access(files->fifo[i], F_OK) && mkfifo(files->fifo[i], 0600))
            ck_abort_msg("mkfifo: %s", strerror(errno));
        make_file(random, random_below(random, size), &files->content[i]);
        write_file(files->path[i], files->content[i].at, files->content[i].n);
        read_by_definition(&files->content[i], rules, &files->want[i]);
    }
}

static void release_files(struct files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        free(files->path[i]);
        free(files->fifo[i]);
        buf_release(&files->content[i]);
        release(&files->want[i]);
    }
}

/* `pipes`: a bit for each file, that it comes through a pipe. */
static void check_files(uint64_t seed, const struct files *files, const struct ruleset *rules, unsigned threads,
                        unsigned pipes)
{
    pthread_t thread[FILES];
    struct feed feed[FILES];
    char *path[FILES];
    struct outcome_text got[FILES] = {{.lines = 0}};
    for (size_t i = 0; i < files->n; i++) {
        path[i] = pipes >> i & 1 ? files->fifo[i] : files->path[i];
        feed[i] = (struct feed){path[i], &files->content[i]};
        if (pipes >> i & 1 && pthread_create(&thread[i], NULL, feed_pipe, &feed[i]))
            ck_abort_msg("no thread");
    }
    read_by_engine(path, files->n, rules, threads, got);
    for (size_t i = 0; i < files->n; i++) {
        if (pipes >> i & 1)
            pthread_join(thread[i], NULL);
        check_as_defined(seed, &got[i], &files->want[i]);
        release(&got[i]);
    }
}

START_TEST(a_file_or_pipe_of_many_chunks_reads_as_from_the_first_byte_to_the_last)
{
    struct ruleset rules;
    small_rules(&rules, "regel=R|code_van=A1\n", NULL, false);
    struct seeds seeds = seeds_up_to(12);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct files files = {.n = 0};
        make_files(&files, 1, &random, 4000000, &rules);
        for (unsigned way = 0; way < 4; way++)
            check_files(seed, &files, &rules, way % 2 ? 4 : 1, way / 2);
        release_files(&files);
    }
    ruleset_release(&rules);
}
END_TEST

START_TEST(files_and_pipes_side_by_side_read_as_each_alone)
{
    static const unsigned threads[] = {1, 2, 4, 7};
    struct ruleset rules;
    small_rules(&rules, "regel=R|code_van=A1\n", NULL, false);
    struct seeds seeds = seeds_up_to(4);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct files files = {.n = 0};
        make_files(&files, FILES, &random, 1500000, &rules);
        for (size_t i = 0; i < COUNT_OF(threads); i++)
            check_files(seed, &files, &rules, threads[i], (unsigned)random_below(&random, 1 << FILES));
        release_files(&files);
    }
    ruleset_release(&rules);
}
END_TEST

/* Somebody stops the run as soon as a relevant line was read. */
static bool take_and_stop(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    (void)ctx, (void)worker, (void)line, (void)raw, (void)err;
    interrupted_by = SIGTERM;
    return true;
}

static void check_told(char *const *path, const char *what, bool stop, unsigned threads, const struct ruleset *rules)
{
    struct bestand bestand[FILES];
    struct sink sink = {.n = {0}};
    struct spot *spot;
    struct error err = {0};
    struct ingest ingest = reading_of(path, bestand, FILES, rules, threads, &sink);
    if (stop)
        ingest.sink = take_and_stop;
    if (ingest_files(&ingest, &err) || strncmp(err.text, what, strlen(what)) != 0)
        ck_abort_msg("%u threads: %s was to be told, and told was: %s", threads, what, err.text);
    interrupted_by = 0;
    spots_of(&sink, &spot);
    free(spot);
    for (size_t i = 0; i < FILES; i++)
        bestand_release(&bestand[i]);
}

/* A folder and a file that is not there fail as they are opened, while others are still being read. Of one that has
 * more chunks than there are threads, one is taken before the last is read. Nobody ever writes to the silent pipe. */
START_TEST(of_several_files_that_fail_the_first_is_told)
{
    struct ruleset rules;
    struct random random = {1};
    struct buf content = {0};
    char *file = scratch("file.csv"), *large = scratch("large.csv"), *folder = scratch("."),
         *missing = scratch("nowhere.csv"), *memory = xstrdup("/proc/self/mem"), *silent = scratch("silent");
    if (mkfifo(silent, 0600))
        ck_abort_msg("mkfifo: %s", strerror(errno));
    make_file(&random, 1000000, &content);
    write_file(file, content.at, content.n);
    make_file(&random, 3000000, &content);
    write_file(large, content.at, content.n);
    small_rules(&rules, "regel=R|code_van=A1\n", NULL, false);
    const struct {
        char *path[FILES];
        const char *told;
        bool stop;
    } cases[] = {
        {{file, large, folder, missing, memory, file}, folder, false},
        {{file, missing, folder, folder, folder, folder}, missing, false},
        {{memory, missing, large, folder, missing, file}, memory, false},
        {{large, file, large, file, memory, folder}, memory, false},
        {{file, missing, silent, file, silent, silent}, missing, false},
        {{large, missing, folder, missing, memory, file}, "interrupted", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (unsigned threads = 1; threads <= 8; threads++)
            check_told(cases[i].path, cases[i].told, cases[i].stop, threads, &rules);
    free(file);
    free(large);
    free(folder);
    free(missing);
    free(memory);
    free(silent);
    buf_release(&content);
    ruleset_release(&rules);
}
END_TEST

/* The file's fate: its status and its one reject, if any. */
static void check_header(const char *reason, const struct buf *content, bool refused)
{
    struct ruleset rules;
    struct error err = {0};
    char *path = scratch("export.csv");
    struct bestand bestand;
    struct sink sink = {.n = {0}};
    struct ingest ingest = reading_of(&path, &bestand, 1, &rules, 1, &sink);
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
    return suite_of("ingest", (const TTest *const[]){a_file_or_pipe_of_many_chunks_reads_as_from_the_first_byte_to_the_last,
                                                     files_and_pipes_side_by_side_read_as_each_alone,
                                                     of_several_files_that_fail_the_first_is_told,
                                                     line_1_is_the_header_whatever_it_holds,
                                                     a_header_may_have_65536_bytes_without_its_bom, NULL});
}
