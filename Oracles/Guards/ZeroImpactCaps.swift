import VenueFormulas
import WideIntegers

/// What a market without price impact limits: open interest, the two prices of two feeds, a fee.
///
/// Who moves the feed by a share gains at most that share of the cap.
/// - Source: GMX, 2022: caps of 2M long and 1M short on AVAX after September, 10 bps each way.
public struct ZeroImpactCaps: Hashable, Sendable {
    /// The most open interest on the long side, quote wad.
    public var longInterestMaxWad: UInt256
    /// The most open interest on the short side, quote wad.
    public var shortInterestMaxWad: UInt256
    /// The fee of each way, in 10^-9 of the notional; at most 10^9.
    public var feePpb: UInt64

    /// Caps from their parts; a fee above the notional counts as the notional.
    public init(longInterestMaxWad: UInt256, shortInterestMaxWad: UInt256, feePpb: UInt64) {
        self.longInterestMaxWad = longInterestMaxWad
        self.shortInterestMaxWad = shortInterestMaxWad
        self.feePpb = min(feePpb, 1_000_000_000)
    }

    /// Whether a side may grow by a notional; exactly up to the cap it may.
    public func allows(
        _ side: SpotSide, notionalWad: UInt256, openInterestWad: UInt256
    ) -> Bool {
        let (sum, overflows) = openInterestWad.addingReportingOverflow(notionalWad)
        return !overflows && sum <= cap(side)
    }

    /// The most open interest of a side.
    public func cap(_ side: SpotSide) -> UInt256 {
        side == .buy ? longInterestMaxWad : shortInterestMaxWad
    }

    /// The price that a taker gets of two feeds: who buys pays the higher one, who sells the lower.
    public static func takerPriceWad(
        _ side: SpotSide, _ firstWad: UInt256, _ secondWad: UInt256
    ) -> UInt256 {
        side == .buy ? max(firstWad, secondWad) : min(firstWad, secondWad)
    }

    /// The fee on a notional, rounded up, for the market.
    public func feeWad(onWad notional: UInt256) -> UInt256 {
        (try? notional.mulDivUp(UInt256(feePpb), 1_000_000_000)) ?? notional
    }

    /// The most that a move of the feed by a share can gain on a side: `cap * move - 2 fees`, down to
    /// zero, rounded up.
    /// - Throws: `ArithmeticPanic` beyond 2^256 - 1.
    public func gainMaxWad(_ side: SpotSide, move: Fraction) throws(ArithmeticPanic) -> UInt256 {
        let gain: UInt256
        do {
            gain = try cap(side).mulDivUp(move.numerator.magnitude, move.denominator)
        } catch {
            throw .overflow
        }
        let fees = try feeWad(onWad: cap(side)) * 2
        return gain > fees ? gain &- fees : .zero
    }
}
