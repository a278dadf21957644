import Chain
import Testing

@Suite struct ChainPresetDataTests {
    @Test("sources and summaries are never empty, and keys are known", arguments: ChainPreset.all)
    func sources(_ preset: ChainPreset) {
        #expect(!preset.summary.isEmpty)
        let known = Set(SettingKey.all.map(\.name))
        for value in preset.values + ChainPreset.defaults {
            #expect(!value.source.isEmpty, "\(preset.name) \(value.key)")
            // No path of somebody's disk.
            #expect(!" \(value.source)".contains(" /"), "\(preset.name) \(value.key)")
            #expect(known.contains(value.key), "\(preset.name) \(value.key)")
        }
    }

    @Test("every preset gives every key, itself or by a default", arguments: ChainPreset.all)
    func completeness(_ preset: ChainPreset) throws {
        let own = preset.values.map(\.key)
        #expect(Set(own).count == own.count, "a key is given twice")
        let given = Set(own + ChainPreset.defaults.map(\.key))
        #expect(given == Set(SettingKey.all.map(\.name)))
    }

    @Test("names and keys are unique and in lower kebab case")
    func names() {
        for names in [
            ChainPreset.all.map(\.name), SettingKey.all.map(\.name),
            ChainPreset.defaults.map(\.key),
        ] {
            #expect(Set(names).count == names.count)
            for name in names {
                #expect(name.wholeMatch(of: /[a-z0-9]+([.-][a-z0-9]+)*/) != nil, "\(name)")
            }
        }
    }

    @Test("printed values make equal settings, whatever preset they override")
    func roundTrip() throws {
        for preset in ChainPreset.all {
            let settings = try ChainSettings(preset: preset)
            let values = try ChainSettings.resolved(preset: preset)
            #expect(values.map(\.key) == SettingKey.all.map(\.name))
            let overrides = values.map { (key: $0.key, value: $0.value) }
            for other in ChainPreset.all {
                #expect(try ChainSettings(preset: other, overrides: overrides) == settings)
            }
        }
    }

    @Test("a resolved value has its source, or override")
    func resolvedSources() throws {
        let preset = try ChainPreset.named("ethereum-pos")
        let values = try ChainSettings.resolved(
            preset: preset, overrides: [("production.empty", "0.02")])
        let empty = try #require(values.first { $0.key == "production.empty" })
        #expect(empty == PresetValue("production.empty", "0.02", "override"))
        #expect(values.count { $0.source == "override" } == 1)
        let inherited = try #require(values.first { $0.key == "pool.account-slots" })
        #expect(ChainPreset.defaults.contains(inherited))
        let own = try #require(values.first { $0.key == "block-gas-limit" })
        #expect(preset.values.contains(own))
    }

    @Test("the later of two values for a key holds")
    func lastHolds() throws {
        let settings = try ChainSettings(
            preset: .named("ideal"), overrides: [("chain-id", "5"), ("chain-id", "6")])
        #expect(settings.chainID == 6)
    }

    @Test(
        "an unknown key is answered with the nearest one",
        arguments: [
            ("production.intervall", "production.interval"), ("chain_id", "chain-id"),
            ("reorg.depthmax", "reorg.depth-max"), ("Fork", "fork"),
            ("base-fee.elastic", "base-fee.elasticity"),
            ("network.agent-node.median", "network.agent-to-node.median"),
        ])
    func nearestKey(key: String, nearest: String) throws {
        let error = #expect(throws: ChainSettingsError.self) {
            try ChainSettings(preset: .named("ideal"), overrides: [(key, "9")])
        }
        #expect(error == .unknownKey(key: key, value: "9", nearest: nearest))
        #expect(
            error?.description
                == "\(key): no such key (set to '9'); did you mean \(nearest)?")
    }

    @Test("an endless key is answered as well")
    func endlessKey() throws {
        let key = String(repeating: "x", count: 1_000_000)
        #expect(throws: ChainSettingsError.self) {
            try ChainSettings(preset: .named("ideal"), overrides: [(key, "")])
        }
    }
}
