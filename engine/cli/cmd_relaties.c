/* cmd_relaties.c - the relations that the database remembers, and what other ones would do. */
#include "cli/agreed.h"

static enum status run_relaties(void *options, const char *const *file, size_t files, struct error *err)
{
    return agreed_run(&command_relaties, REMEMBERED_RELATIES, "de laatste run had geen relaties", options,
                      files ? file[0] : NULL, err);
}

const struct command command_relaties = {
    .name = "relaties",
    .summary = "the relations that the database remembers, and what a new file of them would change",
    .examples = "dubbelloop relaties --db nacht.db -o relaties.csv\n"
                "dubbelloop relaties --db nacht.db nieuwe_relaties.csv\n",
    .text = "Prints the relations of the last run, which practice is a member of which group: "
            "those that the next run uses when\n"
            "it is not given others. With a FILE it prints instead which rows differ, "
            "and what a recheck with FILE would do to\n"
            "the findings. The database is only read: 'run' and 'recheck' take relations in, with --relaties FILE.\n",
    .exits = "0 done; 4 FILE is not a file of relations: all that is wrong with it is listed.\n",
    .arguments = {.name = "FILE", .least = 0, .most = 1, .takes = VALUE_FILE},
    .options = {{agreed_options, 0}, {console_options, offsetof(struct agreed_options, console)}},
    OPTIONS_OF(struct agreed_options, 0),
    .run = run_relaties,
};
