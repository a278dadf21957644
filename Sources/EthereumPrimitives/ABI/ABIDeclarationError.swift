/// Why a declaration of a function, event, error or contract is refused.
public enum ABIDeclarationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is no declaration.
    case syntax(ABIParseError)
    /// A name that is no identifier of Solidity.
    case invalidName(String)
    /// A type of a parameter that does not exist.
    case invalidType(ABITypeError, in: String)
    /// More indexed parameters than a log has topics for.
    case tooManyIndexed(Int, max: Int, in: String)
    /// Two functions, or two errors, with the same selector.
    case duplicateSelector(Selector, String, String)
    /// Two events with the same signature, or a second constructor, `receive` or `fallback`.
    case duplicate(String)
    /// A mistake in one of several lines, counted from 1.
    indirect case inLine(Int, ABIDeclarationError)

    /// The reason in words.
    public var description: String {
        switch self {
        case .syntax(let error): "\(error)"
        case .invalidName(let name):
            "'\(name)' is no name: letters, digits, '_' and '$' are allowed, no digit first"
        case .invalidType(let error, let name): "\(name): \(error)"
        case .tooManyIndexed(let count, let max, let name):
            "\(name): \(count) indexed parameters where at most \(max) are allowed"
        case .duplicateSelector(let selector, let first, let second):
            "\(first) and \(second) have the same selector \(selector)"
        case .duplicate(let name): "\(name) is declared twice"
        case .inLine(let line, let error): "line \(line): \(error)"
        }
    }
}

/// Checks the name of a declaration and the types of its parameters.
func checkedShape(
    of parameters: [ABIParameter],
    in name: String
) throws(ABIDeclarationError) -> ABIShape {
    guard isABIIdentifier(name) else { throw .invalidName(name) }
    do throws(ABITypeError) {
        return try ABIShape(parameters)
    } catch {
        throw .invalidType(error, in: name)
    }
}
