import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@Suite struct DataRepairTests {
    /// Prints of those seconds, whose prices count the lines.
    static func prints(_ seconds: [UInt64]) -> String {
        "time,price\n"
            + seconds.enumerated().map { "\($1),\($0 + 1)\n" }.joined()
    }

    /// Flat bars of those seconds, whose prices count the lines.
    static func bars(_ seconds: [UInt64]) -> String {
        "t_unix,open,high,low,close,volume_base,trades\n"
            + seconds.enumerated().map { i, t in
                "\(t),\(i + 1),\(i + 1),\(i + 1),\(i + 1),5,5\n"
            }.joined()
    }

    /// So many units at eight decimals.
    static func price(_ units: UInt64) -> UInt256 { UInt256(units) &* 100_000_000 }

    static func times(_ reading: Reading) -> [UInt64] {
        reading.rows.map { $0.time?.seconds ?? 0 }
    }

    @Test("disorder is refused, left out, or sorted within the window")
    func disorder() throws {
        let text = Self.prints([10, 30, 20, 40])
        let refused = try Reading(text)
        #expect(refused.error?.problem == .disorder)
        #expect(refused.error?.place.line == 4)
        let dropped = try Reading(text, repair: DataRepair(disorder: .drop))
        #expect(Self.times(dropped) == [10, 30, 40])
        #expect(dropped.report.droppedRows == 1)
        let sorted = try Reading(text, repair: DataRepair(disorder: .sort(windowRows: 1)))
        #expect(Self.times(sorted) == [10, 20, 30, 40])
        for reading in [refused, dropped, sorted] {
            #expect(reading.report.count(of: .disorder) == 1)
            #expect(reading.report.finding(.disorder).places.map(\.line) == [4])
        }
    }

    @Test("sorting reaches as far back as its window, and refuses beyond", arguments: 1...20)
    func window(rows: Int) throws {
        // The last row belongs before all of them.
        let text = Self.prints((1...UInt64(rows)).map { $0 * 10 } + [5])
        let within = try Reading(text, repair: DataRepair(disorder: .sort(windowRows: rows)))
        #expect(within.error == nil)
        #expect(Self.times(within).first == 5)
        if rows > 2 {
            let beyond = try Reading(
                text, repair: DataRepair(disorder: .sort(windowRows: rows - 2)))
            #expect(beyond.error?.problem == .disorderBeyondWindow(rows: rows - 2))
        }
    }

    @Test("sorting is that of the whole file where disorder stays within the window")
    func shuffled() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<200 {
            let size = 1 + random.below(10)
            // Blocks no longer than the window, each in any order.
            var seconds: [UInt64] = []
            for block in 0..<20 {
                seconds += (0..<size).map { UInt64(1 + block * size + $0) }.shuffled(using: &random)
            }
            let reading = try Reading(
                Self.prints(seconds), repair: DataRepair(disorder: .sort(windowRows: size)),
                pieces: [17])
            #expect(Self.times(reading) == seconds.sorted())
        }
    }

    @Test("duplicates are refused or one of them stays, identical and conflicting ones apart")
    func duplicates() throws {
        let text = "time,price\n10,1\n20,2\n20,2\n20,3\n30,4\n"
        let refused = try Reading(text)
        #expect(refused.error?.problem == .identicalDuplicate)
        let conflict = try Reading("time,price\n10,1\n10,2\n")
        #expect(conflict.error?.problem == .conflictingDuplicate)
        for (rule, price) in [(DataRepair.Duplicates.keepFirst, UInt64(2)), (.keepLast, 3)] {
            let kept = try Reading(text, repair: DataRepair(duplicates: rule))
            #expect(kept.ticks.map(\.price) == [1, price, 4].map(Self.price))
            #expect(kept.report.count(of: .identicalDuplicate) == 1)
            #expect(kept.report.count(of: .conflictingDuplicate) == 1)
            #expect(kept.report.droppedRows == 2)
        }
    }

    @Test("trades may share a moment and keep their order")
    func sharedMoments() throws {
        let text = "t_ms,price,qty\n10,1,1\n10,1,1\n10,3,1\n5,9,1\n10,2,1\n"
        let reading = try Reading(text, repair: DataRepair(disorder: .sort(windowRows: 4)))
        #expect(reading.error == nil)
        #expect(
            reading.ticks.map(\.price) == [9, 1, 1, 3, 2].map(Self.price))
    }

    @Test("gaps are refused, left, or filled with the last close")
    func gaps() throws {
        let text = Self.bars([60, 120, 300, 360])
        let refused = try Reading(text)
        #expect(refused.error?.problem == .gap(missingRows: 2))
        #expect(Self.times(refused) == [60])
        let left = try Reading(text, repair: DataRepair(gaps: .leave))
        #expect(Self.times(left) == [60, 120, 300, 360])
        let filled = try Reading(text, repair: DataRepair(gaps: .holdLast(rowsMax: 2)))
        #expect(Self.times(filled) == [60, 120, 180, 240, 300, 360])
        #expect(
            filled.bars.dropFirst(2).first
                == PriceBar(
                    openTime: at(180), open: 200_000_000, high: 200_000_000, low: 200_000_000,
                    close: 200_000_000, volumeBaseWad: .zero, trades: 0))
        #expect(filled.report.filledRows == 2)
        #expect(filled.report.rows == 6)
        for reading in [refused, left, filled] {
            #expect(reading.report.count(of: .gap) == 1)
            #expect(reading.report.missingRows == 2)
        }
        let far = try Reading(text, repair: DataRepair(gaps: .holdLast(rowsMax: 1)))
        #expect(far.error?.problem == .gapBeyondFill(missingRows: 2, rowsMax: 1))
        let funding = try Reading(
            "t_unix,funding_rate\n0,0.1\n8,0.2\n24,0.3\n",
            repair: DataRepair(gaps: .holdLast(rowsMax: 5)))
        #expect(
            funding.rows.dropFirst(2).first
                == .fundingRate(FundingRow(time: at(16), rateWad: 200_000_000_000_000_000)))
    }

    @Test("a row off the step is refused, or left where gaps are")
    func offStep() throws {
        let text = Self.bars([60, 120, 150])
        let refused = try Reading(text)
        #expect(refused.error?.problem == .offStep(stepMicros: 60_000_000))
        let filling = try Reading(text, repair: DataRepair(gaps: .holdLast(rowsMax: 9)))
        #expect(filling.error?.problem == .offStep(stepMicros: 60_000_000))
        let left = try Reading(text, repair: DataRepair(gaps: .leave))
        #expect(Self.times(left) == [60, 120, 150])
        #expect(left.report.count(of: .offStep) == 1)
        let named = try Reading(text, stepMicros: 30_000_000)
        #expect(named.error?.problem == .gap(missingRows: 1))
    }

    @Test("prints and trades have no step")
    func noStep() throws {
        let reading = try Reading(Self.prints([10, 11, 500]))
        #expect(reading.error == nil)
        #expect(reading.report.stepMicros == nil)
    }

    @Test("a bar that contradicts itself is refused, left out, or widened")
    func inconsistent() throws {
        let header = "t_unix,open,high,low,close\n"
        for row in ["60,5,4,3,4", "60,2,4,3,4", "60,4,4,3,5", "60,4,4,3,2", "60,4,3,5,4"] {
            let text = header + row + "\n120,1,1,1,1\n"
            let refused = try Reading(text)
            #expect(refused.error?.problem == .inconsistentBar)
            let dropped = try Reading(text, repair: DataRepair(inconsistentBars: .drop))
            #expect(Self.times(dropped) == [120])
            let widened = try Reading(text, repair: DataRepair(inconsistentBars: .widen))
            try #require(widened.bars.count == 2)
            let digits = row.split(separator: ",").dropFirst().compactMap { UInt64($0) }
            #expect(widened.bars[0].high == Self.price(digits.max() ?? 0))
            #expect(widened.bars[0].low == Self.price(digits.min() ?? 0))
            #expect(widened.report.count(of: .inconsistentBar) == 1)
        }
    }

    @Test("the report keeps the first places only, and counts all")
    func places() throws {
        let text = "time,price\n" + (1...100).map { "\($0),x\n" }.joined()
        let report = try Reading(text, repair: DataRepair(badRows: .drop)).report
        #expect(report.count(of: .badRow) == 100)
        #expect(report.finding(.badRow).places.map(\.line) == Array(2...9))
    }
}
