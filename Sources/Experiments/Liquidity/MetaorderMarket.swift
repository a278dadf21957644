import OrderBook
import SimulationKernel

/// A market that lives on its own, in which somebody works a large order.
///
/// A copy goes on by itself, with the same chance ahead of it.
public protocol MetaorderMarket {
    /// The middle of the best prices, half ticks; nil where a side is empty.
    var midHalfTicks: Int64? { get }
    /// Lets time pass.
    mutating func pass(micros: UInt64)
    /// Takes lots at once.
    /// - Returns: lots that were there.
    mutating func take(_ side: Side, lots: Int64) -> Int64
}

/// A book whose orders come by `ContStoikovTalrejaFlow`.
public struct OrderFlowMarket: MetaorderMarket {
    private var book: BookEngine
    private var flow: ContStoikovTalrejaFlow
    private var nextID: OrderID = 1 << 48

    /// A market around a price that has settled for a while.
    public init(
        _ rates: ContStoikovTalrejaFlow.Rates, around price: Int64, settleMicros: UInt64,
        stream: RandomStream
    ) throws {
        book = try BookEngine()
        flow = ContStoikovTalrejaFlow(rates, around: price, stream: stream)
        pass(micros: settleMicros)
    }

    /// The middle of the best prices, half ticks; nil where a side is empty.
    public var midHalfTicks: Int64? {
        let top = book.top
        guard let bid = top.bid, let ask = top.ask else { return nil }
        return bid.price + ask.price
    }

    /// Lets orders come until the time is over: the last of them comes just after its end.
    public mutating func pass(micros: UInt64) {
        var passed: UInt64 = 0
        while passed < micros * 1_000 { passed += flow.step(&book) }
    }

    /// Sends a market order.
    public mutating func take(_ side: Side, lots: Int64) -> Int64 {
        let before = book.account(2).position
        book.apply(
            .new(NewOrder(id: nextID, account: 2, side: side, type: .market, quantity: lots)))
        nextID += 1
        flow.follow(book)
        book.clearEvents()
        return abs(book.account(2).position - before)
    }
}

/// A book of power-law depth that fills again, among takers who come by chance.
public struct ReplenishingMarket: MetaorderMarket {
    /// Takers without an intention, each way as likely.
    public struct Noise: Hashable, Sendable {
        /// How many come, per second.
        public var perSecond: Double
        /// Lots that each takes on average; at least one.
        public var meanLots: Double

        /// Takers by their rate and size, both above zero.
        public init(perSecond: Double, meanLots: Double) {
            self.perSecond = perSecond
            self.meanLots = meanLots
        }
    }

    private var book: ReplenishingBook
    private let noise: Noise
    private var stream: RandomStream
    private var next: SimulatedTime

    /// A market that has settled for a while.
    public init(
        _ book: ReplenishingBook, noise: Noise, settleMicros: UInt64, stream: RandomStream
    ) throws(LiquidityModelError) {
        try LiquidityModelError.require("noise per second", noise.perSecond, in: 1e-9...1e6)
        try LiquidityModelError.require("noise lots", noise.meanLots, in: 1...1e12)
        self.book = book
        self.noise = noise
        self.stream = stream
        next = book.now
        draw()
        pass(micros: settleMicros)
    }

    /// The middle of the best prices, half ticks; nil where a side is empty.
    public var midHalfTicks: Int64? {
        guard let bid = book.best(.buy), let ask = book.best(.sell) else { return nil }
        return bid.price + ask.price
    }

    /// Lets takers come and makers react.
    public mutating func pass(micros: UInt64) {
        let end = book.now + micros
        while next <= end {
            book.advance(to: next)
            let side: Side = stream.below(2) == 0 ? .buy : .sell
            let lots = Distribution.exponential(mean: noise.meanLots).sample(&stream)
            _ = book.take(side, lots: max(Int64(min(lots, 1e15)), 1))
            draw()
        }
        book.advance(to: end)
    }

    /// Takes from the book.
    public mutating func take(_ side: Side, lots: Int64) -> Int64 {
        book.take(side, lots: lots).quantity
    }

    private mutating func draw() {
        next = next + max(stream.waitNanos(perSecond: noise.perSecond) / 1_000, 1)
    }
}
