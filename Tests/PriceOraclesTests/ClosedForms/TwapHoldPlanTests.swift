import PriceOracles
import Testing
import VenueFormulas

@Suite struct TwapHoldPlanTests {
    @Test("a plan's factor gives the average that was wanted", arguments: TwapHold.Mean.allCases)
    func consistency(mean: TwapHold.Mean) throws {
        for (window, held) in [(1, 1), (10, 3), (150, 1), (150, 150)] as [(UInt64, UInt64)] {
            for text in ["1", "1.001", "1.35", "2", "0.99"] {
                let wanted = try Fraction(text: text)
                let target = wanted.estimate
                let hold = TwapHold(
                    windowBlocks: window, heldBlocks: held, targetFactor: wanted, mean: mean)
                guard let push = hold.push else { continue }
                let average = TwapHold.averageFactor(
                    windowBlocks: window, heldBlocks: held, factor: push.factor, mean: mean)
                #expect(abs(average - target) < 1e-12 * target)
                let total = try #require(hold.totalLoss)
                #expect(abs(total - Double(held) * push.loss) <= 1e-15 * total)
            }
        }
    }

    @Test("an arithmetic mean cannot fall below the share that is not held")
    func floor() throws {
        func push(
            _ target: String, _ held: UInt64, of window: UInt64 = 10,
            _ mean: TwapHold.Mean = .arithmetic
        ) throws -> PoolPushShares? {
            TwapHold(
                windowBlocks: window, heldBlocks: held, targetFactor: try Fraction(text: target),
                mean: mean
            ).push
        }
        #expect(try push("0.7", 3) == nil)
        #expect(try push("0.7000001", 3) != nil)
        // What rounding would let seem to be just within reach.
        #expect(try push("9/10", 1) == nil && push("4/5", 30, of: 150) == nil)
        #expect(try push("0.5", 3, .geometric) != nil)
        // Beyond what can be pushed to.
        let beyond = TwapHold(
            windowBlocks: 10_000, heldBlocks: 1, targetFactor: Fraction(2), mean: .geometric)
        #expect(beyond.push == nil && beyond.totalLoss == nil)
    }

    @Test("at the break-even rise one block costs as much as all", arguments: [2, 10, 150, 300])
    func breakEven(blocks: UInt64) throws {
        let rise = try #require(TwapHold.breakEvenRise(windowBlocks: blocks))
        func total(_ held: UInt64, _ rise: Double) throws -> Double {
            try #require(
                TwapHold(
                    windowBlocks: blocks, heldBlocks: held,
                    targetFactor: try Fraction(text: "\(1 + rise)"), mean: .arithmetic
                ).totalLoss)
        }
        #expect(abs(try total(1, rise) / total(blocks, rise) - 1) < 1e-9)
        #expect(try total(1, rise / 2) > total(blocks, rise / 2))
        #expect(try total(1, rise * 2) < total(blocks, rise * 2))
        #expect(TwapHold.breakEvenRise(windowBlocks: 1) == nil)
    }
}
