/* secret.h - what keeps patients' values inside: a process that leaves no memory behind, and the key by which patients
 * become pseudonyms. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/error.h"
#include "base/text.h"

/* For the first line of main: no core dump, no other process of this user may look into the memory, and what is created
 * is its owner's alone, whatever the umask was. */
void process_seal(void);
/* The command line, as a copy; never fails, never freed. What the system shows of it to every user of the machine (ps,
 * /proc/PID/cmdline) no longer has the value of --patient, nor digits as long as a number of a patient. */
char **process_hide(int argc, char **argv);

/* Digits of a patient's pseudonym, and of a verzekerdennummer's: that column takes no more. */
enum { PSEUDONYM_N = 32, VERZEKERDE_N = 15 };

/* A key in memory that is locked, left out of dumps, and wiped when it is freed. */
struct pseudonyms;

/* Reads the key: a file of 64 hex digits, with or without a line end, that nobody but its owner can read; the owner is
 * this user or root. `threads`: how many will ask at a time. *pseudonyms NULL on failure. */
bool pseudonyms_new(struct pseudonyms **pseudonyms, const char *path, unsigned threads, struct error *err) MUST_CHECK;
void pseudonyms_free(struct pseudonyms *pseudonyms);
/* Tells one key from another, and nothing about it: 32 hex digits, borrowed. */
const char *pseudonyms_fingerprint(const struct pseudonyms *pseudonyms);

/* The pseudonym of a patient key (semantics.md 1): the keyed BLAKE2b of its bytes with a digest of 16 bytes, as hex
 * digits and a NUL. `thread` is below `threads`. */
void pseudonym_of(struct pseudonyms *pseudonyms, unsigned thread, struct text patient,
                  char out[static PSEUDONYM_N + 1]);
/* The same for a verzekerdennummer, which would lead back to the patient: another digest of 16 bytes (personalisation
 * "verzekerde"), cut to what the column holds. */
void pseudonym_of_verzekerde(struct pseudonyms *pseudonyms, unsigned thread, struct text nummer,
                             char out[static VERZEKERDE_N + 1]);
/* The key by which patients are cut into shards (dossier/shard.h): who has it can tell in which shard a patient is. */
struct shard_key {
    unsigned char byte[16];
};
/* Out of a key file, as pseudonyms_new reads one; `path` NULL: a new one, that nobody knows. */
bool shard_key_make(struct shard_key *key, const char *path, struct error *err) MUST_CHECK;
/* A name that nothing else has: 32 hex digits and a NUL. */
void random_name(char out[static PSEUDONYM_N + 1]);
/* The number of a patient's shard, below `shards`: the same for the same key, by SipHash-2-4. */
unsigned shard_of(const struct shard_key *key, struct text patient, unsigned shards);

/* Whether this has the form of a patient's pseudonym. */
bool is_pseudonym(struct text text);

#endif
