#include "franken_crypto.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

int fc_blake2b_512(const void *bytes, size_t count, uint8_t digest[64]) {
    unsigned int length = 0;
    const int done = EVP_Digest(count == 0 ? "" : bytes, count, digest, &length, EVP_blake2b512(),
                                NULL);
    if (done == 1 && length == 64) return 0;
    ERR_clear_error();
    return 1;
}

int fc_scrypt(const void *password, size_t password_count, const void *salt, size_t salt_count,
              uint64_t n, uint64_t r, uint64_t p, uint64_t memory, uint8_t *key, size_t count) {
    const char *text = password_count == 0 ? "" : password;
    const unsigned char *start = salt_count == 0 ? (const unsigned char *)"" : salt;
    const int done = EVP_PBE_scrypt(text, password_count, start, salt_count, n, r, p, memory, key,
                                    count);
    if (done == 1) return 0;
    ERR_clear_error();
    return 1;
}

int fc_random(uint8_t *bytes, size_t count) {
    while (count > 0) {
        const int piece = count > 1 << 20 ? 1 << 20 : (int)count;
        if (RAND_priv_bytes(bytes, piece) != 1) {
            ERR_clear_error();
            return 1;
        }
        bytes += piece;
        count -= (size_t)piece;
    }
    return 0;
}

int fc_equal(const void *left, const void *right, size_t count) {
    return count == 0 || CRYPTO_memcmp(left, right, count) == 0;
}

void fc_cleanse(void *bytes, size_t count) {
    if (count > 0) OPENSSL_cleanse(bytes, count);
}
