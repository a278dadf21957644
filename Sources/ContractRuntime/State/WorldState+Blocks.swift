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
    /// The rows of a transaction or block keep their memory from block to block up to this many entries.
    static let capacityKept = 65_536

    /// How many sealed blocks can be undone and read.
    public var blocksKept: Int { history.count }

    /// Ends the open block: its changes enter the digest, and its journal the history.
    ///
    /// The digest is the Keccak-256 hash of units of 32 bits, each and all least significant first:
    /// the last digest in 8; how many addresses and records the block added; each address in 5; each
    /// record's key in 2 and its table; and each word that differs from the block's start, in the
    /// order of first change: its index, in the top three bits one less than its count of units
    /// without zeros on top (one at least), and those units. It is no Merkle root. The running
    /// transaction is over.
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
                    journal: isKept ? journal.array : [],
                    allocations: isKept ? allocations.array : [],
                    addressesBefore: addressesBefore, digestBefore: before))
        }
        journal.removeAll(keeping: Self.capacityKept)
        allocations.removeAll(keeping: Self.capacityKept)
        hasFixedWords = false
        addressesBefore = book.count
        beginEpoch()
        if !snapshots.isEmpty { forgetOldSnapshots() }
        return digest
    }

    private func changesHash() -> Hash256 {
        changes.removeAll(keeping: Self.capacityKept)
        append(UInt256(digest), units: 8)
        changes.append(UInt32(book.count - addressesBefore))
        changes.append(UInt32(allocations.count))
        for address in book.addresses[addressesBefore...] { append(address.number, units: 5) }
        for index in allocations.indices {
            append(UInt256(allocations[index].key), units: 2)
            changes.append(UInt32(allocations[index].table))
        }
        appendChangedWords()
        var hasher = Keccak256()
        changes.withBytes { hasher.update($0) }
        return hasher.finalize()
    }

    private func appendChangedWords() {
        // The first entry of a slot holds its value at the block's start. Later ones are known by the
        // marks of a transaction that is made for this alone.
        beginTransaction()
        for step in journal.indices {
            let entry = journal[step]
            guard touch(Slot(entry.slot)) else { continue }
            let word = words[Int(entry.slot)]
            guard word != entry.old else { continue }
            let units = max(1, (word.bitWidth + 31) / 32)
            changes.append(entry.slot | UInt32(units - 1) << 29)
            append(word, units: units)
        }
        beginTransaction()
    }

    /// Adds the low units of a number, the least significant first.
    @inline(__always)
    private func append(_ word: UInt256, units: Int) {
        changes.append(UInt32(truncatingIfNeeded: word.w0))
        if units > 1 { changes.append(UInt32(truncatingIfNeeded: word.w0 &>> 32)) }
        if units > 2 { changes.append(UInt32(truncatingIfNeeded: word.w1)) }
        if units > 3 { changes.append(UInt32(truncatingIfNeeded: word.w1 &>> 32)) }
        if units > 4 { changes.append(UInt32(truncatingIfNeeded: word.w2)) }
        if units > 5 { changes.append(UInt32(truncatingIfNeeded: word.w2 &>> 32)) }
        if units > 6 { changes.append(UInt32(truncatingIfNeeded: word.w3)) }
        if units > 7 { changes.append(UInt32(truncatingIfNeeded: word.w3 &>> 32)) }
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
        journal.append(contentsOf: block.journal)
        allocations.append(contentsOf: block.allocations)
        addressesBefore = block.addressesBefore
        digest = block.digestBefore
    }
}
