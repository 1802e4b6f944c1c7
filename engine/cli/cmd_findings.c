/* cmd_findings.c - the findings of a database, filtered, one a row or added up, in any of the formats. */
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "cli/command.h"
#include "cli/filters.h"
#include "report/findings_report.h"
#include "report/werklijst.h"
#include "spiegel/rapport.h"

struct findings_options {
    const char *db, *format, *output, *group_by;
    bool werklijst, herrekenen;
    unsigned zaak;
    struct filter_values filters;
};
static const struct option findings_options[] = {
    OPTION_DB(struct findings_options, "the database"),
    {"group-by", "G", INTO(struct findings_options, group_by), .words = groepering_name, .words_n = GROEPERINGEN,
     .help = "sums by the provider whose line is to be recovered, by the rule that leads, by category, by patient or "
             "by whose line it is (verhaal): "
             "findings, lines, and net euros; a line counts once in each sum, under its best grade"},
    {"format", "F", INTO(struct findings_options, format), WORDS("csv", "jsonl", "xlsx", "csv-excel"),
     .help = "csv has the columns of findings.csv; the others add status, verdict, answers and runs. "
             "jsonl: a JSON object per line; xlsx: a workbook that also has totals, coverage and origin; "
             "csv-excel: semicolons, decimal comma, BOM, CRLF"},
    {"werklijst", INTO(struct findings_options, werklijst),
     .help = "what a verdict needs, in words, with a column for the verdict and one for the reason, "
             "which 'decide --from' takes back; with xlsx the verdict is chosen from a list; with csv-excel too"},
    {"herrekenen", INTO(struct findings_options, herrekenen),
     .help = "instead: the insured whose verplicht eigen risico must be worked out again, a row an insured and year: "
             "the conflict lines to recover that count for it, credited or not yet; with lapsed findings, and without "
             "what the sources do not settle, unless --status or --eigen-risico says otherwise. For the insurer only"},
    {"zaak", "N", INTO(struct findings_options, zaak), .least = 1,
     .help = "only the findings of this control case, as they are now"},
    OPTION_OUTPUT(struct findings_options, OUTPUT_HELP),
    {0},
};

static enum groepering groepering_of(const char *name)
{
    enum groepering groepering = 0;
    while (groepering < GROEPERINGEN && (!name || strcmp(name, groepering_name[groepering]) != 0))
        groepering++;
    return groepering;
}

/* What does not go together; NULL: all does. */
static const char *wrong_together(const struct findings_options *o)
{
    if (o->werklijst && (o->group_by || (strcmp(o->format, "xlsx") != 0 && strcmp(o->format, "csv-excel") != 0)))
        return "--werklijst goes with --format xlsx or csv-excel, and without --group-by";
    if (o->herrekenen && (o->werklijst || o->group_by))
        return "--herrekenen goes without --werklijst and --group-by";
    return NULL;
}

static bool write_findings_as_asked(const struct findings_options *o, struct store *store,
                                    const struct bevinding_filter *filter, const char *selection, struct outfile *out,
                                    struct error *err)
{
    const struct table_format *format = table_format_find(o->format);
    if (o->werklijst)
        return werklijst_write(store, filter, reden_words, selection, format, out, err);
    if (o->herrekenen)
        return herrekening_report(store, filter, selection, format, out, err);
    return findings_report(store, filter, groepering_of(o->group_by), selection, format, out, err);
}

static enum status run_findings(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct findings_options *o = options;
    struct bevinding_filter filter;
    struct store store;
    struct outfile out = OUTFILE_NONE;
    struct buf selection = {0};
    const char *wrong = filters_read(&o->filters, &filter);
    (void)argument, (void)arguments;
    wrong = wrong ? wrong : wrong_together(o);
    if (wrong) {
        usage_error(&command_findings, err, "%s", wrong);
        return err->status;
    }
    filter.zaak = o->zaak;
    filters_say(&o->filters, &selection);
    if (o->zaak)
        buf_printf(&selection, "%s--zaak %u", selection.n ? " " : "", o->zaak);
    if (o->group_by)
        buf_printf(&selection, "%s--group-by %s", selection.n ? " " : "", o->group_by);
    buf_text(&selection, selection.n ? "" : o->herrekenen ? "alle bevindingen" : "alle bevindingen die staan");
    bool ok = store_open_read(&store, o->db, err) && patient_read(&o->filters.patient, &store, &filter.patient, err)
              && filters_say_absent(&store, &filter, err) && outfile_open(&out, NULL, o->output, err)
              && write_findings_as_asked(o, &store, &filter, buf_string(&selection), &out, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    store_close(&store);
    buf_release(&selection);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_findings = {
    .name = "findings",
    .summary = "the findings, filtered, one per row or totalled, as CSV, JSON or workbook",
    .examples = "dubbelloop findings --db nacht.db --zekerheid vast -o vast.csv\n"
                "dubbelloop findings --db nacht.db --format xlsx --werklijst -o werklijst.xlsx --oordeel geen\n"
                "dubbelloop findings --db nacht.db --group-by agb --period 2023Q2\n"
                "dubbelloop findings --db nacht.db --format jsonl --since 12\n"
                "dubbelloop findings --db nacht.db --herrekenen --zaak 3 --format xlsx -o eigen_risico.xlsx\n",
    .text = "Prints findings, or sums over them, in the order of findings.csv. "
            "A value of a filter that occurs nowhere in the\n"
            "database is reported on standard error: no answer is not an empty answer.\n",
    .options = {{findings_options, 0},
                {filter_options, offsetof(struct findings_options, filters)},
                {patient_options, offsetof(struct findings_options, filters.patient)}},
    OPTIONS_OF(struct findings_options, .format = "csv"),
    .run = run_findings,
};
