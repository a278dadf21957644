/// The name of a snapshot; later ones compare greater, and none is used twice.
public struct SnapshotID: Hashable, Comparable, Sendable {
    /// Counted from one, as development nodes name theirs.
    public let rawValue: UInt64

    /// The name with a number.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Order of taking.
    public static func < (left: SnapshotID, right: SnapshotID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A snapshot that was used, undone or has grown too old, or never was.
public struct SnapshotNotKept: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was asked for.
    public let id: SnapshotID

    /// The failure for a snapshot.
    public init(id: SnapshotID) {
        self.id = id
    }

    /// The name.
    public var description: String { "snapshot \(id.rawValue) is not kept" }
}

/// A place in time: blocks sealed, and how much the next had done.
struct StateSnapshot {
    let id: SnapshotID
    let sealedCount: UInt64
    let position: WorldState.Position
}

extension WorldState {
    /// Snapshots that are kept at a time; the oldest goes when there are more.
    public static let snapshotsMax = 1_024

    /// Remembers the present state, across blocks that are sealed after it, as `evm_snapshot` does.
    ///
    /// It costs nothing but its place: the journals of the kept blocks lead back to it.
    public func takeSnapshot() -> SnapshotID {
        precondition(blocksRewound == nil, "a snapshot while an earlier state is read")
        snapshotsTaken += 1
        let id = SnapshotID(rawValue: snapshotsTaken)
        if snapshots.count == Self.snapshotsMax { snapshots.removeFirst() }
        snapshots.append(
            StateSnapshot(id: id, sealedCount: history.sealedCount, position: position))
        return id
    }

    /// Goes back to a snapshot, which is gone afterwards like all that were taken after it.
    /// - Throws: `SnapshotNotKept` when its block is no longer kept, or it was undone; nothing changes
    ///   then.
    /// - Returns: how many sealed blocks were undone.
    /// - Complexity: linear in what has changed since.
    @discardableResult
    public func revert(to id: SnapshotID) throws(SnapshotNotKept) -> Int {
        guard let index = snapshots.firstIndex(where: { $0.id == id }) else {
            throw SnapshotNotKept(id: id)
        }
        precondition(blocksRewound == nil, "a revert while an earlier state is read")
        let snapshot = snapshots[index]
        let depth = Int(history.sealedCount - snapshot.sealedCount)
        for _ in 0..<depth {
            rewindOpenBlock()
            reopenLastBlock()
        }
        rewind(to: snapshot.position)
        snapshots.removeLast(snapshots.count - index)
        beginTransaction()
        beginEpoch()
        return depth
    }

    /// Forgets the snapshots that lie after a position of the open block.
    func forgetSnapshots(after point: Position) {
        while let last = snapshots.last, isAfter(last, point) { snapshots.removeLast() }
    }

    private func isAfter(_ snapshot: StateSnapshot, _ point: Position) -> Bool {
        if snapshot.sealedCount != history.sealedCount {
            return snapshot.sealedCount > history.sealedCount
        }
        return snapshot.position.journal > point.journal
            || snapshot.position.allocations > point.allocations
            || snapshot.position.addresses > point.addresses
    }

    /// Forgets the snapshots to which the kept blocks no longer lead.
    func forgetOldSnapshots() {
        let oldest = history.sealedCount - UInt64(history.count)
        snapshots.removeAll { $0.sealedCount < oldest }
    }
}
