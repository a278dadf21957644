/// Numbers submissions and keeps account of what becomes of them.
///
/// A submission is pending until it has another fate; a reorg makes an included one pending again.
/// The sum over all fates is therefore the number of submissions, at any time.
struct TransactionRegistry {
    private var numbersUsed: UInt64 = 0
    /// Bytes that were sent again and are no submission of their own.
    private(set) var repeatedCount: UInt64 = 0
    private var counts = [UInt64](repeating: 0, count: TransactionFate.Kind.allCases.count)

    /// Gives the next submission its number.
    mutating func nextID() -> TransactionID {
        numbersUsed += 1
        count(.pending, 1)
        return TransactionID(rawValue: numbersUsed)
    }

    /// All submissions.
    var submissionCount: UInt64 { numbersUsed - repeatedCount }

    /// How many submissions have a fate.
    func count(of kind: TransactionFate.Kind) -> UInt64 { counts[TransactionRegistry.place(kind)] }

    /// Books the fate of a submission whose bytes are no transaction.
    mutating func refuseUndecodable() {
        count(.pending, -1)
        count(.refused, 1)
    }

    /// Books the fate of a submission that nobody has received.
    mutating func lose() {
        count(.pending, -1)
        count(.lost, 1)
    }

    /// Takes back the number of a submission that repeats another.
    mutating func withdrawRepeated() {
        count(.pending, -1)
        repeatedCount += 1
    }

    /// Gives a transaction another fate.
    mutating func settle(_ transaction: SubmittedTransaction, _ fate: TransactionFate) {
        count(transaction.fate.kind, -1)
        count(fate.kind, 1)
        transaction.fate = fate
    }

    private mutating func count(_ kind: TransactionFate.Kind, _ change: Int64) {
        let place = TransactionRegistry.place(kind)
        counts[place] = UInt64(Int64(counts[place]) + change)
    }

    private static func place(_ kind: TransactionFate.Kind) -> Int {
        switch kind {
        case .included: 0
        case .replaced: 1
        case .cancelled: 2
        case .evicted: 3
        case .expired: 4
        case .refused: 5
        case .lost: 6
        case .pending: 7
        }
    }
}
