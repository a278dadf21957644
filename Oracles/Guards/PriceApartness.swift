import VenueFormulas
import WideIntegers

/// How far two prices are apart, in exact rationals: no rounding, and no number that overflows.
public enum PriceApartness {
    /// Whether a price is off a reference by more than a share of the reference; exactly at it is not.
    public static func isOver(
        _ price: UInt256, from reference: UInt256, by share: Fraction
    ) -> Bool {
        compare(price, reference, share) > 0
    }

    /// Whether a price is off a reference by a share of the reference, or by more.
    public static func isOverOrEqual(
        _ price: UInt256, from reference: UInt256, by share: Fraction
    ) -> Bool {
        compare(price, reference, share) >= 0
    }

    /// Whether the larger of two prices is more than so many times the smaller one.
    public static func isOverFactor(_ one: UInt256, _ other: UInt256, _ factor: Fraction) -> Bool {
        isLess(
            UInt512(min(one, other), times: factor.numerator.magnitude),
            UInt512(max(one, other), times: factor.denominator))
    }

    /// The prices that are off a reference by at most a share of it.
    ///
    /// The lower end is rounded up and the upper one down, so that both are within; an upper end above
    /// 2^256 - 1 is that number.
    public static func band(around reference: UInt256, _ share: Fraction) -> ClosedRange<UInt256> {
        let (part, whole) = (share.numerator.magnitude, share.denominator)
        let low = part >= whole ? .zero : try? reference.mulDivUp(whole &- part, whole)
        let (sum, overflows) = whole.addingReportingOverflow(part)
        let high = overflows ? nil : try? reference.mulDivDown(sum, whole)
        return (low ?? reference)...(high ?? .max)
    }

    /// -1, 0 or 1 as the distance is below, at or above the share.
    private static func compare(
        _ price: UInt256, _ reference: UInt256, _ share: Fraction
    ) -> Int {
        let distance = price > reference ? price &- reference : reference &- price
        let actual = UInt512(distance, times: share.denominator)
        let allowed = UInt512(reference, times: share.numerator.magnitude)
        if actual == allowed { return 0 }
        return isLess(actual, allowed) ? -1 : 1
    }

    private static func isLess(_ left: UInt512, _ right: UInt512) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
