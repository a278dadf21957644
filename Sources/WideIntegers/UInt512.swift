/// A 512-bit unsigned number: a full product, or a divisor beyond 256 bits.
///
/// It is an intermediate of multiplication and division and has no arithmetic besides.
public struct UInt512: Hashable, Sendable {
    /// Bits 256 to 511.
    public var high: UInt256
    /// Bits 0 to 255.
    public var low: UInt256

    /// Joins two halves.
    public init(high: UInt256, low: UInt256) {
        self.high = high
        self.low = low
    }

    /// The product of two numbers.
    public init(_ a: UInt256, times b: UInt256) {
        let product = a.multipliedFullWidth(by: b)
        self.init(high: product.high, low: product.low)
    }

    /// Reads decimal digits: no sign, no separators.
    public init(decimal text: some StringProtocol) throws(IntegerTextError) {
        self.init(high: .zero, low: .zero)
        if text.isEmpty { throw .noDigits }
        for (offset, byte) in text.utf8.enumerated() {
            guard byte >= 0x30 && byte <= 0x39 else {
                throw .invalidCharacter(byte, offset: offset)
            }
            let lower = low.multipliedFullWidth(by: 10)
            let (sum, carry) = lower.low.addingReportingOverflow(UInt256(UInt64(byte - 0x30)))
            let upper = high.multipliedFullWidth(by: 10)
            let (top, overflow) = upper.low.addingReportingOverflow(
                lower.high &+ (carry ? .one : .zero))
            if overflow || !upper.high.isZero { throw .outOfRange }
            self.init(high: top, low: sum)
        }
    }

    /// Quotient, rounded down, and remainder.
    ///
    /// A divisor above 256 bits is cut to its leading 256: the quotient by them is at most two too
    /// large, and is put right with the whole divisor.
    /// - Precondition: the divisor is not zero.
    public func quotientAndRemainder(
        dividingBy divisor: UInt512
    ) -> (quotient: UInt512, remainder: UInt512) {
        if divisor.high.isZero {
            let upper = high.quotientAndRemainder(dividingBy: divisor.low)
            let lower = divisor.low.dividingFullWidth((upper.remainder, low))
            return (
                UInt512(high: upper.quotient, low: lower.quotient),
                UInt512(high: .zero, low: lower.remainder)
            )
        }
        let cut = divisor.high.bitWidth
        let leading = divisor.shiftedRight(by: cut).low
        let numerator = shiftedRight(by: cut)
        var quotient = leading.dividingFullWidth((numerator.high, numerator.low)).quotient
        while true {
            let product = divisor.multipliedReportingOverflow(by: quotient)
            let (remainder, isNegative) = subtractingReportingOverflow(product.partialValue)
            if !product.overflow && !isNegative {
                return (UInt512(high: .zero, low: quotient), remainder)
            }
            quotient = quotient &- .one
        }
    }

    // MARK: - Parts of division

    /// - Precondition: the count is 1 to 256.
    private func shiftedRight(by count: Int) -> UInt512 {
        UInt512(high: high >> count, low: high << (256 - count) | low >> count)
    }

    private func subtractingReportingOverflow(
        _ other: UInt512
    ) -> (partialValue: UInt512, overflow: Bool) {
        let (lower, borrow) = low.subtractingReportingOverflow(other.low)
        let (difference, isLess) = high.subtractingReportingOverflow(other.high)
        let (upper, isLessByOne) = difference.subtractingReportingOverflow(borrow ? .one : .zero)
        return (UInt512(high: upper, low: lower), isLess || isLessByOne)
    }

    private func multipliedReportingOverflow(
        by factor: UInt256
    ) -> (partialValue: UInt512, overflow: Bool) {
        let lower = low.multipliedFullWidth(by: factor)
        let upper = high.multipliedFullWidth(by: factor)
        let (top, carry) = upper.low.addingReportingOverflow(lower.high)
        return (UInt512(high: top, low: lower.low), carry || !upper.high.isZero)
    }
}
