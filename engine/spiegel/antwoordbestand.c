/* antwoordbestand.c - see antwoordbestand.h. */
#include "spiegel/antwoordbestand.h"

#include "base/place.h"
#include "csv/csv_record.h"
#include "ingest/charset.h"
#include "report/table.h"
#include "xlsx/workbook.h"

enum annex_column { K_ID, K_ANTWOORD, K_TOELICHTING, K_AGB, K_ROL, TABLE_COLUMNS };
static const char *const answer_column[TABLE_COLUMNS] = {"bevinding_id", "antwoord", "toelichting", "agb", "rol"};

struct reader {
    const struct antwoordbestand *bestand;
    struct problems *problems;
    struct text rest;
    size_t row;          /* of the spreadsheet, that next_row read last */
    size_t at[TABLE_COLUMNS]; /* which field; SIZE_MAX: none */
    struct csv_record record;
    struct buf joined; /* the current row, with CSV_SLACK behind it */
};

/* Takes a physical line off `rest`: up to LF, CRLF or CR. */
static bool next_answer_line(struct text *rest, struct text *line)
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

static bool splits(struct reader *r)
{
    memset(buf_room(&r->joined, CSV_SLACK), 0, CSV_SLACK);
    return csv_record_split(&r->record, (struct text){r->joined.at, r->joined.n}) == CSV_RECORD_OK;
}

static bool has_open_quote(struct text text)
{
    bool open = false;
    for (size_t i = 0; i < text.n; i++)
        open ^= text.at[i] == '"';
    return open;
}

/* The next row to r->record. A cell may hold line ends, inside quotes: a line with an open quote goes on in the next. If that
 * does not end well the line stands alone, and *good is false. */
static bool next_row(struct reader *r, bool *good)
{
    struct text line;
    if (!next_answer_line(&r->rest, &line))
        return false;
    struct text behind = r->rest;
    bool open = has_open_quote(line);
    r->row++;
    r->joined.n = 0;
    buf_add(&r->joined, line.at, line.n);
    while (open && r->joined.n < CSV_LINE_MAX && next_answer_line(&behind, &line)) {
        buf_text(&r->joined, " ");
        buf_add(&r->joined, line.at, line.n);
        open ^= has_open_quote(line);
    }
    *good = !open && splits(r);
    if (*good)
        r->rest = behind;
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
static struct text trim(struct text text)
{
    for (size_t n; (n = blank_at(text)) > 0;)
        text = (struct text){text.at + n, text.n - n};
    while ((text.n && blank_at((struct text){text.at + text.n - 1, 1}))
           || (text.n >= 2 && blank_at((struct text){text.at + text.n - 2, 2}) == 2))
        text.n -= text.at[text.n - 1] == ' ' || text.at[text.n - 1] == '\t' ? 1 : 2;
    return text;
}

static struct text value(const struct reader *r, enum annex_column annex_column)
{
    size_t at = r->at[annex_column];
    return at < r->record.n ? trim(r->record.field[at]) : TEXT("");
}

/* Without the apostrophe of table_add_code or table_add_harmless. */
static struct text without_apostrophe(struct text text)
{
    return text.n && text.at[0] == '\'' ? (struct text){text.at + 1, text.n - 1} : text;
}

/* The header by this delimiter. */
static bool read_answer_header(struct reader *r, struct text line, char delimiter)
{
    csv_record_release(&r->record);
    r->record = CSV_RECORD(delimiter);
    r->joined.n = 0;
    buf_add(&r->joined, line.at, line.n);
    for (int k = 0; k < TABLE_COLUMNS; k++)
        r->at[k] = SIZE_MAX;
    if (!splits(r))
        return false;
    for (size_t i = r->record.n; i-- > 0;) /* of two with one name the first counts */
        for (int k = 0; k < TABLE_COLUMNS; k++)
            if (text_equal_nocase(trim(r->record.field[i]), answer_column[k]))
                r->at[k] = i;
    return r->at[K_ID] != SIZE_MAX && r->at[K_ANTWOORD] != SIZE_MAX;
}

static bool find_header(struct reader *r)
{
    struct text line = {"", 0};
    if (!next_answer_line(&r->rest, &line))
        return false;
    if (line.n >= 4 && text_equal_nocase((struct text){line.at, 4}, "sep=") && !next_answer_line(&r->rest, &line))
        return false;
    r->row = 1;
    return read_answer_header(r, line, ';') || read_answer_header(r, line, ',') || read_answer_header(r, line, '\t');
}

static bool row_is_empty(const struct reader *r)
{
    for (size_t i = 0; i < r->record.n; i++)
        if (trim(r->record.field[i]).n)
            return false;
    return true;
}

/* One line of text, as it goes on record: what cannot be shown and line ends are blanks, and blanks stand alone. The annex then
 * has it to the letter, but for the apostrophe before what a spreadsheet would run, which is taken off here: an answer that comes
 * back with the next annex is the same answer. */
static void clean(struct text from, struct buf *to)
{
    to->n = 0;
    while (from.n) {
        uint32_t point;
        size_t n = text_code_point(from, &point);
        if (point != ' ' && point != 0xA0 && !text_is_control(point))
            buf_add(to, from.at, n);
        else if (to->n && to->at[to->n - 1] != ' ')
            buf_text(to, " ");
        from = (struct text){from.at + n, from.n - n};
    }
    to->n -= to->n && to->at[to->n - 1] == ' ';
    if (to->n && to->at[0] == '\'' && table_is_formula((struct text){to->at + 1, to->n - 1}))
        memmove(to->at, to->at + 1, --to->n);
}

#define REFUSE(...) (problem_add(r->problems, r->bestand->path, r->row, __VA_ARGS__), false)

/* Who answers: column agb, --agb, or both when they agree. A spreadsheet drops the zeros in front. */
static bool read_provider(struct reader *r, struct gegeven_antwoord *given)
{
    struct text agb = without_apostrophe(value(r, K_AGB)), rol = value(r, K_ROL);
    uint64_t number = r->bestand->agb;
    if (agb.n && (!text_digits(agb, 8, &number) || number == 0))
        return REFUSE("column agb holds no AGB code");
    if (number == 0)
        return REFUSE("of which provider is this? Column agb is empty or not there: give --agb AGB");
    if (r->bestand->agb && number != r->bestand->agb)
        return REFUSE("this row is of another provider than --agb says");
    given->agb = (uint32_t)number;
    given->rol = 0;
    while (given->rol < ROLLEN && !text_equal_nocase(rol, rol_name[given->rol]))
        given->rol++;
    return given->rol < ROLLEN || rol.n == 0 || REFUSE("column rol takes declarant or ketencontractant");
}

/* False: there is no answer in this row, or it was refused. */
static bool read_row(struct reader *r, struct gegeven_antwoord *given, struct buf *toelichting)
{
    struct text id = without_apostrophe(value(r, K_ID)), antwoord = value(r, K_ANTWOORD);
    clean(value(r, K_TOELICHTING), toelichting);
    given->toelichting = (struct text){toelichting->at, toelichting->n};
    if (antwoord.n == 0)
        return toelichting->n ? REFUSE("a toelichting without an answer: fill in credit, terecht or onbekend") : false;
    if (!bevinding_id_read(id, given->id))
        return REFUSE("%s", id.n ? "this is no bevinding_id any more: copy it from the annex that was sent"
                                 : "bevinding_id is empty");
    given->antwoord = ANTWOORD_CREDIT;
    while (given->antwoord < ANTWOORDEN && !text_equal_nocase(antwoord, antwoord_name[given->antwoord]))
        given->antwoord++;
    if (given->antwoord == ANTWOORDEN)
        return REFUSE("the answer is not credit, terecht or onbekend");
    if (text_code_points(given->toelichting) > TOELICHTING_MAX)
        return REFUSE("the toelichting is longer than %d characters", TOELICHTING_MAX);
    return read_provider(r, given);
}

/* The row in r->record. */
static bool take_answer(struct reader *r, struct gegeven_antwoord *given, struct buf *toelichting, struct antwoorden *to,
                     struct antwoord_counts *counts, struct error *err)
{
    size_t before = r->problems->count;
    enum antwoord_result result = ANTWOORD_REFUSED;
    if (row_is_empty(r))
        return true;
    if (!read_row(r, given, toelichting)) {
        if (r->problems->count == before)
            counts->empty++;
        else
            counts->refused++;
        return true;
    }
    if (!antwoorden_add(to, given, r->bestand->path, r->row, &result, r->problems, err))
        return false;
    counts->taken += result == ANTWOORD_TAKEN;
    counts->unchanged += result == ANTWOORD_UNCHANGED;
    counts->refused += result == ANTWOORD_REFUSED;
    return true;
}

static bool take_answer_rows(struct reader *r, struct antwoorden *to, struct antwoord_counts *counts, struct error *err)
{
    struct buf toelichting = {0};
    struct gegeven_antwoord given = {.door = r->bestand->door, .bestand = text_of(name_in_folder(r->bestand->path))};
    bool ok = true, good;
    while (ok && next_row(r, &good)) {
        if (good)
            ok = take_answer(r, &given, &toelichting, to, counts, err);
        else {
            problem_add(r->problems, r->bestand->path, r->row,
                        "a quote is not closed, or text stands behind a closing quote");
            counts->refused++;
        }
    }
    buf_release(&toelichting);
    return ok;
}

static bool starts_with(struct text text, const char *with, size_t n)
{
    return text.n >= n && memcmp(text.at, with, n) == 0;
}
#define STARTS_WITH(text, literal) starts_with(text, literal, sizeof(literal) - 1)

/* Where the rows of a file come from. */
struct source {
    struct workbook book;
    struct buf csv; /* of a sheet */
    struct charset charset;
};
static const char no_header[] =
    "the first row has no columns bevinding_id and antwoord: this is not the annex, or its header was changed";

/* The first sheet that has the columns. */
static const char *find_sheet(struct reader *r, struct source *from)
{
    const char *wrong = xlsx_open(&from->book, r->bestand->content);
    bool found = false;
    for (size_t i = 0; !wrong && !found && i < from->book.sheets; i++) {
        from->csv.n = 0;
        wrong = xlsx_csv(&from->book, i, &from->csv);
        r->rest = (struct text){from->csv.at, from->csv.n};
        found = !wrong && find_header(r);
    }
    return wrong ? wrong : found ? NULL : no_header;
}

static const char *find_rows(struct reader *r, struct source *from)
{
    if (STARTS_WITH(r->rest, "\xD0\xCF\x11\xE0"))
        return "this is a workbook of an older kind, or one with a password: open it, save it as .xlsx or as CSV UTF-8 without a "
               "password, and give that file";
    if (STARTS_WITH(r->rest, "\xFF\xFE") || STARTS_WITH(r->rest, "\xFE\xFF") || (r->rest.n && memchr(r->rest.at, '\0', r->rest.n)))
        return "this is no workbook and no CSV in UTF-8 or Windows-1252: open it in a spreadsheet, save it as CSV UTF-8, and give "
               "that file";
    if (STARTS_WITH(r->rest, "\xEF\xBB\xBF"))
        r->rest = (struct text){r->rest.at + 3, r->rest.n - 3};
    if (!text_is_utf8(r->rest) && !charset_to_utf8(&from->charset, &r->rest))
        return "this is neither UTF-8 nor Windows-1252: open it in a spreadsheet, save it as CSV UTF-8, and give that file";
    return find_header(r) ? NULL : no_header;
}

bool antwoordbestand_take(const struct antwoordbestand *bestand, struct antwoorden *to,
                          struct antwoord_counts *counts, struct problems *problems, struct error *err)
{
    struct reader r = {.bestand = bestand, .problems = problems, .rest = bestand->content, .record = CSV_RECORD(';')};
    struct source from = {.charset = CHARSET_NONE};
    bool ok = charset_open(&from.charset, ENCODING_CP1252, err);
    const char *refused = !ok ? NULL : xlsx_is(r.rest) ? find_sheet(&r, &from) : find_rows(&r, &from);
    if (ok && !refused)
        ok = antwoorden_next_file(to, err) && take_answer_rows(&r, to, counts, err);
    if (refused) {
        problem_add(problems, bestand->path, 0, "%s", refused);
        counts->refused++;
    }
    xlsx_close(&from.book);
    buf_release(&from.csv);
    charset_close(&from.charset);
    csv_record_release(&r.record);
    buf_release(&r.joined);
    return ok;
}
