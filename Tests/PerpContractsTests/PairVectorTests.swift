import ContractRuntime
import EthereumPrimitives
import Foundation
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// The pair against closed forms that were computed elsewhere.
@Suite(.enabled(if: Places.hasShared("vectors/oracles"))) struct PairVectorTests {
    private func cases(_ kind: String) throws -> [[String: Any]] {
        let file = Places.shared.appendingPathComponent("vectors/oracles/\(kind).json")
        let json = try JSONSerialization.jsonObject(with: try Data(contentsOf: file))
        return try #require((json as? [String: Any])?["cases"] as? [[String: Any]])
    }

    private func number(_ fields: [String: Any]?, _ name: String) throws -> UInt256 {
        try UInt256(decimal: try #require(fields?[name] as? String))
    }

    @Test("price accumulators, across the wrap of 32-bit time")
    func cumulativePrices() throws {
        let all = try cases("v2_cumulative")
        #expect(!all.isEmpty)
        for fields in all {
            let input = try #require(fields["input"] as? [String: Any])
            let expected = try #require(fields["expected"] as? [String: Any])
            let sums = try #require(expected["cumulative_after_each"] as? [String])
            let observations = try #require(input["observations"] as? [[String: Any]])
            var times = try observations.map { UInt64(try #require($0["t"] as? Int)) }
            times.append(UInt64(try #require(input["t_read"] as? Int)))
            var pool = try PairWorld(reserves: nil)
            for (index, time) in times.enumerated() {
                let fields = observations[min(index, observations.count - 1)]
                let base = try number(fields, "reserve_base")
                let quote = try number(fields, "reserve_quote")
                // Times are given modulo 2^32 and rise.
                let wraps = index > 0 && time < times[index - 1]
                let epoch = pool.world.block.timestampSeconds >> 32 + (wraps ? 1 : 0)
                pool.world.block.timestampSeconds = (index == 0 ? 0 : epoch) << 32 | time
                for (token, amount) in [(0, base), (1, quote)] {
                    try pool.tokens[token].setGenesisBalance(
                        amount, of: PairWorld.pairAddress, in: pool.world.state)
                }
                #expect(try pool.callPair("sync").isSuccess)
                if index == 0 { continue }
                #expect(
                    try pool.pairWord("price0CumulativeLast").description == sums[index - 1])
                // A second touch of the block adds nothing.
                #expect(try pool.callPair("sync").isSuccess)
                #expect(
                    try pool.pairWord("price0CumulativeLast").description == sums[index - 1])
            }
        }
    }

    @Test("spot moves by the least input that reaches a price")
    func spotMoves() throws {
        let all = try cases("spot_move")
        #expect(!all.isEmpty)
        for fields in all {
            let input = try #require(fields["input"] as? [String: Any])
            let expected = try #require(fields["expected"] as? [String: Any])
            let base = try number(input, "reserve_base")
            let quote = try number(input, "reserve_quote")
            let amountIn = try number(expected, "amount_in")
            let amountOut = try number(expected, "amount_out")
            // The pair knows thousandths only.
            let fee = try #require(input["fee"] as? String).split(separator: "/")
            let parts = try #require(UInt64(fee[0])) * 1_000
            let whole = try #require(UInt64(fee[1]))
            try #require(parts.isMultiple(of: whole))
            let perMille = parts / whole
            let isPump = try #require(input["side"] as? String) == "pump"
            let pool = try PairWorld(reserves: (base, quote), feePerMille: perMille)
            let state = pool.world.state
            let given = isPump ? 1 : 0
            try pool.tokens[given].setGenesisBalance(amountIn, of: PairWorld.trader, in: state)
            try pool.pay(given, amountIn)
            let outcome = try pool.swap(isPump ? amountOut : 0, isPump ? 0 : amountOut)
            #expect(outcome.isSuccess)
            #expect(pool.reserves.reserve0 == (try number(expected, "reserve_base_after")))
            #expect(pool.reserves.reserve1 == (try number(expected, "reserve_quote_after")))
            let (reserveIn, reserveOut) = isPump ? (quote, base) : (base, quote)
            #expect(
                try SpotMath.amountOut(
                    for: amountIn, reserveIn: reserveIn, reserveOut: reserveOut,
                    feePerMille: perMille) == amountOut)
        }
    }
}
