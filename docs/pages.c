/* pages.c - writes the man pages and the completions of bash and zsh, at build time, from what the verbs say of
 * themselves (engine/cli/command.h). What is written by hand stands in templates: a line @NAME@ in one is replaced.
 *
 *     pages VERB [PROSE]      the man page of a verb; PROSE: roff for below its description
 *     pages --main TEMPLATE   dubbelloop.1: @SYNOPSIS@, @VERBS@
 *     pages --bash TEMPLATE   @VERBS@, @WORDS@
 *     pages --zsh TEMPLATE    @VERBS@, @CASES@
 *
 * PROSE and TEMPLATE "-" are nothing. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/command.h"
#include "base/file.h"

/* For roff: no escapes, hyphens that can be copied, no line that looks like a request. */
static void add_roff(struct buf *out, struct text text)
{
    for (size_t i = 0; i < text.n; i++) {
        bool begins = i == 0 || text.at[i - 1] == '\n';
        if (begins && (text.at[i] == '.' || text.at[i] == '\''))
            buf_text(out, "\\&");
        if (text.at[i] == '\\')
            buf_text(out, "\\e");
        else if (text.at[i] == '-')
            buf_text(out, "\\-");
        else
            buf_add(out, &text.at[i], 1);
    }
}

static void add_roff_buf(struct buf *out, struct buf *text)
{
    add_roff(out, (struct text){text->at, text->n});
    buf_release(text);
}

/* Lines of a help text: paragraphs with an empty line between; two blanks in front keep their form. */
static void add_lines(struct buf *out, const char *lines)
{
    bool kept = false;
    while (lines && *lines) {
        size_t n = strcspn(lines, "\n");
        bool keep = strncmp(lines, "  ", 2) == 0;
        if (keep != kept)
            buf_text(out, keep ? ".PP\n.in +4n\n.EX\n" : ".EE\n.in\n.PP\n");
        kept = keep;
        if (n == 0)
            buf_text(out, ".PP");
        add_roff(out, (struct text){lines + (keep ? 2 : 0), n - (keep ? 2 : 0)});
        buf_text(out, "\n");
        lines += n + (lines[n] == '\n');
    }
    if (kept)
        buf_text(out, ".EE\n.in\n");
}

static void add_as_it_is(struct buf *out, const char *lines)
{
    buf_text(out, ".PP\n.in +4n\n.EX\n");
    add_roff(out, text_of(lines));
    buf_text(out, ".EE\n.in\n");
}

static void add_synopsis(struct buf *out, const struct command *command)
{
    struct buf usage = {0};
    command_usage(command, &usage);
    buf_text(out, ".B dubbelloop ");
    add_roff(out, text_of(command->name));
    buf_text(out, "\n");
    add_roff(out, text_trim((struct text){usage.at, usage.n}));
    buf_text(out, "\n");
    buf_release(&usage);
}

static void add_option_entry(void *ctx, const struct option *option, size_t at)
{
    struct buf *out = ctx, title = {0}, help = {0};
    (void)at;
    if (!option->help)
        return;
    option_title(option, &title);
    option_help(option, &help);
    buf_text(out, ".TP\n.B ");
    add_roff_buf(out, &title);
    buf_text(out, "\n");
    add_roff_buf(out, &help);
    buf_text(out, "\n");
}

/* A function for each verb, or for each of the verbs that it is. */
static void each_verb(const struct command *command, void (*each)(struct buf *out, const struct command *verb),
                      struct buf *out)
{
    if (!command->verbs)
        each(out, command);
    for (const struct command *const *verb = command->verbs; verb && *verb; verb++)
        each(out, *verb);
}

static void add_synopsis_line(struct buf *out, const struct command *verb)
{
    add_synopsis(out, verb);
    buf_text(out, ".br\n");
}

static void add_verb_examples(struct buf *out, const struct command *verb)
{
    add_as_it_is(out, verb->examples);
}

static void add_text_and_options(struct buf *out, const struct command *verb)
{
    add_lines(out, verb->text);
    options_each(verb, add_option_entry, out);
    if (verb->notes) {
        buf_text(out, ".PP\n");
        add_lines(out, verb->notes);
    }
    if (verb->exits) {
        buf_text(out, ".PP\nExit status: ");
        add_roff(out, text_of(verb->exits));
    }
}

/* One of several: under a heading of its own. */
static void add_section(struct buf *out, const struct command *verb)
{
    buf_text(out, ".SS ");
    add_roff(out, text_of(verb->name));
    buf_text(out, "\n");
    add_text_and_options(out, verb);
}

static bool add_prose(struct buf *out, const char *path, struct error *err)
{
    char *content = NULL;
    size_t n = 0;
    if (strcmp(path, "-") == 0)
        return true;
    if (!read_whole_file(path, &content, &n, err))
        return false;
    buf_add(out, content, n);
    free(content);
    return true;
}

static bool page_of_verb(const struct command *command, const char *prose, struct buf *out, struct error *err)
{
    buf_text(out, ".TH DUBBELLOOP\\-");
    for (const char *c = command->name; *c; c++)
        buf_printf(out, "%c", *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    buf_printf(out, " 1 \"\" \"dubbelloop\" \"User Commands\"\n.SH NAME\ndubbelloop\\-%s \\- ", command->name);
    add_roff(out, text_of(command->summary));
    buf_text(out, "\n.SH SYNOPSIS\n");
    each_verb(command, add_synopsis_line, out);
    buf_text(out, ".SH EXAMPLES\n");
    each_verb(command, add_verb_examples, out);
    buf_text(out, ".SH DESCRIPTION\n");
    each_verb(command, command->verbs ? add_section : add_text_and_options, out);
    bool ok = add_prose(out, prose, err);
    buf_text(out, ".SH SEE ALSO\n.BR dubbelloop (1)\n");
    return ok;
}

static void add_all(struct buf *out, void (*each)(struct buf *out, const struct command *verb))
{
    for (const struct command *const *command = commands; *command; command++)
        each_verb(*command, each, out);
}

/* bash: for each verb "verb|options|arguments|words", for each option with words "verb --option|words". A blank in the
 * name of `tables check` stays. */
static const char *kind_of(enum option_value takes)
{
    static const char *const kind[] = {
        [VALUE_ANY] = "any", [VALUE_FILE] = "file", [VALUE_FOLDER] = "folder", [VALUE_DIGITS] = "any"};
    return kind[takes];
}

struct bash {
    struct buf *out;
    const struct command *command;
};

static void add_bash_name(void *ctx, const struct option *option, size_t at)
{
    struct buf *out = ctx;
    (void)at;
    if (option->help)
        buf_printf(out, " %s%s", strcmp(option->name, "output") == 0 ? "-o" : "--",
                   strcmp(option->name, "output") == 0 ? "" : option->name);
}

static void add_bash_value(void *ctx, const struct option *option, size_t at)
{
    const struct bash *bash = ctx;
    bool is_output = strcmp(option->name, "output") == 0;
    (void)at;
    if (!option->help || option->kind == OPTION_FLAG)
        return;
    buf_printf(bash->out, "        '%s %s%s') kind=%s words='", bash->command->name, is_output ? "-o" : "--",
               is_output ? "" : option->name, kind_of(option->takes));
    for (size_t i = 0; i < option->words_n; i++)
        buf_printf(bash->out, "%s%s", i ? " " : "", option->words[i]);
    buf_text(bash->out, "' ;;\n");
}

static void add_bash_options(struct buf *out, const struct command *verb)
{
    buf_printf(out, "        '%s')\n            options='--help", verb->name);
    options_each(verb, add_bash_name, out);
    buf_printf(out, "' kind=%s words='", verb->arguments.name ? kind_of(verb->arguments.takes) : "any");
    for (size_t i = 0; i < verb->arguments.words_n; i++)
        buf_printf(out, "%s%s", i ? " " : "", verb->arguments.words[i]);
    buf_text(out, "' ;;\n");
}

static void add_bash_values(struct buf *out, const struct command *verb)
{
    struct bash bash = {out, verb};
    options_each(verb, add_bash_value, &bash);
}

static void add_bash_verbs(struct buf *out)
{
    buf_text(out, "    local verbs='");
    for (const struct command *const *command = commands; *command; command++)
        buf_printf(out, "%s%s", command == commands ? "" : " ", (*command)->name);
    buf_text(out, "' several=''\n    case $verb in\n");
    for (const struct command *const *command = commands; *command; command++) {
        if (!(*command)->verbs)
            continue;
        buf_printf(out, "        %s) several='", (*command)->name);
        for (const struct command *const *verb = (*command)->verbs; *verb; verb++)
            buf_printf(out, "%s%s", verb == (*command)->verbs ? "" : " ", strrchr((*verb)->name, ' ') + 1);
        buf_text(out, "' ;;\n");
    }
    buf_text(out, "    esac\n");
}

/* For a description in zsh, inside quotes and brackets: no quote, bracket, colon. */
static void add_zsh_text(struct buf *out, const char *text)
{
    for (; *text; text++)
        if (*text != '\'')
            buf_printf(out, strchr("[]:", *text) ? "\\%c" : "%c", *text);
}

static void add_zsh_action(struct buf *out, enum option_value takes, const char *const *words, size_t n, bool several)
{
    if (n && several)
        buf_text(out, "_values -s , word");
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%s", several ? " " : i ? " " : "(", words[i]);
    buf_text(out, n && !several ? ")" : "");
    if (n == 0)
        buf_text(out, takes == VALUE_FILE ? "_files" : takes == VALUE_FOLDER ? "_files -/" : "");
}

static void add_zsh_option(void *ctx, const struct option *option, size_t at)
{
    struct buf *out = ctx;
    bool is_output = strcmp(option->name, "output") == 0;
    (void)at;
    if (!option->help)
        return;
    buf_printf(out, " \\\n            '%s%s[", is_output ? "-o" : "--", is_output ? "" : option->name);
    add_zsh_text(out, option->help);
    buf_text(out, "]");
    if (option->kind != OPTION_FLAG) {
        buf_text(out, ":");
        add_zsh_text(out, option->value ? option->value : option->name);
        buf_text(out, ":");
        add_zsh_action(out, option->takes, option->words, option->words_n, option->several);
    }
    buf_text(out, "'");
}

static void add_zsh_case(struct buf *out, const struct command *verb)
{
    buf_printf(out, "    '%s')\n        _arguments '--help[explain]'", verb->name);
    options_each(verb, add_zsh_option, out);
    if (verb->arguments.name) {
        buf_text(out, " \\\n            '*:");
        add_zsh_text(out, verb->arguments.name);
        buf_text(out, ":");
        add_zsh_action(out, verb->arguments.takes, verb->arguments.words, verb->arguments.words_n, false);
        buf_text(out, "'");
    }
    buf_text(out, " ;;\n");
}

static void add_zsh_verb(struct buf *out, const struct command *command)
{
    const char *blank = strrchr(command->name, ' ');
    buf_printf(out, "        '%s:", blank ? blank + 1 : command->name);
    add_zsh_text(out, command->summary);
    buf_text(out, "'\n");
}

static void add_zsh_verbs(struct buf *out)
{
    buf_text(out, "    verbs=(\n");
    for (const struct command *const *command = commands; *command; command++)
        add_zsh_verb(out, *command);
    buf_text(out, "    )\n    case $verb in\n");
    for (const struct command *const *command = commands; *command; command++)
        if ((*command)->verbs) {
            buf_printf(out, "    %s) several=(\n", (*command)->name);
            each_verb(*command, add_zsh_verb, out);
            buf_text(out, "    ) ;;\n");
        }
    buf_text(out, "    esac\n");
}

/* What a line @NAME@ of a template becomes. False: it is none of these. */
static bool replace(struct text line, char form, struct buf *out)
{
    if (text_equal(line, TEXT("@SYNOPSIS@")))
        add_all(out, add_synopsis_line);
    else if (text_equal(line, TEXT("@VERBS@")) && form == 'm')
        add_all(out, add_section);
    else if (text_equal(line, TEXT("@VERBS@")) && form == 'b')
        add_bash_verbs(out);
    else if (text_equal(line, TEXT("@VERBS@")))
        add_zsh_verbs(out);
    else if (text_equal(line, TEXT("@OPTIONS@")))
        add_all(out, add_bash_options);
    else if (text_equal(line, TEXT("@VALUES@")))
        add_all(out, add_bash_values);
    else if (text_equal(line, TEXT("@CASES@")))
        add_all(out, add_zsh_case);
    else
        return false;
    return true;
}

static bool fill_template(const char *path, char form, struct buf *out, struct error *err)
{
    char *content = NULL;
    size_t n = 0;
    if (!read_whole_file(path, &content, &n, err))
        return false;
    for (size_t at = 0; at < n;) {
        const char *end = memchr(content + at, '\n', n - at);
        size_t length = end ? (size_t)(end - (content + at)) : n - at;
        if (!replace((struct text){content + at, length}, form, out)) {
            buf_add(out, content + at, length);
            buf_text(out, "\n");
        }
        at += length + 1;
    }
    free(content);
    return true;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct buf out = {0};
    const struct command *command = argc == 3 ? command_find(commands, argv[1]) : NULL;
    bool ok = false;
    if (command)
        ok = page_of_verb(command, argv[2], &out, &err);
    else if (argc == 3 && strncmp(argv[1], "--", 2) == 0)
        ok = fill_template(argv[2], argv[1][2], &out, &err);
    if (ok)
        fwrite(buf_string(&out), 1, out.n, stdout);
    else
        fprintf(stderr, "pages: %s\n",
                err.text[0] ? err.text : "usage: pages VERB PROSE, or pages --main|--bash|--zsh TEMPLATE");
    buf_release(&out);
    return ok && fflush(stdout) == 0 ? 0 : 1;
}
