/* The conflict tables: every file of them, alone or together. What is taken can be used in every way that a run uses
 * it. Input: sections "NAME.csv", which replace the embedded file of that name or come beside them; "contracten" for
 * contracts; "zonder NAME.csv" leaves a file out; "verlengd": --extend-tables. */
#include "fuzz.h"
#include "rules/lint.h"

static void set_file(struct table_files *files, const char *name, struct text content, bool leave_out)
{
    for (size_t i = 0; i < files->n; i++)
        if (strcmp(files->file[i].name, name) == 0) {
            free(files->file[i].name);
            free(files->file[i].content);
            memmove(files->file + i, files->file + i + 1, (--files->n - i) * sizeof *files->file);
            break;
        }
    if (!leave_out)
        table_files_add(files, name, content.at, content.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct table_files files;
    struct error err = {0};
    struct problems problems = {0};
    struct ruleset rules;
    struct text rest = {(const char *)data, size}, contracts;
    bool has_contracts = false, extend = false;
    must_tell(table_files_read(&files, NULL, &err), &err);
    for (struct section section; section_next(&rest, &section);) {
        char *name = xprintf("%.*s", (int)section.name.n, section.name.at);
        if (strcmp(name, "contracten") == 0) {
            contracts = section.content;
            has_contracts = true;
        } else if (strcmp(name, "verlengd") == 0)
            extend = true;
        else if (strncmp(name, "zonder ", 7) == 0)
            set_file(&files, name + 7, section.content, true);
        else
            set_file(&files, name, section.content, false);
        free(name);
    }
    struct rule_input input = {.files = &files, .extend_tables = extend};
    if (has_contracts)
        input.contracts = (struct rule_file){"contracten.csv", contracts};
    ruleset_load(&rules, &input, &problems);
    MUST((problems.count == 0) == (problems.n == 0), "%zu problems, %zu bytes", problems.count, problems.n);
    if (problems.count == 0)
        use_rules(&rules, &files);
    ruleset_release(&rules);
    table_files_release(&files);
    problems_release(&problems);
    return 0;
}
