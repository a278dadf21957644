/// Why values are not of the types as which they should be encoded.
public struct ABIEncodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the value.
    public enum Problem: Error, Hashable, Sendable {
        /// A value of another kind than the type's.
        case wrongKind(expected: String, found: String)
        /// A number that the type does not hold, and its digits.
        case outOfRange(ABIType, String)
        /// Fixed bytes of another count than the type's.
        case wrongByteCount(Int, expected: Int)
        /// Another number of elements, components or arguments than there must be.
        case wrongCount(Int, expected: Int)
        /// A type that has no packed encoding.
        case notPackable(ABIType)
        /// A type that does not exist.
        case invalidType(ABITypeError)
    }

    /// What is wrong with the value.
    public let problem: Problem
    /// The way to the value from the arguments, such as `[2].amount`; empty for all of them.
    public private(set) var path: String

    init(_ problem: Problem, path: String = "") {
        self.problem = problem
        self.path = path
    }

    /// The same error, seen from the row of values that encloses the one at `index`.
    func within(_ name: String, at index: Int) -> ABIEncodingError {
        var error = self
        let step = name.isEmpty ? "[\(index)]" : name
        error.path = path.isEmpty || path.hasPrefix("[") ? step + path : "\(step).\(path)"
        return error
    }

    /// The reason in words.
    public var description: String {
        let reason =
            switch problem {
            case .wrongKind(let expected, let found): "\(found) where \(expected) belongs"
            case .outOfRange(let type, let digits): "\(digits) is out of the range of \(type)"
            case .wrongByteCount(let count, let expected):
                "\(count) bytes where \(expected) belong"
            case .wrongCount(let count, let expected): "\(count) values where \(expected) belong"
            case .notPackable(let type): "\(type) has no packed encoding"
            case .invalidType(let error): "\(error)"
            }
        return path.isEmpty ? reason : "\(path): \(reason)"
    }
}
