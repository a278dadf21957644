import Agents
import Testing
import WideIntegers

@Suite struct BookLadderTests {
    private let ladder = BookLadder(
        bids: [level(99, 10), level(98, 10)], asks: [level(101, 10), level(103, 10)],
        tickWad: wad(1), lotWad: wad(1))

    private static func level(_ price: UInt64, _ size: UInt64) -> BookLadder.Level {
        BookLadder.Level(priceWad: wad(price), sizeWad: wad(size))
    }

    private var market: MarketQuote {
        var market = MarketQuote()
        market.ladder = ladder
        market.markWad = wad(100)
        return market
    }

    @Test("what a trade comes to is walked level by level, and not beyond the last")
    func walking() {
        #expect(market.baseWad(forNotional: wad(1_010), .long) == wad(10))
        #expect(market.baseWad(forNotional: wad(1_113), .long) == wad(11))
        #expect(market.baseWad(forNotional: wad(990), .short) == wad(10))
        #expect(market.baseWad(forNotional: wad(2_041), .long) == nil)
        #expect(market.closingWad(of: Int256(bitPattern: wad(15))) == wad(990 + 490))
        #expect(market.closingWad(of: .zero &- Int256(bitPattern: wad(15))) == wad(1_010 + 515))
        #expect(market.closingWad(of: Int256(bitPattern: wad(21))) == nil)
    }

    @Test("a trade to a price takes what stands up to it, and nothing inside the spread")
    func toPrice() throws {
        let up = try #require(market.trade(toPriceWad: wad(102)))
        #expect(up.side == .long && up.notionalWad == wad(1_010))
        let down = try #require(market.trade(toPriceWad: wad(98)))
        #expect(down.side == .short && down.notionalWad == wad(990 + 980))
        #expect(market.trade(toPriceWad: wad(101))?.notionalWad == wad(1_010))
        #expect(market.trade(toPriceWad: wad(100)) == nil)
    }

    @Test("after a trade the book lacks what it took, and its middle has moved")
    func after() throws {
        let (base, next) = try #require(market.after(.long, notionalWad: wad(1_010)))
        #expect(base == wad(10))
        #expect(next.ladder?.asks == [Self.level(103, 10)])
        #expect(next.markWad == wad(101))
        let part = try #require(market.after(.short, notionalWad: wad(99)))
        #expect(part.market.ladder?.bids.first == Self.level(99, 9))
    }

    @Test("limits of slippage hold in a book as on a curve")
    func limits() {
        let one = UInt256.wad.quotientAndRemainder(dividingBy: 100).quotient
        #expect(market.baseLimitWad(.long, notionalWad: wad(1_010), slippageMaxWad: one) != nil)
        #expect(market.baseLimitWad(.long, notionalWad: wad(2_040), slippageMaxWad: one) == nil)
        #expect(market.baseLimitWad(.long, notionalWad: wad(2_040), slippageMaxWad: .zero) != nil)
        // More than the book has is sent at any price, and takes what there is.
        #expect(market.baseLimitWad(.long, notionalWad: wad(9_999), slippageMaxWad: .zero) == .zero)
        #expect(market.baseLimitWad(.long, notionalWad: wad(9_999), slippageMaxWad: one) == nil)
        var empty = market
        empty.ladder?.asks = []
        #expect(empty.baseLimitWad(.long, notionalWad: wad(10), slippageMaxWad: .zero) == nil)
    }

    @Test("everybody may leave for whom there is anything in the book")
    func leaving() {
        var position = PositionQuote(trader: .zero)
        position.sizeWad = Int256(bitPattern: wad(1_000))
        #expect(market.leavesSomething(of: position))
        var empty = market
        empty.ladder?.bids = []
        #expect(!empty.leavesSomething(of: position))
        position.sizeWad = .zero &- position.sizeWad
        #expect(empty.leavesSomething(of: position))
    }
}
