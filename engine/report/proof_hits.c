/* proof_hits.c - why each rule hits, what grade it gives, and why each reason holds. See proof_write.h. */
#include "report/line_csv.h"
#include "report/proof_write.h"

struct roles roles_of(const struct proof *p, const struct hit *hit)
{
    const struct reproof *r = &p->reproof;
    const struct seen_finding *seen = &r->then.seen;
    const bool single = !r->conflict;
    return (struct roles){.hit = hit,
                          .regel = hit->regel,
                          .from = hit->turned ? r->conflict : r->keten,
                          .to = single || hit->turned ? r->keten : r->conflict,
                          .keten = hit->turned ? &seen->conflict : &seen->keten,
                          .conflict = single || hit->turned ? &seen->keten : &seen->conflict};
}

const char *direction_of(const struct proof *p, const struct hit *hit)
{
    return !p->reproof.conflict ? "K alleen" : hit->turned ? "C naar K" : "K naar C";
}

/* The prefixes of the rule's group, joined with blanks. */
static void add_groep(struct buf *out, const struct groep *groep)
{
    for (size_t i = 0; i < groep->n; i++)
        buf_printf(out, "%s%.*s", i ? " " : "", SHOWN(groep->icpc[i]));
}

static void add_redenen(struct buf *out, reden_set set)
{
    for (unsigned r = 0; r < REDENEN; r++)
        if (set & REDEN(r))
            buf_printf(out, "%s%s", out->n ? ";" : "", reden_name[r]);
}

static void add_programmas(struct buf *out, const struct ruleset *rules, programma_set set)
{
    bool first = true;
    for (unsigned p = 0; p < rules->programmas; p++)
        if (set >> p & 1) {
            buf_printf(out, "%s%.*s", first ? "" : " ", SHOWN(rules->programma[p].naam));
            first = false;
        }
}

static void add_code_fit(const struct roles *r, struct buf *out)
{
    const struct text *row = r->regel->value;
    const struct code code = code_of(r->to->prestatiecode);
    const bool differs = r->hit->redenen & REDEN(DECLARATIECODE_WIJKT_AF);
    if (row[R_CODESET].n) {
        add_column_value(next_part(out), r->to, COL_PRESTATIECODE);
        buf_printf(out, differs ? " staat niet in codeset %.*s" : " staat in codeset %.*s", SHOWN(row[R_CODESET]));
    } else if (row[R_CODE_VAN].n && code_compare(&r->regel->van, &r->regel->tm) == 0) {
        add_column_value(next_part(out), r->to, COL_PRESTATIECODE);
        buf_printf(out, code_in_range(&code, &r->regel->van, &r->regel->tm) ? " is %.*s" : " is niet %.*s",
                   SHOWN(row[R_CODE_VAN]));
    } else if (row[R_CODE_VAN].n) {
        add_column_value(next_part(out), r->to, COL_PRESTATIECODE);
        buf_printf(out, differs ? " ligt niet in %.*s t/m %.*s" : " ligt in %.*s t/m %.*s", SHOWN(row[R_CODE_VAN]),
                   SHOWN(row[R_CODE_TM]));
    }
    if (row[R_ZORGPRODUCT].n) {
        add_column_value(next_part(out), r->to, COL_ZORGPRODUCTCODE);
        buf_printf(out, r->to->zorgproduct ? " past bij %.*s" : ", de rij vraagt %.*s", SHOWN(row[R_ZORGPRODUCT]));
    }
}

static void add_performer_fit(const struct roles *r, struct buf *out)
{
    const struct text *row = r->regel->value;
    if (row[R_SPECIALISME].n) {
        add_column_value(next_part(out), r->to, r->to->specialisme ? COL_SPECIALISME : COL_AGB_UITVOERDER);
        buf_printf(out, r->to->specialisme ? " staat in %.*s" : " begint met %.*s", SHOWN(row[R_SPECIALISME]));
    }
    if (row[R_ZORGSOORT].n) {
        add_column_value(next_part(out), r->to, r->to->agb_uitvoerder ? COL_AGB_UITVOERDER : COL_AGB_DECLARANT);
        buf_printf(out, " begint met %.*s", SHOWN(row[R_ZORGSOORT]));
    }
}

/* How the line fits the selector. Of vereist and lid it is not the keten line that must: proof_single.c tells what was
 * looked for. */
static void add_selector_fit(const struct roles *r, struct buf *out)
{
    const struct text *row = r->regel->value;
    if (row[R_PRESTATIECODELIJST].n) {
        add_column_value(next_part(out), r->to, COL_PRESTATIECODELIJST);
        buf_printf(out, r->to->lijst ? " staat in %.*s" : " past bij elke lijst (%.*s)",
                   SHOWN(row[R_PRESTATIECODELIJST]));
    }
    add_code_fit(r, out);
    add_performer_fit(r, out);
}

static void add_diagnosis_fit(const struct roles *r, struct buf *out)
{
    const struct text *row = r->regel->value;
    if (row[R_VERWIJSDIAGNOSES].n && r->to->verwijsdiagnose) {
        add_column_value(next_part(out), r->to, COL_VERWIJSDIAGNOSECODE);
        buf_printf(out, " staat in %.*s", SHOWN(row[R_VERWIJSDIAGNOSES]));
    }
    if (r->regel->betreft && r->to->diagnosecode.n) {
        add_column_value(next_part(out), r->to, COL_DIAGNOSECODE);
        buf_printf(out,
                   r->hit->redenen & REDEN(DIAGNOSE_GROF) ? " is grover dan groep %.*s (" : " valt in groep %.*s (",
                   SHOWN(r->regel->betreft->naam));
        add_groep(out, r->regel->betreft);
        buf_text(out, ")");
    }
}

/* Column by column why the line fits the row. */
static void add_fit(const struct proof *p, const struct roles *r, struct buf *out)
{
    const struct text *row = r->regel->value;
    const enum regel_soort soort = r->regel->soort;
    if (soort == SOORT_PAAR || soort == SOORT_VERBODEN)
        add_selector_fit(r, out);
    if (soort == SOORT_PAAR)
        add_diagnosis_fit(r, out);
    if (r->regel->conflict_programmas) {
        buf_printf(next_part(out), "regel %.*s is een ketenregel van ", SHOWN(r->to->referentie));
        add_programmas(out, &p->reproof.then.rules, r->conflict->keten.programmas & r->regel->conflict_programmas);
    }
    if (row[R_VOORWAARDE].n && !(r->hit->redenen & REDEN(CONTRACT_ONBEKEND)))
        buf_printf(next_part(out), "het contract spreekt af: %.*s", SHOWN(row[R_VOORWAARDE]));
    if (r->regel->programma == ALLE_PROGRAMMAS)
        buf_text(next_part(out), "beide regels zijn ketenregels van hetzelfde programma");
}

/* How the grade of a hit comes about. */
static void add_grade(const struct roles *r, struct buf *out)
{
    buf_printf(out, "de rij zegt %s", zekerheid_name[r->regel->zekerheid]);
    for (unsigned reden = 0; reden < REDENEN; reden++)
        if (r->hit->redenen & REDEN(reden))
            buf_printf(out, "; %s: ten hoogste %s", reden_name[reden], zekerheid_name[reden_at_most[reden]]);
    buf_printf(out, "; dus %s", zekerheid_name[r->hit->zekerheid]);
}

/* A day as text, handed over whole: it lives as long as the expression that it stands in. */
struct day_words {
    char at[DAY_TEXT + 1];
};
static struct day_words words_of(day d)
{
    struct day_words words;
    day_print(d, words.at);
    return words;
}

static void add_contract_onbekend(const struct roles *r, struct buf *out)
{
    buf_printf(out,
               "de rij geldt alleen als het contract %.*s afspreekt, en voor uzovi %04u, declarant %08u en programma "
               "%.*s is op %s geen "
               "contractrij bekend",
               SHOWN(r->regel->value[R_VOORWAARDE]), r->from->uzovi, r->from->agb_declarant,
               SHOWN(r->regel->value[R_PROGRAMMA]), words_of(r->keten->keten.d).at);
}

static void add_credit_wacht(const struct roles *r, struct buf *out)
{
    const bool of_keten = r->keten->credit_wacht;
    const struct line *credit = of_keten ? r->keten->credit_wacht : r->conflict->credit_wacht;
    const struct line *line = of_keten ? r->from : r->to;
    if (credit)
        buf_printf(out,
                   "credit %.*s van declarant %08u wacht nog op zijn debet, en heeft de prestatiecode en de begindatum "
                   "van regel %.*s: wellicht is "
                   "die al teruggedraaid",
                   SHOWN(credit->referentie), credit->agb_declarant, SHOWN(line->referentie));
}

static void add_gedoogkwartaal(struct proof *p, const struct roles *r, struct buf *out)
{
    struct reseen *then = &p->reproof.then;
    const day series = detect_series(then->detector, p->reproof.dossier.line, then->take, p->reproof.dossier.n, r->to,
                                     r->regel);
    const struct period keten = r->keten->keten.periode;
    if (series >= keten.first)
        buf_printf(out,
                   "de andere zorg begint op %s (regels die binnen 31 dagen op elkaar volgen samengenomen), op of na "
                   "de eerste dag van de "
                   "ketenperiode (%s): dat kwartaal wordt gedoogd",
                   words_of(series).at, words_of(keten.first).at);
    else
        buf_printf(out,
                   "de andere zorg eindigt op %s, op of voor de laatste dag van de ketenperiode (%s), en de patient "
                   "was in het kwartaal ervoor "
                   "niet in programma %.*s: zorg die wordt overgedragen wordt gedoogd",
                   words_of(r->conflict->periode.last).at, words_of(keten.last).at,
                   SHOWN(r->regel->value[R_PROGRAMMA]));
}

static void add_lijst_onbekend(const struct roles *r, struct buf *out)
{
    if (r->from->lijst == 0)
        buf_printf(out,
                   "regel %.*s noemt geen prestatiecodelijst, en haar code is alleen op bepaalde "
                   "lijsten er een van het programma",
                   SHOWN(r->from->referentie));
    if (r->to != r->from && r->to->lijst == 0)
        buf_printf(next_part(out),
                   "regel %.*s noemt geen prestatiecodelijst, en de rij, haar codeset of het programma geldt alleen "
                   "voor bepaalde lijsten",
                   SHOWN(r->to->referentie));
}

static void add_tabel_verlengd(const struct proof *p, const struct roles *r, struct buf *out)
{
    const struct ruleset *rules = &p->reproof.then.rules;
    const struct tabel *tabel = &rules->tabel[r->keten->keten.tabel];
    buf_printf(out,
               "de peildag is %s, en tabel %.*s geldt tot %s: zonder --extend-tables gold deze rij, of het programma "
               "van regel %.*s, toen niet",
               words_of(r->keten->keten.d).at, SHOWN(tabel->naam), words_of(tabel->geldig.until).at,
               SHOWN(r->from->referentie));
}

static void add_keten_zelf_terug(const struct proof *p, struct buf *out)
{
    const struct seen_finding *seen = &p->reproof.then.seen;
    const struct bevinding_kant *grond = p->b->verhaal == VERHAAL_KETEN ? &p->b->conflict : &p->b->keten;
    buf_printf(out,
               "de regel waar zij niet naast mag staan (%.*s) is zelf geheel terug te vorderen door bevinding %s, met "
               "geen lagere zekerheid "
               "dan deze had (%s): wat dan overblijft beoordeelt een mens",
               SHOWN(grond->referentie), seen->grond_terug_door, zekerheid_name[seen->zonder_grond]);
}

static void add_day_reason(const struct roles *r, enum reden reden, struct buf *out)
{
    const struct period from = r->from->period, to = r->to->period;
    if (reden == VOOR_INCLUSIE)
        buf_printf(out,
                   "de andere zorg eindigt op %s, voor de begindatum van de ketenregel (%s), en de patient was in het "
                   "kwartaal ervoor niet in "
                   "programma %.*s: wellicht zorg van voor de inclusie",
                   words_of(to.last).at, words_of(from.first).at, SHOWN(r->regel->value[R_PROGRAMMA]));
    else if (reden == ENKELE_DAG)
        buf_printf(out, "de andere zorg duurt van %s t/m %s, en deelt met de ketenperiode (%s t/m %s) een enkele dag",
                   words_of(to.first).at, words_of(to.last).at, words_of(r->keten->periode.first).at,
                   words_of(r->keten->periode.last).at);
    else if (reden == DUUR_ONWAARSCHIJNLIJK)
        buf_printf(out, "de andere zorg duurt van %s t/m %s, %d dagen, en de rij zegt ten hoogste %u",
                   words_of(to.first).at, words_of(to.last).at, to.last - to.first + 1, r->regel->max_dagen);
    else if (reden == KANT_ONBEPAALD)
        buf_printf(out,
                   "beide regels beginnen op %s, en zijn van declaranten %08u en %08u: "
                   "de gegevens tonen niet wiens regel juist is",
                   words_of(from.first).at, r->from->agb_declarant, r->to->agb_declarant);
    else
        buf_printf(out,
                   "beide regels zijn van declarant %08u, en de een (%s t/m %s) deelt geen dag met de ander (%s t/m "
                   "%s): wellicht een bedrag per maand",
                   r->from->agb_declarant, words_of(from.first).at, words_of(from.last).at, words_of(to.first).at,
                   words_of(to.last).at);
}

static void add_missing_value(const struct roles *r, enum reden reden, struct buf *out)
{
    const struct text *row = r->regel->value;
    if (reden == DECLARATIECODE_WIJKT_AF) {
        add_column_value(out, r->to, COL_ZORGPRODUCTCODE);
        buf_text(out, " is dat van de rij, ");
        add_column_value(out, r->to, COL_PRESTATIECODE);
        buf_printf(out, " niet: de rij noemt %.*s%.*s", SHOWN(row[R_CODE_VAN]), SHOWN(row[R_CODESET]));
    } else if (reden == ZORGPRODUCT_ONBEKEND) {
        add_column_value(out, r->to, COL_PRESTATIECODE);
        buf_printf(out, " is die van de rij, die zorgproduct %.*s vraagt; regel %.*s noemt geen zorgproduct",
                   SHOWN(row[R_ZORGPRODUCT]), SHOWN(r->to->referentie));
    } else if (reden == VERWIJSDIAGNOSE_ONBEKEND) {
        buf_printf(out, "de rij vraagt verwijsdiagnose %.*s, en regel %.*s noemt er geen",
                   SHOWN(row[R_VERWIJSDIAGNOSES]), SHOWN(r->to->referentie));
    } else {
        buf_printf(out, "de rij betreft zorg voor %.*s (ICPC ", SHOWN(row[R_BETREFT]));
        add_groep(out, r->regel->betreft);
        buf_printf(out, "), en regel %.*s noemt ", SHOWN(r->to->referentie));
        if (reden == DIAGNOSE_GROF)
            buf_printf(out, "het grovere %.*s", SHOWN(r->to->diagnosecode));
        else
            buf_text(out, "geen diagnosecode");
    }
}

/* Why a reason holds, with the values that make it so. */
static void add_reason(struct proof *p, const struct roles *r, enum reden reden, struct buf *out)
{
    switch (reden) {
    case CONTRACT_ONBEKEND:
        add_contract_onbekend(r, out);
        break;
    case CREDIT_WACHT:
        add_credit_wacht(r, out);
        break;
    case DECLARATIECODE_WIJKT_AF:
    case DIAGNOSE_GROF:
    case DIAGNOSE_ONBEKEND:
    case VERWIJSDIAGNOSE_ONBEKEND:
    case ZORGPRODUCT_ONBEKEND:
        add_missing_value(r, reden, out);
        break;
    case EENMALIG_CONSULT:
        buf_printf(out,
                   "alle regels van uitvoerder %08u die door %.*s naast ketenregel %.*s worden "
                   "geraakt delen een dag: een bezoek",
                   line_performer(r->to), SHOWN(r->regel->id), SHOWN(r->from->referentie));
        break;
    case GEDOOGKWARTAAL:
        add_gedoogkwartaal(p, r, out);
        break;
    case INSCHRIJVING_ONBEKEND:
        buf_printf(out, "in het kwartaal van %s staat geen inschrijving van de patient, bij geen enkele praktijk",
                   words_of(r->keten->keten.d).at);
        break;
    case KETEN_ZELF_TERUG:
        add_keten_zelf_terug(p, out);
        break;
    case LIJST_ONBEKEND:
        add_lijst_onbekend(r, out);
        break;
    case TABEL_VERLENGD:
        add_tabel_verlengd(p, r, out);
        break;
    case DATA_GESCHEIDEN:
    case DUUR_ONWAARSCHIJNLIJK:
    case ENKELE_DAG:
    case KANT_ONBEPAALD:
    case VOOR_INCLUSIE:
        add_day_reason(r, reden, out);
        break;
    case REDENEN:
        break;
    }
}

static void write_hit(struct proof *p, const struct hit *hit)
{
    static const char *const leads[] = {
        [VOORRANG_LEIDT] = "ja: gaat voor alle andere",
        [VOORRANG_ZEKERHEID] = "nee: de zekerheid is lager",
        [VOORRANG_RICHTING] = "nee: K naar C gaat voor",
        [VOORRANG_TABEL] = "nee: een tabel die nader bij de verzekeraar staat gaat voor",
        [VOORRANG_RIJ] = "nee: een eerdere tabel of rij gaat voor",
    };
    static const char *const rang[] = {[RANG_VERZEKERAAR] = "van de verzekeraar",
                                       [RANG_EXTRA] = "door het contract",
                                       [RANG_ALGEMEEN] = "voor elke verzekeraar",
                                       [RANG_GEEN] = ""};
    struct pen *pen = p->pen;
    const struct roles roles = roles_of(p, hit);
    const struct regel *regel = hit->regel;
    item(pen);
    field(pen, "regel", regel->id);
    field(pen, "leidt", p->reproof.then.seen.hits == 1 ? TEXT("ja: de enige") : text_of(leads[hit->voorrang]));
    field(pen, "richting", text_of(direction_of(p, hit)));
    field(pen, "zekerheid", text_of(zekerheid_name[hit->zekerheid]));
    add_redenen(&p->words, hit->redenen);
    buf_field(pen, "redenen", &p->words);
    add_grade(&roles, &p->words);
    buf_field(pen, "zekerheid_is", &p->words);
    add_fit(p, &roles, &p->words);
    buf_field(pen, "past", &p->words);
    field(pen, "tabel", p->reproof.then.rules.tabel[regel->tabel].naam);
    field(pen, "tabel_geldt", text_of(rang[hit->rang]));
    field(pen, "omschrijving", regel->value[R_OMSCHRIJVING]);
    field(pen, "bron", regel->value[R_BRON]);
    field(pen, "herkomst", regel->value[R_HERKOMST]);
    for (int c = 0; c < REGEL_COLUMNS; c++)
        if (c != R_REGEL && c != R_OMSCHRIJVING && c != R_BRON && c != R_HERKOMST)
            field(pen, c == R_ZEKERHEID ? "basiszekerheid" : regel_column[c].name, regel->value[c]);
    if (regel->betreft)
        add_groep(&p->words, regel->betreft);
    buf_field(pen, "betreft_icpc", &p->words);
    field(pen, "rij_sha256", text_of(regel->hash));
}

void write_hits(struct proof *p)
{
    section(p->pen, "regels", "Regels die raken (de tabelrij zoals deze run haar gebruikte)", true);
    for (size_t i = 0; i < p->reproof.then.seen.hits; i++)
        write_hit(p, &p->reproof.then.seen.hit[i]);
    section_end(p->pen);
}

static void write_best(struct proof *p)
{
    const struct seen_finding *seen = &p->reproof.then.seen;
    struct pen *pen = p->pen;
    section(pen, "zekerheid", "Waarom deze zekerheid", false);
    field(pen, "zekerheid", text_of(zekerheid_name[p->b->zekerheid]));
    field(pen, "redenen", p->b->redenen);
    buf_printf(&p->words, "de beste van %zu treffer%s:", seen->hits, seen->hits == 1 ? "" : "s");
    for (size_t i = 0; i < seen->hits; i++)
        buf_printf(&p->words, "%s %.*s %s", i ? "," : "", SHOWN(seen->hit[i].regel->id),
                   zekerheid_name[seen->hit[i].zekerheid]);
    if (p->b->redenen.n == 0)
        buf_text(&p->words, seen->hits == 1
                                ? "; zonder reden"
                                : "; een treffer met die zekerheid heeft geen reden, dus de bevinding ook niet");
    buf_field(pen, "is", &p->words);
    if (seen->grond_terug_door[0])
        fieldf(pen, "zonder_verlies_van_grond", "%s", zekerheid_name[seen->zonder_grond]);
    if (seen->grond_terug_door[0])
        field(pen, "grond_terug_door", text_of(seen->grond_terug_door));
    section_end(pen);
}

static void write_reason(struct proof *p, const struct hit *hit, enum reden reden)
{
    const struct roles roles = roles_of(p, hit);
    item(p->pen);
    field(p->pen, "reden", text_of(reden_name[reden]));
    field(p->pen, "regel", roles.regel->id);
    field(p->pen, "richting", text_of(direction_of(p, hit)));
    field(p->pen, "ten_hoogste", text_of(zekerheid_name[reden_at_most[reden]]));
    add_reason(p, &roles, reden, &p->words);
    buf_field(p->pen, "want", &p->words);
}

void write_grade(struct proof *p)
{
    const struct seen_finding *seen = &p->reproof.then.seen;
    reden_set any = 0;
    write_best(p);
    for (size_t i = 0; i < seen->hits; i++)
        any |= seen->hit[i].redenen;
    section(p->pen, "redenen", any ? "Redenen" : "Redenen: geen", true);
    for (size_t i = 0; i < seen->hits; i++)
        for (unsigned r = 0; r < REDENEN; r++)
            if (seen->hit[i].redenen & REDEN(r))
                write_reason(p, &seen->hit[i], (enum reden)r);
    section_end(p->pen);
}
