import SimulationKernel
import WideIntegers

/// Which way a trade goes, as its taker sees it.
public enum SpotSide: Hashable, Sendable {
    /// Base is bought for quote, which raises the price.
    case buy
    /// Base is sold for quote, which lowers it.
    case sell

    /// The other way.
    public var opposite: SpotSide { self == .buy ? .sell : .buy }
}

/// A trade against a venue, by an exact amount of one of its assets.
public struct SpotOrder: Hashable, Sendable {
    /// The amount that is fixed, in wad of its asset.
    public enum Amount: Hashable, Sendable {
        /// Base that is bought or sold.
        case base(UInt256)
        /// Quote that is spent or received, fees included.
        case quote(UInt256)
    }

    /// Which way.
    public var side: SpotSide
    /// How much.
    public var amount: Amount
    /// The marginal price, wad, beyond which nothing is taken; nil for any.
    public var limitPriceWad: UInt256?

    /// An order from its parts.
    public init(_ side: SpotSide, _ amount: Amount, limitPriceWad: UInt256? = nil) {
        self.side = side
        self.amount = amount
        self.limitPriceWad = limitPriceWad
    }
}

/// What a trade moved.
public struct SpotFill: Hashable, Sendable {
    /// Which way it went.
    public var side: SpotSide
    /// Base bought or sold, wad.
    public var baseWad: UInt256
    /// Quote paid or received, wad, fees included.
    public var quoteWad: UInt256
    /// The part of it that is fee, in wad of quote; where a fee is taken in base, its worth at the
    /// average price.
    public var feeQuoteWad: UInt256
    /// The marginal price before, wad.
    public var spotBeforeWad: UInt256
    /// The marginal price after, wad.
    public var spotAfterWad: UInt256

    /// A fill from its parts.
    public init(
        side: SpotSide, baseWad: UInt256, quoteWad: UInt256, feeQuoteWad: UInt256,
        spotBeforeWad: UInt256, spotAfterWad: UInt256
    ) {
        self.side = side
        self.baseWad = baseWad
        self.quoteWad = quoteWad
        self.feeQuoteWad = feeQuoteWad
        self.spotBeforeWad = spotBeforeWad
        self.spotAfterWad = spotAfterWad
    }
}

/// Why a venue does not trade.
public enum SpotVenueError: Error, Hashable, Sendable {
    /// The venue holds too little for it; the most that it can fill, in wad of base.
    case depthExhausted(baseWadMax: UInt256)
    /// No trade leads to that price.
    case unreachablePrice(UInt256)
    /// The account holds less than it is to pay; both in wad of that asset.
    case insufficientFunds(needed: UInt256, held: UInt256)
    /// The limit leaves nothing to take.
    case limitReached
    /// An amount of nothing, one for which nothing would come out, or one beyond what the venue
    /// counts in; in wad of the asset in which it is given, or of what would be paid.
    case amountOutOfRange(UInt256)
    /// The venue is closed.
    case halted
}

/// A place where base is traded for quote, with depth, a price of moving it, and execution.
///
/// Amounts and prices are in wad. `quote` and `push` say what a trade would do and change nothing; an
/// order pays in full for what it moves.
public protocol SpotVenue: AnyObject {
    /// The name that reports and bills give it.
    var name: String { get }

    /// The marginal price, quote per base.
    func spotPriceWad(at now: SimulatedTime) -> UInt256

    /// What an order would move now.
    func quote(_ order: SpotOrder, at now: SimulatedTime) throws(SpotVenueError) -> SpotFill

    /// The least trade after which the marginal price is at the target or beyond it.
    func push(
        toPriceWad targetWad: UInt256, at now: SimulatedTime
    ) throws(SpotVenueError) -> SpotFill

    /// Sends an order for an account; the answer comes when the venue has dealt with it.
    func submit(
        _ order: SpotOrder, from account: String,
        answer: @escaping (Result<SpotFill, SpotVenueError>) -> Void)
}
