/* What a file that is no CSV really is: every kind is named, and what is CSV is nothing in particular. */
#include "ingest/recognise.h"

#include "harness.h"

#define NAMES "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer"
#define ROW "999990019,3332,01000001,12000,2023-01-15,1500,C1"
#define X50 "00000000000000000000000000000000000000000000000000"
#define BLANKS50 "                                                  "
#define RECORD(begin) begin X50 BLANKS50 BLANKS50

static const struct {
    const char *reason;
    struct text sample;
    const char *english, *dutch; /* what must be said; NULL: nothing */
} kinds[] = {
#define BYTES(literal) {literal, sizeof(literal) - 1}
    {"UTF-16 with a mark, low byte first", BYTES("\xFF\xFE" "b\0s\0n\0"), "UTF-16", "UTF-16"},
    {"UTF-16 with a mark, high byte first", BYTES("\xFE\xFF\0b\0s\0n"), "UTF-16", "UTF-16"},
    {"UTF-16 without a mark, low byte first", BYTES("b\0s\0n\0,\0u\0z\0o\0v\0i\0"), "UTF-16 without a mark", "UTF-16 zonder merkteken"},
    {"UTF-16 without a mark, high byte first", BYTES("\0b\0s\0n\0,\0u\0z\0o\0v\0i"), "UTF-16 without a mark", "UTF-16 zonder merkteken"},
    {"UTF-32", BYTES("\xFF\xFE\0\0b\0\0\0"), "UTF-32", "UTF-32"},
    {"a zip archive", BYTES("PK\3\4........in.csv"), "zip archive", "zip-archief"},
    {"an empty zip archive", BYTES("PK\5\6"), "zip archive", "zip-archief"},
    {"a workbook", BYTES("PK\3\4....[Content_Types].xml....xl/workbook.xml"), "save the sheet as CSV", "bewaar het blad als CSV"},
    {"a workbook of LibreOffice", BYTES("PK\3\4....mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "(.ods)", "(.ods)"},
    {"an old workbook", BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1...."), "(.xls)", "(.xls)"},
    {"xz", BYTES("\xFD" "7zXZ\0...."), "xz file", "xz-bestand"},
    {"bzip2", BYTES("BZh91AY&SY"), "bzip2", "bzip2"},
    {"lz4", BYTES("\x04\x22\x4D\x18...."), "lz4", "lz4"},
    {"gzip in gzip", BYTES("\x1F\x8B\x08...."), "packed twice", "twee keer ingepakt"},
    {"a PDF", BYTES("%PDF-1.4\n"), "PDF", "PDF"},
    {"an EI message", BYTES(RECORD("01107030299") "\r\n" RECORD("02000000001") "\r\n" RECORD("04000000002") "\r\n"), "code 107, version 3.2", "code 107, versie 3.2"},
    {"an EI message with LF alone", BYTES(RECORD("01107030299") "\n" RECORD("99000000001")), "EI message", "EI-bericht"},
    {"an EI message without line ends", BYTES(RECORD("01107030299")), "flattened to CSV", "platslaan tot CSV"},
    {"GDS", BYTES("<?xml version=\"1.0\"?>\n<GDS801><declaratie/></GDS801>\n"), "GDS message", "GDS-bericht"},
    {"other XML", BYTES("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<regels/>"), "it is XML", "dit is XML"},
    {"a login page", BYTES("\n<!DOCTYPE html>\n<html><body>Log in"), "web page", "webpagina"},
    {"a workbook in HTML", BYTES("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>"), "in HTML or XML", "in HTML of XML"},
    {"a workbook in XML", BYTES("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>"), "save the sheet as CSV", "bewaar het blad als CSV"},
    {"JSON", BYTES("[{\"bsn\": 1}]"), "JSON", "JSON"},
    {"lone CRs", BYTES(NAMES "\r" ROW "\r" ROW "\r"), "no LF but 3 CRs", "geen LF in maar 3 CR's"},
    {"a sep= line", BYTES("sep=,\r\n" NAMES "\r\n" ROW "\r\n"), "header is line 2", "de kopregel is regel 2"},
    {"a sep= line in quotes", BYTES("\"sep=;\"\nbsn;uzovi;agb_declarant;begindatum\n"), "sep= line", "sep=-regel"},
    {"a sep= line and names of no use", BYTES("SEP=;\na;b;c\n"), "take it away", "haal haar weg"},
    {"a title above the header", BYTES("Declaraties van januari\n\n" NAMES "\n" ROW "\n"), "line 3 looks like it", "regel 3 lijkt dat wel"},
    {"lines in quotes as a whole", BYTES("\"" NAMES "\"\n\"" ROW "\"\n"), "in quotes as a whole", "als geheel tussen aanhalingstekens"},
    {"a CSV", BYTES(NAMES "\n" ROW "\n"), NULL, NULL},
    {"a CSV with a BOM", BYTES("\xEF\xBB\xBF" NAMES "\r\n" ROW "\r\n"), NULL, NULL},
    {"a CSV with semicolons", BYTES("BSN;Verzekeraar;AGB;Datum\n1;2;3;4\n"), NULL, NULL},
    {"a CSV without a header", BYTES(ROW "\n" ROW "\n"), NULL, NULL},
    {"a line of data that begins as a record does", BYTES("011070302,3332,01000001,12000,2023-01-15,1500,C1," X50 "," X50 "\n"), NULL, NULL},
    {"a header with a CR in it", BYTES("bsn\ruzovi,agb_declarant"), NULL, NULL},
    {"nothing", BYTES(""), NULL, NULL},
    {"a BOM", BYTES("\xEF\xBB\xBF"), NULL, NULL},
    {"a word", BYTES("x"), NULL, NULL},
};

START_TEST(every_kind_of_file_is_named_with_what_to_do)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct two_languages what = {.english = {0}};
        char *exact = memcpy(xmalloc(kinds[i].sample.n + 1), kinds[i].sample.at, kinds[i].sample.n);
        bool known = recognise((struct text){exact, kinds[i].sample.n}, true, &what);
        if (known != (kinds[i].english != NULL) || (!known && (what.english.n || what.dutch.n)))
            ck_abort_msg("%s: %s", kinds[i].reason, known ? buf_string(&what.english) : "not known");
        if (known
            && (!strstr(buf_string(&what.english), kinds[i].english)
                || !strstr(buf_string(&what.dutch), kinds[i].dutch)))
            ck_abort_msg("%s: \"%s\" and \"%s\"", kinds[i].reason, buf_string(&what.english), buf_string(&what.dutch));
        two_languages_release(&what);
        free(exact);
    }
}
END_TEST

/* A few bytes more or less are looked at within bounds. */
START_TEST(a_sample_may_end_anywhere)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        for (size_t n = 0; n <= kinds[i].sample.n; n++) {
            struct two_languages what = {.english = {0}};
            char *exact = memcpy(xmalloc(n + !n), kinds[i].sample.at, n);
            recognise((struct text){exact, n}, false, &what);
            two_languages_release(&what);
            free(exact);
        }
}
END_TEST

Suite *suite(void)
{
    return suite_of("recognise", (const TTest *const[]){every_kind_of_file_is_named_with_what_to_do,
                                                        a_sample_may_end_anywhere, NULL});
}
