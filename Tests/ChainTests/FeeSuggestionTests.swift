import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct FeeSuggestionTests {
    /// A block with one transaction of each tip, in gwei.
    private func makeBlock(
        _ tips: [UInt64], _ nonces: inout [UInt64], on fixture: ChainFixture
    ) throws {
        for (account, tip) in tips.enumerated() {
            try fixture.send(account, nonce: nonces[account], tip: tip, cap: 10_000)
            nonces[account] += 1
        }
        fixture.run(seconds: 1)
        #expect(fixture.head.receipts.count == tips.count)
    }

    @Test("suggests the 60th percentile of the three cheapest tips of the last twenty blocks")
    func percentile() throws {
        let fixture = try ChainFixture()
        var nonces = [UInt64](repeating: 0, count: 8)
        for _ in 0..<11 { try makeBlock([1, 1, 1, 40, 50], &nonces, on: fixture) }
        for _ in 0..<9 { try makeBlock([5, 5, 5, 40, 50], &nonces, on: fixture) }
        // Sixty samples: 33 of 1, then 27 of 5; place 59 * 60 / 100 = 35.
        #expect(fixture.view.suggestedTipWei() == gwei(5))
        #expect(fixture.view.gasPriceWei() == gwei(5) &+ fixture.baseFee)
    }

    @Test("starts low, ignores tips of a wei, and is capped at 500 gwei")
    func bounds() throws {
        let fixture = try ChainFixture()
        #expect(fixture.view.suggestedTipWei() == 1_000_000)
        var nonces = [UInt64](repeating: 0, count: 8)
        for _ in 0..<45 { try makeBlock([800, 900, 700], &nonces, on: fixture) }
        #expect(fixture.view.suggestedTipWei() == gwei(500))
        try fixture.chain.accept(
            Transaction(
                envelope: .dynamicFee(
                    maxPriorityFeePerGasWei: 1, maxFeePerGasWei: gwei(100)),
                chainID: fixture.chain.settings.chainID, nonce: 0, gasLimit: 21_000,
                recipient: fixture.accounts[0]), from: fixture.accounts[6], at: fixture.node)
        fixture.run(seconds: 1)
        #expect(fixture.head.receipts.count == 1)
        #expect(fixture.view.suggestedTipWei() == gwei(500))
    }

    @Test("empty blocks count with the last suggestion")
    func emptyBlocks() throws {
        let fixture = try ChainFixture()
        var nonces = [UInt64](repeating: 0, count: 8)
        for _ in 0..<20 { try makeBlock([5, 5, 5], &nonces, on: fixture) }
        #expect(fixture.view.suggestedTipWei() == gwei(5))
        fixture.run(seconds: 100)
        #expect(fixture.view.suggestedTipWei() == gwei(5))
        // Three samples of 50 among those that stand for empty blocks.
        try makeBlock([50, 50, 50], &nonces, on: fixture)
        #expect(fixture.view.suggestedTipWei() == gwei(5))
    }

    @Test("lags a spike: the suggestion rises only as blocks of it fill the window")
    func lag() throws {
        let fixture = try ChainFixture()
        var nonces = [UInt64](repeating: 0, count: 8)
        for _ in 0..<20 { try makeBlock([1, 1, 1], &nonces, on: fixture) }
        var path: [UInt256] = []
        for _ in 0..<20 {
            try makeBlock([100, 100, 100], &nonces, on: fixture)
            path.append(fixture.view.suggestedTipWei())
        }
        let text = path.map { ($0.evmDiv(gwei(1))).description }.joined(separator: " ")
        print("tips jump from 1 to 100 gwei; suggested block by block: \(text)")
        // Of sixty samples, place 35 is of the spike once 25 of them are: in the ninth block.
        #expect(path.prefix(8).allSatisfy { $0 == gwei(1) })
        #expect(path.dropFirst(8).allSatisfy { $0 == gwei(100) })
    }

    @Test("a new branch is sampled anew, and so is the old one when it is asked about again")
    func branches() throws {
        let fixture = try ChainFixture([
            ("finality.safe", "4"), ("finality.finalized", "8"), ("reorg.depth-max", "8"),
        ])
        var nonces = [UInt64](repeating: 0, count: 8)
        for _ in 0..<4 { try makeBlock([1, 1, 1], &nonces, on: fixture) }
        for _ in 0..<4 { try makeBlock([100, 100, 100], &nonces, on: fixture) }
        let old = try (1...8).map { try #require(fixture.chain.store.block(UInt64($0))) }
        var oracle = GasPriceOracle()
        func suggestion() -> UInt256 {
            oracle.suggestedTipWei(at: fixture.head) { fixture.chain.store.block($0) }
        }
        // Of 24 samples, place 13 is one of the upper half.
        #expect(suggestion() == gwei(100))
        try fixture.chain.reorganize(depth: 4, keep: .never, order: .same)
        #expect(fixture.head.number == 8)
        // Four empty blocks count with the last suggestion: of 16 samples, place 9 is of the shared
        // blocks.
        #expect(suggestion() == gwei(1))
        let again = oracle.suggestedTipWei(at: old[7]) { old[Int($0) - 1] }
        #expect(again == gwei(100))
        #expect(suggestion() == gwei(1))
    }

    @Test("before London the price itself is sampled")
    func auction() throws {
        let fixture = try ChainFixture([
            ("fork", "berlin"), ("fee-market", "auction"),
        ])
        for nonce in 0..<20 {
            for (account, price) in [(0, 10), (1, 20), (2, 30)] {
                try fixture.chain.accept(
                    Transaction(
                        envelope: .legacy(gasPriceWei: gwei(UInt64(price))),
                        chainID: fixture.chain.settings.chainID, nonce: UInt64(nonce),
                        gasLimit: 21_000, recipient: .zero), from: fixture.accounts[account],
                    at: fixture.node)
            }
            fixture.run(seconds: 1)
        }
        #expect(fixture.senders(of: fixture.head) == [2, 1, 0])
        #expect(fixture.head.header.baseFeePerGasWei == nil)
        #expect(fixture.view.gasPriceWei() == gwei(20))
        // All of the price goes to the producer.
        let earned = try fixture.balance(fixture.head.header.coinbase)
        #expect(earned == UInt256(420_000) &* gwei(60))
    }

    @Test("gives base fees with the next one, fullness, and tips at shares of the gas used")
    func history() throws {
        let fixture = try ChainFixture([("block-gas-limit", "210000")])
        var nonces = [UInt64](repeating: 0, count: 8)
        try makeBlock([1, 2, 3, 4], &nonces, on: fixture)
        try makeBlock([], &nonces, on: fixture)
        let history = try fixture.view.feeHistory(blocks: 2, percentiles: [0, 25, 26, 75, 100])
        #expect(history.oldestBlock == 1)
        #expect(history.gasUsedRatios == [0.4, 0])
        #expect(
            history.rewardsWei == [
                [gwei(1), gwei(1), gwei(2), gwei(3), gwei(4)],
                [UInt256](repeating: 0, count: 5),
            ])
        #expect(history.baseFeesPerGasWei.count == 3)
        #expect(history.baseFeesPerGasWei[0] == 875_000_000)
        #expect(history.baseFeesPerGasWei[1] == 853_125_000)
        #expect(history.baseFeesPerGasWei[2] == 746_484_375)
        #expect(try fixture.view.feeHistory(blocks: 9_999).oldestBlock == 0)
    }

    @Test("refuses percentiles out of range or order")
    func percentileErrors() throws {
        let fixture = try ChainFixture()
        for bad in [[-1.0], [100.5], [50, 40], [.nan]] {
            #expect(throws: QueryError.self) {
                try fixture.view.feeHistory(blocks: 1, percentiles: bad)
            }
        }
        #expect(throws: QueryError.headerNotFound) {
            try fixture.view.feeHistory(blocks: 1, to: .number(9))
        }
    }
}
