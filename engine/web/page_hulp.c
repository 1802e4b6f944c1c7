/* page_hulp.c - what the words mean, the order of the work, and the keys. */
#include "web/pages.h"

static const struct uitleg {
    const char *word, *text;
} words[] = {
    {"vast", "Beide regels en de tabel van de verzekeraar laten geen andere lezing toe, zolang de gegevens kloppen."},
    {"waarschijnlijk", "Er is een reden om niet zeker te zijn. Ze staat bij de bevinding, met waarom ze geldt."},
    {"signaal", "Het valt op, maar de tabel verbiedt het niet of de gegevens zeggen te weinig. Nooit zonder navraag "
                "terugvorderen."},
    {"nieuw", "Gevonden door de laatste run."},
    {"open", "Gevonden door een eerdere run, en ze staat nog."},
    {"vervallen", "Ze staat niet meer: een regel is gecrediteerd of ingetrokken, of de tabel is anders. "
                  "Het oordeel blijft."},
    {"herzien", "De feiten zijn anders dan toen erover werd geoordeeld. Oordeel opnieuw."},
    {"bevestigd", "U vindt dat de bevinding klopt. Er wordt nog niets teruggevorderd."},
    {"afgewezen", "U vindt dat de bevinding niet klopt. Zij telt niet mee in een spiegel."},
    {"terugvordering", "U wilt het bedrag terug. Het geldt pas als een ander, onder een andere inlog, het bevestigt."},
    {"wacht_op_aanbieder", "U hebt de aanbieder om antwoord gevraagd."},
    {"gecontroleerd", "Bij een aanbieder: hoeveel verzekerden (als declarant) of ketenregels (als ketencontractant) "
                      "een tabel dekt, elk eenmaal."},
    {"na te kijken", "Eigen regels met een bevinding die vast of waarschijnlijk is. Signalen staan apart."},
    {"verwacht", "Hoeveel er na te kijken zou zijn als het bij deze aanbieder ging als bij de anderen van zijn soort."},
    {"ter informatie", "Eigen regels waarnaast die van een ander wordt teruggevraagd."},
    {"precisie", "Van de bevindingen van een regel die beantwoord zijn, het deel dat de aanbieder crediteert."},
    {"minder dan 5", "Wie geen verzekerden mag zien, krijgt van zo weinig mensen geen cijfer te zien."},
    {"netto", "Elke declaratieregel telt eenmaal, ook als meer bevindingen haar noemen."},
};
static const struct uitleg keys[] = {
    {"j", "volgende rij"},
    {"k", "vorige rij"},
    {"Enter", "de rij openen"},
    {"x", "de rij kiezen"},
    {"n", "volgende bladzijde of bevinding"},
    {"p", "vorige bladzijde of bevinding"},
    {"b", "oordeel: bevestigd"},
    {"a", "oordeel: afgewezen"},
    {"t", "oordeel: terugvordering"},
    {"w", "oordeel: wacht op de aanbieder"},
    {"/", "zoeken"},
    {"?", "welke toetsen deze bladzijde kent"},
};
static const char *const work[] = {
    "Vandaag zegt wat er te doen is, het dringendste eerst. Een klik toont de bevindingen waar het om gaat.",
    ("Een bevinding toont beide regels, de rekensom van de periodes, elke regel van de tabel die raakt met haar bron, "
     "en het hele dossier als tijdlijn."),
    "U oordeelt met een reden. Een terugvordering wacht op een tweede naam.",
    "Wat een aanbieder antwoordt of crediteert, komt terug op Vandaag.",
};

static void explain(struct html *html, const char *title, const struct uitleg *uitleg, size_t n, const char *tag)
{
    html_element_string(html, "h2", title);
    html_raw(html, "<dl class=\"feiten\">");
    for (size_t i = 0; i < n; i++) {
        html_raw(html, "<dt>");
        html_element_string(html, tag, uitleg[i].word);
        html_raw(html, "</dt>");
        html_element_string(html, "dd", uitleg[i].text);
    }
    html_raw(html, "</dl>");
}

bool page_hulp(struct call *call, struct error *err)
{
    struct html *html = &call->html;
    (void)err;
    page_begin(call, "Hulp");
    html_element_string(html, "h2", "Zo gaat het werk");
    html_raw(html, "<ol>");
    for (size_t i = 0; i < sizeof work / sizeof *work; i++)
        html_element_string(html, "li", work[i]);
    html_raw(html, "</ol>");
    explain(html, "De woorden", words, sizeof words / sizeof *words, "span");
    explain(html, "De toetsen", keys, sizeof keys / sizeof *keys, "kbd");
    html_raw(html, "<p class=\"stil\">Elke toets doet wat een koppeling of knop op de bladzijde ook doet. Wie "
                   "inziet, legt vast waarom: bij elke bevinding staat op naam wie haar zag.</p>");
    page_end(call);
    return true;
}
