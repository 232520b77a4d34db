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

/* The BLAKE2b-512 of `count` bytes. */
int fc_blake2b_512(const void *bytes, size_t count, uint8_t digest[64]);

/* scrypt (RFC 7914) with cost `n`, a power of two, block size `r` and parallelism `p`. Uses at
 * most `memory` bytes; asks libcrypto for no more, so a larger cost is an error. */
int fc_scrypt(const void *password, size_t password_count, const void *salt, size_t salt_count,
              uint64_t n, uint64_t r, uint64_t p, uint64_t memory, uint8_t *key, size_t count);

/* Random bytes from libcrypto's generator, which the operating system seeds. */
int fc_random(uint8_t *bytes, size_t count);

/* Whether `count` bytes are equal, in a time that does not depend on where they differ:
 * 1 when they are. */
int fc_equal(const void *left, const void *right, size_t count);

/* Overwrites bytes so that no compiler leaves the step out. */
void fc_cleanse(void *bytes, size_t count);

/* Ed25519 (RFC 8032): the public key of a seed. */
int fc_ed25519_public_key(const uint8_t seed[32], uint8_t public_key[32]);
/* Ed25519: signs `count` bytes. */
int fc_ed25519_sign(const uint8_t seed[32], const void *bytes, size_t count,
                    uint8_t signature[64]);
/* Ed25519: 0 when the signature is right, 1 when it is not or cannot be checked. */
int fc_ed25519_verify(const uint8_t public_key[32], const void *bytes, size_t count,
                      const uint8_t signature[64]);

/* The largest DER of a P-256 signature, private key or public key here, in bytes. */
enum { FC_P256_LARGEST_DER = 256 };

/* ECDSA on P-256: a new private key as PKCS #8 DER. On entry `*count` is the room at `der`. */
int fc_p256_generate(uint8_t *der, size_t *count);
/* ECDSA on P-256: the public key, SubjectPublicKeyInfo DER, of a private key in PKCS #8 DER. */
int fc_p256_public_key(const uint8_t *private_der, size_t private_count, uint8_t *der,
                       size_t *count);
/* ECDSA on P-256 with SHA-256: signs `byte_count` bytes; the signature is DER. */
int fc_p256_sign(const uint8_t *private_der, size_t private_count, const void *bytes,
                 size_t byte_count, uint8_t *der, size_t *count);
/* ECDSA on P-256 with SHA-256: 0 when the signature is right, 1 when it is not or the key is no
 * P-256 key. */
int fc_p256_verify(const uint8_t *public_der, size_t public_count, const void *bytes,
                   size_t byte_count, const uint8_t *der, size_t count);

/* libcrypto's name and version. */
const char *fc_crypto_version(void);

#ifdef __cplusplus
}
#endif

#endif
