/* formulier.c - see formulier.h. */
#include "xlsx/formulier.h"

#include <string.h>

/* Takes a physical line off `rest`: up to LF, CRLF or CR. */
static bool next_physical_line(struct text *rest, struct text *line)
{
    size_t n = 0;
    if (rest->n == 0)
        return false;
    while (n < rest->n && rest->at[n] != '\n' && rest->at[n] != '\r')
        n++;
    *line = (struct text){rest->at, n};
    if (n + 1 < rest->n && rest->at[n] == '\r' && rest->at[n + 1] == '\n')
        n++;
    if (n < rest->n)
        n++;
    *rest = (struct text){rest->at + n, rest->n - n};
    return true;
}

static bool splits_row(struct formulier *form)
{
    memset(buf_room(&form->joined, CSV_SLACK), 0, CSV_SLACK);
    return csv_record_split(&form->record, (struct text){form->joined.at, form->joined.n}) == CSV_RECORD_OK;
}

static bool has_open_quote(struct text text)
{
    bool open = false;
    for (size_t i = 0; i < text.n; i++)
        open ^= text.at[i] == '"';
    return open;
}

/* A cell may hold line ends, inside quotes: a line with an open quote goes on in the next. If that
 * does not end well the line stands alone, and *good is false. */
bool formulier_next(struct formulier *form, bool *good)
{
    struct text line;
    if (!next_physical_line(&form->rest, &line))
        return false;
    struct text behind = form->rest;
    bool open = has_open_quote(line);
    form->row++;
    form->joined.n = 0;
    form->joins = false;
    buf_add(&form->joined, line.at, line.n);
    while (open && form->joined.n < CSV_LINE_MAX && next_physical_line(&behind, &line)) {
        form->joins = true;
        buf_text(&form->joined, " ");
        buf_add(&form->joined, line.at, line.n);
        open ^= has_open_quote(line);
    }
    *good = !open && splits_row(form);
    if (*good)
        form->rest = behind;
    return true;
}

/* The length of a blank, a tab or a no-break space at the start of the text; 0: there is none. */
static size_t blank_at(struct text text)
{
    return text.n && (text.at[0] == ' ' || text.at[0] == '\t')  ? 1
           : text.n >= 2 && memcmp(text.at, "\xC2\xA0", 2) == 0 ? 2
                                                                : 0;
}

/* Without what a person and a spreadsheet put around a value. */
struct text formulier_trim(struct text text)
{
    for (size_t n; (n = blank_at(text)) > 0;)
        text = (struct text){text.at + n, text.n - n};
    while ((text.n && blank_at((struct text){text.at + text.n - 1, 1}))
           || (text.n >= 2 && blank_at((struct text){text.at + text.n - 2, 2}) == 2))
        text.n -= text.at[text.n - 1] == ' ' || text.at[text.n - 1] == '\t' ? 1 : 2;
    return text;
}

/* The header by this delimiter. */
static bool read_form_header(struct formulier *form, struct text line, char delimiter)
{
    csv_record_release(&form->record);
    form->record = CSV_RECORD(delimiter);
    form->joined.n = 0;
    buf_add(&form->joined, line.at, line.n);
    for (size_t k = 0; k < form->columns; k++)
        form->at[k] = SIZE_MAX;
    if (!splits_row(form))
        return false;
    for (size_t i = form->record.n; i-- > 0;) /* of two with one name the first counts */
        for (size_t k = 0; k < form->columns; k++)
            if (text_equal_nocase(formulier_trim(form->record.field[i]), form->name[k]))
                form->at[k] = i;
    for (size_t k = 0; k < form->needed; k++)
        if (form->at[k] == SIZE_MAX)
            return false;
    return true;
}

/* Of a file whose columns are not known. */
static bool read_any_header(struct formulier *form, struct text line)
{
    static const char delimiter[] = {',', ';', '\t'};
    char best = ',';
    size_t most = 0;
    for (size_t i = 0; i < sizeof delimiter; i++)
        if (read_form_header(form, line, delimiter[i]) && form->record.n > most) {
            most = form->record.n;
            best = delimiter[i];
        }
    return most && read_form_header(form, line, best);
}

static bool find_form_header(struct formulier *form)
{
    struct text line = {"", 0};
    if (!next_physical_line(&form->rest, &line))
        return false;
    if (line.n >= 4 && text_equal_nocase((struct text){line.at, 4}, "sep=") && !next_physical_line(&form->rest, &line))
        return false;
    form->row = 1;
    if (form->columns == 0)
        return read_any_header(form, line);
    return read_form_header(form, line, ';') || read_form_header(form, line, ',') || read_form_header(form, line, '\t');
}

bool formulier_row_is_empty(const struct formulier *form)
{
    for (size_t i = 0; i < form->record.n; i++)
        if (formulier_trim(form->record.field[i]).n)
            return false;
    return true;
}

struct text formulier_value(const struct formulier *form, size_t column)
{
    size_t at = form->at[column];
    return at < form->record.n ? formulier_trim(form->record.field[at]) : TEXT("");
}

struct text formulier_code(const struct formulier *form, size_t column)
{
    struct text text = formulier_value(form, column);
    return text.n && text.at[0] == '\'' ? (struct text){text.at + 1, text.n - 1} : text;
}

void formulier_clean(struct text from, struct buf *to)
{
    to->n = 0;
    while (from.n) {
        uint32_t point;
        size_t n = text_code_point(from, &point);
        if (n == 0) /* no UTF-8: it stays, for whoever takes it to refuse */
            buf_add(to, from.at, n = 1);
        else if (point != ' ' && point != 0xA0 && !text_is_control(point))
            buf_add(to, from.at, n);
        else if (to->n && to->at[to->n - 1] != ' ')
            buf_text(to, " ");
        from = (struct text){from.at + n, from.n - n};
    }
    to->n -= to->n && to->at[to->n - 1] == ' ';
    if (to->n && to->at[0] == '\'' && text_is_formula((struct text){to->at + 1, to->n - 1}))
        memmove(to->at, to->at + 1, --to->n);
}

static bool starts_with(struct text text, const char *with, size_t n)
{
    return text.n >= n && memcmp(text.at, with, n) == 0;
}
#define STARTS_WITH(text, literal) starts_with(text, literal, sizeof(literal) - 1)

/* The first sheet that has the columns. */
static const char *find_sheet(struct formulier *form, struct text content)
{
    const char *wrong = xlsx_open(&form->book, content);
    bool found = false;
    for (size_t i = 0; !wrong && !found && i < form->book.sheets; i++) {
        form->csv.n = 0;
        wrong = xlsx_csv(&form->book, i, &form->csv);
        form->rest = (struct text){form->csv.at, form->csv.n};
        found = !wrong && find_form_header(form);
    }
    return wrong ? wrong : found ? NULL : form->lacking;
}

static const char *find_rows(struct formulier *form)
{
    if (STARTS_WITH(form->rest, "\xD0\xCF\x11\xE0"))
        return "this is a workbook of an older kind, or one with a password: open it, "
               "save it as .xlsx or as CSV UTF-8 without a password, and give that file";
    if (STARTS_WITH(form->rest, "\xFF\xFE") || STARTS_WITH(form->rest, "\xFE\xFF")
        || (form->rest.n && memchr(form->rest.at, '\0', form->rest.n)))
        return "this is no workbook and no CSV in UTF-8 or Windows-1252: open it in a spreadsheet, "
               "save it as CSV UTF-8, and give that file";
    if (STARTS_WITH(form->rest, "\xEF\xBB\xBF"))
        form->rest = (struct text){form->rest.at + 3, form->rest.n - 3};
    if (!text_is_utf8(form->rest) && !charset_to_utf8(&form->charset, &form->rest))
        return "this is neither UTF-8 nor Windows-1252: open it in a spreadsheet, save it as CSV UTF-8, "
               "and give that file";
    return find_form_header(form) ? NULL : form->lacking;
}

bool formulier_open(struct formulier *form, struct text content, const char **refused, struct error *err)
{
    form->rest = content;
    form->record = CSV_RECORD(';');
    form->charset = CHARSET_NONE;
    *refused = NULL;
    if (!text_is_utf8(content) && !charset_open(&form->charset, ENCODING_CP1252, err))
        return false;
    *refused = xlsx_is(content) ? find_sheet(form, content) : find_rows(form);
    return true;
}

void formulier_close(struct formulier *form)
{
    xlsx_close(&form->book);
    buf_release(&form->csv);
    charset_close(&form->charset);
    csv_record_release(&form->record);
    buf_release(&form->joined);
}
