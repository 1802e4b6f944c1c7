/* table_files.c - see table_files.h. */
#include "rules/table_files.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/place.h"
#include "rules/saved.h"

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct table_file *)a)->name, ((const struct table_file *)b)->name);
}

void table_files_add(struct table_files *files, const char *name, const void *content, size_t n)
{
    ARRAY_ROOM(files->file, files->n, files->cap);
    struct table_file *file = &files->file[files->n++];
    *file = (struct table_file){.name = xstrdup(name), .content = xmalloc(n), .n = n};
    if (n)
        memcpy(file->content, content, n);
    sha256_of(content, n, file->sha256);
    qsort(files->file, files->n, sizeof *files->file, by_name);
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), end_n = strlen(end);
    return n > end_n && name[0] != '.' && name[0] != '~' && strcmp(name + n - end_n, end) == 0;
}

/* A file as it was saved; of a workbook, which is one file, "NAME.csv" too. */
static void add_saved(struct table_files *files, const char *name, char **content, size_t n)
{
    char *csv = ends_with(name, ".xlsx") ? xprintf("%.*s.csv", (int)strlen(name) - 5, name) : xstrdup(name);
    saved_table(name, content, &n, &files->mended, &files->problems);
    if (csv[0] && table_files_find(files, csv).at)
        problem_add(&files->problems, name, 0, "there is a %s too; keep one of them", csv);
    else
        table_files_add(files, csv, *content, n);
    free(csv);
}

void table_files_take(struct table_files *files, const char *name, struct text content)
{
    char *copy = xmalloc(content.n + 1);
    if (content.n)
        memcpy(copy, content.at, content.n);
    add_saved(files, name, &copy, content.n);
    free(copy);
}

static bool add_path(struct table_files *files, const char *path, const char *name, struct error *err)
{
    char *content = NULL;
    size_t n = 0;
    bool ok = read_whole_file(path, &content, &n, err);
    if (ok)
        add_saved(files, name, &content, n);
    free(content);
    return ok;
}

static bool add_sheet(void *ctx, const char *sheet, struct text csv, struct error *err)
{
    char *name = xprintf("%s.csv", sheet);
    (void)err;
    table_files_take(ctx, name, csv);
    free(name);
    return true;
}

bool table_files_take_workbook(struct table_files *files, const char *name, struct text content, struct error *err)
{
    return saved_sheets(name, content, add_sheet, files, err);
}

static bool add_workbook(struct table_files *files, const char *path, struct error *err)
{
    char *content = NULL;
    size_t n = 0;
    bool ok = read_whole_file(path, &content, &n, err)
              && table_files_take_workbook(files, path, (struct text){content, n}, err);
    free(content);
    return ok;
}

bool table_files_read(struct table_files *files, const char *dir, struct error *err)
{
    *files = (struct table_files){.origin = xstrdup(dir ? dir : "embedded")};
    if (!dir) {
        for (const struct embedded_file *file = embedded_tables; file->name; file++)
            table_files_add(files, file->name, file->content, file->n);
        return true;
    }
    DIR *handle = opendir(dir);
    if (!handle && errno == ENOTDIR && ends_with(name_in_folder(dir), ".xlsx")) {
        bool ok = add_workbook(files, dir, err);
        err->status = ok ? STATUS_DONE : STATUS_RULES;
        return ok;
    }
    if (!handle)
        return error_set(err, STATUS_RULES, "%s: the conflict tables cannot be read: %s; give --tables a directory",
                         dir, strerror(errno));
    bool ok = true;
    while (ok) {
        errno = 0;
        const struct dirent *entry = readdir(handle);
        if (!entry) {
            /* An end that is an error would leave rules out. */
            int number = errno;
            ok = number == 0 || error_errno(err, number, "%s: the conflict tables cannot be read", dir);
            break;
        }
        if (!ends_with(entry->d_name, ".csv") && !ends_with(entry->d_name, ".xlsx"))
            continue;
        char *path = xprintf("%s/%s", dir, entry->d_name);
        ok = add_path(files, path, entry->d_name, err);
        free(path);
    }
    if (!ok)
        err->status = STATUS_RULES;
    closedir(handle);
    return ok;
}

struct text table_files_find(const struct table_files *files, const char *name)
{
    struct table_file key = {.name = (char *)(uintptr_t)name};
    const struct table_file *file =
        files->n ? bsearch(&key, files->file, files->n, sizeof key, by_name) : NULL;
    return file ? (struct text){file->content, file->n} : (struct text){NULL, 0};
}

void table_files_overlay(struct table_files *files, const struct table_files *with)
{
    for (size_t i = 0; i < with->n; i++) {
        const struct table_file *file = &with->file[i];
        for (size_t k = 0; k < files->n; k++)
            if (strcmp(files->file[k].name, file->name) == 0) {
                free(files->file[k].name);
                free(files->file[k].content);
                files->file[k] = files->file[--files->n];
                break;
            }
        table_files_add(files, file->name, file->content, file->n);
    }
}

void table_files_release(struct table_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        free(files->file[i].name);
        free(files->file[i].content);
    }
    free(files->file);
    free(files->origin);
    problems_release(&files->mended);
    problems_release(&files->problems);
    *files = (struct table_files){0};
}
