/* fuzz.c - see fuzz.h. */
#include "fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "detect/detect.h"
#include "rules/lint.h"
#include "rules/table_diff.h"

void fuzz_failed(const char *file, int line, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "%s:%d: ", file, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}

bool must_tell(bool ok, struct error *err)
{
    MUST(ok == (err->status == STATUS_DONE), "returned %d with status %d: %s", ok, err->status, err->text);
    MUST(ok || err->text[0], "status %d without a message", err->status);
    *err = (struct error){0};
    return ok;
}

static char folder[512];

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_dir(void)
{
    const char *base = getenv("TMPDIR");
    if (!folder[0]) {
        snprintf(folder, sizeof folder, "%s/dubbelloop-fuzz-XXXXXX", base && base[0] ? base : "/tmp");
        MUST(mkdtemp(folder), "%s cannot be made", folder);
        atexit(remove_folder);
    }
    return folder;
}

char *fuzz_file(const char *name, const void *from, size_t n)
{
    char *path = xprintf("%s/%s", fuzz_dir(), name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    MUST(fd >= 0 && (n == 0 || write(fd, from, n) == (ssize_t)n) && close(fd) == 0, "%s cannot be written", path);
    return path;
}

/* So many rows of a file. */
static size_t rows_of(struct text content, size_t rows)
{
    size_t n = 0;
    for (const char *lf; rows && (lf = memchr(content.at + n, '\n', content.n - n)) != NULL; rows--)
        n = (size_t)(lf - content.at) + 1;
    return n;
}

const char *fuzz_tables(void)
{
    static char *tables;
    enum { HEADER_AND_RULES = 13, ALL = 1000000 };
    static const char *const whole[] = {"programmas.csv", "tabellen.csv",         "codesets.csv",
                                        "algemeen.csv",   "diagnosegroepen.csv", "letop.csv"};
    if (tables)
        return tables;
    struct table_files files;
    struct error err = {0};
    MUST(must_tell(table_files_read(&files, NULL, &err), &err), "the tables cannot be read");
    tables = xprintf("%s/tabellen", fuzz_dir());
    MUST(mkdir(tables, 0700) == 0, "no folder for tables");
    for (size_t i = 0; i < files.n; i++) {
        const struct table_file *file = &files.file[i];
        size_t rows = HEADER_AND_RULES;
        for (size_t k = 0; k < sizeof whole / sizeof *whole; k++)
            rows = strcmp(file->name, whole[k]) == 0 ? ALL : rows;
        char *name = xprintf("tabellen/%s", file->name);
        free(fuzz_file(name, file->content, rows_of((struct text){file->content, file->n}, rows)));
        free(name);
    }
    table_files_release(&files);
    return tables;
}

bool fuzz_is_replay(void)
{
    return LLVMFuzzerMutate == NULL;
}

unsigned fuzz_choice(const uint8_t *data, size_t size)
{
    unsigned hash = 2166136261U; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * 16777619U;
    return hash >> 8;
}

/* The next line of `rest`, without its LF. */
static bool split_line_off(struct text *rest, struct text *line)
{
    if (rest->n == 0)
        return false;
    const char *lf = memchr(rest->at, '\n', rest->n);
    *line = (struct text){rest->at, lf ? (size_t)(lf - rest->at) : rest->n};
    rest->at += line->n + (lf != NULL);
    rest->n -= line->n + (lf != NULL);
    return true;
}

static bool is_heading(struct text line)
{
    return line.n >= 3 && memcmp(line.at, "== ", 3) == 0;
}

bool section_next(struct text *rest, struct section *section)
{
    struct text before = *rest, line;
    *section = (struct section){.content = {rest->at, 0}};
    if (!split_line_off(rest, &line))
        return false;
    if (is_heading(line))
        *section = (struct section){{line.at + 3, line.n - 3}, {rest->at, 0}};
    else
        *rest = before;
    while (before = *rest, split_line_off(rest, &line))
        if (is_heading(line)) {
            *rest = before;
            break;
        }
    section->content.n = (size_t)(rest->at - section->content.at);
    return true;
}

struct reading_options options_take(struct text *rest)
{
    static char words[] = "NULL - x"; /* nobody releases this profile */
    struct reading_options options = {.profile = PROFILE_CANONICAL};
    struct text line;
    if (rest->n == 0 || rest->at[0] != '#' || !split_line_off(rest, &line))
        return options;
    struct profile *profile = &options.profile;
    for (size_t i = 1; i < line.n; i++)
        switch (line.at[i]) {
        case 'o': options.opaque = true; break;
        case 'R': options.repeat = true; break;
        case 'm': options.few_rejects = true; break;
        case ';': profile->delimiter = ';'; break;
        case '|': profile->delimiter = '|'; break;
        case 't': profile->delimiter = '\t'; break;
        case '\'': profile->quote = '\''; break;
        case 'w': profile->encoding = ENCODING_CP1252; break;
        case 'l': profile->encoding = ENCODING_LATIN1; break;
        case 'k': profile->decimal = DECIMAL_KOMMA; break;
        case 'p': profile->decimal = DECIMAL_PUNT; break;
        case 'e': profile->few_decimals = true; break;
        case 'T': profile->with_time = true; break;
        case 'n': profile->empty[COLUMNS] = words; break;
        case 'd': profile->date = DAY_DMY; break;
        case 'y': profile->date = DAY_YMD; break;
        default: break;
        }
    return options;
}

void repeat_lines(struct text content, struct buf *out)
{
    enum { ENOUGH = 300000 };
    struct text lines = content, header;
    buf_add(out, content.at, content.n);
    if (!split_line_off(&lines, &header) || lines.n < 2)
        return;
    if (out->at[out->n - 1] != '\n')
        buf_add(out, "\n", 1);
    while (out->n < ENOUGH)
        buf_add(out, lines.at, lines.n);
}

const struct ruleset *rules_of_all_lines(void)
{
    static struct ruleset rules;
    static bool made;
    if (made)
        return &rules;
    struct table_files files;
    struct error err = {0};
    struct problems problems = {0};
    struct buf rows = {0};
    must_tell(table_files_read(&files, NULL, &err), &err);
    for (size_t i = 0; i < files.n; i++)
        if (strcmp(files.file[i].name, "algemeen.csv") == 0) {
            buf_add(&rows, files.file[i].content, files.file[i].n);
            /* A code has 1 to 12 digits and capitals, and a range has codes of one length;
             * one of digits only has no zeros in front. */
            for (int n = 1; n <= PRESTATIECODE_MAX; n++)
                buf_printf(&rows,
                           "ALLES-%d,,DM2,consult,,,%.*s,%.*s,,,,,,,,,elk,,0,0,vast,conflict,1990-01-01,,actief,alles,"
                           "proef,interpretatie\n",
                           n, n, n == 1 ? "0" : &"00000000000A"[PRESTATIECODE_MAX - n], n, "ZZZZZZZZZZZZ");
            free(files.file[i].content);
            files.file[i].content = rows.at;
            files.file[i].n = rows.n;
        }
    ruleset_load(&rules, &(struct rule_input){.files = &files}, &problems);
    MUST(problems.count == 0, "%.*s", (int)problems.n, problems.text);
    table_files_release(&files);
    made = true;
    return &rules;
}

static bool count_one(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    uint64_t *lines = ctx;
    (void)worker;
    (void)line;
    (void)raw;
    (void)err;
    ++*lines;
    return true;
}

bool count_lines(const char *path, const struct profile *profile, bool opaque, struct bestand *bestand, uint64_t *lines)
{
    struct progress progress = {.done = 0};
    struct error err = {0};
    *lines = 0;
    *bestand = (struct bestand){.path = path, .naam = xstrdup("export.csv"), .id = 1};
    struct ingest ingest = {.rules = rules_of_all_lines(),
                            .profile = profile,
                            .opaque = opaque,
                            .max_rejects = {100, true},
                            .limits = INPUT_NO_LIMITS,
                            .temp_dir = fuzz_dir(),
                            .threads = 1,
                            .bestand = bestand,
                            .bestanden = 1,
                            .progress = &progress,
                            .sink = count_one,
                            .ctx = lines};
    return must_tell(ingest_files(&ingest, &err), &err);
}

/* Lines that the rules are about, of one patient: a keten line of each programme row and of each contract, and what
 * each rule calls a conflict. */
struct rule_lines {
    struct line *line;
    size_t n, cap;
    struct arena arena;
};

static struct line *add_line(struct rule_lines *lines, const struct code *code, day first)
{
    ARRAY_ROOM(lines->line, lines->n, lines->cap);
    char number[24];
    int n = snprintf(number, sizeof number, "%zu", lines->n);
    struct line *line = &lines->line[lines->n++];
    first = first < DAY_FIRST ? DAY_FIRST : first > DAY_LAST - 100 ? DAY_LAST - 100 : first;
    *line = (struct line){.patient = TEXT("999990019"),
                          .prestatiecode = code->n ? (struct text){arena_copy(&lines->arena, code->at, code->n), code->n}
                                                   : TEXT("0"),
                          .referentie = {arena_copy(&lines->arena, number, (size_t)n), (size_t)n},
                          .uzovi = 3332,
                          .agb_declarant = 53000000 + (uint32_t)(lines->n % 3),
                          .aantal = 1,
                          .period = {first, first + (day)(lines->n % 100)},
                          .bedrag_cent = 1000 + (int64_t)lines->n,
                          .bestand = 1,
                          .regelnr = lines->n + 1};
    return line;
}

static void make_lines(const struct ruleset *rules, struct rule_lines *lines)
{
    enum { ENOUGH = 20 };
    for (size_t i = 0; i < rules->programma_rijen && i < ENOUGH; i++) {
        const struct programma_rij *rij = &rules->programma_rij[i];
        struct line *line = add_line(lines, &rij->van, rij->geldig.from);
        line->lijst = rij->lijsten.n ? (uint16_t)rij->lijsten.at[0] : 0;
    }
    for (size_t i = 0; i < rules->contracten && i < ENOUGH; i++) {
        const struct contract_rij *rij = &rules->contract[i];
        struct line *line = add_line(lines,
                                     rij->code.n || !rules->programma_rijen ? &rij->code : &rules->programma_rij[0].van,
                                     rij->geldig.from);
        line->uzovi = rij->uzovi;
        line->agb_declarant = rij->agb_declarant;
    }
    /* The first rules and the last: those of the program come between what an input brings. */
    for (size_t k = 0; k < rules->regels && k < ENOUGH; k++) {
        size_t i = k % 2 ? rules->regels - 1 - k / 2 : k / 2;
        const struct regel *regel = &rules->regel[i];
        const struct tabel *tabel = &rules->tabel[regel->tabel];
        struct line *line = add_line(lines,
                                     regel->codeset && regel->codeset->n ? &regel->codeset->code[0].code : &regel->van,
                                     regel->geldig.from);
        if (tabel->uzovi.n)
            line->uzovi = (uint16_t)tabel->uzovi.at[0];
        line->lijst = regel->lijsten.n ? (uint16_t)regel->lijsten.at[0] : 0;
        line->specialisme = regel->specialismen.n ? (uint16_t)regel->specialismen.at[0] : 0;
        line->verwijsdiagnose = regel->verwijsdiagnoses.n ? regel->verwijsdiagnoses.at[0] : 0;
        if (regel->zorgsoorten.n)
            line->agb_uitvoerder = regel->zorgsoorten.at[0] * 1000000;
        if (regel->zorgproduct_divisor)
            line->zorgproduct = regel->zorgproduct * regel->zorgproduct_divisor;
        if (regel->betreft && regel->betreft->n && regel->betreft->icpc[0].n <= DIAGNOSECODE_MAX)
            line->diagnosecode = regel->betreft->icpc[0];
        /* A keten line of that insurer on the same day. */
        if (rules->programma_rijen) {
            struct line *keten = add_line(lines, &rules->programma_rij[i % rules->programma_rijen].van,
                                          regel->geldig.from);
            keten->uzovi = lines->line[lines->n - 2].uzovi;
        }
    }
}

static int by_identity(const void *a, const void *b)
{
    return line_compare_identity(a, b);
}

static const struct line *rule_line_of(const struct rule_lines *lines, const struct bevinding_kant *kant)
{
    for (size_t i = 0; i < lines->n; i++)
        if (lines->line[i].agb_declarant == kant->agb && text_equal(lines->line[i].referentie, kant->referentie))
            return &lines->line[i];
    return NULL;
}

/* The findings are in order and each once, the rules name them, and looking at the pair alone says the same. */
static void look_at_outcome(const struct ruleset *rules, struct detector *detector, const struct rule_lines *lines,
                            const struct outcome *outcome)
{
    /* A pair costs as much as the patient; a few of them will do. */
    for (size_t i = 0, step = 1 + outcome->n / 20; i < outcome->n; i += step) {
        const struct bevinding *b = &outcome->bevinding[i];
        const struct regel *leads = ruleset_regel(rules, b->leidende_regel);
        const struct line *keten = rule_line_of(lines, &b->keten),
                          *conflict = bevinding_is_paar(b) ? rule_line_of(lines, &b->conflict) : NULL;
        struct seen_finding pair;
        MUST(i == 0 || bevinding_compare(&outcome->bevinding[i - 1], b) < 0, "the findings are not in order");
        MUST(leads && leads->actief, "a finding by a rule that is not active: %.*s", (int)b->leidende_regel.n,
             b->leidende_regel.at);
        MUST(keten && keten != conflict && !conflict == !bevinding_is_paar(b), "a finding without its lines");
        detect_finding(detector, lines->line, NULL, lines->n, keten, conflict, &pair);
        MUST(pair.hits > 0, "finding %s is none when the pair is looked at alone", b->id);
        enum zekerheid best = SIGNAAL;
        for (size_t h = 0; h < pair.hits; h++) {
            best = pair.hit[h].zekerheid > best ? pair.hit[h].zekerheid : best;
            MUST(pair.hit[h].voorrang != VOORRANG_LEIDT || pair.hit[h].regel == leads,
                 "finding %s has another leading rule", b->id);
        }
        MUST(best == b->zekerheid, "finding %s has another grade when the pair is looked at alone", b->id);
        MUST(b->overlap.first <= b->overlap.last, "finding %s without an overlap", b->id);
    }
}

void use_rules(const struct ruleset *rules, const struct table_files *files)
{
    struct problems warnings = {0};
    struct regel_gebruik *gebruik = xcalloc(rules->regels + 1, sizeof *gebruik);
    ruleset_lint(rules, files, 12000, TAAL_NEDERLANDS, &warnings);
    ruleset_lint_use(rules, gebruik, &(const struct numbers){0}, &warnings);
    MUST(warnings.n == 0 || warnings.text[warnings.n - 1] == '\n', "a warning without a line end");
    problems_release(&warnings);
    free(gebruik);

    struct table_diff diff = {0};
    table_diff_make(&diff, rules, rules);
    MUST(diff.n == 0, "rules differ from themselves");
    table_diff_release(&diff);

    struct rule_lines lines = {0};
    make_lines(rules, &lines);
    if (lines.n)
        qsort(lines.line, lines.n, sizeof *lines.line, by_identity);
    struct detector *detector = detector_new(rules);
    struct outcome outcome = {0};
    struct totals totals;
    totals_init(&totals, rules);
    detect_patient(detector, lines.line, NULL, lines.n, 1, &outcome, &totals);
    look_at_outcome(rules, detector, &lines, &outcome);
    MUST(totals.findings[SIGNAAL] + totals.findings[WAARSCHIJNLIJK] + totals.findings[VAST] == (int64_t)outcome.n,
         "the totals are not those of the findings");
    outcome_clear(&outcome);
    /* What is taken off again leaves nothing. */
    detect_patient(detector, lines.line, NULL, lines.n, -1, &outcome, &totals);
    for (int z = 0; z < ZEKERHEDEN; z++)
        MUST(totals.findings[z] == 0 && totals.findings_cent[z] == 0 && totals.net_cent[z] == 0,
             "totals are left of nothing");
    totals_release(&totals);
    outcome_release(&outcome);
    detector_free(detector);
    free(lines.line);
    arena_release(&lines.arena);
}
