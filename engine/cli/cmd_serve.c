/* cmd_serve.c - the workbench in a browser. */
#include <pthread.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/console.h"
#include "pipeline.h"
#include "web/server.h"

struct serve_options {
    struct server_options server;
    const char *out;
    struct console console;
};
static const struct option serve_options[] = {
    {"db", "DB", INTO(struct serve_options, server.db), .takes = VALUE_FILE, .needed = true,
     .help = "the database; a nightly run may go on beside it"},
    {"listen", "ADDRESS:PORT", INTO(struct serve_options, server.listen),
     .help = "where browsers reach it; default 127.0.0.1:8642, or the socket that systemd opened. "
             "Port 0: one that is free"},
    {"socket", "PATH", INTO(struct serve_options, server.socket), .takes = VALUE_FILE,
     .help = "instead of a port: a socket for the proxy before it, mode 0660"},
    {"config", "FILE", INTO(struct serve_options, server.config), .takes = VALUE_FILE,
     .help = "who has which role, and the limits (docs/werkbank.md)"},
    {"user-header", "NAME", INTO(struct serve_options, server.user_header),
     .help = "the header in which the proxy says who asks; taken from nobody but the socket or the proxy's address"},
    {"out", "DIR", INTO(struct serve_options, out), .takes = VALUE_FOLDER,
     .help = "where a run that takes a file back writes findings.csv and changes.csv; without it the pages show the "
             "command and do not do it"},
    {0},
};

static void say_ready(void *ctx, const char *url)
{
    (void)ctx;
    if (url)
        console_print("De werkbank staat klaar. Open in uw browser:\n\n    %s\n\n"
                      "Wie deze link heeft, mag alles: geef hem niet door. Ctrl-C beëindigt de werkbank.\n", url);
    else
        console_print("De werkbank staat klaar voor de proxy.\n");
    fflush(stdout);
}

static pthread_mutex_t one_line = PTHREAD_MUTEX_INITIALIZER;

/* Requests are answered side by side; their lines stand one below the other. */
static void emit_alone(void *ctx, enum log_level level, const char *code, const char *text)
{
    struct console *console = ctx;
    const struct log log = console_log(console);
    pthread_mutex_lock(&one_line);
    log.emit(log.ctx, level, code, text);
    pthread_mutex_unlock(&one_line);
}

enum { WITHDRAW_WAIT = 5, WITHDRAW_MEMORY = 64 << 20 }; /* seconds for who is writing; no new lines are read */

/* As `withdraw` does, by the tables of the last run. */
static bool withdraw_file(void *ctx, struct withdrawal *withdrawal, struct error *err)
{
    const struct serve_options *o = ctx;
    struct progress progress = {0};
    const struct job job = {.opdracht = "recheck",
                            .withdrawal = withdrawal,
                            .db = o->server.db,
                            .out = o->out,
                            .asked = {.of_last_run = true},
                            .threads = o->server.threads,
                            .memory = WITHDRAW_MEMORY,
                            .wait_seconds = WITHDRAW_WAIT,
                            .log = o->server.log,
                            .progress = &progress};
    struct job_result result;
    bool ok = pipeline_run(&job, &result, err);
    job_result_release(&result);
    return ok;
}

static enum status run_serve(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct serve_options *o = options;
    (void)argument, (void)arguments;
    if (o->server.listen && o->server.socket) {
        usage_error(&command_serve, err, "--listen or --socket, not both");
        return err->status;
    }
    o->server.log = (struct log){emit_alone, &o->console};
    o->server.threads = processors();
    o->server.withdraw = o->out ? withdraw_file : NULL;
    o->server.withdraw_ctx = o;
    return server_run(&o->server, say_ready, NULL, err) ? STATUS_DONE : err->status;
}

const struct command command_serve = {
    .name = "serve",
    .summary = "the workbench: findings, proofs, verdicts and providers in a browser",
    .examples = "dubbelloop serve --db nacht.db\n"
                "dubbelloop serve --db nacht.db --socket /run/dubbelloop-web.sock"
                " --config /etc/dubbelloop/werkbank.ini\n",
    .text = "Answers browsers until it is interrupted (Ctrl-C, SIGTERM). Each page reads one state of the database,\n"
            "and a verdict is recorded as 'decide' does. Who opens the link that is printed may do everything, under\n"
            "the login that started the program; in a house with single sign-on a proxy says who somebody is, and the\n"
            "configuration which role that person has: lezer, analist, controleur or beheerder.\n"
            "\n"
            "Who looks at a patient's finding gives a reason, once a case; every look is recorded in the database\n"
            "('dubbelloop inzage').\n",
    .options = {{serve_options, 0}, {console_options, offsetof(struct serve_options, console)}},
    OPTIONS_OF(struct serve_options, .server = {0}),
    .run = run_serve,
};
