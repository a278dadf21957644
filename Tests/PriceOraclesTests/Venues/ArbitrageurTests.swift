import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import PriceOracles

@Suite struct ArbitrageurTests {
    private let timeline = Timeline(start: SimulatedTime(seconds: 1_000))

    private func pool(_ fee: Ratio) throws -> PoolVenue {
        PoolVenue(
            name: "pool",
            pool: try ConstantProductPool(
                baseReserve: wad("1000"), quoteReserve: wad("2000000"), fee: fee),
            orders: try DelayLine(timeline, stream: RandomStream(seed: 1, name: "pool")))
    }

    private func arbitrageur(
        on venue: any SpotVenue, _ ledger: VenueLedger, base: String = "1000",
        quote: String = "2000000", fee: Ratio, delayMicros: UInt64 = 0,
        outsidePriceWad: @escaping (SimulatedTime) -> UInt256
    ) throws -> Arbitrageur {
        try ledger.deposit(baseWad: wad(base), quoteWad: wad(quote), to: "arb")
        return try Arbitrageur(
            account: "arb", venue: venue, baseWad: wad(base), quoteWad: wad(quote), fee: fee,
            decisions: DelayLine(
                timeline, delayMicros: .constant(Double(delayMicros)),
                stream: RandomStream(seed: 1, name: "arb")),
            outsidePriceWad: outsidePriceWad)
    }

    @Test("the band has the fee's edges, rounded inwards")
    func band() throws {
        let band = NoArbitrageBand(aroundWad: 1_000, fee: try #require(Ratio(1, 3)))
        #expect(band.lowerWad == 667)
        #expect(band.upperWad == 1_500)
        #expect(band.correction(ofPriceWad: 667) == nil)
        #expect(band.correction(ofPriceWad: 1_500) == nil)
        #expect(try #require(band.correction(ofPriceWad: 666)) == (.buy, 667))
        #expect(try #require(band.correction(ofPriceWad: 1_501)) == (.sell, 1_500))
        #expect(NoArbitrageBand(aroundWad: .max, fee: try #require(Ratio(1, 3))).upperWad == .max)
    }

    @Test(
        "brings a pool to the band's edge and no farther",
        arguments: ["1000", "1993", "2007", "2500"])
    func toTheEdge(outside: String) throws {
        let fee = try #require(Ratio(3, 1000))
        let venue = try pool(fee)
        let arbitrageur = try arbitrageur(on: venue, venue.ledger, fee: fee) { _ in wad(outside) }
        arbitrageur.look()
        timeline.run(until: timeline.now)
        let spot = venue.spotPriceWad(at: timeline.now)
        let band = NoArbitrageBand(aroundWad: wad(outside), fee: fee)
        let edge = wad(outside) > wad("2000") ? band.lowerWad : band.upperWad
        let gap = spot > edge ? spot &- edge : edge &- spot
        #expect(gap < 10_000)
        #expect(arbitrageur.books.profitQuoteWad.signum > 0)
        #expect(arbitrageur.books.fillCount == 1)
        let held = venue.ledger.balance(of: "arb")
        #expect(held.baseWad == arbitrageur.books.baseWad)
        #expect(held.quoteWad == arbitrageur.books.quoteWad)
        // The gain is what the account is worth now, at the outside price, less what it was worth.
        let worth = try held.baseWad.mulD(wad(outside)) &+ held.quoteWad
        let began = try wad("1000").mulD(wad(outside)) &+ wad("2000000")
        let gain = Int256(bitPattern: worth &- began) &- arbitrageur.books.profitQuoteWad
        #expect(gain.magnitude <= 1)
        // What is missing to the edge now buys nothing, which is no want of money.
        arbitrageur.look()
        timeline.run(until: timeline.now)
        #expect(arbitrageur.books.fillCount == 1)
        #expect(arbitrageur.books.exhaustedAt == nil)
        try venue.checkInvariants()
    }

    @Test("money that buys no unit is none")
    func crumbs() throws {
        let venue = try pool(.never)
        let arbitrageur = try arbitrageur(
            on: venue, venue.ledger, base: "0", quote: "0.000000000000001999", fee: .never
        ) { _ in wad("2500") }
        arbitrageur.look()
        timeline.run(until: timeline.now)
        #expect(arbitrageur.books.fillCount == 0)
        #expect(arbitrageur.books.exhaustedAt == timeline.now)
    }

    @Test("lets a price within the band be", arguments: ["1995", "2005"])
    func withinBand(outside: String) throws {
        let fee = try #require(Ratio(3, 1000))
        let venue = try pool(fee)
        let arbitrageur = try arbitrageur(on: venue, venue.ledger, fee: fee) { _ in wad(outside) }
        try arbitrageur.watch(everyMicros: 1_000, until: timeline.now + 100_000)
        timeline.run(until: timeline.now + 200_000)
        #expect(arbitrageur.books.fillCount == 0)
        #expect(venue.spotPriceWad(at: timeline.now) == wad("2000"))
    }

    @Test("acts after its delay, on what it sees then")
    func delay() throws {
        let venue = try pool(.never)
        let start = timeline.now
        let arbitrageur = try arbitrageur(on: venue, venue.ledger, fee: .never, delayMicros: 5_000)
        { $0 < start + 3_000 ? wad("2500") : wad("1600") }
        arbitrageur.look()
        arbitrageur.look()
        timeline.run(until: start + 4_999)
        #expect(venue.spotPriceWad(at: timeline.now) == wad("2000"))
        timeline.run(until: start + 5_000)
        #expect(venue.spotPriceWad(at: timeline.now) >= wad("1600"))
        #expect(venue.spotPriceWad(at: timeline.now) < wad("1600.000001"))
        // The second look, while it was about to act, was none.
        #expect(arbitrageur.books.fillCount == 1)
        #expect(arbitrageur.books.refusalCount == 0)
    }

    @Test("trades with what it has, stops without, and says when")
    func exhaustion() throws {
        let venue = try pool(.never)
        let start = timeline.now
        let arbitrageur = try arbitrageur(
            on: venue, venue.ledger, base: "0", quote: "1000", fee: .never
        ) { $0 < start + 1_000_000 ? wad("2500") : wad("1600") }
        try arbitrageur.watch(everyMicros: 10_000, until: start + 2_000_000)
        timeline.run(until: start)
        #expect(arbitrageur.books.quoteWad.isZero)
        #expect(venue.pool.quoteReserve == wad("2001000"))
        #expect(arbitrageur.books.exhaustedAt == nil)
        timeline.run(until: start + 900_000)
        #expect(arbitrageur.books.exhaustedAt?.micros ?? 0 == start.micros + 10_000)
        #expect(arbitrageur.books.fillCount == 1)
        // Its base is worth something once the price has turned: all of it goes.
        timeline.run(until: start + 2_000_000)
        #expect(arbitrageur.books.baseWad.isZero)
        #expect(arbitrageur.books.fillCount == 2)
        #expect(arbitrageur.books.carriedBaseWad.isZero)
        try venue.checkInvariants()
    }

    @Test("does not sell into a book that bids the outside price, however high the last price")
    func noGainOnBook() throws {
        let side = try DepthCurve([.init(nearWad: 0, farWad: wad("0.5"), sizeWad: wad("1000"))])
        let exchange = try OffChainExchange(
            ExchangeSettings(name: "book", asks: side, bids: side, takerFeePpm: 1_000),
            orders: DelayLine(timeline, stream: RandomStream(seed: 1, name: "book"))
        ) { _ in wad("2000") }
        try exchange.ledger.deposit(quoteWad: wad("10000000"), to: "ann")
        exchange.submit(SpotOrder(.buy, .base(wad("500"))), from: "ann") { _ in }
        let arbitrageur = try arbitrageur(
            on: exchange, exchange.ledger, fee: #require(Ratio(1, 1000))
        ) { _ in wad("2000") }
        try arbitrageur.watch(everyMicros: 1_000, until: timeline.now + 50_000)
        timeline.run(until: timeline.now + 100_000)
        #expect(arbitrageur.books.fillCount == 0)
        #expect(exchange.spotPriceWad(at: timeline.now) == wad("2500"))
        // Where the book is worth less outside, it sells to the bids down to the edge.
        let cheap = try self.arbitrageur(
            on: exchange, exchange.ledger, fee: #require(Ratio(1, 1000))
        ) { _ in wad("1900") }
        cheap.look()
        timeline.run(until: timeline.now)
        #expect(cheap.books.profitQuoteWad.signum > 0)
        #expect(exchange.spotPriceWad(at: timeline.now) < wad("1902"))
        #expect(exchange.spotPriceWad(at: timeline.now) > wad("1901.8"))
    }

    @Test("does not trade at a loss to a fee that is higher than it thought")
    func underestimatedFee() throws {
        let venue = try pool(#require(Ratio(3, 1000)))
        let arbitrageur = try arbitrageur(on: venue, venue.ledger, fee: .never) { _ in wad("2001") }
        arbitrageur.look()
        timeline.run(until: timeline.now)
        #expect(arbitrageur.books.fillCount == 0)
        #expect(venue.spotPriceWad(at: timeline.now) == wad("2000"))
    }

    @Test("a fee of everything and looks without a pause are refused")
    func refusals() throws {
        let venue = try pool(.never)
        #expect(throws: VenueSettingsError.bandTooWide) {
            try self.arbitrageur(on: venue, venue.ledger, fee: .always) { _ in 1 }
        }
        let arbitrageur = try self.arbitrageur(on: venue, venue.ledger, fee: .never) { _ in 1 }
        #expect(throws: VenueSettingsError.intervalIsZero) {
            try arbitrageur.watch(everyMicros: 0, until: timeline.now)
        }
    }
}
