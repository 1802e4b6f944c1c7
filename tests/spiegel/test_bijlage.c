/* The annex: every example in every form, what it may not hold, and that an answer comes back from it. */
#include "spiegel/bijlage.h"

#include <unistd.h>

#include "harness.h"
#include "spiegel/voorbeelden.h"

extern const struct table_format table_xlsx, table_csv_excel;

static struct buf written(const struct rapport *rapport, const struct table_format *format)
{
    struct error err = {0};
    struct outfile out;
    char *path = scratch("bijlage");
    check_good(outfile_open(&out, NULL, path, &err) && bijlage_write(rapport, format, BLAD_BEVINDINGEN, &out, &err)
                   && outfile_finish(&out, &err) && outfile_publish(&out, &err),
               &err, format->name);
    outfile_release(&out);
    struct buf got = read_file(path);
    unlink(path);
    free(path);
    return got;
}

static size_t count(struct buf *text, const char *part)
{
    size_t n = 0;
    for (const char *at = buf_string(text); (at = strstr(at, part)); at++)
        n++;
    return n;
}

START_TEST(every_example_has_a_row_a_finding)
{
    struct arena arena = {0};
    for (unsigned which = 0; which < VOORBEELDEN; which++) {
        const struct rapport *rapport = voorbeeld(&arena, which);
        struct buf csv = written(rapport, &table_csv_excel), again = written(rapport, &table_csv_excel);
        if (!csv.n || csv.n != again.n || memcmp(csv.at, again.at, csv.n) != 0)
            ck_abort_msg("%s: the same report gives other bytes", voorbeeld_name[which]);
        size_t rows = count(&csv, rapport->rol == ROL_DECLARANT ? ";declarant\r\n" : ";ketencontractant\r\n");
        if (rows != rapport->rows
            || strncmp(csv.at,
                       "\xEF\xBB\xBF"
                       "bevinding_id;referentienummer;datum;code;ketenkwartaal;",
                       56)
                   != 0)
            ck_abort_msg("%s: %zu rows, not %zu", voorbeeld_name[which], rows, rapport->rows);
        struct buf xlsx = written(rapport, &table_xlsx), same = written(rapport, &table_xlsx);
        if (xlsx.n < 1000 || xlsx.n != same.n || memcmp(xlsx.at, same.at, xlsx.n) != 0)
            ck_abort_msg("%s: the same report gives another workbook", voorbeeld_name[which]);
        buf_release(&csv);
        buf_release(&again);
        buf_release(&xlsx);
        buf_release(&same);
    }
    arena_release(&arena);
}
END_TEST

/* A report of one row. */
static struct rapport one_row(struct arena *arena, struct bijlage_row *row)
{
    struct rapport rapport = *voorbeeld(arena, VB_GEWOON);
    *row = rapport.row[0];
    rapport.row = row;
    rapport.rows = 1;
    return rapport;
}

START_TEST(what_a_spreadsheet_would_change_is_not_left_to_it)
{
    static const struct {
        const char *why, *id, *referentie, *want;
    } cases[] = {
        {"an id of digits", "1234567890123456", "F-1", "1234-5678-9012-3456;F-1;"},
        {"an id that is a power", "12345678e0123456", "F-1", "1234-5678-e012-3456;F-1;"},
        {"a reference with zeros in front", "aaaabbbbccccdddd", "000123", "aaaa-bbbb-cccc-dddd;'000123;"},
        {"a reference that is a power", "aaaabbbbccccdddd", "1e5", "aaaa-bbbb-cccc-dddd;'1e5;"},
        {"a reference that is a date", "aaaabbbbccccdddd", "3-4", "aaaa-bbbb-cccc-dddd;'3-4;"},
        {"a reference that is a month", "aaaabbbbccccdddd", "mei 2023", "aaaa-bbbb-cccc-dddd;'mei 2023;"},
        {"a long number", "aaaabbbbccccdddd", "123456789012", "aaaa-bbbb-cccc-dddd;'123456789012;"},
        {"a number that stays", "aaaabbbbccccdddd", "12345678901", "aaaa-bbbb-cccc-dddd;12345678901;"},
        {"a formula", "aaaabbbbccccdddd", "=1+1", "aaaa-bbbb-cccc-dddd;'=1+1;"},
        {"a formula behind a delimiter", "aaaabbbbccccdddd", "=A1;B1", "aaaa-bbbb-cccc-dddd;\"'=A1;B1\";"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bijlage_row row;
        struct rapport rapport = one_row(&arena, &row);
        row.bevinding_id = text_of(cases[i].id);
        row.referentie = text_of(cases[i].referentie);
        struct buf csv = written(&rapport, &table_csv_excel);
        if (count(&csv, cases[i].want) != 1)
            ck_abort_msg("%s: %s", cases[i].why, shown((struct text){csv.at, csv.n}));
        buf_release(&csv);
    }
    arena_release(&arena);
}
END_TEST

START_TEST(reasons_are_told_in_words)
{
    struct arena arena = {0};
    struct bijlage_row row;
    struct rapport rapport = one_row(&arena, &row);
    for (unsigned reden = 0; reden < REDENEN; reden++) {
        row.redenen = text_of(reden_name[reden]);
        struct buf csv = written(&rapport, &table_csv_excel);
        if (!reden_words[reden] || count(&csv, reden_words[reden]) != 1 || count(&csv, reden_name[reden]))
            ck_abort_msg("%s", reden_name[reden]);
        buf_release(&csv);
    }
    arena_release(&arena);
}
END_TEST

Suite *suite(void)
{
    return suite_of("bijlage", (const TTest *const[]){every_example_has_a_row_a_finding,
                                                      what_a_spreadsheet_would_change_is_not_left_to_it,
                                                      reasons_are_told_in_words, NULL});
}
