import WideIntegers

/// Why a transaction cannot stand at a place of a block; nothing is charged for it there.
public enum InclusionFailure: Error, Hashable, Sendable {
    /// The sender has used the nonce.
    case nonceTooLow(next: UInt64)
    /// The sender has to use other nonces first.
    case nonceTooHigh(next: UInt64)
    /// The fee cap is below the base fee.
    case feeCapBelowBaseFee
    /// The sender cannot pay for all gas and the value.
    case insufficientFunds(balanceWei: UInt256)
    /// The gas limit is above what the block has left.
    case gasLimitReached(left: UInt64)
}
