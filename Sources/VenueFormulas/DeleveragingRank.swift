import WideIntegers

/// BitMEX's rank of a position in a linear contract; the highest is deleveraged first.
public struct BitMEXRank: Equatable, Sendable {
    /// Profit as a share of the entry value; below zero for a loss.
    public let profitRatio: Fraction
    /// The mark value over the distance from it to the bankruptcy value.
    public let effectiveLeverage: Fraction
    /// The rank.
    public let score: Fraction

    /// Profit times leverage; loss over leverage.
    ///
    /// Leverage is `|mark value| / (mark value - bankruptcy value)`, values with the position's sign;
    /// all exact. It is negative beyond the bankruptcy price, where a loss would rank as a profit:
    /// such a position is liquidated, and not to be ranked.
    /// - Parameters:
    ///   - mark: The mark price, in quote per base.
    ///   - entry: The average entry price; not zero.
    ///   - bankruptcy: The price at which the position's margin is used up; not the mark price.
    ///   - size: Base, below zero for a short; not zero. Its amount does not matter.
    /// - Throws: `.isZero` of position size, entry price, distance to bankruptcy, or of leverage for a
    ///   loss at a mark price of zero; `.overflow`.
    /// - Source: BitMEX documentation, "Overview of Auto-Deleveraging (ADL)".
    public init(
        mark: Fraction, entry: Fraction, bankruptcy: Fraction, size: Fraction
    ) throws(VenueFormulaError) {
        if size.signum == 0 { throw .isZero(.positionSize) }
        if entry.signum == 0 { throw .isZero(.entryPrice) }
        // Only the sign of the size is left when the ratios are in lowest terms.
        let side = Fraction(Int256(Int64(size.signum)))
        let distance = try (mark - bankruptcy) * side
        if distance.signum == 0 { throw .isZero(.distanceToBankruptcy) }
        profitRatio = try (mark - entry) * side / entry.absoluteValue()
        effectiveLeverage = try mark.absoluteValue() / distance
        if profitRatio.signum >= 0 {
            score = try profitRatio * effectiveLeverage
        } else if effectiveLeverage.signum == 0 {
            throw .isZero(.effectiveLeverage)
        } else {
            score = try profitRatio / effectiveLeverage
        }
    }
}

/// Binance's rank of an account; the highest is deleveraged first.
public struct BinanceRank: Equatable, Sendable {
    /// Profit over the wallet balance, which counts as one unit at least; zero for a loss.
    public let profitRatio: Fraction
    /// The maintenance requirement over the equity; zero for an account without equity.
    public let marginRatio: Fraction
    /// The rank, their product.
    public let score: Fraction

    /// `max(0, profit) / max(1, wallet) * maintenance / (wallet + profit)`, exact; zero when the last
    /// divisor is not above zero.
    ///
    /// - Parameters:
    ///   - unrealizedProfit: Profit or loss at the mark price, in units of quote.
    ///   - walletBalance: Collateral without it, in units of quote.
    ///   - maintenanceMargin: What the account must keep, in units of quote.
    /// - Throws: `.overflow`.
    /// - Source: Binance developer forum, topic 17801 (LeveragePnL of the auto-deleveraging quantile).
    public init(
        unrealizedProfit: Fraction, walletBalance: Fraction, maintenanceMargin: Fraction
    ) throws(VenueFormulaError) {
        profitRatio = try max(.zero, unrealizedProfit) / max(.one, walletBalance)
        let equity = try walletBalance + unrealizedProfit
        marginRatio = equity.signum > 0 ? try maintenanceMargin / equity : .zero
        score = try profitRatio * marginRatio
    }
}
