import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

extension Mempool {
    /// Brings the pool up to a new head.
    ///
    /// Used nonces are forgotten; transactions that alone cost more than the balance, or want more gas
    /// than a block has, are evicted, and those behind them wait; what has become executable is
    /// promoted; then the limits of all accounts together are enforced.
    /// - Parameters:
    ///   - head: figures of the new head.
    ///   - state: the state after it.
    ///   - time: now.
    /// - Complexity: a few comparisons for each account, and the length of a row that changes.
    public mutating func reset(head: PoolHead, state: WorldState, at time: SimulatedTime) {
        if clock < time { clock = time }
        var row = accounts.first
        while row != PoolAccountTable.none {
            let next = accounts.rows[row].next
            let account = state.knownAccount(accounts.rows[row].address)
            settle(
                row, stateNonce: account.map { state.nonce(of: $0) } ?? 0,
                balanceWei: account.map { state.balanceWei(of: $0) } ?? .zero,
                gasLimit: head.blockGasLimit)
            row = next
        }
        nextBaseFeePerGasWei = head.nextBaseFeePerGasWei
        prices.forget()
        truncate()
        changesSinceReset = 0
    }

    /// Brings one account up to the state; it is gone when nothing of it is left.
    mutating func settle(
        _ row: Int, stateNonce: UInt64, balanceWei: UInt256, gasLimit: UInt64
    ) {
        let hadQueue = accounts.rows[row].queuedCount > 0
        forgetUsed(row, below: stateNonce)
        accounts.rows[row].stateNonce = stateNonce
        if accounts.rows[row].entries.isEmpty {
            accounts.remove(row)
            return
        }
        // Where those begin that were queued before: the account's limit is for them, and those that
        // are demoted now come on top until the next time.
        var queueStart = accounts.rows[row].runCount
        // A reorg can give nonces back, which leaves a gap before the run.
        if accounts.rows[row].entries[0].nonce != stateNonce { setRun(row, to: 0) }
        if accounts.rows[row].costCapWei > balanceWei || accounts.rows[row].gasCap > gasLimit {
            queueStart -= evictUnusable(
                row, balanceWei: balanceWei, gasLimit: gasLimit, before: queueStart)
        }
        let run = accounts.rows[row].fullRunCount()
        setRun(row, to: run)
        if run > queueStart || !hadQueue { accounts.rows[row].heardOf = clock }
        capQueue(row, from: max(queueStart, run))
        if accounts.rows[row].entries.isEmpty { accounts.remove(row) }
    }

    /// Takes out what is below the state's nonce.
    private mutating func forgetUsed(_ row: Int, below stateNonce: UInt64) {
        let count = accounts.rows[row].entries.count
        var used = 0
        while used < count && accounts.rows[row].entries[used].nonce < stateNonce { used += 1 }
        if used == 0 { return }
        let run = accounts.rows[row].runCount
        let usedRun = min(used, run)
        if usedRun == run { accounts.rows[row].runCost = CostSum() }
        for index in 0..<used {
            if usedRun < run {
                accounts.rows[row].runCost -= accounts.rows[row].entries[index].costMaxWei
            }
            book(row, at: index, .nonceUsed)
        }
        noteRun(row, from: run, to: run - usedRun)
        accounts.rows[row].removeFirst(used)
    }

    /// Evicts what costs more than the balance or wants more gas than a block has.
    /// - Returns: how many of them stood before `place`.
    private mutating func evictUnusable(
        _ row: Int, balanceWei: UInt256, gasLimit: UInt64, before place: Int
    ) -> Int {
        accounts.rows[row].costCapWei = min(accounts.rows[row].costCapWei, balanceWei)
        accounts.rows[row].gasCap = min(accounts.rows[row].gasCap, gasLimit)
        var evictedBefore = 0
        var kept = 0
        for index in accounts.rows[row].entries.indices {
            let entry = accounts.rows[row].entries[index]
            if entry.gasLimit <= gasLimit && entry.costMaxWei <= balanceWei {
                if kept < index { accounts.rows[row].move(from: index, to: kept) }
                kept += 1
                continue
            }
            // The run ends before the first that goes; it is booked while all are in their places.
            if index < accounts.rows[row].runCount { setRun(row, to: index) }
            if index < place { evictedBefore += 1 }
            book(
                row, at: index, .evicted(entry.gasLimit > gasLimit ? .gasLimit : .unpayable))
        }
        accounts.rows[row].removeLast(accounts.rows[row].entries.count - kept)
        return evictedBefore
    }
}
