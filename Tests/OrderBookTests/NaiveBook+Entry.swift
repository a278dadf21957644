import OrderBook

extension NaiveBook {
    mutating func send(_ new: NewOrder) {
        let order = made(new)
        if let reason = refusal(new) ?? crossing(order) {
            return events.append(.reject(new.id, reason))
        }
        used.insert(new.id)
        events.append(.accept(new.id))
        if new.type.isConditional {
            live.append(order)
        } else {
            execute(order)
        }
    }

    mutating func made(_ new: NewOrder) -> Order {
        var mode = new.selfTradePrevention ?? rules.selfTradePrevention
        if new.isLiquidation, mode == .none { mode = .cancelOldest }
        return Order(
            new: new, price: new.type.isMarket ? 0 : new.price, open: new.quantity, time: tick(),
            isDormant: new.type.isConditional, mode: mode)
    }

    func refusal(_ new: NewOrder) -> RejectReason? {
        let hasLimit = !new.type.isMarket
        let isImmediate = new.timeInForce == .immediateOrCancel || new.timeInForce == .fillOrKill
        let (quantity, price) = (Int128(new.quantity), Int128(new.price))
        let account = position(new.account)
        let mayRest = hasLimit && !isImmediate
        let resting = live.count { $0.account == new.account && !$0.isDormant }
        let checks: [(Bool, RejectReason)] = [
            (isHalted, .halted),
            (used.contains(new.id), .duplicateID),
            (quantity <= 0, .badQuantity),
            (quantity % Int128(rules.lot) != 0, .badLot),
            (quantity < rules.quantityMin, .minQuantity),
            (quantity > 1 << 40, .beyondLimits),
            (hasLimit && price <= 0, .badPrice),
            (hasLimit && price % Int128(rules.tick) != 0, .badTick),
            (hasLimit && price > 1 << 62, .beyondLimits),
            (new.type.isConditional && new.trigger <= 0, .badTrigger),
            (new.type.isConditional && new.trigger % rules.tick != 0, .badTick),
            (new.isPostOnly && !mayRest, .badCombination),
            (new.timeInForce == .goodTilTime && new.expiry == nil, .badCombination),
            (new.timeInForce == .goodTilTime && new.expiry ?? 0 <= now, .expired),
            (hasLimit && quantity * price > Int64.max, .beyondLimits),
            (hasLimit && !new.isReduceOnly && quantity * price < rules.notionalMin, .minNotional),
            (hasLimit && !new.isLiquidation && isOutsideBand(new.price), .priceBand),
            (
                new.isReduceOnly && (new.side == .buy ? account >= 0 : account <= 0),
                .reduceOnlyWouldIncrease
            ),
            (
                mayRest && rules.ordersPerAccountMax > 0 && resting >= rules.ordersPerAccountMax,
                .maxOrders
            ),
            (
                new.type.isConditional && rules.refusesImmediateTriggers && holds(new),
                .wouldTriggerImmediately
            ),
        ]
        return checks.first { $0.0 }?.1
    }

    func isOutsideBand(_ price: Int64) -> Bool {
        guard rules.bandBps > 0, let mark else { return false }
        let scaled = 10_000 * Int128(price)
        return scaled > Int128(mark) * (10_000 + Int128(rules.bandBps))
            || scaled < Int128(mark) * (10_000 - Int128(rules.bandBps))
    }

    // MARK: - Against the book

    func crossing(_ order: Order) -> RejectReason? {
        if order.isDormant { return nil }
        if crossesAsPostOnly(order), !canSlide(order) { return .postOnlyWouldCross }
        let isWhole = order.new.timeInForce != .fillOrKill || fillsWhole(order)
        return isWhole ? nil : .fillOrKillUnfillable
    }

    func crossesAsPostOnly(_ order: Order) -> Bool {
        order.new.isPostOnly && queue(order.side.opposite).contains { wants(order, $0.price) }
    }

    func slid(_ order: Order) -> Int64 {
        let best = queue(order.side.opposite)[0].price
        return order.side == .buy ? best - rules.tick : best + rules.tick
    }

    func canSlide(_ order: Order) -> Bool { rules.slidesPostOnly && slid(order) > 0 }

    func canReduce(_ order: Order) -> Bool {
        order.side == .buy ? position(order.account) < 0 : position(order.account) > 0
    }

    /// Whether an order would trade at a price.
    func wants(_ order: Order, _ price: Int64) -> Bool {
        let (price, mark) = (Int128(price), Int128(order.sentMark ?? mark ?? 0))
        if order.new.type.isMarket {
            guard isBanded(order) else { return true }
            return order.side == .buy
                ? 10_000 * price <= mark * (10_000 + Int128(rules.bandBps))
                : 10_000 * price >= mark * (10_000 - Int128(rules.bandBps))
        }
        return order.side == .buy ? price <= order.price : price >= order.price
    }

    func isBanded(_ order: Order) -> Bool {
        order.new.type.isMarket && rules.bandBps > 0 && !order.new.isLiquidation
            && (order.sentMark ?? mark) != nil
    }

    /// Tries it on a copy of the whole book.
    func fillsWhole(_ order: Order) -> Bool {
        if order.new.isReduceOnly, order.open > abs(position(order.account)) { return false }
        var trial = self
        trial.events = []
        trial.execute(order)
        let traded = trial.events.reduce(Int64(0)) { sum, event in
            if case .trade(let trade) = event { return sum + trade.quantity }
            return sum
        }
        return traded == order.open
    }

    mutating func replace(_ request: ReplaceRequest) {
        func refuse(_ reason: RejectReason) { events.append(.reject(request.id, reason)) }
        guard let old = live.first(where: { $0.id == request.id && !$0.isDormant }) else {
            return refuse(.unknownOrder)
        }
        if let account = request.account, account != old.account { return refuse(.notOwner) }
        let (price, quantity) = (request.price ?? old.price, request.quantity ?? old.open)
        if quantity == 0 { return cancel(old.id, .user) }
        // The checks of a new order with the same flags, less those that have nothing to do with it.
        var new = old.new
        new.type = .limit
        new.price = price
        new.quantity = quantity
        new.isLiquidation = false
        var without = self
        without.used.remove(old.id)
        without.live.removeAll { $0.id == old.id }
        without.now = .min
        if let reason = without.refusal(new), reason != .maxOrders { return refuse(reason) }
        let index = index(of: old.id)
        if price == old.price, quantity <= old.open {
            live[index].open = quantity
            events.append(
                .replaced(old.id, price: price, quantity: quantity, keepsPriority: true))
            return
        }
        var order = old
        order.price = price
        order.open = quantity
        if let reason = crossing(order) { return refuse(reason) }
        live.remove(at: index)
        events.append(.replaced(old.id, price: price, quantity: quantity, keepsPriority: false))
        execute(order)
    }
}
