import Agents
import SimulationKernel
import Testing
import WideIntegers

@Suite struct MarketQuoteCurveTests {
    private func quote(peg: UInt256 = .wad) -> MarketQuote {
        var quote = MarketQuote()
        (quote.quoteReserveWad, quote.baseReserveWad) = (units(1_000_000), units(10_000))
        quote.pegWad = peg
        quote.markWad = (try? units(100).mulDivDown(peg, .wad)) ?? .zero
        quote.tradeFeeWad = perMille(1)
        return quote
    }

    @Test("what a trade and its closing exchange is what the contract exchanges")
    func contract() throws {
        for side in PositionSide.allCases {
            let world = try ActingWorld()
            let body = try world.script(
                1, [(2, .open(side, marginWad: units(10_000), leverageWad: units(3)))])
            world.desk.begin()
            let expected = try #require(world.quote.after(side, notionalWad: units(30_000)))
            world.run(seconds: 6)
            #expect(world.size(body).magnitude == expected.baseWad)
            #expect(world.quote.markWad == expected.market.markWad)
            let closing = try #require(world.quote.closingWad(of: world.size(body)))
            let apart =
                closing > units(30_000) ? closing &- units(30_000) : units(30_000) &- closing
            #expect(apart < 1_000)
        }
    }

    @Test(
        "the trade to a price leads to that price",
        arguments: [UInt64(500), 900, 1_000, 1_100, 4_000])
    func target(thousandths: UInt64) throws {
        for peg in [UInt256.wad, perMille(250), units(40)] {
            let quote = quote(peg: peg)
            let target = quote.markWad.scaled(perMille: thousandths)
            let trade = try #require(quote.trade(toPriceWad: target))
            if trade.notionalWad.isZero {
                #expect(thousandths == 1_000)
                continue
            }
            #expect(trade.side == (thousandths > 1_000 ? .long : .short))
            let after = try #require(quote.after(trade.side, notionalWad: trade.notionalWad))
            let mark = after.market.markWad
            let distance = mark > target ? mark &- target : target &- mark
            #expect(distance <= max(target >> 50, 2))
        }
    }

    @Test("a limit of base is at the worst price, and a trade beyond it has none")
    func limits() throws {
        let quote = quote()
        let limit = try #require(
            quote.baseLimitWad(.long, notionalWad: units(10_000), slippageMaxWad: perMille(50)))
        #expect(limit == (try units(10_000).mulDivDown(1, 105)))
        #expect(
            quote.baseLimitWad(.long, notionalWad: units(60_000), slippageMaxWad: perMille(50))
                == nil)
        #expect(
            quote.baseLimitWad(.short, notionalWad: units(60_000), slippageMaxWad: perMille(50))
                == nil)
        let most = try #require(
            quote.baseLimitWad(.short, notionalWad: units(10_000), slippageMaxWad: perMille(50)))
        #expect(most > units(100))
        let free = quote.baseLimitWad(.long, notionalWad: units(60_000), slippageMaxWad: .zero)
        #expect(free ?? .one == .zero)
    }

    @Test("margin leaves room for the fee on what it is levered to")
    func means() {
        let margin = quote().marginMaxWad(ofCollateral: units(1_005), leverageWad: units(5))
        #expect(margin == units(1_000))
    }
}
