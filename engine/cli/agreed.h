/* agreed.h - what `contracts` and `relaties` share: showing what the database remembers,
 * and what another file would change. */
#ifndef CLI_AGREED_H
#define CLI_AGREED_H

#include "cli/console.h"
#include "store/remembered.h"

struct agreed_options {
    const char *db, *format, *output; /* format NULL: csv, and text for a FILE */
    bool history;
    unsigned threads;
    struct console console;
};
extern const struct option agreed_options[];

/* `file` NULL: shows the rows, else what that file would change. `none`: what a person reads when there are no rows. */
enum status agreed_run(const struct command *command, enum remembered kind, const char *none,
                       struct agreed_options *options, const char *file, struct error *err);

#endif
