/* bewijs.c - see bewijs.h. A section is a list of facts; two lines stand beside each other; rules one below the other,
 * with the columns of their row that decide nothing here folded away; other lists are tables. */
#include "web/bewijs.h"

#include <stdio.h>
#include <string.h>

#include "base/day.h"

enum { COLUMNS_MAX = 40 };

/* "terug_te_vorderen" -> "Terug te vorderen"; what is an abbreviation is written as one, and "..._is" tells why. */
static void show_label(struct html *html, const char *key)
{
    static const char *const short_words[][2] = {
        {"agb", "AGB"},        {"bsn", "BSN"}, {"uzovi", "UZOVI"},        {"icpc", "ICPC"},
        {"sha256", "SHA-256"}, {"tm", "t/m"},  {"patient", "verzekerde"}, {"cent", ""},
        {"is", "want"}};
    static const char *const whole[][2] = {{"bevinding_id", "Kenmerk"},
                                           {"bedrag_euro", "Bedrag (euro)"},
                                           {"tabellen_vingerafdruk", "Vingerafdruk van de tabellen"},
                                           {"contracten_sha256", "SHA-256 van de contracten"},
                                           {"dubbelloop_versie", "Versie van dubbelloop"},
                                           {"debet_credit", "Debet of credit"},
                                           {"dagen_overlap", "Overlap in dagen"}};
    struct buf words = {0};
    for (size_t w = 0; w < sizeof whole / sizeof *whole; w++)
        if (strcmp(key, whole[w][0]) == 0) {
            html_string(html, whole[w][1]);
            return;
        }
    for (const char *at = key; *at;) {
        const size_t n = strcspn(at, "_");
        const struct text word = {at, n};
        size_t s = 0;
        while (s < sizeof short_words / sizeof *short_words && !text_equal(word, text_of(short_words[s][0])))
            s++;
        if (words.n)
            buf_text(&words, text_equal(word, TEXT("is")) ? ", " : " ");
        if (s < sizeof short_words / sizeof *short_words)
            buf_text(&words, short_words[s][1]);
        else
            buf_add(&words, at, n);
        at += n + (at[n] == '_');
    }
    if (words.n && words.at[0] >= 'a' && words.at[0] <= 'z')
        words.at[0] = (char)(words.at[0] - 'a' + 'A');
    html_string(html, buf_string(&words));
    buf_release(&words);
}

static bool key_ends_with(const char *key, const char *end)
{
    const size_t n = strlen(key), m = strlen(end);
    return n >= m && strcmp(key + n - m, end) == 0;
}

/* The page that a value names; NULL: none. */
static const char *page_of_fact(const char *key, struct text value)
{
    if (key_ends_with(key, "agb") || strcmp(key, "agb_declarant") == 0)
        return value.n == 8 ? "/aanbieder/" : NULL;
    if (key_ends_with(key, "regel") && memchr(value.at, '-', value.n) && !memchr(value.at, ' ', value.n))
        return "/regel/";
    return strcmp(key, "grond_terug_door") == 0 ? "/bevinding/" : NULL;
}

/* "2023-01-01 t/m 2023-03-31" */
static bool is_days(struct text value)
{
    static const char between[] = " t/m ";
    const size_t behind = DAY_TEXT + sizeof between - 1;
    day d;
    return value.n == behind + DAY_TEXT && memcmp(value.at + DAY_TEXT, between, sizeof between - 1) == 0
           && day_parse((struct text){value.at, DAY_TEXT}, DAY_ISO, &d) == DAY_OK
           && day_parse((struct text){value.at + behind, DAY_TEXT}, DAY_ISO, &d) == DAY_OK;
}

static void show_days(struct html *html, struct text value)
{
    html_date(html, (struct text){value.at, DAY_TEXT});
    html_string(html, " t/m ");
    html_date(html, (struct text){value.at + value.n - DAY_TEXT, DAY_TEXT});
}

static void show_fact(struct html *html, const char *key, struct text value)
{
    const char *page = value.n ? page_of_fact(key, value) : NULL;
    uint64_t cent;
    day d;
    if (key_ends_with(key, "_cent") && text_digits(value, 18, &cent))
        html_euro(html, (int64_t)cent);
    else if (value.n == DAY_TEXT && value.at[4] == '-' && day_parse(value, DAY_ISO, &d) == DAY_OK)
        html_date(html, value);
    else if (is_days(value))
        show_days(html, value);
    else if (key_ends_with(key, "sha256") || key_ends_with(key, "vingerafdruk")) {
        html_open(html, "span", "class", "som", NULL);
        html_text(html, value);
        html_close(html, "span");
    } else if (page) {
        struct buf url = {0};
        buf_text(&url, page);
        url_add(&url, value);
        html_open(html, "a", "href", buf_string(&url), NULL);
        html_text(html, value);
        html_close(html, "a");
        buf_release(&url);
    } else
        html_text(html, value);
}

static void show_pair(struct html *html, const struct feit *feit)
{
    html_open(html, "dt", NULL);
    show_label(html, feit->key);
    html_close(html, "dt");
    html_open(html, "dd", NULL);
    show_fact(html, feit->key, feit->value);
    html_close(html, "dd");
}

static void show_facts(struct html *html, const struct feiten *f, size_t at, size_t end)
{
    html_open(html, "dl", "class", "feiten", NULL);
    for (size_t i = at; i < end; i++)
        if (f->feit[i].soort == FEIT_VELD)
            show_pair(html, &f->feit[i]);
    html_close(html, "dl");
}

/* The keys of the fields between two facts, each once, in the order in which they come. */
static size_t keys_between(const struct feiten *f, size_t at, size_t end, const char **key, size_t n)
{
    for (size_t i = at; i < end; i++) {
        size_t k = 0;
        if (f->feit[i].soort != FEIT_VELD)
            continue;
        while (k < n && strcmp(key[k], f->feit[i].key) != 0)
            k++;
        if (k == n && n < COLUMNS_MAX)
            key[n++] = f->feit[i].key;
    }
    return n;
}

/* Its name stands in the heading above it. */
static void table_begin_named(struct html *html, struct text name)
{
    html_begin(html, "div");
    html_attribute(html, "class", TEXT("tabel"));
    html_attribute(html, "role", TEXT("region"));
    html_attribute(html, "tabindex", TEXT("0"));
    html_attribute(html, "aria-label", name);
    html_begun(html);
    html_open(html, "table", NULL);
}

static void table_end_named(struct html *html)
{
    html_raw(html, "</tbody></table></div>");
}

static void fact_cell(struct html *html, const struct feiten *f, size_t at, size_t end, const char *key)
{
    html_open(html, "td", NULL);
    show_fact(html, key, feiten_value(f, at, end, key));
    html_close(html, "td");
}

/* The two lines, column by column; of a finding of one line that line. */
static void show_lines(struct html *html, const struct feiten *f, size_t keten)
{
    const char *key[COLUMNS_MAX];
    const size_t keten_end = feiten_end(f, keten), conflict = feiten_find(f, "conflictregel");
    const bool paar = conflict < f->n;
    const size_t conflict_end = paar ? feiten_end(f, conflict) : 0;
    size_t n = keys_between(f, keten, keten_end, key, 0);
    if (paar)
        n = keys_between(f, conflict, conflict_end, key, n);
    table_begin_named(html, paar ? TEXT("De twee regels, zoals ze zijn aangeleverd")
                                 : TEXT("De regel, zoals zij is aangeleverd"));
    html_raw(html, "<thead><tr><th scope=\"col\">Kolom</th><th scope=\"col\">Ketenregel (K)</th>");
    if (paar)
        html_raw(html, "<th scope=\"col\">Conflictregel (C)</th>");
    html_raw(html, "</tr></thead><tbody>");
    for (size_t k = 0; k < n; k++) {
        html_raw(html, "<tr><th scope=\"row\">");
        show_label(html, key[k]);
        html_close(html, "th");
        fact_cell(html, f, keten, keten_end, key[k]);
        if (paar)
            fact_cell(html, f, conflict, conflict_end, key[k]);
        html_close(html, "tr");
    }
    table_end_named(html);
}

/* The next item of a list from `at`, which is before it; `end`: there is none. */
static size_t next_item(const struct feiten *f, size_t at, size_t end)
{
    do
        at++;
    while (at < end && f->feit[at].soort != FEIT_RIJ);
    return at;
}

static void show_list(struct html *html, const struct feiten *f, size_t at)
{
    const char *key[COLUMNS_MAX];
    const size_t end = feiten_end(f, at), n = keys_between(f, at, end, key, 0);
    const struct text title = f->feit[at].value;
    if (!n && (title.n < 4 || memcmp(title.at + title.n - 4, "geen", 4) != 0))
        html_raw(html, "<p class=\"leeg\">Geen.</p>");
    if (!n)
        return;
    table_begin_named(html, f->feit[at].value);
    html_raw(html, "<thead><tr>");
    for (size_t k = 0; k < n; k++) {
        html_open(html, "th", "scope", "col", NULL);
        show_label(html, key[k]);
        html_close(html, "th");
    }
    html_raw(html, "</tr></thead><tbody>");
    for (size_t row = next_item(f, at, end); row < end; row = next_item(f, row, end)) {
        const size_t row_end = next_item(f, row, end);
        html_open(html, "tr", NULL);
        for (size_t k = 0; k < n; k++)
            fact_cell(html, f, row, row_end, key[k]);
        html_close(html, "tr");
    }
    table_end_named(html);
}

/* What of a rule's row decides here; the rest is folded away. */
static bool is_of_the_hit(const char *key)
{
    static const char *const shown[] = {"leidt", "richting",    "zekerheid",    "redenen", "zekerheid_is", "past",
                                        "tabel", "tabel_geldt", "omschrijving", "bron",    "herkomst"};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (strcmp(key, shown[i]) == 0)
            return true;
    return false;
}

static void show_hit_rule(struct html *html, const struct feiten *f, size_t at, size_t end)
{
    html_open(html, "h4", NULL);
    html_string(html, "Regel ");
    show_fact(html, "regel", feiten_value(f, at, end, "regel"));
    html_close(html, "h4");
    html_open(html, "dl", "class", "feiten", NULL);
    for (size_t i = at; i < end; i++)
        if (f->feit[i].soort == FEIT_VELD && is_of_the_hit(f->feit[i].key))
            show_pair(html, &f->feit[i]);
    html_raw(html, "</dl><details><summary>De andere kolommen van de tabelrij</summary><dl class=\"feiten\">");
    for (size_t i = at; i < end; i++)
        if (f->feit[i].soort == FEIT_VELD && !is_of_the_hit(f->feit[i].key) && strcmp(f->feit[i].key, "regel") != 0)
            show_pair(html, &f->feit[i]);
    html_raw(html, "</dl></details>");
}

static void show_section(struct html *html, const struct feiten *f, size_t at)
{
    const char *key = f->feit[at].key;
    const size_t end = feiten_end(f, at);
    html_element(html, "h3", strcmp(key, "ketenregel") == 0 ? TEXT("De regels") : f->feit[at].value);
    if (strcmp(key, "ketenregel") == 0)
        show_lines(html, f, at);
    else if (strcmp(key, "regels") == 0)
        for (size_t row = next_item(f, at, end); row < end; row = next_item(f, row, end))
            show_hit_rule(html, f, row, next_item(f, row, end));
    else if (f->feit[at].soort == FEIT_LIJST)
        show_list(html, f, at);
    else
        show_facts(html, f, at, end);
}

void bewijs_show(struct html *html, const struct feiten *feiten)
{
    static const char *const elsewhere[] = {"conflictregel", "geschiedenis", "oordelen", "antwoorden"};
    for (size_t at = 0; at < feiten->n; at = feiten_end(feiten, at)) {
        size_t e = 0;
        while (e < sizeof elsewhere / sizeof *elsewhere && strcmp(feiten->feit[at].key, elsewhere[e]) != 0)
            e++;
        if (e == sizeof elsewhere / sizeof *elsewhere)
            show_section(html, feiten, at);
    }
}
