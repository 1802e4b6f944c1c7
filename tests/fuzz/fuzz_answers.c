/* Answers of providers. Every row is counted once; what counts as an answer afterwards stands in the annex of the next
 * report, and that annex read back changes nothing. Input: the file,
 * and in a first line "#AGB" perhaps which provider sent it. */
#include "fuzz.h"
#include "../simple_finding.h"

#include "base/file.h"
#include "spiegel/antwoordbestand.h"
#include "spiegel/bijlage.h"

enum { PROVIDERS = 2 };
static const uint32_t provider[PROVIDERS] = {1000001, 53010001};

/* Three findings: of both providers, of the second in both roles, and one whose id is all digits.
 * Made once: every input is undone. */
static struct store *findings(void)
{
    static struct store store;
    static const struct {
        const char *id, *referentie;
        uint32_t conflict_agb;
    } of[] = {{"aaaabbbbccccdddd", "C1", 1000001}, {"1234567890123456", "00012", 53010001}, {"12e4567890123456", "=C3", 1000001}};
    struct error err = {0};
    struct bevinding_writer writer;
    if (store.db)
        return &store;
    char *path = xprintf("%s/antwoorden.db", fuzz_dir());
    bool ok = store_open(&store, path, 0, &err)
              && db_exec(store.db, SIMPLE_RUN_SQL, &err)
              && bevinding_writer_open(&writer, &store, 1, "", &err);
    for (size_t i = 0; ok && i < sizeof of / sizeof *of; i++) {
        const struct bevinding b = simple_finding(of[i].id, of[i].conflict_agb, of[i].referentie);
        ok = bevinding_writer_add(&writer, WIJZIGING_NIEUW, &b, TEXT(""), &err);
    }
    bevinding_writer_close(&writer);
    MUST(ok, "no database: %s", err.text);
    free(path);
    return &store;
}

static struct antwoord_counts take(struct store *store, struct text content, uint32_t agb, size_t *refused)
{
    struct error err = {0};
    struct antwoorden to = {0};
    struct antwoord_counts counts = {0};
    struct problems problems = {0};
    int64_t before = 0, after = 0;
    const struct antwoordbestand bestand = {"terug.csv", content, agb, TEXT("J. Jansen")};
    bool ok = db_integer(store->db, "SELECT count(*) FROM antwoord", &before, &err) && antwoorden_open(&to, store, &err)
              && antwoordbestand_take(&bestand, &to, &counts, &problems, &err)
              && db_integer(store->db, "SELECT count(*) FROM antwoord", &after, &err);
    antwoorden_close(&to);
    MUST(must_tell(ok, &err), "the database fails");
    MUST(counts.refused == problems.count, "%llu refused, %zu told", (unsigned long long)counts.refused,
         problems.count);
    MUST((int64_t)counts.taken == after - before, "%llu taken, %lld on record", (unsigned long long)counts.taken,
         (long long)(after - before));
    MUST(problems.n == 0 || text_is_utf8((struct text){problems.text, problems.n}), "a problem that is not UTF-8");
    *refused = problems.count;
    problems_release(&problems);
    return counts;
}

/* Takes the next line off `rest`, with LF, CRLF or CR behind it. */
static bool take_line(struct text *rest, struct text *line)
{
    size_t n = 0;
    while (n < rest->n && rest->at[n] != '\n' && rest->at[n] != '\r')
        n++;
    *line = (struct text){rest->at, n};
    size_t end = n + 1 < rest->n && memcmp(rest->at + n, "\r\n", 2) == 0 ? 2 : n < rest->n;
    bool any = rest->n > 0;
    *rest = (struct text){rest->at + n + end, rest->n - n - end};
    return any;
}

/* Whether a row is nothing but blanks and delimiters. */
static bool is_blank(struct text line, char delimiter)
{
    for (size_t i = 0; i < line.n; i++) {
        bool hard = i + 1 < line.n && memcmp(line.at + i, "\xC2\xA0", 2) == 0; /* the blank that does not break */
        if (!hard && line.at[i] != ' ' && line.at[i] != '\t' && line.at[i] != delimiter)
            return false;
        i += hard;
    }
    return true;
}

static bool has_no(struct text text, const char *byte)
{
    for (; *byte; byte++)
        if (text.n && memchr(text.at, *byte, text.n))
            return false;
    return true;
}

/* Counts rows by other means. Only of what is plain: UTF-8, no quotes, and the header one that was sent. */
static void count_rows(struct text content, const struct antwoord_counts *counts)
{
    static const struct {
        const char *header;
        char delimiter;
    } sent[] = {{"bevinding_id;antwoord;toelichting;agb;rol", ';'},
                {"bevinding_id,antwoord,toelichting,agb,rol", ','},
                {"bevinding_id\tantwoord\ttoelichting\tagb\trol", '\t'}};
    struct text line, rest = content;
    uint64_t rows = 0, counted = counts->taken + counts->unchanged + counts->empty + counts->refused;
    char delimiter = '\0';
    if (rest.n >= 3 && memcmp(rest.at, "\xEF\xBB\xBF", 3) == 0)
        rest = (struct text){rest.at + 3, rest.n - 3};
    MUST(counted <= content.n + 1, "%llu rows in %zu bytes", (unsigned long long)counted, content.n);
    if (!has_no(content, "\"") || (content.n && memchr(content.at, '\0', content.n)) || !text_is_utf8(rest)
        || !take_line(&rest, &line))
        return;
    if (line.n == 5 && memcmp(line.at, "sep=", 4) == 0 && !take_line(&rest, &line))
        return;
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++)
        if (text_equal(line, text_of(sent[i].header)))
            delimiter = sent[i].delimiter;
    if (!delimiter)
        return;
    while (take_line(&rest, &line))
        rows += !is_blank(line, delimiter);
    MUST(rows == counted, "%llu rows, %llu counted", (unsigned long long)rows, (unsigned long long)counted);
}

static struct text keep(struct arena *arena, struct text text)
{
    return (struct text){arena_copy(arena, text.at, text.n), text.n};
}

/* The annex of a provider in a role, with the answers that count. */
static struct text annex(struct store *store, uint32_t agb, enum rol rol, struct arena *arena, size_t *answered)
{
    const struct spiegel_about about = {.extract = TEXT("2023-11-14T22:13:20Z"), .antwoord_voor = 40000};
    static const struct bevinding_filter all = {.since = 0};
    struct rapport rapport = {.agb = agb, .rol = rol, .about = &about};
    struct bevinding_reader reader = {0};
    struct outfile out;
    struct error err = {0};
    struct bijlage_row row[4];
    bool more = true, ok = bevinding_reader_open(&reader, store->db, &all, &err);
    rapport.row = row;
    *answered = 0;
    while (ok && (ok = bevinding_reader_next(&reader, &more, &err)) && more) {
        const struct bevinding *b = &reader.bevinding;
        const struct bevinding_kant *own = rol == ROL_DECLARANT ? &b->conflict : &b->keten;
        if (own->agb != agb)
            continue;
        row[rapport.rows++] = (struct bijlage_row){.bevinding_id = keep(arena, text_of(b->id)),
                                                    .referentie = keep(arena, own->referentie),
                                                    .datum = b->conflict_periode.first,
                                                    .code = keep(arena, own->prestatiecode),
                                                    .programma = TEXT("DM2"),
                                                    .keten_kwartaal = TEXT("2023Q2"),
                                                    .zekerheid = b->zekerheid,
                                                    .redenen = TEXT(""),
                                                    .regel = TEXT("A-1"),
                                                    .omschrijving = TEXT(""),
                                                    .bron = TEXT("ergens; \"in\" een document"),
                                                    .cent = own->bedrag_cent,
                                                    .antwoord = keep(arena, bevinding_reader_antwoord(&reader, rol)),
                                                    .toelichting = keep(arena, bevinding_reader_toelichting(&reader, rol))};
        *answered += bevinding_reader_antwoord(&reader, rol).n > 0;
    }
    bevinding_reader_close(&reader);
    ok = ok && outfile_open(&out, fuzz_dir(), "bijlage.csv", &err)
         && bijlage_write(&rapport, &table_csv_excel, BLAD_BEVINDINGEN, &out, &err) && outfile_finish(&out, &err)
         && outfile_publish(&out, &err);
    MUST(ok, "no annex: %s", err.text);
    outfile_release(&out);
    char *path = xprintf("%s/bijlage.csv", fuzz_dir()), *content;
    size_t n;
    MUST(read_whole_file(path, &content, &n, &err), "the annex cannot be read");
    struct text got = keep(arena, (struct text){content, n});
    free(content);
    free(path);
    return got;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct store *store = findings();
    struct error err = {0};
    struct arena arena = {0};
    struct text content = {(const char *)data, size};
    uint64_t agb = 0;
    size_t refused, answered;
    if (size >= CSV_LINE_MAX)
        return -1;
    if (size > 9 && data[0] == '#' && data[9] == '\n' && text_digits((struct text){content.at + 1, 8}, 8, &agb))
        content = (struct text){content.at + 10, content.n - 10};
    MUST(db_exec(store->db, "SAVEPOINT input", &err), "%s", err.text);
    struct antwoord_counts counts = take(store, content, (uint32_t)agb, &refused);
    count_rows(content, &counts);
    for (int p = 0; counts.taken && p < PROVIDERS; p++)
        for (int rol = 0; rol < ROLLEN; rol++) {
            struct text back = annex(store, provider[p], (enum rol)rol, &arena, &answered);
            struct antwoord_counts again = take(store, back, provider[p], &refused);
            MUST(again.unchanged == answered && again.taken == 0 && refused == 0,
                 "of %zu answers in an annex %llu come back the same, %llu another, %zu refused:\n%.*s", answered,
                 (unsigned long long)again.unchanged, (unsigned long long)again.taken, refused, (int)back.n, back.at);
        }
    MUST(db_exec(store->db, "ROLLBACK TO input", &err) && db_exec(store->db, "RELEASE input", &err), "%s", err.text);
    arena_release(&arena);
    return 0;
}
