/// Perp v1's `SignedDecimal` and `MixedDecimal`: signed numbers scaled by 10^18.
///
/// The forms with an unsigned operand convert it first, as the original's mixed functions do.
/// - Source: Perpetual Protocol v1, `SignedDecimal.sol` and `MixedDecimal.sol` over SignedSafeMath.
extension Int256 {
    /// 10^18, one in 18-decimal fixed point.
    @inlinable public static var wad: Int256 { Int256(bitPattern: .wad) }

    /// An unsigned number of the same scale.
    /// - Throws: `.valueAboveInt256Max`.
    @inlinable
    public init(fromDecimal value: UInt256) throws(FixedPointError) {
        guard let signed = Int256(exactly: value) else { throw .valueAboveInt256Max }
        self = signed
    }

    /// The sum of two numbers of one scale.
    /// - Throws: `.signedAdditionOverflow`.
    @inlinable
    public func addD(_ other: Int256) throws(FixedPointError) -> Int256 {
        let (sum, overflow) = addingReportingOverflow(other)
        if overflow { throw .signedAdditionOverflow }
        return sum
    }

    /// The difference of two numbers of one scale.
    /// - Throws: `.signedSubtractionOverflow`.
    @inlinable
    public func subD(_ other: Int256) throws(FixedPointError) -> Int256 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        if overflow { throw .signedSubtractionOverflow }
        return difference
    }

    /// `self * other / 10^18`, truncated toward zero.
    /// - Throws: `.signedMultiplicationOverflow` when the product does not fit 256 bits.
    public func mulD(_ other: Int256) throws(FixedPointError) -> Int256 {
        let product = try mulScalar(other)
        return Int256(
            wrappingMagnitude: product.magnitude.dividedByWad(), isNegative: product.isNegative)
    }

    /// `self * 10^18 / other`, truncated toward zero.
    /// - Throws: `.signedMultiplicationOverflow`; `.signedDivisionByZero`; `.signedDivisionOverflow`.
    public func divD(_ other: Int256) throws(FixedPointError) -> Int256 {
        try mulScalar(Int256.wad).divScalar(other)
    }

    /// The product with a plain integer.
    /// - Throws: `.signedMultiplicationOverflow`.
    public func mulScalar(_ factor: Int256) throws(FixedPointError) -> Int256 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        if overflow { throw .signedMultiplicationOverflow }
        return product
    }

    /// The quotient by a plain integer, truncated toward zero.
    /// - Throws: `.signedDivisionByZero`; `.signedDivisionOverflow` for -2^255 by -1.
    public func divScalar(_ divisor: Int256) throws(FixedPointError) -> Int256 {
        if divisor.isZero { throw .signedDivisionByZero }
        if self == .min && divisor == -1 { throw .signedDivisionOverflow }
        return evmSdiv(divisor)
    }

    /// The sum with an unsigned number.
    /// - Throws: `.valueAboveInt256Max`; `.signedAdditionOverflow`.
    public func addD(_ other: UInt256) throws(FixedPointError) -> Int256 {
        try addD(Int256(fromDecimal: other))
    }

    /// The difference from an unsigned number.
    /// - Throws: `.valueAboveInt256Max`; `.signedSubtractionOverflow`.
    public func subD(_ other: UInt256) throws(FixedPointError) -> Int256 {
        try subD(Int256(fromDecimal: other))
    }

    /// `self * other / 10^18` with an unsigned number, truncated toward zero.
    /// - Throws: `.valueAboveInt256Max`; `.signedMultiplicationOverflow`.
    public func mulD(_ other: UInt256) throws(FixedPointError) -> Int256 {
        try mulD(Int256(fromDecimal: other))
    }

    /// `self * 10^18 / other` by an unsigned number, truncated toward zero.
    /// - Throws: `.valueAboveInt256Max`; `.signedMultiplicationOverflow`; `.signedDivisionByZero`.
    public func divD(_ other: UInt256) throws(FixedPointError) -> Int256 {
        try divD(Int256(fromDecimal: other))
    }

    /// The product with an unsigned plain integer.
    /// - Throws: `.valueAboveInt256Max`; `.signedMultiplicationOverflow`.
    public func mulScalar(_ factor: UInt256) throws(FixedPointError) -> Int256 {
        try mulScalar(Int256(fromDecimal: factor))
    }

    /// The quotient by an unsigned plain integer, truncated toward zero.
    /// - Throws: `.valueAboveInt256Max`; `.signedDivisionByZero`.
    public func divScalar(_ divisor: UInt256) throws(FixedPointError) -> Int256 {
        try divScalar(Int256(fromDecimal: divisor))
    }
}
