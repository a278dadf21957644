import Chain
import Testing

@Suite struct ChainPresetGrammarTests {
    private func settings(_ key: String, _ value: String) throws -> ChainSettings {
        try ChainSettings(preset: .named("ethereum-pos"), overrides: [(key, value)])
    }

    @Test(
        "a value may be written in several ways",
        arguments: [
            ("production.interval", ["12 s", "12000 ms", "12000000 us", "0.2 min", "12.000000 s"]),
            ("pool.queued-lifetime", ["3 h", "180 min", "10800 s"]),
            ("block-gas-limit", ["30M", "30000k", "30000000", "30.0M"]),
            ("background.gas", ["21k", "21000", "0.021M"]),
            ("base-fee.initial", ["0.02 gwei", "20000000 wei", "0.00000000002 ether"]),
            ("native-price", ["2500", "2500.0", "2500.000000000000000000"]),
            ("production.empty", ["0.02", "0.020"]),
            ("background.load", ["1", "1.0", "1.000"]),
            (
                "base-fee.recipient",
                [
                    "0x6BBe78ee9e474842Dbd4AB4987b3CeFE88426A92",
                    "0x6bbe78ee9e474842dbd4ab4987b3cefe88426a92",
                ]
            ),
        ])
    func equalForms(key: String, values: [String]) throws {
        let first = try settings(key, values[0])
        for value in values { #expect(try settings(key, value) == first, "\(value)") }
    }

    @Test(
        "what is not in the grammar is refused",
        arguments: [
            ("production.interval", ["12", "12s", "12  s", " 12 s", "12 s ", "12 S", "1 2 s"]),
            ("production.interval", ["0.5 us", "1e3 ms", ".5 s", "5. s", "05 s", "0.0000001 s"]),
            ("pool.queued-lifetime", ["8760.000001 h", "1 d", "s", " s", "10.5.2 s"]),
            ("block-gas-limit", ["30m", "30 M", "M", "30.0", "0.0000001M", "30MM", "030M"]),
            ("block-gas-limit", ["9007199254740993", "99999999999999999999999999999999999999M"]),
            ("base-fee.initial", ["1gwei", "1 Wei", "0.0000000001 gwei", "10.1 ether", "gwei"]),
            ("native-price", ["1.0000000000000000001", "1e18", "1000000000000000000", "-5"]),
            ("production.empty", ["1.1", "2", "50 %", "1/2", "0.0000000000000000001"]),
            ("background.load", ["1.0001", "1000.001"]),
            ("production.lateness.sigma", ["10.1", "inf", "0x1", "1_0", "+1"]),
            (
                "network.head-lag",
                ["1,2", "1,22", "1, ", "1,  2", ", 1", "1, 2,", "0, 0", "1000000001"]
            ),
            ("network.peers", ["0", "10001", "00", "05", "5.0", "٥"]),
            ("base-fee.recipient", ["0x6bBe78ee9e474842Dbd4AB4987b3CeFE88426A92", "None"]),
            ("reorg.rivals", ["0x11", "none, none"]),
        ])
    func refusedForms(key: String, values: [String]) throws {
        for value in values {
            let error = #expect(throws: ChainSettingsError.self, "\(value)") {
                try settings(key, value)
            }
            guard case .refused(key, value, _) = error else {
                Issue.record("\(key) '\(value)': \(String(describing: error))")
                continue
            }
        }
    }

    @Test("a list has at most 64 entries")
    func longList() throws {
        let weights = Array(repeating: "1000000000", count: 64)
        let network = try settings("network.head-lag", weights.joined(separator: ", ")).network
        #expect(network.headLagWeights == Array(repeating: 1_000_000_000, count: 64))
        #expect(throws: ChainSettingsError.self) {
            try settings("network.head-lag", (weights + ["1"]).joined(separator: ", "))
        }
    }
}
