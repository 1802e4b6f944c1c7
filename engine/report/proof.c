/* proof.c - see proof.h. One walk over the content; a small pen writes it as text or as JSON. */
#include "report/proof.h"

#include <stdarg.h>
#include <stdio.h>

#include "report/json.h"
#include "report/line_csv.h"
#include "store/layers.h"
#include "store/queries.h"

static const char *const reden_uitleg[REDENEN] = {
    [CONTRACT_ONBEKEND] = "de regel geldt alleen als het contract deze zorg in de keten legt, en er is geen contract bekend",
    [DECLARATIECODE_WIJKT_AF] = "het zorgproduct is gelijk, de declaratiecode een andere dan in de tabel",
    [DIAGNOSE_ONBEKEND] = "de regel gaat over zorg voor de aandoening van de keten, en de regel noemt geen diagnose",
    [EENMALIG_CONSULT] = "een eenmalig consult: geen tweede regel van deze uitvoerder in de periode",
    [GEDOOGKWARTAAL] = "de andere zorg begint in het ketenkwartaal; dat kwartaal wordt gedoogd",
    [VERWIJSDIAGNOSE_ONBEKEND] = "de regel vraagt een verwijsdiagnose, en de declaratie noemt er geen",
    [ZORGPRODUCT_ONBEKEND] = "de declaratiecode is gelijk, het zorgproduct is niet ingevuld",
};

/* The pen: sections of fields, or lists of them. */
struct pen {
    struct buf *out;
    bool json, first_section, first_item, first_field, list;
};

static void section(struct pen *pen, const char *key, const char *title, bool list)
{
    if (pen->json) {
        buf_text(pen->out, pen->first_section ? "{\n  " : ",\n  ");
        json_name(pen->out, key);
        buf_text(pen->out, list ? "[" : "{");
    } else
        buf_printf(pen->out, "%s%s\n", pen->first_section ? "" : "\n", title);
    pen->first_section = false;
    pen->first_item = pen->first_field = true;
    pen->list = list;
}

static void section_end(struct pen *pen)
{
    if (pen->json)
        buf_text(pen->out, pen->list ? (pen->first_item ? "]" : "}]") : "}");
}

static void item(struct pen *pen)
{
    if (pen->json)
        buf_text(pen->out, pen->first_item ? "{" : "}, {");
    pen->first_item = false;
    pen->first_field = true;
}

/* A field without a value is left out of the text. */
static void field(struct pen *pen, const char *key, struct text value)
{
    if (pen->json) {
        buf_text(pen->out, pen->first_field ? "" : ", ");
        json_name(pen->out, key);
        json_text(pen->out, value);
    } else if (value.n)
        buf_printf(pen->out, "  %s %-24s %.*s\n", pen->list ? (pen->first_field ? "-" : " ") : "", key, (int)value.n,
                   value.at);
    pen->first_field = false;
}

static PRINTF_LIKE(3, 4) void fieldf(struct pen *pen, const char *key, const char *format, ...)
{
    char value[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(value, sizeof value, format, args);
    va_end(args);
    field(pen, key, text_of(value));
}

static void euro_field(struct pen *pen, const char *key, int64_t cent)
{
    fieldf(pen, key, "%lld,%02lld", (long long)(cent / 100), (long long)(cent % 100));
}

static void period_field(struct pen *pen, const char *key, struct period period)
{
    char first[DAY_TEXT + 1], last[DAY_TEXT + 1];
    day_print(period.first, first);
    day_print(period.last, last);
    fieldf(pen, key, "%s t/m %s", first, last);
}

struct asking {
    struct pen *pen;
    const char *first; /* an id that the row does not hold */
    bool found;
};

static bool bestand_row(void *ctx, const struct text *value, struct error *err)
{
    struct asking *asking = ctx;
    (void)err;
    field(asking->pen, "bestand", value[0]);
    field(asking->pen, "regelnummer", text_of(asking->first));
    field(asking->pen, "sha256", value[1]);
    field(asking->pen, "ingelezen_in_run", value[2]);
    return true;
}

static bool write_place(struct store *store, struct pen *pen, uint32_t bestand, uint64_t regel, struct error *err)
{
    char id[24], number[24];
    snprintf(id, sizeof id, "%u", bestand);
    snprintf(number, sizeof number, "%llu", (unsigned long long)regel);
    struct text param = text_of(id);
    struct asking asking = {pen, number, false};
    return query_rows(store, QUERY_BESTAND, &param, 1, bestand_row, &asking, err);
}

static const struct line *find_line(const struct dossier *dossier, const struct bevinding_kant *side)
{
    for (size_t i = 0; i < dossier->n; i++)
        if (dossier->line[i].agb_declarant == side->agb && text_equal(dossier->line[i].referentie, side->referentie))
            return &dossier->line[i];
    return NULL;
}

static bool write_line(struct store *store, struct pen *pen, const char *key, const char *title,
                       const struct dossier *dossier, const struct bevinding_kant *side, struct error *err)
{
    const struct line *line = find_line(dossier, side);
    section(pen, key, title, false);
    for (int c = 0; line && c < COLUMNS; c++) {
        char room[32];
        field(pen, column_name[c], line_value(line, (enum column)c, room));
    }
    bool ok = write_place(store, pen, side->bestand, side->regel, err);
    section_end(pen);
    return ok;
}

static bool regel_row(void *ctx, const struct text *value, struct error *err)
{
    struct asking *asking = ctx;
    (void)err;
    item(asking->pen);
    field(asking->pen, "regel", text_of(asking->first));
    static const char *const key[] = {"tabel", "omschrijving", "bron", "herkomst", "basiszekerheid", "geldig_van",
                                      "geldig_tot", "rij_sha256"};
    for (size_t i = 0; i < sizeof key / sizeof *key; i++)
        field(asking->pen, key[i], value[i]);
    return true;
}

/* Takes the next part of a list joined with ';'. */
static bool next_part(struct text *rest, char *part, size_t size)
{
    if (rest->n == 0)
        return false;
    const char *end = memchr(rest->at, ';', rest->n);
    size_t n = end ? (size_t)(end - rest->at) : rest->n;
    snprintf(part, size, "%.*s", (int)n, rest->at);
    rest->at += n + (end != NULL);
    rest->n -= n + (end != NULL);
    return true;
}

static bool write_regels(struct store *store, struct pen *pen, const struct bevinding_reader *finding, struct error *err)
{
    char run[24], id[256];
    snprintf(run, sizeof run, "%lld", (long long)finding->gewijzigd_run);
    struct text rest = finding->bevinding.regels;
    bool ok = true;
    section(pen, "regels", "Regels die raken (de tabelrij zoals deze run haar gebruikte)", true);
    while (ok && next_part(&rest, id, sizeof id)) {
        const struct text param[] = {text_of(run), text_of(id)};
        struct asking asking = {pen, id, false};
        ok = query_rows(store, QUERY_REGEL, param, 2, regel_row, &asking, err);
    }
    section_end(pen);
    return ok;
}

static void write_perioden(struct pen *pen, const struct bevinding *b, const struct dossier *dossier)
{
    const struct line *keten = find_line(dossier, &b->keten);
    section(pen, "perioden", "Perioden", false);
    if (keten)
        period_field(pen, "ketenregel", keten->period);
    period_field(pen, "ketenperiode", b->keten_periode);
    period_field(pen, "conflictregel", b->conflict_periode);
    if (b->overlap.first < b->conflict_periode.first || b->overlap.last > b->conflict_periode.last)
        field(pen, "conflictperiode", TEXT("hele kwartalen: ook de conflictregel is een ketenregel"));
    period_field(pen, "overlap", b->overlap);
    fieldf(pen, "dagen_overlap", "%d", b->overlap.last - b->overlap.first + 1);
    section_end(pen);
}

static void write_zekerheid(struct pen *pen, const struct bevinding *b)
{
    char part[64];
    struct text rest = b->redenen;
    section(pen, "redenen", b->redenen.n ? "Waarom deze zekerheid" : "Waarom deze zekerheid: geen reden die haar verlaagt",
            true);
    while (next_part(&rest, part, sizeof part))
        for (int r = 0; r < REDENEN; r++)
            if (strcmp(part, reden_name[r]) == 0) {
                item(pen);
                field(pen, "reden", text_of(part));
                field(pen, "ten_hoogste", text_of(zekerheid_name[reden_at_most[r]]));
                field(pen, "uitleg", text_of(reden_uitleg[r]));
            }
    section_end(pen);
}

/* Credits of either declarant: those that could have reversed one of the lines. */
static bool write_credits(struct store *store, struct pen *pen, const struct bevinding *b, const struct dossier *dossier,
                          struct error *err)
{
    bool ok = true, any = false;
    for (size_t i = 0; i < dossier->n; i++)
        any |= dossier->line[i].credit
               && (dossier->line[i].agb_declarant == b->keten.agb || dossier->line[i].agb_declarant == b->conflict.agb);
    section(pen, "credits",
            any ? "Credits van deze declaranten (geen ervan draait een van beide regels terug)"
                : "Credits van deze declaranten: geen",
            true);
    for (size_t i = 0; ok && i < dossier->n; i++) {
        const struct line *line = &dossier->line[i];
        char room[32];
        if (!line->credit || (line->agb_declarant != b->keten.agb && line->agb_declarant != b->conflict.agb))
            continue;
        item(pen);
        static const enum column shown[] = {COL_AGB_DECLARANT, COL_REFERENTIENUMMER, COL_VORIG_REFERENTIENUMMER,
                                            COL_PRESTATIECODE, COL_BEGINDATUM,       COL_BEDRAG_CENT};
        for (size_t c = 0; c < sizeof shown / sizeof *shown; c++)
            field(pen, column_name[shown[c]], line_value(line, shown[c], room));
        ok = write_place(store, pen, line->bestand, line->regel, err);
    }
    section_end(pen);
    return ok;
}

static bool event_row(void *ctx, const struct text *value, struct error *err)
{
    struct asking *asking = ctx;
    (void)err;
    static const char *const key[] = {"run", "begonnen", "wijziging", "was"};
    item(asking->pen);
    for (size_t i = 0; i < sizeof key / sizeof *key; i++)
        field(asking->pen, key[i], value[i]);
    return true;
}

static bool version_row(void *ctx, const struct text *value, struct error *err)
{
    struct asking *asking = ctx;
    (void)err;
    field(asking->pen, "tabellen_vingerafdruk", value[0]);
    field(asking->pen, "contracten_sha256", value[1].at ? value[1] : TEXT("geen contracten"));
    field(asking->pen, "dubbelloop_versie", value[2]);
    return true;
}

static bool write_head(struct store *store, struct pen *pen, const struct bevinding_reader *finding, struct error *err)
{
    const struct bevinding *b = &finding->bevinding;
    char run[24];
    snprintf(run, sizeof run, "%lld", (long long)finding->gewijzigd_run);
    struct text param = text_of(run);
    struct asking asking = {pen, NULL, false};
    section(pen, "bevinding", "Bevinding", false);
    field(pen, "bevinding_id", text_of(b->id));
    field(pen, "patient", b->patient);
    field(pen, "status", text_of(bevinding_status_name[finding->status]));
    field(pen, "zekerheid", text_of(zekerheid_name[b->zekerheid]));
    field(pen, "categorie", text_of(categorie_name[b->categorie]));
    field(pen, "programma", b->programma);
    field(pen, "tabel", b->tabel);
    field(pen, "leidende_regel", b->leidende_regel);
    fieldf(pen, "terug_te_vorderen", "de %s", b->verhaal == VERHAAL_KETEN ? "ketenregel" : "conflictregel");
    euro_field(pen, "bedrag_euro", bevinding_bedrag(b));
    fieldf(pen, "vastgesteld_in_run", "%lld", (long long)finding->gewijzigd_run);
    bool ok = query_rows(store, QUERY_TABLE_VERSION, &param, 1, version_row, &asking, err);
    section_end(pen);
    return ok;
}

static bool write_history(struct store *store, struct pen *pen, const struct bevinding *b, struct error *err)
{
    const struct text param[] = {text_of(b->id), b->patient};
    struct asking asking = {pen, NULL, false};
    section(pen, "geschiedenis", "Geschiedenis", true);
    bool ok = query_rows(store, QUERY_EVENTS, param, 2, event_row, &asking, err);
    section_end(pen);
    return ok;
}

static bool oordeel_row(void *ctx, const struct text *value, struct error *err)
{
    struct asking *asking = ctx;
    (void)err;
    static const char *const key[] = {"nummer", "op", "door", "oordeel", "reden", "bevestigt_nummer", "na_run"};
    item(asking->pen);
    for (size_t i = 0; i < sizeof key / sizeof *key; i++)
        field(asking->pen, key[i], value[i]);
    return true;
}

/* Every verdict; and what changed since the latest. */
static bool write_oordelen(struct store *store, struct pen *pen, const struct bevinding_reader *finding, struct error *err)
{
    const struct text param[] = {text_of(finding->bevinding.id), finding->bevinding.patient};
    struct asking asking = {pen, NULL, false};
    section(pen, "oordelen", finding->oordeel.n ? "Oordelen" : "Oordelen: geen", true);
    bool ok = query_rows(store, QUERY_OORDELEN, param, 2, oordeel_row, &asking, err);
    if (finding->herzien.n) {
        item(pen);
        field(pen, "herzien", finding->herzien);
    }
    section_end(pen);
    return ok;
}

bool proof_write(struct store *store, const struct bevinding_reader *finding, bool json, struct buf *out,
                 struct error *err)
{
    const struct bevinding *b = &finding->bevinding;
    struct pen pen = {.out = out, .json = json, .first_section = true};
    struct layers *layers = NULL;
    struct dossier dossier = {.patient = b->patient};
    bool ok = layers_open(&layers, store->db, err) && layers_take(layers, b->patient, &dossier, err)
              && write_head(store, &pen, finding, err)
              && write_line(store, &pen, "ketenregel", "Ketenregel", &dossier, &b->keten, err)
              && write_line(store, &pen, "conflictregel", "Conflictregel", &dossier, &b->conflict, err);
    if (ok)
        write_perioden(&pen, b, &dossier);
    ok = ok && write_regels(store, &pen, finding, err);
    if (ok)
        write_zekerheid(&pen, b);
    ok = ok && write_credits(store, &pen, b, &dossier, err) && write_history(store, &pen, b, err)
         && write_oordelen(store, &pen, finding, err);
    if (json)
        buf_text(out, "\n}\n");
    dossier_release(&dossier);
    layers_close(layers);
    return ok;
}
