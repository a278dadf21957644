import ContractRuntime
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct WorldStateTests {
    @Test("agrees with copies of everything, whatever is reverted, sealed, undone and read")
    func model() throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            var both = ModelledState()
            for step in 0..<400 {
                try both.act(&random)
                let found = both.contents()
                guard found == both.model && both.state.digest == both.digest else {
                    Issue.record("seed \(seed), step \(step)")
                    return
                }
            }
        }
    }

    @Test("refuses to go back further than it keeps, and changes nothing then")
    func tooFar() {
        let state = WorldState(historyBlocks: 2)
        let table = state.addTable(width: 1)
        for block in 1...5 as ClosedRange<UInt64> {
            state.write(UInt256(block), to: state.record(in: table, number: 0))
            state.sealBlock()
        }
        let digest = state.digest
        state.write(9, to: state.record(in: table, number: 0))
        #expect(throws: BlockNotKept(depth: 3, kept: 2)) { try state.undoBlocks(3) }
        #expect(throws: BlockNotKept(depth: -1, kept: 2)) { try state.undoBlocks(-1) }
        #expect(throws: BlockNotKept(depth: 3, kept: 2)) {
            try state.withState(blocksBack: 3) { Issue.record("was run") }
        }
        #expect(throws: BlockNotKept(depth: 3, kept: 2)) { try state.digest(blocksBack: 3) }
        #expect(state.digest == digest)
        #expect(state[state.record(in: table, number: 0)] == 9)
    }

    @Test("a block with contracts' fixed words is final")
    func fixedWords() throws {
        let state = WorldState()
        let table = state.addTable(width: 1)
        state.write(1, to: state.record(in: table, number: 3))
        state.sealBlock()
        let early = state.takeSnapshot()
        let fixed = state.addSlots(2)
        state.write(7, to: fixed.advanced(by: 1))
        state.sealBlock()
        #expect(state.blocksKept == 0)
        #expect(throws: SnapshotNotKept(id: early)) { try state.revert(to: early) }
        #expect(throws: BlockNotKept(depth: 1, kept: 0)) { try state.undoBlocks(1) }
        state.write(8, to: fixed.advanced(by: 1))
        try state.undoBlocks(0)
        #expect(state[fixed.advanced(by: 1)] == 7)
    }

    @Test("a body that throws leaves the present as it was")
    func throwingBody() throws {
        struct Stop: Error {}
        let state = WorldState()
        let slot = state.record(in: state.addTable(width: 1), number: 0)
        state.write(1, to: slot)
        state.sealBlock()
        state.write(2, to: slot)
        #expect(throws: Stop.self) {
            try state.withState(blocksBack: 1) {
                #expect(state[slot] == 0)
                state.write(5, to: slot)
                throw Stop()
            }
        }
        #expect(state[slot] == 2)
        state.sealBlock()
        #expect(try state.withState(blocksBack: 1) { state[slot] } == 1)
    }

    @Test("reading absent accounts leaves no trace")
    func readsLeaveNoTrace() {
        let state = WorldState()
        let account = state.account(Address(truncating: 5))
        let words = state.wordCount
        #expect(state.balanceWei(of: account) == 0)
        #expect(state.nonce(of: account) == 0)
        #expect(state.wordCount == words)
    }
}

extension ModelledState {
    /// Does one random thing to the state and its model.
    mutating func act(_ random: inout SeededGenerator) throws {
        switch random.below(20) {
        case 0..<9:
            change(&random)
        case 9, 10:
            checkpoints.append((state.checkpoint, model, snapshots.count))
        case 11, 12:
            guard !checkpoints.isEmpty else { return }
            let index = random.below(checkpoints.count)
            state.revert(to: checkpoints[index].point)
            model = checkpoints[index].model
            // The checkpoint itself can be used again.
            let later = min(checkpoints[index].snapshots, snapshots.count)
            checkpoints.removeSubrange((index + 1)...)
            forgetSnapshots(from: later)
        case 13:
            state.beginTransaction()
        case 14, 15:
            seal()
        case 16:
            try undo(random.below(Self.historyBlocks))
        case 17, 18:
            try read(&random, nesting: 0)
        default:
            if random.below(2) == 0 {
                snapshots.append((state.takeSnapshot(), model, digests))
            } else {
                try useSnapshot(&random)
            }
        }
    }

    private mutating func seal() {
        digest = state.sealBlock()
        digests.append(digest)
        ends.append((model, digest))
        if ends.count > Self.historyBlocks + 1 { ends.removeFirst() }
        checkpoints = []
    }

    private mutating func undo(_ count: Int) throws {
        guard count < ends.count else {
            #expect(throws: BlockNotKept.self) { try state.undoBlocks(count) }
            return
        }
        try state.undoBlocks(count)
        ends.removeLast(count)
        digests.removeLast(count)
        (model, digest) = ends[ends.count - 1]
        checkpoints = []
        let undone = snapshots.firstIndex {
            $0.ends.count >= digests.count
        }
        forgetSnapshots(from: undone ?? snapshots.count)
    }

    /// Reads an earlier state, writes into it, and reads another from there.
    private mutating func read(_ random: inout SeededGenerator, nesting: Int) throws {
        let depth = random.below(ends.count)
        let end = ends[ends.count - 1 - depth]
        let present = model
        #expect(try state.digest(blocksBack: depth) == end.digest)
        try state.withState(blocksBack: depth) {
            #expect(Self.values(contents()) == Self.values(end.model))
            let point = state.checkpoint
            model = contents()
            for _ in 0..<random.below(6) { change(&random) }
            let written = model
            if nesting < 2 { try read(&random, nesting: nesting + 1) }
            #expect(contents() == written)
            if random.below(2) == 0 {
                state.revert(to: point)
                #expect(Self.values(contents()) == Self.values(end.model))
            }
        }
        model = present
    }

    private mutating func useSnapshot(_ random: inout SeededGenerator) throws {
        guard !snapshots.isEmpty else { return }
        let index = random.below(snapshots.count)
        let snapshot = snapshots[index]
        let depth = digests.count - snapshot.ends.count
        guard depth < ends.count else {
            #expect(throws: SnapshotNotKept(id: snapshot.id)) {
                try state.revert(to: snapshot.id)
            }
            snapshots.remove(at: index)
            return
        }
        #expect(try state.revert(to: snapshot.id) == depth)
        #expect(throws: SnapshotNotKept.self) { try state.revert(to: snapshot.id) }
        ends.removeLast(depth)
        digests.removeLast(depth)
        model = snapshot.model
        digest = digests.last ?? .zero
        checkpoints = []
        snapshots.removeSubrange(index...)
    }

    /// Forgets snapshots that lay after the present point; those of other contents must be gone.
    private mutating func forgetSnapshots(from index: Int) {
        for snapshot in snapshots[index...]
        where snapshot.model != model || snapshot.ends.count > digests.count {
            #expect(throws: SnapshotNotKept(id: snapshot.id)) {
                try state.revert(to: snapshot.id)
            }
        }
        snapshots.removeSubrange(index...)
    }
}
