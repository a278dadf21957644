import OrderBook

/// The book that one writes first: levels in sorted arrays, orders in arrays, numbers in a dictionary.
///
/// It knows what the replays send: limit and market orders, all times in force, post-only, cancels and
/// changes. It is written for the benchmark and tells its trades alone.
struct PlainBook {
    private struct Order {
        let id: OrderID
        let account: AccountIndex
        var open: Int64
        let isPostOnly: Bool
    }

    private struct Level {
        let price: Int64
        var orders: [Order]
    }

    /// Levels by price, the best last.
    private var sides: [[Level]] = [[], []]
    private var places: [OrderID: (side: Side, price: Int64)] = [:]
    private let preventsSelfTrades: Bool
    /// A checksum of taker, maker, price and quantity of each trade.
    private(set) var trades: UInt64 = 0

    init(preventsSelfTrades: Bool) { self.preventsSelfTrades = preventsSelfTrades }

    /// Adds a trade to a checksum.
    static func add(
        _ taker: OrderID, _ maker: OrderID, _ price: Int64, _ quantity: Int64,
        to checksum: inout UInt64
    ) {
        checksum = (checksum ^ taker) &* 0x100_0000_01b3
        checksum = (checksum ^ maker ^ UInt64(price) << 20) &* 0x100_0000_01b3 &+ UInt64(quantity)
    }

    mutating func apply(_ message: BookMessage) {
        switch message {
        case .new(let order):
            let limit =
                order.type == .market ? (order.side == .buy ? Int64.max : 0) : order.price
            enter(
                Order(
                    id: order.id, account: order.account, open: order.quantity,
                    isPostOnly: order.isPostOnly), order.side, limit,
                rests: order.type == .limit && order.timeInForce == .goodTilCancelled,
                isWhole: order.timeInForce == .fillOrKill)
        case .cancel(let id, _): _ = remove(id)
        case .replace(let request): replace(request)
        default: break
        }
    }

    private mutating func enter(
        _ incoming: Order, _ side: Side, _ limit: Int64, rests: Bool, isWhole: Bool
    ) {
        var order = incoming
        let other = Int(side.opposite.rawValue)
        func crosses(_ price: Int64) -> Bool { side == .buy ? price <= limit : price >= limit }
        if order.isPostOnly, let best = sides[other].last, crosses(best.price) { return }
        if isWhole, !canFill(order, other, crosses) { return }
        while order.open > 0, let best = sides[other].last, crosses(best.price) {
            let level = sides[other].count - 1
            let maker = best.orders[0]
            if preventsSelfTrades, maker.account == order.account { return }
            let quantity = min(order.open, maker.open)
            Self.add(order.id, maker.id, best.price, quantity, to: &trades)
            order.open -= quantity
            if quantity == maker.open {
                sides[other][level].orders.removeFirst()
                places[maker.id] = nil
                if sides[other][level].orders.isEmpty { sides[other].removeLast() }
            } else {
                sides[other][level].orders[0].open -= quantity
            }
        }
        if rests, order.open > 0 { rest(order, side, limit) }
    }

    private func canFill(_ order: Order, _ other: Int, _ crosses: (Int64) -> Bool) -> Bool {
        var missing = order.open
        for level in sides[other].reversed() {
            guard crosses(level.price) else { return false }
            for maker in level.orders {
                if preventsSelfTrades, maker.account == order.account { return false }
                missing -= maker.open
                if missing <= 0 { return true }
            }
        }
        return false
    }

    private mutating func rest(_ order: Order, _ side: Side, _ price: Int64) {
        places[order.id] = (side, price)
        let index = index(of: price, side)
        let levels = sides[Int(side.rawValue)]
        if index < levels.count, levels[index].price == price {
            sides[Int(side.rawValue)][index].orders.append(order)
        } else {
            sides[Int(side.rawValue)].insert(Level(price: price, orders: [order]), at: index)
        }
    }

    /// How many levels of a side are worse.
    private func index(of price: Int64, _ side: Side) -> Int {
        var (low, high) = (0, sides[Int(side.rawValue)].count)
        while low < high {
            let middle = (low + high) / 2
            let other = sides[Int(side.rawValue)][middle].price
            if side == .buy ? other < price : other > price {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private mutating func remove(_ id: OrderID) -> Order? {
        guard let place = places.removeValue(forKey: id) else { return nil }
        let (side, level) = (Int(place.side.rawValue), index(of: place.price, place.side))
        guard let index = sides[side][level].orders.firstIndex(where: { $0.id == id }) else {
            return nil
        }
        let order = sides[side][level].orders.remove(at: index)
        if sides[side][level].orders.isEmpty { sides[side].remove(at: level) }
        return order
    }

    private mutating func replace(_ request: ReplaceRequest) {
        guard let place = places[request.id], let price = request.price,
            let quantity = request.quantity
        else { return }
        let (side, level) = (Int(place.side.rawValue), index(of: place.price, place.side))
        guard
            let index = sides[side][level].orders.firstIndex(where: { $0.id == request.id })
        else { return }
        let old = sides[side][level].orders[index]
        if price == place.price, quantity <= old.open {
            sides[side][level].orders[index].open = quantity
            return
        }
        if old.isPostOnly, let best = sides[1 - side].last,
            place.side == .buy ? best.price <= price : best.price >= price
        {
            return
        }
        guard var order = remove(request.id) else { return }
        order.open = quantity
        enter(order, place.side, price, rests: true, isWhole: false)
    }
}
