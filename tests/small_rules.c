/* small_rules.c - see small_rules.h. */
#include "small_rules.h"

const char contracts_header[] =
    "uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel\n";

static const char programmas[] =
    "programma,volgorde,soort,prestatiecodelijst,code_van,code_tm,geldig_van,geldig_tot,bron,herkomst\n"
    "VRM,2,,056,40011,,2010-01-01,,bron,document\n"
    "DM2,1,keten,056,40001,,2010-01-01,,bron,document\n"
    "COPD,3,,056,40021,,2010-01-01,,bron,document\n"
    "ASTMA,4,,056,,,2010-01-01,,bron,interpretatie\n"
    "OI,11,titel,008,11610,,2018-01-01,,bron,interpretatie\n";
static const char categorieen[] = "categorie,prestatiecodelijst,eigen_risico,bron,herkomst\n"
                                  "dieet,,ja,bron,interpretatie\n"
                                  "smr,008,nee,bron,interpretatie\n"
                                  "smr,,onbekend,bron,interpretatie\n";
static const char letop[] = "prestatiecodelijst,code_van,code_tm,wat,betekenis,bron\n"
                            "008,11602,11607,negeer,Koptarief,bron\n"
                            "056,,,meld,Ketenzorg,bron\n"
                            "008,11600,11627,meld,Ketenzorg of O&I,bron\n"
                            ",40001,40022,meld,Keten-dbc op een andere lijst,bron\n";
static const char tabellen[] = "tabel,titel,uzovi,geldig_van,geldig_tot,keten_periode,bron,herkomst\n"
                               "algemeen,Algemeen,*,1990-01-01,,kwartaal,bron,interpretatie\n"
                               "proef,Proef,3332 3333,2020-01-01,2030-01-01,kwartaal,bron,document\n"
                               "extra,Extra,,2020-01-01,,kwartaal,bron,document\n"
                               "datum,Datum,4444,2020-01-01,,datum,bron,document\n";
static const char codesets[] = "codeset,prestatiecodelijst,code\nzi,001,111111\nzi,,222222\n";
static const char groepen[] = "groep,icpc,bron,herkomst\nSUIKER,T90,bron,interpretatie\nLONG,R95,bron,interpretatie\n"
                              "LONG,R96,bron,interpretatie\n";
static const char alg_dubbel[] = "regel=ALG-DUBBEL|programma=*|categorie=keten|geldig_van=1990-01-01|tabel=algemeen";

static void add_header(struct buf *out)
{
    for (int c = 0; c < REGEL_COLUMNS; c++) {
        buf_text(out, c ? "," : "");
        buf_text(out, regel_column[c].name);
    }
    buf_text(out, "\n");
}

static bool is_table(struct text row, const char *table, bool by_default)
{
    const char *at = memmem(row.at, row.n, "tabel=", 6);
    if (!at)
        return by_default;
    size_t n = 0, most = (size_t)(row.at + row.n - at) - 6;
    while (n < most && at[6 + n] != '|')
        n++;
    return text_equal((struct text){at + 6, n}, text_of(table));
}

static void add_row(struct buf *out, struct text row)
{
    struct text value[REGEL_COLUMNS];
    for (int c = 0; c < REGEL_COLUMNS; c++)
        value[c] = TEXT("");
    value[R_PROGRAMMA] = TEXT("DM2");
    value[R_CATEGORIE] = TEXT("consult");
    value[R_OVERLAP] = TEXT("elk");
    value[R_GEDOOGKWARTAAL] = value[R_EENMALIG] = TEXT("0");
    value[R_ZEKERHEID] = TEXT("vast");
    value[R_VERHAAL] = TEXT("conflict");
    value[R_GELDIG_VAN] = TEXT("2020-01-01");
    value[R_STATUS] = TEXT("actief");
    value[R_OMSCHRIJVING] = value[R_BRON] = TEXT("tekst");
    value[R_HERKOMST] = TEXT("document");
    while (row.n) {
        const char *bar = memchr(row.at, '|', row.n);
        struct text part = {row.at, bar ? (size_t)(bar - row.at) : row.n};
        row.at += part.n + (bar != NULL);
        row.n -= part.n + (bar != NULL);
        const char *equals = memchr(part.at, '=', part.n);
        size_t n = equals ? (size_t)(equals - part.at) : part.n;
        bool known = n == 5 && memcmp(part.at, "tabel", 5) == 0;
        for (int c = 0; c < REGEL_COLUMNS; c++)
            if (text_equal((struct text){part.at, n}, text_of(regel_column[c].name))) {
                value[c] = equals ? (struct text){equals + 1, part.n - n - 1} : (struct text){"", 0};
                known = true;
            }
        if (!known)
            ck_abort_msg("the test names an unknown column: %.*s", (int)part.n, part.at);
    }
    for (int c = 0; c < REGEL_COLUMNS; c++) {
        buf_text(out, c ? "," : "");
        buf_add(out, value[c].at, value[c].n);
    }
    buf_text(out, "\n");
}

void small_files(struct table_files *files, const char *rules)
{
    static const char *const table[] = {"algemeen", "proef", "extra", "datum"};
    *files = (struct table_files){.origin = xstrdup("test")};
    table_files_add(files, "programmas.csv", programmas, strlen(programmas));
    table_files_add(files, "tabellen.csv", tabellen, strlen(tabellen));
    table_files_add(files, "codesets.csv", codesets, strlen(codesets));
    table_files_add(files, "diagnosegroepen.csv", groepen, strlen(groepen));
    table_files_add(files, "letop.csv", letop, strlen(letop));
    table_files_add(files, "categorieen.csv", categorieen, strlen(categorieen));
    for (size_t t = 0; t < COUNT_OF(table); t++) {
        struct buf out = {0};
        char *name = xprintf("%s.csv", table[t]);
        add_header(&out);
        if (t == 0)
            add_row(&out, text_of(alg_dubbel));
        for (const char *at = rules; *at;) {
            size_t n = strcspn(at, "\n");
            if (n && is_table((struct text){at, n}, table[t], t == 1))
                add_row(&out, (struct text){at, n});
            at += n + (at[n] == '\n');
        }
        table_files_add(files, name, out.at, out.n);
        free(name);
        buf_release(&out);
    }
}

void replace_in(struct table_files *files, const char *name, const char *was, const char *now)
{
    for (size_t i = 0; i < files->n; i++) {
        struct table_file *file = &files->file[i];
        if (strcmp(file->name, name) != 0)
            continue;
        const char *at = memmem(file->content, file->n, was, strlen(was));
        if (!at)
            ck_abort_msg("'%s' does not stand in %s", was, name);
        struct buf out = {0};
        buf_add(&out, file->content, (size_t)(at - file->content));
        buf_text(&out, now);
        buf_add(&out, at + strlen(was), (size_t)(file->content + file->n - at) - strlen(was));
        free(file->content);
        file->n = out.n;
        sha256_of(out.n ? out.at : "", out.n, file->sha256);
        file->content = out.at ? out.at : xmalloc(1);
        return;
    }
    ck_abort_msg("there is no file %s", name);
}

struct text with_header(struct buf *out, const struct csv_column *column, size_t columns, const char *rows)
{
    for (size_t c = 0; c < columns; c++)
        buf_printf(out, "%s%s", c ? "," : "", column[c].name);
    buf_text(out, "\n");
    for (size_t n; *rows; rows += n + (rows[n] == '\n')) {
        n = strcspn(rows, "\n");
        buf_add(out, rows, n);
        size_t commas = 0;
        for (size_t i = 0; i < n; i++)
            commas += rows[i] == ',';
        for (; commas + 1 < columns; commas++)
            buf_text(out, ",");
        buf_text(out, "\n");
    }
    return (struct text){out->at, out->n};
}

void small_rules_and_relations(struct ruleset *rules, const char *rows, const char *contracts, const char *relaties,
                               bool extend_tables)
{
    struct table_files files;
    struct problems problems = {0};
    struct buf text = {0}, members = {0};
    struct rule_input input = {
        .files = &files, .extend_tables = extend_tables, .max_bevindingen = MAX_BEVINDINGEN};
    if (contracts)
        input.contracts = (struct rule_file){"contracts.csv",
                                             with_header(&text, contract_column, CONTRACT_COLUMNS, contracts)};
    if (relaties)
        input.relaties = (struct rule_file){"relaties.csv",
                                            with_header(&members, relatie_column, RELATIE_COLUMNS, relaties)};
    small_files(&files, rows);
    ruleset_load(rules, &input, &problems);
    if (problems.count)
        ck_abort_msg("the rules of the test are not right: %s", shown((struct text){problems.text, problems.n}));
    problems_release(&problems);
    table_files_release(&files);
    buf_release(&text);
    buf_release(&members);
}

void small_rules(struct ruleset *rules, const char *rows, const char *contracts, bool extend_tables)
{
    small_rules_and_relations(rules, rows, contracts, NULL, extend_tables);
}
