/* schakels.c - see schakels.h. Rows are read from the last one back, as far as they are of the run: no index is needed,
 * and a night reads its own rows only. */
#include "store/schakels.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/place.h"
#include "store/vastleggingen.h"

enum schakel_soort { GEBEURTENISSEN, OORDELEN, ANTWOORDEN, SCHAKEL_SOORTEN };

/* The first column is the run whose digest holds the row. A verdict names the last run at that moment: the next one
 * holds it. Runs of since step 29 hold verdicts and answers as links (store/vastleggingen.h), and no digest here. */
enum { OF_RUN };
static const struct {
    const char *naam, *sql;
} schakel[SCHAKEL_SOORTEN] = {
    [GEBEURTENISSEN] = {"gebeurtenissen", "SELECT run, gebeurtenis, patient, bevinding_id, soort, was, reden"
                                          " FROM gebeurtenis ORDER BY gebeurtenis DESC"},
    [OORDELEN] = {"oordelen", "SELECT run + 1, nummer, patient, bevinding_id, oordeel, bevestigt, door, inlog, op,"
                              " reden, rij FROM oordeel ORDER BY nummer DESC"},
    [ANTWOORDEN] = {"antwoorden", "SELECT run + 1, nummer, patient, bevinding_id, agb, rol, antwoord, toelichting,"
                                  " door, op FROM antwoord ORDER BY nummer DESC"},
};

/* Rows on their way back; `row`: one stands there, of `run`. */
struct rows_back {
    sqlite3_stmt *stmt;
    bool row;
    int64_t run;
};

static bool step_back(struct rows_back *rows, struct error *err)
{
    bool ok = true;
    rows->row = db_next(rows->stmt, &ok, err);
    if (rows->row)
        rows->run = sqlite3_column_int64(rows->stmt, OF_RUN);
    return ok;
}

static bool rows_open(struct rows_back *rows, struct store *store, enum schakel_soort soort, struct error *err)
{
    *rows = (struct rows_back){0};
    return db_prepare(store->db, &rows->stmt, schakel[soort].sql, err) && step_back(rows, err);
}

void schakel_add_value(struct sha256 *sha, struct text value)
{
    const uint64_t n = value.n;
    unsigned char length[sizeof n];
    for (size_t k = 0; k < sizeof n; k++)
        length[k] = (unsigned char)(n >> 8 * k);
    sha256_add(sha, length, sizeof length);
    sha256_add(sha, value.at, value.n);
}

static void add_values(struct sha256 *sha, sqlite3_stmt *stmt)
{
    for (int i = OF_RUN + 1; i < sqlite3_column_count(stmt); i++)
        schakel_add_value(sha, db_text(stmt, i));
}

/* Of the rows of `run`, which come behind those of later runs. */
static bool digest_of_rows(struct rows_back *rows, int64_t run, int64_t *n, char digest[static DIGEST_HEX + 1],
                           struct error *err)
{
    struct sha256 *sha = sha256_new();
    bool ok = true;
    *n = 0;
    while (ok && rows->row && rows->run >= run) {
        if (rows->run == run) {
            add_values(sha, rows->stmt);
            ++*n;
        }
        ok = step_back(rows, err);
    }
    sha256_finish(sha, digest);
    return ok;
}

bool schakels_write(struct store *store, int64_t run, struct error *err)
{
    sqlite3_stmt *insert = NULL;
    struct rows_back rows;
    char digest[DIGEST_HEX + 1];
    int64_t n;
    bool ok = rows_open(&rows, store, GEBEURTENISSEN, err) && digest_of_rows(&rows, run, &n, digest, err)
              && db_prepare(store->db, &insert,
                            "INSERT INTO schakel (run, soort, aantal, sha256) VALUES (:run, :soort, :aantal, :sha256)",
                            err);
    if (ok) {
        db_set_integer(insert, ":run", run);
        db_set_string(insert, ":soort", schakel[GEBEURTENISSEN].naam);
        db_set_integer(insert, ":aantal", n);
        db_set_string(insert, ":sha256", digest);
        ok = db_run(insert, err);
    }
    sqlite3_finalize(rows.stmt);
    sqlite3_finalize(insert);
    return ok && vastleggingen_add(store, run, err);
}

static bool schakel_check(struct store *store, enum schakel_soort soort, int64_t *run, struct error *err)
{
    enum { RUN, AANTAL, SHA256, GEWIST };
    struct rows_back rows = {0};
    sqlite3_stmt *recorded = NULL;
    char digest[DIGEST_HEX + 1];
    int64_t n;
    bool ok = rows_open(&rows, store, soort, err)
              && db_prepare(store->db, &recorded,
                            "SELECT run, aantal, sha256, gewist FROM schakel WHERE soort = :soort ORDER BY run DESC",
                            err);
    if (ok)
        db_set_string(recorded, ":soort", schakel[soort].naam);
    *run = 0;
    while (*run == 0 && db_next(recorded, &ok, err)) {
        const int64_t number = sqlite3_column_int64(recorded, RUN);
        ok = digest_of_rows(&rows, number, &n, digest, err);
        if (ok && !sqlite3_column_int(recorded, GEWIST)
            && (n != sqlite3_column_int64(recorded, AANTAL) || !text_equal(db_text(recorded, SHA256), text_of(digest))))
            *run = number;
    }
    sqlite3_finalize(recorded);
    sqlite3_finalize(rows.stmt);
    return ok;
}

bool schakels_check(struct store *store, int64_t *run, const char **soort, struct error *err)
{
    *run = 0;
    for (int i = 0; i < SCHAKEL_SOORTEN && *run == 0; i++) {
        *soort = schakel[i].naam;
        if (!schakel_check(store, (enum schakel_soort)i, run, err))
            return false;
    }
    return true;
}

bool uitvoer_write(struct store *store, int64_t run, const struct outfile *file, struct error *err)
{
    sqlite3_stmt *insert = NULL;
    bool ok = db_prepare(store->db, &insert,
                         "INSERT INTO uitvoer (run, naam, bytes, sha256) VALUES (:run, :naam, :bytes, :sha256)", err);
    if (ok) {
        db_set_integer(insert, ":run", run);
        db_set_string(insert, ":naam", name_in_folder(file->name));
        db_set_integer(insert, ":bytes", (int64_t)file->bytes);
        db_set_string(insert, ":sha256", file->sha256);
        ok = db_run(insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

/* SHA-256 of a file on disk; *bytes -1: there is none. Of one above `most` bytes only the size, and the digest is
 * empty. */
static bool digest_of_file(const char *path, int64_t most, int64_t *bytes, char digest[static DIGEST_HEX + 1],
                           struct error *err)
{
    enum { PIECE = 65536 };
    struct stat info;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int number = 0;
    *bytes = -1;
    digest[0] = '\0';
    if (fd < 0)
        return errno == ENOENT || error_errno(err, errno, "%s", path);
    ssize_t n = fstat(fd, &info);
    if (n == 0 && S_ISREG(info.st_mode)) {
        *bytes = info.st_size;
        if (*bytes <= most) {
            struct sha256 *sha = sha256_new();
            char *piece = xmalloc(PIECE);
            while ((n = read(fd, piece, PIECE)) > 0 || (n < 0 && errno == EINTR))
                sha256_add(sha, piece, n > 0 ? (size_t)n : 0);
            number = errno;
            free(piece);
            sha256_finish(sha, digest);
        }
    } else
        number = errno;
    close(fd);
    return n == 0 || error_errno(err, number, "%s", path);
}

/* Whether a run from `run` on wrote such a file. */
static bool is_written(sqlite3_stmt *find, int64_t run, struct text naam, int64_t bytes, const char *digest, bool *is,
                       struct error *err)
{
    db_set_integer(find, ":run", run);
    db_set_text(find, ":naam", naam);
    db_set_integer(find, ":bytes", bytes);
    db_set_string(find, ":sha256", digest);
    const bool ok = db_step(find, is, err);
    sqlite3_reset(find);
    return ok;
}

static const char written_by[] = "SELECT 1 FROM uitvoer WHERE naam = :naam AND run >= :run AND bytes = :bytes"
                                 " AND :sha256 IN ('', sha256) LIMIT 1";
static const char names_of_run[] = "SELECT naam FROM uitvoer WHERE run = :run ORDER BY naam";

bool uitvoer_look(struct store *store, int64_t run, const char *dir, struct warnings *warnings, struct error *err)
{
    enum { QUICK = 16 << 20 };
    sqlite3_stmt *names = NULL, *find = NULL;
    bool ok = db_prepare(store->db, &names, names_of_run, err) && db_prepare(store->db, &find, written_by, err);
    if (ok)
        db_set_integer(names, ":run", run);
    while (db_next(names, &ok, err)) {
        const struct text naam = db_only_text(names);
        char *path = xprintf("%s/%.*s", dir, (int)naam.n, naam.at), digest[DIGEST_HEX + 1];
        int64_t bytes;
        bool is = true;
        struct error unreadable = {0}; /* is no news either */
        if (digest_of_file(path, QUICK, &bytes, digest, &unreadable) && bytes >= 0)
            ok = is_written(find, run, naam, bytes, digest, &is, err);
        if (ok && !is)
            warnings_add(warnings, WARN_UITVOER_CHANGED, 0, 1,
                         "%s is not what run %lld of this database wrote: it was changed since, or another database "
                         "wrote there",
                         path, (long long)run);
        free(path);
    }
    sqlite3_finalize(names);
    sqlite3_finalize(find);
    return ok;
}

/* The run that wrote this summary.json, the last of them. */
static bool run_of_folder(struct store *store, const char *dir, int64_t *run, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    char *path = xprintf("%s/summary.json", dir), digest[DIGEST_HEX + 1];
    int64_t bytes;
    bool ok = digest_of_file(path, INT64_MAX, &bytes, digest, err)
              && (bytes >= 0
                  || error_set(err, STATUS_FAILED, "%s: is not there; give the folder of --out of a run", path))
              && db_prepare(store->db, &stmt,
                            "SELECT run FROM uitvoer WHERE naam = 'summary.json' AND sha256 = :sha256"
                            " ORDER BY run DESC LIMIT 1",
                            err);
    *run = 0;
    if (ok)
        db_set_string(stmt, ":sha256", digest);
    if (ok && db_next(stmt, &ok, err))
        *run = db_only_integer(stmt);
    if (ok && *run == 0)
        ok = error_set(err, STATUS_DIFFERENCE,
                       "%s: no run of this database wrote it: an older copy of the database was put back, another one "
                       "wrote it, it was changed, or it is of a version that recorded no outputs",
                       path);
    sqlite3_finalize(stmt);
    free(path);
    return ok;
}

bool uitvoer_check(struct store *store, const char *dir, int64_t *run, struct error *err)
{
    sqlite3_stmt *names = NULL, *find = NULL;
    bool ok = run_of_folder(store, dir, run, err) && db_prepare(store->db, &names, names_of_run, err)
              && db_prepare(store->db, &find, written_by, err);
    if (ok)
        db_set_integer(names, ":run", *run);
    while (db_next(names, &ok, err)) {
        const struct text naam = db_only_text(names);
        char *path = xprintf("%s/%.*s", dir, (int)naam.n, naam.at), digest[DIGEST_HEX + 1];
        int64_t bytes;
        bool is = false;
        ok = digest_of_file(path, INT64_MAX, &bytes, digest, err)
             && (bytes < 0 || is_written(find, *run, naam, bytes, digest, &is, err));
        if (ok && !is)
            ok = error_set(err, STATUS_DIFFERENCE, "%s: %s", path,
                           bytes < 0 ? "is not there any more" : "is not what the run wrote");
        free(path);
    }
    sqlite3_finalize(names);
    sqlite3_finalize(find);
    return ok;
}
