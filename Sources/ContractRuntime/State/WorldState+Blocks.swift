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
    /// The digest is the Keccak-256 hash of the last digest, the addresses and records that the block
    /// added, and the index and last value of each word that differs from the block's start, in the
    /// order of first change. It is no Merkle root. The running transaction is over.
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
        var hasher = Keccak256()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            32 + (book.count - addressesBefore) * 20 + allocations.count * 10
                + journal.count * 36)
        digest.append(to: &bytes)
        for address in book.addresses[addressesBefore...] { address.append(to: &bytes) }
        for allocation in allocations {
            withUnsafeBytes(of: allocation.key.littleEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: allocation.table.littleEndian) { bytes.append(contentsOf: $0) }
        }
        // The first entry of a slot holds its value at the block's start. Later ones are known by the
        // stamp of a transaction that is made for this alone.
        beginTransaction()
        for entry in journal {
            let index = Int(entry.slot)
            guard uses[index].writtenBy != transaction else { continue }
            uses[index].writtenBy = transaction
            guard words[index] != entry.old else { continue }
            withUnsafeBytes(of: entry.slot.littleEndian) { bytes.append(contentsOf: $0) }
            words[index].appendBigEndian(to: &bytes)
        }
        beginTransaction()
        hasher.update(bytes)
        return hasher.finalize()
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
