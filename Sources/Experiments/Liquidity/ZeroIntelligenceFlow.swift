import OrderBook
import SimulationKernel

/// Orders without any intention: the Santa Fe model.
///
/// On each side limit orders come at an even rate over all prices beyond the opposite best, market
/// orders come at a rate, and each resting order is cancelled at a rate. All orders are of one size.
/// The spread then follows from the rates alone: for one granularity it is in proportion to
/// `mu / alpha`, and it grows with the granularity.
/// - Source: Smith, Farmer, Gillemot and Krishnamurthy, "Statistical theory of the continuous double
///   auction", 2003.
public struct ZeroIntelligenceFlow: OrderFlow {
    /// The rates of the model.
    public struct Rates: Hashable, Sendable {
        /// `alpha`: lots of limit orders that come to a tick of a side, per second.
        public var limitPerTick: Double
        /// `mu`: lots of market orders of a side, per second.
        public var market: Double
        /// `delta`: the share of resting orders that is cancelled, per second.
        public var cancel: Double
        /// `sigma`: lots of an order.
        public var size: Int64
        /// How many ticks beyond the opposite best limit orders come to; many times the spread.
        public var reachTicks: Int64

        /// Rates above zero, which are not checked.
        public init(
            limitPerTick: Double, market: Double, cancel: Double, size: Int64, reachTicks: Int64
        ) {
            self.limitPerTick = limitPerTick
            self.market = market
            self.cancel = cancel
            self.size = size
            self.reachTicks = reachTicks
        }

        /// `eps = delta sigma / mu`, the granularity of the order flow.
        public var granularity: Double { cancel * Double(size) / market }
    }

    /// The rates.
    public let rates: Rates
    private var stream: RandomStream
    private var orders = LiveOrders()
    private var nextID: OrderID = 1
    /// The last price that each side has had.
    private var bestBid: Int64, bestAsk: Int64

    /// A flow that begins around a price.
    public init(_ rates: Rates, around price: Int64, stream: RandomStream) {
        self.rates = rates
        self.stream = stream
        (bestBid, bestAsk) = (price, price + 1)
    }

    /// Lets an order come, or one go.
    public mutating func step(_ book: inout BookEngine) -> UInt64 {
        let size = Double(rates.size)
        let limits = 2 * rates.limitPerTick * Double(rates.reachTicks) / size
        let markets = 2 * rates.market / size
        let total = limits + markets + rates.cancel * Double(orders.count)
        let nanos = stream.waitNanos(perSecond: total)
        let draw = stream.unit() * total
        let side: Side = stream.below(2) == 0 ? .buy : .sell
        if draw < limits {
            let distance = Int64(stream.below(UInt64(rates.reachTicks))) + 1
            let price = side == .buy ? bestAsk - distance : bestBid + distance
            send(
                NewOrder(id: nextID, account: 0, side: side, quantity: rates.size, price: price),
                &book)
        } else if draw < limits + markets {
            send(
                NewOrder(
                    id: nextID, account: 1, side: side, type: .market, quantity: rates.size), &book)
        } else if let id = orders.drawn(&stream) {
            apply(.cancel(id: id, account: nil), &book)
        }
        let top = book.top
        if let bid = top.bid { bestBid = bid.price }
        if let ask = top.ask { bestAsk = ask.price }
        return nanos
    }

    private mutating func send(_ order: NewOrder, _ book: inout BookEngine) {
        nextID += 1
        apply(.new(order), &book)
    }

    private mutating func apply(_ message: BookMessage, _ book: inout BookEngine) {
        book.apply(message)
        orders.follow(book.events)
        book.clearEvents()
    }
}
