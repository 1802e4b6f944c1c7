/* What a check of files gave, as the form comes back. It is taken whole or not at all; what is on record then is of a
 * finding of the form, and no more than its amount; and the form that is written of it, read back, says nothing new.
 * Input: the form. */
#include "fuzz.h"
#include "../simple_finding.h"

#include "base/file.h"
#include "zaak/trekking.h"

/* Three materiële findings, of which one has an id that is all digits, in a case that was announced. */
enum { FINDINGS = 3 };

static day on(const char *iso)
{
    day d;
    MUST(day_parse(text_of(iso), DAY_ISO, &d) == DAY_OK, "%s is no day", iso);
    return d;
}

static struct zaak_daad done(void)
{
    return (struct zaak_daad){TEXT("J. Jansen"), TEXT("jjansen"), on("2023-09-01")};
}

static bool put_findings(struct store *store, struct error *err)
{
    static const char *const id[FINDINGS] = {"aaaabbbbccccdddd", "1234567890123456", "12e4567890123456"};
    static const char *const referentie[FINDINGS] = {"C1", "00012", "=C3"};
    struct bevinding_writer writer;
    bool ok = db_exec(store->db, SIMPLE_RUN_SQL, err)
              && bevinding_writer_open(&writer, store, 1, "", err);
    for (size_t i = 0; ok && i < FINDINGS; i++) {
        struct bevinding b = simple_finding(id[i], 1000001, referentie[i]);
        b.keten_periode = (struct period){on("2023-04-01"), on("2023-06-30")};
        b.conflict_periode = b.overlap = (struct period){on("2023-05-09"), on("2023-05-09")};
        b.verhaal_bedrag_cent = 1234;
        ok = bevinding_writer_add(&writer, WIJZIGING_NIEUW, &b, TEXT(""), err);
    }
    bevinding_writer_close(&writer);
    return ok;
}

/* Made once: every input is undone. */
static struct store *announced_case(void)
{
    static struct store store;
    struct error err = {0};
    if (store.db)
        return &store;
    const struct zaak_opdracht opdracht = {.agb = 1000001,
                                           .kwartalen = {on("2023-04-01"), on("2023-06-30")},
                                           .doel = TEXT("proef"),
                                           .terugblik = NO_TERM};
    const struct zaak_stap_invoer aankondiging = {.stap = STAP_AANKONDIGING, .skip = TEXT("proef"), .cent = -1};
    const struct zaak_daad daad = done();
    struct zaak_gekozen gekozen;
    int64_t nummer = 0;
    char *path = xprintf("%s/zaak.db", fuzz_dir());
    bool ok = store_open(&store, path, 0, &err) && put_findings(&store, &err)
              && zaak_open(&store, &opdracht, &daad, &nummer, &gekozen, &err)
              && zaak_step(&store, nummer, &aankondiging, &daad, &err);
    free(path);
    MUST(ok && gekozen.materieel == FINDINGS, "no case: %s", err.text);
    return &store;
}

static size_t outcomes(struct store *store)
{
    int64_t n = 0;
    struct error err = {0};
    MUST(db_integer(store->db, "SELECT count(*) FROM zaak_uitkomst", &n, &err), "the database fails");
    return (size_t)n;
}

/* How many outcomes it holds; *faults: what was said against it. */
static size_t take_form(struct store *store, struct text content, size_t *faults)
{
    struct error err = {0};
    struct problems problems = {0};
    const struct zaak_daad daad = done();
    size_t taken = 0;
    const size_t before = outcomes(store);
    const bool ok = zaak_uitkomsten(store, 1, "terug.csv", content, &daad, &taken, &problems, &err);
    MUST(must_tell(ok, &err), "the database fails");
    MUST(outcomes(store) == before + (problems.count ? 0 : taken), "%zu taken, %zu faults, %zu on record", taken,
         problems.count, outcomes(store) - before);
    MUST(taken <= FINDINGS, "%zu outcomes of %d findings", taken, FINDINGS);
    MUST(problems.n == 0 || text_is_utf8((struct text){problems.text, problems.n}), "a problem that is not UTF-8");
    *faults = problems.count;
    problems_release(&problems);
    return taken;
}

static void look_at_outcomes(const struct zaak_dossier *d, size_t taken)
{
    size_t known = 0;
    for (size_t i = 0; i < d->bevindingen; i++) {
        const struct zaak_bevinding *b = &d->bevinding[i];
        known += b->uitkomst != UITKOMST_GEEN;
        MUST(b->uitkomst_cent <= b->was.verhaal_bedrag_cent, "more wrong than there is");
        MUST((b->uitkomst_cent > 0) == (b->uitkomst == UITKOMST_ONTERECHT), "an amount without its outcome");
        MUST(text_is_utf8(b->uitkomst_toelichting), "a toelichting that is not UTF-8");
    }
    MUST(known == taken, "%zu taken, %zu known", taken, known);
}

/* The form as it is written now. */
static char *form_of_now(const struct zaak_dossier *d, size_t *n)
{
    struct outfile out;
    struct error err = {0};
    char *path = xprintf("%s/formulier.csv", fuzz_dir()), *content;
    bool ok = outfile_open(&out, fuzz_dir(), "formulier.csv", &err) && zaak_werkboek(d, &table_csv_excel, &out, &err)
              && outfile_finish(&out, &err) && outfile_publish(&out, &err) && read_whole_file(path, &content, n, &err);
    MUST(ok, "no form: %s", err.text);
    outfile_release(&out);
    free(path);
    return content;
}

static void look_again(struct store *store, size_t taken)
{
    struct zaak_dossier was, now;
    struct error err = {0};
    size_t n, faults;
    MUST(zaak_lees(store, 1, &was, &err), "the case is gone");
    look_at_outcomes(&was, taken);
    char *form = form_of_now(&was, &n);
    MUST(take_form(store, (struct text){form, n}, &faults) == 0 && faults == 0,
         "%zu faults in its own form, or something new:\n%.*s", faults, (int)n, form);
    MUST(zaak_lees(store, 1, &now, &err), "the case is gone");
    for (size_t i = 0; i < was.bevindingen; i++) {
        const struct zaak_bevinding *a = &was.bevinding[i], *b = &now.bevinding[i];
        MUST(a->uitkomst == b->uitkomst && a->uitkomst_cent == b->uitkomst_cent
                 && text_equal(a->uitkomst_toelichting, b->uitkomst_toelichting),
             "another outcome after its own form:\n%.*s", (int)n, form);
    }
    free(form);
    zaak_release(&was);
    zaak_release(&now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct store *store = announced_case();
    struct error err = {0};
    size_t faults;
    if (size >= CSV_LINE_MAX)
        return -1;
    MUST(db_exec(store->db, "SAVEPOINT input", &err), "%s", err.text);
    const size_t taken = take_form(store, (struct text){(const char *)data, size}, &faults);
    if (!faults)
        look_again(store, taken);
    MUST(db_exec(store->db, "ROLLBACK TO input", &err) && db_exec(store->db, "RELEASE input", &err), "%s", err.text);
    return 0;
}
