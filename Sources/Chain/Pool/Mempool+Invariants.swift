import EthereumPrimitives
import SimulationKernel

extension Mempool {
    /// Walks through the whole pool and tells what does not hold in its books.
    ///
    /// - P1 in each row nonces rise and none is below the state's;
    /// - P2 the run is the longest one from the state's nonce on;
    /// - P3 an account has transactions, and its address leads to it;
    /// - P4 the run's cost is the sum of its transactions' costs, and the caps are not passed;
    /// - P5 the counts of pending, queued, slots and large accounts are those of the rows;
    /// - P6 no more slots are taken and no more queued than the limits say, and pending ones above
    ///   the limit belong to accounts within theirs.
    ///
    /// - Returns: each broken statement with its figures; empty when all hold.
    public func checkInvariants() -> [String] {
        var broken: [String] = []
        var pending = 0
        var total = 0
        var slots = 0
        var large = 0
        var visited = 0
        var row = accounts.first
        while row != PoolAccountTable.none {
            let account = accounts.rows[row]
            broken += brokenInvariants(of: account, row: row)
            pending += account.runCount
            total += account.entries.count
            slots += account.entries.reduce(0) { $0 + $1.slots }
            if account.runCount > limits.accountSlots { large += 1 }
            visited += 1
            row = account.next
        }
        func expect(_ label: String, _ booked: Int, _ found: Int) {
            if booked != found { broken.append("\(label) \(booked), found \(found)") }
        }
        expect("P3 accounts", accounts.count, visited)
        expect("P5 pending", pendingCount, pending)
        expect("P5 queued", queuedCount, total - pending)
        expect("P5 slots", slotCount, slots)
        expect("P5 large accounts", largeAccountCount, large)
        if slotCount > limits.globalSlots + limits.globalQueue {
            broken.append("P6 \(slotCount) slots")
        }
        if queuedCount > limits.globalQueue { broken.append("P6 \(queuedCount) queued") }
        if pendingCount > limits.globalSlots && large > 0 {
            broken.append("P6 \(pendingCount) pending, of \(large) accounts beyond their share")
        }
        return broken
    }

    private func brokenInvariants(of account: PoolAccount, row: Int) -> [String] {
        var broken: [String] = []
        var cost = CostSum()
        for (index, entry) in account.entries.enumerated() {
            if entry.nonce < account.stateNonce
                || (index > 0 && account.entries[index - 1].nonce >= entry.nonce)
            {
                broken.append("P1 nonce \(entry.nonce) at \(index)")
            }
            if index < account.runCount {
                cost += entry.costMaxWei
                if entry.nonce != account.stateNonce + UInt64(index) {
                    broken.append("P2 nonce \(entry.nonce) in the run at \(index)")
                }
            }
            if entry.costMaxWei > account.costCapWei || entry.gasLimit > account.gasCap {
                broken.append("P4 caps below nonce \(entry.nonce)")
            }
        }
        if account.fullRunCount() != account.runCount {
            broken.append("P2 run of \(account.runCount), could be \(account.fullRunCount())")
        }
        if account.entries.isEmpty { broken.append("P3 \(account.address) is empty") }
        if accounts.find(account.address) != row { broken.append("P3 \(account.address) is lost") }
        if cost != account.runCost { broken.append("P4 cost \(account.runCost), found \(cost)") }
        return broken
    }
}
