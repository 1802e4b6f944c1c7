/* page_words.c - see page_words.h. */
#include "spiegel/page_words.h"

#include <math.h>

/* A space at which a line does not break. */
#define VAST_WIT "\u00A0"

const char *nl_count(struct canvas *t, uint64_t number)
{
    if (number < 1000)
        return sentence(t, "%u", (unsigned)number);
    return sentence(t, "%s.%03u", nl_count(t, number / 1000), (unsigned)(number % 1000));
}

const char *nl_number(struct canvas *t, double number, int decimals)
{
    static const unsigned power[] = {1, 10, 100, 1000, 10000, 100000};
    double scaled = floor(fabs(number) * power[decimals] + 0.5);
    if (!(scaled < 1e15))
        return "–"; /* not a number, or none that anybody would read */
    uint64_t whole = (uint64_t)scaled;
    const char *sign = number < 0 && whole ? "−" : "";
    if (decimals == 0)
        return sentence(t, "%s%s", sign, nl_count(t, whole));
    return sentence(t, "%s%s,%0*u", sign, nl_count(t, whole / power[decimals]), decimals,
               (unsigned)(whole % power[decimals]));
}

const char *nl_small(struct canvas *t, double number, int decimals)
{
    for (double least = 0.5 * pow(10, -decimals); number > 0 && number < least && decimals < 5; least /= 10)
        decimals++;
    return nl_number(t, number, decimals);
}

const char *nl_expected(struct canvas *t, double expected)
{
    return expected < 1000 ? nl_small(t, expected, 1) : nl_number(t, expected, 0);
}

const char *nl_euro(struct canvas *t, int64_t cent)
{
    uint64_t size = cent < 0 ? -(uint64_t)cent : (uint64_t)cent;
    return sentence(t, "€" VAST_WIT "%s%s,%02u", cent < 0 ? "−" : "", nl_count(t, size / 100), (unsigned)(size % 100));
}

const char *nl_date(struct canvas *t, day d)
{
    static const char *const maand[] = {"januari", "februari", "maart",     "april",   "mei",      "juni",
                                        "juli",    "augustus", "september", "oktober", "november", "december"};
    char iso[DAY_TEXT + 1];
    day_print(d, iso);
    int month = (iso[5] - '0') * 10 + iso[6] - '0', dag = (iso[8] - '0') * 10 + iso[9] - '0';
    return sentence(t, "%d" VAST_WIT "%s" VAST_WIT "%.4s", dag, maand[month - 1], iso);
}

const char *nl_date_of(struct canvas *t, struct text time)
{
    day d;
    struct text date = {time.at, time.n < DAY_TEXT ? time.n : DAY_TEXT};
    return day_parse(date, DAY_ISO, &d) == DAY_OK ? nl_date(t, d) : harmless(t, time);
}

const char *nl_kwartaal(struct canvas *t, const char kwartaal[static 7])
{
    return sentence(t, "%.1se" VAST_WIT "kwartaal" VAST_WIT "%.4s", kwartaal + 5, kwartaal);
}

const char *nl_kwartaal_short(struct canvas *t, const char kwartaal[static 7])
{
    return sentence(t, "%.1se" VAST_WIT "kw." VAST_WIT "%.4s", kwartaal + 5, kwartaal);
}

struct group_words nl_group(const struct groep_cijfers *groep)
{
    switch (groep->zorgsoort) {
    case 1:  /* huisartsen */
    case 4:  /* fysiotherapeuten */
    case 24: /* diëtisten */
    case 26: /* podotherapeuten */
        return (struct group_words){"praktijk", "praktijken"};
    case 6:
        return (struct group_words){"ziekenhuis", "ziekenhuizen"};
    case 53:
        return (struct group_words){"zorggroep", "zorggroepen"};
    default:
        return (struct group_words){"zorgaanbieder", "zorgaanbieders"};
    }
}
