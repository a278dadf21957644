import Foundation
import Simulation
import Testing

@testable import Results

@Suite struct StudyTextTests {
    @Test(
        "numbers have six significant digits and no needless zeros",
        arguments: [
            (0.0, "0"), (1, "1"), (-2.5, "-2.5"), (1234567.89, "1234568"),
            (0.000123456789, "0.000123457"),
            (1e15, "1.00000e+15"), (-3.2e-9, "-3.20000e-09"), (99.99999, "100"),
            (5_060_000, "5060000"),
            (870.25, "870.25"),
        ] as [(Double, String)])
    func numbers(value: Double, text: String) {
        #expect(StatisticText.short(value) == text)
    }

    @Test("signs, shares, intervals, and what is undefined")
    func others() {
        #expect(StatisticText.short(nil) == "-")
        #expect(StatisticText.signed(3) == "+3" && StatisticText.signed(-3) == "-3")
        #expect(StatisticText.signed(0) == "0")
        #expect(StatisticText.share(0.125) == "12.5 %" && StatisticText.share(nil) == "-")
        #expect(StatisticText.interval(ConfidenceInterval(low: -1, high: 2.5)) == "[-1, 2.5]")
    }

    @Test("tables are aligned: names on the left, numbers on the right")
    func text() throws {
        let switches = [
            StudySwitch("price band", [ScenarioOverride("band", "off")], counter: "trips"),
            StudySwitch("idle", [ScenarioOverride("idle", "off")]),
        ]
        let plan = try StudyPlan(
            of: SyntheticStudy.subject,
            design: StudyDesign(
                firstSeed: 4, seedCount: 3, controls: [["attacker"]], switches: switches))
        let results = try StudyRunner(command: "run", threads: 1).run(plan) { cell, _ in
            let effect = cell.leftOut.isEmpty ? 0 : -400
            let band = cell.overrides.contains { $0.key == "band" } ? 1000 : 0
            let value = Int(cell.seed) * 10 + effect + band
            return RunFigures([
                RunFigure("bad_debt", value: "\(value)", real: Double(value), unit: "quote"),
                RunFigure("trips", value: "2", real: 2, unit: "count"),
            ])
        }
        let summary = StudySummary(
            of: results, headline: "bad_debt", bootstrap: Bootstrap(resamples: 100))
        let text = summary.text(command: "perplab run calm").joined(separator: "\n")
        #expect(
            text == """
                base: 3 runs from seed 4
                figure    median  95 % interval  mean  5 %  95 %  min  max  unit
                bad_debt      50       [40, 60]    50   41    59   40   60  quote
                trips          2         [2, 2]     2    2     2    2    2  count

                bad_debt by variant; differences are means over pairs of runs on the same seed
                variant            runs  median  95 % interval  mean  difference  95 % interval  higher  compared with
                base                  3      50       [40, 60]    50           -              -       -  -
                without attacker      3    -350   [-360, -340]  -350        -400   [-400, -400]     0 %  base
                ablate price band     3    1050   [1040, 1060]  1050       +1000   [1000, 1000]   100 %  base
                ablate idle           3      50       [40, 60]    50           0         [0, 0]     0 %  base

                what bad_debt depends on (base), one rule switched at a time
                rule        effect      interval  higher  lower  clear  bound  counter
                price band   +1000  [1000, 1000]   100 %    0 %  yes        2  trips
                idle             0        [0, 0]     0 %    0 %  no         -  -
                """)
        #expect(summary.text(figures: ["trips"], command: "x")[2].hasPrefix("trips"))
    }

    @Test("the JSON document reads back as the same summary, without a number that is none")
    func json() throws {
        let plan = try SyntheticStudy.plan(seeds: 1)
        let results = try StudyRunner(command: "run", threads: 1)
            .run(plan) { cell, _ in SyntheticStudy.figures(cell) }
        let summary = StudySummary(
            of: results, headline: "profit", bootstrap: Bootstrap(resamples: 20))
        let data = try summary.json()
        #expect(try JSONDecoder().decode(StudySummary.self, from: data) == summary)
        #expect(summary["base"]?["profit"]?.meanInterval == nil)
    }
}
