import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Many positions that stand when the run begins, made by chance from one stream of their own.
///
/// They are what keepers work on: their traders do nothing afterwards, but for a small trade that shows
/// them. Each is called by the crowd's name and a number, `crowd-1`.
public struct CrowdSettings: Hashable, Sendable {
    /// Its name.
    public var name = ""
    /// The market; empty for the first.
    public var market = ""
    /// How many positions.
    public var count: UInt64 = 100
    /// What a position is worth at its entry, whole units of quote.
    public var notional = Distribution.constant(1_000)
    /// Notional over margin at the entry, at least one hundredth.
    public var leverage = Distribution.logUniform(low: 2, high: 10)
    /// Share of longs, wad; they stand evenly among the others, so that it holds in each run.
    public var longShareWad = UInt256.share(1, 2)
    /// Price of the entry, as a ratio of the market's price at the start.
    public var entry = Distribution.constant(1)
    /// Time from the start in which each of them adds one quote to its position, so that logs name it,
    /// microseconds; zero for never.
    public var seenWithinMicros: UInt64 = 0

    /// A hundred positions of a thousand.
    public init() {}
}

/// An account with money at the start that nobody in the run acts for.
public struct AccountSettings: Hashable, Sendable {
    /// Its name in records.
    public var name = ""
    /// Its address.
    public var address = Address.zero
    /// Native asset, wei.
    public var nativeWei: UInt256 = .wad &* 10_000
    /// Collateral, wad; all markets may draw on it.
    public var collateralWad: UInt256 = .zero
    /// Whether it may close positions with bad debt where only backstops may.
    public var isBackstop = false

    /// An account of ten thousand native units.
    public init() {}
}
