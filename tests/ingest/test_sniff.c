/* What a sample tells of its dialect, and what it does not: tables of cases, and bytes at random. */
#include "ingest/sniff.h"

#include "harness.h"

/* A file in a dialect, of lines that are good: `%` in a template is replaced by a number
 * that differs from line to line. */
static void make(struct buf *out, const char *header, const char *line, size_t lines)
{
    static const char *const bsn[] = {"999990019", "999994669", "999993653", "999994116", "999991115", "999999849"};
    out->n = 0;
    buf_printf(out, "%s\n", header);
    for (size_t i = 0; i < lines; i++) {
        for (const char *p = line; *p; p++)
            if (*p == '%')
                buf_printf(out, "%zu", 10 + i);
            else if (*p == '@')
                buf_text(out, bsn[i % COUNT_OF(bsn)]);
            else
                buf_add(out, p, 1);
        buf_text(out, "\n");
    }
}

static void sniff_text(struct sniff *sniff, struct text sample, const char *reason)
{
    struct error err = {0};
    check_good(sniff_read(sniff, sample, true, &err), &err, reason);
}

static bool notes_hold(const struct sniff *sniff, const char *part)
{
    return sniff->notes.n && memmem(sniff->notes.at, sniff->notes.n, part, strlen(part));
}

#define HEADER "bsn;uzovi;agb_declarant;prestatiecode;begindatum;Bedrag;referentienummer"

START_TEST(every_dialect_is_told)
{
    static const struct {
        const char *reason, *header, *line;
        char delimiter, quote;
        enum encoding encoding;
        enum decimal decimal;
        enum day_form date;
    } cases[] = {
        {"semicolon, comma, d-m-y", HEADER, "@;3332;01000001;12010;%-1-2023;1%,50;R%", ';', '"', ENCODING_UTF8, DECIMAL_KOMMA, DAY_DMY},
        {"a comma in the amount does not cut", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;R%", ';', '"', ENCODING_UTF8, DECIMAL_KOMMA, DAY_ISO},
        {"quoted", "\"bsn\";\"uzovi\";\"agb_declarant\";\"prestatiecode\";\"begindatum\";\"Bedrag\";\"referentienummer\"",
         "\"@\";\"3332\";\"01000001\";\"12010\";\"20230115\";\"1.50\";\"R;%\"", ';', '"', ENCODING_UTF8, DECIMAL_PUNT, DAY_ISO},
        {"apostrophes", "'bsn','uzovi','agb_declarant','prestatiecode','begindatum','Bedrag','referentienummer'",
         "'@','3332','01000001','12010','2023/01/%','1,50','R,%'", ',', '\'', ENCODING_UTF8, DECIMAL_KOMMA, DAY_YMD},
        {"an apostrophe inside a value", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;'t %", ';', '"', ENCODING_UTF8, DECIMAL_KOMMA, DAY_ISO},
        {"a tab", "bsn\tuzovi\tagb_declarant\tprestatiecode\tbegindatum\tBedrag\treferentienummer", "@\t3332\t01000001\t12010\t%.01.2023\t1.50\tR%", '\t', '"',
         ENCODING_UTF8, DECIMAL_PUNT, DAY_DMY},
        {"UTF-8", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%", ';', '"', ENCODING_UTF8, DECIMAL_KOMMA, DAY_ISO},
        {"cp1252", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;\xEB%", ';', '"', ENCODING_CP1252, DECIMAL_KOMMA, DAY_ISO},
        {"cp1252 with its own bytes", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;\x80 \x96 %", ';', '"', ENCODING_CP1252, DECIMAL_KOMMA, DAY_ISO},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf file = {0};
        struct sniff s;
        make(&file, cases[i].header, cases[i].line, 15);
        sniff_text(&s, (struct text){file.at, file.n}, cases[i].reason);
        const struct profile *p = &s.profile;
        if (p->delimiter != cases[i].delimiter || p->quote != cases[i].quote || p->encoding != cases[i].encoding
            || p->decimal != cases[i].decimal || p->date != cases[i].date || !s.told_date || !s.told_decimal
            || s.canonical || !s.complete || s.accepted != 15)
            ck_abort_msg("%s: delimiter %02X, quote %02X, encoding %d, decimal %d, date %d; accepted %u; %s",
                         cases[i].reason, p->delimiter, p->quote, p->encoding, p->decimal, p->date, s.accepted,
                         shown((struct text){s.notes.at, s.notes.n}));
        sniff_release(&s);
        buf_release(&file);
    }
}
END_TEST

START_TEST(what_cannot_be_told_is_said_and_left_out)
{
    static const struct {
        const char *reason, *header, *line, *note;
        bool date, decimal, encoding, complete;
    } cases[] = {
        {"no day above 12", HEADER, "@;3332;01000001;12010;3-1-2023;1,50;\xC3\xAB%", "date: geen dag boven 12", false, true, true, true},
        {"month first", HEADER, "@;3332;01000001;12010;1/%/2023;1,50;\xC3\xAB%", "maand-dag-jaar", false, true, true, true},
        {"two digits of a year", HEADER, "@;3332;01000001;12010;%-1-23;1,50;\xC3\xAB%", "jaartal van twee cijfers", false, true, true, true},
        {"a time that is none", HEADER, "@;3332;01000001;12010;2023-01-% 13:45:00;1,50;\xC3\xAB%", "andere tijd dan middernacht", true, true, true, true},
        {"whole amounts among euros", HEADER, "@;3332;01000001;12010;2023-01-%;1%;\xC3\xAB%\n@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB" "B%", "centen of euro's?",
         true, false, true, true},
        {"the header again", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%\n" HEADER, "aan elkaar geplakt", true, true, true, true},
        {"a header with a name too many", HEADER ";", "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%", "haal het scheidingsteken aan het eind", false, false, true, false},
        {"a header with a name too few", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%;", "er ontbreekt een naam", false, false, true, false},
        {"a word in a column that is needed", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;NULL\n@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%",
         "referentienummer: 15 keer", true, true, true, true},
        {"a day for none with a time", HEADER ";einddatum", "@;3332;01000001;12010;2023-01-% 00:00;1,50;\xC3\xAB%;9999-12-31 00:00", "[leeg] kan die niet noemen", true, true, true,
         true},
        {"a spreadsheet's numbers of days", HEADER, "@;3332;01000001;12010;449%;1,50;\xC3\xAB%", "dagnummers van een spreadsheet", false, true, true, true},
        {"names of months", HEADER, "@;3332;01000001;12010;%-jan-2023;1,50;\xC3\xAB%", "namen van maanden", false, true, true, true},
        {"cents or euros", HEADER, "@;3332;01000001;12010;2023-01-%;15;\xC3\xAB%", "decimal: ", true, false, true, true},
        {"thousands", HEADER, "@;3332;01000001;12010;2023-01-%;1.015,20;\xC3\xAB%", "geen vorm die run leest", true, false, true, true},
        {"DOS", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;Di\x89t%", "DOS", false, false, false, false},
        {"bytes that cp1252 lacks", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;\x81 \xEB%", "latin-1", true, true, false, true},
        {"ASCII", HEADER, "@;3332;01000001;12010;2023-01-%;1,50;R%", "alleen ASCII", true, true, false, true},
        {"no reference", "bsn;uzovi;agb_declarant;prestatiecode;begindatum;Bedrag;nummer", "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%",
         "welke kolom referentienummer is; kandidaten: 'nummer'", true, true, true, false},
        {"nobody", "x;uzovi;agb_declarant;prestatiecode;begindatum;Bedrag;referentienummer", ";3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%",
         "welke kolom bsn of verzekerdennummer is", true, true, true, false},
        {"a name that the content belies", "bsn;uzovi;praktijk;prestatiecode;begindatum;Bedrag;referentienummer",
         "@;3332;De Linde;12010;2023-01-%;1,50;\xC3\xAB%", "kolom 'praktijk' heet als agb_declarant", true, true, true, false},
        {"a name twice", "bsn;uzovi;agb_declarant;prestatiecode;begindatum;Bedrag;referentienummer;bsn", "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%;",
         "twee keer", true, true, true, false},
        {"a header in no encoding", "bsn;uzovi;agb_declarant;prestatiecode;begindatum;Bedrag;referentienummer;Pati\xEBnt",
         "@;3332;01000001;12010;2023-01-%;1,50;\x81 \xEB%;", "latin-1", true, true, false, false},
        {"a minus", HEADER, "@;3332;01000001;12010;2023-01-%;-1,50;\xC3\xAB%", "minteken", true, false, true, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf file = {0};
        struct sniff s;
        make(&file, cases[i].header, cases[i].line, 15);
        sniff_text(&s, (struct text){file.at, file.n}, cases[i].reason);
        if (s.told_date != cases[i].date || s.told_decimal != cases[i].decimal || s.told_encoding != cases[i].encoding
            || s.complete != cases[i].complete || !notes_hold(&s, cases[i].note))
            ck_abort_msg("%s: date %d, decimal %d, encoding %d, complete %d; %s", cases[i].reason, s.told_date,
                         s.told_decimal, s.told_encoding, s.complete, shown((struct text){s.notes.at, s.notes.n}));
        sniff_release(&s);
        buf_release(&file);
    }
}
END_TEST

/* What a program writes in place of a value, and how: the proposal says it, and a run with it takes every line. */
START_TEST(words_times_and_decimals_are_proposed)
{
    static const struct {
        const char *reason, *header, *line, *empty_end, *empty_all;
        bool with_time, few_decimals;
    } cases[] = {
        {"nothing special", HEADER ";einddatum", "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%;2023-01-%", NULL, NULL, false, false},
        {"a word in one column", HEADER ";einddatum", "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%;NULL", "NULL", NULL, false, false},
        {"two words", HEADER ";einddatum", "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%;NULL\n@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB" "B%;\\N", "NULL \\N", NULL,
         false, false},
        {"a word in many columns", HEADER ";einddatum;aantal;specialisme", "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%;NULL;NULL;NULL", NULL, "NULL", false, false},
        {"a day for no end", HEADER ";einddatum", "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%;9999-12-31", "9999-12-31", NULL, false, false},
        {"a day for no end, the other way round", HEADER ";einddatum", "@;3332;01000001;12010;%-01-2023;1,50;\xC3\xAB%;31-12-9999", "31-12-9999", NULL, false, false},
        {"times", HEADER ";einddatum", "@;3332;01000001;12010;2023-01-% 00:00:00;1,50;\xC3\xAB%;2023-01-%T00:00", NULL, NULL, true, false},
        {"one decimal", HEADER ";einddatum", "@;3332;01000001;12010;2023-01-%;1,5;\xC3\xAB%;", NULL, NULL, false, true},
        {"none, one and two decimals", HEADER ";einddatum",
         "@;3332;01000001;12010;2023-01-%;1.5;\xC3\xAB%;\n@;3332;01000001;12010;2023-01-%;100;\xC3\xAB" "B%;\n@;3332;01000001;12010;2023-01-%;12.55;\xC3\xAB" "C%;", NULL, NULL, false,
         true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf file = {0};
        struct sniff s;
        make(&file, cases[i].header, cases[i].line, 15);
        sniff_text(&s, (struct text){file.at, file.n}, cases[i].reason);
        const char *end = s.profile.empty[COL_EINDDATUM], *all = s.profile.empty[COLUMNS];
        check_text(cases[i].reason, text_of(end ? end : ""), text_of(cases[i].empty_end ? cases[i].empty_end : ""));
        check_text(cases[i].reason, text_of(all ? all : ""), text_of(cases[i].empty_all ? cases[i].empty_all : ""));
        if (s.profile.with_time != cases[i].with_time || s.profile.few_decimals != cases[i].few_decimals || !s.told_date
            || !s.told_decimal || !s.complete || s.canonical || s.accepted != s.rows)
            ck_abort_msg("%s: time %d, few decimals %d, date %d, decimal %d, complete %d, accepted %u of %zu; %s",
                         cases[i].reason, s.profile.with_time, s.profile.few_decimals, s.told_date, s.told_decimal,
                         s.complete, s.accepted, s.rows, shown((struct text){s.notes.at, s.notes.n}));
        sniff_release(&s);
        buf_release(&file);
    }
}
END_TEST

/* A number that was damaged is no pseudonym: who takes it for one makes one patient of strangers. */
START_TEST(damaged_numbers_are_never_pseudonyms)
{
    static const struct {
        const char *reason, *bsn;
        bool damaged, opaque;
    } cases[] = {
        {"in scientific notation", "9,99990E+08", true, false},
        {"with a point", "9.9999E8", true, false},
        {"with .0 behind", "999990019.0", true, false},
        {"with ,00 behind", "999990019,00", true, false},
        {"behind an apostrophe", "'999990019", true, false},
        {"with points", "999.990.019", true, false},
        {"with blanks", "9999 90 019", true, false},
        {"with something behind", "999990019;", true, false},
        {"as a formula", "\"=\"\"999990019\"\"\"", true, false},
        {"with zeros in front", "0000999990019", true, false},
        {"a pseudonym of letters and digits", "Q%W7", false, true},
        {"a pseudonym of hex digits", "a3f09e7c55d1%", false, true},
        {"a pseudonym of digits", "77123%", false, true},
        {"numbers", "999990019", false, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf file = {0};
        struct sniff s;
        char *line = xprintf("%s|3332|01000001|12010|2023-01-%%|1,50|R%%", cases[i].bsn);
        make(&file, "bsn|uzovi|agb_declarant|prestatiecode|begindatum|Bedrag|referentienummer", line, 15);
        sniff_text(&s, (struct text){file.at, file.n}, cases[i].reason);
        if (s.opaque != cases[i].opaque || s.damaged != cases[i].damaged || s.complete == cases[i].damaged)
            ck_abort_msg("%s: opaque %d, damaged %d, complete %d; %s", cases[i].reason, s.opaque, s.damaged, s.complete,
                         shown((struct text){s.notes.at, s.notes.n}));
        if (cases[i].damaged && (!notes_hold(&s, "exporteer opnieuw") || notes_hold(&s, "99999")))
            ck_abort_msg("%s: %s", cases[i].reason, shown((struct text){s.notes.at, s.notes.n}));
        sniff_release(&s);
        buf_release(&file);
        free(line);
    }
}
END_TEST

START_TEST(content_tells_a_column_when_one_field_alone_speaks)
{
    static const struct {
        const char *reason, *header, *line;
        int column, field; /* -1: not told */
    } cases[] = {
        {"the elfproef", "a;b;c", "x;@;999990018", COL_BSN, 1},
        {"two of them", "a;b;c", "x;@;@", COL_BSN, -1},
        {"a date", "a;b;c", "x;y;2023-01-%", COL_BEGINDATUM, 2},
        {"two dates", "a;b;c", "x;2023-01-%;2023-01-%", COL_BEGINDATUM, -1},
        {"a date of eight digits is no AGB code", "a;b;c", "01000001;x;20230115", COL_AGB_DECLARANT, 0},
        {"eight digits of another kind", "a;b;c", "x;y;99000001", COL_AGB_DECLARANT, -1},
        {"D and C", "a;b;c", "x;D;y", COL_DEBET_CREDIT, 1},
        {"an amount", "a;b;c", "x;y;1%,25", COL_BEDRAG_CENT, 2},
        {"whole numbers may be anything", "a;b;c", "x;y;1%", COL_BEDRAG_CENT, -1},
        {"four digits may be anything", "a;b;c", "x;y;3332", COL_UZOVI, -1},
        {"a name goes before content", "a;Datum behandeling;c", "x;2023-01-%;2023-01-%", COL_BEGINDATUM, 1},
        {"pseudonyms are a bsn by name", "a;bsn;c", "x;Q%W;y", COL_BSN, 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf file = {0};
        struct sniff s;
        make(&file, cases[i].header, cases[i].line, 10);
        sniff_text(&s, (struct text){file.at, file.n}, cases[i].reason);
        if (s.field_of[cases[i].column] != cases[i].field
            || s.opaque != (strstr(cases[i].reason, "pseudonyms") != NULL))
            ck_abort_msg("%s: field %d, opaque %d; %s", cases[i].reason, s.field_of[cases[i].column], s.opaque,
                         shown((struct text){s.notes.at, s.notes.n}));
        sniff_release(&s);
        buf_release(&file);
    }
}
END_TEST

#define CANONICAL "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer"

START_TEST(a_canonical_file_needs_no_profile)
{
    static const struct {
        const char *reason, *header, *line;
        bool canonical;
    } cases[] = {
        {"canonical", CANONICAL, "@,3332,01000001,12010,2023-01-%,1050,R%", true},
        {"with a BOM and CR", "\xEF\xBB\xBF" CANONICAL "\r", "@,3332,01000001,12010,2023-01-%,1050,R%\r", true},
        {"in capitals", "BSN,UZOVI,AGB_DECLARANT,PRESTATIECODE,BEGINDATUM,BEDRAG_CENT,REFERENTIENUMMER", "@,3332,01000001,12010,202301%,1050,R%", true},
        {"another order and an unknown column", "x,uzovi,bsn,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer",
         "y,3332,@,01000001,12010,2023-01-%,1050,R%", true},
        {"another name", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,kenmerk", "@,3332,01000001,12010,2023-01-%,1050,R%", false},
        {"other dates", CANONICAL, "@,3332,01000001,12010,%-01-2023,1050,R%", false},
        {"euros", CANONICAL, "@,3332,01000001,12010,2023-01-%,10.50,R%", false},
        {"another encoding", CANONICAL, "@,3332,01000001,12010,2023-01-%,1050,\xEB%", false},
        {"a column that is missing", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,x", "@,3332,01000001,12010,2023-01-%,1050,R%", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf file = {0};
        struct sniff s;
        make(&file, cases[i].header, cases[i].line, 15);
        sniff_text(&s, (struct text){file.at, file.n}, cases[i].reason);
        if (s.canonical != cases[i].canonical)
            ck_abort_msg("%s: %s", cases[i].reason, shown((struct text){s.notes.at, s.notes.n}));
        sniff_release(&s);
        buf_release(&file);
    }
}
END_TEST

START_TEST(what_is_no_csv_with_a_header_gets_no_proposal)
{
    const struct {
        const char *reason;
        struct text file;
        const char *note;
    } cases[] = {
        {"nothing", {"", 0}, "geen kopregel"},
        {"an empty first line", TEXT("\nbsn;uzovi\n"), "geen kopregel"},
        {"one column", TEXT("bsn\n999990019\n"), "deelt de kopregel"},
        {"no header", TEXT("999990019;3332;01000001\n999994669;3332;01000001\n"), "lijkt geen kopregel"},
        {"a person in the header", TEXT("999990019;a;b;c;d;e;f\n"), "lijkt geen kopregel"},
        {"UTF-16", TEXT("\xFF\xFE" "b\0s\0n\0;\0u\0"), "UTF-16"},
        {"UTF-16 without its mark", TEXT("b\0s\0n\0;\0u\0"), "UTF-16"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sniff s;
        sniff_text(&s, cases[i].file, cases[i].reason);
        if (s.usable || s.complete || s.canonical || !notes_hold(&s, cases[i].note) || notes_hold(&s, "999990019"))
            ck_abort_msg("%s: %s", cases[i].reason, shown((struct text){s.notes.at, s.notes.n}));
        sniff_release(&s);
    }
}
END_TEST

START_TEST(a_last_line_that_was_cut_off_does_not_count)
{
    struct buf file = {0};
    struct sniff s;
    struct error err = {0};
    make(&file, HEADER, "@;3332;01000001;12010;2023-01-%;1,50;\xC3\xAB%", 15);
    /* In the middle of a letter. */
    const char *cut = memrchr(file.at, 0xAB, file.n);
    check_good(sniff_read(&s, (struct text){file.at, (size_t)(cut - file.at)}, false, &err), &err, "sniff_read");
    if (s.rows != 14 || s.broken || !s.told_encoding || s.profile.encoding != ENCODING_UTF8 || s.accepted != 14)
        ck_abort_msg("%zu rows, %zu broken, encoding %d", s.rows, s.broken, s.profile.encoding);
    sniff_release(&s);
    buf_release(&file);
}
END_TEST

START_TEST(the_first_lines_are_those_that_a_run_accepts)
{
    static const char file[] = HEADER "\n"
                                      "999990018;3332;01000001;12010;2023-01-15;1,50;R1\n"
                                      "999990019;3332;01000001;12010;2023-01-15;1,50;R2\n"
                                      "999994669;3332;01000001;12010;2023-01-16;11,50;R3\n";
    struct sniff s;
    struct sniff_line first[3];
    sniff_text(&s, text_of(file), "three lines");
    uint32_t n = sniff_first_lines(&s, first, 3);
    if (n != 2 || s.accepted != 2 || s.rejected[0].n != 1 || s.rejected[0].reden != BSN_ELFPROEF
        || s.rejected[0].veld != COL_BSN || s.rejected[1].n)
        ck_abort_msg("%u lines, %u accepted", n, s.accepted);
    check_text("the first", first[0].line.referentie, TEXT("R2"));
    check_text("the second", first[1].line.patient, TEXT("999994669"));
    if (first[1].line.bedrag_cent != 1150 || sniff_first_lines(&s, first, 1) != 1)
        ck_abort_msg("%lld cents", (long long)first[1].line.bedrag_cent);
    sniff_release(&s);
}
END_TEST

START_TEST(no_bytes_are_too_strange)
{
    static const char *const part[] = {"bsn", "Bedrag", ";", ",", "\t", "|", "\"", "'", "\n", "\r\n", "999990019", "2023-01-15", "3-1-2023", "1,50", "\xEB", "\xC3\xAB",
                                       "\x81", "uzovi", "agb", " ", "D", "-", "20230115", "01000001", "\xEF\xBB\xBF"};
    struct seeds seeds = seeds_up_to(400);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct buf file = {0};
        struct sniff s;
        struct sniff_line first[3];
        struct error err = {0};
        for (size_t i = random_below(&random, 600); i; i--) {
            char byte = (char)random_below(&random, 256);
            if (one_in(&random, 30))
                buf_add(&file, &byte, 1);
            else
                buf_text(&file, part[random_below(&random, COUNT_OF(part))]);
        }
        check_good(sniff_read(&s, (struct text){file.at, file.n}, one_in(&random, 2), &err), &err, "sniff_read");
        uint32_t n = s.usable ? sniff_first_lines(&s, first, 3) : 0;
        if (n > s.accepted || s.accepted > s.rows)
            ck_abort_msg("seed %llu: %u of %u of %zu", (unsigned long long)seed, n, s.accepted, s.rows);
        sniff_release(&s);
        buf_release(&file);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("sniff",
                    (const TTest *const[]){every_dialect_is_told, what_cannot_be_told_is_said_and_left_out,
                                           words_times_and_decimals_are_proposed, damaged_numbers_are_never_pseudonyms,
                                           content_tells_a_column_when_one_field_alone_speaks,
                                           a_canonical_file_needs_no_profile,
                                           what_is_no_csv_with_a_header_gets_no_proposal,
                                           a_last_line_that_was_cut_off_does_not_count,
                                           the_first_lines_are_those_that_a_run_accepts, no_bytes_are_too_strange,
                                           NULL});
}
