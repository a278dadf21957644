import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What a feed says of its own price.
///
/// A feed knows whether it has a price and whether its own rules hold; how old is too old, its
/// consumer decides (`MaxAge` and the other guards).
public enum FeedStatus: UInt8, Hashable, Sendable, CaseIterable {
    /// A price by the feed's own rules.
    case ok = 0
    /// A price that the feed itself no longer stands by.
    case stale = 1
    /// No price.
    case invalid = 2
}

/// One answer of a feed.
public struct FeedReading: Hashable, Sendable {
    /// Quote per base, wad; zero where there is no price.
    public var priceWad: UInt256
    /// Half the width of the interval that the feed stands by, wad; nil where the design has none.
    public var confidenceWad: UInt256?
    /// The second of the price.
    public var updatedAtSeconds: UInt64
    /// The design's own number of the answer; zero where it counts none.
    public var roundID: UInt256
    /// What the feed says of it.
    public var status: FeedStatus

    /// An answer from its parts.
    public init(
        priceWad: UInt256, confidenceWad: UInt256? = nil, updatedAtSeconds: UInt64,
        roundID: UInt256 = .zero, status: FeedStatus
    ) {
        self.priceWad = priceWad
        self.confidenceWad = confidenceWad
        self.updatedAtSeconds = updatedAtSeconds
        self.roundID = roundID
        self.status = status
    }
}

/// A feed that also tells its status: what markets call, and one view more.
///
/// Markets read it as they read any feed; guards read all of it.
public protocol StatusFeed: PriceFeedInterface {
    /// The latest answer with all that the feed knows of it.
    ///
    /// It does not fail for want of a price.
    /// - Throws: `.outOfGas`; what a contract throws that the feed asks and that does not answer;
    ///   the feed's refusal of a reader.
    func reading(of key: Hash256, in context: CallContext) throws(Revert) -> FeedReading
}
