/* wat_staat.c - see wat_staat.h. The findings of a patient come one after the other: they are taken in, brought line by
 * line, and added to every sum that they are of. */
#include "store/wat_staat.h"

#include "base/search.h"

/* A finding that stands, until its patient is whole. */
struct staande {
    uint32_t agb, regel;
    struct text referentie; /* of the line to be recovered */
    enum zekerheid zekerheid;
    int64_t cent;
};
struct gezien {
    uint32_t patient, graad[ZEKERHEDEN];
};
struct optelling {
    struct wat_staat *staat;
    uint32_t *slot; /* number + 1 in staat->som, by a hash of its key */
    size_t slots;
    struct gezien *gezien; /* a sum: the patients that it counted last */
    size_t gezien_cap;
    uint32_t patient; /* how many there were */
    struct buf patient_text;
    struct staande *staande;
    size_t staanden, staanden_cap;
    struct arena arena; /* of the patient */
    uint32_t *by_name;  /* numbers of rules in bytewise order of their names */
    size_t by_name_cap;
};

static size_t som_slot(const struct optelling *o, enum som_soort soort, uint32_t agb, uint32_t bij)
{
    const uint64_t key = ((uint64_t)agb << 32 | bij) * 4 + (uint64_t)soort;
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (o->slots - 1);
    while (o->slot[at]) {
        const struct som *som = &o->staat->som[o->slot[at] - 1];
        if (som->soort == soort && som->agb == agb && som->bij == bij)
            break;
        at = (at + 1) & (o->slots - 1);
    }
    return at;
}

static void more_slots(struct optelling *o)
{
    free(o->slot);
    o->slots = o->slots ? 2 * o->slots : 1024;
    o->slot = xcalloc(o->slots, sizeof *o->slot);
    for (size_t i = 0; i < o->staat->n; i++) {
        const struct som *som = &o->staat->som[i];
        o->slot[som_slot(o, som->soort, som->agb, som->bij)] = (uint32_t)i + 1;
    }
}

/* The sum of that key, with the patient counted; it stays where it is until the next one is asked for. */
static struct som *som_for(struct optelling *o, enum som_soort soort, uint32_t agb, uint32_t bij)
{
    struct wat_staat *staat = o->staat;
    if (2 * (staat->n + 1) > o->slots)
        more_slots(o);
    const size_t at = som_slot(o, soort, agb, bij);
    if (!o->slot[at]) {
        ARRAY_ROOM(staat->som, staat->n, staat->cap);
        ARRAY_ROOM(o->gezien, staat->n, o->gezien_cap);
        o->gezien[staat->n] = (struct gezien){.patient = 0};
        staat->som[staat->n++] = (struct som){.soort = soort, .agb = agb, .bij = bij};
        o->slot[at] = (uint32_t)staat->n;
    }
    const uint32_t i = o->slot[at] - 1;
    staat->som[i].patienten += o->gezien[i].patient != o->patient;
    o->gezien[i].patient = o->patient;
    return &staat->som[i];
}

/* One line: how many findings name it, and the best of them. */
struct beste {
    int64_t bevindingen, cent;
    enum zekerheid zekerheid;
};

static void take_best(struct beste *beste, const struct staande *s)
{
    if (!beste->bevindingen++ || s->zekerheid > beste->zekerheid
        || (s->zekerheid == beste->zekerheid && s->cent > beste->cent)) {
        beste->zekerheid = s->zekerheid;
        beste->cent = s->cent;
    }
}

static void add_staat_line(struct optelling *o, uint32_t agb, uint32_t regel, const struct beste *beste)
{
    struct som *som = som_for(o, SOM_STAAT, agb, regel);
    som->bevindingen += beste->bevindingen;
    som->regels++;
    som->cent[beste->zekerheid] += beste->cent;
    uint32_t *graad = &o->gezien[som - o->staat->som].graad[beste->zekerheid];
    som->per_graad[beste->zekerheid] += *graad != o->patient;
    *graad = o->patient;
}

static int by_staat_line(const void *a, const void *b)
{
    const struct staande *p = a, *q = b;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    const int order = text_compare(p->referentie, q->referentie);
    return order ? order : (p->regel > q->regel) - (p->regel < q->regel);
}

/* The findings of one patient on one line are at [i, end). */
static void add_line_of(struct optelling *o, size_t i, size_t end)
{
    struct beste alle = {0};
    const uint32_t agb = o->staande[i].agb;
    while (i < end) {
        const uint32_t regel = o->staande[i].regel;
        struct beste beste = {0};
        for (; i < end && o->staande[i].regel == regel; i++) {
            take_best(&beste, &o->staande[i]);
            take_best(&alle, &o->staande[i]);
        }
        add_staat_line(o, agb, regel, &beste);
        add_staat_line(o, SOM_ALLE, regel, &beste);
    }
    add_staat_line(o, agb, SOM_ALLE, &alle);
}

static void end_patient(struct optelling *o)
{
    if (o->staanden)
        qsort(o->staande, o->staanden, sizeof *o->staande, by_staat_line);
    for (size_t i = 0, end; i < o->staanden; i = end) {
        end = i + 1;
        while (end < o->staanden && o->staande[end].agb == o->staande[i].agb
               && text_equal(o->staande[end].referentie, o->staande[i].referentie))
            end++;
        add_line_of(o, i, end);
    }
    o->staanden = 0;
    arena_reset(&o->arena);
}

static void see_patient(struct optelling *o, struct text patient)
{
    if (o->patient && text_equal(patient, (struct text){o->patient_text.at, o->patient_text.n}))
        return;
    end_patient(o);
    o->patient++;
    o->patient_text.n = 0;
    buf_add(&o->patient_text, patient.at, patient.n);
}

static uint32_t regel_number(struct optelling *o, struct text naam)
{
    struct wat_staat *staat = o->staat;
    size_t at;
    SEARCH_FIRST(at, staat->regels, i, text_compare(staat->regel[o->by_name[i]], naam) < 0);
    if (at < staat->regels && text_equal(staat->regel[o->by_name[at]], naam))
        return o->by_name[at];
    const uint32_t number = (uint32_t)staat->regels;
    ARRAY_ROOM(o->by_name, staat->regels, o->by_name_cap);
    ARRAY_ROOM(staat->regel, staat->regels, staat->regels_cap);
    memmove(o->by_name + at + 1, o->by_name + at, (staat->regels - at) * sizeof *o->by_name);
    o->by_name[at] = number;
    staat->regel[staat->regels++] = (struct text){arena_copy(&staat->arena, naam.at, naam.n), naam.n};
    return number;
}

enum {
    STAAT_PATIENT,
    STAAT_AGB,
    STAAT_REFERENTIE,
    STAAT_ROL,
    STAAT_REGEL,
    STAAT_GRAAD,
    STAAT_CENT,
    STAAT_VERVALLEN,
    STAAT_TELT,
    STAAT_OVERLAP
};
static const char staat_sql[] =
    "SELECT patient, iif(verhaal = 'keten', keten_agb, conflict_agb),"
    " iif(verhaal = 'keten', keten_referentie, conflict_referentie), verhaal = 'keten', leidende_regel,"
    " CASE zekerheid WHEN 'vast' THEN 2 WHEN 'waarschijnlijk' THEN 1 ELSE 0 END, verhaal_bedrag_cent, vervallen_run,"
    " zekerheid <> 'signaal' AND NOT instr(';' || redenen || ';', ';kant_onbepaald;'), overlap_van"
    " FROM bevinding ORDER BY patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie";
_Static_assert(SIGNAAL == 0 && WAARSCHIJNLIJK == 1 && VAST == 2, "the grades of the query");

static void add_vervallen(struct optelling *o, uint32_t agb, sqlite3_stmt *row)
{
    struct som *som = som_for(o, SOM_VERVALLEN, agb, (uint32_t)sqlite3_column_int64(row, STAAT_VERVALLEN));
    som->bevindingen++;
    som->cent[sqlite3_column_int(row, STAAT_GRAAD)] += sqlite3_column_int64(row, STAAT_CENT);
}

static void add_staande(struct optelling *o, uint32_t agb, sqlite3_stmt *row)
{
    const struct text referentie = db_text(row, STAAT_REFERENTIE);
    day overlap;
    ARRAY_ROOM(o->staande, o->staanden, o->staanden_cap);
    o->staande[o->staanden++] =
        (struct staande){.agb = agb,
                         .regel = regel_number(o, db_text(row, STAAT_REGEL)),
                         .referentie = {arena_copy(&o->arena, referentie.at, referentie.n), referentie.n},
                         .zekerheid = (enum zekerheid)sqlite3_column_int(row, STAAT_GRAAD),
                         .cent = sqlite3_column_int64(row, STAAT_CENT)};
    if (!sqlite3_column_int(row, STAAT_TELT) || day_parse(db_text(row, STAAT_OVERLAP), DAY_ISO, &overlap) != DAY_OK)
        return;
    const enum rol rol = sqlite3_column_int(row, STAAT_ROL) ? ROL_KETENCONTRACTANT : ROL_DECLARANT;
    som_for(o, SOM_KWARTAAL, agb, som_kwartaal(quarter_number(overlap), rol))->bevindingen++;
}

static void add_staat_row(struct optelling *o, sqlite3_stmt *row)
{
    uint64_t agb = 0;
    text_digits(db_text(row, STAAT_AGB), 8, &agb);
    see_patient(o, db_text(row, STAAT_PATIENT));
    if (sqlite3_column_type(row, STAAT_VERVALLEN) == SQLITE_NULL)
        add_staande(o, (uint32_t)agb, row);
    else
        add_vervallen(o, (uint32_t)agb, row);
}

static int compare_som(const struct som *som, enum som_soort soort, uint32_t agb, uint32_t bij)
{
    if (som->soort != soort)
        return som->soort < soort ? -1 : 1;
    if (som->agb != agb)
        return som->agb < agb ? -1 : 1;
    return (som->bij > bij) - (som->bij < bij);
}

static int by_key(const void *a, const void *b)
{
    const struct som *q = b;
    return compare_som(a, q->soort, q->agb, q->bij);
}

bool wat_staat_read(struct store *store, struct wat_staat *staat, struct error *err)
{
    struct optelling o = {.staat = staat};
    sqlite3_stmt *stmt = NULL;
    *staat = (struct wat_staat){0};
    bool ok = db_prepare(store->db, &stmt, staat_sql, err);
    while (ok && db_next(stmt, &ok, err))
        add_staat_row(&o, stmt);
    sqlite3_finalize(stmt);
    end_patient(&o);
    if (staat->n)
        qsort(staat->som, staat->n, sizeof *staat->som, by_key);
    free(o.slot);
    free(o.gezien);
    free(o.staande);
    free(o.by_name);
    buf_release(&o.patient_text);
    arena_release(&o.arena);
    return ok;
}

void wat_staat_release(struct wat_staat *staat)
{
    free(staat->som);
    free(staat->regel);
    arena_release(&staat->arena);
    *staat = (struct wat_staat){0};
}

const struct som *wat_staat_som(const struct wat_staat *staat, enum som_soort soort, uint32_t agb, uint32_t bij)
{
    size_t at;
    SEARCH_FIRST(at, staat->n, i, compare_som(&staat->som[i], soort, agb, bij) < 0);
    return at < staat->n && compare_som(&staat->som[at], soort, agb, bij) == 0 ? &staat->som[at] : NULL;
}

uint32_t wat_staat_regel(const struct wat_staat *staat, struct text naam)
{
    for (size_t i = 0; i < staat->regels; i++)
        if (text_equal(staat->regel[i], naam))
            return (uint32_t)i;
    return SOM_ALLE;
}
