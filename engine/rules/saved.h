/* saved.h - a conflict table, contracts or relations as a person saved them, made into the file that the contract
 * describes.
 *
 * A Dutch Excel writes semicolons, 1-1-2024, Windows-1252, and drops the zeros in front of a code; a workbook holds
 * numbers and dates. What can mean one thing only becomes that: a workbook its first sheet, any delimiter a comma, any
 * encoding UTF-8, d-m-yyyy a date, a code that is too short its zeros back, tarief_euro and budget_euro cents. What was
 * made of a code is named; what remains wrong is for the reader of the rows. UTF-8 with commas and without a BOM is the
 * form of the contract (semantics.md 3): such a file stays as it is, byte for byte, and is read to the letter. */
#ifndef RULES_SAVED_H
#define RULES_SAVED_H

#include "base/error.h"
#include "base/text.h"

/* Replaces *content (allocated, *n bytes); `name` is for messages. Codes that were mended go to `mended`; a file that
 * cannot be read as a table is left as it is, with the reason in `problems`. */
void saved_table(const char *name, char **content, size_t *n, struct problems *mended, struct problems *problems);

/* A sheet of a workbook. */
typedef bool saved_sheet_fn(void *ctx, const char *sheet, struct text csv, struct error *err);
/* Every sheet of a workbook as CSV that saved_table takes further;
 * one whose first row is empty, or begins with "Wat", tells and is none. */
bool saved_sheets(const char *name, struct text content, saved_sheet_fn *take, void *ctx, struct error *err) MUST_CHECK;

#endif
