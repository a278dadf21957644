/// The reference of a section's files in Markdown, made from the declared fields.
package struct SettingReference {
    /// The document.
    package private(set) var markdown: String
    /// Types of sections that have been shown, with their headings.
    private var shown: [(type: String, heading: String)] = []

    /// The reference of a section.
    ///
    /// - Parameters:
    ///   - title: The first heading.
    ///   - introduction: What stands below it.
    package init<Section: SettingSection>(
        of section: Section.Type, title: String, introduction: String
    ) {
        markdown = "# \(title)\n\n\(introduction)\n"
        append(Section.shape, heading: "The file", path: "")
    }

    private mutating func append(_ fields: [FieldShape], heading: String, path: String) {
        markdown += "\n## \(heading)\n\n"
        appendTable(fields)
        for field in fields { appendSections(of: field, path: path) }
    }

    private mutating func appendTable(_ fields: [FieldShape]) {
        if fields.isEmpty {
            markdown += "No keys of its own.\n"
            return
        }
        markdown += "| key | type | default | meaning |\n|---|---|---|---|\n"
        for field in fields {
            let value = field.isRequired ? "required" : field.defaultValue?.oneLine ?? ""
            markdown +=
                "| `\(field.key)` | \(field.typeText.cell) | \(value.cell) | \(field.meaning.cell) |\n"
        }
    }

    /// Tables of the sections below a field.
    private mutating func appendSections(of field: FieldShape, path: String) {
        let key = path.isEmpty ? field.key : "\(path).\(field.key)"
        switch field.form {
        case .value(let shape):
            guard let (type, fields, suffix) = shape.nested else { return }
            let heading = "`\(key)\(suffix)`"
            if let first = shown.first(where: { $0.type == type }) {
                markdown += "\n## \(heading)\n\nThe keys are those of \(first.heading).\n"
                return
            }
            shown.append((type, heading))
            append(fields, heading: heading, path: key + suffix)
        case .variants(let variants):
            for variant in variants {
                let owner = path.isEmpty ? "" : "`\(path)` with "
                markdown += "\n## \(owner)`\(field.key): \(variant.name)`\n\n\(variant.meaning)\n\n"
                appendTable(variant.fields)
                for field in variant.fields { appendSections(of: field, path: path) }
            }
        }
    }
}

extension FieldShape {
    /// What may stand under the key, with its range.
    fileprivate var typeText: String {
        switch form {
        case .value(let shape): shape.typeText
        case .variants(let variants):
            "one of " + variants.map { "`\($0.name)`" }.joined(separator: ", ")
        }
    }
}

extension SettingShape {
    /// The section that stands here, its fields, and what follows its key.
    fileprivate var nested: (type: String, fields: [FieldShape], suffix: String)? {
        switch self {
        case .section(let type, let fields): (type, fields, "")
        case .optional(let wrapped): wrapped.nested
        case .list(let element): element.nested.map { ($0.type, $0.fields, "[]" + $0.suffix) }
        case .scalar, .words, .policy, .distribution: nil
        }
    }

    /// What may stand here, with the keys of sections.
    fileprivate var inline: String {
        switch self {
        case .section(_, let fields):
            "keys " + fields.map { "`\($0.key)`" }.joined(separator: ", ")
        case .list(let element): "a list of \(element.inline)"
        default: typeText
        }
    }

    fileprivate var typeText: String {
        switch self {
        case .scalar(let scalar): scalar.typeText
        case .optional(let wrapped): wrapped.typeText + ", or nothing"
        case .list(let element):
            element.nested == nil ? "list; each is \(element.typeText)" : "list of sections"
        case .section: "section"
        case .words: "free keys with texts"
        case .policy(let words, let keys):
            "one of "
                + (words.map { "`\($0)`" } + keys.map { "`\($0.key):` with \($0.shape.inline)" })
                .joined(separator: ", ")
        case .distribution(let scalar):
            "\(scalar.range), or a distribution"
        }
    }
}

extension ScalarShape {
    fileprivate var typeText: String {
        switch form {
        case .flag: range
        case .words(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
        case .text, .number: type == "name" ? type : range
        }
    }
}

extension SourceValue {
    /// The value on one line, as YAML's flow form has it; empty where there is none.
    fileprivate var oneLine: String {
        switch content {
        case .scalar(let text, _): isNothing || text.isEmpty ? "" : "`\(text)`"
        case .list(let elements): elements.isEmpty ? "none" : "`\(flow)`"
        case .map(let entries): entries.isEmpty || self["law"] == nil ? "" : "`\(flow)`"
        }
    }

    private var flow: String {
        switch content {
        case .scalar(let text, _): text
        case .list(let elements): "[" + elements.map(\.flow).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", ") + "}"
        }
    }
}

extension String {
    /// The text inside a table's cell.
    fileprivate var cell: String {
        String(flatMap { $0 == "|" ? "\\|" : $0.isNewline ? " " : String($0) })
    }
}
