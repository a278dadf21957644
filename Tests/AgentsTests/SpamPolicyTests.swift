import Agents
import Chain
import SimulationKernel
import Testing
import WideIntegers

@Suite struct SpamPolicyTests {
    private static let sequencer: [(key: String, value: String)] = [
        ("ordering", "first-come"), ("network.rpc-nodes", "2"), ("network.proposers", "1"),
        ("network.agent-to-node.median", "50 ms"), ("network.agent-to-node.sigma", "0.6"),
        ("network.node-to-node.median", "20 ms"),
    ]

    @Test("sends as many copies as a share of the gain pays for")
    func copies() {
        let policy = SpamPolicy(copiesMax: 8, failedGas: 50_000, wasteShareMaxPerMille: 500)
        #expect(policy.copies(gainWei: gwei(1_000_000), priceWei: gwei(5)) == 3)
        #expect(policy.copies(gainWei: gwei(1_000_000), priceWei: gwei(1)) == 8)
        #expect(policy.copies(gainWei: gwei(1_000_000), priceWei: gwei(11)) == 1)
        #expect(policy.copies(gainWei: gwei(1_000_000), priceWei: 0) == 8)
    }

    @Test("copies from several accounts win more races by arrival than one, and waste gas")
    func races() throws {
        var wins = 0
        let races = 60
        for seed in 1...races {
            let fixture = try AgentsFixture(Self.sequencer, seed: UInt64(seed))
            let spammers = (0..<4).map { fixture.wallet($0, nodes: [$0 % 2]) }
            let single = fixture.wallet(7)
            let bid = GasBid(tipWei: 1, capWei: gwei(2))
            let alone = single.send(PrizeContract.take, bid: bid)
            let tasks = SpamPolicy(copiesMax: 4, failedGas: 30_000).send(
                PrizeContract.take, from: spammers, bid: bid, gainWei: .wad)
            fixture.run(seconds: 2)
            #expect(tasks.count == 4)
            if tasks.contains(where: { $0.outcome.isWon }) { wins += 1 }
            let failed = (tasks + [alone]).count { $0.outcome.isReverted }
            #expect(failed == 4)
            let wasted = tasks.reduce(0) { $0 + $1.costs.wastedGas }
            #expect(wasted >= 3 * 21_000)
        }
        // Of five equal draws the single sender's is the first in a fifth.
        print("four copies against one: \(wins) of \(races) races won")
        #expect((40...56).contains(wins), "\(wins)")
    }

    @Test("the same transaction at several nodes is included and paid once")
    func everyNode() throws {
        for ordering in ["first-come", "priority"] {
            let fixture = try AgentsFixture(Self.sequencer + [("ordering", ordering)])
            let wallet = fixture.wallet(0, nodes: [0, 1])
            let policy = SpamPolicy(copiesMax: 1, failedGas: 30_000, reachesEveryNode: true)
            let tasks = policy.send(
                PrizeContract.take, from: [wallet], bid: GasBid(tipWei: 1, capWei: gwei(2)),
                gainWei: .wad)
            fixture.run(seconds: 3)
            #expect(tasks.count == 1 && tasks[0].attempts.count == 2)
            #expect(tasks[0].outcome.isWon)
            #expect(try fixture.view.nonce(of: wallet.address) == 1)
        }
    }
}
