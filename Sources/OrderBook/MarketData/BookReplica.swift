/// A book rebuilt from a snapshot and the events after it: level 3 of market data at a reader's side.
///
/// It knows nothing of the rules; events say all that it needs. For each event it tells which levels
/// changed, from which a publisher of level 2 makes its updates.
public struct BookReplica: Hashable, Sendable {
    /// The number of the newest event that it contains.
    public private(set) var sequence: UInt64
    /// The price of the last trade; nil before the first.
    public private(set) var last: Int64?
    /// Levels by price, lowest first; orders oldest first.
    private var sides: [[Level]] = [[], []]
    private var places: [OrderID: Place] = [:]

    private struct Level: Hashable, Sendable {
        let price: Int64
        var orders: [RestingOrder]
    }

    private struct Place: Hashable, Sendable {
        let side: Side
        let price: Int64
    }

    /// The book of a snapshot.
    public init(_ snapshot: BookSnapshot) {
        sequence = snapshot.sequence
        last = snapshot.last
        for order in snapshot.bids + snapshot.asks { insert(order) }
    }

    /// Takes the next event.
    /// - Returns: the levels that it changed, as they are now.
    /// - Throws: `SequenceGap` when an event is missing between; nothing has changed then.
    @discardableResult
    public mutating func apply(_ event: BookEvent) throws(SequenceGap) -> [DepthUpdate] {
        guard event.sequence == sequence + 1 else {
            throw SequenceGap(expected: sequence + 1, got: event.sequence)
        }
        sequence += 1
        switch event.content {
        case .rest(let order), .carry(let order):
            insert(order)
            return [update(Place(side: order.side, price: order.price))]
        case .trade(let trade):
            last = trade.price
            return reduce(trade.maker, by: trade.quantity)
        case .auctionTrade(let trade):
            last = trade.price
            return reduce(trade.buy, by: trade.quantity) + reduce(trade.sell, by: trade.quantity)
        case .cancel(let id, _, _): return remove(id)
        case .reduce(let id, let quantity, _): return reduce(id, by: quantity)
        case .replaced(let id, _, let quantity, let keepsPriority):
            return keepsPriority ? set(id, to: quantity) : remove(id)
        case .accept, .reject, .slide, .trigger, .mark, .halt, .resume, .clear: return []
        }
    }

    /// Every resting order, as the engine's own snapshot would have it.
    public var snapshot: BookSnapshot {
        BookSnapshot(
            sequence: sequence, bids: sides[0].reversed().flatMap(\.orders),
            asks: sides[1].flatMap(\.orders), last: last)
    }

    // MARK: - Orders

    private mutating func insert(_ order: RestingOrder) {
        places[order.id] = Place(side: order.side, price: order.price)
        let side = Int(order.side.rawValue)
        let index = index(of: order.price, in: side)
        if index < sides[side].count, sides[side][index].price == order.price {
            sides[side][index].orders.append(order)
        } else {
            sides[side].insert(Level(price: order.price, orders: [order]), at: index)
        }
    }

    /// Nothing for an order that is not here, such as an incoming one.
    private mutating func change(
        _ id: OrderID, _ newQuantity: (Int64) -> Int64
    ) -> [DepthUpdate] {
        guard let place = places[id] else { return [] }
        let side = Int(place.side.rawValue)
        let level = index(of: place.price, in: side)
        guard let index = sides[side][level].orders.firstIndex(where: { $0.id == id }) else {
            return []
        }
        let order = sides[side][level].orders[index]
        let quantity = newQuantity(order.quantity)
        if quantity > 0 {
            sides[side][level].orders[index] = RestingOrder(
                id: id, account: order.account, side: order.side, price: order.price,
                quantity: quantity)
        } else {
            places[id] = nil
            sides[side][level].orders.remove(at: index)
            if sides[side][level].orders.isEmpty { sides[side].remove(at: level) }
        }
        return [update(place)]
    }

    private mutating func remove(_ id: OrderID) -> [DepthUpdate] { change(id) { _ in 0 } }

    private mutating func set(_ id: OrderID, to quantity: Int64) -> [DepthUpdate] {
        change(id) { _ in quantity }
    }

    private mutating func reduce(_ id: OrderID, by quantity: Int64) -> [DepthUpdate] {
        change(id) { $0 - quantity }
    }

    // MARK: - Levels

    /// How many levels of a side have a lower price.
    private func index(of price: Int64, in side: Int) -> Int {
        var (low, high) = (0, sides[side].count)
        while low < high {
            let middle = (low + high) / 2
            if sides[side][middle].price < price { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func update(_ place: Place) -> DepthUpdate {
        let side = Int(place.side.rawValue)
        let index = index(of: place.price, in: side)
        let isThere = index < sides[side].count && sides[side][index].price == place.price
        let orders = isThere ? sides[side][index].orders : []
        return DepthUpdate(
            sequence: sequence, side: place.side,
            level: DepthLevel(
                price: place.price, quantity: orders.reduce(0) { $0 + $1.quantity },
                orderCount: orders.count))
    }
}

/// A level as it is after an event: a delta of level 2.
public struct DepthUpdate: Hashable, Sendable {
    /// The number of the event that changed it.
    public let sequence: UInt64
    /// The side of the book.
    public let side: Side
    /// The level; of no orders when it is gone.
    public let level: DepthLevel

    /// A level as it is after an event.
    public init(sequence: UInt64, side: Side, level: DepthLevel) {
        self.sequence = sequence
        self.side = side
        self.level = level
    }
}

/// An event that does not follow the one before.
public struct SequenceGap: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number that would follow.
    public let expected: UInt64
    /// The number that came.
    public let got: UInt64

    /// Both numbers.
    public var description: String { "event \(got) came where \(expected) was expected" }
}
