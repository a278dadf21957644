import WideIntegers

/// What a value must fulfil: `equals`, `fields`, `not_equals`, `at_most`, `is_negative` and
/// `leading_digits`.
struct PerpV1Conditions {
    private let conditions: [String: JSONValue]
    private static let names: Set<String> = [
        "equals", "fields", "not_equals", "at_most", "is_negative", "leading_digits",
    ]

    /// The conditions of an expectation; its `origin` says who asserted them.
    init(_ expectation: [String: JSONValue]) {
        conditions = expectation.filter { $0.key != "origin" }
    }

    /// Compares a value with every condition.
    func compare(with value: JSONValue, _ what: String, _ check: inout CaseCheck) {
        if conditions.isEmpty { check.fail(what, expected: "a condition", got: "none") }
        for (name, expected) in conditions.sorted(by: { $0.key < $1.key }) {
            compare(name, expected, with: value, what, &check)
        }
    }

    private func compare(
        _ name: String, _ expected: JSONValue, with value: JSONValue, _ what: String,
        _ check: inout CaseCheck
    ) {
        switch (name, expected) {
        case ("equals", _):
            check.equal(what, expected: expected, got: value)
        case ("not_equals", _):
            if expected == value { check.fail(what, expected: "not \(expected)", got: "\(value)") }
        case ("fields", .object(let fields)):
            compare(fields, with: value, what, &check)
        case ("at_most", .string(let bound)):
            guard let number = value.number, let most = try? Int256(decimal: bound), number <= most
            else {
                check.fail(what, expected: "at most \(bound)", got: "\(value)")
                return
            }
        case ("is_negative", .bool(let flag)):
            guard let number = value.number, number.isNegative == flag else {
                check.fail(what, expected: flag ? "less than 0" : "0 or more", got: "\(value)")
                return
            }
        case ("leading_digits", .string(let digits)):
            guard case .string(let text) = value, text.hasPrefix(digits) else {
                check.fail(what, expected: "\(digits)...", got: "\(value)")
                return
            }
        default:
            check.fail(what, expected: "a known condition", got: "\(name): \(expected)")
        }
    }

    private func compare(
        _ fields: [String: JSONValue], with value: JSONValue, _ what: String,
        _ check: inout CaseCheck
    ) {
        guard case .object(let members) = value else {
            check.fail(what, expected: "a struct", got: "\(value)")
            return
        }
        for (name, expected) in fields.sorted(by: { $0.key < $1.key }) {
            let place = "\(what) \(name)"
            guard let member = members[name] else {
                check.fail(place, expected: "\(expected)", got: "no such field")
                continue
            }
            if case .object(let inner) = expected, Self.names.isSuperset(of: inner.keys) {
                PerpV1Conditions(inner).compare(with: member, place, &check)
            } else {
                check.equal(place, expected: expected, got: member)
            }
        }
    }
}

extension JSONValue {
    /// The number that a decimal text stands for.
    var number: Int256? {
        guard case .string(let text) = self else { return nil }
        return try? Int256(decimal: text)
    }
}
