import PriceOracles
import SimulationKernel
import WideIntegers

/// Broken market data: files of every kind with random damage, read under random rules.
///
/// It uses what the library offers to everyone, so that a benchmark can run it as often as it likes.
public enum HostileData {
    /// Sound files of every kind.
    public static let seeds: [String] = [
        "t_unix,open,high,low,close,volume_base,volume_quote,trades\n"
            + "60,5.5,6,5,5.25,1,5,3\n120,5.25,7,5,6,9e-05,5,3\n180,6,6,6,6,0,0,0\n"
            + "240,6,6.5,5.75,6,1,6,2\n",
        "1728000000000,60.5,61,60,60.75,12.5,1728000059999,756.25,33,6,363,0\r\n"
            + "1728000060000,60.75,61,60,60.5,1,1728000119999,60.5,3,1,60,0\r\n"
            + "1728000120000,60.5,60.5,60,60.5,1,1728000179999,60.5,3,1,60,0\r\n",
        "t_unix,price_usd\n1652069091,61.52953636\n1652069111,61.49412098\n1652069117,61.3\n",
        "t_ms,price,qty,taker_side\n1723161256322,61800.3,0.006,buy\n"
            + "1723161256322,61800.3,0.199,buy\n1723161256344,61800.2,1e-3,sell\n",
        "t_unix,funding_rate\n0,0.0001\n28800,-2.5e-05\n57600,0\n",
        "t_unix,bid_px_0,bid_qty_0,ask_px_0,ask_qty_0,bid_px_1,bid_qty_1,ask_px_1,ask_qty_1\n"
            + "5,100,1,101,2,99,3,102,4\n6,100.5,1,101,2,99,3,102,4\n",
        "t_unix,s_from_first_liq,liquidations,adls\n1760130903,0,104,7\n1760130909,6,196,0\n",
        "ticker,base_qty,notional_usd,closed_pnl_usd,n_events,avg_px\nBTC,2,9,-1.5,3,4.5\n"
            + "ETH,130824.9687,458008925.03,110553424.92,1498,3467.904005340454\n",
        "\u{FEFF}\"time\",\"price\"\r\n\"60\", 1.5 \r\n\r\n120,\"2\"",
    ]

    /// Pieces of text that readers stumble over.
    static let pieces: [String] = [
        ",", "\"", "\n", "\r", "\r\n", "\n\n", "-", "+", ".", "e", "E9999", "e-9999", "1e30", "0",
        "nan", "inf", "", "99999999999999999999999999999999999999999999999999999999999999999999999",
        "18446744073709551616", "253402300799", "253402300800", "1728000000000000", "\u{FEFF}",
        "\u{0}", ";", "\t", " ", "60,", "price", "t_unix", "\"\"", "ü", "buy",
    ]

    /// A sound file with so many cuts, copies, swaps and insertions as the draw says.
    static func mutated(_ stream: inout RandomStream) -> [UInt8] {
        var bytes = Array(seeds[stream.index(below: seeds.count)].utf8)
        for _ in 0...stream.index(below: 6) {
            let place = stream.index(below: bytes.count + 1)
            let length = min(stream.index(below: 20), bytes.count - place)
            switch stream.below(7) {
            case 0: bytes.removeSubrange(place..<place + length)
            case 1:
                let piece = pieces[stream.index(below: pieces.count)]
                bytes.insert(contentsOf: piece.utf8, at: place)
            case 2 where place < bytes.count:
                bytes[place] = UInt8(truncatingIfNeeded: stream.next())
            case 3 where place < bytes.count:
                bytes[place] = 0x30 + UInt8(stream.below(10))
            case 4:
                let copy = Array(bytes[place..<place + length])
                bytes.insert(contentsOf: copy, at: stream.index(below: bytes.count + 1))
            case 5:
                // Whole lines change places.
                var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
                stream.shuffle(&lines)
                bytes = Array(lines.joined(separator: [0x0a]))
            default:
                let piece = pieces[stream.index(below: pieces.count)]
                bytes.replaceSubrange(place..<place + length, with: piece.utf8)
            }
        }
        return bytes
    }

    /// Rules for every defect.
    static func repair(_ stream: inout RandomStream) -> DataRepair {
        func one<Rule>(of rules: [Rule]) -> Rule { rules[stream.index(below: rules.count)] }
        return DataRepair(
            badRows: one(of: [.refuse, .drop]),
            disorder: one(of: [.refuse, .drop, .sort(windowRows: 1), .sort(windowRows: 3)]),
            duplicates: one(of: [.refuse, .keepFirst, .keepLast]),
            gaps: one(of: [.refuse, .leave, .holdLast(rowsMax: 1), .holdLast(rowsMax: 100)]),
            inconsistentBars: one(of: [.refuse, .drop, .widen]))
    }

    /// Any format, mostly the recognised one.
    static func format(_ stream: inout RandomStream) -> DataFormat {
        switch stream.below(8) {
        case 0: .binanceKlines
        case 1: .columns(.ticks(time: 0, price: 1))
        case 2: .columns(.bars(time: "t_unix", open: 1, high: "high", low: "low", close: 4))
        default: .recognized()
        }
    }

    /// The outcome of one file, in words where something is wrong with it.
    public enum Outcome: Hashable, Sendable {
        /// All rows came out, and are sound.
        case read
        /// The file was refused with its place.
        case refused
        /// Something came out that must not.
        case wrong(String)
    }

    /// Damages a file by that seed and reads it whole and in pieces.
    public static func check(seed: UInt64) throws -> Outcome {
        var stream = RandomStream(seed: seed, name: "hostile-data")
        let bytes = mutated(&stream)
        let (repair, format) = (repair(&stream), format(&stream))
        var whole = try MarketDataReader(file: "h", format: format, repair: repair)
        var cut = whole
        var rows: [DataRow] = []
        var cutRows: [DataRow] = []
        let failure = failure(of: &whole, [bytes], &rows)
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + stream.index(below: 9))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        let cutFailure = Self.failure(of: &cut, pieces, &cutRows)
        if cutRows != rows || cutFailure != failure || cut.report != whole.report {
            return .wrong("the pieces read otherwise than the whole")
        }
        if let defect = defect(of: rows, under: repair, whole.report) { return .wrong(defect) }
        return failure == nil ? .read : .refused
    }

    private static func failure(
        of reader: inout MarketDataReader, _ pieces: [[UInt8]], _ rows: inout [DataRow]
    ) -> DataError? {
        do throws(DataError) {
            for piece in pieces { try reader.append(piece, to: &rows) }
            try reader.finish(to: &rows)
            return nil
        } catch {
            return error
        }
    }

    /// What rows must be, whatever the file was.
    private static func defect(
        of rows: [DataRow], under repair: DataRepair, _ report: DataReport
    ) -> String? {
        if report.rows != UInt64(rows.count) { return "the report counts other rows" }
        for row in rows {
            switch row {
            case .bar(let bar) where !bar.isConsistent || bar.low.isZero:
                return "a bar contradicts itself"
            case .tick(let tick) where tick.price.isZero: return "a price of nothing"
            case .depth(let book) where book.bids[0].price >= book.asks[0].price:
                return "a crossed book"
            default: break
            }
        }
        for (before, row) in zip(rows, rows.dropFirst()) {
            guard let from = before.time, let to = row.time else { continue }
            let sharesMoment =
                switch row {
                case .tick(let tick): tick.sizeWad != nil
                case .depthBand: true
                default: false
                }
            if to < from || to == from && !sharesMoment { return "times that do not rise" }
            guard repair.gaps != .leave, let step = report.stepMicros else { continue }
            if to.micros(since: from) != step { return "a gap" }
        }
        return nil
    }
}
