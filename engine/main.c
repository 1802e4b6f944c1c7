/* main.c - finds the verb and turns its outcome into the exit status. */
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/secret.h"
#include "cli/console.h"
#include "model/version.h"

static void on_signal(int number)
{
    interrupted_by = number;
}

static void print_help(FILE *to)
{
    struct buf help = {0};
    commands_help(&help);
    fwrite(help.at, 1, help.n, to);
    buf_release(&help);
}

/* What went wrong, unless the verb said so itself. */
static void say_why(const struct error *err)
{
    if (err->status != STATUS_DONE && err->text[0])
        fprintf(stderr, "dubbelloop: %s\n", err->text);
}

static int printed(struct error *err)
{
    bool ok = console_printed(err);
    say_why(err);
    return ok ? STATUS_DONE : err->status;
}

/* A closed standard stream would be the number of the next file that is opened: of the database, say, which a message
 * then overwrites. It gets a file that refuses what the stream is for. */
static bool fill_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
            return false;
    return true;
}

/* Threads get the same stack whatever `ulimit -s` says. */
static void settle_stacks(void)
{
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 4 << 20);
    pthread_setattr_default_np(&attr);
    pthread_attr_destroy(&attr);
}

int main(int argc, char **argv)
{
    struct error err = {0};
    if (!fill_standard_streams())
        return STATUS_FAILED;
    settle_stacks();
    process_seal();
    argv = process_hide(argc, argv);
    /* What is large goes back to the system when it is freed: else --memory would not be kept. */
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is an error of the write */
    const char *verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0 || strcmp(verb, "help") == 0) {
        print_help(stdout);
        return printed(&err);
    }
    if (strcmp(verb, "--version") == 0) {
        printf("dubbelloop %s\n", DUBBELLOOP_VERSION);
        return printed(&err);
    }
    const struct command *command = command_find(commands, verb);
    if (command) {
        enum status status = clock_check(&err) ? command_run_line(command, argc - 1, argv + 1, &err) : err.status;
        say_why(&err);
        return (int)status;
    }
    if (argc > 1) {
        /* A number that was typed here by mistake is not repeated. */
        error_set(&err, STATUS_USAGE, "unknown verb '%.*s'", (int)strcspn(verb, "0123456789"), verb);
        fprintf(stderr, "dubbelloop: %s\n\n", err.text);
    }
    print_help(stderr);
    return STATUS_USAGE;
}
