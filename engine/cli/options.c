/* options.c - a command line against what the verb says of itself: see command.h. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sum.h"
#include "cli/console.h"
#include "store/still.h"

enum { MOST_NUMBER = 1000000, OPTIONS_MAX = 64 };

#define THE_VERB(verb) &command_##verb,
const struct command *const commands[] = {VERBS(THE_VERB) NULL};

const struct command *command_find(const struct command *const *verbs, const char *name)
{
    for (; *verbs; verbs++) {
        const char *blank = strrchr((*verbs)->name, ' '); /* "tables check" is found as check */
        if (strcmp(blank ? blank + 1 : (*verbs)->name, name) == 0)
            return *verbs;
    }
    return NULL;
}

bool usage_error(const struct command *command, struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = NULL;
    if (vasprintf(&text, format, args) < 0)
        out_of_resources("memory");
    va_end(args);
    error_set(err, STATUS_USAGE, "%s; see 'dubbelloop %s --help'", text, command->name);
    free(text);
    return false;
}

bool database_is_there(const struct command *command, const char *db, struct error *err)
{
    return access(db, F_OK) == 0 || usage_error(command, err, "the database is not there");
}

unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

void options_each(const struct command *command, option_fn *each, void *ctx)
{
    for (int g = 0; g < OPTION_GROUPS; g++)
        for (const struct option *option = command->options[g].option; option && option->name; option++)
            each(ctx, option, command->options[g].at);
}

/* 512M, 2G, 1048576. */
static bool read_size(const char *text, uint64_t *size)
{
    static const char unit[] = "KMGT";
    size_t n = strlen(text);
    const char *u = n ? strchr(unit, text[n - 1]) : NULL;
    if (!u || *u == '\0')
        return text_digits(text_of(text), 18, size);
    if (n > 9 || !text_digits((struct text){text, n - 1}, 8, size))
        return false;
    *size <<= 10 * (u - unit + 1);
    return true;
}

static bool read_rejects(const char *text, struct max_rejects *max)
{
    size_t n = strlen(text);
    max->percent = n && text[n - 1] == '%';
    return text_digits((struct text){text, n - max->percent}, 18, &max->number);
}

static bool read_number(const struct option *option, const char *text, unsigned *number)
{
    uint64_t read;
    unsigned most = option->most ? option->most : MOST_NUMBER;
    if (!text_digits(text_of(text), 18, &read) || read < option->least || read > most)
        return false;
    *number = (unsigned)read;
    return true;
}

static bool read_date(const char *text, struct date_option *date)
{
    date->given = true;
    return day_parse(text_of(text), DAY_ISO, &date->day) == DAY_OK;
}

static bool is_word(const struct option *option, struct text word)
{
    for (size_t i = 0; i < option->words_n; i++)
        if (text_equal(word, text_of(option->words[i])))
            return true;
    return option->words_n == 0;
}

static bool is_number(const struct option *option, struct text word)
{
    uint64_t number;
    return option->takes != VALUE_DIGITS || (word.n == option->width && text_digits(word, 18, &number));
}

/* A text, or each of several. */
static bool may_be(const struct option *option, const char *text)
{
    if (!option->several)
        return text[0] && is_word(option, text_of(text)) && is_number(option, text_of(text));
    for (const char *at = text;; at++) {
        struct text part = {at, strcspn(at, ",")};
        if (part.n == 0 || !is_word(option, part) || !is_number(option, part))
            return false;
        at += part.n;
        if (*at == '\0')
            return true;
    }
}

static bool take_value(const struct option *option, void *to, const char *value)
{
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)to = true;
        return true;
    case OPTION_TEXT:
        *(const char **)to = value;
        return may_be(option, value);
    case OPTION_NUMBER:
        return read_number(option, value, to);
    case OPTION_SIZE:
        return read_size(value, to) && *(const uint64_t *)to >= option->least
               && (!option->most || *(const uint64_t *)to <= option->most);
    case OPTION_DATE:
        return read_date(value, to);
    case OPTION_REJECTS:
        return read_rejects(value, to);
    }
    return false;
}

static void add_choice(const struct option *option, struct buf *out)
{
    for (size_t i = 0; i < option->words_n; i++) {
        const char *between = i == 0 ? "" : i + 1 < option->words_n ? ", " : option->several ? " and " : " or ";
        buf_printf(out, "%s%s", between, option->words[i]);
    }
}

/* Says what an option takes, never what it was given: that may be a patient's. */
static bool wrong_value(const struct command *command, const struct option *option, struct error *err)
{
    struct buf takes = {0};
    switch (option->kind) {
    case OPTION_TEXT:
        if (option->words_n)
            add_choice(option, &takes);
        else if (option->takes == VALUE_DIGITS)
            buf_printf(&takes, "%s%u digits", option->several ? "one or more numbers, with commas between, of " : "",
                       option->width);
        else
            buf_text(&takes, "a value that is not empty");
        break;
    case OPTION_NUMBER:
        buf_printf(&takes, "%u to %u", option->least, option->most ? option->most : MOST_NUMBER);
        break;
    case OPTION_SIZE:
        if (option->most)
            buf_printf(&takes, "%u to %u", option->least, option->most);
        else
            buf_text(&takes, "bytes: 1048576, or 512M");
        break;
    case OPTION_DATE:
        buf_text(&takes, "a date, YYYY-MM-DD");
        break;
    case OPTION_REJECTS:
        buf_text(&takes, "a number, or a whole number of percents: 10 or 1%");
        break;
    case OPTION_FLAG:
        break;
    }
    usage_error(command, err, "--%s takes %s", option->name, buf_string(&takes));
    buf_release(&takes);
    return false;
}

/* A command line that is being read. */
struct reading {
    const struct command *command;
    char *values;             /* the struct that the options go into */
    struct text name;         /* of the option that is looked for */
    const struct option *found;
    size_t to;                /* where its value goes */
    const struct option *given[OPTIONS_MAX];
    size_t given_n;
};

static void look_at_name(void *ctx, const struct option *option, size_t at)
{
    struct reading *reading = ctx;
    if (text_equal(reading->name, text_of(option->name))) {
        reading->found = option;
        reading->to = at + option->to;
    }
}

/* The option that an argument names; "--name=value" too. Without its value, which may be a patient's,
 * in the message. */
static bool find_option(struct reading *reading, const char *arg, struct error *err)
{
    const char *name = strcmp(arg, "-o") == 0 ? "output" : strncmp(arg, "--", 2) == 0 ? arg + 2 : "";
    reading->name = (struct text){name, strcspn(name, "=")};
    reading->found = NULL;
    options_each(reading->command, look_at_name, reading);
    if (reading->found)
        return true;
    return usage_error(reading->command, err, "unknown option %.*s", (int)strcspn(arg, "="), arg);
}

static bool was_given(const struct reading *reading, const struct option *option)
{
    for (size_t i = 0; i < reading->given_n; i++)
        if (reading->given[i] == option)
            return true;
    return false;
}

/* Takes the option argv[*i], with its value from there or from behind it. */
static bool take_option(struct reading *reading, int argc, char **argv, int *i, struct error *err)
{
    if (!find_option(reading, argv[*i], err))
        return false;
    const struct option *option = reading->found;
    const char *equals = strchr(argv[*i], '='), *value = equals ? equals + 1 : "";
    if (option->kind == OPTION_FLAG && equals)
        return usage_error(reading->command, err, "--%s takes no value", option->name);
    if (option->kind != OPTION_FLAG && !equals) {
        if (++*i == argc)
            return usage_error(reading->command, err, "--%s needs a value", option->name);
        value = argv[*i];
    }
    if (!was_given(reading, option)) {
        assert(reading->given_n < OPTIONS_MAX);
        reading->given[reading->given_n++] = option;
    }
    return take_value(option, reading->values + reading->to, value) || wrong_value(reading->command, option, err);
}

/* What is missing, to be said; the first one. */
struct missing {
    const struct reading *reading;
    const struct option *option;
};

static void look_whether_given(void *ctx, const struct option *option, size_t at)
{
    struct missing *missing = ctx;
    (void)at;
    if (option->needed && !missing->option && !was_given(missing->reading, option))
        missing->option = option;
}

static bool check_given(const struct reading *reading, size_t arguments, struct error *err)
{
    const struct command *command = reading->command;
    struct missing missing = {.reading = reading};
    struct buf title = {0};
    options_each(command, look_whether_given, &missing);
    if (missing.option) {
        option_title(missing.option, &title);
        usage_error(command, err, "give %s", buf_string(&title));
        buf_release(&title);
        return false;
    }
    if (arguments < command->arguments.least)
        return usage_error(command, err, "give %s", command->arguments.name);
    if (!command->arguments.name && arguments)
        return usage_error(command, err, "there is an argument too many: %s takes options only", command->name);
    if (command->arguments.most && arguments > command->arguments.most)
        return usage_error(command, err, "give no more than %s", command->arguments.name);
    return true;
}

bool options_read(const struct command *command, void *options, int argc, char **argv, size_t *arguments,
                  struct error *err)
{
    struct reading reading = {.command = command, .values = options};
    bool only_arguments = false;
    *arguments = 0;
    for (int i = 1; i < argc; i++) {
        if (only_arguments || argv[i][0] != '-' || argv[i][1] == '\0')
            argv[(*arguments)++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            only_arguments = true;
        else if (!take_option(&reading, argc, argv, &i, err))
            return false;
    }
    return check_given(&reading, *arguments, err);
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static enum status print_command_help(const struct command *command, struct error *err)
{
    struct buf help = {0};
    command_help(command, &help);
    fwrite(help.at, 1, help.n, stdout);
    buf_release(&help);
    return console_printed(err) ? STATUS_DONE : err->status;
}

/* `tables check`: what it does is the next argument. */
static enum status run_one_of(const struct command *command, int argc, char **argv, struct error *err)
{
    const struct command *verb = argc > 1 ? command_find(command->verbs, argv[1]) : NULL;
    if (verb)
        return command_run_line(verb, argc - 1, argv + 1, err);
    if (asks_for_help(argc, argv))
        return print_command_help(command, err);
    struct buf names = {0};
    for (const struct command *const *one = command->verbs; *one; one++)
        buf_printf(&names, "%s%s", one == command->verbs ? "" : one[1] ? ", " : " or ", strrchr((*one)->name, ' ') + 1);
    usage_error(command, err, "give %s", buf_string(&names));
    buf_release(&names);
    return err->status;
}

enum status command_run_line(const struct command *command, int argc, char **argv, struct error *err)
{
    if (command->verbs)
        return run_one_of(command, argc, argv, err);
    if (asks_for_help(argc, argv))
        return print_command_help(command, err);
    size_t arguments;
    void *options = xmalloc(command->size);
    memcpy(options, command->defaults, command->size);
    enum status status = options_read(command, options, argc, argv, &arguments, err)
                             ? command->run(options, (const char *const *)argv, arguments, err)
                             : err->status;
    free(options);
    struct error moved = {0};
    /* Whatever it says was read out of two states, or is a sum that was cut off. A run that failed says that itself. */
    if (!still_was(&moved) || (status < STATUS_SIGNAL && err->status == STATUS_DONE && !sums_hold(&moved))) {
        *err = moved;
        status = err->status;
    }
    return status;
}

void options_say(const struct option *option, const void *options, struct buf *out)
{
    for (; option->name; option++) {
        const void *at = (const char *)options + option->to;
        const char *blank = out->n ? " " : "";
        const char *text = option->kind == OPTION_TEXT ? *(const char *const *)at : NULL;
        if (text)
            buf_printf(out, "%s--%s %s", blank, option->name, text);
        else if (option->kind == OPTION_FLAG && *(const bool *)at)
            buf_printf(out, "%s--%s", blank, option->name);
        else if (option->kind == OPTION_NUMBER && *(const unsigned *)at)
            buf_printf(out, "%s--%s %u", blank, option->name, *(const unsigned *)at);
    }
}
