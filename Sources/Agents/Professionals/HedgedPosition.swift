import PriceOracles
import WideIntegers

/// A position and the holding on spot that is to balance it.
///
/// Sizes that change by its own trades carry the holding with them. A size that changes by other
/// hands, by liquidation or deleveraging, leaves some of the holding naked.
struct HedgedPosition {
    private let market: Int
    private let closesNakedLeg: Bool
    private var hedge: SpotHedge
    /// The size that the holding balances, wad.
    private(set) var sizeWad = Int256.zero

    init(market: Int, venue: Int, closesNakedLeg: Bool) {
        self.market = market
        self.closesNakedLeg = closesNakedLeg
        hedge = SpotHedge(at: venue)
    }

    /// Hears of own trades.
    mutating func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        hedge.hear(outcome)
        guard outcome.outcome.isWon else { return }
        switch outcome.intent.action {
        case .open, .close, .settle: sizeWad = view.position(in: market)?.sizeWad ?? .zero
        default: break
        }
    }

    /// Hears of orders on spot.
    mutating func hear(_ answer: VenueAnswer) { hedge.hear(answer) }

    /// What the legs need: a note of what was left naked, and the order that balances the rest.
    /// - Precondition: nothing that it has sent is under way.
    mutating func care(_ position: PositionQuote?, _ view: AgentView) -> [AgentIntent] {
        let size = position?.sizeWad ?? .zero
        var intents: [AgentIntent] = []
        if size != sizeWad {
            let naked = sizeWad &- size
            sizeWad = size
            // A short here is balanced by base that is held: what is too much of it is minus naked.
            let left = Int256.zero &- naked
            intents.append(
                .note("naked leg", "\(left.wadText) base on spot are no longer balanced"))
            if !closesNakedLeg { hedge.leave(left) }
        }
        if let order = hedge.order(toward: .zero &- size, view) { intents.append(order) }
        return intents
    }
}
