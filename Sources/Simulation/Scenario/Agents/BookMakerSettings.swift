import SimulationKernel
import WideIntegers

/// Rests depth in a book around the index, leans against its inventory, and leaves in stress.
public struct BookMakerSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// Distance of its best quotes from the index, basis points.
    public var halfSpreadBps = 2.0
    /// Quote on each side up to one percent, wad.
    public var depthWad: UInt256 = .wad &* 100_000
    /// Exponent of the cumulative depth.
    public var exponent = 0.67
    /// Levels on each side.
    public var levels: UInt64 = 20
    /// Distance of the last level, basis points.
    public var rangeBps = 500.0
    /// From one look to the next, microseconds.
    public var everyMicros: UInt64 = 2_000_000
    /// Worth of the largest inventory, wad of quote.
    public var inventoryMaxWad: UInt256 = .wad &* 2_000_000
    /// How far the centre is moved at the largest inventory, basis points.
    public var skewBps = 50.0
    /// Usual volatility of the index in a minute, basis points.
    public var calmBps = 5.0
    /// What an excess of volatility weighs.
    public var volatilityWeight = 0.5
    /// What a full inventory weighs.
    public var inventoryWeight = 0.5
    /// What a loss at its limit weighs.
    public var lossWeight = 1.0
    /// The least share of its size that it shows.
    public var shareMin = 0.05
    /// Age of the index at which it leaves, microseconds; zero for never.
    public var indexAgeMaxMicros: UInt64 = 0
    /// Distance of mark and index at which it leaves; zero for never.
    public var gapMax = 0.05
    /// Loss since its highest equity at which it leaves, wad.
    public var lossMaxWad: UInt256 = .wad &* 200_000
    /// How long it stays away on average, microseconds.
    public var coolOffMicros: UInt64 = 300_000_000

    /// A hundred thousand of depth at one percent.
    public init() {}
}
