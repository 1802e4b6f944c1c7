/* bevinding.c - see bevinding.h. */
#include "model/bevinding.h"

#include "csv/csv_record.h"
#include "model/line.h"

const char *const zekerheid_name[ZEKERHEDEN] = {
    [SIGNAAL] = "signaal", [WAARSCHIJNLIJK] = "waarschijnlijk", [VAST] = "vast"};

const char *const reden_name[REDENEN] = {
    [CONTRACT_ONBEKEND] = "contract_onbekend",
    [DECLARATIECODE_WIJKT_AF] = "declaratiecode_wijkt_af",
    [DIAGNOSE_ONBEKEND] = "diagnose_onbekend",
    [EENMALIG_CONSULT] = "eenmalig_consult",
    [GEDOOGKWARTAAL] = "gedoogkwartaal",
    [VERWIJSDIAGNOSE_ONBEKEND] = "verwijsdiagnose_onbekend",
    [ZORGPRODUCT_ONBEKEND] = "zorgproduct_onbekend",
};

const enum zekerheid reden_at_most[REDENEN] = {
    [CONTRACT_ONBEKEND] = SIGNAAL,
    [DECLARATIECODE_WIJKT_AF] = WAARSCHIJNLIJK,
    [DIAGNOSE_ONBEKEND] = SIGNAAL,
    [EENMALIG_CONSULT] = SIGNAAL,
    [GEDOOGKWARTAAL] = SIGNAAL,
    [VERWIJSDIAGNOSE_ONBEKEND] = SIGNAAL,
    [ZORGPRODUCT_ONBEKEND] = WAARSCHIJNLIJK,
};

const char *const categorie_name[CATEGORIEEN] = {
    [CAT_CONSULT] = "consult",         [CAT_SMR] = "smr",       [CAT_MEEKIJK] = "meekijk",
    [CAT_KETEN] = "keten",             [CAT_DOT] = "dot",       [CAT_DIEET] = "dieet",
    [CAT_VOETZORG] = "voetzorg",       [CAT_SPIROMETRIE] = "spirometrie",
    [CAT_MODULE] = "module",           [CAT_FUNDUS] = "fundus", [CAT_TESTSTRIPS] = "teststrips",
    [CAT_SPECIALIST] = "specialist",
};

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

const char bevinding_csv_header[] =
    "bevinding_id,zekerheid,redenen,uzovi,patient,programma,categorie,regels,tabel,keten_agb,keten_referentie,"
    "keten_prestatiecode,keten_van,keten_tm,keten_bedrag_cent,conflict_agb,conflict_referentie,"
    "conflict_prestatiecodelijst,conflict_prestatiecode,conflict_zorgproductcode,conflict_begindatum,"
    "conflict_einddatum,conflict_bedrag_cent,overlap_van,overlap_tm,verhaal,verhaal_bedrag_cent\n";

static void add_text(struct buf *out, struct text text)
{
    csv_add_field(out, text);
    buf_add(out, ",", 1);
}

static void add_digits(struct buf *out, uint64_t number, int width)
{
    char digits[16];
    digits_print(number, width, digits);
    digits[width] = ',';
    buf_add(out, digits, (size_t)width + 1);
}

static void add_day(struct buf *out, day d)
{
    char text[DAY_TEXT + 1];
    day_print(d, text);
    text[DAY_TEXT] = ',';
    buf_add(out, text, sizeof text);
}

static void add_cent(struct buf *out, int64_t cent, char end)
{
    buf_number(out, cent);
    buf_add(out, &end, 1);
}

void bevinding_csv(const struct bevinding *b, struct buf *out)
{
    add_text(out, text_of(b->id));
    add_text(out, text_of(zekerheid_name[b->zekerheid]));
    add_text(out, b->redenen);
    add_digits(out, b->uzovi, 4);
    add_text(out, b->patient);
    add_text(out, b->programma);
    add_text(out, text_of(categorie_name[b->categorie]));
    add_text(out, b->regels);
    add_text(out, b->tabel);
    add_digits(out, b->keten.agb, 8);
    add_text(out, b->keten.referentie);
    add_text(out, b->keten.prestatiecode);
    add_day(out, b->keten_periode.first);
    add_day(out, b->keten_periode.last);
    add_cent(out, b->keten.bedrag_cent, ',');
    add_digits(out, b->conflict.agb, 8);
    add_text(out, b->conflict.referentie);
    if (b->conflict_lijst)
        add_digits(out, b->conflict_lijst, 3);
    else
        buf_add(out, ",", 1);
    add_text(out, b->conflict.prestatiecode);
    if (b->conflict_zorgproduct)
        add_digits(out, b->conflict_zorgproduct, 9);
    else
        buf_add(out, ",", 1);
    add_day(out, b->conflict_periode.first);
    add_day(out, b->conflict_periode.last);
    add_cent(out, b->conflict.bedrag_cent, ',');
    add_day(out, b->overlap.first);
    add_day(out, b->overlap.last);
    add_text(out, text_of(verhaal_name[b->verhaal]));
    add_cent(out, bevinding_bedrag(b), '\n');
}
