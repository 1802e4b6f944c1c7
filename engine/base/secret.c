/* secret.c - see secret.h.
 *
 * The key is never kept as it is: what is locked are the states of BLAKE2b that took it in, one for patients, one for
 * verzekerdennummers, and one for each thread to work in. What hashing leaves of it on the stack is wiped each time. */
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

void process_seal(void)
{
    /* A system that refuses one of these has no dumps to fear, or does as its administrator wants. */
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    umask(077);
}

/* Over runs of digits; `all`: over everything. */
static void mask_argument(char *at, bool all)
{
    enum { NUMBER_N = 8 };
    for (size_t n; *at; at += n) {
        n = strspn(at, "0123456789");
        if (all || n >= NUMBER_N)
            memset(at, 'x', n = all ? strlen(at) : n);
        n += n == 0;
    }
}

char **process_hide(int argc, char **argv)
{
    static const char option[] = "--patient";
    static char **copy; /* for the leak sanitizer to see, and the texts: who reads the copy drops some of them */
    static struct arena texts;
    const size_t n = sizeof option - 1;
    bool is_value = false;
    copy = xcalloc((size_t)argc + 1, sizeof *copy);
    for (int i = 0; i < argc; i++) {
        copy[i] = arena_copy(&texts, argv[i], strlen(argv[i]));
        const bool is_option = strncmp(argv[i], option, n) == 0;
        if (is_option && argv[i][n] == '=')
            mask_argument(argv[i] + n + 1, true);
        else
            mask_argument(argv[i], is_value);
        is_value = is_option && argv[i][n] == '\0';
    }
    return copy;
}

enum {
    KEY_N = 32,
    KEY_HEX = 2 * KEY_N,
    DIGEST_N = PSEUDONYM_N / 2,
    STACK_N = 2048, /* more than BLAKE2b takes */
};
enum { OF_PATIENT, OF_VERZEKERDE, OF_THREAD };

struct pseudonyms {
    crypto_generichash_blake2b_state *state; /* locked: [OF_PATIENT], [OF_VERZEKERDE], [OF_THREAD + thread] */
    char fingerprint[PSEUDONYM_N + 1];
};

/* Opens the file when its mode keeps others out. */
static int open_key(const char *path, struct error *err)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info)) {
        error_errno(err, errno, "%s: the pseudonym key cannot be read", path);
    } else if (!S_ISREG(info.st_mode) && !S_ISFIFO(info.st_mode)) {
        error_set(err, STATUS_USAGE, "%s: a pseudonym key is a file of %d hex digits", path, KEY_HEX);
    } else if (info.st_mode & 077) {
        error_set(err, STATUS_USAGE, "%s: others can read this pseudonym key; make a new one, and keep it at mode 0600",
                  path);
    } else if (info.st_uid != geteuid() && info.st_uid != 0) {
        error_set(err, STATUS_USAGE, "%s: this pseudonym key belongs to another user, who can read it", path);
    } else
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Reads at most `size` bytes; straight into locked memory, so no stdio. */
static bool read_all(int fd, char *at, size_t size, size_t *n)
{
    ssize_t got;
    for (*n = 0; *n < size && (got = read(fd, at + *n, size - *n)) != 0;) {
        if (got > 0)
            *n += (size_t)got;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

/* `room` is locked, and wiped by the caller. */
static bool read_key(const char *path, char *room, size_t size, unsigned char *key, struct error *err)
{
    size_t n, bytes;
    int fd = open_key(path, err);
    if (fd < 0)
        return false;
    bool good = read_all(fd, room, size, &n);
    if (!good)
        error_errno(err, errno, "%s: the pseudonym key cannot be read", path);
    close(fd);
    if (!good)
        return false;
    while (n > KEY_HEX && n <= KEY_HEX + 2 && (room[n - 1] == '\n' || room[n - 1] == '\r'))
        n--;
    if (n != KEY_HEX || sodium_hex2bin(key, KEY_N, room, n, NULL, &bytes, NULL) || bytes != KEY_N)
        return error_set(err, STATUS_USAGE,
                         "%s: this is no pseudonym key: %d hex digits and nothing else, "
                         "as 'openssl rand -hex %d' writes them",
                         path, KEY_HEX, KEY_N);
    unsigned char differ = 0;
    for (int i = 1; i < KEY_N; i++)
        differ |= key[i] ^ key[0];
    return differ
           || error_set(err, STATUS_USAGE, "%s: this pseudonym key is one byte, over and over: make a random one",
                        path);
}

static void finish_pseudonym(crypto_generichash_blake2b_state *state, struct text text,
                             char out[static PSEUDONYM_N + 1])
{
    unsigned char digest[DIGEST_N];
    crypto_generichash_blake2b_update(state, (const unsigned char *)text.at, text.n);
    crypto_generichash_blake2b_final(state, digest, sizeof digest);
    sodium_bin2hex(out, PSEUDONYM_N + 1, digest, sizeof digest);
    sodium_stackzero(STACK_N);
}

/* A state that took the key in. */
static void begin(crypto_generichash_blake2b_state *state, const unsigned char *key,
                  const char personal[static crypto_generichash_blake2b_PERSONALBYTES])
{
    crypto_generichash_blake2b_init_salt_personal(state, key, KEY_N, DIGEST_N, NULL, (const unsigned char *)personal);
}

bool pseudonyms_new(struct pseudonyms **out, const char *path, unsigned threads, struct error *err)
{
    static const char none[crypto_generichash_blake2b_PERSONALBYTES] = "", of_verzekerde[sizeof none] = "verzekerde",
                      of_key[sizeof none] = "vingerafdruk";
    struct pseudonyms *p = xcalloc(1, sizeof *p);
    size_t states = OF_THREAD + threads;
    *out = NULL;
    if (sodium_init() < 0)
        out_of_resources("libsodium");
    p->state = sodium_allocarray(states, sizeof *p->state);
    if (!p->state)
        out_of_resources("memory for the pseudonym key");
    /* sodium_allocarray locks too, but does not tell when it could not. */
    bool ok = sodium_mlock(p->state, states * sizeof *p->state) == 0
              || error_set(err, STATUS_FAILED,
                           "the pseudonym key cannot be locked in memory: %s; "
                           "raise the limit on locked memory (ulimit -l, LimitMEMLOCK=)",
                           strerror(errno));
    /* A state that is not in use yet is room for the key: its text, and then its bytes. */
    char *room = ok ? (char *)&p->state[OF_PATIENT] : NULL;
    unsigned char *key = ok ? (unsigned char *)&p->state[OF_THREAD] : NULL;
    ok = ok && read_key(path, room, KEY_HEX + 3, key, err);
    if (ok) {
        begin(&p->state[OF_VERZEKERDE], key, of_key);
        finish_pseudonym(&p->state[OF_VERZEKERDE], TEXT("dubbelloop"), p->fingerprint);
        begin(&p->state[OF_VERZEKERDE], key, of_verzekerde);
        begin(&p->state[OF_PATIENT], key, none);
        sodium_memzero(key, sizeof *p->state);
        sodium_stackzero(STACK_N);
        *out = p;
    } else
        pseudonyms_free(p);
    return ok;
}

void pseudonyms_free(struct pseudonyms *p)
{
    if (!p)
        return;
    sodium_free(p->state); /* wipes */
    free(p);
}

const char *pseudonyms_fingerprint(const struct pseudonyms *p)
{
    return p->fingerprint;
}

static void hash(struct pseudonyms *p, int of, unsigned thread, struct text text, char out[static PSEUDONYM_N + 1])
{
    crypto_generichash_blake2b_state *state = &p->state[OF_THREAD + thread];
    memcpy(state, &p->state[of], sizeof *state);
    finish_pseudonym(state, text, out);
}

void pseudonym_of(struct pseudonyms *p, unsigned thread, struct text patient, char out[static PSEUDONYM_N + 1])
{
    hash(p, OF_PATIENT, thread, patient, out);
}

void pseudonym_of_verzekerde(struct pseudonyms *p, unsigned thread, struct text nummer,
                             char out[static VERZEKERDE_N + 1])
{
    char whole[PSEUDONYM_N + 1];
    hash(p, OF_VERZEKERDE, thread, nummer, whole);
    memcpy(out, whole, VERZEKERDE_N);
    out[VERZEKERDE_N] = '\0';
}

_Static_assert(sizeof(struct shard_key) == crypto_shorthash_KEYBYTES, "a key of SipHash has another length");

bool shard_key_make(struct shard_key *key, const char *path, struct error *err)
{
    struct pseudonyms *p = NULL;
    char of_key[PSEUDONYM_N + 1];
    size_t bytes;
    if (sodium_init() < 0)
        out_of_resources("libsodium");
    if (!path) {
        randombytes_buf(key->byte, sizeof key->byte);
        return true;
    }
    if (!pseudonyms_new(&p, path, 1, err))
        return false;
    pseudonym_of(p, 0, TEXT("dubbelloop split"), of_key);
    pseudonyms_free(p);
    sodium_hex2bin(key->byte, sizeof key->byte, of_key, PSEUDONYM_N, NULL, &bytes, NULL);
    sodium_memzero(of_key, sizeof of_key);
    return true;
}

void random_name(char out[static PSEUDONYM_N + 1])
{
    unsigned char bytes[DIGEST_N];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(out, PSEUDONYM_N + 1, bytes, sizeof bytes);
}

unsigned shard_of(const struct shard_key *key, struct text patient, unsigned shards)
{
    unsigned char hash_of[crypto_shorthash_BYTES];
    uint64_t number;
    crypto_shorthash(hash_of, (const unsigned char *)patient.at, patient.n, key->byte);
    memcpy(&number, hash_of, sizeof number);
    return (unsigned)(le64toh(number) % shards);
}

bool is_pseudonym(struct text text)
{
    if (text.n != PSEUDONYM_N)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (!((text.at[i] >= '0' && text.at[i] <= '9') || (text.at[i] >= 'a' && text.at[i] <= 'f')))
            return false;
    return true;
}
