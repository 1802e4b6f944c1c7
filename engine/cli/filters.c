/* filters.c - see filters.h. */
#include "cli/filters.h"

#include <stdio.h>
#include <string.h>

/* The verdicts as they are typed. */
static const char *const oordeel_option[OORDELEN] = {
    [OORDEEL_GEEN] = "geen",
    [OORDEEL_BEVESTIGD] = "bevestigd",
    [OORDEEL_AFGEWEZEN] = "afgewezen",
    [OORDEEL_TERUGVORDERING] = "terugvordering",
    [OORDEEL_TE_BEVESTIGEN] = "te_bevestigen",
    [OORDEEL_WACHT_OP_AANBIEDER] = "wacht_op_aanbieder",
};

const struct option filter_options[] = {
    {"status", "S[,S]", INTO(struct filter_values, status), .several = true, .words = bevinding_status_name,
     .words_n = BEVINDING_STATUSSEN,
     .help = "found by the last run, standing from before, or gone; default nieuw,open"},
    {"zekerheid", "Z", INTO(struct filter_values, zekerheid), .words = zekerheid_name, .words_n = ZEKERHEDEN,
     .help = "the grade"},
    {"categorie", "C", INTO(struct filter_values, categorie), .words = categorie_name, .words_n = CATEGORIEEN,
     .help = "of the leading rule"},
    {"agb", "AGB", INTO(struct filter_values, agb), .takes = VALUE_DIGITS, .width = 8,
     .help = "of either line, 8 digits"},
    {"uzovi", "U", INTO(struct filter_values, uzovi), .takes = VALUE_DIGITS, .width = 4,
     .help = "of the keten line, 4 digits"},
    {"period", "P", INTO(struct filter_values, period), .help = "2023Q2 or 2023: the keten period begins in it"},
    {"since", "RUN", INTO(struct filter_values, since), .help = "found, changed or lapsed by this run or a later one"},
    {"min-bedrag", "EUR", INTO(struct filter_values, min_bedrag),
     .help = "at least this much to recover: 100 or 99,50"},
    {"oordeel", "O[,O]", INTO(struct filter_values, oordeel), .several = true, .words = oordeel_option,
     .words_n = OORDELEN, .help = "the verdict that counts"},
    {"herzien", INTO(struct filter_values, herzien), .help = "only those that differ from what was judged"},
    {"antwoord", "A[,A]", INTO(struct filter_values, antwoord), .several = true, .words = antwoord_name,
     .words_n = ANTWOORDEN, .help = "what a provider answered; geen: nobody answered"},
    {"eigen-risico", "E[,E]", INTO(struct filter_values, eigen_risico), .several = true, .words = eigen_risico_name,
     .words_n = EIGEN_RISICOS,
     .help = "whether the conflict line counts for the eigen risico of the insured, "
             "by categorieen.csv of the last run; onbekend: the sources do not settle it"},
    {0},
};

void filters_say(const struct filter_values *values, struct buf *out)
{
    options_say(filter_options, values, out);
    if (values->patient.given)
        buf_printf(out, "%s--patient (een patient)", out->n ? " " : "");
}

/* A list of words, "nieuw,open", to a set; they were looked at when they were read. */
static unsigned set_of(const char *list, const char *const *name, unsigned names)
{
    unsigned set = 0;
    while (list && *list) {
        size_t n = strcspn(list, ",");
        for (unsigned i = 0; i < names; i++)
            if (text_equal((struct text){list, n}, text_of(name[i])))
                set |= 1U << i;
        list += n + (list[n] == ',');
    }
    return set;
}

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

/* 100, 99.50 or 99,50. */
static bool read_euro(const char *text, int64_t *cent)
{
    uint64_t euro, part = 0;
    if (!text)
        return true;
    size_t n = strcspn(text, ".,");
    if (!text_digits((struct text){text, n}, 12, &euro)
        || (text[n] && (strlen(text + n) != 3 || !text_digits(text_of(text + n + 1), 2, &part))))
        return false;
    *cent = (int64_t)(euro * 100 + part);
    return true;
}

static struct text text_or_empty(const char *string)
{
    return text_of(string ? string : "");
}

const char *filters_read(const struct filter_values *values, struct bevinding_filter *filter)
{
    *filter = (struct bevinding_filter){
        .zekerheid = text_or_empty(values->zekerheid),
        .categorie = text_or_empty(values->categorie),
        .uzovi = text_or_empty(values->uzovi),
        .agb = text_or_empty(values->agb),
        .since = values->since,
        .herzien = values->herzien,
        .statussen = set_of(values->status, bevinding_status_name, BEVINDING_STATUSSEN),
        .oordelen = set_of(values->oordeel, oordeel_option, OORDELEN),
        .eigen_risicos = set_of(values->eigen_risico, eigen_risico_name, EIGEN_RISICOS),
        .antwoorden = set_of(values->antwoord, antwoord_name, ANTWOORDEN),
    };
    if (!period_read(values->period, &filter->period))
        return "--period takes a year or a quarter, 2023 or 2023Q2";
    if (!read_euro(values->min_bedrag, &filter->min_cent))
        return "--min-bedrag takes euros, 100 or 99,50";
    return NULL;
}

bool filters_say_absent(struct store *store, const struct bevinding_filter *filter, struct error *err)
{
    struct buf said = {0};
    bool ok = filter_absent(store, filter, &said, err);
    struct text rest = {said.at, said.n};
    for (const char *lf; ok && rest.n && (lf = memchr(rest.at, '\n', rest.n)) != NULL;) {
        fprintf(stderr, "dubbelloop: warning: %.*s\n", (int)(lf - rest.at), rest.at);
        rest = (struct text){lf + 1, rest.n - (size_t)(lf - rest.at) - 1};
    }
    buf_release(&said);
    return ok;
}
