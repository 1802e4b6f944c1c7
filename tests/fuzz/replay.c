/* replay.c - runs the kept corpus of a target: each file once, told as TAP. A file that ends the program is the one
 * that was begun and not told. usage: replay_NAME FOLDER */
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "fuzz.h"
#include "base/file.h"

static int no_dot(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    struct dirent **entry;
    int n = argc == 2 ? scandir(argv[1], &entry, no_dot, alphasort) : -1;
    if (n <= 0) {
        fprintf(stderr, "usage: %s FOLDER, with a file in it\n", argv[0]);
        return 2;
    }
    /* A target may send standard output elsewhere. */
    FILE *told = fdopen(dup(STDOUT_FILENO), "w");
    if (!told)
        return 2;
    setvbuf(told, NULL, _IOLBF, 0);
    fprintf(told, "1..%d\n", n);
    for (int i = 0; i < n; i++) {
        struct error err = {0};
        char *path = xprintf("%s/%s", argv[1], entry[i]->d_name), *content = NULL;
        size_t size = 0;
        fprintf(told, "# %s\n", entry[i]->d_name);
        if (!read_whole_file(path, &content, &size, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return 2;
        }
        /* Exactly as large as the input, so that a byte too far is seen. */
        uint8_t *exact = xmalloc(size ? size : 1);
        if (size)
            memcpy(exact, content, size);
        LLVMFuzzerTestOneInput(exact, size);
        fprintf(told, "ok %d - %s\n", i + 1, entry[i]->d_name);
        free(exact);
        free(content);
        free(path);
        free(entry[i]);
    }
    free(entry);
    fclose(told);
    return 0;
}
