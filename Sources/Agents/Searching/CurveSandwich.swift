import WideIntegers

/// The best position before, and its closing after, somebody's trade on a virtual AMM.
///
/// The victim names the limit of base that it accepts; the front trade may move the price just so
/// far. Both trades pay the market's fee on the money they exchange.
struct CurveSandwich {
    /// Notional of the front trade, wad.
    let notionalWad: UInt256
    /// Base that it exchanges, wad: its own limit.
    let baseWad: UInt256
    /// What closing after the victim exchanges, wad.
    let closingWad: UInt256
    /// What is left after fees, wad; gas is not counted.
    let gainWad: Int256

    /// A sandwich of a given size; nil when the curve cannot hold it or the victim would fail.
    init?(_ notionalWad: UInt256, around victim: CurveTrade, on market: MarketQuote) {
        guard let (base, moved) = market.after(victim.side, notionalWad: notionalWad),
            let (victimBase, last) = moved.after(victim.side, notionalWad: victim.notionalWad),
            victim.accepts(victimBase)
        else { return nil }
        let size = victim.side == .long ? base : UInt256.zero &- base
        guard let closing = last.closingWad(of: Int256(bitPattern: size)) else { return nil }
        let exchanged = notionalWad.saturatingAdd(closing)
        let fee = (try? exchanged.mulDivUp(market.tradeFeeWad, .wad)) ?? .max
        let (received, paid) =
            victim.side == .long ? (closing, notionalWad) : (notionalWad, closing)
        let cost = paid.saturatingAdd(fee)
        guard
            let gain = Int256(
                magnitude: max(received, cost) &- min(received, cost), isNegative: received < cost)
        else { return nil }
        self.notionalWad = notionalWad
        baseWad = base
        closingWad = closing
        gainWad = gain
    }

    /// The most profitable sandwich; nil when none leaves a profit.
    /// - Parameter notionalMaxWad: the most that the front trade exchanges, wad.
    static func best(
        around victim: CurveTrade, on market: MarketQuote, notionalMaxWad: UInt256
    ) -> CurveSandwich? {
        func sandwich(_ size: UInt256) -> CurveSandwich? {
            CurveSandwich(size, around: victim, on: market)
        }
        let bound = min(notionalMaxWad, .one << 128)
        // Below the least trade closing nothing fails, and the victim is as it was.
        let least = min(AgentView.leastTradeWad, bound)
        guard bound > least, sandwich(least) != nil else { return nil }
        let rest = IntegerSearch.largest(upTo: bound &- least) { sandwich(least &+ $0) != nil }
        guard let rest else { return nil }
        let size = IntegerSearch.peak(upTo: rest) { sandwich(least &+ $0)?.gainWad ?? .min }
        guard let best = sandwich(least &+ size), best.gainWad > .zero else { return nil }
        return best
    }
}

/// A trade that opens on a virtual AMM, as its call names it.
struct CurveTrade {
    /// Which way.
    let side: PositionSide
    /// What it exchanges, wad.
    let notionalWad: UInt256
    /// The least base for a long, the most for a short; zero for none.
    let baseLimitWad: UInt256

    /// Whether it takes so much base.
    func accepts(_ baseWad: UInt256) -> Bool {
        if baseLimitWad.isZero { return true }
        return side == .long ? baseWad >= baseLimitWad : baseWad <= baseLimitWad
    }
}
