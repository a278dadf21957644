import ArgumentParser
import PriceOracles

/// What is done about defects of a file.
struct DataRuleOptions: ParsableArguments {
    @Option(help: "Lines that are no rows: refuse, drop.", transform: badRows)
    var badRows = DataRepair.BadRows.refuse

    @Option(
        help: "Rows out of order: refuse, drop, sort:ROWS looks so far ahead.",
        transform: disorder)
    var disorder = DataRepair.Disorder.refuse

    @Option(help: "Moments that come twice: refuse, keep-first, keep-last.", transform: duplicates)
    var duplicates = DataRepair.Duplicates.refuse

    @Option(
        help: "Missing bars: refuse, leave, hold:ROWS repeats the last close so often.",
        transform: gaps)
    var gaps = DataRepair.Gaps.refuse

    @Option(
        help: "Bars that contradict themselves: refuse, drop, widen.",
        transform: inconsistentBars)
    var inconsistentBars = DataRepair.InconsistentBars.refuse

    /// The rules together.
    var repair: DataRepair {
        DataRepair(
            badRows: badRows, disorder: disorder, duplicates: duplicates, gaps: gaps,
            inconsistentBars: inconsistentBars)
    }

    private static func badRows(_ text: String) throws -> DataRepair.BadRows {
        try word(text, ["refuse": .refuse, "drop": .drop])
    }

    private static func duplicates(_ text: String) throws -> DataRepair.Duplicates {
        try word(
            text, ["refuse": .refuse, "keep-first": .keepFirst, "keep-last": .keepLast])
    }

    private static func inconsistentBars(_ text: String) throws -> DataRepair.InconsistentBars {
        try word(text, ["refuse": .refuse, "drop": .drop, "widen": .widen])
    }

    private static func disorder(_ text: String) throws -> DataRepair.Disorder {
        if let rows = counted(text, "sort") { return .sort(windowRows: rows) }
        return try word(text, ["refuse": .refuse, "drop": .drop], "sort:ROWS")
    }

    private static func gaps(_ text: String) throws -> DataRepair.Gaps {
        if let rows = counted(text, "hold") { return .holdLast(rowsMax: UInt64(rows)) }
        return try word(text, ["refuse": .refuse, "leave": .leave], "hold:ROWS")
    }

    private static func word<Rule>(
        _ text: String, _ words: KeyValuePairs<String, Rule>, _ other: String? = nil
    ) throws -> Rule {
        if let match = words.first(where: { $0.key == text }) { return match.value }
        let allowed = words.map(\.key) + (other.map { [$0] } ?? [])
        throw ValidationError("it is one of \(allowed.joined(separator: ", "))")
    }

    /// The number behind a rule's name and a colon; nil for other texts.
    private static func counted(_ text: String, _ name: String) -> Int? {
        guard text.hasPrefix(name + ":"), let count = Int(text.dropFirst(name.count + 1)) else {
            return nil
        }
        return count < 0 ? nil : count
    }
}
