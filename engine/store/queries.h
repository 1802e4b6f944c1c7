/* queries.h - what the reading verbs ask of the database, as rows of text.
 *
 * A query names its columns, in its SQL and nowhere else; who reads a row asks by that name, and a table made of a
 * query (report/query_table.h) has the same names in the same order. */
#ifndef STORE_QUERIES_H
#define STORE_QUERIES_H

#include "store/store.h"

enum query {
    QUERY_RUNS,               /* newest 10 */
    QUERY_FILES,              /* newest 20 */
    QUERY_REJECTS,            /* of the files of the last run */
    QUERY_WARNINGS,           /* of the last run: code, how often, what they count together */
    QUERY_ZONDER_PROGRAMMA,   /* of the last run that read files */
    QUERY_COVERAGE,           /* insurer, quarter, programme */
    QUERY_COVERED_INSURERS,   /* the keten programmes of an insurer in a quarter together, a line once a programme */
    QUERY_COVERED_PROGRAMMES, /* all quarters together; ongedekte_kwartalen: those with lines that were not checked.
                               * :uzovi: of this insurer; when it is not given, of all */
    QUERY_AGREED,             /* how many contract rows and relations the last run used */
    QUERY_LACKING,            /* of the files of the last run: a canonical column that lacks, and in how many of them */
    QUERY_SOORTEN,            /* by soort of the leading rule; cents over findings */
    QUERY_COUNTS,             /* lines that do not simply count */
    QUERY_OPEN,               /* by grade; cents over findings, net cents over lines */
    QUERY_AGE,                /* by grade: days before the last run, runs since the oldest, the run that found that */
    QUERY_PURGES,             /* newest 5 */
    QUERY_SIZE,          /* relevant lines, layers, patients with a standing finding */
    QUERY_BESTAND,       /* of :bestand */
    QUERY_FOUND,         /* of :id, :patient: the last run that found it, or found it otherwise */
    QUERY_TABLE_VERSION, /* of :run */
    QUERY_EVENTS,        /* of :id, :patient, as the three below */
    QUERY_OORDELEN,
    QUERY_ANTWOORDEN,
    QUERY_NOTITIES,
    QUERY_ZELFDE_ID, /* of :id: each finding that has it, by patient; plaats, of its keten line, tells them apart */
    QUERY_ROND_BEVINDING, /* of :id, :patient: by whom the latest verdict is; the rule that leads in its own words */
    QUERY_IN_ZAKEN, /* of :id, :patient: the controls that it is in, and how their letters call it */
    QUERY_VAN_PATIENT, /* of :patient: findings, standing or lapsed */
    QUERY_PRECISIE, /* findings by leading rule, then all of them, with an empty rule; no row when none was answered */
    QUERY_LAST_RUN,
    QUERY_TITELS,   /* of :uzovi, :agb_declarant, :programma, empty: of any; on a page also :minst, :aantal, :vanaf, and
                       :op 'boven' for what is above tariff or budget first */
    QUERY_TITELS_PROGRAMMAS,
    QUERY_INSURERS, /* those with taking keten lines */
    QUERY_SINDS,    /* what came since :op, a time: runs, findings of them, verdicts of others than :inlog, answers */
    QUERY_CONCEPT,  /* concept rules of the last run, which never hit */
    QUERY_GEWOONTE_TERECHT,  /* provider, role, rule: answered findings, and those answered with terecht */
    QUERY_GEWOONTE_HERHAALD, /* provider, role, rule that it knows of: lines before and since; of :dagen at most */
    QUERY_ZELFCHECK,      /* of :uzovi: per finding that stands its line to look at, and the other one; no patient */
    QUERY_ZELFCHECK_SUMS, /* of :uzovi: of these, of keten lines, and of keten lines of others */
    /* Pages of figures. What is of fewer than :minst patients says so instead of how many, and has no euros beside it;
     * '0': everything is shown. */
    QUERY_AANBIEDER_RONDES,    /* of :agb: rounds of reports with some held out */
    QUERY_AANBIEDER_ANTWOORDEN, /* of :agb: answers that count, by role */
    QUERY_AANBIEDER_OORDELEN,  /* of :agb: last verdicts on what stands */
    QUERY_REGELS,              /* of the last run, and how they were answered; :tabel, :programma, :regel, empty: any */
    QUERY_REGEL,               /* :regel, as the last run has it */
    QUERY_REGEL_RUNS,          /* of :regel: each wording that it had, and in which runs */
    QUERY_TABELLEN_REGELS,     /* the tables of the last run's rules, and how many each has */
    QUERY_REGELS_PROGRAMMAS,   /* programmes of those rules */
    QUERY_ALL_RUNS,            /* :aantal, :vanaf */
    QUERY_ALL_FILES,           /* of :run, or of all when it is empty; :aantal, :vanaf */
    QUERY_RUN_BEGONNEN,        /* of :run: when it began */
    QUERY_RUN_WARNINGS,        /* of :run; :aantal, :vanaf */
    QUERY_LEVERING,            /* of :bestand: what the ledger has of it */
    QUERY_LEVERING_KOLOMMEN,   /* of :bestand, as the four below */
    QUERY_LEVERING_REJECTS,
    QUERY_LEVERING_WARNINGS,
    QUERY_LEVERING_ZONDER_PROGRAMMA,
    QUERY_LEVERING_BEVINDINGEN, /* what stands on its lines, and would lapse without them */
    QUERY_CONTRACTEN,          /* of the last run, of AGBs that begin with :agb; :aantal, :vanaf */
    QUERY_RELATIES,            /* the same, where either AGB does */
    QUERY_KWARTALEN,           /* with keten lines, newest first */
};

enum { QUERY_COLUMNS_MAX = 32 };
/* A row, until the function that gets it returns. NULL is an empty text with at NULL. */
struct query_row {
    size_t n;
    const char *name[QUERY_COLUMNS_MAX];
    struct text value[QUERY_COLUMNS_MAX];
};
/* The value of a column that the query has. */
struct text query_value(const struct query_row *row, const char *column);
typedef bool query_row_fn(void *ctx, const struct query_row *row, struct error *err);

struct query_param {
    const char *name; /* ":run" */
    struct text value;
};
/* The rows of a statement whose parameters are bound. */
bool statement_rows(sqlite3_stmt *stmt, query_row_fn *take, void *ctx, struct error *err) MUST_CHECK;
bool query_rows(struct store *store, enum query query, const struct query_param *param, size_t params,
                query_row_fn *take, void *ctx, struct error *err) MUST_CHECK;

#endif
