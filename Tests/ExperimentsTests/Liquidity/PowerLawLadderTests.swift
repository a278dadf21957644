import Experiments
import OrderBook
import SimulationKernel
import Testing
import VenueFormulas
import WideIntegers

@Suite struct PowerLawLadderTests {
    @Test(
        "the depth at each level is that of the law, to half a lot",
        arguments: [0.37, 0.67, 1, 2], [Int64(200_000), 200_001])
    func depth(exponent: Double, mid: Int64) throws {
        let law = PowerLawBook(depth: 20_000, distanceBps: 100, exponent: exponent)
        let ladder = try PowerLawLadder(
            law, midHalfTicks: mid, spreadTicks: 3, levels: 400, stepTicks: 5)
        for side in Side.allCases {
            var sum: Int64 = 0
            for level in ladder.levels(side) {
                sum += level.quantity
                let bps = 10_000 * abs(Double(level.price) / (Double(mid) / 2) - 1)
                // The law by its inverse, which is written elsewhere.
                let low = law.marginalBps(of: Double(sum) - 0.51)
                let high = law.marginalBps(of: Double(sum) + 0.51)
                #expect(low <= bps && bps <= high, "\(side) \(level)")
            }
            #expect(sum > 20_000)
        }
    }

    @Test("the spread is what was asked for, one more where the middle does not allow for it")
    func spread() throws {
        let law = PowerLawBook(depth: 20_000, distanceBps: 100, exponent: 0.5)
        for (mid, spread, bid, ask) in [
            (Int64(20_000), Int64(2), Int64(9_999), Int64(10_001)), (20_001, 1, 10_000, 10_001),
            (20_000, 1, 9_999, 10_001), (20_001, 2, 9_999, 10_002),
        ] {
            let ladder = try PowerLawLadder(
                law, midHalfTicks: mid, spreadTicks: spread, levels: 3)
            #expect(ladder.bids.map(\.price) == [bid, bid - 1, bid - 2])
            #expect(ladder.asks.map(\.price) == [ask, ask + 1, ask + 2])
        }
    }

    @Test("the reference distance holds the reference lots, half of it the power's share")
    func reference() throws {
        let ladder = try PowerLawLadder(
            PowerLawBook(depth: 16_000, distanceBps: 100, exponent: 2), midHalfTicks: 20_000,
            spreadTicks: 2, levels: 100)
        #expect(ladder.asks.map(\.quantity).reduce(0, +) == 16_000)
        #expect(ladder.asks.prefix(50).map(\.quantity).reduce(0, +) == 4_000)
        #expect(ladder.bids[24].price == 9_975)
        #expect(ladder.bids.prefix(25).map(\.quantity).reduce(0, +) == 1_000)
    }

    @Test("levels without a lot are left out")
    func sparse() throws {
        let ladder = try PowerLawLadder(
            PowerLawBook(depth: 10, distanceBps: 100, exponent: 1), midHalfTicks: 20_000,
            spreadTicks: 2, levels: 100)
        // The law has a lot more every tenth tick; where it has a half, either tick will do.
        #expect(ladder.asks.map(\.quantity) == [Int64](repeating: 1, count: 10))
        for (place, level) in ladder.asks.enumerated() {
            #expect(abs(Double(level.price) - 10_005.5 - 10 * Double(place)) < 1)
        }
    }

    @Test("as orders it is the same book, and a sweep costs the law's average")
    func orders() throws {
        let law = PowerLawBook(depth: 100_000, distanceBps: 100, exponent: 0.67)
        let ladder = try PowerLawLadder(
            law, midHalfTicks: 2_000_000, spreadTicks: 2, levels: 20_000)
        var book = try BookEngine()
        let orders = ladder.orders(account: 7, firstID: 1)
        #expect(orders.allSatisfy { $0.isPostOnly && $0.account == 7 })
        for order in orders { book.apply(.new(order)) }
        for side in Side.allCases {
            #expect(
                book.depth(side).map { LiquidityLevel(price: $0.price, quantity: $0.quantity) }
                    == ladder.levels(side))
        }
        let values = try ladder.ladder(tick: Fraction(text: "1/10"), lot: Fraction(text: "1/1000"))
        let sweep = try BookSweep(.sell, .base(Fraction(30)), of: values)
        let bps = try #require(try sweep.slippageVsMidBps()).estimate
        #expect(abs(bps / law.slippageBps(of: 30_000) - 1) < 1e-3)
        #expect(values.asks[0].price == (try Fraction(text: "1000001/10")))
    }

    @Test("refuses what no grid can hold, with the range")
    func refusals() throws {
        func refused(
            depth: Double = 100, distance: Double = 10, exponent: Double = 1, mid: Int64 = 2_000,
            spread: Int64 = 1, levels: Int64 = 10, step: Int64 = 1
        ) -> String? {
            do {
                _ = try PowerLawLadder(
                    PowerLawBook(depth: depth, distanceBps: distance, exponent: exponent),
                    midHalfTicks: mid, spreadTicks: spread, levels: levels, stepTicks: step)
                return nil
            } catch { return error.name }
        }
        #expect(refused() == nil)
        #expect(refused(depth: .nan) == "depth")
        #expect(refused(depth: 0) == "depth")
        #expect(refused(distance: 0) == "distanceBps")
        #expect(refused(exponent: -1) == "exponent")
        #expect(refused(mid: 1) == "midHalfTicks")
        #expect(refused(mid: .max) == "midHalfTicks")
        #expect(refused(spread: 0) == "spreadTicks")
        #expect(refused(levels: 0) == "levels")
        #expect(refused(levels: 1_000) == "levels")
        #expect(refused(levels: 999) == nil)
        #expect(refused(levels: 10, step: 0) == "stepTicks")
        #expect(refused(depth: 1e15) == "depth at 1001")
    }
}
