import Foundation
import Simulation

/// What a study came to, for a terminal and for other programs.
extension StudySummary {
    /// The document as JSON, keys sorted; the same bytes for the same outcomes.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// The tables that fit the study: all figures of the base, the headline of all variants, and the
    /// rankings of rules; then what went wrong.
    /// - Parameter figures: Names of the figures of the first table; nil for all.
    public func text(figures names: [String]? = nil, command: String) -> [String] {
        var blocks = [figuresTable(names)]
        if variants.count > 1 { blocks.append(headlineTable) }
        blocks += ablations.map(Self.table(of:))
        if !failures.isEmpty {
            blocks.append(
                ["\(failures.count) runs failed"]
                    + failures.map {
                        "  \($0.variant), seed \($0.seed): \($0.reason)\n    \(command) \($0.arguments)"
                    })
        }
        if missing > 0 { blocks.append(["\(missing) runs are missing; the same command goes on"]) }
        return Array(blocks.joined(separator: [""]))
    }

    private var percent: String { StatisticText.short(level * 100) + " %" }

    private func figuresTable(_ names: [String]?) -> [String] {
        guard let base = variants.first else { return [] }
        var table = TextTable([
            ("figure", .left), ("median", .right), ("\(percent) interval", .right),
            ("mean", .right), ("5 %", .right), ("95 %", .right), ("min", .right),
            ("max", .right), ("unit", .left),
        ])
        for figure in base.figures where names?.contains(figure.name) ?? true {
            let sample = figure.statistics
            table.add(
                [
                    figure.name, StatisticText.short(sample.median),
                    StatisticText.interval(figure.medianInterval), StatisticText.short(sample.mean),
                    StatisticText.short(sample.quantile05), StatisticText.short(sample.quantile95),
                    StatisticText.short(sample.minimum), StatisticText.short(sample.maximum),
                    figure.unit,
                ])
        }
        return ["\(base.name): \(base.runs) runs from seed \(firstSeed)"] + table.lines
    }

    private var headlineTable: [String] {
        var table = TextTable([
            ("variant", .left), ("runs", .right), ("median", .right),
            ("\(percent) interval", .right), ("mean", .right), ("difference", .right),
            ("\(percent) interval", .right), ("higher", .right), ("compared with", .left),
        ])
        for variant in variants {
            let figure = variant[headline]
            let difference = figure?.difference
            table.add([
                variant.name, String(variant.runs), StatisticText.short(figure?.statistics.median),
                StatisticText.interval(figure?.medianInterval),
                StatisticText.short(figure?.statistics.mean),
                StatisticText.signed(difference?.mean),
                StatisticText.interval(difference?.meanInterval),
                StatisticText.share(difference?.shareHigher), variant.reference ?? "-",
            ])
        }
        return [
            "\(headline) by variant; differences are means over pairs of runs on the same seed"
        ] + table.lines
    }

    private static func table(of ranking: AblationRanking) -> [String] {
        var table = TextTable([
            ("rule", .left), ("effect", .right), ("interval", .right), ("higher", .right),
            ("lower", .right), ("clear", .left), ("bound", .right), ("counter", .left),
        ])
        for row in ranking.rows {
            table.add([
                row.rule, StatisticText.signed(row.effect?.mean),
                StatisticText.interval(row.effect?.meanInterval),
                StatisticText.share(row.effect?.shareHigher),
                StatisticText.share(row.effect?.shareLower), row.isClear ? "yes" : "no",
                StatisticText.short(row.bound), row.counter ?? "-",
            ])
        }
        return [
            "what \(ranking.headline) depends on (\(ranking.point)), one rule switched at a time"
        ]
            + table.lines
    }
}

/// Statistics as a reader sees them: six significant digits, `-` for what is undefined.
enum StatisticText {
    static func short(_ value: Double?) -> String {
        guard let value else { return "-" }
        if value == 0 { return "0" }
        let exponent = Int(log10(value.magnitude).rounded(.down))
        guard (-6..<15).contains(exponent) else { return String(format: "%.5e", value) }
        var text = String(format: "%.\(max(0, 5 - exponent))f", value)
        if text.contains(".") {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text
    }

    static func signed(_ value: Double?) -> String {
        (value.map { $0 > 0 } ?? false ? "+" : "") + short(value)
    }

    static func interval(_ interval: ConfidenceInterval?) -> String {
        interval.map { "[\(short($0.low)), \(short($0.high))]" } ?? "-"
    }

    static func share(_ value: Double?) -> String {
        value.map { short(($0 * 1000).rounded() / 10) + " %" } ?? "-"
    }
}
