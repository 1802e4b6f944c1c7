/* bevinding.c - see bevinding.h. */
#include "model/bevinding.h"

#include <stdio.h>

#include "csv/csv_record.h"
#include "model/line.h"

const char *const zekerheid_name[ZEKERHEDEN] = {
    [SIGNAAL] = "signaal", [WAARSCHIJNLIJK] = "waarschijnlijk", [VAST] = "vast"};

#define WORD(name, word) [name] = word,
#define REDEN_WORD(name, word, at_most) [name] = word,
#define AT_MOST(name, word, at_most) [name] = at_most,
const char *const reden_name[REDENEN] = {REDENEN_LIST(REDEN_WORD)};
const enum zekerheid reden_at_most[REDENEN] = {REDENEN_LIST(AT_MOST)};
const char *const categorie_name[CATEGORIEEN] = {CATEGORIEEN_LIST(WORD)};
const char *const regel_soort_name[REGEL_SOORTEN] = {REGEL_SOORTEN_LIST(WORD)};

const char *const verhaal_name[2] = {[VERHAAL_CONFLICT] = "conflict", [VERHAAL_KETEN] = "keten"};

static int compare_kant(const struct bevinding_kant *a, const struct bevinding_kant *b)
{
    if (a->agb != b->agb)
        return a->agb < b->agb ? -1 : 1;
    return text_compare(a->referentie, b->referentie);
}

int bevinding_compare(const struct bevinding *a, const struct bevinding *b)
{
    int order = text_compare(a->patient, b->patient);
    if (order == 0)
        order = compare_kant(&a->keten, &b->keten);
    return order ? order : compare_kant(&a->conflict, &b->conflict);
}

/* The order of semantics.md 8. */
enum {
    BEVINDING_ID,
    ZEKERHEID,
    REDENEN_TEXT,
    UZOVI,
    PATIENT,
    PROGRAMMA,
    CATEGORIE,
    REGELS,
    TABEL,
    KETEN_AGB,
    KETEN_REFERENTIE,
    KETEN_PRESTATIECODE,
    KETEN_VAN,
    KETEN_TM,
    KETEN_BEDRAG,
    CONFLICT_AGB,
    CONFLICT_REFERENTIE,
    CONFLICT_LIJST,
    CONFLICT_PRESTATIECODE,
    CONFLICT_ZORGPRODUCT,
    CONFLICT_BEGIN,
    CONFLICT_EIND,
    CONFLICT_BEDRAG,
    OVERLAP_VAN,
    OVERLAP_TM,
    VERHAAL,
    VERHAAL_BEDRAG,
};

const struct bevinding_column bevinding_column[BEVINDING_COLUMNS] = {
    [BEVINDING_ID] = {"bevinding_id", false},
    [ZEKERHEID] = {"zekerheid", false},
    [REDENEN_TEXT] = {"redenen", false},
    [UZOVI] = {"uzovi", false},
    [PATIENT] = {"patient", false},
    [PROGRAMMA] = {"programma", false},
    [CATEGORIE] = {"categorie", false},
    [REGELS] = {"regels", false},
    [TABEL] = {"tabel", false},
    [KETEN_AGB] = {"keten_agb", false},
    [KETEN_REFERENTIE] = {"keten_referentie", false},
    [KETEN_PRESTATIECODE] = {"keten_prestatiecode", false},
    [KETEN_VAN] = {"keten_van", false},
    [KETEN_TM] = {"keten_tm", false},
    [KETEN_BEDRAG] = {"keten_bedrag_cent", true},
    [CONFLICT_AGB] = {"conflict_agb", false},
    [CONFLICT_REFERENTIE] = {"conflict_referentie", false},
    [CONFLICT_LIJST] = {"conflict_prestatiecodelijst", false},
    [CONFLICT_PRESTATIECODE] = {"conflict_prestatiecode", false},
    [CONFLICT_ZORGPRODUCT] = {"conflict_zorgproductcode", false},
    [CONFLICT_BEGIN] = {"conflict_begindatum", false},
    [CONFLICT_EIND] = {"conflict_einddatum", false},
    [CONFLICT_BEDRAG] = {"conflict_bedrag_cent", true},
    [OVERLAP_VAN] = {"overlap_van", false},
    [OVERLAP_TM] = {"overlap_tm", false},
    [VERHAAL] = {"verhaal", false},
    [VERHAAL_BEDRAG] = {"verhaal_bedrag_cent", true},
};

void bevinding_id_in_fours(struct text id, char out[static BEVINDING_ID_FOURS + 1])
{
    snprintf(out, BEVINDING_ID_FOURS + 1, "%.4s-%.4s-%.4s-%.4s", id.at, id.at + 4, id.at + 8, id.at + 12);
}

bool bevinding_id_read(struct text text, char id[static 17])
{
    size_t n = 0;
    bool fours = text.n == BEVINDING_ID_FOURS;
    if (!fours && text.n != 16)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (fours && i % 5 == 4) {
            if (c != '-')
                return false;
            continue;
        }
        if (c >= 'A' && c <= 'F')
            c = (char)(c + 32);
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        id[n++] = c;
    }
    id[n] = '\0';
    return true;
}

struct bevinding bevinding_keep(const struct bevinding *from, struct arena *arena)
{
    struct bevinding b = *from;
    struct text *text[] = {&b.patient, &b.redenen,          &b.programma,        &b.regels,
                           &b.tabel,   &b.leidende_regel,   &b.keten.referentie, &b.keten.prestatiecode,
                           &b.conflict.referentie, &b.conflict.prestatiecode};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        text[i]->at = arena_copy(arena, text[i]->at, text[i]->n);
    return b;
}

static struct text digits(uint64_t number, int width, char *room)
{
    digits_print(number, width, room);
    return (struct text){room, (size_t)width};
}

/* Empty for 0. */
static struct text digits_or_empty(uint64_t number, int width, char *room)
{
    return number ? digits(number, width, room) : (struct text){"", 0};
}

static struct text date(day d, char *room)
{
    day_print(d, room);
    return (struct text){room, DAY_TEXT};
}

static struct text cent(int64_t amount, char *room)
{
    struct buf buf = {.at = room, .cap = 32};
    buf_number(&buf, amount);
    return (struct text){room, buf.n};
}

struct text bevinding_value(const struct bevinding *b, int column, char room[static 32])
{
    switch (column) {
    case BEVINDING_ID:
        return text_of(b->id);
    case ZEKERHEID:
        return text_of(zekerheid_name[b->zekerheid]);
    case REDENEN_TEXT:
        return b->redenen;
    case UZOVI:
        return digits(b->uzovi, 4, room);
    case PATIENT:
        return b->patient;
    case PROGRAMMA:
        return b->programma;
    case CATEGORIE:
        return text_of(categorie_name[b->categorie]);
    case REGELS:
        return b->regels;
    case TABEL:
        return b->tabel;
    case KETEN_AGB:
        return digits(b->keten.agb, 8, room);
    case KETEN_REFERENTIE:
        return b->keten.referentie;
    case KETEN_PRESTATIECODE:
        return b->keten.prestatiecode;
    case KETEN_VAN:
        return date(b->keten_periode.first, room);
    case KETEN_TM:
        return date(b->keten_periode.last, room);
    case KETEN_BEDRAG:
        return cent(b->keten.bedrag_cent, room);
    case CONFLICT_AGB:
        return digits(b->conflict.agb, 8, room);
    case CONFLICT_REFERENTIE:
        return b->conflict.referentie;
    case CONFLICT_LIJST:
        return digits_or_empty(b->conflict_lijst, 3, room);
    case CONFLICT_PRESTATIECODE:
        return b->conflict.prestatiecode;
    case CONFLICT_ZORGPRODUCT:
        return digits_or_empty(b->conflict_zorgproduct, 9, room);
    case CONFLICT_BEGIN:
        return date(b->conflict_periode.first, room);
    case CONFLICT_EIND:
        return date(b->conflict_periode.last, room);
    case CONFLICT_BEDRAG:
        return cent(b->conflict.bedrag_cent, room);
    case OVERLAP_VAN:
        return date(b->overlap.first, room);
    case OVERLAP_TM:
        return date(b->overlap.last, room);
    case VERHAAL:
        return text_of(verhaal_name[b->verhaal]);
    default:
        return cent(bevinding_bedrag(b), room);
    }
}

void bevinding_csv_header(struct buf *out)
{
    for (int c = 0; c < BEVINDING_COLUMNS; c++) {
        buf_text(out, c ? "," : "");
        buf_text(out, bevinding_column[c].name);
    }
    buf_add(out, "\n", 1);
}

void bevinding_csv(const struct bevinding *b, struct buf *out)
{
    char room[32];
    for (int c = 0; c < BEVINDING_COLUMNS; c++) {
        if (c)
            buf_add(out, ",", 1);
        csv_add_field(out, bevinding_value(b, c, room));
    }
    buf_add(out, "\n", 1);
}
