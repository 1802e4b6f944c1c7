/* kwartaalcijfers.c - see kwartaalcijfers.h. Each thread counts into a table of its own; sums do not depend on which
 * thread looked at a patient. */
#include "passes/kwartaalcijfers.h"

#include "base/digest.h"
#include "base/sum.h"
#include "detect/detect.h"
#include "store/bevindingen.h"
#include "passes/walk.h"

static size_t slot_of_aanbieder(uint32_t agb, enum rol rol, size_t slots)
{
    uint64_t hash = ((uint64_t)agb * ROLLEN + rol) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(hash >> 32) & (slots - 1);
}

static void grow(struct kwartaalcijfers *c)
{
    free(c->slot);
    c->slots = c->slots ? 2 * c->slots : 1024;
    c->slot = xcalloc(c->slots, sizeof *c->slot);
    for (size_t i = 0; i < c->n; i++) {
        size_t s = slot_of_aanbieder(c->aanbieder[i].agb, c->aanbieder[i].rol, c->slots);
        while (c->slot[s])
            s = (s + 1) & (c->slots - 1);
        c->slot[s] = (uint32_t)i + 1;
    }
}

/* The provider in that role, made when it is not there; until the next call. */
static struct aanbieder *find_aanbieder(struct kwartaalcijfers *c, uint32_t agb, enum rol rol)
{
    if (2 * c->n >= c->slots)
        grow(c);
    size_t s = slot_of_aanbieder(agb, rol, c->slots);
    for (; c->slot[s]; s = (s + 1) & (c->slots - 1)) {
        struct aanbieder *a = &c->aanbieder[c->slot[s] - 1];
        if (a->agb == agb && a->rol == rol)
            return a;
    }
    size_t size = KWARTALEN * c->programmas * sizeof(struct programma_counts);
    ARRAY_ROOM(c->aanbieder, c->n, c->cap);
    struct aanbieder *a = &c->aanbieder[c->n++];
    *a = (struct aanbieder){.agb = agb, .rol = rol, .programma = arena_alloc(&c->arena, size)};
    memset(a->programma, 0, size);
    c->slot[s] = (uint32_t)c->n;
    return a;
}

/* Counts somebody or something that is of these programmes, when it is checked for some of them, and else beside it. */
static void count_n(struct kwartaalcijfers *c, uint32_t agb, enum rol rol, size_t kwartaal, programma_set gecontroleerd)
{
    struct aanbieder *a = find_aanbieder(c, agb, rol);
    struct programma_counts *counts = aanbieder_programma(c, a, kwartaal);
    *(gecontroleerd ? &a->kwartaal[kwartaal].n : &a->kwartaal[kwartaal].n_ongedekt) += 1;
    for (; gecontroleerd; gecontroleerd &= gecontroleerd - 1)
        counts[__builtin_ctzll(gecontroleerd)].n++;
}

/* A thread. */
struct counter {
    const struct period *kwartaal;
    struct detector *detector;
    struct kwartaalcijfers cijfers;
    struct seen_line *seen;
    size_t cap;
};

static bool count_dossier(void *ctx, unsigned worker, size_t range, const struct dossier *dossier, struct error *err)
{
    struct counter *c = (struct counter *)ctx + worker;
    programma_set keten[KWARTALEN] = {0}; /* the patient's programmes that are checked, by quarter */
    unsigned touched = 0;                 /* a bit a quarter: some keten line touches it */
    (void)range;
    (void)err;
    while (c->cap < dossier->n)
        ARRAY_ROOM(c->seen, c->cap, c->cap);
    detect_lines(c->detector, dossier->line, dossier->n, c->seen);
    for (size_t i = 0; i < dossier->n; i++) {
        const struct seen_line *seen = &c->seen[i];
        if (!seen->keten.programmas || !seen->taking)
            continue;
        for (size_t q = 0; q < KWARTALEN; q++)
            if (periods_overlap(seen->keten.periode, c->kwartaal[q])) {
                count_n(&c->cijfers, dossier->line[i].agb_declarant, ROL_KETENCONTRACTANT, q, seen->gecontroleerd);
                keten[q] |= seen->gecontroleerd;
                touched |= 1U << q;
            }
    }
    /* The lines of a declarant stand together. */
    for (size_t i = 0, end; touched && i < dossier->n; i = end) {
        unsigned began = 0;
        for (end = i; end < dossier->n && dossier->line[end].agb_declarant == dossier->line[i].agb_declarant; end++)
            for (size_t q = 0; c->seen[end].taking && !c->seen[end].keten.programmas && q < KWARTALEN; q++) {
                day first = c->seen[end].periode.first;
                began |= (unsigned)(c->kwartaal[q].first <= first && first <= c->kwartaal[q].last) << q;
            }
        for (size_t q = 0; q < KWARTALEN; q++)
            if (began & touched & 1U << q)
                count_n(&c->cijfers, dossier->line[i].agb_declarant, ROL_DECLARANT, q, keten[q]);
    }
    return true;
}

/* Adds what another table counted. */
static void add_quarter_counts(struct kwartaalcijfers *to, const struct kwartaalcijfers *from)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct aanbieder *a = &from->aanbieder[i];
        struct aanbieder *sum = find_aanbieder(to, a->agb, a->rol);
        for (size_t q = 0; q < KWARTALEN; q++) {
            sum->kwartaal[q].n += a->kwartaal[q].n;
            sum->kwartaal[q].n_ongedekt += a->kwartaal[q].n_ongedekt;
        }
        for (size_t p = 0; p < KWARTALEN * from->programmas; p++)
            sum->programma[p].n += a->programma[p].n;
    }
}

static bool count_quarter_lines(struct store *store, const struct ruleset *rules, const struct period *kwartaal,
                                unsigned threads, struct progress *progress, struct kwartaalcijfers *cijfers,
                                struct error *err)
{
    struct counter *counter = xcalloc(threads, sizeof *counter);
    struct walk walk = {
        .store = store, .threads = threads, .look = count_dossier, .ctx = counter, .progress = progress};
    for (unsigned i = 0; i < threads; i++)
        counter[i] = (struct counter){
            .kwartaal = kwartaal, .detector = detector_new(rules), .cijfers = {.programmas = rules->programmas}};
    bool ok = walk_dossiers(&walk, err);
    for (unsigned i = 0; i < threads; i++) {
        add_quarter_counts(cijfers, &counter[i].cijfers);
        detector_free(counter[i].detector);
        kwartaalcijfers_release(&counter[i].cijfers);
        free(counter[i].seen);
    }
    free(counter);
    return ok;
}

/* A line that a finding names. */
struct naming {
    enum rol rol;
    uint32_t agb;
    struct text referentie;
    size_t kwartaal;
    enum betrokken betrokken;
    bool open;
    bool telt; /* in y */
    enum zekerheid zekerheid;
    programma_set programmas;
    int64_t cent;
};

static int by_naming(const void *a, const void *b)
{
    const struct naming *p = a, *q = b;
    if (p->rol != q->rol)
        return p->rol < q->rol ? -1 : 1;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    int order = text_compare(p->referentie, q->referentie);
    return order ? order : (p->kwartaal > q->kwartaal) - (p->kwartaal < q->kwartaal);
}

/* The namings of one patient. */
struct patient {
    struct buf key;
    struct naming *naming;
    size_t n, cap;
    struct arena arena;
    /* Its lines, for whether one is a keten line. */
    struct layers *layers;
    struct detector *detector;
    struct dossier dossier;
    struct seen_line *seen;
    size_t seen_cap;
    bool known; /* `dossier` and `seen` are this patient's */
};

/* What the namings of one line in one quarter come to. */
struct tally {
    bool info, beslist, na_te_kijken, telt;
    enum zekerheid zekerheid; /* the best, of those that put it in y, or of all when there are none */
    int64_t cent;             /* the largest of that grade */
    programma_set programmas;
};

static void add_naming(struct tally *t, const struct naming *naming)
{
    if (naming->betrokken == TER_INFORMATIE) {
        t->info |= naming->open;
        return;
    }
    if (!naming->open) {
        t->beslist = true;
        return;
    }
    const bool better = !t->na_te_kijken || naming->telt > t->telt
                        || (naming->telt == t->telt && naming->zekerheid > t->zekerheid);
    if (better) {
        t->telt = naming->telt;
        t->zekerheid = naming->zekerheid;
        t->cent = naming->cent;
    } else if (naming->telt == t->telt && naming->zekerheid == t->zekerheid && naming->cent > t->cent) {
        t->cent = naming->cent;
    }
    t->na_te_kijken = true;
    if (naming->telt)
        t->programmas |= naming->programmas;
}

/* Counts each line once a quarter, and forgets the patient. */
static void count_patient(struct kwartaalcijfers *c, struct patient *patient)
{
    if (patient->n)
        qsort(patient->naming, patient->n, sizeof *patient->naming, by_naming);
    for (size_t i = 0, end; i < patient->n; i = end) {
        const struct naming *line = &patient->naming[i];
        struct tally t = {0};
        for (end = i; end < patient->n && by_naming(line, &patient->naming[end]) == 0; end++)
            add_naming(&t, &patient->naming[end]);
        struct aanbieder *a = find_aanbieder(c, line->agb, line->rol);
        struct kwartaal_counts *counts = &a->kwartaal[line->kwartaal];
        counts->info += t.info;
        counts->beslist += t.beslist;
        if (t.na_te_kijken) {
            *(t.telt ? &counts->y : &counts->s) += 1;
            sum_add(t.telt ? &counts->y_cent : &counts->s_cent, t.cent);
        }
        struct programma_counts *programma = aanbieder_programma(c, a, line->kwartaal);
        for (; t.programmas; t.programmas &= t.programmas - 1)
            programma[__builtin_ctzll(t.programmas)].y++;
    }
    patient->n = 0;
    patient->known = false;
    arena_reset(&patient->arena);
}

static programma_set programmas_of(const struct ruleset *rules, struct text names)
{
    programma_set set = 0;
    struct text name;
    while (text_part(&names, &name))
        for (unsigned p = 0; p < rules->programmas; p++)
            if (text_equal(rules->programma[p].naam, name))
                set |= UINT64_C(1) << p;
    return set;
}

/* Reads the patient's lines. */
static bool know_patient(struct patient *patient, struct error *err)
{
    dossier_clear(&patient->dossier);
    patient->dossier.patient = (struct text){patient->key.at, patient->key.n};
    if (!layers_take(patient->layers, patient->dossier.patient, &patient->dossier, err))
        return false;
    while (patient->seen_cap < patient->dossier.n)
        ARRAY_ROOM(patient->seen, patient->seen_cap, patient->seen_cap);
    detect_lines(patient->detector, patient->dossier.line, patient->dossier.n, patient->seen);
    patient->known = true;
    return true;
}

/* Whether the conflict line of the finding is a keten line. */
static bool conflict_is_keten(struct patient *patient, const struct bevinding *b, bool *is_keten, struct error *err)
{
    *is_keten = false;
    if (!bevinding_is_paar(b))
        return true;
    if (!patient->known && !know_patient(patient, err))
        return false;
    for (size_t i = 0; i < patient->dossier.n; i++) {
        const struct line *line = &patient->dossier.line[i];
        if (line->agb_declarant == b->conflict.agb && text_equal(line->referentie, b->conflict.referentie))
            *is_keten = patient->seen[i].keten.programmas != 0;
    }
    return true;
}

static struct dubbele_keten dubbel_of(const struct bevinding *b)
{
    return (struct dubbele_keten){strtoull(b->id, NULL, 16), hash_bytes(b->patient.at, b->patient.n, 0)};
}

static int by_dubbel(const void *a, const void *b)
{
    const struct dubbele_keten *p = a, *q = b;
    if (p->id != q->id)
        return p->id < q->id ? -1 : 1;
    return (p->patient > q->patient) - (p->patient < q->patient);
}

enum rol kwartaalcijfers_rol(const struct kwartaalcijfers *c, const struct bevinding *b, bool keten_kant)
{
    const struct dubbele_keten key = dubbel_of(b);
    return keten_kant || (c->dubbelen && bsearch(&key, c->dubbel, c->dubbelen, sizeof key, by_dubbel))
               ? ROL_KETENCONTRACTANT
               : ROL_DECLARANT;
}

static void take_naming(const struct bevinding *b, bool keten_kant, enum rol rol, size_t kwartaal, bool open,
                        programma_set programmas, struct patient *patient)
{
    const struct bevinding_kant *kant = keten_kant ? &b->keten : &b->conflict;
    ARRAY_ROOM(patient->naming, patient->n, patient->cap);
    patient->naming[patient->n++] =
        (struct naming){.rol = rol,
                        .agb = kant->agb,
                        .referentie = {arena_copy(&patient->arena, kant->referentie.at, kant->referentie.n),
                                       kant->referentie.n},
                        .kwartaal = kwartaal,
                        .betrokken = bevinding_betrokken(b, keten_kant),
                        .open = open,
                        .telt = bevinding_telt(b),
                        .zekerheid = b->zekerheid,
                        .programmas = programmas,
                        .cent = bevinding_kant_cent(b, keten_kant)};
}

static bool take_counted(struct kwartaalcijfers *c, const struct bevinding_reader *reader, const struct ruleset *rules,
                         const struct period *kwartaal, struct patient *patient, struct error *err)
{
    const struct bevinding *b = &reader->bevinding;
    const bool open = bevinding_is_open(reader->oordeel);
    const programma_set programmas = programmas_of(rules, b->programma);
    bool is_keten;
    size_t q = 0;
    while (b->overlap.first > kwartaal[q].last)
        q++;
    /* A terugvordering that waits for its second name is not decided, and nothing is asked about it either. */
    if (!open && text_equal(reader->oordeel, text_of(oordeel_name[OORDEEL_TE_BEVESTIGEN])))
        return true;
    if (!conflict_is_keten(patient, b, &is_keten, err))
        return false;
    if (is_keten && q == KWARTALEN - 1) {
        ARRAY_ROOM(c->dubbel, c->dubbelen, c->dubbelen_cap);
        c->dubbel[c->dubbelen++] = dubbel_of(b);
    }
    take_naming(b, true, ROL_KETENCONTRACTANT, q, open, programmas, patient);
    if (bevinding_is_paar(b))
        take_naming(b, false, is_keten ? ROL_KETENCONTRACTANT : ROL_DECLARANT, q, open, programmas, patient);
    return true;
}

static void patient_release(struct patient *patient)
{
    layers_close(patient->layers);
    detector_free(patient->detector);
    dossier_release(&patient->dossier);
    buf_release(&patient->key);
    free(patient->seen);
    free(patient->naming);
    arena_release(&patient->arena);
}

static bool count_quarter_findings(struct store *store, const struct ruleset *rules, const struct period *kwartaal,
                                   struct kwartaalcijfers *cijfers, struct error *err)
{
    struct bevinding_reader reader;
    struct patient patient = {.detector = detector_new(rules)};
    const struct period all = {kwartaal[0].first, kwartaal[KWARTALEN - 1].last};
    bool row = true, ok = bevinding_reader_open_counted(&reader, store->db, all, err)
                          && layers_open(&patient.layers, store->db, err);
    while (ok && row) {
        ok = go_on(err) && bevinding_reader_next(&reader, &row, err);
        if (!ok || !row)
            break;
        struct text key = reader.bevinding.patient;
        if (!text_equal(key, (struct text){patient.key.at, patient.key.n})) {
            count_patient(cijfers, &patient);
            patient.key.n = 0;
            buf_add(&patient.key, key.at, key.n);
        }
        ok = take_counted(cijfers, &reader, rules, kwartaal, &patient, err);
    }
    if (ok)
        count_patient(cijfers, &patient);
    if (ok && cijfers->dubbelen)
        qsort(cijfers->dubbel, cijfers->dubbelen, sizeof *cijfers->dubbel, by_dubbel);
    bevinding_reader_close(&reader);
    patient_release(&patient);
    return ok;
}

static int by_group(const void *a, const void *b)
{
    const struct aanbieder *p = a, *q = b;
    unsigned r = agb_zorgsoort(p->agb), s = agb_zorgsoort(q->agb);
    if (r != s)
        return r < s ? -1 : 1;
    if (p->rol != q->rol)
        return p->rol < q->rol ? -1 : 1;
    return (p->agb > q->agb) - (p->agb < q->agb);
}

bool kwartaalcijfers_read(struct store *store, const struct ruleset *rules,
                          const struct period kwartaal[static KWARTALEN], unsigned threads, struct progress *progress,
                          struct kwartaalcijfers *cijfers, struct error *err)
{
    *cijfers = (struct kwartaalcijfers){.programmas = rules->programmas};
    bool ok = count_quarter_lines(store, rules, kwartaal, threads, progress, cijfers, err)
              && count_quarter_findings(store, rules, kwartaal, cijfers, err);
    if (ok && cijfers->n)
        qsort(cijfers->aanbieder, cijfers->n, sizeof *cijfers->aanbieder, by_group);
    return ok;
}

void kwartaalcijfers_release(struct kwartaalcijfers *cijfers)
{
    free(cijfers->aanbieder);
    free(cijfers->slot);
    free(cijfers->dubbel);
    arena_release(&cijfers->arena);
    *cijfers = (struct kwartaalcijfers){0};
}
