/* cmd_findings.c - the findings of a database, filtered, one a row or added up, in any of the formats. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "cli/command.h"
#include "cli/filters.h"
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
    PATIENT_HELP
    "  --period P        2023Q2 or 2023: the keten period begins in it\n"
    "  --since RUN       found, changed or lapsed by this run or a later one\n"
    "  --min-bedrag EUR  at least this much to recover: 100 or 99,50\n"
    "  --oordeel O[,O]   geen, bevestigd, afgewezen, terugvordering, te_bevestigen, wacht_op_aanbieder\n"
    "  --herzien         only those that differ from what was judged\n"
    "  --antwoord A[,A]  what a provider answered: credit, terecht, onbekend; geen: nobody answered\n"
    "  --group-by G      agb (whose line is to be recovered), regel (the one that leads), categorie or patient:\n"
    "                    findings, lines, and net euros; a line counts once in each sum, under its best grade\n"
    "  --format F        csv: the columns of findings.csv; the others add status, verdict, answers and runs:\n"
    "                    jsonl: a JSON object a line\n"
    "                    xlsx: a workbook with totals, coverage and origin beside\n"
    "                    csv-excel: semicolons, decimal comma, BOM, CRLF\n";

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

/* The filter in the user's words: the arguments but for the database, the format and the output. Who the patient is, is
 * not for a sheet about the origin of another. */
static char *selection_of(int argc, char **argv)
{
    struct buf text = {0};
    for (int i = 1; i < argc; i++) {
        static const char *const no_filter[] = {"--db", "--format", "--output", "-o", "--patient", "--pseudonym-key"};
        bool skip = false;
        size_t n = strcspn(argv[i], "=");
        for (size_t k = 0; k < sizeof no_filter / sizeof *no_filter; k++)
            if (text_equal((struct text){argv[i], n}, text_of(no_filter[k]))) {
                skip = true;
                if (text_equal((struct text){argv[i], n}, TEXT("--patient")))
                    buf_printf(&text, "%s--patient (een patient)", text.n ? " " : "");
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

static enum status run(int argc, char **argv, struct error *err)
{
    const char *db = NULL, *format_name = "csv", *output = NULL, *group_by = "";
    struct filter_options options = FILTER_OPTIONS;
    const struct option_spec spec[] = {{"db", OPTION_TEXT, &db},
                                       {"format", OPTION_TEXT, &format_name},
                                       {"output", OPTION_TEXT, &output},
                                       {"group-by", OPTION_TEXT, &group_by},
                                       FILTER_SPECS(options),
                                       {NULL, OPTION_FLAG, NULL}};
    char *selection = selection_of(argc, argv); /* before the options are taken out */
    if (!options_read(&command_findings, spec, &argc, argv, err)) {
        free(selection);
        return STATUS_USAGE;
    }
    struct bevinding_filter filter;
    enum groepering groepering;
    const struct table_format *format = find_format(format_name);
    const char *wrong = filters_read(&options, &filter);
    wrong = !db || argc > 1                           ? "give --db DB and no further arguments"
            : !format                                 ? "--format takes csv, jsonl, xlsx or csv-excel"
            : !read_groepering(group_by, &groepering) ? "--group-by takes agb, regel, categorie or patient"
                                                      : wrong;
    if (wrong) {
        free(selection);
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop findings --help'", wrong);
        return STATUS_USAGE;
    }
    struct store store;
    struct outfile out = OUTFILE_NONE;
    bool ok = store_open_read(&store, db, err) && patient_read(&options.patient, &store, &filter.patient, err)
              && outfile_open(&out, NULL, output, err)
              && findings_report(&store, &filter, groepering, selection, format, &out, err) && outfile_finish(&out, err)
              && outfile_publish(&out, err);
    outfile_release(&out);
    store_close(&store);
    free(selection);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_findings = {"findings", "the findings, filtered, one a row or added up, as CSV, JSON or workbook",
                                         help, run};
