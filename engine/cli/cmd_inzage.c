/* cmd_inzage.c - who looked at which patient or finding in the workbench, when and why. */
#include "base/outfile.h"
#include "cli/command.h"
#include "cli/patient.h"
#include "model/bevinding.h"
#include "report/inzage_report.h"

struct inzage_options {
    const char *db, *inlog, *bevinding, *format, *output;
    struct date_option since, before;
    struct patient_option patient;
};
static const struct option inzage_options[] = {
    OPTION_DB(struct inzage_options, "the database"),
    {"inlog", "LOGIN", INTO(struct inzage_options, inlog), .help = "only what this login saw"},
    {"bevinding", "ID", INTO(struct inzage_options, bevinding),
     .help = "only who saw this finding; 16 of 0-9 and a-f, or in fours"},
    {"since", "DATE", INTO(struct inzage_options, since), .help = "YYYY-MM-DD: from this day on (UTC)"},
    {"before", "DATE", INTO(struct inzage_options, before), .help = "YYYY-MM-DD: before this day"},
    {"format", "F", INTO(struct inzage_options, format), WORDS("text", "csv", "jsonl", "json", "xlsx", "csv-excel"),
     .help = "text (default) is for the eyes; the others are as those of 'dubbelloop findings'"},
    OPTION_OUTPUT(struct inzage_options, OUTPUT_HELP),
    {0},
};

static struct text given(const char *value)
{
    return text_of(value ? value : "");
}

static struct text given_day(const struct date_option *option, char room[static DAY_TEXT + 1])
{
    if (!option->given)
        return TEXT("");
    day_print(option->day, room);
    return text_of(room);
}

static enum status run_inzage(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct inzage_options *o = options;
    char since[DAY_TEXT + 1], before[DAY_TEXT + 1], id[17] = "";
    if (o->bevinding && !bevinding_id_read(text_of(o->bevinding), id)) {
        usage_error(&command_inzage, err, "--bevinding takes the id of a finding, 16 of 0-9 and a-f");
        return err->status;
    }
    struct inzage_filter filter = {.inlog = given(o->inlog),
                                   .bevinding_id = text_of(id),
                                   .sinds = given_day(&o->since, since),
                                   .voor = given_day(&o->before, before)};
    struct store store = STORE_CLOSED;
    struct outfile out = OUTFILE_NONE;
    struct inzage_lines standing;
    char *path = inzage_journal_path(o->db);
    (void)argument, (void)arguments;
    /* In this order: what is moved in between is seen twice, and told once. */
    bool ok = inzage_journal_read(path, &standing, err) && store_open_read(&store, o->db, err)
              && patient_read(&o->patient, &store, &filter.patient, err) && outfile_open(&out, NULL, o->output, err)
              && inzage_report(&store, &standing, &filter, table_format_find(o->format), &out, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    store_close(&store);
    inzage_lines_release(&standing);
    free(path);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_inzage = {
    .name = "inzage",
    .summary = "who looked at which patient or finding in the workbench, when and why",
    .examples = "dubbelloop inzage --db nacht.db --since 2026-01-01\n"
                "dubbelloop inzage --db nacht.db --patient 999990019 --format csv -o wie_keek.csv\n"
                "dubbelloop inzage --db nacht.db --inlog jjansen\n",
    .text = "Prints every look that was put on record by 'dubbelloop serve', oldest first: the login, the page, the "
            "patient and the\n"
            "finding, and the reason that was given. Also what is not in the database yet, but in its journal "
            "(DB.inzage), where looks\n"
            "stand while somebody else writes. That a session began is a look at /aanmelden. A line of the journal "
            "that was damaged is\n"
            "told as page '(beschadigd)'.\n"
            "\n"
            "Looks stay until a term of their own is over ('dubbelloop purge').\n",
    .options = {{inzage_options, 0}, {patient_options, offsetof(struct inzage_options, patient)}},
    OPTIONS_OF(struct inzage_options, .format = "text"),
    .run = run_inzage,
};
