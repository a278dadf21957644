import EthereumPrimitives

/// Transactions that a builder includes all together and in order, or not at all.
///
/// - Source: Flashbots, eth_sendBundle.
public struct Bundle {
    /// One transaction of a bundle.
    public enum Item {
        /// The searcher's own, signed.
        case raw([UInt8])
        /// The searcher's own, where signatures are elided.
        case elided(Transaction, sender: Address)
        /// Somebody's that the searcher has seen in a pool.
        case seen(SubmittedTransaction)
    }

    /// In the order of execution.
    public var items: [Item]
    /// The first block that may have it; nil for any.
    public var firstBlock: UInt64?
    /// The last block that may have it; nil for as long as builders keep bundles.
    public var lastBlock: UInt64?
    /// Places of items that may fail.
    public var mayRevert: [Int]

    /// A bundle; no item may fail unless said so.
    public init(
        _ items: [Item], firstBlock: UInt64? = nil, lastBlock: UInt64? = nil,
        mayRevert: [Int] = []
    ) {
        self.items = items
        self.firstBlock = firstBlock
        self.lastBlock = lastBlock
        self.mayRevert = mayRevert
    }
}

/// A bundle as a builder has it.
struct PooledBundle {
    let transactions: [SubmittedTransaction]
    let blocks: ClosedRange<UInt64>
    let mayRevert: [Int]
}

/// What one builder was sent that nobody else sees.
struct PrivateLane {
    /// A transaction that is kept up to some block.
    struct Entry {
        let transaction: SubmittedTransaction
        let lastBlock: UInt64
    }

    var entries: [Entry] = []
    var bundles: [PooledBundle] = []

    /// Takes everything out; a transaction comes once for each place that it had.
    mutating func removeAll() -> [SubmittedTransaction] {
        let all = entries.map(\.transaction) + bundles.flatMap(\.transactions)
        entries = []
        bundles = []
        return all
    }

    /// Takes out what can no longer be included: its block has passed, or a nonce was used.
    ///
    /// - Parameters:
    ///   - number: the next block.
    ///   - isUsed: whether the nonce of a transaction was used.
    /// - Returns: the transactions that have left, each with the word whether it was its time.
    mutating func prune(
        before number: UInt64, isUsed: (SubmittedTransaction) -> Bool
    ) -> [(transaction: SubmittedTransaction, hasExpired: Bool)] {
        var gone: [(transaction: SubmittedTransaction, hasExpired: Bool)] = []
        entries.removeAll { entry in
            let used = isUsed(entry.transaction)
            guard used || entry.lastBlock < number else { return false }
            gone.append((entry.transaction, !used))
            return true
        }
        bundles.removeAll { bundle in
            let used = bundle.transactions.contains(where: isUsed)
            guard used || bundle.blocks.upperBound < number else { return false }
            gone += bundle.transactions.map { ($0, !isUsed($0)) }
            return true
        }
        return gone
    }
}
