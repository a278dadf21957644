/// A value as a file has it: text, a list or a map, each with its place.
///
/// This folder turns such trees into settings and back. Every field of a struct of settings is
/// declared once (`SettingField`); reading, writing, the reference and the schema for editors follow
/// from that. It knows no file format: `ScenarioFiles` reads and writes YAML.
public struct SourceValue: Hashable, Sendable {
    /// What stands there.
    public enum Content: Hashable, Sendable {
        /// A text; a quoted one is never taken for nothing.
        case scalar(String, isQuoted: Bool)
        /// Values in order.
        case list([SourceValue])
        /// Values by key, in the order of the file.
        case map([SourceEntry])
    }

    /// What stands there.
    public var content: Content
    /// Where it stands.
    public var place: SourcePlace

    /// A value at a place.
    public init(_ content: Content, at place: SourcePlace = .none) {
        self.content = content
        self.place = place
    }

    /// A plain text.
    public static func plain(_ text: String) -> SourceValue {
        SourceValue(.scalar(text, isQuoted: false))
    }

    /// A text that stays one whatever it looks like.
    public static func quoted(_ text: String) -> SourceValue {
        SourceValue(.scalar(text, isQuoted: true))
    }

    /// Nothing.
    public static let nothing = plain("null")

    /// Whether it is a plain `null` or `~`, or no text at all.
    public var isNothing: Bool {
        guard case .scalar(let text, isQuoted: false) = content else { return false }
        return ["", "~", "null"].contains(text)
    }

    /// The entries of a map; nil for all else.
    public var entries: [SourceEntry]? {
        if case .map(let entries) = content { entries } else { nil }
    }

    /// The value of a key of a map; nil where there is none.
    public subscript(key: String) -> SourceValue? {
        entries?.first { $0.key == key }?.value
    }

    /// The text under a map's key `name`, by which lists are searched.
    var name: String? {
        guard case .scalar(let text, _)? = self["name"]?.content else { return nil }
        return text
    }

    /// What stands there, for messages.
    var kind: String {
        switch content {
        case .scalar(let text, _): isNothing ? "nothing" : "'\(text.shortened)'"
        case .list: "a list"
        case .map: "a map"
        }
    }
}

/// A key of a map with its value.
public struct SourceEntry: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The value.
    public var value: SourceValue
    /// Where the key stands.
    public var place: SourcePlace
    /// What the key means; for files that are written.
    public var comment: String?

    /// A key with its value.
    public init(
        _ key: String, _ value: SourceValue, at place: SourcePlace = .none, comment: String? = nil
    ) {
        self.key = key
        self.value = value
        self.place = place
        self.comment = comment
    }
}

/// Where a value is from.
public enum SourcePlace: Hashable, Sendable {
    /// Nowhere in particular.
    case none
    /// A line and column of the file, from 1.
    case text(line: Int, column: Int)
    /// A key that was set beside the file, as it was given.
    case override(String)
}

extension String {
    /// At most sixty characters of the text, on one line.
    var shortened: String {
        let line = String(map { $0.isNewline ? " " : $0 })
        return line.count <= 60 ? line : String(line.prefix(57)) + "..."
    }
}
