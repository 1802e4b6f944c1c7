/* Small CSV files read whole: conflict tables and contracts. */
#include "csv/csv_table.h"

#include "csv/csv_record.h"
#include "harness.h"

static const struct csv_column column[] = {{"naam", true}, {"van", true}, {"noot", false}};

START_TEST(a_table_is_read_by_column_name_and_all_that_is_wrong_is_told)
{
    static const struct {
        const char *reason, *content, *rows, *problems;
    } cases[] = {
        {"rows", "naam,van\na,1\nb,2\n", "2:a/1/ 3:b/2/ ", ""},
        {"another order, and the optional column", "noot,van,naam\nx,1,a\n", "2:a/1/x ", ""},
        {"names without case and with blanks", " NAAM ,Van\na,1\n", "2:a/1/ ", ""},
        {"values are trimmed and unquoted", "naam,van\n  \" a,b \"  ,1\n", "",
         "t.csv:2: a quote is not closed, or text stands behind a closing quote\n"},
        {"a quoted value is trimmed inside", "naam,van\n\" a,b \", 1 \n", "2:a,b/1/ ", ""},
        {"a BOM is skipped", "\xEF\xBB\xBFnaam,van\na,1\n", "2:a/1/ ", ""},
        {"CR LF", "naam,van\r\na,1\r\n", "2:a/1/ ", ""},
        {"no newline at the end", "naam,van\na,1", "2:a/1/ ", ""},
        {"empty lines are skipped but counted", "naam,van\n\na,1\n\r\nb,2\n", "3:a/1/ 5:b/2/ ", ""},
        {"only a header", "naam,van\n", "", ""},
        {"nothing at all", "", "", "t.csv:1: there is no header\n"},
        {"an empty header", "\na,1\n", "", "t.csv:1: there is no header\n"},
        {"an unknown column and one that is missing", "naam,tot\na,1\n", "",
         "t.csv:1: unknown column 'tot'\nt.csv:1: column 'van' is missing\n"},
        {"a column twice", "naam,van,NAAM\na,1,b\n", "", "t.csv:1: column 'naam' occurs twice\n"},
        {"a header that is no CSV", "naam,\"van\n", "",
         "t.csv:1: a quote is not closed, or text stands behind a closing quote\n"},
        {"too few and too many fields", "naam,van\na\nb,2\nc,3,4\n", "3:b/2/ ",
         "t.csv:2: 1 fields where the header has 2\nt.csv:4: 3 fields where the header has 2\n"},
        {"not UTF-8", "naam,van\n\xE9,1\nb,2\n", "3:b/2/ ", "t.csv:2: the line is not UTF-8; save the file as UTF-8\n"},
        {"a quote that is not closed damages one line", "naam,van\n\"a,1\nb,2\n", "3:b/2/ ",
         "t.csv:2: a quote is not closed, or text stands behind a closing quote\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct csv_table table;
        struct problems problems = {0};
        struct buf rows = {0};
        csv_table_read(&table, "t.csv", text_of(cases[i].content), column, COUNT_OF(column), &problems);
        for (size_t r = 0; r < table.n; r++) {
            const struct text *value = table.row[r].value;
            buf_printf(&rows, "%zu:%.*s/%.*s/%.*s ", table.row[r].line, (int)value[0].n, value[0].at, (int)value[1].n,
                       value[1].at, (int)value[2].n, value[2].at);
        }
        check_text(cases[i].reason, (struct text){problems.text, problems.n}, text_of(cases[i].problems));
        check_text(cases[i].reason, (struct text){rows.at, rows.n}, text_of(cases[i].rows));
        buf_release(&rows);
        problems_release(&problems);
        csv_table_release(&table);
    }
}
END_TEST

START_TEST(a_line_that_is_too_long_is_a_problem)
{
    struct csv_table table;
    struct problems problems = {0};
    struct buf content = {0};
    buf_text(&content, "naam,van\n");
    for (size_t n = CSV_LINE_MAX; n <= CSV_LINE_MAX + 1; n++) {
        char *at = buf_room(&content, n + 1);
        memset(at, 'x', n);
        memcpy(at, "a,", 2);
        at[n] = '\n';
        content.n += n + 1;
    }
    csv_table_read(&table, "t.csv", (struct text){content.at, content.n}, column, COUNT_OF(column), &problems);
    check_text("the problem", (struct text){problems.text, problems.n},
               TEXT("t.csv:3: the line is longer than 65536 bytes\n"));
    if (table.n != 1 || table.row[0].value[1].n != CSV_LINE_MAX - 2)
        ck_abort_msg("the longest line is not read");
    buf_release(&content);
    problems_release(&problems);
    csv_table_release(&table);
}
END_TEST

Suite *suite(void)
{
    return suite_of("csv_table", (const TTest *const[]){a_table_is_read_by_column_name_and_all_that_is_wrong_is_told,
                                                        a_line_that_is_too_long_is_a_problem, NULL});
}
