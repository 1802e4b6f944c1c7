/* cmd_sample.c - a random sample of findings for a file check, which a third party can draw again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/filters.h"
#include "report/steekproef_report.h"

static const char help[] =
    "Examples:\n"
    "  dubbelloop sample --db nacht.db --seed 20240415 --size 50 -o steekproef.csv --frame kader.csv\n"
    "  dubbelloop sample --db nacht.db --seed 7 --size 30 --zekerheid vast --uzovi 3332 --stratify regel -o steekproef.csv\n"
    "\n"
    "Usage: dubbelloop sample --db DB --seed N --size K [filters] [--stratify regel] [--frame FILE] [-o FILE]\n"
    "Draws K findings out of the frame: those that the filters let through. Prints them in the order of the draw, as\n"
    "`trekking` (and `stratum`) and the columns of findings.csv. The protocol (seed, size and hash of the frame, filters,\n"
    "draw order; Dutch, no values of patients) goes to FILE.txt beside -o FILE, else to standard error.\n"
    "\n"
    "  --seed N          1-18 digits; settle it before you look at the frame\n"
    "  --size K          how many; the whole frame when that is smaller\n"
    "  --stratify regel  every leading rule has its share, at least one, by largest remainder\n"
    "  --frame FILE      the frame too: bevinding_id,leidende_regel; no values of patients\n"
    "  --status --zekerheid --categorie --agb --uzovi --period --min-bedrag --oordeel --herzien --antwoord --since\n"
    "  --patient --pseudonym-key:  as 'dubbelloop findings' takes them\n"
    "\n"
    "The draw: a finding's key is SHA-256 over the text SEED/BEVINDING_ID; the lowest keys are drawn, lowest first. The\n"
    "hash of the frame is SHA-256 over its ids, sorted, each with a newline. To do it again with seed 7 and size 30:\n"
    "  tail -n +2 kader.csv | cut -d, -f1 | LC_ALL=C sort | sha256sum\n"
    "  tail -n +2 kader.csv | while IFS=, read -r id regel; do\n"
    "    printf '%s %s %s\\n' \"$(printf '7/%s' \"$id\" | sha256sum | cut -c1-64)\" \"$id\" \"$regel\"\n"
    "  done | LC_ALL=C sort -s -k1,1 | head -n 30\n";

/* The filters as the protocol shows them. */
static void show_filters(const struct filter_options *options, struct buf *out)
{
    const char *const shown[][2] = {{"status", options->status},
                                    {"zekerheid", options->zekerheid},
                                    {"categorie", options->categorie},
                                    {"agb", options->agb},
                                    {"uzovi", options->uzovi},
                                    {"period", options->period},
                                    {"min-bedrag", options->min_bedrag},
                                    {"oordeel", options->oordeel},
                                    {"antwoord", options->antwoord}};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (shown[i][1][0])
            buf_printf(out, "%s%s=%s", out->n ? " " : "", shown[i][0], shown[i][1]);
    if (options->since)
        buf_printf(out, "%ssince=%u", out->n ? " " : "", options->since);
    if (options->herzien)
        buf_printf(out, "%sherzien", out->n ? " " : "");
    if (options->patient.given[0]) /* the protocol holds no patient */
        buf_printf(out, "%spatient=(een patient)", out->n ? " " : "");
}

/* Where it goes. */
struct outputs {
    struct outfile sample, protocol, frame;
};

/* Opens all of them; `protocol` NULL: it goes to standard error. */
static bool open_outputs(struct outputs *to, const char *output, const char *protocol, const char *frame,
                         struct error *err)
{
    return outfile_open(&to->sample, NULL, output, err) && (!protocol || outfile_open(&to->protocol, NULL, protocol, err))
           && (!frame || outfile_open(&to->frame, NULL, frame, err));
}

/* Each that was opened. */
static bool publish(struct outputs *to, struct error *err)
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

static bool draw(struct store *store, const struct bevinding_filter *filter, const struct steekproef_vraag *vraag,
                 struct outputs *to, struct error *err)
{
    struct steekproef steekproef = {0};
    struct buf protocol = {0};
    bool ok = steekproef_read(&steekproef, store->db, filter, vraag->seed, err);
    if (ok && !steekproef_draw(&steekproef, vraag->omvang, vraag->per_regel))
        ok = error_set(err, STATUS_USAGE, "--size %u is less than the %u leading rules of the frame, and each has at least one",
                       vraag->omvang, steekproef.strata);
    ok = ok && steekproef_csv(&steekproef, store->db, filter, vraag->per_regel, &to->sample, err);
    if (ok) {
        struct buf text = {0};
        steekproef_protocol(&steekproef, vraag, &text);
        text_add_printable_lines(&protocol, (struct text){text.at, text.n});
        buf_release(&text);
        if (to->protocol.fd >= 0)
            outfile_write(&to->protocol, protocol.at, protocol.n);
        else
            fputs(buf_string(&protocol), stderr);
        if (to->frame.fd >= 0)
            steekproef_kader(&steekproef, &to->frame);
    }
    buf_release(&protocol);
    steekproef_release(&steekproef);
    return ok;
}

static enum status run(int argc, char **argv, struct error *err)
{
    const char *db = NULL, *output = NULL, *frame = NULL, *seed = "", *stratify = "";
    struct filter_options options = FILTER_OPTIONS;
    struct steekproef_vraag vraag = {0};
    struct bevinding_filter filter = {0};
    const struct option_spec spec[] = {{"db", OPTION_TEXT, &db},
                                       {"seed", OPTION_TEXT, &seed},
                                       {"size", OPTION_NUMBER, &vraag.omvang},
                                       {"stratify", OPTION_TEXT, &stratify},
                                       {"frame", OPTION_TEXT, &frame},
                                       {"output", OPTION_TEXT, &output},
                                       FILTER_SPECS(options),
                                       {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_sample, spec, &argc, argv, err))
        return STATUS_USAGE;
    vraag.per_regel = stratify[0] != '\0';
    const char *wrong = !db || argc > 1                                    ? "give --db DB and no further arguments"
                        : !text_digits(text_of(seed), 18, &vraag.seed)     ? "--seed takes 1 to 18 digits"
                        : vraag.omvang == 0                                ? "give --size K, 1 or more"
                        : vraag.per_regel && strcmp(stratify, "regel") != 0 ? "--stratify takes regel"
                                                                           : filters_read(&options, &filter);
    if (wrong) {
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop sample --help'", wrong);
        return STATUS_USAGE;
    }
    struct store store;
    struct outputs to = {OUTFILE_NONE, OUTFILE_NONE, OUTFILE_NONE};
    struct buf filters = {0};
    char *protocol = output ? xprintf("%s.txt", output) : NULL;
    show_filters(&options, &filters);
    vraag.filters = buf_string(&filters);
    bool ok = store_open_read(&store, db, err) && patient_read(&options.patient, &store, &filter.patient, err)
              && open_outputs(&to, output, protocol, frame, err)
              && draw(&store, &filter, &vraag, &to, err) && publish(&to, err);
    outfile_release(&to.frame);
    outfile_release(&to.protocol);
    outfile_release(&to.sample);
    buf_release(&filters);
    free(protocol);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_sample = {"sample", "a repeatable random sample of findings, for a file check", help, run};
