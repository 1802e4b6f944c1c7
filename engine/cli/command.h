/* command.h - a verb of the command line, as data.
 *
 * A verb says once what it takes: its options with the members of a struct that they go into, its arguments, its
 * examples. From that come the reading and checking of a command line (options.c), --help (help.c), the man pages and
 * the completions of bash and zsh (docs/pages.c). A new verb is a file cmd_NAME.c with a `command_NAME`, its name in
 * VERBS, and its name in engine/meson.build. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stddef.h>

#include "base/day.h"
#include "base/error.h"
#include "base/text.h"
#include "ingest/ingest.h"

/* What a value is, by the type of the member that it goes into: INTO finds it. */
enum option_kind {
    OPTION_FLAG,   /* bool; no value */
    OPTION_TEXT,   /* const char *, borrowed from the command line; never empty; NULL: not given */
    OPTION_NUMBER, /* unsigned */
    OPTION_SIZE,   /* uint64_t: bytes, 1048576 or 512M; with `most` a large number */
    OPTION_DATE,   /* struct date_option */
    OPTION_REJECTS /* struct max_rejects: 10 or 1% */
};
struct date_option {
    bool given;
    day day;
};
/* What a text may be. Also how a shell completes it. */
enum option_value { VALUE_ANY, VALUE_FILE, VALUE_FOLDER, VALUE_DIGITS };

struct option {
    const char *name;         /* without "--"; NULL ends a list. `-o FILE` is --output */
    const char *value; /* how the help calls the value: "DB"; NULL for a flag, and for words: they name themselves */
    enum option_kind kind;    /* with `to`, by INTO */
    size_t to;                /* where in the struct it goes */
    enum option_value takes;
    bool needed;              /* a command line without it is wrong */
    bool several;             /* a text: one or more with commas between, of the words or numbers */
    unsigned width;           /* VALUE_DIGITS: so many of them */
    unsigned least, most;     /* a number: its range; `most` 0: a million (a size: none) */
    const char *const *words; /* a text: one of these, or NULL */
    size_t words_n;
    const char *help;         /* NULL: not in the help */
};
#define OPTION_KIND_OF(member)                                                                                         \
    _Generic((member),                                                                                                 \
        bool: OPTION_FLAG,                                                                                             \
        const char *: OPTION_TEXT,                                                                                     \
        unsigned: OPTION_NUMBER,                                                                                       \
        uint64_t: OPTION_SIZE,                                                                                         \
        struct date_option: OPTION_DATE,                                                                               \
        struct max_rejects: OPTION_REJECTS)
/* Of an option: it goes into this member of this struct. */
#define INTO(type, member) .kind = OPTION_KIND_OF(((type *)0)->member), .to = offsetof(type, member)
#define WORDS(...)                                                                                                     \
    .words = (const char *const[]){__VA_ARGS__},                                                                       \
    .words_n = sizeof(const char *const[]){__VA_ARGS__} / sizeof(const char *)

/* Options that nearly every verb has, each into the member of its name. */
#define OPTION_DB(type, text) {"db", "DB", INTO(type, db), .takes = VALUE_FILE, .needed = true, .help = text}
#define OPTION_OUTPUT(type, text) {"output", "FILE", INTO(type, output), .takes = VALUE_FILE, .help = text}
#define OPTION_WAIT(type, text) {"wait", "SECONDS", INTO(type, wait), .help = text}
/* Of the member threads: 0 stands for processors(). */
#define OPTION_THREADS(type)                                                                                           \
    {"threads", "N", INTO(type, threads), .least = 1, .most = 512, .help = "default: the number of processors"}
#define OUTPUT_HELP "instead of standard output"

/* Options that several verbs take, and where in a verb's own struct theirs begins. */
struct option_group {
    const struct option *option;
    size_t at;
};
enum { OPTION_GROUPS = 6 };

struct command {
    const char *name, *summary;
    const char *examples; /* a command a line */
    const char *text;     /* what it does: lines; two blanks in front: keeps its form */
    const char *notes;    /* the same, below the options; or NULL */
    const char *exits;    /* the exit statuses, where more is to be said than main's page has; or NULL */
    struct {
        const char *name;         /* "FILE...", or NULL */
        unsigned least, most;     /* how many; `most` 0 with a name: no end */
        enum option_value takes;  /* for the shells */
        const char *const *words; /* for the shells; or NULL */
        size_t words_n;
    } arguments;
    struct option_group options[OPTION_GROUPS];
    const void *defaults; /* of the struct that the options go into */
    size_t size;          /* of it */
    /* `options` is that struct, filled. Returns the exit status; fills err when that is not done or rejects. */
    enum status (*run)(void *options, const char *const *argument, size_t arguments, struct error *err);
    const struct command *const *verbs; /* of a verb that is several, `tables check`: these, NULL at the end */
};
/* Of a command: its struct, and what is in it before a command line is read. */
#define OPTIONS_OF(type, ...) .defaults = &(const type){__VA_ARGS__}, .size = sizeof(type)

/* The verbs, in the order in which they are shown. */
#define VERBS(X)                                                                                                       \
    X(run) X(recheck) X(findings) X(explain) X(decide) X(respond) X(lines) X(changes) X(tables) X(contracts)           \
    X(relaties) X(profile) X(sample) X(spiegel) X(zaak) X(jaarverslag) X(status) X(titels) X(verify) X(backup)         \
    X(purge) X(withdraw) X(dismiss) X(serve) X(inzage) X(zelfcheck) X(gewoonten) X(split) X(merge)
#define DECLARE_VERB(verb) extern const struct command command_##verb;
VERBS(DECLARE_VERB)
#undef DECLARE_VERB
extern const struct command *const commands[]; /* NULL at the end */

/* The verb of that name among `verbs`, or NULL. */
const struct command *command_find(const struct command *const *verbs, const char *name);
/* Does what argv says; argv[0] is the name of `command`. Returns the exit status. */
enum status command_run_line(const struct command *command, int argc, char **argv, struct error *err);

/* Reads a command line: the options anywhere in it, into the struct `options`, which holds the defaults; the arguments
 * into argv[0..*arguments). False: wrong use. */
bool options_read(const struct command *command, void *options, int argc, char **argv, size_t *arguments,
                  struct error *err) MUST_CHECK;
/* A function for all options of a verb, in their order. */
typedef void option_fn(void *ctx, const struct option *option, size_t at);
void options_each(const struct command *command, option_fn *each, void *ctx);
/* Adds the texts, numbers and flags of a list that were given, as `--name value`, a blank between;
 * `options` is their struct. */
void options_say(const struct option *option, const void *options, struct buf *out);

/* How many there are; 1 when nobody knows. */
unsigned processors(void);
/* Wrong use that only the verb can see. Always false. */
bool usage_error(const struct command *command, struct error *err, const char *format, ...) PRINTF_LIKE(3, 4);
/* For a verb that would make a database that is not there: false when it is not. */
bool database_is_there(const struct command *command, const char *db, struct error *err) MUST_CHECK;

/* --help. */
void command_help(const struct command *command, struct buf *out);
void commands_help(struct buf *out);
/* "--db DB [options] FILE...": what stands behind the name. */
void command_usage(const struct command *command, struct buf *out);
/* "--zekerheid vast|waarschijnlijk|signaal", as the help names it. */
void option_title(const struct option *option, struct buf *out);
/* What it is, with the words that it takes when the title does not name them. */
void option_help(const struct option *option, struct buf *out);

#endif
