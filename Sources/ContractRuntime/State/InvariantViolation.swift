/// A statement about the books that does not hold.
public struct InvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// The statement's number, I1 to I7.
    public let number: Int
    /// What should be equal or ordered, with both figures.
    public let statement: String

    /// Number and statement.
    public var description: String { "I\(number): \(statement)" }

    /// A broken statement.
    public init(_ number: Int, _ statement: String) {
        self.number = number
        self.statement = statement
    }
}
