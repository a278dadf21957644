import JSONText
import Simulation
import WideIntegers

/// A document that is no scorecard; where, and what is expected there.
public struct ScorecardProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path of the value, such as `run.seed`.
    public let path: String
    /// What is expected.
    public let expected: String

    /// Path and expectation.
    public var description: String { "\(path.isEmpty ? "the document" : path): \(expected)" }
}

/// Reads values of a JSON object by their names.
struct ScorecardReader {
    private let members: [JSONValue.Member]
    private let path: String

    init(_ value: JSONValue, at path: String) throws(ScorecardProblem) {
        guard case .object(let members) = value else {
            throw ScorecardProblem(path: path, expected: "an object is expected")
        }
        self.members = members
        self.path = path
    }

    private func place(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func problem(_ name: String, _ expected: String) -> ScorecardProblem {
        ScorecardProblem(path: place(of: name), expected: "\(expected) is expected")
    }

    func value(_ name: String) throws(ScorecardProblem) -> JSONValue {
        guard let member = members.first(where: { $0.name == name }) else {
            throw ScorecardProblem(path: place(of: name), expected: "it is missing")
        }
        return member.value
    }

    func reader(_ name: String) throws(ScorecardProblem) -> ScorecardReader {
        try ScorecardReader(try value(name), at: place(of: name))
    }

    /// The object under a name; nil for null.
    func optionalReader(_ name: String) throws(ScorecardProblem) -> ScorecardReader? {
        let value = try value(name)
        return value == .null ? nil : try ScorecardReader(value, at: place(of: name))
    }

    func text(_ name: String) throws(ScorecardProblem) -> String {
        guard case .text(let text) = try value(name) else { throw problem(name, "a text") }
        return text
    }

    func flag(_ name: String) throws(ScorecardProblem) -> Bool {
        guard case .bool(let flag) = try value(name) else { throw problem(name, "true or false") }
        return flag
    }

    func integer<Number: FixedWidthInteger>(_ name: String) throws(ScorecardProblem) -> Number {
        guard let number: Number = try optionalInteger(name) else {
            throw problem(name, "a whole number")
        }
        return number
    }

    func optionalInteger<Number: FixedWidthInteger>(
        _ name: String
    ) throws(ScorecardProblem) -> Number? {
        switch try value(name) {
        case .null: return nil
        case .number(let digits):
            guard let number = Number(digits) else { throw problem(name, "a whole number") }
            return number
        default: throw problem(name, "a whole number")
        }
    }

    func real(_ name: String) throws(ScorecardProblem) -> Double? {
        switch try value(name) {
        case .null: return nil
        case .number(let digits):
            guard let real = Double(digits) else { throw problem(name, "a number") }
            return real
        default: throw problem(name, "a number")
        }
    }

    /// Money as text; wad.
    func money(_ name: String) throws(ScorecardProblem) -> UInt256 {
        guard let amount = Int256(wholeUnits: try text(name)), !amount.isNegative else {
            throw problem(name, "an amount")
        }
        return amount.magnitude
    }

    func wei(_ name: String) throws(ScorecardProblem) -> UInt256 {
        guard let amount = try? UInt256(decimal: try text(name)) else {
            throw problem(name, "an amount in wei")
        }
        return amount
    }

    func list(_ name: String) throws(ScorecardProblem) -> [ScorecardReader] {
        guard case .list(let values) = try value(name) else { throw problem(name, "a list") }
        var readers: [ScorecardReader] = []
        for (index, value) in values.enumerated() {
            readers.append(try ScorecardReader(value, at: "\(place(of: name))[\(index)]"))
        }
        return readers
    }

    func named(_ name: String) throws(ScorecardProblem) -> [Scorecard.Named] {
        let inner = try reader(name)
        var counts: [Scorecard.Named] = []
        for member in inner.members {
            counts.append(.init(member.name, try inner.integer(member.name)))
        }
        return counts
    }

    /// A figure's value by its kind; nil for null.
    func metric(
        _ name: String, _ kind: KeeperMetric.Kind
    ) throws(ScorecardProblem) -> MetricValue? {
        if try value(name) == .null { return nil }
        switch kind {
        case .count:
            let count: Int64 = try integer(name)
            return .count(count)
        case .real: return try real(name).map { .real($0) }
        case .amount:
            guard let amount = Int256(wholeUnits: try text(name)) else {
                throw problem(name, "an amount")
            }
            return .amount(amount)
        }
    }
}
