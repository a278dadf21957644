import Agents
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Who can take a liquidation.
public enum LiquidationAccess: String, Hashable, Sendable {
    /// The bot under test, as it is called.
    case open
    /// The bot, after it has flagged the position (ReferencePerp).
    case flagFirst = "flag first"
    /// Backstop providers alone, and the bot is none.
    case backstopOnly = "backstop only"
}

/// A position that can be liquidated by the first transaction of the next block.
public struct OpenPosition: Hashable, Sendable {
    /// The position.
    public var name: PositionName
    /// Who can take it.
    public var access: LiquidationAccess
    /// What the liquidator would be paid, wad of quote.
    public var rewardWad: UInt256
    /// Gas that the call would use.
    public var gas: UInt64
    /// Bad debt that the liquidation would realise, wad of quote.
    public var badDebtWad: UInt256

    /// From its parts.
    public init(
        name: PositionName, access: LiquidationAccess, rewardWad: UInt256, gas: UInt64,
        badDebtWad: UInt256 = .zero
    ) {
        self.name = name
        self.access = access
        self.rewardWad = rewardWad
        self.gas = gas
        self.badDebtWad = badDebtWad
    }
}

/// A liquidation that a block has.
public struct LiquidationFact: Hashable, Sendable {
    /// The position.
    public var name: PositionName
    /// Who has sent the transaction, be it to the house or to a contract that forwards it.
    public var liquidator: Address
    /// What the house's caller was paid, wad of quote.
    public var rewardWad: UInt256
    /// Bad debt that it realised, wad of quote.
    public var badDebtWad: UInt256
    /// The transaction's number, and its place in the block.
    public var transaction: UInt64, index: Int
    /// What it paid the producer per gas, wei.
    public var tipWei: UInt256

    /// From its parts.
    public init(
        name: PositionName, liquidator: Address, rewardWad: UInt256, badDebtWad: UInt256 = .zero,
        transaction: UInt64 = 0, index: Int = 0, tipWei: UInt256 = .zero
    ) {
        self.name = name
        self.liquidator = liquidator
        self.rewardWad = rewardWad
        self.badDebtWad = badDebtWad
        self.transaction = transaction
        self.index = index
        self.tipWei = tipWei
    }
}

/// What a block says of a transaction of the bot.
public struct OwnReceipt: Hashable, Sendable {
    /// The transaction's number.
    public var transaction: UInt64
    /// Its place in the block.
    public var index: Int
    /// Why it failed; nil when it succeeded.
    public var revert: String?
    /// Gas that was paid for.
    public var gasUsed: UInt64
    /// What was paid in all, and what of it went to the producer, wei.
    public var feeWei: UInt256, tipFeeWei: UInt256
    /// Rules of the contracts that have bound, by name.
    public var boundRules: [String]
    /// What liquidations in it have paid to the bot's account, wad of quote; what a contract between
    /// them was paid is that contract's.
    public var rewardWad: UInt256

    /// From its parts.
    public init(
        transaction: UInt64, index: Int = 0, revert: String? = nil, gasUsed: UInt64 = 0,
        feeWei: UInt256 = .zero, tipFeeWei: UInt256 = .zero, boundRules: [String] = [],
        rewardWad: UInt256 = .zero
    ) {
        self.transaction = transaction
        self.index = index
        self.revert = revert
        self.gasUsed = gasUsed
        self.feeWei = feeWei
        self.tipFeeWei = tipFeeWei
        self.boundRules = boundRules
        self.rewardWad = rewardWad
    }
}

/// What one block of the canonical chain has done, and what stands after it.
public struct BlockFacts: Hashable, Sendable {
    /// The height.
    public var number: UInt64
    /// When it was sealed.
    public var sealedAt: SimulatedTime
    /// Seconds of its header.
    public var timestampSeconds: UInt64 = 0
    /// Wei per gas in this block and in the next one; zero where there is none.
    public var baseFeeWei: UInt256 = .zero, nextBaseFeeWei: UInt256 = .zero
    /// Liquidations in it, in their order.
    public var liquidations: [LiquidationFact] = []
    /// Positions that their traders have changed, closed or settled in it.
    public var touched: [PositionName] = []
    /// The bot's transactions in it.
    public var own: [OwnReceipt] = []
    /// Bad debt realised in it, wad of quote.
    public var badDebtWad: UInt256 = .zero
    /// Negative equity of open positions after it, each closed alone on the curve, wad of quote.
    public var latentBadDebtWad: UInt256 = .zero
    /// Positions that can be liquidated after it, by market and address.
    public var open: [OpenPosition] = []
    /// The bot's native balance after it, wei.
    public var nativeWei: UInt256 = .zero
    /// Markets whose funding was settled in it, each with the second from which it was due.
    public var fundings: [FundingFact] = []

    /// An empty block.
    public init(number: UInt64, sealedAt: SimulatedTime) {
        self.number = number
        self.sealedAt = sealedAt
    }
}

/// A settlement of funding in a block.
public struct FundingFact: Hashable, Sendable {
    /// The market.
    public var market: Int
    /// The second from which it could have been called; nil where nobody needs to.
    public var dueSeconds: UInt64?
    /// Who has called.
    public var caller: Address

    /// From its parts.
    public init(market: Int, dueSeconds: UInt64?, caller: Address) {
        self.market = market
        self.dueSeconds = dueSeconds
        self.caller = caller
    }
}
