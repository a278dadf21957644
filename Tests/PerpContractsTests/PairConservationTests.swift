import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@Suite struct PairConservationTests {
    @Test("the product never falls and nothing is lost", arguments: [1, 2, 3] as [UInt64])
    func invariants(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var pool = try PairWorld(
            feePerMille: seed == 1 ? 0 : 3,
            protocolFeeRecipient: seed == 3 ? Address(0xfee) : nil)
        let holders = [PairWorld.trader, PairWorld.pairAddress, PairWorld.otherPairAddress]
        let supplies = pool.tokens.map { $0.totalSupplyRaw(in: pool.world.state) }
        var succeeded = 0
        for step in 0..<300 {
            pool.world.block.timestampSeconds += UInt64(random.below(20))
            let before = pool.reserves
            let sharesBefore = try pool.pairWord("totalSupply")
            if random.below(3) > 0 { try pool.pay(random.below(2), UInt256(random.next() % 9_000)) }
            let trader = ABIValue.address(PairWorld.trader)
            let amount = UInt256(random.next() % 30_000)
            let outcome: ExecutionOutcome
            switch random.below(8) {
            case 0: outcome = try pool.callPair("mint", [trader])
            case 1:
                let send: [ABIValue] = [.address(PairWorld.pairAddress), .uint(amount)]
                _ = try pool.callPair("transfer", send)
                outcome = try pool.callPair("burn", [trader])
            case 2: outcome = try pool.callPair("sync")
            case 3: outcome = try pool.callPair("skim", [trader])
            case 4, 5: outcome = try pool.swap(amount, 0)
            default: outcome = try pool.swap(0, amount)
            }
            let after = pool.reserves
            if outcome.isSuccess { succeeded += 1 } else { #expect(before == after) }
            // The root of the product per share never falls: k'/s'^2 >= k/s^2.
            let shares = try pool.pairWord("totalSupply")
            let left = UInt512(
                after.reserve0 &* after.reserve1, times: sharesBefore &* sharesBefore)
            let right = UInt512(before.reserve0 &* before.reserve1, times: shares &* shares)
            // Shares of the protocol dilute the others, so that there the product alone is told.
            if seed != 3 || shares == sharesBefore {
                try #require(
                    left.high > right.high || left.high == right.high && left.low >= right.low,
                    "seed \(seed) step \(step)")
            }
            for token in 0..<2 {
                let sum = holders.reduce(UInt256.zero) { $0 &+ pool.balance(token, $1) }
                try #require(sum == supplies[token], "seed \(seed) step \(step)")
                let reserve = token == 0 ? after.reserve0 : after.reserve1
                try #require(pool.balance(token, PairWorld.pairAddress) >= reserve)
            }
        }
        #expect(succeeded > 100)
    }
}
