/* profile_proposal.c - see profile_proposal.h. No line begins with a blank:
 * inih takes that for more of the line before. */
#include "report/profile_proposal.h"

#include "model/version.h"
#include "report/line_csv.h"

enum { PREVIEW = 3, WIDTH = 22 };

static void add_notes(const struct sniff *sniff, struct buf *out)
{
    struct text rest = {sniff->notes.at, sniff->notes.n};
    while (rest.n) {
        size_t n = (size_t)((const char *)memchr(rest.at, '\n', rest.n) - rest.at);
        buf_printf(out, "# %.*s\n", (int)n, rest.at);
        rest = (struct text){rest.at + n + 1, rest.n - n - 1};
    }
}

/* What a file can do without, but not well: it costs certainty, or leaves a credit without its debit. */
static void add_missed(const struct sniff *sniff, struct buf *out)
{
    static const struct {
        enum column column;
        const char *cost;
    } missed[] = {
        {COL_PRESTATIECODELIJST, "zonder lijst is een bevinding meestal hooguit een signaal (lijst_onbekend)"},
        {COL_VORIG_REFERENTIENUMMER, "zonder vindt een credit zijn debet alleen als alle andere kolommen gelijk zijn"},
    };
    for (size_t i = 0; i < sizeof missed / sizeof *missed; i++)
        if (sniff->how[missed[i].column] == SNIFF_UNKNOWN)
            buf_printf(out, "# niet vast te stellen: %s: niet herkend, zie ook 'niet gebruikt'; %s\n",
                       column_name[missed[i].column], missed[i].cost);
}

static void add_trial(const struct sniff *sniff, struct buf *out)
{
    buf_printf(out, "#\n# Proef: run aanvaardt zo %u van de %zu regels van het monster.\n", sniff->accepted,
               sniff->rows + sniff->broken);
    for (size_t i = 0; i < sizeof sniff->rejected / sizeof *sniff->rejected && sniff->rejected[i].n; i++)
        buf_printf(out, "# afgekeurd: %s in %s (%u)\n", afkeur_name[sniff->rejected[i].reden],
                   sniff->rejected[i].veld < COLUMNS ? column_name[sniff->rejected[i].veld] : "een andere kolom",
                   sniff->rejected[i].n);
    if (sniff->opaque)
        buf_text(out, "# De kolom bsn lijkt gepseudonimiseerd: geef run ook --patient-id opaque.\n");
}

static void add_csv(const struct sniff *sniff, struct buf *out)
{
    static const char *const encoding[] = {"utf-8", "cp1252", "latin-1"};
    static const char *const decimal[] = {"cent", "punt", "komma"};
    static const char *const date[] = {"iso", "dmy", "ymd"};
    const struct profile *profile = &sniff->profile;
    buf_text(out, "\n[csv]\n# Geen spatie voor een puntkomma: daarachter zou commentaar beginnen.\n");
    if (profile->delimiter == '\t')
        buf_text(out, "delimiter=tab\n");
    else
        buf_printf(out, "delimiter=%c\n", profile->delimiter);
    buf_printf(out, "%squote=%c\n", sniff->told_quote ? "" : "# geen aanhalingstekens in het monster: de standaard\n# ",
               profile->quote);
    buf_printf(out, "%sencoding=%s\n", sniff->told_encoding ? "" : "# ", encoding[profile->encoding]);
    buf_printf(out, "%sdecimal=%s\n", sniff->told_decimal ? "" : "# ", decimal[sniff->likely_decimal]);
    if (sniff->likely_few)
        buf_printf(out, "%sdecimalen=0-2\n", profile->few_decimals ? "" : "# ");
    buf_printf(out, "%sdate=%s\n", sniff->told_date ? "" : "# ", date[sniff->likely_date]);
    if (profile->with_time)
        buf_text(out, "tijd=ja\n");
}

static bool is_used(const struct sniff *sniff, size_t field)
{
    for (int c = 0; c < COLUMNS; c++)
        if (sniff->field_of[c] == (int)field)
            return true;
    return false;
}

/* A run reads a column with a canonical name whether a profile names it or not. */
static bool is_canonical(const struct sniff *sniff, size_t field)
{
    for (int c = 0; c < COLUMNS; c++)
        if (!sniff->profile.own_name[c] && column_name_same(sniff->header[field], text_of(column_name[c])))
            return true;
    return false;
}

static void add_empty(const struct sniff *sniff, struct buf *out)
{
    const char *section = "\n[leeg]\n# Wat er staat waar niets is.\n";
    for (int c = COLUMNS; c >= 0; c--)
        if (sniff->profile.empty[c]) {
            buf_printf(out, "%s%s = %s\n", section, c == COLUMNS ? "*" : column_name[c], sniff->profile.empty[c]);
            section = "";
        }
}

static void add_columns(const struct sniff *sniff, struct buf *out)
{
    buf_text(out, "\n[columns]\n# canonieke naam = eigen naam\n");
    for (int c = 0; c < COLUMNS; c++) {
        if (sniff->how[c] == SNIFF_UNKNOWN) {
            if (sniff->candidates[c].n)
                buf_printf(out, "# kandidaten: %.*s\n# %s =\n", (int)sniff->candidates[c].n, sniff->candidates[c].at,
                           column_name[c]);
            else if (column_required[c] || (c == COL_BSN && sniff->how[COL_VERZEKERDENNUMMER] == SNIFF_UNKNOWN))
                buf_printf(out, "# niet gevonden, en nodig:\n# %s =\n", column_name[c]);
            continue;
        }
        if (sniff->how[c] == SNIFF_BY_CONTENT)
            buf_printf(out, "# aan de inhoud herkend: %u van de %u waarden\n", sniff->fitting[c], sniff->filled[c]);
        buf_printf(out, "%s = %s\n", column_name[c], sniff->header[sniff->field_of[c]].at);
    }
    buf_text(out, "# niet gebruikt:");
    size_t unused = 0;
    for (size_t f = 0; f < sniff->fields; f++)
        if (!is_used(sniff, f) && !is_canonical(sniff, f))
            buf_printf(out, "%s '%s'", unused++ ? "," : "", sniff->shown[f]);
    buf_text(out, unused ? "\n" : " geen\n");
}

static void add_defaults(const struct sniff *sniff, struct buf *out)
{
    static const enum column often[] = {COL_UZOVI, COL_PRESTATIECODELIJST};
    buf_text(out, "\n[defaults]\n# Een waarde voor alle regels waar het bestand er geen heeft. Weet u haar, vul haar "
                  "in en haal het hekje weg.\n");
    for (size_t i = 0; i < sizeof often / sizeof *often; i++)
        if (sniff->how[often[i]] == SNIFF_UNKNOWN)
            buf_printf(out, "# %s =\n", column_name[often[i]]);
}

/* 9999*****: enough to see that it is a number of the right length. */
static void mask(struct text value, struct buf *out)
{
    size_t shown = value.n > 5 ? 4 : 0, n = 0;
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if ((c & 0xC0) == 0x80)
            continue;
        char masked = n++ < shown && c < 0x80 ? (char)c : '*';
        buf_add(out, &masked, 1);
    }
}

static void add_preview(const struct sniff *sniff, struct buf *out)
{
    struct sniff_line first[PREVIEW];
    uint32_t lines = sniff_first_lines(sniff, first, PREVIEW);
    struct buf cell = {0};
    char room[32];
    if (lines == 0) {
        buf_text(out, "\n# Voorbeeld: geen; run aanvaardt zo geen enkele regel van het monster.\n");
        return;
    }
    buf_text(out,
             "\n# Voorbeeld: de eerste regels zoals run ze leest; bsn, verzekerdennummer en referenties gemaskeerd.\n");
    for (int c = 0; c < COLUMNS; c++) {
        buf_printf(out, "# %-*s", WIDTH, column_name[c]);
        for (uint32_t i = 0; i < lines; i++) {
            struct text value = line_value(&first[i].line, (enum column)c, room);
            cell.n = 0;
            if (c == COL_BSN || c == COL_VERZEKERDENNUMMER || c == COL_REFERENTIENUMMER
                || c == COL_VORIG_REFERENTIENUMMER)
                mask(value, &cell); /* a reference may have a number of the patient in it */
            else
                buf_add(&cell, value.at, value.n);
            buf_printf(out, " | %.*s", (int)cell.n, cell.n ? cell.at : "");
            for (size_t n = text_code_points((struct text){cell.at, cell.n}); i + 1 < lines && n < WIDTH; n++)
                buf_add(out, " ", 1);
        }
        buf_text(out, "\n");
    }
    buf_release(&cell);
}

void profile_proposal(const struct sniff *sniff, const char *file, struct buf *out)
{
    if (sniff->canonical)
        buf_printf(out, "# %s: canoniek: geen profiel nodig (dubbelloop %s)\n", file, DUBBELLOOP_VERSION);
    else if (sniff->usable)
        buf_printf(out,
                   "# Voorstel voor een profiel van %s (dubbelloop %s), naar het begin van het bestand.\n"
                   "# Lees het na, vul aan en bewaar het; run --profile gebruikt wat hier staat en raadt nooit.\n",
                   file, DUBBELLOOP_VERSION);
    else
        buf_printf(out, "# Geen voorstel voor een profiel van %s (dubbelloop %s).\n", file, DUBBELLOOP_VERSION);
    if (sniff->notes.n)
        buf_text(out, "#\n");
    add_notes(sniff, out);
    if (!sniff->usable)
        return;
    if (!sniff->canonical)
        add_missed(sniff, out);
    add_trial(sniff, out);
    if (!sniff->canonical) {
        add_csv(sniff, out);
        add_columns(sniff, out);
        add_defaults(sniff, out);
        add_empty(sniff, out);
    }
    add_preview(sniff, out);
}
