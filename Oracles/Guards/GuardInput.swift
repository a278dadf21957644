import WideIntegers

/// What guards can look at besides the price that they judge.
public enum GuardNeed: String, Hashable, Sendable, CaseIterable {
    /// The answer of a second feed.
    case secondary
    /// An average of the price over time.
    case twap
    /// A price that a report must be near to.
    case anchor
    /// The price of the market that the feed is for.
    case mark
}

/// All that a chain of guards is shown for one evaluation; prices in wad.
public struct GuardInput: Hashable, Sendable {
    /// The answer that is to be judged.
    public var primary: FeedReading
    /// The answer of a second feed.
    public var secondary: FeedReading?
    /// An average of the price over time.
    public var twapPriceWad: UInt256?
    /// A price that a report must be near to.
    public var anchorPriceWad: UInt256?
    /// The price of the market that the feed is for.
    public var markPriceWad: UInt256?
    /// The second of the evaluation.
    public var nowSeconds: UInt64
    /// The price that the world really has, by which trips are judged; guards do not see it.
    public var truePriceWad: UInt256?

    /// What is shown, from its parts.
    public init(
        _ primary: FeedReading, secondary: FeedReading? = nil, twapPriceWad: UInt256? = nil,
        anchorPriceWad: UInt256? = nil, markPriceWad: UInt256? = nil, nowSeconds: UInt64,
        truePriceWad: UInt256? = nil
    ) {
        self.primary = primary
        self.secondary = secondary
        self.twapPriceWad = twapPriceWad
        self.anchorPriceWad = anchorPriceWad
        self.markPriceWad = markPriceWad
        self.nowSeconds = nowSeconds
        self.truePriceWad = truePriceWad
    }
}

/// Where a price comes from that a chain of guards lets through.
public enum GuardSource: Hashable, Sendable {
    /// The feed itself.
    case primary
    /// The second feed.
    case secondary
    /// The last price that the chain has let through.
    case lastGood
}

/// Why a guard lets no price through.
public enum GuardRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no price that its own feed stands by.
    case noPrice
    /// The price's time is still to come.
    case futureStamp
    /// The price is older than allowed.
    case tooOld
    /// The price is too far from the last one or the average.
    case deviation
    /// The report is too far from the anchor, and there is no older price.
    case awayFromAnchor
    /// Market and feed are too far apart.
    case divergence
    /// The price is too small a multiple of its uncertainty.
    case uncertain
    /// The price is too many times the average or the last price, or too small a part of it.
    case volatile
    /// The price is near the least or greatest that its feed can tell.
    case nearBound
    /// The price has jumped, which pauses the market.
    case jump
    /// Too few updates have come, which pauses the market.
    case tooFewUpdates
    /// The market is still paused.
    case paused
    /// Something that a guard looks at is not there.
    case missing(GuardNeed)

    /// The reason that contracts revert with.
    public var description: String {
        switch self {
        case .noPrice: "no price"
        case .futureStamp: "price from the future"
        case .tooOld: "price too old"
        case .deviation: "price deviates"
        case .awayFromAnchor: "away from anchor"
        case .divergence: "mark and oracle diverge"
        case .uncertain: "price uncertain"
        case .volatile: "price too volatile"
        case .nearBound: "price near bound"
        case .jump: "price jumped"
        case .tooFewUpdates: "too few updates"
        case .paused: "paused"
        case .missing(let need): "no \(need.rawValue)"
        }
    }
}

/// What a chain of guards decides.
public enum GuardDecision: Hashable, Sendable {
    /// The price to use and its uncertainty, wad.
    case use(UInt256, confidenceWad: UInt256?)
    /// No price, and why.
    case refuse(GuardRefusal)

    /// The price to use; nil where there is none.
    public var priceWad: UInt256? {
        if case .use(let price, _) = self { price } else { nil }
    }
}

/// What one guard did with the price that it was handed.
public struct GuardSight: Hashable, Sendable {
    /// The guard's place in its chain.
    public var index: Int
    /// The price that it was handed, wad; zero where its feed stood by none.
    public var rawWad: UInt256
    /// The price that it let through, wad; nil where it let none through.
    public var usedWad: UInt256?
    /// Whether it changed the price or refused it.
    public var isTrip: Bool
}

/// A decision with all that led to it.
public struct GuardVerdict: Hashable, Sendable {
    /// What to do.
    public var decision: GuardDecision
    /// Where the price comes from.
    public var source: GuardSource
    /// The second of that price.
    public var updatedAtSeconds: UInt64
    /// What each guard did that was asked, in order; none after one that refused.
    public var sights: [GuardSight]

    /// The guards that have changed or refused the price.
    public var trips: [GuardSight] { sights.filter(\.isTrip) }
}
