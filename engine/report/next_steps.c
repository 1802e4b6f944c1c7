/* next_steps.c - see next_steps.h. */
#include "report/next_steps.h"

#include "base/memory.h"

struct telling_steps {
    void (*step)(void *ctx, const char *sentence);
    void *ctx;
    struct buf sentence;
};

#define SHOWN(text) (int)(text).n, (text).at

/* A raw rejects file has the name of its input, with _ for /. */
static void add_rejects_name(struct buf *out, struct text naam)
{
    for (size_t i = 0; i < naam.n; i++)
        buf_add(out, naam.at[i] == '/' ? "_" : naam.at + i, 1);
    buf_text(out, ".rejects.raw.csv");
}

static void add_sentence(struct buf *out, const struct query_row *row)
{
    const struct text wat = query_value(row, "wat"), n = query_value(row, "n"), naam = query_value(row, "naam");
    const bool one = text_equal(n, TEXT("1"));
    if (text_equal(wat, TEXT("geweigerd")))
        buf_printf(out, "%.*s is geweigerd: verbeter de kop of de regels, of beschrijf het met --profile,"
                        " en geef het opnieuw",
                   SHOWN(naam));
    else if (text_equal(wat, TEXT("afgekeurd"))) {
        buf_printf(out, "verbeter %.*s regel%s in ", SHOWN(n), one ? "" : "s");
        add_rejects_name(out, naam);
        buf_text(out, " en lees dat in met run");
    } else if (text_equal(wat, TEXT("ongedekt")))
        buf_printf(out,
                   "niet gecontroleerd: %.*s ketenregel%s van uzovi %.*s in %.*s (%.*s):"
                   " zet een tabel met regels daarvoor in"
                   " tabellen.csv, of geef --extend-tables",
                   SHOWN(n), one ? "" : "s", SHOWN(naam), SHOWN(query_value(row, "kwartalen")),
                   SHOWN(query_value(row, "programmas")));
    else if (text_equal(wat, TEXT("credits")))
        buf_printf(out, "%.*s credit%s een debet dat er nog niet is: vraag het bestand waarin het staat", SHOWN(n),
                   one ? " wacht op" : "s wachten op");
    else
        buf_printf(out, "beoordeel %.*s vaste bevinding%s: dubbelloop findings --db DB --zekerheid vast", SHOWN(n),
                   one ? "" : "en");
}

static bool next_step(void *ctx, const struct query_row *row, struct error *err)
{
    struct telling_steps *telling = ctx;
    (void)err;
    telling->sentence.n = 0;
    add_sentence(&telling->sentence, row);
    telling->step(telling->ctx, buf_string(&telling->sentence));
    return true;
}

bool next_steps(struct store *store, void (*step)(void *ctx, const char *sentence), void *ctx, struct error *err)
{
    struct telling_steps telling = {step, ctx, {0}};
    bool ok = query_rows(store, QUERY_NEXT, NULL, 0, next_step, &telling, err);
    buf_release(&telling.sentence);
    return ok;
}
