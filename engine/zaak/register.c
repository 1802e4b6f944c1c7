/* register.c - see register.h. */
#include "zaak/register.h"

#include <stdio.h>

#include "spiegel/page_words.h"
#include "zaak/woorden.h"

/* ---- The register ---- */

enum {
    R_ZAAK,
    R_KENMERK,
    R_AGB,
    R_ROL,
    R_VAN,
    R_TM,
    R_SOORT,
    R_DOEL,
    R_BEGIN,
    R_REGELS,
    R_BEDRAG,
    R_STAP,
    R_STAP_OP,
    R_OVERGESLAGEN,
    R_TERUGREGELS,
    R_TERUG,
    R_GESLOTEN,
    R_SLOT,
    TABLE_COLUMNS
};
static const struct table_column register_column[TABLE_COLUMNS] = {
    [R_ZAAK] = {"zaak", "Zaak", CELL_NUMBER, 8},
    [R_KENMERK] = {"kenmerk", "Kenmerk", CELL_CODE, 14},
    [R_AGB] = {"agb", "AGB", CELL_CODE, 11},
    [R_ROL] = {"rol", "Rol", CELL_TEXT, 16},
    [R_VAN] = {"van", "Van", CELL_DATE, 12},
    [R_TM] = {"tm", "T/m", CELL_DATE, 12},
    [R_SOORT] = {"soort", "Soort controle", CELL_TEXT, 14},
    [R_DOEL] = {"doel", "Onderwerp en doel", CELL_PROSE, 40},
    [R_BEGIN] = {"begin", "Begonnen", CELL_DATE, 12},
    [R_REGELS] = {"regels", "Regels", CELL_NUMBER, 9},
    [R_BEDRAG] = {"bedrag_euro", "Bedrag (euro)", CELL_EURO, 14},
    [R_STAP] = {"stap", "Laatste stap", CELL_TEXT, 24},
    [R_STAP_OP] = {"stap_op", "Op", CELL_DATE, 12},
    [R_OVERGESLAGEN] = {"overgeslagen", "Overgeslagen stappen", CELL_NUMBER, 12},
    [R_TERUGREGELS] = {"teruggevorderde_regels", "Teruggevorderde regels", CELL_NUMBER, 14},
    [R_TERUG] = {"teruggevorderd_euro", "Teruggevorderd (euro)", CELL_EURO, 16},
    [R_GESLOTEN] = {"gesloten", "Gesloten", CELL_DATE, 12},
    [R_SLOT] = {"slot", "Bij sluiting", CELL_PROSE, 30},
};

/* A case as its events tell it. */
struct register_rij {
    const struct zaak *zaak;
    bool touched; /* something was done in the year */
    bool materieel;
    int64_t regels, cent, overgeslagen, terugregels, terug;
    struct text stap, slot;
    day stap_op, gesloten; /* NO_TERM: none */
};

typedef bool register_rij_fn(void *ctx, const struct register_rij *rij, struct error *err);
struct register_walk {
    struct store *store;
    int jaar;
    struct arena arena;
    register_rij_fn *each;
    void *ctx;
    struct register_rij rij;
};

static int register_year(day d)
{
    char iso[DAY_TEXT + 1];
    day_print(d, iso);
    return (iso[0] - '0') * 1000 + (iso[1] - '0') * 100 + (iso[2] - '0') * 10 + iso[3] - '0';
}

static bool take_event_of_case(void *ctx, const struct zaak_gebeurtenis *g, struct error *err)
{
    struct register_walk *w = ctx;
    struct register_rij *r = &w->rij;
    (void)err;
    r->touched |= w->jaar == 0 || register_year(g->datum) == w->jaar;
    r->materieel |= g->veld[VELD_MATERIEEL].n > 0;
    r->overgeslagen += g->soort == GEBEURTENIS_OVERGESLAGEN;
    if (g->soort == GEBEURTENIS_OPENING || g->soort == GEBEURTENIS_BEVINDINGEN) {
        r->regels += g->aantal;
        r->cent += g->cent;
    } else if (g->soort == GEBEURTENIS_STAP) {
        r->stap = g->stap;
        r->stap_op = g->datum;
        if (zaak_stap_of(g->stap) == STAP_TERUGVORDERING) {
            r->terugregels = g->aantal;
            r->terug = g->cent;
        }
    } else if (g->soort == GEBEURTENIS_SLUITING) {
        r->gesloten = g->datum;
        r->slot = g->veld[VELD_TOELICHTING];
    }
    return true;
}

static bool take_case_of_year(void *ctx, const struct zaak *zaak, struct error *err)
{
    struct register_walk *w = ctx;
    w->rij = (struct register_rij){.zaak = zaak, .stap_op = NO_TERM, .gesloten = NO_TERM};
    return zaken_each_event(w->store, zaak->nummer, &w->arena, take_event_of_case, w, err)
           && (!w->rij.touched || w->each(w->ctx, &w->rij, err));
}

static bool walk_register(struct store *store, int jaar, register_rij_fn *each, void *ctx, struct error *err)
{
    struct register_walk w = {.store = store, .jaar = jaar, .each = each, .ctx = ctx};
    bool ok = zaken_each(store, 0, &w.arena, take_case_of_year, &w, err);
    arena_release(&w.arena);
    return ok;
}

static struct text some_day(day d, char room[static DAY_TEXT + 1])
{
    if (d == NO_TERM)
        return (struct text){NULL, 0};
    day_print(d, room);
    return text_of(room);
}

static bool put_register_row(void *ctx, const struct register_rij *r, struct error *err)
{
    enum { NUMBERS = 6, DAYS = 5 };
    char number[NUMBERS][NUMBER_TEXT], dag[DAYS][DAY_TEXT + 1], agb[9];
    const struct zaak *z = r->zaak;
    snprintf(agb, sizeof agb, "%08u", z->agb);
    const struct text value[TABLE_COLUMNS] = {
        [R_ZAAK] = number_text(z->nummer, number[0]),
        [R_KENMERK] = z->kenmerk,
        [R_AGB] = text_of(agb),
        [R_ROL] = text_of(rol_name[z->rol]),
        [R_VAN] = some_day(z->kwartalen.first, dag[0]),
        [R_TM] = some_day(z->kwartalen.last, dag[1]),
        [R_SOORT] = text_of(zaak_soort_woord(r->materieel)),
        [R_DOEL] = z->doel,
        [R_BEGIN] = some_day(z->begin, dag[2]),
        [R_REGELS] = number_text(r->regels, number[1]),
        [R_BEDRAG] = number_text(r->cent, number[2]),
        [R_STAP] = r->stap,
        [R_STAP_OP] = some_day(r->stap_op, dag[3]),
        [R_OVERGESLAGEN] = number_text(r->overgeslagen, number[3]),
        [R_TERUGREGELS] = number_text(r->terugregels, number[4]),
        [R_TERUG] = number_text(r->terug, number[5]),
        [R_GESLOTEN] = some_day(r->gesloten, dag[4]),
        [R_SLOT] = r->slot,
    };
    return table_row(ctx, value, err);
}

bool register_tabel(struct store *store, int jaar, struct table_writer *writer, struct error *err)
{
    static const struct table table = {.title = "Register",
                                       .name = "register",
                                       .column = register_column,
                                       .columns = TABLE_COLUMNS,
                                       .empty = "geen zaken"};
    if (!table_begin(writer, &table, err) || !walk_register(store, jaar, put_register_row, writer, err))
        return false;
    table_end(writer);
    return true;
}

/* ---- The figures ---- */

struct figures_out {
    struct table_writer *writer;
    const char *jaar;
};

static bool put_figure(void *ctx, const struct zaak_cijfer *c, struct error *err)
{
    const struct figures_out *out = ctx;
    char aantal[NUMBER_TEXT], cent[NUMBER_TEXT];
    const struct text value[] = {text_of(out->jaar), text_of(c->naam), text_of(c->omschrijving),
                                 number_text(c->aantal, aantal),
                                 c->cent == GEEN_AANTAL ? (struct text){NULL, 0} : number_text(c->cent, cent)};
    return table_row(out->writer, value, err);
}

bool jaarverslag_tabel(struct store *store, int jaar, struct table_writer *writer, struct error *err)
{
    static const struct table_column column[] = {{"jaar", "Jaar", CELL_CODE, 8},
                                                 {"cijfer", "Cijfer", CELL_TEXT, 28},
                                                 {"omschrijving", "Omschrijving", CELL_TEXT, 70},
                                                 {"aantal", "Aantal", CELL_NUMBER, 12},
                                                 {"euro", "Euro", CELL_EURO, 16}};
    static const struct table table = {.title = "Jaarverslag", .name = "jaarverslag", .column = column, .columns = 5};
    char year[8];
    const struct figures_out out = {writer, year};
    snprintf(year, sizeof year, "%d", jaar % 10000);
    if (!table_begin(writer, &table, err) || !zaken_figures(store, jaar, put_figure, (void *)(uintptr_t)&out, err))
        return false;
    table_end(writer);
    return true;
}

/* ---- The document ---- */

struct year_document {
    struct document *doc;
    struct canvas *t;
    size_t zaken;
};

static bool say_figure(void *ctx, const struct zaak_cijfer *c, struct error *err)
{
    struct year_document *y = ctx;
    (void)err;
    const char *cel[] = {c->omschrijving, nl_count(y->t, (uint64_t)c->aantal),
                         c->cent == GEEN_AANTAL ? "" : nl_euro(y->t, c->cent)};
    document_rij(y->doc, cel);
    return true;
}

static bool say_register_row(void *ctx, const struct register_rij *r, struct error *err)
{
    struct year_document *y = ctx;
    struct canvas *t = y->t;
    char first[7], last[7];
    (void)err;
    quarter_print(r->zaak->kwartalen.first, first);
    quarter_print(r->zaak->kwartalen.last, last);
    const char *stap = r->stap.n
                           ? sentence(t, "%s, %s", zaak_stap_info[zaak_stap_of(r->stap)].titel, nl_date(t, r->stap_op))
                           : "nog geen stap";
    const char *cel[] = {
        nl_count(t, (uint64_t)r->zaak->nummer),
        sentence(t, "%08u, %s", r->zaak->agb, rol_name[r->zaak->rol]),
        sentence(t, "%s. %s controle, %s%s%s", harmless(t, r->zaak->doel), r->materieel ? "Materiële" : "Formele",
                 first, strcmp(first, last) == 0 ? "" : " t/m ", strcmp(first, last) == 0 ? "" : last),
        sentence(t, "%s, %s", nl_count(t, (uint64_t)r->regels), nl_euro(t, r->cent)),
        sentence(t, "%s%s%s%s", stap, r->gesloten == NO_TERM ? "" : "; gesloten ",
                 r->gesloten == NO_TERM ? "" : nl_date(t, r->gesloten),
                 r->slot.n ? sentence(t, ": %s", harmless(t, r->slot)) : ""),
        r->terugregels ? sentence(t, "%s, %s", nl_count(t, (uint64_t)r->terugregels), nl_euro(t, r->terug)) : "–",
    };
    document_rij(y->doc, cel);
    y->zaken++;
    return true;
}

static void begin_year(struct year_document *y, int jaar)
{
    struct document *doc = y->doc;
    doc->betreft = document_text(doc, sentence(y->t, "Controles in %d", jaar));
    doc->titel = doc->betreft;
    doc->voet = document_text(doc, sentence(y->t, "Jaarverslag en register van controles, %d", jaar));
    doc->made = document_text(doc, sentence(y->t, "%04d-12-31T00:00:00Z", jaar));
    document_alinea(doc,
                    "De zorgverzekeraar legt specifieke risicoanalyses en de uitvoering van detailcontroles in zijn "
                    "administratie vast om toetsing door en verantwoording aan toezichthouders mogelijk te maken (Rzv "
                    "artikel 7.9 lid 1). Dit verslag is gemaakt van die vastlegging alleen: van de gebeurtenissen van "
                    "elke zaak. Het noemt geen verzekerden.");
    document_alinea(doc,
                    "Een voorgenomen of lopende controle zegt niets over de zorgaanbieder bij wie zij plaatsvindt, en "
                    "een bevinding is geen vaststelling van fraude.");
}

bool jaarverslag_maak(struct store *store, int jaar, struct canvas *canvas, struct document *doc, struct error *err)
{
    static const struct document_kolom figure[] = {
        {"Cijfer", 0.62, false}, {"Aantal", 0.16, true}, {"Bedrag", 0.22, true}};
    static const struct document_kolom row[] = {{"Zaak", 0.06, true},       {"Zorgaanbieder", 0.16, false},
                                                {"Onderwerp", 0.27, false}, {"Object: regels", 0.15, false},
                                                {"Stand", 0.21, false},     {"Gevolg: terug", 0.15, false}};
    struct year_document y = {doc, canvas, 0};
    *doc = (struct document){.n = 0};
    begin_year(&y, jaar);
    document_kop(doc, "Cijfers");
    document_tabel(doc, figure, sizeof figure / sizeof *figure);
    if (!zaken_figures(store, jaar, say_figure, &y, err))
        return false;
    document_kop(doc, "Register: hoe, waarover, bij wie, met welke uitkomst en welk gevolg");
    document_tabel(doc, row, sizeof row / sizeof *row);
    if (!walk_register(store, jaar, say_register_row, &y, err))
        return false;
    if (y.zaken == 0)
        document_alinea(doc, "In dit jaar is er geen controle geweest.");
    document_kop(doc, "Gegevens");
    document_alinea(
        doc, "Gebruikt is wat per zaak is vastgelegd: de zorgaanbieder, de stappen met hun datum, aantallen regels "
             "en bedragen. Personen die een stap zetten staan in het dossier van de zaak.");
    return true;
}
