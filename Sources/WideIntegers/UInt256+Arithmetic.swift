extension UInt256 {
    // MARK: - Reporting overflow

    /// The sum modulo 2^256, and whether the true sum is larger.
    @inlinable
    public func addingReportingOverflow(
        _ other: UInt256
    ) -> (partialValue: UInt256, overflow: Bool) {
        let (s0, c0) = w0.addingReportingOverflow(other.w0)
        let (a1, c1) = w1.addingReportingOverflow(other.w1)
        let (s1, d1) = a1.addingReportingOverflow(c0 ? 1 : 0)
        let (a2, c2) = w2.addingReportingOverflow(other.w2)
        let (s2, d2) = a2.addingReportingOverflow(c1 != d1 ? 1 : 0)
        let (a3, c3) = w3.addingReportingOverflow(other.w3)
        let (s3, d3) = a3.addingReportingOverflow(c2 != d2 ? 1 : 0)
        return (UInt256(s0, s1, s2, s3), c3 != d3)
    }

    /// The difference modulo 2^256, and whether the true difference is negative.
    @inlinable
    public func subtractingReportingOverflow(
        _ other: UInt256
    ) -> (partialValue: UInt256, overflow: Bool) {
        let (s0, c0) = w0.subtractingReportingOverflow(other.w0)
        let (a1, c1) = w1.subtractingReportingOverflow(other.w1)
        let (s1, d1) = a1.subtractingReportingOverflow(c0 ? 1 : 0)
        let (a2, c2) = w2.subtractingReportingOverflow(other.w2)
        let (s2, d2) = a2.subtractingReportingOverflow(c1 != d1 ? 1 : 0)
        let (a3, c3) = w3.subtractingReportingOverflow(other.w3)
        let (s3, d3) = a3.subtractingReportingOverflow(c2 != d2 ? 1 : 0)
        return (UInt256(s0, s1, s2, s3), c3 != d3)
    }

    /// The product modulo 2^256, and whether the true product is larger.
    public func multipliedReportingOverflow(
        by other: UInt256
    ) -> (partialValue: UInt256, overflow: Bool) {
        if fitsUInt128 && other.fitsUInt128 {
            let product = low128.multipliedFullWidth(by: other.low128)
            return (UInt256(high: product.high, low: product.low), false)
        }
        let (high, low) = multipliedFullWidth(by: other)
        return (low, !high.isZero)
    }

    @inlinable
    init(high: UInt128, low: UInt128) {
        self.init(
            UInt64(truncatingIfNeeded: low),
            UInt64(truncatingIfNeeded: low >> 64),
            UInt64(truncatingIfNeeded: high),
            UInt64(truncatingIfNeeded: high >> 64)
        )
    }

    // MARK: - Wrapping

    /// The sum modulo 2^256 (opcode ADD).
    @inlinable
    public static func &+ (left: UInt256, right: UInt256) -> UInt256 {
        left.addingReportingOverflow(right).partialValue
    }

    /// The difference modulo 2^256 (opcode SUB).
    @inlinable
    public static func &- (left: UInt256, right: UInt256) -> UInt256 {
        left.subtractingReportingOverflow(right).partialValue
    }

    /// The product modulo 2^256 (opcode MUL).
    public static func &* (left: UInt256, right: UInt256) -> UInt256 {
        left.multipliedFullWidth(by: right).low
    }

    // MARK: - Checked, as Solidity 0.8

    /// The sum.
    /// - Throws: `ArithmeticPanic.overflow` above 2^256 - 1.
    @inlinable
    public static func + (left: UInt256, right: UInt256) throws(ArithmeticPanic) -> UInt256 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        if overflow { throw .overflow }
        return sum
    }

    /// The difference.
    /// - Throws: `ArithmeticPanic.overflow` below zero.
    @inlinable
    public static func - (left: UInt256, right: UInt256) throws(ArithmeticPanic) -> UInt256 {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        if overflow { throw .overflow }
        return difference
    }

    /// The product.
    /// - Throws: `ArithmeticPanic.overflow` above 2^256 - 1.
    public static func * (left: UInt256, right: UInt256) throws(ArithmeticPanic) -> UInt256 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        if overflow { throw .overflow }
        return product
    }

    /// The quotient, rounded down.
    /// - Throws: `ArithmeticPanic.divisionByZero`.
    public static func / (left: UInt256, right: UInt256) throws(ArithmeticPanic) -> UInt256 {
        if right.isZero { throw .divisionByZero }
        return left.quotientAndRemainder(dividingBy: right).quotient
    }

    /// The remainder.
    /// - Throws: `ArithmeticPanic.divisionByZero`.
    public static func % (left: UInt256, right: UInt256) throws(ArithmeticPanic) -> UInt256 {
        if right.isZero { throw .divisionByZero }
        return left.quotientAndRemainder(dividingBy: right).remainder
    }

    /// `self` to the power of `exponent`; anything to the power of zero is one.
    /// - Throws: `ArithmeticPanic.overflow` above 2^256 - 1.
    public func power(_ exponent: UInt256) throws(ArithmeticPanic) -> UInt256 {
        var result = UInt256.one
        var base = self
        var remaining = exponent
        while true {
            if remaining.w0 & 1 == 1 { result = try result * base }
            remaining = remaining >> 1
            if remaining.isZero { return result }
            // This square is used by a later, higher bit, so its overflow is the result's overflow.
            base = try base * base
        }
    }

    /// The sum of both modulo `modulus`, without an intermediate overflow (Solidity's `addmod`).
    /// - Throws: `ArithmeticPanic.divisionByZero` when the modulus is zero.
    public func addMod(
        _ other: UInt256,
        _ modulus: UInt256
    ) throws(ArithmeticPanic) -> UInt256 {
        if modulus.isZero { throw .divisionByZero }
        let (sum, carry) = addingReportingOverflow(other)
        // The carry alone must be less than the modulus.
        if modulus == .one { return .zero }
        return modulus.dividingFullWidth((carry ? .one : .zero, sum)).remainder
    }

    /// The product of both modulo `modulus`, from the full 512-bit product (Solidity's `mulmod`).
    /// - Throws: `ArithmeticPanic.divisionByZero` when the modulus is zero.
    public func mulMod(
        _ other: UInt256,
        _ modulus: UInt256
    ) throws(ArithmeticPanic) -> UInt256 {
        if modulus.isZero { throw .divisionByZero }
        let (high, low) = multipliedFullWidth(by: other)
        let rest = high < modulus ? high : high.quotientAndRemainder(dividingBy: modulus).remainder
        return modulus.dividingFullWidth((rest, low)).remainder
    }
}

// MARK: - Saturation

extension UInt256 {
    /// The sum, or 2^256 - 1 when that is passed.
    package func saturatingAdd(_ other: UInt256) -> UInt256 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// The difference, or zero when the other is larger.
    package func saturatingSubtract(_ other: UInt256) -> UInt256 {
        self > other ? self &- other : .zero
    }
}
