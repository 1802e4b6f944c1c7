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
#include "base/secret.h"
#include "cli/command.h"
#include "model/version.h"

static const struct command *const commands[] = {&command_run,     &command_recheck, &command_findings, &command_explain,
                                                 &command_decide,  &command_respond, &command_lines,   &command_tables,
                                                 &command_profile, &command_sample,  &command_spiegel, &command_status,
                                                 &command_verify,  &command_backup,  &command_purge};

static void on_signal(int number)
{
    interrupted_by = number;
}

static void print_help(FILE *to)
{
    fprintf(to, "dubbelloop - finds double declarations beside a keten-dbc in exports of a Dutch health insurer\n\n"
                "Example: dubbelloop run --db nacht.db --out uit export.csv\n\n"
                "Usage: dubbelloop VERB [options]\n\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(to, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(to, "\n'dubbelloop VERB --help' explains a verb; 'man dubbelloop' explains all. --version prints the version.\n");
}

/* A closed standard stream would be the number of the next file that is opened: of the database, say, which a message then
 * overwrites. It gets a file that refuses what the stream is for. */
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
        return fflush(stdout) ? STATUS_FAILED : STATUS_DONE;
    }
    if (strcmp(verb, "--version") == 0) {
        printf("dubbelloop %s\n", DUBBELLOOP_VERSION);
        return fflush(stdout) ? STATUS_FAILED : STATUS_DONE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(verb, commands[i]->name) == 0) {
            enum status status = clock_check(&err) ? commands[i]->run(argc - 1, argv + 1, &err) : err.status;
            if (err.status != STATUS_DONE && err.text[0])
                fprintf(stderr, "dubbelloop: %s\n", err.text);
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
