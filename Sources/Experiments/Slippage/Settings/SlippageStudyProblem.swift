/// Why a study cannot be run: a key, what it says, and what is allowed.
public struct SlippageStudyProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key's path, such as `curves[0].fee_bps`; whoever read a file knows its line.
    public var keyPath: String
    /// What stands there.
    public var value: String
    /// What is allowed, or what is wrong.
    public var allowed: String

    /// A problem from its parts.
    public init(_ keyPath: String, _ value: String, _ allowed: String) {
        self.keyPath = keyPath
        self.value = value
        self.allowed = allowed
    }

    /// On one line.
    public var description: String { "\(keyPath): \(value): \(allowed)" }
}
