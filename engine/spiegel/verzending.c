/* verzending.c - see verzending.h. */
#include "spiegel/verzending.h"

#include <stdlib.h>

#include "base/file.h"
#include "model/line.h"
#include "xlsx/formulier.h"

/* ---- The list ---- */

enum {
    V_KWARTAAL,
    V_SOORT,
    V_AGB,
    V_NAAM,
    V_TAV,
    V_ADRES,
    V_POSTCODE,
    V_PLAATS,
    V_EMAIL,
    V_KENMERK,
    V_VOOR,
    V_BRIEF,
    V_DECLARANT,
    V_KETEN,
    V_BRIEF_SHA,
    V_DECLARANT_SHA,
    V_KETEN_SHA,
    VERZENDING_COLUMNS
};
static const struct table_column verzending_column[VERZENDING_COLUMNS] = {
    [V_KWARTAAL] = {"kwartaal", "kwartaal", CELL_TEXT, 10},
    [V_SOORT] = {"soort", "soort", CELL_TEXT, 12},
    [V_AGB] = {"agb", "agb", CELL_CODE, 10},
    [V_NAAM] = {"naam", "naam", CELL_TEXT, 30},
    [V_TAV] = {"tav", "tav", CELL_TEXT, 20},
    [V_ADRES] = {"adres", "adres", CELL_TEXT, 28},
    [V_POSTCODE] = {"postcode", "postcode", CELL_TEXT, 10},
    [V_PLAATS] = {"plaats", "plaats", CELL_TEXT, 20},
    [V_EMAIL] = {"email", "email", CELL_TEXT, 28},
    [V_KENMERK] = {"kenmerk", "kenmerk", CELL_TEXT, 18},
    [V_VOOR] = {"antwoord_voor", "antwoord_voor", CELL_DATE, 13},
    [V_BRIEF] = {"brief", "brief", CELL_TEXT, 34},
    [V_DECLARANT] = {"bijlage_declarant", "bijlage_declarant", CELL_TEXT, 34},
    [V_KETEN] = {"bijlage_ketencontractant", "bijlage_ketencontractant", CELL_TEXT, 40},
    [V_BRIEF_SHA] = {"brief_sha256", "brief_sha256", CELL_CODE, 20},
    [V_DECLARANT_SHA] = {"bijlage_declarant_sha256", "bijlage_declarant_sha256", CELL_CODE, 20},
    [V_KETEN_SHA] = {"bijlage_ketencontractant_sha256", "bijlage_ketencontractant_sha256", CELL_CODE, 20},
};

static bool write_zending(struct table_writer *writer, const struct verzending *v, const struct zending *z,
                          struct error *err)
{
    static const struct adres none;
    const struct adres *a = z->adres ? z->adres : &none;
    char agb[9] = "", voor[DAY_TEXT + 1];
    digits_print(z->agb, 8, agb);
    day_print(z->antwoord_voor, voor);
    const struct text value[VERZENDING_COLUMNS] = {
        [V_KWARTAAL] = text_of(v->kwartaal),
        [V_SOORT] = text_of(v->herinnering ? "herinnering" : "brief"),
        [V_AGB] = text_of(agb),
        [V_NAAM] = a->naam,
        [V_TAV] = a->tav,
        [V_ADRES] = a->adres,
        [V_POSTCODE] = a->postcode,
        [V_PLAATS] = a->plaats,
        [V_EMAIL] = a->email,
        [V_KENMERK] = v->kenmerk,
        [V_VOOR] = text_of(voor),
        [V_BRIEF] = text_of(z->brief),
        [V_DECLARANT] = text_of(z->bijlage[ROL_DECLARANT]),
        [V_KETEN] = text_of(z->bijlage[ROL_KETENCONTRACTANT]),
        [V_BRIEF_SHA] = text_of(z->brief_sha256),
        [V_DECLARANT_SHA] = text_of(z->bijlage_sha256[ROL_DECLARANT]),
        [V_KETEN_SHA] = text_of(z->bijlage_sha256[ROL_KETENCONTRACTANT]),
    };
    return table_row(writer, value, err);
}

bool verzending_write(const struct verzending *v, const struct table_format *format, struct outfile *out,
                      struct error *err)
{
    static const struct table table = {
        .title = "Verzending", .column = verzending_column, .columns = VERZENDING_COLUMNS};
    struct table_writer writer = {0};
    bool ok = table_open(&writer, format, out, v->made, err) && table_begin(&writer, &table, err);
    for (size_t i = 0; ok && i < v->n; i++)
        ok = write_zending(&writer, v, &v->zending[i], err);
    if (ok) {
        table_end(&writer);
        ok = table_close(&writer, err);
    }
    table_release(&writer);
    return ok;
}

/* ---- What went before ---- */

enum { M_KWARTAAL, M_AGB, M_ROL, M_VOOR, MANIFEST_COLUMNS };

static int by_gestuurd(const void *a, const void *b)
{
    const struct gestuurd *p = a, *q = b;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    return (int)p->rol - (int)q->rol;
}

/* False: the row is not one of a manifest. */
static bool read_gestuurd(struct formulier *form, struct gestuurd *g)
{
    uint64_t agb;
    struct text rol = formulier_value(form, M_ROL);
    *g = (struct gestuurd){.rol = 0};
    while (g->rol < ROLLEN && !text_equal(rol, text_of(rol_name[g->rol])))
        g->rol++;
    bool good = g->rol < ROLLEN && text_digits(formulier_code(form, M_AGB), 8, &agb)
                && day_parse(formulier_value(form, M_VOOR), DAY_ISO, &g->antwoord_voor) == DAY_OK;
    g->agb = good ? (uint32_t)agb : 0;
    return good;
}

static bool take_gestuurden(struct gestuurden *gestuurden, struct formulier *form, const char *path,
                            const char *kwartaal, struct error *err)
{
    bool good;
    while (formulier_next(form, &good)) {
        struct gestuurd g;
        if (formulier_row_is_empty(form))
            continue;
        if (!good || !read_gestuurd(form, &g))
            return error_set(err, STATUS_USAGE, "%s:%zu: this is no row of a manifest of spiegel", path, form->row);
        if (!text_equal(formulier_value(form, M_KWARTAAL), text_of(kwartaal)))
            return error_set(err, STATUS_USAGE, "%s:%zu: those reports are not of %s", path, form->row, kwartaal);
        ARRAY_ROOM(gestuurden->gestuurd, gestuurden->n, gestuurden->cap);
        gestuurden->gestuurd[gestuurden->n++] = g;
    }
    if (gestuurden->n)
        qsort(gestuurden->gestuurd, gestuurden->n, sizeof *gestuurden->gestuurd, by_gestuurd);
    return true;
}

bool gestuurden_read(struct gestuurden *gestuurden, const char *dir, const char *kwartaal, struct error *err)
{
    static const char *const name[MANIFEST_COLUMNS] = {"kwartaal", "agb", "rol", "antwoord_voor"};
    struct formulier form = {.name = name,
                             .columns = MANIFEST_COLUMNS,
                             .needed = MANIFEST_COLUMNS,
                             .lacking = "this is no manifest of spiegel"};
    char *path = xprintf("%s/manifest.csv", dir), *content = NULL;
    const char *refused = NULL;
    size_t n;
    *gestuurden = (struct gestuurden){0};
    bool ok = read_whole_file(path, &content, &n, err);
    if (ok) {
        ok = formulier_open(&form, (struct text){content, n}, &refused, err);
        if (ok && refused)
            ok = error_set(err, STATUS_USAGE, "%s: %s", path, refused);
        ok = ok && take_gestuurden(gestuurden, &form, path, kwartaal, err);
        formulier_close(&form);
    }
    free(content);
    free(path);
    return ok;
}

const struct gestuurd *gestuurd_to(const struct gestuurden *gestuurden, uint32_t agb, enum rol rol)
{
    const struct gestuurd wanted = {.agb = agb, .rol = rol};
    return gestuurden->n ? bsearch(&wanted, gestuurden->gestuurd, gestuurden->n, sizeof wanted, by_gestuurd) : NULL;
}

void gestuurden_release(struct gestuurden *gestuurden)
{
    free(gestuurden->gestuurd);
    *gestuurden = (struct gestuurden){0};
}
