import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What one sender has in a pool: a row by nonce, the executable ones in front.
///
/// The front is the longest run of nonces from the state's on; what comes after a gap waits.
struct PoolAccount {
    private(set) var address: Address
    /// In the order of nonces, none of them twice and none below `stateNonce`.
    private(set) var entries: ContiguousArray<PooledTransaction> = []
    /// The transactions themselves, in the same order.
    private(set) var objects: ContiguousArray<SubmittedTransaction> = []
    /// How many of `entries` can be executed one after the other.
    var runCount = 0
    /// What those cost at most.
    var runCost = CostSum()
    /// The state's nonce when the pool last saw it.
    var stateNonce: UInt64
    /// When the account was last heard of: its queue began, or one was promoted or replaced.
    var heardOf: SimulatedTime
    /// No entry costs more, so that most resets need not look at each.
    var costCapWei = UInt256.zero
    /// No entry has a higher gas limit.
    var gasCap: UInt64 = 0
    /// Neighbours in the order of first arrival.
    var previous = PoolAccountTable.none
    var next = PoolAccountTable.none

    init(address: Address, stateNonce: UInt64, heardOf: SimulatedTime) {
        self.address = address
        self.stateNonce = stateNonce
        self.heardOf = heardOf
    }

    /// Makes an empty row another account's; its memory serves again.
    mutating func begin(address: Address, stateNonce: UInt64, heardOf: SimulatedTime) {
        self.address = address
        self.stateNonce = stateNonce
        self.heardOf = heardOf
        costCapWei = .zero
        gasCap = 0
    }

    // MARK: - Entries

    /// Puts a transaction in its place.
    mutating func insert(
        _ entry: PooledTransaction, _ object: SubmittedTransaction, at index: Int
    ) {
        raiseCaps(to: entry)
        if index == entries.count {
            entries.append(entry)
            objects.append(object)
        } else {
            entries.insert(entry, at: index)
            objects.insert(object, at: index)
        }
    }

    /// Puts a transaction in the place of another of its nonce.
    mutating func replace(
        _ entry: PooledTransaction, _ object: SubmittedTransaction, at index: Int
    ) {
        raiseCaps(to: entry)
        entries[index] = entry
        objects[index] = object
    }

    mutating func remove(at index: Int) {
        entries.remove(at: index)
        objects.remove(at: index)
    }

    /// Takes out the first ones; the run is the caller's business.
    mutating func removeFirst(_ count: Int) {
        if count == entries.count {
            entries.removeAll(keepingCapacity: true)
            objects.removeAll(keepingCapacity: true)
        } else {
            entries.removeFirst(count)
            objects.removeFirst(count)
        }
    }

    mutating func removeLast(_ count: Int) {
        entries.removeLast(count)
        objects.removeLast(count)
    }

    /// Moves an entry forward over ones that have left.
    mutating func move(from index: Int, to earlier: Int) {
        entries[earlier] = entries[index]
        objects[earlier] = objects[index]
    }

    /// Gives back the memory of a row that once was long.
    mutating func shrink() {
        if entries.capacity <= 8 { return }
        entries = []
        objects = []
    }

    // MARK: - Places

    var queuedCount: Int { entries.count - runCount }

    /// The nonce that would lengthen the run.
    var nextNonce: UInt64 { stateNonce + UInt64(runCount) }

    /// Where the transaction of a nonce is.
    func index(of nonce: UInt64) -> Int? {
        let place = place(of: nonce)
        return place < entries.count && entries[place].nonce == nonce ? place : nil
    }

    /// Where the transaction of a nonce is or would go.
    func place(of nonce: UInt64) -> Int {
        if nonce < nextNonce && nonce >= stateNonce { return Int(nonce - stateNonce) }
        var low = nonce < stateNonce ? 0 : runCount
        var high = entries.count
        // Nonces mostly come in order.
        if let last = entries.last, last.nonce < nonce { return high }
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].nonce < nonce { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How long the run is when it takes in all that follows it without a gap.
    func fullRunCount() -> Int {
        var count = runCount
        var nonce = nextNonce
        while count < entries.count && entries[count].nonce == nonce {
            count += 1
            nonce += 1
        }
        return count
    }

    private mutating func raiseCaps(to entry: PooledTransaction) {
        if costCapWei < entry.costMaxWei { costCapWei = entry.costMaxWei }
        if gasCap < entry.gasLimit { gasCap = entry.gasLimit }
    }
}

/// A sum of costs in wei that does not wrap.
struct CostSum: Hashable {
    private(set) var low = UInt256.zero
    /// Times 2^256.
    private(set) var carries: UInt64 = 0

    static func += (sum: inout CostSum, cost: UInt256) {
        let (low, overflow) = sum.low.addingReportingOverflow(cost)
        sum.low = low
        if overflow { sum.carries += 1 }
    }

    /// - Precondition: the sum is not below the cost.
    static func -= (sum: inout CostSum, cost: UInt256) {
        let (low, borrow) = sum.low.subtractingReportingOverflow(cost)
        sum.low = low
        if borrow { sum.carries -= 1 }
    }

    func exceeds(_ balanceWei: UInt256) -> Bool { carries > 0 || low > balanceWei }

    /// The sum, or the largest number where it is passed.
    var saturated: UInt256 { carries > 0 ? .max : low }
}
