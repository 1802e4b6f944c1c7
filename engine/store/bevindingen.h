/* bevindingen.h - findings in the database: read as they stand, changed with an event for each change. */
#ifndef STORE_BEVINDINGEN_H
#define STORE_BEVINDINGEN_H

#include "detect/totals.h"
#include "model/antwoord.h"
#include "model/bevinding.h"
#include "model/rol.h"
#include "store/store.h"

enum wijziging { WIJZIGING_NIEUW, WIJZIGING_HERZIEN, WIJZIGING_VERVALLEN };
extern const char *const wijziging_name[3];

enum bevinding_status { STATUS_NIEUW, STATUS_OPEN, STATUS_VERVALLEN, BEVINDING_STATUSSEN };
extern const char *const bevinding_status_name[BEVINDING_STATUSSEN];

/* The latest verdict on a finding, as schema/0003_oordelen.sql shows it. A terugvordering waits for a second name. */
enum oordeel {
    OORDEEL_GEEN,
    OORDEEL_BEVESTIGD,
    OORDEEL_AFGEWEZEN,
    OORDEEL_TERUGVORDERING,
    OORDEEL_TE_BEVESTIGEN,
    OORDEEL_WACHT_OP_AANBIEDER,
    OORDELEN
};
extern const char *const oordeel_name[OORDELEN];

/* Which findings; an empty text or 0 lets all through. */
struct bevinding_filter {
    struct text patient, id, zekerheid, categorie, uzovi;
    struct text agb;      /* of either line */
    int64_t since;        /* changed by this run or a later one */
    unsigned statussen;   /* a bit a status; 0 = those that stand */
    struct period period; /* the keten period begins in it; last 0 = any */
    int64_t min_cent;     /* to be recovered, at least */
    unsigned oordelen;    /* a bit a verdict */
    bool herzien;         /* only those that differ from what was judged */
    unsigned antwoorden;  /* a bit an answer: that of either role; ANTWOORD_GEEN: nobody answered */
};
/* The findings that a filter lets through: FROM and WHERE of a query over v_beantwoord, whose first thirteen parameters
 * bevinding_filter_bind binds. The texts must live until the statement is reset. */
#define BEVINDING_CHOSEN                                                                                               \
    "FROM v_beantwoord WHERE (?1 IS NULL OR patient = ?1) AND (?2 IS NULL OR bevinding_id = ?2)"                       \
    " AND (?3 IS NULL OR zekerheid = ?3) AND (?4 IS NULL OR categorie = ?4) AND (?5 IS NULL OR uzovi = ?5)"            \
    " AND (?6 IS NULL OR keten_agb = ?6 OR conflict_agb = ?6) AND gewijzigd_run >= ?7"                                 \
    " AND instr(?8, ',' || status || ',') AND (?9 IS NULL OR keten_van BETWEEN substr(?9, 1, 10) AND substr(?9, 11))"  \
    " AND verhaal_bedrag_cent >= ?10 AND (?11 IS NULL OR instr(?11, ',' || coalesce(oordeel, 'geen') || ','))"         \
    " AND (?12 = 0 OR herzien IS NOT NULL) AND (?13 IS NULL OR instr(?13, ',' || antwoord_declarant || ',')"             \
    " OR instr(?13, ',' || antwoord_ketencontractant || ',') OR (instr(?13, ',geen,') AND antwoord_declarant IS NULL"      \
    " AND antwoord_ketencontractant IS NULL))"
void bevinding_filter_bind(sqlite3_stmt *stmt, const struct bevinding_filter *filter);

/* Reads findings in the order of findings.csv. */
struct bevinding_reader {
    sqlite3_stmt *stmt;
    struct bevinding bevinding; /* the current row; texts until the next */
    enum bevinding_status status;
    int64_t gevonden_run, gewijzigd_run;
    /* The latest verdict, who gave it and when, and what changed since: empty when there is none. */
    struct text oordeel, oordeel_door, oordeel_op, oordeel_reden, herzien;
    /* The answer of each role that counts and its toelichting: empty when there is none. */
    struct text antwoord[ROLLEN], toelichting[ROLLEN];
    enum rol rol; /* of bevinding_reader_open_owned: whose line it is read for */
};
/* The filter's texts must live as long as the reader. */
bool bevinding_reader_open(struct bevinding_reader *reader, sqlite3 *db, const struct bevinding_filter *filter,
                           struct error *err) MUST_CHECK;
/* What a spiegel counts: the findings that stand, that nobody judged afgewezen, and whose overlap begins in `period`; without
 * status, verdict and answers. */
bool bevinding_reader_open_counted(struct bevinding_reader *reader, sqlite3 *db, struct period period,
                                   struct error *err) MUST_CHECK;
/* The same with the answers, each once for both of its lines, by whose line it is: zorgsoort, role, AGB, then as
 * findings.csv. */
bool bevinding_reader_open_owned(struct bevinding_reader *reader, sqlite3 *db, struct period period,
                                 struct error *err) MUST_CHECK;
/* The findings that stand of the patients from `from` until `end` (NULL: to the last), without status and verdict. A new
 * range may begin at any time; its texts must live as long. */
bool bevinding_reader_open_range(struct bevinding_reader *reader, sqlite3 *db, struct error *err) MUST_CHECK;
void bevinding_reader_range(struct bevinding_reader *reader, struct text from, struct text end);
bool bevinding_reader_next(struct bevinding_reader *reader, bool *row, struct error *err) MUST_CHECK;
/* The same in two parts, for who passes over most of them: after `step` only the patient is there, `fill` gets the rest. */
bool bevinding_reader_step(struct bevinding_reader *reader, bool *row, struct error *err) MUST_CHECK;
void bevinding_reader_fill(struct bevinding_reader *reader);
/* Adds the current row as findings.csv has it, straight from the columns: every night writes all of them. */
void bevinding_reader_csv(const struct bevinding_reader *reader, struct buf *out);
/* The first column of the current row, as it is stored, that is not what the finding has; NULL: none. */
const char *bevinding_reader_difference(const struct bevinding_reader *reader, const struct bevinding *bevinding);
void bevinding_reader_close(struct bevinding_reader *reader);

/* Writes changes. */
struct bevinding_writer {
    sqlite3_stmt *put, *lapse, *event;
    int64_t run;
};
bool bevinding_writer_open(struct bevinding_writer *writer, struct store *store, int64_t run,
                           struct error *err) MUST_CHECK;
/* `was`: the row of findings.csv before a WIJZIGING_HERZIEN, else empty. */
bool bevinding_writer_add(struct bevinding_writer *writer, enum wijziging wijziging, const struct bevinding *bevinding,
                          struct text was, struct error *err) MUST_CHECK;
void bevinding_writer_close(struct bevinding_writer *writer);

/* The totals over the stored lines. Reading adds to `totals`; a programme, category or table that the rules do not know
 * any more is left out. */
bool stand_read(struct store *store, const struct ruleset *rules, struct totals *totals, struct error *err) MUST_CHECK;
bool stand_write(struct store *store, const struct ruleset *rules, const struct totals *totals,
                 struct error *err) MUST_CHECK;
/* Whether the stored totals are exactly these; if not, `what` says which differ. */
bool stand_is(struct store *store, const struct ruleset *rules, const struct totals *totals, bool *is, char what[static 64],
              struct error *err) MUST_CHECK;

#endif
