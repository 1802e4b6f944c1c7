/* antwoordbestand.c - see antwoordbestand.h. */
#include "spiegel/antwoordbestand.h"

#include "base/place.h"
#include "xlsx/formulier.h"

enum annex_column { K_ID, K_ANTWOORD, K_TOELICHTING, K_AGB, K_ROL, TABLE_COLUMNS };
static const char *const answer_column[TABLE_COLUMNS] = {"bevinding_id", "antwoord", "toelichting", "agb", "rol"};

struct reader {
    const struct antwoordbestand *bestand;
    struct problems *problems;
    struct formulier form;
};

#define REFUSE(...) (problem_add(r->problems, r->bestand->path, r->form.row, __VA_ARGS__), false)

/* Who answers: column agb, --agb, or both when they agree. A spreadsheet drops the zeros in front. */
static bool read_provider(struct reader *r, struct gegeven_antwoord *given)
{
    struct text agb = formulier_code(&r->form, K_AGB), rol = formulier_value(&r->form, K_ROL);
    uint64_t number = r->bestand->agb;
    if (agb.n && (!text_digits(agb, 8, &number) || number == 0))
        return REFUSE("column agb holds no AGB code");
    if (number == 0)
        return REFUSE("of which provider is this? Column agb is empty or not there: give --agb AGB");
    if (r->bestand->agb && number != r->bestand->agb)
        return REFUSE("this row is of another provider than --agb says");
    given->agb = (uint32_t)number;
    given->rol = 0;
    while (given->rol < ROLLEN && !text_equal_nocase(rol, rol_name[given->rol]))
        given->rol++;
    return given->rol < ROLLEN || rol.n == 0 || REFUSE("column rol takes declarant or ketencontractant");
}

/* False: there is no answer in this row, or it was refused. */
static bool read_row(struct reader *r, struct gegeven_antwoord *given, struct buf *toelichting)
{
    struct text id = formulier_code(&r->form, K_ID), antwoord = formulier_value(&r->form, K_ANTWOORD);
    formulier_clean(formulier_value(&r->form, K_TOELICHTING), toelichting);
    given->toelichting = (struct text){toelichting->at, toelichting->n};
    if (antwoord.n == 0)
        return toelichting->n ? REFUSE("a toelichting without an answer: fill in credit, terecht or onbekend") : false;
    if (!bevinding_id_read(id, given->id))
        return REFUSE("%s", id.n ? "this is no bevinding_id any more: copy it from the annex that was sent"
                                 : "bevinding_id is empty");
    given->antwoord = ANTWOORD_CREDIT;
    while (given->antwoord < ANTWOORDEN && !text_equal_nocase(antwoord, antwoord_name[given->antwoord]))
        given->antwoord++;
    if (given->antwoord == ANTWOORDEN)
        return REFUSE("the answer is not credit, terecht or onbekend");
    if (text_code_points(given->toelichting) > TOELICHTING_MAX)
        return REFUSE("the toelichting is longer than %d characters", TOELICHTING_MAX);
    return read_provider(r, given);
}

/* The row in r->record. */
static bool take_answer(struct reader *r, struct gegeven_antwoord *given, struct buf *toelichting,
                        struct antwoorden *to, struct antwoord_counts *counts, struct error *err)
{
    size_t before = r->problems->count;
    enum antwoord_result result = ANTWOORD_REFUSED;
    if (formulier_row_is_empty(&r->form))
        return true;
    if (!read_row(r, given, toelichting)) {
        if (r->problems->count == before)
            counts->empty++;
        else
            counts->refused++;
        return true;
    }
    if (!antwoorden_add(to, given, r->bestand->path, r->form.row, &result, r->problems, err))
        return false;
    counts->taken += result == ANTWOORD_TAKEN;
    counts->unchanged += result == ANTWOORD_UNCHANGED;
    counts->refused += result == ANTWOORD_REFUSED;
    return true;
}

static bool take_answer_rows(struct reader *r, struct antwoorden *to, struct antwoord_counts *counts, struct error *err)
{
    struct buf toelichting = {0};
    struct gegeven_antwoord given = {.door = r->bestand->door, .bestand = text_of(name_in_folder(r->bestand->path))};
    bool ok = true, good;
    while (ok && formulier_next(&r->form, &good)) {
        if (good)
            ok = take_answer(r, &given, &toelichting, to, counts, err);
        else {
            problem_add(r->problems, r->bestand->path, r->form.row,
                        "a quote is not closed, or text stands behind a closing quote");
            counts->refused++;
        }
    }
    buf_release(&toelichting);
    return ok;
}

bool antwoordbestand_take(const struct antwoordbestand *bestand, struct antwoorden *to,
                          struct antwoord_counts *counts, struct problems *problems, struct error *err)
{
    struct reader r = {.bestand = bestand, .problems = problems,
                       .form = {.name = answer_column, .columns = TABLE_COLUMNS, .needed = K_ANTWOORD + 1,
                                .lacking = "the first row has no columns bevinding_id and antwoord: "
                                           "this is not the annex, or its header was changed"}};
    const char *refused;
    bool ok = formulier_open(&r.form, bestand->content, &refused, err);
    if (ok && !refused)
        ok = antwoorden_next_file(to, err) && take_answer_rows(&r, to, counts, err);
    if (ok && refused) {
        problem_add(problems, bestand->path, 0, "%s", refused);
        counts->refused++;
    }
    formulier_close(&r.form);
    return ok;
}
