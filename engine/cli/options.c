/* options.c - see command.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "cli/command.h"
#include "ingest/ingest.h"

static bool read_number(const char *text, uint64_t *number)
{
    return text_digits(text_of(text), 18, number);
}

/* 512M, 2G, 1048576. */
static bool read_size(const char *text, uint64_t *size)
{
    static const char unit[] = "KMGT";
    size_t n = strlen(text);
    const char *u = n ? strchr(unit, text[n - 1]) : NULL;
    if (!u || *u == '\0')
        return read_number(text, size);
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

static bool take_value(const struct option_spec *spec, const char *value)
{
    uint64_t number;
    switch (spec->kind) {
    case OPTION_FLAG:
        *(bool *)spec->to = true;
        return true;
    case OPTION_TEXT:
        *(const char **)spec->to = value;
        return value[0] != '\0';
    case OPTION_NUMBER:
        if (!read_number(value, &number) || number > 1000000)
            return false;
        *(unsigned *)spec->to = (unsigned)number;
        return true;
    case OPTION_SIZE:
        return read_size(value, spec->to);
    case OPTION_REJECTS:
        return read_rejects(value, spec->to);
    }
    return false;
}

static const struct option_spec *find(const struct option_spec *spec, const char *name, size_t n)
{
    for (; spec->name; spec++)
        if (strlen(spec->name) == n && memcmp(spec->name, name, n) == 0)
            return spec;
    return NULL;
}

bool options_read(const struct command *command, const struct option_spec *spec, int *argc, char **argv,
                  struct error *err)
{
    int kept = 1;
    bool only_arguments = false;
    for (int i = 1; i < *argc; i++) {
        char *arg = argv[i];
        if (only_arguments || arg[0] != '-' || arg[1] == '\0') {
            argv[kept++] = arg;
            continue;
        }
        if (strcmp(arg, "--") == 0) {
            only_arguments = true;
            continue;
        }
        if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
            printf("%s - %s\n\n%s", command->name, command->summary, command->help);
            exit(fflush(stdout) ? STATUS_FAILED : STATUS_DONE);
        }
        const char *name = strcmp(arg, "-o") == 0 ? "output" : strncmp(arg, "--", 2) == 0 ? arg + 2 : "";
        const char *equals = strchr(name, '=');
        const struct option_spec *option = find(spec, name, equals ? (size_t)(equals - name) : strlen(name));
        if (!option) /* without its value, which may be a patient's */
            return error_set(err, STATUS_USAGE, "unknown option %.*s; see 'dubbelloop %s --help'", (int)strcspn(arg, "="),
                             arg, command->name);
        const char *value = equals ? equals + 1 : "";
        if (option->kind == OPTION_FLAG) {
            if (equals)
                return error_set(err, STATUS_USAGE, "--%s takes no value; see 'dubbelloop %s --help'", option->name, command->name);
        } else if (!equals) {
            if (++i == *argc)
                return error_set(err, STATUS_USAGE, "--%s needs a value; see 'dubbelloop %s --help'", option->name, command->name);
            value = argv[i];
        }
        if (!take_value(option, value))
            return error_set(err, STATUS_USAGE, "--%s: the value is not one that it takes; see 'dubbelloop %s --help'", option->name, command->name);
    }
    *argc = kept;
    return true;
}

char *default_tables(void)
{
    /* SOURCE/build/engine/dubbelloop -> SOURCE/conflict_tables */
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return NULL;
    self[n] = '\0';
    for (int up = 0; up < 3; up++) {
        char *slash = strrchr(self, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
    }
    char *meson = xprintf("%s/meson.build", self), *tables = xprintf("%s/conflict_tables", self);
    if (access(meson, F_OK) || access(tables, F_OK)) {
        free(tables);
        tables = NULL;
    }
    free(meson);
    return tables;
}
