import WideIntegers

extension VenueLedger {
    /// Books a fill between an account and the liquidity.
    ///
    /// - Parameters:
    ///   - earnedFeeWad: What of the quote goes to the venue and not to its liquidity.
    /// - Throws: `.insufficientFunds`; nothing changes then.
    func settle(
        _ fill: SpotFill, earnedFeeWad: UInt256, for name: String
    ) throws(SpotVenueError) {
        let held = balance(of: name)
        switch fill.side {
        case .buy:
            guard fill.quoteWad <= held.quoteWad else {
                throw .insufficientFunds(needed: fill.quoteWad, held: held.quoteWad)
            }
            let index = index(of: name)
            balances[index].quoteWad = held.quoteWad &- fill.quoteWad
            balances[index].baseWad = held.baseWad &+ fill.baseWad
            quote.give(fill.quoteWad, earnedFeeWad: earnedFeeWad)
            base.take(fill.baseWad, earnedFeeWad: .zero)
        case .sell:
            guard fill.baseWad <= held.baseWad else {
                throw .insufficientFunds(needed: fill.baseWad, held: held.baseWad)
            }
            let index = index(of: name)
            balances[index].baseWad = held.baseWad &- fill.baseWad
            balances[index].quoteWad = held.quoteWad &+ fill.quoteWad
            base.give(fill.baseWad, earnedFeeWad: .zero)
            quote.take(fill.quoteWad, earnedFeeWad: earnedFeeWad)
        }
    }

    /// Brings in what a pool starts with.
    func seedLiquidity(baseWad: UInt256, quoteWad: UInt256) {
        base.seed(baseWad)
        quote.seed(quoteWad)
    }
}

extension VenueLedger.Totals {
    // Amounts stay far below 2^255: one fill moves less than 2^173, and 2^64 of them 2^237.

    fileprivate mutating func seed(_ amountWad: UInt256) {
        depositedWad = depositedWad &+ amountWad
        liquidityWad = liquidityWad &+ Int256(bitPattern: amountWad)
    }

    /// Accounts pay.
    fileprivate mutating func give(_ amountWad: UInt256, earnedFeeWad: UInt256) {
        heldWad = heldWad &- amountWad
        liquidityWad = liquidityWad &+ Int256(bitPattern: amountWad &- earnedFeeWad)
        feesWad = feesWad &+ earnedFeeWad
    }

    /// Accounts receive.
    fileprivate mutating func take(_ amountWad: UInt256, earnedFeeWad: UInt256) {
        heldWad = heldWad &+ amountWad
        liquidityWad = liquidityWad &- Int256(bitPattern: amountWad &+ earnedFeeWad)
        feesWad = feesWad &+ earnedFeeWad
    }
}
