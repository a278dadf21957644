import EthereumPrimitives

/// The feeds whose values a `Medianizer` takes, and how many of them make a median.
public struct MedianQuorum: Hashable, Sendable {
    /// The feeds.
    public let feeds: [Address]
    /// How many values a median is made of; odd.
    public let bar: Int

    /// A quorum that has been checked.
    /// - Throws: `MedianQuorumError`.
    public init(feeds: [Address], bar: Int) throws(MedianQuorumError) {
        guard bar >= 1, bar <= feeds.count, !bar.isMultiple(of: 2) else {
            throw .barOutOfRange(bar, feeds: feeds.count)
        }
        if feeds.contains(.zero) { throw .zeroAddress }
        if let repeated = Address.firstRepeated(in: feeds) { throw .repeated(repeated) }
        self.feeds = feeds
        self.bar = bar
    }
}

/// Why there can be no such quorum.
public enum MedianQuorumError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A bar that is even or that the feeds cannot reach.
    case barOutOfRange(Int, feeds: Int)
    /// Nobody can sign for the zero address.
    case zeroAddress
    /// A feed occurs twice.
    case repeated(Address)

    /// The reason in words.
    public var description: String {
        switch self {
        case .barOutOfRange(let bar, let feeds):
            "bar: \(bar), where an odd number from 1 to \(feeds) is needed"
        case .zeroAddress: "the zero address cannot sign"
        case .repeated(let feed): "feed \(feed) occurs twice"
        }
    }
}
