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

/* A name in the output folder: no slash, short enough for a file system with ".part" behind it, and no other file of this
 * run's. The caller frees. */
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
    if (bestand->rejects == 0 || bestand->reject[0].reden == KOP_ONJUIST
        || bestand->reject[0].reden == BESTAND_ONLEESBAAR)
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
    struct buf row = {0};
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
            csv_add_field(&row, text_of(afkeur_melding[reject->reden]));
            buf_add(&row, "\n", 1);
            outfile_write(out, row.at, row.n);
        }
        ok = report_raw(report, bestand, bestanden, i, err);
    }
    buf_release(&row);
    return ok;
}

/* One member of an object: a comma before all but the first. */
static void member(struct buf *out, const char *name, bool first)
{
    buf_text(out, first ? "" : ", ");
    json_name(out, name);
}

static void number_member(struct buf *out, const char *name, int64_t number, bool first)
{
    member(out, name, first);
    buf_number(out, number);
}

static void add_counts(struct buf *out, const struct file_sums *sums, const char *before)
{
    const struct {
        const char *name;
        uint64_t number;
    } count[] = {{"read", sums->gelezen.n},      {"accepted", sums->aanvaard.n},
                 {"duplicate", sums->dubbel.n},  {"rejected", sums->afgekeurd.n},
                 {"relevant", sums->relevant},        {"read_cent", sums->gelezen.cent},
                 {"accepted_cent", sums->aanvaard.cent}, {"duplicate_cent", sums->dubbel.cent},
                 {"rejected_cent", sums->afgekeurd.cent}};
    for (size_t i = 0; i < sizeof count / sizeof *count; i++) {
        buf_text(out, i ? before : "");
        json_name(out, count[i].name);
        buf_number(out, (int64_t)count[i].number);
    }
}

static void add_files(struct buf *out, const struct bestand *bestand, size_t bestanden)
{
    buf_text(out, "  \"files\": [");
    for (size_t i = 0; i < bestanden; i++) {
        struct file_sums sums = bestand_sums(&bestand[i]);
        buf_text(out, i ? ",\n    {" : "\n    {");
        member(out, "bestand", true);
        json_string(out, bestand[i].naam);
        member(out, "sha256", false);
        json_string(out, bestand[i].sha256);
        number_member(out, "bytes", (int64_t)bestand[i].bytes, false);
        member(out, "status", false);
        json_string(out, bestand_status_name[bestand[i].status]);
        buf_text(out, ", ");
        add_counts(out, &sums, ", ");
        buf_text(out, "}");
    }
    buf_text(out, bestanden ? "\n  ],\n" : "],\n");
}

/* The grades, strong to weak, all of them always. */
static void add_grades(struct buf *out, const int64_t number[ZEKERHEDEN])
{
    buf_text(out, "{");
    for (int z = ZEKERHEDEN - 1; z >= 0; z--)
        number_member(out, zekerheid_name[z], number[z], z == ZEKERHEDEN - 1);
    buf_text(out, "}");
}

static void add_dekking(struct buf *out, const struct ruleset *rules, const struct totals *totals)
{
    bool first = true;
    buf_text(out, "  \"coverage\": [");
    for (size_t i = 0; i < totals->dekkingen; i++) {
        const struct dekking *d = &totals->dekking[i];
        char uzovi[5], kwartaal[7];
        if (d->keten_lines == 0)
            continue;
        unsigned tabel = tabel_of(rules, d->uzovi, d->kwartaal);
        digits_print(d->uzovi, 4, uzovi);
        quarter_print(d->kwartaal, kwartaal);
        buf_printf(out, "%s\n    {\"uzovi\": \"%s\", \"kwartaal\": \"%s\", \"programma\": ", first ? "" : ",", uzovi, kwartaal);
        json_text(out, rules->programma[d->programma].naam);
        number_member(out, "keten_lines", d->keten_lines, false);
        number_member(out, "ongedekt", d->ongedekt, false);
        member(out, "tabel", false);
        if (tabel == GEEN_TABEL)
            buf_text(out, "null");
        else
            json_text(out, rules->tabel[tabel].naam);
        buf_text(out, "}");
        first = false;
    }
    buf_text(out, first ? "],\n" : "\n  ],\n");
}

bool report_summary(struct run_report *report, const struct run_record *run, const struct ruleset *rules,
                    const struct bestand *bestand, size_t bestanden, const struct totals *totals, struct error *err)
{
    struct outfile *file = run_report_open(report, "summary.json", err);
    struct file_sums sums = ledger_sums(bestand, bestanden);
    struct buf out = {0};
    if (!file)
        return false;
    buf_printf(&out, "{\n  \"run\": %lld,\n  \"version\": \"%s\",\n", (long long)run->run, DUBBELLOOP_VERSION);
    add_files(&out, bestand, bestanden);
    buf_text(&out, "  ");
    add_counts(&out, &sums, ",\n  ");
    buf_text(&out, ",\n  \"keten_lines\": {");
    bool first = true;
    for (size_t i = 0; i < rules->programmas; i++) {
        if (!totals->keten_lines[i])
            continue;
        buf_text(&out, first ? "" : ", ");
        json_text(&out, rules->programma[i].naam);
        buf_printf(&out, ": %lld", (long long)totals->keten_lines[i]);
        first = false;
    }
    buf_printf(&out, "},\n  \"credits_applied\": %lld,\n  \"credits_waiting\": %lld,\n  \"anomalies\": %lld,\n  \"findings\": ",
               (long long)totals->credits_applied, (long long)totals->credits_waiting, (long long)totals->anomalies);
    add_grades(&out, totals->findings);
    buf_text(&out, ",\n  \"per_categorie\": {");
    first = true;
    for (int c = 0; c < CATEGORIEEN; c++)
        if (totals->per_categorie[c]) {
            number_member(&out, categorie_name[c], totals->per_categorie[c], first);
            first = false;
        }
    buf_text(&out, "},\n  \"per_tabel\": {");
    first = true;
    for (size_t t = 0; t < rules->tabellen; t++) {
        if (!totals->per_tabel[t])
            continue;
        buf_text(&out, first ? "" : ", ");
        json_text(&out, rules->tabel[t].naam);
        buf_printf(&out, ": %lld", (long long)totals->per_tabel[t]);
        first = false;
    }
    buf_text(&out, "},\n  \"money\": {\"findings_cent\": ");
    add_grades(&out, totals->findings_cent);
    buf_text(&out, ", \"net_cent\": ");
    add_grades(&out, totals->net_cent);
    buf_text(&out, "},\n");
    add_dekking(&out, rules, totals);
    buf_text(&out, "  \"concept_rules\": [");
    first = true;
    for (size_t i = 0; i < rules->regels; i++) {
        if (rules->regel[i].actief)
            continue;
        buf_text(&out, first ? "" : ", ");
        json_text(&out, rules->regel[i].id);
        first = false;
    }
    buf_text(&out, "]\n}\n");
    outfile_write(file, out.at, out.n);
    buf_release(&out);
    return true;
}
