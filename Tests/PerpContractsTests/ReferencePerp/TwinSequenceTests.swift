import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Profile `v1-like` against the exact PerpV1, on random sequences of the same calls.
@Suite struct TwinSequenceTests {
    /// What one design alone refused, and the rule by which they differ.
    private static let named: [String: String] = [
        "open: ok | Margin ratio not meet criteria": "initial margin at the closing value",
        "increase: ok | Margin ratio not meet criteria": "initial margin after an increase",
        "reverse: ok | Margin ratio not meet criteria": "initial margin at the closing value",
        "reduce: Margin ratio not meet criteria | ok": "no margin check after a reduce",
        "reduce: ok | bad debt": "pro-rata openNotional",
        "liquidate: Margin ratio not meet criteria | ok": "average of the price, not of the amount",
        "liquidate: ok | Margin ratio not meet criteria": "average of the price, not of the amount",
        "liquidate: all | part": "the margin price decides on a part, not the spot price",
        "removeMargin: free collateral is not enough | ok": "initial margin of the value",
        "removeMargin: ok | free collateral is not enough": "initial margin of the value",
        "open: ok | input is 0": "a trade moves base",
        "increase: ok | input is 0": "a trade moves base",
        "reduce: ok | input is 0": "a trade moves base",
    ]

    private static func world(seed: UInt64, isPartial: Bool) throws -> TwinWorld {
        var options = TwinWorld.Options()
        options.isPartial = isPartial
        if seed % 3 == 1 { options.spread = wad("0.001") }
        if seed % 3 == 2 {
            options.quoteReserve = wad("1000000.123456789012345678")
            options.baseReserve = wad("30000000")
        }
        return try TwinWorld(options)
    }

    /// Runs sequences, checks what each must satisfy, and adds their measures up.
    private func run(
        seeds: ClosedRange<UInt64>, isPartial: Bool, hasFunding: Bool
    ) throws -> [String: TwinSequence.Measure] {
        var sum: [String: TwinSequence.Measure] = [:]
        for seed in seeds {
            var sequence = TwinSequence(
                try Self.world(seed: seed, isPartial: isPartial), seed: seed,
                hasFunding: hasFunding)
            try sequence.run(operations: 500)
            #expect(sequence.mismatches.isEmpty, "seed \(seed)")
            for pair in sequence.disagreements.keys {
                #expect(Self.named[pair] != nil, "seed \(seed): \(pair)")
            }
            sum.merge(sequence.measures) { $0.merging($1) }
        }
        let counts = sum.mapValues(\.count)
        for kind in ["open", "increase", "reduce", "reverse", "close", "push", "removeMargin"] {
            #expect(counts[kind, default: 0] > 50, "\(kind) \(counts)")
        }
        #expect(counts["liquidate bankrupt", default: 0] > 5, "\(counts)")
        for (kind, measure) in sum where kind != "liquidate part" {
            #expect(measure.caller <= 2, "\(kind) \(measure)")
            #expect(measure.reward <= 2, "\(kind) \(measure)")
            #expect(measure.fee <= 1, "\(kind) \(measure)")
            if kind != "payFunding" { #expect(measure.others.isZero, "\(kind) \(measure)") }
        }
        return sum
    }

    @Test("trades are equal to the wei, equity and rewards within 2 wei an operation")
    func fullLiquidations() throws {
        let sum = try run(seeds: 1...9, isPartial: false, hasFunding: false)
        let all = try #require(sum["liquidate all"])
        #expect(all.count > 10)
        // Nothing of a liquidated position stays in either design.
        #expect(all.caller.isZero && sum["liquidate bankrupt"]?.caller == 0)
    }

    @Test("with parts too, whose base is rounded otherwise: the price of 2 wei of base")
    func partialLiquidations() throws {
        let sum = try run(seeds: 11...16, isPartial: true, hasFunding: false)
        let part = try #require(sum["liquidate part"])
        #expect(part.count > 10)
        #expect(part.reward <= 8 && part.caller <= 20, "\(part)")
    }

    @Test("with funding, of which a rate in wad loses up to the price in wei for each unit of base")
    func funding() throws {
        let sum = try run(seeds: 21...26, isPartial: false, hasFunding: true)
        let funding = try #require(sum["payFunding"])
        #expect(funding.count > 20)
        #expect(!funding.others.isZero)
    }
}
