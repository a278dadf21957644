extension MatchingEngine {
    // MARK: - New orders

    mutating func enter(_ order: NewOrder) {
        if let reason = refusal(of: order) { return emit(.reject(order.id, reason)) }
        if order.type.isConditional { return accept(dormant: order) }
        var active = ActiveOrder(order, configuration, mark)
        if let reason = crossingRefusal(&active) { return emit(.reject(order.id, reason)) }
        if Policy.isActive, !policy.admits(question(active, withoutOpen: 0)) {
            return emit(.reject(order.id, .margin))
        }
        ids.use(order.id)
        emit(.accept(order.id))
        execute(&active)
    }

    private mutating func accept(dormant order: NewOrder) {
        ids.use(order.id)
        emit(.accept(order.id))
        entryCount += 1
        let record = OrderRecord(
            id: order.id, open: order.quantity, price: order.type.isMarket ? 0 : order.price,
            entry: entryCount, account: order.account, side: order.side,
            timeInForce: order.timeInForce, selfTradePrevention: configuration.mode(of: order),
            isPostOnly: order.isPostOnly, isReduceOnly: order.isReduceOnly, isDormant: true)
        let condition = OrderCondition(
            trigger: order.trigger, expiry: order.expiry ?? 0, type: order.type,
            source: order.source, isLiquidation: order.isLiquidation)
        let slot = file(record, condition)
        triggers.insert(slot, condition, order.side, acceptance: record.entry)
    }

    // MARK: - Checks

    /// Why an order is refused before it meets the book, the first reason of the documented order.
    mutating func refusal(of order: NewOrder) -> RejectReason? {
        if isHalted { return .halted }
        if ids.isUsed(order.id) { return .duplicateID }
        if let reason = configuration.quantityRefusal(order.quantity) { return reason }
        if !order.type.isMarket, let reason = configuration.priceRefusal(order.price) {
            return reason
        }
        if order.type.isConditional, let reason = configuration.triggerRefusal(order.trigger) {
            return reason
        }
        if order.isPostOnly, order.type.isMarket || !order.timeInForce.mayRest {
            return .badCombination
        }
        if order.timeInForce == .goodTilTime {
            guard let expiry = order.expiry else { return .badCombination }
            if expiry <= now { return .expired }
        }
        if !order.type.isMarket,
            let reason = configuration.limitRefusal(
                order.price, order.quantity, mark, isReduceOnly: order.isReduceOnly,
                isLiquidation: order.isLiquidation)
        {
            return reason
        }
        return accountRefusal(of: order)
    }

    private mutating func accountRefusal(of order: NewOrder) -> RejectReason? {
        guard order.account < BookLimits.accountsMax else {
            return order.isReduceOnly ? .reduceOnlyWouldIncrease : .beyondLimits
        }
        accounts.use(order.account)
        let position = accounts[order.account].position
        if order.isReduceOnly, !order.side.reduces(position) { return .reduceOnlyWouldIncrease }
        let mayRest = !order.type.isMarket && order.timeInForce.mayRest
        if configuration.ordersPerAccountMax > 0, mayRest,
            accounts[order.account].restingCount >= configuration.ordersPerAccountMax
        {
            return .maxOrders
        }
        if orders.count >= BookLimits.ordersMax || position.magnitude > BookLimits.positionMax {
            return .beyondLimits
        }
        if order.type.isConditional, configuration.refusesImmediateTriggers,
            TriggerQueue.holds(
                order.type, order.side, trigger: order.trigger,
                reference: order.source == .last ? last : mark)
        {
            return .wouldTriggerImmediately
        }
        return nil
    }

    // MARK: - Against the book

    /// Why an order cannot meet the book as it is; a post-only order may be moved instead.
    mutating func crossingRefusal(_ order: inout ActiveOrder) -> RejectReason? {
        if order.isPostOnly,
            let best = order.side == .buy ? asks.bestPrice : bids.bestPrice,
            order.side.crosses(order.limit, best)
        {
            guard configuration.slidesPostOnly else { return .postOnlyWouldCross }
            let tick = configuration.tick
            let price = order.side == .buy ? best - tick : best + tick
            guard price > 0, price <= BookLimits.priceMax,
                !price.multipliedReportingOverflow(by: order.open).overflow
            else { return .postOnlyWouldCross }
            return nil
        }
        if order.timeInForce == .fillOrKill, !canFill(order) { return .fillOrKillUnfillable }
        return nil
    }

    // MARK: - Margin

    /// What the policy is asked of an order that wants to enter.
    func question(_ order: ActiveOrder, withoutOpen replaced: Int64) -> OrderEntry {
        let account = accounts[order.account]
        let isUnbounded = order.isMarket && !order.isBanded
        return OrderEntry(
            account: order.account, side: order.side, quantity: order.open,
            limit: isUnbounded ? nil : order.limit, isReduceOnly: order.isReduceOnly,
            isLiquidation: order.isLiquidation, position: account.position,
            openBids: account.openBids - (order.side == .buy ? replaced : 0),
            openAsks: account.openAsks - (order.side == .sell ? replaced : 0))
    }
}
