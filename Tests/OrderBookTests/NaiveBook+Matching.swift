import OrderBook

extension NaiveBook {
    /// Takes an order through the book.
    mutating func execute(_ incoming: Order) {
        var order = incoming
        if crossesAsPostOnly(order) {
            order.price = slid(order)
            events.append(.slide(order.id, price: order.price))
        }
        while order.open > 0, let maker = queue(order.side.opposite).first,
            wants(order, maker.price)
        {
            meet(&order, maker)
        }
        if order.open == 0 { return }
        let isImmediate =
            order.new.timeInForce == .immediateOrCancel || order.new.timeInForce == .fillOrKill
        if order.new.type.isMarket || isImmediate {
            let isBeyond = isBanded(order) && !queue(order.side.opposite).isEmpty
            return leave(&order, isBeyond ? .priceBand : .immediateRemainder)
        }
        order.time = tick()
        live.append(order)
        events.append(.rest(resting(order)))
    }

    func resting(_ order: Order) -> RestingOrder {
        RestingOrder(
            id: order.id, account: order.account, side: order.side, price: order.price,
            quantity: order.open)
    }

    mutating func leave(_ order: inout Order, _ reason: CancelReason) {
        events.append(.cancel(order.id, quantity: order.open, reason))
        order.open = 0
    }

    func isSelf(_ one: AccountIndex, _ other: AccountIndex) -> Bool {
        let (first, second) = (groups[one, default: 0], groups[other, default: 0])
        return one == other || first != 0 && first == second
    }

    private mutating func meet(_ taker: inout Order, _ maker: Order) {
        if isSelf(taker.account, maker.account), taker.mode != .none {
            return preventSelfTrade(&taker, maker)
        }
        var quantity = min(taker.open, maker.open)
        if maker.new.isReduceOnly {
            let position = position(maker.account)
            if !canReduce(maker) {
                let reason: CancelReason =
                    position == 0 ? .reduceOnlyNoPosition : .reduceOnlyWouldIncrease
                return cancel(maker.id, reason)
            }
            if maker.account != taker.account { quantity = min(quantity, abs(position)) }
        }
        if taker.new.isReduceOnly, maker.account != taker.account {
            quantity = min(quantity, abs(position(taker.account)))
        }
        taker.open -= quantity
        take(quantity, from: maker.id)
        events.append(
            .trade(
                Trade(
                    taker: taker.id, maker: maker.id, takerAccount: taker.account,
                    makerAccount: maker.account, price: maker.price, quantity: quantity,
                    takerSide: taker.side)))
        let before = positions
        let sign: Int64 = taker.side == .buy ? 1 : -1
        book(taker.account, sign * quantity, maker.price, rules.takerFeePpm)
        book(maker.account, -sign * quantity, maker.price, rules.makerFeePpm)
        last = maker.price
        for account in [maker.account, taker.account] where maker.account != taker.account {
            let (old, new) = (before[account, default: 0], position(account))
            if new == 0 || (old > 0) != (new > 0) {
                cancelAll(.reduceOnlyNoPosition) {
                    $0.account == account && $0.new.isReduceOnly
                        && ($0.side == .buy ? new >= 0 : new <= 0)
                }
            }
        }
        if taker.open > 0, taker.new.isReduceOnly, !canReduce(taker) {
            leave(&taker, .reduceOnlyNoPosition)
        }
    }

    private mutating func preventSelfTrade(_ taker: inout Order, _ maker: Order) {
        switch taker.mode {
        case .none: break
        case .cancelNewest: leave(&taker, .selfTrade)
        case .cancelOldest: cancel(maker.id, .selfTrade)
        case .cancelBoth:
            cancel(maker.id, .selfTrade)
            leave(&taker, .selfTrade)
        case .decrement:
            let quantity = min(taker.open, maker.open)
            if maker.open > quantity {
                take(quantity, from: maker.id)
                events.append(.reduce(maker.id, quantity: quantity, .selfTrade))
            } else {
                cancel(maker.id, .selfTrade)
            }
            if taker.open > quantity {
                taker.open -= quantity
                events.append(.reduce(taker.id, quantity: quantity, .selfTrade))
            } else {
                leave(&taker, .selfTrade)
            }
        }
    }

    mutating func take(_ quantity: Int64, from id: OrderID) {
        let index = index(of: id)
        live[index].open -= quantity
        if live[index].open == 0 { live.remove(at: index) }
    }

    /// Books one side of a trade.
    mutating func book(_ account: AccountIndex, _ quantity: Int64, _ price: Int64, _ ppm: Int64) {
        let notional = Int128(quantity) * Int128(price)
        // Rounded up for whoever pays, and down in size for whoever is paid.
        let exact = Int128(notional.magnitude) * Int128(ppm)
        let fee = exact > 0 ? (exact + 999_999) / 1_000_000 : -(-exact / 1_000_000)
        positions[account, default: 0] += quantity
        cash[account, default: 0] -= notional + fee
        fees[account, default: 0] += fee
    }

    // MARK: - Auctions

    mutating func applyAuction(_ messages: [BookMessage], reference: Int64?) {
        func isCancel(_ message: BookMessage) -> Bool {
            switch message {
            case .cancel, .cancelAll: true
            case .replace(let request): request.quantity == 0
            default: false
            }
        }
        var transient: [Order] = []
        var entered: [OrderID] = []
        for message in messages.filter(isCancel) + messages.filter({ !isCancel($0) }) {
            switch message {
            case .new(let new) where !new.type.isConditional:
                var order = made(new)
                order.sentMark = mark
                let isWhole = new.timeInForce == .fillOrKill
                if let reason = refusal(new) ?? (isWhole ? .badCombination : nil) {
                    events.append(.reject(new.id, reason))
                    continue
                }
                used.insert(new.id)
                events.append(.accept(new.id))
                if new.type.isMarket || new.timeInForce == .immediateOrCancel {
                    transient.append(order)
                } else {
                    live.append(order)
                    entered.append(new.id)
                }
            case .replace(let request) where request.quantity != 0:
                // An order that loses its place gets a new one, and nothing trades.
                var quiet = self
                quiet.live.removeAll { $0.id != request.id }
                quiet.replaceQuietly(request)
                events = quiet.events
                time = quiet.time
                for order in quiet.live {
                    let index = index(of: order.id)
                    if order.time != live[index].time { entered.append(order.id) }
                    live[index] = order
                }
            default: carryOut(message)
            }
        }
        clear(&transient, reference)
        for order in transient where order.open > 0 {
            events.append(.cancel(order.id, quantity: order.open, .immediateRemainder))
        }
        for (index, id) in entered.enumerated() where !entered[(index + 1)...].contains(id) {
            if let order = live.first(where: { $0.id == id }) {
                events.append(.carry(resting(order)))
            }
        }
        fire()
    }

    /// A change in a book that holds no other order, so that there is nothing to meet.
    private mutating func replaceQuietly(_ request: ReplaceRequest) {
        replace(request)
        events.removeAll { event in
            if case .rest(let order) = event, order.id == request.id { return true }
            return false
        }
    }

    private mutating func clear(_ transient: inout [Order], _ reference: Int64?) {
        let all = live.filter { !$0.isDormant } + transient
        func total(_ side: Side, _ price: Int64) -> Int64 {
            all.filter { $0.side == side && wants($0, price) }.reduce(0) { $0 + $1.open }
        }
        let prices = Set(all.filter { !$0.new.type.isMarket }.map(\.price)).sorted()
        let ranked = prices.map { price in
            let (demand, supply) = (total(.buy, price), total(.sell, price))
            let distance = reference.map { abs(price - $0) } ?? 0
            let key = (-min(demand, supply), abs(demand - supply), distance, price)
            return (key: key, demand: demand, supply: supply)
        }
        guard let best = ranked.min(by: { $0.key < $1.key }), best.key.0 < 0 else {
            return events.append(
                .clear(Clearing(price: nil, quantity: 0, demand: 0, supply: 0)))
        }
        let price = best.key.3
        events.append(
            .clear(
                Clearing(
                    price: price, quantity: -best.key.0, demand: best.demand, supply: best.supply)))
        func first(_ side: Side) -> Order {
            let open = live.filter { !$0.isDormant } + transient.filter { $0.open > 0 }
            func rank(_ order: Order) -> (Int64, Int) {
                let edge = order.new.type.isMarket ? marketRank(order) : order.price
                return (side == .buy ? -edge : edge, order.time)
            }
            return open.filter { $0.side == side && wants($0, price) }
                .sorted { rank($0) < rank($1) }[0]
        }
        var missing = -best.key.0
        while missing > 0 {
            let (buy, sell) = (first(.buy), first(.sell))
            let quantity = min(missing, buy.open, sell.open)
            events.append(
                .auctionTrade(
                    AuctionTrade(
                        buy: buy.id, sell: sell.id, buyer: buy.account, seller: sell.account,
                        price: price, quantity: quantity)))
            book(buy.account, quantity, price, rules.takerFeePpm)
            book(sell.account, -quantity, price, rules.takerFeePpm)
            last = price
            for order in [buy, sell] {
                if let index = transient.firstIndex(where: { $0.id == order.id }) {
                    transient[index].open -= quantity
                } else {
                    take(quantity, from: order.id)
                }
            }
            missing -= quantity
        }
    }

    /// A market order's price in an auction's queue: the edge of its band, or beyond all prices.
    private func marketRank(_ order: Order) -> Int64 {
        guard isBanded(order), let mark = order.sentMark else {
            return order.side == .buy ? 1 << 62 : 0
        }
        let scaled = Int128(mark) * (10_000 + (order.side == .buy ? 1 : -1) * Int128(rules.bandBps))
        return order.side == .buy
            ? Int64(scaled / 10_000) : Int64(max(0, (scaled + 9_999) / 10_000))
    }
}
