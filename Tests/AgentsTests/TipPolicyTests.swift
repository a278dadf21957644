import Agents
import Chain
import SimulationKernel
import Testing
import WideIntegers

@Suite struct TipPolicyTests {
    /// Tips of 1 to 4 gwei in the first block and of 5 gwei in the third; the second is empty.
    private func makeFixture() throws -> AgentsFixture {
        let fixture = try AgentsFixture()
        for account in 0..<4 { try fixture.send(account, nonce: 0, tip: gwei(UInt64(account + 1))) }
        fixture.run(seconds: 2)
        try fixture.send(4, nonce: 0, tip: gwei(5))
        fixture.run(seconds: 1)
        return fixture
    }

    private let stake = Stake(valueWei: 1_000_000_000_000_000, gas: 100_000)

    @Test("a fixed tip is what it is")
    func fixed() throws {
        let view = try makeFixture().view
        #expect(TipPolicy.fixed(tipWei: 17).tipWei(at: view, stake: stake) == 17)
    }

    @Test("a percentile is the lower median over blocks that are not empty")
    func percentile() throws {
        let view = try makeFixture().view
        for (percentile, blocks, tip) in [
            (25, 20, 1), (50, 20, 2), (100, 20, 4), (50, 1, 5), (50, 2, 5), (50, 3, 2),
        ] as [(Int, UInt64, UInt64)] {
            let policy = TipPolicy.historyPercentile(percentile, blocks: blocks)
            #expect(
                policy.tipWei(at: view, stake: stake) == gwei(tip), "\(percentile) of \(blocks)")
        }
        let fresh = try AgentsFixture().view
        #expect(
            TipPolicy.historyPercentile(50, blocks: 5).tipWei(at: fresh, stake: stake) == 0)
    }

    @Test("a suggestion is the node's, scaled; without base fee it is the gas price")
    func suggestion() throws {
        let view = try makeFixture().view
        let suggested = view.suggestedTipWei()
        #expect(suggested > 0)
        #expect(
            TipPolicy.suggestion(perMille: 1_500).tipWei(at: view, stake: stake)
                == (suggested &* 3).quotientAndRemainder(dividingBy: 2).quotient)
        let old = try AgentsFixture([("fee-market", "auction"), ("fork", "berlin")]).view
        #expect(
            TipPolicy.suggestion(perMille: 1_000).tipWei(at: old, stake: stake)
                == old.gasPriceWei())
    }

    @Test("a share of the profit is spread over the gas after the base fee")
    func profitShare() throws {
        let fixture = try AgentsFixture()
        // 10^15 over 100,000 gas leaves less than 10 gwei a unit, and the base fee is 0.875.
        let most = stake.priceMaxWei
        #expect(most == gwei(10) &- 1)
        let tip = TipPolicy.profitShare(perMille: 400).tipWei(at: fixture.view, stake: stake)
        #expect(tip == (most &- 875_000_000).scaled(perMille: 400))
        #expect(tip == 3_649_999_999)
        let poor = Stake(valueWei: 10, gas: 100_000)
        #expect(TipPolicy.profitShare(perMille: 400).tipWei(at: fixture.view, stake: poor) == 0)
    }

    @Test("the cap has room for twice the base fee, and is never above the value per gas")
    func capRule() throws {
        let view = try AgentsFixture().view
        let rich = try #require(
            FeeRule(.fixed(tipWei: gwei(3))).bid(at: view, stake: stake))
        #expect(rich == GasBid(tipWei: gwei(3), capWei: gwei(3) &+ 1_750_000_000))
        let tight = try #require(
            FeeRule(.fixed(tipWei: gwei(9))).bid(at: view, stake: stake))
        #expect(tight == GasBid(tipWei: gwei(9), capWei: gwei(10) &- 1))
        let greedy = try #require(
            FeeRule(.fixed(tipWei: gwei(50))).bid(at: view, stake: stake))
        #expect(greedy.tipWei == gwei(10) &- 1 &- 875_000_000)
        #expect(greedy.capWei == gwei(10) &- 1)
        #expect(
            FeeRule(.fixed(tipWei: 1)).bid(
                at: view, stake: Stake(valueWei: 87_500_000_000_000, gas: 100_000)) == nil)
    }
}
