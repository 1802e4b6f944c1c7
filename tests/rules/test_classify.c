/* Which rules a line matches, which lines are relevant, and what a keten line's own day makes
 * of it (semantics.md 1, 3, 4, 5). */
#include "rules/covers.h"
#include "rules/keten.h"
#include "rules/letop.h"

#include <stdio.h>

#include "small_rules.h"

static day on(const char *iso)
{
    day d = 0;
    if (day_parse(text_of(iso), DAY_ISO, &d) != DAY_OK)
        ck_abort_msg("%s is no day", iso);
    return d;
}

/* The columns that a match looks at, as text: `code list specialisme uitvoerder declarant zorgproduct`, '-' = empty. */
static struct line line_of(const char *columns, char room[static 16])
{
    char word[6][16];
    if (sscanf(columns, "%15s %15s %15s %15s %15s %15s", word[0], word[1], word[2], word[3], word[4], word[5]) != 6)
        ck_abort_msg("'%s' is no line", columns);
    memcpy(room, word[0], 16);
    uint64_t number[6];
    for (int i = 1; i < 6; i++)
        number[i] = strtoul(word[i], NULL, 10);
    return (struct line){.prestatiecode = text_of(room),
                         .lijst = (uint16_t)number[1],
                         .specialisme = (uint16_t)number[2],
                         .agb_uitvoerder = (uint32_t)number[3],
                         .agb_declarant = (uint32_t)number[4],
                         .zorgproduct = (uint32_t)number[5],
                         .uzovi = 3332};
}

/* The ids of the rules that match, each with its reasons. */
static void show(const struct ruleset *rules, const struct match_set *set, struct buf *out)
{
    out->n = 0;
    for (uint32_t i = 0; i < set->matches; i++) {
        const struct text id = rules->regel[set->match[i].regel].id;
        buf_printf(out, "%s%.*s", i ? " " : "", (int)id.n, id.at);
        for (unsigned r = 0; r < REDENEN; r++)
            if (set->match[i].redenen & REDEN(r))
                buf_printf(out, "+%s", reden_name[r]);
    }
}

static bool is_relevant(struct classifier *classifier, const struct line *line)
{
    return debit_relevance(classifier, line) != NOT_RELEVANT;
}

START_TEST(a_line_matches_when_all_columns_of_the_rule_hold)
{
    static const struct {
        const char *reason, *rule, *line, *matches;
    } cases[] = {
        {"the first code of the range", "code_van=12000|code_tm=12011", "12000 - - - 01000001 -", "R"},
        {"the last code of the range", "code_van=12000|code_tm=12011", "12011 - - - 01000001 -", "R"},
        {"inside the range", "code_van=12000|code_tm=12011", "12005 - - - 01000001 -", "R"},
        {"below the range", "code_van=12000|code_tm=12011", "11999 - - - 01000001 -", ""},
        {"above the range", "code_van=12000|code_tm=12011", "12012 - - - 01000001 -", ""},
        {"a shorter code", "code_van=12000|code_tm=12011", "1200 - - - 01000001 -", ""},
        {"a longer code", "code_van=12000|code_tm=12011", "120005 - - - 01000001 -", ""},
        {"letters between digits, bytewise", "code_van=12000|code_tm=12011", "1200A - - - 01000001 -", "R"},
        {"letters above digits, bytewise", "code_van=12000|code_tm=12009", "1200A - - - 01000001 -", ""},
        {"a single code", "code_van=9200", "9200 - - - 01000001 -", "R"},
        {"zeros before it on the line", "code_van=9200", "009200 - - - 01000001 -", "R"},
        {"zeros before it in the table", "code_van=009200", "9200 - - - 01000001 -", "R"},
        {"zeros before both", "code_van=09200", "0009200 - - - 01000001 -", "R"},
        {"zeros behind it are no zeros before it", "code_van=9200", "92000 - - - 01000001 -", ""},
        {"zeros before a range", "code_van=012000|code_tm=12011", "00012005 - - - 01000001 -", "R"},
        {"zeros before a code in a set", "codeset=zi", "0222222 - - - 01000001 -", "R"},
        {"zeros before a letter count", "code_van=A92", "0A92 - - - 01000001 -", ""},
        {"zeros before a letter count on both sides", "code_van=0A92", "0A92 - - - 01000001 -", "R"},
        {"zeros only are one zero", "code_van=000", "0 - - - 01000001 -", "R"},
        {"one zero is zeros only", "code_van=0", "0000 - - - 01000001 -", "R"},
        {"zeros only in a range of one digit", "code_van=000|code_tm=007", "7 - - - 01000001 -", "R"},
        {"a longer number in such a range", "code_van=000|code_tm=007", "0070 - - - 01000001 -", ""},
        {"another code", "code_van=9200", "9201 - - - 01000001 -", ""},
        {"the longest code", "code_van=ABCDEFGHIJKL", "ABCDEFGHIJKL - - - 01000001 -", "R"},
        {"the list of the rule", "code_van=9200|prestatiecodelijst=054 080", "9200 080 - - 01000001 -", "R"},
        {"another list", "code_van=9200|prestatiecodelijst=054 080", "9200 008 - - 01000001 -", ""},
        {"a line without a list", "code_van=9200|prestatiecodelijst=054 080", "9200 - - - 01000001 -", "R+lijst_onbekend"},
        {"a rule without a list, a line without one", "code_van=9200", "9200 - - - 01000001 -", "R"},
        {"a rule without a list", "code_van=9200", "9200 777 - - 01000001 -", "R"},
        {"a code of the set, in its list", "codeset=zi", "111111 001 - - 01000001 -", "R"},
        {"a code of the set, in another list", "codeset=zi", "111111 002 - - 01000001 -", ""},
        {"a code of the set, without a list", "codeset=zi", "111111 - - - 01000001 -", "R+lijst_onbekend"},
        {"a code of the set, for any list, without one", "codeset=zi", "222222 - - - 01000001 -", "R"},
        {"a code of the set, for any list, of a rule with a list", "codeset=zi|prestatiecodelijst=003", "222222 - - - 01000001 -", "R+lijst_onbekend"},
        {"a code of the set in a list, of a rule with another, without a list", "codeset=zi|prestatiecodelijst=003", "111111 - - - 01000001 -", "R+lijst_onbekend"},
        {"a code of the set, for any list", "codeset=zi", "222222 002 - - 01000001 -", "R"},
        {"a code of the set, in a list that the rule does not have", "codeset=zi|prestatiecodelijst=003", "222222 002 - - 01000001 -", ""},
        {"a code that is not in the set", "codeset=zi", "333333 001 - - 01000001 -", ""},
        {"a concept rule matches as others do", "code_van=9200|status=concept", "9200 - - - 01000001 -", "R"},
        {"a set that is not filled matches nothing", "codeset=leeg|status=concept", "9200 - - - 01000001 -", ""},
        {"nor with another condition beside it", "codeset=leeg|status=concept|zorgsoort=01", "9200 - - - 01000001 -", ""},
        {"a DOT: product and code", "code_van=15A295|zorgproduct=040201013", "15A295 041 - - 06000001 040201013", "R"},
        {"a DOT: the product, another code", "code_van=15A295|zorgproduct=040201013", "15B999 041 - - 06000001 040201013", "R+declaratiecode_wijkt_af"},
        {"a DOT: the product, a code of another length", "code_van=15A295|zorgproduct=040201013", "15A 041 - - 06000001 040201013", "R+declaratiecode_wijkt_af"},
        {"a DOT: another product, the code", "code_van=15A295|zorgproduct=040201013", "15A295 041 - - 06000001 040201014", ""},
        {"a DOT: no product, the code", "code_van=15A295|zorgproduct=040201013", "15A295 041 - - 06000001 -", "R+zorgproduct_onbekend"},
        {"a DOT: no product, another code", "code_van=15A295|zorgproduct=040201013", "15B999 041 - - 06000001 -", ""},
        {"a DOT: the product in another list", "code_van=15A295|zorgproduct=040201013|prestatiecodelijst=041", "15A295 008 - - 06000001 040201013", ""},
        {"a DOT by a code set", "codeset=zi|zorgproduct=040201013", "333333 - - - 06000001 040201013", "R+declaratiecode_wijkt_af"},
        {"a DOT by a code set, another code, no list: the set does not fit it", "codeset=zi|zorgproduct=040201013", "999999 - - - 06000001 040201013", "R+declaratiecode_wijkt_af"},
        {"a DOT by a code set, no list, no product", "codeset=zi|zorgproduct=040201013", "111111 - - - 06000001 -", "R+lijst_onbekend+zorgproduct_onbekend"},
        {"a DOT of a list, no list", "code_van=15A295|zorgproduct=040201013|prestatiecodelijst=041", "15B999 - - - 06000001 040201013", "R+declaratiecode_wijkt_af+lijst_onbekend"},
        {"a specialism of a list, no list", "specialisme=0313|prestatiecodelijst=041", "XX - 0313 - 06000001 -", "R+lijst_onbekend"},
        {"a DOT by a code set, no product", "codeset=zi|zorgproduct=040201013", "222222 - - - 06000001 -", "R+zorgproduct_onbekend"},
        {"a product without a code", "zorgproduct=040201013", "XX - - - 06000001 040201013", "R"},
        {"a product without a code, none on the line", "zorgproduct=040201013", "XX - - - 06000001 -", ""},
        {"a product without a code, another on the line", "zorgproduct=040201013", "XX - - - 06000001 040201012", ""},
        {"a prefix", "zorgproduct=040201*", "XX - - - 06000001 040201013", "R"},
        {"a prefix: the last product of the group", "zorgproduct=040201*", "XX - - - 06000001 040201999", "R"},
        {"a prefix: the group before", "zorgproduct=040201*", "XX - - - 06000001 040200999", ""},
        {"a prefix: the group behind", "zorgproduct=040201*", "XX - - - 06000001 040202000", ""},
        {"a prefix: no product", "zorgproduct=040201*", "XX - - - 06000001 -", ""},
        {"a prefix of one digit that is 0", "zorgproduct=0*", "XX - - - 06000001 040201013", "R"},
        {"a prefix of one digit that is 0, another product", "zorgproduct=0*", "XX - - - 06000001 140201013", ""},
        {"a prefix of nine digits", "zorgproduct=040201013*", "XX - - - 06000001 040201013", "R"},
        {"a prefix with a code: both must fit", "zorgproduct=040201*|code_van=15A295", "15A295 - - - 06000001 040201013", "R"},
        {"a prefix with a code: another code", "zorgproduct=040201*|code_van=15A295", "15A296 - - - 06000001 040201013", ""},
        {"a prefix with a code: no product", "zorgproduct=040201*|code_van=15A295", "15A295 - - - 06000001 -", ""},
        {"the specialisme of the line", "specialisme=0313 0322", "XX - 0322 - 06000001 -", "R"},
        {"another specialisme", "specialisme=0313 0322", "XX - 0301 - 06000001 -", ""},
        {"no specialisme: the first four digits of the uitvoerder", "specialisme=0313", "XX - - 03130001 06000001 -", "R"},
        {"no specialisme: another uitvoerder", "specialisme=0313", "XX - - 03140001 06000001 -", ""},
        {"the specialisme goes before the uitvoerder", "specialisme=0313", "XX - 0301 03130001 06000001 -", ""},
        {"neither: not even by the declarant", "specialisme=0313", "XX - - - 03130001 -", ""},
        {"the zorgsoort of the uitvoerder", "zorgsoort=01 03", "XX - - 03130001 06000001 -", "R"},
        {"the uitvoerder goes before the declarant", "zorgsoort=01", "XX - - 03130001 01000001 -", ""},
        {"no uitvoerder: the declarant", "zorgsoort=01", "XX - - - 01000001 -", "R"},
        {"zorgsoort 00", "zorgsoort=00", "XX - - - 00000001 -", "R"},
        {"all columns together", "code_van=9200|prestatiecodelijst=054|specialisme=0313|zorgsoort=03", "9200 054 - 03130001 06000001 -", "R"},
        {"one of them does not hold", "code_van=9200|prestatiecodelijst=054|specialisme=0313|zorgsoort=01", "9200 054 - 03130001 06000001 -", ""},
        {"a rule of a list alone matches nothing", "prestatiecodelijst=054", "9200 054 - - 01000001 -", ""},
        {"nor with a programme beside it", "prestatiecodelijst=054|conflict_programma=VRM", "9200 054 - - 01000001 -", ""},
        {"a programme alone makes nothing relevant", "conflict_programma=VRM", "9200 054 - - 01000001 -", ""},
        {"a code beside a programme", "code_van=9200|conflict_programma=VRM", "9200 054 - - 01000001 -", "R"},
        {"a bundle that may not be, by a code", "soort=verboden|code_van=9200", "9200 054 - - 01000001 -", "R"},
        {"evidence", "soort=vereist|voorwaarde=contactregister|code_van=9200", "9200 054 - - 01000001 -", "R"},
        {"enrolment, and no relations", "soort=lid|code_van=9200", "9200 054 - - 01000001 -", ""},
        {"a rule without any column matches nothing", "betreft=SUIKER|verwijsdiagnoses=55", "9200 054 - - 01000001 -", ""},
        {"conditions of a hit play no part", "code_van=9200|betreft=SUIKER|verwijsdiagnoses=55|voorwaarde=voetzorg|overlap=start|eenmalig=1|geldig_tot=2020-01-02",
         "9200 - - - 01000001 -", "R"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset rules;
        struct buf got = {0};
        char room[16], *rows = xprintf("regel=R|%s\n", cases[i].rule);
        small_rules(&rules, rows, NULL, false);
        struct classifier *classifier = classifier_new(&rules);
        struct line line = line_of(cases[i].line, room);
        for (int again = 0; again < 2; again++) {
            show(&rules, classify(classifier, &line), &got);
            check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].matches));
            if (is_relevant(classifier, &line) != (got.n > 0))
                ck_abort_msg("%s: relevance", cases[i].reason);
            if ((line_relevance(classifier, &line) != NOT_RELEVANT) != (got.n > 0 || line.credit))
                ck_abort_msg("%s: every credit is relevant, a debit when it matches", cases[i].reason);
            line.credit = true;
        }
        classifier_free(classifier);
        ruleset_release(&rules);
        buf_release(&got);
        free(rows);
    }
}
END_TEST

static struct line random_match_line(struct random *random, char room[static 16])
{
    static const char *const code[] = {"A0",     "A1",      "A3",     "A5",    "A6",   "A31",
                                       "111111", "0111111", "222222", "40001", "40011"};
    static const uint32_t agb[] = {0, 1000001, 3130001, 6000001}, product[] = {0, 0, 40201013, 40201014, 140201013};
    static const uint16_t lijst[] = {0, 1, 8, 56}, specialisme[] = {0, 0, 313, 301};
    strcpy(room, code[random_below(random, COUNT_OF(code))]);
    return (struct line){.prestatiecode = text_of(room),
                         .agb_uitvoerder = agb[random_below(random, 4)],
                         .agb_declarant = agb[1 + random_below(random, 3)],
                         .zorgproduct = product[random_below(random, 5)],
                         .lijst = lijst[random_below(random, 4)],
                         .specialisme = specialisme[random_below(random, 4)],
                         .uzovi = 3332,
                         .period = {on("2023-01-01"), on("2023-01-01")}};
}

static char *random_rows(struct random *random)
{
    static const char *const code[] = {
        "", "code_van=A1|", "code_van=A3|", "code_van=A1|code_tm=A5|", "code_van=A0|code_tm=A6|", "codeset=zi|"};
    static const char *const product[] = {
        "", "", "", "zorgproduct=040201013|", "zorgproduct=04*|", "zorgproduct=0402*|", "zorgproduct=1*|"};
    static const char *const other[] = {
        "", "", "", "specialisme=0313|", "specialisme=0313 0301|", "zorgsoort=01|", "zorgsoort=01 03|"};
    static const char *const lijst[] = {"", "", "prestatiecodelijst=008", "prestatiecodelijst=001 008"};
    struct buf rows = {0};
    size_t n = 1 + random_below(random, 3);
    for (size_t i = 0; i < n; i++)
        buf_printf(&rows, "regel=R%zu|%s%s%s%s\n", i, code[random_below(random, COUNT_OF(code))],
                   product[random_below(random, COUNT_OF(product))], other[random_below(random, COUNT_OF(other))],
                   lijst[random_below(random, COUNT_OF(lijst))]);
    for (size_t i = 1; i < rows.n; i++)
        if (rows.at[i] == '\n' && rows.at[i - 1] == '|')
            rows.at[i - 1] = '\n';
    buf_string(&rows);
    return rows.at;
}

/* Matching, as semantics.md 4 has it. */
static bool code_fits(const struct regel *regel, const struct line *line)
{
    struct code code = code_of(line->prestatiecode);
    if (!regel->codeset)
        return regel->van.n == 0 || code_in_range(&code, &regel->van, &regel->tm);
    for (size_t i = 0; i < regel->codeset->n; i++) {
        uint16_t lijst = regel->codeset->code[i].lijst;
        if (code_compare(&regel->codeset->code[i].code, &code) == 0
            && (lijst == 0 || line->lijst == 0 || lijst == line->lijst))
            return true;
    }
    return false;
}

/* Whether the line fits by rows of the set, all of which name a list. */
static bool names_list(const struct regel *regel, const struct line *line)
{
    struct code code = code_of(line->prestatiecode);
    size_t rows = 0, named = 0;
    for (size_t i = 0; regel->codeset && i < regel->codeset->n; i++) {
        bool fits = code_compare(&regel->codeset->code[i].code, &code) == 0;
        rows += fits;
        named += fits && regel->codeset->code[i].lijst;
    }
    return rows && rows == named;
}

static bool matches_by_definition(const struct regel *regel, const struct line *line, reden_set *redenen)
{
    bool has_code = regel->van.n || regel->codeset, fits = code_fits(regel, line);
    uint32_t performer = line->agb_uitvoerder ? line->agb_uitvoerder : line->agb_declarant;
    *redenen = line->lijst == 0 && (regel->lijsten.n || names_list(regel, line)) ? REDEN(LIJST_ONBEKEND) : 0;
    if (!has_code && !regel->zorgproduct_divisor && !regel->specialismen.n && !regel->zorgsoorten.n)
        return false;
    if (regel->lijsten.n && line->lijst && !numbers_have(&regel->lijsten, line->lijst))
        return false;
    if (regel->specialismen.n && !line->specialisme && !line->agb_uitvoerder)
        return false;
    if (regel->specialismen.n
        && !numbers_have(&regel->specialismen, line->specialisme ? line->specialisme : line->agb_uitvoerder / 10000))
        return false;
    if (regel->zorgsoorten.n && !numbers_have(&regel->zorgsoorten, performer / 1000000))
        return false;
    if (regel->zorgproduct_divisor == 0)
        return fits;
    if (!regel->zorgproduct_full)
        return line->zorgproduct && line->zorgproduct / regel->zorgproduct_divisor == regel->zorgproduct && fits;
    if (line->zorgproduct == 0) {
        *redenen |= REDEN(ZORGPRODUCT_ONBEKEND);
        return has_code && fits;
    }
    *redenen |= fits ? 0 : REDEN(DECLARATIECODE_WIJKT_AF);
    return line->zorgproduct == regel->zorgproduct;
}

START_TEST(random_rules_match_as_the_definition_says)
{
    struct seeds seeds = seeds_up_to(200);
    size_t matching = 0;
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct ruleset rules;
        struct buf got = {0}, want = {0};
        char *rows = random_rows(&random);
        small_rules(&rules, rows, one_in(&random, 2) ? "3332,01000001,DM2,A6,2023-01-01,,,\n" : NULL, false);
        struct classifier *classifier = classifier_new(&rules);
        for (int i = 0; i < 100; i++) {
            char room[16];
            struct line line = random_match_line(&random, room);
            show(&rules, classify(classifier, &line), &got);
            want.n = 0;
            for (size_t r = 0; r < rules.regels; r++) {
                reden_set redenen;
                if (!matches_by_definition(&rules.regel[r], &line, &redenen))
                    continue;
                buf_printf(&want, "%s%.*s", want.n ? " " : "", (int)rules.regel[r].id.n, rules.regel[r].id.at);
                for (unsigned k = 0; k < REDENEN; k++)
                    if (redenen & REDEN(k))
                        buf_printf(&want, "+%s", reden_name[k]);
            }
            matching += want.n > 0;
            if (!text_equal((struct text){got.at, got.n}, (struct text){want.at, want.n}))
                ck_abort_msg("TEST_SEED=%llu: %s: code %.*s, list %u, product %u, specialisme %u, uitvoerder %u, "
                             "declarant %u matches '%s', expected '%s'",
                             (unsigned long long)seed, shown(text_of(rows)), (int)line.prestatiecode.n,
                             line.prestatiecode.at, line.lijst, line.zorgproduct, line.specialisme, line.agb_uitvoerder,
                             line.agb_declarant, shown((struct text){got.at, got.n}),
                             shown((struct text){want.at, want.n}));
        }
        classifier_free(classifier);
        ruleset_release(&rules);
        buf_release(&got);
        buf_release(&want);
        free(rows);
    }
    if (seeds.last > seeds.first && matching < 1000)
        ck_abort_msg("only %zu lines match", matching);
}
END_TEST

/* The programmes of a keten line by name. */
static void show_programmas(const struct ruleset *rules, programma_set set, struct buf *out)
{
    out->n = 0;
    for (unsigned p = 0; p < rules->programmas; p++)
        if (set >> p & 1)
            buf_printf(out, "%s%.*s", out->n ? " " : "", (int)rules->programma[p].naam.n, rules->programma[p].naam.at);
}

START_TEST(a_code_is_a_keten_code_by_a_programme_row_or_a_contract)
{
    static const struct {
        const char *reason, *contracts, *line, *begin;
        bool relevant;
        const char *programmas;
    } cases[] = {
        {"a programme row", NULL, "40001 056 - - 53010001 -", "2023-02-01", true, "DM2"},
        {"without a list", NULL, "40001 - - - 53010001 -", "2023-02-01", true, "DM2"},
        {"in another list", NULL, "40001 008 - - 53010001 -", "2023-02-01", false, ""},
        {"a row without a code matches nothing", NULL, "40031 056 - - 53010001 -", "2023-02-01", false, ""},
        {"before the row is valid: relevant, no keten line", NULL, "40001 056 - - 53010001 -", "2009-12-31", true, ""},
        {"on its first day", NULL, "40001 056 - - 53010001 -", "2010-01-01", true, "DM2"},
        {"a contract gives a code to a programme", "3332,53010001,ASTMA,40031,2023-01-01,,,\n", "40031 056 - - 53010001 -", "2023-02-01", true, "ASTMA"},
        {"of another declarant", "3332,53010001,ASTMA,40031,2023-01-01,,,\n", "40031 056 - - 53010002 -", "2023-02-01", false, ""},
        {"of another insurer", "3333,53010001,ASTMA,40031,2023-01-01,,,\n", "40031 056 - - 53010001 -", "2023-02-01", false, ""},
        {"without a list", "3332,53010001,ASTMA,40031,2023-01-01,,,\n", "40031 - - - 53010001 -", "2023-02-01", true, "ASTMA"},
        {"with a list that the programme does not have", "3332,53010001,ASTMA,40031,2023-01-01,,,\n", "40031 008 - - 53010001 -", "2023-02-01", true, "ASTMA"},
        {"zeros before the code of a contract", "3332,53010001,ASTMA,040031,2023-01-01,,,\n", "40031 777 - - 53010001 -", "2023-02-01", true, "ASTMA"},
        {"zeros before the code on the line", "3332,53010001,ASTMA,40031,2023-01-01,,,\n", "00040031 777 - - 53010001 -", "2023-02-01", true, "ASTMA"},
        {"zeros before the code of a programme", NULL, "040001 056 - - 53010001 -", "2023-02-01", true, "DM2"},
        {"a title", NULL, "11610 008 - - 53010001 -", "2023-02-01", true, "OI"},
        {"a title before it was one", NULL, "11610 008 - - 53010001 -", "2017-12-31", true, ""},
        {"outside its validity: relevant, no keten line", "3332,53010001,ASTMA,40031,2023-04-01,,,\n", "40031 056 - - 53010001 -", "2023-02-01", true, ""},
        {"valid on the first day of the quarter, not on the line's", "3332,53010001,ASTMA,40031,2023-01-01,2023-01-02,,\n", "40031 056 - - 53010001 -", "2023-02-01", true, "ASTMA"},
        {"valid on the line's day, not on the quarter's", "3332,53010001,ASTMA,40031,2023-02-01,,,\n", "40031 056 - - 53010001 -", "2023-02-01", true, ""},
        {"a combined programme", "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,VRM,40099,2023-01-01,,,\n", "40099 056 - - 53010001 -", "2023-02-01", true, "DM2 VRM"},
        {"a code of the table and of a contract", "3332,53010001,COPD,40001,2023-01-01,,,\n", "40001 056 - - 53010001 -", "2023-02-01", true, "DM2 COPD"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset rules;
        struct buf got = {0};
        char room[16];
        small_rules(&rules, "", cases[i].contracts, false);
        struct classifier *classifier = classifier_new(&rules);
        struct line line = line_of(cases[i].line, room);
        line.period.first = line.period.last = on(cases[i].begin);
        if (is_relevant(classifier, &line) != cases[i].relevant)
            ck_abort_msg("%s: relevance", cases[i].reason);
        show_programmas(&rules, keten_of(&rules, &line, classify(classifier, &line)).programmas, &got);
        check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].programmas));
        classifier_free(classifier);
        ruleset_release(&rules);
        buf_release(&got);
    }
}
END_TEST

START_TEST(the_day_d_is_the_first_of_the_quarter_and_decides_table_and_period)
{
    static const struct {
        const char *reason;
        uint16_t uzovi;
        const char *begin, *end;
        bool extend;
        const char *shown; /* d table period, + when extended */
    } cases[] = {
        {"a quarter", 3332, "2023-02-15", "2023-02-15", false, "2023-01-01 proef 2023-01-01..2023-03-31"},
        {"the last day of a quarter", 3332, "2023-03-31", "2023-03-31", false, "2023-01-01 proef 2023-01-01..2023-03-31"},
        {"the first day of the next", 3332, "2023-04-01", "2023-04-01", false, "2023-04-01 proef 2023-04-01..2023-06-30"},
        {"over two quarters", 3332, "2023-03-31", "2023-04-01", false, "2023-01-01 proef 2023-01-01..2023-03-31"},
        {"over two quarters, two days of the second", 3332, "2023-03-31", "2023-04-02", false, "2023-01-01 proef 2023-01-01..2023-06-30"},
        {"up to the first day of a third quarter", 3332, "2023-01-01", "2023-07-01", false, "2023-01-01 proef 2023-01-01..2023-06-30"},
        {"over a year's end", 3332, "2022-11-10", "2023-01-02", false, "2022-10-01 proef 2022-10-01..2023-03-31"},
        {"up to a year's end", 3332, "2022-11-10", "2023-01-01", false, "2022-10-01 proef 2022-10-01..2022-12-31"},
        {"a table of dates knows no quarters", 4444, "2023-03-31", "2023-04-01", false, "2023-01-01 datum 2023-03-31..2023-04-01"},
        {"the other insurer of the table", 3333, "2023-02-15", "2023-02-15", false, "2023-01-01 proef 2023-01-01..2023-03-31"},
        {"a table of dates", 4444, "2023-02-15", "2023-03-02", false, "2023-01-01 datum 2023-02-15..2023-03-02"},
        {"an insurer without a table", 9999, "2023-02-15", "2023-03-02", false, "2023-01-01 - 2023-01-01..2023-03-31"},
        {"a table of dates that is not valid yet", 4444, "2019-12-31", "2020-01-05", false, "2019-10-01 - 2019-10-01..2020-03-31"},
        {"the last quarter of the table", 3332, "2029-12-31", "2029-12-31", false, "2029-10-01 proef 2029-10-01..2029-12-31"},
        {"the quarter behind it", 3332, "2030-01-01", "2030-01-01", false, "2030-01-01 - 2030-01-01..2030-03-31"},
        {"the quarter behind it, extended", 3332, "2030-01-01", "2030-01-01", true, "2030-01-01 proef+ 2030-01-01..2030-03-31"},
        {"years behind it, extended", 3332, "2050-07-08", "2050-07-08", true, "2050-07-01 proef+ 2050-07-01..2050-09-30"},
        {"before it, extended: a gap is not filled", 3332, "2019-12-31", "2019-12-31", true, "2019-10-01 - 2019-10-01..2019-12-31"},
        {"inside it, extended", 3332, "2023-02-15", "2023-02-15", true, "2023-01-01 proef 2023-01-01..2023-03-31"},
        {"an insurer without a table, extended", 9999, "2023-02-15", "2023-02-15", true, "2023-01-01 - 2023-01-01..2023-03-31"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset rules;
        char room[16], d[DAY_TEXT + 1], first[DAY_TEXT + 1], last[DAY_TEXT + 1];
        small_rules(&rules, "", NULL, cases[i].extend);
        struct classifier *classifier = classifier_new(&rules);
        struct line line = line_of("40001 056 - - 53010001 -", room);
        line.uzovi = cases[i].uzovi;
        line.period = (struct period){on(cases[i].begin), on(cases[i].end)};
        struct keten keten = keten_of(&rules, &line, classify(classifier, &line));
        day_print(keten.d, d);
        day_print(keten.periode.first, first);
        day_print(keten.periode.last, last);
        struct text tabel = keten.tabel == GEEN_TABEL ? TEXT("-") : rules.tabel[keten.tabel].naam;
        char *got = xprintf("%s %.*s%s %s..%s", d, (int)tabel.n, tabel.at, keten.extended ? "+" : "", first, last);
        check_string(cases[i].reason, got, cases[i].shown);
        if (tabel_of(&rules, cases[i].uzovi, keten.d) != keten.tabel)
            ck_abort_msg("%s: tabel_of says another table", cases[i].reason);
        free(got);
        classifier_free(classifier);
        ruleset_release(&rules);
    }
}
END_TEST

START_TEST(a_rule_applies_by_its_table_its_programme_and_its_validity)
{
    static const struct {
        const char *reason, *rule, *contracts;
        uint16_t uzovi;
        const char *begin;
        bool extend;
        int rang; /* -1: it does not apply */
    } cases[] = {
        {"the insurer's table", "", NULL, 3332, "2023-02-01", false, RANG_VERZEKERAAR},
        {"another insurer's", "tabel=datum", NULL, 3332, "2023-02-01", false, -1},
        {"a programme of the line", "programma=DM2", NULL, 3332, "2023-02-01", false, RANG_VERZEKERAAR},
        {"another programme", "programma=VRM", NULL, 3332, "2023-02-01", false, -1},
        {"a concept rule", "status=concept", NULL, 3332, "2023-02-01", false, -1},
        {"its first quarter", "geldig_van=2023-01-01", NULL, 3332, "2023-03-31", false, RANG_VERZEKERAAR},
        {"not valid on d, though on the line's day", "geldig_van=2023-01-02", NULL, 3332, "2023-03-31", false, -1},
        {"valid on d, though not on the line's day", "geldig_tot=2023-01-02", NULL, 3332, "2023-03-31", false, RANG_VERZEKERAAR},
        {"its end is d", "geldig_tot=2023-01-01", NULL, 3332, "2023-03-31", false, -1},
        {"a table of every insurer", "tabel=algemeen", NULL, 3332, "2023-02-01", false, RANG_ALGEMEEN},
        {"also where no table names the insurer", "tabel=algemeen", NULL, 9999, "2023-02-01", false, RANG_ALGEMEEN},
        {"a table of nobody", "tabel=extra", NULL, 3332, "2023-02-01", false, -1},
        {"named in the contract", "tabel=extra", "3332,53010001,DM2,,2023-01-01,,,extra\n", 3332, "2023-02-01", false, RANG_EXTRA},
        {"named for every programme", "tabel=extra", "3332,53010001,*,,2023-01-01,,,extra\n", 3332, "2023-02-01", false, RANG_EXTRA},
        {"named for another programme", "tabel=extra", "3332,53010001,VRM,,2023-01-01,,,extra\n", 3332, "2023-02-01", false, -1},
        {"named by another insurer", "tabel=extra", "3333,53010001,DM2,,2023-01-01,,,extra\n", 3332, "2023-02-01", false, -1},
        {"named for another declarant", "tabel=extra", "3332,53010002,DM2,,2023-01-01,,,extra\n", 3332, "2023-02-01", false, -1},
        {"named in a contract that is over", "tabel=extra", "3332,53010001,DM2,,2022-01-01,2023-01-01,,extra\n", 3332, "2023-02-01", false, -1},
        {"named, but not valid itself", "tabel=extra|geldig_tot=2023-01-01", "3332,53010001,DM2,,2022-01-01,,,extra\n", 3332, "2023-02-01", false, -1},
        {"the table is not valid yet", "tabel=extra|geldig_van=2010-01-01", "3332,53010001,DM2,,2010-01-01,,,extra\n", 3332, "2019-02-01", false, -1},
        {"the insurer's own table named too: the best counts", "", "3332,53010001,DM2,,2022-01-01,,,proef\n", 3332, "2023-02-01", false, RANG_VERZEKERAAR},
        {"another insurer's table by contract", "tabel=datum", "3332,53010001,DM2,,2022-01-01,,,datum\n", 3332, "2023-02-01", false, RANG_EXTRA},
        {"behind the table's end", "geldig_tot=2030-01-01", NULL, 3332, "2030-02-01", false, -1},
        {"behind the table's end, extended", "geldig_tot=2030-01-01", NULL, 3332, "2030-02-01", true, RANG_VERZEKERAAR},
        {"an open rule, extended", "", NULL, 3332, "2030-02-01", true, RANG_VERZEKERAAR},
        {"a rule that ended before the table, extended", "geldig_tot=2029-12-31", NULL, 3332, "2030-02-01", true, -1},
        {"a rule that begins later, extended", "geldig_van=2031-01-01", NULL, 3332, "2030-02-01", true, -1},
        {"a contract's table is not extended", "tabel=extra|geldig_tot=2030-01-01", "3332,53010001,DM2,,2022-01-01,,,extra\n", 3332, "2030-02-01", true, -1},
        {"a contract row that ends with the table, extended", "tabel=extra", "3332,53010001,DM2,,2022-01-01,2030-01-01,,extra\n", 3332, "2030-02-01", true, RANG_EXTRA},
        {"a contract row that ends on another day, extended", "tabel=extra", "3332,53010001,DM2,,2022-01-01,2029-01-01,,extra\n", 3332, "2030-02-01", true, -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset rules;
        char room[16], *rows = xprintf("regel=R|code_van=9200|%s\n", cases[i].rule);
        rows[strlen(rows) - 2] = rows[strlen(rows) - 2] == '|' ? '\n' : rows[strlen(rows) - 2];
        small_rules(&rules, rows, cases[i].contracts, cases[i].extend);
        struct classifier *classifier = classifier_new(&rules);
        struct line line = line_of("40001 056 - - 53010001 -", room);
        line.uzovi = cases[i].uzovi;
        line.period.first = line.period.last = on(cases[i].begin);
        struct keten keten = keten_of(&rules, &line, classify(classifier, &line));
        const struct regel *regel = NULL;
        for (size_t r = 0; r < rules.regels; r++)
            if (text_equal(rules.regel[r].id, TEXT("R")))
                regel = &rules.regel[r];
        enum tabel_rang rang = RANG_GEEN;
        int got = keten_applies(&rules, &keten, regel, &rang) ? (int)rang : -1;
        if (got != cases[i].rang)
            ck_abort_msg("%s: %d, expected %d", cases[i].reason, got, cases[i].rang);
        classifier_free(classifier);
        ruleset_release(&rules);
        free(rows);
    }
}
END_TEST

START_TEST(conditions_are_those_of_all_rows_of_the_programme)
{
    static const struct {
        const char *reason, *contracts;
        bool known;
        const char *agreed;
    } cases[] = {
        {"no contracts", NULL, false, ""},
        {"another declarant", "3332,53010009,DM2,,2023-01-01,,voetzorg,\n", false, ""},
        {"a row without conditions", "3332,53010001,DM2,,2023-01-01,,,\n", true, ""},
        {"a row for any programme", "3332,53010001,*,,2023-01-01,,voetzorg,\n", true, "voetzorg"},
        {"another programme of the line", "3332,53010001,VRM,,2023-01-01,,voetzorg,\n", false, ""},
        {"rows together", "3332,53010001,DM2,,2023-01-01,,voetzorg,\n3332,53010001,*,,2023-01-01,,dieet,\n", true, "dieet voetzorg"},
        {"a row that is over", "3332,53010001,DM2,,2022-01-01,2023-01-01,voetzorg,\n", false, ""},
        {"a row of a code counts for all codes", "3332,53010001,DM2,40077,2023-01-01,,voetzorg,\n", true, "voetzorg"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset rules;
        struct buf got = {0};
        char room[16];
        uint64_t agreed;
        small_rules(&rules, "regel=R|code_van=1|voorwaarde=voetzorg dieet\n", cases[i].contracts, false);
        struct classifier *classifier = classifier_new(&rules);
        struct line line = line_of("40001 056 - - 53010001 -", room);
        line.period.first = line.period.last = on("2023-02-01");
        struct keten keten = keten_of(&rules, &line, classify(classifier, &line));
        bool known = keten_voorwaarden(&rules, &keten, 0, &agreed);
        for (int v = 0; v < VOORWAARDEN; v++)
            if (agreed >> v & 1)
                buf_printf(&got, "%s%s", got.n ? " " : "", voorwaarde_name(v));
        if (known != cases[i].known)
            ck_abort_msg("%s: known is %d", cases[i].reason, known);
        check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].agreed));
        classifier_free(classifier);
        ruleset_release(&rules);
        buf_release(&got);
    }
}
END_TEST

START_TEST(tables_cover_others_that_match_no_more)
{
    static const struct {
        const char *reason, *earlier, *later;
        bool covers;
    } cases[] = {
        {"the same", "regel=R|code_van=A1|code_tm=A5", "regel=R|code_van=A1|code_tm=A5", true},
        {"another id and grade", "regel=R|code_van=A1", "regel=S|code_van=A1|zekerheid=signaal|programma=VRM", true},
        {"a narrower range", "regel=R|code_van=A1|code_tm=A5", "regel=R|code_van=A2|code_tm=A4", true},
        {"a wider range", "regel=R|code_van=A2|code_tm=A4", "regel=R|code_van=A1|code_tm=A4", false},
        {"a list that was not asked for", "regel=R|code_van=A1", "regel=R|code_van=A1|prestatiecodelijst=008", true},
        {"a list that is asked for no more", "regel=R|code_van=A1|prestatiecodelijst=008", "regel=R|code_van=A1", false},
        {"another list", "regel=R|code_van=A1|prestatiecodelijst=008", "regel=R|code_van=A1|prestatiecodelijst=008 012", false},
        {"a rule less", "regel=R|code_van=A1\nregel=S|code_van=B1", "regel=R|code_van=A1", true},
        {"a rule more", "regel=R|code_van=A1", "regel=R|code_van=A1\nregel=S|code_van=B1", false},
        {"a rule that matches nothing", "regel=R|code_van=A1", "regel=R|code_van=A1\nregel=S|prestatiecodelijst=008", true},
        {"a DOT instead of its code", "regel=R|code_van=A1", "regel=R|code_van=A1|zorgproduct=040201013", false},
        {"the code instead of a DOT", "regel=R|code_van=A1|zorgproduct=040201013", "regel=R|code_van=A1", false},
        {"a longer prefix", "regel=R|zorgproduct=0402*", "regel=R|zorgproduct=040201*", true},
        {"a shorter prefix", "regel=R|zorgproduct=040201*", "regel=R|zorgproduct=0402*", false},
        {"zeros less", "regel=R|code_van=0123", "regel=R|code_van=123", true},
        {"a code by the programme beside it", "regel=R|code_van=A1", "regel=R|code_van=A1\nregel=S|conflict_programma=VRM", true},
        {"enrolment that nobody asks for", "regel=R|code_van=A1", "regel=R|code_van=A1\nregel=S|soort=lid|code_van=B1", true},
        {"another soort", "regel=R|code_van=A1", "regel=R|soort=vereist|voorwaarde=contactregister|code_van=A1", true},
        {"a specialisme less", "regel=R|specialisme=0313 0322", "regel=R|specialisme=0322", true},
        {"a specialisme more", "regel=R|specialisme=0313", "regel=R|specialisme=0313 0322", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset earlier, later;
        small_rules(&earlier, cases[i].earlier, NULL, false);
        small_rules(&later, cases[i].later, NULL, false);
        if (ruleset_covers(&earlier, &later) != cases[i].covers)
            ck_abort_msg("%s", cases[i].reason);
        ruleset_release(&earlier);
        ruleset_release(&later);
    }
}
END_TEST

START_TEST(what_makes_lines_relevant_has_a_digest_whatever_else_changes)
{
    static const struct {
        const char *reason, *was, *now;
        bool same;
    } cases[] = {
        {"nothing changes", "regel=R|code_van=A1", "regel=R|code_van=A1", true},
        {"id, grade, programme, validity, status", "regel=R|code_van=A1", "regel=S|code_van=A1|zekerheid=signaal|programma=VRM|geldig_tot=2021-01-01|status=concept", true},
        {"the order of rows", "regel=R|code_van=A1\nregel=S|code_van=A2", "regel=S|code_van=A2\nregel=R|code_van=A1", true},
        {"a row twice", "regel=R|code_van=A1", "regel=R|code_van=A1\nregel=S|code_van=A1", true},
        {"a row that matches nothing", "regel=R|code_van=A1", "regel=R|code_van=A1\nregel=S|conflict_programma=VRM", true},
        {"zeros before a code", "regel=R|code_van=1", "regel=R|code_van=01", true},
        {"another code", "regel=R|code_van=A1", "regel=R|code_van=A2", false},
        {"a range", "regel=R|code_van=A1", "regel=R|code_van=A1|code_tm=A2", false},
        {"a list", "regel=R|code_van=A1", "regel=R|code_van=A1|prestatiecodelijst=008", false},
        {"a specialisme", "regel=R|code_van=A1", "regel=R|code_van=A1|specialisme=0313", false},
        {"a zorgsoort of the same number", "regel=R|code_van=A1|specialisme=0013", "regel=R|code_van=A1|zorgsoort=13", false},
        {"a zorgproduct", "regel=R|code_van=A1|zorgproduct=04*", "regel=R|code_van=A1|zorgproduct=0402*", false},
        {"a code set", "regel=R|codeset=zi", "regel=R|code_van=111111", false},
        {"a row more", "regel=R|code_van=A1", "regel=R|code_van=A1\nregel=S|code_van=A2", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char som[2][DIGEST_HEX + 1];
        for (int k = 0; k < 2; k++) {
            struct ruleset rules;
            small_rules(&rules, k ? cases[i].now : cases[i].was, NULL, false);
            ruleset_relevantie(&rules, som[k]);
            ruleset_release(&rules);
        }
        if ((strcmp(som[0], som[1]) == 0) != cases[i].same)
            ck_abort_msg("%s", cases[i].reason);
    }
}
END_TEST

START_TEST(the_selector_of_lid_counts_as_soon_as_there_is_a_relation)
{
    static const struct {
        const char *relaties;
        bool counts;
    } cases[] = {{NULL, false}, {"", false}, {"01000001,53530001,wsv,2023-01-01,2023-01-01\n", true}};
    struct ruleset without;
    small_rules(&without, "regel=R|soort=lid|code_van=A1\n", NULL, false);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset rules;
        char room[16];
        small_rules_and_relations(&rules, "regel=R|soort=lid|code_van=A1\n", NULL, cases[i].relaties, false);
        struct classifier *classifier = classifier_new(&rules);
        struct line line = line_of("A1 - - - 53010001 -", room);
        if (is_relevant(classifier, &line) != cases[i].counts || ruleset_covers(&without, &rules) == cases[i].counts)
            ck_abort_msg("relations %zu", i);
        classifier_free(classifier);
        ruleset_release(&rules);
    }
    ruleset_release(&without);
}
END_TEST

/* letop of the tests: 008/11602-11607 negeer; 056/any, 008/11600-11627, any/40001-40022 meld. */
START_TEST(a_debit_is_told_of_when_its_code_looks_like_a_bundle_and_is_none)
{
    static const struct {
        const char *reason, *contracts, *line, *begin;
        size_t row; /* of letop.csv; 0: nothing is said */
    } cases[] = {
        {"a surcharge", NULL, "11602 008 - - 53010001 -", "2023-02-01", 0},
        {"the last of the surcharges", NULL, "11607 008 - - 53010001 -", "2023-02-01", 0},
        {"the code before them", NULL, "11601 008 - - 53010001 -", "2023-02-01", 4},
        {"the code behind them", NULL, "11608 008 - - 53010001 -", "2023-02-01", 4},
        {"the first of the range", NULL, "11600 008 - - 53010001 -", "2023-02-01", 4},
        {"before the range", NULL, "11599 008 - - 53010001 -", "2023-02-01", 0},
        {"the last of the range", NULL, "11627 008 - - 53010001 -", "2023-02-01", 4},
        {"behind the range", NULL, "11628 008 - - 53010001 -", "2023-02-01", 0},
        {"zeros before it", NULL, "0011627 008 - - 53010001 -", "2023-02-01", 4},
        {"another list", NULL, "11627 012 - - 53010001 -", "2023-02-01", 0},
        {"a row with a list takes no line without one", NULL, "11627 - - - 53010001 -", "2023-02-01", 0},
        {"any code of a list", NULL, "Z 056 - - 53010001 -", "2023-02-01", 3},
        {"any code of a list, 12 characters", NULL, "ZZZZZZZZZZZZ 056 - - 53010001 -", "2023-02-01", 3},
        {"any list", NULL, "40002 777 - - 53010001 -", "2023-02-01", 5},
        {"any list, or none", NULL, "40002 - - - 53010001 -", "2023-02-01", 5},
        {"any list, behind the range", NULL, "40023 - - - 53010001 -", "2023-02-01", 0},
        {"the first row decides", NULL, "40002 056 - - 53010001 -", "2023-02-01", 3},
        {"a keten code", NULL, "40001 056 - - 53010001 -", "2023-02-01", 0},
        {"a keten code without a list", NULL, "40001 - - - 53010001 -", "2023-02-01", 0},
        {"a keten code in another list", NULL, "40001 008 - - 53010001 -", "2023-02-01", 5},
        {"a keten code before it was one", NULL, "40001 056 - - 53010001 -", "2009-12-31", 3},
        {"on the day that it was one", NULL, "40001 056 - - 53010001 -", "2010-01-01", 0},
        {"a title", NULL, "11610 008 - - 53010001 -", "2018-01-01", 0},
        {"a title before it was one", NULL, "11610 008 - - 53010001 -", "2017-12-31", 4},
        {"a code of the declarant's contract", "3332,53010001,ASTMA,40031,2023-01-01,,,\n", "40031 056 - - 53010001 -", "2023-02-01", 0},
        {"the contract of another declarant", "3332,53010001,ASTMA,40031,2023-01-01,,,\n", "40031 056 - - 53010002 -", "2023-02-01", 3},
        {"a contract that is over", "3332,53010001,ASTMA,40031,2022-01-01,2023-01-01,,\n", "40031 056 - - 53010001 -", "2023-02-01", 3},
        {"a code of one character", NULL, "4 008 - - 53010001 -", "2023-02-01", 0},
        {"zeros only", NULL, "0000 008 - - 53010001 -", "2023-02-01", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset rules;
        char room[16];
        small_rules(&rules, "", cases[i].contracts, false);
        struct classifier *classifier = classifier_new(&rules);
        struct letop *letop = letop_new(&rules);
        struct line line = line_of(cases[i].line, room);
        line.period.first = line.period.last = on(cases[i].begin);
        const struct letop_rij *rij = letop_of(letop, classifier, &line);
        if ((rij ? rij->line : 0) != cases[i].row)
            ck_abort_msg("%s: row %zu, expected %zu", cases[i].reason, rij ? rij->line : 0, cases[i].row);
        line.credit = true;
        if (letop_of(letop, classifier, &line))
            ck_abort_msg("%s: a credit is told of", cases[i].reason);
        letop_free(letop);
        classifier_free(classifier);
        ruleset_release(&rules);
    }
}
END_TEST

/* Every code of one to three of a few characters against every row, one by one. */
START_TEST(letop_is_what_its_rows_say_one_by_one)
{
    static const char letters[] = "019AZ";
    static const uint16_t lijst[] = {0, 8, 56};
    struct table_files files;
    struct ruleset rules;
    struct problems problems = {0};
    small_files(&files, "");
    replace_in(&files, "letop.csv",
               "008,11602,11607,negeer,Koptarief,bron\n056,,,meld,Ketenzorg,bron\n008,11600,11627,meld,Ketenzorg of "
               "O&I,bron\n,40001,40022,meld,",
               "008,9A,AZ,negeer,,\n056,000,009,meld,,\n008,,,negeer,,\n,19A,A01,meld,,\n,1,,meld,");
    ruleset_load(&rules, &(struct rule_input){.files = &files}, &problems);
    ck_assert_uint_eq(problems.count, 0);
    struct classifier *classifier = classifier_new(&rules);
    struct letop *letop = letop_new(&rules);
    size_t told = 0;
    for (unsigned number = 0; number < 3 * 6 * 6 * 6; number++) {
        char text[3];
        size_t n = 0;
        for (unsigned rest = number / 3, k = 0; k < 3; k++, rest /= 6)
            if (rest % 6)
                text[n++] = letters[rest % 6 - 1];
        struct line line = {.prestatiecode = {text, n}, .lijst = lijst[number % 3], .uzovi = 3332, .agb_declarant = 1};
        if (n == 0)
            continue;
        struct code code = code_of(line.prestatiecode);
        const struct letop_rij *want = NULL;
        for (size_t i = 0; i < rules.letop_rijen && !want; i++) {
            const struct letop_rij *rij = &rules.letop[i];
            if ((rij->lijsten.n == 0 || rij->lijsten.at[0] == line.lijst)
                && (rij->van.n == 0
                    || (code.n == rij->van.n && code_compare(&rij->van, &code) <= 0
                        && code_compare(&code, &rij->tm) <= 0)))
                want = rij;
        }
        want = want && want->meld ? want : NULL;
        told += want != NULL;
        if (letop_of(letop, classifier, &line) != want)
            ck_abort_msg("code %.*s, list %u", (int)n, text, line.lijst);
    }
    if (told < 20)
        ck_abort_msg("only %zu are told of", told);
    letop_free(letop);
    classifier_free(classifier);
    problems_release(&problems);
    ruleset_release(&rules);
    table_files_release(&files);
}
END_TEST

START_TEST(tables_that_cover_others_match_all_that_those_match)
{
    struct seeds seeds = seeds_up_to(400);
    size_t covering = 0;
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct ruleset earlier, later;
        char *first = random_rows(&random), *second = random_rows(&random);
        if (one_in(&random, 2)) { /* the first, with a row less at the end */
            free(second);
            second = xstrdup(first);
            char *last = strrchr(second, '\n');
            *last = '\0';
            last = strrchr(second, '\n');
            second[last ? last + 1 - second : 0] = '\0';
        }
        char som[2][DIGEST_HEX + 1];
        small_rules(&earlier, first, NULL, false);
        small_rules(&later, second, NULL, false);
        ruleset_relevantie(&earlier, som[0]);
        ruleset_relevantie(&later, som[1]);
        struct classifier *one = classifier_new(&earlier), *other = classifier_new(&later);
        bool covers = ruleset_covers(&earlier, &later);
        covering += covers;
        if (strcmp(som[0], som[1]) == 0 && (!covers || !ruleset_covers(&later, &earlier)))
            ck_abort_msg("TEST_SEED=%llu: %s and %s make the same relevant, and do not cover each other",
                         (unsigned long long)seed, shown(text_of(first)), shown(text_of(second)));
        for (int i = 0; i < 200 && covers; i++) {
            char room[16];
            struct line line = random_match_line(&random, room);
            if (is_relevant(other, &line) && !is_relevant(one, &line))
                ck_abort_msg("TEST_SEED=%llu: %s covers %s, but not code %.*s, list %u, product %u, specialisme %u, "
                             "uitvoerder %u, declarant %u",
                             (unsigned long long)seed, shown(text_of(first)), shown(text_of(second)),
                             (int)line.prestatiecode.n, line.prestatiecode.at, line.lijst, line.zorgproduct,
                             line.specialisme, line.agb_uitvoerder, line.agb_declarant);
        }
        if (!ruleset_covers(&earlier, &earlier))
            ck_abort_msg("TEST_SEED=%llu: %s does not cover itself", (unsigned long long)seed, shown(text_of(first)));
        classifier_free(one);
        classifier_free(other);
        ruleset_release(&earlier);
        ruleset_release(&later);
        free(first);
        free(second);
    }
    if (seeds.last > seeds.first && covering < 100)
        ck_abort_msg("only %zu pairs cover", covering);
}
END_TEST

Suite *suite(void)
{
    return suite_of("classify",
                    (const TTest *const[]){a_line_matches_when_all_columns_of_the_rule_hold,
                                           random_rules_match_as_the_definition_says,
                                           a_code_is_a_keten_code_by_a_programme_row_or_a_contract,
                                           the_day_d_is_the_first_of_the_quarter_and_decides_table_and_period,
                                           a_rule_applies_by_its_table_its_programme_and_its_validity,
                                           conditions_are_those_of_all_rows_of_the_programme,
                                           tables_cover_others_that_match_no_more,
                                           what_makes_lines_relevant_has_a_digest_whatever_else_changes,
                                           the_selector_of_lid_counts_as_soon_as_there_is_a_relation,
                                           a_debit_is_told_of_when_its_code_looks_like_a_bundle_and_is_none,
                                           letop_is_what_its_rows_say_one_by_one,
                                           tables_that_cover_others_match_all_that_those_match, NULL});
}
