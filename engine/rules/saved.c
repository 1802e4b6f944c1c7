/* saved.c - see saved.h. */
#include "rules/saved.h"

#include <stdio.h>

#include "base/day.h"
#include "xlsx/formulier.h"

enum form { FORM_TEXT, FORM_DAY, FORM_DIGITS, FORM_CENT, FORM_EURO };
static const struct saved_column {
    const char *name, *becomes; /* NULL: its own name */
    enum form form;
    size_t width; /* FORM_DIGITS: of each number of a list */
} saved_column[] = {
    {"geldig_van", NULL, FORM_DAY, 0},
    {"geldig_tot", NULL, FORM_DAY, 0},
    {"prestatiecodelijst", NULL, FORM_DIGITS, 3},
    {"specialisme", NULL, FORM_DIGITS, 4},
    {"zorgsoort", NULL, FORM_DIGITS, 2},
    {"uzovi", NULL, FORM_DIGITS, 4},
    {"agb_declarant", NULL, FORM_DIGITS, 8},
    {"van_agb", NULL, FORM_DIGITS, 8},
    {"naar_agb", NULL, FORM_DIGITS, 8},
    {"tarief_cent", NULL, FORM_CENT, 0},
    {"budget_cent", NULL, FORM_CENT, 0},
    {"tarief_euro", "tarief_cent", FORM_EURO, 0},
    {"budget_euro", "budget_cent", FORM_EURO, 0},
    {"zorgproduct", NULL, FORM_DIGITS, 9},
};

/* A value that lost its zeros, each told once. */
struct mended {
    const struct saved_column *column;
    struct text was, now;
    size_t row, rows;
};

struct saving {
    const char *name;
    struct formulier form;
    const struct saved_column **column; /* of each field; NULL: one of text */
    size_t columns;
    struct problems *mended;
    struct mended *seen;
    size_t seen_n, seen_cap;
    struct arena arena;
    struct buf out, value;
    bool changed;
};

static const struct saved_column *column_named(struct text name)
{
    for (size_t i = 0; i < sizeof saved_column / sizeof *saved_column; i++)
        if (text_equal_nocase(name, saved_column[i].name))
            return &saved_column[i];
    return NULL;
}

/* 1-1-2024, or what is no such date as it is. */
static void add_saved_day(struct buf *out, struct text value)
{
    day d;
    if (day_parse(value, DAY_DMY, &d) == DAY_OK) {
        char iso[DAY_TEXT + 1];
        day_print(d, iso);
        buf_text(out, iso);
    } else
        buf_add(out, value.at, value.n);
}

/* A list of codes, each with its zeros back; true: there was one without. */
static bool add_saved_digits(struct buf *out, struct text value, size_t width)
{
    struct text word;
    uint64_t number;
    bool mended = false;
    const size_t lost = width == 3 ? 2 : 1; /* at most: 008 can be 8, an AGB of six digits is a slip of the pen */
    for (bool first = true; text_word(&value, &word); first = false) {
        bool shorter = word.n < width && word.n + lost >= width && text_digits(word, width, &number) && number != 0;
        buf_text(out, first ? "" : " ");
        for (size_t i = word.n; shorter && i < width; i++)
            buf_text(out, "0");
        buf_add(out, word.at, word.n);
        mended |= shorter;
    }
    return mended;
}

/* "1.234,50", "1234.5", "12" in euros to cents; or as it is, for the reader of the rows to refuse. */
static void add_saved_euro(struct buf *out, struct text value)
{
    uint64_t euro, part = 0;
    char digits[16];
    size_t n = 0, point = value.n;
    bool comma = value.n && memchr(value.at, ',', value.n), good = value.n > 0;
    for (size_t i = 0; i < value.n; i++)
        if (value.at[i] == (comma ? ',' : '.'))
            point = i;
    for (size_t i = 0; good && i < point; i++) {
        if (comma && value.at[i] == '.' && (point - i) % 4 == 0 && i > 0)
            continue;
        good = n + 1 < sizeof digits;
        digits[n] = value.at[i];
        n += good;
    }
    struct text decimals = {value.at + point, value.n - point};
    decimals = decimals.n ? (struct text){decimals.at + 1, decimals.n - 1} : decimals;
    good = good && text_digits((struct text){digits, n}, 10, &euro)
           && (point == value.n || text_digits(decimals, 2, &part));
    if (good)
        buf_number(out, (int64_t)(euro * 100 + (decimals.n == 1 ? part * 10 : part)));
    else
        buf_add(out, value.at, value.n);
}

/* "1250,00" cents are whole. */
static void add_saved_cent(struct buf *out, struct text value)
{
    size_t n = 0;
    while (n < value.n && value.at[n] >= '0' && value.at[n] <= '9')
        n++;
    bool zeros = n < value.n && (value.at[n] == ',' || value.at[n] == '.') && value.n - n > 1 && value.n - n <= 3;
    for (size_t i = n + 1; i < value.n; i++)
        zeros &= value.at[i] == '0';
    buf_add(out, value.at, zeros ? n : value.n);
}

/* The apostrophe that makes text of a number. */
static struct text plain(struct text value)
{
    value = formulier_trim(value);
    return value.n > 1 && value.at[0] == '\'' ? (struct text){value.at + 1, value.n - 1} : value;
}

static void note_mended(struct saving *s, const struct saved_column *column, struct text was, struct text now)
{
    for (size_t i = 0; i < s->seen_n; i++)
        if (s->seen[i].column == column && text_equal(s->seen[i].was, was)) {
            s->seen[i].rows++;
            return;
        }
    ARRAY_ROOM(s->seen, s->seen_n, s->seen_cap);
    s->seen[s->seen_n++] = (struct mended){column, {arena_copy(&s->arena, was.at, was.n), was.n},
                                           {arena_copy(&s->arena, now.at, now.n), now.n}, s->form.row, 1};
}

static void tell_mended(struct saving *s)
{
    for (size_t i = 0; i < s->seen_n; i++) {
        const struct mended *m = &s->seen[i];
        char more[48] = "";
        if (m->rows > 1)
            snprintf(more, sizeof more, "; %zu rows", m->rows);
        problem_add(s->mended, s->name, m->row, "%s: '%.*s' lost its zeros: read as %.*s%s", m->column->name,
                    (int)m->was.n, m->was.at, (int)m->now.n, m->now.at, more);
    }
    free(s->seen);
    arena_release(&s->arena);
}

static void save_field(struct saving *s, size_t i)
{
    const struct saved_column *column = i < s->columns ? s->column[i] : NULL;
    struct text field = s->form.record.field[i], value = plain(field);
    struct buf *to = &s->value;
    to->n = 0;
    bool mended = false;
    switch (column ? column->form : FORM_TEXT) {
    case FORM_TEXT: buf_add(to, value.at, value.n); break;
    case FORM_DAY: add_saved_day(to, value); break;
    case FORM_DIGITS: mended = add_saved_digits(to, value, column->width); break;
    case FORM_CENT: add_saved_cent(to, value); break;
    case FORM_EURO: add_saved_euro(to, value); break;
    }
    struct text now = {to->at, to->n};
    if (mended)
        note_mended(s, column, value, now);
    s->changed |= !text_equal(now, text_trim(field));
    buf_text(&s->out, i ? "," : "");
    csv_add_field(&s->out, now);
}

/* A row as it was read, without the empty cells behind the last column. */
static void add_row(struct saving *s)
{
    size_t n = s->form.record.n;
    while (n > s->columns && formulier_trim(s->form.record.field[n - 1]).n == 0) {
        n--;
        s->changed = true;
    }
    for (size_t i = 0; i < n; i++)
        save_field(s, i);
}

static void save_header(struct saving *s)
{
    const struct csv_record *record = &s->form.record;
    s->columns = record->n;
    while (s->columns && formulier_trim(record->field[s->columns - 1]).n == 0)
        s->columns--;
    s->changed |= s->columns < record->n || record->delimiter != ',';
    s->column = xcalloc(s->columns + 1, sizeof *s->column);
    for (size_t i = 0; i < s->columns; i++) {
        struct text name = formulier_trim(record->field[i]);
        s->column[i] = column_named(name);
        if (s->column[i] && s->column[i]->becomes) {
            name = text_of(s->column[i]->becomes);
            s->changed = true;
        }
        buf_text(&s->out, i ? "," : "");
        csv_add_field(&s->out, name);
    }
    buf_text(&s->out, "\n");
}

/* Lines keep their numbers: a row is a line, and what is empty or cannot be split an empty one. */
static bool save_rows(struct saving *s)
{
    bool good = true, all = true;
    while (formulier_next(&s->form, &good)) {
        all &= good;
        s->changed |= s->form.joins;
        if (good && !formulier_row_is_empty(&s->form))
            add_row(s);
        else
            s->changed |= good && s->form.record.n > 1;
        buf_text(&s->out, "\n");
    }
    return all;
}

void saved_table(const char *name, char **content, size_t *n, struct problems *mended, struct problems *problems)
{
    struct saving s = {.name = name, .mended = mended, .form = {.lacking = "there is no header"}};
    struct text text = {*content, *n};
    const char *refused = NULL;
    struct error err = {0};
    s.changed = xlsx_is(text) || !text_is_utf8(text);
    const bool bom = text.n >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0;
    bool whole = true, ok = formulier_open(&s.form, text, &refused, &err);
    const bool by_spreadsheet = s.changed || bom || s.form.record.delimiter != ',';
    if (ok && !refused && by_spreadsheet) {
        save_header(&s);
        whole = save_rows(&s);
    }
    const bool comma = s.form.record.delimiter == ',';
    if (!ok)
        problem_add(problems, name, 0, "%s", err.text);
    else if (refused && s.changed)
        problem_add(problems, name, 0, "%s", refused);
    else if (!refused && by_spreadsheet && s.changed && (whole || !comma)) {
        free(*content);
        *n = s.out.n;
        *content = xmalloc(s.out.n + 1);
        memcpy(*content, buf_string(&s.out), s.out.n);
        if (!whole)
            problem_add(problems, name, 0, "a quote is not closed, or text stands behind a closing quote");
    }
    tell_mended(&s);
    formulier_close(&s.form);
    free(s.column);
    buf_release(&s.out);
    buf_release(&s.value);
}

bool saved_sheets(const char *name, struct text content, saved_sheet_fn *take, void *ctx, struct error *err)
{
    struct workbook book;
    struct buf csv = {0};
    const char *wrong = xlsx_open(&book, content);
    bool ok = true;
    for (size_t i = 0; ok && !wrong && i < book.sheets; i++) {
        csv.n = 0;
        wrong = xlsx_csv(&book, i, &csv);
        bool tells = csv.n < 4 || csv.at[0] == '\n' || memcmp(csv.at, "Wat,", 4) == 0;
        if (!wrong && !tells)
            ok = take(ctx, book.sheet[i].name, (struct text){csv.at, csv.n}, err);
    }
    if (ok && wrong)
        ok = error_set(err, STATUS_RULES, "%s: %s", name, wrong);
    xlsx_close(&book);
    buf_release(&csv);
    return ok;
}
