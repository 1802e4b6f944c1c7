/* Tables in the formats for people: what a cell may hold and how money looks. */
#include "report/table.h"

#include "harness.h"

START_TEST(what_a_spreadsheet_would_run_gets_an_apostrophe)
{
    static const struct {
        const char *why, *text, *want;
    } cases[] = {
        {"a formula", "=1+1", "'=1+1"},
        {"a plus", "+31", "'+31"},
        {"a minus", "-2", "'-2"},
        {"a function of old spreadsheets", "@SUM(A1)", "'@SUM(A1)"},
        {"a tab in front", "\t=1", "'\\x09=1"},
        {"a full-width sign", "\uFF1D1", "'\uFF1D1"},
        {"what a terminal or a page would act on", "A\xC2\x9B" "B", "A\\xc2\\x9bB"},
        {"a carriage return in front", "\r=1", "'\\x0d=1"},
        {"only the first byte counts", "a=1", "a=1"},
        {"an apostrophe of its own", "'=1", "'=1"},
        {"a code", "01000001", "01000001"},
        {"nothing", "", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf out = {0};
        table_add_harmless(&out, text_of(cases[i].text));
        check_text(cases[i].why, (struct text){out.at, out.n}, text_of(cases[i].want));
        buf_release(&out);
    }
}
END_TEST

START_TEST(cents_are_shown_as_euros)
{
    static const struct {
        const char *cent, *want;
    } cases[] = {{"0", "0,00"}, {"5", "0,05"}, {"1234", "12,34"}, {"999999999999", "9999999999,99"}, {"", ""}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf out = {0};
        table_add_euro(&out, text_of(cases[i].cent), ',');
        check_text(cases[i].cent, (struct text){out.at, out.n}, text_of(cases[i].want));
        buf_release(&out);
    }
}
END_TEST

START_TEST(every_format_has_its_own_name_and_writes_a_table)
{
    static const struct table_column column[] = {{"naam", "Naam", CELL_TEXT, 0}, {"netto_euro", "Netto", CELL_EURO, 0}};
    static const struct table table = {.title = "Blad", .column = column, .columns = 2, .name = "blad"};
    static const struct {
        const char *format, *want; /* NULL: not as text */
    } cases[] = {{"csv", "naam,netto_euro\n\"a,\"\"b\",12.30\n"},
                 {"jsonl", "{\"naam\": \"a,\\\"b\", \"netto_euro\": 12.30}\n"},
                 {"xlsx", NULL},
                 {"csv-excel", "\xEF\xBB\xBFNaam;Netto\r\n\"a,\"\"b\";12,30\r\n"},
                 {"text", "Blad\n  Naam  Netto\n  a,\"b  12,30\n"},
                 {"json", "{\n  \"blad\": [\n    {\"naam\": \"a,\\\"b\", \"netto_euro\": 12.30}\n  ]\n}\n"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        struct table_writer writer;
        struct outfile out;
        char *path = scratch("tabel");
        check_string("the order of the formats", table_formats[i]->name, cases[i].format);
        check_good(outfile_open(&out, NULL, path, &err)
                       && table_open(&writer, table_formats[i], &out, "2023-11-14T22:13:20Z", &err)
                       && table_begin(&writer, &table, &err)
                       && table_row(&writer, (const struct text[]){TEXT("a,\"b"), TEXT("1230")}, &err),
                   &err, cases[i].format);
        table_end(&writer);
        check_good(table_close(&writer, &err) && outfile_finish(&out, &err) && outfile_publish(&out, &err), &err,
                   cases[i].format);
        table_release(&writer);
        outfile_release(&out);
        struct buf got = read_file(path);
        if (cases[i].want)
            check_text(cases[i].format, (struct text){got.at, got.n}, text_of(cases[i].want));
        else if (got.n < 100 || memcmp(got.at, "PK", 2) != 0)
            ck_abort_msg("%s: %zu bytes", cases[i].format, got.n);
        buf_release(&got);
        free(path);
    }
    if (table_formats[COUNT_OF(cases)])
        ck_abort_msg("a format without a case: %s", table_formats[COUNT_OF(cases)]->name);
}
END_TEST

/* What a format writes of two tables: one with rows, one without. */
static struct buf written(const struct table_format *format, const struct table *table, const struct text (*row)[3],
                          size_t rows)
{
    struct error err = {0};
    struct table_writer writer;
    struct outfile out;
    char *path = scratch("tabel2");
    check_good(outfile_open(&out, NULL, path, &err) && table_open(&writer, format, &out, "", &err), &err, format->name);
    for (int t = 0; t < 2; t++) {
        check_good(table_begin(&writer, &table[t], &err), &err, format->name);
        for (size_t r = 0; t == 0 && r < rows; r++)
            check_good(table_row(&writer, row[r], &err), &err, format->name);
        table_end(&writer);
    }
    check_good(table_close(&writer, &err) && outfile_finish(&out, &err) && outfile_publish(&out, &err), &err,
               format->name);
    table_release(&writer);
    outfile_release(&out);
    struct buf got = read_file(path);
    free(path);
    return got;
}

START_TEST(for_the_eyes_columns_are_as_wide_as_what_is_in_them)
{
    static const struct table_column column[] = {{"naam", "naam", CELL_TEXT, 0},
                                                 {"n", "n", CELL_NUMBER, 0},
                                                 {"cent", "euro", CELL_CENT, 0}};
    static const struct table_column prose[] = {{"wat", "wat", CELL_PROSE, 0}};
    static const struct text row[][3] = {{{"patiënt", 8}, {"7", 1}, {"123456", 6}},
                                         {{NULL, 0}, {"1000", 4}, {"", 0}},
                                         {{"a\nb", 3}, {"", 0}, {"5", 1}}};
    static const struct table tables[] = {{.title = "Eerste", .column = column, .columns = 3, .name = "eerste"},
                                          {.title = "Tweede", .column = prose, .columns = 1, .name = "tweede", .empty = "niets"}};
    static const struct table silent[] = {{.title = "Eerste", .column = column, .columns = 3, .name = "eerste"},
                                          {.title = "Tweede", .column = prose, .columns = 1, .name = "tweede"}};
    struct buf got = written(&table_text, tables, row, 3);
    check_text("text", (struct text){got.at, got.n},
               text_of("Eerste\n  naam        n     euro\n  patiënt     7  1234,56\n  -        1000\n  a\\x0ab         "
                       "   0,05\n\nTweede\n  niets\n"));
    buf_release(&got);
    got = written(&table_text, silent, row, 0);
    check_text("nothing is shown of nothing", (struct text){got.at, got.n}, TEXT(""));
    buf_release(&got);
    got = written(&table_json, tables, row, 2);
    check_text("json", (struct text){got.at, got.n},
               text_of("{\n  \"eerste\": [\n    {\"naam\": \"patiënt\", \"n\": 7, \"cent\": 123456},\n    {\"naam\": "
                       "\"\", \"n\": 1000, \"cent\": null}\n"
                       "  ],\n  \"tweede\": []\n}\n"));
    buf_release(&got);
}
END_TEST

START_TEST(a_workbook_that_is_not_finished_leaves_nothing)
{
    struct error err = {0};
    struct table_writer writer;
    struct outfile out;
    char *path = scratch("half.xlsx");
    check_good(outfile_open(&out, NULL, path, &err) && table_open(&writer, table_formats[2], &out, "", &err), &err,
               "open");
    table_release(&writer);
    outfile_release(&out);
    free(path);
}
END_TEST

Suite *suite(void)
{
    return suite_of("table",
                    (const TTest *const[]){what_a_spreadsheet_would_run_gets_an_apostrophe, cents_are_shown_as_euros,
                                           every_format_has_its_own_name_and_writes_a_table,
                                           for_the_eyes_columns_are_as_wide_as_what_is_in_them,
                                           a_workbook_that_is_not_finished_leaves_nothing, NULL});
}
