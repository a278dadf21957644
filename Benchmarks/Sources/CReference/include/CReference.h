/// Plain C counterparts of what perplab does, to be timed beside it.

#ifndef CREFERENCE_H
#define CREFERENCE_H

#include <stddef.h>
#include <stdint.h>

/// Keccak-256 (padding byte 0x01) of `count` bytes.
void cref_keccak256(const uint8_t *_Nullable bytes, size_t count, uint8_t digest[_Nonnull 32]);

/// A digest context of OpenSSL's SHA3-256, made once and used for every message.
typedef struct cref_sha3 cref_sha3;

cref_sha3 *_Nullable cref_sha3_create(void);
void cref_sha3_destroy(cref_sha3 *_Nonnull sha3);

/// SHA3-256 of `count` bytes; 1 if all went well.
int cref_sha3_256(
    cref_sha3 *_Nonnull sha3, const uint8_t *_Nullable bytes, size_t count,
    uint8_t digest[_Nonnull 32]);

/// A context of libsecp256k1 for signing and recovery.
typedef struct cref_secp256k1 cref_secp256k1;

cref_secp256k1 *_Nullable cref_secp256k1_create(void);
void cref_secp256k1_destroy(cref_secp256k1 *_Nonnull secp256k1);

/// Signs `count` digests of 32 bytes, each by its own 32-byte key.
///
/// Writes 65 bytes for each: r, s and the recovery id. Returns how many were signed.
size_t cref_secp256k1_sign(
    const cref_secp256k1 *_Nonnull secp256k1, size_t count, const uint8_t *_Nonnull keys,
    const uint8_t *_Nonnull digests, uint8_t *_Nonnull signatures);

/// Recovers `count` public keys from signatures as `cref_secp256k1_sign` writes them.
///
/// Writes 65 bytes for each, the uncompressed form. Returns how many were recovered; a recovery id
/// above 3 ends the process, as the library does.
size_t cref_secp256k1_recover(
    const cref_secp256k1 *_Nonnull secp256k1, size_t count, const uint8_t *_Nonnull signatures,
    const uint8_t *_Nonnull digests, uint8_t *_Nonnull public_keys);

#endif
