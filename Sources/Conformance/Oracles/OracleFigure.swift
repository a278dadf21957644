import PriceOracles
import VenueFormulas
import WideIntegers

/// A result of an oracle case, as the files can expect it.
indirect enum OracleFigure: CustomStringConvertible {
    /// Compared to the last digit.
    case integer(Int256)
    /// Compared within a share of 10^-9, or half a unit of the last digit that is expected.
    case decimal(Fraction)
    /// The same, for figures that are estimates.
    case estimate(Double)
    case flag(Bool)
    case text(String)
    /// No value, where there is none.
    case none
    /// What a formula gives where it has no meaning any more: a case may expect that, or no value.
    case meaningless(Double)
    case list([OracleFigure])
    case members([String: OracleFigure])

    /// An unsigned number of at most 255 bits, as all figures of oracles are.
    static func integer(_ value: UInt256) -> OracleFigure {
        Int256(exactly: value).map { .integer($0) } ?? .text("\(value)")
    }

    static func integer(_ value: some BinaryInteger) -> OracleFigure {
        (try? Int256(decimal: "\(value)")).map { .integer($0) } ?? .text("\(value)")
    }

    /// A value, or none.
    static func optional<Value>(
        _ value: Value?, _ figure: (Value) -> OracleFigure
    ) -> OracleFigure {
        value.map(figure) ?? .none
    }

    var description: String {
        switch self {
        case .integer(let value): "\(value)"
        case .decimal(let value): "\(value)"
        case .estimate(let value): "\(value)"
        case .flag(let flag): "\(flag)"
        case .text(let text): text
        case .none: "null"
        case .meaningless(let value): "null or \(value)"
        case .list(let elements): "\(elements)"
        case .members(let members):
            members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.description
        }
    }

    /// The share of a figure by which another way of computing it may differ.
    private static let relativeTolerance = 1e-9

    /// Compares with what a case expects, to each member.
    func compare(with expected: PlacedJSON, _ check: inout CaseCheck) throws(VectorFileError) {
        switch (self, expected.value) {
        case (.members(let got), .object):
            for (name, json) in try expected.named() {
                guard let figure = got[name] else {
                    check.fail(
                        json.place, expected: json.value.text, got: "not implemented: \(name)")
                    continue
                }
                try figure.compare(with: json, &check)
            }
        case (.list(let got), .array):
            let elements = try expected.list()
            guard elements.count == got.count else { return differs(expected, &check) }
            for (figure, json) in zip(got, elements) { try figure.compare(with: json, &check) }
        default:
            check.met()
            if try !matches(expected) { differs(expected, &check) }
        }
    }

    private func differs(_ expected: PlacedJSON, _ check: inout CaseCheck) {
        check.fail(expected.place, expected: expected.value.text, got: description)
    }

    private func matches(_ expected: PlacedJSON) throws(VectorFileError) -> Bool {
        switch (self, expected.value) {
        case (.none, .null), (.meaningless, .null): return true
        case (.none, _), (_, .null): return false
        case (.flag(let got), .bool(let flag)): return got == flag
        case (.flag, _), (_, .bool), (.list, _), (.members, _): return false
        case (.text(let got), _): return got == expected.value.text
        case (.integer(let got), _): return try Fraction(got) == expected.fraction()
        case (.decimal(let got), _):
            // Both ends of an interval as estimates would lose the digits that decide it.
            if try got == expected.fraction() { return true }
            return try isNear(got.estimate, expected)
        case (.estimate(let got), _), (.meaningless(let got), _):
            return try isNear(got, expected)
        }
    }

    /// As a `Double`, since a figure may be far larger than any exact one.
    private func isNear(_ got: Double, _ expected: PlacedJSON) throws(VectorFileError) -> Bool {
        let text = expected.value.text
        guard let printed = PrintedDecimal(text) else {
            let number = try expected.fraction().estimate
            return abs(got - number) <= Self.relativeTolerance * abs(number)
        }
        // An integer may be exact, so that its last digit is no measure.
        let unit = text.contains(".") ? printed.unit : 0
        return abs(got - printed.value)
            <= max(Self.relativeTolerance * abs(printed.value), unit / 2)
    }
}

extension PlacedJSON {
    /// A number as JSON has it, or as a decimal or quotient in a string.
    func fraction() throws(VectorFileError) -> Fraction {
        switch value {
        case .integer, .number, .string:
            do {
                return try Fraction(text: value.text)
            } catch {
                throw VectorFileError(place: place, reason: error.description)
            }
        default: throw refusal("a number")
        }
    }

    /// A whole number in any of these ways.
    func whole() throws(VectorFileError) -> Int256 {
        let number = try fraction().reduced
        guard number.denominator == .one else { throw refusal("a whole number") }
        return number.numerator
    }

    /// A whole number of a type.
    func whole<Small: FixedWidthInteger>(as type: Small.Type) throws(VectorFileError) -> Small {
        let number = try whole()
        guard let small = Small("\(number)") else {
            throw refusal("a number from \(Small.min) to \(Small.max)")
        }
        return small
    }

    /// A whole number of zero or more, below 2^256.
    func unsigned() throws(VectorFileError) -> UInt256 {
        // A fraction has one bit less.
        if let number = try? UInt256(decimal: value.text) { return number }
        let number = try whole()
        guard !number.isNegative else { throw refusal("a number of zero or more") }
        return number.magnitude
    }

    /// Seconds since 1970 modulo 2^32.
    func wrappedSeconds() throws(VectorFileError) -> UInt32 {
        UInt32(truncatingIfNeeded: try whole(as: UInt64.self))
    }
}
