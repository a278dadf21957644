import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@testable import Agents

@Suite struct PerpetualBookVenueTests {
    private func venue(feePpm: Int64 = 0) throws -> (ExchangeFixture, PerpetualBookVenue) {
        let fixture = try ExchangeFixture(takerFeePpm: feePpm)
        fixture.quote()
        return (
            fixture,
            PerpetualBookVenue(fixture.exchange) { $0 == "trader" ? fixture.trader : nil }
        )
    }

    @Test("quotes are what the book holds, with fees and limits")
    func quotes() throws {
        let (fixture, venue) = try venue(feePpm: 10_000)
        let now = fixture.timeline.now
        #expect(venue.spotPriceWad(at: now) == wad(100))
        let buy = try venue.quote(SpotOrder(.buy, .base(wad(15))), at: now)
        #expect(buy.quoteWad == buy.feeQuoteWad &+ wad(1_010 + 510))
        #expect(buy.feeQuoteWad >= wad(15) && buy.feeQuoteWad <= wad(16))
        #expect(buy.spotAfterWad == wad(201) >> 1)
        let sell = try venue.quote(SpotOrder(.sell, .base(wad(10))), at: now)
        #expect(sell.quoteWad == wad(990) &- sell.feeQuoteWad)
        let spent = try venue.quote(SpotOrder(.buy, .quote(buy.quoteWad)), at: now)
        #expect(spent.quoteWad <= buy.quoteWad && spent.baseWad > wad(14))
        let limited = try venue.quote(
            SpotOrder(.buy, .base(wad(25)), limitPriceWad: wad(101)), at: now)
        #expect(limited.baseWad == wad(10))
        #expect(throws: SpotVenueError.depthExhausted(baseWadMax: wad(30))) {
            try venue.quote(SpotOrder(.buy, .base(wad(31))), at: now)
        }
        #expect(throws: SpotVenueError.limitReached) {
            try venue.quote(SpotOrder(.buy, .base(wad(1)), limitPriceWad: wad(100)), at: now)
        }
    }

    @Test("a push takes the least that brings the middle to a price")
    func push() throws {
        let (fixture, venue) = try venue()
        let now = fixture.timeline.now
        let up = try venue.push(toPriceWad: wad(201) >> 1, at: now)
        #expect(up.side == .buy && up.baseWad == wad(10) && up.spotAfterWad == wad(201) >> 1)
        let down = try venue.push(toPriceWad: wad(99), at: now)
        #expect(down.side == .sell && down.baseWad == wad(20) && down.spotAfterWad == wad(99))
        #expect(try venue.push(toPriceWad: wad(100), at: now).baseWad == .zero)
        #expect(throws: SpotVenueError.unreachablePrice(wad(150))) {
            try venue.push(toPriceWad: wad(150), at: now)
        }
    }

    @Test("an order trades for an account as it was quoted")
    func submitting() throws {
        let (fixture, venue) = try venue()
        _ = fixture.exchange.serve(.addMargin(market: 0, wad(5_000)), of: fixture.trader)
        let order = SpotOrder(.buy, .base(wad(12)))
        let quoted = try venue.quote(order, at: fixture.timeline.now)
        var filled: SpotFill?
        venue.submit(order, from: "trader") { filled = try? $0.get() }
        venue.submit(order, from: "nobody") { if case .success = $0 { Issue.record("a fill") } }
        fixture.timeline.run(until: fixture.timeline.now + 1_000)
        #expect(filled?.baseWad == quoted.baseWad && filled?.quoteWad == quoted.quoteWad)
        #expect(filled?.spotAfterWad == quoted.spotAfterWad)
    }
}
