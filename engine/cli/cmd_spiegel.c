/* cmd_spiegel.c - spiegelinformatie: for every provider a report on a quarter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/place.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/filters.h"
#include "spiegel/bestanden.h"

static const char help[] =
    "Examples:\n"
    "  dubbelloop spiegel --db nacht.db --period 2023Q2 --out spiegel-2023Q2\n"
    "  dubbelloop spiegel --db nacht.db --period 2023Q2 --out proef --agb 01234567 --rol declarant\n"
    "  dubbelloop spiegel --db nacht.db --period 2023Q2 --out diet --zorgsoort 24 --min-lines 3 --answer-by 2023-12-01\n"
    "\n"
    "Usage: dubbelloop spiegel --db DB --period YYYYQn --out DIR [options]\n"
    "Writes for every provider with lines that overlap in the quarter, in each role that it has them, a report in Dutch:\n"
    "  2023Q2_01234567_declarant.pdf   two pages: its figures beside its peers', and what to do\n"
    "  2023Q2_01234567_declarant.xlsx  its own lines, with a column for its answer; .csv: the same\n"
    "and for the analyst overzicht.html and overzicht.xlsx (every provider), and manifest.csv: which files, with their\n"
    "SHA-256 and figures. No report holds a patient, or a line of anybody else. The database is only read.\n"
    "\n"
    "  --period P          the quarter, 2023Q2: a finding belongs to that in which its overlap begins\n"
    "  --out DIR           made when it is not there\n"
    "  --agb AGB[,AGB]     only these providers, whatever they have; 8 digits\n"
    "  --zorgsoort Z[,Z]   only of these kinds: the first two digits of the AGB, 01,24\n"
    "  --rol ROL           only as declarant (of conflict lines) or ketencontractant (of keten lines)\n"
    "  --min-lines N       at least so many own lines that overlap, signals included; default 1, 0: everybody\n"
    "  --answer-by DATE    YYYY-MM-DD; default: 42 days after the last run\n"
    "  --lang nl           the only language\n"
    "  --threads N         default: the number of processors\n"
    "  --progress --quiet --log-format text|json\n"
    "\n"
    "The files appear together at the end, manifest.csv last: a report counts when the manifest names it with its hash. The same\n"
    "database gives the same bytes; all dates are those of its last run. The choice of providers changes which reports there are,\n"
    "never the figures in them, nor the overview.\n";

/* "01234567,01234568": numbers of `width` digits. The caller frees. NULL: the list is not one. */
static uint32_t *read_list(const char *text, size_t width, size_t *n)
{
    uint32_t *list = xcalloc(strlen(text) / width + 1, sizeof *list);
    *n = 0;
    while (*text) {
        uint64_t number;
        size_t length = strcspn(text, ",");
        if (length != width || !text_digits((struct text){text, width}, width, &number) || strcmp(text + length, ",") == 0) {
            free(list);
            return NULL;
        }
        list[(*n)++] = (uint32_t)number;
        text += length + (text[length] == ',');
    }
    return list;
}

/* What was given as text. */
struct texts {
    const char *db, *period, *out, *agb, *zorgsoort, *rol, *answer_by, *lang, *log_format;
};

/* NULL, or what is wrong. */
static const char *read_vraag(const struct texts *t, struct spiegel_vraag *vraag, uint32_t **agb)
{
    struct period period = {0, 0};
    size_t soorten = 0;
    if (!t->db || !t->out)
        return "give --db DB, --period P and --out DIR, and no further arguments";
    if (strlen(t->period) != 6 || !period_read(t->period, &period))
        return "--period takes a quarter, 2023Q2";
    vraag->kwartaal = period.first;
    vraag->dir = t->out;
    *agb = read_list(t->agb, 8, &vraag->agbs);
    if (!*agb)
        return "--agb takes one or more codes of 8 digits, 01234567,01234568";
    vraag->agb = *agb;
    uint32_t *soort = read_list(t->zorgsoort, 2, &soorten);
    if (!soort)
        return "--zorgsoort takes one or more kinds of 2 digits, 01,24";
    vraag->alle_zorgsoorten = soorten == 0;
    for (size_t i = 0; i < soorten; i++)
        vraag->zorgsoort[soort[i]] = true;
    free(soort);
    for (int r = 0; r < ROLLEN; r++)
        vraag->rol[r] = t->rol[0] == '\0' || strcmp(t->rol, rol_name[r]) == 0;
    if (!vraag->rol[ROL_DECLARANT] && !vraag->rol[ROL_KETENCONTRACTANT])
        return "--rol takes declarant or ketencontractant";
    vraag->antwoord_voor = ANTWOORD_VOOR_DEFAULT;
    if (t->answer_by[0] && day_parse(text_of(t->answer_by), DAY_ISO, &vraag->antwoord_voor) != DAY_OK)
        return "--answer-by takes a date, YYYY-MM-DD";
    if (strcmp(t->lang, "nl") != 0)
        return "--lang takes nl: the reports are in Dutch";
    if (vraag->threads < 1 || vraag->threads > 512)
        return "--threads takes 1 to 512";
    return NULL;
}

static void tell(struct console *console, const struct texts *t, const struct spiegel_uitkomst *u)
{
    struct log log = console_log(console);
    if (u->ongekend)
        log_emit(&log, LOG_WARNING, "spiegel_unknown", "%zu of the providers of --agb %s nothing in %s: no report", u->ongekend,
                 u->ongekend == 1 ? "has" : "have", t->period);
    log_emit(&log, LOG_INFO, "spiegel", "%zu reports with %zu findings, of %zu providers and roles: %zu hoger dan verwacht, "
                                        "%zu binnen verwachting, %zu te klein; written to %s",
             u->rapporten, u->bevindingen, u->aanbieders, u->verdict[HOGER_DAN_VERWACHT], u->verdict[BINNEN_VERWACHTING],
             u->verdict[TE_KLEIN], t->out);
}

static enum status run(int argc, char **argv, struct error *err)
{
    struct texts t = {.period = "", .agb = "", .zorgsoort = "", .rol = "", .answer_by = "", .lang = "nl", .log_format = "text"};
    struct console console = {0};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct spiegel_vraag vraag = {
        .min_regels = 1, .threads = processors > 0 ? (unsigned)processors : 1, .progress = &console.progress};
    const struct option_spec spec[] = {{"db", OPTION_TEXT, &t.db},
                                       {"period", OPTION_TEXT, &t.period},
                                       {"out", OPTION_TEXT, &t.out},
                                       {"agb", OPTION_TEXT, &t.agb},
                                       {"zorgsoort", OPTION_TEXT, &t.zorgsoort},
                                       {"rol", OPTION_TEXT, &t.rol},
                                       {"min-lines", OPTION_NUMBER, &vraag.min_regels},
                                       {"answer-by", OPTION_TEXT, &t.answer_by},
                                       {"lang", OPTION_TEXT, &t.lang},
                                       {"threads", OPTION_NUMBER, &vraag.threads},
                                       {"progress", OPTION_FLAG, &console.progress_asked},
                                       {"quiet", OPTION_FLAG, &console.quiet},
                                       {"log-format", OPTION_TEXT, &t.log_format},
                                       {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_spiegel, spec, &argc, argv, err))
        return STATUS_USAGE;
    uint32_t *agb = NULL;
    const char *wrong = argc > 1 ? "give --db DB, --period P and --out DIR, and no further arguments" : read_vraag(&t, &vraag, &agb);
    if (!wrong)
        wrong = console_log_format(&console, t.log_format);
    if (wrong) {
        free(agb);
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop spiegel --help'", wrong);
        return STATUS_USAGE;
    }
    struct store store;
    struct spiegel_uitkomst uitkomst;
    vraag.store = &store;
    console_start(&console);
    bool ok = store_open_read(&store, t.db, err) && output_folder_make(t.out, err) && spiegel_maken(&vraag, &uitkomst, err);
    console_stop(&console);
    store_close(&store);
    free(agb);
    if (!ok)
        return console_fail(&console, err);
    tell(&console, &t, &uitkomst);
    return STATUS_DONE;
}

const struct command command_spiegel = {"spiegel", "for every provider a report on its own lines in a quarter: PDF, XLSX, CSV", help, run};
