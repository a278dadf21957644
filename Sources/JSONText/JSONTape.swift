/// A JSON document as a row of places in its text: nothing is copied until it is asked for.
///
/// What a server reads of strangers: names that come twice are taken, the last one counts. Numbers keep
/// their digits and strings their escapes until somebody wants their contents.
public final class JSONTape: Sendable {
    /// What stands at a place of a document.
    public enum Kind: UInt8, Sendable {
        case null, bool, number, text, list, object
    }

    struct Node {
        let kind: Kind
        /// Whether a text has escapes.
        var hasEscapes = false
        /// The source, quotes and brackets included.
        let start: Int32
        var end: Int32
        /// Elements or members.
        var count: Int32 = 0
        /// The node after this one and all that it holds.
        var next: Int32 = 0
    }

    /// The source.
    public let bytes: [UInt8]
    let nodes: ContiguousArray<Node>

    /// Reads a whole document.
    /// - Parameter depthMax: lists and objects within each other.
    /// - Throws: `JSONProblem`; also for a source of 2 GiB.
    public init(_ bytes: [UInt8], depthMax: Int = JSONReader.depthMax) throws(JSONProblem) {
        guard bytes.count < Int(Int32.max) else {
            throw JSONProblem(line: 1, column: 1, reason: "the text is too long")
        }
        var parser = TapeParser(bytes: bytes, depthMax: depthMax)
        try parser.document()
        self.bytes = bytes
        nodes = parser.nodes
    }

    /// The document's value.
    public var root: JSONView { JSONView(tape: self, index: 0) }
}

/// A value of a document that was read as a tape.
public struct JSONView: Sendable {
    let tape: JSONTape
    let index: Int

    private var node: JSONTape.Node { tape.nodes[index] }

    /// What stands here.
    public var kind: JSONTape.Kind { node.kind }
    /// Whether this is `null`.
    public var isNull: Bool { node.kind == .null }
    /// The value's source, with quotes or brackets.
    public var source: ArraySlice<UInt8> { tape.bytes[Int(node.start)..<Int(node.end)] }
    /// Elements of a list or members of an object; 0 of anything else.
    public var count: Int { Int(node.count) }

    /// `true` or `false`.
    public var bool: Bool? {
        node.kind == .bool ? tape.bytes[Int(node.start)] == 0x74 : nil
    }

    /// The bytes of a string, escapes resolved.
    public var textBytes: ArraySlice<UInt8>? {
        let node = node
        guard node.kind == .text else { return nil }
        let inner = tape.bytes[Int(node.start) + 1..<Int(node.end) - 1]
        return node.hasEscapes ? JSONView.resolved(inner)[...] : inner
    }

    /// A string.
    public var text: String? { textBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The digits of a number.
    public var numberText: String? {
        node.kind == .number ? String(decoding: source, as: UTF8.self) : nil
    }

    /// The elements of a list in order; none of anything else.
    public var elements: [JSONView] {
        guard node.kind == .list else { return [] }
        var found: [JSONView] = []
        found.reserveCapacity(count)
        var at = index + 1
        for _ in 0..<count {
            found.append(JSONView(tape: tape, index: at))
            at = Int(tape.nodes[at].next)
        }
        return found
    }

    /// The members of an object in order, also those whose name comes again.
    public var members: [(name: String, value: JSONView)] {
        guard node.kind == .object else { return [] }
        var found: [(name: String, value: JSONView)] = []
        var at = index + 1
        for _ in 0..<count {
            let name = JSONView(tape: tape, index: at).text ?? ""
            found.append((name, JSONView(tape: tape, index: at + 1)))
            at = Int(tape.nodes[at + 1].next)
        }
        return found
    }

    /// The last member with a name; nil where there is none, and in anything but an object.
    public subscript(_ name: StaticString) -> JSONView? {
        guard node.kind == .object else { return nil }
        var found: Int?
        var at = index + 1
        for _ in 0..<count {
            if JSONView(tape: tape, index: at).isText(name) { found = at + 1 }
            at = Int(tape.nodes[at + 1].next)
        }
        return found.map { JSONView(tape: tape, index: $0) }
    }

    /// Whether this is a certain string.
    public func isText(_ text: StaticString) -> Bool {
        let node = node
        guard node.kind == .text else { return false }
        if node.hasEscapes {
            return textBytes?.elementsEqual(
                UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) == true
        }
        let start = Int(node.start) + 1
        guard Int(node.end) - 1 - start == text.utf8CodeUnitCount else { return false }
        for offset in 0..<text.utf8CodeUnitCount
        where tape.bytes[start + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// A string's contents; the parser has checked every escape.
    private static func resolved(_ source: ArraySlice<UInt8>) -> [UInt8] {
        var reader = JSONReader([0x22] + source + [0x22])
        guard case .text(let text)? = try? reader.document() else { return [] }
        return Array(text.utf8)
    }
}

/// Finds the places of all values of a document.
private struct TapeParser {
    let bytes: [UInt8]
    let depthMax: Int
    var nodes: ContiguousArray<JSONTape.Node> = []
    private var place = 0

    init(bytes: [UInt8], depthMax: Int) {
        self.bytes = bytes
        self.depthMax = depthMax
        nodes.reserveCapacity(min(32, bytes.count))
    }

    mutating func document() throws(JSONProblem) {
        try value(depth: 0)
        skipBlanks()
        if place < bytes.count { throw problem("there is more behind the document") }
    }

    private mutating func value(depth: Int) throws(JSONProblem) {
        skipBlanks()
        if depth > depthMax { throw problem("there are more than \(depthMax) levels") }
        switch peek {
        case 0x7b: try container(.object, closing: 0x7d, depth: depth)
        case 0x5b: try container(.list, closing: 0x5d, depth: depth)
        case 0x22: try string()
        case 0x2d, 0x30...0x39: try number()
        case 0x74: try word("true", .bool)
        case 0x66: try word("false", .bool)
        case 0x6e: try word("null", .null)
        default: throw problem(place < bytes.count ? "this is no value" : "the text ends too early")
        }
    }

    private mutating func container(
        _ kind: JSONTape.Kind, closing: UInt8, depth: Int
    ) throws(JSONProblem) {
        let own = begin(kind)
        place += 1
        var count: Int32 = 0
        skipBlanks()
        if peek == closing {
            place += 1
        } else {
            while true {
                if kind == .object {
                    skipBlanks()
                    guard peek == 0x22 else { throw problem("a name in quotes is expected") }
                    try string()
                    skipBlanks()
                    guard peek == 0x3a else { throw problem("':' is expected") }
                    place += 1
                }
                try value(depth: depth + 1)
                count += 1
                skipBlanks()
                if peek == closing { break }
                guard peek == 0x2c else { throw problem("a comma or an end is expected") }
                place += 1
            }
            place += 1
        }
        nodes[own].count = count
        end(own)
    }

    private mutating func string() throws(JSONProblem) {
        let own = begin(.text)
        place += 1
        var isPlain = true
        while peek != 0x22 {
            guard place < bytes.count else { throw problem("the text ends within a string") }
            let byte = bytes[place]
            guard byte >= 0x20 else { throw problem("a control character is to be escaped") }
            if byte == 0x5c {
                nodes[own].hasEscapes = true
                place += 1
            } else if byte >= 0x80 {
                isPlain = false
            }
            place += 1
        }
        place += 1
        end(own)
        if isPlain && !nodes[own].hasEscapes { return }
        let source = bytes[Int(nodes[own].start)..<min(place, bytes.count)]
        var reader = JSONReader(Array(source))
        do throws(JSONProblem) {
            _ = try reader.document()
        } catch {
            throw problem(error.reason)
        }
    }

    private mutating func number() throws(JSONProblem) {
        let own = begin(.number)
        if peek == 0x2d { place += 1 }
        if peek == 0x30 { place += 1 } else { try digits() }
        if peek == 0x2e {
            place += 1
            try digits()
        }
        if peek == 0x65 || peek == 0x45 {
            place += 1
            if peek == 0x2b || peek == 0x2d { place += 1 }
            try digits()
        }
        end(own)
    }

    private mutating func digits() throws(JSONProblem) {
        let start = place
        while peek >= 0x30 && peek <= 0x39 { place += 1 }
        if place == start { throw problem("a digit is expected") }
    }

    private mutating func word(_ text: StaticString, _ kind: JSONTape.Kind) throws(JSONProblem) {
        let own = begin(kind)
        for offset in 0..<text.utf8CodeUnitCount {
            guard peek == text.utf8Start[offset] else { throw problem("this is no value") }
            place += 1
        }
        end(own)
    }

    private mutating func begin(_ kind: JSONTape.Kind) -> Int {
        nodes.append(JSONTape.Node(kind: kind, start: Int32(place), end: Int32(place)))
        return nodes.count - 1
    }

    private mutating func end(_ own: Int) {
        nodes[own].end = Int32(place)
        nodes[own].next = Int32(nodes.count)
    }

    /// The byte at the place; 0, which stands nowhere in JSON, behind the end.
    @inline(__always)
    private var peek: UInt8 { place < bytes.count ? bytes[place] : 0 }

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
