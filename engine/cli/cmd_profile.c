/* cmd_profile.c - proposes a profile for a foreign export. */
#include "base/outfile.h"
#include "base/place.h"
#include "cli/command.h"
#include "ingest/input.h"
#include "report/profile_proposal.h"

struct profile_options {
    const char *output;
};
static const struct option profile_options[] = {OPTION_OUTPUT(struct profile_options, OUTPUT_HELP), {0}};

/* The first bytes of the file, decompressed. */
static bool read_sample(const char *path, struct buf *sample, bool *whole, struct error *err)
{
    struct input *input = NULL;
    size_t got = 1;
    bool ok = input_open(&input, path, INPUT_NO_LIMITS, err); /* a sample is bounded by itself */
    buf_room(sample, SNIFF_SAMPLE);
    while (ok && got && sample->n < SNIFF_SAMPLE) {
        ok = input_read(input, sample->at + sample->n, SNIFF_SAMPLE - sample->n, &got, err);
        sample->n += ok ? got : 0;
    }
    if (!ok && err->status == STATUS_DONE)
        error_set(err, STATUS_FAILED, "%s: %s", path, input_fault(input));
    *whole = got == 0;
    input_close(input);
    return ok;
}

static enum status run_profile(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct profile_options *o = options;
    (void)arguments;
    struct outfile out = OUTFILE_NONE;
    struct sniff sniff = {0};
    struct buf sample = {0}, proposal = {0};
    bool whole;
    bool ok = read_sample(argument[0], &sample, &whole, err)
              && sniff_read(&sniff, (struct text){sample.at, sample.n}, whole, err)
              && outfile_open(&out, NULL, o->output, err);
    if (ok) {
        struct buf name = {0}; /* it stands in a comment: a line end in it would end that */
        text_add_printable(&name, text_of(name_in_folder(argument[0])));
        profile_proposal(&sniff, buf_string(&name), &proposal);
        buf_release(&name);
        outfile_write(&out, proposal.at, proposal.n);
    }
    ok = ok && outfile_finish(&out, err) && outfile_publish(&out, err);
    if (ok && !sniff.complete)
        error_set(err, STATUS_REJECTS, "%s: the profile is not complete; see 'niet vast te stellen' at its top",
                  argument[0]);
    outfile_release(&out);
    sniff_release(&sniff);
    buf_release(&proposal);
    buf_release(&sample);
    return err->status;
}

const struct command command_profile = {
    .name = "profile",
    .summary = "propose a profile for a foreign export",
    .examples = "dubbelloop profile declaraties.csv -o profiel.ini\n"
                "dubbelloop profile export.csv.gz\n",
    .text = "Looks at the first megabyte of a CSV (plain, .gz, .zst, - for standard input): "
            "delimiter, quote, encoding, dates,\n"
            "amounts, and which column is which, by name and by content. Prints a profile in Dutch that 'run' can "
            "read, to be read\n"
            "and saved by a person. Its top says what could not be told (`niet vast te stellen`); "
            "such a line is left out or a comment.\n"
            "A canonical file needs none, and the profile says so.\n"
            "\n"
            "The last lines are a preview of three lines as a run would read them: "
            "values of patients, bsn and verzekerdennummer\n"
            "masked. Remove them before you pass the profile on.\n",
    .exits = "3 a column that a run needs was not found, or the file is not CSV; the output says which and why.\n",
    .arguments = {.name = "FILE", .least = 1, .most = 1, .takes = VALUE_FILE},
    .options = {{profile_options, 0}},
    OPTIONS_OF(struct profile_options, 0),
    .run = run_profile,
};
