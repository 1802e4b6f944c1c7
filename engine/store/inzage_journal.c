/* inzage_journal.c - see inzage_journal.h. */
#include "store/inzage_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/outfile.h"
#include "base/place.h"
#include "store/ledger.h"

enum { MERK_BYTES = 16, SHOWN_MAX = 400 /* bytes of a damaged line that are kept */ };

char *inzage_journal_path(const char *db)
{
    return xprintf("%s.inzage", db);
}

void inzage_lines_release(struct inzage_lines *lines)
{
    free(lines->row);
    arena_release(&lines->arena);
    *lines = (struct inzage_lines){0};
}

/* Texts in a line, and back. */

static void add_plain(struct buf *out, struct text text)
{
    for (size_t i = 0; i < text.n; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        if (c < ' ' || c == '\\' || c == 0x7F)
            buf_printf(out, "\\x%02x", c);
        else
            buf_add(out, &text.at[i], 1);
    }
}

static bool hex_digit(char c, unsigned *value)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;
    *value = at ? (unsigned)(at - digits) : 0;
    return at != NULL;
}

static bool take_plain(struct arena *arena, struct text plain, struct text *text)
{
    char *at = arena_copy(arena, plain.at, plain.n);
    size_t n = 0;
    for (size_t i = 0; i < plain.n; i++, n++) {
        unsigned high, low;
        at[n] = plain.at[i];
        if (plain.at[i] != '\\')
            continue;
        if (i + 3 >= plain.n || plain.at[i + 1] != 'x' || !hex_digit(plain.at[i + 2], &high)
            || !hex_digit(plain.at[i + 3], &low))
            return false;
        at[n] = (char)(high << 4 | low);
        i += 3;
    }
    *text = (struct text){at, n};
    return true;
}

static void journal_add_line(struct buf *out, const struct inzage_row *row)
{
    const size_t begin = out->n;
#define ADD_TEXT(name) add_plain(out, row->name), buf_text(out, "\t");
    INZAGE_TEXTS(ADD_TEXT)
#undef ADD_TEXT
    buf_printf(out, "%016llx\n", (unsigned long long)hash_bytes(out->at + begin, out->n - begin, 0));
}

/* Takes the next text off the line, with its TAB. */
static bool next_text(struct arena *arena, struct text *rest, struct text *text)
{
    const char *tab = rest->n ? memchr(rest->at, '\t', rest->n) : NULL;
    if (!tab)
        return false;
    const size_t n = (size_t)(tab - rest->at);
    const bool ok = take_plain(arena, (struct text){rest->at, n}, text);
    *rest = (struct text){tab + 1, rest->n - n - 1};
    return ok;
}

static bool journal_take_line(struct arena *arena, struct text line, struct inzage_row *row)
{
    enum { SUM_TEXT = 16 };
    char sum[SUM_TEXT + 1];
    if (line.n <= SUM_TEXT)
        return false;
    struct text rest = {line.at, line.n - SUM_TEXT};
    snprintf(sum, sizeof sum, "%016llx", (unsigned long long)hash_bytes(rest.at, rest.n, 0));
    if (memcmp(sum, line.at + rest.n, SUM_TEXT) != 0)
        return false;
#define TAKE_TEXT(name) && next_text(arena, &rest, &row->name)
    return true INZAGE_TEXTS(TAKE_TEXT) && rest.n == 0;
#undef TAKE_TEXT
}

/* Its mark is made of its bytes: it too stands in the table once. */
static void damaged_row(struct inzage_lines *lines, struct text line, struct inzage_row *row)
{
    char merk[SUM_HEX + 1], op[21];
    struct buf shown = {0};
    sum_of(&line, 1, merk);
    ledger_now(op);
    text_add_printable(&shown, (struct text){line.at, line.n < SHOWN_MAX ? line.n : SHOWN_MAX});
    *row = (struct inzage_row){.merk = {arena_copy(&lines->arena, merk, SUM_HEX), SUM_HEX},
                               .op = {arena_copy(&lines->arena, op, strlen(op)), strlen(op)},
                               .inlog = TEXT("(onbekend)"),
                               .blad = TEXT(BLAD_DAMAGED),
                               .patient = TEXT(""),
                               .bevinding_id = TEXT(""),
                               .reden = {arena_copy(&lines->arena, shown.at, shown.n), shown.n}};
    lines->damaged++;
    buf_release(&shown);
}

static void journal_take_lines(struct inzage_lines *lines, struct text content)
{
    while (content.n) {
        const char *end = memchr(content.at, '\n', content.n);
        const struct text line = {content.at, end ? (size_t)(end - content.at) : content.n};
        if (line.n) {
            ARRAY_ROOM(lines->row, lines->n, lines->cap);
            struct inzage_row *row = &lines->row[lines->n++];
            if (!journal_take_line(&lines->arena, line, row))
                damaged_row(lines, line, row);
        }
        content = (struct text){line.at + line.n + (end != NULL), content.n - line.n - (end != NULL)};
    }
}

/* The file. */

/* Opens it and locks it; *fd -1 when it is not there and `flags` do not make it. */
static bool open_locked(const char *path, int flags, int operation, int *fd, struct error *err)
{
    struct stat info;
    *fd = -1;
    if (!place_is_ours(path, err))
        return false;
    *fd = open(path, flags | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (*fd < 0)
        return errno == ENOENT || error_errno(err, errno, "%s: cannot be opened", path);
    while (flock(*fd, operation) != 0)
        if (errno != EINTR)
            return error_errno(err, errno, "%s: cannot be locked", path);
    return (fstat(*fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 1)
           || error_set(err, STATUS_FAILED, "%s: is no journal of this program: look at what it is, and remove it",
                        path);
}

static void close_journal(int fd)
{
    if (fd >= 0)
        close(fd); /* which gives the lock back */
}

static bool read_content(const char *path, int fd, struct inzage_lines *lines, struct error *err)
{
    enum { PART = 65536 };
    struct buf content = {0};
    ssize_t got = 0;
    do {
        got = pread(fd, buf_room(&content, PART), PART, (off_t)content.n);
        content.n += got > 0 ? (size_t)got : 0;
    } while (got > 0 || (got < 0 && errno == EINTR));
    if (got == 0)
        journal_take_lines(lines, (struct text){content.at, content.n});
    buf_release(&content);
    return got == 0 || error_errno(err, errno, "%s: cannot be read", path);
}

bool inzage_journal_take(const char *path, int *fd, struct inzage_lines *lines, struct error *err)
{
    *lines = (struct inzage_lines){0};
    bool ok = open_locked(path, O_RDWR, LOCK_EX, fd, err) && (*fd < 0 || read_content(path, *fd, lines, err));
    if (!ok) {
        close_journal(*fd);
        *fd = -1;
    }
    return ok;
}

bool inzage_journal_give(const char *path, int fd, bool taken, struct error *err)
{
    bool ok = fd < 0 || !taken || (ftruncate(fd, 0) == 0 && fsync(fd) == 0)
              || error_errno(err, errno, "%s: cannot be emptied", path);
    close_journal(fd);
    return ok;
}

bool inzage_journal_read(const char *path, struct inzage_lines *lines, struct error *err)
{
    int fd;
    *lines = (struct inzage_lines){0};
    bool ok = open_locked(path, O_RDONLY, LOCK_SH, &fd, err) && (fd < 0 || read_content(path, fd, lines, err));
    close_journal(fd);
    return ok;
}

static bool journal_write(int fd, const struct buf *bytes)
{
    for (size_t done = 0; done < bytes->n;) {
        const ssize_t n = write(fd, bytes->at + done, bytes->n - done);
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* Writes behind what is there, or leaves that as it is. */
static bool journal_append(const char *path, int fd, struct buf *lines, struct error *err)
{
    struct stat info;
    char last = '\n';
    struct buf all = {0};
    if (fstat(fd, &info) != 0 || (info.st_size > 0 && pread(fd, &last, 1, info.st_size - 1) != 1))
        return error_errno(err, errno, "%s: cannot be read", path);
    if (last != '\n')
        buf_text(&all, "\n");
    buf_add(&all, lines->at, lines->n);
    bool ok = journal_write(fd, &all);
    buf_release(&all);
    if (!ok) {
        error_errno(err, errno, "%s: cannot be written", path);
        if (ftruncate(fd, info.st_size) != 0) /* it is found to be damaged */
            error_in(err, "a part of a line is left");
    }
    if (ok && info.st_size == 0) {
        char *folder = folder_of(path);
        ok = directory_sync(folder, err);
        free(folder);
    }
    return ok;
}

static void new_merk(char hex[static 2 * MERK_BYTES + 1])
{
    unsigned char bytes[MERK_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        out_of_resources("random numbers of the system");
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

bool inzage_journal_add(const char *path, const struct inzage_row *row, size_t n, struct error *err)
{
    struct buf lines = {0};
    int fd;
    for (size_t i = 0; i < n; i++) {
        char merk[2 * MERK_BYTES + 1];
        struct inzage_row marked = row[i];
        new_merk(merk);
        marked.merk = text_of(merk);
        journal_add_line(&lines, &marked);
    }
    /* Others may add while the disk is waited for: it takes several looks in one. */
    bool ok = open_locked(path, O_RDWR | O_CREAT | O_APPEND, LOCK_EX, &fd, err) && journal_append(path, fd, &lines, err)
              && ((flock(fd, LOCK_UN) == 0 && fdatasync(fd) == 0)
                  || error_errno(err, errno, "%s: cannot be written to disk", path));
    close_journal(fd);
    buf_release(&lines);
    return ok;
}
