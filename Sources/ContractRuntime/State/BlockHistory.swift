import EthereumPrimitives
import WideIntegers

/// What a sealed block has changed, by which it can be opened again and undone.
struct SealedBlock {
    var journal: ContiguousArray<JournalEntry>
    let allocations: ContiguousArray<Allocation>
    /// Addresses known when the block began.
    let addressesBefore: Int
    let digestBefore: Hash256
}

/// The sealed blocks that can still be undone or read, in a ring of fixed capacity.
struct BlockHistory {
    let capacity: Int
    private var blocks: [SealedBlock] = []
    /// Blocks sealed since the state was made, those that were undone taken off.
    private(set) var sealedCount: UInt64 = 0
    /// The oldest block's place.
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

    /// Counts a block that cannot be undone; those before it are not kept either.
    mutating func appendFinal() {
        sealedCount += 1
        blocks.removeAll()
        start = 0
    }

    /// The block that was sealed `depth` blocks ago, 0 for the last.
    subscript(depth depth: Int) -> SealedBlock { blocks[place(depth)] }

    /// Exchanges a block's old values with the words.
    mutating func trade(
        depth: Int, with words: inout PlainRow<UInt256>, backward: Bool
    ) {
        blocks[place(depth)].journal.trade(with: &words, backward: backward)
    }

    private func place(_ depth: Int) -> Int {
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
