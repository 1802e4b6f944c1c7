/* zoeksleutel.c - see zoeksleutel.h. */
#include "web/zoeksleutel.h"

#include <sodium.h>

enum { NONCE = crypto_secretbox_NONCEBYTES, MAC = crypto_secretbox_MACBYTES, PATIENT_MAX = 200,
       SEALED_MAX = NONCE + MAC + PATIENT_MAX, FORM = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
_Static_assert(sizeof(struct zoeksleutel) == crypto_secretbox_KEYBYTES, "it is a key");

static void sodium_begin(void)
{
    if (sodium_init() < 0)
        out_of_resources("randomness");
}

void zoeksleutel_new(struct zoeksleutel *sleutel)
{
    sodium_begin();
    crypto_secretbox_keygen(sleutel->byte);
}

void zoeksleutel_seal(const struct zoeksleutel *sleutel, struct text patient, struct buf *token)
{
    unsigned char sealed[SEALED_MAX];
    char text[sodium_base64_ENCODED_LEN(SEALED_MAX, FORM)];
    if (patient.n > PATIENT_MAX)
        return;
    randombytes_buf(sealed, NONCE);
    crypto_secretbox_easy(sealed + NONCE, (const unsigned char *)patient.at, patient.n, sealed, sleutel->byte);
    sodium_bin2base64(text, sizeof text, sealed, NONCE + MAC + patient.n, FORM);
    buf_text(token, text);
}

bool zoeksleutel_open(const struct zoeksleutel *sleutel, struct text token, struct arena *arena, struct text *patient)
{
    unsigned char sealed[SEALED_MAX];
    size_t n;
    if (sodium_base642bin(sealed, sizeof sealed, token.at, token.n, NULL, &n, NULL, FORM) != 0 || n < NONCE + MAC)
        return false;
    char *open = arena_alloc(arena, n + 1);
    *patient = (struct text){open, n - NONCE - MAC};
    open[patient->n] = 0;
    return crypto_secretbox_open_easy((unsigned char *)open, sealed + NONCE, n - NONCE, sealed, sleutel->byte) == 0;
}
