/* A profile, and an export that is read with it. Input: sections "profile.ini" (or what
 * stands before the first) and "export.csv". */
#include "fuzz.h"

static void read_export(const struct profile *profile, const char *path, bool opaque)
{
    uint64_t lines;
    struct bestand bestand;
    if (count_lines(path, profile, opaque, &bestand, &lines) && bestand.status == BESTAND_INGELEZEN)
        MUST(bestand.gelezen.n == bestand.afgekeurd.n + lines, "lines are lost");
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
                 && profile.delimiter != '\r' && profile.quote != '\r' && profile.delimiter != '\0'
                 && profile.quote != '\0' && (unsigned char)profile.delimiter < 0x80
                 && (unsigned char)profile.quote < 0x80,
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
