import Chain
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@Suite struct ChainPresetTests {
    /// What the published table says of a chain.
    struct Figures: Sendable {
        let name: String
        let chainID: UInt64
        let fork: Hardfork
        let gasLimit: UInt64
        let schedule: BlockProduction.Schedule
        let empty: Ratio
        let reorgs: Ratio
        let finality: [UInt64]
        let price: UInt64
    }

    private static let table: [Figures] = [
        Figures(
            name: "ethereum-pos", chainID: 1, fork: .osaka, gasLimit: 60_000_000,
            schedule: .slots(intervalMicros: 12_000_000), empty: ratio(3, 1_000),
            reorgs: ratio(59, 100_000), finality: [32, 64], price: 2_500),
        Figures(
            name: "ethereum-2022", chainID: 1, fork: .london, gasLimit: 30_000_000,
            schedule: .slots(intervalMicros: 12_000_000), empty: ratio(76, 10_000),
            reorgs: ratio(59, 100_000), finality: [32, 64], price: 1_600),
        Figures(
            name: "ethereum-2021-pow", chainID: 1, fork: .berlin, gasLimit: 12_500_000,
            schedule: .exponential(meanMicros: 13_200_000), empty: .never,
            reorgs: ratio(5, 100), finality: [6, 12], price: 2_500),
        Figures(
            name: "black-thursday", chainID: 1, fork: .istanbul, gasLimit: 10_000_000,
            schedule: .exponential(meanMicros: 13_200_000), empty: .never,
            reorgs: ratio(5, 100), finality: [6, 12], price: 130),
        Figures(
            name: "xdai-perpv1", chainID: 100, fork: .istanbul, gasLimit: 17_000_000,
            schedule: .slots(intervalMicros: 5_000_000), empty: ratio(2, 100),
            reorgs: ratio(1, 1_000), finality: [6, 12], price: 1),
        Figures(
            name: "gnosis-pos", chainID: 100, fork: .prague, gasLimit: 30_000_000,
            schedule: .slots(intervalMicros: 5_000_000), empty: ratio(2, 100),
            reorgs: ratio(1, 1_000), finality: [16, 32], price: 1),
        Figures(
            name: "arbitrum-fcfs", chainID: 42_161, fork: .prague, gasLimit: 32_000_000,
            schedule: .onDemand(intervalMicros: 250_000, drainMicros: 10_000), empty: .never,
            reorgs: .never, finality: [0, 0], price: 2_500),
        Figures(
            name: "optimism", chainID: 10, fork: .prague, gasLimit: 30_000_000,
            schedule: .slots(intervalMicros: 2_000_000), empty: .never,
            reorgs: ratio(1, 10_000), finality: [1, 1], price: 2_500),
        Figures(
            name: "ideal", chainID: 31_337, fork: .prague, gasLimit: 1 << 53,
            schedule: .slots(intervalMicros: 1_000_000), empty: .never,
            reorgs: .never, finality: [0, 0], price: 1),
        Figures(
            name: "chaos", chainID: 31_337, fork: .prague, gasLimit: 30_000_000,
            schedule: .slots(intervalMicros: 12_000_000), empty: ratio(5, 100),
            reorgs: ratio(2, 100), finality: [32, 64], price: 2_500),
    ]

    @Test("every preset is valid and has the figures of the table", arguments: table)
    func figures(_ row: Figures) throws {
        let settings = try ChainSettings(preset: .named(row.name))
        try settings.validate()
        #expect(settings.chainID == row.chainID)
        #expect(settings.fork == row.fork)
        #expect(settings.blockGasLimit == row.gasLimit)
        #expect(settings.production.schedule == row.schedule)
        #expect(settings.production.emptySlot == row.empty)
        #expect(settings.reorgs.chance == row.reorgs)
        #expect([settings.finality.safeDepth, settings.finality.finalizedDepth] == row.finality)
        #expect(try settings.nativePriceQuoteWad == UInt256(row.price) * .wad)
        #expect(settings.historyBlocks == 256)
        #expect(settings.signatures == .verified)
    }

    @Test("the table is complete")
    func tableIsComplete() {
        #expect(ChainPreset.all.map(\.name) == Self.table.map(\.name))
    }

    @Test("the fee markets, bumps and least tips")
    func fees() throws {
        let gwei: UInt256 = 1_000_000_000
        let ethereum = try #require(
            BaseFeeRule(elasticityMultiplier: 2, changeDenominator: 8, floorWei: 7))
        let rollup = try #require(BaseFeeRule(elasticityMultiplier: 6, changeDenominator: 250))
        let rows: [(name: String, market: FeeMarket, bump: UInt64, tip: UInt256)] = [
            ("ethereum-pos", .baseFee(ethereum, initialWei: gwei), 100, 1),
            ("ethereum-2022", .baseFee(ethereum, initialWei: 20_000_000_000), 100, 1),
            ("ethereum-2021-pow", .auction, 100, 1),
            ("black-thursday", .auction, 100, gwei),
            ("xdai-perpv1", .auction, 125, gwei),
            ("gnosis-pos", .baseFee(ethereum, initialWei: gwei), 100, 1),
            ("arbitrum-fcfs", .fixed(baseFeeWei: 20_000_000), 100, 0),
            ("optimism", .baseFee(rollup, initialWei: 1_000_000), 100, 1),
            ("ideal", .fixed(baseFeeWei: 0), 0, 0),
            ("chaos", .baseFee(ethereum, initialWei: 50_000_000_000), 100, 1),
        ]
        for row in rows {
            let settings = try ChainSettings(preset: .named(row.name))
            #expect(settings.feeMarket == row.market, "\(row.name)")
            #expect(settings.pool.priceBumpPerMille == row.bump, "\(row.name)")
            #expect(settings.pool.tipMinWei == row.tip, "\(row.name)")
        }
    }

    @Test("the latencies of gossip and of blocks, in microseconds")
    func latencies() throws {
        let rows: [(name: String, nodes: (Double, Double), blocks: (Double, Double))] = [
            ("ethereum-pos", (150_000, 0.7), (300_000, 0.6)),
            ("ethereum-2022", (150_000, 0.7), (300_000, 0.6)),
            ("ethereum-2021-pow", (150_000, 0.7), (150_000, 0.6)),
            ("black-thursday", (300_000, 1), (500_000, 1)),
            ("xdai-perpv1", (200_000, 0.7), (300_000, 0.8)),
            ("gnosis-pos", (200_000, 0.7), (300_000, 0.6)),
            ("arbitrum-fcfs", (60_000, 0.6), (250_000, 0.4)),
            ("optimism", (60_000, 0.6), (250_000, 0.5)),
            ("chaos", (1_000_000, 1.2), (3_000_000, 1)),
        ]
        for row in rows {
            let network = try ChainSettings(preset: .named(row.name)).network
            #expect(network.nodeToNode == law(row.nodes), "\(row.name)")
            #expect(network.blockToNode == law(row.blocks), "\(row.name)")
        }
        let ideal = try ChainSettings(preset: .named("ideal")).network
        for path in [ideal.agentToNode, ideal.nodeToNode, ideal.blockToNode, ideal.rpc] {
            #expect(path == .constant(0))
        }
        #expect(ideal.headLagWeights == [1])
        #expect(ideal.announceDelayMicros == 0)
        #expect(ideal.rpcNodes == 0 && ideal.proposers == 1)
    }

    private func law(_ figures: (Double, Double)) -> Distribution {
        .logNormal(shift: 0, median: figures.0, sigma: figures.1)
    }

    @Test("the order of transactions and who sees them")
    func ordering() throws {
        let arbitrum = try ChainSettings(preset: .named("arbitrum-fcfs"))
        if case .firstCome(let queue) = arbitrum.ordering {
            #expect(queue.queueCapacity == 1_024)
            #expect(queue.deadlineMicros == 12_000_000)
        } else {
            Issue.record("\(arbitrum.ordering)")
        }
        #expect(!arbitrum.isPoolPublic)
        let optimism = try ChainSettings(preset: .named("optimism"))
        #expect(optimism.ordering == .priority)
        #expect(!optimism.isPoolPublic)
        #expect(try ChainSettings(preset: .named("xdai-perpv1")).network.proposers > 1)
        for (name, share) in [("ethereum-pos", ratio(9, 10)), ("chaos", ratio(1, 2))] {
            let settings = try ChainSettings(preset: .named(name))
            guard case .builders(let market) = settings.ordering else {
                Issue.record("\(name) has \(settings.ordering)")
                continue
            }
            #expect(market.blockShare == share)
            #expect((market.randomShare == .never) == (name != "chaos"))
        }
    }

    @Test("blocks of Ethereum are seen 1.9 to 2 s into the slot in the median")
    func lateness() throws {
        let settings = try ChainSettings(preset: .named("ethereum-pos"))
        var stream = RandomSource(seed: 1).stream("test")
        let seen = (0..<20_001).map { _ in
            settings.production.lateness.sampleInteger(&stream)
                + settings.network.blockToNode.sampleInteger(&stream)
        }
        #expect((1_900_000...2_000_000).contains(seen.sorted()[10_000]))
    }

    @Test("Gnosis pays the base fee to its collector")
    func collector() throws {
        let settings = try ChainSettings(preset: .named("gnosis-pos"))
        let collector = try Address("0x6bbe78ee9e474842dbd4ab4987b3cefe88426a92")
        #expect(settings.baseFeeRecipient == collector)
        #expect(try ChainSettings(preset: .named("ethereum-pos")).baseFeeRecipient == nil)
    }

    @Test("the London variant of 2021 is valid")
    func londonVariant() throws {
        let preset = try ChainPreset.named("ethereum-2021-pow")
        let overrides = [
            (key: "fork", value: "london"), (key: "fee-market", value: "base-fee"),
            (key: "block-gas-limit", value: "30M"),
        ]
        for (key, value) in overrides { #expect(preset.summary.contains("\(key)=\(value)")) }
        let settings = try ChainSettings(preset: preset, overrides: overrides)
        #expect(settings.feeMarket.initialBaseFeePerGasWei == 60_000_000_000)
    }

    @Test("a name that is not there is answered with the known ones")
    func unknownName() throws {
        let error = #expect(throws: ChainSettingsError.self) {
            try ChainPreset.named("etherium-pos")
        }
        let text = try #require(error?.description)
        #expect(text.hasPrefix("etherium-pos: no such preset; did you mean ethereum-pos?"))
        for preset in ChainPreset.all { #expect(text.contains(preset.name)) }
    }
}

func ratio(_ numerator: UInt64, _ denominator: UInt64) -> Ratio {
    guard let ratio = Ratio(numerator, denominator) else {
        preconditionFailure("\(numerator) of \(denominator)")
    }
    return ratio
}
