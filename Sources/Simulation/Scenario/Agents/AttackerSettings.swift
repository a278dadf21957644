import SimulationKernel
import WideIntegers

/// Takes a position, pushes the venues that a feed looks at, lets others be liquidated, and leaves.
public struct PushAttackerSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// The venues that are pushed.
    public var venues: [String] = []
    /// Whether the price is pushed up.
    public var isUp = true
    /// What the price of each venue is multiplied by, wad.
    public var factorWad: UInt256 = .share(13, 10)
    /// When the position is opened, microseconds after the start.
    public var openAtMicros: UInt64 = 1_200_000_000
    /// Margin of the position, wad; zero for no position.
    public var marginWad: UInt256 = .wad &* 10_000
    /// Leverage of the position, wad.
    public var leverageWad: UInt256 = .wad &* 3
    /// When the push begins.
    public var pushAtMicros: UInt64 = 1_800_000_000
    /// How long the price is held.
    public var holdMicros: UInt64 = 300_000_000
    /// From one renewal of the push to the next.
    public var renewMicros: UInt64 = 6_000_000
    /// The most quote that is spent on each venue, wad; zero for all it has.
    public var pushMaxWad: UInt256 = .zero
    /// Whether it liquidates others itself.
    public var liquidates = false
    /// When the position is closed after the hold, microseconds; before the venues are sold.
    public var closeAfterMicros: UInt64 = 0

    /// Thirty percent up, for five minutes.
    public init() {}
}

/// Is long and short with two accounts, pumps, and withdraws what the long has on paper.
public struct PumpAttackerSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// The venues that are pushed.
    public var venues: [String] = []
    /// What the price of each venue is multiplied by, wad.
    public var factorWad: UInt256 = .wad &* 10
    /// When the positions are opened.
    public var openAtMicros: UInt64 = 600_000_000
    /// Margin of each side, wad.
    public var marginWad: UInt256 = .wad &* 5_000_000
    /// Leverage, wad.
    public var leverageWad: UInt256 = .share(37, 10)
    /// Into how many trades each side is split.
    public var parts: UInt64 = 20
    /// When the push begins.
    public var pushAtMicros: UInt64 = 1_200_000_000
    /// How long the price is held.
    public var holdMicros: UInt64 = 1_200_000_000
    /// From one renewal of the push, and from one withdrawal, to the next.
    public var renewMicros: UInt64 = 12_000_000
    /// The most quote that is spent on each venue, wad.
    public var pushMaxWad: UInt256 = .wad &* 2_000_000

    /// As in October 2022.
    public init() {}
}

/// Trades when it knows that the feed is behind.
public struct StaleAttackerSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// Where it sees the true price.
    public var venue = ""
    /// Distance of the true price from the feed at which it opens, wad.
    public var openGapWad: UInt256 = .share(1, 100)
    /// Distance at which it closes, wad.
    public var closeGapWad: UInt256 = .share(1, 1_000)
    /// Margin, wad.
    public var marginWad: UInt256 = .wad &* 10_000
    /// Leverage, wad.
    public var leverageWad: UInt256 = .wad &* 5
    /// From one look to the next, microseconds.
    public var everyMicros: UInt64 = 6_000_000
    /// Whether profit is withdrawn before closing.
    public var withdraws = false

    /// One percent.
    public init() {}
}

/// Bends a pair inside one transaction with borrowed money, liquidates, and gives it back.
public struct FlashAttackerSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// The pair.
    public var venue = ""
    /// Whether the price is pushed up.
    public var isUp = true
    /// What the pair's price is multiplied by, wad.
    public var factorWad: UInt256 = .share(13, 10)
    /// The lender's fee in basis points.
    public var lenderFeeBasisPoints: UInt64 = 9
    /// When it strikes.
    public var atMicros: UInt64 = 1_800_000_000
    /// Positions that it liquidates at most.
    public var victimsMax: UInt64 = 10

    /// Thirty percent up.
    public init() {}
}
