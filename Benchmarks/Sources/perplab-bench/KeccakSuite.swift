import CReference
import EthereumPrimitives
import WideIntegers

extension Suite {
    /// Keccak-256 beside plain C of the same form, and beside OpenSSL's SHA3-256: the same
    /// permutation with another padding.
    static func keccak() throws -> Suite {
        guard let sha3 = cref_sha3_create() else { throw OpenSSLUnavailable() }
        return Suite(
            name: "keccak",
            operations: [
                hashing("64 B", messageSize: 64, count: 256, sha3),
                hashing("4 KiB", messageSize: 4_096, count: 16, sha3),
            ]
        )
    }
}

/// OpenSSL gave no SHA3-256.
struct OpenSSLUnavailable: Error, CustomStringConvertible {
    var description: String { "OpenSSL's SHA3-256 is not available" }
}

/// A hash function in C: bytes, their count, and where the digest goes.
private typealias CHash = (UnsafePointer<UInt8>, Int, UnsafeMutablePointer<UInt8>) -> Void

private func hashing(
    _ name: String,
    messageSize: Int,
    count: Int,
    _ sha3: OpaquePointer
) -> Operation {
    var operands = Operands(seed: 2)
    let messages = (0..<count).map { _ in operands.bytes(messageSize) }

    func inC(_ name: String, givesSameResult: Bool, _ hash: @escaping CHash) -> Contender {
        Contender(name, givesSameResult: givesSameResult) {
            var checksum: UInt64 = 0
            var digest = [UInt8](repeating: 0, count: 32)
            for message in messages {
                hash(message, message.count, &digest)
                let last = digest.withUnsafeBytes {
                    $0.load(fromByteOffset: 24, as: UInt64.self)
                }
                checksum ^= UInt64(bigEndian: last)
            }
            return checksum
        }
    }
    return Operation(
        name: name,
        count: count,
        subject: Contender("perplab") {
            var checksum: UInt64 = 0
            for message in messages { checksum ^= UInt256(Keccak256.hash(message)).w0 }
            return checksum
        },
        references: [
            inC("C", givesSameResult: true) { cref_keccak256($0, $1, $2) },
            inC("OpenSSL SHA3", givesSameResult: false) { _ = cref_sha3_256(sha3, $0, $1, $2) },
        ]
    )
}
