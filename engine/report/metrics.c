/* metrics.c - see metrics.h. */
#include "report/metrics.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/outfile.h"
#include "model/version.h"
#include "store/bevindingen.h"

static void name_metric(struct buf *out, const char *name, const char *help)
{
    buf_printf(out, "# HELP dubbelloop_%s %s\n# TYPE dubbelloop_%s gauge\n", name, help, name);
}

static void number_metric(struct buf *out, const char *name, const char *help, int64_t number)
{
    name_metric(out, name, help);
    buf_printf(out, "dubbelloop_%s %lld\n", name, (long long)number);
}

/* The value of a label: words of ours, codes, or what a table calls a programme. */
static void add_label(struct buf *out, const char *label, struct text value)
{
    bool first = out->at[out->n - 1] != '"';
    buf_printf(out, "%s%s=\"", first ? "" : ",", label);
    for (size_t i = 0; i < value.n; i++) {
        if (value.at[i] == '"' || value.at[i] == '\\')
            buf_text(out, "\\");
        buf_add(out, &value.at[i], 1);
    }
    buf_text(out, "\"");
}

static void labelled(struct buf *out, const char *name, const char *label, const char *value, int64_t number)
{
    buf_printf(out, "dubbelloop_%s{", name);
    add_label(out, label, text_of(value));
    buf_printf(out, "} %lld\n", (long long)number);
}

static void twice_labelled(struct buf *out, const char *name, const char *label, struct text value,
                           const char *other_label, struct text other, int64_t number)
{
    buf_printf(out, "dubbelloop_%s{", name);
    add_label(out, label, value);
    add_label(out, other_label, other);
    buf_printf(out, "} %lld\n", (long long)number);
}

static void add_end(struct buf *out, const struct metrics *m)
{
    name_metric(out, "run_info", "The program and what it was asked to do.");
    buf_printf(out, "dubbelloop_run_info{opdracht=\"%s\",version=\"%s\"} 1\n", m->opdracht, DUBBELLOOP_VERSION);
    number_metric(out, "run_success", "1 when the last run came to its end, 0 when it changed nothing.",
                  m->run != NULL);
    number_metric(out, "run_exit_status", "Exit status of the last run.", m->status);
    number_metric(out, "run_begin_timestamp_seconds", "When the last run began, in seconds since 1970.", m->begun);
    name_metric(out, "run_duration_seconds", "How long the last run took, waiting for another one included.");
    buf_printf(out, "dubbelloop_run_duration_seconds %lld.%03lld\n", (long long)(m->milliseconds / 1000),
               (long long)(m->milliseconds % 1000));
}

static void add_run(struct buf *out, const struct metrics *m)
{
    const struct file_sums *sums = m->sums;
    number_metric(out, "run_number", "Number of the last run in its database.", m->run->run);
    number_metric(out, "run_lines_read", "Lines of the files that the run ingested.", (int64_t)sums->gelezen.n);
    number_metric(out, "run_lines_accepted", "Of these, accepted.", (int64_t)sums->aanvaard.n);
    number_metric(out, "run_lines_duplicate", "Of these, there already.", (int64_t)sums->dubbel.n);
    number_metric(out, "run_lines_rejected", "Of these, rejected; see rejects.csv.", (int64_t)sums->afgekeurd.n);
    number_metric(out, "run_lines_relevant", "Of those accepted, stored: they can matter to a finding.",
                  (int64_t)sums->relevant);
    name_metric(out, "run_files", "Files of the run, by what became of them.");
    for (size_t s = 0; s < sizeof m->files / sizeof *m->files; s++)
        labelled(out, "run_files", "status", bestand_status_name[s], (int64_t)m->files[s]);
    name_metric(out, "run_warnings", "Warnings of the run, by the code that its log has.");
    for (size_t w = 0; w < WARNINGS; w++)
        labelled(out, "run_warnings", "code", warning_code[w], m->warnings->said[w]);
    number_metric(out, "run_lines_without_programme",
                  "Debits that look like a bundle and are of no programme: not checked.",
                  m->warnings->zonder_programma);
    number_metric(out, "run_cents_without_programme", "What they amount to.", m->warnings->zonder_programma_cent);
    number_metric(out, "run_patients", "Patients that the run looked at.", (int64_t)m->run->patienten);
    name_metric(out, "run_changes", "Findings that the run found, found otherwise than before, or found no more.");
    labelled(out, "run_changes", "wijziging", wijziging_name[WIJZIGING_NIEUW], (int64_t)m->run->nieuw);
    labelled(out, "run_changes", "wijziging", wijziging_name[WIJZIGING_HERZIEN], (int64_t)m->run->herzien);
    labelled(out, "run_changes", "wijziging", wijziging_name[WIJZIGING_VERVALLEN], (int64_t)m->run->vervallen);
}

/* Per insurer and programme, all quarters together. */
static void add_not_checked(struct buf *out, const struct totals *totals, const struct ruleset *rules)
{
    int64_t lines[PROGRAMMAS_MAX];
    if (totals->dekkingen)
        name_metric(out, "keten_lines_not_checked",
                    "Keten lines that no table with rules of their programme covers; "
                    "a line counts in every quarter that it touches.");
    for (size_t i = 0; i < totals->dekkingen;) {
        const uint16_t uzovi = totals->dekking[i].uzovi;
        programma_set there = 0;
        char code[5];
        memset(lines, 0, sizeof lines);
        for (; i < totals->dekkingen && totals->dekking[i].uzovi == uzovi; i++) {
            there |= UINT64_C(1) << totals->dekking[i].programma;
            lines[totals->dekking[i].programma] += totals->dekking[i].ongedekt;
        }
        digits_print(uzovi, 4, code);
        for (; there; there &= there - 1) {
            const unsigned p = (unsigned)__builtin_ctzll(there);
            if (!rules->programma[p].titel)
                twice_labelled(out, "keten_lines_not_checked", "uzovi", text_of(code), "programma",
                               rules->programma[p].naam, lines[p]);
        }
    }
}

static void add_store(struct buf *out, const struct metrics *m)
{
    const struct totals *totals = m->totals;
    name_metric(out, "findings", "Findings that stand.");
    for (int z = ZEKERHEDEN - 1; z >= 0; z--)
        labelled(out, "findings", "zekerheid", zekerheid_name[z], totals->findings[z]);
    name_metric(out, "net_euros", "Euros to be recovered; a line counts once, under its best grade.");
    for (int z = ZEKERHEDEN - 1; z >= 0; z--) {
        char euro[NUMBER_TEXT];
        euro_text(totals->net_cent[z], '.', euro);
        buf_printf(out, "dubbelloop_net_euros{zekerheid=\"%s\"} %s\n", zekerheid_name[z], euro);
    }
    name_metric(out, "findings_of_soort",
                "Findings that stand, by the soort of the leading rule: paar of two lines, the others of one.");
    for (int soort = 0; soort < REGEL_SOORTEN; soort++)
        labelled(out, "findings_of_soort", "soort", regel_soort_name[soort], totals->per_soort[soort]);
    add_not_checked(out, totals, m->rules);
    number_metric(out, "zero_lines", "Stored debits of 0 cent, not reversed: they take no part.", totals->nul_regels);
    number_metric(out, "credits_waiting", "Credits whose debit has not been seen.", totals->credits_waiting);
    number_metric(out, "anomalies", "Credits that reverse nothing: their debit is a credit, or reversed already.",
                  totals->anomalies);
    number_metric(out, "patients_with_too_many_findings",
                  "Patients with more findings than --max-bevindingen-per-patient: none of theirs is shown.",
                  totals->te_veel);
}

static void add_te_doen(struct buf *out, const struct te_doen_sums *sums)
{
    name_metric(out, "waiting",
                "What waits for somebody, of all runs: files, lines, credits, cases, findings ('dubbelloop status').");
    for (int soort = 0; soort < TE_DOEN_SOORTEN; soort++)
        labelled(out, "waiting", "wat", te_doen_word[soort], sums->aantal[soort]);
}

bool metrics_may_write(const char *path, struct error *err)
{
    static const char begin[] = "# HELP dubbelloop_";
    struct stat there; /* a link is replaced, whatever it leads to */
    return lstat(path, &there) != 0 || !S_ISREG(there.st_mode) || there.st_size == 0
           || file_begins(path, begin, sizeof begin - 1)
           || (errno ? error_errno(err, errno, "--metrics: %s cannot be read", path)
                     : error_set(err, STATUS_USAGE,
                                 "--metrics: %s is there already, and holds no figures of a run; give another name",
                                 path));
}

bool metrics_write(const char *path, const struct metrics *metrics, struct error *err)
{
    struct outfile file = OUTFILE_NONE;
    struct buf out = {0};
    add_end(&out, metrics);
    if (metrics->run) {
        add_run(&out, metrics);
        add_store(&out, metrics);
        add_te_doen(&out, &metrics->te_doen);
    }
    bool ok = metrics_may_write(path, err) && outfile_open(&file, NULL, path, err);
    if (ok) {
        (void)fchmod(file.fd, 0644); /* where that cannot be, the collector will say so */
        outfile_write(&file, out.at, out.n);
        ok = outfile_finish(&file, err) && outfile_publish(&file, err);
    }
    outfile_release(&file);
    buf_release(&out);
    return ok;
}
