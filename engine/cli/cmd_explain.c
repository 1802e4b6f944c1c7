/* cmd_explain.c - the proof of one finding. */
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "cli/command.h"
#include "cli/patient.h"
#include "report/proof.h"

static const char help[] = "Examples:\n"
                           "  dubbelloop explain --db nacht.db 5088a110b26db779\n"
                           "  dubbelloop explain --db nacht.db 5088a110b26db779 --json\n"
                           "\n"
                           "Usage: dubbelloop explain --db DB [--patient P [--pseudonym-key FILE]] [--json] [-o FILE] BEVINDING_ID\n"
                           "Prints the proof of a finding: both lines with file, line number and hash; the arithmetic of the periods,\n"
                           "with a timeline; every rule that hit with its wording, source, direction, grade and reasons; why each\n"
                           "reason holds; contract rows, credits and the history. It is worked out again from the stored lines and the\n"
                           "tables of the run that found it. Should two patients share an id, give --patient.\n"
                           "\n" PATIENT_HELP;

/* The only finding with that id; of several patients, none is chosen. */
static bool find(struct bevinding_reader *reader, struct store *store, const struct bevinding_filter *filter,
                 struct error *err)
{
    bool row = false, more = false;
    if (!bevinding_reader_open(reader, store->db, filter, err) || !bevinding_reader_next(reader, &row, err))
        return false;
    if (!row && filter->id.n != 16) /* whose number was typed here? */
        return error_set(err, STATUS_USAGE, "this is no bevinding_id: 16 of 0-9 and a-f");
    if (!row)
        return error_set(err, STATUS_USAGE, "there is no finding %.*s in this database", (int)filter->id.n, filter->id.at);
    if (!bevinding_reader_next(reader, &more, err))
        return false;
    if (more)
        return error_set(err, STATUS_USAGE, "several patients have a finding %.*s; give --patient", (int)filter->id.n,
                         filter->id.at);
    /* Back to the one row. */
    return bevinding_reader_next(reader, &row, err);
}

static enum status run(int argc, char **argv, struct error *err)
{
    const char *db = NULL, *output = NULL;
    struct patient_option patient = PATIENT_OPTION;
    bool json = false;
    const struct option_spec spec[] = {{"db", OPTION_TEXT, &db},
                                       PATIENT_SPECS(patient),
                                       {"json", OPTION_FLAG, &json},
                                       {"output", OPTION_TEXT, &output},
                                       {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_explain, spec, &argc, argv, err))
        return STATUS_USAGE;
    if (!db || argc != 2) {
        error_set(err, STATUS_USAGE, "give --db DB and one BEVINDING_ID; see 'dubbelloop explain --help'");
        return STATUS_USAGE;
    }
    char id[17];
    struct bevinding_filter filter = {
        .id = text_of(bevinding_id_read(text_of(argv[1]), id) ? id : argv[1]), .statussen = (1U << BEVINDING_STATUSSEN) - 1};
    struct store store;
    struct outfile out = OUTFILE_NONE;
    struct bevinding_reader reader = {0};
    struct buf text = {0};
    bool ok = store_open_read(&store, db, err) && patient_read(&patient, &store, &filter.patient, err)
              && find(&reader, &store, &filter, err)
              && proof_write(&store, &reader, json, &text, err) && outfile_open(&out, NULL, output, err);
    if (ok) {
        outfile_write(&out, text.at, text.n);
        ok = outfile_finish(&out, err) && outfile_publish(&out, err);
    }
    bevinding_reader_close(&reader);
    buf_release(&text);
    outfile_release(&out);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_explain = {"explain", "the proof of one finding, in Dutch or as JSON", help, run};
