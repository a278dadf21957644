extension MatchingEngine {
    // MARK: - On request

    mutating func cancel(_ id: OrderID, _ account: AccountIndex?) {
        guard let slot = ids.slot(of: id) else { return emit(.reject(id, .unknownOrder)) }
        if let account, account != orders[slot].account { return emit(.reject(id, .notOwner)) }
        cancel(slot, .user)
    }

    mutating func cancelAll(_ account: AccountIndex, _ side: Side?) {
        guard account < accounts.count else { return }
        collect(of: account) { side == nil || $0.side == side }
        cancelCollected(.user)
    }

    mutating func set(now time: Int64) {
        now = max(now, time)
        scratch.removeAll(keepingCapacity: true)
        while let first = expiries.first, first.expiry <= now {
            let entry = expiries.removeFirst()
            if let slot = liveSlot(entry) { scratch.append(slot) }
        }
        sortCollected()
        // An order that was replaced has an entry for each of its lives.
        var kept = 0
        for index in scratch.indices where index == 0 || scratch[index] != scratch[kept - 1] {
            scratch[kept] = scratch[index]
            kept += 1
        }
        scratch.removeSubrange(kept...)
        cancelCollected(.expired)
    }

    private func liveSlot(_ entry: ExpiryHeap.Entry) -> Slot? {
        guard let slot = ids.slot(of: entry.id), orders[slot].timeInForce == .goodTilTime else {
            return nil
        }
        return slot
    }

    // MARK: - Reduce-only orders

    /// Cancels an account's reduce-only orders that could only increase its position, after a trade
    /// that brought it to zero or to the other side.
    mutating func cancelUselessReduceOnly(of account: AccountIndex, before: Int64) {
        guard accounts[account].reduceOnlyCount > 0 else { return }
        let position = accounts[account].position
        guard position == 0 || (before > 0) != (position > 0) else { return }
        collect(of: account) {
            $0.isReduceOnly && ($0.side == .buy ? position >= 0 : position <= 0)
        }
        cancelCollected(.reduceOnlyNoPosition)
    }

    // MARK: - Many orders

    /// Gathers an account's orders in ascending order of their numbers.
    private mutating func collect(of account: AccountIndex, where isWanted: (OrderRecord) -> Bool) {
        scratch.removeAll(keepingCapacity: true)
        var slot = accounts[account].firstOrder
        while slot != .none {
            if isWanted(orders[slot]) { scratch.append(slot) }
            slot = orders[slot].accountNext
        }
        sortCollected()
    }

    private mutating func sortCollected() {
        let orders = orders
        scratch.sort { orders[$0].id < orders[$1].id }
    }

    private mutating func cancelCollected(_ reason: CancelReason) {
        for index in scratch.indices { cancel(scratch[index], reason) }
    }

    // MARK: - One order

    /// Takes a live order away, with its event.
    mutating func cancel(_ slot: Slot, _ reason: CancelReason) {
        let (id, open) = (orders[slot].id, orders[slot].open)
        remove(slot)
        emit(.cancel(id, quantity: open, reason))
    }

    /// Takes a live order away.
    mutating func remove(_ slot: Slot) {
        let order = orders[slot]
        if order.isDormant {
            triggers.remove(slot, orders[condition: slot], order.side, acceptance: order.entry)
        } else if order.side == .buy {
            bids.remove(slot, &orders)
            accounts[order.account].openBids -= order.open
            accounts[order.account].restingCount -= 1
        } else {
            asks.remove(slot, &orders)
            accounts[order.account].openAsks -= order.open
            accounts[order.account].restingCount -= 1
        }
        if order.isReduceOnly { accounts[order.account].reduceOnlyCount -= 1 }
        if order.timeInForce == .goodTilTime { forgetExpiry() }
        if order.accountPrevious == .none {
            accounts[order.account].firstOrder = order.accountNext
        } else {
            orders[order.accountPrevious].accountNext = order.accountNext
        }
        if order.accountNext != .none {
            orders[order.accountNext].accountPrevious = order.accountPrevious
        }
        ids.remove(order.id)
        orders.free(slot)
    }

    /// Makes a resting order smaller; it keeps its place.
    mutating func shrink(_ slot: Slot, by quantity: Int64) {
        let account = orders[slot].account
        if orders[slot].side == .buy {
            bids.reduce(slot, by: quantity, &orders)
            accounts[account].openBids -= quantity
        } else {
            asks.reduce(slot, by: quantity, &orders)
            accounts[account].openAsks -= quantity
        }
    }

    // MARK: - Filing

    /// Files an order by number, account and end.
    mutating func file(_ record: OrderRecord, _ expiry: Int64) -> Slot {
        let slot = orders.insert(record)
        let head = accounts[record.account].firstOrder
        orders[slot].accountNext = head
        if head != .none { orders[head].accountPrevious = slot }
        accounts[record.account].firstOrder = slot
        if record.isReduceOnly { accounts[record.account].reduceOnlyCount += 1 }
        ids.place(record.id, at: slot)
        if record.timeInForce == .goodTilTime {
            orders[condition: slot] = OrderCondition(expiry: expiry)
            expiringCount += 1
            expiries.insert(ExpiryHeap.Entry(expiry: expiry, id: record.id))
        }
        return slot
    }

    mutating func file(_ record: OrderRecord, _ condition: OrderCondition) -> Slot {
        let slot = file(record, condition.expiry)
        orders[condition: slot] = condition
        return slot
    }

    /// Counts an end that means nothing more, and drops those when they are the most.
    private mutating func forgetExpiry() {
        expiringCount -= 1
        if expiries.count > 2 * expiringCount + 64 {
            let (ids, orders) = (ids, orders)
            expiries.keep { entry in
                guard let slot = ids.slot(of: entry.id) else { return false }
                return orders[slot].timeInForce == .goodTilTime
            }
        }
    }
}
