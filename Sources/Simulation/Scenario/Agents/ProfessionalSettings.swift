import SimulationKernel
import WideIntegers

/// Whoever brings the mark to the outside price, with capital that can run out.
public struct ArbitrageurSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// What it takes for the outside price: a venue, or the feed.
    public var venue: String?
    /// Distance of mark and outside price from which it trades, wad.
    public var thresholdWad: UInt256 = .share(1, 200)
    /// Leverage of its positions, wad.
    public var leverageWad: UInt256 = .wad &* 5
    /// The most collateral of one trade, wad; zero for all it has.
    public var tradeMaxWad: UInt256 = .zero
    /// Whether each trade is hedged at the venue.
    public var isHedged = true
    /// From one look to the next beside new heads, microseconds; zero for heads alone.
    public var everyMicros: UInt64 = 0

    /// Half a percent, five times, hedged.
    public init() {}
}

/// The delta-neutral trade for funding and premium: one leg here, the other on spot.
public struct BasisSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// Where the other leg is.
    public var venue = ""
    /// Notional of a leg at most, wad.
    public var notionalWad: UInt256 = .wad &* 10_000
    /// Leverage here, wad.
    public var leverageWad: UInt256 = .wad &* 3
    /// Premium of mark over spot that makes it open, wad.
    public var openPremiumWad: UInt256 = .share(1, 100)
    /// Premium at which it closes, wad.
    public var closePremiumWad: UInt256 = .share(1, 1_000)
    /// From one look to the next, microseconds.
    public var everyMicros: UInt64 = 60_000_000
    /// Whether a leg that was left naked is closed.
    public var closesNakedLeg = false

    /// Ten thousand on each side.
    public init() {}
}

/// A holder of the asset who is short here against it.
public struct HedgerSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// Where the asset is held.
    public var venue = ""
    /// Base that is hedged, wad.
    public var baseWad: UInt256 = .wad &* 10
    /// Leverage, wad.
    public var leverageWad: UInt256 = .wad &* 3
    /// From one look to the next, microseconds.
    public var everyMicros: UInt64 = 300_000_000
    /// Whether it opens again after it was closed.
    public var reopens = false

    /// Ten units of base.
    public init() {}
}

/// Whoever trades around what waits in the pool.
public struct SearcherSettings: Hashable, Sendable {
    /// How.
    public enum Style: String, Hashable, Sendable, CaseIterable {
        case sandwich
        case backrun
    }

    /// The market; empty for the first.
    public var market = ""
    /// How.
    public var style = Style.sandwich
    /// Whether it sends bundles to builders instead of bidding in the pool.
    public var usesBundles = false
    /// Least notional of a victim, wad.
    public var victimMinWad: UInt256 = .wad &* 5_000

    /// Sandwiches in the public pool.
    public init() {}
}

/// Brings a pair on the chain back to its path.
public struct PairArbitrageurSettings: Hashable, Sendable {
    /// The pair.
    public var venue = ""
    /// Distance beyond the fee from which it trades, wad.
    public var thresholdWad: UInt256 = .share(1, 1_000)

    /// A tenth of a percent.
    public init() {}
}
