import Testing
import VenueFormulas
import WideIntegers

@Suite struct CurveTradeTests {
    private func number(_ value: Int64) -> Fraction { Fraction(Int256(value)) }

    private func reserves() throws -> CurveTrade.Reserves {
        try CurveTrade.Reserves(quote: number(1_000_003), base: number(997))
    }

    @Test("slippage is the quote over the quote reserve, to the last digit")
    func identity() throws {
        let reserves = try reserves()
        for side in TakerSide.allCases {
            for quote in [1, 77, 10_000, 654_321] as [Int64] {
                let trade = try CurveTrade(side, .quote(number(quote)), on: reserves)
                let share = try number(quote) / reserves.quote
                #expect(try trade.slippageBps() == share * number(10_000))
                // The price on average is the geometric middle of both ends.
                let price = try trade.executionPrice()
                #expect(try price * price == reserves.spot() * trade.after.spot())
            }
        }
    }

    @Test("two parts cost what the whole does, and there and back costs fees alone")
    func parts() throws {
        let reserves = try reserves()
        let whole = try CurveTrade(.buy, .base(number(100)), on: reserves)
        let first = try CurveTrade(.buy, .base(number(37)), on: reserves)
        let second = try CurveTrade(.buy, .base(number(63)), on: first.after)
        #expect(try first.quote + second.quote == whole.quote)
        #expect(second.after == whole.after)
        let trip = try CurveTrade.roundTrip(ofBase: number(100), on: reserves, feePpm: 0)
        #expect(trip.priceCost == .zero)
        #expect(trip.totalBps == .zero)
    }

    @Test("what a curve does not hold is refused")
    func refusals() throws {
        let reserves = try reserves()
        #expect(throws: VenueFormulaError.exceedsReserve) {
            try CurveTrade(.buy, .base(reserves.base), on: reserves)
        }
        #expect(throws: VenueFormulaError.exceedsReserve) {
            try CurveTrade(.sell, .quote(reserves.quote), on: reserves)
        }
        #expect(throws: VenueFormulaError.isNotPositive(.tradeSize)) {
            try CurveTrade(.sell, .base(.zero), on: reserves)
        }
        #expect(throws: VenueFormulaError.isNotPositive(.reserve)) {
            try CurveTrade.Reserves(quote: .zero, base: .one)
        }
    }

    @Test("a range over all prices is the curve, and a curve of a depth has it")
    func estimates() throws {
        let reserves = try reserves()
        let (x, y) = (reserves.quote.estimate, reserves.base.estimate)
        let range = LiquidityRange(
            liquidity: (x * y).squareRoot(), low: 0, high: .infinity, spot: x / y)
        for side in TakerSide.allCases {
            let exact = try CurveTrade(side, .base(number(100)), on: reserves)
            let trade = try #require(range.trade(side, base: 100))
            #expect(abs(trade.quote / exact.quote.estimate - 1) < 1e-13)
            #expect(abs(trade.slippageBps / (try exact.slippageBps()).estimate - 1) < 1e-12)
        }
        let narrow = LiquidityRange(
            liquidity: range.liquidity, low: x / y / 1.1, high: x / y * 1.1, spot: x / y)
        #expect(narrow.trade(.buy, base: narrow.base * 1.001) == nil)
        #expect(narrow.trade(.sell, base: narrow.base) != nil)
        for share in [1e-9, 0.01, 0.5] {
            let move = CurveDepth.move(by: share, quoteReserve: x, baseReserve: y)
            let back = CurveDepth.reserves(askQuote: move.askQuote, share: share, spot: x / y)
            #expect(abs(back.quote / x - 1) < 1e-14)
            // What is paid over what is bought is the geometric middle of both prices.
            let price = move.askQuote / move.askBase
            #expect(abs(price / (x / y * (1 + share).squareRoot()) - 1) < 1e-14)
            let below = move.bidQuote / move.bidBase
            #expect(abs(below / (x / y * (1 - share).squareRoot()) - 1) < 1e-14)
        }
    }
}
