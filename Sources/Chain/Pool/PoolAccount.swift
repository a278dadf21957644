import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What one sender has in a pool: a row by nonce, the executable ones in front.
///
/// The front is the longest run of nonces from the state's on; what comes after a gap waits.
struct PoolAccount {
    let address: Address
    /// In the order of nonces, none of them twice and none below `stateNonce`.
    var entries: ContiguousArray<PooledTransaction> = []
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

    /// Raises the caps to those of an entry that comes in.
    mutating func raiseCaps(to entry: PooledTransaction) {
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
