import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

extension Mempool {
    /// Takes a transaction in whose form was checked by `AdmissionRules`.
    ///
    /// A transaction that is taken can leave in the same call, when it is over a limit of its account
    /// or of all queues: then it is among the departures.
    /// - Parameters:
    ///   - submitted: the transaction; the pool keeps the object.
    ///   - time: now; never before the time of an earlier call.
    ///   - head: figures of the head.
    ///   - state: the state after the head. Between two resets balances are those of the first one.
    /// - Returns: where it was filed.
    /// - Throws: `PoolRefusal`, with nothing changed.
    /// - Complexity: constant for an account's next nonce; where the pool is full, logarithmic in its
    ///   size beside one pass over it after each reset.
    public mutating func add(
        _ submitted: SubmittedTransaction, at time: SimulatedTime, head: PoolHead,
        state: WorldState
    ) throws(PoolRefusal) -> PoolPlace {
        if clock < time { clock = time }
        let account = state.knownAccount(submitted.sender)
        let stateNonce = account.map { state.nonce(of: $0) } ?? 0
        let balance = account.map { state.balanceWei(of: $0) } ?? .zero
        var row = accounts.find(submitted.sender)
        if let known = row, accounts.rows[known].stateNonce != stateNonce {
            settle(
                known, stateNonce: stateNonce, balanceWei: balance, gasLimit: head.blockGasLimit)
            truncate()
            row = accounts.find(submitted.sender)
        }
        let entry = PooledTransaction(
            submitted, arrival: time, sequence: nextSequence, slotBytes: limits.slotBytes)
        var incumbent = row.flatMap { accounts.rows[$0].index(of: entry.nonce) }
        if let row, let incumbent {
            try checkUnknown(submitted, entry, row: row, at: incumbent)
        }
        try check(
            entry, row: row, incumbent: incumbent, stateNonce: stateNonce, balanceWei: balance,
            gasLimit: head.blockGasLimit)
        if head.nextBaseFeePerGasWei != nextBaseFeePerGasWei {
            nextBaseFeePerGasWei = head.nextBaseFeePerGasWei
            prices.forget()
        }
        if slotCount + entry.slots > limits.globalSlots + limits.globalQueue {
            try makeRoom(for: entry, row: row, incumbent: incumbent, stateNonce: stateNonce)
            row = accounts.find(submitted.sender)
            incumbent = row.flatMap { accounts.rows[$0].index(of: entry.nonce) }
        } else if let row, let incumbent {
            try checkBump(entry, over: accounts.rows[row].entries[incumbent])
        }
        nextSequence += 1
        let target =
            row
            ?? accounts.insert(submitted.sender, stateNonce: stateNonce, heardOf: clock)
        if prices.isBuilt { prices.insert(entry, row: target, nextBaseFeePerGasWei) }
        if let incumbent {
            return replace(target, at: incumbent, with: entry, submitted)
        }
        return file(entry, submitted, in: target)
    }

    /// Whether the pool has another transaction under the nonce, or none.
    private func checkUnknown(
        _ submitted: SubmittedTransaction, _ entry: PooledTransaction, row: Int, at index: Int
    ) throws(PoolRefusal) {
        let old = accounts.rows[row].entries[index]
        // Most that share a nonce differ in their fees, and hashing both is dear.
        if entry.feeCapWei != old.feeCapWei || entry.tipCapWei != old.tipCapWei { return }
        if accounts.rows[row].objects[index].isSame(as: submitted) { throw .alreadyKnown }
    }

    /// What a transaction must satisfy whatever else is in the pool of other senders.
    private func check(
        _ entry: PooledTransaction, row: Int?, incumbent: Int?, stateNonce: UInt64,
        balanceWei: UInt256, gasLimit: UInt64
    ) throws(PoolRefusal) {
        if entry.gasLimit > gasLimit { throw .exceedsBlockGasLimit }
        if entry.nonce < stateNonce {
            throw .nonceTooLow(next: stateNonce, transaction: entry.nonce)
        }
        let cost = entry.costMaxWei
        if balanceWei < cost { throw .insufficientFunds(balanceWei: balanceWei, costWei: cost) }
        guard let row, accounts.rows[row].runCount > 0 else { return }
        let spent = accounts.rows[row].runCost
        var needed = spent
        needed += cost
        if let incumbent, incumbent < accounts.rows[row].runCount {
            let old = accounts.rows[row].entries[incumbent].costMaxWei
            needed -= old
            if needed.exceeds(balanceWei) {
                throw .bumpOverdraft(
                    balanceWei: balanceWei, queuedWei: spent.saturated,
                    bumpWei: Int256(rising: old, to: cost))
            }
        } else if needed.exceeds(balanceWei) {
            throw .overdraft(balanceWei: balanceWei, queuedWei: spent.saturated, costWei: cost)
        }
    }

    /// Whether both fees are raised enough.
    func checkBump(
        _ entry: PooledTransaction, over old: PooledTransaction
    ) throws(PoolRefusal) {
        guard entry.outbids(old, priceBumpPerMille: limits.priceBumpPerMille) else {
            throw .replacementUnderpriced
        }
    }

    private mutating func replace(
        _ row: Int, at index: Int, with entry: PooledTransaction,
        _ submitted: SubmittedTransaction
    ) -> PoolPlace {
        let old = accounts.rows[row].entries[index]
        let isPending = index < accounts.rows[row].runCount
        if isPending {
            accounts.rows[row].runCost += entry.costMaxWei
            accounts.rows[row].runCost -= old.costMaxWei
            accounts.rows[row].heardOf = clock
        }
        book(row, at: index, .replaced(by: submitted))
        accounts.rows[row].replace(entry, submitted, at: index)
        totalCount += 1
        slotCount += entry.slots
        // Room that was made for it can have demoted others.
        truncate()
        return isPending ? .pending : .queued
    }

    private mutating func file(
        _ entry: PooledTransaction, _ submitted: SubmittedTransaction, in row: Int
    ) -> PoolPlace {
        let run = accounts.rows[row].runCount
        if accounts.rows[row].queuedCount == 0 { accounts.rows[row].heardOf = clock }
        let index = accounts.rows[row].place(of: entry.nonce)
        accounts.rows[row].insert(entry, submitted, at: index)
        totalCount += 1
        slotCount += entry.slots
        let isPending = entry.nonce == accounts.rows[row].nextNonce
        if isPending {
            setRun(row, to: accounts.rows[row].fullRunCount())
            accounts.rows[row].heardOf = clock
        }
        precondition(index >= run, "nonce \(entry.nonce) is filed at \(index) of a run of \(run)")
        capQueue(row, from: accounts.rows[row].runCount)
        if accounts.rows[row].entries.isEmpty { accounts.remove(row) }
        truncate()
        return isPending ? .pending : .queued
    }
}

extension Int256 {
    /// The difference of two costs, or the nearest number where it has none.
    fileprivate init(rising old: UInt256, to new: UInt256) {
        let isFall = new < old
        let magnitude = isFall ? old &- new : new &- old
        self = Int256(magnitude: magnitude, isNegative: isFall) ?? (isFall ? .min : .max)
    }
}
