import SimulationKernel
import WideIntegers

/// A holder of the asset who is short here against it.
///
/// The holding is never touched: when the short is liquidated or deleveraged away, all of it is naked.
public final class Hedger: Agent {
    /// What a hedger works with.
    public struct Terms: Hashable, Sendable {
        /// The market.
        public var market: Int
        /// Where the asset is held.
        public var venue: Int
        /// Base that is hedged, wad.
        public var baseWad: UInt256
        /// Leverage, wad; above zero.
        public var leverageWad: UInt256
        /// From one look to the next, microseconds; above zero.
        public var everyMicros: UInt64
        /// Whether it opens again after it was closed.
        public var reopens: Bool

        /// Terms from their parts.
        public init(
            market: Int, venue: Int, baseWad: UInt256, leverageWad: UInt256, everyMicros: UInt64,
            reopens: Bool
        ) {
            self.market = market
            self.venue = venue
            self.baseWad = baseWad
            self.leverageWad = leverageWad
            self.everyMicros = everyMicros
            self.reopens = reopens
        }
    }

    /// Woken at its start, and then by the clock.
    public let rhythm: WakeRhythm
    private let terms: Terms
    /// The short as its own trade has left it, wad; nil before it has opened.
    private var sizeWad: Int256?

    /// A holder.
    public init(_ terms: Terms) {
        self.terms = terms
        rhythm = WakeRhythm(
            interval: .constant(Double(max(terms.everyMicros, 1))), firstMicros: 0)
    }

    /// Hears of its own trades.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        guard outcome.outcome.isWon, case .open = outcome.intent.action else { return }
        sizeWad = view.position(in: terms.market)?.sizeWad ?? .zero
    }

    /// Opens the short, and looks whether it is still there.
    public func act(_ view: AgentView) -> [AgentIntent] {
        guard !view.hasOpenTask else { return [] }
        let position = view.position(in: terms.market)
        let market = view.market(terms.market)
        if let position, !market.isOpen {
            return view.leaving(position, market: terms.market).map { [$0] } ?? []
        }
        guard let known = sizeWad else { return open(market, view) }
        let size = position?.sizeWad ?? .zero
        var intents: [AgentIntent] = []
        if size != known {
            sizeWad = size
            let naked = known.magnitude.saturatingSubtract(size.magnitude)
            intents.append(.note("naked leg", "\(naked.wadText) base are no longer hedged"))
        }
        if size.isZero && terms.reopens { intents += open(market, view) }
        return intents
    }

    private func open(_ market: MarketQuote, _ view: AgentView) -> [AgentIntent] {
        let base = min(terms.baseWad, view.holdings(at: terms.venue).baseWad)
        guard let size = Int256(exactly: base),
            // What a sale of so much base brings on the curve.
            let notional = market.closingWad(of: size),
            let margin = try? notional.mulDivDown(.wad, terms.leverageWad),
            let intent = view.opening(
                .short, marginWad: margin, leverageWad: terms.leverageWad, market: terms.market)
        else { return [] }
        return [intent]
    }
}
