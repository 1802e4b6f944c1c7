/* What `profile` proposes for a foreign export: `run --profile` takes it as it is, and accepts as many lines of the
 * sample as it said. Input: the sample. */
#include "fuzz.h"
#include "ingest/sniff.h"
#include "report/profile_proposal.h"

static void read_with(const struct profile *profile, const struct sniff *sniff, const char *path)
{
    uint64_t lines;
    struct bestand bestand;
    if (count_lines(path, profile, sniff->opaque, &bestand, &lines) && sniff->complete) {
        MUST(bestand.status == BESTAND_INGELEZEN, "a run refuses what the proposal calls complete: %.*s",
             (int)bestand.wrong.english.n, bestand.wrong.english.at);
        /* Without an encoding it was tried with the likely one, and run takes UTF-8. */
        MUST(lines == sniff->accepted || !(sniff->told_encoding || sniff->only_ascii),
             "the proposal says %u lines, a run accepts %llu of %llu", sniff->accepted, (unsigned long long)lines,
             (unsigned long long)bestand.gelezen.n);
    }
    bestand_release(&bestand);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sniff sniff;
    struct error err = {0};
    struct buf proposal = {0};
    if (size > SNIFF_SAMPLE / 4) /* what has no end of a line in it, or many rows, is cut */
        return -1;
    bool ok = must_tell(sniff_read(&sniff, (struct text){(const char *)data, size}, true, &err), &err);
    MUST(ok, "the system cannot convert");
    profile_proposal(&sniff, "export.csv", &proposal);
    MUST(text_is_utf8((struct text){proposal.at, proposal.n}), "the proposal is not UTF-8");
    char *path = fuzz_file("profile.ini", proposal.at, proposal.n), *export = fuzz_file("export.csv", data, size);
    struct profile profile;
    struct problems problems = {0};
    ok = must_tell(profile_read(&profile, path, &problems, &err), &err);
    MUST(ok && problems.count == 0, "run would refuse the proposal: %.*s", (int)problems.n, problems.text);
    if (sniff.usable)
        read_with(&profile, &sniff, export);
    profile_release(&profile);
    problems_release(&problems);
    sniff_release(&sniff);
    buf_release(&proposal);
    free(path);
    free(export);
    return 0;
}
