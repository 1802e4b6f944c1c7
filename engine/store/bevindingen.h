/* bevindingen.h - findings in the database: read as they stand, changed with an event for each change.
 *
 * How it works. A finding has one row in table bevinding for ever, under its key (patient, bevinding_id). What changes
 * is the row: put when it is found or found otherwise, marked with vervallen_run when it stands no more, put again when
 * it comes back. Each time table gebeurtenis gets an event with the earlier row of findings.csv, so every former
 * state can be told (bevinding_changes, bevinding_reader_open_then). A reader goes over findings, in the order of
 * findings.csv unless it says otherwise:
 *
 *     bevinding_reader_open          those of a filter, with status, verdict and answers
 *     bevinding_reader_open_one      a single one, and then another, with the same
 *     bevinding_reader_open_counted  those that a spiegel counts, with the verdict
 *     bevinding_reader_open_owned    the open ones of these, once for each line of theirs, by its declarant
 *     bevinding_reader_open_then     those that stood and were open after an earlier run
 *     bevinding_reader_open_range    those that stand of a range of patients, without anything beside
 *
 * Columns are found by their name in what a statement gives (BEVINDING_COLUMNS_LIST, BESIDE_LIST); one that it does not
 * give is empty in the reader. Each row has the sum of what it was when it was written: a reader that comes across a
 * row that is not that any more fails (STATUS_DIFFERENCE), so that no damage is shown, or kept as an earlier state.
 *
 * What it costs. A reader holds one row. _range is what a run uses, over all that stand: a walk along the primary key,
 * which is the order of findings.csv; a row that is passed on as it is stored (bevinding_reader_csv) costs far less
 * than one that is taken apart (bevinding_reader_fill). The others ask v_beantwoord or v_beoordeeld, which look up the
 * verdicts and answers of each finding by index. A filter looks at every finding.
 *
 * What is forbidden. No row of bevinding or gebeurtenis is written but by a bevinding_writer, within a run's
 * transaction, and none is ever deleted but by a purge. No text of a row may be kept beyond the next one. No column is
 * read by a number. */
#ifndef STORE_BEVINDINGEN_H
#define STORE_BEVINDINGEN_H

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

/* X(NAME, word): the orders, each with that of findings.csv among equals. Most, newest and strongest come first. */
#define ORDEN_LIST(X)                                                                                                  \
    X(ORDE_BESTAND, "volgorde")      /* findings.csv */                                                                \
    X(ORDE_BEDRAG, "bedrag")         /* to be recovered */                                                             \
    X(ORDE_DATUM, "datum")           /* on which the overlap begins */                                                 \
    X(ORDE_ZEKERHEID, "zekerheid")   /* within a grade by what is to be recovered */                                   \
    X(ORDE_GEWIJZIGD, "gewijzigd")   /* by which run */
#define ORDE_NAME(name, word) name,
enum bevinding_orde { ORDEN_LIST(ORDE_NAME) ORDEN };
#undef ORDE_NAME
extern const char *const orde_word[ORDEN];

/* Which findings; an empty text or 0 lets all through. */
struct bevinding_filter {
    struct text patient, id, zekerheid, categorie, uzovi;
    struct text agb;      /* of either line */
    struct text regel;    /* the one that leads */
    int64_t since;        /* changed by this run or a later one */
    unsigned statussen;   /* a bit a status; 0 = those that stand */
    struct period period; /* the keten period begins in it; last 0 = any */
    int64_t min_cent;     /* to be recovered, at least */
    unsigned oordelen;    /* a bit a verdict */
    bool herzien;         /* only those that differ from what was judged */
    unsigned eigen_risicos; /* a bit each of enum eigen_risico */
    int64_t zaak;           /* those that came into this control case; 0 = any */
    unsigned antwoorden;  /* a bit an answer: that of either role; ANTWOORD_GEEN: nobody answered */
    enum bevinding_orde orde; /* in which they come */
    bool omgekeerd;       /* the last one first */
};
/* The findings that a filter lets through: FROM and WHERE of a query over v_beantwoord, whose parameters
 * bevinding_filter_bind binds. The texts must live until the statement is reset. */
#define BEVINDING_CHOSEN                                                                                               \
    "FROM v_beantwoord WHERE (:patient IS NULL OR patient = :patient) AND (:id IS NULL OR bevinding_id = :id)"         \
    " AND (:zekerheid IS NULL OR zekerheid = :zekerheid) AND (:categorie IS NULL OR categorie = :categorie)"           \
    " AND (:uzovi IS NULL OR uzovi = :uzovi) AND (:agb IS NULL OR keten_agb = :agb OR conflict_agb = :agb)"            \
    " AND (:regel IS NULL OR leidende_regel = :regel)"                                                                 \
    " AND gewijzigd_run >= :since AND instr(:statussen, ',' || status || ',')"                                         \
    " AND (:van IS NULL OR keten_van BETWEEN :van AND :tm) AND verhaal_bedrag_cent >= :min_cent"                       \
    " AND (:oordelen IS NULL OR instr(:oordelen, ',' || coalesce(oordeel, 'geen') || ','))"                            \
    " AND (:herzien = 0 OR herzien IS NOT NULL)"                                                                       \
    " AND (:eigen_risicos IS NULL OR instr(:eigen_risicos, ',' || eigen_risico || ','))"                               \
    " AND (:zaak = 0 OR EXISTS (SELECT 1 FROM zaak_bevinding z WHERE z.zaak = :zaak"                                   \
    " AND z.patient = v_beantwoord.patient AND z.bevinding_id = v_beantwoord.bevinding_id))"                           \
    " AND (:antwoorden IS NULL OR instr(:antwoorden, ',' || antwoord_declarant || ',')"                                \
    " OR instr(:antwoorden, ',' || antwoord_ketencontractant || ',')"                                                  \
    " OR (instr(:antwoorden, ',geen,') AND antwoord_declarant IS NULL AND antwoord_ketencontractant IS NULL))"
void bevinding_filter_bind(sqlite3_stmt *stmt, const struct bevinding_filter *filter);

/* X(column, whether a number, title for people, width of a sheet's column or 0): what the database knows beside a
 * finding's own columns: its status, the latest verdict with who gave it and when, what changed since, the answer of
 * each role that counts, whether the conflict line counts for the eigen risico of the insured. Empty: there is none. */
#define BESIDE_LIST(X)                                                                                                 \
    X(status, false, "Status", 0)                                                                                      \
    X(oordeel, false, "Oordeel", 30)                                                                                   \
    X(oordeel_door, false, "Oordeel door", 0)                                                                          \
    X(oordeel_op, false, "Oordeel op (UTC)", 22)                                                                       \
    X(oordeel_reden, false, "Reden van het oordeel", 40)                                                               \
    X(herzien, false, "Herzien sinds het oordeel", 40)                                                                 \
    X(antwoord_declarant, false, "Antwoord van de declarant", 0)                                                       \
    X(toelichting_declarant, false, "Toelichting van de declarant", 40)                                                \
    X(antwoord_ketencontractant, false, "Antwoord van de ketencontractant", 0)                                         \
    X(toelichting_ketencontractant, false, "Toelichting van de ketencontractant", 40)                                  \
    X(gevonden_run, true, "Gevonden in run", 0)                                                                        \
    X(gewijzigd_run, true, "Gewijzigd in run", 0)                                                                      \
    X(eigen_risico, false, "Eigen risico (conflictregel)", 0)
#define BESIDE_ONE(column, is_number, title, width) +1
enum { BESIDE_COLUMNS = 0 BESIDE_LIST(BESIDE_ONE) };
#undef BESIDE_ONE
extern const struct bevinding_column beside_column[BESIDE_COLUMNS]; /* a number: COLUMN_REGELNR */

/* Reads findings in the order of findings.csv. The key of a finding is (patient, bevinding_id). */
struct bevinding_reader {
    sqlite3_stmt *stmt;
    int place[BEVINDING_STORED], beside_place[BESIDE_COLUMNS]; /* of the columns in a row; -1: not there */
    int kant_place, rij_place, nummer_place, som_place;
    struct buf content; /* of the current row: what its sum is of, each column with a byte behind it */
    size_t begin[BEVINDING_STORED + 1]; /* of each column in it */
    bool unchecked;     /* who works everything out again tells more than that a row is damaged */
    struct bevinding bevinding; /* the current row; texts until the next */
#define BESIDE_MEMBER(column, is_number, title, width) struct text column;
    BESIDE_LIST(BESIDE_MEMBER)
#undef BESIDE_MEMBER
    bool vervallen;
    int64_t changed_by; /* gewijzigd_run */
    bool keten_kant; /* of bevinding_reader_open_owned: it is read for its keten side, not for the other one */
    struct text rij; /* with the verdict's number what oordelen_stand asks for; empty: the query does not give it */
    int64_t oordeel_nummer; /* 0: there is none */
};
static inline struct text bevinding_reader_antwoord(const struct bevinding_reader *reader, enum rol rol)
{
    return rol == ROL_DECLARANT ? reader->antwoord_declarant : reader->antwoord_ketencontractant;
}
static inline struct text bevinding_reader_toelichting(const struct bevinding_reader *reader, enum rol rol)
{
    return rol == ROL_DECLARANT ? reader->toelichting_declarant : reader->toelichting_ketencontractant;
}
/* In the order of the filter, whose texts must live as long as the reader; with what oordelen_stand asks for too; and
 * with patient, id and leading rule only. */
bool bevinding_reader_open(struct bevinding_reader *reader, sqlite3 *db, const struct bevinding_filter *filter,
                           struct error *err) MUST_CHECK;
bool bevinding_reader_open_stand(struct bevinding_reader *reader, sqlite3 *db, const struct bevinding_filter *filter,
                                 struct error *err) MUST_CHECK;
bool bevinding_reader_open_frame(struct bevinding_reader *reader, sqlite3 *db, const struct bevinding_filter *filter,
                                 struct error *err) MUST_CHECK;
/* Reads single findings: after bevinding_reader_one the next row, if there is one, is that finding, with what stands
 * beside it. The texts must live until the row is passed. */
bool bevinding_reader_open_one(struct bevinding_reader *reader, sqlite3 *db, struct error *err) MUST_CHECK;
void bevinding_reader_one(struct bevinding_reader *reader, struct text patient, struct text id);
/* What a spiegel counts: the findings that stand, are not afgewezen, and whose overlap begins in `period`; with the
 * verdict, which says whether they are open, and without status and answers. */
bool bevinding_reader_open_counted(struct bevinding_reader *reader, sqlite3 *db, struct period period,
                                   struct error *err) MUST_CHECK;
/* Whether nobody decided on the finding: no afgewezen, bevestigd or terugvordering,
 * also one that waits for its second name. */
bool bevinding_is_open(struct text oordeel);
/* Of those the open ones (bevinding_is_open), with the answers, each once for each of its lines, by whose line it is:
 * AGB, then as findings.csv. */
bool bevinding_reader_open_owned(struct bevinding_reader *reader, sqlite3 *db, struct period period,
                                 struct error *err) MUST_CHECK;
/* The findings whose overlap begins in `period` that stood and were open when this round was made; by patient. */
bool bevinding_reader_open_then(struct bevinding_reader *reader, sqlite3 *db, struct period period, int64_t ronde,
                                struct error *err) MUST_CHECK;
/* The findings that stand of the patients from `from` until `end` (NULL: to the last), without status and verdict. A
 * new range may begin at any time; its texts must live as long. */
bool bevinding_reader_open_range(struct bevinding_reader *reader, sqlite3 *db, struct error *err) MUST_CHECK;
void bevinding_reader_range(struct bevinding_reader *reader, struct text from, struct text end);
bool bevinding_reader_next(struct bevinding_reader *reader, bool *row, struct error *err) MUST_CHECK;
/* The same in two parts, for who passes over most of them: after `step` only the patient is there,
 * `fill` gets the rest. */
bool bevinding_reader_step(struct bevinding_reader *reader, bool *row, struct error *err) MUST_CHECK;
void bevinding_reader_fill(struct bevinding_reader *reader);
/* Adds the current row as findings.csv has it, straight from the columns: every night writes all of them. */
void bevinding_reader_csv(const struct bevinding_reader *reader, struct buf *out);
/* Every row is what it was when it was written, also of findings that lapsed; else STATUS_DIFFERENCE. */
bool bevindingen_check(sqlite3 *db, struct error *err) MUST_CHECK;
/* The first column of the current row, as it is stored, that is not what the finding has; NULL: none. */
const char *bevinding_reader_difference(const struct bevinding_reader *reader, const struct bevinding *bevinding);
void bevinding_reader_close(struct bevinding_reader *reader);

/* Writes changes. */
/* A statement about a finding, and its parameter for each column of one; 0: it does not ask for it. */
struct bevinding_statement {
    sqlite3_stmt *stmt;
    int parameter[BEVINDING_STORED];
};
struct bevinding_writer {
    struct bevinding_statement put, lapse, event;
    struct bevinding_reader before; /* the row of a finding that lapsed and comes back */
    struct buf was, content; /* content: what the sum of a row is of */
    int64_t run;
    const char *reden;
};
/* `reden`: why findings are herzien or vervallen when it is neither lines nor tables; else "". It is borrowed. */
bool bevinding_writer_open(struct bevinding_writer *writer, struct store *store, int64_t run, const char *reden,
                           struct error *err) MUST_CHECK;
/* `was`: the row of findings.csv before a WIJZIGING_HERZIEN, else empty;
 * of a finding that comes back the row before is found here. */
bool bevinding_writer_add(struct bevinding_writer *writer, enum wijziging wijziging, const struct bevinding *bevinding,
                          struct text was, struct error *err) MUST_CHECK;
void bevinding_writer_close(struct bevinding_writer *writer);

/* What a run changed, as its changes.csv had it, from the recorded events:
 * `take` gets each row with its line end, in order. */
typedef void bevinding_change_fn(void *ctx, struct text row);
bool bevinding_changes(sqlite3 *db, int64_t run, bevinding_change_fn *take, void *ctx, struct error *err) MUST_CHECK;

#endif
