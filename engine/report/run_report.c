/* run_report.c - see run_report.h. */
#include "report/run_report.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/place.h"
#include "csv/csv_record.h"
#include "model/version.h"
#include "report/json.h"
#include "rules/keten.h"
#include "store/bevindingen.h"

bool run_report_lock(struct run_report *report, int wait_seconds, struct error *err)
{
    int lock = -1;
    bool ok = output_folder_lock(report->dir, wait_seconds, &lock, err);
    report->lock = lock + 1;
    return ok;
}

struct outfile *run_report_open(struct run_report *report, const char *name, struct error *err)
{
    if (!report->file) {
        /* Room for all at once: the files are borrowed and may not move. */
        report->file = xcalloc(report->cap, sizeof *report->file);
    }
    struct outfile *file = &report->file[report->n];
    bool ok = outfile_open(file, report->dir, name, err);
    report->n++;
    if (ok)
        outfile_hash(file);
    return ok ? file : NULL;
}

bool run_report_finish(struct run_report *report, struct error *err)
{
    for (size_t i = 0; i < report->n; i++)
        if (!report->file[i].finished && !outfile_finish(&report->file[i], err))
            return false;
    return true;
}

bool run_report_publish(struct run_report *report, struct error *err)
{
    for (size_t i = 0; i < report->n; i++)
        if (!outfile_place(&report->file[i], err))
            return false;
    return directory_sync(report->dir, err);
}

void run_report_settle(struct run_report *report)
{
    for (size_t i = 0; i < report->n; i++)
        outfile_settle(&report->file[i]);
}

void run_report_release(struct run_report *report)
{
    for (size_t i = 0; i < report->n; i++)
        outfile_release(&report->file[i]);
    free(report->file);
    if (report->lock)
        close(report->lock - 1);
    *report = (struct run_report){0};
}

static void write_piece(void *ctx, const char *at, size_t n)
{
    outfile_write(ctx, at, n);
}

static bool is_taken(const struct run_report *report, const char *name)
{
    size_t n = strlen(report->dir) + 1;
    for (size_t i = 0; i < report->n; i++)
        if (strcmp(report->file[i].name + n, name) == 0)
            return true;
    return false;
}

/* A name in the output folder: no slash, short enough for a file system with ".part" behind it, and no other file of
 * this run's. The caller frees. */
static char *raw_name(const struct run_report *report, const char *naam)
{
    enum { LONGEST = 200 };
    int n = (int)strnlen(naam, LONGEST);
    while (naam[n] && n > 0 && ((unsigned char)naam[n] & 0xC0) == 0x80)
        n--; /* not in the middle of a letter */
    for (unsigned number = 1;; number++) {
        char *name = number == 1 ? xprintf("%.*s.rejects.raw.csv", n, naam)
                                 : xprintf("%.*s.%u.rejects.raw.csv", n, naam, number);
        for (char *slash; (slash = strchr(name, '/')) != NULL;)
            *slash = '_';
        if (!is_taken(report, name))
            return name;
        free(name);
    }
}

/* Will `name` take the place of a file that this run reads? */
static bool is_input(const struct run_report *report, const char *name, const struct bestand *bestand, size_t bestanden)
{
    struct stat there, input;
    char *path = xprintf("%s/%s", report->dir, name);
    bool same = false, exists = stat(path, &there) == 0;
    for (size_t i = 0; exists && i < bestanden; i++)
        same |= stat(bestand[i].path, &input) == 0 && input.st_dev == there.st_dev && input.st_ino == there.st_ino;
    free(path);
    return same;
}

/* The rejected lines as they were read, behind the header; not for a file that is refused for what is no line. */
static bool report_raw(struct run_report *report, struct bestand *all, size_t bestanden, size_t i, struct error *err)
{
    struct bestand *bestand = &all[i];
    if (bestand->rejects == 0 || !bestand_has_raw_rejects(bestand))
        return true;
    char *name = raw_name(report, bestand->naam);
    if (is_input(report, name, all, bestanden)) {
        error_set(err, STATUS_USAGE, "%s/%s is an output of this run too; give another --out", report->dir, name);
        free(name);
        return false;
    }
    struct outfile *out = run_report_open(report, name, err);
    free(name);
    return out && bestand_raw_rejects(bestand, write_piece, out, err)
           && outfile_finish(out, err); /* one at a time: a run may have thousands of files */
}

bool report_rejects(struct run_report *report, struct bestand *bestand, size_t bestanden, struct error *err)
{
    struct outfile *out = run_report_open(report, "rejects.csv", err);
    static const char header[] = "bestand,regel,veld,reden,melding\n";
    struct buf row = {0}, melding = {0};
    bool ok = out != NULL;
    if (ok)
        outfile_write(out, header, sizeof header - 1);
    for (size_t i = 0; ok && i < bestanden; i++) {
        struct bestand *b = &bestand[i];
        if (b->status == BESTAND_OVERGESLAGEN)
            continue;
        for (size_t k = 0; k < b->rejects; k++) {
            const struct reject *reject = &b->reject[k];
            row.n = 0;
            csv_add_field(&row, text_of(b->naam));
            buf_add(&row, ",", 1);
            buf_number(&row, (int64_t)reject->regelnr);
            buf_add(&row, ",", 1);
            csv_add_field(&row, text_of(layout_veld(&b->layout, reject->veld)));
            buf_printf(&row, ",%s,", afkeur_name[reject->reden]);
            melding.n = 0;
            afkeur_melding(reject, b->layout.fields, (struct text){b->wrong.dutch.at, b->wrong.dutch.n}, &melding);
            csv_add_field(&row, (struct text){melding.at, melding.n});
            buf_add(&row, "\n", 1);
            outfile_write(out, row.at, row.n);
        }
        ok = report_raw(report, bestand, bestanden, i, err);
    }
    buf_release(&melding);
    buf_release(&row);
    return ok;
}

static void add_counts(struct json *json, const struct file_sums *sums)
{
    const struct {
        const char *name;
        uint64_t number;
    } count[] = {{"read", sums->gelezen.n},      {"accepted", sums->aanvaard.n},
                 {"duplicate", sums->dubbel.n},  {"rejected", sums->afgekeurd.n},
                 {"relevant", sums->relevant},        {"read_cent", sums->gelezen.cent},
                 {"accepted_cent", sums->aanvaard.cent}, {"duplicate_cent", sums->dubbel.cent},
                 {"rejected_cent", sums->afgekeurd.cent}};
    for (size_t i = 0; i < sizeof count / sizeof *count; i++)
        json_add_number(json, count[i].name, (int64_t)count[i].number);
}

/* What it lacks, and what is ignored in it. */
static void add_file_columns(struct json *json, const struct bestand *bestand)
{
    json_list(json, "ontbreekt", JSON_LINE);
    for (int c = 0; c < COLUMNS; c++)
        if (layout_lacks(&bestand->layout, (enum column)c))
            json_add_string(json, NULL, column_name[c]);
    json_end(json);
    json_list(json, "genegeerd", JSON_LINE);
    for (size_t f = 0; f < bestand->layout.fields; f++)
        if (bestand->status == BESTAND_INGELEZEN && layout_ignores(&bestand->layout, f)) {
            struct buf name = {0};
            text_add_printable(&name, text_sayable(text_of(bestand->layout.name[f])));
            json_add_string(json, NULL, buf_string(&name));
            buf_release(&name);
        }
    json_end(json);
}

/* Debits that look like a bundle and are of no programme. */
static void add_zonder_programma(struct json *json, const struct bestand *bestand, size_t bestanden)
{
    struct code_counts counts = {0};
    zonder_programma_of(bestand, bestanden, &counts);
    json_list(json, "zonder_programma", JSON_LINES);
    for (size_t i = 0; i < counts.n; i++) {
        const struct code_count *count = &counts.count[i];
        char lijst[4];
        if (count->n == 0)
            continue;
        json_object(json, NULL, JSON_LINE);
        json_add_string(json, "lijst", code_count_lijst(count, lijst));
        json_add_text(json, "code", (struct text){count->code, count->code_n});
        json_add_number(json, "regels", count->n);
        json_add_number(json, "cent", count->cent);
        json_end(json);
    }
    json_end(json);
    code_counts_release(&counts);
}

static void add_warnings(struct json *json, const struct warnings *warnings, const struct bestand *bestand)
{
    json_list(json, "waarschuwingen", JSON_LINES);
    for (size_t i = 0; i < warnings->n; i++) {
        const struct warning *warning = &warnings->warning[i];
        json_object(json, NULL, JSON_LINE);
        json_add_string(json, "code", warning_code[warning->kind]);
        if (warning->bestand)
            json_add_string(json, "bestand", bestand[warning->bestand - bestand[0].id].naam);
        else
            json_add_null(json, "bestand");
        json_add_number(json, "aantal", warning->n);
        json_end(json);
    }
    json_end(json);
}

static void add_files(struct json *json, const struct bestand *bestand, size_t bestanden)
{
    json_list(json, "files", JSON_LINES);
    for (size_t i = 0; i < bestanden; i++) {
        const struct file_sums sums = bestand_sums(&bestand[i]);
        json_object(json, NULL, JSON_LINE);
        json_add_string(json, "bestand", bestand[i].naam);
        json_add_string(json, "sha256", bestand[i].sha256);
        json_add_number(json, "bytes", (int64_t)bestand[i].bytes);
        json_add_string(json, "status", bestand_status_name[bestand[i].status]);
        add_counts(json, &sums);
        add_file_columns(json, &bestand[i]);
        json_add_string(json, "controle", bestand[i].controle);
        json_end(json);
    }
    json_end(json);
}

/* The grades, strong to weak, all of them always. */
static void add_grades(struct json *json, const char *name, const int64_t number[ZEKERHEDEN])
{
    json_object(json, name, JSON_LINE);
    for (int z = ZEKERHEDEN - 1; z >= 0; z--)
        json_add_number(json, zekerheid_name[z], number[z]);
    json_end(json);
}

/* Counts by name; those of nothing are left out. */
static void add_count_of(struct json *json, struct text name, int64_t number)
{
    char *key = number ? xprintf("%.*s", (int)name.n, name.at) : NULL;
    if (number)
        json_add_number(json, key, number);
    free(key);
}

static void add_words(struct json *json, const char *name, const char *const *word, const int64_t *number, size_t n)
{
    json_object(json, name, JSON_LINE);
    for (size_t i = 0; i < n; i++)
        add_count_of(json, text_of(word[i]), number[i]);
    json_end(json);
}

static void add_keten_lines(struct json *json, const struct ruleset *rules, const struct totals *totals)
{
    json_object(json, "keten_lines", JSON_LINE);
    for (size_t i = 0; i < rules->programmas; i++)
        add_count_of(json, rules->programma[i].naam, totals->keten_lines[i]);
    json_end(json);
}

static void add_tabellen(struct json *json, const struct ruleset *rules, const struct totals *totals)
{
    json_object(json, "per_tabel", JSON_LINE);
    for (size_t t = 0; t < rules->tabellen; t++)
        add_count_of(json, rules->tabel[t].naam, totals->per_tabel[t]);
    json_end(json);
}

static void add_money(struct json *json, const struct totals *totals)
{
    json_object(json, "money", JSON_LINE);
    add_grades(json, "findings_cent", totals->findings_cent);
    add_grades(json, "net_cent", totals->net_cent);
    json_end(json);
}

static void add_summary_dekking(struct json *json, const struct ruleset *rules, const struct totals *totals)
{
    json_list(json, "coverage", JSON_LINES);
    for (size_t i = 0; i < totals->dekkingen; i++) {
        const struct dekking *d = &totals->dekking[i];
        char uzovi[5], kwartaal[7];
        if (d->keten_lines == 0)
            continue;
        const unsigned tabel = tabel_of(rules, d->uzovi, d->kwartaal);
        digits_print(d->uzovi, 4, uzovi);
        quarter_print(d->kwartaal, kwartaal);
        json_object(json, NULL, JSON_LINE);
        json_add_string(json, "uzovi", uzovi);
        json_add_string(json, "kwartaal", kwartaal);
        json_add_text(json, "programma", rules->programma[d->programma].naam);
        json_add_number(json, "ketenregels", d->keten_lines);
        json_add_number(json, "ongedekt", d->ongedekt);
        if (tabel == GEEN_TABEL)
            json_add_null(json, "tabel");
        else
            json_add_text(json, "tabel", rules->tabel[tabel].naam);
        json_end(json);
    }
    json_end(json);
}

static void add_concept_rules(struct json *json, const struct ruleset *rules)
{
    json_list(json, "concept_rules", JSON_LINE);
    for (size_t i = 0; i < rules->regels; i++)
        if (!rules->regel[i].actief)
            json_add_text(json, NULL, rules->regel[i].id);
    json_end(json);
}

/* What follows from the stored lines. */
static void add_summary_totals(struct json *json, const struct ruleset *rules, const struct totals *totals)
{
    add_keten_lines(json, rules, totals);
    json_add_number(json, "nul_regels", totals->nul_regels);
    add_grades(json, "wacht_op_grond_cent", totals->wacht_op_grond_cent);
    json_add_number(json, "credits_applied", totals->credits_applied);
    json_add_number(json, "credits_waiting", totals->credits_waiting);
    json_add_number(json, "anomalies", totals->anomalies);
    if (totals->te_veel)
        json_add_number(json, "te_veel_bevindingen", totals->te_veel);
    add_grades(json, "findings", totals->findings);
    add_words(json, "per_soort", regel_soort_name, totals->per_soort, REGEL_SOORTEN);
    add_words(json, "per_categorie", categorie_name, totals->per_categorie, CATEGORIEEN);
    add_tabellen(json, rules, totals);
    add_money(json, totals);
    add_summary_dekking(json, rules, totals);
    add_concept_rules(json, rules);
}

bool report_summary(struct run_report *report, const struct run_record *run, const struct ruleset *rules,
                    const struct bestand *bestand, size_t bestanden, const struct totals *totals,
                    const struct warnings *warnings, struct error *err)
{
    struct outfile *file = run_report_open(report, "summary.json", err);
    const struct file_sums sums = ledger_sums(bestand, bestanden);
    struct buf out = {0};
    struct json json = {.out = &out};
    if (!file)
        return false;
    json_object(&json, NULL, JSON_LINES);
    json_add_number(&json, "run", run->run);
    json_add_string(&json, "version", DUBBELLOOP_VERSION);
    add_files(&json, bestand, bestanden);
    add_counts(&json, &sums);
    add_zonder_programma(&json, bestand, bestanden);
    add_warnings(&json, warnings, bestand);
    add_summary_totals(&json, rules, totals);
    json_end(&json);
    buf_add(&out, "\n", 1);
    outfile_write(file, out.at, out.n);
    buf_release(&out);
    return true;
}
