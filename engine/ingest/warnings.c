/* warnings.c - see warnings.h. */
#include "ingest/warnings.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/sum.h"
#include "ingest/column_names.h"

#define WARNING_CODE(name, code) [name] = code,
const char *const warning_code[WARNINGS] = {WARNINGS_LIST(WARNING_CODE)};
#undef WARNING_CODE

enum { MANY_LINES = 1000, SOME_LINES = 2 };

/* What findings lose without a column, for those that matter (semantics.md 4). */
static const struct {
    enum column column;
    const char *costs;
} matters[] = {
    {COL_PRESTATIECODELIJST, "findings that rest on a list are signals at most (lijst_onbekend)"},
    {COL_ZORGPRODUCTCODE,
     "DOTs are known by their declaratiecode alone, at most waarschijnlijk (zorgproduct_onbekend)"},
    {COL_VERWIJSDIAGNOSECODE, "rules that ask for one give signals at most (verwijsdiagnose_onbekend)"},
    {COL_DIAGNOSECODE, "rules about a diagnosis give signals at most (diagnose_onbekend)"},
    {COL_EINDDATUM, "every line is taken for one day, so that overlaps are missed"},
    {COL_DEBET_CREDIT,
     "every line is taken for a debit: a credit counts as a second declaration, and what it reversed stays a finding"},
};

void warnings_add(struct warnings *warnings, enum warning_kind kind, uint32_t bestand, int64_t n, const char *format,
                  ...)
{
    char text[4096];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    ARRAY_ROOM(warnings->warning, warnings->n, warnings->cap);
    warnings->warning[warnings->n++] = (struct warning){kind, bestand, n, xstrdup(text)};
}

void warnings_release(struct warnings *warnings)
{
    for (size_t i = 0; i < warnings->n; i++)
        free(warnings->warning[i].text);
    free(warnings->warning);
    *warnings = (struct warnings){0};
}

/* --- Columns --- */

/* The column that an ignored name stands for, to all appearances, when the file lacks it; else COLUMNS. */
static enum column looks_like(const struct layout *layout, size_t field)
{
    unsigned rank;
    int c = !layout_ignores(layout, field) ? -1 : column_by_name(text_of(layout->name[field]), &rank);
    return c >= 0 && layout_lacks(layout, (enum column)c) ? (enum column)c : COLUMNS;
}

void columns_of_file(const struct bestand *bestand, struct buf *out)
{
    const struct layout *layout = &bestand->layout;
    const char *before = "lacks ";
    for (int c = 0; c < COLUMNS; c++)
        if (layout_lacks(layout, (enum column)c)) {
            buf_printf(out, "%s%s", before, column_name[c]);
            before = ", ";
        }
    before = out->n ? "; ignored: " : "ignored: ";
    for (size_t f = 0; f < layout->fields; f++)
        if (layout_ignores(layout, f)) {
            struct text name = text_sayable(text_of(layout->name[f]));
            buf_text(out, before);
            buf_text(out, "'");
            text_add_printable(out, name);
            buf_text(out, "'");
            before = ", ";
        }
}

static void ignored_columns(struct warnings *warnings, const struct bestand *bestand)
{
    const struct layout *layout = &bestand->layout;
    for (size_t f = 0; f < layout->fields; f++) {
        enum column c = looks_like(layout, f);
        struct buf name = {0};
        if (c == COLUMNS)
            continue;
        text_add_printable(&name, text_of(layout->name[f])); /* a name of the dictionary: no patient's number */
        warnings_add(warnings, WARN_COLUMN_IGNORED, bestand->id, 1,
                     "%s: COLUMN IGNORED: '%s' looks like %s, which the file lacks; rename it, or name it in a "
                     "--profile: [columns] %s = %s",
                     bestand->naam, buf_string(&name), column_name[c], column_name[c], buf_string(&name));
        buf_release(&name);
    }
}

/* Once a run: the columns that files lack, with what that costs. */
static void missing_columns(struct warnings *warnings, const struct bestand *bestand, size_t bestanden)
{
    struct buf all = {0};
    int64_t columns = 0;
    for (size_t i = 0; i < sizeof matters / sizeof *matters; i++) {
        const struct bestand *first = NULL;
        size_t files = 0;
        for (size_t k = 0; k < bestanden; k++) {
            if (bestand[k].status != BESTAND_INGELEZEN || !layout_lacks(&bestand[k].layout, matters[i].column))
                continue;
            first = first ? first : &bestand[k];
            files++;
        }
        if (files == 0)
            continue;
        buf_printf(&all, "%s%s (%s%s): %s", columns++ ? "; " : "", column_name[matters[i].column], first->naam,
                   files == 1 ? "" : " and others", matters[i].costs);
    }
    if (columns)
        warnings_add(warnings, WARN_COLUMN_MISSING, 0, columns, "columns are missing on which grades rest: %s",
                     buf_string(&all));
    buf_release(&all);
}

/* --- Lines --- */

static unsigned long long printable(uint64_t n)
{
    return n;
}

static void lines_of_file(struct warnings *warnings, const struct bestand *bestand)
{
    const struct oddities *odd = &bestand->odd;
    if (odd->vorig)
        warnings_add(
            warnings, WARN_CREDITS_UNKNOWN, bestand->id, (int64_t)odd->vorig,
            "%s: CREDITS UNKNOWN: there is no column debet_credit, and there are lines with a vorig_referentienummer: "
            "%llu; these credits are "
            "taken for debits and accuse; ask for the column, or name it in a --profile (--strict refuses such files)",
            bestand->naam, printable(odd->vorig));
    if (odd->open_end)
        warnings_add(warnings, WARN_LAST_LINE_OPEN, bestand->id, 1,
                     "%s: the last line has no line end: is the file complete? (--einde-verplicht refuses such files)",
                     bestand->naam);
    if (odd->headers)
        warnings_add(warnings, WARN_HEADER_REPEATED, bestand->id, (int64_t)odd->headers,
                     "%s: lines that are the header again: %llu; were files put together? they were rejected",
                     bestand->naam, printable(odd->headers));
    if (bestand->gelezen.n == 0)
        warnings_add(warnings, WARN_NO_LINES, bestand->id, 0, "%s: there is a header and not one line below it%s",
                     bestand->naam,
                     odd->lone_cr
                         ? "; the file has CRs and no LF behind them: turn its line ends into LF (tr '\\r' '\\n')"
                         : "");
    if (bestand->gelezen.n > MANY_LINES && odd->relevant_debits == 0)
        warnings_add(warnings, WARN_NOTHING_RELEVANT, bestand->id, (int64_t)bestand->gelezen.n,
                     "%s: NOTHING RELEVANT: of %llu lines not one has a code that a conflict table speaks of; codes or "
                     "lists are written differently?",
                     bestand->naam, printable(bestand->gelezen.n));
    if (odd->damaged_ids)
        warnings_add(warnings, WARN_DAMAGED_IDS, bestand->id, (int64_t)odd->damaged_ids,
                     "%s: DAMAGED NUMBERS: lines whose bsn looks like a number that a spreadsheet damaged, so that "
                     "strangers become one patient: %llu; "
                     "have it exported again, with the column as text",
                     bestand->naam, printable(odd->damaged_ids));
    if (odd->crowded)
        warnings_add(warnings, WARN_CROWDED_PATIENT, bestand->id, (int64_t)odd->crowded,
                     "%s: patients with more lines, or declarants, in one quarter than a person has (over %d): %llu; "
                     "is the number one of nobody?",
                     bestand->naam, CROWDED_LINES, printable(odd->crowded));
}

/* Lines that are stored already, but for the reference: the same delivery with other references. */
static void references_of_file(struct warnings *warnings, const struct bestand *bestand)
{
    const struct oddities *odd = &bestand->odd;
    if (odd->same_but_reference < SOME_LINES || odd->same_but_reference * 2 <= odd->compared)
        return;
    bool zeros = odd->zeros_lost * 2 > odd->same_but_reference;
    warnings_add(
        warnings, zeros ? WARN_REFERENCE_ZEROS_LOST : WARN_OTHER_REFERENCES, bestand->id,
        (int64_t)odd->same_but_reference,
        "%s: SAME LINES, OTHER REFERENCES: of %llu lines %llu equal stored lines in all but referentienummer%s, so "
        "that they count twice: the "
        "same delivery again? recover nothing of it before that is known ('dubbelloop withdraw' takes a file out)",
        bestand->naam, printable(odd->compared), printable(odd->same_but_reference),
        zeros ? ", which lost its leading zeros" : "");
}

/* --- Codes --- */

void zonder_programma_of(const struct bestand *bestand, size_t bestanden, struct code_counts *counts)
{
    for (size_t i = 0; i < bestanden; i++)
        if (bestand[i].status == BESTAND_INGELEZEN)
            code_counts_add_all(counts, &bestand[i].zonder_programma);
}

struct warning_sums warnings_sum(const struct warnings *warnings, const struct bestand *bestand, size_t bestanden)
{
    struct warning_sums sums = {.zonder_programma = 0};
    struct code_counts counts = {0};
    for (size_t i = 0; i < warnings->n; i++)
        sums.said[warnings->warning[i].kind]++;
    zonder_programma_of(bestand, bestanden, &counts);
    for (size_t i = 0; i < counts.n; i++) {
        sums.zonder_programma += counts.count[i].n;
        sum_add(&sums.zonder_programma_cent, counts.count[i].cent);
    }
    code_counts_release(&counts);
    return sums;
}

/* A code as the log may have it: eight digits and more are the number of somebody,
 * in a file whose columns were mixed up. */
static struct text sayable_code(const struct code_count *count)
{
    uint64_t number;
    struct text code = {count->code, count->code_n};
    return code.n >= 8 && text_digits(code, PRESTATIECODE_MAX, &number) ? TEXT("(of 8 digits or more)") : code;
}

static void codes_of_run(struct warnings *warnings, const struct bestand *bestand, size_t bestanden)
{
    enum { SAID = 20 };
    struct code_counts counts = {0};
    struct telling rest = {0};
    size_t said = 0, more = 0;
    zonder_programma_of(bestand, bestanden, &counts);
    for (size_t i = 0; i < counts.n; i++) {
        const struct code_count *count = &counts.count[i];
        const struct text code = sayable_code(count);
        char lijst[4];
        if (count->n == 0)
            continue;
        if (said++ >= SAID) {
            more++;
            rest.n += (uint64_t)count->n;
            sum_add_up(&rest.cent, (uint64_t)count->cent);
            continue;
        }
        warnings_add(warnings, WARN_ZONDER_PROGRAMMA, 0, count->n,
                     "OF NO PROGRAMME: code %.*s %s%s looks like a bundle and is of no programme: %lld line%s, EUR "
                     "%lld.%02lld, not checked; add it to "
                     "programmas.csv or to the contracts, or say in letop.csv that it is none",
                     (int)code.n, code.at, count->lijst ? "of list " : "without a list", code_count_lijst(count, lijst),
                     (long long)count->n, count->n == 1 ? "" : "s", (long long)(count->cent / 100),
                     (long long)(count->cent % 100));
    }
    if (more)
        warnings_add(warnings, WARN_ZONDER_PROGRAMMA, 0, (int64_t)rest.n,
                     "OF NO PROGRAMME: %zu more codes: %llu lines, EUR %llu.%02llu; summary.json and 'dubbelloop "
                     "status' have them all",
                     more, printable(rest.n), printable(rest.cent / 100), printable(rest.cent % 100));
    code_counts_release(&counts);
}

void warnings_of_files(struct warnings *warnings, const struct bestand *bestand, size_t bestanden)
{
    for (size_t i = 0; i < bestanden; i++) {
        if (bestand[i].status != BESTAND_INGELEZEN)
            continue;
        lines_of_file(warnings, &bestand[i]);
        references_of_file(warnings, &bestand[i]);
        ignored_columns(warnings, &bestand[i]);
    }
    missing_columns(warnings, bestand, bestanden);
    codes_of_run(warnings, bestand, bestanden);
}

/* Of a file that was refused for its rejected lines: why nearly all of them are. */
void explain_refusal(const struct bestand *bestand, struct buf *out)
{
    const struct oddities *odd = &bestand->odd;
    const struct layout *layout = &bestand->layout;
    const size_t fields = layout->fields;
    const bool open_name = fields && layout->name[fields - 1][0] == '\0';
    if (odd->one_less * 2 > bestand->gelezen.n)
        buf_printf(out, "; %llu lines have %zu fields, and the header has %zu%s", printable(odd->one_less), fields - 1,
                   fields,
                   open_name ? ", the last of them without a name: take the delimiter off the end of the header"
                             : ": one name too many?");
    else if (odd->one_more * 2 > bestand->gelezen.n)
        buf_printf(out,
                   "; %llu lines have %zu fields, and the header has %zu: a name is missing in the header, or a "
                   "delimiter stands at the end of each line: "
                   "take it off",
                   printable(odd->one_more), fields + 1, fields);
    else if (bestand->afgekeurd.n * 2 > bestand->gelezen.n)
        buf_text(out, "; when most lines are rejected the file may be written in another way: 'dubbelloop profile "
                      "FILE' looks at that");
}
