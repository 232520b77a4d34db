#include "franken_crypto.h"

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

/* Whether a key is an elliptic-curve key on P-256. */
static int is_p256(EVP_PKEY *key) {
    char name[32] = {0};
    size_t count = 0;
    return key != NULL && EVP_PKEY_is_a(key, "EC")
        && EVP_PKEY_get_group_name(key, name, sizeof name, &count) == 1
        && (strcmp(name, "prime256v1") == 0 || strcmp(name, "P-256") == 0);
}

/* The private key in PKCS #8 DER, or NULL; nothing may follow it. */
static EVP_PKEY *private_key(const uint8_t *der, size_t count) {
    const unsigned char *cursor = der;
    if (count > FC_P256_LARGEST_DER) return NULL;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &cursor, (long)count);
    EVP_PKEY *key = info == NULL || cursor != der + count ? NULL : EVP_PKCS82PKEY(info);
    PKCS8_PRIV_KEY_INFO_free(info);
    if (is_p256(key)) return key;
    EVP_PKEY_free(key);
    return NULL;
}

/* The public key in SubjectPublicKeyInfo DER, or NULL; nothing may follow it. */
static EVP_PKEY *public_key(const uint8_t *der, size_t count) {
    const unsigned char *cursor = der;
    if (count > FC_P256_LARGEST_DER) return NULL;
    EVP_PKEY *key = d2i_PUBKEY(NULL, &cursor, (long)count);
    if (is_p256(key) && cursor == der + count) return key;
    EVP_PKEY_free(key);
    return NULL;
}

/* Copies what libcrypto encoded, and frees it. */
static int take(unsigned char *encoded, int length, uint8_t *der, size_t *count) {
    int status = 1;
    if (encoded != NULL && length > 0 && (size_t)length <= *count) {
        memcpy(der, encoded, (size_t)length);
        *count = (size_t)length;
        status = 0;
    }
    if (encoded != NULL && length > 0) OPENSSL_clear_free(encoded, (size_t)length);
    ERR_clear_error();
    return status;
}

int fc_p256_generate(uint8_t *der, size_t *count) {
    unsigned char *encoded = NULL;
    int length = 0;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    PKCS8_PRIV_KEY_INFO *info = key == NULL ? NULL : EVP_PKEY2PKCS8(key);
    if (info != NULL) length = i2d_PKCS8_PRIV_KEY_INFO(info, &encoded);
    PKCS8_PRIV_KEY_INFO_free(info);
    EVP_PKEY_free(key);
    return take(encoded, length, der, count);
}

int fc_p256_public_key(const uint8_t *private_der, size_t private_count, uint8_t *der,
                       size_t *count) {
    unsigned char *encoded = NULL;
    EVP_PKEY *key = private_key(private_der, private_count);
    const int length = key == NULL ? 0 : i2d_PUBKEY(key, &encoded);
    EVP_PKEY_free(key);
    return take(encoded, length, der, count);
}

int fc_p256_sign(const uint8_t *private_der, size_t private_count, const void *bytes,
                 size_t byte_count, uint8_t *der, size_t *count) {
    int status = 1;
    EVP_PKEY *key = private_key(private_der, private_count);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (key != NULL && context != NULL && *count >= (size_t)EVP_PKEY_get_size(key)
        && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1
        && EVP_DigestSign(context, der, count,
                          byte_count == 0 ? (const unsigned char *)"" : bytes, byte_count) == 1) {
        status = 0;
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return status;
}

int fc_p256_verify(const uint8_t *public_der, size_t public_count, const void *bytes,
                   size_t byte_count, const uint8_t *der, size_t count) {
    int status = 1;
    EVP_PKEY *key = public_key(public_der, public_count);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (key != NULL && context != NULL
        && EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1
        && EVP_DigestVerify(context, der, count,
                            byte_count == 0 ? (const unsigned char *)"" : bytes, byte_count)
            == 1) {
        status = 0;
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return status;
}
