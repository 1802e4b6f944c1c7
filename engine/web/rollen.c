/* rollen.c - see rollen.h. */
#include "web/rollen.h"

#include <ini.h>
#include <string.h>

#include "base/file.h"

static const struct rol_rechten {
    const char *name;
    unsigned rechten;
} rol[] = {
#define ROL(name, rights) {#name, rights},
    ROLLEN_LIST(ROL)
#undef ROL
};
enum { ROLLEN = sizeof rol / sizeof *rol };

struct config_reading {
    struct web_config *config;
    struct problems *problems;
    const char *path;
};

void web_config_default(struct web_config *config)
{
#define CONFIG_DEFAULT(name, value) .name = (value),
    *config = (struct web_config){CONFIG_NUMBERS(CONFIG_DEFAULT)};
#undef CONFIG_DEFAULT
}

static unsigned *setting_of(struct web_config *config, const char *name)
{
#define CONFIG_NUMBER(member, value)                                                                                   \
    if (strcmp(name, #member) == 0)                                                                                    \
        return &config->member;
    CONFIG_NUMBERS(CONFIG_NUMBER)
#undef CONFIG_NUMBER
    return NULL;
}

static struct text kept_copy(struct web_config *config, const char *value)
{
    size_t n = strlen(value);
    return (struct text){arena_copy(&config->arena, value, n), n};
}

static struct text *text_setting_of(struct web_config *config, const char *name)
{
    return strcmp(name, "user_header") == 0 ? &config->user_header
           : strcmp(name, "proxy") == 0     ? &config->proxy
           : strcmp(name, "afzender") == 0  ? &config->afzender
           : strcmp(name, "adressen") == 0  ? &config->adressen
                                            : NULL;
}

static void take_server(struct config_reading *r, const char *name, const char *value)
{
    unsigned *number = setting_of(r->config, name);
    uint64_t read = 0;
    struct text *text = text_setting_of(r->config, name);
    if (text)
        *text = kept_copy(r->config, value);
    else if (!number)
        problem_add(r->problems, r->path, 0, "[server] has no setting '%s'", name);
    else if (!text_digits(text_of(value), 6, &read) || read == 0)
        problem_add(r->problems, r->path, 0, "%s must be a number of 1 to 999999", name);
    else
        *number = (unsigned)read;
}

/* The rights of words with blanks or commas between; 0 when one of them is no role. */
static unsigned rights_of_words(const char *value)
{
    unsigned rechten = 0;
    for (const char *at = value + strspn(value, " ,"); *at; at += strspn(at, " ,")) {
        size_t n = strcspn(at, " ,"), i = 0;
        while (i < ROLLEN && (strlen(rol[i].name) != n || strncmp(rol[i].name, at, n) != 0))
            i++;
        if (i == ROLLEN)
            return 0;
        rechten |= rol[i].rechten;
        at += n;
    }
    return rechten;
}

static void take_person(struct config_reading *r, const char *name, const char *value)
{
    struct web_config *config = r->config;
    unsigned rechten = rights_of_words(value), earlier;
    if (!rechten) {
        problem_add(r->problems, r->path, 0,
                    "'%s' has no role: write one or more of lezer, analist, controleur, beheerder", name);
        return;
    }
    if (web_config_rights(config, text_of(name), &earlier)) {
        problem_add(r->problems, r->path, 0, "'%s' stands twice", name);
        return;
    }
    ARRAY_ROOM(config->gebruiker, config->gebruikers, config->cap);
    config->gebruiker[config->gebruikers++] = (struct gebruiker){kept_copy(config, name), rechten};
}

static int take_setting(void *ctx, const char *section, const char *name, const char *value)
{
    struct config_reading *r = ctx;
    if (strcmp(section, "server") == 0)
        take_server(r, name, value);
    else if (strcmp(section, "gebruikers") == 0)
        take_person(r, name, value);
    else
        problem_add(r->problems, r->path, 0, "'%s' stands in no section of ours: they are [server] and [gebruikers]",
                    name);
    return 1;
}

bool web_config_read(struct web_config *config, const char *path, struct problems *problems, struct error *err)
{
    struct config_reading reading = {config, problems, path};
    struct buf text = {0};
    char *content;
    size_t n;
    web_config_default(config);
    if (!read_whole_file(path, &content, &n, err))
        return false;
    buf_add(&text, content, n);
    int wrong = memchr(content, '\0', n) ? 1 : ini_parse_string(buf_string(&text), take_setting, &reading);
    if (wrong)
        problem_add(problems, path, wrong > 0 ? (size_t)wrong : 0, "is not a line of the form name = value");
    if (config->user_header.n && !config->gebruikers)
        problem_add(problems, path, 0, "user_header is set, but [gebruikers] names nobody: nobody could come in");
    buf_release(&text);
    free(content);
    return true;
}

void web_config_release(struct web_config *config)
{
    free(config->gebruiker);
    arena_release(&config->arena);
    *config = (struct web_config){0};
}

bool web_config_rights(const struct web_config *config, struct text naam, unsigned *rechten)
{
    for (size_t i = 0; i < config->gebruikers; i++)
        if (text_equal(config->gebruiker[i].naam, naam)) {
            *rechten = config->gebruiker[i].rechten;
            return true;
        }
    return false;
}

void rollen_say(unsigned rechten, struct buf *out)
{
    size_t begun = out->n;
    for (size_t i = 0; i < ROLLEN; i++)
        if ((rechten & rol[i].rechten) == rol[i].rechten && !(i == 0 && rechten != rol[i].rechten))
            buf_printf(out, "%s%s", out->n > begun ? ", " : "", rol[i].name);
}
