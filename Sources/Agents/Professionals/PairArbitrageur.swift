import PriceOracles
import SimulationKernel
import WideIntegers

/// Brings a pair on the chain back to the price outside, with what its account holds.
public final class PairArbitrageur: Agent {
    /// Woken by heads.
    public let rhythm = WakeRhythm.heads
    private let venue: Int
    private let outside: OutsidePrice
    private let thresholdWad: UInt256
    private var pauses = RetryPauses<Int>()
    private var hasSaidExhausted = false

    /// An arbitrageur of a pair.
    /// - Parameter thresholdWad: distance beyond the pair's fee from which it trades, wad.
    public init(venue: Int, outside: OutsidePrice, thresholdWad: UInt256) {
        self.venue = venue
        self.outside = outside
        self.thresholdWad = thresholdWad
    }

    /// Waits a little after a failure.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        if !outcome.outcome.isWon { pauses.lengthen(venue, at: view.head.number) }
    }

    /// Trades the pair to the edge of the band that its fee leaves around the price outside.
    public func act(_ view: AgentView) -> [AgentIntent] {
        guard !view.isBusy, pauses.allows(venue, at: view.head.number),
            view.venues.indices.contains(venue),
            case .pair(let route) = view.venues[venue].place, let outside = outside.wad(view),
            let pool = route.pool(at: view.node)
        else { return [] }
        let price = pool.spotPriceWad
        let isSale = price > outside
        let kept = UInt256(1_000 - route.feePerMille)
        // A unit bought at the edge costs the outside price with its fee; sold, it brings that.
        let edge =
            (isSale ? try? outside.mulDivUp(1_000, kept) : try? outside.mulDivDown(kept, 1_000))
            ?? outside
        let threshold = (try? edge.mulDivDown(thresholdWad, .wad)) ?? .max
        let isOff =
            isSale
            ? price > edge.saturatingAdd(threshold)
            : price.saturatingAdd(threshold) < edge
        guard isOff, let needed = pool.leastInput(isSale ? .sell : .buy, toPriceWad: edge),
            !needed.isZero
        else { return [] }
        let held = view.holdings(at: venue)
        let amount = min(needed, isSale ? held.baseWad : held.quoteWad)
        if amount.isZero {
            if hasSaidExhausted { return [] }
            hasSaidExhausted = true
            return [.note("capital", "out of \(isSale ? "base" : "quote") for the pair's gap")]
        }
        let order =
            isSale ? SpotOrder(.sell, .base(amount)) : SpotOrder(.buy, .quote(amount))
        return [.spot(order, at: venue)]
    }
}
