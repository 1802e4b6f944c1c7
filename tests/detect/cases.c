/* cases.c - see cases.h. */
#include "detect/cases.h"

#include <stdio.h>

day on(const char *iso)
{
    day d = 0;
    if (day_parse(text_of(iso), DAY_ISO, &d) != DAY_OK)
        ck_abort_msg("%s is no day", iso);
    return d;
}

void add_line(struct dossier *dossier, struct arena *arena, const char *from, size_t n)
{
    struct line line = {
        .patient = TEXT("P"), .uzovi = 3332, .aantal = 1, .bedrag_cent = 100, .prestatiecode = TEXT("")};
    struct text rest = {arena_copy(arena, from, n), n}, word;
    for (int i = 0; text_word(&rest, &word); i++) {
        const char *equals = memchr(word.at, '=', word.n);
        char value[32] = "";
        if (equals)
            snprintf(value, sizeof value, "%.*s", (int)(word.at + word.n - equals) - 1, equals + 1);
        uint32_t number = (uint32_t)strtoul(value, NULL, 10);
        if (i == 0) {
            line.referentie = word;
            line.agb_declarant = word.at[0] == 'K' ? 53010001 : 1000001;
        } else if (i == 1) {
            unsigned lijst = 0, product = 0;
            char code[13] = "";
            if (sscanf(word.at, "%u/%12[A-Z0-9]/%u", &lijst, code, &product) < 2)
                ck_abort_msg("'%.*s' is no line", (int)n, from);
            line.lijst = (uint16_t)lijst;
            line.zorgproduct = product;
            line.prestatiecode = (struct text){arena_copy(arena, code, strlen(code)), strlen(code)};
        } else if (i == 2) {
            snprintf(value, sizeof value, "%.10s", word.at);
            line.period.first = line.period.last = on(value);
            if (word.n > 12) {
                snprintf(value, sizeof value, "%.10s", word.at + 12);
                line.period.last = on(value);
            }
        } else if (strncmp(word.at, "agb=", 4) == 0)
            line.agb_declarant = number;
        else if (strncmp(word.at, "uit=", 4) == 0)
            line.agb_uitvoerder = number;
        else if (strncmp(word.at, "spec=", 5) == 0)
            line.specialisme = (uint16_t)number;
        else if (strncmp(word.at, "vd=", 3) == 0)
            line.verwijsdiagnose = number;
        else if (strncmp(word.at, "uzovi=", 6) == 0)
            line.uzovi = (uint16_t)number;
        else if (strncmp(word.at, "cent=", 5) == 0)
            line.bedrag_cent = (int64_t)strtoll(value, NULL, 10);
        else if (strncmp(word.at, "n=", 2) == 0)
            line.aantal = number;
        else if (strncmp(word.at, "dx=", 3) == 0)
            line.diagnosecode = (struct text){equals + 1, word.n - 3};
        else if (strncmp(word.at, "vorig=", 6) == 0) {
            line.vorig = (struct text){equals + 1, word.n - 6};
            line.credit = true;
        } else if (text_equal(word, TEXT("C")))
            line.credit = true;
        else
            ck_abort_msg("the test says '%.*s'", (int)word.n, word.at);
    }
    dossier_add(dossier, &line, TEXT(""), true);
}

void add_lines(struct dossier *dossier, struct arena *arena, const char *lines)
{
    for (const char *at = lines; *at;) {
        size_t length = strcspn(at, ";");
        add_line(dossier, arena, at, length);
        at += length + (at[length] == ';');
    }
}

static void show(const struct outcome *outcome, enum what what, struct buf *out)
{
    char a[DAY_TEXT + 1], b[DAY_TEXT + 1], c[DAY_TEXT + 1], d[DAY_TEXT + 1];
#define T(text) (int)(text).n, (text).at
    for (size_t i = 0; i < outcome->n; i++) {
        const struct bevinding *f = &outcome->bevinding[i];
        buf_printf(out, "%s%.*s>%.*s ", i ? ", " : "", T(f->keten.referentie), T(f->conflict.referentie));
        day_print(f->keten_periode.first, a);
        day_print(f->keten_periode.last, b);
        day_print(f->overlap.first, c);
        day_print(f->overlap.last, d);
        if (what == GRADES)
            buf_printf(out, "%s(%.*s) %.*s", zekerheid_name[f->zekerheid], T(f->redenen), T(f->regels));
        else if (what == PERIODS)
            buf_printf(out, "%s..%s %s..%s", a, b, c, d);
        else if (what == SUMS)
            buf_printf(out, "%s(%.*s) %.*s %s %lld", zekerheid_name[f->zekerheid], T(f->redenen), T(f->regels),
                       regel_soort_name[f->soort], (long long)f->verhaal_bedrag_cent);
        else
            buf_printf(out, "%.*s %.*s %s %s %lld", T(f->programma), T(f->tabel), categorie_name[f->categorie],
                       verhaal_name[f->verhaal], (long long)f->verhaal_bedrag_cent);
    }
#undef T
}

void looked_open(struct looked *l, const struct given_with *with)
{
    *l = (struct looked){.detector = NULL};
    small_rules_and_relations(&l->rules, with->given.rules, with->given.contracts, with->relaties, with->extend);
    totals_init(&l->totals, &l->rules);
    l->detector = detector_new(&l->rules);
    add_lines(&l->dossier, &l->arena, with->given.lines);
}

void look(struct looked *l, int sign)
{
    detect_patient(l->detector, l->dossier.line, NULL, l->dossier.n, sign, &l->outcome, &l->totals);
}

void looked_release(struct looked *l)
{
    detector_free(l->detector);
    totals_release(&l->totals);
    outcome_release(&l->outcome);
    dossier_release(&l->dossier);
    ruleset_release(&l->rules);
    arena_release(&l->arena);
}

static void check_case(const struct given_with *with, enum what what)
{
    struct looked l;
    struct buf got = {0};
    const struct given *given = &with->given;
    looked_open(&l, with);
    look(&l, 1);
    show(&l.outcome, what, &got);
    check_text(given->reason, (struct text){got.at, got.n}, text_of(given->findings));
    int64_t found = l.totals.findings[SIGNAAL] + l.totals.findings[WAARSCHIJNLIJK] + l.totals.findings[VAST];
    if (found != (int64_t)l.outcome.n)
        ck_abort_msg("%s: %lld findings are counted", given->reason, (long long)found);
    looked_release(&l);
    buf_release(&got);
}

void check_cases(const struct given *given, size_t n, enum what what)
{
    for (size_t i = 0; i < n; i++)
        check_case(&(struct given_with){given[i], NULL, false}, what);
}

void check_cases_with(const struct given_with *with, size_t n, enum what what)
{
    for (size_t i = 0; i < n; i++)
        check_case(&with[i], what);
}
