import Experiments
import Foundation
import VenueFormulas

/// What a slippage study came to, for a terminal of a hundred columns.
public struct SlippageText {
    private let results: SlippageResults
    private let isWhole: Bool

    /// - Parameter isWhole: Whether the tables of all modes, policies and venues are shown, and not those
    ///   of the headline mode with limits alone.
    public init(_ results: SlippageResults, isWhole: Bool) {
        self.results = results
        self.isWhole = isWhole
    }

    /// The lines.
    public var lines: [String] {
        var blocks: [[String]] = []
        for mode in results.orderedModes where isWhole || mode == results.headline {
            for regime in results.study.regimes {
                for policy in shownPolicies { blocks += costTables(mode, regime, policy) }
            }
        }
        blocks += [crossovers, calibrations, payments, fillable, metaorders, checks]
        return Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    private var shownPolicies: [ExecutionPolicy] {
        isWhole ? results.study.policies : [results.leadingPolicy]
    }

    // MARK: - Costs

    /// The tables of a mode; sales come with the whole, since they mirror buys but for the drift.
    private func costTables(
        _ mode: ComparisonMode, _ regime: MarketRegime, _ policy: ExecutionPolicy
    ) -> [[String]] {
        let title = "\(mode.label), \(regime.rawValue) windows, \(policy.label)"
        return TakerSide.allCases.compactMap { side -> [String]? in
            if side == .sell && !isWhole { return nil }
            let lines = costs(mode, regime, policy, side)
            if lines.isEmpty { return nil }
            return [
                "\(title), \(side == .buy ? "buys" : "sales")",
                "median cost in bp of the order, 5 % to 95 % of seeds; less book: mean of curve less book, "
                    + "\(percent)",
            ] + lines
        }
    }

    private func costs(
        _ mode: ComparisonMode, _ regime: MarketRegime, _ policy: ExecutionPolicy, _ side: TakerSide
    ) -> [String] {
        let view = SlippageView(results, mode, regime)
        let book = view.costs(policy, side, SlippageResults.bookName)
        let curves = results.curveNames.filter { !view.costs(policy, side, $0).isEmpty }
        var lines: [String] = []
        if curves.isEmpty { return costs(of: book) }
        for curve in curves {
            var table = TextTable([
                ("size", .right), ("book", .right), ("5..95 %", .right), ("unfilled", .right),
                ("curve", .right), ("5..95 %", .right), ("unfilled", .right),
                ("cheaper", .left), ("less book", .right), ("interval", .left),
            ])
            let differences = view.differences(policy, side, curve)
            for row in view.costs(policy, side, curve) {
                let own = book.first { $0.sizeMicro == row.sizeMicro }
                let difference = differences.first { $0.sizeMicro == row.sizeMicro }?.difference
                table.add([
                    Self.size(Double(row.sizeMicro)), Self.bps(own?.total.median),
                    Self.band(own?.total), Self.share(own?.unfilledShare),
                    Self.bps(row.total.median), Self.band(row.total), Self.share(row.unfilledShare),
                    Self.cheaper(difference), Self.bps(difference?.mean),
                    Self.interval(difference),
                ])
            }
            if !lines.isEmpty { lines.append("") }
            lines.append("\(curve) against the book")
            lines += table.lines
        }
        return lines
    }

    private func costs(of rows: [CostRow]) -> [String] {
        if rows.isEmpty { return [] }
        var table = TextTable([
            ("size", .right), ("book", .right), ("5..95 %", .right), ("unfilled", .right),
        ])
        for row in rows {
            table.add([
                Self.size(Double(row.sizeMicro)), Self.bps(row.total.median), Self.band(row.total),
                Self.share(row.unfilledShare),
            ])
        }
        return table.lines
    }

    // MARK: - The other tables

    private var crossovers: [String] {
        if results.crossovers.isEmpty { return [] }
        var lines = [
            "at which size the mean costs of curve and book are equal, in quote; samples: share that "
                + "crosses;",
            "below: who is cheaper there; left: what the other one leaves unfilled of the next size",
        ]
        for mode in results.orderedModes {
            let rows = results.crossovers.filter { $0.mode == mode }
            if rows.isEmpty { continue }
            var table = TextTable([
                ("windows", .left), ("orders", .left), ("curve", .left), ("at", .right),
                ("interval", .right), ("samples", .right), ("below", .left), ("left", .right),
            ])
            for row in rows {
                table.add([
                    row.regime.rawValue, row.policy.rawValue, Self.cut(row.curve),
                    row.sizeMicro.map(Self.size) ?? "none",
                    row.low.flatMap { low in
                        row.high.map { "\(Self.size(low))..\(Self.size($0))" }
                    } ?? "-", Self.share(row.crossingShare),
                    (row.cheaperBelow == row.curve ? "curve" : "book")
                        + (row.sizeMicro == nil ? ", all" : ""),
                    Self.share(row.unfilledAbove),
                ])
            }
            lines += ["\(mode.label)\(mode.caution.map { ": \($0)" } ?? "")"]
            lines += table.lines.map { "  \($0)" }
        }
        return lines
    }

    private var calibrations: [String] {
        let rows = shown(results.calibrations, \.mode)
        if rows.isEmpty { return [] }
        var table = TextTable([
            ("mode", .left), ("venue", .left), ("set", .left), ("to", .right),
            ("liquidity earns", .right), ("interval", .right),
        ])
        for row in rows {
            table.add([
                row.mode.shortLabel, Self.cut(row.venue), row.parameter,
                StatisticText.short(Double(row.valueMicro) / 1e6), Self.money(row.profit?.mean),
                row.profit.map { "\(Self.money($0.meanLow))..\(Self.money($0.meanHigh))" } ?? "-",
            ])
        }
        let notes = rows.compactMap { row in
            row.shortfall.map { "  \(row.mode.shortLabel), \(row.venue): \($0)" }
        }
        return [
            "what the modes have set, and what giving liquidity earns with it in a window, quote"
        ] + table.lines + notes
    }

    private var payments: [String] {
        let rows = shown(results.payments, \.mode)
        if rows.isEmpty { return [] }
        var groups: [String] = []
        for row in rows where !groups.contains(row.group) { groups.append(row.group) }
        var table = TextTable(
            [("mode", .left), ("windows", .left), ("venue", .left)]
                + groups.map { (heading: $0, side: .right) })
        for mode in results.orderedModes {
            for regime in results.study.regimes {
                for venue in results.venueNames {
                    let own = rows.filter {
                        $0.mode == mode && $0.regime == regime && $0.venue == venue
                    }
                    if own.isEmpty { continue }
                    table.add(
                        [mode.shortLabel, regime.rawValue, Self.cut(venue)]
                            + groups.map { group in
                                Self.money(own.first { $0.group == group }?.gained.mean)
                            })
                }
            }
        }
        return ["who paid whom: mean gain in a window at the index, quote"] + table.lines
    }

    private var fillable: [String] {
        let rows = shown(results.fillable, \.mode)
        if rows.isEmpty { return [] }
        var table = TextTable([
            ("mode", .left), ("windows", .left), ("venue", .left), ("side", .left),
            ("any price", .right), ("with limits", .right),
        ])
        for row in rows {
            table.add([
                row.mode.shortLabel, row.regime.rawValue, Self.cut(row.venue), row.side.rawValue,
                row.quote.map { Self.size($0.median) } ?? "no bound",
                row.limitedQuote.map { Self.size($0.median) } ?? "no bound",
            ])
        }
        return ["what can be filled at once: median, quote"] + table.lines
    }

    private var metaorders: [String] {
        if results.metaorders.isEmpty { return [] }
        var table = TextTable([
            ("book", .left), ("sizes", .right), ("exponent", .right), ("interval", .right),
            ("at once", .right),
        ])
        for result in results.metaorders {
            let study = result.study
            table.add([
                result.book, "\(study.rows.first?.size ?? 0)..\(study.rows.last?.size ?? 0)",
                Self.exponent(study.exponent),
                study.interval.map {
                    "\(Self.exponent($0.lowerBound))..\(Self.exponent($0.upperBound))"
                } ?? "-", Self.exponent(study.sweepExponent),
            ])
        }
        return [
            "impact of orders worked over minutes grows with a power of their size (lots); in the "
                + "literature 0.5"
        ] + table.lines
    }

    private static func exponent(_ value: Double?) -> String {
        value.map { fixed($0, places: 2) } ?? "-"
    }

    private var checks: [String] {
        if results.checks.isEmpty { return [] }
        return results.checks.map { check in
            "\(check.holds ? "holds " : "BROKEN")  \(check.name): \(check.text)"
        }
    }

    private func shown<Row>(_ rows: [Row], _ mode: KeyPath<Row, ComparisonMode>) -> [Row] {
        rows.filter { isWhole || $0[keyPath: mode] == results.headline }
    }

    private var percent: String { StatisticText.short(results.study.level * 100) + " %" }

    // MARK: - Cells

    /// A name that leaves room for others.
    private static func cut(_ name: String) -> String {
        name.count <= 16 ? name : name.prefix(15) + "~"
    }

    /// Quote millionths as 1.5k, 20k, 3M.
    static func size(_ micro: Double) -> String {
        let quote = micro / 1e6
        let (divisor, suffix) =
            quote >= 999_500 ? (1e6, "M") : quote >= 999.5 ? (1e3, "k") : (1.0, "")
        let scaled = quote / divisor
        var text = String(format: "%.\(scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2)f", scaled)
        if text.contains(".") {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text + suffix
    }

    /// Millionths of a basis point with two or three digits that count.
    private static func bps(_ micro: Double?) -> String {
        guard let micro else { return "-" }
        let bps = micro / 1e6
        return fixed(bps, places: abs(bps) >= 1_000 ? 0 : abs(bps) >= 100 ? 1 : 2)
    }

    private static func band(_ sample: SampleRow?) -> String {
        sample.map { "\(short($0.quantile05))..\(short($0.quantile95))" } ?? "-"
    }

    private static func interval(_ sample: SampleRow?) -> String {
        sample.map { "\(short($0.meanLow))..\(short($0.meanHigh))" } ?? "-"
    }

    private static func short(_ micro: Double) -> String {
        let bps = micro / 1e6
        return fixed(bps, places: abs(bps) >= 100 ? 0 : 1)
    }

    private static func cheaper(_ difference: SampleRow?) -> String {
        guard let difference else { return "-" }
        if difference.meanLow <= 0 && difference.meanHigh >= 0 { return "open" }
        return difference.mean < 0 ? "curve" : "book"
    }

    private static func share(_ share: Double?) -> String {
        guard let share else { return "-" }
        return share == 0 ? "" : String(format: "%.*f %%", share < 0.0995 ? 1 : 0, share * 100)
    }

    private static func money(_ micro: Double?) -> String {
        micro.map { fixed($0 / 1e6, places: abs($0) < 1e10 ? 2 : 0) } ?? "-"
    }

    /// So many places, and no minus before a zero.
    private static func fixed(_ value: Double, places: Int) -> String {
        let text = String(format: "%.\(places)f", value)
        return text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) }
            ? String(text.dropFirst()) : text
    }
}
