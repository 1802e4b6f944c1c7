/* table_files.c - see table_files.h. */
#include "rules/table_files.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "base/memory.h"

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

static bool is_csv(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && name[0] != '.' && strcmp(name + n - 4, ".csv") == 0;
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
        if (!is_csv(entry->d_name))
            continue;
        char *path = xprintf("%s/%s", dir, entry->d_name), *content = NULL;
        size_t n = 0;
        ok = read_whole_file(path, &content, &n, err);
        if (ok)
            table_files_add(files, entry->d_name, content, n);
        free(content);
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

void table_files_release(struct table_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        free(files->file[i].name);
        free(files->file[i].content);
    }
    free(files->file);
    free(files->origin);
    *files = (struct table_files){0};
}
