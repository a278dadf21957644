import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

/// What a reader gave out and found.
struct Reading: Equatable {
    var rows: [DataRow] = []
    var error: DataError?
    var report: DataReport

    /// Reads a text in pieces of those sizes, over and over; in one piece without any.
    init(
        _ text: String, as format: DataFormat = .recognized(), repair: DataRepair = .refuse,
        priceDecimals: Int = 8, stepMicros: UInt64? = nil, pieces: [Int] = []
    ) throws {
        var reader = try MarketDataReader(
            file: "f.csv", format: format, repair: repair, priceDecimals: priceDecimals,
            stepMicros: stepMicros)
        let bytes = Array(text.utf8)
        do throws(DataError) {
            var start = 0
            var turn = 0
            while start < bytes.count {
                let size = pieces.isEmpty ? bytes.count : pieces[turn % pieces.count]
                let end = min(start + size, bytes.count)
                try reader.append(Array(bytes[start..<end]), to: &rows)
                start = end
                turn += 1
            }
            try reader.finish(to: &rows)
        } catch {
            self.error = error
        }
        report = reader.report
    }

    var bars: [PriceBar] {
        rows.compactMap { if case .bar(let bar) = $0 { bar } else { nil } }
    }

    var ticks: [PriceTick] {
        rows.compactMap { if case .tick(let tick) = $0 { tick } else { nil } }
    }
}

@Suite struct MarketDataReaderTests {
    static let barText = """
        t_unix,open,high,low,close,volume_base,volume_quote,trades
        1583798400,7929.87,7950.0,7914.29,7926.2,674.330297,5350005.20238351,7740
        1583799300,7926.11,7926.84,7894.72,7914.04,465.122213,3679124.64006243,6000

        """

    static let kline =
        "1728000000000,60.5,61,60,60.75,12.5,1728000059999,756.25,33,6,363,0\n"
        + "1728000060000,60.75,61,60,60.5,1,1728000119999,60.5,3,1,60,0\n"

    @Test("reads bars by their header")
    func bars() throws {
        let reading = try Reading(Self.barText)
        #expect(reading.error == nil)
        let bars = reading.bars
        try #require(bars.count == 2)
        #expect(
            bars[0]
                == PriceBar(
                    openTime: at(1_583_798_400), open: 792_987_000_000, high: 795_000_000_000,
                    low: 791_429_000_000, close: 792_620_000_000,
                    volumeBaseWad: 674_330_297 &* 1_000_000_000_000,
                    volumeQuoteWad: UInt256(535_000_520_238_351) &* 10_000_000_000, trades: 7740))
        #expect(bars[1].openTime == at(1_583_799_300))
        #expect(reading.report.kind == .bars)
        #expect(reading.report.timeUnit == .seconds)
        #expect(reading.report.stepMicros == 900_000_000)
        #expect(reading.report.lines == 3)
        #expect(reading.report.rows == 2)
        #expect(reading.report.hasHeader)
    }

    @Test("reads klines with and without a header, by their shape and by name")
    func klines() throws {
        let header =
            "open_time,open,high,low,close,volume,close_time,quote_volume,count,"
            + "taker_buy_volume,taker_buy_quote_volume,ignore\n"
        let plain = try Reading(Self.kline)
        #expect(plain.error == nil)
        #expect(plain.bars.map(\.openTime) == [at(1_728_000_000), at(1_728_000_060)])
        #expect(plain.bars.map(\.close) == [6_075_000_000, 6_050_000_000])
        #expect(plain.bars.map(\.trades) == [33, 3])
        #expect((plain.bars.first?.volumeQuoteWad ?? .zero) == wad(3025) >> 2)
        #expect(plain.report.timeUnit == .milliseconds)
        #expect(plain.report.hasHeader == false)
        for format in [DataFormat.recognized(), .recognized(.bars), .binanceKlines] {
            let headed = try Reading(header + Self.kline, as: format)
            #expect(headed.rows == plain.rows)
            #expect(headed.report.hasHeader)
            let bare = try Reading(Self.kline, as: format)
            #expect(bare.rows == plain.rows)
        }
        let unread = try Reading(header + Self.kline).report.unreadColumns
        #expect(
            unread == ["close_time", "taker_buy_volume", "taker_buy_quote_volume", "ignore"])
    }

    @Test(
        "tells the unit of times by their magnitude",
        arguments: [
            ("1728000000", TimeUnit.seconds), ("1728000000000", .milliseconds),
            ("1728000000000000", .microseconds), ("1728000000.000", .seconds),
        ])
    func units(time: String, unit: TimeUnit) throws {
        let reading = try Reading("time,price\n\(time),1\n")
        #expect(reading.rows.first?.time == at(1_728_000_000))
        #expect(reading.report.timeUnit == unit)
    }

    @Test("refuses a unit that changes within the file")
    func unitChange() throws {
        let reading = try Reading("time,price\n1728000000000,1\n1728000060000000,1\n")
        #expect(
            reading.error?.problem
                == .otherTimeUnit(found: .microseconds, wanted: .milliseconds))
    }

    @Test("a line that is left out does not tell the unit of times")
    func unitOfDroppedLine() throws {
        let text = "time,price\n0,nan\n1728000000000,1\n5,1\n1728000060000,2\n"
        let reading = try Reading(text, repair: DataRepair(badRows: .drop))
        #expect(reading.error == nil)
        #expect(reading.ticks.map(\.time) == [at(1_728_000_000), at(1_728_000_060)])
        #expect(reading.report.timeUnit == .milliseconds)
        #expect(reading.report.droppedRows == 2)
    }

    @Test("tells columns by all bytes of their names, but for the case of ASCII letters")
    func names() throws {
        let long = String(repeating: "n", count: 80)
        let text = "Zeit,Prix (€),Prix ($),\(long)1,\(long)2,É\n60,1.5,7,8,2,9\n"
        let map = ColumnMap.ticks(time: "zeit", price: "PRIX (€)", size: .named(long + "2"))
        let reading = try Reading(text, as: .columns(map))
        #expect(
            reading.ticks == [PriceTick(time: at(60), price: 150_000_000, sizeWad: wad(2))])
        let accented = try Reading(text, as: .columns(.ticks(time: "É", price: "prix ($)")))
        #expect(accented.ticks == [PriceTick(time: at(9), price: 700_000_000)])
        let other = try Reading(text, as: .columns(.ticks(time: "é", price: "prix ($)")))
        #expect(other.error?.problem == .missingColumn("é"))
        // Messages stay short and plain.
        let unread = try Reading(text, as: .columns(.ticks(time: 0, price: "prix ($)")))
        #expect(unread.report.unreadColumns.first == "prix (???)")
        #expect(unread.report.unreadColumns.allSatisfy { $0.utf8.count <= 63 })
    }

    @Test("reads ticks with size and side by a map of names or places, and any delimiter")
    func maps() throws {
        let named = ColumnMap.ticks(
            time: "When", price: "px", size: "amount", side: "dir", delimiter: UInt8(ascii: ";"))
        let reading = try Reading(
            "dir;px;note;When;amount\nSELL;1.5;x;1728000000.25;2\n", as: .columns(named))
        let tick = PriceTick(
            time: SimulatedTime(micros: 1_728_000_000_250_000), price: 150_000_000,
            sizeWad: wad(2), takerSide: .sell)
        #expect(reading.ticks == [tick])
        let placed = ColumnMap.ticks(
            time: 3, price: 1, size: 4, side: 0, delimiter: 9, timeUnit: .seconds)
        let bare = try Reading("b\t1.5\t\t1728000000.25\t2", as: .columns(placed))
        #expect(bare.ticks.map(\.takerSide) == [.buy])
        #expect(bare.report.hasHeader == false)
        let headed = try Reading(
            "dir\tpx\tnote\twhen\tamount\ns\t1.5\t\t1728000000.25\t2", as: .columns(placed))
        #expect(headed.ticks == [tick])
        #expect(headed.report.hasHeader)
        let quoted = try Reading("\"b\"\t\"1.5\"\t\t1728000000.25\t\"2\"", as: .columns(placed))
        #expect(quoted.rows == bare.rows)
        let bars = ColumnMap.bars(time: 0, open: 1, high: 1, low: 1, close: 1, volumeBase: 2)
        let flat = try Reading("60,5,1\n120,6,1\n", as: .columns(bars)).bars
        #expect(flat.map(\.high) == [500_000_000, 600_000_000])
    }

    @Test("reads every other kind by its header")
    func kinds() throws {
        let funding = try Reading("t_unix,funding_rate\n1577836800,-1.2359e-04\n")
        #expect(
            funding.rows == [
                .fundingRate(
                    FundingRow(time: at(1_577_836_800), rateWad: -123_590_000_000_000))
            ])
        let cascade = try Reading(
            "t_unix,s_from_first_liq,liquidations,adls\n1760130903,0,104,7\n")
        #expect(
            cascade.rows == [
                .cascade(
                    CascadeRow(
                        time: at(1_760_130_903), secondsSinceFirst: 0, liquidations: 104,
                        deleveragings: 7))
            ])
        let coins = try Reading(
            "ticker,base_qty,notional_usd,closed_pnl_usd,n_events,avg_px\nBTC,2,9,-1.5,3,4.5\n")
        #expect(
            coins.rows == [
                .deleveraging(
                    DeleveragingRow(
                        coin: "BTC", baseWad: wad(2), notionalWad: wad(9),
                        closedProfitWad: -1_500_000_000_000_000_000, fills: 3,
                        meanPrice: 450_000_000))
            ])
        let depth = try Reading(
            "t_unix,bid_px_0,bid_qty_0,ask_px_0,ask_qty_0,bid_px_1,bid_qty_1,ask_px_1,ask_qty_1\n"
                + "5,100,1,101,2,99,3,102,4\n")
        let level = { (price: UInt64, size: UInt64) in
            DepthRow.Level(price: UInt256(price) &* 100_000_000, sizeWad: wad(size))
        }
        #expect(
            depth.rows == [
                .depth(
                    DepthRow(
                        time: at(5), bids: [level(100, 1), level(99, 3)],
                        asks: [level(101, 2), level(102, 4)]))
            ])
        let print = try Reading("t_unix,price_usd\n1652069091,61.529536365\n")
        #expect(print.ticks == [PriceTick(time: at(1_652_069_091), price: 6_152_953_636)])
    }

    @Test(
        "reads the same through marks, quotes, returns, blank lines and a missing last end",
        arguments: [
            "\u{FEFF}time,price\n60,1.5\n120,2\n", "time,price\r\n60,1.5\r\n120,2\r\n",
            "time,price\r60,1.5\r120,2", "\n \n\"time\",\"price\"\n\"60\", 1.5 \n\n120,\"2\"",
            "\u{FEFF}\"time\",price\n60,\t1.5\n120,\"2\" \n\n\n",
            "TIME, Price\n60,15e-1\n1.2e2,2.0", "time,price\n\"60\"\t,1.5\n120\t,\"2\" \t\n",
        ])
    func shapes(text: String) throws {
        let reading = try Reading(text)
        #expect(reading.error == nil)
        #expect(
            reading.ticks == [
                PriceTick(time: at(60), price: 150_000_000),
                PriceTick(time: at(120), price: 200_000_000),
            ])
    }

    @Test("gives the same rows, failure and report however the bytes are cut")
    func cuttings() throws {
        let texts = [
            Self.barText, Self.kline, "\u{FEFF}\"time\",price\r\n\r\n60,\"1\"\r\n50,1\r\n70,x\r\n",
            "time,price\n60,\"1\n70,2\n80,3", "time,price\r\n1,1\r\n1,1\r\n2,2\r",
        ]
        let repair = DataRepair(badRows: .drop, disorder: .sort(windowRows: 2))
        for text in texts {
            let whole = try Reading(text, repair: repair)
            for pieces in [[1], [2], [3], [7], [1, 5, 2], [64]] {
                let cut = try Reading(text, repair: repair, pieces: pieces)
                #expect(cut == whole, "\(pieces)")
            }
        }
    }

    @Test("names file, line, column, value and what is allowed")
    func messages() throws {
        let reading = try Reading("t_unix,price\n60,1\n120,-5\n")
        #expect(reading.rows.isEmpty)
        #expect(
            reading.error?.description
                == "f.csv, line 3, column 2 (price): '-5' is not allowed; "
                + "allowed is a price above 0 at 8 decimals, up to 1e30")
    }

    @Test(
        "refuses a field that its column does not allow",
        arguments: [
            ("t_unix,price\n60,0", 2), ("t_unix,price\n60,nan", 2), ("t_unix,price\n60,", 2),
            ("t_unix,price\n60,1e-9", 2), ("t_unix,price\n60,1e31", 2),
            ("t_unix,price\n60,inf", 2), ("t_unix,price\n-60,1", 1),
            ("t_unix,price\n1728000000000,1", 1), ("t_unix,price\n1.0000005,1", 1),
            ("t_unix,price\n2020-01-01,1", 1), ("t_ms,price,qty\n60,1,-1", 3),
            ("t_ms,price,qty,taker_side\n60,1,1,up", 4),
            ("t_unix,open,high,low,close,trades\n60,1,1,1,1,1.5", 6),
            ("t_unix,open,high,low,close,volume_base\n60,1,1,1,1,1e37", 6),
            ("t_unix,bid_px_0,bid_qty_0,ask_px_0,ask_qty_0\n5,100,1,100,1", 2),
            ("t_unix,funding_rate\n5,", 2), ("t_unix,price\n60,\"1\"2", 2),
            ("t_unix,price\n60,1\"", 2), ("t_unix,price\n60,\"1", 2),
        ])
    func fields(text: String, column: Int) throws {
        let reading = try Reading(text)
        #expect(reading.rows.isEmpty)
        #expect(reading.error?.place.column == column)
        #expect(reading.error?.place.line == 2)
        #expect(reading.report.count(of: .badRow) == 1)
        let dropped = try Reading(text, repair: DataRepair(badRows: .drop))
        #expect(dropped.error == nil)
        #expect(dropped.rows.isEmpty)
        #expect(dropped.report.droppedRows == 1)
    }

    @Test("refuses levels of a book that are out of order")
    func levels() throws {
        let header =
            "t_unix,bid_px_0,bid_qty_0,ask_px_0,ask_qty_0,bid_px_1,bid_qty_1,ask_px_1,ask_qty_1\n"
        for (row, column) in [("5,100,1,101,1,100,1,102,1", 6), ("5,100,1,101,1,99,1,101,1", 8)] {
            let reading = try Reading(header + row)
            #expect(reading.error?.place.column == column)
        }
    }

    @Test(
        "refuses a first line by which nothing can be read",
        arguments: [
            ("a,b,c\n", DataProblem.unrecognizedFormat), ("60,1\n", .unrecognizedFormat),
            ("time,price,price\n", .doubledColumn("price")),
            ("t_unix,bid_px_0,bid_qty_0,ask_px_0,x\n", .missingColumn("ask_qty_0")),
            ("t_unix,bid_qty_0,ask_px_0,ask_qty_0\n", .missingColumn("bid_px_0")),
            ("\"time,price\n", .unclosedQuote),
        ])
    func headers(text: String, problem: DataProblem) throws {
        // A rule for rows does not reach the line that says what rows are.
        let reading = try Reading(text, repair: DataRepair(badRows: .drop))
        #expect(reading.error?.problem == problem)
    }

    @Test("refuses a file of another kind than was named, and a map that does not fit")
    func wrongKind() throws {
        let reading = try Reading(Self.barText, as: .recognized(.ticks))
        #expect(reading.error?.problem == .wrongKind(found: .bars, wanted: .ticks))
        let short = try Reading("1,2,3\n", as: .binanceKlines)
        #expect(short.error?.problem == .fieldCount(found: 3, wanted: 12))
        let map = ColumnMap.ticks(time: "t", price: "p")
        let unnamed = try Reading("t,q\n", as: .columns(map))
        #expect(unnamed.error?.problem == .missingColumn("p"))
        let far = ColumnMap.ticks(time: 0, price: 7)
        let narrow = try Reading("1,2\n", as: .columns(far))
        #expect(narrow.error?.problem == .fieldCount(found: 2, wanted: 8))
        let ragged = try Reading("time,price\n60,1,2\n")
        #expect(ragged.error?.problem == .fieldCount(found: 3, wanted: 2))
    }

    @Test("passes over a line of any length without keeping it")
    func longLine() throws {
        let long = String(repeating: "7", count: 200_000)
        let text = "time,price\n60,1\n" + long + "\n120,2\n"
        let refused = try Reading(text)
        #expect(refused.error?.problem == .lineTooLong(max: 65_536))
        #expect(refused.error?.place.line == 3)
        #expect((refused.error?.place.value.utf8.count ?? 0) <= 63)
        let dropped = try Reading(text, repair: DataRepair(badRows: .drop), pieces: [1000])
        #expect(dropped.ticks.map(\.time) == [at(60), at(120)])
    }

    @Test("takes a line of as many bytes as it keeps, and no more", arguments: [0, 1])
    func lineBound(excess: Int) throws {
        let space = String(repeating: " ", count: 65_536 - 4 + excess)
        let reading = try Reading("time,price\n60,1" + space + "\n")
        #expect(reading.error?.problem == (excess > 0 ? .lineTooLong(max: 65_536) : nil))
    }

    @Test("counts a return and a feed as one line's end", arguments: ["\n", "\r", "\r\n"])
    func lineNumbers(end: String) throws {
        let reading = try Reading(["time,price", "1,1", "", "2,2", "3,x"].joined(separator: end))
        #expect(reading.error?.place.line == 5)
        #expect(reading.report.blankLines == 1)
    }

    @Test("gives the rows before a failure, and fails in the same way ever after")
    func failures() throws {
        var reader = try MarketDataReader(file: "f.csv")
        var rows: [DataRow] = []
        let text = Array("time,price\n1,1\n2,1\n3,x\n4,1\n".utf8)
        let first = #expect(throws: DataError.self) { try reader.append(text, to: &rows) }
        #expect(rows.count == 1)
        let second = #expect(throws: DataError.self) { try reader.append([0x31], to: &rows) }
        let third = #expect(throws: DataError.self) { try reader.finish(to: &rows) }
        #expect(first == second && second == third)
    }

    @Test("takes nothing after the end, and ends more than once")
    func end() throws {
        var reader = try MarketDataReader(file: "f.csv")
        let rows = try reader.read(Array("time,price\n1,1".utf8))
        #expect(rows.count == 1)
        var more: [DataRow] = []
        try reader.finish(to: &more)
        try reader.append([], to: &more)
        #expect(more.isEmpty)
        let error = #expect(throws: DataError.self) { try reader.append([0x31], to: &more) }
        #expect(error?.problem == .afterEnd)
    }

    @Test("an empty file has no rows", arguments: ["", "\n\n", "\u{FEFF}", "time,price\n"])
    func empty(text: String) throws {
        let reading = try Reading(text)
        #expect(reading.error == nil)
        #expect(reading.rows.isEmpty)
    }

    @Test("refuses parameters that no file can have")
    func parameters() {
        let maps: [ColumnMap] = [
            .ticks(time: 0, price: -1), .ticks(time: 4096, price: 1),
            .ticks(time: 0, price: 1, delimiter: UInt8(ascii: ".")),
            .ticks(time: 0, price: 1, delimiter: 10), .ticks(time: 0, price: 1, delimiter: 200),
        ]
        for map in maps {
            #expect(throws: PathError.self) {
                try MarketDataReader(file: "f", format: .columns(map))
            }
        }
        for repair in [
            DataRepair(disorder: .sort(windowRows: 0)),
            DataRepair(disorder: .sort(windowRows: 4097)),
            DataRepair(gaps: .holdLast(rowsMax: 0)), DataRepair(gaps: .holdLast(rowsMax: 10_081)),
        ] {
            #expect(throws: PathError.self) { try MarketDataReader(file: "f", repair: repair) }
        }
        for decimals in [-1, 19] {
            #expect(throws: PathError.self) {
                try MarketDataReader(file: "f", priceDecimals: decimals)
            }
        }
        #expect(throws: PathError.self) { try MarketDataReader(file: "f", stepMicros: 0) }
    }
}
