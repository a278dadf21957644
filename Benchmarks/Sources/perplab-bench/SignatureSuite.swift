import CReference
import EthereumPrimitives
import WideIntegers

extension Suite {
    /// Signing and recovery beside a plain C loop over the same library, one thread each, and
    /// recovery of many on two threads beside perplab's own on one.
    static func signatures() throws -> Suite {
        guard let library = cref_secp256k1_create() else { throw LibraryUnavailable() }
        let batch = try SignedBatch(count: 1_024)
        return Suite(
            name: "signatures",
            operations: [
                Operation(
                    name: "sign", count: batch.count,
                    subject: Contender("perplab") {
                        batch.digests.reduce(0) { $0 ^ batch.key.sign(digest: $1).r.w0 }
                    },
                    references: [
                        Contender("C loop", givesSameResult: true) { batch.signInC(library) }
                    ]),
                Operation(
                    name: "recover address", count: batch.count,
                    subject: Contender("perplab") {
                        try batch.requests.reduce(0) {
                            let key = try $1.signature.recoverPublicKey(digest: $1.digest)
                            return $0 ^ key.address.number.w0 ^ key.y.w0
                        }
                    },
                    references: [
                        Contender("C loop, key only", givesSameResult: false) {
                            batch.recoverInC(library)
                        }
                    ]),
                Operation(
                    name: "recover many", count: batch.count,
                    subject: Contender("two threads") {
                        UInt64(RecoveryRequest.recoverAddresses(batch.requests).count)
                    },
                    references: [
                        Contender("one thread", givesSameResult: false) {
                            try batch.requests.reduce(0) {
                                let address = try $1.signature.recoverAddress(digest: $1.digest)
                                return $0 ^ address.number.w0
                            }
                        }
                    ]),
            ])
    }
}

/// libsecp256k1 gave no context.
private struct LibraryUnavailable: Error, CustomStringConvertible {
    var description: String { "libsecp256k1 gave no context" }
}

/// Digests with their signatures by one key, in the forms of both sides.
private struct SignedBatch {
    let count: Int
    let key: PrivateKey
    let digests: [Hash256]
    let requests: [RecoveryRequest]
    private let digestBytes: [UInt8]
    private let keyBytes: [UInt8]
    private let signatureBytes: [UInt8]

    init(count: Int) throws {
        var operands = Operands(seed: 4)
        let secret = operands.numbers(1, bits: 250)[0]
        let key = try PrivateKey(secret)
        let digests = operands.numbers(count, bits: 256).map { Hash256($0) }
        self.count = count
        self.key = key
        self.digests = digests
        requests = digests.map { RecoveryRequest(digest: $0, signature: key.sign(digest: $0)) }
        digestBytes = digests.flatMap(\.bytes)
        keyBytes = (0..<count).flatMap { _ in secret.bigEndianBytes }
        signatureBytes = requests.flatMap { request in
            request.signature.bytes.dropLast() + [request.signature.yParity]
        }
    }

    func signInC(_ library: OpaquePointer) -> UInt64 {
        var signatures = [UInt8](repeating: 0, count: 65 * count)
        _ = cref_secp256k1_sign(library, count, keyBytes, digestBytes, &signatures)
        return (0..<count).reduce(0) { sum, index in
            let r = UInt256(bigEndianBytes: signatures[65 * index..<65 * index + 32]) ?? .zero
            return sum ^ r.w0
        }
    }

    func recoverInC(_ library: OpaquePointer) -> UInt64 {
        var keys = [UInt8](repeating: 0, count: 65 * count)
        let recovered = cref_secp256k1_recover(library, count, signatureBytes, digestBytes, &keys)
        return UInt64(recovered) ^ UInt64(keys[64])
    }
}
