/// A chain as it is, or was, or could be: a value for every setting, and where it is from.
///
/// The figures are data. A scenario takes a preset by its name and sets some keys anew:
///
///     let settings = try ChainSettings(
///         preset: .named("ethereum-pos"), overrides: [("production.empty", "0.02")])
public struct ChainPreset: Hashable, Sendable {
    /// The name that scenarios use.
    public let name: String
    /// What chain it is, in one line.
    public let summary: String
    /// The values that are the preset's own; `defaults` has the others.
    public let values: [PresetValue]

    /// The presets, in the order in which they are listed.
    public static let all: [ChainPreset] = [
        ethereumPoS, ethereum2022, ethereum2021PoW, blackThursday, xDaiPerpV1, gnosisPoS,
        arbitrumFirstCome, optimism, ideal, chaos,
    ]

    /// The preset of a name.
    /// - Throws: `ChainSettingsError.unknownPreset` with the known names.
    public static func named(_ name: String) throws(ChainSettingsError) -> ChainPreset {
        guard let preset = all.first(where: { $0.name == name }) else {
            let known = all.map(\.name)
            throw .unknownPreset(name: name, known: known, nearest: name.nearest(of: known))
        }
        return preset
    }

    /// The value of a key: the preset's own, or the default's.
    func value(of key: String) -> PresetValue {
        let own = values.first { $0.key == key }
        guard let value = own ?? Self.defaults.first(where: { $0.key == key }) else {
            preconditionFailure("neither \(name) nor the defaults give \(key)")
        }
        return value
    }
}

/// The value of one key and where it is from.
public struct PresetValue: Hashable, Sendable {
    /// The key, one of `SettingKey.all`.
    public let key: String
    /// The value with its unit.
    public let value: String
    /// A document, "design choice", "approximate", or "override".
    public let source: String

    /// A value from a source.
    public init(_ key: String, _ value: String, _ source: String) {
        self.key = key
        self.value = value
        self.source = source
    }
}
