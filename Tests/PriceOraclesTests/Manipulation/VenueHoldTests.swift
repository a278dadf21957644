import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct VenueHoldTests {
    private static let start = SimulatedTime(seconds: 1_000)
    private static let blockMicros: UInt64 = 12_000_000
    private static let price = wad("2000")

    private let timeline = Timeline(start: VenueHoldTests.start)

    private func fund(_ ledger: VenueLedger) throws {
        for name in ["attacker", "arbitrage", "rival"] {
            try ledger.deposit(
                baseWad: wad("1000000000"), quoteWad: wad("1000000000000"), to: name)
        }
    }

    private func orders(delayMicros: UInt64 = 0) throws -> DelayLine {
        try DelayLine(
            timeline, delayMicros: .constant(Double(delayMicros)),
            stream: RandomStream(seed: 1, name: "orders"))
    }

    private func pool(feePerMille: UInt64 = 0, delayMicros: UInt64 = 0) throws -> PoolVenue {
        let venue = PoolVenue(
            name: "pool",
            pool: try ConstantProductPool(
                baseReserve: wad("1000"), quoteReserve: wad("2000000"),
                fee: #require(Ratio(feePerMille, 1_000))),
            orders: try orders(delayMicros: delayMicros))
        try fund(venue.ledger)
        return venue
    }

    private func hold(
        _ venue: any SpotVenue, factor: String, blocks: UInt64,
        _ ending: VenueHoldPlan.Ending = .left
    ) throws -> VenueHold {
        let target = try Self.price.mulDivDown(wad(factor), .wad)
        return try VenueHold(
            VenueHoldPlan(
                account: "attacker", targetPriceWad: target,
                firstBlockEnd: Self.start + Self.blockMicros, blocks: blocks,
                blockMicros: Self.blockMicros, ending: ending),
            at: venue, timeline: timeline)
    }

    private func arbitrage(_ venue: any SpotVenue) throws -> ClosingArbitrage {
        try ClosingArbitrage(
            at: venue, account: "arbitrage", first: Self.start + (Self.blockMicros + 1),
            intervalMicros: Self.blockMicros, timeline: timeline
        ) { _ in Self.price }
    }

    /// What was lost against the outside price, in quote wad.
    private func loss(_ bill: ManipulationBill) throws -> Double {
        let worth = try bill.netWorthWad { _ in Self.price }
        return (worth.isNegative ? 1 : -1) * Self.number(worth.magnitude)
    }

    private static func number(_ amount: UInt256) -> Double {
        Double(amount.w1) * 0x1p64 / 1e18 + Double(amount.w0) / 1e18
    }

    /// The loss of a push to a factor and no fee, as a part of the quote reserve.
    private func c(_ factor: Double) -> Double {
        factor.squareRoot() + 1 / factor.squareRoot() - 2
    }

    @Test(
        "with arbitrage in between n blocks cost n times c(m), up and down, and tie up one push",
        arguments: [("1.1", 1.1, 5), ("2", 2, 3), ("16", 16, 2), ("0.5", 0.5, 4)]
            as [(
                String, Double, UInt64
            )])
    func disturbed(factor: String, number: Double, blocks: UInt64) throws {
        let venue = try pool()
        let hold = try hold(venue, factor: factor, blocks: blocks)
        let arbitrage = try arbitrage(venue)
        timeline.run(until: Self.start + 100 * Self.blockMicros)
        #expect(hold.state == .finished)
        #expect(hold.pushCount == blocks)
        // It trades once a block, and then lets the price be.
        #expect(arbitrage.tradeCount == blocks && arbitrage.failureCount == 0)
        let lost = try loss(hold.bill)
        let expected = Double(blocks) * 2_000_000 * c(number)
        #expect(abs(lost - expected) < 1e-9 * expected, "\(lost) against \(expected)")
        // What the attacker loses the arbitrageur gains, without a fee.
        #expect(abs(try loss(arbitrage.bill) + lost) < 1e-6)
        let root = number.squareRoot()
        let capital =
            number > 1
            ? Self.number(try hold.bill.capitalMax(of: .quote)) - 2_000_000 * (root - 1)
            : Self.number(try hold.bill.capitalMax(of: .base)) - 1_000 * (1 / root - 1)
        #expect(abs(capital) < 1e-6)
        #expect(hold.bill.capital.count == Int(blocks))
        if blocks > 1 { #expect(hold.bill.capital[0].micros == Self.blockMicros) }
    }

    @Test(
        "who owns the blocks pays a round trip, whatever their number: nothing without a fee",
        arguments: [1, 5] as [UInt64])
    func undisturbed(blocks: UInt64) throws {
        let free = try pool()
        let hold = try hold(free, factor: "31", blocks: blocks, .undone)
        // Arbitrage comes after the first trade of the next block.
        timeline.run(until: Self.start + 100 * Self.blockMicros)
        #expect(hold.state == .finished && hold.pushCount == 1)
        #expect(try hold.bill.total(of: .base) == .zero)
        #expect(try loss(hold.bill) < 1e-9)
        #expect(hold.bill.capital.map(\.micros) == [(blocks - 1) * Self.blockMicros])
    }

    @Test(
        "a round trip costs its fees: the parts of the quote reserve in the table of the pool",
        arguments: [("1.1", 0.000279), ("2", 0.001760), ("10", 0.004115)])
    func roundTrip(factor: String, part: Double) throws {
        for blocks in [0, 1] as [UInt64] {
            let venue = try pool(feePerMille: 3)
            let hold = try hold(venue, factor: factor, blocks: blocks, .undone)
            timeline.run(until: timeline.now + 100 * Self.blockMicros)
            let lost = try loss(hold.bill) / 2_000_000
            #expect(abs(lost - part) < 6e-7, "\(lost)")
            #expect(hold.pushCount == 1)
            #expect(try hold.bill.total(of: .base) == .zero)
        }
    }

    @Test("the trade back comes before the arbitrage of the next block")
    func control() throws {
        let venue = try pool()
        let hold = try hold(venue, factor: "2", blocks: 1, .undone)
        let arbitrage = try arbitrage(venue)
        timeline.run(until: Self.start + 10 * Self.blockMicros)
        #expect(try loss(hold.bill) < 1e-9)
        #expect(try loss(arbitrage.bill) < 1e-9)
    }

    @Test("a venue that answers late is waited for")
    func late() throws {
        let venue = try pool(delayMicros: 3_000_000)
        let hold = try hold(venue, factor: "2", blocks: 1, .undone)
        timeline.run(until: Self.start + (Self.blockMicros + 1_000_000))
        #expect(hold.state == .holding && hold.bill.entries.isEmpty)
        timeline.run(until: Self.start + 3 * Self.blockMicros)
        #expect(hold.state == .finished)
        #expect(try hold.bill.total(of: .base) == .zero)
        #expect(hold.bill.capital.map(\.micros) == [3_000_000])
    }

    @Test("a venue that does not trade fails the hold, and plans out of range are refused")
    func failure() throws {
        let venue = try pool()
        let hold = try hold(venue, factor: "2", blocks: 2)
        venue.isHalted = true
        timeline.run(until: Self.start + 3 * Self.blockMicros)
        #expect(hold.state == .failed(.venue(.halted)))
        #expect(hold.bill.entries.isEmpty)
        #expect(
            throws: ManipulationError.outOfRange("blocks", 1_000_001, allowed: 0...1_000_000)
        ) { try self.hold(venue, factor: "2", blocks: 1_000_001) }
    }

    @Test(
        "past the end of all ranges the price is held at what the ranges cost, block by block",
        arguments: [("1.25", 76_980), ("0.75", 74_940)] as [(String, Int32)])
    func concentrated(factor: String, edge: Int32) throws {
        let venue = try ConcentratedVenue(
            name: "pool",
            parameters: ConcentratedPoolParameters(feePpm: 0, tickSpacing: 60),
            priceWad: Self.price,
            ranges: [
                ConcentratedRange(
                    try TickRange(lower: 74_940, upper: 76_980), liquidity: wad("100000"))
            ])
        try fund(venue.ledger)
        let hold = try hold(venue, factor: factor, blocks: 3)
        var atTarget: [Bool] = []
        for block in 1...3 as ClosedRange<UInt64> {
            timeline.schedule(at: Self.start + (block * Self.blockMicros + 1)) {
                let spot = venue.spotPriceWad(at: timeline.now)
                let target = hold.plan.targetPriceWad
                atTarget.append(factor > "1" ? spot >= target : spot <= target)
            }
        }
        let arbitrage = try arbitrage(venue)
        timeline.run(until: Self.start + 100 * Self.blockMicros)
        #expect(hold.state == .finished && hold.pushCount == 3)
        #expect(atTarget == [true, true, true])
        #expect(arbitrage.tradeCount == 3 && arbitrage.failureCount == 0)
        let (near, far) = (
            2_000.0.squareRoot(), Self.number(try TickMath.price(atTick: edge)).squareRoot()
        )
        let expected = 3 * 100_000 * ((far - near) - 2_000 * (1 / near - 1 / far))
        let lost = try loss(hold.bill)
        #expect(abs(lost - expected) < 1e-9 * expected, "\(lost) against \(expected)")
    }

    @Test("a price past all ranges stays where it is with nobody to reset it")
    func free() throws {
        let venue = try ConcentratedVenue(
            name: "pool",
            parameters: ConcentratedPoolParameters(feePpm: 0, tickSpacing: 60),
            priceWad: Self.price,
            ranges: [
                ConcentratedRange(
                    try TickRange(lower: 74_940, upper: 76_980), liquidity: wad("100000"))
            ])
        try fund(venue.ledger)
        // Another one has used the range up to its end.
        venue.submit(
            SpotOrder(.buy, .quote(wad("1000000")), limitPriceWad: wad("2204")), from: "rival"
        ) { _ in }
        let hold = try hold(venue, factor: "1.25", blocks: 3)
        timeline.run(until: Self.start + 5 * Self.blockMicros)
        #expect(hold.state == .finished && hold.pushCount == 1)
        #expect(venue.spotPriceWad(at: timeline.now) >= wad("2500"))
        #expect(hold.bill.entries.isEmpty)
    }

    @Test(
        "a book that comes back is paid each block, one that does not is paid once",
        arguments: [
            (Replenishment.rate(baseWadPerSecond: wad("1000")), 4.0), (.none, 1.0),
        ])
    func book(replenishment: Replenishment, times: Double) throws {
        let flat = try DepthCurve([.init(nearWad: 0, farWad: wad("0.5"), sizeWad: wad("1000"))])
        let venue = try OffChainExchange(
            ExchangeSettings(name: "book", asks: flat, bids: flat, replenishment: replenishment),
            orders: orders()
        ) { _ in Self.price }
        try fund(venue.ledger)
        let hold = try hold(venue, factor: "1.2", blocks: 4)
        let arbitrage = try arbitrage(venue)
        timeline.run(until: Self.start + 100 * Self.blockMicros)
        #expect(hold.state == .finished && hold.pushCount == 4)
        #expect(arbitrage.tradeCount == 4 && arbitrage.failureCount == 0)
        // 400 of base at 10 % above the fair price on average.
        let expected = times * 80_000
        #expect(abs(try loss(hold.bill) - expected) < 1e-9 * expected)
    }

    // MARK: - Orders on their way, and capital

    @Test("while a push is on its way there is no second one")
    func unanswered() throws {
        let venue = try pool(delayMicros: 20_000_000)
        let hold = try hold(venue, factor: "2", blocks: 2)
        timeline.run(until: Self.start + 9 * Self.blockMicros)
        #expect(hold.state == .finished && hold.pushCount == 1)
        #expect(abs(try loss(hold.bill) - 2_000_000 * c(2)) < 1e-3)
    }

    @Test("a price that others bring there meanwhile is not a failure, and costs nothing")
    func overtaken() throws {
        let venue = try pool(delayMicros: 3_000_000)
        let hold = try hold(venue, factor: "2", blocks: 1)
        timeline.schedule(at: Self.start + 11_000_000) {
            venue.submit(SpotOrder(.buy, .quote(wad("1000000"))), from: "rival") { _ in }
        }
        timeline.run(until: Self.start + 9 * Self.blockMicros)
        #expect(hold.state == .finished && hold.pushCount == 0)
        #expect(hold.bill.entries.isEmpty)
    }

    @Test("a position that is to be undone lies there whole until then")
    func accumulated() throws {
        let venue = try pool()
        let hold = try hold(venue, factor: "2", blocks: 3, .undone)
        let arbitrage = try arbitrage(venue)
        timeline.run(until: Self.start + 9 * Self.blockMicros)
        #expect(hold.state == .finished && hold.pushCount == 3)
        #expect(hold.bill.capital.map(\.micros) == [2 * Self.blockMicros, Self.blockMicros, 0])
        // The third push comes back with the other two at the moment at which it was made.
        let one = 2_000_000 * (2.0.squareRoot() - 1)
        #expect(abs(Self.number(try hold.bill.capitalMax(of: .quote)) - 2 * one) < 1e-6)
        #expect(arbitrage.failureCount == 0)
    }

    @Test("what was tied up is booked also where the hold fails")
    func failedCapital() throws {
        let venue = try pool()
        let hold = try hold(venue, factor: "2", blocks: 3)
        let arbitrage = try arbitrage(venue)
        timeline.run(until: Self.start + (Self.blockMicros + 2))
        venue.isHalted = true
        timeline.run(until: Self.start + 9 * Self.blockMicros)
        #expect(hold.state == .failed(.venue(.halted)))
        #expect(hold.bill.capital.map(\.micros) == [Self.blockMicros])
        #expect(arbitrage.tradeCount == 1)
    }
}
