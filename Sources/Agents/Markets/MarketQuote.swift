import EthereumPrimitives
import WideIntegers

/// A perpetual market as it stands after a block, as any reader of its contracts finds it.
public struct MarketQuote: Hashable, Sendable {
    /// The price that trades move, wad: the curve's, or the middle of the book.
    public var markWad = UInt256.zero
    /// The feed's price as the market reads it, wad; nil when it does not answer.
    public var oracleWad: UInt256?
    /// The second of that price; nil when the feed does not tell.
    public var oracleUpdatedSeconds: UInt64?
    /// Average of the mark over the market's window, wad.
    public var markTwapWad = UInt256.zero
    /// Reserves of the curve, wad.
    public var quoteReserveWad = UInt256.zero, baseReserveWad = UInt256.zero
    /// Money per unit of the quote reserve, wad; one where there is no peg.
    public var pegWad = UInt256.wad
    /// Base of all longs and of all shorts, wad.
    public var longSizeWad = UInt256.zero, shortSizeWad = UInt256.zero
    /// Last funding rate, wad.
    public var fundingRateWad = Int256.zero
    /// The second from which funding can be called; nil where nobody needs to.
    public var fundingDueSeconds: UInt64?
    /// Margin to open and to keep a small position, wad.
    public var initialMarginWad = UInt256.zero, maintenanceMarginWad = UInt256.zero
    /// What a liquidator gets of the quote exchanged, wad.
    public var liquidationRewardWad = UInt256.zero
    /// Fees of a trade together, wad of the quote exchanged.
    public var tradeFeeWad = UInt256.zero
    /// Whether it trades.
    public var isOpen = true
    /// What rests in its book; nil for a curve, whose depth follows from the reserves.
    public var ladder: BookLadder?

    /// A market of nothing.
    public init() {}
}

/// A position as it stands after a block.
public struct PositionQuote: Hashable, Sendable {
    /// Whose it is.
    public var trader: Address
    /// Base, negative for a short, wad.
    public var sizeWad = Int256.zero
    /// What opening it exchanged, wad.
    public var openNotionalWad = UInt256.zero
    /// Margin in the contract, wad; signed, since v1 shows funding in it.
    public var marginWad = Int256.zero
    /// What it is worth by the protocol's measure, wad.
    public var notionalWad = UInt256.zero
    /// Equity by the protocol's measure, wad.
    public var equityWad = Int256.zero
    /// Margin ratio by the protocol's measure, wad.
    public var marginRatioWad = Int256.zero
    /// The ratio below which it may be liquidated, wad.
    public var maintenanceWad = UInt256.zero
    /// Whether the contract would let it be liquidated now.
    public var isLiquidatable = false
    /// Whether a liquidation would book bad debt, as far as can be told beforehand.
    public var isBankrupt: Bool { equityWad.signum < 0 }

    /// No position.
    public init(trader: Address) { self.trader = trader }

    /// Equity at any price: margin with funding settled, and profit at that price, wad.
    /// - Parameter fundingOwedWad: what it owes of funding that is not settled yet.
    public func equityWad(atPriceWad priceWad: UInt256, fundingOwedWad: Int256) -> Int256 {
        let value = (try? sizeWad.magnitude.mulDivDown(priceWad, .wad)) ?? .zero
        let (worth, cost) = (Int256(bitPattern: value), Int256(bitPattern: openNotionalWad))
        let profit = sizeWad.isNegative ? cost &- worth : worth &- cost
        return marginWad &- fundingOwedWad &+ profit
    }
}

/// What all positions of a market come to after a block.
public struct MarketRisk: Sendable {
    /// The open positions by address.
    public var positions: [PositionQuote]
    /// What each of them owes of funding that is not settled yet, wad.
    public var fundingOwedWad: [Int256]
    /// Bad debt that was realised, wad.
    public var bookedWad: UInt256
    /// Negative equity if each position alone were closed on the curve, wad.
    public var latentAtCurveWad: UInt256

    /// From its parts.
    public init(
        positions: [PositionQuote], fundingOwedWad: [Int256], bookedWad: UInt256,
        latentAtCurveWad: UInt256
    ) {
        self.positions = positions
        self.fundingOwedWad = fundingOwedWad
        self.bookedWad = bookedWad
        self.latentAtCurveWad = latentAtCurveWad
    }

    /// The place of a trader's position; nil for none.
    public func place(of trader: Address) -> Int? {
        var (low, high) = (0, positions.count)
        while low < high {
            let middle = (low + high) / 2
            if positions[middle].trader < trader { low = middle + 1 } else { high = middle }
        }
        return low < positions.count && positions[low].trader == trader ? low : nil
    }

    /// Negative equity at a price, wad.
    public func latentWad(atPriceWad priceWad: UInt256) -> UInt256 {
        var sum = UInt256.zero
        for (position, owed) in zip(positions, fundingOwedWad) {
            let equity = position.equityWad(atPriceWad: priceWad, fundingOwedWad: owed)
            if equity.isNegative { sum = sum &+ equity.magnitude }
        }
        return sum
    }
}
