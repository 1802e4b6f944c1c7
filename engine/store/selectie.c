/* selectie.c - see selectie.h. */
#include "store/selectie.h"

#include <stdio.h>
#include <string.h>

const char *const oordeel_word[OORDELEN] = {
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
    if (!text)
        return true;
    size_t n = strlen(text);
    if (!text_digits((struct text){text, n < 4 ? n : 4}, 4, &year) || year < 1990 || year > 2099)
        return false;
    if (n != 4
        && (n != 6 || text[4] != 'Q' || !text_digits(text_of(text + 5), 1, &quarter) || quarter < 1 || quarter > 4))
        return false;
    char first[9], last[9];
    snprintf(first, sizeof first, "%04u%02u01", (unsigned)year % 10000, quarter ? (unsigned)quarter % 10 * 3 - 2 : 1);
    snprintf(last, sizeof last, "%04u%02u01", (unsigned)year % 10000, quarter ? (unsigned)quarter % 10 * 3 : 12);
    if (day_parse(text_of(first), DAY_ISO, &period->first) != DAY_OK
        || day_parse(text_of(last), DAY_ISO, &period->last) != DAY_OK)
        return false;
    period->last = quarter_last(period->last);
    return true;
}

/* A list of words, "nieuw,open", to a set; false: one of them is none of `name`. */
static bool read_set(const char *list, const char *const *name, unsigned names, unsigned *set)
{
    while (list && *list) {
        const size_t n = strcspn(list, ",");
        unsigned i = 0;
        while (i < names && !text_equal((struct text){list, n}, text_of(name[i])))
            i++;
        if (i == names)
            return false;
        *set |= 1U << i;
        list += n + (list[n] == ',');
    }
    return true;
}

/* One word of a list, or none. */
static bool read_one_word(const char *word, const char *const *name, unsigned names, struct text *out)
{
    unsigned set = 0;
    *out = text_of(word ? word : "");
    return !memchr(out->at, ',', out->n) && read_set(word, name, names, &set);
}

static bool read_code(const char *digits, size_t width, struct text *out)
{
    uint64_t number;
    *out = text_of(digits ? digits : "");
    return !out->n || (out->n == width && text_digits(*out, width, &number));
}

enum selectie_veld selectie_read(const struct selectie *s, struct bevinding_filter *filter)
{
    *filter = (struct bevinding_filter){.since = s->since, .herzien = s->herzien,
                                        .regel = text_of(s->regel ? s->regel : "")};
    const bool good[SELECTIE_VELDEN] = {
        [SELECTIE_STATUS] = read_set(s->status, bevinding_status_name, BEVINDING_STATUSSEN, &filter->statussen),
        [SELECTIE_ZEKERHEID] = read_one_word(s->zekerheid, zekerheid_name, ZEKERHEDEN, &filter->zekerheid),
        [SELECTIE_CATEGORIE] = read_one_word(s->categorie, categorie_name, CATEGORIEEN, &filter->categorie),
        [SELECTIE_REGEL] = true,
        [SELECTIE_AGB] = read_code(s->agb, 8, &filter->agb),
        [SELECTIE_UZOVI] = read_code(s->uzovi, 4, &filter->uzovi),
        [SELECTIE_PERIOD] = period_read(s->period, &filter->period),
        [SELECTIE_MIN_BEDRAG] = !s->min_bedrag || euro_read(text_of(s->min_bedrag), &filter->min_cent),
        [SELECTIE_OORDEEL] = read_set(s->oordeel, oordeel_word, OORDELEN, &filter->oordelen),
        [SELECTIE_ANTWOORD] = read_set(s->antwoord, antwoord_name, ANTWOORDEN, &filter->antwoorden),
        [SELECTIE_EIGEN_RISICO] = read_set(s->eigen_risico, eigen_risico_name, EIGEN_RISICOS, &filter->eigen_risicos),
    };
    enum selectie_veld veld = 0;
    while (veld < SELECTIE_VELDEN && good[veld])
        veld++;
    return veld;
}
