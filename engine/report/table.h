/* table.h - rows of typed columns, written in one of several formats.
 *
 * A format is a file table_NAME.c that defines a `struct table_format`, and a line in table.c. Values come as text, as
 * findings.csv shows them: dates YYYY-MM-DD, money in whole cents. What a cell then looks like is the format's. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "base/outfile.h"
#include "base/text.h"
#include "report/json.h"

enum cell_kind {
    CELL_TEXT, /* codes too: they are no numbers */
    CELL_NUMBER,
    CELL_DATE,
    CELL_CENT,    /* money: the formats for programs write whole cents, those for people euros */
    CELL_EURO,    /* money: every format writes euros */
    CELL_DECIMAL, /* "-1.25" */
    CELL_CODE,    /* text that a spreadsheet would make a number or a date of: see table_add_code */
    CELL_PROSE,   /* text of some length: wrapped in a sheet */
    CELL_FILE,    /* the name of a file beside the output: a sheet has a link to it */
    /* What the reader fills in. A sheet that has one of these is a form: all other cells are locked (without a
       password). */
    CELL_CHOICE, /* one of the writer's choices */
    CELL_FILL_IN,
    CELL_KINDS
};
/* Stands to the right of its column, and so does the heading. */
static inline bool cell_is_figure(enum cell_kind kind)
{
    return kind == CELL_NUMBER || kind == CELL_CENT || kind == CELL_EURO || kind == CELL_DECIMAL;
}
struct table_column {
    const char *name;  /* for programs */
    const char *title; /* for people, in Dutch */
    enum cell_kind kind;
    unsigned width; /* of a sheet's column, in characters; 0: as its title asks */
};
/* Of a column of a sheet that a person goes on with. */
struct table_help {
    const char *const *choice; /* the words that it takes, NULL at the end; NULL: anything */
    const char *text;          /* what it is for, at most 255 characters; NULL: nothing is said */
};
struct table {
    const char *title; /* of the sheet */
    const struct table_column *column;
    size_t columns;
    const char *name;  /* for programs: what json calls it */
    const struct table_help *help; /* of each column; NULL: nobody goes on with it */
    unsigned spare;                /* empty rows below, with the forms and the help of their columns */
    const char *empty; /* what a person reads when there is no row; NULL: text does not show the table at all */
};

struct table_writer {
    const struct table_format *format;
    struct outfile *out;       /* borrowed */
    const struct table *table; /* the one that is being written; borrowed */
    const char *const *choice; /* what a CELL_CHOICE may hold, NULL at the end; set behind table_open */
    bool small;                /* see table_open_small */
    struct buf row, cell;      /* room for a row and for a cell */
    struct xlsx *xlsx;         /* NULL in other formats; so are these */
    struct text_writer *text;
    struct json json;
};

struct table_format {
    const char *name;
    bool only_findings_csv; /* findings in the columns of findings.csv and no others: the contract's own form */
    bool sheets;            /* takes more than one table */
    bool (*open)(struct table_writer *writer, const char *made, struct error *err); /* NULL: nothing to do */
    bool (*begin)(struct table_writer *writer, struct error *err);                  /* NULL: nothing to do */
    bool (*row)(struct table_writer *writer, const struct text *value, struct error *err);
    void (*end)(struct table_writer *writer);                                       /* NULL: nothing to do */
    bool (*close)(struct table_writer *writer, struct error *err);                  /* NULL: nothing to do */
    void (*release)(struct table_writer *writer);                                   /* NULL: nothing to do */
};
extern const struct table_format table_csv, table_jsonl, table_xlsx, table_csv_excel, table_text, table_json;
/* All of them; NULL ends the list. */
extern const struct table_format *const table_formats[];
/* The format of that name, or NULL. */
const struct table_format *table_format_find(const char *name);

/* `made`: the time that the output tells of itself, YYYY-MM-DDTHH:MM:SSZ; never that of the clock, so that the same
 * findings give the same bytes. */
bool table_open(struct table_writer *writer, const struct table_format *format, struct outfile *out, const char *made,
                struct error *err) MUST_CHECK;
/* The same for a workbook of some hundred rows, of which many are made: what is temporary of it stays in memory. On
 * ext4 each of thousands of files that come and go makes the next one slower. */
bool table_open_small(struct table_writer *writer, const struct table_format *format, struct outfile *out,
                      const char *made, struct error *err) MUST_CHECK;
/* A table: its heading, its rows, its end. `table` must live until then. */
bool table_begin(struct table_writer *writer, const struct table *table, struct error *err) MUST_CHECK;
/* One value a column; a NULL text is an empty cell. */
bool table_row(struct table_writer *writer, const struct text *value, struct error *err) MUST_CHECK;
void table_end(struct table_writer *writer);
/* Hands the rest to the output file, which the caller finishes. */
bool table_close(struct table_writer *writer, struct error *err) MUST_CHECK;
/* Frees, also after a failure. */
void table_release(struct table_writer *writer);

/* For the formats. Adds cents as euros: 1234 -> "12.34" with `point` '.'. What is no number is added as it is. */
void table_add_euro(struct buf *out, struct text cent, char point);
/* Adds the values of a row as members of the object that is open:
 * numbers and euros bare, a cell that is empty as null. */
void table_json_members(struct json *json, const struct table *table, const struct text *value);
/* Adds a text for a cell of a spreadsheet. A formula gets an apostrophe in front: a spreadsheet would run it when the
 * file is opened, or when somebody edits the cell or saves it as CSV, and the text of a line is whatever the declarant
 * sent. What cannot be shown is written as text_add_printable does. */
void table_add_harmless(struct buf *out, struct text text);
/* Adds a code for a CSV that a spreadsheet opens: as table_add_harmless, and with an apostrophe too when it would be
 * taken for a number that it does not show whole, or for a date. "12345" and "A-1" stay as they are; "00123", "1e5",
 * "012/2021", "3-4" and "mei 5" do not. */
void table_add_code(struct buf *out, struct text code);

#endif
