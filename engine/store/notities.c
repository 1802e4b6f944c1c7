/* notities.c - see notities.h. */
#include "store/notities.h"

#include "store/ledger.h"

/* The next line of a form's text, which ends its lines with CR LF. */
static struct text next_line_of_note(struct text *rest)
{
    const char *end = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    struct text line = {rest->at, end ? (size_t)(end - rest->at) : rest->n};
    const size_t taken = line.n + (end != NULL);
    *rest = (struct text){rest->at + taken, rest->n - taken};
    if (line.n && line.at[line.n - 1] == '\r')
        line.n--;
    return line;
}

bool notitie_clean(struct text typed, struct buf *out)
{
    const size_t before = out->n;
    size_t blank = 0;
    while (typed.n) {
        const struct text line = text_trim(next_line_of_note(&typed));
        if (line.n && !text_is_recordable(line))
            return false;
        if (!line.n) {
            blank += out->n > before;
            continue;
        }
        for (size_t i = 0; out->n > before && i <= blank; i++)
            buf_text(out, "\n");
        buf_add(out, line.at, line.n);
        blank = 0;
    }
    return out->n > before && out->n - before <= 4096;
}

bool notitie_add(struct store *store, const struct notitie *notitie, bool *added, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    char now[21];
    ledger_now(now);
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO notitie (patient, bevinding_id, op, inlog, tekst, run)"
                         " SELECT patient, bevinding_id, :op, :inlog, :tekst, (SELECT max(run) FROM run)"
                         " FROM bevinding WHERE patient = :patient AND bevinding_id = :id",
                         err);
    if (ok) {
        db_set_text(stmt, ":patient", notitie->patient);
        db_set_text(stmt, ":id", notitie->bevinding_id);
        db_set_string(stmt, ":op", now);
        db_set_text(stmt, ":inlog", notitie->inlog);
        db_set_text(stmt, ":tekst", notitie->tekst);
        ok = db_run(stmt, err);
    }
    *added = ok && sqlite3_changes(store->db) == 1;
    sqlite3_finalize(stmt);
    return ok;
}
