/* Workbooks. What is read of one is CSV, a line a row, as wide as its first row and no narrower. Input: a workbook; or,
 * when it is no zip, the XML of its only sheet. */
#include "fuzz.h"

#include "../xlsx/zip_of.h"
#include "csv/csv_record.h"
#include "xlsx/workbook.h"

static void look_at_csv(const struct buf *csv)
{
    struct csv_record record = CSV_RECORD(',');
    struct text rest = {csv->at, csv->n};
    size_t width = 0;
    MUST(text_is_utf8(rest), "no UTF-8");
    while (rest.n) {
        const char *lf = memchr(rest.at, '\n', rest.n);
        MUST(lf, "a line without its end");
        struct text line = {rest.at, (size_t)(lf - rest.at)};
        char *copy = xcalloc(1, line.n + CSV_SLACK);
        memcpy(copy, line.at, line.n);
        enum csv_result result = line.n ? csv_record_split(&record, (struct text){copy, line.n}) : CSV_RECORD_OK;
        MUST(line.n == 0 || result == CSV_RECORD_OK, "a line that cannot be split");
        width = line.n && width == 0 ? record.n : width;
        MUST(line.n == 0 || record.n >= width, "a row narrower than the first");
        free(copy);
        rest = (struct text){lf + 1, rest.n - line.n - 1};
    }
    csv_record_release(&record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text content = {(const char *)data, size};
    struct buf made = {0}, csv = {0};
    struct workbook book;
    if (!xlsx_is(content)) {
        workbook_of(&made, content);
        content = (struct text){made.at, made.n};
    }
    const char *wrong = xlsx_open(&book, content);
    for (size_t i = 0; !wrong && i < book.sheets; i++) {
        csv.n = 0;
        if (!xlsx_csv(&book, i, &csv))
            look_at_csv(&csv);
    }
    xlsx_close(&book);
    buf_release(&csv);
    buf_release(&made);
    return 0;
}
