import EthereumPrimitives
import WideIntegers

/// How positions are liquidated.
public struct LiquidationParameters: Hashable, Sendable {
    /// How much of a position is closed.
    public enum Size: Hashable, Sendable {
        /// All.
        case full
        /// A part, wad.
        case fraction(UInt256)
        /// What brings the margin ratio back to a target, in multiples of a lot; wad.
        case toTarget(targetWad: UInt256, lotWad: UInt256)
        /// By the margin ratio: the last row that it is below.
        case ladder([LadderRow])
    }

    /// A row of a ladder, all wad.
    public struct LadderRow: Hashable, Sendable {
        /// The row applies below this margin ratio.
        public var belowWad: UInt256
        /// The part that is closed.
        public var fractionWad: UInt256
        /// The penalty in the place of the general one.
        public var penaltyWad: UInt256

        /// A row by its parts.
        public init(belowWad: UInt256, fractionWad: UInt256, penaltyWad: UInt256) {
            self.belowWad = belowWad
            self.fractionWad = fractionWad
            self.penaltyWad = penaltyWad
        }
    }

    /// At what value a position is taken over.
    public enum TakeoverValue: Hashable, Sendable {
        /// At the value that leaves the bankrupt nothing.
        case bankruptcy
        /// At a discount from the margin price, wad.
        case discount(UInt256)
    }

    /// Where a position is closed.
    public enum Venue: Hashable, Sendable {
        /// On the curve.
        case curve
        /// By another account that takes it over.
        case takeover(TakeoverValue)
        /// On the curve, unless it slips by more than a ratio (wad) and somebody can take over.
        case curveThenTakeover(TakeoverValue, slippageMaxWad: UInt256)
    }

    /// What becomes of what a full close leaves.
    public enum Remainder: String, Hashable, Sendable, CaseIterable {
        /// The fund has it.
        case insurance
        /// It stays the trader's.
        case trader
    }

    /// Who may liquidate where bad debt arises.
    public enum BadDebtRule: String, Hashable, Sendable, CaseIterable {
        /// Anyone.
        case anyone
        /// Backstop accounts alone.
        case backstop
    }

    /// Who may liquidate; empty for anyone.
    public var liquidators: [Address] = []
    /// Seconds between flagging and liquidation; zero for no flags.
    public var flagDelaySeconds: UInt64 = 0
    /// How much is closed.
    public var size = Size.full
    /// Where it is closed.
    public var venue = Venue.curve
    /// The penalty, wad of the quote exchanged.
    public var feeRatioWad: UInt256 = 0
    /// The least penalty, wad.
    public var minRewardWad: UInt256 = 0
    /// The liquidator's part of the penalty, wad.
    public var liquidatorShareWad: UInt256 = 0
    /// The fund's part of the penalty, wad; the market has the rest.
    public var insuranceShareWad: UInt256 = 0
    /// What becomes of the rest of the margin.
    public var remainder = Remainder.trader
    /// Whether the fund makes up what the liquidator is short of.
    public var isRewardToppedUp = false
    /// Who may make bad debt.
    public var badDebtBy = BadDebtRule.anyone

    /// Whole positions by anyone on the curve, without a penalty.
    public init() {}
}

/// How funding is computed and paid.
public struct FundingParameters: Hashable, Sendable {
    /// When it is paid.
    public enum Settlement: String, Hashable, Sendable, CaseIterable {
        /// At once for each interval, by whoever calls.
        case perInterval
        /// In every call, for the time since the last.
        case continuous
    }

    /// How the premium becomes a rate.
    public enum Form: Hashable, Sendable {
        /// Premium plus interest.
        case plain
        /// Premium plus the clamped difference of interest and premium; wad.
        case clamped(UInt256)
    }

    /// Who bears the difference between what payers owe and receivers are owed.
    public enum Payer: String, Hashable, Sendable, CaseIterable {
        /// The insurance fund gives and takes it.
        case protocolFund = "protocol"
        /// Receivers get no more than payers pay.
        case receiverCapped
        /// An account of the market keeps it, of either sign.
        case imbalanceAccount
    }

    /// When it is paid.
    public var settlement = Settlement.perInterval
    /// Length of an interval.
    public var intervalSeconds: UInt64 = 3_600
    /// Window of the averages.
    public var windowSeconds: UInt64 = 3_600
    /// The premium's price.
    public var premiumOf = PriceSource.markTwap
    /// What it is a premium over.
    public var premiumOver = PriceSource.oracleTwap
    /// The premium is divided by this plain number.
    public var dampening: UInt256 = 24
    /// Interest of an interval, signed wad.
    public var interestWad: Int256 = 0
    /// How the premium becomes a rate.
    public var form = Form.plain
    /// The greatest rate, wad; zero for none.
    public var capWad: UInt256 = 0
    /// The greatest change of the rate, wad; zero for none.
    public var stepWad: UInt256 = 0
    /// The price that the rate is of.
    public var reference = PriceSource.oracle
    /// Who bears the difference.
    public var payer = Payer.imbalanceAccount
    /// What the caller of `payFunding` gets from the market's fees, wad.
    public var rewardWad: UInt256 = 0

    /// An hourly premium of averages, a 24th part each, between payers and receivers.
    public init() {}
}

/// Who bears bad debt.
public struct WaterfallParameters: Hashable, Sendable {
    /// A payer of bad debt; the numbers are those of the event.
    public enum Payer: UInt8, Hashable, Sendable, CaseIterable {
        /// The market's fund.
        case insurance
        /// Deposits of backstop accounts in order.
        case backstop
        /// Winners on the other side are closed at a worse price.
        case deleverage
        /// All winners owe a part.
        case socialise
        /// Nobody.
        case uncovered
    }

    /// How much of the fund one event may take.
    public enum InsuranceUse: Hashable, Sendable {
        /// All.
        case always
        /// A part, wad.
        case belowShare(UInt256)
    }

    /// In which order winners are deleveraged.
    public enum Rank: String, Hashable, Sendable, CaseIterable {
        /// By leverage.
        case byLeverage
        /// By profit times leverage.
        case profitTimesLeverage
        /// By Binance's formula.
        case binance
    }

    /// Payers in order.
    public var payers: [Payer] = [.insurance]
    /// How much of the fund one event may take.
    public var insuranceUse = InsuranceUse.always
    /// The order of deleveraging.
    public var rank = Rank.profitTimesLeverage
    /// Accounts that are never deleveraged.
    public var exempt: [Address] = []

    /// The fund alone.
    public init() {}
}

/// When a market can be shut down, and at what price it settles.
public struct ShutdownParameters: Hashable, Sendable {
    /// The settlement price.
    public enum Price: String, Hashable, Sendable, CaseIterable {
        /// One of the prices of the market.
        case mark, markTwap, oracle, oracleTwap
        /// The median of mark, its average and the oracle.
        case median
    }

    /// Uncovered debt over open notional from which anyone may shut down, wad; zero for never.
    public var thresholdWad: UInt256 = 0
    /// The settlement price.
    public var price = Price.oracle

    /// By the owner alone, at the oracle's price.
    public init() {}
}
