/* Workbooks to CSV: what each kind of cell becomes, and what is refused. */
#include "harness.h"

#include "xlsx/workbook.h"
#include "xlsx/zip_of.h"

#define ROWS(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define CELL(cell) ROWS("<row r=\"1\">" cell "</row>")

static const struct {
    const char *statement, *sheet, *csv; /* NULL: refused, and `says` is in what is wrong */
    const char *says;
} cases[] = {
    {"a shared string", CELL("<c r=\"A1\" t=\"s\"><v>0</v></c>"), "een\n", 0},
    {"runs are one text, without how it is pronounced", CELL("<c r=\"A1\" t=\"s\"><v>1</v></c>"), "twee \n", 0},
    {"line ends are blanks, and an escape is what it stands for", CELL("<c r=\"A1\" t=\"s\"><v>2</v></c>"), "drie regels _x\n", 0},
    {"a string in its cell", CELL("<c r=\"A1\" t=\"inlineStr\"><is><t>a,b</t></is></c>"), "\"a,b\"\n", 0},
    {"the last value of a formula", CELL("<c r=\"A1\" t=\"str\"><f>A2</f><v>x</v></c>"), "x\n", 0},
    {"a formula that was never worked out", CELL("<c r=\"A1\"><f>A2</f></c>"), NULL, "formula"},
    {"WAAR is 1", CELL("<c r=\"A1\" t=\"b\"><v>1</v></c>"), "1\n", 0},
    {"a whole number", CELL("<c r=\"A1\"><v>40001</v></c>"), "40001\n", 0},
    {"a large one has no exponent", CELL("<c r=\"A1\"><v>1.5E+9</v></c>"), "1500000000\n", 0},
    {"a fraction", CELL("<c r=\"A1\"><v>0.1</v></c>"), "0.1\n", 0},
    {"a fraction that binary has not", CELL("<c r=\"A1\"><v>12.340000000000001</v></c>"), "12.34\n", 0},
    {"zeros in front that the format shows", CELL("<c r=\"A1\" s=\"2\"><v>55</v></c>"), "0055\n", 0},
    {"a date", CELL("<c r=\"A1\" s=\"1\"><v>45292</v></c>"), "2024-01-01\n", 0},
    {"a date of a Dutch format", CELL("<c r=\"A1\" s=\"3\"><v>45351</v></c>"), "2024-02-29\n", 0},
    {"a date with a time", CELL("<c r=\"A1\" s=\"1\"><v>45292.75</v></c>"), "2024-01-01 18:00:00\n", 0},
    {"a format with letters in quotes is no date", CELL("<c r=\"A1\" s=\"4\"><v>45292</v></c>"), "45292\n", 0},
    {"a row that is passed over is an empty line", ROWS("<row r=\"1\"><c><v>1</v></c></row><row r=\"3\"><c><v>3</v></c></row>"), "1\n\n3\n", 0},
    {"a row is as wide as the first", ROWS("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"C1\"><v>3</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>"),
     "1,,3\n1,,\n", 0},
    {"an empty cell with a style is none", CELL("<c r=\"A1\"><v>1</v></c><c r=\"B1\" s=\"1\"/>"), "1\n", 0},
    {"a prefix of a namespace", "<x:worksheet><x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>", "7\n", 0},
    {"a sheet without rows", ROWS(""), "", 0},
    {"an entity", "<!DOCTYPE a [<!ENTITY b \"c\">]>" CELL("<c r=\"A1\" t=\"str\"><v>&b;</v></c>"), NULL, "not as a spreadsheet"},
    {"rows that go back", ROWS("<row r=\"2\"/><row r=\"1\"/>"), NULL, "not as a spreadsheet"},
    {"cells that go back", CELL("<c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c>"), NULL, "not as a spreadsheet"},
    {"a string that nobody has", CELL("<c r=\"A1\" t=\"s\"><v>3</v></c>"), NULL, "not as a spreadsheet"},
    {"a number that is none", CELL("<c r=\"A1\"><v>een</v></c>"), NULL, "not as a spreadsheet"},
    {"a row too far", ROWS("<row r=\"1048577\"><c><v>1</v></c></row>"), NULL, "larger"},
    {"a column too far", CELL("<c r=\"XFD1\"><v>1</v></c>"), NULL, "larger"},
    {"XML that breaks off", "<worksheet><sheetData><row r=\"1\">", NULL, "not as a spreadsheet"},
};

START_TEST(a_cell_becomes_text_and_a_sheet_csv)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf made = {0}, csv = {0};
        struct workbook book;
        workbook_of(&made, text_of(cases[i].sheet));
        const char *wrong = xlsx_open(&book, (struct text){made.at, made.n});
        ck_assert_msg(!wrong, "%s: %s", cases[i].statement, wrong);
        ck_assert_uint_eq(book.sheets, 1);
        ck_assert_str_eq(book.sheet[0].name, "Een");
        wrong = xlsx_csv(&book, 0, &csv);
        if (cases[i].csv) {
            ck_assert_msg(!wrong, "%s: %s", cases[i].statement, wrong);
            check_string(cases[i].statement, buf_string(&csv), cases[i].csv);
        } else
            ck_assert_msg(wrong && strstr(wrong, cases[i].says), "%s: %s", cases[i].statement, wrong ? wrong : "taken");
        xlsx_close(&book);
        buf_release(&csv);
        buf_release(&made);
    }
}
END_TEST

START_TEST(a_file_of_OpenDocument_is_called_what_it_is)
{
    struct buf made = {0};
    struct workbook book;
    zip_of(&made, &(struct zip_part){"mimetype", TEXT("application/vnd.oasis.opendocument.spreadsheet")}, 1);
    const char *wrong = xlsx_open(&book, (struct text){made.at, made.n});
    ck_assert(wrong && strstr(wrong, ".ods"));
    xlsx_close(&book);
    buf_release(&made);
}
END_TEST

/* Every byte changed, and every length: refused or taken, and never read beyond. */
START_TEST(a_damaged_workbook_is_refused_or_read_and_harms_nobody)
{
    struct buf made = {0}, csv = {0};
    struct workbook book;
    size_t taken = 0;
    workbook_of(&made, text_of(cases[0].sheet));
    for (size_t i = 0; i < 2 * made.n; i++) {
        size_t n = i < made.n ? made.n : i - made.n;
        char *copy = xmalloc(n + 1);
        memcpy(copy, made.at, n);
        if (i < made.n)
            copy[i] ^= 0x5A;
        csv.n = 0;
        if (!xlsx_open(&book, (struct text){copy, n}) && book.sheets && !xlsx_csv(&book, 0, &csv))
            taken++;
        xlsx_close(&book);
        free(copy);
    }
    ck_assert_uint_lt(taken, made.n / 3); /* times, attributes, names of no matter */
    buf_release(&csv);
    buf_release(&made);
}
END_TEST

Suite *suite(void)
{
    return suite_of("workbook", (const TTest *const[]){a_cell_becomes_text_and_a_sheet_csv,
                                                       a_file_of_OpenDocument_is_called_what_it_is,
                                                       a_damaged_workbook_is_refused_or_read_and_harms_nobody, NULL});
}
