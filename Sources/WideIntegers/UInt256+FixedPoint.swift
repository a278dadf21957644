/// Perp v1's `Decimal`: unsigned numbers scaled by 10^18.
///
/// Products are formed in 256 bits before the division; what does not fit reverts and is never
/// widened. `mulDivDown` and `mulDivUp` are the widening forms.
/// - Source: Perpetual Protocol v1, `Decimal.sol` and `DecimalMath.sol` over SafeMath.
extension UInt256 {
    /// 10^18, one in 18-decimal fixed point.
    @inlinable public static var wad: UInt256 { UInt256(1_000_000_000_000_000_000, 0, 0, 0) }

    /// The sum of two numbers of one scale.
    /// - Throws: `.additionOverflow`.
    @inlinable
    public func addD(_ other: UInt256) throws(FixedPointError) -> UInt256 {
        let (sum, overflow) = addingReportingOverflow(other)
        if overflow { throw .additionOverflow }
        return sum
    }

    /// The difference of two numbers of one scale.
    /// - Throws: `.subtractionOverflow` below zero.
    @inlinable
    public func subD(_ other: UInt256) throws(FixedPointError) -> UInt256 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        if overflow { throw .subtractionOverflow }
        return difference
    }

    /// `self * other / 10^18`, rounded down.
    /// - Throws: `.multiplicationOverflow` when the product does not fit 256 bits.
    public func mulD(_ other: UInt256) throws(FixedPointError) -> UInt256 {
        try mulScalar(other).dividedByWad()
    }

    /// `self * 10^18 / other`, rounded down.
    /// - Throws: `.multiplicationOverflow` when the scaled dividend does not fit 256 bits;
    ///   `.divisionByZero`.
    public func divD(_ other: UInt256) throws(FixedPointError) -> UInt256 {
        try mulScalar(.wad).divScalar(other)
    }

    /// `self * 10^18 mod other`, the remainder that `divD` leaves.
    /// - Throws: `.multiplicationOverflow`; `.remainderByZero`.
    public func modD(_ other: UInt256) throws(FixedPointError) -> UInt256 {
        let dividend = try mulScalar(.wad)
        if other.isZero { throw .remainderByZero }
        return dividend.quotientAndRemainder(dividingBy: other).remainder
    }

    /// The product with a plain integer.
    /// - Throws: `.multiplicationOverflow`.
    public func mulScalar(_ factor: UInt256) throws(FixedPointError) -> UInt256 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        if overflow { throw .multiplicationOverflow }
        return product
    }

    /// The quotient by a plain integer, rounded down.
    /// - Throws: `.divisionByZero`.
    public func divScalar(_ divisor: UInt256) throws(FixedPointError) -> UInt256 {
        if divisor.isZero { throw .divisionByZero }
        return quotientAndRemainder(dividingBy: divisor).quotient
    }
}
