/* bevinding_index.c - see bevinding_index.h. */
#include "store/bevinding_index.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const uint32_t NO_CODE = UINT32_MAX;
enum { NO_WORD = 0xFF, NO_DAY = INT32_MIN };

/* What does not change but by a run or a purge. Each array has an element a finding, unless it says otherwise. */
struct facts {
    unsigned refs; /* guarded by indexes->lock */
    uint32_t n, cap, patients, patients_cap, regels, regels_cap, most_lines;
    uint64_t *id;
    int64_t *cent;                         /* to be recovered */
    uint32_t *patient, *line;              /* line: the one to recover, numbered through; those of a patient together */
    uint32_t *keten_agb, *conflict_agb;    /* NO_CODE: none */
    uint32_t *regel, *gewijzigd;
    day *keten_van, *overlap_van;          /* overlap_van goes when the orders are there */
    uint16_t *uzovi;                       /* NO_CODE cut off: none has it */
    uint8_t *soort, *categorie;            /* soort: KIND */
    uint32_t *order[ORDEN], *by_id;        /* places; order[ORDE_BESTAND] NULL: as they are */
    uint32_t *patient_text, *patient_line; /* a patient and one more: where its text and its lines begin */
    struct buf texts;                      /* of patients */
    struct text *regel_name;               /* a leading rule */
    uint32_t *regel_sorted;
    struct arena arena;
};
/* X(type, member): the columns that grow with the findings. */
#define FACT_COLUMNS(X)                                                                                                \
    X(uint64_t, id) X(int64_t, cent) X(uint32_t, patient) X(uint32_t, line) X(uint32_t, keten_agb)                     \
    X(uint32_t, conflict_agb) X(uint32_t, regel) X(uint32_t, gewijzigd) X(day, keten_van) X(day, overlap_van)          \
    X(uint16_t, uzovi) X(uint8_t, soort) X(uint8_t, categorie)

/* Grade, status and eigen risico in a byte; verdict, herzien and the two answers in another: a filter is a table of 256
 * for each. */
#define KIND(zekerheid, status, eigen_risico) ((uint8_t)((zekerheid) | (status) << 2 | (eigen_risico) << 4))
#define JUDGED(oordeel, herzien, declarant, keten)                                                                     \
    ((uint8_t)((oordeel) | (herzien) << 3 | (declarant) << 4 | (keten) << 6))
_Static_assert(ZEKERHEDEN <= 4 && BEVINDING_STATUSSEN <= 4 && EIGEN_RISICOS < 15, "they fit in KIND");
_Static_assert(OORDELEN <= 8 && ANTWOORDEN <= 4, "they fit in JUDGED");

struct bevinding_index {
    struct bevinding_indexes *of;
    unsigned refs; /* guarded by of->lock */
    struct facts *facts;
    struct index_state state;
    uint8_t *judged; /* a finding: JUDGED */
};

struct bevinding_indexes {
    pthread_mutex_t lock, making; /* lock: of `latest` and all counts; making: one makes at a time */
    struct bevinding_index *latest;
};

/* The place of a word in a list; `names`: it is none of them. */
static unsigned word_number(struct text word, const char *const *name, unsigned names)
{
    unsigned i = 0;
    while (i < names && !text_equal(word, text_of(name[i])))
        i++;
    return i;
}

static uint32_t code_number(struct text code, size_t width)
{
    uint64_t number;
    return code.n == width && text_digits(code, width, &number) ? (uint32_t)number : NO_CODE;
}

static day day_number(struct text text)
{
    day d;
    return day_parse(text, DAY_ISO, &d) == DAY_OK ? d : NO_DAY;
}

/* ---- orders ---- */

/* Sorts the places in `order` by keys[place]; those with equal keys stay as they are. A byte of the keys at a time, the
 * lowest first; a byte that all have alike is passed over. */
static void sort_places(uint32_t *order, uint32_t n, const uint64_t *key)
{
    uint32_t *to = xmalloc((n ? n : 1) * sizeof *to), *from = order;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t start[257] = {0};
        for (uint32_t i = 0; i < n; i++)
            start[(key[i] >> shift & 0xFF) + 1]++;
        if (n == 0 || start[(key[0] >> shift & 0xFF) + 1] == n)
            continue;
        for (unsigned b = 0; b < 256; b++)
            start[b + 1] += start[b];
        for (uint32_t i = 0; i < n; i++)
            to[start[key[from[i]] >> shift & 0xFF]++] = from[i];
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != order)
        memcpy(order, from, n * sizeof *order);
    free(from == order ? to : from);
}

static uint32_t *places(uint32_t n, const uint32_t *as)
{
    uint32_t *order = xmalloc((n ? n : 1) * sizeof *order);
    for (uint32_t i = 0; i < n; i++)
        order[i] = as ? as[i] : i;
    return order;
}

static uint64_t key_of(const struct facts *facts, enum bevinding_orde orde, uint32_t i)
{
    switch (orde) {
    case ORDE_BEDRAG: return ~((uint64_t)facts->cent[i] ^ UINT64_C(1) << 63);
    case ORDE_DATUM: return ~((uint64_t)((int64_t)facts->overlap_van[i] - INT32_MIN));
    case ORDE_ZEKERHEID: return ~(uint64_t)(facts->soort[i] & 3);
    case ORDE_GEWIJZIGD: return ~(uint64_t)facts->gewijzigd[i];
    case ORDE_BESTAND:
    case ORDEN: break;
    }
    return 0;
}

static void make_orders(struct facts *facts)
{
    uint64_t *key = xmalloc((facts->n ? facts->n : 1) * sizeof *key);
    facts->by_id = places(facts->n, NULL);
    sort_places(facts->by_id, facts->n, facts->id);
    for (enum bevinding_orde orde = ORDE_BEDRAG; orde < ORDEN; orde++) {
        for (uint32_t i = 0; i < facts->n; i++)
            key[i] = key_of(facts, orde, i);
        facts->order[orde] = places(facts->n, orde == ORDE_ZEKERHEID ? facts->order[ORDE_BEDRAG] : NULL);
        sort_places(facts->order[orde], facts->n, key);
    }
    free(key);
    free(facts->overlap_van);
    facts->overlap_van = NULL;
}

/* ---- facts ---- */

enum {
    FACT_PATIENT, FACT_ID, FACT_ZEKERHEID, FACT_STATUS, FACT_EIGEN_RISICO, FACT_CATEGORIE, FACT_UZOVI, FACT_KETEN_AGB,
    FACT_CONFLICT_AGB, FACT_KETEN_VAN, FACT_OVERLAP_VAN, FACT_CENT, FACT_REGEL, FACT_GEWIJZIGD, FACT_VERHAAL_AGB,
    FACT_VERHAAL_REFERENTIE
};
static const char facts_sql[] =
    "SELECT patient, bevinding_id, zekerheid, status, eigen_risico, categorie, uzovi, keten_agb, conflict_agb,"
    " keten_van, overlap_van, verhaal_bedrag_cent, leidende_regel, gewijzigd_run,"
    " iif(verhaal = 'keten', keten_agb, conflict_agb), iif(verhaal = 'keten', keten_referentie, conflict_referentie)"
    " FROM v_beantwoord ORDER BY patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie";

/* Gives the columns room for so many. */
static void size_facts(struct facts *facts, uint32_t cap)
{
    facts->cap = cap;
#define SIZE(type, member) facts->member = xrealloc(facts->member, (cap ? cap : 1) * sizeof(type));
    FACT_COLUMNS(SIZE)
#undef SIZE
}

/* The place in regel_sorted where the rule of this name is, or would be. */
static uint32_t regel_place(const struct facts *facts, struct text name, bool *known)
{
    uint32_t from = 0, until = facts->regels;
    *known = false;
    while (from < until) {
        const uint32_t middle = from + (until - from) / 2;
        const int order = text_compare(facts->regel_name[facts->regel_sorted[middle]], name);
        if (order == 0)
            *known = true;
        if (order < 0)
            from = middle + 1;
        else
            until = middle;
    }
    return from;
}

static uint32_t regel_take(struct facts *facts, struct text name)
{
    bool known;
    uint32_t at = regel_place(facts, name, &known);
    if (known)
        return facts->regel_sorted[at];
    if (facts->regels == facts->regels_cap) {
        facts->regels_cap = facts->regels_cap ? 2 * facts->regels_cap : 64;
        facts->regel_name = xrealloc(facts->regel_name, facts->regels_cap * sizeof *facts->regel_name);
        facts->regel_sorted = xrealloc(facts->regel_sorted, facts->regels_cap * sizeof *facts->regel_sorted);
    }
    memmove(facts->regel_sorted + at + 1, facts->regel_sorted + at, (facts->regels - at) * sizeof *facts->regel_sorted);
    facts->regel_sorted[at] = facts->regels;
    facts->regel_name[facts->regels] = (struct text){arena_copy(&facts->arena, name.at, name.n), name.n};
    return facts->regels++;
}

/* The findings of one patient while they are read: what line each recovers. */
struct recovered {
    struct text agb, referentie;
    uint32_t at;
};
struct reading {
    struct facts *facts;
    struct recovered *of;
    size_t n, cap;
    uint32_t lines;
    struct arena arena;
};

static int by_recovered(const void *a, const void *b)
{
    const struct recovered *x = a, *y = b;
    const int order = text_compare(x->agb, y->agb);
    return order ? order : text_compare(x->referentie, y->referentie);
}

/* All findings of a patient are there: numbers their lines. */
static void settle_patient(struct reading *r)
{
    struct facts *facts = r->facts;
    const uint32_t first = r->lines;
    if (r->n)
        qsort(r->of, r->n, sizeof *r->of, by_recovered);
    for (size_t i = 0; i < r->n; i++) {
        r->lines += i == 0 || by_recovered(&r->of[i - 1], &r->of[i]) != 0;
        facts->line[r->of[i].at] = r->lines - 1;
    }
    if (r->lines - first > facts->most_lines)
        facts->most_lines = r->lines - first;
    r->n = 0;
    arena_reset(&r->arena);
}

static void begin_patient(struct reading *r, struct text patient)
{
    struct facts *facts = r->facts;
    settle_patient(r);
    if (facts->patients + 1 >= facts->patients_cap) {
        facts->patients_cap = facts->patients_cap ? facts->patients_cap + facts->patients_cap / 2 : 1024;
        facts->patient_text = xrealloc(facts->patient_text, facts->patients_cap * sizeof *facts->patient_text);
        facts->patient_line = xrealloc(facts->patient_line, facts->patients_cap * sizeof *facts->patient_line);
    }
    facts->patient_text[facts->patients] = (uint32_t)facts->texts.n;
    facts->patient_line[facts->patients++] = r->lines;
    buf_add(&facts->texts, patient.at, patient.n);
    facts->patient_text[facts->patients] = (uint32_t)facts->texts.n;
}

static struct text patient_of(const struct facts *facts, uint32_t patient)
{
    return (struct text){facts->texts.at + facts->patient_text[patient],
                         facts->patient_text[patient + 1] - facts->patient_text[patient]};
}

static uint64_t id_number(struct text id)
{
    uint64_t number = 0;
    for (size_t i = 0; i < id.n && i < 16; i++) {
        const char c = id.at[i];
        number = number << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return number;
}

static void take_recovered(struct reading *r, sqlite3_stmt *row)
{
    const struct text agb = db_text(row, FACT_VERHAAL_AGB), referentie = db_text(row, FACT_VERHAAL_REFERENTIE);
    ARRAY_ROOM(r->of, r->n, r->cap);
    r->of[r->n++] = (struct recovered){{arena_copy(&r->arena, agb.at, agb.n), agb.n},
                                       {arena_copy(&r->arena, referentie.at, referentie.n), referentie.n},
                                       r->facts->n};
}

static void take_fact(struct reading *r, sqlite3_stmt *row)
{
    struct facts *f = r->facts;
    const struct text patient = db_text(row, FACT_PATIENT);
    if (f->patients == 0 || !text_equal(patient_of(f, f->patients - 1), patient))
        begin_patient(r, patient);
    if (f->n == f->cap)
        size_facts(f, f->cap ? f->cap + f->cap / 2 : 1024);
    const uint32_t i = f->n;
    f->id[i] = id_number(db_text(row, FACT_ID));
    f->cent[i] = sqlite3_column_int64(row, FACT_CENT);
    f->patient[i] = f->patients - 1;
    f->keten_agb[i] = code_number(db_text(row, FACT_KETEN_AGB), 8);
    f->conflict_agb[i] = code_number(db_text(row, FACT_CONFLICT_AGB), 8);
    f->regel[i] = regel_take(f, db_text(row, FACT_REGEL));
    f->gewijzigd[i] = (uint32_t)sqlite3_column_int64(row, FACT_GEWIJZIGD);
    f->keten_van[i] = day_number(db_text(row, FACT_KETEN_VAN));
    f->overlap_van[i] = day_number(db_text(row, FACT_OVERLAP_VAN));
    f->uzovi[i] = (uint16_t)code_number(db_text(row, FACT_UZOVI), 4);
    f->soort[i] = KIND(word_number(db_text(row, FACT_ZEKERHEID), zekerheid_name, ZEKERHEDEN),
                       word_number(db_text(row, FACT_STATUS), bevinding_status_name, BEVINDING_STATUSSEN),
                       word_number(db_text(row, FACT_EIGEN_RISICO), eigen_risico_name, EIGEN_RISICOS));
    f->categorie[i] = (uint8_t)word_number(db_text(row, FACT_CATEGORIE), categorie_name, CATEGORIEEN);
    take_recovered(r, row);
    f->n++;
}

static void facts_free(struct facts *facts)
{
#define FREE(type, member) free(facts->member);
    FACT_COLUMNS(FREE)
#undef FREE
    for (enum bevinding_orde orde = 0; orde < ORDEN; orde++)
        free(facts->order[orde]);
    free(facts->by_id);
    free(facts->patient_text);
    free(facts->patient_line);
    buf_release(&facts->texts);
    free(facts->regel_name);
    free(facts->regel_sorted);
    arena_release(&facts->arena);
    free(facts);
}

static struct facts *facts_read(struct store *store, struct error *err)
{
    struct facts *facts = xcalloc(1, sizeof *facts);
    struct reading reading = {.facts = facts};
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, facts_sql, err);
    while (ok && db_next(stmt, &ok, err)) {
        take_fact(&reading, stmt);
        ok = go_on(err);
    }
    sqlite3_finalize(stmt);
    settle_patient(&reading);
    free(reading.of);
    arena_release(&reading.arena);
    if (!ok) {
        facts_free(facts);
        return NULL;
    }
    size_facts(facts, facts->n);
    make_orders(facts);
    facts->refs = 1;
    return facts;
}

/* ---- verdicts and answers ---- */

enum { JUDGED_PATIENT, JUDGED_ID, JUDGED_OORDEEL, JUDGED_HERZIEN, JUDGED_DECLARANT, JUDGED_KETEN };
static const char judged_sql[] =
    "SELECT b.patient, b.bevinding_id, b.oordeel, b.herzien IS NOT NULL, b.antwoord_declarant,"
    " b.antwoord_ketencontractant"
    " FROM (SELECT patient, bevinding_id FROM oordeel WHERE nummer > :oordeel"
    " UNION SELECT patient, bevinding_id FROM antwoord WHERE nummer > :antwoord) w"
    " CROSS JOIN v_beantwoord b ON b.patient = w.patient AND b.bevinding_id = w.bevinding_id";

/* Of several patients with one id it is told by the patient. */
static bool find_of(const struct facts *facts, struct text id, const struct text *patient, uint32_t *at)
{
    const uint64_t number = id_number(id);
    uint32_t from = 0, until = facts->n;
    while (from < until) {
        const uint32_t middle = from + (until - from) / 2;
        if (facts->id[facts->by_id[middle]] < number)
            from = middle + 1;
        else
            until = middle;
    }
    for (; from < facts->n && facts->id[facts->by_id[from]] == number; from++) {
        *at = facts->by_id[from];
        if (!patient || text_equal(patient_of(facts, facts->patient[*at]), *patient))
            return true;
    }
    return false;
}

static unsigned answer_number(struct text antwoord)
{
    const unsigned number = word_number(antwoord, antwoord_name, ANTWOORDEN);
    return antwoord.n == 0 || number == ANTWOORDEN ? ANTWOORD_GEEN : number;
}

static void take_judged(struct bevinding_index *index, sqlite3_stmt *row)
{
    const struct text patient = db_text(row, JUDGED_PATIENT), oordeel = db_text(row, JUDGED_OORDEEL);
    uint32_t at;
    if (find_of(index->facts, db_text(row, JUDGED_ID), &patient, &at))
        index->judged[at] = JUDGED(oordeel.n ? word_number(oordeel, oordeel_name, OORDELEN) & 7 : OORDEEL_GEEN,
                                   sqlite3_column_int(row, JUDGED_HERZIEN) != 0,
                                   answer_number(db_text(row, JUDGED_DECLARANT)),
                                   answer_number(db_text(row, JUDGED_KETEN)));
}

/* The verdicts and answers after these. */
static bool read_judged(struct bevinding_index *index, struct store *store, int64_t oordeel, int64_t antwoord,
                        struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, judged_sql, err);
    if (ok) {
        db_set_integer(stmt, ":oordeel", oordeel);
        db_set_integer(stmt, ":antwoord", antwoord);
    }
    while (ok && db_next(stmt, &ok, err))
        take_judged(index, stmt);
    sqlite3_finalize(stmt);
    return ok;
}

/* ---- versions ---- */

enum { STATE_RUN, STATE_BEGONNEN, STATE_OORDEEL, STATE_ANTWOORD, STATE_WISSING };
static bool read_index_state(struct store *store, struct index_state *state, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    *state = (struct index_state){0};
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT coalesce(max(run), 0), coalesce(begonnen, ''),"
                         " (SELECT coalesce(max(nummer), 0) FROM oordeel),"
                         " (SELECT coalesce(max(nummer), 0) FROM antwoord),"
                         " (SELECT coalesce(max(wissing), 0) FROM wissing) FROM run",
                         err);
    if (ok && db_next(stmt, &ok, err)) {
        const struct text begonnen = db_text(stmt, STATE_BEGONNEN);
        state->run = sqlite3_column_int64(stmt, STATE_RUN);
        state->oordeel = sqlite3_column_int64(stmt, STATE_OORDEEL);
        state->antwoord = sqlite3_column_int64(stmt, STATE_ANTWOORD);
        state->wissing = sqlite3_column_int64(stmt, STATE_WISSING);
        memcpy(state->begonnen, begonnen.at, begonnen.n < 20 ? begonnen.n : 20);
    }
    sqlite3_finalize(stmt);
    return ok;
}

static bool same_facts(const struct index_state *a, const struct index_state *b)
{
    return a->run == b->run && a->wissing == b->wissing && strcmp(a->begonnen, b->begonnen) == 0;
}

static bool same_state(const struct index_state *a, const struct index_state *b)
{
    return same_facts(a, b) && a->oordeel == b->oordeel && a->antwoord == b->antwoord;
}

static bool is_earlier(const struct index_state *a, const struct index_state *b)
{
    return a->run < b->run || a->wissing < b->wissing
           || (same_facts(a, b) && (a->oordeel < b->oordeel || a->antwoord < b->antwoord));
}

/* The lock is held. */
static void unref(struct bevinding_index *index)
{
    if (--index->refs)
        return;
    if (--index->facts->refs == 0)
        facts_free(index->facts);
    free(index->judged);
    free(index);
}

/* The latest when it is of this state: one more holds it. */
static struct bevinding_index *latest_of(struct bevinding_indexes *indexes, const struct index_state *state,
                                         bool *earlier)
{
    pthread_mutex_lock(&indexes->lock);
    struct bevinding_index *latest = indexes->latest;
    const bool same = latest && same_state(&latest->state, state);
    *earlier = latest && is_earlier(state, &latest->state);
    if (same)
        latest->refs++;
    pthread_mutex_unlock(&indexes->lock);
    return same ? latest : NULL;
}

static struct bevinding_index *make_next(struct bevinding_indexes *indexes, struct store *store,
                                         const struct index_state *state, struct error *err)
{
    const struct bevinding_index *before = indexes->latest; /* none but who makes changes it */
    const bool more = before && same_facts(&before->state, state) && !is_earlier(state, &before->state);
    struct facts *facts = more ? before->facts : facts_read(store, err);
    if (!facts)
        return NULL;
    struct bevinding_index *index = xcalloc(1, sizeof *index);
    *index = (struct bevinding_index){.of = indexes, .refs = 2, .facts = facts, .state = *state};
    index->judged = xcalloc(facts->n ? facts->n : 1, 1);
    if (more)
        memcpy(index->judged, before->judged, facts->n);
    const bool ok = read_judged(index, store, more ? before->state.oordeel : 0, more ? before->state.antwoord : 0, err);
    pthread_mutex_lock(&indexes->lock);
    facts->refs += more;
    if (ok && indexes->latest)
        unref(indexes->latest);
    if (ok)
        indexes->latest = index;
    else {
        index->refs = 1;
        unref(index);
    }
    pthread_mutex_unlock(&indexes->lock);
    return ok ? index : NULL;
}

/* Sees the state of now. */
static bool open_again(struct store *store, struct error *err)
{
    char *path = xstrdup(store->path);
    store_close(store);
    const bool ok = store_open_read(store, path, err);
    free(path);
    return ok;
}

bool bevinding_indexes_take(struct bevinding_indexes *indexes, struct store *store, struct bevinding_index **index,
                            struct error *err)
{
    struct index_state state;
    bool earlier;
    *index = NULL;
    if (!read_index_state(store, &state, err))
        return false;
    if ((*index = latest_of(indexes, &state, &earlier)))
        return true;
    if (earlier && !(open_again(store, err) && read_index_state(store, &state, err)))
        return false;
    pthread_mutex_lock(&indexes->making);
    *index = latest_of(indexes, &state, &earlier);
    if (!*index)
        *index = make_next(indexes, store, &state, err);
    pthread_mutex_unlock(&indexes->making);
    return *index != NULL;
}

void bevinding_index_release(struct bevinding_index *index)
{
    if (!index)
        return;
    struct bevinding_indexes *indexes = index->of;
    pthread_mutex_lock(&indexes->lock);
    unref(index);
    pthread_mutex_unlock(&indexes->lock);
}

struct bevinding_indexes *bevinding_indexes_new(void)
{
    struct bevinding_indexes *indexes = xcalloc(1, sizeof *indexes);
    pthread_mutex_init(&indexes->lock, NULL);
    pthread_mutex_init(&indexes->making, NULL);
    return indexes;
}

void bevinding_indexes_free(struct bevinding_indexes *indexes)
{
    if (!indexes)
        return;
    if (indexes->latest)
        unref(indexes->latest);
    pthread_mutex_destroy(&indexes->lock);
    pthread_mutex_destroy(&indexes->making);
    free(indexes);
}

const struct index_state *bevinding_index_state(const struct bevinding_index *index)
{
    return &index->state;
}

uint32_t bevinding_index_size(const struct bevinding_index *index)
{
    return index->facts->n;
}

size_t bevinding_index_bytes(const struct bevinding_index *index)
{
    const struct facts *facts = index->facts;
#define WIDTH(type, member) +sizeof(type)
    return (size_t)facts->cap * (0 FACT_COLUMNS(WIDTH) - sizeof(day)) + facts->n * (ORDEN * sizeof(uint32_t) + 1)
           + facts->patients_cap * 2 * sizeof(uint32_t) + facts->texts.cap;
#undef WIDTH
}

void bevinding_index_id(const struct bevinding_index *index, uint32_t at, char id[static 17])
{
    static const char digit[] = "0123456789abcdef";
    for (unsigned i = 0; i < 16; i++)
        id[i] = digit[index->facts->id[at] >> (60 - 4 * i) & 15];
    id[16] = 0;
}

struct text bevinding_index_patient(const struct bevinding_index *index, uint32_t at)
{
    return patient_of(index->facts, index->facts->patient[at]);
}

bool bevinding_index_find(const struct bevinding_index *index, struct text id, uint32_t *at)
{
    char read[17];
    return bevinding_id_read(id, read) && find_of(index->facts, text_of(read), NULL, at);
}

/* ---- lists ---- */

/* A filter, with numbers for its words. */
struct sift {
    bool none; /* it names what no finding has */
    bool kind[256], judged[256];
    bool any_patient, any_id, any_regel;
    uint32_t patient, id, regel, agb, uzovi;
    unsigned categorie;
    day first, last;
    int64_t since, cent;
};

/* The patient with this text: they are sorted. */
static bool find_patient(const struct facts *facts, struct text patient, uint32_t *number)
{
    uint32_t from = 0, until = facts->patients;
    while (from < until) {
        const uint32_t middle = from + (until - from) / 2;
        if (text_compare(patient_of(facts, middle), patient) < 0)
            from = middle + 1;
        else
            until = middle;
    }
    *number = from;
    return from < facts->patients && text_equal(patient_of(facts, from), patient);
}

static bool kind_passes(const struct bevinding_filter *filter, unsigned kind)
{
    const unsigned zekerheid = kind & 3, status = kind >> 2 & 3, eigen_risico = kind >> 4;
    const unsigned statussen = filter->statussen ? filter->statussen : 1U << STATUS_NIEUW | 1U << STATUS_OPEN;
    return (statussen >> status & 1)
           && (!filter->zekerheid.n
               || word_number(filter->zekerheid, zekerheid_name, ZEKERHEDEN) == zekerheid)
           && (!filter->eigen_risicos || (eigen_risico < EIGEN_RISICOS && (filter->eigen_risicos >> eigen_risico & 1)));
}

static bool judged_passes(const struct bevinding_filter *filter, unsigned judged)
{
    const unsigned oordeel = judged & 7, declarant = judged >> 4 & 3, keten = judged >> 6;
    const unsigned geen = 1U << ANTWOORD_GEEN;
    const unsigned answers = declarant || keten ? (1U << declarant | 1U << keten) & ~geen : geen;
    return (!filter->oordelen || (filter->oordelen >> oordeel & 1)) && (!filter->herzien || (judged >> 3 & 1))
           && (!filter->antwoorden || (filter->antwoorden & answers));
}

static struct sift sift_of(const struct facts *facts, const struct bevinding_filter *filter)
{
    bool known = true;
    char id[17];
    struct sift s = {.any_patient = !filter->patient.n, .any_id = !filter->id.n, .any_regel = !filter->regel.n,
                     .agb = code_number(filter->agb, 8), .uzovi = code_number(filter->uzovi, 4),
                     .categorie = filter->categorie.n ? word_number(filter->categorie, categorie_name, CATEGORIEEN)
                                                      : NO_WORD,
                     .first = filter->period.first, .last = filter->period.last,
                     .since = filter->since, .cent = filter->min_cent};
    for (unsigned i = 0; i < 256; i++) {
        s.kind[i] = kind_passes(filter, i);
        s.judged[i] = judged_passes(filter, i);
    }
    s.none = (!s.any_patient && !find_patient(facts, filter->patient, &s.patient))
             || (!s.any_id && !(bevinding_id_read(filter->id, id) && find_of(facts, text_of(id), NULL, &s.id)))
             || (filter->agb.n && s.agb == NO_CODE) || (filter->uzovi.n && s.uzovi == NO_CODE)
             || s.categorie == CATEGORIEEN;
    if (!s.any_regel) {
        const uint32_t at = regel_place(facts, filter->regel, &known);
        s.none |= !known;
        s.regel = known ? facts->regel_sorted[at] : 0;
    }
    return s;
}

static inline bool sift_passes(const struct sift *s, const struct facts *f, const uint8_t *judged, uint32_t i)
{
    return s->kind[f->soort[i]] && s->judged[judged[i]] && f->cent[i] >= s->cent
           && (s->agb == NO_CODE || f->keten_agb[i] == s->agb || f->conflict_agb[i] == s->agb)
           && (s->categorie == NO_WORD || f->categorie[i] == s->categorie)
           && (s->last == 0 || (f->keten_van[i] >= s->first && f->keten_van[i] <= s->last))
           && (s->uzovi == NO_CODE || f->uzovi[i] == s->uzovi) && (s->any_regel || f->regel[i] == s->regel)
           && f->gewijzigd[i] >= s->since && (s->any_patient || f->patient[i] == s->patient)
           && (s->any_id || f->id[i] == f->id[s->id]);
}

void keuze_init(struct keuze *keuze, struct bevinding_index *index, const struct bevinding_filter *filter)
{
    const struct facts *facts = index->facts;
    const struct sift sift = sift_of(facts, filter);
    *keuze = (struct keuze){.index = index, .orde = filter->orde, .omgekeerd = filter->omgekeerd,
                            .bit = xcalloc(facts->n / 64 + 1, sizeof(uint64_t))};
    pthread_mutex_lock(&index->of->lock);
    index->refs++;
    pthread_mutex_unlock(&index->of->lock);
    for (uint32_t i = 0; !sift.none && i < facts->n; i++)
        if (sift_passes(&sift, facts, index->judged, i)) {
            keuze->bit[i / 64] |= UINT64_C(1) << i % 64;
            keuze->n++;
        }
}

void keuze_release(struct keuze *keuze)
{
    bevinding_index_release(keuze->index);
    free(keuze->bit);
    *keuze = (struct keuze){0};
}

bool keuze_has(const struct keuze *keuze, uint32_t at)
{
    return keuze->bit[at / 64] >> at % 64 & 1;
}

/* The finding that is the i-th in the list's order, of all. */
static inline uint32_t place_at(const struct keuze *keuze, uint32_t i)
{
    const struct facts *facts = keuze->index->facts;
    const uint32_t *order = facts->order[keuze->orde];
    if (keuze->omgekeerd)
        i = facts->n - 1 - i;
    return order ? order[i] : i;
}

uint32_t keuze_before(const struct keuze *keuze, uint32_t at)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < keuze->index->facts->n; i++) {
        const uint32_t place = place_at(keuze, i);
        if (place == at)
            return n;
        n += keuze_has(keuze, place);
    }
    return n;
}

uint32_t keuze_from(const struct keuze *keuze, uint32_t first, uint32_t most, uint32_t *at)
{
    uint32_t n = 0, passed = 0;
    for (uint32_t i = 0; n < most && first + n < keuze->n && i < keuze->index->facts->n; i++) {
        const uint32_t place = place_at(keuze, i);
        if (keuze_has(keuze, place) && passed++ >= first)
            at[n++] = place;
    }
    return n;
}

/* No amount has more than 12 digits (groepen.c). */
static const int64_t GRADE = 1000000000000;

/* The lines of a patient are all there, each with its best finding: grade + 1 and cents. */
static void add_lines(int64_t *best, uint32_t lines, struct keuze_sums *sums)
{
    for (uint32_t i = 0; i < lines; i++) {
        if (best[i] == 0)
            continue;
        struct keuze_sum *graad = &sums->graad[best[i] / GRADE - 1];
        graad->regels++;
        graad->netto_cent += best[i] % GRADE;
        best[i] = 0;
    }
}

void keuze_sums(const struct keuze *keuze, struct keuze_sums *sums)
{
    const struct facts *facts = keuze->index->facts;
    int64_t *best = xcalloc(facts->most_lines + 1, sizeof *best);
    uint32_t patient = NO_CODE, lines = 0;
    *sums = (struct keuze_sums){0};
    for (uint32_t i = 0; i < facts->n; i++) {
        const unsigned zekerheid = facts->soort[i] & 3;
        if (!keuze_has(keuze, i) || zekerheid >= ZEKERHEDEN)
            continue;
        if (facts->patient[i] != patient) {
            add_lines(best, lines, sums);
            patient = facts->patient[i];
            lines = 0;
        }
        sums->graad[zekerheid].bevindingen++;
        sums->graad[zekerheid].cent += facts->cent[i];
        const uint32_t line = facts->line[i] - facts->patient_line[patient];
        const int64_t value = (int64_t)(zekerheid + 1) * GRADE + facts->cent[i];
        best[line] = value > best[line] ? value : best[line];
        lines = line >= lines ? line + 1 : lines;
    }
    add_lines(best, lines, sums);
    free(best);
    for (enum zekerheid z = 0; z < ZEKERHEDEN; z++) {
        sums->totaal.bevindingen += sums->graad[z].bevindingen;
        sums->totaal.cent += sums->graad[z].cent;
        sums->totaal.regels += sums->graad[z].regels;
        sums->totaal.netto_cent += sums->graad[z].netto_cent;
    }
}
