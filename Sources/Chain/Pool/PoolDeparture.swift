/// A transaction that a pool no longer has, and why.
public struct PoolDeparture {
    /// What took a transaction out of a pool.
    public enum Cause {
        /// The state's nonce has passed its own: it is in a block, or another one is.
        case nonceUsed
        /// The sender offered more for the same nonce.
        case replaced(by: SubmittedTransaction)
        /// The pool made room, or could no longer use it.
        case evicted(EvictionReason)
        /// It waited behind a gap for too long.
        case expired
        /// The owner of the pool took it back.
        case withdrawn
    }

    /// What has left.
    public let transaction: SubmittedTransaction
    /// Why.
    public let cause: Cause
}

/// Where a pool files a transaction that it takes.
public enum PoolPlace: Hashable, Sendable {
    /// It can be executed in the next block, as far as its nonce goes.
    case pending
    /// It waits for a nonce before its own.
    case queued
}
