import Chain

/// How a value is written: the reading, the writing and what is said about it.
package struct SettingKind<Value> {
    /// What may stand there; made only when it is asked for.
    let shape: () -> SettingShape
    /// The value of what stands there; nil, with a problem noted, when it is not allowed.
    let read: (SourceValue, inout SettingReader) -> Value?
    /// What stands for a value.
    let write: (Value) -> SourceValue
    /// Tells the reader of the default where the key does not stand.
    var noteDefault: (Value, inout SettingReader) -> Void = { _, _ in }

    init(
        shape: @escaping @autoclosure () -> SettingShape,
        read: @escaping (SourceValue, inout SettingReader) -> Value?,
        write: @escaping (Value) -> SourceValue
    ) {
        self.shape = shape
        self.read = read
        self.write = write
    }

    /// A kind that is written as one text.
    static func scalar(
        _ shape: ScalarShape,
        parse: @escaping (String) throws(SettingRefusal) -> Value,
        text: @escaping (Value) -> String
    ) -> Self {
        timed(shape, parse: { text, _ throws(SettingRefusal) in try parse(text) }, text: text)
    }

    /// A kind that is written as one text, whose reading needs or sets the start.
    static func timed(
        _ shape: ScalarShape,
        parse: @escaping (String, inout SettingReader) throws(SettingRefusal) -> Value,
        text: @escaping (Value) -> String
    ) -> Self {
        Self(
            shape: .scalar(shape),
            read: { value, reader in
                guard case .scalar(let text, let isQuoted) = value.content,
                    isQuoted || !value.isNothing
                else {
                    reader.refuse(
                        value.place, "\(value.kind) stands here", allowed: shape.allowed)
                    return nil
                }
                do throws(SettingRefusal) {
                    return try parse(text, &reader)
                } catch {
                    reader.refuse(
                        value.place, "'\(text.shortened)' \(error.reason)",
                        allowed: error.allowed ?? shape.allowed)
                    return nil
                }
            },
            write: { value in
                let text = text(value)
                switch shape.form {
                case .text: return .quoted(text)
                case .number, .flag, .words: return .plain(text)
                }
            })
    }
}

// MARK: - Words and texts

extension SettingKind where Value == Bool {
    /// Yes or no.
    package static var flag: Self {
        .scalar(
            ScalarShape("yes or no", "true or false", .flag),
            parse: { text throws(SettingRefusal) in
                switch text {
                case "true", "yes", "on": return true
                case "false", "no", "off": return false
                default: throw SettingRefusal("is neither yes nor no")
                }
            }, text: { $0 ? "true" : "false" })
    }
}

extension SettingKind where Value == String {
    /// Any text.
    package static var text: Self {
        .scalar(ScalarShape("text", "a text"), parse: { $0 }, text: { $0 })
    }

    /// The name of a thing: letters, digits, dashes and underscores.
    package static var name: Self {
        .scalar(
            ScalarShape("name", "1 to 64 letters, digits, dashes or underscores"),
            parse: { text throws(SettingRefusal) in
                let isAllowed = text.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
                guard isAllowed, (1...64).contains(text.utf8.count) else {
                    throw SettingRefusal("is not a name")
                }
                return text
            }, text: { $0 })
    }

    /// The path of a file; relative ones start at the scenario's folder.
    package static var file: Self {
        .scalar(
            ScalarShape("file", "the path of a file, from the scenario's folder"),
            parse: { text throws(SettingRefusal) in
                if text.isEmpty { throw SettingRefusal("names no file") }
                if text.utf8.contains(0) { throw SettingRefusal("holds a zero byte") }
                return text
            }, text: { $0 })
    }
}

extension SettingKind
where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the cases, by its raw value in lower case: `markTwap` is written `mark-twap`.
    package static var choice: Self {
        let cases = Value.allCases.map { (name: $0.rawValue.kebab, value: $0) }
        let names = cases.map(\.name)
        let allowed = "one of " + names.joined(separator: ", ")
        return .scalar(
            ScalarShape("choice", allowed, .words(names)),
            parse: { text throws(SettingRefusal) in
                guard let value = cases.first(where: { $0.name == text })?.value else {
                    throw SettingRefusal(
                        "is none of them; did you mean \(text.nearest(of: names))?")
                }
                return value
            }, text: \.rawValue.kebab)
    }
}

extension String {
    /// The text with a dash and a small letter for each capital.
    fileprivate var kebab: String {
        String(flatMap { $0.isUppercase ? "-" + $0.lowercased() : String($0) })
    }
}

extension SettingKind where Value == Bool {
    /// One of two words.
    package static func either(_ yes: String, _ no: String) -> Self {
        .words([(yes, true), (no, false)])
    }
}

extension SourceValue {
    /// What is said of a word that is none of some names, or of what is no word.
    func nearestNote(of names: [String]) -> String {
        guard case .scalar(let text, _) = content, !isNothing else {
            return "\(kind) stands here"
        }
        return "'\(text.shortened)' is none of them; did you mean \(text.nearest(of: names))?"
    }
}
