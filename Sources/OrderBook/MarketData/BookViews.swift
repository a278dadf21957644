/// The best of both sides: level 1 of market data.
public struct TopOfBook: Hashable, Sendable {
    /// The best bid; nil for an empty side.
    public let bid: DepthLevel?
    /// The best ask; nil for an empty side.
    public let ask: DepthLevel?
    /// The price of the last trade; nil before the first.
    public let last: Int64?
}

/// A price with what rests there: level 2 of market data.
public struct DepthLevel: Hashable, Sendable {
    /// Ticks of the quote per lot.
    public let price: Int64
    /// Lots of all orders.
    public let quantity: Int64
    /// Orders.
    public let orderCount: Int

    /// A level.
    public init(price: Int64, quantity: Int64, orderCount: Int) {
        self.price = price
        self.quantity = quantity
        self.orderCount = orderCount
    }
}

/// Every resting order, best price first and oldest first at a price: level 3 of market data.
public struct BookSnapshot: Hashable, Sendable {
    /// The number of the newest event that it contains.
    public let sequence: UInt64
    /// Bids, the highest first.
    public let bids: [RestingOrder]
    /// Asks, the lowest first.
    public let asks: [RestingOrder]
    /// The price of the last trade; nil before the first.
    public let last: Int64?
}

/// What an account has.
public struct AccountState: Hashable, Sendable {
    /// Lots, below zero for a short position.
    public let position: Int64
    /// Quote received less quote paid since the book was made, fees taken off.
    public let cash: Int128
    /// Fees paid less rebates received.
    public let fees: Int128
    /// Resting orders.
    public let restingOrders: Int
    /// Lots of resting bids.
    public let openBids: Int64
    /// Lots of resting asks.
    public let openAsks: Int64
}

extension MatchingEngine {
    /// The best of both sides.
    public var top: TopOfBook {
        TopOfBook(
            bid: bids.best == .none ? nil : bids[bids.best].depth,
            ask: asks.best == .none ? nil : asks[asks.best].depth, last: last)
    }

    /// The levels of a side, best first, no more than a number of them.
    public func depth(_ side: Side, levels countMax: Int = .max) -> [DepthLevel] {
        levels(side, countMax).map(\.depth)
    }

    /// The number of levels of a side.
    public func levelCount(_ side: Side) -> Int {
        side == .buy ? bids.levelCount : asks.levelCount
    }

    /// Every resting order.
    public var snapshot: BookSnapshot {
        BookSnapshot(
            sequence: sequence, bids: restingOrders(.buy), asks: restingOrders(.sell), last: last)
    }

    /// Every resting order of a side, best price first, oldest first at a price.
    public func restingOrders(_ side: Side) -> [RestingOrder] {
        var list: [RestingOrder] = []
        for level in levels(side) {
            var slot = level.head
            while slot != .none {
                list.append(orders.resting(slot))
                slot = orders[slot].next
            }
        }
        return list
    }

    /// Orders that wait for their trigger, in ascending order of their numbers.
    public var dormantOrders: [OrderID] {
        var list: [OrderID] = []
        for account in 0..<accounts.count {
            var slot = accounts[AccountIndex(account)].firstOrder
            while slot != .none {
                if orders[slot].isDormant { list.append(orders[slot].id) }
                slot = orders[slot].accountNext
            }
        }
        return list.sorted()
    }

    /// What an account has; nothing for one that was never used.
    public func account(_ account: AccountIndex) -> AccountState {
        let record = accounts.known(account)
        return AccountState(
            position: record.position, cash: record.cash, fees: record.fees,
            restingOrders: Int(record.restingCount), openBids: record.openBids,
            openAsks: record.openAsks)
    }

    /// Accounts that were used, as a count from zero.
    public var accountCount: Int { accounts.count }

    /// Live orders, resting and dormant.
    public var liveOrderCount: Int { orders.count }

    func levels(_ side: Side, _ countMax: Int = .max) -> [PriceLevel] {
        var list: [PriceLevel] = []
        var level = side == .buy ? bids.best : asks.best
        while level != .none, list.count < countMax {
            list.append(side == .buy ? bids[level] : asks[level])
            level = side == .buy ? bids.level(after: level) : asks.level(after: level)
        }
        return list
    }
}

extension PriceLevel {
    /// The level as market data tell it.
    var depth: DepthLevel {
        DepthLevel(price: price, quantity: quantity, orderCount: Int(count))
    }
}
