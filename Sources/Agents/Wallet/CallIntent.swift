import EthereumPrimitives
import WideIntegers

/// What a transaction is to do, without nonce and price.
public struct CallIntent: Hashable, Sendable {
    /// Whom to call.
    public var recipient: Address
    /// Native asset that goes along, in wei.
    public var valueWei: UInt256
    /// Call data.
    public var data: [UInt8]
    /// The most gas that it may use.
    public var gasLimit: UInt64

    /// An intent from its parts.
    public init(
        to recipient: Address, valueWei: UInt256 = .zero, data: [UInt8] = [], gasLimit: UInt64
    ) {
        self.recipient = recipient
        self.valueWei = valueWei
        self.data = data
        self.gasLimit = gasLimit
    }

    /// Nothing, sent to the sender itself: what uses up a nonce at the least gas.
    public static func cancellation(of sender: Address) -> CallIntent {
        CallIntent(to: sender, gasLimit: 21_000)
    }
}
