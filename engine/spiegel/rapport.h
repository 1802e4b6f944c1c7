/* rapport.h - all that one provider is told about one quarter in one role: the pages, the annex and the analyst's
 * overview show these values and work nothing out themselves (spiegel.md).
 *
 * No patient, and no line of anybody else, has a place in here. Texts are UTF-8 and borrowed from the arena of whoever
 * put the report together; money is in cents. */
#ifndef SPIEGEL_RAPPORT_H
#define SPIEGEL_RAPPORT_H

#include "base/day.h"
#include "model/bevinding.h"
#include "model/rol.h"
#include "spiegel/afzender.h"

enum {
    TREND_KWARTALEN = 8, /* the reported quarter and the seven before it */
    CODEPAREN_MAX = 5,
    SPIEGEL_SMALL = 11,  /* N below this is too small to judge */
    SPIEGEL_PEERS = 5,   /* so many peers with N >= SPIEGEL_SMALL, or nothing of peers is shown */
    SPIEGEL_FEW = 1,  /* below this E a few lines, or one, already lie above the limit: the reader is told */
};

#define SPIEGEL_POISSON \
    0.001 /* "hoger dan verwacht" only when chance alone gives so many, or more, less often than this */

/* The first that holds. */
enum verdict { TOO_SMALL, NO_COMPARISON, PARTLY_CHECKED, HIGHER_THAN_EXPECTED, AS_EXPECTED, VERDICTS };
static inline bool verdict_compares(enum verdict verdict)
{
    return verdict >= HIGHER_THAN_EXPECTED;
}
extern const char *const verdict_name[VERDICTS]; /* in the words of spiegel.md */

/* What a reason of a finding and a category of care are called to a provider: readable Dutch. */
extern const char *const reden_words[REDENEN];
struct categorie_words {
    const char *on_page;    /* in a line of the pages: "naast: consult of visite" */
    const char *in_bijlage; /* in a cell of the annex, of lines counted: "consulten en visites" */
};
extern const struct categorie_words categorie_words[CATEGORIEEN];

/* What a finding of this kind says of a keten line by itself: "keten-dbc 40001: ..."; of a pair NULL. */
extern const char *const soort_words[REGEL_SOORTEN];

/* One quarter of one provider in one role. */
struct kwartaalcijfer {
    uint32_t n; /* checked patients (declarant) or keten lines (ketencontractant), each once whatever its programmes */
    uint32_t n_ongedekt; /* those that were not checked */
    uint32_t y, s; /* lines to look at: grade vast or waarschijnlijk; signaal, or kant_onbepaald, only */
    uint32_t info; /* lines for information: another line is to be recovered */
    uint32_t beslist; /* lines of which it is decided that they are to be recovered */
    int64_t y_cent, s_cent;
    double expected; /* E; 0 when n is 0, and in an earlier quarter with fewer than SPIEGEL_PEERS peers */
};
/* Whether y may be shown beside E, as a dot of the funnel or in the trend: N is not too small, and something was
 * expected (docs/decisions.md, spiegel). */
static inline bool kwartaal_comparable(const struct kwartaalcijfer *kwartaal)
{
    return kwartaal->n >= SPIEGEL_SMALL && kwartaal->expected > 0;
}

/* More than a tenth of it was not checked: a quarter is then marked so. */
static inline bool kwartaal_partly(const struct kwartaalcijfer *kwartaal)
{
    return 10 * (uint64_t)kwartaal->n_ongedekt > (uint64_t)kwartaal->n + kwartaal->n_ongedekt;
}

/* N and y of a provider in a programme in the reported quarter, beside its peers' sums (itself included). */
struct programmacijfer {
    struct text programma;
    uint32_t n, y;
    uint64_t peers_n, peers_y;
    uint32_t peers; /* with N > 0 in it, itself included; see programmas_showable */
};

/* A dot of the funnel: somebody of the group, without a name. */
struct funnel_dot {
    double expected; /* > 0 */
    uint32_t y, n;
};

/* The providers of one zorgsoort in one role, in the reported quarter. */
struct groep_cijfers {
    unsigned zorgsoort; /* first two digits of the AGB */
    enum rol rol;
    const char *naam;     /* of its members, plural, Dutch: "huisartsen"; "zorgaanbieders met AGB 98..." if unknown */
    size_t aanbieders;    /* with N > 0 */
    size_t judgeable; /* of those, N >= SPIEGEL_SMALL */
    double phi;           /* overdispersion, at least 1 */
    struct funnel_dot *dot; /* of those that are kwartaal_comparable, by E; see groep_showable */
    size_t dots;
};
/* Whether figures of peers may be shown. */
static inline bool groep_showable(const struct groep_cijfers *groep)
{
    return groep->judgeable >= SPIEGEL_PEERS;
}

/* A pair of codes that overlaps (more than a signal): page 2, the largest first by lines, euros,
 * then rule and codes. */
struct codepaar {
    struct text programma, keten_code;
    struct text code; /* "012/12000", or "DOT 099999001"; empty for a ketencontractant: it is another's */
    enum categorie categorie; /* of the conflict */
    enum regel_soort soort;   /* not a pair: the keten code by itself */
    struct text regel, omschrijving, bron; /* in the words of the contract */
    uint32_t n; /* distinct own lines */
    int64_t cent;    /* of those, each once */
};

/* A row of the annex: a finding on the provider's own line. */
struct bijlage_row {
    struct text bevinding_id;
    struct text referentie; /* of the own line */
    day datum;              /* first day of the own line */
    struct text code;       /* as in struct codepaar, of the own line */
    struct text programma, keten_kwartaal; /* "DM2", "2023Q2": the quarter in which the overlap begins */
    enum zekerheid zekerheid;
    struct text redenen;    /* names, joined with ';' */
    struct text regel, omschrijving, bron;
    enum categorie categorie; /* of the conflict: all that a ketencontractant is told of the other line */
    enum regel_soort soort; /* not a pair: it is about the keten line by itself */
    bool formeel; /* controle of the rule: the claim data show it; else materieel */
    bool kant_onbepaald;
    int64_t cent;           /* what is to be credited */
    struct text antwoord, toelichting; /* given before, or empty */
};

/* An own line beside which another's line is to be recovered:
 * nothing is asked, and of the other line only its kind is told. */
struct informatie_row {
    struct text bevinding_id, referentie, code, programma, keten_kwartaal;
    day datum;
    enum categorie categorie;
    enum zekerheid zekerheid;
};

/* The lines for information, counted per kind of the other line. */
struct categorie_count {
    enum categorie categorie;
    uint32_t n; /* distinct own lines beside another's line of this kind: by a finding that is more than a signal */
    uint32_t signalen;
};

/* What was checked and what was not. */
struct dekking_row {
    struct text uzovi, tabel; /* title of the table; empty: none */
    struct text oordeel;      /* gecontroleerd, deels gecontroleerd, niet gecontroleerd */
};
struct spiegel_about {
    char kwartaal[7];      /* 2023Q2 */
    day first, last;   /* of the quarter */
    char trend_kwartaal[TREND_KWARTALEN][7]; /* oldest first */
    struct text extract;   /* when the last run began, YYYY-MM-DDTHH:MM:SSZ: the date of the report */
    struct text run, versie; /* number of that run; of dubbelloop */
    struct text tabelversie; /* fingerprint of the tables of that run */
    struct text tabellen;    /* their titles, joined with "; " */
    day antwoord_voor;       /* answer by */
    bool kwartaal_loopt, toekomst; /* there was no run since the quarter's end; nor since its beginning */
    struct afzender afzender;
    struct dekking_row *dekking; /* of the quarter, per insurer */
    size_t dekkingen;
    struct text *without_codes; /* rules that never hit since their codes are not known: "omschrijving (programma)" */
    size_t without_codes_n;
    bool trend_unchecked[TREND_KWARTALEN]; /* in that quarter no keten line was checked, or there was none */
};

struct rapport {
    uint32_t agb;
    enum rol rol;
    const struct groep_cijfers *groep;
    const struct spiegel_about *about;
    struct kwartaalcijfer trend[TREND_KWARTALEN]; /* oldest first; the last is the reported quarter */
    struct programmacijfer *programma; /* with N > 0 or y > 0, in order of volgorde */
    size_t programmas;
    double z;                 /* 0 when E is 0 */
    double limit95_low, limit95_high, limit998_low, limit998_high; /* of y, around E; the lower ones at least 0 */
    enum verdict verdict;
    double toeval;            /* P(Y >= y), Y Poisson with mean E */
    uint32_t higher_than,
        compared_with; /* rank in words, by y / E: higher than `higher_than` of `compared_with` comparable ones (N >=
              SPIEGEL_SMALL, itself not); 0 and 0 unless the verdict compares and y > E */
    struct codepaar codepaar[CODEPAREN_MAX];
    size_t codeparen;
    uint32_t alone; /* ketencontractant: of y, distinct own lines that a rule touches by themselves, not beside another
                       line */
    struct bijlage_row *row; /* by grade from strong to weak, then date, reference, id */
    size_t rows;
    struct informatie_row *informatie; /* by category, then date, reference, id */
    size_t informaties;
    struct categorie_count *count; /* of the lines for information, distinct */
    size_t counts;
    uint32_t bevindingen; /* rows of the annex, also when the list itself is not here: in the overview */
    const char *pdf; /* in the overview: the file of its pages; NULL: none is made */
    uint32_t answered, credit, terecht, onbekend; /* of the rows: answers so far */
};
/* The reported quarter. */
static inline const struct kwartaalcijfer *rapport_now(const struct rapport *rapport)
{
    return &rapport->trend[TREND_KWARTALEN - 1];
}
/* Whether its own dot stands in the funnel. */
static inline bool rapport_has_dot(const struct rapport *rapport)
{
    return verdict_compares(rapport->verdict) && kwartaal_comparable(rapport_now(rapport));
}
/* Whether the sums of peers per programme may be shown. When one of the programmes has too few peers none is, for what
 * is left out could be worked out from E and the others. */
static inline bool programmas_showable(const struct rapport *rapport)
{
    for (size_t p = 0; p < rapport->programmas; p++)
        if (rapport->programma[p].peers < SPIEGEL_PEERS)
            return false;
    return true;
}
/* Rows of the annex on which an answer is asked (more than signals) and has not come. Of a report with its rows. */
uint32_t rapport_unanswered(const struct rapport *rapport);
/* 0, or when so little was expected that the verdict HIGHER_THAN_EXPECTED says little: the smallest y that gives it. */
uint32_t rapport_enough(const struct rapport *rapport);

/* Of a rapport that is compared: the smallest y that would give HIGHER_THAN_EXPECTED,
 * and how likely chance alone gives it. */
uint32_t rapport_threshold(const struct rapport *rapport);
double rapport_by_chance(const struct rapport *rapport);

#endif
