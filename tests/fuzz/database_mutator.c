/* database_mutator.c - lines that change a database, for fuzz_database.c. */
#include "fuzz.h"

static const char *const place[] = {
    "blok inhoud",          "blok inhoud",          "blok inhoud",         "blok eerste_patient",   "blok laatste_patient", "blok laag",
    "zeef inhoud",          "zeef laatste_patient", "laag gezeefd",
    "blok som",             "laag regels",          "laag laag",           "laag run",              "bestand naam",         "bestand status",
    "bestand gelezen",      "bestand relevant",     "bestand bestand",     "bestand vingerafdruk",  "run vingerafdruk",     "run begonnen",
    "run run",              "run opdracht",         "run versie",          "run contracten",        "run extend_tables",    "tabelset naam",
    "tabelset sha256",      "tabelset vingerafdruk", "tabelbestand inhoud", "tabelbestand sha256",   "regel regel",          "regel omschrijving",
    "regelset regel",       "bevinding redenen",    "bevinding regels",    "bevinding keten_van",   "bevinding keten_tm",   "bevinding patient",
    "bevinding zekerheid",  "bevinding categorie",  "bevinding overlap_van", "bevinding bevinding_id", "bevinding uzovi",   "bevinding keten_agb",
    "bevinding conflict_referentie", "bevinding verhaal", "bevinding conflict_zorgproductcode", "bevinding keten_bedrag_cent",
    "bevinding gevonden_run", "bevinding gewijzigd_run", "bevinding vervallen_run", "bevinding leidende_regel", "bevinding keten_bestand",
    "bevinding conflict_regelnummer", "bevinding soort", "bevinding conflict_bestand", "dekking programma", "gebeurtenis was", "gebeurtenis run", "gebeurtenis soort", "gebeurtenis patient", "stand waarde",
    "stand sleutel",        "stand soort",          "dekking uzovi",       "dekking kwartaal",      "dekking ongedekt",     "instelling waarde"};
static const char *const values[] = {"n", "i0", "i1", "i-1", "i2", "i7", "i4294967296", "i999999999999999999", "i-999999999999999999", "t", "t0", "t2023-02-30",
                                    "t9999-12-31", "t99999999999", "tvast", "tx", "t\xFF\xFE", "tDM2;DM2", "t%s%n", "t2023Q5", "tZK22-DM2-14", "x", "x00",
                                    "xffffffffffffffffff01", "tgeweigerd", "tvervallen", "topaque", "ttarief"};

static uint64_t state;
static size_t below(size_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(state >> 33) % n;
}

static void add_bytes(struct buf *out)
{
    static const char *const odd[] = {"ff", "00", "7f", "80", "01", "ffffffff", "ffffffffffffffffff01", "0000000000"};
    if (below(2))
        buf_text(out, odd[below(sizeof odd / sizeof *odd)]);
    else
        for (size_t n = 1 + below(6); n; n--)
            buf_printf(out, "%02x", (unsigned)below(256));
}

static void add_change(struct buf *out)
{
    switch (below(8)) {
    case 0: /* the pages are at the front */
        buf_printf(out, "byte %zu ", below(2) ? below(200) : below(400000));
        add_bytes(out);
        buf_text(out, "\n");
        break;
    case 1: buf_text(out, below(12) ? "seal\n" : "cut 8192\n"); break;
    case 2:
    case 3:
    case 4:
        buf_printf(out, "in %s %zu %zu ", place[below(below(2) ? 3 : sizeof place / sizeof *place)], below(4),
                   below(below(3) ? 120 : 2000));
        add_bytes(out);
        buf_text(out, below(2) ? "\nseal\n" : "\n");
        break;
    default:
        buf_printf(out, "cell %s %zu %s\n", place[below(sizeof place / sizeof *place)], below(4),
                   values[below(sizeof values / sizeof *values)]);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    struct buf out = {0};
    state = seed;
    if (size && below(5) == 0)
        return LLVMFuzzerMutate(data, size, max);
    /* A change more, in the place of another, or one less. */
    size_t begin = size ? below(size) : 0, end;
    while (begin && data[begin - 1] != '\n')
        begin--;
    for (end = begin; end < size && data[end] != '\n';)
        end++;
    end += end < size;
    buf_add(&out, (const char *)data, begin);
    size_t what = below(6);
    if (what || size == 0)
        add_change(&out);
    if (what > 2)
        buf_add(&out, (const char *)data + begin, end - begin);
    buf_add(&out, (const char *)data + end, size - end);
    size_t n = out.n < max ? out.n : max;
    if (n)
        memcpy(data, out.at, n);
    buf_release(&out);
    return n;
}
