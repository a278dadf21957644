import Chain
import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

/// What random traffic has found in reorgs, outages, cuts and interventions.
@Suite struct RegressionFaultTests {
    private func makeChain(_ overrides: [(key: String, value: String)] = []) throws
        -> SimulatedChain
    {
        let calm: [(key: String, value: String)] = [
            ("background", "off"), ("signatures", "elided"), ("reorg.chance", "0"),
            ("production.empty", "0"),
        ]
        let settings = try ChainSettings(preset: .named("chaos"), overrides: calm + overrides)
        return SimulatedChain(
            settings, host: SimulatedChain.makeHost(for: settings),
            timeline: Timeline(start: SimulatedTime(seconds: 1_700_000_000)),
            random: RandomSource(seed: 1))
    }

    private func run(_ chain: SimulatedChain, seconds: UInt64) {
        chain.timeline.run(until: chain.timeline.now + seconds * 1_000_000)
    }

    @Test("a base fee that was set outlives a reorg")
    func setBaseFeeOutlivesReorg() throws {
        let chain = try makeChain()
        run(chain, seconds: 120)
        let before = chain.head.header.baseFeePerGasWei
        chain.intervene(.setNextBaseFee(123_456_789))
        try chain.reorganize(depth: 1, keep: .always, order: .same)
        #expect(chain.head.header.baseFeePerGasWei == before)
        chain.intervene(.mine)
        #expect(chain.head.header.baseFeePerGasWei == 123_456_789)
    }

    @Test("a base fee that was set outlives an outage without one")
    func setBaseFeeOutlivesOutage() throws {
        let chain = try makeChain()
        run(chain, seconds: 60)
        let start = chain.timeline.now
        chain.schedule(Outage(start: start, durationMicros: 60_000_000))
        run(chain, seconds: 30)
        let height = chain.head.number
        chain.intervene(.setNextBaseFee(123_456_789))
        while chain.head.number == height { run(chain, seconds: 1) }
        #expect(chain.head.header.baseFeePerGasWei == 123_456_789)
    }

    @Test("the clock cannot be moved past 64 bits")
    func clockIsBounded() throws {
        let chain = try makeChain()
        chain.intervene(.increaseTime(.max))
        chain.intervene(.increaseTime(1 << 63))
        chain.intervene(.increaseTime(1 << 63))
        chain.intervene(.mine)
        run(chain, seconds: 60)
        #expect(chain.head.number > 3)
    }

    @Test("a node that was cut off for long is told of no orphans")
    func cutLongerThanHistory() throws {
        let chain = try makeChain([
            ("history-blocks", "8"), ("reorg.depth-max", "4"), ("finality.safe", "2"),
            ("finality.finalized", "4"),
        ])
        run(chain, seconds: 120)
        var removedCount = 0
        var addedCount = 0
        let node = chain.nodes[0].id
        chain.observe(node) { notice in
            guard case .head(let removed, let added) = notice else { return }
            removedCount += removed.count
            addedCount += added.count
        }
        let now = chain.timeline.now
        chain.add(Partition(from: now, to: now + 600_000_000, isolating: [node]))
        run(chain, seconds: 1_200)
        #expect(addedCount > 8)
        #expect(removedCount == 0)
    }
}
