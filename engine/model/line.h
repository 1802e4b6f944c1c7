/* line.h - a declaration line after normalisation: the values of section 1 of semantics.md, and where it came from. */
#ifndef MODEL_LINE_H
#define MODEL_LINE_H

#include "base/day.h"
#include "base/text.h"

/* The columns of a declaration line, in the order in which it is judged. A column stands here and nowhere else: a new
 * one is a row at the end (a stored line says by the place of a row here which optional columns it has) and a member of
 * struct line.
 *
 * X(NAME, name, STAND, KIND, WIDTH, ZEROS, member, form, names)
 *   STAND  PATIENT: who it is about; NEEDED: no file without it, and no line that leaves it empty; OPTIONAL
 *   KIND   how a value is read, packed and shown:
 *            BSN         9 digits, with --patient-id opaque a text; not packed, since a record says whose line it is
 *            VERZEKERDE  a text, unless it is a word for nobody
 *            TEXT        1-WIDTH code points
 *            DIGITS      WIDTH digits, kept as a number; 0 = empty where zeros are
 *            CODE        1-WIDTH of A-Z 0-9, upper-cased
 *            ICPC        letter, two digits, optionally a point and one or two digits; anything else counts as empty
 *            NUMBER      1-WIDTH digits; 0 = empty
 *            COUNT       1-WIDTH digits; empty = 1
 *            BEGIN, END  a day; an END that is empty is the BEGIN
 *            CENT        1-WIDTH digits, or as the profile says
 *            CREDIT      D or C; empty = D
 *   WIDTH  of its longest value
 *   ZEROS  EMPTY: a value of zeros and nothing else counts as empty, whatever its length; FILLED: it does not
 *   member of struct line
 *   form   what a value must look like, Dutch, for rejects.csv
 *   names  what exports call it, best first, as ingest/column_names.h folds names: the canonical one, usual Dutch
 *          ones, the fields of the EI standards. A name stands under the column that it nearly always means; one that
 *          means different things in different exports ("nummer", "code", "datum") does not stand here at all. */
#define LINE_COLUMNS(X) \
    X(BSN, bsn, PATIENT, BSN, 9, FILLED, patient, \
      "9 cijfers, of 8 als de eerste nul is weggevallen, die aan de elfproef voldoen; " \
      "negen negens is: geen BSN bekend", \
      "bsn burgerservicenummer burgerservicenr bsnnummer bsnnr burgerservicenummerbsnverzekerde bsnverzekerde " \
      "bsnpatient burgerservicenummerverzekerde sofinummer") \
    X(VERZEKERDENNUMMER, verzekerdennummer, OPTIONAL, VERZEKERDE, 15, FILLED, verzekerdennummer, \
      "hooguit 15 tekens, zonder stuurtekens", \
      "verzekerdennummer verzekerdenummer verzekerdennr verzekerdenr " \
      "verzekerdennummerinschrijvingsnummerrelatienummer inschrijvingsnummer relatienummer polisnummer " \
      "verzekeringsnummer patientnummer patientnr clientnummer") \
    X(UZOVI, uzovi, NEEDED, DIGITS, 4, FILLED, uzovi, \
      "4 cijfers", \
      "uzovi uzovinummer uzovinr uzovicode verzekeraar zorgverzekeraar maatschappij verzekeraarscode risicodrager") \
    X(AGB_DECLARANT, agb_declarant, NEEDED, DIGITS, 8, FILLED, agb_declarant, \
      "8 cijfers, met voorloopnullen", \
      "agbdeclarant declarant agbcodedeclarant declarantagb agbpraktijk praktijkagb praktijkcode agbinstelling " \
      "instellingscode agbcodepraktijk agbcodeinstelling agbcodecontractant contractant hoofdcontractant " \
      "zorgaanbieder agbcode agb praktijk instelling servicebureaucode") \
    X(AGB_UITVOERDER, agb_uitvoerder, OPTIONAL, DIGITS, 8, EMPTY, agb_uitvoerder, \
      "8 cijfers, met voorloopnullen; leeg mag", \
      "agbuitvoerder uitvoerder agbcodeuitvoerder uitvoerderagb agbbehandelaar behandelaar agbcodebehandelaar " \
      "zorgverlener zorgverlenerscode zorgverlenerscodebehandelaaruitvoerder agbzorgverlener agbcodezorgverlener") \
    X(SPECIALISME, specialisme, OPTIONAL, DIGITS, 4, EMPTY, specialisme, \
      "4 cijfers, met voorloopnullen; leeg mag", \
      "specialisme specialismecode specialismebehandelaaruitvoerder specialismeuitvoerder specialismebehandelaar " \
      "specialismezorgverlener") \
    X(PRESTATIECODELIJST, prestatiecodelijst, OPTIONAL, DIGITS, 3, EMPTY, lijst, \
      "3 cijfers, met voorloopnullen; leeg mag", \
      "prestatiecodelijst aanduidingprestatiecodelijst codelijst prestatielijst codelijstprestatie " \
      "aanduidingprestatie") \
    X(PRESTATIECODE, prestatiecode, NEEDED, CODE, 12, FILLED, prestatiecode, \
      "1 tot 12 letters A-Z en cijfers", \
      "prestatiecode prestatie declaratiecode prestatiecodetarief prestatiecodedbcdeclaratiecode prestatienummer " \
      "verrichtingcode verrichtingscode verrichting tariefcode") \
    X(ZORGPRODUCTCODE, zorgproductcode, OPTIONAL, DIGITS, 9, EMPTY, zorgproduct, \
      "9 cijfers, met voorloopnullen; leeg mag", \
      "zorgproductcode zorgproduct dotcode dotzorgproduct dotzorgproductcode") \
    X(VERWIJSDIAGNOSECODE, verwijsdiagnosecode, OPTIONAL, NUMBER, 8, EMPTY, verwijsdiagnose, \
      "1 tot 8 cijfers; leeg mag", \
      "verwijsdiagnosecode verwijsdiagnose diagnosecodeverwijzer verwijsdiagnosecode01 " \
      "verwijsdiagnosecodeparamedischehulp01 verwijscode") \
    X(DIAGNOSECODE, diagnosecode, OPTIONAL, ICPC, 6, FILLED, diagnosecode, \
      "een ICPC-code, zoals T90 of T90.02; leeg mag", \
      "diagnosecode icpc icpccode diagnose diagnoseicpc episode") \
    X(BEGINDATUM, begindatum, NEEDED, BEGIN, 10, FILLED, period.first, \
      "een datum van 1990 tot en met 2099, als JJJJ-MM-DD of JJJJMMDD of zoals date in het profiel zegt", \
      "begindatum begindatumprestatie begindatumbehandeling startdatum ingangsdatum datumbegin datumvan begin " \
      "behandeldatum datumbehandeling prestatiedatum datumprestatie verrichtingsdatum datumverrichting consultdatum " \
      "zorgdatum datumuitvoering") \
    X(EINDDATUM, einddatum, OPTIONAL, END, 10, EMPTY, period.last, \
      "een datum van 1990 tot en met 2099, als JJJJ-MM-DD of JJJJMMDD of zoals date in het profiel zegt; leeg mag", \
      "einddatum einddatumprestatie einddatumbehandeling datumeinde datumeind datumtm datumtot einde") \
    X(AANTAL, aantal, OPTIONAL, COUNT, 9, EMPTY, aantal, \
      "1 tot 9 cijfers; leeg is 1", \
      "aantal aantaluitgevoerdeprestaties aantalprestaties aantalverrichtingen keren hoeveelheid") \
    X(BEDRAG_CENT, bedrag_cent, NEEDED, CENT, 12, FILLED, bedrag_cent, \
      "1 tot 12 cijfers, eurocenten zonder teken, of euro's zoals decimal in het profiel zegt", \
      "bedragcent toegekendbedragcent toegekendbedrag bedragtoegekend vergoedbedrag uitbetaaldbedrag " \
      "toegewezenbedrag bedrag bedrageuro bedragineuro declaratiebedrag declaratiebedraginclbtw gedeclareerdbedrag " \
      "berekendbedrag berekendbedragexclbtw") \
    X(DEBET_CREDIT, debet_credit, OPTIONAL, CREDIT, 1, FILLED, credit, \
      "D of C; leeg is D", \
      "debetcredit dc indicatiedebetcredit debetcreditindicatie indicatiedc indicatordebetcredit") \
    X(REFERENTIENUMMER, referentienummer, NEEDED, TEXT, 20, FILLED, referentie, \
      "1 tot 20 tekens, zonder stuurtekens", \
      "referentienummer referentienr referentienummerditprestatierecord referentie kenmerk declaratieregelnummer " \
      "prestatiereferentie declaratienummer regelkenmerk") \
    X(VORIG_REFERENTIENUMMER, vorig_referentienummer, OPTIONAL, TEXT, 20, FILLED, vorig, \
      "hooguit 20 tekens, zonder stuurtekens; leeg mag", \
      "vorigreferentienummer referentienummervoorgaandegerelateerdeprestatierecord voorgaandreferentienummer " \
      "oorspronkelijkreferentienummer vorigreferentienr oorspronkelijkkenmerk vorigkenmerk origineelkenmerk " \
      "oorspronkelijkereferentie vorigereferentie referentienummergecrediteerderegel")

#define LINE_COLUMN(NAME, ...) COL_##NAME,
enum column { LINE_COLUMNS(LINE_COLUMN) COLUMNS };
#undef LINE_COLUMN
extern const char *const column_name[COLUMNS];
extern const char *const column_form[COLUMNS];
extern const char *const column_known_as[COLUMNS]; /* separated by blanks */
/* A file must have these, or its profile a default; no line may leave them empty. */
extern const bool column_required[COLUMNS];

/* Of STAND and ZEROS, where the column is known when the program is built. */
#define LINE_REQUIRED_PATIENT false
#define LINE_REQUIRED_NEEDED true
#define LINE_REQUIRED_OPTIONAL false
#define LINE_ZEROS_EMPTY true
#define LINE_ZEROS_FILLED false

/* Bytes of the longest texts. */
#define LINE_WIDTH(NAME, name, STAND, KIND, WIDTH, ...) WIDTH_##NAME = WIDTH,
enum { LINE_COLUMNS(LINE_WIDTH) };
#undef LINE_WIDTH
enum {
    PRESTATIECODE_MAX = WIDTH_PRESTATIECODE,
    DIAGNOSECODE_MAX = WIDTH_DIAGNOSECODE,
    PATIENT_MAX = 4 * 64, /* 64 code points of an opaque id */
    VERZEKERDENNUMMER_MAX = 4 * WIDTH_VERZEKERDENNUMMER,
    REFERENTIE_MAX = 4 * WIDTH_REFERENTIENUMMER,
};

/* Numbers of fixed width are numbers here and are printed with their leading zeros; 0 = empty where zeros count as
 * empty in an export. Texts are borrowed from whoever made the line. */
struct line {
    struct text patient;           /* the patient key */
    struct text verzekerdennummer; /* also beside a BSN */
    struct text prestatiecode;     /* 1-12 of A-Z 0-9 */
    struct text diagnosecode;      /* ICPC, or empty */
    struct text referentie, vorig;
    uint32_t agb_declarant;   /* 8 digits */
    uint32_t agb_uitvoerder;  /* 8 digits, 0 = empty */
    uint32_t zorgproduct;     /* 9 digits, 0 = empty */
    uint32_t verwijsdiagnose; /* 0 = empty */
    uint32_t aantal;
    uint16_t uzovi;        /* 4 digits */
    uint16_t specialisme;  /* 4 digits, 0 = empty */
    uint16_t lijst;        /* 3 digits, 0 = empty */
    bool credit;
    bool keten_code; /* it carries a keten code under the tables of this run; only of a line that is being read */
    struct period period; /* begindatum..einddatum */
    int64_t bedrag_cent;  /* 0..10^12-1 */
    uint32_t bestand;     /* id in the file ledger */
    uint64_t regelnr;       /* physical line number in it, 1-based */
};

/* Who performed it: agb_uitvoerder, empty: agb_declarant (semantics.md 4, eenmalig_consult). */
static inline uint32_t line_performer(const struct line *line)
{
    return line->agb_uitvoerder ? line->agb_uitvoerder : line->agb_declarant;
}

/* How many were declared, at least 1. Version 1 of the contract kept an aantal of zeros, which is empty, as 0. */
static inline uint32_t line_aantal(const struct line *line)
{
    return line->aantal ? line->aantal : 1;
}

/* Whether a verzekerdennummer, or an opaque bsn, is zeros or a word for nobody (semantics.md 1). */
bool is_word_for_nobody(struct text value);
static inline bool is_nobody(struct text value)
{
    if (value.n == 0 || (value.at[0] >= '1' && value.at[0] <= '9')) /* nearly all */
        return false;
    return strchr("0-.?nNoOuUgG", value.at[0]) && value.at[0] && is_word_for_nobody(value);
}

/* Whether the key is nobody's: such lines are rejected, but version 1 made one patient of all
 * strangers without a number. */
bool patient_is_nobody(struct text patient);

/* Order within a patient: (agb_declarant, referentienummer). */
static inline int line_compare_identity(const struct line *a, const struct line *b)
{
    if (a->agb_declarant != b->agb_declarant)
        return a->agb_declarant < b->agb_declarant ? -1 : 1;
    return text_compare(a->referentie, b->referentie);
}

/* Whether a purge before `d` (docs/privacy.md) is for this line: the calendar quarter in which it ends is over by then,
 * and so is its keten period. */
static inline bool line_older(const struct line *line, day d)
{
    return d && quarter_last(line->period.last) < d;
}

/* Writes `number` with leading zeros in `width` digits and a NUL. */
void digits_print(uint64_t number, int width, char *out);

#endif
