import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The views that status feeds share.
enum StatusFeedView {
    case getReading, getPrice, getTwapPrice, getLatestTimestamp

    /// The view of a feed's whole answer; a confidence of zero stands for none.
    static let readingDeclaration =
        "function getReading(bytes32 priceFeedKey) view returns (uint256 price, "
        + "uint256 confidence, uint256 updatedAt, uint256 roundId, uint8 status)"

    /// The views, in this order, in the words of the ABI.
    static let declarations = [
        readingDeclaration,
        "function getPrice(bytes32 priceFeedKey) view returns (uint256)",
        "function getTwapPrice(bytes32 priceFeedKey, uint256 interval) view returns (uint256)",
        "function getLatestTimestamp(bytes32 priceFeedKey) view returns (uint256)",
    ]
}

extension StatusFeed {
    /// The latest price, wad, also where the feed calls it stale.
    /// - Throws: `no price` where the reading is invalid.
    public func price(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256 {
        let reading = try reading(of: key, in: context)
        if reading.status == .invalid { throw .reason("no price") }
        return reading.priceWad
    }

    /// The latest price, whatever the interval, for a design that keeps no history.
    public func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try price(of: key, in: context)
    }

    /// The second of the latest reading; zero where there has been none.
    public func latestTimestamp(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        UInt256(try reading(of: key, in: context).updatedAtSeconds)
    }

    /// Runs one of the views for a feed that was called by its call data.
    func run(
        _ view: StatusFeedView, _ arguments: inout CallArguments, in context: CallContext
    ) throws(Revert) -> [UInt8] {
        let key = try arguments.bytes32()
        switch view {
        case .getReading: return try reading(of: key, in: context).encoded
        case .getPrice: return CallResult.word(try price(of: key, in: context))
        case .getTwapPrice:
            let interval = try arguments.uint256()
            return CallResult.word(
                try twapPrice(of: key, intervalSeconds: interval, in: context))
        case .getLatestTimestamp:
            return CallResult.word(try latestTimestamp(of: key, in: context))
        }
    }
}

extension FeedReading {
    /// What a feed answers for a key that it knows nothing of.
    static let none = FeedReading(priceWad: .zero, updatedAtSeconds: 0, status: .invalid)

    /// The five words of `getReading`.
    var encoded: [UInt8] {
        CallResult.words([
            priceWad, confidenceWad ?? .zero, UInt256(updatedAtSeconds), roundID,
            UInt256(UInt64(status.rawValue)),
        ])
    }

    /// Reads the words of `getReading`.
    /// - Throws: `Revert.empty` for fewer words, a time beyond 64 bits or an unknown status.
    init(encoded output: [UInt8]) throws(Revert) {
        do {
            var reader = try ABIReader(output, headSize: 160, rules: .solidity)
            let price = try reader.uint256()
            let confidence = try reader.uint256()
            let updatedAt = try reader.uint64()
            let roundID = try reader.uint256()
            let number = try reader.uint(bits: 8)
            guard let status = FeedStatus(rawValue: UInt8(truncatingIfNeeded: number.w0)) else {
                throw Revert.empty
            }
            self.init(
                priceWad: price, confidenceWad: confidence.isZero ? nil : confidence,
                updatedAtSeconds: updatedAt, roundID: roundID, status: status)
        } catch {
            throw .empty
        }
    }
}

extension CallContext {
    /// Asks a feed for all that it knows of its latest answer by a call of its view.
    /// - Throws: what the call throws, `Revert.empty` where the program has no such view.
    public func reading(at feed: AccountID, key: Hash256) throws(Revert) -> FeedReading {
        guard let native = contract(at: feed) as? any StatusFeed else {
            return try FeedReading(
                encoded: try call(feed, FeedReading.selector.bytes + key.bytes, .view))
        }
        let outer = try enter(feed, .view)
        let reading = try native.reading(of: key, in: self)
        leave(outer)
        return reading
    }
}

extension FeedReading {
    fileprivate static let selector = Selector(signature: "getReading(bytes32)")
}
