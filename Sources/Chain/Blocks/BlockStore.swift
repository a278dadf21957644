import EthereumPrimitives

/// The blocks that can still be looked up: the last of the canonical chain, and orphans.
struct BlockStore {
    private let capacity: Int
    /// Canonical blocks in order, from the oldest that is kept.
    private var canonical: [Block]
    /// Places before this one hold blocks that were given up.
    private var start = 0
    /// Orphans, the oldest first.
    private var orphans: [Block] = []
    private var byHash: [Hash256: Block]
    /// Block 0, which is always kept.
    let genesis: Block

    init(genesis: Block, capacity: Int) {
        self.genesis = genesis
        self.capacity = max(capacity, 1)
        canonical = [genesis]
        byHash = [genesis.hash: genesis]
    }

    var head: Block { canonical[canonical.count - 1] }
    /// The oldest block beside the genesis that can be looked up.
    var oldestNumber: UInt64 { canonical[start].number }

    /// Adds a block on top; gives the canonical one that is too old now, if there is any.
    mutating func append(_ block: Block) -> Block? {
        canonical.append(block)
        byHash[block.hash] = block
        guard canonical.count - start > capacity + 1 else { return nil }
        let old = canonical[start]
        // Its place is given back later, the block itself at once.
        canonical[start] = genesis
        start += 1
        // Places are given back in large pieces, so that a block costs constant time.
        if start > 64 {
            canonical.removeFirst(start)
            start = 0
        }
        if old !== genesis { byHash[old.hash] = nil }
        return old
    }

    /// Takes blocks off the top; they become orphans. The last comes first.
    mutating func orphan(_ count: Int) -> [Block] {
        precondition(count < canonical.count - start, "\(count) of \(canonical.count) blocks")
        var removed: [Block] = []
        for _ in 0..<count {
            let block = canonical.removeLast()
            removed.append(block)
            orphans.append(block)
        }
        while orphans.count > capacity { byHash[orphans.removeFirst().hash] = nil }
        return removed
    }

    /// The canonical block at a height, if it is kept.
    func block(_ number: UInt64) -> Block? {
        if number == 0 { return genesis }
        let oldest = canonical[start].number
        guard number >= oldest && number <= head.number else { return nil }
        return canonical[start + Int(number - oldest)]
    }

    /// A block that is kept, canonical or not.
    func block(_ hash: Hash256) -> Block? { byHash[hash] }

    func isCanonical(_ block: Block) -> Bool { self.block(block.number) === block }

    /// The last canonical block among one and those before it; nil when they are not kept.
    func canonicalAncestor(of block: Block) -> Block? {
        var at = block
        while !isCanonical(at) {
            guard let parent = byHash[at.header.parentHash] else { return nil }
            at = parent
        }
        return at
    }
}
