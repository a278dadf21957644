/// A JSON document whose members keep their order and whose numbers keep their digits.
public enum JSONValue: Hashable, Sendable {
    /// A name and its value.
    public struct Member: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSONValue

        /// A member.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number by its text, which no conversion touches.
    case number(String)
    /// A string.
    case text(String)
    /// An array.
    case list([JSONValue])
    /// An object.
    case object([Member])

    /// A whole number.
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number("\(value)") }

    /// A text, or `null`.
    public static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.text) ?? .null }

    /// A number if the text is one by JSON's grammar, otherwise the text.
    public static func decimal(_ text: String) -> JSONValue {
        var reader = JSONReader(Array(text.utf8))
        if case .number? = try? reader.document() { return .number(text) }
        return .text(text)
    }

    /// The document with two blanks for each level, and a line end behind it.
    public var text: String {
        var text = ""
        write(to: &text, indentation: 0)
        return text + "\n"
    }

    /// The document on one line.
    public var line: String {
        var text = ""
        write(to: &text, indentation: nil)
        return text
    }

    private func write(to text: inout String, indentation: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .text(let value): text.append(quoted: value)
        case .list(let values):
            JSONValue.enclose("[", "]", values, to: &text, indentation) { value, text, inner in
                value.write(to: &text, indentation: inner)
            }
        case .object(let members):
            JSONValue.enclose("{", "}", members, to: &text, indentation) { member, text, inner in
                text.append(quoted: member.name)
                text += indentation == nil ? ":" : ": "
                member.value.write(to: &text, indentation: inner)
            }
        }
    }

    private static func enclose<Element>(
        _ opening: String, _ closing: String, _ elements: [Element], to text: inout String,
        _ indentation: Int?, element: (Element, inout String, Int?) -> Void
    ) {
        text += opening
        let inner = indentation.map { $0 + 2 }
        for (index, value) in elements.enumerated() {
            if index > 0 { text += "," }
            if let inner { text += "\n" + String(repeating: " ", count: inner) }
            element(value, &text, inner)
        }
        if let indentation, !elements.isEmpty {
            text += "\n" + String(repeating: " ", count: indentation)
        }
        text += closing
    }
}

extension String {
    /// Appends a JSON string: control characters, quotes and backslashes escaped.
    public mutating func append(quoted value: String) {
        append("\"")
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\r": append("\\r")
            case "\t": append("\\t")
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: unicodeScalars.append(scalar)
            }
        }
        append("\"")
    }
}
