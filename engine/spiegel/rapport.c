#include "spiegel/rapport.h"

#include <math.h>

#include "spiegel/statistics.h"

const char *const verdict_name[VERDICTS] = {
    [TOO_SMALL] = "te klein om te beoordelen",
    [NO_COMPARISON] = "geen vergelijking mogelijk",
    [PARTLY_CHECKED] = "deels gecontroleerd",
    [HIGHER_THAN_EXPECTED] = "hoger dan verwacht",
    [AS_EXPECTED] = "binnen verwachting",
};

const char *const reden_words[REDENEN] = {
    [CONTRACT_ONBEKEND] = "het is niet bekend of het contract van de zorggroep deze zorg in de keten legt",
    [CREDIT_WACHT] = "er ligt een creditregel van deze declarant met dezelfde prestatie en begindatum waarvan de "
                     "debetregel niet is gevonden",
    [DATA_GESCHEIDEN] = "de twee declaraties van dezelfde declarant beslaan verschillende dagen, "
                        "dus het kan om een bedrag per maand gaan",
    [DECLARATIECODE_WIJKT_AF] = "het zorgproduct is dat van de regel, de declaratiecode is een andere",
    [DIAGNOSE_GROF] = "de declaratie noemt de diagnose minder precies dan de aandoening van de keten",
    [DIAGNOSE_ONBEKEND] = "de declaratie noemt geen diagnose, dus het is niet zeker dat het om de "
                          "aandoening van de keten ging",
    [DUUR_ONWAARSCHIJNLIJK] = "de declaratie duurt langer dan zulke zorg kan duren, dus haar einddatum is onzeker",
    [EENMALIG_CONSULT] = "het is het enige consult van deze uitvoerder in de periode, "
                         "dus het kan een eenmalig consult zijn",
    [ENKELE_DAG] = "de twee perioden hebben maar een enkele dag gemeen",
    [GEDOOGKWARTAAL] = "de andere zorg begint in dit ketenkwartaal, en in dat kwartaal wordt samenloop gedoogd",
    [INSCHRIJVING_ONBEKEND] = "in dit kwartaal is van geen enkele praktijk een inschrijving van de verzekerde bekend",
    [KANT_ONBEPAALD] = "beide declaraties beginnen op dezelfde dag en zijn van verschillende declaranten: "
                       "de gegevens zeggen niet wie de zorg leverde",
    [KETEN_ZELF_TERUG] = "de declaratie waarnaast deze niet mag, is zelf ook onderwerp van een bevinding",
    [LIJST_ONBEKEND] = "de declaratie noemt geen prestatiecodelijst, dus het is niet zeker wat de code betekent",
    [TABEL_VERLENGD] = "de regel is geschreven voor een eerder jaar en geldt hier alleen omdat de tabel is verlengd",
    [VERWIJSDIAGNOSE_ONBEKEND] = "de declaratie noemt geen verwijsdiagnose, dus het is niet zeker waarvoor verwezen is",
    [VOOR_INCLUSIE] = "de zorg was voorbij voordat de keten begon, en de verzekerde was niet eerder in de keten",
    [ZORGPRODUCT_ONBEKEND] = "de declaratie noemt geen zorgproduct",
};

const struct categorie_words categorie_words[CATEGORIEEN] = {
    [CAT_CONSULT] = {"consult of visite", "consulten en visites"},
    [CAT_SMR] = {"stoppen met roken", "stoppen met roken"},
    [CAT_MEEKIJK] = {"meekijkconsult", "meekijkconsulten"},
    [CAT_KETEN] = {"andere keten-dbc", "een andere keten-dbc"},
    [CAT_DOT] = {"dbc-zorgproduct", "zorgproducten van het ziekenhuis (DOT)"},
    [CAT_DIEET] = {"dieetadvies", "dieetadvisering"},
    [CAT_VOETZORG] = {"voetzorg", "voetzorg"},
    [CAT_SPIROMETRIE] = {"spirometrie", "longfunctieonderzoek (spirometrie)"},
    [CAT_MODULE] = {"module", "modules"},
    [CAT_FUNDUS] = {"fundusonderzoek", "fundusfotografie"},
    [CAT_TESTSTRIPS] = {"teststrips", "teststrips"},
    [CAT_SPECIALIST] = {"medisch specialist", "consult van een specialist"},
    [CAT_OI] = {"betaaltitel voor organisatie en infrastructuur", "organisatie en infrastructuur (O&I)"},
    [CAT_S3] = {"praktijkmanagement", "praktijkmanagement (S3)"},
    [CAT_EHEALTH] = {"e-health", "e-health en zorgzwaarte"},
    [CAT_PALLIATIEF] = {"palliatieve zorg", "palliatieve zorg"},
    [CAT_TARIEF] = {"bedrag boven het afgesproken tarief", "bedragen boven het afgesproken tarief"},
    [CAT_CONTRACT] = {"declaratie zonder contract", "declaraties zonder contract"},
    [CAT_INZORG] = {"keten-dbc zonder geregistreerd contact", "keten-dbc's zonder geregistreerd contact"},
    [CAT_LIDMAATSCHAP] = {"verzekerde buiten de aangesloten praktijken",
                          "verzekerden buiten de aangesloten praktijken"},
};

const char *const soort_words[REGEL_SOORTEN] = {
    [SOORT_VERBODEN] = "deze declaratie mag volgens de regel niet",
    [SOORT_CONTRACT] = "zonder contract voor deze declaratie",
    [SOORT_TARIEF] = "boven het afgesproken tarief",
    [SOORT_VEREIST] = "wat de regel vereist, is niet gevonden",
    [SOORT_LID] = "verzekerde niet ingeschreven bij een aangesloten praktijk",
};

uint32_t rapport_unanswered(const struct rapport *rapport)
{
    uint32_t n = 0;
    for (size_t i = 0; i < rapport->rows; i++) {
        const struct bijlage_row *row = &rapport->row[i];
        n += row->antwoord.n == 0 && row->zekerheid != SIGNAAL && !row->kant_onbepaald;
    }
    return n;
}

uint32_t rapport_threshold(const struct rapport *rapport)
{
    uint32_t enough = (uint32_t)floor(rapport->limit998_high) + 1;
    while (poisson_tail(enough, rapport_now(rapport)->expected) >= SPIEGEL_POISSON)
        enough++;
    return enough;
}

double rapport_by_chance(const struct rapport *rapport)
{
    const double expected = rapport_now(rapport)->expected;
    return verdict_compares(rapport->verdict) && expected > 0 ? poisson_tail(rapport_threshold(rapport), expected) : 0;
}

uint32_t rapport_enough(const struct rapport *rapport)
{
    if (rapport->verdict != HIGHER_THAN_EXPECTED || rapport_now(rapport)->expected >= (double)SPIEGEL_FEW)
        return 0;
    return rapport_threshold(rapport);
}
