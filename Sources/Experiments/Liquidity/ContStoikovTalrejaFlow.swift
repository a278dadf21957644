import OrderBook
import SimulationKernel

/// Unit orders whose rates depend on the distance from the opposite best price.
///
/// At `i` ticks from the opposite best, limit orders of a side come at `lambda(i)` and each resting
/// order is cancelled at `theta(i)`; market orders of a side come at `mu`. All of it is independent.
/// While a side is empty its last best price stands in for it.
/// - Source: Cont, Stoikov and Talreja, "A stochastic model for order book dynamics", 2010.
public struct ContStoikovTalrejaFlow: OrderFlow {
    /// The rates of the model, orders per minute.
    public struct Rates: Hashable, Sendable {
        /// `lambda`: limit orders of a side, at distances from one tick on; none come from farther away.
        public let limit: [Double]
        /// `theta`: the share of resting orders that is cancelled, at distances from one tick on; the
        /// last one holds for all beyond.
        public let cancel: [Double]
        /// `mu`: market orders of a side.
        public let market: Double

        /// The rates of a market.
        /// - Throws: for no distances or more than 1024, or a rate outside of 1e-6 to 1e6.
        public init(
            limit: [Double], cancel: [Double], market: Double
        ) throws(LiquidityModelError) {
            try LiquidityModelError.require("distances of limit", limit.count, in: 1...1_024)
            try LiquidityModelError.require("distances of cancel", cancel.count, in: 1...1_024)
            for rate in limit { try LiquidityModelError.require("limit", rate, in: 1e-6...1e6) }
            for rate in cancel { try LiquidityModelError.require("cancel", rate, in: 1e-6...1e6) }
            try LiquidityModelError.require("market", market, in: 1e-6...1e6)
            self.limit = limit
            self.cancel = cancel
            self.market = market
        }

        /// Sky Perfect Communications on the Tokyo exchange: what was measured at five distances,
        /// continued by the fit `1.92 / i^0.52` of limit orders and the fifth rate of cancels.
        /// - Parameter reachTicks: The farthest distance of limit orders, at least five.
        public static func skyPerfect(reachTicks: Int = 30) throws(LiquidityModelError) -> Rates {
            try LiquidityModelError.require("reachTicks", reachTicks, in: 5...1_024)
            let fitted = (5..<reachTicks).map { place in
                1.92 * ExactMath.exp(-0.52 * ExactMath.log(Double(place + 1)))
            }
            return try Rates(
                limit: [1.85, 1.51, 1.09, 0.88, 0.77] + fitted,
                cancel: [0.71, 0.81, 0.68, 0.56, 0.47], market: 0.94)
        }
    }

    /// The rates.
    public let rates: Rates
    private let limitTotal: Double
    private var stream: RandomStream
    private var nextID: OrderID = 1
    private var bestBid: Int64, bestAsk: Int64
    /// Resting orders of each price, oldest first; looked up by price alone.
    private var queues: [Int64: [OrderID]] = [:]

    /// A flow that begins around a price. Its orders are numbered from one; its limit orders are of
    /// account 0, its market orders of account 1.
    public init(_ rates: Rates, around price: Int64, stream: RandomStream) {
        self.rates = rates
        self.stream = stream
        limitTotal = rates.limit.reduce(0, +)
        (bestBid, bestAsk) = (price, price + 1)
    }

    /// Lets an order come, or one go.
    public mutating func step(_ book: inout BookEngine) -> UInt64 {
        let (bids, asks) = (book.depth(.buy), book.depth(.sell))
        let (bidCancels, askCancels) = (cancelTotal(bids, bestAsk), cancelTotal(asks, bestBid))
        let arrivals = 2 * (limitTotal + rates.market)
        let total = arrivals + bidCancels + askCancels
        let nanos = stream.waitNanos(perSecond: total / 60)
        var draw = stream.unit() * total
        if draw < arrivals {
            let side: Side = draw < arrivals / 2 ? .buy : .sell
            if side == .sell { draw -= arrivals / 2 }
            arrive(draw, side, &book)
        } else {
            draw -= arrivals
            let side: Side = draw < bidCancels ? .buy : .sell
            if side == .sell { draw -= bidCancels }
            cancel(draw, side == .buy ? bids : asks, side == .buy ? bestAsk : bestBid, &book)
        }
        return nanos
    }

    /// Takes in what another's order has done to the book, before its events are cleared. Whatever of
    /// it rests, the flow cancels like its own.
    public mutating func follow(_ book: BookEngine) {
        for event in book.events {
            switch event.content {
            case .rest(let order): queues[order.price, default: []].append(order.id)
            case .trade(let trade): forget(trade.maker, at: trade.price)
            default: break
            }
        }
        if let bid = book.top.bid { bestBid = bid.price }
        if let ask = book.top.ask { bestAsk = ask.price }
    }

    // MARK: - Orders

    /// Sends a limit order, or a market order where the draw lies beyond those.
    private mutating func arrive(_ draw: Double, _ side: Side, _ book: inout BookEngine) {
        var left = draw
        let id = nextID
        nextID += 1
        for (place, rate) in rates.limit.enumerated() {
            if left < rate {
                let distance = Int64(place) + 1
                let price = side == .buy ? bestAsk - distance : bestBid + distance
                let order = NewOrder(id: id, account: 0, side: side, quantity: 1, price: price)
                return apply(.new(order), &book)
            }
            left -= rate
        }
        apply(.new(NewOrder(id: id, account: 1, side: side, type: .market, quantity: 1)), &book)
    }

    private mutating func cancel(
        _ draw: Double, _ levels: [DepthLevel], _ opposite: Int64, _ book: inout BookEngine
    ) {
        var left = draw
        var level = levels.last
        for candidate in levels {
            left -= cancelRate(candidate, opposite)
            if left < 0 {
                level = candidate
                break
            }
        }
        guard let price = level?.price, let queue = queues[price], !queue.isEmpty else { return }
        let id = queue[stream.index(below: queue.count)]
        // It leaves its queue before it is cancelled, as a cancel does not tell the price.
        forget(id, at: price)
        apply(.cancel(id: id, account: nil), &book)
    }

    private func cancelRate(_ level: DepthLevel, _ opposite: Int64) -> Double {
        let place = min(max(Int(abs(level.price - opposite)), 1), rates.cancel.count) - 1
        return rates.cancel[place] * Double(level.orderCount)
    }

    private func cancelTotal(_ levels: [DepthLevel], _ opposite: Int64) -> Double {
        levels.reduce(0) { $0 + cancelRate($1, opposite) }
    }

    private mutating func apply(_ message: BookMessage, _ book: inout BookEngine) {
        book.apply(message)
        follow(book)
        book.clearEvents()
    }

    private mutating func forget(_ id: OrderID, at price: Int64) {
        guard var queue = queues.removeValue(forKey: price) else { return }
        if let place = queue.firstIndex(of: id) { queue.remove(at: place) }
        if !queue.isEmpty { queues[price] = queue }
    }
}
