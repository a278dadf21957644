import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

extension Mempool {
    /// Transactions in all.
    public var count: Int { totalCount }

    /// The nonce that an account's next transaction needs to be executable: the state's, and those
    /// that are pending.
    public func nextNonce(of sender: Address, state: WorldState) -> UInt64 {
        let stateNonce = state.knownAccount(sender).map { state.nonce(of: $0) } ?? 0
        guard let row = accounts.find(sender) else { return stateNonce }
        return max(stateNonce, accounts.rows[row].nextNonce)
    }

    /// What the pool has under a sender and a nonce.
    public func transaction(of sender: Address, nonce: UInt64) -> SubmittedTransaction? {
        guard let row = accounts.find(sender), let index = accounts.rows[row].index(of: nonce)
        else { return nil }
        return accounts.rows[row].objects[index]
    }

    /// An account's executable transactions by nonce.
    public func pending(of sender: Address) -> [SubmittedTransaction] {
        guard let row = accounts.find(sender) else { return [] }
        return Array(accounts.rows[row].objects.prefix(accounts.rows[row].runCount))
    }

    /// An account's waiting transactions by nonce.
    public func queued(of sender: Address) -> [SubmittedTransaction] {
        guard let row = accounts.find(sender) else { return [] }
        return Array(accounts.rows[row].objects.dropFirst(accounts.rows[row].runCount))
    }

    /// The accounts that have transactions here, in the order of their first arrival; one that had
    /// none for a while begins anew.
    public var senders: [Address] {
        var senders: [Address] = []
        senders.reserveCapacity(accounts.count)
        var row = accounts.first
        while row != PoolAccountTable.none {
            senders.append(accounts.rows[row].address)
            row = accounts.rows[row].next
        }
        return senders
    }

    /// Whether the pool has this transaction, be it as another submission.
    public func contains(_ submitted: SubmittedTransaction) -> Bool {
        place(of: submitted) != nil
    }

    /// When the pool took this transaction.
    public func arrival(of submitted: SubmittedTransaction) -> SimulatedTime? {
        place(of: submitted).map { accounts.rows[$0.row].entries[$0.index].arrival }
    }

    private func place(of submitted: SubmittedTransaction) -> (row: Int, index: Int)? {
        guard let row = accounts.find(submitted.sender),
            let index = accounts.rows[row].index(of: submitted.transaction.nonce)
        else { return nil }
        let pooled = accounts.rows[row].objects[index]
        guard pooled === submitted || pooled.isSame(as: submitted) else { return nil }
        return (row, index)
    }

    // MARK: - Taking out

    /// Takes a transaction out, by default because its owner takes it back; those behind it wait.
    /// - Returns: whether it was there.
    @discardableResult
    public mutating func remove(
        _ submitted: SubmittedTransaction, because cause: PoolDeparture.Cause = .withdrawn
    ) -> Bool {
        guard let place = place(of: submitted) else { return false }
        remove(place.row, at: place.index, cause)
        truncate()
        return true
    }

    /// Drops the queues of accounts that were not heard of for longer than a queue is kept.
    public mutating func expireQueued(at time: SimulatedTime) {
        if clock < time { clock = time }
        if queuedCount == 0 { return }
        var row = accounts.first
        while row != PoolAccountTable.none {
            let next = accounts.rows[row].next
            let silence = time.micros(since: accounts.rows[row].heardOf)
            if accounts.rows[row].queuedCount > 0 && silence > limits.queuedLifetimeMicros {
                dropQueue(row, .expired)
            }
            row = next
        }
    }

    /// Drops everything, as a restart without a journal does.
    public mutating func removeAll() {
        var row = accounts.first
        while row != PoolAccountTable.none {
            for index in accounts.rows[row].entries.indices {
                book(row, at: index, .evicted(.emptied))
            }
            row = accounts.rows[row].next
        }
        accounts.removeAll()
        prices.forget()
        pendingCount = 0
        largeAccountCount = 0
        changesSinceReset = 0
    }
}
