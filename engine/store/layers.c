/* layers.c - see layers.h.
 *
 * Reading goes forward only. Each layer has a cursor with one block in memory; a patient that lies beyond it is looked
 * up in the index (the last block that begins at or before the patient), a patient inside it is found by walking.
 * Sieves are found in the same way. */
#include "store/layers.h"

#include "base/log.h"

struct sieve_cursor {
    bool loaded;
    struct buf last, bits;
};

struct layer_cursor {
    int64_t layer;
    bool sieved; /* all its patients are in a sieve */
    struct sieve_cursor sieve;
    struct buf block;  /* a copy: the statement is used again */
    struct buf last;   /* its last patient */
    bool loaded;
    struct block_reader reader;
    bool on_dossier; /* the reader stands on one that is not passed yet */
    int64_t rowid;
};

struct layers {
    sqlite3 *db;
    sqlite3_stmt *at_or_before, *after, *sieve;
    struct layer_cursor *cursor;
    size_t n;
};

void block_seal(struct block *block)
{
    const struct text parts[] = {block->first, block->last, block->content};
    sum_of(parts, 3, block->som);
}

bool block_is_sealed(const struct block *block, struct text som)
{
    const struct text parts[] = {block->first, block->last, block->content};
    char sum[SUM_HEX + 1];
    if (som.n == SUM_HEX)
        sum_of(parts, 3, sum);
    else
        blake2b_id(parts, 3, sum);
    return text_equal(som, text_of(sum));
}

struct block block_of_row(sqlite3_stmt *stmt)
{
    return (struct block){db_text(stmt, BLOCK_FIRST), db_text(stmt, BLOCK_LAST), db_text(stmt, BLOCK_CONTENT), 0, ""};
}

#define INSERT_BLOCK(table) \
    "INSERT INTO " table " (laag, eerste_patient, laatste_patient, inhoud, som)" \
    " VALUES (:laag, :eerste, :laatste, :inhoud, :som)"

bool layer_begin(struct layer_writer *writer, struct store *store, int64_t run, struct error *err)
{
    *writer = (struct layer_writer){.db = store->db, .run = run};
    return db_integer(store->db, "SELECT coalesce(max(laag), 0) + 1 FROM laag", &writer->layer, err)
           && db_prepare(store->db, &writer->insert, INSERT_BLOCK("blok"), err)
           && db_prepare(store->db, &writer->insert_sieve, INSERT_BLOCK("zeef"), err);
}

static bool insert(sqlite3_stmt *stmt, int64_t layer, const struct block *block, struct error *err)
{
    db_set_integer(stmt, ":laag", layer);
    db_set_blob(stmt, ":eerste", block->first);
    db_set_blob(stmt, ":laatste", block->last);
    db_set_blob(stmt, ":inhoud", block->content);
    db_set_string(stmt, ":som", block->som);
    return db_run(stmt, err);
}

bool layer_add(struct layer_writer *writer, const struct layer_part *part, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < part->blocks; i++) {
        writer->lines += (int64_t)part->block[i].lines;
        ok = insert(writer->insert, writer->layer, &part->block[i], err);
    }
    for (size_t i = 0; ok && i < part->sieves; i++)
        ok = insert(writer->insert_sieve, writer->layer, &part->sieve[i], err);
    return ok;
}

bool layer_end(struct layer_writer *writer, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    if (writer->lines == 0)
        return true;
    bool ok = db_prepare(writer->db, &stmt,
                         "INSERT INTO laag (laag, run, regels, gezeefd) VALUES (:laag, :run, :regels, 1)", err);
    if (ok) {
        db_set_integer(stmt, ":laag", writer->layer);
        db_set_integer(stmt, ":run", writer->run);
        db_set_integer(stmt, ":regels", writer->lines);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

void layer_writer_release(struct layer_writer *writer)
{
    sqlite3_finalize(writer->insert);
    sqlite3_finalize(writer->insert_sieve);
    *writer = (struct layer_writer){0};
}

/* The block of a layer that `condition` finds for a patient. A run that brings a database up to date reads it as it was
 * before: blocks of the first three schemas have no sum. */
static bool prepare_blocks(sqlite3 *db, sqlite3_stmt **stmt, bool sums, const char *condition, struct error *err)
{
    char *select = xprintf("SELECT " BLOCK_COLUMNS("blok", "%s") " FROM blok WHERE laag = :laag AND %s LIMIT 1",
                           sums ? "som" : "NULL", condition);
    bool ok = db_prepare(db, stmt, select, err);
    free(select);
    return ok;
}

/* Opens the layers of `select`, which gives their numbers and whether they are sieved, oldest first. */
static bool open_some(struct layers **out, sqlite3 *db, const char *select, struct error *err)
{
    enum { LAYER_NUMBER, LAYER_SIEVED };
    struct layers *layers = xcalloc(1, sizeof *layers);
    sqlite3_stmt *stmt = NULL;
    size_t cap = 0;
    int64_t sums = 0;
    layers->db = db;
    bool ok = db_integer(db, "SELECT count(*) FROM pragma_table_info('blok') WHERE name = 'som'", &sums, err)
              && prepare_blocks(db, &layers->at_or_before, sums,
                                "eerste_patient <= :patient ORDER BY eerste_patient DESC", err)
              && prepare_blocks(db, &layers->after, sums, "eerste_patient > :patient ORDER BY eerste_patient", err)
              && db_prepare(db, &stmt, select, err);
    while (db_next(stmt, &ok, err)) {
        ARRAY_ROOM(layers->cursor, layers->n, cap);
        layers->cursor[layers->n++] = (struct layer_cursor){.layer = sqlite3_column_int64(stmt, LAYER_NUMBER),
                                                            .sieved = sqlite3_column_int(stmt, LAYER_SIEVED) == 1};
    }
    sqlite3_finalize(stmt);
    *out = layers;
    if (!ok) {
        layers_close(layers);
        *out = NULL;
    }
    return ok;
}

bool layers_open_some(struct layers **layers, sqlite3 *db, const char *numbers, struct error *err)
{
    char *select = xprintf("SELECT laag, 0 FROM laag WHERE laag IN (%s) ORDER BY laag", numbers);
    const bool ok = open_some(layers, db, select, err);
    free(select);
    return ok;
}

bool layers_open(struct layers **layers, sqlite3 *db, struct error *err)
{
    int64_t sieves;
    /* A run that brings a database up to date reads it as it was before. */
    if (!db_integer(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'zeef'", &sieves, err))
        return false;
    if (!sieves)
        return open_some(layers, db, "SELECT laag, 0 FROM laag ORDER BY laag", err);
    if (!open_some(layers, db, "SELECT laag, gezeefd FROM laag ORDER BY laag", err))
        return false;
    if (db_prepare(db, &(*layers)->sieve,
                   "SELECT " BLOCK_COLUMNS("zeef", "som")
                   " FROM zeef WHERE laag = :laag AND eerste_patient <= :patient ORDER BY eerste_patient DESC LIMIT 1",
                   err))
        return true;
    layers_close(*layers);
    *layers = NULL;
    return false;
}

void layers_close(struct layers *layers)
{
    if (!layers)
        return;
    for (size_t i = 0; i < layers->n; i++) {
        block_close(&layers->cursor[i].reader);
        buf_release(&layers->cursor[i].block);
        buf_release(&layers->cursor[i].last);
        buf_release(&layers->cursor[i].sieve.last);
        buf_release(&layers->cursor[i].sieve.bits);
    }
    free(layers->cursor);
    sqlite3_finalize(layers->at_or_before);
    sqlite3_finalize(layers->after);
    sqlite3_finalize(layers->sieve);
    free(layers);
}

static bool damaged(const struct layer_cursor *cursor, struct error *err)
{
    return error_set(err, STATUS_DIFFERENCE, "block %lld of layer %lld is damaged; restore the database from a backup",
                     (long long)cursor->rowid, (long long)cursor->layer);
}

/* Loads the block that the statement finds for `patient`; *found false: there is none. Nobody works with a block that
 * is not what was sealed: a finding would come out of it, or a merge would seal the damage. */
static bool load(struct layer_cursor *cursor, sqlite3_stmt *stmt, struct text patient, bool *found, struct error *err)
{
    db_set_integer(stmt, ":laag", cursor->layer);
    db_set_blob(stmt, ":patient", patient);
    if (!db_step(stmt, found, err))
        return false;
    if (!*found)
        return true;
    if (!cursor->loaded || cursor->rowid != sqlite3_column_int64(stmt, BLOCK_ID)) {
        const struct block block = block_of_row(stmt);
        cursor->rowid = sqlite3_column_int64(stmt, BLOCK_ID);
        if (sqlite3_column_type(stmt, BLOCK_SUM) != SQLITE_NULL && !block_is_sealed(&block, db_text(stmt, BLOCK_SUM)))
            return damaged(cursor, err);
        cursor->block.n = cursor->last.n = 0;
        buf_add(&cursor->block, block.content.at, block.content.n);
        buf_add(&cursor->last, block.last.at, block.last.n);
        cursor->loaded = true;
        cursor->on_dossier = false;
        block_open(&cursor->reader, (struct text){buf_string(&cursor->block), cursor->block.n}); /* an empty one too */
    }
    sqlite3_reset(stmt);
    return true;
}

static struct text last_of_block(const struct layer_cursor *cursor)
{
    return (struct text){cursor->last.at, cursor->last.n};
}

/* Puts the cursor on the first dossier >= `from` of its block; *found false: all of them lie before it. */
static bool seek_in_block(struct layer_cursor *cursor, struct text from, bool *found, struct error *err)
{
    bool bad = false;
    while (!cursor->on_dossier || text_compare(cursor->reader.patient, from) < 0) {
        cursor->on_dossier = block_next(&cursor->reader, &bad);
        if (bad)
            return damaged(cursor, err);
        if (!cursor->on_dossier)
            break;
    }
    *found = cursor->on_dossier;
    return true;
}

/* Puts the cursor on the first dossier >= `from` of its layer. With `exact`, only on `from` itself: no later block is
 * looked for. */
static bool cursor_seek(struct layers *layers, struct layer_cursor *cursor, struct text from, bool exact, bool *found,
                        struct error *err)
{
    *found = false;
    if (!exact && cursor->loaded && text_compare(from, last_of_block(cursor)) > 0) {
        /* Whoever reads on comes to the next block. */
        if (!load(cursor, layers->after, last_of_block(cursor), found, err))
            return false;
        if (!*found)
            return true;
    }
    if (!cursor->loaded || text_compare(from, last_of_block(cursor)) > 0) {
        if (!load(cursor, layers->at_or_before, from, found, err))
            return false;
        if (*found && text_compare(from, last_of_block(cursor)) > 0)
            *found = false; /* it falls in the gap behind that block */
        if (!*found && !exact && !load(cursor, layers->after, from, found, err))
            return false;
        if (!*found)
            return true;
    }
    return seek_in_block(cursor, from, found, err);
}

bool layers_seek(struct layers *layers, struct text from, struct text *patient, struct error *err)
{
    *patient = (struct text){NULL, 0};
    for (size_t i = 0; i < layers->n; i++) {
        struct layer_cursor *cursor = &layers->cursor[i];
        bool found;
        if (!cursor_seek(layers, cursor, from, false, &found, err))
            return false;
        if (found && (!patient->at || text_compare(cursor->reader.patient, *patient) < 0))
            *patient = cursor->reader.patient;
    }
    return true;
}

bool layers_take(struct layers *layers, struct text patient, struct dossier *dossier, struct error *err)
{
    for (size_t i = 0; i < layers->n; i++) {
        struct layer_cursor *cursor = &layers->cursor[i];
        bool found;
        if (!cursor_seek(layers, cursor, patient, true, &found, err))
            return false;
        if (found && text_equal(cursor->reader.patient, patient) && !block_take(&cursor->reader, dossier))
            return damaged(cursor, err);
    }
    return true;
}

/* Loads the sieve that the patient is in, or would be in. A wrong one would say "surely not" of a line that is there,
 * so that its sum is looked at. */
static bool load_sieve(struct layers *layers, struct layer_cursor *cursor, struct text patient, struct error *err)
{
    struct sieve_cursor *sieve = &cursor->sieve;
    bool row;
    sqlite3_stmt *stmt = layers->sieve;
    db_set_integer(stmt, ":laag", cursor->layer);
    db_set_blob(stmt, ":patient", patient);
    if (!db_step(stmt, &row, err))
        return false;
    sieve->loaded = row;
    if (!row)
        return true;
    const struct block block = block_of_row(stmt);
    if (!block_is_sealed(&block, db_text(stmt, BLOCK_SUM)))
        return error_set(err, STATUS_DIFFERENCE,
                         "sieve %lld of layer %lld is damaged; "
                         "restore the database from a backup",
                         (long long)sqlite3_column_int64(stmt, BLOCK_ID), (long long)cursor->layer);
    sieve->last.n = sieve->bits.n = 0;
    buf_add(&sieve->last, block.last.at, block.last.n);
    buf_add(&sieve->bits, block.content.at, block.content.n);
    sqlite3_reset(stmt);
    return true;
}

static bool is_beyond(const struct sieve_cursor *sieve, struct text patient)
{
    return !sieve->loaded || text_compare(patient, (struct text){sieve->last.at, sieve->last.n}) > 0;
}

bool layers_may_have(struct layers *layers, struct text patient, const uint64_t *key, size_t n, bool *may,
                     struct error *err)
{
    *may = false;
    for (size_t i = 0; i < layers->n && !*may; i++) {
        struct layer_cursor *cursor = &layers->cursor[i];
        *may = !cursor->sieved;
        if (!*may && is_beyond(&cursor->sieve, patient) && !load_sieve(layers, cursor, patient, err))
            return false;
        /* In a gap between two sieves there is nobody. */
        const size_t keys = is_beyond(&cursor->sieve, patient) ? 0 : n;
        for (size_t k = 0; k < keys && !*may; k++)
            *may = sieve_may_have((struct text){cursor->sieve.bits.at, cursor->sieve.bits.n}, key[k]);
    }
    return true;
}

void layers_rewind(struct layers *layers)
{
    for (size_t i = 0; i < layers->n; i++)
        layers->cursor[i].loaded = layers->cursor[i].on_dossier = layers->cursor[i].sieve.loaded = false;
}

bool dossier_walk_next(struct dossier_walk *walk, bool *ok, struct error *err)
{
    struct dossier *dossier = &walk->dossier;
    struct text patient, from = walk->from;
    if (!*ok)
        return false;
    if (dossier->patient.at) /* nothing sorts between a key and the key with a NUL behind it */
        from = (struct text){dossier->patient.at, dossier->patient.n + 1};
    *ok = go_on(err) && layers_seek(walk->layers, from, &patient, err);
    if (!*ok || !patient.at || (walk->end.at && text_compare(patient, walk->end) >= 0))
        return false;
    arena_reset(&walk->arena);
    dossier_clear(dossier);
    dossier->patient = (struct text){arena_copy(&walk->arena, patient.at, patient.n), patient.n};
    *ok = layers_take(walk->layers, dossier->patient, dossier, err);
    return *ok;
}

void dossier_walk_release(struct dossier_walk *walk)
{
    dossier_release(&walk->dossier);
    arena_release(&walk->arena);
}

bool layers_sample(sqlite3 *db, size_t n, struct arena *arena, struct text **bounds, size_t *bounds_n,
                   struct error *err)
{
    static const char largest[] =
        "WITH l AS (SELECT laag FROM laag ORDER BY regels DESC, laag LIMIT 1)"
        "SELECT eerste_patient FROM (SELECT eerste_patient, row_number() OVER (ORDER BY eerste_patient) AS nr"
        " FROM blok WHERE laag = (SELECT laag FROM l)) WHERE nr % :every = 0 ORDER BY eerste_patient";
    sqlite3_stmt *stmt = NULL;
    int64_t blocks = 0;
    size_t cap = 0;
    *bounds = NULL;
    *bounds_n = 0;
    bool ok = db_integer(db, "SELECT count(*) FROM blok WHERE laag = (SELECT laag FROM laag ORDER BY regels DESC, laag"
                             " LIMIT 1)", &blocks, err)
              && db_prepare(db, &stmt, largest, err);
    if (ok)
        db_set_integer(stmt, ":every", blocks / (int64_t)n + 1);
    while (db_next(stmt, &ok, err)) {
        struct text patient = db_only_text(stmt);
        ARRAY_ROOM(*bounds, *bounds_n, cap);
        (*bounds)[(*bounds_n)++] = (struct text){arena_copy(arena, patient.at, patient.n), patient.n};
    }
    sqlite3_finalize(stmt);
    return ok;
}

void layer_part_clear(struct layer_part *part)
{
    part->blocks = part->sieves = 0;
    arena_reset(&part->arena);
}

void layer_part_release(struct layer_part *part)
{
    arena_release(&part->arena);
    free(part->block);
    free(part->sieve);
    *part = (struct layer_part){0};
}

static struct text layer_text(struct layer_part *part, struct text text)
{
    return (struct text){arena_copy(&part->arena, text.at, text.n), text.n};
}

/* Seals the block that is in maker->bytes, and keeps it in the part. */
static struct block keep_block(struct layer_maker *maker, struct text first, uint64_t lines, struct layer_part *part)
{
    struct block block = {layer_text(part, first), layer_text(part, (struct text){maker->last.at, maker->last.n}),
                          layer_text(part, (struct text){maker->bytes.at, maker->bytes.n}), lines, ""};
    block_seal(&block);
    maker->bytes.n = 0;
    return block;
}

static void finish_block(struct layer_maker *maker, struct layer_part *part)
{
    block_write(&maker->block, &maker->bytes);
    ARRAY_ROOM(part->block, part->blocks, part->blocks_cap);
    part->block[part->blocks++] = keep_block(maker, maker->block.first, maker->block.lines, part);
    block_clear(&maker->block);
}

static void finish_sieve(struct layer_maker *maker, struct layer_part *part)
{
    struct sieve *sieve = &maker->block.sieve;
    sieve_finish(sieve, &maker->bytes);
    ARRAY_ROOM(part->sieve, part->sieves, part->sieves_cap);
    part->sieve[part->sieves++] = keep_block(maker, (struct text){sieve->first.at, sieve->first.n}, 0, part);
}

void layer_made(struct layer_maker *maker, struct text patient, struct layer_part *part)
{
    maker->last.n = 0;
    buf_add(&maker->last, patient.at, patient.n);
    if (block_size(&maker->block) >= BLOCK_SIZE)
        finish_block(maker, part);
    if (maker->block.sieve.n >= SIEVE_KEYS)
        finish_sieve(maker, part);
}

void layer_made_all(struct layer_maker *maker, struct layer_part *part)
{
    if (block_size(&maker->block))
        finish_block(maker, part);
    if (maker->block.sieve.n)
        finish_sieve(maker, part);
}

void layer_maker_release(struct layer_maker *maker)
{
    block_release(&maker->block);
    buf_release(&maker->last);
    buf_release(&maker->bytes);
}

/* Writes the dossiers of `layers` as one layer: the lines that `choose` marks, without it all. */
static bool write_chosen(struct layers *layers, struct layer_writer *writer, layers_choose_fn *choose, void *ctx,
                         struct error *err)
{
    struct layer_maker maker = {.last = {0}};
    struct layer_part part = {.blocks = 0};
    struct dossier_walk walk = {.layers = layers, .from = {"", 0}};
    bool ok = true;
    while (dossier_walk_next(&walk, &ok, err)) {
        bool any = true;
        ok = !choose || choose(ctx, &walk.dossier, &any, err);
        if (!ok || !any)
            continue;
        block_add(&maker.block, &walk.dossier, choose != NULL);
        layer_made(&maker, walk.dossier.patient, &part);
        ok = layer_add(writer, &part, err);
        layer_part_clear(&part);
    }
    if (ok) {
        layer_made_all(&maker, &part);
        ok = layer_add(writer, &part, err);
    }
    dossier_walk_release(&walk);
    layer_maker_release(&maker);
    layer_part_release(&part);
    return ok;
}

bool layers_rewrite(struct store *store, int64_t run, layers_choose_fn *choose, void *ctx, struct error *err)
{
    struct layers *layers = NULL;
    struct layer_writer writer = {0};
    bool ok = open_some(&layers, store->db, "SELECT laag, 0 FROM laag ORDER BY laag", err)
              && layer_begin(&writer, store, run, err) && write_chosen(layers, &writer, choose, ctx, err)
              && layer_end(&writer, err);
    layers_close(layers);
    char *others = xprintf("SELECT laag FROM laag WHERE laag <> %lld", (long long)writer.layer);
    ok = ok && layers_drop(store, others, err);
    free(others);
    layer_writer_release(&writer);
    return ok;
}

bool layers_drop(struct store *store, const char *numbers, struct error *err)
{
    char *sql = xprintf("DELETE FROM blok WHERE laag IN (%s); DELETE FROM zeef WHERE laag IN (%s);"
                        "DELETE FROM laag WHERE laag IN (%s)", numbers, numbers, numbers);
    const bool ok = db_exec(store->db, sql, err);
    free(sql);
    return ok;
}
