extension WorldState {
    /// Lengths that say how much the open block has done.
    struct Position: Hashable {
        let journal: Int
        let allocations: Int
        let addresses: Int
    }

    /// A point to which effects can be undone, inside one transaction or across several of the open
    /// block.
    public struct Checkpoint: Hashable, Sendable {
        let epoch: UInt64
        let position: Position
        let transaction: UInt64
        let touched: Int
    }

    var position: Position {
        Position(
            journal: journal.count, allocations: allocations.count, addresses: book.count)
    }

    /// The present point.
    public var checkpoint: Checkpoint {
        Checkpoint(
            epoch: epoch, position: position, transaction: transactionCount,
            touched: touchedCount)
    }

    /// Whether no word has been written and no record made since a checkpoint of the open block.
    public func isUnchanged(since point: Checkpoint) -> Bool {
        point.epoch == epoch && point.position.journal == journal.count
            && point.position.allocations == allocations.count
    }

    /// Undoes everything since a checkpoint of the open block: values, new records, new addresses,
    /// and the warmth that the running transaction has gained since.
    ///
    /// A transaction that began after the checkpoint is over.
    /// - Precondition: the checkpoint was not itself undone, and its block is still open.
    /// - Complexity: linear in what has changed since.
    public func revert(to point: Checkpoint) {
        precondition(point.epoch == epoch, "checkpoint of epoch \(point.epoch) in \(epoch)")
        if point.transaction == transactionCount {
            forgetTouched(after: point.touched)
        } else {
            beginTransaction()
        }
        rewind(to: point.position)
    }

    /// Undoes what the open block has done since a position of it.
    func rewind(to point: Position) {
        precondition(point.journal <= journal.count, "entry \(point.journal) of \(journal.count)")
        precondition(
            point.allocations <= allocations.count,
            "allocation \(point.allocations) of \(allocations.count)")
        var at = journal.count
        while at > point.journal {
            at &-= 1
            words[Int(journal[at].slot)] = journal[at].old
        }
        journal.removeLast(journal.count - point.journal)
        removeAllocations(after: point.allocations)
        book.truncate(to: point.addresses)
        // While an earlier state is read, positions count from there; snapshots lie in the present.
        if !snapshots.isEmpty && blocksRewound == nil { forgetSnapshots(after: point) }
    }

    private func removeAllocations(after count: Int) {
        guard count < allocations.count else { return }
        let firstWord = Int(allocations[count].firstWord)
        while allocations.count > count {
            let allocation = allocations.removeLast()
            precondition(!allocation.isFixed, "undo of a contract's fixed words")
            records.remove(RecordKey(table: allocation.table, key: allocation.key))
        }
        marks.removeLast(words.count - firstWord)
        words.removeLast(words.count - firstWord)
    }
}
