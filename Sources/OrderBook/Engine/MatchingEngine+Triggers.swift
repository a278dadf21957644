extension MatchingEngine {
    /// Fires dormant orders whose condition holds, the earliest accepted first, until there is none.
    ///
    /// Each is carried out completely before the next is looked for, since it may move the last price.
    /// Nothing fires while the book is halted. The loop ends, as each turn takes an order away.
    mutating func fireTriggers() {
        guard triggers.count > 0, !isHalted else { return }
        while let slot = triggers.earliest(last: last, mark: mark) { fire(slot) }
    }

    private mutating func fire(_ slot: Slot) {
        let (record, condition) = (orders[slot], orders[condition: slot])
        remove(slot)
        emit(.trigger(record.id))
        let isMarket = condition.type.isMarket
        let limit =
            isMarket
            ? configuration.marketLimit(
                record.side, mark, isLiquidation: condition.isLiquidation)
            : (record.price, false)
        var order = ActiveOrder(
            id: record.id, account: record.account, side: record.side, open: record.open,
            limit: limit.0, timeInForce: record.timeInForce,
            selfTradePrevention: record.selfTradePrevention, isPostOnly: record.isPostOnly,
            isReduceOnly: record.isReduceOnly, isMarket: isMarket, isBanded: limit.1,
            isLiquidation: condition.isLiquidation, expiry: condition.expiry)
        if let reason = firingCancel(&order) { return cancelRest(of: &order, reason) }
        execute(&order)
    }

    /// Why an order that was accepted long ago cannot enter now.
    private mutating func firingCancel(_ order: inout ActiveOrder) -> CancelReason? {
        if order.isReduceOnly, !order.side.reduces(accounts[order.account].position) {
            return .reduceOnlyWouldIncrease
        }
        switch crossingRefusal(&order) {
        case .postOnlyWouldCross: return .postOnlyWouldCross
        case .fillOrKillUnfillable: return .fillOrKillUnfillable
        default: break
        }
        if Policy.isActive, !policy.admits(question(order, withoutOpen: 0)) { return .margin }
        return nil
    }
}
