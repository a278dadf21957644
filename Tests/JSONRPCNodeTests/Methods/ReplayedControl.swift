import Chain
import EthereumPrimitives
import JSONRPCNode
import SimulationKernel

/// A world's controls for tests: snapshots are counts of what was done, and going back does it again on
/// a new chain.
final class ReplayedControl: NodeControl {
    private enum Step {
        case submit([UInt8])
        case impersonate(Transaction, Address)
        case submitPrivately([UInt8], lastBlock: UInt64?)
        case cancelPrivately(Hash256)
        case advance
        case pass(UInt64)
        case intervene(Intervention)
        case reorganize(UInt64)
    }

    private let make: () -> SimulatedChain
    private var steps: [Step] = []
    private var snapshots: [UInt64: Int] = [:]
    private var snapshotCount: UInt64 = 0
    private(set) var chain: SimulatedChain
    var onReplaced: (() -> Void)?
    var isAutomining = false
    var miningIntervalMicros: UInt64?
    /// How often a reorg keeps a transaction.
    var keep = Ratio.always
    /// How many times the bot was done.
    private(set) var readyCount = 0

    init(_ make: @escaping () -> SimulatedChain) {
        self.make = make
        chain = make()
    }

    var node: NodeID { chain.answeringNodes[chain.answeringNodes.startIndex].id }
    private var head: Block { chain.node(node).head }

    func submit(_ raw: [UInt8]) throws(PoolRefusal) -> SubmittedTransaction {
        let submission = try chain.accept(raw, at: node)
        steps.append(.submit(raw))
        return try finish(submission)
    }

    func submit(
        _ transaction: Transaction, impersonating sender: Address
    ) throws(PoolRefusal) -> SubmittedTransaction {
        let submission = try chain.accept(transaction, impersonating: sender, at: node)
        steps.append(.impersonate(transaction, sender))
        return try finish(submission)
    }

    func submitPrivately(
        _ raw: [UInt8], lastBlock: UInt64?
    ) throws(PoolRefusal) -> SubmittedTransaction {
        let submission = try chain.acceptPrivately(raw, lastBlock: lastBlock)
        steps.append(.submitPrivately(raw, lastBlock: lastBlock))
        return try finish(submission)
    }

    func cancelPrivately(_ hash: Hash256) -> Bool {
        steps.append(.cancelPrivately(hash))
        return chain.cancelPrivately(hash)
    }

    private func finish(_ submission: Submission) throws(PoolRefusal) -> SubmittedTransaction {
        guard let transaction = submission.transaction else { throw .poolIsFull }
        if isAutomining { intervene(.mine) }
        tell()
        return transaction
    }

    func advance() -> Block? {
        steps.append(.advance)
        let before = head.hash
        while head.hash == before {
            guard chain.timeline.step() else { return nil }
        }
        tell()
        return head
    }

    func ready() -> Block? {
        readyCount += 1
        return head
    }

    func pass(micros: UInt64) -> Block? {
        steps.append(.pass(micros))
        chain.timeline.run(until: chain.timeline.now + micros)
        return head
    }

    func intervene(_ intervention: Intervention) {
        steps.append(.intervene(intervention))
        chain.intervene(intervention)
        tell()
    }

    func snapshot() -> UInt64? {
        snapshotCount += 1
        snapshots[snapshotCount] = steps.count
        return snapshotCount
    }

    func revert(to snapshot: UInt64) -> Bool {
        guard let count = snapshots[snapshot] else { return false }
        snapshots = snapshots.filter { $0.key < snapshot }
        goBack(to: count)
        return true
    }

    func reset() {
        snapshots = [:]
        goBack(to: 0)
    }

    func reorganize(depth: UInt64) -> Bool {
        guard let depth = Int(exactly: depth), (try? reorganize(depth)) != nil else { return false }
        steps.append(.reorganize(UInt64(depth)))
        tell()
        return true
    }

    private func reorganize(_ depth: Int) throws {
        try chain.reorganize(depth: depth, keep: keep, order: .same)
    }

    /// Lets notices of the present moment arrive.
    private func tell() { chain.timeline.run(until: chain.timeline.now) }

    private func goBack(to count: Int) {
        let again = steps[..<count]
        steps = []
        chain = make()
        onReplaced?()
        // Blocks that followed transactions are steps of their own.
        let automines = isAutomining
        isAutomining = false
        defer { isAutomining = automines }
        for step in again {
            switch step {
            case .submit(let raw): _ = try? submit(raw)
            case .impersonate(let transaction, let sender):
                _ = try? submit(transaction, impersonating: sender)
            case .submitPrivately(let raw, let lastBlock):
                _ = try? submitPrivately(raw, lastBlock: lastBlock)
            case .cancelPrivately(let hash): _ = cancelPrivately(hash)
            case .advance: _ = advance()
            case .pass(let micros): _ = pass(micros: micros)
            case .intervene(let intervention): intervene(intervention)
            case .reorganize(let depth): _ = reorganize(depth: depth)
            }
        }
    }
}
