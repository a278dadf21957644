import HeapModule
import WideIntegers

/// The pool's transactions by what they pay, the cheapest first; made only while the pool is full.
///
/// Entries that have left stay in the heap until they come up: whoever takes one looks whether its
/// number is still in the pool.
struct PriceIndex {
    /// A transaction's rank. The lesser one goes first when room is made.
    struct Key: Comparable {
        let effectivePriceWei: UInt256
        let feeCapWei: UInt256
        let tipCapWei: UInt256
        let nonce: UInt64
        let sequence: UInt64
        let row: Int

        init(_ entry: PooledTransaction, row: Int, _ baseFeePerGasWei: UInt256?) {
            effectivePriceWei = entry.effectivePriceWei(baseFeePerGasWei: baseFeePerGasWei)
            feeCapWei = entry.feeCapWei
            tipCapWei = entry.tipCapWei
            nonce = entry.nonce
            sequence = entry.sequence
            self.row = row
        }

        /// Whether it pays less at the next base fee, or could pay less later.
        func isCheaper(than other: Key) -> Bool {
            if effectivePriceWei != other.effectivePriceWei {
                return effectivePriceWei < other.effectivePriceWei
            }
            if feeCapWei != other.feeCapWei { return feeCapWei < other.feeCapWei }
            return tipCapWei < other.tipCapWei
        }

        static func < (left: Key, right: Key) -> Bool {
            if left.isCheaper(than: right) { return true }
            if right.isCheaper(than: left) { return false }
            if left.nonce != right.nonce { return left.nonce > right.nonce }
            return left.sequence > right.sequence
        }
    }

    private var heap = Heap<Key>()
    private(set) var isBuilt = false

    var count: Int { heap.count }

    var cheapest: Key? { heap.min }

    /// Ranks all transactions of a pool anew.
    mutating func build(_ accounts: PoolAccountTable, _ baseFeePerGasWei: UInt256?) {
        var keys: [Key] = []
        var row = accounts.first
        while row != PoolAccountTable.none {
            for index in accounts.rows[row].entries.indices {
                keys.append(Key(accounts.rows[row].entries[index], row: row, baseFeePerGasWei))
            }
            row = accounts.rows[row].next
        }
        heap = Heap(keys)
        isBuilt = true
    }

    mutating func insert(_ entry: PooledTransaction, row: Int, _ baseFeePerGasWei: UInt256?) {
        heap.insert(Key(entry, row: row, baseFeePerGasWei))
    }

    mutating func insert(_ keys: [Key]) {
        for key in keys { heap.insert(key) }
    }

    mutating func popCheapest() -> Key? { heap.popMin() }

    /// Drops all ranks: the base fee has changed.
    mutating func forget() {
        if !isBuilt { return }
        heap = Heap()
        isBuilt = false
    }
}
