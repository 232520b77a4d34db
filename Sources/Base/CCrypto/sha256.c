#include "franken_crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>

struct fc_sha256 {
    EVP_MD_CTX *context;
};

fc_sha256 *fc_sha256_new(void) {
    // At exit libcrypto would free what a thread that still computes a digest is using.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
    fc_sha256 *state = malloc(sizeof *state);
    if (state == NULL) return NULL;
    state->context = EVP_MD_CTX_new();
    if (state->context == NULL || EVP_DigestInit_ex(state->context, EVP_sha256(), NULL) != 1) {
        fc_sha256_free(state);
        return NULL;
    }
    return state;
}

int fc_sha256_update(fc_sha256 *state, const void *bytes, size_t count) {
    return EVP_DigestUpdate(state->context, bytes, count) == 1 ? 0 : 1;
}

int fc_sha256_finish(fc_sha256 *state, uint8_t digest[32]) {
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(state->context, digest, &length) != 1 || length != 32) return 1;
    return EVP_DigestInit_ex(state->context, EVP_sha256(), NULL) == 1 ? 0 : 1;
}

void fc_sha256_free(fc_sha256 *state) {
    if (state == NULL) return;
    EVP_MD_CTX_free(state->context);
    free(state);
}

const char *fc_crypto_version(void) { return OpenSSL_version(OPENSSL_VERSION_STRING); }
