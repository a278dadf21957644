import EthereumPrimitives

/// The journal of a sealed block, by which it can be undone.
struct SealedBlock {
    var journal: ContiguousArray<JournalEntry>
    let allocationsBefore: Int
    let addressesBefore: Int
    let digestBefore: Hash256
}

/// The sealed blocks that can still be undone or read, in a ring of fixed capacity.
struct BlockHistory {
    let capacity: Int
    private(set) var blocks: [SealedBlock] = []
    /// Blocks sealed since the state was made, those that were undone taken off.
    private(set) var sealedCount: UInt64 = 0
    private var start = 0

    init(capacity: Int) {
        precondition(capacity >= 0, "history of \(capacity) blocks")
        self.capacity = capacity
    }

    /// How many blocks are kept.
    var count: Int { blocks.count }

    mutating func append(_ block: SealedBlock) {
        sealedCount += 1
        guard capacity > 0 else { return }
        if blocks.count < capacity {
            blocks.append(block)
        } else {
            blocks[start] = block
            start = (start + 1) % capacity
        }
    }

    /// The block that was sealed `depth` blocks ago, 0 for the last.
    subscript(depth depth: Int) -> SealedBlock {
        get { blocks[position(depth)] }
        set { blocks[position(depth)] = newValue }
    }

    private func position(_ depth: Int) -> Int {
        (start + blocks.count - 1 - depth) % blocks.count
    }

    mutating func removeLast() -> SealedBlock? {
        guard !blocks.isEmpty else { return nil }
        if start != 0 {
            blocks = Array(blocks[start...] + blocks[..<start])
            start = 0
        }
        sealedCount -= 1
        return blocks.removeLast()
    }
}
