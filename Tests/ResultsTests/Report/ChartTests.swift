import Testing

@testable import Results

@Suite struct ChartTests {
    @Test("ticks are round, inside, and written with one number of places")
    func ticks() {
        let scale = ChartScale([812.4, 1_203.9])
        let ticks = scale.ticks(5)
        #expect(ticks == [800, 900, 1_000, 1_100, 1_200])
        #expect(ChartScale.labels(ticks) == ["800", "900", "1,000", "1,100", "1,200"])
        #expect(ChartScale.labels([0, 0.5e6, 1e6, 1.5e6]) == ["0", "0.5M", "1.0M", "1.5M"])
        #expect(ChartScale.labels([-0.05, 0, 0.05], percent: true) == ["\u{2212}5%", "0%", "5%"])
        #expect(ChartScale.labels([0.0001, 0.0002]) == ["0.0001", "0.0002"])
    }

    @Test("a scale of one value, or of none, still has width")
    func flat() {
        for values in [[], [0.0], [5.0], [-3.0]] {
            let scale = ChartScale(values)
            #expect(scale.low < scale.high)
            #expect(scale.place(scale.low) == 0)
            #expect(scale.place(scale.high) == 1)
        }
        #expect(ChartScale([Double.nan, .infinity, 2]).place(2) == 0.5)
    }

    @Test("a logarithmic scale puts equal factors at equal distances")
    func logarithmic() {
        let scale = ChartScale([1, 10_000, 0, -5], isLogarithmic: true)
        let steps = [1.0, 10, 100, 1_000, 10_000].map(scale.place)
        for (left, right) in zip(steps, steps.dropFirst()) {
            #expect(abs((right - left) - (steps[1] - steps[0])) < 1e-12)
        }
        #expect(scale.ticks(5) == [1, 10, 100, 1_000, 10_000])
    }

    @Test("time ticks fall on round clock times and name the day at midnight")
    func timeTicks() {
        let start: Int64 = 1_709_676_000_000_000
        let ticks = TimeScale(start: start, end: start + 5 * 3_600_000_000).ticks(8)
        #expect(ticks.map(\.label).prefix(5) == ["22:00", "23:00", "6 Mar", "01:00", "02:00"])
        #expect(ticks.first?.place == 0)
        let fine = TimeScale(start: start, end: start + 40_000_000).ticks(8)
        #expect(fine.map(\.label).first == "22:00:00")
        #expect(TimeScale(start: start, end: start).end > start)
    }

    @Test("thinning keeps the first and last row and every column's peaks")
    func thinning() {
        var values = (0..<10_000).map { Double?.some(Double($0 % 7)) }
        values[4_321] = 99
        values[4_322] = -99
        var other = [Double?](repeating: 1, count: 10_000)
        other[7_777] = 50
        other[17] = nil
        let rows = Downsampling.rows([values, other], limit: 800)
        #expect(rows.count <= 800)
        #expect(rows.first == 0 && rows.last == 9_999)
        #expect(rows.contains(4_321) && rows.contains(4_322) && rows.contains(7_777))
        #expect(zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Downsampling.rows([values], limit: 10_000).count == 10_000)
        #expect(Downsampling.rows([], limit: 10) == [])
    }

    @Test("a path is relative, breaks at gaps, and its rounding does not add up")
    func paths() {
        let across = [0.0, 10, 20, 30, 40]
        #expect(
            ChartPath.line(across, [1, 2, nil, 4, 5.04], isStep: false).text
                == "M0 1l10 1M30 4l10 1")
        #expect(
            ChartPath.line(across, [5, 5, 3, 3, 3], isStep: true).text == "M0 5h10h10v-2h10h10")
        #expect(
            ChartPath.area([0, 10], [2, 3], ground: 9, floor: nil).text == "M0 9l0 -7l10 1l0 6z"
                || ChartPath.area([0, 10], [2, 3], ground: 9, floor: nil).text
                    == "M0 9l0-7l10 1l0 6z"
        )
        // A thousand steps of 0.04 end where they should: at 40, not at 0 or 100.
        let fine = (0...1_000).map { Double($0) * 0.04 }
        let path = ChartPath.line(fine, fine, isStep: false).text
        let ends = path.split(whereSeparator: { "Ml ".contains($0) }).compactMap { Double($0) }
        let sum = stride(from: 0, to: ends.count, by: 2).map { ends[$0] }.reduce(0, +)
        #expect(abs(sum - 40) < 0.06)
    }
}
