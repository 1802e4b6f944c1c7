/* report_files.c - see report_files.h. Threads take one provider after another: putting a report together goes one at a
 * time (one cursor over the findings), drawing and writing it side by side. The manifest is in the order of the
 * providers, so nothing depends on the threads. */
#include "spiegel/report_files.h"

#include <pthread.h>
#include <stdio.h>

#include "base/search.h"
#include "base/workers.h"
#include "spiegel/bijlage.h"
#include "spiegel/brief.h"
#include "spiegel/overzicht.h"
#include "spiegel/page.h"

enum soort { PDF, XLSX, CSV, INFORMATIE, OF_REPORT, BRIEF = OF_REPORT, SOORTEN };
static const char *const ending[OF_REPORT] = {".pdf", ".xlsx", ".csv", "-ter-informatie.csv"};

/* The files of one report; the letter is with the first of its provider. */
struct set {
    size_t rapport; /* number in the compilation */
    struct outfile file[SOORTEN];
    char name[SOORTEN][64], sha256[SOORTEN][DIGEST_HEX + 1];
    bool has_language; /* of the PDF */
    bool answered;     /* there is nothing to remind of: nothing is written */
};

struct production {
    const struct spiegel_request *request;
    struct compilation compilation;
    struct set *set; /* by number of report */
    size_t sets;
    struct ronde_aanbieder *deelnemer; /* of a round with a hold-out */
    size_t deelnemers, achtergehouden, answered;
    pthread_mutex_t lock; /* of the compilation */
    bool stop;
};


static bool is_wanted(const struct spiegel_request *request, const struct rapport *r)
{
    if (!request->rol[r->rol] || !(request->all_zorgsoorten || request->zorgsoort[agb_zorgsoort(r->agb)]))
        return false;
    if (request->gestuurd && !gestuurd_to(request->gestuurd, r->agb, r->rol))
        return false;
    for (size_t i = 0; i < request->agbs; i++)
        if (request->agb[i] == r->agb)
            return true;
    const struct kwartaalcijfer *now = rapport_now(r);
    return request->agbs == 0 && now->y + (uint64_t)now->s + (request->alle ? now->info : 0) >= request->min_lines;
}

static void choose_providers(struct production *p)
{
    const struct compilation *s = &p->compilation;
    p->set = xcalloc(s->n ? s->n : 1, sizeof *p->set);
    for (size_t i = 0; i < s->n; i++) {
        const struct rapport *r = &s->rapport[i];
        if (!is_wanted(p->request, r))
            continue;
        struct set *set = &p->set[p->sets++];
        set->rapport = i;
        set->file[BRIEF] = OUTFILE_NONE;
        for (int f = 0; f < OF_REPORT; f++) {
            set->file[f] = OUTFILE_NONE;
            snprintf(set->name[f], sizeof set->name[f], "%s_%08u_%s%s", s->about.kwartaal, r->agb, rol_name[r->rol],
                     ending[f]);
        }
    }
}

/* Leaves out whom chance says. */
static void hold_out(struct production *p)
{
    size_t kept = 0;
    p->deelnemers = p->sets;
    p->deelnemer = xcalloc(p->sets ? p->sets : 1, sizeof *p->deelnemer);
    for (size_t i = 0; i < p->sets; i++) {
        const struct rapport *r = &p->compilation.rapport[p->set[i].rapport];
        p->deelnemer[i] = (struct ronde_aanbieder){.agb = r->agb, .rol = r->rol};
    }
    ronde_draw(&p->request->holdout, p->deelnemer, p->sets);
    for (size_t i = 0; i < p->sets; i++)
        if (!p->deelnemer[i].achtergehouden)
            p->set[kept++] = p->set[i];
    p->achtergehouden = p->sets - kept;
    p->sets = kept;
}

static bool keep_round(struct production *p, struct error *err)
{
    return ronde_keep(p->request->store, p->compilation.about.kwartaal, &p->request->holdout, p->deelnemer,
                      p->deelnemers, err)
           && store_commit(p->request->store, err);
}

static struct set *file_set_of(struct production *p, size_t rapport)
{
    size_t low;
    SEARCH_FIRST(low, p->sets, i, p->set[i].rapport < rapport);
    return low < p->sets && p->set[low].rapport == rapport ? &p->set[low] : NULL;
}

static bool write_set(struct set *set, const char *dir, struct canvas *canvas, const struct rapport *rapport,
                      struct error *err)
{
    for (int f = 0; f < OF_REPORT; f++) {
        struct outfile *out = &set->file[f];
        if (f == INFORMATIE && rapport->informaties == 0) {
            set->name[f][0] = '\0'; /* it has none */
            continue;
        }
        if (!outfile_open(out, dir, set->name[f], err))
            return false;
        outfile_hash(out);
        bool ok = f == PDF ? page_write(canvas, rapport, out, &set->has_language, err)
                           : bijlage_write(rapport, f == XLSX ? &table_xlsx : &table_csv_excel,
                                           f == INFORMATIE ? BLAD_INFORMATIE : BLAD_BEVINDINGEN, out, err);
        if (!(ok || error_in(err, "%s", set->name[f])) || !outfile_finish_unsynced(out, set->sha256[f], err))
            return false;
    }
    return true;
}

/* The reports of the next AGB of whom somebody wants one, put together; reports->n 0: there are no more. */
static bool take_next(struct production *p, struct arena *arena, struct provider_reports *reports, struct error *err)
{
    bool ok = true, wanted = false, end = false;
    reports->n = 0;
    pthread_mutex_lock(&p->lock);
    while (ok && !wanted && !end && !p->stop) {
        arena_reset(arena);
        ok = go_on(err) && compilation_next(&p->compilation, arena, reports, err);
        end = reports->n == 0;
        for (size_t i = 0; ok && i < reports->n; i++)
            wanted |= file_set_of(p, reports->number[i]) != NULL;
    }
    if (p->stop)
        reports->n = 0;
    pthread_mutex_unlock(&p->lock);
    return ok;
}

/* The letter to a provider, with the first of its reports. */
static bool write_letter(struct production *p, struct set *first, const struct brief *brief, struct canvas *canvas,
                         struct error *err)
{
    struct outfile *out = &first->file[BRIEF];
    bool has_language = true;
    snprintf(first->name[BRIEF], sizeof first->name[BRIEF], "%s_%08u_%s.pdf", p->compilation.about.kwartaal,
             brief->rapport[0]->agb, p->request->gestuurd ? "herinnering" : "brief");
    if (!outfile_open(out, p->request->dir, first->name[BRIEF], err))
        return false;
    outfile_hash(out);
    bool ok = (brief_write(canvas, brief, out, &has_language, err) || error_in(err, "%s", first->name[BRIEF]))
              && outfile_finish_unsynced(out, first->sha256[BRIEF], err);
    first->has_language &= has_language;
    return ok;
}

static bool write_wanted(struct production *p, struct canvas *canvas, const struct provider_reports *reports,
                         struct error *err)
{
    const struct spiegel_request *request = p->request;
    struct brief brief = {.datum = request->vandaag, .herinnering = NO_REMINDER};
    struct set *first = NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < reports->n; i++) {
        const struct rapport *rapport = &reports->rapport[i];
        struct set *set = file_set_of(p, reports->number[i]);
        if (!set)
            continue;
        request->progress->done++;
        set->answered = request->gestuurd && rapport_unanswered(rapport) == 0;
        if (set->answered)
            continue;
        ok = write_set(set, request->dir, canvas, rapport, err);
        first = first ? first : set;
        brief.rapport[brief.n] = rapport;
        brief.bijlage[brief.n++] = set->name[XLSX];
        if (request->gestuurd)
            brief.herinnering = gestuurd_to(request->gestuurd, rapport->agb, rapport->rol)->antwoord_voor;
    }
    if (!ok || !first || !request->brief)
        return ok;
    brief.adres = request->adressen ? adres_of(request->adressen, brief.rapport[0]->agb) : NULL;
    return write_letter(p, first, &brief, canvas, err);
}

/* Leaves out those of whom there is nothing to remind. */
static void leave_out_answered(struct production *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->sets; i++)
        if (!p->set[i].answered)
            p->set[kept++] = p->set[i];
    p->answered = p->sets - kept;
    p->sets = kept;
}

static bool write_report_files(void *ctx, unsigned worker, struct error *err)
{
    struct production *p = ctx;
    struct canvas *canvas = canvas_new();
    struct arena arena = {0};
    struct provider_reports reports;
    (void)worker;
    bool ok = take_next(p, &arena, &reports, err);
    while (ok && reports.n)
        ok = write_wanted(p, canvas, &reports, err) && take_next(p, &arena, &reports, err);
    if (!ok) {
        pthread_mutex_lock(&p->lock);
        p->stop = true; /* the others too */
        pthread_mutex_unlock(&p->lock);
    }
    arena_release(&arena);
    canvas_free(canvas);
    return ok;
}

static void write_manifest(const struct production *p, struct outfile *out)
{
    struct buf row = {0};
    buf_text(&row, "kwartaal,agb,rol,zorgsoort,n,n_ongedekt,y,s,y_cent,s_cent,ter_informatie,beslist,verwacht,z,phi,"
                   "verdict,hoger_dan,van,"
                   "bevindingen,antwoord_voor,"
                   "pdf,pdf_sha256,xlsx,xlsx_sha256,csv,csv_sha256,informatie,informatie_sha256\n");
    for (size_t i = 0; i < p->sets; i++) {
        const struct set *set = &p->set[i];
        const struct rapport *r = &p->compilation.rapport[set->rapport];
        const struct kwartaalcijfer *now = rapport_now(r);
        char until[DAY_TEXT + 1];
        day_print(r->about->antwoord_voor, until);
        buf_printf(&row, "%s,%08u,%s,%02u,%u,%u,%u,%u,%lld,%lld,%u,%u,%.6f,%.6f,%.6f,%s,%u,%u,%u,%s",
                   r->about->kwartaal, r->agb, rol_name[r->rol], r->groep->zorgsoort, now->n, now->n_ongedekt, now->y,
                   now->s, (long long)now->y_cent, (long long)now->s_cent, now->info, now->beslist, now->expected, r->z,
                   r->groep->phi, verdict_name[r->verdict], r->higher_than, r->compared_with, r->bevindingen, until);
        for (int f = 0; f < OF_REPORT; f++)
            buf_printf(&row, ",%s,%s", set->name[f], set->sha256[f]);
        buf_text(&row, "\n");
    }
    outfile_write(out, row.at, row.n);
    buf_release(&row);
}

/* The files that are of no one report. */
struct rest_of_them {
    struct outfile html, xlsx, manifest;
    struct outfile verzending[2]; /* with letters */
};

static int by_set_agb(const void *a, const void *b)
{
    const struct zending *p = a, *q = b;
    return (p->agb > q->agb) - (p->agb < q->agb);
}

/* What goes with one report: its letter, if it is the first, and its annex. */
static struct zending zending_of(const struct production *p, const struct set *set)
{
    const struct rapport *r = &p->compilation.rapport[set->rapport];
    struct zending zending = {.agb = r->agb,
                              .adres = p->request->adressen ? adres_of(p->request->adressen, r->agb) : NULL,
                              .antwoord_voor = p->compilation.about.antwoord_voor,
                              .brief = set->name[BRIEF],
                              .brief_sha256 = set->sha256[BRIEF],
                              .bijlage = {"", ""},
                              .bijlage_sha256 = {"", ""}};
    zending.bijlage[r->rol] = set->name[XLSX];
    zending.bijlage_sha256[r->rol] = set->sha256[XLSX];
    return zending;
}

/* The letters, by AGB: both roles together. The caller frees. */
static struct zending *list_letters(const struct production *p, size_t *n)
{
    struct zending *zending = xcalloc(p->sets + 1, sizeof *zending);
    size_t kept = 0;
    for (size_t i = 0; i < p->sets; i++)
        zending[i] = zending_of(p, &p->set[i]);
    if (p->sets)
        qsort(zending, p->sets, sizeof *zending, by_set_agb);
    for (size_t i = 0; i < p->sets; i++) {
        const struct zending *z = &zending[i];
        if (!kept || zending[kept - 1].agb != z->agb) {
            zending[kept++] = *z;
            continue;
        }
        struct zending *to = &zending[kept - 1];
        if (z->brief[0]) {
            to->brief = z->brief;
            to->brief_sha256 = z->brief_sha256;
        }
        for (int r = 0; r < ROLLEN; r++)
            if (z->bijlage[r][0]) {
                to->bijlage[r] = z->bijlage[r];
                to->bijlage_sha256[r] = z->bijlage_sha256[r];
            }
    }
    *n = kept;
    return zending;
}

static bool open_hashed(struct outfile *out, const char *dir, const char *name, struct error *err)
{
    if (!outfile_open(out, dir, name, err))
        return false;
    outfile_hash(out);
    return true;
}

static const struct {
    const char *name;
    const struct table_format *format;
} verzending_file[2] = {{"verzending.csv", &table_csv}, {"verzending.xlsx", &table_xlsx}};

static bool write_verzending(const struct production *p, struct rest_of_them *o, struct error *err)
{
    const struct spiegel_about *about = &p->compilation.about;
    char sha256[DIGEST_HEX + 1];
    size_t n;
    struct zending *zending = list_letters(p, &n);
    char *made = xprintf("%.*s", (int)about->extract.n, about->extract.at);
    const struct verzending list = {.kwartaal = about->kwartaal,
                                    .made = made,
                                    .herinnering = p->request->gestuurd != NULL,
                                    .kenmerk = about->afzender.kenmerk,
                                    .zending = zending,
                                    .n = n};
    bool ok = true;
    for (int f = 0; ok && f < 2; f++)
        ok = open_hashed(&o->verzending[f], p->request->dir, verzending_file[f].name, err)
             && verzending_write(&list, verzending_file[f].format, &o->verzending[f], err)
             && outfile_finish_unsynced(&o->verzending[f], sha256, err);
    free(made);
    free(zending);
    return ok;
}

static bool write_others(const struct production *p, struct rest_of_them *o, struct error *err)
{
    const struct compilation *s = &p->compilation;
    const char *dir = p->request->dir;
    char sha256[DIGEST_HEX + 1];
    for (size_t i = 0; i < p->sets; i++)
        s->rapport[p->set[i].rapport].pdf = p->set[i].name[PDF];
    if (!open_hashed(&o->html, dir, "overzicht.html", err) || !overzicht_html(s->rapport, s->n, &o->html, err)
        || !outfile_finish_unsynced(&o->html, sha256, err) || !open_hashed(&o->xlsx, dir, "overzicht.xlsx", err)
        || !overzicht_xlsx(s->rapport, s->n, &o->xlsx, err) || !outfile_finish_unsynced(&o->xlsx, sha256, err)
        || !open_hashed(&o->manifest, dir, "manifest.csv", err))
        return false;
    write_manifest(p, &o->manifest);
    return outfile_finish_unsynced(&o->manifest, sha256, err) && (!p->request->brief || write_verzending(p, o, err));
}

/* Everything is on disk before anything gets its name; what had the names comes back when not all can have theirs. */
static bool publish(struct production *p, struct rest_of_them *o, struct error *err)
{
    const char *dir = p->request->dir;
    bool ok = filesystem_sync(dir, err) && go_on(err);
    for (size_t i = 0; ok && i < p->sets; i++)
        for (int f = 0; ok && f < SOORTEN; f++)
            ok = !p->set[i].name[f][0] || outfile_place(&p->set[i].file[f], err);
    for (int f = 0; ok && f < 2; f++)
        ok = !p->request->brief || outfile_place(&o->verzending[f], err);
    return ok && outfile_place(&o->html, err) && outfile_place(&o->xlsx, err) && directory_sync(dir, err)
           && outfile_place(&o->manifest, err) && directory_sync(dir, err);
}

/* Nothing can fail any more: what had the names does not come back. */
static void settle_files(struct production *p, struct rest_of_them *o)
{
    for (size_t i = 0; i < p->sets; i++)
        for (int f = 0; f < SOORTEN; f++)
            if (p->set[i].name[f][0])
                outfile_settle(&p->set[i].file[f]);
    for (int f = 0; f < 2; f++)
        if (p->request->brief)
            outfile_settle(&o->verzending[f]);
    outfile_settle(&o->html);
    outfile_settle(&o->xlsx);
    outfile_settle(&o->manifest);
}

static void sum_up_result(const struct production *p, struct spiegel_result *result)
{
    const struct compilation *s = &p->compilation;
    *result = (struct spiegel_result){.aanbieders = s->n, .rapporten = p->sets, .achtergehouden = p->achtergehouden,
                                      .answered = p->answered};
    for (size_t i = 0; i < p->sets; i++) {
        const struct rapport *r = &s->rapport[p->set[i].rapport];
        result->verdict[r->verdict]++;
        result->without_language += !p->set[i].has_language;
        result->bevindingen += r->bevindingen;
        if (p->set[i].name[BRIEF][0]) {
            result->brieven++;
            result->without_adres += !p->request->adressen || !adres_of(p->request->adressen, r->agb);
        }
    }
    result->toekomst = s->about.toekomst;
    result->loopt = s->about.kwartaal_loopt;
    result->no_keten = result->no_findings = true;
    for (size_t i = 0; i < s->n; i++) {
        const struct kwartaalcijfer *now = rapport_now(&s->rapport[i]);
        result->no_keten &= now->n + (uint64_t)now->n_ongedekt == 0;
        result->no_findings &= now->y + (uint64_t)now->s + now->info + now->beslist == 0;
    }
    for (size_t a = 0; a < p->request->agbs; a++) {
        bool known = false;
        for (size_t i = 0; i < s->n && !known; i++)
            known = s->rapport[i].agb == p->request->agb[a];
        result->unknown += !known;
    }
}

/* A letter cannot ask for an answer before it was written. */
static bool check_until(const struct production *p, struct error *err)
{
    char until[DAY_TEXT + 1];
    day_print(p->compilation.about.antwoord_voor, until);
    return !p->request->brief || p->compilation.about.antwoord_voor >= p->request->vandaag
           || error_set(err, STATUS_USAGE,
                        "answers would be asked by %s, before today, the day of the letters: give --answer-by", until);
}

bool spiegel_make(const struct spiegel_request *request, struct spiegel_result *result, struct error *err)
{
    struct production p = {.request = request, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct rest_of_them rest_of_them = {OUTFILE_NONE, OUTFILE_NONE, OUTFILE_NONE, {OUTFILE_NONE, OUTFILE_NONE}};
    progress_begin(request->progress, PHASE_DETECTING);
    bool ok = compilation_open(&p.compilation, request->store, request->kwartaal, request->antwoord_voor,
                               request->threads, request->progress, err);
    ok = ok && check_until(&p, err);
    if (ok) {
        if (request->afzender)
            p.compilation.about.afzender = *request->afzender;
        choose_providers(&p);
        if (request->holdout.procent)
            hold_out(&p);
        progress_begin(request->progress, PHASE_REPORTS);
        request->progress->total = p.sets;
        ok = workers_run(request->threads, write_report_files, &p, err);
        if (ok)
            leave_out_answered(&p);
        ok = ok && write_others(&p, &rest_of_them, err) && publish(&p, &rest_of_them, err);
    }
    if (ok)
        sum_up_result(&p, result);
    ok = ok && db_integer(request->store->db, "SELECT coalesce(sum(waarde), 0) FROM stand"
                                              " WHERE soort = 'credits_waiting'", &result->credits_waiting, err)
         && (!request->holdout.procent || keep_round(&p, err));
    if (ok)
        settle_files(&p, &rest_of_them);
    for (size_t i = 0; i < p.sets; i++)
        for (int f = 0; f < SOORTEN; f++)
            outfile_release(&p.set[i].file[f]);
    outfile_release(&rest_of_them.html);
    outfile_release(&rest_of_them.xlsx);
    outfile_release(&rest_of_them.manifest);
    for (int f = 0; f < 2; f++)
        outfile_release(&rest_of_them.verzending[f]);
    free(p.set);
    free(p.deelnemer);
    compilation_close(&p.compilation);
    return ok;
}
