/// One way of writing a policy: a word, or a key with what belongs to it.
package struct PolicyForm<Value> {
    let name: String
    /// What stands under the key; nil for a word.
    let shape: (() -> SettingShape)?
    let read: (SourceValue, inout SettingReader) -> Value?
    let write: (Value) -> SourceValue?

    /// A policy that is said by one word.
    package static func word(_ name: String, _ value: Value) -> Self where Value: Equatable {
        Self(
            name: name, shape: nil, read: { _, _ in value },
            write: { $0 == value ? .plain(name) : nil })
    }

    /// A policy with a value: `{name: value}`.
    package static func with<Payload>(
        _ name: String, _ kind: SettingKind<Payload>, _ wrap: @escaping (Payload) -> Value,
        unwrap: @escaping (Value) -> Payload?
    ) -> Self {
        Self(
            name: name, shape: kind.shape,
            read: { value, reader in
                reader.under(key: name) { kind.read(value, &$0).map(wrap) }
            },
            write: { value in
                unwrap(value).map {
                    SourceValue(.map([SourceEntry(name, kind.write($0))]))
                }
            })
    }
}

extension SettingKind {
    /// One of several policies: a word, or a map of one key.
    package static func policy(_ forms: [PolicyForm<Value>]) -> Self {
        let words = forms.filter { $0.shape == nil }
        let keys = forms.filter { $0.shape != nil }
        let allowed =
            "one of "
            + forms.map { $0.shape == nil ? $0.name : "{\($0.name): …}" }.joined(separator: ", ")
        return Self(
            shape: .policy(
                words: words.map(\.name),
                keys: keys.map { PolicyKey(key: $0.name, shape: $0.shape?() ?? .words) }),
            read: { value, reader in
                switch value.content {
                case .map(let entries):
                    if entries.count == 1,
                        let form = keys.first(where: { $0.name == entries[0].key })
                    {
                        return form.read(entries[0].value, &reader)
                    }
                    reader.refuse(value.place, "no such map is known here", allowed: allowed)
                case .scalar(let text, _) where !value.isNothing:
                    if let form = words.first(where: { $0.name == text }) {
                        return form.read(value, &reader)
                    }
                    reader.refuse(
                        value.place, value.nearestNote(of: forms.map(\.name)), allowed: allowed)
                case .scalar, .list:
                    reader.refuse(value.place, "\(value.kind) stands here", allowed: allowed)
                }
                return nil
            },
            write: { value in
                for form in forms {
                    if let source = form.write(value) { return source }
                }
                preconditionFailure("no form of a policy stands for \(value)")
            })
    }

    /// One of some words.
    package static func words(_ words: [(name: String, value: Value)]) -> Self
    where Value: Equatable {
        .policy(words.map { .word($0.name, $0.value) })
    }

    /// A kind that nothing may stand for, which means one of its values.
    package static func nothing(as value: Value, _ kind: SettingKind<Value>) -> Self
    where Value: Equatable {
        Self(
            shape: .optional(kind.shape()),
            read: { $0.isNothing ? value : kind.read($0, &$1) },
            write: { $0 == value ? .nothing : kind.write($0) })
    }
}

/// A key by which a policy is said.
struct PolicyKey: Hashable, Sendable {
    let key: String
    let shape: SettingShape
}
