import EthereumPrimitives
import JSONText

/// The members of an object, each asked for once; what is missing, of another kind or unknown is an
/// error that names the file and the key.
struct JSONFields {
    let path: String
    let place: String
    private let members: [JSONValue.Member]
    private var known: Set<String> = []

    /// Reads a file of at most a number of bytes.
    init(file path: String, bytesMax: Int = 64 << 20) throws {
        var reader = JSONReader(try FileSystem.contents(path, bytesMax: bytesMax))
        do {
            try self.init(try reader.document(), path: path, place: "")
        } catch let problem as JSONProblem {
            throw ResultsError.malformed(
                path: path, place: "\(problem.line):\(problem.column)", reason: problem.reason)
        }
    }

    private init(_ value: JSONValue, path: String, place: String) throws {
        self.path = path
        self.place = place
        guard case .object(let members) = value else {
            throw ResultsError.malformed(
                path: path, place: place.isEmpty ? "1" : place, reason: "an object is expected")
        }
        self.members = members
    }

    /// A member of any kind.
    mutating func value(_ name: String) throws -> JSONValue {
        known.insert(name)
        guard let member = members.first(where: { $0.name == name }) else {
            throw problem(name, "is missing")
        }
        return member.value
    }

    /// A string.
    mutating func text(_ name: String) throws -> String {
        guard case .text(let text) = try value(name) else {
            throw problem(name, "a string is expected")
        }
        return text
    }

    /// A string or null.
    mutating func optionalText(_ name: String) throws -> String? {
        if case .null = try value(name) { return nil }
        return try text(name)
    }

    /// The text of a number, or a string.
    mutating func decimal(_ name: String) throws -> String {
        switch try value(name) {
        case .number(let text), .text(let text): return text
        default: throw problem(name, "a number is expected")
        }
    }

    /// The same, or null.
    mutating func optionalDecimal(_ name: String) throws -> String? {
        if case .null = try value(name) { return nil }
        return try decimal(name)
    }

    /// A whole number within the range of its type.
    mutating func integer<Number: FixedWidthInteger>(_ name: String) throws -> Number {
        guard case .number(let text) = try value(name), let number = Number(text) else {
            throw problem(name, "a whole number from \(Number.min) to \(Number.max) is expected")
        }
        return number
    }

    /// Yes or no.
    mutating func bool(_ name: String) throws -> Bool {
        guard case .bool(let value) = try value(name) else {
            throw problem(name, "true or false is expected")
        }
        return value
    }

    /// 32 bytes.
    mutating func hash(_ name: String) throws -> Hash256 {
        guard let hash = try? Hash256(hex: try text(name)) else {
            throw problem(name, "0x and 64 hexadecimal digits are expected")
        }
        return hash
    }

    /// 32 bytes or null.
    mutating func optionalHash(_ name: String) throws -> Hash256? {
        if case .null = try value(name) { return nil }
        return try hash(name)
    }

    /// One of the names of an enumeration.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws -> Choice where Choice.RawValue == String {
        let text = try text(name)
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw problem(name, "'\(text)' is none of \(known)")
        }
        return choice
    }

    /// A list of objects.
    mutating func objects<Element>(
        _ name: String, _ read: (inout JSONFields) throws -> Element
    ) throws -> [Element] {
        guard case .list(let values) = try value(name) else {
            throw problem(name, "a list is expected")
        }
        return try values.enumerated().map { index, value in
            var fields = try JSONFields(value, path: path, place: key("\(name)[\(index)]"))
            let element = try read(&fields)
            try fields.end()
            return element
        }
    }

    /// Refuses members that nothing asked for.
    func end() throws {
        for member in members where !known.contains(member.name) {
            throw problem(member.name, "no such key is known")
        }
    }

    /// An error at a key.
    func problem(_ name: String, _ reason: String) -> ResultsError {
        .malformed(path: path, place: key(name), reason: reason)
    }

    private func key(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
}
