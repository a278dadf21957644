/// What a batch adds to the book of a call auction.
struct AuctionBatch {
    /// Market and immediate-or-cancel orders, as they came.
    var transient: [AuctionOrder] = []
    /// Orders that may stay, by number and entry, as they came.
    var carried: [(id: OrderID, entry: UInt64)] = []
}

/// An order in a call auction.
struct AuctionOrder {
    let id: OrderID
    let account: AccountIndex
    let side: Side
    /// The worst price; for a market order that of the band, or none.
    let limit: Int64
    let entry: UInt64
    var open: Int64
    /// Whether its limit may become the price.
    let isCandidate: Bool
    /// Its place among the batch's orders that are in no level.
    let place: Int
}

/// Demand and supply of a call auction by price.
struct AuctionCurve {
    private struct Point {
        let price: Int64
        var demand: Int64 = 0
        var supply: Int64 = 0
    }

    /// Candidate prices, lowest first.
    private var points: [Point] = []

    /// Sums up the levels of the book and the orders that are in no level.
    init(
        _ bids: [(price: Int64, quantity: Int64)], _ asks: [(price: Int64, quantity: Int64)],
        _ transient: [AuctionOrder]
    ) {
        let limits = transient.filter(\.isCandidate).map(\.limit)
        let prices = (bids.map(\.price) + asks.map(\.price) + limits).sorted()
        for price in prices where price != points.last?.price {
            points.append(Point(price: price))
        }
        guard !points.isEmpty else { return }
        for bid in bids { add(bid.quantity, .buy, limit: bid.price) }
        for ask in asks { add(ask.quantity, .sell, limit: ask.price) }
        for order in transient { add(order.open, order.side, limit: order.limit) }
        for index in points.indices.dropLast().reversed() {
            points[index].demand += points[index + 1].demand
        }
        for index in points.indices.dropFirst() {
            points[index].supply += points[index - 1].supply
        }
    }

    /// Adds a quantity at the last candidate at which it trades; sums follow.
    private mutating func add(_ quantity: Int64, _ side: Side, limit: Int64) {
        // The first candidate that is not below the limit.
        var (low, high) = (0, points.count)
        while low < high {
            let middle = (low + high) / 2
            if points[middle].price < limit { low = middle + 1 } else { high = middle }
        }
        switch side {
        case .sell: if low < points.count { points[low].supply += quantity }
        case .buy:
            let isExact = low < points.count && points[low].price == limit
            if isExact || low > 0 { points[isExact ? low : low - 1].demand += quantity }
        }
    }

    /// The price of the greatest volume; among equals that of the least imbalance, then the nearest to
    /// the reference, then the lowest. Nil where nothing trades.
    ///
    /// A price whose notional would not fit 64 bits is no candidate.
    func clearing(near reference: Int64?) -> Clearing? {
        var best: (point: Point, volume: Int64, imbalance: UInt64, distance: UInt64)?
        for point in points {
            let volume = min(point.demand, point.supply)
            guard volume > 0, !point.price.multipliedReportingOverflow(by: volume).overflow else {
                continue
            }
            let imbalance = (point.demand - point.supply).magnitude
            let distance = reference.map {
                (Int128(point.price) - Int128($0)).magnitude
            }
            let near = distance.map { UInt64(clamping: $0) } ?? 0
            if let known = best,
                (known.volume, imbalance, near) >= (volume, known.imbalance, known.distance)
            {
                continue
            }
            best = (point, volume, imbalance, near)
        }
        return best.map {
            Clearing(
                price: $0.point.price, quantity: $0.volume, demand: $0.point.demand,
                supply: $0.point.supply)
        }
    }
}
