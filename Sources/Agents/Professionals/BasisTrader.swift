import PriceOracles
import SimulationKernel
import WideIntegers

/// The delta-neutral trade for premium and funding: a leg here, the opposite one on spot.
///
/// When its position here is closed or cut by other hands, the leg on spot is left naked; it says so,
/// and closes that only if it is told to.
public final class BasisTrader: Agent {
    /// What a basis trader works with.
    public struct Terms: Hashable, Sendable {
        /// The market.
        public var market: Int
        /// Where the other leg is.
        public var venue: Int
        /// Notional of a leg at most, wad; no more than takes the premium half-way down.
        public var notionalWad: UInt256
        /// Leverage here, wad; above zero.
        public var leverageWad: UInt256
        /// Premium of mark over spot that makes it open, wad.
        public var openPremiumWad: UInt256
        /// Premium at which it closes, wad.
        public var closePremiumWad: UInt256
        /// From one look to the next, microseconds; above zero.
        public var everyMicros: UInt64
        /// Whether a leg that was left naked is closed.
        public var closesNakedLeg: Bool

        /// Terms from their parts.
        public init(
            market: Int, venue: Int, notionalWad: UInt256, leverageWad: UInt256,
            openPremiumWad: UInt256, closePremiumWad: UInt256, everyMicros: UInt64,
            closesNakedLeg: Bool
        ) {
            self.market = market
            self.venue = venue
            self.notionalWad = notionalWad
            self.leverageWad = leverageWad
            self.openPremiumWad = openPremiumWad
            self.closePremiumWad = closePremiumWad
            self.everyMicros = everyMicros
            self.closesNakedLeg = closesNakedLeg
        }
    }

    /// Woken by the clock.
    public let rhythm: WakeRhythm
    private let terms: Terms
    private var legs: HedgedPosition

    /// A trader.
    public init(_ terms: Terms) {
        self.terms = terms
        legs = HedgedPosition(
            market: terms.market, venue: terms.venue, closesNakedLeg: terms.closesNakedLeg)
        rhythm = .every(micros: max(terms.everyMicros, 1))
    }

    /// Hears of its own trades.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) { legs.hear(outcome, view) }

    /// Hears of its leg on spot.
    public func hear(_ answer: VenueAnswer, _ view: AgentView) { legs.hear(answer) }

    /// Looks after the legs, then at the premium.
    public func act(_ view: AgentView) -> [AgentIntent] {
        guard !view.hasOpenTask else { return [] }
        let position = view.position(in: terms.market)
        let care = legs.care(position, view)
        if !care.isEmpty { return care }
        let (mark, spot) = (view.market(terms.market).markWad, view.spotPriceWad(at: terms.venue))
        guard !spot.isZero else { return [] }
        func isBeyond(_ premiumWad: UInt256, _ side: PositionSide) -> Bool {
            let distance = (try? spot.mulDivDown(premiumWad, .wad)) ?? .max
            return side == .short
                ? mark > spot.saturatingAdd(distance) : mark < spot.saturatingSubtract(distance)
        }
        if let position {
            let isOver =
                !view.market(terms.market).isOpen
                || !isBeyond(terms.closePremiumWad, position.side)
            return isOver ? view.leaving(position, market: terms.market).map { [$0] } ?? [] : []
        }
        for side in [PositionSide.short, .long] where isBeyond(terms.openPremiumWad, side) {
            // Its own trade takes the premium half-way down at most, or it would close at once.
            let middle = terms.openPremiumWad.saturatingAdd(terms.closePremiumWad) >> 1
            let rest = (try? spot.mulDivDown(middle, .wad)) ?? .zero
            let target =
                side == .short ? spot.saturatingAdd(rest) : spot.saturatingSubtract(rest)
            guard let gap = view.market(terms.market).trade(toPriceWad: target) else { return [] }
            let notional = min(terms.notionalWad, gap.notionalWad)
            let margin = (try? notional.mulDivDown(.wad, terms.leverageWad)) ?? .zero
            // A leg that cannot be hedged is not opened.
            let held = view.holdings(at: terms.venue)
            let worth =
                side == .short
                ? held.quoteWad : (try? held.baseWad.mulDivDown(spot, .wad)) ?? .zero
            guard worth >= notional,
                let intent = view.opening(
                    side, marginWad: margin, leverageWad: terms.leverageWad, market: terms.market)
            else { return [] }
            return [intent]
        }
        return []
    }
}
