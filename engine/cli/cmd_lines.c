/* cmd_lines.c - the stored lines as canonical CSV again. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/outfile.h"
#include "cli/command.h"
#include "cli/filters.h"
#include "cli/patient.h"
#include "report/line_csv.h"
#include "store/layers.h"
#include "store/queries.h"

struct lines_options {
    const char *db, *output;
    struct patient_option patient;
};
static const struct option lines_options[] = {
    OPTION_DB(struct lines_options, "the database"),
    OPTION_OUTPUT(struct lines_options, OUTPUT_HELP),
    {0},
};

enum { NAMES_KEPT = 256 };

/* The names of files that were asked last, each in the place of its id: lines of a patient come from a few files, and
 * an id of a damaged database may be any number. */
struct names {
    struct store *store;
    struct {
        uint32_t id;
        char *name; /* owned */
    } kept[NAMES_KEPT];
};

static bool take_file_name(void *ctx, const struct query_row *row, struct error *err)
{
    (void)err;
    const struct text naam = query_value(row, "naam");
    *(char **)ctx = xprintf("%.*s", (int)naam.n, naam.at);
    return true;
}

static bool name_of(struct names *names, uint32_t id, struct text *name, struct error *err)
{
    char **kept = &names->kept[id % NAMES_KEPT].name;
    if (!*kept || names->kept[id % NAMES_KEPT].id != id) {
        char *number = xprintf("%u", id);
        const struct query_param param = {":bestand", text_of(number)};
        free(*kept);
        *kept = NULL;
        names->kept[id % NAMES_KEPT].id = id;
        bool ok = query_rows(names->store, QUERY_BESTAND, &param, 1, take_file_name, kept, err);
        free(number);
        if (!ok)
            return false;
        if (!*kept)
            *kept = xstrdup("");
    }
    *name = text_of(*kept);
    return true;
}

static bool print_dossier(const struct dossier *dossier, struct names *names, struct outfile *out, struct error *err)
{
    struct buf rows = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < dossier->n; i++) {
        struct text name;
        ok = name_of(names, dossier->line[i].bestand, &name, err);
        if (ok)
            line_csv(&dossier->line[i], name, &rows);
    }
    outfile_write(out, rows.at, rows.n);
    buf_release(&rows);
    return ok;
}

/* The patients, or only one. */
static bool print_lines(struct store *store, struct text only, struct outfile *out, struct error *err)
{
    struct layers *layers = NULL;
    struct names names = {.store = store};
    struct buf header = {0};
    line_csv_header(&header);
    outfile_write(out, header.at, header.n);
    bool ok = layers_open(&layers, store->db, err);
    struct dossier_walk walk = {.layers = layers, .from = only.n ? only : (struct text){"", 0}};
    while (dossier_walk_next(&walk, &ok, err)) {
        if (only.n && !text_equal(walk.dossier.patient, only))
            break;
        ok = print_dossier(&walk.dossier, &names, out, err);
    }
    dossier_walk_release(&walk);
    layers_close(layers);
    for (size_t i = 0; i < NAMES_KEPT; i++)
        free(names.kept[i].name);
    buf_release(&header);
    return ok;
}

static enum status run_lines(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct lines_options *o = options;
    struct text only;
    struct store store;
    struct outfile out = OUTFILE_NONE;
    (void)argument, (void)arguments;
    bool ok = store_open_read(&store, o->db, err) && patient_read(&o->patient, &store, &only, err)
              && filters_say_absent(&store, &(struct bevinding_filter){.patient = only}, err)
              && outfile_open(&out, NULL, o->output, err) && print_lines(&store, only, &out, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_lines = {
    .name = "lines",
    .summary = "the stored lines as canonical CSV again",
    .examples = "dubbelloop lines --db nacht.db > regels.csv\n"
                "dubbelloop lines --db nacht.db --patient 999990019\n",
    .text = "Prints the stored (relevant) lines as canonical CSV, with the file and line they came from, sorted by\n"
            "patient. A patient is a BSN, an insurer and verzekerdennummer (3332/A1), or an opaque id.\n",
    .options = {{lines_options, 0}, {patient_options, offsetof(struct lines_options, patient)}},
    OPTIONS_OF(struct lines_options, 0),
    .run = run_lines,
};
