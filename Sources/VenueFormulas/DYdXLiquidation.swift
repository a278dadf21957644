import WideIntegers

/// dYdX v4's prices of liquidation and what the insurance fund takes or gives.
public enum DYdXLiquidation {
    /// The worst price at which a liquidation order may be filled.
    ///
    /// `(value - ABR * spread * maintenance) / size` with the value at the oracle price and
    /// `ABR = clamp(adjustment * (1 - collateral / total maintenance), 0, 1)`: the deeper the account
    /// is below its requirement, the further from the oracle price, below it for a long and above it
    /// for a short. Exact.
    /// - Parameters:
    ///   - positionSize: Base, below zero for a short; not zero.
    ///   - oraclePrice: Quote per base.
    ///   - totalNetCollateral: The account's equity, in quote, of either sign.
    ///   - totalMaintenanceMargin: The account's requirement, in quote; above zero.
    ///   - positionMaintenanceMargin: This position's part of it, in quote.
    ///   - spreadToMaintenanceRatio: The widest spread as a multiple of that part; 1.5 there.
    ///   - bankruptcyAdjustment: How much faster than the shortfall the spread widens; 1 there.
    /// - Throws: `.isZero(.positionSize)`; `.isZero` or `.isNegative` of the total requirement;
    ///   `.priceBelowZero`; `.overflow`.
    /// - Source: dydxprotocol/v4-chain, `GetFillablePrice` of x/clob.
    public static func fillablePrice(
        positionSize: Fraction, oraclePrice: Fraction, totalNetCollateral: Fraction,
        totalMaintenanceMargin: Fraction, positionMaintenanceMargin: Fraction,
        spreadToMaintenanceRatio: Fraction, bankruptcyAdjustment: Fraction
    ) throws(VenueFormulaError) -> Fraction {
        if positionSize.signum == 0 { throw .isZero(.positionSize) }
        if totalMaintenanceMargin.signum == 0 { throw .isZero(.maintenanceMargin) }
        if totalMaintenanceMargin.signum < 0 { throw .isNegative(.maintenanceMargin) }
        // Quotients of like amounts first, in which their scale cancels.
        let shortfall = try (totalMaintenanceMargin - totalNetCollateral) / totalMaintenanceMargin
        let rating = min(max(try bankruptcyAdjustment * shortfall, .zero), .one)
        let maintenancePerBase = try positionMaintenanceMargin / positionSize
        let price = try oraclePrice - rating * spreadToMaintenanceRatio * maintenancePerBase
        if price.signum < 0 { throw .priceBelowZero }
        return price
    }

    /// What the insurance fund receives from a fill of a liquidation; below zero, what it pays.
    ///
    /// The quote above that of the bankruptcy price, at most the share of the fill's quote that is
    /// the highest fee; the whole difference when it is below zero.
    /// - Parameters:
    ///   - quoteReceived: Quote quanta of the fill; below zero when a short buys back and pays.
    ///   - bankruptcyQuote: Quote quanta of the same size at the bankruptcy price, of the same sign.
    ///   - maxLiquidationFeePpm: The highest fee; 15,000 there. The fee is rounded down.
    /// - Throws: `.overflow`.
    /// - Source: dydxprotocol/v4-chain, `GetLiquidationInsuranceFundDelta` of x/clob.
    public static func insuranceFundDelta(
        quoteReceived: Int256, bankruptcyQuote: Int256, maxLiquidationFeePpm: UInt32
    ) throws(VenueFormulaError) -> Int256 {
        do {
            let difference = try quoteReceived - bankruptcyQuote
            let fee = try quoteReceived.magnitude.mulDivDown(
                UInt256(UInt64(maxLiquidationFeePpm)), 1_000_000)
            // A difference below zero is below any fee.
            guard let feeMax = Int256(exactly: fee) else { return difference }
            return min(difference, feeMax)
        } catch {
            throw .overflow
        }
    }
}
