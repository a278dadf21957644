import EthereumPrimitives
import WideIntegers

/// A block that is no longer kept, or not sealed yet.
public struct BlockNotKept: Error, Hashable, Sendable, CustomStringConvertible {
    /// How many blocks back it was asked for.
    public let depth: Int
    /// How many are kept.
    public let kept: Int

    /// Depth and what is kept.
    public var description: String {
        "the state \(depth) blocks back is not kept; \(kept) blocks are"
    }
}

extension WorldState {
    /// Ends the open block: its changes enter the digest, and its journal the history.
    ///
    /// The digest is the Keccak-256 hash of the last digest, the addresses and records that the block
    /// added, and the index and last value of each word that differs from the block's start, in the
    /// order of first change. It is no Merkle root.
    @discardableResult
    public func sealBlock() -> Hash256 {
        let before = digest
        digest = changesHash()
        history.append(
            SealedBlock(
                journal: journal, allocationsBefore: sealedAllocations,
                addressesBefore: sealedAddresses, digestBefore: before))
        journal.removeAll(keepingCapacity: history.capacity == 0)
        sealedAllocations = allocations.count
        sealedAddresses = book.count
        return digest
    }

    private func changesHash() -> Hash256 {
        var hasher = Keccak256()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + journal.count * 36)
        digest.append(to: &bytes)
        for address in book.addresses[sealedAddresses...] { address.append(to: &bytes) }
        for allocation in allocations[sealedAllocations...] {
            withUnsafeBytes(
                of: (allocation.key.key.littleEndian, allocation.key.table.littleEndian)
            ) {
                bytes.append(contentsOf: $0.prefix(10))
            }
        }
        // The first entry of a slot holds its value at the block's start; later ones are skipped by
        // a mark that no transaction's number can equal.
        for entry in journal {
            let index = Int(entry.slot)
            guard uses[index].writtenBy != .max else { continue }
            uses[index].writtenBy = .max
            guard words[index] != entry.old else { continue }
            withUnsafeBytes(of: entry.slot.littleEndian) { bytes.append(contentsOf: $0) }
            words[index].appendBigEndian(to: &bytes)
        }
        for entry in journal { uses[Int(entry.slot)].writtenBy = 0 }
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// Undoes the last sealed blocks, and whatever the open block has done, as a reorg does.
    /// - Throws: `BlockNotKept` when fewer blocks are kept; nothing changes then.
    public func undoBlocks(_ count: Int) throws(BlockNotKept) {
        guard count >= 0 && count <= history.count else {
            throw BlockNotKept(depth: count, kept: history.count)
        }
        rewind(journal)
        journal.removeAll(keepingCapacity: true)
        var allocationsBefore = sealedAllocations
        var addressesBefore = sealedAddresses
        for _ in 0..<count {
            guard let block = history.removeLast() else { break }
            rewind(block.journal)
            allocationsBefore = block.allocationsBefore
            addressesBefore = block.addressesBefore
            digest = block.digestBefore
        }
        removeAllocations(after: allocationsBefore)
        book.truncate(to: addressesBefore)
        sealedAllocations = allocationsBefore
        sealedAddresses = addressesBefore
        beginTransaction()
    }

    private func rewind(_ entries: ContiguousArray<JournalEntry>) {
        for entry in entries.reversed() { words[Int(entry.slot)] = entry.old }
    }

    /// Runs `body` on the state as it was at the end of an earlier block, then restores the present.
    ///
    /// Whatever `body` changes is undone; views are the use of it.
    /// - Parameter depth: how many sealed blocks back; 0 is the end of the last sealed block.
    /// - Throws: `BlockNotKept`, or what `body` throws.
    /// - Complexity: linear in the changes between then and now.
    public func withState<Value>(
        blocksBack depth: Int, _ body: () throws -> Value
    ) throws -> Value {
        guard depth >= 0 && depth <= history.count else {
            throw BlockNotKept(depth: depth, kept: history.count)
        }
        // Each entry trades its value with the word's: once backward for the old state, and once
        // forward for the present one.
        let open = journal
        journal.removeAll()
        var entries = open
        trade(&entries, backward: true)
        for back in 0..<depth { trade(&history[depth: back].journal, backward: true) }
        defer {
            for back in (0..<depth).reversed() {
                trade(&history[depth: back].journal, backward: false)
            }
            trade(&entries, backward: false)
            journal = open
        }
        let point = checkpoint
        defer { revert(to: point) }
        return try body()
    }

    private func trade(_ entries: inout ContiguousArray<JournalEntry>, backward: Bool) {
        for step in entries.indices {
            let at = backward ? entries.count - 1 - step : step
            let index = Int(entries[at].slot)
            let value = words[index]
            words[index] = entries[at].old
            entries[at].old = value
        }
    }
}
