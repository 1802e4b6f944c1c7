/* Contracts, beside the tables of the program. What is taken can be used in every way that a run uses it.
 * Input: the file. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct table_files files;
    struct error err = {0};
    struct problems problems = {0};
    struct ruleset rules;
    struct text contracts = {(const char *)data, size};
    if (files.n == 0)
        must_tell(table_files_read(&files, NULL, &err), &err);
    ruleset_load(&rules,
                 &(struct rule_input){.files = &files,
                                      .contracts = {"contracten.csv", contracts},
                                      .extend_tables = size % 2},
                 &problems);
    if (problems.count == 0) {
        use_rules(&rules, &files);
        for (size_t i = 0; i < rules.contracten; i++) {
            const struct contract_rij *rij = &rules.contract[i];
            size_t n;
            const struct contract_rij *of = ruleset_contracts(&rules, rij->uzovi, rij->agb_declarant, &n);
            MUST(rij >= of && rij < of + n, "contract row %zu is not found", i);
        }
    }
    ruleset_release(&rules);
    problems_release(&problems);
    return 0;
}
