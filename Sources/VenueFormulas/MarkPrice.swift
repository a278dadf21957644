import WideIntegers

/// Mark prices that venues derive from an index, so that a thin book alone liquidates nobody.
public enum MarkPrice {
    /// BitMEX's fair price: the index and the funding that is still to come.
    ///
    /// `index * (1 + rate * hoursUntilFunding / intervalHours)`; exact.
    /// - Parameters:
    ///   - index: The index price, in quote per base.
    ///   - fundingRate: The rate that will be paid next, as a share per interval.
    ///   - hoursUntilFunding: The time to that payment.
    ///   - intervalHours: The time between payments; not zero.
    /// - Throws: `.isZero(.interval)`; `.overflow`.
    /// - Source: BitMEX documentation, "Fair Price Marking"; Binance's first price is the same.
    public static func fair(
        index: Fraction, fundingRate: Fraction, hoursUntilFunding: Fraction,
        intervalHours: Fraction
    ) throws(VenueFormulaError) -> Fraction {
        if intervalHours.signum == 0 { throw .isZero(.interval) }
        let basis = try fundingRate * hoursUntilFunding / intervalHours
        return try index * (.one + basis)
    }

    /// Binance's mark: the middle one of the fair price, the index with its average basis, and the
    /// last trade.
    ///
    /// - Parameters:
    ///   - index: The index price, in quote per base.
    ///   - lastFundingRate: The rate of the last payment, as a share per interval.
    ///   - hoursUntilFunding: The time to the next payment.
    ///   - intervalHours: The time between payments, 8 in most markets; not zero.
    ///   - basisAverage: The average of the book's mid price less the index, in quote per base.
    ///   - lastPrice: The price of the last trade.
    /// - Throws: `.isZero(.interval)`; `.overflow`.
    /// - Source: Binance support, "What Are Mark Price and Price Index in USDⓈ-Margined Futures?".
    public static func binanceMedian(
        index: Fraction, lastFundingRate: Fraction, hoursUntilFunding: Fraction,
        intervalHours: Fraction, basisAverage: Fraction, lastPrice: Fraction
    ) throws(VenueFormulaError) -> Fraction {
        let fair = try fair(
            index: index, fundingRate: lastFundingRate, hoursUntilFunding: hoursUntilFunding,
            intervalHours: intervalHours)
        return median(fair, try index + basisAverage, lastPrice)
    }

    /// The middle one of three prices.
    public static func median(_ a: Fraction, _ b: Fraction, _ c: Fraction) -> Fraction {
        max(min(a, b), min(max(a, b), c))
    }
}
