/// A statement about the books that does not hold.
public struct InvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// A list of numbered statements.
    public enum Series: String, Hashable, Sendable {
        /// What holds everywhere: I1 to I7.
        case general = "I"
        /// What holds in ReferencePerp beside: R1 to R6.
        case referencePerp = "R"
    }

    /// The list that the number is of.
    public let series: Series
    /// The statement's number.
    public let number: Int
    /// What should be equal or ordered, with both figures.
    public let statement: String

    /// Number and statement.
    public var description: String { "\(series.rawValue)\(number): \(statement)" }

    /// A broken statement.
    public init(_ number: Int, of series: Series = .general, _ statement: String) {
        self.series = series
        self.number = number
        self.statement = statement
    }
}
