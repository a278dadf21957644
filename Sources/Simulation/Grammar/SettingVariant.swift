/// One of several forms that a value may take, each with keys of its own.
///
///     SettingVariant("network", "A network of reporters.", FeedModel.network) {
///         if case .network(let settings) = $0 { settings } else { nil }
///     }
package struct SettingVariant<Value> {
    let name: String
    let shape: () -> VariantShape
    let keys: ([SourceEntry]) -> [String]
    let read: (SourcePlace, [SourceEntry], inout SettingReader) -> Value
    let write: (Value) -> [SourceEntry]?

    /// A variant with settings.
    package init<Payload: SettingSection>(
        _ name: String, _ meaning: String, _ wrap: @escaping (Payload) -> Value,
        unwrap: @escaping (Value) -> Payload?
    ) {
        self.name = name
        shape = { VariantShape(name: name, meaning: meaning, fields: Payload.shape) }
        keys = { entries in Payload.fields.flatMap { $0.keys(entries) } }
        read = { place, entries, reader in
            var payload = Payload()
            for field in Payload.fields { field.read(place, entries, &payload, &reader) }
            return wrap(payload)
        }
        write = { value in
            unwrap(value).map { payload in Payload.fields.flatMap { $0.write(payload) } }
        }
    }
}

/// The choice among variants by a key.
struct VariantChoice<Value> {
    let key: String
    let meaning: String
    let variants: [SettingVariant<Value>]

    var allowed: String { "one of " + variants.map(\.name).joined(separator: ", ") }

    var shape: FieldShape {
        FieldShape(
            key: key, meaning: meaning, isRequired: true,
            form: .variants(variants.map { $0.shape() }))
    }

    /// The keys that may stand beside one another: those of the chosen variant, or of all while none
    /// is chosen.
    func keys(_ entries: [SourceEntry]) -> [String] {
        let chosen = chosen(entries).map { [$0] } ?? variants
        return [key] + chosen.flatMap { $0.keys(entries) }
    }

    /// Which variants have a key that the chosen one has not.
    func otherwise(_ stranger: String, _ entries: [SourceEntry]) -> String? {
        guard let chosen = chosen(entries) else { return nil }
        let others = variants.filter { $0.keys(entries).contains(stranger) }.map(\.name)
        if others.isEmpty { return nil }
        return "\(key) \(chosen.name) has no such key; it is one of "
            + others.joined(separator: ", ")
    }

    func read(
        _ place: SourcePlace, _ entries: [SourceEntry], _ reader: inout SettingReader
    ) -> Value? {
        guard let entry = entries.last(where: { $0.key == key }) else {
            reader.under(key: key) { $0.refuse(place, "the key is missing", allowed: allowed) }
            return nil
        }
        guard let variant = chosen(entries) else {
            reader.under(key: key) { reader in
                reader.refuse(
                    entry.value.place, entry.value.nearestNote(of: variants.map(\.name)),
                    allowed: allowed)
            }
            return nil
        }
        return variant.read(place, entries, &reader)
    }

    func write(_ value: Value) -> [SourceEntry] {
        for variant in variants {
            guard let entries = variant.write(value) else { continue }
            return [SourceEntry(key, .plain(variant.name), comment: meaning)] + entries
        }
        preconditionFailure("no variant of \(key) stands for \(value)")
    }

    private func chosen(_ entries: [SourceEntry]) -> SettingVariant<Value>? {
        guard let entry = entries.last(where: { $0.key == key }),
            case .scalar(let text, _) = entry.value.content
        else { return nil }
        return variants.first { $0.name == text }
    }
}
