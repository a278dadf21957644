import Chain
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

/// A key with another value than the preset's, and one that is not allowed.
struct KeyCase: Sendable, CustomTestStringConvertible {
    let key: String
    let value: String
    let invalid: String
    /// What the key needs to have an effect.
    let context: [(key: String, value: String)]
    let isSet: @Sendable (ChainSettings) -> Bool

    init(
        _ key: String, _ value: String, _ invalid: String,
        with context: KeyValuePairs<String, String> = [:],
        _ isSet: @escaping @Sendable (ChainSettings) -> Bool
    ) {
        self.key = key
        self.value = value
        self.invalid = invalid
        self.context = context.map { (key: $0.key, value: $0.value) }
        self.isSet = isSet
    }

    var testDescription: String { key }
}

@Suite struct ChainPresetOverrideTests {
    @Test("every key has a case here")
    func everyKey() {
        #expect(KeyCase.all.map(\.key) == SettingKey.all.map(\.name))
    }

    @Test("every key of every preset can be set anew", arguments: KeyCase.all)
    func override(_ row: KeyCase) throws {
        let base = try ChainSettings(preset: .named("ethereum-pos"), overrides: row.context)
        #expect(!row.isSet(base))
        let settings = try ChainSettings(
            preset: .named("ethereum-pos"), overrides: row.context + [(row.key, row.value)])
        #expect(row.isSet(settings))
        for preset in ChainPreset.all {
            // The value does not always go with what else the preset says, but it is read.
            do {
                _ = try ChainSettings(preset: preset, overrides: [(row.key, row.value)])
            } catch {
                guard case .refused(let key, let value, _) = error else {
                    Issue.record("\(preset.name): \(error)")
                    continue
                }
                #expect(key != row.key || KeyCase.contested.contains(key), "\(preset.name)")
                #expect(key != row.key || value == row.value)
            }
        }
    }

    @Test("a value that is not allowed is named with its key and what is", arguments: KeyCase.all)
    func refusal(_ row: KeyCase) throws {
        let known = try #require(SettingKey.all.first { $0.name == row.key })
        for preset in ChainPreset.all {
            for invalid in [row.invalid, "", " ", "-1"] {
                let error = #expect(throws: ChainSettingsError.self, "\(preset.name) \(invalid)") {
                    try ChainSettings(preset: preset, overrides: [(row.key, invalid)])
                }
                #expect(
                    error == .refused(key: row.key, value: invalid, allowed: known.allowed),
                    "\(preset.name) '\(invalid)'")
                #expect(
                    error?.description
                        == "\(row.key): '\(invalid)' is not allowed; it must be \(known.allowed)")
            }
        }
    }
}

// MARK: - The keys

extension KeyCase {
    /// Keys whose other value here does not go with every preset.
    static let contested: Set = [
        "fork", "fee-market", "ordering", "production.cutoff", "finality.safe",
        "finality.finalized", "background.gas", "background.load", "history-blocks",
        "reorg.depth-max",
    ]

    static let all = rules + production + ordering + pool + network + faults + demand

    private static let rules = [
        KeyCase("chain-id", "5", "9223372036854775772") { $0.chainID == 5 },
        KeyCase("fork", "cancun", "Cancun") { $0.fork == .cancun },
        KeyCase("block-gas-limit", "36M", "4999") { $0.blockGasLimit == 36_000_000 },
        KeyCase("fee-market", "fixed", "free") { $0.feeMarket == .fixed(baseFeeWei: gwei(1)) },
        KeyCase("base-fee.elasticity", "6", "0") { $0.rule?.elasticityMultiplier == 6 },
        KeyCase("base-fee.denominator", "50", "0") { $0.rule?.changeDenominator == 50 },
        KeyCase("base-fee.floor", "0.5 gwei", "1 wad") { $0.rule?.floorWei == 500_000_000 },
        KeyCase("base-fee.initial", "3 gwei", "3") {
            $0.feeMarket.initialBaseFeePerGasWei == gwei(3)
        },
        KeyCase("base-fee.recipient", "0x\(String(repeating: "2", count: 40))", "0x22") {
            $0.baseFeeRecipient?.description == "0x\(String(repeating: "2", count: 40))"
        },
        KeyCase("native-price", "0.5", "1000000000000000000") {
            $0.nativePriceQuoteWad == 500_000_000_000_000_000
        },
    ]

    private static let production = [
        KeyCase("production.schedule", "exponential", "mined") {
            $0.production.schedule == .exponential(meanMicros: 12_000_000)
        },
        KeyCase("production.interval", "250 ms", "0 s", with: ["production.cutoff": "0 s"]) {
            $0.production.schedule == .slots(intervalMicros: 250_000)
        },
        KeyCase(
            "production.drain", "7 ms", "7ms",
            with: ["production.schedule": "on-demand", "ordering": "first-come"]
        ) {
            $0.production.schedule == .onDemand(intervalMicros: 12_000_000, drainMicros: 7_000)
        },
        KeyCase("production.empty", "0.5", "50%") { $0.production.emptySlot == ratio(1, 2) },
        KeyCase("production.cutoff", "1 ms", "1") { $0.production.cutoffMicros == 1_000 },
        KeyCase("production.lateness.shift", "2 s", "0.0000001 s") {
            $0.production.lateness == .logNormal(shift: 2e6, median: 560e3, sigma: 0.6)
        },
        KeyCase("production.lateness.median", "0 us", "1 m") {
            $0.production.lateness == .constant(1e6)
        },
        KeyCase("production.lateness.sigma", "0.25", "10.5") {
            $0.production.lateness == .logNormal(shift: 1e6, median: 560e3, sigma: 0.25)
        },
    ]

    private static let ordering = [
        KeyCase("ordering", "random", "fifo") { $0.ordering == .random },
        KeyCase("sequencer.queue", "9", "0", with: ["ordering": "first-come"]) {
            $0.sequencer?.queueCapacity == 9
        },
        KeyCase("sequencer.deadline", "1 min", "0 s", with: ["ordering": "first-come"]) {
            $0.sequencer?.deadlineMicros == 60_000_000
        },
        KeyCase("builders.block-share", "0.25", "1.01") {
            $0.builders?.blockShare == ratio(1, 4)
        },
        KeyCase("builders.weights", "0, 3", "0, 0") { $0.builders?.builderWeights == [0, 3] },
        KeyCase("builders.random-share", "0.125", ".5") {
            $0.builders?.randomShare == ratio(1, 8)
        },
        KeyCase("builders.private-blocks", "3", "0") { $0.builders?.privateBlocksMax == 3 },
    ]

    private static let pool = [
        KeyCase("pool.public", "off", "true") { !$0.isPoolPublic },
        KeyCase("pool.tip-min", "2 wei", "0.5 wei") { $0.pool.tipMinWei == 2 },
        KeyCase("pool.price-bump", "0.125", "0.1255") { $0.pool.priceBumpPerMille == 125 },
        KeyCase("pool.account-slots", "17", "0") { $0.pool.accountSlots == 17 },
        KeyCase("pool.global-slots", "18", "0") { $0.pool.globalSlots == 18 },
        KeyCase("pool.account-queue", "0", "1e3") { $0.pool.accountQueue == 0 },
        KeyCase("pool.global-queue", "20", "020") { $0.pool.globalQueue == 20 },
        KeyCase("pool.queued-lifetime", "0.5 h", "8761 h") {
            $0.pool.queuedLifetimeMicros == 1_800_000_000
        },
        KeyCase("pool.bytes-max", "21", "0") { $0.pool.byteCountMax == 21 },
        KeyCase("pool.slot-bytes", "22", "0") { $0.pool.slotBytes == 22 },
    ]

    private static let network =
        [
            KeyCase("network.rpc-nodes", "5", "129") { $0.network.rpcNodes == 5 },
            KeyCase("network.proposers", "7", "0") { $0.network.proposers == 7 },
            KeyCase("network.peers", "8", "0") { $0.network.peers == 8 },
        ] + latency("agent-to-node", median: 50e3, sigma: 0.6) { $0.agentToNode }
        + latency("node-to-node", median: 150e3, sigma: 0.7) { $0.nodeToNode } + [
            KeyCase("network.announce-delay", "1 s", "1 day") {
                $0.network.announceDelayMicros == 1_000_000
            },
            KeyCase("network.push-bytes", "0", "4 KiB") { $0.network.pushBytesMax == 0 },
        ] + latency("block-to-node", median: 300e3, sigma: 0.6) { $0.blockToNode } + [
            KeyCase("network.head-lag", "9, 1", "9,1") { $0.network.headLagWeights == [9, 1] }
        ] + latency("rpc", median: 50e3, sigma: 0.6) { $0.rpc } + [
            KeyCase("network.loss", "0.25", "2") { $0.network.loss == ratio(1, 4) },
            KeyCase("network.duplication", "0.5", "0.") { $0.network.duplication == ratio(1, 2) },
        ]

    private static func latency(
        _ name: String, median: Double, sigma: Double,
        _ path: @escaping @Sendable (NetworkSettings) -> Distribution
    ) -> [KeyCase] {
        [
            KeyCase("network.\(name).shift", "3 ms", "3 MS") {
                path($0.network) == .logNormal(shift: 3e3, median: median, sigma: sigma)
            },
            KeyCase("network.\(name).median", "4 ms", "4  ms") {
                path($0.network) == .logNormal(shift: 0, median: 4e3, sigma: sigma)
            },
            KeyCase("network.\(name).sigma", "2", "1e1") {
                path($0.network) == .logNormal(shift: 0, median: median, sigma: 2)
            },
        ]
    }

    private static let faults = [
        KeyCase("reorg.chance", "1", "1.5") { $0.reorgs.chance == .always },
        KeyCase("reorg.deeper", "0.25", "often") { $0.reorgs.deeper == ratio(1, 4) },
        KeyCase("reorg.depth-max", "3", "3 blocks") { $0.reorgs.depthMax == 3 },
        KeyCase("reorg.keep", "0", "00") { $0.reorgs.keep == .never },
        KeyCase("reorg.order", "shuffled", "any") { $0.reorgs.order == .shuffled },
        KeyCase(
            "reorg.rivals", "0x\(String(repeating: "1", count: 40))", "0x11",
            with: ["reorg.order": "rivals-first"]
        ) {
            guard case .rivalsFirst(let rivals) = $0.reorgs.order else { return false }
            return rivals.map(\.description) == ["0x\(String(repeating: "1", count: 40))"]
        },
        KeyCase("finality.safe", "10", "ten") { $0.finality.safeDepth == 10 },
        KeyCase("finality.finalized", "40", "40.0") { $0.finality.finalizedDepth == 40 },
    ]

    private static let demand = [
        KeyCase("background", "off", "no") { $0.background == nil },
        KeyCase("background.load", "0.75", "1001") { $0.background?.loadPerMille == 750 },
        KeyCase("background.load-sigma", "0.5", "0,5") { $0.background?.loadSigma == 0.5 },
        KeyCase("background.gas", "21k", "20999") { $0.background?.transactionGas == 21_000 },
        KeyCase("background.willingness.median", "4 gwei", "4 Gwei") {
            $0.background?.willingnessMedianWei == 4e9
        },
        KeyCase("background.willingness.sigma", "0.5", "+0.5") {
            $0.background?.willingnessSigma == 0.5
        },
        KeyCase("background.tip.median", "0 wei", "11 ether") {
            $0.background?.tip == .constant(0)
        },
        KeyCase("background.tip.sigma", "0.5", "nan") {
            $0.background?.tip == .logNormal(shift: 0, median: 1e8, sigma: 0.5)
        },
        KeyCase("background.accounts", "65536", "65537") { $0.background?.accounts == 65_536 },
        KeyCase("signatures", "elided", "none") { $0.signatures == .elided },
        KeyCase("history-blocks", "300", "0") { $0.historyBlocks == 300 },
    ]
}

extension ChainSettings {
    fileprivate var rule: BaseFeeRule? {
        if case .baseFee(let rule, _) = feeMarket { rule } else { nil }
    }

    fileprivate var sequencer: SequencerLimits? {
        if case .firstCome(let limits) = ordering { limits } else { nil }
    }

    fileprivate var builders: BuilderMarket? {
        if case .builders(let market) = ordering { market } else { nil }
    }
}
