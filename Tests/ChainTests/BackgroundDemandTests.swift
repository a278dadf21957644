import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct BackgroundDemandTests {
    private static let demand: [(key: String, value: String)] = [
        ("background", "on"), ("background.load", "1"), ("background.load-sigma", "0.2"),
        ("background.gas", "300000"), ("background.willingness.median", "20 gwei"),
        ("background.willingness.sigma", "1"), ("background.tip.median", "1 gwei"),
        ("background.tip.sigma", "0.5"), ("background.accounts", "512"),
        ("production.interval", "12 s"), ("base-fee.initial", "10 gwei"),
    ]

    @Test("fills blocks around the target, and the base fee finds its level")
    func steady() throws {
        let fixture = try ChainFixture(
            BackgroundDemandTests.demand + [("background.load", "2"), ("history-blocks", "400")])
        fixture.chain.checksInvariants = false
        fixture.run(seconds: 12 * 400)
        var used: UInt64 = 0
        for number in 201...400 {
            used += try #require(fixture.chain.store.block(UInt64(number))).header.gasUsed
        }
        let meanFullness = Double(used) / (200 * 30_000_000)
        #expect(abs(meanFullness - 0.5) < 0.05, "mean fullness \(meanFullness)")
        // Half of those who come bid the median or more, and lower bids wait for a lower fee: the fee
        // comes to rest below the median.
        #expect(fixture.baseFee > gwei(2) && fixture.baseFee < gwei(20), "\(fixture.baseFee)")
    }

    @Test("a demand spike raises the base fee by an eighth a block, and lets it fall again")
    func spike() throws {
        let fixture = try ChainFixture(BackgroundDemandTests.demand)
        fixture.chain.checksInvariants = false
        fixture.run(seconds: 12 * 50)
        let now = fixture.chain.timeline.now
        fixture.chain.add(
            DemandSpike(
                from: now, to: now + 240_000_000, loadPerMille: 6_000,
                willingnessPerMille: 100_000))
        var fees: [UInt256] = []
        for _ in 0..<60 {
            fixture.run(seconds: 12)
            fees.append(fixture.baseFee)
        }
        let text = fees.map { ($0.evmDiv(1_000_000)).description }.joined(separator: " ")
        print("base fee through a spike of 20 blocks, in thousandths of a gwei: \(text)")
        let full = zip(fees, fees.dropFirst()).count { $1 == $0 &+ ($0 >> 3) }
        #expect(full >= 12, "\(full) full blocks")
        let peak = fees.max() ?? .zero
        #expect(peak > fees[0] &* 4)
        #expect(fees[59] < peak.evmDiv(4))
    }

    @Test("spikes to nothing or without bound leave the demand a number")
    func extremeSpikes() throws {
        let fixture = try ChainFixture(BackgroundDemandTests.demand)
        fixture.chain.checksInvariants = false
        let now = fixture.chain.timeline.now
        for (load, willingness) in [(0, 0), (UInt64.max, UInt64.max), (1_000, UInt64.max)] {
            fixture.chain.add(
                DemandSpike(
                    from: now + 12_000_000, to: now + 24_000_000, loadPerMille: load,
                    willingnessPerMille: willingness))
        }
        fixture.run(seconds: 60)
        #expect(fixture.head.number == 5)
    }

    @Test("others pay, are included and counted as anybody; an account has one under way")
    func accounts() throws {
        let fixture = try ChainFixture(BackgroundDemandTests.demand)
        fixture.run(seconds: 12 * 20)
        #expect(fixture.chain.violation == nil)
        #expect(fixture.chain.count(of: .included) > 200)
        let senders = fixture.head.receipts.map(\.transaction.sender)
        #expect(Set(senders).count == senders.count)
        let all = TransactionFate.Kind.allCases.map { fixture.chain.count(of: $0) }.reduce(0, +)
        #expect(all == fixture.chain.submissionCount)
    }

    @Test("is the same whether signatures are real or elided, hashes apart")
    func signatureModes() throws {
        var roots: [Hash256] = []
        var heads: [Hash256] = []
        for mode in ["verified", "elided"] {
            let fixture = try ChainFixture(
                BackgroundDemandTests.demand + [
                    ("signatures", mode), ("ordering", "random"), ("reorg.chance", "0.1"),
                    ("reorg.depth-max", "3"), ("reorg.order", "shuffled"),
                    ("finality.safe", "3"), ("finality.finalized", "3"),
                    ("network.rpc-nodes", "2"), ("network.node-to-node.median", "1 s"),
                    ("background.accounts", "64"), ("background.gas", "2M"),
                ])
            fixture.run(seconds: 12 * 30)
            roots.append(fixture.head.header.stateRoot)
            heads.append(fixture.head.hash)
            #expect(fixture.chain.count(of: .included) > 50)
        }
        #expect(roots[0] == roots[1])
        #expect(heads[0] != heads[1])
    }
}
