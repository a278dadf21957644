import Chain

/// The fate of every submission as the chain has reported it, one byte each.
struct FateBook {
    private static let kinds = TransactionFate.Kind.allCases
    private static let pending = place(of: .pending)
    private static let included = place(of: .included)

    /// By the submission's number; those that nobody has reported are pending.
    private var fates: [UInt8] = []
    /// Whether the transaction stands in the canonical chain.
    private var isCanonical: [Bool] = []
    /// Whether nothing can happen to it any more.
    private var isClosed: [Bool] = []

    private static func place(of kind: TransactionFate.Kind) -> UInt8 {
        UInt8(kinds.firstIndex(of: kind) ?? 0)
    }

    private mutating func reach(_ id: Int) {
        while fates.count <= id {
            fates.append(FateBook.pending)
            isCanonical.append(false)
            isClosed.append(false)
        }
    }

    /// Books a reported fate; a fate after which nothing can come is the last.
    mutating func settle(_ transaction: SubmittedTransaction) throws(BrokenStatement) {
        let id = Int(transaction.id.rawValue)
        reach(id)
        let old = fates[id]
        let new = FateBook.place(of: transaction.fate.kind)
        let isReorg = old == FateBook.included && new == FateBook.pending
        if isClosed[id] || !(old == FateBook.pending || isReorg) {
            throw BrokenStatement(
                "\(FateBook.kinds[Int(old)]) becomes \(transaction.fate)",
                of: transaction.id.rawValue)
        }
        fates[id] = new
    }

    /// Books a transaction's place in the canonical chain.
    mutating func seal(
        _ transaction: SubmittedTransaction, block: UInt64, index: Int
    ) throws(BrokenStatement) {
        let id = Int(transaction.id.rawValue)
        reach(id)
        if isCanonical[id] { throw BrokenStatement("included twice", of: UInt64(id)) }
        isCanonical[id] = true
        if transaction.fate != .included(blockNumber: block, index: index) {
            throw BrokenStatement(
                "place \(index) of block \(block), but \(transaction.fate)", of: UInt64(id))
        }
    }

    mutating func orphan(_ transaction: SubmittedTransaction) {
        isCanonical[Int(transaction.id.rawValue)] = false
    }

    // MARK: - Comparing with what senders hold

    /// Compares what a sender holds with what was reported.
    func check(_ submission: Submission) throws(BrokenStatement) {
        let id = Int(submission.id.rawValue)
        let reported = id < fates.count ? fates[id] : FateBook.pending
        guard let transaction = submission.transaction else {
            // A fate without a transaction is nobody's but the submission's.
            if reported == FateBook.pending { return }
            throw BrokenStatement("a fate of no transaction", of: UInt64(id))
        }
        // Bytes that were sent before have given their number back.
        if transaction.id != submission.id { return }
        let kind = transaction.fate.kind
        if FateBook.kinds[Int(reported)] != kind {
            throw BrokenStatement(
                "\(kind), reported \(FateBook.kinds[Int(reported)])", of: UInt64(id))
        }
        if (kind == .included) != (id < isCanonical.count && isCanonical[id]) {
            throw BrokenStatement("\(kind), not as the chain has it", of: UInt64(id))
        }
        if kind == .pending && transaction.copyCount == 0 {
            throw BrokenStatement("pending and nowhere", of: UInt64(id))
        }
    }

    /// Checks a submission to which nothing can happen any more; a later fate is a broken statement.
    mutating func close(_ submission: Submission) throws(BrokenStatement) {
        try check(submission)
        let id = Int(submission.id.rawValue)
        reach(id)
        let isRepeated = submission.transaction.map { $0.id != submission.id } ?? false
        if isRepeated { return }
        fates[id] = FateBook.place(of: submission.fate.kind)
        isClosed[id] = true
    }

    /// Compares with the chain's own counts, once all submissions that are not pending are closed.
    func checkCounts(on chain: SimulatedChain) throws(BrokenStatement) {
        var counts = [UInt64](repeating: 0, count: FateBook.kinds.count)
        for fate in fates { counts[Int(fate)] += 1 }
        var sum: UInt64 = 0
        for (place, kind) in FateBook.kinds.enumerated() {
            sum += chain.count(of: kind)
            if kind != .pending && counts[place] != chain.count(of: kind) {
                throw BrokenStatement("\(kind): \(chain.count(of: kind)), found \(counts[place])")
            }
        }
        if sum != chain.submissionCount {
            throw BrokenStatement("\(sum) fates of \(chain.submissionCount) submissions")
        }
    }
}
