/* schrijf_bijlage DB AGB ROL DIR - DIR/bijlage.xlsx and .csv with the findings of a database that ask something of this
 * provider in this role: the annex of a report without the report, to try `respond` with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/line.h"
#include "passes/kwartaalcijfers.h"
#include "spiegel/bijlage.h"
#include "store/bevindingen.h"

extern const struct table_format table_xlsx, table_csv_excel;

static struct text keep(struct arena *arena, struct text text)
{
    return (struct text){arena_copy(arena, text.at, text.n), text.n};
}

static bool read_rows(const char *db, struct rapport *rapport, struct arena *arena, struct error *err)
{
    struct store store;
    struct bevinding_reader reader = {0};
    const struct bevinding_filter all = {.since = 0};
    size_t cap = 0;
    bool row = true, ok = store_open_read(&store, db, err) && bevinding_reader_open(&reader, store.db, &all, err);
    while (ok && row) {
        ok = bevinding_reader_next(&reader, &row, err);
        const struct bevinding *b = &reader.bevinding;
        const struct bevinding_kant *own = rapport->rol == ROL_DECLARANT ? &b->conflict : &b->keten;
        if (!ok || !row || own->agb != rapport->agb
            || bevinding_betrokken(b, rapport->rol == ROL_KETENCONTRACTANT) != NA_TE_KIJKEN)
            continue;
        ARRAY_ROOM(rapport->row, rapport->rows, cap);
        rapport->row[rapport->rows++] =
            (struct bijlage_row){.bevinding_id = keep(arena, text_of(b->id)),
                                 .referentie = keep(arena, own->referentie),
                                 .datum = b->conflict_periode.first,
                                 .code = keep(arena, own->prestatiecode),
                                 .programma = keep(arena, b->programma),
                                 .keten_kwartaal = TEXT("2023Q2"),
                                 .zekerheid = b->zekerheid,
                                 .redenen = keep(arena, b->redenen),
                                 .regel = keep(arena, b->leidende_regel),
                                 .omschrijving = TEXT(""),
                                 .bron = TEXT("ergens; \"in\" een document"),
                                 .cent = own->bedrag_cent,
                                 .antwoord = keep(arena, bevinding_reader_antwoord(&reader, rapport->rol)),
                                 .toelichting = keep(arena, bevinding_reader_toelichting(&reader, rapport->rol))};
    }
    bevinding_reader_close(&reader);
    store_close(&store);
    return ok;
}

static bool write_one(const char *dir, const struct rapport *rapport, const char *name,
                      const struct table_format *format, struct error *err)
{
    struct outfile out;
    bool ok = outfile_open(&out, dir, name, err) && bijlage_write(rapport, format, BLAD_BEVINDINGEN, &out, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    return ok;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct arena arena = {0};
    const struct spiegel_about about = {.extract = TEXT("2023-11-14T22:13:20Z"), .antwoord_voor = DAY_LAST / 3};
    uint64_t agb = 0;
    bool ok = argc == 5 && text_digits(text_of(argv[2]), 8, &agb);
    struct rapport rapport = {.agb = (uint32_t)agb,
                              .rol = argc == 5 && strcmp(argv[3], rol_name[ROL_DECLARANT]) == 0 ? ROL_DECLARANT
                                                                                                : ROL_KETENCONTRACTANT,
                              .about = &about};
    ok = ok && read_rows(argv[1], &rapport, &arena, &err)
         && write_one(argv[4], &rapport, "bijlage.xlsx", &table_xlsx, &err)
         && write_one(argv[4], &rapport, "bijlage.csv", &table_csv_excel, &err);
    if (!ok)
        fprintf(stderr, "%s\n", err.text[0] ? err.text : "usage: schrijf_bijlage DB AGB ROL DIR");
    free(rapport.row);
    arena_release(&arena);
    return !ok;
}
