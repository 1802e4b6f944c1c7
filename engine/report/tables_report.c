/* tables_report.c - see tables_report.h. */
#include "report/tables_report.h"

#include <assert.h>
#include <stdio.h>

#include "report/table_text.h"

static bool list_one(struct table_writer *writer, const struct ruleset *rules, unsigned t, struct error *err)
{
    const struct tabel *tabel = &rules->tabel[t];
    char from[DAY_TEXT + 1], until[DAY_TEXT + 1] = "", regels[NUMBER_TEXT], concept[NUMBER_TEXT], paren[NUMBER_TEXT];
    int64_t n = 0, concepten = 0, paar = 0;
    struct buf programmas = {0};
    programma_set set = 0;
    for (size_t i = 0; i < rules->regels; i++)
        if (rules->regel[i].tabel == t) {
            n++;
            concepten += !rules->regel[i].actief;
            paar += rules->regel[i].soort == SOORT_PAAR;
            if (rules->regel[i].programma != ALLE_PROGRAMMAS)
                set |= UINT64_C(1) << rules->regel[i].programma;
        }
    for (; set; set &= set - 1) {
        const struct text naam = rules->programma[__builtin_ctzll(set)].naam;
        buf_printf(&programmas, "%s%.*s", programmas.n ? " " : "", (int)naam.n, naam.at);
    }
    day_print(tabel->geldig.from, from);
    if (tabel->geldig.until != DAY_OPEN)
        day_print(tabel->geldig.until, until);
    const struct text value[] = {tabel->naam, text_of(from), text_of(until), number_text(n, regels),
                                 number_text(paar, paren), number_text(concepten, concept), tabel->uzovi_text,
                                 text_of(buf_string(&programmas))};
    bool ok = table_row(writer, value, err);
    buf_release(&programmas);
    return ok;
}

bool tables_list(struct table_writer *writer, const struct ruleset *rules, struct error *err)
{
    static const struct table_column column[] = {{"tabel", "tabel", CELL_TEXT, 0},
                                                 {"geldig_van", "geldig van", CELL_DATE, 0},
                                                 {"geldig_tot", "geldig tot", CELL_DATE, 0},
                                                 {"regels", "regels", CELL_NUMBER, 0},
                                                 {"paren", "van paren", CELL_NUMBER, 0},
                                                 {"concept", "concept", CELL_NUMBER, 0},
                                                 {"uzovi", "uzovi", CELL_TEXT, 0},
                                                 {"programmas", "programma's", CELL_TEXT, 0}};
    static const struct table_column stand[] = {{"programmas", "programma's", CELL_NUMBER, 0},
                                                {"titels", "waarvan titels", CELL_NUMBER, 0},
                                                {"letop", "letop-rijen", CELL_NUMBER, 0},
                                                {"contracten", "contractregels", CELL_NUMBER, 0},
                                                {"relaties", "relaties", CELL_NUMBER, 0},
                                                {"vingerafdruk", "vingerafdruk", CELL_TEXT, 0}};
    static const struct table table[] = {
        {.name = "tabellen", .title = "Conflicttabellen", .column = column, .columns = sizeof column / sizeof *column},
        {.name = "stand", .title = "Stand", .column = stand, .columns = sizeof stand / sizeof *stand}};
    bool ok = table_begin(writer, &table[0], err);
    for (unsigned t = 0; ok && t < rules->tabellen; t++)
        ok = list_one(writer, rules, t, err);
    if (ok)
        table_end(writer);
    char number[5][NUMBER_TEXT];
    int64_t titels = 0;
    for (size_t p = 0; p < rules->programmas; p++)
        titels += rules->programma[p].titel;
    const struct text value[] = {
        number_text((int64_t)rules->programmas, number[0]),  number_text(titels, number[1]),
        number_text((int64_t)rules->letop_rijen, number[2]), number_text((int64_t)rules->contracten, number[3]),
        number_text((int64_t)rules->relaties, number[4]),    text_of(rules->fingerprint)};
    ok = ok && table_begin(writer, &table[1], err) && table_row(writer, value, err);
    if (ok)
        table_end(writer);
    return ok;
}

static void write_value(struct buf *out, struct text value)
{
    if (value.n)
        buf_add(out, value.at, value.n);
    else
        buf_text(out, "(leeg)");
}

/* The columns that say which row it is. */
static void write_key(struct buf *out, const struct rule_source *source, const struct csv_row *row)
{
    bool first = true;
    for (size_t c = 0; c < source->columns; c++) {
        if (!(source->key >> c & 1) || row->value[c].n == 0)
            continue;
        buf_text(out, first ? "" : " ");
        buf_add(out, row->value[c].at, row->value[c].n);
        first = false;
    }
}

/* Every column that has a value and is not in the key. */
static void write_whole(struct buf *out, const struct rule_source *source, const struct csv_row *row)
{
    for (size_t c = 0; c < source->columns; c++)
        if (!(source->key >> c & 1) && row->value[c].n)
            buf_printf(out, "      %-19s %.*s\n", source->column[c].name, (int)row->value[c].n, row->value[c].at);
}

static void write_columns(struct buf *out, const struct rij_verschil *rij)
{
    for (size_t c = 0; c < rij->source->columns; c++) {
        if (text_equal(rij->was->value[c], rij->now->value[c]))
            continue;
        buf_printf(out, "      %-19s ", rij->source->column[c].name);
        write_value(out, rij->was->value[c]);
        buf_text(out, " -> ");
        write_value(out, rij->now->value[c]);
        buf_text(out, "\n");
    }
}

/* Where it stands: in the file of NEW, and in that of OLD when it stands in one. */
static void write_regelnr(struct buf *out, const struct rij_verschil *rij, bool was_is_stored)
{
    const struct csv_row *was = was_is_stored ? NULL : rij->was;
    if (was && rij->now)
        buf_printf(out, " (regel %zu -> %zu)\n", was->line, rij->now->line);
    else if (was || rij->now)
        buf_printf(out, " (regel %zu)\n", rij->now ? rij->now->line : was->line);
    else
        buf_text(out, "\n");
}

static void write_rij(struct buf *out, const struct rij_verschil *rij, bool was_is_stored)
{
    static const char *const name[] = {
        [RIJ_VERVALLEN] = "vervallen", [RIJ_GEWIJZIGD] = "gewijzigd", [RIJ_NIEUW] = "nieuw"};
    if (rij->wijziging == RIJEN_VERZET) {
        buf_text(out, "  volgorde   rijen staan in een andere volgorde, bijvoorbeeld ");
        write_key(out, rij->source, rij->now);
        buf_printf(out, " (regel %zu -> %zu);\n             bij gelijke zekerheid leidt de bovenste\n", rij->was->line,
                   rij->now->line);
        return;
    }
    const struct csv_row *row = rij->now ? rij->now : rij->was;
    assert(row);
    buf_printf(out, "  %-10s ", name[rij->wijziging]);
    write_key(out, rij->source, row);
    write_regelnr(out, rij, was_is_stored);
    if (rij->was && rij->now)
        write_columns(out, rij);
    else
        write_whole(out, rij->source, row);
}

void table_diff_write(const struct table_diff *diff, struct buf *out)
{
    size_t aantal[4] = {0};
    const char *file = "";
    for (size_t i = 0; i < diff->n; i++) {
        if (strcmp(file, diff->rij[i].source->file) != 0) {
            file = diff->rij[i].source->file;
            buf_printf(out, "%s\n", file);
        }
        write_rij(out, &diff->rij[i], diff->was_is_stored);
        aantal[diff->rij[i].wijziging]++;
    }
    buf_printf(out, "%sRijen: %zu nieuw, %zu gewijzigd, %zu vervallen%s\n", diff->n ? "\n" : "", aantal[RIJ_NIEUW],
               aantal[RIJ_GEWIJZIGD], aantal[RIJ_VERVALLEN], aantal[RIJEN_VERZET] ? ", en een andere volgorde" : "");
}

/* Values of a row of numbers, as text: what was counted or cents; with `sign` a plus in front of what is more. */
struct number_cells {
    char room[8][32];
    int n;
};

static struct text signed_text(struct number_cells *cells, struct text number, bool sign)
{
    assert(cells->n < 8);
    char *room = cells->room[cells->n++];
    int n = snprintf(room, sizeof cells->room[0], "%s%.*s", sign && number.at[0] != '-' ? "+" : "", (int)number.n,
                     number.at);
    return (struct text){room, (size_t)n};
}

static struct text count_text(struct number_cells *cells, int64_t n, bool sign)
{
    char room[NUMBER_TEXT];
    return signed_text(cells, number_text(n, room), sign && n);
}

static struct text money_text(struct number_cells *cells, int64_t cent, bool sign)
{
    char room[NUMBER_TEXT];
    return signed_text(cells, euro_text(cent, ',', room), sign && cent);
}

static void write_totals(const struct prediction *prediction, struct buf *out)
{
    static const struct table_column column[] = {{"zekerheid", "zekerheid", CELL_TEXT, 0},
                                                 {"was", "was", CELL_NUMBER, 0},
                                                 {"wordt", "wordt", CELL_NUMBER, 0},
                                                 {"verschil", "verschil", CELL_NUMBER, 0},
                                                 {"euro_was", "netto euro was", CELL_NUMBER, 0},
                                                 {"euro_wordt", "wordt", CELL_NUMBER, 0},
                                                 {"euro_verschil", "verschil", CELL_NUMBER, 0}};
    static const struct table table = {.column = column, .columns = sizeof column / sizeof *column};
    const struct totals *was = &prediction->was, *now = &prediction->now;
    struct text_table text;
    text_table_begin(&text, &table);
    for (int z = ZEKERHEDEN; z-- > 0;) {
        struct number_cells cells = {.n = 0};
        const struct text value[] = {text_of(zekerheid_name[z]),
                                     count_text(&cells, was->findings[z], false),
                                     count_text(&cells, now->findings[z], false),
                                     count_text(&cells, now->findings[z] - was->findings[z], true),
                                     money_text(&cells, was->net_cent[z], false),
                                     money_text(&cells, now->net_cent[z], false),
                                     money_text(&cells, now->net_cent[z] - was->net_cent[z], true)};
        text_table_row(&text, value);
    }
    text_table_end(&text, out);
}

/* How the grades of changed findings move. */
static void write_grades(const struct prediction *prediction, struct buf *out)
{
    int64_t moved[ZEKERHEDEN][ZEKERHEDEN] = {{0}};
    for (size_t i = 0; i < prediction->n; i++)
        if (prediction->bevinding[i].wijziging == WIJZIGING_HERZIEN)
            moved[prediction->bevinding[i].was.zekerheid][prediction->bevinding[i].now.zekerheid]++;
    for (int was = ZEKERHEDEN; was-- > 0;)
        for (int now = ZEKERHEDEN; now-- > 0;)
            if (moved[was][now] && was != now)
                buf_printf(out, "  herzien, zekerheid %s -> %s: %lld\n", zekerheid_name[was], zekerheid_name[now],
                           (long long)moved[was][now]);
            else if (moved[was][now])
                buf_printf(out, "  herzien, zekerheid %s gebleven: %lld\n", zekerheid_name[was],
                           (long long)moved[was][now]);
}

static void write_effects(const char *title, const struct effects *effects, struct buf *out)
{
    const struct table_column column[] = {{"naam", title, CELL_TEXT, 0},
                                          {"nieuw", wijziging_name[WIJZIGING_NIEUW], CELL_NUMBER, 0},
                                          {"herzien", wijziging_name[WIJZIGING_HERZIEN], CELL_NUMBER, 0},
                                          {"vervallen", wijziging_name[WIJZIGING_VERVALLEN], CELL_NUMBER, 0},
                                          {"euro", "netto euro", CELL_NUMBER, 0}};
    const struct table table = {.column = column, .columns = sizeof column / sizeof *column};
    struct text_table text;
    if (effects->n == 0)
        return;
    buf_text(out, "\n");
    text_table_begin(&text, &table);
    for (size_t i = 0; i < effects->n; i++) {
        const struct effect *e = &effects->at[i];
        struct number_cells cells = {.n = 0};
        const struct text value[] = {e->naam,
                                     count_text(&cells, e->aantal[WIJZIGING_NIEUW], false),
                                     count_text(&cells, e->aantal[WIJZIGING_HERZIEN], false),
                                     count_text(&cells, e->aantal[WIJZIGING_VERVALLEN], false),
                                     money_text(&cells, e->cent, true)};
        text_table_row(&text, value);
    }
    text_table_end(&text, out);
}

void prediction_write(const struct prediction *prediction, struct buf *out)
{
    int64_t aantal[3] = {0};
    for (size_t i = 0; i < prediction->n; i++)
        aantal[prediction->bevinding[i].wijziging]++;
    buf_printf(out, "Bevindingen: %lld nieuw, %lld herzien, %lld vervallen (%lld patiënten bekeken)\n",
               (long long)aantal[WIJZIGING_NIEUW], (long long)aantal[WIJZIGING_HERZIEN],
               (long long)aantal[WIJZIGING_VERVALLEN], (long long)prediction->patienten);
    write_grades(prediction, out);
    buf_text(out, "\n");
    write_totals(prediction, out);
    write_effects("regel", &prediction->per_regel, out);
    write_effects("aanbieder (AGB)", &prediction->per_aanbieder, out);
    if (prediction->n)
        buf_text(out,
                 "\nEen bevinding telt bij elke regel die zij noemt, een declaratieregel telt in euro's een keer.\n");
}

void prediction_csv(const struct prediction *prediction, struct buf *out)
{
    wijziging_csv_header(out);
    for (size_t i = 0; i < prediction->n; i++) {
        const struct predicted *v = &prediction->bevinding[i];
        wijziging_csv(v->wijziging, v->wijziging == WIJZIGING_VERVALLEN ? &v->was : &v->now, out);
    }
}
