import PriceOracles
import SimulationKernel
import WideIntegers

/// How two accounts of one owner open against each other in a book: the short rests an order at the
/// index, and the long takes it.
///
/// Where the venue refuses so large a trade both halve it, again and again.
struct MatchedPair {
    private let plan: PumpPlan
    private let side: PositionSide
    private var hasMargin = false
    private var isPlaced = false
    private var triesLeft = 40
    private var halvings = 0

    /// From the short's order to the long's, microseconds: one has arrived before the other is sent.
    private static let afterMicros: UInt64 = 15_000_000
    /// The largest trade is halved so often at most.
    private static let halvingsMax = 20

    init(_ plan: PumpPlan, side: PositionSide) {
        self.plan = plan
        self.side = side
    }

    /// What is to be done now.
    mutating func open(_ market: MarketQuote, _ view: AgentView) -> [AgentIntent] {
        guard !isPlaced, triesLeft > 0, !view.isBusy, let ladder = market.ladder,
            view.position(in: plan.market) == nil
        else { return [] }
        let period = Self.afterMicros * 2
        let since = view.elapsedMicros
        guard since >= plan.openAtMicros else { return [] }
        // Each turn both try once, the short first; the next turn is for half of the size.
        let turn = (since - plan.openAtMicros) / period
        let isLongsHalf = (since - plan.openAtMicros) % period >= Self.afterMicros
        guard isLongsHalf == (side == .long), turn >= UInt64(halvings) else { return [] }
        guard let price = price(market, ladder), let size = sizeWad(price) else {
            triesLeft -= 1
            return []
        }
        var intents: [AgentIntent] = []
        if !hasMargin {
            let margin = min(plan.marginWad, view.collateralWad(in: plan.market))
            intents.append(AgentIntent(.addMargin(market: plan.market, margin)))
        }
        if side == .short { intents.append(AgentIntent(.cancelAll(market: plan.market))) }
        let order = BookOrder(
            side == .short ? .sell : .buy, sizeWad: size, priceWad: price,
            kind: side == .short ? .postOnly : .immediate)
        intents.append(AgentIntent(.placeOrder(market: plan.market, order)))
        return intents
    }

    /// Hears what became of it.
    mutating func hear(_ outcome: IntentOutcome) {
        switch outcome.intent.action {
        case .addMargin: hasMargin = hasMargin || outcome.outcome.isWon
        case .placeOrder:
            triesLeft -= 1
            let traded = outcome.answer.map { !$0.baseWad.isZero } ?? false
            isPlaced = side == .long && traded
            if !isPlaced, halvings < Self.halvingsMax { halvings += 1 }
        default: break
        }
    }

    /// The index on the book's grid, rounded down, so that both name the same price.
    private func price(_ market: MarketQuote, _ ladder: BookLadder) -> UInt256? {
        guard let index = market.oracleWad, !ladder.tickWad.isZero else { return nil }
        let rest = index.quotientAndRemainder(dividingBy: ladder.tickWad).remainder
        let price = index &- rest
        return price.isZero ? nil : price
    }

    private func sizeWad(_ price: UInt256) -> UInt256? {
        guard let notional = try? plan.marginWad.mulDivDown(plan.leverageWad, .wad),
            let size = try? notional.mulDivDown(.wad, price)
        else { return nil }
        return size >> halvings
    }
}
