/// What may stand at a place, for the reference and the schema.
indirect enum SettingShape: Hashable, Sendable {
    /// A text.
    case scalar(ScalarShape)
    /// The same, or nothing.
    case optional(SettingShape)
    /// A list.
    case list(of: SettingShape)
    /// A map of known keys; the type's name tells equal sections.
    case section(type: String, fields: [FieldShape])
    /// A map of free keys.
    case words
    /// A constant, or a map of a law and its parameters.
    case distribution(ScalarShape)

    /// One of some words, or a map of one of some keys.
    case policy(words: [String], keys: [PolicyKey])

    /// What is allowed, to follow "it must be".
    var allowed: String {
        switch self {
        case .policy(let words, let keys):
            "one of " + (words + keys.map { "{\($0.key): …}" }).joined(separator: ", ")
        case .scalar(let shape): shape.allowed
        case .optional(let shape): shape.allowed + ", or nothing"
        case .list: "a list"
        case .section: "a map of keys"
        case .words: "a map of keys and texts"
        case .distribution(let shape):
            "\(shape.allowed), or a map with law: "
                + DistributionLaw.allCases.map(\.rawValue).joined(separator: ", ")
        }
    }
}

/// What a text may be.
struct ScalarShape: Hashable, Sendable {
    /// How files may write it besides as text.
    enum Form: Hashable, Sendable {
        /// As text only.
        case text
        /// As a number as well.
        case number
        /// As yes or no.
        case flag
        /// As one of these.
        case words([String])
    }

    /// One or two words: "integer", "duration".
    let type: String
    /// What is allowed, to follow "it must be", without examples.
    let range: String
    /// Examples, to follow "as"; nil where none are needed.
    let examples: String?
    /// How it is written.
    let form: Form

    init(_ type: String, _ range: String, as examples: String? = nil, _ form: Form = .text) {
        self.type = type
        self.range = range
        self.examples = examples
        self.form = form
    }

    /// What is allowed, to follow "it must be".
    var allowed: String { range + (examples.map { ", as \($0)" } ?? "") }
}

/// A key of a section.
struct FieldShape: Hashable, Sendable {
    /// What stands under it.
    enum Form: Hashable, Sendable {
        /// A value.
        case value(SettingShape)
        /// The name of a variant, which brings keys of its own.
        case variants([VariantShape])
    }

    let key: String
    let meaning: String
    let isRequired: Bool
    let form: Form
    /// What holds where the key does not stand.
    var defaultValue: SourceValue?

    init(key: String, meaning: String, isRequired: Bool, form: Form) {
        self.key = key
        self.meaning = meaning
        self.isRequired = isRequired
        self.form = form
    }
}

/// A variant with its keys.
struct VariantShape: Hashable, Sendable {
    let name: String
    let meaning: String
    let fields: [FieldShape]
}
