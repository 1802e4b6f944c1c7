/* recognise.c - see recognise.h. From what is certain (the first bytes of a packed file) to
 * what is likely (a header further down). */
#include "ingest/recognise.h"

#include "csv/csv_record.h"
#include "ingest/column_names.h"

void two_languages_release(struct two_languages *both)
{
    buf_release(&both->english);
    buf_release(&both->dutch);
}

static bool say_both(struct two_languages *what, const char *english, const char *dutch)
{
    buf_text(&what->english, english);
    buf_text(&what->dutch, dutch);
    return true;
}

static bool sample_begins(struct text sample, struct text with)
{
    return sample.n >= with.n && memcmp(sample.at, with.at, with.n) == 0;
}

static bool sample_has(struct text sample, const char *word)
{
    return sample.n && memmem(sample.at, sample.n, word, strlen(word)) != NULL;
}

/* --- By the first bytes --- */

#define UNPACK_EN ": unpack it and give the CSV that is in it (run reads plain, .gz and .zst)"
#define UNPACK_NL ": pak het uit en lever de CSV die erin zit (run leest onverpakt, .gz en .zst)"
#define SHEET_EN ": save the sheet as CSV (UTF-8) and give that"
#define SHEET_NL ": bewaar het blad als CSV (UTF-8) en lever dat"
#define CONVERT_EN(from) ": convert it to UTF-8 (iconv -f " from " -t UTF-8) and give that; no profile can read it"
#define CONVERT_NL(from) ": zet het om naar UTF-8 (iconv -f " from " -t UTF-8) en lever dat; geen profiel kan het lezen"

/* clang-format off */
#define BYTES(literal) {literal, sizeof(literal) - 1}
/* clang-format on */
static bool by_first_bytes(struct text sample, struct two_languages *what)
{
    static const struct {
        struct text bytes;
        const char *english, *dutch;
    } known[] = {
        {BYTES("\xFD\x37zXZ\0"), "it is an xz file" UNPACK_EN, "dit is een xz-bestand" UNPACK_NL},
        {BYTES("BZh"), "it is a bzip2 file" UNPACK_EN, "dit is een bzip2-bestand" UNPACK_NL},
        {BYTES("\x04\x22\x4D\x18"), "it is an lz4 file" UNPACK_EN, "dit is een lz4-bestand" UNPACK_NL},
        {BYTES("7z\xBC\xAF\x27\x1C"), "it is a 7z archive" UNPACK_EN, "dit is een 7z-archief" UNPACK_NL},
        {BYTES("Rar!\x1A\x07"), "it is a rar archive" UNPACK_EN, "dit is een rar-archief" UNPACK_NL},
        {BYTES("LZIP"), "it is an lzip file" UNPACK_EN, "dit is een lzip-bestand" UNPACK_NL},
        {BYTES("\x1F\x9D"), "it is a .Z file" UNPACK_EN, "dit is een .Z-bestand" UNPACK_NL},
        {BYTES("\x1F\x8B"), "it was packed twice with gzip: unpack it once and give that",
         "dit is twee keer ingepakt met gzip: pak het een keer uit en lever dat"},
        {BYTES("\x28\xB5\x2F\xFD"), "it was packed twice with zstd: unpack it once and give that",
         "dit is twee keer ingepakt met zstd: pak het een keer uit en lever dat"},
        {BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "it is a workbook of an old kind (.xls), no CSV" SHEET_EN,
         "dit is een oude werkmap (.xls), geen CSV" SHEET_NL},
        {BYTES("%PDF-"), "it is a PDF, no CSV: ask for the export itself",
         "dit is een PDF, geen CSV: vraag om de export zelf"},
        {BYTES("SQLite format 3"), "it is an SQLite database, no CSV: export the table as CSV and give that",
         "dit is een SQLite-database, geen CSV: exporteer de tabel als CSV en lever dat"},
        {BYTES("PAR1"), "it is a Parquet file, no CSV: export it as CSV and give that",
         "dit is een Parquet-bestand, geen CSV: exporteer het als CSV en lever dat"},
        {BYTES("-----BEGIN PGP"), "it is encrypted or signed (PGP): decrypt it and give the CSV that is in it",
         "dit is versleuteld of ondertekend (PGP): ontsleutel het en lever de CSV die erin zit"},
        {BYTES("\xFF\xFE\0\0"), "it is UTF-32, no UTF-8: convert it to UTF-8 (iconv -f UTF-32 -t UTF-8) and give that",
         "dit is UTF-32, geen UTF-8: zet het om naar UTF-8 (iconv -f UTF-32 -t UTF-8) en lever dat"},
        {BYTES("\xFF\xFE"), "it is UTF-16, no UTF-8" CONVERT_EN("UTF-16"),
         "dit is UTF-16, geen UTF-8" CONVERT_NL("UTF-16")},
        {BYTES("\xFE\xFF"), "it is UTF-16, no UTF-8" CONVERT_EN("UTF-16"),
         "dit is UTF-16, geen UTF-8" CONVERT_NL("UTF-16")},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (sample_begins(sample, known[i].bytes))
            return say_both(what, known[i].english, known[i].dutch);
    return false;
}

/* A zip archive, or one of the workbooks that are zip archives: the names in it stand in it unpacked. */
static bool is_zip(struct text sample, struct two_languages *what)
{
    if (!sample_begins(sample, TEXT("PK\3\4")) && !sample_begins(sample, TEXT("PK\5\6")))
        return false;
    if (sample_has(sample, "xl/workbook") || sample_has(sample, "xl/worksheets") || sample_has(sample, "xl/_rels"))
        return say_both(what, "it is a workbook (.xlsx), no CSV" SHEET_EN,
                        "dit is een werkmap (.xlsx), geen CSV" SHEET_NL);
    if (sample_has(sample, "opendocument.spreadsheet"))
        return say_both(what, "it is a workbook (.ods), no CSV" SHEET_EN,
                        "dit is een werkmap (.ods), geen CSV" SHEET_NL);
    return say_both(what, "it is a zip archive" UNPACK_EN, "dit is een zip-archief" UNPACK_NL);
}

/* Every second byte is NUL, as of ASCII in UTF-16 without a mark; or there are NULs of another kind. */
static bool has_nuls(struct text sample, struct two_languages *what)
{
    size_t look = sample.n < 1000 ? sample.n : 1000, zeros[2] = {0, 0};
    for (size_t i = 0; i < look; i++)
        zeros[i % 2] += sample.at[i] == 0;
    if (look >= 8 && zeros[0] * 5 > look * 2 && zeros[1] * 20 < look)
        return say_both(what, "it is UTF-16 without a mark at its beginning, no UTF-8" CONVERT_EN("UTF-16BE"),
                        "dit is UTF-16 zonder merkteken aan het begin, geen UTF-8" CONVERT_NL("UTF-16BE"));
    if (look >= 8 && zeros[1] * 5 > look * 2 && zeros[0] * 20 < look)
        return say_both(what, "it is UTF-16 without a mark at its beginning, no UTF-8" CONVERT_EN("UTF-16LE"),
                        "dit is UTF-16 zonder merkteken aan het begin, geen UTF-8" CONVERT_NL("UTF-16LE"));
    if (zeros[0] + zeros[1] > look / 4)
        return say_both(what, "it holds NUL bytes and is no text: give the CSV itself",
                        "er staan NUL-bytes in en het is geen tekst: lever de CSV zelf");
    return false;
}

/* --- By its first line --- */

static struct text first_line(struct text sample)
{
    const char *lf = sample.n ? memchr(sample.at, '\n', sample.n) : NULL;
    struct text line = {sample.at, lf ? (size_t)(lf - sample.at) : sample.n};
    line.n -= line.n && line.at[line.n - 1] == '\r';
    return line;
}

static bool all_digits_at(struct text line, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++)
        if (i >= line.n || line.at[i] < '0' || line.at[i] > '9')
            return false;
    return true;
}

static size_t count_of(struct text text, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.at[i] == c;
    return n;
}

/* A Vektis EI message: records of one length that begin with two digits, the first of them 01, then the code of the
 * message in three digits, its version and its subversion in two. */
static bool is_ei_message(struct text sample, struct two_languages *what)
{
    enum { SHORTEST = 100, LONGEST = 2000 };
    const struct text first = first_line(sample);
    size_t records = 0;
    if (!sample_begins(first, TEXT("01")) || !all_digits_at(first, 0, 9) || first.n < SHORTEST
        || count_of(first, ',') + count_of(first, ';') > 3)
        return false;
    if (first.n == sample.n) /* one line: records without line ends, or only this one */
        records = first.n <= LONGEST;
    for (struct text rest = sample; rest.n > first.n; records++) {
        const struct text line = first_line(rest);
        if (line.n != first.n || !all_digits_at(line, 0, 2))
            break;
        size_t used = line.n + 1 + (line.n + 1 < rest.n && rest.at[line.n] == '\r');
        if (used >= rest.n)
            rest.n = 0;
        else
            rest = (struct text){rest.at + used, rest.n - used};
    }
    if (records == 0)
        return false;
    const char *at = first.at;
    int version = (at[5] - '0') * 10 + at[6] - '0', sub = (at[7] - '0') * 10 + at[8] - '0';
    buf_printf(
        &what->english,
        "it is a Vektis EI message (code %.3s, version %d.%d, records of %zu positions), no CSV: "
        "run reads one line a performance; "
        "have the message flattened to CSV, a line for each record 04 with what records 01 and 02 say, and give that",
        at + 2, version, sub, first.n);
    buf_printf(
        &what->dutch,
        "dit is een EI-bericht van Vektis (code %.3s, versie %d.%d, records van %zu posities), geen CSV: run leest een "
        "regel per prestatie; "
        "laat het bericht platslaan tot CSV, een regel per record 04 met wat de records 01 en 02 zeggen, en lever dat",
        at + 2, version, sub, first.n);
    return true;
}

static bool sample_begins_nocase(struct text sample, const char *with)
{
    size_t n = strlen(with);
    return sample.n >= n && text_equal_nocase((struct text){sample.at, n}, with);
}

static bool is_markup(struct text sample, struct two_languages *what)
{
    while (sample.n && (sample.at[0] == ' ' || sample.at[0] == '\t' || sample.at[0] == '\r' || sample.at[0] == '\n'))
        sample = (struct text){sample.at + 1, sample.n - 1};
    if (sample_begins(sample, TEXT("<"))
        && (sample_has(sample, "Excel.Sheet") || sample_has(sample, "urn:schemas-microsoft-com:office")))
        return say_both(what, "it is a workbook in HTML or XML, as spreadsheet programs write them, no CSV" SHEET_EN,
                        "dit is een werkmap in HTML of XML, zoals spreadsheets die schrijven, geen CSV" SHEET_NL);
    if (sample_begins_nocase(sample, "<!doctype html") || sample_begins_nocase(sample, "<html")
        || sample_begins_nocase(sample, "<head"))
        return say_both(
            what,
            "it is a web page (HTML; a login or error page?), no CSV: "
            "fetch the export again and look at how it is downloaded",
            "dit is een webpagina (HTML; een inlog- of foutpagina?), geen CSV: haal de export opnieuw op en "
            "kijk hoe hij wordt gedownload");
    if (sample_begins(sample, TEXT("<")) && (sample_has(sample, "GDS") || sample_has(sample, "gds80")))
        return say_both(
            what,
            "it is a GDS message (XML), no CSV: run reads one line a performance; "
            "have it turned into CSV and give that",
            "dit is een GDS-bericht (XML), geen CSV: run leest een regel per prestatie; "
            "laat het omzetten naar CSV en lever dat");
    if (sample_begins(sample, TEXT("<?xml")) || (sample_begins(sample, TEXT("<")) && sample_has(sample, "xmlns")))
        return say_both(what, "it is XML, no CSV: have it turned into CSV and give that",
                        "dit is XML, geen CSV: laat het omzetten naar CSV en lever dat");
    if (sample_begins(sample, TEXT("{")) || sample_begins(sample, TEXT("[")))
        return say_both(what, "it looks like JSON, no CSV: have it exported as CSV and give that",
                        "dit lijkt JSON, geen CSV: laat het exporteren als CSV en lever dat");
    return false;
}

/* How a spreadsheet says the delimiter. */
static bool is_sep_line(struct text line)
{
    if (line.n && line.at[0] == '"')
        line = (struct text){line.at + 1, line.n - 1};
    return sample_begins_nocase(line, "sep=") && line.n <= 6;
}

/* How many canonical columns a line names, when some delimiter cuts it. */
static size_t names_in(struct text line)
{
    size_t best = 0;
    unsigned rank;
    for (const char *delimiter = ",;\t|"; *delimiter; delimiter++) {
        size_t known = 0;
        for (struct text rest = line;;) {
            const char *end = rest.n ? memchr(rest.at, *delimiter, rest.n) : NULL;
            struct text name = text_trim((struct text){rest.at, end ? (size_t)(end - rest.at) : rest.n});
            if (name.n >= 2 && name.at[0] == '"' && name.at[name.n - 1] == '"')
                name = (struct text){name.at + 1, name.n - 2};
            known += column_by_name(name, &rank) >= 0;
            if (!end)
                break;
            rest = (struct text){end + 1, rest.n - (size_t)(end + 1 - rest.at)};
        }
        best = known > best ? known : best;
    }
    return best;
}

enum { HEADER_NAMES = 4, LOOK_LINES = 50 };

/* A header that is not the first line: behind a sep= line, or below a title. */
static bool is_further_down(struct text sample, struct two_languages *what)
{
    const bool sep = is_sep_line(first_line(sample));
    if (names_in(first_line(sample)) >= HEADER_NAMES)
        return false;
    for (unsigned number = 1; number <= LOOK_LINES && sample.n; number++) {
        const struct text line = first_line(sample);
        if (number > 1 && names_in(line) >= HEADER_NAMES) {
            buf_printf(
                &what->english,
                sep ? "line 1 is a sep= line of a spreadsheet, and the header is line %u: take away what is above it"
                    : "line 1 is no header, line %u looks like it: take away what is above it",
                number);
            buf_printf(&what->dutch,
                       sep ? "regel 1 is een sep=-regel van een spreadsheet, en de kopregel is regel %u: "
                             "haal weg wat erboven staat"
                           : "regel 1 is geen kopregel, regel %u lijkt dat wel: haal weg wat erboven staat",
                       number);
            return true;
        }
        const char *lf = memchr(sample.at, '\n', sample.n);
        if (!lf)
            break;
        sample = (struct text){lf + 1, sample.n - (size_t)(lf + 1 - sample.at)};
    }
    return sep
           && say_both(
               what, "line 1 is a sep= line of a spreadsheet: take it away, so that the header is the first line",
               "regel 1 is een sep=-regel van een spreadsheet: haal haar weg, zodat de kopregel de eerste regel is");
}

/* A whole line in one pair of quotes. */
static bool is_quoted_whole(struct text sample, struct two_languages *what)
{
    struct text line = first_line(sample);
    if (line.n < 2 || line.at[0] != '"' || line.at[line.n - 1] != '"' || count_of(line, '"') != 2)
        return false;
    return names_in((struct text){line.at + 1, line.n - 2}) >= HEADER_NAMES
           && say_both(
               what,
               "every line stands in quotes as a whole, so that it is one field: have it exported without those quotes",
               "elke regel staat als geheel tussen aanhalingstekens, en is zo een enkel veld: "
               "laat exporteren zonder die tekens");
}

static bool has_lone_cr(struct text sample, bool whole, struct two_languages *what)
{
    size_t crs;
    if (memchr(sample.at, '\n', sample.n))
        return false;
    crs = count_of(sample, '\r');
    if (crs < 2)
        return false;
    const char *more_en = whole ? "" : " or more", *more_nl = whole ? "" : " of meer";
    buf_printf(&what->english,
               "it has no LF but %zu%s CRs, so that all of it is one line: "
               "turn the line ends into LF (tr '\\r' '\\n') and give that",
               crs, more_en);
    buf_printf(&what->dutch,
               "er staat geen LF in maar %zu%s CR's, zodat alles een enkele regel is: maak van de regeleinden LF (tr "
               "'\\r' '\\n') en lever dat",
               crs, more_nl);
    return true;
}

bool recognise(struct text sample, bool whole, struct two_languages *what)
{
    if (sample.n == 0)
        return false;
    if (by_first_bytes(sample, what) || is_zip(sample, what) || has_nuls(sample, what))
        return true;
    if (sample_begins(sample, TEXT("\xEF\xBB\xBF")))
        sample = (struct text){sample.at + 3, sample.n - 3};
    return sample.n
           && (is_ei_message(sample, what) || is_markup(sample, what) || has_lone_cr(sample, whole, what)
               || is_quoted_whole(sample, what) || is_further_down(sample, what));
}
