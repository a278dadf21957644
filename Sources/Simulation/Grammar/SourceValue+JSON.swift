extension SourceValue {
    /// The tree as JSON with two blanks of indent; quoted texts as strings, plain ones where JSON has
    /// them as numbers, `true`, `false` and `null`, else as strings.
    package var json: String {
        var text = ""
        appendJSON(to: &text, indent: "")
        return text
    }

    private func appendJSON(to text: inout String, indent: String) {
        let inner = indent + "  "
        switch content {
        case .scalar(let scalar, let isQuoted):
            text += !isQuoted && scalar.isJSONLiteral ? scalar : scalar.jsonString
        case .list(let elements):
            if elements.isEmpty {
                text += "[]"
                return
            }
            for (index, element) in elements.enumerated() {
                text += (index == 0 ? "[\n" : ",\n") + inner
                element.appendJSON(to: &text, indent: inner)
            }
            text += "\n\(indent)]"
        case .map(let entries):
            if entries.isEmpty {
                text += "{}"
                return
            }
            for (index, entry) in entries.enumerated() {
                text += (index == 0 ? "{\n" : ",\n") + inner + entry.key.jsonString + ": "
                entry.value.appendJSON(to: &text, indent: inner)
            }
            text += "\n\(indent)}"
        }
    }
}

extension String {
    /// The text in quotes, with escapes.
    fileprivate var jsonString: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    /// Whether JSON has this text as a number, true, false or null.
    fileprivate var isJSONLiteral: Bool {
        if ["true", "false", "null"].contains(self) { return true }
        let parts = utf8.drop { $0 == UInt8(ascii: "-") }
            .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !hasPrefix("--")
        else { return false }
        // A leading zero stands alone before the point.
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        } && (parts[0].count == 1 || parts[0].first != UInt8(ascii: "0"))
    }
}
