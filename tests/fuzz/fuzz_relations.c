/* Relations, beside the tables of the program. What is taken can be used in every way that a run uses it.
 * Input: the file. */
#include "fuzz.h"

/* One row is a way of one step, on its first day and its last. */
static void look_at_relation(const struct ruleset *rules, const struct relatie *r)
{
    const struct validity v = r->geldig;
    if (v.from == v.until)
        return;
    for (int end = 0; end < 2; end++) {
        const day d = end ? v.until - 1 : v.from;
        MUST(ruleset_leads(rules, r->van_agb, r->naar_agb, d), "relation of line %zu does not lead", r->line);
        MUST(ruleset_has_members(rules, r->naar_agb, d), "who relation of line %zu leads to has no member", r->line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct table_files files;
    struct error err = {0};
    struct problems problems = {0};
    struct ruleset rules;
    const struct text relations = {(const char *)data, size};
    if (files.n == 0)
        must_tell(table_files_read(&files, NULL, &err), &err);
    ruleset_load(&rules,
                 &(struct rule_input){
                     .files = &files, .relaties = {"relaties.csv", relations}, .extend_tables = size % 2},
                 &problems);
    if (problems.count == 0) {
        use_rules(&rules, &files);
        for (size_t i = 0; i < rules.relaties; i++)
            look_at_relation(&rules, &rules.relatie[i]);
    }
    ruleset_release(&rules);
    problems_release(&problems);
    return 0;
}
