/// A key of the scenario that a grid varies, as `--vary KEY=A,B,C` gives it.
public struct StudyAxis: Hashable, Sendable, Codable {
    /// The key's path in the scenario.
    public let key: String
    /// Its values in the order given.
    public let values: [String]

    /// Reads `key=a,b,c`.
    ///
    /// Commas inside brackets, braces or quotes belong to a value.
    /// - Throws: `.invalidAxis`.
    public init(_ text: String) throws(StudyPlanError) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw .invalidAxis(text, reason: "has no KEY= before the values")
        }
        try self.init(
            key: Self.trimmed(text[..<equals]),
            values: Self.parts(of: text[text.index(after: equals)...]), text: text)
    }

    private init(key: String, values: [String], text: String) throws(StudyPlanError) {
        if key.isEmpty { throw .invalidAxis(text, reason: "has no KEY= before the values") }
        if values.contains("") { throw .invalidAxis(text, reason: "has an empty value") }
        var seen = Set<String>()
        if let twice = values.first(where: { !seen.insert($0).inserted }) {
            throw .invalidAxis(text, reason: "has the value '\(twice)' twice")
        }
        self.key = key
        self.values = values
    }

    private static func parts(of text: Substring) -> [String] {
        var parts: [String] = []
        var part = ""
        var depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else {
                switch character {
                case "\"", "'": quote = character
                case "[", "{": depth += 1
                case "]", "}": depth -= 1
                case "," where depth <= 0:
                    parts.append(trimmed(part[...]))
                    part = ""
                    continue
                default: break
                }
            }
            part.append(character)
        }
        return parts + [trimmed(part[...])]
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
