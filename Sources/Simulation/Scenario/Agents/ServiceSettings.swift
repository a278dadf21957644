import SimulationKernel
import WideIntegers

/// Whoever closes positions that are below maintenance.
public struct KeeperSettings: Hashable, Sendable {
    /// How good it is.
    public enum Skill: String, Hashable, Sendable, CaseIterable {
        /// Indexes logs, computes what a liquidation earns, never sends twice.
        case careful
        /// Knows positions from logs, sends whatever looks liquidatable, also at a loss.
        case eager
        /// Also repeats what it has under way, and wastes gas.
        case naive
    }

    /// The markets; empty for all.
    public var markets: [String] = []
    /// How good it is.
    public var skill = Skill.careful
    /// Least profit after gas, wad of collateral.
    public var profitMinWad: Int256 = .zero
    /// Whether its deposit takes positions over and bears bad debt, wad; zero for no deposit.
    public var backstopDepositWad: UInt256 = .zero
    /// Liquidations that it has under way at most.
    public var inFlightMax: UInt64 = 16
    /// Looks at every n-th head.
    public var everyHeads: UInt64 = 1
    /// Gas that a liquidation is given.
    public var gasLimit: UInt64 = 1_500_000
    /// How often it sends each liquidation.
    public var copies: UInt64 = 1

    /// A careful one.
    public init() {}
}

/// Whoever takes liquidations away from those who send them.
public struct OutbidderSettings: Hashable, Sendable {
    /// How it gets ahead.
    public enum Way: String, Hashable, Sendable, CaseIterable {
        /// By bidding more in the pool.
        case auction
        /// By handing builders a copy.
        case builders
    }

    /// The markets; empty for all.
    public var markets: [String] = []
    /// How it gets ahead.
    public var way = Way.auction
    /// How often it answers what it has seen.
    public var chance = Ratio.always
    /// The most that it pays for gas of what a liquidation earns, wad.
    public var bidMaxWad: UInt256 = .share(9, 10)
    /// Gas that a liquidation is given.
    public var gasLimit: UInt64 = 1_500_000

    /// One that always bids.
    public init() {}
}

/// Calls funding when it is due.
public struct FundingCallerSettings: Hashable, Sendable {
    /// The markets; empty for all.
    public var markets: [String] = []

    /// All markets.
    public init() {}
}

/// Gives to a fund, or deposits as a backstop.
public struct DepositorSettings: Hashable, Sendable {
    /// The fund; nil for a backstop deposit.
    public var fund: String?
    /// The market's house for a backstop deposit; empty for the first.
    public var market = ""
    /// How much at a time, wad.
    public var amountWad: UInt256 = .wad &* 1_000
    /// From one time to the next, microseconds; zero for once.
    public var everyMicros: UInt64 = 0

    /// A thousand, once.
    public init() {}
}
