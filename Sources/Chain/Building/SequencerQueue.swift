import ContractRuntime
import SimulationKernel

/// Transactions in the order in which they reached a sequencer.
///
/// - Source: Arbitrum's sequencer: a queue of fixed length, and a deadline after which a transaction
///   is dropped without having run.
struct SequencerQueue {
    struct Entry {
        let transaction: SubmittedTransaction
        let arrival: SimulatedTime
    }

    let limits: SequencerLimits
    private(set) var entries: [Entry] = []

    init(_ limits: SequencerLimits) {
        self.limits = limits
    }

    var isEmpty: Bool { entries.isEmpty }

    /// Takes a transaction in at the end.
    mutating func add(
        _ transaction: SubmittedTransaction, at time: SimulatedTime, state: WorldState
    ) throws(PoolRefusal) {
        guard !entries.contains(where: { $0.transaction.isSame(as: transaction) }) else {
            throw .alreadyKnown
        }
        try SequencerQueue.check(transaction, state)
        guard entries.count < limits.queueCapacity else { throw .poolIsFull }
        entries.append(Entry(transaction: transaction, arrival: time))
    }

    /// What any node can say of a transaction before it passes it on.
    static func check(
        _ transaction: SubmittedTransaction, _ state: WorldState
    ) throws(PoolRefusal) {
        let account = state.knownAccount(transaction.sender)
        let next = account.map { state.nonce(of: $0) } ?? 0
        let nonce = transaction.transaction.nonce
        if nonce < next { throw .nonceTooLow(next: next, transaction: nonce) }
        let balance = account.map { state.balanceWei(of: $0) } ?? .zero
        if balance < transaction.costMaxWei {
            throw .insufficientFunds(balanceWei: balance, costWei: transaction.costMaxWei)
        }
    }

    /// Whether anything waits that is not behind a gap.
    func hasWork(_ state: WorldState) -> Bool {
        entries.contains { entry in
            let account = state.knownAccount(entry.transaction.sender)
            let next = account.map { state.nonce(of: $0) } ?? 0
            return entry.transaction.transaction.nonce <= next
        }
    }

    /// Takes a transaction out.
    /// - Returns: whether it was there.
    mutating func remove(_ transaction: SubmittedTransaction) -> Bool {
        guard let place = entries.firstIndex(where: { $0.transaction === transaction }) else {
            return false
        }
        entries.remove(at: place)
        return true
    }

    /// Takes out those whose deadline has passed.
    mutating func expire(at time: SimulatedTime) -> [SubmittedTransaction] {
        var gone: [SubmittedTransaction] = []
        entries.removeAll { entry in
            guard time.micros(since: entry.arrival) > limits.deadlineMicros else { return false }
            gone.append(entry.transaction)
            return true
        }
        return gone
    }

    /// Counts everything as having arrived now, in the same order.
    mutating func restartDeadlines(at time: SimulatedTime) {
        entries = entries.map { Entry(transaction: $0.transaction, arrival: time) }
    }

    /// Puts others in the place of all entries.
    mutating func replaceAll(with left: [Entry]) { entries = left }
}
