/* A hostile database: every verb that reads one, and a recheck, say what is wrong or give an answer; none of them
 * crashes, hangs or reads outside. What `verify` calls sound can be read by all of them.
 *
 * The database is made by the engine itself, when the program starts; the copies are in memory (memory.h). An execution
 * verifies, has three of the other verbs read, chosen by the input, and rechecks; the replay has all. Input: lines that change a copy of it:
 *   cell TABLE COLUMN ROW VALUE   the value of the ROW-th row: iNUMBER, tTEXT, xHEX (a blob) or n
 *   in TABLE COLUMN ROW AT HEX    bytes inside it, from byte AT on
 *   seal                          gives each block the digest of what it holds now
 *   byte AT HEX                   bytes of the file itself
 *   cut N                         the file ends after N bytes */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "fuzz.h"
#include "memory.h"
#include "pipeline.h"
#include "report/proof.h"
#include "base/file.h"
#include "store/layers.h"
#include "passes/verify.h"

#define LINE(patient, uzovi, agb, performer, specialism, list, code, product, icpc, from, until, cent, side, reference, of)             \
    patient ",," uzovi "," agb "," performer "," specialism "," list "," code "," product ",," icpc "," from "," until ",1," cent ","  \
            side "," reference "," of "\n"
static const char header[] =
    "bsn,verzekerdennummer,uzovi,agb_declarant,agb_uitvoerder,specialisme,prestatiecodelijst,prestatiecode,"
    "zorgproductcode,verwijsdiagnosecode,diagnosecode,begindatum,einddatum,aantal,bedrag_cent,debet_credit,"
    "referentienummer,vorig_referentienummer\n";
static const char first_night[] = LINE("999999886", "3311", "01999914", "01999972", "", "008", "12001", "", "L15",
                                       "2022-02-24", "2022-02-24", "2044", "D", "1", "")
    LINE("999999886", "3311", "06999951", "03139991", "0313", "041", "15A291", "040201008", "", "2022-02-10",
         "2022-05-10", "48820", "D", "9", "") LINE("999999886", "3311", "53999902", "", "", "056", "40001", "", "",
                                                   "2022-01-01", "2022-03-31", "10465", "D", "D4-01", "")
        LINE("999999886", "3311", "53999902", "", "", "056", "40001", "", "", "2022-04-01", "2022-06-30", "10465", "D",
             "D4-02", "") LINE("999996848", "3332", "53999901", "", "", "056", "40091", "", "", "2023-01-01",
                               "2023-01-01", "12940", "D", "A3-06", "")
            LINE("999996848", "3332", "53999902", "", "", "056", "40011", "", "", "2023-01-01", "2023-03-31", "4390",
                 "D", "A3-05", "") LINE("999999011", "3311", "06999952", "03229992", "", "041", "15D202", "109699024",
                                        "", "2023-05-11", "2023-05-11", "16725", "D", "G3-09", "")
                LINE("999999011", "3311", "53999903", "", "", "056", "40021", "", "", "2023-04-01", "2023-04-01",
                     "6285", "D", "G3-06", "");
static const char second_night[] = LINE("999999886", "3311", "53999902", "", "", "056", "40001", "", "", "2022-04-01",
                                        "2022-06-30", "10465", "C", "D4-10", "D4-02")
    LINE("999995558", "3332", "53999901", "", "", "056", "40001", "", "", "2023-01-01", "2023-03-31", "10990", "D",
         "B1-05", "") LINE("999995558", "3332", "01999912", "", "", "008", "12001", "", "T90", "2023-02-01",
                           "2023-02-01", "2044", "D", "77", "");
static const char contracts[] =
    "uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel\n"
    "3332,53999901,DM2,40091,2023-01-01,2025-01-01,,\n3332,53999901,VRM,40091,2023-01-01,2025-01-01,,\n";

static char *base; /* the bytes of the database */
static size_t base_n;
static char *path; /* of the copy */
static char *out;  /* where the verbs write */

/* A verb as main would call it. */
static enum status do_verb(const struct command *command, const char *const *word)
{
    char *own[16], *argv[16];
    int argc = 0;
    struct error err = {0};
    for (; word[argc]; argc++)
        argv[argc] = own[argc] = xstrdup(word[argc]);
    argv[argc] = NULL;
    enum status status = command_run_line(command, argc, argv, &err);
    MUST((err.status == STATUS_DONE) == (status == STATUS_DONE || status == STATUS_REJECTS),
         "%s: status %d, and an error with status %d: %s", word[0], status, err.status, err.text);
    for (int i = 0; word[i]; i++)
        free(own[i]);
    return status;
}
#define VERB(command, ...) do_verb(&(command), (const char *const[]){(command).name, __VA_ARGS__, NULL})

static void make_base(void)
{
    static const char *const night[] = {first_night, second_night};
    struct error err = {0};
    /* What verbs print has no reader. */
    MUST(freopen("/dev/null", "w", stdout), "standard output cannot be sent away");
    setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
    path = xprintf("%s/database.db", fuzz_dir());
    out = xprintf("%s/out", fuzz_dir());
    char *agreed = fuzz_file("contracten.csv", contracts, sizeof contracts - 1);
    for (size_t i = 0; i < sizeof night / sizeof *night; i++) {
        char *content = xprintf("%s%s", header, night[i]);
        char *export = fuzz_file("export.csv", content, strlen(content));
        MUST(VERB(command_run, "--db", path, "--tables", fuzz_tables(), "--contracts", agreed, "--out", fuzz_dir(), "--threads", "1", "--quiet",
                  export)
                 == STATUS_DONE,
             "the database cannot be made");
        free(content);
        free(export);
    }
    free(agreed);
    MUST(must_tell(read_whole_file(path, &base, &base_n, &err), &err) && base_n > 100, "the database cannot be read");
    base[18] = base[19] = 1; /* no WAL: one file is all of it */
    remove(path);
}

static unsigned hex_digit(char c)
{
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* Hexadecimal digits as bytes, up to the first that is none. */
static struct text bytes_of(struct text hex, struct buf *room)
{
    room->n = 0;
    for (size_t i = 0; i + 1 < hex.n && hex_digit(hex.at[i]) < 16 && hex_digit(hex.at[i + 1]) < 16; i += 2) {
        char byte = (char)(hex_digit(hex.at[i]) << 4 | hex_digit(hex.at[i + 1]));
        buf_add(room, &byte, 1);
    }
    return (struct text){room->at ? room->at : "", room->n};
}

static bool number_of(struct text *line, uint64_t *number)
{
    struct text word;
    return text_word(line, &word) && text_digits(word, 9, number);
}

static bool is_name(struct text text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!((text.at[i] >= 'a' && text.at[i] <= 'z') || text.at[i] == '_'))
            return false;
    return text.n > 0 && text.n < 40;
}

static void bind_value(sqlite3_stmt *stmt, struct text value, struct buf *room)
{
    uint64_t number;
    bool minus = value.n > 1 && value.at[1] == '-';
    struct text rest = value.n ? (struct text){value.at + 1 + minus, value.n - 1 - minus} : value, bytes;
    switch (value.n ? value.at[0] : 'n') {
    case 'i':
        if (text_digits(rest, 18, &number))
            sqlite3_bind_int64(stmt, 1, minus ? -(int64_t)number : (int64_t)number);
        break;
    case 't': sqlite3_bind_text(stmt, 1, value.at + 1, (int)value.n - 1, SQLITE_TRANSIENT); break;
    case 'x':
        bytes = bytes_of(rest, room);
        sqlite3_bind_blob(stmt, 1, bytes.at, (int)bytes.n, SQLITE_TRANSIENT);
        break;
    default: break;
    }
}

/* "cell" and "in": changes one value, where the schema lets it. */
static void change_value(sqlite3 *db, struct text line, bool inside)
{
    struct text table, column, value;
    uint64_t row, at = 0;
    struct buf room = {0}, whole = {0};
    sqlite3_stmt *stmt = NULL;
    if (!text_word(&line, &table) || !text_word(&line, &column) || !number_of(&line, &row)
        || (inside && !number_of(&line, &at)) || !is_name(table) || !is_name(column))
        return;
    value = text_trim(line);
    /* Tables without rowid have no other handle on a row than its columns: the value itself is good enough. */
    char *select = xprintf("SELECT \"%.*s\" FROM \"%.*s\" LIMIT 1 OFFSET %llu", (int)column.n, column.at, (int)table.n,
                           table.at, (unsigned long long)row);
    char *update = xprintf("UPDATE OR IGNORE \"%.*s\" SET \"%.*s\" = ?1 WHERE \"%.*s\" IS (%s)", (int)table.n, table.at,
                           (int)column.n, column.at, (int)column.n, column.at, select);
    if (inside && sqlite3_prepare_v2(db, select, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) {
        int type = sqlite3_column_type(stmt, 0);
        struct text was = db_text(stmt, 0), bytes = bytes_of(value, &room);
        buf_add(&whole, was.at, was.n);
        if (at < whole.n)
            memcpy(whole.at + at, bytes.at, bytes.n < whole.n - at ? bytes.n : whole.n - at);
        sqlite3_finalize(stmt);
        stmt = NULL;
        if (sqlite3_prepare_v2(db, update, -1, &stmt, NULL) == SQLITE_OK) {
            if (type == SQLITE_BLOB)
                sqlite3_bind_blob(stmt, 1, whole.at ? whole.at : "", (int)whole.n, SQLITE_STATIC);
            else
                sqlite3_bind_text(stmt, 1, whole.at ? whole.at : "", (int)whole.n, SQLITE_STATIC);
            sqlite3_step(stmt);
        }
    } else if (!inside && sqlite3_prepare_v2(db, update, -1, &stmt, NULL) == SQLITE_OK) {
        bind_value(stmt, value, &room);
        sqlite3_step(stmt);
    }
    sqlite3_finalize(stmt);
    free(select);
    free(update);
    buf_release(&room);
    buf_release(&whole);
}

static void seal(sqlite3 *db, const char *all, const char *one)
{
    sqlite3_stmt *select = NULL, *update = NULL;
    if (sqlite3_prepare_v2(db, all, -1, &select, NULL) == SQLITE_OK
        && sqlite3_prepare_v2(db, one, -1, &update, NULL) == SQLITE_OK)
        while (sqlite3_step(select) == SQLITE_ROW) {
            struct block block = {db_text(select, 1), db_text(select, 2), db_text(select, 3), 0, ""};
            block_seal(&block);
            sqlite3_bind_int64(update, 1, sqlite3_column_int64(select, 0));
            db_bind_string(update, 2, block.som);
            sqlite3_step(update);
            sqlite3_reset(update);
        }
    sqlite3_finalize(select);
    sqlite3_finalize(update);
}

/* The lines that change values, in order, on a copy. */
static char *change_values(struct text rest, size_t *n)
{
    sqlite3 *db = NULL;
    struct error err = {0};
    char *copy = xprintf("%s/werk.db", fuzz_dir());
    memory_put(copy, (struct text){base, base_n});
    MUST(db_open(&db, copy, DB_WRITE, 0, &err), "%s", err.text);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_exec(db, "PRAGMA ignore_check_constraints = ON; BEGIN", NULL, NULL, NULL);
    for (struct text line, word; rest.n;) {
        const char *lf = memchr(rest.at, '\n', rest.n);
        line = (struct text){rest.at, lf ? (size_t)(lf - rest.at) : rest.n};
        rest.at += line.n + (lf != NULL);
        rest.n -= line.n + (lf != NULL);
        if (!text_word(&line, &word))
            continue;
        if (text_equal(word, TEXT("cell")) || text_equal(word, TEXT("in")))
            change_value(db, line, word.n == 2);
        else if (text_equal(word, TEXT("seal"))) {
            seal(db, "SELECT blok, eerste_patient, laatste_patient, inhoud FROM blok",
                 "UPDATE blok SET som = ?2 WHERE blok = ?1");
            seal(db, "SELECT zeef, eerste_patient, laatste_patient, inhoud FROM zeef",
                 "UPDATE zeef SET som = ?2 WHERE zeef = ?1");
        }
    }
    /* As rows of before they had sums: else nobody would come to what is in them. Changed bytes of the file keep them. */
    sqlite3_exec(db, "UPDATE bevinding SET som = NULL; COMMIT", NULL, NULL, NULL);
    db_close(db);
    const struct text changed = memory_get(copy);
    char *bytes = xmalloc(changed.n);
    memcpy(bytes, changed.at, *n = changed.n);
    free(copy);
    return bytes;
}

/* Whether any did: then the schema may be another. */
static bool change_bytes(struct text rest, char *bytes, size_t *n)
{
    struct buf room = {0};
    uint64_t at;
    bool any = false;
    for (struct text line, word; rest.n;) {
        const char *lf = memchr(rest.at, '\n', rest.n);
        line = (struct text){rest.at, lf ? (size_t)(lf - rest.at) : rest.n};
        rest.at += line.n + (lf != NULL);
        rest.n -= line.n + (lf != NULL);
        if (!text_word(&line, &word) || !number_of(&line, &at) || at >= *n)
            continue;
        if (text_equal(word, TEXT("byte"))) {
            struct text put = bytes_of(text_trim(line), &room);
            memcpy(bytes + at, put.at, put.n < *n - at ? put.n : *n - at);
        } else if (text_equal(word, TEXT("cut")))
            *n = at;
        any = true;
    }
    buf_release(&room);
    return any;
}

static bool verify_it(void)
{
    struct store store;
    struct verified verified;
    struct progress progress = {.done = 0};
    struct error err = {0};
    bool ok = must_tell(store_open_read(&store, path, &err) && verify(&store, &progress, &verified, &err), &err);
    store_close(&store);
    return ok;
}

/* Every finding that the database says it has, as text and as JSON. One that lapsed is not worked out again by verify:
 * its proof may say that it does not follow. */
static bool explain_all(void)
{
    struct store store;
    struct bevinding_reader reader = {0};
    const struct bevinding_filter all = {.statussen = (1U << BEVINDING_STATUSSEN) - 1};
    struct error err = {0};
    struct buf text = {0};
    bool row = true, sound = true;
    bool ok = must_tell(store_open_read(&store, path, &err), &err)
              && must_tell(bevinding_reader_open(&reader, store.db, &all, &err), &err);
    while (ok && row) {
        ok = must_tell(bevinding_reader_next(&reader, &row, &err), &err);
        for (int json = 0; ok && row && json < 2; json++) {
            text.n = 0;
            sound &= must_tell(proof_write(&store, &reader, json, &text, &err), &err) || reader.vervallen;
        }
    }
    bevinding_reader_close(&reader);
    store_close(&store);
    buf_release(&text);
    return ok && sound;
}

static void no_log(void *ctx, enum log_level level, const char *code, const char *text)
{
    (void)ctx;
    (void)level;
    MUST(code[0] && text[0], "an empty message");
}

/* The verb that reads all of it, and writes. It may fail on what verify calls sound: SQLite 3.40 passes over a wrong
 * number of free pages in the header until a page is asked for. */
static void recheck_it(void)
{
    struct progress progress = {.done = 0};
    struct job_result result;
    struct error err = {0};
    struct job job = {.opdracht = "recheck",
                      .db = path,
                      .asked = {.tables = fuzz_tables()},
                      .out = fuzz_dir(),
                      .max_rejects = {1, true},
                      .limits = INPUT_NO_LIMITS,
                      .threads = 2,
                      .memory = 64 << 20,
                      .log = {no_log, NULL},
                      .progress = &progress};
    must_tell(pipeline_run(&job, &result, &err), &err);
    job_result_release(&result);
}

/* A verb that only reads, or says what is wrong. The formats in turn: each opens the whole database. */
static enum status read_by(unsigned verb)
{
    static const char *const format[] = {"csv", "jsonl", "csv-excel", "xlsx"};
    switch (verb) {
    case 0: return explain_all() ? STATUS_DONE : STATUS_FAILED;
    case 1: return VERB(command_lines, "--db", path, "-o", out);
    case 2: return VERB(command_titels, "--db", path, "--threads", "2", "-o", out);
    case 3:
    case 4:
    case 5:
    case 6: return VERB(command_findings, "--db", path, "--format", format[verb - 3], "-o", out);
    case 7: return VERB(command_findings, "--db", path, "--group-by", "regel", "--format", "csv-excel", "-o", out);
    case 8: return VERB(command_sample, "--db", path, "--size", "2", "--seed", "1", "-o", out);
    case 9: return VERB(command_status, "--db", path);
    case 10: return VERB(command_contracts, "--db", path, "-o", out);
    default: return VERB(command_relaties, "--db", path, "--history", "-o", out);
    }
}
enum { VERBS_THAT_MUST = 7, VERBS_THAT_READ = 12, AT_ONCE = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text lines = {(const char *)data, size};
    const unsigned choice = fuzz_choice(data, size);
    size_t n;
    if (!base)
        make_base();
    char *bytes = change_values(lines, &n);
    const bool anything = change_bytes(lines, bytes, &n);
    if (anything)
        memory_forget(true);
    memory_put(path, (struct text){bytes, n});
    free(bytes);

    const bool sound = verify_it();
    for (unsigned i = 0; i < VERBS_THAT_READ; i++)
        if (fuzz_is_replay() || (i + choice) % VERBS_THAT_READ < AT_ONCE) {
            const enum status status = read_by(i);
            MUST(!sound || i >= VERBS_THAT_MUST || status == STATUS_DONE,
                 "verify calls it sound, and verb %u ends with status %d", i, status);
        }
    recheck_it();
    if (anything)
        memory_forget(false);
    return 0;
}
