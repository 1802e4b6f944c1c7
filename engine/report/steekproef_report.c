/* steekproef_report.c - see steekproef_report.h. */
#include "report/steekproef_report.h"

#include <assert.h>
#include <inttypes.h>

#include "base/log.h"
#include "csv/csv_record.h"
#include "model/version.h"
#include "report/table_text.h"

static int by_frame_place(const void *a, const void *b)
{
    const struct frame_row *const *p = a, *const *q = b;
    return ((*p)->place > (*q)->place) - ((*p)->place < (*q)->place);
}

/* The findings that were drawn, by their place in findings.csv; the caller frees. */
static const struct frame_row **drawn(const struct steekproef *steekproef)
{
    const struct frame_row **chosen = xcalloc(steekproef->size + 1, sizeof *chosen);
    size_t n = 0;
    for (size_t i = 0; i < steekproef->n; i++)
        if (steekproef->frame[i].drawn_as)
            chosen[n++] = &steekproef->frame[i];
    qsort(chosen, n, sizeof *chosen, by_frame_place);
    return chosen;
}

static void add_drawn_row(const struct steekproef *steekproef, const struct frame_row *drawn_row, bool per_regel,
                    const struct bevinding *bevinding, struct buf *row)
{
    buf_printf(row, "%" PRIu32 ",", drawn_row->drawn_as);
    if (per_regel) {
        csv_add_field(row, steekproef->stratum[drawn_row->stratum].regel);
        buf_add(row, ",", 1);
    }
    bevinding_csv(bevinding, row);
}

bool steekproef_csv(const struct steekproef *steekproef, sqlite3 *db, const struct bevinding_filter *filter,
                    bool per_regel, struct outfile *out, struct error *err)
{
    struct bevinding_reader reader, one = {0};
    const struct frame_row **chosen = drawn(steekproef);
    struct buf *row = xcalloc(steekproef->size + 1, sizeof *row); /* [0] is the header */
    bool there = true;
    buf_text(&row[0], per_regel ? "trekking,stratum," : "trekking,");
    bevinding_csv_header(&row[0]);
    bool ok = bevinding_reader_open_frame(&reader, db, filter, err) && bevinding_reader_open_one(&one, db, err);
    size_t next = 0;
    for (uint32_t place = 0; ok && next < steekproef->size; place++) {
        ok = go_on(err) && bevinding_reader_step(&reader, &there, err);
        assert(!ok || there); /* one snapshot: the frame does not change */
        if (!ok || chosen[next]->place != place)
            continue;
        bevinding_reader_one(&one, reader.bevinding.patient, text_of(chosen[next]->id));
        ok = bevinding_reader_next(&one, &there, err);
        if (ok)
            add_drawn_row(steekproef, chosen[next], per_regel, &one.bevinding, &row[chosen[next]->drawn_as]);
        next++;
    }
    bevinding_reader_close(&one);
    bevinding_reader_close(&reader);
    for (size_t i = 0; i <= steekproef->size; i++) {
        if (ok)
            outfile_write(out, row[i].at, row[i].n);
        buf_release(&row[i]);
    }
    free(row);
    free(chosen);
    return ok;
}

static int by_drawn_id(const void *a, const void *b)
{
    const struct frame_row *const *p = a, *const *q = b;
    int order = strcmp((*p)->id, (*q)->id);
    return order ? order : by_frame_place(a, b);
}

void steekproef_frame(const struct steekproef *steekproef, struct outfile *out)
{
    const struct frame_row **chosen = xcalloc(steekproef->n + 1, sizeof *chosen);
    struct buf rows = {0};
    for (size_t i = 0; i < steekproef->n; i++)
        chosen[i] = &steekproef->frame[i];
    qsort(chosen, steekproef->n, sizeof *chosen, by_drawn_id);
    buf_text(&rows, "bevinding_id,leidende_regel\n");
    for (size_t i = 0; i < steekproef->n; i++) {
        buf_printf(&rows, "%s,", chosen[i]->id);
        csv_add_field(&rows, steekproef->stratum[chosen[i]->stratum].regel);
        buf_text(&rows, "\n");
    }
    outfile_write(out, rows.at, rows.n);
    buf_release(&rows);
    free(chosen);
}

static void write_strata(const struct steekproef *steekproef, struct buf *out)
{
    static const struct table_column column[] = {{"regel", "leidende regel", CELL_TEXT, 0},
                                                 {"kader", "in kader", CELL_NUMBER, 0},
                                                 {"getrokken", "getrokken", CELL_NUMBER, 0}};
    static const struct table table = {.column = column, .columns = sizeof column / sizeof *column};
    struct text_table text;
    text_table_begin(&text, &table);
    for (size_t i = 0; i < steekproef->strata; i++) {
        const struct stratum *stratum = &steekproef->stratum[i];
        char n[NUMBER_TEXT], taken[NUMBER_TEXT];
        const struct text value[] = {stratum->regel, number_text(stratum->n, n), number_text(stratum->drawn, taken)};
        text_table_row(&text, value);
    }
    text_table_end(&text, out);
}

static void write_draw(const struct steekproef *steekproef, struct buf *out)
{
    static const struct table_column column[] = {{"trekking", "trekking", CELL_NUMBER, 0},
                                                 {"bevinding_id", "bevinding_id", CELL_TEXT, 0},
                                                 {"sleutel", "sleutel", CELL_TEXT, 0}};
    static const struct table table = {.column = column, .columns = sizeof column / sizeof *column};
    struct text_table text;
    text_table_begin(&text, &table);
    for (size_t i = 0; i < steekproef->n; i++) {
        char room[NUMBER_TEXT];
        const struct text value[] = {number_text(steekproef->frame[i].drawn_as, room), text_of(steekproef->frame[i].id),
                                     text_of(steekproef->frame[i].key)};
        if (steekproef->frame[i].drawn_as)
            text_table_row(&text, value);
    }
    text_table_end(&text, out);
}

void steekproef_protocol(const struct steekproef *steekproef, const struct steekproef_request *request, struct buf *out)
{
    buf_text(out, "Steekproef van bevindingen: protocol van de trekking\n\n");
    buf_printf(out, "programma      dubbelloop %s\n", DUBBELLOOP_VERSION);
    buf_printf(out, "stand          na run %" PRId64 "\n", steekproef->run);
    buf_printf(out, "filters        %s\n", request->filters[0] ? request->filters : "geen: alle bevindingen die staan");
    buf_printf(out, "kader          %" PRIu32 " bevindingen\n", steekproef->n);
    buf_printf(out, "kader_sha256   %s\n", steekproef->frame_sha256);
    buf_printf(out, "seed           %" PRIu64 "\n", request->seed);
    buf_printf(out, "omvang         %" PRIu32 " gevraagd, %" PRIu32 " getrokken\n", request->size, steekproef->size);
    buf_printf(out, "stratificatie  %s\n", request->per_regel ? "naar leidende regel" : "geen");

    buf_text(out, "\n");
    write_strata(steekproef, out);

    buf_text(out, "\n");
    write_draw(steekproef, out);

    buf_text(out, "\nDe trekking overdoen\n"
                  "De sleutel van een bevinding is SHA-256 over de tekst SEED/BEVINDING_ID;"
                  " het kader wordt oplopend op sleutel\n"
                  "gezet (gelijke sleutels in de volgorde van findings.csv), en van voren af getrokken.\n");
    if (request->per_regel)
        buf_text(out, "Elke leidende regel is een stratum. Een stratum met een evenredig deel kleiner dan"
                      " 1 krijgt er 1 en doet\n"
                      "niet verder mee (herhaald over wat overblijft);"
                      " de andere krijgen hun evenredige deel naar beneden\n"
                      "afgerond, en wat dan over is gaat een voor een naar de grootste resten,"
                      " bij gelijke resten naar het\n"
                      "stratum dat bytegewijs voorgaat. Uit elk stratum komen de bevindingen"
                      " met de laagste sleutels.\n");
    buf_printf(out, "Met kader.csv, geschreven met --frame kader.csv:\n\n"
                    "  tail -n +2 kader.csv | cut -d, -f1 | LC_ALL=C sort | sha256sum        # kader_sha256\n"
                    "  tail -n +2 kader.csv | while IFS=, read -r id regel; do\n"
                    "    printf '%%s %%s %%s\\n' \"$(printf '%" PRIu64 "/%%s' \"$id\" | sha256sum | cut"
                                                                       " -c1-64)\" \"$id\" \"$regel\"\n"
                    "  done | LC_ALL=C sort -s -k1,1 ",
               request->seed);
    if (request->per_regel)
        buf_text(out, "| grep ' REGEL$' | head -n GETROKKEN        # per stratum\n");
    else
        buf_printf(out, "| head -n %" PRIu32 "\n", request->size);
}
