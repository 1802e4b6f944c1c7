/* backup.c - see backup.h. One read transaction lasts the whole copy, so that SQLite need never begin again when a run
 * commits meanwhile. */
#include "passes/backup.h"

#include <errno.h>
#include <unistd.h>

#include "store/inzage.h"

enum { STEP = 1024 /* pages between two looks at whether somebody asked to stop */ };

static bool copy_pages(sqlite3 *from, sqlite3 *to, struct progress *progress, struct error *err)
{
    int code = SQLITE_OK;
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup)
        return db_failed(to, sqlite3_extended_errcode(to), "backup", err);
    progress_begin(progress, PHASE_COPYING);
    while (code == SQLITE_OK && go_on(err)) {
        code = sqlite3_backup_step(backup, STEP);
        progress->total = (unsigned)sqlite3_backup_pagecount(backup);
        progress->done = progress->total - (unsigned)sqlite3_backup_remaining(backup);
    }
    sqlite3_backup_finish(backup);
    progress->total = 0;
    if (code != SQLITE_DONE && err->status == STATUS_DONE)
        db_failed(to, code, "backup", err);
    return code == SQLITE_DONE;
}

/* Copies one state of `path` into the empty file `part`, with the looks that still stood in the journal, and takes it
 * out of WAL mode. */
static bool copy(const char *path, const char *part, struct progress *progress, const struct inzage_lines *looks,
                 bool *whole, struct error *err)
{
    sqlite3 *to = NULL;
    struct store from;
    bool ok = store_open_copy(&from, path, whole, err) && db_open(&to, part, DB_BUILD, 0, err)
              && copy_pages(from.db, to, progress, err);
    db_close(to);
    to = NULL;
    ok = ok && db_open(&to, part, DB_WRITE, 0, err) && db_exec(to, "PRAGMA journal_mode = DELETE", err)
         && (!*whole || looks->n == 0
             || (db_exec(to, "BEGIN", err) && inzage_put(to, looks, err) && db_exec(to, "COMMIT", err)));
    db_close(to);
    store_close(&from);
    return ok;
}

/* Of an older schema only the file can be checked. */
static bool check(const char *part, bool whole, struct progress *progress, struct verified *verified, struct error *err)
{
    struct store store;
    bool old;
    bool ok = whole ? store_open_read(&store, part, err) && verify(&store, progress, verified, err)
                    : store_open_copy(&store, part, &old, err) && verify_file(&store, progress, err);
    store_close(&store);
    return ok || error_in(err, "the copy is not sound, and was removed; verify the database itself");
}

static bool may_be_made(const char *target, struct error *err)
{
    static const char *const suffix[] = {"", "-wal", "-journal"};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof suffix / sizeof *suffix; i++) {
        char *name = xprintf("%s%s", target, suffix[i]);
        if (access(name, F_OK) == 0)
            ok = error_set(err, STATUS_USAGE, "%s is there already%s", name,
                           i ? ", and would be taken for a part of the copy; move it away"
                             : "; a backup replaces nothing");
        free(name);
    }
    return ok;
}

bool backup(const char *path, const char *target, struct progress *progress, struct verified *verified, bool *whole,
            struct error *err)
{
    struct store out = STORE_CLOSED;
    struct inzage_lines looks = {0};
    char *journal = inzage_journal_path(path);
    *verified = (struct verified){0};
    out.path = xstrdup(target);
    out.part = xprintf("%s.part", target);
    bool ok = may_be_made(target, err) && (store_lock_part(&out, 0, err) || error_in(err, "%s", out.part))
              && inzage_journal_read(journal, &looks, err)
              && copy(path, out.part, progress, &looks, whole, err) && check(out.part, *whole, progress, verified, err)
              && (store_publish(&out, err) || error_in(err, "%s", target));
    store_close(&out); /* a copy that is not whole goes */
    inzage_lines_release(&looks);
    free(journal);
    return ok;
}
