import EthereumPrimitives
import WideIntegers

/// Why a node does not take a transaction, in the words of geth, which bots search for.
///
/// - Source: go-ethereum, core/txpool/errors.go and validation.go, core/error.go, core/types.
public enum PoolRefusal: Error, Hashable, Sendable {
    /// The node has the same transaction.
    case alreadyKnown
    /// The state's nonce is above the transaction's.
    case nonceTooLow(next: UInt64, transaction: UInt64)
    /// A sequencer that keeps no gaps.
    case nonceTooHigh(next: UInt64, transaction: UInt64)
    /// The nonce is taken in the pool, and this one does not offer enough more on both fees.
    case replacementUnderpriced
    /// The pool is full of transactions that pay at least as much.
    case underpriced
    /// The tip is below what the pool takes.
    case tipBelowMinimum(tipCapWei: UInt256, minimumWei: UInt256)
    /// The balance does not cover gas and value.
    case insufficientFunds(balanceWei: UInt256, costWei: UInt256)
    /// The balance does not cover this beside what the pool already has of the sender.
    case overdraft(balanceWei: UInt256, queuedWei: UInt256, costWei: UInt256)
    /// The balance does not cover the rise over the transaction that it replaces. The rise may be
    /// negative.
    case bumpOverdraft(balanceWei: UInt256, queuedWei: UInt256, bumpWei: Int256)
    /// The gas limit is below what is charged before execution.
    case intrinsicGasTooLow(gasLimit: UInt64, needed: UInt64)
    /// The gas limit is below the floor for call data (EIP-7623).
    case floorGasTooLow(gasLimit: UInt64, needed: UInt64)
    /// The gas limit is above the block's.
    case exceedsBlockGasLimit
    /// The gas limit is above a transaction's (EIP-7825).
    case gasLimitTooHigh(cap: UInt64, gasLimit: UInt64)
    /// The tip is above the fee cap.
    case tipAboveFeeCap
    /// The fee cap is below the base fee, where that is not waited for.
    case feeCapBelowBaseFee(sender: Address, feeCapWei: UInt256, baseFeeWei: UInt256)
    /// No account has signed this.
    case invalidSender(SignatureError?)
    /// Signed for another chain.
    case wrongChainID(have: UInt64, want: UInt64)
    /// Signed for any chain.
    case notReplayProtected
    /// A type that the chain does not have.
    case typeNotSupported(UInt8)
    /// No transaction.
    case undecodable(TransactionRejection)
    /// The pool is full and changes too fast.
    case poolIsFull
    /// The account has as many as it may.
    case accountLimitExceeded(pooled: Int)
    /// A transaction behind a gap would push out one that can be executed.
    case futureReplacesPending
    /// Init code above the limit (EIP-3860).
    case initCodeTooLarge(byteCount: Int, allowed: Int)
    /// The last nonce, which nothing can follow.
    case nonceMax
    /// Larger than a node takes.
    case oversized(byteCount: Int, allowed: Int)
    /// Contracts of this chain are native and stand at its genesis.
    case creationNotSupported
    /// A sequencer's deadline passed before it was executed.
    case deadlineExceeded
    /// The chain has no builders that take private transactions, or the one that was named.
    case privateLaneMissing
    /// The sequencer is down and keeps no queue.
    case sequencerDown
}
