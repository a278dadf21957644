/// A property of the chain that does not hold, and how to see it again.
struct TrafficViolation: Error, CustomStringConvertible {
    /// What does not hold, with its figures.
    let statement: String
    /// The head's height at that time.
    let block: UInt64
    /// The submission that it is about, if it is about one.
    let transaction: UInt64?
    /// The seed of the run.
    let seed: UInt64
    /// The command that repeats it.
    let command: String

    var description: String {
        "block \(block)" + (transaction.map { ", transaction \($0)" } ?? "")
            + ", seed \(seed): \(statement)\nrepeat with: \(command)"
    }
}

/// A broken statement before it is known which run it is of.
struct BrokenStatement: Error {
    let text: String
    let transaction: UInt64?

    init(_ text: String, of transaction: UInt64? = nil) {
        self.text = text
        self.transaction = transaction
    }
}
