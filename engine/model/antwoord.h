/* antwoord.h - what a provider answers to a finding on its own line (spiegel.md "Answers"). */
#ifndef MODEL_ANTWOORD_H
#define MODEL_ANTWOORD_H

enum antwoord {
    ANTWOORD_GEEN,
    ANTWOORD_CREDIT,   /* the line is credited through the normal declaration channel */
    ANTWOORD_TERECHT,  /* it was declared rightly; the toelichting says why */
    ANTWOORD_ONBEKEND, /* it cannot tell */
    ANTWOORDEN
};
extern const char *const antwoord_name[ANTWOORDEN + 1]; /* geen, credit, terecht, onbekend, and NULL */

#endif
