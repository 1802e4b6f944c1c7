/* earlier.c - see earlier.h. */
#include "passes/earlier.h"

#include "base/memory.h"
#include "store/ledger.h"

bool earlier_open(struct earlier *earlier, struct store *store, struct error *err)
{
    enum { BESTAND, RUN };
    sqlite3_stmt *stmt = NULL;
    int64_t last = 0;
    *earlier = (struct earlier){.store = store};
    bool ok = db_integer(store->db, "SELECT coalesce(max(bestand), 0) FROM bestand", &last, err)
              && db_prepare(store->db, &stmt, "SELECT bestand, run FROM bestand", err);
    earlier->files = (size_t)last + 1;
    earlier->run_of_file = xcalloc(earlier->files, sizeof *earlier->run_of_file);
    while (db_next(stmt, &ok, err))
        earlier->run_of_file[sqlite3_column_int64(stmt, BESTAND)] = sqlite3_column_int64(stmt, RUN);
    sqlite3_finalize(stmt);
    return ok;
}

static void let_go(struct earlier_rules *kept)
{
    detector_free(kept->detector);
    ruleset_release(&kept->rules);
    *kept = (struct earlier_rules){.used = 0};
}

/* The rules of this fingerprint, or the place for them: a free one, or the one that was not used for longest. */
static struct earlier_rules *place_for(struct earlier *earlier, struct text fingerprint)
{
    struct earlier_rules *oldest = earlier->kept;
    for (size_t i = 0; i < EARLIER_KEPT; i++) {
        struct earlier_rules *kept = &earlier->kept[i];
        if (kept->detector && text_equal(text_of(kept->rules.fingerprint), fingerprint))
            return kept;
        if (kept->used < oldest->used)
            oldest = kept;
    }
    let_go(oldest);
    return oldest;
}

bool earlier_rules_of(struct earlier *earlier, int64_t run, struct earlier_rules **rules, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false, sound = true;
    *rules = NULL;
    bool ok = db_prepare(earlier->store->db, &stmt, "SELECT vingerafdruk FROM run WHERE run = :run", err);
    if (ok)
        db_set_integer(stmt, ":run", run);
    ok = ok && db_step(stmt, &row, err);
    if (ok && row) {
        struct earlier_rules *kept = place_for(earlier, db_only_text(stmt));
        if (!kept->detector)
            ok = ledger_rules_of_run(earlier->store, run, &kept->rules, &sound, err);
        if (ok && sound && !kept->detector)
            kept->detector = detector_new(&kept->rules);
        kept->used = ++earlier->count;
        if (ok && sound)
            *rules = kept;
        else
            let_go(kept);
    }
    sqlite3_finalize(stmt);
    return ok;
}

void earlier_release(struct earlier *earlier)
{
    for (size_t i = 0; i < EARLIER_KEPT; i++)
        let_go(&earlier->kept[i]);
    free(earlier->run_of_file);
    *earlier = (struct earlier){.files = 0};
}
