/* report_files.h - the files of a period's reports: per provider and role the pages (PDF) and the annex (XLSX and
 * CSV), for
 * the analyst overzicht.html and overzicht.xlsx, and manifest.csv, the list of the reports. With letters also one PDF
 * per provider, the
 * letter and the pages of its reports, and verzending.csv and .xlsx for whoever mails them.
 *
 * All are written under temporary names and synced together; then they get their names, the manifest last. A report
 * counts when the manifest names its files with their hashes: whatever else stands in the directory is of another call,
 * or of one that was broken off between the first name and the last. */
#ifndef SPIEGEL_REPORT_FILES_H
#define SPIEGEL_REPORT_FILES_H

#include "base/log.h"
#include "spiegel/compile.h"
#include "spiegel/ronde.h"
#include "spiegel/verzending.h"

struct spiegel_request {
    struct store *store;
    const char *dir; /* is there */
    day kwartaal;    /* any day of it */
    day antwoord_voor;
    const struct afzender *afzender; /* NULL: none */
    const uint32_t *agb; /* only these, whatever they have; n 0: everybody with enough lines */
    size_t agbs;
    bool all_zorgsoorten, zorgsoort[100];
    bool rol[ROLLEN];
    bool brief;                       /* letters, dated `vandaag` */
    const struct adressen *adressen;  /* NULL: none */
    const struct gestuurden *gestuurd; /* NULL, or letters that remind those in here, and the reports of those only */
    day vandaag;
    struct holdout holdout; /* with it the store is open for change, and gets the round */
    unsigned min_lines; /* y + s at least */
    bool alle;          /* those with nothing but lines for information too */
    unsigned threads;    /* >= 1 */
    struct progress *progress;
};
struct spiegel_result {
    size_t aanbieders; /* in the overview */
    size_t rapporten;  /* written */
    size_t achtergehouden; /* not written, by chance */
    size_t brieven, without_adres; /* letters; of those, without an address */
    size_t answered;               /* not reminded: everything is answered */
    size_t verdict[VERDICTS]; /* of those */
    size_t bevindingen;       /* rows of their annexes */
    size_t unknown;          /* of request.agb: nothing in the quarter */
    bool no_keten, no_findings; /* of everybody in the quarter: no keten line, checked or not; nothing found */
    int64_t credits_waiting; /* in the database */
    bool toekomst, loopt; /* as in struct spiegel_about */
    size_t without_language; /* reports whose PDF does not say that it is Dutch (page_add_language) */
};
bool spiegel_make(const struct spiegel_request *request, struct spiegel_result *result, struct error *err) MUST_CHECK;

#endif
