/// A probability as a ratio of integers, in lowest terms.
///
/// Equal probabilities are equal values and give equal draws, however they were written.
public struct Ratio: Hashable, Sendable {
    /// The favourable cases, at most `denominator`.
    public let numerator: UInt64
    /// All cases, at least one.
    public let denominator: UInt64

    /// What does not happen.
    public static let never = Ratio(lowestNumerator: 0, denominator: 1)
    /// What happens for certain.
    public static let always = Ratio(lowestNumerator: 1, denominator: 1)

    /// So many cases out of so many; nil when there are none at all, or the ratio is above one.
    public init?(_ numerator: UInt64, _ denominator: UInt64) {
        guard denominator > 0, numerator <= denominator else { return nil }
        // Euclid's algorithm; the divisor is positive since the denominator is.
        var (divisor, rest) = (denominator, numerator)
        while rest > 0 { (divisor, rest) = (rest, divisor % rest) }
        self.init(lowestNumerator: numerator / divisor, denominator: denominator / divisor)
    }

    private init(lowestNumerator: UInt64, denominator: UInt64) {
        numerator = lowestNumerator
        self.denominator = denominator
    }
}

// MARK: - Decimals

extension Ratio {
    /// Places after the point that a decimal may have: ten times 10^18 still fits in 64 bits, so that
    /// any first digit does.
    private static let placesMax = 18

    /// A plain decimal from 0 to 1, as `0`, `0.0076` or `1.0`.
    ///
    /// Nil for anything else: a sign, an exponent, a point without digits on both sides, more than 18
    /// places, a number above one.
    public init?(decimal: String) {
        let parts = decimal.utf8.split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, whole.count == 1 else { return nil }
        guard parts.count == 1 || (1...Self.placesMax).contains(parts[1].count) else { return nil }
        var value: UInt64 = 0
        var one: UInt64 = 1
        for (index, digit) in parts.joined().enumerated() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
            if index > 0 { one *= 10 }
        }
        self.init(value, one)
    }
}
