/// What is done about each defect of data; every case is counted in the report.
public struct DataRepair: Hashable, Sendable {
    /// A line that is no row: bad fields, too many of them, a number that is not allowed.
    public enum BadRows: Hashable, Sendable {
        /// The file is refused.
        case refuse
        /// The line is left out.
        case drop
    }

    /// A row earlier than one before it.
    public enum Disorder: Hashable, Sendable {
        /// The file is refused.
        case refuse
        /// The row is left out.
        case drop
        /// Rows are put in order by looking ahead that many rows; the file is refused for a row that
        /// comes later still. Rows of the same moment keep the order of the file.
        case sort(windowRows: Int)
    }

    /// A second row of the same moment. Trades may share one: they are never duplicates.
    public enum Duplicates: Hashable, Sendable {
        /// The file is refused.
        case refuse
        /// The first row stays.
        case keepFirst
        /// The last row stays.
        case keepLast
    }

    /// Missing rows of bars and funding rates, which have a step.
    public enum Gaps: Hashable, Sendable {
        /// The file is refused.
        case refuse
        /// The gap stays, also where a row is off the step.
        case leave
        /// Each missing bar holds the last close without volume, each missing rate the last rate, up to
        /// that many rows a gap; the file is refused for a longer gap and for a row off the step.
        case holdLast(rowsMax: UInt64)
    }

    /// A bar whose high is below its low, or whose open or close lies outside of them.
    public enum InconsistentBars: Hashable, Sendable {
        /// The file is refused.
        case refuse
        /// The bar is left out.
        case drop
        /// High and low become the highest and lowest of the four prices.
        case widen
    }

    /// Lines that are no rows.
    public var badRows = BadRows.refuse
    /// Rows out of order.
    public var disorder = Disorder.refuse
    /// Moments that come twice.
    public var duplicates = Duplicates.refuse
    /// Rows that are missing.
    public var gaps = Gaps.refuse
    /// Bars that contradict themselves.
    public var inconsistentBars = InconsistentBars.refuse

    /// Refuses every defect.
    public static let refuse = DataRepair()

    /// Rules for each defect; what is not named is refused.
    public init(
        badRows: BadRows = .refuse, disorder: Disorder = .refuse, duplicates: Duplicates = .refuse,
        gaps: Gaps = .refuse, inconsistentBars: InconsistentBars = .refuse
    ) {
        self.badRows = badRows
        self.disorder = disorder
        self.duplicates = duplicates
        self.gaps = gaps
        self.inconsistentBars = inconsistentBars
    }

    /// The widest window of sorting.
    public static let windowRowsMax = 4096
    /// The most rows that fill a gap: a week of minutes.
    public static let fillRowsMax: UInt64 = 10_080

    func validate() throws(PathError) {
        if case .sort(let rows) = disorder, !(1...Self.windowRowsMax).contains(rows) {
            throw .parameter(
                name: "window_rows", value: "\(rows)", allowed: "from 1 to \(Self.windowRowsMax)")
        }
        if case .holdLast(let rows) = gaps, !(1...Self.fillRowsMax).contains(rows) {
            throw .parameter(
                name: "rows_max", value: "\(rows)", allowed: "from 1 to \(Self.fillRowsMax)")
        }
    }
}
