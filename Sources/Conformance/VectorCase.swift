/// One case of a vector family: its fields as the file has them, and how it is run.
///
/// The runners of the vector families live in this target, which the command line and the tests
/// call alike. It parses JSON and reads no files itself.
protocol VectorCase: Decodable, Sendable {
    /// Unique within its file.
    var id: String { get }

    /// The operation, where a file mixes several.
    var operation: String? { get }

    /// Computes what the case asks for and compares.
    func run(_ check: inout CaseCheck)
}

extension VectorCase {
    var operation: String? { nil }
}

/// Collects what a case expected and did not get.
struct CaseCheck {
    private(set) var mismatches: [Mismatch] = []
    /// How often an expectation was compared with an outcome; a case that never does checks nothing.
    private(set) var comparisons = 0
    /// Why the case was run with another expectation than its file has; nil for nearly all.
    private(set) var erratum: String?

    /// The correction of an expectation that is known to be wrong, whose reason is remembered.
    mutating func erratum(
        of expected: String, id: String, in errata: [VectorErratum]
    ) -> VectorErratum? {
        let match = errata.first { $0.id == id && $0.wrong == expected }
        erratum = match?.reason
        return match
    }

    /// The differences, or the one that there was nothing to compare.
    var verdict: [Mismatch] {
        if comparisons > 0 || !mismatches.isEmpty { return mismatches }
        return [Mismatch(what: "case", expected: "something to compare", got: "nothing")]
    }

    /// Compares two values.
    mutating func equal<Value: Equatable>(_ what: String, expected: Value, got: Value) {
        comparisons += 1
        guard expected != got else { return }
        mismatches.append(
            Mismatch(what: what, expected: String(describing: expected), got: "\(got)"))
    }

    /// Records that an expectation was met which is no comparison of two values of one type.
    mutating func met() { comparisons += 1 }

    /// Records a mismatch that is no comparison of two values of one type.
    mutating func fail(_ what: String, expected: String, got: String) {
        mismatches.append(Mismatch(what: what, expected: expected, got: got))
    }

    /// The value of a computation that must succeed, or nil after recording its error.
    mutating func value<Value>(_ what: String, _ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch {
            fail(what, expected: "a value", got: "error: \(error)")
            return nil
        }
    }

    /// Compares the value of a computation that must succeed.
    mutating func equal<Value: Equatable>(
        _ what: String, expected: Value, _ body: () throws -> Value
    ) {
        if let got = value(what, body) { equal(what, expected: expected, got: got) }
    }

    /// Runs a computation that must fail.
    mutating func refused<Value>(_ what: String, _ body: () throws -> Value) {
        comparisons += 1
        if let got = try? body() { fail(what, expected: "an error", got: "\(got)") }
    }
}

/// One difference between a case and its outcome.
public struct Mismatch: Hashable, Sendable, Codable {
    /// The field of the case, or the step.
    public let what: String
    /// What the case says.
    public let expected: String
    /// What was computed.
    public let got: String
}
