/* split_folder.c - see split_folder.h. */
#include "passes/split_folder.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/place.h"
#include "dossier/shard.h"

static bool is_empty_folder(const char *dir, struct error *err)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry = NULL;
    if (!folder)
        return error_errno(err, errno, "%s: cannot be opened", dir);
    while ((entry = readdir(folder)) != NULL
           && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0))
        ;
    closedir(folder);
    return !entry || error_set(err, STATUS_USAGE, "%s: is not empty: a split makes a new folder", dir);
}

bool split_folder_make(const char *dir, int *lock, struct error *err)
{
    return output_folder_make(dir, err) && output_folder_lock(dir, 0, lock, err) && is_empty_folder(dir, err);
}

static void write_kept(void *ctx, const char *at, size_t n)
{
    outfile_write(ctx, at, n);
}

bool split_keep_rejects(const char *dir, struct bestand *bestand, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    if (!bestand_has_raw_rejects(bestand))
        return true;
    char *name = raw_kept_name(bestand->id);
    bool ok = outfile_open(&out, dir, name, err);
    outfile_hash(&out);
    ok = ok && bestand_raw_rejects(bestand, write_kept, &out, err) && outfile_finish(&out, err);
    memcpy(bestand->kept_sha256, out.sha256, sizeof bestand->kept_sha256);
    ok = ok && outfile_publish(&out, err);
    outfile_release(&out);
    free(name);
    return ok;
}

static void remove_named(const char *dir, char *name)
{
    char *path = xprintf("%s/%s", dir, name);
    unlink(path);
    free(path);
    free(name);
}

void split_remove(const char *dir, unsigned shards, size_t bestanden)
{
    remove_named(dir, xstrdup("manifest")); /* first: without it there is no split */
    for (unsigned i = 1; i <= shards; i++)
        remove_named(dir, shard_name(i));
    for (size_t i = 1; i <= bestanden; i++)
        remove_named(dir, raw_kept_name((uint32_t)i));
}
