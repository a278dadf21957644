/// What is wrong with a JSON text, and where.
public struct JSONProblem: Error, Hashable, Sendable {
    /// Line, from 1.
    public let line: Int
    /// Column in bytes, from 1.
    public let column: Int
    /// The reason in words.
    public let reason: String
}

/// Reads one JSON document by the letter of RFC 8259; a name that comes twice is refused.
public struct JSONReader {
    /// Lists and objects within each other.
    public static let depthMax = 64

    private let bytes: [UInt8]
    private var place = 0

    /// A reader of a text in UTF-8.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the whole text.
    public mutating func document() throws(JSONProblem) -> JSONValue {
        let result = try value(depth: 0)
        skipBlanks()
        if place < bytes.count { throw problem("there is more behind the document") }
        return result
    }

    private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
        skipBlanks()
        if depth > JSONReader.depthMax {
            throw problem("there are more than \(JSONReader.depthMax) levels")
        }
        switch peek {
        case 0x7b: return try object(depth: depth)
        case 0x5b: return try list(depth: depth)
        case 0x22: return .text(try string())
        case 0x2d, 0x30...0x39: return .number(try number())
        default:
            if take("true") { return .bool(true) }
            if take("false") { return .bool(false) }
            if take("null") { return .null }
            throw problem(place < bytes.count ? "this is no value" : "the text ends too early")
        }
    }

    private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
        place += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        if closes(0x7d) { return .object([]) }
        repeat {
            skipBlanks()
            guard peek == 0x22 else { throw problem("a name in quotes is expected") }
            let name = try string()
            guard names.insert(name).inserted else { throw problem("'\(name)' comes twice") }
            skipBlanks()
            guard take(":") else { throw problem("':' is expected") }
            members.append(.init(name, try value(depth: depth + 1)))
        } while try continues(until: 0x7d)
        return .object(members)
    }

    private mutating func list(depth: Int) throws(JSONProblem) -> JSONValue {
        place += 1
        var values: [JSONValue] = []
        if closes(0x5d) { return .list([]) }
        repeat { values.append(try value(depth: depth + 1)) } while try continues(until: 0x5d)
        return .list(values)
    }

    private mutating func closes(_ closing: UInt8) -> Bool {
        skipBlanks()
        guard peek == closing else { return false }
        place += 1
        return true
    }

    private mutating func continues(until closing: UInt8) throws(JSONProblem) -> Bool {
        if closes(closing) { return false }
        guard take(",") else {
            throw problem("',' or '\(Character(UnicodeScalar(closing)))' is expected")
        }
        return true
    }

    private mutating func number() throws(JSONProblem) -> String {
        let start = place
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func digits() throws(JSONProblem) {
        let start = place
        while peek >= 0x30 && peek <= 0x39 { place += 1 }
        if place == start { throw problem("a digit is expected") }
    }

    private mutating func string() throws(JSONProblem) -> String {
        place += 1
        var content: [UInt8] = []
        while peek != 0x22 {
            guard place < bytes.count else { throw problem("the text ends within a string") }
            guard peek >= 0x20 else { throw problem("a control character is to be escaped") }
            if peek == 0x5c {
                content.append(contentsOf: String(try escaped()).utf8)
            } else {
                content.append(peek)
                place += 1
            }
        }
        place += 1
        guard let text = String(validating: content, as: UTF8.self) else {
            throw problem("the string is not UTF-8")
        }
        return text
    }

    private mutating func escaped() throws(JSONProblem) -> Character {
        place += 1
        let letter = peek
        place += 1
        switch letter {
        case 0x22: return "\""
        case 0x5c: return "\\"
        case 0x2f: return "/"
        case 0x62: return "\u{8}"
        case 0x66: return "\u{c}"
        case 0x6e: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75:
            var unit = try codeUnit()
            if unit >= 0xd800 && unit < 0xdc00 {
                guard take("\\u") else { throw problem("half a surrogate pair") }
                let low = try codeUnit()
                guard low >= 0xdc00 && low < 0xe000 else { throw problem("half a surrogate pair") }
                unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = UnicodeScalar(unit) else { throw problem("half a surrogate pair") }
            return Character(scalar)
        default: throw problem("no such escape")
        }
    }

    private mutating func codeUnit() throws(JSONProblem) -> UInt32 {
        let text = String(decoding: bytes[place..<Swift.min(place + 4, bytes.count)], as: UTF8.self)
        guard text.utf8.count == 4, text.allSatisfy(\.isHexDigit),
            let unit = UInt32(text, radix: 16)
        else { throw problem("four hexadecimal digits are expected") }
        place += 4
        return unit
    }

    /// The byte at the place; 0, which stands nowhere in JSON, behind the end.
    private var peek: UInt8 { place < bytes.count ? bytes[place] : 0 }

    private mutating func take(_ text: StaticString) -> Bool {
        let end = place + text.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        for index in 0..<text.utf8CodeUnitCount
        where bytes[place + index] != text.utf8Start[index] { return false }
        place = end
        return true
    }

    private mutating func skipBlanks() {
        while peek == 0x20 || peek == 0x0a || peek == 0x0d || peek == 0x09 { place += 1 }
    }

    private func problem(_ reason: String) -> JSONProblem {
        let before = bytes[..<Swift.min(place, bytes.count)]
        let line = before.count { $0 == 0x0a } + 1
        let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        return JSONProblem(line: line, column: before.count - start + 1, reason: reason)
    }
}
