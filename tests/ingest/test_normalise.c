/* Fields to a line, or to the reason why not: a case for every form of every column, and which reason comes first
 * (semantics.md 1 and 6). BSNs are in the range 99999xxxx, which belongs to nobody,
 * but for one that must have 8 digits. */
#include "ingest/normalise.h"

#include "harness.h"
#include "report/line_csv.h"

/* The values of a good line. */
static const char good_values[] =
    "bsn=999990019|uzovi=3332|agb_declarant=01000001|prestatiecodelijst=008|prestatiecode=12000|begindatum=2023-01-15|"
    "bedrag_cent=1500|referentienummer=C1";

/* A line with a slack behind it. */
static struct text with_slack(struct buf *room, const char *line)
{
    room->n = 0;
    buf_text(room, line);
    memset(buf_room(room, CSV_SLACK), 0, CSV_SLACK);
    return (struct text){room->at, room->n};
}

static void open_layout(struct layout *layout, const struct profile *profile, bool opaque, const char *names)
{
    struct csv_record record = CSV_RECORD(',');
    struct buf room = {0};
    struct two_languages wrong = {.english = {0}};
    if (csv_record_split(&record, with_slack(&room, names)) != CSV_RECORD_OK
        || !layout_read(layout, profile, opaque, &record, &wrong))
        ck_abort_msg("the header of the test is not right: %s", names);
    csv_record_release(&record);
    buf_release(&room);
}

/* One value of a line, as text: of bsn the patient key. */
static void show(const struct line *line, int column, struct buf *out)
{
    char room[32];
    struct text value = column == COL_BSN ? line->patient : line_value(line, (enum column)column, room);
    out->n = 0;
    buf_add(out, value.at, value.n);
}

static int column_of(const char *name, size_t n)
{
    for (int c = 0; c < COLUMNS; c++)
        if (strlen(column_name[c]) == n && memcmp(column_name[c], name, n) == 0)
            return c;
    ck_abort_msg("the test names an unknown column: %.*s", (int)n, name);
}

/* Takes `column=value|column=value` over into the values of a line. */
static void take_values(const char *changes, struct text value[static COLUMNS])
{
    for (const char *at = changes; *at;) {
        size_t n = strcspn(at, "|"), name = strcspn(at, "=");
        value[column_of(at, name)] = (struct text){at + name + 1, n - name - 1};
        at += n + (at[n] == '|');
    }
}

/* A line of good values but for `changes`. */
static void make_line(const char *changes, struct buf *out)
{
    struct text value[COLUMNS] = {{NULL, 0}};
    take_values(good_values, value);
    take_values(changes, value);
    out->n = 0;
    for (int c = 0; c < COLUMNS; c++) {
        buf_text(out, c ? "," : "");
        buf_add(out, value[c].at, value[c].n);
    }
    buf_string(out);
}

/* The header of all columns in their order; lives as long as the program. */
static const char *header(void)
{
    static struct buf names;
    names.n = 0;
    for (int c = 0; c < COLUMNS; c++)
        buf_printf(&names, "%s%s", c ? "," : "", column_name[c]);
    return buf_string(&names);
}

/* What becomes of it: the value of `column`, or "reason veld". */
static void judge(const struct profile *profile, bool opaque, const char *names, const char *line, int column,
                  struct buf *out)
{
    struct csv_record record = CSV_RECORD(',');
    struct buf room = {0};
    struct layout layout;
    struct normal_room values;
    struct line got;
    struct reject reject;
    bool bedrag_good;
    open_layout(&layout, profile, opaque, names);
    if (csv_record_split(&record, with_slack(&room, line)) != CSV_RECORD_OK)
        ck_abort_msg("the line of the test cannot be split: %s", shown(text_of(line)));
    if (normalise(&layout, &record, &values, &got, &reject, &bedrag_good)) {
        show(&got, column, out);
        if (!bedrag_good)
            ck_abort_msg("a good line whose amount is not good");
    } else {
        out->n = 0;
        buf_printf(out, "%s %s", afkeur_name[reject.reden], layout_veld(&layout, reject.veld));
    }
    layout_release(&layout);
    csv_record_release(&record);
    buf_release(&room);
}

#define X15 "123456789012345"
#define X20 "12345678901234567890"
#define E "\xC3\xA9"

static const struct form {
    const char *reason, *changes, *column, *becomes;
} forms[] = {
    /* bsn */
    {"a BSN", "bsn=999990019", "bsn", "999990019"},
    {"a BSN with blanks around it", "bsn=  999990019 ", "bsn", "999990019"},
    {"a BSN in quotes with blanks inside", "bsn=\" 999990019 \"", "bsn", "999990019"},
    {"8 digits get a zero in front", "bsn=10000008", "bsn", "010000008"},
    {"8 digits that fail the elfproef", "bsn=10000009", "bsn", "bsn_elfproef bsn"},
    {"the elfproef fails by one", "bsn=999990018", "bsn", "bsn_elfproef bsn"},
    {"9 zeros", "bsn=000000000", "bsn", "bsn_elfproef bsn"},
    {"8 zeros", "bsn=00000000", "bsn", "bsn_elfproef bsn"},
    {"7 digits", "bsn=9999900", "bsn", "vorm_onjuist bsn"},
    {"10 digits", "bsn=0999990019", "bsn", "vorm_onjuist bsn"},
    {"a letter", "bsn=99999001A", "bsn", "vorm_onjuist bsn"},
    {"a blank inside", "bsn=9999 90019", "bsn", "vorm_onjuist bsn"},
    {"999999999 is no BSN known", "bsn=999999999|verzekerdennummer=A1", "bsn", "3332/A1"},
    {"no BSN", "bsn=|verzekerdennummer=A1", "bsn", "3332/A1"},
    {"a BSN goes before the verzekerdennummer", "verzekerdennummer=A1", "bsn", "999990019"},
    {"neither", "bsn=", "bsn", "patient_onbekend bsn"},
    {"999999999 and no verzekerdennummer", "bsn=999999999", "bsn", "patient_onbekend bsn"},
    /* verzekerdennummer */
    {"15 characters", "bsn=|verzekerdennummer=" X15, "bsn", "3332/" X15},
    {"16 characters", "verzekerdennummer=" X15 "6", "bsn", "vorm_onjuist verzekerdennummer"},
    {"15 characters of two bytes", "verzekerdennummer=" E E E E E E E E E E E E E E E, "verzekerdennummer", E E E E E E E E E E E E E E E},
    {"16 characters of two bytes", "verzekerdennummer=" E E E E E E E E E E E E E E E E, "verzekerdennummer", "vorm_onjuist verzekerdennummer"},
    {"a TAB inside", "verzekerdennummer=A\tB", "verzekerdennummer", "vorm_onjuist verzekerdennummer"},
    {"a DEL inside", "verzekerdennummer=A\x7F" "B", "verzekerdennummer", "vorm_onjuist verzekerdennummer"},
    {"a C1 control is allowed", "verzekerdennummer=A\xC2\x85" "B", "verzekerdennummer", "A\xC2\x85" "B"},
    {"a blank inside is kept", "verzekerdennummer=A B", "verzekerdennummer", "A B"},
    {"a TAB around it is not trimmed", "verzekerdennummer=A\t", "verzekerdennummer", "vorm_onjuist verzekerdennummer"},
    {"a word for nobody beside a BSN", "verzekerdennummer=NULL", "verzekerdennummer", ""},
    {"a word for nobody and no BSN", "bsn=|verzekerdennummer= n.v.t. ", "bsn", "patient_onbekend bsn"},
    {"zeros are nobody", "bsn=|verzekerdennummer=000", "bsn", "patient_onbekend bsn"},
    {"zeros of any length are nobody, before their form is looked at", "bsn=|verzekerdennummer=0000000000000000000000", "bsn", "patient_onbekend bsn"},
    {"a word with something behind it is somebody", "bsn=|verzekerdennummer=geen1", "bsn", "3332/geen1"},
    {"a minus and a digit is somebody", "bsn=|verzekerdennummer=-1", "bsn", "3332/-1"},
    {"zeros and a digit are somebody", "bsn=|verzekerdennummer=001", "bsn", "3332/001"},
    {"wrong beside a BSN too", "verzekerdennummer=" X20, "bsn", "vorm_onjuist verzekerdennummer"},
    /* uzovi */
    {"an insurer", "uzovi=0101", "uzovi", "0101"},
    {"0000 is a number of 4 digits", "uzovi=0000", "uzovi", "0000"},
    {"no insurer", "uzovi=", "uzovi", "veld_ontbreekt uzovi"},
    {"only blanks", "uzovi=   ", "uzovi", "veld_ontbreekt uzovi"},
    {"3 digits", "uzovi=333", "uzovi", "vorm_onjuist uzovi"},
    {"5 digits", "uzovi=33321", "uzovi", "vorm_onjuist uzovi"},
    {"letters", "uzovi=333X", "uzovi", "vorm_onjuist uzovi"},
    {"the key keeps the zeros of the insurer", "bsn=|verzekerdennummer=A1|uzovi=0101", "bsn", "0101/A1"},
    /* agb */
    {"a declarant", "agb_declarant=53010001", "agb_declarant", "53010001"},
    {"a declarant of zeros", "agb_declarant=00000000", "agb_declarant", "00000000"},
    {"no declarant", "agb_declarant=", "agb_declarant", "veld_ontbreekt agb_declarant"},
    {"7 digits of a declarant", "agb_declarant=1000001", "agb_declarant", "vorm_onjuist agb_declarant"},
    {"9 digits of a declarant", "agb_declarant=010000011", "agb_declarant", "vorm_onjuist agb_declarant"},
    {"an uitvoerder", "agb_uitvoerder=03130001", "agb_uitvoerder", "03130001"},
    {"no uitvoerder", "agb_uitvoerder=", "agb_uitvoerder", ""},
    {"zeros are none", "agb_uitvoerder=00000000", "agb_uitvoerder", ""},
    {"zeros are none, whatever their length", "agb_uitvoerder=000", "agb_uitvoerder", ""},
    {"7 digits of an uitvoerder", "agb_uitvoerder=1000001", "agb_uitvoerder", "vorm_onjuist agb_uitvoerder"},
    /* specialisme, list */
    {"a specialisme", "specialisme=0313", "specialisme", "0313"},
    {"a specialisme of zeros", "specialisme=0000000", "specialisme", ""},
    {"a specialisme of 3 digits", "specialisme=313", "specialisme", "vorm_onjuist specialisme"},
    {"a list", "prestatiecodelijst=012", "prestatiecodelijst", "012"},
    {"a list of zeros", "prestatiecodelijst=0", "prestatiecodelijst", ""},
    {"no list", "prestatiecodelijst=", "prestatiecodelijst", ""},
    {"a list of 2 digits", "prestatiecodelijst=12", "prestatiecodelijst", "vorm_onjuist prestatiecodelijst"},
    {"a list of 4 digits", "prestatiecodelijst=0012", "prestatiecodelijst", "vorm_onjuist prestatiecodelijst"},
    /* prestatiecode */
    {"a code", "prestatiecode=15A295", "prestatiecode", "15A295"},
    {"a code in lower case", "prestatiecode=15a295", "prestatiecode", "15A295"},
    {"a code of one character", "prestatiecode=z", "prestatiecode", "Z"},
    {"a code of 12", "prestatiecode=ABCDEFGHIJKL", "prestatiecode", "ABCDEFGHIJKL"},
    {"a code of 13", "prestatiecode=ABCDEFGHIJKLM", "prestatiecode", "vorm_onjuist prestatiecode"},
    {"a code of zeros is a code", "prestatiecode=00000", "prestatiecode", "00000"},
    {"no code", "prestatiecode=", "prestatiecode", "veld_ontbreekt prestatiecode"},
    {"a dash in a code", "prestatiecode=12-00", "prestatiecode", "vorm_onjuist prestatiecode"},
    {"an accent in a code", "prestatiecode=12" E, "prestatiecode", "vorm_onjuist prestatiecode"},
    {"the bytes around the letters", "prestatiecode=A@", "prestatiecode", "vorm_onjuist prestatiecode"},
    {"the bytes around the small letters", "prestatiecode=a{", "prestatiecode", "vorm_onjuist prestatiecode"},
    /* zorgproduct, verwijsdiagnose */
    {"a zorgproduct", "zorgproductcode=040201013", "zorgproductcode", "040201013"},
    {"zeros are no zorgproduct", "zorgproductcode=000000000", "zorgproductcode", ""},
    {"8 digits of a zorgproduct", "zorgproductcode=04020101", "zorgproductcode", "vorm_onjuist zorgproductcode"},
    {"a verwijsdiagnose", "verwijsdiagnosecode=55", "verwijsdiagnosecode", "55"},
    {"compared as a number", "verwijsdiagnosecode=00000055", "verwijsdiagnosecode", "55"},
    {"zeros are none, however many", "verwijsdiagnosecode=000000000000", "verwijsdiagnosecode", ""},
    {"9 digits", "verwijsdiagnosecode=000000055", "verwijsdiagnosecode", "vorm_onjuist verwijsdiagnosecode"},
    {"a letter", "verwijsdiagnosecode=5A", "verwijsdiagnosecode", "vorm_onjuist verwijsdiagnosecode"},
    /* diagnosecode */
    {"an ICPC code", "diagnosecode=T90", "diagnosecode", "T90"},
    {"one digit behind the point", "diagnosecode=T90.2", "diagnosecode", "T90.2"},
    {"two digits behind the point", "diagnosecode=t90.02", "diagnosecode", "T90.02"},
    {"three digits behind the point count as empty", "diagnosecode=T90.023", "diagnosecode", ""},
    {"a point and nothing", "diagnosecode=T90.", "diagnosecode", ""},
    {"without a letter", "diagnosecode=190", "diagnosecode", ""},
    {"a DBC diagnosis counts as empty", "diagnosecode=222", "diagnosecode", ""},
    {"two letters", "diagnosecode=TT0", "diagnosecode", ""},
    {"a comma for the point", "diagnosecode=\"T90,02\"", "diagnosecode", ""},
    {"four characters", "diagnosecode=T900", "diagnosecode", ""},
    {"whatever it holds", "diagnosecode=een lang verhaal\t\x7F", "diagnosecode", ""},
    {"the bytes around the letters", "diagnosecode=@90", "diagnosecode", ""},
    {"the bytes around the small letters", "diagnosecode=`90", "diagnosecode", ""},
    /* days */
    {"a day", "begindatum=2023-02-28", "begindatum", "2023-02-28"},
    {"a day without dashes", "begindatum=20230228", "begindatum", "2023-02-28"},
    {"no day", "begindatum=", "begindatum", "veld_ontbreekt begindatum"},
    {"a day of another form", "begindatum=28-02-2023", "begindatum", "vorm_onjuist begindatum"},
    {"a day that does not exist", "begindatum=2023-02-29", "begindatum", "datum_onmogelijk begindatum"},
    {"a day of zeros is no empty one", "begindatum=00000000", "begindatum", "datum_onmogelijk begindatum"},
    {"a day before 1990", "begindatum=1989-12-31", "begindatum", "datum_onmogelijk begindatum"},
    {"a day after 2099", "einddatum=2100-01-01", "einddatum", "datum_onmogelijk einddatum"},
    {"no last day is the first day", "einddatum=", "einddatum", "2023-01-15"},
    {"a last day of zeros", "einddatum=00000000", "einddatum", "2023-01-15"},
    {"a last day of zeros of another length", "einddatum=0", "einddatum", "2023-01-15"},
    {"a last day", "einddatum=2023-01-16", "einddatum", "2023-01-16"},
    {"the same day", "einddatum=2023-01-15", "einddatum", "2023-01-15"},
    {"before the first day", "einddatum=2023-01-14", "einddatum", "einde_voor_begin einddatum"},
    {"a last day of another form", "einddatum=2023-1-16", "einddatum", "vorm_onjuist einddatum"},
    /* aantal, bedrag */
    {"a number", "aantal=3", "aantal", "3"},
    {"no number is 1", "aantal=", "aantal", "1"},
    {"zeros are none", "aantal=000", "aantal", "1"},
    {"9 digits", "aantal=999999999", "aantal", "999999999"},
    {"10 digits", "aantal=0000000001", "aantal", "vorm_onjuist aantal"},
    {"a decimal number", "aantal=1.5", "aantal", "vorm_onjuist aantal"},
    {"an amount", "bedrag_cent=1500", "bedrag_cent", "1500"},
    {"an amount of 0", "bedrag_cent=0", "bedrag_cent", "0"},
    {"an amount of 12 digits", "bedrag_cent=999999999999", "bedrag_cent", "999999999999"},
    {"an amount of 13 digits", "bedrag_cent=0000000001500", "bedrag_cent", "vorm_onjuist bedrag_cent"},
    {"no amount", "bedrag_cent=", "bedrag_cent", "veld_ontbreekt bedrag_cent"},
    {"a sign", "bedrag_cent=-1500", "bedrag_cent", "vorm_onjuist bedrag_cent"},
    {"euros", "bedrag_cent=15.00", "bedrag_cent", "vorm_onjuist bedrag_cent"},
    /* debet_credit, references */
    {"a debit", "debet_credit=D", "debet_credit", "D"},
    {"a credit", "debet_credit=C", "debet_credit", "C"},
    {"lower case", "debet_credit=c", "debet_credit", "C"},
    {"empty is a debit", "debet_credit=", "debet_credit", "D"},
    {"another letter", "debet_credit=X", "debet_credit", "vorm_onjuist debet_credit"},
    {"two letters", "debet_credit=DC", "debet_credit", "vorm_onjuist debet_credit"},
    {"the bytes that differ in one bit", "debet_credit=$", "debet_credit", "vorm_onjuist debet_credit"},
    {"the other byte that differs in one bit", "debet_credit=#", "debet_credit", "vorm_onjuist debet_credit"},
    {"a reference", "referentienummer=R 1", "referentienummer", "R 1"},
    {"no reference", "referentienummer=", "referentienummer", "veld_ontbreekt referentienummer"},
    {"a reference of 20", "referentienummer=" X20, "referentienummer", X20},
    {"a reference of 21", "referentienummer=" X20 "1", "referentienummer", "vorm_onjuist referentienummer"},
    {"a reference keeps its case", "referentienummer=aB", "referentienummer", "aB"},
    {"a reference of zeros", "referentienummer=000", "referentienummer", "000"},
    {"a line feed in a reference", "referentienummer=\"a\rb\"", "referentienummer", "vorm_onjuist referentienummer"},
    {"a reference to another", "vorig_referentienummer=K1", "vorig_referentienummer", "K1"},
    {"of 21", "vorig_referentienummer=" X20 "1", "vorig_referentienummer", "vorm_onjuist vorig_referentienummer"},
    {"zeros are a reference", "vorig_referentienummer=0", "vorig_referentienummer", "0"},
};

START_TEST(every_column_has_its_form)
{
    const struct profile canonical = PROFILE_CANONICAL;
    struct buf line = {0}, got = {0};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        make_line(forms[i].changes, &line);
        judge(&canonical, false, header(), line.at, column_of(forms[i].column, strlen(forms[i].column)), &got);
        if (!text_equal((struct text){got.at, got.n}, text_of(forms[i].becomes)))
            ck_abort_msg("%s (%s) becomes \"%s\", expected \"%s\"", forms[i].reason, shown(text_of(forms[i].changes)),
                         shown((struct text){got.at, got.n}), forms[i].becomes);
    }
    buf_release(&line);
    buf_release(&got);
}
END_TEST

START_TEST(an_opaque_patient_is_any_text_without_a_slash)
{
    const struct profile canonical = PROFILE_CANONICAL;
    static const char x64[] = "bsn=1234567890123456789012345678901234567890123456789012345678901234";
    static const struct {
        const char *reason, *changes, *becomes;
    } cases[] = {
        {"a text", "bsn=Pat-7 " E, "Pat-7 " E},
        {"nine digits that fail the elfproef", "bsn=999990018", "999990018"},
        {"eight digits are not padded", "bsn=10000008", "10000008"},
        {"zeros are nobody", "bsn=000000000|verzekerdennummer=A1", "3332/A1"},
        {"a word for nobody, before its form is looked at", "bsn=N/A|verzekerdennummer=A1", "3332/A1"},
        {"zeros and no verzekerdennummer", "bsn=0", "patient_onbekend bsn"},
        {"64 characters", x64, x64 + 4},
        {"empty means none", "bsn=|verzekerdennummer=A1", "3332/A1"},
        {"999999999 means none", "bsn=999999999|verzekerdennummer=A1", "3332/A1"},
        {"neither", "bsn=", "patient_onbekend bsn"},
        {"a slash", "bsn=3332/A1", "vorm_onjuist bsn"},
        {"a TAB", "bsn=a\tb", "vorm_onjuist bsn"},
    };
    struct buf line = {0}, got = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        make_line(cases[i].changes, &line);
        judge(&canonical, true, header(), line.at, COL_BSN, &got);
        check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].becomes));
    }
    char *longer = xprintf("%s5", x64);
    make_line(longer, &line);
    judge(&canonical, true, header(), line.at, COL_BSN, &got);
    check_text("65 characters", (struct text){got.at, got.n}, TEXT("vorm_onjuist bsn"));
    free(longer);
    buf_release(&line);
    buf_release(&got);
}
END_TEST

START_TEST(a_line_gets_the_first_reason_that_applies)
{
    const struct profile canonical = PROFILE_CANONICAL;
    /* Each of these is wrong, in the order in which they are told: any later one beside it changes nothing. */
    static const struct {
        const char *change, *becomes;
    } faults[] = {
        {"bsn=99999001A", "vorm_onjuist bsn"},
        {"verzekerdennummer=" X20, "vorm_onjuist verzekerdennummer"},
        {"uzovi=", "veld_ontbreekt uzovi"},
        {"agb_declarant=1", "vorm_onjuist agb_declarant"},
        {"agb_uitvoerder=1", "vorm_onjuist agb_uitvoerder"},
        {"specialisme=1", "vorm_onjuist specialisme"},
        {"prestatiecodelijst=1", "vorm_onjuist prestatiecodelijst"},
        {"prestatiecode=-", "vorm_onjuist prestatiecode"},
        {"zorgproductcode=1", "vorm_onjuist zorgproductcode"},
        {"verwijsdiagnosecode=x", "vorm_onjuist verwijsdiagnosecode"},
        {"begindatum=2023-02-30", "datum_onmogelijk begindatum"},
        {"einddatum=x", "vorm_onjuist einddatum"},
        {"aantal=x", "vorm_onjuist aantal"},
        {"bedrag_cent=", "veld_ontbreekt bedrag_cent"},
        {"debet_credit=x", "vorm_onjuist debet_credit"},
        {"referentienummer=", "veld_ontbreekt referentienummer"},
        {"vorig_referentienummer=" X20 "1", "vorm_onjuist vorig_referentienummer"},
    };
    struct buf line = {0}, got = {0};
    for (size_t i = 0; i < COUNT_OF(faults); i++)
        for (size_t k = i; k < COUNT_OF(faults); k++) {
            char *both = xprintf("%s|%s", faults[k].change, faults[i].change);
            make_line(k == i ? faults[i].change : both, &line);
            judge(&canonical, false, header(), line.at, COL_BSN, &got);
            check_text(both, (struct text){got.at, got.n}, text_of(faults[i].becomes));
            free(both);
        }
    static const struct {
        const char *reason, *changes, *becomes;
    } cases[] = {
        {"the elfproef goes before the verzekerdennummer", "bsn=999990018|verzekerdennummer=" X20, "bsn_elfproef bsn"},
        {"the form of the verzekerdennummer goes before no patient", "bsn=|verzekerdennummer=" X20, "vorm_onjuist verzekerdennummer"},
        {"no patient goes before the insurer", "bsn=|uzovi=", "patient_onbekend bsn"},
        {"the end before the begin goes before the number", "einddatum=2023-01-01|aantal=x", "einde_voor_begin einddatum"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        make_line(cases[i].changes, &line);
        judge(&canonical, false, header(), line.at, COL_BSN, &got);
        check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].becomes));
    }
    buf_release(&line);
    buf_release(&got);
}
END_TEST

START_TEST(the_number_of_fields_goes_before_their_length_and_that_before_their_form)
{
    const struct profile canonical = PROFILE_CANONICAL;
    static const char names[] =
        "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer, Mijn Kolom ";
    struct buf line = {0}, got = {0};
    char *long_value = xmalloc(5000);
    memset(long_value, 'x', 5000);
    long_value[4097] = '\0';
    static const struct {
        const char *reason, *before, *behind, *becomes; /* with the long value between them, unless `behind` is NULL */
    } cases[] = {
        {"good", "999990019,3332,01000001,12000,2023-01-15,1500,C1,", NULL, "999990019"},
        {"a field too many", "999990019,3332,01000001,12000,2023-01-15,1500,C1,x,", NULL, "te_veel_velden "},
        {"a field too few", "999990019,3332,01000001,12000,2023-01-15,1500,C1", NULL, "te_weinig_velden "},
        {"one field", "x", NULL, "te_weinig_velden "},
        {"too many and too long", "999990019,3332,01000001,12000,2023-01-15,1500,C1,x,", "", "te_veel_velden "},
        {"too long in an unknown column", "999990019,3332,01000001,12000,2023-01-15,1500,C1,", "", "veld_te_lang Mijn Kolom"},
        {"too long in a known column", "999990019,3332,01000001,12000,2023-01-15,1500,", ",x", "veld_te_lang referentienummer"},
        {"too long goes before a form that is wrong", "99999001A,3332,01000001,12000,2023-01-15,1500,C1,", "", "veld_te_lang Mijn Kolom"},
        {"the first of two that are too long", "", ",3332,01000001,12000,2023-01-15,1500,C1,y", "veld_te_lang bsn"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        line.n = 0;
        buf_text(&line, cases[i].before);
        if (cases[i].behind)
            buf_printf(&line, "%s%s", long_value, cases[i].behind);
        judge(&canonical, false, names, buf_string(&line), COL_BSN, &got);
        check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].becomes));
    }
    /* 4096 bytes, blanks counted and quotes not. */
    long_value[4096] = '\0';
    line.n = 0;
    buf_printf(&line, "%s\"%s\"", cases[0].before, long_value);
    judge(&canonical, false, names, buf_string(&line), COL_BSN, &got);
    check_text("4096 bytes in quotes", (struct text){got.at, got.n}, TEXT("999990019"));
    memset(long_value, ' ', 4097);
    long_value[4097] = '\0';
    line.n = 0;
    buf_printf(&line, "%s%s", cases[0].before, long_value);
    judge(&canonical, false, names, buf_string(&line), COL_BSN, &got);
    check_text("4097 blanks", (struct text){got.at, got.n}, TEXT("veld_te_lang Mijn Kolom"));
    free(long_value);
    buf_release(&line);
    buf_release(&got);
}
END_TEST

START_TEST(the_amount_of_a_rejected_line_counts_when_it_is_good)
{
    const struct profile canonical = PROFILE_CANONICAL;
    static const struct {
        const char *changes;
        bool good;
    } cases[] = {{"bsn=1", true},         {"vorig_referentienummer=" X20 "1", true}, {"bedrag_cent=x", false},
                 {"bedrag_cent=", false}, {"bsn=1|bedrag_cent=1.00", false},         {"uzovi=", true}};
    struct csv_record record = CSV_RECORD(',');
    struct buf line = {0}, room = {0};
    struct layout layout;
    open_layout(&layout, &canonical, false, header());
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct normal_room values;
        struct line got;
        struct reject reject;
        bool good;
        make_line(cases[i].changes, &line);
        if (csv_record_split(&record, with_slack(&room, line.at)) != CSV_RECORD_OK
            || normalise(&layout, &record, &values, &got, &reject, &good) || good != cases[i].good
            || (good && got.bedrag_cent != 1500))
            ck_abort_msg("%s", cases[i].changes);
    }
    layout_release(&layout);
    csv_record_release(&record);
    buf_release(&line);
    buf_release(&room);
}
END_TEST

START_TEST(a_header_names_the_required_columns_once)
{
    const struct profile canonical = PROFILE_CANONICAL;
    static const struct {
        const char *reason, *names;
        bool good;
    } cases[] = {
        {"all columns", NULL, true},
        {"the required ones", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer", true},
        {"verzekerdennummer instead of bsn", "verzekerdennummer,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer", true},
        {"neither", "uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer", false},
        {"another order", "referentienummer,bedrag_cent,begindatum,prestatiecode,agb_declarant,uzovi,bsn", true},
        {"upper case, blanks and quotes", "BSN, Uzovi ,\"AGB_declarant\",\" prestatiecode \",begindatum,bedrag_cent,referentienummer", true},
        {"names with marks", "b.s-n,UZO_VI,agb-declarant,Prestatie Code,begin\xC2\xA0" "datum,bedrag.cent,\xE2\x80\x8B_ \xEF\xBB\xBFreferentienummer-", true},
        {"twice but for the marks", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer,Bedrag Cent", false},
        {"a name that only begins as one", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cents,referentienummer", false},
        {"a name that is the beginning of one", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag,referentienummer", false},
        {"an accent is another letter", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,r\xC3\xA9" "ferentienummer", false},
        {"unknown columns", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer,x,y", true},
        {"unknown names twice, and empty ones", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer,x,x,,", true},
        {"a canonical name twice", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer,BSN", false},
        {"an optional name twice", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer,aantal,aantal", false},
        {"no uzovi", "bsn,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer", false},
        {"no agb_declarant", "bsn,uzovi,prestatiecode,begindatum,bedrag_cent,referentienummer", false},
        {"no prestatiecode", "bsn,uzovi,agb_declarant,begindatum,bedrag_cent,referentienummer", false},
        {"no begindatum", "bsn,uzovi,agb_declarant,prestatiecode,bedrag_cent,referentienummer", false},
        {"no bedrag_cent", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,referentienummer", false},
        {"no referentienummer", "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent", false},
        {"another delimiter", "bsn;uzovi;agb_declarant;prestatiecode;begindatum;bedrag_cent;referentienummer", false},
        {"an empty field", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct csv_record record = CSV_RECORD(',');
        struct buf room = {0};
    struct two_languages wrong = {.english = {0}};
        struct layout layout;
        if (csv_record_split(&record, with_slack(&room, cases[i].names ? cases[i].names : header())) != CSV_RECORD_OK
            || layout_read(&layout, &canonical, false, &record, &wrong) != cases[i].good)
            ck_abort_msg("%s", cases[i].reason);
        layout_release(&layout);
        csv_record_release(&record);
        buf_release(&room);
        two_languages_release(&wrong);
    }
}
END_TEST

START_TEST(a_profile_gives_names_defaults_and_forms)
{
    static const char names[] = "Nr,Verzekeraar,Wie,prestatiecode,Dag,Euro,Ref,uzovi";
    static const struct {
        const char *reason, *ini, *line, *column, *becomes;
    } cases[] = {
        {"own names", "", "999990019,3333,01000001,12000,2023-01-15,1500,C1,3332", "uzovi", "3333"},
        {"a default for a column that the file lacks", "prestatiecodelijst = 012\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1,", "prestatiecodelijst", "012"},
        {"a default for an empty value", "uzovi = 3311\n", "999990019,  ,01000001,12000,2023-01-15,1500,C1,", "uzovi", "3311"},
        {"a value goes before the default", "uzovi = 3311\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1,", "uzovi", "3333"},
        {"a default is judged too", "uzovi = 331\n", "999990019,,01000001,12000,2023-01-15,1500,C1,", "uzovi", "vorm_onjuist uzovi"},
        {"a default of credits", "debet_credit = c\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1,", "debet_credit", "C"},
        {"euros with a comma", "[csv]\ndecimal = komma\n", "999990019,3333,01000001,12000,2023-01-15,\"15,05\",C1,", "bedrag_cent", "1505"},
        {"a comma and one decimal", "[csv]\ndecimal = komma\n", "999990019,3333,01000001,12000,2023-01-15,\"15,5\",C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"a comma and three decimals", "[csv]\ndecimal = komma\n", "999990019,3333,01000001,12000,2023-01-15,\"15,055\",C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"a point where a comma is asked", "[csv]\ndecimal = komma\n", "999990019,3333,01000001,12000,2023-01-15,15.05,C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"no decimals where they are asked", "[csv]\ndecimal = komma\n", "999990019,3333,01000001,12000,2023-01-15,1505,C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"nothing before the comma", "[csv]\ndecimal = komma\n", "999990019,3333,01000001,12000,2023-01-15,\",05\",C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"thousands are not separated", "[csv]\ndecimal = komma\n", "999990019,3333,01000001,12000,2023-01-15,\"1.015,05\",C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"none to two decimals: two", "[csv]\ndecimal = komma\ndecimalen = 0-2\n", "999990019,3333,01000001,12000,2023-01-15,\"15,05\",C1,", "bedrag_cent", "1505"},
        {"none to two decimals: one", "[csv]\ndecimal = komma\ndecimalen = 0-2\n", "999990019,3333,01000001,12000,2023-01-15,\"15,5\",C1,", "bedrag_cent", "1550"},
        {"none to two decimals: none", "[csv]\ndecimal = punt\ndecimalen = 0-2\n", "999990019,3333,01000001,12000,2023-01-15,15,C1,", "bedrag_cent", "1500"},
        {"none to two decimals: three", "[csv]\ndecimal = punt\ndecimalen = 0-2\n", "999990019,3333,01000001,12000,2023-01-15,15.055,C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"none to two decimals: a mark and nothing", "[csv]\ndecimal = punt\ndecimalen = 0-2\n", "999990019,3333,01000001,12000,2023-01-15,15.,C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"none to two decimals: nothing before the mark", "[csv]\ndecimal = punt\ndecimalen = 0-2\n", "999990019,3333,01000001,12000,2023-01-15,.5,C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"none to two decimals: eleven digits of euros", "[csv]\ndecimal = punt\ndecimalen = 0-2\n", "999990019,3333,01000001,12000,2023-01-15,12345678901,C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"two decimals, said", "[csv]\ndecimal = punt\ndecimalen = 2\n", "999990019,3333,01000001,12000,2023-01-15,15.5,C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"a default amount is in cents, whatever the file has", "[csv]\ndecimal = punt\n[defaults]\nbedrag_cent = 1505\n", "999990019,3333,01000001,12000,2023-01-15,,C1,", "bedrag_cent", "1505"},
        {"a default day is a canonical one", "[csv]\ndate = dmy\n[defaults]\neinddatum = 2023-02-01\n", "999990019,3333,01000001,12000,5-1-2023,1500,C1,", "einddatum", "2023-02-01"},
        {"a default day of the file's form", "[csv]\ndate = dmy\n[defaults]\neinddatum = 1-2-2023\n", "999990019,3333,01000001,12000,5-1-2023,1500,C1,", "einddatum", "vorm_onjuist einddatum"},
        {"a default day has no time", "[csv]\ntijd = ja\n[defaults]\neinddatum = 2023-02-01 00:00\n", "999990019,3333,01000001,12000,2023-01-05,1500,C1,", "einddatum", "vorm_onjuist einddatum"},
        {"a default begin does not make an end of another form good", "[csv]\ndate = dmy\n[columns]\neinddatum = uzovi\n[defaults]\nbegindatum = 2023-01-05\n", "999990019,3333,01000001,12000,,1500,C1,2023-01-05", "einddatum", "vorm_onjuist einddatum"},
        {"a default for a value that is empty by [leeg]", "[leeg]\nuzovi = NULL\n[defaults]\nuzovi = 3311\n", "999990019,NULL,01000001,12000,2023-01-15,1500,C1,", "uzovi", "3311"},
        {"a default for a value of zeros", "[columns]\nspecialisme = uzovi\n[defaults]\nspecialisme = 0313\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1,000", "specialisme", "0313"},
        {"no default for no BSN known", "[defaults]\nbsn = 999990007\nverzekerdennummer = A1\n", "999999999,3333,01000001,12000,2023-01-15,1500,C1,", "bsn", "3333/A1"},
        {"no default for nobody", "[columns]\nverzekerdennummer = uzovi\n[defaults]\nverzekerdennummer = A1\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1,onbekend", "verzekerdennummer", ""},
        {"no default for a diagnosis of another form", "[columns]\ndiagnosecode = uzovi\n[defaults]\ndiagnosecode = T90\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1,222", "diagnosecode", ""},
        {"a word for empty, with blanks around it", "[leeg]\n* = NULL \\N\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1, \\N ", "verzekerdennummer", ""},
        {"a word for empty of another case", "[leeg]\nuzovi = NULL\n", "999990019,null,01000001,12000,2023-01-15,1500,C1,", "uzovi", "vorm_onjuist uzovi"},
        {"a word for empty of another column", "[leeg]\neinddatum = NULL\n", "999990019,NULL,01000001,12000,2023-01-15,1500,C1,", "uzovi", "vorm_onjuist uzovi"},
        {"a word for empty in a column that is needed", "[leeg]\nuzovi = NULL\n", "999990019,NULL,01000001,12000,2023-01-15,1500,C1,", "uzovi", "veld_ontbreekt uzovi"},
        {"a day that means none", "[columns]\neinddatum = uzovi\n[leeg]\neinddatum = 9999-12-31\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1,9999-12-31", "einddatum", "2023-01-15"},
        {"a time behind a blank", "[csv]\ntijd = ja\n", "999990019,3333,01000001,12000,2023-01-15 00:00:00.000,1500,C1,", "begindatum", "2023-01-15"},
        {"a time behind a T", "[csv]\ntijd = ja\n", "999990019,3333,01000001,12000,20230115T235959,1500,C1,", "begindatum", "2023-01-15"},
        {"no time is asked for", "[csv]\ntijd = ja\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1,", "begindatum", "2023-01-15"},
        {"two blanks before a time", "[csv]\ntijd = ja\n", "999990019,3333,01000001,12000,2023-01-15  00:00,1500,C1,", "begindatum", "vorm_onjuist begindatum"},
        {"a zone behind a time", "[csv]\ntijd = ja\n", "999990019,3333,01000001,12000,2023-01-15T00:00Z,1500,C1,", "begindatum", "vorm_onjuist begindatum"},
        {"a T and no time", "[csv]\ntijd = ja\n", "999990019,3333,01000001,12000,2023-01-15T,1500,C1,", "begindatum", "vorm_onjuist begindatum"},
        {"a time where none is taken", "[csv]\ntijd = nee\n", "999990019,3333,01000001,12000,2023-01-15 00:00,1500,C1,", "begindatum", "vorm_onjuist begindatum"},
        {"euros with a point", "[csv]\ndecimal = punt\n", "999990019,3333,01000001,12000,2023-01-15,0.05,C1,", "bedrag_cent", "5"},
        {"ten digits before the point", "[csv]\ndecimal = punt\n", "999990019,3333,01000001,12000,2023-01-15,9999999999.99,C1,", "bedrag_cent", "999999999999"},
        {"eleven digits before the point", "[csv]\ndecimal = punt\n", "999990019,3333,01000001,12000,2023-01-15,00000000001.00,C1,", "bedrag_cent", "vorm_onjuist bedrag_cent"},
        {"a Dutch day", "[csv]\ndate = dmy\n", "999990019,3333,01000001,12000,5-1-2023,1500,C1,", "begindatum", "2023-01-05"},
        {"a day of another form than the profile's", "[csv]\ndate = dmy\n", "999990019,3333,01000001,12000,2023-01-15,1500,C1,", "begindatum", "vorm_onjuist begindatum"},
    };
    struct buf got = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct profile profile;
        struct problems problems = {0};
        struct error err = {0};
        char *path = scratch("p.ini"),
             *ini = xprintf("[columns]\nbsn = nr\nuzovi = verzekeraar\nagb_declarant = WIE\nbegindatum = "
                            "dag\nbedrag_cent = euro\nreferentienummer = ref\n%s%s",
                            cases[i].ini[0] == '[' ? "" : "[defaults]\n", cases[i].ini);
        write_file(path, ini, strlen(ini));
        check_good(profile_read(&profile, path, &problems, &err), &err, cases[i].reason);
        check_text(cases[i].reason, (struct text){problems.text, problems.n}, TEXT(""));
        judge(&profile, false, names, cases[i].line, column_of(cases[i].column, strlen(cases[i].column)), &got);
        check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].becomes));
        profile_release(&profile);
        free(path);
        free(ini);
    }
    buf_release(&got);
}
END_TEST

START_TEST(every_reason_has_a_name_and_a_message_without_a_value)
{
    struct buf out = {0};
    for (unsigned i = KOP_ONJUIST; i < AFKEUREN; i++)
        for (int veld = GEEN_VELD; veld <= COLUMNS; veld++)
            for (unsigned gezien = 0; gezien < GEZIENEN; gezien++) {
                out.n = 0;
                afkeur_melding(
                    &(struct reject){.reden = (enum afkeur)i, .veld = veld, .gezien = (enum gezien)gezien, .n = 7}, 18,
                    TEXT(""), &out);
                if (!afkeur_name[i] || !afkeur_name[i][0] || out.n == 0 || strchr(buf_string(&out), '%'))
                    ck_abort_msg("reason %u, veld %d, gezien %u: %s", i, veld, gezien, buf_string(&out));
            }
    buf_release(&out);
}
END_TEST

/* What kind of thing a rejected value is; the message says so, and nothing of the value. */
START_TEST(a_message_says_what_kind_of_value_was_there)
{
    static const struct {
        const char *reason, *changes, *says;
    } cases[] = {
        {"a word where nothing may stand", "einddatum=NULL", "[leeg]"},
        {"a word that a column needs a value for", "uzovi=NULL", "verplicht"},
        {"a day for no end", "einddatum=99991231", "9999-12-31"},
        {"a day for no end, of another kind", "einddatum=1900-01-01", "9999-12-31"},
        {"a time", "begindatum=2023-01-05 00:00:00", "tijd = ja"},
        {"a day the other way round", "begindatum=31-01-2023", "zet date"},
        {"euros", "bedrag_cent=15.00", "zet decimal"},
        {"a day for no end with a time", "einddatum=9999-12-31 00:00", "[leeg] kan die niet noemen"},
        {"a time with a zone", "begindatum=2023-01-05T00:00:00Z", "zone"},
        {"the month first", "begindatum=1/31/2023", "maand voorop"},
        {"a year of two digits", "begindatum=31-01-23", "jaartal van twee cijfers"},
        {"the name of a month", "begindatum=5-jan-2023", "naam van een maand"},
        {"a spreadsheet's number of a day", "begindatum=44931", "dagnummer"},
        {"one decimal", "bedrag_cent=15.5", "decimalen = 0-2"},
        {"three decimals", "bedrag_cent=15.055", "meer dan twee decimalen"},
        {"thousands", "bedrag_cent=\"1.015,20\"", "duizendtallen"},
        {"a currency", "bedrag_cent=\xE2\x82\xAC 15", "valutateken"},
        {"zeros lost", "agb_declarant=1000001", "voorloopnullen"},
        {"too many digits", "agb_declarant=010000011", "er staan 9 cijfers"},
        {"a minus", "bedrag_cent=-1500", "debet_credit"},
        {"a spreadsheet's number", "bsn=9.9999E+08", "wetenschappelijke"},
        {"points in a number", "bsn=999.990.019", "opgemaakt"},
        {"an apostrophe", "bsn='999990019", "opgemaakt"},
        {"letters", "uzovi=abcd", "er staan letters"},
        {"a name", "bsn=Jansen1", "letters en cijfers"},
        {"too long", "referentienummer=" X20 "1", "er staan 21 tekens"},
        {"the form", "agb_declarant=1000001", "8 cijfers, met voorloopnullen"},
        {"a tab", "verzekerdennummer=A\tB", "stuurteken"},
        {"lines that a CR alone ends", "vorig_referentienummer=x\r999990019,3332", "tr '\\r' '\\n'"},
    };
    const struct profile canonical = PROFILE_CANONICAL;
    struct buf line = {0}, room = {0}, out = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct csv_record record = CSV_RECORD(',');
        struct layout layout;
        struct normal_room values;
        struct line got;
        struct reject reject;
        bool bedrag_good;
        make_line(cases[i].changes, &line);
        open_layout(&layout, &canonical, false, header());
        if (csv_record_split(&record, with_slack(&room, line.at)) != CSV_RECORD_OK
            || normalise(&layout, &record, &values, &got, &reject, &bedrag_good))
            ck_abort_msg("%s is taken", cases[i].reason);
        out.n = 0;
        afkeur_melding(&reject, layout.fields, TEXT(""), &out);
        if (!strstr(buf_string(&out), cases[i].says))
            ck_abort_msg("%s: %s", cases[i].reason, buf_string(&out));
        const char *value = strchr(cases[i].changes, '=') + 1;
        if (strcmp(value, "NULL") != 0 && strcmp(value, "9999-12-31") != 0 && strstr(buf_string(&out), value))
            ck_abort_msg("%s: the value is in %s", cases[i].reason, buf_string(&out));
        layout_release(&layout);
        csv_record_release(&record);
    }
    buf_release(&line);
    buf_release(&room);
    buf_release(&out);
}
END_TEST

START_TEST(the_elfproef_is_its_definition)
{
    char bsn[10];
    for (uint32_t number = 0; number < 1000000000; number += number % 1000 < 20 ? 1 : 997) {
        int sum = 0;
        digits_print(number, 9, bsn);
        for (int i = 0; i < 9; i++)
            sum += (bsn[i] - '0') * (i < 8 ? 9 - i : -1);
        if (elfproef(bsn) != (number && sum % 11 == 0))
            ck_abort_msg("%s: %d", bsn, elfproef(bsn));
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("normalise",
                    (const TTest *const[]){every_column_has_its_form, an_opaque_patient_is_any_text_without_a_slash,
                                           a_line_gets_the_first_reason_that_applies,
                                           the_number_of_fields_goes_before_their_length_and_that_before_their_form,
                                           the_amount_of_a_rejected_line_counts_when_it_is_good,
                                           a_header_names_the_required_columns_once,
                                           a_profile_gives_names_defaults_and_forms,
                                           every_reason_has_a_name_and_a_message_without_a_value,
                                           a_message_says_what_kind_of_value_was_there, the_elfproef_is_its_definition,
                                           NULL});
}
