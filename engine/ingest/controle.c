/* controle.c - see controle.h. */
#include "ingest/controle.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "ingest/ingest.h"

/* --- What it says --- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* 64 hex digits, and behind a blank a name, or nothing. */
static bool parse_hash(struct text line, struct controle *controle)
{
    enum { HEX = 64 };
    if (line.n && line.at[0] == '\\') /* sha256sum, of a name with a backslash */
        line = (struct text){line.at + 1, line.n - 1};
    if (line.n < HEX || (line.n > HEX && line.at[HEX] != ' '))
        return false;
    for (size_t i = 0; i < HEX; i++) {
        if (!is_hex(line.at[i]))
            return false;
        controle->hash[i] = (char)(line.at[i] >= 'A' && line.at[i] <= 'F' ? line.at[i] + 32 : line.at[i]);
    }
    controle->hash[HEX] = '\0';
    controle->sha256 = true;
    return true;
}

/* The value behind `name`, when the line begins with it: behind blanks and an =, : or ;. */
static bool value_behind(struct text line, const char *name, struct text *value)
{
    size_t n = strlen(name);
    if (line.n <= n || !text_equal_nocase((struct text){line.at, n}, name) || !strchr(" \t=:;", line.at[n]))
        return false;
    while (n < line.n && strchr(" \t=:;", line.at[n]))
        n++;
    *value = text_trim((struct text){line.at + n, line.n - n});
    return true;
}

/* 1234 or 1234,56 or 1234.56 */
static bool parse_euro(struct text value, uint64_t *cent)
{
    uint64_t whole, part = 0;
    bool decimals = value.n > 3 && (value.at[value.n - 3] == ',' || value.at[value.n - 3] == '.');
    struct text front = {value.at, decimals ? value.n - 3 : value.n};
    if (!text_digits(front, 15, &whole)
        || (decimals && !text_digits((struct text){value.at + value.n - 2, 2}, 2, &part)))
        return false;
    *cent = whole * 100 + part;
    return true;
}

static bool parse_line(struct text line, struct controle *controle)
{
    struct text value;
    if (value_behind(line, "regels", &value))
        return controle->regels = text_digits(value, 15, &controle->n);
    if (value_behind(line, "euro", &value))
        return controle->euro = parse_euro(value, &controle->cent);
    return parse_hash(line, controle);
}

bool controle_parse(struct text text, struct controle *controle, size_t *wrong)
{
    *controle = (struct controle){0};
    *wrong = 0;
    if (text.n >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0)
        text = (struct text){text.at + 3, text.n - 3};
    for (size_t number = 1; text.n; number++) {
        const char *lf = memchr(text.at, '\n', text.n);
        size_t n = lf ? (size_t)(lf - text.at) : text.n;
        struct text line = {text.at, n};
        text = (struct text){text.at + n + (lf != NULL), text.n - n - (lf != NULL)};
        line.n -= line.n && line.at[line.n - 1] == '\r';
        line = text_trim(line);
        if (line.n && line.at[0] != '#' && !parse_line(line, controle)) {
            *wrong = number;
            return false;
        }
    }
    return controle->regels || controle->euro || controle->sha256;
}

/* --- Held against the file --- */

/* The file itself, packed as it may be. */
static bool hash_of_file(const char *path, char hash[static DIGEST_HEX + 1])
{
    enum { PIECE = 1 << 16 };
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    struct sha256 *sha = sha256_new();
    char *piece = xmalloc(PIECE);
    for (size_t got; (got = fread(piece, 1, PIECE, file)) > 0;)
        sha256_add(sha, piece, got);
    bool ok = !ferror(file);
    sha256_finish(sha, hash);
    free(piece);
    fclose(file);
    return ok;
}

/* What is not right goes to the file's fault, once. */
PRINTF_LIKE(3, 4) static void refuse_by_controle(struct bestand *bestand, const char *dutch, const char *english, ...)
{
    char text[512];
    va_list list;
    va_start(list, english);
    vsnprintf(text, sizeof text, english, list);
    va_end(list);
    if (bestand->fault)
        return;
    bestand->fault = xstrdup(text);
    buf_printf(&bestand->wrong.dutch, "%s; niets ervan is opgeslagen: is het bestand compleet?", dutch);
}

static void compare_controle(struct bestand *bestand, const struct controle *controle)
{
    char hash[DIGEST_HEX + 1];
    if (controle->sha256 && strcmp(controle->hash, bestand->sha256) != 0
        && (!hash_of_file(bestand->path, hash) || strcmp(controle->hash, hash) != 0))
        refuse_by_controle(bestand, "de sha256 in het controlebestand is een andere dan die van het bestand",
                           "its control file says another sha256 than the file has: it is not what was sent");
    if (controle->regels && controle->n != bestand->gelezen.n)
        refuse_by_controle(bestand, "het controlebestand noemt een ander aantal regels dan het bestand heeft",
                           "its control file says %llu lines, and it has %llu", (unsigned long long)controle->n,
                           (unsigned long long)bestand->gelezen.n);
    if (controle->euro && controle->cent != bestand->gelezen.cent)
        refuse_by_controle(
            bestand, "het controlebestand noemt een ander bedrag dan de regels samen hebben",
            "its control file says EUR %llu.%02llu, and the amounts of its lines "
            "that can be read add up to EUR %llu.%02llu",
            (unsigned long long)(controle->cent / 100), (unsigned long long)(controle->cent % 100),
            (unsigned long long)(bestand->gelezen.cent / 100), (unsigned long long)(bestand->gelezen.cent % 100));
    if (!bestand->fault)
        snprintf(bestand->controle, sizeof bestand->controle, "%s%s%s", controle->regels ? "regels " : "",
                 controle->euro ? "euro " : "", controle->sha256 ? "sha256" : "");
    size_t n = strlen(bestand->controle);
    if (n && bestand->controle[n - 1] == ' ')
        bestand->controle[n - 1] = '\0';
}

void controle_check(struct bestand *bestand)
{
    struct controle controle;
    struct error err = {0};
    char *path = xprintf("%s.controle", bestand->path), *content = NULL;
    size_t n = 0, wrong;
    if (strcmp(bestand->path, "-") != 0 && access(path, F_OK) == 0) {
        if (!read_whole_file(path, &content, &n, &err))
            refuse_by_controle(bestand, "het controlebestand is niet te lezen",
                               "its control file %s.controle cannot be read", bestand->naam);
        else if (!controle_parse((struct text){content, n}, &controle, &wrong) && wrong)
            refuse_by_controle(
                bestand, "het controlebestand is niet te begrijpen",
                "line %zu of its control file %s.controle is none of 'regels N', 'euro N,NN' and a line of sha256sum",
                wrong, bestand->naam);
        else if (wrong == 0 && !controle.regels && !controle.euro && !controle.sha256)
            refuse_by_controle(bestand, "het controlebestand zegt niets", "its control file %s.controle says nothing",
                               bestand->naam);
        else
            compare_controle(bestand, &controle);
    }
    free(content);
    free(path);
}
