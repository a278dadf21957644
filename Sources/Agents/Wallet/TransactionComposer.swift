import Chain
import EthereumPrimitives
import WideIntegers

/// Makes transactions of the form that a chain has.
///
/// A fork with EIP-1559 gets dynamic fees, an older one, or a chain whose gas is auctioned without
/// base fee, the legacy form with the bid's cap for its price.
public struct TransactionComposer: Hashable, Sendable {
    /// The number that transactions are signed for.
    public let chainID: UInt64
    /// Whether transactions name tip and cap.
    public let hasDynamicFees: Bool
    /// What a pool wants more of a replacement, in thousandths.
    public let bumpPerMille: UInt64
    /// Whether envelopes carry real signatures.
    public let signatures: SignatureMode

    /// The forms of a chain.
    public init(_ settings: ChainSettings) {
        chainID = settings.chainID
        hasDynamicFees = settings.fork >= .london && settings.feeMarket != .auction
        bumpPerMille = settings.pool.priceBumpPerMille
        signatures = settings.signatures
    }

    /// The transaction of an intent under a nonce and for a bid.
    public func transaction(_ intent: CallIntent, nonce: UInt64, bid: GasBid) -> Transaction {
        Transaction(
            envelope: hasDynamicFees
                ? .dynamicFee(maxPriorityFeePerGasWei: bid.tipWei, maxFeePerGasWei: bid.capWei)
                : .legacy(gasPriceWei: bid.capWei),
            chainID: chainID, nonce: nonce, gasLimit: intent.gasLimit,
            recipient: intent.recipient, valueWei: intent.valueWei, data: intent.data)
    }
}

/// Which way a transaction goes to the chain.
public enum SendingWay: Hashable, Sendable {
    /// To a node's pool.
    case publicly
    /// To builders alone; all of them where none is named.
    case privately(builders: [Int]?)
    /// Inside a bundle, which is not sent again.
    case bundled

    /// Whether nodes have it in their pools.
    var isPublic: Bool { self == .publicly }
}
