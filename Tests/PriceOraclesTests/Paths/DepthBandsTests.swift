import PriceOracles
import SimulationKernel
import Testing
import VenueFormulas
import WideIntegers

@Suite struct DepthBandsTests {
    /// Bands of a book around 100 with ten base to a unit of price on each side, in two moments.
    private static let text = """
        timestamp,percentage,depth,notional
        2023-01-01 00:00:08,-5.00,50,4875
        2023-01-01 00:00:08,-1,10,995
        2023-01-01 00:00:08,-0.20,2,199.8
        2023-01-01 00:00:08,0.20,2,200.2
        2023-01-01 00:00:08,1,10,1005
        2023-01-01 00:00:08,5,50,5125
        2023-01-01 00:00:38,-1,8,720
        2023-01-01 00:00:38,1,7,770

        """

    private func read(
        _ text: String, _ repair: DataRepair = .refuse
    ) throws -> (rows: [DepthBandRow], report: DataReport) {
        var reader = try MarketDataReader(file: "f.csv", repair: repair)
        let rows = try reader.read(Array(text.utf8)).compactMap { row in
            if case .depthBand(let band) = row { band } else { nil }
        }
        return (rows, reader.report)
    }

    private func refusal(_ row: String, after lines: Int = 1) -> String? {
        let head = Self.text.split(separator: "\n").prefix(lines).joined(separator: "\n")
        do {
            _ = try read("\(head)\n\(row)\n")
            return nil
        } catch { return "\(error)" }
    }

    @Test("reads the rows of Binance's bookDepth, and groups them by moment")
    func reading() throws {
        let (rows, report) = try read(Self.text)
        #expect(report.kind == .depthBands && report.rows == 8 && report.unreadColumns.isEmpty)
        // `date -u -d '2023-01-01 00:00:08' +%s` says so.
        #expect(rows[0].time == SimulatedTime(seconds: 1_672_531_208))
        #expect(rows[2].percentWad == Int256(Int64(-200_000_000_000_000_000)))
        #expect(rows[5].notionalWad == UInt256(5_125) &* .wad)
        let moments = DepthBands.moments(of: rows)
        #expect(moments.map { $0.time.seconds } == [1_672_531_208, 1_672_531_238])
        #expect(moments[0].bids == [rows[2], rows[1], rows[0]])
        #expect(moments[0].asks == Array(rows[3...5]))
        #expect(moments[1].bids.count == 1 && moments[1].asks == [rows[7]])
        #expect(DepthBands.moments(of: []).isEmpty)
    }

    @Test(
        "reads days of any year as the calendar has them",
        arguments: [
            ("1970-01-01 00:00:00", 0), ("1972-02-29 23:59:59", 68_255_999),
            ("2000-03-01 00:00:00", 951_868_800), ("2024-02-29 12:00:00", 1_709_208_000),
            ("2024-12-31 23:59:59", 1_735_689_599), ("2100-03-01 00:00:00", 4_107_542_400),
            ("2400-02-29 00:00:00", 13_574_563_200), ("9999-12-31 23:59:59", 253_402_300_799),
        ] as [(String, UInt64)])
    func calendar(text: String, seconds: UInt64) throws {
        let rows = try read("timestamp,percentage,depth,notional\n\(text),1,2,3").rows
        #expect(rows.map(\.time) == [SimulatedTime(seconds: seconds)])
    }

    @Test(
        "refuses moments that are none",
        arguments: [
            "2023-02-29 00:00:00", "2100-02-29 00:00:00", "2200-02-29 00:00:00",
            "2023-13-01 00:00:00",
            "2023-00-01 00:00:00", "2023-01-00 00:00:00", "2023-04-31 00:00:00",
            "2023-01-01 24:00:00", "2023-01-01 00:60:00", "2023-01-01 00:00:60",
            "1969-12-31 23:59:59", "2023-01-01T00:00:08", "2023-01-01 00:00:8",
            "2023-01-01 00:00:08Z", "1672531208", "2023-01-01 00:00:+8", "",
        ])
    func badMoments(text: String) throws {
        let message = try #require(refusal("\(text),1,2,3"))
        #expect(message.hasPrefix("f.csv, line 2, column 1 (timestamp): '\(text)'"))
        #expect(message.hasSuffix("a moment as 2023-01-01 00:00:08, in UTC, from 1970 to 9999"))
    }

    @Test("refuses bad fields with line, column, value and what is allowed")
    func badFields() throws {
        let moment = "2023-01-01 00:00:08"
        for (row, lines, place) in [
            ("\(moment),0,2,3", 1, "line 2, column 2 (percentage): '0' "),
            ("\(moment),100,2,3", 1, "line 2, column 2 (percentage): '100' "),
            ("\(moment),-1,-2,3", 1, "line 2, column 3 (depth): '-2' "),
            ("\(moment),-1,2,x", 1, "line 2, column 4 (notional): 'x' "),
            ("\(moment),-1,2", 1, "line 2: "),
            // Out of order, doubled, or with less than there is nearer to the middle.
            ("\(moment),-5,2,3", 3, "line 4, column 2 (percentage): '-5' "),
            ("\(moment),-1,2,3", 3, "line 4, column 2 (percentage): '-1' "),
            ("\(moment),-0.5,10.1,3", 3, "line 4, column 3 (depth): '10.1' "),
            ("\(moment),-0.5,10,995.1", 3, "line 4, column 4 (notional): '995.1' "),
            ("\(moment),2,9.9,1005", 6, "line 7, column 3 (depth): '9.9' "),
            ("\(moment),2,10,1004.9", 6, "line 7, column 4 (notional): '1004.9' "),
            (
                "2023-01-01 00:00:07,1,2,3", 3,
                "line 4, column 1 (timestamp): '2023-01-01 00:00:07' "
            ),
        ] {
            let message = try #require(refusal(row, after: lines))
            #expect(message.contains("f.csv, \(place)"), "\(message)")
            #expect(message.contains("allowed"))
        }
        #expect(refusal("\(moment),-0.5,10,995", after: 3) == nil)
        #expect(refusal("\(moment),1,2,3", after: 3) == nil)
        // A row that is left out does not bind the one after it.
        let bad = "2023-01-01 00:00:08,-1,10,995\n2023-01-01 00:00:08,-0.5,11,1\n"
        let text = "timestamp,percentage,depth,notional\n\(bad)2023-01-01 00:00:08,-0.2,9,1\n"
        var repair = DataRepair.refuse
        repair.badRows = .drop
        #expect(try read(text, repair).rows.count == 2)
    }

    @Test("base and quote of each band are the file's, at any number of levels")
    func conservation() throws {
        let bands = try DepthBands.moments(of: read(Self.text).rows)[0]
        let mid = try #require(try bands.estimatedMid())
        #expect(mid == Fraction(100))
        for count in [1, 2, 7, 40] {
            let ladder = try bands.ladder(mid: mid, levelsPerBand: count)
            #expect(ladder.asks.count == 3 * count && ladder.bids.count == 3 * count)
            for (side, rows) in [(TakerSide.buy, bands.asks), (.sell, bands.bids)] {
                for row in rows {
                    let base = Fraction(wad: try #require(Int256(exactly: row.depthWad)))
                    let quote = Fraction(wad: try #require(Int256(exactly: row.notionalWad)))
                    let sweep = try BookSweep(side, .base(base), of: ladder)
                    #expect(sweep.cost == quote)
                    #expect(sweep.unfilled == .zero)
                }
            }
            // Nothing beyond the last band.
            let all = try BookSweep(.buy, .base(Fraction(51)), of: ladder)
            #expect(all.unfilled == Fraction(1) && all.filled == Fraction(50))
        }
    }

    @Test("inside of a band the density is even, and a sweep costs what it does on the even book")
    func density() throws {
        let bands = try DepthBands.moments(of: read(Self.text).rows)[0]
        let ladder = try bands.ladder(mid: Fraction(100), levelsPerBand: 100)
        // Ten base to a unit of price: x base cost x (100 + x / 20).
        for size: Int64 in [1, 3, 10, 23, 50] {
            let cost = try BookSweep(.buy, .base(Fraction(Int256(size))), of: ladder).cost.estimate
            let exact = Double(size) * (100 + Double(size) / 20)
            #expect(abs(cost - exact) < 0.02 * Double(size))
        }
        let depth = try #require(try ladder.depth(withinBps: Fraction(300)))
        #expect(abs(depth.askBase.estimate - 30) < 0.5 && abs(depth.bidBase.estimate - 30) < 0.5)
        // A band whose average lies near one of its ends stays inside of it.
        let skewed = "timestamp,percentage,depth,notional\n2023-01-01 00:00:08,1,10,1009\n"
        let narrow = try DepthBands.moments(of: read(skewed).rows)[0].ladder(
            mid: Fraction(100), levelsPerBand: 10)
        let ends = [try Fraction(text: "100.8"), Fraction(101)]
        #expect(narrow.asks.allSatisfy { ends[0] < $0.price && $0.price < ends[1] })
        #expect(narrow.asks.count == 10 && narrow.bids.isEmpty)
        let outer = "\(skewed)2023-01-01 00:00:08,5,20,2021\n"
        let second = try DepthBands.moments(of: read(outer).rows)[0].ladder(
            mid: Fraction(100), levelsPerBand: 10)
        #expect(second.asks.count == 20 && second.asks[10].price > Fraction(101))
    }

    @Test("an average outside of its band is one level, and contradictions are refused")
    func contradictions() throws {
        func bands(_ rows: [(Int64, UInt64, UInt64)]) -> DepthBands {
            DepthBands.moments(
                of: rows.map { percent, depth, notional in
                    DepthBandRow(
                        time: SimulatedTime(micros: 1),
                        percentWad: Int256(percent) &* Int256(1_000_000_000_000_000_000),
                        depthWad: UInt256(depth) &* .wad, notionalWad: UInt256(notional) &* .wad)
                })[0]
        }
        let outside = try bands([(1, 10, 1_030)]).ladder(mid: Fraction(100), levelsPerBand: 9)
        #expect(outside.asks == [BookLadder.Level(price: Fraction(103), size: Fraction(10))])
        #expect(throws: VenueFormulaError.unordered) {
            try bands([(1, 10, 1_030), (2, 20, 2_040)]).ladder(mid: Fraction(100))
        }
        #expect(throws: VenueFormulaError.isNegative(.bookSize)) {
            try bands([(1, 10, 1_005), (2, 9, 1_000)]).ladder(mid: Fraction(100))
        }
        // A band without anything is no level, and tells no middle.
        let empty = bands([(-1, 10, 995), (1, 0, 0), (2, 10, 1_015)])
        #expect(try empty.ladder(mid: Fraction(100)).asks.count == 1)
        #expect(try empty.estimatedMid() == nil)
        #expect(try bands([(-1, 0, 0), (1, 10, 1_005)]).estimatedMid() == nil)
        #expect(try bands([(1, 1, 1)]).estimatedMid() == nil)
    }
}
