/* proof.c - see proof.h. One walk over the content; a small pen writes it as text or as JSON.
 *
 * What is proved is not read but worked out again: the patient's lines as they were after the run that found it, by the
 * tables and contracts that this run recorded, must give the finding as it stands, column by column. */
#include "report/proof.h"

#include <stdarg.h>
#include <stdio.h>

#include "detect/detect.h"
#include "report/json.h"
#include "report/line_csv.h"
#include "report/timeline.h"
#include "store/layers.h"
#include "store/ledger.h"
#include "store/queries.h"

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

enum { TEXT_COLUMNS = 100 };

/* A value between its column and the edge of the page, broken at blanks. */
static void wrap(struct buf *out, int column, struct text value)
{
    struct text word;
    size_t at = (size_t)column;
    for (bool first = true; text_word(&value, &word); first = false) {
        size_t points = text_code_points(word);
        bool fits = first || at + 1 + points <= TEXT_COLUMNS;
        if (!fits)
            buf_printf(out, "\n%*s", column, "");
        else if (!first)
            buf_add(out, " ", 1);
        at = (fits ? at + !first : (size_t)column) + points;
        buf_add(out, word.at, word.n);
    }
}

/* A field without a value is left out of the text. */
static void field(struct pen *pen, const char *key, struct text value)
{
    if (pen->json) {
        buf_text(pen->out, pen->first_field ? "" : ", ");
        json_name(pen->out, key);
        json_text(pen->out, value);
    } else if (value.n) {
        const char *margin = !pen->list ? "   " : pen->first_field ? "  - " : "    ";
        buf_printf(pen->out, "%s%-24s ", margin, key);
        wrap(pen->out, (int)strlen(margin) + 25, value);
        buf_add(pen->out, "\n", 1);
    }
    pen->first_field = false;
}

/* A drawing: lines that stand as they are. */
static void drawing(struct pen *pen, const char *key, struct text lines)
{
    if (pen->json)
        field(pen, key, lines);
    else
        buf_add(pen->out, lines.at, lines.n);
}

/* A value that was put together. */
static void buf_field(struct pen *pen, const char *key, struct buf *value)
{
    field(pen, key, (struct text){value->at, value->n});
    value->n = 0;
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

/* What a proof is made of. */
struct proof {
    struct store *store;
    struct pen pen;
    const struct bevinding_reader *finding;
    const struct bevinding *b;
    struct dossier dossier;
    int64_t *run;  /* of each of its lines: the run that read it */
    int64_t found; /* the run that found it, or found it otherwise */
    const struct line *keten, *conflict;
    struct ruleset rules; /* of that run */
    struct detector *detector;
    struct seen_finding pair; /* under those rules, with the lines of then */
    struct buf words; /* for values that are put together */
};

#define SHOWN(text) (int)(text).n, (text).at

struct asking {
    struct pen *pen;
    const char *first; /* an id that the row does not hold */
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

static bool ask_bestand(struct store *store, uint32_t bestand, query_row_fn *row, void *ctx, struct error *err)
{
    char id[24];
    snprintf(id, sizeof id, "%u", bestand);
    struct text param = text_of(id);
    return query_rows(store, QUERY_BESTAND, &param, 1, row, ctx, err);
}

static bool write_place(struct proof *p, uint32_t bestand, uint64_t regel, struct error *err)
{
    char number[24];
    snprintf(number, sizeof number, "%llu", (unsigned long long)regel);
    struct asking asking = {&p->pen, number};
    return ask_bestand(p->store, bestand, bestand_row, &asking, err);
}

static const struct line *find_line(const struct dossier *dossier, const struct bevinding_kant *side)
{
    for (size_t i = 0; i < dossier->n; i++)
        if (dossier->line[i].agb_declarant == side->agb && text_equal(dossier->line[i].referentie, side->referentie))
            return &dossier->line[i];
    return NULL;
}

static bool write_line(struct proof *p, const char *key, const char *title, const struct line *line, struct error *err)
{
    section(&p->pen, key, title, false);
    for (int c = 0; c < COLUMNS; c++) {
        char room[32];
        field(&p->pen, column_name[c], line_value(line, (enum column)c, room));
    }
    bool ok = write_place(p, line->bestand, line->regelnr, err);
    section_end(&p->pen);
    return ok;
}

/* Whole quarters or dates, and by which table. */
static void keten_period_field(struct proof *p, const char *key, const struct keten *keten)
{
    const struct tabel *tabel = keten->tabel == GEEN_TABEL ? NULL : &p->rules.tabel[keten->tabel];
    if (!tabel)
        field(&p->pen, key, TEXT("alle kwartalen die de regel raakt; geen tabel noemt de verzekeraar op de peildag"));
    else
        fieldf(&p->pen, key, "%s (tabel %.*s)",
               tabel->keten_datum ? "de datums zoals ze er staan" : "alle kwartalen die de regel raakt",
               SHOWN(tabel->naam));
}

static void day_field(struct pen *pen, const char *key, day d)
{
    char text[DAY_TEXT + 1];
    day_print(d, text);
    field(pen, key, text_of(text));
}

static void write_perioden(struct proof *p)
{
    struct pen *pen = &p->pen;
    const struct seen_line *keten = &p->pair.keten, *conflict = &p->pair.conflict;
    const struct timeline_row row[] = {
        {"keten", '=', p->b->keten_periode}, {"conflict", '-', conflict->periode}, {"overlap", '#', p->b->overlap}};
    struct buf lines = {0};
    section(pen, "perioden", "Perioden", false);
    period_field(pen, "ketenregel", p->keten->period);
    day_field(pen, "peildag", keten->keten.d);
    period_field(pen, "ketenperiode", p->b->keten_periode);
    keten_period_field(p, "ketenperiode_is", &keten->keten);
    period_field(pen, "conflictregel", p->conflict->period);
    period_field(pen, "conflictperiode", conflict->periode);
    if (conflict->keten.programmas) {
        day_field(pen, "conflict_peildag", conflict->keten.d);
        keten_period_field(p, "conflictperiode_is", &conflict->keten);
    } else
        field(pen, "conflictperiode_is", TEXT("de datums van de regel"));
    period_field(pen, "overlap", p->b->overlap);
    fieldf(pen, "dagen_overlap", "%d", p->b->overlap.last - p->b->overlap.first + 1);
    timeline_draw(row, sizeof row / sizeof *row, &lines);
    drawing(pen, "tijdlijn", (struct text){lines.at, lines.n});
    buf_release(&lines);
    section_end(pen);
}

/* A hit with the two lines in the roles that it gives them. */
struct roles {
    const struct hit *hit;
    const struct regel *regel;
    const struct line *from, *to; /* the keten line whose rule it is, and the line that it hits */
    const struct keten *keten;    /* of `from` */
    struct period keten_periode, conflict_periode;
};

static struct roles roles_of(const struct proof *p, const struct hit *hit)
{
    const struct seen_line *from = hit->turned ? &p->pair.conflict : &p->pair.keten;
    const struct seen_line *to = hit->turned ? &p->pair.keten : &p->pair.conflict;
    return (struct roles){.hit = hit,
                          .regel = hit->regel,
                          .from = hit->turned ? p->conflict : p->keten,
                          .to = hit->turned ? p->keten : p->conflict,
                          .keten = &from->keten,
                          .keten_periode = from->keten.periode,
                          .conflict_periode = to->periode};
}

static const char *direction(const struct hit *hit)
{
    return hit->turned ? "C naar K" : "K naar C";
}

/* The prefixes of the rule's group, joined with blanks. */
static void add_groep(struct buf *out, const struct groep *groep)
{
    for (size_t i = 0; i < groep->n; i++)
        buf_printf(out, "%s%.*s", i ? " " : "", SHOWN(groep->icpc[i]));
}

static void add_redenen(struct buf *out, reden_set set)
{
    for (unsigned r = 0; r < REDENEN; r++)
        if (set & REDEN(r))
            buf_printf(out, "%s%s", out->n ? ";" : "", reden_name[r]);
}

/* A value of the line, or what stands in its place when it is empty. */
static void add_value(struct buf *out, const struct line *line, enum column column)
{
    char room[32];
    struct text value = line_value(line, column, room);
    buf_printf(out, "%s %.*s", column_name[column], SHOWN(value.n ? value : TEXT("(leeg)")));
}

/* Adds "; " between parts. */
static struct buf *part(struct buf *out)
{
    if (out->n)
        buf_text(out, "; ");
    return out;
}

/* Column by column why the line fits the row. */
static void add_fit(const struct roles *r, struct buf *out)
{
    const struct text *row = r->regel->value;
    struct code code = code_of(r->to->prestatiecode);
    if (row[R_PRESTATIECODELIJST].n) {
        add_value(part(out), r->to, COL_PRESTATIECODELIJST);
        buf_printf(out, r->to->lijst ? " staat in %.*s" : " past bij elke lijst (%.*s)",
                   SHOWN(row[R_PRESTATIECODELIJST]));
    }
    bool code_differs = r->hit->redenen & REDEN(DECLARATIECODE_WIJKT_AF);
    if (row[R_CODESET].n) {
        add_value(part(out), r->to, COL_PRESTATIECODE);
        buf_printf(out, code_differs ? " staat niet in codeset %.*s" : " staat in codeset %.*s", SHOWN(row[R_CODESET]));
    } else if (row[R_CODE_VAN].n) {
        add_value(part(out), r->to, COL_PRESTATIECODE);
        if (code_compare(&r->regel->van, &r->regel->tm) == 0)
            buf_printf(out, code_in_range(&code, &r->regel->van, &r->regel->tm) ? " is %.*s" : " is niet %.*s",
                       SHOWN(row[R_CODE_VAN]));
        else
            buf_printf(out, code_differs ? " ligt niet in %.*s t/m %.*s" : " ligt in %.*s t/m %.*s",
                       SHOWN(row[R_CODE_VAN]), SHOWN(row[R_CODE_TM]));
    }
    if (row[R_ZORGPRODUCT].n) {
        add_value(part(out), r->to, COL_ZORGPRODUCTCODE);
        buf_printf(out, r->to->zorgproduct ? " past bij %.*s" : ", de rij vraagt %.*s", SHOWN(row[R_ZORGPRODUCT]));
    }
    if (row[R_SPECIALISME].n) {
        add_value(part(out), r->to, r->to->specialisme ? COL_SPECIALISME : COL_AGB_UITVOERDER);
        buf_printf(out, r->to->specialisme ? " staat in %.*s" : " begint met %.*s", SHOWN(row[R_SPECIALISME]));
    }
    if (row[R_ZORGSOORT].n) {
        add_value(part(out), r->to, r->to->agb_uitvoerder ? COL_AGB_UITVOERDER : COL_AGB_DECLARANT);
        buf_printf(out, " begint met %.*s", SHOWN(row[R_ZORGSOORT]));
    }
    if (row[R_VERWIJSDIAGNOSES].n && r->to->verwijsdiagnose) {
        add_value(part(out), r->to, COL_VERWIJSDIAGNOSECODE);
        buf_printf(out, " staat in %.*s", SHOWN(row[R_VERWIJSDIAGNOSES]));
    }
    if (r->regel->betreft && r->to->diagnosecode.n) {
        add_value(part(out), r->to, COL_DIAGNOSECODE);
        buf_printf(out, " valt in groep %.*s (", SHOWN(r->regel->betreft->naam));
        add_groep(out, r->regel->betreft);
        buf_text(out, ")");
    }
    if (row[R_VOORWAARDE].n && !(r->hit->redenen & REDEN(CONTRACT_ONBEKEND)))
        buf_printf(part(out), "het contract spreekt af: %.*s", SHOWN(row[R_VOORWAARDE]));
    if (r->regel->programma == ALLE_PROGRAMMAS)
        buf_text(part(out), "beide regels zijn ketenregels van hetzelfde programma");
}

/* How the grade of a hit comes about. */
static void add_grade(const struct roles *r, struct buf *out)
{
    buf_printf(out, "de rij zegt %s", zekerheid_name[r->regel->zekerheid]);
    if (r->regel->betreft && r->to->diagnosecode.n)
        buf_text(out, "; de diagnose valt in de groep: vast");
    for (unsigned reden = 0; reden < REDENEN; reden++)
        if (r->hit->redenen & REDEN(reden))
            buf_printf(out, "; %s: ten hoogste %s", reden_name[reden], zekerheid_name[reden_at_most[reden]]);
    buf_printf(out, "; dus %s", zekerheid_name[r->hit->zekerheid]);
}

/* Why a reason holds, with the values that make it so. */
static void add_reason(const struct roles *r, enum reden reden, struct buf *out)
{
    const struct text *row = r->regel->value;
    char first[DAY_TEXT + 1], keten[DAY_TEXT + 1];
    day_print(r->conflict_periode.first, first);
    day_print(r->keten_periode.first, keten);
    switch (reden) {
    case CONTRACT_ONBEKEND:
        day_print(r->keten->d, keten);
        buf_printf(out,
                   "de rij geldt alleen als het contract %.*s in de keten legt, en voor uzovi %04u, declarant %08u en "
                   "programma %.*s is op %s "
                   "geen contractrij bekend",
                   SHOWN(row[R_VOORWAARDE]), r->from->uzovi, r->from->agb_declarant, SHOWN(row[R_PROGRAMMA]), keten);
        break;
    case DECLARATIECODE_WIJKT_AF:
        add_value(out, r->to, COL_ZORGPRODUCTCODE);
        buf_text(out, " is dat van de rij, ");
        add_value(out, r->to, COL_PRESTATIECODE);
        buf_printf(out, " niet: de rij noemt %.*s%.*s", SHOWN(row[R_CODE_VAN]), SHOWN(row[R_CODESET]));
        break;
    case DIAGNOSE_ONBEKEND:
        buf_printf(out, "de rij betreft zorg voor %.*s (ICPC ", SHOWN(row[R_BETREFT]));
        add_groep(out, r->regel->betreft);
        buf_printf(out, "), en regel %.*s noemt geen diagnosecode", SHOWN(r->to->referentie));
        break;
    case EENMALIG_CONSULT:
        buf_printf(out, "regel %.*s is de enige van uitvoerder %08u die door %.*s naast ketenregel %.*s wordt geraakt",
                   SHOWN(r->to->referentie), line_performer(r->to), SHOWN(r->regel->id), SHOWN(r->from->referentie));
        break;
    case GEDOOGKWARTAAL:
        buf_printf(
            out,
            "de andere zorg begint op %s, op of na de eerste dag van de ketenperiode (%s): dat kwartaal wordt gedoogd",
            first, keten);
        break;
    case VERWIJSDIAGNOSE_ONBEKEND:
        buf_printf(out, "de rij vraagt verwijsdiagnose %.*s, en regel %.*s noemt er geen",
                   SHOWN(row[R_VERWIJSDIAGNOSES]), SHOWN(r->to->referentie));
        break;
    case ZORGPRODUCT_ONBEKEND:
        add_value(out, r->to, COL_PRESTATIECODE);
        buf_printf(out, " is die van de rij, die zorgproduct %.*s vraagt; regel %.*s noemt geen zorgproduct",
                   SHOWN(row[R_ZORGPRODUCT]), SHOWN(r->to->referentie));
        break;
    case CREDIT_WACHT:
    case DATA_GESCHEIDEN:
    case DIAGNOSE_GROF:
    case DUUR_ONWAARSCHIJNLIJK:
    case ENKELE_DAG:
    case INSCHRIJVING_ONBEKEND:
    case KANT_ONBEPAALD:
    case KETEN_ZELF_TERUG:
    case LIJST_ONBEKEND:
    case TABEL_VERLENGD:
    case VOOR_INCLUSIE:
    case REDENEN:
        break;
    }
}

static void write_hit(struct proof *p, const struct hit *hit)
{
    static const char *const leads[] = {
        [VOORRANG_LEIDT] = "ja: gaat voor alle andere",
        [VOORRANG_ZEKERHEID] = "nee: de zekerheid is lager",
        [VOORRANG_RICHTING] = "nee: K naar C gaat voor",
        [VOORRANG_TABEL] = "nee: een tabel die nader bij de verzekeraar staat gaat voor",
        [VOORRANG_RIJ] = "nee: een eerdere tabel of rij gaat voor",
    };
    static const char *const rang[] = {[RANG_VERZEKERAAR] = "van de verzekeraar",
                                       [RANG_EXTRA] = "door het contract",
                                       [RANG_ALGEMEEN] = "voor elke verzekeraar",
                                       [RANG_GEEN] = ""};
    struct pen *pen = &p->pen;
    struct roles roles = roles_of(p, hit);
    const struct regel *regel = hit->regel;
    item(pen);
    field(pen, "regel", regel->id);
    field(pen, "leidt", p->pair.hits == 1 ? TEXT("ja: de enige") : text_of(leads[hit->voorrang]));
    field(pen, "richting", text_of(direction(hit)));
    field(pen, "zekerheid", text_of(zekerheid_name[hit->zekerheid]));
    add_redenen(&p->words, hit->redenen);
    buf_field(pen, "redenen", &p->words);
    add_grade(&roles, &p->words);
    buf_field(pen, "zekerheid_is", &p->words);
    add_fit(&roles, &p->words);
    buf_field(pen, "past", &p->words);
    field(pen, "tabel", p->rules.tabel[regel->tabel].naam);
    field(pen, "tabel_geldt", text_of(rang[hit->rang]));
    field(pen, "omschrijving", regel->value[R_OMSCHRIJVING]);
    field(pen, "bron", regel->value[R_BRON]);
    field(pen, "herkomst", regel->value[R_HERKOMST]);
    for (int c = R_PROGRAMMA; c <= R_STATUS; c++)
        field(pen, c == R_ZEKERHEID ? "basiszekerheid" : regel_column[c].name, regel->value[c]);
    if (regel->betreft)
        add_groep(&p->words, regel->betreft);
    buf_field(pen, "betreft_icpc", &p->words);
    field(pen, "rij_sha256", text_of(regel->hash));
}

static void write_regels(struct proof *p)
{
    section(&p->pen, "regels", "Regels die raken (de tabelrij zoals deze run haar gebruikte)", true);
    for (size_t i = 0; i < p->pair.hits; i++)
        write_hit(p, &p->pair.hit[i]);
    section_end(&p->pen);
}

static void write_zekerheid(struct proof *p)
{
    struct pen *pen = &p->pen;
    section(pen, "zekerheid", "Waarom deze zekerheid", false);
    field(pen, "zekerheid", text_of(zekerheid_name[p->b->zekerheid]));
    field(pen, "redenen", p->b->redenen);
    buf_printf(&p->words, "de beste van %zu treffer%s:", p->pair.hits, p->pair.hits == 1 ? "" : "s");
    for (size_t i = 0; i < p->pair.hits; i++)
        buf_printf(&p->words, "%s %.*s %s", i ? "," : "", SHOWN(p->pair.hit[i].regel->id),
                   zekerheid_name[p->pair.hit[i].zekerheid]);
    if (p->b->redenen.n == 0)
        buf_text(&p->words, p->pair.hits == 1
                                ? "; zonder reden"
                                : "; een treffer met die zekerheid heeft geen reden, dus de bevinding ook niet");
    buf_field(pen, "is", &p->words);
    section_end(pen);
    reden_set any = 0;
    for (size_t i = 0; i < p->pair.hits; i++)
        any |= p->pair.hit[i].redenen;
    section(pen, "redenen", any ? "Redenen" : "Redenen: geen", true);
    for (size_t i = 0; i < p->pair.hits; i++)
        for (unsigned r = 0; r < REDENEN; r++) {
            struct roles roles = roles_of(p, &p->pair.hit[i]);
            if (!(roles.hit->redenen & REDEN(r)))
                continue;
            item(pen);
            field(pen, "reden", text_of(reden_name[r]));
            field(pen, "regel", roles.regel->id);
            field(pen, "richting", text_of(direction(roles.hit)));
            field(pen, "ten_hoogste", text_of(zekerheid_name[reden_at_most[r]]));
            add_reason(&roles, (enum reden)r, &p->words);
            buf_field(pen, "want", &p->words);
        }
    section_end(pen);
}

/* Whether a rule of this direction hits. */
static bool direction_hits(const struct seen_finding *pair, bool turned)
{
    for (size_t i = 0; i < pair->hits; i++)
        if (pair->hit[i].turned == turned)
            return true;
    return false;
}

static void write_contract(struct proof *p, const char *side, const struct contract_rij *rij)
{
    item(&p->pen);
    field(&p->pen, "voor", text_of(side));
    for (int c = 0; c < CONTRACT_COLUMNS; c++)
        field(&p->pen, contract_column[c].name, rij->value[c]);
}

/* The contract rows that count for a line whose rules hit. */
static void write_contracten(struct proof *p)
{
    const struct keten *keten[] = {&p->pair.keten.keten, &p->pair.conflict.keten};
    size_t rows = 0;
    for (int turned = 0; turned < 2; turned++)
        for (size_t i = 0; direction_hits(&p->pair, turned) && i < keten[turned]->contracten; i++)
            rows += keten_contract(&p->rules, keten[turned], &keten[turned]->contract[i]);
    section(&p->pen, "contracten",
            rows ? "Contractrijen die op de peildag gelden" : "Contractrijen die op de peildag gelden: geen", true);
    for (int turned = 0; turned < 2; turned++)
        for (size_t i = 0; direction_hits(&p->pair, turned) && i < keten[turned]->contracten; i++)
            if (keten_contract(&p->rules, keten[turned], &keten[turned]->contract[i]))
                write_contract(p, turned ? "conflictregel" : "ketenregel", &keten[turned]->contract[i]);
    section_end(&p->pen);
}

/* Credits of either declarant: those that could have reversed one of the lines. `last`: the pair as the last change left it. */
static bool write_credits(struct proof *p, const struct seen_finding *last, struct error *err)
{
    struct pen *pen = &p->pen;
    bool ok = true, any = false;
    for (size_t i = 0; i < p->dossier.n; i++)
        any |= p->dossier.line[i].credit
               && (p->dossier.line[i].agb_declarant == p->b->keten.agb
                   || p->dossier.line[i].agb_declarant == p->b->conflict.agb);
    section(pen, "credits", any ? "Credits van deze declaranten" : "Credits van deze declaranten: geen", true);
    for (size_t i = 0; ok && i < p->dossier.n; i++) {
        const struct line *line = &p->dossier.line[i];
        char room[32];
        if (!line->credit || (line->agb_declarant != p->b->keten.agb && line->agb_declarant != p->b->conflict.agb))
            continue;
        item(pen);
        static const enum column shown[] = {COL_AGB_DECLARANT, COL_REFERENTIENUMMER, COL_VORIG_REFERENTIENUMMER,
                                            COL_PRESTATIECODE, COL_BEGINDATUM,       COL_BEDRAG_CENT};
        for (size_t c = 0; c < sizeof shown / sizeof *shown; c++)
            field(pen, column_name[shown[c]], line_value(line, shown[c], room));
        field(pen, "draait_terug",
              text_of(line == last->keten.reversed_by      ? "de ketenregel"
                      : line == last->conflict.reversed_by ? "de conflictregel"
                                                           : "geen van beide"));
        ok = write_place(p, line->bestand, line->regelnr, err);
    }
    section_end(pen);
    return ok;
}

/* Why it does not stand any more. */
static void write_lapse(struct proof *p, const struct seen_finding *last)
{
    struct pen *pen = &p->pen;
    const struct line *credit = last->keten.reversed_by ? last->keten.reversed_by : last->conflict.reversed_by;
    section(pen, "vervallen", "Vervallen", false);
    fieldf(pen, "in_run", "%lld", (long long)p->finding->changed_by);
    if (credit)
        fieldf(pen, "want", "de %s is teruggedraaid door credit %.*s",
               credit == last->keten.reversed_by ? "ketenregel" : "conflictregel", SHOWN(credit->referentie));
    else
        field(pen, "want",
              TEXT("met de tabellen, de contracten en de regels van die run raakt geen regel dit paar meer"));
    section_end(pen);
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

static bool write_head(struct proof *p, struct error *err)
{
    const struct bevinding *b = p->b;
    struct pen *pen = &p->pen;
    const struct hit *leading = p->pair.hit;
    while (leading->voorrang != VOORRANG_LEIDT)
        leading++;
    char run[24];
    snprintf(run, sizeof run, "%lld", (long long)p->found);
    struct text param = text_of(run);
    struct asking asking = {pen, NULL};
    section(pen, "bevinding", "Bevinding", false);
    field(pen, "bevinding_id", text_of(b->id));
    field(pen, "patient", b->patient);
    field(pen, "status", p->finding->status);
    field(pen, "zekerheid", text_of(zekerheid_name[b->zekerheid]));
    field(pen, "categorie", text_of(categorie_name[b->categorie]));
    field(pen, "programma", b->programma);
    field(pen, "tabel", b->tabel);
    field(pen, "leidende_regel", b->leidende_regel);
    fieldf(pen, "terug_te_vorderen", "de %s", b->verhaal == VERHAAL_KETEN ? "ketenregel" : "conflictregel");
    fieldf(pen, "terug_te_vorderen_is", "de leidende regel zegt verhaal %s%s", verhaal_name[leading->regel->verhaal],
           leading->turned ? ", en raakt van C naar K: omgedraaid" : "");
    euro_field(pen, "bedrag_euro", b->verhaal_bedrag_cent);
    fieldf(pen, "vastgesteld_in_run", "%lld", (long long)p->found);
    bool ok = query_rows(p->store, QUERY_TABLE_VERSION, &param, 1, version_row, &asking, err);
    section_end(pen);
    return ok;
}

static bool write_history(struct proof *p, struct error *err)
{
    const struct text param[] = {text_of(p->b->id), p->b->patient};
    struct asking asking = {&p->pen, NULL};
    section(&p->pen, "geschiedenis", "Geschiedenis", true);
    bool ok = query_rows(p->store, QUERY_EVENTS, param, 2, event_row, &asking, err);
    section_end(&p->pen);
    return ok;
}

static bool take_number(void *ctx, const struct text *value, struct error *err)
{
    uint64_t number = 0;
    (void)err;
    if (text_digits(value[0], 18, &number))
        *(int64_t *)ctx = (int64_t)number;
    return true;
}

static bool take_run(void *ctx, const struct text *value, struct error *err)
{
    return take_number(ctx, value + 2, err);
}

/* The dossier, the run that read each line, and the run that found the finding. */
static bool gather_lines(struct proof *p, struct layers *layers, struct error *err)
{
    const struct text param[] = {text_of(p->b->id), p->b->patient};
    p->dossier.patient = p->b->patient;
    bool ok = layers_take(layers, p->b->patient, &p->dossier, err)
              && query_rows(p->store, QUERY_FOUND, param, 2, take_number, &p->found, err);
    p->run = xcalloc(p->dossier.n, sizeof *p->run);
    for (size_t i = 0; ok && i < p->dossier.n; i++)
        ok = ask_bestand(p->store, p->dossier.line[i].bestand, take_run, &p->run[i], err);
    p->keten = find_line(&p->dossier, &p->b->keten);
    p->conflict = find_line(&p->dossier, &p->b->conflict);
    return ok;
}

/* Which lines were there after a run; the caller frees. */
static bool *lines_after(const struct proof *p, int64_t run)
{
    bool *take = xcalloc(p->dossier.n, sizeof *take);
    for (size_t i = 0; i < p->dossier.n; i++)
        take[i] = p->run[i] <= run;
    return take;
}

/* Whether the lines and rules of then give the finding as it is in the database. */
static bool follows(struct proof *p, const bool *take)
{
    struct outcome outcome = {0};
    struct totals totals;
    struct buf stored = {0}, now = {0};
    totals_init(&totals, &p->rules);
    detect_patient(p->detector, p->dossier.line, take, p->dossier.n, 1, &outcome, &totals);
    bevinding_csv(p->b, &stored);
    for (size_t i = 0; i < outcome.n && now.n == 0; i++)
        if (bevinding_compare(&outcome.bevinding[i], p->b) == 0)
            bevinding_csv(&outcome.bevinding[i], &now);
    bool same = text_equal((struct text){stored.at, stored.n}, (struct text){now.at, now.n});
    totals_release(&totals);
    outcome_release(&outcome);
    buf_release(&stored);
    buf_release(&now);
    return same;
}

/* The finding as the run that found it saw it. */
static bool work_out(struct proof *p, struct error *err)
{
    bool sound;
    if (!ledger_rules_of_run(p->store, p->found, &p->rules, &sound, err))
        return false;
    if (sound && p->keten && p->conflict) {
        p->detector = detector_new(&p->rules);
        bool *take = lines_after(p, p->found);
        sound = follows(p, take);
        detect_finding(p->detector, p->dossier.line, take, p->dossier.n, p->keten, p->conflict, &p->pair);
        free(take);
    } else
        sound = false;
    return sound
           || error_set(err, STATUS_FAILED,
                        "finding %s does not follow from the lines and tables that are stored; 'dubbelloop verify' "
                        "tells what is wrong",
                        p->b->id);
}

/* The pair by the rules and lines of the run that changed the finding last. */
static bool pair_now(struct proof *p, struct ruleset *rules, struct detector **detector, struct seen_finding *pair,
                     struct error *err)
{
    int64_t run = p->finding->changed_by;
    bool sound;
    if (!ledger_rules_of_run(p->store, run, rules, &sound, err))
        return false;
    if (!sound)
        return error_set(err, STATUS_FAILED,
                         "the tables of run %lld are damaged; 'dubbelloop verify' tells what is wrong", (long long)run);
    bool *take = lines_after(p, run);
    *detector = detector_new(rules);
    detect_finding(*detector, p->dossier.line, take, p->dossier.n, p->keten, p->conflict, pair);
    free(take);
    return true;
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
static bool write_oordelen(struct proof *p, struct error *err)
{
    const struct bevinding_reader *finding = p->finding;
    struct pen *pen = &p->pen;
    const struct text param[] = {text_of(finding->bevinding.id), finding->bevinding.patient};
    struct asking asking = {pen, NULL};
    section(pen, "oordelen", finding->oordeel.n ? "Oordelen" : "Oordelen: geen", true);
    bool ok = query_rows(p->store, QUERY_OORDELEN, param, 2, oordeel_row, &asking, err);
    if (finding->herzien.n) {
        item(pen);
        field(pen, "herzien", finding->herzien);
    }
    section_end(pen);
    return ok;
}

static bool antwoord_row(void *ctx, const struct text *value, struct error *err)
{
    struct asking *asking = ctx;
    (void)err;
    static const char *const key[] = {"nummer", "op", "door", "agb", "rol", "antwoord", "toelichting", "bestand", "na_run"};
    item(asking->pen);
    for (size_t i = 0; i < sizeof key / sizeof *key; i++)
        field(asking->pen, key[i], value[i]);
    return true;
}

/* Everything that the providers of the two lines answered. */
static bool write_antwoorden(struct proof *p, struct error *err)
{
    const struct bevinding_reader *finding = p->finding;
    const struct text param[] = {text_of(finding->bevinding.id), finding->bevinding.patient};
    struct asking asking = {&p->pen, NULL};
    bool any = finding->antwoord_declarant.n || finding->antwoord_ketencontractant.n;
    section(&p->pen, "antwoorden", any ? "Antwoorden van de aanbieders" : "Antwoorden van de aanbieders: geen", true);
    bool ok = query_rows(p->store, QUERY_ANTWOORDEN, param, 2, antwoord_row, &asking, err);
    section_end(&p->pen);
    return ok;
}

static bool write_all(struct proof *p, struct error *err)
{
    struct ruleset rules = {0};
    struct detector *detector = NULL;
    struct seen_finding last;
    bool ok = pair_now(p, &rules, &detector, &last, err) && write_head(p, err)
              && write_line(p, "ketenregel", "Ketenregel (K)", p->keten, err)
              && write_line(p, "conflictregel", "Conflictregel (C)", p->conflict, err);
    if (ok) {
        write_perioden(p);
        write_regels(p);
        write_zekerheid(p);
        write_contracten(p);
        if (p->finding->vervallen)
            write_lapse(p, &last);
    }
    ok = ok && write_credits(p, &last, err) && write_history(p, err) && write_oordelen(p, err) && write_antwoorden(p, err);
    if (p->pen.json)
        buf_text(p->pen.out, "\n}\n");
    detector_free(detector);
    ruleset_release(&rules);
    return ok;
}

bool proof_write(struct store *store, const struct bevinding_reader *finding, bool json, struct buf *out,
                 struct error *err)
{
    struct proof proof = {.store = store,
                          .pen = {.json = json, .first_section = true},
                          .finding = finding,
                          .b = &finding->bevinding};
    struct layers *layers = NULL;
    struct buf text = {0};
    proof.pen.out = &text;
    bool ok = layers_open(&layers, store->db, err) && gather_lines(&proof, layers, err) && work_out(&proof, err)
              && write_all(&proof, err);
    if (ok)
        text_add_printable_lines(out, (struct text){text.at, text.n});
    buf_release(&text);
    detector_free(proof.detector);
    ruleset_release(&proof.rules);
    dossier_release(&proof.dossier);
    buf_release(&proof.words);
    free(proof.run);
    layers_close(layers);
    return ok;
}
