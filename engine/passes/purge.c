/* purge.c - see purge.h. Patients are looked at one by one, on one thread: it is done once a year or so. All layers are
 * written anew as one, without the lines that go. */
#include "passes/purge.h"

#include "base/search.h"
#include "detect/detect.h"
#include "model/version.h"
#include "passes/compare.h"
#include "passes/earlier.h"
#include "passes/titels.h"
#include "passes/verify.h"
#include "passes/walk.h"
#include "store/inzage.h"
#include "store/layers.h"
#include "store/ledger.h"
#include "store/stand.h"
#include "store/vastleggingen.h"

enum {
    FIND,
    FIND_WITHDRAWN,
    FIND_CASE,
    COUNT_EVENTS,
    COUNT_VERDICTS,
    COUNT_ANSWERS,
    COUNT_NOTES,
    NOTE_EVENTS,
    NOTE_EVENTS_GONE,
    NOTE_VERDICTS_GONE,
    NOTE_ANSWERS_GONE,
    DROP_EVENTS,
    DROP_VERDICTS,
    DROP_ANSWERS,
    DROP_NOTES,
    DROP_CASE_RESULTS,
    DROP_CASE_DRAWS,
    DROP_CASE_FINDINGS,
    DROP_FINDING,
    STATEMENTS
};

/* A finding that lapsed with a file that was taken back: its lines are not there. */
#define OF_WITHDRAWN                                                                                                   \
    "(vervallen_run IS NOT NULL AND (keten_bestand IN (SELECT bestand FROM intrekking)"                               \
    " OR conflict_bestand IN (SELECT bestand FROM intrekking)))"
#define THIS_FINDING " WHERE patient = :patient AND bevinding_id = :id"
/* The run whose digest holds the row: store/schakels.c. */
#define DIGEST_IS_GONE(soort, run_of)                                                                                  \
    "UPDATE schakel SET gewist = 1 WHERE soort = '" soort "' AND run IN (SELECT " run_of THIS_FINDING ")"
#define OF_CASES " (SELECT zaak, nummer FROM zaak_bevinding" THIS_FINDING ")"
static const char *const sql[STATEMENTS] = {
    [FIND] =
        "SELECT bevinding_id, keten_agb, keten_referentie, conflict_agb, conflict_referentie, soort = 'paar'"
        ", " OF_WITHDRAWN
        ", iif(vervallen_run IS NULL, 0, (SELECT max(run) FROM gebeurtenis g WHERE g.bevinding_id = b.bevinding_id"
        " AND g.patient = b.patient AND g.soort <> 'vervallen')) FROM bevinding b WHERE patient = :patient",
    [FIND_WITHDRAWN] = "SELECT patient, bevinding_id FROM bevinding WHERE " OF_WITHDRAWN " AND overlap_tm < :voor",
    [FIND_CASE] = "SELECT min(zaak) FROM zaak_bevinding" THIS_FINDING
                  " AND zaak NOT IN (SELECT zaak FROM zaak_gebeurtenis WHERE soort = 'sluiting')",
    [COUNT_EVENTS] = "SELECT count(*) FROM gebeurtenis" THIS_FINDING,
    [COUNT_VERDICTS] = "SELECT count(*) FROM oordeel" THIS_FINDING,
    [COUNT_ANSWERS] = "SELECT count(*) FROM antwoord" THIS_FINDING,
    [COUNT_NOTES] = "SELECT count(*) FROM notitie" THIS_FINDING,
    [NOTE_EVENTS] =
        "INSERT INTO gewiste_gebeurtenis (run, soort, aantal) SELECT run, soort, count(*) FROM gebeurtenis" THIS_FINDING
        " GROUP BY run, soort ON CONFLICT (run, soort) DO UPDATE SET aantal = aantal + excluded.aantal",
    [NOTE_EVENTS_GONE] = DIGEST_IS_GONE("gebeurtenissen", "run FROM gebeurtenis"),
    [NOTE_VERDICTS_GONE] = DIGEST_IS_GONE("oordelen", "run + 1 FROM oordeel"),
    [NOTE_ANSWERS_GONE] = DIGEST_IS_GONE("antwoorden", "run + 1 FROM antwoord"),
    [DROP_EVENTS] = "DELETE FROM gebeurtenis" THIS_FINDING,
    [DROP_VERDICTS] = "DELETE FROM oordeel" THIS_FINDING,
    [DROP_ANSWERS] = "DELETE FROM antwoord" THIS_FINDING,
    [DROP_NOTES] = "DELETE FROM notitie" THIS_FINDING,
    /* A case keeps what was done, and how much it came to; not of whom. */
    [DROP_CASE_RESULTS] = "DELETE FROM zaak_uitkomst WHERE (zaak, nummer) IN" OF_CASES,
    [DROP_CASE_DRAWS] = "DELETE FROM zaak_trekking WHERE (zaak, nummer) IN" OF_CASES,
    [DROP_CASE_FINDINGS] = "DELETE FROM zaak_bevinding" THIS_FINDING,
    [DROP_FINDING] = "DELETE FROM bevinding" THIS_FINDING,
};
/* Columns of FIND. */
enum {
    FIND_ID,
    FIND_KETEN_AGB,
    FIND_KETEN_REFERENTIE,
    FIND_CONFLICT_AGB,
    FIND_CONFLICT_REFERENTIE,
    FIND_IS_PAAR,
    FIND_IS_WITHDRAWN,
    FIND_FOUND
};

/* A finding of the patient, standing or lapsed. */
struct finding_row {
    size_t keten, conflict; /* its lines in the dossier; of a single the same one twice */
    struct text id;         /* in the arena */
    int64_t found;          /* of one that lapsed: the run that found it, or found it otherwise; 0: it stands */
};

struct purger {
    struct purge *purge;
    struct store *store;
    struct ruleset rules; /* of the last run */
    struct detector *detector;
    struct totals totals; /* of the lines that stay */
    sqlite3_stmt *stmt[STATEMENTS];
    int64_t run; /* the last one */
    int64_t *gewist; /* lines that go, by file */
    size_t bestanden;
    bool *keep; /* of each line of the dossier */
    size_t keep_cap;
    struct finding_row *finding;
    size_t findings, findings_cap;
    struct outcome all, kept, then;
    struct earlier earlier;
    struct arena arena;
};

/* Where a line stands in the dossier; n: it is not there. */
static size_t place_in_dossier(const struct dossier *dossier, uint64_t agb, struct text referentie)
{
    const struct line wanted = {.agb_declarant = (uint32_t)agb, .referentie = referentie};
    size_t low;
    SEARCH_FIRST(low, dossier->n, i, line_compare_identity(&dossier->line[i], &wanted) < 0);
    return low < dossier->n && line_compare_identity(&dossier->line[low], &wanted) == 0 ? low : dossier->n;
}

/* The place of the line that two columns name. */
static size_t line_at(sqlite3_stmt *stmt, int agb_column, const struct dossier *dossier)
{
    uint64_t agb;
    return text_digits(db_text(stmt, agb_column), 8, &agb)
               ? place_in_dossier(dossier, agb, db_text(stmt, agb_column + 1))
               : dossier->n;
}

static bool read_findings(struct purger *p, const struct dossier *dossier, struct error *err)
{
    sqlite3_stmt *stmt = p->stmt[FIND];
    bool ok = true;
    p->findings = 0;
    db_set_text(stmt, ":patient", dossier->patient);
    while (db_next(stmt, &ok, err)) {
        const struct text id = db_text(stmt, FIND_ID);
        if (sqlite3_column_int(stmt, FIND_IS_WITHDRAWN)) /* drop_withdrawn takes it, when it is old */
            continue;
        struct finding_row row = {.keten = line_at(stmt, FIND_KETEN_AGB, dossier),
                                  .id = {arena_copy(&p->arena, id.at, id.n), id.n},
                                  .found = sqlite3_column_int64(stmt, FIND_FOUND)};
        row.conflict = sqlite3_column_int(stmt, FIND_IS_PAAR) ? line_at(stmt, FIND_CONFLICT_AGB, dossier) : row.keten;
        if (row.keten == dossier->n || row.conflict == dossier->n)
            ok = error_set(err, STATUS_FAILED, "a line of finding %.*s is missing;"
                                               " 'dubbelloop verify' tells what is wrong",
                           (int)row.id.n, row.id.at);
        else {
            ARRAY_ROOM(p->finding, p->findings, p->findings_cap);
            p->finding[p->findings++] = row;
        }
    }
    sqlite3_reset(stmt);
    return ok;
}

/* Calendar quarters, by their first day: two of them are 90 days or more apart. */
struct quarters {
    bool touched[DAY_LAST / 90 + 2];
};

static void touch(struct quarters *quarters, const struct line *line)
{
    for (day d = quarter_first(line->period.first); d <= line->period.last; d = quarter_last(d) + 1)
        quarters->touched[d / 90] = true;
}

static bool touches(const struct quarters *quarters, const struct line *line)
{
    for (day d = quarter_first(line->period.first); d <= line->period.last; d = quarter_last(d) + 1)
        if (quarters->touched[d / 90])
            return true;
    return false;
}

/* Keeps every line of these quarters; whether any came. */
static bool keep_quarters(struct purger *p, const struct dossier *dossier, const struct quarters *quarters)
{
    bool any = false;
    for (size_t i = 0; i < dossier->n; i++)
        if (!p->keep[i] && touches(quarters, &dossier->line[i]))
            any = p->keep[i] = true;
    return any;
}

/* Keeps with a line the credits that name it, and with a credit the line that it names. */
static void keep_credits(struct purger *p, const struct dossier *dossier)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < dossier->n; i++) {
            const struct line *line = &dossier->line[i];
            size_t named = line->credit && line->vorig.n ? place_in_dossier(dossier, line->agb_declarant, line->vorig)
                                                         : dossier->n;
            if (named < dossier->n && p->keep[i] != p->keep[named])
                more = p->keep[i] = p->keep[named] = true;
        }
    }
}

/* Whether the lines that are kept give, of all findings of the patient by the rules of the last run, exactly those
 * whose lines are all kept. */
static bool gives_the_same(struct purger *p, const struct dossier *dossier)
{
    struct totals none;
    size_t k = 0;
    bool same = true;
    outcome_clear(&p->kept);
    totals_init(&none, &p->rules);
    detect_patient(p->detector, dossier->line, p->keep, dossier->n, 1, &p->kept, &none);
    totals_release(&none);
    for (size_t i = 0; i < p->all.n && same; i++) {
        const struct bevinding *b = &p->all.bevinding[i];
        if (!p->keep[place_in_dossier(dossier, b->keten.agb, b->keten.referentie)]
            || (bevinding_is_paar(b) && !p->keep[place_in_dossier(dossier, b->conflict.agb, b->conflict.referentie)]))
            continue;
        same = k < p->kept.n && difference_of(b, &p->kept.bevinding[k]).order == 0
               && !difference_of(b, &p->kept.bevinding[k]).changed;
        k++;
    }
    return same && k == p->kept.n;
}

static bool stays(const struct purger *p, const struct finding_row *finding)
{
    return p->keep[finding->keten] && p->keep[finding->conflict];
}

/* What this run gave of the dossier, and of the lines that are kept: whether every finding that lapsed since, stays,
 * and was found by this run is the same in both. */
static bool gave_the_same(struct purger *p, const struct dossier *dossier, int64_t run,
                          const struct earlier_rules *rules)
{
    struct totals none;
    bool *take = arena_alloc(&p->arena, 2 * dossier->n * sizeof *take), *take_kept = take + dossier->n, same = true;
    for (size_t i = 0; i < dossier->n; i++) {
        take[i] = earlier_had(&p->earlier, run, &dossier->line[i]);
        take_kept[i] = take[i] && p->keep[i];
    }
    outcome_clear(&p->then);
    outcome_clear(&p->kept);
    totals_init(&none, &rules->rules);
    detect_patient(rules->detector, dossier->line, take, dossier->n, 1, &p->then, &none);
    detect_patient(rules->detector, dossier->line, take_kept, dossier->n, 1, &p->kept, &none);
    totals_release(&none);
    for (size_t f = 0; f < p->findings && same; f++) {
        if (p->finding[f].found != run || !stays(p, &p->finding[f]))
            continue;
        size_t t = 0, k = 0;
        while (t < p->then.n && !text_equal(text_of(p->then.bevinding[t].id), p->finding[f].id))
            t++;
        while (k < p->kept.n && !text_equal(text_of(p->kept.bevinding[k].id), p->finding[f].id))
            k++;
        same = t == p->then.n
               || (k < p->kept.n && !difference_of(&p->then.bevinding[t], &p->kept.bevinding[k]).changed);
    }
    return same;
}

/* Whether the findings that lapsed and stay can be explained from the lines that are kept, as from all: by the rules,
 * and with the lines, of the run that found them. */
static bool can_be_explained(struct purger *p, const struct dossier *dossier, bool *same, struct error *err)
{
    *same = true;
    for (size_t f = 0; f < p->findings && *same; f++) {
        struct earlier_rules *rules;
        bool done = !p->finding[f].found || !stays(p, &p->finding[f]);
        for (size_t before = 0; before < f && !done; before++)
            done = p->finding[before].found == p->finding[f].found && stays(p, &p->finding[before]);
        if (done)
            continue;
        if (!earlier_rules_of(&p->earlier, p->finding[f].found, &rules, err))
            return false;
        *same = !rules || gave_the_same(p, dossier, p->finding[f].found, rules);
    }
    return true;
}

static bool all_stay(const struct purger *p, const struct dossier *dossier)
{
    return !memchr(p->keep, 0, dossier->n * sizeof *p->keep); /* a byte 0 is a false */
}

/* Chooses the lines that stay: fills p->keep. p->finding are the findings, p->all what detection gives for all
 * lines. */
static bool choose_lines(struct purger *p, const struct dossier *dossier, struct error *err)
{
    const struct line *line = dossier->line;
    struct quarters quarters = {0};
    for (size_t i = 0; i < dossier->n; i++)
        p->keep[i] = !line_older(&line[i], p->purge->voor);
    for (size_t f = 0; f < p->findings; f++) {
        const struct finding_row *finding = &p->finding[f];
        if (!p->keep[finding->keten] && !p->keep[finding->conflict])
            continue;
        touch(&quarters, &line[finding->keten]);
        touch(&quarters, &line[finding->conflict]);
    }
    keep_quarters(p, dossier, &quarters); /* the two lines too: both touch their own */
    keep_credits(p, dossier);
    for (bool same = false; !all_stay(p, dossier);) {
        if (gives_the_same(p, dossier) && !can_be_explained(p, dossier, &same, err))
            return false;
        if (same)
            break;
        for (size_t i = 0; i < dossier->n; i++)
            if (p->keep[i])
                touch(&quarters, &line[i]);
        if (!keep_quarters(p, dossier, &quarters))
            memset(p->keep, true, dossier->n);
        keep_credits(p, dossier);
    }
    return true;
}

/* What is being controlled stays until the case is closed. */
static bool in_no_open_case(struct purger *p, struct text patient, struct text id, struct error *err)
{
    sqlite3_stmt *stmt = p->stmt[FIND_CASE];
    bool row;
    db_set_text(stmt, ":patient", patient);
    db_set_text(stmt, ":id", id);
    if (!db_step(stmt, &row, err))
        return false;
    const int64_t zaak = row ? db_only_integer(stmt) : 0;
    sqlite3_reset(stmt);
    return zaak == 0
           || error_set(err, STATUS_FAILED, "a finding of case %lld, which is open, would go: close the case first",
                        (long long)zaak);
}

/* Counts, and unless it is a dry run takes out, a finding of which a line goes. */
static bool drop_finding(struct purger *p, struct text patient, struct text id, struct error *err)
{
    if (!in_no_open_case(p, patient, id, err))
        return false;
    struct purge *purge = p->purge;
    int64_t *const counted[] = {[COUNT_EVENTS] = &purge->gebeurtenissen,
                                [COUNT_VERDICTS] = &purge->oordelen,
                                [COUNT_ANSWERS] = &purge->antwoorden,
                                [COUNT_NOTES] = &purge->notities};
    bool ok = true;
    for (int s = COUNT_EVENTS; s < STATEMENTS && ok; s++) {
        bool row = false;
        if (s > COUNT_NOTES && purge->dry_run)
            break;
        sqlite3_stmt *stmt = p->stmt[s];
        db_set_text(stmt, ":patient", patient);
        db_set_text(stmt, ":id", id);
        ok = db_step(stmt, &row, err);
        if (ok && row)
            *counted[s] += db_only_integer(stmt);
        sqlite3_reset(stmt);
    }
    purge->bevindingen++;
    return ok;
}

/* Judges a dossier: fills p->keep; *any: some line stays. Takes out the findings that go, and counts. */
static bool judge_dossier(struct purger *p, const struct dossier *dossier, bool *any, struct error *err)
{
    struct purge *purge = p->purge;
    size_t older = 0, gone = 0;
    if (dossier->n > p->keep_cap) {
        p->keep_cap = dossier->n;
        p->keep = xrealloc(p->keep, p->keep_cap * sizeof *p->keep);
    }
    for (size_t i = 0; i < dossier->n; i++)
        older += line_older(&dossier->line[i], purge->voor);
    memset(p->keep, true, dossier->n);
    *any = true;
    if (older == 0)
        return true;
    arena_reset(&p->arena);
    outcome_clear(&p->all);
    detect_patient(p->detector, dossier->line, NULL, dossier->n, -1, &p->all, &p->totals);
    if (!read_findings(p, dossier, err) || !choose_lines(p, dossier, err))
        return false;
    outcome_clear(&p->kept);
    detect_patient(p->detector, dossier->line, p->keep, dossier->n, 1, &p->kept, &p->totals);
    for (size_t i = 0; i < dossier->n; i++) {
        if (p->keep[i])
            continue;
        gone++;
        if (dossier->line[i].bestand < p->bestanden)
            p->gewist[dossier->line[i].bestand]++;
    }
    *any = gone < dossier->n;
    purge->regels += (int64_t)gone;
    purge->gebleven += (int64_t)(older - gone);
    purge->patienten += !*any;
    for (size_t f = 0; f < p->findings; f++)
        if (!stays(p, &p->finding[f]) && !drop_finding(p, dossier->patient, p->finding[f].id, err))
            return false;
    return true;
}

/* Takes out the old findings whose lines left with a file that was taken back. */
static bool drop_withdrawn(struct purger *p, struct error *err)
{
    enum { PATIENT, ID };
    struct arena rows = {0};
    struct text *row = NULL;
    size_t n = 0, cap = 0;
    char voor[DAY_TEXT + 1];
    sqlite3_stmt *stmt = p->stmt[FIND_WITHDRAWN];
    bool ok = true;
    day_print(quarter_first(p->purge->voor), voor);
    db_set_string(stmt, ":voor", voor);
    while (db_next(stmt, &ok, err))
        for (int column = PATIENT; column <= ID; column++) {
            struct text text = db_text(stmt, column);
            ARRAY_ROOM(row, n, cap);
            row[n++] = (struct text){arena_copy(&rows, text.at, text.n), text.n};
        }
    sqlite3_reset(stmt);
    for (size_t i = 0; ok && i < n; i += 2)
        ok = drop_finding(p, row[i + PATIENT], row[i + ID], err);
    free(row);
    arena_release(&rows);
    return ok;
}

/* For layers_rewrite. */
static bool choose_kept(void *ctx, struct dossier *dossier, bool *any, struct error *err)
{
    struct purger *p = ctx;
    bool ok = judge_dossier(p, dossier, any, err);
    p->purge->progress->done++;
    memcpy(dossier->is_new, p->keep, dossier->n);
    return ok;
}

/* For walk_dossiers, in a dry run. */
static bool purge_dossier(void *ctx, unsigned worker, size_t range, const struct dossier *dossier, struct error *err)
{
    bool any;
    (void)worker;
    (void)range;
    return judge_dossier(ctx, dossier, &any, err);
}

/* Nothing deletes events, verdicts, answers and looks: but this, within its transaction. The triggers are made again as
 * they were. */
static bool lift_triggers(struct store *store, struct buf *again, struct error *err)
{
    enum { TRIGGER_SQL, TRIGGER_NAME };
    sqlite3_stmt *stmt = NULL;
    struct buf drop = {0};
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT sql, name FROM sqlite_schema WHERE type = 'trigger' AND name IN"
                         " ('gebeurtenis_blijft_bestaan', 'oordeel_blijft_bestaan', 'antwoord_blijft_bestaan',"
                         " 'notitie_blijft_bestaan', 'inzage_blijft_bestaan',"
                         " 'zaak_bevinding_blijft_bestaan', 'zaak_trekking_blijft_bestaan',"
                         " 'zaak_uitkomst_blijft_bestaan')"
                         " ORDER BY name",
                         err);
    while (db_next(stmt, &ok, err)) {
        struct text text = db_text(stmt, TRIGGER_SQL), name = db_text(stmt, TRIGGER_NAME);
        buf_printf(again, "%.*s;", (int)text.n, text.at);
        buf_printf(&drop, "DROP TRIGGER %.*s;", (int)name.n, name.at);
    }
    sqlite3_finalize(stmt);
    ok = ok && db_exec(store->db, buf_string(&drop), err);
    buf_release(&drop);
    return ok;
}

static bool write_ledger(struct purger *p, struct error *err)
{
    sqlite3_stmt *file = NULL, *record = NULL;
    const struct purge *purge = p->purge;
    char voor[DAY_TEXT + 1], now[21];
    day_print(purge->voor, voor);
    ledger_now(now);
    bool ok = db_prepare(p->store->db, &file, "UPDATE bestand SET gewist = gewist + :regels WHERE bestand = :bestand",
                         err)
              && db_prepare(p->store->db, &record,
                            "INSERT INTO wissing (voor, op, door, reden, versie, run, regels, patienten, bevindingen,"
                            " gebeurtenissen, oordelen, antwoorden, notities, gebleven)"
                            " VALUES (:voor, :op, :door, :reden, :versie, :run, :regels, :patienten, :bevindingen,"
                            " :gebeurtenissen, :oordelen, :antwoorden, :notities, :gebleven)",
                            err);
    for (size_t i = 0; ok && i < p->bestanden; i++) {
        if (!p->gewist[i])
            continue;
        db_set_integer(file, ":bestand", (int64_t)i);
        db_set_integer(file, ":regels", p->gewist[i]);
        ok = db_run(file, err);
    }
    if (ok) {
        const struct {
            const char *parameter;
            int64_t n;
        } count[] = {{":run", p->run},
                     {":regels", purge->regels},
                     {":patienten", purge->patienten},
                     {":bevindingen", purge->bevindingen},
                     {":gebeurtenissen", purge->gebeurtenissen},
                     {":oordelen", purge->oordelen},
                     {":antwoorden", purge->antwoorden},
                     {":notities", purge->notities},
                     {":gebleven", purge->gebleven}};
        db_set_string(record, ":voor", voor);
        db_set_string(record, ":op", now);
        db_set_text(record, ":door", purge->door);
        db_set_text(record, ":reden", purge->reden);
        db_set_string(record, ":versie", DUBBELLOOP_VERSION);
        for (size_t c = 0; c < sizeof count / sizeof *count; c++)
            db_set_integer(record, count[c].parameter, count[c].n);
        ok = db_run(record, err);
    }
    sqlite3_finalize(file);
    sqlite3_finalize(record);
    return ok;
}

static bool open_purger(struct purger *p, struct error *err)
{
    sqlite3 *db = p->store->db;
    int64_t files = 0;
    bool sound;
    bool ok = db_integer(db, "SELECT coalesce(max(run), 0) FROM run", &p->run, err)
              && db_integer(db, "SELECT coalesce(max(bestand), 0) FROM bestand", &files, err)
              && ledger_rules_of_run(p->store, p->run, &p->rules, &sound, err)
              && (sound || error_set(err, STATUS_FAILED, "the tables of the last run are damaged;"
                                                         " 'dubbelloop verify' tells "
                                                         "what is wrong"));
    p->bestanden = (size_t)files + 1;
    p->gewist = xcalloc(p->bestanden, sizeof *p->gewist);
    if (ok) {
        totals_init(&p->totals, &p->rules);
        p->detector = detector_new(&p->rules);
        ok = stand_read(p->store, &p->rules, &p->totals, err) && earlier_open(&p->earlier, p->store, err);
    }
    for (int s = 0; ok && s < STATEMENTS; s++)
        ok = db_prepare(db, &p->stmt[s], sql[s], err);
    return ok;
}

static void close_purger(struct purger *p)
{
    for (int s = 0; s < STATEMENTS; s++)
        sqlite3_finalize(p->stmt[s]);
    detector_free(p->detector);
    totals_release(&p->totals);
    outcome_release(&p->all);
    outcome_release(&p->kept);
    outcome_release(&p->then);
    earlier_release(&p->earlier);
    arena_release(&p->arena);
    ruleset_release(&p->rules);
    free(p->gewist);
    free(p->keep);
    free(p->finding);
}

static bool take_out_lines(struct purger *p, struct error *err)
{
    return drop_withdrawn(p, err) && layers_rewrite(p->store, p->run, choose_kept, p, err)
           && stand_write(p->store, &p->rules, &p->totals, err) && titels_forget(p->store, err)
           && write_ledger(p, err);
}

static bool count_looks(struct purger *p, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    char voor[DAY_TEXT + 1];
    bool row = false;
    day_print(p->purge->inzage_voor, voor);
    bool ok = db_prepare(p->store->db, &stmt, "SELECT count(*) FROM inzage WHERE op < :voor", err);
    if (ok) {
        db_set_string(stmt, ":voor", voor);
        ok = db_step(stmt, &row, err);
    }
    p->purge->inzagen = ok && row ? db_only_integer(stmt) : 0;
    sqlite3_finalize(stmt);
    return ok;
}

static bool run_on_looks(struct purger *p, const char *statement, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    const struct purge *purge = p->purge;
    char voor[DAY_TEXT + 1], now[21];
    day_print(purge->inzage_voor, voor);
    ledger_now(now);
    bool ok = db_prepare(p->store->db, &stmt, statement, err);
    const bool record = ok && sqlite3_bind_parameter_count(stmt) > 1;
    if (ok)
        db_set_string(stmt, ":voor", voor);
    if (record) {
        db_set_string(stmt, ":op", now);
        db_set_text(stmt, ":door", purge->door);
        db_set_text(stmt, ":reden", purge->reden);
        db_set_string(stmt, ":versie", DUBBELLOOP_VERSION);
        db_set_integer(stmt, ":inzagen", purge->inzagen);
    }
    ok = ok && db_run(stmt, err);
    sqlite3_finalize(stmt);
    return ok;
}

static bool take_out_looks(struct purger *p, struct error *err)
{
    return count_looks(p, err) && run_on_looks(p, "DELETE FROM inzage WHERE op < :voor", err)
           && run_on_looks(p,
                           "INSERT INTO inzage_wissing (voor, op, door, reden, versie, inzagen)"
                           " VALUES (:voor, :op, :door, :reden, :versie, :inzagen)",
                           err);
}

/* Everything but the commit. */
static bool take_out(struct purger *p, struct error *err)
{
    struct store *store = p->store;
    struct verified verified;
    struct buf triggers = {0};
    bool ok = lift_triggers(store, &triggers, err) && (!p->purge->voor || take_out_lines(p, err))
              && (!p->purge->inzage_voor || take_out_looks(p, err)) && db_exec(store->db, buf_string(&triggers), err)
              && vastleggingen_renew(store, err)
              && (verify(store, p->purge->progress, &verified, err)
                  || (err->status == STATUS_DIFFERENCE
                      && error_in(err, "nothing was purged, for"
                                       " what is left is not sound")));
    buf_release(&triggers);
    return ok;
}

/* SQLite overwrote what was deleted (DB_ALONE). The pages that are free are given back, and the log is emptied. */
static bool clear_pages(struct store *store, struct progress *progress, struct error *err)
{
    progress_begin(progress, PHASE_VACUUM);
    return store_commit(store, err)
           && ((db_exec(store->db, "VACUUM", err) && db_exec(store->db, "PRAGMA wal_checkpoint(TRUNCATE)", err))
               || error_in(err, "the purge is done, but the room was not given back; give it again for that"));
}

/* What stands in the journal of looks goes into the table first: it may be as old. Nobody adds to it meanwhile. */
static bool purge_with_journal(struct purger *p, struct error *err)
{
    char *path = inzage_journal_path(p->store->path);
    struct inzage_lines lines;
    struct error empty = {0};
    int fd;
    bool ok = inzage_journal_take(path, &fd, &lines, err);
    if (ok) {
        ok = inzage_put(p->store->db, &lines, err) && take_out(p, err)
             && clear_pages(p->store, p->purge->progress, err);
        ok = inzage_journal_give(path, fd, ok, ok ? err : &empty) && ok;
        inzage_lines_release(&lines);
    }
    free(path);
    return ok;
}

bool purge(struct store *store, struct purge *purge, struct error *err)
{
    struct purger p = {.purge = purge, .store = store};
    const struct walk walk = {
        .store = store, .threads = 1, .look = purge_dossier, .ctx = &p, .progress = purge->progress};
    progress_begin(purge->progress, PHASE_PURGING);
    int64_t vastleggingen;
    /* Links of what is left would have a change that somebody made as what was said. */
    bool ok = open_purger(&p, err) && (purge->dry_run || verify_vastleggingen(store, &vastleggingen, err))
              && (purge->dry_run ? (!purge->voor || (drop_withdrawn(&p, err) && walk_dossiers(&walk, err)))
                                       && (!purge->inzage_voor || count_looks(&p, err))
                                 : purge_with_journal(&p, err));
    close_purger(&p);
    return ok;
}

bool purge_date(struct store *store, day *voor, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *voor = 0;
    bool ok = db_prepare(store->db, &stmt, "SELECT max(voor) FROM wissing", err) && db_step(stmt, &row, err);
    if (ok && row && db_only_text(stmt).n && day_parse(db_only_text(stmt), DAY_ISO, voor) != DAY_OK)
        ok = error_set(err, STATUS_FAILED, "table wissing holds no date; 'dubbelloop verify' tells what is wrong");
    sqlite3_finalize(stmt);
    return ok;
}
