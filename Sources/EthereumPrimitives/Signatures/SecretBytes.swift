import Glibc
import WideIntegers

/// The 32 bytes of a secret, in one place that is overwritten when it is released.
///
/// `@unchecked Sendable`: the bytes are written in `init` and `deinit` alone, so that every thread
/// that holds a reference sees them unchanging.
final class SecretBytes: @unchecked Sendable {
    static let count = 32

    private let storage: UnsafeMutablePointer<UInt8>

    /// - Precondition: there are 32 bytes.
    init(copying bytes: [UInt8]) {
        precondition(bytes.count == SecretBytes.count, "\(bytes.count) bytes of secret")
        storage = .allocate(capacity: SecretBytes.count)
        storage.initialize(from: bytes, count: SecretBytes.count)
    }

    /// The big-endian bytes of a number, with no copy between.
    init(_ number: UInt256) {
        storage = .allocate(capacity: SecretBytes.count)
        let bytes = UnsafeMutableRawPointer(storage)
        bytes.storeBytes(of: number.w3.bigEndian, toByteOffset: 0, as: UInt64.self)
        bytes.storeBytes(of: number.w2.bigEndian, toByteOffset: 8, as: UInt64.self)
        bytes.storeBytes(of: number.w1.bigEndian, toByteOffset: 16, as: UInt64.self)
        bytes.storeBytes(of: number.w0.bigEndian, toByteOffset: 24, as: UInt64.self)
    }

    deinit {
        // A plain store before the release could be optimised away.
        explicit_bzero(storage, SecretBytes.count)
        storage.deallocate()
    }

    /// The bytes, for the duration of one call into the curve library.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        body(UnsafePointer(storage))
    }
}
