/* kaart.c - see kaart.h. A card is made in one pass over the rules; a rule that says the same of the same care as one
 * before joins its row. Then comes what the rules leave out. */
#include "spiegel/kaart.h"

#include <stdlib.h>

#include "report/proof_pen.h"
#include "spiegel/rapport.h"
#include "spiegel/zorgsoort.h"

const char *const kaart_deel_name[KAART_DELEN] = {
    [KAART_NIET] = "niet",
    [KAART_NAKIJKEN] = "nakijken",
    [KAART_WEL] = "wel",
    [KAART_ZELF] = "zelf",
    [KAART_OPEN] = "open",
};
const char *const kaart_deel_words[KAART_DELEN] = {
    [KAART_NIET] = "Mag niet daarnaast",
    [KAART_NAKIJKEN] = "Kan dubbel zijn, en wordt nagekeken",
    [KAART_WEL] = "Mag wel daarnaast: geen regel verbiedt het",
    [KAART_ZELF] = "Over de declaratie zelf",
    [KAART_OPEN] = "Afgesproken, en nog niet te toetsen",
};

enum { CODES_SHOWN = 14, ICPC_SHOWN = 3 };

/* A card while it is made. */
struct kaart_maker {
    const struct ruleset *rules;
    struct kaarten *all;
    struct kaart *kaart;
    unsigned programma;
    struct keten keten;
    struct buf text; /* of one value */
};

static const char *take_text(struct kaart_maker *m)
{
    const char *text = arena_copy(&m->all->arena, m->text.at ? m->text.at : "", m->text.n);
    m->text.n = 0;
    return text;
}

static const char *keep_string(struct kaart_maker *m, struct text text)
{
    return arena_copy(&m->all->arena, text.at ? text.at : "", text.n);
}

static struct buf *add_between(struct buf *out, const char *between)
{
    buf_text(out, out->n ? between : "");
    return out;
}

/* ---- Codes ---- */

static void add_range(struct buf *out, struct text van, struct text tm)
{
    add_between(out, ", ");
    buf_add(out, van.at, van.n);
    if (tm.n && !text_equal(van, tm))
        buf_printf(out, " t/m %.*s", (int)tm.n, tm.at);
}

static struct text text_of_code(const struct code *code)
{
    return (struct text){code->at, code->n};
}

/* Whether `next` is the number behind `code`. */
static bool is_next(const struct code *code, const struct code *next)
{
    uint64_t a, b;
    return code->n == next->n && text_digits(text_of_code(code), 12, &a) && text_digits(text_of_code(next), 12, &b)
           && b == a + 1;
}

static bool same_code(const struct code *a, const struct code *b)
{
    return code_compare(a, b) == 0;
}

/* The codes of a set, each once, those that follow each other as a range. */
static void add_codeset(struct buf *out, const struct codeset *set)
{
    size_t shown = 0;
    for (size_t i = 0, end; i < set->n; i = end + 1) {
        for (end = i; end + 1 < set->n; end++)
            if (!same_code(&set->code[end].code, &set->code[end + 1].code)
                && !is_next(&set->code[end].code, &set->code[end + 1].code))
                break;
        if (shown++ < CODES_SHOWN)
            add_range(out, text_of_code(&set->code[i].code), text_of_code(&set->code[end].code));
    }
    if (shown > CODES_SHOWN)
        buf_printf(out, " en nog %zu van de verzameling %.*s", shown - CODES_SHOWN, (int)set->naam.n, set->naam.at);
}

/* A list of words of a column, with commas. */
static void add_listed(struct buf *out, struct text words)
{
    struct text word;
    for (bool first = true; text_word(&words, &word); first = false)
        buf_printf(out, "%s%.*s", first ? "" : ", ", (int)word.n, word.at);
}

static const char *codes_of(struct kaart_maker *m, const struct regel *regel)
{
    struct buf *out = &m->text;
    if (regel->codeset)
        add_codeset(out, regel->codeset);
    else if (regel->van.n)
        add_range(out, regel->value[R_CODE_VAN], regel->value[R_CODE_TM]);
    if (regel->zorgproduct_divisor) {
        const struct text product = regel->value[R_ZORGPRODUCT];
        buf_printf(out, "%szorgproduct %.*s%s", out->n ? " met " : "", (int)product.n - !regel->zorgproduct_full,
                   product.at, regel->zorgproduct_full ? "" : "…");
    }
    if (regel == m->rules->dubbel) {
        const struct text naam = m->rules->programma[m->programma].naam;
        buf_printf(out, "een tweede van %.*s", (int)naam.n, naam.at);
    }
    if (regel->conflict_programmas && !out->n) {
        buf_text(out, "elke code van ");
        add_listed(out, regel->value[R_CONFLICT_PROGRAMMA]);
    }
    if (regel->lijsten.n && out->n) {
        buf_text(out, regel->lijsten.n > 1 ? " (lijsten " : " (lijst ");
        add_listed(out, regel->value[R_PRESTATIECODELIJST]);
        buf_text(out, ")");
    }
    return take_text(m);
}

/* The codes of a programme that are valid on the day. */
static const char *codes_of_programma(struct kaart_maker *m, unsigned programma)
{
    for (size_t i = 0; i < m->rules->programma_rijen; i++) {
        const struct programma_rij *rij = &m->rules->programma_rij[i];
        if (rij->programma != programma || rij->van.n == 0 || !keten_geldig(m->rules, &m->keten, rij->geldig))
            continue;
        add_range(&m->text, text_of_code(&rij->van), text_of_code(&rij->tm));
        for (size_t l = 0; l < rij->lijsten.n; l++)
            buf_printf(&m->text, "%s%03u%s", l == 0 ? " (" : " ", (unsigned)rij->lijsten.at[l],
                       l + 1 == rij->lijsten.n ? ")" : "");
    }
    return take_text(m);
}

/* ---- Conditions ---- */

static void add_icpc(struct buf *out, const struct groep *groep)
{
    for (size_t i = 0; i < groep->n; i++)
        buf_printf(out, "%s%.*s", i ? ", " : "", (int)groep->icpc[i].n, groep->icpc[i].at);
}

/* Its codes; of more than a few its name, and the card tells them once. */
static void add_kaart_groep(struct kaart_maker *m, const struct groep *groep)
{
    struct buf once = {0};
    if (groep->n <= ICPC_SHOWN) {
        add_icpc(&m->text, groep);
        return;
    }
    buf_printf(&m->text, "groep %.*s", (int)groep->naam.n, groep->naam.at);
    buf_printf(&once, "ICPC groep %.*s: ", (int)groep->naam.n, groep->naam.at);
    add_icpc(&once, groep);
    if (!strstr(m->kaart->groepen, buf_string(&once))) {
        buf_printf(&once, "%s%s", *m->kaart->groepen ? ". " : "", m->kaart->groepen);
        m->kaart->groepen = keep_string(m, (struct text){once.at, once.n});
    }
    buf_release(&once);
}

static void add_voorwaarden(struct buf *out, uint64_t voorwaarden)
{
    for (int v = 0; v < VOORWAARDEN; v++) {
        if (!(voorwaarden >> v & 1))
            continue;
        add_between(out, "; ");
        if (v < (int)CATEGORIEEN)
            buf_printf(out, "als de overeenkomst %s in de keten opneemt", categorie_words[v].in_bijlage);
        else
            buf_printf(out, v == VOORWAARDE_LEDENLIJST ? "zeker als de ledenlijst volledig is"
                                                       : "als een contactregister is afgesproken");
    }
}

static void add_performer(struct buf *out, const struct regel *regel)
{
    if (regel->specialismen.n) {
        buf_text(add_between(out, "; "), "van specialisme ");
        add_listed(out, regel->value[R_SPECIALISME]);
    }
    for (size_t i = 0; i < regel->zorgsoorten.n; i++) {
        const unsigned zorgsoort = regel->zorgsoorten.at[i];
        const char *naam = zorgsoort_naam(zorgsoort);
        buf_printf(add_between(out, "; "), "door zorgsoort %02u%s%s%s", zorgsoort, naam ? " (" : "", naam ? naam : "",
                   naam ? ")" : "");
    }
}

static const char *wanneer_of(struct kaart_maker *m, const struct regel *regel)
{
    struct buf *out = &m->text;
    add_performer(out, regel);
    if (regel->verwijsdiagnoses.n) {
        buf_text(add_between(out, "; "), "met verwijsdiagnose ");
        add_listed(out, regel->value[R_VERWIJSDIAGNOSES]);
    }
    if (regel->betreft) {
        buf_text(add_between(out, "; "), "als zij de aandoening van de keten betreft (ICPC ");
        add_kaart_groep(m, regel->betreft);
        buf_text(out, ")");
    }
    add_voorwaarden(out, regel->voorwaarden);
    if (regel->overlap_start)
        buf_text(add_between(out, "; "), "als zij in de ketenperiode begint");
    if (regel->eenmalig)
        buf_text(add_between(out, "; "), "bij één bezoek in de ketenperiode");
    if (regel->gedoogkwartaal)
        buf_text(add_between(out, "; "), "in het kwartaal waarin zij begint of eindigt gedoogd, en alleen nagekeken");
    if (regel->max_dagen)
        buf_printf(add_between(out, "; "), "langer dan %u dagen: alleen nagekeken", regel->max_dagen);
    return take_text(m);
}

/* ---- Rows ---- */

const char *kaart_bundel(const struct kaart *kaart)
{
    return kaart->titel ? "de titel" : "de keten-dbc";
}

static const char *gevolg_of(struct kaart_maker *m, const struct regel *regel)
{
    static const char *const mag[ZEKERHEDEN] = {
        [SIGNAAL] = "indien dubbel", [WAARSCHIJNLIJK] = "mag in de regel niet", [VAST] = "mag niet"};
    static const char *const zelf[ZEKERHEDEN] = {
        [SIGNAAL] = "anders nagekeken", [WAARSCHIJNLIJK] = "anders mag het in de regel niet",
        [VAST] = "anders mag het niet"};
    if (regel->soort != SOORT_PAAR)
        return zelf[regel->zekerheid];
    buf_printf(&m->text, "%s: %s vervalt", mag[regel->zekerheid],
               regel->verhaal == VERHAAL_KETEN ? kaart_bundel(m->kaart) : "deze zorg");
    return take_text(m);
}

static const char *wat_of(const struct regel *regel)
{
    static const char *const zelf[REGEL_SOORTEN] = {
        [SOORT_VERBODEN] = "wordt niet (meer) gedeclareerd",
        [SOORT_CONTRACT] = "alleen met een overeenkomst voor dit programma",
        [SOORT_TARIEF] = "niet boven het afgesproken tarief per kwartaal",
        [SOORT_VEREIST] = "alleen als de verzekerde in het kalenderjaar zorg heeft gehad",
        [SOORT_LID] = "alleen voor wie bij een aangesloten praktijk is ingeschreven"};
    return regel->soort == SOORT_PAAR ? categorie_words[regel->categorie].in_bijlage : zelf[regel->soort];
}

static enum kaart_deel deel_of(const struct regel *regel)
{
    return !regel->actief                ? KAART_OPEN
           : regel->soort != SOORT_PAAR  ? KAART_ZELF
           : regel->zekerheid == SIGNAAL ? KAART_NAKIJKEN
                                         : KAART_NIET;
}

size_t kaart_plaats(const struct kaart_rij *rij)
{
    const char *code = strstr(rij->bron, ", code "), *further = strchrnul(rij->bron, ';');
    return (size_t)((code && code < further ? code : further) - rij->bron);
}

/* What it says stands in one place, or in the same words. */
static bool says_the_same(const struct kaart_rij *a, const struct kaart_rij *b)
{
    const size_t n = kaart_plaats(a);
    return a->deel == b->deel && strcmp(a->wat, b->wat) == 0 && strcmp(a->wanneer, b->wanneer) == 0
           && strcmp(a->gevolg, b->gevolg) == 0
           && (strcmp(a->omschrijving, b->omschrijving) == 0
               || (n && n == kaart_plaats(b) && strncmp(a->bron, b->bron, n) == 0));
}

/* Of `more`, the words that are not how `words` begins, too; empty: it has no others. */
static const char *other_words(const char *words, const char *more)
{
    size_t word = 0;
    for (size_t i = 0; words[i] && words[i] == more[i]; i++)
        word = more[i] == ' ' ? i + 1 : word;
    return strstr(words, more) ? "" : more + word;
}

static const char *joined_texts(struct kaart_maker *m, const char *first, const char *between, const char *then)
{
    buf_printf(&m->text, "%s%s%s", first, *first && *then ? between : "", then);
    return take_text(m);
}

/* Codes of two rows; of the same lists these are said once. */
static const char *joined_codes(struct kaart_maker *m, const char *first, const char *then)
{
    const char *lists = strrchr(first, '('), *others = strrchr(then, '(');
    if (lists && others && strcmp(lists, others) == 0 && lists - first > 1)
        buf_printf(&m->text, "%.*s, %s", (int)(lists - first) - 1, first, then);
    else
        buf_printf(&m->text, "%s%s%s", first, *first && *then ? ", " : "", then);
    return take_text(m);
}

static void add_kaart_rij(struct kaart_maker *m, struct kaart_rij rij)
{
    struct kaart *k = m->kaart;
    for (size_t i = 0; i < k->rijen; i++)
        if (says_the_same(&k->rij[i], &rij)) {
            k->rij[i].codes = joined_codes(m, k->rij[i].codes, rij.codes);
            k->rij[i].regels = joined_texts(m, k->rij[i].regels, " ", rij.regels);
            k->rij[i].omschrijving =
                joined_texts(m, k->rij[i].omschrijving, "; ", other_words(k->rij[i].omschrijving, rij.omschrijving));
            return;
        }
    ARRAY_ROOM(k->rij, k->rijen, k->cap);
    k->rij[k->rijen++] = rij;
}

static void add_kaart_regel(struct kaart_maker *m, const struct regel *regel)
{
    const enum kaart_deel deel = deel_of(regel);
    add_kaart_rij(m, (struct kaart_rij){.deel = deel,
                                        .wat = wat_of(regel),
                                        .codes = codes_of(m, regel),
                                        .wanneer = wanneer_of(m, regel),
                                        .gevolg = deel == KAART_OPEN ? "" : gevolg_of(m, regel),
                                        .regels = keep_string(m, regel->id),
                                        .omschrijving = keep_string(m, regel->omschrijving),
                                        .bron = keep_string(m, regel->bron)});
}

/* Whether the rule stands on the card, active or not. */
static bool is_on_card(const struct kaart_maker *m, const struct regel *regel)
{
    struct regel active = *regel;
    enum tabel_rang rang;
    active.actief = true;
    return keten_applies(m->rules, &m->keten, &active, &rang)
           && !(regel == m->rules->dubbel && m->rules->programma[m->programma].titel); /* that is of ketens */
}

/* ---- What the rules leave out ---- */

/* Whether a pair rule, of the one programme, speaks of keten lines of the other. */
static bool speaks_of(const struct kaart_maker *m, const struct regel *regel, unsigned other)
{
    if (regel->conflict_programmas >> other & 1)
        return true;
    for (size_t i = 0; regel_has_code(regel) && i < m->rules->programma_rijen; i++) {
        const struct programma_rij *rij = &m->rules->programma_rij[i];
        if (rij->programma == other && rij->van.n && keten_geldig(m->rules, &m->keten, rij->geldig)
            && (regel->codeset ? codeset_has(regel->codeset, &rij->van, 0)
                               : code_in_range(&rij->van, &regel->van, &regel->tm)
                                     || code_in_range(&regel->van, &rij->van, &rij->tm)))
            return true;
    }
    return false;
}

/* A rule of `programma` that forbids `other` beside it, or NULL. */
static const struct regel *forbids(const struct kaart_maker *m, unsigned programma, unsigned other)
{
    const struct keten keten = keten_on(m->rules, m->all->uzovi, m->all->d, UINT64_C(1) << programma);
    enum tabel_rang rang;
    for (size_t i = 0; i < m->rules->regels; i++) {
        const struct regel *regel = &m->rules->regel[i];
        if (regel->programma == programma && regel->soort == SOORT_PAAR && keten_applies(m->rules, &keten, regel, &rang)
            && speaks_of(m, regel, other))
            return regel;
    }
    return NULL;
}

/* Whether the insurer's table has an active rule of the programme. */
static bool table_speaks_of(const struct kaart_maker *m, unsigned programma)
{
    const struct keten keten = keten_on(m->rules, m->all->uzovi, m->all->d, UINT64_C(1) << programma);
    enum tabel_rang rang;
    for (size_t i = 0; i < m->rules->regels; i++) {
        const struct regel *regel = &m->rules->regel[i];
        if (regel->programma == programma && keten_applies(m->rules, &keten, regel, &rang) && rang == RANG_VERZEKERAAR)
            return true;
    }
    return false;
}

/* Other ketens: those that no rule forbids, either way; and those that only their own rules forbid. */
static void add_other_ketens(struct kaart_maker *m)
{
    struct buf free_to = {0};
    for (unsigned p = 0; p < m->rules->programmas; p++) {
        if (p == m->programma || m->rules->programma[p].titel || !table_speaks_of(m, p))
            continue;
        const struct text naam = m->rules->programma[p].naam;
        const struct regel *theirs = forbids(m, p, m->programma);
        if (forbids(m, m->programma, p))
            continue;
        if (!theirs)
            buf_printf(add_between(&free_to, ", "), "%.*s", (int)naam.n, naam.at);
        else {
            buf_printf(&m->text, "elke code van %.*s", (int)naam.n, naam.at);
            add_kaart_rij(m, (struct kaart_rij){.deel = theirs->zekerheid == SIGNAAL ? KAART_NAKIJKEN : KAART_NIET,
                                                .wat = wat_of(theirs),
                                                .codes = take_text(m),
                                                .wanneer = "",
                                                .gevolg = "mag niet: zie de kaart van die keten",
                                                .regels = keep_string(m, theirs->id),
                                                .omschrijving = keep_string(m, theirs->omschrijving),
                                                .bron = keep_string(m, theirs->bron)});
        }
    }
    if (free_to.n)
        add_kaart_rij(m, (struct kaart_rij){.deel = KAART_WEL,
                                            .wat = "een keten-dbc van een ander programma",
                                            .codes = keep_string(m, (struct text){free_to.at, free_to.n}),
                                            .wanneer = "",
                                            .gevolg = "",
                                            .regels = "",
                                            .omschrijving = "",
                                            .bron = ""});
    buf_release(&free_to);
}

/* What the pair rules of a category all ask: then care that lacks it may be declared. */
struct asked_of_all {
    bool any, betreft, verwijs;
    const struct groep *groep;
    struct buf verwijsdiagnoses;
};

static bool has_word(struct text words, struct text wanted)
{
    struct text word;
    while (text_word(&words, &word))
        if (text_equal(word, wanted))
            return true;
    return false;
}

static void look_at_asked(struct asked_of_all *a, const struct regel *regel)
{
    a->betreft = regel->betreft && (!a->any || (a->betreft && a->groep == regel->betreft));
    a->verwijs = regel->verwijsdiagnoses.n && (!a->any || a->verwijs);
    a->groep = regel->betreft;
    a->any = true;
    struct text rest = regel->value[R_VERWIJSDIAGNOSES], word;
    while (text_word(&rest, &word))
        if (!has_word(text_of(buf_string(&a->verwijsdiagnoses)), word))
            buf_printf(add_between(&a->verwijsdiagnoses, " "), "%.*s", (int)word.n, word.at);
}

static void add_left_out(struct kaart_maker *m, enum categorie categorie)
{
    struct asked_of_all a = {.any = false};
    for (size_t i = 0; i < m->rules->regels; i++) {
        const struct regel *regel = &m->rules->regel[i];
        if (regel->actief && regel->soort == SOORT_PAAR && regel->categorie == categorie && is_on_card(m, regel))
            look_at_asked(&a, regel);
    }
    if (a.betreft) {
        buf_text(&m->text, "als de declaratie een diagnose heeft buiten ICPC ");
        add_kaart_groep(m, a.groep);
    } else if (a.verwijs) {
        buf_text(&m->text, "met een andere verwijsdiagnose dan ");
        add_listed(&m->text, text_of(buf_string(&a.verwijsdiagnoses)));
    }
    if (a.betreft || a.verwijs)
        add_kaart_rij(m, (struct kaart_rij){.deel = KAART_WEL,
                                            .wat = categorie_words[categorie].in_bijlage,
                                            .codes = "",
                                            .wanneer = take_text(m),
                                            .gevolg = "",
                                            .regels = "",
                                            .omschrijving = "",
                                            .bron = ""});
    buf_release(&a.verwijsdiagnoses);
}

/* Care that only a contract puts inside. */
static void add_conditional(struct kaart_maker *m)
{
    for (size_t i = 0; i < m->rules->regels; i++) {
        const struct regel *regel = &m->rules->regel[i];
        if (regel->actief && regel->soort == SOORT_PAAR && regel->voorwaarden && is_on_card(m, regel))
            add_kaart_rij(m, (struct kaart_rij){.deel = KAART_WEL,
                                                .wat = wat_of(regel),
                                                .codes = codes_of(m, regel),
                                                .wanneer = "als de overeenkomst haar niet in de keten opneemt",
                                                .gevolg = "",
                                                .regels = "",
                                                .omschrijving = "",
                                                .bron = ""});
    }
}

/* ---- Cards ---- */

/* By deel, what is of one kind of care together, where the first of it was added. */
static void sort_rows(struct kaart *k)
{
    struct kaart_rij *sorted = xcalloc(k->rijen + 1, sizeof *sorted);
    bool *done = xcalloc(k->rijen + 1, sizeof *done);
    size_t n = 0;
    for (int deel = 0; deel < KAART_DELEN; deel++)
        for (size_t i = 0; i < k->rijen; i++)
            for (size_t j = i; (int)k->rij[i].deel == deel && j < k->rijen; j++) {
                if (done[j] || k->rij[j].deel != k->rij[i].deel || strcmp(k->rij[j].wat, k->rij[i].wat) != 0)
                    continue;
                done[j] = true;
                sorted[n++] = k->rij[j];
            }
    free(done);
    free(k->rij);
    k->rij = sorted;
}

static void make_kaart(struct kaart_maker *m, unsigned programma)
{
    m->programma = programma;
    m->keten = keten_on(m->rules, m->all->uzovi, m->all->d, UINT64_C(1) << programma);
    m->kaart = &m->all->kaart[m->all->n];
    *m->kaart = (struct kaart){.programma = m->rules->programma[programma].naam,
                               .titel = m->rules->programma[programma].titel,
                               .groepen = "",
                               .codes = codes_of_programma(m, programma),
                               .heeft_tabel = table_speaks_of(m, programma)};
    for (size_t i = 0; i < m->rules->regels; i++)
        if (is_on_card(m, &m->rules->regel[i]))
            add_kaart_regel(m, &m->rules->regel[i]);
    if (m->kaart->rijen == 0)
        return;
    if (!m->rules->programma[programma].titel)
        add_other_ketens(m);
    for (unsigned c = 0; c < CATEGORIEEN; c++)
        add_left_out(m, (enum categorie)c);
    add_conditional(m);
    sort_rows(m->kaart);
    m->all->n++;
}

static bool check_asked(const struct kaarten *all, const struct ruleset *rules, struct text programma,
                        struct error *err)
{
    bool known = programma.n == 0;
    for (size_t p = 0; p < rules->programmas; p++)
        known |= text_equal(rules->programma[p].naam, programma);
    if (!known)
        return error_set(err, STATUS_USAGE, "programmas.csv has no programme of the name that --programma gives");
    return all->tabel
           || error_set(err, STATUS_USAGE,
                        "no conflict table names insurer %04u in %s, so there is nothing to print on a card; "
                        "'dubbelloop tables list' shows the tables, --extend-tables lets one that has ended go on",
                        all->uzovi, all->kwartaal);
}

bool kaarten_make(struct kaarten *kaarten, const struct ruleset *rules, uint16_t uzovi, day d, struct text programma,
                  struct error *err)
{
    const struct keten keten = keten_on(rules, uzovi, d, 0);
    struct kaart_maker m = {.rules = rules, .all = kaarten};
    *kaarten = (struct kaarten){.uzovi = uzovi,
                                .d = d,
                                .tabel = keten.tabel == GEEN_TABEL ? NULL : &rules->tabel[keten.tabel],
                                .verlengd = keten.extended,
                                .fingerprint = rules->fingerprint,
                                .kaart = xcalloc(rules->programmas + 1, sizeof *kaarten->kaart)};
    quarter_print(d, kaarten->kwartaal);
    if (!check_asked(kaarten, rules, programma, err))
        return false;
    for (unsigned p = 0; p < rules->programmas; p++)
        if (programma.n ? text_equal(rules->programma[p].naam, programma)
                        : !rules->programma[p].titel && (m.programma = p, table_speaks_of(&m, p)))
            make_kaart(&m, p);
    buf_release(&m.text);
    return kaarten->n
           || error_set(err, STATUS_USAGE, "the conflict table %.*s of insurer %04u has no rule of %s in %s",
                        (int)kaarten->tabel->naam.n, kaarten->tabel->naam.at, uzovi,
                        programma.n ? "that programme" : "any keten programme", kaarten->kwartaal);
}

/* ---- On paper ---- */

void kaarten_about(const struct kaarten *kaarten, struct buf *out)
{
    buf_printf(out, "Verzekeraar %04u, %.*s", kaarten->uzovi, (int)kaarten->tabel->titel.n, kaarten->tabel->titel.at);
    if (kaarten->verlengd)
        buf_text(out, " (verlengd: de tabel was al geëindigd)");
}

const char kaart_slot[] = "Zorg die hierboven niet staat, wordt met deze tabellen niet getoetst; dat zij mag, is "
                          "daarmee niet gezegd. De overeenkomst met de zorgverzekeraar gaat voor.";

void kaarten_text(const struct kaarten *kaarten, struct buf *out)
{
    struct pen pen;
    struct buf about = {0};
    kaarten_about(kaarten, &about);
    pen_begin(&pen, out, false);
    for (size_t i = 0; i < kaarten->n; i++) {
        const struct kaart *k = &kaarten->kaart[i];
        char *title = xprintf("Kaart %.*s", (int)k->programma.n, k->programma.at);
        section(&pen, "kaart", title, false);
        free(title);
        field(&pen, "tabel", (struct text){about.at, about.n});
        field(&pen, "kwartaal", text_of(kaarten->kwartaal));
        field(&pen, "declaratie", text_of(k->codes));
        field(&pen, "diagnosegroepen", text_of(k->groepen));
        if (!k->heeft_tabel)
            field(&pen, "let_op", TEXT("de tabel van deze verzekeraar heeft geen regel van dit programma"));
        section_end(&pen);
        for (size_t r = 0; r < k->rijen; r++) {
            const struct kaart_rij *rij = &k->rij[r];
            if (r == 0 || rij[-1].deel != rij->deel)
                section(&pen, kaart_deel_name[rij->deel], kaart_deel_words[rij->deel], true);
            item(&pen);
#define KAART_FIELD(name, title, kind, width) field(&pen, #name, text_of(rij->name));
            KAART_RIJ_LIST(KAART_FIELD)
#undef KAART_FIELD
            if (r + 1 == k->rijen || rij[1].deel != rij->deel)
                section_end(&pen);
        }
    }
    section(&pen, "slot", "Waar dit voor geldt", false);
    field(&pen, "geldt", text_of(kaart_slot));
    field(&pen, "vingerafdruk", text_of(kaarten->fingerprint));
    section_end(&pen);
    pen_end(&pen);
    buf_release(&about);
}

bool kaarten_table(const struct kaarten *kaarten, const struct table_format *format, struct outfile *out,
                   struct error *err)
{
    static const struct table_column column[] = {
        {"uzovi", "Uzovi", CELL_TEXT, 0},
        {"kwartaal", "Kwartaal", CELL_TEXT, 0},
        {"programma", "Programma", CELL_TEXT, 0},
        {"deel", "Deel", CELL_TEXT, 12},
#define KAART_COLUMN(name, title, kind, width) {#name, title, kind, width},
        KAART_RIJ_LIST(KAART_COLUMN)
#undef KAART_COLUMN
    };
    static const struct table table = {
        .name = "kaart", .title = "Kaart", .column = column, .columns = sizeof column / sizeof *column};
    struct table_writer writer = {0};
    char uzovi[5];
    digits_print(kaarten->uzovi, 4, uzovi);
    bool ok = table_open(&writer, format, out, "", err) && table_begin(&writer, &table, err);
    for (size_t i = 0; ok && i < kaarten->n; i++)
        for (size_t r = 0; ok && r < kaarten->kaart[i].rijen; r++) {
            const struct kaart_rij *rij = &kaarten->kaart[i].rij[r];
#define KAART_VALUE(name, title, kind, width) text_of(rij->name),
            const struct text value[] = {text_of(uzovi), text_of(kaarten->kwartaal), kaarten->kaart[i].programma,
                                         text_of(kaart_deel_name[rij->deel]), KAART_RIJ_LIST(KAART_VALUE)};
#undef KAART_VALUE
            ok = table_row(&writer, value, err);
        }
    if (ok)
        table_end(&writer);
    ok = ok && table_close(&writer, err);
    table_release(&writer);
    return ok;
}

void kaarten_release(struct kaarten *kaarten)
{
    for (size_t i = 0; i < kaarten->n; i++)
        free(kaarten->kaart[i].rij);
    free(kaarten->kaart);
    arena_release(&kaarten->arena);
    *kaarten = (struct kaarten){0};
}
