/* A profile, and an export that is read with it. Input: sections "profile.ini" (or what stands before the first) and "export.csv". */
#include "fuzz.h"
#include "ingest/ingest.h"

static bool take(void *ctx, unsigned worker, const struct line *line, struct error *err)
{
    uint64_t *lines = ctx;
    (void)worker;
    (void)line;
    (void)err;
    ++*lines;
    return true;
}

static void read_export(const struct profile *profile, const char *path, bool opaque)
{
    struct progress progress = {.done = 0};
    struct error err = {0};
    uint64_t lines = 0;
    struct bestand bestand = {.path = path, .naam = xstrdup("export.csv"), .id = 1};
    struct ingest ingest = {.rules = rules_of_all_lines(),
                            .profile = profile,
                            .opaque = opaque,
                            .max_rejects = {100, true},
                            .limits = INPUT_NO_LIMITS,
                            .temp_dir = fuzz_dir(),
                            .threads = 1,
                            .bestand = &bestand,
                            .bestanden = 1,
                            .progress = &progress,
                            .sink = take,
                            .ctx = &lines};
    if (must_tell(ingest_files(&ingest, &err), &err) && bestand.status == BESTAND_INGELEZEN)
        MUST(bestand.gelezen.regels == bestand.afgekeurd.regels + lines, "lines are lost");
    bestand_release(&bestand);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = {(const char *)data, size}, ini = {"", 0}, export = {"", 0};
    for (struct section section; section_next(&rest, &section);)
        *(text_equal(section.name, TEXT("export.csv")) ? &export : &ini) = section.content;
    char *path = fuzz_file("profile.ini", ini.at, ini.n), *export_path = fuzz_file("export.csv", export.at, export.n);
    struct profile profile;
    struct problems problems = {0};
    struct error err = {0};
    bool ok = must_tell(profile_read(&profile, path, &problems, &err), &err);
    MUST(ok, "a file that is there cannot be read");
    MUST(problems.n == 0 || problems.text[problems.n - 1] == '\n', "a problem without a line end");
    if (problems.count == 0) {
        MUST(profile.delimiter != profile.quote && profile.delimiter != '\n' && profile.quote != '\n'
                 && profile.delimiter != '\r' && profile.quote != '\r' && profile.delimiter != '\0' && profile.quote != '\0'
                 && (unsigned char)profile.delimiter < 0x80 && (unsigned char)profile.quote < 0x80,
             "delimiter %d and quote %d", profile.delimiter, profile.quote);
        read_export(&profile, export_path, false);
        read_export(&profile, export_path, true);
    }
    profile_release(&profile);
    problems_release(&problems);
    free(path);
    free(export_path);
    return 0;
}
