import PriceOracles
import SimulationKernel
import WideIntegers

/// Brings the mark to the outside price, with capital that can run out.
///
/// Where the mark is off by more than a threshold it trades up to the price at which the fee eats the
/// rest, as far as margin and leverage go. Its positions are hedged by the opposite holding at the
/// venue once they are seen in a block. A gap the other way first reduces what it has.
public final class CurveArbitrageur: Agent {
    /// What an arbitrageur works with.
    public struct Terms {
        /// The market.
        public var market: Int
        /// What it takes for the outside price.
        public var outside: OutsidePrice
        /// Distance of mark and outside price from which it trades, wad.
        public var thresholdWad: UInt256
        /// Leverage of its positions, wad; above zero.
        public var leverageWad: UInt256
        /// The most collateral of one trade, wad; zero for all it has.
        public var tradeMaxWad: UInt256
        /// The venue where positions are hedged; nil for no hedge.
        public var hedgeVenue: Int?
        /// From one look to the next beside new heads, microseconds; zero for heads alone.
        public var everyMicros: UInt64

        /// Terms from their parts.
        public init(
            market: Int, outside: OutsidePrice, thresholdWad: UInt256, leverageWad: UInt256,
            tradeMaxWad: UInt256 = .zero, hedgeVenue: Int? = nil, everyMicros: UInt64 = 0
        ) {
            self.market = market
            self.outside = outside
            self.thresholdWad = thresholdWad
            self.leverageWad = leverageWad
            self.tradeMaxWad = tradeMaxWad
            self.hedgeVenue = hedgeVenue
            self.everyMicros = everyMicros
        }
    }

    /// Woken by heads, and by the clock where that is wanted.
    public let rhythm: WakeRhythm
    private let terms: Terms
    private var hedge: SpotHedge?
    private var pauses = RetryPauses<Int>()
    /// Whether it may have a position or a hedge, so that they are worth a look.
    private var isInvolved = false
    private var hasSaidExhausted = false
    private var hasTriedFreeing = false

    /// An arbitrageur.
    public init(_ terms: Terms) {
        self.terms = terms
        hedge = terms.hedgeVenue.map { SpotHedge(at: $0) }
        rhythm = WakeRhythm(
            interval: terms.everyMicros > 0 ? .constant(Double(terms.everyMicros)) : nil,
            onHeads: true)
    }

    // MARK: - Hearing

    /// Waits a little after a failure.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        hedge?.hear(outcome)
        if !outcome.outcome.isWon { pauses.lengthen(terms.market, at: view.head.number) }
    }

    /// Hears of its hedge.
    public func hear(_ answer: VenueAnswer, _ view: AgentView) { hedge?.hear(answer) }

    // MARK: - Acting

    /// Hedges what it has, then looks at the gap.
    public func act(_ view: AgentView) -> [AgentIntent] {
        guard !view.isBusy else { return [] }
        let market = view.market(terms.market)
        if !market.isOpen { return isInvolved ? wind(view) : [] }
        let outside = terms.outside.wad(view, beside: market.markWad)
        let gap = outside.flatMap { trade(closing: market, $0) }
        if gap == nil && !isInvolved { return [] }
        let position = view.position(in: terms.market)
        if let order = hedgeOrder(position, view) { return [order] }
        guard let outside, let gap, pauses.allows(terms.market, at: view.head.number) else {
            return []
        }
        return trade(gap, market, outside, position, view)
    }

    /// The trade that closes the gap between mark and outside price up to the fee; nil for none.
    private func trade(
        closing market: MarketQuote, _ outside: UInt256
    ) -> (side: PositionSide, notionalWad: UInt256)? {
        let isLong = market.markWad < outside
        let distance = isLong ? outside &- market.markWad : market.markWad &- outside
        guard let least = try? outside.mulDivDown(terms.thresholdWad, .wad), distance > least,
            market.tradeFeeWad < .wad
        else { return nil }
        let kept = isLong ? UInt256.wad &+ market.tradeFeeWad : .wad &- market.tradeFeeWad
        guard let target = try? outside.mulDivDown(.wad, kept),
            let trade = market.trade(toPriceWad: target), trade.side == (isLong ? .long : .short),
            trade.notionalWad >= AgentView.leastTradeWad
        else { return nil }
        return trade
    }

    private func hedgeOrder(_ position: PositionQuote?, _ view: AgentView) -> AgentIntent? {
        let size = position?.sizeWad ?? .zero
        guard isInvolved else { return nil }
        if hedge == nil {
            isInvolved = position != nil
            return nil
        }
        let order = hedge?.order(toward: .zero &- size, view)
        if position == nil, order == nil, hedge?.legWad(view).isZero == true { isInvolved = false }
        return order
    }

    /// Leaves a market that is shut.
    private func wind(_ view: AgentView) -> [AgentIntent] {
        let position = view.position(in: terms.market)
        if let position, pauses.allows(terms.market, at: view.head.number) {
            return view.leaving(position, market: terms.market).map { [$0] } ?? []
        }
        return hedgeOrder(position, view).map { [$0] } ?? []
    }

    private func trade(
        _ gap: (side: PositionSide, notionalWad: UInt256), _ market: MarketQuote,
        _ outside: UInt256, _ position: PositionQuote?, _ view: AgentView
    ) -> [AgentIntent] {
        let opposite = position.flatMap { $0.side == gap.side ? nil : $0 }
        let closing = opposite.flatMap { market.closingWad(of: $0.sizeWad) } ?? .zero
        let collateral = min(
            view.collateralWad, terms.tradeMaxWad.isZero ? .max : terms.tradeMaxWad)
        let margin = market.marginMaxWad(
            ofCollateral: collateral, leverageWad: terms.leverageWad)
        let affordable = (try? margin.mulDivDown(terms.leverageWad, .wad)) ?? .max
        // A bound of trades holds for those that close as well: what closing frees is not new capital.
        let largest =
            terms.tradeMaxWad.isZero
            ? UInt256.max : (try? terms.tradeMaxWad.mulDivDown(terms.leverageWad, .wad)) ?? .max
        let notional = min(gap.notionalWad, affordable.saturatingAdd(closing), largest)
        guard notional >= AgentView.leastTradeWad,
            let limit = try? notional.mulDivDown(.wad, outside),
            let marginWad = try? notional.mulDivDown(.wad, terms.leverageWad)
        else { return exhausted(position, view) }
        (isInvolved, hasTriedFreeing, hasSaidExhausted) = (true, false, false)
        let distance =
            outside > market.markWad ? outside &- market.markWad : market.markWad &- outside
        // The gap shrinks as it is closed, so that half of it is earned on average.
        let gain = ((try? notional.mulDivDown(distance, outside)) ?? .zero) >> 1
        let worth = view.nativeWei(ofQuoteWad: gain)
        let rest = notional.saturatingSubtract(closing)
        if opposite != nil, notional >= closing, rest <= closing >> 5 {
            var intent = AgentIntent.close(market: terms.market)
            intent.worthWei = worth
            return [intent]
        }
        var intent = AgentIntent.open(
            gap.side, marginWad: marginWad, leverageWad: terms.leverageWad, market: terms.market,
            baseLimitWad: limit)
        intent.worthWei = worth
        return [intent]
    }

    /// Frees margin that its position does not need; where there is none, says so once.
    private func exhausted(_ position: PositionQuote?, _ view: AgentView) -> [AgentIntent] {
        if let position, !hasTriedFreeing, !position.marginWad.isNegative {
            hasTriedFreeing = true
            let needed = (try? position.notionalWad.mulDivUp(.wad, terms.leverageWad)) ?? .max
            let held =
                position.equityWad.isNegative
                ? .zero : min(position.marginWad.magnitude, position.equityWad.magnitude)
            let spare = held.saturatingSubtract(needed)
            if spare >= AgentView.leastTradeWad {
                return [AgentIntent(.removeMargin(market: terms.market, spare))]
            }
        }
        if hasSaidExhausted { return [] }
        hasSaidExhausted = true
        return [.note("capital", "out of capital for the gap of the mark")]
    }
}
