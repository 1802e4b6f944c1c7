/* proof_single.c - of a finding of one line: what each rule looked for and did not find, or the sum that it made. See
 * proof_write.h. */
#include "detect/singles.h"
#include "report/line_csv.h"
#include "report/proof_write.h"

enum { RELATIONS_SHOWN = 100 };

/* The days in which the rule looks. */
static struct period looked_in(const struct keten *keten, const struct regel *regel)
{
    return regel->soort == SOORT_VEREIST ? keten_year(keten) : (struct period){keten->d, quarter_last(keten->d)};
}

static void write_contract_sought(struct proof *p, const struct roles *r)
{
    fieldf(p->pen, "gezocht",
           "een contractrij van uzovi %04u en declarant %08u voor programma %.*s, zonder prestatiecode of met %.*s",
           r->from->uzovi, r->from->agb_declarant, SHOWN(r->regel->value[R_PROGRAMMA]), SHOWN(r->from->prestatiecode));
    field(p->pen, "gevonden", TEXT("geen, en een rij zegt dat de contracten van deze declarant volledig zijn"));
}

static void write_tarief_sought(struct proof *p, const struct roles *r)
{
    const struct tarief tarief = tarief_of(&p->reproof.then.rules, &r->keten->keten, r->from, r->regel->programma);
    const long long cent = (long long)tarief.cent, bedrag = (long long)r->from->bedrag_cent;
    fieldf(p->pen, "gezocht",
           "het hoogste afgesproken tarief van de rijen die de prestatiecode noemen, "
           "of anders van die voor programma %.*s",
           SHOWN(r->regel->value[R_PROGRAMMA]));
    if (!tarief.rij)
        return;
    fieldf(p->pen, "gevonden", "de rij voor programma %.*s, prestatiecode %.*s, geldig van %.*s",
           SHOWN(tarief.rij->value[CONTRACT_PROGRAMMA]),
           SHOWN(tarief.rij->code.n ? tarief.rij->value[CONTRACT_CODE] : TEXT("(alle)")),
           SHOWN(tarief.rij->value[CONTRACT_GELDIG_VAN]));
    fieldf(p->pen, "tarief_cent", "%lld", (long long)tarief.rij->tarief_cent);
    fieldf(p->pen, "aantal", "%lld", (long long)tarief.aantal);
    fieldf(p->pen, "kwartalen", "%lld", (long long)tarief.kwartalen);
    fieldf(p->pen, "afgesproken_cent", "%lld", cent);
    fieldf(p->pen, "som", "%lld x %lld x %lld = %lld; gedeclareerd %lld, dus %lld te veel",
           (long long)tarief.rij->tarief_cent, (long long)tarief.aantal, (long long)tarief.kwartalen, cent, bedrag,
           bedrag - cent);
}

static void write_year_sought(struct proof *p, const struct roles *r)
{
    const struct text *row = r->regel->value;
    period_field(p->pen, "gezocht_in", looked_in(&r->keten->keten, r->regel));
    buf_printf(&p->words, "een andere regel van de patient die bij de rij past (%s %.*s)",
               row[R_CODESET].n ? "codeset" : "code", SHOWN(row[R_CODESET].n ? row[R_CODESET] : row[R_CODE_VAN]));
    if (row[R_VERWIJSDIAGNOSES].n || row[R_BETREFT].n)
        buf_printf(&p->words, ", zonder diagnose die %.*s%.*s tegenspreekt", SHOWN(row[R_BETREFT]),
                   SHOWN(row[R_VERWIJSDIAGNOSES]));
    buf_field(p->pen, "gezocht", &p->words);
    fieldf(p->pen, "gevonden", "geen; %.*s is afgesproken voor de laatste dag van dat jaar", SHOWN(row[R_VOORWAARDE]));
}

static size_t relations_to(const struct proof *p, const struct roles *r)
{
    const struct ruleset *rules = &p->reproof.then.rules;
    size_t n = 0;
    for (size_t i = 0; i < rules->relaties; i++)
        n += rules->relatie[i].naar_agb == r->from->agb_declarant
             && valid_on(rules->relatie[i].geldig, r->keten->keten.d);
    return n;
}

static void write_member_sought(struct proof *p, const struct roles *r)
{
    const size_t n = relations_to(p, r);
    period_field(p->pen, "gezocht_in", looked_in(&r->keten->keten, r->regel));
    fieldf(p->pen, "gezocht",
           "een inschrijving van de patient bij declarant %08u of bij een praktijk die lid van hem is",
           r->from->agb_declarant);
    fieldf(p->pen, "gevonden", "%s; %zu %s naar hem",
           r->hit->redenen & REDEN(INSCHRIJVING_ONBEKEND) ? "geen enkele inschrijving" : "alleen bij andere praktijken",
           n, n == 1 ? "relatie leidt" : "relaties leiden");
}

static void write_verboden_sought(struct proof *p, const struct roles *r)
{
    fieldf(p->pen, "gezocht", "een regel van programma %.*s: die mag niet (meer) worden gedeclareerd",
           SHOWN(r->regel->value[R_PROGRAMMA]));
    fieldf(p->pen, "gevonden", "regel %.*s", SHOWN(r->from->referentie));
}

static void write_rule_sought(struct proof *p, const struct roles *r)
{
    item(p->pen);
    field(p->pen, "regel", r->regel->id);
    field(p->pen, "soort", text_of(regel_soort_name[r->regel->soort]));
    switch (r->regel->soort) {
    case SOORT_VERBODEN:
        write_verboden_sought(p, r);
        break;
    case SOORT_CONTRACT:
        write_contract_sought(p, r);
        break;
    case SOORT_TARIEF:
        write_tarief_sought(p, r);
        break;
    case SOORT_VEREIST:
        write_year_sought(p, r);
        break;
    case SOORT_LID:
        write_member_sought(p, r);
        break;
    case SOORT_PAAR:
    case REGEL_SOORTEN:
        break;
    }
}

/* A line that was looked at, and why it is not what was looked for. */
static bool write_seen_line(struct proof *p, const struct roles *r, const struct line *line, struct error *err)
{
    static const enum column shown[] = {COL_AGB_DECLARANT,       COL_REFERENTIENUMMER, COL_PRESTATIECODELIJST,
                                        COL_PRESTATIECODE,       COL_BEGINDATUM,       COL_EINDDATUM,
                                        COL_VERWIJSDIAGNOSECODE, COL_DIAGNOSECODE,     COL_BEDRAG_CENT};
    char room[32];
    item(p->pen);
    field(p->pen, "voor_regel", r->regel->id);
    for (size_t c = 0; c < sizeof shown / sizeof *shown; c++)
        field(p->pen, column_name[shown[c]], line_value(line, shown[c], room));
    field(p->pen, "telt_niet_want",
          r->regel->soort == SOORT_LID
              ? TEXT("de praktijk leidt op de peildag niet naar de declarant van de ketenregel")
              : TEXT("de diagnose is er een van een andere aandoening"));
    return write_place(p, line->bestand, line->regelnr, err);
}

static bool looks_for_lines(const struct regel *regel)
{
    return regel->soort == SOORT_VEREIST || regel->soort == SOORT_LID;
}

/* The lines that vereist and lid looked at. */
static bool write_seen_lines(struct proof *p, struct error *err)
{
    const struct reproof *r = &p->reproof;
    bool *evidence = xcalloc(r->dossier.n, sizeof *evidence), ok = true, looks = false;
    for (size_t h = 0; h < r->then.seen.hits; h++)
        looks |= looks_for_lines(r->then.seen.hit[h].regel);
    if (looks)
        section(p->pen, "gezien", "Regels waarnaar is gekeken, en die niet tellen", true);
    for (size_t h = 0; ok && h < r->then.seen.hits; h++) {
        const struct roles roles = roles_of(p, &r->then.seen.hit[h]);
        if (!looks_for_lines(roles.regel))
            continue;
        detect_evidence(r->then.detector, r->dossier.line, r->then.take, r->dossier.n, r->keten, roles.regel, evidence);
        for (size_t i = 0; ok && i < r->dossier.n; i++)
            ok = !evidence[i] || write_seen_line(p, &roles, &r->dossier.line[i], err);
    }
    if (looks)
        section_end(p->pen);
    free(evidence);
    return ok;
}

static void write_relation(struct proof *p, const struct relatie *relatie)
{
    struct pen *pen = p->pen;
    item(pen);
    fieldf(pen, "van_agb", "%08u", relatie->van_agb);
    fieldf(pen, "naar_agb", "%08u", relatie->naar_agb);
    field(pen, "soort", relatie->soort);
    day_field(pen, "geldig_van", relatie->geldig.from);
    if (relatie->geldig.until != DAY_OPEN)
        day_field(pen, "geldig_tot", relatie->geldig.until);
    field(pen, "bron", relatie->bron);
}

/* The members of K's declarant, when a rule asked for them. */
static void write_relations(struct proof *p)
{
    const struct reproof *r = &p->reproof;
    const struct ruleset *rules = &r->then.rules;
    size_t shown = 0;
    bool lid = false;
    for (size_t h = 0; h < r->then.seen.hits; h++)
        lid |= r->then.seen.hit[h].regel->soort == SOORT_LID;
    if (!lid)
        return;
    section(p->pen, "relaties",
            "Relaties die op de peildag naar de declarant van de ketenregel leiden (ten hoogste 100)", true);
    for (size_t i = 0; i < rules->relaties && shown < RELATIONS_SHOWN; i++) {
        if (rules->relatie[i].naar_agb != r->keten->agb_declarant
            || !valid_on(rules->relatie[i].geldig, r->then.seen.keten.keten.d))
            continue;
        write_relation(p, &rules->relatie[i]);
        shown++;
    }
    section_end(p->pen);
}

bool write_sought(struct proof *p, struct error *err)
{
    const struct seen_finding *seen = &p->reproof.then.seen;
    section(p->pen, "gezocht", "Wat is gezocht en niet gevonden", true);
    for (size_t i = 0; i < seen->hits; i++) {
        const struct roles roles = roles_of(p, &seen->hit[i]);
        write_rule_sought(p, &roles);
    }
    section_end(p->pen);
    if (!write_seen_lines(p, err))
        return false;
    write_relations(p);
    return true;
}
