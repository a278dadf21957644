import WideIntegers

/// A trader's position in one market.
///
/// - Source: Perpetual Protocol v1, `ClearingHouse.Position`.
public struct PerpV1Position: Hashable, Sendable {
    /// Base held, wad; negative for a short.
    public var size = Int256.zero
    /// Collateral, wad.
    public var margin = UInt256.zero
    /// Quote that the position was opened for, wad.
    public var openNotional = UInt256.zero
    /// The market's cumulative premium when funding was last settled, quote wad per base; signed.
    public var lastPremiumFraction = Int256.zero
    /// Always zero in this version.
    public var liquidityHistoryIndex = UInt256.zero
    /// The block of the last trade.
    public var blockNumber = UInt256.zero

    /// A position by its parts; an empty one without any.
    public init(
        size: Int256 = .zero, margin: UInt256 = .zero, openNotional: UInt256 = .zero,
        lastPremiumFraction: Int256 = .zero, liquidityHistoryIndex: UInt256 = .zero,
        blockNumber: UInt256 = .zero
    ) {
        self.size = size
        self.margin = margin
        self.openNotional = openNotional
        self.lastPremiumFraction = lastPremiumFraction
        self.liquidityHistoryIndex = liquidityHistoryIndex
        self.blockNumber = blockNumber
    }
}

/// What a trade has done to a position, before money moves.
///
/// - Source: Perpetual Protocol v1, `ClearingHouse.PositionResp`.
struct PositionChange {
    var position = PerpV1Position()
    /// Quote that went through the market, wad.
    var exchangedQuote = UInt256.zero
    /// Loss beyond the margin, wad.
    var badDebt = UInt256.zero
    /// Base that the trader received, wad; signed.
    var exchangedSize = Int256.zero
    /// Funding that the trader paid, wad; signed.
    var fundingPayment = Int256.zero
    var realizedPnl = Int256.zero
    /// Positive when the trader pays into the vault, negative when the vault pays, wad.
    var marginToVault = Int256.zero
    var unrealizedPnlAfter = Int256.zero
}

/// Which way a trader goes.
public enum PerpV1Side: UInt8, Sendable {
    /// Long.
    case buy = 0
    /// Short.
    case sell = 1

    var opposite: PerpV1Side { self == .buy ? .sell : .buy }
    /// The direction of quote from the pool's point of view.
    var quoteDirection: PoolDirection { self == .buy ? .add : .remove }
}

/// The price that a position is valued at.
public enum PnlOption: UInt8, Sendable {
    /// Closing at the present reserves.
    case spotPrice = 0
    /// Closing at the average of 15 minutes.
    case twap = 1
    /// The feed's price.
    case oracle = 2
}

extension PerpV1Position {
    /// The direction in which base moves when the position is closed.
    var closingDirection: PoolDirection { size.isNegative ? .remove : .add }
}
