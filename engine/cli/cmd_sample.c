/* cmd_sample.c - a random sample of findings for a file check, which a third party can draw again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/filters.h"
#include "report/steekproef_report.h"

struct sample_options {
    const char *db, *seed, *stratify, *frame, *output;
    unsigned size;
    struct filter_values filters;
};
static const struct option sample_options[] = {
    OPTION_DB(struct sample_options, "the database"),
    {"seed", "N", INTO(struct sample_options, seed), .needed = true,
     .help = "1 to 18 digits; settle it before you look at the frame"},
    {"size", "K", INTO(struct sample_options, size), .needed = true, .least = 1,
     .help = "how many; the whole frame when that is smaller"},
    {"stratify", INTO(struct sample_options, stratify), WORDS("regel"),
     .help = "every leading rule has its share, at least one, by largest remainder"},
    {"frame", "FILE", INTO(struct sample_options, frame), .takes = VALUE_FILE,
     .help = "the frame too: bevinding_id,leidende_regel; no values of patients"},
    OPTION_OUTPUT(struct sample_options, OUTPUT_HELP),
    {0},
};

/* Where it goes. */
struct outputs {
    struct outfile sample, protocol, frame;
};

/* Opens all of them; `protocol` NULL: it goes to standard error. */
static bool open_sample(struct outputs *to, const char *output, const char *protocol, const char *frame,
                         struct error *err)
{
    return outfile_open(&to->sample, NULL, output, err)
           && (!protocol || outfile_open(&to->protocol, NULL, protocol, err))
           && (!frame || outfile_open(&to->frame, NULL, frame, err));
}

/* Each that was opened. */
static bool publish_sample(struct outputs *to, struct error *err)
{
    struct outfile *const all[] = {&to->frame, &to->protocol, &to->sample};
    bool ok = true;
    for (int i = 0; ok && i < 3; i++)
        ok = all[i]->fd < 0 || outfile_finish(all[i], err);
    for (int i = 0; ok && i < 3; i++)
        ok = outfile_place(all[i], err);
    for (int i = 0; ok && i < 3; i++)
        outfile_settle(all[i]);
    return ok;
}

static bool draw_sample(struct store *store, const struct bevinding_filter *filter,
                        const struct steekproef_request *request, struct outputs *to, struct error *err)
{
    struct steekproef steekproef = {0};
    struct buf protocol = {0};
    bool ok = steekproef_read(&steekproef, store->db, filter, request->seed, err);
    if (ok && !steekproef_draw(&steekproef, request->size, request->per_regel))
        ok = error_set(err, STATUS_USAGE,
                       "--size %u is less than the %u leading rules of the frame, and each has at least one",
                       request->size, steekproef.strata);
    ok = ok && steekproef_csv(&steekproef, store->db, filter, request->per_regel, &to->sample, err);
    if (ok) {
        struct buf text = {0};
        steekproef_protocol(&steekproef, request, &text);
        text_add_printable_lines(&protocol, (struct text){text.at, text.n});
        buf_release(&text);
        if (to->protocol.fd >= 0)
            outfile_write(&to->protocol, protocol.at, protocol.n);
        else
            fputs(buf_string(&protocol), stderr);
        if (to->frame.fd >= 0)
            steekproef_frame(&steekproef, &to->frame);
    }
    buf_release(&protocol);
    steekproef_release(&steekproef);
    return ok;
}

static enum status run_sample(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct sample_options *o = options;
    struct steekproef_request request = {.size = o->size, .per_regel = o->stratify != NULL};
    struct bevinding_filter filter;
    const char *wrong = filters_read(&o->filters, &filter);
    (void)argument, (void)arguments;
    if (!text_digits(text_of(o->seed), 18, &request.seed))
        wrong = "--seed takes 1 to 18 digits";
    if (wrong) {
        usage_error(&command_sample, err, "%s", wrong);
        return err->status;
    }
    struct store store;
    struct outputs to = {OUTFILE_NONE, OUTFILE_NONE, OUTFILE_NONE};
    struct buf filters = {0};
    char *protocol = o->output ? xprintf("%s.txt", o->output) : NULL;
    filters_say(&o->filters, &filters);
    request.filters = buf_string(&filters);
    bool ok = store_open_read(&store, o->db, err) && patient_read(&o->filters.patient, &store, &filter.patient, err)
              && filters_say_absent(&store, &filter, err) && open_sample(&to, o->output, protocol, o->frame, err)
              && draw_sample(&store, &filter, &request, &to, err) && publish_sample(&to, err);
    outfile_release(&to.frame);
    outfile_release(&to.protocol);
    outfile_release(&to.sample);
    buf_release(&filters);
    free(protocol);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_sample = {
    .name = "sample",
    .summary = "a repeatable random sample of findings, for a file check",
    .examples =
        "dubbelloop sample --db nacht.db --seed 20240415 --size 50 -o steekproef.csv --frame kader.csv\n"
        "dubbelloop sample --db nacht.db --seed 7 --size 30 --zekerheid vast --uzovi 3332 "
        "--stratify regel -o steekproef.csv\n",
    .text = "Draws K findings out of the frame: those that the filters let through. "
            "Prints them in the order of the draw, as\n"
            "`trekking` (and `stratum`) and the columns of findings.csv. The protocol (seed, "
            "size and hash of the frame, filters,\n"
            "draw order; Dutch, no values of patients) goes to FILE.txt beside -o FILE, else to standard error.\n",
    .notes = "The draw: a finding's key is SHA-256 over the text SEED/BEVINDING_ID; "
             "the lowest keys are drawn, lowest first. The\n"
             "hash of the frame is SHA-256 over its ids, sorted, each with a newline. "
             "To do it again with seed 7 and size 30:\n"
             "  tail -n +2 kader.csv | cut -d, -f1 | LC_ALL=C sort | sha256sum\n"
             "  tail -n +2 kader.csv | while IFS=, read -r id regel; do\n"
             "    printf '%s %s %s\\n' \"$(printf '7/%s' \"$id\" | sha256sum | cut -c1-64)\" \"$id\" \"$regel\"\n"
             "  done | LC_ALL=C sort -s -k1,1 | head -n 30\n",
    .options = {{sample_options, 0},
                {filter_options, offsetof(struct sample_options, filters)},
                {patient_options, offsetof(struct sample_options, filters.patient)}},
    OPTIONS_OF(struct sample_options, 0),
    .run = run_sample,
};
