import PriceOracles
import SimulationKernel
import WideIntegers

/// The leg of a trade that stands at a spot venue: base held there beyond what was held at first.
///
/// It compares what is held with what is wanted and orders the difference, so that it comes right
/// again after orders that fail and positions that change by other hands.
struct SpotHedge {
    /// Where.
    let venue: Int
    /// Base that does not belong to the leg, wad; nil before the first look.
    private var besideWad: Int256?
    private var waitingSince: SimulatedTime?

    /// From an order that nobody answers to the next, microseconds.
    private static let patienceMicros: UInt64 = 60_000_000

    init(at venue: Int) { self.venue = venue }

    /// Base of the leg now, wad; below zero where some of the first holdings were sold.
    mutating func legWad(_ view: AgentView) -> Int256 {
        let held = Int256(bitPattern: view.holdings(at: venue).baseWad)
        let beside = besideWad ?? held
        besideWad = beside
        return held &- beside
    }

    /// Lets so much of the leg go: it is kept, and no longer looked after.
    mutating func leave(_ baseWad: Int256) {
        besideWad = besideWad.map { $0 &+ baseWad }
    }

    /// The order that brings the leg to an amount of base, as far as the account can pay for it; nil
    /// where there is nothing to do, or an order is unanswered.
    mutating func order(toward targetWad: Int256, _ view: AgentView) -> AgentIntent? {
        let difference = targetWad &- legWad(view)
        if difference.isZero || view.isBusy { return nil }
        if let since = waitingSince, view.now.micros(since: since) < Self.patienceMicros {
            return nil
        }
        guard let order = order(of: difference, view) else { return nil }
        waitingSince = view.now
        return .spot(order, at: venue)
    }

    private func order(of difference: Int256, _ view: AgentView) -> SpotOrder? {
        let price = view.spotPriceWad(at: venue)
        let held = view.holdings(at: venue)
        let isSale = difference.isNegative
        let amount = isSale ? min(difference.magnitude, held.baseWad) : difference.magnitude
        let worth = (try? amount.mulDivDown(price, .wad)) ?? .zero
        guard worth >= AgentView.leastTradeWad else { return nil }
        let order = SpotOrder(isSale ? .sell : .buy, .base(amount))
        if isSale { return view.venues[venue].fillable(order) }
        guard let fill = try? view.venues[venue].quote(order), fill.quoteWad <= held.quoteWad
        else {
            return held.quoteWad >= AgentView.leastTradeWad
                ? SpotOrder(.buy, .quote(held.quoteWad)) : nil
        }
        return order
    }

    /// Whether an answer concerns this leg.
    mutating func hear(_ answer: VenueAnswer) {
        if answer.venue == venue { waitingSince = nil }
    }

    /// A swap at a pair is heard of as a transaction.
    mutating func hear(_ outcome: IntentOutcome) {
        if case .spot(venue, _) = outcome.intent.action { waitingSince = nil }
    }
}
