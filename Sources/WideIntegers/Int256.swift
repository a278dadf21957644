/// A 256-bit signed integer in two's complement, Solidity's `int256`.
///
/// `+ - * / %` and negation throw `ArithmeticPanic` as Solidity 0.8 does; `&+ &- &*` wrap.
/// Division truncates toward zero and the remainder takes the dividend's sign.
public struct Int256: Hashable, Sendable {
    /// The two's complement bits read as an unsigned number.
    public var bitPattern: UInt256

    /// Reinterprets two's complement bits.
    @inlinable
    public init(bitPattern: UInt256) {
        self.bitPattern = bitPattern
    }

    /// Zero.
    @inlinable public static var zero: Int256 { Int256(bitPattern: .zero) }
    /// One.
    @inlinable public static var one: Int256 { Int256(bitPattern: .one) }
    /// -2^255.
    @inlinable public static var min: Int256 { Int256(bitPattern: UInt256(0, 0, 0, 1 << 63)) }
    /// 2^255 - 1.
    @inlinable public static var max: Int256 {
        Int256(bitPattern: UInt256(.max, .max, .max, .max >> 1))
    }

    /// Whether the value is below zero.
    @inlinable public var isNegative: Bool { bitPattern.w3 >> 63 == 1 }

    /// Whether the value is zero.
    @inlinable public var isZero: Bool { bitPattern.isZero }

    /// The absolute value, which always fits unsigned: that of `min` is 2^255.
    @inlinable public var magnitude: UInt256 {
        isNegative ? .zero &- bitPattern : bitPattern
    }

    /// -1, 0 or 1.
    public var signum: Int { isNegative ? -1 : isZero ? 0 : 1 }

    /// Magnitude and sign modulo 2^256.
    @inlinable
    init(wrappingMagnitude magnitude: UInt256, isNegative: Bool) {
        self.init(bitPattern: isNegative ? .zero &- magnitude : magnitude)
    }

    /// Magnitude and sign, or nil outside -2^255 ... 2^255 - 1.
    public init?(magnitude: UInt256, isNegative: Bool) {
        self.init(wrappingMagnitude: magnitude, isNegative: isNegative)
        guard self.isNegative == isNegative || magnitude.isZero else { return nil }
    }

    /// The same number signed, or nil above 2^255 - 1.
    @inlinable
    public init?(exactly value: UInt256) {
        guard value.w3 >> 63 == 0 else { return nil }
        self.init(bitPattern: value)
    }

    /// Widens a 64-bit number.
    @inlinable
    public init(_ value: Int64) {
        let extension64: UInt64 = value < 0 ? .max : 0
        self.init(
            bitPattern: UInt256(
                UInt64(bitPattern: value),
                extension64,
                extension64,
                extension64
            )
        )
    }
}

extension UInt256 {
    /// The same number unsigned, or nil below zero.
    @inlinable
    public init?(exactly value: Int256) {
        guard !value.isNegative else { return nil }
        self = value.bitPattern
    }
}

extension Int256: ExpressibleByIntegerLiteral {
    /// Creates a number from a literal of 64 bits.
    @inlinable
    public init(integerLiteral value: Int64) {
        self.init(value)
    }
}

extension Int256: Comparable {
    /// Signed comparison.
    @inlinable
    public static func < (left: Int256, right: Int256) -> Bool {
        // Flipping the sign bits turns signed order into unsigned order.
        var l = left.bitPattern
        var r = right.bitPattern
        l.w3 ^= 1 << 63
        r.w3 ^= 1 << 63
        return l < r
    }
}

extension Int256: CustomStringConvertible {
    /// The decimal digits, with a minus sign below zero.
    public var description: String {
        (isNegative ? "-" : "") + magnitude.description
    }

    /// Reads decimal digits after an optional minus sign.
    public init(decimal text: some StringProtocol) throws(IntegerTextError) {
        let isNegative = text.utf8.first == 0x2d
        let magnitude = try UInt256(
            digits: text.utf8.dropFirst(isNegative ? 1 : 0),
            offset: isNegative ? 1 : 0
        )
        guard let value = Int256(magnitude: magnitude, isNegative: isNegative) else {
            throw .outOfRange
        }
        self = value
    }
}
