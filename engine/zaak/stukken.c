/* stukken.c - see stukken.h. The words are chosen for somebody who did not ask for this: what was seen, what it is not,
 * what is asked, and what comes next. Whatever is said of the law names the article: of the Regeling zorgverzekering
 * (Rzv) as docs/zaak.md quotes it. */
#include "zaak/stukken.h"

#include <stdio.h>

#include "spiegel/page_words.h"
#include "zaak/woorden.h"

#define STUK_WORD(name, word, title) [STUK_##name] = #word,
#define STUK_TITLE(name, word, title) [STUK_##name] = title,
const char *const zaak_stuk_naam[ZAAK_STUKKEN] = {ZAAK_STUKKEN_LIST(STUK_WORD)};
const char *const zaak_stuk_titel[ZAAK_STUKKEN] = {ZAAK_STUKKEN_LIST(STUK_TITLE)};

/* A document while it is put together. */
struct stuk {
    const struct zaak_dossier *d;
    const struct zaak_voortgang *v;
    const struct zaak_verzending *to;
    struct canvas *t;
    struct document *doc;
    bool brief; /* to the provider */
    bool concept;
};

static void say_alinea(struct stuk *s, const char *tekst)
{
    document_alinea(s->doc, tekst);
}

static void heading_of(struct stuk *s, const char *tekst)
{
    document_kop(s->doc, tekst);
}

/* What was put on record, or why not. */
static const char *field_words(struct stuk *s, enum zaak_stap stap, enum zaak_veld veld)
{
    for (size_t i = s->d->gebeurtenissen; i > 0; i--) {
        const struct zaak_gebeurtenis *g = &s->d->gebeurtenis[i - 1];
        if (zaak_stap_of(g->stap) != stap)
            continue;
        if (g->soort == GEBEURTENIS_OVERGESLAGEN)
            return sentence(s->t, "(overgeslagen: %s)", harmless(s->t, g->veld[VELD_TOELICHTING]));
        if (g->veld[veld].n)
            return harmless(s->t, g->veld[veld]);
    }
    return "(nog niet vastgelegd)";
}

static const char *one_of(struct stuk *s, int64_t n, const char *one, const char *more)
{
    return sentence(s->t, "%s %s", n == 1 ? "één" : nl_count(s->t, (uint64_t)n), n == 1 ? one : more);
}

static const char *quarters_words(struct stuk *s)
{
    char first[7], last[7];
    quarter_print(s->d->zaak.kwartalen.first, first);
    quarter_print(s->d->zaak.kwartalen.last, last);
    return strcmp(first, last) == 0
               ? nl_kwartaal(s->t, first)
               : sentence(s->t, "%s tot en met het %s", nl_kwartaal(s->t, first), nl_kwartaal(s->t, last));
}

/* How many findings are of a kind, and what they came to when they came in. */
static size_t count_kind(const struct zaak_dossier *d, bool materieel, int64_t *cent)
{
    size_t n = 0;
    for (size_t i = 0; i < d->bevindingen; i++)
        if (d->bevinding[i].materieel == materieel) {
            n++;
            *cent += d->bevinding[i].was.verhaal_bedrag_cent;
        }
    return n;
}

/* ---- Parts that letters share ---- */

/* The numbers of some findings, "3, 5"; *n: how many. */
typedef bool which_finding(const struct zaak_dossier *d, const struct zaak_bevinding *b);
static const char *numbers_of(struct stuk *s, which_finding *is, size_t *n)
{
    const char *numbers = "";
    *n = 0;
    for (size_t i = 0; i < s->d->bevindingen; i++)
        if (is(s->d, &s->d->bevinding[i]))
            numbers = sentence(s->t, "%s%s%s", numbers, (*n)++ ? ", " : "", nl_count(s->t, s->d->bevinding[i].nummer));
    return numbers;
}

static bool has_consent(const struct zaak_dossier *d, const struct zaak_bevinding *b)
{
    return zaak_heeft_toestemming(d, b->nummer, DAY_LAST);
}

static bool is_drawn(const struct zaak_dossier *d, const struct zaak_bevinding *b)
{
    (void)d;
    return b->trekking > 0;
}

/* Of which lines the insured consented to a look at the file, so that no more was needed for that. */
static void say_consent(struct stuk *s)
{
    size_t n;
    const char *numbers = numbers_of(s, has_consent, &n);
    if (n)
        say_alinea(s, sentence(s->t,
                               "Bij nummer %s gaf de verzekerde u schriftelijk toestemming om ons gegevens over de "
                               "gezondheid te verstrekken. Voor inzage daar gelden de voorwaarden van Rzv artikel 7.8 "
                               "lid 1 niet (lid 3); wij verwerken ook daar niet meer dan noodzakelijk is.",
                               numbers));
}

/* What the lines are, and of which kind the control of each is. */
static void say_lines_in_words(struct stuk *s)
{
    int64_t cent = 0;
    const size_t formeel = count_kind(s->d, false, &cent), materieel = count_kind(s->d, true, &cent);
    say_alinea(s,
               sentence(s->t, "Het gaat om %s van u uit het %s, samen %s: %s.",
                        one_of(s, (int64_t)(formeel + materieel), "declaratieregel", "declaratieregels"),
                        quarters_words(s), nl_euro(s->t, cent),
                        s->d->zaak.rol == ROL_KETENCONTRACTANT
                            ? "keten-dbc’s waarbij een regel van de afspraken de vraag oproept of ze zo gedeclareerd "
                              "konden worden"
                            : "regels die naast een keten-dbc van dezelfde verzekerde staan"));
    if (formeel)
        say_alinea(s,
                   sentence(s->t,
                            "Bij %s is dat aan de declaraties zelf na te gaan (formele controle, Rzv artikel 1). "
                            "Daarvoor is geen inzage in dossiers nodig; de voorwaarden van Rzv artikel 7.8 gelden er "
                            "niet voor.",
                            one_of(s, (int64_t)formeel, "regel", "regels")));
    if (materieel)
        say_alinea(s, sentence(s->t,
                               "Bij %s zeggen de declaraties alleen niet genoeg: daarvoor is meer nodig (materiële "
                               "controle, Rzv artikel 1, verricht zoals bepaald in artikel 7.5 tot en met 7.9).",
                               one_of(s, (int64_t)materieel, "regel", "regels")));
    say_consent(s);
}

/* Which lines were drawn, so that no more files are looked at than is needed. */
static void say_drawn(struct stuk *s)
{
    size_t n;
    const char *numbers = numbers_of(s, is_drawn, &n);
    if (n)
        say_alinea(
            s, sentence(s->t,
                        "Om niet meer dossiers in te zien dan nodig is, is een steekproef van %s getrokken: nummer %s. "
                        "Die trekking kan een ander overdoen; op verzoek leggen wij uit hoe.",
                        one_of(s, (int64_t)n, "regel", "regels"), numbers));
}

static bool is_seen_before(const struct zaak_dossier *d, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (text_equal(d->bevinding[i].regel, d->bevinding[at].regel))
            return true;
    return false;
}

/* Every rule once, in the words of its document. */
static void say_rules(struct stuk *s)
{
    if (s->d->bevindingen == 0)
        return;
    heading_of(s, "De regels, in de woorden van de overeenkomst of het beleid");
    for (size_t i = 0; i < s->d->bevindingen; i++) {
        const struct zaak_bevinding *b = &s->d->bevinding[i];
        if (!is_seen_before(s->d, i))
            document_feit(s->doc, harmless(s->t, b->regel),
                          sentence(s->t, "%s (bron: %s)",
                                   b->omschrijving.n ? harmless(s->t, b->omschrijving) : "(geen omschrijving)",
                                   b->bron.n ? harmless(s->t, b->bron) : "niet vastgelegd"));
    }
}

static void say_not_alleged(struct stuk *s, const char *eerst)
{
    heading_of(s, "Wat wij u hiermee niet zeggen");
    say_alinea(
        s, sentence(s->t,
                    "%s Wij doen geen uitspraak over de kwaliteit van uw zorg of over uw bedoelingen, en dit is geen "
                    "fraudeonderzoek als bedoeld in artikel 7.10 van de Regeling zorgverzekering (Rzv).",
                    eerst));
}

static bool has_survey(const struct zaak_dossier *d)
{
    for (size_t i = 0; i < d->gebeurtenissen; i++)
        if (d->gebeurtenis[i].veld[VELD_ENQUETE].n)
            return true;
    return false;
}

/* What article 7.9 asks to be careful with, named. */
static void say_data(struct stuk *s, bool files)
{
    heading_of(s, "Welke gegevens zijn gebruikt");
    document_punt(
        s->doc, "1",
        sentence(s->t,
                 "Van %s declaratieregels: referentienummer, AGB-code, prestatiecodelijst en prestatiecode of "
                 "zorgproduct, begin- en einddatum, bedrag, de verwijs- of diagnosecode als die op de regel staat, en "
                 "welke verzekerde het is (Rzv artikel 7.2 lid 1 onder b tot en met f).",
                 s->brief ? "uw" : "de"));
    document_punt(
        s->doc, "2",
        "Van de declaratie die daarnaast staat, als die er is: dezelfde gegevens. In dit stuk staan daarvan alleen het "
        "programma en het kwartaal.");
    document_punt(
        s->doc, "3",
        "De afspraken die toen golden: de regels van de overeenkomst of het beleid, de contractrijen en de relaties "
        "tussen praktijken en ketencontractanten.");
    document_punt(s->doc, "4",
                  files
                      ? "Uit dossiers: wat bij de detailcontrole is nagekeken, en daarvan alleen de uitkomst per regel "
                        "met de toelichting die in dit stuk staat (Rzv artikel 7.2 lid 1 onder i en 7.9 lid 1)."
                      : "Uit dossiers: niets.");
    if (has_survey(s->d))
        document_punt(s->doc, "5",
                      "Van verzekerden: wat zij op een enquête antwoordden. Wie wat antwoordde, staat niet in dit stuk "
                      "(Rzv artikel 7.5 lid 3 tot en met 5).");
    say_alinea(
        s,
        sentence(s->t,
                 "Wij mogen deze gegevens voor controle gebruiken (Rzv artikel 7.1 lid 2). Wij leggen vast wat nodig "
                 "is om toezicht op deze controle mogelijk te maken, en niet meer persoonsgegevens dan daarvoor nodig "
                 "zijn (artikel 7.9 lid 1); persoonsgegevens uit een detailcontrole bewaren wij niet langer dan nodig "
                 "is voor het doel waarvoor ze zijn verkregen (artikel 7.9 lid 2). Dit stuk noemt van verzekerden geen "
                 "namen, geboortedata of burgerservicenummers: %s referentienummer.",
                 s->brief ? "u vindt de verzekerde met uw eigen" : "de zorgaanbieder vindt hen met het eigen"));
}

static void say_farewell(struct stuk *s)
{
    const struct afzender *a = s->to->afzender;
    const char *how = "";
    if (a->telefoon.n)
        how = sentence(s->t, ", telefoon %s", harmless(s->t, a->telefoon));
    if (a->email.n)
        how = sentence(s->t, "%s, %s", how, harmless(s->t, a->email));
    say_alinea(s, sentence(s->t, "Vragen? Stel ze aan %s%s. Noem uw AGB-code en zaak %lld.",
                           a->naam.n ? harmless(s->t, a->naam) : "de afzender van deze brief", how,
                           (long long)s->d->zaak.nummer));
    say_alinea(s, "Met vriendelijke groet,");
    say_alinea(s, sentence(s->t, "%s%s%s", harmless(s->t, a->naam), a->afdeling.n ? ", " : "",
                           harmless(s->t, a->afdeling)));
}

/* ---- The lines ---- */

/* The columns that every list of lines begins with. */
enum { L_NR, L_REFERENTIE, L_DATUM, L_CODE, L_NAAST, LINE_COLUMNS_SHOWN };
/* clang-format off */
#define LINE_KOLOMMEN(referentie)                                                                                      \
    {"Nr.", 0.05, true}, {referentie, 0.17, false}, {"Datum", 0.11, false}, {"Code", 0.13, false},                     \
    {"Keten", 0.13, false}
/* clang-format on */

static const char *made_in(struct stuk *s, struct buf *buf)
{
    const char *text = harmless(s->t, (struct text){buf->at, buf->n});
    buf->n = 0;
    return text;
}

static void line_cells(struct stuk *s, const struct zaak_bevinding *b, const char **cel)
{
    struct buf words = {0};
    char iso[DAY_TEXT + 1];
    day_print(zaak_regel_periode(b).first, iso);
    cel[L_NR] = nl_count(s->t, b->nummer);
    cel[L_REFERENTIE] = harmless(s->t, zaak_regel(b)->referentie);
    cel[L_DATUM] = sentence(s->t, "%.2s-%.2s-%.4s", iso + 8, iso + 5, iso);
    zaak_add_code(&words, b);
    cel[L_CODE] = made_in(s, &words);
    zaak_add_naast(&words, b);
    cel[L_NAAST] = made_in(s, &words);
    buf_release(&words);
}

static void say_announced_lines(struct stuk *s)
{
    static const struct document_kolom kolom[] = {
        LINE_KOLOMMEN("Uw referentienummer"),
        {"Controle", 0.11, false},
        {"Bedrag", 0.13, true},
        {"Regel", 0.17, false}};
    document_tabel(s->doc, kolom, sizeof kolom / sizeof *kolom);
    for (size_t i = 0; i < s->d->bevindingen; i++) {
        const struct zaak_bevinding *b = &s->d->bevinding[i];
        const char *cel[sizeof kolom / sizeof *kolom];
        line_cells(s, b, cel);
        cel[LINE_COLUMNS_SHOWN] = zaak_soort_woord(b->materieel);
        cel[LINE_COLUMNS_SHOWN + 1] = nl_euro(s->t, b->was.verhaal_bedrag_cent);
        cel[LINE_COLUMNS_SHOWN + 2] = harmless(s->t, b->regel);
        document_rij(s->doc, cel);
    }
}

/* What a line is, in a word: what is intended, or what was decided. */
static const char *fate_words(struct stuk *s, const struct zaak_bevinding *b, bool intended)
{
    const enum zaak_lot lot = zaak_lot(b);
    if (lot == LOT_VERVALLEN)
        return "vervallen sinds het begin van de zaak";
    if (lot == LOT_TERECHT)
        return "niet terugvorderen: terecht";
    if (intended ? zaak_voorgenomen(s->d, b) : lot == LOT_TERUGVORDERING)
        return "terugvorderen";
    if (b->uitkomst == UITKOMST_GEEN && b->materieel && zaak_heeft_steekproef(s->d))
        return "niet in de steekproef: niet per regel terugvorderen";
    if (!intended)
        return "niet besloten: wordt niet teruggevorderd";
    return b->uitkomst == UITKOMST_ONBEKEND ? "niet vast te stellen: niet terugvorderen"
                                            : "dossier niet nagekeken: niet terugvorderen";
}

/* What of it is asked back, or would be. */
static int64_t fate_cent(struct stuk *s, const struct zaak_bevinding *b, bool intended)
{
    return intended ? zaak_voorgenomen_cent(s->d, b) : zaak_verhaal_cent(b);
}

/* What the check of its file gave, and what the provider answered before; each with a blank behind it, or empty. */
static const char *file_words(struct stuk *s, const struct zaak_bevinding *b)
{
    return b->uitkomst == UITKOMST_GEEN
               ? ""
               : sentence(s->t, "Dossier%s: %s%s%s. ",
                          has_consent(s->d, b) ? " (ingezien met toestemming van de verzekerde)" : "",
                          zaak_uitkomst_name[b->uitkomst],
                          b->uitkomst_toelichting.n ? ", " : "", harmless(s->t, b->uitkomst_toelichting));
}

static const char *answer_words(struct stuk *s, const struct zaak_bevinding *b)
{
    return b->antwoord.n == 0 ? ""
                              : sentence(s->t, "Antwoord: %s%s%s. ", harmless(s->t, b->antwoord),
                                         b->toelichting.n ? ", " : "", harmless(s->t, b->toelichting));
}

static void say_fates(struct stuk *s, bool intended)
{
    static const struct document_kolom kolom[] = {
        LINE_KOLOMMEN("Uw referentienummer"),
        {"Regel", 0.14, false},
        {"Uitkomst", 0.16, false},
        {"Bedrag", 0.11, true}};
    int64_t cent = 0;
    document_tabel(s->doc, kolom, sizeof kolom / sizeof *kolom);
    for (size_t i = 0; i < s->d->bevindingen; i++) {
        const struct zaak_bevinding *b = &s->d->bevinding[i];
        const char *cel[sizeof kolom / sizeof *kolom];
        line_cells(s, b, cel);
        cel[LINE_COLUMNS_SHOWN] = harmless(s->t, b->regel);
        cel[LINE_COLUMNS_SHOWN + 1] = fate_words(s, b, intended);
        cel[LINE_COLUMNS_SHOWN + 2] = nl_euro(s->t, fate_cent(s, b, intended));
        cent += fate_cent(s, b, intended);
        document_rij(s->doc, cel);
    }
    say_alinea(s, sentence(s->t, "Samen %s: %s.", intended ? "voorgenomen terug te vorderen" : "terug te vorderen",
                           nl_euro(s->t, cent)));
}

/* Which remarks on a line a letter has. */
enum remarks { REMARKS_ANSWER = 1, REMARKS_FILE = 2, REMARKS_VERDICT = 4 };

/* Per line what the provider answered, what its file showed, and why it was decided so. */
static void say_remarks(struct stuk *s, unsigned which)
{
    bool any = false;
    for (size_t i = 0; i < s->d->bevindingen; i++) {
        const struct zaak_bevinding *b = &s->d->bevinding[i];
        const char *words = which & REMARKS_FILE ? file_words(s, b) : "";
        if (which & REMARKS_ANSWER)
            words = sentence(s->t, "%s%s", words, answer_words(s, b));
        if ((which & REMARKS_VERDICT) && b->oordeel_reden.n)
            words = sentence(s->t, "%sOnze overweging: %s.", words, harmless(s->t, b->oordeel_reden));
        if (!*words)
            continue;
        if (!any)
            heading_of(s, "Per regel");
        any = true;
        document_punt(s->doc, nl_count(s->t, b->nummer), words);
    }
}

static void say_derivation_sentence(void *ctx, const char *zin)
{
    say_alinea(ctx, zin);
}

/* What a sample that is looked at says of all lines, with every figure that it rests on. */
static void say_derivation(struct stuk *s)
{
    struct zaak_steekproef steekproef;
    zaak_steekproef(s->d, &steekproef);
    if (zaak_steekproef_is_af(&steekproef)) {
        heading_of(s, "De steekproef, en wat daaruit volgt");
        say_alinea(s, "Hieronder staat wat uit de nagekeken regels volgt, en hoeveel er daarom ten hoogste "
                      "teruggevorderd kan worden, met alle getallen om het na te rekenen.");
    }
    zaak_steekproef_release(&steekproef);
    zaak_afleiding(s->d, s->t, say_derivation_sentence, s);
}

/* How much at the most, when the sample says more than its own lines. */
static void say_intended_at_most(struct stuk *s)
{
    int64_t cent = 0;
    const int64_t most = zaak_voornemen_cent(s->d);
    for (size_t i = 0; i < s->d->bevindingen; i++)
        cent += zaak_voorgenomen_cent(s->d, &s->d->bevinding[i]);
    if (most > cent)
        say_alinea(
            s,
            sentence(s->t,
                     "Op grond van de steekproef zijn wij van plan ten hoogste %s terug te vorderen, in plaats van %s. "
                     "Dat is nooit meer dan de ondergrens hierboven.",
                     nl_euro(s->t, most), nl_euro(s->t, cent)));
}

/* What is asked, and how much of it is an extrapolation. */
static void say_recovery(struct stuk *s, const struct zaak_gebeurtenis *g)
{
    int64_t cent;
    zaak_besloten(s->d, &cent);
    if (g->cent <= cent)
        say_alinea(s, sentence(s->t, "Wij vorderen %s terug.", nl_euro(s->t, g->cent)));
    else
        say_alinea(
            s,
            sentence(s->t,
                     "Wij vorderen %s terug: %s volgt uit de uitkomst per regel, en %s uit de steekproef. De afleiding "
                     "staat hierboven; er wordt niet meer gevraagd dan de ondergrens.",
                     nl_euro(s->t, g->cent), nl_euro(s->t, cent), nl_euro(s->t, g->cent - cent)));
}

/* ---- The documents ---- */

/* Surveys among insured, of which nobody is named. */
static void say_surveys(struct stuk *s)
{
    for (size_t i = 0; i < s->d->gebeurtenissen; i++) {
        const struct zaak_gebeurtenis *g = &s->d->gebeurtenis[i];
        if (g->veld[VELD_ENQUETE].n)
            document_feit(s->doc, "Enquête onder verzekerden (Rzv artikel 7.5 lid 3)",
                          sentence(s->t, "%s: %s. %s: %s", nl_date(s->t, g->datum),
                                   harmless(s->t, g->veld[VELD_TOELICHTING]), zaak_veld_titel[VELD_ENQUETE],
                                   harmless(s->t, g->veld[VELD_ENQUETE])));
    }
}

/* A step that was taken or skipped, as a fact with its article. */
static void say_step(struct stuk *s, enum zaak_stap stap, bool all_fields)
{
    const struct zaak_stap_info *info = &zaak_stap_info[stap];
    const char *wet = info->wet[s->v->materieel];
    for (size_t i = 0; i < s->d->gebeurtenissen; i++) {
        const struct zaak_gebeurtenis *g = &s->d->gebeurtenis[i];
        const bool skipped = g->soort == GEBEURTENIS_OVERGESLAGEN;
        if ((g->soort != GEBEURTENIS_STAP && !skipped) || zaak_stap_of(g->stap) != stap)
            continue;
        const char *words = sentence(s->t, "%s%s", nl_date(s->t, g->datum), skipped ? ", overgeslagen" : "");
        for (int v = 0; v < ZAAK_VELDEN; v++)
            if (g->veld[v].n && (v == VELD_TOELICHTING || all_fields))
                words = sentence(s->t, "%s%s %s", words,
                                 v == VELD_TOELICHTING ? ":" : sentence(s->t, ". %s:", zaak_veld_titel[v]),
                                 harmless(s->t, g->veld[v]));
        document_feit(s->doc,
                      sentence(s->t, "%s%s%s%s", info->titel, wet && *wet ? " (" : "", wet && *wet ? wet : "",
                               wet && *wet ? ")" : ""),
                      words);
    }
}

static void write_aankondiging(struct stuk *s)
{
    say_alinea(s, "Geachte heer of mevrouw,");
    say_alinea(
        s,
        "Wij gaan een detailcontrole uitvoeren bij declaraties van u. In deze brief staat waarom, wat wij willen "
        "nagaan, om welke regels het gaat en hoe. Een zorgverzekeraar mag een detailcontrole pas uitvoeren "
        "als hij de zorgaanbieder daarover toereikend heeft geïnformeerd, op verzoek schriftelijk, en heeft "
        "gemotiveerd hoe aan de voorwaarden is voldaan (Regeling zorgverzekering, hierna Rzv, artikel 7.8 lid 1 onder "
        "e). Deze brief is die informatie.");
    say_not_alleged(s, "Deze aankondiging is geen uitkomst en geen verwijt. Wij hebben niet vastgesteld dat u iets ten "
                       "onrechte hebt gedeclareerd, er kan een goede reden voor zijn, en er wordt nu niets "
                       "teruggevorderd.");
    heading_of(s, "Wat eraan voorafging");
    document_feit(s->doc, "Doel van de controle (Rzv artikel 7.5 lid 1)", harmless(s->t, s->d->zaak.doel));
    for (int stap = 0; stap < STAP_SPECIFIEKE_RISICOANALYSE; stap++)
        say_step(s, (enum zaak_stap)stap, false);
    say_surveys(s);
    heading_of(s, "Waarom een detailcontrole (Rzv artikel 7.8 lid 1 onder a tot en met d)");
    document_punt(s->doc, "a",
                  sentence(s->t,
                           "Specifieke risicoanalyse op de bevindingen uit het uitgevoerde algemene "
                           "controleplan: %s",
                           field_words(s, STAP_SPECIFIEKE_RISICOANALYSE, VELD_TOELICHTING)));
    document_punt(s->doc, "b",
                  sentence(s->t, "Specifiek controleplan. Objecten: %s. Methode: %s.",
                           field_words(s, STAP_SPECIFIEK_CONTROLEPLAN, VELD_OBJECTEN),
                           field_words(s, STAP_SPECIFIEK_CONTROLEPLAN, VELD_METHODE)));
    document_punt(s->doc, "c",
                  sentence(s->t, "Waarom het doel zonder detailcontrole niet wordt bereikt: %s",
                           field_words(s, STAP_SPECIFIEK_CONTROLEPLAN, VELD_NOODZAAK)));
    document_punt(s->doc, "d",
                  sentence(s->t, "Waarom de controle niet verder gaat dan nodig is: %s",
                           field_words(s, STAP_SPECIFIEK_CONTROLEPLAN, VELD_EVENREDIG)));
    heading_of(s, "Om welke regels het gaat");
    say_lines_in_words(s);
    say_announced_lines(s);
    say_drawn(s);
    say_rules(s);
    say_data(s, false);
    heading_of(s, "Hoe het verder gaat");
    document_punt(s->doc, "1",
                  sentence(s->t,
                           "Voor zover persoonsgegevens van verzekerden worden verwerkt, gebeurt de "
                           "detailcontrole onder verantwoordelijkheid van onze medisch adviseur, %s. "
                           "Als u daar vooraf om vraagt, is deze bij dat deel van de controle "
                           "aanwezig (Rzv artikel 7.8 lid 2).",
                           s->v->adviseur.n ? harmless(s->t, s->v->adviseur) : "(nog niet vastgelegd)"));
    document_punt(s->doc, "2",
                  "U bent verplicht mee te werken aan een materiële controle die zo wordt uitgevoerd (Rzv "
                  "artikel 7.4 lid 2), en de gegevens te verstrekken die daarvoor noodzakelijk zijn (artikel "
                  "7.3 lid 2 en artikel 7.2 lid 1 onder i). Wij vragen niet meer dan dat.");
    document_punt(s->doc, "3",
                  "Daarna hoort u eerst de zakelijke inhoud van de voorgenomen uitkomst. U kunt daarop "
                  "binnen een redelijke termijn reageren; uw reactie betrekken wij bij de definitieve "
                  "uitkomst, en die berichten wij u (Rzv artikel 7.8 lid 4).");
    say_farewell(s);
}

/* Of a materiële controle the law asks for it; of a formele one the house does it all the same. */
static const char *hearing_law(const struct stuk *s)
{
    return s->v->materieel
               ? "Wij zijn verplicht u over de zakelijke inhoud van de voorgenomen uitkomst te informeren en u in de "
                 "gelegenheid te stellen daarop binnen een redelijke termijn te reageren (Regeling zorgverzekering, "
                 "hierna Rzv, artikel 7.8 lid 4). De Rzv noemt geen aantal weken; deze termijn hebben wij gesteld."
               : "Bij een formele controle schrijft de Regeling zorgverzekering (hierna Rzv) dit niet voor; wij geven "
                 "u "
                 "dezelfde gelegenheid om te reageren als bij een materiële controle (Rzv artikel 7.8 lid 4). Deze "
                 "termijn hebben wij gesteld.";
}

static void write_voorgenomen(struct stuk *s)
{
    const char *termijn = s->v->termijn == NO_TERM ? "(nog niet vastgelegd)" : nl_date(s->t, s->v->termijn);
    say_alinea(s, "Geachte heer of mevrouw,");
    say_alinea(s,
               sentence(s->t,
                        "Wij hebben declaraties van u nagekeken. In deze brief staat wat wij van plan zijn daarover te "
                        "besluiten, en waarom. Het is nog geen besluit: u kunt reageren tot en met %s. %s",
                        termijn, hearing_law(s)));
    say_not_alleged(s, "Dit is een voornemen: over deze regels is nog niet definitief besloten, er kan een goede reden "
                       "voor zijn, en er wordt nu niets teruggevorderd.");
    heading_of(s, "Wat wij hebben nagekeken");
    document_feit(s->doc, "Doel van de controle (Rzv artikel 7.5 lid 1)", harmless(s->t, s->d->zaak.doel));
    say_lines_in_words(s);
    say_surveys(s);
    say_step(s, STAP_AANKONDIGING, false);
    say_step(s, STAP_DETAILCONTROLE, false);
    heading_of(s, "Wat wij van plan zijn");
    say_fates(s, true);
    say_remarks(s, REMARKS_FILE | REMARKS_ANSWER);
    say_derivation(s);
    say_intended_at_most(s);
    say_rules(s);
    say_data(s, zaak_stap_van(s->d, STAP_DETAILCONTROLE) != NULL);
    heading_of(s, "Hoe u kunt reageren");
    document_punt(s->doc, "1",
                  "Noem per regel (het nummer voor de regel is genoeg) waarom u het er niet mee eens bent, of "
                  "dat u het ermee eens bent. Stuur geen namen, geboortedata of burgerservicenummers mee.");
    document_punt(s->doc, "2",
                  sentence(s->t,
                           "Wij moeten uw reactie uiterlijk op %s hebben. Hebt u meer tijd nodig? Vraag "
                           "daar voor die dag om.",
                           termijn));
    document_punt(s->doc, "3",
                  s->v->materieel
                      ? "Uw reactie betrekken wij bij de definitieve uitkomst, punt voor punt; die uitkomst "
                        "berichten wij u (Rzv artikel 7.8 lid 4)."
                      : "Uw reactie betrekken wij bij de definitieve uitkomst, punt voor punt; die uitkomst "
                        "berichten wij u.");
    document_punt(s->doc, "4", "Een regel die u in de tussentijd zelf crediteert, vervalt uit deze zaak.");
    say_farewell(s);
}

/* The points of the reaction, with what was said to each when `weighed`. */
static void say_points(struct stuk *s, bool weighed)
{
    unsigned point = 0;
    for (size_t i = 0; i < s->d->gebeurtenissen; i++) {
        const struct zaak_gebeurtenis *g = &s->d->gebeurtenis[i];
        if (g->soort != GEBEURTENIS_STAP || zaak_stap_of(g->stap) != STAP_REACTIE)
            continue;
        const struct zaak_gebeurtenis *weging = zaak_weging_van(s->d, g);
        const char *words = sentence(s->t, "%s, %s", nl_date(s->t, g->datum),
                                     harmless(s->t, g->veld[VELD_TOELICHTING]));
        if (weighed)
            words = sentence(s->t, "%s — Onze weging: %s", words,
                             weging ? harmless(s->t, weging->veld[VELD_TOELICHTING]) : "(nog niet vastgelegd)");
        document_punt(s->doc, nl_count(s->t, ++point), words);
    }
    if (point == 0)
        say_alinea(s, s->v->stand[STAP_REACTIE] == STAP_OVERGESLAGEN
                          ? "Wij hebben binnen de termijn geen reactie van u ontvangen."
                          : "Er is nog geen reactie vastgelegd.");
}

static void write_reactie(struct stuk *s)
{
    say_alinea(s, "Geachte heer of mevrouw,");
    say_alinea(
        s, sentence(s->t,
                    "U hebt gereageerd op de voorgenomen uitkomst van onze controle%s. Dit is het verslag van wat u "
                    "naar voren bracht. Klopt het niet, of is het niet volledig? Laat het ons dan weten. Er is nog "
                    "niet definitief besloten.",
                    s->v->stand[STAP_VOORGENOMEN_UITKOMST] == STAP_GEDAAN
                        ? sentence(s->t, " van %s", nl_date(s->t, s->v->datum[STAP_VOORGENOMEN_UITKOMST]))
                        : ""));
    heading_of(s, "Wat u naar voren bracht");
    say_points(s, false);
    say_remarks(s, REMARKS_ANSWER);
    say_not_alleged(s, "Dit verslag geeft weer wat u zei, en bevat geen oordeel daarover.");
    say_data(s, zaak_stap_van(s->d, STAP_DETAILCONTROLE) != NULL);
    heading_of(s, "Hoe het verder gaat");
    say_alinea(
        s,
        s->v->materieel
            ? "Wij betrekken uw reactie bij de vaststelling van de definitieve uitkomst, en berichten u die (Regeling "
              "zorgverzekering, Rzv, artikel 7.8 lid 4)."
            : "Wij betrekken uw reactie bij de vaststelling van de definitieve uitkomst, en berichten u die.");
    say_farewell(s);
}

/* Steps that were left out, with the reason: who reads the outcome must know. */
static void say_skipped(struct stuk *s)
{
    bool any = false;
    for (int stap = 0; stap < ZAAK_STAPPEN; stap++)
        if (s->v->stand[stap] == STAP_OVERGESLAGEN) {
            if (!any)
                heading_of(s, "Stappen die niet zijn gezet, en waarom");
            any = true;
            say_step(s, (enum zaak_stap)stap, false);
        }
}

/* `g`: the step of recovery; NULL: it was not taken. */
static void say_consequence(struct stuk *s, const struct zaak_gebeurtenis *g)
{
    int64_t cent;
    if (!g && zaak_besloten(s->d, &cent) == 0) {
        say_alinea(s, "Op grond van deze controle wordt niets van u teruggevorderd.");
        return;
    }
    if (g)
        say_recovery(s, g);
    say_alinea(
        s, "Wat teruggevorderd wordt, staat in de terugvorderingsspecificatie met wat u nodig hebt om elke regel te "
           "crediteren. Een gecrediteerde regel wordt niet ook verrekend. Wij mogen de gegevens gebruiken om ons "
           "verhaalsrecht uit te oefenen (Rzv artikel 7.1 lid 3).");
    say_alinea(
        s,
        "Regels waarvan hierboven staat dat zij vervallen, terecht of niet besloten zijn, worden niet teruggevorderd.");
}

static const char *outcome_law(const struct stuk *s)
{
    if (s->v->stand[STAP_REACTIE] != STAP_GEDAAN)
        return s->v->materieel ? "U kon op de voorgenomen uitkomst reageren (Regeling zorgverzekering, hierna Rzv, "
                                 "artikel 7.8 lid 4)."
                               : "U kon op de voorgenomen uitkomst reageren.";
    return s->v->materieel
               ? "Uw reactie is daarbij betrokken (Regeling zorgverzekering, hierna Rzv, artikel 7.8 lid 4)."
               : "Uw reactie is daarbij betrokken.";
}

static void write_definitief(struct stuk *s)
{
    say_alinea(s, "Geachte heer of mevrouw,");
    say_alinea(
        s, sentence(s->t,
                    "In deze brief staat de definitieve uitkomst van onze controle van uw declaraties uit het %s. %s",
                    quarters_words(s), outcome_law(s)));
    heading_of(s, "Uw reactie, en hoe wij die wogen");
    say_points(s, true);
    heading_of(s, "De uitkomst per regel");
    say_fates(s, false);
    say_remarks(s, REMARKS_FILE | REMARKS_ANSWER | REMARKS_VERDICT);
    say_derivation(s);
    say_not_alleged(s,
                    "Een regel die wordt teruggevorderd, had volgens de afspraak die erbij staat niet zo gedeclareerd "
                    "kunnen worden; meer zeggen wij daarover niet.");
    heading_of(s, "Wat er nu gebeurt");
    say_consequence(s, zaak_stap_van(s->d, STAP_TERUGVORDERING));
    say_alinea(s, "Bent u het niet eens met deze uitkomst? Laat het ons weten. Wat een overeenkomst tussen u en "
                  "ons over geschillen bepaalt, blijft gelden.");
    say_skipped(s);
    say_rules(s);
    say_data(s, zaak_stap_van(s->d, STAP_DETAILCONTROLE) != NULL);
    say_farewell(s);
}

/* ---- The record of the case ---- */

static void say_progress(struct stuk *s)
{
    static const struct document_kolom kolom[] = {
        {"Stap", 0.46, false}, {"Stand", 0.14, false}, {"Datum", 0.14, false}, {"Grond", 0.26, false}};
    heading_of(s, "Stappen, in de orde van de wet");
    document_tabel(s->doc, kolom, sizeof kolom / sizeof *kolom);
    for (int stap = 0; stap < ZAAK_STAPPEN; stap++) {
        char dag[DAY_TEXT + 1] = "";
        if (s->v->stand[stap] >= STAP_OVERGESLAGEN)
            day_print(s->v->datum[stap], dag);
        const char *cel[] = {zaak_stap_info[stap].titel, zaak_stand_woord[s->v->stand[stap]], dag,
                             zaak_stap_grond(s->v, (enum zaak_stap)stap)};
        document_rij(s->doc, cel);
    }
}

static void say_events(struct stuk *s)
{
    heading_of(s, "Wat er gebeurde: wie, onder welke inlog, wanneer en wat (Rzv artikel 7.9 lid 1)");
    for (size_t i = 0; i < s->d->gebeurtenissen; i++) {
        const struct zaak_gebeurtenis *g = &s->d->gebeurtenis[i];
        const char *words = sentence(s->t, "%s%s%s, %s (inlog %s), vastgelegd %s", zaak_gebeurtenis_woord(g),
                                     g->stap.n ? " " : "", harmless(s->t, g->stap), harmless(s->t, g->door),
                                     harmless(s->t, g->inlog), harmless(s->t, g->op));
        if (g->aantal != GEEN_AANTAL)
            words = sentence(s->t, "%s. %s, %s", words, one_of(s, g->aantal, "bevinding", "bevindingen"),
                             nl_euro(s->t, g->cent));
        for (int v = 0; v < ZAAK_VELDEN; v++)
            if (g->veld[v].n)
                words = sentence(s->t, "%s. %s: %s", words, zaak_veld_titel[v], harmless(s->t, g->veld[v]));
        document_feit(s->doc, nl_date(s->t, g->datum), words);
    }
}

static void say_case_findings(struct stuk *s)
{
    static const struct document_kolom kolom[] = {
        LINE_KOLOMMEN("Referentienummer"),
        {"Controle", 0.11, false},
        {"Stand", 0.17, false},
        {"Bedrag", 0.13, true}};
    struct arena arena = {0};
    if (s->d->bevindingen == 0)
        return;
    heading_of(s, "Bevindingen, zoals ze waren toen ze in de zaak kwamen");
    document_tabel(s->doc, kolom, sizeof kolom / sizeof *kolom);
    for (size_t i = 0; i < s->d->bevindingen; i++) {
        const struct zaak_bevinding *b = &s->d->bevinding[i];
        const char *cel[sizeof kolom / sizeof *kolom];
        line_cells(s, b, cel);
        cel[LINE_COLUMNS_SHOWN] = zaak_soort_woord(b->materieel);
        cel[LINE_COLUMNS_SHOWN + 1] = zaak_lot_woord[zaak_lot(b)];
        cel[LINE_COLUMNS_SHOWN + 2] = nl_euro(s->t, b->was.verhaal_bedrag_cent);
        document_rij(s->doc, cel);
    }
    for (size_t i = 0; i < s->d->bevindingen; i++) {
        const struct zaak_bevinding *b = &s->d->bevinding[i];
        const struct text herzien = zaak_herzien(b, &arena);
        const char *words = herzien.n ? sentence(s->t, "herzien: %s. ", harmless(s->t, herzien)) : "";
        words = sentence(s->t, "%s%s%s", words, file_words(s, b), answer_words(s, b));
        if (b->oordeel.n)
            words = sentence(s->t, "%sOordeel: %s door %s, %s", words, harmless(s->t, b->oordeel),
                             harmless(s->t, b->oordeel_door), harmless(s->t, b->oordeel_reden));
        if (*words)
            document_punt(s->doc, nl_count(s->t, b->nummer), words);
    }
    arena_release(&arena);
}

static void write_dossier(struct stuk *s)
{
    const struct zaak *z = &s->d->zaak;
    const enum zaak_stap next = zaak_volgende(s->v);
    int64_t cent;
    const int64_t besloten = zaak_besloten(s->d, &cent);
    document_feit(s->doc, "Zorgaanbieder", sentence(s->t, "AGB %08u, als %s", z->agb, rol_name[z->rol]));
    document_feit(s->doc, "Kwartalen", quarters_words(s));
    document_feit(s->doc, "Doel (Rzv artikel 7.5 lid 1)", harmless(s->t, z->doel));
    if (z->kenmerk.n)
        document_feit(s->doc, "Kenmerk", harmless(s->t, z->kenmerk));
    document_feit(s->doc, "Begonnen", nl_date(s->t, z->begin));
    document_feit(s->doc, "Terugblik",
                  sentence(s->t, "regels vanaf %s%s%s", nl_date(s->t, z->terugblik), z->terugblik_reden.n ? ": " : "",
                           harmless(s->t, z->terugblik_reden)));
    document_feit(s->doc, "Soort",
                  s->v->materieel ? "materiële controle (Rzv artikel 7.4 lid 1)"
                                  : "formele controle: alle bevindingen blijken uit de declaraties");
    document_feit(s->doc, "Medisch adviseur",
                  s->v->adviseur.n  ? harmless(s->t, s->v->adviseur)
                  : s->v->materieel ? "nog niet genoemd"
                                    : "niet nodig");
    document_feit(s->doc, "Eerstvolgende stap",
                  s->v->gesloten         ? "geen: de zaak is gesloten"
                  : next == ZAAK_STAPPEN ? "geen: sluit de zaak"
                                         : zaak_stap_info[next].naam);
    if (besloten)
        document_feit(s->doc, "Besloten terug te vorderen",
                      sentence(s->t, "%s, samen %s", one_of(s, besloten, "regel", "regels"), nl_euro(s->t, cent)));
    if (s->to->herrekenen)
        document_feit(s->doc, "Eigen risico",
                      sentence(s->t,
                               "van %s opnieuw te berekenen als de regels gecrediteerd zijn: 'dubbelloop zaak "
                               "document %lld eigen_risico' (alleen voor de verzekeraar)",
                               one_of(s, s->to->herrekenen, "verzekerde", "verzekerden"), (long long)z->nummer));
    say_progress(s);
    if (zaak_gewist(s->d))
        say_alinea(s, sentence(s->t, "Gewist na de bewaartermijn (Rzv artikel 7.9 lid 2): %s.",
                               one_of(s, zaak_gewist(s->d), "bevinding", "bevindingen")));
    say_case_findings(s);
    say_derivation(s);
    say_events(s);
    say_rules(s);
    say_data(s, zaak_stap_van(s->d, STAP_DETAILCONTROLE) != NULL);
}

/* ---- Putting together ---- */

static const struct {
    void (*write)(struct stuk *s);
    enum zaak_stap stap; /* whose letter it is; ZAAK_STAPPEN: of none */
} stuk_of[ZAAK_STUKKEN] = {
    [STUK_AANKONDIGING] = {write_aankondiging, STAP_AANKONDIGING},
    [STUK_VOORGENOMEN] = {write_voorgenomen, STAP_VOORGENOMEN_UITKOMST},
    [STUK_REACTIE] = {write_reactie, STAP_REACTIE},
    [STUK_DEFINITIEF] = {write_definitief, STAP_DEFINITIEVE_UITKOMST},
    [STUK_DOSSIER] = {write_dossier, ZAAK_STAPPEN},
};

static void begin_letter(struct stuk *s, enum zaak_stuk stuk)
{
    struct document *doc = s->doc;
    const struct zaak *z = &s->d->zaak;
    const struct zaak_gebeurtenis *g = zaak_stap_van(s->d, stuk_of[stuk].stap);
    const day datum = g ? g->datum : s->to->vandaag;
    const struct text kenmerk = z->kenmerk.n ? z->kenmerk : s->to->afzender->kenmerk;
    const bool asks = stuk == STUK_VOORGENOMEN;
    s->concept = !g;
    doc->afzender = s->to->afzender;
    doc->adres = s->to->adres;
    doc->betreft = document_text(doc, sentence(s->t, "%s%s, zaak %lld", s->concept ? "CONCEPT: " : "",
                                               zaak_stuk_titel[stuk], (long long)z->nummer));
    const char *const fact[4][2] = {
        {"Datum", nl_date(s->t, datum)},
        {"Ons kenmerk", kenmerk.n ? harmless(s->t, kenmerk) : sentence(s->t, "zaak %lld", (long long)z->nummer)},
        {"Uw AGB-code", sentence(s->t, "%08u", z->agb)},
        {asks ? "Reactie uiterlijk" : NULL,
         asks ? s->v->termijn == NO_TERM ? "(nog niet vastgelegd)" : nl_date(s->t, s->v->termijn) : NULL},
    };
    for (size_t i = 0; i < 4 && fact[i][0]; i++) {
        doc->feit[i][0] = document_text(doc, fact[i][0]);
        doc->feit[i][1] = document_text(doc, fact[i][1]);
    }
}

bool zaak_stuk_maak(const struct zaak_dossier *d, enum zaak_stuk stuk, const struct zaak_verzending *to,
                    struct canvas *canvas, struct document *doc, struct error *err)
{
    struct stuk s = {
        .d = d, .v = &d->voortgang, .to = to, .t = canvas, .doc = doc, .brief = stuk != STUK_DOSSIER};
    const enum zaak_stap stap = stuk_of[stuk].stap;
    char dag[DAY_TEXT + 1];
    *doc = (struct document){.n = 0};
    if (stuk != STUK_DOSSIER && zaak_gewist(d))
        return error_set(err, STATUS_USAGE,
                         "findings of this case were purged: the letter that was sent is the record");
    if (stap != ZAAK_STAPPEN && d->voortgang.stand[stap] == STAP_NIET_NODIG)
        return error_set(err, STATUS_USAGE, "all findings of this case are formeel: it needs no %s",
                         zaak_stuk_naam[stuk]);
    if (stuk == STUK_DOSSIER)
        doc->betreft = document_text(doc,
                                     sentence(s.t, "%s: zaak %lld", zaak_stuk_titel[stuk], (long long)d->zaak.nummer));
    else
        begin_letter(&s, stuk);
    day_print(d->voortgang.laatste, dag);
    doc->titel = document_text(doc, sentence(s.t, "%s – AGB %08u", doc->betreft, d->zaak.agb));
    doc->voet = doc->titel;
    doc->made = document_text(doc, sentence(s.t, "%sT00:00:00Z", dag));
    stuk_of[stuk].write(&s);
    return true;
}
