/* What goes to standard error: messages, and on a terminal the line that shows how far the work is. */
#include "cli/console.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness.h"

/* Standard error goes to a terminal, and what is shown there into `out`. */
static int begin_terminal(int *was)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0 || grantpt(terminal) || unlockpt(terminal))
        ck_abort_msg("no terminal");
    int other = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    *was = dup(STDERR_FILENO);
    if (other < 0 || dup2(other, STDERR_FILENO) < 0)
        ck_abort_msg("no terminal");
    close(other);
    return terminal;
}

static void end_terminal(int terminal, int was, struct buf *out)
{
    fflush(stderr);
    dup2(was, STDERR_FILENO);
    close(was);
    fcntl(terminal, F_SETFL, O_NONBLOCK);
    for (ssize_t n; (n = read(terminal, buf_room(out, 4096), 4096)) > 0;)
        out->n += (size_t)n;
    close(terminal);
}

static void check_shows(const char *what, const struct buf *out, const char *part, bool shows)
{
    if ((memmem(out->at ? out->at : "", out->n, part, strlen(part)) != NULL) != shows)
        ck_abort_msg("%s: \"%s\" %s in: %s", what, part, shows ? "is not" : "is",
                     shown((struct text){out->at, out->n}));
}

/* Until the terminal has been written to; before any phase nothing is. */
static void wait_for_a_tick(int terminal, enum phase phase)
{
    struct pollfd shown = {terminal, POLLIN, 0};
    if (phase != PHASE_NONE && poll(&shown, 1, -1) != 1)
        ck_abort_msg("nothing is shown");
}

/* Something that is `done` of `total` in a phase, watched for a tick, and a message meanwhile. */
static void watch(struct console *console, enum phase phase, unsigned long long done, unsigned long long total,
                  struct buf *out)
{
    int was, terminal = begin_terminal(&was);
    console->progress.phase = phase;
    console->progress.done = done;
    console->progress.total = total;
    console->progress.lines = 7;
    console_start(console);
    wait_for_a_tick(terminal, phase);
    console_say(console, LOG_WARNING, "code", "een \"bericht\"");
    console_stop(console);
    end_terminal(terminal, was, out);
}

START_TEST(a_terminal_shows_how_far_the_work_is)
{
    static const struct {
        const char *reason;
        enum phase phase;
        unsigned long long done, total;
        const char *part, *not_there;
    } cases[] = {
        {"reading", PHASE_READING, 3 << 20, 12 << 20, "reading 3 MB, 7 lines, ", "patients"},
        {"reading of known size", PHASE_READING, 3 << 20, 12 << 20, ", 25%, about ", "patients"},
        {"reading of unknown size", PHASE_READING, 3 << 20, 0, "lines/s", "%"},
        {"detecting", PHASE_DETECTING, 42, 0, "detecting, 42 patients", "MB"},
        {"another phase", PHASE_STORING, 0, 0, "storing", "patients"},
        {"copying", PHASE_COPYING, 1, 4, "copying, 25%", "patients"},
        {"copying of unknown size", PHASE_COPYING, 0, 0, "copying", "%"},
        {"reports", PHASE_REPORTS, 3, 9, "writing reports, 3 of 9", "%"},
        {"nothing yet", PHASE_NONE, 0, 0, "dubbelloop: warning: een \"bericht\"", "lines/s"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct console console = {.quiet = false};
        struct buf out = {0};
        watch(&console, cases[i].phase, cases[i].done, cases[i].total, &out);
        check_shows(cases[i].reason, &out, cases[i].part, true);
        check_shows(cases[i].reason, &out, cases[i].not_there, false);
        /* The message stands on a line of its own. */
        check_shows(cases[i].reason, &out, cases[i].phase ? "\r\033[Kdubbelloop: warning: een \"bericht\"" : "warning",
                    true);
        buf_release(&out);
    }
}
END_TEST

START_TEST(for_a_program_every_line_is_an_object)
{
    struct console console = {.log_format = "json"};
    struct buf out = {0};
    watch(&console, PHASE_DETECTING, 42, 0, &out);
    check_shows("json", &out, "{\"level\": \"info\", \"code\": \"progress\", \"text\": \"detecting, 42 patients\"}",
                true);
    check_shows("json", &out, "{\"level\": \"warning\", \"code\": \"code\", \"text\": \"een \\\"bericht\\\"\"}", true);
    check_shows("json", &out, "\033[K", false);
    buf_release(&out);
}
END_TEST

START_TEST(quiet_says_no_more_than_warnings)
{
    struct console console = {.quiet = true};
    struct buf out = {0};
    int was, terminal = begin_terminal(&was);
    console.progress.phase = PHASE_READING;
    console_start(&console);
    if (console.ticker)
        ck_abort_msg("progress is shown");
    struct log log = console_log(&console);
    log_emit(&log, LOG_INFO, "a", "stil %d", 1);
    log_emit(&log, LOG_WARNING, "b", "luid %d", 2);
    log_emit(&log, LOG_ERROR, "c", "fout %d", 3);
    console_stop(&console);
    end_terminal(terminal, was, &out);
    check_shows("quiet", &out, "stil", false);
    check_shows("quiet", &out, "dubbelloop: warning: luid 2", true);
    check_shows("quiet", &out, "dubbelloop: fout 3", true);
    buf_release(&out);
}
END_TEST

Suite *suite(void)
{
    return suite_of("console",
                    (const TTest *const[]){a_terminal_shows_how_far_the_work_is, for_a_program_every_line_is_an_object,
                                           quiet_says_no_more_than_warnings, NULL});
}
