extension Int256 {
    // MARK: - Wrapping

    /// The sum modulo 2^256.
    @inlinable
    public static func &+ (left: Int256, right: Int256) -> Int256 {
        Int256(bitPattern: left.bitPattern &+ right.bitPattern)
    }

    /// The difference modulo 2^256.
    @inlinable
    public static func &- (left: Int256, right: Int256) -> Int256 {
        Int256(bitPattern: left.bitPattern &- right.bitPattern)
    }

    /// The product modulo 2^256.
    public static func &* (left: Int256, right: Int256) -> Int256 {
        Int256(bitPattern: left.bitPattern &* right.bitPattern)
    }

    /// The sum modulo 2^256, and whether the true sum lies outside the type.
    @inlinable
    public func addingReportingOverflow(
        _ other: Int256
    ) -> (partialValue: Int256, overflow: Bool) {
        let sum = self &+ other
        return (
            sum, isNegative == other.isNegative && sum.isNegative != isNegative
        )
    }

    /// The difference modulo 2^256, and whether the true difference lies outside the type.
    @inlinable
    public func subtractingReportingOverflow(
        _ other: Int256
    ) -> (partialValue: Int256, overflow: Bool) {
        let difference = self &- other
        return (
            difference, isNegative != other.isNegative && difference.isNegative != isNegative
        )
    }

    /// The product modulo 2^256, and whether the true product lies outside the type.
    public func multipliedReportingOverflow(
        by other: Int256
    ) -> (partialValue: Int256, overflow: Bool) {
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: other.magnitude)
        let isProductNegative = isNegative != other.isNegative
        let value = Int256(wrappingMagnitude: product, isNegative: isProductNegative)
        let isSignLost = !product.isZero && value.isNegative != isProductNegative
        return (value, overflow || isSignLost)
    }

    // MARK: - Checked, as Solidity 0.8

    /// The sum.
    /// - Throws: `ArithmeticPanic.overflow`.
    @inlinable
    public static func + (left: Int256, right: Int256) throws(ArithmeticPanic) -> Int256 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        if overflow { throw .overflow }
        return sum
    }

    /// The difference.
    /// - Throws: `ArithmeticPanic.overflow`.
    @inlinable
    public static func - (left: Int256, right: Int256) throws(ArithmeticPanic) -> Int256 {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        if overflow { throw .overflow }
        return difference
    }

    /// The product.
    /// - Throws: `ArithmeticPanic.overflow`.
    public static func * (left: Int256, right: Int256) throws(ArithmeticPanic) -> Int256 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        if overflow { throw .overflow }
        return product
    }

    /// The quotient, truncated toward zero.
    /// - Throws: `ArithmeticPanic.divisionByZero`; `.overflow` for `min / -1`.
    public static func / (left: Int256, right: Int256) throws(ArithmeticPanic) -> Int256 {
        if right.isZero { throw .divisionByZero }
        if left == .min && right == -1 { throw .overflow }
        return left.evmSdiv(right)
    }

    /// The remainder, with the dividend's sign; `min % -1` is zero.
    /// - Throws: `ArithmeticPanic.divisionByZero`.
    public static func % (left: Int256, right: Int256) throws(ArithmeticPanic) -> Int256 {
        if right.isZero { throw .divisionByZero }
        return left.evmSmod(right)
    }

    /// The negative.
    /// - Throws: `ArithmeticPanic.overflow` for `min`.
    public static prefix func - (value: Int256) throws(ArithmeticPanic) -> Int256 {
        try Int256.zero - value
    }

    /// The absolute value in the same type.
    /// - Throws: `ArithmeticPanic.overflow` for `min`.
    public func absoluteValue() throws(ArithmeticPanic) -> Int256 {
        isNegative ? try -self : self
    }

    /// Shifts right, repeating the sign bit; a count above 255 gives 0 or -1 (opcode SAR).
    /// - Precondition: the count is not negative.
    public static func >> (value: Int256, count: Int) -> Int256 {
        if !value.isNegative { return Int256(bitPattern: value.bitPattern >> count) }
        return Int256(bitPattern: ~(~value.bitPattern >> count))
    }

    /// Shifts left; bits beyond 256 are lost (opcode SHL).
    /// - Precondition: the count is not negative.
    public static func << (value: Int256, count: Int) -> Int256 {
        Int256(bitPattern: value.bitPattern << count)
    }
}
