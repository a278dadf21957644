import HeapModule
import SimulationKernel
import WideIntegers

extension Mempool {
    /// The executable transactions in the order in which a block takes them.
    ///
    /// Of each account the next nonce competes; the best effective tip goes first, ties by arrival
    /// in this pool and then by the submission's number. An account whose next transaction pays less
    /// than the base fee, or arrived after the cutoff, is left out with all that follows.
    /// - Parameters:
    ///   - baseFee: of the block, in wei per gas; nil where gas prices count.
    ///   - cutoff: the last moment whose arrivals the block's producer has seen.
    public func candidates(
        baseFeePerGasWei baseFee: UInt256?, arrivedBy cutoff: SimulatedTime
    ) -> PriorityOrder {
        PriorityOrder(accounts, baseFeePerGasWei: baseFee, arrivedBy: cutoff)
    }
}

/// A pool's executable transactions, the best first.
///
/// Whoever builds a block asks for `next()` and then says `advance()` when it was taken, or
/// `dropAccount()` when it was not; until then the answer stays the same. The order is of the pool as
/// it was; the pool should not be changed while one is kept, since its rows would be copied.
public struct PriorityOrder {
    /// The next transaction of an account. The greatest one is the best.
    private struct Key: Comparable {
        let effectivePriceWei: UInt256
        let arrival: SimulatedTime
        let id: TransactionID
        let row: Int32
        let index: Int32

        static func < (left: Key, right: Key) -> Bool {
            if left.effectivePriceWei != right.effectivePriceWei {
                return left.effectivePriceWei < right.effectivePriceWei
            }
            if left.arrival != right.arrival { return left.arrival > right.arrival }
            return left.id > right.id
        }
    }

    private let rows: ContiguousArray<PoolAccount>
    private let baseFeePerGasWei: UInt256?
    private let cutoff: SimulatedTime
    private var heap: Heap<Key>

    fileprivate init(
        _ accounts: PoolAccountTable, baseFeePerGasWei: UInt256?, arrivedBy cutoff: SimulatedTime
    ) {
        rows = accounts.rows
        self.baseFeePerGasWei = baseFeePerGasWei
        self.cutoff = cutoff
        heap = Heap()
        var keys: [Key] = []
        keys.reserveCapacity(accounts.count)
        var row = accounts.first
        while row != PoolAccountTable.none {
            if let key = key(row: row, index: 0) { keys.append(key) }
            row = rows[row].next
        }
        heap = Heap(keys)
    }

    /// The best transaction that is left; nil when none is.
    public func next() -> SubmittedTransaction? {
        heap.max.map { rows[Int($0.row)].objects[Int($0.index)] }
    }

    /// Takes the best one off; the next nonce of its account joins.
    public mutating func advance() {
        guard let best = heap.max else { return }
        if let key = key(row: Int(best.row), index: Int(best.index) + 1) {
            heap.replaceMax(with: key)
        } else {
            heap.removeMax()
        }
    }

    /// Takes the best one off, and all others of its account with it.
    public mutating func dropAccount() {
        _ = heap.popMax()
    }

    private func key(row: Int, index: Int) -> Key? {
        guard index < rows[row].runCount else { return nil }
        let arrival = rows[row].entries[index].arrival
        let feeCap = rows[row].entries[index].feeCapWei
        if arrival > cutoff { return nil }
        if let baseFeePerGasWei, feeCap < baseFeePerGasWei { return nil }
        return Key(
            effectivePriceWei: rows[row].entries[index].effectivePriceWei(
                baseFeePerGasWei: baseFeePerGasWei),
            arrival: arrival, id: rows[row].objects[index].id,
            row: Int32(truncatingIfNeeded: row), index: Int32(truncatingIfNeeded: index))
    }
}
