import WideIntegers

/// What decides a position's place when a contract deleverages in 18-decimal integers.
///
/// The venues' ranks in the steps of a contract: each quotient is rounded as soon as it is made.
public struct DeleveragingScore: Hashable, Sendable {
    /// Value at the basis price, in quote wad.
    public let valueWad: UInt256
    /// Profit at the basis price, in quote wad; below zero for a loss.
    public let profitWad: Int256
    /// Equity, in quote wad; above zero, since nobody else is deleveraged.
    public let equityWad: UInt256

    /// What of a position its score is made from.
    /// - Throws: `.isZero(.equity)`.
    public init(
        valueWad: UInt256, profitWad: Int256, equityWad: UInt256
    ) throws(VenueFormulaError) {
        if equityWad.isZero { throw .isZero(.equity) }
        self.valueWad = valueWad
        self.profitWad = profitWad
        self.equityWad = equityWad
    }

    /// Value over equity, in wad, rounded down.
    /// - Throws: `.overflow`.
    public func leverageWad() throws(VenueFormulaError) -> UInt256 {
        try valueWad.scaled(by: .wad, over: equityWad)
    }

    /// BitMEX's rule: profit times leverage, loss over leverage, in wad.
    ///
    /// `r = profit / openNotional` towards zero; a profit then gives `r * leverage` rounded down, a
    /// loss `r / leverage` towards zero. Divisors count as one wei at least.
    /// - Parameter openNotionalWad: What the position was opened for, in quote wad.
    /// - Throws: `.overflow`.
    public func profitTimesLeverageWad(
        openNotionalWad: UInt256
    ) throws(VenueFormulaError) -> Int256 {
        let leverage = try leverageWad()
        let ratio = try profitWad.magnitude.scaled(by: .wad, over: max(.one, openNotionalWad))
        let score =
            profitWad.isNegative
            ? try ratio.scaled(by: .wad, over: max(.one, leverage))
            : try ratio.scaled(by: leverage, over: .wad)
        guard let value = Int256(magnitude: score, isNegative: profitWad.isNegative) else {
            throw .overflow
        }
        return value
    }

    /// Binance's rule: profit over wallet times maintenance over equity, in wad.
    ///
    /// Quotients and their product are rounded down, the requirement up.
    /// - Parameters:
    ///   - maintenanceRatioWad: The maintenance requirement as a share of the value.
    ///   - walletWad: Collateral without profit, in quote wad; counts as one unit at least.
    /// - Throws: `.overflow`.
    public func leverageProfitWad(
        maintenanceRatioWad: UInt256, walletWad: Int256
    ) throws(VenueFormulaError) -> UInt256 {
        if profitWad.signum <= 0 { return .zero }
        let wallet = max(.wad, walletWad).magnitude
        let requirement: UInt256
        do {
            requirement = try valueWad.mulDivUp(maintenanceRatioWad, .wad)
        } catch {
            throw .overflow
        }
        let profitRatio = try profitWad.magnitude.scaled(by: .wad, over: wallet)
        let marginRatio = try requirement.scaled(by: .wad, over: equityWad)
        return try profitRatio.scaled(by: marginRatio, over: .wad)
    }
}

extension UInt256 {
    /// `self * factor / divisor`, rounded down.
    /// - Precondition: the divisor is not zero.
    fileprivate func scaled(
        by factor: UInt256, over divisor: UInt256
    ) throws(VenueFormulaError) -> UInt256 {
        do {
            return try mulDivDown(factor, divisor)
        } catch {
            throw .overflow
        }
    }
}
