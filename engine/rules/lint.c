/* lint.c - see lint.h. One function a warning, in the order in which they come out; each looks at the rows once or at
 * all pairs of rows of one table, which are dozens. */
#include "rules/lint.h"

#include <stdarg.h>

#include "rules/keten.h"

struct lint {
    const struct ruleset *rules;
    const struct table_files *files;
    day today;
    enum taal taal;
    struct problems *warnings;
};

#define SHOWN(text) (int)(text).n, (text).at

/* Both take the same values in the same order. */
static void remark(const struct lint *lint, const char *file, size_t line, const char *english, const char *dutch, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
static void remark(const struct lint *lint, const char *file, size_t line, const char *english, const char *dutch, ...)
{
    va_list values;
    va_start(values, dutch);
    problem_add_list(lint->warnings, file, line, lint->taal == TAAL_NEDERLANDS ? dutch : english, values);
    va_end(values);
}

static bool is_empty(struct validity v)
{
    return v.from >= v.until;
}

static bool overlap(struct validity a, struct validity b)
{
    return !is_empty(a) && !is_empty(b) && a.from < b.until && b.from < a.until;
}

/* The first day from `d` on by which a table can be chosen: that of a quarter. */
static day first_choice(day d)
{
    return quarter_first(d) == d ? d : quarter_last(d) + 1;
}

/* tabellen.csv */

/* The table that follows `tabel` for this insurer; NULL: none. */
static const struct tabel *next_of(const struct ruleset *rules, const struct tabel *tabel, uint32_t uzovi)
{
    const struct tabel *next = NULL;
    for (size_t t = 0; t < rules->tabellen; t++) {
        const struct tabel *other = &rules->tabel[t];
        if (other != tabel && !is_empty(other->geldig) && numbers_have(&other->uzovi, uzovi)
            && other->geldig.from >= tabel->geldig.until && (!next || other->geldig.from < next->geldig.from))
            next = other;
    }
    return next;
}

static void add_uzovi(struct buf *list, uint32_t uzovi)
{
    buf_printf(list, "%s%04u", list->n ? " " : "", uzovi);
}

/* Two tables that overlap for an insurer are an error already;
 * a quarter that begins between two of them is not covered. */
static void gaps(struct lint *lint)
{
    for (size_t t = 0; t < lint->rules->tabellen; t++) {
        const struct tabel *tabel = &lint->rules->tabel[t];
        for (size_t i = 0; i < tabel->uzovi.n && !is_empty(tabel->geldig); i++) {
            const struct tabel *next = next_of(lint->rules, tabel, tabel->uzovi.at[i]);
            char until[DAY_TEXT + 1], from[DAY_TEXT + 1];
            if (!next || first_choice(tabel->geldig.until) >= next->geldig.from)
                continue;
            day_print(tabel->geldig.until, until);
            day_print(next->geldig.from, from);
            remark(lint, "tabellen.csv", next->line,
                   "insurer %04u has no table from %s (end of %.*s) up to %s: keten lines of those quarters are "
                   "not checked; move an end, or add a table",
                   "verzekeraar %04u heeft geen tabel van %s (einde van %.*s) tot %s: ketenregels van die "
                   "kwartalen worden niet gecontroleerd; verleg een einde, of voeg een tabel toe",
                   tabel->uzovi.at[i], until, SHOWN(tabel->naam), from);
        }
    }
}

static void odd_begins(struct lint *lint)
{
    for (size_t t = 0; t < lint->rules->tabellen; t++) {
        const struct tabel *tabel = &lint->rules->tabel[t];
        char from[DAY_TEXT + 1], quarter[7];
        if (is_empty(tabel->geldig) || quarter_first(tabel->geldig.from) == tabel->geldig.from)
            continue;
        day_print(tabel->geldig.from, from);
        quarter_print(tabel->geldig.from, quarter);
        remark(lint, "tabellen.csv", tabel->line,
               "%.*s begins on %s, inside a quarter: it is not used for %s; give the first day of a quarter",
               "%.*s begint op %s, binnen een kwartaal: zij wordt niet gebruikt voor %s; "
               "geef de eerste dag van een kwartaal",
               SHOWN(tabel->naam), from, quarter);
    }
}

/* The table of an insurer that ends last. */
static const struct tabel *last_tabel(const struct ruleset *rules, uint32_t uzovi)
{
    const struct tabel *last = NULL;
    for (size_t t = 0; t < rules->tabellen; t++)
        if (numbers_have(&rules->tabel[t].uzovi, uzovi) && (!last || rules->tabel[t].geldig.until > last->geldig.until))
            last = &rules->tabel[t];
    return last;
}

static void without_table_today(struct lint *lint)
{
    char today[DAY_TEXT + 1], until[DAY_TEXT + 1];
    day d = quarter_first(lint->today);
    day_print(d, today);
    for (size_t t = 0; t < lint->rules->tabellen; t++) {
        const struct tabel *tabel = &lint->rules->tabel[t];
        struct buf uzovi = {0};
        for (size_t i = 0; i < tabel->uzovi.n; i++)
            if (last_tabel(lint->rules, tabel->uzovi.at[i]) == tabel
                && tabel_of(lint->rules, (uint16_t)tabel->uzovi.at[i], d) == GEEN_TABEL)
                add_uzovi(&uzovi, tabel->uzovi.at[i]);
        if (uzovi.n && tabel->geldig.until <= d) {
            day_print(tabel->geldig.until, until);
            remark(lint, "tabellen.csv", tabel->line,
                   "no table for %s on %s: %.*s, the last one, ended on %s; "
                   "add the new contract's, or give --extend-tables",
                   "geen tabel voor %s op %s: %.*s, de laatste, eindigde op %s; "
                   "voeg die van het nieuwe contract toe, of geef --extend-tables",
                   buf_string(&uzovi), today, SHOWN(tabel->naam), until);
        } else if (uzovi.n)
            remark(lint, "tabellen.csv", tabel->line,
                   "no table for %s on %s: %.*s begins later; add one for the time before it",
                   "geen tabel voor %s op %s: %.*s begint later; voeg er een toe voor de tijd ervoor",
                   buf_string(&uzovi), today, SHOWN(tabel->naam));
        buf_release(&uzovi);
    }
}

/* Rows of every file */

static void without_source(struct lint *lint)
{
    for (size_t s = 0; s < lint->rules->sources; s++) {
        const struct rule_source *source = &lint->rules->source[s];
        for (size_t c = 0; c < source->columns; c++)
            for (size_t i = 0; i < source->table.n && strcmp(source->column[c].name, "bron") == 0; i++)
                if (source->table.row[i].value[c].n == 0)
                    remark(lint, source->file, source->table.row[i].line,
                           "bron is empty: write where the row comes from (document, section, row)",
                           "bron is leeg: schrijf waar de rij vandaan komt (document, paragraaf, rij)");
    }
}

static void empty_interval(struct lint *lint, const char *file, size_t line, struct validity v)
{
    if (is_empty(v))
        remark(lint, file, line, "geldig_van is geldig_tot: the row is never valid; drop it, or give it an end",
               "geldig_van is geldig_tot: de rij geldt nooit; haal haar weg, of geef haar een einde");
}

static void empty_intervals(struct lint *lint, const char *contracts)
{
    const struct ruleset *rules = lint->rules;
    for (size_t i = 0; i < rules->programma_rijen; i++)
        empty_interval(lint, "programmas.csv", rules->programma_rij[i].line, rules->programma_rij[i].geldig);
    for (size_t i = 0; i < rules->tabellen; i++)
        empty_interval(lint, "tabellen.csv", rules->tabel[i].line, rules->tabel[i].geldig);
    for (size_t i = 0; i < rules->regels; i++)
        empty_interval(lint, rules->regel[i].file, rules->regel[i].line, rules->regel[i].geldig);
    for (size_t i = 0; i < rules->contracten; i++)
        empty_interval(lint, contracts, rules->contract[i].line, rules->contract[i].geldig);
    for (size_t i = 0; i < rules->relaties; i++)
        empty_interval(lint, ruleset_relatie_source(rules)->file, rules->relatie[i].line, rules->relatie[i].geldig);
}

static void unnamed_files(struct lint *lint)
{
    for (size_t i = 0; i < lint->files->n; i++)
        if (!ruleset_uses(lint->rules, lint->files->file[i].name))
            remark(lint, lint->files->file[i].name, 0,
                   "tabellen.csv has no row for this file: it is not read; add the row, or take the file away",
                   "tabellen.csv heeft geen rij voor dit bestand: het wordt niet gelezen; "
                   "voeg de rij toe, of haal het bestand weg");
}

/* Rules */

static void concepts(struct lint *lint)
{
    for (size_t i = 0; i < lint->rules->regels; i++) {
        const struct regel *regel = &lint->rules->regel[i];
        if (!regel->actief)
            remark(lint, regel->file, regel->line,
                   "%.*s is a concept and never hits: give it its codes and make it actief",
                   "%.*s is een concept en raakt nooit: geef haar codes en maak haar actief", SHOWN(regel->id));
        else if (!regel_can_hit(regel))
            remark(lint, regel->file, regel->line,
                   "%.*s has none of code_van, codeset, zorgproduct, specialisme, zorgsoort and matches nothing: "
                   "give it one, or make it concept",
                   "%.*s heeft geen code_van, codeset, zorgproduct, specialisme of zorgsoort en raakt niets: "
                   "geef haar er een, of maak haar concept",
                   SHOWN(regel->id));
    }
}

static void outside_table(struct lint *lint)
{
    for (size_t i = 0; i < lint->rules->regels; i++) {
        const struct regel *regel = &lint->rules->regel[i];
        const struct tabel *tabel = &lint->rules->tabel[regel->tabel];
        if (!is_empty(regel->geldig) && !is_empty(tabel->geldig) && !overlap(regel->geldig, tabel->geldig))
            remark(lint, regel->file, regel->line,
                   "%.*s is valid only outside the validity of its table: it never hits; "
                   "give it days of the table's",
                   "%.*s geldt alleen buiten de geldigheid van haar tabel: zij raakt nooit; "
                   "geef haar dagen van de tabel",
                   SHOWN(regel->id));
    }
}

static bool numbers_equal(const struct numbers *a, const struct numbers *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!numbers_have(b, a->at[i]))
            return false;
    return true;
}

static bool numbers_meet(const struct numbers *a, const struct numbers *b)
{
    if (a->n == 0 || b->n == 0)
        return true;
    for (size_t i = 0; i < a->n; i++)
        if (numbers_have(b, a->at[i]))
            return true;
    return false;
}

static bool ranges_meet(const struct code *van, const struct code *tm, const struct code *other_van,
                        const struct code *other_tm)
{
    return van->n && van->n == other_van->n && code_compare(van, other_tm) <= 0 && code_compare(other_van, tm) <= 0;
}

/* Whether some code of the rule lies in the range; any, when it names none. */
static bool codes_meet(const struct regel *regel, const struct code *van, const struct code *tm)
{
    if (!regel_has_code(regel))
        return true;
    if (!regel->codeset)
        return ranges_meet(&regel->van, &regel->tm, van, tm);
    for (size_t i = 0; i < regel->codeset->n; i++)
        if (code_in_range(&regel->codeset->code[i].code, van, tm))
            return true;
    return false;
}

static bool rule_codes_meet(const struct regel *a, const struct regel *b)
{
    if (!regel_has_code(a) || !regel_has_code(b))
        return true;
    if (!b->codeset)
        return codes_meet(a, &b->van, &b->tm);
    for (size_t i = 0; i < b->codeset->n; i++)
        if (codes_meet(a, &b->codeset->code[i].code, &b->codeset->code[i].code))
            return true;
    return false;
}

/* All that decides whether a match is a hit, and the columns of a match but list and code. */
static bool same_conditions(const struct regel *a, const struct regel *b)
{
    return a->soort == b->soort && a->programma == b->programma && a->conflict_programmas == b->conflict_programmas
           && a->max_dagen == b->max_dagen && a->zorgproduct == b->zorgproduct
           && a->zorgproduct_divisor == b->zorgproduct_divisor && numbers_equal(&a->specialismen, &b->specialismen)
           && numbers_equal(&a->zorgsoorten, &b->zorgsoorten)
           && numbers_equal(&a->verwijsdiagnoses, &b->verwijsdiagnoses) && a->betreft == b->betreft
           && a->voorwaarden == b->voorwaarden && a->overlap_start == b->overlap_start
           && a->gedoogkwartaal == b->gedoogkwartaal && a->eenmalig == b->eenmalig;
}

/* Whether a line can hit both. A narrow rule that is surer of its codes than a wide one is meant so:
 * the better grade counts. */
static bool rules_meet(const struct regel *a, const struct regel *b)
{
    if (a->zekerheid != b->zekerheid || !same_conditions(a, b) || !overlap(a->geldig, b->geldig))
        return false;
    if (!regel_has_selector(a) && !regel_has_selector(b))
        return regel_can_hit(a) && regel_can_hit(b);
    return regel_matches_something(a) && regel_matches_something(b) && numbers_meet(&a->lijsten, &b->lijsten)
           && rule_codes_meet(a, b);
}

static void overlapping_ranges(struct lint *lint)
{
    for (size_t b = 0; b < lint->rules->regels; b++)
        for (size_t a = 0; a < b; a++) {
            const struct regel *p = &lint->rules->regel[a], *q = &lint->rules->regel[b];
            if (p->tabel == q->tabel && p->actief && q->actief && rules_meet(p, q))
                remark(lint, q->file, q->line,
                       "%.*s and %.*s (line %zu) overlap: same programme, list and conditions, "
                       "and codes in common, so a line hits both; keep each code in one of them",
                       "%.*s en %.*s (regelnr %zu) overlappen: hetzelfde programma, dezelfde lijst en voorwaarden, "
                       "en codes in beide, zodat een declaratieregel beide raakt; "
                       "houd elke code in een van de twee",
                       SHOWN(q->id), SHOWN(p->id), p->line);
        }
}

/* Whether the rule excludes lines with a keten code of the programme: by a row of programmas.csv, or by a contract. */
static bool excludes(const struct ruleset *rules, const struct regel *regel, unsigned programma)
{
    if (!regel->actief || regel->soort != SOORT_PAAR || !regel_has_code(regel))
        return false;
    for (size_t i = 0; i < rules->programma_rijen; i++) {
        const struct programma_rij *rij = &rules->programma_rij[i];
        if (rij->programma == programma && rij->van.n && numbers_meet(&regel->lijsten, &rij->lijsten)
            && codes_meet(regel, &rij->van, &rij->tm))
            return true;
    }
    for (size_t i = 0; i < rules->contracten; i++)
        if (rules->contract[i].programma == programma && rules->contract[i].code.n
            && codes_meet(regel, &rules->contract[i].code, &rules->contract[i].code))
            return true;
    return false;
}

static bool excluded_back(const struct ruleset *rules, const struct regel *regel, unsigned programma)
{
    for (size_t i = 0; i < rules->regels; i++) {
        const struct regel *other = &rules->regel[i];
        if (other->tabel == regel->tabel && other->programma == programma && overlap(other->geldig, regel->geldig)
            && (excludes(rules, other, regel->programma)
                || (other->actief && other->conflict_programmas >> regel->programma & 1)))
            return true;
    }
    return false;
}

static void one_sided(struct lint *lint)
{
    const struct ruleset *rules = lint->rules;
    for (size_t i = 0; i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[i];
        for (unsigned p = 0; p < rules->programmas && regel->programma != ALLE_PROGRAMMAS; p++)
            if (p != regel->programma && excludes(rules, regel, p) && !excluded_back(rules, regel, p))
                remark(lint, regel->file, regel->line,
                       "%.*s: %.*s excludes the keten code of %.*s, which does not exclude that of %.*s; "
                       "add the rule of the other side, if the source has it",
                       "%.*s: %.*s sluit de ketencode van %.*s uit, en dat sluit die van %.*s niet uit; "
                       "voeg de regel van de andere kant toe, als de bron die heeft",
                       SHOWN(regel->id), SHOWN(rules->programma[regel->programma].naam),
                       SHOWN(rules->programma[p].naam), SHOWN(rules->programma[regel->programma].naam));
    }
}

/* Contracts */

/* Whether a rule asks for the condition, or one of soort contract for the promise. */
static bool is_asked(uint64_t asked, struct text word)
{
    int voorwaarde = voorwaarde_of(word);
    return voorwaarde == VOORWAARDE_VOLLEDIG || (voorwaarde >= 0 && asked >> voorwaarde & 1);
}

static void unasked_conditions(struct lint *lint, const char *contracts)
{
    const struct ruleset *rules = lint->rules;
    uint64_t asked = 0;
    for (size_t i = 0; i < rules->regels; i++)
        asked |= rules->regel[i].voorwaarden;
    for (size_t i = 0; i < rules->contracten; i++) {
        struct text rest = rules->contract[i].value[CONTRACT_VOORWAARDEN], word;
        while (text_word(&rest, &word))
            if (!is_asked(asked, word))
                remark(lint, contracts, rules->contract[i].line,
                       "no rule asks for the condition '%.*s': look for a typing error, or take it out",
                       "geen regel vraagt om de voorwaarde '%.*s': zoek een tikfout, of haal haar weg", SHOWN(word));
    }
}

static void unknown_insurers(struct lint *lint, const char *contracts)
{
    const struct ruleset *rules = lint->rules;
    for (size_t i = 0; i < rules->contracten; i++)
        if (!last_tabel(rules, rules->contract[i].uzovi))
            remark(lint, contracts, rules->contract[i].line,
                   "no table of tabellen.csv names insurer %04u: its keten lines are not checked; add it to one",
                   "geen tabel van tabellen.csv noemt verzekeraar %04u: zijn ketenregels worden niet "
                   "gecontroleerd; voeg hem aan een tabel toe",
                   rules->contract[i].uzovi);
}

void ruleset_lint(const struct ruleset *rules, const struct table_files *files, day today, enum taal taal,
                  struct problems *warnings)
{
    struct lint lint = {rules, files, today, taal, warnings};
    const char *contracts = rules->contracten ? ruleset_contract_source(rules)->file : NULL;
    gaps(&lint);
    odd_begins(&lint);
    without_table_today(&lint);
    unnamed_files(&lint);
    without_source(&lint);
    empty_intervals(&lint, contracts);
    concepts(&lint);
    outside_table(&lint);
    overlapping_ranges(&lint);
    one_sided(&lint);
    unasked_conditions(&lint, contracts);
    unknown_insurers(&lint, contracts);
}

/* Whether one of the insurers that a table names is there. */
static bool is_for_one_of(const struct tabel *tabel, const struct numbers *insurers)
{
    bool any = tabel->every_insurer;
    for (size_t i = 0; i < tabel->uzovi.n && !any; i++)
        any = numbers_have(insurers, tabel->uzovi.at[i]);
    return any;
}

void ruleset_lint_use(const struct ruleset *rules, const struct regel_gebruik *gebruik, const struct numbers *insurers,
                      struct problems *warnings)
{
    for (size_t i = 0; i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[i];
        if (!regel->actief || gebruik[i].bevindingen || !is_for_one_of(&rules->tabel[regel->tabel], insurers))
            continue;
        if (regel->programma == ALLE_PROGRAMMAS)
            problem_add(warnings, regel->file, regel->line, "%.*s makes no finding in this database", SHOWN(regel->id));
        else if (gebruik[i].lines == 0)
            problem_add(warnings, regel->file, regel->line,
                        "%.*s never hits: no stored line matches it; look at its codes, "
                        "and whether the exports have such lines",
                        SHOWN(regel->id));
        else
            problem_add(warnings, regel->file, regel->line,
                        "%.*s never hits: %llu stored line%s match%s it, none beside a keten line in a way that it "
                        "asks for; look at its programme, validity and conditions",
                        SHOWN(regel->id), (unsigned long long)gebruik[i].lines, gebruik[i].lines == 1 ? "" : "s",
                        gebruik[i].lines == 1 ? "es" : "");
    }
}
