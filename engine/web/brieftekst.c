/* brieftekst.c - see brieftekst.h. */
#include "web/brieftekst.h"

#include "spiegel/rapport.h"

#define SAID(text) (int)(text).n, (text).at

static void add_date(struct buf *out, struct text iso)
{
    if (iso.n == DAY_TEXT)
        buf_printf(out, "%.2s-%.2s-%.4s", iso.at + 8, iso.at + 5, iso.at);
}

/* What the provider finds in its own administration. */
static void add_own_line(const struct bevinding *b, const struct briefregel *own, struct buf *out)
{
    const struct bevinding_kant *kant = bevinding_verhaal(b);
    char room[NUMBER_TEXT], id[BEVINDING_ID_FOURS + 1];
    bevinding_id_in_fours(text_of(b->id), id);
    buf_printf(out, "- uw referentienummer: %.*s\n", SAID(kant->referentie));
    if (own->begindatum.n) {
        buf_text(out, "- datum: ");
        add_date(out, own->begindatum);
        if (own->einddatum.n && !text_equal(own->einddatum, own->begindatum)) {
            buf_text(out, " t/m ");
            add_date(out, own->einddatum);
        }
        buf_text(out, "\n");
    }
    buf_printf(out, "- prestatie: %.*s%s%.*s\n", SAID(own->lijst), own->lijst.n ? " " : "", SAID(kant->prestatiecode));
    struct text euro = euro_text(kant->bedrag_cent, ',', room);
    buf_printf(out, "- bedrag: %.*s euro\n", SAID(euro));
    if (b->verhaal_bedrag_cent != kant->bedrag_cent) {
        euro = euro_text(b->verhaal_bedrag_cent, ',', room);
        buf_printf(out, "- waarvan het gaat om: %.*s euro\n", SAID(euro));
    }
    buf_printf(out, "- ons kenmerk: %s\n", id);
}

/* "DM2, VRM" */
static void add_programmes(const struct bevinding *b, struct buf *out)
{
    struct text rest = b->programma, programma;
    for (bool first = true; text_part(&rest, &programma); first = false)
        buf_printf(out, "%s%.*s", first ? "" : ", ", SAID(programma));
}

static void add_seen(const struct bevinding *b, struct buf *out)
{
    char kwartaal[7];
    quarter_print(b->overlap.first, kwartaal);
    if (!bevinding_is_paar(b))
        buf_text(out, "Bij deze declaratie (");
    else
        buf_printf(out, "Naast deze declaratie%s",
                   b->verhaal == VERHAAL_KETEN ? " (" : " is voor dezelfde verzekerde een keten-dbc (");
    add_programmes(b, out);
    if (!bevinding_is_paar(b))
        buf_printf(out, ") zagen wij: %s.\n", soort_words[b->soort]);
    else if (b->verhaal == VERHAAL_KETEN)
        buf_printf(out,
                   ") is voor dezelfde verzekerde ook gedeclareerd: %s. Volgens de regel gaan die twee niet samen. "
                   "De samenloop begint in %.4s, kwartaal %c.\n",
                   categorie_words[b->categorie].on_page, kwartaal, kwartaal[5]);
    else
        buf_printf(out,
                   ") gedeclareerd. Volgens de regel gaan die twee niet samen. De samenloop begint in %.4s, "
                   "kwartaal %c.\n",
                   kwartaal, kwartaal[5]);
}

static void add_doubt(const struct bevinding *b, struct buf *out)
{
    struct text rest = b->redenen, reden;
    while (text_part(&rest, &reden))
        for (unsigned r = 0; r < REDENEN; r++)
            if (text_equal(reden, text_of(reden_name[r])))
                buf_printf(out, "Wij weten het niet zeker: %s.\n", reden_words[r]);
}

void brieftekst(const struct bevinding *b, const struct briefregel *own, struct text regel_omschrijving,
                struct text regel_bron, struct buf *out)
{
    const struct bevinding_kant *kant = bevinding_verhaal(b);
    buf_printf(
        out,
        "Aan: de zorgaanbieder met AGB-code %08u\n"
        "Betreft: vraag over uw declaratie met referentienummer %.*s\n\n"
        "Geachte heer, mevrouw,\n\n"
        "Bij het nakijken van declaraties rond de ketenzorg hebben wij een vraag over deze declaratie van u:\n\n",
        kant->agb, SAID(kant->referentie));
    add_own_line(b, own, out);
    buf_text(out, "\nWat wij zagen\n");
    add_seen(b, out);
    add_doubt(b, out);
    buf_printf(out, "\nDe regel\n%.*s%s%.*s%s%.*s%s\n", SAID(b->leidende_regel), regel_omschrijving.n ? ": " : "",
               SAID(regel_omschrijving), regel_bron.n ? " (" : "", SAID(regel_bron), regel_bron.n ? ")" : "");
    buf_printf(
        out,
        "\nWat wij u vragen\n"
        "Wilt u deze declaratie nakijken, en ons een van deze antwoorden geven?\n"
        "- credit: de zorg hoort bij de keten, of de declaratie had er zo niet moeten zijn. Crediteer haar dan zelf, "
        "op de gewone manier, via uw declaratiesysteem.%s\n"
        "- terecht: de declaratie is goed. Wilt u kort zeggen waarom?\n"
        "- onbekend: u kunt het niet nagaan.\n\n"
        "Dit is een vraag, en geen terugvordering of oordeel over uw zorg: er is niets besloten, en er kan een goede "
        "reden voor zijn.\n\n"
        "Met vriendelijke groet,\n",
        b->soort == SOORT_TARIEF ? " Declareer haar daarna opnieuw, met het afgesproken tarief." : "");
}
