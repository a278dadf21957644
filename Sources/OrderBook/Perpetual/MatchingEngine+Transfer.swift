extension MatchingEngine {
    /// Moves lots between accounts without a trade, below zero those of a short position, for an
    /// amount of money of the same sign; no price, total or fee changes.
    mutating func transfer(
        _ lots: Int64, from giver: AccountIndex, to taker: AccountIndex, for cost: Int128
    ) {
        accounts.use(max(giver, taker))
        let before = (accounts[giver].position, accounts[taker].position)
        accounts[giver].position -= lots
        accounts[giver].cash += cost
        accounts[taker].position += lots
        accounts[taker].cash -= cost
        cancelUselessReduceOnly(of: giver, before: before.0)
        cancelUselessReduceOnly(of: taker, before: before.1)
    }
}
