/* kaart.h - the card of a programme: what may and may not be declared beside this keten-dbc, at one insurer in one
 * quarter, printed from the conflict tables for practices and care groups.
 *
 * Nothing on it is written by hand but the words around what the tables say. A rule stands on it as it would apply to a
 * keten line of that insurer and quarter, whoever declares it: what a contract adds (its own table, codes, tariffs) is
 * not there, and a condition that a contract decides is named. What no rule is about is not called allowed: it is not
 * looked at, and the contract decides. */
#ifndef SPIEGEL_KAART_H
#define SPIEGEL_KAART_H

#include "base/outfile.h"
#include "report/table.h"
#include "rules/keten.h"
#include "spiegel/page.h"

enum kaart_deel {
    KAART_NIET,     /* may not stand beside it: grade vast or waarschijnlijk */
    KAART_NAKIJKEN, /* may be double: grade signaal */
    KAART_WEL,      /* may, by what the rules leave out */
    KAART_ZELF,     /* what holds for the keten line by itself */
    KAART_OPEN,     /* concept rules: agreed, and not looked at */
    KAART_DELEN
};
extern const char *const kaart_deel_name[KAART_DELEN];  /* for programs */
extern const char *const kaart_deel_words[KAART_DELEN]; /* the headings */

/* X(member, title, kind of cell, width): what a row says; all but the first may be empty. */
#define KAART_RIJ_LIST(X)                                                                                              \
    X(wat, "Zorg", CELL_TEXT, 34)                                                                                      \
    X(codes, "Codes", CELL_PROSE, 44)                                                                                  \
    X(wanneer, "Wanneer", CELL_PROSE, 44)                                                                              \
    X(gevolg, "Gevolg", CELL_PROSE, 40)                                                                                \
    X(omschrijving, "In de woorden van de bron", CELL_PROSE, 60)                                                       \
    X(bron, "Bron", CELL_PROSE, 60)                                                                                    \
    X(regels, "Regels", CELL_TEXT, 24)
/* Rules that say the same of one kind of care; wording and source are those of the first. Texts in the arena of the
 * cards. */
#define KAART_MEMBER(name, title, kind, width) const char *name;
struct kaart_rij {
    enum kaart_deel deel;
    KAART_RIJ_LIST(KAART_MEMBER)
};
#undef KAART_MEMBER
struct kaart {
    struct text programma;
    bool titel;           /* a title, not a keten-dbc */
    const char *codes;    /* of the keten line itself */
    const char *groepen;  /* the codes of the diagnosis groups that rows name */
    bool heeft_tabel;     /* the insurer's table has a rule of this programme */
    struct kaart_rij *rij; /* by deel, in the order of the tables */
    size_t rijen, cap;
};
struct kaarten {
    uint16_t uzovi;
    char kwartaal[7];
    day d; /* its first day */
    const struct tabel *tabel;
    bool verlengd; /* by --extend-tables */
    const char *fingerprint;
    struct kaart *kaart; /* one a keten programme, in order of volgorde */
    size_t n;
    struct arena arena;
};

/* `programma`: only this one, a title too; empty: every keten programme of which any rule applies. False with
 * STATUS_USAGE: no table names the insurer then, or there is no such programme. The caller releases in any case; the
 * ruleset must live as long. */
bool kaarten_make(struct kaarten *kaarten, const struct ruleset *rules, uint16_t uzovi, day d, struct text programma,
                  struct error *err) MUST_CHECK;
void kaarten_release(struct kaarten *kaarten);

/* As text for a terminal. */
void kaarten_text(const struct kaarten *kaarten, struct buf *out);
/* As a table, a row a row. */
bool kaarten_table(const struct kaarten *kaarten, const struct table_format *format, struct outfile *out,
                   struct error *err) MUST_CHECK;
/* As PDF, a page a card when it fits; see page_write. */
bool kaarten_pdf(struct canvas *canvas, const struct kaarten *kaarten, struct outfile *out, struct error *err)
    MUST_CHECK;
/* "de keten-dbc" or "de titel". */
const char *kaart_bundel(const struct kaart *kaart);
/* How much of its bron is the place in the document; what stands behind tells where codes come from. */
size_t kaart_plaats(const struct kaart_rij *rij);
/* Adds "Verzekeraar 3332, Menzis 2023-2024". */
void kaarten_about(const struct kaarten *kaarten, struct buf *out);
extern const char kaart_slot[]; /* what the cards do not say */

#endif
