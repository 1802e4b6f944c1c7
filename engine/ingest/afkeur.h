/* afkeur.h - why a line or a file is rejected, and what rejects.csv says about it (semantics.md 6). */
#ifndef INGEST_AFKEUR_H
#define INGEST_AFKEUR_H

#include "base/memory.h"
#include "ingest/profile.h"

/* In a line, the first that applies, in this order and column by column. */
enum afkeur {
    AFKEUR_GEEN,
    KOP_ONJUIST,        /* the file */
    BESTAND_ONLEESBAAR, /* the file */
    VELD_TE_LANG,
    CODERING_ONGELDIG,
    AANHALING_NIET_GESLOTEN,
    TE_VEEL_VELDEN,
    TE_WEINIG_VELDEN,
    VELD_ONTBREEKT,
    VORM_ONJUIST,
    BSN_ELFPROEF,
    PATIENT_ONBEKEND,
    DATUM_ONMOGELIJK,
    EINDE_VOOR_BEGIN,
    REFERENTIE_NIET_UNIEK,
    AFKEUREN
};
extern const char *const afkeur_name[AFKEUREN];
/* What is wrong with a line that was rejected for the reason of this name, and what can be done; an unknown name is its
 * own words. */
struct text afkeur_words(struct text name);

enum { GEEN_VELD = -1 };

/* What kind of value stood there: enough to see what is wrong with an export, and nothing of the value.
 * X(name, what is said of it) */
#define GEZIEN_LIST(X) \
    X(GEZIEN_NIETS, "") \
    X(GEZIEN_KOPREGEL, "dit is de kopregel nog eens: zijn er bestanden aan elkaar geplakt?") \
    X(GEZIEN_CR, "er staan CR's zonder LF in de regel: maak van de regeleinden LF (tr '\\r' '\\n')") \
    X(GEZIEN_OPAAK, "met --patient-id opaque zijn dat 1 tot 64 tekens, zonder / en stuurtekens") \
    X(GEZIEN_WOORD, "er staat een woord dat 'niets' betekent, zoals NULL; zet dat woord in het profiel onder [leeg]") \
    X(GEZIEN_WOORD_NODIG, \
      "er staat een woord dat 'niets' betekent, zoals NULL, en deze kolom is verplicht; vul haar in de bron aan") \
    X(GEZIEN_GEEN_DATUM, \
      "er staat een datum die 'geen datum' betekent, zoals 9999-12-31; zet haar in het profiel onder [leeg]") \
    X(GEZIEN_GEEN_DATUM_TIJD, "er staat een datum die 'geen datum' betekent met een tijd erachter; [leeg] kan die " \
                              "niet noemen: exporteer zonder tijd, of leeg") \
    X(GEZIEN_TIJD, "er staat een tijd achter de datum; zet tijd = ja onder [csv] in het profiel") \
    X(GEZIEN_TIJDZONE, \
      "er staat een tijd met een zone of andere tekens achter de datum, die run niet leest; exporteer zonder tijd") \
    X(GEZIEN_ANDERE_DATUM, \
      "er staat een datum in een andere vorm; zet date = iso, dmy of ymd onder [csv] in het profiel") \
    X(GEZIEN_MAAND_EERST, "er staat een datum met de maand voorop, die run niet leest; exporteer als JJJJ-MM-DD") \
    X(GEZIEN_KORT_JAAR, \
      "er staat een datum met een jaartal van twee cijfers, die run niet leest; exporteer als JJJJ-MM-DD") \
    X(GEZIEN_MAANDNAAM, "er staat een datum met een naam van een maand, die run niet leest; exporteer als JJJJ-MM-DD") \
    X(GEZIEN_DAGNUMMER, \
      "er staat een dagnummer van een spreadsheet (dagen sinds 1900), dat run niet leest; exporteer als JJJJ-MM-DD") \
    X(GEZIEN_EURO, "er staat een bedrag met een punt of komma; zet decimal, en bij minder dan twee decimalen " \
                   "decimalen = 0-2, onder [csv] in het profiel") \
    X(GEZIEN_DECIMALEN, \
      "er staat een bedrag met meer dan twee decimalen, dat run niet leest; exporteer in hele centen") \
    X(GEZIEN_DUIZENDTAL, \
      "er staat een bedrag met een scheiding van duizendtallen, dat run niet leest; exporteer zonder") \
    X(GEZIEN_VALUTA, "er staat een bedrag met een valutateken of letters, dat run niet leest; exporteer zonder") \
    X(GEZIEN_NULLEN_KWIJT, "er staan minder cijfers: een spreadsheet haalt voorloopnullen weg; exporteer opnieuw, " \
                           "met deze kolom als tekst") \
    X(GEZIEN_TEKEN, "er staat een min- of plusteken voor; lever bedragen zonder teken, met debet_credit D of C") \
    X(GEZIEN_WETENSCHAPPELIJK, "er staat een getal in wetenschappelijke notatie: een spreadsheet heeft het " \
                               "beschadigd; exporteer opnieuw, met deze kolom als tekst") \
    X(GEZIEN_GETAL, "er staat een getal met een apostrof, punt, komma of spatie erbij: een spreadsheet heeft het " \
                    "opgemaakt; exporteer opnieuw, met deze kolom als tekst") \
    X(GEZIEN_CIJFERS, "er staan cijfers") \
    X(GEZIEN_LETTERS, "er staan letters") \
    X(GEZIEN_GEMENGD, "er staan letters en cijfers") \
    X(GEZIEN_TEKENS, "er staan andere tekens dan letters en cijfers") \
    X(GEZIEN_STUURTEKEN, "er staat een stuurteken in (een tab of een regeleinde, misschien)") \
    X(GEZIEN_LANG, "er staan tekens")
#define GEZIEN_NAME(name, says) name,
enum gezien { GEZIEN_LIST(GEZIEN_NAME) GEZIENEN };
#undef GEZIEN_NAME
/* Of a value of a column, trimmed; `*n` what goes with it. */
enum gezien gezien_of(struct text value, enum column column, uint16_t *n);

/* Without a time behind it: one blank or T, and digits, colons and points; the value itself when there is none. */
struct text date_without_time(struct text value);
/* What a spreadsheet or a database writes in place of a value: a word such as NULL; a day such as 9999-12-31; 9,9E+08;
 * 999.990.019 or '999990019. */
bool is_word_for_nothing(struct text value);
bool is_day_for_none(struct text value);
bool is_scientific(struct text value);
bool is_formatted_number(struct text value);

/* A line that was rejected. */
struct reject {
    uint64_t regelnr;
    enum afkeur reden;
    int veld;           /* enum column; GEEN_VELD; COLUMNS + i = the i-th field of the file, an unknown column */
    enum gezien gezien; /* of the value that stood there */
    uint16_t n;         /* of its digits or characters; of a line with another number of fields: its fields */
};

/* Adds what rejects.csv says, in Dutch: what is wrong, which form was expected, what kind of value was seen, what to
 * do; never a value. `fields`: of the header. `kop`: what is wrong with a header, or with a file, when that is it. */
void afkeur_melding(const struct reject *reject, size_t fields, struct text kop, struct buf *out);

#endif
