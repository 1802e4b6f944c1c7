#include "cli/command.h"
static enum status run_lines(int argc, char **argv, struct error *err) { (void)argc; (void)argv; error_set(err, STATUS_FAILED, "later"); return STATUS_FAILED; }
const struct command command_lines = {"lines", "later", "", run_lines};
