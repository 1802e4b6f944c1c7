/* zoeksleutel.h - an address that tells for whom was searched, and tells it to nobody else.
 *
 * A list of the findings of one patient has an address like any other list, and addresses are kept by browsers, proxies
 * and logs. So the patient stands in it sealed (XSalsa20 and Poly1305 of libsodium, a fresh nonce each): without the
 * key it tells nothing, not even whether two of them are of one patient, and nobody can make one. The key is of the
 * running program, in memory only; a copy of a database opens none, and when the program ends every such address ends
 * with it: who kept one searches again. Until then it may be sent to a colleague. */
#ifndef WEB_ZOEKSLEUTEL_H
#define WEB_ZOEKSLEUTEL_H

#include "base/buf.h"
#include "base/memory.h"
#include "base/text.h"

struct zoeksleutel {
    unsigned char byte[32];
};
void zoeksleutel_new(struct zoeksleutel *sleutel);
/* Adds the token of a patient: letters, digits, - and _. */
void zoeksleutel_seal(const struct zoeksleutel *sleutel, struct text patient, struct buf *token);
/* The patient of a token, in the arena; false: it is none of ours, or of before the program began. */
bool zoeksleutel_open(const struct zoeksleutel *sleutel, struct text token, struct arena *arena, struct text *patient);

#endif
