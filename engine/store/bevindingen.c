/* bevindingen.c - see bevindingen.h. */
#include "store/bevindingen.h"

#include <stdio.h>

#include "csv/csv_record.h"
#include "rules/keten.h"

const char *const wijziging_name[3] = {
    [WIJZIGING_NIEUW] = "nieuw", [WIJZIGING_HERZIEN] = "herzien", [WIJZIGING_VERVALLEN] = "vervallen"};

/* The columns that a struct bevinding holds, in the order of both the reader and the writer. */
#define COLUMNS_OF_BEVINDING                                                                                           \
    "bevinding_id, zekerheid, redenen, uzovi, patient, programma, categorie, regels, tabel, keten_agb,"                \
    " keten_referentie, keten_prestatiecode, keten_van, keten_tm, keten_bedrag_cent, conflict_agb,"                    \
    " conflict_referentie, conflict_prestatiecodelijst, conflict_prestatiecode, conflict_zorgproductcode,"             \
    " conflict_begindatum, conflict_einddatum, conflict_bedrag_cent, overlap_van, overlap_tm, verhaal,"                \
    " verhaal_bedrag_cent, leidende_regel, keten_bestand, keten_regelnummer, conflict_bestand, conflict_regelnummer"

const char *const bevinding_status_name[BEVINDING_STATUSSEN] = {
    [STATUS_NIEUW] = "nieuw", [STATUS_OPEN] = "open", [STATUS_VERVALLEN] = "vervallen"};

const char *const oordeel_name[OORDELEN] = {
    [OORDEEL_GEEN] = "geen",
    [OORDEEL_BEVESTIGD] = "bevestigd",
    [OORDEEL_AFGEWEZEN] = "afgewezen",
    [OORDEEL_TERUGVORDERING] = "terugvordering",
    [OORDEEL_TE_BEVESTIGEN] = "terugvordering (te bevestigen)",
    [OORDEEL_WACHT_OP_AANBIEDER] = "wacht_op_aanbieder",
};

#define ORDER_BEVINDING " ORDER BY patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie"

/* Binds ",nieuw,open,": the names whose bit is set. */
static void bind_set(sqlite3_stmt *stmt, int parameter, unsigned set, const char *const *name, unsigned n)
{
    struct buf list = {0};
    for (unsigned i = 0; i < n; i++)
        if (set >> i & 1)
            buf_printf(&list, ",%s", name[i]);
    buf_text(&list, ",");
    sqlite3_bind_text64(stmt, parameter, list.at, list.n, SQLITE_TRANSIENT, SQLITE_UTF8);
    buf_release(&list);
}

void bevinding_filter_bind(sqlite3_stmt *stmt, const struct bevinding_filter *filter)
{
    const struct text text[] = {filter->patient,   filter->id,    filter->zekerheid,
                                filter->categorie, filter->uzovi, filter->agb};
    for (int i = 0; i < 6; i++)
        if (text[i].n)
            db_bind_text(stmt, i + 1, text[i]);
    sqlite3_bind_int64(stmt, 7, filter->since);
    bind_set(stmt, 8, filter->statussen ? filter->statussen : 1U << STATUS_NIEUW | 1U << STATUS_OPEN,
             bevinding_status_name, BEVINDING_STATUSSEN);
    if (filter->period.last) {
        char days[2 * DAY_TEXT + 1];
        day_print(filter->period.first, days);
        day_print(filter->period.last, days + DAY_TEXT);
        sqlite3_bind_text(stmt, 9, days, 2 * DAY_TEXT, SQLITE_TRANSIENT);
    }
    sqlite3_bind_int64(stmt, 10, filter->min_cent);
    if (filter->oordelen)
        bind_set(stmt, 11, filter->oordelen, oordeel_name, OORDELEN);
    sqlite3_bind_int64(stmt, 12, filter->herzien);
    if (filter->antwoorden)
        bind_set(stmt, 13, filter->antwoorden, antwoord_name, ANTWOORDEN);
}

bool bevinding_reader_open(struct bevinding_reader *reader, sqlite3 *db, const struct bevinding_filter *filter,
                           struct error *err)
{
    *reader = (struct bevinding_reader){0};
    if (!db_prepare(db, &reader->stmt,
                    "SELECT " COLUMNS_OF_BEVINDING ", status, gevonden_run, gewijzigd_run, oordeel, oordeel_door,"
                    " oordeel_op, oordeel_reden, herzien, antwoord_declarant, toelichting_declarant,"
                    " antwoord_ketencontractant, toelichting_ketencontractant " BEVINDING_CHOSEN ORDER_BEVINDING,
                    err))
        return false;
    bevinding_filter_bind(reader->stmt, filter);
    return true;
}

bool bevinding_reader_open_range(struct bevinding_reader *reader, sqlite3 *db, struct error *err)
{
    *reader = (struct bevinding_reader){0};
    /* From the table: a run reads it while the database may still have the schema, and so the views, of before. */
    return db_prepare(db, &reader->stmt,
                      "SELECT " COLUMNS_OF_BEVINDING ", NULL, gevonden_run, gewijzigd_run, NULL, NULL, NULL, NULL, NULL,"
                      " NULL, NULL, NULL, NULL"
                      " FROM bevinding WHERE patient >= ?1 AND patient < ?2 AND vervallen_run IS NULL" ORDER_BEVINDING,
                      err);
}

void bevinding_reader_range(struct bevinding_reader *reader, struct text from, struct text end)
{
    sqlite3_reset(reader->stmt);
    db_bind_text(reader->stmt, 1, from);
    if (end.at)
        db_bind_text(reader->stmt, 2, end);
    else
        sqlite3_bind_zeroblob(reader->stmt, 2, 0); /* every blob sorts behind every text */
}

/* ?1..?2: the days in which the overlap begins. */
#define COUNTED                                                                                                        \
    "vervallen_run IS NULL AND oordeel IS NOT 'afgewezen' AND overlap_van BETWEEN ?1 AND ?2"

static bool open_counted(struct bevinding_reader *reader, sqlite3 *db, const char *sql, struct period period,
                         struct error *err)
{
    char first[DAY_TEXT + 1], last[DAY_TEXT + 1];
    *reader = (struct bevinding_reader){0};
    if (!db_prepare(db, &reader->stmt, sql, err))
        return false;
    day_print(period.first, first);
    day_print(period.last, last);
    sqlite3_bind_text(reader->stmt, 1, first, DAY_TEXT, SQLITE_TRANSIENT);
    sqlite3_bind_text(reader->stmt, 2, last, DAY_TEXT, SQLITE_TRANSIENT);
    return true;
}

bool bevinding_reader_open_counted(struct bevinding_reader *reader, sqlite3 *db, struct period period, struct error *err)
{
    return open_counted(reader, db,
                        "SELECT " COLUMNS_OF_BEVINDING ", NULL, gevonden_run, gewijzigd_run, NULL, NULL, NULL, NULL, NULL,"
                        " NULL, NULL, NULL, NULL FROM v_beoordeeld WHERE " COUNTED ORDER_BEVINDING,
                        period, err);
}

bool bevinding_reader_open_owned(struct bevinding_reader *reader, sqlite3 *db, struct period period, struct error *err)
{
    /* The roles as enum rol numbers them. */
    return open_counted(reader, db,
                        "SELECT " COLUMNS_OF_BEVINDING ", NULL, gevonden_run, gewijzigd_run, NULL, NULL, NULL, NULL, NULL,"
                        " antwoord_declarant, toelichting_declarant, antwoord_ketencontractant, toelichting_ketencontractant,"
                        " r.rol, iif(r.rol = 0, conflict_agb, keten_agb) AS eigen"
                        " FROM v_beantwoord, (SELECT 0 AS rol UNION ALL SELECT 1) r WHERE " COUNTED
                        " ORDER BY substr(eigen, 1, 2), r.rol, eigen, patient, keten_agb, keten_referentie, conflict_agb,"
                        " conflict_referentie",
                        period, err);
}

static unsigned choice(struct text text, const char *const *name, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (text_equal(text, text_of(name[i])))
            return i;
    return 0;
}

static uint32_t number_at(sqlite3_stmt *stmt, int column)
{
    uint64_t number = 0;
    return text_digits(db_text(stmt, column), 9, &number) ? (uint32_t)number : 0;
}

static day day_at(sqlite3_stmt *stmt, int column)
{
    day d = 0;
    return day_parse(db_text(stmt, column), DAY_ISO, &d) == DAY_OK ? d : 0;
}

bool bevinding_reader_step(struct bevinding_reader *reader, bool *row, struct error *err)
{
    if (!db_step(reader->stmt, row, err))
        return false;
    if (*row)
        reader->bevinding.patient = db_text(reader->stmt, 4);
    return true;
}

void bevinding_reader_fill(struct bevinding_reader *reader)
{
    sqlite3_stmt *s = reader->stmt;
    struct bevinding *b = &reader->bevinding;
    struct text id = db_text(s, 0);
    *b = (struct bevinding){
        .zekerheid = (enum zekerheid)choice(db_text(s, 1), zekerheid_name, ZEKERHEDEN),
        .redenen = db_text(s, 2),
        .uzovi = (uint16_t)number_at(s, 3),
        .patient = db_text(s, 4),
        .programma = db_text(s, 5),
        .categorie = (enum categorie)choice(db_text(s, 6), categorie_name, CATEGORIEEN),
        .regels = db_text(s, 7),
        .tabel = db_text(s, 8),
        .keten = {number_at(s, 9), db_text(s, 10), db_text(s, 11), sqlite3_column_int64(s, 14),
                  (uint32_t)sqlite3_column_int64(s, 28), (uint64_t)sqlite3_column_int64(s, 29)},
        .keten_periode = {day_at(s, 12), day_at(s, 13)},
        .conflict = {number_at(s, 15), db_text(s, 16), db_text(s, 18), sqlite3_column_int64(s, 22),
                     (uint32_t)sqlite3_column_int64(s, 30), (uint64_t)sqlite3_column_int64(s, 31)},
        .conflict_lijst = (uint16_t)number_at(s, 17),
        .conflict_zorgproduct = number_at(s, 19),
        .conflict_periode = {day_at(s, 20), day_at(s, 21)},
        .overlap = {day_at(s, 23), day_at(s, 24)},
        .verhaal = (enum verhaal)choice(db_text(s, 25), verhaal_name, 2),
        .leidende_regel = db_text(s, 27),
    };
    memcpy(b->id, id.at, id.n < 16 ? id.n : 16);
    reader->status = (enum bevinding_status)choice(db_text(s, 32), bevinding_status_name, BEVINDING_STATUSSEN);
    reader->gevonden_run = sqlite3_column_int64(s, 33);
    reader->gewijzigd_run = sqlite3_column_int64(s, 34);
    reader->oordeel = db_text(s, 35);
    reader->oordeel_door = db_text(s, 36);
    reader->oordeel_op = db_text(s, 37);
    reader->oordeel_reden = db_text(s, 38);
    reader->herzien = db_text(s, 39);
    for (int rol = 0; rol < ROLLEN; rol++) {
        reader->antwoord[rol] = db_text(s, 40 + 2 * rol);
        reader->toelichting[rol] = db_text(s, 41 + 2 * rol);
    }
    reader->rol = sqlite3_column_count(s) > 44 ? (enum rol)sqlite3_column_int(s, 44) : ROL_DECLARANT;
}

bool bevinding_reader_next(struct bevinding_reader *reader, bool *row, struct error *err)
{
    if (!bevinding_reader_step(reader, row, err))
        return false;
    if (*row)
        bevinding_reader_fill(reader);
    return true;
}

const char *bevinding_reader_difference(const struct bevinding_reader *reader, const struct bevinding *b)
{
    static const char *const name[] = {"keten_bestand", "keten_regelnummer", "conflict_bestand",
                                       "conflict_regelnummer"};
    const int64_t place[] = {b->keten.bestand, (int64_t)b->keten.regel, b->conflict.bestand,
                             (int64_t)b->conflict.regel};
    sqlite3_stmt *s = reader->stmt;
    char room[32];
    for (int c = 0; c < BEVINDING_COLUMNS; c++) {
        struct text value = bevinding_value(b, c, room);
        const unsigned char *stored = sqlite3_column_text(s, c); /* amounts too */
        if (!stored || !text_equal(value, (struct text){(const char *)stored, (size_t)sqlite3_column_bytes(s, c)}))
            return bevinding_column[c].name;
    }
    if (!text_equal(db_text(s, BEVINDING_COLUMNS), b->leidende_regel))
        return "leidende_regel";
    for (int i = 0; i < 4; i++)
        if (sqlite3_column_int64(s, BEVINDING_COLUMNS + 1 + i) != place[i])
            return name[i];
    return NULL;
}

void bevinding_reader_csv(const struct bevinding_reader *reader, struct buf *out)
{
    for (int c = 0; c < BEVINDING_COLUMNS; c++) {
        if (c)
            buf_add(out, ",", 1);
        if (bevinding_column[c].is_number)
            buf_number(out, sqlite3_column_int64(reader->stmt, c));
        else
            csv_add_field(out, db_text(reader->stmt, c));
    }
    buf_add(out, "\n", 1);
}

void bevinding_reader_close(struct bevinding_reader *reader)
{
    sqlite3_finalize(reader->stmt);
    *reader = (struct bevinding_reader){0};
}

bool bevinding_writer_open(struct bevinding_writer *writer, struct store *store, int64_t run, struct error *err)
{
    *writer = (struct bevinding_writer){.run = run};
    /* A finding that stood before and lapsed comes back in its old row. */
    return db_prepare(store->db, &writer->put,
                      "INSERT OR REPLACE INTO bevinding (" COLUMNS_OF_BEVINDING
                      ", gewijzigd_run, gevonden_run) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,"
                      "?18,?19,?20,?21,?22,?23,?24,?25,?26,?27,?28,?29,?30,?31,?32,?33, coalesce(?34, (SELECT gevonden_run"
                      " FROM bevinding WHERE patient=?5 AND keten_agb=?10 AND keten_referentie=?11 AND conflict_agb=?16"
                      " AND conflict_referentie=?17)))",
                      err)
           && db_prepare(store->db, &writer->lapse,
                         "UPDATE bevinding SET vervallen_run = ?1, gewijzigd_run = ?1 WHERE patient = ?2 AND keten_agb = ?3"
                         " AND keten_referentie = ?4 AND conflict_agb = ?5 AND conflict_referentie = ?6",
                         err)
           && db_prepare(store->db, &writer->event,
                         "INSERT INTO gebeurtenis (run, patient, bevinding_id, soort, was) VALUES (?1,?2,?3,?4,?5)", err);
}

static bool put(struct bevinding_writer *writer, enum wijziging wijziging, const struct bevinding *b, struct error *err)
{
    sqlite3_stmt *s = writer->put;
    char room[BEVINDING_COLUMNS][32];
    for (int c = 0; c < BEVINDING_COLUMNS; c++)
        if (!bevinding_column[c].is_number)
            db_bind_text(s, c + 1, bevinding_value(b, c, room[c]));
    sqlite3_bind_int64(s, 15, b->keten.bedrag_cent);
    sqlite3_bind_int64(s, 23, b->conflict.bedrag_cent);
    sqlite3_bind_int64(s, 27, bevinding_bedrag(b));
    db_bind_text(s, 28, b->leidende_regel);
    sqlite3_bind_int64(s, 29, b->keten.bestand);
    sqlite3_bind_int64(s, 30, (int64_t)b->keten.regel);
    sqlite3_bind_int64(s, 31, b->conflict.bestand);
    sqlite3_bind_int64(s, 32, (int64_t)b->conflict.regel);
    sqlite3_bind_int64(s, 33, writer->run);
    if (wijziging == WIJZIGING_NIEUW)
        sqlite3_bind_int64(s, 34, writer->run);
    else
        sqlite3_bind_null(s, 34);
    return db_run(s, err);
}

/* A number of fixed width as text in `room`. */
static void bind_digits(sqlite3_stmt *stmt, int parameter, uint32_t number, int width, char *room)
{
    digits_print(number, width, room);
    db_bind_text(stmt, parameter, (struct text){room, (size_t)width});
}

static bool lapse(struct bevinding_writer *writer, const struct bevinding *b, struct error *err)
{
    char keten[9], conflict[9];
    sqlite3_bind_int64(writer->lapse, 1, writer->run);
    db_bind_text(writer->lapse, 2, b->patient);
    bind_digits(writer->lapse, 3, b->keten.agb, 8, keten);
    db_bind_text(writer->lapse, 4, b->keten.referentie);
    bind_digits(writer->lapse, 5, b->conflict.agb, 8, conflict);
    db_bind_text(writer->lapse, 6, b->conflict.referentie);
    return db_run(writer->lapse, err);
}

bool bevinding_writer_add(struct bevinding_writer *writer, enum wijziging wijziging, const struct bevinding *b,
                          struct text was, struct error *err)
{
    bool ok = wijziging == WIJZIGING_VERVALLEN ? lapse(writer, b, err) : put(writer, wijziging, b, err);
    if (!ok)
        return false;
    sqlite3_bind_int64(writer->event, 1, writer->run);
    db_bind_text(writer->event, 2, b->patient);
    db_bind_string(writer->event, 3, b->id);
    db_bind_string(writer->event, 4, wijziging_name[wijziging]);
    db_bind_text(writer->event, 5, was);
    return db_run(writer->event, err);
}

void bevinding_writer_close(struct bevinding_writer *writer)
{
    sqlite3_finalize(writer->put);
    sqlite3_finalize(writer->lapse);
    sqlite3_finalize(writer->event);
    *writer = (struct bevinding_writer){0};
}

/* Calls `each` for every figure of the totals: its kind, its key and where it stands. */
static bool each_figure(const struct ruleset *rules, struct totals *totals,
                        bool (*each)(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err),
                        void *ctx, struct error *err)
{
    const struct text none = {"", 0};
    bool ok = each(ctx, "credits_applied", none, &totals->credits_applied, err)
              && each(ctx, "credits_waiting", none, &totals->credits_waiting, err)
              && each(ctx, "anomalies", none, &totals->anomalies, err);
    for (size_t i = 0; ok && i < rules->programmas; i++)
        ok = each(ctx, "keten_lines", rules->programma[i].naam, &totals->keten_lines[i], err);
    for (size_t i = 0; ok && i < CATEGORIEEN; i++)
        ok = each(ctx, "per_categorie", text_of(categorie_name[i]), &totals->per_categorie[i], err);
    for (size_t i = 0; ok && i < rules->tabellen; i++)
        ok = each(ctx, "per_tabel", rules->tabel[i].naam, &totals->per_tabel[i], err);
    for (size_t i = 0; ok && i < ZEKERHEDEN; i++)
        ok = each(ctx, "findings", text_of(zekerheid_name[i]), &totals->findings[i], err)
             && each(ctx, "findings_cent", text_of(zekerheid_name[i]), &totals->findings_cent[i], err)
             && each(ctx, "net_cent", text_of(zekerheid_name[i]), &totals->net_cent[i], err);
    return ok;
}

static bool read_figure(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err)
{
    sqlite3_stmt *stmt = ctx;
    bool row;
    db_bind_string(stmt, 1, soort);
    db_bind_text(stmt, 2, sleutel);
    if (!db_step(stmt, &row, err))
        return false;
    if (row)
        *waarde += sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return true;
}

static bool write_figure(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err)
{
    sqlite3_stmt *stmt = ctx;
    db_bind_string(stmt, 1, soort);
    db_bind_text(stmt, 2, sleutel);
    sqlite3_bind_int64(stmt, 3, *waarde);
    return db_run(stmt, err);
}

bool stand_read(struct store *store, const struct ruleset *rules, struct totals *totals, struct error *err)
{
    sqlite3_stmt *figure = NULL, *dekking = NULL;
    bool ok = db_prepare(store->db, &figure, "SELECT waarde FROM stand WHERE soort = ?1 AND sleutel = ?2", err)
              && each_figure(rules, totals, read_figure, figure, err)
              && db_prepare(store->db, &dekking,
                            "SELECT uzovi, substr(kwartaal, 1, 4) || CASE substr(kwartaal, 6) WHEN '1' THEN '0101' WHEN '2'"
                            " THEN '0401' WHEN '3' THEN '0701' ELSE '1001' END, keten_lines, ongedekt FROM dekking",
                            err);
    while (db_next(dekking, &ok, err))
        totals_add_dekking(totals, (uint16_t)number_at(dekking, 0), day_at(dekking, 1), sqlite3_column_int64(dekking, 2),
                           sqlite3_column_int64(dekking, 3));
    sqlite3_finalize(figure);
    sqlite3_finalize(dekking);
    return ok;
}

static bool write_dekking(struct store *store, const struct ruleset *rules, const struct totals *totals, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO dekking (uzovi, kwartaal, keten_lines, ongedekt, tabel) VALUES (?1,?2,?3,?4,?5)", err);
    for (size_t i = 0; ok && i < totals->dekkingen; i++) {
        const struct dekking *d = &totals->dekking[i];
        if (d->keten_lines == 0)
            continue;
        char uzovi[5], kwartaal[7];
        unsigned tabel = tabel_of(rules, d->uzovi, d->kwartaal);
        bind_digits(stmt, 1, d->uzovi, 4, uzovi);
        quarter_print(d->kwartaal, kwartaal);
        db_bind_string(stmt, 2, kwartaal);
        sqlite3_bind_int64(stmt, 3, d->keten_lines);
        sqlite3_bind_int64(stmt, 4, d->ongedekt);
        if (tabel == GEEN_TABEL)
            sqlite3_bind_null(stmt, 5);
        else
            db_bind_text(stmt, 5, rules->tabel[tabel].naam);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool stand_write(struct store *store, const struct ruleset *rules, const struct totals *totals, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    struct totals copy = *totals; /* each_figure serves reading too */
    bool ok = db_exec(store->db, "DELETE FROM stand; DELETE FROM dekking", err)
              && db_prepare(store->db, &stmt, "INSERT INTO stand (soort, sleutel, waarde) VALUES (?1, ?2, ?3)", err)
              && each_figure(rules, &copy, write_figure, stmt, err);
    sqlite3_finalize(stmt);
    return ok && write_dekking(store, rules, totals, err);
}

/* Looks a figure up among the stored ones. */
struct figure_check {
    sqlite3_stmt *stmt;
    int64_t figures; /* looked up */
    bool is;
    char *what;
};

static bool check_figure(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err)
{
    struct figure_check *check = ctx;
    bool row;
    db_bind_string(check->stmt, 1, soort);
    db_bind_text(check->stmt, 2, sleutel);
    if (!db_step(check->stmt, &row, err))
        return false;
    check->figures++;
    if (check->is && (!row || sqlite3_column_int64(check->stmt, 0) != *waarde)) {
        check->is = false;
        snprintf(check->what, 64, "stand, %s %.*s", soort, (int)sleutel.n, sleutel.at);
    }
    sqlite3_reset(check->stmt);
    return true;
}

static bool check_dekking(struct store *store, const struct ruleset *rules, const struct totals *totals, bool *is,
                          char what[static 64], struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    size_t i = 0;
    bool row = true;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT uzovi, kwartaal, keten_lines, ongedekt, tabel FROM dekking"
                         " ORDER BY uzovi, kwartaal",
                         err);
    while (ok && row && *is) {
        while (i < totals->dekkingen && totals->dekking[i].keten_lines == 0)
            i++;
        ok = db_step(stmt, &row, err);
        const struct dekking *d = i < totals->dekkingen ? &totals->dekking[i++] : NULL;
        if (!ok || (!row && !d))
            break;
        unsigned tabel = d ? tabel_of(rules, d->uzovi, d->kwartaal) : GEEN_TABEL;
        char kwartaal[7] = "";
        if (d)
            quarter_print(d->kwartaal, kwartaal);
        *is = row && d && number_at(stmt, 0) == d->uzovi && text_equal(db_text(stmt, 1), text_of(kwartaal))
              && sqlite3_column_int64(stmt, 2) == d->keten_lines && sqlite3_column_int64(stmt, 3) == d->ongedekt
              && text_equal(db_text(stmt, 4), tabel == GEEN_TABEL ? TEXT("") : rules->tabel[tabel].naam);
        if (!*is && d)
            snprintf(what, 64, "dekking, uzovi %04u in %s", d->uzovi, kwartaal);
        else if (!*is)
            snprintf(what, 64, "dekking, a row too many");
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool stand_is(struct store *store, const struct ruleset *rules, const struct totals *totals, bool *is,
              char what[static 64], struct error *err)
{
    struct totals copy = *totals; /* each_figure serves reading too */
    struct figure_check check = {.is = true, .what = what};
    int64_t stored;
    bool ok = db_prepare(store->db, &check.stmt, "SELECT waarde FROM stand WHERE soort = ?1 AND sleutel = ?2", err)
              && each_figure(rules, &copy, check_figure, &check, err)
              && db_integer(store->db, "SELECT count(*) FROM stand", &stored, err);
    sqlite3_finalize(check.stmt);
    *is = check.is;
    if (ok && *is && stored != check.figures) {
        *is = false;
        snprintf(what, 64, "stand, a row too many");
    }
    return ok && (!*is || check_dekking(store, rules, totals, is, what, err));
}
