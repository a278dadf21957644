extension ChainSettings {
    /// A preset with some keys set anew, checked as a whole.
    ///
    /// Where a key is given twice the later value holds. The keys of alternatives that are not
    /// chosen (`sequencer.queue` where the ordering is `priority`) are read all the same, and then
    /// left out.
    /// - Throws: `ChainSettingsError` for a key that there is not, a value that is not of its key's
    ///   kind, and one that does not go with the others.
    public init(
        preset: ChainPreset, overrides: [(key: String, value: String)] = []
    ) throws(ChainSettingsError) {
        let values = try Self.values(preset: preset, overrides: overrides)
        var draft = SettingsDraft()
        for (key, value) in zip(SettingKey.all, values) where !key.read(value.value, &draft) {
            throw .refused(key: key.name, value: value.value, allowed: key.allowed)
        }
        self = draft.settings
        do throws(ChainSettingsError) {
            try validate()
        } catch {
            throw error.withTexts(of: values)
        }
    }

    /// Every key of a preset with some set anew: its value, and its source or "override".
    ///
    /// In the order of `SettingKey.all`. Given as overrides of any preset, the values make equal
    /// settings.
    /// - Throws: as making the settings does.
    public static func resolved(
        preset: ChainPreset, overrides: [(key: String, value: String)] = []
    ) throws(ChainSettingsError) -> [PresetValue] {
        _ = try ChainSettings(preset: preset, overrides: overrides)
        return try values(preset: preset, overrides: overrides)
    }

    private static func values(
        preset: ChainPreset, overrides: [(key: String, value: String)]
    ) throws(ChainSettingsError) -> [PresetValue] {
        let names = SettingKey.all.map(\.name)
        var values = names.map { preset.value(of: $0) }
        for (key, value) in overrides {
            guard let index = names.firstIndex(of: key) else {
                throw .unknownKey(key: key, value: value, nearest: key.nearest(of: names))
            }
            values[index] = PresetValue(key, value, "override")
        }
        return values
    }
}

extension ChainSettingsError {
    /// The error with the value as it was written.
    fileprivate func withTexts(of values: [PresetValue]) -> ChainSettingsError {
        guard case .refused(let key, _, let allowed) = self,
            let text = values.first(where: { $0.key == key })?.value
        else { return self }
        return .refused(key: key, value: text, allowed: allowed)
    }
}
