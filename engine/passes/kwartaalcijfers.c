/* kwartaalcijfers.c - see kwartaalcijfers.h. Each thread counts into a table of its own; sums do not depend on which thread
 * looked at a patient. */
#include "passes/kwartaalcijfers.h"

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

static void count_n(struct kwartaalcijfers *c, uint32_t agb, enum rol rol, size_t kwartaal, programma_set programmas)
{
    struct aanbieder *a = find_aanbieder(c, agb, rol);
    struct programma_counts *counts = aanbieder_programma(c, a, kwartaal);
    a->kwartaal[kwartaal].n++;
    for (; programmas; programmas &= programmas - 1)
        counts[__builtin_ctzll(programmas)].n++;
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
    programma_set keten[KWARTALEN] = {0}, any = 0; /* the patient's programmes, by quarter */
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
                count_n(&c->cijfers, dossier->line[i].agb_declarant, ROL_KETENCONTRACTANT, q, seen->keten.programmas);
                keten[q] |= seen->keten.programmas;
                any |= keten[q];
            }
    }
    /* The lines of a declarant stand together. */
    for (size_t i = 0, end; any && i < dossier->n; i = end) {
        unsigned began = 0;
        for (end = i; end < dossier->n && dossier->line[end].agb_declarant == dossier->line[i].agb_declarant; end++)
            for (size_t q = 0; c->seen[end].taking && q < KWARTALEN; q++) {
                day first = c->seen[end].periode.first;
                began |= (unsigned)(c->kwartaal[q].first <= first && first <= c->kwartaal[q].last) << q;
            }
        for (size_t q = 0; q < KWARTALEN; q++)
            if ((began >> q & 1) && keten[q])
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
        for (size_t q = 0; q < KWARTALEN; q++)
            sum->kwartaal[q].n += a->kwartaal[q].n;
        for (size_t p = 0; p < KWARTALEN * from->programmas; p++)
            sum->programma[p].n += a->programma[p].n;
    }
}

static bool count_quarter_lines(struct store *store, const struct ruleset *rules, const struct period *kwartaal, unsigned threads,
                        struct progress *progress, struct kwartaalcijfers *cijfers, struct error *err)
{
    struct counter *counter = xcalloc(threads, sizeof *counter);
    struct walk walk = {.store = store, .threads = threads, .look = count_dossier, .ctx = counter, .progress = progress};
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

/* An own line that a finding names. */
struct naming {
    enum rol rol;
    uint32_t agb;
    struct text referentie;
    size_t kwartaal;
    bool strong; /* vast or waarschijnlijk */
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
};

/* Counts each line once a quarter, and forgets the patient. */
static void count_patient(struct kwartaalcijfers *c, struct patient *patient)
{
    if (patient->n)
        qsort(patient->naming, patient->n, sizeof *patient->naming, by_naming);
    for (size_t i = 0, end; i < patient->n; i = end) {
        const struct naming *line = &patient->naming[i];
        bool strong = false;
        int64_t cent = 0; /* of a pair all of the line, of a single what is recovered: the most counts */
        programma_set programmas = 0;
        for (end = i; end < patient->n && by_naming(line, &patient->naming[end]) == 0; end++) {
            const struct naming *naming = &patient->naming[end];
            if (naming->strong)
                programmas |= naming->programmas;
            if (naming->strong > strong)
                cent = 0;
            if (naming->strong >= strong && naming->cent > cent)
                cent = naming->cent;
            strong |= naming->strong;
        }
        struct aanbieder *a = find_aanbieder(c, line->agb, line->rol);
        struct kwartaal_counts *counts = &a->kwartaal[line->kwartaal];
        *(strong ? &counts->y : &counts->s) += 1;
        *(strong ? &counts->y_cent : &counts->s_cent) += cent;
        struct programma_counts *programma = aanbieder_programma(c, a, line->kwartaal);
        for (; programmas; programmas &= programmas - 1)
            programma[__builtin_ctzll(programmas)].y++;
    }
    patient->n = 0;
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

static void take_counted(const struct bevinding *b, const struct ruleset *rules, const struct period *kwartaal, struct patient *patient)
{
    const struct bevinding_kant *side[ROLLEN] = {[ROL_DECLARANT] = &b->conflict, [ROL_KETENCONTRACTANT] = &b->keten};
    size_t q = 0;
    while (b->overlap.first > kwartaal[q].last)
        q++;
    /* Of a single the keten side only. */
    for (enum rol rol = bevinding_is_paar(b) ? 0 : ROL_KETENCONTRACTANT; rol < ROLLEN; rol++) {
        struct text referentie = side[rol]->referentie;
        ARRAY_ROOM(patient->naming, patient->n, patient->cap);
        patient->naming[patient->n++] =
            (struct naming){.rol = rol,
                            .agb = side[rol]->agb,
                            .referentie = {arena_copy(&patient->arena, referentie.at, referentie.n), referentie.n},
                            .kwartaal = q,
                            .strong = b->zekerheid > SIGNAAL,
                            .programmas = programmas_of(rules, b->programma),
                            .cent = bevinding_is_paar(b) ? side[rol]->bedrag_cent : b->verhaal_bedrag_cent};
    }
}

static bool count_findings(struct store *store, const struct ruleset *rules, const struct period *kwartaal,
                           struct kwartaalcijfers *cijfers, struct error *err)
{
    struct bevinding_reader reader;
    struct patient patient = {0};
    const struct period all = {kwartaal[0].first, kwartaal[KWARTALEN - 1].last};
    bool row = true, ok = bevinding_reader_open_counted(&reader, store->db, all, err);
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
        take_counted(&reader.bevinding, rules, kwartaal, &patient);
    }
    if (ok)
        count_patient(cijfers, &patient);
    bevinding_reader_close(&reader);
    buf_release(&patient.key);
    free(patient.naming);
    arena_release(&patient.arena);
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

bool kwartaalcijfers_read(struct store *store, const struct ruleset *rules, const struct period kwartaal[static KWARTALEN],
                          unsigned threads, struct progress *progress, struct kwartaalcijfers *cijfers, struct error *err)
{
    *cijfers = (struct kwartaalcijfers){.programmas = rules->programmas};
    bool ok = count_quarter_lines(store, rules, kwartaal, threads, progress, cijfers, err)
              && count_findings(store, rules, kwartaal, cijfers, err);
    if (ok && cijfers->n)
        qsort(cijfers->aanbieder, cijfers->n, sizeof *cijfers->aanbieder, by_group);
    return ok;
}

void kwartaalcijfers_release(struct kwartaalcijfers *cijfers)
{
    free(cijfers->aanbieder);
    free(cijfers->slot);
    arena_release(&cijfers->arena);
    *cijfers = (struct kwartaalcijfers){0};
}
