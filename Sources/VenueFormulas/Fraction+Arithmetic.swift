import WideIntegers

/// Exact arithmetic.
///
/// Terms are multiplied as they are, and brought to lowest terms only when a product would not fit:
/// numbers of few digits then never pay for a common divisor.
extension Fraction {
    /// The sum.
    /// - Throws: `.overflow` when it does not fit over the least common denominator.
    public static func + (
        left: Fraction, right: Fraction
    ) throws(VenueFormulaError) -> Fraction {
        if let sum = left.adding(right, sharing: .one) { return sum }
        let (a, b) = (left.reduced, right.reduced)
        let divisor = a.denominator.greatestCommonDivisor(with: b.denominator)
        guard let sum = a.adding(b, sharing: divisor) else { throw .overflow }
        return sum
    }

    /// The difference.
    /// - Throws: `.overflow` when it does not fit over the least common denominator.
    public static func - (
        left: Fraction, right: Fraction
    ) throws(VenueFormulaError) -> Fraction {
        try left + -right
    }

    /// The negative.
    /// - Throws: `.overflow` for a numerator of -2^255.
    public static prefix func - (value: Fraction) throws(VenueFormulaError) -> Fraction {
        guard
            let numerator = Int256(
                magnitude: value.numerator.magnitude, isNegative: !value.numerator.isNegative)
        else { throw .overflow }
        return Fraction(unchecked: numerator, over: value.denominator)
    }

    /// The product.
    /// - Throws: `.overflow` when it does not fit in lowest terms.
    public static func * (
        left: Fraction, right: Fraction
    ) throws(VenueFormulaError) -> Fraction {
        if let product = left.multiplied(by: right) { return product }
        // Each numerator loses what it shares with either denominator.
        let (a, b) = (left.reduced, right.reduced)
        let leftOverRight = Fraction(unchecked: a.numerator, over: b.denominator).reduced
        let rightOverLeft = Fraction(unchecked: b.numerator, over: a.denominator).reduced
        guard let product = leftOverRight.multiplied(by: rightOverLeft) else { throw .overflow }
        return product
    }

    /// The quotient.
    /// - Throws: `.isZero(.divisor)`; `.overflow` when it, or one over the divisor, does not fit in
    ///   lowest terms.
    public static func / (
        left: Fraction, right: Fraction
    ) throws(VenueFormulaError) -> Fraction {
        if right.numerator.isZero { throw .isZero(.divisor) }
        // A scale that both have, such as 10^18, need not be carried along.
        if left.denominator == right.denominator {
            return try Fraction(left.numerator) * Fraction(right.numerator).reciprocal()
        }
        return try left * right.reciprocal()
    }

    /// One divided by the number, which is not zero.
    private func reciprocal() throws(VenueFormulaError) -> Fraction {
        let terms = Int256(exactly: denominator) == nil ? reduced : self
        guard
            let inverse = Int256(
                magnitude: terms.denominator, isNegative: terms.numerator.isNegative)
        else { throw .overflow }
        return Fraction(unchecked: inverse, over: terms.numerator.magnitude)
    }

    /// The absolute value.
    /// - Throws: `.overflow` for a numerator of -2^255.
    public func absoluteValue() throws(VenueFormulaError) -> Fraction {
        numerator.isNegative ? try -self : self
    }

    /// The nearest number from `-bound` to `bound`.
    /// - Precondition: the bound is not negative.
    func clamped(to bound: Fraction) throws(VenueFormulaError) -> Fraction {
        precondition(bound.signum >= 0, "a bound of \(bound)")
        return min(max(self, try -bound), bound)
    }

    // MARK: - Terms as they are

    /// The sum over the least common denominator, where `divisor` is what both denominators share;
    /// nil when a step does not fit.
    private func adding(_ other: Fraction, sharing divisor: UInt256) -> Fraction? {
        if denominator == other.denominator {
            let (sum, overflow) = numerator.addingReportingOverflow(other.numerator)
            return overflow ? nil : Fraction(unchecked: sum, over: denominator)
        }
        let ownFactor = other.denominator.quotientAndRemainder(dividingBy: divisor).quotient
        let otherFactor = denominator.quotientAndRemainder(dividingBy: divisor).quotient
        guard let ownFactorSigned = Int256(exactly: ownFactor),
            let otherFactorSigned = Int256(exactly: otherFactor),
            let sum = try? numerator * ownFactorSigned + other.numerator * otherFactorSigned,
            let common = try? denominator * ownFactor
        else { return nil }
        return Fraction(unchecked: sum, over: common)
    }

    private func multiplied(by other: Fraction) -> Fraction? {
        guard let product = try? numerator * other.numerator,
            let common = try? denominator * other.denominator
        else { return nil }
        return Fraction(unchecked: product, over: common)
    }
}
