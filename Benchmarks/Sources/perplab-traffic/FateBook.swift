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

    private static func place(of kind: TransactionFate.Kind) -> UInt8 {
        UInt8(kinds.firstIndex(of: kind) ?? 0)
    }

    private mutating func reach(_ id: Int) {
        while fates.count <= id {
            fates.append(FateBook.pending)
            isCanonical.append(false)
        }
    }

    /// Books a reported fate; a fate after which nothing can come is the last.
    mutating func settle(_ transaction: SubmittedTransaction) throws(BrokenStatement) {
        let id = Int(transaction.id.rawValue)
        reach(id)
        let old = fates[id]
        let new = FateBook.place(of: transaction.fate.kind)
        let isOpen = old == FateBook.pending || (old == FateBook.included && isReorgOf(new))
        if !isOpen {
            throw BrokenStatement(
                "\(FateBook.kinds[Int(old)]) becomes \(transaction.fate)",
                of: transaction.id.rawValue)
        }
        fates[id] = new
    }

    private func isReorgOf(_ new: UInt8) -> Bool { new == FateBook.pending }

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

    /// Compares with what the senders hold, and with the chain's own counts.
    func check(_ submissions: [Submission], on chain: SimulatedChain) throws(BrokenStatement) {
        var book = self
        for submission in submissions {
            let id = Int(submission.id.rawValue)
            book.reach(id)
            // Bytes that were sent before have given their number back.
            guard let transaction = submission.transaction else {
                // A fate without a transaction is nobody's but the submission's.
                if book.fates[id] != FateBook.pending {
                    throw BrokenStatement("a fate of no transaction", of: UInt64(id))
                }
                book.fates[id] = FateBook.place(of: submission.fate.kind)
                continue
            }
            if transaction.id != submission.id { continue }
            let kind = transaction.fate.kind
            if FateBook.kinds[Int(book.fates[id])] != kind {
                throw BrokenStatement(
                    "\(kind), reported \(FateBook.kinds[Int(book.fates[id])])", of: UInt64(id))
            }
            if (kind == .included) != book.isCanonical[id] {
                throw BrokenStatement(
                    "\(kind), in the chain: \(book.isCanonical[id])", of: UInt64(id))
            }
            if kind == .pending && transaction.copyCount == 0 {
                throw BrokenStatement("pending and nowhere", of: UInt64(id))
            }
        }
        try book.checkCounts(on: chain)
    }

    private func checkCounts(on chain: SimulatedChain) throws(BrokenStatement) {
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
