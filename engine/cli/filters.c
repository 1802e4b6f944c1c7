/* filters.c - see filters.h. */
#include "cli/filters.h"

#include <stdio.h>
#include <string.h>

/* A list of names, "nieuw,open", to a set. */
static bool read_set(const char *text, const char *const *name, unsigned names, unsigned *set)
{
    while (*text) {
        size_t n = strcspn(text, ",");
        unsigned i = 0;
        while (i < names && !text_equal((struct text){text, n}, text_of(name[i])))
            i++;
        if (i == names)
            return false;
        *set |= 1U << i;
        text += n + (text[n] == ',');
    }
    return true;
}

/* The verdicts as they are typed. */
static const char *const oordeel_option[OORDELEN] = {
    [OORDEEL_GEEN] = "geen",
    [OORDEEL_BEVESTIGD] = "bevestigd",
    [OORDEEL_AFGEWEZEN] = "afgewezen",
    [OORDEEL_TERUGVORDERING] = "terugvordering",
    [OORDEEL_TE_BEVESTIGEN] = "te_bevestigen",
    [OORDEEL_WACHT_OP_AANBIEDER] = "wacht_op_aanbieder",
};

bool period_read(const char *text, struct period *period)
{
    uint64_t year, quarter = 0;
    size_t n = strlen(text);
    if (n == 0)
        return true;
    if (!text_digits((struct text){text, n < 4 ? n : 4}, 4, &year) || year < 1990 || year > 2099)
        return false;
    if (n != 4 && (n != 6 || text[4] != 'Q' || !text_digits(text_of(text + 5), 1, &quarter) || quarter < 1 || quarter > 4))
        return false;
    char first[9], last[9];
    snprintf(first, sizeof first, "%04u%02u01", (unsigned)year % 10000, quarter ? (unsigned)quarter % 10 * 3 - 2 : 1);
    snprintf(last, sizeof last, "%04u%02u01", (unsigned)year % 10000, quarter ? (unsigned)quarter % 10 * 3 : 12);
    if (day_parse(text_of(first), DAY_ISO, &period->first) != DAY_OK || day_parse(text_of(last), DAY_ISO, &period->last) != DAY_OK)
        return false;
    period->last = quarter_last(period->last);
    return true;
}

/* 100, 99.50 or 99,50. */
static bool read_euro(const char *text, int64_t *cent)
{
    uint64_t euro, part = 0;
    size_t n = strcspn(text, ".,");
    if (text[0] == '\0')
        return true;
    if (!text_digits((struct text){text, n}, 12, &euro) || (text[n] && (strlen(text + n) != 3 || !text_digits(text_of(text + n + 1), 2, &part))))
        return false;
    *cent = (int64_t)(euro * 100 + part);
    return true;
}

static bool is_one_of(const char *value, const char *const *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(value, name[i]) == 0)
            return true;
    return value[0] == '\0';
}

const char *filters_read(const struct filter_options *options, struct bevinding_filter *filter)
{
    *filter = (struct bevinding_filter){.zekerheid = text_of(options->zekerheid),
                                        .categorie = text_of(options->categorie),
                                        .uzovi = text_of(options->uzovi),
                                        .agb = text_of(options->agb),
                                        .since = options->since,
                                        .herzien = options->herzien};
    return !read_set(options->status, bevinding_status_name, BEVINDING_STATUSSEN, &filter->statussen)
               ? "--status takes nieuw, open, vervallen"
           : !is_one_of(options->zekerheid, zekerheid_name, ZEKERHEDEN)  ? "--zekerheid: no such grade"
           : !is_one_of(options->categorie, categorie_name, CATEGORIEEN) ? "--categorie: no such category"
           : !period_read(options->period, &filter->period)
               ? "--period takes a year or a quarter, 2023 or 2023Q2"
           : !read_euro(options->min_bedrag, &filter->min_cent)          ? "--min-bedrag takes euros, 100 or 99,50"
           : !read_set(options->oordeel, oordeel_option, OORDELEN, &filter->oordelen) ? "--oordeel: no such verdict"
           : !read_set(options->antwoord, antwoord_name, ANTWOORDEN, &filter->antwoorden)
               ? "--antwoord takes geen, credit, terecht, onbekend"
               : NULL;
}
