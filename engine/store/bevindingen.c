/* bevindingen.c - see bevindingen.h. */
#include "store/bevindingen.h"

#include "base/digest.h"
#include "csv/csv_record.h"

const char *const wijziging_name[3] = {
    [WIJZIGING_NIEUW] = "nieuw", [WIJZIGING_HERZIEN] = "herzien", [WIJZIGING_VERVALLEN] = "vervallen"};

#define NAME_AND_COMMA(name, column, kind, member, title, width) column ", "
#define PARAMETER_AND_COMMA(name, column, kind, member, title, width) ":" column ", "
#define OWN_COLUMNS BEVINDING_COLUMNS_LIST(NAME_AND_COMMA) "som, " /* each with a comma behind it: more comes */

#define BESIDE(column, is_number, title, width) {#column, title, is_number ? COLUMN_REGELNR : COLUMN_TEXT, width},
const struct bevinding_column beside_column[BESIDE_COLUMNS] = {BESIDE_LIST(BESIDE)};
#define BESIDE_NAME(column, is_number, title, width) #column ", "
#define BESIDE_NAMES BESIDE_LIST(BESIDE_NAME)

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

#define ORDE_WORD(name, word) [name] = word,
const char *const orde_word[ORDEN] = {ORDEN_LIST(ORDE_WORD)};

/* The same order, each column by `way`; and one in which another column comes first. */
#define BY_KEY(way)                                                                                                    \
    "patient" way ", keten_agb" way ", keten_referentie" way ", conflict_agb" way ", conflict_referentie" way
#define BY_CENT(way) "verhaal_bedrag_cent" way ", "
#define BY_GRADE(way) "iif(zekerheid = 'vast', 2, iif(zekerheid = 'signaal', 0, 1))" way ", "
/* `most`: from high to low; `key`: from low to high; both the other way round when the list is. */
#define ORDERS(most, key)                                                                                              \
    {                                                                                                                  \
        [ORDE_BESTAND] = BY_KEY(key), [ORDE_BEDRAG] = BY_CENT(most) BY_KEY(key),                                       \
        [ORDE_DATUM] = "overlap_van" most ", " BY_KEY(key),                                                            \
        [ORDE_ZEKERHEID] = BY_GRADE(most) BY_CENT(most) BY_KEY(key),                                                   \
        [ORDE_GEWIJZIGD] = "gewijzigd_run" most ", " BY_KEY(key),                                                      \
    }
static const char *const order_by[2][ORDEN] = {ORDERS(" DESC", ""), ORDERS("", " DESC")};

/* Binds ",nieuw,open,": the names whose bit is set; an empty set leaves NULL. */
static void bind_set(sqlite3_stmt *stmt, const char *parameter, unsigned set, const char *const *name, unsigned n)
{
    struct buf list = {0};
    if (!set)
        return;
    for (unsigned i = 0; i < n; i++)
        if (set >> i & 1)
            buf_printf(&list, ",%s", name[i]);
    buf_text(&list, ",");
    db_set_copy(stmt, parameter, (struct text){list.at, list.n});
    buf_release(&list);
}

void bevinding_filter_bind(sqlite3_stmt *stmt, const struct bevinding_filter *filter)
{
    const struct {
        const char *parameter;
        struct text text;
    } texts[] = {{":patient", filter->patient},     {":id", filter->id},       {":zekerheid", filter->zekerheid},
                 {":regel", filter->regel},         {":categorie", filter->categorie},
                 {":uzovi", filter->uzovi},         {":agb", filter->agb}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].text.n)
            db_set_text(stmt, texts[i].parameter, texts[i].text);
    if (filter->period.last) {
        db_set_day(stmt, ":van", filter->period.first);
        db_set_day(stmt, ":tm", filter->period.last);
    }
    db_set_integer(stmt, ":since", filter->since);
    db_set_integer(stmt, ":min_cent", filter->min_cent);
    db_set_integer(stmt, ":herzien", filter->herzien);
    db_set_integer(stmt, ":zaak", filter->zaak);
    bind_set(stmt, ":statussen", filter->statussen ? filter->statussen : 1U << STATUS_NIEUW | 1U << STATUS_OPEN,
             bevinding_status_name, BEVINDING_STATUSSEN);
    bind_set(stmt, ":oordelen", filter->oordelen, oordeel_name, OORDELEN);
    bind_set(stmt, ":eigen_risicos", filter->eigen_risicos, eigen_risico_name, EIGEN_RISICOS);
    bind_set(stmt, ":antwoorden", filter->antwoorden, antwoord_name, ANTWOORDEN);
}

/* The place of a column of this name; -1: the query does not give it. */
static int place_of_column(sqlite3_stmt *stmt, const char *name)
{
    for (int i = 0; i < sqlite3_column_count(stmt); i++)
        if (strcmp(sqlite3_column_name(stmt, i), name) == 0)
            return i;
    return -1;
}

/* Prepares a query that gives columns of findings, in whatever order. */
static bool reader_prepare(struct bevinding_reader *reader, sqlite3 *db, const char *sql, struct error *err)
{
    *reader = (struct bevinding_reader){0};
    if (!db_prepare(db, &reader->stmt, sql, err))
        return false;
    for (int c = 0; c < BEVINDING_STORED; c++)
        reader->place[c] = place_of_column(reader->stmt, bevinding_column[c].name);
    for (int c = 0; c < BESIDE_COLUMNS; c++)
        reader->beside_place[c] = place_of_column(reader->stmt, beside_column[c].name);
    reader->kant_place = place_of_column(reader->stmt, "kant");
    reader->rij_place = place_of_column(reader->stmt, "rij");
    reader->nummer_place = place_of_column(reader->stmt, "oordeel_nummer");
    reader->som_place = place_of_column(reader->stmt, "som");
    return true;
}

static bool open_chosen(struct bevinding_reader *reader, sqlite3 *db, const char *columns,
                        const struct bevinding_filter *filter, struct error *err)
{
    char *sql = xprintf("SELECT %s " BEVINDING_CHOSEN " ORDER BY %s", columns,
                        order_by[filter->omgekeerd][filter->orde]);
    const bool ok = reader_prepare(reader, db, sql, err);
    if (ok)
        bevinding_filter_bind(reader->stmt, filter);
    free(sql);
    return ok;
}

#define STAND_COLUMNS "rij, oordeel_nummer"

bool bevinding_reader_open(struct bevinding_reader *reader, sqlite3 *db, const struct bevinding_filter *filter,
                           struct error *err)
{
    return open_chosen(reader, db, OWN_COLUMNS BESIDE_NAMES "NULL", filter, err);
}

bool bevinding_reader_open_stand(struct bevinding_reader *reader, sqlite3 *db, const struct bevinding_filter *filter,
                                 struct error *err)
{
    return open_chosen(reader, db, OWN_COLUMNS BESIDE_NAMES STAND_COLUMNS, filter, err);
}

bool bevinding_reader_open_frame(struct bevinding_reader *reader, sqlite3 *db, const struct bevinding_filter *filter,
                                 struct error *err)
{
    return open_chosen(reader, db, "patient, bevinding_id, leidende_regel", filter, err);
}

bool bevinding_reader_open_one(struct bevinding_reader *reader, sqlite3 *db, struct error *err)
{
    return reader_prepare(reader, db,
                          "SELECT " OWN_COLUMNS BESIDE_NAMES STAND_COLUMNS " FROM v_beantwoord"
                          " WHERE patient = :patient AND bevinding_id = :bevinding_id",
                          err);
}

void bevinding_reader_one(struct bevinding_reader *reader, struct text patient, struct text id)
{
    sqlite3_reset(reader->stmt);
    db_set_text(reader->stmt, ":patient", patient);
    db_set_text(reader->stmt, ":bevinding_id", id);
}

bool bevinding_reader_open_range(struct bevinding_reader *reader, sqlite3 *db, struct error *err)
{
    /* From the table, and the columns that it has: a run reads it while the database may
     * still have the earlier schema. */
    return reader_prepare(reader, db,
                          "SELECT * FROM bevinding WHERE patient >= :from AND patient < :until"
                          " AND vervallen_run IS NULL"
                          ORDER_BEVINDING,
                          err);
}

void bevinding_reader_range(struct bevinding_reader *reader, struct text from, struct text end)
{
    sqlite3_reset(reader->stmt);
    db_set_text(reader->stmt, ":from", from);
    if (end.at)
        db_set_text(reader->stmt, ":until", end);
    else /* every blob sorts behind every text */
        db_set_blob(reader->stmt, ":until", TEXT(""));
}

/* :van..:tm: the days in which the overlap begins. */
#define COUNTED                                                                                                        \
    "vervallen_run IS NULL AND oordeel IS NOT 'afgewezen' AND overlap_van BETWEEN :van AND :tm"

bool bevinding_is_open(struct text oordeel)
{
    return oordeel.n == 0 || text_equal(oordeel, text_of(oordeel_name[OORDEEL_WACHT_OP_AANBIEDER]));
}

static bool open_counted(struct bevinding_reader *reader, sqlite3 *db, const char *sql, struct period period,
                         struct error *err)
{
    if (!reader_prepare(reader, db, sql, err))
        return false;
    db_set_day(reader->stmt, ":van", period.first);
    db_set_day(reader->stmt, ":tm", period.last);
    return true;
}

bool bevinding_reader_open_counted(struct bevinding_reader *reader, sqlite3 *db, struct period period,
                                   struct error *err)
{
    return open_counted(reader, db, "SELECT " OWN_COLUMNS "oordeel FROM v_beoordeeld WHERE " COUNTED ORDER_BEVINDING,
                        period, err);
}

bool bevinding_reader_open_owned(struct bevinding_reader *reader, sqlite3 *db, struct period period, struct error *err)
{
    return open_counted(reader, db,
                        "SELECT " OWN_COLUMNS "antwoord_declarant, toelichting_declarant, antwoord_ketencontractant,"
                        " toelichting_ketencontractant, k.kant, iif(k.kant, keten_agb, conflict_agb) AS eigen"
                        " FROM v_beantwoord, (SELECT 0 AS kant UNION ALL SELECT 1) k"
                        " WHERE (k.kant OR soort = 'paar') AND "
                        COUNTED " AND coalesce(oordeel, 'wacht_op_aanbieder') = 'wacht_op_aanbieder'"
                        " ORDER BY eigen, patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie,"
                        " k.kant",
                        period, err);
}

bool bevinding_reader_open_then(struct bevinding_reader *reader, sqlite3 *db, struct period period, int64_t ronde,
                                struct error *err)
{
    if (!open_counted(reader, db,
                      "SELECT b.* FROM ronde r CROSS JOIN bevinding b WHERE r.ronde = :ronde"
                      " AND b.overlap_van BETWEEN :van AND :tm AND b.gevonden_run <= r.run"
                      " AND (b.vervallen_run IS NULL OR b.vervallen_run > r.run)"
                      " AND coalesce((SELECT o.oordeel FROM oordeel o WHERE o.patient = b.patient"
                      " AND o.bevinding_id = b.bevinding_id"
                      " AND (coalesce(o.na_vastlegging, -1) < r.na_vastlegging" /* see schema/0030_na_vastlegging.sql */
                      " OR (coalesce(o.na_vastlegging, r.na_vastlegging) IS NULL AND (o.run, o.op) <= (r.run, r.op)))"
                      " ORDER BY o.nummer DESC LIMIT 1), 'wacht_op_aanbieder')"
                      " = 'wacht_op_aanbieder'" ORDER_BEVINDING,
                      period, err))
        return false;
    db_set_integer(reader->stmt, ":ronde", ronde);
    return true;
}

/* What a column of the current row holds, as text; empty when the query does not give it. */
static struct text text_at(const struct bevinding_reader *reader, int place)
{
    return place < 0 ? (struct text){"", 0} : db_text(reader->stmt, place);
}

static void add_to_content(struct buf *content, struct text value)
{
    buf_add(content, value.at, value.n);
    buf_add(content, "\x1F", 1);
}

/* Of the columns in their order. A step of the schema that gives findings another column must work out `som` anew. */
static int64_t som_of(const struct buf *content)
{
    return (int64_t)hash_bytes(content->at, content->n, 0);
}

/* Takes the columns of the current row out of SQLite once, numbers as text, and holds them against their sum. */
static bool take_row(struct bevinding_reader *reader, struct error *err)
{
    struct buf *content = &reader->content;
    content->n = 0;
    for (int c = 0; c < BEVINDING_STORED; c++) {
        const int place = reader->place[c];
        const bool number = place >= 0 && bevinding_is_number(c)
                            && sqlite3_column_type(reader->stmt, place) != SQLITE_NULL;
        char room[NUMBER_TEXT];
        reader->begin[c] = content->n;
        add_to_content(content, number ? number_text(sqlite3_column_int64(reader->stmt, place), room)
                                       : text_at(reader, place));
    }
    reader->begin[BEVINDING_STORED] = content->n;
    return reader->unchecked || reader->som_place < 0
           || sqlite3_column_type(reader->stmt, reader->som_place) == SQLITE_NULL
           || som_of(content) == sqlite3_column_int64(reader->stmt, reader->som_place)
           || error_set(err, STATUS_DIFFERENCE,
                        "a finding is damaged: it is not what was written; restore the database from a backup");
}

/* A column of the row that was taken; empty when the query does not give it. */
static struct text taken(const struct bevinding_reader *reader, int c)
{
    return (struct text){reader->content.at + reader->begin[c], reader->begin[c + 1] - reader->begin[c] - 1};
}

bool bevinding_reader_step(struct bevinding_reader *reader, bool *row, struct error *err)
{
    if (!db_step(reader->stmt, row, err) || (*row && !take_row(reader, err)))
        return false;
    if (*row)
        reader->bevinding.patient = taken(reader, BEV_PATIENT);
    return true;
}

bool bevindingen_check(sqlite3 *db, struct error *err)
{
    struct bevinding_reader reader;
    bool row = true, ok = reader_prepare(&reader, db, "SELECT * FROM bevinding", err);
    while (ok && row)
        ok = bevinding_reader_step(&reader, &row, err);
    bevinding_reader_close(&reader);
    return ok;
}

void bevinding_reader_fill(struct bevinding_reader *reader)
{
    for (int c = 0; c < BEVINDING_STORED; c++)
        bevinding_set(&reader->bevinding, c, taken(reader, c));
    int c = 0;
#define FILL(column, is_number, title, width) reader->column = text_at(reader, reader->beside_place[c++]);
    BESIDE_LIST(FILL)
    reader->vervallen = text_equal(reader->status, text_of(bevinding_status_name[STATUS_VERVALLEN]));
    uint64_t run = 0;
    reader->changed_by = text_digits(reader->gewijzigd_run, 18, &run) ? (int64_t)run : 0;
    reader->rij = text_at(reader, reader->rij_place);
    reader->oordeel_nummer = reader->nummer_place >= 0 ? sqlite3_column_int64(reader->stmt, reader->nummer_place) : 0;
    reader->keten_kant = reader->kant_place >= 0 && sqlite3_column_int(reader->stmt, reader->kant_place);
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
    char room[BEVINDING_VALUE];
    for (int c = 0; c < BEVINDING_STORED; c++)
        if (!text_equal(bevinding_value(b, c, room), taken(reader, c)))
            return bevinding_column[c].name;
    return NULL;
}

void bevinding_reader_csv(const struct bevinding_reader *reader, struct buf *out)
{
    const struct bevinding none = {0};
    char room[BEVINDING_VALUE];
    for (int c = 0; c < BEVINDING_COLUMNS; c++) {
        if (c)
            buf_add(out, ",", 1);
        if (reader->place[c] < 0) /* an earlier schema lacks it */
            csv_add_field(out, bevinding_value(&none, c, room));
        else
            csv_add_field(out, taken(reader, c));
    }
    buf_add(out, "\n", 1);
}

void bevinding_reader_close(struct bevinding_reader *reader)
{
    sqlite3_finalize(reader->stmt);
    buf_release(&reader->content);
    *reader = (struct bevinding_reader){0};
}

#define THIS_BEVINDING " WHERE patient = :patient AND bevinding_id = :bevinding_id"

static bool statement_prepare(struct bevinding_statement *statement, sqlite3 *db, const char *sql, struct error *err)
{
    static const char *const parameter[] = {
#define PARAMETER(name, column, kind, member, title, width) [name] = ":" column,
        BEVINDING_COLUMNS_LIST(PARAMETER)};
    if (!db_prepare(db, &statement->stmt, sql, err))
        return false;
    for (int c = 0; c < BEVINDING_STORED; c++)
        statement->parameter[c] = sqlite3_bind_parameter_index(statement->stmt, parameter[c]);
    return true;
}

bool bevinding_writer_open(struct bevinding_writer *writer, struct store *store, int64_t run, const char *reden,
                           struct error *err)
{
    *writer = (struct bevinding_writer){.run = run, .reden = reden};
    /* A finding that stood before and lapsed comes back in its old row. */
    bool ok =
        statement_prepare(&writer->put, store->db,
                          "INSERT OR REPLACE INTO bevinding (" OWN_COLUMNS "gewijzigd_run, gevonden_run)"
                          " VALUES (" BEVINDING_COLUMNS_LIST(PARAMETER_AND_COMMA) ":som, :run,"
                          " coalesce(:nieuw_run, (SELECT gevonden_run FROM bevinding" THIS_BEVINDING ")))",
                          err)
        && reader_prepare(&writer->before, store->db, "SELECT * FROM bevinding" THIS_BEVINDING, err)
        && statement_prepare(&writer->lapse, store->db,
                             "UPDATE bevinding SET vervallen_run = :run, gewijzigd_run = :run" THIS_BEVINDING, err)
        && statement_prepare(&writer->event, store->db,
                             "INSERT INTO gebeurtenis (run, patient, bevinding_id, soort, was, reden)"
                             " VALUES (:run, :patient, :bevinding_id, :soort, :was, :reden)",
                             err);
    if (ok) { /* stays bound: the name of a last parameter is found behind all others */
        db_set_integer(writer->put.stmt, ":run", run);
        db_set_integer(writer->lapse.stmt, ":run", run);
        db_set_integer(writer->event.stmt, ":run", run);
    }
    return ok;
}

/* Binds the finding's columns that the statement asks for. A number goes as its digits:
 * the column makes a number of them. */
static void bind_columns(const struct bevinding_statement *statement, const struct bevinding *b,
                         char room[BEVINDING_STORED][BEVINDING_VALUE])
{
    for (int c = 0; c < BEVINDING_STORED; c++) {
        int number = statement->parameter[c];
        if (number && bevinding_is_number(c) && bevinding_lacks(b, c))
            db_bind_null(statement->stmt, number);
        else if (number)
            db_bind_text(statement->stmt, number, bevinding_value(b, c, room[c]));
    }
}

static bool put(struct bevinding_writer *writer, enum wijziging wijziging, const struct bevinding *b, struct error *err)
{
    char room[BEVINDING_STORED][BEVINDING_VALUE];
    sqlite3_stmt *stmt = writer->put.stmt;
    bind_columns(&writer->put, b, room);
    writer->content.n = 0;
    for (int c = 0; c < BEVINDING_STORED; c++)
        add_to_content(&writer->content, bevinding_value(b, c, room[c]));
    db_set_integer(stmt, ":som", som_of(&writer->content));
    if (wijziging == WIJZIGING_NIEUW)
        db_set_integer(stmt, ":nieuw_run", writer->run);
    else
        db_set_null(stmt, ":nieuw_run");
    return db_run(stmt, err);
}

static bool lapse(struct bevinding_writer *writer, const struct bevinding *b, struct error *err)
{
    char room[BEVINDING_STORED][BEVINDING_VALUE];
    bind_columns(&writer->lapse, b, room);
    return db_run(writer->lapse.stmt, err);
}

/* The row of findings.csv of a finding that lapsed and now comes back, since it is about to be overwritten;
 * else empty. */
static bool row_before(struct bevinding_writer *writer, const struct bevinding *b, struct text *was, struct error *err)
{
    sqlite3_stmt *stmt = writer->before.stmt;
    bool row;
    db_set_text(stmt, ":patient", b->patient);
    db_set_string(stmt, ":bevinding_id", b->id);
    if (!db_step(stmt, &row, err) || (row && !take_row(&writer->before, err)))
        return false;
    writer->was.n = 0;
    if (row)
        bevinding_reader_csv(&writer->before, &writer->was);
    sqlite3_reset(stmt);
    *was = row ? (struct text){writer->was.at, writer->was.n - 1} : (struct text){"", 0};
    return true;
}

bool bevinding_writer_add(struct bevinding_writer *writer, enum wijziging wijziging, const struct bevinding *b,
                          struct text was, struct error *err)
{
    sqlite3_stmt *event = writer->event.stmt;
    char room[BEVINDING_STORED][BEVINDING_VALUE];
    if (wijziging == WIJZIGING_NIEUW && !row_before(writer, b, &was, err))
        return false;
    if (!(wijziging == WIJZIGING_VERVALLEN ? lapse(writer, b, err) : put(writer, wijziging, b, err)))
        return false;
    bind_columns(&writer->event, b, room);
    db_set_string(event, ":soort", wijziging_name[wijziging]);
    db_set_text(event, ":was", was);
    db_set_string(event, ":reden", wijziging == WIJZIGING_NIEUW ? "" : writer->reden);
    return db_run(event, err);
}

void bevinding_writer_close(struct bevinding_writer *writer)
{
    sqlite3_finalize(writer->put.stmt);
    sqlite3_finalize(writer->lapse.stmt);
    sqlite3_finalize(writer->event.stmt);
    bevinding_reader_close(&writer->before);
    buf_release(&writer->was);
    buf_release(&writer->content);
    *writer = (struct bevinding_writer){0};
}

/* The fields of a row of CSV. */
static int fields_of(struct text row)
{
    int n = 1;
    bool quoted = false;
    for (size_t i = 0; i < row.n; i++) {
        quoted ^= row.at[i] == '"';
        n += row.at[i] == ',' && !quoted;
    }
    return n;
}

bool bevinding_changes(sqlite3 *db, int64_t run, bevinding_change_fn *take, void *ctx, struct error *err)
{
    struct bevinding_reader reader;
    struct buf row = {0};
    bool ok = reader_prepare(
        &reader, db,
        /* What a finding was after this run is what the next event that overwrote it kept, or what it is still. */
        "SELECT b.*, e.soort AS wijziging,"
        " (SELECT l.was FROM gebeurtenis l WHERE l.patient = e.patient"
        " AND l.bevinding_id = e.bevinding_id"
        "   AND l.gebeurtenis > e.gebeurtenis AND l.was <> '' ORDER BY l.gebeurtenis"
        " LIMIT 1) AS later"
        " FROM gebeurtenis e JOIN bevinding b USING (patient, bevinding_id) WHERE e.run = :run" ORDER_BEVINDING,
        err);
    const int wijziging = ok ? place_of_column(reader.stmt, "wijziging") : -1,
              later = ok ? place_of_column(reader.stmt, "later") : -1;
    if (ok)
        db_set_integer(reader.stmt, ":run", run);
    while (db_next(reader.stmt, &ok, err) && (ok = take_row(&reader, err))) {
        const struct text kept = db_text(reader.stmt, later);
        row.n = 0;
        buf_add(&row, db_text(reader.stmt, wijziging).at, db_text(reader.stmt, wijziging).n);
        buf_text(&row, ",");
        if (kept.n == 0)
            bevinding_reader_csv(&reader, &row);
        else /* version 1 knew pairs only, and no column for it */
            buf_printf(&row, "%.*s%s\n", (int)kept.n, kept.at, fields_of(kept) < BEVINDING_COLUMNS ? ",paar" : "");
        take(ctx, (struct text){row.at, row.n});
    }
    buf_release(&row);
    bevinding_reader_close(&reader);
    return ok;
}
