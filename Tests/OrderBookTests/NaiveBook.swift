import OrderBook

/// The rules of the book in the plainest form: one list of orders, searched anew for everything.
struct NaiveBook {
    struct Order {
        let new: NewOrder
        var price: Int64
        var open: Int64
        /// Place in time.
        var time: Int
        var isDormant: Bool
        let mode: SelfTradePrevention
        /// The mark when it was sent to an auction, which is that of its band.
        var sentMark: Int64?

        var id: OrderID { new.id }
        var account: AccountIndex { new.account }
        var side: Side { new.side }
    }

    let rules: BookConfiguration
    var live: [Order] = []
    var used: Set<OrderID> = []
    var positions: [AccountIndex: Int64] = [:]
    var cash: [AccountIndex: Int128] = [:]
    var fees: [AccountIndex: Int128] = [:]
    var groups: [AccountIndex: UInt32] = [:]
    var last: Int64?
    var mark: Int64?
    var now: Int64 = 0
    var isHalted = false
    var time = 0
    var events: [BookEvent.Content] = []

    init(_ rules: BookConfiguration) {
        self.rules = rules
        last = rules.initialLast
        mark = rules.mark
    }

    func position(_ account: AccountIndex) -> Int64 { positions[account, default: 0] }

    /// Resting orders of a side, best price first and oldest first at a price.
    func queue(_ side: Side) -> [Order] {
        live.filter { $0.side == side && !$0.isDormant }.sorted {
            if $0.price != $1.price {
                return side == .buy ? $0.price > $1.price : $0.price < $1.price
            }
            return $0.time < $1.time
        }
    }

    /// Where a live order is.
    func index(of id: OrderID) -> Int { live.firstIndex { $0.id == id } ?? live.endIndex }

    mutating func tick() -> Int {
        time += 1
        return time
    }

    // MARK: - Messages

    mutating func apply(_ message: BookMessage) {
        carryOut(message)
        fire()
    }

    mutating func carryOut(_ message: BookMessage) {
        switch message {
        case .new(let new): send(new)
        case .cancel(let id, let account):
            guard let order = live.first(where: { $0.id == id }) else {
                return events.append(.reject(id, .unknownOrder))
            }
            if account != nil, account != order.account {
                return events.append(.reject(id, .notOwner))
            }
            cancel(id, .user)
        case .cancelAll(let account, let side):
            cancelAll(.user) { $0.account == account && (side == nil || $0.side == side) }
        case .replace(let request): replace(request)
        case .setMark(let price):
            if price <= 0 { return events.append(.reject(0, .badPrice)) }
            mark = price
            events.append(.mark(price))
        case .setTime(let time):
            now = max(now, time)
            let end = now
            cancelAll(.expired) {
                $0.new.timeInForce == .goodTilTime && $0.new.expiry ?? .max <= end
            }
        case .halt:
            isHalted = true
            events.append(.halt)
        case .resume:
            isHalted = false
            events.append(.resume)
        }
    }

    mutating func applyBlock(_ messages: [BookMessage], _ policy: BlockPolicy) {
        func isPostOnly(_ message: BookMessage) -> Bool {
            switch message {
            case .new(let new): new.isPostOnly
            case .replace(let request):
                live.first { $0.id == request.id }?.new.isPostOnly
                    ?? messages.lazy.compactMap { other in
                        if case .new(let new) = other, new.id == request.id { return new }
                        return nil
                    }.first?.isPostOnly ?? false
            default: false
            }
        }
        func isCancel(_ message: BookMessage) -> Bool {
            switch message {
            case .cancel, .cancelAll: true
            case .replace(let request): request.quantity == 0
            default: false
            }
        }
        func sendsOrder(_ message: BookMessage) -> Bool {
            switch message {
            case .new, .replace: true
            default: false
            }
        }
        let cancels = messages.filter(isCancel)
        let others = messages.filter { !isCancel($0) }
        let order: [BookMessage] =
            switch policy {
            case .fifo: messages
            case .cancelsFirst: cancels + others
            case .nonTakingCancelsTaking:
                others.filter { !sendsOrder($0) || isPostOnly($0) } + cancels
                    + others.filter { sendsOrder($0) && !isPostOnly($0) }
            case .cancelsPostOnlyTaking:
                cancels + others.filter(isPostOnly) + others.filter { !isPostOnly($0) }
            }
        for message in order { apply(message) }
    }

    // MARK: - Leaving

    mutating func cancel(_ id: OrderID, _ reason: CancelReason) {
        guard let index = live.firstIndex(where: { $0.id == id }) else { return }
        events.append(.cancel(id, quantity: live[index].open, reason))
        live.remove(at: index)
    }

    mutating func cancelAll(_ reason: CancelReason, where isWanted: (Order) -> Bool) {
        for id in live.filter(isWanted).map(\.id).sorted() { cancel(id, reason) }
    }

    // MARK: - Triggers

    func holds(_ new: NewOrder) -> Bool {
        guard let reference = new.source == .last ? last : mark else { return false }
        let isStop = new.type == .stopMarket || new.type == .stopLimit
        return isStop == (new.side == .buy) ? reference >= new.trigger : reference <= new.trigger
    }

    mutating func fire() {
        while !isHalted,
            let order = live.filter({ $0.isDormant && holds($0.new) }).min(by: {
                $0.time < $1.time
            })
        {
            live.removeAll { $0.id == order.id }
            events.append(.trigger(order.id))
            var order = order
            order.isDormant = false
            let reason: CancelReason? =
                if order.new.isReduceOnly, !canReduce(order) {
                    .reduceOnlyWouldIncrease
                } else if crossesAsPostOnly(order), !canSlide(order) {
                    .postOnlyWouldCross
                } else if order.new.timeInForce == .fillOrKill, !fillsWhole(order) {
                    .fillOrKillUnfillable
                } else {
                    nil
                }
            if let reason {
                events.append(.cancel(order.id, quantity: order.open, reason))
            } else {
                execute(order)
            }
        }
    }
}
