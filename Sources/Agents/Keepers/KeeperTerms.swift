import WideIntegers

/// What a keeper works on, and how well.
public struct KeeperTerms: Hashable, Sendable {
    /// How good it is.
    public enum Skill: Hashable, Sendable {
        /// Asks its node what a liquidation would earn, and never sends twice.
        case careful
        /// Sends whatever can be liquidated, also at a loss.
        case eager
        /// Sends whatever is below maintenance, repeats what it has under way, and learns nothing.
        case naive
    }

    /// The markets.
    public var markets: [Int]
    /// How good it is.
    public var skill: Skill
    /// Least profit after gas that the careful one works for, wad of collateral.
    public var profitMinWad: Int256
    /// What it deposits as a backstop before anything else, wad for each house; zero for nothing.
    public var backstopDepositWad: UInt256
    /// Calls that it has under way at most.
    public var inFlightMax: Int
    /// Looks at every n-th head.
    public var everyHeads: UInt64
    /// Gas that a liquidation is given; above zero.
    public var gasLimit: UInt64
    /// How often it sends each liquidation, under as many nonces, so that one comes early by chance.
    public var copies: Int

    /// Terms from their parts.
    public init(
        markets: [Int], skill: Skill, profitMinWad: Int256 = .zero,
        backstopDepositWad: UInt256 = .zero, inFlightMax: Int = 16, everyHeads: UInt64 = 1,
        gasLimit: UInt64 = PerpMarket.gasLimit, copies: Int = 1
    ) {
        self.markets = markets
        self.skill = skill
        self.profitMinWad = profitMinWad
        self.backstopDepositWad = backstopDepositWad
        self.inFlightMax = inFlightMax
        self.everyHeads = max(everyHeads, 1)
        self.gasLimit = max(gasLimit, 21_000)
        self.copies = max(copies, 1)
    }
}
