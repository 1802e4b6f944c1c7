/* filters.c - see filters.h. */
#include "cli/filters.h"

#include <stdio.h>
#include <string.h>

const struct option filter_options[] = {
    {"status", "S[,S]", INTO(struct filter_values, selectie.status), .several = true, .words = bevinding_status_name,
     .words_n = BEVINDING_STATUSSEN,
     .help = "found by the last run, standing from before, or gone; default nieuw,open"},
    {"zekerheid", "Z", INTO(struct filter_values, selectie.zekerheid), .words = zekerheid_name, .words_n = ZEKERHEDEN,
     .help = "the grade"},
    {"categorie", "C", INTO(struct filter_values, selectie.categorie), .words = categorie_name, .words_n = CATEGORIEEN,
     .help = "of the leading rule"},
    {"regel", "REGEL", INTO(struct filter_values, selectie.regel), .help = "whose leading rule this is"},
    {"agb", "AGB", INTO(struct filter_values, selectie.agb), .takes = VALUE_DIGITS, .width = 8,
     .help = "of either line, 8 digits"},
    {"uzovi", "U", INTO(struct filter_values, selectie.uzovi), .takes = VALUE_DIGITS, .width = 4,
     .help = "of the keten line, 4 digits"},
    {"period", "P", INTO(struct filter_values, selectie.period),
     .help = "2023Q2 or 2023: the keten period begins in it"},
    {"since", "RUN", INTO(struct filter_values, selectie.since),
     .help = "found, changed or lapsed by this run or a later one"},
    {"min-bedrag", "EUR", INTO(struct filter_values, selectie.min_bedrag),
     .help = "at least this much to recover: 100 or 99,50"},
    {"oordeel", "O[,O]", INTO(struct filter_values, selectie.oordeel), .several = true, .words = oordeel_word,
     .words_n = OORDELEN, .help = "the verdict that counts"},
    {"herzien", INTO(struct filter_values, selectie.herzien), .help = "only those that differ from what was judged"},
    {"antwoord", "A[,A]", INTO(struct filter_values, selectie.antwoord), .several = true, .words = antwoord_name,
     .words_n = ANTWOORDEN, .help = "what a provider answered; geen: nobody answered"},
    {"eigen-risico", "E[,E]", INTO(struct filter_values, selectie.eigen_risico), .several = true,
     .words = eigen_risico_name, .words_n = EIGEN_RISICOS,
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

const char *filters_read(const struct filter_values *values, struct bevinding_filter *filter)
{
    const enum selectie_veld wrong = selectie_read(&values->selectie, filter);
    if (wrong == SELECTIE_VELDEN)
        return NULL;
    return wrong == SELECTIE_PERIOD ? "--period takes a year or a quarter, 2023 or 2023Q2"
                                    : "--min-bedrag takes euros, 100 or 99,50"; /* words and codes were looked at */
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
