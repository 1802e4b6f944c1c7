/* tables_workbook.c - see tables_workbook.h. Columns are told apart by name, so a file of any version gets a sheet. */
#include "report/tables_workbook.h"

#include "model/bevinding.h"
#include "rules/row.h"
#include "rules/ruleset.h"
#include "xlsx/formulier.h"

enum { WORDS_MAX = 24, COLUMNS_MAX = 40, SPARE_ROWS = 300 };

#define WORDS(list) (list), sizeof(list) / sizeof *(list), false
#define LAST_FIRST(list) (list), sizeof(list) / sizeof *(list), true
#define ANY NULL, 0, false
static const struct sheet_column {
    const char *sheet, *name; /* NULL: of any sheet */
    enum cell_kind kind;
    unsigned width;
    const char *const *word;
    size_t words;
    bool last_first; /* the last word is the usual one, and is offered first */
    const char *help;
} sheet_column[] = {
    {NULL, "regel", CELL_TEXT, 16, ANY,
     "Verplicht. Naam van de regel, zonder spaties, en nergens anders gebruikt: M7C-DM2-01."},
    {"programmas", "soort", CELL_TEXT, 10, WORDS(programma_soort_name),
     "keten: een keten-dbc. titel: een vergoeding per verzekerde en kwartaal."},
    {NULL, "soort", CELL_TEXT, 10, WORDS(regel_soort_name),
     "paar: mag niet naast de keten-dbc. De andere gaan over één regel: "
     "verboden, contract, tarief, vereist, lid. Leeg is paar."},
    {NULL, "programma", CELL_TEXT, 12, ANY, "Verplicht. Een programma van het blad programmas: DM2."},
    {NULL, "categorie", CELL_TEXT, 14, WORDS(categorie_name), "Verplicht. Soort zorg, voor de tellingen."},
    {NULL, "controle", CELL_TEXT, 11, WORDS(controle_name),
     "formeel: de declaraties laten het zien. materieel: daar is meer voor nodig. Mag leeg blijven."},
    {"categorieen", "prestatiecodelijst", CELL_TEXT, 18, ANY,
     "Alleen voor conflictregels van deze lijst: 3 cijfers. Leeg: voor alle andere."},
    {NULL, "prestatiecodelijst", CELL_TEXT, 18, ANY,
     "Lijsten waarin de code geldt: 3 cijfers, met een spatie ertussen (008 012). Leeg is elke lijst."},
    {NULL, "code_van", CELL_TEXT, 12, ANY, "De code, of de eerste van een reeks. Leeg: elke code."},
    {NULL, "code_tm", CELL_TEXT, 12, ANY, "De laatste code van de reeks. Leeg: alleen code_van."},
    {"codesets", "codeset", CELL_TEXT, 22, ANY, "Naam van de verzameling codes, zonder spaties; een rij per code."},
    {NULL, "codeset", CELL_TEXT, 18, ANY, "In plaats van code_van: een naam van het blad codesets."},
    {NULL, "code", CELL_TEXT, 12, ANY, "Eén code."},
    {NULL, "zorgproduct", CELL_TEXT, 13, ANY, "DOT: 9 cijfers, of de eerste cijfers en een ster (040201*)."},
    {NULL, "specialisme", CELL_TEXT, 12, ANY, "Van de uitvoerder: 4 cijfers, met een spatie ertussen. Leeg is elk."},
    {NULL, "zorgsoort", CELL_TEXT, 10, ANY,
     "De eerste twee cijfers van de AGB van de uitvoerder, met een spatie ertussen. Leeg is elk."},
    {NULL, "conflict_programma", CELL_TEXT, 14, ANY,
     "De andere regel is zelf van een van deze programma's. Mag leeg blijven."},
    {NULL, "verwijsdiagnoses", CELL_TEXT, 14, ANY,
     "De verwijsdiagnose moet een van deze zijn, met nullen (0055). Leeg: maakt niet uit."},
    {NULL, "betreft", CELL_TEXT, 10, ANY,
     "De diagnose moet in deze groep van het blad diagnosegroepen staan. Leeg: maakt niet uit."},
    {NULL, "voorwaarde", CELL_TEXT, 14, ANY,
     "Geldt alleen als dit in het contract is afgesproken (kolom voorwaarden van de contracten). Mag leeg blijven."},
    {NULL, "overlap", CELL_TEXT, 9, WORDS(overlap_name),
     "elk: een gemeenschappelijke dag is genoeg. start: de andere zorg begint in de keten."},
    {NULL, "max_dagen", CELL_TEXT, 10, ANY,
     "Zo lang kan zulke zorg hooguit duren; duurt zij langer, dan is het een signaal. Mag leeg blijven."},
    {NULL, "gedoogkwartaal", CELL_TEXT, 10, WORDS(flag_name),
     "1: het kwartaal waarin de andere zorg begint, wordt gedoogd. Anders 0."},
    {NULL, "eenmalig", CELL_TEXT, 9, WORDS(flag_name),
     "1: alleen als het het enige bezoek in de ketenperiode is. Anders 0."},
    {NULL, "zekerheid", CELL_TEXT, 14, WORDS(zekerheid_name),
     "Verplicht. vast: bewezen. waarschijnlijk. signaal: moet bekeken worden."},
    {NULL, "verhaal", CELL_TEXT, 10, WORDS(verhaal_name),
     "Welke van de twee regels vervalt: de andere (conflict) of de keten-dbc (keten)."},
    {NULL, "geldig_van", CELL_DATE, 12, ANY, "Verplicht. Eerste dag: de eerste van een kwartaal."},
    {NULL, "geldig_tot", CELL_DATE, 12, ANY,
     "De dag na de laatste: 1-1-2025 als 31-12-2024 nog meetelt. Leeg: open. Twee tabellen van een verzekeraar mogen "
     "geen dag gemeen hebben."},
    {NULL, "status", CELL_TEXT, 9, LAST_FIRST(regel_status_name),
     "Verplicht. actief: de regel geldt. concept: de codes zijn nog niet bekend, "
     "of het is nog niet afgesproken; raakt nooit iets."},
    {NULL, "omschrijving", CELL_PROSE, 60, ANY, "De woorden van het document."},
    {NULL, "bron", CELL_PROSE, 60, ANY, "Waar het staat: document, hoofdstuk, rij."},
    {NULL, "herkomst", CELL_TEXT, 13, WORDS(herkomst_name),
     "document: deze code staat in het document. interpretatie: die is van ons."},
    {NULL, "tabel", CELL_TEXT, 24, ANY, "Verplicht. Naam van de tabel; de regels staan op het blad met die naam."},
    {NULL, "titel", CELL_TEXT, 28, ANY, "Verplicht. Naam in rapporten."},
    {NULL, "uzovi", CELL_TEXT, 14, ANY,
     "Verzekeraars: 4 cijfers, met een spatie ertussen. Een ster is elke verzekeraar."},
    {NULL, "keten_periode", CELL_TEXT, 12, WORDS(keten_periode_name),
     "Verplicht. kwartaal: een keten-dbc geldt voor de kwartalen die zij raakt. datum: voor haar eigen dagen."},
    {NULL, "volgorde", CELL_TEXT, 10, ANY,
     "Geheel getal, per programma een ander: begint op een dag van twee ketens, dan gaat de laagste voor."},
    {NULL, "wat", CELL_TEXT, 9, LAST_FIRST(letop_wat_name),
     "meld: tel zulke regels en zeg het luid. negeer: dit is geen keten."},
    {NULL, "betekenis", CELL_PROSE, 40, ANY, "Wat zo'n code is."},
    {NULL, "eigen_risico", CELL_TEXT, 13, LAST_FIRST(eigen_risico_name),
     "Verplicht. ja: zulke zorg telt mee voor het verplicht eigen risico. onbekend: de bron beslist het niet."},
    {NULL, "groep", CELL_TEXT, 12, ANY, "Naam die de kolom betreft gebruikt."},
    {NULL, "icpc", CELL_TEXT, 9, ANY, "ICPC-code of het begin ervan: R95 is ook R95.01."},
};

static const struct sheet_column *sheet_column_of(const char *sheet, struct text name)
{
    static const struct sheet_column other = {.kind = CELL_TEXT, .width = 16};
    for (size_t i = 0; i < sizeof sheet_column / sizeof *sheet_column; i++) {
        const struct sheet_column *column = &sheet_column[i];
        if ((!column->sheet || strcmp(column->sheet, sheet) == 0) && text_equal_nocase(name, column->name))
            return column;
    }
    return &other;
}

/* A sheet that is being made. */
struct sheet {
    struct table table;
    struct table_column column[COLUMNS_MAX];
    struct table_help help[COLUMNS_MAX];
    const char *word[COLUMNS_MAX][WORDS_MAX + 1];
    struct arena arena;
};

static bool add_sheet_column(struct sheet *s, struct text name, struct error *err)
{
    const struct sheet_column *column = sheet_column_of(s->table.title, name);
    const size_t c = s->table.columns;
    if (c == COLUMNS_MAX)
        return error_set(err, STATUS_FAILED, "%s has more than %d columns", s->table.title, COLUMNS_MAX);
    const char *shown = arena_copy(&s->arena, name.at, name.n);
    s->column[c] = (struct table_column){shown, shown, column->kind, column->width};
    for (size_t w = 0; w < column->words && w < WORDS_MAX; w++)
        s->word[c][w] = column->word[column->last_first ? column->words - 1 - w : w];
    s->help[c] = (struct table_help){column->words ? s->word[c] : NULL, column->help};
    s->table.columns++;
    return true;
}

/* A value as the reader takes it back: it takes one apostrophe away. */
static struct text kept(struct sheet *s, struct text value)
{
    if (value.n == 0 || value.at[0] != '\'')
        return value;
    char *more = arena_alloc(&s->arena, value.n + 1);
    more[0] = '\'';
    memcpy(more + 1, value.at, value.n);
    return (struct text){more, value.n + 1};
}

static bool add_sheet_rows(struct table_writer *writer, struct sheet *s, struct formulier *form, struct error *err)
{
    struct text value[COLUMNS_MAX];
    bool good = true, ok = true;
    while (ok && formulier_next(form, &good)) {
        if (!good)
            return error_set(err, STATUS_RULES, "%s.csv:%zu: cannot be split into columns", s->table.title, form->row);
        if (formulier_row_is_empty(form))
            continue;
        for (size_t c = 0; c < s->table.columns; c++)
            value[c] = c < form->record.n ? kept(s, form->record.field[c]) : (struct text){NULL, 0};
        ok = table_row(writer, value, err);
    }
    return ok;
}

/* The row of a table that is to be filled in. */
static bool add_new_table(struct table_writer *writer, const struct sheet *s, const char *table, struct error *err)
{
    struct text value[COLUMNS_MAX] = {{NULL, 0}};
    for (size_t c = 0; c < s->table.columns; c++)
        value[c] = strcmp(s->column[c].name, "tabel") == 0           ? text_of(table)
                   : strcmp(s->column[c].name, "keten_periode") == 0 ? text_of(keten_periode_name[0])
                                                                     : (struct text){NULL, 0};
    return table_row(writer, value, err);
}

static void sheet_begin(struct sheet *s, const char *name)
{
    *s = (struct sheet){.table = {.title = name, .column = s->column, .help = s->help, .spare = SPARE_ROWS}};
}

/* A file as a sheet; `table`: as in tables_workbook when this is tabellen.csv. */
static bool add_file(struct table_writer *writer, const struct table_file *file, const char *table, struct error *err)
{
    struct sheet s;
    char *name = xprintf("%.*s", (int)strlen(file->name) - 4, file->name);
    struct formulier form = {.lacking = "there is no header"};
    const char *refused = NULL;
    sheet_begin(&s, name);
    bool ok = strlen(name) <= SHEET_NAME_MAX
              || error_set(err, STATUS_USAGE, "%s: Excel takes no name of a sheet over %d characters", name,
                           SHEET_NAME_MAX);
    ok = ok && formulier_open(&form, (struct text){file->content, file->n}, &refused, err);
    if (ok && refused)
        ok = error_set(err, STATUS_RULES, "%s: %s", file->name, refused);
    for (size_t c = 0; ok && c < form.record.n; c++)
        ok = add_sheet_column(&s, form.record.field[c], err);
    ok = ok && table_begin(writer, &s.table, err) && add_sheet_rows(writer, &s, &form, err)
         && (!table || add_new_table(writer, &s, table, err));
    if (ok)
        table_end(writer);
    formulier_close(&form);
    arena_release(&s.arena);
    free(name);
    return ok;
}

/* The sheet for the rules of a new table. */
static bool add_empty_sheet(struct table_writer *writer, const char *name, struct error *err)
{
    struct sheet s;
    sheet_begin(&s, name);
    bool ok = true;
    for (size_t c = 0; ok && c < REGEL_COLUMNS; c++)
        ok = add_sheet_column(&s, text_of(regel_column[c].name), err);
    ok = ok && table_begin(writer, &s.table, err);
    if (ok)
        table_end(writer);
    arena_release(&s.arena);
    return ok;
}

/* A sheet that begins with "Wat" is not read back. */
static bool add_explained(struct table_writer *writer, struct error *err)
{
    static const struct table_column column[] = {{"wat", "Wat", CELL_TEXT, 28}, {"uitleg", "Uitleg", CELL_PROSE, 100}};
    static const struct table table = {.title = "Toelichting", .column = column, .columns = 2};
    static const char *const row[][2] = {
        {"Dit werkboek", "De conflicttabellen: een blad per bestand. Onder de laatste rij kunt u rijen toevoegen. Wat "
                         "een kolom betekent, staat bij de cel en hieronder."},
        {"Een nieuwe verzekeraar",
         "Zet op het blad tabellen een rij met de naam van de tabel, de uzovi en de geldigheid. Maak een blad met die "
         "naam: kopieer een blad met regels, of laat het programma een leeg blad maken (tables export --table NAAM)."},
        {"Terug", "Bewaar als .xlsx. tables import leest het werkboek, zegt wat er niet klopt en wat er verandert, en "
                  "schrijft de bestanden voor --tables."},
        {"Volgorde", "De volgorde van de rijen telt: raken twee regels met dezelfde zekerheid, dan gaat de bovenste "
                     "voor. Sorteer een blad niet."},
        {"Nullen", "De kolommen zijn tekst, dus 0055 en 008 blijven zoals u ze typt. Plakt u uit een ander blad, plak "
                   "dan als waarden."},
    };
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && i < sizeof row / sizeof *row; i++)
        ok = table_row(writer, (const struct text[]){text_of(row[i][0]), text_of(row[i][1])}, err);
    for (size_t i = 0; ok && i < sizeof sheet_column / sizeof *sheet_column; i++) {
        const struct sheet_column *c = &sheet_column[i];
        char *name = xprintf("%s%s%s", c->name, c->sheet ? ", blad " : "", c->sheet ? c->sheet : "");
        ok = table_row(writer, (const struct text[]){text_of(name), text_of(c->help)}, err);
        free(name);
    }
    if (ok)
        table_end(writer);
    return ok;
}

bool tables_workbook(struct table_writer *writer, const struct table_files *files, const char *table, struct error *err)
{
    bool ok = add_explained(writer, err);
    if (table)
        ok = ok && add_empty_sheet(writer, table, err);
    for (size_t i = 0; ok && i < files->n; i++)
        ok = add_file(writer, &files->file[i], strcmp(files->file[i].name, "tabellen.csv") == 0 ? table : NULL, err);
    return ok;
}
