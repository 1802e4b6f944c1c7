/* The output files of a run: named together or not at all, and rejected lines as they were read (semantics.md 6). */
#include "report/run_report.h"

#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "small_rules.h"

static bool no_line(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    (void)ctx;
    (void)worker;
    (void)line;
    (void)raw;
    (void)err;
    return true;
}

/* Reads a file with some lines that are rejected. */
static void read_export(struct bestand *bestand, const char *path, const char *naam, const char *content)
{
    const struct profile canonical = PROFILE_CANONICAL;
    struct progress progress = {.done = 0};
    struct error err = {0};
    struct ruleset rules;
    small_rules(&rules, "", NULL, false);
    write_file(path, content, strlen(content));
    *bestand = (struct bestand){.path = path, .naam = xstrdup(naam), .id = 1};
    struct ingest ingest = {.rules = &rules, .profile = &canonical, .max_rejects = {100, true}, .limits = INPUT_NO_LIMITS,
                            .temp_dir = scratch_dir(), .threads = 1, .bestand = bestand, .bestanden = 1, .progress = &progress, .sink = no_line};
    check_good(ingest_files(&ingest, &err), &err, "ingest_files");
    ruleset_release(&rules);
}

static void check_file(const char *dir, const char *name, const char *want)
{
    char *path = xprintf("%s/%s", dir, name);
    if (!want) {
        if (access(path, F_OK) == 0)
            ck_abort_msg("%s is there", name);
    } else {
        struct buf content = read_file(path);
        check_text(name, (struct text){content.at, content.n}, text_of(want));
        buf_release(&content);
    }
    free(path);
}

static void add_row(struct buf *out, const char *place, const struct bestand *bestand, size_t number)
{
    struct buf melding = {0};
    afkeur_melding(&bestand->reject[number], bestand->layout.fields,
                   (struct text){bestand->wrong.dutch.at, bestand->wrong.dutch.n}, &melding);
    buf_text(out, place);
    csv_add_field(out, text_of(buf_string(&melding)));
    buf_text(out, "\n");
    buf_release(&melding);
}

#define HEADER "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer,\"eigen, kolom\""

START_TEST(rejected_lines_are_told_and_kept_as_they_were_read)
{
    char *dir = scratch("uit"), *path = scratch("in.csv"), *bad = scratch("kop.csv");
    struct bestand bestand[2];
    struct error err = {0};
    mkdir(dir, 0700);
    read_export(
        &bestand[0], path, "a/in.csv",
        HEADER
        "\r\n999990019,3332,01000001,A1,2023-01-01,5,R,x\n999990018,3332,01000001,A1,2023-01-01,5,R,x\r\n\"open\n"
        "999990019,3332,01000001,A1,2023-01-01,5,R,\xFF");
    read_export(&bestand[1], bad, "kop.csv", "naam\nx\n");
    struct run_report report = {.dir = dir, .cap = 8};
    check_good(report_rejects(&report, bestand, 2, &err) && run_report_finish(&report, &err), &err, "report_rejects");
    check_file(dir, "rejects.csv", NULL);
    check_good(run_report_publish(&report, &err), &err, "run_report_publish");
    struct buf want = {0};
    buf_text(&want, "bestand,regel,veld,reden,melding\n");
    add_row(&want, "a/in.csv,3,bsn,bsn_elfproef,", &bestand[0], 0);
    add_row(&want, "a/in.csv,4,,aanhaling_niet_gesloten,", &bestand[0], 1);
    add_row(&want, "a/in.csv,5,,codering_ongeldig,", &bestand[0], 2);
    add_row(&want, "kop.csv,1,,kop_onjuist,", &bestand[1], 0);
    check_file(dir, "rejects.csv", buf_string(&want));
    buf_release(&want);
    check_file(
        dir, "a_in.csv.rejects.raw.csv",
        HEADER
        "\r\n999990018,3332,01000001,A1,2023-01-01,5,R,x\r\n\"open\n999990019,3332,01000001,A1,2023-01-01,5,R,\xFF");
    /* There is nothing to correct in a file whose header is wrong. */
    check_file(dir, "kop.csv.rejects.raw.csv", NULL);
    run_report_release(&report);
    bestand_release(&bestand[0]);
    bestand_release(&bestand[1]);
    free(dir);
    free(path);
    free(bad);
}
END_TEST

START_TEST(a_report_that_is_given_up_leaves_nothing)
{
    char *dir = scratch("leeg");
    struct error err = {0};
    mkdir(dir, 0700);
    struct run_report report = {.dir = dir, .cap = 2};
    struct outfile *one = run_report_open(&report, "een.csv", &err), *two = run_report_open(&report, "twee.csv", &err);
    if (!one || !two)
        ck_abort_msg("%s", err.text);
    outfile_write(one, "x", 1);
    check_good(run_report_finish(&report, &err), &err, "run_report_finish");
    run_report_release(&report);
    if (rmdir(dir))
        ck_abort_msg("the folder is not empty");
    struct run_report nowhere = {.dir = dir, .cap = 2};
    check_failed(run_report_open(&nowhere, "een.csv", &err) != NULL, &err, STATUS_FAILED, "een.csv");
    struct bestand none;
    check_failed(report_rejects(&nowhere, &none, 0, &err), &err, STATUS_FAILED, "rejects.csv");
    run_report_release(&nowhere);
    free(dir);
}
END_TEST

Suite *suite(void)
{
    return suite_of("run_report", (const TTest *const[]){rejected_lines_are_told_and_kept_as_they_were_read,
                                                         a_report_that_is_given_up_leaves_nothing, NULL});
}
