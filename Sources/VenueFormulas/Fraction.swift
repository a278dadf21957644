import WideIntegers

/// An exact rational number: a signed 256-bit numerator over a 256-bit denominator.
///
/// This target holds the pure formulas of order-book perpetual venues: funding, marks, the order of
/// auto-deleveraging, prices of liquidation; those of pools of concentrated liquidity; and what trades
/// cost on curves and books. It knows no clock and keeps no state but what a caller hands in. A formula
/// computes exactly and rounds nothing; the caller rounds once, by `wadDown`, `wadUp` or
/// `wadTowardZero`. Where a venue itself counts in whole units or in parts per million, so does its
/// formula, which then says how it rounds. Formulas with roots and exponentials are estimates in
/// `Double`, and say so.
///
/// A fraction need not be in lowest terms: equality and order are those of the values.
public struct Fraction: Sendable {
    /// The dividend, with the sign of the whole.
    public let numerator: Int256
    /// The divisor, never zero.
    public let denominator: UInt256

    /// A quotient of two integers.
    /// - Throws: `.isZero(.divisor)`.
    public init(_ numerator: Int256, over denominator: UInt256) throws(VenueFormulaError) {
        if denominator.isZero { throw .isZero(.divisor) }
        self.init(unchecked: numerator, over: denominator)
    }

    /// An integer.
    public init(_ value: Int256) {
        self.init(unchecked: value, over: .one)
    }

    /// A number in 18-decimal fixed point.
    public init(wad value: Int256) {
        self.init(unchecked: value, over: .wad)
    }

    /// A number in parts per million.
    public init(ppm value: Int256) {
        self.init(unchecked: value, over: 1_000_000)
    }

    init(unchecked numerator: Int256, over denominator: UInt256) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Zero.
    public static var zero: Fraction { Fraction(.zero) }
    /// One.
    public static var one: Fraction { Fraction(.one) }

    /// -1, 0 or 1.
    public var signum: Int { numerator.signum }

    /// The same value in lowest terms.
    public var reduced: Fraction {
        let divisor = denominator.greatestCommonDivisor(with: numerator.magnitude)
        guard divisor != .one,
            let magnitude = Int256(
                magnitude: numerator.magnitude.quotientAndRemainder(dividingBy: divisor).quotient,
                isNegative: numerator.isNegative)
        else { return self }
        return Fraction(
            unchecked: magnitude,
            over: denominator.quotientAndRemainder(dividingBy: divisor).quotient)
    }
}

// MARK: - Rounding

extension Fraction {
    /// The 18-decimal number next below or equal.
    /// - Throws: `.overflow`.
    public func wadDown() throws(VenueFormulaError) -> Int256 {
        try wad(isMagnitudeRoundedUp: numerator.isNegative)
    }

    /// The 18-decimal number next above or equal.
    /// - Throws: `.overflow`.
    public func wadUp() throws(VenueFormulaError) -> Int256 {
        try wad(isMagnitudeRoundedUp: !numerator.isNegative)
    }

    /// The 18-decimal number that is left when further decimals are cut off.
    /// - Throws: `.overflow`.
    public func wadTowardZero() throws(VenueFormulaError) -> Int256 {
        try wad(isMagnitudeRoundedUp: false)
    }

    private func wad(isMagnitudeRoundedUp: Bool) throws(VenueFormulaError) -> Int256 {
        do {
            let magnitude =
                try isMagnitudeRoundedUp
                ? numerator.magnitude.mulDivUp(.wad, denominator)
                : numerator.magnitude.mulDivDown(.wad, denominator)
            guard let value = Int256(magnitude: magnitude, isNegative: numerator.isNegative) else {
                throw VenueFormulaError.overflow
            }
            return value
        } catch {
            throw .overflow
        }
    }
}

// MARK: - Comparison

extension Fraction: Comparable {
    /// Equality of the values, whatever their terms.
    public static func == (left: Fraction, right: Fraction) -> Bool {
        if left.denominator == right.denominator { return left.numerator == right.numerator }
        return left.signum == right.signum
            && UInt512(left.numerator.magnitude, times: right.denominator)
                == UInt512(right.numerator.magnitude, times: left.denominator)
    }

    /// Order of the values, from products that keep all 512 bits.
    public static func < (left: Fraction, right: Fraction) -> Bool {
        if left.denominator == right.denominator { return left.numerator < right.numerator }
        if left.signum != right.signum { return left.signum < right.signum }
        let a = UInt512(left.numerator.magnitude, times: right.denominator)
        let b = UInt512(right.numerator.magnitude, times: left.denominator)
        if a == b { return false }
        let isSmaller = a.high == b.high ? a.low < b.low : a.high < b.high
        return isSmaller != left.numerator.isNegative
    }
}

extension Fraction: CustomStringConvertible {
    /// Decimals written out before the rest is left off.
    private static let decimalsMax = 40

    /// The decimal digits; three dots stand for those beyond the fortieth decimal.
    public var description: String {
        let whole = numerator.magnitude.quotientAndRemainder(dividingBy: denominator)
        var text = (numerator.isNegative ? "-" : "") + whole.quotient.description
        var rest = whole.remainder
        var decimals = 0
        while !rest.isZero && decimals < Self.decimalsMax {
            // A remainder is below the divisor, so that the digit is below ten.
            guard let digit = try? rest.mulDivDown(10, denominator) else { break }
            text += (decimals == 0 ? "." : "") + digit.description
            rest = rest &* 10 &- digit &* denominator
            decimals += 1
        }
        return rest.isZero ? text : text + "..."
    }
}

extension UInt256 {
    /// The greatest number that divides both; the other one where one is zero (Euclid).
    func greatestCommonDivisor(with other: UInt256) -> UInt256 {
        var (a, b) = (self, other)
        while !b.isZero { (a, b) = (b, a.quotientAndRemainder(dividingBy: b).remainder) }
        return a
    }
}
