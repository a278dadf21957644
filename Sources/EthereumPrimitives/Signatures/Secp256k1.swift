import CSecp256k1
import WideIntegers

/// The one place that calls libsecp256k1; every argument that could make the library abort is
/// checked before the call.
enum Secp256k1 {
    /// The library's context.
    ///
    /// `@unchecked Sendable`: made and randomised once, and only read afterwards, which the library
    /// documents as safe from any number of threads.
    private final class Context: @unchecked Sendable {
        let pointer: OpaquePointer

        init() {
            pointer = secp256k1_context_create(
                UInt32(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY))
            // Blinds signing against timing; no result depends on it, so runs stay repeatable.
            var generator = SystemRandomNumberGenerator()
            let seed = UInt256(
                generator.next(), generator.next(), generator.next(), generator.next())
            _ = secp256k1_context_randomize(pointer, seed.bigEndianBytes)
        }

        deinit { secp256k1_context_destroy(pointer) }
    }

    private static let context = Context()

    // MARK: - Keys

    static func publicKey(of secret: SecretBytes) throws(SignatureError) -> PublicKey {
        var key = secp256k1_pubkey()
        let isValid = secret.withBytes {
            secp256k1_ec_pubkey_create(context.pointer, &key, $0) == 1
        }
        guard isValid else { throw .invalidPrivateKey }
        return coordinates(of: &key)
    }

    static func check(_ key: PublicKey) throws(SignatureError) {
        guard parsed(key) != nil else { throw .invalidPublicKey }
    }

    private static func coordinates(of key: inout secp256k1_pubkey) -> PublicKey {
        // 0x04, x and y.
        var uncompressed = [UInt8](repeating: 0, count: 65)
        var length = uncompressed.count
        _ = secp256k1_ec_pubkey_serialize(
            context.pointer, &uncompressed, &length, &key, UInt32(SECP256K1_EC_UNCOMPRESSED))
        return PublicKey(
            x: UInt256(bigEndian: uncompressed.span.bytes, at: 1),
            y: UInt256(bigEndian: uncompressed.span.bytes, at: 33))
    }

    private static func parsed(_ key: PublicKey) -> secp256k1_pubkey? {
        var result = secp256k1_pubkey()
        let bytes = [0x04] + key.bytes
        guard secp256k1_ec_pubkey_parse(context.pointer, &result, bytes, bytes.count) == 1 else {
            return nil
        }
        return result
    }

    // MARK: - Signing and recovery

    static func sign(digest: Hash256, with secret: SecretBytes) -> Signature {
        var signature = secp256k1_ecdsa_recoverable_signature()
        let message = digest.bytes
        let isSigned = secret.withBytes {
            secp256k1_ecdsa_sign_recoverable(
                context.pointer, &signature, message, $0, nil, nil) == 1
        }
        // It fails for an invalid key alone, and a key was valid when it was made.
        precondition(isSigned, "signing with a valid key failed")
        var compact = [UInt8](repeating: 0, count: 64)
        var recoveryID: Int32 = 0
        _ = secp256k1_ecdsa_recoverable_signature_serialize_compact(
            context.pointer, &compact, &recoveryID, &signature)
        return Signature(
            r: UInt256(bigEndian: compact.span.bytes, at: 0),
            s: UInt256(bigEndian: compact.span.bytes, at: 32), yParity: UInt8(recoveryID))
    }

    static func recover(
        _ signature: Signature, digest: Hash256
    ) throws(SignatureError) -> PublicKey {
        guard signature.yParity < 4 else { throw .invalidRecoveryID(signature.yParity) }
        guard signature.isInRange else { throw .outOfRange }
        var parsed = secp256k1_ecdsa_recoverable_signature()
        var key = secp256k1_pubkey()
        let compact = signature.compactBytes
        let message = digest.bytes
        guard
            secp256k1_ecdsa_recoverable_signature_parse_compact(
                context.pointer, &parsed, compact, Int32(signature.yParity)) == 1
        else { throw .outOfRange }
        guard secp256k1_ecdsa_recover(context.pointer, &key, &parsed, message) == 1 else {
            throw .notRecoverable
        }
        return coordinates(of: &key)
    }

    // MARK: - Verification

    static func verify(compact: [UInt8], digest: Hash256, key: PublicKey) -> Bool {
        var signature = secp256k1_ecdsa_signature()
        guard compact.count == 64,
            secp256k1_ecdsa_signature_parse_compact(context.pointer, &signature, compact) == 1
        else { return false }
        // The library's verification takes low s only; both forms are valid on the plain curve.
        var normalized = secp256k1_ecdsa_signature()
        _ = secp256k1_ecdsa_signature_normalize(context.pointer, &normalized, &signature)
        return verify(&normalized, digest: digest, key: key)
    }

    static func verify(der: [UInt8], digest: Hash256, key: PublicKey) -> Bool {
        var signature = secp256k1_ecdsa_signature()
        guard
            secp256k1_ecdsa_signature_parse_der(
                context.pointer, &signature, der, der.count) == 1
        else { return false }
        return verify(&signature, digest: digest, key: key)
    }

    private static func verify(
        _ signature: inout secp256k1_ecdsa_signature, digest: Hash256, key: PublicKey
    ) -> Bool {
        guard var point = parsed(key) else { return false }
        return secp256k1_ecdsa_verify(context.pointer, &signature, digest.bytes, &point) == 1
    }
}
