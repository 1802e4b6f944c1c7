/* adressen.c - see adressen.h. */
#include "spiegel/adressen.h"

#include <stdlib.h>

#include "base/file.h"
#include "xlsx/formulier.h"

enum address_column { A_AGB, A_NAAM, A_ADRES, A_POSTCODE, A_PLAATS, A_TAV, A_EMAIL, ADDRESS_COLUMNS };
static const char *const address_column[ADDRESS_COLUMNS] = {"agb",    "naam", "adres", "postcode",
                                                            "plaats", "tav",  "email"};
_Static_assert((int)ADDRESS_COLUMNS <= (int)FORMULIER_COLUMNS_MAX, "a form has as many columns");

struct address_reader {
    struct adressen *adressen;
    struct arena *arena;
    struct problems *problems;
    const char *path;
    struct formulier form;
};

#define REFUSE(...) (problem_add(r->problems, r->path, r->form.row, __VA_ARGS__), false)

/* A field as one line, 's-Gravenhage with its apostrophe; false: it is longer than an envelope. */
static bool read_field(struct address_reader *r, enum address_column column, struct text *to)
{
    enum { LONGEST = 100 };
    struct buf clean = {0};
    formulier_clean(formulier_value(&r->form, column), &clean);
    *to = (struct text){arena_copy(r->arena, clean.at, clean.n), clean.n};
    buf_release(&clean);
    return text_code_points(*to) <= LONGEST
           || REFUSE("%s is longer than %d characters", address_column[column], LONGEST);
}

static bool read_address(struct address_reader *r, struct adres *adres)
{
    uint64_t number = 0;
    struct text agb = formulier_code(&r->form, A_AGB);
    /* A spreadsheet drops the zero in front. */
    if (agb.n < 7 || !text_digits(agb, 8, &number) || number == 0)
        return REFUSE("column agb holds no AGB code of 8 digits");
    *adres = (struct adres){.agb = (uint32_t)number};
    struct text *const to[ADDRESS_COLUMNS] = {
        [A_NAAM] = &adres->naam, [A_ADRES] = &adres->adres, [A_POSTCODE] = &adres->postcode,
        [A_PLAATS] = &adres->plaats, [A_TAV] = &adres->tav, [A_EMAIL] = &adres->email};
    bool good = true;
    for (enum address_column c = A_NAAM; c < ADDRESS_COLUMNS; c++)
        good = read_field(r, c, to[c]) && good;
    for (enum address_column c = A_NAAM; c <= A_PLAATS; c++)
        if (c != A_POSTCODE && to[c]->n == 0) /* not every country has one */
            good = REFUSE("%s is empty", address_column[c]);
    return good;
}

static int by_address_agb(const void *a, const void *b)
{
    const struct adres *p = a, *q = b;
    return (p->agb > q->agb) - (p->agb < q->agb);
}

static void take_addresses(struct address_reader *r)
{
    struct adressen *list = r->adressen;
    bool good;
    while (formulier_next(&r->form, &good)) {
        struct adres adres;
        if (!good)
            problem_add(r->problems, r->path, r->form.row,
                        "a quote is not closed, or text stands behind a closing quote");
        else if (!formulier_row_is_empty(&r->form) && read_address(r, &adres)) {
            ARRAY_ROOM(list->adres, list->n, list->cap);
            list->adres[list->n++] = adres;
        }
    }
    if (list->n)
        qsort(list->adres, list->n, sizeof *list->adres, by_address_agb);
    for (size_t i = 1; i < list->n; i++)
        if (list->adres[i].agb == list->adres[i - 1].agb && (i == 1 || list->adres[i - 2].agb != list->adres[i].agb))
            problem_add(r->problems, r->path, 0, "AGB %08u has more than one address", (unsigned)list->adres[i].agb);
}

bool adressen_read(struct adressen *adressen, const char *path, struct arena *arena, struct problems *problems,
                   struct error *err)
{
    struct address_reader r = {
        .adressen = adressen,
        .arena = arena,
        .problems = problems,
        .path = path,
        .form = {.name = address_column,
                 .columns = ADDRESS_COLUMNS,
                 .needed = A_TAV,
                 .lacking = "the first row has no columns agb, naam, adres, postcode and plaats"}};
    char *content;
    const char *refused = NULL;
    size_t n;
    *adressen = (struct adressen){0};
    if (!read_whole_file(path, &content, &n, err))
        return false;
    bool ok = formulier_open(&r.form, (struct text){content, n}, &refused, err);
    if (ok && refused)
        problem_add(problems, path, 0, "%s", refused);
    else if (ok)
        take_addresses(&r);
    formulier_close(&r.form);
    free(content);
    return ok;
}

const struct adres *adres_of(const struct adressen *adressen, uint32_t agb)
{
    const struct adres wanted = {.agb = agb};
    return adressen->n ? bsearch(&wanted, adressen->adres, adressen->n, sizeof wanted, by_address_agb) : NULL;
}

void adressen_release(struct adressen *adressen)
{
    free(adressen->adres);
    *adressen = (struct adressen){0};
}
