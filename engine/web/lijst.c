/* lijst.c - see lijst.h. */
#include "web/lijst.h"

#include <stdlib.h>

/* ---- reading ---- */

static struct text kept_by_call(struct call *call, struct text text)
{
    return (struct text){arena_copy(&call->request.arena, text.at, text.n), text.n};
}

static struct text param_of(const struct params *params, const char *name)
{
    for (size_t i = 0; i < params->n; i++)
        if (text_equal(params->param[i].name, text_of(name)))
            return params->param[i].value;
    return (struct text){"", 0};
}

/* The values of a name, joined_values with ','; NULL: there is none, or it is empty. */
static const char *joined_values(struct call *call, const struct params *from, const char *name)
{
    struct buf all = {0};
    for (size_t i = 0; i < from->n; i++) {
        const struct text value = text_trim(from->param[i].value);
        if (!text_equal(from->param[i].name, text_of(name)) || !value.n)
            continue;
        buf_text(&all, all.n ? "," : "");
        buf_add(&all, value.at, value.n);
    }
    const char *kept_value = all.n ? arena_copy(&call->request.arena, all.at, all.n) : NULL;
    buf_release(&all);
    return kept_value;
}

/* A finding's id in either form; empty: there is none. */
static bool read_place(struct call *call, struct text value, struct text *id)
{
    char read[17];
    *id = (struct text){"", 0};
    if (!value.n)
        return true;
    if (!bevinding_id_read(value, read))
        return false;
    *id = kept_by_call(call, text_of(read));
    return true;
}

static const char *read_order(struct call *call, const struct params *from, struct lijst *lijst)
{
    const struct text sort = param_of(from, "sort"), per = param_of(from, "per");
    uint64_t number = PER_USUAL;
    while (lijst->filter.orde < ORDEN && sort.n && !text_equal(sort, text_of(orde_word[lijst->filter.orde])))
        lijst->filter.orde++;
    lijst->filter.omgekeerd = text_equal(param_of(from, "om"), TEXT("ja"));
    if (lijst->filter.orde == ORDEN)
        return "Deze volgorde is er niet.";
    if (per.n && (!text_digits(per, 4, &number) || number < PER_LEAST || number > PER_MOST))
        return "Een bladzijde heeft 10 tot 250 bevindingen.";
    lijst->per = (unsigned)number;
    return read_place(call, param_of(from, "na"), &lijst->na)
                   && read_place(call, param_of(from, "voor"), &lijst->voor)
                   && read_place(call, param_of(from, "bij"), &lijst->bij)
               ? NULL : "Deze plaats in de lijst is er niet.";
}

size_t longest_digits(struct text text)
{
    size_t digits = 0, most = 0;
    for (size_t i = 0; i < text.n; i++) {
        digits = text.at[i] >= '0' && text.at[i] <= '9' ? digits + 1 : 0;
        most = digits > most ? digits : most;
    }
    return most;
}

static const char *read_filter(struct call *call, const struct params *from, struct lijst *lijst)
{
    static const char *const wrong[SELECTIE_VELDEN] = {
        [SELECTIE_STATUS] = "Deze status is er niet.",
        [SELECTIE_ZEKERHEID] = "Deze zekerheid is er niet.",
        [SELECTIE_CATEGORIE] = "Deze categorie is er niet.",
        [SELECTIE_AGB] = "Een AGB-code heeft 8 cijfers.",
        [SELECTIE_UZOVI] = "Een UZOVI-code heeft 4 cijfers.",
        [SELECTIE_PERIOD] = "Een periode is een jaar of een kwartaal: 2023 of 2023Q2.",
        [SELECTIE_MIN_BEDRAG] = "Een bedrag is in euro's: 100 of 99,50.",
        [SELECTIE_OORDEEL] = "Dit oordeel is er niet.",
        [SELECTIE_ANTWOORD] = "Dit antwoord is er niet.",
        [SELECTIE_EIGEN_RISICO] = "Een van ja, nee en onbekend.",
    };
    struct selectie *s = &lijst->selectie;
    const struct text since = param_of(from, "since");
    uint64_t run = 0;
#define READ(name, member, word) s->member = joined_values(call, from, word);
    SELECTIE_LIST(READ)
#undef READ
    const bool is_run = !since.n || text_digits(since, 9, &run);
    s->since = (unsigned)run;
    lijst->since_getypt = joined_values(call, from, "since");
    s->herzien = text_equal(param_of(from, "herzien"), TEXT("ja")) || text_equal(param_of(from, "herzien"), TEXT("1"));
    if (s->regel && longest_digits(text_of(s->regel)) >= 9)
        return "Een regel heeft een naam, en geen lang nummer. Zoek een verzekerde met het zoekveld.";
    if (!is_run)
        return "Een run heeft een nummer.";
    const enum selectie_veld veld = selectie_read(s, &lijst->filter);
    return veld == SELECTIE_VELDEN ? NULL : wrong[veld];
}

static const char *read_verzekerde(struct call *call, const struct params *from, struct lijst *lijst)
{
    lijst->verzekerde = param_of(from, "verzekerde");
    if (!lijst->verzekerde.n
        || zoeksleutel_open(&call->desk->zoeksleutel, lijst->verzekerde, &call->request.arena, &lijst->filter.patient))
        return NULL;
    return "Deze zoekvraag naar een verzekerde geldt niet meer: zoek opnieuw.";
}

static const char *kept_unless_patient(const char *typed)
{
    return typed && longest_digits(text_of(typed)) < 9 ? typed : NULL;
}

static void keep_typed(const struct lijst *typed, struct lijst *lijst)
{
#define KEEP(name, member, word) lijst->getypt.member = kept_unless_patient(typed->selectie.member);
    SELECTIE_LIST(KEEP)
#undef KEEP
    lijst->getypt.herzien = typed->selectie.herzien;
    lijst->since_getypt = kept_unless_patient(typed->since_getypt);
}

const char *lijst_read(struct call *call, const struct params *from, struct lijst *lijst)
{
    *lijst = (struct lijst){.per = PER_USUAL};
    const char *wrong = read_filter(call, from, lijst);
    wrong = wrong ? wrong : read_verzekerde(call, from, lijst);
    wrong = wrong ? wrong : read_order(call, from, lijst);
    const struct lijst typed = *lijst;
    if (wrong)
        *lijst = (struct lijst){.per = PER_USUAL};
    keep_typed(&typed, lijst);
    return wrong;
}

static unsigned hex_value(char c)
{
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
           : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;
}

static struct text decoded(struct call *call, struct text from)
{
    char *out = arena_alloc(&call->request.arena, from.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < from.n; i++) {
        const unsigned high = from.at[i] == '%' && i + 2 < from.n ? hex_value(from.at[i + 1]) : 16,
                       low = high < 16 ? hex_value(from.at[i + 2]) : 16;
        out[n++] = low < 16 ? (char)(high << 4 | low) : from.at[i] == '+' ? ' ' : from.at[i];
        i += low < 16 ? 2 : 0;
    }
    out[n] = 0;
    return (struct text){out, n};
}

const char *lijst_read_text(struct call *call, struct text query, struct lijst *lijst)
{
    struct params params = {0};
    for (size_t at = 0; at < query.n && params.n < 100;) {
        const char *end = memchr(query.at + at, '&', query.n - at);
        const size_t n = end ? (size_t)(end - (query.at + at)) : query.n - at;
        const char *is = memchr(query.at + at, '=', n);
        const size_t name = is ? (size_t)(is - (query.at + at)) : n;
        ARRAY_ROOM(params.param, params.n, params.cap);
        params.param[params.n++] = (struct param){
            .name = decoded(call, (struct text){query.at + at, name}),
            .value = is ? decoded(call, (struct text){is + 1, n - name - 1}) : (struct text){"", 0}};
        at += n + 1;
    }
    const char *wrong = lijst_read(call, &params, lijst);
    free(params.param);
    return wrong;
}

/* ---- saying ---- */

static void add_to_query(struct buf *query, const char *name, struct text value)
{
    if (!value.n)
        return;
    buf_printf(query, "%s%s=", query->n ? "&" : "", name);
    for (size_t i = 0; i < value.n; i++)
        if (value.at[i] == ',') /* lists stay readable */
            buf_text(query, ",");
        else
            url_add(query, (struct text){value.at + i, 1});
}

void lijst_query(const struct lijst *lijst, struct buf *query)
{
    char room[NUMBER_TEXT];
    const struct selectie *s = &lijst->selectie;
#define ADD(name, member, word) add_to_query(query, word, text_of(s->member ? s->member : ""));
    SELECTIE_LIST(ADD)
#undef ADD
    add_to_query(query, "since", s->since ? number_text(s->since, room) : (struct text){"", 0});
    add_to_query(query, "herzien", text_of(s->herzien ? "ja" : ""));
    add_to_query(query, "verzekerde", lijst->verzekerde);
    add_to_query(query, "sort", text_of(lijst->filter.orde == ORDE_BESTAND ? "" : orde_word[lijst->filter.orde]));
    add_to_query(query, "om", text_of(lijst->filter.omgekeerd ? "ja" : ""));
    add_to_query(query, "per", lijst->per == PER_USUAL ? (struct text){"", 0} : number_text(lijst->per, room));
}

void lijst_link(const struct lijst *lijst, struct buf *query)
{
    lijst_query(lijst, query);
    if (!query->n)
        add_to_query(query, "sort", text_of(orde_word[ORDE_BESTAND]));
}

void lijst_address(const struct lijst *lijst, struct buf *url)
{
    struct buf query = {0};
    lijst_query(lijst, &query);
    add_to_query(&query, "na", lijst->na);
    add_to_query(&query, "voor", lijst->voor);
    add_to_query(&query, "bij", lijst->bij);
    buf_printf(url, "/bevindingen%s", query.n ? "?" : "");
    buf_add(url, query.at, query.n);
    buf_release(&query);
}

void bevinding_address(struct text id, struct text lijst, struct buf *url)
{
    buf_text(url, "/bevinding/");
    url_add(url, id);
    url_param(url, "lijst", lijst);
}

static void say(struct buf *out, const char *what, const char *value)
{
    if (value)
        buf_printf(out, "%s%s%s%s", out->n ? "; " : "", what, *value ? " " : "", value);
}

void lijst_say(const struct lijst *lijst, struct buf *out)
{
    static const char *const what[SELECTIE_VELDEN] = {
        [SELECTIE_STATUS] = "status", [SELECTIE_ZEKERHEID] = "zekerheid", [SELECTIE_CATEGORIE] = "categorie",
        [SELECTIE_REGEL] = "regel", [SELECTIE_AGB] = "AGB", [SELECTIE_UZOVI] = "UZOVI", [SELECTIE_PERIOD] = "periode",
        [SELECTIE_MIN_BEDRAG] = "ten minste €", [SELECTIE_OORDEEL] = "oordeel", [SELECTIE_ANTWOORD] = "antwoord",
        [SELECTIE_EIGEN_RISICO] = "eigen risico"};
#define SAY(name, member, word) say(out, what[SELECTIE_##name], lijst->selectie.member);
    SELECTIE_LIST(SAY)
#undef SAY
    if (lijst->selectie.since)
        buf_printf(out, "%ssinds run %u", out->n ? "; " : "", lijst->selectie.since);
    say(out, "herzien sinds het oordeel", lijst->selectie.herzien ? "" : NULL);
    say(out, "van een verzekerde", lijst->verzekerde.n ? "" : NULL);
    if (!out->n)
        buf_text(out, "alle bevindingen die staan");
}

/* ---- the list itself ---- */

bool lijst_choose(struct call *call, const struct lijst *lijst, struct keuze *keuze, struct error *err)
{
    struct bevinding_index *index;
    *keuze = (struct keuze){0};
    if (!bevinding_indexes_take(call->desk->indexes, &call->store, &index, err))
        return false;
    keuze_init(keuze, index, &lijst->filter);
    bevinding_index_release(index); /* the list holds it */
    return true;
}

static void find_buren(const struct keuze *keuze, uint32_t at, struct buren *buren)
{
    const bool in = keuze_has(keuze, at);
    const uint32_t before = keuze_before(keuze, at);
    uint32_t next;
    buren->plaats = in ? before + 1 : 0;
    if (before && keuze_from(keuze, before - 1, 1, &next))
        bevinding_index_id(keuze->index, next, buren->vorige);
    if (keuze_from(keuze, before + in, 1, &next))
        bevinding_index_id(keuze->index, next, buren->volgende);
}

bool lijst_buren(struct call *call, struct text bevinding_id, struct buren *buren, struct error *err)
{
    const struct text query = query_of(&call->request, "lijst");
    struct lijst lijst;
    struct keuze keuze;
    struct buf said = {0};
    uint32_t at;
    *buren = (struct buren){.query = {"", 0}};
    if (!query.n || lijst_read_text(call, query, &lijst))
        return true;
    if (!lijst_choose(call, &lijst, &keuze, err))
        return false;
    lijst_link(&lijst, &said);
    buren->is_lijst = true;
    buren->query = kept_by_call(call, (struct text){said.at, said.n});
    buren->n = keuze.n;
    if (bevinding_index_find(keuze.index, bevinding_id, &at))
        find_buren(&keuze, at, buren);
    keuze_release(&keuze);
    buf_release(&said);
    return true;
}
