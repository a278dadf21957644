import BigInt
import WideIntegers

/// Bridges to attaswift/BigInt, the independent route of the arithmetic tests.
extension BigUInt {
    /// The same number.
    public init(_ value: UInt256) {
        self.init(words: [value.w0, value.w1, value.w2, value.w3].map { UInt($0) })
    }
}

extension BigInt {
    /// The same number.
    public init(_ value: UInt256) {
        self.init(BigUInt(value))
    }

    /// The same number, read from its two's complement bits.
    public init(_ value: Int256) {
        let unsigned = BigInt(value.bitPattern)
        self = value.bitPattern.w3 >> 63 == 1 ? unsigned - (BigInt(1) << 256) : unsigned
    }
}

extension UInt256 {
    /// The same number, or nil outside 0 ..< 2^256.
    public init?(exactly value: BigInt) {
        guard value.sign == .plus && value.magnitude.bitWidth <= 256 else { return nil }
        self.init(truncating: value)
    }

    /// The number modulo 2^256.
    public init(truncating value: BigInt) {
        let residue = value.modulus(BigInt(1) << 256).magnitude
        let words = residue.words.map { UInt64($0) } + [0, 0, 0, 0]
        self.init(words[0], words[1], words[2], words[3])
    }
}

extension Int256 {
    /// The same number, or nil outside -2^255 ..< 2^255.
    public init?(exactly value: BigInt) {
        let bound = BigInt(1) << 255
        guard value >= -bound && value < bound else { return nil }
        self.init(truncating: value)
    }

    /// The number modulo 2^256, in -2^255 ..< 2^255.
    public init(truncating value: BigInt) {
        self.init(bitPattern: UInt256(truncating: value))
    }
}
