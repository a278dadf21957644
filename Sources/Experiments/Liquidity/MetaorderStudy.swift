/// What a `MetaorderExperiment` found.
public struct MetaorderStudy: Hashable, Sendable, CustomStringConvertible {
    /// What orders of a size did on average.
    public struct Row: Hashable, Sendable {
        /// Lots of the parent.
        public let size: Int64
        /// Peak impact when worked, ticks of the middle; above zero in the way of the trade.
        public let peakTicks: Double?
        /// The standard error of that.
        public let errorTicks: Double?
        /// The part of runs at whose end a side of the book was empty, which the mean leaves out.
        public let emptiedShare: Double
        /// Impact when taken at once, ticks; nil where that emptied the book in any run.
        public let sweepTicks: Double?
        /// The part of the worked order that was filled.
        public let filledShare: Double
    }

    /// The sizes, rising.
    public let rows: [Row]
    /// Runs behind each of them.
    public let runs: Int
    /// The exponent of peak impact in size; nil where a mean impact is not above zero.
    public let exponent: Double?
    /// The same for orders that are taken at once.
    public let sweepExponent: Double?
    /// The interval of the exponent at `MetaorderExperiment.level`; nil where it is not settled that
    /// there is one.
    public let interval: ClosedRange<Double>?

    /// A table of sizes with the exponents below it.
    public var description: String {
        var lines = ["size  worked, ticks  error  at once, ticks  filled  emptied"]
        for row in rows {
            lines.append(
                [
                    Self.right("\(row.size)", 4), Self.right(Self.rounded(row.peakTicks), 13),
                    Self.right(Self.rounded(row.errorTicks), 5),
                    Self.right(Self.rounded(row.sweepTicks), 14),
                    Self.right(Self.rounded(row.filledShare), 6),
                    Self.right(Self.rounded(row.emptiedShare), 7),
                ].joined(separator: "  "))
        }
        let range =
            interval.map { "\(Self.rounded($0.lowerBound)) to \(Self.rounded($0.upperBound))" }
            ?? "none"
        lines.append(
            "exponent worked \(Self.rounded(exponent)) (95%: \(range)), at once "
                + "\(Self.rounded(sweepExponent)); "
                + "square-root law \(MetaorderExperiment.literatureExponent)")
        return lines.joined(separator: "\n")
    }

    /// Two decimals.
    private static func rounded(_ value: Double?) -> String {
        guard let value else { return "none" }
        guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
        let hundredths = Int64((value * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        return (hundredths < 0 ? "-" : "") + "\(whole)." + (rest < 10 ? "0" : "") + "\(rest)"
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
    }
}
