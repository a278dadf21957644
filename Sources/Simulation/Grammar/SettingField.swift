/// A struct of settings whose fields are declared.
package protocol SettingSection: Hashable, Sendable {
    /// The settings with all defaults.
    init()
    /// The fields in the order in which they are read, shown and written.
    static var fields: [SettingField<Self>] { get }
}

/// One declared field of a section: its key, kind, place in memory and meaning.
///
///     SettingField("nodes", \.nodes, .integer(1...31), "Nodes of the network.")
package struct SettingField<Section> {
    /// What the reference and the schema say; several for a field that is spread over keys.
    let shape: () -> FieldShape
    /// The keys that may stand in a map of these entries.
    let keys: ([SourceEntry]) -> [String]
    /// Why a key may not stand in such a map though another one may have it; nil for unheard of keys.
    let otherwise: (_ key: String, [SourceEntry]) -> String?
    /// Reads the field of a map at a place into a section.
    let read: (SourcePlace, [SourceEntry], inout Section, inout SettingReader) -> Void
    /// The entries that stand for the field.
    let write: (Section) -> [SourceEntry]

    /// A field under a key.
    ///
    /// - Parameter isRequired: Whether the key must stand in the file.
    package init<Value>(
        _ key: String, _ path: WritableKeyPath<Section, Value>, _ kind: SettingKind<Value>,
        _ meaning: String, isRequired: Bool = false
    ) {
        shape = {
            FieldShape(
                key: key, meaning: meaning, isRequired: isRequired, form: .value(kind.shape()))
        }
        keys = { _ in [key] }
        otherwise = { _, _ in nil }
        read = { place, entries, section, reader in
            reader.under(key: key) { reader in
                guard let entry = entries.last(where: { $0.key == key }) else {
                    if isRequired {
                        reader.refuse(place, "the key is missing", allowed: kind.shape().allowed)
                    }
                    return kind.noteDefault(section[keyPath: path], &reader)
                }
                if let value = kind.read(entry.value, &reader) { section[keyPath: path] = value }
            }
        }
        write = { [SourceEntry(key, kind.write($0[keyPath: path]), comment: meaning)] }
    }

    /// A field that is one of several variants, whose keys stand beside those of the section.
    ///
    /// The key chooses the variant and must stand in the file.
    package init<Value>(
        _ key: String, _ path: WritableKeyPath<Section, Value>,
        oneOf variants: [SettingVariant<Value>],
        _ meaning: String
    ) {
        let choice = VariantChoice(key: key, meaning: meaning, variants: variants)
        shape = { choice.shape }
        keys = choice.keys
        otherwise = choice.otherwise
        read = { place, entries, section, reader in
            if let value = choice.read(place, entries, &reader) { section[keyPath: path] = value }
        }
        write = { choice.write($0[keyPath: path]) }
    }
}

extension SettingSection {
    /// The settings as a tree, with every default, and the meaning of each key as its comment.
    package var source: SourceValue {
        SourceValue(.map(Self.fields.flatMap { $0.write(self) }))
    }

    /// What reference and schema say of the section.
    static var shape: [FieldShape] {
        let defaults = Self()
        return fields.map { field in
            var shape = field.shape()
            if !shape.isRequired { shape.defaultValue = field.write(defaults).first?.value }
            return shape
        }
    }
}
