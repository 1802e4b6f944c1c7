/* cmd_contracts.c - the contracts that the database remembers, and what other ones would do. */
#include "cli/agreed.h"

static enum status run_contracts(void *options, const char *const *file, size_t files, struct error *err)
{
    return agreed_run(&command_contracts, REMEMBERED_CONTRACTEN, "de laatste run had geen contracten", options,
                      files ? file[0] : NULL, err);
}

const struct command command_contracts = {
    .name = "contracts",
    .summary = "the contracts that the database remembers, and what a new file of them would change",
    .examples = "dubbelloop contracts --db nacht.db -o contracten.csv\n"
                "dubbelloop contracts --db nacht.db nieuwe_contracten.csv\n"
                "dubbelloop contracts --db nacht.db --history --format text\n",
    .text = "Prints the contracts of the last run: those that the next run uses when it is not "
            "given others. With a FILE it\n"
            "prints instead which rows differ, column by column, "
            "and what a recheck with FILE would do to the findings. The\n"
            "database is only read: 'run' and 'recheck' take contracts in, with --contracts FILE.\n",
    .exits = "0 done; 4 FILE is not a file of contracts: all that is wrong with it is listed.\n",
    .arguments = {.name = "FILE", .least = 0, .most = 1, .takes = VALUE_FILE},
    .options = {{agreed_options, 0}, {console_options, offsetof(struct agreed_options, console)}},
    OPTIONS_OF(struct agreed_options, 0),
    .run = run_contracts,
};
