import Testing
import VenueFormulas
import WideIntegers

@Suite struct BookSweepTests {
    private static func levels(_ rows: [(Int64, Int64)]) -> [BookLadder.Level] {
        rows.map {
            BookLadder.Level(
                price: Fraction(Int256($0.0)), size: Fraction(Int256($0.1)))
        }
    }

    private func number(_ value: Int64) -> Fraction { Fraction(Int256(value)) }

    private static let book = try? BookLadder(
        bids: levels([(99, 5), (98, 0), (97, 10)]), asks: levels([(101, 5), (103, 10), (110, 1)]))

    @Test("fills at the resting prices, best first, and no more than rests")
    func fills() throws {
        let book = try #require(Self.book)
        let part = try BookSweep(.buy, .base(number(8)), of: book)
        #expect(part.cost == number(5 * 101 + 3 * 103))
        #expect(part.levelsTouched == 2)
        #expect(part.midAfter == number(101))
        let all = try BookSweep(.buy, .base(number(20)), of: book)
        #expect(all.filled == number(16))
        #expect(all.unfilled == number(4))
        #expect(all.worstPrice == number(110))
        #expect(all.midAfter == nil)
        #expect(try all.instantImpactBps() == nil)
    }

    @Test("a level of nothing is neither touched nor the next price")
    func emptyLevel() throws {
        let book = try #require(Self.book)
        let sale = try BookSweep(.sell, .base(number(6)), of: book)
        #expect(sale.cost == number(5 * 99 + 97))
        #expect(sale.levelsTouched == 2)
        let exact = try BookSweep(.sell, .base(number(5)), of: book)
        #expect(exact.levelsTouched == 1)
        #expect(try exact.midAfter == number(97 + 101) / number(2))
    }

    @Test("an amount of quote buys what the same base costs")
    func quote() throws {
        let book = try #require(Self.book)
        for side in TakerSide.allCases {
            let byBase = try BookSweep(side, .base(number(7)), of: book)
            let byQuote = try BookSweep(side, .quote(byBase.cost), of: book)
            #expect(byQuote.filled == byBase.filled)
            #expect(byQuote.unfilled == .zero)
        }
        let tooMuch = try BookSweep(.buy, .quote(number(1_000_000)), of: book)
        #expect(tooMuch.filled == number(16))
        #expect(try tooMuch.unfilled + tooMuch.cost == number(1_000_000))
    }

    @Test("costs are above zero for either side, and fees add to them")
    func signs() throws {
        let book = try #require(Self.book)
        for side in TakerSide.allCases {
            let sweep = try BookSweep(side, .base(number(7)), of: book, takerPpm: 500)
            let slippage = try #require(try sweep.slippageVsMidBps())
            let impact = try #require(try sweep.instantImpactBps())
            let all = try #require(try sweep.allInBps())
            #expect(slippage > .zero)
            #expect(impact > .zero)
            #expect(all > slippage)
            let rebate = try BookSweep(side, .base(number(7)), of: book, takerPpm: -500)
            #expect(try #require(try rebate.allInBps()) < slippage)
        }
    }

    @Test("depth takes in the boundary, and is balanced for a mirror")
    func depth() throws {
        let book = try #require(Self.book)
        // One percent of the middle of 100 on either side, to the cent.
        let near = try #require(try book.depth(withinBps: number(100)))
        #expect(near.bidBase == number(5))
        #expect(near.askBase == number(5))
        #expect(near.imbalance == .zero)
        let far = try #require(try book.depth(withinBps: number(300)))
        #expect(far.askQuote == number(5 * 101 + 10 * 103))
        #expect(far.bidQuote == number(5 * 99 + 10 * 97))
        let none = try #require(try book.depth(withinBps: .zero))
        #expect(none.imbalance == nil)
    }

    @Test("books that are no books are refused")
    func refusals() {
        let rising = Self.levels([(99, 1), (100, 1)])
        let asks = Self.levels([(101, 1)])
        #expect(throws: VenueFormulaError.unordered) { try BookLadder(bids: rising, asks: asks) }
        #expect(throws: VenueFormulaError.unordered) { try BookLadder(bids: asks, asks: asks) }
        #expect(throws: VenueFormulaError.isNegative(.bookSize)) {
            try BookLadder(bids: [], asks: Self.levels([(101, -1)]))
        }
        #expect(throws: VenueFormulaError.isNegative(.tradeSize)) {
            try BookSweep(.buy, .base(Fraction(Int256(-1))), of: #require(Self.book))
        }
    }

    @Test("an empty side fills nothing and has no price")
    func emptySide() throws {
        let book = try BookLadder(bids: Self.levels([(99, 1)]), asks: [])
        let sweep = try BookSweep(.buy, .base(.one), of: book)
        #expect(sweep.filled == .zero)
        #expect(sweep.vwap == nil)
        #expect(try sweep.allInBps() == nil)
        #expect(try book.depth(withinBps: .one) == nil)
    }
}
