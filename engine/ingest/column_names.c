/* column_names.c - see column_names.h. A name stands here once, under the column that it nearly always means; a name that
 * means different things in different exports ("nummer", "code", "datum") does not stand here at all. */
#include "ingest/column_names.h"

const struct column_names column_names[] = {
    {COL_BSN, "bsn burgerservicenummer burgerservicenr bsnnummer bsnnr burgerservicenummerbsnverzekerde bsnverzekerde bsnpatient "
              "burgerservicenummerverzekerde sofinummer"},
    {COL_VERZEKERDENNUMMER, "verzekerdennummer verzekerdenummer verzekerdennr verzekerdenr "
                            "verzekerdennummerinschrijvingsnummerrelatienummer inschrijvingsnummer relatienummer polisnummer "
                            "verzekeringsnummer patientnummer patientnr clientnummer"},
    {COL_UZOVI, "uzovi uzovinummer uzovinr uzovicode verzekeraar zorgverzekeraar maatschappij verzekeraarscode risicodrager"},
    {COL_AGB_DECLARANT, "agbdeclarant declarant agbcodedeclarant declarantagb agbpraktijk praktijkagb praktijkcode agbinstelling "
                        "instellingscode agbcodepraktijk agbcodeinstelling agbcodecontractant contractant hoofdcontractant "
                        "zorgaanbieder agbcode agb praktijk instelling servicebureaucode"},
    {COL_AGB_UITVOERDER, "agbuitvoerder uitvoerder agbcodeuitvoerder uitvoerderagb agbbehandelaar behandelaar agbcodebehandelaar "
                         "zorgverlener zorgverlenerscode zorgverlenerscodebehandelaaruitvoerder agbzorgverlener "
                         "agbcodezorgverlener"},
    {COL_SPECIALISME, "specialisme specialismecode specialismebehandelaaruitvoerder specialismeuitvoerder "
                      "specialismebehandelaar specialismezorgverlener"},
    {COL_PRESTATIECODELIJST, "prestatiecodelijst aanduidingprestatiecodelijst codelijst prestatielijst codelijstprestatie "
                             "aanduidingprestatie"},
    {COL_PRESTATIECODE, "prestatiecode prestatie declaratiecode prestatiecodetarief prestatiecodedbcdeclaratiecode "
                        "prestatienummer verrichtingcode verrichtingscode verrichting tariefcode"},
    {COL_ZORGPRODUCTCODE, "zorgproductcode zorgproduct dotcode dotzorgproduct dotzorgproductcode"},
    {COL_VERWIJSDIAGNOSECODE, "verwijsdiagnosecode verwijsdiagnose diagnosecodeverwijzer verwijsdiagnosecode01 "
                              "verwijsdiagnosecodeparamedischehulp01 verwijscode"},
    {COL_DIAGNOSECODE, "diagnosecode icpc icpccode diagnose diagnoseicpc episode"},
    {COL_BEGINDATUM, "begindatum begindatumprestatie begindatumbehandeling startdatum ingangsdatum datumbegin datumvan begin "
                     "behandeldatum datumbehandeling prestatiedatum datumprestatie verrichtingsdatum datumverrichting "
                     "consultdatum zorgdatum datumuitvoering"},
    {COL_EINDDATUM, "einddatum einddatumprestatie einddatumbehandeling datumeinde datumeind datumtm datumtot einde"},
    {COL_AANTAL, "aantal aantaluitgevoerdeprestaties aantalprestaties aantalverrichtingen keren hoeveelheid"},
    {COL_BEDRAG_CENT, "bedragcent toegekendbedragcent toegekendbedrag bedragtoegekend vergoedbedrag uitbetaaldbedrag "
                      "toegewezenbedrag bedrag bedrageuro bedragineuro declaratiebedrag declaratiebedraginclbtw "
                      "gedeclareerdbedrag berekendbedrag berekendbedragexclbtw"},
    {COL_DEBET_CREDIT, "debetcredit dc indicatiedebetcredit debetcreditindicatie indicatiedc indicatordebetcredit"},
    {COL_REFERENTIENUMMER, "referentienummer referentienr referentienummerditprestatierecord referentie kenmerk "
                           "declaratieregelnummer prestatiereferentie declaratienummer regelkenmerk"},
    {COL_VORIG_REFERENTIENUMMER, "vorigreferentienummer referentienummervoorgaandegerelateerdeprestatierecord "
                                 "voorgaandreferentienummer oorspronkelijkreferentienummer vorigreferentienr "
                                 "oorspronkelijkkenmerk vorigkenmerk origineelkenmerk oorspronkelijkereferentie vorigereferentie "
                                 "referentienummergecrediteerderegel"},
    {COLUMNS, NULL},
};

enum { FOLDED_MAX = 96 };

/* U+00C0..U+00FF without their accents; '.' drops out. */
static const char latin[] = "aaaaaa.ceeeeiiiidnooooo.ouuuuy.saaaaaa.ceeeeiiiidnooooo.ouuuuy.y";

/* Letters and digits only, small, without accents. */
static struct text fold(struct text name, char out[static FOLDED_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < FOLDED_MAX; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        else if (c == 0xC3 && i + 1 < name.n)
            c = (unsigned char)latin[(unsigned char)name.at[++i] & 0x3F];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = (char)c;
    }
    return (struct text){out, n};
}

int column_by_name(struct text name, unsigned *rank)
{
    char room[FOLDED_MAX];
    struct text folded = fold(name, room), word;
    for (const struct column_names *of = column_names; of->names; of++) {
        struct text rest = text_of(of->names);
        for (unsigned r = 0; text_word(&rest, &word); r++)
            if (text_equal(folded, word)) {
                *rank = r;
                return (int)of->column;
            }
    }
    return -1;
}
