/* werklijst.c - see werklijst.h. */
#include "report/werklijst.h"

#include <stdio.h>

#include "base/log.h"
#include "model/line.h"
#include "report/line_csv.h"
#include "report/query_table.h"
#include "store/layers.h"

enum {
    W_ID, W_PATIENT, W_ZEKERHEID, W_WAAROM, W_REGEL, W_BRON, W_KETEN, W_KETEN_DIAGNOSE, W_ANDER, W_ANDER_DIAGNOSE,
    W_OVERLAP, W_VERHAAL,
    W_BEDRAG, W_WAS, W_ANTWOORD, W_OORDEEL, W_REDEN, W_STAND, TABLE_COLUMNS
};
static const struct table_column work_column[TABLE_COLUMNS] = {
    [W_ID] = {"bevinding_id", "Bevinding", CELL_TEXT, 21},
    [W_PATIENT] = {"patient", "Patiënt", CELL_CODE, 15},
    [W_ZEKERHEID] = {"zekerheid", "Zekerheid", CELL_TEXT, 15},
    [W_WAAROM] = {"waarom", "Waarom niet zekerder", CELL_PROSE, 24},
    [W_REGEL] = {"regel", "Regel", CELL_PROSE, 38},
    [W_BRON] = {"bron", "Bron", CELL_PROSE, 26},
    [W_KETEN] = {"ketenregel", "Ketenregel", CELL_PROSE, 30},
    [W_KETEN_DIAGNOSE] = {"keten_aandoening", "Keten", CELL_PROSE, 12},
    [W_ANDER] = {"andere_regel", "Andere regel", CELL_PROSE, 30},
    [W_ANDER_DIAGNOSE] = {"andere_diagnose", "Diagnose andere regel", CELL_PROSE, 16},
    [W_OVERLAP] = {"overlap", "Overlap", CELL_PROSE, 12},
    [W_VERHAAL] = {"te_verhalen_op", "Te verhalen op", CELL_PROSE, 16},
    [W_BEDRAG] = {"bedrag_euro", "Bedrag (euro)", CELL_EURO, 14},
    [W_WAS] = {"laatste_oordeel", "Laatste oordeel", CELL_PROSE, 20},
    [W_ANTWOORD] = {"antwoord", "Antwoord aanbieder", CELL_PROSE, 20},
    [W_OORDEEL] = {"oordeel", "Oordeel", CELL_CHOICE, 24},
    [W_REDEN] = {"reden", "Reden", CELL_FILL_IN, 34},
    [W_STAND] = {"stand", "Stand", CELL_TEXT, 24},
};
const char *const werklijst_read[WERKLIJST_READ] = {[WL_ID] = "Bevinding",
                                                    [WL_STAND] = "Stand",
                                                    [WL_OORDEEL] = "Oordeel",
                                                    [WL_REDEN] = "Reden",
                                                    [WL_PATIENT] = "Patiënt"};
const char *const werklijst_oordeel[] = {"bevestigd",          "afgewezen",          "terugvordering",
                                         "wacht_op_aanbieder", WERKLIJST_BEVESTIGEN, NULL};

/* The rule, as the run that changed the finding last had it. */
enum { ASKED_OMSCHRIJVING, ASKED_BRON };
static const char ask_sql[] = "SELECT r.omschrijving, r.bron FROM run g JOIN regelset s USING (vingerafdruk)"
                              " JOIN regel r USING (rij) WHERE g.run = :run AND s.regel = :regel";

struct work {
    struct table_writer writer;
    struct layers *layers;
    struct dossier dossier;
    struct buf patient; /* whose dossier that is */
    sqlite3_stmt *ask;
    const char *const *reden_words;
    struct buf cell[TABLE_COLUMNS];
};

static void add_cell_text(struct buf *out, struct text text)
{
    buf_add(out, text.at, text.n);
}

/* "01-04-2023". */
static void add_day(struct buf *out, day d)
{
    char iso[DAY_TEXT + 1];
    day_print(d, iso);
    buf_printf(out, "%.2s-%.2s-%.4s", iso + 8, iso + 5, iso);
}

static void add_days(struct buf *out, struct period period)
{
    add_day(out, period.first);
    if (period.last != period.first) {
        buf_text(out, " t/m ");
        add_day(out, period.last);
    }
}

static void add_reasons(struct work *w, struct buf *out, struct text redenen)
{
    struct text reden;
    while (text_part(&redenen, &reden))
        for (unsigned r = 0; r < REDENEN; r++)
            if (text_equal(reden, text_of(reden_name[r])))
                buf_printf(out, "%s%s", out->n ? "; " : "", w->reden_words[r]);
}

/* Who declared what, when, for how much, under which number. */
static void add_kant(struct buf *out, const struct bevinding_kant *kant, struct period period, uint16_t lijst,
                     uint32_t zorgproduct)
{
    char euro[NUMBER_TEXT];
    buf_printf(out, "AGB %08u, code %.*s", kant->agb, (int)kant->prestatiecode.n, kant->prestatiecode.at);
    if (lijst)
        buf_printf(out, " (lijst %03u)", lijst);
    if (zorgproduct)
        buf_printf(out, ", zorgproduct %09u", zorgproduct);
    buf_text(out, ", ");
    add_days(out, period);
    euro_text(kant->bedrag_cent, ',', euro);
    buf_printf(out, ", € %s, kenmerk %.*s", euro, (int)kant->referentie.n, kant->referentie.at);
}

static const struct line *line_of_kant(const struct dossier *dossier, const struct bevinding_kant *kant)
{
    for (size_t i = 0; i < dossier->n; i++)
        if (dossier->line[i].agb_declarant == kant->agb && text_equal(dossier->line[i].referentie, kant->referentie))
            return &dossier->line[i];
    return NULL;
}

/* What the line says that it was for: ICPC, and who referred for what. */
static void add_diagnosis(struct work *w, struct buf *out, const struct bevinding_kant *kant)
{
    static const struct {
        enum column column;
        const char *title;
    } of[] = {{COL_DIAGNOSECODE, "diagnose"},
              {COL_VERWIJSDIAGNOSECODE, "verwijsdiagnose"},
              {COL_SPECIALISME, "specialisme"}};
    const struct line *line = line_of_kant(&w->dossier, kant);
    for (size_t i = 0; line && i < sizeof of / sizeof *of; i++) {
        char room[32];
        struct text value = line_value(line, of[i].column, room);
        if (value.n)
            buf_printf(out, "%s%s %.*s", out->n ? ", " : "", of[i].title, (int)value.n, value.at);
    }
    if (out->n == 0)
        buf_text(out, line ? "niet vermeld" : "");
}

/* The stored lines of the finding's patient; findings come by patient. */
static bool take_dossier(struct work *w, struct text patient, struct error *err)
{
    if (w->patient.at && text_equal((struct text){w->patient.at, w->patient.n}, patient))
        return true;
    w->patient.n = 0;
    add_cell_text(&w->patient, patient);
    dossier_release(&w->dossier);
    w->dossier = (struct dossier){.patient = {buf_string(&w->patient), w->patient.n}};
    return layers_take(w->layers, w->dossier.patient, &w->dossier, err);
}

static void add_answer(struct buf *out, const char *who, struct text antwoord, struct text toelichting)
{
    if (antwoord.n)
        buf_printf(out, "%s%s: %.*s", out->n ? "; " : "", who, (int)antwoord.n, antwoord.at);
    if (antwoord.n && toelichting.n)
        buf_printf(out, " (%.*s)", (int)toelichting.n, toelichting.at);
}

/* What is known of the finding itself. */
static void fill_cells(struct work *w, const struct bevinding_reader *reader)
{
    const struct bevinding *b = &reader->bevinding;
    struct buf *cell = w->cell;
    char id[BEVINDING_ID_FOURS + 1], stand[STAND_TEXT];
    bevinding_id_in_fours(text_of(b->id), id);
    buf_text(&cell[W_ID], id);
    add_cell_text(&cell[W_PATIENT], b->patient);
    buf_text(&cell[W_ZEKERHEID], zekerheid_name[b->zekerheid]);
    add_reasons(w, &cell[W_WAAROM], b->redenen);
    add_cell_text(&cell[W_REGEL], b->leidende_regel);
    add_kant(&cell[W_KETEN], &b->keten, b->keten_periode, 0, 0);
    add_cell_text(&cell[W_KETEN_DIAGNOSE], b->programma);
    if (bevinding_is_paar(b)) {
        add_kant(&cell[W_ANDER], &b->conflict, b->conflict_periode, b->conflict_lijst, b->conflict_zorgproduct);
        add_diagnosis(w, &cell[W_ANDER_DIAGNOSE], &b->conflict);
        add_days(&cell[W_OVERLAP], b->overlap);
    }
    buf_printf(&cell[W_VERHAAL], "%s, AGB %08u", b->verhaal == VERHAAL_KETEN ? "ketenregel" : "andere regel",
               bevinding_verhaal(b)->agb);
    buf_number(&cell[W_BEDRAG], b->verhaal_bedrag_cent);
    add_cell_text(&cell[W_WAS], reader->oordeel);
    if (reader->oordeel.n)
        buf_printf(&cell[W_WAS], ", %.*s: %.*s", (int)reader->oordeel_door.n, reader->oordeel_door.at,
                   (int)reader->oordeel_reden.n, reader->oordeel_reden.at);
    if (reader->herzien.n)
        buf_printf(&cell[W_WAS], " (sindsdien gewijzigd: %.*s)", (int)reader->herzien.n, reader->herzien.at);
    oordelen_stand(reader->rij, reader->oordeel_nummer, stand);
    buf_text(&cell[W_STAND], stand);
    add_answer(&cell[W_ANTWOORD], "declarant", reader->antwoord_declarant, reader->toelichting_declarant);
    add_answer(&cell[W_ANTWOORD], "ketencontractant", reader->antwoord_ketencontractant,
               reader->toelichting_ketencontractant);
}

/* The rule in words, and its source. */
static bool ask_rule(struct work *w, const struct bevinding_reader *reader, struct error *err)
{
    bool ok = true;
    db_set_integer(w->ask, ":run", reader->changed_by);
    db_set_text(w->ask, ":regel", reader->bevinding.leidende_regel);
    if (db_next(w->ask, &ok, err)) {
        const struct text omschrijving = db_text(w->ask, ASKED_OMSCHRIJVING);
        buf_text(&w->cell[W_REGEL], omschrijving.n ? ": " : "");
        add_cell_text(&w->cell[W_REGEL], omschrijving);
        add_cell_text(&w->cell[W_BRON], db_text(w->ask, ASKED_BRON));
    }
    sqlite3_reset(w->ask);
    return ok;
}

static bool write_work_row(struct work *w, const struct bevinding_reader *reader, struct error *err)
{
    struct text value[TABLE_COLUMNS];
    for (int c = 0; c < TABLE_COLUMNS; c++)
        w->cell[c].n = 0;
    if (!take_dossier(w, reader->bevinding.patient, err))
        return false;
    fill_cells(w, reader);
    if (!ask_rule(w, reader, err))
        return false;
    for (int c = 0; c < TABLE_COLUMNS; c++)
        value[c] = (struct text){w->cell[c].at, w->cell[c].n};
    return table_row(&w->writer, value, err);
}

static bool write_work(struct work *w, struct store *store, const struct bevinding_filter *filter, struct error *err)
{
    static const struct table table = {.title = "Werklijst",
                                       .name = "werklijst",
                                       .column = work_column,
                                       .columns = TABLE_COLUMNS};
    struct bevinding_reader reader = {0};
    bool row = true,
         ok = bevinding_reader_open_stand(&reader, store->db, filter, err) && table_begin(&w->writer, &table, err);
    while (ok && row) {
        ok = go_on(err) && bevinding_reader_next(&reader, &row, err) && (!row || write_work_row(w, &reader, err));
    }
    bevinding_reader_close(&reader);
    if (ok)
        table_end(&w->writer);
    return ok;
}

static bool explain_work(struct table_writer *writer, const char *selection, struct error *err)
{
    static const struct table_column column[] = {{"wat", "Wat", CELL_TEXT, 28}, {"uitleg", "Uitleg", CELL_PROSE, 100}};
    static const struct table table = {.title = "Uitleg", .column = column, .columns = 2};
    static const struct {
        const char *wat, *uitleg;
    } of[] = {
        {"Invullen", "Kies in de kolom Oordeel een oordeel uit de lijst en schrijf in de kolom Reden waarom. "
                     "Een rij zonder oordeel blijft zoals zij is."},
        {"Innemen", "dubbelloop decide --db DB --from DIT_BESTAND --by 'UW NAAM': "
                    "alle rijen of geen, met elke fout bij haar rij."},
        {"terugvordering", "Telt pas als een ander haar bevestigt."},
        {WERKLIJST_BEVESTIGEN, "Als tweede persoon, van een bevinding waarvoor een ander om terugvordering vroeg."},
        {"Stand", "Waaraan het programma ziet of de bevinding nog is zoals u haar zag. "
                  "Is zij sindsdien gewijzigd of beoordeeld, dan wordt de rij geweigerd. Verander deze kolom niet."},
    };
    bool ok = table_begin(writer, &table, err)
              && table_row(writer, (const struct text[]){TEXT("Selectie"), text_of(selection)}, err);
    for (size_t i = 0; ok && i < sizeof of / sizeof *of; i++)
        ok = table_row(writer, (const struct text[]){text_of(of[i].wat), text_of(of[i].uitleg)}, err);
    if (ok)
        table_end(writer);
    return ok;
}

bool werklijst_write(struct store *store, const struct bevinding_filter *filter, const char *const *reden_words,
                     const char *selection, const struct table_format *format, struct outfile *out, struct error *err)
{
    struct work w = {.reden_words = reden_words};
    char made[MADE_TEXT];
    bool ok = made_by_last_run(store, made, err) && layers_open(&w.layers, store->db, err)
              && db_prepare(store->db, &w.ask, ask_sql, err) && table_open(&w.writer, format, out, made, err);
    w.writer.choice = werklijst_oordeel;
    ok = ok && write_work(&w, store, filter, err) && (!format->sheets || explain_work(&w.writer, selection, err))
         && table_close(&w.writer, err);
    table_release(&w.writer);
    sqlite3_finalize(w.ask);
    dossier_release(&w.dossier);
    layers_close(w.layers);
    buf_release(&w.patient);
    for (int c = 0; c < TABLE_COLUMNS; c++)
        buf_release(&w.cell[c]);
    return ok;
}
