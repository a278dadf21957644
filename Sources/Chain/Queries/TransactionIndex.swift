import EthereumPrimitives

/// Where transactions stand, by hash; filled when somebody asks for the first time, since most runs
/// never do.
struct TransactionIndex {
    private var places: [Hash256: (block: UInt64, index: Int)] = [:]
    /// The blocks whose transactions are in it.
    private var indexed: [UInt64: Hash256] = [:]
    private var hasBeenAsked = false

    /// The block's number and the place in it of a transaction with a hash.
    mutating func find(_ hash: Hash256, in store: BlockStore) -> (block: UInt64, index: Int)? {
        hasBeenAsked = true
        var number = store.head.number
        // Blocks come in on top, so that everything below an indexed one is indexed too.
        while number >= max(store.oldestNumber, 1), let block = store.block(number),
            indexed[number] != block.hash
        {
            add(block)
            number -= 1
        }
        return places[hash]
    }

    private mutating func add(_ block: Block) {
        indexed[block.number] = block.hash
        for (index, receipt) in block.receipts.enumerated() {
            places[receipt.transaction.hash] = (block.number, index)
        }
    }

    /// Takes out the transactions of a block that was orphaned or is no longer kept.
    mutating func forget(_ block: Block) {
        guard hasBeenAsked, indexed[block.number] == block.hash else { return }
        indexed[block.number] = nil
        for receipt in block.receipts where places[receipt.transaction.hash]?.block == block.number
        {
            places[receipt.transaction.hash] = nil
        }
    }
}
