/// How one case ended.
public enum CaseOutcome: Hashable, Sendable {
    /// Everything that was expected was found.
    case passed
    /// Something differs, or the case cannot be run by this version.
    case failed([Mismatch])
    /// Left out, for a reason that lies outside the case.
    case skipped(reason: String)
}

/// A case and how it ended.
public struct CaseResult: Hashable, Sendable {
    /// The case's identifier.
    public let id: String
    /// How it ended.
    public let outcome: CaseOutcome
    /// Why it was run with another expectation than its file has; nil for nearly all.
    public let erratum: String?
}

/// What came of one vector file.
public struct VectorFileReport: Hashable, Sendable {
    /// The file as it was named.
    public let path: String
    /// Its cases in the order of the file.
    public let results: [CaseResult]

    /// Joins a file's name and results.
    public init(path: String, results: [CaseResult]) {
        self.path = path
        self.results = results
    }

    /// Cases that passed.
    public var passed: Int { results.count { $0.outcome == .passed } }

    /// Cases that failed, with their differences.
    public var failures: [(id: String, mismatches: [Mismatch])] {
        results.compactMap { result in
            guard case .failed(let mismatches) = result.outcome else { return nil }
            return (result.id, mismatches)
        }
    }

    /// Cases that were run with a corrected expectation, with the reason.
    public var errata: [(id: String, reason: String)] {
        results.compactMap { result in result.erratum.map { (result.id, $0) } }
    }

    /// Cases that were left out, with the reason.
    public var skips: [(id: String, reason: String)] {
        results.compactMap { result in
            guard case .skipped(let reason) = result.outcome else { return nil }
            return (result.id, reason)
        }
    }
}
