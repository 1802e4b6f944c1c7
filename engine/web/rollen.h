/* rollen.h - who may do what in the workbench: the configuration file of serve, and the rights of a role.
 *
 * A right is what a route asks for (web/routes.c); a role is a set of rights; a person has one role or more. */
#ifndef WEB_ROLLEN_H
#define WEB_ROLLEN_H

#include "base/memory.h"
#include "base/text.h"

enum recht {
    RECHT_GEEN = 0,         /* anybody who is known */
    RECHT_CIJFERS = 1 << 0, /* figures: no value of a patient, no line, no finding */
    RECHT_PATIENT = 1 << 1, /* findings, proofs and dossiers; every look is put on record */
    RECHT_OORDEEL = 1 << 2, /* gives verdicts */
    RECHT_BEVESTIG = 1 << 3, /* the second name of a terugvordering */
    RECHT_BEHEER = 1 << 4,  /* files, tables, who looked at what */
};
/* X(name, rights). The beheerder keeps the house and sees no patient; who does both is given both roles. */
#define ROLLEN_LIST(X)                                                                                                 \
    X(lezer, RECHT_CIJFERS)                                                                                            \
    X(analist, RECHT_CIJFERS | RECHT_PATIENT | RECHT_OORDEEL)                                                          \
    X(controleur, RECHT_CIJFERS | RECHT_PATIENT | RECHT_OORDEEL | RECHT_BEVESTIG)                                      \
    X(beheerder, RECHT_CIJFERS | RECHT_BEHEER)
#define ROL_RIGHTS(name, rights) | (rights)
enum { RECHT_ALLES = 0 ROLLEN_LIST(ROL_RIGHTS) };
#undef ROL_RIGHTS

/* A person of the configuration. */
struct gebruiker {
    struct text naam; /* the login, as the proxy sends it */
    unsigned rechten;
};

/* X(name, default): the numbers of section [server]. */
#define CONFIG_NUMBERS(X)                                                                                              \
    X(sessie_minuten, 30)      /* a session ends when nobody used it for so long */                                    \
    X(sessie_uren, 12)         /* and in any case after so many hours */                                               \
    X(verzoeken_per_seconde, 50) /* of one person; beyond it: 429 */                                                   \
    X(verzoek_seconden, 60)    /* within which a request must have come whole */                                      \
    X(stil_seconden, 30)       /* a connection ends on which nothing came or went for so long */                      \
    X(upload_mib, 64)          /* of one form */
struct web_config {
    struct text user_header, proxy; /* empty: nobody is let in by a header; connections of the socket only */
    struct text afzender, adressen; /* files for letters of a case (spiegel/); empty: the letters say that they lack */
#define CONFIG_MEMBER(name, value) unsigned name;
    CONFIG_NUMBERS(CONFIG_MEMBER)
#undef CONFIG_MEMBER
    struct gebruiker *gebruiker;
    size_t gebruikers, cap;
    struct arena arena;
};

/* The configuration when no file is given. */
void web_config_default(struct web_config *config);
/* Reads a file of sections [server] and [gebruikers]; what is wrong is added to `problems`, all of it. */
bool web_config_read(struct web_config *config, const char *path, struct problems *problems,
                     struct error *err) MUST_CHECK;
void web_config_release(struct web_config *config);
/* The rights of a login; false: nobody knows it. */
bool web_config_rights(const struct web_config *config, struct text naam, unsigned *rechten);
/* Adds the names of the roles that `rechten` has whole, with ", " between. */
void rollen_say(unsigned rechten, struct buf *out);

#endif
