import EthereumPrimitives
import WideIntegers

/// A price feed as markets call it; prices have 18 decimals.
///
/// The functions are those of Perpetual Protocol v1's feeds, whose own market does not ask for the
/// time of a price.
/// The callee's frame must have been entered.
public protocol PriceFeedInterface: Contract {
    /// The latest price.
    func price(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256
    /// The average over an interval up to now.
    func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256
    /// The second of the latest price.
    func latestTimestamp(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256
}

extension CallContext {
    /// Asks a feed for its latest price by a call of its view.
    public func price(at feed: AccountID, key: Hash256) throws(Revert) -> UInt256 {
        let outer = try enter(feed, .view)
        let price: UInt256
        if let native = host.priceFeed(at: feed) {
            price = try native.price(of: key, in: self)
        } else {
            price = try decodedWord(
                try runProgram(at: feed, PriceFeedCall.price + key.bytes))
        }
        leave(outer)
        return price
    }

    /// Asks a feed for its average price by a call of its view.
    public func twapPrice(
        at feed: AccountID, key: Hash256, intervalSeconds: UInt256
    ) throws(Revert) -> UInt256 {
        let outer = try enter(feed, .view)
        let price: UInt256
        if let native = host.priceFeed(at: feed) {
            price = try native.twapPrice(of: key, intervalSeconds: intervalSeconds, in: self)
        } else {
            price = try decodedWord(
                try runProgram(
                    at: feed,
                    PriceFeedCall.twapPrice + key.bytes + intervalSeconds.bigEndianBytes))
        }
        leave(outer)
        return price
    }

    /// Asks a feed for the second of its latest price by a call of its view.
    public func latestTimestamp(at feed: AccountID, key: Hash256) throws(Revert) -> UInt256 {
        let outer = try enter(feed, .view)
        let seconds: UInt256
        if let native = host.priceFeed(at: feed) {
            seconds = try native.latestTimestamp(of: key, in: self)
        } else {
            seconds = try decodedWord(
                try runProgram(at: feed, PriceFeedCall.latestTimestamp + key.bytes))
        }
        leave(outer)
        return seconds
    }

    /// The one word that a call returned.
    /// - Throws: `Revert.empty` when there are fewer bytes, as decoding in Solidity does.
    func decodedWord(_ output: [UInt8]) throws(Revert) -> UInt256 {
        guard output.count >= 32 else { throw .empty }
        return UInt256(bigEndian: output.span.bytes, at: 0)
    }
}

/// Selectors of a feed's functions.
private enum PriceFeedCall {
    static let price = Selector(signature: "getPrice(bytes32)").bytes
    static let twapPrice = Selector(signature: "getTwapPrice(bytes32,uint256)").bytes
    static let latestTimestamp = Selector(signature: "getLatestTimestamp(bytes32)").bytes
}
