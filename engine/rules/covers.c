/* covers.c - see covers.h. */
#include "rules/covers.h"

#include <stdio.h>

/* Is every number that `narrow` lets through let through by `wide`? */
static bool numbers_cover(const struct numbers *wide, const struct numbers *narrow)
{
    if (wide->n == 0)
        return true;
    for (size_t i = 0; i < narrow->n; i++)
        if (!numbers_have(wide, narrow->at[i]))
            return false;
    return narrow->n > 0;
}

static bool codeset_covers(const struct codeset *wide, const struct codeset *narrow)
{
    for (size_t i = 0; i < narrow->n; i++) {
        const struct codeset_code *code = &narrow->code[i];
        if (!codeset_has(wide, &code->code, code->lijst))
            return false;
        /* A row for any list is covered only by a row for any list. */
        bool any = code->lijst != 0;
        for (size_t k = 0; k < wide->n && !any; k++)
            any = wide->code[k].lijst == 0 && code_compare(&wide->code[k].code, &code->code) == 0;
        if (!any)
            return false;
    }
    return true;
}

static bool codes_cover(const struct regel *wide, const struct regel *narrow)
{
    if (!regel_has_code(wide))
        return true;
    if (wide->codeset)
        return narrow->codeset && codeset_covers(wide->codeset, narrow->codeset);
    if (narrow->codeset) {
        for (size_t i = 0; i < narrow->codeset->n; i++)
            if (!code_in_range(&narrow->codeset->code[i].code, &wide->van, &wide->tm))
                return false;
        return true;
    }
    return narrow->van.n && code_in_range(&narrow->van, &wide->van, &wide->tm)
           && code_in_range(&narrow->tm, &wide->van, &wide->tm);
}

static bool zorgproduct_covers(const struct regel *wide, const struct regel *narrow)
{
    if (wide->zorgproduct_divisor == 0)
        return true;
    if (wide->zorgproduct_full)
        return narrow->zorgproduct_full && wide->zorgproduct == narrow->zorgproduct
               && regel_has_code(wide) == regel_has_code(narrow);
    return narrow->zorgproduct_divisor && narrow->zorgproduct_divisor <= wide->zorgproduct_divisor
           && !(narrow->zorgproduct_full && regel_has_code(narrow)) /* matches without a zorgproduct too */
           && narrow->zorgproduct / (wide->zorgproduct_divisor / narrow->zorgproduct_divisor) == wide->zorgproduct;
}

static bool regel_covers(const struct regel *wide, const struct regel *narrow)
{
    /* A DOT matches other codes when its zorgproduct is right, so only a DOT or a rule without a code covers it. */
    bool dot = narrow->zorgproduct_full && regel_has_code(narrow);
    return numbers_cover(&wide->lijsten, &narrow->lijsten) && numbers_cover(&wide->specialismen, &narrow->specialismen)
           && numbers_cover(&wide->zorgsoorten, &narrow->zorgsoorten) && zorgproduct_covers(wide, narrow)
           && codes_cover(wide, narrow) && (!dot || wide->zorgproduct_full || !regel_has_code(wide));
}

bool ruleset_covers(const struct ruleset *earlier, const struct ruleset *later)
{
    for (size_t i = 0; i < later->regels; i++) {
        bool covered = !regel_makes_relevant(later, &later->regel[i]);
        for (size_t k = 0; k < earlier->regels && !covered; k++)
            covered = regel_makes_relevant(earlier, &earlier->regel[k])
                      && regel_covers(&earlier->regel[k], &later->regel[i]);
        if (!covered)
            return false;
    }
    for (size_t i = 0; i < later->programma_rijen; i++) {
        const struct programma_rij *rij = &later->programma_rij[i];
        bool covered = rij->van.n == 0;
        for (size_t k = 0; k < earlier->programma_rijen && !covered; k++) {
            const struct programma_rij *wide = &earlier->programma_rij[k];
            covered = wide->van.n && numbers_cover(&wide->lijsten, &rij->lijsten)
                      && code_in_range(&rij->van, &wide->van, &wide->tm)
                      && code_in_range(&rij->tm, &wide->van, &wide->tm);
        }
        if (!covered)
            return false;
    }
    return true;
}

static void add_numbers(struct sha256 *sha, const struct numbers *set)
{
    char text[16];
    for (size_t i = 0; i < set->n; i++)
        sha256_add(sha, text, (size_t)snprintf(text, sizeof text, "%u ", set->at[i]));
    sha256_add(sha, "|", 1);
}

static void hash_code(struct sha256 *sha, const struct code *code)
{
    sha256_add(sha, code->at, code->n);
    sha256_add(sha, "|", 1);
}

/* The selector of a rule, whatever it is called and wherever it stands. */
static void hash_selector(const struct regel *regel, char out[static DIGEST_HEX + 1])
{
    struct sha256 *sha = sha256_new();
    add_numbers(sha, &regel->lijsten);
    add_numbers(sha, &regel->specialismen);
    add_numbers(sha, &regel->zorgsoorten);
    sha256_add(sha, regel->value[R_ZORGPRODUCT].at, regel->value[R_ZORGPRODUCT].n);
    sha256_add(sha, "|", 1);
    hash_code(sha, &regel->van);
    hash_code(sha, &regel->tm);
    for (size_t i = 0; regel->codeset && i < regel->codeset->n; i++) {
        hash_code(sha, &regel->codeset->code[i].code);
        uint32_t lijst = regel->codeset->code[i].lijst;
        add_numbers(sha, &(struct numbers){&lijst, 1});
    }
    sha256_finish(sha, out);
}

static void hash_programma_rij(const struct programma_rij *rij, char out[static DIGEST_HEX + 1])
{
    struct sha256 *sha = sha256_new();
    sha256_add(sha, "programma|", 10);
    add_numbers(sha, &rij->lijsten);
    hash_code(sha, &rij->van);
    hash_code(sha, &rij->tm);
    sha256_finish(sha, out);
}

static int by_digest(const void *a, const void *b)
{
    return memcmp(a, b, DIGEST_HEX);
}

void ruleset_relevantie(const struct ruleset *rules, char out[static DIGEST_HEX + 1])
{
    size_t n = 0;
    char(*digest)[DIGEST_HEX + 1] = xcalloc(rules->regels + rules->programma_rijen, sizeof *digest);
    for (size_t i = 0; i < rules->regels; i++)
        if (regel_makes_relevant(rules, &rules->regel[i]))
            hash_selector(&rules->regel[i], digest[n++]);
    for (size_t i = 0; i < rules->programma_rijen; i++)
        if (rules->programma_rij[i].van.n)
            hash_programma_rij(&rules->programma_rij[i], digest[n++]);
    if (n)
        qsort(digest, n, sizeof *digest, by_digest);
    struct sha256 *sha = sha256_new();
    for (size_t i = 0; i < n; i++)
        if (i == 0 || by_digest(digest[i], digest[i - 1]) != 0)
            sha256_add(sha, digest[i], DIGEST_HEX);
    sha256_finish(sha, out);
    free(digest);
}
