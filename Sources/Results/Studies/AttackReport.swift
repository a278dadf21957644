import Experiments
import Foundation
import Simulation

/// What a search for the best attack found, with the runs behind it.
public struct AttackReport: Hashable, Sendable, Codable {
    /// The scenario's name.
    public let scenario: String
    /// The version of the program.
    public let version: String
    /// A digest of scenario and version.
    public let subjectDigest: String
    /// The figure that is the attacker's profit.
    public let figure: String
    /// Seeds over which a profit is averaged.
    public let seeds: [UInt64]
    /// What the search found.
    public let result: AttackResult
    /// The bootstrap interval of the best profit's mean over the seeds; nil for one seed.
    public let interval: ConfidenceInterval?
    /// Seeds that had no say in the search.
    public let freshSeeds: [UInt64]
    /// The best settings' profits on them.
    public let freshProfits: [Double?]
    /// All figures of the best attack on the first seed.
    public let bill: RunFigures?
    /// The flags that repeat the best attack on the first seed; nil if nothing could be evaluated.
    public let bestArguments: String?
    /// Runs of the search.
    public let runs: Int
    /// Those that ended with an error.
    public let failures: [StudySummary.Failure]

    init(
        _ study: AttackStudy, _ result: AttackResult, _ trials: AttackTrials, bill: RunFigures?,
        freshProfits: [Double?]
    ) {
        scenario = study.subject.scenario
        version = study.subject.version
        subjectDigest = study.subject.digest
        figure = study.figure
        seeds = study.seeds
        self.result = result
        let sample = result.best?.profits.compactMap { $0 } ?? []
        interval = Bootstrap().intervals(of: [sample])[0].mean
        freshSeeds = study.freshSeeds
        self.freshProfits = freshProfits
        self.bill = bill
        bestArguments = result.best.flatMap { best in
            study.seeds.first.map { seed in
                StudyCell(
                    index: 0, variant: 0, name: "attack", overrides: best.settings, leftOut: [],
                    seed: seed, subjectDigest: study.subject.digest
                ).arguments
            }
        }
        runs = trials.runs
        failures = trials.failures
    }

    /// The document as JSON, keys sorted; the same bytes for the same outcomes.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// The lines for a terminal.
    /// - Parameter command: What stands before the flags that repeat the best attack.
    public func text(command: String) -> [String] {
        let count = result.searched
        guard let best = result.best, let profit = best.profit else {
            return ["none of \(count) settings could be evaluated"] + failureLines(command)
        }
        var lines = [
            result.pays
                ? "the best of \(count) settings earns \(StatisticText.short(profit))"
                : "nothing pays: the best of \(count) settings loses \(StatisticText.short(-profit))"
        ]
        lines[0] += seeds.count > 1 ? " on average over \(seeds.count) seeds" : ""
        if let interval { lines[0] += ", 95 % interval \(StatisticText.interval(interval))" }
        let fresh = freshProfits.compactMap { $0 }
        if !fresh.isEmpty {
            let mean = fresh.reduce(0, +) / Double(fresh.count)
            lines.append(
                "  \(StatisticText.short(mean)) on \(fresh.count) seeds that had no say in the search"
            )
        }
        var table = TextTable([
            ("key", .left), ("best", .right), ("from", .right), ("to", .right), ("", .left),
        ])
        for (key, setting) in zip(result.keys, best.settings) {
            table.add([
                key.key, setting.value, key.low, key.high,
                key.isAtBound ? "at its bound: a wider range may hold a better one" : "",
            ])
        }
        lines += [""] + table.lines + contourLines
        if !result.guards.isEmpty { lines += [""] + guardLines }
        if let bestArguments { lines += ["", "to repeat it: \(command) \(bestArguments)"] }
        return lines + failureLines(command)
    }

    private var contourLines: [String] {
        guard result.surface.yKey == nil else { return [] }
        let values = result.surface.zeroContour.compactMap {
            $0.first.map { StatisticText.short($0.x) }
        }
        if values.isEmpty { return [] }
        return ["", "zero at \(result.surface.xKey) = \(values.joined(separator: ", "))"]
    }

    private var guardLines: [String] {
        var table = TextTable([("with", .left), (figure, .right), ("change", .right)])
        for rule in result.guards {
            let change = rule.profit.flatMap { profit in
                result.best?.profit.map { profit - $0 }
            }
            table.add([rule.name, StatisticText.short(rule.profit), StatisticText.signed(change)])
        }
        return table.lines
    }

    private func failureLines(_ command: String) -> [String] {
        if failures.isEmpty { return [] }
        return ["", "\(failures.count) of \(runs) runs failed; the first:"]
            + failures.prefix(3).map { "  \($0.reason)\n    \(command) \($0.arguments)" }
    }
}
