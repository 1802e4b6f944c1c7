/* teken_voorbeelden.c - writes every example as DIR/NAME.pdf, for paginas.sh and for a person who wants to see them.
 * usage: teken_voorbeelden DIR [TIMES]     TIMES: draws each so often more
 * and prints the milliseconds of processor each took */
#include <stdio.h>
#include <time.h>

#include "spiegel/page.h"
#include "voorbeelden.h"

static bool draw(struct canvas *canvas, const struct rapport *rapport, const char *dir, const char *name,
                 struct error *err)
{
    struct outfile out;
    bool ok = outfile_open(&out, dir, name, err);
    ok = ok && page_write(canvas, rapport, &out, &(bool){false}, err) && outfile_finish(&out, err)
         && outfile_publish(&out, err);
    outfile_release(&out);
    return ok;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    long times = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    struct error err = {0};
    struct arena arena = {0};
    struct canvas *canvas = canvas_new();
    for (enum voorbeeld v = 0; v < VOORBEELDEN && err.status == STATUS_DONE; v++) {
        const struct rapport *rapport = voorbeeld(&arena, v);
        char *name = xprintf("%s.pdf", voorbeeld_name[v]);
        bool ok = draw(canvas, rapport, argv[1], name, &err);
        clock_t begun = clock();
        for (long i = 0; i < times && ok; i++) {
            struct outfile out = OUTFILE_NONE; /* kept in memory and thrown away: the drawing alone is timed */
            ok = page_write(canvas, rapport, &out, &(bool){false}, &err);
            outfile_release(&out);
        }
        if (times)
            printf("%-18s %6.2f ms\n", voorbeeld_name[v],
                   1e3 * (double)(clock() - begun) / CLOCKS_PER_SEC / (double)times);
        free(name);
    }
    canvas_free(canvas);
    arena_release(&arena);
    if (err.status != STATUS_DONE)
        fprintf(stderr, "%s\n", err.text);
    return (int)err.status;
}
