/* zelfcheck_report.c - see zelfcheck_report.h. */
#include "report/zelfcheck_report.h"

#include "model/bevinding.h"
#include "store/queries.h"

/* X(name, title, kind, width): the columns. Of a finding of one line all of `naast_` is empty. */
#define ZELFCHECK_LIST(X)                                                                                              \
    X(bestand, "Bestand", CELL_TEXT, 24)                                                                               \
    X(regelnummer, "Regel", CELL_NUMBER, 8)                                                                            \
    X(referentienummer, "Referentie", CELL_CODE, 18)                                                                   \
    X(prestatiecode, "Code", CELL_CODE, 10)                                                                            \
    X(datum, "Datum", CELL_DATE, 12)                                                                                   \
    X(bedrag_cent, "Bedrag (euro)", CELL_CENT, 12)                                                                     \
    X(wat_te_doen, "Wat te doen", CELL_PROSE, 34)                                                                      \
    X(waarom, "Waarom", CELL_PROSE, 50)                                                                                \
    X(onzeker, "Wat onzeker is", CELL_PROSE, 40)                                                                       \
    X(naast_bestand, "Naast: bestand", CELL_TEXT, 24)                                                                  \
    X(naast_regelnummer, "Naast: regel", CELL_NUMBER, 8)                                                               \
    X(naast_referentienummer, "Naast: referentie", CELL_CODE, 18)                                                      \
    X(naast_prestatiecode, "Naast: code", CELL_CODE, 10)                                                               \
    X(programma, "Keten", CELL_TEXT, 10)                                                                               \
    X(kwartaal, "Kwartaal", CELL_TEXT, 10)                                                                             \
    X(bron, "Bron", CELL_PROSE, 50)                                                                                    \
    X(regel_id, "Regel van de tabel", CELL_TEXT, 18)
#define ZELFCHECK_COLUMN(name, title, kind, width) {#name, title, kind, width},
#define ZELFCHECK_NUMBER(name, title, kind, width) Z_##name,
enum { ZELFCHECK_LIST(ZELFCHECK_NUMBER) ZELFCHECK_COLUMNS };

/* The same for a page: what belongs together in one cell. */
enum { S_PLEK, S_REFERENTIE, S_CODE, S_DATUM, S_BEDRAG, S_TE_DOEN, S_WAAROM, S_NAAST, SHORT_COLUMNS };
static const struct table_column short_column[SHORT_COLUMNS] = {
    [S_PLEK] = {"plek", "Bestand en regel", CELL_PROSE, 0},
    [S_REFERENTIE] = {"referentienummer", "Referentie", CELL_CODE, 0},
    [S_CODE] = {"prestatiecode", "Code", CELL_CODE, 0},
    [S_DATUM] = {"datum", "Datum", CELL_DATE, 0},
    [S_BEDRAG] = {"bedrag_cent", "Bedrag (euro)", CELL_CENT, 0},
    [S_TE_DOEN] = {"wat_te_doen", "Wat te doen", CELL_PROSE, 0},
    [S_WAAROM] = {"waarom", "Waarom", CELL_PROSE, 0},
    [S_NAAST] = {"naast", "Naast", CELL_PROSE, 0},
};

struct zelfcheck {
    struct table_writer *writer;
    const struct zelfcheck_words *words;
    bool is_short;
    struct buf onzeker, regel, plek, waarom, naast;
};

static void add_plek(struct buf *out, struct text bestand, struct text regelnr)
{
    buf_printf(out, "%.*s, regel %.*s", (int)bestand.n, bestand.at, (int)regelnr.n, regelnr.at);
}

static bool short_row(struct zelfcheck *z, const struct text value[static ZELFCHECK_COLUMNS], struct error *err)
{
    const struct text naast = value[Z_naast_bestand];
    z->plek.n = z->waarom.n = z->naast.n = 0;
    add_plek(&z->plek, value[Z_bestand], value[Z_regelnummer]);
    buf_printf(&z->waarom, "%.*s (%.*s)", (int)value[Z_waarom].n, value[Z_waarom].at, (int)value[Z_regel_id].n,
               value[Z_regel_id].at);
    if (value[Z_onzeker].n)
        buf_printf(&z->waarom, ". Onzeker: %.*s", (int)value[Z_onzeker].n, value[Z_onzeker].at);
    if (naast.n) {
        buf_printf(&z->naast, "code %.*s, ", (int)value[Z_naast_prestatiecode].n, value[Z_naast_prestatiecode].at);
        add_plek(&z->naast, naast, value[Z_naast_regelnummer]);
    }
    const struct text cell[SHORT_COLUMNS] = {[S_PLEK] = {z->plek.at, z->plek.n},
                                             [S_REFERENTIE] = value[Z_referentienummer],
                                             [S_CODE] = value[Z_prestatiecode],
                                             [S_DATUM] = value[Z_datum],
                                             [S_BEDRAG] = value[Z_bedrag_cent],
                                             [S_TE_DOEN] = value[Z_wat_te_doen],
                                             [S_WAAROM] = {z->waarom.at, z->waarom.n},
                                             [S_NAAST] = {z->naast.at, z->naast.n}};
    return table_row(z->writer, cell, err);
}

static enum regel_soort soort_of_row(const struct query_row *row)
{
    enum regel_soort soort = SOORT_PAAR;
    for (int s = 0; s < REGEL_SOORTEN; s++)
        if (text_equal(query_value(row, "soort"), text_of(regel_soort_name[s])))
            soort = (enum regel_soort)s;
    return soort;
}

/* Before it is declared nothing lapses yet. Above a tariff only the amount is wrong. */
static const char *todo_words(enum regel_soort soort, struct text zekerheid, struct text redenen)
{
    if (soort == SOORT_TARIEF)
        return text_equal(zekerheid, text_of(zekerheid_name[VAST])) ? "declareer het afgesproken tarief"
                                                                     : "kijk na of het tarief klopt";
    if (memmem(redenen.at, redenen.n, reden_name[KANT_ONBEPAALD], strlen(reden_name[KANT_ONBEPAALD])))
        return "declareer een van de twee";
    if (text_equal(zekerheid, text_of(zekerheid_name[VAST])))
        return "niet declareren";
    return text_equal(zekerheid, text_of(zekerheid_name[WAARSCHIJNLIJK])) ? "waarschijnlijk niet declareren: kijk na"
                                                                           : "kijk na";
}

static struct text reason_words(struct zelfcheck *z, struct text redenen)
{
    struct text reden;
    z->onzeker.n = 0;
    while (text_part(&redenen, &reden))
        for (int r = 0; r < REDENEN; r++)
            if (text_equal(reden, text_of(reden_name[r])))
                buf_printf(&z->onzeker, "%s%s", z->onzeker.n ? "; " : "", z->words->reden[r]);
    return (struct text){z->onzeker.at, z->onzeker.n};
}

/* The rule; of a keten line by itself after what is the matter with it, which the rule seldom says. */
static struct text rule_words(struct zelfcheck *z, enum regel_soort soort, struct text omschrijving)
{
    z->regel.n = 0;
    if (z->words->soort[soort])
        buf_printf(&z->regel, "%s: ", z->words->soort[soort]);
    buf_add(&z->regel, omschrijving.at, omschrijving.n);
    return (struct text){z->regel.at, z->regel.n};
}

static bool zelfcheck_row(void *ctx, const struct query_row *row, struct error *err)
{
    struct zelfcheck *z = ctx;
    const struct text redenen = query_value(row, "redenen");
    const enum regel_soort soort = soort_of_row(row);
    struct text value[ZELFCHECK_COLUMNS];
#define ZELFCHECK_VALUE(name, title, kind, width)                                                                      \
    value[Z_##name] = Z_##name == Z_wat_te_doen ? text_of(todo_words(soort, query_value(row, "zekerheid"), redenen))   \
                      : Z_##name == Z_onzeker   ? reason_words(z, redenen)                                             \
                      : Z_##name == Z_waarom    ? rule_words(z, soort, query_value(row, "waarom"))                     \
                                                : query_value(row, #name);
    ZELFCHECK_LIST(ZELFCHECK_VALUE)
#undef ZELFCHECK_VALUE
    return z->is_short ? short_row(z, value, err) : table_row(z->writer, value, err);
}

bool zelfcheck_table(struct table_writer *writer, struct store *store, const char *uzovi, bool is_short,
                     const struct zelfcheck_words *words, struct error *err)
{
    static const struct table_column column[] = {ZELFCHECK_LIST(ZELFCHECK_COLUMN)};
    const struct table table = {.name = "regels",
                                .title = "Regels om na te kijken",
                                .empty = "geen regels om na te kijken",
                                .column = is_short ? short_column : column,
                                .columns = is_short ? SHORT_COLUMNS : ZELFCHECK_COLUMNS};
    const struct query_param param[] = {{":uzovi", text_of(uzovi)}};
    struct zelfcheck z = {.writer = writer, .words = words, .is_short = is_short};
    bool ok = table_begin(writer, &table, err)
              && query_rows(store, QUERY_ZELFCHECK, param, 1, zelfcheck_row, &z, err);
    if (ok)
        table_end(writer);
    buf_release(&z.onzeker);
    buf_release(&z.regel);
    buf_release(&z.plek);
    buf_release(&z.waarom);
    buf_release(&z.naast);
    return ok;
}

static bool take_sums(void *ctx, const struct query_row *row, struct error *err)
{
    struct zelfcheck_sums *sums = ctx;
    const struct {
        const char *column;
        int64_t *to;
    } part[] = {{"regels", &sums->regels},
                {"ketenregels", &sums->ketenregels},
                {"ongedekt", &sums->ongedekt},
                {"anderen", &sums->anderen}};
    (void)err;
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        uint64_t n = 0;
        text_digits(query_value(row, part[i].column), 18, &n);
        *part[i].to = (int64_t)n;
    }
    return true;
}

bool zelfcheck_count(struct store *store, const char *uzovi, struct zelfcheck_sums *sums, struct error *err)
{
    const struct query_param param[] = {{":uzovi", text_of(uzovi)}};
    *sums = (struct zelfcheck_sums){0};
    return query_rows(store, QUERY_ZELFCHECK_SUMS, param, 1, take_sums, sums, err);
}
