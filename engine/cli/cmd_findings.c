/* cmd_findings.c - the findings of a database as CSV or JSON lines. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/outfile.h"
#include "cli/command.h"
#include "cli/filters.h"
#include "report/json.h"

static const char help[] =
    "Examples:\n"
    "  dubbelloop findings --db nacht.db --zekerheid vast -o vast.csv\n"
    "  dubbelloop findings --db nacht.db --status nieuw --agb 01000001\n"
    "  dubbelloop findings --db nacht.db --format jsonl --since 12\n"
    "\n"
    "Usage: dubbelloop findings --db DB [filters] [--format csv|jsonl] [-o FILE]\n"
    "Prints findings in the columns and the order of findings.csv; jsonl adds the status and the runs.\n"
    "\n"
    "  --status S[,S]    nieuw (found by the last run), open, vervallen; default nieuw,open\n"
    "  --zekerheid Z     vast, waarschijnlijk or signaal\n"
    "  --categorie C     consult, smr, meekijk, keten, dot, dieet, voetzorg, ...\n"
    "  --agb AGB         of either line, 8 digits\n"
    "  --uzovi U         of the keten line, 4 digits\n"
    "  --patient P       one patient\n"
    "  --since RUN       found, changed or lapsed by this run or a later one\n";

static void add_json(const struct bevinding_reader *reader, struct buf *out)
{
    buf_printf(out, "{\"status\": \"%s\"", bevinding_status_name[reader->status]);
    for (int c = 0; c < BEVINDING_COLUMNS; c++) {
        char room[32];
        struct text value = bevinding_value(&reader->bevinding, c, room);
        buf_text(out, ", ");
        json_name(out, bevinding_column[c].name);
        if (bevinding_column[c].is_number)
            buf_add(out, value.at, value.n);
        else
            json_text(out, value);
    }
    buf_printf(out, ", \"gevonden_run\": %lld, \"gewijzigd_run\": %lld}\n", (long long)reader->gevonden_run,
               (long long)reader->gewijzigd_run);
}

static bool print(struct store *store, const struct bevinding_filter *filter, bool json, struct outfile *out,
                  struct error *err)
{
    struct bevinding_reader reader;
    struct buf row_text = {0};
    bool row = true;
    if (!json)
        bevinding_csv_header(&row_text);
    bool ok = bevinding_reader_open(&reader, store->db, filter, err);
    while (ok && row) {
        ok = go_on(err) && bevinding_reader_next(&reader, &row, err);
        if (ok && row && json)
            add_json(&reader, &row_text);
        else if (ok && row)
            bevinding_csv(&reader.bevinding, &row_text);
        outfile_write(out, row_text.at, row_text.n);
        row_text.n = 0;
    }
    bevinding_reader_close(&reader);
    buf_release(&row_text);
    return ok;
}

static enum status run(int argc, char **argv, struct error *err)
{
    const char *db = NULL, *format = "csv", *output = NULL;
    const char *patient = "";
    struct filter_options options = FILTER_OPTIONS;
    unsigned since = 0;
    const struct option_spec spec[] = {
        {"db", OPTION_TEXT, &db},
        {"format", OPTION_TEXT, &format},
        {"output", OPTION_TEXT, &output},
        {"status", OPTION_TEXT, &options.status},
        {"zekerheid", OPTION_TEXT, &options.zekerheid},
        {"categorie", OPTION_TEXT, &options.categorie},
        {"agb", OPTION_TEXT, &options.agb},
        {"uzovi", OPTION_TEXT, &options.uzovi},
        {"patient", OPTION_TEXT, &patient},
        {"since", OPTION_NUMBER, &since},
        {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_findings, spec, &argc, argv, err))
        return STATUS_USAGE;
    struct bevinding_filter filter = {.patient = text_of(patient), .since = since};
    bool json = strcmp(format, "jsonl") == 0;
    const char *wrong = !db || argc > 1                       ? "give --db DB and no further arguments"
                        : !json && strcmp(format, "csv") != 0 ? "--format takes csv or jsonl"
                                                              : filters_read(&options, &filter);
    if (wrong) {
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop findings --help'", wrong);
        return STATUS_USAGE;
    }
    struct store store;
    struct outfile out = OUTFILE_NONE;
    bool ok = store_open_read(&store, db, err) && outfile_open(&out, NULL, output, err)
              && print(&store, &filter, json, &out, err) && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_findings = {"findings", "the findings, filtered, as CSV or JSON lines", help, run};
