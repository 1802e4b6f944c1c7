/* zaken.c - see zaken.h. */
#include "store/zaken.h"

#include "model/line.h"
#include "store/bevindingen.h"
#include "store/ledger.h"

const char *const gebeurtenis_soort_name[GEBEURTENIS_SOORTEN] = {
    [GEBEURTENIS_OPENING] = "opening",
    [GEBEURTENIS_BEVINDINGEN] = "bevindingen",
    [GEBEURTENIS_STAP] = "stap",
    [GEBEURTENIS_OVERGESLAGEN] = "overgeslagen",
    [GEBEURTENIS_STEEKPROEF] = "steekproef",
    [GEBEURTENIS_UITKOMSTEN] = "uitkomsten",
    [GEBEURTENIS_WEGING] = "weging",
    [GEBEURTENIS_NOTITIE] = "notitie",
    [GEBEURTENIS_SLUITING] = "sluiting",
};
const char *const zaak_uitkomst_name[ZAAK_UITKOMSTEN + 1] = {"geen", "terecht", "onterecht", "onbekend", NULL};

#define VELD_WORD(name, word, title) [name] = #word,
#define VELD_TITLE(name, word, title) [name] = title,
const char *const zaak_veld_name[ZAAK_VELDEN] = {ZAAK_VELDEN_LIST(VELD_WORD)};
const char *const zaak_veld_titel[ZAAK_VELDEN] = {ZAAK_VELDEN_LIST(VELD_TITLE)};
#define BUITEN_WORD(name, word) [name] = #word,
const char *const zaak_buiten_name[ZAAK_BUITEN] = {ZAAK_BUITEN_LIST(BUITEN_WORD)};

/* The number of a word in a list; `n`: it is none of it. */
static int number_of_word(struct text word, const char *const *list, int n)
{
    int at = 0;
    while (at < n && !text_equal(word, text_of(list[at])))
        at++;
    return at;
}

/* ---- Putting ---- */

static bool run_to_number(struct store *store, sqlite3_stmt *stmt, int64_t *nummer, struct error *err)
{
    if (!db_run(stmt, err))
        return false;
    *nummer = sqlite3_last_insert_rowid(store->db);
    return true;
}

static void set_agb(sqlite3_stmt *stmt, uint32_t agb)
{
    char digits[9];
    digits_print(agb, 8, digits);
    db_set_copy(stmt, ":agb", (struct text){digits, 8});
}

bool zaken_put(struct store *store, const struct zaak *zaak, int64_t *nummer, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO zaak (agb, rol, van, tm, doel, kenmerk, begin, terugblik, terugblik_reden)"
                         " VALUES (:agb, :rol, :van, :tm, :doel, :kenmerk, :begin, :terugblik, :reden)",
                         err);
    if (ok) {
        set_agb(stmt, zaak->agb);
        db_set_string(stmt, ":rol", rol_name[zaak->rol]);
        db_set_day(stmt, ":van", zaak->kwartalen.first);
        db_set_day(stmt, ":tm", zaak->kwartalen.last);
        db_set_text(stmt, ":doel", zaak->doel);
        db_set_text(stmt, ":kenmerk", zaak->kenmerk);
        db_set_day(stmt, ":begin", zaak->begin);
        db_set_day(stmt, ":terugblik", zaak->terugblik);
        db_set_text(stmt, ":reden", zaak->terugblik_reden);
        ok = run_to_number(store, stmt, nummer, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

static bool put_fields(struct store *store, const struct zaak_gebeurtenis *g, int64_t nummer, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO zaak_veld (gebeurtenis, veld, waarde) VALUES (:gebeurtenis, :veld, :waarde)",
                         err);
    for (int v = 0; ok && v < ZAAK_VELDEN; v++)
        if (g->veld[v].n) {
            db_set_integer(stmt, ":gebeurtenis", nummer);
            db_set_string(stmt, ":veld", zaak_veld_name[v]);
            db_set_text(stmt, ":waarde", g->veld[v]);
            ok = db_run(stmt, err);
        }
    sqlite3_finalize(stmt);
    return ok;
}

bool zaken_put_event(struct store *store, const struct zaak_gebeurtenis *g, int64_t *nummer, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    char now[21];
    ledger_now(now);
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO zaak_gebeurtenis (zaak, soort, stap, datum, bij, aantal, cent, op, door, inlog,"
                         " run) VALUES (:zaak, :soort, :stap, :datum, :bij, :aantal, :cent, :op, :door, :inlog,"
                         " (SELECT max(run) FROM run))",
                         err);
    if (ok) {
        db_set_integer(stmt, ":zaak", g->zaak);
        db_set_string(stmt, ":soort", gebeurtenis_soort_name[g->soort]);
        db_set_text(stmt, ":stap", g->stap);
        db_set_day(stmt, ":datum", g->datum);
        if (g->bij)
            db_set_integer(stmt, ":bij", g->bij);
        if (g->aantal != GEEN_AANTAL) {
            db_set_integer(stmt, ":aantal", g->aantal);
            db_set_integer(stmt, ":cent", g->cent);
        }
        db_set_string(stmt, ":op", now);
        db_set_text(stmt, ":door", g->door);
        db_set_text(stmt, ":inlog", g->inlog);
        ok = run_to_number(store, stmt, nummer, err) && put_fields(store, g, *nummer, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* The findings that stand on lines of a provider in a role, each with why it is left out, or an empty word. A keten
 * line is its declarant's as ketencontractant, on whichever side of a finding it stands. Without the row of its rule a
 * finding is treated as what asks most. */
#define CANDIDATES \
    "WITH regel_van AS (" \
    "SELECT b.patient, b.bevinding_id, b.rij, b.zekerheid, b.redenen, b.oordeel, b.leidende_regel," \
    " b.verhaal_bedrag_cent AS cent, iif(b.verhaal = 'keten', b.keten_van, b.conflict_begindatum) AS datum," \
    " iif(b.verhaal = 'keten', b.keten_referentie, b.conflict_referentie) AS referentie," \
    " coalesce(r.omschrijving, '') AS omschrijving, coalesce(r.bron, '') AS bron," \
    " iif(r.rij IS NULL OR r.controle = 'materieel' OR (r.controle = ''" \
    " AND (r.betreft <> '' OR r.eenmalig = '1' OR r.soort = 'vereist')), 'materieel', 'formeel') AS controle" \
    " FROM v_beoordeeld b JOIN run g ON g.run = b.gewijzigd_run" \
    " LEFT JOIN regelset s ON s.vingerafdruk = g.vingerafdruk AND s.regel = b.leidende_regel" \
    " LEFT JOIN regel r ON r.rij = s.rij" \
    " WHERE b.vervallen_run IS NULL AND b.overlap_van BETWEEN :van AND :tm" \
    " AND iif(b.verhaal = 'keten', b.keten_agb, b.conflict_agb) = :agb" \
    " AND iif(b.verhaal = 'keten' OR b.categorie = 'keten', 'ketencontractant', 'declarant') = :rol" \
    " AND (:id IS NULL OR b.bevinding_id = :id))," \
    " gezien AS (SELECT *, CASE" \
    " WHEN instr(';' || redenen || ';', ';kant_onbepaald;') THEN 'kant_onbepaald'" \
    " WHEN oordeel = 'afgewezen' THEN 'afgewezen'" \
    " WHEN zekerheid = 'signaal' AND NOT :signalen THEN 'signaal'" \
    " WHEN EXISTS (SELECT 1 FROM zaak_bevinding e JOIN zaak z USING (zaak) WHERE e.patient = regel_van.patient" \
    " AND e.referentie = regel_van.referentie AND z.agb = :agb) THEN 'andere_zaak'" \
    " WHEN datum < :terugblik THEN 'terugblik' ELSE '' END AS buiten FROM regel_van)," \
    " kandidaat AS (SELECT *, iif(buiten = '' AND row_number() OVER (PARTITION BY buiten, patient, referentie" \
    " ORDER BY CASE zekerheid WHEN 'vast' THEN 0 WHEN 'waarschijnlijk' THEN 1 ELSE 2 END, cent DESC, bevinding_id)" \
    " > 1, 'zelfde_regel', buiten) AS uit FROM gezien) "

static void bind_choice(sqlite3_stmt *stmt, const struct zaak *zaak, const struct zaak_keuze *keuze)
{
    set_agb(stmt, zaak->agb);
    db_set_string(stmt, ":rol", rol_name[zaak->rol]);
    db_set_day(stmt, ":van", zaak->kwartalen.first);
    db_set_day(stmt, ":tm", zaak->kwartalen.last);
    db_set_day(stmt, ":terugblik", zaak->terugblik);
    db_set_integer(stmt, ":signalen", keuze->signalen);
    if (keuze->id.n)
        db_set_text(stmt, ":id", keuze->id);
}

bool zaken_count(struct store *store, const struct zaak *zaak, const struct zaak_keuze *keuze,
                 struct zaak_gekozen *gekozen, struct error *err)
{
    enum { UIT, AANTAL, MATERIEEL, CENT };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         CANDIDATES "SELECT uit, count(*), count(*) FILTER (WHERE controle = 'materieel'), sum(cent)"
                                    " FROM kandidaat GROUP BY uit",
                         err);
    *gekozen = (struct zaak_gekozen){0};
    if (ok)
        bind_choice(stmt, zaak, keuze);
    while (db_next(stmt, &ok, err)) {
        const int buiten = number_of_word(db_text(stmt, UIT), zaak_buiten_name, ZAAK_BUITEN);
        if (buiten < ZAAK_BUITEN) {
            gekozen->buiten[buiten] = sqlite3_column_int64(stmt, AANTAL);
            continue;
        }
        gekozen->erin = sqlite3_column_int64(stmt, AANTAL);
        gekozen->materieel = sqlite3_column_int64(stmt, MATERIEEL);
        gekozen->cent = sqlite3_column_int64(stmt, CENT);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool zaken_choose(struct store *store, const struct zaak *zaak, const struct zaak_keuze *keuze, int64_t gebeurtenis,
                  struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = bevindingen_check(store->db, err) /* it goes to a provider as it is now */
              && db_prepare(store->db, &stmt,
                         CANDIDATES
                         "INSERT INTO zaak_bevinding (zaak, nummer, patient, bevinding_id, referentie, datum, rij,"
                         " controle, regel, omschrijving, bron, gebeurtenis)"
                         " SELECT :zaak, (SELECT coalesce(max(nummer), 0) FROM zaak_bevinding WHERE zaak = :zaak)"
                         " + row_number() OVER (ORDER BY datum, referentie, patient, bevinding_id), patient,"
                         " bevinding_id, referentie, datum, rij, controle, leidende_regel, omschrijving, bron,"
                         " :gebeurtenis FROM kandidaat WHERE uit = ''",
                         err);
    if (ok) {
        bind_choice(stmt, zaak, keuze);
        db_set_integer(stmt, ":zaak", zaak->nummer);
        db_set_integer(stmt, ":gebeurtenis", gebeurtenis);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* ---- A year ---- */

#define IN_YEAR "datum BETWEEN :van AND :tm"
#define FIELDS_RECORDED(veld) \
    "SELECT count(*), NULL FROM zaak_gebeurtenis JOIN zaak_veld USING (gebeurtenis) WHERE veld = '" veld \
    "' AND " IN_YEAR
#define STEPS_TAKEN(stap) \
    "SELECT count(*), NULL FROM zaak_gebeurtenis WHERE soort = 'stap' AND stap = '" stap "' AND " IN_YEAR
/* Each gives a number, and cents or NULL. */
static const struct {
    const char *naam, *omschrijving, *sql;
} year_figure[] = {
    {"zaken_begonnen", "Controles begonnen",
     "SELECT count(*), NULL FROM zaak_gebeurtenis WHERE soort = 'opening' AND " IN_YEAR},
    {"zaken_begonnen_materieel", "Daarvan materiële controles",
     "SELECT count(*), NULL FROM zaak_gebeurtenis o WHERE soort = 'opening' AND " IN_YEAR
     " AND EXISTS (SELECT 1 FROM zaak_gebeurtenis g JOIN zaak_veld v ON v.gebeurtenis = g.gebeurtenis"
     " AND v.veld = 'materieel' WHERE g.zaak = o.zaak AND g.datum <= :tm)"},
    {"zaken_lopend", "Controles die bij het begin van het jaar liepen",
     "SELECT count(*), NULL FROM zaak_gebeurtenis o WHERE o.soort = 'opening' AND o.datum < :van AND :tm <> ''"
     " AND NOT EXISTS (SELECT 1 FROM zaak_gebeurtenis s WHERE s.zaak = o.zaak AND s.soort = 'sluiting'"
     " AND s.datum < :van)"},
    {"zaken_gesloten", "Controles afgesloten",
     "SELECT count(*), NULL FROM zaak_gebeurtenis WHERE soort = 'sluiting' AND " IN_YEAR},
    {"zorgaanbieders", "Zorgaanbieders bij wie in het jaar een controle liep (objecten)",
     "SELECT count(DISTINCT agb), NULL FROM zaak JOIN zaak_gebeurtenis USING (zaak) WHERE " IN_YEAR},
    {"bevindingen", "Declaratieregels die in het jaar in een controle kwamen",
     "SELECT coalesce(sum(aantal), 0), coalesce(sum(cent), 0) FROM zaak_gebeurtenis"
     " WHERE soort IN ('opening', 'bevindingen') AND " IN_YEAR},
    {"aankondigingen", "Detailcontroles aangekondigd", STEPS_TAKEN("aankondiging")},
    {"detailcontroles", "Detailcontroles uitgevoerd", STEPS_TAKEN("detailcontrole")},
    {"toestemmingen", "Regels waarvan de verzekerde toestemming gaf het dossier in te zien",
     FIELDS_RECORDED("toestemming")},
    {"enquetes", "Enquêtes onder verzekerden", FIELDS_RECORDED("enquete")},
    {"dossiers", "Uitkomsten van dossiers vastgelegd; onterecht gedeclareerd",
     "SELECT coalesce(sum(aantal), 0), coalesce(sum(cent), 0) FROM zaak_gebeurtenis"
     " WHERE soort = 'uitkomsten' AND " IN_YEAR},
    {"voorgenomen_uitkomsten", "Voorgenomen uitkomsten bericht", STEPS_TAKEN("voorgenomen_uitkomst")},
    {"reacties", "Punten in reacties van zorgaanbieders", STEPS_TAKEN("reactie")},
    {"definitieve_uitkomsten", "Definitieve uitkomsten bericht", STEPS_TAKEN("definitieve_uitkomst")},
    {"terugvorderingen", "Terugvorderingen",
     "SELECT count(*), coalesce(sum(cent), 0) FROM zaak_gebeurtenis"
     " WHERE soort = 'stap' AND stap = 'terugvordering' AND " IN_YEAR},
    {"teruggevorderde_regels", "Declaratieregels waarover tot terugvordering is besloten",
     "SELECT coalesce(sum(aantal), 0), NULL FROM zaak_gebeurtenis"
     " WHERE soort = 'stap' AND stap = 'terugvordering' AND " IN_YEAR},
    {"vervallen_regels",
     "Declaratieregels die in het jaar vervielen nadat een controle begon, de meeste door creditering (effect)",
     "SELECT count(*), coalesce(sum(cent), 0) FROM (SELECT b.zaak, b.nummer,"
     " (SELECT verhaal_bedrag_cent FROM bevinding v WHERE v.patient = b.patient"
     " AND v.bevinding_id = b.bevinding_id) AS cent"
     " FROM zaak_bevinding b JOIN zaak_gebeurtenis o ON o.gebeurtenis = b.gebeurtenis"
     " WHERE EXISTS (SELECT 1 FROM gebeurtenis g JOIN run r USING (run) WHERE g.patient = b.patient"
     " AND g.bevinding_id = b.bevinding_id AND g.soort = 'vervallen' AND g.run > o.run"
     " AND substr(r.begonnen, 1, 10) BETWEEN :van AND :tm))"},
    {"stappen_overgeslagen", "Stappen overgeslagen, elk met een vastgelegde reden",
     "SELECT count(*), NULL FROM zaak_gebeurtenis WHERE soort = 'overgeslagen' AND " IN_YEAR},
};

static bool ask_figure(struct store *store, const char *sql, int jaar, struct zaak_cijfer *cijfer, struct error *err)
{
    enum { FIGURE_AANTAL, FIGURE_CENT };
    sqlite3_stmt *stmt = NULL;
    char *van = xprintf("%04d-01-01", jaar), *tm = xprintf("%04d-12-31", jaar);
    bool ok = db_prepare(store->db, &stmt, sql, err);
    if (ok) {
        db_set_string(stmt, ":van", van);
        db_set_string(stmt, ":tm", tm);
    }
    while (db_next(stmt, &ok, err)) {
        cijfer->aantal = sqlite3_column_int64(stmt, FIGURE_AANTAL);
        cijfer->cent = sqlite3_column_type(stmt, FIGURE_CENT) == SQLITE_NULL ? GEEN_AANTAL
                                                                             : sqlite3_column_int64(stmt, FIGURE_CENT);
    }
    sqlite3_finalize(stmt);
    free(van);
    free(tm);
    return ok;
}

bool zaken_figures(struct store *store, int jaar, zaak_cijfer_fn *each, void *ctx, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof year_figure / sizeof *year_figure; i++) {
        struct zaak_cijfer cijfer = {.naam = year_figure[i].naam, .omschrijving = year_figure[i].omschrijving};
        ok = ask_figure(store, year_figure[i].sql, jaar, &cijfer, err) && each(ctx, &cijfer, err);
    }
    return ok;
}

bool zaken_put_draw(struct store *store, int64_t zaak, uint32_t nummer, uint32_t trekking, int64_t gebeurtenis,
                    struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO zaak_trekking (zaak, nummer, trekking, gebeurtenis)"
                         " VALUES (:zaak, :nummer, :trekking, :gebeurtenis)",
                         err);
    if (ok) {
        db_set_integer(stmt, ":zaak", zaak);
        db_set_integer(stmt, ":nummer", nummer);
        db_set_integer(stmt, ":trekking", trekking);
        db_set_integer(stmt, ":gebeurtenis", gebeurtenis);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool zaken_put_result(struct store *store, int64_t zaak, const struct zaak_bevinding *b, int64_t gebeurtenis,
                      struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO zaak_uitkomst (zaak, nummer, uitkomst, cent, toelichting, gebeurtenis)"
                         " VALUES (:zaak, :nummer, :uitkomst, :cent, :toelichting, :gebeurtenis)",
                         err);
    if (ok) {
        db_set_integer(stmt, ":zaak", zaak);
        db_set_integer(stmt, ":nummer", b->nummer);
        db_set_string(stmt, ":uitkomst", zaak_uitkomst_name[b->uitkomst]);
        db_set_integer(stmt, ":cent", b->uitkomst_cent);
        db_set_text(stmt, ":toelichting", b->uitkomst_toelichting);
        db_set_integer(stmt, ":gebeurtenis", gebeurtenis);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

/* ---- Reading ---- */

/* What a row is read with. */
struct row_reading {
    sqlite3_stmt *stmt;
    struct arena *arena;
};

static struct text zaak_text(const struct row_reading *r, int column)
{
    const struct text text = db_text(r->stmt, column);
    return (struct text){arena_copy(r->arena, text.at, text.n), text.n};
}

static day day_of_column(const struct row_reading *r, int column)
{
    day d;
    return day_parse(db_text(r->stmt, column), DAY_ISO, &d) == DAY_OK ? d : 0;
}

bool zaken_each(struct store *store, int64_t nummer, struct arena *arena, zaak_fn *each, void *ctx, struct error *err)
{
    enum { ZAAK, AGB, ROL, VAN, TM, DOEL, KENMERK, BEGIN, TERUGBLIK, REDEN };
    struct row_reading r = {.arena = arena};
    uint64_t agb = 0;
    bool ok = db_prepare(store->db, &r.stmt,
                         "SELECT zaak, agb, rol, van, tm, doel, kenmerk, begin, terugblik, terugblik_reden FROM zaak"
                         " WHERE :zaak = 0 OR zaak = :zaak ORDER BY zaak",
                         err);
    if (ok)
        db_set_integer(r.stmt, ":zaak", nummer);
    while (db_next(r.stmt, &ok, err)) {
        (void)text_digits(db_text(r.stmt, AGB), 8, &agb);
        const struct zaak zaak = {
            .nummer = sqlite3_column_int64(r.stmt, ZAAK),
            .agb = (uint32_t)agb,
            .rol = number_of_word(db_text(r.stmt, ROL), rol_name, ROL_KETENCONTRACTANT),
            .kwartalen = {day_of_column(&r, VAN), day_of_column(&r, TM)},
            .doel = zaak_text(&r, DOEL),
            .kenmerk = zaak_text(&r, KENMERK),
            .begin = day_of_column(&r, BEGIN),
            .terugblik = day_of_column(&r, TERUGBLIK),
            .terugblik_reden = zaak_text(&r, REDEN),
        };
        ok = each(ctx, &zaak, err);
    }
    sqlite3_finalize(r.stmt);
    return ok;
}

static bool read_fields(sqlite3_stmt *stmt, struct arena *arena, struct zaak_gebeurtenis *g, struct error *err)
{
    enum { VELD, WAARDE };
    const struct row_reading r = {stmt, arena};
    bool ok = true;
    db_set_integer(stmt, ":gebeurtenis", g->nummer);
    while (db_next(stmt, &ok, err)) {
        const int veld = number_of_word(db_text(stmt, VELD), zaak_veld_name, ZAAK_VELDEN);
        if (veld < ZAAK_VELDEN)
            g->veld[veld] = zaak_text(&r, WAARDE);
    }
    return ok;
}

bool zaken_each_event(struct store *store, int64_t zaak, struct arena *arena, zaak_gebeurtenis_fn *each, void *ctx,
                      struct error *err)
{
    enum { NUMMER, SOORT, STAP, DATUM, BIJ, AANTAL, CENT, OP, DOOR, INLOG };
    struct row_reading r = {.arena = arena};
    sqlite3_stmt *fields = NULL;
    bool ok = db_prepare(store->db, &r.stmt,
                         "SELECT gebeurtenis, soort, stap, datum, bij, aantal, cent, op, door, inlog"
                         " FROM zaak_gebeurtenis WHERE zaak = :zaak ORDER BY gebeurtenis",
                         err)
              && db_prepare(store->db, &fields, "SELECT veld, waarde FROM zaak_veld WHERE gebeurtenis = :gebeurtenis",
                            err);
    if (ok)
        db_set_integer(r.stmt, ":zaak", zaak);
    while (db_next(r.stmt, &ok, err)) {
        const bool counts = sqlite3_column_type(r.stmt, AANTAL) != SQLITE_NULL;
        struct zaak_gebeurtenis g = {
            .nummer = sqlite3_column_int64(r.stmt, NUMMER),
            .zaak = zaak,
            .soort = number_of_word(db_text(r.stmt, SOORT), gebeurtenis_soort_name, GEBEURTENIS_SLUITING),
            .stap = zaak_text(&r, STAP),
            .datum = day_of_column(&r, DATUM),
            .bij = sqlite3_column_int64(r.stmt, BIJ),
            .aantal = counts ? sqlite3_column_int64(r.stmt, AANTAL) : GEEN_AANTAL,
            .cent = sqlite3_column_int64(r.stmt, CENT),
            .op = zaak_text(&r, OP),
            .door = zaak_text(&r, DOOR),
            .inlog = zaak_text(&r, INLOG),
        };
        ok = read_fields(fields, arena, &g, err) && each(ctx, &g, err);
    }
    sqlite3_finalize(fields);
    sqlite3_finalize(r.stmt);
    return ok;
}

/* Takes a finding out of v_bevinding_rij.rij, whose lines are "column: value". */
static void read_rij(struct text rij, struct bevinding *b)
{
    const char *end = rij.at + rij.n;
    int next = 0; /* the column that the line is probably of: they come in their order */
    for (const char *at = rij.at; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at)), *colon;
        stop = stop ? stop : end;
        colon = memmem(at, (size_t)(stop - at), ": ", 2);
        for (int i = 0; colon && i < BEVINDING_COLUMNS; i++) {
            const int c = (next + i) % BEVINDING_COLUMNS;
            if (!text_equal((struct text){at, (size_t)(colon - at)}, text_of(bevinding_column[c].name)))
                continue;
            bevinding_set(b, c, (struct text){colon + 2, (size_t)(stop - colon - 2)});
            next = c + 1;
            break;
        }
        at = stop + 1;
    }
}

/* Columns of a finding of a case. */
enum {
    B_NUMMER,
    B_RIJ,
    B_RIJ_NU,
    B_CONTROLE,
    B_REGEL,
    B_OMSCHRIJVING,
    B_BRON,
    B_OORDEEL,
    B_OORDEEL_DOOR,
    B_OORDEEL_REDEN,
    B_HERZIEN,
    B_ANTWOORD,
    B_TOELICHTING,
    B_TREKKING,
    B_UITKOMST,
    B_UITKOMST_CENT,
    B_UITKOMST_TOELICHTING
};
/* A purge takes a finding out of the case too. (With a LEFT JOIN SQLite puts all findings of the database together
 * first, whatever is in the case.) */
static const char findings_sql[] =
    "SELECT z.nummer, z.rij, b.rij, z.controle, z.regel, z.omschrijving, z.bron, b.oordeel,"
    " b.oordeel_door, (SELECT coalesce(e.reden, l.reden) FROM oordeel l LEFT JOIN oordeel e ON e.nummer = l.bevestigt"
    " WHERE l.nummer = b.oordeel_nummer), b.herzien IS NOT NULL,"
    " iif(b.verhaal = 'keten', b.antwoord_ketencontractant, b.antwoord_declarant),"
    " iif(b.verhaal = 'keten', b.toelichting_ketencontractant, b.toelichting_declarant), t.trekking,"
    " coalesce(u.uitkomst, 'geen'), u.cent, u.toelichting"
    " FROM zaak_bevinding z CROSS JOIN v_beantwoord b ON b.patient = z.patient AND b.bevinding_id = z.bevinding_id"
    " LEFT JOIN zaak_trekking t ON t.zaak = z.zaak AND t.nummer = z.nummer"
    " LEFT JOIN zaak_uitkomst u ON u.uitkomst_nr = (SELECT max(l.uitkomst_nr) FROM zaak_uitkomst l"
    " WHERE l.zaak = z.zaak AND l.nummer = z.nummer)"
    " WHERE z.zaak = :zaak ORDER BY z.nummer";

/* What stands in the row before too is not kept again: of a million findings most is the same. */
static struct text text_as_before(const struct row_reading *r, int column, struct text before)
{
    return text_equal(db_text(r->stmt, column), before) ? before : zaak_text(r, column);
}

static struct zaak_bevinding read_finding(const struct row_reading *r, const struct zaak_bevinding *before)
{
    struct zaak_bevinding b = {
        .nummer = (uint32_t)sqlite3_column_int64(r->stmt, B_NUMMER),
        .rij = zaak_text(r, B_RIJ),
        .materieel = text_equal(db_text(r->stmt, B_CONTROLE), TEXT("materieel")),
        .regel = text_as_before(r, B_REGEL, before->regel),
        .omschrijving = text_as_before(r, B_OMSCHRIJVING, before->omschrijving),
        .bron = text_as_before(r, B_BRON, before->bron),
        .oordeel = text_as_before(r, B_OORDEEL, before->oordeel),
        .oordeel_door = text_as_before(r, B_OORDEEL_DOOR, before->oordeel_door),
        .oordeel_reden = text_as_before(r, B_OORDEEL_REDEN, before->oordeel_reden),
        .oordeel_herzien = sqlite3_column_int(r->stmt, B_HERZIEN),
        .antwoord = text_as_before(r, B_ANTWOORD, before->antwoord),
        .toelichting = text_as_before(r, B_TOELICHTING, before->toelichting),
        .trekking = (uint32_t)sqlite3_column_int64(r->stmt, B_TREKKING),
        .uitkomst = number_of_word(db_text(r->stmt, B_UITKOMST), zaak_uitkomst_name, UITKOMST_ONBEKEND),
        .uitkomst_cent = sqlite3_column_int64(r->stmt, B_UITKOMST_CENT),
        .uitkomst_toelichting = text_as_before(r, B_UITKOMST_TOELICHTING, before->uitkomst_toelichting),
    };
    b.rij_nu = text_as_before(r, B_RIJ_NU, b.rij);
    read_rij(b.rij, &b.was);
    b.nu = b.was;
    if (b.rij_nu.at != b.rij.at)
        read_rij(b.rij_nu, &b.nu);
    return b;
}

bool zaken_each_finding(struct store *store, int64_t zaak, struct arena *arena, zaak_bevinding_fn *each, void *ctx,
                        struct error *err)
{
    struct row_reading r = {.arena = arena};
    struct zaak_bevinding b = {.nummer = 0};
    bool ok = db_prepare(store->db, &r.stmt, findings_sql, err);
    if (ok)
        db_set_integer(r.stmt, ":zaak", zaak);
    while (db_next(r.stmt, &ok, err)) {
        b = read_finding(&r, &b);
        ok = each(ctx, &b, err);
    }
    sqlite3_finalize(r.stmt);
    return ok;
}
