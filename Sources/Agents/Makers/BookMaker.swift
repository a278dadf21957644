import PriceOracles
import SimulationKernel
import WideIntegers

/// A market maker in a book: rests depth on both sides of the index, leans against its inventory,
/// quotes less in stress, and stays away for a while when it is afraid.
///
/// The depth up to a distance x of its centre is `depth * (x / 1 %)^exponent` on each side, the profile
/// of real books. The centre is the index less a skew in proportion to the inventory, which is the
/// reservation price of Avellaneda and Stoikov with a horizon that rolls along.
public final class BookMaker: Agent {
    /// Woken by the clock.
    public let rhythm: WakeRhythm
    private let terms: BookMakerTerms
    private var stream: RandomStream
    private var volatility = IndexVolatility()
    /// What stands in the book, as it was last asked for.
    private var shown: BookMakerQuote?
    /// The highest equity so far, which drawdowns are measured from, whole quote.
    private var equityMax = 0.0
    /// When it comes back; nil while it is there.
    private var awayUntil: SimulatedTime?
    private var isWaiting = false

    /// A maker.
    public init(_ terms: BookMakerTerms, stream: RandomStream) {
        self.terms = terms
        self.stream = stream
        rhythm = WakeRhythm(
            interval: .constant(Double(max(terms.refreshMicros, 1))), firstMicros: 0)
    }

    /// Hears whether its quotes stand.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        isWaiting = false
        if !outcome.outcome.isWon { shown = nil }
    }

    /// Looks at the index, and quotes anew where that has moved.
    public func act(_ view: AgentView) -> [AgentIntent] {
        let market = view.market(terms.market)
        guard !isWaiting, !view.isBusy, let index = market.oracleWad, !index.isZero else {
            return []
        }
        let position = view.position(in: terms.market)
        let equity = view.equityWad(in: terms.market).estimate
        equityMax = max(equityMax, equity)
        let price = PriceQuantization.price(index)
        volatility.see(price, at: view.now)
        if let awayUntil, view.now < awayUntil { return [] }
        if let fear = fear(market, index, equity, view) { return leave(fear, view) }
        if awayUntil != nil {
            // What was lost before it left is not lost again.
            (awayUntil, equityMax) = (nil, equity)
        }
        let inventory = (position?.sizeWad ?? .zero).estimate * price
        let quote = BookMakerQuote(
            price: price, inventory: inventory,
            share: share(inventory, drawdown: equityMax - equity))
        if let shown, !quote.differs(from: shown, terms) { return [] }
        shown = quote
        isWaiting = true
        return [AgentIntent(.requote(market: terms.market, quote.orders(terms)))]
    }

    // MARK: - Stress

    /// The part of its usual size that it shows: less where the index moves more than usual, where the
    /// inventory is near its limit, and after losses.
    private func share(_ inventory: Double, drawdown: Double) -> Double {
        let calm = terms.stress
        let excess = max(volatility.perMinute / calm.volatilityPerMinute - 1, 0)
        let load = abs(inventory) / terms.inventoryMax
        let loss = max(drawdown, 0) / calm.lossMax
        let exponent =
            calm.volatilityWeight * excess + calm.inventoryWeight * load + calm.lossWeight * loss
        return max(calm.shareMin, ExactMath.exp(-min(exponent, 50)))
    }

    /// Why it takes all its orders back; nil where it does not.
    private func fear(
        _ market: MarketQuote, _ index: UInt256, _ equity: Double, _ view: AgentView
    ) -> String? {
        let stress = terms.stress
        if stress.indexAgeMaxMicros > 0, let seconds = market.oracleUpdatedSeconds,
            view.now.micros > seconds &* 1_000_000 &+ stress.indexAgeMaxMicros
        {
            return "the index is stale"
        }
        if stress.gapMax > 0 {
            let (mark, fair) = (market.markTwapWad.estimate, index.estimate)
            if fair > 0, mark > 0, abs(mark / fair - 1) > stress.gapMax {
                return "mark and index are apart"
            }
        }
        if stress.lossMax > 0, equityMax - equity > stress.lossMax { return "it has lost enough" }
        return nil
    }

    private func leave(_ fear: String, _ view: AgentView) -> [AgentIntent] {
        let wait = Distribution.exponential(mean: terms.stress.coolOffMicros)
            .sampleInteger(&stream)
        let end = view.now + max(wait, 1)
        let isNews = awayUntil == nil
        awayUntil = end
        shown = nil
        guard isNews else { return [] }
        isWaiting = true
        return [
            .note("maker", "withdraws its quotes: \(fear)", untilMicros: end.micros),
            AgentIntent(.cancelAll(market: terms.market)),
        ]
    }
}

extension UInt256 {
    /// Wad as a number of whole units, for beliefs alone.
    fileprivate var estimate: Double { PriceQuantization.price(self) }
}

extension Int256 {
    /// Wad as a number of whole units, for beliefs alone.
    fileprivate var estimate: Double {
        let amount = PriceQuantization.price(magnitude)
        return isNegative ? -amount : amount
    }
}

/// The present volatility of a price that is looked at now and then.
struct IndexVolatility {
    private var last: (price: Double, time: SimulatedTime)?
    /// Mean square of relative changes in a minute, over some minutes.
    private var variance = 0.0
    /// After so many minutes a change counts for a third.
    private static let memoryMinutes = 3.0

    /// Standard deviation of relative changes in a minute.
    var perMinute: Double { variance.squareRoot() }

    mutating func see(_ price: Double, at time: SimulatedTime) {
        defer { last = (price, time) }
        guard let last, time > last.time, last.price > 0 else { return }
        let minutes = Double(time.micros(since: last.time)) / 60e6
        let change = price / last.price - 1
        let weight = 1 - ExactMath.exp(-minutes / Self.memoryMinutes)
        variance += weight * (change * change / minutes - variance)
    }
}
