import Foundation
import PriceOracles
import SimulationKernel
import Testing
import VenueFormulas
import WideIntegers

@Suite struct RecordedBookReplayTests {
    private static let text = """
        t_unix,bid_px_0,bid_qty_0,ask_px_0,ask_qty_0,bid_px_1,bid_qty_1,ask_px_1,ask_qty_1
        100,99.5,2,100.5,3,99,4,101,5
        101,99.5,2,100.5,3,99,4,101,5
        102,99.5,2.5,100.5,3,99,4,101.5,5
        103,99,4,100.5,1,98,1,101,5

        """

    private func rows(priceDecimals: Int = 8) throws -> [DepthRow] {
        var reader = try MarketDataReader(file: "f.csv", priceDecimals: priceDecimals)
        return try reader.read(Array(Self.text.utf8)).compactMap { row in
            if case .depth(let book) = row { book } else { nil }
        }
    }

    private func replay(_ memory: RecordedBookReplay.Memory) throws -> RecordedBookReplay {
        try RecordedBookReplay(rows(), priceDecimals: 8, memory: memory)
    }

    private func level(_ price: String, _ size: String) throws -> BookLadder.Level {
        BookLadder.Level(price: try Fraction(text: price), size: try Fraction(text: size))
    }

    private func at(_ seconds: UInt64) -> SimulatedTime { SimulatedTime(seconds: seconds) }

    @Test("a ladder has the recorded levels in their units, at any scale of prices")
    func ladder() throws {
        for decimals in [1, 8, 18] {
            let book = try rows(priceDecimals: decimals)[2].ladder(priceDecimals: decimals)
            #expect(book.bids[0] == (try level("99.5", "2.5")))
            #expect(book.asks[1] == (try level("101.5", "5")))
        }
    }

    @Test("without a memory every taker finds the recorded book, and nothing beyond its levels")
    func immutable() throws {
        var replay = try replay(.none)
        for _ in 0..<3 {
            let sweep = try replay.take(.buy, .base(Fraction(10)), at: at(100))
            #expect(sweep.filled == Fraction(8) && sweep.unfilled == Fraction(2))
            #expect(sweep.cost == (try Fraction(text: "806.5")))
        }
        // The last book that was recorded by then holds until the next.
        let late = try replay.take(
            .sell, .base(Fraction(4)), at: SimulatedTime(micros: 102_999_999))
        #expect(late.cost == (try Fraction(text: "397.25")))
        #expect(try replay.book(at: at(10_000)).bids[0].price == Fraction(99))
    }

    @Test("with a memory what was taken stays away until the record changes at its price")
    func memory() throws {
        var replay = try replay(.perLevel)
        var cost = try replay.take(.buy, .base(Fraction(4)), at: at(100)).cost
        #expect(cost == (try Fraction(text: "402.5")))
        cost = try replay.take(.buy, .base(Fraction(1)), at: at(100)).cost
        #expect(cost == Fraction(101))
        cost = try replay.take(.sell, .base(Fraction(1)), at: at(100)).cost
        #expect(cost == (try Fraction(text: "99.5")))
        // The same book again brings nothing back.
        var book = try replay.book(at: at(101))
        #expect(book.asks == [try level("101", "3")])
        #expect(book.bids == [try level("99.5", "1"), try level("99", "4")])
        // The best bid has changed, the best ask has not, and the second one has left.
        book = try replay.book(at: at(102))
        #expect(book.bids[0] == (try level("99.5", "2.5")))
        #expect(book.asks == [try level("101.5", "5")])
        // Whoever comes back to a price is new.
        book = try replay.book(at: at(103))
        #expect(book.asks.map(\.size) == [Fraction(1), Fraction(5)])
        // Parts of a wad count as whole ones, so that nothing is given twice.
        let third = try Fraction(Int256(1), over: 3)
        _ = try replay.take(.buy, .base(third), at: at(103))
        let left = try replay.book(at: at(103)).asks[0].size
        #expect(left == (try Fraction(text: "0.666666666666666666")))
    }

    @Test("moments that are not there, and rows that are no history, are refused")
    func refusals() throws {
        var replay = try replay(.none)
        #expect(throws: RecordedBookError.self) { try replay.book(at: at(99)) }
        _ = try replay.book(at: at(102))
        let error = #expect(throws: RecordedBookError.self) { try replay.book(at: at(101)) }
        #expect(
            error
                == .path(
                    .timeRunsBackwards(path: "recorded book", asked: at(101), last: at(102))))
        #expect(throws: RecordedBookError.formula(.isNegative(.tradeSize))) {
            try replay.take(.buy, .base(Fraction(-1)), at: at(102))
        }
        let rows = try rows()
        #expect(throws: PathError.self) { try RecordedBookReplay([]) }
        #expect(throws: PathError.self) { try RecordedBookReplay([rows[0], rows[0]]) }
        #expect(throws: PathError.self) { try RecordedBookReplay(rows, priceDecimals: 19) }
        var crossed = rows[0]
        crossed.bids[0].price = crossed.asks[0].price
        #expect(throws: VenueFormulaError.unordered) { try crossed.ladder(priceDecimals: 8) }
        crossed.bids[0].sizeWad = .max
        #expect(throws: VenueFormulaError.overflow) { try crossed.ladder(priceDecimals: 8) }
    }

    @Test(
        "on the recorded minutes of the shared data, memory never makes a taker's fill cheaper",
        .enabled(if: ProcessInfo.processInfo.environment["PERPLAB_SHARED"] != nil),
        arguments: ["perp", "spot"])
    func shared(market: String) throws {
        let shared = ProcessInfo.processInfo.environment["PERPLAB_SHARED"] ?? ""
        let file = "btcusdt_\(market)_binance_l2_20240808.csv"
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(shared)/data/\(file)"))
        var reader = try MarketDataReader(file: file, priceDecimals: 8)
        let rows = try reader.read(Array(data)).compactMap { row in
            if case .depth(let book) = row { book } else { nil }
        }
        #expect(rows.count > 340)
        var plain = try RecordedBookReplay(rows, priceDecimals: 8)
        var remembering = try RecordedBookReplay(rows, priceDecimals: 8, memory: .perLevel)
        var depths: [Double] = []
        var dearer = 0
        for row in rows {
            let book = try row.ladder(priceDecimals: 8)
            #expect(book.bids.count == 20 && book.asks.count == 20)
            depths.append(book.bids.reduce(0) { $0 + $1.size.estimate })
            for side in TakerSide.allCases {
                let (one, two) = (
                    try plain.take(side, .base(Fraction(1)), at: row.time),
                    try remembering.take(side, .base(Fraction(1)), at: row.time)
                )
                let vwaps = (try #require(one.vwap).estimate, two.vwap?.estimate)
                guard let other = vwaps.1, two.unfilled == one.unfilled else { continue }
                let gap = side == .buy ? other - vwaps.0 : vwaps.0 - other
                #expect(gap > -1e-6)
                if gap > 1e-6 { dearer += 1 }
            }
        }
        // The median depth of twenty bids, as the description of the data has it.
        let median = depths.sorted()[depths.count / 2]
        #expect(abs(median - (market == "perp" ? 7.99 : 3.98)) < 0.05, "\(median)")
        #expect(dearer > 0)
    }
}
