extension MatchingEngine {
    /// Whether an order can be filled whole by the book as it is.
    ///
    /// It walks what the order would meet and changes nothing: own orders are passed over where they
    /// would be cancelled, and end the walk under the other modes that prevent self-trades;
    /// reduce-only orders count up to the position that their owner would have by then.
    mutating func canFill(_ taker: ActiveOrder) -> Bool {
        if taker.isReduceOnly, taker.open.magnitude > accounts[taker.account].position.magnitude {
            return false
        }
        countRound += 1
        var missing = taker.open
        let side = taker.side.opposite
        var level = side == .buy ? bids.best : asks.best
        while level != .none {
            let found = side == .buy ? bids[level] : asks[level]
            guard taker.side.crosses(taker.limit, found.price) else { return false }
            var slot = found.head
            while slot != .none {
                if taker.selfTradePrevention != .none,
                    accounts.areOne(taker.account, orders[slot].account)
                {
                    if taker.selfTradePrevention != .cancelOldest { return false }
                } else {
                    missing -= count(slot, taker, missing: missing)
                    if missing == 0 { return true }
                }
                slot = orders[slot].next
            }
            level = side == .buy ? bids.level(after: level) : asks.level(after: level)
        }
        return false
    }

    /// How much an order that is met would trade, with the positions that both would have after it.
    private mutating func count(
        _ slot: Slot, _ taker: ActiveOrder, missing: Int64
    ) -> Int64 {
        let maker = orders[slot]
        let position = countedPosition(of: maker.account)
        var quantity = min(missing, maker.open)
        if maker.isReduceOnly, !maker.side.reduces(position) { return 0 }
        // Trades of an account with itself leave its position, so that no cap ends them.
        if maker.account == taker.account { return quantity }
        if maker.isReduceOnly { quantity = Int64(min(UInt64(quantity), position.magnitude)) }
        let bought = taker.side == .buy ? quantity : -quantity
        accounts[maker.account].counted = position - bought
        accounts[taker.account].counted = countedPosition(of: taker.account) + bought
        return quantity
    }

    private mutating func countedPosition(of account: AccountIndex) -> Int64 {
        if accounts[account].countRound != countRound {
            accounts[account].countRound = countRound
            accounts[account].counted = accounts[account].position
        }
        return accounts[account].counted
    }
}
