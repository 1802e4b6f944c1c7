/* queries.h - what the reading verbs ask of the database, as rows of text. */
#ifndef STORE_QUERIES_H
#define STORE_QUERIES_H

#include "store/store.h"

enum query {
    /* run, opdracht, begonnen, bestanden, gelezen, afgekeurd, nieuw, herzien, vervallen: newest 10 */
    QUERY_RUNS,
    QUERY_FILES,            /* naam, status, run, gelezen, aanvaard, dubbel, afgekeurd: newest 20 */
    QUERY_REJECTS,          /* reden, regels: of the files of the last run */
    QUERY_WARNINGS,         /* code, how often, what they count together: of the last run */
    QUERY_ZONDER_PROGRAMMA, /* prestatiecodelijst, prestatiecode, regels, cent: of the last run that read files */
    QUERY_COVERAGE,         /* uzovi, kwartaal, programma, keten_lines, ongedekt, tabel, oordeel */
    QUERY_COVERED_INSURERS, /* uzovi, kwartaal, keten_lines, ongedekt, tabel, oordeel: the keten programmes of an insurer together,
                               a line once a programme */
    /* uzovi, programma, keten_lines, ongedekt, first and last quarter, quarters with lines not checked */
    QUERY_COVERED_PROGRAMMES,
    QUERY_AGREED,  /* contract rows and relations that the last run used */
    QUERY_LACKING, /* of the files of the last run: a canonical column that lacks, and in how many of them */
    QUERY_SOORTEN, /* soort of the leading rule: findings vast, waarschijnlijk, signaal, cents over findings */
    /* debits of 0 cent, credits that reverse, that wait, anomalies, cents that wait for their ground */
    QUERY_COUNTS,
    QUERY_OPEN,   /* zekerheid, nieuw, open, cents over findings, net cents over lines */
    QUERY_AGE,    /* zekerheid, found up to 30, 31-92, 93-365 and more days before the last run, runs since the oldest,
                            the run that found that */
    QUERY_PURGES, /* voor, op, door, regels, bevindingen, oordelen: newest 5 */
    QUERY_NEXT,   /* what there is to do, the most urgent first: wat, n, naam, programmas, kwartalen. geweigerd: a file;
                            afgekeurd: so many lines of a file; ongedekt: so many keten lines of an insurer, of these programmes
                            in these quarters; credits: so many that wait; vast: so many findings (report/next_steps.h) */
    QUERY_SIZE,   /* relevant lines, layers, patients with a standing finding */
    QUERY_BESTAND,       /* ?1 = id: naam, sha256, run */
    QUERY_FOUND,         /* ?1 = bevinding_id, ?2 = patient: the last run that found it, or found it otherwise */
    QUERY_TABLE_VERSION, /* ?1 = run: vingerafdruk, contracten, versie, begonnen */
    QUERY_EVENTS,        /* ?1 = bevinding_id, ?2 = patient: run, begonnen, soort, was, reden */
    QUERY_OORDELEN,      /* ?1 = bevinding_id, ?2 = patient: nummer, op, door, oordeel, reden, bevestigt, run, inlog */
    /* ?1 = bevinding_id, ?2 = patient: nummer, op, door, agb, rol, antwoord, toelichting, bestand, run */
    QUERY_ANTWOORDEN,
    QUERY_PRECISIE, /* regel, answered, credit, terecht, onbekend: findings by leading rule, then all of them, with an
                            empty rule; no row when none was answered */
    QUERY_LAST_RUN, /* run, begonnen, versie, vingerafdruk, contracten */
    QUERY_TITELS, /* ?1 = uzovi, ?2 = agb_declarant, ?3 = programma, empty = any: uzovi, agb_declarant, programma, soort,
                            kwartaal, regels, verzekerden, bedrag_cent, kleinste_cent, grootste_cent, tarief_cent,
                            boven_tarief_cent, budget_cent, boven_budget_cent, ingeschreven, ingeschreven_75, aandeel_75 */
    QUERY_INSURERS, /* uzovi: those with taking keten lines */
    QUERY_CONCEPT, /* regel, programma, tabel, omschrijving: concept rules of the last run, which never hit */
};
/* Their columns, where somebody reads them one by one. */
enum { LAST_RUN_RUN, LAST_RUN_BEGONNEN, LAST_RUN_VERSIE, LAST_RUN_VINGERAFDRUK, LAST_RUN_CONTRACTEN, LAST_RUN_COLUMNS };
enum { COVERED_UZOVI, COVERED_KWARTAAL, COVERED_LINES, COVERED_ONGEDEKT, COVERED_TABEL, COVERED_OORDEEL };
enum { CONCEPT_REGEL, CONCEPT_PROGRAMMA, CONCEPT_TABEL, CONCEPT_OMSCHRIJVING };
enum { NEXT_WAT, NEXT_N, NEXT_NAAM, NEXT_PROGRAMMAS, NEXT_KWARTALEN };
/* `value` has one text a column, until it returns; NULL is an empty text with at NULL. */
typedef bool query_row_fn(void *ctx, const struct text *value, struct error *err);
/* The rows of a statement whose parameters are bound. */
bool statement_rows(sqlite3_stmt *stmt, query_row_fn *row, void *ctx, struct error *err) MUST_CHECK;
bool query_rows(struct store *store, enum query query, const struct text *param, size_t params, query_row_fn *row,
                void *ctx, struct error *err) MUST_CHECK;

#endif
