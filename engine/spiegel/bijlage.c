/* bijlage.c - see bijlage.h. */
#include "spiegel/bijlage.h"

#include <stdio.h>

#include "model/antwoord.h"
#include "model/line.h"

enum {
    B_ID,
    B_REFERENTIE,
    B_DATUM,
    B_CODE,
    B_KWARTAAL,
    B_ZEKERHEID,
    B_REDENEN,
    B_REGEL,
    B_BRON,
    B_CONTROLE,
    B_BEDRAG,
    B_ANTWOORD,
    B_TOELICHTING,
    B_AGB,
    B_ROL,
    TABLE_COLUMNS
};
static const struct table_column annex_column[TABLE_COLUMNS] = {
    [B_ID] = {"bevinding_id", "bevinding_id", CELL_TEXT, 22},
    [B_REFERENTIE] = {"referentienummer", "referentienummer", CELL_CODE, 18},
    [B_DATUM] = {"datum", "datum", CELL_DATE, 12},
    [B_CODE] = {"code", "code", CELL_CODE, 15},
    [B_KWARTAAL] = {"ketenkwartaal", "ketenkwartaal", CELL_TEXT, 16},
    [B_ZEKERHEID] = {"zekerheid", "zekerheid", CELL_TEXT, 15},
    [B_REDENEN] = {"redenen", "redenen", CELL_PROSE, 26},
    [B_REGEL] = {"regel", "regel", CELL_PROSE, 34},
    [B_BRON] = {"bron", "bron", CELL_PROSE, 26},
    [B_CONTROLE] = {"controle", "controle", CELL_TEXT, 12},
    [B_BEDRAG] = {"te_crediteren_euro", "te crediteren (euro)", CELL_EURO, 19},
    [B_ANTWOORD] = {"antwoord", "antwoord", CELL_CHOICE, 12},
    [B_TOELICHTING] = {"toelichting", "toelichting", CELL_FILL_IN, 30},
    [B_AGB] = {"agb", "agb", CELL_CODE, 12},
    [B_ROL] = {"rol", "rol", CELL_TEXT, 17},
};

/* What each column and each answer means: a sheet of the workbook. */
static const struct {
    const char *wat, *explained;
} explained[] = {
    {"Antwoord: credit",
     "U crediteert deze regel via het gewone declaratiekanaal. Zodra de credit verwerkt is, vervalt de bevinding."},
    {"Antwoord: terecht", "De regel is terecht gedeclareerd. Schrijf in de kolom toelichting waarom."},
    {"Antwoord: onbekend", "U kunt het niet nagaan. Schrijf in de kolom toelichting wat er ontbreekt."},
    {"Kolom antwoord leeg", "U hebt (nog) geen antwoord. Een antwoord dat u eerder gaf, blijft dan staan."},
    {"Kolom toelichting", "Ten hoogste 2000 tekens. Noem geen naam, geboortedatum of BSN van een patiënt."},
    {"Terugsturen",
     "Sla dit bestand op als Excelbestand (.xlsx) en stuur het terug. Kreeg u ook een CSV-bestand, dan mag u in "
     "plaats daarvan dat invullen en terugsturen. Rijen en kolommen mogen in een andere volgorde staan; "
     "wijzig de kolommen bevinding_id, agb en rol niet."},
    {"Kolom bevinding_id", "Kenmerk van de bevinding: noem het als u erover belt of schrijft."},
    {"Kolom referentienummer",
     "Uw eigen referentienummer van de declaratieregel. In het CSV-bestand staat een apostrof (') voor een "
     "nummer dat een rekenblad anders zou veranderen; die hoort er niet bij."},
    {"Kolom datum", "Eerste dag van de declaratieregel."},
    {"Kolom code", "Prestatiecodelijst en prestatiecode, of het zorgproduct (DOT)."},
    {"Kolom ketenkwartaal", "Het programma van de keten-dbc en het kwartaal waarin de overlap begint."},
    {"Kolom zekerheid",
     "vast: de regel van de verzekeraar zegt het en de gegevens laten geen twijfel. waarschijnlijk: een "
     "gegeven wijkt af. signaal: er ontbreekt een gegeven, of de regel vraagt een oordeel; een signaal telt "
     "niet mee in de cijfers van het rapport."},
    {"Kolom redenen", "Waarom de zekerheid niet hoger is. Leeg: daar is geen reden voor."},
    {"Kolommen regel en bron",
     "De regel over samenloop die geraakt wordt, in de woorden van het document van de verzekeraar, "
     "en waar zij daarin staat."},
    {"Kolom controle", "formeel: het blijkt uit de declaraties. materieel: of het om deze zorg ging, weet alleen u."},
    {"Kolom te crediteren", "Het bedrag dat vervalt als u crediteert, in euro. Een regel met twee bevindingen staat "
                            "hier twee keer, en wordt één keer gecrediteerd. Boven het afgesproken tarief: "
                            "alleen wat te veel is; declareer de regel daarna opnieuw, met het tarief."},
    {"Blad Ter informatie",
     "Regels van u waarnaast een regel van een ander is gedeclareerd die volgens de regel bij die ander hoort te "
     "vervallen. U hoeft daar niets mee te doen en er wordt u niets over gevraagd."},
    {"Kolommen agb en rol", "Wie antwoordt: uw AGB-code, en of het om uw eigen verrichting (declarant) of uw keten-dbc "
                            "(ketencontractant) gaat."},
};

static void add_redenen_words(struct buf *out, struct text redenen)
{
    struct text reden;
    while (text_part(&redenen, &reden)) {
        unsigned r = 0;
        while (r < REDENEN && !text_equal(reden, text_of(reden_name[r])))
            r++;
        buf_text(out, out->n ? "; " : "");
        if (r < REDENEN)
            buf_text(out, reden_words[r]);
        else
            buf_add(out, reden.at, reden.n);
    }
}

/* "M7C-DM2-01: the rule in words", and of a keten line by itself what is the matter with it: such rules rarely say. */
static void add_regel(struct buf *out, const struct bijlage_row *row)
{
    buf_add(out, row->regel.at, row->regel.n);
    buf_text(out, row->omschrijving.n ? ": " : "");
    buf_add(out, row->omschrijving.at, row->omschrijving.n);
    if (soort_words[row->soort])
        buf_printf(out, " (%s)", soort_words[row->soort]);
}

static struct text made(const struct buf *buf)
{
    return (struct text){buf->at, buf->n};
}

static bool write_bijlage_rows(struct table_writer *writer, const struct rapport *rapport, struct error *err)
{
    static const struct table table = {.title = "Bevindingen", .column = annex_column, .columns = TABLE_COLUMNS};
    struct buf redenen = {0}, regel = {0}, kwartaal = {0};
    char id[BEVINDING_ID_FOURS + 1], datum[DAY_TEXT + 1], cent[24], agb[9] = "";
    digits_print(rapport->agb, 8, agb);
    agb[8] = '\0';
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && i < rapport->rows; i++) {
        const struct bijlage_row *row = &rapport->row[i];
        redenen.n = regel.n = kwartaal.n = 0;
        add_redenen_words(&redenen, row->redenen);
        add_regel(&regel, row);
        buf_printf(&kwartaal, "%.*s %.*s", (int)row->programma.n, row->programma.at, (int)row->keten_kwartaal.n,
                   row->keten_kwartaal.at);
        bevinding_id_in_fours(row->bevinding_id, id);
        day_print(row->datum, datum);
        snprintf(cent, sizeof cent, "%lld", (long long)row->cent);
        const struct text value[TABLE_COLUMNS] = {
            [B_ID] = text_of(id),           [B_REFERENTIE] = row->referentie,
            [B_DATUM] = text_of(datum),     [B_CODE] = row->code,
            [B_KWARTAAL] = made(&kwartaal), [B_ZEKERHEID] = text_of(zekerheid_name[row->zekerheid]),
            [B_REDENEN] = made(&redenen),   [B_REGEL] = made(&regel),
            [B_BRON] = row->bron,           [B_CONTROLE] = text_of(row->formeel ? "formeel" : "materieel"),
            [B_BEDRAG] = text_of(cent),
            [B_ANTWOORD] = row->antwoord,   [B_TOELICHTING] = row->toelichting,
            [B_AGB] = text_of(agb),         [B_ROL] = text_of(rol_name[rapport->rol]),
        };
        ok = table_row(writer, value, err);
    }
    if (ok)
        table_end(writer);
    buf_release(&redenen);
    buf_release(&regel);
    buf_release(&kwartaal);
    return ok;
}

static bool write_explained(struct table_writer *writer, const struct rapport *rapport, struct error *err)
{
    static const struct table_column column[] = {{"wat", "Wat", CELL_TEXT, 28}, {"uitleg", "Uitleg", CELL_PROSE, 100}};
    static const struct table table = {.title = "Toelichting", .column = column, .columns = 2};
    char voor[DAY_TEXT + 1];
    day_print(rapport->about->antwoord_voor, voor);
    char *request =
        xprintf("Geef bij elke regel van het blad Bevindingen uw antwoord, uiterlijk op %.2s-%.2s-%.4s. "
                "Bij een signaal mag dat, maar het hoeft niet. Vul alleen de kolommen antwoord en toelichting in.",
                voor + 8, voor + 5, voor);
    bool ok = table_begin(writer, &table, err)
              && table_row(writer, (const struct text[]){TEXT("Wat wij u vragen"), text_of(request)}, err);
    free(request);
    for (size_t i = 0; ok && i < sizeof explained / sizeof *explained; i++)
        ok = table_row(writer, (const struct text[]){text_of(explained[i].wat), text_of(explained[i].explained)}, err);
    if (ok)
        table_end(writer);
    return ok;
}

enum { I_CATEGORIE, I_ID, I_REFERENTIE, I_DATUM, I_CODE, I_KWARTAAL, I_ZEKERHEID, I_AGB, I_ROL, INFORMATIE_COLUMNS };
static const struct table_column informatie_column[INFORMATIE_COLUMNS] = {
    [I_CATEGORIE] = {"soort_zorg_van_de_ander", "soort zorg van de ander", CELL_TEXT, 34},
    [I_ID] = {"bevinding_id", "bevinding_id", CELL_TEXT, 22},
    [I_REFERENTIE] = {"referentienummer", "referentienummer", CELL_CODE, 16},
    [I_DATUM] = {"datum", "datum", CELL_DATE, 12},
    [I_CODE] = {"code", "code", CELL_CODE, 15},
    [I_KWARTAAL] = {"ketenkwartaal", "ketenkwartaal", CELL_TEXT, 14},
    [I_ZEKERHEID] = {"zekerheid", "zekerheid", CELL_TEXT, 15},
    [I_AGB] = {"agb", "agb", CELL_CODE, 12},
    [I_ROL] = {"rol", "rol", CELL_TEXT, 17},
};

/* Own lines of which nothing is asked. Of the other line there is its kind, and no more. */
static bool write_informatie(struct table_writer *writer, const struct rapport *rapport, struct error *err)
{
    static const struct table table = {.title = "Ter informatie",
                                       .column = informatie_column,
                                       .columns = INFORMATIE_COLUMNS};
    struct buf kwartaal = {0};
    char id[BEVINDING_ID_FOURS + 1], datum[DAY_TEXT + 1], agb[9] = "";
    digits_print(rapport->agb, 8, agb);
    agb[8] = '\0';
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && i < rapport->informaties; i++) {
        const struct informatie_row *row = &rapport->informatie[i];
        kwartaal.n = 0;
        buf_printf(&kwartaal, "%.*s %.*s", (int)row->programma.n, row->programma.at, (int)row->keten_kwartaal.n,
                   row->keten_kwartaal.at);
        bevinding_id_in_fours(row->bevinding_id, id);
        day_print(row->datum, datum);
        const struct text value[INFORMATIE_COLUMNS] = {
            [I_CATEGORIE] = text_of(categorie_words[row->categorie].in_bijlage),
            [I_ID] = text_of(id),
            [I_REFERENTIE] = row->referentie,
            [I_DATUM] = text_of(datum),
            [I_CODE] = row->code,
            [I_KWARTAAL] = made(&kwartaal),
            [I_ZEKERHEID] = text_of(zekerheid_name[row->zekerheid]),
            [I_AGB] = text_of(agb),
            [I_ROL] = text_of(rol_name[rapport->rol]),
        };
        ok = table_row(writer, value, err);
    }
    if (ok)
        table_end(writer);
    buf_release(&kwartaal);
    return ok;
}

bool bijlage_write(const struct rapport *rapport, const struct table_format *format, enum bijlage_blad blad,
                   struct outfile *out, struct error *err)
{
    struct table_writer writer = {0};
    char *made_at = xprintf("%.*s", (int)rapport->about->extract.n, rapport->about->extract.at);
    bool ok = table_open_small(&writer, format, out, made_at, err);
    writer.choice = antwoord_name + 1; /* all but geen */
    if (format->sheets)
        ok = ok && write_bijlage_rows(&writer, rapport, err) && write_informatie(&writer, rapport, err)
             && write_explained(&writer, rapport, err);
    else
        ok = ok && (blad == BLAD_BEVINDINGEN ? write_bijlage_rows : write_informatie)(&writer, rapport, err);
    ok = ok && table_close(&writer, err);
    table_release(&writer);
    free(made_at);
    return ok;
}
