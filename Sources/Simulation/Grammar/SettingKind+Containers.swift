extension SettingKind {
    /// A value, or nothing.
    package static func optional<Wrapped>(_ kind: SettingKind<Wrapped>) -> Self
    where Value == Wrapped? {
        Self(
            shape: .optional(kind.shape()),
            read: { value, reader in
                if value.isNothing { return .some(nil) }
                return kind.read(value, &reader).map { .some($0) }
            },
            write: { $0.map(kind.write) ?? .nothing })
    }

    /// A list; nothing at all is an empty one.
    package static func list<Element>(
        _ kind: SettingKind<Element>, count: ClosedRange<Int> = 0...SettingBounds.listMax
    ) -> Self where Value == [Element] {
        Self(
            shape: .list(of: kind.shape()),
            read: { value, reader in
                var elements: [SourceValue] = []
                if case .list(let list) = value.content {
                    elements = list
                } else if !value.isNothing {
                    reader.refuse(value.place, "\(value.kind) stands here", allowed: "a list")
                    return nil
                }
                guard count.contains(elements.count) else {
                    reader.refuse(
                        value.place, "the list has \(elements.count) elements",
                        allowed: "a list of \(count.lowerBound) to \(count.upperBound)")
                    return nil
                }
                var values: [Element] = []
                for (index, element) in elements.enumerated() {
                    let read = reader.under(index: index) { kind.read(element, &$0) }
                    if let read { values.append(read) }
                }
                return values.count == elements.count ? values : nil
            },
            write: { SourceValue(.list($0.map(kind.write))) })
    }

    /// A list of sections, no two of one name.
    package static func named<Element: SettingSection>(
        by name: KeyPath<Element, String>, count: ClosedRange<Int> = 0...SettingBounds.listMax
    ) -> Self where Value == [Element] {
        let list = SettingKind<[Element]>.list(.section(), count: count)
        return Self(
            shape: list.shape(),
            read: { value, reader in
                guard let elements = list.read(value, &reader) else { return nil }
                guard case .list(let sources) = value.content else { return elements }
                var first: [String: Int] = [:]
                for (index, element) in elements.enumerated() {
                    let name = element[keyPath: name]
                    // A missing name has been said already.
                    guard !name.isEmpty, let earlier = first.updateValue(index, forKey: name)
                    else { continue }
                    reader.under(index: index) { reader in
                        reader.under(key: "name") { reader in
                            reader.refuse(
                                sources[index]["name"]?.place ?? sources[index].place,
                                "'\(name.shortened)' is the name of element \(earlier) as well")
                        }
                    }
                }
                return elements
            }, write: list.write)
    }

    /// A section of its own.
    package static func section() -> Self where Value: SettingSection {
        Self(
            shape: .section(type: "\(Value.self)", fields: Value.shape),
            read: { value, reader in reader.section(value) },
            write: \.source)
    }

    /// One of several variants, as a map whose key chooses.
    package static func variants(
        _ key: String = "kind", _ variants: [SettingVariant<Value>]
    ) -> Self {
        let choice = VariantChoice(key: key, meaning: "Which of them.", variants: variants)
        return Self(
            shape: .section(type: "\(Value.self)", fields: [choice.shape]),
            read: { value, reader in
                guard let entries = reader.map(value) else { return nil }
                reader.checkKeys(entries, known: choice.keys(entries))
                return choice.read(value.place, entries, &reader)
            },
            write: { SourceValue(.map(choice.write($0))) })
    }
}

/// Bounds of what a file may ask for.
package enum SettingBounds {
    /// Elements of a list.
    package static let listMax = 10_000
}

extension SettingKind where Value == [SettingOverride] {
    /// Texts by free keys, in order. A map under a key stands for keys with a dot between.
    package static var overrides: Self {
        Self(
            shape: .words,
            read: { value, reader in
                let count = reader.problems.count
                var overrides: [SettingOverride] = []
                collect(value, prefix: "", into: &overrides, &reader)
                return reader.problems.count == count ? overrides : nil
            },
            write: { overrides in
                SourceValue(.map(overrides.map { SourceEntry($0.key, .quoted($0.value)) }))
            })
    }

    private static func collect(
        _ value: SourceValue, prefix: String, into overrides: inout Value,
        _ reader: inout SettingReader
    ) {
        for entry in reader.map(value) ?? [] {
            let key = prefix + entry.key
            reader.under(key: entry.key.shortened) { reader in
                switch entry.value.content {
                case .map: collect(entry.value, prefix: key + ".", into: &overrides, &reader)
                case .list: reader.refuse(entry.place, "a list stands here", allowed: "a text")
                case .scalar(let text, _):
                    if overrides.contains(where: { $0.key == key }) {
                        reader.refuse(entry.place, "the key stands here twice")
                    }
                    overrides.append(SettingOverride(key, text))
                }
            }
        }
    }
}
