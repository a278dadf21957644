import Simulation

/// Writes trees of values as YAML, in the order of their keys.
///
/// What is written is read as the same tree again, apart from places.
package struct YAMLWriter {
    /// Whether the meaning of keys is written above them.
    let hasComments: Bool
    private var text = ""

    /// The text of a map.
    package static func text(of value: SourceValue, withComments: Bool = false) -> String {
        var writer = YAMLWriter(hasComments: withComments)
        switch value.content {
        case .map(let entries) where !entries.isEmpty: writer.append(entries, indent: "")
        case .list(let elements) where !elements.isEmpty: writer.append(elements, indent: "")
        default: writer.text = writer.flow(value) + "\n"
        }
        return writer.text
    }

    private init(hasComments: Bool) {
        self.hasComments = hasComments
    }

    private mutating func append(_ entries: [SourceEntry], indent: String) {
        for (index, entry) in entries.enumerated() {
            // The first key of a list's element stands behind its dash.
            let start = index == 0 && !text.isEmpty && text.last != "\n" ? "" : indent
            if hasComments, let comment = entry.comment, !start.isEmpty || indent.isEmpty {
                text += "\(start)# \(comment)\n"
            }
            text += start + Self.scalar(entry.key, isQuoted: false, isKey: true) + ":"
            append(entry.value, indent: indent)
        }
    }

    private mutating func append(_ elements: [SourceValue], indent: String) {
        for element in elements {
            text += indent + "-"
            switch element.content {
            case .map(let entries) where !entries.isEmpty && !isShort(element):
                text += " "
                append(entries, indent: indent + "  ")
            case .list(let elements) where !elements.isEmpty && !isShort(element):
                text += "\n"
                append(elements, indent: indent + "  ")
            default: text += " " + flow(element) + "\n"
            }
        }
    }

    /// What follows a key.
    private mutating func append(_ value: SourceValue, indent: String) {
        switch value.content {
        case .map(let entries) where !entries.isEmpty && !isShort(value):
            text += "\n"
            append(entries, indent: indent + "  ")
        case .list(let elements) where !elements.isEmpty && !isShort(value):
            text += "\n"
            append(elements, indent: indent + "  ")
        case .scalar(let scalar, _) where scalar.isBlock:
            text += scalar.hasSuffix("\n") ? " |\n" : " |-\n"
            for line in scalar.split(separator: "\n", omittingEmptySubsequences: false) {
                text += line.isEmpty ? "\n" : "\(indent)  \(line)\n"
            }
            // The last line feed ends the last line.
            if scalar.hasSuffix("\n") { text.removeLast() }
        default: text += " " + flow(value) + "\n"
        }
    }

    /// Whether a list or map of texts is better read on one line.
    private func isShort(_ value: SourceValue) -> Bool {
        switch value.content {
        case .scalar: true
        case .list(let elements): elements.allSatisfy(\.isScalar) && flow(value).count <= 70
        case .map(let entries):
            entries.allSatisfy { $0.value.isScalar && $0.comment == nil } && flow(value).count <= 70
        }
    }

    private func flow(_ value: SourceValue) -> String {
        switch value.content {
        case .scalar(let text, let isQuoted): Self.scalar(text, isQuoted: isQuoted, isKey: false)
        case .list(let elements): "[" + elements.map(flow).joined(separator: ", ") + "]"
        case .map(let entries):
            "{"
                + entries.map {
                    Self.scalar($0.key, isQuoted: false, isKey: true) + ": " + flow($0.value)
                }.joined(separator: ", ") + "}"
        }
    }

    /// A text, in quotes where it could be taken for something else.
    ///
    /// - Parameter isQuoted: Whether it must not be taken for nothing, a number or a yes.
    private static func scalar(_ text: String, isQuoted: Bool, isKey: Bool) -> String {
        let isBare = isKey ? text.isBareWord : isQuoted ? text.isBareText : text.isBareValue
        return isBare ? text : text.inQuotes
    }
}

extension SourceValue {
    fileprivate var isScalar: Bool {
        if case .scalar = content { true } else { false }
    }
}

extension String {
    /// Letters, digits, dots, dashes and underscores, beginning with a letter.
    fileprivate var isBareWord: Bool {
        guard let first = utf8.first, first.isLetter else { return false }
        return utf8.allSatisfy { $0.isLetter || $0.isDigit || "._-".utf8.contains($0) }
    }

    /// A bare text that no reader of YAML takes for a number, a yes or nothing.
    fileprivate var isBareText: Bool {
        if isAmountWithUnit { return true }
        let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        guard let first = utf8.first, first.isLetter, last != " ", !words.contains(lowercased())
        else { return false }
        return utf8.allSatisfy { $0.isLetter || $0.isDigit || " ._-/()'+".utf8.contains($0) }
    }

    /// Digits and a unit, as `12s` or `0.02 gwei`, which no reader takes for a number.
    private var isAmountWithUnit: Bool {
        let unit = utf8.drop { $0.isDigit || $0 == UInt8(ascii: ".") }
        let letters = unit.first == UInt8(ascii: " ") ? unit.dropFirst() : unit
        return utf8.first?.isDigit == true && !letters.isEmpty && letters.allSatisfy(\.isLetter)
    }

    /// A bare text with numbers and yes among it.
    fileprivate var isBareValue: Bool {
        if isEmpty { return false }
        return utf8.allSatisfy { $0.isLetter || $0.isDigit || "._-+%".utf8.contains($0) }
            && self != "-" && !hasPrefix("- ") && !hasPrefix("%") && !hasPrefix("---")
            && self != "..."
    }

    /// Whether it is several lines that can stand as they are.
    fileprivate var isBlock: Bool {
        guard let first, contains("\n"), !first.isWhitespace, !hasSuffix("\n\n") else {
            return false
        }
        return unicodeScalars.allSatisfy { $0 == "\n" || !$0.needsEscape }
    }

    /// The text in double quotes, with escapes.
    fileprivate var inQuotes: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            default:
                if scalar.needsEscape {
                    let digits = String(scalar.value, radix: 16)
                    let zeros = String(repeating: "0", count: 8 - digits.count)
                    text += "\\U" + zeros + digits
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text + "\""
    }
}

extension Unicode.Scalar {
    /// Whether it cannot be seen, or YAML has another use for it.
    fileprivate var needsEscape: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
            .unassigned:
            true
        default: false
        }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
