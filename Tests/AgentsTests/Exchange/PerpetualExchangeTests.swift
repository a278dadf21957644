import EthereumPrimitives
import OrderBook
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@testable import Agents

@Suite struct PerpetualExchangeTests {
    @Test("opening moves its margin alone, and takes as much as the quote reaches")
    func opening() throws {
        let fixture = try ExchangeFixture()
        fixture.quote()
        let answer = fixture.open(.long, margin: 505, leverage: 3)
        // 10 base at 101, and 4.75 at 102 of what is left of 1,515.
        #expect(answer.refusal == nil && answer.baseWad == wad(59) >> 2)
        let position = try #require(fixture.position())
        #expect(position.sizeWad == Int256(bitPattern: wad(59) >> 2))
        let free = fixture.exchange.freeWad(of: fixture.trader)
        #expect(free < wad(9_502) && free > wad(9_501))
        #expect(position.marginWad == Int256(bitPattern: wad(10_000) &- free))
        try fixture.exchange.checkInvariants()
    }

    @Test("a limit of base is a limit of price, and margin comes back for what did not trade")
    func limit() throws {
        let fixture = try ExchangeFixture()
        fixture.quote()
        // 20 base for 2,020: nothing above 101.
        let answer = fixture.open(.long, margin: 1_010, leverage: 2, limit: wad(20))
        #expect(answer.baseWad == wad(10))
        let margin = try #require(fixture.position()).marginWad
        #expect(margin <= Int256(bitPattern: wad(506)) && margin >= Int256(bitPattern: wad(505)))
        let none = fixture.open(.long, margin: 10, limit: wad(1))
        #expect(none.refusal == .nothingToTradeWith)
        #expect(fixture.exchange.freeWad(of: fixture.trader) >= wad(9_494))
        try fixture.exchange.checkInvariants()
    }

    @Test("a trade that closes brings no margin, and a flat account gets all of it back")
    func closing() throws {
        let fixture = try ExchangeFixture()
        fixture.quote()
        fixture.open(.long, margin: 500, leverage: 2)
        let free = fixture.exchange.freeWad(of: fixture.trader)
        let less = fixture.open(.short, margin: 100, leverage: 2)
        #expect(less.refusal == nil)
        #expect(fixture.exchange.freeWad(of: fixture.trader) == free)
        let closed = fixture.exchange.serve(
            .close(market: 0, quoteLimitWad: .zero), of: fixture.trader)
        #expect(closed.refusal == nil && fixture.position() == nil)
        // Bought at 101, sold at 99.
        let left = fixture.exchange.freeWad(of: fixture.trader)
        #expect(left < wad(9_990) && left > wad(9_970))
        #expect(fixture.exchange.equityWad(of: fixture.trader) == Int256(bitPattern: left))
        try fixture.exchange.checkInvariants()
    }

    @Test("the fee is the taker's, and the maker keeps all it has as margin")
    func fee() throws {
        let fixture = try ExchangeFixture(takerFeePpm: 1_000)
        fixture.quote()
        fixture.open(.long, margin: 1_010)
        #expect(fixture.exchange.venue.feePool > 0)
        #expect(fixture.exchange.freeWad(of: fixture.maker) == .zero)
        let equity = fixture.exchange.equityWad(of: fixture.trader)
        // A fee of 1.01, and the distance from 101 to the mark on ten base.
        #expect(equity < Int256(bitPattern: wad(9_989)))
        try fixture.exchange.checkInvariants()
    }

    @Test("margin goes in and out; what the rules keep stays")
    func margin() throws {
        let fixture = try ExchangeFixture()
        fixture.quote()
        fixture.open(.long, margin: 1_000, leverage: 2)
        func serve(_ action: AgentIntent.Action) -> ExchangeRefusal? {
            fixture.exchange.serve(action, of: fixture.trader).refusal
        }
        #expect(serve(.addMargin(market: 0, wad(100))) == nil)
        #expect(serve(.removeMargin(market: 0, wad(100))) == nil)
        #expect(serve(.removeMargin(market: 0, wad(1_000))) == .notWithdrawable)
        #expect(serve(.addMargin(market: 0, wad(1_000_000))) == .insufficientCollateral)
        #expect(serve(.donate(market: 0, wad(5))) == nil)
        #expect(fixture.exchange.venue.fund == 40)
        try fixture.exchange.checkInvariants()
    }

    @Test("profit on paper leaves with others' money, as far as the vault goes")
    func paperProfit() throws {
        let fixture = try ExchangeFixture()
        fixture.quote()
        fixture.open(.long, margin: 500, leverage: 2)
        fixture.index = wad(1_000)
        let position = try #require(
            {
                fixture.exchange.tick(); return fixture.position()
            }())
        #expect(position.equityWad > Int256(bitPattern: wad(8_000)))
        let asked = fixture.exchange.serve(
            .removeMargin(market: 0, wad(7_000)), of: fixture.trader)
        #expect(asked.refusal == nil)
        #expect(try #require(fixture.position()).marginWad.isNegative)
        try fixture.exchange.checkInvariants()
    }

    @Test("what the venue does by itself or a book has not is declined")
    func declined() throws {
        let fixture = try ExchangeFixture()
        for action in [
            AgentIntent.Action.payFunding(market: 0), .settle(market: 0),
            .liquidate(market: 0, trader: .zero), .flag(market: 0, trader: .zero),
            .depositBackstop(market: 0, .wad),
        ] {
            #expect(fixture.exchange.serve(action, of: fixture.trader).refusal == .notOffered)
            #expect(fixture.exchange.serve(action, of: .zero).refusal == .noAccount)
        }
    }

    @Test("orders rest, are told, and are taken back")
    func orders() throws {
        let fixture = try ExchangeFixture()
        let order = BookOrder(.sell, sizeWad: wad(2), priceWad: wad(100))
        _ = fixture.exchange.serve(.addMargin(market: 0, wad(100)), of: fixture.trader)
        let placed = fixture.exchange.serve(.placeOrder(market: 0, order), of: fixture.trader)
        let id = try #require(placed.orders.first)
        #expect(fixture.exchange.ladder.asks.first?.sizeWad == wad(2))
        let cancelled = fixture.exchange.serve(
            .cancelOrder(market: 0, id: id), of: fixture.trader)
        #expect(cancelled.refusal == nil && fixture.exchange.ladder.asks.isEmpty)
        let again = fixture.exchange.serve(.cancelOrder(market: 0, id: id), of: fixture.trader)
        #expect(again.refusal == .rejected("unknown_order"))
        let poor = fixture.exchange.serve(
            .placeOrder(market: 0, BookOrder(.buy, sizeWad: wad(1_000), priceWad: wad(100))),
            of: fixture.trader)
        #expect(poor.refusal == .rejected("margin"))
        let dust = fixture.exchange.serve(
            .placeOrder(market: 0, BookOrder(.buy, sizeWad: .one, priceWad: wad(100))),
            of: fixture.trader)
        #expect(dust.refusal == .amountOutOfRange)
    }

    @Test("positions from before the run stand against each other at their prices of entry")
    func placing() throws {
        let fixture = try ExchangeFixture()
        try fixture.exchange.addGenesisMargin(wad(500), of: fixture.trader)
        try fixture.exchange.place(
            Int256(bitPattern: wad(4)), for: fixture.trader, against: fixture.maker,
            priceWad: wad(90))
        let position = try #require(fixture.position())
        #expect(position.openNotionalWad == wad(360))
        #expect(position.equityWad == Int256(bitPattern: wad(540)))
        #expect(fixture.position(fixture.maker)?.sizeWad == .zero &- Int256(bitPattern: wad(4)))
        #expect(fixture.exchange.risk.positions.map(\.trader) == [fixture.trader, fixture.maker])
        try fixture.exchange.checkInvariants()
    }

    // MARK: - The clock and the way in

    @Test("agents see the market as it was published last")
    func publishing() throws {
        let fixture = try ExchangeFixture()
        let seen = fixture.exchange.publishedQuote
        _ = fixture.exchange.serve(
            .requote(
                market: 0, [BookOrder(.sell, sizeWad: wad(1), priceWad: wad(101))]),
            of: fixture.maker)
        #expect(fixture.exchange.publishedQuote == seen)
        fixture.timeline.run(until: fixture.timeline.now + 1_000_000)
        #expect(fixture.exchange.publishedQuote.ladder?.asks.count == 1)
    }

    @Test("a request arrives after the latency and its service; one too many is refused")
    func ingress() throws {
        var rules = IngressQueue.Rules()
        (rules.latencyMicros, rules.serviceMicros, rules.capacity) = (100, 1_000, 2)
        let fixture = try ExchangeFixture(ingress: rules)
        var answers: [(UInt64, ExchangeRefusal?)] = []
        let start = fixture.timeline.now
        for _ in 0..<3 {
            fixture.exchange.submit(.addMargin(market: 0, wad(1)), from: fixture.trader) {
                answers.append((fixture.timeline.now.micros(since: start), $0.refusal))
            }
        }
        fixture.timeline.run(until: start + 10_000)
        #expect(answers.map(\.0) == [100, 1_100, 2_100])
        #expect(answers.map(\.1) == [.overloaded, nil, nil])
        #expect(fixture.exchange.counters.first?.count == 1)
    }

    @Test("in overload service takes longer, cancels are refused, and then all is as before")
    func overload() throws {
        var rules = IngressQueue.Rules()
        rules.serviceMicros = 10
        let fixture = try ExchangeFixture(ingress: rules)
        let start = fixture.timeline.now
        fixture.exchange.overload(factor: 1_000, refusesCancels: true, forMicros: 50_000)
        var answers: [String: (at: UInt64, refusal: ExchangeRefusal?)] = [:]
        func send(_ name: String, _ action: AgentIntent.Action) {
            fixture.exchange.submit(action, from: fixture.trader) {
                answers[name] = (fixture.timeline.now.micros(since: start), $0.refusal)
            }
        }
        send("slow", .addMargin(market: 0, wad(1)))
        send("cancel", .cancelAll(market: 0))
        fixture.timeline.run(until: start + 60_000)
        send("quick", .addMargin(market: 0, wad(1)))
        send("cancels again", .cancelAll(market: 0))
        fixture.timeline.run(until: start + 70_000)
        #expect(answers["slow"]?.at == 10_000)
        #expect(answers["cancel"]?.refusal == .overloaded)
        #expect(answers["quick"]?.at == 60_010 && answers["quick"]?.refusal == nil)
        #expect(answers["cancels again"]?.refusal == nil)
    }

    @Test("a stop traps collateral, and ends")
    func halt() throws {
        let fixture = try ExchangeFixture()
        fixture.quote()
        fixture.open(.long, margin: 100)
        fixture.exchange.halt(trapsCancels: true, forMicros: 5_000_000)
        #expect(!fixture.exchange.publishedQuote.isOpen)
        for action in [
            AgentIntent.Action.close(market: 0, quoteLimitWad: .zero),
            .removeMargin(market: 0, wad(1)), .cancelAll(market: 0),
        ] {
            #expect(fixture.exchange.serve(action, of: fixture.trader).refusal == .halted)
        }
        fixture.timeline.run(until: fixture.timeline.now + 6_000_000)
        #expect(fixture.exchange.publishedQuote.isOpen)
        #expect(
            fixture.exchange.serve(
                .close(market: 0, quoteLimitWad: .zero), of: fixture.trader
            ).refusal == nil)
    }

    @Test("without a trap orders can be taken back in a stop")
    func openCancels() throws {
        let fixture = try ExchangeFixture()
        fixture.quote()
        fixture.exchange.halt(trapsCancels: false, forMicros: 5_000_000)
        #expect(
            fixture.exchange.serve(.cancelAll(market: 0), of: fixture.maker).refusal == nil)
        #expect(fixture.exchange.ladder.asks.isEmpty)
    }

    @Test("a position is liquidated by the venue's clock, and what is left comes back")
    func liquidation() throws {
        let fixture = try ExchangeFixture()
        fixture.quote()
        fixture.open(.long, margin: 100, leverage: 8)
        fixture.index = wad(92)
        fixture.exchange.tick()
        #expect(fixture.position() == nil)
        #expect(
            fixture.told.contains { if case .liquidation = $0 { true } else { false } })
        let left = fixture.exchange.freeWad(of: fixture.trader)
        #expect(left > wad(9_900) && left < wad(10_000))
        try fixture.exchange.checkInvariants()
    }
}
