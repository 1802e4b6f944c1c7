/* fuzz.h - what the fuzz targets share. A target is one file fuzz_NAME.c with LLVMFuzzerTestOneInput, a line in
 * meson.build and a folder corpus/NAME. It is linked twice: with libFuzzer (meson option `fuzz`), and with replay.c,
 * which runs the kept corpus in every round. What must hold is asked with MUST:
 * it ends the program, in whatever build. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "csv/csv_record.h"
#include "ingest/ingest.h"

/* libFuzzer's: the target. 0: taken; -1: not to be kept in the corpus. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* libFuzzer's: replaces data[0..size) by something like it; at most `max` bytes. csv_mutator.c defines it. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max) __attribute__((weak));
/* Whether the kept corpus is replayed, without libFuzzer: then all is asked of every input. */
bool fuzz_is_replay(void);
/* A number that the input decides, for what is not asked of each. */
unsigned fuzz_choice(const uint8_t *data, size_t size);

_Noreturn void fuzz_failed(const char *file, int line, const char *format, ...) PRINTF_LIKE(3, 4);
#define MUST(condition, ...)                                                                                           \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            fuzz_failed(__FILE__, __LINE__, __VA_ARGS__);                                                              \
    } while (0)
/* Fails unless the call was good, or failed with a status and a message; then empties `err`. Hands `ok` on. */
bool must_tell(bool ok, struct error *err);

/* A folder of this process, on a file system in memory when TMPDIR is one; removed at its end. */
const char *fuzz_dir(void);
/* A file in it with this content; the path is the caller's. */
char *fuzz_file(const char *name, const void *from, size_t n);

/* A folder with the tables of the program, each cut off behind its first rules, for targets that read them at each
 * execution. */
const char *fuzz_tables(void);

/* An input of several files: "== NAME" on a line of its own begins one;
 * what stands before the first has the name "". */
struct section {
    struct text name, content; /* into the input */
};
/* Takes the next one off `rest`; false when there is none. */
bool section_next(struct text *rest, struct section *section);

/* How an export is to be read: a first line "#LETTERS" of the input; see fuzz.c. Takes it off `rest`. */
struct reading_options {
    struct profile profile; /* owns nothing */
    bool opaque, repeat, few_rejects;
};
struct reading_options options_take(struct text *rest);
/* With `repeat`: the content's lines behind its header again and again, until it takes several chunks. */
void repeat_lines(struct text content, struct buf *out);

/* Rules under which every line is relevant, made once. */
const struct ruleset *rules_of_all_lines(void);
/* Reads an export on one thread as a run does, under rules_of_all_lines, and counts the lines that it takes. Fills
 * `bestand`, which the caller releases. False: it failed, and told why. */
bool count_lines(const char *path, const struct profile *profile, bool opaque, struct bestand *bestand,
                 uint64_t *lines);
/* Looks at a ruleset without problems in every way that a run would: lint, classification, and detection over lines
 * that are made of its own codes. What detection finds must agree with itself. */
void use_rules(const struct ruleset *rules, const struct table_files *files);

#endif
