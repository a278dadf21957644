/// An order on its way through the book.
struct ActiveOrder {
    let id: OrderID
    let account: AccountIndex
    let side: Side
    var open: Int64
    /// The worst price at which it trades.
    var limit: Int64
    var timeInForce: TimeInForce
    let selfTradePrevention: SelfTradePrevention
    let isPostOnly: Bool
    let isReduceOnly: Bool
    let isMarket: Bool
    /// Whether the limit is the edge of the band.
    var isBanded = false
    let isLiquidation: Bool
    let expiry: Int64
}

extension MatchingEngine {
    // MARK: - New orders

    mutating func enter(_ order: NewOrder) {
        if let reason = refusal(of: order) { return emit(.reject(order.id, reason)) }
        if order.type.isConditional { return accept(dormant: order) }
        var active = activated(order)
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
            timeInForce: order.timeInForce, selfTradePrevention: mode(of: order),
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
        if let reason = quantityRefusal(order.quantity) { return reason }
        if !order.type.isMarket, let reason = priceRefusal(order.price) { return reason }
        if order.type.isConditional, let reason = triggerRefusal(order.trigger) { return reason }
        if order.isPostOnly, order.type.isMarket || !order.timeInForce.mayRest {
            return .badCombination
        }
        if order.timeInForce == .goodTilTime {
            guard let expiry = order.expiry else { return .badCombination }
            if expiry <= now { return .expired }
        }
        if !order.type.isMarket,
            let reason = limitRefusal(
                order.price, order.quantity, isReduceOnly: order.isReduceOnly,
                isLiquidation: order.isLiquidation)
        {
            return reason
        }
        return accountRefusal(of: order)
    }

    func quantityRefusal(_ quantity: Int64) -> RejectReason? {
        if quantity <= 0 { return .badQuantity }
        if configuration.lot != 1, quantity % configuration.lot != 0 { return .badLot }
        if quantity < configuration.quantityMin { return .minQuantity }
        return quantity > BookLimits.quantityMax ? .beyondLimits : nil
    }

    func priceRefusal(_ price: Int64) -> RejectReason? {
        if price <= 0 { return .badPrice }
        if configuration.tick != 1, price % configuration.tick != 0 { return .badTick }
        return price > BookLimits.priceMax ? .beyondLimits : nil
    }

    private func triggerRefusal(_ trigger: Int64) -> RejectReason? {
        if trigger <= 0 { return .badTrigger }
        return configuration.tick != 1 && trigger % configuration.tick != 0 ? .badTick : nil
    }

    /// The rules about price times quantity and about the band.
    func limitRefusal(
        _ price: Int64, _ quantity: Int64, isReduceOnly: Bool, isLiquidation: Bool
    ) -> RejectReason? {
        let notional = price.multipliedReportingOverflow(by: quantity)
        if notional.overflow { return .beyondLimits }
        if !isReduceOnly, notional.partialValue < configuration.notionalMin { return .minNotional }
        if configuration.bandBps > 0, !isLiquidation, let mark {
            let distance = Int128(price) - Int128(mark)
            let width = Int128(configuration.bandBps) * Int128(mark)
            if distance.magnitude * 10_000 > width.magnitude { return .priceBand }
        }
        return nil
    }

    private mutating func accountRefusal(of order: NewOrder) -> RejectReason? {
        guard order.account < BookLimits.accountsMax else {
            return order.isReduceOnly ? .reduceOnlyWouldIncrease : .beyondLimits
        }
        accounts.use(order.account)
        let account = accounts[order.account]
        if order.isReduceOnly, !reduces(order.side, account.position) {
            return .reduceOnlyWouldIncrease
        }
        let mayRest = !order.type.isMarket && order.timeInForce.mayRest
        if configuration.ordersPerAccountMax > 0, mayRest,
            account.restingCount >= configuration.ordersPerAccountMax
        {
            return .maxOrders
        }
        if orders.count >= BookLimits.ordersMax
            || account.position.magnitude > BookLimits.positionMax
        {
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

    /// Whether a trade of a side brings a position nearer to zero.
    func reduces(_ side: Side, _ position: Int64) -> Bool {
        side == .buy ? position < 0 : position > 0
    }

    // MARK: - Against the book

    /// Why an order cannot meet the book as it is; a post-only order may be moved instead.
    mutating func crossingRefusal(_ order: inout ActiveOrder) -> RejectReason? {
        if order.isPostOnly, let best = bestPrice(order.side.opposite),
            crosses(order.side, order.limit, best)
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

    func bestPrice(_ side: Side) -> Int64? { side == .buy ? bids.bestPrice : asks.bestPrice }

    /// Whether an order of a side and limit trades at a price.
    func crosses(_ side: Side, _ limit: Int64, _ price: Int64) -> Bool {
        side == .buy ? price <= limit : price >= limit
    }

    // MARK: - Forms of an order

    func mode(of order: NewOrder) -> SelfTradePrevention {
        let mode = order.selfTradePrevention ?? configuration.selfTradePrevention
        // A liquidation never trades with itself; the resting order gives way.
        return order.isLiquidation && mode == .none ? .cancelOldest : mode
    }

    func activated(_ order: NewOrder) -> ActiveOrder {
        let limit =
            order.type.isMarket
            ? marketLimit(order.side, isLiquidation: order.isLiquidation) : (order.price, false)
        return ActiveOrder(
            id: order.id, account: order.account, side: order.side, open: order.quantity,
            limit: limit.0, timeInForce: order.timeInForce, selfTradePrevention: mode(of: order),
            isPostOnly: order.isPostOnly, isReduceOnly: order.isReduceOnly,
            isMarket: order.type.isMarket, isBanded: limit.1, isLiquidation: order.isLiquidation,
            expiry: order.expiry ?? 0)
    }

    /// The worst price of a market order, and whether it is an edge of the band: a buyer's rounded
    /// down, a seller's rounded up.
    func marketLimit(_ side: Side, isLiquidation: Bool) -> (Int64, Bool) {
        guard configuration.bandBps > 0, !isLiquidation, let mark else {
            return (side == .buy ? .max : 0, false)
        }
        let bps = Int128(configuration.bandBps)
        if side == .buy {
            return (Int64(clamping: Int128(mark) * (10_000 + bps) / 10_000), true)
        }
        return (Int64(clamping: max(0, (Int128(mark) * (10_000 - bps) + 9_999) / 10_000)), true)
    }

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
