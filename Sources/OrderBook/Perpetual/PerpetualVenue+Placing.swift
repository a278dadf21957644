extension PerpetualVenue {
    /// Gives an account lots from before the first message, below zero a short position, which another
    /// account has the other side of. No order, trade, fee or margin check is made.
    ///
    /// Lots or a price beyond `PerpetualLimits`, an account that cannot be, or one against itself change
    /// nothing.
    /// - Returns: Whether it was done.
    public mutating func place(
        _ lots: Int64, for account: AccountIndex, against other: AccountIndex, at price: Int64
    ) -> Bool {
        guard account != other, account < BookLimits.accountsMax, other < BookLimits.accountsMax,
            lots != 0, lots.magnitude <= PerpetualLimits.lotsMax, price > 0,
            price <= PerpetualLimits.priceMax,
            Int128(lots.magnitude) * Int128(price) <= Int128(PerpetualLimits.moneyMax)
        else { return false }
        core.policy.ledger.use(max(account, other))
        let long = Int128(max(lots, -lots))
        let interest = Int128(core.policy.ledger.openInterest) + long
        guard interest * Int128(max(price, core.policy.mark)) <= Int128(PerpetualLimits.moneyMax)
        else { return false }
        handOver(lots, from: other, to: account, for: Int128(lots) * Int128(price))
        return true
    }
}
