#include "CReference.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

// The opaque type of this header is libsecp256k1's own context.
static secp256k1_context *library_context(const cref_secp256k1 *secp256k1) {
    return (secp256k1_context *)secp256k1;
}

cref_secp256k1 *cref_secp256k1_create(void) {
    return (cref_secp256k1 *)secp256k1_context_create(
        SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY);
}

void cref_secp256k1_destroy(cref_secp256k1 *secp256k1) {
    secp256k1_context_destroy(library_context(secp256k1));
}

size_t cref_secp256k1_sign(
    const cref_secp256k1 *secp256k1, size_t count, const uint8_t *keys, const uint8_t *digests,
    uint8_t *signatures
) {
    const secp256k1_context *context = library_context(secp256k1);
    for (size_t i = 0; i < count; i++) {
        secp256k1_ecdsa_recoverable_signature signature;
        if (!secp256k1_ecdsa_sign_recoverable(
                context, &signature, digests + 32 * i, keys + 32 * i, NULL, NULL)) {
            return i;
        }
        int recovery_id;
        secp256k1_ecdsa_recoverable_signature_serialize_compact(
            context, signatures + 65 * i, &recovery_id, &signature);
        signatures[65 * i + 64] = (uint8_t)recovery_id;
    }
    return count;
}

size_t cref_secp256k1_recover(
    const cref_secp256k1 *secp256k1, size_t count, const uint8_t *signatures,
    const uint8_t *digests, uint8_t *public_keys
) {
    const secp256k1_context *context = library_context(secp256k1);
    for (size_t i = 0; i < count; i++) {
        secp256k1_ecdsa_recoverable_signature signature;
        secp256k1_pubkey public_key;
        const uint8_t *compact = signatures + 65 * i;
        if (!secp256k1_ecdsa_recoverable_signature_parse_compact(
                context, &signature, compact, compact[64])
            || !secp256k1_ecdsa_recover(context, &public_key, &signature, digests + 32 * i)) {
            return i;
        }
        size_t length = 65;
        secp256k1_ec_pubkey_serialize(
            context, public_keys + 65 * i, &length, &public_key, SECP256K1_EC_UNCOMPRESSED);
    }
    return count;
}
