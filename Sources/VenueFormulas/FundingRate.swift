import WideIntegers

/// A funding rate, and which of its bounds decided it.
///
/// Rates are shares of the position's value for one interval; above zero, longs pay shorts.
public struct FundingRate: Equatable, Sendable {
    /// The rate for one interval.
    public let rate: Fraction
    /// Whether interest and premium differ by more than the width, so that interest alone is not
    /// the rate.
    public let isClamped: Bool
    /// Whether the cap changed the rate.
    public let isCapped: Bool

    /// The eight-hour form: the premium, moved towards interest by at most the clamp width.
    ///
    /// `P + clamp(I - P, -width, width)`, then `clamp(F, -cap, cap)`; exact. Inside the band the rate
    /// is the interest alone.
    /// - Parameters:
    ///   - averagePremium: The time-weighted premium of the interval, of either sign.
    ///   - interest: The interest of one interval; 0.0001 on BitMEX and Binance.
    ///   - clampWidth: How far interest may move the premium; 0.0005 there. Not negative.
    ///   - cap: The bound of the rate's size, such as 75 % of initial less maintenance margin on
    ///     BitMEX; not negative; nil for none.
    /// - Throws: `.isNegative(.clampWidth)`, `.isNegative(.cap)`; `.overflow`.
    /// - Source: BitMEX documentation, "Funding"; Binance support, "Introduction to Binance Futures
    ///   Funding Rates".
    public static func eightHour(
        averagePremium: Fraction, interest: Fraction, clampWidth: Fraction, cap: Fraction? = nil
    ) throws(VenueFormulaError) -> FundingRate {
        if clampWidth.signum < 0 { throw .isNegative(.clampWidth) }
        let distance = try interest - averagePremium
        let clamped = try distance.clamped(to: clampWidth)
        let rate = try averagePremium + clamped
        let bounded = try rate.bounded(by: cap)
        return FundingRate(
            rate: bounded, isClamped: clamped != distance, isCapped: bounded != rate)
    }
}

/// Hyperliquid's funding: the eight-hour form, paid every hour by the eighth part.
public struct HourlyFunding: Equatable, Sendable {
    /// The rate for eight hours, without a cap.
    public let ratePerEightHours: Fraction
    /// The rate of one hour's payment, which is multiplied with size and oracle price.
    public let ratePerHour: Fraction
    /// Whether the cap changed the hourly rate.
    public let isCapped: Bool

    /// The eighth part of the eight-hour form, within the hourly cap; exact.
    ///
    /// - Parameters:
    ///   - averagePremium: The premium's average over the hour, of either sign.
    ///   - interest: The interest of eight hours; 0.0001 there.
    ///   - clampWidth: As in the eight-hour form; 0.0005 there.
    ///   - hourlyCap: The bound of the hourly rate's size; 0.04 there. Not negative.
    /// - Throws: `.isNegative(.clampWidth)`, `.isNegative(.cap)`; `.overflow`.
    /// - Source: Hyperliquid documentation, "Funding".
    public static func hyperliquid(
        averagePremium: Fraction, interest: Fraction, clampWidth: Fraction, hourlyCap: Fraction
    ) throws(VenueFormulaError) -> HourlyFunding {
        let eightHours = try FundingRate.eightHour(
            averagePremium: averagePremium, interest: interest, clampWidth: clampWidth
        ).rate
        let eighth = try eightHours / Fraction(8)
        let rate = try eighth.bounded(by: hourlyCap)
        return HourlyFunding(
            ratePerEightHours: eightHours, ratePerHour: rate, isCapped: rate != eighth)
    }
}

extension Fraction {
    /// The nearest rate within a cap; the rate itself where there is none.
    fileprivate func bounded(by cap: Fraction?) throws(VenueFormulaError) -> Fraction {
        guard let cap else { return self }
        if cap.signum < 0 { throw .isNegative(.cap) }
        return try clamped(to: cap)
    }
}
