/* next_steps.c - see next_steps.h. */
#include "report/next_steps.h"

#include <stdio.h>

#include "base/memory.h"

#define SHOWN(text) (int)(text).n, (text).at

/* A column: its name for programs and its kind. */
#define STEP_COLUMNS(X) \
    X(SOORT, soort, CELL_TEXT) \
    X(AANTAL, aantal, CELL_NUMBER) X(BESTAND, bestand, CELL_NUMBER) X(NAAM, naam, CELL_TEXT) X(WAT, wat, CELL_PROSE)
#define STEP_NAME(name, column, kind) STEP_##name,
enum { STEP_COLUMNS(STEP_NAME) STEP_COLUMNS_N };
#undef STEP_NAME
#define STEP_COLUMN(name, column, kind) {#column, #column, kind, 0},
static const struct table_column step_column[] = {STEP_COLUMNS(STEP_COLUMN)};
#undef STEP_COLUMN
#define STEPS .name = "wat_nu", .title = "Wat nu", .empty = "niets"
static const struct table steps_for_programs = {STEPS, .column = step_column, .columns = STEP_COLUMNS_N};
static const struct table steps_for_people = {STEPS, .column = &step_column[STEP_WAT], .columns = 1};

/* A raw rejects file has the name of its input, with _ for /. */
static void add_rejects_name(struct buf *out, struct text naam)
{
    for (size_t i = 0; i < naam.n; i++)
        buf_add(out, naam.at[i] == '/' ? "_" : naam.at + i, 1);
    buf_text(out, ".rejects.raw.csv");
}

/* Of findings: what stands before and behind the number, and the filters that show them; all NULL: of no findings. */
static const struct {
    const char *before, *one, *many, *filters;
} findings_step[TE_DOEN_SOORTEN] = {
    [TE_DOEN_VERVALLEN_TERUGVORDERING] =
        {"", " bevinding met een bevestigde terugvordering is vervallen: verreken of trek in, en oordeel opnieuw",
         " bevindingen met een bevestigde terugvordering zijn vervallen: verreken of trek in, en oordeel opnieuw",
         "--status vervallen --oordeel terugvordering"},
    [TE_DOEN_TE_BEVESTIGEN] = {"", " terugvordering wacht op een tweede naam",
                               " terugvorderingen wachten op een tweede naam", "--oordeel te_bevestigen"},
    [TE_DOEN_HERZIEN] = {"oordeel opnieuw over ", " bevinding: de feiten zijn anders dan toen",
                         " bevindingen: de feiten zijn anders dan toen", "--herzien"},
    [TE_DOEN_BEANTWOORD] = {"oordeel over ", " bevinding waarop een aanbieder heeft geantwoord",
                            " bevindingen waarop een aanbieder heeft geantwoord", "--antwoord credit,terecht,onbekend"},
    [TE_DOEN_TERMIJN] = {"bij ", " bevinding antwoordde de aanbieder niet op tijd: herinner hem, of oordeel",
                         " bevindingen antwoordde de aanbieder niet op tijd: herinner hem, of oordeel",
                         "--oordeel wacht_op_aanbieder --antwoord geen"},
    [TE_DOEN_VAST] = {"beoordeel ", " vaste bevinding", " vaste bevindingen", "--zekerheid vast --oordeel geen"},
    [TE_DOEN_WAARSCHIJNLIJK_TE_DOEN] = {"beoordeel ", " waarschijnlijke bevinding", " waarschijnlijke bevindingen",
                                        "--zekerheid waarschijnlijk --oordeel geen"},
    [TE_DOEN_SIGNAAL_TE_DOEN] = {"bekijk ", " signaal", " signalen", "--zekerheid signaal --oordeel geen"},
};

static void add_findings_step(struct buf *out, const struct te_doen *item)
{
    buf_printf(out, "%s%lld%s", findings_step[item->soort].before, (long long)item->aantal,
               item->aantal == 1 ? findings_step[item->soort].one : findings_step[item->soort].many);
}

static void add_file_step(struct buf *out, const struct te_doen *item)
{
    if (item->soort == TE_DOEN_OPNIEUW)
        buf_printf(out,
                   "lees %.*s opnieuw in met run --again: de tabellen van de laatste run kennen "
                   "codes die toen niet zijn bewaard",
                   SHOWN(item->naam));
    else if (item->soort == TE_DOEN_GEWEIGERD)
        buf_printf(out,
                   "%.*s is geweigerd (waarom staat in het log en in rejects.csv): verbeter het, beschrijf het met "
                   "--profile of vraag het opnieuw, en lees het weer in; of zeg met dismiss waarom het niet hoeft",
                   SHOWN(item->naam));
    else {
        buf_printf(out, "verbeter %lld regel%s in ", (long long)item->aantal, item->aantal == 1 ? "" : "s");
        add_rejects_name(out, item->naam);
        buf_text(out, " en lees dat in met run");
    }
    if (item->bestand)
        buf_printf(out, " (bestand %lld)", (long long)item->bestand);
}

static void add_lines_step(struct buf *out, const struct te_doen *item)
{
    const long long n = item->aantal;
    const char *s = n == 1 ? "" : "s";
    if (item->soort == TE_DOEN_ONGEDEKT)
        buf_printf(out,
                   "niet gecontroleerd: %lld ketenregel%s van uzovi %.*s in %.*s (%.*s): zet een tabel met regels "
                   "daarvoor in tabellen.csv, of laat met --extend-tables een afgelopen tabel doorlopen",
                   n, s, SHOWN(item->naam), SHOWN(item->kwartalen), SHOWN(item->programmas));
    else if (item->soort == TE_DOEN_ZONDER_PROGRAMMA)
        buf_printf(out,
                   "niet gecontroleerd: %lld regel%s met code %.*s%s%.*s, die op een bundel lijkt en bij geen "
                   "programma hoort: zet haar in programmas.csv of de contracten, "
                   "of zeg in letop.csv dat ze er geen is",
                   n, s, SHOWN(item->naam), item->programmas.n ? " van lijst " : "", SHOWN(item->programmas));
    else if (item->soort == TE_DOEN_TE_VEEL)
        buf_printf(out,
                   "niets getoond van %lld patiënt%s met meer dan %.*s bevindingen: "
                   "is het nummer van niemand? De log van de run noemt bestand en regel",
                   n, n == 1 ? "" : "en", SHOWN(item->naam));
    else if (item->soort == TE_DOEN_ZAAK_TERMIJN)
        buf_printf(out,
                   "zaak %.*s: de termijn voor een reactie was tot en met %.*s: leg de reactie vast, "
                   "of dat er geen kwam, en bericht de uitkomst",
                   SHOWN(item->naam), SHOWN(item->kwartalen));
    else
        buf_printf(out, "%lld credit%s een debet dat er nog niet is (%.*s): vraag het bestand waarin het staat", n,
                   n == 1 ? " wacht op" : "s wachten op", SHOWN(item->kwartalen));
}

void next_step_say(const struct te_doen *item, struct buf *out, const char **filters)
{
    *filters = findings_step[item->soort].filters;
    if (findings_step[item->soort].filters)
        add_findings_step(out, item);
    else if (item->soort == TE_DOEN_GEWEIGERD || item->soort == TE_DOEN_OPNIEUW || item->soort == TE_DOEN_AFGEKEURD)
        add_file_step(out, item);
    else
        add_lines_step(out, item);
}

struct writing_steps {
    struct table_writer *writer;
    const char *db; /* its path: the command can be given as it stands */
    struct buf sentence;
    size_t n;
};

static bool write_step(void *ctx, const struct te_doen *item, struct error *err)
{
    struct writing_steps *writing = ctx;
    const char *filters;
    char aantal[NUMBER_TEXT], bestand[NUMBER_TEXT];
    writing->n++;
    writing->sentence.n = 0;
    next_step_say(item, &writing->sentence, &filters);
    if (filters) {
        buf_text(&writing->sentence, ": dubbelloop findings --db ");
        text_add_shell_word(&writing->sentence, text_of(writing->db));
        buf_printf(&writing->sentence, " %s", filters);
    }
    snprintf(aantal, sizeof aantal, "%lld", (long long)item->aantal);
    snprintf(bestand, sizeof bestand, "%lld", (long long)item->bestand);
    const struct text value[] = {[STEP_SOORT] = text_of(te_doen_word[item->soort]),
                                 [STEP_AANTAL] = text_of(aantal),
                                 [STEP_BESTAND] = item->bestand ? text_of(bestand) : (struct text){0},
                                 [STEP_NAAM] = item->naam,
                                 [STEP_WAT] = {writing->sentence.at, writing->sentence.n}};
    return table_row(writing->writer, writing->writer->table == &steps_for_people ? &value[STEP_WAT] : value, err);
}

bool next_steps(struct table_writer *writer, struct store *store, size_t *steps, struct error *err)
{
    struct writing_steps writing = {.writer = writer, .db = store->path};
    const bool people = writer->format == &table_text;
    bool ok = table_begin(writer, people ? &steps_for_people : &steps_for_programs, err)
              && te_doen_each(store, write_step, &writing, err);
    if (ok)
        table_end(writer);
    *steps = writing.n;
    buf_release(&writing.sentence);
    return ok;
}
