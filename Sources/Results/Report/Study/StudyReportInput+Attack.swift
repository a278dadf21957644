import Experiments
import Simulation

/// What the report of a search for the best attack shows.
extension StudyReportInput {
    /// The input for the report of a search.
    /// - Parameters:
    ///   - report: What was found.
    ///   - bill: The best attack's gains and costs by cause, wad-exact amounts as numbers.
    ///   - command: The command that gives the same search again.
    ///   - runCommand: What stands before the flags that repeat a single run.
    public init(
        _ report: AttackReport, bill: [Attack.Entry], command: String, runCommand: String
    ) {
        self.init(
            scenario: report.scenario, version: report.version, command: command,
            seedCount: report.seeds.count, firstSeed: report.seeds.first ?? 0,
            headline: report.figure)
        let result = report.result
        facts = [Fact(name: "subject digest", value: report.subjectDigest)]
        if let arguments = report.bestArguments {
            facts.append(Fact(name: "the best attack", value: "\(runCommand) \(arguments)"))
        }
        if let interval = report.interval {
            facts.append(
                Fact(
                    name: "interval of the best profit's mean",
                    value: StatisticText.interval(interval)))
        }
        let surface = result.surface
        let axes =
            [Attack.Axis(name: surface.xKey, values: surface.xs)]
            + (surface.yKey.map { [Attack.Axis(name: $0, values: surface.ys)] } ?? [])
        attack = Attack(
            axes: axes, profits: surface.profits,
            zeroLines: surface.zeroContour.map { line in
                line.map { Attack.Point(x: $0.x, y: $0.y) }
            },
            best: zip(result.keys, result.best?.settings ?? []).map {
                Fact(name: $0.key, value: $1.value)
            },
            bestPoint: result.best.map { best in
                Attack.Point(x: best.values[0], y: best.values.count > 1 ? best.values[1] : 0)
            },
            bestProfit: result.best?.profit ?? 0, bill: bill,
            guards: result.guards.compactMap { rule in
                rule.profit.map { Attack.Entry(name: rule.name, amount: $0) }
            }, evaluations: result.searched)
        failures = report.failures.map { failure in
            Failure(
                variant: failure.variant, seed: failure.seed, reason: failure.reason,
                command: "\(runCommand) \(failure.arguments)")
        }
    }
}
