import EthereumPrimitives
import WideIntegers

/// A price feed as Perpetual Protocol v1's contracts call it; prices have 18 decimals.
///
/// The callee's frame must have been entered.
public protocol PriceFeedInterface: Contract {
    /// The latest price.
    func price(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256
    /// The average over an interval up to now.
    func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256
}
