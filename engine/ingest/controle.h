/* controle.h - control totals beside a file, FILE.controle, as whoever delivers it counts them:
 *
 *     regels 12345
 *     euro 1234567,89
 *     0123...cdef  export.csv      (as sha256sum writes it: of the file as it is, or of what is packed in it)
 *
 * Each may lack. Lines are those below the header, rejected ones too; euros are the amounts of all of them, credits as
 * well, without a sign. Blank lines and lines with # do not count. */
#ifndef INGEST_CONTROLE_H
#define INGEST_CONTROLE_H

#include "base/error.h"
#include "ingest/recognise.h"

struct controle {
    bool regels, euro, sha256; /* said */
    uint64_t n, cent;
    char hash[65];
};
/* Reads the text of a FILE.controle. False: line `*wrong` (1...; 0: nothing is said at all) is none of the above. */
bool controle_parse(struct text text, struct controle *controle, size_t *wrong);

struct bestand;
/* Holds a file that was read against its FILE.controle, if there is one: bestand->controle says what was right, or
 * bestand->fault and bestand->wrong what was not. */
void controle_check(struct bestand *bestand);

#endif
