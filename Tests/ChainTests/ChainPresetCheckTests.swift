import Chain
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

/// Values that are read, and do not go with one another.
@Suite struct ChainPresetCheckTests {
    struct Clash: Sendable, CustomTestStringConvertible {
        let preset: String
        let overrides: [(key: String, value: String)]
        /// The same with one thing mended, that is allowed.
        let mended: [(key: String, value: String)]
        let key: String
        let allowed: String

        init(
            _ preset: String, _ overrides: KeyValuePairs<String, String>,
            mended: KeyValuePairs<String, String>, _ key: String, _ allowed: String
        ) {
            self.preset = preset
            self.overrides = overrides.map { (key: $0.key, value: $0.value) }
            self.mended = mended.map { (key: $0.key, value: $0.value) }
            self.key = key
            self.allowed = allowed
        }

        var testDescription: String { "\(preset) \(overrides)" }
    }

    private static let clashes = [
        Clash(
            "ethereum-2022", ["fork": "berlin"], mended: ["fork": "paris"],
            "fork", "london or later when fee-market is base-fee"),
        Clash(
            "ideal", ["fork": "istanbul"], mended: ["fork": "london"],
            "fork", "london or later when fee-market is fixed"),
        Clash(
            "black-thursday", ["fork": "london"], mended: ["fork": "berlin"],
            "fee-market", "base-fee or fixed from London on"),
        Clash(
            "optimism", ["production.schedule": "on-demand"],
            mended: ["production.schedule": "on-demand", "ordering": "first-come"],
            "ordering", "first-come when production.schedule is on-demand"),
        Clash(
            "optimism", ["production.interval": "0.2 s"], mended: ["production.interval": "0.25 s"],
            "production.cutoff", "at most production.interval, which is 200000 us"),
        Clash(
            "ethereum-pos", ["finality.finalized": "6", "finality.safe": "6"],
            mended: ["finality.finalized": "7", "finality.safe": "6"], "finality.finalized",
            "at least reorg.depth-max, which is 7, while reorg.chance is not 0"),
        Clash(
            "ethereum-pos", ["finality.finalized": "0", "finality.safe": "0"],
            mended: ["finality.finalized": "0", "finality.safe": "0", "reorg.chance": "0"],
            "finality.finalized",
            "at least reorg.depth-max, which is 7, while reorg.chance is not 0"),
        Clash(
            "ethereum-pos", ["finality.safe": "65"], mended: ["finality.safe": "64"],
            "finality.safe", "at most finality.finalized, which is 64"),
        Clash(
            "ethereum-pos", ["history-blocks": "6"], mended: ["history-blocks": "7"],
            "history-blocks", "at least 1 and at least reorg.depth-max, which is 7"),
        Clash(
            "ethereum-pos", ["reorg.depth-max": "0"],
            mended: ["reorg.depth-max": "0", "reorg.chance": "0"],
            "reorg.depth-max", "at least 1 while reorg.chance is not 0"),
        Clash(
            "ethereum-2022", ["background.gas": "30001k"], mended: ["background.gas": "30M"],
            "background.gas", "from 21000 to block-gas-limit, which is 30000000"),
        Clash(
            "ethereum-pos", ["background.gas": "16778k"], mended: ["background.gas": "16777k"],
            "background.gas", "at most 16777216 from osaka on"),
        Clash(
            "ideal", ["background": "on", "background.load": "1"],
            mended: ["background": "on", "background.load": "1", "block-gas-limit": "30M"],
            "background.load", "so low that 1000000 transactions of background.gas hold it"),
        Clash(
            "ethereum-pos", ["background.willingness.median": "0 wei"],
            mended: ["background.willingness.median": "0 wei", "background": "off"],
            "background.willingness.median", "finite and above 0.0"),
    ]

    @Test("what does not go together is refused, and goes when mended", arguments: clashes)
    func clash(_ row: Clash) throws {
        let preset = try ChainPreset.named(row.preset)
        let error = #expect(throws: ChainSettingsError.self) {
            try ChainSettings(preset: preset, overrides: row.overrides)
        }
        let values = row.overrides + preset.values.map { (key: $0.key, value: $0.value) }
        let value = try #require(values.first { $0.key == row.key }?.value)
        #expect(error == .refused(key: row.key, value: value, allowed: row.allowed))
        #expect(throws: ChainSettingsError.self) {
            try ChainSettings.resolved(preset: preset, overrides: row.overrides)
        }
        _ = try ChainSettings(preset: preset, overrides: row.mended)
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let key: String
        let value: String
        let apply: @Sendable (inout ChainSettings) -> Void

        init(
            _ key: String, _ value: String,
            _ apply: @escaping @Sendable (inout ChainSettings) -> Void
        ) {
            self.key = key
            self.value = value
            self.apply = apply
        }

        var testDescription: String { "\(key) \(value)" }
    }

    private static let bad = Distribution.normal(mean: 5, deviation: -1)

    private static let changes = [
        Change("fork", "petersburg") { $0.fork = .petersburg },
        Change("block-gas-limit", "4999") { $0.blockGasLimit = 4_999 },
        Change("production.interval", "0 us") {
            $0.production.schedule = .slots(intervalMicros: 0)
        },
        Change("production.interval", "0 us") {
            $0.production.schedule = .exponential(meanMicros: 0)
        },
        Change("production.lateness.deviation", "-1.0") { $0.production.lateness = bad },
        Change("sequencer.queue", "0") { settings in
            guard let other = try? ChainSettings(preset: .named("ideal")),
                case .firstCome(var limits) = other.ordering
            else { return }
            limits.queueCapacity = 0
            settings.ordering = .firstCome(limits)
        },
        Change("builders.weights", "") { $0.setBuilderWeights([]) },
        Change("builders.weights", "0, 0") { $0.setBuilderWeights([0, 0]) },
        Change("builders.weights", "18446744073709551615, 1") { $0.setBuilderWeights([.max, 1]) },
        Change("network.rpc-nodes", "-1") { $0.network.rpcNodes = -1 },
        Change("network.proposers", "0") { $0.network.proposers = 0 },
        Change("network.peers", "0") { $0.network.peers = 0 },
        Change("network.agent-to-node.deviation", "-1.0") { $0.network.agentToNode = bad },
        Change("network.node-to-node.deviation", "-1.0") { $0.network.nodeToNode = bad },
        Change("network.block-to-node.deviation", "-1.0") { $0.network.blockToNode = bad },
        Change("network.rpc.deviation", "-1.0") { $0.network.rpc = bad },
        Change("network.head-lag", "0") { $0.network.headLagWeights = [0] },
        Change("network.head-lag", "") { $0.network.headLagWeights = [] },
        Change("reorg.depth-max", "-1") { $0.reorgs.depthMax = -1 },
        Change("history-blocks", "0") {
            $0.reorgs.chance = .never
            $0.reorgs.depthMax = 0
            $0.historyBlocks = 0
        },
        Change("background.gas", "20999") { $0.background?.transactionGas = 20_999 },
        Change("background.accounts", "0") { $0.background?.accounts = 0 },
        Change("background.accounts", "65537") { $0.background?.accounts = 65_537 },
        Change("background.load", "18446744073709551615 in 1000") {
            $0.background?.loadPerMille = .max
        },
        Change("background.load-sigma", "-1.0") { $0.background?.loadSigma = -1 },
        Change("background.willingness.sigma", "nan") { $0.background?.willingnessSigma = .nan },
        Change("background.tip.deviation", "-1.0") { $0.background?.tip = bad },
    ]

    @Test("settings that were changed by hand are checked as well", arguments: changes)
    func change(_ row: Change) throws {
        var settings = try ChainSettings(preset: .named("ethereum-pos"))
        row.apply(&settings)
        let error = #expect(throws: ChainSettingsError.self) { try settings.validate() }
        guard case .refused(let key, let value, let allowed) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(key == row.key)
        #expect(value == row.value)
        #expect(!allowed.isEmpty)
    }
}

extension ChainSettings {
    fileprivate mutating func setBuilderWeights(_ weights: [UInt64]) {
        guard case .builders(var market) = ordering else { return }
        market.builderWeights = weights
        ordering = .builders(market)
    }
}
