import SimulationKernel
import WideIntegers

extension Mempool {
    /// Evicts the cheapest transactions so that a newcomer has room.
    ///
    /// All reasons to refuse are looked for first.
    /// - Throws: `PoolRefusal`, with nothing changed.
    mutating func makeRoom(
        for entry: PooledTransaction, row: Int?, incumbent: Int?, stateNonce: UInt64
    ) throws(PoolRefusal) {
        if !prices.isBuilt || prices.count > 2 * totalCount + 64 {
            prices.build(accounts, nextBaseFeePerGasWei)
        }
        while let key = prices.cheapest, index(of: key) == nil { _ = prices.popCheapest() }
        let rank = PriceIndex.Key(entry, row: PoolAccountTable.none, nextBaseFeePerGasWei)
        if let cheapest = prices.cheapest, !cheapest.isCheaper(than: rank) { throw .underpriced }
        if changesSinceReset > limits.globalSlots / 4 { throw .poolIsFull }
        let victims = try takeCheapest(
            slots: slotCount + entry.slots - limits.globalSlots - limits.globalQueue)
        do throws(PoolRefusal) {
            let isFuture = !isExecutable(nonce: entry.nonce, row: row, stateNonce: stateNonce)
            if isFuture && victims.contains(where: isPending) { throw .futureReplacesPending }
            if let row, let incumbent {
                let old = accounts.rows[row].entries[incumbent]
                // One that is itself the cheapest is evicted and not replaced.
                if !victims.contains(where: { $0.sequence == old.sequence }) {
                    try checkBump(entry, over: old)
                }
            }
        } catch {
            prices.insert(victims)
            throw error
        }
        for victim in victims {
            guard let index = index(of: victim) else { continue }
            changesSinceReset += remove(victim.row, at: index, .evicted(.outbid))
        }
    }

    /// Takes the ranks of the cheapest transactions that free a number of slots.
    private mutating func takeCheapest(slots: Int) throws(PoolRefusal) -> [PriceIndex.Key] {
        var victims: [PriceIndex.Key] = []
        var missing = slots
        while missing > 0 {
            guard let key = prices.popCheapest() else {
                prices.insert(victims)
                throw .poolIsFull
            }
            guard let index = index(of: key) else { continue }
            victims.append(key)
            missing -= accounts.rows[key.row].entries[index].slots
        }
        return victims
    }

    /// Where a ranked transaction is in its row, if it is still there.
    private func index(of key: PriceIndex.Key) -> Int? {
        guard let index = accounts.rows[key.row].index(of: key.nonce),
            accounts.rows[key.row].entries[index].sequence == key.sequence
        else { return nil }
        return index
    }

    private func isPending(_ key: PriceIndex.Key) -> Bool {
        guard let index = index(of: key) else { return false }
        return index < accounts.rows[key.row].runCount
    }

    /// Whether a nonce is in the account's run or would lengthen it.
    private func isExecutable(nonce: UInt64, row: Int?, stateNonce: UInt64) -> Bool {
        guard let row else { return nonce == stateNonce }
        return nonce <= accounts.rows[row].nextNonce
    }

    // MARK: - Limits of accounts and queues

    /// Evicts from the highest nonce until no more than the account's limit stand from `start` on.
    mutating func capQueue(_ row: Int, from start: Int) {
        while accounts.rows[row].entries.count - start > limits.accountQueue {
            takeOut(row, at: accounts.rows[row].entries.count - 1, .evicted(.accountShare))
        }
    }

    /// Brings all accounts together back under the limits.
    mutating func truncate() {
        if pendingCount > limits.globalSlots && largeAccountCount > 0 { truncatePending() }
        if queuedCount > limits.globalQueue { truncateQueue() }
    }

    /// Takes the highest nonces from the accounts with most pending transactions, in rounds, until
    /// all are at their limit or the pool is at its own.
    /// - Source: go-ethereum, core/txpool/legacypool, truncatePending.
    private mutating func truncatePending() {
        let order = largeAccounts()
        var offenders: [Int] = []
        for row in order {
            if pendingCount <= limits.globalSlots { break }
            offenders.append(row)
            if offenders.count < 2 { continue }
            let bound = accounts.rows[row].runCount
            let others = offenders.dropLast()
            while pendingCount > limits.globalSlots
                && accounts.rows[offenders[offenders.count - 2]].runCount > bound
            {
                for other in others { dropLastPending(other) }
            }
        }
        while pendingCount > limits.globalSlots, let last = offenders.last,
            accounts.rows[last].runCount > limits.accountSlots
        {
            for row in offenders { dropLastPending(row) }
        }
        for row in offenders where accounts.rows[row].entries.isEmpty { accounts.remove(row) }
    }

    private mutating func dropLastPending(_ row: Int) {
        takeOut(row, at: accounts.rows[row].runCount - 1, .evicted(.accountShare))
    }

    /// Accounts above their limit, those with most pending transactions first, ties by arrival.
    private func largeAccounts() -> [Int] {
        var found: [(row: Int, count: Int, order: Int)] = []
        var row = accounts.first
        while row != PoolAccountTable.none {
            let count = accounts.rows[row].runCount
            if count > limits.accountSlots { found.append((row, count, found.count)) }
            row = accounts.rows[row].next
        }
        found.sort { ($1.count, $0.order) < ($0.count, $1.order) }
        return found.map(\.row)
    }

    /// Takes queued transactions from the accounts that were not heard of for longest: whole queues
    /// that are not more than what is too much, of the last one the highest nonces.
    /// - Source: go-ethereum, core/txpool/legacypool, truncateQueue.
    private mutating func truncateQueue() {
        while queuedCount > limits.globalQueue, let row = longestSilent() {
            let excess = queuedCount - limits.globalQueue
            if accounts.rows[row].queuedCount <= excess {
                dropQueue(row, .evicted(.accountShare))
            } else {
                for _ in 0..<excess {
                    takeOut(
                        row, at: accounts.rows[row].entries.count - 1, .evicted(.accountShare))
                }
            }
        }
    }

    /// Takes out all that an account has queued, by nonce; the account too when nothing is left.
    mutating func dropQueue(_ row: Int, _ cause: PoolDeparture.Cause) {
        let run = accounts.rows[row].runCount
        for index in run..<accounts.rows[row].entries.count {
            book(row, at: index, cause)
        }
        accounts.rows[row].removeLast(accounts.rows[row].entries.count - run)
        if run == 0 { accounts.remove(row) }
    }

    /// The account with a queue that was heard of before all others, ties by arrival.
    private func longestSilent() -> Int? {
        var found: Int?
        var earliest = SimulatedTime(micros: .max)
        var row = accounts.first
        while row != PoolAccountTable.none {
            if accounts.rows[row].queuedCount > 0
                && (found == nil || accounts.rows[row].heardOf < earliest)
            {
                found = row
                earliest = accounts.rows[row].heardOf
            }
            row = accounts.rows[row].next
        }
        return found
    }
}
