#include "spiegel/rapport.h"

#include <math.h>

const char *const verdict_name[VERDICTS] = {"te klein om te beoordelen", "binnen verwachting", "hoger dan verwacht"};

const char *const reden_uitleg[REDENEN] = {
    [CONTRACT_ONBEKEND] = "het is niet bekend of het contract van de zorggroep deze zorg in de keten legt",
    [DECLARATIECODE_WIJKT_AF] = "het zorgproduct is dat van de regel, de declaratiecode is een andere",
    [DIAGNOSE_ONBEKEND] = "de declaratie noemt geen diagnose, dus het is niet zeker dat het om de aandoening van de keten ging",
    [EENMALIG_CONSULT] = "het is het enige consult van deze uitvoerder in de periode, dus het kan een eenmalig consult zijn",
    [GEDOOGKWARTAAL] = "de andere zorg begint in dit ketenkwartaal, en in dat kwartaal wordt samenloop gedoogd",
    [VERWIJSDIAGNOSE_ONBEKEND] = "de declaratie noemt geen verwijsdiagnose, dus het is niet zeker waarvoor verwezen is",
    [ZORGPRODUCT_ONBEKEND] = "de declaratie noemt geen zorgproduct",
};

const struct categorie_woord categorie_woord[CATEGORIEEN] = {
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
};

uint32_t rapport_al_genoeg(const struct rapport *rapport)
{
    if (rapport->verdict != HOGER_DAN_VERWACHT || rapport_nu(rapport)->verwacht >= SPIEGEL_WEINIG)
        return 0;
    return (uint32_t)floor(rapport->grens998_boven) + 1;
}
