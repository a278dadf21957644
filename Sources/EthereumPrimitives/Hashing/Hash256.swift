import WideIntegers

/// 32 bytes: a Keccak digest, a `bytes32` or a storage word.
///
/// Kept as four numbers in reading order, so that comparing values compares bytes.
public struct Hash256: Hashable, Sendable {
    private let b0: UInt64
    private let b8: UInt64
    private let b16: UInt64
    private let b24: UInt64

    /// Four big-endian words: bytes 0-7, 8-15, 16-23 and 24-31.
    @inline(__always)
    init(words b0: UInt64, _ b8: UInt64, _ b16: UInt64, _ b24: UInt64) {
        self.b0 = b0
        self.b8 = b8
        self.b16 = b16
        self.b24 = b24
    }

    /// The big-endian bytes of a number.
    public init(_ value: UInt256) {
        self.init(words: value.w3, value.w2, value.w1, value.w0)
    }

    /// Exactly 32 bytes; nil for another count.
    public init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == 32, let value = UInt256(bigEndianBytes: bytes) else { return nil }
        self.init(value)
    }

    /// Exactly 32 bytes; nil for another count.
    public init?(bytes: [UInt8]) {
        self.init(bytes: bytes[...])
    }

    /// Reads `0x` and 64 hexadecimal digits.
    public init(hex: some StringProtocol) throws(HexError) {
        let bytes = try [UInt8](hex: hex)
        guard let hash = Hash256(bytes: bytes) else {
            throw .wrongByteCount(bytes.count, expected: 32)
        }
        self = hash
    }

    /// All bits zero.
    public static let zero = Hash256(UInt256.zero)

    /// The 32 bytes.
    public var bytes: [UInt8] { UInt256(self).bigEndianBytes }

    /// The first four bytes, which are a function's or an error's selector.
    public var selector: Selector { Selector(UInt32(truncatingIfNeeded: b0 >> 32)) }

    /// Appends the 32 bytes.
    public func append(to bytes: inout [UInt8]) {
        UInt256(self).appendBigEndian(to: &bytes)
    }
}

extension UInt256 {
    /// The 32 bytes read as a big-endian number.
    public init(_ hash: Hash256) {
        self = hash.number
    }
}

extension Hash256 {
    fileprivate var number: UInt256 { UInt256(b24, b16, b8, b0) }

    /// The last 20 bytes, as which addresses are cut from a digest.
    var lowAddress: Address {
        Address(high: UInt32(truncatingIfNeeded: b8), middle: b16, low: b24)
    }
}

extension Hash256: Comparable {
    /// Order of the bytes.
    public static func < (left: Hash256, right: Hash256) -> Bool {
        left.number < right.number
    }
}

extension Hash256: CustomStringConvertible {
    /// `0x` and 64 lower-case digits.
    public var description: String { bytes.hex }
}
