extension MatchingEngine {
    /// Changes a resting order.
    ///
    /// It keeps its place where the price stays and the open quantity does not grow; otherwise it
    /// enters anew, and first trades as a taker where it crosses.
    mutating func replace(_ request: ReplaceRequest) {
        if let reason = change(request) { emit(.reject(request.id, reason)) }
    }

    private mutating func change(_ request: ReplaceRequest) -> RejectReason? {
        guard let (slot, price, quantity) = target(request) else { return .unknownOrder }
        let old = orders[slot]
        if let account = request.account, account != old.account { return .notOwner }
        if quantity == 0 {
            cancel(slot, .user)
            return nil
        }
        if let reason = replaceRefusal(old, price, quantity) { return reason }
        if price == old.price, quantity <= old.open {
            if quantity < old.open { shrink(slot, by: old.open - quantity) }
            emit(.replaced(old.id, price: price, quantity: quantity, keepsPriority: true))
            return nil
        }
        var order = entering(slot, price, quantity)
        if let reason = crossingRefusal(&order) { return reason }
        if Policy.isActive, !policy.admits(question(order, withoutOpen: old.open)) {
            return .margin
        }
        remove(slot)
        emit(.replaced(order.id, price: price, quantity: quantity, keepsPriority: false))
        execute(&order)
        return nil
    }

    /// The order that a request names, with its new price and quantity.
    func target(_ request: ReplaceRequest) -> (Slot, price: Int64, quantity: Int64)? {
        guard let slot = ids.slot(of: request.id), !orders[slot].isDormant else { return nil }
        return (
            slot, request.price ?? orders[slot].price, request.quantity ?? orders[slot].open
        )
    }

    /// Why a resting order cannot have a new price and quantity, by the order of a new order's checks.
    func replaceRefusal(
        _ old: OrderRecord, _ price: Int64, _ quantity: Int64
    ) -> RejectReason? {
        if isHalted { return .halted }
        if let reason = configuration.quantityRefusal(quantity) { return reason }
        if let reason = configuration.priceRefusal(price) { return reason }
        let reason = configuration.limitRefusal(
            price, quantity, mark, isReduceOnly: old.isReduceOnly, isLiquidation: false)
        if let reason { return reason }
        if old.isReduceOnly, !old.side.reduces(accounts[old.account].position) {
            return .reduceOnlyWouldIncrease
        }
        return accounts[old.account].position.magnitude > BookLimits.positionMax
            ? .beyondLimits : nil
    }

    /// A live order as one that enters anew.
    func entering(_ slot: Slot, _ price: Int64, _ quantity: Int64) -> ActiveOrder {
        let old = orders[slot]
        return ActiveOrder(
            id: old.id, account: old.account, side: old.side, open: quantity, limit: price,
            timeInForce: old.timeInForce, selfTradePrevention: old.selfTradePrevention,
            isPostOnly: old.isPostOnly, isReduceOnly: old.isReduceOnly, isMarket: false,
            isLiquidation: false,
            expiry: old.timeInForce == .goodTilTime ? orders[condition: slot].expiry : 0)
    }
}
