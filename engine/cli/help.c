/* help.c - --help, made of what the verbs say of themselves: examples first. */
#include <string.h>

#include "base/memory.h"
#include "cli/command.h"

enum { HELP_COLUMNS = 116, TITLE_COLUMNS = 24 };

/* As help and man pages show a value: the words themselves when they are few. */
static void add_value_name(const struct option *option, struct buf *out)
{
    if (option->value) {
        buf_text(out, option->value);
        return;
    }
    for (size_t i = 0; i < option->words_n; i++)
        buf_printf(out, "%s%s", i ? "|" : "", option->words[i]);
}

void option_title(const struct option *option, struct buf *out)
{
    bool is_output = strcmp(option->name, "output") == 0;
    buf_printf(out, "%s%s", is_output ? "-o" : "--", is_output ? "" : option->name);
    if (option->kind != OPTION_FLAG) {
        buf_text(out, " ");
        add_value_name(option, out);
    }
}

void option_help(const struct option *option, struct buf *out)
{
    if (option->value && option->words_n) {
        for (size_t i = 0; i < option->words_n; i++)
            buf_printf(out, "%s%s", i ? ", " : "", option->words[i]);
        buf_text(out, ": ");
    }
    buf_text(out, option->help);
}

/* Adds words between the column where they begin and the edge of the page. */
static void add_wrapped(struct buf *out, size_t column, struct text words)
{
    struct text word;
    size_t at = column;
    for (bool first = true; text_word(&words, &word); first = false) {
        bool fits = first || at + 1 + text_code_points(word) <= HELP_COLUMNS;
        if (!fits)
            buf_printf(out, "\n%*s", (int)column, "");
        else if (!first)
            buf_text(out, " ");
        at = (fits ? at + !first : column) + text_code_points(word);
        buf_add(out, word.at, word.n);
    }
    buf_text(out, "\n");
}

struct options_help {
    struct buf *out;
    size_t width; /* of the widest title that is not too wide */
};

static void measure_option(void *ctx, const struct option *option, size_t at)
{
    struct options_help *help = ctx;
    struct buf title = {0};
    (void)at;
    option_title(option, &title);
    if (option->help && title.n > help->width && title.n <= TITLE_COLUMNS)
        help->width = title.n;
    buf_release(&title);
}

static void add_option(void *ctx, const struct option *option, size_t at)
{
    struct options_help *help = ctx;
    struct buf title = {0}, text = {0};
    (void)at;
    if (!option->help)
        return;
    option_title(option, &title);
    option_help(option, &text);
    const size_t column = title.n > help->width && title.n + text.n + 4 <= HELP_COLUMNS ? title.n + 4 : help->width + 4;
    const bool below = title.n + 4 > column; /* a title of its own line has no blanks behind it */
    buf_printf(help->out, "  %s%s%*s", buf_string(&title), below ? "\n" : "",
               (int)(below ? column : column - title.n - 2), "");
    add_wrapped(help->out, column, (struct text){text.at, text.n});
    buf_release(&title);
    buf_release(&text);
}

/* What stands behind the name: the options that it cannot do without, whether it takes others, and its arguments. */
struct usage {
    struct buf *out;
    bool others;
};

static void add_needed(void *ctx, const struct option *option, size_t at)
{
    struct usage *usage = ctx;
    (void)at;
    if (option->needed) {
        buf_text(usage->out, " ");
        option_title(option, usage->out);
    } else
        usage->others |= option->help != NULL;
}

void command_usage(const struct command *command, struct buf *out)
{
    struct usage usage = {.out = out};
    options_each(command, add_needed, &usage);
    buf_text(out, usage.others ? " [options]" : "");
    if (command->arguments.name)
        buf_printf(out, command->arguments.least ? " %s" : " [%s]", command->arguments.name);
}

static void add_examples(const struct command *command, struct buf *out)
{
    for (const char *at = command->examples; at && *at;) {
        size_t n = strcspn(at, "\n");
        buf_printf(out, "  %.*s\n", (int)n, at);
        at += n + (at[n] == '\n');
    }
}

/* All but the summary and the examples. */
static void add_body(const struct command *command, struct buf *out)
{
    struct options_help help = {.out = out};
    buf_printf(out, "\nUsage: dubbelloop %s", command->name);
    command_usage(command, out);
    buf_printf(out, "\n%s", command->text);
    options_each(command, measure_option, &help);
    if (help.width) {
        buf_text(out, "\n");
        options_each(command, add_option, &help);
    }
    if (command->notes)
        buf_printf(out, "\n%s", command->notes);
    if (command->exits)
        buf_printf(out, "\nExit status: %s", command->exits);
}

void command_help(const struct command *command, struct buf *out)
{
    buf_printf(out, "%s - %s\n\nExamples:\n", command->name, command->summary);
    add_examples(command, out);
    for (const struct command *const *verb = command->verbs; verb && *verb; verb++)
        add_examples(*verb, out);
    if (!command->verbs)
        add_body(command, out);
    for (const struct command *const *verb = command->verbs; verb && *verb; verb++)
        add_body(*verb, out);
}

void commands_help(struct buf *out)
{
    buf_text(out, "dubbelloop - finds double declarations beside a keten-dbc in exports of a Dutch health insurer\n\n"
                  "Example: dubbelloop run --db nacht.db --out uit export.csv\n\n"
                  "Usage: dubbelloop VERB [options]\n\n");
    for (const struct command *const *command = commands; *command; command++)
        buf_printf(out, "  %-11s %s\n", (*command)->name, (*command)->summary);
    buf_text(
        out,
        "\n'dubbelloop VERB --help' explains a verb; 'man dubbelloop' explains all. --version prints the version.\n");
}
