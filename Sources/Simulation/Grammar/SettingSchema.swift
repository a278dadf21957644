/// The schema of a section's files for editors: JSON Schema, draft 2020-12.
///
/// It says less than reading checks: texts are told by pattern or not at all, and names of things are
/// not looked up.
/// - Source: json-schema.org, draft 2020-12.
package struct SettingSchema {
    /// The schema as a tree; plain texts are numbers, true, false or null.
    package let source: SourceValue

    /// The schema of a section.
    ///
    /// - Parameter title: What the files are.
    package init<Section: SettingSection>(of section: Section.Type, title: String) {
        var members = [
            SourceEntry("$schema", .quoted("https://json-schema.org/draft/2020-12/schema")),
            SourceEntry("title", .quoted(title)),
        ]
        members += Self.members(of: Section.shape)
        source = SourceValue(.map(members))
    }

    private static func members(of fields: [FieldShape]) -> [SourceEntry] {
        var plain: [FieldShape] = []
        var choices: [(key: String, meaning: String, variants: [VariantShape])] = []
        for field in fields {
            switch field.form {
            case .value: plain.append(field)
            case .variants(let variants): choices.append((field.key, field.meaning, variants))
            }
        }
        guard let choice = choices.first else { return object(plain) }
        precondition(choices.count == 1, "a section chooses by one key")
        let forms = choice.variants.map { variant in
            let kind = SourceEntry(
                choice.key,
                .map([
                    SourceEntry("const", .quoted(variant.name)),
                    SourceEntry("description", .quoted(variant.meaning)),
                ]))
            return SourceValue(
                .map(object(plain + variant.fields, first: [kind], required: [choice.key])))
        }
        return [SourceEntry("oneOf", SourceValue(.list(forms)))]
    }

    private static func object(
        _ fields: [FieldShape], first: [SourceEntry] = [], required: [String] = []
    ) -> [SourceEntry] {
        let properties = fields.map { SourceEntry($0.key, .map(property($0))) }
        let required = required + fields.filter(\.isRequired).map(\.key)
        var members = [
            SourceEntry("type", .quoted("object")),
            SourceEntry("properties", .map(first + properties)),
            SourceEntry("additionalProperties", .plain("false")),
        ]
        if !required.isEmpty {
            members.append(
                SourceEntry("required", SourceValue(.list(required.map { .quoted($0) }))))
        }
        return members
    }

    private static func property(_ field: FieldShape) -> [SourceEntry] {
        guard case .value(let shape) = field.form else { return [] }
        var members = [SourceEntry("description", .quoted(field.meaning))] + type(of: shape)
        // Lists and maps of defaults would only fill the screen.
        if let value = field.defaultValue, case .scalar = value.content {
            members.append(SourceEntry("default", value.isNothing ? .plain("null") : value))
        }
        return members
    }

    private static func type(of shape: SettingShape) -> [SourceEntry] {
        switch shape {
        case .scalar(let scalar): type(of: scalar)
        case .optional(let wrapped): anyOf([type(of: wrapped), named("null")])
        case .list(let element):
            named("array") + [SourceEntry("items", .map(type(of: element)))]
        case .section(_, let fields): members(of: fields)
        case .words:
            named("object") + [
                SourceEntry(
                    "additionalProperties",
                    .map([
                        SourceEntry(
                            "type",
                            SourceValue(
                                .list(
                                    ["string", "number", "boolean", "object"].map { .quoted($0) })))
                    ]))
            ]
        case .policy(let words, let keys):
            anyOf(
                [[SourceEntry("enum", SourceValue(.list(words.map { .quoted($0) })))]]
                    + keys.map { key in
                        named("object") + [
                            SourceEntry(
                                "properties",
                                .map([SourceEntry(key.key, .map(type(of: key.shape)))])),
                            SourceEntry("additionalProperties", .plain("false")),
                            SourceEntry("required", SourceValue(.list([.quoted(key.key)]))),
                        ]
                    })
        case .distribution(let scalar):
            anyOf([type(of: scalar)] + DistributionLaw.allCases.map(law))
        }
    }

    private static func type(of scalar: ScalarShape) -> [SourceEntry] {
        let comment = SourceEntry("$comment", .quoted(scalar.allowed))
        switch scalar.form {
        case .text:
            // Reading takes any scalar for its text, as 0 for a duration.
            let types = ["string", "number", "boolean"].map { SourceValue.quoted($0) }
            return [SourceEntry("type", SourceValue(.list(types))), comment]
        case .number:
            return [
                SourceEntry("type", SourceValue(.list([.quoted("number"), .quoted("string")]))),
                comment,
            ]
        case .flag:
            let words = ["yes", "no", "on", "off"].map { SourceValue.quoted($0) }
            return [
                SourceEntry(
                    "enum", SourceValue(.list([.plain("true"), .plain("false")] + words)))
            ]
        case .words(let words):
            return [SourceEntry("enum", SourceValue(.list(words.map { .quoted($0) })))]
        }
    }

    private static func law(_ law: DistributionLaw) -> [SourceEntry] {
        let value = SourceEntry(
            "type", SourceValue(.list([.quoted("number"), .quoted("string")])))
        let properties =
            [SourceEntry("law", .map([SourceEntry("const", .quoted(law.rawValue))]))]
            + law.parameters.map { SourceEntry($0.name, .map([value])) }
        let required = ["law"] + law.parameters.map(\.name).filter { law.fallback($0) == nil }
        return named("object") + [
            SourceEntry("properties", .map(properties)),
            SourceEntry("additionalProperties", .plain("false")),
            SourceEntry("required", SourceValue(.list(required.map { .quoted($0) }))),
        ]
    }

    private static func named(_ type: String) -> [SourceEntry] {
        [SourceEntry("type", .quoted(type))]
    }

    private static func anyOf(_ forms: [[SourceEntry]]) -> [SourceEntry] {
        [SourceEntry("anyOf", SourceValue(.list(forms.map { .map($0) })))]
    }
}

extension SourceValue {
    fileprivate static func map(_ entries: [SourceEntry]) -> SourceValue {
        SourceValue(.map(entries))
    }
}
