import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct PriceReplayTests {
    static let source = RandomSource(seed: 1)

    @Test("replays bars through their four prices, in wad")
    func bars() throws {
        let reading = try Reading(
            "t_unix,open,high,low,close\n600,100,120,90,110\n660,110,111,109,110\n")
        var path = try PriceReplay.path(
            of: reading.rows, priceDecimals: 8, barMicros: reading.report.stepMicros,
            intrabar: .lowFirst, source: Self.source, name: "btc")
        for (second, units): (UInt64, UInt64) in [
            (600, 100), (614, 100), (615, 90), (630, 120), (645, 110), (660, 110), (675, 109),
            (690, 111), (9999, 110),
        ] {
            let price = try path.priceWad(at: at(second))
            #expect(price == wad(units))
        }
    }

    @Test("replays prints and trades, of which the last of a moment holds")
    func ticks() throws {
        let reading = try Reading("t_ms,price,qty\n60000,1,1\n60000,2,1\n61000,3,1\n")
        var path = try PriceReplay.path(
            of: reading.rows, priceDecimals: 8, source: Self.source, name: "btc")
        let prices = try [60, 61].map { try path.priceWad(at: at($0)) }
        #expect(prices == [wad(2), wad(3)])
    }

    @Test("replays the middle of books")
    func books() throws {
        let reading = try Reading(
            "t_unix,bid_px_0,bid_qty_0,ask_px_0,ask_qty_0\n5,100,1,101,1\n", priceDecimals: 18)
        var path = try PriceReplay.path(of: reading.rows, source: Self.source, name: "btc")
        let price = try path.priceWad(at: at(5))
        #expect(price == wad(201) >> 1)
    }

    @Test("refuses rows that make no path")
    func refused() throws {
        let bars = try Reading("t_unix,open,high,low,close\n60,1,1,1,1\n").rows
        let funding = try Reading("t_unix,funding_rate\n60,1\n").rows
        let huge = [DataRow.tick(PriceTick(time: at(1), price: .max))]
        let early = try Reading("time,price\n30,1\n").rows
        for rows in [funding, huge, [], bars + bars, bars + early] {
            #expect(throws: PathError.self) {
                try PriceReplay.path(
                    of: rows, barMicros: 60_000_000, source: Self.source, name: "btc")
            }
        }
        #expect(throws: PathError.self) {
            try PriceReplay.path(of: bars, source: Self.source, name: "btc")
        }
        for decimals in [-1, 19] {
            #expect(throws: PathError.self) {
                try PriceReplay.path(
                    of: early, priceDecimals: decimals, source: Self.source, name: "btc")
            }
        }
    }
}
