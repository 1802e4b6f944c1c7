/* verloop.c - see verloop.h. */
#include "store/verloop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/outfile.h"
#include "store/ledger.h"
#include "store/schakels.h"

/* What nothing changes later: a purge counts what it took of a file, so that is not in it. Runs of before that was
 * recorded have no outputs and digests, and the same bytes as ever. */
static const char rows_of_run[] =
    "SELECT json_array(run, opdracht, versie, begonnen, vingerafdruk, contracten, relaties, extend_tables,"
    " max_bevindingen, gelezen, aanvaard, dubbel, afgekeurd, relevant, patienten, nieuw, herzien, vervallen)"
    " FROM run WHERE run = :run"
    " UNION ALL SELECT * FROM (SELECT json_array(bestand, naam, sha256, profiel, bytes, status, gelezen, aanvaard,"
    " dubbel, afgekeurd, relevant) FROM bestand WHERE run = :run ORDER BY bestand)"
    " UNION ALL SELECT * FROM (SELECT json_array(naam, bytes, sha256) FROM uitvoer WHERE run = :run ORDER BY naam)"
    " UNION ALL SELECT * FROM (SELECT json_array(soort, aantal, sha256) FROM schakel WHERE run = :run ORDER BY soort)"
    " UNION ALL SELECT * FROM (SELECT json_array(nummer, verloop) FROM vastlegging WHERE run = :run"
    " ORDER BY nummer DESC LIMIT 1)";

/* The digest of a run behind that of the run before it. */
static bool digest_of_run(sqlite3_stmt *rows, int64_t run, struct text before, char digest[static DIGEST_HEX + 1],
                          struct error *err)
{
    struct sha256 *sha = sha256_new();
    bool ok = true;
    sha256_add(sha, before.at, before.n);
    db_set_integer(rows, ":run", run);
    while (db_next(rows, &ok, err)) {
        const struct text row = db_only_text(rows);
        sha256_add(sha, row.at, row.n);
        sha256_add(sha, "\n", 1);
    }
    sqlite3_reset(rows);
    sha256_finish(sha, digest);
    return ok;
}

/* The digest that is on record of a run; *there false: no such run. */
static bool verloop_of(struct store *store, int64_t run, bool *there, char digest[static DIGEST_HEX + 1],
                       struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, "SELECT verloop FROM run WHERE run = :run", err);
    digest[0] = '\0';
    if (ok)
        db_set_integer(stmt, ":run", run);
    *there = ok && db_next(stmt, &ok, err);
    if (*there) {
        const struct text value = db_only_text(stmt);
        const size_t n = value.n < DIGEST_HEX ? value.n : DIGEST_HEX;
        if (n)
            memcpy(digest, value.at, n);
        digest[n] = '\0';
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool verloop_write(struct store *store, int64_t run, char verloop[static DIGEST_HEX + 1], struct error *err)
{
    sqlite3_stmt *rows = NULL, *update = NULL;
    char before[DIGEST_HEX + 1];
    bool there;
    bool ok = verloop_of(store, run - 1, &there, before, err) && db_prepare(store->db, &rows, rows_of_run, err)
              && digest_of_run(rows, run, text_of(before), verloop, err)
              && db_prepare(store->db, &update, "UPDATE run SET verloop = :verloop WHERE run = :run", err);
    if (ok) {
        db_set_string(update, ":verloop", verloop);
        db_set_integer(update, ":run", run);
        ok = db_run(update, err);
    }
    sqlite3_finalize(rows);
    sqlite3_finalize(update);
    return ok;
}

bool verloop_check(struct store *store, int64_t *run, struct error *err)
{
    enum { RUN, VERLOOP };
    sqlite3_stmt *runs = NULL, *rows = NULL;
    char before[DIGEST_HEX + 1] = "", digest[DIGEST_HEX + 1];
    bool ok = db_prepare(store->db, &runs, "SELECT run, verloop FROM run ORDER BY run", err)
              && db_prepare(store->db, &rows, rows_of_run, err);
    *run = 0;
    while (*run == 0 && db_next(runs, &ok, err)) {
        const int64_t number = sqlite3_column_int64(runs, RUN);
        const struct text verloop = db_text(runs, VERLOOP);
        digest[0] = '\0';
        /* Those of before the chain have none, and none comes behind one that has. */
        if (verloop.n || before[0])
            ok = digest_of_run(rows, number, text_of(before), digest, err);
        if (ok && !text_equal(verloop, text_of(digest)))
            *run = number;
        memcpy(before, digest, sizeof before);
    }
    sqlite3_finalize(runs);
    sqlite3_finalize(rows);
    return ok;
}

#define STATE_RUN "run "
#define STATE_VERLOOP "verloop "
#define STATE_OUT "out "

/* What the file remembers. */
struct state {
    uint64_t run;
    char verloop[DIGEST_HEX + 1];
    char *out; /* the output folder of the run; NULL: not known; owned */
};

static bool take_word(struct text *rest, const char *word, struct text *value)
{
    const size_t n = strlen(word);
    const char *lf = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    if (!lf || rest->n < n || memcmp(rest->at, word, n) != 0)
        return false;
    const size_t line = (size_t)(lf - rest->at);
    *value = (struct text){rest->at + n, line - n};
    *rest = (struct text){lf + 1, rest->n - line - 1};
    return true;
}

static bool read_state(const char *path, struct state *state, struct error *err)
{
    char *at = NULL;
    size_t n = 0;
    *state = (struct state){0};
    if (!read_whole_file(path, &at, &n, err))
        return false;
    struct text rest = {at, n}, number, digest, out = {0};
    bool ok = take_word(&rest, STATE_RUN, &number) && take_word(&rest, STATE_VERLOOP, &digest)
              && text_digits(number, 15, &state->run) && digest.n == DIGEST_HEX
              && (rest.n == 0 || (take_word(&rest, STATE_OUT, &out) && rest.n == 0));
    if (ok) {
        memcpy(state->verloop, digest.at, DIGEST_HEX);
        state->out = out.n ? xprintf("%.*s", (int)out.n, out.at) : NULL;
    } else
        error_set(err, STATUS_FAILED,
                  "--state %s: this is no state that a run wrote; give another name, or remove it when it is of no use",
                  path);
    free(at);
    return ok;
}

/* The database goes on from what the file remembers, or does not. */
static bool compare_state(struct store *store, const char *path, const struct state *state, struct warnings *warnings,
                          struct error *err)
{
    const int64_t run = (int64_t)state->run;
    int64_t last;
    char here[DIGEST_HEX + 1];
    bool there;
    if (!ledger_last_run(store, &last, err) || !verloop_of(store, run, &there, here, err))
        return false;
    if (run > last)
        warnings_add(warnings, WARN_STATE_BACK, 0, run - last,
                     "THE DATABASE WENT BACK: --state %s remembers run %lld, and the last run of the database is "
                     "%lld: an older copy was put back, or this is another database; "
                     "what was loaded, decided and answered since is not in it, load those files again",
                     path, (long long)run, (long long)last);
    else if (strcmp(state->verloop, here) != 0)
        warnings_add(warnings, WARN_STATE_BACK, 0, 1,
                     "ANOTHER DATABASE: run %lld of this database is not the one that --state %s remembers: "
                     "an older copy was put back and runs were made on it since, or this is another database",
                     (long long)run, path);
    else if (state->out)
        return uitvoer_look(store, run, state->out, warnings, err);
    return true;
}

/* Nothing but a state is replaced by one. */
static bool is_state(const char *path, struct error *err)
{
    struct state state = {0};
    const bool ok = access(path, F_OK) != 0 || read_state(path, &state, err);
    free(state.out);
    return ok;
}

bool state_look(struct store *store, const char *path, struct warnings *warnings, struct error *err)
{
    struct state state;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    const bool ok = read_state(path, &state, err) && compare_state(store, path, &state, warnings, err);
    free(state.out);
    return ok;
}

bool state_write(const char *path, int64_t run, const char *verloop, const char *out, struct error *err)
{
    struct outfile file = OUTFILE_NONE;
    struct buf content = {0};
    char *folder = realpath(out, NULL);
    buf_printf(&content, STATE_RUN "%lld\n" STATE_VERLOOP "%s\n", (long long)run, verloop);
    if (folder && !strchr(folder, '\n'))
        buf_printf(&content, STATE_OUT "%s\n", folder);
    free(folder);
    bool ok = is_state(path, err) && outfile_open(&file, NULL, path, err);
    if (ok) {
        outfile_write(&file, content.at, content.n);
        ok = outfile_finish(&file, err) && outfile_publish(&file, err);
    }
    outfile_release(&file);
    buf_release(&content);
    return ok;
}
