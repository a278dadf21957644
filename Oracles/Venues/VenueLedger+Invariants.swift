import WideIntegers

/// A statement about a venue's books that does not hold.
///
/// 1. For each asset, accounts + liquidity + fees = deposits - withdrawals.
/// 2. For each asset, the accounts' balances add up to their running total.
/// 3. The liquidity of a pool's venue is the pool's reserves.
public struct VenueInvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which of the statements.
    public let number: Int
    /// What should be equal, with the figures.
    public let statement: String

    /// Number and statement.
    public var description: String { "venue \(number): \(statement)" }
}

extension VenueLedger {
    /// Checks statement 1 from the running totals.
    /// - Complexity: constant.
    public func checkTotals() throws(VenueInvariantViolation) {
        for (asset, totals) in [("base", base), ("quote", quote)] {
            let inside =
                Int256(bitPattern: totals.heldWad &+ totals.feesWad) &+ totals.liquidityWad
            let brought = Int256(bitPattern: totals.depositedWad &- totals.withdrawnWad)
            guard inside == brought else {
                throw VenueInvariantViolation(
                    number: 1,
                    statement: "accounts + liquidity + fees of \(asset) is \(inside), "
                        + "deposits - withdrawals \(brought)")
            }
        }
    }

    /// Checks statements 1 and 2, walking over all accounts.
    public func checkInvariants() throws(VenueInvariantViolation) {
        try checkTotals()
        var sum = Balance()
        for balance in balances {
            sum.baseWad = sum.baseWad &+ balance.baseWad
            sum.quoteWad = sum.quoteWad &+ balance.quoteWad
        }
        for (asset, held, total) in [
            ("base", sum.baseWad, base.heldWad), ("quote", sum.quoteWad, quote.heldWad),
        ] {
            guard held == total else {
                throw VenueInvariantViolation(
                    number: 2, statement: "balances of \(asset) add up to \(held), not \(total)")
            }
        }
    }

    /// Checks statement 3.
    func checkLiquidity(is pool: ConstantProductPool) throws(VenueInvariantViolation) {
        for (asset, liquidity, reserve) in [
            ("base", base.liquidityWad, pool.baseReserve),
            ("quote", quote.liquidityWad, pool.quoteReserve),
        ] {
            guard liquidity == Int256(bitPattern: reserve) else {
                throw VenueInvariantViolation(
                    number: 3, statement: "liquidity of \(asset) is \(liquidity), not \(reserve)")
            }
        }
    }
}
