/* voorbeelden.c - see voorbeelden.h. The peers are drawn at random from a seed; the provider itself is fixed. */
#include "voorbeelden.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "spiegel/statistics.h"

const char *const voorbeeld_name[VOORBEELDEN] = {
    [VB_GEWOON] = "gewoon",
    [VB_VER_BOVEN] = "ver_boven",
    [VB_TE_KLEIN] = "te_klein",
    [VB_KETENCONTRACTANT] = "ketencontractant",
    [VB_DIETIST] = "dietist",
    [VB_ZIEKENHUIS] = "ziekenhuis",
    [VB_NUL] = "nul",
    [VB_ALLEEN_SIGNALEN] = "alleen_signalen",
    [VB_EEN_PEER] = "een_peer",
    [VB_5000_PEERS] = "5000_peers",
    [VB_GROTE_BEDRAGEN] = "grote_bedragen",
    [VB_LANGE_TEKSTEN] = "lange_teksten",
    [VB_VIJANDIG] = "vijandig",
    [VB_ZONDER_KETEN] = "zonder_keten",
    [VB_WEINIG_VERWACHT] = "weinig_verwacht",
    [VB_KLEIN_PROGRAMMA] = "klein_programma",
    [VB_DEELS] = "deels",
    [VB_KETEN_ZONDER] = "keten_zonder",
};

/* TEXT for an initialiser of what is static. */
#define FIXED(literal) {(literal), sizeof(literal) - 1}

enum { PROGRAMMAS = 3 };
static const char *const programma_name[PROGRAMMAS] = {"DM2", "VRM", "COPD"};
static const char *const keten_code[PROGRAMMAS] = {"056/40001", "056/40011", "056/40021"};

/* A rule of conflict_tables/, as a pair of codes shows it. */
struct paar {
    unsigned programma;
    enum categorie categorie;
    const char *code, *regel, *omschrijving, *bron;
    unsigned cent; /* of a line */
};
static const struct paar huisarts_paar[] = {
    {0, CAT_CONSULT, "008/12001", "M7C-DM2-01",
     "(telefonische) Consulten, visites van de huisarts en de POH-s die betrekking hebben op de zorg die onderdeel uitmaakt "
     "van de keten-dbc.",
     "Menzis Bijlage 7C, 1 Controle ketenzorg DM2, rij 1, code 01/12000 t/m 01/12011", 2138},
    {1, CAT_SMR, "008/12850", "M7C-VRM-02", "Gedragsmatige ondersteuning Stoppen-met-Roken door de huisarts/POH-S",
     "Menzis Bijlage 7C, 2 Controle ketenzorg VRM, rij 2, code 01/12850", 6120},
    {2, CAT_SPIROMETRIE, "008/13004", "M7C-COPD-02", "M&I-verrichting Spirometrie (longfunctieonderzoek)",
     "Menzis Bijlage 7C, 3 Controle ketenzorg COPD, rij 2, code 13004", 5450},
    {0, CAT_MEEKIJK, "008/31020", "M7C-DM2-03", "Meekijk-consult met betrekking tot diabetes",
     "Menzis Bijlage 7C, 1 Controle ketenzorg DM2, rij 3, code 31020 – 31023", 4475},
    {2, CAT_MODULE, "008/14610", "M7C-COPD-05", "Voorbereiding gestructureerde zorgaanbod COPD/Astmapatiënten",
     "Menzis Bijlage 7C, 3 Controle ketenzorg COPD, rij 5, code 14610", 3310},
};
static const struct paar ziekenhuis_paar[] = {
    {0, CAT_DOT, "DOT 040201013", "M7C-DM2-05",
     "Dbc-zorgproduct - Licht ambulant | Endocrien diabetes; Consult op de polikliniek bij Diabetes mellitus (suikerziekte)",
     "Menzis Bijlage 7C, 1 Controle ketenzorg DM2, rij 5, code 03/15A295.040201013", 17945},
    {1, CAT_DOT, "DOT 090301013", "M7C-VRM-07",
     "Poli 3-4/ Routine onderzoek >2 | Hart/Vaat hypertensie 3 tot 4 polikliniekbezoeken of meer dan 2 routine-onderzoeken "
     "bij hoge bloeddruk",
     "Menzis Bijlage 7C, 2 Controle ketenzorg VRM, rij 7, code 03/15C412.090301013", 46210},
    {1, CAT_DOT, "DOT 090301007", "M7C-VRM-09",
     "Cardiologie / licht ambulant / Hart Vaat hypertensie 1 of 2 polikliniekbezoeken bij cardioloog bij hoge bloeddruk",
     "Menzis Bijlage 7C, 2 Controle ketenzorg VRM, rij 9, code 03/15C406.090301007", 21530},
    {2, CAT_DOT, "DOT 100501036", "M7C-COPD-06",
     "Dbc-zorgproduct COPD - Longgeneeskunde | Licht ambulant | Ademh ond luchtw chron; Consult op de polikliniek bij COPD",
     "Menzis Bijlage 7C, 3 Controle ketenzorg COPD, rij 6, code 03/15A883.100501036", 15805},
};
static const struct paar dietist_paar[] = {
    {0, CAT_DIEET, "012/6000", "M7C-DM2-06", "Dieetadvisering",
     "Menzis Bijlage 7C, 1 Controle ketenzorg DM2, rij 6, code 6300, 6301, 6000 en 6001 met verwijscodes 0055", 1612},
    {1, CAT_DIEET, "012/6000", "M7C-VRM-10", "Dieetadvisering",
     "Menzis Bijlage 7C, 2 Controle ketenzorg VRM, rij 10, code 6300, 6301, 6000 en 6001 met verwijscodes 0025, 0026, 0027 "
     "en 0057",
     1612},
};
static const struct paar keten_paar[] = {
    {1, CAT_KETEN, "056/40011", "M7C-VRM-04", "Keten-dbc DM2",
     "Menzis Bijlage 7C, 2 Controle ketenzorg VRM, rij 4, code 40001", 3425},
    {0, CAT_DOT, "056/40001", "M7C-DM2-05",
     "Dbc-zorgproduct - Licht ambulant | Endocrien diabetes; Consult op de polikliniek bij Diabetes mellitus (suikerziekte)",
     "Menzis Bijlage 7C, 1 Controle ketenzorg DM2, rij 5, code 03/15A295.040201013", 5980},
    {0, CAT_CONSULT, "056/40001", "M7C-DM2-01",
     "(telefonische) Consulten, visites van de huisarts en de POH-s die betrekking hebben op de zorg die onderdeel uitmaakt "
     "van de keten-dbc.",
     "Menzis Bijlage 7C, 1 Controle ketenzorg DM2, rij 1, code 01/12000 t/m 01/12011", 5980},
};
#define LANG                                                                                                           \
    "Alle verrichtingen van de huisarts, de praktijkondersteuner en de praktijkverpleegkundige die volgens de overeenkomst " \
    "en de bijbehorende bijlagen onderdeel uitmaken van de multidisciplinaire zorgverlening, ook als zij op een andere "     \
    "locatie, op een andere dag of door een waarnemer zijn verricht, met uitzondering van spoed in avond, nacht en weekend. "
#define HEEL_LANG_WOORD                                                                                                \
    "meervoudigepersoonlijkheidsgezondheidszorgverleningscoordinatieovereenkomstbijlagenregisterwijzigingsverzoek"
static const struct paar lang_paar[] = {
    {0, CAT_CONSULT, "008/12345678901234567890", "ZEER-LANGE-REGELNAAM-VAN-DE-TABEL-0001", LANG LANG, LANG, 2138},
    {1, CAT_SMR, "DOT 999999999", "M7C-VRM-02", HEEL_LANG_WOORD HEEL_LANG_WOORD, HEEL_LANG_WOORD, 6120},
    {2, CAT_SPIROMETRIE, "008/13004", "M7C-COPD-02", LANG, LANG LANG, 5450},
    {0, CAT_MEEKIJK, "008/31020", "M7C-DM2-03", LANG, LANG LANG LANG, 4475},
    {2, CAT_MODULE, "008/14610", "M7C-COPD-05", LANG LANG LANG LANG, "", 3310},
};
static const struct paar vijandig_paar[] = {
    {0, CAT_CONSULT, "008/<b>", "=HYPERLINK(\"x\")", "<span size=\"100000\">groot</span> &amp; <b>vet</b> &lt;",
     "</tspan><script>alert(1)</script>", 2138},
    {1, CAT_SMR, "008/12850", "regel\nmet\r\nregeleinden\tentab",
     "regel een\nregel twee\n\n\n\n\n\n\n\nregel tien\x01\x02\x1b[31m\x7f einde\u2028scheiding\u2029alinea", "a\n\n\n\n\n\n\nb",
     6120},
    {2, CAT_SPIROMETRIE, "008/13004", "רגל-01",
     "\u202E\u2066שלום עולם ordo inversa \u05D0\u05D1\u05D2 \u200F\u202D\u202E\u202E\u202E", "العربية \u202E \u0627\u0644", 5450},
    {0, CAT_MEEKIJK, "008/31020", "🦴-01", "🦴🧿👩‍⚕️ 漢字かな交じり文 ꙮ \U0001F600 \uFFFF \U0010FFFF zorg",
     "Z\u0351\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030A\u030B\u030C\u030D\u030E\u030F\u0310\u0311"
     "a\u0351\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308l\u0351\u0300\u0301\u0302\u0303\u0304\u0305\u0306go",
     4475},
    {2, CAT_MODULE, "\xFF\xFE\xC3(", "\xF0\x28\x8C\x28", "geen \xC3\x28 UTF-8 \xA0\xA1 \xE2\x28\xA1 \xF8\x88\x80\x80\x80 einde",
     "\xE2\x82", 3310},
};

struct plan {
    unsigned zorgsoort;
    enum rol rol;
    const char *naam;
    size_t peers;              /* others */
    double n_peer;             /* a typical one's N */
    double per_patient[PROGRAMMAS]; /* lines a patient */
    double deel[PROGRAMMAS];   /* of N */
    uint32_t agb;
    uint32_t n[PROGRAMMAS], y[PROGRAMMAS]; /* its own */
    uint32_t s;
    const struct paar *paar;
    size_t paren;
    uint64_t seed;
    uint32_t uitschieter; /* lines of one of the others, when not 0 */
};
#define PAREN(array) array, sizeof(array) / sizeof *(array)

#define HUISARTSEN(others) 1, ROL_DECLARANT, "huisartsen", others, 190, {0.050, 0.035, 0.070}, {0.5, 0.4, 0.1}
static const struct plan plannen[VOORBEELDEN] = {
    [VB_GEWOON] = {HUISARTSEN(141), 1012345, {118, 92, 24}, {8, 4, 1}, 21, PAREN(huisarts_paar), 1, 0},
    [VB_VER_BOVEN] = {HUISARTSEN(141), 1067890, {143, 121, 31}, {37, 22, 9}, 44, PAREN(huisarts_paar), 1, 0},
    [VB_TE_KLEIN] = {HUISARTSEN(141), 1054321, {6, 3, 0}, {3, 1, 0}, 2, PAREN(huisarts_paar), 1, 0},
    [VB_KETENCONTRACTANT] = {53, ROL_KETENCONTRACTANT, "zorggroepen", 23, 5200, {0.021, 0.013, 0.017}, {0.5, 0.38, 0.12},
                             53530123, {6120, 4410, 1210}, {188, 61, 24}, 402, PAREN(keten_paar), 2, 0},
    [VB_DIETIST] = {24, ROL_DECLARANT, "diëtisten", 38, 24, {0.30, 0.22, 0.05}, {0.65, 0.35, 0},
                    24000456, {31, 14, 0}, {11, 5, 0}, 9, PAREN(dietist_paar), 3, 0},
    [VB_ZIEKENHUIS] = {6, ROL_DECLARANT, "ziekenhuizen", 8, 1400, {0.040, 0.030, 0.045}, {0.45, 0.4, 0.15},
                       6010789, {912, 744, 268}, {61, 35, 20}, 77, PAREN(ziekenhuis_paar), 4, 0},
    [VB_NUL] = {HUISARTSEN(141), 1000011, {64, 70, 12}, {0, 0, 0}, 0, PAREN(huisarts_paar), 1, 0},
    [VB_ALLEEN_SIGNALEN] = {HUISARTSEN(141), 1000022, {64, 70, 12}, {0, 0, 0}, 17, PAREN(huisarts_paar), 1, 0},
    [VB_EEN_PEER] = {24, ROL_DECLARANT, "diëtisten", 1, 40, {0.30, 0.22, 0.05}, {0.65, 0.35, 0},
                     24000001, {31, 14, 0}, {11, 5, 0}, 9, PAREN(dietist_paar), 5, 0},
    [VB_5000_PEERS] = {HUISARTSEN(5000), 1099999, {118, 92, 24}, {14, 9, 1}, 21, PAREN(huisarts_paar), 6, 0},
    [VB_GROTE_BEDRAGEN] = {53, ROL_KETENCONTRACTANT, "zorggroepen", 61, 90000, {0.30, 0.20, 0.25}, {0.5, 0.38, 0.12},
                           53999999, {1234567, 987654, 123456}, {412345, 198765, 34567}, 123456, PAREN(keten_paar), 7, 0},
    [VB_LANGE_TEKSTEN] = {98, ROL_DECLARANT,
                          "zorgaanbieders met AGB 98 (nog niet ingedeelde aanbieders van eerstelijns en anderhalvelijns ketenzorg)",
                          40, 190, {0.050, 0.035, 0.070}, {0.5, 0.4, 0.1}, 98765432, {118, 92, 24}, {8, 4, 5}, 21,
                          PAREN(lang_paar), 8, 500},
    [VB_VIJANDIG] = {1, ROL_DECLARANT, "<b>huis\u202Eartsen</b>\n\n🦴", 40, 190, {0.050, 0.035, 0.070}, {0.5, 0.4, 0.1},
                     1000000, {118, 92, 24}, {8, 4, 5}, 21, PAREN(vijandig_paar), 9, 0},
    [VB_ZONDER_KETEN] = {HUISARTSEN(141), 1000033, {0, 0, 0}, {2, 1, 0}, 1, PAREN(huisarts_paar), 1, 0},
    [VB_WEINIG_VERWACHT] = {1, ROL_DECLARANT, "huisartsen", 60, 190, {0.002, 0.001, 0.001}, {0.5, 0.4, 0.1},
                            1044444, {12, 8, 2}, {2, 0, 0}, 1, PAREN(huisarts_paar), 10, 0},
    [VB_KLEIN_PROGRAMMA] = {24, ROL_DECLARANT, "diëtisten", 38, 24, {0.30, 0.22, 0.05}, {0.65, 0.35, 0},
                            24000789, {31, 14, 3}, {11, 5, 0}, 9, PAREN(dietist_paar), 3, 0},
    [VB_DEELS] = {HUISARTSEN(141), 1012346, {60, 40, 10}, {8, 4, 1}, 5, PAREN(huisarts_paar), 1, 0},
    [VB_KETEN_ZONDER] = {53, ROL_KETENCONTRACTANT, "zorggroepen", 23, 5200, {0.021, 0.013, 0.017}, {0.5, 0.38, 0.12},
                         53530124, {6120, 4410, 1210}, {0, 0, 0}, 0, PAREN(keten_paar), 2, 0},
};

static uint64_t next(uint64_t *state)
{
    /* splitmix64 */
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}
static double uniform(uint64_t *state)
{
    return ((double)(next(state) >> 11) + 0.5) / 9007199254740992.0;
}
static double gauss(uint64_t *state)
{
    double sum = 0;
    for (int i = 0; i < 12; i++)
        sum += uniform(state);
    return sum - 6;
}
static uint32_t poisson(uint64_t *state, double mean)
{
    if (mean > 100)
        return (uint32_t)fmax(0, floor(mean + sqrt(mean) * gauss(state) + 0.5));
    uint32_t count = 0;
    for (double p = uniform(state), limit = exp(-mean); p > limit; p *= uniform(state))
        count++;
    return count;
}

static void *zeroed(struct arena *arena, size_t size)
{
    return memset(arena_alloc(arena, size), 0, size);
}
static struct text kept(struct arena *arena, const char *text)
{
    return (struct text){arena_copy(arena, text, strlen(text)), strlen(text)};
}

/* Somebody of the group. */
struct lid {
    uint32_t n[PROGRAMMAS], y[PROGRAMMAS], n_all, y_all;
    double expected, z;
};

static int by_double(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}
static int by_expected(const void *a, const void *b)
{
    const struct funnel_dot *left = a, *right = b;
    if (left->expected != right->expected)
        return left->expected < right->expected ? -1 : 1;
    return (left->y > right->y) - (left->y < right->y);
}

static uint32_t sum_of(const uint32_t number[PROGRAMMAS])
{
    return number[0] + number[1] + number[2];
}

/* The group with the provider itself as its first member; returns the members. */
static struct lid *fill_group(struct arena *arena, const struct plan *plan, struct rapport *rapport)
{
    uint64_t state = plan->seed;
    size_t members = plan->peers + 1;
    struct lid *lid = zeroed(arena, members * sizeof *lid);
    struct groep_cijfers *groep = zeroed(arena, sizeof *groep);
    uint64_t peers_n[PROGRAMMAS] = {0}, peers_y[PROGRAMMAS] = {0};
    uint32_t peers[PROGRAMMAS] = {0};
    for (size_t i = 0; i < members; i++) {
        double size = plan->n_peer * exp(0.7 * gauss(&state)), habit = exp(0.25 * gauss(&state));
        for (unsigned p = 0; p < PROGRAMMAS; p++) {
            lid[i].n[p] = i ? (uint32_t)(size * plan->deel[p]) : plan->n[p];
            lid[i].y[p] = i ? poisson(&state, lid[i].n[p] * plan->per_patient[p] * habit) : plan->y[p];
            peers_n[p] += lid[i].n[p];
            peers_y[p] += lid[i].y[p];
            peers[p] += lid[i].n[p] > 0;
        }
        if (i == 1 && plan->uitschieter) {
            peers_y[0] += plan->uitschieter - lid[i].y[0];
            lid[i].y[0] = plan->uitschieter;
        }
        lid[i].n_all = (uint32_t)(0.94 * sum_of(lid[i].n) + 0.5); /* some are in two programmes */
        lid[i].y_all = sum_of(lid[i].y);
    }
    groep->zorgsoort = plan->zorgsoort;
    groep->rol = plan->rol;
    groep->naam = plan->naam;
    groep->phi = 1;
    groep->dot = zeroed(arena, members * sizeof *groep->dot);
    double *z = zeroed(arena, members * sizeof *z);
    for (size_t i = 0; i < members; i++) {
        for (unsigned p = 0; p < PROGRAMMAS; p++)
            lid[i].expected += peers_n[p] ? lid[i].n[p] * ((double)peers_y[p] / (double)peers_n[p]) : 0;
        lid[i].z = lid[i].expected > 0 ? (lid[i].y_all - lid[i].expected) / sqrt(lid[i].expected) : 0;
        groep->aanbieders += lid[i].n_all > 0;
        if (lid[i].n_all < SPIEGEL_SMALL)
            continue;
        groep->judgeable++;
        if (lid[i].expected > 0) {
            z[groep->dots] = lid[i].z;
            groep->dot[groep->dots++] = (struct funnel_dot){lid[i].expected, lid[i].y_all, lid[i].n_all};
        }
    }
    qsort(groep->dot, groep->dots, sizeof *groep->dot, by_expected);
    qsort(z, groep->dots, sizeof *z, by_double);
    double low = z[(groep->dots - 1) / 10], high = z[(groep->dots - 1) * 9 / 10], squares = 0;
    for (size_t i = 0; i < groep->dots; i++)
        squares += pow(fmin(fmax(z[i], low), high), 2);
    if (groep->dots && squares / (double)groep->dots > 1)
        groep->phi = squares / (double)groep->dots;
    rapport->groep = groep;
    rapport->programma = zeroed(arena, PROGRAMMAS * sizeof *rapport->programma);
    for (unsigned p = 0; p < PROGRAMMAS; p++)
        if (plan->n[p] || plan->y[p])
            rapport->programma[rapport->programmas++] =
                (struct programmacijfer){text_of(programma_name[p]), plan->n[p], plan->y[p], peers_n[p], peers_y[p], peers[p]};
    return lid;
}

static void fill_judgement(const struct plan *plan, struct rapport *rapport, const struct lid *lid)
{
    const struct groep_cijfers *groep = rapport->groep;
    double wide = sqrt(groep->phi * lid[0].expected);
    rapport->z = lid[0].z;
    rapport->limit95_low = fmax(0, lid[0].expected - 1.96 * wide);
    rapport->limit95_high = lid[0].expected + 1.96 * wide;
    rapport->limit998_low = fmax(0, lid[0].expected - 3.09 * wide);
    rapport->limit998_high = lid[0].expected + 3.09 * wide;
    rapport->toeval = poisson_tail(lid[0].y_all, lid[0].expected);
    rapport->verdict = plan == &plannen[VB_DEELS]                            ? PARTLY_CHECKED
                       : lid[0].n_all < SPIEGEL_SMALL                          ? TOO_SMALL
                       : !groep_showable(groep)                              ? NO_COMPARISON
                       : lid[0].y_all > rapport->limit998_high               ? HIGHER_THAN_EXPECTED
                                                                              : AS_EXPECTED;
    for (size_t i = 1; i <= plan->peers && verdict_compares(rapport->verdict) && lid[0].y_all > lid[0].expected; i++)
        if (lid[i].n_all >= SPIEGEL_SMALL) {
            rapport->compared_with++;
            rapport->higher_than += lid[i].z < lid[0].z;
        }
}

static void fill_trend(const struct plan *plan, struct rapport *rapport, const struct lid *lid)
{
    static const double deel_y[TREND_KWARTALEN] = {0.4, 0.7, 0.55, 0, 0.8, 1.2, 0.9, 1};
    static const double deel_n[TREND_KWARTALEN] = {0.82, 0.85, 0.9, 0.9, 0.93, 0.97, 0.98, 1};
    for (int k = 0; k < TREND_KWARTALEN; k++) {
        struct kwartaalcijfer *q = &rapport->trend[k];
        uint32_t own = sum_of(plan->n);
        q->n = (uint32_t)(lid[0].n_all * deel_n[k]);
        q->expected = own ? lid[0].expected * deel_n[k] * (k % 2 ? 1.06 : 0.96) : 0;
        q->y = (uint32_t)(lid[0].y_all * deel_y[k]);
        q->s = (uint32_t)(plan->s * deel_y[k]);
        if (k == TREND_KWARTALEN - 1)
            q->expected = lid[0].expected;
        q->y_cent = (int64_t)q->y * plan->paar[0].cent + 7;
        q->s_cent = (int64_t)q->s * plan->paar[0].cent;
        if (q->y == 0)
            q->y_cent = 0;
    }
}

/* Keten lines beside which another's line is to be recovered. */
static void fill_informatie(struct arena *arena, const struct plan *plan, struct rapport *rapport)
{
    enum { ROWS = 40 };
    static const struct categorie_count count[] = {
        {CAT_CONSULT, 143, 377}, {CAT_DOT, 58, 12}, {CAT_DIEET, 9, 40}, {CAT_VOETZORG, 27, 0}};
    char room[40];
    rapport->count = arena_alloc(arena, sizeof count);
    memcpy(rapport->count, count, sizeof count);
    rapport->counts = sizeof count / sizeof *count;
    rapport->trend[TREND_KWARTALEN - 1].info = 652;
    rapport->informatie = zeroed(arena, ROWS * sizeof *rapport->informatie);
    rapport->informaties = ROWS;
    for (unsigned i = 0; i < ROWS; i++) {
        struct informatie_row *row = &rapport->informatie[i];
        snprintf(room, sizeof room, "%08x%08x", (unsigned)(plan->agb * 2654435761U), 100000 + i);
        row->bevinding_id = kept(arena, room);
        snprintf(room, sizeof room, "K%u-%05u", plan->agb % 1000, i + 1);
        row->referentie = kept(arena, room);
        row->datum = rapport->about->first;
        row->code = text_of(keten_code[i % PROGRAMMAS]);
        row->programma = text_of(programma_name[i % PROGRAMMAS]);
        row->keten_kwartaal = text_of(rapport->about->kwartaal);
        row->categorie = count[i * 4 / ROWS].categorie;
        row->zekerheid = i % 3 ? VAST : SIGNAAL;
    }
}

/* Pairs and rows: the lines of a programme go to the first pair of it that has rows left, half of them each time. */
static void fill_lists(struct arena *arena, const struct plan *plan, struct rapport *rapport)
{
    enum { ROWS = 300 }; /* of tens of thousands the annex is no example any more */
    const struct kwartaalcijfer *now = rapport_now(rapport);
    uint32_t left[PROGRAMMAS];
    int64_t cent = 0;
    memcpy(left, plan->y, sizeof left);
    for (size_t i = 0; i < plan->paren; i++) {
        const struct paar *from = &plan->paar[i];
        bool last = true;
        for (size_t j = i + 1; j < plan->paren; j++)
            last = last && plan->paar[j].programma != from->programma;
        uint32_t lines = last ? left[from->programma] : (left[from->programma] * 2 + 2) / 3;
        left[from->programma] -= lines;
        if (lines == 0)
            continue;
        struct codepaar pair = {.programma = text_of(programma_name[from->programma]),
                                .keten_code = text_of(keten_code[from->programma]),
                                /* of a ketencontractant the other's code, which no page may show */
                                .code = plan->rol == ROL_KETENCONTRACTANT ? TEXT("DOT 987654321") : text_of(from->code),
                                .categorie = from->categorie,
                                .regel = text_of(from->regel),
                                .omschrijving = text_of(from->omschrijving),
                                .bron = text_of(from->bron),
                                .n = lines,
                                .cent = (int64_t)lines * from->cent};
        size_t at = rapport->codeparen++;
        for (; at > 0 && rapport->codepaar[at - 1].n < lines; at--)
            rapport->codepaar[at] = rapport->codepaar[at - 1];
        rapport->codepaar[at] = pair;
        cent += pair.cent;
    }
    rapport->trend[TREND_KWARTALEN - 1].y_cent = cent;

    rapport->rows = now->y + now->s < ROWS ? now->y + now->s : ROWS;
    rapport->row = zeroed(arena, (rapport->rows + 1) * sizeof *rapport->row);
    char room[40];
    for (size_t i = 0; i < rapport->rows; i++) {
        const struct paar *from = &plan->paar[i % plan->paren];
        bool signal = i >= now->y;
        struct bijlage_row *row = &rapport->row[i];
        snprintf(room, sizeof room, "%08x%08x", (unsigned)(plan->agb * 2654435761U), (unsigned)i);
        row->bevinding_id = kept(arena, room);
        snprintf(room, sizeof room, "F%u-%05zu", plan->agb % 1000, i + 1);
        row->referentie = kept(arena, room);
        row->datum = rapport->about->first + (day)(signal ? i - now->y : i) % 91;
        row->code = text_of(from->code);
        row->programma = text_of(programma_name[from->programma]);
        row->keten_kwartaal = text_of(rapport->about->kwartaal);
        row->zekerheid = signal ? SIGNAAL : i < now->y / 2 ? VAST : WAARSCHIJNLIJK;
        row->redenen = signal                   ? TEXT("diagnose_onbekend")
                       : row->zekerheid == VAST ? TEXT("")
                                                : TEXT("declaratiecode_wijkt_af");
        row->regel = text_of(from->regel);
        row->omschrijving = text_of(from->omschrijving);
        row->bron = text_of(from->bron);
        row->categorie = from->categorie;
        row->cent = from->cent;
    }
    if (rapport->rows >= 8) {
        rapport->row[0].antwoord = rapport->row[1].antwoord = TEXT("credit");
        rapport->row[2].antwoord = TEXT("terecht");
        rapport->row[2].toelichting = TEXT("Consult voor een andere klacht dan diabetes");
        rapport->answered = 3;
        rapport->credit = 2;
        rapport->terecht = 1;
    }
    if (plan->rol == ROL_KETENCONTRACTANT)
        fill_informatie(arena, plan, rapport);
}

static const struct spiegel_about *accounted(struct arena *arena, enum voorbeeld which)
{
    static const char kwartaal[TREND_KWARTALEN][7] = {"2021Q3", "2021Q4", "2022Q1", "2022Q2",
                                                      "2022Q3", "2022Q4", "2023Q1", "2023Q2"};
    static struct dekking_row dekking[] = {
        {FIXED("3332"), FIXED("Menzis Bijlage 7C"), FIXED("gecontroleerd")},
        {FIXED("3311"), FIXED("Zilveren Kruis 2022"), FIXED("deels gecontroleerd")},
        {FIXED("7095"), FIXED(""), FIXED("niet gecontroleerd")},
    };
    static struct text zonder[] = {FIXED("Fundusfotografie (DM2)"),
                                   FIXED("Aanvullende codes uit de overeenkomst (ASTMA)")};
    struct spiegel_about *about = zeroed(arena, sizeof *about);
    memcpy(about->trend_kwartaal, kwartaal, sizeof kwartaal);
    memcpy(about->kwartaal, kwartaal[TREND_KWARTALEN - 1], sizeof about->kwartaal);
    if (day_parse(TEXT("2023-04-01"), DAY_ISO, &about->first) != DAY_OK ||
        day_parse(TEXT("2023-06-30"), DAY_ISO, &about->last) != DAY_OK ||
        day_parse(TEXT("2023-09-15"), DAY_ISO, &about->antwoord_voor) != DAY_OK)
        abort();
    about->extract = TEXT("2023-07-18T02:14:09Z");
    about->run = TEXT("12");
    about->versie = TEXT("0.1.0");
    about->tabelversie = TEXT("9f2c4be07d6a1835");
    about->tabellen = TEXT("Dubbele keten; Menzis Bijlage 7C; Zilveren Kruis 2022");
    about->dekking = dekking;
    about->dekkingen = sizeof dekking / sizeof *dekking;
    about->without_codes = zonder;
    about->without_codes_n = sizeof zonder / sizeof *zonder;
    about->trend_unchecked[0] = about->trend_unchecked[3] = true;
    if (which == VB_DEELS || which == VB_LANGE_TEKSTEN)
        about->afzender = (struct afzender){TEXT("Zorgverzekeraar De Linde"),  TEXT("Formele controle"),
                                            TEXT("Postbus 1, 8000 AA Zwolle"), TEXT("038 123 45 67"),
                                            TEXT("ketenzorg@delinde.example"), TEXT("FC-2023-0142"),
                                            TEXT("ketenzorg@delinde.example")};
    if (which == VB_LANGE_TEKSTEN) {
        enum { INSURERS = 40, RULES = 60 };
        static struct text oordeel[] = {FIXED("gecontroleerd"), FIXED("deels gecontroleerd"),
                                        FIXED("niet gecontroleerd")};
        about->dekking = zeroed(arena, INSURERS * sizeof *about->dekking);
        about->dekkingen = INSURERS;
        char room[200];
        for (unsigned i = 0; i < INSURERS; i++) {
            snprintf(room, sizeof room, "%04u", 3000 + 17 * i);
            about->dekking[i].uzovi = kept(arena, room);
            snprintf(room, sizeof room, "tabel_met_een_lange_naam_van_verzekeraar_%u_2023", i);
            about->dekking[i].tabel = i % 3 == 2 ? TEXT("") : kept(arena, room);
            about->dekking[i].oordeel = oordeel[i % 3];
        }
        about->without_codes = zeroed(arena, RULES * sizeof *about->without_codes);
        about->without_codes_n = RULES;
        for (unsigned i = 0; i < RULES; i++) {
            snprintf(room, sizeof room,
                     "Regel %u, waarvan de codes alleen in de overeenkomst met de zorggroep staan (DM2)", i);
            about->without_codes[i] = kept(arena, room);
        }
        about->versie = TEXT("0.1.0-rc.12+git20230718.0a1b2c3d4e5f60718293a4b5c6d7e8f901234567");
        about->tabelversie = TEXT("9f2c4be07d6a18359f2c4be07d6a18359f2c4be07d6a18359f2c4be07d6a1835");
        about->tabellen = text_of(LANG LANG);
    }
    if (which == VB_VIJANDIG) {
        static struct dekking_row odd[] = {{FIXED("<i>\n"), FIXED("\u202E🦴"), FIXED("gecontroleerd")},
                                             {FIXED("\xFF"), FIXED("a&b"), FIXED("iets anders")}};
        static struct text odd_rule[] = {FIXED("\n\n\n<b>\x01"), FIXED("\u05D0\u05D1\u05D2 (DM2)"), FIXED("\xC0\xAF")};
        about->dekking = odd;
        about->dekkingen = 2;
        about->without_codes = odd_rule;
        about->without_codes_n = 3;
        about->versie = TEXT("0.1\n<b>");
        about->tabellen = TEXT("<markup>; \u202Edraai; a\nb");
    }
    return about;
}

const struct rapport *voorbeeld(struct arena *arena, enum voorbeeld which)
{
    const struct plan *from = &plannen[which];
    struct rapport *rapport = zeroed(arena, sizeof *rapport);
    rapport->agb = from->agb;
    rapport->rol = from->rol;
    rapport->about = accounted(arena, which);
    const struct lid *lid = fill_group(arena, from, rapport);
    fill_judgement(from, rapport, lid);
    fill_trend(from, rapport, lid);
    fill_lists(arena, from, rapport);
    if (which == VB_DEELS) {
        for (int k = 2; k < TREND_KWARTALEN; k++)
            rapport->trend[k].n_ongedekt = k < 5 ? 70 : 41;
        rapport->trend[TREND_KWARTALEN - 1].beslist = 3;
    }
    return rapport;
}
