import Chain
import WideIntegers

/// How a sending has ended, as far as the node has shown; a reorg can open it again.
public enum SendingOutcome: Hashable, Sendable {
    /// Included, and the call succeeded.
    case won(block: UInt64)
    /// Included, and the call failed: the race was lost, and the gas is paid.
    case reverted(block: UInt64)
    /// The nonce was used up by one's own cancellation.
    case cancelled(block: UInt64)
    /// The nonce was used by a transaction that this task has not sent.
    case supplanted(block: UInt64)
    /// Not included and no longer looked after.
    case givenUp(GivingUp)
}

/// Why a sending was given up.
public enum GivingUp: Hashable, Sendable {
    /// Nodes do not take it, and no other price or nonce would help.
    case refused(PoolRefusal)
    /// Nodes have lost it as often as it may be sent.
    case lost
    /// It has waited as long as it may.
    case tooLong
    /// It was taken back from builders, who have not included it.
    case withdrawn
    /// An exchange off the chain, which no transaction goes to, does not do it.
    case declined(ExchangeRefusal)
}

/// What sending has cost in native asset: only what was included costs anything.
public struct SendingCosts: Hashable, Sendable {
    /// Fees of calls that have succeeded, in wei.
    public var usefulFeesWei: UInt256 = .zero
    /// Fees of calls that have failed, in wei: the cost of lost races.
    public var wastedFeesWei: UInt256 = .zero
    /// Fees of cancellations, in wei.
    public var cancelFeesWei: UInt256 = .zero
    /// Gas of calls that have failed.
    public var wastedGas: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// All fees, in wei.
    public var totalFeesWei: UInt256 { usefulFeesWei &+ wastedFeesWei &+ cancelFeesWei }

    /// Adds the costs of another sending.
    public static func += (left: inout SendingCosts, right: SendingCosts) {
        left.usefulFeesWei = left.usefulFeesWei &+ right.usefulFeesWei
        left.wastedFeesWei = left.wastedFeesWei &+ right.wastedFeesWei
        left.cancelFeesWei = left.cancelFeesWei &+ right.cancelFeesWei
        left.wastedGas += right.wastedGas
    }
}
