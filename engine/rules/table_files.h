/* table_files.h - the conflict tables as files: embedded in the program, in a directory, or as a run recorded them. */
#ifndef RULES_TABLE_FILES_H
#define RULES_TABLE_FILES_H

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"

struct table_file {
    char *name; /* "tabellen.csv"; owned */
    char *content; /* owned */
    size_t n;
    char sha256[DIGEST_HEX + 1];
};

struct table_files {
    struct table_file *file; /* sorted by name */
    size_t n, cap;
    char *origin; /* the directory or workbook, or "embedded"; owned */
    struct problems mended, problems; /* of what a spreadsheet made of them (saved.h) */
};

/* Reads every NAME.csv and NAME.xlsx of `dir`, or, when that is a workbook, its sheets as NAME.csv; `dir` NULL takes
 * the tables embedded in the program. */
bool table_files_read(struct table_files *files, const char *dir, struct error *err) MUST_CHECK;
/* The same of one file that is in memory: a table as somebody saved it, or a workbook with a sheet a table. */
void table_files_take(struct table_files *files, const char *name, struct text content);
bool table_files_take_workbook(struct table_files *files, const char *name, struct text content,
                               struct error *err) MUST_CHECK;
/* Makes `files` what it is with these instead of those of the same names. */
void table_files_overlay(struct table_files *files, const struct table_files *with);
/* Copies a file into the set. */
void table_files_add(struct table_files *files, const char *name, const void *content, size_t n);
/* The content; at NULL when there is no such file. Borrowed. */
struct text table_files_find(const struct table_files *files, const char *name);
void table_files_release(struct table_files *files);

#endif
