import ContractRuntime
import WideIntegers

/// Adding and removing margin, and flags: sections 4 and 5.
extension MarketCall {
    func addMargin(_ amount: Int256) throws(Revert) {
        try require(amount > .zero, "invalid token amount")
        try touch(isGated: false)
        let trader = context.caller
        let old = try position(of: trader)
        var position = old
        position.margin = try position.margin.plus(amount)
        try house.draw(amount, from: trader, context)
        try unflag(&position, trader)
        try save(&position, of: trader, over: old)
        try logMarginChanged(trader, amount, funding: .zero)
    }

    func removeMargin(_ amount: Int256) throws(Revert) {
        try require(amount > .zero, "invalid token amount")
        try touch()
        let trader = context.caller
        let old = try position(of: trader)
        var position = old
        let valuation = old.size.isZero ? PositionValuation() : try value(of: old)
        let usable = try usableProfit(valuation.pnl)
        let (balance, funding) = try collect(amount.negated, from: &position, trader)
        try require(try balance.plus(usable) >= .zero, "margin is not enough")
        if !old.size.isZero {
            let free = try balance.plus(min(.zero, valuation.pnl)).plus(usable)
            let needed = try valuation.notional.part(
                tier(of: valuation.notional).initial, .up)
            try require(free >= needed, "free collateral is not enough")
        }
        try put(balance, into: &position, "margin is not enough")
        try unflag(&position, trader)
        try save(&position, of: trader, over: old)
        try pay(amount, to: .wallet(trader))
        try logMarginChanged(trader, amount.negated, funding: funding)
    }

    /// What of a profit can leave before it is realised.
    private func usableProfit(_ pnl: Int256) throws(Revert) -> Int256 {
        switch parameters.withdrawUnrealised {
        case .none: .zero
        case .full: max(.zero, pnl)
        case .upTo(let ratio): try max(.zero, pnl).part(Int256(bitPattern: ratio), .down)
        }
    }

    private func logMarginChanged(
        _ trader: AccountID, _ amount: Int256, funding: Int256
    ) throws(Revert) {
        try context.log(
            topics: [ReferencePerpABI.marginChanged, number(trader), number(market.account)],
            words: [amount.bitPattern, funding.bitPattern])
    }

    // MARK: - Flags

    /// Clears the flag of a trader's own call when the position is safe or gone.
    func unflag(
        _ position: inout ReferencePosition, _ trader: AccountID
    ) throws(Revert) {
        if position.flagTime == 0 { return }
        if !position.size.isZero {
            if prices.isHalted { return }
            let valuation = try value(of: position)
            guard valuation.ratio >= tier(of: valuation.notional).maintenance else { return }
        }
        position.flagTime = 0
        try context.log(
            topics: [ReferencePerpABI.positionUnflagged, number(trader), number(market.account)],
            words: [])
    }

    /// `flag`: marks a position that may be liquidated, or clears the mark of one that may not.
    func flag(_ trader: AccountID) throws(Revert) {
        try requireOpen()
        try touch()
        let old = try position(of: trader)
        try require(!old.size.isZero, "positionSize is 0")
        let valuation = try value(of: old)
        var position = old
        if valuation.ratio >= tier(of: valuation.notional).maintenance {
            try require(old.flagTime != 0, "Margin ratio not meet criteria")
            try unflag(&position, trader)
        } else {
            try require(old.flagTime == 0, "already flagged")
            position.flagTime = now
            try context.log(
                topics: [
                    ReferencePerpABI.positionFlagged, number(trader), number(market.account),
                ], words: [UInt256(now)])
        }
        try save(&position, of: trader, over: old)
    }
}
