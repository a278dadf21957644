/// Operations of one area, in the order in which they are reported.
struct Suite {
    let name: String
    let operations: [Operation]
    /// Operations whose single times are told besides.
    var latencies: [LatencyProfile] = []
}

/// One thing that perplab does, beside others that do the same.
struct Operation {
    let name: String
    /// How many operations one run of each contender performs.
    let count: Int
    let subject: Contender
    let references: [Contender]
}

/// One implementation of an operation.
struct Contender {
    let name: String
    /// Whether its checksum is the subject's; false for a kindred function, such as SHA3 for Keccak.
    let givesSameResult: Bool
    /// Makes what one run needs, outside of the time.
    let prepare: () throws -> Run

    /// Performs the operations once, and returns a checksum that depends on all results.
    typealias Run = () throws -> UInt64

    init(_ name: String, givesSameResult: Bool = true, run: @escaping Run) {
        self.init(name, givesSameResult: givesSameResult, prepare: { run })
    }

    init(_ name: String, givesSameResult: Bool = true, prepare: @escaping () throws -> Run) {
        self.name = name
        self.givesSameResult = givesSameResult
        self.prepare = prepare
    }
}

/// A contender that computed something else than the one it is compared with.
struct DifferentResults: Error, CustomStringConvertible {
    let operation: String
    let reference: String

    var description: String {
        "\(operation): \(reference) gives other results; its time means nothing"
    }
}
