/* table_xlsx.c - an Excel workbook, a sheet a table. The only file that knows libxlsxwriter.
 *
 * In its constant-memory mode a row goes to a temporary file as soon as the next one begins, so memory does not grow
 * with the rows. The library wants a name to write to; it gets that of a nameless file, which is then copied to the
 * output, so that no half workbook and no readable copy can be left behind. Nothing comes from the clock: the time of
 * creation is given, and the library puts a fixed time on the members of the zip. */
#include "report/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/day.h"
#include "base/place.h"
#include "base/tempfile.h"
#include "xlsx/workbook.h"

enum {
    ROWS_MAX = 1048576,
    LINKS_MAX = 65530 /* of a sheet */,
    EXCEL_DAY_0 = 32874 /* 1990-01-01 as Excel counts days */
};

struct xlsx {
    lxw_workbook *workbook; /* freed by its close */
    lxw_worksheet *sheet;
    lxw_format *heading, *number_heading, *format[CELL_KINDS]; /* the workbook's */
    lxw_row_t rows; /* written on this sheet, the heading too */
    struct xlsx_sums sums;     /* of what was put into it */
    uint64_t text_n, markup_n; /* at most, of all cells: bytes of text as XML, and what stands around it */
    int fd;                    /* the nameless file; -1: none */
};

static bool xlsx_failed(lxw_error code, struct error *err)
{
    return error_set(err, STATUS_FAILED, "the workbook cannot be made: %s; make room, or give --format csv",
                     lxw_strerror(code));
}

/* libxlsxwriter does not look whether the disk took what it writes or gave what it reads: then it makes a workbook with
 * rows left out. Three things stand against that. While rows are written, errno is as the write that failed left it (no
 * call of the C library makes it 0). Before the book is put together, which does much besides, room for all of it is
 * taken and given back. And at last all of it is read, and must hold what was put into it. */
static bool disk_took_it(struct error *err)
{
    return (errno != ENOSPC && errno != EDQUOT && errno != EFBIG && errno != EIO)
           || error_errno(err, errno, "the workbook cannot be written");
}

static void count_cell(struct xlsx *x, struct text value)
{
    enum { MARKUP = sizeof "<c r=\"XFD1048576\" s=\"10\" t=\"inlineStr\"><is><t xml:space=\"preserve\"></t></is></c>" };
    x->markup_n += MARKUP;
    x->text_n += value.n;
    for (size_t i = 0; i < value.n; i++)
        if (strchr("&<>\"'", value.at[i]))
            x->text_n += 5;
}

/* Room for the sheets as XML, and for the archive of them, in which the markup shrinks to nearly nothing. */
static bool there_is_room(const struct xlsx *x, struct error *err)
{
    enum { THE_REST = 1 << 18 };
    uint64_t sheets = x->text_n + x->markup_n, archive = x->text_n + x->markup_n / 4 + THE_REST;
    int number = posix_fallocate(x->fd, 0, (off_t)(sheets + archive));
    return (number == 0 && ftruncate(x->fd, 0) == 0)
           || error_errno(err, number ? number : errno, "the workbook cannot be written");
}

/* Where the parts of a workbook are put together; the caller frees. */
static char *folder_for_parts(const struct table_writer *writer)
{
    static const char in_memory[] = "/dev/shm";
    if (writer->small && access(in_memory, R_OK | W_OK | X_OK) == 0)
        return xstrdup(in_memory);
    return writer->out->name ? folder_of(writer->out->name) : xstrdup("/tmp");
}

static bool open_book(struct table_writer *writer, const char *made, struct error *err)
{
    struct xlsx *x = writer->xlsx = xcalloc(1, sizeof *x);
    char *dir = folder_for_parts(writer);
    struct tm tm = {0};
    x->fd = tempfile_open(dir);
    if (x->fd < 0)
        error_errno(err, errno, "%s: no temporary file can be made", dir);
    else {
        char *path = xprintf("/proc/self/fd/%d", x->fd);
        errno = 0;
        lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = dir};
        x->workbook = workbook_new_opt(path, &options);
        free(path);
    }
    free(dir);
    if (!x->workbook)
        return err->status == STATUS_DONE ? xlsx_failed(LXW_ERROR_CREATING_TMPFILE, err) : false;
    strptime(made, "%Y-%m-%dT%H:%M:%SZ", &tm);
    char author[] = "dubbelloop";
    lxw_doc_properties properties = {.author = author, .created = timegm(&tm)};
    workbook_set_properties(x->workbook, &properties);
    x->heading = workbook_add_format(x->workbook);
    x->number_heading = workbook_add_format(x->workbook);
    format_set_bold(x->heading);
    format_set_bold(x->number_heading);
    format_set_bg_color(x->heading, 0xDDE6F0);
    format_set_bg_color(x->number_heading, 0xDDE6F0);
    format_set_align(x->number_heading, LXW_ALIGN_RIGHT); /* above its figures, not above those of the next column */
    format_set_indent(x->number_heading, 2);              /* beside the button of the filter */
    x->format[CELL_TEXT] = workbook_add_format(x->workbook);
    format_set_num_format(x->format[CELL_TEXT], "@"); /* a code stays text when somebody edits the cell */
    x->format[CELL_NUMBER] = workbook_add_format(x->workbook);
    format_set_num_format(x->format[CELL_NUMBER], "#,##0");
    x->format[CELL_DATE] = workbook_add_format(x->workbook);
    format_set_num_format(x->format[CELL_DATE], "dd-mm-yyyy");
    format_set_align(x->format[CELL_DATE], LXW_ALIGN_LEFT); /* away from the text in the next column */
    x->format[CELL_CENT] = workbook_add_format(x->workbook);
    format_set_num_format(x->format[CELL_CENT], "#,##0.00"); /* a Dutch spreadsheet shows 1.234,50 */
    x->format[CELL_EURO] = x->format[CELL_CENT];
    x->format[CELL_DECIMAL] = x->format[CELL_CENT];
    x->format[CELL_CODE] = x->format[CELL_TEXT];
    x->format[CELL_PROSE] = workbook_add_format(x->workbook);
    x->format[CELL_FILE] = workbook_add_format(x->workbook);
    format_set_font_color(x->format[CELL_FILE], 0x1F4E79);
    format_set_underline(x->format[CELL_FILE], LXW_UNDERLINE_SINGLE);
    x->format[CELL_FILL_IN] = workbook_add_format(x->workbook);
    format_set_num_format(x->format[CELL_FILL_IN], "@");
    format_set_unlocked(x->format[CELL_FILL_IN]);
    format_set_bg_color(x->format[CELL_FILL_IN], 0xFFF9E0);
    format_set_border(x->format[CELL_FILL_IN], LXW_BORDER_HAIR);
    x->format[CELL_CHOICE] = x->format[CELL_FILL_IN];
    format_set_text_wrap(x->format[CELL_PROSE]);
    format_set_text_wrap(x->format[CELL_FILL_IN]);
    for (int kind = 0; kind < CELL_KINDS; kind++)
        format_set_align(x->format[kind], LXW_ALIGN_VERTICAL_TOP);
    return true;
}

/* The words that the cells of a column take, NULL for anything, and what is said of it when one is looked at. The
 * library reads them only, but has other types for them in each release. */
static void offer(const struct table_writer *writer, lxw_col_t column, const char *const *choice,
                  lxw_data_validation validation)
{
    static char message[] = "Kies een van de woorden uit de lijst, of laat de cel leeg.";
    const lxw_row_t last = writer->xlsx->rows - 1 + writer->table->spare;
    validation.validate = choice ? LXW_VALIDATION_TYPE_LIST : LXW_VALIDATION_TYPE_ANY;
    validation.value_list = (void *)(uintptr_t)choice;
    validation.error_message = message;
    if (last >= 1)
        worksheet_data_validation_range(writer->xlsx->sheet, 1, column, last, column, &validation);
}

static void offer_choices(const struct table_writer *writer, lxw_col_t column)
{
    static char title[] = "Kies uit de lijst";
    offer(writer, column, writer->choice, (lxw_data_validation){.error_title = title});
}

static void offer_help(const struct table_writer *writer, lxw_col_t column, const struct table_help *help)
{
    static char title[] = "Niet een van de woorden";
    if (help->choice || help->text)
        offer(writer, column, help->choice,
              (lxw_data_validation){.input_title = (void *)(uintptr_t)writer->table->column[column].title,
                                    .input_message = (void *)(uintptr_t)help->text,
                                    .error_title = title});
}

/* The filter and the choices cover the rows that were written, so they are set behind the last one. */
static void end_sheet(struct table_writer *writer)
{
    struct xlsx *x = writer->xlsx;
    bool form = false;
    for (size_t c = 0; c < writer->table->columns; c++) {
        enum cell_kind kind = writer->table->column[c].kind;
        form |= kind == CELL_CHOICE || kind == CELL_FILL_IN;
        if (kind == CELL_CHOICE)
            offer_choices(writer, (lxw_col_t)c);
        if (writer->table->help)
            offer_help(writer, (lxw_col_t)c, &writer->table->help[c]);
    }
    if (form) {
        lxw_protection allowed = {.format_cells = LXW_TRUE,
                                  .format_columns = LXW_TRUE,
                                  .format_rows = LXW_TRUE,
                                  .autofilter = LXW_TRUE};
        worksheet_protect(x->sheet, NULL, &allowed);
    }
    worksheet_autofilter(x->sheet, 0, 0, x->rows - 1, (lxw_col_t)(writer->table->columns - 1));
}

/* On A4 landscape, as many pages wide as it takes to be read, with the first column on each; number and sheet below. */
static void set_print(struct xlsx *x, double width)
{
    enum { PAGE_WIDTH = 190 /* characters that A4 landscape takes at the smallest size that reads well */ };
    const double pages = width <= PAGE_WIDTH ? 1 : width / PAGE_WIDTH + 0.999;
    worksheet_set_landscape(x->sheet);
    worksheet_set_paper(x->sheet, 9); /* A4 */
    worksheet_set_margins(x->sheet, 0.4, 0.4, 0.5, 0.6);
    worksheet_fit_to_pages(x->sheet, (uint16_t)pages, 0);
    worksheet_repeat_rows(x->sheet, 0, 0);
    if (pages >= 2)
        worksheet_repeat_columns(x->sheet, 0, 0);
    worksheet_set_footer(x->sheet, "&L&A&R&P / &N");
}

static bool begin_sheet(struct table_writer *writer, struct error *err)
{
    struct xlsx *x = writer->xlsx;
    x->sheet = workbook_add_worksheet(x->workbook, writer->table->title);
    if (!x->sheet)
        return xlsx_failed(LXW_ERROR_CREATING_TMPFILE, err);
    lxw_error code = LXW_NO_ERROR;
    double total = 0;
    for (size_t c = 0; c < writer->table->columns && code == LXW_NO_ERROR; c++) {
        const struct table_column *column = &writer->table->column[c];
        double width = column->width ? column->width : (double)strlen(column->title) + 4;
        width = width < 12 ? 12 : width;
        total += width;
        worksheet_set_column(x->sheet, (lxw_col_t)c, (lxw_col_t)c, width,
                             writer->table->spare ? x->format[column->kind] : NULL);
        code = worksheet_write_string(x->sheet, 0, (lxw_col_t)c, column->title,
                                      cell_is_figure(column->kind) ? x->number_heading : x->heading);
        xlsx_sums_add(&x->sums, text_of(column->title));
    }
    worksheet_freeze_panes(x->sheet, 1, writer->table->columns > 16);
    set_print(x, total);
    x->rows = 1;
    return code == LXW_NO_ERROR ? disk_took_it(err) : xlsx_failed(code, err);
}

static bool is_text_cell(enum cell_kind kind)
{
    return kind == CELL_TEXT || kind == CELL_CODE || kind == CELL_PROSE || kind == CELL_CHOICE || kind == CELL_FILL_IN;
}

static lxw_error xlsx_figure(struct xlsx *x, size_t c, double value, enum cell_kind kind)
{
    x->sums.values++;
    return worksheet_write_number(x->sheet, x->rows, (lxw_col_t)c, value, x->format[kind]);
}

static lxw_error xlsx_link(struct table_writer *writer, size_t c, struct text value)
{
    struct xlsx *x = writer->xlsx;
    writer->row.n = 0;
    buf_printf(&writer->row, "external:%.*s", (int)value.n, value.at);
    const char *name = buf_string(&writer->row), *shown = strchr(name, ':') + 1;
    xlsx_sums_add(&x->sums, text_of(shown));
    return worksheet_write_url_opt(x->sheet, x->rows, (lxw_col_t)c, name, x->format[CELL_FILE], shown, NULL);
}

static lxw_error xlsx_text(struct table_writer *writer, size_t c, struct text value)
{
    struct xlsx *x = writer->xlsx;
    enum cell_kind kind = writer->table->column[c].kind;
    writer->row.n = 0;
    table_add_harmless(&writer->row, value);
    xlsx_sums_add(&x->sums, text_of(buf_string(&writer->row)));
    return worksheet_write_string(x->sheet, x->rows, (lxw_col_t)c, buf_string(&writer->row),
                                  x->format[is_text_cell(kind) ? kind : CELL_TEXT]);
}

static lxw_error write_cell(struct table_writer *writer, size_t c, struct text value)
{
    struct xlsx *x = writer->xlsx;
    enum cell_kind kind = writer->table->column[c].kind;
    uint64_t number;
    day d;
    if (value.n == 0)
        return kind == CELL_CHOICE || kind == CELL_FILL_IN
                   ? worksheet_write_blank(x->sheet, x->rows, (lxw_col_t)c, x->format[kind])
                   : LXW_NO_ERROR;
    if ((kind == CELL_CENT || kind == CELL_EURO) && text_digits(value, 18, &number))
        return xlsx_figure(x, c, (double)number / 100, kind);
    if (kind == CELL_NUMBER && text_digits(value, 18, &number))
        return xlsx_figure(x, c, (double)number, kind);
    if (kind == CELL_DATE && day_parse(value, DAY_ISO, &d) == DAY_OK)
        return xlsx_figure(x, c, d + EXCEL_DAY_0, kind);
    if (kind == CELL_FILE && x->rows <= LINKS_MAX)
        return xlsx_link(writer, c, value);
    if (kind != CELL_DECIMAL)
        return xlsx_text(writer, c, value);
    writer->row.n = 0;
    buf_add(&writer->row, value.at, value.n);
    return xlsx_figure(x, c, strtod(buf_string(&writer->row), NULL), kind);
}

/* A row with wrapped text is as high as its longest cell needs:
 * not every program works that out when it opens the file. */
static void set_height(struct table_writer *writer, const struct text *value)
{
    enum { LINE = 15, LINES_MAX = 27 }; /* points; Excel takes no row above 409 of them */
    size_t lines = 1;
    for (size_t c = 0; c < writer->table->columns; c++) {
        const struct table_column *column = &writer->table->column[c];
        size_t need = column->width ? text_code_points(value[c]) / (column->width - 2) + 1 : 1;
        if (column->kind == CELL_PROSE || column->kind == CELL_FILL_IN)
            lines = need > lines ? need : lines;
    }
    if (lines > 1)
        worksheet_set_row(writer->xlsx->sheet, writer->xlsx->rows,
                          (double)(LINE * (lines < LINES_MAX ? lines : LINES_MAX)), NULL);
}

static bool xlsx_row(struct table_writer *writer, const struct text *value, struct error *err)
{
    struct xlsx *x = writer->xlsx;
    lxw_error code = LXW_NO_ERROR;
    if (x->rows == ROWS_MAX)
        return error_set(err, STATUS_FAILED, "a sheet holds %d rows and no more: filter, or take csv", ROWS_MAX - 1);
    for (size_t c = 0; c < writer->table->columns && code == LXW_NO_ERROR; c++) {
        count_cell(x, value[c]);
        code = write_cell(writer, c, value[c]);
    }
    set_height(writer, value);
    x->rows++;
    return code == LXW_NO_ERROR ? disk_took_it(err) : xlsx_failed(code, err);
}

/* The file that the library made, whole; the caller frees. NULL: it cannot be read. */
static char *read_book(const struct xlsx *x, size_t *size, struct error *err)
{
    struct stat info;
    size_t at = 0;
    ssize_t n = fstat(x->fd, &info) ? -1 : 1;
    char *content = n < 0 ? NULL : xmalloc_large((size_t)info.st_size + 1);
    while (n > 0 || (n < 0 && errno == EINTR && content)) {
        n = pread(x->fd, content + at, (size_t)info.st_size + 1 - at, (off_t)at);
        at += n > 0 ? (size_t)n : 0;
    }
    *size = at;
    if (n == 0)
        return content;
    free(content);
    error_errno(err, errno, "the workbook cannot be read back");
    return NULL;
}

static bool write_book(struct table_writer *writer, struct error *err)
{
    struct xlsx_sums sums;
    size_t n;
    char *content = read_book(writer->xlsx, &n, err);
    if (!content)
        return false;
    const char *wrong = xlsx_sums_read((struct text){content, n}, &sums);
    const bool whole = !wrong && memcmp(&sums, &writer->xlsx->sums, sizeof sums) == 0;
    if (whole)
        outfile_write(writer->out, content, n);
    free(content);
    return whole
           || error_set(err, STATUS_FAILED, "the workbook does not hold all that was put into it: a disk is full or "
                                            "fails; make room, look at the log of the system, and try again");
}

static bool close_book(struct table_writer *writer, struct error *err)
{
    struct xlsx *x = writer->xlsx;
    if (!there_is_room(x, err))
        return false;
    errno = 0;
    lxw_error code = workbook_close(x->workbook);
    x->workbook = NULL;
    if (!disk_took_it(err))
        return false;
    if (code != LXW_NO_ERROR)
        return xlsx_failed(code, err);
    return write_book(writer, err);
}

static void release_book(struct table_writer *writer)
{
    struct xlsx *x = writer->xlsx;
    if (!x)
        return;
    lxw_workbook_free(x->workbook);
    if (x->fd >= 0)
        close(x->fd);
    free(x);
}

const struct table_format table_xlsx = {
    .name = "xlsx", .sheets = true, .open = open_book, .begin = begin_sheet, .row = xlsx_row, .end = end_sheet,
    .close = close_book, .release = release_book};
