import OrderBook
import SimulationKernel
import VenueFormulas

/// A market maker that fears inventory, on a grid of ticks.
///
/// Its quotes are those of `AvellanedaStoikovQuote` around the middle less the expected funding, the bid
/// rounded down and the ask up, neither beyond the opposite best, and none that would take its inventory
/// past a limit. Funding that longs pay makes a long worth less and a short worth more, by the same
/// amount whatever is held.
/// - Source: Avellaneda and Stoikov, "High-frequency trading in a limit order book", 2008.
public struct AvellanedaStoikovMaker: Hashable, Sendable {
    /// Until when a maker cares for what it holds.
    public enum Horizon: Hashable, Sendable {
        /// For so many seconds from every moment on, as on a market that never closes.
        case rolling(seconds: Double)
        /// Until a moment, as in the paper.
        case ending(SimulatedTime)
    }

    /// How it quotes.
    public struct Settings: Hashable, Sendable {
        /// `gamma`, per tick and lot.
        public var riskAversion: Double
        /// `sigma`, ticks per square root of a second.
        public var volatility: Double
        /// `k`: how fast fills become rarer with distance, per tick.
        public var decay: Double
        /// Until when.
        public var horizon: Horizon
        /// Lots that it holds at most, long or short.
        public var inventoryMax: Int64
        /// Lots of a quote.
        public var quoteLots: Int64
        /// What a long is expected to pay for funding until the horizon, ticks per lot; below zero
        /// where it is paid.
        public var fundingTicks: Double

        /// Settings; by default one lot a quote, and no funding.
        public init(
            riskAversion: Double, volatility: Double, decay: Double, horizon: Horizon,
            inventoryMax: Int64, quoteLots: Int64 = 1, fundingTicks: Double = 0
        ) {
            self.riskAversion = riskAversion
            self.volatility = volatility
            self.decay = decay
            self.horizon = horizon
            self.inventoryMax = inventoryMax
            self.quoteLots = quoteLots
            self.fundingTicks = fundingTicks
        }
    }

    /// What it offers; nil for a side on which it offers nothing.
    public struct Quotes: Hashable, Sendable {
        /// What it buys.
        public var bid: LiquidityLevel?
        /// What it sells.
        public var ask: LiquidityLevel?
    }

    /// How it quotes.
    public let settings: Settings
    /// Whose its orders are.
    public let account: AccountIndex
    private var nextID: OrderID

    /// A maker.
    /// - Parameter firstID: The number of its first order; the others count on.
    /// - Throws: for settings out of range.
    public init(
        _ settings: Settings, account: AccountIndex, firstID: OrderID
    ) throws(LiquidityModelError) {
        try LiquidityModelError.require("riskAversion", settings.riskAversion, in: 1e-12...1e6)
        try LiquidityModelError.require("volatility", settings.volatility, in: 0...1e9)
        try LiquidityModelError.require("decay", settings.decay, in: 1e-12...1e6)
        try LiquidityModelError.require(
            "inventoryMax", settings.inventoryMax, in: 0...BookLimits.quantityMax)
        try LiquidityModelError.require(
            "quoteLots", settings.quoteLots, in: 1...BookLimits.quantityMax)
        try LiquidityModelError.require("fundingTicks", settings.fundingTicks, in: -1e12...1e12)
        if case .rolling(let seconds) = settings.horizon {
            try LiquidityModelError.require("horizon seconds", seconds, in: 0...1e9)
        }
        self.settings = settings
        self.account = account
        nextID = firstID
    }

    /// What it would quote.
    /// - Parameters:
    ///   - mid: The middle that it believes in, ticks.
    ///   - inventory: Lots held, below zero for short.
    ///   - top: The book, for the opposite best prices behind which it stays.
    public func quotes(
        mid: Double, inventory: Int64, top: TopOfBook?, at moment: SimulatedTime
    ) -> Quotes {
        let quote = AvellanedaStoikovQuote(
            mid: mid - settings.fundingTicks, inventory: Double(inventory),
            riskAversion: settings.riskAversion, volatility: settings.volatility,
            timeLeft: secondsLeft(at: moment), decay: settings.decay)
        var bid = quote.bid.rounded(.down)
        var ask = quote.ask.rounded(.up)
        if let best = top?.ask { bid = min(bid, Double(best.price - 1)) }
        if let best = top?.bid { ask = max(ask, Double(best.price + 1)) }
        let room = settings.inventoryMax
        return Quotes(
            bid: level(bid, min(settings.quoteLots, room - inventory)),
            ask: level(ask, min(settings.quoteLots, room + inventory)))
    }

    private func level(_ price: Double, _ lots: Int64) -> LiquidityLevel? {
        guard lots > 0, price >= 1, price <= Double(BookLimits.priceMax) else { return nil }
        return LiquidityLevel(price: Int64(price), quantity: lots)
    }

    private func secondsLeft(at moment: SimulatedTime) -> Double {
        switch settings.horizon {
        case .rolling(let seconds): seconds
        case .ending(let end): Double(end.micros(since: moment)) / 1e6
        }
    }

    /// Takes its old orders out of a book and puts its quotes there, which only add liquidity.
    /// - Parameter mid: The middle that it believes in, ticks.
    public mutating func requote(
        _ book: inout BookEngine, mid: Double, at moment: SimulatedTime
    ) {
        book.apply(.cancelAll(account: account, side: nil))
        let quotes = quotes(
            mid: mid, inventory: book.account(account).position, top: book.top, at: moment)
        for (side, level) in [(Side.buy, quotes.bid), (.sell, quotes.ask)] {
            guard let level else { continue }
            book.apply(
                .new(
                    NewOrder(
                        id: nextID, account: account, side: side, quantity: level.quantity,
                        price: level.price, isPostOnly: true)))
            nextID += 1
        }
    }
}
