import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@Suite struct ClosingArbitrageTests {
    private static let start = SimulatedTime(seconds: 1_000)
    private let timeline = Timeline(start: ClosingArbitrageTests.start)

    private func pool(delayMicros: UInt64 = 0, funds: String = "1000000") throws -> PoolVenue {
        let venue = PoolVenue(
            name: "pool",
            pool: try ConstantProductPool(
                baseReserve: wad("1000"), quoteReserve: wad("2000000"), fee: .never),
            orders: try DelayLine(
                timeline, delayMicros: .constant(Double(delayMicros)),
                stream: RandomStream(seed: 1, name: "orders")))
        try venue.ledger.deposit(baseWad: wad(funds), quoteWad: wad(funds), to: "arbitrage")
        return venue
    }

    private func arbitrage(
        _ venue: PoolVenue, everyMicros: UInt64,
        outsidePriceWad: @escaping (SimulatedTime) -> UInt256
    ) throws -> ClosingArbitrage {
        try ClosingArbitrage(
            at: venue, account: "arbitrage", first: Self.start, intervalMicros: everyMicros,
            timeline: timeline, outsidePriceWad: outsidePriceWad)
    }

    @Test(
        "one trade a move of the outside price, however often it looks and however late it trades",
        arguments: [0, 900, 7_500] as [UInt64])
    func settles(delayMicros: UInt64) throws {
        let venue = try pool(delayMicros: delayMicros)
        let move = Self.start + 100_000
        let arbitrage = try arbitrage(venue, everyMicros: 1_000) {
            $0 < move ? wad("1777.7") : wad("2345.6")
        }
        timeline.run(until: move + 100_000)
        #expect(arbitrage.tradeCount == 2 && arbitrage.failureCount == 0)
        let spot = venue.spotPriceWad(at: timeline.now)
        #expect(spot >= wad("2345.6") && spot < wad("2345.6000000001"))
    }

    @Test("a distance for which nothing would come out is left, and is no failure")
    func crumbs() throws {
        let venue = try pool()
        let arbitrage = try arbitrage(venue, everyMicros: 1_000) { _ in wad("2000") &+ .one }
        timeline.run(until: Self.start + 50_000)
        #expect(arbitrage.tradeCount == 0 && arbitrage.failureCount == 0)
        #expect(venue.spotPriceWad(at: timeline.now) == wad("2000"))
    }

    @Test("tries again after a refusal, and counts each")
    func refusals() throws {
        let venue = try pool(funds: "0")
        let arbitrage = try arbitrage(venue, everyMicros: 1_000) { _ in wad("2100") }
        timeline.run(until: Self.start + 4_000)
        #expect(arbitrage.failureCount == 5 && arbitrage.tradeCount == 0)
        venue.isHalted = true
        timeline.run(until: Self.start + 5_000)
        #expect(arbitrage.failureCount == 6)
        venue.isHalted = false
        try venue.ledger.deposit(quoteWad: wad("100000"), to: "arbitrage")
        timeline.run(until: Self.start + 9_000)
        #expect(arbitrage.failureCount == 6 && arbitrage.tradeCount == 1)
    }

    @Test("the end of time is the last moment, and after a stop nothing is left to happen")
    func ends() throws {
        let venue = try pool()
        let arbitrage = try arbitrage(venue, everyMicros: .max) { _ in wad("2100") }
        timeline.run(until: SimulatedTime(micros: .max))
        #expect(arbitrage.tradeCount == 1)
        #expect(timeline.nextTime == nil)
        let stopped = try self.arbitrage(venue, everyMicros: 1) { _ in wad("2200") }
        stopped.stop()
        #expect(timeline.step() && !timeline.step())
        #expect(stopped.tradeCount == 0)
    }
}
