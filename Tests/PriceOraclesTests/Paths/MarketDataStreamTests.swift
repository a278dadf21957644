import Conformance
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

/// Files that are larger than what may be kept of them.
@Suite struct MarketDataStreamTests {
    /// Elements of all collections inside of a value.
    static func elementCount(in value: Any) -> Int {
        let mirror = Mirror(reflecting: value)
        let own = mirror.displayStyle == .collection ? mirror.children.count : 0
        return mirror.children.reduce(own) { $0 + elementCount(in: $1.value) }
    }

    @Test("hands over the rows that an array would hold, and fails at the same one")
    func handedOver() throws {
        let texts = HostileData.seeds + ["t_unix,funding_rate\n0,1\n8,2\n40,3\n48,x\n"]
        for text in texts {
            let repair = DataRepair(gaps: .holdLast(rowsMax: 3))
            let reading = try Reading(text, repair: repair)
            var reader = try MarketDataReader(file: "f.csv", repair: repair, priceDecimals: 8)
            var rows: [DataRow] = []
            var failure: DataError?
            do throws(DataError) {
                try reader.append(Array(text.utf8)) { rows.append($0) }
                try reader.finish { rows.append($0) }
            } catch {
                failure = error
            }
            #expect(rows == reading.rows)
            #expect(failure == reading.error)
            #expect(reader.report == reading.report)
        }
    }

    @Test("fills gaps row by row, however many rows a chunk brings")
    func filling() throws {
        let gap = DataRepair.fillRowsMax + 1
        let given: UInt64 = 300
        // The first two rows show the step of a second.
        var text = "t_unix,funding_rate\n0,0\n"
        for index in 0..<given { text += "\(1 + index * gap),\(index)\n" }
        var reader = try MarketDataReader(
            file: "f.csv", repair: DataRepair(gaps: .holdLast(rowsMax: gap - 1)))
        var count: UInt64 = 0
        var wrong: UInt64 = 0
        let body = { (row: DataRow) in
            let rate = count == 0 ? 0 : (count - 1) / gap
            let expected = FundingRow(time: at(count), rateWad: Int256(bitPattern: wad(rate)))
            if row != .fundingRate(expected) { wrong += 1 }
            count += 1
        }
        try reader.append(Array(text.utf8), forEachRow: body)
        #expect(Self.elementCount(in: reader) < 1000)
        try reader.finish(forEachRow: body)
        #expect(wrong == 0)
        #expect(count == (given - 1) * gap + 2)
        #expect(reader.report.filledRows == (given - 1) * (gap - 1))
    }

    @Test("keeps no more of twenty megabytes than its window")
    func large() throws {
        let line = "1723161256322,61800.3,0.006\n"
        let linesPerChunk = 4000
        // Trades may share a moment, so that every chunk may be the same.
        let chunk = Array(String(repeating: line, count: linesPerChunk).utf8)
        let chunks = 20_000_000 / chunk.count
        var reader = try MarketDataReader(
            file: "f.csv", repair: DataRepair(disorder: .sort(windowRows: 8)))
        try reader.append(Array("t_ms,price,qty\n".utf8)) { _ in }
        var rows = 0
        var retainedMax = 0
        for _ in 0..<chunks {
            // Cut within a line.
            try reader.append(Array(chunk[..<5])) { _ in rows += 1 }
            try reader.append(Array(chunk[5...])) { _ in rows += 1 }
            retainedMax = max(retainedMax, Self.elementCount(in: reader))
        }
        #expect(retainedMax < 1000)
        try reader.finish { _ in rows += 1 }
        #expect(rows == chunks * linesPerChunk)
    }
}
