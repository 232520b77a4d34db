#include "franken_crypto.h"

#include <openssl/err.h>
#include <openssl/evp.h>

int fc_ed25519_public_key(const uint8_t seed[32], uint8_t public_key[32]) {
    int status = 1;
    size_t count = 32;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    if (key != NULL && EVP_PKEY_get_raw_public_key(key, public_key, &count) == 1 && count == 32) {
        status = 0;
    }
    EVP_PKEY_free(key);
    ERR_clear_error();
    return status;
}

int fc_ed25519_sign(const uint8_t seed[32], const void *bytes, size_t count,
                    uint8_t signature[64]) {
    int status = 1;
    size_t length = 64;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (key != NULL && context != NULL
        && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1
        && EVP_DigestSign(context, signature, &length,
                          count == 0 ? (const unsigned char *)"" : bytes, count) == 1
        && length == 64) {
        status = 0;
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return status;
}

int fc_ed25519_verify(const uint8_t public_key[32], const void *bytes, size_t count,
                      const uint8_t signature[64]) {
    int status = 1;
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (key != NULL && context != NULL
        && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1
        && EVP_DigestVerify(context, signature, 64,
                            count == 0 ? (const unsigned char *)"" : bytes, count) == 1) {
        status = 0;
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return status;
}
