extension WorldState {
    /// Runs `body` on the state as it was at the end of an earlier block, then restores the present.
    ///
    /// Whatever `body` changes is undone; views are the use of it. It may itself read other blocks by
    /// this function, but seal, undo and snapshot none. Records and addresses that later blocks have
    /// made are there in `body`, all zero, which no contract can tell from their absence. The running
    /// transaction is over.
    /// - Parameter depth: how many sealed blocks back; 0 is the end of the last sealed block.
    /// - Throws: `BlockNotKept`, or what `body` throws.
    /// - Complexity: linear in the changes between then and now.
    public func withState<Value>(
        blocksBack depth: Int, _ body: () throws -> Value
    ) throws -> Value {
        try requireKept(depth)
        // What lies between the last position and now: the open block, or an outer body's changes.
        // Each entry trades its value with the word's, once backward and once forward again.
        let outerDepth = blocksRewound
        let outerEpoch = epoch
        var undone = journal.array
        journal.removeAll(keeping: Self.capacityKept)
        undone.trade(with: &words, backward: true)
        move(from: outerDepth ?? 0, to: depth)
        blocksRewound = depth
        beginEpoch()
        beginTransaction()
        let point = position
        defer {
            rewind(to: point)
            move(from: depth, to: outerDepth ?? 0)
            undone.trade(with: &words, backward: false)
            journal.append(contentsOf: undone)
            blocksRewound = outerDepth
            epoch = outerEpoch
            beginTransaction()
        }
        return try body()
    }

    private func move(from old: Int, to new: Int) {
        var depth = old
        while depth < new {
            history.trade(depth: depth, with: &words, backward: true)
            depth += 1
        }
        while depth > new {
            depth -= 1
            history.trade(depth: depth, with: &words, backward: false)
        }
    }
}
