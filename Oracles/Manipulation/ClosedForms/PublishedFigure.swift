/// A figure as it was published, beside the closed form for it.
public struct PublishedFigure: Hashable, Sendable {
    /// How near the closed form must be.
    public enum Rule: Hashable, Sendable {
        /// Within half a unit of the last digit that is printed.
        case printedDigits
        /// Within a share of the printed figure: for figures that were themselves simulated.
        case relative(Double)
    }

    /// The table that it stands in.
    public let table: String
    /// Its row.
    public let row: String
    /// Its column.
    public let column: String
    /// As it was printed.
    public let published: String
    /// The closed form; nil where that has no value.
    public let computed: Double?
    /// How near it must be.
    public let rule: Rule

    /// A figure of a table.
    init(
        _ table: String, _ row: String, _ column: String, _ published: String,
        _ computed: Double?, rule: Rule = .printedDigits
    ) {
        self.table = table
        self.row = row
        self.column = column
        self.published = published
        self.computed = computed
        self.rule = rule
    }

    /// Whether the closed form is what was printed.
    public var agrees: Bool {
        guard let computed, let printed = PrintedDecimal(published) else { return false }
        switch rule {
        case .printedDigits:
            // The slack is that of the binary fraction nearest to a decimal that ends in five.
            let slack = 1e-12 * (computed < 0 ? -computed : computed)
            return distance(computed, printed.value) <= printed.unit / 2 + slack
        case .relative(let share):
            return distance(computed, printed.value) <= share * printed.value
        }
    }

    private func distance(_ a: Double, _ b: Double) -> Double { a < b ? b - a : a - b }
}
