/* cmd_explain.c - the proof of one finding. */
#include "base/outfile.h"
#include "cli/command.h"
#include "cli/patient.h"
#include "report/proof.h"

struct explain_options {
    const char *db, *output;
    bool json;
    struct patient_option patient;
};
static const struct option explain_options[] = {
    OPTION_DB(struct explain_options, "the database"),
    {"json", INTO(struct explain_options, json), .help = "as JSON"},
    OPTION_OUTPUT(struct explain_options, OUTPUT_HELP),
    {0},
};

/* How many findings the filter lets through: 0, 1, or 2 for more. */
static bool count_same_id(struct store *store, const struct bevinding_filter *filter, int *n, struct error *err)
{
    struct bevinding_reader reader = {0};
    bool row = true, ok = bevinding_reader_open(&reader, store->db, filter, err);
    for (*n = 0; ok && row && *n < 2; *n += ok && row)
        ok = bevinding_reader_next(&reader, &row, err);
    bevinding_reader_close(&reader);
    return ok;
}

/* The only finding with that id; of several patients, none is chosen. */
static bool find_finding(struct bevinding_reader *reader, struct store *store, const struct bevinding_filter *filter,
                         struct error *err)
{
    int n = 0;
    bool row = false;
    if (!count_same_id(store, filter, &n, err))
        return false;
    if (n == 0 && filter->id.n != 16) /* whose number was typed here? */
        return error_set(err, STATUS_USAGE, "this is no bevinding_id: 16 of 0-9 and a-f");
    if (n == 0)
        return error_set(err, STATUS_USAGE, "there is no finding %.*s in this database", (int)filter->id.n,
                         filter->id.at);
    if (n > 1)
        return error_set(err, STATUS_USAGE, "several patients have a finding %.*s; give --patient", (int)filter->id.n,
                         filter->id.at);
    return bevinding_reader_open(reader, store->db, filter, err) && bevinding_reader_next(reader, &row, err);
}

static enum status run_explain(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct explain_options *o = options;
    char id[17];
    struct bevinding_filter filter = {.id = text_of(bevinding_id_read(text_of(argument[0]), id) ? id : argument[0]),
                                      .statussen = (1U << BEVINDING_STATUSSEN) - 1};
    struct store store;
    struct outfile out = OUTFILE_NONE;
    struct bevinding_reader reader = {0};
    struct buf text = {0};
    (void)arguments;
    bool ok = store_open_read(&store, o->db, err) && patient_read(&o->patient, &store, &filter.patient, err)
              && find_finding(&reader, &store, &filter, err) && proof_write(&store, &reader, o->json, &text, err)
              && outfile_open(&out, NULL, o->output, err);
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

const struct command command_explain = {
    .name = "explain",
    .summary = "the proof of one finding, in Dutch or as JSON",
    .examples = "dubbelloop explain --db nacht.db 5088a110b26db779\n"
                "dubbelloop explain --db nacht.db 5088a110b26db779 --json\n",
    .text = "Prints the proof of a finding: both lines with file, line number and hash; "
            "the arithmetic of the periods,\n"
            "with a timeline; every rule that hit with its wording, source, direction, grade and reasons; why each\n"
            "reason holds; contract rows, credits and the history. It is not read but worked out again, "
            "from the lines as\n"
            "they were after the run that found it and the tables that this run recorded; when that does not give the\n"
            "finding, there is no proof, and the exit status is 1. Should two patients share an id, give --patient.\n",
    .arguments = {.name = "BEVINDING_ID", .least = 1, .most = 1, .takes = VALUE_ANY},
    .options = {{explain_options, 0}, {patient_options, offsetof(struct explain_options, patient)}},
    OPTIONS_OF(struct explain_options, 0),
    .run = run_explain,
};
