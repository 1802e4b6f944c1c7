/* woorden.c - see woorden.h. */
#include "zaak/woorden.h"

const char *const zaak_lot_woord[ZAAK_LOTEN] = {
    [LOT_OPEN] = "niet besloten",
    [LOT_VERVALLEN] = "vervallen",
    [LOT_TERECHT] = "terecht",
    [LOT_TERUGVORDERING] = "terug te vorderen",
};

const char *const zaak_stand_woord[STAP_GEDAAN + 1] = {
    [STAP_NIET_NODIG] = "niet nodig",
    [STAP_TE_DOEN] = "te doen",
    [STAP_OVERGESLAGEN] = "overgeslagen",
    [STAP_GEDAAN] = "gedaan",
};

const char *zaak_stap_grond(const struct zaak_voortgang *v, enum zaak_stap stap)
{
    const char *wet = zaak_stap_info[stap].wet[v->materieel];
    return !wet ? "niet bij formele controle" : *wet ? wet : "huisregel";
}

void zaak_add_code(struct buf *out, const struct zaak_bevinding *b)
{
    const struct text code = zaak_regel(b)->prestatiecode;
    if (b->was.verhaal == VERHAAL_CONFLICT && b->was.conflict_zorgproduct) {
        buf_printf(out, "DOT %09u", b->was.conflict_zorgproduct);
        return;
    }
    if (b->was.verhaal == VERHAAL_CONFLICT && b->was.conflict_lijst)
        buf_printf(out, "%03u/", b->was.conflict_lijst);
    buf_add(out, code.at, code.n);
}

void zaak_add_naast(struct buf *out, const struct zaak_bevinding *b)
{
    char kwartaal[7];
    quarter_print(b->was.overlap.first, kwartaal);
    buf_printf(out, "%.*s %s", (int)b->was.programma.n, b->was.programma.at, kwartaal);
}
