/// A 256-bit unsigned integer, the EVM's word.
///
/// Four 64-bit limbs, least significant first; a plain value that never allocates. `+ - * / %` throw
/// `ArithmeticPanic` as Solidity 0.8 does; `&+ &- &*` wrap modulo 2^256 as the opcodes do.
///
/// This target holds 256-bit numbers and 18-decimal fixed point, and imports nothing.
public struct UInt256: Hashable, Sendable, BitwiseCopyable {
    /// Bits 0 to 63.
    public var w0: UInt64
    /// Bits 64 to 127.
    public var w1: UInt64
    /// Bits 128 to 191.
    public var w2: UInt64
    /// Bits 192 to 255.
    public var w3: UInt64

    /// Creates a number from its limbs, least significant first.
    @inlinable
    public init(_ w0: UInt64, _ w1: UInt64, _ w2: UInt64, _ w3: UInt64) {
        self.w0 = w0
        self.w1 = w1
        self.w2 = w2
        self.w3 = w3
    }

    /// Zero.
    @inlinable public static var zero: UInt256 { UInt256(0, 0, 0, 0) }
    /// One.
    @inlinable public static var one: UInt256 { UInt256(1, 0, 0, 0) }
    /// 2^256 - 1.
    @inlinable public static var max: UInt256 { UInt256(.max, .max, .max, .max) }
}

// MARK: - Conversions

extension UInt256: ExpressibleByIntegerLiteral {
    /// Creates a number from a literal below 2^64; larger constants are written as limbs or text.
    @inlinable
    public init(integerLiteral value: UInt64) {
        self.init(value, 0, 0, 0)
    }
}

extension UInt256 {
    /// Widens a 64-bit number.
    @inlinable
    public init(_ value: UInt64) {
        self.init(value, 0, 0, 0)
    }

    /// Widens a 128-bit number.
    @inlinable
    public init(_ value: UInt128) {
        self.init(UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64), 0, 0)
    }

    /// The value as a non-negative `Int`-sized count, or nil when it does not fit.
    @inlinable
    public var asCount: Int? {
        fitsUInt64 ? Int(exactly: w0) : nil
    }

    /// Whether the value is below 2^64.
    @inlinable public var fitsUInt64: Bool { (w1 | w2 | w3) == 0 }

    /// Whether the value is below 2^128.
    @inlinable public var fitsUInt128: Bool { (w2 | w3) == 0 }

    /// Whether the value is zero.
    @inlinable public var isZero: Bool { (w0 | w1 | w2 | w3) == 0 }

    /// The low 128 bits.
    @inlinable
    package var low128: UInt128 { UInt128(w1) << 64 | UInt128(w0) }

    /// The number of bits up to the highest one that is set; 0 for zero.
    public var bitWidth: Int {
        if w3 != 0 { return 256 - w3.leadingZeroBitCount }
        if w2 != 0 { return 192 - w2.leadingZeroBitCount }
        if w1 != 0 { return 128 - w1.leadingZeroBitCount }
        return 64 - w0.leadingZeroBitCount
    }

    /// The bit with the given index from the least significant one.
    ///
    /// - Parameter index: 0 to 255.
    public func bit(_ index: Int) -> Bool {
        precondition((0...255).contains(index), "bit \(index) of 256")
        return (self >> index).w0 & 1 == 1
    }
}

extension UInt64 {
    /// Narrows a 256-bit number, or gives nil when it does not fit.
    @inlinable
    public init?(exactly value: UInt256) {
        guard value.fitsUInt64 else { return nil }
        self = value.w0
    }
}

extension UInt128 {
    /// Narrows a 256-bit number, or gives nil when it does not fit.
    @inlinable
    public init?(exactly value: UInt256) {
        guard value.fitsUInt128 else { return nil }
        self = value.low128
    }
}

// MARK: - Comparison

extension UInt256: Comparable {
    /// Unsigned comparison.
    @inlinable
    public static func < (left: UInt256, right: UInt256) -> Bool {
        left.subtractingReportingOverflow(right).overflow
    }
}
