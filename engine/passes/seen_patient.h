/* seen_patient.h - patients one after another, each with its stored lines as the rules of the last run see them now:
 * whether a line takes part, of which programmes it is, and by which credit it is reversed. */
#ifndef PASSES_SEEN_PATIENT_H
#define PASSES_SEEN_PATIENT_H

#include "detect/detect.h"
#include "store/layers.h"

struct seen_patient {
    struct ruleset rules; /* of the last run */
    struct detector *detector;
    struct layers *layers;
    struct buf patient;     /* who was opened last */
    struct dossier dossier; /* of that patient */
    struct seen_line *seen; /* one a line of it */
    size_t cap;
};

/* The caller closes in any case. */
bool seen_patient_begin(struct seen_patient *p, struct store *store, struct error *err) MUST_CHECK;
/* Patients in ascending order; the one that is there already costs nothing. */
bool seen_patient_open(struct seen_patient *p, struct text patient, struct error *err) MUST_CHECK;
/* The number of the line of this identity; SIZE_MAX: it is not stored (any more). */
size_t seen_patient_find(const struct seen_patient *p, uint32_t agb, struct text referentie);
void seen_patient_close(struct seen_patient *p);

#endif
