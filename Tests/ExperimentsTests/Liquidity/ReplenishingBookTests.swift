import Experiments
import OrderBook
import SimulationKernel
import Testing
import VenueFormulas

@Suite struct ReplenishingBookTests {
    private typealias Rules = ReplenishingBook.Rules

    /// A book of even density around 100,000 ticks with a hundred lots to a tick.
    private func even(
        _ rules: Rules, levels: Int64 = 5_000, blockMicros: UInt64 = 1_000_000
    ) throws -> ReplenishingBook {
        try ReplenishingBook(
            PowerLawBook(depth: 100_000, distanceBps: 100, exponent: 1), midHalfTicks: 200_000,
            spreadTicks: 1, levels: levels, rules: rules, blockMicros: blockMicros,
            at: SimulatedTime(micros: 0))
    }

    private func seconds(_ value: Double) -> SimulatedTime {
        SimulatedTime(micros: UInt64(value * 1e6))
    }

    @Test("the displacement after a trade decays as exp(-rho t), and its permanent part stays")
    func decay() throws {
        let rules = Rules(
            depthPerSecond: 0.2, spreadPerSecond: 1, delayMicros: 2_000_000,
            permanentTicksPerLot: 0.004)
        for side in Side.allCases {
            var book = try even(rules)
            let met = side.opposite
            let sign = side == .buy ? 1.0 : -1.0
            #expect(book.take(side, lots: 20_000).quantity == 20_000)
            // Twenty thousand lots walk two hundred ticks of a hundred, and leave eighty for good.
            for time in [0.0, 1, 2, 3, 7, 12, 40] {
                book.advance(to: seconds(time))
                let left = 80 + 120 * ExactMath.exp(-0.2 * max(time - 2, 0))
                #expect(abs(book.displacementTicks(met) / left - 1) < 1e-12)
                #expect(abs(book.displacementTicks(side) + 80) < 1e-12)
            }
            book.advance(to: seconds(1_000))
            #expect(abs(book.permanentTicks - sign * 80) < 1e-12)
            #expect(
                book.levels(met)
                    == book.target.levels(met).map {
                        LiquidityLevel(price: $0.price + Int64(sign) * 80, quantity: $0.quantity)
                    })
        }
    }

    @Test("on an even density costs are those of the model by the formula")
    func costs() throws {
        let rules = Rules(
            depthPerSecond: 0.1, spreadPerSecond: 1, delayMicros: 1, permanentTicksPerLot: 0.002)
        var book = try even(rules, levels: 10_000, blockMicros: 1)
        let trades = [0.0, 10, 12, 20, 21, 60].map { (time: $0, size: 20_000 + 300 * $0) }
        let formula = ResilientBook(density: 100, permanent: 0.002, resilience: 0.1)
        var (paid, lots) = (Int128(0), 0.0)
        for trade in trades {
            book.advance(to: seconds(trade.time))
            paid += book.take(.buy, lots: Int64(trade.size)).quoteTicks
            paid -= Int128(100_000) * Int128(trade.size)
            lots += trade.size
        }
        // Whole ticks cost half a tick more on average, and another half where a level is cut.
        let more = (Double(paid) - formula.cost(of: trades).total) / lots
        #expect(more > 0 && more < 1.5, "\(more)")
        #expect(Double(paid) / lots > 200)
    }

    @Test("no round trip has a negative cost, however it is cut and paced")
    func roundTrips() throws {
        var stream = RandomStream(seed: 5, name: "round trips")
        var least = Int128.max
        for trip in 0..<600 {
            let exponent = [0.4, 0.67, 1, 2][trip % 4]
            let law = PowerLawBook(depth: 5_000, distanceBps: 50, exponent: exponent)
            // As much stays as is allowed: up to the cost of walking.
            func book(_ permanent: Double) throws -> ReplenishingBook {
                try ReplenishingBook(
                    law, midHalfTicks: 20_001, spreadTicks: 1, levels: 200,
                    rules: Rules(
                        depthPerSecond: trip % 3 == 0 ? 50 : 0.5, spreadPerSecond: 1,
                        delayMicros: 1_000_000, permanentTicksPerLot: permanent,
                        wideningTicksPerLot: trip % 5 == 0 ? 0.01 : 0),
                    blockMicros: 1_000_000, at: SimulatedTime(micros: 0))
            }
            var (low, high) = (0.0, 10.0)
            for _ in 0..<40 {
                let middle = (low + high) / 2
                if (try? book(middle)) == nil { high = middle } else { low = middle }
            }
            #expect(low > 0)
            var traded = try book(low)
            var (held, cost) = (Int64(0), Int128(0))
            func trade(_ side: Side, _ lots: Int64) {
                let fill = traded.take(side, lots: lots)
                held += side == .buy ? fill.quantity : -fill.quantity
                cost += side == .buy ? fill.quoteTicks : -fill.quoteTicks
                traded.advance(to: traded.now + stream.below(4_000_000))
            }
            for _ in 0..<stream.below(8) + 1 {
                trade(stream.below(3) == 0 ? .sell : .buy, Int64(stream.below(2_000)) + 1)
            }
            for _ in 0..<200 where held != 0 {
                trade(held > 0 ? .sell : .buy, min(abs(held), Int64(stream.below(3_000)) + 1))
            }
            #expect(held == 0)
            #expect(cost > 0, "trip \(trip)")
            least = min(least, cost)
        }
        // The worst of them comes near to the bound, so that the test tells something.
        #expect(least < 2_000)
    }

    @Test("refuses a permanent part above what walking costs, and a reaction within a block")
    func refusals() throws {
        func refused(_ rules: Rules) -> String? {
            do {
                _ = try even(rules)
                return nil
            } catch let error as LiquidityModelError { return error.name } catch { return "" }
        }
        let quick = Rules(depthPerSecond: 1, spreadPerSecond: 1, delayMicros: 999_999)
        #expect(refused(quick) == "delayMicros")
        // A tick has a hundred lots, so that a hundredth of a tick a lot is the bound.
        var rules = Rules(
            depthPerSecond: 1, spreadPerSecond: 1, delayMicros: 1_000_000,
            permanentTicksPerLot: 0.0099)
        #expect(refused(rules) == nil)
        rules.permanentTicksPerLot = 0.0102
        #expect(refused(rules) == "permanentTicksPerLot")
        rules.permanentTicksPerLot = .nan
        #expect(refused(rules) == "permanentTicksPerLot")
        rules.permanentTicksPerLot = 0
        rules.depthPerSecond = -1
        #expect(refused(rules) == "depthPerSecond")
        var book = try even(quick.delayed)
        #expect(throws: LiquidityModelError.self) { try book.setTarget(share: 2, widerTicks: 0) }
        #expect(throws: LiquidityModelError.self) { try book.setTarget(share: 1, widerTicks: -1) }
    }

    @Test("size and spread go to a new target at their rates, after the delay")
    func targets() throws {
        var book = try even(
            Rules(depthPerSecond: 0.5, spreadPerSecond: 0.25, delayMicros: 3_000_000))
        try book.setTarget(share: 0.2, widerTicks: 40)
        book.advance(to: seconds(3))
        #expect(book.shownShare == 1 && book.widerTicks == 0)
        book.advance(to: seconds(5))
        #expect(abs(book.shownShare - (0.2 + 0.8 * ExactMath.exp(-1))) < 1e-12)
        #expect(abs(book.widerTicks - 40 * (1 - ExactMath.exp(-0.5))) < 1e-12)
        book.advance(to: seconds(1_000))
        let (thin, whole) = (book.levels(.sell), book.target.levels(.sell))
        #expect(thin[0].price == whole[0].price + 40)
        #expect(book.levels(.buy)[0].price == book.target.bids[0].price - 40)
        let shown = Double(thin.map(\.quantity).reduce(0, +))
        #expect(abs(shown / Double(whole.map(\.quantity).reduce(0, +)) - 0.2) < 1e-4)
        // A trade takes five times as much of the target's depth from the thin book.
        _ = book.take(.buy, lots: 100)
        #expect(abs(book.missingLots(.sell) - 500) < 1e-6)
        #expect(book.missingLots(.buy) == 0)
    }

    @Test("who withdraws to a quarter of its size doubles its spread")
    func withdrawal() throws {
        var book = try ReplenishingBook(
            PowerLawBook(depth: 10_000, distanceBps: 100, exponent: 1), midHalfTicks: 20_000,
            spreadTicks: 40, levels: 200,
            rules: Rules(depthPerSecond: 1, spreadPerSecond: 1, delayMicros: 1), blockMicros: 1,
            at: seconds(0))
        let whole = book.target.asks
        try book.withdraw(to: 0.25)
        book.advance(to: seconds(100))
        let best = (try #require(book.best(.buy)).price, try #require(book.best(.sell)).price)
        #expect(best == (9_960, 10_040))
        #expect(book.levels(.sell)[0].quantity == whole[0].quantity / 4)
        #expect(throws: LiquidityModelError.self) { try book.withdraw(to: 0) }
    }

    @Test("a book that is pushed to zero has no bids there")
    func floor() throws {
        var book = try ReplenishingBook(
            PowerLawBook(depth: 1_000, distanceBps: 1_000, exponent: 1), midHalfTicks: 200,
            spreadTicks: 2, levels: 50,
            rules: Rules(
                depthPerSecond: 100, spreadPerSecond: 1, delayMicros: 1,
                permanentTicksPerLot: 0.01),
            blockMicros: 1, at: seconds(0))
        for round in 1...8 {
            _ = book.take(.sell, lots: 1_000)
            book.advance(to: seconds(Double(round)))
        }
        #expect(abs(book.permanentTicks + 80) < 1e-9)
        #expect(book.levels(.buy).map(\.price) == (1...19).reversed())
        #expect(book.levels(.sell)[0].price == 21)
    }

    @Test("a trade widens both sides, and what is not there stays unfilled")
    func widening() throws {
        var book = try even(
            Rules(
                depthPerSecond: 0, spreadPerSecond: 0.5, delayMicros: 1_000_000,
                wideningTicksPerLot: 0.01))
        let all = book.target.asks.map(\.quantity).reduce(0, +)
        _ = book.take(.sell, lots: 1_000)
        #expect(abs(book.widerTicks - 10) < 1e-12)
        #expect(book.levels(.sell)[0].price == book.target.asks[0].price + 10)
        book.advance(to: seconds(5))
        #expect(abs(book.widerTicks - 10 * ExactMath.exp(-2)) < 1e-12)
        #expect(abs(book.missingLots(.buy) - 1_000) < 1e-9)
        let fill = book.take(.buy, lots: all + 17)
        #expect(fill.unfilled == 17 && fill.quantity == all)
        #expect(fill.worstPrice == (book.target.asks.last?.price ?? 0) + 2)
        #expect(book.levels(.sell).isEmpty)
        let none = book.take(.buy, lots: 5)
        #expect(none.quantity == 0 && none.unfilled == 5 && none.worstPrice == nil)
        #expect(book.take(.buy, lots: -5).unfilled == 0)
    }
}

extension ReplenishingBook.Rules {
    fileprivate var delayed: Self {
        var rules = self
        rules.delayMicros = 1_000_000
        return rules
    }
}
