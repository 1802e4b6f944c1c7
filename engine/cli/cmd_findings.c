/* cmd_findings.c - the findings of a database, filtered, one a row or added up, in any of the formats. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "cli/command.h"
#include "report/findings_report.h"

static const char help[] =
    "Examples:\n"
    "  dubbelloop findings --db nacht.db --zekerheid vast -o vast.csv\n"
    "  dubbelloop findings --db nacht.db --format xlsx -o werklijst.xlsx --oordeel geen --min-bedrag 100\n"
    "  dubbelloop findings --db nacht.db --group-by agb --period 2023Q2\n"
    "  dubbelloop findings --db nacht.db --format jsonl --since 12\n"
    "\n"
    "Usage: dubbelloop findings --db DB [filters] [--group-by G] [--format F] [-o FILE]\n"
    "Prints findings, or sums over them.\n"
    "\n"
    "  --status S[,S]    nieuw (found by the last run), open, vervallen; default nieuw,open\n"
    "  --zekerheid Z     vast, waarschijnlijk or signaal\n"
    "  --categorie C     consult, smr, meekijk, keten, dot, dieet, voetzorg, ...\n"
    "  --agb AGB         of either line, 8 digits\n"
    "  --uzovi U         of the keten line, 4 digits\n"
    "  --patient P       one patient\n"
    "  --period P        2023Q2 or 2023: the keten period begins in it\n"
    "  --since RUN       found, changed or lapsed by this run or a later one\n"
    "  --min-bedrag EUR  at least this much to recover: 100 or 99,50\n"
    "  --oordeel O[,O]   geen, bevestigd, afgewezen, terugvordering, te_bevestigen, wacht_op_aanbieder\n"
    "  --herzien         only those that differ from what was judged\n"
    "  --group-by G      agb (whose line is to be recovered), regel (the one that leads), categorie or patient:\n"
    "                    findings, lines, and net euros; a line counts once in each sum, under its best grade\n"
    "  --format F        csv: the columns of findings.csv; the others add status, verdict and runs:\n"
    "                    jsonl: a JSON object a line\n"
    "                    xlsx: a workbook with totals, coverage and origin beside\n"
    "                    csv-excel: semicolons, decimal comma, BOM, CRLF\n";

/* A list of names, "nieuw,open", to a set. */
static bool read_set(const char *text, const char *const *name, unsigned names, unsigned *set)
{
    while (*text) {
        size_t n = strcspn(text, ",");
        unsigned i = 0;
        while (i < names && !text_equal((struct text){text, n}, text_of(name[i])))
            i++;
        if (i == names)
            return false;
        *set |= 1U << i;
        text += n + (text[n] == ',');
    }
    return true;
}

/* The verdicts as they are typed. */
static const char *const oordeel_option[OORDELEN] = {
    [OORDEEL_GEEN] = "geen",
    [OORDEEL_BEVESTIGD] = "bevestigd",
    [OORDEEL_AFGEWEZEN] = "afgewezen",
    [OORDEEL_TERUGVORDERING] = "terugvordering",
    [OORDEEL_TE_BEVESTIGEN] = "te_bevestigen",
    [OORDEEL_WACHT_OP_AANBIEDER] = "wacht_op_aanbieder",
};

/* 2023 or 2023Q2. */
static bool read_period(const char *text, struct period *period)
{
    uint64_t year, quarter = 0;
    size_t n = strlen(text);
    if (n == 0)
        return true;
    if (!text_digits((struct text){text, n < 4 ? n : 4}, 4, &year) || year < 1990 || year > 2099)
        return false;
    if (n != 4 && (n != 6 || text[4] != 'Q' || !text_digits(text_of(text + 5), 1, &quarter) || quarter < 1 || quarter > 4))
        return false;
    char first[9], last[9];
    snprintf(first, sizeof first, "%04u%02u01", (unsigned)year % 10000, quarter ? (unsigned)quarter % 10 * 3 - 2 : 1);
    snprintf(last, sizeof last, "%04u%02u01", (unsigned)year % 10000, quarter ? (unsigned)quarter % 10 * 3 : 12);
    if (day_parse(text_of(first), DAY_ISO, &period->first) != DAY_OK || day_parse(text_of(last), DAY_ISO, &period->last) != DAY_OK)
        return false;
    period->last = quarter_last(period->last);
    return true;
}

/* 100, 99.50 or 99,50. */
static bool read_euro(const char *text, int64_t *cent)
{
    uint64_t euro, part = 0;
    size_t n = strcspn(text, ".,");
    if (text[0] == '\0')
        return true;
    if (!text_digits((struct text){text, n}, 12, &euro) || (text[n] && (strlen(text + n) != 3 || !text_digits(text_of(text + n + 1), 2, &part))))
        return false;
    *cent = (int64_t)(euro * 100 + part);
    return true;
}

static bool read_groepering(const char *text, enum groepering *groepering)
{
    *groepering = 0;
    while (*groepering < GROEPERINGEN && strcmp(text, groepering_name[*groepering]) != 0)
        ++*groepering;
    return *groepering < GROEPERINGEN || text[0] == '\0';
}

static const struct table_format *find_format(const char *name)
{
    const struct table_format *const *format = table_formats;
    while (*format && strcmp((*format)->name, name) != 0)
        format++;
    return *format;
}

/* The filter in the user's words: the arguments but for the database, the format and the output. */
static char *selection_of(int argc, char **argv)
{
    struct buf text = {0};
    for (int i = 1; i < argc; i++) {
        static const char *const no_filter[] = {"--db", "--format", "--output", "-o"};
        bool skip = false;
        size_t n = strcspn(argv[i], "=");
        for (size_t k = 0; k < sizeof no_filter / sizeof *no_filter; k++)
            if (text_equal((struct text){argv[i], n}, text_of(no_filter[k]))) {
                skip = true;
                i += argv[i][n] != '=';
                break;
            }
        if (!skip)
            buf_printf(&text, "%s%s", text.n ? " " : "", argv[i]);
    }
    buf_text(&text, text.n ? "" : "alle bevindingen die staan");
    char *selection = xstrdup(buf_string(&text));
    buf_release(&text);
    return selection;
}

static bool is_one_of(const char *value, const char *const *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(value, name[i]) == 0)
            return true;
    return value[0] == '\0';
}

static enum status run(int argc, char **argv, struct error *err)
{
    const char *db = NULL, *format_name = "csv", *output = NULL;
    const char *status = "", *zekerheid = "", *categorie = "", *agb = "", *uzovi = "", *patient = "";
    const char *period = "", *min_bedrag = "", *oordeel = "", *group_by = "";
    unsigned since = 0;
    bool herzien = false;
    const struct option_spec spec[] = {
        {"db", OPTION_TEXT, &db},           {"format", OPTION_TEXT, &format_name},  {"output", OPTION_TEXT, &output},
        {"status", OPTION_TEXT, &status},   {"zekerheid", OPTION_TEXT, &zekerheid}, {"categorie", OPTION_TEXT, &categorie},
        {"agb", OPTION_TEXT, &agb},         {"uzovi", OPTION_TEXT, &uzovi},         {"patient", OPTION_TEXT, &patient},
        {"since", OPTION_NUMBER, &since},   {"period", OPTION_TEXT, &period},       {"min-bedrag", OPTION_TEXT, &min_bedrag},
        {"oordeel", OPTION_TEXT, &oordeel}, {"herzien", OPTION_FLAG, &herzien},     {"group-by", OPTION_TEXT, &group_by},
        {NULL, OPTION_FLAG, NULL}};
    char *selection = selection_of(argc, argv); /* before the options are taken out */
    if (!options_read(&command_findings, spec, &argc, argv, err)) {
        free(selection);
        return STATUS_USAGE;
    }
    struct bevinding_filter filter = {.patient = text_of(patient),
                                      .zekerheid = text_of(zekerheid),
                                      .categorie = text_of(categorie),
                                      .uzovi = text_of(uzovi),
                                      .agb = text_of(agb),
                                      .since = since,
                                      .herzien = herzien};
    enum groepering groepering;
    const struct table_format *format = find_format(format_name);
    const char *wrong =
        !db || argc > 1                                                      ? "give --db DB and no further arguments"
        : !format                                                            ? "--format takes csv, jsonl, xlsx or csv-excel"
        : !read_set(status, bevinding_status_name, BEVINDING_STATUSSEN, &filter.statussen)
                                                                             ? "--status takes nieuw, open, vervallen"
        : !is_one_of(zekerheid, zekerheid_name, ZEKERHEDEN)                  ? "--zekerheid: no such grade"
        : !is_one_of(categorie, categorie_name, CATEGORIEEN)                 ? "--categorie: no such category"
        : !read_period(period, &filter.period)                               ? "--period takes a year or a quarter, 2023 or 2023Q2"
        : !read_euro(min_bedrag, &filter.min_cent)                           ? "--min-bedrag takes euros, 100 or 99,50"
        : !read_set(oordeel, oordeel_option, OORDELEN, &filter.oordelen)     ? "--oordeel: no such verdict"
        : !read_groepering(group_by, &groepering)                                      ? "--group-by takes agb, regel, categorie or patient"
                                                                             : NULL;
    if (wrong) {
        free(selection);
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop findings --help'", wrong);
        return STATUS_USAGE;
    }
    struct store store;
    struct outfile out = OUTFILE_NONE;
    bool ok = store_open_read(&store, db, err) && outfile_open(&out, NULL, output, err)
              && findings_report(&store, &filter, groepering, selection, format, &out, err) && outfile_finish(&out, err)
              && outfile_publish(&out, err);
    outfile_release(&out);
    store_close(&store);
    free(selection);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_findings = {"findings", "the findings, filtered, one a row or added up, as CSV, JSON or workbook",
                                         help, run};
