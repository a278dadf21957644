/// What becomes of a submitted transaction; at any time exactly one of these.
public enum TransactionFate: Hashable, Sendable {
    /// On its way to a node, or waiting in a pool or queue.
    case pending
    /// In a block of the canonical chain; a reorg makes it pending again.
    case included(blockNumber: UInt64, index: Int)
    /// Its nonce was used by another transaction of its sender.
    case replaced(by: TransactionID?)
    /// Its sender used the nonce for a transaction that does nothing, or took it back.
    case cancelled(by: TransactionID?)
    /// A pool made room, or could no longer use it.
    case evicted(EvictionReason)
    /// It waited longer than a queue, a deadline or a private lane keeps it.
    case expired
    /// The nodes that it reached did not take it.
    case refused(PoolRefusal)
    /// No message that carried it arrived.
    case lost

    /// The names of the fates, for tables.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case included, replaced, cancelled, evicted, expired, refused, lost
        case pending = "still pending"
    }

    /// The fate's name.
    public var kind: Kind {
        switch self {
        case .pending: .pending
        case .included: .included
        case .replaced: .replaced
        case .cancelled: .cancelled
        case .evicted: .evicted
        case .expired: .expired
        case .refused: .refused
        case .lost: .lost
        }
    }
}

/// Why a pool let a transaction go that it had taken.
public enum EvictionReason: String, Hashable, Sendable {
    /// The pool was full, and this one paid least.
    case outbid
    /// The account had more than its share of a full pool.
    case accountShare = "account share"
    /// The sender can no longer pay for it.
    case unpayable
    /// Its gas limit is above the block's.
    case gasLimit = "gas limit"
    /// The pool was emptied: a node's restart, or an outage that drops its queue.
    case emptied
    /// The pool could not take it back after a reorg.
    case notReinjected = "not reinjected"
}
