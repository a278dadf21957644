import Agents
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// A time in which one position could be liquidated, from the truth of the chain.
///
/// An episode ends with each liquidation: what can still be liquidated afterwards is another one, so
/// that each is won or lost once.
public struct Episode: Hashable, Sendable {
    /// How an episode ended.
    public enum Ending: Hashable, Sendable {
        /// By a liquidation.
        case liquidated(LiquidationFact)
        /// The trader closed it, or gave it margin.
        case byTrader
        /// The price or funding made it sound again.
        case healed
        /// It did not, before the run did.
        case stillOpen
    }

    /// The position.
    public var name: PositionName
    /// The block after whose state it could be liquidated first.
    public var firstBlock: UInt64
    /// The first block that a liquidation by the bot could be in: the first one sealed after the head
    /// of `firstBlock` had reached the bot's node. Nil where none was.
    public var feasibleBlock: UInt64?
    /// The block that ended it; nil where none did.
    public var endBlock: UInt64?
    /// How it ended.
    public var ending: Ending
    /// Who could take it, at best.
    public var access: LiquidationAccess
    /// What a liquidation would have paid at best, from `feasibleBlock` on, or did pay, wad of quote.
    public var valueWad: UInt256
    /// The least that the gas of it would have cost then, wad of quote.
    public var gasCostWad: UInt256
    /// Whether it paid more than its gas, at some time at which the bot could have been in.
    public var isProfitable: Bool
    /// Blocks that a liquidation by the bot could be in and pay a quarter more than its gas, by the last
    /// head that had reached its node before each; rising, none beside another.
    public var payingBlocks: [ClosedRange<UInt64>] = []
    /// Whether a head that the bot had seen with it lay before the end.
    public var isAnswerable = false
    /// Bad debt that it came to: realised, or latent when it ended otherwise, wad of quote.
    public var badDebtWad: UInt256
    /// Bad debt of the position when the episode began, wad of quote.
    public var badDebtAtFirstWad: UInt256

    /// Whether the bot could have been in time, and it paid.
    public var isReachable: Bool { isInTime && isProfitable && access != .backstopOnly }

    /// Whether a head with it had reached the bot a block before it ended.
    public var isInTime: Bool {
        guard let feasibleBlock else { return false }
        return feasibleBlock <= endBlock ?? .max
    }

    /// The liquidation that ended it; nil where something else did.
    public var liquidation: LiquidationFact? {
        if case .liquidated(let fact) = ending { return fact }
        return nil
    }

    /// How many blocks before one could have had the bot's liquidation at a profit.
    public func payingCount(before block: UInt64) -> UInt64 {
        payingBlocks.reduce(0) { count, range in
            guard range.lowerBound < block else { return count }
            return count + min(range.upperBound + 1, block) - range.lowerBound
        }
    }

    /// Takes in that a block could have had the bot's liquidation at a profit.
    mutating func notePaying(in block: UInt64) {
        if let last = payingBlocks.last, last.upperBound + 1 == block {
            payingBlocks[payingBlocks.count - 1] = last.lowerBound...block
        } else {
            payingBlocks.append(block...block)
        }
    }

    /// Whether a block could have had the bot's liquidation: not before it was feasible, and not after
    /// the end.
    public func spans(_ block: UInt64) -> Bool {
        guard let feasibleBlock else { return false }
        return feasibleBlock <= block && block <= endBlock ?? .max
    }
}

/// A head that has reached the bot's node.
public struct HeadArrival: Hashable, Sendable {
    /// When.
    public var at: SimulatedTime
    /// Its height.
    public var number: UInt64

    /// An arrival.
    public init(at: SimulatedTime, number: UInt64) {
        self.at = at
        self.number = number
    }
}

/// By what episodes are judged.
public struct EpisodeTerms: Hashable, Sendable {
    /// The bot's account.
    public var bot: Address
    /// What a whole unit of the native asset is worth, wad of quote.
    public var nativePriceWad: UInt256
    /// The least tip that a pool takes, wei per gas.
    public var tipMinWei: UInt256

    /// Terms from their parts.
    public init(bot: Address, nativePriceWad: UInt256, tipMinWei: UInt256 = 1) {
        self.bot = bot
        self.nativePriceWad = nativePriceWad
        self.tipMinWei = tipMinWei
    }
}
