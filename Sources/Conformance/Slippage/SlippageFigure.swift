import VenueFormulas

/// A figure of a slippage case.
enum SlippageFigure: CustomStringConvertible {
    /// Compared exactly where the case has a fraction.
    case exact(Fraction)
    /// Compared within a share of 10^-12, or by so much where zero is expected.
    case estimate(Double)
    case estimates([Double])
    /// No value, where there is none.
    case none

    /// A value, or none.
    static func optional(_ value: Fraction?) -> SlippageFigure { value.map { .exact($0) } ?? .none }

    static func count(_ value: Int) -> SlippageFigure {
        .exact(Fraction(.init(Int64(value))))
    }

    var description: String {
        switch self {
        case .exact(let value): "\(value)"
        case .estimate(let value): "\(value)"
        case .estimates(let values): "\(values)"
        case .none: "null"
        }
    }

    /// Whether the figure is what a case expects.
    func matches(_ expected: PlacedJSON) throws(VectorFileError) -> Bool {
        switch (self, expected.value) {
        case (.none, .null): return true
        case (.none, _), (_, .null): return false
        case (.estimates(let values), .array):
            let elements = try expected.list()
            guard elements.count == values.count else { return false }
            for (value, element) in zip(values, elements)
            where try !Self.isNear(value, element.fraction()) { return false }
            return true
        case (.estimates, _): return false
        case (.exact(let value), _):
            let printed = try printed(expected)
            if let exact = printed.exact { return try value == exact.fraction() }
            return try Self.isNear(value.estimate, printed.decimal.fraction())
        case (.estimate(let value), _):
            return try Self.isNear(value, printed(expected).decimal.fraction())
        }
    }

    private func printed(
        _ expected: PlacedJSON
    ) throws(VectorFileError) -> (exact: PlacedJSON?, decimal: PlacedJSON) {
        let members = try expected.object(["decimal"], optional: ["exact"])
        return (members.optional("exact"), members["decimal"])
    }

    private static let tolerance = 1e-12

    private static func isNear(_ value: Double, _ expected: Fraction) -> Bool {
        let number = expected.estimate
        return abs(value - number) <= tolerance * (number == 0 ? 1 : abs(number))
    }
}
