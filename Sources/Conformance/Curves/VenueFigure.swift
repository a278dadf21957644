import VenueFormulas
import WideIntegers

/// A result as the files write it.
enum VenueFigure: CustomStringConvertible {
    case number(Fraction)
    /// Accounts in order.
    case accounts([String])
    /// Accounts, each with a number.
    case amounts([(account: String, amount: Fraction)])

    static func integer(_ value: Int64) -> VenueFigure { .number(Fraction(Int256(value))) }

    var description: String {
        switch self {
        case .number(let number): "\(number)"
        case .accounts(let accounts): accounts.description
        case .amounts(let amounts): amounts.map { [$0.account, "\($0.amount)"] }.description
        }
    }

    /// Whether the figure is what a case expects, within a tolerance of its numbers.
    func matches(
        _ expected: JSONValue, within tolerance: FigureTolerance, at place: String
    ) throws -> Bool {
        // Digits far beyond a tolerance would only make numbers too long to compare.
        let digitsMax = tolerance.isExact ? Int.max : FigureTolerance.digitsMax
        switch self {
        case .number(let number):
            return try tolerance.allows(
                number, for: expected.fraction(at: place, digitsMax: digitsMax))
        case .accounts(let accounts):
            return try expected.elements(at: place).map { try $0.scalarText(at: place) } == accounts
        case .amounts(let amounts):
            let rows = try expected.elements(at: place)
            guard rows.count == amounts.count else { return false }
            return try zip(rows, amounts).allSatisfy { row, got in
                let pair = try row.elements(at: place)
                guard pair.count == 2 else {
                    throw VectorFileError(place: place, reason: "\(pair.count) fields, not two")
                }
                let amount = try pair[1].fraction(at: place, digitsMax: digitsMax)
                return try pair[0].scalarText(at: place) == got.account
                    && tolerance.allows(got.amount, for: amount)
            }
        }
    }
}

extension JSONValue {
    /// The number that a text holds.
    func fraction(at place: String, digitsMax: Int = .max) throws -> Fraction {
        do {
            return try Fraction(decimal: try scalarText(at: place), digitsMax: digitsMax)
        } catch let error as FractionTextError {
            throw VectorFileError(place: place, reason: "\(error)")
        }
    }

    /// A text, or the digits of a number.
    func scalarText(at place: String) throws -> String {
        switch self {
        case .string(let text), .number(let text): text
        case .integer(let number): "\(number)"
        default: throw VectorFileError(place: place, reason: "\(text) is no number or text")
        }
    }

    /// The members of an array.
    func elements(at place: String) throws -> [JSONValue] {
        guard case .array(let elements) = self else {
            throw VectorFileError(place: place, reason: "\(text) is no array")
        }
        return elements
    }

    /// The value as failures show it.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .number(let text), .string(let text): text
        case .array(let elements): elements.map(\.text).description
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.description
        }
    }
}
