/* seen_patient.c - see seen_patient.h. */
#include "passes/seen_patient.h"

#include "base/memory.h"
#include "store/ledger.h"

bool seen_patient_begin(struct seen_patient *p, struct store *store, struct error *err)
{
    int64_t run;
    bool sound = false;
    *p = (struct seen_patient){.cap = 0};
    bool ok = db_integer(store->db, "SELECT max(run) FROM run", &run, err)
              && ledger_rules_of_run(store, run, &p->rules, &sound, err) && layers_open(&p->layers, store->db, err);
    if (ok)
        p->detector = detector_new(&p->rules);
    return ok;
}

bool seen_patient_open(struct seen_patient *p, struct text patient, struct error *err)
{
    if (text_equal(patient, (struct text){p->patient.at, p->patient.n}))
        return true;
    p->patient.n = 0;
    buf_add(&p->patient, patient.at, patient.n);
    dossier_clear(&p->dossier);
    p->dossier.patient = (struct text){p->patient.at, p->patient.n};
    if (!layers_take(p->layers, p->dossier.patient, &p->dossier, err))
        return false;
    while (p->cap < p->dossier.n)
        ARRAY_ROOM(p->seen, p->cap, p->cap);
    detect_lines(p->detector, p->dossier.line, p->dossier.n, p->seen);
    return true;
}

size_t seen_patient_find(const struct seen_patient *p, uint32_t agb, struct text referentie)
{
    for (size_t i = 0; i < p->dossier.n; i++)
        if (p->dossier.line[i].agb_declarant == agb && text_equal(p->dossier.line[i].referentie, referentie))
            return i;
    return SIZE_MAX;
}

void seen_patient_close(struct seen_patient *p)
{
    detector_free(p->detector);
    layers_close(p->layers);
    ruleset_release(&p->rules);
    dossier_release(&p->dossier);
    buf_release(&p->patient);
    free(p->seen);
    *p = (struct seen_patient){.cap = 0};
}
