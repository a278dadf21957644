extension MatchingEngine {
    /// Holds a call auction over the resting book and the messages of a batch.
    ///
    /// Cancels are carried out first, then the other messages as they come, whose orders wait without
    /// trading; then all trades are made at one price. Self-trade prevention and post-only do not apply,
    /// nor are reduce-only orders capped, or cancelled when a position ends. Market and
    /// immediate-or-cancel rests leave, the others stay. Both sides of a trade pay the taker's fee.
    /// A fill-or-kill order is refused, since one price for all cannot promise it anything.
    ///
    /// Unlike other messages an auction allocates memory.
    /// - Parameter reference: the price to which the nearest is taken among prices of equal volume and
    ///   equal imbalance; nil where the lowest is taken.
    /// - Source: Budish, Cramton, Shim, The High-Frequency Trading Arms Race, QJE 2015, for the form.
    public mutating func applyAuction(_ messages: [BookMessage], reference: Int64?) {
        for message in messages where message.isCancel { carryOut(message) }
        var batch = AuctionBatch()
        for message in messages where !message.isCancel {
            switch message {
            case .new(let order): enter(order, in: &batch)
            case .replace(let request): replace(request, in: &batch)
            default: carryOut(message)
            }
        }
        clear(&batch, reference)
        for order in batch.transient where order.open > 0 {
            emit(.cancel(order.id, quantity: order.open, .immediateRemainder))
        }
        for (id, entry) in batch.carried {
            guard let slot = ids.slot(of: id), orders[slot].entry == entry else { continue }
            emit(.carry(orders.resting(slot)))
        }
        fireTriggers()
    }

    // MARK: - Collecting

    private mutating func enter(_ order: NewOrder, in batch: inout AuctionBatch) {
        if let reason = refusal(of: order) { return emit(.reject(order.id, reason)) }
        if order.type.isConditional {
            return enter(order)
        }
        if order.timeInForce == .fillOrKill {
            return emit(.reject(order.id, .badCombination))
        }
        if orders.count + batch.transient.count >= BookLimits.ordersMax {
            return emit(.reject(order.id, .beyondLimits))
        }
        let active = ActiveOrder(order, configuration, mark)
        if Policy.isActive, !policy.admits(question(active, withoutOpen: 0)) {
            return emit(.reject(order.id, .margin))
        }
        ids.use(order.id)
        emit(.accept(order.id))
        if active.isMarket || !active.timeInForce.mayRest {
            entryCount += 1
            batch.transient.append(
                AuctionOrder(
                    id: active.id, account: active.account, side: active.side,
                    limit: active.limit, entry: entryCount, open: active.open,
                    isCandidate: !active.isMarket, place: batch.transient.count))
        } else {
            let slot = place(active)
            batch.carried.append((active.id, orders[slot].entry))
        }
    }

    private mutating func replace(_ request: ReplaceRequest, in batch: inout AuctionBatch) {
        guard let (slot, price, quantity) = target(request) else {
            return emit(.reject(request.id, .unknownOrder))
        }
        let old = orders[slot]
        if let account = request.account, account != old.account {
            return emit(.reject(request.id, .notOwner))
        }
        if let reason = replaceRefusal(old, price, quantity) {
            return emit(.reject(request.id, reason))
        }
        if price == old.price, quantity <= old.open {
            if quantity < old.open { shrink(slot, by: old.open - quantity) }
            emit(.replaced(old.id, price: price, quantity: quantity, keepsPriority: true))
            return
        }
        let order = entering(slot, price, quantity)
        if Policy.isActive, !policy.admits(question(order, withoutOpen: old.open)) {
            return emit(.reject(request.id, .margin))
        }
        remove(slot)
        emit(.replaced(order.id, price: price, quantity: quantity, keepsPriority: false))
        let place = place(order)
        batch.carried.append((order.id, orders[place].entry))
    }

    // MARK: - Clearing

    private mutating func clear(_ batch: inout AuctionBatch, _ reference: Int64?) {
        let curve = AuctionCurve(
            levels(.buy).map { ($0.price, $0.quantity) },
            levels(.sell).map { ($0.price, $0.quantity) }, batch.transient)
        guard let clearing = curve.clearing(near: reference), let price = clearing.price else {
            return emit(.clear(Clearing(price: nil, quantity: 0, demand: 0, supply: 0)))
        }
        emit(.clear(clearing))
        var buys = queue(.buy, batch, price)
        var sells = queue(.sell, batch, price)
        var missing = clearing.quantity
        var (buy, sell) = (0, 0)
        while missing > 0 {
            let quantity = min(missing, buys[buy].open, sells[sell].open)
            emit(
                .auctionTrade(
                    AuctionTrade(
                        buy: buys[buy].id, sell: sells[sell].id, buyer: buys[buy].account,
                        seller: sells[sell].account, price: price, quantity: quantity)))
            settle(
                buyer: buys[buy].account, seller: sells[sell].account, price, quantity,
                buyerPpm: configuration.takerFeePpm, sellerPpm: configuration.takerFeePpm)
            take(quantity, from: &buys[buy], &batch)
            take(quantity, from: &sells[sell], &batch)
            missing -= quantity
            if buys[buy].open == 0 { buy += 1 }
            if sells[sell].open == 0 { sell += 1 }
        }
    }

    private mutating func take(
        _ quantity: Int64, from order: inout AuctionOrder, _ batch: inout AuctionBatch
    ) {
        order.open -= quantity
        if let slot = ids.slot(of: order.id) {
            if order.open == 0 { remove(slot) } else { shrink(slot, by: quantity) }
        } else {
            batch.transient[order.place].open -= quantity
        }
    }

    /// The orders of a side that trade at a price, by price and then by time.
    private func queue(
        _ side: Side, _ batch: AuctionBatch, _ price: Int64
    ) -> [AuctionOrder] {
        var queue = batch.transient.filter { $0.side == side && side.crosses($0.limit, price) }
        for level in levels(side) {
            guard side.crosses(level.price, price) else { break }
            var slot = level.head
            while slot != .none {
                let order = orders[slot]
                queue.append(
                    AuctionOrder(
                        id: order.id, account: order.account, side: side, limit: order.price,
                        entry: order.entry, open: order.open, isCandidate: true, place: 0))
                slot = order.next
            }
        }
        return queue.sorted { one, other in
            if one.limit != other.limit {
                return side == .buy ? one.limit > other.limit : one.limit < other.limit
            }
            return one.entry < other.entry
        }
    }
}
