import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// The transactions that one node knows and that no block has yet, under the rules of geth's pool.
///
/// Each account's transactions stand in a row by nonce: a run from the state's nonce on, which can
/// be executed, and those that wait behind a gap. What leaves is reported by `drainDepartures()`;
/// a newcomer that is refused has changed nothing.
///
/// Two pools that were called alike are alike: no order comes from a `Dictionary` or from an object's
/// place in memory.
/// - Source: go-ethereum, core/txpool/legacypool.
public struct Mempool {
    /// How much the pool takes.
    public let limits: PoolLimits
    /// Transactions that can be executed, as far as nonces go.
    public internal(set) var pendingCount = 0
    /// Slots that all transactions take.
    public internal(set) var slotCount = 0
    var totalCount = 0
    var accounts = PoolAccountTable()
    /// Accounts with more pending transactions than they are sure of.
    var largeAccountCount = 0
    /// Pending transactions that were pushed out since the last reset.
    var changesSinceReset = 0
    var nextBaseFeePerGasWei: UInt256?
    var prices = PriceIndex()
    var departures: [PoolDeparture] = []
    /// The number of the next arrival.
    var nextSequence: UInt64 = 1
    /// The latest moment that the pool was told of.
    var clock = SimulatedTime(micros: 0)

    /// An empty pool.
    public init(limits: PoolLimits) {
        self.limits = limits
    }

    /// Transactions that wait behind a gap.
    public var queuedCount: Int { totalCount - pendingCount }

    /// What has left since this was last asked, in the order in which it left.
    public mutating func drainDepartures() -> [PoolDeparture] {
        if departures.isEmpty { return [] }
        var drained: [PoolDeparture] = []
        swap(&drained, &departures)
        return drained
    }

    // MARK: - The row of one account

    /// Sets how many of an account's transactions are pending; their entries are still there.
    mutating func setRun(_ row: Int, to count: Int) {
        let old = accounts.rows[row].runCount
        if count == old { return }
        if count > old {
            for index in old..<count {
                accounts.rows[row].runCost += accounts.rows[row].entries[index].costMaxWei
            }
        } else if count == 0 {
            accounts.rows[row].runCost = CostSum()
        } else {
            for index in count..<old {
                accounts.rows[row].runCost -= accounts.rows[row].entries[index].costMaxWei
            }
        }
        noteRun(row, from: old, to: count)
    }

    /// Books a run's new length, whose cost is booked already.
    mutating func noteRun(_ row: Int, from old: Int, to count: Int) {
        accounts.rows[row].runCount = count
        pendingCount += count - old
        if old > limits.accountSlots { largeAccountCount -= 1 }
        if count > limits.accountSlots { largeAccountCount += 1 }
    }

    /// Takes one transaction out; those behind a pending one wait from now on.
    ///
    /// The account stays, even when it is empty.
    mutating func takeOut(_ row: Int, at index: Int, _ cause: PoolDeparture.Cause) {
        if index < accounts.rows[row].runCount { setRun(row, to: index) }
        book(row, at: index, cause)
        accounts.rows[row].remove(at: index)
    }

    /// Books the departure of a transaction that is about to leave its account's row.
    mutating func book(_ row: Int, at index: Int, _ cause: PoolDeparture.Cause) {
        totalCount -= 1
        slotCount -= accounts.rows[row].entries[index].slots
        departures.append(
            PoolDeparture(transaction: accounts.rows[row].objects[index], cause: cause))
    }

    /// As `takeOut`, and starts the queue's time when those behind are its first; drops the account
    /// when it is empty.
    /// - Returns: how many are pending no more.
    @discardableResult
    mutating func remove(_ row: Int, at index: Int, _ cause: PoolDeparture.Cause) -> Int {
        let old = accounts.rows[row].runCount
        let hadQueue = accounts.rows[row].queuedCount > 0
        takeOut(row, at: index, cause)
        if !hadQueue { accounts.rows[row].heardOf = clock }
        let left = old - accounts.rows[row].runCount
        if accounts.rows[row].entries.isEmpty { accounts.remove(row) }
        return left
    }
}
