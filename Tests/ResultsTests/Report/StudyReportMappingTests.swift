import Experiments
import Simulation
import Testing

@testable import Results

@Suite struct StudyReportMappingTests {
    @Test("a study's statistics reach its report as they are")
    func study() throws {
        let rule = StudySwitch("band", [ScenarioOverride("band", "0")], counter: "rule.band")
        let plan = try StudyPlan(
            of: SyntheticStudy.subject,
            design: StudyDesign(
                firstSeed: 1, seedCount: 4, controls: [["attacker"]], switches: [rule]))
        let results = try StudyRunner(command: "x", threads: 2).run(plan) { cell, _ in
            if cell.seed == 4, cell.variant == 2 { throw SyntheticError(reason: "broken") }
            let debt = Double(cell.seed) * (cell.leftOut.isEmpty ? 10 : 0)
            return RunFigures([
                RunFigure("bad_debt", value: "\(debt)", real: debt, unit: "quote"),
                RunFigure("rule.band", value: "2", real: 2, unit: "count"),
            ])
        }
        let summary = StudySummary(of: results, headline: "bad_debt")
        let input = StudyReportInput(
            summary, of: results, leading: ["rule.band", "none"], command: "all",
            runCommand: "perplab run x")
        #expect(input.variants[0].figures.map(\.figure) == ["rule.band", "bad_debt"])
        #expect(input.variants.map(\.name) == ["base", "without attacker", "ablate band"])
        let base = try #require(input.variants[0].figures.last)
        #expect(base.values == [10, 20, 30, 40])
        #expect(base.median == 25)
        #expect(base.difference == nil)
        let control = try #require(input.variants[1].figures.last?.difference)
        #expect(control.mean == -25)
        #expect(control.positiveShare == 0)
        #expect(input.ablations[0].rules[0].bound == 2)
        #expect(input.failures[0].command.hasPrefix("perplab run x --seed 4 --set band=0"))
        #expect(input.failures[0].reason.contains("broken"))
        #expect(StudyReport(input).html.contains("without attacker"))
    }

    @Test("a search's surface, guards and best settings reach its report", arguments: [1, 2])
    func attack(keys: Int) throws {
        let axes = try ["size=0.0..10.0", "hold=0.0..1.0"].prefix(keys).map {
            text throws(AttackAxisError) in try AttackAxis(text)
        }
        let guarding = StudySwitch("band", [ScenarioOverride("band", "on")])
        let study = AttackStudy(
            try AttackSearch(over: axes, guards: [guarding]), of: SyntheticStudy.subject,
            figure: "profit", seeds: [1])
        let report = try study.run(by: StudyRunner(command: "x", threads: 2)) { cell, _ in
            let values = cell.overrides.compactMap { Double($0.value) }
            let shield = cell.overrides.contains { $0.key == "band" } ? 50.0 : 0
            let profit = 10 - (values[0] - 4) * (values[0] - 4) - shield
            return RunFigures([
                RunFigure("profit", value: "\(profit)", real: profit, unit: "quote")
            ])
        }
        let input = StudyReportInput(
            report, bill: [.init(name: "spot", amount: -3), .init(name: "trading", amount: 13)],
            command: "all", runCommand: "perplab run x")
        let attack = try #require(input.attack)
        #expect(attack.axes.map(\.name) == ["size", "hold"].prefix(keys).map { $0 })
        #expect(abs((attack.bestPoint?.x ?? 0) - 4) < 0.01)
        #expect(abs(attack.bestProfit - 10) < 0.001)
        #expect(attack.guards.map(\.name) == ["band"])
        #expect(abs(attack.guards[0].amount + 40) < 0.001)
        #expect(attack.best.map(\.name) == attack.axes.map(\.name))
        #expect(!attack.zeroLines.isEmpty)
        #expect(StudyReport(input).html.contains("The attack surface"))
    }
}
