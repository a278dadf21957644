/// Why a text is no ABI type or declaration.
public struct ABIParseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the text.
    public enum Problem: Hashable, Sendable {
        /// Something else than what must stand here.
        case expected(String)
        /// A word that is no type.
        case unknownType(String)
        /// A type that Solidity reserves but does not implement: `fixed` and `ufixed`.
        case unsupportedType(String)
        /// A type that does not exist.
        case invalidType(ABITypeError)
        /// A word of the language where a name can stand.
        case keyword(String)
        /// A modifier that contradicts an earlier one or does not belong here.
        case misplacedModifier(String)
    }

    /// What is wrong with the text.
    public let problem: Problem
    /// Where, in UTF-8 bytes from the start.
    public let offset: Int

    init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    /// The reason in words.
    public var description: String {
        let reason =
            switch problem {
            case .expected(let what): "expected \(what)"
            case .unknownType(let name):
                "unknown type '\(name)'; a type is uint, int, address, bool, bytes, string, "
                    + "function or a tuple in parentheses"
            case .unsupportedType(let name):
                "'\(name)' is not supported: Solidity has no values of it"
            case .invalidType(let error): "\(error)"
            case .keyword(let word): "'\(word)' is a word of Solidity and no name"
            case .misplacedModifier(let word): "'\(word)' does not belong here"
            }
        return "\(reason) at offset \(offset)"
    }
}

/// Reads the words and marks of a text of the ABI, with any white space between them.
struct ABIScanner {
    private let text: [UInt8]
    /// The next byte, which is no white space.
    private(set) var offset = 0

    init(_ text: some StringProtocol) {
        self.text = Array(text.utf8)
        skipSpace()
    }

    var isAtEnd: Bool { offset == text.count }

    /// Reads a mark if it stands here.
    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard offset < text.count, text[offset] == UInt8(ascii: mark) else { return false }
        offset += 1
        skipSpace()
        return true
    }

    /// Reads a mark that must stand here.
    mutating func require(_ mark: Unicode.Scalar) throws(ABIParseError) {
        guard take(mark) else { throw expected("'\(mark)'") }
    }

    /// The identifier that stands here, or an empty one; it is not read.
    var word: Substring {
        var end = offset
        while end < text.count && isIdentifierByte(text[end], first: end == offset) { end += 1 }
        return Substring(decoding: text[offset..<end], as: UTF8.self)
    }

    /// Whether a byte of an identifier follows after a word and white space.
    func isFollowedByWord(_ word: Substring) -> Bool {
        var next = self
        next.skip(word)
        return !next.word.isEmpty
    }

    /// Moves behind a word that stands here.
    mutating func skip(_ word: Substring) {
        offset += word.utf8.count
        skipSpace()
    }

    /// Reads a word if it stands here.
    mutating func take(word expected: Substring) -> Bool {
        guard word == expected else { return false }
        skip(expected)
        return true
    }

    /// Reads a name that must stand here.
    mutating func name() throws(ABIParseError) -> String {
        let name = try optionalName()
        guard !name.isEmpty else { throw expected("a name") }
        return String(name)
    }

    /// Reads a name if one stands here; words of the language are none.
    mutating func optionalName() throws(ABIParseError) -> Substring {
        let name = word
        guard !solidityKeywords.contains(name) else {
            throw ABIParseError(.keyword(String(name)), at: offset)
        }
        skip(name)
        return name
    }

    /// Reads decimal digits without a leading zero; nil when there are none.
    mutating func takeCount() throws(ABIParseError) -> Int? {
        let start = offset
        var count = 0
        while offset < text.count, (0x30...0x39).contains(text[offset]) {
            let (tens, overflow) = count.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(text[offset] - 0x30))
            if overflow || carry { throw ABIParseError(.invalidType(.tooLarge), at: start) }
            count = sum
            offset += 1
        }
        if offset == start { return nil }
        if text[start] == 0x30 && offset > start + 1 {
            throw ABIParseError(.expected("a count without leading zeros"), at: start)
        }
        skipSpace()
        return count
    }

    func expected(_ what: String) -> ABIParseError { ABIParseError(.expected(what), at: offset) }

    private mutating func skipSpace() {
        while offset < text.count, text[offset] == 0x20 || (0x09...0x0d).contains(text[offset]) {
            offset += 1
        }
    }
}

/// Whether a byte can stand in an identifier of Solidity.
private func isIdentifierByte(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case 0x41...0x5a, 0x61...0x7a, 0x5f, 0x24: true
    case 0x30...0x39: !first
    default: false
    }
}

/// Whether a text is an identifier of Solidity: letters, digits, `_` and `$`, no digit first.
func isABIIdentifier(_ text: String) -> Bool {
    var isFirst = true
    for byte in text.utf8 {
        guard isIdentifierByte(byte, first: isFirst) else { return false }
        isFirst = false
    }
    return !isFirst
}

/// The words that cannot be names of functions, events, errors or parameters.
///
/// - Source: Solidity documentation, "Language Grammar" and "Reserved Keywords"; names of types with
///   a width are left out, and so are units, which old contracts use as names.
private let solidityKeywords = Set<Substring>(
    """
    abstract address after alias anonymous apply as assembly auto bool break byte bytes calldata \
    case catch constant constructor continue contract copyof default define delete do else emit \
    enum event external false final fixed for function hex if immutable implements import in \
    indexed inline interface internal is let library macro mapping match memory modifier mutable \
    new null of override partial payable pragma private promise public pure reference relocatable \
    return returns sealed sizeof static storage string struct supports switch throw true try type \
    typedef typeof ufixed unchecked using var view virtual while
    """.split(separator: " "))
