/* manifest.c - see manifest.h. */
#include "store/manifest.h"

#include <inttypes.h>

#include "base/file.h"
#include "model/version.h"

/* Goes over values: writes them to `out`, or reads them from `rest`. */
struct values {
    struct buf out;
    struct text rest;
    bool reading, bad; /* bad: what was read is not what was written */
};

/* What stands behind "name " on the next line. */
static struct text value_line(struct values *v, const char *name)
{
    const size_t n = strlen(name);
    const char *lf = v->rest.n ? memchr(v->rest.at, '\n', v->rest.n) : NULL;
    if (v->bad || !lf || (size_t)(lf - v->rest.at) <= n || memcmp(v->rest.at, name, n) != 0 || v->rest.at[n] != ' ') {
        v->bad = true;
        return (struct text){"", 0};
    }
    const struct text value = {v->rest.at + n + 1, (size_t)(lf - v->rest.at) - n - 1};
    v->rest = (struct text){lf + 1, v->rest.n - (size_t)(lf - v->rest.at) - 1};
    return value;
}

/* Up to 2^64 - 1, of digits and nothing else. */
static bool take_number(struct text *rest, uint64_t *number)
{
    size_t n = 0;
    for (*number = 0; n < rest->n && rest->at[n] >= '0' && rest->at[n] <= '9'; n++)
        if (__builtin_mul_overflow(*number, UINT64_C(10), number)
            || __builtin_add_overflow(*number, (uint64_t)(rest->at[n] - '0'), number))
            return false;
    *rest = (struct text){rest->at + n, rest->n - n};
    return n > 0;
}

static void go_over_numbers(struct values *v, const char *name, uint64_t *number, size_t n)
{
    if (!v->reading) {
        buf_text(&v->out, name);
        for (size_t i = 0; i < n; i++)
            buf_printf(&v->out, " %" PRIu64, number[i]);
        buf_text(&v->out, "\n");
        return;
    }
    struct text rest = value_line(v, name);
    for (size_t i = 0; i < n; i++) {
        if (i && rest.n && rest.at[0] == ' ')
            rest = (struct text){rest.at + 1, rest.n - 1};
        v->bad |= !take_number(&rest, &number[i]);
    }
    v->bad |= rest.n > 0;
}

static void go_over(struct values *v, const char *name, uint64_t *number)
{
    go_over_numbers(v, name, number, 1);
}

static void go_over_flag(struct values *v, const char *name, bool *flag)
{
    uint64_t number = *flag;
    go_over(v, name, &number);
    *flag = number;
}

/* How many of something come; no more than there are bytes for. */
static void go_over_count(struct values *v, const char *name, uint64_t *n)
{
    go_over(v, name, n);
    v->bad |= v->reading && *n > v->rest.n;
    if (v->bad)
        *n = 0;
}

/* Any bytes. Read: borrowed from what is read. */
static struct text go_over_bytes(struct values *v, const char *name, struct text bytes)
{
    uint64_t n = bytes.n;
    go_over(v, name, &n);
    if (!v->reading) {
        buf_add(&v->out, bytes.at, bytes.n);
        buf_text(&v->out, "\n");
        return bytes;
    }
    if (v->bad || n >= v->rest.n || v->rest.at[n] != '\n') {
        v->bad = true;
        return (struct text){"", 0};
    }
    bytes = (struct text){v->rest.at, (size_t)n};
    v->rest = (struct text){v->rest.at + n + 1, v->rest.n - (size_t)n - 1};
    return bytes;
}

/* A text that may be none at all; read: owned. */
static void go_over_text(struct values *v, const char *name, char **text)
{
    bool there = *text;
    go_over_flag(v, name, &there);
    if (!there)
        return;
    const struct text bytes = go_over_bytes(v, name, *text ? text_of(*text) : TEXT(""));
    if (v->reading)
        *text = xprintf("%.*s", (int)bytes.n, bytes.at);
}

static void go_over_buf(struct values *v, const char *name, struct buf *buf)
{
    const struct text bytes = go_over_bytes(v, name, (struct text){buf->at, buf->n});
    if (v->reading)
        buf_add(buf, bytes.at, bytes.n);
}

/* A text of a fixed room. */
static void go_over_room(struct values *v, const char *name, char *room, size_t size)
{
    const struct text bytes = go_over_bytes(v, name, text_of(room));
    if (!v->reading)
        return;
    v->bad |= bytes.n >= size;
    if (!v->bad) {
        memcpy(room, bytes.at, bytes.n);
        room[bytes.n] = '\0';
    }
}

/* X(name, member): the counts of a file. */
#define COUNTS_LIST(X)                                                                                                 \
    X("bytes", bytes)                                                                                                  \
    X("gelezen", gelezen.n)                                                                                            \
    X("gelezen_cent", gelezen.cent)                                                                                    \
    X("afgekeurd", afgekeurd.n)                                                                                        \
    X("afgekeurd_cent", afgekeurd.cent)                                                                                \
    X("dubbel", dubbel.n)                                                                                              \
    X("dubbel_cent", dubbel.cent)                                                                                      \
    X("niet_uniek", niet_uniek.n)                                                                                      \
    X("niet_uniek_cent", niet_uniek.cent)                                                                              \
    X("relevant", relevant)                                                                                            \
    X("te_oud", te_oud)                                                                                                \
    X("herleidbaar", herleidbaar)                                                                                      \
    X("kopregels", odd.headers)                                                                                        \
    X("een_minder", odd.one_less)                                                                                      \
    X("een_meer", odd.one_more)                                                                                        \
    X("vorig", odd.vorig)                                                                                              \
    X("beschadigd", odd.damaged_ids)                                                                                   \
    X("relevante_debets", odd.relevant_debits)                                                                         \
    X("vergeleken", odd.compared)                                                                                      \
    X("andere_referentie", odd.same_but_reference)                                                                     \
    X("nullen_kwijt", odd.zeros_lost)                                                                                  \
    X("druk", odd.crowded)

static void go_over_codes(struct values *v, struct code_counts *codes)
{
    uint64_t n = codes->n;
    go_over_count(v, "codes", &n);
    for (uint64_t i = 0; i < n && !v->bad; i++) {
        const struct code_count *one = v->reading ? NULL : &codes->count[i];
        uint64_t number[] = {one ? one->lijst : 0, one ? (uint64_t)one->n : 0, one ? (uint64_t)one->cent : 0};
        enum { LIJST, N, CENT };
        go_over_numbers(v, "code", number, sizeof number / sizeof *number);
        const struct text code =
            go_over_bytes(v, "prestatiecode", one ? (struct text){one->code, one->code_n} : (struct text){"", 0});
        v->bad |= code.n > PRESTATIECODE_MAX;
        if (v->reading && !v->bad)
            code_counts_add(codes, (uint16_t)number[LIJST], code, (int64_t)number[N], (int64_t)number[CENT]);
    }
}

static void go_over_counts(struct values *v, struct bestand *b)
{
#define GO_OVER_COUNT(name, member) go_over(v, name, &b->member);
    COUNTS_LIST(GO_OVER_COUNT)
    go_over_codes(v, &b->zonder_programma);
}

/* Of its columns: what they are called, and which of ours each is; that the profile has a value is enough. A header
 * that is refused may be a line of a patient: its names are left out. */
static void go_over_layout(struct values *v, struct layout *layout, bool named)
{
    uint64_t fields = layout->fields;
    go_over_count(v, "velden", &fields);
    if (v->reading) {
        layout->fields = (size_t)fields;
        layout->name = xcalloc(layout->fields, sizeof *layout->name);
    }
    for (size_t i = 0; i < layout->fields; i++) {
        if (named)
            go_over_text(v, "veld", &layout->name[i]);
        if (!layout->name[i])
            layout->name[i] = xstrdup("");
    }
    for (int c = 0; c < COLUMNS && fields; c++) { /* without a header there are none */
        uint64_t number[] = {(uint64_t)(layout->field_of[c] + 1), layout->fallback[c].n > 0};
        enum { FIELD, FALLBACK };
        go_over_numbers(v, column_name[c], number, sizeof number / sizeof *number);
        if (!v->reading)
            continue;
        v->bad |= number[FIELD] > fields;
        layout->field_of[c] = v->bad ? -1 : (int)number[FIELD] - 1;
        layout->fallback[c] = number[FALLBACK] ? TEXT("-") : (struct text){"", 0};
    }
}

static void go_over_rejects(struct values *v, struct bestand *b)
{
    uint64_t n = b->rejects;
    go_over_count(v, "afkeuringen", &n);
    for (uint64_t i = 0; i < n && !v->bad; i++) {
        const struct reject none = {0}, *one = v->reading ? &none : &b->reject[i];
        uint64_t number[] = {one->regelnr, (uint64_t)one->reden, (uint64_t)(one->veld + 1), (uint64_t)one->gezien,
                             one->n};
        enum { REGELNR, REDEN, VELD, GEZIEN, N };
        go_over_numbers(v, "afkeuring", number, sizeof number / sizeof *number);
        v->bad |= number[REDEN] >= AFKEUREN || number[GEZIEN] >= GEZIENEN || number[N] > UINT16_MAX
                  || number[VELD] > COLUMNS + b->layout.fields;
        if (v->reading && !v->bad)
            bestand_add_reject(b, (struct reject){.regelnr = number[REGELNR],
                                                  .reden = (enum afkeur)number[REDEN],
                                                  .veld = (int)number[VELD] - 1,
                                                  .gezien = (enum gezien)number[GEZIEN],
                                                  .n = (uint16_t)number[N]});
    }
}

static void go_over_bestand(struct values *v, struct bestand *b)
{
    uint64_t number[] = {b->id, b->status};
    enum { ID, STATUS };
    bool named = b->status != BESTAND_GEWEIGERD || bestand_has_raw_rejects(b);
    char *path = v->reading ? NULL : xstrdup(b->path);
    go_over_numbers(v, "bestand", number, sizeof number / sizeof *number);
    v->bad |= number[ID] > UINT32_MAX || number[STATUS] > BESTAND_OVERGESLAGEN;
    b->id = (uint32_t)number[ID];
    b->status = (enum bestand_status)number[STATUS];
    go_over_text(v, "pad", &path);
    go_over_text(v, "naam", &b->naam);
    go_over_room(v, "sha256", b->sha256, sizeof b->sha256);
    go_over_room(v, "bewaard_sha256", b->kept_sha256, sizeof b->kept_sha256);
    go_over_room(v, "controle", b->controle, sizeof b->controle);
    go_over_text(v, "fout", &b->fault);
    go_over_buf(v, "mis", &b->wrong.dutch);
    go_over_buf(v, "wrong", &b->wrong.english);
    go_over_flag(v, "kop", &b->header_read);
    go_over_flag(v, "open_einde", &b->odd.open_end);
    go_over_flag(v, "losse_cr", &b->odd.lone_cr);
    go_over_counts(v, b);
    go_over_flag(v, "kop_goed", &named);
    go_over_layout(v, &b->layout, named);
    go_over_rejects(v, b);
    v->bad |= !path || !b->naam;
    if (v->reading)
        b->path = path ? path : xstrdup("");
    else
        free(path);
}

static void go_over_manifest(struct values *v, struct manifest *m)
{
    go_over_text(v, "versie", &m->version);
    v->bad |= v->reading && (!m->version || strcmp(m->version, DUBBELLOOP_VERSION) != 0);
    go_over_room(v, "splitsing", m->split, sizeof m->split);
    go_over_text(v, "vingerafdruk", &m->rules);
    go_over_room(v, "profiel", m->profile, sizeof m->profile);
    go_over_text(v, "pseudonym_sleutel", &m->pseudonym_key);
    go_over_flag(v, "opaque", &m->opaque);
    go_over_count(v, "delen", &m->shards);
    if (v->reading)
        m->shard = xcalloc((size_t)m->shards, sizeof *m->shard);
    for (uint64_t i = 0; i < m->shards; i++) {
        uint64_t number[] = {m->shard[i].lines, m->shard[i].bytes, m->shard[i].sum};
        enum { LINES, BYTES, SUM };
        go_over_numbers(v, "deel", number, sizeof number / sizeof *number);
        m->shard[i] = (struct shard_sum){number[LINES], number[BYTES], number[SUM]};
    }
    go_over_count(v, "bestanden", &m->bestanden);
    if (v->reading)
        m->bestand = xcalloc((size_t)m->bestanden, sizeof *m->bestand);
    for (uint64_t i = 0; i < m->bestanden; i++) {
        go_over_bestand(v, &m->bestand[i]);
        v->bad |= m->bestand[i].id != i + 1; /* as a new database numbers them */
    }
    v->bad |= !m->rules || m->shards == 0 || m->shards > SHARDS_MAX || m->bestanden == 0;
}

/* Puts the sum of all lines behind them. */
static void add_sum(struct buf *lines)
{
    char sum[SUM_HEX + 1];
    sum_of(&(struct text){lines->at, lines->n}, 1, sum);
    buf_printf(lines, "%s\n", sum);
}

/* Whether the last line is the sum of the others; takes it off. */
static bool is_summed(struct text *content)
{
    char sum[SUM_HEX + 1];
    if (content->n < SUM_HEX + 1)
        return false;
    content->n -= SUM_HEX + 1;
    sum_of(content, 1, sum);
    return memcmp(content->at + content->n, sum, SUM_HEX) == 0;
}

static const char manifest_title[] = "dubbelloop manifest 2\n";

bool manifest_write(struct manifest *m, const char *dir, struct error *err)
{
    struct values v = {.reading = false};
    struct outfile out = OUTFILE_NONE;
    buf_text(&v.out, manifest_title);
    go_over_manifest(&v, m);
    add_sum(&v.out);
    bool ok = outfile_open(&out, dir, "manifest", err);
    if (ok)
        outfile_write(&out, v.out.at, v.out.n);
    ok = ok && outfile_finish(&out, err) && directory_sync(dir, err) && outfile_publish(&out, err)
         && directory_sync(dir, err);
    outfile_release(&out);
    buf_release(&v.out);
    return ok;
}

static bool is_titled(struct text *content)
{
    const size_t n = sizeof manifest_title - 1;
    if (content->n < n || memcmp(content->at, manifest_title, n) != 0)
        return false;
    *content = (struct text){content->at + n, content->n - n};
    return true;
}

bool manifest_read(struct manifest *m, const char *dir, struct error *err)
{
    const size_t slash = strlen(dir) && dir[strlen(dir) - 1] == '/';
    char *path = xprintf("%s%s", dir, slash ? "manifest" : "/manifest"), *content = NULL;
    size_t n = 0;
    bool ok = read_long_file(path, &content, &n, err);
    if (!ok)
        error_in(err, "no split that was done");
    struct values v = {.reading = true, .rest = {content, n}};
    if (ok && !is_summed(&v.rest))
        ok = error_set(err, STATUS_DIFFERENCE, "%s: is damaged, or no manifest of a split", path);
    if (ok && is_titled(&v.rest))
        go_over_manifest(&v, m);
    else
        v.bad = true;
    if (ok && m->version && strcmp(m->version, DUBBELLOOP_VERSION) != 0)
        ok = error_set(err, STATUS_USAGE, "%s: was split by version %s of dubbelloop, and this is %s: split, run and "
                                          "merge with one version", path, m->version, DUBBELLOOP_VERSION);
    else if (ok && v.bad)
        ok = error_set(err, STATUS_DIFFERENCE, "%s: is no manifest of a split", path);
    free(content);
    free(path);
    return ok;
}

/* The files of a list, whose paths are owned here. */
static void release_bestanden(struct bestand *bestand, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        char *path = (char *)(uintptr_t)bestand[i].path;
        bestand_release(&bestand[i]);
        free(path);
    }
    free(bestand);
}

void manifest_release(struct manifest *m)
{
    release_bestanden(m->bestand, m->bestanden);
    free(m->version);
    free(m->rules);
    free(m->pseudonym_key);
    free(m->shard);
    *m = (struct manifest){0};
}

static void go_over_result(struct values *v, struct shard_result *r)
{
    go_over_room(v, "splitsing", r->split, sizeof r->split);
    go_over(v, "deel", &r->number);
    go_over(v, "patienten", &r->patienten);
    go_over(v, "regels", &r->regels);
    go_over_count(v, "te_velen", &r->te_velen);
    if (v->reading)
        r->te_veel = xcalloc((size_t)r->te_velen, sizeof *r->te_veel);
    for (uint64_t i = 0; i < r->te_velen; i++) {
        struct shard_crowd *one = &r->te_veel[i];
        uint64_t number[] = {one->bestand, one->regelnr, one->regels};
        enum { BESTAND, REGELNR, REGELS };
        go_over_numbers(v, "te_veel", number, sizeof number / sizeof *number);
        *one = (struct shard_crowd){number[BESTAND], number[REGELNR], number[REGELS]};
    }
    go_over_count(v, "bestanden", &r->bestanden);
    if (v->reading)
        r->bestand = xcalloc((size_t)r->bestanden, sizeof *r->bestand);
    for (uint64_t i = 0; i < r->bestanden; i++)
        go_over_counts(v, &r->bestand[i]);
}

/* The setting of a shard's database. */
#define STORE_SHARD "deel"

bool shard_result_write(struct store *store, struct shard_result *result, struct error *err)
{
    struct values v = {.reading = false};
    go_over_result(&v, result);
    add_sum(&v.out);
    const bool ok = store_set(store, STORE_SHARD, buf_string(&v.out), err);
    buf_release(&v.out);
    return ok;
}

bool shard_result_read(struct store *store, struct shard_result *result, bool *is, struct error *err)
{
    char *content = NULL;
    if (!store_setting(store, STORE_SHARD, &content, err))
        return false;
    struct values v = {.reading = true, .rest = text_of(content ? content : "")};
    const bool ok = !content || is_summed(&v.rest)
                    || error_set(err, STATUS_DIFFERENCE,
                                 "%s: is damaged: what its run left for the merge is not what it was; run the shard "
                                 "again", store->path);
    go_over_result(&v, result);
    *is = !v.bad;
    free(content);
    return ok;
}

void shard_result_release(struct shard_result *result)
{
    release_bestanden(result->bestand, result->bestanden);
    free(result->te_veel);
    *result = (struct shard_result){0};
}

bool shard_lines_make(struct shard_lines *lines, struct store *store, struct error *err)
{
    *lines = (struct shard_lines){0};
    /* Of a database that lives from a shard's run to the merge: in no step of the schema. */
    return db_exec(store->db,
                   "CREATE TABLE deel_regel (bestand INTEGER NOT NULL, regelnr INTEGER NOT NULL, regel BLOB NOT NULL,"
                   " som INTEGER NOT NULL, PRIMARY KEY (bestand, regelnr)) STRICT, WITHOUT ROWID",
                   err)
           && db_prepare(store->db, &lines->stmt,
                         "INSERT INTO deel_regel (bestand, regelnr, regel, som)"
                         " VALUES (:bestand, :regelnr, :regel, :som)",
                         err);
}

bool shard_lines_add(struct shard_lines *lines, uint32_t bestand, uint64_t regelnr, struct text raw, struct error *err)
{
    db_set_integer(lines->stmt, ":bestand", bestand);
    db_set_integer(lines->stmt, ":regelnr", (int64_t)regelnr);
    db_set_blob(lines->stmt, ":regel", raw);
    db_set_integer(lines->stmt, ":som", (int64_t)hash_bytes(raw.at, raw.n, regelnr));
    return db_run(lines->stmt, err);
}

bool shard_lines_open(struct shard_lines *lines, struct store *store, struct error *err)
{
    *lines = (struct shard_lines){0};
    return db_prepare(store->db, &lines->stmt,
                      "SELECT bestand, regelnr, regel, som FROM deel_regel ORDER BY bestand, regelnr", err)
           && shard_lines_next(lines, err);
}

bool shard_lines_next(struct shard_lines *lines, struct error *err)
{
    enum { BESTAND, REGELNR, REGEL, SOM };
    if (!db_step(lines->stmt, &lines->row, err))
        return false;
    if (!lines->row)
        return true;
    lines->bestand = (uint32_t)sqlite3_column_int64(lines->stmt, BESTAND);
    lines->regelnr = (uint64_t)sqlite3_column_int64(lines->stmt, REGELNR);
    lines->raw = db_text(lines->stmt, REGEL);
    const uint64_t som = hash_bytes(lines->raw.at, lines->raw.n, lines->regelnr);
    return som == (uint64_t)sqlite3_column_int64(lines->stmt, SOM)
           || error_set(err, STATUS_DIFFERENCE, "is damaged: a rejected line is not what it was; run the shard again");
}

void shard_lines_close(struct shard_lines *lines)
{
    sqlite3_finalize(lines->stmt);
    *lines = (struct shard_lines){0};
}
