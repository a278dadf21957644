import EthereumPrimitives
import WideIntegers

/// A block that is no longer kept, or not sealed yet.
public struct BlockNotKept: Error, Hashable, Sendable, CustomStringConvertible {
    /// How many blocks back it was asked for.
    public let depth: Int
    /// How many are kept.
    public let kept: Int

    /// The failure for a depth.
    public init(depth: Int, kept: Int) {
        self.depth = depth
        self.kept = kept
    }

    /// Depth and what is kept.
    public var description: String {
        "the state \(depth) blocks back is not kept; \(kept) blocks are"
    }
}

extension WorldState {
    /// The open block's arrays keep their memory from block to block up to this many entries.
    private static let capacityKept = 65_536

    /// How many sealed blocks can be undone and read.
    public var blocksKept: Int { history.count }

    /// Ends the open block: its changes enter the digest, and its journal the history.
    ///
    /// The digest is the Keccak-256 hash of lanes of 64 bits, least significant byte first: the last
    /// digest; how many addresses and records the block added; the addresses; keys and tables of the
    /// records; and each word that differs from the block's start, in the order of first change, as
    /// its index, its count of limbs without zeros on top (one at least) above bit 32, and those
    /// limbs. It is no Merkle root. The running transaction is over.
    @discardableResult
    public func sealBlock() -> Hash256 {
        precondition(blocksRewound == nil, "a block is sealed while an earlier state is read")
        let before = digest
        digest = changesHash()
        if hasFixedWords {
            history.appendFinal()
        } else {
            let isKept = history.capacity > 0
            history.append(
                SealedBlock(
                    journal: isKept ? journal.fitted() : [],
                    allocations: isKept ? allocations.fitted() : [],
                    addressesBefore: addressesBefore, digestBefore: before))
        }
        journal.removeAll(keepingCapacity: journal.count <= Self.capacityKept)
        allocations.removeAll(keepingCapacity: allocations.count <= Self.capacityKept)
        hasFixedWords = false
        addressesBefore = book.count
        beginEpoch()
        if !snapshots.isEmpty { forgetOldSnapshots() }
        return digest
    }

    private func changesHash() -> Hash256 {
        changeLanes.removeAll(keepingCapacity: journal.count <= Self.capacityKept)
        appendLanes(of: UInt256(digest), limbs: 4)
        changeLanes.append(UInt64(book.count - addressesBefore))
        changeLanes.append(UInt64(allocations.count))
        for address in book.addresses[addressesBefore...] {
            appendLanes(of: address.number, limbs: 3)
        }
        for allocation in allocations {
            changeLanes.append(allocation.key)
            changeLanes.append(UInt64(allocation.table))
        }
        appendChangedWords()
        var hasher = Keccak256()
        let lanes = changeLanes
        hasher.update(lanes.span.bytes)
        return hasher.finalize()
    }

    private func appendChangedWords() {
        // The first entry of a slot holds its value at the block's start. Later ones are known by the
        // stamp of a transaction that is made for this alone.
        beginTransaction()
        for entry in journal {
            let index = Int(entry.slot)
            guard uses[index].writtenBy != transaction else { continue }
            uses[index].writtenBy = transaction
            let word = words[index]
            guard word != entry.old else { continue }
            let limbs = word.w3 != 0 ? 4 : word.w2 != 0 ? 3 : word.w1 != 0 ? 2 : 1
            changeLanes.append(UInt64(entry.slot) | UInt64(limbs) << 32)
            appendLanes(of: word, limbs: limbs)
        }
        beginTransaction()
    }

    @inline(__always)
    private func appendLanes(of word: UInt256, limbs: Int) {
        changeLanes.append(word.w0)
        if limbs > 1 { changeLanes.append(word.w1) }
        if limbs > 2 { changeLanes.append(word.w2) }
        if limbs > 3 { changeLanes.append(word.w3) }
    }

    /// The digest at the end of an earlier block.
    /// - Parameter depth: how many sealed blocks back; 0 is the end of the last sealed block.
    public func digest(blocksBack depth: Int) throws(BlockNotKept) -> Hash256 {
        try requireKept(depth)
        return depth == 0 ? digest : history[depth: depth - 1].digestBefore
    }

    func requireKept(_ depth: Int) throws(BlockNotKept) {
        guard depth >= 0 && depth <= history.count else {
            throw BlockNotKept(depth: depth, kept: history.count)
        }
    }

    // MARK: - Undoing blocks

    /// Undoes the last sealed blocks, and whatever the open block has done, as a reorg does.
    /// - Throws: `BlockNotKept` when fewer blocks are kept; nothing changes then.
    public func undoBlocks(_ count: Int) throws(BlockNotKept) {
        try requireKept(count)
        rewindOpenBlock()
        for _ in 0..<count {
            reopenLastBlock()
            rewindOpenBlock()
        }
        beginTransaction()
        beginEpoch()
    }

    func rewindOpenBlock() {
        precondition(blocksRewound == nil, "a block is undone while an earlier state is read")
        rewind(to: Position(journal: 0, allocations: 0, addresses: addressesBefore))
    }

    /// Makes the last sealed block the open one, as it was just before it was sealed.
    /// - Precondition: the open block has done nothing.
    func reopenLastBlock() {
        guard let block = history.removeLast() else { preconditionFailure("no block is kept") }
        journal = block.journal
        allocations = block.allocations
        addressesBefore = block.addressesBefore
        digest = block.digestBefore
    }
}
