#include "CReference.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct cref_sha3 {
    EVP_MD_CTX *context;
    EVP_MD *digest;
};

cref_sha3 *cref_sha3_create(void) {
    cref_sha3 *sha3 = calloc(1, sizeof *sha3);
    if (sha3 == NULL) return NULL;
    // Fetched once: looking the algorithm up for every message costs more than hashing it.
    sha3->context = EVP_MD_CTX_new();
    sha3->digest = EVP_MD_fetch(NULL, "SHA3-256", NULL);
    if (sha3->context != NULL && sha3->digest != NULL) return sha3;
    cref_sha3_destroy(sha3);
    return NULL;
}

void cref_sha3_destroy(cref_sha3 *sha3) {
    EVP_MD_CTX_free(sha3->context);
    EVP_MD_free(sha3->digest);
    free(sha3);
}

int cref_sha3_256(cref_sha3 *sha3, const uint8_t *bytes, size_t count, uint8_t digest[32]) {
    return EVP_DigestInit_ex2(sha3->context, sha3->digest, NULL) == 1
        && EVP_DigestUpdate(sha3->context, bytes, count) == 1
        && EVP_DigestFinal_ex(sha3->context, digest, NULL) == 1;
}
