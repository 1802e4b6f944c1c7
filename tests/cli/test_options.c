/* A command line against what a verb says of itself. */
#include "cli/command.h"

#include <stdio.h>

#include "harness.h"

struct values {
    const char *db, *soort, *soorten, *agb, *agbs, *text;
    bool flag;
    unsigned number;
    uint64_t size;
    struct date_option date;
    struct max_rejects rejects;
    struct {
        const char *inner;
    } group;
};
static const struct option own[] = {
    OPTION_DB(struct values, "the database"),
    {"soort", "S", INTO(struct values, soort), WORDS("een", "twee"), .help = "x"},
    {"soorten", "S[,S]", INTO(struct values, soorten), WORDS("een", "twee"), .several = true, .help = "x"},
    {"agb", "AGB", INTO(struct values, agb), .takes = VALUE_DIGITS, .width = 8, .help = "x"},
    {"agbs", "AGB", INTO(struct values, agbs), .takes = VALUE_DIGITS, .width = 8, .several = true, .help = "x"},
    {"output", "FILE", INTO(struct values, text), .help = "x"},
    {"flag", INTO(struct values, flag), .help = "x"},
    {"number", "N", INTO(struct values, number), .least = 1, .most = 512, .help = "x"},
    {"size", "SIZE", INTO(struct values, size), .least = 1, .help = "x"},
    {"date", "DATE", INTO(struct values, date), .help = "x"},
    {"rejects", "N|P%", INTO(struct values, rejects), .help = "x"},
    {"hidden", INTO(struct values, flag)},
    {0},
};
static const struct option of_group[] = {
    {"inner", "X", .kind = OPTION_TEXT, .to = 0, .help = "in a struct of its own"},
    {0},
};
static const struct command verb = {
    .name = "proef",
    .summary = "a try",
    .examples = "dubbelloop proef --db x.db\n",
    .text = "Tries.\n",
    .arguments = {.name = "FILE...", .least = 1, .most = 2},
    .options = {{own, 0}, {of_group, offsetof(struct values, group)}},
    OPTIONS_OF(struct values, .number = 7),
};

/* Reads "a b c"; the words are the verb's own. */
static bool read_line(const char *line, struct values *values, char **argv, size_t *arguments, struct error *err)
{
    static char words[400];
    int argc = 1;
    argv[0] = (char *)(uintptr_t) "proef";
    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    memcpy(values, verb.defaults, verb.size);
    return options_read(&verb, values, argc, argv, arguments, err);
}

START_TEST(what_is_given_goes_where_the_verb_says)
{
    struct values v;
    struct error err = {0};
    char *argv[40];
    size_t n;
    check_good(
        read_line("--db x.db a --soort=een --soorten een,twee --agb 01234567 -o uit --flag --size 2K --date 2023-02-01 "
                  "--rejects 5% --inner b -- -c",
                  &v, argv, &n, &err),
        &err, "all of them");
    check_string("a text", v.db, "x.db");
    check_string("behind an equals sign", v.soort, "een");
    check_string("several", v.soorten, "een,twee");
    check_string("-o is --output", v.text, "uit");
    check_string("of a group", v.group.inner, "b");
    if (!v.flag || v.number != 7 || v.size != 2048 || !v.date.given || v.rejects.number != 5 || !v.rejects.percent)
        ck_abort_msg("flag %d, number %u, size %llu, date %d", v.flag, v.number, (unsigned long long)v.size,
                     v.date.given);
    if (n != 2 || strcmp(argv[0], "a") != 0 || strcmp(argv[1], "-c") != 0)
        ck_abort_msg("%zu arguments", n);
}
END_TEST

START_TEST(wrong_use_is_told_without_the_value)
{
    static const struct {
        const char *reason, *line, *told;
    } cases[] = {
        {"what is needed", "a", "give --db DB; see 'dubbelloop proef --help'"},
        {"no argument", "--db x", "give FILE...; see 'dubbelloop proef --help'"},
        {"arguments too many", "--db x a b c", "give no more than FILE...; see 'dubbelloop proef --help'"},
        {"an option that there is not", "--db x --geheim=123 a", "unknown option --geheim; see 'dubbelloop proef --help'"},
        {"a short one", "--db x -q a", "unknown option -q; see 'dubbelloop proef --help'"},
        {"no value", "--db x a --soort", "--soort needs a value; see 'dubbelloop proef --help'"},
        {"a value for a flag", "--db x a --flag=ja", "--flag takes no value; see 'dubbelloop proef --help'"},
        {"an empty value", "--db= a", "--db takes a value that is not empty; see 'dubbelloop proef --help'"},
        {"another word", "--db x a --soort drie", "--soort takes een or twee; see 'dubbelloop proef --help'"},
        {"two where one is asked", "--db x a --soort een,twee", "--soort takes een or twee; see 'dubbelloop proef --help'"},
        {"a comma at the end", "--db x a --soorten een,", "--soorten takes een and twee; see 'dubbelloop proef --help'"},
        {"a digit too few", "--db x a --agb 0123456", "--agb takes 8 digits; see 'dubbelloop proef --help'"},
        {"one of several", "--db x a --agbs 01234567,1",
         "--agbs takes one or more numbers, with commas between, of 8 digits; see 'dubbelloop proef --help'"},
        {"below the range", "--db x a --number 0", "--number takes 1 to 512; see 'dubbelloop proef --help'"},
        {"above it", "--db x a --number 513", "--number takes 1 to 512; see 'dubbelloop proef --help'"},
        {"no number", "--db x a --number -1", "--number takes 1 to 512; see 'dubbelloop proef --help'"},
        {"no size", "--db x a --size 5X", "--size takes bytes: 1048576, or 512M; see 'dubbelloop proef --help'"},
        {"nothing", "--db x a --size 0", "--size takes bytes: 1048576, or 512M; see 'dubbelloop proef --help'"},
        {"no date", "--db x a --date 2023-02-30", "--date takes a date, YYYY-MM-DD; see 'dubbelloop proef --help'"},
        {"half a percent", "--db x a --rejects 0,5%",
         "--rejects takes a number, or a whole number of percents: 10 or 1%; see 'dubbelloop proef --help'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct values v;
        struct error err = {0};
        char *argv[40];
        size_t n;
        if (read_line(cases[i].line, &v, argv, &n, &err) || err.status != STATUS_USAGE)
            ck_abort_msg("%s: status %d", cases[i].reason, err.status);
        check_string(cases[i].reason, err.text, cases[i].told);
    }
}
END_TEST

START_TEST(the_help_has_every_option_but_the_hidden)
{
    struct buf help = {0};
    command_help(&verb, &help);
    static const char *const parts[] = {"proef - a try\n\nExamples:\n  dubbelloop proef --db x.db\n",
                                        "Usage: dubbelloop proef --db DB [options] FILE...\nTries.\n",
                                        "  --db DB          the database\n", "  -o FILE          x\n", "  --soort S        een, twee: x\n",
                                        "  --inner X        in a struct of its own\n"};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (!strstr(buf_string(&help), parts[i]))
            ck_abort_msg("\"%s\" is not in: %s", parts[i], buf_string(&help));
    if (strstr(buf_string(&help), "hidden"))
        ck_abort_msg("hidden is shown");
    buf_release(&help);
}
END_TEST

START_TEST(every_verb_says_what_help_pages_and_shells_need)
{
    for (const struct command *const *command = commands; *command; command++)
        for (const struct command *const *one = (*command)->verbs ? (*command)->verbs : command; *one; one++) {
            const struct command *c = *one;
            if (!c->name || !c->summary || !c->examples || !c->text || !c->run || !c->defaults || !c->size)
                ck_abort_msg("%s lacks something", c->name ? c->name : (*command)->name);
            if (c->examples[strlen(c->examples) - 1] != '\n' || c->text[strlen(c->text) - 1] != '\n')
                ck_abort_msg("%s: a text without a line end", c->name);
            for (int g = 0; g < OPTION_GROUPS; g++)
                for (const struct option *o = c->options[g].option; o && o->name; o++)
                    if (o->to + c->options[g].at >= c->size
                        || (o->kind != OPTION_FLAG && o->help && !o->value && !o->words_n))
                        ck_abort_msg("%s: --%s", c->name, o->name);
            if (!(*command)->verbs)
                break;
        }
}
END_TEST

Suite *suite(void)
{
    return suite_of("options",
                    (const TTest *const[]){what_is_given_goes_where_the_verb_says, wrong_use_is_told_without_the_value,
                                           the_help_has_every_option_but_the_hidden,
                                           every_verb_says_what_help_pages_and_shells_need, NULL});
}
