import Testing

@testable import Simulation

@Suite struct StudySummaryTests {
    /// Profits with a large part that is common to a seed, and an effect of each variant.
    private func figures(_ cell: StudyCell) -> RunFigures {
        let common = Double(cell.seed * cell.seed % 17) * 100
        var effect = cell.leftOut.isEmpty ? 0.0 : -50
        for setting in cell.overrides {
            effect += ["strong": -30, "weak": 1, "rare": cell.seed == 3 ? 40 : 0][setting.key] ?? 0
        }
        let value = common + effect
        // What counts how often a rule decided is not there where it never did.
        let rare =
            cell.seed == 3 ? [RunFigure("rare_bound", value: "5", real: 5, unit: "count")] : []
        return RunFigures(
            [
                RunFigure("profit", value: String(Int(value)), real: value, unit: "quote"),
                RunFigure("strong_bound", value: "4", real: 4, unit: "count"),
                RunFigure(
                    "late", value: "-", real: cell.seed == 2 ? nil : Double(cell.seed),
                    unit: "blocks"),
            ] + rare)
    }

    private func results(_ design: StudyDesign) throws -> StudyResults {
        let plan = try StudyPlan(of: StudyPlanTests.subject, design: design)
        return StudyResults(
            plan: plan, outcomes: (0..<plan.cellCount).map { .finished(figures(plan.cell($0))) })
    }

    private static let switches = [
        StudySwitch("weak rule", [ScenarioOverride("weak", "off")]),
        StudySwitch("idle rule", [ScenarioOverride("idle", "off")], counter: "idle_bound"),
        StudySwitch("rare rule", [ScenarioOverride("rare", "off")], counter: "rare_bound"),
        StudySwitch("strong rule", [ScenarioOverride("strong", "off")], counter: "strong_bound"),
    ]

    @Test("the control's difference is the effect on every seed, whatever seeds have in common")
    func control() throws {
        let summary = StudySummary(
            of: try results(StudyDesign(firstSeed: 1, seedCount: 10, controls: [["attacker"]])),
            headline: "profit", bootstrap: Bootstrap(resamples: 100))
        let difference = try #require(summary["without attacker"]?["profit"]?.difference)
        #expect(difference.count == 10)
        #expect(difference.mean == -50 && difference.median == -50)
        #expect(difference.meanInterval == ConfidenceInterval(low: -50, high: -50))
        #expect(difference.shareHigher == 0 && difference.shareLower == 1)
        #expect(summary["base"]?["profit"]?.difference == nil)
        #expect(summary["without attacker"]?.reference == "base")
    }

    @Test("rules are ranked by the size of their effect on the headline")
    func ablation() throws {
        let summary = StudySummary(
            of: try results(StudyDesign(firstSeed: 1, seedCount: 10, switches: Self.switches)),
            headline: "profit", bootstrap: Bootstrap(resamples: 200))
        let ranking = try #require(summary.ablations.first)
        #expect(summary.ablations.count == 1)
        #expect(ranking.rows.map(\.rule) == ["strong rule", "rare rule", "weak rule", "idle rule"])
        #expect(ranking.rows.map { $0.effect?.mean } == [-30, 4, 1, 0])
        // One seed in ten settles no sign.
        #expect(ranking.rows.map(\.isClear) == [true, false, true, false])
        #expect(ranking.rows.map(\.bound) == [4, 0.5, nil, 0])
    }

    @Test("each point of a grid has a ranking of its own")
    func ablationOfGrid() throws {
        let summary = StudySummary(
            of: try results(
                StudyDesign(
                    firstSeed: 1, seedCount: 3, axes: [try StudyAxis("k=1,2")],
                    switches: Self.switches)),
            headline: "profit", bootstrap: Bootstrap(resamples: 20))
        #expect(summary.ablations.map(\.point) == ["k=1", "k=2"])
        #expect(summary.ablations.map(\.rows.count) == [4, 4])
    }

    @Test("runs that failed or are missing leave the pairs that both variants have")
    func gaps() throws {
        let full = try results(StudyDesign(firstSeed: 1, seedCount: 5, controls: [["attacker"]]))
        var outcomes = full.outcomes
        outcomes[1] = .failed("broke at block 3")
        outcomes[8] = nil
        let summary = StudySummary(
            of: StudyResults(plan: full.plan, outcomes: outcomes), headline: "profit",
            bootstrap: Bootstrap(resamples: 20))
        #expect(summary["base"]?.runs == 4)
        #expect(summary["without attacker"]?.runs == 4)
        #expect(summary["without attacker"]?["profit"]?.difference?.count == 3)
        #expect(summary.missing == 1)
        #expect(
            summary.failures.map(\.arguments) == ["--seed 2"]
                && summary.failures.map(\.reason) == ["broke at block 3"])
    }

    @Test("an undefined figure takes no part in its sample")
    func undefined() throws {
        let summary = StudySummary(
            of: try results(StudyDesign(firstSeed: 1, seedCount: 4)), headline: "profit",
            bootstrap: Bootstrap(resamples: 20))
        let late = try #require(summary["base"]?["late"])
        #expect(late.statistics.count == 3)
        #expect(late.statistics.mean == 8.0 / 3)
        #expect(RunFigure("x", value: "nan", real: .nan, unit: "").real == nil)
        #expect(RunFigure("x", value: "0", real: -0.0, unit: "").real?.sign == .plus)
    }

    @Test("extremes are exact where two values are one floating-point number, and name their seed")
    func extremes() throws {
        let plan = try StudyPlan(
            of: StudyPlanTests.subject, design: StudyDesign(firstSeed: 1, seedCount: 4))
        let values = ["7.000000000000000001", "7.000000000000000003", "7", "7"]
        let outcomes = values.map { text in
            CellOutcome.finished(RunFigures([RunFigure("x", value: text, real: 7, unit: "quote")]))
        }
        let summary = StudySummary(
            of: StudyResults(plan: plan, outcomes: outcomes), headline: "x",
            bootstrap: Bootstrap(resamples: 20))
        let figure = try #require(summary["base"]?["x"])
        #expect(figure.least == FigureExtreme(value: "7", seed: 3))
        #expect(figure.greatest == FigureExtreme(value: "7.000000000000000003", seed: 2))
    }

    @Test("the digest of results tells every outcome apart")
    func digest() throws {
        let full = try results(StudyDesign(firstSeed: 1, seedCount: 2))
        var failed = full.outcomes
        failed[1] = .failed("x")
        var missing = full.outcomes
        missing[1] = nil
        let digests = [full.outcomes, failed, missing].map {
            StudyResults(plan: full.plan, outcomes: $0).digest
        }
        #expect(Set(digests).count == 3)
        #expect(full.digest == digests[0])
    }
}
