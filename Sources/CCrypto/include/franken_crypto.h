/* The few calls of OpenSSL's libcrypto that the zoo needs, as plain C that Swift imports.
 *
 * libcrypto uses the CPU's SHA instructions, which is what makes an installation as fast as the
 * disk. Every function returns 0 on success unless it says otherwise, and takes no ownership. */
#ifndef FRANKEN_CRYPTO_H
#define FRANKEN_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A SHA-256 in progress. */
typedef struct fc_sha256 fc_sha256;

/* A new, empty digest; NULL when memory is short. The caller frees it. */
fc_sha256 *fc_sha256_new(void);
/* Adds `count` bytes. */
int fc_sha256_update(fc_sha256 *state, const void *bytes, size_t count);
/* Writes the 32 bytes of the digest of what was added so far, and starts anew. */
int fc_sha256_finish(fc_sha256 *state, uint8_t digest[32]);
/* Frees a digest; NULL is fine. */
void fc_sha256_free(fc_sha256 *state);

#ifdef __cplusplus
}
#endif

#endif
